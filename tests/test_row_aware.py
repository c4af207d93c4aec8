"""Calls that leave their first argument out and take it, and the rest, from their own row."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from xlshipcheck.context import Context, Settings
from xlshipcheck.sheets import own_row
from xlshipcheck.values.cells import MISSING
from xlshipcheck.values.days import day_of

QOO10 = {
    "配送状態": "配送要請",
    "注文番号": "612345678",
    "決済日": date(2026, 11, 20),
    "予約日": "",
    "発送日": "",
    "発送予定日": date(2026, 11, 25),
    "商品区分": "一般",
    "メモ": "触らない",
}
AMAZON = {
    "order-id": "250-1",
    "carrier-name": "ヤマト運輸",
    "tracking-number": "444413758703",
    "注文金額": 1500,
    "お届け予定日": date(2026, 11, 1),
    "fulfillment-channel": "MFN",
}
HOLD = {
    "配送状態": "保管中",
    "発送日": date(2026, 11, 20),
    "到着日": date(2026, 11, 21),
    "連絡日": "",
    "受取場所": "",
}
SETTINGS = Settings(columns={"商品区分": "区分"})
AS_OF = day_of(date(2026, 12, 1))


def asked(name, row, *arguments, settings=SETTINGS, as_of=AS_OF):
    """Return what a cell in a row shows."""
    return own_row.call(name, list(row), list(row.values()), arguments, Context(as_of, settings))


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("QOO10_STAGE", "制限候補"),
        ("QOO10_DEADLINE", date(2026, 11, 27)),
        ("QOO10_DAYS_LEFT", -2),
        ("QOO10_POINTS", -2),
        ("QOO10_RESTRICTED_UNTIL", date(2026, 12, 31)),
        ("QOO10_CAN_CANCEL", True),
    ],
)
def test_a_row_answers_for_itself(name, answer):
    """Every value comes from the row by the sheet's headers, and the day from the settings."""
    assert asked(name, QOO10) == answer
    assert asked(name, {**QOO10, "決済日": "", "注文番号": "", "発送予定日": ""}) == ""


def test_the_notice_of_a_row():
    """The advice looks at the row's own dates."""
    assert "警告の段階" in asked("QOO10_NOTICE", QOO10)


def test_given_arguments_win():
    """What the call gives is stronger than the row, and the rest still comes from the row."""
    assert asked("QOO10_STAGE", QOO10, MISSING, date(2026, 11, 30)) == "発送済"
    assert asked("QOO10_STAGE", QOO10, MISSING, MISSING, MISSING, date(2026, 11, 26)) == "注意"
    assert asked("QOO10_STAGE", QOO10, MISSING, MISSING, MISSING, MISSING, 0.9) == "制限"
    sent = {**QOO10, "発送日": date(2026, 11, 24)}
    assert asked("QOO10_STAGE", sent) == "発送済"
    assert asked("QOO10_STAGE", sent, MISSING, "") == "制限候補"


def test_a_blank_is_given_and_not_missing():
    """A call whose first argument is a blank cell is answered blank: only one left out asks the row."""
    assert asked("QOO10_STAGE", QOO10, "") == ""
    assert asked("QOO10_STAGE", QOO10, date(2026, 11, 30)) == "正常"


@pytest.mark.parametrize("arguments", [(MISSING, "警告"), (MISSING, MISSING, "警告")])
def test_an_event_beside_the_rows_kind(arguments):
    """`QOO10_DEADLINE(,"警告")` and `QOO10_DEADLINE(,,"警告")` take base and kind from the row."""
    assert asked("QOO10_DEADLINE", QOO10, *arguments) == date(2026, 11, 30)
    preorder = {**QOO10, "商品区分": "予約", "予約日": date(2026, 11, 21)}
    assert asked("QOO10_DEADLINE", preorder, *arguments) == date(2026, 11, 24)


def test_the_base_of_a_preorder_is_its_reservation():
    """A preorder counts from 予約日, never from 入金日; without one it is an error, not a guess."""
    preorder = {**QOO10, "商品区分": "予約", "予約日": date(2026, 11, 30)}
    assert asked("QOO10_STAGE", preorder) == "注意"
    assert asked("QOO10_STAGE", {**preorder, "予約日": ""}).startswith("エラー: 予約の注文に予約日")


