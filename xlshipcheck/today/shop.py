"""What one shop among many has to be told of: its figures as plain numbers, and how bad they are.

The figures are those that 集計 and 今日 of the shop's own file show; nothing is judged here a second time. What rows
that cannot be read could change is never taken for certain.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xlshipcheck.qoo10.history import OnTime
from xlshipcheck.today.plan import NEXT, NOW
from xlshipcheck.today.rate_sections import PERCENT
from xlshipcheck.today.words import OLD, STALE, freshness_of, verdict_of
from xlshipcheck.values.days import date_of
from xlshipcheck.values.facts import POINTS, STOP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.today.plan import Plan, SheetFacts

NO_RATE, ABOVE, BELOW, UNSURE = "対象なし", "目標の中", "目標割れ", "未確定"
"""How a rate stands to its target; `UNSURE` where the rows that cannot be read decide."""


class Share(NamedTuple):
    """A rate of a shop with its target.

    Attributes:
        name: 一般, 予約 or a category of Amazon's.
        good: what counts for it.
        counted: what counts at all; 0 for no rate.
        limit: the target in percent.
        allowance: how many more may be bad; negative where too many are.
        verdict: `NO_RATE`, `ABOVE`, `BELOW` or `UNSURE`.
        given: the rate that the shop's settings give instead of the count, as a fraction; "" for none.
    """

    name: str
    good: int
    counted: int
    limit: int
    allowance: int
    verdict: str
    given: str = ""

    @property
    def rate(self) -> Fraction | None:
        """Return the rate, None for none."""
        if self.given:
            return Fraction(self.given)
        return Fraction(self.good, self.counted) if self.counted else None


class ShopFigures(NamedTuple):
    """A shop's night in figures.

    Attributes:
        as_of: 基準日 as a day number.
        rows: rows judged.
        stages: 段階 -> rows.
        due_today: orders that must go today.
        due_next: orders that must go on the next day the shop is open.
        stops_today: orders that still keep a sale from being stopped if they go today.
        stopped: products whose sale is stopped.
        points: points booked in the month of the as-of day.
        points_next: points that come until the next open day if nothing is sent.
        rates: the on-time rates.
        worst: the worst category of the valid tracking rate; None without one.
        categories_below: how many categories are below their limit.
        packages: Amazon packages to correct.
        parcels: parcels at a branch to follow up.
        unread: rows that cannot be read, or not wholly; no other figure counts them.
        newest: ISO date of the newest order; "" where none is known.
        freshness: the sentence on how fresh the data are.
        level: fresh, stale or old.
        verdict: the sentence that stands first on 今日.
        to_correct: rows that are judged and have a cell to correct or a date to check.
    """

    as_of: int
    rows: int
    stages: Mapping[str, int]
    due_today: int
    due_next: int
    stops_today: int
    stopped: int
    points: int
    points_next: int
    rates: Sequence[Share]
    worst: Share | None
    categories_below: int
    packages: int
    parcels: int
    unread: int
    newest: str
    freshness: str
    level: str
    verdict: str
    to_correct: int = 0


def figures_of(sheets: Sequence[SheetFacts], plan: Plan, rows: int, context: Context) -> ShopFigures:
    """Return a shop's figures.

    Args:
        sheets: the facts of its order sheets.
        plan: what it has to do today.
        rows: rows judged.
        context: the as-of day, settings and rules it was judged by.
    """
    today = date_of(plan.as_of)
    unread = len(plan.problems)
    stages: dict[str, int] = {}
    points = 0
    for sheet in sheets:
        for stage, count in sheet.facts.stages:
            stages[stage] = stages.get(stage, 0) + count
        for day, _, amount in sheet.facts.booked:
            when = date_of(day)
            points += amount if (when.year, when.month) == (today.year, today.month) else 0
    found = [_category_share(sheet, unread) for sheet in sheets]
    categories = [share for shares in found for share in shares]
    rated = [share for share in categories if share.rate is not None]
    fresh, level = freshness_of(plan, context)
    return ShopFigures(
        plan.as_of,
        rows,
        stages,
        sum(line.when == NOW for line in plan.lines),
        sum(line.when == NEXT for line in plan.lines),
        plan.saved.get((NOW, STOP), 0),
        len(frozenset().union(*(sheet.facts.stopped for sheet in sheets))),
        points,
        sum(
            cost.amount
            for line in plan.lines
            for cost in line.fact.costs
            if cost.kind == POINTS and plan.as_of < cost.day <= plan.next_open
        ),
        [share for sheet in sheets for share in _rate_shares(sheet, unread)],
        min(rated, key=lambda share: (share.rate or 0, share.allowance, share.name), default=None),
        sum(share.verdict == BELOW for share in categories),
        len(plan.packages),
        len(plan.parcels),
        unread,
        date_of(plan.newest).isoformat() if plan.newest else "",
        fresh,
        level,
        verdict_of(plan),
        len(plan.to_correct) + len(plan.ahead),
    )


def _rate_shares(sheet: SheetFacts, unread: int) -> list[Share]:
    shares = []
    for rate in sheet.facts.rates:
        count = OnTime(rate.in_time, rate.counted)
        allowance = count.allowance(rate.limit) if rate.counted else 0
        if rate.given is not None:
            verdict = BELOW if PERCENT * rate.given <= rate.limit else ABOVE
        else:
            # At the limit itself a sale is stopped.
            verdict = _verdict(rate.in_time, rate.counted, unread, Fraction(rate.limit), at_limit=BELOW)
        given = "" if rate.given is None else str(rate.given)
        shares.append(Share(rate.group, rate.in_time, rate.counted, rate.limit, allowance, verdict, given))
    return shares


def _category_share(sheet: SheetFacts, unread: int) -> list[Share]:
    return [
        Share(
            one.name,
            one.valid,
            one.scope,
            one.limit,
            one.allowance,
            _verdict(one.valid, one.scope, unread, Fraction(one.limit), at_limit=ABOVE),
        )
        for one in sheet.facts.categories
    ]


def _verdict(good: int, counted: int, unread: int, limit: Fraction, *, at_limit: str) -> str:
    """Return how a rate stands to its limit, whatever the rows that cannot be read may be: all good, or all bad."""
    if not counted + unread:
        return NO_RATE
    if not counted:
        return UNSURE
    found = set()
    for share in (Fraction(good, counted + unread), Fraction(good + unread, counted + unread)):
        percent = PERCENT * share
        found.add(at_limit if percent == limit else ABOVE if percent > limit else BELOW)
    return found.pop() if len(found) == 1 else UNSURE


FAILED: Final = "判定できません"
STOPPED, SAVE_STOP = "販売停止中", "今日中で販売停止を防げる"
TRACKING_BELOW, RATE_BELOW = "追跡可能率が基準割れ", "発送率が目標割れ"
MAY_STOP, UNREAD = "制限候補あり", "読めない行あり"
POINTS_TODAY, BOOKED, DUE = "減点が近い注文あり", "今月の減点あり", "今日出す注文あり"
RATE_UNSURE, OLD_DATA, FOLLOW_UP, CALM = "率が未確定", "データが古い", "対応するものあり", "急ぐものなし"
STATES: Final = (
    FAILED,
    STOPPED,
    SAVE_STOP,
    TRACKING_BELOW,
    RATE_BELOW,
    MAY_STOP,
    POINTS_TODAY,
    UNREAD,
    RATE_UNSURE,
    BOOKED,
    DUE,
    OLD_DATA,
    FOLLOW_UP,
    CALM,
)
"""What a shop is called by its worst finding, the worst first."""


def state_of(figures: ShopFigures | None) -> str:
    """Return the worst finding of a shop; None stands for one that could not be judged."""
    if figures is None:
        return FAILED
    worst = figures.worst
    verdicts = {share.verdict for share in [*figures.rates, *([worst] if worst else [])]}
    findings = {
        STOPPED: figures.stopped or figures.stages.get("制限", 0),
        SAVE_STOP: figures.stops_today,
        TRACKING_BELOW: figures.categories_below,
        RATE_BELOW: any(share.verdict == BELOW for share in figures.rates),
        MAY_STOP: figures.stages.get("制限候補", 0),
        POINTS_TODAY: figures.points_next,
        UNREAD: figures.unread,
        RATE_UNSURE: UNSURE in verdicts,
        BOOKED: figures.points,
        DUE: figures.due_today,
        OLD_DATA: figures.level in {STALE, OLD},
        FOLLOW_UP: figures.packages or figures.parcels or figures.to_correct,
    }
    return next((state for state in STATES if findings.get(state)), CALM)


KeptFigures = Mapping[str, Any]
"""Figures as they were read from JSON, which may hold anything."""


def rank_of(name: str, figures: ShopFigures | None) -> tuple[object, ...]:
    """Return the key by which shops stand worst first; equal ones by name."""
    place = STATES.index(state_of(figures))
    if figures is None:
        return (place, name)
    allowances = [share.allowance for share in [*figures.rates, *([figures.worst] if figures.worst else [])]]
    return (
        place,
        -figures.stages.get("制限", 0),
        -figures.stops_today,
        min(allowances, default=0),
        figures.points + figures.points_next,
        -figures.due_today,
        -figures.unread,
        name,
    )


def as_data(figures: ShopFigures) -> dict[str, object]:
    """Return figures as JSON can hold them."""
    data = figures._asdict()
    data["rates"] = [share._asdict() for share in figures.rates]
    data["worst"] = figures.worst._asdict() if figures.worst else None
    return data


def from_data(data: KeptFigures) -> ShopFigures:
    """Return figures that were kept as JSON.

    Raises:
        TypeError, KeyError: they are not what `as_data` gives.
    """
    worst = data["worst"]
    kept = {
        **data,
        "rates": [Share(**share) for share in data["rates"]],
        "worst": Share(**worst) if worst else None,
    }
    return ShopFigures(**kept)
