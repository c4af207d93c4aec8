"""Rows that are alike: numbered by what they hold, so that one of each kind is looked at for all of them."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

import numpy as np
import pandas as pd

from xlshipcheck.values.answers import ERROR_PREFIX
from xlshipcheck.values.days import FIRST_DATE, NEVER

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from xlshipcheck.values.answers import Value


Scalar = TypeVar("Scalar", bound=np.generic)
Numbers = Any  # one number for all rows, or an array with one per row
ResultColumn = Any
"""A column of results: an array, a Categorical, or one of pandas' own arrays; numpy and pandas have no type for all."""
Codes: TypeAlias = "NDArray[np.integer[Any]]"
"""Positions in a list of words, as integers of any width."""
Labels: TypeAlias = "pd.Categorical[Any]"
"""Words, some of them missing; the stubs of pandas take their codes for them."""
LARGEST = 2**62
# The multiples of the golden ratio spread most evenly: as parts of a whole, and as upper bits of a product (Knuth, The Art
# of Computer Programming, 6.4).
GOLDEN = (5**0.5 - 1) / 2
MIXER = np.uint64(0x9E3779B97F4A7C15)
# Kinds are told apart by a table of one slot for so many rows.
SLOT_SHARE = 8
# Rows are worked on in blocks whose arrays stay in the processor's cache: several times faster than
# passing over whole columns.
BLOCK = 1 << 15


def blocks(count: int) -> Iterator[slice]:
    """Yield the rows in blocks."""
    return (slice(start, start + BLOCK) for start in range(0, count, BLOCK))


def sample(count: int, size: int) -> NDArray[np.intp]:
    """Return rows from all over a frame, without a step in which its rows could repeat.

    Args:
        count: number of rows.
        size: of the sample.
    """
    return (np.arange(size) * GOLDEN % 1 * count).astype(np.intp)


def part(numbers: Numbers, rows: slice | NDArray[np.intp]) -> Numbers:
    """Return the numbers of some rows; one number for all stays as it is."""
    return numbers[rows] if np.ndim(numbers) else numbers


class Groups(NamedTuple):
    """Rows by kind.

    Attributes:
        codes: per row, the number of its kind, counted from 0 in the order of first appearance.
        rows: per kind, the first row of it.
    """

    codes: NDArray[np.intp]
    rows: NDArray[np.intp]


def grouped(parts: Iterable[Numbers | None], count: int) -> Groups:
    """Number the rows by what they hold: equal numbers in every part are one kind.

    Args:
        parts: whole numbers per row; None, or one number for all rows, tells none apart.
        count: number of rows.
    """
    fields: list[_Field] = []
    for held in parts:
        if not count or held is None or not np.ndim(held):
            continue
        field = _Field(held, int(held.min()), int(held.max()) - int(held.min()) + 1)
        if _span(fields) > LARGEST // field.size:
            earlier = _numbered_by_slot(fields, count)
            fields = [_Field(earlier.codes, 0, len(earlier.rows))]
        if _span(fields) > LARGEST // field.size:
            codes, values = pd.factorize(held)  # the same kinds by smaller numbers
            field = _Field(codes, 0, len(values))
        if field.size > 1:
            fields.append(field)
    return _numbered_by_slot(fields, count)


class _Field(NamedTuple):
    """One thing that rows hold: a number for each, the least of them, and how many numbers there are from that one on."""

    numbers: Numbers
    least: int
    size: int


def _span(fields: Iterable[_Field]) -> int:
    """Return how many combinations there can be."""
    return prod(field.size for field in fields)


def _keys(fields: Sequence[_Field], rows: slice, keys: NDArray[np.int64]) -> None:
    """Fill in a whole number for what each row holds, from `_least_key` on; int64 counts in a circle."""
    first, *others = fields
    keys[:] = first.numbers[rows]
    for field in others:
        keys *= field.size
        keys += field.numbers[rows]


def _least_key(fields: Iterable[_Field]) -> int:
    """Return the key of a row that holds the least of everything."""
    least = 0
    for field in fields:
        least = least * field.size + field.least
    return least


