"""文面 in Calc: the messages that the selected rows ask for, on the clipboard or in a document of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xlshipcheck.hosts.calc.document import CalcBook, book_of
from xlshipcheck.hosts.calc.refresh import TITLE
from xlshipcheck.hosts.calc.sheets.own_sheet import fill
from xlshipcheck.hosts.message_list import LIST_NAME, message_list
from xlshipcheck.hosts.row_messages import NOTHING, WHICH_CAUSE, message_in_row, message_row
from xlshipcheck.sheets.layout import read_layout
from xlshipcheck.values.answers import ERROR_PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xlshipcheck.hosts.calc.sheets.cells import Document
    from xlshipcheck.sheets.bulk_messages import MessageRow

STEP: Final = f"{TITLE} 文面"
NO_ROW: Final = "表の中の行を選んでから、もう一度「文面」を押してください"
COPIED: Final = "文面をクリップボードに入れました。貼り付けて、確かめてから送ってください"
MOST_ROWS: Final = 2_000
MORE_ROWS: Final = (
    f"一度に作れる文面は{MOST_ROWS:,}行分です。残りの行は、もう一度選んで「文面」を押してください"
)
FLAVOR: Final = "text/plain;charset=utf-16"


class RowMessage(NamedTuple):
    """The message of one row.

    Attributes:
        row: the row, from 1.
        text: the message, or why there is none.
        listed: the line of a sheet of messages that stands for the row.
    """

    row: int
    text: str
    listed: MessageRow

    @property
    def is_message(self) -> bool:
        """Tell whether there is something to send."""
        return self.is_due and not self.text.startswith((ERROR_PREFIX, WHICH_CAUSE))

    @property
    def is_due(self) -> bool:
        """Tell whether the row asks for a message now, one that can be written or one that cannot."""
        return not self.text.startswith(NOTHING)


def messages_of(document: Document, ask_cause: Callable[[], str]) -> list[RowMessage]:
    """Return the messages of the rows that are selected; at most one more than `MOST_ROWS`, which tells that some are left.

    Args:
        document: the document in front.
        ask_cause: asks the seller once why the orders are late; "" where he does not say.

    Raises:
        ShipcheckError: the sheet is no order sheet.
    """
    selection = document.CurrentController.Selection
    if not hasattr(selection, "RangeAddress"):
        return []
    area = selection.RangeAddress
    context = book_of(document).context
    sheet = CalcBook(document).sheet(selection.Spreadsheet.Name)
    layout = read_layout(sheet, context)
    first, last = max(area.StartRow + 1, layout.header_row + 1), min(area.EndRow + 1, layout.last_row)
    last = min(last, first + MOST_ROWS)
    if last < first:
        return []
    places = range(1, len(layout.header.headers) + 1)
    rows = list(zip(*sheet.read_columns(places, first, last)))
    found = [message_in_row(layout.header.headers, row, context, "") for row in rows]
    if WHICH_CAUSE in found:
        cause = ask_cause()
        if cause:
            found = [message_in_row(layout.header.headers, row, context, cause) for row in rows]
    return [
        RowMessage(place, text, message_row(layout.header.headers, row, context, text))
        for place, (row, text) in enumerate(zip(rows, found), first)
    ]


def copy(context: Any, text: str) -> None:  # noqa: ANN401  UNO
    """Put a text on the clipboard."""
    import uno  # noqa: PLC0415  only LibreOffice's own Python has it
    import unohelper  # noqa: PLC0415  as above

    flavor = uno.createUnoStruct("com.sun.star.datatransfer.DataFlavor")
    flavor.MimeType, flavor.HumanPresentableName = FLAVOR, "Unicode-Text"
    flavor.DataType = uno.getTypeByName("string")
    members = {
        "getTransferData": lambda _, __: text,
        "getTransferDataFlavors": lambda _: (flavor,),
        "isDataFlavorSupported": lambda _, asked: asked.MimeType == FLAVOR,
    }
    bases = (unohelper.Base, uno.getClass("com.sun.star.datatransfer.XTransferable"))
    service = "com.sun.star.datatransfer.clipboard.SystemClipboard"
    clipboard = context.ServiceManager.createInstanceWithContext(service, context)
    clipboard.setContents(type("Text", bases, members)(), None)


def list_in_new_document(desktop: Any, messages: Sequence[RowMessage]) -> Any:  # noqa: ANN401  UNO
    """Write several messages into a new document, a row each, with those that cannot be written; return it."""
    document = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, ())
    sheet = document.Sheets.getByIndex(0)
    sheet.Name = LIST_NAME
    fill(document, sheet, message_list([one.listed for one in messages]))
    return document
