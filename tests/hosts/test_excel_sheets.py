"""Sheets as sellers keep them, refreshed in Excel: each comes out right, or is refused in words; on the stand-in."""

from __future__ import annotations

import datetime as dt
import sys
import types

import pytest
from excel_books import open_book, orders, refreshed
from port_contract import SheetSpec
from stand_in_model import FAULT, R1C1, Area, Cell, Served, state

from xlshipcheck import errors
from xlshipcheck.hosts.excel import buttons
from xlshipcheck.hosts.excel.buttons import MANUAL, report
from xlshipcheck.hosts.excel.sheets.values import serial_of
from xlshipcheck.sheets.port import Area as TableArea
from xlshipcheck.xlsx.writing import theme

STAGES = ["段階", "発送済", "警告", "入金待ち"]
RESULTS = 10


def column(sheet, place, rows=4, first=1):
    """Return the values of a column."""
    return [
        sheet.cells[row, place].value if (row, place) in sheet.cells else None
        for row in range(first, first + rows)
    ]


def plain():
    """Return an order sheet after a refresh, to compare with."""
    book = open_book(SheetSpec("受注", orders()))
    refreshed(book)
    return state(book)["sheets"][0]


@pytest.mark.parametrize("filtered", [True, False])
def test_hidden_rows_are_judged_too(filtered):
    """Rows hidden by a filter, by hand or in a folded group get their results, and stay hidden; a filter stays."""
    book = open_book(SheetSpec("受注", orders()))
    sheet = book.sheets[0]
    sheet.hidden = {2, 3}
    sheet.kept["AutoFilterMode"] = filtered
    refreshed(book)
    after = state(book)["sheets"][0]
    assert column(sheet, 5) == STAGES
    assert after["hidden"] == {2, 3}
    assert after["kept"]["AutoFilterMode"] is filtered
    assert after["cells"] == plain()["cells"]


def test_a_merged_title_is_in_nobodys_way():
    """A title merged over the table and its results stays merged, and the results stand below it."""
    rows = [["受注管理表"], *orders()]
    book = open_book(SheetSpec("受注", rows, merged=[TableArea("", 1, 1, 1, 12, is_table=False)]))
    refreshed(book)
    sheet = book.sheets[0]
    assert sheet.merged == [(1, 1, 1, 12)]
    assert column(sheet, 5, first=2) == STAGES


def test_headers_merged_over_two_rows():
    """The blank second row of merged headers is no order; nothing is written into it, and the headers stay."""
    rows = [["注文番号", "入金日", "発送日", "段階"], [], *[row[:3] for row in orders()[1:]]]
    merged = [TableArea("", 1, place, 2, place, is_table=False) for place in range(1, 5)]
    book = open_book(SheetSpec("受注", rows, merged=merged))
    refreshed(book)
    sheet = book.sheets[0]
    assert sheet.merged == [(1, place, 2, place) for place in range(1, 5)]
    assert column(sheet, 4, rows=5) == ["段階", None, *STAGES[1:]]


def test_results_in_merged_cells_are_refused():
    """A merged cell would swallow a result without a word: the refresh says which, and nothing is changed."""
    rows = [["注文番号", "入金日", "発送日", "段階"], *[row[:3] for row in orders()[1:]]]
    book = open_book(
        SheetSpec("一", orders()),
        SheetSpec("二", rows, merged=[TableArea("", 2, 4, 3, 4, is_table=False)]),
    )
    before = state(book)
    with pytest.raises(
        errors.PlaceTaken, match=r"シート「二」の D3 は結合セルに使われているため書き込めません"
    ):
        refreshed(book)
    assert state(book) == before


def test_results_in_a_pivot_table_are_refused():
    """A result column whose header stands in a pivot table is refused before Excel is asked to write into it."""
    rows = [[*row, None] for row in orders()]
    rows[0][4] = "段階"
    book = open_book(SheetSpec("受注", rows, pivots=[TableArea("集計表", 1, 5, 9, 6, is_table=False)]))
    before = state(book)
    with pytest.raises(errors.PlaceTaken, match="E1 はピボットテーブル「集計表」"):
        refreshed(book)
    assert state(book) == before


def test_a_protected_sheet_is_refused():
    """One protected order sheet refuses the book as a whole, by its name."""
    book = open_book(SheetSpec("一", orders()), SheetSpec("二", orders(), protected=True))
    before = state(book)
    with pytest.raises(errors.SheetProtected, match="シート「二」は保護されています"):
        refreshed(book)
    assert state(book) == before


@pytest.mark.parametrize("has_summary", [True, False])
def test_a_protected_structure_keeps_only_the_summary_back(has_summary):
    """No sheet can be added there: the orders are judged, and that 集計 is not written is said."""
    book = open_book(SheetSpec("受注", orders()))
    if has_summary:
        refreshed(book)
        book.sheets[0].cells[3, 3] = Cell(46345.0, shown="yyyy/mm/dd")
    book.kept["ProtectStructure"] = True
    before = state(book)["sheets"][1:]
    done = refreshed(book)
    assert "ブックの構成が保護されているため、集計は書いていません" in report(done)
    assert state(book)["sheets"][1:] == before
    assert column(book.sheets[0], 5)[0] == "段階"


