"""`reconcile` as a clerk uses it: a report, a book or exports, the answer in words, JSON and a .csv."""

from __future__ import annotations

import csv
import json

import openpyxl
import pytest
from books import day
from command_runs import AS_OF

from xlshipcheck.amazon.reconciling import AGREES, KINDS, ONLY_OURS

A, B, C = "444413758703", "512547514334", "405548424886"
ORDER = "250-000000{0}-000000{0}"


@pytest.fixture
def book(tmp_path):
    """Return a book with a Qoo10 sheet, and an Amazon sheet with a valid, an invalid and an unsent order."""
    made = openpyxl.Workbook()
    made.active.append(["注文番号", "入金日", "発送日", "発送予定日", "配送会社", "送り状番号"])
    made.active.append(["812340001", day("11-18"), day("11-20"), None, "ヤマト", A])
    sheet = made.create_sheet("出荷")
    sheet.append(["注文番号", "発送日", "配送会社", "送り状番号", "注文金額", "お届け予定日", "カテゴリー"])
    for number, carrier, tracking in ((1, "ヤマト運輸", A), (2, "ヤマト運輸", B), (3, "ヤマト運輸", None)):
        sheet.append([ORDER.format(number), day("10-20"), carrier, tracking, 2000, day("10-25"), "本"])
    sheet.append([ORDER.format(4), None, None, None, 2000, day("11-25"), "本"])
    path = tmp_path / "台帳.xlsx"
    made.save(path)
    return path


@pytest.fixture
def report(tmp_path):
    """Return a report with what agrees, what differs and what is not ours."""
    lines = [
        "注文番号,追跡番号,配送業者,有効な追跡番号なし",
        f"{ORDER.format(1)},{A},ヤマト運輸,",
        f"{ORDER.format(2)},{B},佐川急便,X",
        f"{ORDER.format(3)},,,",
        f"{ORDER.format(9)},{C},ヤマト運輸,X",
    ]
    path = tmp_path / "追跡.csv"
    path.write_bytes("\r\n".join(lines).encode("cp932"))
    return path


def test_a_book_beside_a_report(shell, book, report):
    """Every package is told in words with its kind; the book stays as it is; all was read, so the status is 0."""
    before = book.read_bytes()
    ran = shell("reconcile", report, book, *AS_OF)
    assert (ran.status, ran.err) == (0, "")
    assert (
        "Amazon 無効・本ツール 有効 1個、Amazon 有効・本ツール 無効 1個、レポートだけにある 1個、一致 1個"
        in ran.out
    )
    assert "配送会社名が違います" in ran.out
    assert "812340001" not in ran.out
    assert book.read_bytes() == before


def test_json_and_csv(shell, book, report):
    """JSON has counts and both rates; the .csv keeps numbers as text and is not written over."""
    ran = shell("reconcile", report, book, "-o", "結果.csv", "--json", *AS_OF)
    data = json.loads(ran.out)
    assert data["counts"]["一致"] == 1
    assert data["rates"][0]["カテゴリー"] == "本"
    assert data["rates"][0]["Amazon 率"] == pytest.approx(2 / 3)
    assert data["to_raise"] == []
    path = report.with_name("結果.csv")
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    assert len(rows) == 5
    assert rows[1][2] == f'="{B}"'
    again = shell("reconcile", report, book, "-o", "結果.csv", *AS_OF)
    assert again.status == 2
    assert "すでにある" in again.err


def test_a_filtered_report_gives_no_rate(shell, book, report):
    """A list of the invalid alone is said to be one, and shows 不明 where a rate would mislead."""
    report.write_text(f"Order ID,Tracking ID,No Valid Tracking\n{ORDER.format(1)},{A},X\n", "utf-8")
    ran = shell("reconcile", report, book, *AS_OF)
    assert "不備だけの一覧かもしれない" in ran.err
    assert "不明" in ran.out
    assert "問い合わせる梱包 (1個)" in ran.out


def test_unreadable_rows_set_the_status(shell, book, report):
    """A word that nobody knows is named and the exit status is 1; so is a row of ours that cannot be judged."""
    report.write_text(f"注文番号,追跡番号,有効か\n{ORDER.format(1)},{A},たぶん\n", "utf-8")
    ran = shell("reconcile", report, book, *AS_OF)
    assert ran.status == 1
    assert "「たぶん」が読めません" in ran.err
    made = openpyxl.load_workbook(book)
    made["出荷"]["F2"] = "いつか"
    made.save(book)
    report.write_text(f"注文番号,追跡番号,有効か\n{ORDER.format(1)},{A},有効\n", "utf-8")
    again = shell("reconcile", report, book, *AS_OF)
    assert again.status == 1
    assert "本ツールで判定できません" in again.out
    assert ORDER.format(1) in again.err


def test_a_formula_is_text_in_the_csv(shell, book, report):
    """What looks like a formula in a report is written as text."""
    report.write_text("注文番号,追跡番号,有効か\n=1+1,@x,有効\n", "utf-8")
    shell("reconcile", report, book, "-o", "結果.csv", *AS_OF)
    row = next(
        one for one in csv.reader(report.with_name("結果.csv").read_text("utf-8-sig").splitlines()[1:])
    )
    assert row[1:3] == ["'=1+1", "'@x"]


