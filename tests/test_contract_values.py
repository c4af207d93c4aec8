"""What a cell may hold: dates, blanks, rates, words and months in every form, and what is said of the rest."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from usual_calls import ANSWERING, ROWWISE, USUAL, usual_arguments

from xlshipcheck import errors
from xlshipcheck.catalogue.calling import call, evaluate
from xlshipcheck.catalogue.registry import functions as catalogue
from xlshipcheck.context import PLAIN, Context, Settings
from xlshipcheck.values.cells import MISSING
from xlshipcheck.values.days import day_of

BASE, AS_OF = date(2026, 11, 20), date(2026, 11, 26)
WARNING_DAY, RESTRICTION_DAY = date(2026, 11, 30), date(2026, 12, 1)
JST = timezone(timedelta(hours=9))
BLANKS = [None, "", "  ", "　"]
ZEROS = [0, 0.0, Decimal(0)]
# A cell's moment has no zone.
LATE, MORNING = (datetime.combine(BASE, moment) for moment in (time(23, 59), time(9)))


# Dates.


@pytest.mark.parametrize(
    "given",
    [
        46346,
        46346.0,
        46346.9999,
        Decimal(46346),
        Decimal("46346.5"),
        np.int64(46346),
        np.float64(46346.25),
        date(2026, 11, 20),
        LATE,
        datetime(2026, 11, 20, 0, 2, 10, tzinfo=JST),
        datetime(2026, 11, 19, 15, 0, tzinfo=UTC),
        datetime(2026, 11, 20, 14, 59, tzinfo=UTC),
        pd.Timestamp("2026-11-20 12:00"),
        pd.Timestamp("2026-11-19 20:00", tz="UTC"),
        "2026/11/20 00:02:10",
        "2026-11-20",
        "2026.11.20",
        "2026/11/20",
        "2026-11-20T00:02:10+09:00",
        "2026-11-19T15:00:00Z",
        "2026-11-19T15:00:00+00:00",
        "2026-11-20T09:00:00.123+0900",
        "2026年11月20日",
        "2026年11月20日 9:05",
        "2026年11月20日(金)",
        "２０２６／１１／２０",
        "２０２６年１１月２０日",
        " 2026/11/20 ",
    ],
)
def test_dates_in_every_form(given):
    """A date is understood as serial, date, moment (JST), Decimal and text."""
    assert call("QOO10_DEADLINE", [given, "一般", "注意"], PLAIN) == date(2026, 11, 26)


@pytest.mark.parametrize("given", ["11/20", "11月20日", "11/20 09:00", "11-20", "１１／２０"])
def test_a_date_without_a_year_is_refused(given):
    """A month and day alone would be a guess of the year."""
    said = call("QOO10_STAGE", [given, "", "", AS_OF], PLAIN)
    assert said.startswith(f"エラー: 入金日「{given}」に年がありません")
    assert "2026/11/20" in said


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (True, "「TRUE」は日付として読めません"),
        (False, "「FALSE」は日付として読めません"),
        (float("nan"), "「nan」は日付として読めません"),
        (float("inf"), "「inf」は日付として読めません"),
        (Decimal("NaN"), "「NaN」は日付として読めません"),
        (pd.NaT, "「NaT」は日付として読めません"),
        (-1, "「-1」は扱える期間 (1986/1/1～2099/12/31) の外です"),
        (0.5, "「0.5」は扱える期間"),
        (31412, "「1985/12/31(火)」は扱える期間"),
        (73051, "「2100/1/1(金)」は扱える期間"),
        (date(1985, 12, 31), "「1985/12/31(火)」は扱える期間"),
        ("2100/01/01", "「2100/01/01」は扱える期間"),
        ("2026/02/29", "「2026/02/29」は日付として読めません"),
        ("2026/13/01", "日付として読めません"),
        ("20261120", "日付として読めません"),
        ("明日", "「明日」は日付として読めません"),
        (b"2026-11-20", "日付として読めません"),
        (Fraction(1, 3), "日付として読めません"),
    ],
)
def test_what_is_no_date(given, says):
    """A value that is no date, or lies outside the calendar, is shown with its argument and what to do."""
    said = call("JP_IS_WORKDAY", [given], PLAIN)
    assert said.startswith("エラー: 日付")
    assert says in said


@pytest.mark.parametrize("given", [date(1986, 1, 1), date(2099, 12, 31), 31413, 73050])
def test_the_first_and_the_last_day(given):
    """The first and the last day of the calendar are days."""
    assert call("JP_IS_WORKDAY", [given], PLAIN) in {True, False}


@pytest.mark.parametrize(
    "given",
    [
        "#N/A",
        "#VALUE!",
        "#REF!",
        "#NAME?",
        "#DIV/0!",
        "#SPILL!",
        "#NUM!",
        "Err:502",
        -2146826246,
        "エラー: 前のセル",
    ],
)
@pytest.mark.parametrize("name", ["JP_IS_WORKDAY", "TRACKING_STATUS", "AMAZON_AMOUNT", "QOO10_LISTING_TYPE"])
def test_error_values_are_errors(name, given):
    """A spreadsheet's error value is told as such, whatever the argument, and never taken for a blank."""
    said = call(name, [given], PLAIN)
    assert said.startswith("エラー: ")
    assert "のセルがエラー「" in said