def test_a_protected_summary_is_told():
    """A 集計 that the seller protected stays as it is, and that is said."""
    book = open_book(SheetSpec("受注", orders()))
    refreshed(book)
    book.sheets[0].cells[3, 3] = Cell(46345.0, shown="yyyy/mm/dd")
    book.sheets[1].kept["ProtectContents"] = True
    before = state(book)["sheets"][1]
    assert "シート「集計」は保護されているため、書き換えていません" in report(refreshed(book))
    assert state(book)["sheets"][1] == before


def test_a_shared_book_is_refused():
    """Excel would refuse the colours half way: the seller is told before anything is written."""
    book = open_book(SheetSpec("受注", orders()))
    book.kept["MultiUserEditing"] = True
    before = state(book)
    with pytest.raises(errors.WorkbookShared, match="ブックの共有"):
        refreshed(book)
    assert state(book) == before


def test_several_order_sheets():
    """Each is judged by itself, and one 集計 tells of both."""
    book = open_book(SheetSpec("一月", orders()), SheetSpec("メモ", [["x"]]), SheetSpec("二月", orders()))
    done = refreshed(book)
    assert [sheet.kept["Name"] for sheet in book.sheets] == ["一月", "メモ", "二月", "集計", "今日"]
    assert column(book.sheets[0], 5) == column(book.sheets[2], 5) == STAGES
    assert state(book)["sheets"][1]["cells"].keys() == {(1, 1)}
    assert [sheet.sheet for sheet in done.sheets] == ["一月", "二月"]
    titles = " ".join(str(cell.value) for (_, place), cell in book.sheets[3].cells.items() if place == 1)
    assert "シート「一月」" in titles
    assert "シート「二月」" in titles


def test_a_table_with_a_totals_row():
    """The totals row is no order: no result stands in it, and it goes on belonging to the table, which grows."""
    rows = [*orders(), ["計", None, None, 3]]
    table = TableArea("注文表", 1, 1, 5, 4, totals_rows=1)
    book = open_book(SheetSpec("受注", rows, tables=[table]))
    refreshed(book)
    sheet = book.sheets[0]
    assert sheet.tables[0].corners == (1, 1, 5, 4 + RESULTS)
    assert column(sheet, 5, rows=5) == [*STAGES, None]
    assert [sheet.cells[5, place].value for place in (1, 4)] == ["計", 3.0]
    assert column(sheet, 4 + RESULTS, rows=1) == ["確認"]


@pytest.mark.parametrize("visible", [0, 2])
def test_hidden_sheets(visible):
    """A hidden or very hidden order sheet is judged like any other, and stays hidden; so does a hidden last sheet."""
    book = open_book(SheetSpec("受注", orders()), SheetSpec("控え", orders()))
    book.sheets[1].kept["Visible"] = visible
    refreshed(book)
    assert column(book.sheets[1], 5) == STAGES
    assert [sheet.kept["Visible"] for sheet in book.sheets] == [-1, visible, -1, -1]
    assert book.get_ActiveSheet() is book.sheets[0]


def test_references_shown_as_r1c1():
    """The seller's way of showing references changes nothing of what is written."""
    book = open_book(SheetSpec("受注", orders()))
    book.application.kept["ReferenceStyle"] = R1C1
    refreshed(book)
    assert state(book)["sheets"][0] == plain()
    assert book.application.kept["ReferenceStyle"] == R1C1


def test_manual_calculation_stays_manual():
    """A seller who calculates by hand goes on doing so, also after a refresh that was refused."""
    for names in ("受注",), ("受注", "保護"):
        book = open_book(*[SheetSpec(name, orders(), protected=name == "保護") for name in names])
        book.application.kept["Calculation"] = MANUAL
        if len(names) > 1:
            with pytest.raises(errors.SheetProtected):
                refreshed(book)
        else:
            refreshed(book)
        assert book.application.kept["Calculation"] == MANUAL


def test_a_book_that_counts_from_1904():
    """Days are the same days: among the orders, in the results, and in 集計."""
    book = open_book(SheetSpec("受注", orders()), date1904=True)
    refreshed(book)
    sheet, summary, _ = book.sheets
    assert sheet.cells[2, 6].value == serial_of(dt.date(2026, 11, 13), date1904=True)
    days = {cell.value for cell in summary.cells.values() if cell.shown == "yyyy/mm/dd"}
    assert serial_of(dt.date(2026, 11, 19), date1904=True) in days


def test_an_excel_without_dynamic_arrays():
    """Excel 2019 and before, which know no Formula2, are refreshed the same."""
    book = open_book(SheetSpec("受注", orders(), formulas={(2, 4): "1+1"}))
    book.application.dynamic_arrays = False
    refreshed(book)
    assert column(book.sheets[0], 5) == STAGES


