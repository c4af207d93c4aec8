"""The 集計 sheet in an open book: the layout that files get too, written by Excel's own objects.

It is laid out on a new sheet. Where the book has a 集計 of ours already, the new one is then copied over it in one
step and thrown away: formulas that point at the old one go on pointing at it, its place, its name and its print
set-up stay, and as long as that step is not taken nothing of it has changed.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final

from xlshipcheck.hosts.excel.sheets.charts import draw_charts
from xlshipcheck.hosts.excel.sheets.colours import OMITTED
from xlshipcheck.hosts.excel.sheets.ranges import address, addresses, bgr, corners, items
from xlshipcheck.hosts.excel.sheets.undo import plain_rows, undo_by
from xlshipcheck.hosts.excel.sheets.values import serial_of
from xlshipcheck.hosts.log import log_traceback
from xlshipcheck.hosts.own_sheets.content import A4, FOOTER, MARGINS, link_formula
from xlshipcheck.values.results import SHEET_NAME
from xlshipcheck.xlsx.writing import theme

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlshipcheck.hosts.excel.sheets.ranges import Com, Corners
    from xlshipcheck.hosts.excel.sheets.undo import Undo
    from xlshipcheck.hosts.own_sheets.content import CellStyle, SheetContent

    Block = list[list[str | float | None]]
CENTRE, TOP, LEFT, THIN_LINE, LANDSCAPE, SINGLE_LINE = -4108, -4160, -4131, 1, 2, 2
MANUAL_BREAK: Final = -4135
EACH_ROW: Final = True
POINTS_PER_INCH: Final = 72
FOOTER_PLACES: Final = {"L": "Left", "C": "Center", "R": "Right"}
PRINT: Final = {
    "Orientation": LANDSCAPE,
    "PaperSize": A4,
    "Zoom": False,
    "FitToPagesWide": 1,
    "FitToPagesTall": False,
    **{
        f"{side}Margin": inches * POINTS_PER_INCH
        for side, inches in ((name.title(), inches) for name, inches in MARGINS.items())
    },
    # XlsxWriter's text says with &L, &C and &R where it stands, Excel's properties say it by their names.
    **{f"{FOOTER_PLACES[part[0]]}Footer": part[1:] for part in re.split("&(?=[LCR])", FOOTER) if part},
}


def add_sheet(
    undo: Undo, workbook: Com, layout: SheetContent, name: str, *, date1904: bool, stays: bool = True
) -> Com:
    """Add a sheet with a summary at the end of a book; the sheet in front stays in front.

    Args:
        undo: where it is noted how to take it back.
        workbook: Excel's `Workbook`.
        layout: what to show.
        name: what the sheet is called, or will be; its links lead to it.
        date1904: whether the book counts dates from 1904.
        stays: whether it is to stay, and be ready for print.

    Returns:
        Excel's `Worksheet`.
    """
    in_front = workbook.ActiveSheet
    sheets = workbook.Worksheets
    undo_by(undo, in_front, "Activate")
    sheet = sheets.Add(OMITTED, sheets.Item(sheets.Count))
    undo_by(undo, sheet, "Delete")
    _lay_out(sheet, layout, block_of(layout, date1904=date1904), name)
    if stays:
        _make_printable(sheet, workbook)
    in_front.Activate()
    return sheet


def fill_new_sheet(sheet: Com, layout: SheetContent, workbook: Com) -> None:
    """Fill the only sheet of a new book, which is in front, and make it ready for print.

    Args:
        sheet: Excel's `Worksheet`, with the name that it has from now on.
        layout: what to show.
        workbook: Excel's `Workbook`.
    """
    _lay_out(sheet, layout, block_of(layout, date1904=False), str(sheet.Name))
    _make_printable(sheet, workbook)
    try:
        _repeat(sheet, layout)
    except Exception as problem:  # noqa: BLE001  as above, without a printer
        log_traceback(f"{sheet.Name}: repeated rows", problem)


def copy_over(undo: Undo, workbook: Com, pairs: Sequence[tuple[Com, Com]]) -> list[str]:
    """Copy new sheets over our standing ones.

    Args:
        undo: as for `add_sheet`; empty afterwards.
        workbook: Excel's `Workbook`.
        pairs: a sheet from `add_sheet`, and the standing one that is ours and shall show the same.

    Returns:
        Sentences where the book now has a sheet too many.
    """
    spare = []
    for made, own in pairs:
        if own is not pairs[-1][1]:
            # A later copy may fail still: what this one overwrites is kept until then.
            spare.append(_kept(undo, workbook, own))
        # The last copy is the last step that can fail. What comes after it is no reason to take back what is done.
        made.Cells.Copy(own.Cells)
    undo.clear()
    notes = []
    for sheet in (*(made for made, _ in pairs), *spare):
        name = str(sheet.Name)
        try:
            sheet.Delete()
        except Exception as problem:  # noqa: BLE001  whatever Excel says: ours are right, and the seller can delete a sheet
            log_traceback(f"deleting {name}", problem)
            notes.append(f"作業用のシート「{name}」を消せませんでした。右クリックで削除してください")
    return notes


def _kept(undo: Undo, workbook: Com, own: Com) -> Com:
    """Copy a sheet of ours aside, and note that it is copied back if anything fails."""
    in_front = workbook.ActiveSheet
    sheets = workbook.Worksheets
    undo_by(undo, in_front, "Activate")
    kept = sheets.Add(OMITTED, sheets.Item(sheets.Count))
    undo_by(undo, kept, "Delete")
    own.Cells.Copy(kept.Cells)
    undo.append(lambda: kept.Cells.Copy(own.Cells))
    in_front.Activate()
    return kept


def finish_sheet(sheet: Com, layout: SheetContent) -> list[str]:
    """Draw the charts of a sheet of ours and break its pages, as far as Excel can.

    Args:
        sheet: Excel's `Worksheet`, which shows the content's cells.
        layout: the content.

    Returns:
        Sentences of what could not be done.
    """
    notes = []
    try:
        draw_charts(sheet, layout)
    except Exception as problem:  # noqa: BLE001  whatever Excel says: the figures stand, charts show them once more
        log_traceback(f"{sheet.Name}: charts", problem)
        notes.append(f"シート「{sheet.Name}」のグラフを描けませんでした。数字は新しくなっています")
    try:
        _break_pages(sheet, layout)
        _repeat(sheet, layout)
    except Exception as problem:  # noqa: BLE001  as above, without a printer Excel breaks no pages
        log_traceback(f"{sheet.Name}: page breaks", problem)
    return notes


def _break_pages(sheet: Com, layout: SheetContent) -> None:
    wanted = list(layout.breaks)
    known = [int(found.Location.Row) for found in items(sheet.HPageBreaks) if found.Type == MANUAL_BREAK]
    if known == wanted:
        return
    sheet.ResetAllPageBreaks()
    for row in wanted:
        sheet.HPageBreaks.Add(sheet.Range(address(row, 1, row, 1)))


def _repeat(sheet: Com, layout: SheetContent) -> None:
    if layout.repeated is None:
        return
    wanted = f"${layout.repeated}:${layout.repeated}" if layout.repeated else ""
    if str(sheet.PageSetup.PrintTitleRows or "") != wanted:
        sheet.PageSetup.PrintTitleRows = wanted


def shows(sheet: Com, block: Block) -> bool:
    """Tell whether a sheet shows just these cells already."""
    _, _, last_row, last_column = corners(sheet.UsedRange)
    height, width = max(last_row, len(block)), max(last_column, len(block[0]))
    shown = plain_rows(sheet.Range(address(1, 1, height, width)).Value2)
    wanted = [[*row, *[None] * (width - len(row))] for row in block]
    wanted += [[None] * width] * (height - len(block))
    return shown == wanted


def block_of(layout: SheetContent, *, date1904: bool) -> Block:
    """Return the values of a layout as `Value2` tells them."""
    block: Block = [[None] * layout.last_column for _ in range(layout.last_row)]
    for cell in layout.cells:
        value = cell.value
        if isinstance(value, dt.date):
            value = serial_of(value, date1904=date1904)
        block[cell.row - 1][cell.column - 1] = (
            value if value is None or isinstance(value, str) else float(value)
        )
    return block


def _make_printable(sheet: Com, workbook: Com) -> None:
    """Set up a new 集計, which is in front, for print, as far as Excel can: without a printer it cannot."""
    try:
        page = sheet.PageSetup
        for name, value in PRINT.items():
            setattr(page, name, value)
        workbook.Windows.Item(1).DisplayGridlines = False
    except Exception as problem:  # noqa: BLE001  as said above: no reason to refuse the refresh
        log_traceback(f"{SHEET_NAME}: print set-up", problem)


def _lay_out(sheet: Com, layout: SheetContent, block: Block, name: str) -> None:
    whole = sheet.Range(address(1, 1, len(block), layout.last_column))
    # The apostrophe stops Excel from reading `=1`, `007` or `1-2` as typed input.
    whole.Value2 = _typed(layout, block, name)
    whole.Font.Name = theme.FONT
    whole.Font.Size = theme.FONT_SIZE
    whole.VerticalAlignment = CENTRE
    widths: dict[float, list[Corners]] = {}
    for column, width in enumerate(layout.widths, 1):
        widths.setdefault(width, []).append((1, column, 1, column))
    heights: dict[float, list[Corners]] = {}
    for row, height in layout.heights.items():
        heights.setdefault(height, []).append((row, 1, row, 1))
    for member, sizes in (("ColumnWidth", widths), ("RowHeight", heights)):
        for size, rectangles in sizes.items():
            _put(sheet, rectangles, "", member, size)
    by_property: dict[tuple[str, str, object], list[Corners]] = {}
    for cell in layout.cells:
        for wanted in _properties(cell.style):
            by_property.setdefault(wanted, []).append((cell.row, cell.column, cell.row, cell.right))
    for (part, member, value), rectangles in by_property.items():
        _put(sheet, rectangles, part, member, value)
    merged = [
        (cell.row, cell.column, cell.row, cell.right) for cell in layout.cells if cell.right > cell.column
    ]
    for text in addresses(merged):
        for area in text.split(","):
            sheet.Range(area).Merge(EACH_ROW)


def _typed(layout: SheetContent, block: Block, name: str) -> Block:
    """Return what is typed into the cells: texts behind an apostrophe, links as formulas."""
    typed: Block = [[f"'{value}" if isinstance(value, str) else value for value in row] for row in block]
    for cell in layout.cells:
        if cell.link is not None and isinstance(cell.value, (str, int, float)):
            typed[cell.row - 1][cell.column - 1] = "=" + link_formula(cell.value, cell.link, name)
    return typed


def _put(sheet: Com, rectangles: list[Corners], part: str, member: str, value: object) -> None:
    for text in addresses(rectangles):
        target = sheet.Range(text)
        setattr(getattr(target, part) if part else target, member, value)


def _properties(wanted: CellStyle) -> Iterator[tuple[str, str, object]]:
    """Yield what a look differs in from a plain cell: the part of a range, its property, the value."""
    side = LEFT if wanted.at_left else CENTRE
    differences = (
        (wanted.size != theme.FONT_SIZE, "Font", "Size", wanted.size),
        (wanted.bold, "Font", "Bold", True),
        (wanted.colour, "Font", "Color", wanted.colour and bgr(wanted.colour)),
        (wanted.underlined, "Font", "Underline", SINGLE_LINE),
        (wanted.fill, "Interior", "Color", wanted.fill and bgr(wanted.fill)),
        (wanted.boxed, "Borders", "LineStyle", THIN_LINE),
        (wanted.boxed, "Borders", "Color", bgr(theme.RULE_LINE)),
        (wanted.wraps, "", "WrapText", True),
        (wanted.at_top, "", "VerticalAlignment", TOP),
        (wanted.at_left or wanted.centred, "", "HorizontalAlignment", side),
        (wanted.number_format, "", "NumberFormat", wanted.number_format),
    )
    for is_other, part, member, value in differences:
        if is_other:
            yield part, member, value
