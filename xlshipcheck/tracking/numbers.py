"""Tracking numbers: check digits, and what a spreadsheet does to them.

A number that is not of a known form is 形式不明, which is not invalid: carriers use more forms than they
publish. A number that a spreadsheet has changed (exponent, lost zeros, a date) is said to be damaged and
why; it is never repaired silently, because a repaired guess may be somebody else's parcel.
"""

from __future__ import annotations

import math
import operator
import re
import unicodedata
from datetime import date, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.tracking.check_digits import CHECKS, DIGIT_CHECKS, gtin
from xlshipcheck.values.cells import is_blank, refuse_error_value
from xlshipcheck.values.exponents import is_exponent
from xlshipcheck.values.phones import PhoneOfTheRow
from xlshipcheck.values.text import normal_form, number_key, without_invisible

if TYPE_CHECKING:
    from xlshipcheck.tracking.carriers import Carrier
    from xlshipcheck.values.numbers import Numbers


# Stable codes: frames and the Amazon kernel count with them. DOUBTFUL is 形式不明 with a remark.
MISSING, OK, UNKNOWN_FORM, INVALID, DAMAGED, DOUBTFUL = range(6)
VERDICTS = ("無効", "OK", "形式不明", "無効", "破損", "形式不明")

SAME_AS_PHONE = "同じ行の電話番号の列と同じ番号 (電話番号の形) です。伝票の送り状番号を入力してください"

# What may be found of a number of digits alone, as codes; `_FOUND` says what each means.
(
    FITS,
    UNCHECKED,
    MAY_LACK_ZERO,
    ONLY_ZEROS,
    LIKE_A_PHONE,
    WRONG_ENDING,
    WRONG_CHECK_DIGIT,
    WRONG_LENGTH,
    CUT_OFF,
    LACKS_ZERO,
) = range(10)
_FOUND = (
    (OK, ""),
    (UNKNOWN_FORM, ""),
    (DOUBTFUL, "先頭の 0 が消えた番号かもしれません ({padded})。伝票で確認してください"),
    (INVALID, "すべて 0 です"),
    (INVALID, "電話番号の形です。送り状番号かどうか伝票で確認してください"),
    (INVALID, "{name}は末尾が {ending} の番号だけ追跡できます"),
    (INVALID, "チェックデジットが合いません。番号の入力違いを確認してください"),
    (INVALID, "{length}"),
    (DAMAGED, "{cut}"),
    (DAMAGED, "先頭の 0 が消えています ({padded} かどうか伝票で確認してください)"),
)
FOUND_CODES = tuple(code for code, _ in _FOUND)
# An int of so many digits fits into 64 bits.
MOST_DIGITS = 18
_TENS = 10

# A spreadsheet keeps fifteen significant digits; every further digit becomes 0.
KEPT_DIGITS = 15
FIRST_INEXACT_FLOAT = 2**53

_DECIMAL_ZERO = re.compile(r"([0-9]+)\.0+\Z")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+\Z")
_FOREIGN = re.compile(r"[^0-9A-Z]")


class NumberVerdict(NamedTuple):
    """What is known of a number.

    Attributes:
        code: `MISSING`, `OK`, `UNKNOWN_FORM`, `INVALID` or `DAMAGED`.
        reason: one Japanese sentence for `MISSING`, `INVALID`, `DAMAGED` and `DOUBTFUL`, else "".
    """

    code: int
    reason: str = ""

    def __str__(self) -> str:
        said = self.reason and self.code != DOUBTFUL
        return f"{VERDICTS[self.code]}: {self.reason}" if said else VERDICTS[self.code]


_FITTING = NumberVerdict(OK)
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
    if isinstance(raw, PhoneOfTheRow):
        return RawNumber(number_key(raw), problem=SAME_AS_PHONE)
    if type(raw) is str and raw.isascii() and raw.isalnum():
        # Plain letters and digits, as nearly every cell holds: nothing to normalise, and no sign of damage
        # but the digits that a spreadsheet turned into 0.
        return RawNumber(raw.upper(), damage=_damage_of_digits(raw))
    if is_blank(raw):
        return RawNumber("")
    refuse_error_value(raw, "送り状番号")
    if isinstance(raw, bool):
        return RawNumber(str(raw), problem="TRUE / FALSE は送り状番号ではありません")
    if isinstance(raw, (date, time, timedelta)):
        return RawNumber(str(raw), damage="表計算ソフトが日付や時刻に変えています")
    if isinstance(raw, str):
        text = number_key(raw).replace("ー", "")
        damage, problem = _damage_of_text(text), ""
        if not damage and _two_numbers(raw):
            damage = TWO_NUMBERS
        if not damage and _is_order_number(raw):
            problem = "Amazon の注文番号の形です。送り状番号を入力してください"
        return RawNumber(text, damage=damage, problem=problem)
    return _numeric(raw)


