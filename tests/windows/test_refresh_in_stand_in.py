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
from xlshipcheck.days import day_of
from xlshipcheck.hosts.memory import MemoryBook, MemorySheet
from xlshipcheck.order_sheet import refresh_book

pytestmark = pytest.mark.end_to_end

AS_OF = dt.date(2026, 11, 21)
ORDERS = [
    ["注文番号", "入金日", "発送日", "メモ"],
    ["A-1", dt.date(2026, 11, 9), dt.date(2026, 11, 12), "急ぎ"],
    ["A-2", dt.date(2026, 11, 13), None, "=1+1 と書いた人"],
    ["A-3", None, None, "入金待ち"],
    ["A-4", "11/13", None, None],
]
REQUEST = {"settings": packed([["設定の項目", "値"], ["基準日", AS_OF]])}


@pytest.fixture
def stand_in(installed):
    """Excel's stand-in with a book of one order sheet."""
    file = installed.work / "book.json"
    file.write_text(json.dumps({"受注": packed(ORDERS)}), encoding="utf-8")
    program = Path(__file__).parent / "stand_in_excel.py"
    process = installed.start(installed.path(program), installed.path(file))
    said = process.stdout.readline()
    assert said.strip() == b"ready", said + process.stdout.read()
    yield installed
    installed.run("taskkill", "/f", "/im", "python.exe")
    process.stdout.close()
    process.wait(60)


def expected():
    """Return the cells after a refresh of the same rows in memory."""
    book = MemoryBook([MemorySheet("受注", ORDERS)])
    refresh_book(book, Context(day_of(AS_OF)))
    sheet = book.sheet("受注")
    return sheet.read_block(1, sheet.used_size()[0])


@pytest.mark.parametrize("through", ["xlwings", "server"])
def test_refresh(stand_in, through):
    """The book in the stand-in holds what the same rows hold after a refresh in memory; a repeat changes nothing."""
    for _ in range(2):
        answer = stand_in.script("refresh_client", {**REQUEST, "through": through})
        assert "シート「受注」: 4行を更新しました" in answer["said"]
        assert list(answer["sheets"]) == ["受注", "集計"]
        assert unpacked(answer["sheets"]["受注"]) == expected()
