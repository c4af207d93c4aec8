"""Which of several exports of one marketplace is the newest, and which of two states of an order comes later.

The order in which files are given says nothing: a folder sorts them by name. A file is as new as the newest of its
orders' dates, of those that had come by the as-of day; then as its own time.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.exports.table import unguarded
from xlshipcheck.headers.roles import order_state
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.values.cells import date_cell
from xlshipcheck.values.days import FIRST_DATE, date_of
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.exports.table import Export

_NO_DATE = datetime.combine(FIRST_DATE, datetime.min.time())


class Age(NamedTuple):
    """How new a file is; a newer one compares greater.

    Attributes:
        newest: the newest date of its orders, to the minute: a spreadsheet that saves a file drops the seconds.
        time: its own time; where that is not known, its place among the files given.
    """

    newest: datetime
    time: float


def state_rank(word: str) -> int | None:
    """Return how far an order has come in a state: a later one has a higher rank, cancels and returns the highest.

    Args:
        word: what 配送状態 says.

    Returns:
        None where the word is blank or cannot be read: then the newest file decides, not the state.
    """
    ranks = _ranks()
    return ranks.get(name_key(word), ranks.get(name_key(order_state(word))))


@cache
def _ranks() -> dict[str, int]:
    table = group_table("headers")["newest"]["states"]
    return {name_key(word): rank for rank, words in enumerate(table) for word in words}


def ages(exports: Sequence[Export], as_of: int | None) -> list[Age]:
    """Return how new each of some files is.

    Args:
        exports: the files.
        as_of: the as-of day; dates after it make no file new. None where it is not known.
    """
    if len(exports) == 1:
        return [Age(_NO_DATE, 0.0)]  # nothing to compare it with: it is not read for that
    with_time = all(export.modified is not None for export in exports)
    return [
        Age(_newest_date(export, as_of), (export.modified or 0.0) if with_time else float(place))
        for place, export in enumerate(exports)
    ]


def _newest_date(export: Export, as_of: int | None) -> datetime:
    rules = group_table("headers")["newest"]
    keys = set(map(name_key, rules["columns"]))
    wanted = {column for role in rules["roles"] for column in export.header_row.columns.get(role, ())}
    wanted.update(index for index, header in enumerate(export.headers) if header and name_key(header) in keys)
    last = None if as_of is None else date_of(as_of)
    newest = _NO_DATE
    for column in export.read_columns(sorted(wanted)):
        for text in set(column):
            moment = _moment(text)
            if moment > newest and (last is None or moment.date() <= last):
                newest = moment
    return newest


def _moment(text: str) -> datetime:
    cell = date_cell(unguarded(text.strip()))
    if isinstance(cell, datetime):
        return cell.replace(second=0, microsecond=0)
    return datetime.combine(cell, datetime.min.time()) if isinstance(cell, date) else _NO_DATE


def oldest_first(exports: Sequence[Export], as_of: int | None) -> list[Export]:
    """Return files in the order of their age; files equally new stay as they were given."""
    by_age = sorted(zip(ages(exports, as_of), range(len(exports))))
    return [exports[place] for _, place in by_age]
