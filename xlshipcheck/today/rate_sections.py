"""The on-time rate of all Qoo10 orders of a book: today with its target, and at the end of the month."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck.context import GENERAL, PREORDER
from xlshipcheck.qoo10.history import OnTime
from xlshipcheck.values.facts import POINTS
from xlshipcheck.values.results import Section
from xlshipcheck.values.text import short_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.today.plan import SheetFacts
    from xlshipcheck.values.answers import Value
    from xlshipcheck.values.facts import RateFact

RATE_NAMES: Final = {GENERAL: "入金日基準発送率 (一般)", PREORDER: "予約日基準発送率 (予約)"}
OUTLOOK_TITLE: Final = "Qoo10 月末の発送率"
BACK_TITLE: Final = "Qoo10 発送率を目標に戻すには"
NO_RATE: Final = "対象なし"
PERCENT: Final = 100
SCENARIOS: Final = ("今日すべて出す", "最終発送日に出す", "1件も出さない")


class _Group(NamedTuple):
    """The rates of one kind, of all sheets that are judged together."""

    name: str
    now: OnTime
    then: Sequence[OnTime]
    limit: int


def rate_sections(sheets: Sequence[SheetFacts], context: Context) -> list[Section]:
    """Return how the rates stand at the end of the month, and what lifts them above their target.

    Args:
        sheets: the facts of every order sheet.
        context: the as-of day and the scope of the rate.
    """
    rated = [sheet for sheet in sheets if sheet.facts.rates]
    found = []
    for sheet in rated:
        # Sheets that share a rate say it once; where each has its own, each has a section of its own.
        title = f" (シート「{sheet.name}」)" if len(rated) > 1 else ""
        part = sheets if len(rated) == 1 else [sheet]
        groups = [_group_of(rate) for rate in sheet.facts.rates]
        unread = sum(len(one.problems) for one in part)
        found += [
            section._replace(title=section.title + title, note=_unread_note(unread) + section.note)
            for section in (
                _outlook(groups, sheet.facts.rates[0].month_end, part, context),
                _way_back(groups),
            )
        ]
    return found


def _unread_note(unread: int) -> str:
    return f"確認が必要な行が{unread}行あり、率と減点に入っていません。" if unread else ""


def _group_of(rate: RateFact) -> _Group:
    then = [OnTime(*count) for count in rate.then]
    return _Group(rate.group, OnTime(rate.in_time, rate.counted), then, rate.limit)


def _outlook(groups: Sequence[_Group], day: int, sheets: Sequence[SheetFacts], context: Context) -> Section:
    as_of = context.as_of or 0
    to_come = sum(
        cost.amount
        for sheet in sheets
        for fact in sheet.facts.orders
        for cost in fact.costs
        if cost.kind == POINTS and as_of < cost.day <= day
    )
    header = ["未発送の注文を"]
    for group in groups:
        header += [f"{group.name}の率", "期限内", "対象"]
    header.append("月末までに加わる減点")
    rows: list[Sequence[Value]] = [("(今)", *_counts([group.now for group in groups]), "")]
    for place, scenario in enumerate(SCENARIOS):
        points = to_come if place == len(SCENARIOS) - 1 else 0
        rows.append((scenario, *_counts([group.then[place] for group in groups]), points))
    limit = max(group.limit for group in groups)
    note = (
        f"{short_day(day)} の終わりに、今ある注文だけで数えた率です (新しい注文と QSM の母数は入っていません)。"
        f"目標は{limit}%超です。"
    )
    _, on_last_day, unsent = (list(counts) for counts in zip(*(group.then for group in groups)))
    if on_last_day == unsent:
        note += "最終発送日は減点のない最後の日ですが、発送率では期限の後なので、率は出さないときと同じです。"
    return Section(f"{OUTLOOK_TITLE} ({short_day(day)} の見込み)", header, rows, note)


def _counts(counts: Sequence[OnTime]) -> list[Value]:
    cells: list[Value] = []
    for count in counts:
        cells += [NO_RATE if count.rate is None else count.rate, count.in_time, count.counted]
    return cells


def _way_back(groups: Sequence[_Group]) -> Section:
    rows: list[Sequence[Value]] = []
    for group in groups:
        name, target = RATE_NAMES[group.name], f"{group.limit}%超"
        if not group.now.counted:
            rows.append((name, target, "", "", f"{NO_RATE}: 数える注文がまだありません"))
            continue
        missing = needed(group.now, group.limit)
        can = group.then[0].in_time - group.now.in_time
        if not missing:
            rows.append((name, target, 0, can, f"目標の中です。{allowance_words(group.now, group.limit)}"))
        elif missing <= can:
            rows.append((name, target, missing, can, f"未発送のうち{missing}件を期限内に出すと戻ります"))
        else:
            short = missing - can
            rows.append(
                (
                    name,
                    target,
                    missing,
                    can,
                    f"未発送をすべて期限内に出しても{short}件足りません (新しい注文を期限内に)",
                )
            )
    header = ("発送率", "目標", "必要な期限内の発送", "今日出せば期限内の未発送", "見通し")
    note = "必要な期限内の発送は、ほかに期限後の注文が増えないときの件数です。"
    return Section(BACK_TITLE, header, rows, note)


def needed(count: OnTime, limit: int) -> int:
    """Return how many more orders sent in time lift a rate above its target; 0 where it is above, or empty."""
    short = count.counted * limit - PERCENT * count.in_time
    return short // (PERCENT - limit) + 1 if count.counted and short >= 0 else 0


def allowance_words(count: OnTime, limit: int) -> str:
    """Return how far a rate is from its target: 不足 n件, or how many more may be late."""
    allowance = count.allowance(limit)
    if allowance < 0:
        return f"不足 {-allowance}件"
    return f"あと{allowance}件まで遅れられる" if allowance else "1件遅れると目標を割る"


BOX: Final = Fraction(5, 2)
"""Percent of a box of the bar."""
BOXES_BELOW: Final = 4
FULL, HOLLOW, TARGET_MARK = "■", "□", "｜"


def bar_title(limit: int) -> str:
    """Return what stands above a column of bars."""
    return f"{limit - int(BOXES_BELOW * BOX)}～{PERCENT}% (｜は{limit}%)"


def rate_bar(rate: Fraction, limit: int) -> str:
    """Return a rate as a row of boxes with a mark at its target; it reaches beyond the mark only where the rate does.

    It shows what is near the target: from ten percent below it to 100 %.

    Args:
        rate: 0..1, exactly.
        limit: the target in percent.
    """
    above = int((PERCENT - limit) / BOX)
    start = limit - BOXES_BELOW * BOX
    filled = max(0, int((rate * PERCENT - start) / BOX))
    boxes = FULL * filled + HOLLOW * (BOXES_BELOW + above - filled)
    return boxes[:BOXES_BELOW] + TARGET_MARK + boxes[BOXES_BELOW:]
