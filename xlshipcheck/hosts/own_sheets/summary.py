"""How 集計 looks, cell by cell, whoever writes it: XlsxWriter into a file, or Excel into a book that is open.

Sections of different shapes stand under each other, so all columns but the first two are equally wide, and a
last column of long texts is merged out to the right edge.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from fractions import Fraction
from itertools import cycle
from typing import TYPE_CHECKING, Final

from xlshipcheck.hosts.own_sheets.content import (
    OUR_CHART,
    CellStyle,
    PlacedCell,
    PlacedChart,
    Series,
    SheetContent,
)
from xlshipcheck.hosts.own_sheets.own_cells import HEIGHT, SMALL, with_record
from xlshipcheck.values.results import DAYS_LEFT, DISCLAIMER, EMPTY, RECORD_TITLE
from xlshipcheck.xlsx.writing import theme
from xlshipcheck.xlsx.writing.pages import POINTS_PER_PIXEL, Pages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.values.answers import Value
    from xlshipcheck.values.results import Chart, Section, Summary

COLUMN_WIDTHS: Final = (30, 20, *[18] * 7)
LAST_COLUMN: Final = len(COLUMN_WIDTHS)
FIRST_SECTION: Final = 4
CHART_ROWS: Final = 15
CHART_WIDTH: Final = 860
COLOURS: Final = ("#1F4E78", "#F4B183", "#548235", "#A9D18E", "#7F7F7F", "#FFD966", "#9E480E", "#9DC3E6")
"""Dark and light in turn, so that neighbours differ in grey."""
TARGET_COLOUR: Final = "#C00000"
TITLE: Final = CellStyle(16, bold=True)
HEADING: Final = CellStyle(12, bold=True)
GREY: Final = CellStyle(colour="#595959")
NOTE: Final = GREY._replace(wraps=True, at_top=True)
BOXED: Final = CellStyle(boxed=True)
HEADER: Final = BOXED._replace(bold=True, wraps=True, fill=theme.HEADER_FILL, colour="#FFFFFF")
TEXT: Final = BOXED._replace(wraps=True)
DATE: Final = BOXED._replace(at_left=True, number_format=theme.DATE_FORMAT)
NUMBER: Final = BOXED._replace(number_format=theme.AMOUNT_FORMAT)
RATE: Final = BOXED._replace(number_format=theme.RATE_FORMAT)
DAYS_STYLES: Final = {
    by_calendar: BOXED._replace(
        at_left=True, number_format=theme.result_format(DAYS_LEFT, calendar_days=by_calendar)
    )
    for by_calendar in (False, True)
}
"""残り日数 in words: of business days, and of calendar days."""
STAGES: Final = {
    # With the mark of each, by which grey print tells them apart.
    stage: BOXED._replace(fill=colour.fill, colour=colour.text, number_format=colour.number_format)
    for stage, colour in {**theme.RATE_COLOURS, **theme.STAGE_COLOURS}.items()
}


def summary_layout(summary: Summary) -> SheetContent:
    """Return a summary laid out on a sheet, from A1 on."""
    charts: list[PlacedChart] = []
    layout = SheetContent([], {1: 1.7 * theme.LINE_HEIGHT}, COLUMN_WIDTHS, charts)
    layout.cells.append(PlacedCell(1, 1, 1, summary.title, TITLE))
    layout.cells.append(PlacedCell(2, 1, 1, DISCLAIMER, GREY))
    pages = Pages(COLUMN_WIDTHS, layout.heights)
    row = FIRST_SECTION
    for section in summary.sections:
        start = row
        if section.chart is None or not section.rows:
            row = _add_section(layout, section, start)
            if section.title != RECORD_TITLE:
                # The record, the last one, is for a program: nobody minds where it is cut.
                header = layout.heights.get(start + 1, 0) if section.header else 0
                cuts = pages.add(start, row, header)
                if header:
                    row = _head_again(layout, pages, cuts, start + 1, row - bool(section.note))
                    row += bool(section.note)
        else:
            # Above its table, which may be long: the chart is never parted from its heading.
            table = start + 1 + CHART_ROWS
            first = table + bool(section.header)
            last = first + len(section.rows) - 1
            charts.append(_placed(section.chart, len(charts) + 1, start + 1, first, last))
            for down in range(1, CHART_ROWS + 1):
                layout.heights[start + down] = theme.LINE_HEIGHT
            row = _add_section(layout, section, start, CHART_ROWS)
            _part(pages, start, table, row)
        row += 1
    return with_record(layout._replace(breaks=pages.breaks))


def _head_again(layout: SheetContent, pages: Pages, cuts: Sequence[int], header: int, end: int) -> int:
    """Let the header of the last table stand again where a page begins within it; return the row below the table.

    Args:
        layout: the sheet so far.
        pages: its pages.
        cuts: the rows of the table that begin a page.
        header: the row of its header.
        end: the row below its last one; a note may stand there.
    """
    inner = [row for row in cuts if header + 1 < row < end]
    if not inner:
        return end
    first = next(place for place, cell in enumerate(layout.cells) if cell.row == header)
    table = layout.cells[first:]
    again = [cell for cell in table if cell.row == header]
    heights = {row: layout.heights.pop(row) for row in list(layout.heights) if row > header}
    layout.cells[first:] = [cell._replace(row=cell.row + bisect_right(inner, cell.row)) for cell in table]
    layout.heights.update({row + bisect_right(inner, row): height for row, height in heights.items()})
    for place, row in enumerate(inner):
        pages.move(row, place)
        layout.cells.extend(cell._replace(row=row + place) for cell in again)
        layout.heights[row + place] = layout.heights[header]
    for row in cuts:
        if row >= end:
            pages.move(row, len(inner))
    layout.cells[first:] = sorted(layout.cells[first:], key=lambda cell: (cell.row, cell.column))
    return end + len(inner)


def _part(pages: Pages, start: int, table: int, end: int) -> None:
    """Part a chart and its table into pages: a page of their own, or one for each."""
    if pages.fits(table, end) and not pages.fits(start, end):
        # A table that is cut below its chart leaves a few rows without their header on the next page.
        pages.add(start, table)
        pages.begin(table)
        return
    if start > FIRST_SECTION:
        pages.begin(start)
    pages.add(start, end)


def _placed(chart: Chart, number: int, row: int, first: int, last: int) -> PlacedChart:
    """Return a chart in its place above the rows that it shows; grey print tells its series apart, too."""
    colours = cycle(COLOURS)
    series = [
        Series(one.column + 1, TARGET_COLOUR if one.is_target else next(colours), one.is_line, one.is_target)
        for one in chart.series
    ]
    return PlacedChart(
        f"{OUR_CHART} {number}",
        chart.title,
        row,
        1,
        CHART_WIDTH,
        int(CHART_ROWS * theme.LINE_HEIGHT / POINTS_PER_PIXEL) - 8,
        first,
        last,
        1,
        series,
        chart.axis,
        chart.number_format,
        chart.lowest,
    )


def _add_section(layout: SheetContent, section: Section, row: int, room: int = 0) -> int:
    """Add a section, with rows left free below its heading, and return the row below it."""
    layout.cells.append(PlacedCell(row, 1, 1, section.title, HEADING))
    row += 1 + room
    rows = section.rows or [[EMPTY]]
    last = len(section.header or rows[0])
    # A last column with a text too long for it takes all the columns to the right edge.
    long = any(len(cells) >= last and _lines(cells[last - 1], last, last) > 1 for cells in section.rows)
    edge = LAST_COLUMN if long else last
    if section.header:
        _add_row(layout, row, section.header, edge, [HEADER] * last)
        row += 1
    for position, cells in enumerate(rows):
        if section.title == RECORD_TITLE:
            # For a program to read: a line each, however long; in small print as own cells' record is.
            layout.cells.append(PlacedCell(row, 1, LAST_COLUMN, str(cells[0]), SMALL))
            layout.heights[row] = HEIGHT
            row += 1
            continue
        shown = [_shown(value) for value in cells]
        styles = [_style_of(value) for value in cells]
        if DAYS_LEFT in section.header and section.rows:
            styles[section.header.index(DAYS_LEFT)] = DAYS_STYLES[position in section.calendar_rows]
        _add_row(layout, row, shown, edge if len(cells) >= last else 1, styles)
        row += 1
    if section.note:
        layout.cells.append(PlacedCell(row, 1, LAST_COLUMN, section.note, NOTE))
        layout.heights[row] = theme.LINE_HEIGHT * _lines(section.note, 1, LAST_COLUMN)
        row += 1
    return row


def _add_row(
    layout: SheetContent,
    row: int,
    values: Sequence[str | float | date | None],
    edge: int,
    styles: Sequence[CellStyle],
) -> None:
    """Add a row, its last cell out to an edge, as high as its longest text needs."""
    lines = 1
    for column, (value, style) in enumerate(zip(values, styles, strict=True), 1):
        right = max(edge, column) if column == len(values) else column
        layout.cells.append(PlacedCell(row, column, right, value, style))
        lines = max(lines, _lines(value, column, right))
    layout.heights[row] = theme.LINE_HEIGHT * lines


def _lines(value: object, column: int, right: int) -> int:
    """Return how many lines a value takes in a cell that reaches from one column to another."""
    return theme.line_count(value, sum(COLUMN_WIDTHS[column - 1 : right])) if isinstance(value, str) else 1


def _style_of(value: Value) -> CellStyle:
    """Return the look of a cell by what it holds."""
    if isinstance(value, Fraction):
        return RATE
    if isinstance(value, date):
        return DATE
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return NUMBER
    return STAGES.get(str(value), TEXT)


def _shown(value: Value) -> str | float | date | None:
    """Return a value as a cell can hold it; a rate unrounded, because a formula may compare it with the limit."""
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return value or None if isinstance(value, str) else value
