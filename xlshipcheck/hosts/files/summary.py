"""The 集計 sheet in a file: its layout written by XlsxWriter, ready to print."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from xlshipcheck.hosts.summary import A4, COLUMN_WIDTHS, FOOTER, Look, summary_layout
from xlshipcheck.xlsx.writing import look

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from xlshipcheck.hosts.summary import PlacedCell
    from xlshipcheck.values.results import Summary


def lay_out(book: Workbook, sheet: Worksheet, summary: Summary) -> None:
    """Write a summary onto an empty worksheet.

    Args:
        book: the workbook, for formats.
        sheet: an empty worksheet of it.
        summary: what to show.
    """
    for column, width in enumerate(COLUMN_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(FOOTER)
    layout = summary_layout(summary)
    formats: dict[Look, Any] = {}
    for cell in layout.cells:
        if cell.look not in formats:
            formats[cell.look] = book.add_format(_format(cell.look))
        _write(sheet, cell, formats[cell.look])
    for row, height in layout.heights.items():
        sheet.set_row(row - 1, height)


def _format(wanted: Look) -> dict[str, object]:
    """Return a look as XlsxWriter's properties."""
    properties: dict[str, object] = {
        "font_name": look.FONT,
        "font_size": wanted.size,
        "bold": wanted.bold,
        "valign": "top" if wanted.at_top else "vcenter",
        "text_wrap": wanted.wraps,
    }
    if wanted.boxed:
        properties |= {"border": 1, "border_color": look.RULE_LINE}
    named = {"font_color": wanted.colour, "bg_color": wanted.fill, "num_format": wanted.number_format}
    properties |= {name: value for name, value in named.items() if value}
    if wanted.at_left:
        properties["align"] = "left"
    return properties


def _write(sheet: Worksheet, cell: PlacedCell, style: Any) -> None:  # noqa: ANN401  XlsxWriter's format
    row, column, value = cell.row - 1, cell.column - 1, cell.value
    if cell.right > cell.column:
        sheet.merge_range(row, column, row, cell.right - 1, "", style)
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, style)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value, style)
    elif value is None:
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_string(row, column, value, style)
