"""追跡可能率: valid packages over packages in scope, per category, in the window of 30 promised days.

The window ends 10 days before the as-of day, both ends in. A package counts once in each of its categories
and once in the total; its rows may carry different results, of which the worst in scope is the package's
(無効 before 有効 before 対象外), and its day is the latest of its rows. Integers are compared, never a
rounded rate: 190 of 200 is fine, 189 is not. No package in scope is 対象なし, never 100 %.
Source of every limit: `rules/amazon.toml`.
"""

from __future__ import annotations

from bisect import bisect_right
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors
from xlshipcheck.amazon.grouping import INVALID, VALID, package_rows, worst_validity
from xlshipcheck.rulebook.notes import override_notes
from xlshipcheck.values.answers import Answer, Note, Reason, with_steps
from xlshipcheck.values.days import LAST_DAY, date_of
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Generator, Hashable, Iterable, Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.rulebook.rules import Rulebook
    from xlshipcheck.values.answers import Reasoned, Table, Value

    Columns = tuple[Sequence[str], Sequence[int | None], Sequence[str | None], Sequence[Hashable | None]]


NOT_APPLICABLE = "対象なし"
IN_SCOPE = frozenset([VALID, INVALID])
PERCENT = 100


class Count(NamedTuple):
    """Packages of a window.

    Attributes:
        scope: packages in scope.
        valid: those of them with a valid number.
    """

    scope: int
    valid: int

    def rate(self) -> Fraction | str:
        """Return the exact rate, or 対象なし."""
        return Fraction(self.valid, self.scope) if self.scope else NOT_APPLICABLE

    def reaches(self, limit_percent: int) -> bool:
        """Tell whether there is a rate and it is at the limit or above."""
        return self.scope > 0 and PERCENT * self.valid >= limit_percent * self.scope

    def allowance(self, limit_percent: int) -> int:
        """Return how many more of these packages may be invalid; negative where the rate is below."""
        return self.scope * (PERCENT - limit_percent) // PERCENT - (self.scope - self.valid)


class Window(NamedTuple):
    """The limits of the rate on an as-of day: length and lag of the window in days, limit in percent."""

    length: int
    lag: int
    limit: int

    def days(self, as_of: int) -> tuple[int, int]:
        """Return the first and the last promised day that count."""
        last = as_of - self.lag
        return last - self.length + 1, last


def window_on(rulebook: Rulebook, as_of: int) -> Window:
    """Return the limits of the rate in force on an as-of day."""
    return Window(*(rulebook.rule(key).over(as_of) for key in WINDOW_RULES))


WINDOW_RULES = ("amazon.window_days", "amazon.window_lag", "amazon.rate_limit")


class Packages(NamedTuple):
    """Packages in scope, each with its promised day, whether it is valid, and the keys of its categories."""

    days: list[int]
    valid: list[bool]
    categories: list[tuple[str, ...]]


class DailyCounts:
    """Packages counted up to each promised day.

    Args:
        packages: promised day and validity of each package in scope.
    """

    def __init__(self, packages: Iterable[tuple[int, bool]]) -> None:
        per_day: dict[int, list[int]] = {}
        for day, valid in packages:
            count = per_day.setdefault(day, [0, 0])
            count[0] += 1
            count[1] += valid
        self.days = sorted(per_day)
        self._scope = [0, *accumulate(per_day[day][0] for day in self.days)]
        self._valid = [0, *accumulate(per_day[day][1] for day in self.days)]

    def within(self, first: int, last: int) -> Count:
        """Return the packages promised for the days from `first` to `last`, both in."""
        start, end = bisect_right(self.days, first - 1), bisect_right(self.days, last)
        return Count(self._scope[end] - self._scope[start], self._valid[end] - self._valid[start])


def packages_of(columns: Columns) -> Packages:
    """Return the packages in scope of an aggregate's columns.

    Args:
        columns: validity ("" for a row that does not count), promised day, category and package key, of
            equal length; a package key of None or "" is a package of its own.

    Raises:
        PackageWithoutDay: a package in scope has no promised day, so no window can hold it. Rows are counted
            from 1 within the columns; who left rows out beforehand knows better numbers.
    """
    validities, days, categories, keys = columns
    packages = Packages([], [], [])
    dateless: list[int] = []
    found: tuple[str, ...]
    for rows in package_rows(keys):
        if len(rows) == 1:
            row = rows[0]
            validity, day, found = validities[row], days[row], (category_key(categories[row]),)
        else:
            validity, day, found = together([(validities[k], days[k], categories[k]) for k in rows])
        if validity not in IN_SCOPE:
            continue
        if day is None:
            dateless += rows
            continue
        packages.days.append(day)
        packages.valid.append(validity == VALID)
        packages.categories.append(found)
    if dateless:
        raise errors.PackageWithoutDay(argument="お届け予定日", count=len(dateless), row=dateless[0] + 1)
    return packages


