"""Cells in LibreOffice: `python benchmarks/calc_cells.py` (needs LibreOffice and python3-uno).

1. The cost of a QOO10_STAGE cell at 10,000 rows beside Calc's own formula for the same dates.
2. A book with the formulas as Excel stores them, opened, linked and calculated, at 10,000 and 100,000 rows;
   the cost of a row must not grow. Stored values are wrong, so that nothing is taken from the file.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
import time
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests" / "end_to_end"))

import xlsxwriter
from office import Office, close

from xlshipcheck.generators import oxt

AS_OF = 46357  # 2026-12-01
SMALL, LARGE = 10_000, 100_000
REPEATS = 5
OURS = f"=QOO10_STAGE(B{{r}},C{{r}},D{{r}},{AS_OF})"
ROW_AWARE = f"=QOO10_STAGE(,,,{AS_OF})"
# The same question to Calc itself, without holidays: business days gone, then the stage by name.
OWN = (
    f'=IF(C{{r}}<>"","発送済",IF(NETWORKDAYS(B{{r}},{AS_OF})-1>=6,"制限候補",'
    f'IF(NETWORKDAYS(B{{r}},{AS_OF})-1>=5,"警告",IF(NETWORKDAYS(B{{r}},{AS_OF})-1>=3,"注意","正常"))))'
)
OWN_DATE = "=WORKDAY(B{r},4)"


def book(path: Path, formula: str, rows: int) -> Path:
    """Write an order sheet with a formula in every row."""
    out = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = out.add_worksheet("受注")
    day = out.add_format({"num_format": "yyyy/mm/dd"})
    sheet.write_row(0, 0, ["注文番号", "入金日", "発送日", "区分", "配送状態", "結果"])
    for row in range(1, rows + 1):
        paid = dt.datetime(2026, 10, 1) + dt.timedelta(row % 60)  # noqa: DTZ001  a cell has no offset
        sheet.write_string(row, 0, f"A-{row}")
        sheet.write_datetime(row, 1, paid, day)
        if row % 3 == 0:
            sheet.write_datetime(row, 2, paid + dt.timedelta(2), day)
        sheet.write_formula(row, 5, formula.format(r=row + 1), None, "WRONG")
    out.close()
    return path


def cell_cost(office: Office, path: Path, rows: int) -> float:
    """Return the least time of a recalculation of all cells, in microseconds a row."""
    document = office.open(path)
    try:
        document.calculateAll()
        best = min(timed(document.calculateAll) for _ in range(REPEATS))
    finally:
        close(document)
    return best / rows * 1e6


def timed(work) -> float:  # noqa: ANN001  anything that can be called
    """Return the seconds that something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def opened(office: Office, path: Path, rows: int) -> float:
    """Return the seconds from opening a book to its last answer."""
    start = time.perf_counter()
    document = office.open(path)
    try:
        answers = document.Sheets.getByName("受注").getCellRangeByPosition(5, 1, 5, rows).DataArray
        seconds = time.perf_counter() - start
        assert {row[0] for row in answers} <= {"制限候補", "警告", "注意", "正常", "発送済"}
        return seconds
    finally:
        close(document)


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        extension = folder / "xlshipcheck.oxt"
        oxt.main([str(extension)])
        office = Office(folder, extension).start()
        try:
            costs = {
                what: cell_cost(office, book(folder / "cells.xlsx", formula, SMALL), SMALL)
                for what, formula in (("QOO10_STAGE", OURS), ("NETWORKDAYS", OWN), ("WORKDAY", OWN_DATE))
            }
            for what, cost in costs.items():
                print(f"{what:<12} {cost:6.1f} us a cell at {SMALL:,} rows")
            print(f"QOO10_STAGE / NETWORKDAYS: {costs['QOO10_STAGE'] / costs['NETWORKDAYS']:.2f}")
            print(f"QOO10_STAGE / WORKDAY:     {costs['QOO10_STAGE'] / costs['WORKDAY']:.2f}")
            plain = book(folder / "none.xlsx", "=B{r}", LARGE)
            bare = min(timed(lambda: close(office.open(plain))) for _ in range(2))
            print(f"{'opening a book of plain formulas':<34} {bare:6.2f} s at {LARGE:,} rows")
            for what, formula in (("QOO10_STAGE(B,C,D,day)", OURS), ("QOO10_STAGE(,,,day)", ROW_AWARE)):
                seconds = {
                    rows: min(
                        opened(office, book(folder / "rows.xlsx", formula, rows), rows) for _ in range(2)
                    )
                    for rows in (SMALL, LARGE)
                }
                growth = seconds[LARGE] / seconds[SMALL] / (LARGE / SMALL)
                print(
                    f"{what:<24} opened, linked, calculated: {seconds[SMALL]:.2f} s at {SMALL:,}, "
                    f"{seconds[LARGE]:.2f} s at {LARGE:,} rows; a row costs {growth:.2f} times as much"
                )
                assert growth < 1.5, "the cost of a row grows with their number"
        finally:
            office.stop()


if __name__ == "__main__":
    main()
