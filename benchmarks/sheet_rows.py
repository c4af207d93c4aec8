"""Time and memory of writing a QSM export's cells: our row writer beside XlsxWriter, in one run.

Run: python benchmarks/sheet_rows.py [rows]

Each side runs in a process of its own, on rows that are already in memory, and both write the same cells.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import xlsxwriter

from xlshipcheck.xlsx.writing.workbook import SHELL_OPTIONS, SheetRows, write_new_workbook

COLUMNS = 44
DATES = {5, 6, 7, 9}
NUMBERS = {14, 28, 29, 30, 31, 32}


def order(number: int) -> list[str | int | float | dt.datetime | None]:
    """Return one order line with the kinds of values that a QSM detail export has."""
    when = dt.datetime(2026, 4, 15, 19, 12, 16) + dt.timedelta(seconds=number * 37)  # noqa: DTZ001 # JST as written
    phone = f"03-1234-{number % 10_000:04d}"
    row: list[str | int | float | dt.datetime | None] = [None] * COLUMNS
    row[:14] = [
        "配送中", str(700_000_000 + number), str(300_000_000 + number), "ヤマト運輸", str(444_413_758_703 + number),
        when, when, when, None, when, None, "宅急便", str(1_000_000 + number % 500),
        f"オーガニックコットンTシャツ 半袖 レディース{number % 500}",
    ]  # fmt: skip
    row[14:18] = [1 + number % 3, "色:白/サイズ:M", f"OPT{number % 9}", None]
    row[18:28] = [
        "山田 花子", "ヤマダ ハナコ", phone, phone, f"東京都千代田区千代田1-1-{number % 99} コーポ101", "100-0001",
        "日本", "無料", "Qoo10", "JPY",
    ]  # fmt: skip
    row[28:33] = [2980 + number % 7, 2980, 0, 2980 + number % 7, 2500.5]
    row[33:39] = ["山田 花子", "ヤマダ ハナコ", None, phone, None, f"SKU-{number % 500}"]
    return row


def ours(rows: list[list[str | int | float | dt.datetime | None]], path: Path) -> None:
    """Write through an XlsxWriter shell and our row writer."""
    shell = io.BytesIO()
    book = xlsxwriter.Workbook(shell, SHELL_OPTIONS)
    sheet = book.add_worksheet("注文")
    day = book.add_format({"num_format": "yyyy/mm/dd hh:mm"})
    sheet.write_row(0, 0, [f"列{column}" for column in range(COLUMNS)])
    for column in DATES:
        sheet.write_blank(1, column, None, day)
    book.close()
    with path.open("wb") as out:
        write_new_workbook(out, shell, {"注文": SheetRows(rows, 2, len(rows))})


def peer(
    rows: list[list[str | int | float | dt.datetime | None]], path: Path, *, constant_memory: bool
) -> None:
    """Write every cell through XlsxWriter, with the call that is fastest for its kind."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": constant_memory})
    sheet = book.add_worksheet("注文")
    day = book.add_format({"num_format": "yyyy/mm/dd hh:mm"})
    sheet.write_row(0, 0, [f"列{column}" for column in range(COLUMNS)])
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if value is None:
                continue
            if column in DATES:
                sheet.write_datetime(number, column, value, day)
            elif column in NUMBERS:
                sheet.write_number(number, column, value)
            else:
                sheet.write_string(number, column, value)
    book.close()


def measure(side: str, count: int) -> None:
    """Write once and print the figures of this process as JSON."""
    rows = [order(number) for number in range(count)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.xlsx"
        started = time.process_time()
        if side == "ours":
            ours(rows, path)
        else:
            peer(rows, path, constant_memory=side == "constant_memory")
        seconds = time.process_time() - started
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
        print(
            json.dumps(
                {"seconds": round(seconds, 2), "grown_mb": grown, "file_kb": path.stat().st_size >> 10}
            )
        )


def main() -> None:
    """Print the figures of each side and their ratios."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    figures = {}
    for side in ("XlsxWriter", "constant_memory", "ours"):
        command = [sys.executable, __file__, str(count), side]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # ourselves
        figures[side] = json.loads(done.stdout)
        print(f"{side:16} {figures[side]}")
    fastest = min(figures["XlsxWriter"]["seconds"], figures["constant_memory"]["seconds"])
    print(f"rows x columns   {count:,} x {COLUMNS}")
    print(f"ours / fastest   {figures['ours']['seconds'] / fastest:.2f}")


if __name__ == "__main__":
    if len(sys.argv) > 2:  # a child process: rows, side
        measure(sys.argv[2], int(sys.argv[1]))
    else:
        main()
