"""The commands that write files: refresh and demo."""

from __future__ import annotations

import datetime as dt
import errno
import gc
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from xlshipcheck import errors
from xlshipcheck.context import Context
from xlshipcheck.hosts.book_files import is_open_document, refuse_other_kinds
from xlshipcheck.hosts.files.shipment_template import BOOK_SUFFIXES, as_text, template_texts
from xlshipcheck.labels.reading import parted
from xlshipcheck.settings.book import book_context, settings_rows
from xlshipcheck.settings.shop import with_columns
from xlshipcheck.settings.user_file import load_users
from xlshipcheck.shell.refresh import Options, RefreshReport, refresh_exports
from xlshipcheck.shell.terminal.output import Progress, print_sentences, said, summary_data, summary_text
from xlshipcheck.shell.terminal.output import as_json as to_json
from xlshipcheck.shell.today import plan_data, show, top_lines
from xlshipcheck.values.cells import day_today
from xlshipcheck.values.days import date_of
from xlshipcheck.values.files import RESULT_SUFFIX, TEXT_SUFFIXES
from xlshipcheck.values.text import full_day

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

    from xlshipcheck.settings.book import UsersSettings
    from xlshipcheck.sheets.port import BookPort

DONE, SOME_ROWS_UNREADABLE = 0, 1
COLLECTED_AFTER = 10_000_000
"""New objects after which Python searches for garbage."""


def refresh(options: argparse.Namespace, context: Context) -> int:
    """Refresh the files named, print the summary, say where the result is.

    Raises:
        UsageRefused: no file is named, or an option that only goes with `--shops`.
    """
    if not options.files or options.out is not None or options.jobs:
        raise errors.UsageRefused(
            in_japanese=errors.Whole(
                "--out と --jobs は --shops と一緒に使います" if options.files else "FILE を指定してください"
            ),
            in_english=errors.Whole(
                "--out and --jobs go with --shops" if options.files else "FILE must be given"
            ),
            command=errors.Whole("xlshipcheck refresh"),
        )
    outcome = refreshed(options, context)
    if options.json:
        print(to_json(_outcome_data(options.files, outcome, context)))
    else:
        if options.verbose:
            print(summary_text(outcome.summary), end="\n\n")
        print_sentences(outcome.notes, options.lang)
        print_sentences(outcome.problems, options.lang, "more_in_json" if outcome.written is None else "more")
        # What matters stands last, above the prompt.
        judged = context.replaced(as_of=outcome.plan.as_of)
        name = "・".join(path.name for path in options.files)
        print("\n".join(top_lines(outcome.plan, name, judged)))
        key = "dry" if outcome.written is None else "written"
        print(said(key, options.lang, rows=outcome.row_count, path=outcome.written))
        if outcome.backup is not None:
            print(said("backup", options.lang, path=outcome.backup))
    return SOME_ROWS_UNREADABLE if outcome.problems else DONE


def today(options: argparse.Namespace, context: Context) -> int:
    """Print what to do today with the orders of the files named; nothing is written."""
    options.output, options.keep_personal, options.dry_run = None, False, True
    outcome = refreshed(options, context)
    judged = context.replaced(as_of=outcome.plan.as_of)
    show(outcome.plan, "・".join(path.name for path in options.files), judged, json=options.json)
    if not options.json:
        print_sentences(outcome.notes, options.lang)
        print_sentences(outcome.problems, options.lang)
    return SOME_ROWS_UNREADABLE if outcome.problems else DONE


def impact(options: argparse.Namespace, context: Context) -> int:
    """Print what is different with the orders under other rules, or on another day; nothing is written."""
    from xlshipcheck.shell.impact import show as show_impact  # noqa: PLC0415  only this command compares

    if options.rules is None and not options.as_of:
        raise errors.UsageRefused(
            in_japanese=errors.Whole("--rules か --as-of を付けてください"),
            in_english=errors.Whole("give --rules or --as-of"),
            command=errors.Whole("xlshipcheck impact"),
        )
    options.output, options.keep_personal, options.dry_run = None, False, True
    asked, what = options.as_of, []
    before_context = context
    changed: Callable[[Context], Context] = _unchanged
    if options.rules is None:
        # Another day alone is compared with today.
        options.as_of = ""
        before_context = context.replaced(as_of=day_today(dt.datetime.now().astimezone()))
    else:
        users = load_users(options.rules)
        overrides = dict(users.table.get("rules", users.table))
        what.append(f"規則 {options.rules.name}")

        def changed(settled: Context) -> Context:
            rulebook = settled.rulebook.with_overrides(overrides, users.origin)
            return Context(settled.as_of, settled.settings, rulebook)

    before = refreshed(options, before_context)
    options.as_of = asked
    if asked:
        what.append(f"基準日 {full_day(context.as_of or 0)}")
    after = refreshed(options, context, changed)
    show_impact(before.plan, after.plan, what, json=options.json)
    if not options.json:
        print_sentences(after.problems, options.lang)
    return SOME_ROWS_UNREADABLE if before.problems or after.problems else DONE


