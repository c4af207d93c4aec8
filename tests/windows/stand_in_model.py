"""A stand-in for Excel's objects: as much of their behaviour as a refresh meets, over cells in a dictionary.

It follows what Excel's documentation says of each member, and it shows that our calls are well formed; it never
shows what Excel itself answers. A member is a method `get_Name`, `put_Name` or `do_Name`. `Served` offers the same
objects in this process as Python attributes; `stand_in_excel.py` serves them over COM.
"""

from __future__ import annotations

from stand_in_cells import POINTS_PER_CHARACTER, STANDARD_HEIGHT, STANDARD_WIDTH, Range
from stand_in_charts import ChartObjects, PageBreak, PageBreaks
from stand_in_things import CALLS, FAULT, Collection, Missing, Refused, Served, Thing
from stand_in_values import EMPTY, ERRORS, R1C1, Cell, rectangles

__all__ = ["CALLS", "ERRORS", "FAULT", "R1C1", "Cell", "Missing", "Refused", "Served", "Thing"]


class Name(Thing):
    """A defined name."""

    def __init__(self, names, book=None, **kept):
        super().__init__(**kept)
        self.names = names
        self.book = book

    def do_Delete(self):
        self.names.remove(self)

    def get_RefersToRange(self):
        """Return the cells it names; Excel raises where it names anything else.

        Source: Name.RefersToRange in Microsoft's reference: "if the Name object doesn't refer to a range (for
        example, if it refers to a constant or a formula), this property fails".
        """
        sheet, _, place = self.kept["RefersTo"].removeprefix("=").rpartition("!")
        for one in self.book.sheets:
            if sheet.strip("'") == one.kept["Name"]:
                return one.do_Range(place.replace("$", ""))
        raise Refused(f"{self.kept['RefersTo']} is no range")


class Names(Collection):
    """Defined names."""

    def do_Add(self, Name_, RefersTo, Visible=True):
        name = Name(self.items, self.parent, Name=Name_, RefersTo=RefersTo, Visible=Visible)
        self.items.append(name)
        return name


class SheetNames(Names):
    """The names of one sheet, which Excel calls by the sheet and the name: `'受 注'!name`."""

    def __init__(self, items, parent, sheet):
        super().__init__(items, parent)
        self.sheet = sheet

    def do_Add(self, Name_, RefersTo, Visible=True):
        for name in self.items:
            if name.kept["Name"].rpartition("!")[2] == Name_:
                # Names.Add of a name that is there gives it another meaning.
                name.kept.update(RefersTo=RefersTo, Visible=Visible)
                return name
        return super().do_Add(f"'{self.sheet.kept['Name']}'!{Name_}", RefersTo, Visible)


class Worksheets(Collection):
    """Sheets of a book."""

    def do_Add(self, _before=None, After=None):
        book = self.parent
        if book.kept["ProtectStructure"]:
            raise Refused("the structure of the book is protected")
        name = next(
            name
            for name in (f"Sheet{number}" for number in range(1, 99))
            if all(sheet.kept["Name"] != name for sheet in self.items)
        )
        sheet = Worksheet(book, name, {})
        self.items.insert(self.items.index(After) + 1 if After else 0, sheet)
        book.in_front = sheet
        return sheet


class Workbooks(Collection):
    """Open books."""

    def do_Add(self, Template=None):
        """Return a new book.

        Source: Workbooks.Add in Microsoft's reference: with xlWBATWorksheet (-4167) it "contains a single sheet";
        without a template "a number of blank sheets (the number of sheets is set by the SheetsInNewWorkbook property)".
        """
        book = Workbook(self.parent, f"Book{len(self.items) + 1}")
        count = 1 if Template == -4167 else 3
        book.sheets = [Worksheet(book, f"Sheet{number}", {}) for number in range(1, count + 1)]
        return book


class Window(Thing):
    """The window of a book; what it is told holds for the sheet in front."""

    def __init__(self, book):
        super().__init__()
        self.book = book

    def put_DisplayGridlines(self, value):
        self.book.get_ActiveSheet().gridlines = value


