"""出荷遅延率 and 出荷前キャンセル率 of an Amazon sheet: each with target, allowance, window and state, in words.

A rate is given only where the sheet has its columns. Left out are the orders that Amazon ships and rows without 注文番号.
A row with a cell that cannot be read moves no rate: it is named, counted apart, and may leave the state open.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Callable, Final, NamedTuple

from xlshipcheck import errors
from xlshipcheck.amazon.health import (
    CANCEL_NAME,
    CANCEL_RULES,
    LATE_NAME,
    LATE_RULES,
    SENT,
    cancel_share,
    late_shares,
    read_cancellation,
)
from xlshipcheck.headers.roles import BY_AMAZON, fulfilled_by
from xlshipcheck.rulebook.notes import sources_of
from xlshipcheck.sheets.markets.qoo10 import texts
from xlshipcheck.values import cells
from xlshipcheck.values.facts import SHIP_BY as LATE_SHIPMENT
from xlshipcheck.values.facts import Cost, HealthFact
from xlshipcheck.values.results import REMARKS, RowProblem, Section, joined_remarks
from xlshipcheck.values.roles import (
    CARRIER,
    FULFILLMENT,
    ORDER_DATE,
    ORDER_NUMBER,
    ORDER_STATUS,
    SHIP_BY,
    SHIP_DATE,
    TRACKING_NUMBER,
)
from xlshipcheck.values.shares import (
    AT_LIMIT,
    Share,
    allowance_words,
    percent_text,
    state_sentence,
)
from xlshipcheck.values.text import short_day

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.values.answers import ReadCell, Value
    from xlshipcheck.values.facts import Facts
    from xlshipcheck.values.results import Assessed

TITLE: Final = "Amazon 出荷遅延率・出荷前キャンセル率"
HEADER: Final = (
    "指標", "期間", "率", "遅れ・キャンセル", "対象", "数えられない", "目標", "余裕", "状態",
)  # fmt: skip
LATE_ROLES: Final = (SHIP_BY, SHIP_DATE)
CANCEL_ROLES: Final = (ORDER_DATE, ORDER_STATUS)
MAY_BE_STOPPED: Final = "出品者出荷での出品が停止されることがあります"


class Measure(NamedTuple):
    """One rate of a sheet.

    Attributes:
        name: 出荷遅延率 or 出荷前キャンセル率.
        share: the orders of its window.
    """

    name: str
    share: Share

    @property
    def title(self) -> str:
        """Return the name with the length of the window."""
        return f"{self.name} ({self.share.last - self.share.first + 1}日間)"


def readers_of(roles: Container[str]) -> dict[str, Callable[[object], object]]:
    """Return role -> what reads a cell, for the columns of a sheet on which something rests.

    Args:
        roles: the roles that the sheet has.
    """
    wanted = [SHIP_BY] if SHIP_BY in roles else []
    late, cancel = (all(role in roles for role in group) for group in (LATE_ROLES, CANCEL_ROLES))
    wanted += [SHIP_DATE] if late else []
    wanted += [ORDER_DATE] if cancel else []
    found: dict[str, Callable[[object], object]] = {
        role: partial(cells.read_day, argument=role) for role in wanted
    }
    if cancel or (late and ORDER_STATUS in roles):
        found[ORDER_STATUS] = partial(read_cancellation, argument=ORDER_STATUS)
    return found


def own_orders(numbers: Sequence[str], channels: Sequence[str]) -> list[bool]:
    """Tell of each row whether it is an order that the shop ships itself, given 注文番号 and フルフィルメント."""
    theirs = {word: fulfilled_by(word) == BY_AMAZON for word in dict.fromkeys(channels)}
    return [bool(number) and not theirs[word] for number, word in zip(numbers, channels)]


class HealthRows:
    """The orders of a sheet that the shop ships itself, read.

    Args:
        columns: role -> one cell per row.
        count: number of rows.

    Attributes:
        problems: row -> what cannot be read in it.
    """

    def __init__(self, columns: Mapping[str, Sequence[object]], count: int) -> None:
        numbers = texts(columns, ORDER_NUMBER, count)
        own = own_orders(numbers, texts(columns, FULFILLMENT, count))
        self._rows = [row for row in range(count) if own[row]]
        self._orders = [numbers[row] for row in self._rows]
        self._read = {
            role: cells.read_column([columns[role][row] for row in self._rows], reader)
            for role, reader in readers_of(columns).items()
        }
        self.problems: dict[int, str] = {}
        self._unread: dict[str, set[int]] = {role: set() for role in self._read}
        for role, values in self._read.items():
            for place, value in enumerate(values):
                if isinstance(value, errors.ArgumentError):
                    row = self._rows[place]
                    self.problems[row] = joined_remarks([self.problems.get(row, ""), str(value)])
                    self._unread[role].add(place)
        sent = [columns[role] for role in (CARRIER, TRACKING_NUMBER) if role in columns]
        self._confirmed = [any(not cells.is_blank(column[row]) for column in sent) for row in self._rows]

    def ship_by(self) -> dict[int, int]:
        """Return row -> the day by which it has to be shipped."""
        return {row: day for row, day in zip(self._rows, self._column(SHIP_BY)) if day is not None}

    def _column(self, role: str) -> list[int | None]:
        """Return a column with None for what is blank or cannot be read."""
        read: Sequence[ReadCell] = self._read.get(role, [None] * len(self._rows))
        return [value if isinstance(value, int) else None for value in read]

    def _unread_of(self, *roles: str) -> set[int]:
        return set().union(*(self._unread.get(role, ()) for role in roles))

    def measures(self, context: Context) -> list[Measure]:
        """Return the rates that the sheet has the columns for; without any ship date, or any state, there is none.

        Args:
            context: the as-of day and rules.
        """
        as_of = context.as_of or 0
        found = []
        shipped, states = self._column(SHIP_DATE), self._column(ORDER_STATUS)
        if SHIP_DATE in self._read and any(day is not None for day in shipped):
            # A number or a carrier stands for a confirmed shipment, on whatever day that was.
            known = [
                SENT if confirmed and not state else state
                for confirmed, state in zip(self._confirmed, states)
            ]
            columns = (self._orders, self._column(SHIP_BY), shipped, known)
            shares = late_shares(context, columns, as_of, self._unread_of(*LATE_ROLES, ORDER_STATUS))
            found += [Measure(LATE_NAME, share) for share in shares]
        if ORDER_DATE in self._read and any(state is not None for state in states):
            columns_of_cancels = (self._orders, self._column(ORDER_DATE), states)
            share = cancel_share(context, columns_of_cancels, as_of, self._unread_of(*CANCEL_ROLES))
            found.append(Measure(CANCEL_NAME, share))
        return found


def with_health(
    assessed: Assessed, columns: Mapping[str, Sequence[object]], count: int, context: Context
) -> Assessed:
    """Return the result of an Amazon sheet with the two rates, the ship-by days of its orders, and what cannot be read.

    Args:
        assessed: the result so far.
        columns: role -> one cell per row.
        count: number of rows.
        context: the as-of day, settings and rules.
    """
    rows = HealthRows(columns, count)
    measures = rows.measures(context)
    first, rest = assessed.sections[:2], assessed.sections[2:]
    health = [health_section(measures, columns, len(rows.problems), context)] if measures else []
    return assessed._replace(
        columns=[
            column._replace(values=_remarked(column.values, rows.problems))
            if column.title == REMARKS
            else column
            for column in assessed.columns
        ],
        problems=_with_problems(assessed.problems, rows.problems),
        sections=[*first, *health, *rest],
        facts=_with_facts(assessed.facts, rows.ship_by(), measures),
    )


def _remarked(values: Sequence[Value], problems: Mapping[int, str]) -> list[Value]:
    return [
        joined_remarks([str(value or ""), problems[row]]) if row in problems else value
        for row, value in enumerate(values)
    ]


def _with_problems(known: Sequence[RowProblem], found: Mapping[int, str]) -> list[RowProblem]:
    rows = {problem.row: problem for problem in known}
    for row, text in found.items():
        before = rows[row].text if row in rows else ""
        rows[row] = RowProblem(row, joined_remarks([before, text]))
    return sorted(rows.values())


def _with_facts(facts: Facts, ship_by: Mapping[int, int], measures: Sequence[Measure]) -> Facts:
    orders = [
        order._replace(costs=(Cost(LATE_SHIPMENT, ship_by[order.row], ship_by[order.row] + 1),))
        if order.row in ship_by
        else order
        for order in facts.orders
    ]
    over = [
        HealthFact(measure.title, share.bad, share.counted, _box_words(share))
        for measure in measures
        if (share := measure.share).is_over()
    ]
    return facts._replace(orders=orders, health=over)


def _box_words(share: Share) -> str:
    return percent_text(share.limit) + ("以上" if share.verdict() == AT_LIMIT else "以上かは未確定")


def health_section(
    measures: Sequence[Measure], roles: Container[str], unread: int, context: Context
) -> Section:
    """Return the rates as a section of 集計.

    Args:
        measures: the rates.
        roles: the roles that the sheet has.
        unread: number of rows that cannot be read.
        context: the as-of day and rules.
    """
    rows: list[Sequence[Value]] = [
        (
            measure.title,
            f"{short_day(share.first)}～{short_day(share.last)}",
            share.rate(),
            share.bad,
            share.counted,
            share.unknown,
            f"{percent_text(share.limit)}未満",
            allowance_words(share),
            state_words(share),
        )
        for measure in measures
        for share in [measure.share]
    ]
    note = "出品者出荷の注文を注文番号ごとに1件と数えた目安です。出荷遅延率は、出荷通知の日の代わりに発送日で見ています。"
    if any(measure.share.doubtful for measure in measures):
        note += "だれの都合のキャンセルかはファイルから分からないため、出品者の都合として数えています。"
    for name, wanted in ((LATE_NAME, LATE_ROLES), (CANCEL_NAME, CANCEL_ROLES)):
        missing = [role for role in wanted if role not in roles]
        if missing:
            note += f"{name}には{'と'.join(missing)}の列が要ります。"
    names = {measure.name for measure in measures}
    keys = (LATE_RULES if LATE_NAME in names else ()) + (CANCEL_RULES if CANCEL_NAME in names else ())
    sources = sources_of((context.rulebook.rule(key) for key in keys), context.as_of or 0)
    note += f"期間と目標の出どころ: {sources}。"
    if unread:
        note = f"読めない行が{unread}行あり、率に入っていません。直してから率を見てください。" + note
    return Section(TITLE, HEADER, rows, note)


def state_words(share: Share) -> str:
    """Return how a rate stands to its limit, and what that may lead to or depends on."""
    return state_sentence(share, f"{percent_text(share.limit)}以上: {MAY_BE_STOPPED}", "だれの都合か")
