"""Branch hold (営業所止め): last day of storage, follow-up stage and next action of one order.

Cells are read here and answers given; a row's numbers are in `record`, the arithmetic in `kernel`, the words in
`notes`. For services of the メール便 kind the tracking page shows only 発送 and 配達完了, so a 発送 that
does not change is no proof of anything: a parcel counts as fetched only when the page says so.
Source of every limit: `rules/hold.toml`; of the sentences: `rules/messages.toml` (our own words).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, NamedTuple

from xlshipcheck import errors
from xlshipcheck.branch_hold.kernel import STAGES, UNSENT, judge
from xlshipcheck.branch_hold.limits import hold_rules, places
from xlshipcheck.branch_hold.notes import no_last_day, said_beside, sentence
from xlshipcheck.branch_hold.record import Coding, Outcome, place_number
from xlshipcheck.values import cells
from xlshipcheck.values.answers import Answer
from xlshipcheck.values.days import date_of

if TYPE_CHECKING:
    from xlshipcheck.branch_hold.limits import HoldRules
    from xlshipcheck.context import Context


def read_place(value: object, argument: str) -> str:
    """Return the canonical word of a place, "" for a blank.

    Args:
        value: a cell such as 宅急便センター, コンビニ or 郵便局; only whole names are understood.
        argument: the Japanese name of the argument.

    Raises:
        UnknownChoice: with the canonical words.
    """
    text = cells.read_text(value, argument)
    return places()[place_number(text, argument)].name if text else ""


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
    coding = Coding(context)
    number = place_number(place) if place else coding.usual_place()
    length, inclusive = coding.rules.storage[number]
    start = "到着日を含めて" if inclusive.at(coding.day).value else "到着日の翌日から"
    return f"{start}{length.at(coding.day).value}日間"


class HoldAnswers(NamedTuple):
    """The answers of a row: 保管期限, 対応段階 and 次の対応."""

    last_day: Answer
    stage: Answer
    action: Answer


NO_ANSWERS = HoldAnswers(Answer(""), Answer(""), Answer(""))


def find(context: Context, *values: Any) -> Outcome:  # noqa: ANN401  the arguments of HOLD_STAGE as read
    """Return what the kernel finds of one row.

    Args:
        context: settings and rules.
        *values: status, shipped, arrived, contacted, as_of, place, service, answered, as their readers give them.

    Raises:
        UnknownChoice: a status or a place that is no word of ours.
    """
    coding = Coding(context)
    return judge(coding.rules, coding.parcel(*values))


def find_last_day(context: Context, shipped: int | None, arrived: int | None, place: str) -> Outcome:
    """Return what the kernel finds of the arguments of HOLD_LAST_DAY, the others being blank."""
    return find(context, "", shipped, arrived, None, Coding(context).day, place, "", None)


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
    return _last_day(hold_rules(context.rulebook), find_last_day(context, shipped, arrived, place))


def stage(context: Context, *asked: Any) -> Answer:  # noqa: ANN401  the arguments of HOLD_STAGE
    """HOLD_STAGE: the follow-up stage on the as-of day, one of `STAGES`.

    Args:
        context: settings and rules.
        *asked: as for `find`.

    Returns:
        The stage; its notes say what was estimated, what is contradictory, and that a service has ended.

    Raises:
        MissingArgument: the parcel is on its way and neither date is known: its last day cannot be told.
        UnknownChoice: the status is no word of `STATUSES`.
    """
    return _stage(hold_rules(context.rulebook), find(context, *asked))


def action(context: Context, *asked: Any) -> Answer:  # noqa: ANN401  the arguments of HOLD_STAGE
    """HOLD_ACTION: the next thing to do, in one sentence with its date. All as for `stage`."""
    found = find(context, *asked)
    beside = _stage(hold_rules(context.rulebook), found).notes
    return Answer(sentence(found), beside)


def answers_of(rules: HoldRules, found: Outcome) -> HoldAnswers:
    """Return the three answers of a row of a sheet; a problem stands in its answer.

    Args:
        rules: from `hold_rules`.
        found: what the kernel found of the row.
    """
    if found.blank:
        return NO_ANSWERS
    stage_answer = _or_problem(_stage, rules, found)
    # A parcel that is not sent yet has no storage period, and needs none.
    needless = found.no_storage or (found.problem and found.stage == UNSENT)
    return HoldAnswers(
        Answer("") if needless else _or_problem(_last_day, rules, found),
        stage_answer,
        stage_answer if stage_answer.problem else Answer(sentence(found), stage_answer.notes),
    )


def _or_problem(answer: Callable[[HoldRules, Outcome], Answer], rules: HoldRules, found: Outcome) -> Answer:
    try:
        return answer(rules, found)
    except errors.ArgumentError as problem:
        return Answer(problem=str(problem))


def _last_day(rules: HoldRules, found: Outcome) -> Answer:
    if found.problem:
        raise _no_last_day(found)
    return Answer(date_of(found.last_day), said_beside(rules, found.last_day_notes, found))


def _stage(rules: HoldRules, found: Outcome) -> Answer:
    if found.stage_problem:
        raise _no_last_day(found)
    return Answer(STAGES[found.stage], said_beside(rules, found.notes, found))


def _no_last_day(found: Outcome) -> errors.ArgumentError:
    return no_last_day(found.problem, found.shipped, found.arrived)
