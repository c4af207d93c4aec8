"""The cells of a DataFrame's column told apart: each distinct one once, and which of them stands in each row.

A million cells of a column are mostly a few words. They are told apart by what costs least: the codes that pandas has,
the objects if these repeat, the texts, and by every cell as it stands where Python's equality says too little.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from xlshipcheck import errors
from xlshipcheck.frames.arrays import Codes, Numbers, blocks, grouped, recode, sample
from xlshipcheck.values.cells import Reader, read_column

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from xlshipcheck.values.answers import ReadCell


# What a spreadsheet hands over as it is.
PLAIN = {str, int, float, bool}
AnySeries: TypeAlias = "pd.Series[Any]"
"""A column of the caller's frame, which may hold anything."""
NUMBERS = (bool, int, float, Decimal, Fraction, np.number, np.bool_)
# Whether a column's objects repeat is seen on so many of them; so few of them are sought one by one, and so few texts
# that differ on them make it likely that no more do than a byte counts.
SAMPLE, FEW, FEW_TEXTS = 1024, 8, 128


class Distinct(NamedTuple):
    """A column as its distinct cells.

    Attributes:
        codes: per row, the position of its cell in `cells`; None where all rows hold the first.
        cells: Python values as a spreadsheet would hand them over; None for a blank.
    """

    codes: Codes | None
    cells: list[ReadCell]

    def read(self, reader: Reader) -> Distinct:
        """Return the column read; a cell that cannot be read gives its `ArgumentError`."""
        return Distinct(self.codes, read_column(self.cells, reader))

    def merged(self) -> Distinct:
        """Return the column with equal cells counted once, after a reader found the same in several."""
        places = {cell: place for place, cell in enumerate(dict.fromkeys(self.cells))}
        if self.codes is None or len(places) == len(self.cells):
            return self
        numbers = np.array([places[cell] for cell in self.cells], np.min_scalar_type(len(places)))
        return Distinct(numbers.take(self.codes), list(places))

    def rows(self, rows: NDArray[np.intp]) -> Distinct:
        """Return some rows."""
        return self if self.codes is None else Distinct(self.codes[rows], self.cells)

    def lookup(self, numbers: Iterable[int]) -> Numbers:
        """Return a number per row, or one for all, given one per distinct cell."""
        if self.codes is None:
            return next(iter(numbers))
        return np.fromiter(numbers, np.int64, len(self.cells)).take(self.codes)

    def at(self, row: int) -> Any:  # noqa: ANN401  a cell, or what a reader made of it
        """Return the cell of a row."""
        return self.cells[0 if self.codes is None else self.codes[row]]

    def codes_of(self, count: int) -> NDArray[np.intp]:
        """Return the codes, of a column that is not there too, wide enough to count with."""
        return np.zeros(count, np.intp) if self.codes is None else self.codes.astype(np.intp, copy=False)

    def problems(self) -> dict[int, str]:
        """Return row -> sentence for the cells of a column that could not be read."""
        sentences = [str(cell) if isinstance(cell, errors.ArgumentError) else "" for cell in self.cells]
        if self.codes is None or not any(sentences):
            return {}
        rows = np.flatnonzero(self.lookup(map(bool, sentences)))
        return dict(zip(rows.tolist(), map(sentences.__getitem__, self.codes[rows].tolist()), strict=True))

    def listed(self) -> list[ReadCell]:
        """Return one cell per row of a column that is there."""
        return [] if self.codes is None else list(map(self.cells.__getitem__, self.codes.tolist()))


NO_CELLS = Distinct(None, [None])


