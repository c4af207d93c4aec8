"""Where printed pages begin, so that no section is cut that fits on one; reckoned alike for every host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlshipcheck.xlsx.writing import theme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PAGE_WIDTH, PAGE_HEIGHT = 784.0, 516.0
"""Points between the margins of A4 landscape."""
DIGIT, CELL_EDGES = 7, 5
"""Pixels of a digit of the default font, the smallest that books have, and of what a column is wider than its digits."""
POINTS_PER_PIXEL: Final = 0.75
MOST_CUTS: Final = 6
"""A section of more pages is cut by whoever prints it: Excel takes a moment for each break that it is told."""
KEPT_WITH_HEADING: Final = 4
"""A heading, its header and two rows stay together where a section is longer than a page."""


def page_height(widths: Sequence[float]) -> float:
    """Return the points of rows that a printed page takes, scaled so that all the columns stand side by side.

    Args:
        widths: of the columns, in characters.
    """
    width = sum(round(characters * DIGIT) + CELL_EDGES for characters in widths) * POINTS_PER_PIXEL
    # Excel scales by whole per cents.
    return PAGE_HEIGHT / min(1.0, int(100 * PAGE_WIDTH / width) / 100)


class Pages:
    """Parts a sheet into printed pages: a section that fits on a page is not cut, a longer one keeps its heading.

    The first section stands below the sheet's title however long it is: who reads the first page alone knows what
    comes first.

    Attributes:
        breaks: rows that begin a page.
    """

    def __init__(self, widths: Sequence[float], heights: Mapping[int, float], repeated: float = 0) -> None:
        """Begin the first page.

        Args:
            widths: of the columns, in characters.
            heights: row -> height in points.
            repeated: points of what stands on top of every further page.
        """
        self.breaks: list[int] = []
        # The first page could hold as much more; nothing is lost by that.
        self._height = page_height(widths) - repeated
        self._heights = heights
        self._first = 1
        """The row that begins the page so far."""
        self._is_empty = True
        self._is_known = True
        """Whether it is known where the last section ends on its page."""

    def add(self, start: int, end: int, again: float = 0) -> list[int]:
        """Add a section, which begins a page where it would be cut.

        Args:
            start: its first row.
            end: the row below it.
            again: points of what is going to stand again on top of every page that begins within it.

        Returns:
            The rows within it that begin a page.
        """
        kept = end if self.fits(start, end) else min(start + KEPT_WITH_HEADING, end)
        has_room = self._is_known and self.fits(self._first, kept)
        if not self._is_empty and self._first < start and not has_room:
            self.begin(start)
        self._is_empty = False
        cuts = self._cuts(start, end, again)
        self._is_known = len(cuts) <= MOST_CUTS
        if not self._is_known:
            return []
        # Said, so that what comes next stands on the page that was reckoned with, whatever printer there is.
        for row in cuts:
            self.begin(row)
        return cuts

    def move(self, row: int, down: int) -> None:
        """Let the page that begins with a row begin with one further down, where rows were put in above it."""
        self.breaks[self.breaks.index(row)] = row + down
        if self._first == row:
            self._first = row + down

    def begin(self, row: int) -> None:
        """Let a row begin a page."""
        self.breaks.append(row)
        self._first = row
        self._is_known = True

    def _cuts(self, start: int, end: int, again: float) -> list[int]:
        """Return the rows of a section that do not stand on the page of those above them."""
        cuts = []
        filled = sum(self._of(row) for row in range(self._first, start))
        for row in range(start, end):
            filled += self._of(row)
            if filled > self._height and row > self._first:
                cuts.append(row)
                filled = again + self._of(row)
        return cuts

    def fits(self, first: int, below: int) -> bool:
        """Tell whether the rows from one to that above another stand on one page."""
        return sum(map(self._of, range(first, below))) <= self._height

    def _of(self, row: int) -> float:
        return self._heights.get(row, theme.LINE_HEIGHT)
