"""The day of the last refresh, which our template keeps: 基準日 stays blank there, and blank is that day."""

from __future__ import annotations

import datetime as dt
import shutil

import openpyxl
import pytest
from excel_books import open_book, orders, refreshed
from port_contract import SheetSpec
from stand_in_model import Name

from xlshipcheck import errors
from xlshipcheck.context import Context
from xlshipcheck.generators.template import book as template
from xlshipcheck.hosts.book_files import refresh_book_file
from xlshipcheck.hosts.files.workbook import open_file
from xlshipcheck.values.days import day_of

NOW = dt.datetime(2026, 12, 1, 9, 30)  # noqa: DTZ001  a name for a backup
DAY = dt.date(2026, 12, 1)
BEFORE, AFTER = 46300.0, 46347.0


def named(book, place, name="更新した日"):
    """Give a cell of an open book a name."""
    book.names.append(Name(book.names, book, Name=name, RefersTo=f"={place}"))
    return book


def kept_day(path):
    """Return the day that a file keeps, and what 設定 says."""
    book = openpyxl.load_workbook(path)
    sheet, _, cell = book.defined_names["更新した日"].attr_text.replace("$", "").partition("!")
    settings = book.defined_names["基準日"].attr_text.replace("$", "").rpartition("!")[2]
    return book[sheet][cell].value, book["設定"][settings].value


@pytest.mark.parametrize("name", [template.PLAIN_BOOK, template.MACRO_BOOK])
def test_a_file_keeps_the_day(tmp_path, name):
    """A refresh of the template writes the day into its hidden sheet; 基準日 of 設定 stays blank."""
    path = tmp_path / name
    shutil.copy(template.FOLDER / name, path)
    with open_file(path, lambda *_: None) as book:
        refresh_book_file(book, Context(day_of(DAY)), "", path)
        book.save(NOW)
    assert kept_day(path) == (dt.datetime.combine(DAY, dt.time()), None)


def test_excel_keeps_the_day():
    """A refresh in Excel writes the day; what is taken back takes the day back too."""
    book = open_book(SheetSpec("受注", orders()), SheetSpec("選択肢", [["一般", None, None, BEFORE]]))
    named(book, "選択肢!$D$1")
    refreshed(book)
    assert book.sheets[1].cell(1, 4).value == AFTER
    refused = open_book(SheetSpec("選択肢", [["一般", None, None, BEFORE]]))
    with pytest.raises(errors.HeaderMissing):
        refreshed(named(refused, "選択肢!$D$1"))
    assert refused.sheets[0].cell(1, 4).value == BEFORE


@pytest.mark.parametrize("sheet", ["控え", "選択肢"])
def test_a_cell_of_the_sellers_is_none_of_ours(sheet):
    """A name that reads the same on another sheet, or over a formula, is left alone."""
    formulas = {(1, 4): "TODAY()"} if sheet == "選択肢" else {}
    book = open_book(
        SheetSpec("受注", orders()), SheetSpec(sheet, [["一般", None, None, BEFORE]], formulas=formulas)
    )
    named(book, f"{sheet}!$D$1")
    refreshed(book)
    assert book.sheets[1].cell(1, 4).value == BEFORE


def test_a_broken_name_is_passed_over():
    """Where the cell has been deleted the refresh goes on."""
    book = open_book(SheetSpec("受注", orders()))
    refreshed(named(book, "#REF!"))
    assert book.sheets[0].kept["Name"] == "受注"
