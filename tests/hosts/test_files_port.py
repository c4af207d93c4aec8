"""The file host held to the contract of the sheet port: every book is a real .xlsx, saved and opened again."""

from __future__ import annotations

import datetime as dt
import itertools
from contextlib import ExitStack

import openpyxl
import pytest
import xlsxwriter
from difficult_workbooks import with_pivot
from port_contract import PortContract, SheetSpec

from xlshipcheck.hosts.files.workbook import FileBook, open_file

NOW = dt.datetime(2026, 11, 21, 9, 30)  # noqa: DTZ001  a name for a backup


def quiet(_text, _done, _total):
    """Show no progress."""


def write_spec(path, specs):
    """Write the sheets a test wants with XlsxWriter."""
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_numbers": False})
    day = book.add_format({"num_format": "yyyy/mm/dd"})
    moment = book.add_format({"num_format": "yyyy/mm/dd hh:mm:ss"})
    for spec in specs:
        sheet = book.add_worksheet(spec.name)
        for table in spec.tables:
            write_table(sheet, table, spec)
        for row, cells in enumerate(spec.rows):
            for column, value in enumerate(cells):
                write_cell(sheet, row, column, value, moment if isinstance(value, dt.datetime) else day)
        for (row, column), formula in spec.formulas.items():
            value = spec.rows[row - 1][column - 1]
            sheet.write_formula(row - 1, column - 1, f"={formula}", None, value)
        for (row, column), formula in spec.arrays.items():
            place = (row - 1, column - 1)
            sheet.write_array_formula(*place, *place, f"{{={formula}}}", None, spec.rows[row - 1][column - 1])
        for (row, column), text in spec.error_values.items():
            sheet.write_formula(row - 1, column - 1, "=NA()", None, text)
        for area in spec.merged:
            corners = (area.first_row - 1, area.first_column - 1, area.last_row - 1, area.last_column - 1)
            sheet.merge_range(*corners, spec.rows[area.first_row - 1][area.first_column - 1])
        if spec.protected:
            sheet.protect()
    define_marks(book, specs)
    book.close()


def define_marks(book, specs):
    """Give the first cells of sheets the hidden names that a test wants."""
    for spec in specs:
        for mark in spec.marks:
            book.define_name(mark, f"='{spec.name}'!$A$1")


def write_table(sheet, table, spec):
    """Make a table of the header that stands in the rows."""
    header = spec.rows[table.first_row - 1][table.first_column - 1 : table.last_column]
    corners = (table.first_row - 1, table.first_column - 1, table.last_row - 1, table.last_column - 1)
    columns = [{"header": str(text)} for text in header]
    options = {"name": table.name, "columns": columns, "total_row": bool(table.totals_rows)}
    sheet.add_table(*corners, options)


def write_cell(sheet, row, column, value, date_format):
    """Write a value with its own type."""
    if isinstance(value, dt.date):
        sheet.write_datetime(row, column, value, date_format)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, str) and value:
        sheet.write_string(row, column, value)
    elif value not in (None, ""):
        sheet.write_number(row, column, value)


class TestFilesPort(PortContract):
    """The contract on .xlsx files."""

    @pytest.fixture(autouse=True)
    def folder(self, tmp_path):
        """Keep every book of a test in a folder of its own, and close them at the end."""
        self.path = tmp_path
        self.numbers = itertools.count()
        with ExitStack() as self.stack:
            yield

    def opened(self, path) -> FileBook:
        """Return a file as a book."""
        return self.stack.enter_context(open_file(path, quiet))

    def make(self, *sheets: SheetSpec) -> FileBook:
        """Return a file of these sheets."""
        path = self.path / f"book{next(self.numbers)}.xlsx"
        write_spec(path, sheets)
        return self.opened(path)

    def reopened(self, book: FileBook) -> FileBook:
        """Save the book in place and open it again."""
        path = book.edit.book.path
        book.save(NOW)
        return self.opened(path)

    def formula(self, book, name, row, column):
        """Return the formula as openpyxl reads it."""
        return openpyxl.load_workbook(book.edit.book.path)[name].cell(row, column).value

    def test_pivots_are_areas_that_are_no_tables(self):
        """The output of a pivot table is an area that is only avoided; the book is hand-made."""
        path = self.path / "pivot.xlsx"
        path.write_bytes(with_pivot(ref="N4:O7"))
        book = self.opened(path)
        areas = [area for area in book.sheet(book.sheet_names()[0]).areas() if not area.is_table]
        assert [tuple(area)[1:5] for area in areas] == [(4, 14, 7, 15)]