def _is_order_number(raw: str) -> bool:
    pattern = group_table("carriers")["other_numbers"]["order"]
    text = without_invisible(normal_form(raw)).translate(_HYPHENS)
    return "-" in text and bool(re.match(rf"(?:{pattern})\Z", text, re.ASCII))


_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—―−ー"), "-")
_BETWEEN = re.compile(r"[^0-9A-Za-z\-]+")
TWO_NUMBERS = "番号が2つ以上入っています。1つの梱包に1つの番号を入力してください"


def _two_numbers(raw: str) -> bool:
    """Tell whether a cell holds several numbers, whatever stands between them."""
    text = without_invisible(unicodedata.normalize("NFKC", raw)).translate(_HYPHENS)
    shortest: int = group_table("carriers")["plausible_number"]["shortest"]
    parts = [part.replace("-", "") for part in _BETWEEN.split(text)]
    return sum(sum(map(str.isdigit, part)) >= shortest for part in parts) > 1


def _joined_numbers(text: str) -> bool:
    """Tell whether digits are several checked numbers of one carrier length, written without a break."""
    size = group_table("carriers")["other_numbers"]["joined"]
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    several = len(pieces) > 1 and len(text) % size == 0
    return several and all(
        bool(piece.strip("0")) and bool(DIGIT_CHECKS["remainder_7"](int(piece))) for piece in pieces
    )


def _damage_of_text(text: str) -> str:
    if is_exponent(text):
        return "表計算ソフトが指数の形に変え、下の桁が失われています"
    decimal = _DECIMAL_ZERO.match(text)
    if decimal:
        return f"末尾に「.0」が付いています ({decimal.group(1)} かどうか伝票で確認してください)"
    if _GROUPED.match(text):
        return "桁区切りの「,」が入っています"
    return _damage_of_digits(text)


def _damage_of_digits(text: str) -> str:
    """Return the damage that shows in digits alone; a text of one digit more than is kept ends in 0 by chance."""
    return CUT if len(text) > KEPT_DIGITS + 1 and text.isdigit() and _cut(text) else ""


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
    if number.text.isascii() and number.text.isdigit():
        return _verdict_on_digits(carrier, number)
    return _verdict_on_signs(carrier, number.text)


def _verdict_on_digits(carrier: Carrier, number: RawNumber) -> NumberVerdict:
    text = number.text
    if not carrier.must_end and text.strip("0"):
        # Nearly every number fits its carrier's form, which `finding` tests before all that is left.
        for form in carrier.forms:
            if form.digits == len(text) and (not form.check or DIGIT_CHECKS[form.check](int(text))):
                return _FITTING
    if len(text) > group_table("carriers")["plausible_number"]["longest"]:
        return NumberVerdict(INVALID, _length_problem(carrier, text))
    if _joined_numbers(text):
        return NumberVerdict(DAMAGED, TWO_NUMBERS)
    found = finding(carrier, int(text), len(text), int(number.numeric))
    code, reason = _FOUND[found]
    if "{" not in reason:
        return NumberVerdict(code, reason)
    wanted = next((form.digits for form in carrier.forms if form.digits > len(text)), len(text))
    length = _length_problem(carrier, text)
    return NumberVerdict(
        code,
        reason.format(
            padded=text.zfill(wanted), name=carrier.name, ending=carrier.must_end, length=length, cut=CUT
        ),
    )


