"""The steps of Qoo10's advice in words: what was looked at, in the order of the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

from xlshipcheck.explain.qoo10_order import counting, event_step, limit_rules
from xlshipcheck.explain.steps import OWN_WORDS, Question, Step, rule_step, rule_steps
from xlshipcheck.qoo10.words import LAST_SAFE_DAY
from xlshipcheck.values.days import date_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xlshipcheck.qoo10.judging import Judged


def _margin(_question: Question, margin: int, reached: int) -> Iterator[Step]:
    yield Step("数える", f"準備完了日から {margin} 営業日後", date_of(reached))


def _planned_day(_question: Question, found: int) -> Iterator[Step]:
    yield Step("数える", "その日以降で店が開いている最初の営業日", date_of(found), "店休日は設定の一覧")
    yield Step("注記", "発送予定日は確定すると変更できないため、余裕を加えます", "案内")


def _lead_days(question: Question, day: int, lead_days: int) -> Iterator[Step]:
    keys = ("qoo10.general_lead_days", "qoo10.preorder_lead_days")
    yield from rule_steps(question.context, keys, day)
    yield Step("判定", "準備日数が上の日数に収まる最初の種別", lead_days, "準備日数")


def _oldest(question: Question, oldest: Judged) -> Iterator[Step]:
    yield from limit_rules(question, oldest, "safe")
    yield from counting(question, oldest, oldest.judge.as_of)
    yield event_step(oldest, LAST_SAFE_DAY)


def _open_days_left(_question: Question, days: int) -> Iterator[Step]:
    yield Step("数える", "基準日から最終発送日までの、店が開いている日 (両端を含む)", days)


def _prospect(_question: Question, ship_by: int | None, as_of: int) -> Iterator[Step]:
    if ship_by is not None:
        content = "基準日から発送見込み日までの日数 (負なら過去の日付で、使えません)"
        yield Step("数える", content, ship_by - as_of)


def _apology(_question: Question, cause: str, signed: str) -> Iterator[Step]:
    yield Step("文面", "署名", signed, "空白なら署名の行を除きます")
    yield Step("文面", "原因・見込み日・お詫びの順に書きます", cause, OWN_WORDS)


WORDS: dict[str, Callable[..., Iterable[Step]]] = {
    "usual margin": lambda question, ready: [rule_step(question.context, "qoo10.plan_margin", ready)],
    "margin": _margin,
    "planned day": _planned_day,
    "lead days": _lead_days,
    "oldest order": _oldest,
    "open days left": _open_days_left,
    "as old as the oldest": lambda _: [
        Step("注記", "すべての注文を、最も古い入金日の注文とみなして安全な側で計算します", "案内")
    ],
    "prospect": _prospect,
    "words of an apology": _apology,
}
