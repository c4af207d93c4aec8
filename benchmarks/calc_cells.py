"""Cells in LibreOffice: `python benchmarks/calc_cells.py [ROWS]` (needs LibreOffice and python3-uno).

1. The cost of a QOO10_STAGE cell at 10,000 rows beside Calc's own formula for the same dates.
2. A book with the formulas as Excel stores them, opened, linked and calculated, at 10,000 and 100,000 rows;
   the cost of a row must not grow. Stored values are wrong, so that nothing is taken from the file. Beside them, in
   the same run, a column of Calc's own WORKDAY, opened and calculated: on a busy machine the ratio counts.
3. The same with six columns of results, and the template with 3,000 imported orders.

ROWS stands for the 100,000, to try it out; each large book is opened once, which takes minutes. Seconds are those that
LibreOffice's process works, which other work on the machine changes little.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path += [
    str(Path(__file__).parents[1] / "tests"),
    str(Path(__file__).parents[1] / "tests" / "end_to_end"),
]

import xlsxwriter
from make_export_samples import QSM_DETAIL, comma
from office import Office, close

from xlshipcheck.cli import main as main_command
from xlshipcheck.generators import oxt
from xlshipcheck.generators.template import book as template

if TYPE_CHECKING:
    from collections.abc import Sequence

AS_OF = 46357  # 2026-12-01
SMALL, LARGE = 10_000, 100_000
REPEATS = 20
OURS = f"=QOO10_STAGE(B{{r}},C{{r}},D{{r}},{AS_OF})"
ROW_AWARE = f"=QOO10_STAGE(,,,{AS_OF})"
# The same question to Calc itself, without holidays: business days gone, then the stage by name.
OWN = (
    f'=IF(C{{r}}<>"","発送済",IF(NETWORKDAYS(B{{r}},{AS_OF})-1>=6,"制限候補",'
    f'IF(NETWORKDAYS(B{{r}},{AS_OF})-1>=5,"警告",IF(NETWORKDAYS(B{{r}},{AS_OF})-1>=3,"注意","正常"))))'
)
OWN_DATE = "=WORKDAY(B{r},4)"
SIX = (
    OURS,
    "=QOO10_DEADLINE(B{r},D{r})",
    '=QOO10_DEADLINE(B{r},D{r},"警告")',
    '=QOO10_DEADLINE(B{r},D{r},"制限")',
    f"=QOO10_DAYS_LEFT(B{{r}},C{{r}},D{{r}},{AS_OF})",
    f"=QOO10_POINTS(B{{r}},C{{r}},D{{r}},{AS_OF})",
)
IMPORTED = 3_000


def book(path: Path, formulas: Sequence[str], rows: int) -> Path:
    """Write an order sheet with formulas in every row."""
    out = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = out.add_worksheet("受注")
    day = out.add_format({"num_format": "yyyy/mm/dd"})
    sheet.write_row(0, 0, ["注文番号", "入金日", "発送日", "区分", "配送状態"])
    sheet.write_row(0, 5, [f"結果{number}" for number in range(len(formulas))])
    for row in range(1, rows + 1):
        paid = dt.datetime(2026, 10, 1) + dt.timedelta(row % 60)  # noqa: DTZ001  a cell has no offset
        sheet.write_string(row, 0, f"A-{row}")
        sheet.write_datetime(row, 1, paid, day)
        if row % 3 == 0:
            sheet.write_datetime(row, 2, paid + dt.timedelta(2), day)
        for column, formula in enumerate(formulas, 5):
            sheet.write_formula(row, column, formula.format(r=row + 1), None, "WRONG")
    out.close()
    return path


def cell_cost(office: Office, path: Path, rows: int) -> float:
    """Return the time of a recalculation of all cells, in microseconds a row: many together, a tick of the clock is long."""
    document = office.open(path)
    try:
        document.calculateAll()
        taken = timed(office, lambda: [document.calculateAll() for _ in range(REPEATS)])
    finally:
        close(document)
    return max(taken, 1 / os.sysconf("SC_CLK_TCK")) / REPEATS / rows * 1e6


def imported_template(folder: Path) -> Path:
    """Return the template into which orders of an export were imported."""
    path, export = folder / "template.xlsx", folder / "QSM.csv"
    shutil.copy(template.FOLDER / template.PLAIN_BOOK, path)
    rows = []
    for number in range(IMPORTED):
        paid = f"2026/11/{1 + number % 28:02d} 09:00:00"
        known = {
            "配送状態": "配送要請",
            "注文番号": f"{900_000_000 + number}",
            "入金日": paid,
            "注文日": paid,
        }
        rows.append([known.get(name, "") for name in QSM_DETAIL])
    export.write_bytes(comma([QSM_DETAIL, *rows], "utf-8-sig"))
    assert main_command(["import", str(export), "--into", str(path), "--as-of", "2026-12-01"]) == 0
    return path


def template_opened(office: Office, path: Path) -> float:
    """Return the seconds from opening the template to the last answer."""
    start = worked(office)
    document = office.open(path)
    try:
        sheet = document.Sheets.getByName("受注")
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)  # noqa: FBT003  UNO takes it by position only
        end = cursor.RangeAddress
        answers = sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow).DataArray
        seconds = worked(office) - start
        stages = {"制限候補", "制限", "警告", "注意", "正常"}
        assert sum(not stages.isdisjoint(row) for row in answers) >= IMPORTED
        return seconds
    finally:
        close(document)


def opened_and_calculated(office: Office, path: Path) -> float:
    """Return the seconds from opening a book of Calc's own formulas to their recalculation."""
    start = worked(office)
    document = office.open(path)
    try:
        document.calculateAll()
        return worked(office) - start
    finally:
        close(document)


