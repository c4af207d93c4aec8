"""Files of issued labels on the command line: with `import` into a book, with `refresh` beside an export or a book."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors
from xlshipcheck.hosts.book_files import open_book_file
from xlshipcheck.importing.labels import LabelPlan, apply_labels, plan_labels
from xlshipcheck.labels.reading import read_labels
from xlshipcheck.labels.table import HeldTable, LabelledTable
from xlshipcheck.labels.words import unmatched
from xlshipcheck.xlsx.locks import refuse_other_ending, refuse_unless_writable

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from xlshipcheck.context import Context
    from xlshipcheck.exports.table import Table
    from xlshipcheck.sheets.port import BookPort


class LabelsImported(NamedTuple):
    """What an import of labels did.

    Attributes:
        plan: what was planned.
        written: the file written; None for a dry run or where nothing changed.
        backup: the backup of the book.
        notes: what the seller has to do about formulas that show the result from before.
    """

    plan: LabelPlan
    written: Path | None
    backup: Path | None
    notes: list[str]


def import_labels(
    paths: Sequence[Path],
    settled: Callable[[BookPort], Context],
    book: Path,
    now: dt.datetime,
    progress: Callable[[str, int, int], None],
    *,
    target: Path | None = None,
    dry_run: bool = False,
) -> LabelsImported:
    """Bring issued labels to the orders of a workbook.

    Args:
        paths: the files of labels.
        settled: gives the context for the book, its own 設定 sheet included.
        book: the workbook.
        now: local time, for the backup's name.
        progress: reported what is done and how much there is.
        target: where the result goes; None for the book itself.
        dry_run: compare and report, write nothing.

    Raises:
        FileRefused: a file or a book that is left alone; nothing is written.
    """
    if not dry_run:
        refuse_other_ending(target or book, book)
        refuse_unless_writable(target or book)
    with open_book_file(book, progress) as opened:
        context = settled(opened)
        opened.refuse_rows_far_away(context, book)
        files = [read_labels(path, context.settings) for path in paths]
        plan = plan_labels(opened, files, context, book)
        if dry_run or plan.is_empty:
            return LabelsImported(plan, None, None, [])
        apply_labels(opened, plan)
        notes = opened.prepare_to_save(context)
        saved = opened.save(now, target)
    return LabelsImported(plan, target or book, saved.backup, notes)


def with_labels(
    tables: Sequence[Table], paths: Sequence[Path], context: Context
) -> tuple[list[Table], list[str], list[str]]:
    """Return exports with the numbers of labels filled in, and the held parcels as one more table.

    Args:
        tables: the exports, joined.
        paths: the files of labels.
        context: the as-of day and the settings.

    Returns:
        The tables, what is to be said, and the rows of the labels that could not be read.

    Raises:
        LabelsAlone: there are neither orders nor held parcels.
        FileRefused: a file that is left alone.
    """
    files = [read_labels(path, context.settings) for path in paths]
    labels = [label for file in files for label in file.labels]
    labelled = [LabelledTable(table, labels, context.as_of) for table in tables]
    held = HeldTable(labels)
    if not tables and not held.rows:
        raise errors.LabelsAlone(path=errors.Whole(files[0].path), kind=errors.Whole(files[0].kind.label))
    matched = [label for table in labelled for label in table.found.matched]
    loose = unmatched(files, matched, "書き出し") if tables else _without_orders(len(labels) - len(held.rows))
    notes = [*loose, *(note for file in files for note in file.notes)]
    return (
        [*labelled, *([held] if held.rows else [])],
        notes,
        [problem for file in files for problem in file.problems],
    )


def _without_orders(count: int) -> list[str]:
    """Return what is said of labels that are not held at a branch, where no orders are given."""
    if not count:
        return []
    return [
        f"営業所止めでない送り状が{count}件あります。番号を入れるには、注文の書き出しも一緒に指定してください"
    ]
