"""A shop's settings from the 設定 sheet of a book, in the table shape that `shop_settings` reads.

Blocks are found by their headers, wherever they stand on the sheet: a user may move them, leave some out, or
have a sheet of that name for something else, in which no block is found. Every host reads its sheet here, and
`book_settings` lays it above the user's file.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from xlshipcheck import errors
from xlshipcheck.context import (
    BY_CART,
    BY_ORDER,
    EACH_SHEET,
    GENERAL,
    ON_THE_DAY,
    PREORDER,
    PREORDER_LIST,
    THE_EVENING_BEFORE,
    WHOLE_BOOK,
)
from xlshipcheck.rulebook.rules import standard_rulebook
from xlshipcheck.values import cells
from xlshipcheck.values.ranges import column_letters
from xlshipcheck.values.text import name_key, nearest_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SHEET_NAME = "設定"
AS_OF = "基準日"
ITEM_HEADERS = ("設定の項目", "値")
WINDOW = ("率の期間の開始", "率の期間の終了")
RATES = {GENERAL: "一般の発送率", PREORDER: "予約の発送率"}
ITEMS = {
    "区分のない注文": "default_kind",
    "率を数える単位": "rate_unit",
    "率を数える範囲": "rate_scope",
    "制限を決める率": "rate_day",
    "出品者の所在地": "seller",
    "店名": "shop_name",
    "今日のシート": "today_sheet",
    "一日の発送数": "capacity",
    "送り状の注文番号の列": "label_order",
    "ゆうプリの発送日": "label_ship_date",
}
"""Label in the block of single values -> setting; 基準日, the rates and the window stand beside these."""
DAY_LISTS = {"モールの休業日": "closed", "モールの営業日": "opened", "店休日": "shop_closed"}
"""Header of a list of days -> setting."""
PAIR_LISTS = {
    PREORDER_LIST: "preorder_items",
    ("SKU", "SKUのカテゴリー"): "categories",
    ("列の見出し", "その役割"): "columns",
    ("規則の名前", "店の値"): "rules",
    ("レポートの見出し", "その項目"): "report_columns",
}
"""Headers of two columns side by side -> setting."""
# An item without a 予約日 is one whose date stands in each order; any other pair needs both halves.
BLANK_VALUES = ("preorder_items",)
# An item may be sold for several dates, a row each.
SEVERAL_VALUES = ("preorder_items",)
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
    "率を数える範囲": (WHOLE_BOOK, EACH_SHEET),
    "制限を決める率": (ON_THE_DAY, THE_EVENING_BEFORE),
    "出品者の所在地": ("日本", "中国", "香港"),
    "今日のシート": ("作る", "作らない"),
    "ゆうプリの発送日": ("使わない", "使う"),
}
"""Label -> what may be chosen."""


class Place(NamedTuple):
    """A cell of the 設定 sheet, counted from 0."""

    row: int
    column: int

    def __str__(self) -> str:
        return f"シート「{SHEET_NAME}」の{self.row + 1}行目{column_letters(self.column + 1)}列"


class SheetSettings(NamedTuple):
    """What a 設定 sheet says.

    Attributes:
        table: setting -> value, as `shop_settings.context_from` takes it; blank settings are left out.
        as_of: 基準日 as a day number; None where it is blank.
        is_ours: whether any block of settings was found at all.
        places: (setting, name or place in its list) -> where that value stands; "" for a single value.
    """

    table: dict[str, Any]
    as_of: int | None = None
    is_ours: bool = False
    places: Mapping[tuple[str, object], Place] = MappingProxyType({})

    def placed(self, problem: errors.SettingRefused, below: str = "") -> errors.SettingRefused:
        """Return a refusal of one of these settings with its cell, by its word on the sheet.

        Args:
            problem: the refusal.
            below: where settings stand that this sheet does not give.
        """
        setting, item = str(problem.fields["key"]), problem.fields.get("item", "")
        fields: dict[str, object] = {"key": _label(setting, item)}
        if "other" in problem.fields:
            other = str(problem.fields["other"])
            place = self._place_of(other, problem.fields["other_item"], below)
            fields.update(other=_label(other, ""), other_place=errors.Whole(f" ({place})"))
        return problem.placed(self._place_of(setting, item, below), **fields)

    def _place_of(self, setting: str, item: object, below: str) -> object:
        if below and setting not in self.table:
            return below
        place = self.places.get((setting, item)) or next(
            (place for (known, _), place in self.places.items() if known == setting), None
        )
        return place or f"シート「{SHEET_NAME}」"


def read_rows(rows: Sequence[Sequence[object]]) -> SheetSettings:
    """Read settings from the cells of a sheet.

    Args:
        rows: the sheet from its first row and column on; rows may differ in length, dates may be serial numbers.

    Raises:
        SettingRefused: an unknown item, a name given twice, a pair of which one half is missing, or a 基準日
            that is no date.
    """
    width = max(map(len, rows), default=0)
    grid = [[*row, *[None] * (width + 1 - len(row))] for row in rows]
    reading = _Reading()
    for place in _headers(grid):
        pair = (
            name_key(_text(grid[place.row][place.column])),
            name_key(_text(grid[place.row][place.column + 1])),
        )
        if pair == _ITEM_KEYS:
            reading.read_items(grid, place)
        elif pair in _PAIR_KEYS:
            reading.read_pairs(grid, place, _PAIR_KEYS[pair])
        elif pair[0] in _DAY_KEYS:
            reading.read_days(grid, place, _DAY_KEYS[pair[0]])
    as_of = reading.settle_items()
    table = {key: value for key, value in reading.table.items() if value}
    return SheetSettings(table, as_of, reading.is_ours, MappingProxyType(reading.places))


_ITEM_KEYS = (name_key(ITEM_HEADERS[0]), name_key(ITEM_HEADERS[1]))
_ITEM_LABELS = {name_key(label): label for label in [AS_OF, *RATES.values(), *WINDOW, *ITEMS]}
_DAY_KEYS = {name_key(header): setting for header, setting in DAY_LISTS.items()}
_PAIR_KEYS = {(name_key(first), name_key(second)): setting for (first, second), setting in PAIR_LISTS.items()}
_HEADERS = {_ITEM_KEYS[0], *_DAY_KEYS, *(first for first, _ in _PAIR_KEYS)}
# A block goes down to the next one, whichever of its columns stands below.
_ENDS = _HEADERS | {second for _, second in _PAIR_KEYS}


class _Item(NamedTuple):
    value: object
    place: Place


class _Reading:
    """What was read so far."""

    def __init__(self) -> None:
        self.table: dict[str, Any] = {}
        self.places: dict[tuple[str, object], Place] = {}
        self.is_ours = False
        self._items: dict[str, _Item] = {}

    def read_items(self, grid: Sequence[Sequence[object]], header: Place) -> None:
        """Read a block of single values; it ends where no label stands."""
        self.is_ours = True
        for place, (label, value) in _below(grid, header, 2):
            if cells.is_blank(label):
                break
            known = _ITEM_LABELS.get(name_key(label))
            if known is None:
                nearest = "、".join(nearest_names(str(label), list(_ITEM_LABELS.values()))) or "なし"
                raise _refused(place, str(label), value, f"その項目はありません。近い名前: {nearest}")
            if known in self._items:
                raise _refused(place, known, value, "同じ項目が二つあります。一つにしてください")
            self._items[known] = _Item(value, _beside(place))

    def read_days(self, grid: Sequence[Sequence[object]], header: Place, setting: str) -> None:
        """Read a list of days."""
        self.is_ours = True
        days = self.table.setdefault(setting, [])
        for place, (cell,) in _below(grid, header, 1):
            if not cells.is_blank(cell) and cell != 0:
                self.places[setting, len(days)] = place
                days.append(cell)

    def read_pairs(self, grid: Sequence[Sequence[object]], header: Place, setting: str) -> None:
        """Read names and their values."""
        self.is_ours = True
        titles = [str(title) for title in grid[header.row][header.column : header.column + 2]]
        pairs = self.table.setdefault(setting, {})
        for place, (first, second) in _below(grid, header, 2):
            if cells.is_blank(first) and cells.is_blank(second):
                continue
            if cells.is_blank(first):
                raise _refused(_beside(place), titles[1], second, f"「{titles[0]}」も入力してください")
            if cells.is_blank(second) and setting not in BLANK_VALUES:
                raise _refused(place, titles[0], first, f"「{titles[1]}」も入力してください")
            try:
                name = cells.read_text(first, titles[0])
            except errors.ArgumentError as problem:
                raise _refused(place, titles[0], first, str(problem)) from None
            if name in pairs and setting in SEVERAL_VALUES:
                before = pairs[name] if isinstance(pairs[name], list) else [pairs[name]]
                self.places[setting, (name, 0)] = self.places[setting, name]
                self.places[setting, (name, len(before))] = _beside(place)
                pairs[name] = [*before, second]
                continue
            if name in pairs:
                raise _refused(place, titles[0], name, "同じ名前が二つあります。一つにしてください")
            self.places[setting, name] = _beside(place)
            pairs[name] = _rule_value(name, second) if setting == "rules" else second

    def settle_items(self) -> int | None:
        """Put the single values into the table and return 基準日."""
        given = {label: item for label, item in self._items.items() if not cells.is_blank(item.value)}
        for label, setting in ITEMS.items():
            if label in given:
                self.table[setting], self.places[setting, ""] = given[label]
        rates = {kind: given[label] for kind, label in RATES.items() if label in given}
        if rates:
            self.table["rates"] = {kind: item.value for kind, item in rates.items()}
            self.places.update((("rates", kind), item.place) for kind, item in rates.items())
        if any(label in given for label in WINDOW):
            window = [self._items.get(label) for label in WINDOW]
            self.table["rate_window"] = [None if item is None else item.value for item in window]
            self.places.update(
                (("rate_window", order), item.place) for order, item in enumerate(window) if item is not None
            )
        if AS_OF not in given:
            return None
        try:
            return cells.read_day(given[AS_OF].value, AS_OF)
        except errors.ArgumentError as problem:
            raise _refused(given[AS_OF].place, AS_OF, given[AS_OF].value, str(problem)) from None


def _label(setting: str, item: object) -> str:
    """Return the word on the sheet for a setting, or for one item of it."""
    if setting == "rates":
        return RATES.get(str(item), LABELS[setting])
    if setting == "rate_window":
        return WINDOW[1] if item == 1 else WINDOW[0]
    return LABELS.get(setting, setting)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _beside(place: Place) -> Place:
    return Place(place.row, place.column + 1)


def _headers(grid: Sequence[Sequence[object]]) -> Iterator[Place]:
    """Yield the cells that may be the header of a block, row after row."""
    for row, cells_of_row in enumerate(grid):
        for column, cell in enumerate(cells_of_row[:-1]):
            if isinstance(cell, str) and name_key(cell) in _HEADERS:
                yield Place(row, column)


def _below(
    grid: Sequence[Sequence[object]], header: Place, width: int
) -> Iterator[tuple[Place, list[object]]]:
    """Yield the cells below a header with the place of the first, down to the next header in their columns."""
    for row in range(header.row + 1, len(grid)):
        found = list(grid[row][header.column : header.column + width])
        if any(isinstance(cell, str) and name_key(cell) in _ENDS for cell in found):
            return
        yield Place(row, header.column), found


def _rule_value(name: str, value: object) -> object:
    """Return a rule's value: a cell holds a list as one text, and Calc's TRUE is a 1."""
    kind = next((rule.kind for rule in standard_rulebook().rules() if rule.key == name), "")
    if kind == "list" and isinstance(value, str):
        return [word.strip() for word in value.replace("、", ",").split(",") if word.strip()]
    if kind == "flag":
        try:
            return cells.read_flag(value, name)
        except errors.ArgumentError:
            # The rulebook words the refusal.
            return value
    return value


def _refused(place: Place, key: str, value: object, wanted: str) -> errors.SettingRefused:
    return errors.SettingRefused(key=key, value=value, wanted=errors.Whole(wanted)).placed(place)
