"""出荷遅延率 and 出荷前キャンセル率: limits, what is said beside a rate, and what moves no rate."""

from __future__ import annotations

from datetime import date

import pytest

from xlshipcheck.amazon.health import cancel_share, late_shares
from xlshipcheck.catalogue.calling import evaluate
from xlshipcheck.context import PLAIN
from xlshipcheck.values.days import day_of

AS_OF = date(2026, 11, 21)
DAY = date(2026, 11, 20)


def said(name, *arguments):
    """Return the notes beside an answer, in one text."""
    return " ".join(note.text for note in evaluate(name, [*arguments, AS_OF], PLAIN).notes())


@pytest.mark.parametrize(("late", "over"), [(3, False), (4, True)])
def test_the_limit_of_late_orders(late, over):
    """Of 100 orders 4 late ones are at the limit, which has to be stayed below."""
    day = day_of(DAY)
    shipped = [day + 1] * late + [day] * (100 - late)
    columns = ([str(order) for order in range(100)], [day] * 100, shipped, [None] * 100)
    shares = late_shares(PLAIN, columns, day_of(AS_OF))
    assert [(share.counted, share.bad, share.is_over()) for share in shares] == [(100, late, over)] * 2


@pytest.mark.parametrize(("cancelled", "over"), [(4, False), (5, True)])
def test_the_limit_of_cancelled_orders(cancelled, over):
    """Of 200 orders 5 cancelled ones are at 2.5 %."""
    states = [1] * cancelled + [0] * (200 - cancelled)
    columns = ([str(order) for order in range(200)], [day_of(DAY)] * 200, states)
    share = cancel_share(PLAIN, columns, day_of(AS_OF))
    assert (share.counted, share.bad, share.is_over()) == (200, cancelled, over)


def test_orders_without_their_date_are_said():
    """An order without 出荷期限, 注文日 or 配送状態 is counted in a note."""
    assert "出荷期限のない注文 1件は率に数えていません" in said(
        "AMAZON_LATE_RATE", ["A", "B"], ["", DAY], [DAY, DAY], ""
    )
    text = said("AMAZON_CANCEL_RATE", ["A", "B", "C"], ["", DAY, DAY], ["未出荷", "", "未出荷"])
    assert "注文日のない注文 1件" in text
    assert "配送状態のない注文 1件" in text


def test_what_may_follow_is_said():
    """At the limit the possible suspension is said; a cancelled order is said to be taken for the shop's own."""
    assert "出荷遅延率が4%以上" in said("AMAZON_LATE_RATE", ["A"], [DAY], [""], "")
    text = said("AMAZON_CANCEL_RATE", ["A"], [DAY], ["キャンセル"])
    assert "出荷前キャンセル率が2.5%以上" in text
    assert "キャンセルの注文 1件を、出品者の都合として数えました" in text


def test_a_ship_date_to_come_is_not_sent():
    """A ship date after the as-of day sends nothing yet."""
    answer = evaluate("AMAZON_LATE_RATE", [["A"], [DAY], [date(2026, 11, 25)], "", AS_OF], PLAIN)
    assert answer.render() == 1
