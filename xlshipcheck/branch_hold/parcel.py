"""Branch hold (営業所止め): last day of storage, follow-up stage and next action of one order.

Cells are read here and answers given; a row's numbers are in `record`, the arithmetic in `kernel`, the words in
`notes`. For services of the メール便 kind the tracking page shows only 発送 and 配達完了, so a 発送 that
does not change is no proof of anything: a parcel counts as fetched only when the page says so.
Source of every limit: `rules/hold.toml`; of the sentences: `rules/messages.toml` (our own words).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, NamedTuple

from xlshipcheck import errors
from xlshipcheck.branch_hold import record
from xlshipcheck.branch_hold.kernel import EXPIRED, STAGES, UNSENT, judge
from xlshipcheck.branch_hold.limits import place_numbers, place_of_name, places
from xlshipcheck.branch_hold.notes import no_last_day, said_beside, sentence
from xlshipcheck.branch_hold.record import ARGUMENT_FIELDS, Coding, NamedPlace, Outcome, place_number
from xlshipcheck.values import cells
from xlshipcheck.values.answers import Answer, Asked, Reason
from xlshipcheck.values.days import date_of
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlshipcheck.branch_hold.limits import Place
    from xlshipcheck.context import Context
    from xlshipcheck.values.answers import Reasoned


def read_place(value: object, argument: str) -> str | NamedPlace:
    """Return the canonical word of a place, "" for a blank, or a name that does not say of which kind it is.

    Args:
        value: a cell such as 宅急便センター, コンビニ or 郵便局, or the name of a branch, such as 新宿営業所.
        argument: the Japanese name of the argument.

    Raises:
        UnknownChoice: for a number or a date, with the canonical words.
    """
    text = cells.read_text(value, argument)
    if not text:
        return ""
    number = place_numbers().get(name_key(text))
    if number is None:
        number = place_of_name(text)
    if number is not None:
        return places()[number].name
    if any(character.isalpha() for character in text):
        return NamedPlace(text)
    choices = errors.Whole("・".join(place.name for place in places()))
    raise errors.UnknownChoice(argument=argument, value=text, choices=choices)


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


def place_at(context: Context, place: str | NamedPlace) -> Place:
    """Return a place as its reader gave it; the usual one for a blank and for a name that says no kind."""
    known = place if isinstance(place, str) else ""
    return places()[place_number(known) if known else Coding(context).usual_place()]


def storage_words(context: Context, place: str | NamedPlace = "", service: str = "") -> str:
    """Return the storage period of a place and a service in words, such as `到着日を含めて7日間`."""
    coding = Coding(context)
    number = places().index(place_at(context, place))
    length, inclusive = coding.rules.storage_rules(number, coding.rules.service_number(service), coding.day)
    start = "到着日を含めて" if inclusive.at(coding.day).value else "到着日の翌日から"
    return f"{start}{length.at(coding.day).value}日間"


class HoldAnswers(NamedTuple):
    """The answers of a row: 保管期限, 対応段階 and 次の対応."""

    last_day: Answer
    stage: Answer
    action: Answer
    unread: str = ""
    """What is to be said of a status that is given and not read; "" where there is none."""

    def all_three(self) -> tuple[Answer, Answer, Answer]:
        """Return the answers, in the order of the columns."""
        return self.last_day, self.stage, self.action


# The notes of a row whose status is given and says nothing.
UNREAD_NOTES = record.NOTHING_KNOWN | record.STATUS_UNREAD | record.NUMBER_UNKNOWN
NO_ANSWERS = HoldAnswers(Answer(""), Answer(""), Answer(""))


class Held(NamedTuple):
    """What the kernel found of a row, with the coding that it was read with."""

    coding: Coding
    found: Outcome


STORAGE, STATUS, FOLLOW_UP, SERVICE, STAGE = map(
    Reason, ("storage", "status", "follow-up", "service", "stage")
)


def parcels(context: Context, _calendar: object) -> Callable[[Asked], Held]:
    """Return what makes the record of a parcel from the arguments of a function, and judges it.

    What HOLD_LAST_DAY does not take is blank.
    """
    coding = Coding(context)
    blank = {"status": "", "contacted": None, "as_of": coding.day, "answered": None}

    def held(values: Asked) -> Held:
        given = {**blank, **values}
        return Held(coding, judge(coding.rules, coding.parcel(*map(given.__getitem__, ARGUMENT_FIELDS))))

    return held


def last_day(held: Held, _asked: object) -> Reasoned:
    """HOLD_LAST_DAY: the last day on which the parcel can be fetched, with a 推定 note where the arrival was estimated.

    Raises:
        MissingArgument: neither date is known.
        ResultOutOfRange: the day lies beyond the calendar.
    """
    yield STORAGE
    yield _last_day(*held)


def stage(held: Held, _asked: object) -> Reasoned:
    """HOLD_STAGE: the follow-up stage on the as-of day, one of `STAGES`.

    Its notes say what was estimated, what is contradictory, and that a service has ended.

    Raises:
        MissingArgument: the parcel is on its way and neither date is known: its last day cannot be told.
        UnknownChoice: the status is no word of `STATUSES`.
    """
    yield from _reasons(held.found)
    yield _stage(*held)


def action(held: Held, _asked: object) -> Reasoned:
    """HOLD_ACTION: the next thing to do, in one sentence with its date. All as for `stage`."""
    yield from _reasons(held.found)
    beside = _stage(*held).notes
    yield Answer(sentence(*held), beside)


def _reasons(found: Outcome) -> Iterator[Reason]:
    yield STATUS
    if found.stage >= EXPIRED:
        yield STORAGE
        if found.problem:
            return
        yield FOLLOW_UP
    yield SERVICE
    yield STAGE


def answers_of(coding: Coding, found: Outcome) -> HoldAnswers:
    """Return the three answers of a row of a sheet; a problem stands in its answer.

    Args:
        coding: what the row was read with.
        found: what the kernel found of the row.
    """
    if found.blank:
        return NO_ANSWERS
    stage_answer = _or_problem(_stage, coding, found)
    # A parcel that is not sent yet has no storage period, and needs none.
    needless = found.no_storage or (found.problem and found.stage == UNSENT)
    return HoldAnswers(
        Answer("") if needless else _or_problem(_last_day, coding, found),
        stage_answer,
        stage_answer if stage_answer.problem else Answer(sentence(coding, found), stage_answer.notes),
        _unread(coding, found) if found.notes & UNREAD_NOTES else "",
    )


def _unread(coding: Coding, found: Outcome) -> str:
    return " ".join(note.text for note in said_beside(coding, found.notes & UNREAD_NOTES, found))


def _or_problem(answer: Callable[[Coding, Outcome], Answer], coding: Coding, found: Outcome) -> Answer:
    try:
        return answer(coding, found)
    except errors.ArgumentError as problem:
        return Answer(problem=str(problem))


def _last_day(coding: Coding, found: Outcome) -> Answer:
    if found.problem:
        raise _no_last_day(found)
    return Answer(date_of(found.last_day), said_beside(coding, found.last_day_notes, found))


def _stage(coding: Coding, found: Outcome) -> Answer:
    if found.stage_problem:
        raise _no_last_day(found)
    return Answer(STAGES[found.stage], said_beside(coding, found.notes, found))


def _no_last_day(found: Outcome) -> errors.ArgumentError:
    return no_last_day(found.problem, found.shipped, found.arrived)
