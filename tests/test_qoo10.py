"""Qoo10's delay penalty, held against the article's table walked day by day with another package's holidays."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from other_calendars import day
from penalty_by_hand import HandOrder
from row_answers import row_answer

from xlshipcheck import errors
from xlshipcheck.calendars.business_days import calendar_for
from xlshipcheck.catalogue.calling import evaluate
from xlshipcheck.context import PLAIN, Context, Settings
from xlshipcheck.qoo10 import judging, kernel, record, words
from xlshipcheck.qoo10.kernel import PenaltyRules, Tables, penalty_rules, tables_of
from xlshipcheck.rulebook.rules import Rulebook, standard_rulebook
from xlshipcheck.values.days import LAST_DAY, NEVER, date_of
from xlshipcheck.values.text import name_key

KINDS = ("一般", "予約")
FIRST, LAST = day("2026-04-10"), day("2027-01-20")
DAYS = st.integers(FIRST, LAST)
# Most days lie where the stages change, some where a restriction ends.
NEAR = st.integers(-3, 13) | st.integers(-3, 13) | st.integers(10, 45)
RATES = st.sampled_from([None, Fraction(95, 100), Fraction(9501, 10000), Fraction(0), Fraction(1)])
# An override that moves every day of both kinds, and the table of the article with the same changes.
MOVED = {
    **{
        f"qoo10.general.{name}": count
        for name, count in zip(kernel.Limits._fields, (2, 6, 7, 9, 4), strict=True)
    },
    **{
        f"qoo10.preorder.{name}": count
        for name, count in zip(kernel.Limits._fields, (1, 3, 4, 6, 2), strict=True)
    },
}
MOVED_TABLE = {"一般": (2, 6, 7, 9, 4), "予約": (1, 3, 4, 6, 2)}


def answer_of(name, context, *row):
    """Return the answer of a function from its arguments as their readers give them, the calendar last."""
    *arguments, calendar = row
    return row_answer(name, context, *arguments, calendar=calendar)


@st.composite
def orders(draw):
    """Draw an order with a calendar of its own, and the context that describes it."""
    base = draw(DAYS)
    shipped = draw(st.none() | NEAR.map(lambda distance: base + distance))
    near_days = st.integers(base - 3, base + 30)
    closed, opened = draw(st.frozensets(near_days, max_size=6)), draw(st.frozensets(near_days, max_size=6))
    payment_day, moved = draw(st.integers(0, 1)), draw(st.booleans())
    kind = draw(st.sampled_from(KINDS))
    rules = {"qoo10.payment_day": payment_day, **(MOVED if moved else {})}
    context = Context(
        None, Settings(closed=closed, opened=opened), standard_rulebook().with_overrides(rules, "試験")
    )
    table = MOVED_TABLE[kind] if moved else None
    return HandOrder(base, shipped, kind, closed, opened, payment_day, table), context


def assert_as_by_hand(context, order, as_of, rate):
    """Hold stage, points, days left and release of an order against the table."""
    asked = (context, order.base, order.shipped, order.kind, as_of)
    assert answer_of("QOO10_STAGE", *asked, rate, None).value == order.stage(as_of, rate)
    assert answer_of("QOO10_POINTS", *asked, None).value == order.points(as_of)
    left = "" if order.sent(as_of) else order.steps[1] - order.count(as_of)
    assert answer_of("QOO10_DAYS_LEFT", *asked, None).value == left
    until = order.restricted_until(as_of, rate)
    assert answer_of("QOO10_RESTRICTED_UNTIL", *asked, rate, None).value == (
        "" if until is None else date_of(until)
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("base", ["2026-11-20", "2026-11-22", "2026-12-25"])
def test_every_day_around_an_order(kind, base):
    """Sent on any day or not at all, an order is on every day what the article's table makes of it."""
    first = day(base)
    for shipped in (None, *range(first - 1, first + 14)):
        order = HandOrder(first, shipped, kind)
        for as_of in (*range(first - 2, first + 15), *range(first + 32, first + 46)):
            assert_as_by_hand(PLAIN, order, as_of, Fraction(95, 100))


@settings(max_examples=100)
@given(orders(), NEAR, RATES)
def test_an_order_as_the_article_has_it(drawn, distance, rate):
    """On a calendar and by rules of its own an order is what the table makes of it too."""
    order, context = drawn
    assert_as_by_hand(context, order, order.base + distance, rate)


