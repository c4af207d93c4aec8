"""Books of the tests that edit a workbook: one column written, and what stands there afterwards."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import xlsxwriter
from difficult_workbooks import FIRST_ROW, LAST_ROW
from workbook_makers import SHEET, parts

from xlshipcheck.xlsx.editing.workbook import edit_book
from xlshipcheck.xlsx.writing.workbook import SHELL_OPTIONS

NOW = dt.datetime.fromisoformat("2026-11-21T09:30:00")
ROWS = LAST_ROW - FIRST_ROW + 1


def write(path, data, column, values, first_row=FIRST_ROW, **options):
    """Write one column into a book and return what the save says."""
    if data is not None:
        path.write_bytes(data)
    with edit_book(path) as edit:
        edit.write_columns("注文", first_row, {column: values}, **options)
        return edit.save(NOW)


def cells(path, sheet="注文"):
    """Return the sheet as openpyxl reads it."""
    return openpyxl.load_workbook(io.BytesIO(path.read_bytes()))[sheet]


def sheet_xml(path):
    """Return the XML of the first sheet as text."""
    return parts(path.read_bytes())[SHEET].decode()


def shell(title="出荷の集計", formula=""):
    """Return a shell with the sheet 集計."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, SHELL_OPTIONS) as workbook:
        sheet = workbook.add_worksheet("集計")
        sheet.write_string(0, 0, title, workbook.add_format({"bold": True}))
        if formula:
            sheet.write_formula(1, 0, formula)
    return out
