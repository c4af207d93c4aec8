"""A refreshed .ods opened in LibreOffice: every cell of the seller's is as it was, and the results are those of an .xlsx."""

from __future__ import annotations

import datetime as dt
import shutil
import warnings

import openpyxl
import pytest
import xlsxwriter
from difficult_workbooks import kitchen_sink
from office import close, uno_module

from xlshipcheck.context import Context
from xlshipcheck.hosts.book_files import open_book_file, refresh_book_file
from xlshipcheck.hosts.open_document.workbook import open_document_file
from xlshipcheck.values.days import day_of
from xlshipcheck.values.results import SHEET_NAME, TODAY_NAMES

pytestmark = pytest.mark.end_to_end
NOW = dt.datetime(2026, 11, 21, 9, 30)  # noqa: DTZ001  a name for a backup
CONTEXT = Context(day_of(dt.date(2026, 11, 21)))
HEADER = ["配送状態", "注文番号", "カート番号", "入金日", "発送日", "商品番号", "商品名", "金額"]
WORDS = ["配送要請", "配送中", "配送準備", "キャンセル", "入金待ち", "何だろう", "配送完了"]


def quiet(_text, _done, _total):
    """Show no progress."""


def orders(workbook, sheet, top=0, count=21):
    """Write orders of every state, some of them twice below each other."""
    day = workbook.add_format({"num_format": "yyyy/mm/dd", "border": 1})
    yellow = workbook.add_format({"bg_color": "#FFFF00"})
    sheet.write_row(top, 0, HEADER, workbook.add_format({"bold": True, "bg_color": "#DDEBF7"}))
    for number in range(count):
        word = WORDS[number % len(WORDS)]
        row = top + 1 + number
        sheet.write_row(row, 0, [word, f"A-{number:04d}", f"K-{number // 2}"])
        paid = dt.date(2026, 11, 2) + dt.timedelta(days=number % 19)
        if word != "入金待ち":
            sheet.write_datetime(row, 3, paid, day)
        if word in {"配送中", "配送完了"}:
            sheet.write_datetime(row, 4, paid + dt.timedelta(days=number % 9), day)
        sheet.write_row(row, 5, [700000001 + number % 3, "商品 & <特>  二つ", 1980.5], yellow)
    return top + count


def plain(workbook, sheet):
    """Write orders and nothing else."""
    orders(workbook, sheet)


def filtered(workbook, sheet):
    """Write orders with a filter, hidden rows, notes, checks, a chart, formulas over the results, a merged title."""
    sheet.merge_range("A1:E2", "2026年11月 注文", workbook.add_format({"align": "center"}))
    last = orders(workbook, sheet, 3)
    sheet.autofilter(3, 0, last, len(HEADER) - 1)
    sheet.filter_column(0, "x == 配送要請")
    for row in range(4, last + 1):
        if WORDS[(row - 4) % len(WORDS)] != "配送要請":
            sheet.set_row(row, None, None, {"hidden": True})
    sheet.write_comment("B6", "電話で確認済み")
    sheet.data_validation("A5:A25", {"validate": "list", "source": WORDS[:3]})
    sheet.conditional_format("H5:H25", {"type": "data_bar"})
    chart = workbook.add_chart({"type": "column"})
    chart.add_series({"values": "=注文!$H$5:$H$12"})
    sheet.insert_chart("W3", chart)
    other = workbook.add_worksheet("別の表")
    other.write_formula("A1", "=SUM(注文!H5:H25)", None, 41590.5)
    other.write_formula("A2", '=COUNTIF(注文!I5:I25,"警告")', None, 0)
    other.write_formula("A3", "=NA()", None, "#N/A")
    other.write_array_formula("B1:B2", "{=注文!H5:H6*2}", None, 3961)
    locked = workbook.add_worksheet("保護")
    locked.write("A1", "触らない")
    locked.protect("あいことば")
    workbook.define_name("合計額", "=注文!$H$5:$H$25")


def equal_rows(workbook, sheet):
    """Write rows that are equal, which Calc writes as one that is repeated."""
    orders(workbook, sheet, count=3)
    day = workbook.add_format({"num_format": "yyyy/mm/dd"})
    for row in range(4, 30):
        sheet.write_row(row, 0, ["配送要請", "B-1", "K-9"])
        sheet.write_datetime(row, 3, dt.date(2026, 11, 9), day)


def everything(workbook, sheet):
    """Write all that XlsxWriter can make, and orders on a sheet of their own."""
    kitchen_sink(workbook, sheet)
    orders(workbook, workbook.add_worksheet("受注"))


