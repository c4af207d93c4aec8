"""The business-day functions: Excel's counting over the platform's calendar, and what is said of estimates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from other_calendars import day, is_open, near_days, near_sets, second_opinion, workday_on_fingers

from xlshipcheck import __version__
from xlshipcheck.calendars.business_days import calendar_for
from xlshipcheck.catalogue import day_functions
from xlshipcheck.context import PLAIN, Context, Settings
from xlshipcheck.rulebook.rules import standard_rulebook
from xlshipcheck.values.days import date_of

GAZETTED, ESTIMATED = day("2026-11-20"), day("2040-05-10")


@given(near_days, st.integers(-15, 15), near_sets, near_sets)
def test_workdays_of_the_settings_and_of_the_call(start, days, closed, opened):
    """The settings' closed and opened days count, and a calendar given with the call in their place."""
    context = Context(settings=Settings(closed=closed, opened=opened))
    expected = date_of(workday_on_fingers(start, days, closed, opened))
    assert day_functions.workday(context, start, days, None).value == expected
    assert day_functions.workday(PLAIN, start, days, calendar_for(closed, opened)).value == expected


@given(near_days, near_days, near_sets, near_sets)
def test_days_between(start, end, closed, opened):
    """Both ends count, and an end before the start makes the number negative."""
    context = Context(settings=Settings(closed=closed, opened=opened))
    first, last = sorted((start, end))
    count = sum(is_open(x, closed, opened) for x in range(first, last + 1))
    expected = count if start <= end else -count
    assert day_functions.networkdays(context, start, end, None).value == expected
    assert day_functions.networkdays(PLAIN, start, end, calendar_for(closed, opened)).value == expected


@given(near_days, near_sets, near_sets)
def test_open_days_and_names(of_day, closed, opened):
    """A day is open or closed as the settings have it; its holiday keeps its name."""
    context = Context(settings=Settings(closed=closed, opened=opened))
    assert day_functions.is_workday(context, of_day, None).value is is_open(of_day, closed, opened)
    assert day_functions.is_workday(PLAIN, of_day, calendar_for(closed)).value is is_open(of_day, closed)
    named = day_functions.holiday_name(context, of_day).value
    assert bool(named) == (date_of(of_day) in second_opinion())


@pytest.mark.parametrize(
    ("of_day", "kinds"), [(GAZETTED, []), (ESTIMATED, ["推定"])], ids=["gazetted", "not gazetted"]
)
def test_estimates_are_marked(of_day, kinds):
    """Every answer that rests on holidays that are not gazetted yet says so."""
    answers = [
        day_functions.workday(PLAIN, of_day, 3, None),
        day_functions.workday(PLAIN, of_day, -3, None),
        day_functions.networkdays(PLAIN, of_day, of_day + 5, None),
        day_functions.networkdays(PLAIN, GAZETTED, of_day, None),
        day_functions.networkdays(PLAIN, of_day, GAZETTED, None),
        day_functions.is_workday(PLAIN, of_day, None),
        day_functions.holiday_name(PLAIN, of_day),
    ]
    assert [[note.kind for note in answer.notes] for answer in answers] == [kinds] * len(answers)


def test_the_version_names_program_and_rules():
    """The version answer names the program's version, the rules' version and the day of their last check."""
    rules = standard_rulebook()
    expected = f"xlshipcheck {__version__} / 規則 {rules.version()} / 規則の最終確認 {rules.checked_on()} / 読んでいない告知 1件"
    assert day_functions.version(PLAIN).value == expected
