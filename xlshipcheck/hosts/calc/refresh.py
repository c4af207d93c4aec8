"""更新 in Calc: every order sheet of the document in front is judged anew, as one step to undo."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from xlshipcheck import errors
from xlshipcheck.hosts.calc.document import (
    CalcBook,
    as_of_place,
    as_of_reference,
    book_of,
    refreshed_day_cell,
    settings_rows,
    today,
)
from xlshipcheck.hosts.calc.link import link
from xlshipcheck.hosts.calc.sheets import cells
from xlshipcheck.hosts.clock import CLOCK_NAME, hours_to_japan
from xlshipcheck.settings.sheet import SHEET_NAME
from xlshipcheck.sheets.refresh import refresh_book

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlshipcheck.hosts.calc.document import Books
    from xlshipcheck.hosts.calc.sheets.cells import Document
    from xlshipcheck.sheets.refresh import RefreshedBook

TITLE: Final = "出荷チェック"
STEP: Final = f"{TITLE} 更新"


def refresh_document(document: Document, books: Books | None = None) -> RefreshedBook:
    """Refresh a document: 基準日 becomes today, results and 集計 are written, formulas are linked.

    Args:
        document: an open spreadsheet.
        books: told which document is at work, so that its own settings answer its formulas.

    Raises:
        ShipcheckError: the document was left as it was.
    """
    if books is not None:
        books.at_work(document)
    try:
        with one_step(document, STEP):
            _set_as_of(document)
            book = book_of(document)
            host = CalcBook(document, can_be_undone=True)
            done = refresh_book(host, book.context, path=errors.Whole(document.Title))
            done = done._replace(notes=[*host.notes, *done.notes])
        _link_again(document)
    except errors.ShipcheckError:
        # A book without an order sheet, say: the formulas that the seller typed are mended all the same.
        with suppress(errors.ShipcheckError):
            _link_again(document)
        raise
    finally:
        if books is not None:
            books.at_work(None)
    return done


def _link_again(document: Document) -> None:
    """Mend the formulas that were typed since the document was opened."""
    link(document, book_of(document).context.settings.columns, as_of_reference(document))
    document.calculate()


@contextmanager
def one_step(document: Document, title: str) -> Iterator[None]:
    """Gather what is done into one step to undo; what fails half way is taken back.

    Args:
        document: the document.
        title: what the step is called.
    """
    undo = document.UndoManager
    undo.enterUndoContext(title)
    document.lockControllers()
    failed = True
    try:
        yield
        failed = False
    finally:
        document.unlockControllers()
        undo.leaveUndoContext()
        if failed and undo.isUndoPossible() and undo.getCurrentUndoActionTitle() == title:
            undo.undo()


def _set_clock(document: Document) -> None:
    """Let the bar of our template know by how many hours Japan is ahead of this computer's clock."""
    names = document.NamedRanges
    place = names.getByName(CLOCK_NAME).ReferredCells if names.hasByName(CLOCK_NAME) else None
    if place is None or place.Spreadsheet.isProtected():
        return
    cell = place.getCellByPosition(0, 0)
    hours = hours_to_japan()
    if cell.getFormula() and not cell.getFormula().startswith("=") and cell.Value != hours:
        cell.Value = hours


def _set_as_of(document: Document) -> None:
    """Set 基準日 of the 設定 sheet to today, unless a formula of the seller's gives it.

    Our template keeps today elsewhere: there a blank is today, and a day that was typed goes.
    """
    _set_clock(document)
    place = as_of_place(settings_rows(document))
    if place is None:
        return
    sheet = document.Sheets.getByName(SHEET_NAME)
    cell = sheet.getCellByPosition(place[1] - 1, place[0] - 1)
    if cell.getFormula().startswith("=") or sheet.isProtected():
        return
    if refreshed_day_cell(document) is not None:
        if cell.getFormula():
            cell.setFormula("")
        return
    serial = cells.serial_of_day(today(), cells.null_date(document))
    if cell.Value != serial:
        cell.Value = serial


def report_of(done: RefreshedBook) -> list[str]:
    """Return what a refresh did: the counts first, then what could not be read, then what is to be known."""
    rows = sum(sheet.filled_rows for sheet in done.sheets)
    problems = [problem for sheet in done.sheets for problem in sheet.problem_sentences()]
    judged = sum(problem.is_judged for sheet in done.sheets for problem in sheet.assessed.problems)
    found = (("読めない行", len(problems) - judged), ("判定した行で直すところのある行", judged))
    named = "、".join(f"{what} {count:,}" for what, count in found if count)
    counts = f"{rows:,}行を判定しました" + (f" ({named}。「確認」の列に理由があります)" if named else "")
    return [counts, *problems, *done.notes]
