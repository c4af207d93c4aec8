"""更新 in Excel: the order sheets of an open book refreshed through Excel's own objects.

While it runs, Excel neither calculates nor redraws nor runs the book's own macros; all of it is given back as it
was, also when something goes wrong, and then the book is too: cells, formats, widths, colours, tables, 集計.
"""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck import errors
from xlshipcheck.hosts.book_import import import_given, read_given
from xlshipcheck.hosts.downloads import download_folder
from xlshipcheck.hosts.excel.book import ExcelBook
from xlshipcheck.hosts.excel.calling_cell import settings_block
from xlshipcheck.hosts.excel.sheets.summary import fill_new_sheet
from xlshipcheck.hosts.excel.sheets.undo import put_back
from xlshipcheck.hosts.excel.sheets.values import context_of, rows_of
from xlshipcheck.hosts.files.shipment_template import templates_as_text
from xlshipcheck.hosts.log import log_traceback
from xlshipcheck.hosts.message_list import LIST_NAME, message_list
from xlshipcheck.hosts.offer import offer
from xlshipcheck.hosts.report import report
from xlshipcheck.sheets.bulk_messages import MessageRow
from xlshipcheck.sheets.refresh import RefreshedBook, refresh_book
from xlshipcheck.values.answers import ERROR_PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from xlshipcheck.hosts.excel.sheets.ranges import Com


MANUAL: Final = -4135
ONE_SHEET: Final = -4167
"""xlWBATWorksheet: without it a new book has as many sheets as the seller has chosen."""
ESCAPE: Final = 0x1B
# Without alerts, or deleting a sheet of ours would wait for an answer. Charts do not come along with copied cells:
# a copy put back would leave them twice.
QUIET: Final = {
    "ScreenUpdating": False,
    "EnableEvents": False,
    "DisplayAlerts": False,
    "CopyObjectsWithCells": False,
    "Calculation": MANUAL,
}
JAPANESE: Final = {
    "ScreenUpdating": "画面の更新",
    "EnableEvents": "マクロのイベント",
    "DisplayAlerts": "確認の表示",
    "CopyObjectsWithCells": "図形をセルと一緒にコピーする設定",
    "Calculation": "計算方法",
    "StatusBar": "ステータス バー",
}


def refresh(book: Any, settings: object = None, sheet: str = "") -> RefreshedBook:  # noqa: ANN401  xlwings' Book
    """Refresh every order sheet of an open book, or the one named, and its 集計.

    Args:
        book: an `xlwings.Book`.
        settings: the book's settings as a block of cells, see `excel_settings`.
        sheet: refresh this sheet only.

    Raises:
        RefreshStopped: Esc was pressed; nothing is changed.
        ShipcheckError: as `order_sheet.refresh_book`; nothing is changed.
    """
    return refresh_open_book(book.api, settings, sheet, escape_pressed(book.api.Application))


def refresh_workbook(workbook: Com, settings: object = None, sheet: str = "") -> str:
    """Refresh a `Workbook` handed over by VBA and return what was done, in Japanese.

    Args:
        workbook: Excel's `Workbook`.
        settings: see `refresh`.
        sheet: see `refresh`.
    """
    api = dispatched(workbook)
    import xlwings  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415  Windows only

    book = xlwings.Book(impl=xlwings._xlwindows.Book(xl=api))  # noqa: SLF001  as xlwings itself does
    try:
        return report(refresh(book, settings, str(sheet or "")))
    except errors.ShipcheckError as problem:
        return f"{ERROR_PREFIX}{problem}"


def refresh_calling_book(workbook: Com, sheet: str = "") -> str:
    """Refresh an open book with its own 設定 and return what was done, or why not, in Japanese.

    Args:
        workbook: Excel's `Workbook`.
        sheet: see `refresh`.
    """
    try:
        settings = settings_block(workbook)
        return report(refresh_open_book(workbook, settings, sheet, escape_pressed(workbook.Application)))
    except errors.ShipcheckError as problem:
        return f"{ERROR_PREFIX}{problem}"


def dispatched(workbook: Com) -> Com:
    """Return Excel's `Workbook` as it can be used.

    Raises:
        NotAWorkbook: something else was handed over, by a macro of somebody's own.
    """
    if workbook is None or isinstance(workbook, (str, bytes, int, float, tuple, list)):
        # A text would start the program of that name.
        raise errors.NotAWorkbook(value=type(workbook).__name__)
    try:
        from win32com.client import Dispatch  # type: ignore[import-untyped,unused-ignore]  # noqa: PLC0415  Windows only

        api: Com = Dispatch(workbook)
        _ = (api.Worksheets.Count, api.Date1904, api.Application.Hwnd)
    except Exception:  # noqa: BLE001  pywin32 says in many ways that an object has no such member
        raise errors.NotAWorkbook(value=type(workbook).__name__) from None
    return api


def list_messages(workbook: Com, lines: object) -> str:
    """Write messages into a new book beside a `Workbook` handed over by VBA; see `list_in_new_book`."""
    return list_in_new_book(dispatched(workbook).Application, lines)


