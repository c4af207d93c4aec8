"""The 集計 sheet: the sections of a summary laid out on an XlsxWriter worksheet, ready to print."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from xlshipcheck.hosts import look
from xlshipcheck.summary import DISCLAIMER

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from xlshipcheck.answers import Value
    from xlshipcheck.summary import Section, Summary

COLUMN_WIDTHS = (34, 18, 14, 16, 22, 52, 12, 12, 14)
WRAPPED_LENGTH = 26


def lay_out(book: Workbook, sheet: Worksheet, summary: Summary) -> None:
    """Write a summary onto an empty worksheet.

    Args:
        book: the workbook, for formats.
        sheet: an empty worksheet of it.
        summary: what to show.
    """
    formats = _Formats(book)
    for column, width in enumerate(COLUMN_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, summary.title, formats.title)
    sheet.write_string(1, 0, DISCLAIMER, formats.note)
    row = 3
    for section in summary.sections:
        row = _section(sheet, section, row, formats) + 1


class _Formats:
    def __init__(self, book: Workbook) -> None:
        plain = {"font_name": look.FONT, "font_size": 10, "valign": "top"}
        boxed = {**plain, "border": 1, "border_color": look.RULE_LINE}
        self.title = book.add_format({**plain, "bold": True, "font_size": 16})
        self.heading = book.add_format({**plain, "bold": True, "font_size": 12})
        self.note = book.add_format({**plain, "font_color": "#595959", "text_wrap": True})
        self.header = book.add_format(
            {**boxed, "bold": True, "bg_color": look.HEADER_FILL, "font_color": "#FFFFFF"}
        )
        self.text = book.add_format({**boxed})
        self.wrapped = book.add_format({**boxed, "text_wrap": True})
        self.date = book.add_format({**boxed, "num_format": look.DATE_FORMAT, "align": "left"})
        self.number = book.add_format({**boxed, "num_format": "#,##0"})
        self.rate = book.add_format({**boxed, "num_format": look.RATE_FORMAT})
        self.stages: dict[str, Any] = {
            stage: book.add_format({**boxed, "bg_color": colour.fill, "font_color": colour.text})
            for stage, colour in look.STAGE_COLOURS.items()
        }


def _section(sheet: Worksheet, section: Section, row: int, formats: _Formats) -> int:
    sheet.write_string(row, 0, section.title, formats.heading)
    row += 1
    for column, text in enumerate(section.header):
        sheet.write_string(row, column, text, formats.header)
    row += bool(section.header)
    for cells in section.rows:
        for column, value in enumerate(cells):
            _cell(sheet, row, column, value, formats)
        row += 1
    if not section.rows:
        sheet.write_string(row, 0, "該当なし", formats.text)
        row += 1
    if section.note:
        sheet.merge_range(row, 0, row, 5, section.note, formats.note)
        sheet.set_row(row, 16 * (1 + len(section.note) // 72))
        row += 1
    return row


def _cell(sheet: Worksheet, row: int, column: int, value: Value, formats: _Formats) -> None:
    if isinstance(value, Fraction):
        sheet.write_number(row, column, float(value), formats.rate)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, formats.date)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        sheet.write_number(row, column, value, formats.number)
    else:
        text = "" if value is None else str(value)
        style = formats.wrapped if len(text) > WRAPPED_LENGTH else formats.text
        sheet.write_string(row, column, text, formats.stages.get(text, style))
