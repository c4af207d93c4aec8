"""取込 in an open book: exports into the only sheet of their marketplace, all of them or none."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from xlshipcheck import errors
from xlshipcheck.context import Context
from xlshipcheck.exports.reading import joined_tables
from xlshipcheck.hosts.book_import import import_tables
from xlshipcheck.hosts.memory import MemoryBook, MemorySheet
from xlshipcheck.values.days import day_of

SAMPLES = Path(__file__).parents[1] / "data" / "exports"
QSM = SAMPLES / "DeliveryManagement_detail_20261121.csv"
AMAZON = [SAMPLES / "amazon_shipment.txt", SAMPLES / "amazon_orders.txt"]
AS_OF = Context(day_of(dt.date(2026, 11, 21)))
HEADERS = ["注文番号", "商品番号", "商品名", "入金日", "発送予定日", "配送状態", "発送日", "メモ"]


def book_of(*names):
    """Return a book with empty order sheets."""
    return MemoryBook([MemorySheet(name, [HEADERS, ["(例)1"], ["自分の行"]]) for name in names])


def test_new_orders_come_below_and_own_rows_stay():
    """Every order of the export gets a row below those that stand there, which stay as they are."""
    book = book_of("受注")
    tables = joined_tables([QSM], AS_OF)
    (plan,) = import_tables(book, tables, AS_OF, "book.xlsm")
    rows = book.sheet("受注").rows
    orders = [row[0] for row in rows[3:] if row and row[0]]
    assert [row[0] for row in rows[1:3]] == ["(例)1", "自分の行"]
    assert orders == list(plan.new_orders)
    assert len(orders) == len(set(orders)) > 5


def test_a_second_import_changes_nothing():
    """The same export again finds every order and writes nothing."""
    book = book_of("受注")
    tables = joined_tables([QSM], AS_OF)
    import_tables(book, tables, AS_OF, "book.xlsm")
    before = [list(row) for row in book.sheet("受注").rows]
    (plan,) = import_tables(book, joined_tables([QSM], AS_OF), AS_OF, "book.xlsm")
    assert plan.is_empty
    assert [list(row) for row in book.sheet("受注").rows] == before


@pytest.mark.parametrize("names", [("受注", "受注2"), ()])
def test_an_unclear_sheet_is_refused_before_anything_is_written(names):
    """Two sheets of one marketplace, or none, are refused, and no sheet has changed."""
    book = book_of(*names)
    with pytest.raises(errors.ImportSheetUnclear, match=r"book\.xlsm"):
        import_tables(book, joined_tables([QSM], AS_OF), AS_OF, "book.xlsm")
    assert all(len(book.sheet(name).rows) == 3 for name in names)


def test_one_export_that_fits_no_sheet_keeps_the_others_out():
    """A Qoo10 export beside Amazon's, in a book without a sheet for those, is not imported either."""
    book = book_of("受注")
    with pytest.raises(errors.ImportSheetUnclear):
        import_tables(book, joined_tables([QSM, *AMAZON], AS_OF), AS_OF, "book.xlsm")
    assert len(book.sheet("受注").rows) == 3


def test_a_named_sheet_that_is_missing_is_refused():
    """The sheets that are there are named."""
    with pytest.raises(errors.SheetMissing, match="受注"):
        import_tables(book_of("受注"), joined_tables([QSM], AS_OF), AS_OF, "book.xlsm", "注文")
