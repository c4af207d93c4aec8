"""The commands on a seller's own workbook: refresh in place, import, and what is left alone."""

from __future__ import annotations

import csv
import datetime as dt
import json
import shutil

import openpyxl
import pytest
import xlsxwriter
from books import DETAIL, column, rows_of
from command_runs import AS_OF
from package_parts import parts

HEADER = ["注文番号", "メモ", "入金日", "発送日", "発送予定日", "送り状番号"]


def day(text):
    """Return a date written like 11-20."""
    return dt.date.fromisoformat(f"2026-{text}")


ROWS = [
    ["810000001", "急ぎ", day("11-09"), day("11-12"), day("11-12"), "444413758703"],
    ["810000002", "=危険", day("11-13"), None, day("11-18"), None],
    ["810000003", None, None, None, None, None],
]


def write_book(path, *, table=False, formula=False):
    """Write a seller's ledger: a title above the header, a chart, colours and a note."""
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_numbers": False})
    sheet = book.add_worksheet("注文台帳")
    date_format = book.add_format({"num_format": "yyyy/mm/dd", "bg_color": "#DDEEFF"})
    sheet.merge_range("A1:F1", "2026年 注文台帳")
    if table:
        sheet.add_table(
            2, 0, 2 + len(ROWS), 5, {"name": "台帳", "columns": [{"header": text} for text in HEADER]}
        )
    sheet.write_row(2, 0, HEADER)
    for number, row in enumerate(ROWS, 3):
        for place, value in enumerate(row):
            if isinstance(value, dt.date):
                sheet.write_datetime(number, place, value, date_format)
            elif value is not None:
                sheet.write_string(number, place, value)
    if formula:
        sheet.write(2, 6, "段階")
        sheet.write_formula(3, 6, '="わたしの式"', None, "わたしの式")
    sheet.write_comment("B4", "店長のメモ")
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=注文台帳!$A$4:$A$6"})
    sheet.insert_chart("R2", chart)
    sheet.data_validation("B4:B6", {"validate": "list", "source": ["急ぎ", "通常"]})
    book.close()
    return path


def test_refresh_writes_results_and_nothing_else(shell, tmp_path):
    """The ledger gets its result columns and 集計; chart, note, drawing and every other part stay byte for byte."""
    path = write_book(tmp_path / "台帳.xlsx")
    before = parts(path)
    ran = shell("refresh", path, *AS_OF)
    assert ran.status == 0
    after = parts(path)
    changed = {name for name in before if after[name] != before[name]}
    assert changed <= {
        "xl/worksheets/sheet1.xml",
        "xl/styles.xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "[Content_Types].xml",
    }
    new = {name for name in set(after) - set(before) if "/charts/" not in name and "/drawings/" not in name}
    assert new == {
        "xl/worksheets/sheet2.xml",
        "xl/worksheets/sheet3.xml",
        "xl/worksheets/_rels/sheet2.xml.rels",
    }
    cells = rows_of(path, "注文台帳")
    assert cells[2][6:] == [
        "段階",
        "最終発送日",
        "減点日",
        "制限日",
        "残り日数",
        "減点",
        "購入者キャンセル可",
        "発送率期限",
        "判定の率",
        "確認",
    ]
    assert [row[6] for row in cells[3:]] == ["発送済", "警告", "入金待ち"]
    assert cells[4][7] == dt.datetime(2026, 11, 19)  # noqa: DTZ001  as openpyxl reads a date
    assert cells[4][1] == "=危険"
    assert openpyxl.load_workbook(path).sheetnames == ["注文台帳", "集計", "今日"]


def test_refresh_twice_is_refresh_once(shell, tmp_path):
    """A second refresh on the same day leaves the file as it is and makes no backup."""
    path = write_book(tmp_path / "台帳.xlsx")
    shell("refresh", path, *AS_OF)
    once = path.read_bytes()
    files = sorted(tmp_path.iterdir())
    ran = shell("refresh", path, *AS_OF)
    assert ran.status == 0
    assert path.read_bytes() == once
    assert sorted(tmp_path.iterdir()) == files


