"""Tracking numbers: check digits, and what a spreadsheet does to them.

A number that is not of a known form is 形式不明, which is not invalid: carriers use more forms than they
publish. A number that a spreadsheet has changed (exponent, lost zeros, a date) is said to be damaged and
why; it is never repaired silently, because a repaired guess may be somebody else's parcel.
"""

from __future__ import annotations

import math
import operator
import re
from datetime import date, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.tracking.check_digits import CHECKS
from xlshipcheck.values.cells import is_blank, refuse_error_value
from xlshipcheck.values.text import number_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlshipcheck.tracking.carriers import Carrier

# Stable codes: frames and the Amazon kernel count with them.
MISSING, OK, UNKNOWN_FORM, INVALID, DAMAGED = range(5)
VERDICTS = ("無効", "OK", "形式不明", "無効", "破損")

# A spreadsheet keeps fifteen significant digits; every further digit becomes 0.
KEPT_DIGITS = 15
FIRST_INEXACT_FLOAT = 2**53

_EXPONENT = re.compile(r"[0-9](?:\.[0-9]+)?E\+[0-9]{1,3}\Z|[0-9]\.[0-9]+E[0-9]{1,3}\Z")
_DECIMAL_ZERO = re.compile(r"([0-9]+)\.0+\Z")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+\Z")
_FOREIGN = re.compile(r"[^0-9A-Z]")


class NumberVerdict(NamedTuple):
    """What is known of a number.

    Attributes:
        code: `MISSING`, `OK`, `UNKNOWN_FORM`, `INVALID` or `DAMAGED`.
        reason: one Japanese sentence for `MISSING`, `INVALID` and `DAMAGED`, else "".
    """

    code: int
    reason: str = ""

    def __str__(self) -> str:
        return f"{VERDICTS[self.code]}: {self.reason}" if self.reason else VERDICTS[self.code]


NO_NUMBER = NumberVerdict(MISSING, "送り状番号がありません")


class RawNumber(NamedTuple):
    """A cell's content as a tracking number.

    Attributes:
        text: normalised (NFKC, no hyphens, spaces, apostrophes, upper case); "" for a blank.
        numeric: the cell held a number.
        damage: what a spreadsheet did to it, "" where nothing can be seen.
        problem: why it is no number at all, else "".
    """

    text: str
    numeric: bool = False
    damage: str = ""
    problem: str = ""


def read_number(raw: object) -> RawNumber:
    """Return a cell's content as a tracking number, with the damage that shows in the cell itself.

    Args:
        raw: the cell's own value. A numeric cell is its digits; 0 (an empty cell in LibreOffice) is blank.

    Raises:
        SpreadsheetErrorValue: for an error value such as #N/A.
    """
    if type(raw) is str and raw.isascii() and raw.isalnum():
        # Plain letters and digits, as nearly every cell holds: nothing to normalise, and no sign of damage
        # but the digits that a spreadsheet turned into 0.
        text = raw.upper()
        return RawNumber(text, damage=CUT if text.isdigit() and _cut(text) else "")
    if is_blank(raw):
        return RawNumber("")
    refuse_error_value(raw, "送り状番号")
    if isinstance(raw, bool):
        return RawNumber(str(raw), problem="TRUE / FALSE は送り状番号ではありません")
    if isinstance(raw, (date, time, timedelta)):
        return RawNumber(str(raw), damage="表計算ソフトが日付や時刻に変えています")
    if isinstance(raw, str):
        text = number_key(raw).replace("ー", "")
        return RawNumber(text, damage=_damage_of_text(text))
    return _numeric(raw)


def _damage_of_text(text: str) -> str:
    if _EXPONENT.match(text):
        return "表計算ソフトが指数の形に変え、下の桁が失われています"
    decimal = _DECIMAL_ZERO.match(text)
    if decimal:
        return f"末尾に「.0」が付いています ({decimal.group(1)} かどうか伝票で確認してください)"
    if _GROUPED.match(text):
        return "桁区切りの「,」が入っています"
    if text.isdigit() and _cut(text):
        return CUT
    return ""


