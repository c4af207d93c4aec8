"""`xlshipcheck today`: what to do first, in the terminal and as JSON."""

from __future__ import annotations

import json

import openpyxl
import pytest

URGENT = "urgent_orders.csv"
MONDAY = ("--as-of", "2026-11-30")
HEADER = "注文番号,入金日,発送日,商品番号,商品名,数量"


@pytest.fixture
def urgent(tmp_path):
    """Write orders of which 15 stop a sale tomorrow, 6 cost points tomorrow, and 5 are due today for the rate."""
    rows = [
        *[f"A{n:03},2026/11/20,,90000{2 - n % 2},保湿クリーム,1" for n in range(1, 16)],
        *[f"B{n:03},2026/11/24,,900003,美容液,1" for n in range(1, 7)],
        *[f"C{n:03},2026/11/25,,900004,シートマスク,2" for n in range(1, 6)],
    ]
    path = tmp_path / URGENT
    path.write_text("\n".join([HEADER, *rows]), encoding="cp932")
    return path


def test_today_of_an_export(shell, urgent, tmp_path):
    """The first lines hold the verdict and the boxes, then comes every order; nothing is written."""
    ran = shell("today", urgent.name, *MONDAY)
    assert ran.status == 0
    lines = ran.out.splitlines()
    assert lines[0] == "11/30(月) urgent_orders.csv ― 今日出す注文は26件。まず販売停止を防げる15件から"
    assert "  今日までに発送 6 (減点 -12 を防げる)" in lines
    assert sum(line.split()[0].isdecimal() for line in lines if line.strip()) == 26
    assert "  12/1(火) に 商品2点が30日間の販売停止 (注文15件)" in lines
    assert [path.name for path in tmp_path.iterdir()] == [URGENT]


def test_report_is_another_word_for_it(shell, urgent):
    """`report` prints the same, as text and as JSON."""
    for options in ((), ("--json",)):
        assert shell("report", urgent.name, *MONDAY, *options) == shell(
            "today", urgent.name, *MONDAY, *options
        )


@pytest.mark.parametrize("command", ["today", "messages"])
def test_an_empty_sheet_hides_no_other_reason(shell, tmp_path, command):
    """Of a book without orders, what the sheet with texts lacks is said, and of an empty book that it is empty."""
    book = openpyxl.Workbook()
    book.active.title = "白紙"
    book.save(tmp_path / "空.xlsx")
    ran = shell(command, "空.xlsx", *MONDAY)
    assert ran.status == 2
    assert "シート「白紙」 には何も入力されていません" in ran.err
    book.create_sheet("表").append(["注文番合", "入金日付け", "色"])
    book.save(tmp_path / "表.xlsx")
    ran = shell(command, "表.xlsx", *MONDAY)
    assert ran.status == 2
    assert "近い見出し: 入金日付け → 入金日" in ran.err


def test_a_list_in_the_terminal_can_be_read(shell, tmp_path):
    """A product's name takes no more than its column has room for, and an order without a number is named by its row."""
    name = "とても長い商品名" * 500
    rows = [f"A1,2026/11/24,,900001,{name},1", f",2026/11/24,,900002,美容液,{'1' * 5000}"]
    (tmp_path / "注文.csv").write_text("\n".join([HEADER, *rows]), encoding="cp932")
    ran = shell("today", "注文.csv", *MONDAY)
    assert ran.status == 0
    first, second = (line for line in ran.out.splitlines() if "今日 11/30(月)" in line)
    assert "とても長い商品名" in first
    assert "…" in first
    assert "3行目" in second
    assert len(first) < 120
    assert len(second) < 120
    data = json.loads(shell("today", "注文.csv", *MONDAY, "--json").out)
    assert data["orders"][0]["name"] == name


def test_today_as_json(shell, urgent):
    """The same as data: 26 orders in their order, with their rows, and the boxes."""
    data = json.loads(shell("today", urgent.name, *MONDAY, "--json").out)
    assert [order["kind"] for order in data["orders"]] == ["販売停止"] * 15 + ["減点"] * 6 + ["発送率"] * 5
    assert data["orders"][0] == {
        "rank": 1,
        "when": "today",
        "due": "2026-11-30",
        "order": "A001",
        "item": "900001",
        "name": "保湿クリーム",
        "quantity": "1",
        "stage": "警告",
        "cost": "明日 商品の販売停止 30日",
        "kind": "販売停止",
        "goes": "",
        "market": "Qoo10",
        "cart": "",
        "wished": "",
        "sheet": "受注",
        "row": 2,
    }
    assert {box["title"]: box["total"] for box in data["boxes"]} == {
        "今日までに発送": 6,
        "発送率は今日まで": 5,
        "今日中で販売制限を防げる": 15,
        "すでに確定": 15,
        "明日": 11,
        "確認が必要": 0,
    }


def test_today_of_the_demo(shell, tmp_path):
    """Parcels to follow up come with the text to send; those that can still be fetched stand first."""
    shell("demo", "見本", "--as-of", "2026-11-21")
    ran = shell("today", tmp_path / "見本" / "営業所止め_見本.csv", "--as-of", "2026-11-21", "--json")
    parcels = json.loads(ran.out)["parcels"]
    assert parcels[0]["対応段階"] == "期限間近"
    assert "保管期限" in parcels[0]["文面"] or "11月21日" in parcels[0]["文面"]
    amazon = [tmp_path / "見本" / f"Amazon_{name}_見本.txt" for name in ("注文レポート", "出荷通知")]
    ran = shell("today", *amazon, "--as-of", "2026-11-21", "--json")
    packages = json.loads(ran.out)["packages"]
    assert packages
    assert all(package["無効の理由"] for package in packages)


