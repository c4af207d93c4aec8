"""Runs on Windows: when the stand-in for Excel calculates a formula anew, and when it leaves it as it is.

Of Excel's rules it keeps those that our macros meet, the unkind ones first. A formula is calculated when a cell that
its text names has changed, when it was volatile the last time, when it is dirty, or by a full calculation; its
cell shows the last answer otherwise. Sources:

- "Excel only recalculates cells that depend on changed cells" and what is volatile: Microsoft's Excel Recalculation.
- `Range.Dirty` acts on the active sheet only, whichever sheet the range is on: Excel-DNA issue 256 and its author's
  answer there.
- `SheetChange` comes for every write to a cell, by hand or by a macro, unless `EnableEvents` is off for the session.
- An Esc while a macro runs brings up Excel's own dialog unless `EnableCancelKey` is xlDisabled (0) or
  xlErrorHandler (2): Application.EnableCancelKey in Microsoft's reference.
"""

from __future__ import annotations

MANUAL = -4135


class Calculation:
    """The formulas of our functions in a book.

    Args:
        host: the host of the macros.
    """

    def __init__(self, host):
        self.host = host
        self.macros = None
        self.formulas = {}
        self.shown = {}
        self.dirty = set()
        self.volatile = set()
        self.asking = None
        self.is_on = False

    def type_formula(self, cell, name, *given):
        """Type a formula into a cell.

        Args:
            cell: the range it stands in.
            name: the function.
            given: ranges and values.
        """
        place = (cell.sheet, cell.row, cell.column)
        self.formulas[place] = (cell, name, given)
        self.dirty.add(place)
        self.calculate()

    def changed(self, area):
        """A cell was written: what names it is to be calculated, and whoever watches is told."""
        places = {(area.sheet, *place) for place in area.everywhere()}
        for place, (_, _, given) in self.formulas.items():
            if any(self.names(value, places) for value in given):
                self.dirty.add(place)
        if self.host.application.kept["EnableEvents"] and self.macros:
            self.macros.XlshipSheetChanged(area.sheet)
        self.calculate()

    @staticmethod
    def names(value, places):
        """Tell whether an argument is a range with one of the places in it."""
        return hasattr(value, "everywhere") and any(
            (value.sheet, *place) in places for place in value.everywhere()
        )

    def mark_dirty(self, area):
        """Do what `Range.Dirty` does: nothing to a sheet that is not in front."""
        if area.sheet is area.sheet.book.get_ActiveSheet():
            self.dirty |= {place for place in self.formulas if place[0] is area.sheet}

    def calculate(self, *, everything=False):
        """Calculate what Excel would; all of it after CalculateFull."""
        if self.is_on or (self.host.application.kept["Calculation"] == MANUAL and not everything):
            return
        self.is_on = True
        wanted = set(self.formulas) if everything else self.dirty | self.volatile
        self.dirty = self.dirty - wanted
        before = self.host.caller
        for place in sorted(wanted, key=lambda one: (one[0].kept["Name"], *one[1:])):
            self.host.caller, name, given = self.formulas[place]
            self.volatile.discard(place)
            self.asking = place
            self.shown[place] = getattr(self.macros, name)(*given)
            self.asking = None
        self.host.caller = before
        self.is_on = False

    def is_volatile(self):
        """Note that the formula that is being calculated said so."""
        if self.asking:
            self.volatile.add(self.asking)
