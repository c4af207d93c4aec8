"""Ranges of the stand-in for Excel: what their members tell of cells in a dictionary, and do with them."""

from __future__ import annotations

import copy
import datetime as dt
import re

from stand_in_things import Collection, Refused, Thing

ERRORS = {"#N/A": -2146826246, "#VALUE!": -2146826273}
ZERO = dt.datetime(1899, 12, 30)  # noqa: DTZ001  a cell's moment has no zone
LEAP_1904 = 1462
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?\Z")
REFERENCE = re.compile(r"(?<![\w\"])\$?[A-Z]{1,3}\$?\d+(?![\w(])")
SINGLE_CELL = re.compile(r"(?<!\w)(\$?)([A-Z]{1,3})(\$?)(\d+)(?![\w(])")
IN_R1C1 = re.compile(r"R(?:\[(-?\d+)\]|(\d+))C(?:\[(-?\d+)\]|(\d+))")
STANDARD_WIDTH = 8.38
STANDARD_HEIGHT = 18.75
R1C1 = -4150
LONGEST_ADDRESS = 255
LONGEST_ARRAY_FORMULA = 255


class Cell:
    """A cell: its value as `Value2` tells it, its formula, its number format and what else it looks like.

    Attributes:
        array: the corners of the array formula that it belongs to.
        spill: the corners of what a formula spills into, the formula's own cell included.
    """

    def __init__(self, value=None, formula="", shown="General"):
        self.value = value
        self.formula = formula
        self.shown = shown
        self.look = {}
        self.array = None
        self.spill = None

    def state(self):
        """Return all that there is to a cell."""
        return (
            self.value,
            self.formula,
            self.shown,
            tuple(sorted(self.look.items())),
            self.array,
            self.spill,
        )


EMPTY = Cell().state()


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
            self.get_Application().copied = self
            return
        if not (self.whole and Destination.whole):
            raise Refused("the stand-in copies whole sheets only")
        target, source = Destination.sheet, self.sheet
        target.cells = {place: copy.deepcopy(cell) for place, cell in source.cells.items()}
        target.widths, target.heights = dict(source.widths), dict(source.heights)
        target.merged, target.hidden = list(source.merged), set(source.hidden)
        target.conditions = []

    def do_PasteSpecial(self, _kind):
        source = self.get_Application().copied
        for row, column in self.everywhere():
            like = source.sheet.cells.get((source.row, source.column + column - self.column))
            if like:
                cell = self.sheet.cell(row, column)
                cell.shown, cell.look = like.shown, dict(like.look)


def alike(told):
    """Return what all cells tell, or None (Null to Excel) where they differ."""
    seen = set(told)
    return seen.pop() if len(seen) == 1 else None


def meets(one, other):
    """Tell whether two rectangles have a cell in common."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def formula_text(cell):
    """Return what `Formula2` tells: of a constant its text, rounded as it would be shown in full."""
    if cell.formula:
        return cell.formula
    if cell.value is None:
        return ""
    if type(cell.value) is int:
        return next(text for text, code in ERRORS.items() if code == cell.value)
    if isinstance(cell.value, bool):
        return str(cell.value).upper()
    return f"{cell.value:.15g}" if isinstance(cell.value, float) else cell.value


def typed_in(value, cell, results):
    """Return what Excel makes of a value that is put into a cell."""
    if not isinstance(value, str):
        if value is None or isinstance(value, bool):
            return value
        if cell.shown == "@":
            return f"{value:.15g}"
        return float(value)
    if value.startswith("'"):
        return value[1:]
    if value.startswith("="):
        cell.formula = value
        return results.get(value, 0.0)
    if cell.shown == "@":
        return value or None
    if value in ERRORS:
        return ERRORS[value]
    if value.upper() in {"TRUE", "FALSE"}:
        return value.upper() == "TRUE"
    return float(value) if NUMBER.match(value) else value or None


def in_r1c1(formula, row, column):
    """Return the formula of one cell with its references as R1C1."""

    def said(match):
        fixed, letters, row_fixed, digits = match.groups()
        down = f"R{digits}" if row_fixed else f"R[{int(digits) - row}]"
        across = f"C{number(letters)}" if fixed else f"C[{number(letters) - column}]"
        return down + across

    return outside_texts(lambda part: SINGLE_CELL.sub(said, part), formula)


def in_a1(formula, row, column):
    """Return a formula of R1C1 references as it stands in a cell."""

    def said(match):
        down, row_fixed, across, fixed = match.groups()
        return (
            f"{'$' if fixed else ''}{letters_of(int(fixed or column + int(across)))}"
            f"{'$' if row_fixed else ''}{row_fixed or row + int(down)}"
        )

    return outside_texts(lambda part: IN_R1C1.sub(said, part), formula)


def outside_texts(change, formula):
    """Return a formula changed, but for the texts in it."""
    parts = re.split(r'("[^"]*")', formula)
    return "".join(part if part.startswith('"') else change(part) for part in parts)


def rectangles(text):
    """Return the rectangles that an address names; whole columns are as long as they need to be for one cell."""
    if len(text) > LONGEST_ADDRESS:
        raise Refused("Range: an address longer than 255 characters")
    found = []
    for area in text.split(","):
        match = re.fullmatch(r"\$?([A-Z]+)\$?(\d*)(?::\$?([A-Z]+)\$?(\d*))?", area)
        left, top, right, bottom = match.groups()
        found.append((int(top or 1), number(left), int(bottom or top or 1), number(right or left)))
    return found


def number(letters):
    """Return the number of a column."""
    total = 0
    for letter in letters:
        total = total * 26 + ord(letter) - 64
    return total


def letters_of(column):
    """Return the letters of a column; the stand-in needs no more than 26."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column - 1]
