"""A small spreadsheet for the tests of the template: its formulas, calculated as Excel does, by what they refer to.

A cell is calculated anew only where a cell, name or table column that its text names has changed, or where it asks for
NOW; what our functions take from the 設定 sheet besides is no such reference, and does not count (Microsoft, "Excel
Recalculation"). It knows the functions that the template uses, and refuses any other.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from functools import lru_cache

import openpyxl
from openpyxl.formula import Tokenizer
from openpyxl.utils import get_column_letter, range_boundaries

from xlshipcheck.catalogue.calling import call
from xlshipcheck.catalogue.registry import functions
from xlshipcheck.settings.book import UsersSettings, book_context
from xlshipcheck.values.cells import MISSING
from xlshipcheck.values.days import day_of

ZERO = dt.datetime(1899, 12, 30)  # noqa: DTZ001  a cell's moment has no zone
ORDER = ["=", "<>", "<=", ">=", "<", ">", "&", "+", "-"]
THIS_ROW = re.compile(r"(\w+)\[\[#This Row\],\[(.+)\]\]\Z")
COLUMN = re.compile(r"(\w+)\[(.+)\]\Z")
LIMIT = re.compile(r"(<=|>=|<|>)(\d+(?:\.\d+)?)\Z")


def number(value):
    """Return a value as a cell of Excel holds it."""
    if isinstance(value, dt.datetime):
        return float((value - ZERO).days)
    if isinstance(value, dt.date):
        return float((value - ZERO.date()).days)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


@lru_cache
def tokens_of(formula):
    """Return the parts of a formula; a column of a table has one and the same in every row."""
    items = Tokenizer(formula).items
    return [(token.type, token.subtype, token.value) for token in items if token.type != "WHITE-SPACE"]


class Spreadsheet:
    """A workbook whose formulas are calculated.

    Args:
        data: an .xlsx or .xlsm file.
        today: the day on which it is open.
        is_stored: as Excel opens a file that says so, every formula shows its stored answer and is not calculated,
            unless it asks for NOW.

    Attributes:
        asked: the calls of our functions since it was emptied: cell, function, arguments. An argument that is a
            reference is the list of its places.
    """

    def __init__(self, data, today, *, is_stored=False):
        self.today, self.asked, self.referred, self.spans = today, [], [], []
        book = openpyxl.load_workbook(io.BytesIO(data))
        self.values, self.formulas, self.tables = {}, {}, {}
        self.names = {
            name: entry.attr_text.replace("$", "").split("!") for name, entry in book.defined_names.items()
        }
        for sheet in book:
            for table in sheet.tables.values():
                self.tables[table.name] = (sheet.title, range_boundaries(table.ref), table.column_names)
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                place = (sheet.title, cell.row, cell.column)
                if cell.data_type == "f":
                    self.formulas[place] = tokens_of(cell.value)
                elif cell.value is not None:
                    self.values[place] = number(cell.value)
        self.rows = {sheet.title: sheet.max_row for sheet in book}
        self.read = {place: self.references(place) for place in self.formulas}
        if is_stored:
            stored = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
            self.values |= {
                (sheet, row, column): number(stored[sheet].cell(row, column).value)
                for sheet, row, column in self.formulas
            }
        volatile = {place for place, text in self.formulas.items() if ("FUNC", "OPEN", "NOW(") in text}
        self.calculate(volatile if is_stored else self.formulas)

    def references(self, place):
        """Return the places that a formula names."""
        found = set()
        for kind, subtype, text in self.formulas[place]:
            if kind == "OPERAND" and subtype == "RANGE":
                found |= set(self.area(text, place))
        return found

    def area(self, text, place):
        """Return the places of a reference, in order."""
        this_row, column = THIS_ROW.match(text), COLUMN.match(text)
        if this_row or column:
            sheet, (left, top, _, bottom), titles = self.tables[(this_row or column)[1]]
            across = left + titles.index((this_row or column)[2])
            return [(sheet, row, across) for row in ([place[1]] if this_row else range(top + 1, bottom + 1))]
        sheet, text = self.names.get(text, (place[0], text))
        if "!" in text:
            sheet, text = text.rsplit("!", 1)
            sheet = sheet.strip("'")
        left, top, right, bottom = range_boundaries(text.replace("$", ""))
        # A whole column reaches as far as its sheet is used.
        top, bottom = top or 1, bottom or self.rows[sheet]
        return [(sheet, row, across) for row in range(top, bottom + 1) for across in range(left, right + 1)]

    def type_in(self, place, value):
        """Type a value into a cell; returns the formulas that are calculated for it."""
        self.values[place] = number(value)
        wanted, waiting = set(), {place}
        while waiting:
            changed = waiting.pop()
            for formula, read in self.read.items():
                if changed in read and formula not in wanted:
                    wanted.add(formula)
                    waiting.add(formula)
        self.calculate(wanted)
        return wanted

    def calculate(self, wanted):
        """Calculate formulas, each after those that it names."""
        self.context = self.settings()
        left, done = set(wanted), set()

        def visit(place):
            if place in left and place not in done:
                done.add(place)
                for other in sorted(self.read[place] & left):
                    visit(other)
                self.values[place] = self.evaluated(place)

        for place in sorted(left):
            visit(place)

    def shown(self):
        """Return what every formula shows."""
        return {place: self.values[place] for place in self.formulas}

    def settings(self):
        """Return what our functions are handed over of the 設定 sheet."""
        rows = max(row for sheet, row, _ in self.values if sheet == "設定")
        cells = [
            [self.values.get(("設定", row, column)) for column in range(1, 30)] for row in range(1, rows + 1)
        ]
        return book_context(cells, UsersSettings(), day_of(self.today))

    # Formulas.

    def evaluated(self, place):
        """Return what a formula comes to."""
        value = self.whole(place)
        return number(value) if not isinstance(value, list) else number(value[0][0])

    def whole(self, place):
        """Return what a formula comes to: rows of values where it would spill."""
        self.tokens, self.place = [*self.formulas[place], ("END", "", "")], place
        return self.expression(0)

    def expression(self, level):
        """Evaluate from an operator's level on; comparisons bind loosest."""
        if level == len(LEVELS):
            return self.operand()
        value = self.expression(level + 1)
        while self.tokens[0][0] == "OPERATOR-INFIX" and self.tokens[0][2] in LEVELS[level]:
            operator = self.tokens.pop(0)[2]
            value = operated(operator, single(value), single(self.expression(level + 1)))
        return value

    def operand(self):
        """Evaluate a value, a reference, brackets or a call."""
        kind, subtype, text = self.tokens.pop(0)
        if kind == "OPERAND":
            if subtype == "RANGE":
                cells = [[self.values.get(one)] for one in self.area(text, self.place)]
                return cells[0][0] if len(cells) == 1 else cells
            if subtype == "LOGICAL":
                return text.upper() == "TRUE"
            return float(text) if subtype == "NUMBER" else text[1:-1].replace('""', '"')
        if kind == "PAREN":
            value = self.expression(0)
            self.tokens.pop(0)
            return value
        assert kind == "FUNC", (kind, text)
        return self.called(text[:-1], self.arguments())

    def arguments(self):
        """Evaluate arguments up to the closing bracket; one that is left out is None to tell from a blank."""
        found, referred, spans, is_there = [], [], [], False
        while True:
            kind, subtype, _ = self.tokens[0]
            if kind == "SEP" or (kind == "FUNC" and subtype == "CLOSE"):
                self.tokens.pop(0)
                if not is_there and (found or kind == "SEP"):
                    found.append(MISSING)
                    referred.append(None)
                    spans.append((0, 0))
                if kind == "FUNC":
                    self.referred, self.spans = referred, spans
                    return found
                is_there = False
                continue
            (kind, subtype, text), after = self.tokens[:2]
            is_alone = subtype == "RANGE" and (after[0] == "SEP" or after[:2] == ("FUNC", "CLOSE"))
            area = self.area(text, self.place) if kind == "OPERAND" and is_alone else None
            start = len(self.asked)
            found.append(self.expression(0))
            spans.append((start, len(self.asked)))
            referred.append(area or (None if found[-1] is MISSING else found[-1]))
            is_there = True

    def called(self, name, given):
        """Return what a function answers."""
        if name in functions():
            self.asked.append((self.place, name, self.referred))
            return call(name, given, self.context)
        if name == "IF" and len(given) > (other := 2 if single(given[0]) else 1):
            # Excel calculates only the one of the two that it shows.
            del self.asked[slice(*self.spans[other])]
        name = name.replace("_xlfn.", "")
        return getattr(self, f"of_{name.lower()}")(*given)

    def of_if(self, condition, yes, no=False):
        """Return one of two values."""
        return yes if single(condition) else no

    def of_and(self, *conditions):
        """Tell whether all hold."""
        return all(map(single, conditions))

    def of_or(self, *conditions):
        """Tell whether one holds."""
        return any(map(single, conditions))

    def of_countif(self, cells, wanted):
        """Count the cells that are something."""
        return sum(same(cell, wanted) for (cell,) in rows_of(cells))

    def of_countifs(self, *pairs):
        """Count the rows that meet every criterion."""
        columns = [
            [same(cell, wanted) for (cell,) in rows_of(cells)]
            for cells, wanted in zip(pairs[::2], pairs[1::2], strict=True)
        ]
        return sum(all(row) for row in zip(*columns, strict=True))

    def of_sumifs(self, cells, *pairs):
        """Add up the cells of the rows that meet every criterion."""
        columns = [
            [same(cell, wanted) for (cell,) in rows_of(of)]
            for of, wanted in zip(pairs[::2], pairs[1::2], strict=True)
        ]
        wanted = [all(row) for row in zip(*columns, strict=True)]
        return sum(
            cell for (cell,), is_one in zip(rows_of(cells), wanted, strict=True) if is_one and is_number(cell)
        )

    def chosen(self, cells, *pairs):
        """Return the numbers of the rows that meet every criterion."""
        columns = [
            [same(cell, wanted) for (cell,) in rows_of(of)]
            for of, wanted in zip(pairs[::2], pairs[1::2], strict=True)
        ]
        met = [all(row) for row in zip(*columns, strict=True)]
        return [
            cell for (cell,), is_one in zip(rows_of(cells), met, strict=True) if is_one and is_number(cell)
        ]

    def of_minifs(self, cells, *pairs):
        """Return the least number of the rows that meet every criterion."""
        return min(self.chosen(cells, *pairs), default=0)

    def of_maxifs(self, cells, *pairs):
        """Return the largest number of the rows that meet every criterion."""
        return max(self.chosen(cells, *pairs), default=0)

    def of_iferror(self, value, otherwise):
        """Return a value, or another one where it is an error."""
        return otherwise if self.of_iserror(value) else value

    def of_value(self, text):
        """Return the number that a text is."""
        try:
            return float(single(text))
        except (TypeError, ValueError):
            return "#VALUE!"

    def of_index(self, cells, place):
        """Return the cell at a place."""
        return place if self.of_iserror(place) else rows_of(cells)[int(place) - 1][0]

    def of_match(self, wanted, cells, _exactly):
        """Return the place of a value among cells."""
        found = [place for place, (cell,) in enumerate(rows_of(cells), 1) if same(cell, single(wanted))]
        return float(found[0]) if found else "#N/A"

    def of_hyperlink(self, _target, shown):
        """Return what a link shows."""
        return shown

    def of_left(self, text, count):
        """Return the first characters of a text."""
        return str(single(text) or "")[: int(count)]

    def of_substitute(self, text, old, new):
        """Return a text with other words in it."""
        return str(single(text) or "").replace(old, new)

    def of_iserror(self, value):
        """Tell whether a value is an error of the spreadsheet's."""
        return str(single(value)).startswith("#")

    def of_now(self):
        """Return the moment at which the book is seen: noon of that day."""
        return number(self.today) + 0.5

    def of_int(self, value):
        """Return a number without its part below one."""
        return float(math.floor(number(single(value)) or 0))

    def of_text(self, value, _form):
        """Return a value as a text, in whatever form."""
        return str(single(value))


