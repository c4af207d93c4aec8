"""What a host's sheet must be able to do, so that one refresh runs on files, in Excel, in Calc and in memory.

Rows and columns are numbered from 1, as the seller sees them. Values come as Python values: dates as date or
datetime (a host whose book counts from 1904 converts), text, numbers, booleans, None for an empty cell and
error values as their text (`#N/A`), never as a blank.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.today.plan import Plan
    from xlshipcheck.values.answers import Value
    from xlshipcheck.values.results import Summary

DATE, NUMBER, TEXT = "date", "number", "text"
JUDGING, WRITING = "judging", "writing"
"""The steps of a long work, as progress is told of them."""


class Area(NamedTuple):
    """A rectangle on a sheet that belongs to something: a table, or the output of a pivot table.

    Attributes:
        name: what it is called.
        first_row: first row, header included.
        first_column: first column.
        last_row: last row, totals row included.
        last_column: last column.
        totals_rows: number of totals rows at the bottom.
        is_table: a table, which may grow to the right; anything else is only avoided.
    """

    name: str
    first_row: int
    first_column: int
    last_row: int
    last_column: int
    totals_rows: int = 0
    is_table: bool = True


class ResultColumn(NamedTuple):
    """A result column as it is to be written.

    Attributes:
        title: its header.
        column: the column it goes to.
        kind: `DATE`, `NUMBER` or `TEXT`, for the look of its cells.
        values: one per data row; None or "" leaves a cell empty.
        replaces_formulas: whether formulas that stand there go; else there are none.
        calendar_rows: positions of the rows whose number counts calendar days; the others count business days.
    """

    title: str
    column: int
    kind: str
    values: Sequence[Value]
    replaces_formulas: bool = False
    calendar_rows: frozenset[int] = frozenset()


class ResultBlock(NamedTuple):
    """All that a refresh writes into one sheet.

    Attributes:
        header_row: the row of the headers.
        columns: the result columns, left to right.
        table: name of the table that the columns belong to; "" where the sheet is a plain range.
        stage_column: the column that carries the stage colours; 0 for none.
    """

    header_row: int
    columns: Sequence[ResultColumn]
    table: str = ""
    stage_column: int = 0


class CellUpdate(NamedTuple):
    """A new value for a cell that is there already.

    Attributes:
        row: its row.
        column: its column.
        kind: `DATE`, `NUMBER` or `TEXT`.
        value: the value.
    """

    row: int
    column: int
    kind: str
    value: Value


class NewRows(NamedTuple):
    """Rows that are added below the last one.

    Attributes:
        first_row: the first of them; it may hold formulas that were filled down beforehand.
        row_count: how many.
        columns: the columns that get values, each with one value per row; None leaves a cell as it is.
        like_row: a row whose cells they look like; 0 for none.
        table: name of the table that has to include them; "" for none.
        formulas: by column, a row whose formula a new row gets where it has none; 0 where only the table itself
            has one. As `continued_formulas` was asked about them.
        top_row: the first row of the orders; 0 where formats and input checks need not grow with the rows.
    """

    first_row: int
    row_count: int
    columns: Sequence[ResultColumn]
    like_row: int = 0
    table: str = ""
    formulas: Mapping[int, int] = {}
    top_row: int = 0


class SheetPort(Protocol):
    """One sheet of a host's book."""

    @property
    def name(self) -> str:
        """The sheet's name."""

    def used_size(self) -> tuple[int, int]:
        """Return the last row and the last column that hold a value; (0, 0) for an empty sheet."""

    def read_block(self, first_row: int, last_row: int) -> list[list[object]]:
        """Return rows of the sheet, each as wide as the used size."""

    def read_columns(self, columns: Sequence[int], first_row: int, last_row: int) -> list[list[object]]:
        """Return columns of the sheet, each with one value per row; beyond the used size there is None.

        With `last_row` before `first_row` the columns are empty.
        """

    def formula_columns(self, columns: Sequence[int], first_row: int, last_row: int) -> set[int]:
        """Return those of the columns that hold a formula in any of the rows."""

    def formula_rows(self, column: int, first_row: int, last_row: int) -> Sequence[int]:
        """Return the rows of a column that hold a formula."""

    def continued_formulas(self, rows: Mapping[int, int], table: str) -> set[int]:
        """Return the columns in which a formula can be continued in new rows, as Excel fills it down.

        Array formulas cannot: all their rows are one formula.

        Args:
            rows: by column, a row with a formula; 0 where there is none.
            table: the table that new rows belong to, which may have a formula of its own for a column; "" for none.
        """

    def formula_texts(self, rows: Mapping[int, int]) -> Mapping[int, str]:
        """Return the formulas of some cells as a file has them: without `=`, in the English spelling.

        Args:
            rows: by column, the row of the cell.

        Returns:
            Column -> its formula; without those that are not known.
        """

    def areas(self) -> list[Area]:
        """Return the tables and pivot areas on the sheet."""

    def merged_areas(self) -> list[Area]:
        """Return the merged ranges of the sheet."""

    def protected(self) -> bool:
        """Tell whether the sheet is protected against changes."""

    def column_marks(self) -> Mapping[str, tuple[int, int] | None]:
        """Return result -> row and column of the cell that its mark stands for.

        None where that cell is gone, or is on another sheet.
        """

    def mark_columns(self, places: Mapping[str, tuple[int, int]]) -> None:
        """Let these be the marks of the sheet and no others; a host that cannot write them leaves it as it is.

        Args:
            places: result -> row and column of the header of its column.
        """

    def write_columns(self, block: ResultBlock) -> None:
        """Write result columns with their headers; nothing else in the sheet changes."""

    def write_cells(self, updates: Sequence[CellUpdate]) -> None:
        """Give cells new values; they keep their look, but a date gets a date format where it has none."""

    def append_rows(self, rows: NewRows) -> None:
        """Write rows below the last one; the table they belong to grows, nothing that stands there moves.

        A formula filled down beforehand stays. No formula of the rows shows a result from before.
        """


class BookPort(Protocol):
    """A host's book."""

    def sheet_names(self) -> list[str]:
        """Return the names of its worksheets, in order."""

    def sheet(self, name: str) -> SheetPort:
        """Return a sheet by name."""

    def date1904(self) -> bool:
        """Tell whether the book counts dates from 1904; its host converts, so this is for messages."""

    def write_summary(self, summary: Summary) -> bool:
        """Make or replace our own 集計 sheet; False where a sheet of the user's has that name."""

    def kept_record(self) -> Sequence[str]:
        """Return the texts of our own 集計 sheet, among them the lines that a refresh keeps for the next one."""

    def write_today(self, plan: Plan, context: Context) -> bool:
        """Make or replace our own 今日 sheet; False where sheets of the user's have both of its names."""

    def note_refreshed_day(self, day: int) -> None:
        """Write the day of the refresh into the cell of our template that keeps it; other books have none."""

    def progress(self, done: int, total: int, text: str) -> None:
        """Show how far a long work is."""
