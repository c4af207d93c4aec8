"""The two ways into Excel answer alike: our VBA hands over what the stock xlwings add-in makes the function ask for."""

from __future__ import annotations

import datetime as dt
import inspect
import sys
import types
from types import SimpleNamespace

import pytest
from excel_books import open_book
from port_contract import SheetSpec
from stand_in_model import Range, Served

from xlshipcheck.catalogue.registry import functions
from xlshipcheck.hosts import excel
from xlshipcheck.hosts.excel import buttons, calling_cell
from xlshipcheck.values.cells import MISSING

DAY = dt.date(2026, 11, 20)
HEADERS = ["注文番号", "入金日", "発送日", "区分", "配送状態"]
ROWS = [
    ["A-1", DAY, None, None, None],
    ["A-2", DAY, dt.date(2026, 11, 24), None, None],
    ["A-3", None, None, None, "入金待ち"],
]
SETTINGS = [
    ["設定の項目", "値"],
    ["基準日", dt.date(2026, 12, 1)],
    ["一般の発送率", 0.5],
    [None],
    ["モールの休業日"],
    [dt.date(2026, 11, 24)],
]
ASKED = {
    "own row": ("QOO10_STAGE", [MISSING], 2),
    "own row, sent": ("QOO10_STAGE", [MISSING], 3),
    "own row, not paid": ("QOO10_STAGE", [MISSING], 4),
    "own row and a word": ("QOO10_DEADLINE", [MISSING, MISSING, "警告"], 2),
    "given": ("QOO10_DEADLINE", [46346.0], 2),
    "given, settings' day": ("QOO10_STAGE", [46346.0], 3),
    "no row": ("JP_WORKDAY", [46346.0, 4.0], 2),
    "a mistake": ("QOO10_DEADLINE", ["11/20"], 2),
    "above the headers": ("QOO10_STAGE", [MISSING], 1),
}


@pytest.fixture(autouse=True)
def no_settings_kept(monkeypatch):
    """Each test reads the settings of its own book."""
    monkeypatch.setattr(calling_cell, "PAUSE", -1)


def book_of(*, date1904=False):
    """Return an open book with orders and settings."""
    specs = SheetSpec("受注", [HEADERS, *ROWS]), SheetSpec("設定", SETTINGS)
    return open_book(*specs, date1904=date1904)


def as_vba_hands_over(book, name, given, row):
    """Answer as our own VBA's call is answered."""
    sheet, settings = book.sheets
    table = settings.get_UsedRange().get_Value2()
    with excel.settings_in_use(table):
        if given[0] is not MISSING:
            return excel.call_function(name, given)
        headers = Range(sheet, 1, 1, 1, len(HEADERS)).get_Value2()
        return excel.call_in_row(name, headers, Range(sheet, row, 1, row, len(HEADERS)).get_Value2(), given)


@pytest.mark.parametrize("case", ASKED)
def test_both_ways_answer_alike(case):
    """A formula in the same cell gets the same answer, from its own row, the settings of its book, and its arguments."""
    name, given, row = ASKED[case]
    book = book_of()
    answer = excel.call_from_cell(name, given, Served(Range(book.sheets[0], row, 7, row, 7)))
    assert answer == as_vba_hands_over(book, name, given, row)
    assert ("エラー" in str(answer)) == (case == "a mistake")


def test_a_book_from_1904():
    """A book that counts from 1904 gives the same answers."""
    name, given, row = ASKED["own row"]
    cells = [Served(Range(book_of(date1904=counted).sheets[0], row, 7, row, 7)) for counted in (False, True)]
    assert len({excel.call_from_cell(name, given, cell) for cell in cells}) == 1


@pytest.mark.parametrize("date1904", [False, True])
def test_a_reference_is_read_once_and_whole(date1904):
    """A reference is read to the last used row, dates as numbers; in a book from 1904 as the days they are."""
    sheet = book_of(date1904=date1904).sheets[0]
    whole = calling_cell.cells_of(Served(Range(sheet, 1, 2, 1_048_576, 2)))
    day = dt.datetime(2026, 11, 20, tzinfo=dt.UTC) if date1904 else 46346.0
    assert whole == (("入金日",), (day,), (day,), (None,))
    assert calling_cell.cells_of(Served(Range(sheet, 9, 2, 9, 2))) is None


