"""出荷遅延率 and 出荷前キャンセル率 of the orders that the shop sends itself (出品者出荷).

Amazon publishes the limits and the lengths of the windows, not which date puts an order into one. Read here: an order
counts for 出荷遅延率 from its 出荷期限 on and for 出荷前キャンセル率 from its 注文日 on, in windows that end with the as-of
day, both ends in. Where two lengths are published the worse rate is the answer. An order of several rows counts once, by
its worst row. An order without its date moves no rate and is said; no order in the window is 対象なし.
Source of every limit: `rules/amazon.toml`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from xlshipcheck import errors
from xlshipcheck.headers.roles import CANCELLED as CANCEL_WORD
from xlshipcheck.headers.roles import cancel_cause, order_state
from xlshipcheck.rulebook.notes import override_notes
from xlshipcheck.tracking.statuses import UnreadStatus, read_status
from xlshipcheck.values import cells
from xlshipcheck.values.answers import Answer, Note, Reason, with_steps
from xlshipcheck.values.facts import BUYER, SHOP
from xlshipcheck.values.roles import ORDER_DATE, ORDER_STATUS, SHIP_BY
from xlshipcheck.values.shares import (
    BAD,
    DOUBTFUL,
    GOOD,
    NOT_APPLICABLE,
    UNKNOWN,
    Outcome,
    Share,
    grouped,
    percent_text,
    share_of,
    share_of_groups,
)

if TYPE_CHECKING:
    from collections.abc import Container, Generator, Iterable, Iterator, Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.values.answers import Reasoned

    # Order number, the day that puts an order into a window, the ship date for 出荷遅延率, what 配送状態 says; a value a row.
    Days = Sequence[int | None]
    LateColumns = tuple[Sequence[str], Days, Days, Sequence[int | None]]
    CancelColumns = tuple[Sequence[str], Days, Sequence[int | None]]

NOT_CANCELLED, CANCELLED, CANCELLED_BY_SHOP, CANCELLED_BY_BUYER, SENT, UNPAID = range(6)
CODES = {"配送中": SENT, "配送完了": SENT, "入金待ち": UNPAID}
LATE_WINDOWS = ("amazon.late_days_short", "amazon.late_days_long")
LATE_RULES = (*LATE_WINDOWS, "amazon.late_limit")
CANCEL_RULES = ("amazon.cancel_days", "amazon.cancel_limit")


def read_cancellation(value: object, argument: str) -> int | None:
    """Return what 配送状態 says of a cancellation, a shipment or a payment to come; None for a blank.

    Raises:
        UnreadCancellation: a word that is not known.
    """
    word = cells.read_text(value, argument)
    if not word:
        return None
    state = order_state(word)
    if state == CANCEL_WORD:
        return {SHOP: CANCELLED_BY_SHOP, BUYER: CANCELLED_BY_BUYER}.get(cancel_cause(word), CANCELLED)
    if state:
        return CODES.get(state, NOT_CANCELLED)
    # A carrier's word of a parcel, such as 保管中, tells that the order was sent; 未登録 only that it has a number.
    parcel = read_status(word, argument)
    if not isinstance(parcel, UnreadStatus):
        return SENT
    if not parcel.wrong_number:
        raise errors.UnreadCancellation(argument=argument, value=errors.shown(value))
    return NOT_CANCELLED


def late_shares(
    context: Context, columns: LateColumns, as_of: int, unread: Container[int] = ()
) -> list[Share]:
    """Return the late orders of each published window.

    Args:
        context: rules.
        columns: order number, 出荷期限, 発送日 and what 配送状態 says, a value per row.
        as_of: the as-of day. A later ship date is still to come.
        unread: positions of rows with a cell that cannot be read.
    """
    rulebook = context.rulebook
    limit = rulebook.rule("amazon.late_limit").over(as_of)
    orders = grouped(_late_outcomes(columns, as_of, unread))
    return [
        share_of_groups(orders, as_of - rulebook.rule(key).over(as_of) + 1, as_of, limit)
        for key in LATE_WINDOWS
    ]


def _late_outcomes(columns: LateColumns, as_of: int, unread: Container[int]) -> Iterator[Outcome]:
    for row, (order, ship_by, shipped, state) in enumerate(zip(*columns)):
        if row in unread:
            yield Outcome(order, ship_by, UNKNOWN, shipped)
        elif state in {CANCELLED, CANCELLED_BY_SHOP, CANCELLED_BY_BUYER}:
            continue
        elif state == UNPAID and (shipped is None or shipped > as_of):
            # Amazon lets nobody send it yet.
            continue
        elif ship_by is None or (shipped is None and state == SENT):
            yield Outcome(order, ship_by, UNKNOWN, shipped)
        elif shipped is not None and shipped <= as_of:
            yield Outcome(order, ship_by, BAD if shipped > ship_by else GOOD)
        elif ship_by < as_of:
            yield Outcome(order, ship_by, BAD)


def cancel_share(context: Context, columns: CancelColumns, as_of: int, unread: Container[int] = ()) -> Share:
    """Return the cancelled orders of the window.

    Args:
        context: rules.
        columns: order number, 注文日 and what 配送状態 says, a value per row.
        as_of: the as-of day.
        unread: positions of rows with a cell that cannot be read.
    """
    days, limit = (context.rulebook.rule(key).over(as_of) for key in CANCEL_RULES)
    return share_of(_cancel_outcomes(columns, unread), as_of - days + 1, as_of, limit)


def _cancel_outcomes(columns: CancelColumns, unread: Container[int]) -> Iterator[Outcome]:
    for row, (order, day, state) in enumerate(zip(*columns)):
        if row in unread:
            yield Outcome(order, day, UNKNOWN)
        elif state in {CANCELLED_BY_BUYER, UNPAID}:
            continue
        elif day is None or state is None:
            yield Outcome(order, day, UNKNOWN)
        else:
            # Amazon's files do not say who cancelled.
            yield Outcome(order, day, {CANCELLED: DOUBTFUL, CANCELLED_BY_SHOP: BAD}.get(state, GOOD))


def worst(shares: Sequence[Share]) -> Share:
    """Return the window with the highest rate, the longest of equal ones."""
    return max(reversed(shares), key=lambda share: Fraction(share.bad, share.counted or 1))


def tightest(shares: Sequence[Share]) -> Share:
    """Return the window that bears the fewest further late orders, the longest of equal ones; an empty one last."""
    return min(reversed(shares), key=lambda share: (not share.counted, share.allowance()))


def _late_windows(context: Context, columns: LateColumns, as_of: int) -> Generator[Reason, None, list[Share]]:
    """Yield what is counted for 出荷遅延率; return the late orders of each window."""
    yield Reason("orders without a value", (SHIP_BY, without(columns[0], columns[1])))
    yield Reason("rules on a day", (LATE_RULES, as_of))
    shares = late_shares(context, columns, as_of)
    for share in shares:
        yield Reason("late orders of a window", (share,))
    return shares


def _cancel_window(context: Context, columns: CancelColumns, as_of: int) -> Generator[Reason, None, Share]:
    """Yield what is counted for 出荷前キャンセル率; return the cancelled orders of the window."""
    orders, days, states = columns
    yield Reason("orders without a value", (ORDER_DATE, without(orders, days)))
    yield Reason("orders without a value", (ORDER_STATUS, without(orders, states)))
    yield Reason("rules on a day", (CANCEL_RULES, as_of))
    share = cancel_share(context, columns, as_of)
    yield Reason("cancelled orders of a window", (share,))
    return share


@with_steps
def late_rate(context: Context, columns: LateColumns, as_of: int) -> Reasoned:
    """AMAZON_LATE_RATE: the worse 出荷遅延率 of the published windows, or 対象なし."""
    share = worst((yield from _late_windows(context, columns, as_of)))
    yield Reason("the window with the worse rate", (share,))
    yield Answer(share.rate(), _late_notes(context, columns, share))


@with_steps
def late_allowance(context: Context, columns: LateColumns, as_of: int) -> Reasoned:
    """AMAZON_LATE_ALLOWANCE: how many more orders may be late before 出荷遅延率 is at the limit, or 対象なし.

    The number of orders is held fixed; of the two windows the one that bears less decides. Negative means that the
    rate is at the limit or above.
    """
    share = tightest((yield from _late_windows(context, columns, as_of)))
    yield Reason("the window that bears less", (share,))
    yield Reason("more bad orders", (share, "遅れ"))
    yield _allowance(share, _late_notes(context, columns, share))


@with_steps
def cancel_rate(context: Context, columns: CancelColumns, as_of: int) -> Reasoned:
    """AMAZON_CANCEL_RATE: the 出荷前キャンセル率 of the window, or 対象なし."""
    share = yield from _cancel_window(context, columns, as_of)
    yield Answer(share.rate(), _cancel_notes(context, columns, share))


@with_steps
def cancel_allowance(context: Context, columns: CancelColumns, as_of: int) -> Reasoned:
    """AMAZON_CANCEL_ALLOWANCE: how many more orders may be cancelled before the rate is at the limit, or 対象なし.

    The number of orders is held fixed; negative means that the rate is at the limit or above.
    """
    share = yield from _cancel_window(context, columns, as_of)
    yield Reason("more bad orders", (share, "キャンセル"))
    yield _allowance(share, _cancel_notes(context, columns, share))


def _allowance(share: Share, notes: tuple[Note, ...]) -> Answer:
    return Answer(share.allowance() if share.counted else NOT_APPLICABLE, notes)


def _late_notes(context: Context, columns: LateColumns, share: Share) -> tuple[Note, ...]:
    orders, ship_by, shipped, states = columns
    notes = _missing(orders, ship_by, SHIP_BY)
    undated = [None if state == SENT and day is None else 0 for day, state in zip(shipped, states)]
    count = without(orders, undated)
    if count:
        notes.append(Note("案内", f"発送済みで発送日のない注文 {count}件は率に数えていません"))
    if share.is_over():
        notes.append(_over(LATE_NAME, share))
    return (*notes, *_changed(context, LATE_RULES))


def _cancel_notes(context: Context, columns: CancelColumns, share: Share) -> tuple[Note, ...]:
    notes = _missing(columns[0], columns[1], ORDER_DATE) + _missing(columns[0], columns[2], ORDER_STATUS)
    if share.doubtful:
        notes.append(Note("案内", TAKEN_AS_SELLERS.format(count=share.doubtful)))
    if share.is_over():
        notes.append(_over(CANCEL_NAME, share))
    return (*notes, *_changed(context, CANCEL_RULES))


LATE_NAME, CANCEL_NAME = "出荷遅延率", "出荷前キャンセル率"
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
    return Note(
        "案内", f"{name}が{percent_text(share.limit)}以上の場合、出品者出荷での出品が停止されることがあります"
    )


def _changed(context: Context, keys: Iterable[str]) -> tuple[Note, ...]:
    return override_notes(context.rulebook.rule(key) for key in keys)