def together(
    rows: list[tuple[str, int | None, str | None]],
) -> tuple[str, int | None, tuple[str, ...]]:
    """Return validity, promised day and keys of the categories of a package, given its rows; blank ones do not count."""
    rows = [row for row in rows if row[0]]
    day = max((day for _, day, _ in rows if day is not None), default=None)
    categories = tuple(dict.fromkeys(category_key(category) for _, _, category in rows))
    return worst_validity(validity for validity, _, _ in rows), day, categories


@lru_cache(maxsize=4096)
def category_key(category: str | None) -> str:
    """Return the form in which categories are compared, "" for a blank."""
    return name_key(category) if category else ""


def counts_of(packages: Packages, which: str) -> DailyCounts:
    """Return packages of one category, or of all for "", counted along the days."""
    pairs = zip(packages.days, packages.valid)
    if not which:
        return DailyCounts(pairs)
    wanted = name_key(which)
    return DailyCounts(pair for pair, keys in zip(pairs, packages.categories) if wanted in keys)


NO_PROSPECT = "見込みなし"
SAFE, EDGE, BELOW_LIMIT = "安全", "注意", "95%未満"
TOTAL, NO_CATEGORY = "全体", "(カテゴリーなし)"
TABLE_HEADER = ("カテゴリー", "期間開始", "期間終了", "対象", "有効", "追跡可能率", "判定", "あと何件")
TREND_HEADER = ("基準日", "対象", "有効", "追跡可能率")

MAY_BE_SUSPENDED = Note(
    "案内",
    "追跡可能率が{limit}%未満のカテゴリーは出品者出荷の出品資格が停止される場合があります。"
    "回復には改善計画の提出と Amazon の承認が必要です",
)
APPROVAL_NEEDED = Note(
    "案内",
    "この一覧の梱包だけで計算した日付です。出品資格が停止された場合の回復には改善計画の提出と Amazon の承認が必要です",
)


def _notes(context: Context, *notes: Note) -> tuple[Note, ...]:
    return (*notes, *override_notes(context.rulebook.rule(key) for key in WINDOW_RULES))


def _warning(window: Window) -> Note:
    return Note(MAY_BE_SUSPENDED.kind, MAY_BE_SUSPENDED.text.format(limit=window.limit))


def _within_window(
    context: Context, columns: Columns, which: str, as_of: int
) -> Generator[Reason, None, tuple[Window, Count]]:
    """Yield what is counted in the window of an as-of day; return the window and the count."""
    packages = packages_of(columns)
    counts = counts_of(packages, which)
    window = window_on(context.rulebook, as_of)
    yield Reason("packages", (columns, packages, which))
    yield Reason("window", (counts, window, as_of))
    return window, counts.within(*window.days(as_of))


@with_steps
def valid_tracking_rate(context: Context, columns: Columns, which: str, as_of: int) -> Reasoned:
    """AMAZON_VTR: the exact rate of the window, or 対象なし; below 95 % with what may follow.

    Args:
        context: rules.
        columns: validity, promised day, category and package key.
        which: the category that counts; "" for all.
        as_of: the as-of day.
    """
    window, count = yield from _within_window(context, columns, which, as_of)
    below = count.scope and not count.reaches(window.limit)
    yield Answer(count.rate(), _notes(context, *([_warning(window)] if below else [])))


@with_steps
def invalid_allowance(context: Context, columns: Columns, which: str, as_of: int) -> Reasoned:
    """AMAZON_INVALID_ALLOWANCE: how many more invalid packages the window bears, or 対象なし.

    The number of packages is held fixed; negative means that the rate is below 95 % already.
    """
    window, count = yield from _within_window(context, columns, which, as_of)
    if not count.scope:
        yield Answer(NOT_APPLICABLE, _notes(context))
        return
    allowance = count.allowance(window.limit)
    yield Reason("more invalid packages", (count, allowance, window))
    yield Answer(allowance, _notes(context, *([_warning(window)] if allowance < 0 else [])))


