"""Ranges of the stand-in for Excel: what their members tell of cells in a dictionary, and do with them."""

from __future__ import annotations

import copy
import datetime as dt
import re

from stand_in_things import WRITING, Collection, Refused, Thing
from stand_in_values import (
    LEAP_1904,
    R1C1,
    REFERENCE,
    ZERO,
    Cell,
    alike,
    formula_text,
    in_a1,
    in_r1c1,
    meets,
    typed_in,
)

STANDARD_WIDTH = 8.38
STANDARD_HEIGHT = 18.75
POINTS_PER_CHARACTER = 6.0
LONGEST_ARRAY_FORMULA = 255
FILL_FORMATS = 3


class Part(Thing):
    """The font, the fill or the lines of a range's cells."""

    def __init__(self, block, name):
        super().__init__()
        self.block = block
        self.name = name

    def keep(self, name, value):
        for cell in self.block.touched():
            cell.look[f"{self.name}.{name}"] = value

    def told(self, name):
        return alike(cell.look.get(f"{self.name}.{name}") for cell in self.block.seen())


class Condition(Thing):
    """A conditional format."""

    def __init__(self, sheet, areas, **kept):
        super().__init__(**kept)
        self.sheet = sheet
        self.areas = areas
        self.parts = {"Interior": Thing(), "Font": Thing()}

    def get_Interior(self):
        return self.parts["Interior"]

    def get_Font(self):
        return self.parts["Font"]

    def get_AppliesTo(self):
        return Range(self.sheet, *self.areas[0], others=self.areas[1:])

    def do_ModifyAppliesToRange(self, target):
        self.areas = target.areas

    def do_Delete(self):
        self.sheet.conditions.remove(self)

    def state(self):
        """Return all that there is to it."""
        return self.areas, sorted(self.kept.items()), {name: part.kept for name, part in self.parts.items()}


class Conditions(Collection):
    """Conditional formats of a range."""

    def do_Add(self, Type, Operator=None, Formula1=None, _second=None, String=None, TextOperator=None):
        sheet = self.parent.sheet
        in_r1c1 = sheet.get_Application().kept["ReferenceStyle"] == R1C1
        if in_r1c1 and REFERENCE.search(re.sub(r'"[^"]*"', "", Formula1 or "")):
            raise Refused(f"{Formula1}: this Excel reads references as R1C1")
        told = {"Formula1": Formula1} if String is None else {"Text": String, "TextOperator": TextOperator}
        condition = Condition(sheet, self.parent.areas, Type=Type, Operator=Operator, **told)
        sheet.conditions.append(condition)
        return condition

    def do_Delete(self):
        for condition in self.items:
            condition.do_Delete()


