"""Which rule values hang together, so that a shop's own value cannot contradict the rest.

Every value alone may be within its bounds while two of them are not: a 注意 that comes after the 警告. The pairs
stand as `[[orders]]` in the rule files, beside the values. The newest value of each counts: a shop's own value
is meant for the orders of today, and holds for all dates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from xlshipcheck import errors
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Callable

    from xlshipcheck.values.files import TomlTable

AT_MOST, BELOW, APART = "<=", "<", "disjoint"
FROM_THE_RULES = "規則データ"


RuleValue = Any
"""A number, a text, a day or a list: of the two that are compared both are of one kind."""


class Relation(NamedTuple):
    """What two rules owe each other.

    Attributes:
        first: key of a rule.
        relation: `<=` or `<` between two numbers, `disjoint` between two lists of names.
        second: key of the other rule.
        wanted: what a shop has to do about it, in Japanese.
    """

    first: str
    relation: str
    second: str
    wanted: str


def orders_of(group: str, table: TomlTable) -> list[Relation]:
    """Return the orders that a group's file lists, with whole keys."""
    return [
        Relation(
            f"{group}.{entry['first']}", entry["relation"], f"{group}.{entry['second']}", entry["wanted"]
        )
        for entry in table.get("orders", [])
    ]


def refuse_collisions(
    orders: Iterable[Relation],
    value_of: Callable[[str], tuple[RuleValue, str]],
    known_name: Callable[[str], str],
) -> None:
    """Refuse two values that cannot both hold.

    Args:
        orders: those that a shop's own values may have broken.
        value_of: the newest value of a rule, and where it was set: "" for the rulebook.
        known_name: the one name of a carrier for any spelling of it.

    Raises:
        RulesCollide: naming both rules, their values, and where these come from.
    """
    for order in orders:
        (first, first_origin), (second, second_origin) = value_of(order.first), value_of(order.second)
        if order.relation == APART:
            taken = {known_name(name) for name in second}
            common = [name for name in first if known_name(name) in taken]
            agree = not common
            first = second = "、".join(common)
        else:
            agree = first < second if order.relation == BELOW else first <= second
        if not agree:
            raise errors.RulesCollide(
                first=errors.Whole(order.first),
                first_value=errors.Whole(first),
                first_origin=errors.Whole(first_origin or FROM_THE_RULES),
                second=errors.Whole(order.second),
                second_value=errors.Whole(second),
                second_origin=errors.Whole(second_origin or FROM_THE_RULES),
                wanted=errors.Whole(order.wanted),
            )


def carrier_names(table: TomlTable) -> dict[str, str]:
    """Return every spelling of a carrier in the carriers' file, as a key, with the carrier's one name."""
    return {
        name_key(spelling): str(entry["name"])
        for entry in table["carriers"]
        for spelling in (entry["name"], entry.get("english", ""), *entry.get("aliases", []))
        if spelling
    }
