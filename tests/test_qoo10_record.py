"""One answer path for Qoo10: each field of the record, changed in turn, is seen alike by cell, sheet and frame."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pandas as pd
import pytest

from xlshipcheck import frames
from xlshipcheck.catalogue.calling import call
from xlshipcheck.context import Context, Settings
from xlshipcheck.qoo10.judging import Judge
from xlshipcheck.qoo10.record import CANCELLED, RATE_LOW, SHIPPED, UNREAD, Order, ReadRow
from xlshipcheck.sheets import own_row
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.sheets.markets.qoo10 import order_rows
from xlshipcheck.values.days import day_of

AS_OF = dt.date(2026, 11, 21)
ROW = {
    "注文番号": "A-1",
    "入金日": dt.date(2026, 11, 10),
    "予約日": dt.date(2026, 11, 18),
    "発送日": None,
    "発送予定日": dt.date(2026, 11, 18),
    "区分": None,
    "配送状態": None,
}
# Field of the record -> (cells that change it and nothing else of weight, settings), and what it must change.
CHANGES = {
    "clock": ({"入金日": None}, {}),
    "base": ({"入金日": dt.date(2026, 11, 17)}, {}),
    "preorder": ({"区分": "予約"}, {}),
    "shipped": ({"発送日": dt.date(2026, 11, 19)}, {}),
    "planned": ({"発送予定日": dt.date(2026, 11, 25)}, {}),
    "state": ({"配送状態": "配送中"}, {}),
    "shipped_unread": ({"発送日": "きのう"}, {}),
    "base_notes": ({"区分": "予約", "予約日": dt.date(2026, 11, 9)}, {}),
    "wished": ({"お届け希望日": dt.date(2026, 11, 30)}, {}),
    "labelled": ({"送り状番号": "444413758703"}, {}),
    "rate": ({}, {"rates": {"一般": Fraction(1)}}),
}
# Inputs of the whole sheet: they are seen where the sheet's own rows make the rate, in the test below.
OF_THE_SHEET = {"rate_today", "rate_notes"}


def answers(row, context):
    """Return what a sheet says of a row, after a frame and the cells of the row have said the same."""
    columns = {role: [cell] for role, cell in row.items()}
    assessed = assess("Qoo10", columns, 1, context)
    sheet = {title: cells[0] for title, _, cells, *_ in assessed.columns}
    frame = frames.assess_qoo10(pd.DataFrame(columns), as_of=None, context=context, own_rate=True)
    shown = {title: values.iloc[0] for title, values in frame.items()}
    assert shown["確認"] == sheet["確認"]
    calls = {"段階": "QOO10_STAGE", "残り日数": "QOO10_DAYS_LEFT", "減点": "QOO10_POINTS"}
    for title, name in calls.items():
        cell = own_row.call(name, list(row), list(row.values()), [], context)
        if str(cell).startswith("エラー"):
            assert str(sheet["段階"]) == cell
            assert pd.isna(shown[title])
            continue
        assert (sheet[title] or None) == (cell or None)
        assert (None if pd.isna(shown[title]) else shown[title] or None) == (cell or None)
    return sheet


@pytest.mark.parametrize("field", CHANGES)
def test_each_field_of_the_record_is_seen_everywhere(field):
    """Cell, sheet and frame follow every field of the record; none is forgotten by one of them."""
    cells, changed = CHANGES[field]
    rates = Settings(rates={"一般": Fraction(1, 2), "予約": Fraction(1, 2)})
    before, after = Context(day_of(AS_OF), rates), Context(day_of(AS_OF), rates._replace(**changed))
    read = [
        order_rows({role: [cell] for role, cell in row.items()}, 1, context)[0].order
        for row, context in ((ROW, before), ({**ROW, **cells}, after))
    ]
    assert getattr(read[0], field) != getattr(read[1], field) or field == "rate"
    assert answers(ROW, before) != answers({**ROW, **cells}, after)


# Field of a row as read, beside its record -> cells that change it, and the cells that they are changed from.
WORDS = {
    "state_word": ({"配送状態": "なぞの語"}, {"配送状態": "べつの語"}),
    "problem": ({"入金日": "きのう"}, {"入金日": "おととい"}),
    "shipped_problem": ({"発送日": "きのう"}, {"発送日": "おととい"}),
    "planned_problem": ({"発送予定日": "きのう"}, {"発送予定日": "おととい"}),
    "kept": ({"判定の率": "40/61 11/18"}, {"判定の率": "60/61 11/18"}),
    "rate_problem": ({"判定の率": "おおよそ"}, {"判定の率": "だいたい"}),
}


def together(rows, context):
    """Return what a sheet and a frame say of rows that stand in one table: two lists of the rows' cells, as texts."""
    columns = {role: [row.get(role) for row in rows] for role in {role: None for row in rows for role in row}}
    sheet = assess("Qoo10", columns, len(rows), context).columns
    frame = frames.assess_qoo10(
        pd.DataFrame(columns, dtype=object), as_of=None, context=context, own_rate=True
    )
    return (
        [list(map(str, cells)) for cells in zip(*(column.values for column in sheet), strict=True)],  # noqa: PD011  a list
        [list(map(str, cells)) for cells in frame.itertuples(index=False)],
    )


