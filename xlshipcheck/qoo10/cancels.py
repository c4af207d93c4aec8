"""Qoo10 キャンセル率: cancelled orders over paid ones, as far as public sources give numbers for it.

Orders that were cancelled within some hours after they were placed do not count at all; later a buyer's cancel counts as
well. The export has no time of a cancel, so only the shop can tell which ones those are; without its word a cancel counts
and is doubtful. Counted by 入金日 in the quarters up to the as-of day: an unpaid order is none.
Source of every limit: `rules/qoo10.toml`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck import errors
from xlshipcheck.headers.roles import CANCELLED as CANCEL_WORD
from xlshipcheck.headers.roles import order_state
from xlshipcheck.rulebook.notes import override_notes
from xlshipcheck.values import cells
from xlshipcheck.values.answers import Answer, Note, Reason, with_steps
from xlshipcheck.values.days import FIRST_DATE, date_of, day_of
from xlshipcheck.values.roles import PAYMENT_DATE
from xlshipcheck.values.shares import (
    BAD,
    DOUBTFUL,
    GOOD,
    NOT_APPLICABLE,
    UNKNOWN,
    Outcome,
    OutcomeGroup,
    Share,
    grouped,
    percent_text,
    share_of_groups,
)

if TYPE_CHECKING:
    from collections.abc import Container, Generator, Iterable, Iterator, Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.values.answers import ReadCell, Reasoned

    # Order number, 入金日, what 配送状態 says, and whether it was cancelled within the hours that do not count.
    CancelColumns = tuple[Sequence[str], Sequence[int | None], Sequence[bool | None], Sequence[bool | None]]

NAME = "キャンセル率"
CANCEL_RULES = ("qoo10.cancel_hours", "qoo10.cancel_quarters", "qoo10.cancel_limit")
MONTHS_OF_QUARTER, MONTHS_OF_YEAR = 3, 12


def read_cancelled(value: object, argument: str) -> bool | None:
    """Return whether 配送状態 says that an order is cancelled; None for a blank.

    Raises:
        UnreadCancellation: a word that is not known.
    """
    word = cells.read_text(value, argument)
    if not word:
        return None
    state = order_state(word)
    if not state:
        raise errors.UnreadCancellation(argument=argument, value=value)
    return state == CANCEL_WORD


def cancel_share(context: Context, columns: CancelColumns, as_of: int, unread: Container[int] = ()) -> Share:
    """Return the cancelled orders of the quarters up to the as-of day.

    Args:
        context: rules.
        columns: order number, 入金日, whether cancelled, whether within the hours that do not count; a value per row.
        as_of: the as-of day.
        unread: positions of rows with a cell that cannot be read.
    """
    return share_of_orders(context, grouped(outcomes_of(columns, unread)), as_of)


def share_of_orders(context: Context, orders: Iterable[OutcomeGroup], as_of: int) -> Share:
    """Return the cancelled ones of orders that are read already, see `cancel_share`."""
    quarters, limit = (context.rulebook.rule(key).over(as_of) for key in CANCEL_RULES[1:])
    return share_of_groups(orders, first_day(as_of, quarters), as_of, limit, may_equal=True)


def outcomes_of(columns: CancelColumns, unread: Container[int] = ()) -> Iterator[Outcome]:
    """Yield what each row says of its order; nothing of one that is not paid, or does not count.

    Args:
        columns: as `cancel_share` takes them.
        unread: positions of rows with a cell that cannot be read.
    """
    for row, (order, paid, cancelled, early) in enumerate(zip(*columns)):
        verdict = UNKNOWN if row in unread else _verdict(paid, cancelled, early)
        if verdict is not None:
            yield Outcome(order, paid, verdict)


def _verdict(paid: int | None, cancelled: bool | None, early: bool | None) -> int | None:
    """Return what a row says of its order; None where that is not paid, or does not count."""
    if paid is None or (cancelled and early):
        return None
    if cancelled is None:
        return UNKNOWN
    if not cancelled:
        return GOOD
    return BAD if early is False else DOUBTFUL


def paid_groups(
    numbers: Sequence[str],
    payments: Sequence[ReadCell],
    states: Sequence[ReadCell],
    elsewhere: Container[int] = (),
) -> list[OutcomeGroup]:
    """Return what the rows of a sheet say of paid orders, like ones together.

    Args:
        numbers: order number per row; a row without one is no order.
        payments: 入金日 per row as read.
        states: whether cancelled, per row as read.
        elsewhere: rows that count on another sheet.
    """
    alike: dict[tuple[ReadCell, ReadCell], list[str]] = {}
    for row, key in enumerate(zip(payments, states)):
        if numbers[row] and row not in elsewhere:
            alike.setdefault(key, []).append(numbers[row])
    found: list[OutcomeGroup] = []
    for (paid, state), orders in alike.items():
        day, cancelled = paid if isinstance(paid, int) else None, state if isinstance(state, bool) else None
        is_unread = any(isinstance(cell, errors.ArgumentError) for cell in (paid, state))
        verdict = UNKNOWN if is_unread else _verdict(day, cancelled, early=None)
        if verdict is not None:
            found.append(OutcomeGroup(orders, day, verdict))
    return found


def first_day(as_of: int, quarters: int) -> int:
    """Return the first day of so many calendar quarters of which the last holds a day, within the calendar."""
    day = date_of(as_of)
    month = day.year * MONTHS_OF_YEAR + (day.month - 1) // MONTHS_OF_QUARTER * MONTHS_OF_QUARTER
    year, start = divmod(month - (quarters - 1) * MONTHS_OF_QUARTER, MONTHS_OF_YEAR)
    return day_of(max(FIRST_DATE, day.replace(year=year, month=start + 1, day=1)))


def _window(context: Context, columns: CancelColumns, as_of: int) -> Generator[Reason, None, Share]:
    """Yield what is counted; return the cancelled orders of the quarters."""
    orders, days, *_ = columns
    unpaid = len({order for order, day in zip(orders, days) if day is None})
    yield Reason("orders without a value", (PAYMENT_DATE, unpaid))
    yield Reason("rules on a day", (CANCEL_RULES, as_of))
    share = cancel_share(context, columns, as_of)
    yield Reason("cancelled ones of paid orders", (share,))
    return share


@with_steps
def cancel_rate(context: Context, columns: CancelColumns, as_of: int) -> Reasoned:
    """QOO10_CANCEL_RATE: the キャンセル率 of the quarters up to the as-of day, or 対象なし."""
    share = yield from _window(context, columns, as_of)
    yield Answer(share.rate(), _notes(context, columns, share, as_of))


@with_steps
def cancel_allowance(context: Context, columns: CancelColumns, as_of: int) -> Reasoned:
    """QOO10_CANCEL_ALLOWANCE: how many more orders may be cancelled before the rate is above its limit, or 対象なし.

    The number of orders is held fixed; negative means that the rate is above already.
    """
    share = yield from _window(context, columns, as_of)
    yield Reason("more bad orders", (share, "キャンセル"))
    left = share.allowance() if share.counted else NOT_APPLICABLE
    yield Answer(left, _notes(context, columns, share, as_of))


def _notes(context: Context, columns: CancelColumns, share: Share, as_of: int) -> tuple[Note, ...]:
    notes = []
    without = len({order for order, paid, state, _ in zip(*columns) if paid is not None and state is None})
    if without:
        notes.append(Note("案内", f"配送状態のない注文 {without}件は率に数えていません"))
    if share.doubtful:
        notes.append(Note("案内", doubt_words(context, share, as_of)))
    if share.is_over():
        text = f"{NAME}が{percent_text(share.limit)}を超えると、アカウントが制限されることがあるとされています (二次資料)"
        notes.append(Note("案内", text))
    return (*notes, *override_notes(context.rulebook.rule(key) for key in CANCEL_RULES))


def doubt_words(context: Context, share: Share, as_of: int) -> str:
    """Return what is said of cancels whose time nobody knows."""
    hours = context.rulebook.rule(CANCEL_RULES[0]).over(as_of)
    return (
        f"キャンセル {share.doubtful}件は、注文から{hours}時間以内かどうか分からないため、数えています"
        f" ({hours}時間以内のキャンセルは率から除かれます)"
    )
