"""What becomes of an order and what 確認 says of it, on every day around it: read off the article by hand, note by note."""

from __future__ import annotations

from functools import cache
from itertools import count, product

import pytest
from other_calendars import day
from penalty_by_hand import HandOrder

from xlshipcheck.context import PLAIN
from xlshipcheck.qoo10 import kernel, notes
from xlshipcheck.qoo10.judging import Judge
from xlshipcheck.qoo10.record import (
    CANCEL_REQUESTED,
    OPEN,
    RATE_HIGH,
    RATE_LOW,
    RATE_UNKNOWN,
    SHIPPED,
    UNPLANNED,
    UNREAD,
    Order,
)
from xlshipcheck.values.days import NEVER

STATES = (OPEN, SHIPPED, UNREAD, CANCEL_REQUESTED, UNPLANNED)
BASE = day("2026-11-20")  # a Friday, with a holiday on the Monday after
OLDEST = 180
"""Days after which an unsent order's 入金日 is doubted."""
RATES = (RATE_UNKNOWN, RATE_LOW, RATE_HIGH)
FLAGS = list(product((0, 1), (0, 1), RATES, RATES, (0, notes.RATE_RECOMPUTED), (0, notes.RESERVED_BY_DAYS)))
POINTS = -2


@cache
def days_of(kind):
    """Return the days of the steps of an order of the base day, walked to by hand."""
    order = HandOrder(BASE, None, kind)
    return [order.day_of_count(step) for step in order.steps]


@cache
def count_on(kind, on):
    """Return the count on a day, by hand."""
    return HandOrder(BASE, None, kind).count(on)


def outcome_by_hand(order, as_of):
    """Return what the page of the rules says of an order, one sentence after the other."""
    kind = "予約" if order.preorder else "一般"
    general = not order.preorder
    notice, safe, warning, restriction, on_time = HandOrder(BASE, None, kind).steps
    has_day = order.shipped < NEVER
    passed, sent_on = count_on(kind, as_of), count_on(kind, order.shipped) if has_day else None
    sent = has_day and order.shipped <= as_of
    unread = not sent and order.state == UNREAD
    undated = not has_day and order.state == SHIPPED
    waiting = not sent and not unread and not undated
    overdue = waiting and order.planned < as_of
    unplanned = waiting and general and order.planned == NEVER and order.state == UNPLANNED
    rated = passed >= warning and (not has_day or sent_on >= restriction)
    said = {
        notes.FUTURE_BASE: general and as_of < order.base,
        notes.BORDER: (waiting or unread) and passed == safe and as_of > days_of(kind)[1],
        notes.APOLOGY: (waiting and passed >= notice) or overdue,
        notes.OLD_BASE: (waiting or unread) and general and as_of - order.base > OLDEST,
        notes.CANCELLABLE: overdue,
        notes.CANCELLABLE_UNPLANNED: unplanned,
        notes.CANCEL_ASKED: not sent and order.state == CANCEL_REQUESTED,
        notes.SENT_BEFORE_BASE: general and order.shipped < order.base,
        notes.SENT_IN_FUTURE: has_day and order.shipped > as_of,
        notes.LATE_IN_RATE: sent and on_time < sent_on <= safe,
        notes.NO_SHIP_DATE: undated,
        notes.UNREAD_STATE: unread,
        order.rate_notes: rated,
        order.base_notes: True,
        notes.WISHED_DAY: not sent and order.wished,
        notes.LABEL_ISSUED: waiting and not has_day and order.labelled,
        notes.RATE_FELL: not sent
        and passed >= restriction
        and order.rate == RATE_HIGH
        and order.rate_today == RATE_LOW,
    }
    too_late = not has_day or sent_on > safe
    return {
        "notes": {bit for bit, holds in said.items() if bit and holds},
        "points": POINTS if as_of >= days_of(kind)[2] and too_late and not unread else 0,
        "can_cancel": overdue or unplanned,
        "sent": sent,
        "unknown": unread,
        "rated": rated,
    }


