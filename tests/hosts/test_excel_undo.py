"""What a refresh in Excel has done is taken back as a whole, at whatever call it fails; on the stand-in."""

from __future__ import annotations

from functools import partial

import pytest
from excel_books import AS_OF, open_book, orders, refreshed
from port_contract import SheetSpec
from stand_in_model import FAULT, Area, Cell, Refused, Served, state

from xlshipcheck import errors
from xlshipcheck.hosts.excel.buttons import QUIET, refresh_open_book
from xlshipcheck.hosts.excel.sheets.undo import change, put_back, undo_by
from xlshipcheck.sheets.port import Area as TableArea

SAVED_BY_LIBREOFFICE = "=JP.XLSHIPCHECK.FUNCTIONS.QOO10DEADLINE(B{row}:B{row})"


@pytest.fixture(autouse=True)
def _no_fault_stays(monkeypatch, tmp_path):
    """Let no call fail in the next test, and keep the user's log out of it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    yield
    FAULT.begin(0)


def first_refresh():
    """Two order sheets that have never been refreshed; the second one is in front."""
    book = open_book(SheetSpec("一", orders()), SheetSpec("二", orders()))
    book.in_front = book.sheets[1]
    return book


def table():
    """A table with a totals row and formats of the seller's, and a broken name of a 集計 that was deleted."""
    rows = [*orders(), ["計", None, None, None]]
    spec = SheetSpec("受注", rows, tables=[TableArea("注文表", 1, 1, 5, 4, totals_rows=1)])
    book = open_book(spec, date1904=True)
    sheet = book.sheets[0]
    for row, shown in ((2, "@"), (3, '0"日"'), (4, "m/d")):
        sheet.cell(row, 9).shown = shown
    sheet.widths = {5: 0, 6: 30}
    book.get_Names().do_Add("_xlshipcheck_sheet", "=#REF!$A$1", Visible=False)
    return book


def later_refresh():
    """A book that was refreshed; then an order came, one was changed, and cells of 集計 were dressed up."""
    book = open_book(SheetSpec("受注", orders()))
    refreshed(book)
    sheet, summary, _ = book.sheets
    sheet.cells[5, 1] = Cell("A-4")
    sheet.cells[5, 2] = Cell(46343.0, shown="yyyy/mm/dd")
    sheet.cells[3, 3] = Cell(46345.0, shown="yyyy/mm/dd")
    sheet.cells[2, 8].value = -2146826246
    sheet.cells[3, 8].value = 0.1 + 0.2
    sheet.cells[4, 8].value = True
    summary.cells[9, 9] = Cell(2.0, shown="0.0")
    summary.cells[2, 1].look["Font.Color"] = 255
    summary.widths[4] = 3
    summary.heights[5] = 99
    summary.kept["Visible"] = 2
    return book


def saved_by_libreoffice():
    """Formulas of LibreOffice's: one below another, and an array formula over two cells."""
    rows = [[*row, None, None] for row in orders()]
    book = open_book(SheetSpec("受注", rows))
    sheet = book.sheets[0]
    for row in (2, 3, 4):
        sheet.cells[row, 5] = Cell(46347.0, SAVED_BY_LIBREOFFICE.format(row=row))
    for row in (6, 7):
        sheet.cells[row, 7] = Cell("a", "=JP.XLSHIPCHECK.FUNCTIONS.JPHOLIDAYNAME(B2:B3)")
        sheet.cells[row, 7].array = (6, 7, 7, 7)
    book.results = {cell.formula: cell.value for cell in sheet.cells.values() if cell.formula}
    return book


FORGIVEN = {"PageSetup", "Window", "SheetNames"}
"""Print set-up, which an Excel without a printer refuses, and the marks of columns: no reason to refuse the refresh."""
DRAWN = {"ChartObjects", "ChartObject", "Chart", "ManySeries", "ChartSeries", "Look"}
BROKEN = {"Worksheet.ResetAllPageBreaks", "PageBreaks.Add"}
"""Charts and page breaks follow when the figures stand: a chart that fails is told, and no figure is taken back."""
AT_THE_END = {"Worksheet.Delete", "Application.StatusBar", *(f"Application.{name}" for name in QUIET)}
"""Calls that nothing can be taken back after: they are told instead."""


