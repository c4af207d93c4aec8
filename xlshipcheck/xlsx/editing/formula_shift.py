"""A formula as a spreadsheet program copies it to another row: relative references move, all else stays.

Why no library: openpyxl's `Translator` does most of it, and our tests hold us to it, but a seller's own import would
then need openpyxl, which only the tests depend on. Where the two differ, ours does what Excel does: `Translator`
refuses `A2#`, moves only one end of `A2:INDEX(B:B,3)`, and counts on beyond the last row, where Excel writes `#REF!`.
"""

from __future__ import annotations

import re
from typing import Final

from xlshipcheck.values.cell_references import LAST_COLUMN, LAST_ROW, column_letters, column_number

OFF_THE_SHEET: Final = "#REF!"

# Names may hold letters of every script, and signs such as the middle dot that Python does not count as letters.
_WORD: Final = r"(?:[$\w.?\\]|[^\x00-\x7f])++"
_PLAIN: Final = r"(?:[^\[\]']|'.)"
_CELL: Final = r"\$?[A-Z]{1,3}\$?[0-9]{1,7}"
_END: Final = rf"(?:{_CELL}|\$?[A-Z]{{1,3}}|\$?[0-9]{{1,7}})"
_TOKEN: Final = re.compile(
    rf"""
      "(?:[^"]|"")*+"
    | '(?:[^']|'')*+'                                # a sheet or several, and in the next line too
    | {_WORD}(?::{_WORD})?!
    | \[(?:{_PLAIN}|\[{_PLAIN}*\])*\]                # what a table's name is followed by, or another book
    | \#(?:N/A|[A-Z0/]+[!?])                         # an error value
    | (?P<first>{_END}):(?P<last>{_END})(?!{_WORD}|[(!\[])
    | (?P<word>{_WORD})(?P<called>(?=[(\[]))?        # a cell, a name, a number; called: a function or a table
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL | re.ASCII,
)
_REFERENCE: Final = re.compile(r"(\$?)([A-Z]{1,3})?(\$?)([0-9]{1,7})?", re.IGNORECASE | re.ASCII)


def shifted(formula: str, rows: int, columns: int = 0) -> str:
    """Return a formula as it is copied to another cell of its sheet.

    Args:
        formula: as it stands in a file: without `=`, in the English spelling.
        rows: how many rows further down.
        columns: how many columns further right.

    Returns:
        The formula; a reference that would leave the sheet is `#REF!`, as in Excel.

    >>> shifted("H2*$J$1+SUM('8月'!A$1:A2)", 3)
    "H5*$J$1+SUM('8月'!A$1:A5)"
    >>> shifted('受注[[#This Row],[入金日]]&"A2"', 3)
    '受注[[#This Row],[入金日]]&"A2"'
    """

    def moved(match: re.Match[str]) -> str:
        ends = [match["first"], match["last"]] if match["first"] else [match["word"]]
        if ends[0] is None or match["called"] is not None:
            return match[0]
        new = [_moved(end, rows, columns, alone=len(ends) == 1) for end in ends]
        return OFF_THE_SHEET if OFF_THE_SHEET in new else ":".join(new)

    return _TOKEN.sub(moved, formula)


def _moved(text: str, rows: int, columns: int, *, alone: bool) -> str:
    """Return a reference moved; a word that is none, such as a name or a number, stays.

    Args:
        text: `B2`, or an end of a range, which may be a column or a row.
        rows: how many rows further down.
        columns: how many columns further right.
        alone: whether it is no end of a range, so that only a cell is a reference.
    """
    found = _REFERENCE.fullmatch(text)
    if found is None:
        return text
    fixed, letters, row_fixed, digits = found.groups()
    if letters is None:  # the sign before the digits belongs to them: `$3` in `$3:$5`
        fixed, row_fixed = "", fixed or row_fixed
    column, row = column_number((letters or "").upper()), int(digits or 0)
    if (alone and not (column and row)) or column > LAST_COLUMN or row > LAST_ROW:
        return text
    new_column = column if fixed or not column else column + columns
    new_row = row if row_fixed or not row else row + rows
    if not ((not column or 0 < new_column <= LAST_COLUMN) and (not row or 0 < new_row <= LAST_ROW)):
        return OFF_THE_SHEET
    if new_column != column:
        letters = column_letters(new_column)
    return f"{fixed}{letters or ''}{row_fixed}{new_row if digits and new_row != row else digits or ''}"