def found(order, as_of):
    """Return the same of the kernel."""
    outcome = Judge(PLAIN, as_of).order(order).outcome
    return {
        "notes": {1 << bit for bit in range(len(notes.NOTES)) if outcome.notes >> bit & 1},
        "points": outcome.points,
        "can_cancel": bool(outcome.can_cancel),
        "sent": bool(outcome.sent),
        "unknown": bool(outcome.unknown),
        "rated": bool(outcome.rated),
    }


@pytest.mark.parametrize("preorder", [0, 1], ids=["general", "preorder"])
@pytest.mark.parametrize("state", STATES, ids=["open", "shipped", "unread", "cancel requested", "unplanned"])
def test_each_note_holds_on_its_days_and_on_no_other(preorder, state):
    """Whatever day it is, was sent on or was promised for, an order has the notes, points and cancel that the rules give."""
    number = count()
    for as_of in (*range(BASE - 2, BASE + 13), BASE + OLDEST, BASE + OLDEST + 1):
        for shipped in (NEVER, *range(BASE - 1, BASE + 12)):
            for planned in (NEVER, as_of - 1, as_of, as_of + 1):
                wished, labelled, rate, today, rate_notes, base_notes = FLAGS[next(number) * 7 % len(FLAGS)]
                order = Order(
                    base=BASE,
                    preorder=preorder,
                    shipped=shipped,
                    planned=planned,
                    state=state,
                    rate=rate,
                    rate_today=today,
                    rate_notes=rate_notes,
                    base_notes=base_notes,
                    wished=wished,
                    labelled=labelled,
                )
                assert found(order, as_of) == outcome_by_hand(order, as_of), (as_of - BASE, order)


@pytest.mark.parametrize("field", ["last_safe_day", "points_day", "restriction_day"])
def test_one_deadline_beyond_the_calendar_is_enough(field):
    """An order cannot be judged where any of its deadlines lies beyond the calendar; its very last day is within."""
    terms = Judge(PLAIN, BASE).terms(BASE, 0)
    assert not kernel.is_beyond_calendar(terms)
    assert not kernel.is_beyond_calendar(terms._replace(**{field: NEVER - 1}))
    assert kernel.is_beyond_calendar(terms._replace(**{field: NEVER}))


@pytest.mark.parametrize(("passed", "said"), [(1, 0), (4, notes.APOLOGY), (6, notes.APOLOGY)])
def test_of_what_nobody_gave_nothing_is_said(passed, said):
    """A base day alone brings no wished day, no label and no note of a rate: late, it says the apology, or that it was late."""
    as_of = HandOrder(BASE, None, "一般").day_of_count(passed)
    judge = Judge(PLAIN, as_of)
    assert judge.order(Order(base=BASE)).outcome.notes == said
    assert judge.order(Order(base=BASE, shipped=as_of)).outcome.notes == (
        notes.LATE_IN_RATE if passed == 4 else 0
    )


@pytest.mark.parametrize(("later", "estimated"), [(0, True), (1, False)])
def test_a_deadline_on_the_first_day_without_gazetted_holidays_is_estimated(later, estimated):
    """制限日 is the last day that an order looks at: from the first day on whose holidays are not gazetted it is an estimate."""
    judge = Judge(PLAIN, BASE)
    restriction_day = days_of("一般")[3]
    judge.first_estimated_day = restriction_day + later
    terms = judge.terms(BASE, 0)
    assert terms.restriction_day == restriction_day
    assert bool(terms.notes & notes.ESTIMATED) is estimated


@pytest.mark.parametrize("kind", ["一般", "予約"])
def test_from_which_day_an_order_is_late_for_the_rate(kind):
    """An order counts as late from the first day whose count is beyond that of the rate, sent afterwards or not."""
    by_hand = HandOrder(BASE, None, kind)
    on_time = by_hand.steps[4]
    late_day = by_hand.day_of_count(on_time + 1)
    preorder = int(kind == "予約")
    tables = Judge(PLAIN, BASE).tables
    for shipped in range(BASE, late_day):
        assert kernel.rate_days(tables, BASE, shipped, preorder, on_time) == (shipped, NEVER)
    for shipped in (late_day, late_day + 9, NEVER):
        assert kernel.rate_days(tables, BASE, shipped, preorder, on_time) == (late_day, late_day)
