"""Charts, shapes, notes and page breaks of the stand-in for Excel."""

from __future__ import annotations

import copy

from stand_in_things import Collection, Refused, Thing

MANUAL = -4135


class Parts(Thing):
    """A thing whose parts, named here, are things again: `Format.Line.ForeColor`."""

    PARTS: tuple[str, ...] = ()

    def __init__(self, **kept):
        super().__init__(**kept)
        self.parts = {}

    def told(self, name):
        if name in self.PARTS:
            return self.parts.setdefault(name, Look())
        return super().told(name)

    def state(self):
        """Return all that there is to it."""
        return sorted(self.kept.items()), {name: part.state() for name, part in sorted(self.parts.items())}


class Look(Parts):
    """The look of a part of a chart."""

    PARTS = ("Format", "Line", "Fill", "ForeColor", "Font", "TickLabels", "AxisTitle", "MajorGridlines")


class ChartSeries(Look):
    """A series of a chart."""

    def __init__(self, chart):
        super().__init__(Formula="")
        self.chart = chart

    def put_Formula(self, text):
        """Take what it shows.

        Source: Series.Formula in Microsoft's reference: the formula in A1-style notation; Excel shows a sheet's name
        without quotes where it needs none.
        """
        sheet = self.chart.sheet.kept["Name"]
        if f"'{sheet}'!" not in text:
            raise Refused(f"{text}: no such sheet")
        self.kept["Formula"] = text.replace(f"'{sheet}'!", f"{sheet}!")

    def do_Delete(self):
        self.chart.series.remove(self)


class ManySeries(Collection):
    """The series of a chart."""

    def do_NewSeries(self):
        series = ChartSeries(self.parent)
        self.parent.series.append(series)
        return series


class Chart(Look):
    """A chart; a new one has a series of what stands around the selected cell, as Excel makes it."""

    PARTS = ("ChartTitle", "Legend")

    def __init__(self, sheet):
        super().__init__(HasTitle=False, HasLegend=False)
        self.sheet = sheet
        self.series = [ChartSeries(self)]

    def told(self, name):
        if name == "ChartTitle" and not self.kept["HasTitle"]:
            raise Refused("the chart has no title")
        return super().told(name)

    def do_SeriesCollection(self):
        return ManySeries(self.series, self)

    def do_Axes(self, kind):
        return self.parts.setdefault(f"axis {kind}", Look())

    def state(self):
        """Return all that there is to it."""
        return super().state(), [series.state() for series in self.series]


class ChartObject(Thing):
    """The frame of a chart on a sheet."""

    def __init__(self, sheet, name, left=0.0, top=0.0):
        super().__init__(Name=name, Left=left, Top=top, Type=3)
        self.sheet = sheet
        self.chart = Chart(sheet)

    def get_Chart(self):
        return self.chart

    def get_TopLeftCell(self):
        return self.sheet.cell_at(self.kept["Left"], self.kept["Top"])

    def do_Delete(self):
        self.sheet.charts.remove(self)

    def copied(self, sheet):
        """Return a copy on another sheet, whose series go on pointing at the old one."""
        made = ChartObject(sheet, self.kept["Name"], self.kept["Left"], self.kept["Top"])
        made.chart.kept = dict(self.chart.kept)
        made.chart.parts = copy.copy(self.chart.parts)
        made.chart.series = [copy.copy(series) for series in self.chart.series]
        return made

    def state(self):
        """Return all that there is to it."""
        return sorted(self.kept.items()), self.chart.state()


class ChartObjects(Collection):
    """The charts of a sheet."""

    def do_Add(self, Left, Top, Width, Height):
        if self.parent.kept["ProtectContents"]:
            raise Refused("the sheet is protected")
        found = ChartObject(self.parent, f"グラフ {len(self.parent.charts) + 1}", Left, Top)
        found.kept |= {"Width": Width, "Height": Height}
        self.parent.charts.append(found)
        return found


class PageBreak(Thing):
    """A page break."""

    def __init__(self, place):
        super().__init__(Type=MANUAL)
        self.place = place

    def get_Location(self):
        return self.place


class PageBreaks(Collection):
    """Page breaks of a sheet."""

    def do_Add(self, Before):
        self.parent.breaks.append(Before.row)
        return PageBreak(Before)