def test_a_preorder_in_a_sheet_without_payments():
    """Where a sheet has no 入金日 at all, a preorder counts as paid and runs from 予約日."""
    row = {"注文番号": "1", "予約日": date(2026, 11, 28), "区分": "予約", "発送日": ""}
    assert asked("QOO10_STAGE", row) == "警告"
    assert asked("QOO10_DEADLINE", row) == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("changes", "stage"),
    [
        ({"決済日": ""}, "入金待ち"),
        ({"決済日": "", "注文番号": ""}, ""),
        ({"配送状態": "キャンセル"}, "対象外"),
        ({"配送状態": "キャンセル要請"}, "制限候補"),
        (
            {"決済日": "11/20"},
            "エラー: 入金日「11/20」に年がありません。2026/11/20 のように年から入力してください",
        ),
        ({"商品区分": "特急"}, "エラー: 区分「特急」は使えません。一般・予約 から選んでください"),
    ],
)
def test_rows_without_a_running_clock(changes, stage):
    """An unpaid order waits, a cancelled one is out of scope, and of neither there is a deadline."""
    row = {**QOO10, **changes}
    assert asked("QOO10_STAGE", row) == stage
    deadline = asked("QOO10_DEADLINE", row)
    assert deadline == (
        "" if stage in {"入金待ち", "対象外", ""} else stage if "エラー" in stage else date(2026, 11, 27)
    )


def test_the_rate_of_a_row_is_that_of_the_settings():
    """A row knows no rate of its own sheet: the settings' rate counts, else it stays 制限候補."""
    assert asked("QOO10_STAGE", QOO10, settings=SETTINGS._replace(rates={"一般": Fraction(9, 10)})) == "制限"
    assert (
        asked("QOO10_STAGE", QOO10, settings=SETTINGS._replace(rates={"予約": Fraction(9, 10)})) == "制限候補"
    )


@pytest.mark.parametrize("row", [{"列1": date(2026, 11, 20), "列2": ""}, {"": ""}])
@pytest.mark.parametrize("name", ["QOO10_STAGE", "AMAZON_SCAN_VALID", "HOLD_STAGE"])
def test_without_headers_the_call_says_what_to_give(name, row):
    """A sheet without a header that is known gives an error that names the argument and the order."""
    said = asked(name, row)
    assert said.startswith("エラー: ")
    assert "を指定してください。引数の順番は " + name in said


def test_a_row_of_amazon():
    """A package is judged from its row; one that Amazon ships is not the seller's."""
    assert asked("AMAZON_SCAN_VALID", AMAZON) == "有効"
    assert "1,000円以上" in asked("AMAZON_SCAN_REASON", AMAZON)
    by_amazon = {**AMAZON, "fulfillment-channel": "AFN"}
    assert asked("AMAZON_SCAN_VALID", by_amazon) == "対象外"
    assert "FBA" in asked("AMAZON_SCAN_REASON", by_amazon)
    assert asked("AMAZON_SCAN_VALID", AMAZON, MISSING, "444413758704") == "無効"


def test_a_row_of_branch_holds():
    """A hold is followed up from its row."""
    assert asked("HOLD_LAST_DAY", HOLD) == date(2026, 11, 27)
    assert asked("HOLD_STAGE", HOLD, as_of=day_of(date(2026, 11, 26))) == "期限間近"
    assert "11月27日(金)" in asked("HOLD_ACTION", HOLD, as_of=day_of(date(2026, 11, 26)))


def test_two_columns_of_one_role_are_refused():
    """Where two columns claim one role nothing is chosen."""
    said = own_row.call("QOO10_STAGE", ["入金日", "決済日"], ["2026/11/20", ""], [], Context(AS_OF))
    assert said.startswith("エラー: ")
    assert "入金日" in said


def test_a_function_that_is_not_row_aware_looks_at_no_row():
    """Other functions need their arguments, in a sheet as anywhere."""
    assert asked("JP_HOLIDAY_NAME", QOO10).startswith("エラー: 日付を指定してください")
    assert asked("SHIPCHECK_VERSION", QOO10).startswith("xlshipcheck ")
    assert asked("QOO10_STEGE", QOO10).startswith("エラー: 関数「QOO10_STEGE」はありません")


def test_a_package_of_several_rows_is_judged_by_its_own_column():
    """Where the sheet has 梱包の金額, a row of 600 yen is judged by its package's 1,200; a given amount wins."""
    row = {**AMAZON, "注文金額": 600}
    whole = {**row, "梱包の金額": 1200}
    assert asked("AMAZON_SCAN_VALID", row) == "対象外"
    assert asked("AMAZON_SCAN_VALID", whole) == "有効"
    assert "金額 1,200円" in asked("AMAZON_SCAN_REASON", whole)
    assert asked("AMAZON_SCAN_VALID", {**row, "梱包の金額": ""}) == "対象外"
    assert asked("AMAZON_SCAN_VALID", whole, MISSING, MISSING, 500) == "対象外"
