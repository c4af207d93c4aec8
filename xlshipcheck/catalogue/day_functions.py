"""The business-day functions, and the version answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck import __version__
from xlshipcheck.qoo10.penalty import ESTIMATED
from xlshipcheck.values.answers import Answer, Reason, with_steps
from xlshipcheck.values.days import date_of

if TYPE_CHECKING:
    from xlshipcheck.calendars.business_days import Calendar
    from xlshipcheck.context import Context
    from xlshipcheck.values.answers import Reasoned


@with_steps
def workday(context: Context, start: int, days: int, closed: Calendar | None) -> Reasoned:
    """JP_WORKDAY: the business day `days` away from the start, as Excel's WORKDAY."""
    calendar = closed or context.calendar
    day = calendar.workday(start, days)
    if days:
        # The last day reached is open; on the way back it lies before the days passed over.
        yield Reason("days passed over", (calendar, start if days > 0 else start - 1, day))
    yield Reason("business days away", (start, days))
    yield Answer(date_of(day), (ESTIMATED,) if calendar.is_estimated(max(start, day)) else ())


@with_steps
def networkdays(context: Context, start: int, end: int, closed: Calendar | None) -> Reasoned:
    """JP_NETWORKDAYS: business days from start to end, both included, as Excel's NETWORKDAYS."""
    calendar = closed or context.calendar
    notes = (ESTIMATED,) if calendar.is_estimated(max(start, end)) else ()
    count = calendar.networkdays(start, end)
    yield Reason("days passed over", (calendar, min(start, end) - 1, max(start, end)))
    yield Reason("business days between", (start, end, count))
    yield Answer(count, notes)


@with_steps
def is_workday(context: Context, day: int, closed: Calendar | None) -> Reasoned:
    """JP_IS_WORKDAY: whether the platform is open on a day."""
    calendar = closed or context.calendar
    is_open = calendar.is_business_day(day)
    yield Reason("days passed over", (calendar, day - 1, day))
    if is_open:
        yield Reason("an open day", (day,))
    yield Answer(is_open, (ESTIMATED,) if calendar.is_estimated(day) else ())


@with_steps
def holiday_name(context: Context, day: int) -> Reasoned:
    """JP_HOLIDAY_NAME: the name of the public holiday on a day, or ""."""
    calendar = context.calendar
    name = calendar.holiday_name(day)
    yield Reason("a holiday", (name,))
    yield Answer(name, (ESTIMATED,) if calendar.is_estimated(day) else ())


@with_steps
def version(context: Context) -> Reasoned:
    """SHIPCHECK_VERSION: the program's version, the rules' version and the day they were last checked."""
    rules = context.rulebook
    text = f"xlshipcheck {__version__} / 規則 {rules.version()} / 規則の最終確認 {rules.checked_on().isoformat()}"
    unread = len(rules.notices())
    yield Reason("version")
    yield Answer(f"{text} / 読んでいない告知 {unread}件" if unread else text)
