"""When a spreadsheet program is asked to compute all formulas of a book that was edited."""

from __future__ import annotations

import re

import pytest
from difficult_workbooks import (
    FIRST_ROW,
    in_table,
    orders,
)
from edited_books import NOW, ROWS, write
from workbook_makers import book, changed, parts, replaced

from xlshipcheck.xlsx.editing.workbook import edit_book


@pytest.fixture
def path(tmp_path):
    """Return where the book of a test lies."""
    return tmp_path / "注文.xlsx"


@pytest.mark.parametrize(
    ("formula", "sheet", "used"),
    [
        ("=COUNTIF(H5:H12,1)", "注文", True),
        ("=COUNTIF($F:$J,1)", "注文", True),
        ("=SUM(D5:D12)", "注文", False),
        ("=SUM(注文!D5:H12)", "別", True),
        ("=SUM('注文'!A1:B2,注文!H5)", "別", True),
        ("=SUM(H5:H12)", "別", False),
        ('=LEN("H5")+LOG10(5)', "注文", False),
        ("=結果", "別", True),
        ("=合計", "別", False),
        ("=5:5", "注文", True),
    ],
)
def test_a_full_calculation_is_asked_for_only_where_a_formula_depends_on_us(path, formula, sheet, used):
    """Stored results of formulas over our columns are stale then; other books keep their workbook part."""

    def fill(workbook, first):
        orders(workbook, first)
        workbook.define_name("結果", "=注文!$H$5:$H$12")
        workbook.define_name("合計", "=注文!$D$5:$D$12")
        sheets = {"注文": first, "別": workbook.add_worksheet("別")}
        sheets[sheet].write_formula(20, 20, formula, None, 0)

    data = changed(
        book(fill),
        {"xl/workbook.xml": lambda xml: re.sub(rb"<calcPr[^>]*>", b'<calcPr calcId="191029"/>', xml)},
    )
    saved = write(path, data, 8, ["x"] * ROWS)
    assert saved.recalculates == used
    assert (b"fullCalcOnLoad" in parts(path.read_bytes())["xl/workbook.xml"]) == used
    assert not write(path, None, 8, ["x"] * ROWS).changed


@pytest.mark.parametrize(
    ("formula", "used"),
    [
        ("注文表[段階]", True),
        ("注文表[[#This Row],[段階]]", True),
        ("COUNTA(注文表[#All])", True),
        ("COUNTA(注文表[[注文番号]:[段階]])", True),
        ("ROWS(注文表)", True),
        ("SUM(注文表[金額])", False),
        ("SUM(注文表2[段階])", False),
    ],
)
def test_a_formula_over_a_table_depends_on_us_only_through_our_columns(path, formula, used):
    """Names of a table's columns count as much as addresses; a formula over the amounts alone is not ours."""

    def fill(workbook, sheet):
        in_table(workbook, sheet, totals=False)
        other = workbook.add_worksheet("別")
        other.add_table("B2:C4", {"name": "注文表2", "columns": [{"header": "段階"}, {"header": "x"}]})
        other.write_formula("H2", "=1+1", None, 0)

    data = changed(
        book(fill),
        {
            "xl/worksheets/sheet2.xml": replaced("<f>1+1</f>", f"<f>{formula}</f>"),
            "xl/workbook.xml": lambda xml: re.sub(rb"<calcPr[^>]*>", b"", xml),
        },
    )
    path.write_bytes(data)
    with edit_book(path) as edit:
        edit.write_columns("注文", FIRST_ROW, {6: ["x"] * ROWS}, headers={6: "段階"}, table="注文表")
        assert edit.save(NOW).recalculates == used


def test_a_caller_may_decide_about_the_calculation(path):
    """A book with our own functions must not be computed where the add-in is missing."""
    data = book(lambda workbook, sheet: (orders(workbook, sheet), sheet.write_formula("K5", "=H5", None, 0)))
    data = changed(data, {"xl/workbook.xml": lambda xml: re.sub(rb"<calcPr[^>]*>", b"", xml)})
    for wanted in (False, True):
        path.write_bytes(data)
        with edit_book(path) as edit:
            edit.write_columns("注文", FIRST_ROW, {8: ["x"]})
            assert edit.save(NOW, recalculate=wanted).recalculates == wanted
        assert (b'<calcPr fullCalcOnLoad="1"/>' in parts(path.read_bytes())["xl/workbook.xml"]) == wanted
