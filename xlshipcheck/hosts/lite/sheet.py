"""One sheet in xlwings Lite: read before, written at the end.

Everything that has to be asked of Excel is asked before the first write, so that a script that fails before has
changed nothing. The writes then go in one go, or in as few as Excel on the web takes.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck.hosts.excel.sheets.values import serial_of
from xlshipcheck.hosts.memory import MemorySheet
from xlshipcheck.hosts.places import refuse_taken
from xlshipcheck.sheets.port import DATE, NUMBER, TEXT, Area, ResultColumn
from xlshipcheck.values.answers import plain_value
from xlshipcheck.xlsx.writing import theme

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence

    from xlshipcheck.hosts.excel.sheets.ranges import Corners
    from xlshipcheck.sheets.port import CellUpdate, NewRows, ResultBlock

Lite = Any  # an object of xlwings: which kinds there are is known at run time only
GENERAL: Final = "General"
ROWS_AT_ONCE: Final = 5_000
LARGEST_REQUEST: Final = 1_000_000
"""Characters of cells; Excel on the web takes no more than 5 MB at once, and ours are of three bytes."""
PIXELS_PER_CHARACTER, PADDING, POINTS_PER_PIXEL = 7, 5, 0.75


def points(characters: float) -> float:
    """Return a column's width in points, as Lite takes it."""
    return (characters * PIXELS_PER_CHARACTER + PADDING) * POINTS_PER_PIXEL


def typed(value: Any) -> object:  # noqa: ANN401  a cell value of any type
    """Return a value as it is typed into a cell: the apostrophe keeps a text from being read as anything else."""
    value = plain_value(value)
    if isinstance(value, dt.date):
        return serial_of(value)
    if isinstance(value, str):
        return f"'{value}" if value else None
    return value if value is None or isinstance(value, bool) else float(value)


