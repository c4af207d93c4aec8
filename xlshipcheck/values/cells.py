"""Cell values, as every host hands them over: dates, numbers, words, blanks and errors.

A reader takes one value and the Japanese name of the argument it stands for, and returns what the rule
functions count with, or raises an `ArgumentError` whose sentence names that argument. Readers never
guess: a date without a year, a bare TRUE or a spreadsheet's error value is refused.
"""

from __future__ import annotations

import math
import operator
import re
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Callable, Final, Union, cast

from xlshipcheck import errors
from xlshipcheck.values.days import FIRST_DATE, LAST_DATE, LAST_DAY, day_of
from xlshipcheck.values.text import may_begin_with, name_key, normal_form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.values.answers import ReadCell

JST: Final = timezone(timedelta(hours=9))
# Excel's 1900 system counts a 29 February 1900 that never was; from March 1900 on, day 0 is 1899-12-30.
SERIAL_OF_FIRST_DAY: Final = FIRST_DATE.toordinal() - date(1899, 12, 30).toordinal()
FIRST_RIGHT_SERIAL = 61

Number = Union[int, float, Decimal, Fraction]
Reader = Callable[[object], Any]
"""Makes of a cell what the rules count with, or raises an `ArgumentError`."""

SPREADSHEET_ERRORS: Final = frozenset(
    "#NULL! #DIV/0! #VALUE! #REF! #NAME? #NUM! #N/A #GETTING_DATA #SPILL! #CONNECT! #BLOCKED! #UNKNOWN! "
    "#FIELD! #CALC! #PYTHON! #BUSY!".split()
)
# Value2 hands an error cell to COM as the integer of CVErr: 0x800A0000 plus the error's number.
_COM_ERRORS: Final = range(-2146828288, -2146826000)
_CALC_ERROR: Final = re.compile(r"Err:\d{3}\Z")
# Of a hundred thousand texts of a column none is looked at any further.
_ERROR_STARTS: Final = ("#", "エ", "E")

_DATE_TEXT: Final = re.compile(
    r"""(\d{4}) (?: ([/.-]) (\d{1,2}) \2 (\d{1,2}) | 年\s*(\d{1,2})月\s*(\d{1,2})日 )
        (?: \s* \([月火水木金土日]\) )?
        (?: (?:\s*T|\s+|(?<=日)) (\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)? \s* (Z|[+-]\d{2}:?\d{2})? )?
        \Z""",
    re.VERBOSE,
)
# The layouts that exports are written in; C code reads them, once their signs are those of ISO 8601.
_PLAIN_MOMENT: Final = re.compile(
    r"""\d{4}([/-])\d\d\1\d\d
        (?: [ T] (?:[01]\d|2[0-3]):\d\d (?: :\d\d (?:\.\d{3}(?:\d{3})?)? )? (?:[+-]\d\d:[0-5]\d)? )? \Z""",
    re.VERBOSE | re.ASCII,
)
_ISO_DATE_LENGTH: Final = 10
_NO_YEAR: Final = re.compile(r"\d{1,2}([/.-]\d{1,2}|月\s*\d{1,2}日)(\s*\(.\))?(\s+\d{1,2}:\d{2}(:\d{2})?)?\Z")
_EIGHT_DIGITS: Final = re.compile(r"(\d{4})(\d{2})(\d{2})\Z")
_ERA: Final = re.compile(r"(令和|平成|昭和|[RHS])\s*(\d{1,2}|元)\s*[年./-]", re.IGNORECASE)
_DASHES: Final = re.compile(r"[-‐‑‒–—―ー─━]+\Z")
_PERCENT: Final = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*%\Z")
_NUMBER: Final = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?\Z")
_TRUE: Final = frozenset(["true", "1", "はい", "有", "あり", "済", "○", "〇", "yes", "y"])
_FALSE: Final = frozenset(["false", "0", "いいえ", "無", "なし", "未", "×", "no", "n", "-"])


# The largest double is 1.8E+308.
_LARGEST_EXPONENT: Final = 308
_BEYOND_FLOATS: Final = 10 ** (_LARGEST_EXPONENT + 1)
# A spreadsheet keeps fifteen digits; a number with more of them before the point is a slip.
_LARGEST_NUMBER: Final = 10**15


