"""Amazon rows of a DataFrame as the record that the kernel takes: arrays for numbers, made from distinct cells."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from xlshipcheck import errors
from xlshipcheck.amazon import package
from xlshipcheck.amazon.grouping import carrier_sources, parcel_number, resolved_carrier
from xlshipcheck.amazon.notes import YEN_DIGITS
from xlshipcheck.amazon.record import (
    AMOUNT_NOT_GIVEN,
    SCANS_NOT_GIVEN,
    SENT_UNREAD,
    Limits,
    PackageRow,
    Record,
    UnreadDay,
    amazon_rules,
    amount_class,
    delivered_code,
    seller_code,
)
from xlshipcheck.frames.arrays import grouped, numbered
from xlshipcheck.frames.distinct import Distinct
from xlshipcheck.headers.roles import BY_AMAZON, fulfilled_by
from xlshipcheck.sheets.markets import amazon as amazon_columns
from xlshipcheck.tracking.carriers import carrier_of, renamed_from
from xlshipcheck.tracking.numbers import FOUND_CODES, KEPT_DIGITS, finding, judge_number
from xlshipcheck.values import cells
from xlshipcheck.values.cells import read_column
from xlshipcheck.values.days import NEVER
from xlshipcheck.values.roles import (
    AMOUNT,
    CARRIER,
    DELIVERED,
    DELIVERY_DATE,
    FULFILLMENT,
    ORDER_NUMBER,
    SCAN_COUNT,
    SELLER,
    SERVICE,
    SHIP_DATE,
    TRACKING_NUMBER,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from xlshipcheck.context import Context
    from xlshipcheck.frames.columns import RoleColumns
    from xlshipcheck.tracking.carriers import Carrier

READERS: dict[str, Callable[[object], Any]] = {
    CARRIER: amazon_columns.read_carrier,
    TRACKING_NUMBER: amazon_columns.read_number_cell,
    AMOUNT: partial(cells.read_amount, argument=AMOUNT),
    SCAN_COUNT: partial(cells.read_count, argument=SCAN_COUNT),
    DELIVERED: partial(package.read_delivered, argument=DELIVERED),
    SELLER: partial(package.read_seller, argument=SELLER),
    SERVICE: partial(cells.read_text, argument=SERVICE),
}


class PackageRows:
    """The rows of a frame, read.

    Args:
        columns: the frame by roles.
        context: settings and rules.

    Attributes:
        rules: the rules in use.
        read: role -> the column read.
        keys: from `package_keys`.
        hundredths: the amount of each row's whole package in hundredths of a yen, cut, as sentences show it;
            -1 where there is none. Python's numbers where one is very large.
    """

    def __init__(self, columns: RoleColumns, context: Context) -> None:
        self._columns, self._seller = columns, context.settings.seller
        self.rules = amazon_rules(context.rulebook)
        numbers = columns.distinct(TRACKING_NUMBER)
        self._digits = plain_digits(numbers.cells)
        self.read = {
            role: columns.distinct(role).read(reader)
            for role, reader in READERS.items()
            if role != TRACKING_NUMBER
        }
        self.read[TRACKING_NUMBER] = Distinct(
            numbers.codes,
            [
                cell if text else read_column([cell], READERS[TRACKING_NUMBER])[0]
                for cell, text in zip(numbers.cells, self._digits, strict=True)
            ],
        )
        self._by_amazon = _texts(columns, FULFILLMENT, lambda word: fulfilled_by(word) == BY_AMAZON)
        self._days = columns.days(DELIVERY_DATE)
        self._sent = columns.days(SHIP_DATE)
        self.keys = package_keys(columns, self._digits)
        self.read[CARRIER] = self._with_carriers_of_packages(self.read[CARRIER])
        self._amounts = self._of_whole_packages(self.read[AMOUNT])
        codes = self._amounts.codes_of(columns.count)
        self.hundredths = _numbers(map(_hundredths, self._amounts.cells))[codes]

    def _with_carriers_of_packages(self, carriers: Distinct) -> Distinct:
        """Return the carriers, where a row of a package without one has that of the others."""
        shared = np.flatnonzero(self.keys >= 0)
        codes = carriers.codes_of(self._columns.count)
        named = [carriers.cells[code] for code in codes[shared].tolist()]
        sources = carrier_sources(self.keys[shared].tolist(), named)
        if not sources:
            return carriers
        codes = codes.copy()
        codes[shared[list(sources)]] = codes[shared[list(sources.values())]]
        return Distinct(codes, carriers.cells)

    def _of_whole_packages(self, amounts: Distinct) -> Distinct:
        """Return the amount of each row's whole package; only packages of several rows are added up."""
        shared = np.flatnonzero(self.keys >= 0)
        codes = amounts.codes_of(self._columns.count)
        parts = [amounts.cells[code] for code in codes[shared].tolist()]
        codes = codes.copy()
        codes[shared] = np.arange(len(shared)) + len(amounts.cells)
        totals = amazon_columns.package_totals(self.keys[shared].tolist(), parts)
        return Distinct(codes, [*amounts.cells, *totals])

    def record(self) -> Record:
        """Return the rows as the kernel takes them."""
        read, count = self.read, self._columns.count
        carriers, numbers = read[CARRIER], read[TRACKING_NUMBER]
        days = np.broadcast_to(self._days.days, count)
        periods = np.where(days == NEVER, self.rules.no_day, self._periods(days))
        sent_unread = np.zeros(count, np.int64)
        sent_unread[list(self._sent.problems)] = 1
        in_periods = [self.rules.limits(period) for period in range(self.rules.no_day + 1)]
        limits = Limits(*(np.array(column).take(periods) for column in zip(*in_periods, strict=True)))
        amounts = amount_class(self.hundredths // YEN_DIGITS, limits)
        blank_number = numbers.lookup([cell is None for cell in numbers.cells])
        return Record(
            np.broadcast_to(self._by_amazon.lookup(map(int, self._by_amazon.cells)), count),
            _each(carriers, lambda cell: cell == "", count) * blank_number,
            self._unreadable(),
            self._carrier_classes(carriers, periods, sent_unread),
            self._number_codes(carriers, numbers),
            np.where(self.hundredths < 0, AMOUNT_NOT_GIVEN, amounts.astype(np.int64)),
            periods,
            _each(read[SCAN_COUNT], _scans_code, count),
            _each(read[DELIVERED], delivered_code, count),
            _each(read[SELLER], lambda word: seller_code(word or self._seller), count),
            sent_unread,
        )

    def _periods(self, days: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the period of each day."""
        return np.maximum(np.searchsorted(self.rules.starts, days, "right") - 1, 0)

    def _unreadable(self) -> NDArray[np.int64]:
        """Return 1 for the rows with a cell that cannot be read."""
        marks = np.zeros(self._columns.count, np.int64)
        for column in (*(column for role, column in self.read.items() if role != AMOUNT), self._amounts):
            types = set(map(type, column.cells))
            if any(issubclass(kind, errors.ArgumentError) for kind in types):
                marks |= column.lookup(isinstance(cell, errors.ArgumentError) for cell in column.cells)
        marks[list(self._days.problems)] = 1
        return marks

    def _carrier_classes(
        self, carriers: Distinct, periods: NDArray[np.int64], sent_unread: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Return what each row's carrier is to the rule; only a name that a firm took later asks for 発送日."""
        table = np.array(
            [
                [
                    self.rules.carrier_class(name, period) if isinstance(name, str) else 0
                    for period in range(self.rules.no_day + 1)
                ]
                for name in carriers.cells
            ]
        )
        codes = carriers.codes_of(self._columns.count)
        classes: NDArray[np.int64] = table[codes, periods]
        renamed = [isinstance(name, str) and renamed_from(name) is not None for name in carriers.cells]
        if not any(renamed):
            return classes
        rows = np.flatnonzero(np.array(renamed, bool)[codes])
        days = np.broadcast_to(self._sent.days, self._columns.count)[rows]
        sent = np.where(sent_unread[rows] > 0, SENT_UNREAD, self._periods(days))
        for row, day, period in zip(rows.tolist(), days.tolist(), sent.tolist(), strict=True):
            given = None if day == NEVER and period != SENT_UNREAD else period
            classes[row] = self.rules.carrier_class(carriers.at(row), int(periods[row]), given)
        return classes

    def _number_codes(self, carriers: Distinct, numbers: Distinct) -> NDArray[np.int64]:
        """Return what is known of each number: of plain digits by arithmetic on columns, of others one by one."""
        count, services = self._columns.count, self.read[SERVICE]
        cells_of = numbers.codes_of(count)
        firms = grouped([carriers.codes_of(count), services.codes_of(count)], count)
        named = [_carrier(carriers.at(row), services.at(row)) for row in firms.rows.tolist()]
        values = np.array([int(text or -1) for text in self._digits], np.int64).take(cells_of)
        lengths = np.array(list(map(len, self._digits)), np.int64).take(cells_of)
        codes = np.zeros(count, np.int64)
        meanings = np.array(FOUND_CODES, np.int64)
        for carrier in dict.fromkeys(filter(None, named)):
            chosen = np.array([other == carrier for other in named], bool)
            plain = np.flatnonzero(chosen[firms.codes] & (lengths > 0))
            codes[plain] = meanings[finding(carrier, values[plain], lengths[plain], 0)]
        rows = np.flatnonzero(lengths == 0)
        pairs = grouped([firms.codes[rows], cells_of[rows]], len(rows))
        first = rows[pairs.rows]
        one_by_one = [
            _number_code(named[firm], numbers.cells[cell])
            for firm, cell in zip(firms.codes[first].tolist(), cells_of[first].tolist(), strict=True)
        ]
        codes[rows] = np.array(one_by_one, np.int64).take(pairs.codes)
        return codes

    def row(self, row: int) -> PackageRow:
        """Return a row as a sheet has it."""
        read = self.read
        return PackageRow(
            read[CARRIER].at(row),
            read[TRACKING_NUMBER].at(row),
            self._amounts.at(row),
            self._columns.day_at(DELIVERY_DATE, self._days, row),
            read[SCAN_COUNT].at(row),
            read[DELIVERED].at(row),
            read[SELLER].at(row) or self._seller,
            read[SERVICE].at(row),
            self._shipped(row),
            self._by_amazon.at(row),
        )

    def _shipped(self, row: int) -> int | UnreadDay | None:
        """Return 発送日 of a row as a sheet has it."""
        day = self._columns.day_at(SHIP_DATE, self._sent, row)
        return UnreadDay(day) if isinstance(day, errors.ArgumentError) else day


def package_keys(columns: RoleColumns, digits: Sequence[str] | None = None) -> NDArray[np.int64]:
    """Return what makes rows one package: the same number for rows of one, -1 for a row of its own.

    Args:
        columns: the frame by roles.
        digits: from `plain_digits` of the column of numbers, where that is known.
    """
    count, numbers = columns.count, columns.distinct(TRACKING_NUMBER)
    parcels = _parcels(numbers, plain_digits(numbers.cells) if digits is None else digits).take(
        numbers.codes_of(count)
    )
    together = parcels
    if ORDER_NUMBER in columns and (parcels == 0).any():
        together = np.where(parcels == 0, _firms_without_number(columns, parcels), parcels)
    # Only where one of them stands more than once does it matter to which orders they belong.
    shared = np.flatnonzero((together > 0) & (np.bincount(together).take(together) > 1))
    keys = np.full(count, -1, np.int64)
    orders = columns.texts_at(ORDER_NUMBER, shared) if ORDER_NUMBER in columns else []
    keys[shared] = grouped(
        [together[shared], numbered(map(str.strip, orders)) if orders else None], len(shared)
    ).codes
    if orders:
        blank = np.array([not order.strip() for order in orders], bool)
        keys[shared[blank & (parcels[shared] == 0)]] = -1
    return keys


def _parcels(numbers: Distinct, digits: Sequence[str]) -> NDArray[np.int64]:
    """Return a number per distinct cell, the same for cells of one number; 0 for no number."""
    texts = [text or parcel_number(cell) for text, cell in zip(digits, numbers.cells, strict=True)]
    if len(set(texts)) < len(texts):
        return numbered(["", *texts])[1:]
    # As in nearly every frame all differ, and only a blank is no number.
    return np.arange(1, len(texts) + 1) * np.array(list(map(bool, texts)), np.int64)


def _firms_without_number(columns: RoleColumns, parcels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for rows without number what tells their carrier, beyond all parcels; 0 where none is known."""
    count, numbers = columns.count, columns.distinct(TRACKING_NUMBER)
    carriers = columns.distinct(CARRIER).read(READERS[CARRIER])
    firms = numbered(
        ["", *(resolved_carrier(name) if isinstance(name, str) else "" for name in carriers.cells)]
    )[1:].take(carriers.codes_of(count))
    unreadable = numbers.lookup(_is_error(cell) for cell in numbers.cells)
    return np.where(
        (firms > 0) & (np.broadcast_to(unreadable, count) == 0), firms + parcels.max(initial=0), 0
    )


def plain_digits(column: Sequence[object]) -> list[str]:
    """Return the texts of digits that fit into an int of 64 bits, "" for every other cell."""
    return [
        cell if type(cell) is str and len(cell) <= KEPT_DIGITS and cell.isascii() and cell.isdigit() else ""
        for cell in column
    ]


def _is_error(cell: object) -> bool:
    return isinstance(read_column([cell], READERS[TRACKING_NUMBER])[0], errors.ArgumentError)


def _each(column: Distinct, number: Callable[[Any], int], count: int) -> NDArray[np.int64]:
    """Return a number per row, of the cells that could be read; 0 for the others."""
    codes = [0 if isinstance(cell, errors.ArgumentError) else int(number(cell)) for cell in column.cells]
    return np.broadcast_to(column.lookup(codes), count)


def _scans_code(scans: int | None) -> int:
    return SCANS_NOT_GIVEN if scans is None else scans


def _carrier(name: object, service: object) -> Carrier | None:
    """Return a carrier without its name, so that all without known forms are one; None where a cell is unread."""
    if not isinstance(name, str) or not isinstance(service, str):
        return None
    return carrier_of(name, service)._replace(name="")


def _number_code(carrier: Carrier | None, number: object) -> int:
    if carrier is None or isinstance(number, errors.ArgumentError):
        return 0
    return judge_number(carrier, number).code


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
