"""How new the rows of a sheet are: the newest day on which anything of them happened."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from xlshipcheck.values import cells
from xlshipcheck.values.cells import read_column

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


def newest_day(columns: Mapping[str, Sequence[object]], roles: Iterable[str], as_of: int) -> int:
    """Return the newest day up to the as-of day in some columns, 0 where none tells.

    Args:
        columns: role -> one cell per row.
        roles: the columns of days; those that the sheet lacks are passed over.
        as_of: the as-of day.
    """
    return max((_newest(columns[role], role, as_of) for role in roles if role in columns), default=0)


def _newest(values: Sequence[object], role: str, as_of: int) -> int:
    read = partial(cells.read_day, argument=role)
    texts = {value for value in values if isinstance(value, str) and value}
    if len(texts) > 1 and len(set(map(len, texts))) == 1 and len(texts) == len(set(values) - {"", None}):
        # Moments of one form stand in the order of time as texts: of a hundred thousand, few are read.
        for day in (read_column([text], read)[0] for text in sorted(texts, reverse=True)):
            if isinstance(day, int) and day <= as_of:
                return day
        return 0
    return max((day for day in read_column(values, read) if isinstance(day, int) and day <= as_of), default=0)
