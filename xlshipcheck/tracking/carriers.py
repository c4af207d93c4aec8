"""The carriers: their names as people write them, and the forms of their numbers.

A name is matched whole, never as a part of a text: 「ヤマト運輸以外」 is no ヤマト運輸. What counts as whole is
a spelling, a service name, a spelling followed by one of that carrier's own services, each with or without
a company mark such as 株式会社. All of them are data (`rules/carriers.toml`).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Mapping

UNKNOWN = "不明"

_PUNCTUATION = dict.fromkeys(map(ord, "-‐‑‒–—―−・.,_'’"), None)


class NumberForm(NamedTuple):
    """One form of a carrier's numbers.

    Attributes:
        name: how the form is called.
        pattern: matches the whole normalised number.
        digits: how many digits it has; 0 where letters belong to it.
        check: check-digit method, "" where none is published.
    """

    name: str
    pattern: re.Pattern[str]
    digits: int
    check: str


class Carrier(NamedTuple):
    """One carrier.

    Attributes:
        name: the name the source of the rule uses.
        forms: the forms of its numbers; none where nothing is published.
        digits_only: its numbers have no letters.
        must_end: the ending without which a number cannot be tracked.
        other_lengths: lengths in use beside the forms.
    """

    name: str
    forms: tuple[NumberForm, ...] = ()
    digits_only: bool = False
    must_end: str = ""
    other_lengths: tuple[int, ...] = ()


class CarrierNames(NamedTuple):
    """Every spelling of every carrier, by key.

    Attributes:
        names: spelling or service -> carrier.
        companies: spellings of the companies alone -> carrier, longest first.
        services: service -> carrier.
        marks: company marks, longest first.
    """

    names: Mapping[str, str]
    companies: Mapping[str, str]
    services: Mapping[str, str]
    marks: tuple[str, ...]


@cache
def carriers() -> dict[str, Carrier]:
    """Return every known carrier by name, in the order of the data."""
    return {entry["name"]: _carrier(entry) for entry in group_table("carriers")["carriers"]}


def _carrier(entry: Mapping[str, Any]) -> Carrier:
    return Carrier(
        entry["name"],
        tuple(_form(form) for form in entry.get("forms", ())),
        entry.get("digits_only", False),
        entry.get("must_end", ""),
        tuple(entry.get("other_lengths", ())),
    )


def _form(entry: Mapping[str, Any]) -> NumberForm:
    digits = entry.get("digits", 0)
    pattern = entry.get("pattern", rf"[0-9]{{{digits}}}")
    return NumberForm(entry["name"], re.compile(rf"(?:{pattern})\Z", re.ASCII), digits, entry["check"])


def carrier_key(name: object) -> str:
    """Return the form in which carrier names are compared: a `name_key` without hyphens and dots."""
    return name_key(name).translate(_PUNCTUATION)


@cache
def carrier_names() -> CarrierNames:
    """Return every spelling, read once from the data."""
    companies: dict[str, str] = {}
    services: dict[str, str] = {}
    table = group_table("carriers")
    for entry in table["carriers"]:
        for spelling in (entry["name"], entry["english"], *entry["aliases"]):
            companies[carrier_key(spelling)] = entry["name"]
        for service in entry["services"]:
            services[carrier_key(service)] = entry["name"]
    marks = {carrier_key(mark) for mark in table["spelling"]["company_marks"]}
    longest_first = sorted(companies, key=len, reverse=True)
    return CarrierNames(
        {**services, **companies},
        {key: companies[key] for key in longest_first},
        services,
        tuple(sorted(marks, key=len, reverse=True)),
    )


@lru_cache(maxsize=4096)
def canonical_name(name: str) -> str:
    """Return a carrier's name for any whole spelling of it, "" for a name that is not known."""
    key = carrier_key(name)
    return _known(key) or _known(_without_mark(key))


def _known(key: str) -> str:
    table = carrier_names()
    if key in table.names:
        return table.names[key]
    for company, carrier in table.companies.items():
        if key.startswith(company) and table.services.get(key[len(company) :]) == carrier:
            return carrier
    return ""


def _without_mark(key: str) -> str:
    for mark in carrier_names().marks:
        if key.startswith(mark):
            return key[len(mark) :]
        if key.endswith(mark):
            return key[: -len(mark)]
    return key


def carrier_of(name: str) -> Carrier:
    """Return the carrier of a name; one of that name without any form where it is not known."""
    canonical = canonical_name(name)
    return carriers()[canonical] if canonical else Carrier(name)
