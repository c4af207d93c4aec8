"""What is said beside a branch-hold answer: estimates, contradictions, services that ended, overrides."""

from __future__ import annotations

from functools import lru_cache
from string import Formatter
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.branch_hold.kernel import (
    EXPIRED,
    HELD,
    IN_TRANSIT,
    STAGES,
    UNKNOWN,
    UNSENT,
    WAIT,
    FollowUp,
    contact_day,
    hold_rules,
)
from xlshipcheck.rulebook.notes import override_notes
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.values.answers import Note
from xlshipcheck.values.days import NEVER, date_of
from xlshipcheck.values.text import date_words, name_key

if TYPE_CHECKING:
    from xlshipcheck.branch_hold.kernel import FollowUp, HoldRules, Numbers
    from xlshipcheck.context import Context
    from xlshipcheck.rulebook.rules import Rule


MAIL_SERVICE = Note(
    "案内",
    "メール便型の追跡には発送と配達完了しか出ません。発送のまま変わらないのは初めのうちは普通で、紛失とは限りません",
)
UNKNOWN_STATUS = Note("注意", "追跡の状態が読み取れないため、日付だけで判断しています")
NOTHING_KNOWN = Note(
    "注意",
    "追跡の状態も発送日・到着日も分からないため、発送前として扱っています。発送済みなら発送日を入力してください",
)
STATUS_AGAINST_DATE = Note(
    "注意", "追跡では動いていますが、発送日が基準日より後です。発送日を確認してください"
)
ARRIVED_BEFORE_SHIPPED = Note("注意", "到着日が発送日より前です。二つの日付を確認してください")
ARRIVAL_AHEAD = Note("推定", "到着日が基準日より後のため、到着予定日として計算しています")


class HoldOrder(NamedTuple):
    """One order as the row functions see it.

    Attributes:
        status: index into `STATUSES`.
        status_given: whether a status was given at all.
        shipped: ship date, `NEVER` where blank.
        arrived: day of arrival, `NEVER` where blank.
        contacted: day of the message to the buyer, `NEVER` where blank.
        as_of: the day the question is asked on.
        place: index into `places()`.
        service: name of the shipping service, "" where not given.
        answered: whether the buyer answered.
    """

    status: int
    status_given: bool
    shipped: int
    arrived: int
    contacted: int
    as_of: int
    place: int
    service: str
    answered: bool


def stage_notes(context: Context, order: HoldOrder, found: FollowUp) -> tuple[Note, ...]:
    """Return the notes beside the stage of an order."""
    rules = hold_rules(context.rulebook)
    unreadable = order.status_given and order.status == UNKNOWN
    notes: tuple[Note, ...] = ()
    used: tuple[Rule, ...] = ()
    if found.code == UNSENT:
        if unreadable:
            notes += (UNKNOWN_STATUS if order.shipped < NEVER else NOTHING_KNOWN,)
        if order.status in {IN_TRANSIT, HELD}:
            notes += (STATUS_AGAINST_DATE,)
    if found.code >= EXPIRED:
        notes += date_notes(order.shipped, order.arrived, found.arrival)
        notes += (ARRIVAL_AHEAD,) if order.as_of < order.arrived < NEVER else ()
        notes += (UNKNOWN_STATUS,) if unreadable else ()
        used = (*rules.storage[order.place], *rules.follow_up)
        used += (rules.transit,) if found.estimated else ()
    return notes + service_notes(context, order, found.code) + override_notes(used)


def date_notes(shipped: int, arrived: int, arrival: int) -> tuple[Note, ...]:
    """Return what is to be said of the two dates.

    Args:
        shipped: ship date or `NEVER`.
        arrived: day of arrival as given, or `NEVER`.
        arrival: the arrival that was counted from.
    """
    if arrived >= NEVER:
        on = f"発送日の{arrival - shipped}日後、{date_words(arrival)}"
        return (Note("推定", f"到着日が分からないため、{on}に着いたものとして計算しています"),)
    return (ARRIVED_BEFORE_SHIPPED,) if arrived < shipped < NEVER else ()


def service_notes(context: Context, order: HoldOrder, code: int) -> tuple[Note, ...]:
    """Return what the service means for the order: it has ended, or its tracking hardly moves."""
    if not order.service:
        return ()
    name, successor = _services().get(name_key(order.service), (order.service, ""))
    sent = order.shipped if order.shipped < NEVER else order.as_of
    notes: tuple[Note, ...] = ()
    # Without a ship date only a parcel that is still to be sent is sure to be sent after the end.
    if successor and (order.shipped < NEVER or code == UNSENT):
        rule = context.rulebook.rule(f"hold.service.{successor}")
        now = rule.at(sent).value
        if now != name:
            ended = _last_day_words(next(value.from_day for value in rule.values if value.value != name))
            text = f"{name}は{ended}終了しました。後継は{now}です。実際に使ったサービスを確認してください"
            notes += (Note("注意", text),)
    mail_services = map(name_key, context.rulebook.value("hold.mail_services", sent))
    if code >= EXPIRED and order.status != HELD and name_key(name) in mail_services:
        notes += (MAIL_SERVICE,)
    return notes


def _last_day_words(successor_from: int) -> str:
    """Return when a service ended, from its successor's first day; "" where a shop's override has no date."""
    if not successor_from:
        return ""
    ended = date_of(successor_from - 1)
    return f"{ended.year}年{ended.month}月{ended.day}日で"


@lru_cache(maxsize=1)
def _services() -> dict[str, tuple[str, str]]:
    """Return name key -> (canonical name, last part of the key of its `hold.service` rule, or "")."""
    return {
        name_key(word): (entry["name"], entry.get("successor", ""))
        for entry in group_table("hold")["services"]
        for word in (entry["name"], *entry["aliases"])
    }


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
