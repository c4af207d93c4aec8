"""取込 in Calc: exports of the marketplaces into the document in front, as one step to undo."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck import errors
from xlshipcheck.hosts.book_import import import_given, read_given
from xlshipcheck.hosts.calc.boxes import confirm
from xlshipcheck.hosts.calc.document import CalcBook, book_of
from xlshipcheck.hosts.calc.refresh import TITLE, one_step
from xlshipcheck.hosts.downloads import download_folder
from xlshipcheck.hosts.log import log_traceback
from xlshipcheck.hosts.offer import offer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.hosts.calc.document import Books
    from xlshipcheck.hosts.calc.sheets.cells import Document
    from xlshipcheck.hosts.offer import Offer

STEP: Final = f"{TITLE} 取込"
FILTER: Final = "モールの書き出し"
PATTERNS: Final = "*.csv;*.txt;*.tsv"
CHOSEN: Final = 1


def import_files(document: Document, books: Books, paths: Sequence[Path]) -> list[str]:
    """Import exports into a document.

    Args:
        document: an open spreadsheet.
        books: told which document is at work.
        paths: the files, in any order.

    Returns:
        What was done and what is to be known, as sentences; the counts come first.

    Raises:
        ShipcheckError: the document was left as it was.
    """
    books.at_work(document)
    try:
        with one_step(document, STEP):
            context = book_of(document).context
            given = read_given(paths, context)
            book = CalcBook(document, can_be_undone=True)
            done, said = import_given(book, given, context, errors.Whole(document.Title))
    finally:
        books.at_work(None)
    return [*done, *said]


def offered(document: Document) -> Offer | None:
    """Return what the download folder has for a document, which is only read; None for nothing.

    Whatever is wrong there is not in the way: the seller chooses the files then, and the import says what it is.
    """
    now = dt.datetime.now().astimezone()
    try:
        context = book_of(document).context
        return offer(CalcBook(document), context, download_folder(), now, errors.Whole(document.Title))
    except errors.ShipcheckError:
        return None
    except Exception as problem:  # noqa: BLE001  as said above
        log_traceback(STEP, problem)
        return None


def wanted_files(context: Any, document: Document) -> list[Path]:  # noqa: ANN401  UNO
    """Let the seller take the newest exports of the download folder or choose others; none where he gave up."""
    made = offered(document)
    wanted = confirm(document, STEP, made.question) if made else False
    if wanted is None:
        return []
    return made.paths if made and wanted else chosen_files(context)


def chosen_files(context: Any) -> list[Path]:  # noqa: ANN401  UNO
    """Let the seller choose exports; none where the choice was given up."""
    import uno  # noqa: PLC0415  only LibreOffice's own Python has it

    picker = context.ServiceManager.createInstanceWithContext("com.sun.star.ui.dialogs.FilePicker", context)
    picker.setTitle(STEP)
    picker.setMultiSelectionMode(True)
    picker.appendFilter(FILTER, PATTERNS)
    if picker.execute() != CHOSEN:
        return []
    return [Path(uno.fileUrlToSystemPath(url)) for url in picker.getSelectedFiles()]