def worked(office: Office) -> float:
    """Return the seconds that LibreOffice has worked since it was started; those that went by where none are told."""
    try:
        fields = (
            Path(f"/proc/{office.process_number}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        )
    except OSError:
        return time.perf_counter()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def timed(office: Office, work) -> float:  # noqa: ANN001  anything that can be called
    """Return the seconds that something takes."""
    start = worked(office)
    work()
    return worked(office) - start


def opened(office: Office, path: Path, rows: int) -> float:
    """Return the seconds from opening a book to its last answer."""
    start = worked(office)
    document = office.open(path)
    try:
        answers = document.Sheets.getByName("受注").getCellRangeByPosition(5, 1, 5, rows).DataArray
        seconds = worked(office) - start
        assert {row[0] for row in answers} <= {"制限候補", "警告", "注意", "正常", "発送済"}
        return seconds
    finally:
        close(document)


def main() -> None:
    """Print the figures."""
    large = int(sys.argv[1]) if len(sys.argv) > 1 else LARGE
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        extension = folder / "xlshipcheck.oxt"
        oxt.main([str(extension)])
        office = Office(folder, extension).start()
        try:
            costs = {
                what: cell_cost(office, book(folder / "cells.xlsx", [formula], SMALL), SMALL)
                for what, formula in (("QOO10_STAGE", OURS), ("NETWORKDAYS", OWN), ("WORKDAY", OWN_DATE))
            }
            for what, cost in costs.items():
                print(f"{what:<12} {cost:6.1f} us a cell at {SMALL:,} rows")
            print(f"QOO10_STAGE / NETWORKDAYS: {costs['QOO10_STAGE'] / costs['NETWORKDAYS']:.2f}")
            print(f"QOO10_STAGE / WORKDAY:     {costs['QOO10_STAGE'] / costs['WORKDAY']:.2f}")
            plain = book(folder / "none.xlsx", ["=B{r}"], large)
            bare = timed(office, lambda: close(office.open(plain)))
            print(f"{'opening a book of plain formulas':<34} {bare:6.2f} s at {large:,} rows", flush=True)
            own = opened_and_calculated(office, book(folder / "own.xlsx", [OWN_DATE], large))
            print(f"{'WORKDAY(B,4) opened, calculated':<34} {own:6.2f} s at {large:,} rows", flush=True)
            for what, formulas in (
                ("QOO10_STAGE(B,C,D,day)", [OURS]),
                ("QOO10_STAGE(,,,day)", [ROW_AWARE]),
                ("six columns", SIX),
            ):
                seconds = {
                    rows: opened(office, book(folder / "rows.xlsx", formulas, rows), rows)
                    for rows in (SMALL, large)
                }
                growth = seconds[large] / seconds[SMALL] / (large / SMALL)
                print(
                    f"{what:<24} opened, linked, calculated: {seconds[SMALL]:.2f} s at {SMALL:,}, "
                    f"{seconds[large]:.2f} s at {large:,} rows ({seconds[large] / own:.1f} x WORKDAY); "
                    f"a row costs {growth:.2f} times as much",
                    flush=True,
                )
                assert growth < 1.5, "the cost of a row grows with their number"
            path = imported_template(folder)
            seconds_of_template = min(template_opened(office, path) for _ in range(2))
            print(f"{f'template, {IMPORTED:,} imported orders':<34} {seconds_of_template:6.2f} s")
        finally:
            office.stop()


if __name__ == "__main__":
    main()
