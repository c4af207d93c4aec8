"""`refresh BOOK LABELS...`: the numbers are brought into the book first, then the book is judged.

A dry run does the same with a copy, so that it says what the real one would.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from xlshipcheck.shell.labels import import_labels
from xlshipcheck.shell.refresh_book import refresh_workbook

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.sheets.port import BookPort
    from xlshipcheck.shell.refresh import Options, RefreshReport


def refresh_with_labels(
    book: Path,
    labels: Sequence[Path],
    settled: Callable[[BookPort], Context],
    options: Options,
    sheet_name: str,
    now: dt.datetime,
    progress: Callable[[str, int, int], None],
) -> RefreshReport:
    """Bring issued labels into a workbook and judge it.

    Args:
        book: the workbook.
        labels: the files of labels.
        settled: gives the context for the book, its own 設定 sheet included.
        options: where to and whether to write at all.
        sheet_name: judge this sheet only; "" for every order sheet.
        now: local time, for the backup's name.
        progress: reported what is done and how much there is.

    Raises:
        FileRefused: a file or a book that is left alone.
    """

    def run(path: Path, writing: Options) -> RefreshReport:
        done = import_labels(labels, settled, path, now, progress, target=writing.output)
        then = writing if done.written is None else writing._replace(output=None)
        outcome = refresh_workbook(done.written or path, settled, then, sheet_name, now, progress)
        return outcome._replace(
            notes=list(dict.fromkeys([*done.plan.report(), *done.notes, *outcome.notes])),
            problems=[*done.plan.problems, *outcome.problems],
            # The first backup is the book as the seller had it.
            backup=done.backup or outcome.backup,
        )

    if not options.dry_run:
        return run(book, options)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / book.name
        shutil.copyfile(book, copy)
        outcome = run(copy, options._replace(dry_run=False, output=None))
    return outcome._replace(written=None, backup=None)
