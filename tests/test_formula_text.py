"""Formulas taken to pieces: no text comes back changed, and what stands in a text or a sheet's name is no reference."""

from __future__ import annotations

import ast
import re

import pytest
from floors import modules
from hypothesis import given
from hypothesis import strategies as st

from xlshipcheck.values import formula_text
from xlshipcheck.values.formula_text import Reference, pieces, references
from xlshipcheck.values.ranges import column_letters

ODD = st.text(st.sampled_from("A1$:!'\"[]()#@,;+.税 RC0"), max_size=30)
PLACE = st.tuples(st.integers(1, 16_384), st.integers(1, 1_048_576))
NAME = st.text(st.sampled_from("8月 'A1()!\"、分"), min_size=1, max_size=8)
HIDING = st.one_of(
    NAME.map(lambda text: '"' + text.replace('"', '""') + '"'),
    st.sampled_from(["受注[[#This Row],[A1]]", "[@B2]"]),
)


@given(ODD)
def test_the_pieces_are_the_formula(formula):
    """Whatever a formula holds, its pieces are all of it, in their order."""
    assert "".join(piece.text for piece in pieces(formula)) == formula


@given(st.lists(st.one_of(PLACE, HIDING), max_size=6), NAME)
def test_references_are_found_and_nothing_else(parts, sheet):
    """Cells are found with their sheet; what looks like one in a text or in a table's title is not."""
    quoted = "'" + sheet.replace("'", "''") + "'!"
    texts = [
        part if isinstance(part, str) else f"{quoted}${column_letters(part[0])}{part[1]}" for part in parts
    ]
    wanted = [
        Reference(sheet, part[0], part[0], part[1], part[1]) for part in parts if not isinstance(part, str)
    ]
    assert list(references("SUM(" + ",".join(texts) + ")")) == wanted


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("C:A", [("", 1, 3, 0, 0)]),
        ("$5:2", [("", 0, 0, 2, 5)]),
        ("受注!B2:A1", [("受注", 1, 2, 1, 2)]),
        ("一月:三月!B2", [("一月:三月", 2, 2, 2, 2)]),
        ("[1]受注!B2", [("受注", 2, 2, 2, 2)]),
        ("B2:INDEX(C:C,3)", [("", 2, 2, 2, 2), ("", 3, 3, 0, 0)]),
        ("LOG10(1)+A2x+税A2+XFE2+A0+1E2+TRUE+#REF!", []),
    ],
)
def test_kinds_of_references(formula, found):
    """Columns, rows, ranges written backwards, several sheets and other books are read as what they are."""
    assert [cells[:5] for cells in references(formula)] == found


@given(
    st.lists(st.one_of(HIDING, st.sampled_from(["A1", "", " ", "F(1,2)", "{1;2}"])), min_size=2, max_size=5)
)
def test_arguments_come_back(given_arguments):
    """The arguments of a call are what was put between its separators, brackets and texts in them as they are."""
    call = "F(" + ",".join(given_arguments) + ")+1"
    assert formula_text.arguments(call, 2, ",") == (given_arguments, len(call) - 2)


@pytest.mark.parametrize(
    ("call", "found"), [("F()", ([], 3)), ("F( )", ([], 4)), ("F(1", ([], -1)), ('F("1)', (['"1'], 5))]
)
def test_calls_without_arguments_or_end(call, found):
    """An empty pair of brackets holds none, a call that never ends has no end, and a lone quote is a sign."""
    assert formula_text.arguments(call, 2, ",") == found


@given(NAME, PLACE)
def test_one_cell_is_read_back(sheet, place):
    """A reference to one cell of a sheet gives the sheet, whatever it is called, and the cell."""
    column, row = place
    text = "'" + sheet.replace("'", "''") + f"'!${column_letters(column)}${row}"
    assert formula_text.one_cell(text) == formula_text.one_cell(f"={text}") == (sheet, row, column)
    assert formula_text.one_cell(f"{text}:$A$1") is None or place == (1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "#REF!",
        "#REF!$A$1",
        "受注!#REF!",
        "A1",
        "受注!A1:B2",
        "受注!A:A",
        "受注!A1+1",
        "[1]受注!A1",
        "受注",
        "",
    ],
)
def test_what_is_no_cell_of_a_sheet(text):
    """A broken reference, a range, a whole column, another book and a bare cell are no cell of a sheet."""
    assert formula_text.one_cell(text) is None


@given(ODD, st.integers(1, 10))
def test_another_row_is_taken_back(formula, row):
    """Formulas that are compared with another number for their row are the same when it is put back."""
    other = "9999999"
    changed = formula_text.with_other_row(formula, str(row), other)
    assert changed.replace(other, str(row)) == formula


def test_no_other_module_reads_formulas():
    """What quotes mean in a formula is known in one module; patterns with a quoted sheet or a doubled quote are there."""
    telltale = re.compile(r"""\|''|\|""|\[\^'\]\)\*'|\\\$\?\[A-Z""")
    found = set()
    for name, path in modules().items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and telltale.search(node.value):
                found.add(name)
    # The prefix of another file before a function is a name, not a formula; OpenDocument has a grammar of its own.
    assert found == {"values.formula_text", "hosts.function_calls", "ods.addresses"}
