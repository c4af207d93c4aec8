"""A shop's settings from the 設定 sheet of a book, in the table shape that `shop_settings` reads.

Blocks are found by their headers, wherever they stand on the sheet: a user may move them, leave some out, or
have a sheet of that name for something else, in which no block is found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from xlshipcheck import cells, errors
from xlshipcheck.context import BY_CART, BY_ORDER, GENERAL, PREORDER
from xlshipcheck.rulebook import standard_rulebook
from xlshipcheck.shop_settings import context_from
from xlshipcheck.text import name_key, nearest_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.sheet_port import SheetPort

SHEET_NAME = "設定"
AS_OF = "基準日"
ITEM_HEADERS = ("設定の項目", "値")
WINDOW = ("率の期間の開始", "率の期間の終了")
RATES = {GENERAL: "一般の発送率", PREORDER: "予約の発送率"}
ITEMS = {
    "区分のない注文": "default_kind",
    "率を数える単位": "rate_unit",
    "出品者の所在地": "seller",
    "店名": "shop_name",
}
"""Label in the block of single values -> setting; 基準日, the rates and the window stand beside these."""
DAY_LISTS = {"モールの休業日": "closed", "モールの営業日": "opened", "店休日": "shop_closed"}
"""Header of a list of days -> setting."""
PAIR_LISTS = {
    ("予約商品の番号", "その予約日"): "preorder_items",
    ("SKU", "SKUのカテゴリー"): "categories",
    ("列の見出し", "その役割"): "columns",
    ("規則の名前", "店の値"): "rules",
}
"""Headers of two columns side by side -> setting."""
# An item without a 予約日 is one whose date stands in each order; any other pair needs both halves.
BLANK_VALUES = ("preorder_items",)
LABELS = {
    **{setting: label for label, setting in {**ITEMS, **DAY_LISTS}.items()},
    **{setting: first for (first, _), setting in PAIR_LISTS.items()},
    "rates": "発送率",
    "rate_window": WINDOW[0],
}
"""Setting -> the word on the sheet, for messages."""
CHOICES = {
    "区分のない注文": (GENERAL, PREORDER),
    "率を数える単位": (BY_ORDER, BY_CART),
    "出品者の所在地": ("日本", "中国", "香港"),
}
"""Label -> what may be chosen."""


class SheetSettings(NamedTuple):
    """What a 設定 sheet says.

    Attributes:
        table: setting -> value, as `shop_settings.context_from` takes it; blank settings are left out.
        as_of: 基準日 as a day number; None where it is blank.
        is_ours: whether any block of settings was found at all.
    """

    table: dict[str, Any]
    as_of: int | None = None
    is_ours: bool = False


def read_sheet(sheet: SheetPort) -> SheetSettings:
    """Read the settings of a sheet; see `read_rows`."""
    last_row, _ = sheet.used_size()
    return read_rows(sheet.read_block(1, last_row) if last_row else [])


def read_rows(rows: Sequence[Sequence[object]]) -> SheetSettings:
    """Read settings from the cells of a sheet.

    Args:
        rows: the sheet from its first row on; rows may differ in length, dates may be serial numbers.

    Raises:
        SettingRefused: an unknown item, a name given twice, a pair of which one half is missing, or a 基準日
            that is no date.
    """
    width = max(map(len, rows), default=0)
    grid = [[*row, *[None] * (width + 1 - len(row))] for row in rows]
    table: dict[str, Any] = {}
    items: dict[str, object] | None = None
    for row, column in _positions(grid):
        pair = (name_key(_text(grid[row][column])), name_key(_text(grid[row][column + 1])))
        if pair == _ITEM_KEYS:
            items = {**(items or {}), **_items(grid, row, column)}
        elif pair in _PAIR_KEYS:
            setting = _PAIR_KEYS[pair]
            table.setdefault(setting, {}).update(_pairs(grid, row, column, setting))
        elif pair[0] in _DAY_KEYS:
            found = [
                cell for cell in _below(grid, row, column, 1) if not cells.is_blank(cell[0]) and cell[0] != 0
            ]
            table.setdefault(_DAY_KEYS[pair[0]], []).extend(cell[0] for cell in found)
    is_ours = items is not None or bool(table)
    as_of = _settle_items(items or {}, table)
    return SheetSettings({key: value for key, value in table.items() if value}, as_of, is_ours)


def context_of(
    sheet: SheetSettings, origin: str, as_of: int | None, below: Mapping[str, Any] | None = None
) -> Context:
    """Return the context that a 設定 sheet describes.

    Args:
        sheet: what it says.
        origin: where it stands, for messages and for answers that name an overridden rule.
        as_of: the day asked for, which is stronger than the sheet's; None takes the sheet's.
        below: the table of weaker settings, such as the user's file.

    Raises:
        SettingRefused, UnknownRule, RuleValueRefused: naming what is wrong, by its word on the sheet.
    """
    day = sheet.as_of if as_of is None else as_of
    try:
        return context_from(merged(below or {}, sheet.table), origin, day)
    except errors.SettingRefused as problem:
        key = str(problem.fields["key"])
        raise errors.SettingRefused(**{**problem.fields, "key": LABELS.get(key, key)}) from None


def merged(weaker: Mapping[str, Any], stronger: Mapping[str, Any]) -> dict[str, Any]:
    """Return two tables of settings as one: the stronger wins, and of named values each name for itself."""
    table = dict(weaker)
    for key, value in stronger.items():
        both = isinstance(value, dict) and isinstance(table.get(key), dict)
        table[key] = {**table[key], **value} if both else value
    return table


_ITEM_KEYS = (name_key(ITEM_HEADERS[0]), name_key(ITEM_HEADERS[1]))
_DAY_KEYS = {name_key(header): setting for header, setting in DAY_LISTS.items()}
_PAIR_KEYS = {(name_key(first), name_key(second)): setting for (first, second), setting in PAIR_LISTS.items()}
_HEADERS = {_ITEM_KEYS[0], *_DAY_KEYS, *(first for first, _ in _PAIR_KEYS)}
# A block goes down to the next one, whichever of its columns stands below.
_ENDS = _HEADERS | {second for _, second in _PAIR_KEYS}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _positions(grid: Sequence[Sequence[object]]) -> Iterator[tuple[int, int]]:
    """Yield the cells that may be the header of a block, row after row."""
    for row, cells_of_row in enumerate(grid):
        for column, cell in enumerate(cells_of_row[:-1]):
            if isinstance(cell, str) and name_key(cell) in _HEADERS:
                yield row, column


def _below(grid: Sequence[Sequence[object]], row: int, column: int, width: int) -> Iterator[list[object]]:
    """Yield the cells below a header, down to the next header in its column."""
    for cells_of_row in grid[row + 1 :]:
        found = cells_of_row[column : column + width]
        if any(isinstance(cell, str) and name_key(cell) in _ENDS for cell in found):
            return
        yield list(found)


def _items(grid: Sequence[Sequence[object]], row: int, column: int) -> dict[str, object]:
    """Return label -> value of the block of single values; it ends where no label stands."""
    labels = [AS_OF, *RATES.values(), *WINDOW, *ITEMS]
    by_key = {name_key(label): label for label in labels}
    found: dict[str, object] = {}
    for label, value in _below(grid, row, column, 2):
        if cells.is_blank(label):
            break
        known = by_key.get(name_key(label))
        if known is None:
            nearest = "、".join(nearest_names(str(label), labels)) or "なし"
            raise _refused(str(label), value, f"その項目はありません。近い名前: {nearest}")
        if known in found:
            raise _refused(known, value, "同じ項目が二つあります。一つにしてください")
        found[known] = value
    return found


def _pairs(grid: Sequence[Sequence[object]], row: int, column: int, setting: str) -> dict[str, object]:
    header = grid[row][column]
    found: dict[str, object] = {}
    for first, second in _below(grid, row, column, 2):
        if cells.is_blank(first) and cells.is_blank(second):
            continue
        if cells.is_blank(first) or (cells.is_blank(second) and setting not in BLANK_VALUES):
            missing = grid[row][column if cells.is_blank(first) else column + 1]
            given = second if cells.is_blank(first) else first
            raise _refused(str(header), given, f"「{missing}」も入力してください")
        try:
            name = cells.read_text(first, str(header))
        except errors.ArgumentError as problem:
            raise _refused(str(header), first, str(problem)) from None
        if name in found:
            raise _refused(str(header), name, "同じ名前が二つあります。一つにしてください")
        found[name] = _rule_value(name, second) if setting == "rules" else second
    return found


def _rule_value(name: str, value: object) -> object:
    """Return a rule's value: a cell holds a list as one text."""
    kind = next((rule.kind for rule in standard_rulebook().rules() if rule.key == name), "")
    if kind == "list" and isinstance(value, str):
        return [word.strip() for word in value.replace("、", ",").split(",") if word.strip()]
    return value


def _settle_items(items: Mapping[str, object], table: dict[str, Any]) -> int | None:
    """Put the single values into the table and return 基準日."""
    given = {label: value for label, value in items.items() if not cells.is_blank(value)}
    for label, setting in ITEMS.items():
        if label in given:
            table[setting] = given[label]
    rates = {kind: given[label] for kind, label in RATES.items() if label in given}
    if rates:
        table["rates"] = rates
    if any(label in given for label in WINDOW):
        table["rate_window"] = [given.get(label) for label in WINDOW]
    try:
        return cells.read_day(given.get(AS_OF), AS_OF)
    except errors.ArgumentError as problem:
        raise _refused(AS_OF, given.get(AS_OF), str(problem)) from None


def _refused(key: str, value: object, wanted: str) -> errors.SettingRefused:
    return errors.SettingRefused(key=key, value=value, wanted=errors.Whole(wanted))
