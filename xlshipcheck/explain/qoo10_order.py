"""The steps of Qoo10's functions for one order in words: the count, the rules it is held against, the edge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

from xlshipcheck import errors
from xlshipcheck.explain.steps import Question, Step, rule_step, rule_steps, same_share, skipped_steps
from xlshipcheck.qoo10.kernel import STAGES, penalty_rules
from xlshipcheck.qoo10.notes import APOLOGY, sentences
from xlshipcheck.qoo10.record import KINDS, RATE_HIGH, RATE_UNKNOWN, UNREAD
from xlshipcheck.qoo10.words import RELEASED
from xlshipcheck.values.days import NEVER, date_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from fractions import Fraction

    from xlshipcheck.context import Context
    from xlshipcheck.qoo10.judging import Judged


COUNTED, JUDGED = "数える", "判定"


def limit_rules(question: Question, judged: Judged, *names: str) -> Iterator[Step]:
    """Yield the day counts of the order's kind in force on its base day.

    Args:
        question: what was asked.
        judged: the order.
        *names: fields of `qoo10.Limits`.
    """
    kind = "preorder" if judged.order.preorder else "general"
    yield from rule_steps(question.context, [f"qoo10.{kind}.{name}" for name in names], judged.order.base)
    if not judged.order.preorder:
        yield payment_day_rule(question.context)


def payment_day_rule(context: Context) -> Step:
    """Return the rule that says which day of the count the payment day is, as the calendar took it."""
    return rule_step(context, "qoo10.payment_day", context.as_of or 0)


def counting(question: Question, judged: Judged, day: int) -> Iterator[Step]:
    """Yield how an order's days are counted up to a day: what is passed over, and the count."""
    on = date_of(day)
    if judged.order.preorder:
        yield Step(COUNTED, f"予約日の翌日から {on} までの暦日 (土日・祝日も数えます)", judged.elapsed(day))
        return
    yield from skipped_steps(question.platform, question.platform.payment_base(judged.order.base), day)
    yield Step(
        COUNTED,
        f"入金日から {on} までの営業日",
        judged.elapsed(day),
        f"入金日は {judged.judge.tables.payment_day} 日目",
    )


def event_step(judged: Judged, event: str) -> Step:
    """Return the date of an event, or that it lies beyond the calendar."""
    try:
        return Step("期限", event, date_of(judged.event_day(event)))
    except errors.ResultOutOfRange:
        return Step("期限", event, "", "扱える期間の外")


def sent_step(judged: Judged) -> Step:
    """Return whether the order counts as sent on the as-of day."""
    if judged.sent:
        return Step(
            JUDGED, "基準日までに発送しているか", value=True, source=f"発送日 {date_of(judged.order.shipped)}"
        )
    later = judged.order.shipped < NEVER
    source = "発送日が基準日より後のため、未発送として扱います" if later else "発送日が空白です"
    return Step(JUDGED, "基準日までに発送しているか", value=False, source=source)


def counted_days(question: Question, judged: Judged, until: str) -> Iterator[Step]:
    """Yield the count up to the as-of day, the ship date, the earlier of both, or the day of the event asked for."""
    shipped, as_of = judged.order.shipped, judged.judge.as_of
    if until == "event":
        event = question.values["event"]
        day = judged.event_day(event)
        yield from counting(question, judged, day)
        same_count_until = judged.milestone(judged.elapsed(day) + 1) - 1
        if event in LAST_DAYS and same_count_until > day:
            content = "続く休みの日の発送も同じ日数と数えるため、実際にはこの日まで間に合います"
            yield Step("境界", content, date_of(same_count_until))
        return
    days = {"as_of": as_of, "shipped": shipped, "shipped or as_of": min(shipped, as_of)}
    yield from counting(question, judged, days[until])


def rate_steps(question: Question, judged: Judged) -> Iterator[Step]:
    """Yield what the on-time rate means for 販売制限, compared in whole numbers."""
    context, as_of, state = question.context, judged.judge.as_of, judged.order.rate
    given: Fraction | None = question.values["rate"]
    rate = context.settings.rates.get(KINDS[judged.order.preorder]) if given is None else given
    yield rule_step(context, "qoo10.rate_limit", as_of)
    if rate is None or state == RATE_UNKNOWN:
        yield Step("発送率", "発送率が分からないため、制限になるかどうかは決められません")
        return
    limit: int = penalty_rules(context.rulebook).rate_limit.over(as_of)
    sign = ">" if state == RATE_HIGH else "≤"
    meaning = (
        f"{limit}%を超えるため、警告のままです"
        if state == RATE_HIGH
        else f"{limit}%以下のため、制限の対象です"
    )
    comparison = same_share(rate.numerator, rate.denominator, limit, sign)
    origin = "指定した発送率" if given is not None else "設定の発送率"
    yield Step("発送率", meaning, rate, f"{comparison} ({origin})")


