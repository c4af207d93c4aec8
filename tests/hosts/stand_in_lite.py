"""A stand-in for the book that xlwings Lite hands to a script, over the cells of the stand-in for Excel.

It is as unkind as Lite's documentation says (the docstrings of xlwings' public classes, and the pages of Lite):

- Writes wait until the script ends or something is awaited. A script that raises loses those that wait, and those
  carried out before stay.
- Without `await` nothing is read from Excel: values, formulas, formats and merged cells all raise here.
- An error in a cell is None unless `err_to_str` asks for it.
- Colours are hex texts; `autofit`, `expand` on what was just written, and the status bar do not work.
- What is typed is read as Excel reads typing: `007` is the number 7, `=1` a formula, an apostrophe keeps a text.
- A protected sheet is noticed when the write is carried out, not before; nothing tells beforehand.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "windows"))
from stand_in_model import ERRORS, Refused, Served

HEX = re.compile(r"#[0-9A-Fa-f]{6}")
ERROR_TEXTS = {number: text for text, number in ERRORS.items()}
VERTICAL = {"top": -4160, "center": -4108}
HORIZONTAL = {"left": -4131, "center": -4108}
PER_REQUEST = 5_000_000
"""Bytes that Excel on the web takes or gives at once; our characters are of three."""


class NotLoadedError(Exception):
    """Something was read without `await`."""


class ExcelError(Exception):
    """What Excel says when an action is carried out."""


class Queue:
    """The actions that wait."""

    def __init__(self):
        self.waiting = []
        self.size = 0
        self.trips = 0

    def add(self, action, size=0):
        self.waiting.append(action)
        self.size += size

    def flush(self):
        """Carry out what waits; what came before the one that fails stays done."""
        self.trips += 1
        size, self.size = self.size, 0
        if size > PER_REQUEST:
            raise ExcelError("RequestPayloadSizeLimitExceeded")
        waiting, self.waiting = self.waiting, []
        for action in waiting:
            try:
                action()
            except Refused as problem:
                raise ExcelError(str(problem)) from None


class Part:
    """The font or the borders of a range: they are put, and not read."""

    def __init__(self, queue, put, members):
        self.__dict__.update(_queue=queue, _put=put, _members=members)

    def __setattr__(self, name, value):
        if name not in self._members:
            raise NotImplementedError(name)
        if name == "color":
            refuse_colour(value)
        self._queue.add(lambda: self._put(self._members[name], value))

    def __getattr__(self, name):
        raise NotLoadedError(name)


def refuse_colour(value):
    """Refuse a colour that is no hex text."""
    if not (isinstance(value, str) and HEX.fullmatch(value)):
        raise ValueError(f"Invalid color: {value!r}")


class Conditions:
    """The conditional formats of a range."""

    def __init__(self, block):
        self.block = block

    def __len__(self):
        return int(self.block.com.FormatConditions.Count)

    def add_cell_value(self, operator, formula1, *, fill_color, font_color):
        if operator != "equal_to":
            raise ValueError(operator)
        self._add(1, formula1, fill_color, font_color)

    def add_custom(self, formula, *, fill_color, font_color):
        if not formula.startswith("="):
            raise ValueError(formula)
        self._add(2, formula, fill_color, font_color)

    def _add(self, kind, formula, fill, font):
        refuse_colour(fill)
        refuse_colour(font)

        def act():
            condition = self.block.com.FormatConditions.Add(kind, 3, formula)
            condition.Interior.Color = fill
            condition.Font.Color = font

        self.block.queue.add(act)


class Range:
    """A rectangle of cells."""

    def __init__(self, sheet, first, last, options=None):
        self.__dict__.update(sheet=sheet, first=first, last=last, given=options or {})
        self.__dict__.update(row=first[0], column=first[1])

    @property
    def queue(self):
        return self.sheet.queue

    @property
    def shape(self):
        return self.last[0] - self.first[0] + 1, self.last[1] - self.first[1] + 1

    @property
    def com(self):
        cells = [letters(column) + str(row) for row, column in (self.first, self.last)]
        return self.sheet.com.Range(":".join(cells))

    def get_address(self, *, row_absolute=True, column_absolute=True):
        across, down = "$" * column_absolute, "$" * row_absolute
        return ":".join(f"{across}{letters(column)}{down}{row}" for row, column in (self.first, self.last))

    def options(self, **given):
        return Range(self.sheet, self.first, self.last, given)

    def _shaped(self, rows):
        """Return rows in the shape that reading has without `ndim`."""
        if self.given.get("ndim") == 2:
            return rows
        flat = [cell for row in rows for cell in row]
        return flat[0] if len(flat) == 1 else flat if 1 in self.shape else rows

    async def get_value(self):
        self.queue.flush()
        to_text = self.given.get("err_to_str", False)
        rows = self.rows(self.com.Value)
        return self._shaped([[shown(value, to_text) for value in row] for row in rows])

    async def get_formula(self):
        self.queue.flush()
        return self._shaped(
            [[str("" if text is None else text) for text in row] for row in self.rows(self.com.Formula)]
        )

    def rows(self, block):
        rows = [list(row) for row in block] if isinstance(block, tuple) else [[block]]
        if 3 * sum(len(str(value)) for row in rows for value in row) > PER_REQUEST:
            raise ExcelError("ResponsePayloadSizeLimitExceeded")
        return rows

    async def get_formula_array(self):
        self.queue.flush()
        return self.com.FormulaArray if self.com.HasArray else None

    async def get_number_format(self):
        self.queue.flush()
        return self.com.NumberFormat

    async def get_merge_cells(self):
        self.queue.flush()
        return self.com.MergeCells

    async def get_merge_area(self):
        self.queue.flush()
        area = self.com.MergeArea
        first = area.Row, area.Column
        return Range(self.sheet, first, (first[0] + area.Rows.Count - 1, first[1] + area.Columns.Count - 1))

    async def get_conditional_formats(self):
        self.queue.flush()
        return Conditions(self)

    @property
    def conditional_formats(self):
        return Conditions(self)

    @property
    def font(self):
        members = {"name": "Name", "size": "Size", "bold": "Bold", "color": "Color"}
        return Part(self.queue, lambda member, value: setattr(self.com.Font, member, value), members)

    @property
    def borders(self):
        members = {"line_style": "LineStyle", "color": "Color"}
        return Part(self.queue, lambda member, value: setattr(self.com.Borders, member, value), members)

    def copy_from(self, source, copy_type="all"):
        def act():
            for row in range(self.first[0], self.last[0] + 1):
                for column in range(self.first[1], self.last[1] + 1):
                    target = self.sheet.range((row, column), (row, column))
                    like = source.sheet.range((source.first[0], column), (source.first[0], column))
                    if copy_type == "formulas":
                        target.com.Formula2R1C1 = like.com.Formula2R1C1
                    elif copy_type == "formats":
                        target.com.NumberFormat = like.com.NumberFormat
                    else:
                        raise Refused(copy_type)

        self.queue.add(act)

    def __setattr__(self, name, value):
        if name in {"value", "formula"}:
            self._write(value)
        elif name == "color":
            refuse_colour(value)
            self.queue.add(lambda: setattr(self.com.Interior, "Color", value))
        elif name in {"vertical_alignment", "horizontal_alignment"}:
            known = VERTICAL if name.startswith("v") else HORIZONTAL
            member = "VerticalAlignment" if name.startswith("v") else "HorizontalAlignment"
            self.queue.add(lambda: setattr(self.com, member, known[value]))
        else:
            member = {
                "number_format": "NumberFormat",
                "column_width": "ColumnWidth",
                "row_height": "RowHeight",
                "wrap_text": "WrapText",
            }[name]
            self.queue.add(lambda: setattr(self.com, member, value))

    def _write(self, rows):
        if not isinstance(rows, list):
            rows = [[rows]]
        if (len(rows), len(rows[0])) != self.shape:
            # A block put to a cell alone is documented to go wrong now and then.
            raise ExcelError("InvalidArgument")
        size = 3 * sum(len(str(value)) for row in rows for value in row)
        self.queue.add(lambda: setattr(self.com, "Value2", tuple(map(tuple, rows))), size)

    def __getattr__(self, name):
        raise NotLoadedError(name)


def shown(value, to_text):
    """Return a value as the converters of xlwings give it."""
    if type(value) is int and value in ERROR_TEXTS:
        return ERROR_TEXTS[value] if to_text else None
    if hasattr(value, "tzinfo"):
        return value.replace(tzinfo=None)
    return value


def letters(column):
    """Return a column's letters."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


