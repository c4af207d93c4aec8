"""判定の率 in words: which rate decided 制限 of a row, of which day, and whether it was counted in time.

`38/40 11/17` is a rate of a day; `再計算` follows where it was counted after its day, and what hangs on words that
cannot be read says so. `95% 設定 (38/40 11/17)` is a rate of the settings, with the counted one behind it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from xlshipcheck.qoo10.record import NO_RATE, KeptRate
from xlshipcheck.values import cells
from xlshipcheck.values.days import date_of
from xlshipcheck.values.text import normal_form

if TYPE_CHECKING:
    from xlshipcheck.qoo10.history import OnTime

NONE = "対象なし"
RECOMPUTED = "再計算"
BY_SETTING = "設定"
_UNSURE = "状態不明"
_COUNTED = re.compile(rf"(?:(\d+)/([1-9]\d*)|{NONE}) (\d+)/(\d+)( {RECOMPUTED})?( {_UNSURE}.*)?")
_GIVEN = re.compile(rf"(\S+) {BY_SETTING}(?: \((.*)\))?")


def read_judged_rate(value: object, argument: str) -> KeptRate:
    """Return what a cell of 判定の率, or the rate of a call, says.

    Raises:
        RateOutOfRange and others of `cells.read_rate`: it is neither a rate nor such a text.
    """
    text = normal_form(value) if isinstance(value, str) else ""
    given = _GIVEN.fullmatch(text)
    if given:
        rate, kept = given.groups()
        return (_counted(kept or "") or NO_RATE)._replace(rate=_fraction(rate, argument))
    return _counted(text) or KeptRate(cells.read_rate(value, argument))


def _fraction(text: str, argument: str) -> Fraction | None:
    part, sign, whole = text.partition("/")
    if sign and part.isdecimal() and whole.isdecimal() and int(whole):
        return Fraction(int(part), int(whole))
    return cells.read_rate(text, argument)


def _counted(text: str) -> KeptRate | None:
    match = _COUNTED.fullmatch(text)
    if not match:
        return None
    part, whole, month, day, recomputed, unsure = match.groups()
    count = None if part is None or unsure else (int(part), int(whole))
    return KeptRate(Fraction(*count) if count else None, count, (int(month), int(day)), bool(recomputed))


def counted_text(count: OnTime, day: int, *, recomputed: bool, unknown: int = 0) -> str:
    """Return a counted rate in words.

    Args:
        count: orders in time, and orders that count.
        day: the day of the rate.
        recomputed: whether it is counted after its day.
        unknown: how many 状態不明 rows the verdict hangs on; 0 where it hangs on none.
    """
    date = date_of(day)
    share = f"{count.in_time}/{count.counted}" if count.counted else NONE
    late = f" {RECOMPUTED}" if recomputed else ""
    unsure = f" {_UNSURE}{unknown}件で判定が変わる" if unknown else ""
    return f"{share} {date.month}/{date.day}{late}{unsure}"


def kept_text(kept: KeptRate) -> str:
    """Return a rate that is kept as it stands, in words; "" where it says nothing."""
    if kept.counts and kept.day:
        (in_time, counted), (month, day) = kept.counts, kept.day
        return f"{in_time}/{counted} {month}/{day}" + (f" {RECOMPUTED}" if kept.recomputed else "")
    return "" if kept.rate is None else _exact(kept.rate)


def given_text(rate: Fraction, counted: str) -> str:
    """Return a rate of the settings in words, with the counted one that it stands before."""
    return f"{_exact(rate)} {BY_SETTING}" + (f" ({counted})" if counted else "")


def _exact(rate: Fraction) -> str:
    percent = rate * 100
    rest = percent.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{rate.numerator}/{rate.denominator}"
    return f"{(Decimal(percent.numerator) / Decimal(percent.denominator)).normalize():f}%"
