"""Amazon packages of a DataFrame: the record of a row with arrays for numbers, and the kernel over all rows at once.

Sentences are made by the code of a sheet, once for each set of facts that they name.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from xlshipcheck import errors
from xlshipcheck.amazon import package
from xlshipcheck.amazon.grouping import parcel_number
from xlshipcheck.amazon.kernel import (
    AMOUNT_MISSING,
    DAY_MISSING,
    DELIVERED_NEEDED,
    RULES_ARE_CHANGED,
    UNREADABLE,
    Decided,
    decide,
)
from xlshipcheck.amazon.notes import NAMED, OUTCOMES, YEN_DIGITS, Judged, reason, refusal
from xlshipcheck.amazon.record import (
    AMOUNT_NOT_GIVEN,
    SCANS_NOT_GIVEN,
    PackageRow,
    Record,
    amazon_rules,
    amount_class,
    delivered_code,
    seller_code,
)
from xlshipcheck.arguments.readers import VALIDITIES
from xlshipcheck.frames import arrays as frame_results
from xlshipcheck.frames.arrays import grouped, numbered
from xlshipcheck.frames.columns import Distinct
from xlshipcheck.headers.roles import BY_AMAZON, fulfilled_by
from xlshipcheck.sheets import amazon as amazon_columns
from xlshipcheck.tracking.carriers import carrier_of
from xlshipcheck.tracking.numbers import judge_number
from xlshipcheck.values import cells
from xlshipcheck.values.answers import error_text
from xlshipcheck.values.days import NEVER
from xlshipcheck.values.results import REMARKS, joined_remarks
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
# Outcomes that are no answer; the row's problem stands in 確認.
REFUSED = [UNREADABLE, DAY_MISSING, AMOUNT_MISSING, DELIVERED_NEEDED]
VERDICT_CODES = {verdict: code for code, verdict in enumerate(VALIDITIES)}


class JudgedRows:
    """The rows of a frame, judged: the record as arrays, the kernel once over all of it, words once each.

    Args:
        columns: the frame by roles.
        context: the as-of day, settings and rules.

    Attributes:
        keys: from `package_keys`.
    """

    def __init__(self, columns: RoleColumns, context: Context) -> None:
        self._columns, self._context = columns, context
        self._rules = amazon_rules(context.rulebook)
        self._read = {role: columns.distinct(role).read(reader) for role, reader in READERS.items()}
        self._by_amazon = _texts(columns, FULFILLMENT, lambda word: fulfilled_by(word) == BY_AMAZON)
        self._days = columns.days(PROMISED)
        self.keys = package_keys(columns)
        self._amounts = self._of_whole_packages(self._read[AMOUNT])
        # In hundredths of a yen, cut, as the sentences show it; as Python's numbers where one is very large.
        self._hundredths = _numbers(map(_hundredths, self._amounts.cells))[
            self._amounts.codes_of(columns.count)
        ]
        record = self._record()
        self._periods = record.period
        limits = self._rules.limits(record.period)
        self._decided = Decided(*(numbers.astype(np.int64) for numbers in decide(record, limits)))

    def _of_whole_packages(self, amounts: Distinct) -> Distinct:
        """Return the amount of each row's whole package; only packages of several rows are added up."""
        shared = np.flatnonzero(self.keys >= 0)
        codes = amounts.codes_of(self._columns.count)
        parts = [amounts.cells[code] for code in codes[shared].tolist()]
        codes = codes.copy()
        codes[shared] = np.arange(len(shared)) + len(amounts.cells)
        totals = amazon_columns.package_totals(self.keys[shared].tolist(), parts)
        return Distinct(codes, [*amounts.cells, *totals])

    def _record(self) -> Record:
        """Return the rows as the kernel takes them."""
        read, count = self._read, self._columns.count
        carriers, numbers = read[CARRIER], read[TRACKING_NUMBER]
        days = np.broadcast_to(self._days.days, count)
        periods = np.maximum(np.searchsorted(self._rules.starts, days, "right") - 1, 0)
        periods = np.where(days == NEVER, self._rules.no_day, periods)
        amounts = amount_class(self._hundredths // YEN_DIGITS, self._rules.limits(periods))
        blank_carrier = _each(carriers, lambda cell: cell == "", count)
        blank_number = _each(numbers, lambda cell: cell is None, count)
        return Record(
            np.broadcast_to(self._by_amazon.look_up(map(int, self._by_amazon.cells)), count),
            blank_carrier * blank_number,
            self._unreadable(),
            self._carrier_classes(carriers, periods),
            self._number_codes(carriers, numbers),
            np.where(self._hundredths < 0, AMOUNT_NOT_GIVEN, amounts.astype(np.int64)),
            periods,
            _each(read[SCAN_COUNT], _scans_code, count),
            _each(read[DELIVERED], delivered_code, count),
            _each(read[SELLER], lambda word: seller_code(word or self._context.settings.seller), count),
        )

    def _unreadable(self) -> NDArray[np.int64]:
        """Return 1 for the rows with a cell that cannot be read."""
        marks = np.zeros(self._columns.count, np.int64)
        for column in (*(column for role, column in self._read.items() if role != AMOUNT), self._amounts):
            if any(isinstance(cell, errors.ArgumentError) for cell in column.cells):
                marks |= column.look_up(isinstance(cell, errors.ArgumentError) for cell in column.cells)
        marks[list(self._days.problems)] = 1
        return marks

    def _carrier_classes(self, carriers: Distinct, periods: NDArray[np.int64]) -> NDArray[np.int64]:
        table = np.array(
            [
                [
                    self._rules.carrier_class(name, period) if isinstance(name, str) else 0
                    for period in range(self._rules.no_day + 1)
                ]
                for name in carriers.cells
            ]
        )
        return table[carriers.codes_of(self._columns.count), periods]

    def _number_codes(self, carriers: Distinct, numbers: Distinct) -> NDArray[np.int64]:
        pairs = grouped([carriers.codes, numbers.codes], self._columns.count)
        names, cells_of = carriers.codes_of(self._columns.count), numbers.codes_of(self._columns.count)
        codes = [
            _number_code(carriers.cells[name], numbers.cells[cell])
            for name, cell in zip(names[pairs.rows].tolist(), cells_of[pairs.rows].tolist(), strict=True)
        ]
        return np.array(codes, np.int64).take(pairs.codes)

    def _row(self, row: int) -> PackageRow:
        """Return a row as a sheet has it."""
        carrier, number, _, scans, delivered, seller = (column.at(row) for column in self._read.values())
        return PackageRow(
            carrier,
            number,
            self._amounts.at(row),
            self._columns.day_at(PROMISED, self._days, row),
            scans,
            delivered,
            seller or self._context.settings.seller,
            self._by_amazon.at(row),
        )

    def _judged(self, row: int) -> Judged:
        outcome, notes = (int(numbers[row]) for numbers in self._decided)
        return Judged(self._row(row), Decided(outcome, notes), int(self._periods[row]))

    def verdicts(self) -> list[str]:
        """Return 追跡判定 of every row as a sheet shows it, an error text where it cannot be judged."""
        verdicts = [OUTCOMES[outcome].verdict for outcome in self._decided.outcome.tolist()]
        for row in np.flatnonzero(np.isin(self._decided.outcome, REFUSED)).tolist():
            verdicts[row] = error_text(str(refusal(self._judged(row))))
        return verdicts

    def results(self) -> dict[str, Any]:
        """Return the result columns by their titles."""
        outcome = self._decided.outcome
        verdicts = np.array([VERDICT_CODES.get(meaning.verdict, -1) for meaning in OUTCOMES], np.int32)
        return {
            # A row that is no package yet has no verdict and no refusal; both are missing values.
            amazon_columns.VERDICT: frame_results.labels(verdicts[outcome], VALIDITIES),
            amazon_columns.REASON: self._reasons(),
            REMARKS: self._remarks(),
        }

    def _named(self, fact: str, codes: NDArray[Any]) -> NDArray[Any]:
        """Return a fact's codes where the sentence of the row names it, 0 elsewhere."""
        names = np.array([fact in named for named in NAMED])
        return np.where(names.take(self._decided.outcome), codes, 0)

    def _reasons(self) -> Any:  # noqa: ANN401  a Categorical
        """Return 判定理由, put into words once for each set of facts that its sentence names."""
        count, read = self._columns.count, self._read
        carriers, numbers, scans = (
            read[role].codes_of(count) for role in (CARRIER, TRACKING_NUMBER, SCAN_COUNT)
        )
        amounts = self._named("amount", self._hundredths)
        problems = self._named("problem", np.ones(count, np.int64))
        alike = grouped(
            [
                self._decided.outcome,
                self._periods,
                amounts if amounts.dtype == np.int64 else numbered(amounts.tolist()),
                np.where(problems, carriers, self._named("carrier", carriers)),
                np.where(problems, numbers, self._named("number", numbers)),
                self._named("scans", scans),
            ],
            count,
        )
        sentences = []
        for row in alike.rows.tolist():
            judged = self._judged(row)
            sentences.append(None if refusal(judged) else reason(self._context, judged))
        return frame_results.texts(sentences).take(alike.codes)

    def _remarks(self) -> Any:  # noqa: ANN401  a Categorical
        """Return 確認: what is said of rows that cannot be answered, and beside the others."""
        refused = np.isin(self._decided.outcome, REFUSED)
        special = refused | ((self._decided.notes & ~RULES_ARE_CHANGED) > 0)
        rows = np.flatnonzero(special)
        said = []
        for row in rows.tolist():
            judged = self._judged(row)
            said.append(str(refusal(judged) or amazon_columns.remarks_beside(self._context, judged)))
        plain = joined_remarks([str(note) for note in self._rules.overrides])
        words = list(dict.fromkeys(["", plain, *said]))
        places = {word: place for place, word in enumerate(words)}
        codes = np.where(self._decided.notes > 0, places[plain], 0).astype(np.int32)
        codes[rows] = [places[text] for text in said]
        return frame_results.labels(codes, words)


def _each(column: Distinct, number: Callable[[Any], int], count: int) -> NDArray[np.int64]:
    """Return a number per row, of the cells that could be read; 0 for the others."""
    codes = (0 if isinstance(cell, errors.ArgumentError) else int(number(cell)) for cell in column.cells)
    return np.broadcast_to(column.look_up(codes), count)


def _scans_code(scans: int | None) -> int:
    return SCANS_NOT_GIVEN if scans is None else scans


def _number_code(carrier: object, number: object) -> int:
    if not isinstance(carrier, str) or isinstance(number, errors.ArgumentError):
        return 0
    return judge_number(carrier_of(carrier), number).code


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


def _texts(columns: RoleColumns, role: str, meaning: Callable[[str], object]) -> Distinct:
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