LEVELS = (("=", "<>", "<=", ">=", "<", ">"), ("&",), ("+", "-"), ("/",))


def rows_of(cells):
    """Return cells as rows."""
    return cells if isinstance(cells, list) else [[cells]]


def single(value):
    """Return the value of a single cell."""
    return value[0][0] if isinstance(value, list) else value


def same(cell, wanted):
    """Tell whether a cell meets a criterion: equal, a blank one to "" too; `<`, `>` and `>=` compare numbers alone.

    `<>` before a text that ends in * asks for cells that begin otherwise.
    """
    if isinstance(wanted, str) and wanted.startswith("<>") and wanted.endswith("*"):
        return not str(cell or "").startswith(wanted[2:-1])
    limit = LIMIT.match(wanted) if isinstance(wanted, str) else None
    if limit:
        return is_number(cell) and operated(limit[1], cell, float(limit[2]))
    return (cell or "") == (wanted or "") if not isinstance(cell, float) else cell == wanted


def is_number(cell):
    """Tell whether a cell holds a number."""
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def operated(operator, one, other):
    """Return what an operator makes of two values; a blank is "" or 0, a text is more than any number."""
    one, other = number(one), number(other)
    if operator == "&":
        return "".join(
            str(int(part) if isinstance(part, float) and part.is_integer() else part or "")
            for part in (one, other)
        )
    if "#" in (str(one)[:1], str(other)[:1]):
        return one if str(one).startswith("#") else other
    if operator in "+-":
        return (one or 0) + (other or 0) if operator == "+" else (one or 0) - (other or 0)
    if operator == "/":
        return (one or 0) / other
    one = (other.__class__() if other is not None else "") if one is None else one
    other = one.__class__() if other is None else other
    left, right = ((isinstance(part, bool), isinstance(part, str), part) for part in (one, other))
    left, right = (left, right) if left[:2] == right[:2] else (left[:2], right[:2])
    return {
        "=": left == right,
        "<>": left != right,
        "<": left < right,
        ">": left > right,
        "<=": left <= right,
        ">=": left >= right,
    }[operator]


def cell_name(place):
    """Return a place as a person reads it."""
    return f"{place[0]}!{get_column_letter(place[2])}{place[1]}"