def test_unreadable_rows_set_the_status(shell, tmp_path):
    """A row that cannot be read is named, and the exit status says so."""
    tmp_path.joinpath("表.csv").write_text("注文番号,入金日,発送日\nA1,あした,\n", encoding="cp932")
    ran = shell("today", "表.csv", *MONDAY)
    assert ran.status == 1
    assert "確認が必要 1" in ran.out
    assert "A1" in ran.err


def test_today_of_a_book_leaves_it_as_it_was(shell, urgent, tmp_path):
    """A marked book can be asked too; its bytes stay."""
    shell("refresh", urgent.name, *MONDAY)
    book = tmp_path / "urgent_orders_判定.xlsx"
    before = book.read_bytes()
    ran = shell("today", book, *MONDAY)
    assert "今日出す注文は26件" in ran.out
    assert book.read_bytes() == before


def test_a_refresh_ends_with_the_boxes_and_the_file(shell, urgent):
    """What a run prints fits on a screen and ends with what matters; --verbose prints 集計 before it."""
    lines = shell("refresh", urgent.name, *MONDAY).out.splitlines()
    assert len(lines) <= 12
    assert lines[0].endswith("今日出す注文は26件。まず販売停止を防げる15件から")
    assert lines[-1] == "26行を判定しました: urgent_orders_判定.xlsx"
    long = shell("refresh", urgent.name, *MONDAY, "--verbose", "-o", "b.xlsx").out
    assert "■ Qoo10 段階ごとの件数" in long
    assert long.splitlines()[-len(lines) : -1] == lines[:-1]


def test_the_sheet_stands_first_and_in_front(shell, urgent, tmp_path):
    """A book that we make opens on 今日, which lists all 26 and links each to its row."""
    shell("refresh", urgent.name, *MONDAY)
    book = openpyxl.load_workbook(tmp_path / "urgent_orders_判定.xlsx")
    assert book.sheetnames == ["今日", "受注", "集計"]
    assert book.active.title == "今日"
    rows = [[cell.value for cell in row] for row in book["今日"].iter_rows()]
    header = next(row for row, cells in enumerate(rows) if cells[0] == "順")
    listed = [cells for cells in rows[header + 1 :] if isinstance(cells[0], int)]
    assert [cells[0] for cells in listed] == list(range(1, 27))
    assert listed[0][2] == '=HYPERLINK("#\'受注\'!A"&MATCH("A001",\'受注\'!$A:$A,0),"A001")'
    assert [cells[5] for cells in listed] == ["警告"] * 15 + ["注意"] * 11


def test_an_order_of_an_export_is_looked_up_as_the_book_holds_it(shell, tmp_path):
    """Spaces around a number stay in the book that is made of an export, so they stand in what is looked up."""
    rows = [" A1 ,2026/11/24,,900001,品,1", '"=""0012""",2026/11/24,,900001,品,1']
    (tmp_path / "注文.csv").write_text("\n".join([HEADER, *rows]), encoding="cp932")
    shell("refresh", "注文.csv", *MONDAY)
    book = openpyxl.load_workbook(tmp_path / "注文_判定.xlsx")
    assert [cell.value for cell in book["受注"]["A"]][1:] == [" A1 ", "0012"]
    links = [cell.value for cell in book["今日"]["C"] if str(cell.value).startswith("=HYPERLINK")]
    wanted = {"A1": " A1 ", "0012": "0012"}
    assert [link for link in links if "MATCH" in link] == [
        f'=HYPERLINK("#\'受注\'!A"&MATCH("{stored}",\'受注\'!$A:$A,0),"{shown}")'
        for shown, stored in wanted.items()
    ]


def test_a_setting_leaves_the_sheet_out(shell, urgent, tmp_path):
    """Where a shop does not want 今日, no refresh makes it; the shell says it all the same."""
    tmp_path.joinpath("設定.toml").write_text('today_sheet = "作らない"\n', encoding="utf-8")
    ran = shell("refresh", urgent.name, *MONDAY, "--settings", "設定.toml")
    assert openpyxl.load_workbook(tmp_path / "urgent_orders_判定.xlsx").sheetnames == ["受注", "集計"]
    assert "今日までに発送 6" in ran.out


def test_impact_of_another_rule(shell, urgent, tmp_path):
    """Under a rule of one more safe day the orders that cost points tomorrow do so a day later; only those are listed."""
    tmp_path.joinpath("新.toml").write_text(
        '"qoo10.general.safe" = 5\n"qoo10.general.warning" = 6\n"qoo10.general.restriction" = 7\n',
        encoding="utf-8",
    )
    before = urgent.read_bytes()
    data = json.loads(shell("impact", urgent.name, "--rules", "新.toml", *MONDAY, "--json").out)
    totals = {entry["name"]: (entry["before"], entry["after"]) for entry in data["totals"]}
    assert totals["確定した減点"] == (-30, 0)
    changed = {entry["order"]: entry for entry in data["orders"]}
    assert changed["B001"]["before"] == "注意 / 今日 11/30(月) / 明日 -2点"
    assert "12/2(水) -2点" in changed["B001"]["after"]
    assert "C001" not in changed  # its rate day is the same
    assert sorted(path.name for path in tmp_path.iterdir()) == ["urgent_orders.csv", "新.toml"]
    assert urgent.read_bytes() == before


def test_impact_needs_something_to_compare(shell, urgent):
    """Without other rules and without another day there is nothing to compare, and that is said."""
    ran = shell("impact", urgent.name)
    assert ran.status == 2
    assert "--rules か --as-of" in ran.err


def test_impact_of_another_day(shell, urgent):
    """The same orders on another day are compared with today's; the table stands above the list."""
    ran = shell("impact", urgent.name, *MONDAY)
    assert ran.out.startswith("基準日 2026/11/30(月)\n")
    assert "確定した減点" in ran.out
