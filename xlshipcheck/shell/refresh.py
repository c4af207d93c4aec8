"""Refreshing export files from the shell: which go together, where the result goes, what is reported."""

from __future__ import annotations

import zipfile
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors
from xlshipcheck.exports.reading import joined_tables, table_remarks
from xlshipcheck.hosts.files.export_book import HEADER_ROW, MarkedTable, mark, write_book
from xlshipcheck.sheets.refresh import joined_summary
from xlshipcheck.values.results import row_sentence
from xlshipcheck.values.text import name_key, nearest_names
from xlshipcheck.xlsx.reading.guard import refuse_unless_writable
from xlshipcheck.xlsx.replace import replace_file

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from xlshipcheck.context import Context
    from xlshipcheck.exports.table import Table
    from xlshipcheck.values.summary import Summary

RESULT_SUFFIX = "_判定"
TEXT_SUFFIXES = (".csv", ".txt", ".tsv")
BOOK_SUFFIXES = (".xlsx", ".xlsm")
JUDGING, WRITING = "judging", "writing"


class Outcome(NamedTuple):
    """What a refresh did.

    Attributes:
        summary: 集計.
        problems: unreadable rows with their places.
        notes: what was joined, collapsed or is missing.
        written: the file written; None for a dry run.
        backup: the backup of the file that stood there; None where there was none.
        row_count: rows judged.
        sheets: name of each sheet -> number of its rows.
    """

    summary: Summary
    problems: list[str]
    notes: list[str]
    written: Path | None
    backup: Path | None
    row_count: int
    sheets: dict[str, int]


class Options(NamedTuple):
    """How to refresh.

    Attributes:
        output: the file to write; None for one beside the first export.
        keep_personal: copy names, addresses and phone numbers too.
        dry_run: judge and report, write nothing.
        mapped: headers named with `--map`; each must stand in one of the files.
    """

    output: Path | None = None
    keep_personal: bool = False
    dry_run: bool = False
    mapped: tuple[str, ...] = ()


def refresh_exports(
    paths: Sequence[Path],
    context: Context,
    options: Options,
    now: dt.datetime,
    progress: Callable[[str, int, int], None],
) -> Outcome:
    """Judge export files and write one marked workbook.

    Args:
        paths: the exports; files of one marketplace are joined, each marketplace gets a sheet.
        context: the as-of day, settings and rules.
        options: how.
        now: local time, for the backup's name.
        progress: told the step (`JUDGING` or `WRITING`), rows done and rows in all.

    Raises:
        FileRefused: a file that is left alone; nothing is written.
    """
    target = options.output or paths[0].with_name(paths[0].stem + RESULT_SUFFIX + ".xlsx")
    if not options.dry_run:
        # Said before the work is done, not after it.
        _refuse_target(target, paths)
    tables = joined_tables(paths, context)
    refuse_unused_map(options.mapped, [header for table in tables for header in table.headers])
    progress(JUDGING, 0, 0)
    marked = _named(tables, context, keep_personal=options.keep_personal)
    summary = joined_summary([(one.name, one.table.market, one.assessed) for one in marked], context)
    rows = sum(one.row_count for one in marked)
    judged = {one.name: one.row_count - len(one.assessed.passed_over) for one in marked}
    written = backup = None
    if not options.dry_run:
        written = target
        backup = replace_file(
            target,
            lambda out: write_book(out, marked, summary, lambda done: progress(WRITING, done, rows)),
            lambda path: _verify(path, target),
            now,
        )
    return Outcome(
        summary,
        [
            row_sentence(one.name, HEADER_ROW + 1, problem)
            for one in marked
            for problem in one.assessed.problems
        ],
        [note for one in marked for note in _remarks(one)],
        written,
        backup,
        sum(judged.values()),
        judged,
    )


def _named(tables: Sequence[Table], context: Context, *, keep_personal: bool) -> list[MarkedTable]:
    """Return the tables marked, each with a sheet name of its own."""
    marked: list[MarkedTable] = []
    seen: Counter[str] = Counter()
    for table in tables:
        one = mark(table, context, keep_personal=keep_personal)
        seen[one.name] += 1
        marked.append(one._replace(name=f"{one.name} ({seen[one.name]})") if seen[one.name] > 1 else one)
    return marked


def _remarks(marked: MarkedTable) -> list[str]:
    """Return what is to be said of a sheet as a whole."""
    empty = [] if marked.row_count else [f"{marked.table.path} には見出しだけがあり、注文の行がありません"]
    return [*empty, *table_remarks(marked.table)]


def refuse_unused_map(mapped: Sequence[str], headers: Sequence[str]) -> None:
    """Refuse a header named with `--map` that stands nowhere.

    Args:
        mapped: the headers named.
        headers: all headers of the files.

    Raises:
        MapUnused: with the nearest headers there are.
    """
    known = {name_key(header) for header in headers if header}
    for header in mapped:
        if name_key(header) not in known:
            nearest = "、".join(nearest_names(header, [text for text in headers if text])) or "なし"
            raise errors.MapUnused(header=header, nearest=errors.Whole(nearest))


def _refuse_target(target: Path, paths: Sequence[Path]) -> None:
    if target.resolve() in {path.resolve() for path in paths}:
        raise errors.OutputIsInput(path=errors.Whole(target))
    if target.suffix.lower() != ".xlsx":
        raise errors.OutputNotWorkbook(path=errors.Whole(target))
    refuse_unless_writable(target)


def _verify(path: Path, target: Path) -> None:
    """Read the finished workbook through once: every part whole, its checksum right."""
    with zipfile.ZipFile(path) as package:
        broken = package.testzip()
    if broken is not None:
        raise errors.ResultMismatch(path=errors.Whole(target), problem=broken)