class Range(Thing):
    """A rectangle of cells, or several: then values are those of the first one."""

    def __init__(self, sheet, row, column, last_row, last_column, *, others=(), whole=False):
        super().__init__()
        self.sheet = sheet
        self.row, self.column, self.last_row, self.last_column = row, column, last_row, last_column
        self.areas = ((row, column, last_row, last_column), *others)
        self.whole = whole

    def places(self):
        """Return the places of the first rectangle, row by row."""
        return [
            [(row, column) for column in range(self.column, self.last_column + 1)]
            for row in range(self.row, self.last_row + 1)
        ]

    def everywhere(self):
        """Yield the places of all rectangles."""
        for row, column, last_row, last_column in self.areas:
            for down in range(row, last_row + 1):
                for across in range(column, last_column + 1):
                    yield down, across

    def seen(self):
        """Yield the cells to read."""
        for place in self.everywhere():
            yield self.sheet.cells.get(place) or Cell()

    def touched(self):
        """Yield the cells to write."""
        for place in self.everywhere():
            yield self.sheet.cell(*place)

    def each(self, told):
        """Return what each cell tells, as COM does: one value, or rows."""
        rows = tuple(
            tuple(told(self.sheet.cells.get(place) or Cell()) for place in line) for line in self.places()
        )
        return rows[0][0] if len(rows) == len(rows[0]) == 1 else rows

    def keep(self, name, value):
        for cell in self.touched():
            cell.look[name] = value

    def told(self, name):
        if name not in {"WrapText", "VerticalAlignment", "HorizontalAlignment"}:
            return super().told(name)
        return alike(cell.look.get(name) for cell in self.seen())

    def get_CLSID(self):
        """Return the class: pywin32's generated class of a range tells it, and xlwings' `caller` asks for it."""
        return "{00020846-0000-0000-C000-000000000046}"

    def get_Row(self):
        return self.row

    def get_Column(self):
        return self.column

    def get_Rows(self):
        return Collection(list(range(self.row, self.last_row + 1)), self.sheet)

    def get_Columns(self):
        return Collection(list(range(self.column, self.last_column + 1)), self.sheet)

    def get_Areas(self):
        return Collection([Range(self.sheet, *area) for area in self.areas], self.sheet)

    def get_Parent(self):
        return self.sheet

    get_Worksheet = get_Parent

    def get_Application(self):
        return self.sheet.get_Application()

    # Values and formulas.

    def get_Value(self):
        return self.each(self.typed)

    def typed(self, cell):
        """Return a value as `Value` tells it: a day of a number that shows as one."""
        if isinstance(cell.value, float) and "yy" in cell.shown:
            days = cell.value + (LEAP_1904 if self.sheet.book.kept["Date1904"] else 0)
            if not 0 <= days < 2_958_466:
                raise ValueError(days)
            seconds = round(days % 1 * 86_400)
            return (ZERO + dt.timedelta(int(days), seconds)).replace(tzinfo=dt.UTC)
        return cell.value

    def get_Value2(self):
        return self.each(lambda cell: cell.value)

    def get_Text(self):
        return "########"

    def get_Formula(self):
        return self.each(lambda cell: formula_text(cell).replace("=@", "="))

    def get_Formula2(self):
        self.refuse_old_excel("Formula2")
        return self.each(formula_text)

    def refuse_old_excel(self, name):
        """Fail as an Excel that does not know dynamic arrays."""
        if not self.get_Application().dynamic_arrays:
            super().told(name)

    def get_HasFormula(self):
        return alike(bool(cell.formula) for cell in self.seen())

    def get_HasArray(self):
        return alike(cell.array is not None for cell in self.seen())

    def get_HasSpill(self):
        self.refuse_old_excel("HasSpill")
        return alike(cell.spill is not None for cell in self.seen())

    def get_SpillParent(self):
        row, column = self.sheet.cell(self.row, self.column).spill[:2]
        return Range(self.sheet, row, column, row, column)

    def get_CurrentArray(self):
        return Range(self.sheet, *self.sheet.cell(self.row, self.column).array)

    def get_FormulaArray(self):
        return alike(cell.formula for cell in self.seen())

    def put_FormulaArray(self, text):
        if len(text) > LONGEST_ARRAY_FORMULA:
            raise Refused("FormulaArray: longer than 255 characters")
        for cell in self.touched():
            cell.formula = text
            cell.array = self.areas[0]
            cell.value = self.sheet.book.results.get(text, 0.0)

    def put_Value2(self, values):
        self.refuse_torn_arrays()
        swallowed = {
            place
            for area in self.sheet.merged
            for place in Range(self.sheet, *area).everywhere()
            if place != area[:2]
        }
        for place, value in self.spread(values):
            if place in swallowed:
                continue
            cell = self.sheet.cell(*place)
            cell.formula, cell.array, cell.spill = "", None, None
            cell.value = typed_in(value, cell, self.sheet.book.results)

    put_Value = put_Formula = put_Value2

    def put_Formula2(self, values):
        self.refuse_old_excel("Formula2")
        self.put_Value2(values)

    def get_FormulaR1C1(self):
        return in_r1c1(self.get_Formula(), self.row, self.column)

    def get_Formula2R1C1(self):
        return in_r1c1(self.get_Formula2(), self.row, self.column)

    def put_FormulaR1C1(self, text):
        self.put_Value2([[in_a1(text, *place) for place in line] for line in self.places()])

    def put_Formula2R1C1(self, text):
        self.refuse_old_excel("Formula2R1C1")
        self.put_FormulaR1C1(text)

    def refuse_torn_arrays(self):
        """Refuse to change a part of an array formula."""
        places = set(self.everywhere())
        for cell in self.seen():
            if cell.array and not set(Range(self.sheet, *cell.array).everywhere()) <= places:
                raise Refused("a part of an array formula cannot be changed")

    def spread(self, values):
        """Yield each place with its value."""
        for down, line in enumerate(self.places()):
            for right, place in enumerate(line):
                yield place, values[down][right] if isinstance(values, (tuple, list)) else values

    # Looks.

    def get_NumberFormat(self):
        return alike(cell.shown for cell in self.seen())

    def put_NumberFormat(self, text):
        for cell in self.touched():
            cell.shown = text

    def get_Font(self):
        return Part(self, "Font")

    def get_Interior(self):
        return Part(self, "Interior")

    def get_Borders(self):
        return Part(self, "Borders")

    def get_FormatConditions(self):
        found = [
            condition
            for condition in self.sheet.conditions
            if any(meets(one, other) for one in condition.areas for other in self.areas)
        ]
        return Conditions(found, self)

    def get_ColumnWidth(self):
        return alike(self.sheet.widths.get(column, STANDARD_WIDTH) for _, column in self.everywhere())

    def put_ColumnWidth(self, width):
        self.sheet.widths |= {column: width for _, column in self.everywhere()}

    def get_UseStandardWidth(self):
        return alike(column not in self.sheet.widths for _, column in self.everywhere())

    def put_UseStandardWidth(self, value):
        for _, column in self.everywhere():
            if value:
                self.sheet.widths.pop(column, None)

    def get_RowHeight(self):
        return alike(self.sheet.heights.get(row, STANDARD_HEIGHT) for row, _ in self.everywhere())

    def put_RowHeight(self, height):
        for row, _ in self.everywhere():
            self.sheet.heights[row] = height
            self.sheet.hidden.discard(row)

    def get_Left(self):
        widths = self.sheet.widths
        return sum(
            widths.get(column, STANDARD_WIDTH) * POINTS_PER_CHARACTER for column in range(1, self.column)
        )

    def get_Top(self):
        return sum(self.sheet.heights.get(row, STANDARD_HEIGHT) for row in range(1, self.row))

    # Merged cells, copies.

    def get_MergeCells(self):
        inside = {self.within(area) for area in self.sheet.merged}
        return True if "all" in inside else None if "some" in inside else False

    def within(self, area):
        """Tell how much of the range lies in an area: "", "some" or "all"."""
        if not meets(self.areas[0], area):
            return ""
        row, column, last_row, last_column = area
        whole = row <= self.row and column <= self.column and last_row >= self.last_row
        return "all" if whole and last_column >= self.last_column else "some"

    def get_MergeArea(self):
        return next(Range(self.sheet, *area) for area in self.sheet.merged if self.within(area))

    def do_Merge(self, Across=False):
        for row, column, last_row, last_column in self.areas:
            if not Across:
                self.sheet.merged.append((row, column, last_row, last_column))
            else:
                self.sheet.merged += [(down, column, down, last_column) for down in range(row, last_row + 1)]

    def do_Copy(self, Destination=None):
        if Destination is None:
            # It takes the place of what the seller had copied anywhere else.
            self.get_Application().kept["Clipboard"] = "cells"
            return
        if not (self.whole and Destination.whole):
            # What is put there is what was there, formulas and looks alike; the clipboard is not used.
            for row, column in Destination.everywhere():
                like = self.sheet.cells.get((self.row, self.column + column - Destination.column))
                if like:
                    Destination.sheet.cells[row, column] = copy.deepcopy(like)
            return
        target, source = Destination.sheet, self.sheet
        target.cells = {place: copy.deepcopy(cell) for place, cell in source.cells.items()}
        target.widths, target.heights = dict(source.widths), dict(source.heights)
        target.merged, target.hidden = list(source.merged), set(source.hidden)
        target.conditions = []
        if self.get_Application().kept["CopyObjectsWithCells"]:
            # They come beside those that are there, and their series go on showing the old sheet.
            target.charts += [chart.copied(target) for chart in source.charts]

    def do_ClearContents(self):
        self.put_Value2(None)

    def do_AutoFill(self, target, kind):
        """Fill formats only, downwards, and only over cells that begin with these ones.

        Source: Range.AutoFill in Microsoft's reference: the destination "must include the source range".
        """
        if kind != FILL_FORMATS or target.areas[0][:2] != self.areas[0][:2] or self.row != self.last_row:
            raise Refused("AutoFill: the destination must begin with the source")
        for row, column in target.everywhere():
            like = self.sheet.cells.get((self.row, column))
            if like and row > self.row:
                cell = self.sheet.cell(row, column)
                cell.shown, cell.look = like.shown, dict(like.look)

    def call(self, name, arguments, *, put=False, options=()):
        """Use a member; a protected sheet refuses to be written (error 1004 of VBA)."""
        if (put or name in WRITING) and name != "Activate" and self.sheet.kept["ProtectContents"]:
            raise Refused(f"{name}: the sheet is protected")
        return super().call(name, arguments, put=put, options=options)
