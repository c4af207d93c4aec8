"""Amazon packages of a DataFrame: each kind of row is judged once, by the code of a sheet, for all rows of it.

A kind is what an answer hangs on: carrier, what its number is, on which side of the limits the amount lies,
the rules in force on the promised day, scans, delivery, seller and who ships. A hundred thousand packages
make some hundred kinds, and one more for each wrong number, since its sentence names it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from xlshipcheck import errors
from xlshipcheck.amazon import package
from xlshipcheck.amazon.decision import amount_side, limits_on
from xlshipcheck.amazon.grouping import parcel_number
from xlshipcheck.amazon.judgement import YEN_DIGITS, amazon_rules, hundredths_text, with_amount
from xlshipcheck.arguments.readers import VALIDITIES
from xlshipcheck.frames import arrays as frame_results
from xlshipcheck.frames.arrays import grouped, marked, numbered
from xlshipcheck.frames.columns import Distinct
from xlshipcheck.headers.roles import fulfilled_by
from xlshipcheck.sheets import amazon as amazon_columns
from xlshipcheck.values import cells
from xlshipcheck.values.days import NEVER
from xlshipcheck.values.results import REMARKS
from xlshipcheck.values.roles import (
    AMOUNT,
    CARRIER,
    DELIVERED,
    DELIVERY_DATE,
    FULFILLMENT,
    ORDER_NUMBER,
    SCAN_COUNT,
    SELLER,
    TRACKING_NUMBER,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from xlshipcheck.context import Context
    from xlshipcheck.frames.arrays import Numbers
    from xlshipcheck.frames.columns import RoleColumns

PROMISED = DELIVERY_DATE
READERS: dict[str, Callable[[object], Any]] = {
    CARRIER: partial(cells.read_text, argument=CARRIER),
    TRACKING_NUMBER: amazon_columns.read_number_cell,
    AMOUNT: partial(cells.read_amount, argument=AMOUNT),
    SCAN_COUNT: partial(cells.read_count, argument=SCAN_COUNT),
    DELIVERED: partial(package.read_delivered, argument=DELIVERED),
    SELLER: partial(package.read_seller, argument=SELLER),
}
# On which side of the limits no amount lies; the sides themselves are 0 to 3.
NO_AMOUNT = 4


class Packages:
    """The rows of a frame, judged.

    Args:
        columns: the frame by roles.
        context: the as-of day, settings and rules.

    Attributes:
        keys: from `package_keys`.
    """

    def __init__(self, columns: RoleColumns, context: Context) -> None:
        self._columns, self._context = columns, context
        self._read = {role: columns.distinct(role).read(reader) for role, reader in READERS.items()}
        self._fulfilled = _texts(columns, FULFILLMENT, fulfilled_by)
        self._days = columns.days(PROMISED)
        self.keys = package_keys(columns)
        self._amounts = self._of_whole_packages(self._read[AMOUNT])
        # In hundredths of a yen, cut, as the sentences show it; as Python's numbers where one is very large.
        self._hundredths = _numbers(map(_hundredths, self._amounts.cells))[
            self._amounts.codes_of(columns.count)
        ]
        self._kinds = grouped(self._what_an_answer_hangs_on(), columns.count)
        self._judged = [amazon_columns.judged(self._row(row), context) for row in self._kinds.rows.tolist()]

    def _of_whole_packages(self, amounts: Distinct) -> Distinct:
        """Return the amount of each row's whole package; only packages of several rows are added up."""
        shared = np.flatnonzero(self.keys >= 0)
        codes = amounts.codes_of(self._columns.count)
        parts = [amounts.cells[code] for code in codes[shared].tolist()]
        codes = codes.copy()
        codes[shared] = np.arange(len(shared)) + len(amounts.cells)
        totals = amazon_columns.package_totals(self.keys[shared].tolist(), parts)
        return Distinct(codes, [*amounts.cells, *totals])

    def _what_an_answer_hangs_on(self) -> list[Numbers | None]:
        rulebook, read = self._context.rulebook, self._read
        carriers, numbers = read[CARRIER], read[TRACKING_NUMBER]
        pairs = grouped([carriers.codes, numbers.codes], self._columns.count)
        parcels = [
            amazon_columns.number_kind(carriers.at(row), numbers.at(row)) for row in pairs.rows.tolist()
        ]
        days = np.broadcast_to(self._days.days, self._columns.count)
        sides = amount_side(self._hundredths // YEN_DIGITS, limits_on(rulebook, days)).astype(np.int64)
        sides[self._hundredths < 0] = NO_AMOUNT
        unreadable = [isinstance(amount, errors.ArgumentError) for amount in self._amounts.cells]
        return [
            carriers.codes,
            numbered(parcels).take(pairs.codes),
            sides,
            self._amounts.look_up(place * bad for place, bad in enumerate(unreadable, 1)),
            np.searchsorted(amazon_rules(rulebook).changes, days, "right") + (days == NEVER),
            marked(self._days.problems, len(days)),
            *(read[role].codes for role in (SCAN_COUNT, DELIVERED, SELLER)),
            self._fulfilled.codes,
        ]

    def _row(self, row: int) -> list[Any]:
        """Return a row as `amazon_columns.judged` takes it."""
        carrier, number, _, scans, delivered, seller = (column.at(row) for column in self._read.values())
        return [
            carrier,
            number,
            self._amounts.at(row),
            self._columns.day_at(PROMISED, self._days, row),
            scans,
            delivered,
            seller or self._context.settings.seller,
            self._fulfilled.at(row),
        ]

    def verdicts(self) -> list[str]:
        """Return 追跡判定 of every row as a sheet shows it, an error text where it cannot be judged."""
        by_kind = [judged.verdict for judged in self._judged]
        return list(map(by_kind.__getitem__, self._kinds.codes.tolist()))

    def results(self) -> dict[str, Any]:
        """Return the result columns by their titles."""
        kinds = self._kinds.codes
        return {
            amazon_columns.VERDICT: frame_results.texts(
                [judged.verdict for judged in self._judged], VALIDITIES
            ).take(kinds),
            amazon_columns.REASON: self._reasons(),
            REMARKS: frame_results.texts([judged.remarks for judged in self._judged]).take(kinds),
        }

    def _reasons(self) -> Any:  # noqa: ANN401  a Categorical
        """Return 判定理由, put into words once for each amount of each kind."""
        kinds = self._kinds.codes
        is_open = np.array([judged.open_amount for judged in self._judged], bool)
        named = np.where(is_open.take(kinds), self._hundredths, 0)
        told = grouped([kinds, named if named.dtype == np.int64 else numbered(named.tolist())], len(kinds))
        sentences = []
        for row in told.rows.tolist():
            judged = self._judged[kinds[row]]
            sentence = judged.reason
            if judged.open_amount and sentence is not None:
                sentence = with_amount(sentence, hundredths_text(int(self._hundredths[row])))
            sentences.append(sentence)
        return frame_results.texts(sentences).take(told.codes)


def package_keys(columns: RoleColumns) -> NDArray[np.int64]:
    """Return what makes rows one package: the same number for rows of one, -1 for a row of its own."""
    numbers = columns.distinct(TRACKING_NUMBER)
    parcels = numbered(["", *map(parcel_number, numbers.cells)])[1:].take(numbers.codes_of(columns.count))
    # Only where a number stands more than once does it matter to which orders it belongs.
    shared = np.flatnonzero((parcels > 0) & (np.bincount(parcels).take(parcels) > 1))
    keys = np.full(columns.count, -1, np.int64)
    orders = columns.texts_at(ORDER_NUMBER, shared) if ORDER_NUMBER in columns else []
    keys[shared] = grouped([parcels[shared], numbered(orders) if orders else None], len(shared)).codes
    return keys


def _texts(columns: RoleColumns, role: str, meaning: Callable[[str], str]) -> Distinct:
    """Return what the texts of a column mean; a cell that cannot be read is a blank."""
    read = columns.distinct(role).read(partial(cells.read_text, argument=role))
    return Distinct(
        read.codes, [meaning(cell) if isinstance(cell, str) else meaning("") for cell in read.cells]
    )


def _hundredths(amount: Any) -> int:  # noqa: ANN401  a Fraction, None or an error
    if amount is None or isinstance(amount, errors.ArgumentError):
        return -1
    hundredths: int = amount.numerator * YEN_DIGITS // amount.denominator
    return hundredths


def _numbers(values: Iterable[int]) -> NDArray[Any]:
    numbers = list(values)
    try:
        return np.array(numbers, np.int64)
    except OverflowError:
        return np.array(numbers, object)
