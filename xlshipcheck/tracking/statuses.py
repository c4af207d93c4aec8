"""Carrier names, tracking numbers and the words of tracking pages, as the catalogue asks for them.

The words a carrier writes are matched whole, never as a part of a text; what a page adds behind a colon or
a full stop, and the arrows 佐川急便 puts before a word, are left out first.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Callable, NamedTuple, TypeVar

from xlshipcheck import errors
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.tracking.carriers import UNKNOWN, canonical_name, carrier_of
from xlshipcheck.tracking.numbers import DAMAGED, DOUBTFUL, NumberVerdict, judge_number
from xlshipcheck.values.answers import Answer, Note
from xlshipcheck.values.cells import read_text
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlshipcheck.context import Context

IN_TRANSIT, HELD, DONE, RETURNED, INVESTIGATED = "輸送中", "保管中", "完了", "返送", "調査中"
STATUSES = (IN_TRANSIT, HELD, DONE, RETURNED, INVESTIGATED, UNKNOWN)
_ABSENT = "不在持ち戻り"

_ARROWS = "⇒⇨→➡↓⇩⬇・*●◎▶"
_REMARK = re.compile(r"[:。\n]")

Result = TypeVar("Result")


class StatusWords(NamedTuple):
    """The words of the tracking pages by key.

    Attributes:
        results: word -> 輸送中, 保管中, 完了, 返送 or 調査中.
        attempted: words of a delivery attempt with nobody at home (不在持ち戻り).
    """

    results: Mapping[str, str]
    attempted: frozenset[str]


@cache
def status_words() -> StatusWords:
    """Return the words, read once from the data."""
    results: dict[str, str] = {status: status for status in STATUSES[:-1]}
    attempted: set[str] = set()
    for entry in group_table("carriers")["statuses"]:
        keys = [_status_key(word) for page in entry["words"] for word in page["words"]]
        if entry["result"] == _ABSENT:
            attempted.update(keys)
        else:
            results.update(dict.fromkeys(keys, entry["result"]))
    return StatusWords(results, frozenset(attempted))


def _status_key(text: object) -> str:
    return name_key(text).strip(_ARROWS).rstrip("。.")


def _matched_key(text: object) -> str:
    """Return the key of a status text that is known, cutting a page's remark off where it must; else ""."""
    known = status_words().results
    whole = _status_key(text)
    if whole in known:
        return whole
    head = _status_key(_REMARK.split(str(text).replace("：", ":").strip(), maxsplit=1)[0])
    return head if head in known else ""


@lru_cache(maxsize=4096)
def status_of(text: str) -> str:
    """Return 輸送中, 保管中, 完了, 返送, 調査中 or 不明 for a status text of a tracking page."""
    return status_words().results.get(_matched_key(text), UNKNOWN)


def read_status(value: object, argument: str) -> str:
    """Return the status a cell stands for, "" for a blank; a word that is not known is 不明."""
    text = read_text(value, argument)
    return status_of(text) if text else ""


def is_attempted(text: str) -> bool:
    """Tell whether a status text stands for a delivery attempt with nobody at home (不在持ち戻り)."""
    return _matched_key(text) in status_words().attempted


def carrier_name(_context: Context, name: str) -> Answer:
    """CARRIER_NAME: the name the rule uses, for any whole spelling or service name, or 不明."""
    return Answer(canonical_name(name) or UNKNOWN)


def check_number(_context: Context, carrier: str, number: object) -> Answer:
    """TRACKING_CHECK: OK, 形式不明, 無効: reason, or 破損: what the spreadsheet did to the number.

    Args:
        carrier: any spelling of the carrier; of an unknown one only damage and plausibility can be judged.
        number: the cell's own value.

    Raises:
        MissingArgument: without a carrier.
    """
    if not carrier:
        raise errors.MissingArgument(argument="配送会社")
    verdict = judge_number(carrier_of(carrier), number)
    notes: tuple[Note, ...] = ()
    if verdict.code == DAMAGED:
        notes = (damage_note(verdict),)
    elif verdict.code == DOUBTFUL:
        notes = (doubt_note(verdict),)
    elif not canonical_name(carrier):
        notes = (
            Note("注意", f"配送会社「{errors.shown(carrier)}」は一覧にないため、番号の形式は確認できません"),
        )
    return Answer(str(verdict), notes)


def damage_note(verdict: NumberVerdict) -> Note:
    """Return what 確認 says beside a damaged number."""
    return Note(
        "注意", f"送り状番号が壊れています。{verdict.reason}。伝票を見て文字として入力し直してください"
    )


def doubt_note(verdict: NumberVerdict) -> Note:
    """Return what 確認 says beside a number that may have lost a zero and may be whole."""
    return Note("注意", f"送り状番号は{verdict.reason}")


def tracking_status(_context: Context, text: str) -> Answer:
    """TRACKING_STATUS: 輸送中, 保管中, 完了, 返送, 調査中 or 不明."""
    return Answer(status_of(text))


def once_each(function: Callable[..., Result], *columns: Sequence[object]) -> list[Result]:
    """Return a function's results down equally long columns, asking once per distinct row of values.

    A sheet names a handful of carriers and statuses many thousand times. 1, 1.0 and TRUE are equal to
    Python and differ as cells, so the type belongs to the key.
    """
    seen: dict[tuple[object, ...], Result] = {}
    results = []
    for values in zip(*columns):
        key = (*values, *map(type, values))
        if key not in seen:
            seen[key] = function(*values)
        results.append(seen[key])
    return results


def judge_numbers(names: Sequence[str], numbers: Sequence[object]) -> list[NumberVerdict]:
    """Return the verdict of every number of a column, given the carrier names beside them."""
    return once_each(lambda name, number: judge_number(carrier_of(name), number), names, numbers)
