"""All result columns of a Qoo10 order at once, from the kernels of `qoo10`.

One expression serves an order sheet row by row (ints) and a DataFrame (numpy arrays). What 確認 says is a
bit mask, so that a whole column of remarks is one look-up in a small table of sentences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from xlshipcheck.days import NEVER
from xlshipcheck.qoo10 import NOTICE, elapsed, milestone, points_booked, stage_code

if TYPE_CHECKING:
    from xlshipcheck.qoo10 import PenaltyRules, Tables

Numbers = Any  # an int, or a numpy array of ints

REMARKS = (
    "境界: 最終発送日は過ぎていますが、次の営業日が始まるまでは減点になりません",
    "推定: 公布前の祝日で数えています。官報の公布後に日付が変わることがあります",
    "案内: 購入者へのお詫びメッセージ (QOO10_APOLOGY) を検討してください",
    "注意: 入金日・予約日が基準日より後です",
    "注意: 発送日が入金日より前です",
    "注意: 発送日が基準日より後です。未発送として扱いました",
    "注意: 減点はありませんが、発送率では期限後の発送です",
    "注意: 配送状態は発送済みですが発送日がありません。未発送として扱いました",
    "案内: 購入者がキャンセルできる状態です (店舗は拒否できません)",
)
(
    BORDER,
    ESTIMATED,
    APOLOGY,
    FUTURE_BASE,
    SENT_BEFORE_BASE,
    SENT_IN_FUTURE,
    LATE_IN_RATE,
    NO_SHIP_DATE,
    CANCELLABLE,
) = (1 << bit for bit in range(len(REMARKS)))


def remark_text(mask: int) -> str:
    """Return the sentences of a mask, as 確認 shows them."""
    return " / ".join(text for bit, text in enumerate(REMARKS) if mask >> bit & 1)


class Assessment(NamedTuple):
    """The result columns of an order, or of a column of orders.

    Attributes:
        stage: index into `qoo10.STAGES`.
        last_safe_day: 最終発送日 as a day number.
        points_day: 減点日.
        restriction_day: 制限日, whatever the rate.
        days_left: 残り日数; meaningless where sent.
        points: 減点, booked by the as-of day.
        can_cancel: 1 where the buyer can cancel.
        sent: 1 where sent by the as-of day.
        remarks: bit mask over `REMARKS`.
    """

    stage: Numbers
    last_safe_day: Numbers
    points_day: Numbers
    restriction_day: Numbers
    days_left: Numbers
    points: Numbers
    can_cancel: Numbers
    sent: Numbers
    remarks: Numbers


class OrderDays(NamedTuple):
    """What an assessment counts with; ints or arrays of equal length.

    Attributes:
        base: 入金日 (一般) or 予約日 (予約) as a day number.
        shipped: 発送日, `NEVER` where blank.
        planned: 発送予定日, `NEVER` where blank.
        preorder: 1 for 予約.
        shipped_by_status: 1 where 配送状態 says that the parcel is on its way.
    """

    base: Numbers
    shipped: Numbers
    planned: Numbers
    preorder: Numbers
    shipped_by_status: Numbers


def assess(
    tables: Tables,
    rules: PenaltyRules,
    order: OrderDays,
    as_of: int,
    rate_state: Numbers,
    first_estimated_day: int,
) -> Assessment:
    """Return every result column of an order or a column of orders.

    Args:
        tables: the platform's calendar, as lists for ints or as arrays for arrays.
        rules: the day counts by date.
        order: the dates of the orders.
        as_of: the as-of day.
        rate_state: `RATE_UNKNOWN`, `RATE_LOW` or `RATE_HIGH`.
        first_estimated_day: the first day whose holidays are not gazetted.
    """
    base, shipped, planned, preorder, shipped_by_status = order
    limits = rules.limits(base, preorder)
    passed = elapsed(tables, base, as_of, preorder)
    passed_at_shipping = elapsed(tables, base, shipped, preorder)
    last_safe_day = milestone(tables, base, limits.safe, preorder)
    points_day = milestone(tables, base, limits.warning, preorder)
    restriction_day = milestone(tables, base, limits.restriction, preorder)
    sent = (shipped <= as_of) * 1
    unsent = 1 - sent
    stage = stage_code(passed, sent, rate_state, limits)
    days_left = limits.safe - passed
    can_cancel = (as_of > planned) * unsent
    remarks = (
        (days_left == 0) * (as_of > last_safe_day) * unsent * BORDER
        + (restriction_day >= first_estimated_day) * (1 - preorder) * ESTIMATED
        + ((stage == NOTICE) | (can_cancel == 1)) * APOLOGY
        + (base > as_of) * FUTURE_BASE
        + (shipped < base) * (1 - preorder) * SENT_BEFORE_BASE
        + (shipped > as_of) * (shipped < NEVER) * SENT_IN_FUTURE
        + (passed_at_shipping > limits.on_time) * (passed_at_shipping <= limits.safe) * sent * LATE_IN_RATE
        + (shipped >= NEVER) * shipped_by_status * NO_SHIP_DATE
        + can_cancel * CANCELLABLE
    )
    return Assessment(
        stage,
        last_safe_day,
        points_day,
        restriction_day,
        days_left,
        points_booked(points_day, passed_at_shipping, as_of, limits, rules.points(points_day)),
        can_cancel,
        sent,
        remarks,
    )
