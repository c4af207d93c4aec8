"""The Excel host held to the contract of the sheet port, on a stand-in for Excel's objects in this process."""

from __future__ import annotations

import datetime as dt

from excel_books import AS_OF, open_book
from port_contract import ORDERS, PortContract, SheetSpec
from stand_in_model import CALLS, Served

from xlshipcheck.hosts.excel.book import ExcelBook
from xlshipcheck.hosts.excel.buttons import refresh_open_book, report


class TestExcelPort(PortContract):
    """The contract on Excel's objects."""

    def make(self, *sheets: SheetSpec) -> ExcelBook:
        """Return an open book."""
        book = open_book(*sheets)
        # As during a refresh.
        book.application.kept["DisplayAlerts"] = False
        return ExcelBook(Served(book))

    def reopened(self, book: ExcelBook) -> ExcelBook:
        """Return the book read anew."""
        return ExcelBook(book.api)

    def formula(self, book, name, row, column):
        """Return the formula as Excel shows it."""
        return book.api.Worksheets.Item(name).Range(f"{'ABC'[column - 1]}{row}").Formula


STATE = ("ScreenUpdating", "EnableEvents", "Calculation", "StatusBar")


def test_refresh_gives_excel_back_as_it_was():
    """What a refresh switches off it switches on again, the status bar included."""
    book = open_book(SheetSpec("受注", ORDERS))
    before = {name: book.application.kept[name] for name in STATE}
    done = refresh_open_book(Served(book), AS_OF)
    assert {name: book.application.kept[name] for name in STATE} == before
    assert any("受注" in str(text) for text in book.application.seen)
    assert "シート「受注」: 3行を判定しました" in report(done)
    assert [sheet.kept["Name"] for sheet in book.sheets] == ["受注", "集計", "今日"]


def test_number_of_calls_does_not_grow_with_the_rows():
    """Ten rows and ten thousand cost the same number of calls into Excel; a second refresh costs fewer."""
    counts = []
    for rows in (10, 10_000):
        orders = [ORDERS[0], *[[f"A-{row}", dt.date(2026, 11, 9), None, None] for row in range(rows)]]
        book = Served(open_book(SheetSpec("受注", orders)))
        calls = []
        for _ in range(2):
            CALLS.clear()
            refresh_open_book(book, AS_OF)
            calls.append(sum(CALLS.values()))
        counts.append(calls)
    assert counts[0] == counts[1]
    first, second = counts[0]
    # The first draws charts (a quarter), lays out two sheets (a third), marks columns; the second only looks.
    assert first < 680
    assert second < 320


def test_impossible_date_does_not_break_the_block():
    """A cell that Python knows no date for is read as what it shows; the others keep their values."""
    book = open_book(SheetSpec("受注", ORDERS))
    book.sheets[0].cells[3, 2].value = -5.0
    done = refresh_open_book(Served(book), AS_OF)
    assert [problem for problem in done.sheets[0].problem_sentences() if "########" in problem]
    assert book.sheets[0].cells[2, 5].value == "発送済"
