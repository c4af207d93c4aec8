"""Amazon's limits where two of them differ: amounts exactly on each, and rules that ask for a delivery alone."""

from __future__ import annotations

from fractions import Fraction

import pytest

from xlshipcheck.amazon import kernel
from xlshipcheck.amazon.kernel import decide
from xlshipcheck.amazon.record import (
    AMOUNT_NOT_GIVEN,
    CARRIER_TRACKABLE,
    DELIVERED,
    NOT_DELIVERED,
    REACHES_CHINA,
    REACHES_LEAST,
    SCANS_NOT_GIVEN,
    SELLER_CHINA,
    Limits,
    PackageRow,
    Record,
    amazon_rules,
    amount_class,
    record_of,
)
from xlshipcheck.rulebook.rules import standard_rulebook
from xlshipcheck.tracking.numbers import OK

APART = Limits(1000, 1, 2000, 1, 2, 1, 1)


@pytest.mark.parametrize(
    ("yen", "reached"),
    [
        (999, 0),
        (1000, REACHES_LEAST),
        (1999, REACHES_LEAST),
        (2000, REACHES_LEAST | REACHES_CHINA),
    ],
)
def test_an_amount_on_a_limit_reaches_it(yen, reached):
    """Each limit is reached by its own amount and by no yen less, also where a shop has moved them apart."""
    assert amount_class(yen, APART) == reached


def test_the_limits_may_change_places():
    """The limit of China may be the lower one; each is asked for by itself."""
    assert amount_class(1500, APART._replace(least_amount=2000, china_amount=1000)) == REACHES_CHINA


def test_a_moved_limit_is_that_of_the_record():
    """An override of one limit leaves the other where it was, in the record of a row."""
    rules = amazon_rules(standard_rulebook().with_overrides({"amazon.china.amount_limit": 2000}, "試験"))
    row = PackageRow("ヤマト運輸", "444413758703", Fraction(1000), 14915, None, None, "日本")
    assert record_of(rules, row).amount == REACHES_LEAST
    assert record_of(rules, row._replace(amount=Fraction(2000))).amount == REACHES_LEAST | REACHES_CHINA
    assert record_of(rules, row._replace(amount=Fraction(3999, 2))).amount == REACHES_LEAST


def test_no_amount_reaches_nothing():
    """What says that no amount is given is no limit reached."""
    assert not AMOUNT_NOT_GIVEN & (REACHES_LEAST | REACHES_CHINA)


@pytest.mark.parametrize(
    ("delivered", "outcome"), [(DELIVERED, kernel.SCANNED_FROM), (NOT_DELIVERED, kernel.CHINA_NOT_DELIVERED)]
)
def test_a_rule_that_asks_for_a_delivery_alone_is_a_rule(delivered, outcome):
    """Where no scans are asked for and a delivery is, a package of a Chinese seller is judged by it."""
    limits = APART._replace(china_scans_below=0, china_scans_from=0)
    record = Record(
        0,
        0,
        0,
        CARRIER_TRACKABLE,
        OK,
        REACHES_LEAST | REACHES_CHINA,
        0,
        SCANS_NOT_GIVEN,
        delivered,
        SELLER_CHINA,
        0,
    )
    assert decide(record, limits).outcome == outcome
