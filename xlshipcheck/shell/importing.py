"""The command `import`: new orders into the seller's own workbook, and what the marketplace knows better."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.exports.reading import joined_tables, table_remarks
from xlshipcheck.hosts.book_files import open_book_file
from xlshipcheck.hosts.book_import import import_tables
from xlshipcheck.hosts.files.shipment_template import template_texts, templates_as_text
from xlshipcheck.importing.plan import CHANGE_HEADER
from xlshipcheck.labels.reading import parted
from xlshipcheck.shell.commands import DONE, SOME_ROWS_UNREADABLE, book_settled, refuse_unless_text
from xlshipcheck.shell.labels import import_labels
from xlshipcheck.shell.refresh_book import from_the_newest
from xlshipcheck.shell.terminal.output import Progress, columns, json_value, print_sentences, said
from xlshipcheck.shell.terminal.output import as_json as to_json
from xlshipcheck.xlsx.locks import refuse_unless_writable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from xlshipcheck.context import Context
    from xlshipcheck.importing.labels import LabelPlan
    from xlshipcheck.importing.plan import ImportPlan
    from xlshipcheck.sheets.port import BookPort


class Imported(NamedTuple):
    """What an import did.

    Attributes:
        plans: what was planned for each sheet.
        notes: what was joined, collapsed or is missing in the exports.
        problems: rows of the exports that were not read.
        written: the file written; None for a dry run or where nothing changed.
        backup: the backup of the book.
        labels: what issued labels filled; None where none were given.
    """

    plans: list[ImportPlan]
    notes: list[str]
    problems: list[str]
    written: Path | None
    backup: Path | None
    labels: LabelPlan | None = None


class ImportOptions(NamedTuple):
    """How to import.

    Attributes:
        book: the workbook.
        sheet: its sheet; "" for the one that fits the export.
        force: import an export that is older than what the book knows.
        dry_run: compare and report, write nothing.
    """

    book: Path
    sheet: str = ""
    force: bool = False
    dry_run: bool = False


def import_files(
    paths: Sequence[Path],
    settled: Callable[[BookPort], Context],
    options: ImportOptions,
    now: dt.datetime,
    progress: Callable[[str, int, int], None],
) -> Imported:
    """Add new orders to a workbook and update what the marketplace knows better.

    Args:
        paths: the exports, oldest first.
        settled: gives the context for the book, its own 設定 sheet included.
        options: into what and how.
        now: local time, for the backup's name.
        progress: told what is done and how much there is.

    Raises:
        FileRefused: an export or a book that is left alone; nothing is written.
    """
    if not options.dry_run:
        refuse_unless_writable(options.book)
    return from_the_newest(options.book, None, lambda: _import_once(paths, settled, options, now, progress))


def _import_once(
    paths: Sequence[Path],
    settled: Callable[[BookPort], Context],
    options: ImportOptions,
    now: dt.datetime,
    progress: Callable[[str, int, int], None],
) -> Imported:
    with open_book_file(options.book, progress) as book:
        context = settled(book)
        with templates_as_text(paths) as files:
            tables = joined_tables(files, context)
        book.refuse_rows_far_away(context, options.book, options.sheet)
        plans = import_tables(book, tables, context, options.book, options.sheet, force=options.force)
        notes = [note for table in tables for note in table_remarks(table)]
        problems = [sentence for table in tables for sentence in table.skipped_rows()]
        if options.dry_run or all(plan.is_empty for plan in plans):
            return Imported(plans, notes, problems, None, None)
        notes += book.prepare_to_save(context)
        saved = book.save(now)
    return Imported(plans, notes, problems, options.book, saved.backup)


NEW_ORDERS_SHOWN = 10


def import_exports(options: argparse.Namespace, context: Context) -> int:
    """Import exports into a workbook, say what was done and what was found."""
    settled = book_settled(options, context)
    templates = template_texts(options.files)
    for path in options.files:
        if path not in templates:
            refuse_unless_text(path)
    choices = ImportOptions(options.into, options.sheet, options.force, options.dry_run)
    now = dt.datetime.now().astimezone()
    progress = Progress(options.lang)
    labels, exports = parted(options.files)
    done = (
        import_files(exports, settled, choices, now, progress)
        if exports
        else Imported([], [], [], None, None)
    )
    if labels:
        # After the orders: a label may belong to one that has just come.
        brought = import_labels(labels, settled, options.into, now, progress, dry_run=options.dry_run)
        done = done._replace(
            labels=brought.plan,
            notes=list(dict.fromkeys([*done.notes, *brought.notes])),
            problems=[*done.problems, *brought.plan.problems],
            written=brought.written or done.written,
            backup=done.backup or brought.backup,
        )
    damaged = any(plan.findings.damaged for plan in done.plans)
    status = SOME_ROWS_UNREADABLE if done.problems or damaged else DONE
    if options.json:
        print(
            to_json(
                {
                    "written": None if done.written is None else str(done.written),
                    "backup": None if done.backup is None else str(done.backup),
                    "sheets": [
                        {
                            "sheet": plan.sheet,
                            **plan.counts()._asdict(),
                            "report": plan.report(),
                            "changes": [list(map(json_value, change)) for change in plan.changes()],
                        }
                        for plan in done.plans
                    ],
                    "labels": _label_data(done.labels),
                    "notes": done.notes,
                    "problems": done.problems,
                }
            )
        )
        return status
    for plan in done.plans:
        summary, *found = plan.report()
        print(summary)
        if options.dry_run:
            _show_changes(plan, options.lang)
        # Below the lists, so that nobody has to scroll back to what he has to look at.
        print("\n".join(found))
    if done.labels is not None:
        if options.dry_run and done.labels.changes():
            print(columns([CHANGE_HEADER, *done.labels.changes()]))
        print("\n".join(done.labels.report()))
    print_sentences(done.notes, options.lang)
    print_sentences(done.problems, options.lang)
    if done.written is not None:
        then = _next_steps(done.plans, options.lang) or said("then_refresh", options.lang)
        print(said("imported", options.lang, path=done.written, then=then))
        print(said("backup", options.lang, path=done.backup))
    else:
        print(said("not_written", options.lang))
    return status


def _label_data(plan: LabelPlan | None) -> dict[str, object] | None:
    """Return what labels filled as data for JSON."""
    if plan is None:
        return None
    return {"report": plan.report(), "changes": [list(map(json_value, change)) for change in plan.changes()]}


def _show_changes(plan: ImportPlan, language: str) -> None:
    """Print every cell that changes, and the first of the new orders: three hundred of them all look alike."""
    changes = plan.changes()
    if not changes:
        return
    hidden = max(0, len(plan.new_orders) - NEW_ORDERS_SHOWN)
    print(columns([CHANGE_HEADER, *changes[: len(changes) - hidden]]))
    if hidden:
        print(said("more_new", language, count=hidden))


def _next_steps(plans: Sequence[ImportPlan], language: str) -> str:
    """Return what has to happen so that the results are those of the new orders."""
    changed = [plan for plan in plans if not plan.is_empty]
    steps = ["then_open"] if any(plan.has_result_formulas for plan in changed) else []
    if any(plan.fills_roles for plan in changed):
        steps.append("then_save")
    elif not all(plan.has_result_formulas for plan in changed):
        steps.append("then_refresh")
    return (". " if language == "en" else "。").join(said(step, language) for step in steps)
