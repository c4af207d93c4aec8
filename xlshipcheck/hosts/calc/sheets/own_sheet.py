"""A sheet of ours in an open document: filled in place, cell by cell, only where it differs.

Undo of LibreOffice 7.4 gives back values that were set one by one, but neither what `setDataArray` writes over
emptied cells nor the references to a sheet that was removed. So nothing is removed and no block is written: each
cell that shall be another one is set, and everything is one step to undo.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck.hosts.calc.sheets import cells as calc_cells
from xlshipcheck.hosts.calc.sheets.sheet import BOLD, CHARACTER_WIDTH, colour_number, format_key
from xlshipcheck.hosts.own_sheets.content import CellStyle, link_formula
from xlshipcheck.xlsx.writing import theme

if TYPE_CHECKING:
    from xlshipcheck.hosts.calc.sheets.cells import Cells, Document
    from xlshipcheck.hosts.own_sheets.content import PlacedCell, SheetContent

POINT: Final = 2540 / 72
"""A point in hundredths of a millimetre."""
STYLE: Final = "出荷チェック"
PLAIN: Final = "Default"


def fill(document: Document, sheet: Cells, content: SheetContent) -> None:
    """Make a sheet show a content.

    Args:
        document: the open document.
        sheet: the sheet that is ours.
        content: what it shall show.
    """
    zero = calc_cells.null_date(document)
    wanted = {(cell.row - 1, cell.column - 1): cell for cell in content.cells}
    rows, columns = calc_cells.used_size(sheet)
    rows, columns = max(rows, content.last_row), max(columns, content.last_column)
    _unmerge(sheet, wanted, rows, columns)
    # Before the cells are dressed: redoing a merge takes the style of those that it covers.
    for cell in content.cells:
        if cell.right > cell.column:
            area = sheet.getCellRangeByPosition(cell.column - 1, cell.row - 1, cell.right - 1, cell.row - 1)
            if not area.IsMerged:
                area.merge(True)  # noqa: FBT003  UNO takes it by position only
    styles: dict[CellStyle, str] = {}
    shown = sheet.getCellRangeByPosition(0, 0, columns - 1, rows - 1).getFormulaArray()
    covered = {
        (cell.row - 1, column): cell
        for cell in content.cells
        for column in range(cell.column - 1, cell.right)
    }
    for row in range(rows):
        for column in range(columns):
            placed = wanted.get((row, column))
            _set(sheet, row, column, shown[row][column], placed, zero)
            dressed = covered.get((row, column))
            style = PLAIN if dressed is None else _style(document, dressed.style, styles)
            cell = sheet.getCellByPosition(column, row)
            if cell.CellStyle != style:
                cell.CellStyle = style
    _measure(sheet, content)


def _unmerge(sheet: Cells, wanted: dict[tuple[int, int], PlacedCell], rows: int, columns: int) -> None:
    """Take apart the merged cells of before that the new content has not."""
    for row in range(rows):
        for column in range(columns):
            cell = sheet.getCellByPosition(column, row)
            if not cell.IsMerged:
                continue
            cursor = sheet.createCursorByRange(cell)
            cursor.collapseToMergedArea()
            area = cursor.RangeAddress
            placed = wanted.get((row, column))
            right = column if placed is None else placed.right - 1
            if (area.EndColumn, area.EndRow) != (right, row):
                cursor.merge(False)  # noqa: FBT003  UNO takes it by position only


def _set(sheet: Cells, row: int, column: int, shown: str, placed: PlacedCell | None, zero: date) -> None:
    """Let a cell hold what it shall, if it does not yet."""
    value = None if placed is None else placed.value
    cell = sheet.getCellByPosition(column, row)
    if value is None:
        if shown:
            cell.String = ""
        return
    if placed is not None and placed.link is not None and not isinstance(value, date):
        formula = "=" + link_formula(value, placed.link, str(sheet.Name), in_calc=True)
        if shown != formula:
            cell.Formula = formula
        return
    if isinstance(value, str):
        if cell.String != value or shown.startswith("="):
            cell.String = value
        return
    number = calc_cells.serial_of(value, zero) if isinstance(value, date) else float(value)
    if not shown or shown.startswith("=") or cell.Type.value != "VALUE" or cell.Value != number:
        cell.Value = number


def _style(document: Document, wanted: CellStyle, known: dict[CellStyle, str]) -> str:
    """Return the name of the cell style of a look, made where the document has none; undo leaves it there."""
    if wanted in known:
        return known[wanted]
    name = f"{STYLE} {abs(hash_of(wanted)):08x}"
    styles = document.StyleFamilies.getByName("CellStyles")
    if not styles.hasByName(name):
        styles.insertByName(name, document.createInstance("com.sun.star.style.CellStyle"))
        _make_style(document, styles.getByName(name), wanted)
    known[wanted] = name
    return name


def hash_of(wanted: CellStyle) -> int:
    """Return a number for a look that is the same in every run."""
    import zlib  # noqa: PLC0415  only for styles

    return zlib.crc32(repr(tuple(wanted)).encode())


def _make_style(document: Document, style: Any, wanted: CellStyle) -> None:  # noqa: ANN401  UNO
    import uno  # noqa: PLC0415  only LibreOffice's own Python has it

    style.CharFontName = style.CharFontNameAsian = theme.FONT
    style.CharHeight = style.CharHeightAsian = float(wanted.size)
    if wanted.bold:
        style.CharWeight = style.CharWeightAsian = BOLD
    if wanted.colour:
        style.CharColor = colour_number(wanted.colour)
    if wanted.fill:
        style.CellBackColor = colour_number(wanted.fill)
    if wanted.underlined:
        style.CharUnderline = 1
    if wanted.boxed:
        line = uno.createUnoStruct("com.sun.star.table.BorderLine2")
        line.Color, line.LineWidth, line.OuterLineWidth = colour_number(theme.RULE_LINE), 18, 18
        style.TopBorder = style.BottomBorder = style.LeftBorder = style.RightBorder = line
    style.IsTextWrapped = wanted.wraps
    style.VertJustify = 1 if wanted.at_top else 2
    if wanted.at_left or wanted.centred:
        side = "LEFT" if wanted.at_left else "CENTER"
        style.HoriJustify = uno.Enum("com.sun.star.table.CellHoriJustify", side)
    if wanted.number_format:
        style.NumberFormat = format_key(document, wanted.number_format)


def _measure(sheet: Cells, content: SheetContent) -> None:
    for column, width in enumerate(content.widths):
        entry = sheet.Columns.getByIndex(column)
        if entry.Width != int(width * CHARACTER_WIDTH):
            entry.Width = int(width * CHARACTER_WIDTH)
    for row, height in content.heights.items():
        entry = sheet.Rows.getByIndex(row - 1)
        if abs(entry.Height - height * POINT) > 1:
            entry.Height = round(height * POINT)
