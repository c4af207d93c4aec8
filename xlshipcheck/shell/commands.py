"""The commands that write files: refresh and demo."""

from __future__ import annotations

import datetime as dt
import sys
import time
from typing import TYPE_CHECKING, Any

from xlshipcheck import errors
from xlshipcheck.days import date_of
from xlshipcheck.shell.refresh_files import (
    JUDGING,
    TEXT_SUFFIXES,
    WRITING,
    Options,
    Outcome,
    refresh_exports,
)
from xlshipcheck.shell.text import as_json as to_json
from xlshipcheck.shell.text import summary_data, summary_text
from xlshipcheck.shop_settings import with_columns

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from xlshipcheck.context import Context

DONE, SOME_ROWS_UNREADABLE = 0, 1
MOST_LISTED = 20
QUIET_SECONDS = 1.0
# What we say -> in Japanese, in English.
WORDS = {
    JUDGING: ("判定しています…", "judging..."),
    WRITING: ("書き込んでいます…", "writing..."),
    "share": (" {done:,}/{total:,} 行", " {done:,}/{total:,} rows"),
    "written": ("{rows:,}行を判定しました: {path}", "{rows:,} rows judged: {path}"),
    "dry": (
        "{rows:,}行を判定しました (書き込みはしていません)",
        "{rows:,} rows judged (nothing was written)",
    ),
    "backup": ("前のファイルの控え: {path}", "backup of the file that stood there: {path}"),
    "more": (
        "ほか {count:,} 件 (確認の列を見てください)",
        "{count:,} more (see the column 確認)",
    ),
    "made": ("作ったファイル:", "files made:"),
    "sample": ("  見本   {path}", "  sample   {path}"),
    "marked": ("  判定後 {path}", "  marked   {path}"),
    "again": ("もう一度判定するには:", "to refresh one again:"),
}


def said(key: str, language: str, **fields: object) -> str:
    """Return a message in the language asked for."""
    japanese, english = WORDS[key]
    return (english if language == "en" else japanese).format(**fields)


class Progress:
    """Tells on standard error how far a long work is, once it has taken a second.

    Args:
        language: `ja` or `en`.
    """

    def __init__(self, language: str) -> None:
        self._language = language
        self._started = self._told = time.monotonic()

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show a step, at most once a second."""
        now = time.monotonic()
        if now - self._started < QUIET_SECONDS or now - self._told < QUIET_SECONDS:
            return
        self._told = now
        share = said("share", self._language, done=done, total=total) if total else ""
        print(said(step, self._language) + share, file=sys.stderr)


def refresh(options: argparse.Namespace, context: Context) -> int:
    """Refresh the files named, print the summary, say where the result is."""
    context = with_columns(context, options.map)
    for path in options.files:
        _refuse_unless_text(path)
    if options.sheet:
        raise errors.SheetOfText(sheet=options.sheet)
    choices = Options(options.output, options.keep_personal, options.dry_run)
    now = dt.datetime.now().astimezone()
    outcome = refresh_exports(options.files, context, choices, now, Progress(options.lang))
    if options.json:
        print(to_json(_outcome_data(options.files, outcome, context)))
    else:
        print(summary_text(outcome.summary))
        _list(outcome.notes, options.lang)
        _list(outcome.problems, options.lang)
        key = "dry" if outcome.written is None else "written"
        print("\n" + said(key, options.lang, rows=outcome.row_count, path=outcome.written))
        if outcome.backup is not None:
            print(said("backup", options.lang, path=outcome.backup))
    return SOME_ROWS_UNREADABLE if outcome.problems else DONE


def _refuse_unless_text(path: Path) -> None:
    """Refuse what is no export by its name; that it is text is seen when it is read."""
    if not path.exists():
        raise errors.FileMissing(path=errors.Whole(path))
    if path.is_file() and path.suffix.lower() not in TEXT_SUFFIXES:
        raise errors.NotYetSupported(path=errors.Whole(path))


def _list(sentences: Sequence[str], language: str) -> None:
    for sentence in sentences[:MOST_LISTED]:
        print(sentence, file=sys.stderr)
    if len(sentences) > MOST_LISTED:
        print(said("more", language, count=len(sentences) - MOST_LISTED), file=sys.stderr)


def _outcome_data(paths: Sequence[Path], outcome: Outcome, context: Context) -> dict[str, Any]:
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
    }


def demo(options: argparse.Namespace, context: Context) -> int:
    """Make sample files of all three kinds, refresh them, and say where they are."""
    from xlshipcheck.shell.demo import SETTINGS_FILE, make_samples  # noqa: PLC0415  only the demo needs it

    outcomes: list[tuple[list[Path], Outcome]] = []
    for paths, sample_context in make_samples(options.folder, context):
        now = dt.datetime.now().astimezone()
        progress = Progress(options.lang)
        outcomes.append((paths, refresh_exports(paths, sample_context, Options(), now, progress)))
    if options.json:
        print(to_json([_outcome_data(paths, outcome, context) for paths, outcome in outcomes]))
        return DONE
    for paths, outcome in outcomes:
        print("【" + " + ".join(path.name for path in paths) + "】")
        print(summary_text(outcome.summary), end="\n\n")
        _list(outcome.notes + outcome.problems, options.lang)
    print(said("made", options.lang))
    for paths, outcome in outcomes:
        for path in paths:
            print(said("sample", options.lang, path=path))
        print(said("marked", options.lang, path=outcome.written))
    first = outcomes[0][0][0]
    settings = first.with_name(SETTINGS_FILE)
    print(said("sample", options.lang, path=settings))
    print(said("again", options.lang))
    day = date_of(context.as_of or 0)
    print(f"  xlshipcheck refresh {_quoted(first)} --settings {_quoted(settings)} --as-of {day}")
    return DONE


def _quoted(path: Path) -> str:
    """Return a path as it can be pasted into a shell."""
    return f'"{path}"' if " " in str(path) else str(path)
