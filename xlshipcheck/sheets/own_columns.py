"""Which columns of a sheet a refresh has written: each carries a mark, a hidden name for the cell of its header.

The mark goes where the column goes when it is moved or others are inserted before it, and with a copy of the sheet; it
does not depend on a word of ours, so a sentence can be changed without making last month's book foreign. Books from
before there were marks, and hosts that cannot write them, are known by their words (`own_words`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlshipcheck.values.formula_text import one_cell
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from xlshipcheck.sheets.port import ResultBlock, SheetPort

PREFIX: Final = "_xlshipcheck_column_"
"""What the names of the marks begin with; the title of the result follows. They belong to their sheet, not to the book."""


def mark_name(title: str) -> str:
    """Return the name of the mark of a result column."""
    return PREFIX + title


def marked_title(name: str) -> str:
    """Return the result whose column a name marks; "" where it is no mark of ours."""
    return name[len(PREFIX) :] if name.startswith(PREFIX) else ""


def marked_cell(reference: str, sheet: str) -> tuple[int, int] | None:
    """Return row and column of what a mark stands for; None where that is no longer a cell of its sheet.

    Args:
        reference: as a file or Excel has it.
        sheet: the sheet that the mark belongs to.
    """
    place = one_cell(reference)
    return place[1:] if place and place[0] == sheet else None


def marked_columns(sheet: SheetPort, header_row: int, headers: Sequence[str]) -> dict[str, int]:
    """Return result -> column, of the columns that carry its mark and are still called so.

    A column that the seller has given another name is his from then on.

    Args:
        sheet: the sheet.
        header_row: the row of the headers.
        headers: its cells.
    """
    found = {}
    for title, place in sheet.column_marks().items():
        if place is None or place[0] != header_row or place[1] > len(headers):
            continue
        if name_key(headers[place[1] - 1]) == name_key(title):
            found[title] = place[1]
    return found


def renew_marks(
    sheet: SheetPort, marked: Mapping[str, int], block: ResultBlock, calculated: Collection[str] = ()
) -> None:
    """Mark the columns that were written, and take away the marks of those that are gone.

    Args:
        sheet: the sheet.
        marked: result -> column, as `marked_columns` gives them; such a column keeps its mark also where this
            refresh has nothing for it, as on a sheet of several marketplaces.
        block: what was written.
        calculated: the results whose columns hold formulas of the seller's: they are no longer ours.
    """
    columns = {title: column for title, column in marked.items() if title not in calculated}
    columns.update((column.title, column.column) for column in block.columns)
    wanted = {title: (block.header_row, column) for title, column in columns.items()}
    if sheet.column_marks() != wanted:
        sheet.mark_columns(wanted)