class Table:
    """A table."""

    def __init__(self, sheet, com):
        self.sheet = sheet
        self.com = com
        self.name = com.Name
        self.show_totals = com.ShowTotals
        self.range = placed(sheet, com.Range)

    def resize(self, block):
        self.sheet.queue.add(lambda: self.com.Resize(block.com))


class Pivot:
    """A pivot table."""

    def __init__(self, sheet, com):
        self.sheet = sheet
        self.com = com
        self.name = com.Name

    async def get_range(self):
        return placed(self.sheet, self.com.TableRange2)


def placed(sheet, com):
    """Return a range of Excel's as one of Lite's."""
    return Range(
        sheet, (com.Row, com.Column), (com.Row + com.Rows.Count - 1, com.Column + com.Columns.Count - 1)
    )


class Items(list):
    """Objects by place or by name."""

    def __getitem__(self, key):
        if isinstance(key, str):
            return next(item for item in self if item.name == key)
        return super().__getitem__(key)


class Sheet:
    """A sheet."""

    def __init__(self, book, com):
        self.book = book
        self.com = com

    @property
    def queue(self):
        return self.book.queue

    @property
    def name(self):
        return self.com.Name

    @property
    def tables(self):
        return Items(Table(self, one) for one in served_items(self.com.ListObjects))

    @property
    def pivot_tables(self):
        return Items(Pivot(self, one) for one in served_items(self.com.PivotTables()))

    @property
    def used_range(self):
        raise NotLoadedError("used_range")

    async def get_used_range(self, values_only=False):
        self.queue.flush()
        assert values_only, "cells with a format alone count otherwise"
        filled = [
            place for place, cell in self.com.thing.cells.items() if cell.value is not None or cell.formula
        ]
        if not filled:
            return None
        rows, columns = zip(*filled, strict=True)
        return Range(self, (min(rows), min(columns)), (max(rows), max(columns)))

    def range(self, first, last):
        return Range(self, first, last)

    def autofit(self):
        raise NotImplementedError("autofit")

    def activate(self):
        self.queue.add(self.com.Activate)

    def clear(self):
        def act():
            if self.com.ProtectContents:
                raise Refused("the sheet is protected")
            self.com.thing.cells.clear()

        self.queue.add(act)

    def delete(self):
        def act():
            self.book.com.Application.DisplayAlerts = False
            self.com.Delete()

        self.queue.add(act)


