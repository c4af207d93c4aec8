"""The list of messages: the same sheet from every host, in a book of its own."""

from __future__ import annotations

import openpyxl
import pytest
from excel_books import open_book, orders
from port_contract import SheetSpec
from stand_in_model import FAULT, Refused, Served, state

from xlshipcheck.hosts.excel.buttons import list_in_new_book
from xlshipcheck.hosts.message_list import LIST_NAME, WIDTHS, message_list
from xlshipcheck.sheets.bulk_messages import HEADER, MessageRow
from xlshipcheck.shell import messages as command

ROWS = [
    MessageRow("A-1", "山田 花子", "警告", "お詫び\n11月25日に発送します", ""),
    MessageRow("0012", "=1+1", "期限間近", "'引用で始まる文", ""),
    MessageRow("A-3", "", "注意", "", "発送見込み日がありません"),
]
BLANK = ("", "", "", "", "")


@pytest.fixture
def excel():
    """Return Excel with a book of the seller's that has a sheet of the list's name."""
    FAULT.begin(0)
    book = open_book(SheetSpec("受注", orders()), SheetSpec(LIST_NAME, [["店のメモ"]]))
    yield book.application
    FAULT.begin(0)


def plain(row):
    """Return a row as cells hold it."""
    return [text or None for text in row]


def cells_of(sheet):
    """Return the values of a sheet of the stand-in, row by row."""
    rows = max(row for row, _ in sheet.cells)
    return [
        [getattr(sheet.cells.get((row, n)), "value", None) for n in range(1, 6)] for row in range(1, rows + 1)
    ]


def test_excel_lists_in_a_new_book(excel):
    """The messages stand in a new book with one sheet, texts as they are; the seller's book is as it was."""
    seller = excel.books[0]
    before = state(seller)
    assert list_in_new_book(Served(excel), (BLANK, *map(tuple, ROWS), BLANK)) == ""
    assert state(seller) == before
    _, made = excel.books
    (sheet,) = made.sheets
    assert sheet.kept["Name"] == LIST_NAME
    assert cells_of(sheet) == [list(HEADER), *map(plain, ROWS)]
    assert not any(cell.formula for cell in sheet.cells.values())
    assert sheet.page.kept["PrintTitleRows"] == "$1:$1"
    assert excel.kept["ScreenUpdating"] is True


def test_a_call_that_fails_leaves_no_book(excel):
    """Whichever call to Excel fails, the new book is gone or whole, and the seller's book is as it was."""
    seller = excel.books[0]
    before = state(seller)
    FAULT.begin(0)
    list_in_new_book(Served(excel), tuple(map(tuple, ROWS)))
    calls = len(FAULT.seen)
    del excel.books[1:]
    failed = 0
    for number in range(1, calls + 1):
        FAULT.begin(number)
        try:
            list_in_new_book(Served(excel), tuple(map(tuple, ROWS)))
        except Refused:
            failed += 1
            assert excel.books == [seller]
            assert state(seller) == before
        else:
            # What may fail is the set-up for print, or what is given back to Excel and said.
            assert all(cells_of(book.sheets[0])[0] == list(HEADER) for book in excel.books[1:])
        del excel.books[1:]
        excel.kept.update(before["application"])
        assert state(seller) == before
    assert failed > calls // 2


def test_the_command_writes_the_same_sheet(tmp_path):
    """The workbook of `messages --output` holds the same cells as Excel's: texts, never formulas."""
    path = tmp_path / "文面.xlsx"
    command._write(path, ROWS)
    sheet = openpyxl.load_workbook(path)[LIST_NAME]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [list(HEADER), *map(plain, ROWS)]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A2", "$1:$1")


def test_rows_are_as_high_as_their_text():
    """A message of many lines is read without a click, up to what a row of Excel can be."""
    short, long, endless = (MessageRow("A", "", "注意", "行\n" * lines, "") for lines in (1, 9, 90))
    content = message_list([short, long, endless])
    heights = [content.heights[row] for row in (2, 3, 4)]
    assert heights == sorted(heights)
    assert heights[0] < heights[1] < heights[2] <= 409
    assert len(WIDTHS) == len(HEADER)
