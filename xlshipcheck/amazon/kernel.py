"""The decision on one Amazon package, or on a column of them: which test settles it.

The tests stand in one order, and the first that applies decides:

1. what Amazon ships is not the seller's package; without carrier and number it is not sent yet;
2. an excluded carrier is 対象外, even where amount or date is blank; so is one under its new name, if it had
   that name when the package went;
3. a Japanese seller's package below the amount in force on its promised day is 対象外;
4. a missing carrier or number, a carrier outside the list, a number that a spreadsheet has damaged, and an
   invalid number are 無効; 形式不明 is not invalid;
5. scans: too few of them, or no delivery among them, is 無効. A Japanese seller's are looked at only where
   they are given; a seller in China or Hong Kong needs them from 2021-08-09 on.

It is arithmetic without branches: with ints it serves a cell, with numpy arrays a column. Verdict, sentence
and rule of each outcome stand in `notes.OUTCOMES`. Source of every limit: `rules/amazon.toml`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.amazon.record import (
    AMOUNT_NOT_GIVEN,
    CARRIER_BLANK,
    CARRIER_EXCLUDED,
    CARRIER_OTHER,
    CARRIER_RENAMED,
    CARRIER_UNDATED,
    DELIVERED_UNREAD,
    NOT_DELIVERED,
    REACHES_CHINA,
    REACHES_LEAST,
    SCANS_NOT_GIVEN,
    SELLER_CHINA,
)
from xlshipcheck.tracking.numbers import DAMAGED as NUMBER_DAMAGED
from xlshipcheck.tracking.numbers import DOUBTFUL as NUMBER_DOUBTFUL
from xlshipcheck.tracking.numbers import INVALID as NUMBER_INVALID
from xlshipcheck.tracking.numbers import MISSING as NUMBER_MISSING
from xlshipcheck.tracking.numbers import UNKNOWN_FORM as NUMBER_UNKNOWN_FORM

if TYPE_CHECKING:
    from xlshipcheck.amazon.record import Limits, Record
    from xlshipcheck.values.numbers import OneOrMany

(
    IN_ORDER,
    IN_ORDER_UNKNOWN_FORM,
    SCANNED_BELOW,
    SCANNED_FROM,
    PARTLY_TRACKABLE,
    EXCLUDED,
    BELOW_LEAST_AMOUNT,
    NO_CARRIER,
    NO_NUMBER,
    CARRIER_NOT_LISTED,
    DAMAGED_NUMBER,
    INVALID_NUMBER,
    JAPAN_SCANS_SHORT,
    CHINA_SCANS_SHORT_BELOW,
    CHINA_SCANS_SHORT_FROM,
    CHINA_NOT_DELIVERED,
    DAY_MISSING,
    AMOUNT_MISSING,
    DELIVERED_NEEDED,
    FULFILLED_BY_AMAZON,
    UNCONFIRMED,
    UNREADABLE,
    EXCLUDED_AS_RENAMED,
    SHIP_DAY_NEEDED,
) = range(24)

# What is to be said beside an outcome, as bits of a mask.
NUMBER_IS_DAMAGED, WORD_IS_UNREAD, RULES_ARE_CHANGED, NUMBER_IS_DOUBTFUL, FIRM_IS_RENAMED = 1, 2, 4, 8, 16
SHIP_DAY_IS_UNREAD = 32


class Decided(NamedTuple):
    """What the kernel found.

    Attributes:
        outcome: index into `notes.OUTCOMES`, or an array of them.
        notes: bit mask of what is to be said beside it.
    """

    outcome: OneOrMany
    notes: OneOrMany


def decide(record: Record, limits: Limits) -> Decided:
    """Return the outcome of a package and the mask of its notes, or of each package of a column.

    Args:
        record: the package.
        limits: the limits in force in its period.
    """
    china = (record.seller == SELLER_CHINA) * 1
    japan = 1 - china
    from_limit = (record.amount & REACHES_CHINA) // REACHES_CHINA
    no_amount = (record.amount == AMOUNT_NOT_GIVEN) * 1
    scanned = record.scans * (record.scans != SCANS_NOT_GIVEN)
    scans_ruled = china * ((limits.china_scans_below + limits.china_scans_from + limits.china_delivery) > 0)
    delivery_ruled = china * from_limit * (limits.china_delivery > 0)
    tests = (
        (FULFILLED_BY_AMAZON, record.by_amazon),
        (UNCONFIRMED, record.unconfirmed),
        (UNREADABLE, record.unreadable),
        (EXCLUDED, (record.carrier == CARRIER_EXCLUDED) * 1),
        (EXCLUDED_AS_RENAMED, (record.carrier == CARRIER_RENAMED) * 1),
        (SHIP_DAY_NEEDED, (record.carrier == CARRIER_UNDATED) * 1),
        (DAY_MISSING, 1 - limits.dated),
        (AMOUNT_MISSING, japan * no_amount),
        (BELOW_LEAST_AMOUNT, japan * ((record.amount & REACHES_LEAST) == 0)),
        (NO_CARRIER, (record.carrier == CARRIER_BLANK) * 1),
        (NO_NUMBER, (record.number == NUMBER_MISSING) * 1),
        (CARRIER_NOT_LISTED, (record.carrier == CARRIER_OTHER) * 1),
        (DAMAGED_NUMBER, (record.number == NUMBER_DAMAGED) * 1),
        (INVALID_NUMBER, (record.number == NUMBER_INVALID) * 1),
        (JAPAN_SCANS_SHORT, japan * (record.scans >= 0) * (record.scans < limits.scans_when_given)),
        (AMOUNT_MISSING, scans_ruled * no_amount),
        (CHINA_SCANS_SHORT_BELOW, china * (1 - from_limit) * (scanned < limits.china_scans_below)),
        (CHINA_SCANS_SHORT_FROM, china * from_limit * (scanned < limits.china_scans_from)),
        (DELIVERED_NEEDED, delivery_ruled * (record.delivered == DELIVERED_UNREAD)),
        (CHINA_NOT_DELIVERED, delivery_ruled * (record.delivered == NOT_DELIVERED)),
        (PARTLY_TRACKABLE, china * (1 - scans_ruled)),
        (SCANNED_BELOW, china * (1 - from_limit)),
        (SCANNED_FROM, china),
        (IN_ORDER_UNKNOWN_FORM, (record.number == NUMBER_UNKNOWN_FORM) * 1),
        (IN_ORDER_UNKNOWN_FORM, (record.number == NUMBER_DOUBTFUL) * 1),
    )
    outcome = record.seller * 0  # `IN_ORDER`
    undecided = outcome + 1
    for decision, applies in tests:
        outcome = outcome + undecided * applies * decision
        undecided = undecided * (1 - applies)
    answered = (1 - record.by_amazon) * (1 - record.unconfirmed) * (1 - record.unreadable)
    notes = answered * (
        (outcome == DAMAGED_NUMBER) * NUMBER_IS_DAMAGED
        + (outcome == IN_ORDER_UNKNOWN_FORM) * (record.number == NUMBER_DOUBTFUL) * NUMBER_IS_DOUBTFUL
        + (record.delivered == DELIVERED_UNREAD) * WORD_IS_UNREAD
        + (outcome == EXCLUDED_AS_RENAMED) * FIRM_IS_RENAMED
        + record.sent_unread * SHIP_DAY_IS_UNREAD
        + RULES_ARE_CHANGED
    )
    return Decided(outcome, notes)
