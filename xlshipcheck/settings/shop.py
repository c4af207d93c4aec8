"""A shop's settings from plain tables, whether they stood in a TOML file or on a 設定 sheet.

An unknown key or an unreadable value is refused: a setting that is silently ignored is a deadline missed.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from xlshipcheck import errors
from xlshipcheck.context import (
    BY_CART,
    BY_ORDER,
    EACH_SHEET,
    ON_THE_DAY,
    THE_EVENING_BEFORE,
    WHOLE_BOOK,
    Context,
    PreorderDays,
    Settings,
)
from xlshipcheck.headers.roles import read_mapping
from xlshipcheck.qoo10.words import KIND_WORDS
from xlshipcheck.rulebook.rules import group_table, standard_rulebook
from xlshipcheck.values import cells
from xlshipcheck.values.days import date_of
from xlshipcheck.values.roles import CATEGORY, PREORDER_DATE
from xlshipcheck.values.text import name_key, nearest_names, normal_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from fractions import Fraction
    from typing import Callable

    from xlshipcheck.values.files import TomlTable


def context_from(table: TomlTable, origin: str, as_of: int | None = None) -> Context:
    """Return the context that a settings table describes.

    Args:
        table: setting -> value; `rules` holds rule key -> value.
        origin: where the table stood, for messages and for answers that say which rule was overridden.
        as_of: the as-of day.

    Raises:
        SettingRefused, UnknownRole, UnknownRule, RuleValueRefused, RulesCollide: naming what is wrong and where.
    """
    rest = dict(table)
    overrides = rest.pop("rules", {})
    try:
        if not isinstance(overrides, dict):
            raise _refused("rules", overrides, "規則の名前 = 値 の一覧を入力してください")
        settings = settings_from(rest)
    except errors.SettingRefused as problem:
        raise problem.placed(origin) from None
    rulebook = standard_rulebook().with_overrides(dict(overrides), origin) if overrides else None
    return Context(as_of, settings, rulebook)


def settings_from(table: TomlTable) -> Settings:
    """Return the settings of a table.

    Raises:
        UnknownSetting: an unknown key, with the nearest names.
        SettingRefused: a value that cannot be read; its field `item` is the name or the place in a list of the
            one value that it is about, "" where the setting is one value.
        DayClosedAndOpened: a day that is both closed and opened.
        UnknownRole: a column mapped to what is no role.
    """
    unknown = [key for key in table if key not in _READERS]
    if unknown:
        nearest = "、".join(nearest_names(unknown[0], list(_READERS))) or "なし"
        raise errors.UnknownSetting(key=unknown[0], nearest=errors.Whole(nearest))
    settings = Settings(**{key: _READERS[key](key, value) for key, value in table.items()})
    refuse_days_twice(settings, table)
    return settings


def refuse_days_twice(settings: Settings, table: TomlTable) -> None:
    """Refuse a day that is both closed and opened.

    Args:
        settings: as read.
        table: the lists that they were read from.

    Raises:
        DayClosedAndOpened: naming the first such day; its fields `item` and `other_item` are places in the lists.
    """
    twice = settings.closed & settings.opened
    if twice:
        day = min(twice)
        item, other_item = (
            next(place for place, value in enumerate(table[key]) if day in cells.read_days(value, key))
            for key in ("closed", "opened")
        )
        raise errors.DayClosedAndOpened(
            key="closed", item=item, other="opened", other_item=other_item, value=f"{date_of(day):%Y/%m/%d}"
        )


def _refused(key: str, value: object, wanted: str, item: object = "") -> errors.SettingRefused:
    if isinstance(value, (list, tuple)):
        value = "、".join("" if entry is None else str(entry) for entry in value)
    return errors.SettingRefused(key=key, value=value, wanted=errors.Whole(wanted), item=item)


def _days(key: str, value: object) -> frozenset[int]:
    if not isinstance(value, (list, tuple)):
        raise _refused(key, value, "日付の一覧を入力してください")
    return frozenset(day for place, item in enumerate(value) for day in _days_of_item(key, item, place))


def _day(key: str, value: object, place: int) -> int | None:
    try:
        return cells.read_day(value, key)
    except errors.ArgumentError as problem:
        raise _refused(key, value, str(problem), place) from None


def _days_of_item(key: str, value: object, place: int) -> list[int]:
    try:
        return cells.read_days(value, key)
    except errors.ArgumentError as problem:
        raise _refused(key, value, str(problem), place) from None


def _pairs(key: str, value: object, read: Callable[[object], Any]) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _refused(key, value, "名前 = 値 の一覧を入力してください")
    pairs: dict[str, Any] = {}
    for name, item in value.items():
        try:
            known, read_item = cells.read_text(name, key), read(item)
        except errors.ArgumentError as problem:
            raise _refused(key, item, str(problem), name) from None
        if known in pairs:
            raise _refused(key, name, "同じ名前が二つあります。一つにしてください", name)
        pairs[known] = read_item
    return MappingProxyType(pairs)


def _kind(key: str, value: object, item: object = "") -> str:
    kind = KIND_WORDS.get(name_key(value))
    if kind is None:
        raise _refused(key, value, "一般 か 予約 を入力してください", item)
    return kind


_LEAD_DAYS = re.compile(r"(\d{1,4})\s*日(?:後|間)?")


def _preorder_items(key: str, value: object) -> Mapping[str, int | PreorderDays | None]:
    if not isinstance(value, dict):
        raise _refused(key, value, "名前 = 値 の一覧を入力してください")
    # One item may stand on the list several times, or with several days in one cell.
    listed = _pairs(key, dict.fromkeys(value), lambda item: item)
    items: dict[str, int | PreorderDays | None] = {}
    for name, given in zip(listed, value.values()):
        entries = list(given) if isinstance(given, (list, tuple)) else [given]
        read = [
            _preorder_day(key, entry, _item_place(given, name, place)) for place, entry in enumerate(entries)
        ]
        days = sorted({day for found in read for day in found.days})
        leads = {found.lead for found in read if found.lead is not None}
        if leads and (days or len(leads) > 1):
            raise _refused(
                key, given, "日付か「7日」のどちらか一つの形で入力してください", _item_place(given, name, 0)
            )
        if leads or len(days) > 1:
            items[name] = PreorderDays(tuple(days), next(iter(leads), None))
        else:
            items[name] = days[0] if days else None
    return MappingProxyType(items)


def _item_place(given: object, name: object, place: int) -> object:
    return (name, place) if isinstance(given, (list, tuple)) else name


def _preorder_day(key: str, entry: object, item: object) -> PreorderDays:
    """Return what one entry of the list says: a day, days with 、 between them, or `7日` from 入金日 on."""
    text = normal_form(entry) if isinstance(entry, str) else ""
    lead = _LEAD_DAYS.fullmatch(text)
    if lead:
        most = standard_rulebook().rule("qoo10.preorder_lead_days").values[-1].value
        if not 1 <= int(lead[1]) <= most:
            wanted = f"日数は1日から{most}日までです。それより先の商品は発送できる日付を入力してください"
            raise _refused(key, entry, wanted, item)
        return PreorderDays(lead=int(lead[1]))
    try:
        days = cells.read_days(entry, PREORDER_DATE)
    except errors.ArgumentError as problem:
        raise _refused(key, entry, str(problem), item) from None
    return PreorderDays(tuple(days))


def _rates(key: str, value: object) -> Mapping[str, Fraction]:
    rates: dict[str, Fraction] = {}
    for word, rate in _pairs(key, value, lambda item: cells.read_rate(item, "発送率")).items():
        kind = _kind(key, word, word)
        if kind in rates:
            raise _refused(key, word, f"{kind}の発送率が二つあります。一つにしてください", word)
        if rate is not None:
            rates[kind] = rate
    return MappingProxyType(rates)


def _one_of(*choices: str) -> Callable[[str, object], str]:
    def read(key: str, value: object) -> str:
        if value not in choices:
            raise _refused(key, value, f"{' か '.join(choices)} を入力してください")
        return str(value)

    return read


def _window(key: str, value: object) -> tuple[int, int]:
    wanted = ("first", "last")
    if not isinstance(value, (list, tuple)) or len(value) != len(wanted):
        raise _refused(key, value, "最初の日と最後の日を入力してください")
    for place, item in enumerate(value):
        if _is_blank_day(item):
            raise _refused(key, value, "最初の日と最後の日を入力してください", place)
    first, last = (_day(key, item, place) for place, item in enumerate(value))
    if first is None or last is None:
        raise _refused(key, value, "最初の日と最後の日を入力してください")
    if first > last:
        # Swapped silently, a slip in one of the two would count other orders than the seller meant.
        both = f"{date_of(first):%Y/%m/%d}～{date_of(last):%Y/%m/%d}"
        raise _refused(key, both, "最初の日が最後の日より後です。日付を確認してください", 0)
    return first, last


def _is_blank_day(value: object) -> bool:
    return cells.is_blank(value) or value == 0


def _categories(key: str, value: object) -> Mapping[str, str]:
    return _pairs(key, value, lambda item: cells.read_text(item, CATEGORY))


def _columns(key: str, value: object) -> Mapping[str, str]:
    columns = _pairs(key, value, lambda item: cells.read_text(item, "役割"))
    read_mapping(columns)
    return columns


def _report_columns(key: str, value: object) -> Mapping[str, str]:
    columns = _pairs(key, value, lambda item: cells.read_text(item, "項目"))
    fields = group_table("reports")["fields"]
    for header, field in columns.items():
        if field not in fields:
            raise _refused(key, field, f"{'、'.join(fields)} のどれかを入力してください", header)
    return columns


def _seller(key: str, value: object) -> str:
    try:
        from xlshipcheck.amazon.package import read_seller  # noqa: PLC0415  whoever asks about Qoo10 does not load it

        return read_seller(value, key)
    except errors.ArgumentError as problem:
        raise _refused(key, value, str(problem)) from None


MADE, NOT_MADE = "作る", "作らない"
USED, NOT_USED = "使う", "使わない"


def _yes_or_no(yes: str, no: str) -> Callable[[str, object], bool]:
    words = {yes: True, no: False, True: True, False: False}

    def read(key: str, value: object) -> bool:
        if not isinstance(value, (str, bool)) or value not in words:
            raise _refused(key, value, f"{yes} か {no} を入力してください")
        return words[value]

    return read


WEEKDAYS = "月火水木金土日"
_ANY_SPAN = rf"([{WEEKDAYS}])(?:[~\-ー]([{WEEKDAYS}]))?(?:曜日?)?[:,]?(\d+)件?"
_SPANS = re.compile(rf"(?:{_ANY_SPAN}[,、・/]?)+\Z")
_SPAN = re.compile(_ANY_SPAN)


def _capacity(key: str, value: object) -> Mapping[int, int]:
    """Return orders a day by weekday: of one number for Monday to Friday, or of a text such as `月～金40 土10`."""
    wanted = "1日に発送できる件数を 40、または 月～金40 土10 の形で入力してください (書かない曜日は発送しない日です)"
    # A blank separates: 40 50 is no 4050.
    text = ",".join(normal_form(str(value)).split()) if isinstance(value, (str, int, float)) else ""
    number = text.removesuffix(".0")
    if isinstance(value, bool) or not text:
        raise _refused(key, value, wanted)
    if number.isascii() and number.isdecimal():
        per_day = {weekday: int(number) for weekday in range(WEEKDAYS.index("土"))}
    elif _SPANS.match(text):
        per_day = {}
        for first, last, count in _SPAN.findall(text):
            start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
            for weekday in range(start, end + 1):
                if weekday in per_day:
                    raise _refused(key, value, f"{WEEKDAYS[weekday]}曜日が二つあります。一つにしてください")
                per_day[weekday] = int(count)
    else:
        raise _refused(key, value, wanted)
    if not any(per_day.values()):
        raise _refused(key, value, wanted)
    return MappingProxyType({weekday: per_day.get(weekday, 0) for weekday in range(len(WEEKDAYS))})


def _text(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise _refused(key, value, "文字を入力してください")
    return value


_READERS: dict[str, Callable[[str, object], Any]] = {
    "closed": _days,
    "opened": _days,
    "shop_closed": _days,
    "default_kind": _kind,
    "preorder_items": _preorder_items,
    "rates": _rates,
    "rate_unit": _one_of(BY_ORDER, BY_CART),
    "rate_day": _one_of(ON_THE_DAY, THE_EVENING_BEFORE),
    "rate_scope": _one_of(WHOLE_BOOK, EACH_SHEET),
    "rate_window": _window,
    "categories": _categories,
    "seller": _seller,
    "columns": _columns,
    "shop_name": _text,
    "today_sheet": _yes_or_no(MADE, NOT_MADE),
    "capacity": _capacity,
    "label_order": _text,
    "label_ship_date": _yes_or_no(USED, NOT_USED),
    "report_columns": _report_columns,
}


def with_columns(context: Context, pairs: Iterable[str]) -> Context:
    """Return a context with more columns named, each given as `見出し=役割`.

    Raises:
        SettingRefused: a pair without `=`.
        UnknownRole: a role that does not exist.
    """
    columns = dict(context.settings.columns)
    for pair in pairs:
        header, sign, role = pair.rpartition("=")
        if not sign or not header.strip():
            raise _refused("--map", pair, "見出し=役割 の形で入力してください")
        columns[header.strip()] = role.strip()
    read_mapping(columns)
    return context.replaced(settings=context.settings._replace(columns=MappingProxyType(columns)))
