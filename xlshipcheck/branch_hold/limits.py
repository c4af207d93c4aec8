"""The limits of branch hold as a rulebook gives them, ready for the kernels: places, services, days.

Source of every limit: `rules/hold.toml`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Callable, NamedTuple

from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.values.days import NEVER
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from xlshipcheck.rulebook.rules import Rule, Rulebook
    from xlshipcheck.values.numbers import Numbers, OneOrMany


class Place(NamedTuple):
    """A place that holds parcels.

    Attributes:
        name: the canonical word.
        storage: the part of the rule key `hold.storage.<storage>`.
        carrier: who runs it.
        hold: how a parcel is sent there, such as 営業所止め.
        where: where it waits.
        counter: where it is fetched.
        needed: what the buyer has to bring.
        sender: whom the shop asks about it.
    """

    name: str
    storage: str
    carrier: str
    hold: str
    where: str
    counter: str
    needed: str
    sender: str


class Service(NamedTuple):
    """A service whose name means something to the rules.

    Attributes:
        name: the canonical name.
        successor: the rule that says under which name it is taken by ship date; None where it has not ended.
        storage: the rules of a storage period of its own, days and flag; None where the place's holds.
        unheld: whether parcels of it cannot be held at a branch.
    """

    name: str
    successor: Rule | None
    storage: tuple[Rule, Rule] | None = None
    unheld: bool = False


class Limits(NamedTuple):
    """The follow-up limits in days, each an int or an array."""

    near_end: OneOrMany
    answer_wait: OneOrMany
    contact_after: OneOrMany
    contact_before_end: OneOrMany


class HoldRules:
    """The limits of a rulebook, ready for the kernels.

    Args:
        rulebook: the rules in use.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self.transit: Rule = rulebook.rule("hold.transit_days")
        self.storage = [_storage(rulebook, place.storage) for place in places()]
        self.follow_up: list[Rule] = [rulebook.rule(f"hold.{name}") for name in Limits._fields]
        self.usual_place: Rule = rulebook.rule("hold.place")
        self._mail_services: Rule = rulebook.rule("hold.mail_services")
        self.services, self._service_numbers = _services(rulebook, self._mail_services)
        # Per value of the rule, the services that it names.
        self._hardly_tracked = [
            {self.service_number(name) for name in value.value} for value in self._mail_services.values
        ]
        self._unheld = [number for number, entry in enumerate(self.services) if entry.unheld]
        self._own_storage = [
            (number, entry.storage) for number, entry in enumerate(self.services) if entry.storage
        ]
        pairs = [*self.storage, *(pair for _, pair in self._own_storage)]
        counted = [self.transit, *self.follow_up, *(rule for pair in pairs for rule in pair)]
        self.is_overridden = any(value.origin for rule in counted for value in rule.values)

    def limits(self, as_of: Numbers) -> Limits:
        """Return the follow-up limits in force on the as-of day."""
        return Limits(*(rule.over(as_of) for rule in self.follow_up))

    def stored(self, place: Numbers, service: Numbers, arrival: Numbers) -> tuple[Numbers, Numbers]:
        """Return the last day of storage and the days of storage; the shorter of place and service holds.

        Args:
            place: index in `places()`.
            service: index in `services`.
            arrival: day of arrival, `NEVER` where unknown.
        """
        days: OneOrMany = 0
        inclusive: OneOrMany = 0
        for number, (length, counted) in enumerate(self.storage):
            here = (place == number) * 1
            days = days + here * length.over(arrival)
            inclusive = inclusive + here * counted.over(arrival)
        end = storage_end(arrival, days, inclusive)
        for number, (length, counted) in self._own_storage:
            own_days = length.over(arrival)
            own_end = storage_end(arrival, own_days, counted.over(arrival))
            shorter = (service == number) * (days - inclusive > own_days - counted.over(arrival) * 1)
            end = end + shorter * (own_end - end)
            days = days + shorter * (own_days - days)
        return end, days

    def storage_rules(self, place: int, service: int, day: int) -> tuple[Rule, Rule]:
        """Return the rules of the storage period that holds: days, and whether the arrival day is the first."""
        ways = [self.storage[place]]
        own = self.services[service].storage if service > 0 else None
        if own:
            ways.append(own)
        return min(ways, key=lambda way: way[0].at(day).value - way[1].at(day).value)

    def unheld(self, service: Numbers) -> Numbers:
        """Return 1 for a service whose parcels cannot be held at a branch."""
        return sum((service == number) * 1 for number in self._unheld)

    def service_number(self, name: str) -> int:
        """Return the index in `services` of a service by any of its names; 0 for one of no account."""
        return self._service_numbers.get(name_key(name), 0)

    def successor_version(self, service: Numbers, sent: Numbers) -> Numbers:
        """Return which value of a service's successor rule holds for a ship date, counted from 0."""
        version: OneOrMany = 0
        for number, entry in enumerate(self.services):
            if entry.successor:
                later = sum((sent >= value.from_day) * 1 for value in entry.successor.values[1:])
                version = version + (service == number) * later
        return version

    def has_ended(self, service: Numbers, version: Numbers) -> Numbers:
        """Return 1 where parcels are no longer taken under the name of a service."""
        ended: OneOrMany = 0
        for number, entry in enumerate(self.services):
            for place, value in enumerate(entry.successor.values if entry.successor else ()):
                if value.value != entry.name:
                    ended = ended + (service == number) * (version == place)
        return ended

    def hardly_tracked(self, service: Numbers, sent: Numbers) -> Numbers:
        """Return 1 where the tracking page of a service shows 発送 and 配達完了 alone."""
        values = self._mail_services.values
        version = sum((sent >= value.from_day) * 1 for value in values[1:])
        hardly: OneOrMany = 0
        for place, numbers in enumerate(self._hardly_tracked):
            for number in numbers:
                hardly = hardly + (service == number) * (version == place)
        return hardly


