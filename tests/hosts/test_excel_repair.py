"""Formulas that LibreOffice saved get their names back when the book is refreshed in Excel; on the stand-in."""

from __future__ import annotations

import pytest
from excel_books import open_book, orders, refreshed
from port_contract import SheetSpec
from stand_in_model import CALLS, FAULT, Cell, state

from xlshipcheck.hosts.excel.buttons import report

LONG = "JP.XLSHIPCHECK.FUNCTIONS."


def book_with(formulas, **options):
    """Return a book with an order sheet, and formulas on a sheet after it: (row, column) -> formula with its `=`."""
    book = open_book(SheetSpec("受注", orders()), SheetSpec("式", [["x"] * 3] * 9, **options))
    sheet = book.sheets[1]
    for place, formula in formulas.items():
        sheet.cells[place] = Cell("#NAME?", formula)
    return book


def formulas_of(book):
    """Return the formulas of the sheet after the orders."""
    return {place: cell.formula for place, cell in book.sheets[1].cells.items() if cell.formula}


@pytest.mark.parametrize(
    ("saved", "formula"),
    [
        # As an Excel with dynamic arrays shows a formula of a file: one value is asked for.
        (f"=@{LONG}QOO10STAGE(H2,J2:J2)", "=@QOO10_STAGE(H2,J2)"),
        (f"={LONG}QOO10STAGE(H2,J2)", "=QOO10_STAGE(H2,J2)"),
        (f'=IF(A1="","",{LONG.lower()}jpWorkday(A1,2))', '=IF(A1="","",JP_WORKDAY(A1,2))'),
        (f'=@{LONG}SHIPCHECKROW("QOO10_STAGE","入金日",H2:H2,"発送日",J2:J2)', "=@QOO10_STAGE()"),
        ('=SHIPCHECK_ROW("QOO10_DEADLINE","入金日",H2:H2)', "=QOO10_DEADLINE()"),
        (f'=SUM(1,({LONG}QOO10POINTS(H2,J2)&""))', "=SUM(1,QOO10_POINTS(H2,J2))"),
    ],
)
def test_a_formula_gets_its_names_back(saved, formula):
    """It is said as Excel takes it, with or without the sign that asks for one value."""
    book = book_with({(2, 2): saved})
    done = refreshed(book)
    assert formulas_of(book) == {(2, 2): formula}
    assert report(done).count("LibreOffice で保存された数式 1 個を、Excel で計算できる形に直しました") == 1


def test_only_formulas_that_need_it_are_written():
    """Other formulas, texts that look like one, and hidden sheets: what needs nothing is not touched."""
    foreign = f"={LONG}JPHOLIDAYNAME(A1)"
    book = book_with(
        {(1, 1): "=SUM(A1:A2)", (2, 1): foreign, (3, 1): foreign, (5, 1): foreign, (6, 2): foreign}
    )
    sheet = book.sheets[1]
    sheet.cells[4, 1] = Cell(foreign)
    sheet.cells[7, 1] = Cell(f"メモ {LONG}")
    sheet.kept["Visible"] = 2
    FAULT.begin(0)
    refreshed(book)
    repaired = "=JP_HOLIDAY_NAME(A1)"
    assert formulas_of(book) == {
        (1, 1): "=SUM(A1:A2)",
        **dict.fromkeys([(2, 1), (3, 1), (5, 1), (6, 2)], repaired),
    }
    assert sheet.cells[4, 1].value == foreign
    assert FAULT.seen.count("Range.Formula2") == 3


def test_a_name_that_is_not_known_is_told():
    """What is known in a formula is given back; a name of another version stays and is told with its cell."""
    book = book_with(
        {(2, 2): f"={LONG}QOO10_STAGE(H2)", (3, 2): f"=1+{LONG}NEWFUNCTION({LONG}QOO10STAGE(H2))"}
    )
    done = refreshed(book)
    assert formulas_of(book) == {(2, 2): "=QOO10_STAGE(H2)", (3, 2): f"=1+{LONG}NEWFUNCTION(QOO10_STAGE(H2))"}
    assert f"直せない数式が1個あります (シート「式」のB3セル)。「{LONG}NEWFUNCTION」" in report(done)


def test_an_array_formula_stays_one():
    """An array formula keeps its size, and is set as a whole; one too long for Excel's way of setting it is told."""
    array = {(row, column): f"={LONG}QOO10STAGE(H2:H4,J2:J4)" for row in (2, 3, 4) for column in (1, 2)}
    long = {(6, 3): f"={LONG}JPISWORKDAY(A1,{','.join(['B1'] * 90)})"}
    book = book_with({**array, **long})
    sheet = book.sheets[1]
    for place in array:
        sheet.cells[place].array = (2, 1, 4, 2)
    sheet.cells[6, 3].array = (6, 3, 6, 3)
    done = refreshed(book)
    assert {formulas_of(book)[place] for place in array} == {"=QOO10_STAGE(H2:H4,J2:J4)"}
    assert {sheet.cells[place].array for place in array} == {(2, 1, 4, 2)}
    assert formulas_of(book)[6, 3] == long[6, 3]
    assert "数式 1 個を" in report(done)
    assert "シート「式」の LibreOffice 形式の数式 1 個は直していません" in report(done)


