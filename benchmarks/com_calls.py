"""What a call from Excel costs, on real Windows Python under wine: `python benchmarks/com_calls.py FOLDER`.

FOLDER is what `.ci/wine_setup` made. Printed are a scalar call over COM beside an xlwings UDF that does nothing, a
spilled column of 10,000 rows beside 10,000 single calls, the server's start beside `import xlwings` alone, the number
of calls into Excel that a refresh of 10,000 rows x 20 columns makes, and what a second recalculation of unchanged
cells asks and costs beside the first, what the answers kept after many edits take, and what an edit and 更新 cost in a
template with as many orders as it carries (our VBA as VBScript, whose engine is wine's and slower than Excel's).
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = 10_000
COLUMNS = 20
CALLS = 1_000
FORMULA_ROWS = 100
TABLE_ROWS = 3_000
EDITED_ROWS, EDITS = 2000, 1000
LONGEST = 1200
REPOSITORY = Path(__file__).parents[1]

ON_WINDOWS = """
import subprocess, sys, time
import win32com.client

CALLS, ROWS = int(sys.argv[1]), int(sys.argv[2])


def best(work, times=3):
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def started(code):
    return best(lambda: subprocess.run([sys.executable, "-c", code], check=True, capture_output=True), 5)


empty = started("pass")
alone = started("import xlwings") - empty
ours = started("from xlshipcheck.hosts.excel import server; server._import_xlwings()") - empty
print(f"import xlwings: {alone:.2f} s; our server until it can answer: {ours:.2f} s = {ours / alone:.2f} times")

start = time.perf_counter()
served = win32com.client.Dispatch("Xlshipcheck.Server")
served.Version()
print(f"CreateObject to the first answer: {time.perf_counter() - start:.2f} s")
nothing = win32com.client.Dispatch("Xlshipcheck.Benchmark")
baseline = best(lambda: [nothing.CallUDF("empty_udf", "EMPTY", (46346.0,)) for _ in range(CALLS)]) / CALLS
kind = "\\u4e00\\u822c"
for name, arguments in (("JP_IS_WORKDAY", (46346.0,)), ("QOO10_STAGE", (46346.0, None, kind, 46350.0))):
    single = best(lambda: [served.CallFunction(name, arguments) for _ in range(CALLS)]) / CALLS
    print(f"{name}: {single * 1e6:.0f} us, an empty xlwings UDF {baseline * 1e6:.0f} us = {single / baseline:.2f} times")
column = tuple((46346.0 + row % 300,) for row in range(ROWS))
for name, rest in (("QOO10_DEADLINE", ()), ("QOO10_STAGE", (None, None, 46350.0))):
    spilled = best(lambda: served.CallFunction(name, (column, *rest)))
    singles = best(lambda: [served.CallFunction(name, (row[0], *rest)) for row in column], 1)
    print(f"{name}, {ROWS} rows: {spilled * 1e3:.0f} ms spilled, {singles * 1e3:.0f} ms singly = {singles / spilled:.0f} times")
"""
EMPTY_UDF = """
import xlwings
@xlwings.func
def EMPTY(value):
    return 0.0
"""
BASELINE_SERVER = """
import atexit, sys
sys.path.insert(0, {folder!r})
import xlwings
from xlwings import _xlwindows
atexit.unregister(_xlwindows.cleanup)
xlwings.serve("{clsid}")
"""
BASELINE_CLSID = "{6F0C5B0E-52C6-4E0B-9D0B-3C0C6A1E7A42}"


def windows_path(file: Path) -> str:
    """Return a file's path as Windows sees it."""
    return "Z:" + str(file.resolve()).replace("/", "\\")


def main() -> None:
    """Print the figures."""
    folder = Path(sys.argv[1]).resolve()
    program = next(folder.glob("*/python.exe"))
    python = windows_path(program)
    # Of this working tree, whichever made the Windows.
    paths = program.parent / "python311._pth"
    *others, _, last = paths.read_text(encoding="utf-8").splitlines()
    paths.write_text("\n".join((*others, windows_path(REPOSITORY), last)) + "\n", encoding="utf-8")

    def run(*words: str) -> str:
        command = [str(folder / "wine"), *words]
        return subprocess.run(command, check=True, capture_output=True, timeout=LONGEST).stdout.decode(
            "utf-8", "replace"
        )

    work = folder / "benchmark"
    work.mkdir(exist_ok=True)
    (work / "empty_udf.py").write_text(EMPTY_UDF, encoding="utf-8")
    baseline = BASELINE_SERVER.format(folder=windows_path(work), clsid=BASELINE_CLSID)
    (work / "baseline.py").write_text(baseline, encoding="utf-8")
    (work / "measure.py").write_text(ON_WINDOWS, encoding="utf-8")
    run(python, "-m", "xlshipcheck.cli", "install", "--machine")
    classes = r"HKLM\Software\Classes"
    command = f'"{python}" "{windows_path(work / "baseline.py")}"'
    run("reg", "add", rf"{classes}\Xlshipcheck.Benchmark\CLSID", "/ve", "/d", BASELINE_CLSID, "/f")
    run("reg", "add", rf"{classes}\CLSID\{BASELINE_CLSID}\LocalServer32", "/ve", "/d", command, "/f")
    try:
        print(run(python, windows_path(work / "measure.py"), str(CALLS), str(ROWS)), end="")
    finally:
        run("reg", "delete", rf"{classes}\Xlshipcheck.Benchmark", "/f")
        run("reg", "delete", rf"{classes}\CLSID\{BASELINE_CLSID}", "/f")
        run(python, "-m", "xlshipcheck.cli", "uninstall", "--machine")
    print_refresh()
    print_recalculations(folder, run)
    print_long_table(folder, run)


