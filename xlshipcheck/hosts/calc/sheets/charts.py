"""The charts of our sheets in an open document: LibreOffice's own, over the cells that a content names.

LibreOffice does not keep the making of a chart for undo. So each chart is described as data, and undo and redo of a
refresh draw what was described before and after. A chart that stands is changed in place, and hidden where it is not
wanted, not removed while its sheet stays: steps of LibreOffice's own, such as a row that got higher, go on pointing at
it, and taking them back crashes 7.4 where it is gone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xlshipcheck.hosts.own_sheets.content import OUR_CHART
from xlshipcheck.xlsx.writing import theme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xlshipcheck.hosts.calc.sheets.cells import Cells, Document
    from xlshipcheck.hosts.own_sheets.content import PlacedChart, SheetContent

    Shape = Any
    """A shape of UNO, whose types LibreOffice alone has."""

PIXEL: Final = 2540 / 96
"""A pixel in hundredths of a millimetre."""
NEAR: Final = 300
"""A chart that stands within 3 mm of its place stands there: heights of rows are rounded."""
CHART_SHAPE: Final = "com.sun.star.drawing.OLE2Shape"
Area = tuple[int, int, int, int]
"""First column, first row, last column, last row; from 0."""


class DrawnSeries(NamedTuple):
    """A series as it is drawn.

    Attributes:
        area: its values below the header that names it.
        colour: as a number.
        is_line: a line; otherwise bars.
        dashed: whether the line is broken.
    """

    area: Area
    colour: int
    is_line: bool
    dashed: bool


class DrawnChart(NamedTuple):
    """A chart as it is drawn; lengths in hundredths of a millimetre.

    Attributes:
        name: by which it is known for ours.
        title: above it.
        place: left, top, width, height.
        words: the words below the axis, with their header.
        series: bars first, then lines.
        axis: what the values are.
        number_format: of the value axis.
        lowest: where the value axis begins; None for where it fits.
    """

    name: str
    title: str
    place: Area
    words: Area
    series: tuple[DrawnSeries, ...]
    axis: str
    number_format: str
    lowest: float | None = None


def note_charts(document: Document, sheet: Cells) -> None:
    """Note the charts of a sheet before anything on it changes: undo draws them last, when its rows are high as they were.

    Args:
        document: the open document.
        sheet: the sheet.
    """
    name, before = str(sheet.Name), [described(sheet, shape) for shape in our_shapes(sheet)]
    document.UndoManager.addUndoAction(_undo_action(lambda: _show(document, name, before), _nothing))


def renew_charts(document: Document, sheet: Cells, content: SheetContent, *, is_new: bool) -> None:
    """Draw the charts of a content on its sheet, as a part of the step that undo takes back.

    Args:
        document: the open document.
        sheet: the sheet, with the content's cells.
        content: what it shows.
        is_new: whether the sheet goes with the same undo. Its charts go before it then: with it, 7.4 would bring them
            back under other names, and note that as a step of its own.
    """
    existing = [described(sheet, shape) for shape in our_shapes(sheet)]
    wanted = [_wanted(sheet, placed) for placed in content.charts]
    if _same(existing, wanted):
        wanted = existing
    else:
        _show(document, str(sheet.Name), wanted)
    name = str(sheet.Name)
    undo = (lambda: _show(document, name, (), removes=True)) if is_new else _nothing
    document.UndoManager.addUndoAction(_undo_action(undo, lambda: _show(document, name, wanted)))


def _nothing() -> None:
    """Do nothing: the other one of undo and redo does what there is to do."""


def _show(document: Document, name: str, charts: Sequence[DrawnChart], *, removes: bool = False) -> None:
    """Let a sheet, if the document has it, show just these charts of ours."""
    if not document.Sheets.hasByName(name):
        return
    undo = document.UndoManager
    # LibreOffice notes steps of its own for shapes that come and change, and crashes where it takes them back.
    undo.lock()
    try:
        _put(document.Sheets.getByName(name), charts, removes=removes)
    finally:
        undo.unlock()


def our_shapes(sheet: Cells) -> list[Shape]:
    """Return the shapes of a sheet that are charts of ours, by their names, without those that are hidden."""
    return [shape for shape in _all_shapes(sheet) if shape.Visible]


def _all_shapes(sheet: Cells) -> list[Shape]:
    page = sheet.DrawPage
    shapes = [page.getByIndex(place) for place in range(page.Count)]
    return [
        shape for shape in shapes if shape.ShapeType == CHART_SHAPE and str(shape.Name).startswith(OUR_CHART)
    ]


def described(sheet: Cells, shape: Any) -> DrawnChart:  # noqa: ANN401  UNO
    """Return a chart that stands on a sheet as data."""
    chart = _model(sheet, shape)
    areas = [
        (area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
        for area in sheet.Charts.getByName(shape.PersistName).Ranges
    ]
    columns = _columns(areas)
    lines = [
        (series, kind.ChartType.endswith("LineChartType"))
        for kind in chart.FirstDiagram.CoordinateSystems[0].ChartTypes
        for series in kind.DataSeries
    ]
    axis = chart.Diagram.YAxis
    return DrawnChart(
        str(shape.Name),
        str(chart.Title.String) if chart.HasMainTitle else "",
        (shape.Position.X, shape.Position.Y, shape.Size.Width, shape.Size.Height),
        columns[0] if columns else (0, 0, 0, 0),
        tuple(
            DrawnSeries(area, int(series.Color), is_line, is_line and series.LineStyle.value == "DASH")
            for area, (series, is_line) in zip(columns[1:], lines)
        ),
        str(chart.Diagram.YAxisTitle.String) if chart.Diagram.HasYAxisTitle else "",
        str(chart.NumberFormats.getByKey(axis.NumberFormat).FormatString),
        None if axis.AutoMin else float(axis.Min),
    )


def _model(sheet: Cells, shape: Any) -> Any:  # noqa: ANN401  UNO
    """Return the chart of a shape, which `shape.Model` gives only while LibreOffice has it loaded."""
    return sheet.Charts.getByName(shape.PersistName).EmbeddedObject


def _columns(areas: Sequence[Area]) -> list[Area]:
    """Return areas column by column: LibreOffice joins those that stand side by side."""
    return [
        (column, top, column, bottom)
        for left, top, right, bottom in areas
        for column in range(left, right + 1)
    ]


def _wanted(sheet: Cells, placed: PlacedChart) -> DrawnChart:
    corner = sheet.getCellByPosition(placed.column - 1, placed.row - 1).Position
    top, bottom = placed.first - 2, placed.last - 1
    series = [
        DrawnSeries(
            (one.column - 1, top, one.column - 1, bottom), int(one.colour[1:], 16), one.is_line, one.dashed
        )
        for one in placed.series
    ]
    return DrawnChart(
        placed.name,
        placed.title,
        (corner.X, corner.Y, round(placed.width * PIXEL), round(placed.height * PIXEL)),
        (placed.category_column - 1, top, placed.category_column - 1, bottom),
        tuple(sorted(series, key=lambda one: one.is_line)),
        placed.axis,
        placed.number_format,
        placed.lowest,
    )


def _same(before: Sequence[DrawnChart], wanted: Sequence[DrawnChart]) -> bool:
    """Tell whether charts show the same at the same places, however the seller has dressed them."""

    def shown(charts: Sequence[DrawnChart]) -> list[tuple[object, ...]]:
        return [
            (chart.name, chart.title, chart.words, *((one.area, one.is_line) for one in chart.series))
            for chart in sorted(charts)
        ]

    places = zip(sorted(before), sorted(wanted))
    return shown(before) == shown(wanted) and all(
        abs(one.place[at] - other.place[at]) <= NEAR for one, other in places for at in (0, 1)
    )


def _put(sheet: Cells, charts: Sequence[DrawnChart], *, removes: bool) -> None:
    """Let a sheet show just these charts of ours; the others are hidden, or removed."""
    existing = {str(shape.Name): shape for shape in _all_shapes(sheet)}
    for chart in charts:
        shape = existing.pop(chart.name, None)
        if shape is None:
            shape = _new_chart(sheet, chart)
        else:
            _move(sheet, shape, chart)
        _dress(_model(sheet, shape), chart)
    for shape in existing.values():
        if removes:
            sheet.DrawPage.remove(shape)
        else:
            shape.Visible = False


def _move(sheet: Cells, shape: Any, wanted: DrawnChart) -> None:  # noqa: ANN401  UNO
    """Let a chart that stands show other cells, at another place."""
    import uno  # noqa: PLC0415  only LibreOffice's own Python has it

    sheet.Charts.getByName(shape.PersistName).setRanges(_ranges(sheet, wanted))
    place, size = uno.createUnoStruct("com.sun.star.awt.Point"), uno.createUnoStruct("com.sun.star.awt.Size")
    place.X, place.Y, size.Width, size.Height = wanted.place
    shape.setPosition(place)
    shape.setSize(size)
    shape.Visible = True


def _new_chart(sheet: Cells, wanted: DrawnChart) -> Any:  # noqa: ANN401  UNO
    import uno  # noqa: PLC0415  as above

    place = uno.createUnoStruct("com.sun.star.awt.Rectangle")
    place.X, place.Y, place.Width, place.Height = wanted.place
    known = sheet.Charts
    name = next(text for number in range(1, 1000) if not known.hasByName(text := f"{wanted.name}_{number}"))
    known.addNewByName(name, place, _ranges(sheet, wanted), True, True)  # noqa: FBT003  headers above and at the left
    page = sheet.DrawPage
    shape = next(
        found
        for found in (page.getByIndex(at) for at in reversed(range(page.Count)))
        if found.ShapeType == CHART_SHAPE and found.PersistName == name
    )
    shape.Name = wanted.name
    return shape


def _ranges(sheet: Cells, wanted: DrawnChart) -> tuple[Any, ...]:
    import uno  # noqa: PLC0415  as above

    ranges = []
    for area in (wanted.words, *(one.area for one in wanted.series)):
        address = uno.createUnoStruct("com.sun.star.table.CellRangeAddress")
        address.Sheet = sheet.RangeAddress.Sheet
        address.StartColumn, address.StartRow, address.EndColumn, address.EndRow = area
        ranges.append(address)
    return tuple(ranges)


def _dress(chart: Any, wanted: DrawnChart) -> None:  # noqa: ANN401  UNO
    import uno  # noqa: PLC0415  as above

    from xlshipcheck.hosts.calc.sheets.sheet import format_key  # noqa: PLC0415  a sheet draws its charts

    lines = sum(one.is_line for one in wanted.series)
    kind = "LineDiagram" if lines == len(wanted.series) else "BarDiagram"
    chart.Diagram = chart.createInstance(f"com.sun.star.chart.{kind}")
    diagram = chart.Diagram
    if 0 < lines < len(wanted.series):
        diagram.NumberOfLines = lines
    chart.HasMainTitle = bool(wanted.title)
    if wanted.title:
        chart.Title.String = wanted.title
        chart.Title.CharHeight = 11.0
    chart.HasLegend = True
    chart.Legend.Alignment = uno.Enum("com.sun.star.chart.ChartLegendPosition", "BOTTOM")
    diagram.HasYAxisTitle = bool(wanted.axis)
    if wanted.axis:
        diagram.YAxisTitle.String = wanted.axis
    values, words = diagram.YAxis, diagram.XAxis
    values.LinkNumberFormatToSource = False
    values.NumberFormat = format_key(chart, wanted.number_format)
    if wanted.lowest is not None:
        values.Min = wanted.lowest
    if wanted.number_format.endswith("%"):
        values.Max = 1.0
    diagram.YMainGrid.LineColor = int(theme.RULE_LINE[1:], 16)
    words.AxisType = CATEGORY_AXIS
    words.LinkNumberFormatToSource = False
    words.NumberFormat = format_key(chart, "m/d")
    drawn = [
        series for kind in chart.FirstDiagram.CoordinateSystems[0].ChartTypes for series in kind.DataSeries
    ]
    for series, one in zip(drawn, wanted.series):
        series.Color = one.colour
        if one.is_line:
            series.LineWidth = 80
        if one.dashed:
            _break_line(series)


CATEGORY_AXIS: Final = 1
"""com.sun.star.chart.ChartAxisType: words in their order, also where they are days."""


def _break_line(series: Any) -> None:  # noqa: ANN401  UNO
    import uno  # noqa: PLC0415  as above

    series.LineStyle = uno.Enum("com.sun.star.drawing.LineStyle", "DASH")
    dash = uno.createUnoStruct("com.sun.star.drawing.LineDash")
    dash.Dashes, dash.DashLen, dash.Distance = 1, 300, 200
    series.LineDash = dash


def _undo_action(undo: Callable[[], None], redo: Callable[[], None]) -> Any:  # noqa: ANN401  UNO
    """Return a step of our own for LibreOffice's list of what can be undone."""
    import unohelper  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415  as above
    from com.sun.star.document import (  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415  as above
        XUndoAction,
    )

    class ChartsAction(unohelper.Base, XUndoAction):  # type: ignore[misc,unused-ignore]
        Title = "出荷チェック グラフ"

        def undo(self) -> None:
            undo()

        def redo(self) -> None:
            redo()

    return ChartsAction()
