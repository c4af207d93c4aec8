"""The stock xlwings add-in on Windows: one table of formulas answers as through our own VBA, RunPython refreshes."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from com_cells import packed, unpacked
from test_refresh_in_stand_in import AS_OF, ORDERS, excel_with

from xlshipcheck.hosts import excel
from xlshipcheck.hosts.excel.sheets.values import OMITTED

pytestmark = pytest.mark.end_to_end

FORMULA_COLUMN = 7
LAST_ROW = 1_048_576
BOOK_SETTINGS = [
    ["設定の項目", "値"],
    ["基準日", AS_OF],
    ["一般の発送率", 0.5],
    [None],
    ["モールの休業日"],
    [dt.date(2026, 11, 24)],
]


def area(*corners):
    """Return a reference to one area or several: first row and column, last row and column."""
    return {"areas": corners}


FORMULAS = {
    "own row, sent": ("QOO10_STAGE", [None] * 6, 2),
    "own row, late": ("QOO10_STAGE", [None] * 6, 3),
    "own row, not paid": ("QOO10_STAGE", [None] * 6, 4),
    "own row, no day": ("QOO10_STAGE", [None] * 6, 5),
    "own row and a word": ("QOO10_DEADLINE", [None, None, "警告", None], 3),
    "in the header row": ("QOO10_STAGE", [None] * 6, 1),
    "a day": ("QOO10_DEADLINE", [dt.date(2026, 11, 20), None, None, None], 3),
    "a day, closed days of 設定": ("QOO10_STAGE", [dt.date(2026, 11, 9), None, None, None, None, None], 3),
    "a number": ("JP_WORKDAY", [dt.date(2026, 11, 20), 4, None], 3),
    "a text that is no day": ("QOO10_DEADLINE", ["11/20", None, None, None], 3),
    "a cell": ("QOO10_DEADLINE", [area((3, 2, 3, 2)), None, None, None], 3),
    "a blank cell": ("QOO10_DEADLINE", [area((4, 2, 4, 2)), None, None, None], 4),
    "a column of four": ("QOO10_DEADLINE", [area((2, 2, 5, 2)), None, None, None], 2),
    "a whole column": ("QOO10_DEADLINE", [area((1, 2, LAST_ROW, 2)), None, None, None], 2),
    "areas that stand apart": ("QOO10_DEADLINE", [area((2, 2, 2, 2), (4, 2, 4, 2)), None, None, None], 2),
    "a rate": (
        "QOO10_SHIP_RATE",
        [area((2, 2, 3, 2)), area((2, 3, 3, 3)), area((2, 4, 3, 4)), None, None, None],
        2,
    ),
}
"""What is typed in a cell: the function, its arguments (None is left out), the row of the cell."""


def as_ours(settings):
    """Return what our own VBA's calls answer, which hand over the row, the settings, and `Value2` of references."""
    table = tuple(tuple(map(as_value2, [*row, None][:2])) for row in settings)
    rows = [tuple(map(as_value2, row)) for row in ORDERS]
    found = {}
    for case, (name, given, row) in FORMULAS.items():
        arguments = [read(value, rows) for value in given]
        with excel.settings_in_use(table):
            if None in arguments:
                found[case] = f"エラー: {excel.errors.SeveralAreas()}"
            elif arguments[0] == OMITTED:
                found[case] = excel.call_in_row(name, rows[:1], rows[row - 1], arguments)
            else:
                found[case] = excel.call_function(name, arguments)
    return {case: one(packed(answer)) for case, answer in found.items()}


def read(value, rows):
    """Return an argument as our VBA hands it over; None for areas that it refuses."""
    if value is None:
        return OMITTED
    if not isinstance(value, dict):
        return as_value2(value)
    if len(value["areas"]) > 1:
        return None
    ((row, column, last, right),) = value["areas"]
    return tuple(tuple(line[column - 1 : right]) for line in rows[row - 1 : last])


def as_value2(value):
    """Return a value as `Value2` gives it."""
    return float((value - dt.date(1899, 12, 30)).days) if isinstance(value, dt.date) else value


def one(answer):
    """Return an answer as a cell shows it; an array of one cell is that cell, of one row flat."""
    while isinstance(answer, list) and len(answer) == 1:
        (answer,) = answer
    return answer or ""


@pytest.fixture(scope="module")
def answers(installed):
    """What xlwings' own server answers, and the settings, in a book as it is and in one without a closed day."""
    installed.end()
    formulas = [
        [
            name,
            [value if isinstance(value, dict) else packed(value) for value in given],
            [row, FORMULA_COLUMN],
        ]
        for name, given, row in FORMULAS.values()
    ]
    settings = [BOOK_SETTINGS, BOOK_SETTINGS[:5]]
    books = [{"受注": packed(ORDERS), "設定": packed(rows)} for rows in settings]
    done = installed.script("xlwings_caller", {"formulas": formulas, "books": books})
    return [
        (dict(zip(FORMULAS, map(one, found), strict=True)), rows)
        for found, rows in zip(done, settings, strict=True)
    ]


def test_one_table_through_both_ways(answers):
    """Each formula gets the answer of our VBA: row, settings of its own book, omitted arguments, references."""
    for found, settings in answers:
        assert found == as_ours(settings)
    first, second = (found for found, _ in answers)
    assert first["own row, late"] == "警告"
    assert first["areas that stand apart"].startswith("エラー: 離れた範囲")
    assert {case for case in FORMULAS if first[case] != second[case]} == {"a day", "a number"}


def test_run_python_refreshes_the_calling_book(installed):
    """`RunPython` refreshes the book that called, by its own 設定, and shows what was done; the orders stay."""
    installed.end()
    statement = "import xlshipcheck.hosts.excel as x; x.refresh()"
    with excel_with(installed, {"受注": packed(ORDERS), "設定": packed(BOOK_SETTINGS)}):
        done = installed.script("run_python", {"book": "注文 チェック.xlsx", "statement": statement})
    ((title, text),) = done["shown"]
    assert (title, text.partition("\n")[0]) == ("出荷チェック", "シート「受注」: 4行を判定しました")
    titles, *rows = unpacked(done["sheets"]["受注"])
    assert [
        [cell.date() if isinstance(cell, dt.datetime) else cell for cell in row[:4]] for row in rows
    ] == ORDERS[1:]
    assert [row[titles.index("段階")] for row in rows[:2]] == ["発送済", "警告"]
    assert done["sheets"]["集計"][0][0].endswith("(基準日 2026/11/21(土))")
