"""Formulas that a seller enters are linked at once, as those of a book that is opened.

Calc tells which cells were entered while it is still at it, so the formulas are mended in a moment of their own.
Nothing of it is a step to undo: undo takes back what the seller typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlshipcheck.hosts.calc.document import is_spreadsheet
from xlshipcheck.hosts.calc.sheets import cells as calc_cells
from xlshipcheck.hosts.calc.sheets.formula_columns import columns_with_calls
from xlshipcheck.hosts.log import log_traceback

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xlshipcheck.hosts.calc.sheets.cells import Cells, Document

Uno = Any  # whatever comes from UNO; LibreOffice ships no types


class EnteredFormulas:
    """Watches the documents for formulas that are entered.

    Args:
        relink: links some cells of a document, or all of it; it is called when LibreOffice is idle again.
        later: calls something when LibreOffice is idle.
        listener: makes the object that LibreOffice tells of changes, from what is to be called.
    """

    def __init__(
        self,
        relink: Callable[[Document, Cells | None], None],
        later: Callable[[Callable[[], None]], None],
        listener: Callable[[Callable[[Uno], None]], Uno],
    ) -> None:
        self._relink = relink
        self._later = later
        self._listener = listener(self.changed)
        self._watched: list[Document] = []
        self._waiting: list[tuple[Document, Cells | None]] = []
        self._is_relinking = False

    def watch(self, document: Document) -> None:
        """Hear of the changes of a document from now on."""
        if is_spreadsheet(document) and document not in self._watched:
            self._watched.append(document)
            document.addChangesListener(self._listener)

    def closed(self, document: Document) -> None:
        """Let a document go."""
        self._watched = [known for known in self._watched if known != document]
        self._waiting = [known for known in self._waiting if known[0] != document]

    def changed(self, event: Uno) -> None:
        """Hear of changed cells: those that hold a formula are looked at in a moment."""
        if self._is_relinking:
            return
        for change in event.Changes:
            cells = change.ReplacedElement
            # Rows that were inserted or moved come without cells.
            if hasattr(cells, "queryFormulaCells") and cells.queryFormulaCells(calc_cells.ANY_RESULT).Count:
                self.expect(event.Source, cells)

    def expect(self, document: Document, cells: Cells | None = None) -> None:
        """Link a document, or some cells of it, as soon as LibreOffice is idle."""
        self._waiting.append((document, cells))
        if len(self._waiting) == 1:
            self._later(self._relink_waiting)

    def _relink_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        self._is_relinking = True
        try:
            for document, cells in waiting:
                self._relink(document, cells)
        except Exception as problem:  # noqa: BLE001  typing must never fail because of us
            log_traceback("入力した数式", problem)
        finally:
            self._is_relinking = False


def pieces_of(document: Document, cells: Cells) -> Iterator[tuple[Cells, Cells]]:
    """Yield (sheet, piece of it) of cells that may be several rectangles."""
    found = cells.RangeAddresses if hasattr(cells, "RangeAddresses") else [cells.RangeAddress]
    for address in found:
        sheet = document.Sheets.getByIndex(address.Sheet)
        corners = address.StartColumn, address.StartRow, address.EndColumn, address.EndRow
        yield sheet, sheet.getCellRangeByPosition(*corners)


def holds_call(document: Document, cells: Cells) -> bool:
    """Tell whether a formula in some cells calls one of our functions."""
    return any(True for sheet, piece in pieces_of(document, cells) for _ in columns_with_calls(sheet, piece))
