"""The arithmetic of branch holds: one kernel for one order and for a column of them."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from row_answers import row_answer

from xlshipcheck.branch_hold import record
from xlshipcheck.branch_hold.kernel import EXPIRED, STAGES, arrival_day, follow_up, judge, stage_code
from xlshipcheck.branch_hold.limits import Limits, hold_rules, places, storage_end
from xlshipcheck.branch_hold.record import BEYOND, FIRST_UNREAD, NO_DATE, Parcel
from xlshipcheck.context import PLAIN
from xlshipcheck.rulebook.rules import standard_rulebook
from xlshipcheck.tracking.statuses import STATUSES
from xlshipcheck.values.days import LAST_DAY, NEVER, date_of, day_of

# Written down again, so that a changed limit in the data is noticed here.
STORAGE = {"営業所": 7, "取扱店": 3, "佐川営業所": 7, "郵便局留": 10, "PUDOステーション": 3}
DAYS = st.integers(day_of(dt.date(2026, 11, 1)), day_of(dt.date(2026, 12, 20)))
MAYBE_DAYS = st.one_of(st.just(NEVER), DAYS)
ORDERS = st.tuples(
    st.integers(0, len(STATUSES) - 1),
    MAYBE_DAYS,
    MAYBE_DAYS,
    MAYBE_DAYS,
    st.integers(0, 1),
    DAYS,
    st.integers(0, len(STORAGE) - 1),
)


def stage_by_hand(status, shipped, arrived, contacted, answered, as_of, place):
    """Return stage and last day by plain tests on dates, in the order in which they are written down."""
    shipped, arrived, contacted = (None if n == NEVER else date_of(n) for n in (shipped, arrived, contacted))
    today, days = date_of(as_of), dt.timedelta
    word = STATUSES[status]
    start = arrived or (shipped and shipped + days(1))
    last = start and start + days(list(STORAGE.values())[place] - 1)
    if word in {"完了", "返送", "調査中"}:
        return {"完了": "受取完了", "返送": "返送済み対応", "調査中": "調査(紛失・破損)"}[word], last
    if shipped and shipped > today:
        return "発送前案内", last
    if not shipped and not (arrived and arrived <= today) and word not in {"輸送中", "保管中"}:
        return "発送前案内", last
    if last is None:
        return None, None
    if today > last:
        return "期限切れ・返送見込み", last
    if today >= last - days(1):
        return "期限間近", last
    if contacted and contacted <= today:
        waited_enough = today >= contacted + days(2) and not answered
        return "営業所へ問い合わせ" if waited_enough else "様子見(返事待ち)", last
    limits = [last - days(2)] + ([shipped + days(7)] if shipped else [])
    return "落札者へ連絡" if today >= min(limits) else "様子見", last


@given(ORDERS)
def test_kernel_equals_plain_tests_on_dates(order):
    """Arithmetic without branches finds what a chain of ifs on dates finds, for every order."""
    status, shipped, arrived, contacted, answered, as_of, place = order
    found = follow_up(hold_rules(standard_rulebook()), *order, 0, 0)
    expected, last = stage_by_hand(*order)
    assert found.last_day == (NEVER if last is None else day_of(last))
    assert found.estimated == (arrived == NEVER and shipped != NEVER)
    if expected is None:
        assert found.code >= EXPIRED
        assert found.last_day == NEVER
    else:
        assert STAGES[found.code] == expected
        days = [None if n == NEVER else n for n in (shipped, arrived, contacted)]
        name = places()[place].name
        # 不明 is the index of a blank here; a word that is given and not read has a test of its own.
        word = STATUSES[status] if STATUSES[status] != "不明" else ""
        answer = row_answer("HOLD_STAGE", PLAIN, word, *days, as_of, name, "", bool(answered))
        assert answer.value == expected
        assert any(note.kind == "推定" for note in answer.notes) == (
            found.code >= EXPIRED and (arrived == NEVER or arrived > as_of)
        )


@given(st.lists(ORDERS, min_size=1, max_size=30), st.sampled_from([np.int32, np.int64]))
def test_kernel_on_arrays_equals_kernel_on_ints(orders, dtype):
    """A column of orders gets the very codes and days its rows get one by one."""
    rules = hold_rules(standard_rulebook())
    columns = [np.array(column, dtype=dtype) for column in zip(*orders, strict=True)]
    found = follow_up(rules, *columns, 0, 0)
    rows = [follow_up(rules, *order, 0, 0) for order in orders]
    for column, values in zip(found, zip(*rows, strict=True), strict=True):
        assert column.tolist() == list(values)


@given(st.lists(ORDERS, min_size=1, max_size=10))
def test_flags_and_limits_may_be_arrays(orders):
    """Boolean arrays serve as flags, and a limit may differ from row to row."""
    status, shipped, arrived, contacted, answered, as_of, _ = (
        np.array(column) for column in zip(*orders, strict=True)
    )
    days = np.arange(len(orders)) % 5 + 1
    inclusive = np.arange(len(orders)) % 2 == 0
    arrival = arrival_day(shipped, arrived, days)
    end = storage_end(arrival, days, inclusive)
    limits = Limits(days, days, days, days)
    codes = stage_code(status, shipped, arrived, contacted, answered == 1, as_of, end, limits, 0)
    for i, order in enumerate(orders):
        n = int(days[i])
        own_end = storage_end(arrival_day(order[1], order[2], n), n, bool(inclusive[i]))
        assert end[i] == own_end
        assert codes[i] == stage_code(*order[:6], own_end, Limits(n, n, n, n), 0)


ANY_DAYS = st.integers(0, LAST_DAY)
ANY_OR_NO_DAYS = st.one_of(st.just(NEVER), ANY_DAYS)


@given(
    st.integers(0, len(STATUSES) - 1),
    st.lists(ANY_OR_NO_DAYS, min_size=3, max_size=3),
    st.integers(0, 1),
    ANY_DAYS,
    st.integers(0, len(STORAGE) - 1),
)
def test_stages_are_total(status, days, answered, as_of, place):
    """Whatever the dates, up to the ends of the calendar, the code is one of the stages."""
    found = follow_up(hold_rules(standard_rulebook()), status, *days, answered, as_of, place, 0, 0)
    assert found.code in range(len(STAGES))


def test_unknown_last_day_is_never_near():
    """On the very last day of the calendar an unknown last day is no reason to hurry."""
    found = follow_up(hold_rules(standard_rulebook()), 0, NEVER, NEVER, NEVER, 0, LAST_DAY, 0, 0, 0)
    assert STAGES[found.code] == "様子見"


@given(st.integers(0, LAST_DAY - 40), st.integers(0, 30), st.sampled_from(sorted(STORAGE)))
def test_last_day_grows_with_the_arrival(arrival, later, place):
    """A parcel that arrives later is never to be fetched earlier."""
    first = row_answer("HOLD_LAST_DAY", PLAIN, None, arrival, place).value
    second = row_answer("HOLD_LAST_DAY", PLAIN, None, arrival + later, place).value
    assert (second - first).days == later
    assert (first - date_of(arrival)).days == STORAGE[place] - 1


def test_places_of_the_data():
    """The places and their storage days are those written down here."""
    rules = hold_rules(standard_rulebook())
    assert {
        place.name: length.at(0).value for place, (length, _) in zip(places(), rules.storage, strict=True)
    } == STORAGE


def test_what_nobody_wrote_down_is_never():
    """Without a ship date and an arrival the arrival is `NEVER` itself, however long the way takes."""
    assert arrival_day(NEVER, NEVER, 3) == NEVER
    assert arrival_day(10, NEVER, 3) == 13
    assert arrival_day(NEVER, 10, 3) == 10


def test_why_a_last_day_is_not_known():
    """No date at all and a date too near the end of the calendar are two reasons."""
    rules = hold_rules(standard_rulebook())
    blank = Parcel(0, NEVER, NEVER, NEVER, 100, 0, 0, 0, 0)
    assert judge(rules, blank).problem == NO_DATE
    assert judge(rules, blank._replace(arrived=LAST_DAY)).problem == BEYOND
    assert judge(rules, blank._replace(shipped=LAST_DAY)).problem == BEYOND
    assert judge(rules, blank._replace(arrived=90)).problem == 0


@pytest.mark.parametrize(
    ("service", "shipped", "status", "said"),
    [
        ("クロネコDM便", "2024-01-31", "輸送中", record.HARDLY_TRACKED),
        ("クロネコDM便", "2024-02-01", "輸送中", record.SERVICE_ENDED),
        ("クロネコDM便", "2024-01-31", "保管中", 0),
        ("クロネコDM便", "2024-01-31", "完了", 0),
        ("クロネコメール便", "2015-03-31", "輸送中", record.HARDLY_TRACKED),
        ("クロネコメール便", "2015-04-01", "輸送中", record.SERVICE_ENDED),
        ("ネコポス", "2024-01-31", "輸送中", record.UNHELD),
        ("ネコポス", "2024-01-31", "完了", 0),
        ("", "2024-01-31", "輸送中", 0),
    ],
)
def test_what_is_said_of_a_service(service, shipped, status, said):
    """A mail service that says little of a parcel is named until it is held; one that has ended is named as ended alone."""
    rules = hold_rules(standard_rulebook())
    sent = day_of(dt.date.fromisoformat(shipped))
    parcel = Parcel(
        status=1 + STATUSES.index(status),
        shipped=sent,
        arrived=sent + 1,
        contacted=NEVER,
        as_of=sent + 2,
        place=1,
        service=1 + rules.service_number(service),
        answered=0,
        usual_place=0,
    )
    assert judge(rules, parcel).notes == said


def test_a_number_that_the_page_does_not_know():
    """A page that lacks the number is named wherever the parcel may be: unsent, sent, or of no known day."""
    rules = hold_rules(standard_rulebook())
    unknown = Parcel(FIRST_UNREAD + 1, NEVER, NEVER, NEVER, 100, 0, 0, 0, 0)
    for dates in ({}, {"shipped": 90}, {"shipped": 110}, {"arrived": 99}):
        assert judge(rules, unknown._replace(**dates)).notes & record.NUMBER_UNKNOWN
        assert not judge(rules, unknown._replace(status=FIRST_UNREAD, **dates)).notes & record.NUMBER_UNKNOWN
