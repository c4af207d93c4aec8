"""The commands that write files: refresh and demo."""

from __future__ import annotations

import datetime as dt
import sys
import time
from typing import TYPE_CHECKING

from xlshipcheck import errors
from xlshipcheck.shell.refresh_files import TEXT_SUFFIXES, Options, Outcome, refresh_exports
from xlshipcheck.shell.text import as_json as to_json
from xlshipcheck.shell.text import summary_data, summary_text
from xlshipcheck.shop_settings import with_columns

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from xlshipcheck.context import Context

DONE, SOME_ROWS_UNREADABLE = 0, 1
PROBLEMS_LISTED = 20
QUIET_SECONDS = 1.0


class Progress:
    """Tells on standard error how far a long work is, once it has taken a second."""

    def __init__(self) -> None:
        self._started = self._told = time.monotonic()

    def __call__(self, text: str, done: int, total: int) -> None:
        """Show a step, at most once a second."""
        now = time.monotonic()
        if now - self._started < QUIET_SECONDS or now - self._told < QUIET_SECONDS:
            return
        self._told = now
        share = f" {done:,}/{total:,} 行" if total else ""
        print(f"{text}…{share}", file=sys.stderr)


def refresh(options: argparse.Namespace, context: Context) -> int:
    """Refresh the files named, print the summary, say where the result is."""
    context = with_columns(context, options.map)
    others = [path for path in options.files if path.suffix.lower() not in TEXT_SUFFIXES]
    if others:
        raise errors.NotYetSupported(path=errors.Whole(others[0]))
    choices = Options(options.output, options.keep_personal, options.dry_run)
    outcome = refresh_exports(options.files, context, choices, dt.datetime.now().astimezone(), Progress())
    _report(outcome, as_json=options.json)
    return SOME_ROWS_UNREADABLE if outcome.problems else DONE


def _report(outcome: Outcome, *, as_json: bool) -> None:
    if as_json:
        print(
            to_json(
                {
                    "written": None if outcome.written is None else str(outcome.written),
                    "backup": None if outcome.backup is None else str(outcome.backup),
                    "rows": outcome.row_count,
                    "problems": outcome.problems,
                    "notes": outcome.notes,
                    "summary": summary_data(outcome.summary),
                }
            )
        )
        return
    print(summary_text(outcome.summary))
    for note in outcome.notes:
        print(note, file=sys.stderr)
    for problem in outcome.problems[:PROBLEMS_LISTED]:
        print(problem, file=sys.stderr)
    if len(outcome.problems) > PROBLEMS_LISTED:
        rest = len(outcome.problems) - PROBLEMS_LISTED
        print(f"ほか {rest} 行が読めません (確認の列を見てください)", file=sys.stderr)
    if outcome.written is not None:
        print(f"\n{outcome.row_count:,}行を判定しました: {outcome.written}")
    if outcome.backup is not None:
        print(f"前のファイルの控え: {outcome.backup}")


def demo(folder: Path | None, context: Context, *, language: str, as_json: bool) -> int:
    """Make sample files of all three kinds, refresh them, and say where they are."""
    from xlshipcheck.shell.demo import make_samples  # noqa: PLC0415  only the demo needs the sample maker

    del language
    outcomes = []
    for paths, sample_context in make_samples(folder, context):
        now = dt.datetime.now().astimezone()
        outcomes.append((paths, refresh_exports(paths, sample_context, Options(), now, Progress())))
    if as_json:
        print(
            to_json(
                [
                    {
                        "files": [str(path) for path in paths],
                        "written": str(outcome.written),
                        "problems": outcome.problems,
                        "summary": summary_data(outcome.summary),
                    }
                    for paths, outcome in outcomes
                ]
            )
        )
        return DONE
    for paths, outcome in outcomes:
        print(summary_text(outcome.summary))
        print()
        del paths
    print("作ったファイル:")
    for paths, outcome in outcomes:
        for path in paths:
            print(f"  見本   {path}")
        print(f"  判定後 {outcome.written}")
    return DONE
