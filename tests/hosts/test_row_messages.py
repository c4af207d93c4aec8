"""文面: the message of a row, by its stage."""

from __future__ import annotations

import datetime as dt

import pytest

from xlshipcheck.context import Context, Settings
from xlshipcheck.days import day_of
from xlshipcheck.hosts import excel
from xlshipcheck.hosts.row_messages import message_in_row

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


def test_orders_are_told_which_function_apologises():
    """An apology needs a cause and a date that no row holds."""
    answer = message_in_row(["注文番号", "入金日", "発送日"], ["1", day(9), None], AS_OF)
    assert "QOO10_APOLOGY" in answer


def test_cells_from_excel_are_understood():
    """Numbers of days and a title above the headers come as Excel hands them over."""
    with excel.settings_in_use((("設定の項目", "値"), ("基準日", 46347.0))):
        answer = excel.message_in_row(
            (("営業所止めの表", None, None, None, None), tuple(HEADERS)),
            ((NUMBER, 46340.0, "保管中", 46341.0, None),),
        )
    assert "11月21日" in answer