# A row without 入金日 waits for it where an order number stands, and is empty where none does: the clock alone differs.
ALONE = {"clock": ({"入金日": None}, {"入金日": None, "注文番号": None})}
# Told by a call that reads its own row alone; a refresh counts the rate anew.
OF_THE_CALL = {"rate_problem"}


@pytest.mark.parametrize("field", [*CHANGES, *WORDS])
def test_rows_are_grouped_by_all_that_they_say(field):
    """Two rows that differ in one field say the same whichever stands first: no field is left out of a key."""
    one, other = {**WORDS, **ALONE}.get(field) or (CHANGES[field][0], {})
    rows = [{"判定の率": None, **ROW, **cells} for cells in (one, other)]
    context = Context(day_of(AS_OF), Settings(rates={"一般": Fraction(1, 2), "予約": Fraction(1, 2)}))
    for said, backwards in zip(together(rows, context), together(rows[::-1], context), strict=True):
        assert said == backwards[::-1]
        assert (said[0] == said[1]) == (field in OF_THE_SHEET | OF_THE_CALL or not CHANGES.get(field, [1])[0])


def test_every_field_of_the_record_has_a_test():
    """A field that is added to the record is tried above too."""
    assert set(CHANGES) | OF_THE_SHEET == set(Order._fields)
    assert {"order", *WORDS} == set(ReadRow._fields)
    assert len({CANCELLED, SHIPPED, UNREAD}) == 3


def test_a_typed_call_is_the_same_path():
    """A call with every argument given judges the very record that the row would be read into."""
    context = Context(day_of(AS_OF))
    base = day_of(ROW["入金日"])
    judged = Judge(context, day_of(AS_OF)).order(Order(base=base, rate=RATE_LOW))
    assert judged.booking == (day_of(dt.date(2026, 11, 17)), -2)
    assert call("QOO10_STAGE", [ROW["入金日"], None, "一般", AS_OF, 0.5], context) == "制限"
    assert call("QOO10_POINTS", [ROW["入金日"], None, "一般", AS_OF], context) == -2


def test_a_row_reads_its_dates_once(monkeypatch):
    """A bare call reads each cell of its row once: a payment date is not turned back and read again."""
    from xlshipcheck.values import cells  # noqa: PLC0415  the module that is watched

    read, plain = [], cells.read_day

    def watched(value, argument):
        read.append(argument)
        return plain(value, argument)

    monkeypatch.setattr(cells, "read_day", watched)
    own_row.call("QOO10_STAGE", list(ROW), list(ROW.values()), [], Context(day_of(AS_OF)))
    assert sorted(set(read) - {"基準日", "休業日"}) == ["予約日", "入金日", "発送予定日", "発送日"]
    assert len(read) == len(set(read))