CUT = f"表計算ソフトが{KEPT_DIGITS + 1}桁目から先を 0 に変えています"


def _cut(digits: str) -> bool:
    tail = digits[KEPT_DIGITS:]
    return bool(tail) and not tail.strip("0")


def _numeric(raw: object) -> RawNumber:
    whole: int
    if isinstance(raw, (float, Decimal)):
        if not math.isfinite(raw) or raw != int(raw):
            return RawNumber(str(raw), numeric=True, problem="小数や数値でない値は送り状番号ではありません")
        whole = int(raw)
    else:
        try:
            whole = operator.index(raw)  # type: ignore[arg-type]  # what has no whole number raises
        except TypeError:
            return RawNumber(str(raw), problem="送り状番号として読めません")
    digits = str(whole)
    if whole < 0:
        return RawNumber(digits, numeric=True, problem="負の数は送り状番号ではありません")
    inexact = isinstance(raw, float) and whole >= FIRST_INEXACT_FLOAT
    return RawNumber("" if not whole else digits, numeric=True, damage=CUT if inexact or _cut(digits) else "")


def judge_number(carrier: Carrier, raw: object) -> NumberVerdict:
    """Judge a number of a carrier.

    Args:
        carrier: the carrier, with or without known forms.
        raw: the cell's own value, so that damage can be seen.

    Returns:
        The verdict; a number of no known form that could be one is `UNKNOWN_FORM`.

    Raises:
        SpreadsheetErrorValue: for an error value in the cell.
    """
    number = read_number(raw)
    if number.damage:
        return NumberVerdict(DAMAGED, number.damage)
    if number.problem:
        return NumberVerdict(INVALID, number.problem)
    if not number.text:
        return NO_NUMBER
    problem = _problem_of_signs(carrier, number.text)
    if problem:
        return NumberVerdict(INVALID, problem)
    for form in carrier.forms:
        if form.pattern.match(number.text):
            if not form.check or CHECKS[form.check](number.text):
                return NumberVerdict(OK)
            return NumberVerdict(INVALID, "チェックデジットが合いません。番号の入力違いを確認してください")
    for padded in _with_lost_zeros(carrier, number):
        return NumberVerdict(DAMAGED, f"先頭の 0 が消えています ({padded} かどうか伝票で確認してください)")
    problem = _problem_of_length(number.text)
    return NumberVerdict(INVALID, problem) if problem else NumberVerdict(UNKNOWN_FORM)


def _problem_of_signs(carrier: Carrier, text: str) -> str:
    if not (text.isascii() and text.isdigit()):
        foreign = _FOREIGN.search(text)
        if foreign:
            return f"番号に使えない文字「{foreign.group()}」が入っています"
        if not any(map(str.isdigit, text)):
            return "数字がありません"
        if carrier.digits_only:
            return f"{carrier.name}の番号は数字だけです"
    if not text.strip("0"):
        return "すべて 0 です"
    if carrier.must_end and not text.endswith(carrier.must_end):
        return f"{carrier.name}は末尾が {carrier.must_end} の番号だけ追跡できます"
    return ""


def _problem_of_length(text: str) -> str:
    limits = group_table("carriers")["plausible_number"]
    if len(text) < limits["shortest"]:
        return f"桁数が足りません ({len(text)}桁)"
    if len(text) > limits["longest"]:
        return f"桁数が多すぎます ({len(text)}桁)"
    return ""


def _with_lost_zeros(carrier: Carrier, number: RawNumber) -> Iterator[str]:
    """Yield the number with leading zeros put back, where its check digit then holds.

    A numeric cell cannot keep a leading zero; of a text it is believed only where the carrier has one
    length, because another length may be another form.
    """
    lengths = {form.digits for form in carrier.forms}.union(carrier.other_lengths)
    if not number.text.isdigit() or len(number.text) in lengths or not (number.numeric or len(lengths) == 1):
        return
    for form in carrier.forms:
        padded = number.text.zfill(form.digits)
        if form.check and len(padded) - len(number.text) in {1, 2} and CHECKS[form.check](padded):
            yield padded