def list_in_new_book(application: Com, lines: object) -> str:
    """Write messages into a new book with one sheet: no sheet of the seller's is touched.

    Args:
        application: Excel.
        lines: a block of cells, a `MessageRow` each; rows without a word are passed over.

    Returns:
        "", or in Japanese what could not be given back.
    """
    rows = [MessageRow(*(str(text or "") for text in cells)) for cells in rows_of(lines) if any(cells)]
    try:
        with quiet(application):
            made = application.Workbooks.Add(ONE_SHEET)
            try:
                sheet = made.Worksheets.Item(1)
                sheet.Name = LIST_NAME
                fill_new_sheet(sheet, message_list(rows), made)
            except BaseException:
                made.Close(False)  # noqa: FBT003  COM takes it by position: without saving
                raise
    except errors.ExcelNotGivenBack as problem:
        return str(problem)
    return ""


def relink_workbook(workbook: Com) -> str:
    """Give the formulas of a `Workbook` handed over by VBA the names that are known here; see `book.repair`.

    Returns:
        What was done, in Japanese; "" where there was nothing to do.
    """
    return relink_open_book(dispatched(workbook))


def relink_open_book(workbook: Com) -> str:
    """Give the formulas of an open book the names that are known here, by Excel's own objects."""
    book = ExcelBook(workbook)
    with quiet(workbook.Application):
        try:
            book.repair()
        except BaseException:
            put_back(book.undo)
            raise
    return "\n".join(book.notes)


def refresh_open_book(
    workbook: Com, settings: object, sheet: str = "", stopped: Callable[[], bool] = bool
) -> RefreshedBook:
    """Refresh a book by Excel's own objects.

    Args:
        workbook: Excel's `Workbook`.
        settings: see `refresh`.
        sheet: see `refresh`.
        stopped: tells whether the seller wants to stop; asked before each sheet is read or written.

    Raises:
        RefreshStopped, ShipcheckError: see `refresh`.
    """
    context = context_of(settings)
    book = ExcelBook(workbook, stopped)
    given_back = ""
    try:
        with quiet(workbook.Application):
            try:
                book.repair()
                done = refresh_book(book, context, sheet, str(workbook.Name))
                book.finish()
            except BaseException:
                put_back(book.undo)
                raise
    except errors.ExcelNotGivenBack as problem:
        given_back = str(problem)
    return done._replace(notes=[*book.notes, *done.notes, *filter(None, [given_back])])


@contextmanager
def quiet(application: Com) -> Iterator[None]:
    """Keep Excel from calculating, redrawing, asking and running macros; give back what was set, whatever happens.

    Raises:
        ExcelNotGivenBack: what was to be done is done, but some of it could not be given back.
    """
    before: dict[str, Any] = {}
    finished = False
    lost: list[str] = []
    try:
        for name, value in QUIET.items():
            before[name] = getattr(application, name)
            setattr(application, name, value)
        yield
        finished = True
    finally:
        # In reverse: calculation first, while the screen still stands still. One that fails keeps none back.
        for name, value in [("StatusBar", False), *reversed(before.items())]:
            try:
                setattr(application, name, value)
            except Exception as problem:  # noqa: BLE001  whatever Excel says: the others have to be given back
                log_traceback(f"giving back {name}", problem)
                lost.append(JAPANESE[name])
    if lost and finished:
        raise errors.ExcelNotGivenBack(names=errors.Whole("・".join(lost)))


def escape_pressed(application: Com) -> Callable[[], bool]:
    """Return what tells whether Esc has been pressed from now on and this Excel is in front."""
    try:
        import win32api  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415  Windows only
        import win32gui  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415  as above
    except ImportError:
        return bool
    window = application.Hwnd
    # Forgets an Esc from before, by which the seller only left a cell.
    win32api.GetAsyncKeyState(ESCAPE)

    def pressed() -> bool:
        return bool(win32gui.GetForegroundWindow() == window and win32api.GetAsyncKeyState(ESCAPE))

    return pressed


def import_into_workbook(workbook: Com, paths: object, settings: object = None) -> str:
    """Import exports into a `Workbook` handed over by VBA and return what was done, in Japanese.

    Args:
        workbook: Excel's `Workbook`.
        paths: the paths of the files, as `GetOpenFilename` gives them.
        settings: the book's settings as a block of cells, see `excel_settings`.

    Raises:
        FileRefused: an export or a book that is left alone; nothing is changed.
    """
    api = dispatched(workbook)
    files = [Path(str(path)) for row in rows_of(paths) for path in row if path]
    return import_into_open_book(api, files, settings)


def offer_to_workbook(workbook: Com, settings: object = None) -> list[str] | str:
    """Return the newest exports of the download folder for a `Workbook` handed over by VBA; see `offer`.

    Args:
        workbook: Excel's `Workbook`; it is only read.
        settings: see `refresh`.

    Returns:
        The question, then the paths of the files; "" where there is nothing to offer.
    """
    api = dispatched(workbook)
    now = dt.datetime.now().astimezone()
    made = offer(ExcelBook(api), context_of(settings), download_folder(), now, str(api.Name))
    return [made.question, *map(str, made.paths)] if made else ""


def import_into_open_book(workbook: Com, paths: Sequence[Path], settings: object = None) -> str:
    """Import exports into a book by Excel's own objects; see `import_into_workbook`."""
    context = context_of(settings)
    with templates_as_text(paths) as files:
        given = read_given(files, context)
    with quiet(workbook.Application):
        book = ExcelBook(workbook)
        try:
            done, said = import_given(book, given, context, str(workbook.Name))
        except BaseException:
            put_back(book.undo)
            raise
    return "\n".join([*done, *said])
