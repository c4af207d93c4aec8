"""The rulebook: every number a marketplace set, by date, with its source and the day it was last checked.

A rule lives in `rules/<group>.toml` under `[name]` and is asked for by the key `group.name`. Its values
are dated: the value in force on the date that `dated_by` names is the one that answers. A shop's own
override is a layer above and is reported as such wherever it decides. A layer that contradicts itself or the
rest is refused as a whole.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from xlshipcheck import errors
from xlshipcheck.values.cells import read_number
from xlshipcheck.values.days import FIRST_DATE, date_of, day_of
from xlshipcheck.values.text import name_key, nearest_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xlshipcheck.values.files import TomlTable

GROUPS = (
    "qoo10",
    "amazon",
    "hold",
    "carriers",
    "headers",
    "labels",
    "messages",
    "notices",
    "reports",
    "uploads",
)


class Source(NamedTuple):
    """Where a value comes from.

    Attributes:
        title: the name of the page or document.
        publisher: who wrote it.
        read_on: the day on which we read it.
        url: where it stands; "" for what has no address of its own.
        page_date: the day that the page itself gives; None where it gives none.
        secondary: whether it is a single page that only reports what the publisher of the rule says.
        no_url: why it has no address of its own; "" where it has one, and for values of our own.
    """

    title: str
    publisher: str
    read_on: date
    url: str = ""
    page_date: date | None = None
    secondary: bool = False
    no_url: str = ""

    @property
    def name(self) -> str:
        """Return publisher and title, that it is a second-hand page where it is one, and why it has no address."""
        missing = f" [URLなし: {self.no_url}]" if self.no_url else ""
        return f"{self.publisher}「{self.title}」{SECONDARY if self.secondary else ''}{missing}"

    def __str__(self) -> str:
        dated = f"ページの日付 {self.page_date.isoformat()}" if self.page_date else ""
        return f"{self.name} ({'、'.join(filter(None, (self.url, dated, f'{self.read_on.isoformat()} に読んだ')))})"


SECONDARY = " [二次資料1件による]"


class Notice(NamedTuple):
    """A change that was announced and is no rule yet.

    Attributes:
        key: what `notices.read` names once it was read.
        text: what is known, and what is not.
        source: where it was announced.
    """

    key: str
    text: str
    source: Source


class RuleValue(NamedTuple):
    """One value of a rule and the date from which it is in force.

    Attributes:
        from_day: day number of that date; 0 (1986-01-01) where the source gives none.
        from_date: the same as a date.
        value: a whole number, a text, a flag or a list of texts.
        source: where it was read.
        checked_on: the day somebody last compared it with the source.
        reading: which of several readings of the source this is; "" where there is only one.
        origin: "" for the rulebook; for an override, where it was set.
    """

    from_day: int
    from_date: date
    value: Any
    source: Source
    checked_on: date
    reading: str = ""
    origin: str = ""


class Rule(NamedTuple):
    """A rule with all its dated values, oldest first."""

    key: str
    name: str
    unit: str
    dated_by: str
    kind: str
    least: int | None
    most: int | None
    values: tuple[RuleValue, ...]

    def at(self, day: int) -> RuleValue:
        """Return the value in force on a day.

        Raises:
            RuleNotInForce: before the first recorded value.
        """
        position = bisect_right([value.from_day for value in self.values], day)
        if not position:
            raise errors.RuleNotInForce(key=self.key, first=self.values[0].from_date, value=date_of(day))
        return self.values[position - 1]

    def over(self, day: Any) -> Any:  # noqa: ANN401  an int or an array of ints, and the same back
        """Return the whole-number value in force on a day, or on each day of an array.

        Sums the steps between dated values, so that one expression serves an int and an array. A day
        before the first recorded value gets the first value.
        """
        first, *later = self.values
        result = first.value
        previous = first.value
        for value in later:
            result = result + (day >= value.from_day) * (value.value - previous)
            previous = value.value
        return result


class Rulebook:
    """All rules, one group read when it is first asked for.

    Args:
        overrides: rule key -> (value, where it was set); checked on making.
    """

    def __init__(self, overrides: Mapping[str, tuple[object, str]] | None = None) -> None:
        self._groups: dict[str, dict[str, Rule]] = {}
        self.overrides = dict(overrides or {})
        for key, (_, origin) in self.overrides.items():
            self._known(key, origin)
            self.rule(key)
        self._refuse_collisions()

    def rule(self, key: str) -> Rule:
        """Return the rule of a key such as `qoo10.general.notice`.

        Raises:
            UnknownRule: with the nearest names.
        """
        self._known(key, "xlshipcheck")
        return self._group(key.partition(".")[0])[key]

    def value(self, key: str, day: int) -> Any:  # noqa: ANN401  a rule is a number, a text or a list
        """Return the value of a rule in force on a day."""
        return self.rule(key).at(day).value

    def rules(self) -> Iterator[Rule]:
        """Yield every rule, group by group, in the order of the files."""
        for group in GROUPS:
            yield from self._group(group).values()

    def notices(self) -> list[Notice]:
        """Return the announced changes that are no rules yet and that the shop has not marked as read."""
        read = self.rule("notices.read").values[-1].value
        table = group_table("notices")
        return [
            Notice(entry["key"], entry["text"], source_of(table["sources"][entry["source"]]))
            for entry in table["notice"]
            if entry["key"] not in read
        ]

    def checked_on(self) -> date:
        """Return the oldest last check of any value: the rules are as fresh as their stalest part."""
        return min(value.checked_on for rule in self.rules() for value in rule.values if not value.origin)

    def version(self) -> str:
        """Return the rule version: the newest check of any value, as `YYYY.MM.DD`."""
        newest = max(value.checked_on for rule in self.rules() for value in rule.values if not value.origin)
        return newest.strftime("%Y.%m.%d")

    def with_overrides(self, overrides: Mapping[str, object], origin: str) -> Rulebook:
        """Return a rulebook with a shop's own values above this one's.

        Args:
            overrides: rule key -> value for all dates.
            origin: where they were set, for messages, such as `設定シート`.

        Raises:
            UnknownRule, RuleValueRefused: with the origin in the sentence.
            RulesCollide: two values that cannot both hold, with the origin of each.
        """
        return Rulebook({**self.overrides, **{key: (value, origin) for key, value in overrides.items()}})

    def _refuse_collisions(self) -> None:
        if not self.overrides:
            return
        from xlshipcheck.rulebook.contradictions import (  # noqa: PLC0415  overrides are rare, and reading them is not
            APART,
            carrier_names,
            orders_of,
            refuse_collisions,
        )

        groups = dict.fromkeys(key.partition(".")[0] for key in self.overrides)
        touched = [
            order
            for group in groups
            for order in orders_of(group, group_table(group))
            if order.first in self.overrides or order.second in self.overrides
        ]
        names: dict[str, str] = {}
        if any(order.relation == APART for order in touched):
            names = carrier_names(group_table("carriers"))
        refuse_collisions(
            touched,
            lambda key: (self.rule(key).values[-1].value, self.rule(key).values[-1].origin),
            lambda name: names.get(name_key(name), name_key(name)),
        )

    def _known(self, key: str, origin: str) -> None:
        group = key.partition(".")[0]
        if group not in GROUPS or key not in self._group(group):
            known = [rule.key for rule in self.rules()]
            raise errors.UnknownRule(
                key=key, origin=origin, nearest=errors.Whole(", ".join(nearest_names(key, known)) or "なし")
            )

    def _group(self, name: str) -> dict[str, Rule]:
        if name not in self._groups:
            plain = _read_group(name)
            self._groups[name] = plain
            changed = {key: entry for key, entry in self.overrides.items() if key in plain}
            if changed:
                self._groups[name] = {
                    **plain,
                    **{key: _overridden(plain[key], *entry) for key, entry in changed.items()},
                }
        return self._groups[name]


def _overridden(rule: Rule, value: object, origin: str) -> Rule:
    own = Source("店舗の設定", origin, rule.values[-1].checked_on)
    checked = _checked(rule, value, origin)
    return rule._replace(
        values=(RuleValue(0, FIRST_DATE, checked, own, rule.values[-1].checked_on, "", origin),)
    )


def _checked(rule: Rule, value: object, origin: str) -> object:
    """Return an override in the rule's own type, or refuse it."""
    wanted = {
        "integer": "整数",
        "flag": "TRUE か FALSE",
        "text": "文字",
        "list": "文字の一覧",
        "lines": "文 (改行で行を分ける)",
    }[rule.kind]
    if rule.least is not None:
        wanted += f" ({rule.least}～{rule.most})"
    problem = errors.RuleValueRefused(key=rule.key, value=value, origin=origin, wanted=errors.Whole(wanted))
    if rule.kind == "integer":
        try:
            number = read_number(value, rule.name)
        except errors.ArgumentError:
            number = None
        if number is None or number.denominator != 1 or not _within(rule, number.numerator):
            raise problem
        return number.numerator
    if rule.kind == "lines" and isinstance(value, str):
        # The commas of a sentence are its own.
        value = [line.strip() for line in value.splitlines() if line.strip()]
    if rule.kind in {"list", "lines"}:
        if not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
            raise problem
        return value
    if not isinstance(value, {"flag": bool, "text": str}[rule.kind]):
        raise problem
    return value


