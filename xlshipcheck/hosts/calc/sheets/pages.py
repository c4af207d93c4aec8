"""How a sheet of ours in an open document is printed: landscape, one page wide, cut where the content says.

Undo takes breaks and repeated rows back; a page style it leaves, which changes no cell. So ours is given only to a sheet
that has the usual one: who has chosen another keeps it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xlshipcheck.hosts.own_sheets.content import MARGINS

if TYPE_CHECKING:
    from xlshipcheck.hosts.calc.sheets.cells import Cells, Document
    from xlshipcheck.hosts.own_sheets.content import SheetContent

PAGE_STYLE: Final = "出荷チェック 横"
USUAL: Final = "Default"
LONG_SIDE, SHORT_SIDE = 29_700, 21_000
"""Of A4, in hundredths of a millimetre."""
INCH: Final = 2540
FIELDS: Final = ("FileName", "SheetName", "PageNumber")
"""What stands at the left, in the middle and at the right of the foot of a page."""


def set_pages(document: Document, sheet: Cells, content: SheetContent) -> None:
    """Let a sheet be printed as its content says.

    Args:
        document: the open document.
        sheet: the sheet that is ours, filled.
        content: what it shows.
    """
    if sheet.PageStyle == USUAL:
        sheet.PageStyle = _page_style(document)
    wanted = {row - 1 for row in content.breaks}
    for place in [one.Position for one in sheet.getRowPageBreaks() if one.ManualBreak]:
        if place not in wanted:
            sheet.Rows.getByIndex(place).IsStartOfNewPage = False
    for place in sorted(wanted):
        row = sheet.Rows.getByIndex(place)
        if not row.IsStartOfNewPage:
            row.IsStartOfNewPage = True
    if content.repeated is not None:
        _repeat(sheet, content.repeated)


def _repeat(sheet: Cells, row: int) -> None:
    """Let a row, from 1, stand on top of every page; 0 for none."""
    if not row:
        if sheet.PrintTitleRows:
            sheet.PrintTitleRows = False
        return
    area = sheet.TitleRows
    if sheet.PrintTitleRows and (area.StartRow, area.EndRow) == (row - 1, row - 1):
        return
    area.StartRow = area.EndRow = row - 1
    sheet.TitleRows = area
    sheet.PrintTitleRows = True


def _page_style(document: Document) -> str:
    """Return the name of our page style, made where the document has none."""
    styles = document.StyleFamilies.getByName("PageStyles")
    if not styles.hasByName(PAGE_STYLE):
        styles.insertByName(PAGE_STYLE, document.createInstance("com.sun.star.style.PageStyle"))
        _make(document, styles.getByName(PAGE_STYLE))
    return PAGE_STYLE


def _make(document: Document, style: Any) -> None:  # noqa: ANN401  UNO
    style.IsLandscape = True
    style.Width, style.Height = LONG_SIDE, SHORT_SIDE
    for side, inches in MARGINS.items():
        setattr(style, f"{side.title()}Margin", round(inches * INCH))
    style.ScaleToPagesX, style.ScaleToPagesY = 1, 0
    style.HeaderIsOn = False
    style.FooterIsOn = True
    foot = style.RightPageFooterContent
    for text, field in zip((foot.LeftText, foot.CenterText, foot.RightText), FIELDS):
        text.String = ""
        instance = document.createInstance(f"com.sun.star.text.TextField.{field}")
        text.insertTextContent(text.createTextCursor(), instance, False)  # noqa: FBT003  UNO takes it by position only
    style.RightPageFooterContent = foot
