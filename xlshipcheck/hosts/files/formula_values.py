"""Formulas calculated: those of our template, by Excel's own rules, so that a file holds the answers it will show.

A formula is calculated after those that it looks at. It knows our functions and the few of Excel's that stand beside
them in our template (criteria, comparisons and blanks as in Microsoft's reference of COUNTIFS, SUMIFS and IF). Whatever
else a formula holds leaves it as it is: its stored result stays, and so do those of the formulas that look at it,
where it may have become another one.

No library calculates these for us: those there are (`formulas`, `pycel`) read a whole workbook through openpyxl into a
model of their own, bring numpy and scipy, know nothing of functions of an add-in, and guess where they should refuse.
"""

from __future__ import annotations

import datetime as dt
import math
import operator
import re
from typing import TYPE_CHECKING, Any, Final, Protocol

from xlshipcheck.catalogue.calling import call
from xlshipcheck.catalogue.registry import functions
from xlshipcheck.hosts.files.formula_parsing import (
    Call,
    Cells,
    Constant,
    Name,
    NoArgument,
    NotKnownError,
    Operation,
    TableColumn,
    parsed,
)
from xlshipcheck.sheets import own_row
from xlshipcheck.values.answers import plain_value
from xlshipcheck.values.cells import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.hosts.files.formula_parsing import Tree
    from xlshipcheck.values.ranges import Rectangle

    Place = tuple[str, int, int]
    Grid = list[list[Any]]

ZERO: Final = dt.date(1899, 12, 30)
DATE_FORM: Final = "yyyy/mm/dd"
_PLAIN_NUMBER: Final = 1e15
_ERROR: Final = re.compile(r"#(?:N/A|[A-Z0/]+[!?])")
_CRITERION: Final = re.compile(r"(<>|<=|>=|=|<|>)?(.*)", re.DOTALL)
_COMPARE: Final = {
    "=": operator.eq,
    "<>": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
_RECKON: Final = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}


class ErrorValue(NotKnownError):
    """What a part of a formula comes to is an error of the spreadsheet's."""


class Book(Protocol):
    """What a calculation asks of a book."""

    def formula(self, place: Place) -> str | None:
        """Return the formula of a cell; None for none, "" for one that is not to be calculated."""

    def value(self, place: Place) -> Any:  # noqa: ANN401  a cell value
        """Return what stands in a cell, or is stored behind its formula; a date is its number."""

    def is_written(self, place: Place) -> bool:
        """Tell whether a cell gets another value in this edit."""

    def may_have_moved(self, formula: str, sheet: str) -> bool:
        """Tell whether a formula that is not calculated here may come to something else now."""

    def last_row(self, sheet: str) -> int:
        """Return the last row of a sheet that holds anything."""

    def table(self, name: str, place: Place) -> tuple[str, Rectangle, Sequence[str]]:
        """Return sheet, area of the rows and titles of a table; "" is the one around a place."""

    def named(self, name: str, place: Place) -> str:
        """Return what a defined name stands for."""

    def headers(self, place: Place) -> Sequence[object]:
        """Return the cells of the header row above a place."""


