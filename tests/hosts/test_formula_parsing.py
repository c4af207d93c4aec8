"""What a formula calculates, as a tree: what is known is read as Excel reads it, and nothing else is read at all."""

from __future__ import annotations

import pytest

from xlshipcheck.hosts.files.formula_parsing import (
    Call,
    Cells,
    Constant,
    Name,
    NoArgument,
    NotKnownError,
    Operation,
    TableColumn,
    parsed,
)
from xlshipcheck.values.ranges import LAST_ROW, Rectangle

A1 = Cells("", Rectangle(1, 1, 1, 1))


@pytest.mark.parametrize(
    ("formula", "tree"),
    [
        ('"a""b"', Constant('a"b')),
        ("1.5E+3", Constant(1500.0)),
        (".5", Constant(0.5)),
        ("true", Constant(value=True)),
        ("'a''b'!$A$1", Cells("a'b", Rectangle(1, 1, 1, 1))),
        ("受注!B:C", Cells("受注", Rectangle(1, 2, LAST_ROW, 3))),
        ("受注[入金日]", TableColumn("受注", "入金日", is_own_row=False)),
        ("受注[[#This Row],[入金日]]", TableColumn("受注", "入金日", is_own_row=True)),
        ("[@[入金 日]]", TableColumn("", "入金 日", is_own_row=True)),
        ("率", Name("率")),
        ("F(,A1)", Call("F", (NoArgument(), A1))),
        ("F()", Call("F", ())),
        ("A1 <> 1", Operation("<>", A1, Constant(1.0))),
        ("1+A1*2", Operation("+", Constant(1.0), Operation("*", A1, Constant(2.0)))),
        ("-A1%", Operation("-", Constant(0.0), Operation("/", A1, Constant(100.0)))),
        ("XFE1", Name("XFE1")),
    ],
)
def test_what_is_known(formula, tree):
    """Texts, numbers, cells, columns of tables and operators have their own place in the tree; past XFD is a name."""
    assert parsed(formula) == tree


@pytest.mark.parametrize(
    "formula",
    [
        "",
        "A1 B1",
        "1:3",
        "Jan:Dec!A1",
        "[1]受注!A1",
        "受注[#Headers]",
        "受注[[a]:[b]]",
        "{1,2}",
        "A1#",
        "@A1",
        "#REF!",
        "A1^2",
        "A1 < > 1",
        "1E +3",
        "2.5A1",
        "'受注'",
        "F(A1",
        "F(A1;1)",
        pytest.param("(" * 5000 + "A1" + ")" * 5000, id="brackets"),
        pytest.param("-" * 5000 + "A1", id="signs"),
    ],
)
def test_nothing_else_is_read(formula):
    """Other books, several sheets, rows, array constants, powers, broken and endless formulas are left as they are."""
    with pytest.raises(NotKnownError):
        parsed(formula)