@pytest.mark.parametrize("argument", ["kind", "rate", "as_of", "shipped"])
def test_error_values_in_other_arguments(argument):
    """An error value in any argument of a row is told, with the name of that argument."""
    function = catalogue()["QOO10_STAGE"]
    given = usual_arguments("QOO10_STAGE")
    given[function.position(argument)] = "#N/A"
    name = function.arguments[function.position(argument)].japanese
    assert call("QOO10_STAGE", given, PLAIN).startswith(f"エラー: {name}のセルがエラー「#N/A」です")


# Blanks.


def blanks_of(name):
    """Return what leaves a function's base blank: 0 does so for dates only."""
    function = catalogue()[name]
    readers = {argument.reader for argument in function.arguments if argument.name in function.blank_when}
    return BLANKS + (ZEROS if readers == {"day"} else [])


@pytest.mark.parametrize(("name", "blank"), [(name, blank) for name in ROWWISE for blank in blanks_of(name)])
def test_a_blank_base_gives_a_blank(name, blank):
    """A row without its base is answered with an empty text, so that formulas can be filled down."""
    function = catalogue()[name]
    bases = function.blank_when
    given = [blank if a.name in bases else USUAL[a.reader] for a in function.arguments]
    assert call(name, given, PLAIN) == ""


def test_first_dates_are_bases():
    """The base of a row is its first date; scans, holds, an apology and a cancel by 配送状態 have rules of their own."""
    others = {"QOO10_APOLOGY", "QOO10_CAN_CANCEL", "AMAZON_SCAN_VALID", "AMAZON_SCAN_REASON"}
    for name in ROWWISE:
        function = catalogue()[name]
        dates = [argument.name for argument in function.arguments if argument.reader == "day"]
        if dates and name not in others and not name.startswith("HOLD_"):
            assert function.blank_when == (dates[0],), name


@pytest.mark.parametrize(
    ("name", "given", "answer"),
    [
        ("AMAZON_AMOUNT", [0], 0.0),
        ("QOO10_LISTING_TYPE", [0], "一般: 3営業日以内に発送できるため"),
        ("AMAZON_SCAN_VALID", ["ヤマト運輸", "444413758703", 0, AS_OF], "対象外"),
        ("AMAZON_SCAN_VALID", ["ヤマト運輸", "444413758703", 1500, AS_OF, 0], "無効"),
        ("QOO10_STAGE", [BASE, "", "", RESTRICTION_DAY, 0], "制限"),
        ("QOO10_STAGE", [BASE, 0, "", AS_OF, MISSING, 0], "注意"),
        ("QOO10_PLAN_SHIP_DATE", [BASE, 0], BASE),
    ],
)
def test_zero_is_blank_for_dates_only(name, given, answer):
    """0 is a number as an amount, a count, a number of scans and a rate; as a date it is an empty cell."""
    assert call(name, given, PLAIN) == answer


@pytest.mark.parametrize("name", ["HOLD_STAGE", "HOLD_ACTION", "HOLD_LAST_DAY"])
def test_holds_are_blank_only_when_all_is_blank(name):
    """A hold is answered as soon as anything of its row is known."""
    function = catalogue()[name]
    blank = ["" for _ in function.arguments]
    context = Context(day_of(AS_OF))
    assert call(name, blank, context) == ""
    for position, argument in enumerate(function.arguments):
        if argument.reader != "as_of":
            given = [*blank[:position], USUAL[argument.reader], *blank[position + 1 :]]
            assert call(name, given, context) != ""


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (["", "", 1500, AS_OF], ""),
        (["ヤマト運輸", "", 1500, AS_OF], "無効"),
        (["", "444413758703", 1500, AS_OF], "無効"),
        (["ヤマト運輸", "444413758703", "", AS_OF], "エラー: 注文金額を指定してください"),
        (["ヤマト運輸", "444413758703", 1500, ""], "エラー: お届け予定日を指定してください"),
        (["ヤマト運輸", "444413758703", 1500, AS_OF, ""], "有効"),
        (["Yun Express", "YT2229521272164446", 500, AS_OF, "", "", "中国"], "無効"),
        (["Yun Express", "YT2229521272164446", 500, AS_OF, 1, "", "香港"], "有効"),
    ],
)
def test_blanks_of_a_package(given, answer):
    """A package without carrier and number is not sent yet; blank scans are 0 from China, not given in Japan."""
    assert call("AMAZON_SCAN_VALID", given, PLAIN) == answer