def _numbered_by_slot(fields: Sequence[_Field], count: int) -> Groups:
    """Number the rows by what they hold in one pass; several times faster than pandas where few kinds occur.

    A product of its key gives each kind a slot of a table, which belongs to the kind that comes there first. The few
    kinds that find their slot taken are left to pandas.
    """
    if not fields:
        return Groups(np.zeros(count, np.intp), np.zeros(min(count, 1), np.intp))
    bits = max(count // SLOT_SHARE, 1).bit_length()
    # -1 stands for no kind, and the last key, where that leads, is one that no row has.
    no_key = np.uint64((_least_key(fields) - 1) % 2**64).view(np.int64)
    kinds, key_of = np.full(1 << bits, -1, np.intp), np.full((1 << bits) + 1, no_key)
    codes, room = np.empty(count, np.intp), np.empty(min(count, BLOCK), np.int64)
    firsts: list[NDArray[np.intp]] = []
    others: list[tuple[NDArray[np.intp], NDArray[np.int64]]] = []
    found = 0
    for rows in blocks(count):
        here = codes[rows]
        keys = room[: len(here)]
        _keys(fields, rows, keys)
        product = keys.view(np.uint64) * MIXER
        product >>= np.uint64(64 - bits)
        slots = product.view(np.int64).astype(np.intp, copy=False)
        kinds.take(slots, out=here, mode="wrap")  # with any other mode the rows are copied once more
        unknown = np.flatnonzero(key_of.take(here) != keys)
        if not len(unknown):
            continue
        free = unknown[here[unknown] < 0]
        wanted = slots[free]
        # Of rows that want the same slot the first gets it: what is assigned last stays.
        kinds[wanted[::-1]] = free[::-1]
        first = free[kinds[wanted] == free]
        kinds[slots[first]] = np.arange(found, found + len(first))
        key_of[found : found + len(first)] = keys[first]
        found += len(first)
        firsts.append(first + rows.start)
        here[unknown] = kinds[slots[unknown]]
        other = unknown[key_of[here[unknown]] != keys[unknown]]
        others.append((other + rows.start, keys[other]))
    return _with_others(codes, np.concatenate(firsts), *map(np.concatenate, zip(*others, strict=True)))


def _with_others(
    codes: NDArray[np.intp], first: NDArray[np.intp], rows: NDArray[np.intp], keys: NDArray[np.int64]
) -> Groups:
    """Return the rows by kind with those that found no slot, all in the order of first appearance.

    Args:
        codes: per row, the number of its kind; room for it in the rows without.
        first: per numbered kind, the first row of it.
        rows: those without.
        keys: what they hold.
    """
    if not len(rows):
        return Groups(codes, first)
    found, values = pd.factorize(keys)
    codes[rows] = found + len(first)
    first = np.concatenate([first, rows[_first_rows(found, len(values))]])
    order = np.argsort(first)
    places = np.empty(len(order), np.intp)
    places[order] = np.arange(len(order))
    recode(places, codes)
    return Groups(codes, first[order])


def _first_rows(codes: NDArray[np.intp], size: int) -> NDArray[np.intp]:
    rows = np.empty(size, np.intp)
    rows[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return rows


def recode(numbers: NDArray[np.int64], places: Codes) -> None:
    """Put the number at each place in the stead of the place itself: no room is needed for a million more.

    Args:
        numbers: what is looked up.
        places: positions in `numbers`, which are changed.
    """
    for rows in blocks(len(places)):
        places[rows] = numbers.take(places[rows])


def side_by_side(tables: Sequence[NDArray[Scalar]], places: Codes) -> NDArray[Scalar]:
    """Return what stands at each place of tables of one kind, a row each.

    One large piece of memory is handed over faster by the system than as many smaller ones.

    Args:
        tables: all of one length.
        places: each one of theirs.
    """
    found = np.empty((len(tables), len(places)), tables[0].dtype)
    for table, row in zip(tables, found, strict=True):
        # Nothing is clipped; but with "raise" all is copied once more.
        table.take(places, out=row, mode="clip")
    return found


def numbered(values: Iterable[Hashable]) -> NDArray[np.int64]:
    """Return a number for each value, the same for equal ones."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(value, len(numbers)) for value in values], np.int64)


def marked(marks: dict[int, str], count: int) -> NDArray[np.int64]:
    """Return a number per row by the text that marks it, 0 for the rows without."""
    numbers = np.zeros(count, np.int64)
    numbers[list(marks)] = numbered(marks.values()) + 1
    return numbers


_FIRST_SECOND = np.datetime64(FIRST_DATE, "s")
_DAY = np.timedelta64(24 * 60 * 60, "s")


def labels(codes: Codes, categories: Sequence[str]) -> Labels:
    """Return words by their position in `categories`, -1 for a missing one."""
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(list(categories)), validate=False)


def dates(days: NDArray[np.int64]) -> NDArray[np.datetime64]:
    """Return day numbers as datetime64[s], NaT for `NEVER` and beyond."""
    moments = _FIRST_SECOND + days * _DAY
    moments[days >= NEVER] = np.datetime64("NaT")
    return moments


def whole_numbers(values: NDArray[np.int64], missing: NDArray[np.bool_]) -> pd.arrays.IntegerArray:
    """Return whole numbers as Int64; what stands where a value is missing does not matter."""
    return pd.arrays.IntegerArray(values, missing)


def texts(values: Sequence[Value], categories: Iterable[str] = ()) -> Labels:
    """Return the texts of a column; None and the text of an error are missing values.

    Args:
        values: one per row.
        categories: the words that can stand there, in their order; the texts that do, where there are none.
    """
    words = [
        value if isinstance(value, str) and not value.startswith(ERROR_PREFIX) else None for value in values
    ]
    known = list(categories) or list(dict.fromkeys(text for text in words if text is not None))
    codes: dict[str | None, int] = {text: code for code, text in enumerate(known)}
    return labels(np.array([codes.get(text, -1) for text in words], np.int32), known)
