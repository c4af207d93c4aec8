"""In which order the parts of a workbook hold their children; Excel repairs a book that holds them otherwise.

An edit finds the place of what it adds by what stands before it, which is only right in an ordered part. So an
unordered one is left alone, and the finished file is looked at again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xlshipcheck.xlsx.outline import Node
    from xlshipcheck.xlsx.safe_xml import Element

SHEET_ORDER: Final = tuple(
    """sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios
    autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations
    hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches
    ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture oleObjects controls
    webPublishItems tableParts extLst""".split()
)
"""Children of a worksheet (ECMA-376 part 1, 18.3.1.99)."""
STYLE_ORDER: Final = tuple(
    "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst".split()
)
"""Children of a style sheet (18.8.39)."""
BOOK_ORDER: Final = tuple(
    """fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups externalReferences
    definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes webPublishing fileRecoveryPr
    webPublishObjects extLst""".split()
)
"""Children of a workbook (18.2.27)."""
_ORDERS: Final = {"worksheet": SHEET_ORDER, "styleSheet": STYLE_ORDER, "workbook": BOOK_ORDER}
_MAY_REPEAT: Final = frozenset({"cols", "conditionalFormatting", "fileRecoveryPr"})
_CHILD: Final = 2


def out_of_order(nodes: Iterable[Node | Element]) -> str:
    """Return the first child of a part's root that stands where it must not, "" where all is in order.

    Names that the standard does not know are passed over: extensions may stand anywhere.

    Args:
        nodes: the elements of the part, the root first.
    """
    order: tuple[str, ...] | None = None
    last = -1
    for node in nodes:
        if order is None:
            order = _ORDERS.get(node.name, ())
        elif node.depth == _CHILD and node.name in order:
            place = order.index(node.name)
            if place < last or (place == last and node.name not in _MAY_REPEAT):
                return node.name
            last = place
    return ""
