"""The words of a branch-hold answer, made from what the kernel found: the notes and the sentence of 次の対応.

Each word is a function of the fields of `Outcome` that it names as its arguments, and sees no other. So what a text
hangs on follows from the text itself (`fields_of_sentence`, `fields_of_note`), and rows that are equal there share
it: nothing lists that beside the text.
"""

from __future__ import annotations

from functools import cache, lru_cache
from string import Formatter
from typing import TYPE_CHECKING, Any, Callable

from xlshipcheck import errors
from xlshipcheck.branch_hold import record
from xlshipcheck.branch_hold.kernel import CHECK_NUMBER, STAGES, VARIANTS
from xlshipcheck.branch_hold.limits import places
from xlshipcheck.branch_hold.record import NO_DATE, Outcome
from xlshipcheck.rulebook.notes import override_notes
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.values.answers import Note
from xlshipcheck.values.days import LAST_DAY, NEVER, date_of
from xlshipcheck.values.text import date_words

if TYPE_CHECKING:
    from xlshipcheck.branch_hold.record import Coding

EITHER_DATE = "発送日か到着日"
Notes = tuple[Note, ...]


def _plain(kind: str, text: str) -> Callable[[Coding], Notes]:
    """Return the function of a note that names nothing of its row."""
    note = (Note(kind, text),)

    def said(coding: Coding) -> Notes:
        del coding
        return note

    return said


def _estimated(coding: Coding, shipped: int, arrival: int) -> Notes:
    del coding
    on = f"発送日の{arrival - shipped}日後、{date_words(arrival)}"
    return (Note("推定", f"到着日が分からないため、{on}に着いたものとして計算しています"),)


def _service_ended(coding: Coding, service: int, service_version: int) -> Notes:
    entry = coding.rules.services[service]
    name, values = entry.name, entry.successor.values if entry.successor else ()
    ended = _last_day_words(next(value.from_day for value in values if value.value != name))
    now = values[service_version].value
    text = f"{name}は{ended}終了しました。後継は{now}です。実際に使ったサービスを確認してください"
    return (Note("注意", text),)


def _last_day_words(successor_from: int) -> str:
    """Return when a service ended, from its successor's first day; "" where a shop's override has no date."""
    if not successor_from:
        return ""
    ended = date_of(successor_from - 1)
    return f"{ended.year}年{ended.month}月{ended.day}日で"


def _place_guessed(coding: Coding, named_place: int, place: int) -> Notes:
    name = errors.shown(coding.text_of_place(named_place))
    text = f"受取場所「{name}」は種類が読み取れないため、{places()[place].name}として計算しています"
    return (Note("推定", text),)


def _nothing_known(coding: Coding, status: int) -> Notes:
    text = (
        f"配送状態「{_unread(coding, status)}」を読み取れず、発送日・到着日も分からないため、"
        "発送前として扱っています。発送済みなら発送日を入力してください"
    )
    return (Note("注意", text),)


def _status_unread(coding: Coding, status: int) -> Notes:
    text = f"配送状態「{_unread(coding, status)}」を読み取れないため、日付だけで判断しています"
    return (Note("注意", text),)


def _number_unknown(coding: Coding, status: int) -> Notes:
    text = (
        f"追跡画面の答えが「{_unread(coding, status)}」のため、荷物の状態は分かりません。"
        "送り状番号を伝票と見比べて確かめてください"
    )
    return (Note("注意", text),)


def _unread(coding: Coding, status: int) -> str:
    return errors.shown(coding.text_of_status(status))


def _unheld(coding: Coding, service: int, place: int) -> Notes:
    name = coding.rules.services[service].name
    text = (
        f"{name}は{places()[place].where}では受け取れません。実際に使ったサービスと届け先を確認してください"
    )
    return (Note("注意", text),)


def _own_storage(coding: Coding, place: int, service: int) -> Notes:
    own = coding.rules.services[service].storage if service > 0 else None
    return override_notes([*coding.rules.storage[place], *(own or ())])


def _own_follow_up(coding: Coding) -> Notes:
    return override_notes(coding.rules.follow_up)


def _own_transit(coding: Coding) -> Notes:
    return override_notes((coding.rules.transit,))


NOTES: dict[int, Callable[..., Notes]] = {
    record.NOTHING_KNOWN: _nothing_known,
    record.STATUS_AGAINST_DATE: _plain(
        "注意", "追跡では動いていますが、発送日が基準日より後です。発送日を確認してください"
    ),
    record.ESTIMATED: _estimated,
    record.PLACE_GUESSED: _place_guessed,
    record.ARRIVED_FIRST: _plain("注意", "到着日が発送日より前です。二つの日付を確認してください"),
    record.ARRIVAL_AHEAD: _plain("推定", "到着日が基準日より後のため、到着予定日として計算しています"),
    record.NUMBER_UNKNOWN: _number_unknown,
    record.STATUS_UNREAD: _status_unread,
    record.UNHELD: _unheld,
    record.SERVICE_ENDED: _service_ended,
    record.HARDLY_TRACKED: _plain(
        "案内",
        "メール便型の追跡には発送と配達完了しか出ません。"
        "発送のまま変わらないのは初めのうちは普通で、紛失とは限りません",
    ),
    record.OWN_STORAGE: _own_storage,
    record.OWN_FOLLOW_UP: _own_follow_up,
    record.OWN_TRANSIT: _own_transit,
}
"""Bit of a note -> its words, in the order in which they are said."""