def print_recalculations(folder: Path, run: Callable[..., str]) -> None:
    """Print what recalculations of a sheet ask of the server, and what the answers kept after many edits take."""
    done = macros(folder, run, "recalculations", FORMULA_ROWS)
    for name, step in done.items():
        each = step["seconds"] / (2 * FORMULA_ROWS) * 1e6
        print(f"recalculation, {name}: {sum(step['asked'].values())} COM calls, {each:.0f} us a cell")
    done = macros(folder, run, "memory", EDITED_ROWS, edits=EDITS, figures=4)
    kept, asked = (done[name] * 2 / 1e6 for name in ("most characters", "asked characters"))
    print(
        f"kept after {EDITS} edits of {EDITED_ROWS} rows with 4 figures: {kept:.1f} MB of {asked:.0f} MB asked for"
    )


def macros(folder: Path, run: Callable[..., str], work: str, rows: int, **more: int) -> dict[str, Any]:
    """Return what our macros did in a book with a row-aware formula and one with a reference a row."""
    from macro_request import macro_request

    first = dt.date(2020, 1, 1)
    orders = [[f"A-{row}", first + dt.timedelta(row), None, None, None] for row in range(rows)]
    sheets = {
        "受注": [["注文番号", "入金日", "発送日", "発送予定日", "段階"], *orders],
        "設定": [["設定の項目", "値"], ["基準日", dt.date(2026, 11, 21)]],
    }
    return on_windows(folder, run, "vba_macros", macro_request(work, sheets, **more))


def on_windows(
    folder: Path, run: Callable[..., str], program: str, request: dict[str, Any]
) -> dict[str, Any]:
    """Return what a program of the Windows tests answers to a request, our server being installed meanwhile."""
    python = windows_path(next(folder.glob("*/python.exe")))
    file = folder / "benchmark" / f"{program}.json"
    file.write_text(json.dumps(request), encoding="utf-8")
    run(python, "-m", "xlshipcheck.cli", "install", "--machine")
    try:
        path = REPOSITORY / "tests" / "windows" / f"{program}.py"
        return dict(json.loads(run(python, windows_path(path), windows_path(file))))
    finally:
        run(python, "-m", "xlshipcheck.cli", "uninstall", "--machine")


def print_long_table(folder: Path, run: Callable[..., str]) -> None:
    """Print what an edit and 更新 ask and take in a template with as many orders as it carries."""
    sys.path.append(str(REPOSITORY / "tests" / "generators"))
    from long_template import AS_OF, long_template
    from macro_request import long_table_request
    from spreadsheet import Spreadsheet

    with tempfile.TemporaryDirectory() as made:
        book = Spreadsheet(long_template(Path(made), TABLE_ROWS), AS_OF, is_stored=True)
    sheet, (left, top, _, _), titles = book.tables["受注"]
    place = (sheet, top + 40, left + titles.index("入金日"))
    request = long_table_request(book, place, dt.date(2026, 11, 18), is_whole=True)
    done = on_windows(folder, run, "long_table", request)
    print(f"template of {TABLE_ROWS:,} orders, opened: 1 COM call (the version)")
    for name, step in done.items():
        asked = step["asked"].get("CallFunction", 0)
        print(f"template of {TABLE_ROWS:,} orders, {name}: {asked:,} COM calls, {step['seconds']:.2f} s")


def print_refresh() -> None:
    """Print how many calls into Excel a refresh makes, counted on the stand-in in this process."""
    sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests" / "windows")]
    import stand_in_model as model

    from xlshipcheck.hosts.excel.buttons import refresh_open_book
    from xlshipcheck.hosts.excel.sheets.values import serial_of

    paid = serial_of(dt.date(2026, 11, 9))
    titles = ["注文番号", "入金日", "発送日", *[f"列{place}" for place in range(COLUMNS - 3)]]
    for count in (10, ROWS):
        book = model.Workbook(model.Application())
        cells = {(1, column): model.Cell(title) for column, title in enumerate(titles, 1)}
        for row in range(2, count + 2):
            cells[row, 1], cells[row, 2] = model.Cell(f"A-{row}"), model.Cell(paid, shown="yyyy/mm/dd")
            cells.update({(row, column): model.Cell("x") for column in range(4, COLUMNS + 1)})
        book.sheets.append(model.Worksheet(book, "受注", cells))
        model.CALLS.clear()
        refresh_open_book(model.Served(book), [["基準日", paid + 12]])
        print(f"refresh of {count:,} rows x {COLUMNS} columns: {sum(model.CALLS.values())} calls into Excel")


if __name__ == "__main__":
    main()