class Calculator:
    """Calculates the formulas of a book.

    Args:
        book: what it holds.
        context: the as-of day, settings and rules.

    Attributes:
        moved: formulas that call our functions, or hang on them or on what is written in this edit.
    """

    def __init__(self, book: Book, context: Context) -> None:
        self._book, self._context = book, context
        self._results: dict[Place, Any] = {}
        self._ranges: dict[tuple[str, Rectangle], tuple[Grid, bool]] = {}
        self._indexes: dict[tuple[Tree, str], dict[object, list[int]]] = {}
        self._asking: list[Place] = []
        self.moved: set[Place] = set()

    def result(self, place: Place) -> Any:  # noqa: ANN401  a cell value
        """Return what the formula of a cell comes to.

        Raises:
            NotKnownError: it cannot be calculated here.
        """
        if place not in self._results:
            # Until it is calculated it is asked for by itself alone: a circle.
            self._results[place] = NotKnownError()
            self._asking.append(place)
            try:
                self._results[place] = self._stored(self._value(parsed(self._book.formula(place) or "")))
            except (NotKnownError, RecursionError, ArithmeticError) as problem:
                self._results[place] = NotKnownError(problem)
            finally:
                self._asking.pop()
        found = self._results[place]
        if isinstance(found, NotKnownError):
            raise found
        return found

    def _stored(self, value: Any) -> Any:  # noqa: ANN401  a cell value
        value = _single(value)
        if value is None:
            # A formula that looks at a blank cell shows 0.
            return 0.0
        if isinstance(value, str) and _ERROR.fullmatch(value):
            raise NotKnownError(value)
        return value

    def _note(self) -> None:
        self.moved.add(self._asking[-1])

    # What a formula looks at.

    def _cell(self, place: Place) -> Any:  # noqa: ANN401  a cell value
        text = self._book.formula(place)
        if text is None:
            if self._book.is_written(place):
                self._note()
            return self._book.value(place)
        try:
            found = self.result(place)
        except NotKnownError:
            if self._book.may_have_moved(text, place[0]) or place in self._asking:
                raise
            return self._book.value(place)
        if place in self.moved:
            self._note()
        return found

    def _range(self, sheet: str, area: Rectangle) -> Any:  # noqa: ANN401  a cell value or rows
        if area[:2] == area[2:]:
            return self._cell((sheet, area.first_row, area.first_column))
        area = area._replace(last_row=max(area.first_row, min(area.last_row, self._book.last_row(sheet))))
        if (sheet, area) not in self._ranges:
            # What one formula notes here holds for every one that looks at the same range.
            is_noted = self._asking[-1] in self.moved
            self.moved.discard(self._asking[-1])
            columns = range(area.first_column, area.last_column + 1)
            rows = range(area.first_row, area.last_row + 1)
            cells = [[self._cell((sheet, row, column)) for column in columns] for row in rows]
            self._ranges[sheet, area] = cells, self._asking[-1] in self.moved
            if is_noted:
                self._note()
        cells, has_moved = self._ranges[sheet, area]
        if has_moved:
            self._note()
        return cells

    def _column(self, tree: TableColumn) -> Any:  # noqa: ANN401  as above
        here = self._asking[-1]
        sheet, area, titles = self._book.table(tree.table, here)
        if tree.title not in titles:
            raise NotKnownError(tree.title)
        column = area.first_column + titles.index(tree.title)
        if not tree.is_own_row:
            return self._range(sheet, area._replace(first_column=column, last_column=column))
        if sheet != here[0] or not area.first_row <= here[1] <= area.last_row:
            raise NotKnownError(tree.title)
        return self._cell((sheet, here[1], column))

    # What it comes to.

    def _value(self, tree: Tree) -> Any:  # noqa: ANN401  as above
        if isinstance(tree, Constant):
            return tree.value
        if isinstance(tree, NoArgument):
            return MISSING
        if isinstance(tree, Cells):
            return self._range(tree.sheet or self._asking[-1][0], tree.area)
        if isinstance(tree, TableColumn):
            return self._column(tree)
        if isinstance(tree, Name):
            return self._value(parsed(self._book.named(tree.text, self._asking[-1])))
        if isinstance(tree, Operation):
            return _operated(tree.operator, self._plain(tree.first), self._plain(tree.second))
        if tree.function in functions():
            return self._our_answer(tree)
        name = tree.function.removeprefix("_XLFN.").lower()
        known: Callable[..., Any] | None = getattr(self, f"_of_{name}", None)
        if known is None:
            raise NotKnownError(tree.function)
        return known(*tree.arguments)

    def _plain(self, tree: Tree) -> Any:  # noqa: ANN401  a cell value
        """Return a single value that is no error."""
        value = _single(self._value(tree))
        if value is MISSING or (isinstance(value, str) and _ERROR.fullmatch(value)):
            raise NotKnownError(value)
        return value

    def _our_answer(self, tree: Call) -> Any:  # noqa: ANN401  as above
        self._note()
        function = functions()[tree.function]
        given = [self._value(argument) for argument in tree.arguments]
        if function.row_aware and (not given or given[0] is MISSING):
            sheet, row, _ = place = self._asking[-1]
            headers = self._book.headers(place)
            cells = [self._input((sheet, row, column)) for column in range(1, len(headers) + 1)]
            answer = own_row.call(function.name, headers, cells, given, self._context)
        else:
            answer = call(function.name, given, self._context)
        if isinstance(answer, list):
            return [[_cell_value(cell) for cell in row] for row in answer]
        return _cell_value(answer)

    def _input(self, place: Place) -> Any:  # noqa: ANN401  a cell value
        """Return a cell of the own row; what we answer there is no part of the question."""
        text = self._book.formula(place)
        return None if text and any(name in text.upper() for name in functions()) else self._cell(place)

    # Functions of Excel's; arguments come as they stand in the formula.

    def _of_if(self, condition: Tree, yes: Tree, no: Tree = Constant(value=False)) -> Any:  # noqa: ANN401, B008  a constant
        found = self._value(yes if _truth(self._plain(condition)) else no)
        return 0.0 if found is MISSING else found

    def _of_and(self, *conditions: Tree) -> bool:
        return all(_truth(self._plain(one)) for one in conditions)

    def _of_or(self, *conditions: Tree) -> bool:
        return any(_truth(self._plain(one)) for one in conditions)

    def _of_not(self, condition: Tree) -> bool:
        return not _truth(self._plain(condition))

    def _of_left(self, text: Tree, count: Tree = Constant(1.0)) -> str:  # noqa: B008  a constant
        return _text(self._plain(text))[: int(_number(self._plain(count)))]

    def _of_substitute(self, text: Tree, old: Tree, new: Tree) -> str:
        return _text(self._plain(text)).replace(_text(self._plain(old)), _text(self._plain(new)))

    def _of_int(self, value: Tree) -> float:
        return float(math.floor(_number(self._plain(value))))

    def _of_text(self, value: Tree, form: Tree) -> str:
        found = self._plain(value)
        if self._plain(form) != DATE_FORM or not isinstance(found, (int, float)):
            raise NotKnownError(DATE_FORM)
        return (ZERO + dt.timedelta(int(found))).strftime("%Y/%m/%d")

    def _of_countif(self, cells: Tree, criterion: Tree) -> float:
        return self._of_countifs(cells, criterion)

    def _of_countifs(self, *pairs: Tree) -> float:
        return float(len(self._rows_that_meet(pairs)))

    def _of_sumifs(self, cells: Tree, *pairs: Tree) -> float:
        return float(sum(self._numbers_that_meet(cells, pairs)))

    def _of_minifs(self, cells: Tree, *pairs: Tree) -> float:
        return float(min(self._numbers_that_meet(cells, pairs), default=0))

    def _of_maxifs(self, cells: Tree, *pairs: Tree) -> float:
        return float(max(self._numbers_that_meet(cells, pairs), default=0))

    def _numbers_that_meet(self, cells: Tree, pairs: Sequence[Tree]) -> list[float]:
        values = self._one_column(cells)
        chosen = [values[row] for row in self._rows_that_meet(pairs)]
        return [value for value in chosen if isinstance(value, (int, float)) and not isinstance(value, bool)]

    def _of_iferror(self, value: Tree, otherwise: Tree) -> Any:  # noqa: ANN401  a cell value
        try:
            return self._value(value)
        except ErrorValue:
            return self._value(otherwise)

    def _of_value(self, text: Tree) -> float:
        found = self._plain(text)
        number = _as_number(found) if isinstance(found, str) else _number(found)
        if number is None:
            if any(letter.isdigit() for letter in found):
                # A date, a percentage or an amount is a number too, in ways of the program's.
                raise NotKnownError(found)
            raise ErrorValue(found)
        return number

    def _of_match(self, wanted: Tree, cells: Tree, how: Tree) -> float:
        key, column = _equal_to(self._plain(wanted)), self._one_column(cells)
        if key is None or self._plain(how) != 0:
            raise NotKnownError(wanted)
        # Unlike a criterion's, a text that is a number equals no number here.
        kind = isinstance(self._plain(wanted), str)
        rows = [
            row for row in self._index(cells, column).get(key, ()) if isinstance(column[row], str) is kind
        ]
        if not rows:
            raise ErrorValue(wanted)
        return float(rows[0] + 1)

    def _of_index(self, cells: Tree, place: Tree) -> Any:  # noqa: ANN401  a cell value
        column, at = self._one_column(cells), int(_number(self._plain(place)))
        if not 1 <= at <= len(column):
            raise NotKnownError(place)
        return column[at - 1]

    def _one_column(self, tree: Tree) -> list[Any]:
        grid = self._value(tree)
        if not isinstance(grid, list):
            return [grid]
        if len(grid[0]) != 1:
            raise NotKnownError
        return [row[0] for row in grid]

    def _rows_that_meet(self, pairs: Sequence[Tree]) -> list[int]:
        """Return the rows that meet every criterion, looked up by the first that asks for an equal cell."""
        columns = [self._one_column(tree) for tree in pairs[::2]]
        wanted = [self._plain(tree) for tree in pairs[1::2]]
        if len({len(column) for column in columns}) != 1:
            raise NotKnownError
        rows: Sequence[int] = range(len(columns[0]))
        for tree, column, criterion in zip(pairs[::2], columns, wanted, strict=True):
            key = _equal_to(criterion)
            if key is None:
                test = _test(criterion)
                rows = [row for row in rows if test(column[row])]
                continue
            index = self._index(tree, column)
            # Looked up where all rows are still to be seen; afterwards the few that are left are compared.
            is_first = isinstance(rows, range)
            rows = index.get(key, []) if is_first else [row for row in rows if _key(column[row]) == key]
        return list(rows)

    def _index(self, tree: Tree, column: list[Any]) -> dict[object, list[int]]:
        where = tree, self._asking[-1][0]
        if where not in self._indexes:
            index: dict[object, list[int]] = {}
            for row, value in enumerate(column):
                index.setdefault(_key(value), []).append(row)
            self._indexes[where] = index
        return self._indexes[where]