def test_exports(shell, sample, report):
    """Amazon's exports serve like a book: joined first, so that order and shipment are one package."""
    files = [sample(name) for name in ("amazon_orders.txt", "amazon_shipment.txt")]
    lines = files[1].read_bytes().decode("cp932").splitlines()
    head = next(line.split("\t") for line in lines if line.startswith("order-id"))
    rows = [dict(zip(head, line.split("\t"), strict=False)) for line in lines if line[:1].isdigit()]
    sent = next(row for row in rows if row["tracking-number"])
    report.write_text(
        f"order-id,tracking-id,valid-tracking\n{sent['order-id']},{sent['tracking-number']},yes\n", "utf-8"
    )
    data = json.loads(shell("reconcile", report, *files, "--json", *AS_OF).out)
    (found,) = [one for one in data["packages"] if one["Amazon"]]
    assert found["本ツール"] != ""
    assert data["counts"]["レポートだけにある"] == 0


def test_the_report_of_the_demo(shell):
    """The demo's report differs from our judgement in every kind and for every reason that is known, once or twice."""
    shell("demo", "見本", *AS_OF)
    names = ("Amazon_追跡可能率_見本.csv", "Amazon_注文レポート_見本.txt", "Amazon_出荷通知_見本.txt")
    ran = shell("reconcile", *(f"見本/{name}" for name in names), "--json", *AS_OF)
    assert ran.status == 1
    data = json.loads(ran.out)
    counts = data["counts"]
    assert {kind: counts[kind] for kind in KINDS if kind not in {AGREES, ONLY_OURS}} == {
        "Amazon 無効・本ツール 有効": 7,
        "Amazon 無効・本ツール 対象外": 1,
        "Amazon 有効・本ツール 無効": 1,
        "Amazon 有効・本ツール 対象外": 1,
        "判定できない": 1,
        "レポートだけにある": 1,
    }
    assert counts[AGREES] > 400
    assert counts[ONLY_OURS] >= 1
    reasons = [
        one["考えられる理由"] for one in data["packages"] if one["結果"] == "Amazon 無効・本ツール 有効"
    ]
    for words in (
        "InvalidId",
        "番号が違います",
        "配送会社名が違います",
        "反映を待って",
        "遅い通知",
        "スキャンがありません",
    ):
        assert sum(words in reason for reason in reasons) == 1, reasons


def test_refusals(refused, book, report, tmp_path):
    """A file that is no report, one without Amazon's orders and one that is not there are refused in a sentence."""
    other = tmp_path / "q.csv"
    other.write_text("注文番号,入金日,発送日\n812340001,2026/11/18,\n", "utf-8")
    assert "追跡可能率のレポートとして読めません" in refused("reconcile", other, book, *AS_OF)
    assert "Amazon の注文がありません" in refused("reconcile", report, other, *AS_OF)
    assert "なし.csv" in refused("reconcile", tmp_path / "なし.csv", book, *AS_OF)
    assert "なし.xlsx" in refused("reconcile", report, tmp_path / "なし.xlsx", *AS_OF)


def test_a_workbook_instead_of_a_csv(shell, book, report):
    """-o .xlsx holds the same list as texts; another ending, and a folder that is not there, are refused."""
    report.write_text(f"注文番号,追跡番号,有効か\n=1+1,@x,有効\n{ORDER.format(1)},{A},有効\n", "utf-8")
    assert shell("reconcile", report, book, "-o", "結果.xlsx", *AS_OF).status == 0
    sheet = openpyxl.load_workbook(report.with_name("結果.xlsx"))["比べた一覧"]
    rows = [[cell.value for cell in row] for row in sheet]
    assert rows[0][:3] == ["結果", "注文番号", "送り状番号"]
    assert {cell.data_type for row in sheet for cell in row if cell.value is not None} == {"s"}
    assert ["=1+1", "@x"] in [row[1:3] for row in rows]
    assert [ORDER.format(1), A] in [row[1:3] for row in rows]
    wrong = shell("reconcile", report, book, "-o", "結果.txt", *AS_OF)
    assert (wrong.status, wrong.out) == (2, "")
    assert ".csv か .xlsx" in wrong.err
    assert shell("reconcile", report, book, "-o", "なし/結果.csv", *AS_OF).status == 2


NEW_HEADER = f"注文番号,追跡番号,判定の印\n{ORDER.format(1)},{A},X\n"


def test_a_new_header_in_the_settings_of_the_book_or_the_user(shell, book, report, tmp_path):
    """The book's own 設定 names a header that no list knows, above the user's file."""
    report.write_text(NEW_HEADER, "utf-8")
    assert shell("reconcile", report, book, *AS_OF).status == 2
    settings = tmp_path / "設定.toml"
    settings.write_text('[report_columns]\n"判定の印" = "無効の印"\n', "utf-8")
    ran = shell("reconcile", report, book, "--settings", settings, *AS_OF)
    assert "Amazon 無効・本ツール 有効 1個" in ran.out
    made = openpyxl.load_workbook(book)
    sheet = made.create_sheet("設定")
    sheet.append(["レポートの見出し", "その項目"])
    sheet.append(["判定の印", "無効の印"])
    made.save(book)
    assert "Amazon 無効・本ツール 有効 1個" in shell("reconcile", report, book, *AS_OF).out
    sheet["B2"] = "なにか"
    made.save(book)
    wrong = shell("reconcile", report, book, *AS_OF)
    assert wrong.status == 2
    assert "シート「設定」の2行目B列" in wrong.err
    assert "無効の印" in wrong.err
