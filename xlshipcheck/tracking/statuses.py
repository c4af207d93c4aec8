"""Carrier names, tracking numbers and the words of tracking pages, as the catalogue asks for them.

The words and sentences a carrier writes are matched whole, never as a part of a text. What a page puts beside a word
is left out first: a remark behind a colon or a full stop, arrows and bullets, a date, a time, the branch, the content
of a bracket. What else stands there may turn the meaning round (配達完了予定), so such a text is not read. Beside a word
that says the parcel is with the buyer everything has to be known as harmless, a remark, a bracket and a second line too:
配達完了: 返送 is no delivery. Any other word keeps its meaning whatever the remark explains (返送: お受け取りがなかったため).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from xlshipcheck import errors
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.tracking.carriers import UNKNOWN, canonical_name, carrier_of
from xlshipcheck.tracking.numbers import DAMAGED, DOUBTFUL, NumberVerdict, judge_number
from xlshipcheck.values.answers import Answer, Note, Reason, with_steps
from xlshipcheck.values.cells import read_text
from xlshipcheck.values.text import name_key, normal_form

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlshipcheck.values.answers import Reasoned


IN_TRANSIT, HELD, DONE, RETURNED, INVESTIGATED = "輸送中", "保管中", "完了", "返送", "調査中"
STATUSES = (IN_TRANSIT, HELD, DONE, RETURNED, INVESTIGATED, UNKNOWN)
_ABSENT = "不在持ち戻り"

_ARROWS = "⇒⇨→➡↓⇩⬇・*●◎▶■□○◆>＞-=»≫"
_REMARK = re.compile(r":(?!\d)|。")
# What parts the pieces of a remark.
_PARTS = re.compile(r"[。:、,;※()\[\]【】「」『』<>〔〕]")
_MOMENT = re.compile(
    r"(?:(?:\d{4}|\d{2})年)?\d{1,2}月\d{1,2}日|\d{4}[/.-]\d{1,2}[/.-]\d{1,2}|\d{1,2}[/-]\d{1,2}(?!\d)"
    r"|\d{1,2}:\d{2}(?::\d{2})?頃?|\d{1,2}時(?:\d{1,2}分)?頃?|[((][月火水木金土日][))]|[月火水木金土日]曜日?"
)
_BRACKET = re.compile(r"[(\[【「『<〔].*?(?:[)\]】」』>〕]|$)")
# A bracket or a tail with one of these may say that the event has not happened, whatever the word; beside a word of
# delivery the rule is stricter (`_harmless`).
_TURNED = re.compile(
    r"予定|見込|未|でき|ない|ません|前|希望|不要|取消|取り消|キャンセル|失敗|待ち|解除|停止|\?"
)
_BRANCH = re.compile(
    r".+(?:営業所|センター|郵便局|支店|ベース|デポ|ターミナル|空港|取扱店|中継|[都道府県])|\d{3}-?\d{4}|\d{6}"
)
_NUMBER = re.compile(r"\d+(?:-\d+)*")

Result = TypeVar("Result")


class StatusWords(NamedTuple):
    """The words of the tracking pages by key.

    Attributes:
        results: word -> 輸送中, 保管中, 完了, 返送 or 調査中.
        attempted: words of a delivery attempt with nobody at home (不在持ち戻り).
        wrong_numbers: words of a page that does not know the number; they say nothing of a parcel.
    """

    results: Mapping[str, str]
    attempted: frozenset[str]
    wrong_numbers: frozenset[str]


@cache
def status_words() -> StatusWords:
    """Return the words, read once from the data."""
    results: dict[str, str] = {status: status for status in STATUSES[:-1]}
    attempted: set[str] = set()
    for entry in group_table("carriers")["statuses"]:
        keys = _keys(entry["words"])
        if entry["result"] == _ABSENT:
            attempted.update(keys)
        else:
            results.update(dict.fromkeys(keys, entry["result"]))
    wrong = frozenset(_keys(group_table("carriers")["wrong_numbers"]["words"]))
    return StatusWords(results, frozenset(attempted), wrong)


def _keys(pages: Sequence[Mapping[str, Sequence[str]]]) -> list[str]:
    return [_status_key(word) for page in pages for word in page["words"]]


@cache
def _spellings() -> tuple[tuple[str, str], ...]:
    """Return the pairs of a spelling and the one that stands for it (致しました and いたしました are one word)."""
    return tuple(group_table("carriers")["status_spellings"].items())


def _status_key(text: object) -> str:
    key = name_key(text).strip(_ARROWS).rstrip("。.")
    for written, usual in _spellings():
        key = key.replace(written, usual)
    return key


def _matched_key(text: object) -> str:
    """Return the key of a status text that is known, cutting off what a page puts beside a word; else ""."""
    lines = [line for line in str(text).splitlines() if line.strip()]
    if len(lines) > 1 and not _known(whole := _status_key(text)):
        found = [_line_key(line) for line in lines]
        meanings = {status_words().results.get(key) for key in found if key}
        beside = [line for line, key in zip(lines, found) if not key]
        # A whole history says several things, and which is the newest its order does not tell.
        return found[0] if len(meanings) == 1 and (DONE not in meanings or _harmless(beside)) else ""
    return _line_key(lines[0]) if len(lines) == 1 else (whole if lines else "")


class _Reading(NamedTuple):
    """A part of a line that may be a word, what is left out beside it, and whether that may turn any word round."""

    word: str
    beside: Sequence[str] = ()
    turned: bool = False


def _line_key(line: str) -> str:
    whole = _status_key(line)
    if _known(whole):
        return whole
    for reading in _readings(normal_form(line)):
        key = _status_key(reading.word)
        delivered = status_words().results.get(key) == DONE
        if _known(key) and (_harmless(reading.beside) if delivered else not reading.turned):
            return key
    return _said_twice(_MOMENT.sub(" ", normal_form(line)))


def _readings(line: str) -> Iterator[_Reading]:
    # A word may have one colon itself (お問い合わせ番号:桁数が不足しています), so the remark may begin at the second.
    signs = list(islice(_REMARK.finditer(line), 2))
    for sign in signs:
        yield _Reading(line[: sign.start()], [line[sign.end() :]])
    for sign in signs[:1]:
        for reading in _readings(line[: sign.start()]):
            yield reading._replace(beside=[*reading.beside, line[sign.end() :]])
    plain = _MOMENT.sub(" ", line)
    yield _Reading(plain)
    yield _without_branch(plain)
    if bracket := _BRACKET.search(plain):
        head, tail = plain[: bracket.start()], plain[bracket.start() :]
        turned = _TURNED.search(tail) is not None
        inside = _BRACKET.findall(tail)
        text = f"{head} {_BRACKET.sub(' ', tail).strip()}"
        yield _Reading(text, inside, turned)
        event = _without_branch(text)
        yield _Reading(event.word, [*inside, *event.beside], turned)


def _said_twice(text: str) -> str:
    """Return the first key of a text whose every word is known and says the same, as 輸送中 beside its own sentence."""
    event = _without_branch(text)
    keys = [_status_key(word) for word in event.word.split()]
    meanings = {status_words().results.get(key) for key in keys}
    if len(meanings) != 1 or None in meanings or (DONE in meanings and not _harmless(event.beside)):
        return ""
    return keys[0]


def _without_branch(text: str) -> _Reading:
    """Return a text without the words that name a branch, which stand beside it."""
    words = [word for word in (word.strip(_ARROWS + ",、") for word in text.split()) if word]
    branches = [word for word in words if _BRANCH.fullmatch(word)]
    return _Reading(" ".join(word for word in words if word not in branches), branches)


@cache
def _harmless_keys() -> frozenset[str]:
    return frozenset(_keys(group_table("carriers")["delivered_remarks"]["words"]))


@cache
def _not_delivered() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, group_table("carriers")["delivered_remarks"]["not_delivered"])))


def _harmless(beside: Sequence[str]) -> bool:
    """Tell whether all that stands beside a word of delivery leaves it true: only what is known to do so does."""
    parts = [part for text in beside for part in _PARTS.split(_MOMENT.sub(" ", normal_form(text)))]
    return all(_says_nothing_else(part) or all(map(_says_nothing_else, part.split())) for part in parts)


def _says_nothing_else(text: str) -> bool:
    """Tell whether a text is empty, a number, a harmless word, a word of delivery, a carrier or a branch."""
    key = _status_key(text)
    if not key or key in _harmless_keys() or status_words().results.get(key) == DONE:
        return True
    named = _NUMBER.fullmatch(key) or _BRANCH.fullmatch(text.strip()) or canonical_name(text)
    # A sentence may end like the name of a branch: 返送のため架空営業所.
    return bool(named) and not _not_delivered().search(key)


def _known(key: str) -> bool:
    words = status_words()
    return key in words.results or key in words.wrong_numbers


@lru_cache(maxsize=4096)
def status_of(text: str) -> str:
    """Return 輸送中, 保管中, 完了, 返送, 調査中 or 不明 for a status text of a tracking page."""
    return status_words().results.get(_matched_key(text), UNKNOWN)


class UnreadStatus(NamedTuple):
    """A status that says nothing of the parcel: a word that is not known, or a page that lacks the number.

    Attributes:
        word: what stands in the cell.
        wrong_number: whether the page says that it does not know the number.
    """

    word: str
    wrong_number: bool

    def __str__(self) -> str:
        return f"{UNKNOWN} ({self.word})"


def read_status(value: object, argument: str) -> str | UnreadStatus:
    """Return the status a cell stands for, "" for a blank; TRUE is 完了, FALSE says nothing."""
    if isinstance(value, bool):
        return DONE if value else ""
    text = read_text(value, argument)
    if not text:
        return ""
    status = status_of(text)
    if status != UNKNOWN:
        return status
    return UnreadStatus(text, _matched_key(text) in status_words().wrong_numbers)


def is_attempted(text: str) -> bool:
    """Tell whether a status text stands for a delivery attempt with nobody at home (不在持ち戻り)."""
    return _matched_key(text) in status_words().attempted


@with_steps
def carrier_name(_context: object, name: str) -> Reasoned:
    """CARRIER_NAME: the name the rule uses, for any whole spelling or service name, or 不明."""
    yield Reason("a carrier's name", (name,))
    yield Answer(canonical_name(name) or UNKNOWN)


@with_steps
def check_number(_context: object, carrier: str, number: object) -> Reasoned:
    """TRACKING_CHECK: OK, 形式不明, 無効: reason, or 破損: what the spreadsheet did to the number.

    Args:
        carrier: any spelling of the carrier; of an unknown one only damage and plausibility can be judged.
        number: the cell's own value.

    Raises:
        MissingArgument: without a carrier.
    """
    if not carrier:
        raise errors.MissingArgument(argument="配送会社")
    yield Reason("the carrier of a number", (carrier,))
    named = carrier_of(carrier)
    verdict = judge_number(named, number)
    yield Reason("a number", (named, number, verdict))
    notes: tuple[Note, ...] = ()
    if verdict.code == DAMAGED:
        notes = (damage_note(verdict),)
    elif verdict.code == DOUBTFUL:
        notes = (doubt_note(verdict),)
    elif not canonical_name(carrier):
        notes = (
            Note("注意", f"配送会社「{errors.shown(carrier)}」は一覧にないため、番号の形式は確認できません"),
        )
    yield Answer(str(verdict), notes)


def damage_note(verdict: NumberVerdict) -> Note:
    """Return what 確認 says beside a damaged number."""
    return Note(
        "注意", f"送り状番号が壊れています。{verdict.reason}。伝票を見て文字として入力し直してください"
    )


def doubt_note(verdict: NumberVerdict) -> Note:
    """Return what 確認 says beside a number that may have lost a zero and may be whole."""
    return Note("注意", f"送り状番号は{verdict.reason}")


@with_steps
def tracking_status(_context: object, text: str) -> Reasoned:
    """TRACKING_STATUS: 輸送中, 保管中, 完了, 返送, 調査中 or 不明."""
    status = status_of(text)
    yield Reason("a status word", (status,))
    if is_attempted(text):
        yield Reason("nobody at home")
    yield Answer(status)
