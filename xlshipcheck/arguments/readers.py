"""How the cells of each argument are read: one reader per kind of argument.

A reader takes the cell and the `Argument` it stands for and returns what the rule functions count with.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Callable

from xlshipcheck import errors
from xlshipcheck.arguments.calls import resolved
from xlshipcheck.context import GENERAL, PREORDER
from xlshipcheck.values import cells
from xlshipcheck.values.days import LAST_DATE, date_of, day_of
from xlshipcheck.values.text import name_key, normal_form

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlshipcheck.arguments.form import Argument, Function
    from xlshipcheck.context import Context
    from xlshipcheck.values.cells import Reader

VALIDITIES = ("有効", "無効", "対象外")
YEAR_DIGITS, LAST_MONTH = 4, 12


def reader_for(argument: Argument, function: Function, context: Context) -> Reader:
    """Return the reader of one argument of one function: cell -> value, or an `ArgumentError`."""
    kind = argument.reader
    if kind in _SPECIAL:
        return partial(_SPECIAL[kind], argument=argument, function=function, context=context)
    # Named, not imported: a cell that asks about Qoo10 does not load Amazon's rules.
    plain = resolved(argument.read_by) if argument.read_by else _PLAIN[kind]
    return partial(_plain, plain, argument.japanese)


def _plain(reader: Callable[[object, str], Any], name: str, value: object) -> Any:  # noqa: ANN401  what it reads
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
    if isinstance(value, date) or _is_date(value):
        raise errors.MisplacedDate(
            argument=argument.japanese, value=value, order=errors.Whole(function.order)
        )
    return name_key(errors.shown(value))


def _is_date(value: object) -> bool:
    try:
        return cells.read_day(value, "") is not None
    except errors.ArgumentError:
        return False


def _unknown(argument: Argument, value: object, choices: Sequence[str]) -> errors.UnknownChoice:
    return errors.UnknownChoice(
        argument=argument.japanese, value=value, choices=errors.Whole("・".join(choices))
    )


def _kind(value: object, argument: Argument, function: Function, context: Context) -> str:
    if cells.is_blank(value):
        return context.settings.default_kind
    word = _word(value, argument, function)
    kinds: Mapping[str, str] = resolved(argument.words)
    if word not in kinds:
        raise _unknown(argument, value, [GENERAL, PREORDER])
    return kinds[word]


def _ship_rate(value: object, argument: Argument, function: Function, context: Context) -> Any:  # noqa: ANN401  as its parser
    """Return a rate exactly; what stands in 判定の率 is one too."""
    del function, context
    if not isinstance(value, str):
        return cells.read_rate(value, argument.japanese)
    return resolved(argument.read_by)(value, argument.japanese).rate


def _which_kind(value: object, argument: Argument, function: Function, context: Context) -> str:
    return GENERAL if cells.is_blank(value) else _kind(value, argument, function, context)


def _event(value: object, argument: Argument, function: Function, context: Context) -> str:
    del context
    if cells.is_blank(value):
        return argument.default
    word = _word(value, argument, function)
    events: Sequence[str] = resolved(argument.words)
    if word not in events:
        raise _unknown(argument, value, events)
    return word


def _validity(value: object, argument: Argument, function: Function, context: Context) -> str:
    del function, context
    if cells.is_blank(value):
        return ""
    word = cells.read_text(value, argument.japanese)
    if word not in VALIDITIES:
        raise _unknown(argument, value, VALIDITIES)
    return word


def _month(value: object, argument: Argument, function: Function, context: Context) -> tuple[int, int]:
    """Return the first and last day number of a month given as any date in it, or as `2026-11`."""
    del function, context
    parts = _month_parts(value) if isinstance(value, str) else None
    if parts is None:
        start = _date_in_month(value, argument)
    else:
        year, month = parts
        if not (FIRST_YEAR <= year <= LAST_DATE.year and 1 <= month <= LAST_MONTH):
            raise errors.UnreadableMonth(argument=argument.japanese, value=value)
        start = date(year, month, 1)
    if start.month == LAST_MONTH:
        return day_of(start), day_of(start.replace(day=31))
    return day_of(start), day_of(start.replace(month=start.month + 1)) - 1


FIRST_YEAR = date_of(0).year


def _month_parts(text: str) -> tuple[int, int] | None:
    """Return year and month of a text such as `2026-11`, `2026/11` or `2026年11月`, None for any other."""
    parts = normal_form(text).replace("年", "-").rstrip("月").replace("/", "-").split("-")
    if len(parts) != len(("year", "month")) or len(parts[0]) != YEAR_DIGITS:
        return None
    year, month = parts[0], parts[1].strip()
    return (int(year), int(month)) if year.isdecimal() and month.isdecimal() else None


def _date_in_month(value: object, argument: Argument) -> date:
    try:
        day = cells.read_day(value, argument.japanese)
    except (errors.UnreadableDate, errors.DateWithoutYear, errors.DateOutOfRange):
        # A bare 11 is a serial of the year 1900, and "11" no date at all: what is meant is a month.
        raise errors.UnreadableMonth(argument=argument.japanese, value=value) from None
    if day is None:
        raise errors.MissingArgument(argument=argument.japanese)
    return date_of(day).replace(day=1)


def _raw(value: object, argument: Argument, function: Function, context: Context) -> object:
    del function, context
    cells.refuse_error_value(value, argument.japanese)
    if cells.is_blank(value):
        return None
    try:
        hash(value)
    except TypeError:
        raise errors.ArgumentError(argument=argument.japanese, value=value) from None
    return value


def _package(value: object, argument: Argument, function: Function, context: Context) -> object:
    """Return what makes a row's package, None for a row that is one of its own.

    Args:
        value: a cell, or the cells of a row: 注文番号 and 送り状番号, and 配送会社 where it is given, which
            together make the package.
        argument: for the sentence.
        function: not looked at.
        context: not looked at.
    """
    del function, context
    name = argument.japanese
    if not isinstance(value, tuple):
        return cells.read_text(value, name) or None
    if len(value) in {len(("order", "number")), len(("order", "number", "carrier"))}:
        order, number, *carriers = value
        cells.refuse_error_value(number, name)
        named = [cells.read_text(carrier, name) for carrier in carriers]
        return resolved(argument.read_by)(cells.read_text(order, name), number, *named)
    texts = tuple(cells.read_text(cell, name) for cell in value)
    return texts if any(texts) else None


def _seller(value: object, argument: Argument, function: Function, context: Context) -> str:
    del function
    if cells.is_blank(value):
        return context.settings.seller
    cells.refuse_error_value(value, argument.japanese)
    seller: str = resolved(argument.read_by)(value, argument.japanese)
    return seller


_PLAIN: dict[str, Callable[[object, str], Any]] = {
    "day": cells.read_day,
    "workdays": cells.read_truncated,
    "count": cells.read_count,
    "amount": cells.read_amount,
    "rate": cells.read_rate,
    "flag": cells.read_flag,
    "text": cells.read_text,
}
_SPECIAL: dict[str, Callable[..., Any]] = {
    "as_of": _as_of,
    "kind": _kind,
    "ship_rate": _ship_rate,
    "which_kind": _which_kind,
    "event": _event,
    "validity": _validity,
    "month": _month,
    "raw": _raw,
    "seller": _seller,
    "package": _package,
}