def test_refresh_keeps_a_dated_backup(shell, tmp_path):
    """The book as it was stands beside the new one under a dated name."""
    path = write_book(tmp_path / "台帳.xlsx")
    old = path.read_bytes()
    shell("refresh", path, *AS_OF)
    (backup,) = tmp_path.glob("台帳_バックアップ_*.xlsx")
    assert backup.read_bytes() == old


def test_refresh_into_another_file_leaves_the_book(shell, tmp_path):
    """With -o the book itself is only read."""
    path = write_book(tmp_path / "台帳.xlsx")
    old = path.read_bytes()
    assert shell("refresh", path, "-o", "新.xlsx", *AS_OF).status == 0
    assert path.read_bytes() == old
    assert column(tmp_path / "新.xlsx", "集計", rows_of(tmp_path / "新.xlsx", "集計")[0][0])


def test_dry_run_writes_nothing(shell, tmp_path):
    """A dry run prints the summary and leaves the folder as it is."""
    path = write_book(tmp_path / "台帳.xlsx")
    old = path.read_bytes()
    ran = shell("refresh", path, "--dry-run", "--verbose", *AS_OF)
    assert "警告" in ran.out
    assert [entry.name for entry in tmp_path.iterdir()] == ["台帳.xlsx"]
    assert path.read_bytes() == old


def test_table_grows_to_the_right(shell, tmp_path):
    """Where the orders are a table, the result columns belong to it."""
    path = write_book(tmp_path / "台帳.xlsx", table=True)
    assert shell("refresh", path, *AS_OF).status == 0
    table = openpyxl.load_workbook(path)["注文台帳"].tables["台帳"]
    assert table.ref == "A3:P6"
    assert [entry.name for entry in table.tableColumns][6:8] == ["段階", "最終発送日"]


def test_formulas_in_a_result_column_are_left_alone(shell, tmp_path):
    """A 段階 column of the seller's formulas is not written, and that is said."""
    path = write_book(tmp_path / "台帳.xlsx", formula=True)
    ran = shell("refresh", path, *AS_OF)
    assert "段階" in ran.err
    assert "数式" in ran.err
    assert openpyxl.load_workbook(path)["注文台帳"]["G4"].value == '="わたしの式"'


@pytest.mark.parametrize(
    ("prepare", "says"),
    [
        (lambda path: path.with_name("~$" + path.name).write_bytes(b"\x04\xe5\x96\xb6"), "開"),
        (lambda path: path.write_bytes(b"PK\x03\x04 broken"), "壊"),
        (lambda path: path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)), "xls"),
        (lambda path: shutil.copy(path, path.with_suffix(".csv")) and path.unlink(), "見つかりません"),
    ],
    ids=["open in Excel", "damaged", "old format or password", "gone"],
)
def test_a_book_that_is_left_alone(shell, tmp_path, prepare, says):
    """A book that cannot be refreshed safely gets one sentence, exit status 2, and stays as it is."""
    path = write_book(tmp_path / "台帳.xlsx")
    prepare(path)
    before = {entry.name: entry.read_bytes() for entry in tmp_path.iterdir()}
    ran = shell("refresh", path, *AS_OF)
    assert ran.status == 2
    assert ran.out == ""
    assert len(ran.err.strip().splitlines()) == 1
    assert says in ran.err
    assert {entry.name: entry.read_bytes() for entry in tmp_path.iterdir()} == before


def test_book_and_export_together_are_refused(shell, tmp_path):
    """What should go where is not clear then; the sentence names the import command."""
    path = write_book(tmp_path / "台帳.xlsx")
    export = tmp_path / "a.csv"
    export.write_text("注文番号,入金日,発送日\n1,2026/11/20,\n", encoding="utf-8")
    ran = shell("refresh", path, export, *AS_OF)
    assert ran.status == 2
    assert "import" in ran.err


def demo_book(shell, tmp_path):
    """Return the demo's QSM export and the book made of it."""
    shell("demo", "d", *AS_OF)
    (export,) = (tmp_path / "d").glob("DeliveryManagement*.csv")
    (made,) = (tmp_path / "d").glob("DeliveryManagement*.xlsx")
    return export, made