@with_steps
def rate_table(context: Context, columns: Columns, as_of: int) -> Reasoned:
    """AMAZON_VTR_TABLE: a row per category in the order of first appearance, and the total.

    Returns:
        Rows under a header: カテゴリー, 期間開始, 期間終了, 対象, 有効, 追跡可能率, 判定, あと何件.
    """
    packages = packages_of(columns)
    yield Reason("packages", (columns, packages, ""))
    yield Reason("window", (counts_of(packages, ""), window_on(context.rulebook, as_of), as_of))
    yield table_of(context, columns, packages, as_of)


def table_of(context: Context, columns: Columns, packages: Packages, as_of: int) -> Answer:
    """Return the table of `rate_table`, given the packages of its columns."""
    window = window_on(context.rulebook, as_of)
    first, last = window.days(as_of)
    names: dict[str, str] = {}
    for validity, category in zip(columns[0], columns[2]):
        if validity:
            names.setdefault(category_key(category), category or NO_CATEGORY)
    counts = {key: [0, 0] for key in (*names, None)}
    for day, valid, keys in zip(*packages):
        if first <= day <= last:
            for key in (*keys, None):
                counts[key][0] += 1
                counts[key][1] += valid
    table: Table = [list(TABLE_HEADER)]
    for key, name in [*names.items(), (None, TOTAL)]:
        count = Count(*counts[key])
        allowance = count.allowance(window.limit) if count.scope else ""
        window_cells: list[Value] = [name, date_of(first), date_of(last)]
        table.append(
            [*window_cells, count.scope, count.valid, count.rate(), _verdict(count, window), allowance]
        )
    below = any(row[TABLE_HEADER.index("判定")] == BELOW_LIMIT for row in table)
    return Answer(notes=_notes(context, *([_warning(window)] if below else [])), table=table)


def _verdict(count: Count, window: Window) -> str:
    if not count.scope:
        return NOT_APPLICABLE
    if not count.reaches(window.limit):
        return BELOW_LIMIT
    return SAFE if count.allowance(window.limit) else EDGE


@with_steps
def rate_trend(context: Context, columns: Columns, which: str, as_of: int, days: int | None) -> Reasoned:
    """AMAZON_VTR_TREND: 基準日, 対象, 有効, 追跡可能率, a row a day, the as-of day last.

    Args:
        context: rules.
        columns: validity, promised day, category and package key.
        which: the category that counts; "" for all.
        as_of: the last as-of day.
        days: number of rows; None for the default of the rulebook.

    Raises:
        UnreadableNumber: for less than one day, or days before the calendar.
    """
    length = context.rulebook.rule("amazon.trend_days").over(as_of) if days is None else days
    if not 1 <= length <= as_of:
        raise errors.UnreadableNumber(argument="日数", value=days, wanted="1 以上の日数")
    packages = packages_of(columns)
    counts = counts_of(packages, which)
    if days is None:
        yield Reason("length of the trend", (as_of,))
    yield Reason("packages", (columns, packages, which))
    yield Reason("window", (counts, window_on(context.rulebook, as_of), as_of))
    yield Reason("a window a day")
    table: Table = [list(TREND_HEADER)]
    below: list[Note] = []
    for day in range(as_of - length + 1, as_of + 1):
        window = window_on(context.rulebook, day)
        count = counts.within(*window.days(day))
        if count.scope and not count.reaches(window.limit):
            below = [_warning(window)]
        table.append([date_of(day), count.scope, count.valid, count.rate()])
    yield Answer(notes=_notes(context, *below), table=table)


@with_steps
def recovery(context: Context, columns: Columns, which: str, as_of: int) -> Reasoned:
    """AMAZON_VTR_RECOVERY: the first as-of day from now on with a rate of 95 % or more, or 見込みなし.

    Only the packages given count: none is added for the days to come. A window without a package in scope
    is no recovery.
    """
    packages = packages_of(columns)
    counts = counts_of(packages, which)
    yield Reason("packages", (columns, packages, which))
    yield Reason("window", (counts, window_on(context.rulebook, as_of), as_of))
    answer = recovery_of(context, counts, as_of)
    yield Reason("recovery", (counts, answer.value, as_of))
    yield answer


def recovery_of(context: Context, counts: DailyCounts, as_of: int) -> Answer:
    """Return the answer of `recovery` for packages that are counted already."""
    if not counts.days:
        return Answer(NOT_APPLICABLE, _notes(context))
    note = _notes(context, APPROVAL_NEEDED)
    day = as_of
    while day <= LAST_DAY:
        window = window_on(context.rulebook, day)
        first, last = window.days(day)
        if first > counts.days[-1]:
            break
        if counts.within(first, last).reaches(window.limit):
            return Answer(date_of(day), note)
        day += 1
    return Answer(NO_PROSPECT, note)
