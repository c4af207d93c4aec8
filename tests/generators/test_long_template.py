"""A template with as many orders as it carries: what opening it, an edit and a setting ask of our functions."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from long_template import AS_OF, long_template
from spreadsheet import Spreadsheet

from xlshipcheck.catalogue.registry import functions
from xlshipcheck.generators.template.orders import ORDERS
from xlshipcheck.sheets.placing import MOST_FORMULA_ROWS

FIGURES = len(ORDERS.figures)
ROW_FORMULAS = [
    column for column in ORDERS.columns if any(f"{name}(" in column.formula for name in functions())
]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """Return the book, opened."""
    return Spreadsheet(
        long_template(tmp_path_factory.mktemp("long"), MOST_FORMULA_ROWS), AS_OF, is_stored=True
    )


def test_the_most_orders_keep_their_formulas(book):
    """3,000 imported orders beside the examples are refreshed, and every one still has its formulas."""
    _, (left, top, _, bottom), titles = book.tables["受注"]
    numbers = [book.values.get(("受注", row, left)) for row in range(top + 1, bottom + 1)]
    assert sum(bool(number) and not str(number).startswith("(例)") for number in numbers) == MOST_FORMULA_ROWS
    for column in ROW_FORMULAS:
        place = left + titles.index(column.title)
        assert all(("受注", row, place) in book.formulas for row in range(top + 1, bottom + 1)), column.title


def test_opening_asks_for_nothing_but_the_version(book):
    """The answers are stored: whoever opens the book waits for no order."""
    book.asked.clear()
    book.calculate({place for place, text in book.formulas.items() if ("FUNC", "OPEN", "NOW(") in text})
    assert [name for _, name, _ in book.asked] == ["SHIPCHECK_VERSION"]


EDITS = {
    "入金日": dt.date(2026, 11, 19),
    "発送日": dt.date(2026, 11, 20),
    "発送予定日": dt.date(2026, 11, 18),
    "配送状態": "配送準備",
    "区分": "一般",
}


@pytest.mark.parametrize("title", EDITS)
def test_an_edit_asks_once_for_each_dependent_cell_of_its_row(book, title):
    """No other order is asked for: one call for each formula of the row that depends on the cell, and the figures."""
    sheet, (left, top, _, _), titles = book.tables["受注"]
    row = next(
        row
        for row in range(top + 20, top + 60)
        if book.values.get((sheet, row, left + titles.index("発送日"))) is None
    )
    place = (sheet, row, left + titles.index(title))
    before = book.values.get(place)
    book.asked.clear()
    calculated = book.type_in(place, EDITS[title])
    asked = Counter(place for place, _, _ in book.asked)
    assert set(asked.values()) <= {1}
    assert {place[1] for place in asked if place[1] > top} <= {row}
    assert set(asked) <= calculated
    assert len(asked) <= len(ROW_FORMULAS) + FIGURES
    assert sum(place[1] < top for place in asked) in {0, FIGURES}
    assert asked
    book.type_in(place, before)
