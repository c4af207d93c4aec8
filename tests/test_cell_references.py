"""Names of cells and ranges, and the numbers behind them."""

from __future__ import annotations

import pytest

from xlshipcheck.values.ranges import (
    LAST_COLUMN,
    LAST_ROW,
    Rectangle,
    around,
    column_letters,
    column_number,
    parse_range,
)


@pytest.mark.parametrize(
    ("column", "letters"),
    [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (702, "ZZ"), (703, "AAA"), (LAST_COLUMN, "XFD")],
)
def test_columns_are_named_as_a_spreadsheet_names_them(column, letters):
    """A column has the letters that the seller sees, counted from A = 1."""
    assert column_letters(column) == letters
    assert column_number(letters) == column


def test_letters_and_numbers_are_each_others_inverse():
    """Every column of a sheet has one name, and the name leads back to it."""
    assert all(column_number(column_letters(n)) == n for n in range(1, LAST_COLUMN + 1))


@pytest.mark.parametrize("text", ["B2", "$B$2", "B2:C9", f"A1:XFD{LAST_ROW}"])
def test_a_range_is_written_as_it_is_read(text):
    """A range gives its own name back, without the signs of an absolute reference."""
    assert str(parse_range(text)) == text.replace("$", "")


def test_a_range_named_from_its_other_corner():
    """Whichever two corners a reference names, the first row and column are the smaller ones."""
    assert parse_range("C9:B2") == Rectangle(2, 2, 9, 3)


@pytest.mark.parametrize("text", ["", "B", "2", "2B", "B2:", "B2,C3", "Sheet1!B2", "#REF!", "b2"])
def test_what_is_no_plain_range(text):
    """A whole column, several ranges or another sheet's range is not taken for a range."""
    assert parse_range(text) is None


@pytest.mark.parametrize(
    ("row", "column", "inside"), [(2, 2, True), (9, 3, True), (1, 2, False), (2, 4, False), (10, 3, False)]
)
def test_both_ends_of_a_range_are_inside(row, column, inside):
    """A range holds its corners and nothing beyond them."""
    assert Rectangle(2, 2, 9, 3).holds(row, column) is inside


@pytest.mark.parametrize(
    ("other", "meets"),
    [("C9:D10", True), ("A1:B2", True), ("D2:E9", False), ("B10:C11", False), ("A1:Z99", True)],
)
def test_ranges_meet_in_one_cell_or_more(other, meets):
    """Two ranges that share a corner meet; neighbours do not. It holds both ways round."""
    area = Rectangle(2, 2, 9, 3)
    assert area.meets(parse_range(other)) is meets
    assert parse_range(other).meets(area) is meets


def test_the_range_around_ranges():
    """The smallest range that holds all; none around none."""
    assert around([Rectangle(2, 2, 2, 2), Rectangle(1, 5, 9, 6)]) == Rectangle(1, 2, 9, 6)
    assert around([]) is None