class Missing:
    """The one value `MISSING`: an argument that was not given, told apart from a blank cell."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"

    def __reduce__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()


# Cells of these types may be looked up by their value; TRUE equals 1, and 1.0 equals Decimal("1.0"), which
# a reader may tell apart.
_KEYED_BY_VALUE: Final = frozenset([str, type(None), Missing, date, datetime])


def is_blank(value: object) -> bool:
    """Tell whether a cell is empty: None, missing, or text of nothing but white space. 0 is not blank."""
    if value is None or value is MISSING:
        return True
    return isinstance(value, str) and not value.strip()


def is_error_value(value: object) -> bool:
    """Tell whether a value is a spreadsheet's error, or an error text of ours from another cell."""
    if isinstance(value, str):
        text = value.strip()
        return text[:1] in _ERROR_STARTS and (
            text in SPREADSHEET_ERRORS or text.startswith("エラー: ") or _CALC_ERROR.match(text) is not None
        )
    return type(value) is int and value in _COM_ERRORS


def refuse_error_value(value: object, argument: str) -> None:
    """Refuse what must never pass for a blank, a word or a number.

    Raises:
        SpreadsheetErrorValue: a spreadsheet's error value.
        ArgumentError: a number that no cell can hold, on which Python would count for minutes.
    """
    if is_error_value(value):
        raise errors.SpreadsheetErrorValue(argument=argument, value=value)
    if not isinstance(value, str) and _is_beyond_any_cell(value):
        raise errors.ArgumentError(argument=argument, value=value)


def _is_beyond_any_cell(value: object) -> bool:
    if isinstance(value, Decimal):
        return value.is_snan() or (value.is_finite() and value.adjusted() > _LARGEST_EXPONENT)
    return isinstance(value, int) and abs(value) >= _BEYOND_FLOATS


def read_day(value: object, argument: str) -> int | None:
    """Return the JST calendar day of a cell as a day number.

    Args:
        value: an Excel serial (1900 system), a date, a datetime (an aware one goes to JST), a Decimal, or
            text such as `2026/11/20 00:02:10`, `2026-11-20T00:02:10+09:00`, `2026年11月20日`.
        argument: the Japanese name of the argument, for the sentence.

    Returns:
        Days since 1986-01-01; None for a blank (None, "", white space, 0).

    Raises:
        ArgumentError: for anything else, saying what to do.
    """
    if isinstance(value, str):
        return _day_of_text(value, argument)
    if value is None or value is MISSING:
        return None
    if isinstance(value, date):
        return _day_of_date(value, argument)
    return _day_of_serial(value, argument)


_SEVERAL = re.compile(r"[、，,;；\n]")


def read_days(value: object, argument: str) -> list[int]:
    """Return the days of a cell: one, none for a blank, or several with 、 , ; or a line break between them.

    Raises:
        ArgumentError: for a part that is no date.
    """
    parts = _SEVERAL.split(value) if isinstance(value, str) else [value]
    days = [read_day(part, argument) for part in parts]
    return [day for day in days if day is not None]


def _day_of_date(value: date, argument: str) -> int:
    if value != value:  # noqa: PLR0124  pandas' NaT is a datetime that does not equal itself
        raise errors.UnreadableDate(argument=argument, value=value)
    try:
        day = _in_japan(value).toordinal() - FIRST_DATE.toordinal()
    except OverflowError:
        raise errors.DateOutOfRange(argument=argument, value=value) from None
    if not 0 <= day <= LAST_DAY:
        raise errors.DateOutOfRange(argument=argument, value=value)
    return day


def _day_of_serial(value: object, argument: str) -> int | None:
    if isinstance(value, bool):
        raise errors.UnreadableDate(argument=argument, value=value)
    refuse_error_value(value, argument)
    try:
        serial = _whole_part(value)
    except (TypeError, ValueError, OverflowError, ArithmeticError):
        raise errors.UnreadableDate(argument=argument, value=value) from None
    if value == 0:
        return None
    day = serial - SERIAL_OF_FIRST_DAY
    if not 0 <= day <= LAST_DAY:
        if value == serial and _date_of_digits(str(serial)):
            raise _unreadable(str(serial), argument, value)
        raise errors.DateOutOfRange(argument=argument, value=_date_of_serial(serial, value))
    return day


def _date_of_serial(serial: int, value: object) -> object:
    """Return the date that a cell shows for a serial; the value itself where it shows none.

    Before 1900-03-01 Excel counts a day that never was, and so small a number was hardly meant as a date.
    """
    if serial < FIRST_RIGHT_SERIAL:
        return value
    try:
        return date.fromordinal(FIRST_DATE.toordinal() - SERIAL_OF_FIRST_DAY + serial)
    except (ValueError, OverflowError):
        return value


def _whole_part(value: object) -> int:
    if isinstance(value, (float, Decimal)):
        return int(value)
    return operator.index(value)  # type: ignore[arg-type]  # whatever has no whole part raises TypeError