class LiteSheet(MemorySheet):
    """A sheet as it was read, on which every write is also handed to Excel.

    Args:
        api: xlwings' `Sheet`.
        rows: its values from A1 on.
        formulas: (row, column) -> formula without `=`.
        areas: tables and pivot areas.
        merged: merged ranges.
        arrays: (row, column) of array formulas.

    Attributes:
        pending: what is to be done to Excel's sheet, in order, each with the characters that go with it.
        formats: blocks whose cells have to show days, or numbers, as such.
        stage_ranges: blocks that hold stages, with their header.
    """

    def __init__(
        self,
        api: Lite,
        rows: Sequence[Sequence[object]],
        formulas: Mapping[tuple[int, int], str],
        areas: Sequence[Area],
        merged: Sequence[Area],
        arrays: Sequence[tuple[int, int]],
    ) -> None:
        super().__init__(str(api.name), rows, areas, list(formulas), merged, arrays=arrays, texts=formulas)
        self.api = api
        self.pending: list[tuple[int, Callable[[], object]]] = []
        self.formats: list[tuple[Lite, str]] = []
        self.stage_ranges: list[tuple[Lite, str]] = []

    def formulas(self) -> list[str]:
        """Return what the formulas of the sheet say."""
        return list(self._texts.values())

    def write_columns(self, block: ResultBlock) -> None:
        """Write result columns with their headers; nothing else in the sheet changes.

        Raises:
            PlaceTaken: a pivot table stands there, or a merged cell would swallow a result.
        """
        if not block.columns:
            return
        known = self.used_size()[1]
        first, last = block.header_row, block.header_row + len(block.columns[0].values)
        for column in block.columns:
            refuse_taken(self.name, [column], (first, last), self.areas(), self.merged_areas())
        before = {column.column: self._column(column, first, last) for column in block.columns}
        super().write_columns(block)
        if block.table:
            self._resize(block.table)
        for column in block.columns:
            cells = [column.title, *column.values]
            wanted = [typed(value) for value in cells]
            if wanted != before[column.column]:
                self._put(first, column.column, wanted)
            if column.column > known:
                width = points(theme.result_width(column.title, column.kind))
                self._later(self._block(1, column.column, 1, column.column), "column_width", width)
            if last > first:
                target = self._block(first + 1, column.column, last, column.column)
                self.formats.append((target, column.kind))
                if column.column == block.stage_column:
                    self.stage_ranges.append((target, column.title))

    def _block(self, row: int, column: int, last_row: int, last_column: int) -> Lite:
        return self.api.range((row, column), (last_row, last_column))

    def _later(self, block: Lite, member: str, value: object, size: int = 0) -> None:
        self.pending.append((size, partial(setattr, block, member, value)))

    def _column(self, column: ResultColumn, first: int, last: int) -> list[object]:
        """Return what stands in a column, as it would be typed."""
        return [typed(self.value(row, column.column)) for row in range(first, last + 1)]

    def write_cells(self, updates: Sequence[CellUpdate]) -> None:
        """Give cells new values; they keep their style, but a date gets a date format."""
        super().write_cells(updates)
        for update in updates:
            self.formats.append(
                (self._block(update.row, update.column, update.row, update.column), update.kind)
            )
            self._put(update.row, update.column, [typed(update.value)])

    def append_rows(self, rows: NewRows) -> None:
        """Write rows below the last one; the table they belong to grows, nothing that stands there moves."""
        last = rows.first_row + rows.row_count - 1
        gaps = [
            (row, column, start, end)
            for column, row in rows.formulas.items()
            for start, end in self._gaps(column, rows.first_row, last)
        ]
        if rows.like_row:
            width = max([self.used_size()[1], *(column.column for column in rows.columns), *rows.formulas])
            self._copy((rows.like_row, 1, rows.like_row, width), (rows.first_row, 1, last, width), "formats")
        super().append_rows(rows)
        if rows.table:
            self._resize(rows.table)
        for column in rows.columns:
            for row, values in _filled_runs(column.values, rows.first_row):
                self._put(row, column.column, [typed(value) for value in values])
        for row, place, start, end in gaps:
            if row:
                self._copy((row, place, row, place), (start, place, end, place), "formulas")

    def _copy(self, source: Corners, target: Corners, kind: str) -> None:
        self.pending.append((0, partial(self._block(*target).copy_from, self._block(*source), kind)))

    def _gaps(self, column: int, first_row: int, last_row: int) -> Iterator[tuple[int, int]]:
        """Yield the runs of empty cells of a column, as first and last row."""
        start = 0
        for row in range(first_row, last_row + 2):
            is_empty = row <= last_row and self.value(row, column) is None
            if is_empty and not start:
                start = row
            elif not is_empty and start:
                yield start, row - 1
                start = 0

    def _resize(self, name: str) -> None:
        area = next(area for area in self.areas() if area.name == name)
        block = self._block(area.first_row, area.first_column, area.last_row, area.last_column)
        self.pending.append((0, lambda: self.api.tables[name].resize(block)))

    def _put(self, first_row: int, column: int, values: Sequence[object]) -> None:
        for start in range(0, len(values), ROWS_AT_ONCE):
            part = values[start : start + ROWS_AT_ONCE]
            row = first_row + start
            block = self._block(row, column, row + len(part) - 1, column)
            size = sum(len(str(value)) for value in part)
            self._later(block, "value", [[value] for value in part], size)

    async def finish(self, flush: Callable[[], Awaitable[object]]) -> None:
        """Hand over to Excel what was written; what has to be asked is asked by then.

        Args:
            flush: sends what waits.
        """
        asked = [
            (block, kind, await block.get_number_format()) for block, kind in self.formats if kind != TEXT
        ]
        plain = [pair for pair in self.stage_ranges if len(await pair[0].get_conditional_formats()) == 0]
        for block, kind, before in asked:
            is_day = before is not None and theme.shows_date(before)
            if kind == DATE and not is_day:
                block.number_format = theme.DATE_FORMAT
            elif kind == NUMBER and (is_day or before in (None, theme.TEXT_FORMAT)):
                block.number_format = GENERAL
        waiting = 0
        for size, act in self.pending:
            if waiting and waiting + size > LARGEST_REQUEST:
                await flush()
                waiting = 0
            act()
            waiting += size
        for block, title in plain:
            _colour(block, title)


def _colour(block: Lite, title: str) -> None:
    """Add the conditions that colour stages; they follow what the cells come to say."""
    first = block.get_address(row_absolute=False, column_absolute=False).partition(":")[0]
    for text, colour in theme.COLOURS_OF[title].items():
        block.conditional_formats.add_cell_value(
            "equal_to", f'="{text}"', fill_color=colour.fill, font_color=colour.text
        )
    error = theme.ERROR_COLOUR
    block.conditional_formats.add_custom(
        f'=LEFT({first},3)="エラー"', fill_color=error.fill, font_color=error.text
    )


def _filled_runs(values: Sequence[Any], first_row: int) -> Iterator[tuple[int, list[Any]]]:
    """Yield the values in runs without None, each with its first row."""
    run: list[Any] = []
    for row, value in enumerate([*values, None], first_row):
        if value is not None:
            run.append(value)
        elif run:
            yield row - len(run), run
            run = []
