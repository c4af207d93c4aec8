"""What is said of the day that an order's clock runs from, against a plain account of each sentence."""

from __future__ import annotations

from itertools import product

from xlshipcheck.qoo10.notes import (
    PAID_AFTER_LIST,
    RESERVED_BEFORE_PAYMENT,
    RESERVED_BY_DAYS,
    SENT_BEFORE_BASE,
)
from xlshipcheck.qoo10.record import FROM_PAYMENT, FROM_RESERVATION, Reserved, base_notes
from xlshipcheck.values.days import NEVER

DAYS = (100, 101, 102, NEVER)


def said(clock, day, sells_on, by_days, payment, shipped):
    """Return the sentences one by one, as docs/readings.md has them."""
    found = set()
    if clock == FROM_PAYMENT and sells_on:
        found.add(PAID_AFTER_LIST)
    if clock == FROM_RESERVATION:
        if by_days:
            found.add(RESERVED_BY_DAYS)
        if payment != NEVER and day < payment:
            found.add(RESERVED_BEFORE_PAYMENT)
        if payment != NEVER and shipped < payment:
            found.add(SENT_BEFORE_BASE)
    return sum(found)


def test_every_combination():
    """Each of the four sentences is said exactly where its own reason holds, whatever else does."""
    for clock, day, sells_on, by_days, payment, shipped in product(
        (FROM_PAYMENT, FROM_RESERVATION), DAYS[:3], (0, 1), (0, 1), DAYS, DAYS
    ):
        mask = base_notes(clock, Reserved(day, by_days=by_days, sells_on=sells_on), payment, shipped)
        assert mask == said(clock, day, sells_on, by_days, payment, shipped)
