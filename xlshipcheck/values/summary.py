"""The 集計 of a refresh as plain data: sections of rows that a sheet, a terminal or JSON can show."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.values.answers import Value

SHEET_NAME = "集計"
# A defined name that stands for a cell of our sheet: it follows the sheet when that is renamed or moved, and it
# is how a sheet of ours is told from the seller's own sheet of the same name.
OWN_SHEET_NAME = "_xlshipcheck_sheet"
EMPTY = "該当なし"
DISCLAIMER = "この表は目安です。最終的な判定は各モールが行います。"


class Section(NamedTuple):
    """One block of the summary.

    Attributes:
        title: its heading.
        header: column headers; empty for plain lines.
        rows: its rows; dates as dates, rates as exact fractions.
        note: what to know when reading it; "" for nothing.
    """

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Value]]
    note: str = ""


class Summary(NamedTuple):
    """The summary of one refresh.

    Attributes:
        title: what was judged, and for which day.
        sections: the blocks, most urgent first.
    """

    title: str
    sections: Sequence[Section]