def _day_of_text(value: str, argument: str) -> int | None:
    try:
        moment = _moment_of(value)
        if moment is not None:
            return _day_of_date(moment, argument)
    except ValueError:
        raise errors.UnreadableDate(argument=argument, value=value) from None
    except errors.DateOutOfRange:
        raise errors.DateOutOfRange(argument=argument, value=value) from None
    text = normal_form(value)
    if not text or text == "0":
        return None
    refuse_error_value(text, argument)
    if _NO_YEAR.match(text):
        raise errors.DateWithoutYear(argument=argument, value=value)
    raise _unreadable(text, argument, value)


def date_cell(text: str) -> date | str | None:
    """Return the date of a text, or its date and time in JST; None for an empty one.

    Args:
        text: such as `2026/04/15 19:12:16`, `2026-04-15`, `2026-04-15T10:12:16+00:00`.

    Returns:
        A date, or a datetime without an offset where the text has a time of day. A text that is no date
        between 1986 and 2099 comes back as it stands: its row is to be looked at, not to be guessed.
    """
    if not text:
        return None
    try:
        moment = _moment_of(text)
        if moment is None:
            return text if normal_form(text) else None
        moment = _in_japan(moment)
    except (ValueError, OverflowError):
        return text
    day = moment.date() if isinstance(moment, datetime) else moment
    return moment if FIRST_DATE <= day <= LAST_DATE else text


def _moment_of(text: str) -> date | None:
    """Return the date that a text is, a datetime where it has a time of day; None where it is none.

    Raises:
        ValueError: it is written as one, and there is no such day or time.
    """
    if not text:
        return None
    if _PLAIN_MOMENT.match(text):
        moment = datetime.fromisoformat(text.replace("/", "-"))
        return moment if len(text) > _ISO_DATE_LENGTH else moment.date()
    match = _DATE_TEXT.match(normal_form(text))
    if match is None:
        return None
    year, _, month, day, month_ja, day_ja, hour, minute, second, offset = match.groups()
    date_parts = int(year), int(month or month_ja), int(day or day_ja)
    if hour is None:
        return date(*date_parts)
    zone = _offset(offset) if offset else None
    return datetime(*date_parts, int(hour), int(minute), int(second or 0), tzinfo=zone)


def _in_japan(moment: date) -> date:
    """Return a moment in JST, without saying so.

    Raises:
        OverflowError: it lies beyond every calendar.
    """
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return moment.astimezone(JST).replace(tzinfo=None)
    return moment


def _unreadable(text: str, argument: str, value: object) -> errors.UnreadableDate:
    """Return the refusal of a text that is no date, by what it looks like; what is meant is not guessed."""
    meant = _date_of_digits(text)
    if meant:
        return errors.DateWithoutSeparators(argument=argument, value=value, meant=f"{meant:%Y/%m/%d}")
    if _ERA.match(text):
        return errors.DateOfJapaneseEra(argument=argument, value=value)
    if _DASHES.match(text):
        return errors.DashForDate(argument=argument, value=value)
    return errors.UnreadableDate(argument=argument, value=value)


def _date_of_digits(text: str) -> date | None:
    """Return the date of the calendar that eight digits such as 20261110 look like."""
    match = _EIGHT_DIGITS.match(text)
    if match is None:
        return None
    try:
        candidate = date(*map(int, match.groups()))
    except ValueError:
        return None
    return candidate if FIRST_DATE <= candidate <= LAST_DATE else None


def _offset(text: str) -> timezone:
    if text == "Z":
        return timezone.utc
    hours, minutes = int(text[1:3]), int(text[-2:])
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=hours, minutes=minutes))


def read_number(value: object, argument: str, wanted: str = "数値") -> Fraction | None:
    """Return a number exactly, or None for a blank; 0 is a number.

    Args:
        value: int, float, Decimal, or text such as `1,980`, `¥1,980`, `1980円`.
        argument: the Japanese name of the argument.
        wanted: what kind of number it should be, for the sentence.

    Returns:
        The exact value: a float is taken as the shortest decimal that prints like it, as the user sees it.

    Raises:
        ArgumentError: for anything else, and for numbers of more than fifteen digits before the point.
    """
    if is_blank(value):
        return None
    refuse_error_value(value, argument)
    try:
        number = _fraction_of(value)
    except (TypeError, ValueError, OverflowError):
        number = None
    if number is None or not -_LARGEST_NUMBER < number < _LARGEST_NUMBER:
        raise errors.UnreadableNumber(argument=argument, value=value, wanted=wanted)
    return number


