"""文面: the message of a row, by its stage."""

from __future__ import annotations

import datetime as dt

import pytest

from xlshipcheck.context import Context, Settings
from xlshipcheck.hosts import excel
from xlshipcheck.hosts.row_messages import (
    NOTHING,
    WHICH_CAUSE,
    choices,
    chosen_cause,
    message_in_row,
    message_row,
)
from xlshipcheck.values.days import day_of

HEADERS = ["送り状番号", "発送日", "配送状態", "到着日", "受取場所"]
NUMBER = "444413758703"
NOVEMBER = dt.date(2026, 11, 1)
AS_OF = Context(day_of(dt.date(2026, 11, 21)), Settings(shop_name="見本商店"))


def day(number):
    """Return a day of November 2026."""
    return NOVEMBER.replace(day=number)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ([NUMBER, day(14), "保管中", day(15), None], "11月21日"),
        ([NUMBER, day(9), "返品", day(10), None], "再発送"),
        ([None, None, "", None, "営業所"], "営業所止め"),
    ],
    ids=["期限間近", "返送済み対応", "発送前案内"],
)
def test_a_row_gets_the_message_of_its_stage(row, said):
    """The text fits the stage and is signed."""
    text = message_in_row(HEADERS, row, AS_OF)
    assert said in text
    assert "見本商店" in text
    assert not text.startswith("エラー")


def test_a_message_has_the_words_and_days_of_the_rows_place():
    """The place of the row and its service decide what is said of the storage."""
    text = message_in_row([*HEADERS, "サービス"], [None, None, "", None, "架空郵便局", "クール便"], AS_OF)
    assert "郵便局留" in text
    assert "3日間" in text


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ([NUMBER, day(19), "発送", None, None], "今送る文面はありません (様子見)"),
        ([NUMBER, None, None, None, None], "今送る文面はありません"),
        ([NUMBER, day(9), "投函完了", None, None], "今送る文面はありません (受取完了)"),
        ([NUMBER, "きのう", "発送", None, None], "エラー: 発送日"),
        (["4.44414E+11", day(14), "保管中", day(15), None], "エラー: "),
    ],
    ids=["nothing to do", "empty row", "done", "unreadable", "damaged number"],
)
def test_where_no_message_can_be_sent_the_row_says_why(row, said):
    """No buyer is written to without need, with a wrong date or a wrong number."""
    assert message_in_row(HEADERS, row, AS_OF).startswith(said)


ORDER = ["注文番号", "入金日", "発送日", "発送予定日", "配送状態"]
LATE = ["1", day(9), None, day(25), None]


def test_who_cannot_ask_is_told_what_to_do():
    """A workbook of the first form gives no cause, and is told how to make the text, without the name of a function."""
    assert "「文面」を押してください" in message_in_row(ORDER, LATE, AS_OF)


def test_a_late_order_asks_for_the_cause_first():
    """The macro takes this sentence, and no other, for the question."""
    assert message_in_row(ORDER, LATE, AS_OF, "") == WHICH_CAUSE


@pytest.mark.parametrize(
    ("cause", "said"),
    [("1", "在庫の入荷が"), ("２", "ご注文が殺到し"), ("注文殺到", "ご注文が殺到し"), ("台風", "理由: 台風")],
)
def test_a_late_order_gets_its_apology(cause, said):
    """A number of the choices, typed either way, or words; the day is the row's 発送予定日."""
    text = message_in_row(ORDER, LATE, AS_OF, cause)
    assert said in text
    assert "11月25日" in text
    assert text.endswith("見本商店")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["1", day(20), None, day(25), None], f"{NOTHING} (正常)"),
        (["1", day(9), day(12), day(20), None], f"{NOTHING} (発送済)"),
        (["1", None, None, None, "入金待ち"], f"{NOTHING} (入金待ち)"),
        ([None] * 5, NOTHING),
        (["1", "x", None, day(25), None], "エラー: 入金日「x」"),
        (["1", day(9), None, None, None], "エラー: 発送見込み日を指定"),
        (
            ["1", day(9), None, day(20), None],
            "エラー: 発送見込み日「2026/11/20(金)」は基準日 2026/11/21(土) より前",
        ),
        (
            ["1", day(20), None, day(20), None],
            "エラー: 発送見込み日「2026/11/20(金)」は基準日 2026/11/21(土) より前",
        ),
    ],
    ids=["in time", "sent", "not paid", "empty", "unreadable", "no day", "day over", "in time, day over"],
)
@pytest.mark.parametrize("cause", ["", "1"])
def test_no_buyer_is_promised_a_day_that_is_over(row, said, cause):
    """Where no apology is due, or none could name a day, the row says so before anybody is asked for a cause."""
    assert message_in_row(ORDER, row, AS_OF, cause).startswith(said)


