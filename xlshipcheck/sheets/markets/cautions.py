"""What 集計 and the terminal say of doubtful rows: each 注意 of 確認 by its kind, and dates that are likely slips.

A remark in a thousand cells is read by nobody; its count is.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from xlshipcheck.values.days import date_of
from xlshipcheck.values.results import REMARKS, RowProblem, Section
from xlshipcheck.values.text import full_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.values.results import Column

CAUTION: Final = "注意: "
CAUTIONS_TITLE: Final = "確認の「注意」(種類ごとの行数)"
DATES_TITLE: Final = "日付の確かめ"
# What a sentence quotes differs from row to row, and may itself hold whatever separates sentences.
_QUOTED: Final = re.compile(r"「[^「」]*」")
_EXCLUDED: Final = "\0"
MOST_NAMED: Final = 5


def cautions_of(columns: Iterable[Column]) -> Counter[str]:
    """Return kind of 注意 in 確認 -> number of rows, in the order of first appearance.

    Args:
        columns: the result columns of a sheet.
    """
    remarks = next((column.values for column in columns if column.title == REMARKS), [])
    counts: Counter[str] = Counter()
    for text, rows in Counter(str(remark) for remark in remarks if remark).items():
        # A kind is the first clause of the sentence without what it quotes.
        kinds = {
            sentence[len(CAUTION) :].partition("。")[0]
            for sentence in _without_quotes(text).split(" / ")
            if sentence.startswith(CAUTION)
        }
        for kind in sorted(kinds):
            counts[kind] += rows
    return counts


def _without_quotes(text: str) -> str:
    """Return a text with what it quotes left out, quotes within quotes too."""
    before = ""
    while before != text:
        before, text = text, _QUOTED.sub(_EXCLUDED, text)
    return text.replace(_EXCLUDED, "「…」")


def caution_section(counts: Mapping[str, int]) -> list[Section]:
    """Return the section of 集計 that counts them; none where there is nothing to count."""
    return [Section(CAUTIONS_TITLE, ("注意", "行数"), list(counts.items()))] if counts else []


def caution_note(counts: Mapping[str, int]) -> list[str]:
    """Return the line that counts them for the terminal."""
    if not counts:
        return []
    listed = "、".join(f"{kind} {rows:,}行" for kind, rows in counts.items())
    return [f"確認の「注意」: {listed}"]


def newest_of(days: Sequence[object], as_of: int) -> int:
    """Return the newest day of a column as read, up to an as-of day; 0 where no row tells.

    Args:
        days: day numbers, None for blanks, or the error of a cell.
        as_of: the as-of day.
    """
    return max((day for day in set(days) if isinstance(day, int) and day <= as_of), default=0)


def rows_ahead(payments: Sequence[object], as_of: int) -> list[int]:
    """Return the positions of the rows that are paid after an as-of day.

    Args:
        payments: 入金日 per row as read.
        as_of: the as-of day.
    """
    late = {day for day in set(payments) if isinstance(day, int) and day > as_of}
    return [row for row, day in enumerate(payments) if day in late] if late else []


def doubtful_as_of(
    payments: Sequence[object],
    context: Context,
    newest_of_book: int = 0,
    name_of: Callable[[int], str] = "{}件目".format,
) -> list[str]:
    """Return a sentence where the as-of day lies so far from the orders that it is more likely a slip than true.

    Args:
        payments: 入金日 per row as read.
        context: the as-of day and rules.
        newest_of_book: the newest 入金日 of all sheets: the sheet that holds it says what is to be said.
        name_of: gives what a row is called by its position.
    """
    as_of = context.as_of or 0
    newest = max((day for day in set(payments) if isinstance(day, int)), default=None)
    if newest is None or newest < newest_of_book:
        return []
    apart = as_of - newest
    said = []
    age = context.rulebook.rule("qoo10.plausible.data_age").over(as_of)
    both = f"基準日 {full_day(as_of)} は、いちばん新しい入金日 {full_day(newest)} "
    if apart < 0:
        ahead = rows_ahead(payments, as_of)
        named = [f"{name_of(row)} の入金日 {_plain_day(payments[row])}" for row in ahead[:MOST_NAMED]]
        more = f" ほか{len(ahead) - MOST_NAMED:,}行" if len(ahead) > MOST_NAMED else ""
        said.append(
            f"{both}より前です。基準日か、次の入金日の年月日を確かめてください: {'、'.join(named)}{more}"
        )
    elif apart > age:
        said.append(f"{both}の {apart:,}日後です。基準日の年月日と、ファイルが新しいかを確かめてください")
    return said


def _plain_day(day: object) -> str:
    return f"{date_of(day):%Y/%m/%d}" if isinstance(day, int) else ""


def dates_ahead(payments: Sequence[object], rows: Iterable[int]) -> list[RowProblem]:
    """Return what is to be said of rows that are paid after the as-of day.

    Args:
        payments: 入金日 per row as read.
        rows: their positions.
    """
    text = "入金日 {} は基準日より後です。入金日の年月日を確かめてください (入金日が正しければ基準日を)"
    return [RowProblem(row, text.format(_plain_day(payments[row])), is_judged=True) for row in rows]


def old_payments(payments: Sequence[object], context: Context) -> list[str]:
    """Return a sentence that counts payments so long ago that a slip is more likely.

    Args:
        payments: 入金日 per row as read.
        context: the as-of day and rules.
    """
    as_of = context.as_of or 0
    counts = Counter(day for day in payments if isinstance(day, int))
    oldest = context.rulebook.rule("qoo10.plausible.payment_age").over(as_of)
    old = sum(rows for day, rows in counts.items() if as_of - day > oldest)
    if not old:
        return []
    first = full_day(min(counts))
    said = f"入金日が基準日の{oldest}日より前の注文が{old:,}件あります (最も古い入金日 {first})。"
    return [f"{said}入金日の年を確かめてください"]
