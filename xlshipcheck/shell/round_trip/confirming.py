"""The command `write-confirmation`: Amazon's 出荷通知 and QSM's upload file from the sent rows of a book."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck import errors
from xlshipcheck.headers.markets import BRANCH_HOLD
from xlshipcheck.shell.commands import DONE, SOME_ROWS_UNREADABLE
from xlshipcheck.shell.round_trip.order_files import confirmed_before, order_columns
from xlshipcheck.shell.terminal.output import as_json as to_json
from xlshipcheck.shell.terminal.output import print_sentences
from xlshipcheck.uploads.checks import check
from xlshipcheck.uploads.confirmation import confirmations
from xlshipcheck.uploads.forms import AMAZON, QSM, form
from xlshipcheck.uploads.reading import read_upload
from xlshipcheck.uploads.writing import upload_bytes
from xlshipcheck.values.results import row_sentence

if TYPE_CHECKING:
    import argparse
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from xlshipcheck.context import Context

NAMES: Final = {AMAZON: ("_出荷通知_", ".txt"), QSM: ("_QSM発送_", ".csv")}


def write_confirmation(options: argparse.Namespace, context: Context) -> int:
    """Write the upload files, check each as `check` does, and say what was left out and why.

    Raises:
        NothingToConfirm: no row is sent and not yet confirmed.
        UploadExists: a file to be written is there already.
    """
    book: Path = options.book
    before = earlier_files(book)
    rows, passed, unread = _due(options, context, confirmed_before([*options.earlier, *before]))
    reasons = "、".join(f"{reason} {count}行" for reason, count in passed.items())
    if not rows:
        if not options.json:
            print_sentences(unread, options.lang)
        raise errors.NothingToConfirm(
            path=errors.Whole(book), reasons=errors.Whole(reasons or "注文の行がありません")
        )
    written = _written(options, context, rows)
    written.notes[:0] = [f"前に作った {path.name} にある行は入れていません" for path in before]
    status = SOME_ROWS_UNREADABLE if written.problems or unread else DONE
    if options.json:
        print(
            to_json(
                {
                    "files": written.files,
                    "passed_over": dict(passed),
                    "problems": [*unread, *written.problems],
                    "notes": written.notes,
                }
            )
        )
        return status
    print_sentences([*written.notes, *unread, *written.problems], options.lang)
    for entry in written.files:
        print(f"{entry['kind']} {entry['rows']}行: {entry['written']}")
    if reasons:
        print(f"入れていない行: {reasons}")
    if written.problems:
        print(f"直すところが{len(written.problems)}件あります。ブックを直してから作り直してください")
    return status


class _Written(NamedTuple):
    """The files written, what has to be put right in them, and what is to be looked at."""

    files: list[dict[str, object]]
    problems: list[str]
    notes: list[str]


def _due(
    options: argparse.Namespace, context: Context, earlier: Collection[tuple[str, str]]
) -> tuple[dict[str, list[dict[str, str]]], Counter[str], list[str]]:
    """Return the rows to be confirmed by kind of file, how many are left out for which reason, and what is unread."""
    rows: dict[str, list[dict[str, str]]] = {}
    passed: Counter[str] = Counter()
    unread: list[str] = []
    for sheet in order_columns(options.book, options, context):
        if sheet.market == BRANCH_HOLD:
            continue
        found = confirmations(sheet.market, sheet.columns, sheet.context.as_of or 0, earlier)
        passed += found.passed_over
        unread += [
            row_sentence(sheet.name, sheet.first_row, problem)
            if sheet.first_row
            else f"{sheet.name} 注文番号 {problem.order or '(空白)'}: {problem.text}"
            for problem in found.problems
        ]
        for kind, lines in found.rows.items():
            rows.setdefault(kind, []).extend(lines)
    return rows, passed, unread


def _written(
    options: argparse.Namespace, context: Context, rows: Mapping[str, list[dict[str, str]]]
) -> _Written:
    """Write the files and check each as `check` does."""
    stamp = f"{dt.datetime.now().astimezone():%Y%m%d-%H%M%S}"
    targets = {kind: _target(options, kind, stamp, alone=len(rows) == 1) for kind in rows}
    for target in targets.values():
        if target.exists():
            raise errors.UploadExists(path=errors.Whole(target))
    done = _Written([], [], [])
    for kind, lines in rows.items():
        target = targets[kind]
        content = upload_bytes(kind, lines)
        checked = check(read_upload(content, target.name), None, context)
        done.problems.extend(f"{target.name} {one}" for one in checked.errors)
        done.notes.extend(f"{target.name} {one}" for one in checked.found if one not in checked.errors)
        with target.open("xb") as file:
            file.write(content)
        done.files.append(
            {
                "written": str(target),
                "kind": form(kind)["label"],
                "rows": len(lines),
                "errors": len(checked.errors),
            }
        )
    return done


def earlier_files(book: Path) -> list[Path]:
    """Return the upload files that were made of a book before, in its folder."""
    names = [f"{book.stem}{word}*{suffix}" for word, suffix in NAMES.values()]
    return sorted(path for name in names for path in book.parent.glob(name))


def _target(options: argparse.Namespace, kind: str, stamp: str, *, alone: bool) -> Path:
    word, suffix = NAMES[kind]
    book: Path = options.book
    if options.output is None:
        return book.with_name(f"{book.stem}{word}{stamp}{suffix}")
    output: Path = options.output
    # Two marketplaces cannot share a file.
    return output if alone else output.with_name(f"{output.stem}{word.rstrip('_')}{suffix}")
