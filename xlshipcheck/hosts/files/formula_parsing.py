"""The text of a formula taken apart, as far as the formulas of our template and of sellers beside them need.

What is not known here (an array constant, a reference to another book, a range that is calculated) makes the whole
formula one that is left as it is: nothing is guessed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from xlshipcheck.values.ranges import Rectangle, parse_range

if TYPE_CHECKING:
    from collections.abc import Sequence


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

_WORD: Final = r"(?:[\w.\\?]|[^\x00-\x7f])+"
_SHEET: Final = rf"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>{_WORD}))!"
_CELL: Final = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}"
_COLUMN: Final = r"\$?[A-Za-z]{1,3}"
_TOKEN: Final = re.compile(
    rf"""\s*(?:
      (?P<text>"(?:[^"]|"")*")
    | (?:{_SHEET})?(?P<range>{_CELL}(?::{_CELL})?|{_COLUMN}:{_COLUMN})(?![\w(!\[:]|[^\x00-\x7f])
    | (?P<number>[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+)(?![\w:]|[^\x00-\x7f])
    | (?P<call>{_WORD})\(
    | (?P<table>(?:{_WORD})?)\[(?P<inside>(?:'.|[^'\[\]]|\[(?:'.|[^'\[\]])*\])*)\]
    | (?P<word>{_WORD})(?![!\[:(])
    | (?P<operator><>|<=|>=|[-+*/^&=<>%(),])
    )""",
    re.VERBOSE,
)
_OWN_ROW: Final = re.compile(r"\[#This Row\],\s*\[((?:'.|[^'\[\]])*)\]|@\[?((?:'.|[^'\[\]])*)\]?")
_LOGICAL: Final = {"TRUE": True, "FALSE": False}
_LEVELS: Final = (("=", "<>", "<=", ">=", "<", ">"), ("&",), ("+", "-"), ("*", "/"))
_LAST_ROW: Final = 1_048_576
_MOST_DEPTH: Final = 60


@lru_cache(maxsize=4096)
def parsed(formula: str) -> Tree:
    """Return a formula taken apart.

    Args:
        formula: as it stands in a file: without `=`, in the English spelling.

    Raises:
        NotKnownError: something in it is not known here.
    """
    reader = _Reader(_tokens(formula))
    tree = reader.expression(0)
    if reader.tokens:
        raise NotKnownError(formula)
    return tree


def _tokens(formula: str) -> list[re.Match[str]]:
    found, at = [], 0
    text = formula.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotKnownError(formula)
        found.append(match)
        at = match.end()
    return found[::-1]


class _Reader:
    """Reads tokens, the next one last in the list."""

    def __init__(self, tokens: list[re.Match[str]]) -> None:
        self.tokens = tokens
        self._depth = 0

    def _next(self) -> re.Match[str]:
        if not self.tokens:
            raise NotKnownError
        return self.tokens.pop()

    def _is_next(self, operators: Sequence[str]) -> bool:
        return bool(self.tokens) and (self.tokens[-1]["operator"] or "none") in operators

    def expression(self, level: int) -> Tree:
        """Read an expression whose operators bind at least as tightly as those of a level."""
        if level == len(_LEVELS):
            return self._signed()
        tree = self.expression(level + 1)
        while self._is_next(_LEVELS[level]):
            operator = self._next()["operator"]
            tree = Operation(operator, tree, self.expression(level + 1))
        return tree

    def _signed(self) -> Tree:
        if self._is_next("-+"):
            operator = self._next()["operator"]
            return Operation(operator, Constant(0.0), self._signed())
        tree = self._operand()
        while self._is_next("%"):
            self._next()
            tree = Operation("/", tree, Constant(100.0))
        if self._is_next("^"):
            raise NotKnownError
        return tree

    def _operand(self) -> Tree:
        token = self._next()
        kind = token.lastgroup if token.lastgroup != "inside" else "table"
        if kind == "text":
            return Constant(token["text"][1:-1].replace('""', '"'))
        if kind == "number":
            return Constant(float(token["number"]))
        if kind == "range":
            return Cells(_sheet(token), _area(token["range"]))
        if kind == "table":
            return _column(token["table"], token["inside"])
        if kind == "word":
            word = token["word"]
            return Constant(_LOGICAL[word.upper()]) if word.upper() in _LOGICAL else Name(word)
        if kind == "call":
            return Call(token["call"].upper(), self._arguments())
        if token["operator"] != "(":
            raise NotKnownError
        tree = self.expression(0)
        if not self._is_next(")"):
            raise NotKnownError
        self._next()
        return tree

    def _arguments(self) -> tuple[Tree, ...]:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise NotKnownError
        found: list[Tree] = []
        while True:
            if self._is_next(",)"):
                found.append(NoArgument())
            else:
                found.append(self.expression(0))
            end = self._next()["operator"]
            if end == ")":
                self._depth -= 1
                return () if found == [NoArgument()] else tuple(found)
            if end != ",":
                raise NotKnownError


def _sheet(token: re.Match[str]) -> str:
    return (token["quoted"] or "").replace("''", "'") or token["plain"] or ""


def _area(text: str) -> Rectangle:
    plain = text.replace("$", "")
    if not plain[-1].isdigit():
        first, _, last = plain.partition(":")
        plain = f"{first}1:{last}{_LAST_ROW}"
    area = parse_range(plain)
    if area is None:
        raise NotKnownError(text)
    return area


def _column(table: str, inside: str) -> TableColumn:
    own = _OWN_ROW.fullmatch(inside)
    title = (own[1] or own[2] or "") if own else inside
    if not title or (not own and (title.startswith(("#", "[")) or ":" in title)):
        raise NotKnownError(inside)
    return TableColumn(table, re.sub(r"'(.)", r"\1", title), own is not None)
