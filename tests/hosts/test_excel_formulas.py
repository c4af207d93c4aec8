"""取込 in an open book, on the stand-in: new orders get the formulas of their columns, from Excel itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from excel_books import AS_OF, open_book
from port_contract import SheetSpec
from stand_in_model import CALLS, FAULT, Refused, Served, state

from xlshipcheck import errors
from xlshipcheck.hosts.excel.book import ExcelBook
from xlshipcheck.hosts.excel.buttons import import_into_open_book
from xlshipcheck.sheets.port import TEXT, NewRows, ResultColumn

QSM = Path(__file__).parents[1] / "data" / "exports" / "DeliveryManagement_detail_20261121.csv"
HEADERS = ["注文番号", "入金日", "発送日", "段階", "送料込"]
NEW_ORDERS = 7


@pytest.fixture(autouse=True)
def _no_fault_stays(monkeypatch, tmp_path):
    """Let no call fail in the next test, and keep the user's log out of it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    yield
    FAULT.begin(0)


def book_with(rows=1, **more):
    """Return an open book of some orders with two formulas each."""
    orders = [[f"A-{row}", None, None, "正常", 1.1] for row in range(rows)]
    formulas = {}
    for row in range(2, rows + 2):
        formulas[row, 4], formulas[row, 5] = "QOO10_STAGE()", f"B{row}*$G$1"
    return open_book(SheetSpec("受注", [HEADERS, *orders], formulas=formulas, **more))


def column(book, number, rows):
    """Return the formulas of a column."""
    return [book.sheets[0].cell(row, number).formula for row in rows]


def test_an_import_fills_the_formulas_down():
    """Every new order has a stage, and the report names the columns."""
    book = book_with()
    said = import_into_open_book(Served(book), [QSM], AS_OF)
    rows = range(3, 3 + NEW_ORDERS)
    assert column(book, 4, rows) == ["=QOO10_STAGE()"] * NEW_ORDERS
    assert column(book, 5, rows) == [f"=B{row}*$G$1" for row in rows]
    assert "新しい行に上の行と同じ数式を入れた列 (値は表計算ソフトが計算します): 段階、送料込" in said
    before = state(book)
    again = import_into_open_book(Served(book), [QSM], AS_OF)
    assert state(book) == before
    assert "数式" not in again


def test_an_import_that_fails_at_any_call_is_taken_back():
    """Cells, formulas and number formats are as before, whichever call Excel refuses."""
    import_into_open_book(Served(book_with()), [QSM], AS_OF)
    FAULT.begin(0)
    import_into_open_book(Served(book_with()), [QSM], AS_OF)
    calls = len(FAULT.seen)
    assert calls > 10
    for call in range(1, calls + 1):
        book = book_with()
        before = state(book)["sheets"]
        FAULT.begin(call)
        try:
            import_into_open_book(Served(book), [QSM], AS_OF)
        except Refused:
            FAULT.begin(0)
            assert state(book)["sheets"] == before, call
        except errors.ExcelNotGivenBack:
            # Of the calls after the last cell: the work is done, and the error says so.
            assert column(book, 5, [3]) == ["=B3*$G$1"]


def test_an_excel_that_knows_no_dynamic_arrays_fills_down_too():
    """Older Excel has `FormulaR1C1` alone."""
    book = book_with()
    book.application.dynamic_arrays = False
    import_into_open_book(Served(book), [QSM], AS_OF)
    assert column(book, 5, [3]) == ["=B3*$G$1"]


def test_a_formula_that_spills_is_not_filled_down():
    """Its rows are one formula: a second one below would be in its way."""
    book = book_with()
    book.sheets[0].cell(2, 4).spill = (2, 4, 9, 4)
    said = import_into_open_book(Served(book), [QSM], AS_OF)
    assert column(book, 4, [3]) == [""]
    assert (
        "数式の列は空けてあります (配列数式・スピルは下に続けられません)。数式をコピーするか範囲を広げてください: 段階"
        in said
    )


def test_a_column_of_text_cells_gets_formulas_and_stays_one():
    """Typed into a cell with the format of texts, a formula would be a text that begins with =."""
    book = book_with()
    book.sheets[0].cell(2, 5).shown = "@"
    put = []
    sheet = ExcelBook(Served(book)).sheet("受注")
    FAULT.begin(0)
    sheet.append_rows(NewRows(3, 2, [ResultColumn("注文番号", 1, TEXT, ["1", "2"])], 2, "", {5: 2}))
    put = [name for name in FAULT.seen if name.endswith(("NumberFormat", "Formula2R1C1"))]
    assert put[-3:] == ["Range.NumberFormat", "Range.Formula2R1C1", "Range.NumberFormat"]
    assert [book.sheets[0].cell(row, 5).shown for row in (3, 4)] == ["@", "@"]
    assert column(book, 5, (3, 4)) == ["=B3*$G$1", "=B4*$G$1"]


def test_what_was_filled_down_beforehand_stays():
    """Only cells without anything get the formula, run by run."""
    book = book_with()
    sheet = book.sheets[0]
    sheet.cell(4, 5).formula, sheet.cell(4, 5).value = "=B4*2", 0.0
    columns = [ResultColumn("注文番号", 1, TEXT, list("1234"))]
    ExcelBook(Served(book)).sheet("受注").append_rows(NewRows(3, 4, columns, 2, "", {5: 2}))
    assert column(book, 5, range(3, 7)) == ["=B3*$G$1", "=B4*2", "=B5*$G$1", "=B6*$G$1"]


def test_calls_do_not_grow_with_the_rows():
    """Ten new rows and a thousand cost the same number of calls."""
    counts = []
    for rows in (10, 1000):
        sheet = ExcelBook(Served(book_with())).sheet("受注")
        CALLS.clear()
        columns = [ResultColumn("注文番号", 1, TEXT, [str(row) for row in range(rows)])]
        sheet.append_rows(NewRows(3, rows, columns, 2, "", {4: 2, 5: 2}))
        counts.append(sum(CALLS.values()))
    assert counts[0] == counts[1]
    assert counts[0] < 100
