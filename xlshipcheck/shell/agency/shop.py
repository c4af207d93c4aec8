"""One shop of many, judged in a process of its own: its result, and what the run has to know of it in few words."""

from __future__ import annotations

import argparse
import os
import signal
import threading
from multiprocessing import parent_process
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xlshipcheck import errors
from xlshipcheck.hosts.book_files import is_book
from xlshipcheck.hosts.files.shipment_template import template_texts
from xlshipcheck.settings.shop import context_from
from xlshipcheck.settings.user_file import load_users
from xlshipcheck.shell.agency.records import (
    Record,
    basis_of,
    file_digest,
    is_intact,
    read_record,
    record_path,
    settings_digest,
    write_record,
)
from xlshipcheck.shell.agency.shops import ShopFiles, files_of, settings_of
from xlshipcheck.today.shop import ShopFigures, as_data, figures_of, from_data, state_of
from xlshipcheck.values.files import RESULT_SUFFIX

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess
    from pathlib import Path

    from xlshipcheck.settings.book import UsersSettings
    from xlshipcheck.shell.refresh import RefreshReport

MOST_NAMED: Final = 20
"""Problems of a shop that the run names; all of them stand in the shop's own file."""
JUDGED, SAME, FAILED = "judged", "same", "failed"


class Task(NamedTuple):
    """A shop to judge.

    Attributes:
        name: of the shop.
        folder: with its files.
        stem: of the names of its results.
        out: the folder of the results.
        as_of: today's day number, or the day asked for.
        asked: the day asked for, as it was given; "" for none.
        settings: the settings file of the run; None for the user's.
        keep_personal: copy names, addresses and phone numbers too.
        dry_run: judge and report, write nothing.
        program: digest of what judges.
    """

    name: str
    folder: Path
    stem: str
    out: Path
    as_of: int
    asked: str
    settings: Path | None
    keep_personal: bool
    dry_run: bool
    program: str


class ShopResult(NamedTuple):
    """What became of a shop.

    Attributes:
        name: of the shop.
        state: `JUDGED`; `SAME` where the last result still holds; `FAILED`.
        figures: what it has to be told of; None where it could not be judged.
        written: the name of its file; "" for none.
        backup: the name of the copy of a file that somebody had changed; "" for none.
        problem: why it could not be judged, in Japanese; "" where it could.
        problem_english: the same in English.
        problems: the first rows that could not be read.
        notes: the first things that are to be said of its files.
        last: the name of an earlier result that is still there, of a shop that could not be judged; "" for none.
    """

    name: str
    state: str
    figures: ShopFigures | None = None
    written: str = ""
    backup: str = ""
    problem: str = ""
    problem_english: str = ""
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    last: str = ""


def failed(name: str, problem: errors.ShipcheckError) -> ShopResult:
    """Return the result of a shop that could not be judged."""
    return ShopResult(name, FAILED, problem=problem.sentence("ja"), problem_english=problem.sentence("en"))


