"""What a formula calculates, as a tree, as far as the formulas of our template and of sellers beside them need.

Where its texts, sheets, references and columns of tables end is known by `values.formula_text`. What is
not known here (an array constant, a reference to another book, a range that is calculated) makes the whole formula
one that is left as it is: nothing is guessed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from xlshipcheck.values.formula_text import (
    BRACKETS,
    CALL,
    REFERENCE,
    SHEET,
    SIGN,
    TEXT,
    WORD,
    Piece,
    pieces,
    references,
    table_column,
    text_of,
)
from xlshipcheck.values.ranges import LAST_ROW, Rectangle


class NotKnownError(Exception):
    """A formula that cannot be calculated here."""


class Constant(NamedTuple):
    """A value that stands in the formula."""

    value: object


class NoArgument(NamedTuple):
    """An argument that is not there."""


class Cells(NamedTuple):
    """A cell or a range.

    Attributes:
        sheet: its sheet; "" for the formula's own.
        area: from where to where; a whole column reaches to the last row there is.
    """

    sheet: str
    area: Rectangle


class TableColumn(NamedTuple):
    """A column of a table.

    Attributes:
        table: its name; "" for the table that the formula stands in.
        title: of the column.
        is_own_row: the cell in the formula's own row alone.
    """

    table: str
    title: str
    is_own_row: bool


class Name(NamedTuple):
    """A defined name."""

    text: str


class Call(NamedTuple):
    """A function with its arguments."""

    function: str
    arguments: tuple[Tree, ...]


class Operation(NamedTuple):
    """Two values and the operator between them; a sign in front of a value has 0 as the first one."""

    operator: str
    first: Tree
    second: Tree


Tree: TypeAlias = "Constant | NoArgument | Cells | TableColumn | Name | Call | Operation"

_NUMBER: Final = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII)
_BEGINS_EXPONENT: Final = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?", re.ASCII)
_NAME: Final = re.compile(r"(?![0-9.])(?:[\w.\\?]|[^\x00-\x7f])+")
_LOGICAL: Final = {"TRUE": True, "FALSE": False}
_LEVELS: Final = (("=", "<>", "<=", ">=", "<", ">"), ("&",), ("+", "-"), ("*", "/"))
_TWO_SIGNS: Final = {"<>", "<=", ">="}
_MOST_DEPTH: Final = 60
_END: Final = Piece(SIGN, "")
"""Stands behind the last piece."""


@lru_cache(maxsize=4096)
def parsed(formula: str) -> Tree:
    """Return a formula taken apart.

    Args:
        formula: as it stands in a file: without `=`, in the English spelling.

    Raises:
        NotKnownError: something in it is not known here.
    """
    reader = _Reader(_joined(formula))
    tree = reader.expression(0)
    if reader.next != _END:
        raise NotKnownError(formula)
    return tree


def _joined(formula: str) -> list[Piece]:
    """Return the pieces without blanks between them; operators of two signs, and numbers such as 1E+3, are one."""
    found: list[Piece] = []
    may_join = False
    for piece in pieces(formula):
        if piece.text.isspace():
            may_join = False
            continue
        last = found[-1] if may_join else _END
        if last.kind == SIGN and last.text + piece.text in _TWO_SIGNS:
            found[-1] = Piece(SIGN, last.text + piece.text)
        elif last.kind == WORD and _BEGINS_EXPONENT.fullmatch(last.text):
            found[-1] = Piece(WORD, last.text + piece.text)
        else:
            found.append(piece)
        may_join = True
    return found


class _Reader:
    """Reads pieces one after the other."""

    def __init__(self, found: list[Piece]) -> None:
        self._rest = iter(found)
        self.next = next(self._rest, _END)
        self._depth = 0

    def _taken(self) -> Piece:
        piece, self.next = self.next, next(self._rest, _END)
        return piece

    def _is_next(self, *signs: str) -> bool:
        return self.next.kind == SIGN and self.next.text in signs

    def _take(self, sign: str) -> None:
        if not self._is_next(sign):
            raise NotKnownError
        self._taken()

    def expression(self, level: int) -> Tree:
        """Read an expression whose operators bind at least as tightly as those of a level."""
        if level == len(_LEVELS):
            return self._signed()
        tree = self.expression(level + 1)
        while self._is_next(*_LEVELS[level]):
            tree = Operation(self._taken().text, tree, self.expression(level + 1))
        return tree

    def _signed(self) -> Tree:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise NotKnownError
        if self._is_next("-", "+"):
            tree: Tree = Operation(self._taken().text, Constant(0.0), self._signed())
        else:
            tree = self._operand()
            while self._is_next("%"):
                self._taken()
                tree = Operation("/", tree, Constant(100.0))
            if self._is_next("^"):
                raise NotKnownError
        self._depth -= 1
        return tree

    def _operand(self) -> Tree:
        kind, text = self._taken()
        if kind == TEXT:
            return Constant(text_of(text))
        if kind == SHEET:
            reference = self._taken()
            if not text.endswith("!") or reference.kind != REFERENCE:
                raise NotKnownError
            return _cells(text, reference.text)
        if kind == REFERENCE:
            return _cells("", text)
        if kind == BRACKETS:
            return _column("", text)
        if kind == WORD:
            return _word(text)
        if kind == CALL:
            return (
                _column(text, self._taken().text)
                if self.next.kind == BRACKETS
                else Call(text.upper(), self._arguments())
            )
        if (kind, text) != (SIGN, "("):
            raise NotKnownError
        tree = self.expression(0)
        self._take(")")
        return tree

    def _arguments(self) -> tuple[Tree, ...]:
        self._take("(")
        found: list[Tree] = []
        while True:
            found.append(NoArgument() if self._is_next(",", ")") else self.expression(0))
            if self._is_next(")"):
                self._taken()
                return () if found == [NoArgument()] else tuple(found)
            self._take(",")


def _word(text: str) -> Tree:
    if _NUMBER.fullmatch(text):
        return Constant(float(text))
    if text.upper() in _LOGICAL:
        return Constant(_LOGICAL[text.upper()])
    if not _NAME.fullmatch(text):
        raise NotKnownError(text)
    return Name(text)


def _cells(sheet: str, text: str) -> Cells:
    found = next(references(sheet + text))
    if not found.first_column or (":" in sheet and not sheet.startswith("'")):
        raise NotKnownError(text)
    rows = (found.first_row, found.last_row) if found.first_row else (1, LAST_ROW)
    return Cells(found.sheet, Rectangle(rows[0], found.first_column, rows[1], found.last_column))


def _column(table: str, brackets: str) -> TableColumn:
    found = table_column(brackets)
    if found is None:
        raise NotKnownError(brackets)
    return TableColumn(table, *found)
