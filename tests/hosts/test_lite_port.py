"""xlwings Lite as a host, held to the contract of the sheet port on a stand-in for Lite's book."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from excel_books import open_book
from port_contract import AS_OF, ORDERS, PortContract, SheetSpec
from stand_in_lite import Book
from stand_in_model import state

from xlshipcheck import errors
from xlshipcheck.hosts.lite.book import LiteBook, read_book
from xlshipcheck.hosts.lite.scripts import refresh
from xlshipcheck.sheets.port import TEXT, ResultBlock, ResultColumn
from xlshipcheck.sheets.refresh import refresh_book
from xlshipcheck.values.days import day_of

TODAY = day_of(dt.date(2026, 11, 21))


def read(api):
    """Return a book as it is now."""
    return asyncio.run(read_book(api))


def refreshed(workbook):
    """Refresh a book that is open in the stand-in, and return what the script says."""
    workbook.results.setdefault("=N(DATE(1904,1,1))", 1462.0)
    return asyncio.run(refresh(Book(workbook), TODAY))


class TestLitePort(PortContract):
    """The contract on Lite's book."""

    keeps_marks = False

    def make(self, *sheets: SheetSpec) -> LiteBook:
        """Return an open book."""
        return read(Book(open_book(*sheets)))

    def reopened(self, book: LiteBook) -> LiteBook:
        """Return the book read anew, when the script has ended."""
        asyncio.run(book.finish())
        return read(Book(book.api.com.thing))

    def formula(self, book, name, row, column):
        """Return the formula as Excel shows it."""
        return book.api.com.Worksheets.Item(name).Range(f"{'ABC'[column - 1]}{row}").Formula

    def test_protection_is_told(self):
        """No member of xlwings tells of protection: Excel refuses the write, and the script says what to do."""
        book = self.make(SheetSpec("受注", ORDERS, protected=True))
        assert not book.sheet("受注").protected()
        refresh_book(book, AS_OF)
        with pytest.raises(errors.LiteRefused, match="保護"):
            self.reopened(book)
        assert [row[4:] for row in self.cells(read(Book(book.api.com.thing)), "受注")] == [[]] * 4


def test_refresh_says_what_it_did_and_leaves_the_seller_where_he_was():
    """The script writes results, 集計 and 今日, says how many rows, and the sheet in front stays in front."""
    book = open_book(SheetSpec("受注", ORDERS), SheetSpec("メモ", [["買い物"]]))
    book.in_front = book.sheets[1]
    said = refreshed(book)
    assert said.splitlines()[0] == "シート「受注」: 3行を判定しました"
    assert [sheet.kept["Name"] for sheet in book.sheets] == ["受注", "メモ", "集計", "今日"]
    assert book.get_ActiveSheet().kept["Name"] == "メモ"
    assert book.sheets[0].cells[3, 5].value == "警告"
    assert book.sheets[0].cells[3, 6].shown == "yyyy/mm/dd"


def test_a_second_refresh_writes_nothing():
    """Same day, same cells: not one cell, colour or name more, and our sheets are not drawn again."""
    book = open_book(SheetSpec("受注", ORDERS))
    refreshed(book)
    before = state(book)
    refreshed(book)
    assert state(book) == before


def test_settings_of_the_book_count():
    """基準日 and the days closed come from the book's own 設定."""
    settings = [["設定の項目", "値"], ["基準日", dt.date(2026, 11, 16)]]
    book = open_book(SheetSpec("受注", ORDERS), SheetSpec("設定", settings))
    refreshed(book)
    assert book.sheets[0].cells[3, 5].value == "正常"


def test_columns_that_the_seller_calculates_are_left_alone():
    """A result column with formulas stays, and the script says so."""
    rows = [[*ORDERS[0], "段階"], *[[*row, "x"] for row in ORDERS[1:]]]
    book = open_book(SheetSpec("受注", rows, formulas={(3, 5): 'IF(C3="","未","済")'}))
    said = refreshed(book)
    assert "「段階」は数式が入っているため" in said
    assert book.sheets[0].cells[3, 5].formula == '=IF(C3="","未","済")'


def test_an_error_in_a_cell_is_named():
    """#N/A in 入金日 is a row that cannot be read, never one that waits for its payment."""
    book = open_book(SheetSpec("受注", ORDERS, error_values={(3, 2): "#N/A"}))
    said = refreshed(book)
    assert "3行目" in said
    assert "#N/A" in said


def test_a_book_that_counts_from_1904_is_refused():
    """Its days would come four years off, so nothing is written and no sheet stays behind."""
    book = open_book(SheetSpec("受注", ORDERS), date1904=True)
    book.results["=N(DATE(1904,1,1))"] = 0.0
    said = refreshed(book)
    assert said.startswith("エラー: ")
    assert "1904年" in said
    assert [sheet.kept["Name"] for sheet in book.sheets] == ["受注"]
    assert max(column for _, column in book.sheets[0].cells) == len(ORDERS[0])


def test_a_locked_structure_is_refused():
    """Where no sheet can be added nothing is changed, and the sentence says what to unlock."""
    book = open_book(SheetSpec("受注", ORDERS))
    book.kept["ProtectStructure"] = True
    assert "保護" in refreshed(book)
    assert max(column for _, column in book.sheets[0].cells) == len(ORDERS[0])


def test_what_the_seller_added_to_a_sheet_of_ours_stays():
    """A note beside 集計 keeps the whole sheet as it is, and the script names the sheet."""
    book = open_book(SheetSpec("受注", ORDERS))
    refreshed(book)
    summary = book.sheets[1]
    summary.cell(3, 20).value = "社長へ"
    book.sheets[0].cell(5, 1).value, book.sheets[0].cell(5, 2).value = "A-4", 46339.0
    said = refreshed(book)
    assert "シート「集計」には書き足された値か数式がある" in said
    assert summary.cells[3, 20].value == "社長へ"


def test_long_sheets_are_read_in_parts():
    """Excel on the web gives 5 MB at once: 5,000 rows with long remarks are refreshed all the same."""
    rows = [[f"A-{row}", dt.date(2026, 11, 13), None, "メモ" * 200] for row in range(5_000)]
    assert refreshed(open_book(SheetSpec("受注", [ORDERS[0], *rows]))).startswith(
        "シート「受注」: 5,000行を判定しました"
    )


def test_long_columns_are_written_in_parts():
    """Excel on the web takes 5 MB at once: a column of long texts goes in as many requests as it needs, and no more."""
    count = 20_000
    rows = [["注文番号"], *[[f"A-{row}"] for row in range(count)]]
    book = read(Book(open_book(SheetSpec("s", rows))))
    trips = book.api.queue.trips
    book.sheet("s").write_columns(ResultBlock(1, [ResultColumn("確認", 2, TEXT, ["あ" * 100] * count)]))
    asyncio.run(book.finish())
    assert book.api.com.thing.sheets[0].cells[count + 1, 2].value == "あ" * 100
    assert book.api.queue.trips - trips < 10


def test_other_books_say_so():
    """A book without an order sheet is refused in one sentence, and keeps its sheets."""
    book = open_book(SheetSpec("メモ", [["買い物", "牛乳"]]))
    assert refreshed(book).startswith("エラー: ")
    assert len(book.sheets) == 1