class Application(Thing):
    """Excel.

    Attributes:
        dynamic_arrays: whether it knows them; Excel 2019 and before do not.
    """

    def __init__(self):
        super().__init__(
            ScreenUpdating=True,
            EnableEvents=True,
            DisplayAlerts=True,
            Calculation=-4105,
            StatusBar=False,
            CutCopyMode=False,
            CopyObjectsWithCells=True,
            Clipboard="a text from the browser",
            EnableCancelKey=1,
            ReferenceStyle=1,
            Version="16.0",
            Name="Microsoft Excel",
            Visible=True,
            Hwnd=0,
        )
        self.books = []
        self.seen = []
        self.dynamic_arrays = True

    def put_StatusBar(self, value):
        self.kept["StatusBar"] = value
        self.seen.append(value)

    def put_FailAt(self, number):
        """Let the call of this number fail; no member of Excel's."""
        FAULT.begin(int(number))

    def get_State(self):
        """Return all that there is to the first book, as a text; no member of Excel's."""
        return repr(state(self.books[0]))

    def get_Workbooks(self):
        return Workbooks(self.books, self)

    def get_ActiveWorkbook(self):
        return self.books[0]

    get_ThisWorkbook = get_ActiveWorkbook

    def get_Application(self):
        return self


class Workbook(Thing):
    """A book.

    Attributes:
        in_front: the sheet that is in front; None for the first one.
        results: formula -> what it comes to.
    """

    def __init__(self, application, name="注文 チェック.xlsx", *, date1904=False):
        super().__init__(
            Name=name,
            FullName=f"C:\\受注 管理\\{name}",
            Path="C:\\受注 管理",
            Date1904=date1904,
            ProtectStructure=False,
            MultiUserEditing=False,
            IsAddin=False,
        )
        self.application = application
        self.sheets = []
        self.names = []
        self.in_front = None
        self.results = {}
        application.books.append(self)

    def get_Worksheets(self):
        return Worksheets(self.sheets, self)

    get_Sheets = get_Worksheets

    def get_ActiveSheet(self):
        return self.in_front or self.sheets[0]

    def get_Names(self):
        return Names(self.names, self)

    def get_Windows(self):
        return Collection([Window(self)], self)

    def get_Application(self):
        return self.application

    def do_Activate(self):
        return None

    def do_Close(self, SaveChanges=None):
        """Close the book.

        Source: Workbook.Close in Microsoft's reference: without SaveChanges, a changed book "displays a dialog box".
        """
        if SaveChanges is None:
            raise Refused("asks whether to save")
        self.application.books.remove(self)


class PageSetup(Thing):
    """How a sheet is printed."""

    def get_PrintTitleRows(self):
        """Return the rows that stand on top of every page; "" for none.

        Source: PageSetup.PrintTitleRows in Microsoft's reference: "Set this property to False or to the empty string
        ("") to turn off title rows".
        """
        return self.kept.get("PrintTitleRows", "")


