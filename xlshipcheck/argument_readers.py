"""How the cells of each argument are read: one reader per kind of argument.

A reader takes the cell and the `Argument` it stands for and returns what the rule functions count with.
Reading a column reads each distinct cell once: sheets repeat the same few dates and words many times.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Callable

from xlshipcheck import amazon, branch_hold, cells, errors, messages, tracking
from xlshipcheck.answers import ERROR_PREFIX
from xlshipcheck.context import GENERAL
from xlshipcheck.days import LAST_DATE, day_of
from xlshipcheck.qoo10 import EVENTS, KINDS, LAST_SAFE_DAY
from xlshipcheck.text import name_key, normal_form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.catalogue import Argument, Function
    from xlshipcheck.context import Context

Reader = Callable[[object], Any]
VALIDITIES = ("有効", "無効", "対象外")
LAST_MONTH = 12


def reader_for(argument: Argument, function: Function, context: Context) -> Reader:
    """Return the reader of one argument of one function: cell -> value, or an `ArgumentError`."""
    plain = _PLAIN.get(argument.reader)
    if plain is not None:
        return partial(_plain, plain, argument.japanese)
    return partial(_SPECIAL[argument.reader], argument=argument, function=function, context=context)


def read_column(values: Sequence[object], reader: Reader) -> list[Any]:
    """Return each cell read; a cell that cannot be read gives its `ArgumentError` instead of a value.

    Args:
        values: the cells of a column.
        reader: from `reader_for`.
    """
    try:
        distinct = set(values)
    except TypeError:
        return [_read_or_error(value, reader) for value in values]
    if bool in set(map(type, distinct)) or len(distinct) * 2 > len(values):
        # TRUE equals 1 in Python, so a column that holds booleans is read cell by cell.
        return [_read_or_error(value, reader) for value in values]
    table = {value: _read_or_error(value, reader) for value in distinct}
    return list(map(table.__getitem__, values))


def _read_or_error(value: object, reader: Reader) -> Any:  # noqa: ANN401  whatever the reader returns
    try:
        return reader(value)
    except errors.ArgumentError as problem:
        return problem


def _plain(reader: Callable[[object, str], Any], name: str, value: object) -> Any:  # noqa: ANN401
    return reader(value, name)


def _as_of(value: object, argument: Argument, function: Function, context: Context) -> int:
    del function
    day = cells.read_day(value, argument.japanese)
    if day is None:
        day = context.as_of
    if day is None:
        raise errors.MissingArgument(argument=argument.japanese)
    return day


def _word(value: object, argument: Argument, function: Function) -> str:
    """Return the key of a word, refusing a date: that is nearly always a wrong order of arguments."""
    cells.refuse_error_value(value, argument.japanese)
    if isinstance(value, (date, datetime, bool, int, float)) or _is_date_text(value):
        raise errors.MisplacedDate(
            argument=argument.japanese, value=value, order=errors.Whole(function.order)
        )
    return name_key(value)


def _is_date_text(value: object) -> bool:
    try:
        return isinstance(value, str) and cells.read_day(value, "") is not None
    except errors.ArgumentError:
        return False


def _choice(choices: Sequence[str]) -> errors.Whole:
    return errors.Whole("・".join(choices))


def _kind(value: object, argument: Argument, function: Function, context: Context) -> str:
    if cells.is_blank(value):
        return context.settings.default_kind
    word = _word(value, argument, function)
    if word not in KINDS:
        raise errors.UnknownChoice(argument=argument.japanese, value=value, choices=_choice(["一般", "予約"]))
    return KINDS[word]


def _which_kind(value: object, argument: Argument, function: Function, context: Context) -> str:
    return GENERAL if cells.is_blank(value) else _kind(value, argument, function, context)


def _event(value: object, argument: Argument, function: Function, context: Context) -> str:
    del context
    if cells.is_blank(value):
        return LAST_SAFE_DAY
    word = _word(value, argument, function)
    if word not in EVENTS:
        raise errors.UnknownChoice(argument=argument.japanese, value=value, choices=_choice(EVENTS))
    return word


def _validity(value: object, argument: Argument, function: Function, context: Context) -> str:
    del function, context
    if cells.is_blank(value):
        return ""
    if isinstance(value, str) and value.startswith(ERROR_PREFIX):
        raise errors.SpreadsheetErrorValue(argument=argument.japanese, value=value)
    word = cells.read_text(value, argument.japanese)
    if word not in VALIDITIES:
        raise errors.UnknownChoice(argument=argument.japanese, value=value, choices=_choice(VALIDITIES))
    return word


def _month(value: object, argument: Argument, function: Function, context: Context) -> tuple[int, int]:
    """Return the first and last day number of a month given as any date in it, or as `2026-11`."""
    del function, context
    text = normal_form(value) if isinstance(value, str) else ""
    parts = text.replace("年", "-").rstrip("月").replace("/", "-").split("-")
    if len(parts) == 2 and all(part.isdecimal() for part in parts) and len(parts[0]) == 4:  # noqa: PLR2004
        year, month = int(parts[0]), int(parts[1])
        if not 1 <= month <= LAST_MONTH:
            raise errors.UnreadableDate(argument=argument.japanese, value=value)
        first = cells.read_day(date(year, month, 1), argument.japanese)
    else:
        day = cells.read_day(value, argument.japanese)
        if day is None:
            raise errors.MissingArgument(argument=argument.japanese)
        first = day_of(date.fromordinal(day + _DAY_ZERO).replace(day=1))
    if first is None:
        raise errors.MissingArgument(argument=argument.japanese)
    start = date.fromordinal(first + _DAY_ZERO)
    following = (
        date(start.year + 1, 1, 1) if start.month == LAST_MONTH else start.replace(month=start.month + 1)
    )
    last = following.toordinal() - 1 if following <= LAST_DATE else LAST_DATE.toordinal()
    return first, last - _DAY_ZERO


_DAY_ZERO = LAST_DATE.toordinal() - day_of(LAST_DATE)


def _raw(value: object, argument: Argument, function: Function, context: Context) -> object:
    del function, context
    cells.refuse_error_value(value, argument.japanese)
    if cells.is_blank(value):
        return None
    return cells.read_text(value, argument.japanese) if isinstance(value, bool) else value


def _seller(value: object, argument: Argument, function: Function, context: Context) -> str:
    del function
    if cells.is_blank(value):
        return context.settings.seller
    cells.refuse_error_value(value, argument.japanese)
    return amazon.read_seller(value, argument.japanese)


def _status(value: object, argument: Argument, function: Function, context: Context) -> str:
    del function
    text = cells.read_text(value, argument.japanese)
    return str(tracking.tracking_status(context, text).value) if text else ""


_PLAIN: dict[str, Callable[[object, str], Any]] = {
    "day": cells.read_day,
    "integer": cells.read_integer,
    "count": cells.read_count,
    "amount": cells.read_amount,
    "rate": cells.read_rate,
    "flag": cells.read_flag,
    "text": cells.read_text,
    "delivered": amazon.read_delivered,
    "answered": branch_hold.read_answered,
    "place": branch_hold.read_place,
    "message_kind": messages.read_message_kind,
}
_SPECIAL: dict[str, Callable[..., Any]] = {
    "as_of": _as_of,
    "kind": _kind,
    "which_kind": _which_kind,
    "event": _event,
    "validity": _validity,
    "month": _month,
    "raw": _raw,
    "seller": _seller,
    "status": _status,
    "package": _raw,
    "any": _raw,
}
