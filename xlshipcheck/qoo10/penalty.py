"""The functions of Qoo10's delay penalty for one order, typed or of a row: each says one thing of its judgement.

A function takes the order judged and the arguments that are no part of its record, and yields the steps that lead to
its answer, and last the answer. The rules are in `kernel`; an explanation puts the steps into words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck import errors
from xlshipcheck.qoo10 import notes
from xlshipcheck.qoo10.judging import orders
from xlshipcheck.qoo10.kernel import MAY_BE_RESTRICTED, STAGES, Limits
from xlshipcheck.qoo10.record import CANCELLED
from xlshipcheck.qoo10.words import EVENT_RULES, LAST_SAFE_DAY, RELEASED
from xlshipcheck.rulebook.notes import override_notes
from xlshipcheck.values.answers import Answer, Asked, Note, ReadCell, Reason
from xlshipcheck.values.days import NEVER, date_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlshipcheck.calendars.business_days import Calendar
    from xlshipcheck.context import Context
    from xlshipcheck.qoo10.judging import Judged
    from xlshipcheck.values.answers import Reasoned

ESTIMATED = Note(*notes.sentences(notes.ESTIMATED)[0].split(": ", 1))
POINTS_RESET = Note(
    "案内",
    "配送遅延ポイント（サービスポイントの一部）は確定した月に数え、翌月にリセットされますが、"
    "今月の状態は翌月の販売者レベルに影響します",
)

# The steps; those of one answer are made once, for they are yielded in every row.
COUNTED_AS_OF = Reason("counted", ("as_of",))
SENT = Reason("sent")
RATE = Reason("rate")
REMARKS = Reason("remarks")
STAGE_LIMITS = Reason("limits", ("notice", "warning", "restriction"))
STAGE_DATES = Reason("dates", ("注意", "警告", "制限"))
STAGE_BEFORE_RATE = Reason("stage before the rate")
STAGE_REMARKS = Reason("all remarks")
SAFE_LIMIT = Reason("limits", ("safe",))
LAST_SAFE_DATE = Reason("dates", (LAST_SAFE_DAY,))
DAYS_LEFT = Reason("days left")
POINTS_LIMITS = Reason("limits", ("safe", "warning"))
POINTS_DATE = Reason("dates", ("警告",))
COUNTED_SENT = Reason("counted", ("shipped",))
BOOKING = Reason("booking")
RESTRICTION_LIMIT = Reason("limits", ("restriction",))
COUNTED_UNTIL_SENT = Reason("counted", ("shipped or as_of",))
RESTRICTION = Reason("restriction")
PLANNED_BLANK = Reason("planned blank")
PLANNED_PASSED = Reason("planned passed")
SENT_BEFORE_CANCEL = Reason("sent before a cancel")
CLOCK_APART = Reason("clock apart")
EVENT_LIMITS = {event: Reason("limits", names[:1]) for event, names in EVENT_RULES.items()}
COUNTED_TO_EVENT = Reason("counted", ("event",))
COUNTED_TO_RELEASE = Reason("release")


def stage(judged: Judged, _asked: Asked) -> Reasoned:
    """QOO10_STAGE: 正常, 注意, 警告, 制限, 制限候補 or 発送済 on the as-of day."""
    yield STAGE_LIMITS
    yield COUNTED_AS_OF
    yield STAGE_DATES
    yield SENT
    if not judged.sent:
        yield STAGE_BEFORE_RATE
        if judged.terms.stage == MAY_BE_RESTRICTED:
            yield RATE
    yield STAGE_REMARKS
    yield _stage_answer(judged)


def _stage_answer(judged: Judged) -> Answer:
    said = changed_rules(judged, "notice", "warning", "restriction", "rate_limit")
    return Answer(STAGES[judged.stage], said)


def stages(
    context: Context, calendar: Calendar | None, columns: Mapping[str, Sequence[ReadCell]]
) -> list[Answer] | None:
    """QOO10_STAGE down a column: what `stage` answers in every row, asked once a base day, sent and unsent.

    Args:
        context: the settings and rules.
        calendar: the platform's calendar where `closed` was given, else None.
        columns: the arguments as their readers gave them, one value for all rows or one a row.

    Returns:
        None where rows differ in more than 入金日 and 発送日, or a cell cannot be read: then each is asked by itself.
    """
    bases, shipped = columns["base"], columns["shipped"]
    varying = {name for name, column in columns.items() if len(column) > 1}
    common = {name: column[0] for name, column in columns.items() if name not in varying}
    if not ("base" in varying and varying <= {"base", "shipped"}) or common["as_of"] is None:
        return None
    kinds = {*map(type, bases), *map(type, shipped)}
    if not kinds <= {int, type(None)} or any(
        isinstance(value, errors.ArgumentError) for value in common.values()
    ):
        return None
    order_of, as_of = orders(context, calendar), common["as_of"]
    # The rows share their kind, and with it all that an answer says beside the stage.
    answers: dict[int, Answer] = {}

    def answer(judged: Judged) -> Answer:
        code = judged.stage
        if code not in answers:
            answers[code] = _stage_answer(judged)
        return answers[code]

    unsent: dict[int | None, Answer] = {}
    sent: dict[int | None, Answer] = {}
    for base in set(bases):
        if base is None:
            unsent[base] = sent[base] = Answer("")
            continue
        order = order_of({**common, "base": base, "shipped": None})
        unsent[base], sent[base] = answer(order), answer(order.shipped_on(as_of))
    days = [shipped[0]] * len(bases) if len(shipped) == 1 else shipped
    return [unsent[base] if day is None or day > as_of else sent[base] for base, day in zip(bases, days)]


def deadline(judged: Judged, asked: Asked) -> Reasoned:
    """QOO10_DEADLINE: the date of an event of an order, whatever its rate.

    Raises:
        ResultOutOfRange: the day lies beyond the calendar.
    """
    event = asked["event"]
    yield EVENT_LIMITS[event]
    day = judged.event_day(event)
    yield COUNTED_TO_RELEASE if event == RELEASED else COUNTED_TO_EVENT
    yield Answer(date_of(day), estimate_notes(judged, day) + changed_rules(judged, *EVENT_RULES[event]))


def days_left(judged: Judged, _asked: Asked) -> Reasoned:
    """QOO10_DAYS_LEFT: days until 最終発送日, negative when overdue, "" once shipped."""
    yield SAFE_LIMIT
    yield COUNTED_AS_OF
    yield LAST_SAFE_DATE
    yield SENT
    if judged.sent:
        yield REMARKS
        yield Answer("")
        return
    yield DAYS_LEFT
    yield REMARKS
    yield Answer(judged.terms.days_left, changed_rules(judged, "safe"))


def points(judged: Judged, _asked: Asked) -> Reasoned:
    """QOO10_POINTS: the points booked for the order by the as-of day, else 0; "" where it cannot be told."""
    yield POINTS_LIMITS
    yield POINTS_DATE
    yield COUNTED_SENT if judged.order.shipped < NEVER else COUNTED_AS_OF
    yield SENT
    yield BOOKING
    yield REMARKS
    said = changed_rules(judged, "safe", "warning", "points")
    booked = judged.outcome.points
    if judged.outcome.unknown:
        yield Answer("", said)
    else:
        yield Answer(booked, (POINTS_RESET, *said)) if booked else Answer(0, said)


def restricted_until(judged: Judged, _asked: Asked) -> Reasoned:
    """QOO10_RESTRICTED_UNTIL: the release date while this order's item is or would be stopped, else "".

    Raises:
        ResultOutOfRange: the day lies beyond the calendar.
    """
    yield RESTRICTION_LIMIT
    yield COUNTED_UNTIL_SENT
    yield SENT
    yield RATE
    yield RESTRICTION
    yield REMARKS
    said = changed_rules(judged, *EVENT_RULES[RELEASED], "rate_limit")
    if not judged.stopped_until:
        yield Answer("", said)
        return
    released = judged.within(judged.stopped_until)
    yield Answer(date_of(released), estimate_notes(judged, released) + said)


def can_cancel(judged: Judged, asked: Asked) -> Reasoned:
    """QOO10_CAN_CANCEL: TRUE where the buyer can cancel and the shop cannot refuse; "" where that cannot be told.

    That is so once 発送予定日 has passed and the order is unsent, and at once while 配送要請 stands without any.
    """
    order, outcome = judged.order, judged.outcome
    yield PLANNED_BLANK if order.planned >= NEVER else PLANNED_PASSED
    if judged.sent and judged.cancellable_while_unsent:
        yield SENT_BEFORE_CANCEL
    yield CLOCK_APART
    can = bool(outcome.can_cancel) and order.state != CANCELLED
    # In a row, a blank 発送予定日 says nothing; who gives the state in the call asks about just that.
    blank = order.planned >= NEVER and not can and asked.get("status") is None
    yield Answer("" if outcome.unknown or blank else can)


def estimate_notes(judged: Judged, day: int) -> tuple[Note, ...]:
    """Return the 推定 note of a date that was counted over holidays not gazetted yet."""
    return () if judged.order.preorder or day < judged.judge.first_estimated_day else (ESTIMATED,)


def changed_rules(judged: Judged, *names: str) -> tuple[Note, ...]:
    """Return a 上書き note for each rule behind an answer that the shop has changed; see `overridden_rules`."""
    return overridden_rules(judged.judge.context, judged.order.preorder, *names)


def overridden_rules(context: Context, preorder: int, *names: str) -> tuple[Note, ...]:
    """Return a 上書き note for each rule behind an answer that the shop has changed.

    Args:
        context: the rules in use.
        preorder: 1 for 予約, else 0.
        names: fields of `Limits`, and rules that both kinds share, such as `points`.
    """
    if not context.rulebook.overrides:
        return ()
    kind = "preorder" if preorder else "general"
    keys = [f"qoo10.{kind}.{name}" if name in Limits._fields else f"qoo10.{name}" for name in names]
    if not preorder:
        keys.append("qoo10.payment_day")
    return override_notes(map(context.rulebook.rule, keys))
