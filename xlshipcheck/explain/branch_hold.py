"""The steps of branch hold in words: the arrival, the last day of storage, the stage, the message; and status words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from xlshipcheck.branch_hold.kernel import STAGES
from xlshipcheck.branch_hold.limits import Limits, hold_rules, places
from xlshipcheck.branch_hold.record import Coding
from xlshipcheck.explain.steps import OWN_WORDS, Question, Step, rule_step, rule_steps, source_words
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.values.days import LAST_DAY, NEVER, date_of
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xlshipcheck.branch_hold.limits import Place
    from xlshipcheck.branch_hold.parcel import Held


def _storage(question: Question, held: Held) -> Iterator[Step]:
    """Yield the place, the arrival and the last day of storage."""
    context, found = question.context, held.found
    if not question.values["place"]:
        yield rule_step(context, "hold.place", context.as_of)
    place = places()[found.place]
    yield Step("受取場所", "場所と配送会社", place.name, place.carrier)
    if found.arrived >= NEVER:
        yield rule_step(context, "hold.transit_days", None if found.shipped >= NEVER else found.shipped)
    source = "推定" if found.arrived >= NEVER else "指定した値"
    yield Step("到着日", "保管を数え始める到着日", _shown(found.arrival), source)
    day = None if found.arrival >= NEVER else found.arrival
    # The shorter of place and service holds.
    used = hold_rules(context.rulebook).storage_rules(found.place, found.service, day or 0)
    yield from rule_steps(context, (rule.key for rule in used), day)
    yield Step("期限", "保管期限", _shown(found.last_day))


def _status(question: Question, _held: Held) -> Iterator[Step]:
    status = str(question.values["status"]) or "空白"
    yield Step("配送状態", "追跡画面の語の分類", status, "空白と不明は、日付だけで判断します")


def _follow_up(question: Question, held: Held) -> Iterator[Step]:
    yield from rule_steps(question.context, [f"hold.{name}" for name in Limits._fields], held.found.as_of)
    until = _shown(held.found.contact_day)
    yield Step("期限", "落札者へ連絡する日", until, "発送からの日数と保管期限の、早い方")


def _service(question: Question, held: Held) -> Iterator[Step]:
    sent = held.found.as_of if held.found.shipped >= NEVER else held.found.shipped
    yield from rule_steps(question.context, _service_rules(question.values["service"]), sent)


def _stage(_question: Question, held: Held) -> Iterator[Step]:
    """Yield the tests in their order, the first that holds being the stage."""
    found = held.found
    yield Step("順番", "次の段階を上から見て、最初に当てはまるものを答えます", "", " → ".join(STAGES))
    passed_over = "・".join(STAGES[: found.stage])
    source = f"当てはまらない段階: {passed_over}" if passed_over else "最初の段階です"
    yield Step("判定", f"基準日 {date_of(found.as_of)} の段階", STAGES[found.stage], source)


def _service_rules(service: str) -> Iterator[str]:
    """Yield the keys of the rules that say what a service has become and how it is tracked."""
    if not service:
        return
    for entry in group_table("hold")["services"]:
        names = map(name_key, (entry["name"], *entry["aliases"]))
        if "successor" in entry and name_key(service) in names:
            yield f"hold.service.{entry['successor']}"
    yield "hold.mail_services"


def _message_place(question: Question, given: str, service: str, place: Place) -> Iterator[Step]:
    """Yield where the storage period of a message comes from."""
    context = question.context
    coding = Coding(context)
    if not given:
        yield rule_step(context, "hold.place", context.as_of)
    number = coding.rules.service_number(service)
    used = coding.rules.storage_rules(places().index(place), number, coding.day)
    yield from rule_steps(context, (rule.key for rule in used), context.as_of)


def _message_words(_question: Question, place: Place, storage: str, kind: str, signed: str) -> Iterator[Step]:
    yield Step("文面", "保管期間の書き方", storage, place.name)
    yield Step("文面", "種類", kind, OWN_WORDS)
    yield Step("文面", "署名", signed, "空白の項目の行は除きます")


def _status_word(_question: Question, status: str) -> Iterator[Step]:
    """Yield that the word counts as a whole, and whose pages use it."""
    yield Step("照合", "状態の語は全体で照らし合わせます (一部の一致では決めません)", status)
    for words in _pages(status):
        yield Step(
            "規則",
            f"{status}とする語の出どころ",
            len(words["words"]),
            source_words("carriers", words["source"]),
        )


def _nobody_at_home(_question: Question) -> Iterator[Step]:
    yield Step("注記", "不在持ち戻りの語です。Amazon の判定では配達完了と同じに扱います", "案内")


def _pages(status: str) -> list[dict[str, Any]]:
    entries = group_table("carriers")["statuses"]
    return [page for entry in entries if entry["result"] == status for page in entry["words"]]


def _shown(day: int) -> Any:  # noqa: ANN401  a date or words, both of which a cell shows
    return date_of(day) if day <= LAST_DAY else "不明"


WORDS: dict[str, Callable[..., Iterable[Step]]] = {
    "storage": _storage,
    "status": _status,
    "follow-up": _follow_up,
    "service": _service,
    "stage": _stage,
    "place of a message": _message_place,
    "words of a message": _message_words,
    "a status word": _status_word,
    "nobody at home": _nobody_at_home,
}