def _unchanged(context: Context) -> Context:
    return context


@contextmanager
def rare_collections() -> Iterator[None]:
    """Look for garbage in circles more rarely: a hundred thousand rows make none, and each search passes over them all.

    It takes a quarter of the time of a large sheet away.
    """
    before = gc.get_threshold()
    gc.set_threshold(COLLECTED_AFTER, *before[1:])
    try:
        yield
    finally:
        # All that was made counts as old from here on: the first small search would pass over every row of it once more.
        gc.freeze()
        gc.unfreeze()
        gc.set_threshold(*before)


@rare_collections()
def refreshed(
    options: argparse.Namespace,
    context: Context,
    changed: Callable[[Context], Context] = _unchanged,
    users: UsersSettings | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> RefreshReport:
    """Refresh a workbook, or make one from exports.

    Args:
        options: the command's.
        context: the day asked for or today, the user's settings.
        changed: what is done to the context when all settings are read.
        users: the settings below those of a book; None for the user's file.
        progress: told how far it is; None to say it on standard error.
    """
    mapped = tuple(pair.rpartition("=")[0].strip() for pair in options.map)
    choices = Options(options.output, options.keep_personal, options.dry_run, mapped)
    now = dt.datetime.now().astimezone()
    progress = progress or Progress(options.lang)
    if len(options.files) == 1 and is_open_document(options.files[0]):
        from xlshipcheck.shell.refresh_book import refresh_workbook  # noqa: PLC0415  an export needs none of it

        settled = book_settled(options, context, users)
        return refresh_workbook(
            options.files[0], lambda book: changed(settled(book)), choices, options.sheet, now, progress
        )
    books = [path for path in options.files if path.suffix.lower() in BOOK_SUFFIXES and not path.is_dir()]
    kept = [*books, *filter(is_open_document, options.files)]
    labels = parted(options.files).labels if kept else []
    if labels and len(labels) + 1 == len(options.files) and not template_texts(books):
        from xlshipcheck.shell.labelled_refresh import refresh_with_labels  # noqa: PLC0415  as above

        settled = book_settled(options, context, users)
        return refresh_with_labels(
            kept[0], labels, lambda book: changed(settled(book)), choices, options.sheet, now, progress
        )
    texts = {} if len(options.files) == 1 else shipment_texts(books)
    if books and not texts:
        from xlshipcheck.shell.refresh_book import refresh_workbook  # noqa: PLC0415  as above

        settled = book_settled(options, context, users)
        try:
            return refresh_workbook(
                books[0],
                lambda book: changed(settled(book)),
                choices,
                options.sheet,
                now,
                progress,
            )
        except errors.SheetKindUnknown:
            # A shipment template by itself is an export like its text file; no other book is read twice.
            texts = template_texts(books)
            if not texts:
                raise
    context = changed(with_columns(context, options.map))
    for path in options.files:
        if path not in texts:
            refuse_unless_text(path)
    if options.sheet:
        raise errors.SheetOfText(sheet=options.sheet)
    if not texts:
        return refresh_exports(options.files, context, choices, now, progress)
    target = _target_beside(options, texts)
    with as_text(options.files, texts) as files:
        return refresh_exports(files, context, choices._replace(output=target), now, progress)


def _target_beside(options: argparse.Namespace, texts: Collection[Path]) -> Path:
    """Return where the result of shipment templates goes; they themselves are not written over."""
    first: Path = options.files[0]
    target: Path = options.output or first.with_name(first.stem + RESULT_SUFFIX + ".xlsx")
    if any(path.resolve() == target.resolve() for path in texts):
        raise errors.OutputIsInput(path=errors.Whole(target))
    return target


def shipment_texts(books: Sequence[Path]) -> dict[Path, bytes]:
    """Return the text of each workbook among exports, which must be a shipment template of Amazon's.

    Raises:
        BookAmongExports: it is another workbook.
    """
    texts = template_texts(books)
    for path in books:
        if path not in texts:
            raise errors.BookAmongExports(path=errors.Whole(path))
    return texts


def book_settled(
    options: argparse.Namespace, context: Context, users: UsersSettings | None = None
) -> Callable[[BookPort], Context]:
    """Return what gives the context for a book: its 設定 sheet above the user's file, below the command's words.

    Args:
        options: the command's.
        context: the context of the user's file, with the day asked for or today.
        users: the settings below the sheet's; None for the user's file.
    """
    users = load_users(options.settings) if users is None else users
    asked = context.as_of if options.as_of else None

    def settled(book: BookPort) -> Context:
        found = book_context(settings_rows(book), users, context.as_of or 0, asked)
        return with_columns(found, options.map)

    return settled


def refuse_unless_text(path: Path) -> None:
    """Refuse what is no export by its name; that it is text is seen when it is read."""
    if not path.exists():
        raise errors.FileMissing(path=errors.Whole(path))
    if path.is_dir():
        raise errors.FileUnreadable(path=errors.Whole(path), problem=os.strerror(errno.EISDIR))
    refuse_other_kinds(path)
    if is_open_document(path):
        raise errors.OpenDocumentWorkbook(path=errors.Whole(path))
    if path.suffix.lower() not in TEXT_SUFFIXES:
        raise errors.NotYetSupported(path=errors.Whole(path))


def _outcome_data(paths: Sequence[Path], outcome: RefreshReport, context: Context) -> dict[str, Any]:
    """Return what a refresh did as data for JSON."""
    return {
        "as_of": date_of(context.as_of or 0).isoformat(),
        "files": [str(path) for path in paths],
        "written": None if outcome.written is None else str(outcome.written),
        "backup": None if outcome.backup is None else str(outcome.backup),
        "rows": outcome.row_count,
        "sheets": outcome.sheets,
        "problems": outcome.problems,
        "notes": outcome.notes,
        "summary": summary_data(outcome.summary),
        "today": plan_data(outcome.plan, context.replaced(as_of=outcome.plan.as_of)),
    }


def demo(options: argparse.Namespace, context: Context) -> int:
    """Make sample files of all three kinds, refresh them, and say where they are."""
    from xlshipcheck.shell.samples.demo import (  # noqa: PLC0415  only the demo needs it
        BESIDE_FILES,
        SETTINGS_FILE,
        make_samples,
    )

    outcomes: list[tuple[list[Path], RefreshReport]] = []
    for paths, sample_context in make_samples(options.folder, context):
        now = dt.datetime.now().astimezone()
        progress = Progress(options.lang)
        outcomes.append((paths, refresh_exports(paths, sample_context, Options(), now, progress)))
    if options.json:
        print(to_json([_outcome_data(paths, outcome, context) for paths, outcome in outcomes]))
        return DONE
    for paths, outcome in outcomes:
        if options.verbose:
            print("【" + " + ".join(path.name for path in paths) + "】")
            print(summary_text(outcome.summary), end="\n\n")
        name = "・".join(path.name for path in paths)
        print("\n".join(top_lines(outcome.plan, name, context)), end="\n\n")
        print_sentences(outcome.notes + outcome.problems, options.lang)
    print(said("made", options.lang))
    for paths, outcome in outcomes:
        for path in paths:
            print(said("sample", options.lang, path=path))
        print(said("marked", options.lang, path=outcome.written))
    first = outcomes[0][0][0]
    settings = first.with_name(SETTINGS_FILE)
    for name in BESIDE_FILES:
        print(said("sample", options.lang, path=first.with_name(name)))
    print(said("sample", options.lang, path=settings))
    print(said("again", options.lang))
    day = date_of(context.as_of or 0)
    print(f"  xlshipcheck refresh {_quoted(first)} --settings {_quoted(settings)} --as-of {day}")
    return DONE


def _quoted(path: Path) -> str:
    """Return a path as it can be pasted into a shell."""
    return f'"{path}"' if " " in str(path) else str(path)