def test_import_adds_updates_and_keeps(shell, tmp_path):
    """A new order is added below, a shipped one gets its dates, the seller's memo and the order of rows stay."""
    _, path = demo_book(shell, tmp_path)
    before = rows_of(path, "受注")
    export = tmp_path / "new.csv"
    (source,) = (tmp_path / "d").glob("DeliveryManagement*.csv")
    lines = source.read_bytes().decode("cp932").split("\r\n")
    header, last = lines[0], max(lines[1:-1], key=lambda line: max(line.split(",")[6:8]))
    number = last.split(",")[1]
    newer = last.replace(number, "899999999", 1)
    export.write_bytes(f"{header}\r\n{last}\r\n{newer}\r\n".encode("cp932"))
    dry = shell("import", export, "--into", path, "--dry-run", *AS_OF)
    assert dry.status == 0
    assert rows_of(path, "受注") == before
    ran = shell("import", export, "--into", path, *AS_OF)
    assert ran.status == 0
    after = rows_of(path, "受注")
    assert after[: len(before)] == before
    place = before[0].index("注文番号")
    assert after[len(before)][place] == "899999999"
    assert len(after) == len(before) + 1
    again = shell("import", export, "--into", path, "--json", *AS_OF)
    data = json.loads(again.out)
    assert data["written"] is None
    assert data["sheets"][0]["new_rows"] == 0


def test_import_follows_the_settings_of_the_book(shell, sample, tmp_path):
    """The 設定 sheet of the book names the seller's own headers, for an import as for a refresh."""
    path, export = tmp_path / "台帳.xlsx", sample(DETAIL)
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("受注").write_row(0, 0, ["管理番号", "決済完了日時", "出荷した日"])
        settings = book.add_worksheet("設定")
        mapping = {
            "列の見出し": "その役割",
            "管理番号": "注文番号",
            "決済完了日時": "入金日",
            "出荷した日": "発送日",
        }
        for row, cells in enumerate(mapping.items()):
            settings.write_row(row, 0, cells)
    assert shell("import", export, "--into", path, *AS_OF).status == 0
    numbers = [row[1] for row in csv.reader(export.read_text("cp932").splitlines())]
    assert [row[0] for row in rows_of(path, "受注")[1:]] == numbers[1:]


def test_refresh_of_a_made_book_renews_our_summary(shell, tmp_path):
    """集計 in a book that an earlier refresh made is known for ours and replaced, not refused."""
    _, path = demo_book(shell, tmp_path)
    ran = shell("refresh", path, "--as-of", "2026-12-01")
    assert "集計は書き込んでいません" not in ran.err
    assert "2026/12/1(火)" in str(rows_of(path, "集計")[0][0])


def settings_book(path):
    """Write a ledger of one late order with a 設定 sheet of its own."""
    book = xlsxwriter.Workbook(path, {"strings_to_numbers": False})
    orders = book.add_worksheet("受注")
    date_format = book.add_format({"num_format": "yyyy/mm/dd"})
    orders.write_row(0, 0, ["注文番号", "入金日", "発送日"])
    orders.write_string(1, 0, "1")
    orders.write_datetime(1, 1, day("11-13"), date_format)
    settings = book.add_worksheet("設定")
    settings.write_row(0, 0, ["設定の項目", "値"])
    settings.write_row(1, 0, ["一般の発送率", 0.97])
    settings.write_string(2, 0, "基準日")
    settings.write_datetime(2, 1, day("11-24"), date_format)
    book.close()
    return path


def test_a_books_own_settings_hold(shell, tmp_path):
    """The 設定 sheet's rate and 基準日 judge its book; an option is stronger than the sheet."""
    path = settings_book(tmp_path / "台帳.xlsx")
    assert "基準日 2026/11/24(火)" in shell("refresh", path, "--verbose").out
    assert column(path, "受注", "段階") == ["警告"]
    shell("refresh", path, "--as-of", "2026-11-17")
    assert column(path, "受注", "段階") == ["正常"]


def test_an_old_day_in_the_settings_is_told(shell, tmp_path):
    """A 基準日 of the 設定 sheet that is not today is told, with today and what to do; a day asked for is not."""
    path = settings_book(tmp_path / "台帳.xlsx")
    assert "--as-of" in "".join(line for line in told(shell("refresh", path)) if "基準日が今日" in line)
    assert not [line for line in told(shell("refresh", path, "--as-of", "2026-11-17")) if "基準日が" in line]


