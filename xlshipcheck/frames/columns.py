"""The columns of a DataFrame as the rule code takes them: day numbers, distinct cells, lists of cells.

Dates that pandas already holds as numbers become day numbers by arithmetic; every other cell goes through
the very readers that a sheet's cells go through, each distinct one once. A missing value (NaN, NaT, NA,
None) is a blank cell.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np
import pandas as pd

from xlshipcheck import errors
from xlshipcheck.frames.arrays import BLOCK, Numbers, blocks, grouped
from xlshipcheck.frames.distinct import NO_CELLS, AnySeries, Distinct, distinct_cells
from xlshipcheck.headers.header_row import roles_of
from xlshipcheck.headers.other_rows import any_example, examples_among_orders
from xlshipcheck.headers.phones import phone_columns
from xlshipcheck.headers.roles import combined_values
from xlshipcheck.sheets.markets.qoo10 import texts
from xlshipcheck.values import cells
from xlshipcheck.values.cells import read_column
from xlshipcheck.values.days import FIRST_DATE, NEVER
from xlshipcheck.values.phones import phone_key, phone_of_the_row
from xlshipcheck.values.roles import ORDER_NUMBER, TRACKING_NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from xlshipcheck.values.answers import ReadCell


JST_HOURS = 9
# What pandas calls an empty header cell of a file.
UNNAMED = "Unnamed: "
HERE = errors.Whole("DataFrame")
TICKS_PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
_FIRST_DAY = int(np.datetime64(FIRST_DATE, "D").astype(np.int64))


class DayColumn(NamedTuple):
    """A date column read.

    Attributes:
        days: day numbers, `NEVER` where blank or unreadable; one `NEVER` for a column that is not there.
        problems: row -> sentence of the cells that cannot be read.
    """

    days: Numbers
    problems: dict[int, str]

    def rows(self, rows: NDArray[np.intp]) -> DayColumn:
        """Return some rows."""
        if not np.ndim(self.days):
            return self
        found = enumerate(rows.tolist()) if self.problems else ()
        problems = {place: self.problems[row] for place, row in found if row in self.problems}
        return DayColumn(self.days[rows], problems)


NO_DAYS = DayColumn(NEVER, {})


class RoleColumns:
    """The columns of a frame by role; examples among its orders are blank rows, see `examples_among_orders`.

    Attributes:
        count: number of rows.
        examples: the rows of such examples.

    Args:
        frame: the orders.
        own: column name -> role, as the caller maps them.
        settings: header -> role from the shop's settings, weaker than `own`.

    Raises:
        WrongObject: `frame` is no DataFrame, or `own` no mapping.
        FrameColumnMissing: `own` names a column that the frame does not have.
        FrameColumnTwice: two columns claim one role.
        UnknownRole: as for a sheet's headers.
    """

    def __init__(
        self, frame: pd.DataFrame, own: Mapping[Hashable, str] | None, settings: Mapping[str, str]
    ) -> None:
        _refuse_other(frame, "frame", pd.DataFrame, "pandas.DataFrame")
        _refuse_other({} if own is None else own, "columns", Mapping, "dict[str, str]")
        self._names = [str(name) for name in frame.columns]
        for name in own or {}:
            self._refuse_unknown(name)
        mapping = {**settings, **{str(name): role for name, role in (own or {}).items()}}
        headers = [str(name) if name in (own or {}) else _header(name) for name in frame.columns]
        try:
            header = roles_of(headers, mapping, HERE)
        except errors.HeaderTwice as problem:
            raise self._twice(headers, problem) from None
        self._frame = frame
        self._by_position: dict[int, Distinct] = {}
        self.examples = self._examples(header.columns.get(ORDER_NUMBER, ()))
        if self.examples:
            # As objects: a blank among whole numbers would turn all of them into numbers with a fraction.
            self._frame = frame = frame.astype(object)
            frame.iloc[self.examples] = None
            self._by_position = {}
        self._columns = {
            role: [frame.iloc[:, position] for position in positions]
            for role, positions in header.columns.items()
        }
        self._positions = header.columns
        self._unnamed = header.unnamed
        self._phones = phone_columns(header)
        self._distinct: dict[str, Distinct] = {}
        self.count = len(frame)

    def _twice(self, headers: Sequence[str], problem: errors.HeaderTwice) -> errors.FrameColumnTwice:
        """Return the refusal of two columns of one role by their positions: a DataFrame has no letters."""
        places = cast("list[int]", problem.fields["places"])
        shown = [errors.shown(headers[place]) for place in places]
        words = (
            f"{'と'.join(f'{place + 1}番目' for place in places)}の列「{shown[0]}」"
            if len(set(shown)) == 1
            else "、".join(f"{place + 1}番目の列「{errors.shown(headers[place])}」" for place in places)
        )
        is_same = len({self._names[place] for place in places}) == 1
        kind = errors.FrameColumnSame if is_same else errors.FrameColumnTwice
        return kind(role=problem.fields["role"], columns=errors.Whole(words))

    def __contains__(self, role: object) -> bool:
        return role in self._columns

    def need(self, groups: Sequence[Sequence[str]]) -> None:
        """Refuse a frame that lacks a column.

        Args:
            groups: roles of which one each must be there.

        Raises:
            FrameColumnsMissing: naming all that are missing.
        """
        missing = ["か".join(group) for group in groups if not any(role in self for role in group)]
        if missing:
            raise errors.FrameColumnsMissing(
                roles=errors.Whole("・".join(missing)), columns=errors.Whole("・".join(self._names) or "なし")
            )

    def days(self, role: str) -> DayColumn:
        """Return a date column as day numbers."""
        if role not in self:
            return NO_DAYS
        column, *others = self._columns[role]
        held = None if others else _moments(column)
        if held:
            return _days_of_datetimes(column, *held, role)
        read = self.distinct(role).read(partial(cells.read_day, argument=role))
        days = read.lookup(day if isinstance(day, int) else NEVER for day in read.cells)
        return DayColumn(days, read.problems())

    def day_at(self, role: str, column: DayColumn, row: int) -> Any:  # noqa: ANN401  also an error
        """Return the day number of a cell, None for a blank, or the `ArgumentError` of a cell.

        Args:
            role: the column.
            column: the same, read.
            row: the row.
        """
        if row in column.problems:
            return read_column([self.distinct(role).at(row)], partial(cells.read_day, argument=role))[0]
        day = int(column.days[row]) if np.ndim(column.days) else column.days
        return None if day == NEVER else day

    def distinct(self, role: str) -> Distinct:
        """Return a column as its distinct cells; all blank where it is not there."""
        if role not in self:
            return NO_CELLS
        if role not in self._distinct:
            first, *others = map(self._distinct_at, self._positions[role])
            found = _combined(role, [first, *others]) if others else first
            self._distinct[role] = (
                self._with_phones_marked(found) if self._phones and role == TRACKING_NUMBER else found
            )
        return self._distinct[role]

    def _with_phones_marked(self, numbers: Distinct) -> Distinct:
        """Return 送り状番号, where one that a phone column of its row holds too is marked as such."""
        codes, held = numbers.codes_of(self.count), numbers.cells
        keys: dict[str, int] = {"": 0}
        of_numbers = np.array([keys.setdefault(phone_key(cell), len(keys)) for cell in held], np.int64)[codes]
        same = np.zeros(self.count, bool)
        for position in self._phones:
            phones = self._distinct_at(position)
            of_phones = np.array([keys.get(phone_key(cell), 0) for cell in phones.cells], np.int64)
            same |= (of_numbers > 0) & (of_numbers == of_phones[phones.codes_of(self.count)])
        if not same.any():
            return numbers
        first, places = np.unique(codes[same], return_inverse=True)
        codes = codes.copy()
        codes[same] = places + len(held)
        return Distinct(codes, [*held, *(phone_of_the_row(held[code]) for code in first.tolist())])

    def texts(self) -> Iterator[Distinct]:
        """Yield the columns that may hold a text, those that are no roles too."""
        for position in range(len(self._names)):
            column = self._frame.iloc[:, position]
            if not pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_datetime64_any_dtype(column):
                yield self._distinct_at(position)

    def _distinct_at(self, position: int) -> Distinct:
        """Return the column at a position as its distinct cells; telling a million texts apart is done once."""
        if position not in self._by_position:
            self._by_position[position] = distinct_cells(self._frame.iloc[:, position])
        return self._by_position[position]

    def _examples(self, positions: Sequence[int]) -> list[int]:
        """Return the rows of examples among orders, given the columns of order numbers."""
        for position in positions:
            # Nearly every frame has none, and its million numbers need not be listed.
            if any_example(self._distinct_at(position).cells):
                numbers = self._frame.iloc[:, position]
                return examples_among_orders(["" if pd.isna(number) else number for number in numbers])
        return []

    def cells_at(self, rows: NDArray[np.intp]) -> dict[str, list[ReadCell]]:
        """Return role -> one cell per row, for some rows."""
        return {role: [self.distinct(role).at(row) for row in rows.tolist()] for role in self._columns}

    def others_at(self, rows: NDArray[np.intp]) -> list[list[ReadCell]]:
        """Return the columns that are no roles, as one cell per row, for some rows."""
        return [distinct_cells(self._frame.iloc[rows, position]).listed() for position in self._unnamed]

    def some_cells(self, role: str, rows: NDArray[np.intp]) -> list[object]:
        """Return some cells of a column that is there."""
        return distinct_cells(self._columns[role][0].iloc[rows]).listed()

    def texts_at(self, role: str, rows: NDArray[np.intp]) -> list[str]:
        """Return some cells of a column that is there as texts, "" for one that cannot be read."""
        return texts({role: self.some_cells(role, rows)}, role, len(rows))

    def has(self, name: object) -> bool:
        """Tell whether there is a column of a role, or else of a name.

        Raises:
            WrongObject: nothing that can name a column.
        """
        _refuse_other(name, "by", Hashable, "str")
        return name in self._columns or str(name) in self._names

    def named(self, name: object) -> list[ReadCell]:
        """Return the cells of the column of a role, or else of a name.

        Raises:
            FrameColumnMissing: there is neither.
        """
        if name in self._columns:
            return self.distinct(str(name)).listed()
        self._refuse_unknown(name)
        return distinct_cells(self._frame.iloc[:, self._names.index(str(name))]).listed()

    def _refuse_unknown(self, name: object) -> None:
        if str(name) not in self._names:
            known = errors.Whole("・".join(self._names) or "なし")
            raise errors.FrameColumnMissing(column=name, columns=known)


def _combined(role: str, columns: Sequence[Distinct]) -> Distinct:
    """Return several columns that serve one role as one, each combination of cells looked at once."""
    combinations = grouped([column.codes for column in columns], len(columns[0].codes_of(0)))
    rows = combinations.rows.tolist()
    together = combined_values(role, [[column.at(row) for row in rows] for column in columns])
    return Distinct(combinations.codes, together)


def _refuse_other(value: object, argument: str, kind: type, wanted: str) -> None:
    if not isinstance(value, kind):
        raise errors.WrongObject(
            argument=errors.Whole(argument),
            wanted=errors.Whole(wanted),
            given=errors.Whole(type(value).__name__),
        )


def _header(name: object) -> str:
    """Return the header of a column; of several levels the last that is filled in, as in a sheet's header rows."""
    if not isinstance(name, tuple):
        return str(name)
    filled = [str(level) for level in name if str(level).strip() and not str(level).startswith(UNNAMED)]
    return filled[-1] if filled else ""


