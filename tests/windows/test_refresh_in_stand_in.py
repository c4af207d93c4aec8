"""更新 on a stand-in for Excel, over COM and through unmodified xlwings: our calls are well formed.

What Excel itself answers is for a person with Excel to see, by the checklist in the documentation.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from com_cells import packed, unpacked

from xlshipcheck.context import Context
from xlshipcheck.hosts import excel
from xlshipcheck.hosts.excel.values import OMITTED
from xlshipcheck.hosts.memory import MemoryBook, MemorySheet
from xlshipcheck.sheets.refresh import refresh_book
from xlshipcheck.values.days import day_of

pytestmark = pytest.mark.end_to_end

AS_OF = dt.date(2026, 11, 21)
ORDERS = [
    ["注文番号", "入金日", "発送日", "メモ"],
    ["A-1", dt.date(2026, 11, 9), dt.date(2026, 11, 12), "急ぎ"],
    ["A-2", dt.date(2026, 11, 13), None, "=1+1 と書いた人"],
    ["A-3", None, None, "入金待ち"],
    ["A-4", "11/13", None, None],
]
FORMULAS = [
    ["LibreOffice で保存"],
    *[[f"=JP.XLSHIPCHECK.FUNCTIONS.QOO10DEADLINE(B{row}:B{row})"] for row in (2, 3)],
]
CHANGED = dt.date(2026, 11, 17)
WINDOW_IS_THERE = "import sys, win32gui; sys.exit(not win32gui.FindWindow('XLMAIN', None))"
REQUEST = {"settings": packed([["設定の項目", "値"], ["基準日", AS_OF]])}


@pytest.fixture
def stand_in(installed):
    """Excel's stand-in with a book of one order sheet."""
    file = installed.work / "book.json"
    file.write_text(json.dumps({"受注": packed(ORDERS), "式": FORMULAS}), encoding="utf-8")
    process = started(installed, file)
    # Wine closes its desktop, with every window on it, a moment after the last program with windows has gone, even if
    # the next one has just made its own: then there is no Excel to be found, and another one is started.
    if installed.ran(installed.path(installed.python), "-c", WINDOW_IS_THERE).returncode:
        end(installed, process)
        process = started(installed, file)
    yield installed
    end(installed, process)


def started(installed, file):
    """Start the stand-in on a book and return its process, when it is ready."""
    program = Path(__file__).parent / "stand_in_excel.py"
    process = installed.start(installed.path(program), installed.path(file))
    said = process.stdout.readline()
    assert said.strip() == b"ready", said + process.stdout.read()
    return process


def end(installed, process):
    """End the stand-in."""
    installed.run("taskkill", "/f", "/im", "python.exe")
    process.stdout.close()
    process.wait(60)


def expected(sent=None):
    """Return the cells after a refresh of the same rows in memory, A-2 sent on a day."""
    rows = [[*row[:2], sent, *row[3:]] if row[0] == "A-2" else row for row in ORDERS]
    book = MemoryBook([MemorySheet("受注", rows)])
    refresh_book(book, Context(day_of(AS_OF)))
    sheet = book.sheet("受注")
    return sheet.read_block(1, sheet.used_size()[0])


@pytest.mark.parametrize("through", ["xlwings", "server"])
def test_refresh(stand_in, through):
    """The book in the stand-in holds what the same rows hold after a refresh in memory; a repeat changes nothing."""
    for _ in range(2):
        answer = stand_in.script("refresh_client", {**REQUEST, "through": through})
        assert "シート「受注」: 4行を判定しました" in answer["said"]
        assert list(answer["sheets"]) == ["受注", "式", "集計", "今日"]
        assert unpacked(answer["sheets"]["受注"]) == expected()


def test_what_fails_is_taken_back(stand_in):
    """Calls that fail on the way, over COM, leave the book as it was; the refresh after them finds nothing amiss."""
    failing = list(range(3, 140, 16))
    answer = stand_in.script("refresh_client", {**REQUEST, "through": "xlwings", "failing": failing})
    assert answer["failed"] == [{"failed": True, "same": True}] * len(failing)
    assert unpacked(answer["sheets"]["受注"]) == expected()


def test_formulas_of_libreoffice_and_a_later_summary(stand_in):
    """Formulas get their names back once; an order sent since changes its results, and 集計 and 今日 in their places."""
    first = stand_in.script("refresh_client", {**REQUEST, "through": "server"})
    assert "LibreOffice で保存された数式 2 個" in first["said"]
    assert first["formulas"]["式"][1:] == [["=QOO10_DEADLINE(B2)"], ["=QOO10_DEADLINE(B3)"]]
    serial = float((CHANGED - dt.date(1899, 12, 30)).days)
    changes = [["受注", "C3", serial]]
    later = stand_in.script("refresh_client", {**REQUEST, "through": "server", "changes": changes})
    assert "LibreOffice" not in later["said"]
    assert list(later["sheets"]) == ["受注", "式", "集計", "今日"]
    assert [row[4:] for row in unpacked(later["sheets"]["受注"])] == [row[4:] for row in expected(CHANGED)]
    for own in ("集計", "今日"):
        assert later["sheets"][own] != first["sheets"][own]


