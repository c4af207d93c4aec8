"""Time and memory of writing result columns into a seller's workbook: our edit beside openpyxl, in one run.

Run: python benchmarks/workbook_edit.py [rows]

The book has a header and rows x 20 columns, made by XlsxWriter with shared strings as Excel makes them. Both
sides read three columns, write four result columns (text, date, number, text) and save; each runs in a process
of its own. Ours also guards, backs up, opens the result again and compares, as every refresh does.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import openpyxl
import xlsxwriter

from xlshipcheck.xlsx.editing.workbook import DATE, NUMBER, edit_book

COLUMNS, FIRST_RESULT = 20, 21
TITLES = ["段階", "最終発送日", "残り日数", "確認"]
DAY = dt.date(2026, 11, 20)
NOW = dt.datetime(2026, 11, 21, 9, 30)  # noqa: DTZ001 # only names the backup


def make(path: Path, count: int) -> None:
    """Write the seller's book."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("注文")
    day = book.add_format({"num_format": "yyyy/mm/dd"})
    sheet.write_row(0, 0, ["注文番号", "入金日", "金額", *(f"列{n}" for n in range(4, COLUMNS + 1))])
    for row in range(1, count + 1):
        sheet.write_string(row, 0, str(700_000_000 + row))
        sheet.write_datetime(row, 1, DAY + dt.timedelta(days=row % 30), day)
        sheet.write_number(row, 2, 1000 + row % 977)
        for column in range(3, COLUMNS):
            sheet.write_string(row, column, f"商品{column}-{row % 500} レディース")
    book.close()


def results(count: int) -> list[list[str | int | dt.date | None]]:
    """Return the result columns."""
    stages = ["正常", "注意", "警告", "制限"]
    return [
        [stages[row % 4] for row in range(count)],
        [DAY + dt.timedelta(days=row % 9) for row in range(count)],
        [row % 9 - 4 for row in range(count)],
        ["入金日を確認してください" if row % 20 == 0 else None for row in range(count)],
    ]


def ours(path: Path, count: int) -> None:
    """Edit the book in place."""
    with edit_book(path) as edit:
        edit.workbook.sheet("注文").read_columns([1, 2, 3], 2, count + 1)
        columns = dict(enumerate(results(count), FIRST_RESULT))
        kinds = {FIRST_RESULT + 1: DATE, FIRST_RESULT + 2: NUMBER}
        headers = dict(enumerate(TITLES, FIRST_RESULT))
        edit.write_columns("注文", 2, columns, kinds=kinds, headers=headers)
        edit.save(NOW)


def peer(path: Path, count: int) -> None:
    """Load, set, save with openpyxl."""
    book = openpyxl.load_workbook(path)
    sheet = book["注文"]
    for row in range(2, count + 2):
        for column in (1, 2, 3):
            sheet.cell(row, column).value  # noqa: B018 # reading is what is measured
    for column, (title, values) in enumerate(zip(TITLES, results(count), strict=True), FIRST_RESULT):
        sheet.cell(1, column).value = title
        for row, value in enumerate(values, 2):
            if value is not None:
                sheet.cell(row, column).value = value
    book.save(path)


def measure(side: str, source: Path, count: int) -> None:
    """Edit a copy of the book and print the figures of this process as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "注文.xlsx"
        shutil.copy(source, path)
        started, clock = time.process_time(), time.perf_counter()
        (ours if side == "ours" else peer)(path, count)
        seconds, wall = time.process_time() - started, time.perf_counter() - clock
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"cpu_seconds": round(seconds, 2), "seconds": round(wall, 2), "peak_mb": peak}))


def main() -> None:
    """Print the figures of both sides and their ratios."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "注文.xlsx"
        make(source, count)
        figures = {}
        for side in ("openpyxl", "ours"):
            command = [sys.executable, __file__, str(count), side, str(source)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)  # ourselves
            figures[side] = json.loads(done.stdout)
            print(f"{side:10} {figures[side]}")
    print(f"rows x columns {count:,} x {COLUMNS}, {len(TITLES)} written")
    for key in ("cpu_seconds", "seconds", "peak_mb"):
        print(f"openpyxl / ours, {key}: {figures['openpyxl'][key] / figures['ours'][key]:.1f}")


if __name__ == "__main__":
    if len(sys.argv) > 2:  # a child process: rows, side, book
        measure(sys.argv[2], Path(sys.argv[3]), int(sys.argv[1]))
    else:
        main()