def _within(rule: Rule, number: int) -> bool:
    return (rule.least is None or rule.least <= number) and (rule.most is None or number <= rule.most)


@cache
def group_table(name: str) -> TomlTable:
    """Return a group's data as it stands in its file; for tables that are more than dated values.

    Returns:
        The parsed file. Treat it as read-only: it is shared.
    """
    from pathlib import Path  # noqa: PLC0415  importing this module shall cost next to nothing

    folder = Path(__file__).parents[1] / "rules"
    try:
        import tomllib  # noqa: PLC0415  Python 3.11; inside LibreOffice the compiled form below is read
    except ModuleNotFoundError:
        import json  # noqa: PLC0415  as above

        compiled = json.loads((folder / "compiled.json").read_text(encoding="utf-8"))
        table: dict[str, Any] = compiled[name]
        return table
    with (folder / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def _read_group(name: str) -> dict[str, Rule]:
    table = group_table(name)
    sources = {key: source_of(entry) for key, entry in table.get("sources", {}).items()}
    return {f"{name}.{key}": _rule(f"{name}.{key}", entry, sources) for key, entry in _entries(table, "")}


def source_of(entry: TomlTable) -> Source:
    """Return a source as it stands in a rule file."""
    page_date = entry.get("page_date")
    return Source(
        entry["title"],
        entry["publisher"],
        _date(entry["read_on"]),
        entry.get("url", ""),
        None if page_date is None else _date(page_date),
        entry.get("secondary", False),
        entry.get("no_url", ""),
    )


def _entries(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for key, entry in table.items():
        if isinstance(entry, dict):
            if "values" in entry and "dated_by" in entry:
                yield prefix + key, entry
            elif key != "sources":
                yield from _entries(entry, f"{prefix}{key}.")


def _rule(key: str, entry: TomlTable, sources: Mapping[str, Source]) -> Rule:
    least, most = entry.get("bounds", (None, None))
    values = tuple(
        RuleValue(
            day_of(_date(value["from"])),
            _date(value["from"]),
            value["value"],
            sources[value["source"]],
            _date(value["checked_on"]),
            value.get("reading", ""),
        )
        for value in entry["values"]
    )
    return Rule(key, entry["name"], entry["unit"], entry["dated_by"], entry["kind"], least, most, values)


def _date(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


@lru_cache(maxsize=1)
def standard_rulebook() -> Rulebook:
    """Return the rulebook without any override, read once per process."""
    return Rulebook()
