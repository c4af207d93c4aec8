"""出荷遅延率 and 出荷前キャンセル率 of the orders that the shop sends itself (出品者出荷).

Amazon publishes the limits and the lengths of the windows, not which date puts an order into one. Read here: an order
counts for 出荷遅延率 from its 出荷期限 on and for 出荷前キャンセル率 from its 注文日 on, in windows that end with the as-of
day, both ends in. Where two lengths are published the worse rate is the answer. An order of several rows counts once, by
its worst row. An order without its date moves no rate and is said; no order in the window is 対象なし.
Source of every limit: `rules/amazon.toml`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors
from xlshipcheck.headers.roles import CANCELLED as CANCEL_WORD
from xlshipcheck.headers.roles import order_state
from xlshipcheck.rulebook.notes import override_notes
from xlshipcheck.values import cells
from xlshipcheck.values.answers import Answer, Note
from xlshipcheck.values.text import normal_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xlshipcheck.context import Context

NOT_APPLICABLE = "対象なし"
BUYER = "購入者"
NOT_CANCELLED, CANCELLED, CANCELLED_BY_BUYER = 0, 1, 2
PER_MILLE = 1000
LATE_WINDOWS = ("amazon.late_days_short", "amazon.late_days_long")
LATE_RULES = (*LATE_WINDOWS, "amazon.late_limit")
CANCEL_RULES = ("amazon.cancel_days", "amazon.cancel_limit")


class Share(NamedTuple):
    """Orders of a window.

    Attributes:
        first: first day of the window.
        last: last day of the window.
        counted: orders that count.
        bad: those of them that are late, or cancelled.
        limit: the limit in thousandths, which the rate has to stay below.
    """

    first: int
    last: int
    counted: int
    bad: int
    limit: int

    def rate(self) -> Fraction | str:
        """Return the exact rate, or 対象なし."""
        return Fraction(self.bad, self.counted) if self.counted else NOT_APPLICABLE

    def is_over(self) -> bool:
        """Tell whether there is a rate and it is at the limit or above."""
        return self.counted > 0 and PER_MILLE * self.bad >= self.limit * self.counted


def read_cancellation(value: object, argument: str) -> int | None:
    """Return what 配送状態 says of a cancellation; None for a blank.

    Raises:
        UnreadOrderState: a word that is not known.
    """
    if cells.is_blank(value):
        return None
    cells.refuse_error_value(value, argument)
    word = str(value)
    state = order_state(word)
    if not state:
        raise errors.UnreadOrderState(argument=argument, value=errors.shown(value))
    if state != CANCEL_WORD:
        return NOT_CANCELLED
    return CANCELLED_BY_BUYER if BUYER in normal_form(word) else CANCELLED


def late_shares(
    context: Context,
    columns: tuple[Sequence[str], Sequence[int | None], Sequence[int | None], Sequence[int | None]],
    as_of: int,
) -> list[Share]:
    """Return the late orders of each published window.

    Args:
        context: rules.
        columns: order number, 出荷期限, 発送日 and cancellation, a value per row.
        as_of: the as-of day. A later ship date is still to come.
    """
    rulebook = context.rulebook
    limit = rulebook.rule("amazon.late_limit").over(as_of)
    outcomes: list[tuple[str, int, bool]] = []
    for order, ship_by, shipped, cancellation in zip(*columns):
        if ship_by is None or cancellation:
            continue
        sent = shipped is not None and shipped <= as_of
        if sent or ship_by < as_of:
            outcomes.append((order, ship_by, not sent or (shipped or 0) > ship_by))
    return [
        _share(outcomes, as_of - rulebook.rule(key).over(as_of) + 1, as_of, limit) for key in LATE_WINDOWS
    ]


def cancel_share(
    context: Context,
    columns: tuple[Sequence[str], Sequence[int | None], Sequence[int | None]],
    as_of: int,
) -> Share:
    """Return the cancelled orders of the window.

    Args:
        context: rules.
        columns: order number, 注文日 and cancellation, a value per row.
        as_of: the as-of day.
    """
    days, limit = (context.rulebook.rule(key).over(as_of) for key in CANCEL_RULES)
    outcomes = [
        (order, day, cancellation == CANCELLED)
        for order, day, cancellation in zip(*columns)
        if day is not None and cancellation is not None and cancellation != CANCELLED_BY_BUYER
    ]
    return _share(outcomes, as_of - days + 1, as_of, limit)


def _share(outcomes: Iterable[tuple[str, int, bool]], first: int, last: int, limit: int) -> Share:
    orders: dict[str, bool] = {}
    for order, day, bad in outcomes:
        if first <= day <= last:
            orders[order] = orders.get(order, False) or bad
    return Share(first, last, len(orders), sum(orders.values()), limit)


def worst(shares: Sequence[Share]) -> Share:
    """Return the window with the highest rate, the longest of equal ones."""
    return max(reversed(shares), key=lambda share: Fraction(share.bad, share.counted or 1))


def late_rate(
    context: Context,
    columns: tuple[Sequence[str], Sequence[int | None], Sequence[int | None], Sequence[int | None]],
    as_of: int,
) -> Answer:
    """AMAZON_LATE_RATE: the worse 出荷遅延率 of the published windows, or 対象なし."""
    share = worst(late_shares(context, columns, as_of))
    notes = _missing(columns[0], columns[1], "出荷期限")
    if share.is_over():
        notes.append(_over("出荷遅延率", share))
    return Answer(share.rate(), (*notes, *_changed(context, LATE_RULES)))


def cancel_rate(
    context: Context,
    columns: tuple[Sequence[str], Sequence[int | None], Sequence[int | None]],
    as_of: int,
) -> Answer:
    """AMAZON_CANCEL_RATE: the 出荷前キャンセル率 of the window, or 対象なし."""
    share = cancel_share(context, columns, as_of)
    notes = _missing(columns[0], columns[1], "注文日") + _missing(columns[0], columns[2], "配送状態")
    if share.bad:
        notes.append(Note("案内", TAKEN_AS_SELLERS.format(count=share.bad)))
    if share.is_over():
        notes.append(_over("出荷前キャンセル率", share))
    return Answer(share.rate(), (*notes, *_changed(context, CANCEL_RULES)))


TAKEN_AS_SELLERS = (
    "キャンセルの注文 {count}件を、出品者の都合として数えました。"
    "購入者が Amazon で申請したキャンセルは、配送状態を「購入者キャンセル」とすると除きます"
)


def without(orders: Sequence[str], values: Sequence[int | None]) -> int:
    """Return how many orders have a row without a value, and so are not counted by it."""
    return len({order for order, value in zip(orders, values) if value is None})


def _missing(orders: Sequence[str], values: Sequence[int | None], name: str) -> list[Note]:
    count = without(orders, values)
    return [Note("案内", f"{name}のない注文 {count}件は率に数えていません")] if count else []


def _over(name: str, share: Share) -> Note:
    limit = f"{share.limit / 10:g}"
    return Note("案内", f"{name}が{limit}%以上の場合、出品者出荷での出品が停止されることがあります")


def _changed(context: Context, keys: Iterable[str]) -> tuple[Note, ...]:
    return override_notes(context.rulebook.rule(key) for key in keys)
