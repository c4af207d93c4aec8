"""The formulas of the template and the 設定 sheet: what is typed there reaches every formula, by Excel's own rules."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from spreadsheet import Spreadsheet, cell_name, number

from xlshipcheck.generators.template import book as template
from xlshipcheck.generators.template.examples import AS_OF, example_rows
from xlshipcheck.generators.template.settings import LIST_ROWS
from xlshipcheck.qoo10.record import KINDS
from xlshipcheck.sheets.markets.qoo10 import order_rows
from xlshipcheck.values.days import NEVER, date_of

TYPED = {
    "基準日": [dt.date(2026, 11, 30), dt.date(2026, 12, 24), None],
    "一般の発送率": [0.99, 0.5, None],
    "予約の発送率": [0.99, 0.5, None],
    "区分のない注文": ["予約", "一般"],
    "出品者の所在地": ["中国", "日本"],
    "モールの休業日": [dt.date(2026, 11, 24), dt.date(2026, 11, 13), None],
    "予約商品の番号": ["(例)商品A", "(例)予約商品A"],
}
"""Label, or header of a list -> what is typed there, one after the other."""


@pytest.fixture(scope="module")
def data():
    """Return the template as built now."""
    return template.template_book(has_macros=False)


def place_of(book, label):
    """Return where a setting is typed: beside its label, or below the header of a list."""
    (place,) = [place for place, value in book.values.items() if place[0] == "設定" and value == label]
    is_list = any(label in titles for _, _, titles in book.tables.values())
    return (place[0], place[1] + 1, place[2]) if is_list else (place[0], place[1], place[2] + 1)


@pytest.mark.parametrize("label", TYPED)
def test_every_formula_sees_its_setting(data, label):
    """After a setting is typed every cell shows what it shows when all is calculated anew; and some cell moves."""
    book = Spreadsheet(data, AS_OF)
    if label.endswith("の発送率"):
        # Only then are there orders that a rate decides on and that no refresh has decided: 判定の率 keeps its answer.
        book.type_in(place_of(book, "基準日"), dt.date(2026, 12, 1))
    place, moved = place_of(book, label), 0
    for value in TYPED[label]:
        before = book.shown()
        book.type_in(place, value)
        shown = book.shown()
        book.calculate(book.formulas)
        stale = [cell_name(cell) for cell, told in book.shown().items() if told != shown[cell]]
        assert stale == [], value
        moved += before != shown
    assert moved


def test_the_spreadsheet_agrees_with_the_stored_answers(data):
    """What the spreadsheet of these tests calculates is what the template holds: it is no stranger to Excel's rules."""
    import io  # noqa: PLC0415

    import openpyxl  # noqa: PLC0415

    book = Spreadsheet(data, AS_OF)
    stored = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    compared = 0
    for (sheet, row, column), told in book.shown().items():
        if sheet in {one.name for one in template.ORDER_SHEETS} and row > 4:
            value = stored[sheet].cell(row, column).value
            if isinstance(value, dt.datetime):
                value = float((value - dt.datetime(1899, 12, 30)).days)  # noqa: DTZ001
            assert (told or None) == (value or None), (sheet, row, column)
            compared += 1
    assert compared > 300


def test_no_formula_of_the_template_spills(data):
    """Every formula answers one value, whatever it is handed: none needs the mark of a dynamic array.

    Without that mark Excel 365 may show @ before a function, which changes nothing where there is one value.
    """
    book = Spreadsheet(data, AS_OF)
    spilled = [place for place in book.formulas if isinstance(book.whole(place), list)]
    assert spilled == []
    assert len(book.formulas) > 300


def test_an_edit_asks_for_its_row_alone(data):
    """An order that is edited has its own formulas calculated, and those above the table."""
    book = Spreadsheet(data, AS_OF)
    (sheet, (left, top, _, _), titles) = book.tables["受注"]
    calculated = book.type_in((sheet, top + 1, left + titles.index("入金日")), dt.date(2026, 11, 18))
    assert {row for _, row, _ in calculated if row > top} == {top + 1}
    assert LIST_ROWS >= 12