def test_a_sheet_of_several_kinds_asks_each_row():
    """In a sheet with a モール column the row's word decides which message it is."""
    headers = [*ORDER, "モール", "送り状番号"]
    rows = {"Qoo10": "在庫の入荷が", "Amazon": "エラー: 文面を作れるのは"}
    for market, said in rows.items():
        assert said in message_in_row(headers, [*LATE, market, None], AS_OF, "1")


def test_every_choice_is_understood():
    """Each line that is shown gives its cause, by number and by words."""
    for line in choices().splitlines():
        number, cause = line.split(": ")
        assert chosen_cause(number) == chosen_cause(f" {cause} ") == cause


def test_the_first_rows_tell_the_header_row():
    """The macro asks which of the first rows is the header row; a sheet without one has none."""
    title = ("営業所止めの表", *[None] * 4)
    assert excel.header_row((title, tuple(HEADERS), (NUMBER, 46340.0, "", None, None))) == 2
    assert excel.header_row((title, (1.0, 2.0, None, None, None))) == 0


def test_cells_from_excel_are_understood():
    """Numbers of days and a title above the headers come as Excel hands them over."""
    with excel.settings_in_use((("設定の項目", "値"), ("基準日", 46347.0))):
        answer = excel.message_in_row(
            (("営業所止めの表", None, None, None, None), tuple(HEADERS)),
            ((NUMBER, 46340.0, "保管中", 46341.0, None),),
        )
    assert "11月21日" in answer


def test_a_line_of_the_sheet_of_messages():
    """A line names the order, the buyer as the book does, the stage and the text; a refused one has the reason instead."""
    headers = [*ORDER, "購入者名"]
    order = ["A-1b", *LATE[1:], "Hanako 見本"]
    text = message_in_row(headers, order, AS_OF, "在庫遅延")
    line = message_row(headers, order, AS_OF, text)
    assert line == ("A-1b", "Hanako 見本", "制限候補", text, "")
    late = [*LATE[:3], dt.date(2026, 11, 1), LATE[4], "見本花子"]
    refused = message_row(headers, late, AS_OF, message_in_row(headers, late, AS_OF, "在庫遅延"))
    assert (refused.text, refused.recipient) == ("", "見本花子")
    assert "発送予定日" in refused.refused
    assert not refused.refused.startswith("エラー")


@pytest.mark.parametrize(
    ("order", "name", "listed"),
    [
        ("x" * 60, "架空商事" * 20, ("x" * 60, "架空商事" * 20)),
        (1e15, 812340001.0, ("1000000000000000", "812340001")),
        ("#N/A", "#N/A", ("", "")),
        (" A-1 ", None, ("A-1", "")),
    ],
    ids=["long", "numbers", "error values", "blanks"],
)
def test_a_line_has_the_whole_name_and_number(order, name, listed):
    """What is written into the list is copied on from there: nothing is cut or rounded."""
    line = message_row([*ORDER, "購入者名"], [order, *LATE[1:], name], AS_OF, "")
    assert (line.order, line.recipient) == listed


def test_without_a_cause_the_line_says_so():
    """A seller who chose no cause gets no text, and reads what to do."""
    line = message_row(ORDER, LATE, AS_OF, message_in_row(ORDER, LATE, AS_OF, ""))
    assert line.text == ""
    assert "原因" in line.refused


def test_a_row_with_nothing_to_send_has_no_text():
    """The sentence that there is nothing to send stands where reasons do: nobody pastes it into a mail to a buyer."""
    headers = ["注文番号", "入金日", "発送日", "発送予定日", "配送状態"]
    early = ["A-9", dt.date(2026, 11, 20), None, dt.date(2026, 11, 30), "配送要請"]
    text = message_in_row(headers, early, AS_OF, "在庫遅延")
    line = message_row(headers, early, AS_OF, text)
    assert text.startswith(NOTHING)
    assert (line.order, line.text, line.refused) == ("A-9", "", text)
