"""The 集計 sheet in an open book: the layout that files get too, written by Excel's own objects.

It is laid out on a new sheet. Where the book has a 集計 of ours already, the new one is then copied over it in one
step and thrown away: formulas that point at the old one go on pointing at it, its place, its name and its print
set-up stay, and as long as that step is not taken nothing of it has changed.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from xlshipcheck.hosts.content import A4, FOOTER, link_formula
from xlshipcheck.hosts.excel.colours import LEFT_OUT
from xlshipcheck.hosts.excel.ranges import address, addresses, bgr, corners
from xlshipcheck.hosts.excel.undo import plain_rows, undo_by
from xlshipcheck.hosts.excel.values import serial_of
from xlshipcheck.hosts.log import log_traceback
from xlshipcheck.values.results import SHEET_NAME
from xlshipcheck.xlsx.writing import look

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlshipcheck.hosts.content import Look, SheetContent
    from xlshipcheck.hosts.excel.ranges import Com, Corners
    from xlshipcheck.hosts.excel.undo import Undo

    Block = list[list[str | float | None]]
CENTRE, TOP, LEFT, THIN_LINE, LANDSCAPE, SINGLE_LINE = -4108, -4160, -4131, 1, 2, 2
EACH_ROW: Final = True
PRINT: Final = {
    "Orientation": LANDSCAPE,
    "PaperSize": A4,
    "Zoom": False,
    "FitToPagesWide": 1,
    "FitToPagesTall": False,
    # XlsxWriter's text says with &C where it stands, Excel's property says it by its name.
    "CenterFooter": FOOTER.removeprefix("&C"),
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
    sheet = sheets.Add(LEFT_OUT, sheets.Item(sheets.Count))
    undo_by(undo, sheet, "Delete")
    _lay_out(sheet, layout, block_of(layout, date1904=date1904), name)
    if stays:
        _make_printable(sheet, workbook)
    in_front.Activate()
    return sheet


def copy_over(undo: Undo, workbook: Com, own: Com, layout: SheetContent, *, date1904: bool) -> str:
    """Make our 集計 show something else.

    Args:
        undo: as for `add_sheet`.
        workbook: Excel's `Workbook`.
        own: the `Worksheet` that is our 集計.
        layout: what to show.
        date1904: as for `add_sheet`.

    Returns:
        A sentence where the book now has a sheet too many, otherwise "".
    """
    made = add_sheet(undo, workbook, layout, str(own.Name), date1904=date1904, stays=False)
    # The last step that can fail. What comes after it is no reason to take back what is done.
    made.Cells.Copy(own.Cells)
    undo.clear()
    name = str(made.Name)
    try:
        made.Delete()
    except Exception as problem:  # noqa: BLE001  whatever Excel says: 集計 is right, and the seller can delete a sheet
        log_traceback(f"deleting {name}", problem)
        return f"作業用のシート「{name}」を消せませんでした。右クリックで削除してください"
    return ""


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
    typed = [[f"'{value}" if isinstance(value, str) else value for value in row] for row in block]
    for cell in layout.cells:
        if cell.link is not None and isinstance(cell.value, (str, int, float)):
            typed[cell.row - 1][cell.column - 1] = "=" + link_formula(cell.value, cell.link, name)
    whole.Value2 = typed
    whole.Font.Name = look.FONT
    whole.Font.Size = look.FONT_SIZE
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
    looks: dict[tuple[str, str, object], list[Corners]] = {}
    for cell in layout.cells:
        for wanted in _properties(cell.look):
            looks.setdefault(wanted, []).append((cell.row, cell.column, cell.row, cell.right))
    for (part, member, value), rectangles in looks.items():
        _put(sheet, rectangles, part, member, value)
    merged = [
        (cell.row, cell.column, cell.row, cell.right) for cell in layout.cells if cell.right > cell.column
    ]
    for text in addresses(merged):
        for area in text.split(","):
            sheet.Range(area).Merge(EACH_ROW)


def _put(sheet: Com, rectangles: list[Corners], part: str, member: str, value: object) -> None:
    for text in addresses(rectangles):
        target = sheet.Range(text)
        setattr(getattr(target, part) if part else target, member, value)


def _properties(wanted: Look) -> Iterator[tuple[str, str, object]]:
    """Yield what a look differs in from a plain cell: the part of a range, its property, the value."""
    if wanted.size != look.FONT_SIZE:
        yield "Font", "Size", wanted.size
    if wanted.bold:
        yield "Font", "Bold", True
    if wanted.colour:
        yield "Font", "Color", bgr(wanted.colour)
    if wanted.fill:
        yield "Interior", "Color", bgr(wanted.fill)
    if wanted.boxed:
        yield "Borders", "LineStyle", THIN_LINE
        yield "Borders", "Color", bgr(look.RULE_LINE)
    if wanted.wraps:
        yield "", "WrapText", True
    if wanted.at_top:
        yield "", "VerticalAlignment", TOP
    if wanted.at_left or wanted.centred:
        yield "", "HorizontalAlignment", LEFT if wanted.at_left else CENTRE
    if wanted.underlined:
        yield "Font", "Underline", SINGLE_LINE
    if wanted.number_format:
        yield "", "NumberFormat", wanted.number_format
