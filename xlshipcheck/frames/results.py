"""Result columns as pandas holds them: labels as Categorical, dates as datetime64[s], numbers as Int64."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from xlshipcheck.values.answers import ERROR_PREFIX
from xlshipcheck.values.days import FIRST_DATE, NEVER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from xlshipcheck.values.answers import Value

_FIRST_SECOND = np.datetime64(FIRST_DATE, "s")
_DAY = np.timedelta64(24 * 60 * 60, "s")


def labels(codes: NDArray[Any], categories: Sequence[str]) -> pd.Categorical[Any]:
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


def texts(values: Sequence[Value], categories: Iterable[str] = ()) -> pd.Categorical[Any]:
    """Return the texts of a column; None and the text of an error are missing values.

    Args:
        values: one per row.
        categories: the words that can stand there, in their order; the texts that do, where there are none.
    """
    told = [
        value if isinstance(value, str) and not value.startswith(ERROR_PREFIX) else None for value in values
    ]
    known = list(categories) or list(dict.fromkeys(text for text in told if text is not None))
    codes: dict[str | None, int] = {text: code for code, text in enumerate(known)}
    return labels(np.array([codes.get(text, -1) for text in told], np.int32), known)
