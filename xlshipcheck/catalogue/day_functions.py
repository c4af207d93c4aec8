"""The business-day functions, and the version answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck import __version__
from xlshipcheck.qoo10.penalty import ESTIMATED
from xlshipcheck.values.answers import Answer
from xlshipcheck.values.days import date_of

if TYPE_CHECKING:
    from xlshipcheck.calendars.business_days import Calendar
    from xlshipcheck.context import Context


def workday(context: Context, start: int, days: int, closed: Calendar | None) -> Answer:
    """JP_WORKDAY: the business day `days` away from the start, as Excel's WORKDAY."""
    calendar = closed or context.calendar
    day = calendar.workday(start, days)
    return Answer(date_of(day), (ESTIMATED,) if calendar.is_estimated(max(start, day)) else ())


def networkdays(context: Context, start: int, end: int, closed: Calendar | None) -> Answer:
    """JP_NETWORKDAYS: business days from start to end, both included, as Excel's NETWORKDAYS."""
    calendar = closed or context.calendar
    notes = (ESTIMATED,) if calendar.is_estimated(max(start, end)) else ()
    return Answer(calendar.networkdays(start, end), notes)


def is_workday(context: Context, day: int, closed: Calendar | None) -> Answer:
    """JP_IS_WORKDAY: whether the platform is open on a day."""
    calendar = closed or context.calendar
    return Answer(calendar.is_business_day(day), (ESTIMATED,) if calendar.is_estimated(day) else ())


def holiday_name(context: Context, day: int) -> Answer:
    """JP_HOLIDAY_NAME: the name of the public holiday on a day, or ""."""
    calendar = context.calendar
    return Answer(calendar.holiday_name(day), (ESTIMATED,) if calendar.is_estimated(day) else ())


def version(context: Context) -> Answer:
    """SHIPCHECK_VERSION: the program's version, the rules' version and the day they were last checked."""
    rules = context.rulebook
    text = f"xlshipcheck {__version__} / 規則 {rules.version()} / 規則の最終確認 {rules.checked_on().isoformat()}"
    unread = len(rules.notices())
    return Answer(f"{text} / 読んでいない告知 {unread}件" if unread else text)