# The as-of day, rates, words.


@pytest.mark.parametrize(
    "name", [name for name in ANSWERING if "as_of" in [a.name for a in catalogue()[name].arguments]]
)
@pytest.mark.parametrize("left_out", [MISSING, None, "", 0], ids=repr)
def test_without_a_clock_the_as_of_day_must_be_given(name, left_out):
    """Plain Python reads no clock: without 基準日 the answer says that it must be given, and nothing else."""
    function = catalogue()[name]
    given = [left_out if a.name == "as_of" else USUAL[a.reader] for a in function.arguments]
    assert call(name, given, PLAIN) == "エラー: 基準日を指定してください"
    answer = call(name, given, Context(day_of(BASE)))
    assert not (isinstance(answer, str) and answer.startswith("エラー"))


def test_a_given_as_of_day_wins():
    """The argument is stronger than the 基準日 of the settings."""
    assert call("QOO10_STAGE", [BASE, "", "", RESTRICTION_DAY], Context(day_of(BASE))) == "制限候補"


@pytest.mark.parametrize(
    ("rate", "stage"),
    [
        (0.95, "制限"),
        ("95%", "制限"),
        ("95.0%", "制限"),
        ("９５％", "制限"),
        ("0.95", "制限"),
        (Decimal("0.95"), "制限"),
        (19 / 20, "制限"),
        (0.950001, "警告"),
        ("95.01%", "警告"),
        (1, "警告"),
        (1.0, "警告"),
        ("100%", "警告"),
        (0, "制限"),
        ("", "制限候補"),
        (None, "制限候補"),
        ("対象なし", "制限候補"),
        (MISSING, "制限候補"),
    ],
)
def test_rates(rate, stage):
    """A rate is an unrounded 0..1 or a percentage; exactly 95 % is low; blank and 対象なし mean not given."""
    assert call("QOO10_STAGE", [BASE, "", "", RESTRICTION_DAY, rate], PLAIN) == stage


@pytest.mark.parametrize(
    "rate", [95, 1.01, 100, "95", "101%", -0.1, "-5%", 120, True, "高い", date(2026, 1, 1)]
)
def test_what_is_no_rate(rate):
    """95 may mean 95 % or a mistake: it is asked back, with both forms that are understood."""
    said = call("QOO10_STAGE", [BASE, "", "", RESTRICTION_DAY, rate], PLAIN)
    assert said.startswith("エラー: 発送率「")


@pytest.mark.parametrize("rate", [0.9, "90%", [[0.9]]])
def test_one_rate_over_both_kinds_is_refused(rate):
    """General and preorder orders have a rate each, so one rate over rows of both is refused as a whole."""
    for base in ([BASE, BASE], [BASE], BASE):
        given = [base, "", ["一般", "予約"], RESTRICTION_DAY, rate]
        said = call("QOO10_STAGE", given, PLAIN)
        assert said.startswith("エラー: 発送率「0.9」が一つなのに一般と予約の行があります")


@pytest.mark.parametrize(
    ("bases", "kinds", "rate", "stages"),
    [
        ([BASE, BASE], ["一般", "予約"], [0.9, 0.99], ["制限", "警告"]),
        ([BASE, BASE], ["一般", "一般商品"], 0.9, ["制限", "制限"]),
        ([BASE, ""], ["一般", "予約"], 0.9, ["制限", ""]),
        ([BASE, BASE], ["一般", "予約"], "対象なし", ["制限候補", "制限候補"]),
        ([BASE, BASE], ["一般", "予約"], "", ["制限候補", "制限候補"]),
    ],
)
def test_rates_down_rows_of_both_kinds(bases, kinds, rate, stages):
    """A rate per row serves rows of both kinds, and one rate serves rows of one kind, blank rows aside."""
    answer = call("QOO10_STAGE", [bases, "", kinds, RESTRICTION_DAY, rate], PLAIN)
    assert answer == [[stage] for stage in stages]


