"""The orders of a Qoo10 sheet that 集計 names: the next to cost something, and those that nothing can save."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck.qoo10.advice import last_shop_day
from xlshipcheck.qoo10.kernel import penalty_rules
from xlshipcheck.qoo10.notes import NO_SHIP_DATE
from xlshipcheck.qoo10.record import RATE_HIGH, RATE_UNKNOWN
from xlshipcheck.qoo10.rows import is_open
from xlshipcheck.values.days import NEVER, date_of
from xlshipcheck.values.results import Section
from xlshipcheck.values.roles import ORDER_NUMBER
from xlshipcheck.values.text import short_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.qoo10.rows import JudgedRow, JudgedSheet
    from xlshipcheck.values.answers import Value

MOST_URGENT = 10


def urgent_sections(sheet: JudgedSheet, orders: Sequence[str], context: Context) -> list[Section]:
    """Return the orders whose next cost can still be avoided, and those for which it is too late.

    What may be sent, or is sent on a day that nobody wrote down, is not to be packed and stands in neither.

    Args:
        sheet: the judged sheet.
        orders: 注文番号 per row.
        context: the as-of day, settings and rules.
    """
    as_of = context.as_of or 0
    ranked = sorted(
        (
            (_next_cost(judged, as_of), position)
            for position, judged in enumerate(sheet.rows)
            if is_open(judged) and not _is_on_its_way(judged)
        ),
    )
    in_time = [(day, position) for (day, _), position in ranked if day != NEVER]
    too_late = [(day, position) for (day, _), position in ranked if day == NEVER]

    def rows(listed: Sequence[tuple[int, int]]) -> list[Sequence[Value]]:
        return [
            (
                orders[position] or f"{position + 1}件目",
                judged.cells[0],
                judged.cells[1],
                _shop_day(judged, context),
                judged.cells[4],
                _cost(judged, day, context),
            )
            for day, position in listed[:MOST_URGENT]
            for judged in [sheet.rows[position]]
        ]

    header = (ORDER_NUMBER, "段階", "最終発送日", "自店最終発送日", "残り日数", "遅れると")
    found = [
        Section("Qoo10 急ぐ注文 (次の減点・制限が近い順、10件まで)", header, rows(in_time)),
    ]
    if too_late:
        title = f"Qoo10 減点・制限がすでに確定した未発送の注文 ({len(too_late)}件、古い順に10件まで)"
        found.append(Section(title, header, rows(too_late)))
    return found


def _is_on_its_way(row: JudgedRow) -> bool:
    return row.judged is not None and bool(row.judged.outcome.notes & NO_SHIP_DATE)


def _next_cost(row: JudgedRow, as_of: int) -> tuple[int, int]:
    """Return (day of the next cost, base day): what can still be saved comes first."""
    if row.judged is None:
        return NEVER, NEVER
    terms, base = row.judged.terms, row.judged.order.base
    if as_of < terms.points_day:
        return terms.points_day, base
    if as_of < terms.restriction_day and row.judged.order.rate != RATE_HIGH:
        return terms.restriction_day, base
    return NEVER, base


def _shop_day(row: JudgedRow, context: Context) -> Value:
    if row.judged is None:
        return ""
    return date_of(last_shop_day(context, context.calendar, row.judged.terms.last_safe_day))


def _cost(row: JudgedRow, next_day: int, context: Context) -> str:
    if row.judged is None:
        return ""
    terms = row.judged.terms
    points = penalty_rules(context.rulebook).points(terms.points_day)
    state, as_of = row.judged.order.rate, context.as_of
    if next_day == terms.points_day:
        return f"{short_day(terms.points_day, as_of)} に {points} 点"
    if next_day == terms.restriction_day:
        certain = "発送率が不明のため可能性" if state == RATE_UNKNOWN else "発送率95%以下のため"
        return f"{points} 点は確定。{short_day(terms.restriction_day, as_of)} に商品の販売制限 ({certain})"
    if state == RATE_HIGH:
        return f"{points} 点は確定。発送率が高いため制限にはなりません"
    if row.stopped_until and state == RATE_UNKNOWN:
        released = short_day(row.stopped_until, as_of)
        return f"{points} 点は確定。商品は販売制限中の可能性 (発送率が不明。制限なら {released} に解除)"
    if row.stopped_until:
        return f"{points} 点は確定。商品は販売制限中 ({short_day(row.stopped_until, as_of)} に解除)"
    return f"{points} 点は確定。販売制限の期間は過ぎています"