def _cell_value(value: Any) -> Any:  # noqa: ANN401  a cell value
    """Return an answer of ours as a spreadsheet keeps it."""
    value = plain_value(value)
    if isinstance(value, dt.date):
        return float((value - ZERO).days)
    return "" if value is None else value


def _single(value: Any) -> Any:  # noqa: ANN401  as above
    if not isinstance(value, list):
        return value
    if len(value) != 1 or len(value[0]) != 1:
        # What spills, or is cut to one of its cells, is for the spreadsheet to say.
        raise NotKnownError
    return value[0][0]


def _truth(value: Any) -> bool:  # noqa: ANN401  as above
    if isinstance(value, str):
        raise NotKnownError(value)
    return bool(value)


def _number(value: Any) -> float:  # noqa: ANN401  as above
    if isinstance(value, str):
        raise NotKnownError(value)
    return float(value or 0)


def _text(value: Any) -> str:  # noqa: ANN401  as above
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, str):
        return value
    if abs(value) >= _PLAIN_NUMBER or (value and abs(value) < 1e-4):  # noqa: PLR2004  written with an exponent
        raise NotKnownError(value)
    return str(int(value)) if float(value).is_integer() else f"{value:.15g}"


def _operated(sign: str, first: Any, second: Any) -> Any:  # noqa: ANN401  as above
    if sign == "&":
        return _text(first) + _text(second)
    if sign in _RECKON:
        return _RECKON[sign](_number(first), _number(second))
    return _COMPARE[sign](*_alike(first, second))


