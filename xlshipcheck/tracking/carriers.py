"""The carriers: their names as people write them, and the forms of their numbers.

A name is matched whole, never as a part of a text: 「ヤマト運輸以外」 is no ヤマト運輸. What counts as whole is
a spelling, a service name, a spelling with one of that carrier's own services behind it or beside it (with any
separator or bracket), each with or without a company mark such as 株式会社. All of them are data (`rules/carriers.toml`).
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.values.text import name_key, normal_form

if TYPE_CHECKING:
    from collections.abc import Mapping

UNKNOWN = "不明"

_PUNCTUATION = dict.fromkeys(map(ord, "-‐‑‒–—―−・.,_'’"), None)

_SEPARATORS = re.compile(r"[/|:;,、,。・+&=~〜*→⇒()\[\]{}<>「」『』【】〔〕〈〉《》]+")


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

    def fits(self, text: str) -> bool:
        """Tell whether a normalised number has this form, whatever its check digit."""
        return self.pattern.match(text) is not None


class Carrier(NamedTuple):
    """One carrier.

    Attributes:
        name: the name the source of the rule uses.
        forms: the forms of its numbers; none where nothing is published.
        digits_only: its numbers have no letters.
        must_end: the ending without which a number cannot be tracked.
        lengths: lengths in use beside the forms, whose numbers cannot be checked.
        unsure_lengths: lengths that are seen and in no published list; a zero may be lost in front.
        closed: numbers of digits have no other lengths than these and those of the forms.
    """

    name: str
    forms: tuple[NumberForm, ...] = ()
    digits_only: bool = False
    must_end: str = ""
    lengths: tuple[int, ...] = ()
    unsure_lengths: tuple[int, ...] = ()
    closed: bool = False


class CarrierNames(NamedTuple):
    """Every spelling of every carrier, by key.

    Attributes:
        names: spelling or service -> carrier.
        companies: spellings of the companies alone -> carrier.
        services: service -> carrier.
        marks: company marks, longest first.
        beside: words that stand beside a name and say nothing of the carrier, longest first.
    """

    names: Mapping[str, str]
    companies: Mapping[str, str]
    services: Mapping[str, str]
    marks: tuple[str, ...]
    beside: tuple[str, ...]


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
        tuple(entry.get("lengths", ())),
        tuple(entry.get("unsure_lengths", ())),
        entry.get("closed", False),
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
        for renamed in entry.get("renamed", ()):
            companies.update((carrier_key(spelling), entry["name"]) for spelling in renamed["names"])
        for service in entry["services"]:
            services[carrier_key(service)] = entry["name"]
    marks = {carrier_key(mark) for mark in table["spelling"]["company_marks"]}
    return CarrierNames(
        {**services, **companies},
        companies,
        services,
        tuple(sorted(marks, key=len, reverse=True)),
        tuple(sorted(map(carrier_key, table["spelling"]["beside"]), key=len, reverse=True)),
    )


@lru_cache(maxsize=4096)
def canonical_name(name: str) -> str:
    """Return a carrier's name for any whole spelling of it, "" for a name that is not known."""
    found = {carrier_names().names.get(spelling, "") for spelling in _spellings(name)}
    return found.pop() if len(found) == 1 else ""


def _spellings(name: str) -> list[str]:
    """Return the spelling in a name, or those of its parts; "" for a part that is none.

    A name in several parts is 「ヤマト運輸 / 宅急便」 or 「Japan Post (日本郵便)」: every part is a whole spelling of
    one and the same carrier, or says nothing of the carrier.
    """
    whole = _spelling(carrier_key(name))
    if whole:
        return [whole]
    parts = [carrier_key(part) for part in _SEPARATORS.split(normal_form(name))]
    parts = [part for part in parts if part]
    if len(parts) == 1 or len(set(parts)) < len(parts):
        return []
    return [_spelling(part) for part in parts if part not in carrier_names().beside]


def _spelling(key: str) -> str:
    return _spelling_in(key) or _spelling_in(_without_mark(key))


def _spelling_in(key: str) -> str:
    table = carrier_names()
    if key in table.names:
        return key
    for company, carrier in table.companies.items():
        if key.startswith(company) and table.services.get(key[len(company) :]) == carrier:
            return company
    # Behind any spelling may stand what says nothing of the carrier, such as 営業所止め.
    word = next((word for word in table.beside if key.endswith(word)), "")
    return key[: -len(word)] if word and key[: -len(word)] in table.names else ""


def _without_mark(key: str) -> str:
    for mark in carrier_names().marks:
        if key.startswith(mark):
            return key[len(mark) :]
        if key.endswith(mark):
            return key[: -len(mark)]
    return key


@lru_cache(maxsize=4096)
def carrier_of(name: str, service: str = "") -> Carrier:
    """Return the carrier of a name, with the lengths of a service that the name or the service beside it says.

    One of that name without any form where it is not known.
    """
    canonical = canonical_name(name)
    if not canonical:
        return Carrier(name)
    carrier = carriers()[canonical]
    keys = (carrier_key(name), carrier_key(service))
    own = [
        entry["digits"]
        for entry in _service_lengths().get(canonical, ())
        if any(key.endswith(carrier_key(spelling)) for key in keys for spelling in entry["services"])
    ]
    return carrier._replace(lengths=(*carrier.lengths, *own)) if own else carrier


@cache
def _service_lengths() -> dict[str, list[dict[str, Any]]]:
    return {entry["name"]: entry.get("service_lengths", []) for entry in group_table("carriers")["carriers"]}


@cache
def renamings() -> dict[str, date]:
    """Return the day on which a firm took a name, by the key of that name, where a list may have the old one."""
    days = {}
    for entry in group_table("carriers")["carriers"]:
        for renamed in entry.get("renamed", ()):
            day: date | str = renamed["from"]
            since = date.fromisoformat(day) if isinstance(day, str) else day
            days.update(dict.fromkeys(map(carrier_key, renamed["names"]), since))
    return days


@lru_cache(maxsize=4096)
def renamed_from(name: str) -> date | None:
    """Return the day since which a firm has this name, where a list may have its old one; else None.

    A service or another word may stand beside the name; a name with the old one in it is the old one.
    """
    days = [renamings().get(spelling) for spelling in _spellings(name)]
    dated = [day for day in days if day is not None]
    return max(dated) if dated and len(dated) == len(days) else None