def test_formats_of_the_sellers_stay():
    """Result columns that the seller gave a format of days, or of numbers, keep it; one that hides the value does not."""
    book = open_book(SheetSpec("受注", orders()))
    refreshed(book)
    sheet = book.sheets[0]
    for row in (2, 3, 4):
        sheet.cell(row, 6).shown = 'm"月"d"日"'
        sheet.cell(row, 10).shown = '0"点"'
        sheet.cell(row, 9).shown = "@" if row == 3 else "yyyy/mm/dd"
    refreshed(book)
    assert {sheet.cells[row, 6].shown for row in (2, 3, 4)} == {'m"月"d"日"'}
    assert {sheet.cells[row, 10].shown for row in (2, 3, 4)} == {'0"点"'}
    assert {sheet.cells[row, 9].shown for row in (2, 3, 4)} == {theme.BUSINESS_DAYS_FORMAT}
    assert isinstance(sheet.cells[3, 9].value, float)


@pytest.mark.parametrize("table", [True, False])
def test_a_second_refresh_changes_nothing_at_all(table):
    """Not a cell, format, width, colour, table, name or sheet; nothing is even written anew."""
    tables = [TableArea("注文表", 1, 1, 4, 4)] if table else []
    book = open_book(SheetSpec("受注", orders(), tables=tables), SheetSpec("二", orders()))
    refreshed(book)
    once = state(book)
    FAULT.begin(0)
    refreshed(book)
    assert state(book) == once
    assert {name for name in FAULT.seen if not name.startswith("Application.")} == set()


def test_colours_reach_rows_that_came_later():
    """Orders typed below get the colours of the stages too, by the same rules; the seller's own rules stay."""
    book = open_book(SheetSpec("受注", orders()))
    refreshed(book)
    sheet = book.sheets[0]
    rules = len(sheet.conditions)
    own = sheet.do_Range("E2:E3").get_FormatConditions().do_Add(1, 3, '="わたしの色"')
    sheet.cells[5, 1] = Cell("A-4")
    sheet.cells[5, 2] = Cell(46343.0, shown="yyyy/mm/dd")
    refreshed(book)
    assert len(sheet.conditions) == rules + 1
    assert {condition.areas for condition in sheet.conditions if condition is not own} == {((2, 5, 5, 5),)}
    assert own.areas == ((2, 5, 3, 5),)


def test_the_sheet_in_front_stays_in_front():
    """A seller looks at the same sheet before and after, though one was added."""
    book = open_book(SheetSpec("受注", orders()), SheetSpec("メモ", [["x"]]))
    book.in_front = book.sheets[1]
    refreshed(book)
    assert book.get_ActiveSheet().kept["Name"] == "メモ"


def test_pivot_tables_beside_the_orders_are_avoided():
    """Results go to the right of a pivot table that stands in the way."""
    rows = [[*row, None, "行ラベル"] for row in orders()]
    book = open_book(SheetSpec("受注", rows, pivots=[TableArea("集計表", 1, 6, 9, 8, is_table=False)]))
    assert isinstance(book.sheets[0].pivots[0], Area)
    refreshed(book)
    assert "段階" in column(book.sheets[0], 9)


@pytest.mark.parametrize("handed", [None, "C:\\注文.xlsx", 3.0, (1, 2), object()])
def test_only_a_workbook_is_refreshed(handed):
    """Whatever else a macro hands over is refused in words that a seller reads, and starts no program."""
    with pytest.raises(errors.NotAWorkbook, match="ブックを受け取れませんでした"):
        buttons.dispatched(handed)


@pytest.fixture
def dispatched_things(monkeypatch):
    """Let `Dispatch` start a program for any text, as pywin32 does, and hand objects on; return what it was given."""
    given = []

    def dispatch(thing):
        given.append(thing)
        return Served(open_book(SheetSpec("受注", orders()))) if isinstance(thing, str) else thing

    client = types.ModuleType("win32com.client")
    client.Dispatch = dispatch
    monkeypatch.setitem(sys.modules, "win32com", types.ModuleType("win32com"))
    monkeypatch.setitem(sys.modules, "win32com.client", client)
    return given


def test_a_text_starts_no_program(dispatched_things):
    """A text is refused before anything is asked of Windows, which would start the program of that name."""
    with pytest.raises(errors.NotAWorkbook):
        buttons.dispatched("Excel.Application")
    assert dispatched_things == []


def test_other_objects_of_excel_are_refused(dispatched_things):
    """A sheet, a range and Excel itself are no workbook; a workbook is."""
    book = open_book(SheetSpec("受注", orders()))
    workbook = Served(book)
    assert buttons.dispatched(workbook) is workbook
    sheet = workbook.Worksheets.Item(1)
    for thing in (sheet, sheet.Range("A1"), workbook.Application, workbook.Worksheets):
        with pytest.raises(errors.NotAWorkbook):
            buttons.dispatched(thing)
    assert len(dispatched_things) == 5
