"""The list of preorder items: several days an item, `7日`, items that sell on, and the hint where nothing is listed."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlshipcheck import errors
from xlshipcheck.context import PreorderDays
from xlshipcheck.frames import assess_qoo10
from xlshipcheck.qoo10.record import reserved_day
from xlshipcheck.settings.sheet import read_rows
from xlshipcheck.settings.shop import context_from
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.sheets.markets.preorder_hint import preorder_hint
from xlshipcheck.today.plan import SheetFacts
from xlshipcheck.values.days import LAST_DAY, day_of

AS_OF = day_of(dt.date(2026, 11, 21))
LIST = {
    "A": ["2026-11-20", "2026-11-10"],
    "B": "7日",
    "C": "2026-11-15、2026/11/25",
    "D": "",
    "E": "2026-11-05",
}
SELLS_ON = "案内: 予約商品の一覧の最後の予約日より後の入金のため、一般の注文として数えています"
BY_DAYS = "推定: 予約日は、予約商品の一覧の日数により入金日から数えた日です"
BEFORE = "注意: 予約日が入金日より前です。期限は予約日から数えています"
# 商品番号, 入金日, 区分, 予約日 -> 最終発送日 (two days after 予約日, or four business days after 入金日), what 確認 says.
ORDERS = [
    ("A", "2026-11-02", "", "", "2026-11-12", ""),
    ("A", "2026-11-10", "", "", "2026-11-12", ""),
    ("A", "2026-11-11", "", "", "2026-11-22", ""),
    ("A", "2026-11-21", "", "", "2026-11-27", SELLS_ON),
    ("A", "2026-11-21", "予約", "", "2026-11-22", BEFORE),
    ("A", "2026-11-11", "一般", "", "2026-11-17", ""),
    ("A", "2026-11-02", "", "2026-12-01", "2026-12-03", ""),
    ("B", "2026-11-09", "", "", "2026-11-18", BY_DAYS),
    ("B", "2026-11-09", "一般", "", "2026-11-13", ""),
    ("C", "2026-11-16", "", "", "2026-11-27", ""),
    ("E", "2026-11-09", "", "", "2026-11-13", SELLS_ON),
    ("E", "2026-11-09", "", "2026-11-07", "2026-11-09", BEFORE),
]


def settings(listed):
    """Return the context with a list of preorder items."""
    return context_from({"preorder_items": listed}, "試験", AS_OF)


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: "-".join(filter(None, order[:4])))
def test_an_order_takes_the_earliest_day_on_or_after_its_payment(order):
    """The cell of 区分 or 予約日 beats the list; the earliest listed day from 入金日 on holds; after the last it is 一般."""
    item, paid, kind, reserved, last_safe_day, said = order
    columns = {"注文番号": ["1"], "商品番号": [item], "入金日": [paid], "発送日": [None]}
    columns |= {"区分": [kind], "予約日": [reserved]}
    context = settings(LIST)
    sheet = {title: cells[0] for title, _, cells, *_ in assess("Qoo10", columns, 1, context).columns}
    frame = assess_qoo10(pd.DataFrame(columns), as_of=None, context=context, own_rate=True).iloc[0]
    assert sheet["最終発送日"] == frame["最終発送日"].date() == dt.date.fromisoformat(last_safe_day)
    assert sheet["確認"] == frame["確認"]
    remarks = {BEFORE, BY_DAYS, SELLS_ON} & set(sheet["確認"].split(" / "))
    assert remarks == ({said} if said else set())


def test_without_a_payment_only_a_single_day_is_certain():
    """Where 入金日 is not known an item of several days, or of days after it, has no 予約日: none is guessed."""
    assert reserved_day(None, 5, None).day == 5
    assert reserved_day(None, PreorderDays((5, 9)), None).day is None
    assert reserved_day(None, PreorderDays(lead=7), None).day is None


@given(st.integers(0, LAST_DAY), st.sets(st.integers(0, LAST_DAY), min_size=1))
def test_no_listed_day_from_the_payment_on_is_earlier(payment, days):
    """The day chosen is listed, not before 入金日, and no listed day lies between; else the item sells on."""
    found = reserved_day(None, PreorderDays(tuple(sorted(days))), payment)
    later = {day for day in days if day >= payment}
    assert found.day == (min(later) if later else max(days))
    assert bool(found.sells_on) == (not later)


def test_the_list_may_have_a_row_for_each_day():
    """On 設定 an item stands once for each of its days; the cell of one that cannot be read is named."""
    rows = [["予約商品の番号", "その予約日"], ["A", "2026-11-20"], ["B", "7日"], ["A", "2026-11-10"]]
    context = context_from(read_rows(rows).table, "設定")
    days = tuple(day_of(dt.date(2026, 11, day)) for day in (10, 20))
    assert context.settings.preorder_items == {"A": PreorderDays(days), "B": PreorderDays(lead=7)}
    sheet = read_rows([*rows, ["A", "きのう"]])
    with pytest.raises(errors.SettingRefused) as refused:
        context_from(sheet.table, "設定")
    assert "5行目B列" in str(sheet.placed(refused.value))


@pytest.mark.parametrize(
    ("listed", "wanted"),
    [
        ("0日", "1日から14日まで"),
        ("15日", "1日から14日まで"),
        (["7日", "2026-11-20"], "どちらか"),
        ("7個", "日付"),
    ],
)
def test_an_entry_that_is_neither_days_nor_dates_is_refused(listed, wanted):
    """A number of days has the limits of Qoo10's own form, stands alone, and anything else is no date."""
    with pytest.raises(errors.SettingRefused, match=wanted):
        settings({"A": listed})