def follow_the_run() -> None:
    """End with the process that shares out the shops: killed, it can no longer say so.

    An interruption is its to handle; it asks no more of us then.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    above = parent_process()
    if above is not None:
        threading.Thread(target=_end_with, args=(above,), daemon=True).start()


def _end_with(above: BaseProcess) -> None:
    above.join()
    os._exit(1)


def judge_shop(task: Task) -> ShopResult:
    """Judge a shop, or find that its last result still holds; whatever goes wrong is its result."""
    result = _judged_or_not(task)
    record = read_record(record_path(task.out, task.stem)) if result.state == FAILED else None
    if record is None or not (task.out / record.name).exists():
        return result
    # Nobody shall take the file that is still there for today's.
    return result._replace(
        last=record.name,
        problem=f"{result.problem} (前の結果 {record.name} が残っています)",
        problem_english=f"{result.problem_english} (an earlier result, {record.name}, is still there)",
    )


def _judged_or_not(task: Task) -> ShopResult:
    try:
        return _judged(task)
    except errors.ShipcheckError as problem:
        return failed(task.name, problem)
    except MemoryError:
        return failed(task.name, errors.OutOfMemory())
    except Exception as problem:  # noqa: BLE001  one shop never stops the others; the log has the rest
        from xlshipcheck.hosts.log import log_traceback  # noqa: PLC0415  only when something broke

        log = log_traceback(f"xlshipcheck refresh --shops: {task.folder}", problem)
        return failed(task.name, errors.ShopBroken(log=errors.Whole(log)))


def _judged(task: Task) -> ShopResult:
    files = files_of(task.folder)
    users = settings_of(load_users(task.settings), files.settings)
    basis = "" if task.dry_run else _basis(task, files, users)
    path = record_path(task.out, task.stem)
    record = None if task.dry_run else read_record(path)
    # Asked before anything is written: what stands there untouched is ours to replace without a backup.
    untouched = record is not None and is_intact(task.out, record)
    if record is not None and untouched and record.basis == basis:
        kept = _kept(record)
        if kept is not None:
            return kept
    outcome = _refreshed(task, files, users)
    if outcome.backup is not None and untouched:
        outcome.backup.unlink(missing_ok=True)
        outcome = outcome._replace(backup=None)
    result = _result(task.name, outcome)
    # Where a file was saved during the run, it is not known which of the two states was judged.
    if outcome.written is not None and _basis(task, files, users) == basis:
        digest = file_digest(outcome.written)
        write_record(path, Record(basis, outcome.written.name, digest, _content(result)))
    return result


def _basis(task: Task, files: ShopFiles, users: UsersSettings) -> str:
    try:
        return basis_of(
            files.orders,
            task.program,
            task.as_of,
            task.asked,
            task.keep_personal,
            task.name,
            users.origin,
            settings_digest(users.table),
        )
    except OSError as problem:
        path = problem.filename or task.folder
        raise errors.FileUnreadable(path=errors.Whole(path), problem=problem) from None


def _refreshed(task: Task, files: ShopFiles, users: UsersSettings) -> RefreshReport:
    """Refresh a shop's files as the command does for one shop."""
    from xlshipcheck.shell.commands import refreshed  # noqa: PLC0415  a shop whose result still holds does without

    context = context_from(users.table, users.origin, task.as_of)
    books = list(filter(is_book, files.orders))
    # A book, labels beside it or not, is written as the kind that it is; what exports and templates make is an .xlsx.
    templates = template_texts(books) if len(files.orders) > 1 else {}
    ending = next((path.suffix.lower() for path in books if path not in templates), ".xlsx")
    options = argparse.Namespace(
        files=files.orders,
        output=task.out / f"{task.stem}{RESULT_SUFFIX}{ending}",
        as_of=task.asked,
        settings=None,
        sheet="",
        map=[],
        keep_personal=task.keep_personal,
        dry_run=task.dry_run,
        lang="ja",
    )
    return refreshed(options, context, users=users, progress=_silent)


def _silent(_step: str, _done: int, _total: int) -> None:
    """Say nothing: the run counts shops."""


def _result(name: str, outcome: RefreshReport) -> ShopResult:
    judged = outcome.context.replaced(as_of=outcome.plan.as_of)
    return ShopResult(
        name,
        JUDGED,
        figures_of(outcome.facts, outcome.plan, outcome.row_count, judged),
        outcome.written.name if outcome.written else "",
        outcome.backup.name if outcome.backup else "",
        problems=tuple(outcome.problems[:MOST_NAMED]),
        notes=tuple(outcome.notes[:MOST_NAMED]),
    )


def _content(result: ShopResult) -> dict[str, Any]:
    return {
        "name": result.name,
        "figures": as_data(result.figures) if result.figures else None,
        "problems": result.problems,
        "notes": result.notes,
    }


def _kept(record: Record) -> ShopResult | None:
    """Return the result that a record keeps; None where it is not what we write."""
    try:
        content = record.content
        return ShopResult(
            content["name"],
            SAME,
            from_data(content["figures"]),
            record.name,
            problems=tuple(content["problems"]),
            notes=tuple(content["notes"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


def as_json_data(result: ShopResult, out: Path) -> dict[str, object]:
    """Return a shop's result as data for JSON."""
    return {
        "shop": result.name,
        "state": result.state,
        "finding": state_of(result.figures),
        "problem": result.problem,
        "written": str(out / result.written) if result.written else None,
        "backup": str(out / result.backup) if result.backup else None,
        "figures": as_data(result.figures) if result.figures else None,
        "problems": result.problems,
        "notes": result.notes,
    }