def storage_end(arrival: Numbers, storage_days: Numbers, inclusive: Numbers) -> Numbers:
    """Return the last day of storage; `NEVER` for an unknown arrival.

    Args:
        arrival: day of arrival.
        storage_days: how many days the place keeps a parcel.
        inclusive: 1 where the arrival day is the first of them, 0 where the day after is.
    """
    end = arrival + storage_days - inclusive * 1
    return end + (arrival >= NEVER) * (NEVER - end)


def _storage(rulebook: Rulebook, name: str) -> tuple[Rule, Rule]:
    return rulebook.rule(f"hold.storage.{name}.days"), rulebook.rule(f"hold.storage.{name}.inclusive")


def _services(rulebook: Rulebook, mail_services: Rule) -> tuple[list[Service], dict[str, int]]:
    """Return the services of the data and those that a rule names, and name key -> index."""
    services = [Service("", None)]
    numbers: dict[str, int] = {}
    for entry in group_table("hold")["services"]:
        numbers.update(
            dict.fromkeys((name_key(word) for word in (entry["name"], *entry["aliases"])), len(services))
        )
        key = entry.get("successor")
        own = entry.get("storage")
        services.append(
            Service(
                entry["name"],
                rulebook.rule(f"hold.service.{key}") if key else None,
                _storage(rulebook, own) if own else None,
                entry.get("unheld", False),
            )
        )
    for value in mail_services.values:
        for name in value.value:
            if name_key(name) not in numbers:
                numbers[name_key(name)] = len(services)
                services.append(Service(name, None))
    return services, numbers


@lru_cache(maxsize=32)
def hold_rules(rulebook: Rulebook) -> HoldRules:
    """Return the limits of a rulebook, prepared once."""
    return HoldRules(rulebook)


@lru_cache(maxsize=1)
def places() -> tuple[Place, ...]:
    """Return the places in the order of the data; their index is the code the kernels take."""
    return tuple(Place(*(entry[field] for field in Place._fields)) for entry in group_table("hold")["places"])


@lru_cache(maxsize=1)
def place_numbers() -> dict[str, int]:
    """Return the key of each word for a place -> index in `places()`."""
    return {
        name_key(word): code
        for code, entry in enumerate(group_table("hold")["places"])
        for word in (entry["name"], *entry["aliases"])
    }


def place_of_name(text: str) -> int | None:
    """Return the index of the place that the name of a branch or a shop belongs to; None for any other name.

    Args:
        text: such as 新宿営業所, 佐川急便 新宿営業所, 新宿郵便局 or ファミリーマート新宿店.
    """
    key = name_key(text)
    ways: tuple[tuple[str, Callable[[str, str], bool]], ...] = (
        ("beginnings", str.startswith),
        ("parts", str.__contains__),
        ("endings", str.endswith),
    )
    for way, fits in ways:
        for number, entry in enumerate(group_table("hold")["places"]):
            if any(fits(key, name_key(word)) for word in entry.get(way, ())):
                return number
    return None
