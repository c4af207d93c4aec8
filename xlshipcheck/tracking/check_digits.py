"""Check digits of tracking numbers, one function per published method.

`rules/carriers.toml` names the method of each number form. A method gets a normalised number that matches
its form, so lengths and places of letters are settled before. Where a form has digits only, the method is
arithmetic on the number itself: an int for a cell, an array for a column.
"""

from __future__ import annotations

from typing import Any

Digits = Any  # an int or an array of ints, and the same back as true and false


def remainder_7(number: Digits) -> Digits:
    """The last digit is what remains of the digits before it after division by 7 (7DR)."""
    return number // 10 % 7 == number % 10


def upu_s10(number: str) -> bool:
    """UPU S10: eight weighted digits, 11 - sum mod 11, where 10 becomes 0 and 11 becomes 5."""
    total = sum(weight * int(digit) for weight, digit in zip((8, 6, 4, 2, 3, 5, 9, 7), number[2:]))
    digit = 11 - total % 11
    return {10: 0, 11: 5}.get(digit, digit) == int(number[10])


def fedex_12(number: Digits) -> Digits:
    """FedEx Express: weights 3, 1, 7 repeating, sum mod 11 mod 10."""
    total = sum((3, 1, 7)[place % 3] * (number // 10 ** (11 - place) % 10) for place in range(11))
    return total % 11 % 10 == number % 10


def ups_1z(number: str) -> bool:
    """UPS: behind 1Z every second character doubled without digit sum (so not Luhn), total mod 10.

    A letter counts as its ASCII code less 63, mod 10.
    """
    values = [int(sign) if sign.isdigit() else (ord(sign) - 63) % 10 for sign in number[2:]]
    total = sum(value * (1 + place % 2) for place, value in enumerate(values[:-1]))
    return number[-1].isdigit() and (total + values[-1]) % 10 == 0


def gtin(number: int) -> bool:
    """GTIN (JAN): from the right, weights 1 and 3 in turn sum to whole tens."""
    return sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(reversed(str(number)))) % 10 == 0


DIGIT_CHECKS = {check.__name__: check for check in (remainder_7, fedex_12)}
SIGN_CHECKS = {check.__name__: check for check in (upu_s10, ups_1z)}
CHECKS = {**DIGIT_CHECKS, **SIGN_CHECKS}