def test_a_formula_that_spills_is_written_once():
    """The cells that a formula spills into tell its text too, but only its own cell gets the new one."""
    spilling = f"={LONG}QOO10STAGE(H2:H4,J2:J4)"
    book = book_with({(row, 1): spilling for row in (2, 3, 4)})
    sheet = book.sheets[1]
    for row in (2, 3, 4):
        sheet.cells[row, 1].spill = (2, 1, 4, 1)
    refreshed(book)
    assert formulas_of(book) == {(2, 1): "=QOO10_STAGE(H2:H4,J2:J4)", (3, 1): spilling, (4, 1): spilling}


def test_an_excel_without_dynamic_arrays():
    """There is no Formula2 there; formulas are told and set by Formula."""
    book = book_with({(2, 1): f"={LONG}QOO10STAGE(H2,J2)"})
    book.application.dynamic_arrays = False
    refreshed(book)
    assert formulas_of(book) == {(2, 1): "=QOO10_STAGE(H2,J2)"}


def test_a_protected_sheet_keeps_its_formulas():
    """They are counted, and the seller is told what to do; the orders are judged all the same."""
    foreign = {(2, 1): f"={LONG}QOO10STAGE(H2,J2)"}
    book = book_with(foreign, protected=True)
    done = refreshed(book)
    assert formulas_of(book) == foreign
    assert "シート「式」の LibreOffice 形式の数式 1 個は直していません" in report(done)
    assert book.sheets[0].cells[2, 5].value == "発送済"


def test_a_sheet_without_such_formulas_is_read_once():
    """The formulas of a sheet are read in one block; a sheet without any formula is not even read."""
    counts = []
    for rows in (5, 500):
        book = book_with({(row, 2): "=SUM(A1:A2)" for row in range(1, rows)})
        CALLS.clear()
        refreshed(book)
        counts.append((CALLS["Range.Formula2"], sum(CALLS.values())))
    assert counts[0] == counts[1]
    assert counts[0][0] == 1


def test_a_column_of_formulas_costs_as_much_as_one():
    """Formulas below each other are written as one block."""
    counts = []
    for rows in (3, 3000):
        book = book_with({(row, 5): f"={LONG}QOO10STAGE(H{row},J{row})" for row in range(1, rows)})
        CALLS.clear()
        refreshed(book)
        counts.append(sum(CALLS.values()))
        assert formulas_of(book)[2, 5] == "=QOO10_STAGE(H2,J2)"
    assert counts[0] == counts[1]


def test_repaired_formulas_are_left_alone_the_next_time():
    """A second refresh finds nothing to repair."""
    book = book_with({(2, 2): f"={LONG}QOO10STAGE(H2,J2)"})
    refreshed(book)
    once = state(book)
    assert "LibreOffice" not in report(refreshed(book))
    assert state(book) == once


@pytest.mark.parametrize(
    ("saved", "formula"),
    [
        (r"='C:\Users\mihon\AddIns\xlshipcheck.xlam'!QOO10_STAGE(H2)", "=QOO10_STAGE(H2)"),
        ("=xlshipcheck.xlam!QOO10_STAGE()", "=QOO10_STAGE()"),
        ("=IF(A1=1,_xludf.QOO10_STAGE(H2),@JP_WORKDAY(A1,1))", "=IF(A1=1,QOO10_STAGE(H2),@JP_WORKDAY(A1,1))"),
    ],
)
def test_the_path_of_another_pc_is_taken_off(saved, formula):
    """A formula that names the add-in's place on another PC asks the one that is installed here."""
    book = book_with({(2, 2): saved})
    done = refreshed(book)
    assert formulas_of(book) == {(2, 2): formula}
    assert "ほかのパソコンや LibreOffice で保存された数式 1 個を" in report(done)


def test_a_formula_without_its_add_in_is_typed_again():
    """A call that shows #NAME? is bound to the add-in that is here now; one that shows its answer is not touched."""
    book = book_with({(2, 2): "=QOO10_STAGE(H2)", (3, 2): "=@QOO10_STAGE(H3)", (4, 2): "=UNKNOWN(H4)"})
    cells = book.sheets[1].cells
    cells[2, 2].value, cells[3, 2].value, cells[4, 2].value = -2146826259, "警告", -2146826259
    book.results["=QOO10_STAGE(H2)"] = "注意"
    FAULT.begin(0)
    refreshed(book)
    assert [cells[row, 2].value for row in (2, 3, 4)] == ["注意", "警告", -2146826259]
    assert FAULT.seen.count("Range.Formula2") == 1
