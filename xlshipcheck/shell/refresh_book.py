"""Refreshing a seller's book from the shell: judged and written where it stands, or once more where somebody saved it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from xlshipcheck import errors
from xlshipcheck.hosts.book_files import open_book_file, refresh_book_file
from xlshipcheck.hosts.files.repair import repair_book, survey
from xlshipcheck.hosts.files.workbook import FileBook
from xlshipcheck.hosts.function_calls import unresolved_sentence
from xlshipcheck.settings.book import settings_rows
from xlshipcheck.settings.sheet import read_rows
from xlshipcheck.sheets.port import JUDGING
from xlshipcheck.shell.refresh import Options, RefreshReport, refuse_unused_map
from xlshipcheck.values.cells import day_today
from xlshipcheck.values.days import date_of
from xlshipcheck.xlsx.locks import refuse_other_ending, refuse_unless_writable

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from xlshipcheck.context import Context
    from xlshipcheck.hosts.book_files import Book
    from xlshipcheck.hosts.function_calls import UnresolvedFormula
    from xlshipcheck.sheets.port import BookPort

UNCHANGED = "前回の更新から変わったところはありません"

Done = TypeVar("Done")


def refresh_workbook(
    path: Path,
    settled: Callable[[Book], Context],
    options: Options,
    sheet_name: str,
    now: dt.datetime,
    progress: Callable[[str, int, int], None],
) -> RefreshReport:
    """Judge the order sheets of a workbook and write their result columns and 集計.

    Args:
        path: of an .xlsx, .xlsm or .ods file.
        settled: gives the context for the book, its own 設定 sheet included.
        options: where to and whether to write at all.
        sheet_name: this sheet only; "" for every order sheet.
        now: local time, for the backup's name.
        progress: told what is done and how much there is.

    Raises:
        FileRefused: a book that is left alone; nothing is written.
    """
    if not options.dry_run:
        target = options.output or path
        refuse_other_ending(target, path)
        refuse_unless_writable(target)
    return from_the_newest(
        path, options.output, lambda: _refresh_once(path, settled, options, sheet_name, now, progress)
    )


def from_the_newest(path: Path, output: Path | None, run: Callable[[], Done]) -> Done:
    """Run once more from the new file where somebody saved the book in the meantime.

    What is judged or imported follows from the book alone, so the second run gives what it would have given had it
    begun later. Another file that somebody saved is not written over unasked.

    Args:
        path: the book.
        output: where the result goes; None for the book itself.
        run: the whole run, from opening the book on.

    Raises:
        WorkbookChanged: somebody saved it during the second run too, or it is not the book that was saved.
    """
    try:
        return run()
    except errors.WorkbookChanged as changed:
        in_place = output is None or output == path
        if not in_place and changed.fields["path"] != str(path):
            raise
        return run()


def _refresh_once(
    path: Path,
    settled: Callable[[Book], Context],
    options: Options,
    sheet_name: str,
    now: dt.datetime,
    progress: Callable[[str, int, int], None],
) -> RefreshReport:
    with open_book_file(path, progress) as book:
        progress(JUDGING, 0, 0)
        context = settled(book)
        refreshed = refresh_book_file(book, context, sheet_name, path)
        headers = [text for sheet in refreshed.sheets for text in sheet.layout.header.headers]
        refuse_unused_map(options.mapped, headers)
        notes = [*old_as_of(book, context, now), *refreshed.notes, *book.notes, *_about_macros(book)]
        written, backup = None, None
        if options.dry_run:
            notes += _unresolved(survey(book.edit.book).unresolved) if isinstance(book, FileBook) else []
        else:
            stale = book.prepare_to_save(context)
            saved = book.save(now, options.output)
            backup = saved.backup
            written = options.output or path
            notes += stale if saved.changed else [UNCHANGED]
    if written is not None and isinstance(book, FileBook):
        repaired = repair_book(written, now, keep_backup=False)
        if repaired.formulas:
            notes.append(
                f"LibreOffice かほかのパソコンで書かれた数式{repaired.formulas:,}個を Excel の名前に直しました"
            )
        notes += _unresolved(repaired.unresolved)
    sheets = {sheet.sheet: sheet.filled_rows for sheet in refreshed.sheets}
    problems = [problem for sheet in refreshed.sheets for problem in sheet.problem_sentences()]
    rows = sum(sheets.values())
    facts = [sheet.facts for sheet in refreshed.sheets]
    return RefreshReport(
        refreshed.summary, problems, notes, written, backup, rows, sheets, refreshed.plan, facts, context
    )


def _about_macros(book: Book) -> list[str]:
    """Return that a signature of macros holds still, where there is one; only a package of Excel's can have it."""
    is_signed = isinstance(book, FileBook) and book.edit.book.has_signed_macros
    return ["マクロの署名はそのまま残っています (マクロの部分は変更していません)"] * is_signed


def _unresolved(formulas: Sequence[UnresolvedFormula]) -> list[str]:
    """Return which formulas no name of ours could be given back to."""
    return [unresolved_sentence(formulas)] if formulas else []


def old_as_of(book: BookPort, context: Context, now: dt.datetime) -> list[str]:
    """Return a sentence where the book's own 基準日 is not today: a script at night would judge by it for ever."""
    today = day_today(now)
    # Asked first: nearly every refresh is of today, and need not read the settings a second time.
    if context.as_of == today:
        return []
    written = read_rows(settings_rows(book)).as_of
    if written is None or context.as_of != written:
        return []
    note = (
        f"設定シートの基準日が今日 ({date_of(today)}) ではなく {date_of(written)} なので、その日で判定しました。"
        f"今日で判定するには、設定シートの基準日を空白にするか、--as-of {date_of(today)} を付けてください"
    )
    return [note]
