"""The charts of our sheets in an open book: Excel's own, over the cells that a content names."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, Final

from xlshipcheck.hosts.excel.sheets.ranges import address, bgr, corners, items
from xlshipcheck.hosts.own_sheets.content import OUR_CHART
from xlshipcheck.values.ranges import column_letters
from xlshipcheck.xlsx.writing import theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlshipcheck.hosts.excel.sheets.ranges import Com
    from xlshipcheck.hosts.own_sheets.content import PlacedChart, Series, SheetContent

COLUMNS, LINE, LINE_WITH_MARKERS = 51, 4, 65
CATEGORY_AXIS, VALUE_AXIS = 1, 2
AT_BOTTOM, LOW, AS_WORDS, DASHED, MOVES_WITH_CELLS = -4107, -4134, 2, 4, 1
MARKERS: Final = (8, 1, 3, 2, -4168, 9, 5)
"""Circle, square, triangle, diamond, x, plus, star: lines are told apart by them in grey print."""
POINTS_PER_PIXEL: Final = 0.75
DARK: Final = "#404040"
SMALL: Final = 9
SHOWN, HIDDEN = True, False


def draw_charts(sheet: Com, content: SheetContent) -> None:
    """Draw the charts of a content on its sheet; what stands there and shows the same is left as it is.

    Args:
        sheet: Excel's `Worksheet`, with the content's cells.
        content: what it shows.
    """
    existing = {str(chart.Name): chart for chart in our_charts(sheet)}
    for placed in content.charts:
        before = existing.pop(placed.name, None)
        if before is not None and _shows(before, sheet, placed):
            continue
        _draw(sheet, placed)
        if before is not None:
            before.Delete()
    for chart in existing.values():
        chart.Delete()


def our_charts(sheet: Com) -> list[Com]:
    """Return the charts of a sheet that are ours, by their names."""
    return [chart for chart in list(items(sheet.ChartObjects())) if str(chart.Name).startswith(OUR_CHART)]


def series_formulas(sheet: Com, placed: PlacedChart) -> list[str]:
    """Return what the series of a chart show, as Excel says it."""
    name = "'" + str(sheet.Name).replace("'", "''") + "'"

    def cells(column: int, first: int, last: int) -> str:
        letters = column_letters(column)
        place = f"{name}!${letters}${first}"
        return place if first == last and first < placed.first else f"{place}:${letters}${last}"

    words = cells(placed.category_column, placed.first, placed.last)
    return [
        f"=SERIES({cells(series.column, placed.first - 1, placed.first - 1)},{words},"
        f"{cells(series.column, placed.first, placed.last)},{order})"
        for order, series in enumerate(placed.series, 1)
    ]


def _shows(drawn: Com, sheet: Com, placed: PlacedChart) -> bool:
    chart = drawn.Chart
    if not chart.HasTitle or str(chart.ChartTitle.Text) != placed.title:
        return False
    if corners(drawn.TopLeftCell)[:2] != (placed.row, placed.column):
        return False
    formulas = [str(series.Formula) for series in items(chart.SeriesCollection())]
    # Excel leaves the quotes out where a sheet's name needs none.
    return [text.replace("'", "") for text in formulas] == [
        text.replace("'", "") for text in series_formulas(sheet, placed)
    ]


def _draw(sheet: Com, placed: PlacedChart) -> None:
    corner = sheet.Range(address(placed.row, placed.column, placed.row, placed.column))
    drawn = sheet.ChartObjects().Add(
        corner.Left, corner.Top, placed.width * POINTS_PER_PIXEL, placed.height * POINTS_PER_PIXEL
    )
    drawn.Name = placed.name
    drawn.Placement = MOVES_WITH_CELLS
    chart = drawn.Chart
    chart.ChartType = COLUMNS
    # Excel begins with what stands around the selected cell.
    for series in reversed(list(items(chart.SeriesCollection()))):
        series.Delete()
    markers = cycle(MARKERS)
    for wanted, formula in zip(placed.series, series_formulas(sheet, placed), strict=True):
        series = chart.SeriesCollection().NewSeries()
        series.Formula = formula
        _paint(series, wanted, markers)
    chart.HasTitle = SHOWN
    title = chart.ChartTitle
    title.Text = placed.title
    chart.HasLegend = SHOWN
    legend = chart.Legend
    legend.Position = AT_BOTTOM
    words = chart.Axes(CATEGORY_AXIS)
    words.CategoryType = AS_WORDS
    words.TickLabelPosition = LOW
    word_labels = words.TickLabels
    word_labels.NumberFormat = "m/d"
    values = chart.Axes(VALUE_AXIS)
    values.HasTitle = SHOWN
    axis_title = values.AxisTitle
    axis_title.Text = placed.axis
    value_labels = values.TickLabels
    value_labels.NumberFormat = placed.number_format
    values.MajorGridlines.Format.Line.ForeColor.RGB = bgr(theme.RULE_LINE)
    if placed.lowest is not None:
        values.MinimumScale = placed.lowest
    if placed.number_format.endswith("%"):
        values.MaximumScale = 1
    for text in (title, legend, word_labels, value_labels, axis_title):
        font = text.Font
        font.Name = theme.FONT
        font.Size = SMALL + 2 if text is title else SMALL


def _paint(series: Com, wanted: Series, markers: Iterator[int]) -> None:
    if not wanted.is_line:
        series.ChartType = COLUMNS
        series.Format.Fill.ForeColor.RGB = bgr(wanted.colour)
        series.Format.Line.ForeColor.RGB = bgr(DARK)
        return
    series.ChartType = LINE if wanted.dashed else LINE_WITH_MARKERS
    series.Format.Line.ForeColor.RGB = bgr(wanted.colour)
    series.Format.Line.Weight = 2.25
    if wanted.dashed:
        series.Format.Line.DashStyle = DASHED
    else:
        series.MarkerStyle = next(markers)
        series.MarkerSize = 4
        series.MarkerBackgroundColor = bgr(wanted.colour)
        series.MarkerForegroundColor = bgr(DARK)
