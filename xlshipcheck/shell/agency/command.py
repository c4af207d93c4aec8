"""`xlshipcheck refresh --shops DIR --out DIR`: every shop of a folder in one run, and 全店舗.xlsx.

Shops are judged side by side in processes of their own, each of which is replaced after some shops so that memory
stays flat; one that fails, or whose process is ended from outside, never stops the others.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import sys
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck import errors
from xlshipcheck.hosts.files.shops_book import write_shops
from xlshipcheck.hosts.own_sheets.shops import SHEET_NAME, ShopRow, in_order, shops_sentence
from xlshipcheck.sheets.port import JUDGING
from xlshipcheck.shell.agency.records import (
    FOLDER,
    Record,
    file_digest,
    is_intact,
    program_digest,
    read_record,
    record_path,
    remove_unfinished,
    write_record,
)
from xlshipcheck.shell.agency.shop import (
    FAILED,
    SAME,
    ShopResult,
    Task,
    as_json_data,
    failed,
    follow_the_run,
    judge_shop,
)
from xlshipcheck.shell.agency.shops import OVERVIEW_NAME, shops_in
from xlshipcheck.shell.refresh import verify_package
from xlshipcheck.shell.terminal.output import Progress, as_json, columns, print_sentences, said
from xlshipcheck.today.shop import state_of
from xlshipcheck.values.days import date_of
from xlshipcheck.values.text import short_day
from xlshipcheck.xlsx.locks import refuse_unless_writable, run_lock
from xlshipcheck.xlsx.replace import replace_file

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from xlshipcheck.context import Context
    from xlshipcheck.shell.agency.shops import Shop

DONE, SOME_UNREADABLE = 0, 1
OVERVIEW_RECORD: Final = f"..{SHEET_NAME}"
"""No shop's: their folders do not begin with a point."""
SHOPS_A_PROCESS: Final = 50
"""After as many a process is replaced: what it may have kept of them goes with it."""
MOST_SHOWN: Final = 20
MOST_PROCESSES: Final = 60
"""Windows waits for no more than that."""


def refresh_shops(options: argparse.Namespace, context: Context) -> int:
    """Judge every shop of a folder, write 全店舗.xlsx, print the worst shops.

    Args:
        options: the command's.
        context: the day asked for or today; the settings of the run were read for it and can be used.

    Raises:
        UsageRefused: an option that is about one shop.
        FileRefused: nothing was written: no shops, no folder for the results, or another run is writing there.
    """
    _refuse_options(options)
    out = options.out
    shops = shops_in(options.shops, out or options.shops)
    if options.dry_run:
        results = _results(options, context, shops)
        return _report(options, context, results, None)
    with _alone(out):
        target = out / OVERVIEW_NAME
        refuse_unless_writable(target)
        remove_unfinished(out)
        results = _results(options, context, shops)
        _write_overview(target, results, context)
    return _report(options, context, results, target)


def _refuse_options(options: argparse.Namespace) -> None:
    if options.out is None and not options.dry_run:
        _refuse("--out に結果を書くフォルダーを指定してください", "give --out, the folder for the results")
    given = [
        name
        for name, value in (
            ("FILE", options.files),
            ("-o", options.output),
            ("--sheet", options.sheet),
            ("--map", options.map),
        )
        if value
    ]
    if given:
        names = "・".join(given)
        _refuse(
            f"--shops と {names} は一緒に使えません。店舗ごとの設定は、店舗のフォルダーの settings.toml に書いてください",
            f"--shops goes without {names}; what is about one shop stands in the settings.toml of its folder",
        )


