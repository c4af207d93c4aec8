"""Our sheets in a seller's book bring their charts along, keep their parts' names, and lose nothing of the seller's."""

from __future__ import annotations

import datetime as dt
import re

import openpyxl
import pytest
import xlsxwriter
from workbook_makers import parts

from xlshipcheck.context import Context
from xlshipcheck.hosts.book_files import refresh_book_file
from xlshipcheck.hosts.files.workbook import open_file
from xlshipcheck.values.days import day_of

MONDAY = Context(day_of(dt.date(2026, 11, 30)))
NOW = dt.datetime(2026, 11, 30, 9, 0)  # noqa: DTZ001  a name for a backup


@pytest.fixture
def path(tmp_path):
    """Return a seller's book with orders, a chart and a note of his own."""
    path = tmp_path / "台帳.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("受注")
    day = book.add_format({"num_format": "yyyy/mm/dd"})
    sheet.write_row(0, 0, ["注文番号", "入金日", "発送日", "商品番号", "商品名", "数量"])
    for row, date in enumerate((20, 24, 25, 27), 1):
        sheet.write_number(row, 0, 880000000 + row)
        sheet.write_datetime(row, 1, dt.datetime(2026, 11, date), day)  # noqa: DTZ001  a cell has no zone
        sheet.write_row(row, 3, ["900001", "保湿クリーム", 2])
    chart = book.add_chart({"type": "pie"})
    chart.add_series({"values": "='受注'!$F$2:$F$5"})
    sheet.insert_chart("J2", chart)
    sheet.write_comment("E2", "大事なお客様")
    book.close()
    return path


def refreshed(path, context=MONDAY):
    """Refresh a book and return what was said."""
    with open_file(path, lambda *_: None) as book:
        done = refresh_book_file(book, context, "", path)
        book.save(NOW)
        return [*done.notes, *book.notes]


def test_charts_come_along_and_the_sellers_stay(path):
    """集計 gets two charts of its own; the seller's chart and note keep their bytes."""
    before = parts(path.read_bytes())
    assert refreshed(path) == []
    after = parts(path.read_bytes())
    assert after["xl/charts/chart1.xml"] == before["xl/charts/chart1.xml"]
    assert after["xl/comments1.xml"] == before["xl/comments1.xml"]
    new = sorted(after.keys() - before.keys())
    assert [name for name in new if "chart" in name] == ["xl/charts/chart2.xml", "xl/charts/chart3.xml"]
    for name in ("xl/charts/chart2.xml", "xl/charts/chart3.xml"):
        assert "集計!$A$" in after[name].decode()
        assert f'/{name}"'.encode() in after["[Content_Types].xml"]
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["受注", "集計", "今日"]
    assert len(book["集計"]._charts) == 2
    assert len(book["受注"]._charts) == 1


def test_a_second_refresh_of_the_day_writes_the_same_bytes(path):
    """Parts that stand keep their names, and nothing is changed by the same orders on the same day."""
    refreshed(path)
    first = path.read_bytes()
    refreshed(path)
    assert path.read_bytes() == first


def test_another_day_leaves_no_part_behind(path):
    """A later refresh writes into the same parts: none more, none that nothing refers to."""
    refreshed(path)
    first = parts(path.read_bytes())
    refreshed(path, Context(day_of(dt.date(2026, 12, 1))))
    second = parts(path.read_bytes())
    assert first.keys() == second.keys()
    assert first["xl/charts/chart2.xml"] != second["xl/charts/chart2.xml"]


def type_over(sheet, place, value):
    """Type into a cell of ours; the charts go, because openpyxl would save them under names that are not ours."""
    sheet._charts = []
    sheet[place] = value


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("メモ", lambda sheet: sheet.__setitem__("B3", None)),
        ("数式", lambda sheet: sheet.__setitem__("B60", "=1+1")),
        ("右の列の値", lambda sheet: sheet.__setitem__("Z5", "自分の控え")),
        ("入力 (A7「連絡済」)", lambda sheet: type_over(sheet, "A7", "連絡済")),
        ("入力 (B3「7」)", lambda sheet: type_over(sheet, "B3", 7)),
        ("グラフ・図", None),
    ],
)
def test_what_the_seller_put_on_our_sheet_is_not_lost(path, what, change):
    """A sheet of ours with something of the seller's on it is left alone, and that is said; the results are written."""
    refreshed(path)
    book = openpyxl.load_workbook(path)
    sheet = book["集計"]
    if what == "グラフ・図":
        sheet.add_chart(openpyxl.chart.BarChart(), "M3")
    else:
        change(sheet)
    if what == "メモ":
        sheet["B2"].comment = openpyxl.comments.Comment("忘れずに", "店")
    book.save(path)
    before = parts(path.read_bytes())
    told = refreshed(path, Context(day_of(dt.date(2026, 12, 1))))
    assert any(f"シート「集計」に追加された{what}" in note for note in told) or any(
        what in note for note in told
    )
    after = parts(path.read_bytes())
    assert after["xl/worksheets/sheet2.xml"] == before["xl/worksheets/sheet2.xml"]
    assert after["xl/worksheets/sheet3.xml"] != before["xl/worksheets/sheet3.xml"]


def test_links_look_the_number_up_as_it_is_stored(path):
    """A number that stands as a number is looked up as one; the box leads to the list."""
    refreshed(path)
    sheet = openpyxl.load_workbook(path)["今日"]
    formulas = [cell.value for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert "=HYPERLINK(\"#'受注'!A\"&MATCH(880000001,'受注'!$A:$A,0),\"880000001\")" in formulas
    heading = next(row for row in range(1, 60) if str(sheet.cell(row, 1).value).startswith("今日の発送順"))
    assert any(re.fullmatch(rf"=HYPERLINK\(\"#'今日'!A{heading}\",1\)", text) for text in formulas)


def test_a_chart_has_room_for_any_number_of_categories(tmp_path):
    """Twenty categories of Amazon's make a chart of more lines than there are colours and markers: they come round again."""
    header = ["注文番号", "発送日", "お届け予定日", "送り状番号", "配送会社", "カテゴリー", "注文金額"]
    path = tmp_path / "出荷.xlsx"
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy/mm/dd"})
    sheet = book.add_worksheet("出荷")
    sheet.write_row(0, 0, header)
    for row in range(1, 41):
        sheet.write_string(row, 0, f"250-0000001-{row:07}")
        for column, date in ((1, (10, 25)), (2, (11, 10))):
            sheet.write_datetime(row, column, dt.datetime(2026, *date))  # noqa: DTZ001  a cell has no zone
        sheet.write_row(
            row, 3, ["" if row % 2 else "444413758703", "ヤマト運輸", f"カテゴリー{row % 20:02}", 2000]
        )
    book.close()
    refreshed(path)
    series = re.findall(
        r"<c:ser>", "".join(xml.decode() for name, xml in parts(path.read_bytes()).items() if "chart" in name)
    )
    assert len(series) > 20