def _fraction_of(value: object) -> Fraction | None:
    if isinstance(value, (bool, date)):
        return None
    if isinstance(value, str):
        text = normal_form(value).replace("¥", "").replace("\\", "").strip()
        text = text[:-1].strip() if text.endswith("円") else text
        return Fraction(text.replace(",", "")) if _NUMBER.match(text) else None
    if isinstance(value, float):
        return Fraction(repr(float(value)))
    if isinstance(value, (Decimal, Fraction)):
        return Fraction(value)
    return Fraction(operator.index(value))  # type: ignore[arg-type]  # no whole number: TypeError


def read_amount(value: object, argument: str) -> Fraction | None:
    """Return an amount in yen, 0 or more, exactly; None for a blank."""
    number = read_number(value, argument, "金額")
    if number is not None and number < 0:
        raise errors.UnreadableNumber(argument=argument, value=value, wanted="0 以上の金額")
    return number


def read_count(value: object, argument: str) -> int | None:
    """Return a whole number of 0 or more; None for a blank."""
    wanted = "0 以上の整数"
    number = read_number(value, argument, wanted)
    if number is None:
        return None
    if number < 0 or number.denominator != 1:
        raise errors.UnreadableNumber(argument=argument, value=value, wanted=wanted)
    return number.numerator


def read_truncated(value: object, argument: str) -> int | None:
    """Return a number without its decimals, as Excel's WORKDAY takes its days; None for a blank."""
    number = read_number(value, argument)
    return None if number is None else int(number)


def read_rate(value: object, argument: str) -> Fraction | None:
    """Return a rate of 0..1 exactly; None where it is blank or 対象なし.

    Args:
        value: an unrounded number of 0..1, or text such as `95%`.
        argument: the Japanese name of the argument.

    Raises:
        RateOutOfRange: for 1 < rate (percent or a mistake: both are asked back) and below 0.
    """
    if is_blank(value) or (isinstance(value, str) and normal_form(value) == "対象なし"):
        return None
    refuse_error_value(value, argument)
    rate: Fraction | None
    if isinstance(value, str):
        match = _PERCENT.match(normal_form(value))
        rate = Fraction(match.group(1)) / 100 if match else read_number(value, argument, "率")
    else:
        rate = read_number(value, argument, "率")
    if rate is None or not 0 <= rate <= 1:
        raise errors.RateOutOfRange(argument=argument, value=value)
    return rate


def read_flag(value: object, argument: str) -> bool | None:
    """Return TRUE or FALSE; None for a blank. 1 and 0 and the usual words are understood."""
    if is_blank(value):
        return None
    refuse_error_value(value, argument)
    word = name_key(format(value, "g") if isinstance(value, float) else value)
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise errors.UnreadableFlag(argument=argument, value=value)


def read_text(value: object, argument: str) -> str:
    """Return the text of a cell as the user sees it, "" for a blank; a whole number is its digits."""
    if is_blank(value):
        return ""
    refuse_error_value(value, argument)
    if isinstance(value, float) and not math.isfinite(value):
        raise errors.ArgumentError(argument=argument, value=value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return str(value).strip()


def shown_text(value: object) -> str:
    """Return the text of a cell whatever it holds, an error among them: "" for a blank, a whole number as its digits."""
    if is_blank(value):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def read_column(values: Sequence[object], reader: Reader) -> list[ReadCell]:
    """Return each cell read; a cell that cannot be read gives its `ArgumentError` instead of a value.

    Args:
        values: the cells of a column; sheets repeat the same few dates and words, and each is read once.
        reader: cell -> value; it raises an `ArgumentError` for a cell that it cannot read.
    """
    types = set(map(type, values)) - _KEYED_BY_VALUE
    if not types <= {float} and not types <= {int}:
        return [_read_or_error(value, reader) for value in values]
    distinct = set(values)
    if len(distinct) * 2 > len(values):
        return [_read_or_error(value, reader) for value in values]
    table = {value: _read_or_error(value, reader) for value in distinct}
    return list(map(table.__getitem__, values))


def _read_or_error(value: object, reader: Reader) -> Any:  # noqa: ANN401  whatever the reader returns
    try:
        return reader(value)
    except errors.ArgumentError as problem:
        return problem


def plain_texts(values: Sequence[object]) -> list[str] | None:
    """Return a column as `read_text` reads its cells, where they are all texts and none is an error; else None.

    A column of a hundred thousand order numbers is read without a look at each cell.
    """
    if set(map(type, values)) != {str}:
        return None
    texts = list(map(str.strip, cast("Sequence[str]", values)))
    return None if may_begin_with(texts, _ERROR_STARTS) else texts


def day_today(moment: datetime) -> int:
    """Return the JST day of an aware moment; a host that reads a clock goes through here."""
    return day_of(moment.astimezone(JST).date())