def _moments(column: AnySeries) -> tuple[NDArray[np.datetime64], int] | None:
    """Return a column of moments as numpy's, and the hours to add for JST: those with a zone are in UTC.

    None stands for a column that holds anything else.
    """
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return column.dt.tz_convert(None).to_numpy(), JST_HOURS
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "M":
        return column.to_numpy(), 0
    stamp = column.dtype.pyarrow_dtype if isinstance(column.dtype, pd.ArrowDtype) else None
    if stamp is None or not hasattr(stamp, "tz"):
        return None
    plain = column.dt.tz_convert("UTC").dt.tz_localize(None) if stamp.tz else column
    moments = plain.to_numpy(dtype=f"datetime64[{stamp.unit}]", na_value=np.datetime64("NaT"))
    return moments, JST_HOURS if stamp.tz else 0


def _days_of_datetimes(
    column: AnySeries, moments: NDArray[np.datetime64], jst_hours: int, role: str
) -> DayColumn:
    """Return the day numbers of moments in JST, or of moments in UTC with `jst_hours` to add."""
    second = TICKS_PER_SECOND[np.datetime_data(moments.dtype)[0]]
    day = 24 * 60 * 60 * second
    first = np.uint64((_FIRST_DAY * day - jst_hours * 60 * 60 * second) % 2**64)
    days = np.empty(len(moments), np.int32)
    room = np.empty(min(len(moments), BLOCK), np.uint64)
    outside = 0
    for rows in blocks(len(days)):
        # As unsigned numbers, which count in a circle, moments before the calendar and NaT lie far behind it: one
        # comparison finds all. They are divided faster too.
        counted = np.subtract(moments[rows].view(np.uint64), first, out=room[: len(days[rows])])
        counted //= np.uint64(day)
        days[rows] = np.minimum(counted, np.uint64(NEVER), out=counted)
        beyond = np.count_nonzero(days[rows] == NEVER)
        outside += int(beyond and beyond - np.count_nonzero(np.isnat(moments[rows])))
    if not outside:
        return DayColumn(days, {})
    places = np.flatnonzero((days == NEVER) & ~np.isnat(moments))
    read = distinct_cells(column.iloc[places]).read(partial(cells.read_day, argument=role))
    return DayColumn(
        days, {int(row): str(problem) for row, problem in zip(places, read.listed(), strict=True)}
    )
