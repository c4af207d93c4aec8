"""Refresh of a whole QSM export beside XlsxWriter writing the same cells: time and peak memory, in one run.

Run: python benchmarks/refresh_export.py [rows]

Ours reads the .csv, judges every order, and writes all 44 columns, the result columns and 集計. XlsxWriter
gets the same cells ready in memory and only writes them, in its faster mode. Each side runs in a process of
its own, in turn.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

AS_OF = dt.date(2026, 11, 21)
ROUNDS = 3
# Paid so long before, an order is at its last days.
DAYS_DUE = 5


def make_export(path: Path, rows: int, *, unsent: bool = False) -> None:
    """Write a QSM detail export by repeating the demo's orders under new numbers.

    Args:
        path: the file.
        rows: how many.
        unsent: only orders that stand in the list of today: unsent and late or due.
    """
    from xlshipcheck.context import Context
    from xlshipcheck.exports.table import read_export
    from xlshipcheck.shell.samples.demo import make_samples
    from xlshipcheck.values.days import day_of

    with tempfile.TemporaryDirectory() as folder:
        files, _ = next(make_samples(Path(folder), Context(day_of(AS_OF))))
        export = read_export(files[0])
        sample = list(export.iterate_rows())
        headers = export.headers
    number = headers.index("注文番号")
    if unsent:
        due = dt.datetime.combine(AS_OF - dt.timedelta(DAYS_DUE), dt.time()).strftime("%Y/%m/%d")
        sent, paid = headers.index("発送日"), headers.index("入金日")
        waiting = [
            row for row in sample if not row[sent] and row[0] == "配送準備" and "" < row[paid][:10] < due
        ]
        sample = waiting
    with path.open("w", encoding="cp932", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(headers)
        for position in range(rows):
            row = list(sample[position % len(sample)])
            row[number] = str(700_000_000 + position)
            writer.writerow(row)


def refresh(source: Path, target: Path) -> None:
    """Refresh the export as the command does, personal columns kept so that all 44 are written."""
    from xlshipcheck.context import Context
    from xlshipcheck.shell.refresh import Options, refresh_exports
    from xlshipcheck.values.days import day_of

    options = Options(output=target, keep_personal=True)
    now = dt.datetime(2026, 11, 21, 9, 30)  # noqa: DTZ001  a name for a backup
    refresh_exports([source], Context(day_of(AS_OF)), options, now, lambda *_: None)


def xlsxwriter_alone(source: Path, target: Path) -> float:
    """Write the marked workbook's cells with XlsxWriter; return the seconds of the writing alone."""
    import python_calamine
    import xlsxwriter

    rows = python_calamine.CalamineWorkbook.from_path(source).get_sheet_by_name("受注").to_python()
    started = time.perf_counter()
    book = xlsxwriter.Workbook(target, {"constant_memory": True, "default_date_format": "yyyy/mm/dd hh:mm"})
    sheet = book.add_worksheet("受注")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return time.perf_counter() - started


def main() -> None:
    """Run both sides in turn and print the ratio of their medians."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_export(folder / "export.csv", rows)
        figures: dict[str, list[tuple[float, int]]] = {"ours": [], "xlsxwriter": []}
        for _ in range(ROUNDS):
            for side, results in figures.items():
                results.append(measured(side, folder))
    for side, results in figures.items():
        seconds = statistics.median(second for second, _ in results)
        memory = max(kilobytes for _, kilobytes in results) / 1024
        print(f"{side:12} median {seconds:6.2f} s, peak {memory:5.0f} MB ({rows:,} rows)")
    ratio = statistics.median(
        ours / peer for (ours, _), (peer, _) in zip(figures["ours"], figures["xlsxwriter"], strict=True)
    )
    print(f"refresh / XlsxWriter alone: {ratio:.2f} (target: at most 0.7)")


def measured(side: str, folder: Path) -> tuple[float, int]:
    """Run one side in a process of its own; return its seconds and its peak memory in kB."""
    command = [sys.executable, __file__, "--side", side, str(folder)]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, kilobytes = json.loads(result.stdout)
    return seconds, kilobytes


def run_side(side: str, folder: Path) -> None:
    """Do one side's work and print its figures as JSON."""
    started = time.perf_counter()
    if side == "ours":
        refresh(folder / "export.csv", folder / "ours.xlsx")
        seconds = time.perf_counter() - started
    else:
        seconds = xlsxwriter_alone(folder / "ours.xlsx", folder / "peer.xlsx")
    print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))


if __name__ == "__main__":
    if "--side" in sys.argv:
        run_side(sys.argv[-2], Path(sys.argv[-1]))
    else:
        main()
