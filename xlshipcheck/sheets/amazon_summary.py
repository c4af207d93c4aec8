"""The Amazon part of 集計: the rate of each category, when it recovers, and what a low rate may mean."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from xlshipcheck import errors
from xlshipcheck.amazon import rate
from xlshipcheck.amazon.counts import counts_of, packages_of
from xlshipcheck.arguments.readers import VALIDITIES
from xlshipcheck.sheets.qoo10 import days, texts
from xlshipcheck.values import cells
from xlshipcheck.values.answers import ERROR_PREFIX
from xlshipcheck.values.summary import Section

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from xlshipcheck.amazon.counts import Packages
    from xlshipcheck.context import Context
    from xlshipcheck.values.answers import Value

UNCONFIRMED = "出荷前 (送り状番号がまだない)"
UNREADABLE = "読めない行 (確認の列を見てください)"
NOTE = (
    "95%未満のカテゴリーは、出品者出荷での出品資格が停止される場合があります。"
    "回復には改善計画の提出と Amazon の承認が必要です。回復見込み日は、この一覧の梱包だけで数えた目安です。"
)
NO_CATEGORY_NOTE = "カテゴリーが分からないため、全体の率だけを出しています。"


def sections(
    verdicts: Sequence[Value],
    columns: Mapping[str, Sequence[object]],
    count: int,
    keys: Sequence[Hashable],
    context: Context,
) -> list[Section]:
    """Return the Amazon sections of the summary.

    Args:
        verdicts: 追跡判定 per row.
        columns: role -> one cell per row.
        count: number of rows.
        keys: what makes rows one package, per row.
        context: the as-of day, settings and rules.
    """
    as_of = context.as_of or 0
    promised = days(columns, "お届け予定日", count)
    judged = [
        str(verdict)
        if verdict in VALIDITIES and not isinstance(day, errors.ArgumentError) and day is not None
        else ""
        for verdict, day in zip(verdicts, promised)
    ]
    known = texts(columns, "カテゴリー", count)
    # Under the name that the table gives it, the recovery of the rows without one can be asked for too.
    categories = [category or rate.NO_CATEGORY for category in known]
    rate_columns = (judged, promised, categories, list(keys))
    packages = packages_of(rate_columns)
    table = rate.table_of(context, rate_columns, packages, as_of).table or []
    header, rows = table[0], table[1:]
    total = rows[-1]
    # Without any category the one line of blanks would only repeat the total.
    named = any(known)
    shown = rows if named else [total]
    recovered: list[Sequence[Value]] = [
        [*row, _recovery(context, packages, row, as_of, is_total=row is total)] for row in shown
    ]
    below = any(rate.BELOW_LIMIT in row for row in shown)
    unreadable = _unreadable(verdicts)
    note = ("" if named else NO_CATEGORY_NOTE) + (NOTE if below else "")
    if unreadable:
        note = f"読めない行が{unreadable}行あり、率に入っていません。直してから率を見てください。" + note
    return [
        Section("Amazon 追跡可能率", [*map(str, header), "回復見込み日"], recovered, note),
        Section("Amazon 行の判定", ("判定", "行数"), _tally(verdicts, columns)),
    ]


def _tally(verdicts: Sequence[Value], columns: Mapping[str, Sequence[object]]) -> list[Sequence[Value]]:
    """Return how many rows have each verdict, and how many have none; an empty row is no package."""
    counts = Counter(verdicts)
    unconfirmed = sum(
        verdict == "" and any(not cells.is_blank(column[row]) for column in columns.values())
        for row, verdict in enumerate(verdicts)
    )
    rows: list[Sequence[Value]] = [(word, counts[word]) for word in VALIDITIES]
    others = ((UNCONFIRMED, unconfirmed), (UNREADABLE, _unreadable(verdicts)))
    return rows + [(text, number) for text, number in others if number]


def _unreadable(verdicts: Sequence[Value]) -> int:
    return sum(str(verdict).startswith(ERROR_PREFIX) for verdict in verdicts)


def _recovery(
    context: Context, packages: Packages, row: Sequence[Value], as_of: int, *, is_total: bool
) -> Value:
    """Return when a category below the limit is back, from the listed packages alone; "" for the others."""
    if rate.BELOW_LIMIT not in row:
        return ""
    which = "" if is_total else str(row[0])
    return rate.recovery_of(context, counts_of(packages, which), as_of).value
