"""A Calc sheet as the sheet port: values in and out in blocks, result columns in the look of every host."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck.hosts.calc.sheets import cells as calc_cells
from xlshipcheck.hosts.calc.sheets.cells import ANY_RESULT, CONTENT
from xlshipcheck.hosts.calc.sheets.marks import read_marks, write_marks
from xlshipcheck.sheets.port import DATE, TEXT, Area
from xlshipcheck.values.answers import plain_value
from xlshipcheck.xlsx.writing import theme

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlshipcheck.hosts.calc.sheets.cells import Cells, Document
    from xlshipcheck.sheets.port import CellUpdate, NewRows, ResultBlock, ResultColumn
    from xlshipcheck.values.answers import Value

DATE_CODE: Final = "YYYY/MM/DD"
BOLD: Final = 150.0
CHARACTER_WIDTH: Final = 210
"""Hundredths of a millimetre that a character of the default font takes, about."""
EQUAL, FORMULA_CONDITION = "EQUAL", "FORMULA"
FILLING: Final = "-"
_UNNAMED: Final = "__Anonymous"
"""A filter without a name makes such a range; it is no table of the seller's."""


class CalcSheet:
    """A sheet of an open document.

    Args:
        document: the document.
        sheet: its sheet.
        can_be_undone: whether what is written shall be taken back by undo. 7.4 restores what stood in a block and
            leaves what stands where nothing stood, so empty cells are filled first, in a way that it does undo.
    """

    def __init__(self, document: Document, sheet: Cells, *, can_be_undone: bool = False) -> None:
        self._document = document
        self._sheet = sheet
        self._can_be_undone = can_be_undone

    @property
    def name(self) -> str:
        """The sheet's name."""
        return str(self._sheet.Name)

    def used_size(self) -> tuple[int, int]:
        """Return the last row and the last column that hold a value; (0, 0) for an empty sheet."""
        return calc_cells.used_size(self._sheet)

    def read_block(self, first_row: int, last_row: int) -> list[list[object]]:
        """Return rows of the sheet, each as wide as the used size."""
        columns = self.read_columns(range(1, self.used_size()[1] + 1), first_row, last_row)
        return [list(row) for row in zip(*columns)]

    def read_columns(self, columns: Sequence[int], first_row: int, last_row: int) -> list[list[object]]:
        """Return columns of the sheet, each with one value per row."""
        if last_row < first_row:
            return [[] for _ in columns]
        return [
            calc_cells.column_values(self._document, self._range(column, first_row, last_row))
            for column in columns
        ]

    def formula_columns(self, columns: Sequence[int], first_row: int, last_row: int) -> set[int]:
        """Return those of the columns that hold a formula in any of the rows."""
        return {column for column in columns if self.formula_rows(column, first_row, last_row)}

    def formula_rows(self, column: int, first_row: int, last_row: int) -> list[int]:
        """Return the rows of a column that hold a formula."""
        if last_row < first_row:
            return []
        found = self._range(column, first_row, last_row).queryFormulaCells(ANY_RESULT)
        return sorted(
            row + 1
            for address in calc_cells.addresses(found)
            for row in range(address.StartRow, address.EndRow + 1)
        )

    def continued_formulas(self, rows: Mapping[int, int], table: str) -> set[int]:  # noqa: ARG002  tables have none
        """Return the columns in which a formula can be continued in new rows."""
        places = [(column, row) for column, row in rows.items() if row]
        return {column for column, row in places if self._has_plain_formula(column, row)}

    def _has_plain_formula(self, column: int, row: int) -> bool:
        # Calc shows the formula of an array between braces.
        return self._formula(column, row).startswith("=")

    def _formula(self, column: int, row: int) -> str:
        return str(self._range(column, row, row).getCellByPosition(0, 0).Formula)

    def formula_texts(self, rows: Mapping[int, int]) -> dict[int, str]:
        """Return the formulas of some cells, without those of arrays."""
        found = {column: self._formula(column, row) for column, row in rows.items()}
        return {column: text[1:] for column, text in found.items() if text.startswith("=")}

    def areas(self) -> list[Area]:
        """Return the tables and pivot areas on the sheet."""
        tables = [
            _area(name, table.DataArea, totals_rows=int(table.TotalsRow))
            for name, table in self._tables()
            if table.DataArea.Sheet == self._index()
        ]
        pivots = self._sheet.DataPilotTables
        return tables + [
            _area(name, pivots.getByName(name).OutputRange, is_table=False) for name in pivots.ElementNames
        ]

    def merged_areas(self) -> list[Area]:
        """Return the merged ranges of the sheet."""
        rows, columns = self.used_size()
        if not rows:
            return []
        used = self._sheet.getCellRangeByPosition(0, 0, columns - 1, rows - 1)
        if not used.IsMerged:
            return []
        found = []
        runs = used.CellFormatRanges.createEnumeration()
        while runs.hasMoreElements():
            run = runs.nextElement()
            if run.IsMerged:
                cursor = self._sheet.createCursorByRange(run)
                cursor.collapseToMergedArea()
                found.append(_area("", cursor.RangeAddress, is_table=False))
        return found

    def protected(self) -> bool:
        """Tell whether the sheet is protected against changes."""
        return bool(self._sheet.isProtected())

    def column_marks(self) -> dict[str, tuple[int, int] | None]:
        """Return result -> row and column of the cell that its mark stands for."""
        return read_marks(self._sheet)

    def mark_columns(self, places: Mapping[str, tuple[int, int]]) -> None:
        """Let these be the marks of the sheet and no others."""
        write_marks(self._sheet, places)

    def write_columns(self, block: ResultBlock) -> None:
        """Write result columns with their headers; nothing else in the sheet changes."""
        for column in block.columns:
            header = self._range(column.column, block.header_row, block.header_row)
            if not header.DataArray[0][0]:
                self._dress(column, block.header_row)
            self._write(column.column, block.header_row, [column.title], TEXT)
            self._write(column.column, block.header_row + 1, column.values, column.kind)
            self._put_into_words(column, block.header_row + 1)
            if column.column == block.stage_column:
                self._colour(column, block.header_row + 1)
        if block.table:
            self._grow(block.table, last_column=max(column.column for column in block.columns))

    def write_cells(self, updates: Sequence[CellUpdate]) -> None:
        """Give cells new values; they keep their look, but a date gets a date format where it has none."""
        for update in updates:
            self._write(update.column, update.row, [update.value], update.kind, keep_format=True)

    def append_rows(self, rows: NewRows) -> None:
        """Write rows below the last one; the table they belong to grows, nothing that stands there moves."""
        last = rows.first_row + rows.row_count - 1
        if rows.table:
            # First: a formula that asks for its own row of a table has to stand in it.
            self._grow(rows.table, last_row=last)
        if rows.like_row:
            for place in {*rows.formulas, *(column.column for column in rows.columns)}:
                self._copy_styles(
                    self._range(place, rows.like_row, rows.like_row), self._range(place, rows.first_row, last)
                )
        for column in rows.columns:
            for row, value in enumerate(column.values, rows.first_row):
                if value is not None:
                    self._write(column.column, row, [value], column.kind, keep_format=True)
        for place, row in rows.formulas.items():
            if row:
                self._continue_formula(place, row, rows.first_row, last)

    @staticmethod
    def _copy_styles(pattern: Cells, target: Cells) -> None:
        target.CellStyle = pattern.CellStyle
        target.NumberFormat = pattern.NumberFormat
        target.CellBackColor = pattern.CellBackColor

    def _continue_formula(self, column: int, row: int, first_row: int, last_row: int) -> None:
        """Give empty cells the formula of a cell, as Calc fills it down.

        Its tokens would do for references to cells, not for those to the columns of a table.
        """
        pattern = self._range(column, row, row)
        below = self._range(column, first_row, last_row)
        for address in calc_cells.addresses(below.queryEmptyCells()):
            run = self._range(column, address.StartRow + 1, address.EndRow + 1)
            first = run.getCellByPosition(0, 0)
            self._sheet.copyRange(first.CellAddress, pattern.RangeAddress)
            first.clearContents(calc_cells.ANNOTATION)
            if address.EndRow > address.StartRow:
                run.fillAuto(_down(), 1)

    def _index(self) -> int:
        return int(self._sheet.RangeAddress.Sheet)

    def _range(self, column: int, first_row: int, last_row: int) -> Cells:
        return self._sheet.getCellRangeByPosition(column - 1, first_row - 1, column - 1, last_row - 1)

    def _tables(self) -> list[tuple[str, Any]]:
        tables = self._document.DatabaseRanges
        return [
            (name, tables.getByName(name)) for name in tables.ElementNames if not name.startswith(_UNNAMED)
        ]

    def _write(
        self, column: int, first_row: int, values: Sequence[Value], kind: str, *, keep_format: bool = False
    ) -> None:
        if not values:
            return
        zero = calc_cells.null_date(self._document)
        target = self._range(column, first_row, first_row + len(values) - 1)
        plain = [_for_calc(value, zero) for value in values]
        start = 0
        # A block that is written loses its comments, a cell keeps its own.
        for row in [*self._commented_rows(target), len(plain)]:
            self._write_block(target, start, plain[start:row])
            if row < len(plain):
                _write_cell(target.getCellByPosition(0, row), plain[row])
            start = row + 1
        if kind == DATE and not (keep_format and self._shows_dates(target)):
            target.NumberFormat = self.format_key(DATE_CODE)

    @staticmethod
    def _commented_rows(target: Cells) -> list[int]:
        """Return the positions in a range, one column wide, of the cells with a comment."""
        first = target.RangeAddress.StartRow
        found = calc_cells.addresses(target.queryContentCells(calc_cells.ANNOTATION))
        return sorted(row - first for each in found for row in range(each.StartRow, each.EndRow + 1))

    def _write_block(self, column: Cells, start: int, plain: Sequence[float | str]) -> None:
        """Write values below each other into a piece of a column."""
        if not plain:
            return
        target = column.getCellRangeByPosition(0, start, 0, start + len(plain) - 1)
        if self._can_be_undone:
            self._empty_filled(target, plain)
            self._fill_empty(target, plain)
        target.setDataArray(tuple((value,) for value in plain))

    @staticmethod
    def _empty_filled(target: Cells, plain: Sequence[float | str]) -> None:
        """Empty the cells that are to get nothing: what a block empties, redo fills again."""
        for start, end in _runs(
            [value == "" and old[0] != "" for value, old in zip(plain, target.DataArray)]
        ):
            target.getCellRangeByPosition(0, start, 0, end - 1).clearContents(CONTENT)

    @staticmethod
    def _fill_empty(target: Cells, plain: Sequence[float | str]) -> None:
        """Fill the empty cells that are to get something, run by run."""
        for start, end in _runs(
            [value != "" and old[0] == "" for value, old in zip(plain, target.DataArray)]
        ):
            run = target.getCellRangeByPosition(0, start, 0, end - 1)
            run.getCellByPosition(0, 0).String = FILLING
            if end - start > 1:
                run.fillAuto(_down(), 1)

    def _shows_dates(self, cells: Cells) -> bool:
        key = calc_cells.one_format(cells)
        return key is not None and bool(
            self._document.NumberFormats.getByKey(key).Type & calc_cells.DATE_FORMAT
        )

    def format_key(self, code: str) -> int:
        """Return the key of a number format, made where the document has none of that code."""
        return format_key(self._document, code)

    def _dress(self, column: ResultColumn, header_row: int) -> None:
        header = self._range(column.column, header_row, header_row)
        header.CharWeight = BOLD
        header.CharColor = 0xFFFFFF
        header.CellBackColor = colour_number(theme.RESULT_FILL)
        if not self._range(column.column, 1, header_row).queryContentCells(CONTENT).Count:
            self._sheet.Columns.getByIndex(column.column - 1).Width = _width(column) * CHARACTER_WIDTH

    def _put_into_words(self, column: ResultColumn, first_row: int) -> None:
        """Show numbers in words by their format, unless the seller chose one."""
        if not theme.result_format(column.title):
            return
        business, calendar = (
            self.format_key(theme.result_format(column.title, calendar_days=days)) for days in (False, True)
        )
        ours = {business, calendar}
        whole = self._range(column.column, first_row, first_row + max(len(column.values), 1) - 1)
        start = 0
        while start < len(column.values):
            is_calendar = start in column.calendar_rows
            end = start + 1
            while end < len(column.values) and (end in column.calendar_rows) == is_calendar:
                end += 1
            wanted = calendar if is_calendar else business
            run = whole.getCellRangeByPosition(0, start, 0, end - 1)
            for part, key in calc_cells.format_parts(run):
                if key != wanted and (key in ours or calc_cells.is_general(self._document, key)):
                    part.NumberFormat = wanted
            start = end

    def _colour(self, column: ResultColumn, first_row: int) -> None:
        """Colour the stages through conditional formats, so that a changed stage changes its colour."""
        if not column.values or column.title not in theme.COLOURS_OF:
            return
        cells = self._range(column.column, first_row, first_row + len(column.values) - 1)
        conditions = cells.ConditionalFormat
        conditions.clear()
        for stage, colour in theme.COLOURS_OF[column.title].items():
            style = cell_style(self._document, f"出荷チェック {stage}", colour)
            conditions.addNew(_condition(EQUAL, f'"{stage}"', style))
        cells.ConditionalFormat = conditions

    def _grow(self, table: str, *, last_row: int = 0, last_column: int = 0) -> None:
        found = self._document.DatabaseRanges.getByName(table)
        area = found.DataArea
        area.EndRow = max(area.EndRow, last_row - 1)
        area.EndColumn = max(area.EndColumn, last_column - 1)
        found.setDataArea(area)


