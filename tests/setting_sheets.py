"""設定 sheets that every host has to read alike, and how each host hands over their cells."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import xlsxwriter

TABLE = tomllib.loads((Path(__file__).parent / "data" / "setting_sheets.toml").read_text(encoding="utf-8"))
SHEETS, REFUSED = TABLE["sheets"], TABLE["refused"]
TODAY = dt.date(2026, 11, 24)


def cells_of(rows, form):
    """Return rows as a rectangle of cells, each in the form in which a host hands it over.

    Args:
        rows: as they stand in the data.
        form: makes a cell of a value.
    """
    width = max(map(len, rows), default=0)
    return [
        [None if value == "" else form(value) for value in [*row, *[""] * (width - len(row))]] for row in rows
    ]


def value2(value):
    """Return a cell as Excel's `Value2` gives it."""
    if isinstance(value, dt.date):
        return float((value - dt.date(1899, 12, 30)).days)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def dated(value):
    """Return a cell as Excel's `Value` gives it: dates with a time, and the zone that pywin32 invents."""
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day, tzinfo=dt.UTC)
    return value2(value)


def save(rows, path):
    """Write a workbook with an order sheet and this 設定 sheet."""
    book = xlsxwriter.Workbook(path)
    day = book.add_format({"num_format": "yyyy/mm/dd"})
    book.add_worksheet("受注").write_row(0, 0, ["注文番号", "入金日", "発送日", "決済完了日時"])
    sheet = book.add_worksheet("設定")
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if isinstance(value, dt.date):
                sheet.write_datetime(row, column, value, day)
            elif value == "#N/A":
                sheet.write_formula(row, column, "=NA()", None, value)
            elif value != "":
                sheet.write(row, column, value)
    book.close()
    return path