def test_an_order_sent_today_at_ten_is_sent(data):
    """The time that an export gives beside 発送日 changes nothing: no days are left, and nobody is asked for them."""
    book = Spreadsheet(data, AS_OF)
    sheet, (left, top, _, _), titles = book.tables["受注"]
    book.asked.clear()
    book.type_in((sheet, top + 1, left + titles.index("発送日")), number(AS_OF) + 10 / 24)
    assert book.values[sheet, top + 1, left + titles.index("段階")] == "発送済"
    assert book.values[sheet, top + 1, left + titles.index("残り日数")] == ""
    assert not {name for _, name, _ in book.asked} & {"QOO10_DAYS_LEFT", "QOO10_CAN_CANCEL"}


@pytest.mark.parametrize("sheet", template.ORDER_SHEETS, ids=lambda sheet: sheet.name)
def test_examples_count_in_no_figure(data, sheet):
    """The figures above a table of examples alone say what they say of an empty one; one real order moves them."""
    book = Spreadsheet(data, AS_OF)
    figures = {
        place: value for place, value in book.shown().items() if place[0] == sheet.name and place[1] == 6
    }
    assert set(figures.values()) <= {"対象なし", "見込みなし", 0.0, number(AS_OF)}, figures
    (_, (left, top, _, _), titles) = book.tables[sheet.table]
    first = top + 1 + len(example_rows(sheet))
    for title, value in REAL[sheet.name].items():
        book.type_in((sheet.name, first, left + titles.index(title)), value)
    after = {place: book.shown()[place] for place in figures}
    assert after != figures


REAL = {
    "受注": {"注文番号": "A-1", "入金日": dt.date(2026, 11, 9), "配送状態": "配送要請"},
    "出荷": {
        "注文番号": "A-1",
        "お届け予定日": dt.date(2026, 11, 5),
        "配送会社": "ヤマト運輸",
        "送り状番号": "123456789012",
        "注文金額": 3600,
    },
    "営業所止め": {"注文番号": "A-1", "配送状態": "返品", "発送日": dt.date(2026, 11, 9)},
}


LISTED = {"one": ["2026-11-20"], "two": ["2026-11-26", "2026-11-12"], "days": ["7日"], "each": [None]}
"""Item -> what stands beside it on the list of preorder items, a row each."""


@pytest.mark.parametrize("kind", [None, "予約"])
@pytest.mark.parametrize("item", LISTED)
@pytest.mark.parametrize("paid", [dt.date(2026, 11, 2), dt.date(2026, 11, 12), dt.date(2026, 11, 27)])
def test_a_list_with_several_days_is_read_as_a_refresh_reads_it(data, item, paid, kind):
    """適用区分 and 起算日 of an item with one day, several, `7日` or none are those that a refresh of the row has."""
    book = Spreadsheet(data, AS_OF)
    sheet, row, column = place_of(book, "予約商品の番号")
    lines = [(name, day) for name, days in LISTED.items() for day in days]
    for down, (name, day) in enumerate(lines):
        book.type_in((sheet, row + down, column), name)
        is_date = day and not day.endswith("日")
        book.type_in((sheet, row + down, column + 1), dt.date.fromisoformat(day) if is_date else day)
    (orders, (left, top, _, _), titles) = book.tables["受注"]
    for title, value in {"商品番号": item, "区分": kind, "入金日": paid, "配送状態": "配送準備"}.items():
        book.type_in((orders, top + 1, left + titles.index(title)), value)
    shown = {title: book.values.get((orders, top + 1, left + titles.index(title))) for title in titles}
    cells = {"注文番号": "1", "商品番号": item, "区分": kind, "入金日": paid}
    (read,) = order_rows({role: [cell] for role, cell in cells.items()}, 1, book.settings())
    assert shown["適用区分"] == KINDS[read.order.preorder]
    assert shown["起算日"] == ("" if read.order.base == NEVER else number(date_of(read.order.base)))
