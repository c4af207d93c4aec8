"""Refreshing a seller's .ods from the shell, as an .xlsx is refreshed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck.hosts.open_document.workbook import (
    RECALCULATE,
    DocumentBook,
    open_document_file,
    refresh_document,
)
from xlshipcheck.sheets.port import JUDGING
from xlshipcheck.shell.refresh import Options, Outcome, from_the_newest, old_as_of, refuse_unused_map
from xlshipcheck.xlsx.locks import refuse_other_ending, refuse_unless_writable

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

    from xlshipcheck.context import Context


def refresh_ods(
    path: Path,
    settled: Callable[[DocumentBook], Context],
    options: Options,
    sheet_name: str,
    now: dt.datetime,
    progress: Callable[[str, int, int], None],
) -> Outcome:
    """Judge the order sheets of an .ods and write their result columns, 集計 and 今日.

    Args:
        path: of the file.
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


def _refresh_once(
    path: Path,
    settled: Callable[[DocumentBook], Context],
    options: Options,
    sheet_name: str,
    now: dt.datetime,
    progress: Callable[[str, int, int], None],
) -> Outcome:
    with open_document_file(path, progress) as book:
        progress(JUDGING, 0, 0)
        context = settled(book)
        refreshed = refresh_document(book, context, sheet_name, path)
        headers = [text for sheet in refreshed.sheets for text in sheet.layout.header.headers]
        refuse_unused_map(options.mapped, headers)
        notes = [*old_as_of(book, context, now), *refreshed.notes, *book.notes]
        written, backup = None, None
        if not options.dry_run:
            is_used = book.uses_written_columns()
            saved = book.save(now, options.output)
            backup = saved.backup
            written = options.output or path
            if not saved.changed:
                notes.append("前回の更新から変わったところはありません")
            elif is_used:
                notes.append(RECALCULATE)
    sheets = {sheet.sheet: sheet.filled_rows for sheet in refreshed.sheets}
    problems = [problem for sheet in refreshed.sheets for problem in sheet.problem_sentences()]
    rows = sum(sheets.values())
    facts = [sheet.facts for sheet in refreshed.sheets]
    return Outcome(
        refreshed.summary, problems, notes, written, backup, rows, sheets, refreshed.plan, facts, context
    )
