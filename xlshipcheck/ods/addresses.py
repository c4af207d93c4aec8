"""Addresses and formulas as OpenDocument writes them: `$'本店 1'.$E$4:.$G$9`, `LEN([.A2])`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xlshipcheck.values.formula_text import OFF_THE_SHEET, shifted
from xlshipcheck.values.ranges import LAST_COLUMN, LAST_ROW, Rectangle, column_letters, column_number

if TYPE_CHECKING:
    from collections.abc import Callable

_SHEET: Final = r"\$?(?:'((?:[^']|'')*)'|([^'.:\[\]\s]+))?"
_CELL: Final = r"\.\$?([A-Z]{1,3})\$?([0-9]{1,7})"
_ADDRESS: Final = re.compile(rf"\s*{_SHEET}{_CELL}(?::{_SHEET}{_CELL})?\s*\Z", re.IGNORECASE)
_PLAIN_SHEET: Final = re.compile(r"[^\W\d]\w*\Z")
# A text of a formula, which may hold anything, or a reference.
_TEXT_OR_REFERENCE: Final = re.compile(r'"[^"]*(?:""[^"]*)*"|\[([^\[\]]*)\]')
_PREFIX: Final = re.compile(r"(?:[\w.-]+:)?=")
_ENDS: Final = re.compile(
    rf"{_SHEET}\.(\$?[A-Z]{{1,3}}\$?[0-9]{{1,7}}|\$?[A-Z]{{1,3}}|\$?[0-9]{{1,7}})\Z", re.IGNORECASE
)


def place_of(text: str) -> tuple[str, Rectangle] | None:
    """Return sheet and range of an address, None where it is none of cells of one sheet.

    >>> place_of("$'a''b'.$C$2")
    ("a'b", Rectangle(first_row=2, first_column=3, last_row=2, last_column=3))
    >>> place_of("注文.B4:注文.E12")
    ('注文', Rectangle(first_row=4, first_column=2, last_row=12, last_column=5))
    """
    found = _ADDRESS.match(text)
    if found is None:
        return None
    sheet = _name(found[1], found[2])
    last = _name(found[5], found[6]) or sheet
    if not sheet or last != sheet:
        return None
    column, row = column_number(found[3].upper()), int(found[4])
    last_column, last_row = (column_number(found[7].upper()), int(found[8])) if found[7] else (column, row)
    if not (0 < column <= last_column <= LAST_COLUMN and 0 < row <= last_row <= LAST_ROW):
        return None
    return sheet, Rectangle(row, column, last_row, last_column)


def _name(quoted: str | None, plain: str | None) -> str:
    return quoted.replace("''", "'") if quoted is not None else plain or ""


def sheet_name(name: str) -> str:
    """Return the name of a sheet as an address holds it.

    >>> sheet_name("受注"), sheet_name("a'b 1")
    ('受注', "'a''b 1'")
    """
    return name if _PLAIN_SHEET.match(name) else "'" + name.replace("'", "''") + "'"


def cell_address(sheet: str, row: int, column: int) -> str:
    """Return the address of a cell, fixed.

    >>> cell_address("受注", 1, 5)
    '$受注.$E$1'
    """
    return f"${sheet_name(sheet)}.${column_letters(column)}${row}"


def range_address(sheet: str, area: Rectangle) -> str:
    """Return the address of a range as a database range has it.

    >>> range_address("受注", Rectangle(1, 1, 9, 3))
    '受注.A1:受注.C9'
    """
    ends = ((area.first_row, area.first_column), (area.last_row, area.last_column))
    return ":".join(f"{sheet_name(sheet)}.{column_letters(column)}{row}" for row, column in ends)


def without_prefix(formula: str) -> str:
    """Return the text of a formula attribute without `of:=`.

    >>> without_prefix("of:=LEN([.A2])")
    'LEN([.A2])'
    """
    found = _PREFIX.match(formula)
    return formula[found.end() :] if found else formula


def plain_formula(formula: str) -> str:
    r"""Return a formula as an .xlsx has it: English, `,` between arguments, `A1` references.

    >>> print(plain_formula("LEN([.A2])&SUM([$'8月'.A$1:.B2];1)"))
    LEN(A2)&SUM('8月'!A$1:B2,1)
    """
    return _each(
        formula, lambda reference: _plain(reference) or OFF_THE_SHEET, lambda text: text.replace(";", ",")
    )


def moved_formula(formula: str, rows: int) -> str:
    """Return a formula as it is filled down.

    >>> moved_formula("LEN([.A2])*SUM([.B$1:.B2])", 3)
    'LEN([.A5])*SUM([.B$1:.B5])'
    """

    def moved(reference: str) -> str:
        ends = []
        for end in _parted(reference):
            sheet, dot, cell = end.rpartition(".")
            ends.append(sheet + dot + shifted(cell, rows))
        return "[#REF!]" if any(OFF_THE_SHEET in end for end in ends) else f"[{':'.join(ends)}]"

    return _each(formula, moved, lambda text: text)


def _each(formula: str, reference: Callable[[str], str], other: Callable[[str], str]) -> str:
    out, at = [], 0
    for match in _TEXT_OR_REFERENCE.finditer(formula):
        out.append(other(formula[at : match.start()]))
        out.append(match[0] if match[1] is None else reference(match[1]))
        at = match.end()
    return "".join([*out, other(formula[at:])])


def _plain(reference: str) -> str:
    """Return a reference between brackets as an .xlsx has it; "" where it is none."""
    ends = _parted(reference)
    found = [_ENDS.match(end) for end in ends]
    cells = [end[3] for end in found if end]
    if len(cells) != len(ends) or found[0] is None:
        return ""
    sheet = _name(found[0][1], found[0][2])
    return (f"'{sheet.replace(chr(39), chr(39) * 2)}'!" if sheet else "") + ":".join(cells)


def _parted(reference: str) -> list[str]:
    """Return the two ends of a reference; a name between quotes may hold a colon."""
    found, quoted, start = [], False, 0
    for at, sign in enumerate(reference):
        if sign == "'":
            quoted = not quoted
        elif sign == ":" and not quoted:
            found.append(reference[start:at])
            start = at + 1
    return [*found, reference[start:]]
