"""Amazon's shipment template saved as a workbook beside an order report."""

from __future__ import annotations

import datetime as dt

import openpyxl
import xlsxwriter
from make_export_samples import AMAZON_ORDERS, AMAZON_SHIPMENT, amazon_row, tabbed

ORDER = [
    "250-0000070-0000070",
    "70000000000001",
    "2026-10-20T15:30:00+00:00",
    "FOOD-01",
    "1",
    "2200",
    "200",
    "0",
    "0",
]


def template(path, mark):
    """Write a workbook whose third sheet is the template, ids and numbers partly as numbers."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
    book.add_worksheet("説明").write(0, 0, "出荷通知テンプレートの使い方")
    sheet = book.add_worksheet("出荷通知テンプレート")
    sheet.write_row(0, 0, [mark, "Version=2011.1102"])
    sheet.write_row(1, 0, ["注文番号", "注文商品番号"])
    sheet.write_row(2, 0, AMAZON_SHIPMENT)
    sheet.write_row(3, 0, [ORDER[0], int(ORDER[1]), 1])
    sheet.write_datetime(3, 3, dt.datetime(2026, 10, 22))  # noqa: DTZ001  a cell has no zone
    sheet.write_row(3, 4, ["Yamato Transport", "", 444413758703])
    book.close()
    return path


def test_a_template_saved_as_a_workbook_is_read_like_the_text(shell, tmp_path):
    """Beside the order report it gives carrier and number, and the result is a file of its own."""
    orders = tmp_path / "orders.txt"
    row = amazon_row([*ORDER, "2026-10-25T14:59:59+00:00"], AMAZON_ORDERS)
    orders.write_bytes(tabbed([AMAZON_ORDERS, row]))
    book = template(tmp_path / "shipment.xlsx", "TemplateType=OrderFulfillment")
    before = book.read_bytes()
    ran = shell("refresh", orders, book, "--as-of", "2026-11-21", "--verbose")
    assert ran.status == 0
    assert "1行を判定しました" in ran.out
    assert "有効    1" in ran.out
    assert shell("refresh", orders, book, "-o", book, "--as-of", "2026-11-21").status == 2
    assert book.read_bytes() == before
    assert (tmp_path / "orders_判定.xlsx").exists()


def test_another_workbook_beside_exports_is_refused(shell, tmp_path):
    """Any other workbook among exports is left alone."""
    orders = tmp_path / "orders.txt"
    orders.write_bytes(tabbed([AMAZON_ORDERS, amazon_row([*ORDER, ""], AMAZON_ORDERS)]))
    book = template(tmp_path / "other.xlsx", "別の表")
    ran = shell("refresh", orders, book, "--as-of", "2026-11-21")
    assert ran.status == 2
    assert "ほかのファイルと一緒には更新できません" in ran.err


def test_a_template_by_itself_is_an_export(shell, tmp_path):
    """Alone it is judged as its text file would be: a result beside it, the amounts asked for, the file untouched."""
    book = template(tmp_path / "shipment.xlsx", "TemplateType=OrderFulfillment")
    before = book.read_bytes()
    ran = shell("refresh", book, "--as-of", "2026-11-21")
    assert ran.status == 1
    assert "注文金額がありません" in ran.err
    assert book.read_bytes() == before
    assert (tmp_path / "shipment_判定.xlsx").exists()


def test_a_template_saved_as_a_workbook_is_imported(shell, tmp_path):
    """Import takes it like the text file: carrier and number come into the order that the book has."""
    ledger = tmp_path / "ledger.xlsx"
    made = xlsxwriter.Workbook(str(ledger))
    sheet = made.add_worksheet("出荷")
    titles = ["注文番号", "明細番号", "配送会社", "送り状番号", "注文金額", "お届け予定日"]
    sheet.write_row(0, 0, titles)
    sheet.write_row(1, 0, [ORDER[0], ORDER[1], "", "", 2000, "2026/10/25"])
    made.close()
    book = template(tmp_path / "shipment.xlsx", "TemplateType=OrderFulfillment")
    ran = shell("import", book, "--into", ledger, "--as-of", "2026-11-21")
    assert ran.status == 0, ran.err
    cells = openpyxl.load_workbook(ledger)["出荷"]
    assert [cells.cell(2, column).value for column in (3, 4)] == ["Yamato Transport", "444413758703"]
