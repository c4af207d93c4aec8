"""All result columns of a Qoo10 order at once, from the kernels of `qoo10`.

One expression serves an order sheet row by row (ints) and a DataFrame (numpy arrays). It comes in two
halves: what the base day settles, which repeats from row to row, and what became of the parcel. What 確認
says is a bit mask, so that a whole column of remarks is one look-up in a small table of sentences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from xlshipcheck.qoo10.penalty import NOTICE, SENT, elapsed, milestone, points_booked, stage_code
from xlshipcheck.values.days import NEVER

if TYPE_CHECKING:
    from xlshipcheck.qoo10.penalty import Limits, PenaltyRules, Tables

Numbers = Any  # an int, or a numpy array of ints

REMARKS = (
    "境界: 最終発送日は過ぎていますが、次の営業日が始まるまでは減点になりません",
    "推定: 公布前の祝日で数えています。官報の公布後に日付が変わることがあります",
    "案内: 購入者へのお詫びメッセージ (QOO10_APOLOGY) を検討してください",
    "注意: 入金日が基準日より後です",
    "注意: 発送日が入金日より前です",
    "注意: 発送日が基準日より後です。未発送として扱いました",
    "注意: 減点はありませんが、発送率では期限後の発送です",
    "注意: 配送状態は発送済みですが発送日がありません。未発送として扱いました。発送日を入力してください",
    "案内: 購入者がキャンセルできる状態です (店舗は拒否できません)",
    "注意: 配送状態「{state}」を読めないため、未発送として判定しました",
    "注意: 発送日があるのに入金日がありません。入金日を入力してください (発送率に入っていません)",
    "注意: 配送状態は発送済みですが入金日がありません。入金日を入力してください (発送率に入っていません)",
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
    UNREAD_STATE,
    SENT_UNPAID,
    SENT_UNPAID_BY_STATUS,
) = (1 << bit for bit in range(len(REMARKS)))


def remark_text(mask: int, state: str = "") -> str:
    """Return the sentences of a mask, as 確認 shows them.

    Args:
        mask: bits over `REMARKS`.
        state: the word of 配送状態 that `UNREAD_STATE` is about.
    """
    text = " / ".join(text for bit, text in enumerate(REMARKS) if mask >> bit & 1)
    return text.replace("{state}", state) if mask & UNREAD_STATE else text


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
        unread_state: 1 where 配送状態 holds a word that is not known.
    """

    base: Numbers
    shipped: Numbers
    planned: Numbers
    preorder: Numbers
    shipped_by_status: Numbers
    unread_state: Numbers


class Terms(NamedTuple):
    """What the base day and the kind of an order settle, whatever becomes of the parcel.

    A column of orders repeats the same few thousand base days, so a DataFrame works these out once for
    every day of the calendar and looks them up.

    Attributes:
        stage: index into `qoo10.STAGES` while unsent.
        last_safe_day: 最終発送日 as a day number.
        points_day: 減点日.
        restriction_day: 制限日, whatever the rate.
        days_left: 残り日数 while unsent.
        points: 減点 that is booked by the as-of day, unless the order was sent before it cost any.
        remarks: bit mask of the remarks that hold, sent or not.
        remarks_unsent: bit mask of the remarks that hold while unsent.
    """

    stage: Numbers
    last_safe_day: Numbers
    points_day: Numbers
    restriction_day: Numbers
    days_left: Numbers
    points: Numbers
    remarks: Numbers
    remarks_unsent: Numbers


class Outcome(NamedTuple):
    """What hangs on the parcel too; the fields are those of `Assessment`."""

    stage: Numbers
    points: Numbers
    can_cancel: Numbers
    sent: Numbers
    remarks: Numbers


