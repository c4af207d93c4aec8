"""Does a cell of the seller's book say the same as the text of an export?

A book holds dates where the export has text, numbers without their commas, order numbers typed as numbers, a
carrier's name in the seller's own spelling. None of that is a change. What a spreadsheet has damaged is one:
a number that has lost its leading zeros is not what the marketplace wrote.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Callable, NamedTuple

from xlshipcheck import errors
from xlshipcheck.exports.columns import AMOUNT, COUNT, DATE, TEXT_NUMBER, number_cell
from xlshipcheck.exports.table import unguarded
from xlshipcheck.headers.roles import fulfilled_by, order_state
from xlshipcheck.tracking.carriers import canonical_name
from xlshipcheck.values.cells import (
    JST,
    SERIAL_OF_FIRST_DAY,
    date_cell,
    is_blank,
    read_number,
    shown_text,
)
from xlshipcheck.values.days import FIRST_DATE, LAST_DAY
from xlshipcheck.values.roles import CARRIER, FULFILLMENT, ORDER_STATUS, TRACKING_NUMBER
from xlshipcheck.values.text import normal_form, number_key

Comparison = Callable[[object, str], bool]

_SECONDS_OF_DAY = 86_400
_TRACKING = TRACKING_NUMBER
_WORDS: dict[str, Callable[[str], str]] = {
    ORDER_STATUS: order_state,
    CARRIER: canonical_name,
    FULFILLMENT: fulfilled_by,
}


class Moment(NamedTuple):
    """A date, to the second where it has a time of day.

    Attributes:
        day: days since 1986-01-01.
        second: seconds since midnight; 0 where only the date is known, or at midnight itself.
    """

    day: int
    second: int


def is_empty(value: object, kind: str) -> bool:
    """Tell whether a cell says nothing; a 0 where a date belongs is as good as blank."""
    return is_blank(value) or (kind == DATE and not isinstance(value, bool) and value == 0)


def text_of(value: object) -> str:
    """Return a cell's text as it was typed: without a leading apostrophe, a whole number as its digits."""
    return unguarded(shown_text(value))


def code_key(value: object) -> str:
    """Return the form in which order and tracking numbers are compared, "" for a blank.

    Args:
        value: a cell, or the text of an export. Hyphens, spaces, width and apostrophes do not matter.
    """
    if type(value) is int:
        return str(value)
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        return value
    return number_key(text_of(value))


def moment_of(value: object) -> Moment | None:
    """Return the moment of a date cell, or of a date as an export writes it; None where it is no date.

    Args:
        value: a date, a datetime (an aware one goes to JST), an Excel serial (1900 system) or a text.
    """
    if isinstance(value, str):
        value = date_cell(unguarded(value.strip()))
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date):
        return _within(value.toordinal() - FIRST_DATE.toordinal(), 0)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _moment_of_serial(value)
    return None


def _moment(value: datetime) -> Moment | None:
    if value != value:  # noqa: PLR0124  pandas' NaT is a datetime that does not equal itself
        return None
    if value.tzinfo is not None:
        try:
            value = value.astimezone(JST)
        except OverflowError:
            return None
    second = value.hour * 3600 + value.minute * 60 + value.second
    # A serial number holds a time of day as a fraction; 10:20:00 may come back as 10:19:59.9999995.
    second += round(value.microsecond / 1_000_000)
    return _within(value.toordinal() - FIRST_DATE.toordinal(), second)


def _moment_of_serial(value: float) -> Moment | None:
    if not SERIAL_OF_FIRST_DAY <= value <= SERIAL_OF_FIRST_DAY + LAST_DAY + 1:
        return None
    whole = int(value)
    return _within(whole - SERIAL_OF_FIRST_DAY, round((value - whole) * _SECONDS_OF_DAY))


def _within(day: int, second: int) -> Moment | None:
    if second == _SECONDS_OF_DAY:
        day, second = day + 1, 0
    return Moment(day, second) if 0 <= day <= LAST_DAY else None


def is_later(one: Moment, other: Moment) -> bool:
    """Tell whether a moment is later than another; on one day only two times of day tell."""
    if one.day != other.day:
        return one.day > other.day
    return bool(one.second and other.second) and one.second > other.second


def comparison(kind: str, role: str) -> Comparison:
    """Return the test whether a filled cell and a filled text of an export mean the same.

    Args:
        kind: the type of the column, as `export_columns.column_types` gives it.
        role: its role, "" for none.
    """
    if kind == DATE:
        return same_moment
    if kind in (AMOUNT, COUNT):
        return same_number
    if role == _TRACKING:
        return _same_tracking_number
    if kind == TEXT_NUMBER:
        return same_code
    return _same_word(_WORDS[role]) if role in _WORDS else same_text


def same_moment(cell: object, text: str) -> bool:
    """Tell whether both are the same moment as far as both know it: to the second, the minute or the day."""
    one, other = moment_of(cell), moment_of(text)
    if one is None or other is None:
        return same_text(cell, text)
    if one.day != other.day:
        return False
    if one.second == other.second or not one.second or not other.second:
        return True
    return one.second // 60 == other.second // 60 and (not one.second % 60 or not other.second % 60)


def same_number(cell: object, text: str) -> bool:
    """Tell whether both are the same number: 1980, `1,980` and `¥1,980`."""
    number = number_cell(unguarded(text))
    if not isinstance(number, str) and not isinstance(cell, (bool, str)) and cell == number:
        return True
    try:
        return read_number(cell, AMOUNT) == read_number(unguarded(text), AMOUNT)
    except errors.ArgumentError:
        return same_text(cell, text)


def same_code(cell: object, text: str) -> bool:
    """Tell whether both are the same digits or the same code; separators matter only in codes with letters."""
    one, other = code_key(cell), code_key(text)
    if one == other and one.isdecimal():
        return True
    return same_text(cell, text)


def _same_tracking_number(cell: object, text: str) -> bool:
    return code_key(cell) == code_key(text)


def same_text(cell: object, text: str) -> bool:
    """Tell whether both are the same text, whatever the width of its letters and the kind of its line ends."""
    return _plain(cell) == _plain(text)


def _plain(value: object) -> str:
    return " ".join(normal_form(text_of(value)).split())


def _same_word(meaning: Callable[[str], str]) -> Comparison:
    def same(cell: object, text: str) -> bool:
        word = meaning(text_of(cell))
        return same_text(cell, text) or (bool(word) and word == meaning(text_of(text)))

    return same
