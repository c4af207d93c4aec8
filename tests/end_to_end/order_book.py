"""An order sheet with a formula in every row, for LibreOffice to open; every stored value is wrong."""

from __future__ import annotations

import datetime as dt

import xlsxwriter
from worked_book import WRONG

ZERO = dt.date(1899, 12, 30)
AS_OF = dt.date(2026, 12, 1)
AS_OF_SERIAL = (AS_OF - ZERO).days


def orders(path, formula, rows, *, wrong=WRONG, extra=None):
    """Write an order sheet with a formula in every row; `{r}` in it is the row."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("受注")
    day = book.add_format({"num_format": "yyyy/mm/dd"})
    red = book.add_format({"bg_color": "#FF0000"})
    sheet.write_row(0, 0, ["注文番号", "入金日", "発送日", "区分", "配送状態", "予約日", "結果"])
    for number, (paid, shipped, kind, state, reserved) in enumerate(rows, 1):
        sheet.write_string(number, 0, f"A-{number}")
        for column, value in ((1, paid), (2, shipped), (5, reserved)):
            if value:
                sheet.write_datetime(number, column, value, day)
        for column, text in ((3, kind), (4, state)):
            if text:
                sheet.write_string(number, column, text)
        sheet.write_formula(number, 6, formula.format(r=number + 1), red if number % 2 else None, wrong)
    for place, text in (extra or {}).items():
        sheet.write_formula(place, text, None, wrong)
    book.close()
    return path


D = dt.date
ROWS = [
    (D(2026, 11, 20), None, "", "配送準備", None),
    (D(2026, 11, 20), D(2026, 11, 24), "一般", "配送中", None),
    (None, None, "", "入金待ち", None),
    (D(2026, 11, 20), None, "", "キャンセル", None),
    (D(2026, 11, 1), None, "予約", "配送準備", D(2026, 11, 28)),
    (D(2026, 11, 20), None, "予約", "配送準備", None),
    (D(2026, 11, 27), None, "一般", "", None),
]


def column_g(document, count=7):
    """Return the results of an order sheet."""
    sheet = document.Sheets.getByName("受注")
    return [row[0] for row in sheet.getCellRangeByPosition(6, 1, 6, count).DataArray]
