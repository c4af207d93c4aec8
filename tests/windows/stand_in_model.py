"""A stand-in for Excel's objects: as much of their behaviour as a refresh meets, over cells in a dictionary.

It follows what Excel's documentation says of each member, and it shows that our calls are well formed; it never
shows what Excel itself answers. A member is a method `get_Name`, `put_Name` or `do_Name`. `Served` offers the same
objects in this process as Python attributes; `stand_in_excel.py` serves them over COM.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

CALLS = Counter()
"""How often each member was used, across all objects."""
ERRORS = {"#N/A": -2146826246, "#VALUE!": -2146826273}
ZERO = dt.datetime(1899, 12, 30)  # noqa: DTZ001  a cell's moment has no zone
LEAP_1904 = 1462
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?\Z")


class Refused(Exception):
    """What Excel refuses."""


class Thing:
    """Any object: members that are only kept are kept as they are put."""

    kept: dict[str, object]

    def __init__(self):
        self.kept = {}

    def call(self, name, arguments, *, put=False, options=()):
        """Use a member as COM does."""
        CALLS[f"{type(self).__name__}.{name}"] += 1
        if put:
            method = getattr(self, f"put_{name}", None)
            if method:
                return method(*arguments)
            self.kept[name] = arguments[-1]
            return None
        method = getattr(self, f"get_{name}", None) or getattr(self, f"do_{name}", None)
        if method:
            return method(*arguments, **dict(options))
        if name in self.kept:
            return self.kept[name]
        raise Refused(f"{type(self).__name__}.{name}")

    def is_method(self, name):
        """Tell whether a member is called rather than read."""
        return hasattr(self, f"do_{name}")


class Collection(Thing):
    """Objects by place or name."""

    def __init__(self, items, parent):
        super().__init__()
        self.items = items
        self.parent = parent

    def get_Count(self):
        return len(self.items)

    def do_Item(self, key):
        if isinstance(key, str):
            for item in self.items:
                if item.call("Name", ()).lower() == key.lower():
                    return item
            raise Refused(key)
        return self.items[int(key) - 1]

    def get_Application(self):
        return self.parent.get_Application()

    def get_Parent(self):
        return self.parent


class Names(Collection):
    """Defined names."""

    def do_Add(self, Name, RefersTo, Visible=True):
        name = Thing()
        name.kept = {"Name": Name, "RefersTo": RefersTo, "Visible": Visible}
        self.items.append(name)
        return name


class Worksheets(Collection):
    """Sheets of a book."""

    def do_Add(self, _before=None, After=None):
        sheet = Worksheet(self.parent, f"Sheet{len(self.items) + 1}", {})
        self.items.insert(self.items.index(After) + 1 if After else 0, sheet)
        return sheet


class Workbooks(Collection):
    """Open books."""


class Conditions(Collection):
    """Conditional formats of a range."""

    def do_Add(self, Type, Operator=None, Formula1=None, _second=None, String=None, TextOperator=None):
        condition = Thing()
        condition.kept = {"Interior": Thing(), "Font": Thing(), "Formula1": Formula1 or String, "Type": Type}
        condition.kept["Operator"] = Operator or TextOperator
        self.items.append(condition)
        return condition


class Application(Thing):
    """Excel."""

    def __init__(self):
        super().__init__()
        self.books = []
        self.kept = {
            "ScreenUpdating": True,
            "EnableEvents": True,
            "Calculation": -4105,
            "StatusBar": False,
            "CutCopyMode": False,
            "Version": "16.0",
            "Name": "Microsoft Excel",
            "Visible": True,
            "Hwnd": 0,
        }
        self.seen = []

    def put_StatusBar(self, value):
        self.kept["StatusBar"] = value
        self.seen.append(value)

    def get_Workbooks(self):
        return Workbooks(self.books, self)

    def get_ActiveWorkbook(self):
        return self.books[0]

    get_ThisWorkbook = get_ActiveWorkbook

    def get_Application(self):
        return self


class Workbook(Thing):
    """A book."""

    def __init__(self, application, name="注文 チェック.xlsx", *, date1904=False):
        super().__init__()
        self.application = application
        self.sheets = []
        self.names = []
        self.kept = {
            "Name": name,
            "FullName": f"C:\\受注 管理\\{name}",
            "Path": "C:\\受注 管理",
            "Date1904": date1904,
        }
        application.books.append(self)

    def get_Worksheets(self):
        return Worksheets(self.sheets, self)

    get_Sheets = get_Worksheets

    def get_ActiveSheet(self):
        return self.sheets[0]

    def get_Names(self):
        return Names(self.names, self)

    def get_Application(self):
        return self.application

    def do_Activate(self):
        return None


class Cell:
    """A cell: its value as `Value2` tells it, its formula, whether it is a text typed with an apostrophe."""

    def __init__(self, value=None, formula="", shown="General"):
        self.value = value
        self.formula = formula
        self.shown = shown


class Worksheet(Thing):
    """A sheet."""

    def __init__(self, book, name, cells):
        super().__init__()
        self.book = book
        self.cells = cells
        self.tables = []
        self.pivots = []
        self.merged = []
        self.conditions = {}
        self.kept = {"Name": name, "ProtectContents": False}

    def cell(self, row, column):
        return self.cells.setdefault((row, column), Cell())

    def get_Application(self):
        return self.book.application

    def get_Parent(self):
        return self.book

    def get_Index(self):
        return self.book.sheets.index(self) + 1

    def get_UsedRange(self):
        rows = [row for row, _ in self.cells] or [1]
        columns = [column for _, column in self.cells] or [1]
        return Range(self, min(rows), min(columns), max(rows), max(columns))

    def get_Cells(self):
        used = self.get_UsedRange()
        return Range(self, 1, 1, used.last_row, used.last_column)

    def do_Range(self, text, other=None):
        if isinstance(text, Range):
            last = other or text
            return Range(self, text.row, text.column, last.last_row, last.last_column)
        match = re.fullmatch(r"\$?([A-Z]+)\$?(\d*)(?::\$?([A-Z]+)\$?(\d*))?", text)
        left, top, right, bottom = match.groups()
        return Range(self, int(top or 1), number(left), int(bottom or top or 1), number(right or left))

    def get_ListObjects(self):
        return Collection(self.tables, self)

    def do_PivotTables(self):
        return Collection(self.pivots, self)

    def do_Activate(self):
        return None


class Area(Thing):
    """A table, or a pivot table: both are a rectangle with a name."""

    def __init__(self, sheet, name, corners, totals=0):
        super().__init__()
        self.sheet = sheet
        self.corners = corners
        self.kept = {"Name": name, "ShowTotals": bool(totals)}

    def get_Range(self):
        return Range(self.sheet, *self.corners)

    get_TableRange2 = get_Range

    def do_Resize(self, target):
        self.corners = (target.row, target.column, target.last_row, target.last_column)


class Range(Thing):
    """A rectangle of cells."""

    def __init__(self, sheet, row, column, last_row, last_column):
        super().__init__()
        self.sheet = sheet
        self.row, self.column, self.last_row, self.last_column = row, column, last_row, last_column

    def places(self):
        return [
            [(row, column) for column in range(self.column, self.last_column + 1)]
            for row in range(self.row, self.last_row + 1)
        ]

    def each(self, told):
        """Return what each cell tells, as COM does: one value, or rows."""
        rows = tuple(
            tuple(told(self.sheet.cells.get(place) or Cell()) for place in line) for line in self.places()
        )
        return rows[0][0] if len(rows) == len(rows[0]) == 1 else rows

    def get_Row(self):
        return self.row

    def get_Column(self):
        return self.column

    def get_Rows(self):
        return Collection(list(range(self.row, self.last_row + 1)), self.sheet)

    def get_Columns(self):
        return Collection(list(range(self.column, self.last_column + 1)), self.sheet)

    def get_Parent(self):
        return self.sheet

    get_Worksheet = get_Parent

    def get_Application(self):
        return self.sheet.book.application

    def get_Value(self):
        return self.each(self.typed)

    def typed(self, cell):
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
        return self.each(lambda cell: cell.formula or ("" if cell.value is None else cell.value))

    def get_HasFormula(self):
        seen = {
            bool((self.sheet.cells.get(place) or Cell()).formula) for line in self.places() for place in line
        }
        return seen.pop() if len(seen) == 1 else None

    def put_Value2(self, values):
        for place, value in self.spread(values):
            cell = self.sheet.cell(*place)
            cell.formula = ""
            cell.value = typed_in(value, cell)

    put_Value = put_Formula = put_Value2

    def spread(self, values):
        for down, line in enumerate(self.places()):
            for right, place in enumerate(line):
                yield place, values[down][right] if isinstance(values, (tuple, list)) else values

    def get_NumberFormat(self):
        seen = {(self.sheet.cells.get(place) or Cell()).shown for line in self.places() for place in line}
        return seen.pop() if len(seen) == 1 else None

    def put_NumberFormat(self, text):
        for line in self.places():
            for place in line:
                self.sheet.cell(*place).shown = text

    def get_FormatConditions(self):
        return Conditions(self.sheet.conditions.setdefault((self.row, self.column), []), self.sheet)

    def get_Font(self):
        return Thing()

    get_Interior = get_Font

    def get_MergeCells(self):
        inside = [self.inside(area) for area in self.sheet.merged]
        return True if "all" in inside else None if "some" in inside else False

    def inside(self, area):
        row, column, last_row, last_column = area
        apart = (
            row > self.last_row
            or last_row < self.row
            or column > self.last_column
            or last_column < self.column
        )
        whole = row <= self.row and column <= self.column and last_row >= self.last_row
        return "" if apart else "all" if whole and last_column >= self.last_column else "some"

    def get_MergeArea(self):
        return next(Range(self.sheet, *area) for area in self.sheet.merged if self.inside(area))

    def do_Copy(self):
        return None

    def do_PasteSpecial(self, _kind):
        return None

    def do_Clear(self):
        self.sheet.cells.clear()


def typed_in(value, cell):
    """Return what Excel makes of a value that is put into a cell."""
    if not isinstance(value, str):
        if value is None or isinstance(value, bool):
            return value
        return value if type(value) is int and value in ERRORS.values() else float(value)
    if value.startswith("'"):
        return value[1:]
    if value.startswith("="):
        cell.formula = value
        return 0.0
    if value in ERRORS:
        return ERRORS[value]
    if NUMBER.match(value) and cell.shown != "@":
        return float(value)
    return value or None


def number(letters):
    """Return the number of a column."""
    total = 0
    for letter in letters:
        total = total * 26 + ord(letter) - 64
    return total


class Served:
    """A thing as Python attributes, as pywin32 offers Excel's objects."""

    def __init__(self, thing):
        object.__setattr__(self, "thing", thing)

    def __getattr__(self, name):
        if self.thing.is_method(name):
            return lambda *arguments, **options: served(
                self.thing.call(
                    name,
                    [bare(argument) for argument in arguments],
                    options={key: bare(value) for key, value in options.items()}.items(),
                )
            )
        return served(self.thing.call(name, ()))

    def __setattr__(self, name, value):
        self.thing.call(name, (value,), put=True)


def served(value):
    """Return a thing as attributes; other values as they are."""
    return Served(value) if isinstance(value, Thing) else value


def bare(value):
    """Return the thing behind attributes."""
    return value.thing if isinstance(value, Served) else value
