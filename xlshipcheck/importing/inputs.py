"""Values of an export that are not entered, because the seller computes their column, and what it is computed from.

New rows continue the seller's formula. Where the columns that it uses are the seller's own, they are blank there,
and the formula shows 0: an amount of 0 puts a package out of scope, so that must be said.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck import errors
from xlshipcheck.exports.columns import AMOUNT
from xlshipcheck.values.cell_references import column_letters, column_number
from xlshipcheck.values.cells import is_blank
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlshipcheck.exports.columns import Cell
    from xlshipcheck.importing.book_rows import BookRows
    from xlshipcheck.importing.columns import SharedColumn
    from xlshipcheck.importing.formulas import RowFormulas

_TITLE: Final = r"((?:[^\[\]']|'.)+)"
_PASSED_OVER: Final = re.compile(
    r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'!\$?[A-Z]+\$?[0-9]+(?::\$?[A-Z]+\$?[0-9]+)?"
)
_CELLS: Final = re.compile(
    r"(?<![\w.!$:\\])\$?([A-Z]{1,3})([0-9]{1,7})(?::\$?([A-Z]{1,3})([0-9]{1,7}))?(?![\w(.!])", re.IGNORECASE
)
_OF_TABLE: Final = re.compile(
    rf"\[\[\#This\ Row\][,;]\[{_TITLE}\](?::\[{_TITLE}\])?\]|\[@\[{_TITLE}\](?::\[{_TITLE}\])?\]|\[@{_TITLE}\]"
)


class NotEntered(NamedTuple):
    """A column of which the export's values are not entered.

    Attributes:
        header: its header.
        role: its role; "" for none.
        is_amount: whether it holds amounts.
        inputs: the columns that its formula uses and that are blank in the new rows, letters and header.
    """

    header: str
    role: str
    is_amount: bool
    inputs: tuple[str, ...]

    def __str__(self) -> str:
        role = f" ({self.role}) " if self.role and name_key(self.role) != name_key(self.header) else ""
        kind = "金額" if self.is_amount else "値"
        told = f"「{errors.shown(self.header)}」の列{role}は数式なので、書き出しの{kind}を入れていません"
        if not self.inputs:
            return told
        return f"{told}。数式が使う列 ({', '.join(self.inputs)}) の値が新しい行で空です。入力してください"


def own_row_columns(formula: str, row: int, headers: Sequence[str]) -> set[int]:
    """Return the columns from which a formula reads cells of its own row.

    Args:
        formula: without `=`, in the English spelling.
        row: the row it stands in.
        headers: of the columns, from A on, which a formula of a table may name.

    >>> sorted(own_row_columns("ROUND((D5+E5)/$H$1,0)", 5, []))
    [4, 5]
    """
    found = set()
    plain = _PASSED_OVER.sub("", formula)
    for match in _OF_TABLE.finditer(plain):
        for title in match.groups():
            text = re.sub("'(.)", r"\1", title or "").strip()
            if text and text in headers:
                found.add(headers.index(text) + 1)
    for match in _CELLS.finditer(_OF_TABLE.sub("", plain)):
        rows = {int(digits) for digits in match.groups()[1::2] if digits}
        if rows == {row}:
            first = column_number(match[1].upper())
            last = column_number((match[3] or match[1]).upper())
            found.update(range(min(first, last), max(first, last) + 1))
    return found


def not_entered(
    book: BookRows,
    columns: Sequence[SharedColumn],
    values: Sequence[Sequence[Cell]],
    entered: Mapping[int, Sequence[object]],
    formulas: RowFormulas,
    new_rows: tuple[int, int],
) -> list[NotEntered]:
    """Return the columns of formulas that lose values of the export in new rows.

    Args:
        book: the rows of the sheet.
        columns: what the sheet and the export share.
        values: what the export says of each of them in the new rows.
        entered: by column, what the new rows get.
        formulas: the formulas that they continue.
        new_rows: the first and the last of them.
    """
    lost = [
        column
        for column, said in zip(columns, values)
        if any(
            not is_blank(value) and is_blank(got) for value, got in _beside(said, entered.get(column.column))
        )
    ]
    if not lost:
        return []
    sources = {column: row for column, row in formulas.rows.items() if row}
    sources.update(
        (column.column, _formula_row(book, column.column, new_rows))
        for column in lost
        if column.column not in sources
    )
    headers = book.layout.header.headers
    texts = book.sheet.formula_texts({column: row for column, row in sources.items() if row})
    used = {column: own_row_columns(text, sources[column], headers) for column, text in texts.items()}
    filled = {column for column, got in entered.items() if not all(map(is_blank, got))}
    filled.update(column for column in formulas.rows if column not in used)
    return [
        NotEntered(
            column.header,
            column.role,
            column.kind == AMOUNT,
            tuple(
                _named(headers, place)
                for place in _blank_inputs(column.column, used, filled)
                if not book.sheet.formula_rows(place, *new_rows)
            ),
        )
        for column in lost
    ]


def _beside(said: Sequence[Cell], got: Sequence[object] | None) -> zip[tuple[Cell, object]]:
    return zip(said, [None] * len(said) if got is None else got)


def _formula_row(book: BookRows, column: int, new_rows: tuple[int, int]) -> int:
    standing = book.sheet.formula_rows(column, book.first_row, max(book.last_order_row, new_rows[1]))
    return max(standing, default=0)


def _blank_inputs(column: int, used: Mapping[int, set[int]], filled: set[int]) -> list[int]:
    """Return the columns without a value that a column hangs on, through other columns of formulas too."""
    blank: set[int] = set()
    seen = {column}
    waiting = [column]
    while waiting:
        for place in used.get(waiting.pop(), set()) - seen:
            seen.add(place)
            if place in used:
                waiting.append(place)
            elif place not in filled:
                blank.add(place)
    return sorted(blank)


def _named(headers: Sequence[str], column: int) -> str:
    header = headers[column - 1] if column <= len(headers) else ""
    return f"{column_letters(column)}列「{header}」" if header else f"{column_letters(column)}列"