def terms_of(
    tables: Tables,
    rules: PenaltyRules,
    base: Numbers,
    preorder: Numbers,
    as_of: int,
    rate_state: Numbers,
    first_estimated_day: int,
) -> Terms:
    """Return what a base day and a kind settle.

    Args:
        tables: the platform's calendar, as lists for ints or as arrays for arrays.
        rules: the day counts by date.
        base: 入金日 (一般) or 予約日 (予約) as a day number.
        preorder: 1 for 予約, else 0.
        as_of: the as-of day.
        rate_state: `RATE_UNKNOWN`, `RATE_LOW` or `RATE_HIGH`.
        first_estimated_day: the first day whose holidays are not gazetted.
    """
    limits = rules.limits(base, preorder)
    passed = elapsed(tables, base, as_of, preorder)
    last_safe_day = milestone(tables, base, limits.safe, preorder)
    points_day = milestone(tables, base, limits.warning, preorder)
    restriction_day = milestone(tables, base, limits.restriction, preorder)
    stage = stage_code(passed, 0, rate_state, limits)
    days_left = limits.safe - passed
    return Terms(
        stage,
        last_safe_day,
        points_day,
        restriction_day,
        days_left,
        points_booked(points_day, NEVER, as_of, limits, rules.points(points_day)),
        # 予約日 lies ahead by its nature; a payment that does is a mistake.
        (1 - preorder)
        * ((restriction_day >= first_estimated_day) * ESTIMATED + (base > as_of) * FUTURE_BASE),
        (days_left == 0) * (as_of > last_safe_day) * BORDER + (stage == NOTICE) * APOLOGY,
    )


def is_beyond_calendar(terms: Terms) -> Numbers:
    """Tell whether a deadline lies beyond the calendar, so that the order cannot be judged."""
    return (terms.last_safe_day >= NEVER) | (terms.points_day >= NEVER) | (terms.restriction_day >= NEVER)


def outcome_of(terms: Terms, limits: Limits, order: OrderDays, sent_after: Numbers, as_of: int) -> Outcome:
    """Return what became of an order.

    Args:
        terms: from `terms_of`.
        limits: the day counts of the order's kind.
        order: the dates of the order.
        sent_after: `qoo10.elapsed` on the ship date.
        as_of: the as-of day.
    """
    base, shipped, planned, preorder, shipped_by_status, unread_state = order
    sent = (shipped <= as_of) * 1
    unsent = 1 - sent
    # On its way on a day that nobody wrote down: the count goes on, but the buyer can neither cancel nor be waiting.
    undated = (shipped >= NEVER) * shipped_by_status
    waiting = unsent * (1 - undated)
    can_cancel = (as_of > planned) * waiting
    remarks = (
        terms.remarks
        | waiting * terms.remarks_unsent
        | can_cancel * (CANCELLABLE | APOLOGY)
        | (shipped < base) * (1 - preorder) * SENT_BEFORE_BASE
        | (shipped > as_of) * (shipped < NEVER) * SENT_IN_FUTURE
        | (sent_after > limits.on_time) * (sent_after <= limits.safe) * sent * LATE_IN_RATE
        | undated * NO_SHIP_DATE
        | (shipped >= NEVER) * unread_state * UNREAD_STATE
    )
    # Whether the day of booking has come stands in the terms already; what is left is the ship date.
    points = points_booked(as_of, sent_after, as_of, limits, terms.points)
    return Outcome(terms.stage + sent * (SENT - terms.stage), points, can_cancel, sent, remarks)


def unpaid_remarks(shipped: Numbers, shipped_by_status: Numbers) -> Numbers:
    """Return the remarks of an order whose clock does not run because 入金日 is blank.

    Args:
        shipped: 発送日, `NEVER` where blank.
        shipped_by_status: 1 where 配送状態 says that the parcel is on its way.
    """
    undated = (shipped >= NEVER) * shipped_by_status
    return (shipped < NEVER) * SENT_UNPAID | undated * SENT_UNPAID_BY_STATUS


def assessment_of(terms: Terms, outcome: Outcome) -> Assessment:
    """Return every result column of an order from its two halves."""
    return Assessment(
        outcome.stage,
        terms.last_safe_day,
        terms.points_day,
        terms.restriction_day,
        terms.days_left,
        outcome.points,
        outcome.can_cancel,
        outcome.sent,
        outcome.remarks,
    )