def test_areas_that_stand_apart_are_refused():
    """Of two areas neither is answered: the first one alone would be half of what was meant."""
    sheet = book_of().sheets[0]
    given = calling_cell.cells_of(Served(Range(sheet, 2, 2, 2, 2, others=[(3, 2, 3, 2)])))
    for function in (functions()["QOO10_DEADLINE"], functions()["SHIPCHECK_EXPLAIN"]):
        answer = excel.plain_function(function)("QOO10_DEADLINE", given)
        assert (
            answer == "エラー: 離れた範囲は計算できません。続いた一つの範囲 (例: A2:A10) を指定してください"
        )


def test_xlwings_reads_references_through_us():
    """The accessor puts a range's cells in the place of xlwings' own reading, and leaves other values."""
    sheet = book_of().sheets[0]
    of_range = SimpleNamespace(range=SimpleNamespace(api=Served(Range(sheet, 2, 2, 2, 2))), value=None)
    of_value = SimpleNamespace(range=None, value=46346.0)
    for conversion in (of_range, of_value):
        calling_cell.References.reader({})(conversion)
        assert conversion.value == 46346.0


def test_a_changed_setting_counts_at_once():
    """The settings are those that stand in the book when the formula asks."""
    book = book_of()
    cell = Served(Range(book.sheets[0], 2, 7, 2, 7))
    before = excel.call_from_cell("QOO10_DEADLINE", [MISSING], cell)
    book.sheets[1].cell(6, 1).value = None
    assert before == dt.datetime(2026, 11, 30)  # noqa: DTZ001  a cell's moment has no zone
    assert excel.call_from_cell("QOO10_DEADLINE", [MISSING], cell) == dt.datetime(2026, 11, 27)  # noqa: DTZ001


def test_the_calling_book_is_refreshed_with_its_settings():
    """RunPython's refresh takes 基準日 and rate from the book, and returns what the button would say."""
    book = book_of()
    assert buttons.refresh_calling_book(Served(book)) == "シート「受注」: 3行を判定しました"
    title = next(place[1] for place, cell in book.sheets[0].cells.items() if cell.value == "段階")
    assert book.sheets[0].cells[2, title].value in {"警告", "注意"}
    book.sheets[1].cell(2, 2).value = "いつか"
    assert buttons.refresh_calling_book(Served(book)).startswith("エラー: 設定「基準日」")


@pytest.mark.parametrize("function", functions().values(), ids=lambda function: function.name)
def test_the_cell_is_the_last_argument(function):
    """Xlwings finds its reserved argument last; a function with repeated arguments has none."""
    made = excel.plain_function(function, asks_its_cell=True)
    names = list(inspect.signature(made).parameters)
    assert (names[-1] == "caller") == (not function.variadic)


def test_what_hangs_on_the_unseen_is_volatile():
    """A function that may take day, row or closed days from elsewhere is calculated every time; others are not."""
    volatile = {name for name, function in functions().items() if excel.is_volatile(function)}
    assert {
        "QOO10_STAGE",
        "QOO10_DEADLINE",
        "JP_WORKDAY",
        "AMAZON_SCAN_VALID",
        "SHIPCHECK_EXPLAIN",
    } <= volatile
    assert not {"CARRIER_NAME", "TRACKING_CHECK", "SHIPCHECK_VERSION", "JP_HOLIDAY_NAME"} & volatile


def test_xlwings_is_told_what_is_volatile(monkeypatch):
    """Each UDF is handed to xlwings with its volatility, and with our reading of each of its arguments."""
    read, told = [], {}
    library = types.ModuleType("xlwings")
    library.arg = lambda name, reading, *, doc: lambda made: read.append((name, reading, bool(doc))) or made
    library.func = lambda **options: lambda made: told.update({made.__name__: options}) or made
    monkeypatch.setitem(sys.modules, "xlwings", library)
    for function in functions().values():
        read.clear()
        excel._as_udf(function, excel.plain_function(function, asks_its_cell=True))
        assert [entry[1:] for entry in read] == [(calling_cell.References, True)] * len(function.arguments)
        assert told[function.name] == {"category": excel.CATEGORY, "volatile": excel.is_volatile(function)}