@settings(max_examples=80)
@given(orders())
def test_deadlines_as_the_article_has_them(drawn):
    """Each event falls on the first day with its count; the release lies 30 days after the restriction."""
    order, context = drawn
    notice, safe, warning, restriction, on_time = order.steps
    counts = {"発送率期限": on_time, "注意": notice, "最終発送日": safe, "警告": warning, "制限": restriction}
    counts["制限回避"] = restriction - 1
    for event, count in counts.items():
        answer = answer_of("QOO10_DEADLINE", context, order.base, order.kind, event, None).value
        assert answer == date_of(max(order.base, order.day_of_count(count)))
    released = answer_of("QOO10_DEADLINE", context, order.base, order.kind, "解除", None).value
    assert released == date_of(order.day_of_count(restriction) + 30)


@pytest.mark.parametrize("base", ["2026-11-20", "2026-11-22"])
def test_a_count_of_nothing_is_the_base_itself(base):
    """Where a shop wants orders out on the day of payment, that day is the deadline, a holiday or not."""
    rules = standard_rulebook().with_overrides({"qoo10.general.on_time": 0}, "試験")
    answer = answer_of("QOO10_DEADLINE", Context(overridden=rules), day(base), "一般", "発送率期限", None)
    assert answer.value == date_of(day(base))


@pytest.mark.parametrize("kind", KINDS)
def test_the_stages_follow_the_deadlines(kind):
    """On every day of a year the stage changes on the dates that the deadlines name, and on no others."""
    for base in range(day("2026-01-01"), day("2026-12-31"), 3):
        dates = {
            event: answer_of("QOO10_DEADLINE", PLAIN, base, kind, event, None).value
            for event in ("注意", "警告", "制限")
        }
        for as_of in range(base - 3, base + 20):
            expected = "正常"
            for event, stage in (("注意", "注意"), ("警告", "警告"), ("制限", "制限候補")):
                if date_of(as_of) >= dates[event]:
                    expected = stage
            assert answer_of("QOO10_STAGE", PLAIN, base, None, kind, as_of, None, None).value == expected


def test_the_calendar_of_the_call_wins():
    """Closed days given with the call stand in place of those of the settings."""
    context = Context(settings=Settings(closed=frozenset([day("2026-11-24")])))
    own = calendar_for([day("2026-11-25"), day("2026-11-26")])
    base = day("2026-11-20")
    assert answer_of("QOO10_DEADLINE", context, base, "一般", "注意", None).value == date_of(
        day("2026-11-27")
    )
    assert answer_of("QOO10_DEADLINE", context, base, "一般", "注意", own).value == date_of(day("2026-11-30"))
    assert (
        answer_of("QOO10_STAGE", context, base, None, "一般", day("2026-11-27"), None, None).value == "注意"
    )
    assert answer_of("QOO10_STAGE", context, base, None, "一般", day("2026-11-27"), None, own).value == "正常"


@pytest.mark.parametrize(
    ("rate", "state"),
    [
        (None, record.RATE_UNKNOWN),
        ("19/20", record.RATE_LOW),
        ("95000000001/100000000000", record.RATE_HIGH),
        ("0", record.RATE_LOW),
    ],
)
def test_the_limit_itself_is_low(rate, state):
    """Exactly 95 % is low; anything above, however little, is not."""
    assert judging.rate_state_of(None if rate is None else Fraction(rate), 95) == state


def test_the_rate_of_the_settings_serves_its_kind():
    """Where no rate is given, that of the settings holds, for its own kind only."""
    context = Context(settings=Settings(rates={"一般": Fraction(96, 100)}))
    base, late = day("2026-11-20"), day("2026-12-20")
    assert answer_of("QOO10_STAGE", context, base, None, "一般", late, None, None).value == "警告"
    assert answer_of("QOO10_STAGE", context, base, None, "予約", late, None, None).value == "制限候補"
    assert answer_of("QOO10_STAGE", context, base, None, "一般", late, Fraction(9, 10), None).value == "制限"


@pytest.mark.parametrize(
    ("planned", "shipped", "as_of", "answer"),
    [(5, None, 5, False), (5, None, 6, True), (5, 6, 6, False), (5, 7, 6, True), (5, 3, 6, False)],
)
def test_when_a_buyer_can_cancel(planned, shipped, as_of, answer):
    """From the day after 発送予定日 on, as long as the order is unsent, the buyer can cancel."""
    assert answer_of("QOO10_CAN_CANCEL", PLAIN, planned, shipped, as_of, None, "一般", None).value is answer


