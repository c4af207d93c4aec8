"""Formulas filled down: against hand-made examples, and against openpyxl's `Translator` wherever it knows the syntax."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter

from xlshipcheck.values.formula_text import shifted


@pytest.mark.parametrize(
    ("formula", "below"),
    [
        ("H2*1.1", "H5*1.1"),
        ("$H2+H$2+$H$2", "$H5+H$2+$H$2"),
        ("SUM(H$1:H2)", "SUM(H$1:H5)"),
        ("SUM(A:A,$A:$B,2:2,$1:$3,$1:3)", "SUM(A:A,$A:$B,5:5,$1:$3,$1:6)"),
        ("QOO10_STAGE(H2,I2,,設定!$B$5)", "QOO10_STAGE(H5,I5,,設定!$B$5)"),
        ("_xll.QOO10_STAGE(受注!H2)", "_xll.QOO10_STAGE(受注!H5)"),
        ("_xlfn.XLOOKUP(A2,一覧!A:A,一覧!B:B)", "_xlfn.XLOOKUP(A5,一覧!A:A,一覧!B:B)"),
        ("'8月 (控え)'!A2&'It''s A2'!B2", "'8月 (控え)'!A5&'It''s A2'!B5"),
        ("SUM(一月:三月!B2)+SUM('1月:3月'!B2)", "SUM(一月:三月!B5)+SUM('1月:3月'!B5)"),
        ("ABC:DEF!A2+AB1!C2", "ABC:DEF!A5+AB1!C5"),
        ("[1]受注!A2+'[2]B 2'!A2+[3]!税率", "[1]受注!A5+'[2]B 2'!A5+[3]!税率"),
        ('IF(A2="A2","それは ""B2"" です",B2)', 'IF(A5="A2","それは ""B2"" です",B5)'),
        ("受注[[#This Row],[A2]]*A2", "受注[[#This Row],[A2]]*A5"),
        ("受注[@A2]+受注[@[A2 '[B2']]]+[@[A2]]", "受注[@A2]+受注[@[A2 '[B2']]]+[@[A2]]"),
        ("SUM(受注[[A2]:[B2]])+受注[]+A2", "SUM(受注[[A2]:[B2]])+受注[]+A5"),
        ("A2#+@B2+_xlfn.ANCHORARRAY(C2)", "A5#+@B5+_xlfn.ANCHORARRAY(C5)"),
        ("A2:INDEX(B:B,3)", "A5:INDEX(B:B,3)"),
        ("LOG10(A2)+DEC2BIN(B2)+N(C2)", "LOG10(A5)+DEC2BIN(B5)+N(C5)"),
        ("税率A2+A2税率+_A2+A2_+A2.x+税・A2+A2?", "税率A2+A2税率+_A2+A2_+A2.x+税・A2+A2?"),
        ("1E2+2.5E-3+A2%", "1E2+2.5E-3+A5%"),
        ("IF(TRUE,{1,2;3,4},#N/A)+#REF!+#DIV/0!", "IF(TRUE,{1,2;3,4},#N/A)+#REF!+#DIV/0!"),
        ("XFE2+A1048577+A0+A1234567890", "XFE2+A1048577+A0+A1234567890"),
        ("A1048574+SUM(A2:A1048574)+SUM(1048574:1048574)", "#REF!+SUM(#REF!)+SUM(#REF!)"),
        ("A2 B2,C2:D2 C2\n+ a2", "A5 B5,C5:D5 C5\n+ a5"),
        ('"閉じない A2', '"閉じない A5'),
        ("", ""),
    ],
)
def test_three_rows_down(formula, below):
    """What Excel shows when the cell is filled down by three rows."""
    assert shifted(formula, 3) == below
    assert shifted(formula, 0) == formula


@pytest.mark.parametrize(
    ("formula", "moved"),
    [("A2+$A2+A:B+$A:B+2:2", "C3+$A3+C:D+$A:D+3:3"), ("Z9+AZ9+ZZ9", "AB10+BB10+AAB10"), ("XFD2", "#REF!")],
)
def test_columns_move_in_formulas_that_a_range_shares(formula, moved):
    """The one text of a shared formula serves cells in other columns as well."""
    assert shifted(formula, 1, 2) == moved


def test_moving_up_leaves_the_sheet_too():
    """A shared formula's first cell need not be its uppermost."""
    assert shifted("A2+A1+A$1+1:2", -1) == "A1+#REF!+A$1+#REF!"


DOLLAR = st.sampled_from(["", "$"])
ROW = st.integers(1, 900_000)
LETTERS = st.integers(1, 16_000).map(get_column_letter)
CELL = st.builds("{}{}{}{}".format, DOLLAR, LETTERS, DOLLAR, ROW)
COLUMNS = st.builds("{0}{1}:{2}{1}".format, DOLLAR, LETTERS, DOLLAR)
ROWS = st.builds("{0}{1}:{2}{1}".format, DOLLAR, ROW, DOLLAR)
SHEET = st.sampled_from(["", "受注!", "'8月 A1'!", "'It''s'!", "Sheet1!", "'[1]a b'!", "A1月!"])
REFERENCE = st.builds(
    "{}{}".format, SHEET, st.one_of(CELL, st.builds("{}:{}".format, CELL, CELL), COLUMNS, ROWS)
)
OTHER = st.sampled_from(
    [
        "1.5",
        "12E3",
        '"A1 ""B2"" (C3)"',
        "TRUE",
        "税率",
        "受注[[#This Row],[入金日]]",
        "基準日",
        "#N/A",
        "{1;2}",
    ]
)
OPERATOR = st.sampled_from(["+", "-", "*", "&", "<>", ">=", "^", ","])


def joined(parts):
    """Return a function's call with operands and operators in turn."""
    return "IF(" + "".join(left + right for left, right in parts) + "0)"


FORMULA = st.recursive(
    st.one_of(REFERENCE, OTHER),
    lambda inner: st.lists(st.tuples(inner, OPERATOR), min_size=1, max_size=4).map(joined),
    max_leaves=12,
)


@given(FORMULA, st.integers(0, 100_000), st.integers(0, 300))
def test_what_translator_moves_moves_here_and_nothing_else(formula, rows, columns):
    """Openpyxl's tokenizer reads formulas in another way; both say the same of every formula that stays on the sheet."""
    origin, target = "A1", f"{get_column_letter(columns + 1)}{rows + 1}"
    expected = Translator("=" + formula, origin).translate_formula(target).removeprefix("=")
    assert shifted(formula, rows, columns) == expected


@given(FORMULA, st.integers(0, 500), st.integers(0, 500))
def test_two_steps_are_one(formula, first, second):
    """Filled down twice or once, the formula is the same."""
    assert shifted(shifted(formula, first), second) == shifted(formula, first + second)


@given(st.text(st.sampled_from("A1$:!'\"[]()#@,+.税 RC0"), max_size=30), st.integers(-3, 9))
def test_no_text_is_too_odd(formula, rows):
    """Whatever stands in a file's formula, there is an answer, in which nothing is gone but a reference."""
    assert shifted(formula, 0) == formula
    assert isinstance(shifted(formula, rows, rows), str)