class Worksheet(Thing):
    """A sheet.

    Attributes:
        hidden: rows that are hidden, by hand, by a filter or in a folded group.
    """

    def __init__(self, book, name, cells):
        super().__init__(Name=name, ProtectContents=False, Visible=-1, AutoFilterMode=False)
        self.book = book
        self.cells = cells
        self.tables = []
        self.pivots = []
        self.merged = []
        self.conditions = []
        self.widths = {}
        self.heights = {}
        self.hidden = set()
        self.gridlines = True
        self.page = PageSetup()
        self.charts = []
        self.shapes = []
        self.notes = []
        self.breaks = []
        self.names = []

    def get_Names(self):
        """Return the names of this sheet alone; the book's own are not among them.

        Source: Worksheet.Names in Microsoft's reference: "the worksheet-specific names (names defined with the
        "WorksheetName!" prefix)".
        """
        return SheetNames(self.names, self.book, self)

    def cell(self, row, column):
        """Return a cell to write to."""
        return self.cells.setdefault((row, column), Cell())

    def get_Application(self):
        return self.book.application

    def get_Parent(self):
        return self.book

    def get_Index(self):
        return self.book.sheets.index(self) + 1

    def get_PageSetup(self):
        return self.page

    def get_UsedRange(self):
        rows = [row for row, _ in self.cells] or [1]
        columns = [column for _, column in self.cells] or [1]
        return Range(self, min(rows), min(columns), max(rows), max(columns))

    def get_Cells(self):
        used = self.get_UsedRange()
        return Range(self, 1, 1, used.last_row, used.last_column, whole=True)

    def do_Range(self, text, other=None):
        if isinstance(text, Range):
            last = other or text
            return Range(self, text.row, text.column, last.last_row, last.last_column)
        first, *others = rectangles(text)
        return Range(self, *first, others=others)

    def get_ListObjects(self):
        return Collection(self.tables, self)

    def do_PivotTables(self):
        return Collection(self.pivots, self)

    def do_ChartObjects(self):
        return ChartObjects(self.charts, self)

    def get_Shapes(self):
        """Return what lies on the sheet: charts and notes are shapes as well."""
        notes = [Thing(Name=f"Comment {number}", Type=4) for number, _ in enumerate(self.notes, 1)]
        return Collection([*self.charts, *self.shapes, *notes], self)

    def get_Comments(self):
        return Collection(self.notes, self)

    def get_HPageBreaks(self):
        return PageBreaks([PageBreak(Range(self, row, 1, row, 1)) for row in sorted(self.breaks)], self)

    def do_ResetAllPageBreaks(self):
        self.breaks = []

    def cell_at(self, left, top):
        """Return the cell at a place in points, measured as `Left` and `Top` of a range are."""
        row = column = 1
        while top >= (height := self.heights.get(row, STANDARD_HEIGHT)):
            top -= height
            row += 1
        while left >= (width := self.widths.get(column, STANDARD_WIDTH) * POINTS_PER_CHARACTER):
            left -= width
            column += 1
        return Range(self, row, column, row, column)

    def do_Activate(self):
        self.book.in_front = self

    def do_Delete(self):
        if self.book.kept["ProtectStructure"]:
            raise Refused("the structure of the book is protected")
        if self.get_Application().kept["DisplayAlerts"]:
            raise Refused("Excel asks whether to delete the sheet, and nobody answers")
        self.book.sheets.remove(self)
        if self.book.in_front is self:
            self.book.in_front = None


class Area(Thing):
    """A table, or a pivot table: both are a rectangle with a name."""

    def __init__(self, sheet, name, corners, totals=0):
        super().__init__(Name=name, ShowTotals=bool(totals), ShowHeaders=True)
        self.sheet = sheet
        self.corners = corners

    def get_Range(self):
        return Range(self.sheet, *self.corners)

    get_TableRange2 = get_Range

    def do_Resize(self, target):
        self.corners = (target.row, target.column, target.last_row, target.last_column)
        for column in range(target.column, target.last_column + 1):
            header = self.sheet.cell(target.row, column)
            if header.value is None:
                # A column of a table always has a header.
                header.value = f"列{column}"


def state(book):
    """Return all that there is to a book and to its Excel, to be compared."""
    return {
        "application": dict(book.application.kept),
        "book": dict(book.kept),
        "in front": book.get_ActiveSheet().kept["Name"],
        "names": [dict(name.kept) for name in book.names],
        "sheets": [sheet_state(sheet) for sheet in book.sheets],
    }


def sheet_state(sheet):
    """Return all that there is to a sheet."""
    cells = {place: cell.state() for place, cell in sheet.cells.items()}
    return {
        "kept": dict(sheet.kept),
        "cells": {place: told for place, told in sorted(cells.items()) if told != EMPTY},
        "tables": [(table.corners, dict(table.kept)) for table in [*sheet.tables, *sheet.pivots]],
        "merged": sorted(sheet.merged),
        "conditions": [condition.state() for condition in sheet.conditions],
        "widths": dict(sheet.widths),
        "heights": dict(sheet.heights),
        "hidden": set(sheet.hidden),
        "gridlines": sheet.gridlines,
        "charts": [chart.state() for chart in sheet.charts],
        "shapes": [dict(shape.kept) for shape in sheet.shapes],
        "notes": [dict(note.kept) for note in sheet.notes],
        "breaks": sorted(sheet.breaks),
        "names": sorted(str(sorted(name.kept.items())) for name in sheet.names),
        "page": dict(sheet.page.kept),
    }