# The kernels: the same expression for a cell and for a column.


def array_tables(calendar):
    """Return a calendar's tables as arrays."""
    return Tables(*calendar.arrays(), calendar.payment_day)


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(DAYS, NEAR | st.just(NEVER), st.integers(0, 1), st.integers(0, 2)), min_size=1, max_size=30
    ),
    DAYS,
    st.integers(0, 1),
)
def test_kernels_on_arrays_answer_as_on_ints(rows, as_of, payment_day):
    """Each kernel gives an array of what it gives for each row's ints."""
    calendar = calendar_for([day("2026-12-29")], [day("2026-11-21")], payment_day)
    rules = PenaltyRules(standard_rulebook())
    columns = [np.array(column, np.int64) for column in zip(*rows, strict=True)]
    columns[1] = np.where(columns[1] == NEVER, NEVER, columns[0] + columns[1])
    whole = all_kernels(array_tables(calendar), rules, *columns, as_of)
    for position, row in enumerate(zip(*(column.tolist() for column in columns), strict=True)):
        alone = all_kernels(tables_of(calendar), rules, *row, as_of)
        assert [int(column[position]) for column in whole] == [int(value) for value in alone]


def all_kernels(tables, rules, base, shipped, preorder, rate_state, as_of):
    """Return what every kernel says, for ints or for arrays."""
    limits = rules.limits(base, preorder)
    passed = kernel.elapsed(tables, base, as_of, preorder)
    sent_after = kernel.elapsed(tables, base, shipped, preorder)
    booking = kernel.milestone(tables, base, limits.warning, preorder)
    restriction = kernel.milestone(tables, base, limits.restriction, preorder)
    points, length = rules.points(booking), rules.restriction_days(restriction)
    return (
        *limits,
        passed,
        sent_after,
        booking,
        restriction,
        kernel.rated_stage(kernel.step_code(passed, limits), rate_state),
        kernel.points_booked(booking, sent_after, as_of, limits, points + booking * 0),
        kernel.release_day(restriction, sent_after, as_of, rate_state, limits, length),
    )


class DatedRulebook(Rulebook):
    """The rulebook with one rule that changes on a date."""

    def __init__(self, key, from_day, value):
        super().__init__()
        self._dated = key, from_day, value

    def rule(self, key):
        """Return a rule, with a later value for the one that changes."""
        plain = super().rule(key)
        changed, from_day, value = self._dated
        if key != changed:
            return plain
        later = plain.values[0]._replace(from_day=from_day, from_date=date_of(from_day), value=value)
        return plain._replace(values=(*plain.values, later))


def test_a_rule_that_changes_holds_from_its_date_on():
    """The base day picks the day counts: an order of the day before the change keeps the old ones."""
    change = day("2026-11-20")
    context = Context(overridden=DatedRulebook("qoo10.general.safe", change, 2))
    for base, safe in ((change - 1, 4), (change, 2), (change + 1, 2)):
        assert answer_of("QOO10_DAYS_LEFT", context, base, None, "一般", base, None).value == safe
        assert answer_of("QOO10_DAYS_LEFT", context, base, None, "予約", base, None).value == 2
    limits = PenaltyRules(context.rulebook).limits(np.array([change - 1, change]), np.array([0, 0]))
    assert limits.safe.tolist() == [4, 2]


def test_points_change_with_the_day_they_are_booked():
    """The day of the booking picks the points, not the day of payment."""
    context = Context(overridden=DatedRulebook("qoo10.points", day("2026-11-30"), -3))
    late = day("2026-12-31")
    for base, points in (("2026-11-19", -2), ("2026-11-20", -3)):
        assert answer_of("QOO10_POINTS", context, day(base), None, "一般", late, None).value == points


def test_a_restriction_is_as_long_as_on_the_day_it_begins():
    """The day of the restriction picks its length."""
    context = Context(overridden=DatedRulebook("qoo10.restriction_days", day("2026-12-01"), 10))
    for base, released in (("2026-11-19", "2026-12-30"), ("2026-11-20", "2026-12-11")):
        assert answer_of("QOO10_DEADLINE", context, day(base), "一般", "解除", None).value == date_of(
            day(released)
        )


