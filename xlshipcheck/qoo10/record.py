"""The record of a Qoo10 order: what its answers depend on, as numbers, and how a row's cells become one.

A row of a sheet, the row of a cell that is called without arguments, and a frame's columns are all read into it; the
kernel answers from nothing else. Which clock a row runs on looks at what a row has, never at a date itself, so it is
decided on a handful of states: one row asks for itself, a DataFrame asks once for every combination.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from xlshipcheck import errors
from xlshipcheck.context import GENERAL, PREORDER, PreorderDays
from xlshipcheck.qoo10.notes import (
    PAID_AFTER_LIST,
    RESERVED_BEFORE_PAYMENT,
    RESERVED_BY_DAYS,
    SENT_BEFORE_BASE,
)
from xlshipcheck.values.days import LAST_DAY, NEVER
from xlshipcheck.values.roles import PAYMENT_DATE, PREORDER_DATE

if TYPE_CHECKING:
    from fractions import Fraction

    from xlshipcheck.context import Settings
    from xlshipcheck.values.numbers import Numbers, OneOrMany


# What 配送状態 means: unsent, on its way, cancelled, a word that is not known, a cancel that the buyer asked for and
# nobody answered, and 配送要請 before anybody has entered a 発送予定日.
OPEN, SHIPPED, CANCELLED, UNREAD, CANCEL_REQUESTED, UNPLANNED = range(6)

# What a cell holds.
BLANK, READ, UNREADABLE = range(3)
# What is known of a row's kind.
KINDS = (GENERAL, PREORDER)
KIND_UNREADABLE = len(KINDS)
# The column that the clock of each kind runs from, by the field `Order.preorder`.
BASE_ROLES = (PAYMENT_DATE, PREORDER_DATE)

# What a row's clock runs from, or why none runs.
(
    FROM_PAYMENT,
    FROM_RESERVATION,
    NOT_PAID,
    EMPTY_ROW,
    NO_CLOCK_CANCELLED,
    BAD_KIND,
    BAD_PAYMENT,
    BAD_RESERVATION,
    NO_RESERVATION,
) = CLOCK_CODES = range(9)

# What is known of the on-time rate: nothing, at or below the limit, above it.
RATE_UNKNOWN, RATE_LOW, RATE_HIGH = range(3)


class Order(NamedTuple):
    """One order, or a column of them: ints, or arrays of equal length.

    Attributes:
        clock: `FROM_PAYMENT`, `FROM_RESERVATION`, or why no clock runs.
        base: 入金日 (一般) or 予約日 (予約) as a day number; `NEVER` where no clock runs.
        preorder: 1 for 予約, 0 for 一般.
        shipped: 発送日, `NEVER` where blank or unreadable.
        planned: 発送予定日, likewise.
        state: `OPEN`, `SHIPPED`, `CANCELLED`, `UNREAD`, `CANCEL_REQUESTED` or `UNPLANNED`.
        shipped_unread: 1 where 発送日 stands in the row and cannot be read.
        rate: `RATE_UNKNOWN`, `RATE_LOW` or `RATE_HIGH`, on the order's restriction day or today while that is to come.
        rate_today: the same of today's rate.
        rate_notes: mask of what is to be said of the rate, in `notes.NOTES`.
        base_notes: mask of what is to be said of the day that the clock runs from.
        wished: 1 where the row has an お届け希望日.
        labelled: 1 where the row has a 送り状番号: a label was issued.
    """

    clock: OneOrMany = FROM_PAYMENT
    base: OneOrMany = NEVER
    preorder: OneOrMany = 0
    shipped: OneOrMany = NEVER
    planned: OneOrMany = NEVER
    state: OneOrMany = OPEN
    shipped_unread: OneOrMany = 0
    rate: OneOrMany = RATE_UNKNOWN
    rate_today: OneOrMany = RATE_UNKNOWN
    rate_notes: OneOrMany = 0
    base_notes: OneOrMany = 0
    wished: OneOrMany = 0
    labelled: OneOrMany = 0


class KeptRate(NamedTuple):
    """What stands in 判定の率 of a row, or was given as the rate of a call.

    Attributes:
        rate: the rate exactly; None where there is none, or where it hangs on words that cannot be read.
        counts: (in time, counted) of a rate that was counted.
        day: (month, day) of the rate.
        recomputed: whether it was counted after its day.
    """

    rate: Fraction | None = None
    counts: tuple[int, int] | None = None
    day: tuple[int, int] | None = None
    recomputed: bool = False


NO_RATE = KeptRate()


class ReadRow(NamedTuple):
    """A row as read: its record, and the words that its sentences name.

    Attributes:
        order: the record.
        state_word: the word in 配送状態 where it is not known.
        problem: why the row cannot be judged; "" where it can.
        shipped_problem: what is wrong with 発送日; "" for nothing.
        planned_problem: what is wrong with 発送予定日.
        kept: 判定の率 of the row, or the rate that a call was given in its place.
        rate_problem: what is wrong with that.
    """

    order: Order
    state_word: str = ""
    problem: str = ""
    shipped_problem: str = ""
    planned_problem: str = ""
    kept: KeptRate = NO_RATE
    rate_problem: str = ""


def read_row(
    payment: Any,  # noqa: ANN401  a day number, None for a blank, or the `ArgumentError` of a cell
    reservation: Any,  # noqa: ANN401  as above
    shipped: Any,  # noqa: ANN401  as above
    planned: Any,  # noqa: ANN401  as above
    kind: str | errors.ArgumentError | None,
    state: tuple[int, str],
    item: str,
    numbered: bool,
    rate: KeptRate | errors.ArgumentError,
    wished: bool,
    labelled: bool,
    *,
    settings: Settings,
    has_payment_column: bool,
) -> ReadRow:
    """Return a row as read, from its cells as their readers gave them.

    Args:
        payment: 入金日.
        reservation: 予約日.
        shipped: 発送日.
        planned: 発送予定日.
        kind: 一般, 予約, or None where the row does not tell.
        state: (code of 配送状態, the word where it is not known).
        item: 商品番号, kept only where the settings list it as a preorder item.
        numbered: whether an order number stands in the row.
        rate: 判定の率.
        wished: whether an お届け希望日 stands in the row.
        labelled: whether a 送り状番号 stands in the row.
        settings: the list of preorder items and the default kind.
        has_payment_column: whether the sheet has 入金日 at all.
    """
    reserved = reserved_day(reservation, settings.preorder_items.get(item), payment)
    if isinstance(kind, errors.ArgumentError):
        known = KIND_UNREADABLE
    else:
        sells_on = bool(reserved.sells_on)
        known = KINDS.index(kind_in_force(kind, settings.default_kind, listed=bool(item), sells_on=sells_on))
    clock = clock_code(
        known,
        _held(payment),
        _held(reserved.day),
        cancelled=state[0] == CANCELLED,
        numbered=numbered,
        has_payment_column=has_payment_column,
    )
    bases = {FROM_PAYMENT: payment, FROM_RESERVATION: reserved.day}
    unread = {BAD_KIND: kind, BAD_PAYMENT: payment, BAD_RESERVATION: reserved.day}
    problem = errors.ReservationMissing() if clock == NO_RESERVATION else unread.get(clock, "")
    shipped_problem, planned_problem = _problem(shipped), _problem(planned)
    order = Order(
        clock,
        bases.get(clock, NEVER),
        int(known == KINDS.index(PREORDER)),
        day_or_never(shipped),
        day_or_never(planned),
        state[0],
        int(bool(shipped_problem)),
        base_notes=base_notes(
            clock,
            reserved._replace(day=day_or_never(reserved.day)),
            day_or_never(payment),
            day_or_never(shipped),
        ),
        wished=int(wished),
        labelled=int(labelled),
    )
    kept = NO_RATE if isinstance(rate, errors.ArgumentError) else rate
    return ReadRow(order, state[1], str(problem), shipped_problem, planned_problem, kept, _problem(rate))


def clock_code(
    kind: int, payment: int, reservation: int, *, cancelled: bool, numbered: bool, has_payment_column: bool
) -> int:
    """Return what the clock of a row runs from, or why none runs: the first that applies.

    Args:
        kind: index into `KINDS`, or `KIND_UNREADABLE`.
        payment: what the cell 入金日 holds: `BLANK`, `READ` or `UNREADABLE`.
        reservation: the same of 予約日, or of the date that the settings give for the item.
        cancelled: whether the order is cancelled.
        numbered: whether an order number stands in the row.
        has_payment_column: whether the sheet has 入金日 at all; without it a preorder row counts as paid.
    """
    general = kind == KINDS.index(GENERAL)
    if cancelled:
        return NO_CLOCK_CANCELLED
    if kind == KIND_UNREADABLE:
        return BAD_KIND
    if payment == UNREADABLE:
        return BAD_PAYMENT
    if payment == BLANK and (has_payment_column or general):
        return NOT_PAID if numbered else EMPTY_ROW
    if general:
        return FROM_PAYMENT
    if reservation == UNREADABLE:
        return BAD_RESERVATION
    return NO_RESERVATION if reservation == BLANK else FROM_RESERVATION


def kind_in_force(given: str | None, default: str, *, listed: bool, sells_on: bool) -> str:
    """Return a row's kind: the one given, else 予約 for an item listed as such, else the shop's default.

    Args:
        given: what 区分 says; None for nothing.
        default: the shop's default.
        listed: whether the item is on the list of preorder items.
        sells_on: whether it was paid after the last 予約日 of the list: such an item sells on as 一般.
    """
    return given or (GENERAL if sells_on else PREORDER if listed else default)


class Reserved(NamedTuple):
    """予約日 of a row, or of a column of them, and where it comes from.

    Attributes:
        day: as read: a day number, None or the error of a cell.
        by_days: whether it was counted from 入金日 by the days of the list.
        sells_on: whether the row was paid after the last day of the list.
    """

    day: Any
    by_days: OneOrMany = 0
    sells_on: OneOrMany = 0


def reserved_day(given: Any, listed: int | PreorderDays | None, payment: Any) -> Reserved:  # noqa: ANN401  as read
    """Return 予約日 of a row: the one given, else what the list says of its item.

    Of several days it is the earliest on or after 入金日. Without 入金日 only a single day is certain.

    Args:
        given: 予約日 as read.
        listed: what the list says of the item; None for nothing.
        payment: 入金日 as read.
    """
    if given is not None or listed is None:
        return Reserved(given)
    days, lead = listed if isinstance(listed, PreorderDays) else ((listed,), None)
    if not isinstance(payment, int):
        return Reserved(days[0] if len(days) == 1 else None)
    if lead is not None:
        return Reserved(min(payment + lead, LAST_DAY), by_days=1)
    return Reserved(next((day for day in days if day >= payment), days[-1]), sells_on=int(payment > days[-1]))


def base_notes(clock: Numbers, reserved: Reserved, payment: Numbers, shipped: Numbers) -> Numbers:
    """Return the mask of what is to be said of the day that a clock runs from.

    Args:
        clock: what the clock runs from, or why none runs.
        reserved: 予約日 as a day number, with where it comes from.
        payment: 入金日; `NEVER` where none is read.
        shipped: 発送日, likewise.
    """
    paid, on_list = payment < NEVER, (clock == FROM_RESERVATION) * 1
    return (
        (clock == FROM_PAYMENT) * reserved.sells_on * PAID_AFTER_LIST
        | on_list * reserved.by_days * RESERVED_BY_DAYS
        | on_list * paid * (reserved.day < payment) * RESERVED_BEFORE_PAYMENT
        | on_list * paid * (shipped < payment) * SENT_BEFORE_BASE
    )


def day_or_never(read: Any) -> int:  # noqa: ANN401  a day number, None or the error of a cell
    """Return a day as a record has it: `NEVER` for a blank and for a cell that cannot be read."""
    return NEVER if read is None or isinstance(read, errors.ArgumentError) else read


def _held(cell: object) -> int:
    if cell is None:
        return BLANK
    return UNREADABLE if isinstance(cell, errors.ArgumentError) else READ


def _problem(cell: object) -> str:
    return str(cell) if isinstance(cell, errors.ArgumentError) else ""
