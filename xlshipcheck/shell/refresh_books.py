"""Refreshing a seller's own workbook from the shell: in place, or into another file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck.hosts.files.file_refresh import refresh_file
from xlshipcheck.hosts.files.repair import repair_book, survey
from xlshipcheck.hosts.files.workbook import FileBook, open_file
from xlshipcheck.hosts.left_formulas import left_sentence
from xlshipcheck.settings.book import settings_rows
from xlshipcheck.settings.sheet import read_rows
from xlshipcheck.shell.refresh import JUDGING, Options, Outcome, refuse_unused_map
from xlshipcheck.values.cells import day_today
from xlshipcheck.values.days import date_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

    from xlshipcheck.context import Context


def refresh_workbook(
    path: Path,
    settled: Callable[[FileBook], Context],
    options: Options,
    sheet_name: str,
    now: dt.datetime,
    progress: Callable[[str, int, int], None],
) -> Outcome:
    """Judge the order sheets of a workbook and write their result columns and 集計.

    Args:
        path: of an .xlsx or .xlsm file.
        settled: gives the context for the book, its own 設定 sheet included.
        options: where to and whether to write at all.
        sheet_name: this sheet only; "" for every order sheet.
        now: local time, for the backup's name.
        progress: told what is done and how much there is.

    Raises:
        FileRefused: a book that is left alone; nothing is written.
    """
    with open_file(path, progress) as book:
        progress(JUDGING, 0, 0)
        context = settled(book)
        refreshed = refresh_file(book, context, sheet_name, path)
        headers = [text for sheet in refreshed.sheets for text in sheet.layout.header.headers]
        refuse_unused_map(options.mapped, headers)
        notes = [*_old_as_of(book, context, now), *refreshed.notes]
        if book.edit.book.has_signed_macros:
            notes.append("マクロの署名はそのまま残っています (マクロの部分は変更していません)")
        written, backup = None, None
        left = survey(book.edit.book).left if options.dry_run else ()
        if not options.dry_run:
            saved = book.save(now, options.output)
            backup = saved.backup
            written = options.output or path
            if not saved.changed:
                notes.append("前回の更新から変わったところはありません")
    if written is not None:
        repaired = repair_book(written, now, keep_backup=False)
        if repaired.formulas:
            notes.append(f"LibreOffice が書いた数式{repaired.formulas:,}個を Excel の名前に直しました")
        left = repaired.left
    if left:
        notes.append(left_sentence(left))
    sheets = {sheet.sheet: sheet.filled_rows for sheet in refreshed.sheets}
    problems = [problem for sheet in refreshed.sheets for problem in sheet.problem_sentences()]
    return Outcome(refreshed.summary, problems, notes, written, backup, sum(sheets.values()), sheets)


def _old_as_of(book: FileBook, context: Context, now: dt.datetime) -> list[str]:
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
