"""What 更新 in Calc shows, without a LibreOffice."""

from __future__ import annotations

import datetime as dt

import pytest

from xlshipcheck.context import Context
from xlshipcheck.hosts.calc.boxes import LINES, LONGEST_LINE, boxed
from xlshipcheck.hosts.calc.refresh import report_of
from xlshipcheck.hosts.memory import MemoryBook, MemorySheet
from xlshipcheck.sheets.refresh import refresh_book
from xlshipcheck.values.days import day_of

CONTEXT = Context(day_of(dt.date(2026, 11, 21)))
HEADER = ["注文番号", "入金日", "発送日"]
PAID = dt.date(2026, 11, 13)


def report(unreadable, remark=""):
    """Return the text of a refresh of 20 orders, some of them unreadable."""
    rows = [[f"A-{n}", "読めない日" * 60 if n < unreadable else PAID, None] for n in range(20)]
    done = refresh_book(MemoryBook([MemorySheet("受注", [HEADER, *rows])]), CONTEXT)
    return boxed(report_of(done._replace(notes=[*done.notes, remark] if remark else done.notes)))


@pytest.mark.parametrize("unreadable", [0, 1, 3, 4, 20])
def test_counts_come_first_in_five_lines(unreadable):
    """The first line counts; five lines are all there are, each short enough for a box, and what is not shown is counted."""
    lines = report(unreadable, "改行の\nある注意").split("\n")
    assert lines[0].startswith("20行を判定しました")
    assert (f"読めない行 {unreadable}" in lines[0]) == (unreadable > 0)
    assert len(lines) == min(unreadable + 2, LINES)
    assert all(len(line) <= LONGEST_LINE for line in lines)
    rest = unreadable + 2 - (LINES - 1)
    assert (lines[-1] == f"ほか {rest} 件") == (unreadable + 2 > LINES)
