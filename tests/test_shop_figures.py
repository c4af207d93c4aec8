"""What a shop among many is told of: nothing that the rows nobody can read could change is certain."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlshipcheck.context import Context
from xlshipcheck.today import shop
from xlshipcheck.today.plan import SheetFacts
from xlshipcheck.today.planning import plan_of
from xlshipcheck.today.shop import Share, ShopFigures
from xlshipcheck.values.days import day_of
from xlshipcheck.values.facts import CategoryFact, Facts, RateFact

AS_OF = day_of(date(2026, 11, 21))


def figures(unread=0, **facts):
    """Return the figures of one sheet with so many rows that cannot be read."""
    problems = [(row, "", "?") for row in range(unread)]
    sheets = [SheetFacts("受注", 2, Facts(**facts), problems)]
    context = Context(AS_OF)
    return shop.figures_of(sheets, plan_of(sheets, context), 10, context)


counts = st.integers(0, 60).flatmap(lambda counted: st.tuples(st.integers(0, counted), st.just(counted)))


@given(counts, st.integers(0, 4))
def test_a_rate_is_certain_only_where_no_row_could_change_it(count, unread):
    """The verdict is what every way of reading the unread rows gives, else 未確定; at 95 % a sale is stopped."""
    good, counted = count
    rate = RateFact("一般", good, counted, None, 95)
    share = figures(unread, rates=[rate]).rates[0]
    ways = {
        "対象なし"
        if not counted + more
        else "目標割れ"
        if 20 * (good + in_time) <= 19 * (counted + more)
        else "目標の中"
        for more in range(unread + 1)
        for in_time in range(more + 1)
    }
    assert share.verdict == (ways.pop() if len(ways) == 1 else "未確定")


@given(counts, st.integers(0, 4))
def test_a_category_is_certain_only_where_no_row_could_change_it(count, unread):
    """For packages the limit itself is good: 19 of 20 stay."""
    good, counted = count
    category = CategoryFact("本", good, counted, 95, 0)
    found = figures(unread, categories=[category])
    if not counted:
        assert found.worst is None
        return
    ways = {
        "目標の中" if 20 * (good + valid) >= 19 * (counted + more) else "目標割れ"
        for more in range(unread + 1)
        for valid in range(more + 1)
    }
    assert found.worst.verdict == (ways.pop() if len(ways) == 1 else "未確定")
    assert found.categories_below == (found.worst.verdict == "目標割れ")


def test_a_rate_that_is_given_beats_the_count():
    """The shop's own figure from QSM decides, at the limit too."""
    verdicts = [
        figures(3, rates=[RateFact("一般", 1, 9, Fraction(given, 100), 95)]).rates[0].verdict
        for given in (94, 95, 96)
    ]
    assert verdicts == ["目標割れ", "目標割れ", "目標の中"]


def test_the_worst_category_is_the_lowest_rate():
    """A category without packages in scope is none; of equal rates the one with less room."""
    categories = [
        CategoryFact("a", 0, 0, 95, 0),
        CategoryFact("b", 19, 20, 95, 0),
        CategoryFact("c", 190, 200, 95, 0),
        CategoryFact("d", 9, 10, 95, -1),
    ]
    assert figures(categories=categories).worst.name == "d"


def test_points_are_those_of_the_month():
    """Points of another month were reset; those of this month are summed over sheets."""
    booked = [(AS_OF - 30, 1, -2), (AS_OF - 20, 2, -4), (AS_OF, 1, -2)]
    assert figures(booked=booked).points == -6


CALM = ShopFigures(
    AS_OF, 5, {"正常": 5}, 0, 0, 0, 0, 0, 0, [], None, 0, 0, 0, 0, "2026-11-20", "", "fresh", ""
)
LOW = Share("一般", 9, 10, 95, -1, "目標割れ")
WORSE_AND_WORSE = [
    CALM,
    CALM._replace(packages=1),
    CALM._replace(level="old"),
    CALM._replace(due_today=1),
    CALM._replace(points=-2),
    CALM._replace(rates=[LOW._replace(verdict="未確定")]),
    CALM._replace(unread=1),
    CALM._replace(points_next=-2),
    CALM._replace(stages={"制限候補": 1}),
    CALM._replace(rates=[LOW]),
    CALM._replace(categories_below=1),
    CALM._replace(stops_today=1),
    CALM._replace(stages={"制限": 1}),
    CALM._replace(stages={"制限": 2}),
    None,
]


def test_shops_stand_worst_first():
    """Each finding outweighs those below it, and a shop that could not be judged stands on top: it may be the worst."""
    keys = [shop.rank_of("店", one) for one in WORSE_AND_WORSE]
    assert keys == sorted(set(keys), reverse=True)
    assert shop.state_of(None) == "判定できません"
    assert shop.state_of(CALM) == "急ぐものなし"


@pytest.mark.parametrize("one", [CALM, CALM._replace(rates=[LOW], worst=LOW)], ids=["calm", "low"])
def test_figures_survive_json(one):
    """What a record keeps comes back as it was."""
    assert shop.from_data(shop.as_data(one)) == one
