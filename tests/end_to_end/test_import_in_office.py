"""Orders imported into a book, opened in LibreOffice: no new order is without its stage."""

from __future__ import annotations

import datetime as dt
import shutil

import pytest
import xlsxwriter
from make_export_samples import QSM_DETAIL, comma, qsm_row
from office import close

from xlshipcheck.exports.table import read_export
from xlshipcheck.generators.template import book as template
from xlshipcheck.generators.template.layout import HEADER_ROW
from xlshipcheck.hosts.book_import import import_tables
from xlshipcheck.hosts.files.workbook import open_file
from xlshipcheck.sheets.plan import plan_sheet

pytestmark = pytest.mark.end_to_end
ORDERS = 300
NOW = dt.datetime(2026, 11, 21, 9, 30)  # noqa: DTZ001  a name for a backup


def quiet(_text, _done, _total):
    """Show no progress."""


def export():
    """Return a QSM export of many orders, paid on the days before the template's day, some of them sent."""
    rows = []
    for number in range(ORDERS):
        day = f"2026/11/{6 + number % 16:02}"
        sent = ["配送中", str(812340000 + number), "444413758703", f"{day} 18:00:00"]
        waiting = ["配送要請", str(812340000 + number), "", ""]
        times = [f"{day} 09:00:00", f"{day} 09:00:05", "2026/11/26", "700000001"]
        rows.append(qsm_row([*(sent if number % 3 else waiting), *times], QSM_DETAIL))
    return read_export(comma([QSM_DETAIL, *rows], "utf-8-sig"), "QSM.csv")


def imported(path, context):
    """Import the orders into a book."""
    with open_file(path, quiet) as book:
        import_tables(book, [export()], context, path.name)
        book.save(NOW)


def opened_rows(office, path, name):
    """Return the values of a sheet as LibreOffice shows them."""
    document = office.open(path)
    try:
        sheet = document.Sheets.getByName(name)
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)  # noqa: FBT003  UNO takes it by position only
        address = cursor.RangeAddress
        return sheet.getCellRangeByPosition(0, 0, address.EndColumn, address.EndRow).getDataArray()
    finally:
        close(document)


def test_every_order_of_the_template_has_the_stage_of_a_refresh(office, tmp_path):
    """More orders than the template has rows for: each gets its formulas, and they answer as 更新 does."""
    path = tmp_path / "book.xlsx"
    shutil.copy(template.FOLDER / template.PLAIN_BOOK, path)
    imported(path, template.context())
    with open_file(path, quiet) as book:
        columns = plan_sheet(book.sheet("受注"), template.context()).assessed.columns
    expected = next(column.values for column in columns if column.title == "段階")
    rows = opened_rows(office, path, "受注")
    place = rows[HEADER_ROW].index("段階")
    shown = [row[place] for row in rows[-ORDERS:]]
    assert shown == list(expected)[-ORDERS:]
    assert len(set(shown)) >= 4


def test_formulas_of_a_plain_sheet_have_values(office, tmp_path):
    """A book of the seller's own: formulas filled down over the new orders are computed when it is opened."""
    path = tmp_path / "own.xlsx"
    header = ["注文番号", "入金日", "発送日", "送料込", "札", "累計"]
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("受注 '26")
        sheet.write_row(0, 0, [*header, "", 1.1])
        for row in range(2, 5):
            sheet.write_row(row - 1, 0, [f"A-{row}", "2026/11/20", ""])
            for place, formula in enumerate([f"LEN(A{row})*$H$1", f'A{row}&"A2"', f"SUM(D$2:D{row})"], 3):
                sheet.write_formula(row - 1, place, "=" + formula, None, 0)
        # Filled down beforehand, with what it came to in an empty row.
        sheet.write_formula(4, 3, "=LEN(A5)*$H$1", None, 0)
    imported(path, template.context())
    rows = opened_rows(office, path, "受注 '26")[4:]
    assert len(rows) == ORDERS
    assert [row[3] for row in rows] == pytest.approx([9.9] * ORDERS)
    assert [row[4] for row in rows] == [f"{812340000 + number}A2" for number in range(ORDERS)]
    assert rows[-1][5] == pytest.approx(9.9 * ORDERS)