def facts_of(columns, context, names=()):
    """Return the facts of a sheet, its orders with 商品名."""
    count = len(columns["注文番号"])
    facts = assess("Qoo10", columns, count, context).facts
    orders = [fact._replace(name=names[fact.row] if names else "") for fact in facts.orders]
    return [SheetFacts("受注", 2, facts._replace(orders=orders))]


HINTED = {
    "注文番号": ["1", "2", "3", "4"],
    "商品番号": ["P", "P", "Q", "R"],
    "入金日": ["2026-11-18"] * 4,
    "発送日": [None, None, None, None],
    # The last safe day is 11/25; three business days more are 11/30.
    "発送予定日": ["2026-11-25", "2026-11-25", "2026-12-01", "2026-11-30"],
}


def test_orders_that_look_like_preorders_are_hinted_at_once():
    """A name with 予約, or a 発送予定日 far behind what 一般 allows: one hint, with a line to paste for each item."""
    context = settings({})
    sections, notes = preorder_hint(
        facts_of(HINTED, context, ("【予約】口紅", "口紅 予約", "筆", "筆")), context
    )
    assert [section.rows for section in sections] == [[("P", "", 2), ("Q", "", 1)]]
    assert sections[0].header[:2] == ("予約商品の番号", "その予約日")
    (note,) = notes
    assert note.startswith("予約商品かもしれない注文が3件あります")
    assert [line.split("\t")[0].strip() for line in note.splitlines()[1:]] == ["P", "Q"]


def test_no_hint_where_the_shop_tells_preorders():
    """Where an item is listed, or a row says 予約, nothing is hinted at."""
    listed = settings({"Z": "2026-12-01"})
    assert preorder_hint(facts_of(HINTED, listed), listed) == ([], [])
    plain = settings({})
    told = {**HINTED, "区分": ["予約", "", "", ""], "予約日": ["2026-12-01", "", "", ""]}
    assert preorder_hint(facts_of(told, plain), plain) == ([], [])
    assert preorder_hint(facts_of({**HINTED, "発送予定日": [None] * 4}, plain), plain) == ([], [])


@pytest.mark.parametrize(
    ("own", "listed", "payment", "found"),
    [
        (None, None, 7, (None, 0, 0)),
        (6, PreorderDays((5, 9)), 7, (6, 0, 0)),
        (None, 5, 5, (5, 0, 0)),
        (None, 5, 6, (5, 0, 1)),
        (None, PreorderDays((5, 9)), 5, (5, 0, 0)),
        (None, PreorderDays((5, 9)), 6, (9, 0, 0)),
        (None, PreorderDays((5, 9)), 9, (9, 0, 0)),
        (None, PreorderDays((5, 9)), 10, (9, 0, 1)),
        (None, PreorderDays(lead=7), 5, (12, 1, 0)),
        (None, PreorderDays(lead=7), LAST_DAY - 6, (LAST_DAY, 1, 0)),
    ],
)
def test_which_day_of_the_list_it_is(own, listed, payment, found):
    """The row's own day counts before the list; of the list the first on or after 入金日, and behind its last day none."""
    assert reserved_day(own, listed, payment) == found
