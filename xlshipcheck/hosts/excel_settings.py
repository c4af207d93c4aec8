"""The settings of a call from Excel: cells, which the workbook hands over with the call.

They are the workbook's 設定 sheet, or a plain table, which a script makes more easily: a row of it is 項目, 名前,
値 (`発送率`, `一般`, 0.96) or 項目, 値 (`休業日`, a date); a 項目 that stands in several rows makes a list. Without
either the user's settings file counts, as in the shell.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck import cells, settings_sheet
from xlshipcheck.hosts.excel_values import rows_of
from xlshipcheck.shell.user_settings import FILE_NAME, load_context, load_table, settings_folder
from xlshipcheck.shop_settings import context_from
from xlshipcheck.text import name_key

if TYPE_CHECKING:
    from xlshipcheck.context import Context
    from xlshipcheck.settings_sheet import SheetSettings

    _Rows = tuple[tuple[Any, ...], ...]

AS_OF: Final = "基準日"
AS_OF_WORDS: Final = (AS_OF, "as_of")
ORIGIN: Final = "このブックの設定"
LISTS: Final = {
    "休業日": "closed",
    "営業する日": "opened",
    "店休日": "shop_closed",
    "率の期間": "rate_window",
}
PAIRS: Final = {
    "予約商品": "preorder_items",
    "発送率": "rates",
    "カテゴリー": "categories",
    "見出し": "columns",
    "規則": "rules",
}
SINGLE: Final = {
    "既定の区分": "default_kind",
    "率の単位": "rate_unit",
    "出品者": "seller",
    "店名": "shop_name",
}
_LISTS: Final = {name_key(word): key for word, key in [*LISTS.items(), *((k, k) for k in LISTS.values())]}
_PAIRS: Final = {name_key(word): key for word, key in [*PAIRS.items(), *((k, k) for k in PAIRS.values())]}
_SINGLE: Final = {name_key(word): key for word, key in [*SINGLE.items(), *((k, k) for k in SINGLE.values())]}


def context_of(table: object) -> Context:
    """Return the context of a call.

    Args:
        table: the settings as a block of cells, or None where the workbook has none.

    Raises:
        FileRefused, ArgumentError, SettingRefused: what stands in the settings cannot be used.
    """
    today = cells.day_today(dt.datetime.now(cells.JST))
    rows = tuple(tuple(row) for row in rows_of(table)) if isinstance(table, (tuple, list)) else ()
    file = settings_folder() / FILE_NAME
    changed = file.stat().st_mtime_ns if file.is_file() else 0
    sheet = _sheet_of(rows, _types_of(rows))
    if sheet.is_ours:
        return _of_sheet(rows, _types_of(rows), changed, today)
    if _is_table(rows):
        return _of_table(rows, _types_of(rows), today)
    # Nothing, or a sheet of that name that the seller has for something else.
    return _of_user(changed, today)


def _types_of(rows: _Rows) -> tuple[type, ...]:
    # 1 and TRUE are equal to Python and no one setting: the types belong to the key of a cache.
    return tuple(type(cell) for row in rows for cell in row)


def _is_table(rows: _Rows) -> bool:
    words = {name_key(row[0]) for row in rows if row and isinstance(row[0], str)}
    return bool(words & {*_LISTS, *_PAIRS, *_SINGLE, *map(name_key, AS_OF_WORDS)})


@lru_cache(maxsize=16)
def _sheet_of(rows: _Rows, _types: tuple[type, ...]) -> SheetSettings:
    return settings_sheet.read_rows(rows)


@lru_cache(maxsize=4)
def _of_user(_changed: int, today: int) -> Context:
    return load_context(None, today)


@lru_cache(maxsize=16)
def _of_sheet(rows: _Rows, types: tuple[type, ...], _changed: int, today: int) -> Context:
    sheet = _sheet_of(rows, types)
    if sheet.as_of is None:
        sheet = sheet._replace(as_of=today)
    return settings_sheet.context_of(sheet, ORIGIN, None, load_table()[1])


@lru_cache(maxsize=16)
def _of_table(rows: _Rows, _types: tuple[type, ...], today: int) -> Context:
    as_of, table = settings_table(rows)
    return context_from(table, ORIGIN, today if as_of is None else as_of)


def settings_table(rows: tuple[tuple[Any, ...], ...]) -> tuple[int | None, dict[str, Any]]:
    """Return the 基準日 and the settings of a table of cells.

    Args:
        rows: 項目, 名前, 値 or 項目, 値; rows without a 値 are skipped.

    Raises:
        ArgumentError: a 基準日 that is no date.
    """
    as_of: int | None = None
    table: dict[str, Any] = {}
    for row in rows:
        filled = [cell for cell in row[1:] if not cells.is_blank(cell)]
        word = name_key(row[0]) if row and row[0] is not None else ""
        if not word or not filled:
            continue
        if word in map(name_key, AS_OF_WORDS):
            as_of = cells.read_day(filled[0], AS_OF)
        elif word in _LISTS:
            table.setdefault(_LISTS[word], []).extend(map(_plain, filled))
        elif word in _PAIRS:
            # A preorder item without a day of its own is a pair with an empty value.
            value = _plain(filled[1]) if len(filled) > 1 else ""
            table.setdefault(_PAIRS[word], {})[cells.read_text(filled[0], str(row[0]))] = value
        else:
            table[_SINGLE.get(word, str(row[0]))] = _plain(filled[0])
    return as_of, table


def _plain(value: Any) -> Any:  # noqa: ANN401  a cell value
    return value.date() if isinstance(value, dt.datetime) else value