FORMULA_CELL = "G{row}"
ASKED = [
    ("QOO10_STAGE", [None] * 6, 2),
    ("QOO10_STAGE", [None] * 6, 3),
    ("QOO10_STAGE", [None] * 6, 4),
    ("QOO10_DEADLINE", [None, None, "警告", None], 3),
    ("QOO10_DEADLINE", [dt.date(2026, 11, 20), None, None, None], 3),
    ("QOO10_STAGE", [dt.date(2026, 11, 9), None, None, None, None, None], 3),
    ("JP_WORKDAY", [dt.date(2026, 11, 20), 4, None], 3),
    ("QOO10_DEADLINE", ["11/20", None, None, None], 3),
    ("QOO10_STAGE", [None] * 6, 1),
    (
        "QOO10_SHIP_RATE",
        [[["入金日"], [dt.date(2026, 11, 9)]], [["発送日"], [None]], [["区分"], [None]], *[None] * 3],
        2,
    ),
]
"""Function, arguments (None is left out), row of the cell."""
BOOK_SETTINGS = [
    ["設定の項目", "値"],
    ["基準日", AS_OF],
    ["一般の発送率", 0.5],
    [None],
    ["モールの休業日"],
    [dt.date(2026, 11, 24)],
]


def answers_as_of(settings):
    """Return what our own VBA's calls answer: the row and the settings handed over."""
    table = tuple(tuple(map(as_value2, row)) for row in [[*row, None][:2] for row in settings])
    rows = [tuple(map(as_value2, row)) for row in ORDERS]
    found = []
    for name, given, row in ASKED:
        arguments = [OMITTED if value is None else as_value2(value) for value in given]
        with excel.settings_in_use(table):
            if arguments[0] == OMITTED and excel.functions()[name].row_aware:
                headers = rows[:1] if row > 1 else [[]]
                found.append(excel.call_in_row(name, headers, rows[row - 1], arguments))
            else:
                found.append(excel.call_function(name, arguments))
    return found


def as_value2(value):
    """Return a value as `Value2` gives it."""
    if isinstance(value, list):
        return tuple(map(as_value2, value))
    return float((value - dt.date(1899, 12, 30)).days) if isinstance(value, dt.date) else value


def test_the_stock_add_in_answers_as_ours(installed):
    """Formulas through xlwings' own `CallUDF` with its `caller`, and RunPython: one table, the answers of our VBA.

    A setting that is typed counts at the next question. RunPython refreshes the book that is open with its own 設定
    and shows what was done.
    """
    file = installed.work / "book.json"
    file.write_text(json.dumps({"受注": packed(ORDERS), "設定": packed(BOOK_SETTINGS)}), encoding="utf-8")
    process = installed.start(
        installed.path(Path(__file__).parent / "stand_in_excel.py"), installed.path(file)
    )
    try:
        said = process.stdout.readline()
        assert said.strip() == b"ready", said + process.stdout.read()
        request = {
            "sheet": "受注",
            "formulas": [
                [name, [packed(value) for value in given], FORMULA_CELL.format(row=row)]
                for name, given, row in ASKED
            ],
            "changes": [["設定", "A6", None]],
            "statement": "import xlshipcheck.hosts.excel as x; x.refresh()",
        }
        done = installed.script("xlwings_caller", request)
    finally:
        installed.run("taskkill", "/f", "/im", "python.exe")
        process.stdout.close()
        process.wait(60)
    expected_answers = packed(answers_as_of(BOOK_SETTINGS))
    assert [one(answer) for answer in done["answers"]] == [one(answer) for answer in expected_answers]
    changed = packed(answers_as_of(BOOK_SETTINGS[:5]))
    assert [one(answer) for answer in done["changed"]] == [one(answer) for answer in changed]
    assert changed != expected_answers
    assert done["shown"] == ["シート「受注」: 4行を判定しました\n" + done["shown"][0].partition("\n")[2]]
    assert [row[:4] for row in unpacked(done["sheets"]["受注"])][1:] == [
        [cell.date() if isinstance(cell, dt.datetime) else cell for cell in row] for row in ORDERS[1:]
    ]
    titles = done["sheets"]["受注"][0]
    assert [row[titles.index("段階")] for row in done["sheets"]["受注"][1:3]] == ["発送済", "警告"]


def one(answer):
    """Return an answer as a cell shows it; an array of one cell is that cell."""
    while isinstance(answer, list) and len(answer) == 1:
        (answer,) = answer
    return answer or ""
