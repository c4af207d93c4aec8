"""出荷遅延率 and 出荷前キャンセル率: limits, what is said beside a rate, and what moves no rate."""

from __future__ import annotations

from datetime import date

import pytest

from xlshipcheck import errors
from xlshipcheck.amazon.health import (
    CANCELLED,
    CANCELLED_BY_BUYER,
    CANCELLED_BY_SHOP,
    NOT_CANCELLED,
    SENT,
    UNPAID,
    cancel_share,
    late_shares,
    read_cancellation,
    tightest,
)
from xlshipcheck.catalogue.calling import evaluate
from xlshipcheck.context import PLAIN
from xlshipcheck.values.days import day_of
from xlshipcheck.values.shares import AT_LIMIT, BELOW_LIMIT, UNDECIDED, Share

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


def test_a_cancel_that_names_the_shop_is_certain():
    """Only what names nobody hangs on who cancelled."""
    orders, days = [str(number) for number in range(40)], [day_of(DAY)] * 40
    for code, verdict in (
        (CANCELLED_BY_SHOP, AT_LIMIT),
        (CANCELLED, UNDECIDED),
        (CANCELLED_BY_BUYER, BELOW_LIMIT),
    ):
        share = cancel_share(PLAIN, (orders, days, [code] + [NOT_CANCELLED] * 39), day_of(AS_OF))
        assert share.verdict() == verdict


def test_a_ship_date_to_come_is_not_sent():
    """A ship date after the as-of day sends nothing yet."""
    answer = evaluate("AMAZON_LATE_RATE", [["A"], [DAY], [date(2026, 11, 25)], "", AS_OF], PLAIN)
    assert answer.render() == 1


def shares(rows, as_of=AS_OF):
    """Return the shares of late orders of rows given as order, 出荷期限, 発送日, what 配送状態 says."""
    columns = tuple(list(column) for column in zip(*rows, strict=True))
    return late_shares(PLAIN, columns, day_of(as_of))


@pytest.mark.parametrize(
    ("counted", "late", "left"), [(100, 0, 3), (100, 3, 0), (100, 4, -1), (101, 0, 4), (25, 0, 0)]
)
def test_the_allowance_is_the_last_number_below_the_limit(counted, late, left):
    """With as many more late orders the rate stays below 4 %, with one more it is at the limit or above."""
    share = Share(0, 9, counted, late, 40)
    assert share.allowance() == left
    assert not share._replace(bad=late + left).is_over()
    assert share._replace(bad=late + left + 1).is_over()


def test_the_tighter_window_gives_the_allowance():
    """30 days bear more than 10; an empty short window gives way to the long one."""
    day = day_of(DAY)
    long = [(f"L{number}", day - 20, day - 20, None) for number in range(90)]
    short = [(f"S{number}", day, day, None) for number in range(30)]
    assert [tightest(shares(rows)).allowance() for rows in (long + short, long, short)] == [1, 3, 1]
    assert tightest(shares([("A", None, None, None)])).counted == 0


def test_an_order_sent_on_an_unknown_day_is_neither_late_nor_in_time():
    """出荷済み without a 発送日 is left out, also beside a row in time, and said; beside a late row the order is late."""
    day = day_of(DAY)
    sent = ("A", day, None, SENT)
    assert shares([sent])[0][2:4] == (0, 0)
    assert shares([sent, ("A", day, day, SENT)])[0].unknown == 1
    assert shares([sent, ("A", day, day + 1, SENT)])[0][2:6] == (1, 1, 40, 0)
    assert "発送済みで発送日のない注文 1件は率に数えていません" in said(
        "AMAZON_LATE_RATE", ["A"], [DAY], [""], ["出荷済み"]
    )


def test_an_unpaid_order_is_in_no_rate():
    """Amazon does not let an unpaid order be sent: it is neither late nor cancelled; its own ship date still counts."""
    day = day_of(DAY)
    assert shares([("A", day, None, UNPAID), ("B", None, None, UNPAID), ("C", day, day, SENT)])[0][2:6] == (
        1,
        0,
        40,
        0,
    )
    assert shares([("A", day, None, UNPAID), ("A", day, day + 1, None)])[0][2:4] == (1, 1)
    assert shares([("A", day, day + 1, UNPAID)])[0][2:4] == (1, 1)
    share = cancel_share(PLAIN, (["A", "B", "C"], [day] * 3, [UNPAID, CANCELLED, NOT_CANCELLED]), day)
    assert (share.counted, share.bad, share.unknown) == (2, 1, 0)


def test_an_order_that_left_before_a_window_is_not_open_in_it():
    """Without 出荷期限 an order may belong into every window that it did not leave before."""
    day = day_of(AS_OF)
    rows = [("A", None, day - 29, None), ("B", None, day - 40, None), ("C", None, None, None)]
    assert [share.unknown for share in shares(rows)] == [1, 2]


@pytest.mark.parametrize(
    ("counted", "bad", "unknown", "doubtful", "verdict"),
    [
        (100, 3, 0, 0, BELOW_LIMIT),
        (100, 4, 0, 0, AT_LIMIT),
        (100, 3, 1, 0, BELOW_LIMIT),
        (100, 3, 2, 0, UNDECIDED),
        (100, 4, 1, 0, UNDECIDED),
        (100, 5, 1, 0, AT_LIMIT),
        (0, 0, 1, 0, UNDECIDED),
        (0, 0, 0, 0, "対象なし"),
        (100, 4, 0, 4, UNDECIDED),
        (100, 3, 0, 3, BELOW_LIMIT),
        # Without the doubtful ones 3 of 75 are at the limit.
        (100, 28, 0, 25, AT_LIMIT),
    ],
)
def test_the_verdict_holds_whatever_the_unknown_orders_are(counted, bad, unknown, doubtful, verdict):
    """An order that cannot be judged may be late or not; only a verdict that holds both ways is one."""
    assert Share(0, 9, counted, bad, 40, unknown, doubtful).verdict() == verdict


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("", None),
        ("未出荷", NOT_CANCELLED),
        ("Shipped", SENT),
        ("保管中", SENT),
        ("返品", SENT),
        ("Pending", UNPAID),
        ("入金待ち", UNPAID),
        ("伝票番号未登録", NOT_CANCELLED),
        ("キャンセル", CANCELLED),
        ("購入者キャンセル", CANCELLED_BY_BUYER),
        ("キャンセル(お客様都合)", CANCELLED_BY_BUYER),
        ("キャンセル(在庫切れ)", CANCELLED_BY_SHOP),
    ],
)
def test_words_of_the_state(word, code):
    """A carrier's word of a parcel says that the order was sent, one of an unknown number nothing."""
    assert read_cancellation(word, "配送状態") == code


def test_a_word_that_nobody_knows_is_refused():
    """What may be a cancellation or not is no answer."""
    with pytest.raises(errors.UnreadCancellation, match="配送状態"):
        read_cancellation("キャンセル(拒否)", "配送状態")