def told(done):
    """Return the lines that a command said, results and remarks alike."""
    return [*done.out.splitlines(), *done.err.splitlines()]


def test_a_map_that_names_no_header_is_refused(shell, tmp_path):
    """A typing mistake in --map would judge by the wrong column, so it is told with the nearest headers."""
    path = write_book(tmp_path / "台帳.xlsx")
    ran = shell("refresh", path, "--map", "発送目=発送日", *AS_OF)
    assert ran.status == 2
    assert "発送目" in ran.err
    assert "発送日" in ran.err


def script_book(path, rows, header=("注文番号", "入金日", "発送日", "区分", "メモ")):
    """Write a book as scripts do: no formula has a stored result."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "受注"
    for row in (header, *rows):
        sheet.append(row)
    book.save(path)
    return path


LATE = ("1", day("11-02"), "=B2+1", None, None)


@pytest.mark.parametrize("option", [(), ("--dry-run",), ("-o", "別.xlsx")], ids=["", "dry run", "output"])
def test_formulas_without_results_are_refused(refused, tmp_path, option):
    """発送日 by formulas that nothing has computed yet would make 制限 of orders that were sent: nothing is written."""
    rows = [LATE, ("2", day("11-20"), None, None, None), ("3", "=B3", "=B4+1", "=D2", None)]
    path = script_book(tmp_path / "台帳.xlsx", rows)
    before = path.read_bytes()
    said = refused("refresh", path, *option, *AS_OF)
    assert "台帳.xlsx のシート「受注」" in said
    for place in (
        "C列 (発送日) に2個、最初は C2",
        "B列 (入金日) に1個、最初は B4",
        "D列 (区分) に1個、最初は D4",
    ):
        assert place in said
    assert "表計算ソフトで開いて保存してから" in said
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["台帳.xlsx"]


@pytest.mark.parametrize(
    "rows",
    [
        [("1", day("11-02"), day("11-04"), None, '=IF(A2="","","x")')],
        [
            ("1", day("11-02"), day("11-04"), None, None),
            ("合計", "=COUNT(B2:B2)", "=COUNT(C2:C2)", None, None),
        ],
        [("1", day("11-02"), day("11-04"), None, None), (None, "=MAX(B2:B2)", None, None, "合計")],
        [("1", day("11-02"), day("11-04"), None, None), (None, '=IF(A3="","",1)', "=B3", None, None)],
    ],
    ids=["another column", "totals", "totals named elsewhere", "filled down beforehand"],
)
def test_formulas_that_no_order_is_judged_by_may_lack_results(shell, tmp_path, rows):
    """The seller's other columns, a row of totals and rows without an order keep nothing from being judged."""
    path = script_book(tmp_path / "台帳.xlsx", rows)
    assert shell("refresh", path, *AS_OF).status == 0
    assert column(path, "受注", "段階")[0] == "発送済"


def test_an_order_number_without_a_result_is_an_order(refused, tmp_path):
    """Where the whole row is formulas nobody knows whether it is an order, so the book is refused."""
    path = script_book(tmp_path / "台帳.xlsx", [("=元!A2", "=元!B2", "=元!C2", None, None)])
    assert "A列 (注文番号) に1個、最初は A2" in refused("refresh", path, *AS_OF)


@pytest.mark.parametrize(
    ("market", "is_refused"),
    [("Qoo10", False), ("Amazon", True), ("=A1", True)],
    ids=["qoo10", "amazon", "unknown"],
)
def test_of_a_mixed_sheet_the_market_tells_what_is_read(shell, tmp_path, market, is_refused):
    """注文金額 is read for a row of Amazon's and not for one of Qoo10's; a モール without result is unknown."""
    header = ("注文番号", "モール", "入金日", "発送日", "お届け予定日", "配送会社", "送り状番号", "注文金額")
    row = ("1", market, day("11-02"), day("11-04"), day("11-05"), "ヤマト運輸", "444413758703", "=1000+500")
    path = script_book(tmp_path / "台帳.xlsx", [row], header)
    ran = shell("refresh", path, *AS_OF)
    assert ran.status == (2 if is_refused else 0), ran.err
