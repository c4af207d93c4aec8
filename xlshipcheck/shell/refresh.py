"""Refreshing export files from the shell: which go together, where the result goes, what is reported."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors
from xlshipcheck.exports.columns import personal_columns, unknown_columns
from xlshipcheck.exports.reading import joined_tables, table_remarks
from xlshipcheck.hosts.files.export_book import mark, shared_rates, sheet_names, write_book
from xlshipcheck.hosts.files.kept_record import kept_record
from xlshipcheck.hosts.files.marked_sheet import HEADER_ROW, MarkedTable
from xlshipcheck.hosts.own_sheets.today import today_content
from xlshipcheck.labels.reading import parted
from xlshipcheck.sheets.book_rates import book_sections
from xlshipcheck.sheets.book_summary import joined_summary
from xlshipcheck.sheets.markets.preorder_hint import preorder_hint
from xlshipcheck.sheets.port import JUDGING, WRITING
from xlshipcheck.today.planning import plan_of
from xlshipcheck.values.files import RESULT_SUFFIX
from xlshipcheck.values.results import Section, row_sentence
from xlshipcheck.values.text import name_key, nearest_names
from xlshipcheck.xlsx.identity import identity_of
from xlshipcheck.xlsx.locks import refuse_unless_writable
from xlshipcheck.xlsx.replace import replace_file

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from xlshipcheck.context import Context
    from xlshipcheck.today.plan import Plan, SheetFacts
    from xlshipcheck.values.results import Summary
    from xlshipcheck.xlsx.identity import FileIdentity


SKIPPED = "読んでいない行 (列がずれています。件数にも率にも入っていません)"


class RefreshReport(NamedTuple):
    """What a refresh did.

    Attributes:
        summary: 集計.
        problems: unreadable rows with their places.
        notes: what was joined, collapsed or is missing.
        written: the file written; None for a dry run.
        backup: the backup of the file that stood there; None where there was none.
        row_count: rows judged.
        sheets: name of each sheet -> number of its rows.
        plan: what to do today.
        facts: what the order sheets say, of which 今日 and 集計 are made.
        context: what it was judged by.
    """

    summary: Summary
    problems: list[str]
    notes: list[str]
    written: Path | None
    backup: Path | None
    row_count: int
    sheets: dict[str, int]
    plan: Plan
    facts: Sequence[SheetFacts]
    context: Context


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
) -> RefreshReport:
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
    labels, exports = parted(paths)
    first = (exports or labels)[0]
    target = options.output or first.with_name(first.stem + RESULT_SUFFIX + ".xlsx")
    before = None
    if not options.dry_run:
        # Said before the work is done, not after it.
        _refuse_target(target, paths)
        before = _state(target)
    tables = joined_tables(exports, context)
    about_labels: list[str] = []
    unread_labels: list[str] = []
    if labels:
        from xlshipcheck.shell.labels import with_labels  # noqa: PLC0415  most runs have none

        tables, about_labels, unread_labels = with_labels(tables, labels, context)
    refuse_unused_map(options.mapped, [header for table in tables for header in table.headers])
    progress(JUDGING, 0, 0)
    shared = shared_rates(tables, context)
    marked = [
        mark(
            table,
            context,
            keep_personal=options.keep_personal,
            name=name,
            book=shared.share(name) if shared else None,
        )
        for name, table in zip(sheet_names(tables), tables, strict=True)
    ]
    facts = [shared.rate_once(one.facts) if shared else one.facts for one in marked]
    parts = [(one.name, one.table.market, one.assessed) for one in marked]
    summary = joined_summary(parts, context, facts, kept_record(target))
    together = book_sections(shared, {name: assessed for name, _, assessed in parts}, context)
    summary = summary._replace(sections=[*together, *summary.sections])
    plan = plan_of(facts, context)
    skipped = [*unread_labels, *(sentence for one in marked for sentence in one.table.skipped_rows())]
    # A row that was not read may be the most urgent of all.
    unread = [(marked[0].name, 0, "", sentence) for sentence in skipped]
    plan = plan._replace(problems=[*plan.problems, *unread])
    if skipped:
        skipped_rows = Section(SKIPPED, (), [(sentence,) for sentence in skipped])
        summary = summary._replace(sections=[*summary.sections, skipped_rows])
    rows = sum(one.row_count for one in marked)
    names = "・".join(path.name for path in paths)
    today = today_content(plan, names, context) if context.settings.today_sheet else None
    judged = {one.name: one.row_count - len(one.assessed.passed_over) for one in marked}
    written = backup = None
    if not options.dry_run:
        written = target
        backup = replace_file(
            target,
            lambda out: write_book(out, marked, summary, today, lambda done: progress(WRITING, done, rows)),
            lambda path: verify_package(path, target),
            now,
            before=before,
        )
    return RefreshReport(
        summary,
        [
            *skipped,
            *(
                row_sentence(one.name, HEADER_ROW + 1, problem)
                for one in marked
                for problem in one.assessed.problems
            ),
        ],
        [
            *about_labels,
            *(shared.notes if shared else []),
            *(note for one in marked for note in _remarks(one)),
            *preorder_hint(facts, context)[1],
        ],
        written,
        backup,
        sum(judged.values()),
        judged,
        plan,
        facts,
        context,
    )


def _state(target: Path) -> FileIdentity:
    """Return what stands where the result goes, before the work: somebody may save it in the meantime."""
    try:
        return identity_of(target)
    except OSError as problem:
        raise errors.FileUnwritable(path=errors.Whole(target), problem=problem) from None


def _remarks(marked: MarkedTable) -> list[str]:
    """Return what is to be said of a sheet as a whole."""
    table = marked.table
    empty = [] if marked.row_count else [f"{table.path} には見出しだけがあり、注文の行がありません"]
    return [*empty, *table_remarks(table), *marked.assessed.notes, *_about_columns(marked)]


def _about_columns(marked: MarkedTable) -> list[str]:
    """Return which columns about a person were not copied, and which were of which nobody knows what they hold."""
    headers = marked.table.headers
    dropped = [headers[index] for index in personal_columns(headers) if index not in marked.kept]
    unknown = [headers[index] for index in unknown_columns(marked.table.header_row) if index in marked.kept]
    notes = []
    if dropped:
        notes.append(
            f"個人情報の列は結果に写していません (写すには --keep-personal): {errors.listed(dropped)}"
        )
    if unknown:
        notes.append(
            f"一覧にない列はそのまま写しました (個人情報がないか確かめてください): {errors.listed(unknown)}"
        )
    return notes


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


def verify_package(path: Path, target: Path) -> None:
    """Read a finished workbook through once: every part whole, its checksum right.

    Args:
        path: where it stands now.
        target: where it is to stand, for the sentence.

    Raises:
        ResultMismatch: a part is not whole.
    """
    with zipfile.ZipFile(path) as package:
        broken = package.testzip()
    if broken is not None:
        raise errors.ResultMismatch(path=errors.Whole(target), problem=broken)
