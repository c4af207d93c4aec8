"""Conditional formats that call our functions, in a real LibreOffice: they colour, and go back to Excel as they came."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import zipfile
import zlib

import pytest
import xlsxwriter
from office import close, named

from xlshipcheck.hosts.files.repair import repair_book

pytestmark = pytest.mark.end_to_end
NOW = dt.datetime(2026, 11, 22, 9, 0)  # noqa: DTZ001  the seller's own time
RED = "#FF0000"
ROW_POINTS = 15
FIRST_PAID = dt.date(2026, 11, 9)
LATE = dt.date(2026, 11, 15)
"""The last 入金日 with 4 business days after it until 2026-11-19 (Thu): a Sunday, by the calendar of that month."""
CONDITION = '_xll.QOO10_DAYS_LEFT($B2,$C2,"一般",DATE(2026,11,19))<=0'
PLAIN = CONDITION.replace("_xll.", "")


def coloured_book(path, *, protected):
    """Write an order sheet whose rows turn red by a call of ours, with a colour scale beside it."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("受注")
    day = book.add_format({"num_format": "yyyy/mm/dd"})
    sheet.write_row(0, 0, ["注文番号", "入金日", "発送日", "金額"])
    for row in range(1, 11):
        sheet.write_string(row, 0, f"A-{row}")
        sheet.write_datetime(row, 1, FIRST_PAID + dt.timedelta(days=row - 1), day)
        sheet.write_number(row, 3, row)
    red = book.add_format({"bg_color": RED})
    sheet.conditional_format("A2:C11", {"type": "formula", "criteria": f"={CONDITION}", "format": red})
    sheet.conditional_format("D2:D11", {"type": "3_color_scale"})
    if protected:
        sheet.protect()
    book.close()
    return path


def condition_texts(path):
    """Return the formulas of the conditional formats of a file."""
    with zipfile.ZipFile(path) as package:
        text = package.read("xl/worksheets/sheet1.xml").decode()
    return [
        found.replace("&quot;", '"').replace("&lt;", "<")
        for found in re.findall(r"<cfRule[^>]*>\s*<formula>([^<]*)</formula>", text)
    ]


def red_rows(document, path):
    """Return how many rows of a sheet are painted red, as LibreOffice prints it."""
    document.storeToURL(path.as_uri(), (named("FilterName", value="calc_pdf_Export"),))
    painted = ""
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", path.read_bytes(), re.DOTALL):
        with contextlib.suppress(zlib.error):
            painted += zlib.decompress(stream).decode("latin-1")
    # "1 0 0 rg" sets the colour; rectangles are left, bottom, width, height.
    runs = re.findall(r"(?m)^1 0 0 rg\n((?:[\d. ]+ re(?: f\*?)?\n(?:f\*?\n)?)+)", painted)
    heights = [float(height) for run in runs for height in re.findall(r"([\d.]+) re", run)]
    return round(sum(heights) / ROW_POINTS)


@pytest.mark.parametrize("protected", [False, True])
def test_conditional_formats_colour_and_go_back(office, tmp_path, protected):
    """A condition that calls us colours the rows it holds for, and after `repair` Excel has its formula again."""
    document = office.open(coloured_book(tmp_path / "coloured.xlsx", protected=protected))
    try:
        assert not document.isModified()
        assert red_rows(document, tmp_path / "shown.pdf") == (LATE - FIRST_PAID).days + 1
        saved = tmp_path / "saved.xlsx"
        office.save_xlsx(document, saved)
    finally:
        close(document)
    assert [text for text in condition_texts(saved) if text.startswith("JP.XLSHIPCHECK.")]
    repair_book(saved, NOW)
    assert PLAIN in condition_texts(saved)