def _refuse(in_japanese: str, in_english: str) -> None:
    raise errors.UsageRefused(
        in_japanese=errors.Whole(in_japanese),
        in_english=errors.Whole(in_english),
        command=errors.Whole("xlshipcheck refresh"),
    )


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Make the folder of the results where it is missing, and hold it for this run alone.

    Raises:
        FileUnwritable: it cannot be made or written.
        ShopsRunning: another run holds it.
    """
    try:
        (out / FOLDER).mkdir(parents=True, exist_ok=True)
        with run_lock(out / FOLDER / "lock") as is_ours:
            if not is_ours:
                raise errors.ShopsRunning(path=errors.Whole(out))
            yield
    except OSError as problem:
        raise errors.FileUnwritable(path=errors.Whole(problem.filename or out), problem=problem) from None


def _results(options: argparse.Namespace, context: Context, shops: Sequence[Shop]) -> list[ShopResult]:
    """Judge the shops and return what became of each, in their order."""
    program = program_digest()
    tasks = [
        Task(
            shop.name,
            shop.folder.absolute(),
            shop.stem,
            options.out or shop.folder,
            context.as_of or 0,
            options.as_of or "",
            options.settings,
            options.keep_personal,
            options.dry_run,
            program,
        )
        for shop in shops
    ]
    found: dict[str, ShopResult] = {
        shop.name: failed(shop.name, shop.problem) for shop in shops if shop.problem is not None
    }
    waiting = [task for task in tasks if task.name not in found]
    progress = Progress(options.lang, "shops")

    def done(result: ShopResult) -> None:
        found[result.name] = result
        progress(JUDGING, len(found), len(shops))

    wanted = options.jobs or os.cpu_count() or 1
    judge_all(waiting, max(1, min(wanted, len(waiting), MOST_PROCESSES)), done)
    return [found[shop.name] for shop in shops]


def judge_all(
    tasks: Sequence[Task],
    jobs: int,
    done: Callable[[ShopResult], None],
    judge: Callable[[Task], ShopResult] = judge_shop,
) -> None:
    """Judge shops side by side.

    Args:
        tasks: the shops.
        jobs: how many processes at once.
        done: told each result as it comes.
        judge: what judges one; it must be importable by another process.
    """
    waiting = list(reversed(tasks))
    alone: list[Task] = []
    while waiting or alone:
        # After a process was ended, each of the shops that were being judged gets one of its own: the one that does
        # it again is known then, and the others have lost nothing but time.
        at_once = 1 if alone else jobs
        source = alone or waiting
        with _pool(at_once) as pool:
            broken = _shared_out(pool, source, at_once, done, judge)
        if at_once == 1 and len(broken) == 1:
            done(failed(broken[0].name, errors.ShopInterrupted()))
        else:
            alone += broken


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        max_workers=jobs,
        # Fresh processes: what a fork takes along of threads and locks has no place in them.
        mp_context=multiprocessing.get_context("spawn"),
        initializer=follow_the_run,
    )


def _shared_out(
    pool: ProcessPoolExecutor,
    source: list[Task],
    at_once: int,
    done: Callable[[ShopResult], None],
    judge: Callable[[Task], ShopResult],
) -> list[Task]:
    """Take shops from the end of a list until it is empty, a process was ended, or the processes have done enough.

    Returns:
        The shops that were under way when a process was ended.
    """
    running: dict[Future[ShopResult], Task] = {}
    broken: list[Task] = []
    room = SHOPS_A_PROCESS * at_once
    while (source and room) or running:
        # No more than are being judged: whichever process is ended, its shop is among these.
        while source and room and len(running) < at_once and not broken:
            task = source.pop()
            room -= 1
            try:
                running[pool.submit(judge, task)] = task
            except BrokenProcessPool:
                broken.append(task)
        finished, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in finished:
            task = running.pop(future)
            try:
                done(future.result())
            except BrokenProcessPool:
                broken.append(task)
        if broken and not running:
            break
    return broken


def _rows(results: Sequence[ShopResult]) -> list[ShopRow]:
    return in_order([ShopRow(one.name, one.written, one.figures, one.problem) for one in results])


def _write_overview(target: Path, results: Sequence[ShopResult], context: Context) -> None:
    rows = _rows(results)
    path = record_path(target.parent, OVERVIEW_RECORD)
    record = read_record(path)
    untouched = record is not None and is_intact(target.parent, record)
    backup = replace_file(
        target,
        lambda out: write_shops(out, rows, context.as_of or 0),
        lambda path: verify_package(path, target),
        dt.datetime.now().astimezone(),
    )
    if backup is not None and untouched:
        backup.unlink(missing_ok=True)
    write_record(path, Record("", target.name, file_digest(target), {}))


def _report(
    options: argparse.Namespace, context: Context, results: Sequence[ShopResult], target: Path | None
) -> int:
    """Print what became of the shops and return the exit status."""
    failures = [one for one in results if one.state == FAILED]
    unread = any(one.problems for one in results)
    status = SOME_UNREADABLE if failures or unread else DONE
    if options.json:
        print(as_json(_data(options, context, results, target, status)))
        return status
    english = options.lang == "en"
    print_sentences(
        [f"{one.name}: {one.problem_english if english else one.problem}" for one in failures], "ja"
    )
    gone = [] if target is None else _results_without_shop(options.out, results)
    if gone:
        print(said("shops_gone", options.lang, names="・".join(gone)), file=sys.stderr)
    for one in results:
        if one.backup:
            print(said("backup", options.lang, path=options.out / one.backup), file=sys.stderr)
    rows = _rows(results)
    print(f"{short_day(context.as_of or 0)} {shops_sentence(rows)}")
    table = [
        (place, row.name, state_of(row.figures), "" if row.figures is None else row.figures.verdict)
        for place, row in enumerate(rows[:MOST_SHOWN], 1)
    ]
    print(columns(table))
    if len(rows) > MOST_SHOWN:
        print(said("more_shops", options.lang, count=len(rows) - MOST_SHOWN))
    same = sum(one.state == SAME for one in results)
    key = "shops_dry" if target is None else "shops_written"
    print(
        said(
            key,
            options.lang,
            judged=len(results) - same - len(failures),
            same=same,
            failed=len(failures),
            path=target,
        )
    )
    return status


def _results_without_shop(out: Path, results: Sequence[ShopResult]) -> list[str]:
    """Return the results of earlier runs whose shop is no longer there: nobody shall take them for today's."""
    ours = {one.written for one in results} | {one.last for one in results}
    known = (read_record(path) for path in sorted((out / FOLDER).glob("*.json")))
    names = [record.name for record in known if record is not None and record.content]
    return [name for name in names if name not in ours and (out / name).exists()]


def _data(
    options: argparse.Namespace,
    context: Context,
    results: Sequence[ShopResult],
    target: Path | None,
    status: int,
) -> dict[str, Any]:
    by_name = {one.name: one for one in results}
    return {
        "as_of": date_of(context.as_of or 0).isoformat(),
        "folder": str(options.shops),
        "written": None if target is None else str(target),
        "status": status,
        "shops": [as_json_data(by_name[row.name], options.out) for row in _rows(results)],
    }