def finding(carrier: Carrier, value: Numbers, length: Numbers, numeric: Numbers | int) -> Numbers:
    """Return what is found of a number of digits, or of each of a column.

    Args:
        carrier: its carrier.
        value: the number as an int; of more than `MOST_DIGITS` digits only as Python's.
        length: how many digits it has, zeros in front counted.
        numeric: 1 where the cell holds a number, which keeps no zero in front.

    Returns:
        A code of `FITS` and following; the tests stand in one order, and the first that applies decides.
    """
    forms = [form for form in carrier.forms if form.digits]
    limits, others = (group_table("carriers")[name] for name in ("plausible_number", "other_numbers"))
    known = value * 0
    right = lacks = known
    for form in forms:
        checked = DIGIT_CHECKS[form.check](value) * 1 if form.check else 1
        known = known | (length == form.digits) * 1
        right = right | (length == form.digits) * checked
        for lost in range(1, ZEROS_LOST + 1):
            lacks = lacks | (length + lost == form.digits) * checked * bool(form.check)
    own, unsure = (
        sum(((length == own) * 1 for own in lengths), value * 0)
        for lengths in (carrier.lengths, carrier.unsure_lengths)
    )
    # The lengths that a carrier uses are settled by the tests before those of this.
    in_use = (length >= limits["shortest"]) * (length <= limits["longest"]) * (1 - carrier.closed)
    believed = numeric if len(forms) > 1 or carrier.lengths or carrier.unsure_lengths else numeric * 0 + 1
    front = value // _TENS ** others["mobile_digits_behind"]
    phone = (length == others["phone"]) * (value < _TENS ** (others["phone"] - 1)) + (
        length == others["mobile"]
    ) * ((front >= _TENS) * (front < _TENS * _TENS) * (front % _TENS == 0))
    cut = (length > KEPT_DIGITS) * (value % _TENS ** abs(length - KEPT_DIGITS) == 0)
    tests = (
        (ONLY_ZEROS, (value == 0) * 1),
        (WRONG_ENDING, value * 0 + bool(carrier.must_end)),
        (FITS, right),
        (LIKE_A_PHONE, phone * (1 - numeric)),
        (WRONG_CHECK_DIGIT, known),
        (MAY_LACK_ZERO, own * lacks * numeric),
        (UNCHECKED, own),
        (LACKS_ZERO, lacks * believed),
        (UNCHECKED, unsure),
        (CUT_OFF, cut * (1 - in_use)),
        (WRONG_LENGTH, 1 - in_use),
    )
    found = value * 0 + UNCHECKED
    open_ = value * 0 + 1
    for code, applies in tests:
        found = found + open_ * applies * (code - UNCHECKED)
        open_ = open_ * (1 - applies)
    return found


# No more zeros than these are believed to be lost: more would fit one number in seven by chance.
ZEROS_LOST = 2


def _verdict_on_signs(carrier: Carrier, text: str) -> NumberVerdict:
    foreign = None if text.isascii() and text.isalnum() else _FOREIGN.search(text)
    if foreign:
        return NumberVerdict(INVALID, f"番号に使えない文字「{foreign.group()}」が入っています")
    if not any(map(str.isdigit, text)):
        return NumberVerdict(INVALID, "数字がありません")
    if carrier.digits_only:
        return NumberVerdict(INVALID, f"{carrier.name}の番号は数字だけです")
    if carrier.must_end and not text.endswith(carrier.must_end):
        return NumberVerdict(
            INVALID, _FOUND[WRONG_ENDING][1].format(name=carrier.name, ending=carrier.must_end)
        )
    for form in carrier.forms:
        if form.fits(text):
            if not form.check or CHECKS[form.check](text):
                return NumberVerdict(OK)
            return NumberVerdict(INVALID, _FOUND[WRONG_CHECK_DIGIT][1])
    problem = _problem_of_length(text)
    return NumberVerdict(INVALID, problem) if problem else NumberVerdict(UNKNOWN_FORM)


def _length_problem(carrier: Carrier, text: str) -> str:
    """Return what is wrong with the length of digits: the carrier's own lengths, or what any number has."""
    if not carrier.closed:
        return _problem_of_length(text)
    if _is_jan(text):
        return f"JANコードの形です ({len(text)}桁)。送り状番号を入力してください"
    lengths = sorted({*(form.digits for form in carrier.forms if form.digits), *carrier.lengths})
    wanted = "・".join(map(str, lengths))
    return f"{carrier.name}の番号は{wanted}桁ですが、{len(text)}桁あります"


def _is_jan(text: str) -> bool:
    """Tell whether digits are a JAN code of Japan."""
    pattern = group_table("carriers")["other_numbers"]["jan"]
    return bool(re.match(rf"(?:{pattern})\Z", text)) and gtin(int(text))


def _problem_of_length(text: str) -> str:
    limits = group_table("carriers")["plausible_number"]
    if len(text) < limits["shortest"]:
        return f"桁数が足りません ({len(text)}桁)"
    if len(text) > limits["longest"]:
        return f"桁数が多すぎます ({len(text)}桁)"
    return ""
