"""The Amazon part of 集計: the rate of each category, when it recovers, and what a low rate may mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck import amazon_rate, errors
from xlshipcheck.argument_readers import VALIDITIES
from xlshipcheck.qoo10_columns import days, texts
from xlshipcheck.summary import Section

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from xlshipcheck.amazon_counts import Columns
    from xlshipcheck.answers import Value
    from xlshipcheck.context import Context

ROW_COUNT = ("有効", "無効", "対象外")
NOTE = (
    "95%未満のカテゴリーは、出品者出荷での出品資格が停止される場合があります。"
    "回復には改善計画の提出と Amazon の承認が必要です。回復見込み日は、この一覧の梱包だけで数えた目安です。"
)
NO_CATEGORY_NOTE = "カテゴリーの列がないため、全体の率だけを出しています。"


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
    categories = texts(columns, "カテゴリー", count)
    rate_columns = (judged, promised, categories, list(keys))
    table = amazon_rate.rate_table(context, rate_columns, as_of).table
    header, *rows = table or [[]]
    total = rows[-1] if rows else []
    shown = rows if "カテゴリー" in columns else [total]
    recovered: list[Sequence[Value]] = [
        [*row, _recovery(context, rate_columns, row, as_of, is_total=row is total)] for row in shown
    ]
    note = NOTE if "カテゴリー" in columns else NO_CATEGORY_NOTE + NOTE
    tally: list[Sequence[Value]] = [
        (word, sum(verdict == word for verdict in verdicts)) for word in ROW_COUNT
    ]
    return [
        Section("Amazon 追跡可能率", [*map(str, header), "回復見込み日"], recovered, note),
        Section("Amazon 行の判定", ("判定", "行数"), tally),
    ]


def _recovery(
    context: Context, columns: Columns, row: Sequence[Value], as_of: int, *, is_total: bool
) -> Value:
    """Return when a category below the limit is back, from the listed packages alone; "" for the others."""
    if amazon_rate.BELOW_LIMIT not in row:
        return ""
    which = "" if is_total else str(row[0])
    return amazon_rate.recovery(context, columns, which, as_of).value
