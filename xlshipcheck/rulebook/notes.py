"""What an answer says about the rule behind it: its date, and whether the shop has changed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck.errors.base import shown
from xlshipcheck.values.answers import Note

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xlshipcheck.rulebook.rules import Rule


def rule_date(rule: Rule, day: int) -> str:
    """Return when the value in force on a day applies, as a few Japanese words.

    Args:
        rule: the rule.
        day: the day that picks its value.

    Returns:
        The day it came into force; where the source gives none, the day before which it held, or else the
        day on which its source was last read; for a shop's own value where that was set.
    """
    value = rule.at(day)
    if value.origin:
        return f"店舗の設定 ({value.origin})"
    if value.from_day:
        return f"{shown(value.from_date)} 以降の規則"
    later = [other for other in rule.values if other.from_day > value.from_day]
    return f"{shown(later[0].from_date)} より前の規則" if later else f"{shown(value.checked_on)} に読んだ規則"


def sources_of(rules: Iterable[Rule], day: int) -> str:
    """Return where the values in force on a day come from, each source once with the day it was last compared.

    Args:
        rules: the rules.
        day: the day that picks their values.
    """
    values = [rule.at(day) for rule in rules]
    return "、".join(
        dict.fromkeys(
            f"店舗の設定 ({value.origin})"
            if value.origin
            else f"{value.source.name} ({value.checked_on:%Y/%m/%d} に確認)"
            for value in values
        )
    )


def override_notes(rules: Iterable[Rule]) -> tuple[Note, ...]:
    """Return a note for each rule that the shop changed."""
    return tuple(
        Note(
            "上書き",
            f"{rule.name}: 店舗の設定 {_shown(value.value)}{rule.unit} ({value.origin}) で計算しています",
        )
        for rule in rules
        for value in rule.values
        if value.origin
    )


def _shown(value: object) -> str:
    if isinstance(value, list):
        return "・".join(map(str, value)) + " の "
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    return str(value)