def _alike(first: Any, second: Any) -> tuple[Any, Any]:  # noqa: ANN401  as above
    """Return two values so that they compare as in Excel: number < text < TRUE, a blank as the other's kind."""
    if first is None:
        first = "" if isinstance(second, str) else False if isinstance(second, bool) else 0.0
    if second is None:
        second = "" if isinstance(first, str) else False if isinstance(first, bool) else 0.0
    return _rank(first), _rank(second)


def _rank(value: Any) -> tuple[int, Any]:  # noqa: ANN401  as above
    if isinstance(value, bool):
        return 2, value
    return (1, value.casefold()) if isinstance(value, str) else (0, value)


def _as_number(text: str) -> float | None:
    try:
        return float(text) if re.fullmatch(r"[+-]?\d+(\.\d+)?", text, re.ASCII) else None
    except ValueError:
        return None


def _key(value: Any) -> object:  # noqa: ANN401  as above
    """Return by what a cell is found that is to equal a criterion: a text that is a number is one."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return value, "bool"
    if isinstance(value, str):
        number = _as_number(value)
        return value.casefold() if number is None else number
    return float(value)


def _equal_to(criterion: Any) -> object:  # noqa: ANN401  as above
    """Return the key of the cells that equal a criterion; None where it asks for anything else."""
    if criterion is None:
        return 0.0
    if not isinstance(criterion, str):
        return _key(criterion)
    sign, text = _CRITERION.fullmatch(criterion).groups()  # type: ignore[union-attr]  # it fits any text
    if sign is not None and not text:
        # These tell a blank from an empty text.
        raise NotKnownError(criterion)
    if sign not in (None, "=") or any(letter in text for letter in "*?~"):
        return None
    return _key(text)


def _test(criterion: str) -> Callable[[Any], bool]:
    """Return what tells whether a cell meets a criterion with a sign or with * and ?."""
    sign, text = _CRITERION.fullmatch(criterion).groups()  # type: ignore[union-attr]  # as above
    number = _as_number(text)
    if sign in ("<", ">", "<=", ">="):
        if number is None:
            raise NotKnownError(criterion)
        compare = _COMPARE[sign]
        return lambda value: (
            isinstance(value, (int, float)) and not isinstance(value, bool) and bool(compare(value, number))
        )
    if not any(letter in text for letter in "*?~"):
        key = _key(text)
        return lambda value: _key(value) != key
    pattern = re.compile(_wildcards(text), re.IGNORECASE | re.DOTALL)
    is_not = sign == "<>"
    return lambda value: (isinstance(value, str) and pattern.fullmatch(value) is not None) != is_not


def _wildcards(text: str) -> str:
    pieces = re.findall(r"~.|.", text, re.DOTALL)
    return "".join(
        ".*" if piece == "*" else "." if piece == "?" else re.escape(piece[-1]) for piece in pieces
    )