def test_an_event_may_stand_for_the_kind():
    """`QOO10_DEADLINE(H2,"警告")` is understood, in a cell and down a range, and the kind is then the default."""
    assert call("QOO10_DEADLINE", [BASE, "警告"], PLAIN) == WARNING_DAY
    assert call("QOO10_DEADLINE", [[BASE, BASE], ["警告", ""]], PLAIN) == [
        [WARNING_DAY],
        [date(2026, 11, 27)],
    ]
    preorder = Context(settings=Settings(default_kind="予約"))
    assert call("QOO10_DEADLINE", [BASE, "警告"], preorder) == date(2026, 11, 23)


def test_an_event_beside_a_row_keeps_the_rows_kind():
    """`QOO10_DEADLINE(,"警告")` takes base and kind from the row: the word names the event."""
    row = {"入金日": BASE, "区分": "予約"}
    answer = evaluate("QOO10_DEADLINE", [MISSING, "警告"], PLAIN, row)
    assert answer.render() == date(2026, 11, 23)


def test_given_values_win_over_the_row():
    """A value that the call gives is used in place of the row's, also where it is a blank."""
    row = {"入金日": BASE, "発送日": BASE, "区分": "予約"}
    context = Context(day_of(AS_OF))
    assert evaluate("QOO10_STAGE", [MISSING], context, row).render() == "発送済"
    assert evaluate("QOO10_STAGE", [MISSING, ""], context, row).render() == "制限候補"
    assert evaluate("QOO10_STAGE", [MISSING, "", "一般"], context, row).render() == "注意"
    assert evaluate("QOO10_STAGE", [BASE], context, row).render() == "注意"


def test_the_seller_of_the_settings():
    """Where no seller is given, that of the settings holds: its scans are asked for."""
    package = ["Yun Express", "YT2229521272164446", 500, AS_OF]
    chinese = Context(settings=Settings(seller="中国"))
    assert call("AMAZON_SCAN_VALID", package, PLAIN) == "対象外"
    assert call("AMAZON_SCAN_VALID", package, chinese) == "無効"
    assert call("AMAZON_SCAN_VALID", [*package, "", "", ""], chinese) == "無効"
    assert call("AMAZON_SCAN_VALID", [*package, "", "", "日本"], chinese) == "対象外"


@pytest.mark.parametrize("given", [BASE, 46346, "2026/11/20", Decimal(46346), MORNING])
@pytest.mark.parametrize(
    ("name", "position"),
    [("QOO10_STAGE", 2), ("QOO10_DEADLINE", 1), ("QOO10_DEADLINE", 2), ("QOO10_NOTICE", 2)],
)
def test_a_date_where_a_word_belongs_shows_the_order(name, position, given):
    """A date in the place of a kind or an event is nearly always a wrong order, so the order is shown."""
    arguments = usual_arguments(name)
    arguments[position] = given
    said = call(name, arguments, PLAIN)
    assert said.startswith(f"エラー: {catalogue()[name].arguments[position].japanese}に日付「")
    assert said.endswith(f"引数の順番は {catalogue()[name].order} です")


@pytest.mark.parametrize("given", ["特急", True, 3, "11/20", float("nan")])
def test_an_unknown_kind_names_the_kinds(given):
    """What is no kind, and no date either, is answered with the kinds there are."""
    said = call("QOO10_STAGE", [BASE, "", given, AS_OF], PLAIN)
    assert said == f"エラー: 区分「{errors.shown(given)}」は使えません。一般・予約 から選んでください"


@pytest.mark.parametrize(
    "month",
    ["2026-11", "2026/11", "2026年11月", "２０２６－１１", "2026-11-05", BASE, 46346, "2026年11月5日"],
)
def test_months(month):
    """A month is any date in it, or year and month."""
    given = [[BASE], [""], ["一般"], month, RESTRICTION_DAY]
    assert call("QOO10_POINTS_MONTH", given, PLAIN) == -2


@pytest.mark.parametrize(
    "month", [11, "11", "11月", 11.0, "2026", "2026-13", "2026-0", "0000-11", "26-11", "2100-01", True]
)
def test_what_is_no_month(month):
    """A bare month could be of any year; it is refused with the form that is understood."""
    said = call("QOO10_POINTS_MONTH", [[BASE], [""], ["一般"], month, RESTRICTION_DAY], PLAIN)
    assert (
        said
        == f"エラー: 月「{errors.shown(month)}」は月として読めません。2026-11 の形か、その月の日付を入力してください"
    )


def test_the_last_month_of_the_calendar_is_a_month():
    """December ends with the year, also in the last year of all."""
    for month in ("2099-12", "1986-01"):
        assert call("QOO10_POINTS_MONTH", [[BASE], [""], ["一般"], month, RESTRICTION_DAY], PLAIN) == 0
