"""Orders typed below the template's table: a refresh of the file takes them in, formulas and all."""

from __future__ import annotations

import datetime as dt
import shutil

import openpyxl
import pytest

from xlshipcheck.generators.template import book as template
from xlshipcheck.generators.template.layout import HEADER_ROW
from xlshipcheck.hosts.book_files import refresh_book_file
from xlshipcheck.hosts.files.workbook import open_file

NOW = dt.datetime(2026, 11, 21, 9, 30)  # noqa: DTZ001  a name for a backup


@pytest.fixture
def typed(tmp_path):
    """Return the template with two orders typed below its table, the table's reach, and the first row below."""
    path = tmp_path / "book.xlsx"
    shutil.copy(template.FOLDER / template.PLAIN_BOOK, path)
    book = openpyxl.load_workbook(path)
    sheet = book["受注"]
    (table,) = sheet.tables.values()
    first = sheet[table.ref.partition(":")[2]].row + 1
    headers = [cell.value for cell in sheet[HEADER_ROW + 1]]
    for row in (first, first + 1):
        for title, value in (
            ("注文番号", f"B-{row}"),
            ("入金日", dt.date(2026, 11, 9)),
            ("配送状態", "配送要請"),
        ):
            sheet.cell(row, headers.index(title) + 1).value = value
    book.save(path)
    return path, table.ref, first, headers


def test_the_table_and_its_formulas_grow(typed):
    """The table reaches to the last order, every formula column continues, and the refresh says so."""
    path, reference, first, headers = typed
    with open_file(path, lambda *_: None) as book:
        done = refresh_book_file(book, template.context(), "", path)
        book.save(NOW)
    assert any(f"({first}～{first + 1}行目)" in note for note in done.notes)
    sheet = openpyxl.load_workbook(path)["受注"]
    (table,) = sheet.tables.values()
    assert table.ref == reference.partition(":")[0] + ":" + reference.partition(":")[2].replace(
        str(first - 1), str(first + 1)
    )
    stage = headers.index("段階") + 1
    above = sheet.cell(first - 1, stage).value
    for row in (first, first + 1):
        assert sheet.cell(row, stage).value == above.replace(str(first - 1), str(row))
        assert sheet.cell(row, 1).value == f"B-{row}"
