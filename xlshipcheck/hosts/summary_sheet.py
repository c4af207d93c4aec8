"""The 集計 sheet: the sections of a summary laid out on an XlsxWriter worksheet, ready to print.

Sections of different shapes stand under each other, so all columns but the first are equally wide, and a
last column of long texts is merged out to the right edge.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from xlshipcheck.hosts import look
from xlshipcheck.summary import DISCLAIMER, EMPTY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from xlshipcheck.answers import Value
    from xlshipcheck.summary import Section, Summary

COLUMN_WIDTHS = (34, 21, *[16] * 7)
LAST_COLUMN = len(COLUMN_WIDTHS) - 1


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
    sheet.set_footer("&C&P / &N")
    sheet.set_row(0, 1.7 * look.LINE_HEIGHT)
    sheet.write_string(0, 0, summary.title, formats.title)
    sheet.write_string(1, 0, DISCLAIMER, formats.disclaimer)
    row = 3
    for section in summary.sections:
        row = _section(sheet, section, row, formats) + 1


class _Formats:
    def __init__(self, book: Workbook) -> None:
        plain = {"font_name": look.FONT, "font_size": look.FONT_SIZE, "valign": "vcenter"}
        boxed = {**plain, "border": 1, "border_color": look.RULE_LINE}
        grey = {**plain, "font_color": "#595959"}
        self.title = book.add_format({**plain, "bold": True, "font_size": 16})
        self.heading = book.add_format({**plain, "bold": True, "font_size": 12})
        self.disclaimer = book.add_format(grey)
        self.note = book.add_format({**grey, "text_wrap": True, "valign": "top"})
        self.header = book.add_format(
            {
                **boxed,
                "bold": True,
                "text_wrap": True,
                "bg_color": look.HEADER_FILL,
                "font_color": "#FFFFFF",
            }
        )
        self.text = book.add_format({**boxed, "text_wrap": True})
        self.date = book.add_format({**boxed, "num_format": look.DATE_FORMAT, "align": "left"})
        self.number = book.add_format({**boxed, "num_format": look.AMOUNT_FORMAT})
        self.rate = book.add_format({**boxed, "num_format": look.RATE_FORMAT})
        self.stages: dict[str, Any] = {
            stage: book.add_format({**boxed, "bg_color": colour.fill, "font_color": colour.text})
            for stage, colour in {**look.RATE_COLOURS, **look.STAGE_COLOURS}.items()
        }

    def of(self, value: Value) -> Any:  # noqa: ANN401  XlsxWriter's format
        """Return the format of a cell by what it holds."""
        if isinstance(value, Fraction):
            return self.rate
        if isinstance(value, date):
            return self.date
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return self.number
        return self.stages.get(str(value), self.text)


def _section(sheet: Worksheet, section: Section, row: int, formats: _Formats) -> int:
    """Write a section and return the row below it."""
    sheet.write_string(row, 0, section.title, formats.heading)
    row += 1
    rows = section.rows or [[EMPTY]]
    last = len(section.header or rows[0]) - 1
    # A last column with a text too long for it takes all the columns to the right edge.
    long = any(len(cells) > last > 0 and _lines(cells[last], last, last) > 1 for cells in section.rows)
    edge = LAST_COLUMN if long else last
    if section.header:
        _write_row(sheet, row, section.header, edge, [formats.header] * len(section.header))
        row += 1
    for cells in rows:
        shown = [_shown(value) for value in cells]
        _write_row(
            sheet, row, shown, edge if len(cells) > last else 0, [formats.of(value) for value in cells]
        )
        row += 1
    if section.note:
        sheet.merge_range(row, 0, row, LAST_COLUMN, section.note, formats.note)
        sheet.set_row(row, look.LINE_HEIGHT * _lines(section.note, 0, LAST_COLUMN))
        row += 1
    return row


def _write_row(sheet: Worksheet, row: int, cells: Sequence[Value], edge: int, formats: Sequence[Any]) -> None:
    """Write a row, its last cell out to an edge, as high as its longest text needs."""
    last = len(cells) - 1
    lines = 1
    for column, (value, style) in enumerate(zip(cells, formats, strict=True)):
        right = max(edge, column) if column == last else column
        if right > column:
            sheet.merge_range(row, column, row, right, "", style)
        if isinstance(value, date):
            sheet.write_datetime(row, column, value, style)
        elif isinstance(value, (int, float)):
            sheet.write_number(row, column, value, style)
        elif not value:
            sheet.write_blank(row, column, None, style)
        else:
            sheet.write_string(row, column, str(value), style)
            lines = max(lines, _lines(value, column, right))
    sheet.set_row(row, look.LINE_HEIGHT * lines)


def _lines(value: Value, column: int, right: int) -> int:
    """Return how many lines a value takes in a cell that reaches from one column to another."""
    return look.line_count(value, sum(COLUMN_WIDTHS[column : right + 1])) if isinstance(value, str) else 1


def _shown(value: Value) -> Value:
    """Return a value as a cell can hold it; a rate unrounded, because a formula may compare it with the limit."""
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return "" if value is None else value
