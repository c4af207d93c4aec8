"""更新 on a stand-in for Excel, over COM and through unmodified xlwings: our calls are well formed.

What Excel itself answers is for a person with Excel to see, by the checklist in the documentation.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from com_cells import packed, unpacked

from xlshipcheck.context import Context
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

STARTS, LOOKS = 3, 3


@pytest.fixture
def stand_in(installed):
    """Excel's stand-in with a book of one order sheet."""
    with excel_with(installed, {"受注": packed(ORDERS), "式": FORMULAS}):
        yield installed


@contextmanager
def excel_with(installed, sheets):
    """Let Excel's stand-in be open with a book of these sheets."""
    file = installed.work / "book.json"
    file.write_text(json.dumps(sheets), encoding="utf-8")
    process = started(installed, file)
    # Wine closes its desktop, with every window on it, a moment after the last program with windows has gone, even if
    # the next one has just made its own: then there is no Excel to be found, and another one is started. That moment is
    # over when three programs, one after the other, have found the window.
    for _ in range(STARTS):
        if all(is_there(installed) for _ in range(LOOKS)):
            break
        end(installed, process)
        process = started(installed, file)
    try:
        yield
    finally:
        end(installed, process)


def is_there(installed):
    """Tell whether a program finds the window of Excel's stand-in."""
    return not installed.ran(installed.path(installed.python), "-c", WINDOW_IS_THERE).returncode


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
    # Beyond these come marks and print set-up, which Excel may refuse without a loss.
    failing = list(range(3, 112, 16))
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