def remarks(judged: Judged, excluded: int = APOLOGY) -> Iterator[Step]:
    """Yield what 確認 would say of the order: 境界, 推定 and doubtful dates.

    Args:
        judged: the order.
        excluded: mask of notes that do not belong to the question.
    """
    for text in sentences(judged.outcome.notes & ~excluded):
        kind, _, sentence = text.partition(": ")
        yield Step("注記", sentence, kind)


LAST_DAYS = ("発送率期限", "最終発送日", "制限回避")


def _stage_before_rate(_question: Question, judged: Judged) -> Iterator[Step]:
    limits = judged.limits
    source = f"数えた日数 {judged.terms.passed} (注意 {limits.notice}、警告 {limits.warning}、制限 {limits.restriction} から)"
    yield Step(JUDGED, "発送率を見る前の段階", STAGES[judged.terms.stage], source)


def _days_left(_question: Question, judged: Judged) -> Iterator[Step]:
    source = f"{judged.limits.safe} − {judged.terms.passed}"
    yield Step("計算", "最終発送日までの日数 − 数えた日数", judged.terms.days_left, source)


def _release(question: Question, judged: Judged) -> Iterator[Step]:
    restricted = judged.event_day("制限")
    yield from counting(question, judged, restricted)
    yield event_step(judged, "制限")
    yield rule_step(question.context, "qoo10.restriction_days", restricted)
    yield Step(COUNTED, "制限日から解除までの暦日", judged.event_day(RELEASED) - restricted)


def _booking(question: Question, judged: Judged) -> Iterator[Step]:
    booked = judged.booking
    yield rule_step(question.context, "qoo10.points", booked[0] if booked else judged.judge.as_of)
    if booked:
        yield Step(JUDGED, "減点が確定した日 (この日の月の点数に入ります)", date_of(booked[0]))
    else:
        yield Step(JUDGED, "基準日までに確定した減点", "なし")


def _restriction(question: Question, judged: Judged) -> Iterator[Step]:
    restricted = judged.event_day("制限")
    yield rule_step(question.context, "qoo10.restriction_days", restricted)
    yield Step("期限", "制限日 (それまでに発送しなかった場合)", date_of(restricted))
    yield event_step(judged, RELEASED)
    yield Step(COUNTED, "基準日は制限日から何日後か", judged.judge.as_of - restricted)


def _planned_blank(_question: Question, judged: Judged) -> Iterator[Step]:
    passed = "" if judged.order.state == UNREAD else judged.cancellable_while_unsent
    yield Step(JUDGED, "配送要請のまま発送予定日が未入力か (一般商品)", passed)


def _planned_passed(_question: Question, judged: Judged) -> Iterator[Step]:
    source = f"発送予定日 {date_of(judged.order.planned)}、基準日 {date_of(judged.judge.as_of)}"
    yield Step(JUDGED, "発送予定日を過ぎているか", judged.cancellable_while_unsent, source)


def _sent_before_cancel(_question: Question, judged: Judged) -> Iterator[Step]:
    shipped = date_of(judged.order.shipped)
    yield Step(JUDGED, "発送済みのため、購入者はこの理由ではキャンセルできません", shipped)


def _clock_apart(_question: Question, _judged: Judged) -> Iterator[Step]:
    yield Step("注記", "減点の期限とは別に数えます。減点は入金日・予約日から数えます", "案内")


def _notice_cases(question: Question, judged: Judged) -> Iterator[Step]:
    """Yield the facts in the order in which they decide on what a notice can do; the first that applies does."""
    on, new_date, planned = date_of(judged.judge.as_of), *question.arguments("new_date", "planned")
    yield Step("順番", "次の五つを上から見て、最初に当てはまるもので答えます")
    yield sent_step(judged)._replace(title="確認 1")
    yield Step("確認 2", "購入者のキャンセル要請があるか", bool(question.values["cancel_requested"]))
    warned = f"警告は {judged.limits.warning} から"
    yield Step("確認 3", "警告の段階か (数えた日数)", judged.terms.passed, warned)
    yield Step("確認 4", "案内した新しい発送予定日を過ぎているか", _date(new_date), f"基準日 {on}")
    yield Step("確認 5", "発送予定日を過ぎているか", _date(planned), f"基準日 {on}")


def _date(day: int | None) -> date | str:
    return "なし" if day is None else date_of(day)


# What an order's function yields, in words.
WORDS: dict[str, Callable[..., Iterable[Step]]] = {
    "limits": limit_rules,
    "counted": counted_days,
    "dates": lambda _, judged, *events: [event_step(judged, event) for event in events],
    "sent": lambda _, judged: [sent_step(judged)],
    "rate": rate_steps,
    "remarks": lambda _, judged: remarks(judged),
    "all remarks": lambda _, judged: remarks(judged, excluded=0),
    "stage before the rate": _stage_before_rate,
    "days left": _days_left,
    "release": _release,
    "booking": _booking,
    "restriction": _restriction,
    "planned blank": _planned_blank,
    "planned passed": _planned_passed,
    "sent before a cancel": _sent_before_cancel,
    "clock apart": _clock_apart,
    "notice cases": _notice_cases,
}
