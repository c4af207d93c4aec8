"""A sheet of ours in a file: its content written by XlsxWriter, with native charts, ready to print."""

from __future__ import annotations

from datetime import date
from itertools import cycle
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from xlshipcheck.hosts.files.drawn_sheet import DrawnSheet, plain_text
from xlshipcheck.hosts.own_sheets.content import A4, FOOTER, MARGINS, CellStyle, link_formula
from xlshipcheck.xlsx.writing import theme

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from xlshipcheck.hosts.own_sheets.content import PlacedCell, PlacedChart, SheetContent


MARKERS: Final = ("circle", "square", "triangle", "diamond", "x", "plus", "star", "long_dash")
"""Lines are told apart by them in grey print."""


def lay_out(book: Workbook, sheet: Worksheet, content: SheetContent) -> None:
    """Write a content onto an empty worksheet.

    Args:
        book: the workbook, for formats and charts.
        sheet: an empty worksheet of it; of the class `DrawnSheet` it takes many cells faster.
        content: what to show.
    """
    for column, width in enumerate(content.widths):
        sheet.set_column(column, column, width)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(**MARGINS)
    # As many pages down as it takes: a fixed number of them would make Excel pay no heed to our page breaks.
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(FOOTER)
    if content.breaks:
        sheet.set_h_pagebreaks([row - 1 for row in content.breaks])
    if content.repeated:
        sheet.repeat_rows(content.repeated - 1)
    # A style is a tuple of a dozen fields, hashed once where many cells share it.
    styles = dict.fromkeys({id(cell.style): cell.style for cell in content.cells}.values())
    formats = {style: book.add_format(_format(style)) for style in styles}
    if isinstance(sheet, DrawnSheet) and sheet.can_draw(content):
        sheet.draw(content.cells, formats)
    else:
        for cell in content.cells:
            _write(sheet, cell, formats[cell.style])
    for row, height in content.heights.items():
        sheet.set_row(row - 1, height)
    for chart in content.charts:
        _insert_chart(book, sheet, chart)


def _format(wanted: CellStyle) -> dict[str, object]:
    """Return a look as XlsxWriter's properties."""
    properties: dict[str, object] = {
        "font_name": theme.FONT,
        "font_size": wanted.size,
        "bold": wanted.bold,
        "valign": "top" if wanted.at_top else "vcenter",
        "text_wrap": wanted.wraps,
    }
    if wanted.boxed:
        properties |= {"border": 1, "border_color": theme.RULE_LINE}
    if wanted.underlined:
        properties["underline"] = 1
    named = {"font_color": wanted.colour, "bg_color": wanted.fill, "num_format": wanted.number_format}
    properties |= {name: value for name, value in named.items() if value}
    if wanted.at_left or wanted.centred:
        properties["align"] = "left" if wanted.at_left else "center"
    return properties


def _write(sheet: Worksheet, cell: PlacedCell, style: Any) -> None:  # noqa: ANN401  XlsxWriter's format
    row, column, value, link = cell.row - 1, cell.column - 1, cell.value, cell.link
    if cell.right > cell.column:
        sheet.merge_range(row, column, row, cell.right - 1, "", style)
    if link is not None and link.file:
        sheet.write_url(row, column, f"external:{_address(link.file)}", style, str(value))
        return
    if link is not None and isinstance(value, (str, int, float)):
        sheet.write_formula(row, column, "=" + link_formula(value, link, sheet.get_name()), style, value)
        return
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, style)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value, style)
    elif value is None:
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_string(row, column, plain_text(value), style)


def _address(name: str) -> str:
    """Return a file's name as a link holds it: signs that mean something there are escaped, Japanese is not."""
    return "".join(quote(sign) if sign.isascii() else sign for sign in name)


def _insert_chart(book: Workbook, sheet: Worksheet, placed: PlacedChart) -> None:
    """Insert a native chart: bars, lines, or bars with lines over them."""
    name = sheet.get_name()
    charts: dict[bool, Any] = {}
    markers = cycle(MARKERS)
    for series in placed.series:
        if series.is_line not in charts:
            charts[series.is_line] = book.add_chart(
                {"type": "line" if series.is_line else "column", "name": placed.name}
            )
        values = [name, placed.first - 1, series.column - 1, placed.last - 1, series.column - 1]
        line: dict[str, object] = {"color": series.colour, "width": 2.25}
        if series.dashed:
            line["dash_type"] = "dash"
        marker: dict[str, object] = {"type": "none" if series.dashed else next(markers), "size": 4}
        if not series.dashed:
            marker |= {"fill": {"color": series.colour}, "border": {"color": "#404040"}}
        paint: dict[str, object] = (
            {"line": line, "marker": marker}
            if series.is_line
            else {"fill": {"color": series.colour}, "border": {"color": "#404040"}, "gap": 60}
        )
        charts[series.is_line].add_series(
            {
                "name": [name, placed.first - 2, series.column - 1],
                "categories": [
                    name,
                    placed.first - 1,
                    placed.category_column - 1,
                    placed.last - 1,
                    placed.category_column - 1,
                ],
                "values": values,
                **paint,
            }
        )
    chart = charts.get(False) or charts[True]
    if len(charts) > 1:
        chart.combine(charts[True])
    font = {"name": theme.FONT, "size": 9}
    chart.set_title({"name": placed.title, "name_font": {**font, "size": 11}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_x_axis({"num_font": font, "text_axis": True, "label_position": "low", "num_format": "m/d"})
    axis: dict[str, object] = {
        "name": placed.axis,
        "name_font": font,
        "num_font": font,
        "num_format": placed.number_format,
        "major_gridlines": {"visible": True, "line": {"color": theme.RULE_LINE}},
    }
    if placed.lowest is not None:
        axis["min"] = placed.lowest
    if placed.number_format.endswith("%"):
        axis["max"] = 1
    chart.set_y_axis(axis)
    chart.set_size({"width": placed.width, "height": placed.height})
    chart.set_chartarea({"border": {"color": theme.RULE_LINE}})
    sheet.insert_chart(placed.row - 1, placed.column - 1, chart, {"object_position": 1})
