"""What a seller types over a cell of ours is noticed, in every form in which a book can hold our own values."""

from __future__ import annotations

import datetime as dt

import pytest

from xlshipcheck.hosts.own_sheets.content import CellStyle, PlacedCell, SheetContent
from xlshipcheck.hosts.own_sheets.own_cells import MARK, typed_over, with_record

STYLE = CellStyle()
DAY = dt.date(2026, 11, 30)
SHEET = SheetContent(
    [
        PlacedCell(1, 1, 3, "11/30(月)  受注.xlsx", STYLE),
        PlacedCell(3, 1, 1, 1, STYLE),
        PlacedCell(3, 2, 2, "880000001", STYLE),
        PlacedCell(3, 3, 3, 0.905, STYLE),
        PlacedCell(4, 1, 1, None, STYLE),
        PlacedCell(4, 2, 2, DAY, STYLE),
    ],
    {},
    (10, 10, 10),
)


def written():
    """Return the sheet as a book holds it: rows of values from A1 on."""
    content = with_record(SHEET)
    rows = [[None] * content.last_column for _ in range(content.last_row)]
    for cell in content.cells:
        rows[cell.row - 1][cell.column - 1] = cell.value
    return rows


@pytest.mark.parametrize("serial", [DAY, dt.datetime(2026, 11, 30), 46356.0, 46356 - 1462.0])  # noqa: DTZ001  a cell
def test_our_own_values_are_ours(serial):
    """Days as dates or as serials of either system, numbers as floats, blanks as empty texts: nothing is typed over."""
    rows = written()
    rows[3][1] = serial
    rows[2][0], rows[1] = 1.0, ["", "", ""]
    assert typed_over(rows) == ""


@pytest.mark.parametrize(
    ("row", "column", "value", "said"),
    [
        pytest.param(3, 2, "済", "入力 (B3「済」)", id="over a text"),
        pytest.param(3, 2, 880000001.0, "入力 (B3「880000001」)", id="a number over a text of digits"),
        pytest.param(3, 3, 0.9, "入力 (C3「0.9」)", id="over a number"),
        pytest.param(4, 1, "田中さん", "入力 (A4「田中さん」)", id="into a blank cell"),
        pytest.param(2, 3, 7.0, "入力 (C2「7」)", id="into a blank row"),
        pytest.param(4, 2, DAY + dt.timedelta(1), "入力 (B4「46357」)", id="another day"),
    ],
)
def test_what_is_typed_is_named(row, column, value, said):
    """A cell that holds something else than what we wrote is named with its place and what it holds."""
    rows = written()
    rows[row - 1][column - 1] = value
    assert typed_over(rows) == said


def test_an_emptied_cell_is_no_loss():
    """A seller who cleared what he had typed gets a new sheet: what was there was ours."""
    rows = written()
    rows[2][1] = None
    assert typed_over(rows) == ""


def test_cells_that_were_moved_are_ours():
    """A row that was inserted above, or a list that was sorted, holds what we wrote: nothing is the seller's."""
    rows = written()
    assert typed_over([[None] * 3, *rows]) == ""
    assert typed_over([*rows[:2], rows[3], rows[2], *rows[4:]]) == ""


def test_a_second_copy_of_our_words_is_the_sellers():
    """What is on the sheet oftener than we wrote it was typed: over another of our values, or into a blank cell."""
    rows = written()
    rows[1][0] = rows[2][1]
    assert typed_over(rows) == "入力 (A2「880000001」)"


def test_many_are_counted():
    """Five are named, the others counted; a long text is cut."""
    rows = [*written(), *[["長い" * 30, None, None]] * 7]
    said = typed_over(rows)
    assert said.endswith("ほか2か所)")
    assert f"「{'長い' * 10}」" in said


@pytest.mark.parametrize("text", ["", f"{MARK}x", f"{MARK}AAAA"])
def test_without_a_record_nothing_is_said(text):
    """Sheets of earlier versions keep none, and one that was damaged tells nothing."""
    assert typed_over([["今日", None], ["済", text], [text, None]]) == ""
