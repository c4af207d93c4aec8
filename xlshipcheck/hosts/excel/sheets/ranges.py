"""Rectangles of cells as Excel's objects name them: addresses, corners, and the parts that are alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xlshipcheck.values.ranges import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Com = Any
"""An object of Excel's: which kinds there are is known at run time only."""
Corners = tuple[int, int, int, int]
"""First row, first column, last row, last column; from 1."""
LONGEST_ADDRESS: Final = 255
"""`Range` takes no longer text, however many areas it names."""


def address(row: int, column: int, last_row: int, last_column: int) -> str:
    """Return a range as Excel takes it; rows and columns from 1."""
    return f"{column_letters(column)}{row}:{column_letters(last_column)}{last_row}"


def addresses(rectangles: Iterable[Corners]) -> list[str]:
    """Return few addresses that together name all the rectangles, which must not overlap.

    Rectangles that stand side by side, or one below the other, are named as one.
    """
    texts: list[str] = []
    for rectangle in joined(rectangles):
        text = address(*rectangle)
        if texts and len(texts[-1]) + 1 + len(text) <= LONGEST_ADDRESS:
            texts[-1] += f",{text}"
        else:
            texts.append(text)
    return texts


def joined(rectangles: Iterable[Corners]) -> list[Corners]:
    """Return fewer rectangles that cover the same cells: those side by side, or one below the other, are one."""
    return _joined_down(_joined_across(rectangles))


def _joined_across(rectangles: Iterable[Corners]) -> list[Corners]:
    joined: list[Corners] = []
    for row, column, last_row, last_column in sorted(rectangles):
        if joined and (joined[-1][0], joined[-1][2], joined[-1][3] + 1) == (row, last_row, column):
            joined[-1] = (*joined[-1][:3], last_column)
        else:
            joined.append((row, column, last_row, last_column))
    return joined


def _joined_down(rectangles: list[Corners]) -> list[Corners]:
    joined: dict[tuple[int, int, int], Corners] = {}
    done: list[Corners] = []
    for row, column, last_row, last_column in rectangles:
        # Those that end in the row above, by their columns.
        above = joined.pop((row - 1, column, last_column), None)
        joined[last_row, column, last_column] = (above[0] if above else row, column, last_row, last_column)
    done += joined.values()
    return sorted(done)


def corners(block: Com) -> Corners:
    """Return where a range stands."""
    row, column = int(block.Row), int(block.Column)
    return row, column, row + int(block.Rows.Count) - 1, column + int(block.Columns.Count) - 1


def items(collection: Com) -> list[Com]:
    """Return the members of a collection of Excel's."""
    return [collection.Item(place) for place in range(1, int(collection.Count) + 1)]


def if_there(thing: Com, member: str, otherwise: object = None) -> Any:  # noqa: ANN401  what a member tells is anything
    """Return what a member tells that only newer releases of Excel have, or something else."""
    try:
        return getattr(thing, member)
    except Exception:  # noqa: BLE001  pywin32 and xlwings say in several ways that there is no such member
        return otherwise


def halves(row: int, column: int, last_row: int, last_column: int) -> tuple[Corners, Corners]:
    """Return a rectangle of several cells cut in two, between columns where it has more than one."""
    if last_column > column:
        middle = (column + last_column) // 2
        return (row, column, last_row, middle), (row, middle + 1, last_row, last_column)
    middle = (row + last_row) // 2
    return (row, column, middle, last_column), (middle + 1, column, last_row, last_column)


def alike(sheet: Com, rectangle: Corners, member: str) -> Iterator[tuple[Corners, Com]]:
    """Yield the parts of a rectangle in which a property is the same in every cell, with what it is.

    Excel says Null of a range whose cells differ. One question does for a rectangle that is all alike; otherwise
    their number grows with that of the parts, hardly with that of the cells.
    """
    waiting = [rectangle]
    while waiting:
        part = waiting.pop()
        value = getattr(sheet.Range(address(*part)), member)
        if value is None and part[:2] != part[2:]:
            waiting += reversed(halves(*part))
        else:
            yield part, value


def bgr(colour: str) -> int:
    """Return a colour such as `#FFF2CC` as Excel's objects take it."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return red + green * 256 + blue * 65_536
