"""更新 in Calc: every order sheet of the document in front is judged anew, as one step to undo."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck import errors
from xlshipcheck.hosts.calc import cells
from xlshipcheck.hosts.calc.document import (
    CalcBook,
    as_of_place,
    as_of_reference,
    book_of,
    is_shown,
    settings_rows,
    today,
)
from xlshipcheck.hosts.calc.link import link
from xlshipcheck.hosts.log import log_traceback
from xlshipcheck.settings.sheet import SHEET_NAME
from xlshipcheck.sheets.refresh import refresh_book

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlshipcheck.hosts.calc.cells import Document
    from xlshipcheck.hosts.calc.document import Books
    from xlshipcheck.sheets.refresh import RefreshedBook

TITLE: Final = "出荷チェック"
STEP: Final = f"{TITLE} 更新"
LINES_SHOWN: Final = 5
LONGEST_LINE: Final = 120


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
        with one_step(document):
            _set_as_of(document)
            book = book_of(document)
            done = refresh_book(
                CalcBook(document, can_be_undone=True), book.context, path=errors.Whole(document.Title)
            )
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
def one_step(document: Document) -> Iterator[None]:
    """Gather what is done into one step to undo; what fails half way is taken back."""
    undo = document.UndoManager
    undo.enterUndoContext(STEP)
    document.lockControllers()
    failed = True
    try:
        yield
        failed = False
    finally:
        document.unlockControllers()
        undo.leaveUndoContext()
        if failed and undo.isUndoPossible() and undo.getCurrentUndoActionTitle() == STEP:
            undo.undo()


def _set_as_of(document: Document) -> None:
    """Set 基準日 of the 設定 sheet to today, unless a formula of the seller's gives it."""
    place = as_of_place(settings_rows(document))
    if place is None:
        return
    sheet = document.Sheets.getByName(SHEET_NAME)
    cell = sheet.getCellByPosition(place[1] - 1, place[0] - 1)
    if cell.getFormula().startswith("=") or sheet.isProtected():
        return
    serial = cells.serial_of_day(today(), cells.null_date(document))
    if cell.Value != serial:
        cell.Value = serial


def refresh_in_front(desktop: Any, books: Books) -> str:  # noqa: ANN401  UNO
    """Refresh the document in front and show the seller what came of it.

    Args:
        desktop: the `com.sun.star.frame.Desktop`.
        books: the open documents.

    Returns:
        What was shown.
    """
    document = desktop.getCurrentComponent()
    is_box = True
    try:
        done = refresh_document(document, books)
    except errors.ShipcheckError as problem:
        text = str(problem)
    except Exception as problem:  # noqa: BLE001  the seller gets a sentence, the log the rest
        text = f"予期しない問題が起きました。記録: {log_traceback(STEP, problem)}"
    else:
        text = report_of(done)
        is_box = bool(done.notes or any(sheet.assessed.problems for sheet in done.sheets))
    _show(document, text, is_box=is_box)
    return text


def report_of(done: RefreshedBook) -> str:
    """Return what a refresh did, in words: the counts first, and of the rest no more than a box can show."""
    rows = sum(sheet.filled_rows for sheet in done.sheets)
    problems = [problem for sheet in done.sheets for problem in sheet.problem_sentences()]
    counts = f"{rows:,}行を判定しました"
    if problems:
        counts += f" (読めない行 {len(problems):,}。「確認」の列に理由があります)"
    # What stops an answer comes before what is only to be known.
    rest = [*problems, *done.notes]
    shown = rest if len(rest) <= LINES_SHOWN - 1 else rest[: LINES_SHOWN - 2]
    lines = [counts, *map(_line, shown)]
    if len(shown) < len(rest):
        lines.append(f"ほか {len(rest) - len(shown):,} 件")
    return "\n".join(lines)


def _line(text: str) -> str:
    line = text.replace("\n", " ")
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"


def _show(document: Document, text: str, *, is_box: bool) -> None:
    if document is None or not is_shown(document):
        return
    controller = document.getCurrentController()
    window = controller.Frame.ContainerWindow
    if is_box:
        import uno  # noqa: PLC0415  only LibreOffice's own Python has it

        kind = uno.Enum("com.sun.star.awt.MessageBoxType", "INFOBOX")
        window.Toolkit.createMessageBox(window, kind, 1, TITLE, text).execute()
    else:
        indicator = controller.StatusIndicator
        indicator.start(f"{TITLE}: {text}", 1)
        indicator.end()