def distinct_cells(column: AnySeries) -> Distinct:
    """Return a column as its distinct cells."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        categories = [plain_cell(value) for value in column.cat.categories]
        return Distinct(_behind_a_blank(column.cat.codes.to_numpy(), len(categories)), [None, *categories])
    objects = _same_objects(column)
    if objects is not None:
        codes, rows = objects
        few = distinct_cells(column.iloc[rows])
        recode(few.codes_of(0), codes)
        return Distinct(codes, few.cells)
    words = _few_words(column)
    if words is not None:
        return words
    if column.dtype == object and pd.api.types.infer_dtype(column) != "string":
        # 1, 1.0 and TRUE are equal to Python and differ as cells, so such a column is read cell by cell.
        kinds = set(map(type, column.to_numpy()))
        if sum(issubclass(kind, NUMBERS) for kind in kinds) > 1:
            return _each_cell(column)
    try:
        # Its own texts pandas tells apart a third slower than the same ones as objects.
        codes, found = pd.factorize(column.to_numpy(object) if _holds_objects(column) else column)
    except TypeError:
        return _each_cell(column)
    values = found.tolist()
    if not set(map(type, values)) <= PLAIN:
        values = list(map(plain_cell, values))
    return Distinct(_behind_a_blank(codes, len(values)), [None, *values])


def _behind_a_blank(codes: Codes, size: int) -> Codes:
    """Return codes from 0 up to a size, -1 for a missing value, as positions behind a blank, in narrow integers."""
    narrow = np.min_scalar_type(size)
    places = codes.astype(narrow)
    places += narrow.type(1)  # -1 has become the greatest of the unsigned numbers, and this makes it 0
    return places


def _holds_objects(column: AnySeries) -> bool:
    return column.dtype == object or (
        isinstance(column.dtype, pd.StringDtype) and column.dtype.storage == "python"
    )


def _same_objects(column: AnySeries) -> tuple[Codes, NDArray[np.intp]] | None:
    """Return the rows of a column by their objects, as `Groups`, where a few of them repeat; else None.

    Words of a column repeat, and mostly as the very same objects. Then these are looked at instead of the text in every
    row, an order of magnitude faster.
    """
    if not _holds_objects(column):
        return None
    held = column.to_numpy(dtype=object) if len(column) > SAMPLE else np.empty(0, object)
    if not held.size or not held.flags.c_contiguous:
        return None
    addresses = np.frombuffer(held, np.intp)
    some = np.unique(addresses[sample(len(held), SAMPLE)])
    if len(some) > SAMPLE // 2:
        return None
    codes, rows = (_few(addresses, some) if len(some) <= FEW else None) or grouped([addresses], len(held))
    return (codes, rows) if len(rows) * 4 <= len(held) else None


def _few(numbers: NDArray[np.intp], kinds: NDArray[np.intp]) -> tuple[Codes, NDArray[np.intp]] | None:
    """Return the rows by their number, as `grouped` does, where only a handful of known ones occur; else None."""
    first = np.array([_first_row(numbers, kind) for kind in kinds], np.intp)
    kinds, first = kinds[np.argsort(first)], np.sort(first)
    # Narrow: where memory is slow, room for a million wide codes costs as much as finding them.
    codes = np.zeros(len(numbers), np.uint8)
    for rows in blocks(len(numbers)):
        here, place = numbers[rows], codes[rows]
        for number, kind in enumerate(kinds):
            place += (here == kind) * np.uint8(number + 1)
        if not place.all():
            return None
    codes -= np.uint8(1)
    return codes, first


def _first_row(numbers: NDArray[np.intp], kind: np.intp) -> int:
    """Return the first row of a number that stands in one."""
    return next(
        int(rows.start + np.argmax(numbers[rows] == kind))
        for rows in blocks(len(numbers))
        if (numbers[rows] == kind).any()
    )


class _Words(dict[object, int]):
    """Cell -> its number: 0 for a missing value, and the next one for each new text."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def __missing__(self, cell: object) -> int:
        number = 0
        if type(cell) is str:
            self.texts.append(cell)
            number = len(self.texts)
        elif plain_cell(cell) is not None:
            raise TypeError
        self[cell] = number
        return number


def _few_words(column: AnySeries) -> Distinct | None:
    """Return a long column of a few texts and blanks, each an object of its own; None for any other.

    Python's own dictionary numbers them in two thirds of the time that `pandas.factorize` takes, which looks at each
    twice: at what it is, and at its text.
    """
    if not _holds_objects(column) or len(column) <= SAMPLE:
        return None
    held = column.to_numpy(dtype=object)
    words = _Words()
    try:
        if len(set(held[sample(len(held), SAMPLE)])) > FEW_TEXTS:
            return None
        codes = np.frombuffer(bytes(map(words.__getitem__, held)), np.uint8)
    except (TypeError, ValueError):  # no text; more of them than a byte counts
        return None
    return Distinct(codes, [None, *words.texts])


def _each_cell(column: AnySeries) -> Distinct:
    values = [plain_cell(value) for value in column.tolist()]
    return Distinct(np.arange(len(values), dtype=np.intp), values)


def plain_cell(value: Any) -> Any:  # noqa: ANN401  whatever a DataFrame holds
    """Return a value of pandas or numpy as the plain Python value that a spreadsheet would hand over."""
    if not pd.api.types.is_scalar(value):
        return str(value)  # a list, say: no cell can hold it, and its text tells which row to mend
    if pd.isna(value):
        return None
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    if isinstance(value, pd.Period) and value.start_time.date() == value.end_time.date():
        value = value.start_time
    if isinstance(value, pd.Timestamp):
        try:
            return value.to_pydatetime(warn=False)
        except ValueError:  # pandas counts further than the years 1 to 9999
            return str(value)
    return value.item() if isinstance(value, np.generic) else value