def served_items(collection):
    """Return the objects of a collection of Excel's."""
    return [collection.Item(place) for place in range(1, collection.Count + 1)]


class NewSheet(Sheet):
    """A sheet that is there when the action that adds it has been carried out."""

    def __init__(self, book, name):
        self.book = book
        self.wanted = name
        self.made = None

    @property
    def com(self):
        return self.made

    @property
    def name(self):
        return self.wanted


class Sheets:
    """The sheets."""

    def __init__(self, book):
        self.book = book
        self.added = []

    def __iter__(self):
        known = [Sheet(self.book, one) for one in served_items(self.book.com.Worksheets)]
        return iter([*known, *(one for one in self.added if one.made is None)])

    async def get_active(self):
        self.book.queue.flush()
        return Sheet(self.book, self.book.com.ActiveSheet)

    def add(self, name, before=None, after=None):  # noqa: ARG002  as xlwings has it
        if name.lower() in (sheet.name.lower() for sheet in self):
            raise ValueError(f"Sheet named {name!r} already present in workbook")
        sheet = NewSheet(self.book, name)
        self.added.append(sheet)

        def act():
            sheets = self.book.com.Worksheets
            sheet.made = sheets.Add(None, sheets.Item(sheets.Count))
            sheet.made.Name = name

        self.book.queue.add(act)
        return sheet


class Name:
    """A defined name."""

    def __init__(self, book, com):
        self.__dict__.update(book=book, com=com, name=com.Name)

    @property
    def refers_to(self):
        return self.com.RefersTo

    def __setattr__(self, name, value):
        assert name == "refers_to"
        self.book.queue.add(lambda: setattr(self.com, "RefersTo", value))


class Names:
    """The defined names, as they were when the book was loaded."""

    def __init__(self, book):
        self.book = book

    def __iter__(self):
        return iter(Name(self.book, one) for one in served_items(self.book.com.Names))

    def __getitem__(self, key):
        return next(name for name in self if name.name == key)

    def add(self, name, refers_to):
        self.book.queue.add(lambda: self.book.com.Names.Add(name, refers_to))


class Book:
    """The book, as a script annotated with `xw.BookAsync` gets it."""

    def __init__(self, workbook):
        self.com = Served(workbook)
        self.queue = Queue()
        self.sheets = Sheets(self)
        self.names = Names(self)

    @property
    def name(self):
        return self.com.Name

    async def load(self, values=None):  # noqa: ARG002  as xlwings has it
        self.queue.flush()
        return self

    async def flush(self):
        self.queue.flush()