def in_a_table(workbook, sheet):
    """Write orders as a table."""
    last = orders(workbook, sheet)
    columns = [{"header": text} for text in HEADER]
    sheet.add_table(0, 0, last, len(HEADER) - 1, {"name": "注文表", "columns": columns})


KINDS = {
    "plain": (plain, {}),
    "filtered": (filtered, {}),
    "from 1904": (filtered, {"date_1904": True}),
    "equal rows": (equal_rows, {}),
    "everything": (everything, {}),
    "table": (in_a_table, {}),
}


@pytest.fixture(params=KINDS)
def books(request, tmp_path, office):
    """Return a difficult book as .xlsx, and the same as LibreOffice saves it as .ods."""
    path = tmp_path / "注文.xlsx"
    write, options = KINDS[request.param]
    with xlsxwriter.Workbook(path, options) as workbook:
        write(workbook, workbook.add_worksheet("注文"))
    document = office.open(path)
    uno = uno_module()
    value = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    value.Name, value.Value = "FilterName", "calc8"
    document.storeToURL(path.with_suffix(".ods").as_uri(), (value,))
    close(document)
    return path, path.with_suffix(".ods")


def shown(office, path):
    """Return sheet -> (row, column) -> formula or value, and what the cell shows."""
    document = office.open(path)
    found = {}
    for name in document.Sheets.ElementNames:
        sheet = document.Sheets.getByName(name)
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)  # noqa: FBT003  UNO takes it by position only
        address = cursor.RangeAddress
        block = sheet.getCellRangeByPosition(0, 0, address.EndColumn, address.EndRow)
        formulas, values = block.getFormulaArray(), block.getDataArray()
        found[name] = {
            (row, column): (text, value)
            for row, (texts, cells) in enumerate(zip(formulas, values, strict=True), 1)
            for column, (text, value) in enumerate(zip(texts, cells, strict=True), 1)
            if text != ""
        }
    close(document)
    return found


def refreshed(path):
    """Refresh a book in place; return the cells of the results by sheet."""
    with open_book_file(path, quiet) as book:
        done = refresh_book_file(book, CONTEXT, "", path)
        book.save(NOW)
    return {
        sheet.sheet: {
            (sheet.block.header_row + n, column.column)
            for column in sheet.block.columns
            for n in range(len(column.values) + 1)
        }
        for sheet in done.sheets
    }


def test_foreign_cells_are_the_same_and_results_are_those_of_the_xlsx(books, office):
    """Values and formulas of every foreign cell before and after; each result equals that of the book as .xlsx."""
    xlsx, ods = books
    before = shown(office, ods)
    written = refreshed(ods)
    once = ods.read_bytes()
    after = shown(office, ods)
    own = {SHEET_NAME, TODAY_NAMES[0]}
    assert set(after) == set(before) | own
    for name, cells in before.items():
        if name == "別の表" and (2, 1) in cells:
            # It counts our results: Calc may have calculated it anew, or show what is stored.
            assert after[name].pop((2, 1))[0] == cells.pop((2, 1))[0]
        kept = {place: cell for place, cell in after[name].items() if place not in written.get(name, set())}
        assert kept == {p: cell for p, cell in cells.items() if p not in written.get(name, set())}
    refreshed(ods)
    assert ods.read_bytes() == once
    assert refreshed(xlsx) == written
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of openpyxl, about what it would drop
        loaded = openpyxl.load_workbook(xlsx)
    with open_document_file(ods, quiet) as book:
        for name, places in written.items():
            sheet = book.sheet(name)
            rows = sheet.read_block(1, sheet.used_size()[0])
            for row, column in places:
                theirs = loaded[name].cell(row, column).value
                theirs = theirs.date() if isinstance(theirs, dt.datetime) else theirs
                assert rows[row - 1][column - 1] == theirs, (name, row, column)


def test_saved_by_libreoffice_and_refreshed_again(books, office, tmp_path):
    """Calc saves the refreshed book anew; the next refresh knows its columns, sheets and filter, and adds none."""
    _, ods = books
    written = refreshed(ods)
    document = office.open(ods)
    document.store()
    close(document)
    again = tmp_path / "again.ods"
    shutil.copy(ods, again)
    before = shown(office, again)
    assert refreshed(again) == written
    after = shown(office, again)
    assert list(after) == list(before)
    # Calc writes a fraction with a digit less than Python does; our own sheets hold such.
    own = {SHEET_NAME, TODAY_NAMES[0]}
    assert {name: after[name] for name in after if name not in own} == {
        name: before[name] for name in before if name not in own
    }
