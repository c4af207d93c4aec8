"""Qoo10 キャンセル率: the quarters, what an unknown time of a cancel leaves open, and the same in cell, 集計 and frame."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlshipcheck.catalogue.calling import evaluate
from xlshipcheck.context import Context
from xlshipcheck.frames import qoo10_cancel_rate
from xlshipcheck.qoo10.cancels import first_day
from xlshipcheck.rulebook.rules import standard_rulebook
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.sheets.markets.qoo10 import BookShare
from xlshipcheck.sheets.markets.qoo10_cancels import HEADER, cancel_sections
from xlshipcheck.sheets.today import sheet_facts
from xlshipcheck.values.days import day_of
from xlshipcheck.values.shares import Share

AS_OF = dt.date(2026, 11, 21)
CONTEXT = Context(day_of(AS_OF))
DAY = dt.date(2026, 11, 9)


def facts(columns, name="受注"):
    """Return the facts of a Qoo10 sheet with these columns."""
    count = len(columns["注文番号"])
    columns = {"発送日": [None] * count, **columns}
    return sheet_facts(name, 2, assess("Qoo10", columns, count, CONTEXT), list(columns), lambda _: [])


def line(*sheets):
    """Return the line of 集計 over sheets, and its note; none where there is no section."""
    found = cancel_sections([facts(columns) for columns in sheets], CONTEXT)
    return (dict(zip(HEADER, found[0].rows[0], strict=True)), found[0].note) if found else None


def orders(count, cancelled, first=0, **more):
    """Return the columns of orders of one day, some of them cancelled."""
    return {
        "注文番号": [str(first + number) for number in range(count)],
        "入金日": [DAY] * count,
        "配送状態": ["キャンセル"] * cancelled + ["配送要請"] * (count - cancelled),
        **more,
    }


@pytest.mark.parametrize(
    ("as_of", "quarters", "first"),
    [
        ("2026-11-21", 2, "2026-07-01"),
        ("2026-10-01", 2, "2026-07-01"),
        ("2026-09-30", 2, "2026-04-01"),
        ("2026-02-28", 2, "2025-10-01"),
        ("2026-11-30", 1, "2026-10-01"),
        ("2026-05-31", 5, "2025-04-01"),
        ("1986-02-01", 2, "1986-01-01"),
    ],
)
def test_the_first_day_of_the_quarters(as_of, quarters, first):
    """Calendar quarters, the last of which holds the as-of day."""
    as_of, first = map(dt.date.fromisoformat, (as_of, first))
    assert first_day(day_of(as_of), quarters) == day_of(first)


@pytest.mark.parametrize(
    ("counted", "bad", "left"), [(100, 15, 0), (100, 16, -1), (100, 10, 5), (7, 0, 1), (6, 0, 0)]
)
def test_fifteen_percent_itself_is_no_breach(counted, bad, left):
    """A source says 15 % を超える: exactly 15 % is fine, and the allowance ends there."""
    share = Share(0, 9, counted, bad, 150, may_equal=True)
    assert share.allowance() == left
    assert share._replace(bad=bad + left).is_over() is False
    assert share._replace(bad=bad + left + 1).is_over() is True


def test_the_line_of_the_summary():
    """Rate, target, allowance and state; above the limit the time of the cancels decides, which nobody knows."""
    shown, note = line(orders(100, 15))
    assert (shown["指標"], shown["期間"]) == ("キャンセル率 (2四半期)", "7/1(水)～11/21(土)")
    assert (shown["率"], shown["目標"], shown["余裕"]) == (
        Fraction(15, 100),
        "15%以下",
        "あと1件で基準に達する",
    )
    assert shown["状態"] == "目標の中"
    assert note.count("[二次資料1件による] (2026/11/30 に確認)") == 2
    assert "注文から6時間以内のキャンセルは率から除かれますが、書き出しに時刻がない" in note
    assert line(orders(100, 16))[0]["状態"] == "未確定: キャンセル16件が6時間以内かで変わります"


def test_a_limit_of_the_shop_is_named():
    """A value that the shop has set is said to be its own."""
    rules = standard_rulebook().with_overrides({"qoo10.cancel_limit": 10}, "試験")
    context = Context(CONTEXT.as_of, None, rules)
    section = cancel_sections([facts(orders(100, 2))], context)[0]
    assert (section.rows[0][6], section.rows[0][7]) == ("1%以下", "超過 1件")
    assert section.note.endswith("店舗の設定 (試験)。")


def test_orders_of_all_sheets_count_once():
    """A ledger with a sheet a month has one rate; an order on two sheets is one order, cancelled if one says so."""
    july = orders(4, 1, 入金日=[dt.date(2026, 7, 6)] * 4)
    again = orders(5, 0, first=3)
    assert line(july, again)[0]["対象"] == 8
    assert line(july, orders(1, 0))[0]["キャンセル"] == 1


def test_a_row_that_counts_on_another_sheet_says_nothing_here():
    """An order whose word cannot be read here, and is read on the sheet where it counts, is known."""
    columns = {**orders(2, 1), "発送日": [None] * 2, "配送状態": ["なぞ", "キャンセル"]}
    paid = [
        assess("Qoo10", columns, 2, CONTEXT, book=BookShare(None, excluded, 0)).facts.paid
        for excluded in (frozenset(), frozenset([0]))
    ]
    assert [[order for group in found for order in group.orders] for found in paid] == [["0", "1"], ["1"]]


def test_a_row_of_totals_is_no_order():
    """合計 below the orders of a frame counts nowhere."""
    columns = orders(3, 1)
    for role, cell in (("注文番号", "合計"), ("入金日", None), ("配送状態", None)):
        columns[role].append(cell)
    frame = qoo10_cancel_rate(pd.DataFrame(columns), as_of=AS_OF)
    assert (frame["対象"][0], frame["数えられない"][0]) == (3, 0)


def test_examples_count_beside_no_order():
    """A sheet of examples alone shows its rate; beside real orders on another sheet they are none."""
    examples = orders(4, 2, 注文番号=[f"(例){number}" for number in range(4)])
    assert line(examples)[0]["対象"] == 4
    assert line(examples, orders(10, 1))[0]["対象"] == 10


def test_without_a_cancelled_order_nothing_is_said():
    """Exports may leave cancelled orders out: no rate of 0 % is made of that."""
    assert line(orders(10, 0)) is None
    assert line(orders(3, 1, 配送状態=[None] * 3)) is None


def test_what_cannot_be_read_is_apart():
    """An unknown word and an unreadable day move no rate and may decide."""
    columns = orders(20, 3)
    columns["配送状態"][19], columns["入金日"][18] = "なぞ", "11/9"
    shown, _ = line(columns)
    assert (shown["対象"], shown["数えられない"]) == (18, 2)
    assert shown["状態"].startswith("未確定: 数えられない2件と、キャンセル3件が6時間以内か")


def test_an_unpaid_order_is_none():
    """Without 入金日 no order was made."""
    columns = orders(4, 2)
    columns["入金日"][0] = None
    shown, _ = line(columns)
    assert (shown["キャンセル"], shown["対象"]) == (1, 3)


def test_the_doubt_is_said_beside_the_rate():
    """A cell says how many cancels may not count, and nothing where the shop has said it of each."""

    def said(early):
        arguments = [["A", "B"], [DAY, DAY], ["キャンセル", "配送中"], early, AS_OF]
        return " ".join(note.text for note in evaluate("QOO10_CANCEL_RATE", arguments, CONTEXT).notes())

    assert "キャンセル 1件は、注文から6時間以内かどうか分からないため" in said("")
    assert "15%を超えると" in said("")
    assert "分からない" not in said([False, ""])


STATES = st.sampled_from([None, "キャンセル", "配送要請", "配送中", "返金", "入金待ち"])
DAYS = st.one_of(st.none(), st.dates(dt.date(2026, 5, 1), dt.date(2026, 12, 5)))
ROWS = st.lists(st.tuples(st.sampled_from(["A", "B", "C", None]), DAYS, STATES), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_cell_sheet_and_frame_agree(rows):
    """The rate and the allowance of a sheet are those of the functions over its columns, and of the same frame."""
    columns = {
        role: list(cells)
        for role, cells in zip(("注文番号", "入金日", "配送状態"), zip(*rows, strict=True), strict=True)
    }
    given_columns = [[*cells, None] for cells in columns.values()]
    rate, left = (
        evaluate(f"QOO10_CANCEL_{name}", given_columns, CONTEXT).render() for name in ("RATE", "ALLOWANCE")
    )
    frame = qoo10_cancel_rate(pd.DataFrame(columns), as_of=AS_OF).iloc[0]
    some = any(state is not None for state in columns["配送状態"])
    if some:
        assert (frame["率"] if frame["対象"] else "対象なし") == rate
        assert ("対象なし" if pd.isna(frame["あと何件"]) else frame["あと何件"]) == left
    else:
        assert frame["対象"] == 0
    found = line(columns)
    assert (found is None) == (frame["該当"] == 0)
    if found:
        assert float(found[0]["率"]) == rate
        assert (found[0]["対象"], found[0]["数えられない"]) == (frame["対象"], frame["数えられない"])
