"""Branch hold (営業所止め) as arithmetic: the last day of storage and the follow-up stage.

The kernels have no branches, so ints serve a cell and numpy arrays a column. A blank day is `NEVER`, which
is later than every day; a word is its index in `STATUSES`, a stage its index in `STAGES`.
Source of every limit: `rules/hold.toml`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.tracking.statuses import STATUSES
from xlshipcheck.values.days import NEVER

if TYPE_CHECKING:
    from xlshipcheck.rulebook.rules import Rule, Rulebook

Numbers = Any  # an int, or a numpy array of ints: the kernels take either

IN_TRANSIT, HELD, DELIVERED, RETURNED, SEARCHED, UNKNOWN = range(len(STATUSES))

# In the order of the tests: the first that holds is the stage.
STAGES = (
    "受取完了",
    "返送済み対応",
    "調査(紛失・破損)",
    "発送前案内",
    "期限切れ・返送見込み",
    "期限間近",
    "営業所へ問い合わせ",
    "様子見(返事待ち)",
    "落札者へ連絡",
    "様子見",
)
RECEIVED, SENT_BACK, SEARCH, UNSENT, EXPIRED, NEAR_END, ASK_BRANCH, WAIT, ASK_BUYER, WATCH = range(
    len(STAGES)
)


SERVICE_RULES = ("hold.service.", "hold.mail_services")


class Place(NamedTuple):
    """A place that holds parcels.

    Attributes:
        name: the canonical word.
        storage: the part of the rule key `hold.storage.<storage>`.
        carrier: who runs it.
    """

    name: str
    storage: str
    carrier: str


class Limits(NamedTuple):
    """The follow-up limits in days, each an int or an array."""

    near_end: Numbers
    answer_wait: Numbers
    contact_after: Numbers
    contact_before_end: Numbers


class FollowUp(NamedTuple):
    """What the kernels find for an order, each an int or an array.

    Attributes:
        code: index into `STAGES`.
        last_day: last day of storage; `NEVER` where neither the ship date nor the arrival is known. With
            such a day a code after `UNSENT` means nothing: the order moves and nobody said since when.
        arrival: the arrival that was counted from, `NEVER` where unknown.
        estimated: 1 where the arrival is the ship date plus the transit days, else 0.
    """

    code: Numbers
    last_day: Numbers
    arrival: Numbers
    estimated: Numbers


def arrival_day(shipped: Numbers, arrived: Numbers, transit_days: Numbers) -> Numbers:
    """Return the arrival, from the ship date where it is blank; `NEVER` where both are."""
    guess = NEVER + (shipped < NEVER) * (shipped + transit_days - NEVER)
    return guess + (arrived < NEVER) * (arrived - guess)


def storage_end(arrival: Numbers, storage_days: Numbers, inclusive: Numbers) -> Numbers:
    """Return the last day of storage; `NEVER` for an unknown arrival.

    Args:
        arrival: day of arrival.
        storage_days: how many days the place keeps a parcel.
        inclusive: 1 where the arrival day is the first of them, 0 where the day after is.
    """
    end = arrival + storage_days - inclusive * 1
    return end + (arrival >= NEVER) * (NEVER - end)


def contact_day(shipped: Numbers, last_day: Numbers, limits: Limits) -> Numbers:
    """Return the day on which to write to the buyer: some days after shipping, or earlier before the end."""
    after_shipping = shipped + limits.contact_after
    before_end = last_day - limits.contact_before_end
    return after_shipping - (after_shipping > before_end) * (after_shipping - before_end)


def stage_code(
    status: Numbers,
    shipped: Numbers,
    arrived: Numbers,
    contacted: Numbers,
    answered: Numbers,
    as_of: Numbers,
    last_day: Numbers,
    limits: Limits,
) -> Numbers:
    """Return the index into `STAGES`.

    Args:
        status: index into `STATUSES`.
        shipped: ship date; one after the as-of day counts as not yet shipped.
        arrived: day of arrival as it was given.
        contacted: day on which the buyer was written to; one after the as-of day has not happened.
        answered: 1 where the buyer answered, else 0.
        as_of: the day the question is asked on.
        last_day: from `storage_end`.
        limits: the follow-up limits.
    """
    end = last_day + (last_day == NEVER) * NEVER  # out of reach of "days before the end" as well
    asked = (contacted <= as_of) * 1
    unanswered = asked * (as_of >= contacted + limits.answer_wait) * (1 - answered)
    # A parcel that arrived or moves was sent, though nobody wrote down when.
    on_its_way = 1 - (arrived > as_of) * (status != IN_TRANSIT) * (status != HELD)
    unsent = (shipped > as_of) * (1 - (shipped >= NEVER) * on_its_way)

    code = _either(as_of >= contact_day(shipped, end, limits), ASK_BUYER, WATCH)
    code = _either(asked, WAIT, code)
    code = _either(unanswered, ASK_BRANCH, code)
    code = _either(as_of >= end - limits.near_end, NEAR_END, code)
    code = _either(as_of > end, EXPIRED, code)
    code = _either(unsent, UNSENT, code)
    code = _either(status == SEARCHED, SEARCH, code)
    code = _either(status == RETURNED, SENT_BACK, code)
    return _either(status == DELIVERED, RECEIVED, code)


def _either(condition: Numbers, this: int, other: Numbers) -> Numbers:
    return other + condition * (this - other)


class HoldRules:
    """The limits of a rulebook, ready for the kernels.

    Args:
        rulebook: the rules in use.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self.transit: Rule = rulebook.rule("hold.transit_days")
        self.storage: list[tuple[Rule, Rule]] = [
            (
                rulebook.rule(f"hold.storage.{place.storage}.days"),
                rulebook.rule(f"hold.storage.{place.storage}.inclusive"),
            )
            for place in places()
        ]
        self.follow_up: list[Rule] = [rulebook.rule(f"hold.{name}") for name in Limits._fields]
        services = [rule for rule in rulebook.rules() if rule.key.startswith(SERVICE_RULES)]
        # The days on which what holds of a service changes: between two of them every ship date is alike.
        self.service_changes = sorted({value.from_day for rule in services for value in rule.values})
        counted = [self.transit, *self.follow_up, *(rule for pair in self.storage for rule in pair)]
        self.is_overridden = any(value.origin for rule in counted for value in rule.values)

    def limits(self, as_of: Numbers) -> Limits:
        """Return the follow-up limits in force on the as-of day."""
        return Limits(*(rule.over(as_of) for rule in self.follow_up))

    def last_day(self, place: Numbers, arrival: Numbers) -> Numbers:
        """Return the last day of storage at a place (its index in `places()`) from the arrival day."""
        days = 0
        inclusive = 0
        for number, (length, counted) in enumerate(self.storage):
            here = (place == number) * 1
            days = days + here * length.over(arrival)
            inclusive = inclusive + here * counted.over(arrival)
        return storage_end(arrival, days, inclusive)


