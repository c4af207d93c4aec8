"""追跡可能率 of the packages of a DataFrame: AMAZON_VTR_TABLE with its columns typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from xlshipcheck.amazon.rate import BELOW_LIMIT, EDGE, MAY_BE_SUSPENDED, NOT_APPLICABLE, SAFE, TABLE_HEADER
from xlshipcheck.catalogue.calling import evaluate
from xlshipcheck.frames import arrays
from xlshipcheck.frames.amazon.judged import JudgedRows
from xlshipcheck.frames.amazon.record import package_keys
from xlshipcheck.frames.health import unread_rows
from xlshipcheck.frames.remarks import passed_over_of
from xlshipcheck.values.answers import error_text
from xlshipcheck.values.cells import MISSING
from xlshipcheck.values.results import REMARKS, joined_remarks
from xlshipcheck.values.roles import AMOUNT, CARRIER, CATEGORY, DELIVERY_DATE, TRACKING_NUMBER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from xlshipcheck.context import Context
    from xlshipcheck.frames.columns import RoleColumns
    from xlshipcheck.values.answers import Note, Value

VERDICT, PROMISED = "追跡判定", DELIVERY_DATE
PACKAGE_ROLES = ((CARRIER,), (TRACKING_NUMBER,), (AMOUNT,), (PROMISED,))
RATE_VERDICTS = (SAFE, EDGE, BELOW_LIMIT, NOT_APPLICABLE)


def rate_table(columns: RoleColumns, by: object, context: Context) -> pd.DataFrame:
    """Return the rate of each category and the total.

    Args:
        columns: the packages by roles.
        by: the role or column that tells the category; None for the total alone.
        context: the as-of day, settings and rules.

    Raises:
        FrameColumnMissing, FrameColumnsMissing, UnreadableRows, PackageWithoutDay: as in `frames`.
    """
    categories = _categories(columns, by)
    count, passed_over = columns.count, passed_over_of(columns)
    promised = columns.distinct(PROMISED).listed()
    # A range must have a row; one without a verdict counts for nothing.
    verdicts, keys = _verdicts(columns, context)
    ranges = [verdicts, promised, categories or [None] * count]
    for cells in ranges:
        for row in passed_over:
            cells[row] = None
    packages = [str(key) if key >= 0 else None for key in keys.tolist()]
    verdicts, days, groups = ([*cells, None] for cells in ranges)
    answer = evaluate("AMAZON_VTR_TABLE", [verdicts, days, groups, MISSING, [*packages, None]], context)
    table = answer.table or []
    rows = table[1:] if categories is not None else table[-1:]
    return _typed(rows, answer.notes())


def _categories(columns: RoleColumns, by: object) -> list[Any] | None:
    if by is None or (not columns.has(by) and by == CATEGORY):
        return None
    return columns.named(by)


def _verdicts(columns: RoleColumns, context: Context) -> tuple[list[Any], NDArray[np.int64]]:
    """Return 追跡判定 and the package of each row.

    The verdict is the one in the frame, else as judged now; an error text for a row without.
    """
    if not columns.has(VERDICT):
        columns.need(PACKAGE_ROLES)
        packages = JudgedRows(columns, context)
        return packages.verdicts(), packages.keys
    columns.need(((PROMISED,),))
    given = columns.named(VERDICT)
    if not columns.has(REMARKS):
        return given, package_keys(columns)
    # Our own result holds NA for a row that could not be judged, with the reason in 確認. Passing over
    # such a row would give a rate that looks right.
    remarks = columns.named(REMARKS)
    # What 確認 says of the columns that other rates rest on is no reason why a row has no verdict.
    beside = unread_rows(columns, ())
    verdicts = [
        error_text(str(remark)) if verdict is None and remark and remark != beside.get(row) else verdict
        for row, (verdict, remark) in enumerate(zip(given, remarks, strict=True))
    ]
    return verdicts, package_keys(columns)


def _typed(rows: Sequence[Sequence[Value]], notes: Sequence[Note]) -> pd.DataFrame:
    by_title = dict(zip(TABLE_HEADER, zip(*rows, strict=True), strict=True))
    below = [verdict == BELOW_LIMIT for verdict in by_title["判定"]]

    def numbers(title: str) -> list[Any]:
        return [None if isinstance(value, str) else value for value in by_title[title]]

    return pd.DataFrame(
        {
            CATEGORY: list(by_title[CATEGORY]),
            "期間開始": np.array(by_title["期間開始"], "datetime64[s]"),
            "期間終了": np.array(by_title["期間終了"], "datetime64[s]"),
            "対象": pd.array(numbers("対象"), "Int64"),
            "有効": pd.array(numbers("有効"), "Int64"),
            "追跡可能率": np.array(numbers("追跡可能率"), float),
            "判定": arrays.texts(by_title["判定"], RATE_VERDICTS),
            "あと何件": pd.array(numbers("あと何件"), "Int64"),
            REMARKS: arrays.texts(
                [
                    joined_remarks(
                        [str(note) for note in notes if is_below or note.kind != MAY_BE_SUSPENDED.kind]
                    )
                    for is_below in below
                ]
            ),
        }
    )
