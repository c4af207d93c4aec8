"""Files: refresh of exports of many sizes, import into a book, parcels at a branch, many shops."""

from __future__ import annotations

import csv
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from figures import Figure, process
from refresh_export import make_export

if TYPE_CHECKING:
    from collections.abc import Iterator

AS_OF = "2026-11-21"
TODAY_ROUNDS = 3
# -P: the package is the one that PYTHONPATH names, not the one beside which the benchmark is started.
COMMAND = [sys.executable, "-P", "-m", "xlshipcheck.cli"]


def refresh(*sizes: int) -> Iterator[Figure]:
    """Yield the figures of a refresh of a QSM export with all its columns, by size, each beside the size before."""
    before = None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for rows in sizes:
            source = folder / f"{rows}.csv"
            make_export(source, rows)
            words = ["refresh", str(source), "-o", str(folder / "out.xlsx"), "--as-of", AS_OF]
            ran = process([*COMMAND, *words, "--keep-personal"])
            (folder / "out.xlsx").unlink()
            what = f"refresh {rows:,}行 × 44列"
            if before is None:
                yield Figure(what, ran.seconds, megabytes=ran.megabytes)
            else:
                size, seconds = before
                times = rows / size
                yield Figure(
                    what,
                    ran.seconds,
                    f"{size:,}行の {times:.0f} 倍",
                    ran.seconds / (seconds * times),
                    "1.1 以下 (行数に比例)",
                    ran.megabytes,
                )
            before = (rows, ran.seconds)
            if rows == min(100_000, max(sizes)):
                shutil.copy(source, folder / "export.csv")
                yield _beside_xlsxwriter(folder, rows, ran.seconds)


def _beside_xlsxwriter(folder: Path, rows: int, seconds: float) -> Figure:
    from refresh_export import refresh as refreshed

    refreshed(folder / "export.csv", folder / "ours.xlsx")
    script = Path(__file__).with_name("refresh_export.py")
    read = process([sys.executable, "-c", _READ, str(folder / "ours.xlsx")]).seconds
    written = process([sys.executable, str(script), "--side", "xlsxwriter", str(folder)]).seconds - read
    return Figure(
        f"refresh {rows:,}行", seconds, "XlsxWriter が同じセルを書くだけ", seconds / written, "0.7 以下"
    )


_READ = """
import sys, python_calamine
python_calamine.CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_name("受注").to_python()
import xlsxwriter
"""


def today(rows: int) -> Iterator[Figure]:
    """Yield what the sheet 今日 costs for so many unsent orders that are all due or late: a refresh with it and without."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_export(folder / "orders.csv", rows, unsent=True)
        (folder / "without.toml").write_text('today_sheet = "作らない"\n', encoding="utf-8")
        words = [*COMMAND, "refresh", str(folder / "orders.csv"), "--as-of", AS_OF, "--keep-personal"]
        seconds = []
        for number in range(TODAY_ROUNDS):
            ways = ([], ["--settings", str(folder / "without.toml")])
            pair = [process([*words, "-o", str(folder / f"{number}.{len(way)}.xlsx"), *way]) for way in ways]
            seconds.append(pair[0].seconds - pair[1].seconds)
    yield Figure(f"今日のシート 未発送 {rows:,}件", statistics.median(seconds), target="1秒未満")


def imports(rows: int) -> Iterator[Figure]:
    """Yield the figures of an import of as many orders into a book that has half of them, beside openpyxl."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_export(folder / "half.csv", rows // 2)
        make_export(folder / "all.csv", rows)
        half, book = str(folder / "half.csv"), str(folder / "book.xlsx")
        process([*COMMAND, "refresh", half, "-o", book, "--as-of", AS_OF])
        shutil.copy(book, folder / "peer.xlsx")
        words = ["import", str(folder / "all.csv"), "--into", book, "--as-of", AS_OF]
        ran = process([*COMMAND, *words])
        peer = process([sys.executable, "-c", _OPENPYXL, str(folder / "peer.xlsx")])
    yield Figure(
        f"import {rows:,}件を {rows // 2:,}件のブックへ",
        ran.seconds,
        "openpyxl がそのブックを開いて保存するだけ",
        ran.seconds / peer.seconds,
        megabytes=ran.megabytes,
    )


_OPENPYXL = """
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
book.save(sys.argv[1] + ".xlsx")
"""


def hold_sheets(rows: int) -> Iterator[Figure]:
    """Yield the figures of a sheet of parcels at a branch."""
    from assess_packages import holds

    with tempfile.TemporaryDirectory() as name:
        source = Path(name, "holds.csv")
        frame = holds(rows)
        frame.insert(0, "注文番号", [f"b{number}" for number in range(rows)])
        frame.to_csv(
            source, index=False, date_format="%Y/%m/%d", encoding="utf-8-sig", quoting=csv.QUOTE_MINIMAL
        )
        ran = process([*COMMAND, "refresh", str(source), "--as-of", AS_OF])
    yield Figure(f"refresh 営業所止め {rows:,}行", ran.seconds, target="5秒未満", megabytes=ran.megabytes)


def shops(count: int, orders: int) -> Iterator[Figure]:
    """Yield the figures of many shops on two processes: half of them, all, and all again with nothing to do.

    Args:
        count: shops.
        orders: of each.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_export(folder / "one.csv", orders)
        seconds = {}
        for number in (count // 2, count):
            root = folder / f"shops{number}"
            for shop in range(number):
                place = root / f"店舗{shop:04}"
                place.mkdir(parents=True)
                (place / "one.csv").hardlink_to(folder / "one.csv")
            words = ["refresh", "--shops", str(root), "--out", str(folder / f"out{number}"), "--as-of", AS_OF]
            ran = process([*COMMAND, *words, "--jobs", "2"])
            seconds[number] = ran.seconds
            what = f"refresh --shops {number:,}店舗 × {orders:,}件、2プロセス"
            if number == count:
                ratio = ran.seconds / (2 * seconds[count // 2])
                yield Figure(what, ran.seconds, "半分の店舗の2倍", ratio, "1.1 以下 (比例)", ran.megabytes)
                again = process([*COMMAND, *words, "--jobs", "2"])
                beside = "初めての実行"
                ratio = again.seconds / ran.seconds
                yield Figure(f"同じ {number:,}店舗をもう一度 (変わらない)", again.seconds, beside, ratio)
            else:
                yield Figure(what, ran.seconds, megabytes=ran.megabytes)