@lru_cache(maxsize=32)
def hold_rules(rulebook: Rulebook) -> HoldRules:
    """Return the limits of a rulebook, prepared once."""
    return HoldRules(rulebook)


@lru_cache(maxsize=1)
def places() -> tuple[Place, ...]:
    """Return the places in the order of the data; their index is the code the kernels take."""
    return tuple(
        Place(entry["name"], entry["storage"], entry["carrier"]) for entry in group_table("hold")["places"]
    )


def follow_up(
    rules: HoldRules,
    status: Numbers,
    shipped: Numbers,
    arrived: Numbers,
    contacted: Numbers,
    answered: Numbers,
    as_of: Numbers,
    place: Numbers,
) -> FollowUp:
    """Return stage and last day of storage; the arguments are those of `stage_code`.

    Args:
        rules: from `hold_rules`.
        status: index into `STATUSES`; `UNKNOWN` for a blank.
        shipped: ship date or `NEVER`.
        arrived: day of arrival or `NEVER`.
        contacted: day of the message to the buyer or `NEVER`.
        answered: 1 or 0.
        as_of: the day the question is asked on.
        place: index into `places()`.
    """
    arrival = arrival_day(shipped, arrived, rules.transit.over(shipped))
    last_day = rules.last_day(place, arrival)
    code = stage_code(status, shipped, arrived, contacted, answered, as_of, last_day, rules.limits(as_of))
    return FollowUp(code, last_day, arrival, (shipped < NEVER) * (arrived >= NEVER) * 1)
