"""What is said beside a branch-hold answer: estimates, contradictions, services that ended, overrides."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.branch_hold.kernel import EXPIRED, HELD, IN_TRANSIT, UNKNOWN, UNSENT, FollowUp, hold_rules
from xlshipcheck.rulebook.notes import override_notes
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.values.answers import Note
from xlshipcheck.values.days import NEVER, date_of
from xlshipcheck.values.text import name_key
from xlshipcheck.values.wording import date_words

if TYPE_CHECKING:
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