def _day(day: int, as_of: int) -> str:
    return date_words(day, as_of) if day <= LAST_DAY else ""


def _as_of(coding: Coding, as_of: int) -> str:
    del coding
    return _day(as_of, as_of)


def _shipped(coding: Coding, shipped: int, as_of: int) -> str:
    del coding
    return _day(shipped, as_of)


def _contacted(coding: Coding, contacted: int, as_of: int) -> str:
    del coding
    return _day(contacted, as_of)


def _answer_by(coding: Coding, answer_by: int, as_of: int) -> str:
    del coding
    return _day(answer_by, as_of)


def _contact_day(coding: Coding, contact_day: int, as_of: int) -> str:
    del coding
    return _day(contact_day, as_of)


def _last_day(coding: Coding, last_day: int, estimated: int, as_of: int) -> str:
    del coding
    return ("推定" if estimated else "") + _day(last_day, as_of)


def _waited(coding: Coding, contacted: int, as_of: int) -> int:
    del coding
    return as_of - contacted


def _period(coding: Coding, period: int) -> str:
    del coding
    return f"{period}日間"


def _of_place(field: str) -> Callable[..., str]:
    def word(coding: Coding, place: int) -> str:
        del coding
        said: str = getattr(places()[place], field)
        return said

    return word


# What the sentences of 次の対応 may name.
WORDS: dict[str, Callable[..., object]] = {
    "as_of": _as_of,
    "shipped": _shipped,
    "contacted": _contacted,
    "answer_by": _answer_by,
    "contact_day": _contact_day,
    "last_day": _last_day,
    "waited": _waited,
    "period": _period,
    "status": _unread,
    **{field: _of_place(field) for field in ("carrier", "hold", "where", "needed", "sender")},
}


def said_beside(coding: Coding, bits: int, found: Outcome) -> Notes:
    """Return the notes beside an answer.

    Args:
        coding: what the row was read with: its rules, and the words that are none of ours.
        bits: `notes` or `last_day_notes` of what was found.
        found: what the kernel found of the row.
    """
    return tuple(note for bit, words in NOTES.items() if bits & bit for note in _made(words, coding, found))


def sentence(coding: Coding, found: Outcome) -> str:
    """Return 次の対応 of a row."""
    names = _place_holders(found.sentence)
    return sentences()[found.sentence].format_map({name: _made(WORDS[name], coding, found) for name in names})


def _made(words: Callable[..., object], coding: Coding, found: Outcome) -> Any:  # noqa: ANN401  notes or a word
    return words(coding, *(getattr(found, name) for name in named_by(words)))


@lru_cache(maxsize=1)
def sentences() -> list[str]:
    """Return the sentences of 次の対応: those of the stages, then those of each variant; "" where none is."""
    texts = group_table("messages")["actions"]
    return [
        *(texts.get(stage + variant, "") for variant in VARIANTS for stage in STAGES),
        texts[CHECK_NUMBER],
    ]


@cache
def _place_holders(number: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for _, name, _, _ in Formatter().parse(sentences()[number]) if name))


@cache
def named_by(words: Callable[..., object]) -> tuple[str, ...]:
    """Return the names of the arguments of a function but `coding`: the fields that it is made from."""
    names = words.__code__.co_varnames[: words.__code__.co_argcount]
    return tuple(name for name in names if name != "coding")


@cache
def fields_of_sentence(number: int) -> frozenset[str]:
    """Return the fields of `Outcome` that a sentence of 次の対応 names."""
    return frozenset(field for name in _place_holders(number) for field in named_by(WORDS[name]))


@cache
def fields_of_notes(bits: int) -> tuple[str, ...]:
    """Return the fields of `Outcome` that some notes name, in the order of the record."""
    named = {field for bit, words in NOTES.items() if bits & bit for field in named_by(words)}
    return tuple(field for field in Outcome._fields if field in named)


def no_last_day(problem: int, shipped: int, arrived: int) -> errors.ArgumentError:
    """Return why the last day of storage of a row is not known."""
    if problem == NO_DATE:
        return errors.MissingArgument(argument=EITHER_DATE)
    given = arrived if arrived < NEVER else shipped
    return errors.ResultOutOfRange(argument=EITHER_DATE, value=date_of(given))


FIELDS_OF_PROBLEM = named_by(no_last_day)
"""The fields of `Outcome` that the sentence of a problem names."""
