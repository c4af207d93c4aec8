"""The Excel host held to the contract of the sheet port, on a stand-in for Excel's objects in this process."""

from __future__ import annotations

import datetime as dt

import pytest
from excel_books import AS_OF, open_book
from port_contract import ORDERS, PortContract, SheetSpec
from stand_in_model import CALLS, Refused, Served, Worksheet, state

from xlshipcheck import errors
from xlshipcheck.hosts.excel_book import ExcelBook
from xlshipcheck.hosts.excel_refresh import refresh_open_book, report
from xlshipcheck.hosts.excel_values import serial_of


class TestExcelPort(PortContract):
    """The contract on Excel's objects."""

    def make(self, *sheets: SheetSpec) -> ExcelBook:
        """Return an open book."""
        return ExcelBook(Served(open_book(*sheets)))

    def reopened(self, book: ExcelBook) -> ExcelBook:
        """Return the book read anew."""
        return ExcelBook(book.api)


STATE = ("ScreenUpdating", "EnableEvents", "Calculation", "StatusBar")


def test_refresh_gives_excel_back_as_it_was():
    """What a refresh switches off it switches on again, the status bar included."""
    book = open_book(SheetSpec("受注", ORDERS))
    before = {name: book.application.kept[name] for name in STATE}
    done = refresh_open_book(Served(book), AS_OF)
    assert {name: book.application.kept[name] for name in STATE} == before
    assert any("受注" in str(text) for text in book.application.seen)
    assert "シート「受注」: 3行を更新しました" in report(done)
    assert [sheet.kept["Name"] for sheet in book.sheets] == ["受注", "集計"]


def test_number_of_calls_does_not_grow_with_the_rows():
    """Ten rows and ten thousand cost the same number of calls into Excel."""
    counts = []
    for rows in (10, 10_000):
        orders = [ORDERS[0], *[[f"A-{row}", dt.date(2026, 11, 9), None, None] for row in range(rows)]]
        book = Served(open_book(SheetSpec("受注", orders)))
        CALLS.clear()
        refresh_open_book(book, AS_OF)
        counts.append(sum(CALLS.values()))
    assert counts[0] == counts[1]
    assert counts[0] < 300


def test_escape_leaves_the_book_as_it_was():
    """Stopped before anything is written, at whatever sheet, the book is the same."""
    for answers in ([True], [False, True], [False, False, True]):
        book = open_book(SheetSpec("一", ORDERS), SheetSpec("二", ORDERS))
        before = state(book)
        asked = iter([*answers, *[True] * 9])
        with pytest.raises(errors.RefreshStopped):
            refresh_open_book(Served(book), AS_OF, "", lambda asked=asked: next(asked))
        assert state(book) == before
        assert book.application.kept["StatusBar"] is False


def test_failure_half_way_puts_everything_back(monkeypatch):
    """A sheet that Excel refuses to change takes back what was written into the others."""
    orders = [row[:] for row in ORDERS]
    orders[0].append("確認")
    orders[1].append("=危険")
    book = open_book(SheetSpec("一", orders, formulas={(3, 4): "1+1"}), SheetSpec("二", ORDERS))
    before = state(book)

    def refused(*_arguments):
        raise Refused

    monkeypatch.setattr(book.sheets[1], "do_Range", lambda text: _refusing(book.sheets[1], text, refused))
    with pytest.raises(Refused):
        refresh_open_book(Served(book), AS_OF)
    assert state(book) == before
    assert book.application.kept["Calculation"] == -4105


def _refusing(sheet, text, refused):
    block = Worksheet.do_Range(sheet, text)
    block.put_Value2 = refused
    return block


def test_book_that_counts_from_1904():
    """Dates of such a book are the same dates, read and written."""
    book = open_book(SheetSpec("受注", ORDERS), date1904=True)
    refresh_open_book(Served(book), AS_OF)
    deadline = book.sheets[0].cells[2, 6]
    assert deadline.value == serial_of(dt.date(2026, 11, 13), date1904=True)


def test_impossible_date_does_not_break_the_block():
    """A cell that Python knows no date for is read as what it shows; the others keep their values."""
    book = open_book(SheetSpec("受注", ORDERS))
    book.sheets[0].cells[3, 2].value = -5.0
    done = refresh_open_book(Served(book), AS_OF)
    assert [problem for problem in done.sheets[0].problem_sentences() if "########" in problem]
    assert book.sheets[0].cells[2, 5].value == "発送済"


def test_protected_sheet_is_refused_and_nothing_written():
    """A protected order sheet refuses the refresh of the book as a whole."""
    book = open_book(SheetSpec("一", ORDERS), SheetSpec("二", ORDERS, protected=True))
    before = state(book)
    with pytest.raises(errors.SheetProtected):
        refresh_open_book(Served(book), AS_OF)
    assert state(book) == before


def test_stages_are_coloured_once():
    """A second refresh adds no second set of colour rules."""
    book = open_book(SheetSpec("受注", ORDERS))
    refresh_open_book(Served(book), AS_OF)
    once = len(book.sheets[0].conditions)
    refresh_open_book(Served(book), AS_OF)
    assert len(book.sheets[0].conditions) == once
    assert once > 5
