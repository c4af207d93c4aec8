"""Branch hold (営業所止め): last day of storage, follow-up stage and next action of one order.

The arithmetic is in `hold_kernel`, the notes are in `hold_notes`; here are the words people type and the
row functions. For services of the メール便 kind the tracking page shows only 発送 and 配達完了, so a 発送 that
does not change is no proof of anything: a parcel counts as fetched only when the page says so.
Source of every limit: `rules/hold.toml`; of the sentences: `rules/messages.toml` (our own words).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from xlshipcheck import errors
from xlshipcheck.branch_hold.kernel import (
    EXPIRED,
    STAGES,
    UNKNOWN,
    FollowUp,
    HoldRules,
    arrival_day,
    contact_day,
    follow_up,
    hold_rules,
    places,
)
from xlshipcheck.branch_hold.notes import VARIANTS, HoldOrder, date_notes, stage_notes, variant_code
from xlshipcheck.rulebook.notes import override_notes
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.tracking.statuses import STATUSES
from xlshipcheck.values import cells
from xlshipcheck.values.answers import Answer
from xlshipcheck.values.days import LAST_DAY, NEVER, date_of
from xlshipcheck.values.roles import ORDER_STATUS, PICKUP_PLACE
from xlshipcheck.values.text import date_words, name_key

if TYPE_CHECKING:
    from xlshipcheck.context import Context

EITHER_DATE = "発送日か到着日"
STATUS = ORDER_STATUS
PLACE = PICKUP_PLACE


def read_place(value: object, argument: str) -> str:
    """Return the canonical word of a place, "" for a blank.

    Args:
        value: a cell such as 宅急便センター, コンビニ or 郵便局; only whole names are understood.
        argument: the Japanese name of the argument.

    Raises:
        UnknownChoice: with the canonical words.
    """
    text = cells.read_text(value, argument)
    return places()[_place_code_of(text, argument)].name if text else ""


def read_answered(value: object, argument: str) -> bool | None:
    """Return whether the buyer answered: TRUE, FALSE, or any date of an answer; None for a blank.

    Raises:
        DateWithoutYear, DateOutOfRange: for a date that cannot be meant.
        UnreadableAnswer: for anything else.
    """
    try:
        return cells.read_flag(value, argument)
    except errors.UnreadableFlag:
        pass
    try:
        return cells.read_day(value, argument) is not None
    except errors.UnreadableDate:
        raise errors.UnreadableAnswer(argument=argument, value=value) from None


def storage_words(context: Context, place: str = "") -> str:
    """Return the storage period of a place in words, such as `到着日を含めて7日間`."""
    length, inclusive = hold_rules(context.rulebook).storage[place_code(context, place)]
    day = _rule_day(context)
    start = "到着日を含めて" if inclusive.at(day).value else "到着日の翌日から"
    return f"{start}{length.at(day).value}日間"


def place_code(context: Context, place: str) -> int:
    """Return the index of a place in `places()`, which the kernels take; "" is the usual place."""
    if place:
        return _place_code_of(place, PLACE)
    return _place_code_of(context.rulebook.value("hold.place", _rule_day(context)), PLACE)


def last_day(context: Context, shipped: int | None, arrived: int | None, place: str) -> Answer:
    """HOLD_LAST_DAY: the last day on which the parcel can be fetched.

    Args:
        context: settings and rules.
        shipped: ship date; used with the transit days where the arrival is unknown.
        arrived: day on which the parcel reached the place.
        place: canonical word, "" for the usual place.

    Returns:
        The date, with a 推定 note where the arrival was estimated.

    Raises:
        MissingArgument: neither date is known.
        ResultOutOfRange: the day lies beyond the calendar.
    """
    rules = hold_rules(context.rulebook)
    code = place_code(context, place)
    sent, came = _day(shipped), _day(arrived)
    arrival = arrival_day(sent, came, rules.transit.over(sent))
    end = _known_end(rules.last_day(code, arrival), sent, came)
    used = rules.storage[code] if came < NEVER else (*rules.storage[code], rules.transit)
    return Answer(date_of(end), date_notes(sent, came, arrival) + override_notes(used))


class Asked(NamedTuple):
    """What is asked of an order: the arguments of HOLD_STAGE and HOLD_ACTION as read.

    Attributes:
        status: a word of `STATUSES` as normalised from the tracking page, "" for a blank.
        shipped: ship date; one after the as-of day counts as not yet shipped.
        arrived: day on which the parcel reached the place.
        contacted: day on which the buyer was last written to.
        as_of: the day the question is asked on.
        place: canonical word, "" for the usual place.
        service: name of the shipping service, "" where not given.
        answered: whether the buyer answered.
    """

    status: str
    shipped: int | None
    arrived: int | None
    contacted: int | None
    as_of: int
    place: str
    service: str
    answered: bool | None


def stage(context: Context, *asked: Any) -> Answer:  # noqa: ANN401  the fields of `Asked`
    """HOLD_STAGE: the follow-up stage on the as-of day, one of `STAGES`.

    Args:
        context: settings and rules.
        *asked: the fields of `Asked`.

    Returns:
        The stage; its notes say what was estimated, what is contradictory, and that a service has ended.

    Raises:
        MissingArgument: the parcel is on its way and neither date is known: its last day cannot be told.
        UnknownChoice: the status is no word of `STATUSES`.
    """
    order = _order(context, Asked(*asked))
    found = _follow(hold_rules(context.rulebook), order)
    return Answer(STAGES[found.code], stage_notes(context, order, found))


def action(context: Context, *asked: Any) -> Answer:  # noqa: ANN401  the fields of `Asked`
    """HOLD_ACTION: the next thing to do, in one sentence with its date. All as for `stage`."""
    order = _order(context, Asked(*asked))
    rules = hold_rules(context.rulebook)
    found = _follow(rules, order)
    variant = VARIANTS[variant_code(found.code, order.shipped, order.answered)]
    template: str = group_table("messages")["actions"][STAGES[found.code] + variant]
    return Answer(template.format_map(_action_words(rules, order, found)), stage_notes(context, order, found))


def _action_words(rules: HoldRules, order: HoldOrder, found: FollowUp) -> dict[str, object]:
    """Return what the sentences may name; a day that is not known is "", and no sentence names it then."""
    limits = rules.limits(order.as_of)
    days = {
        "as_of": order.as_of,
        "shipped": order.shipped,
        "contacted": order.contacted,
        "answer_by": order.contacted + limits.answer_wait,
        "contact_day": contact_day(order.shipped, found.last_day, limits),
        "last_day": found.last_day,
    }
    words: dict[str, object] = {
        name: date_words(day, order.as_of) if day <= LAST_DAY else "" for name, day in days.items()
    }
    if found.estimated:
        words["last_day"] = f"推定{words['last_day']}"
    return {**words, "waited": order.as_of - order.contacted, "carrier": places()[order.place].carrier}


def _order(context: Context, asked: Asked) -> HoldOrder:
    if asked.status and asked.status not in STATUSES:
        choices = errors.Whole("・".join(STATUSES))
        raise errors.UnknownChoice(argument=STATUS, value=asked.status, choices=choices)
    return HoldOrder(
        STATUSES.index(asked.status) if asked.status else UNKNOWN,
        bool(asked.status),
        _day(asked.shipped),
        _day(asked.arrived),
        _day(asked.contacted),
        asked.as_of,
        place_code(context, asked.place),
        asked.service.strip(),
        bool(asked.answered),
    )


def _follow(rules: HoldRules, order: HoldOrder) -> FollowUp:
    """Return the kernel's answer, refusing a stage that would rest on a last day nobody knows."""
    found = follow_up(
        rules,
        order.status,
        order.shipped,
        order.arrived,
        order.contacted,
        int(order.answered),
        order.as_of,
        order.place,
    )
    if found.code >= EXPIRED:
        _known_end(found.last_day, order.shipped, order.arrived)
    return found


def _day(day: int | None) -> int:
    return NEVER if day is None else day


def _known_end(end: int, shipped: int, arrived: int) -> int:
    if end <= LAST_DAY:
        return end
    given = arrived if arrived < NEVER else shipped
    if given == NEVER:
        raise errors.MissingArgument(argument=EITHER_DATE)
    raise errors.ResultOutOfRange(argument=EITHER_DATE, value=date_of(given))


def _rule_day(context: Context) -> int:
    """Return the day whose rules hold; in plain Python without an as-of day, the newest."""
    return LAST_DAY if context.as_of is None else context.as_of


@lru_cache(maxsize=1)
def _place_codes() -> dict[str, int]:
    return {
        name_key(word): code
        for code, entry in enumerate(group_table("hold")["places"])
        for word in (entry["name"], *entry["aliases"])
    }


def _place_code_of(text: str, argument: str) -> int:
    code = _place_codes().get(name_key(text))
    if code is None:
        choices = errors.Whole("・".join(place.name for place in places()))
        raise errors.UnknownChoice(argument=argument, value=text, choices=choices)
    return code