def _runs(wanted: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield start and end of the runs of true values."""
    start = 0
    for is_wanted, run in groupby(wanted):
        end = start + len(list(run))
        if is_wanted:
            yield start, end
        start = end


def _area(name: str, address: Any, *, totals_rows: int = 0, is_table: bool = True) -> Area:  # noqa: ANN401  a UNO struct
    return Area(
        name,
        address.StartRow + 1,
        address.StartColumn + 1,
        address.EndRow + 1,
        address.EndColumn + 1,
        totals_rows,
        is_table,
    )


def _width(column: ResultColumn) -> int:
    """Return the width of a new result column in characters."""
    if column.title in theme.COLOURS_OF:
        return theme.WIDTHS["stage"]
    return theme.WIDTHS["remarks" if column.kind == TEXT else column.kind]


def _write_cell(cell: Any, plain: float | str) -> None:  # noqa: ANN401  UNO
    if plain == "":
        cell.clearContents(CONTENT)
    elif isinstance(plain, str):
        cell.String = plain
    else:
        cell.Value = plain


def _for_calc(value: Value, zero: dt.date) -> float | str:
    """Return a value as a data array takes it; "" leaves a cell empty, None would make it #N/A."""
    plain = plain_value(value)
    if plain is None:
        return ""
    if isinstance(plain, dt.date):
        return calc_cells.serial_of(plain, zero)
    return float(plain) if isinstance(plain, (int, float)) else str(plain)


def format_key(document: Document, code: str) -> int:
    """Return the key of a number format, made where the document has none of that code."""
    import uno  # noqa: PLC0415  only LibreOffice's own Python has it

    locale = uno.createUnoStruct("com.sun.star.lang.Locale")
    locale.Language, locale.Country = "en", "US"
    formats = document.NumberFormats
    key = formats.queryKey(code, locale, False)  # noqa: FBT003  UNO takes it by position only
    return int(key if key >= 0 else formats.addNew(code, locale))


def colour_number(text: str) -> int:
    """Return a colour such as `#1F3864` as the number that UNO takes."""
    return int(text[1:], 16)


def cell_style(document: Document, name: str, colour: theme.Colour) -> str:
    """Return the name of a cell style with the colours of a stage, made where the document has none."""
    styles = document.StyleFamilies.getByName("CellStyles")
    if not styles.hasByName(name):
        styles.insertByName(name, document.createInstance("com.sun.star.style.CellStyle"))
        style = styles.getByName(name)
        style.CellBackColor = colour_number(colour.fill)
        style.CharColor = colour_number(colour.text)
        if colour.number_format:
            style.NumberFormat = format_key(document, colour.number_format)
    return name


def _down() -> Any:  # noqa: ANN401  a UNO enum
    import uno  # noqa: PLC0415  as above

    return uno.Enum("com.sun.star.sheet.FillDirection", "TO_BOTTOM")


def _condition(operator: str, formula: str, style: str) -> tuple[Any, ...]:
    import uno  # noqa: PLC0415  as above

    def named(name: str, value: Any) -> Any:  # noqa: ANN401  a UNO struct of any value
        entry = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        entry.Name, entry.Value = name, value
        return entry

    return (
        named("Operator", uno.Enum("com.sun.star.sheet.ConditionOperator", operator)),
        named("Formula1", formula),
        named("StyleName", style),
    )
