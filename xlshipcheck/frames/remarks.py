"""What a refreshed sheet says of a row beside its judgement, said of the rows of a DataFrame.

A row that adds the others up (合計) or is a remark (※) is passed over, and a tracking number that a
spreadsheet has changed is named, also where the rule of the sheet does not look at it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from xlshipcheck.frames import arrays as frame_results
from xlshipcheck.headers.other_rows import (
    EXAMPLE,
    is_remark,
    is_total_word,
    may_be_no_numbers,
    number_role,
    rows_without_order,
)
from xlshipcheck.sheets.assessment import DAMAGES
from xlshipcheck.values.results import REMARKS, joined_remarks
from xlshipcheck.values.roles import JUDGED_RATE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from xlshipcheck.frames.arrays import Numbers, ResultColumn
    from xlshipcheck.frames.columns import RoleColumns

# The columns of sentences, in which a blank of the sheet is a blank and not a missing value.
SENTENCES = frozenset(["判定理由", "次の対応", "購入者キャンセル可", JUDGED_RATE, REMARKS])


def passed_over_of(columns: RoleColumns) -> dict[int, str]:
    """Return row -> what 確認 says of it, for the rows that add others up, for remarks, and for examples among orders."""
    return {**_without_order(columns), **dict.fromkeys(columns.examples, EXAMPLE)}


def _without_order(columns: RoleColumns) -> dict[int, str]:
    role = number_role(columns)
    rows = np.ones(columns.count, bool)
    if role in columns:
        numbers = columns.distinct(role)
        rows &= np.asarray(numbers.lookup(may_be_no_numbers(numbers.cells))) > 0
    if not rows.any():
        return {}
    worded: Numbers = 0
    for column in columns.texts():
        has_word = [
            isinstance(cell, str) and (is_total_word(cell) or is_remark(cell)) for cell in column.cells
        ]
        if any(has_word):
            worded |= column.lookup(has_word)
    positions = np.flatnonzero(rows & (worded > 0)) if np.ndim(worded) else np.empty(0, np.intp)
    if not len(positions):
        return {}
    cells, others = columns.cells_at(positions), columns.others_at(positions)
    found = rows_without_order(cells, len(positions), lambda: others)
    return {int(positions[place]): why for place, why in found.items()}


def damages_of(columns: RoleColumns, passed_over: Collection[int]) -> dict[int, str]:
    """Return row -> sentence for the order and tracking numbers that a spreadsheet has changed."""
    found: dict[int, str] = {}
    for role, tell in DAMAGES.items():
        if role not in columns:
            continue
        numbers = columns.distinct(role)
        damages = list(map(tell, numbers.cells))
        if not any(damages):
            continue
        codes = numbers.codes_of(columns.count)
        for row in np.flatnonzero(numbers.lookup(map(bool, damages))).tolist():
            if row not in passed_over:
                found[row] = joined_remarks([found.get(row, ""), damages[codes[row]]])
    return found


def with_remarks(
    results: Mapping[str, ResultColumn], passed_over: Mapping[int, str], damages: Mapping[int, str]
) -> dict[str, ResultColumn]:
    """Return result columns with the rows that are no orders passed over and the damaged numbers named in 確認.

    Args:
        results: title -> column.
        passed_over: from `passed_over_of`.
        damages: from `damages_of`.
    """
    columns = dict(results)
    if passed_over:
        columns = {title: _emptied(column, passed_over, title) for title, column in columns.items()}
        columns[REMARKS] = _put(columns[REMARKS], passed_over)
    if damages:
        before = columns[REMARKS].take(list(damages)).tolist()
        texts = [
            joined_remarks(["" if pd.isna(text) else text, damage])
            for text, damage in zip(before, damages.values(), strict=True)
        ]
        columns[REMARKS] = _put(columns[REMARKS], dict(zip(damages, texts, strict=True)))
    return columns


def _emptied(column: Any, rows: Collection[int], title: str) -> Any:  # noqa: ANN401  whatever pandas takes
    if title in SENTENCES:
        return _put(column, dict.fromkeys(rows, ""))
    if isinstance(column, pd.Categorical):
        codes = np.array(column.codes)
        codes[list(rows)] = -1
        return frame_results.labels(codes, list(column.categories))
    emptied = column.copy()
    emptied[list(rows)] = pd.NA if isinstance(column, pd.arrays.IntegerArray) else np.datetime64("NaT")
    return emptied


def _put(column: pd.Categorical[str], texts: Mapping[int, str]) -> pd.Categorical[str]:
    """Return a column of sentences with other ones in some rows."""
    words = list(dict.fromkeys([*column.categories, *texts.values()]))
    places = {word: place for place, word in enumerate(words)}
    codes = column.codes.astype(np.int32)
    codes[list(texts)] = [places[text] for text in texts.values()]
    return frame_results.labels(codes, words)
