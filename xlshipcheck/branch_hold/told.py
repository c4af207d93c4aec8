"""Which orders of a branch-hold sheet are told the same, so that each text is put into words once.

A text names one or two of a row's days at most: sixty thousand different rows share some thousand texts. As in
the kernels there are no branches, so ints serve a cell and numpy arrays a column. What is looked at here is what
`hold_notes` and the sentences of 次の対応 look at; who adds to those adds here.
"""

from __future__ import annotations

from functools import lru_cache
from string import Formatter
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.branch_hold.kernel import HELD, IN_TRANSIT, STAGES, UNKNOWN, UNSENT, WAIT, contact_day
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.values.days import NEVER

if TYPE_CHECKING:
    from xlshipcheck.branch_hold.kernel import FollowUp, HoldRules, Numbers

# What stands behind the name of a stage in the list of sentences.
VARIANTS = ("", "/発送予定あり", "/返事あり")
_, PLANNED, ANSWERED = range(len(VARIANTS))


class Order(NamedTuple):
    """What a row says, each an int or an array.

    Attributes:
        status: index into `STATUSES`; `UNKNOWN` for a blank.
        status_given: 1 where a status was given.
        shipped: ship date or `NEVER`.
        arrived: day of arrival or `NEVER`.
        contacted: day of the message to the buyer or `NEVER`.
        answered: 1 where the buyer answered.
        place: index into `places()`.
        service: a number for each name of a service, 0 for none.
    """

    status: Numbers
    status_given: Numbers
    shipped: Numbers
    arrived: Numbers
    contacted: Numbers
    answered: Numbers
    place: Numbers
    service: Numbers


def told_apart(
    rules: HoldRules, order: Order, found: FollowUp, as_of: int
) -> tuple[list[Numbers], list[Numbers]]:
    """Return what the texts beside an order hang on: rows equal in all of it are told the same.

    A text names a few of a row's days at most, so thousands of different rows share some hundred texts.

    Args:
        rules: from `hold_rules`.
        order: the row, or the columns.
        found: from `follow_up`.
        as_of: the day the question is asked on.

    Returns:
        What 段階 and 確認 hang on, and what 次の対応 hangs on.
    """
    code, estimated, arrival = found.code, found.estimated, found.arrival
    beyond = (found.last_day >= NEVER) * 1
    dated = [
        (order.shipped < NEVER) * 1,
        (order.arrived < NEVER) * 1,
        beyond * order.shipped,
        beyond * order.arrived,
    ]
    sent = order.shipped + (order.shipped >= NEVER) * (as_of - order.shipped)
    version = sum((sent >= day) * 1 for day in rules.service_changes)
    remarks = [
        code,
        order.status_given * (order.status == UNKNOWN),
        (order.status == HELD) * 1,
        (code == UNSENT) * ((order.status == IN_TRANSIT) * 1 + (order.status == HELD) * 1),
        *dated,
        estimated * arrival,
        estimated * (arrival - order.shipped),
        (order.arrived < order.shipped) * (order.shipped < NEVER),
        (as_of < order.arrived) * (order.arrived < NEVER),
        order.service,
        (order.service > 0) * version,
        order.place * rules.is_overridden,
    ]
    template = code + len(STAGES) * variant_code(code, order.shipped, order.answered)
    words = {
        "shipped": order.shipped,
        "contacted": order.contacted,
        "answer_by": order.contacted,
        "waited": order.contacted,
        "last_day": found.last_day,
        "contact_day": contact_day(order.shipped, found.last_day, rules.limits(as_of)),
        "carrier": order.place,
    }
    named = {
        name: sum((template == number) * 1 for number, names in enumerate(action_words()) if name in names)
        for name in words
    }
    return remarks, [template, *dated, *(named[name] * word for name, word in words.items())]


def variant_code(code: Numbers, shipped: Numbers, answered: Numbers) -> Numbers:
    """Return which sentence of 次の対応 a stage takes, an index into `VARIANTS`."""
    return (code == UNSENT) * (shipped < NEVER) * PLANNED + (code == WAIT) * answered * ANSWERED


@lru_cache(maxsize=1)
def action_words() -> list[frozenset[str]]:
    """Return the words that each sentence of 次の対応 names, first for the stages alone, then per variant."""
    sentences = group_table("messages")["actions"]
    return [
        frozenset(name for _, name, _, _ in Formatter().parse(sentences.get(stage + variant, "")) if name)
        for variant in VARIANTS
        for stage in STAGES
    ]
