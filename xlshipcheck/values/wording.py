"""How a date is written inside a Japanese sentence."""

from __future__ import annotations

from xlshipcheck.values.days import date_of

WEEKDAYS = "月火水木金土日"


def date_words(day: int, as_of: int | None = None) -> str:
    """Return a day as people write it, such as `11月27日(金)`.

    Args:
        day: day number.
        as_of: the day on which it is read; the year is written where it is another one (`2027年1月5日(火)`).

    Raises:
        DateOutOfRange: the number stands for no day.
    """
    date = date_of(day)
    year = f"{date.year}年" if as_of is not None and date_of(as_of).year != date.year else ""
    return f"{year}{date.month}月{date.day}日({WEEKDAYS[date.weekday()]})"