def test_a_shops_own_rules_are_said():
    """An answer that rests on a rule the shop changed says so, once for each, and only of its own kind."""
    overrides = {"qoo10.general.safe": 3, "qoo10.payment_day": 1, "qoo10.rate_limit": 90, "qoo10.points": -3}
    context = Context(overridden=standard_rulebook().with_overrides(overrides, "設定シート"))
    base, as_of = day("2026-11-20"), day("2026-11-30")
    asked = (context, base, None)

    def said(answer):
        return [note.text.partition(":")[0] for note in answer.notes if note.kind == "上書き"]

    safe, paid = (
        standard_rulebook().rule(key).name.partition(":")[0]
        for key in ("qoo10.general.safe", "qoo10.payment_day")
    )
    limit, points = (standard_rulebook().rule(f"qoo10.{key}").name for key in ("rate_limit", "points"))
    assert said(answer_of("QOO10_DAYS_LEFT", *asked, "一般", as_of, None)) == [safe, paid]
    assert said(answer_of("QOO10_STAGE", *asked, "一般", as_of, None, None)) == [limit, paid]
    assert said(answer_of("QOO10_POINTS", *asked, "一般", as_of, None)) == [safe, points, paid]
    assert said(answer_of("QOO10_POINTS", *asked, "予約", as_of, None)) == [points]
    assert said(answer_of("QOO10_DEADLINE", context, base, "一般", "警告", None)) == [paid]
    assert said(answer_of("QOO10_DEADLINE", context, base, "予約", "警告", None)) == []
    assert said(answer_of("QOO10_RESTRICTED_UNTIL", *asked, "予約", as_of, None, None)) == [limit]
    assert answer_of("QOO10_STAGE", PLAIN, base, None, "一般", as_of, None, None).notes == ()


def test_dates_over_estimated_holidays_are_marked():
    """A date counted over holidays that are not gazetted yet says so; calendar days need none."""
    far = day("2040-01-10")
    assert [note.kind for note in answer_of("QOO10_DEADLINE", PLAIN, far, "一般", "警告", None).notes] == [
        "推定"
    ]
    assert answer_of("QOO10_DEADLINE", PLAIN, far, "予約", "警告", None).notes == ()
    assert answer_of("QOO10_DEADLINE", PLAIN, day("2026-11-20"), "一般", "警告", None).notes == ()


@pytest.mark.parametrize("kind", KINDS)
def test_deadlines_beyond_the_calendar_are_refused(kind):
    """A deadline after the last day of the calendar is an error, never the last day instead."""
    with pytest.raises(errors.ResultOutOfRange, match="2099/12/31"):
        answer_of("QOO10_DEADLINE", PLAIN, LAST_DAY, kind, "制限", None)
    with pytest.raises(errors.ResultOutOfRange, match="2099/12/10"):
        answer_of("QOO10_DEADLINE", PLAIN, day("2099-12-10"), kind, "解除", None)
    assert answer_of("QOO10_DEADLINE", PLAIN, LAST_DAY - 34, "予約", "解除", None).value == date_of(LAST_DAY)
    with pytest.raises(errors.ResultOutOfRange):
        answer_of("QOO10_DEADLINE", PLAIN, LAST_DAY - 33, "予約", "解除", None)
    last_with_all = day("2099-11-20")
    assert answer_of("QOO10_DEADLINE", PLAIN, last_with_all, kind, "制限", None).value < date_of(LAST_DAY)


@pytest.mark.parametrize("kind", KINDS)
def test_the_last_days_of_the_calendar_have_stages(kind):
    """An unsent order of the last days has a stage and no points: the days that would book them do not come."""
    for base in range(LAST_DAY - 10, LAST_DAY + 1):
        assert answer_of("QOO10_STAGE", PLAIN, base, None, kind, LAST_DAY, None, None).value in kernel.STAGES
        booked = answer_of("QOO10_POINTS", PLAIN, base, None, kind, LAST_DAY, None).value
        assert booked == (
            -2 if HandOrder(base, None, kind).count(LAST_DAY) >= (5 if kind == "一般" else 3) else 0
        )
        assert answer_of("QOO10_RESTRICTED_UNTIL", PLAIN, base, None, kind, base, None, None).value == ""


