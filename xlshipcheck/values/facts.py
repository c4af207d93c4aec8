"""What the markets' judgements know about an order that is still to be sent, as plain values.

The rooms that judge make these facts; the list of today only reads them, so neither has to know the other.
Days are day numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from xlshipcheck.values.shares import OutcomeGroup

STOP: Final = "販売停止"
POINTS: Final = "減点"
RATE: Final = "発送率"
CANCEL: Final = "キャンセル"
SHIP_BY: Final = "出荷期限"


class Cost(NamedTuple):
    """What waiting costs an unsent order.

    Attributes:
        kind: `STOP`, `POINTS`, `RATE`, `CANCEL` or `SHIP_BY`.
        deadline: the last day by whose end sending it avoids the cost.
        day: the day on which the cost falls.
        amount: points, or the days that a sale is stopped; 0 where there is no number.
    """

    kind: str
    deadline: int
    day: int
    amount: int = 0


class OrderFact(NamedTuple):
    """An order that is not sent yet.

    Attributes:
        row: position among the data rows of its sheet, from 0.
        order: 注文番号; "" where the row has none.
        cart: カート番号; orders of one cart are packed together.
        item: 商品番号.
        name: 商品名.
        quantity: 数量 as it is shown.
        market: the marketplace.
        group: the group whose on-time rate decides about it, 一般 or 予約.
        stage: 段階.
        days_left: 残り日数; None where no such count runs.
        costs: what waiting costs, also what it has cost already.
        booked: points that are booked already.
        wished: お届け希望日 as it is shown.
        buyer: what orders to one recipient have in common, for comparing; it is about a person and is never shown.
        cancel_asked: whether the buyer asks for a cancel, which is to be answered before anything is sent.
    """

    row: int
    order: str
    cart: str
    item: str
    name: str
    quantity: str
    market: str
    group: str
    stage: str
    days_left: int | None
    costs: tuple[Cost, ...]
    booked: int = 0
    wished: str = ""
    buyer: str = ""
    cancel_asked: bool = False


class RateFact(NamedTuple):
    """The on-time rate of a group on the as-of day.

    Attributes:
        group: 一般 or 予約.
        in_time: orders sent in time.
        counted: orders that count.
        given: the rate from the settings, which beats the count; None for none.
        limit: percent; at the limit or below it a sale is stopped.
        month_end: the last day of the month.
        then: (in time, counted) on its evening, if the orders that are open go today, each on its last day without
            points, or not at all; empty where that was not counted.
    """

    group: str
    in_time: int
    counted: int
    given: Fraction | None
    limit: int
    month_end: int = 0
    then: Sequence[tuple[int, int]] = ()


class PackageFact(NamedTuple):
    """A confirmed package whose tracking is not valid, while it counts or is still to count.

    Attributes:
        row: position of its first row.
        order: 注文番号.
        number: 送り状番号 as it is shown.
        carrier: 配送会社.
        category: "" where it is not known.
        reason: why it is not valid.
        fix: what to do about it.
        leaves: the first as-of day on which it no longer counts.
        rate: of its category in the window; None where nothing is in it.
        counts: whether it is in the window today; else it comes into it within days.
        categories: the key of every category that it counts in; that of (カテゴリーなし) for rows without one.
        promised: お届け予定日, the latest of its rows.
        cause: what kind of fault it is, in a few words.
    """

    row: int
    order: str
    number: str
    carrier: str
    category: str
    reason: str
    fix: str
    leaves: int
    rate: Fraction | None
    counts: bool
    categories: tuple[str, ...] = ()
    promised: int = 0
    cause: str = ""


class TrackedPackage(NamedTuple):
    """A package by what the seller can put right in it.

    Attributes:
        order: 注文番号.
        number: 送り状番号 as it is shown.
        carrier: 配送会社.
        cause: what kind of fault it has; "" for a valid one.
        promised: お届け予定日; 0 where it is not asked for.
        categories: every category that it counts in, as for `PackageFact`.
    """

    order: str
    number: str
    carrier: str
    cause: str = ""
    promised: int = 0
    categories: tuple[str, ...] = ()


class CategoryFact(NamedTuple):
    """The valid tracking rate of a category in its window, or of all packages.

    Attributes:
        name: the category; 全体 for all packages.
        valid: its valid packages.
        scope: its packages that count; 0 where none does, which is no rate.
        limit: percent; below it the category is in danger.
        allowance: how many more of them may be invalid; negative where too many are.
        window: the first and the last promised day that count.
        recovery: the first day on which it is back at the limit by the packages there are; None for a category that
            needs none, and where none is in sight.
        then: (valid, scope) on that day.
    """

    name: str
    valid: int
    scope: int
    limit: int
    allowance: int
    window: tuple[int, int] = (0, 0)
    recovery: int | None = None
    then: tuple[int, int] = (0, 0)


class BookingFact(NamedTuple):
    """An order of which points are booked.

    Attributes:
        row: position among the data rows of its sheet, from 0.
        order: 注文番号.
        item: 商品番号.
        name: 商品名.
        group: 一般 or 予約.
        base: the day from which its clock runs.
        last_safe: the last day to ship without points.
        shipped: 発送日; None where it is not sent by the as-of day.
        undated: whether 配送状態 says that it is sent, without a 発送日.
        day: the day on which the points are booked.
        points: how many, below zero.
    """

    row: int
    order: str
    item: str
    name: str
    group: str
    base: int
    last_safe: int
    shipped: int | None
    undated: bool
    day: int
    points: int


class CancelFact(NamedTuple):
    """A cancelled order.

    Attributes:
        row: position among the data rows of its sheet, from 0.
        order: 注文番号.
        item: 商品番号.
        name: 商品名.
        paid: 入金日; None where it is not known.
        word: 配送状態 as it stands there.
        cause: whose cause the word names, `SHOP` or `BUYER`; "" where it names none.
    """

    row: int
    order: str
    item: str
    name: str
    paid: int | None
    word: str
    cause: str


SHOP: Final = "自店"
BUYER: Final = "購入者"


class UnknownFact(NamedTuple):
    """An order whose 配送状態 cannot be read: it may have cost points, or not.

    Attributes:
        row: position among the data rows of its sheet, from 0.
        order: 注文番号.
        day: the day on which points are booked, if it was not sent by then.
        points: how many that would be.
    """

    row: int
    order: str
    day: int
    points: int


class HealthFact(NamedTuple):
    """A rate of Amazon's account health that is at its limit or above.

    Attributes:
        name: the rate with its window.
        bad: orders that were late or cancelled.
        counted: orders that count.
        state: how it stands to the limit, in words.
    """

    name: str
    bad: int
    counted: int
    state: str


class ParcelFact(NamedTuple):
    """A parcel held at a branch that somebody has to follow up.

    Attributes:
        row: position of its row.
        order: 注文番号 or 取引番号.
        number: 送り状番号.
        stage: 対応段階.
        last_day: last day of storage; None where it is not known.
        action: what to do next.
        message: the text that goes with it; "" where none fits.
    """

    row: int
    order: str
    number: str
    stage: str
    last_day: int | None
    action: str
    message: str = ""


class Facts(NamedTuple):
    """The facts of a sheet.

    Attributes:
        orders: the orders that are not sent yet.
        rates: the on-time rates they are judged by.
        stopped: 商品番号 whose sale is stopped for certain today.
        newest: the newest day on which an order was paid or made; 0 where no row tells.
        packages: packages to correct.
        parcels: parcels to follow up.
        booked: (day, orders, points) of the points that are booked, sent orders included.
        sent: numbers of the orders that are sent.
        doubts: sentences on an as-of day that is far from the orders.
        stages: stage -> rows, as 集計 counts them; rows that cannot be read are none of them.
        categories: the valid tracking rate of each category; of all packages where no row names one.
        valid: packages whose tracking is valid, promised for the window or later.
        bookings: the orders of which points are booked, sent ones included.
        cancels: cancelled Qoo10 orders.
        unknown: Qoo10 orders whose 配送状態 cannot be read.
        markets: whose rules its rows were judged by: Qoo10, Amazon, 営業所止め.
        health: the rates of Amazon's account health that are at their limit or above.
        paid: what the rows say of paid Qoo10 orders, cancelled or not: those together of which they say the same.
        unrated: how many rows the on-time rates leave out because they cannot be read.
    """

    orders: Sequence[OrderFact] = ()
    rates: Sequence[RateFact] = ()
    stopped: frozenset[str] = frozenset()
    newest: int = 0
    packages: Sequence[PackageFact] = ()
    parcels: Sequence[ParcelFact] = ()
    booked: Sequence[tuple[int, int, int]] = ()
    sent: Sequence[str] = ()
    doubts: Sequence[str] = ()
    stages: Sequence[tuple[str, int]] = ()
    categories: Sequence[CategoryFact] = ()
    valid: Sequence[TrackedPackage] = ()
    bookings: Sequence[BookingFact] = ()
    cancels: Sequence[CancelFact] = ()
    unknown: Sequence[UnknownFact] = ()
    markets: frozenset[str] = frozenset()
    health: Sequence[HealthFact] = ()
    paid: Sequence[OutcomeGroup] = ()
    unrated: int = 0
