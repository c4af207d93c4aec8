"""Rows that are alike: numbered by what they hold, so that one of each kind is looked at for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from xlshipcheck.values.answers import ERROR_PREFIX
from xlshipcheck.values.days import FIRST_DATE, NEVER

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from numpy.typing import NDArray

    from xlshipcheck.values.answers import Value


Numbers = Any  # one number for all rows, or an array with one per row
ResultColumn = Any
"""A column of results: an array, a Categorical, or one of pandas' own arrays; numpy and pandas have no type for all."""
Codes: TypeAlias = "NDArray[np.integer[Any]]"
"""Positions in a list of words, as integers of any width."""
Labels: TypeAlias = "pd.Categorical[Any]"
"""Words, some of them missing; the stubs of pandas take their codes for them."""
LARGEST = 2**62


class Groups(NamedTuple):
    """Rows by kind.

    Attributes:
        codes: per row, the number of its kind, counted from 0 in the order of first appearance.
        rows: per kind, the first row of it.
    """

    codes: NDArray[np.intp]
    rows: NDArray[np.intp]


def grouped(parts: Iterable[Numbers | None], count: int) -> Groups:
    """Number the rows by what they hold: equal numbers in every part are one kind.

    Args:
        parts: whole numbers per row; None, or one number for all rows, tells none apart.
        count: number of rows.
    """
    kinds: NDArray[np.int64] = np.zeros(count, np.int64)
    span = 1
    for part in parts:
        if not count or part is None or not np.ndim(part):
            continue
        least = int(part.min())
        size = int(part.max()) - least + 1
        if span > LARGEST // size:
            kinds = pd.factorize(kinds)[0].astype(np.int64)
            span = int(kinds.max()) + 1
        if span > LARGEST // size:
            part = pd.factorize(part)[0]  # noqa: PLW2901  the same kinds by smaller numbers
            least, size = 0, int(part.max()) + 1
        if size > 1:
            # In place: of a million rows, room for another array costs as much as the sum.
            kinds *= size
            kinds += part
            kinds -= least
            span *= size
    codes = pd.factorize(kinds)[0]
    rows = np.empty(int(codes.max(initial=-1)) + 1, np.intp)
    rows[codes[::-1]] = np.arange(count - 1, -1, -1)
    return Groups(codes, rows)


def numbered(values: Iterable[Hashable]) -> NDArray[np.int64]:
    """Return a number for each value, the same for equal ones."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(value, len(numbers)) for value in values], np.int64)


def marked(marks: dict[int, str], count: int) -> NDArray[np.int64]:
    """Return a number per row by the text that marks it, 0 for the rows without."""
    numbers = np.zeros(count, np.int64)
    numbers[list(marks)] = numbered(marks.values()) + 1
    return numbers


_FIRST_SECOND = np.datetime64(FIRST_DATE, "s")
_DAY = np.timedelta64(24 * 60 * 60, "s")


def labels(codes: Codes, categories: Sequence[str]) -> Labels:
    """Return words by their position in `categories`, -1 for a missing one."""
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(list(categories)), validate=False)


def dates(days: NDArray[np.int64]) -> NDArray[np.datetime64]:
    """Return day numbers as datetime64[s], NaT for `NEVER` and beyond."""
    moments = _FIRST_SECOND + days * _DAY
    moments[days >= NEVER] = np.datetime64("NaT")
    return moments


def whole_numbers(values: NDArray[np.int64], missing: NDArray[np.bool_]) -> pd.arrays.IntegerArray:
    """Return whole numbers as Int64; what stands where a value is missing does not matter."""
    return pd.arrays.IntegerArray(values, missing)


def texts(values: Sequence[Value], categories: Iterable[str] = ()) -> Labels:
    """Return the texts of a column; None and the text of an error are missing values.

    Args:
        values: one per row.
        categories: the words that can stand there, in their order; the texts that do, where there are none.
    """
    words = [
        value if isinstance(value, str) and not value.startswith(ERROR_PREFIX) else None for value in values
    ]
    known = list(categories) or list(dict.fromkeys(text for text in words if text is not None))
    codes: dict[str | None, int] = {text: code for code, text in enumerate(known)}
    return labels(np.array([codes.get(text, -1) for text in words], np.int32), known)
