"""Texts, addresses and formulas of .ods files come back as they were."""

from __future__ import annotations

import open_documents as ods
import pytest
from hypothesis import given
from hypothesis import strategies as st
from refreshed_documents import (
    NOW,
    rows_of,
)

from xlshipcheck.ods.addresses import cell_address, moved_formula, place_of, plain_formula, range_address
from xlshipcheck.ods.cells import Write
from xlshipcheck.ods.edit import edit_document
from xlshipcheck.values.ranges import Rectangle

CELL_TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\r", exclude_categories=["Cs", "Cc"]), max_size=30
)


@given(
    text=CELL_TEXT | st.sampled_from(["a\nb", "\t", "  x  y ", "]]>", "&amp;", "<b>"]),
    number=st.integers() | st.floats(allow_nan=False, allow_infinity=False),
)
def test_what_is_written_is_read(tmp_path_factory, text, number):
    """Every text and every number comes back as it was written."""
    path = tmp_path_factory.mktemp("ods") / "a.ods"
    path.write_bytes(ods.document(ods.content(ods.table("受注", [ods.row([ods.cell("x")])]))))
    with edit_document(path) as edit:
        edit.write("受注", 1, 2, Write(text))
        edit.write("受注", 1, 3, Write(number))
        edit.write("受注", 1, 4, Write("終"))
        edit.save(NOW)
    value = rows_of(path)[0]
    assert value[1] == (text or None)
    assert value[2] == pytest.approx(float(number), abs=0, rel=1e-15)


NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=12
)


@given(name=NAMES, row=st.integers(1, 1_048_576), column=st.integers(1, 16_384))
def test_addresses_come_back(name, row, column):
    """The address of a cell of any sheet is read as that cell."""
    assert place_of(cell_address(name, row, column)) == (name, Rectangle(row, column, row, column))
    area = Rectangle(1, 1, row, column)
    assert place_of(range_address(name, area)) == (name, area)


def test_formulas_are_moved_and_told():
    """References between brackets move with the row, fixed ones and texts stay; an .xlsx would say the same."""
    formula = "IF([.A2]=\"[.A2];\";SUM([$'8月; :x'.B$1:.C2]);[.$D$1])"
    assert moved_formula(formula, 3) == "IF([.A5]=\"[.A2];\";SUM([$'8月; :x'.B$1:.C5]);[.$D$1])"
    assert plain_formula(formula) == "IF(A2=\"[.A2];\",SUM('8月; :x'!B$1:C2),$D$1)"
    assert moved_formula("[.A1048576]", 1) == "[#REF!]"
    assert plain_formula("[#REF!]+1") == "#REF!+1"
