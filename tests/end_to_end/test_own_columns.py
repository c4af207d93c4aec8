"""The marks of our columns in a real LibreOffice: they go where the column goes, also through a saved file."""

from __future__ import annotations

import datetime as dt
import zipfile

import pytest
import xlsxwriter
from office import close

from xlshipcheck.context import Context
from xlshipcheck.hosts.book_files import refresh_book_file
from xlshipcheck.hosts.files.workbook import open_file
from xlshipcheck.values.days import day_of

pytestmark = pytest.mark.end_to_end
AS_OF = Context(day_of(dt.date(2026, 11, 21)))
NOW = dt.datetime(2026, 11, 21, 9, 0)  # noqa: DTZ001  the seller's own clock
WORDING = "いまはもう書かない文"


def made(path):
    """Write a book of two orders and return its path."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("10月")
    day = book.add_format({"num_format": "yyyy/mm/dd"})
    sheet.write_row(0, 0, ["注文番号", "入金日", "発送日"])
    for row, number in ((1, "A-1"), (2, "A-2")):
        sheet.write_string(row, 0, number)
        sheet.write_datetime(row, 1, dt.datetime(2026, 11, 12 + row), day)  # noqa: DTZ001  a cell has no zone
    book.close()
    return path


def refreshed(path):
    """Refresh a file in place; return the marks of each order sheet, as they were before and are after."""
    with open_file(path, lambda *_: None) as book:
        before = {name: book.sheet(name).column_marks() for name in book.sheet_names()}
        refresh_book_file(book, AS_OF, "", path)
        after = {name: book.sheet(name).column_marks() for name in book.sheet_names()}
        book.save(NOW)
    return before, after


def test_marks_follow_their_columns(office, tmp_path):
    """A column is inserted before them, one is deleted, the sheet is renamed and copied, and every word is another."""
    path = made(tmp_path / "orders.xlsx")
    _, marks = refreshed(path)
    assert marks["10月"]["段階"] == (1, 4)
    document = office.open(path)
    try:
        sheet = document.Sheets.getByName("10月")
        sheet.Columns.insertByIndex(1, 2)
        deleted = marks["10月"]["減点"][1] + 1
        assert sheet.getCellByPosition(deleted, 0).String == "減点"
        sheet.Columns.removeByIndex(deleted, 1)
        for row in (1, 2):
            sheet.getCellByPosition(5, row).String = WORDING
        sheet.Name = "十月 '本店' 分"
        document.Sheets.copyByName(sheet.Name, "11月", 1)
        office.save_xlsx(document, path)
    finally:
        close(document)
    before, after = refreshed(path)
    assert before.keys() == {"十月 '本店' 分", "11月"}
    for sheet_marks in before.values():
        assert sheet_marks["段階"] == (1, 6)
        assert sheet_marks["減点"] is None
    assert all(None not in sheet_marks.values() for sheet_marks in after.values())
    assert all(sheet_marks.keys() == marks["10月"].keys() for sheet_marks in after.values())
    with open_file(path, lambda *_: None) as book:
        cells = [
            cell for name in book.sheet_names() for row in book.sheet(name).read_block(1, 3) for cell in row
        ]
    assert WORDING not in cells
    bytes_before = path.read_bytes()
    refreshed(path)
    assert path.read_bytes() == bytes_before


def test_calc_and_files_know_each_others_marks(office, tmp_path):
    """What Calc has marked a refresh of the file knows, and has nothing to change in it."""
    path = made(tmp_path / "orders.xlsx")
    document = office.open(path, hidden=False)
    try:
        office.service("jp.xlshipcheck.Refresh").trigger("refresh")
        office.save_xlsx(document, path)
    finally:
        close(document)
    with zipfile.ZipFile(path) as package:
        names = package.read("xl/workbook.xml").decode()
    assert 'name="_xlshipcheck_column_段階"' in names
    before, after = refreshed(path)
    assert before == after
    assert before["10月"]["段階"] == (1, 4)