@pytest.mark.parametrize("make", [first_refresh, table, later_refresh, saved_by_libreoffice])
def test_a_failure_at_any_call_changes_nothing(make):
    """Each call that changes something fails in turn: the book, and Excel itself, are as they were before."""
    book = make()
    FAULT.begin(0)
    refreshed(book)
    calls = list(FAULT.seen)
    whole = state(book)
    assert len(calls) >= 60
    taken_back = follows = 0
    for at, name in enumerate(calls, 1):
        book = make()
        before = state(book)
        FAULT.begin(at)
        try:
            done = refreshed(book)
        except Refused:
            FAULT.begin(0)
            assert state(book) == before, (at, name)
            taken_back += 1
        else:
            FAULT.begin(0)
            after = state(book)
            drawn = name.partition(".")[0] in DRAWN
            assert name in AT_THE_END | BROKEN or drawn or name.partition(".")[0] in FORGIVEN, (at, name)
            follows += drawn or name in BROKEN
            if drawn:
                assert any("グラフを描けませんでした" in note for note in done.notes)
            if name in AT_THE_END:
                assert any("消せませんでした" in note or "戻せませんでした" in note for note in done.notes)
            else:
                aside = {"page": 0, "gridlines": 0, "charts": 0, "breaks": 0, "names": 0}
                pages = [sheet | aside for sheet in after["sheets"]]
                assert pages == [sheet | aside for sheet in whole["sheets"]]
    assert follows > 0 or not any(call.partition(".")[0] in DRAWN for call in calls)
    assert taken_back > (len(calls) - follows) * 0.75


def test_a_colour_that_reaches_further_is_taken_back():
    """The colours of an earlier refresh reach its rows again when a later one fails."""
    book = later_refresh()
    before = state(book)
    FAULT.begin(0)
    refreshed(book)
    last = max(at for at, name in enumerate(FAULT.seen, 1) if name == "Condition.ModifyAppliesToRange")
    assert book.sheets[0].conditions[0].areas == ((2, 5, 5, 5),)
    book = later_refresh()
    FAULT.begin(last + 1)
    with pytest.raises(Refused):
        refreshed(book)
    assert state(book) == before


@pytest.mark.parametrize(
    ("make", "most"), [(first_refresh, 7), (later_refresh, 5), (saved_by_libreoffice, 5)]
)
def test_escape_at_any_question_changes_nothing(make, most):
    """Esc stops before, between and after the sheets; the orders, 今日 and 集計 with their charts are as they were."""
    for questions in range(99):
        book = make()
        before = state(book)
        answers = iter([False] * questions)
        FAULT.begin(0)
        try:
            refresh_open_book(Served(book), AS_OF, "", lambda answers=answers: next(answers, True))
        except errors.RefreshStopped:
            assert state(book) == before
            written = "Worksheet.Name" in FAULT.seen or "Range.Value2" in FAULT.seen
        else:
            break
    # Stopped for the last time when the cells of a sheet had been written.
    assert written
    assert questions >= most


def test_a_step_that_fails_keeps_none_of_the_others_back():
    """Every step is taken, the last one first, and what Excel refused is told."""
    taken = []
    undo = [partial(taken.append, 1), partial(change, [], None, "x", 1, 2), partial(taken.append, 2)]
    with pytest.raises(errors.NotPutBack, match="1 か所を元に戻せませんでした"):
        put_back(undo)
    assert taken == [2, 1]
    assert not undo


def test_a_book_that_cannot_be_put_back_is_told(monkeypatch):
    """A seller whose book is half written is told not to save it; everything else is as it was."""
    book = first_refresh()
    before = state(book)
    sheet = book.sheets[0]
    monkeypatch.setattr(
        sheet, "do_Range", lambda text: refusing(type(sheet).do_Range(sheet, text), "UseStandardWidth")
    )
    FAULT.begin(0)
    monkeypatch.setattr(
        book, "get_Names", lambda: fail_after(len(FAULT.seen) > 60, type(book).get_Names(book))
    )
    with pytest.raises(errors.NotPutBack, match="保存せずに閉じて"):
        refreshed(book)
    assert sheet.widths
    sheet.widths = {}
    assert state(book) == before


def refusing(block, member):
    """Return a range that refuses to have a property set."""

    def refused(_value):
        raise Refused(member)

    setattr(block, f"put_{member}", refused)
    return block


def fail_after(written, names):
    """Return the names of a book, or fail once enough is written."""
    if written:
        raise Refused("Names")
    return names


def test_what_is_as_it_was_is_not_set_again():
    """A property that Excel refused to change, and refuses again, counts as put back."""
    refused = refusing(
        Served(open_book(SheetSpec("s", orders()))).Worksheets.Item(1).Range("A1").thing, "ColumnWidth"
    )
    undo = []
    with pytest.raises(Refused):
        change(undo, Served(refused), "ColumnWidth", 9, refused.get_ColumnWidth())
    put_back(undo)


def test_methods_are_called_only_when_something_is_taken_back():
    """Noting a call does not make it."""
    sheet = open_book(SheetSpec("s", orders())).sheets[0]
    sheet.tables.append(Area(sheet, "表", (1, 1, 4, 4)))
    undo = []
    FAULT.begin(0)
    undo_by(undo, Served(sheet.tables[0]), "Resize", Served(sheet.do_Range("A1:B2")))
    assert not FAULT.seen
    put_back(undo)
    assert sheet.tables[0].corners == (1, 1, 2, 2)
