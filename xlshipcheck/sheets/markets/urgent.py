"""The orders of a Qoo10 sheet that 集計 names: the next to cost something, and those that nothing can save."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck.qoo10.advice import last_shop_day
from xlshipcheck.qoo10.kernel import penalty_rules
from xlshipcheck.qoo10.record import RATE_HIGH, RATE_UNKNOWN
from xlshipcheck.qoo10.rows import is_open
from xlshipcheck.values.days import NEVER, date_of
from xlshipcheck.values.results import DAYS_LEFT, Section
from xlshipcheck.values.roles import ORDER_NUMBER
from xlshipcheck.values.text import short_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.qoo10.judging import Judged
    from xlshipcheck.qoo10.rows import JudgedSheet
    from xlshipcheck.values.answers import Value

MOST_URGENT = 10
HEADER = (ORDER_NUMBER, "段階", "最終発送日", "自店最終発送日", DAYS_LEFT, "遅れると")


def urgent_sections(sheet: JudgedSheet, orders: Sequence[str], context: Context) -> list[Section]:
    """Return the orders whose next cost can still be avoided, and those for which it is too late.

    What may be sent, or is sent on a day that nobody wrote down, is not to be packed and stands in neither.

    Args:
        sheet: the judged sheet.
        orders: 注文番号 per row.
        context: the as-of day, settings and rules.
    """
    open_rows = [
        (position, judged)
        for position in sheet.positions(is_open)
        if (judged := sheet.rows[position].judged) is not None
    ]
    # What can still be saved comes first, the older of two before the younger.
    ranked = sorted(open_rows, key=lambda one: (one[1].next_cost_day, one[1].order.base))
    in_time = [one for one in ranked if one[1].next_cost_day != NEVER]
    too_late = ranked[len(in_time) :]

    def section(title: str, listed: Sequence[tuple[int, Judged]]) -> Section:
        listed = listed[:MOST_URGENT]
        rows: list[Sequence[Value]] = [
            (
                orders[position] or f"{position + 1}件目",
                cells[0],
                cells[1],
                date_of(last_shop_day(context, context.calendar, judged.terms.last_safe_day)),
                cells[4],
                _cost(judged, context),
            )
            for position, judged in listed
            for cells in [sheet.rows[position].cells]
        ]
        calendar = frozenset(place for place, (_, judged) in enumerate(listed) if judged.order.preorder)
        return Section(title, HEADER, rows, calendar_rows=calendar)

    found = [section("Qoo10 急ぐ注文 (次の減点・制限が近い順、10件まで)", in_time)]
    if too_late:
        title = f"Qoo10 減点・制限がすでに確定した未発送の注文 ({len(too_late)}件、古い順に10件まで)"
        found.append(section(title, too_late))
    return found


def _cost(judged: Judged, context: Context) -> str:
    terms, as_of = judged.terms, context.as_of
    points = penalty_rules(context.rulebook).points(terms.points_day)
    state, next_day, stopped_until = judged.order.rate, judged.next_cost_day, judged.stopped_until
    if next_day == terms.points_day:
        return f"{short_day(terms.points_day, as_of)} に {points} 点"
    if next_day == terms.restriction_day:
        certain = "発送率が不明のため可能性" if state == RATE_UNKNOWN else "発送率95%以下のため"
        return f"{points} 点は確定。{short_day(terms.restriction_day, as_of)} に商品の販売制限 ({certain})"
    if state == RATE_HIGH:
        return f"{points} 点は確定。発送率が高いため制限にはなりません"
    if stopped_until and state == RATE_UNKNOWN:
        released = short_day(stopped_until, as_of)
        return f"{points} 点は確定。商品は販売制限中の可能性 (発送率が不明。制限なら {released} に解除)"
    if stopped_until:
        return f"{points} 点は確定。商品は販売制限中 ({short_day(stopped_until, as_of)} に解除)"
    return f"{points} 点は確定。販売制限の期間は過ぎています"
