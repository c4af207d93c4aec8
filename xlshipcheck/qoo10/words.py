"""The words that people write and read about Qoo10 orders: kinds, and the events that have a date."""

from __future__ import annotations

from xlshipcheck.context import GENERAL, PREORDER
from xlshipcheck.values.text import name_key

KIND_WORDS = {
    **dict.fromkeys(map(name_key, ["一般", "一般商品", "通常", "通常商品", "general", "일반"]), GENERAL),
    **dict.fromkeys(
        map(name_key, ["予約", "予約商品", "予約販売", "preorder", "pre-order", "예약"]), PREORDER
    ),
}
LAST_SAFE_DAY, LAST_UNRESTRICTED_DAY, RELEASED = "最終発送日", "制限回避", "解除"
# Event -> the rules that its date is counted by, first the field of `kernel.Limits`.
EVENT_RULES = {
    "発送率期限": ("on_time",),
    "注意": ("notice",),
    LAST_SAFE_DAY: ("safe",),
    "警告": ("warning",),
    LAST_UNRESTRICTED_DAY: ("restriction",),
    "制限": ("restriction",),
    RELEASED: ("restriction", "restriction_days"),
}
EVENTS = tuple(EVENT_RULES)