def test_a_restriction_that_ends_beyond_the_calendar_is_refused():
    """A release day that no table holds is said to be out of range."""
    last = LAST_DAY - 34
    assert answer_of(
        "QOO10_RESTRICTED_UNTIL", PLAIN, last, None, "予約", LAST_DAY - 1, None, None
    ).value == date_of(LAST_DAY)
    with pytest.raises(errors.ResultOutOfRange):
        answer_of("QOO10_RESTRICTED_UNTIL", PLAIN, last + 1, None, "予約", LAST_DAY, None, None)


@pytest.mark.parametrize("word", ["一般", "通常商品", "General", "ＧＥＮＥＲＡＬ", "일반"])
def test_words_for_general(word):
    """General orders go by several words, in any case and width."""
    assert words.KIND_WORDS[name_key(word)] == "一般"


@pytest.mark.parametrize("word", ["予約", "予約商品", "予約販売", "PreOrder", "pre-order", "예약"])
def test_words_for_preorders(word):
    """Preorders go by several words too, that of QSM in Korean among them."""
    assert words.KIND_WORDS[name_key(word)] == "予約"


def test_a_rate_by_a_shops_own_rules_says_so():
    """QOO10_SHIP_RATE and QOO10_LATE_ALLOWANCE name the changed rules they count by: of their kind, and of no other."""
    overrides = {"qoo10.general.on_time": 2, "qoo10.preorder.on_time": 1, "qoo10.rate_limit": 90}
    context = Context(overridden=standard_rulebook().with_overrides(overrides, "設定シート"))
    names = {key: standard_rulebook().rule(key).name.partition(":")[0] for key in overrides}

    def said(function, kind):
        columns = [["2026-11-20"], ["2026-11-24"], [kind]]
        result = evaluate(function, [*columns, "2026-11-30", kind], context)
        return [note.text.partition(":")[0] for note in result.notes() if note.kind == "上書き"]

    for kind, key in (("一般", "qoo10.general.on_time"), ("予約", "qoo10.preorder.on_time")):
        assert said("QOO10_SHIP_RATE", kind) == [names[key]]
        assert said("QOO10_LATE_ALLOWANCE", kind) == [names[key], names["qoo10.rate_limit"]]


def test_rules_are_prepared_once():
    """The same rulebook gives the same prepared rules."""
    assert penalty_rules(standard_rulebook()) is penalty_rules(standard_rulebook())


COLUMN_DAYS = st.none() | st.integers(day("2026-11-01"), day("2026-12-05"))


@given(
    rows=st.lists(st.tuples(COLUMN_DAYS, COLUMN_DAYS), min_size=2, max_size=12),
    kind=st.sampled_from(KINDS),
    rate=RATES,
    overridden=st.booleans(),
)
def test_a_column_of_stages_is_the_stages_of_its_cells(rows, kind, rate, overridden):
    """QOO10_STAGE down a column, which is asked at once, answers in every row what it answers in a cell."""
    rules = standard_rulebook().with_overrides({"qoo10.general.notice": 2} if overridden else {}, "試験")
    context = Context(day("2026-11-21"), overridden=rules)
    common = [kind, date_of(day("2026-11-21")), rate]
    bases, shipped = (
        [None if number is None else date_of(number) for number in column]
        for column in zip(*rows, strict=True)
    )
    down = evaluate("QOO10_STAGE", [bases, shipped, *common], context).answers
    assert down == [
        evaluate("QOO10_STAGE", [base, sent, *common], context).answers[0]
        for base, sent in zip(bases, shipped, strict=True)
    ]


@pytest.mark.parametrize("position", range(5))
def test_one_bad_cell_leaves_the_column_as_it_is(position):
    """A cell that cannot be read has its error text, and its neighbours answer as ever."""
    paid, as_of = date_of(day("2026-11-09")), date_of(day("2026-11-21"))
    columns = [[paid] * 3, [None] * 3, ["一般"] * 3, [as_of] * 3, [None] * 3]
    columns[position][1] = "きのう"
    for given_columns in (columns, [*columns[:2], "一般", as_of]):
        answers = evaluate("QOO10_STAGE", given_columns, Context()).answers
        assert [answer.value for answer in (answers[0], answers[2])] == ["制限候補"] * 2
    assert bool(evaluate("QOO10_STAGE", columns, Context()).answers[1].problem)
