"""What formulas come to, stored behind them when a file is written: for whoever looks at a book without our functions."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import sys
from pathlib import Path

import openpyxl
import pytest
from package_parts import parts

sys.path.insert(0, str(Path(__file__).parents[1] / "generators"))
from spreadsheet import Spreadsheet, number

from xlshipcheck.context import Context
from xlshipcheck.generators.template import book as template
from xlshipcheck.generators.template.layout import HEADER_ROW
from xlshipcheck.hosts.book_files import refresh_book_file
from xlshipcheck.hosts.files.workbook import open_file
from xlshipcheck.values.days import day_of

NOW = dt.datetime(2026, 12, 1, 9, 30)  # noqa: DTZ001  a name for a backup
SHEETS = [sheet.name for sheet in template.ORDER_SHEETS]
LISTED = {
    "two": [dt.date(2026, 11, 26), dt.date(2026, 11, 12)],
    "days": ["7日"],
    "blank": [None],
}
"""Preorder items -> what stands beside them in 設定, a row each."""
TYPED = {
    "受注": [
        {"注文番号": "A-1", "入金日": dt.date(2026, 11, 9), "配送状態": "配送要請"},
        {"注文番号": "A-2", "入金日": dt.date(2026, 11, 20), "区分": "予約", "配送状態": "配送準備"},
        {"注文番号": "A-3", "商品番号": "(例)予約商品A", "入金日": dt.date(2026, 11, 2)},
        {"注文番号": "A-4", "入金日": dt.date(2026, 11, 9), "発送日": dt.date(2026, 11, 13)},
        *({"注文番号": f"A-{item}", "商品番号": item, "入金日": dt.date(2026, 11, 9)} for item in LISTED),
    ],
    "出荷": [
        {
            "注文番号": "B-1",
            "お届け予定日": dt.date(2026, 11, 5),
            "配送会社": "ヤマト運輸",
            "送り状番号": "4444-1375-8703",
            "注文金額": 600,
        },
        {
            "注文番号": "B-1",
            "お届け予定日": dt.date(2026, 11, 5),
            "送り状番号": "444413758703",
            "配送会社": "宅急便",
        },
        {"注文番号": "B-2", "配送会社": "西濃運輸", "注文金額": 2500},
    ],
    "営業所止め": [{"注文番号": "C-1", "発送日": dt.date(2026, 11, 20), "配送状態": "保管中"}],
}


def refreshed(path, day):
    """Refresh a book as of a day, and return what the save says."""
    with open_file(path, lambda *_: None) as book:
        refresh_book_file(book, Context(day_of(day), template.context().settings), "", path)
        return book.save(NOW)


@pytest.fixture
def typed(tmp_path):
    """Return the template with orders typed in and below its tables, by a program that stores no results."""
    path = tmp_path / "book.xlsx"
    shutil.copy(template.FOLDER / template.PLAIN_BOOK, path)
    book = openpyxl.load_workbook(path)
    for name, orders in TYPED.items():
        sheet = book[name]
        (table,) = sheet.tables.values()
        last = sheet[table.ref.partition(":")[2]].row
        headers = [cell.value for cell in sheet[HEADER_ROW + 1]]
        for row, order in enumerate(orders, last):
            for title, value in order.items():
                sheet.cell(row, headers.index(title) + 1).value = value
    settings = book["設定"]
    (place,) = [cell for row in settings.iter_rows() for cell in row if cell.value == "予約商品の番号"]
    row = place.row + 2
    for item, days in LISTED.items():
        for day in days:
            settings.cell(row, place.column).value = item
            settings.cell(row, place.column + 1).value = day
            row += 1
    # Left alone by us; openpyxl asks for it wherever it saves.
    book.calculation.fullCalcOnLoad = False
    book.save(path)
    return path


def without_our_sheets(path):
    """Return a book without the sheets that a refresh makes."""
    book = openpyxl.load_workbook(path)
    for name in ("集計", "今日"):
        del book[name]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("day", [dt.date(2026, 11, 21), dt.date(2026, 12, 1), dt.date(2027, 1, 4)])
def test_what_is_stored_is_what_a_spreadsheet_shows(typed, day):
    """Every formula of the order sheets holds what another program calculates in its place, those that grew too."""
    saved = refreshed(typed, day)
    assert not saved.recalculates
    shown = Spreadsheet(without_our_sheets(typed), day).shown()
    stored = openpyxl.load_workbook(typed, data_only=True)
    compared = 0
    for (sheet, row, column), value in shown.items():
        # The bar hangs on the clock.
        if sheet in SHEETS and row > 4:
            there = number(stored[sheet].cell(row, column).value)
            assert (there or None) == (value or None), (sheet, row, column)
            compared += 1
    assert compared > 400


def test_only_results_are_other_ones(tmp_path):
    """A refresh of another day changes what stands behind formulas; each of them stays in its place and its look."""
    path = tmp_path / "book.xlsx"
    shutil.copy(template.FOLDER / template.PLAIN_BOOK, path)
    before = parts(path.read_bytes())
    refreshed(path, dt.date(2026, 12, 1))
    after = parts(path.read_bytes())
    formula = re.compile(rb'(<c r="[A-Z]+\d+"(?: s="\d+")?)(?: t="\w+")?>(<f[^<]*</f>)(<v>[^<]*</v>)')
    names = openpyxl.load_workbook(path, read_only=True).sheetnames
    orders = f"xl/worksheets/sheet{names.index('受注') + 1}.xml"
    # 今日 and 集計 are made anew.
    for place in (place for place, name in enumerate(names, 1) if name not in {"今日", "集計"}):
        sheet = f"xl/worksheets/sheet{place}.xml"
        were, are = (formula.findall(data[sheet]) for data in (before, after))
        assert [cell[:2] for cell in were] == [cell[:2] for cell in are]
    assert before[orders] != after[orders]
    unchanged = {"xl/sharedStrings.xml", "xl/tables/table1.xml", "xl/vbaProject.bin"} & set(before)
    assert all(before[part] == after[part] for part in unchanged)


def test_a_second_refresh_writes_nothing(typed):
    """The same day again: what is stored is that already, and the file is left alone."""
    refreshed(typed, dt.date(2026, 12, 1))
    first = typed.read_bytes()
    assert not refreshed(typed, dt.date(2026, 12, 1)).changed
    assert typed.read_bytes() == first


@pytest.mark.parametrize(
    ("formula", "value", "recalculates"),
    [
        ('=IF(無い名前="制限",1,2)', None, False),
        ("=VLOOKUP(B2,A:C,3,FALSE)", None, True),
        ("=VLOOKUP(A2,A:A,1,FALSE)", None, False),
        ('=IF(QOO10_STAGE()="制限候補","急ぐ","待つ")', "待つ", False),
        ("=QOO10_DEADLINE(B2)+1", 46340, False),
        ('=SUBSTITUTE(C2&" "&INT(B2),"正","済")', "済常 46335", False),
        ("=OR(C2=C3,D3)", True, False),
        ("=QOO10_DEADLINE(B2:B3)", None, True),
        ("=NOW()-B2", None, False),
        ("=A2&C2", "A-1正常", False),
        ('=COUNTIF(A:A,"A-*")', None, False),
        ('=COUNTIF(C:C,"正*")', 2, False),
        ('=COUNTIF(C:C,"<>古い")', 3, False),
        ("=SUMIFS(B:B,C:C,C3)/2-1%", 46335 - 0.01, False),
        (
            '=IF(AND(C2="正常",NOT(C3=""),LEFT(C2)="正"),TEXT(QOO10_DEADLINE(B2),"yyyy/mm/dd"),"")',
            "2026/11/13",
            False,
        ),
        ("=IF(C2=0,1)", False, False),
        ('="a"&C2*1', None, True),  # an error of the spreadsheet's
        ("=SUM(QOO10_POINTS(B2),1)", None, True),
        ("=D2&C2", None, True),  # a circle
    ],
)
def test_formulas_of_a_sellers_own_book(tmp_path, formula, value, recalculates):
    """What is ours, or hangs on ours, gets its result; what is not known stays, and is calculated on opening."""
    import xlsxwriter  # noqa: PLC0415

    path = tmp_path / "own.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.calc_on_load = False
        sheet = book.add_worksheet("注文")
        day = book.add_format({"num_format": "yyyy/mm/dd"})
        sheet.write_row(0, 0, ["注文番号", "入金日", "段階", "私の列", "発送日"])
        for row in (1, 2):
            sheet.write_string(row, 0, f"A-{row}")
            sheet.write_datetime(row, 1, dt.datetime(2026, 11, 9), day)  # noqa: DTZ001
            sheet.write_formula(row, 2, f"=QOO10_STAGE(B{row + 1},E{row + 1})", None, "古い")
        sheet.write_formula(1, 3, formula, None, "前")
    saved = refreshed(path, dt.date(2026, 11, 10))
    stored = openpyxl.load_workbook(path, data_only=True)["注文"]
    assert stored["C2"].value == stored["C3"].value == "正常"
    assert stored["D2"].value == ("前" if value is None else value)
    assert saved.recalculates is recalculates
