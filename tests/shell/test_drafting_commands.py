"""`plan` and `points` as a clerk uses them: exports and books in, a draft on the terminal or in a new file."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import shlex
from pathlib import Path

import openpyxl
import pytest
from books import day
from command_runs import AS_OF

from xlshipcheck.shell.lists import as_list

GOOD, OTHER, BAD = "444413758703", "512547514334", "123456789012"
HEADER = ["注文番号", "配送会社", "送り状番号", "注文金額", "お届け予定日", "カテゴリー"]


def fill(book, *, amazon=True, qoo10=True, first=BAD):
    """Put three packages of a category, two of them not valid, and two Qoo10 orders into a book."""
    if amazon:
        sheet = book.create_sheet("出荷")
        sheet.append(HEADER)
        for place, number in enumerate((first, BAD, GOOD), 1):
            sheet.append([f"250-{place}", "ヤマト運輸", number, 2000, day(f"11-0{place}"), "本|雑誌"])
    if qoo10:
        sheet = book.create_sheet("受注")
        sheet.append(["注文番号", "入金日", "発送日", "配送状態", "商品名"])
        sheet.append(["812340001", day("11-09"), day("11-18"), "配送中", "=美容液"])
        sheet["E2"].data_type = "s"
        sheet.append(["812340002", day("11-19"), None, "配送準備", "シートマスク"])
    del book["Sheet"]
    return book


@pytest.fixture
def book(tmp_path):
    """Return a book with both."""
    path = tmp_path / "台帳.xlsx"
    fill(openpyxl.Workbook()).save(path)
    return path


def test_a_plan_of_a_book(shell, book):
    """The draft stands on the terminal, the book stays as it is, all was read."""
    before = book.read_bytes()
    ran = shell("plan", book, "--change", "番号を\x1b[31m2人で確認", *AS_OF)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("【下書き】追跡可能率の改善計画 (カテゴリー: 本|雑誌)")
    assert "対象の梱包は3個、お問い合わせ伝票番号が有効な梱包は1個で、追跡可能率は 33.33%" in ran.out
    assert "・番号を[31m2人で確認" in ran.out
    assert book.read_bytes() == before


def test_the_text_in_a_new_file(shell, book):
    """A .txt opens in Japanese in Notepad; a .md has a table; neither is written over."""
    assert shell("plan", book, "-o", "計画.txt", *AS_OF).out.endswith("の下書きを書きました: 計画.txt\n")
    raw = book.with_name("計画.txt").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\n") > 20
    shell("plan", book, "-o", "計画.md", *AS_OF)
    lines = book.with_name("計画.md").read_text("utf-8-sig").splitlines()
    assert sum(line.startswith("| 250-") for line in lines) == 2
    assert lines[0] == "# 【下書き】追跡可能率の改善計画 (カテゴリー: 本\\|雑誌)"
    again = shell("plan", book, "-o", "計画.md", *AS_OF)
    assert (again.status, again.out) == (2, "")
    assert "すでにある" in again.err


def test_the_list_of_packages(shell, book):
    """As .csv and .xlsx: numbers are text, days are days, the last columns are the shop's to fill in."""
    shell("plan", book, "-o", "一覧.csv", *AS_OF)
    rows = list(csv.reader(book.with_name("一覧.csv").read_text("utf-8-sig").splitlines()))
    assert [row[1] for row in rows[1:]] == ["250-1", "250-2"]
    assert rows[1][2] == f'="{BAD}"'
    assert rows[1][4] == "2026/11/01"
    shell("plan", book, "-o", "一覧.xlsx", *AS_OF)
    sheet = openpyxl.load_workbook(book.with_name("一覧.xlsx"))["下書き 改善計画の梱包"]
    header, first, _ = ([cell.value for cell in row] for row in sheet)
    found = dict(zip(header, first, strict=True))
    assert found["送り状番号"] == BAD
    assert found["お届け予定日"] == dt.datetime(2026, 11, 1)  # noqa: DTZ001  a cell has no offset
    assert (found["シート"], found["行"]) == ("出荷", 2)
    assert (found["店舗での原因"], found["行った対策"]) == (None, None)


def test_a_plan_as_data(shell, book):
    """Programs get figures, packages and the text."""
    data = json.loads(shell("plan", book, "--change", "確認を2人にした", "--json", *AS_OF).out)
    (one,) = data["drafts"]
    assert (one["category"], one["scope"], one["valid"], one["missing"]) == ("本|雑誌", 3, 1, 2)
    assert one["causes"] == {"送り状番号が正しくない": 2}
    assert [package["注文番号"] for package in one["packages"]] == ["250-1", "250-2"]
    # 11-03, the day of the valid one, is the last in the window on 12-12, when 11-02 has left it.
    assert (one["recovery"], one["leaving"]) == ("2026-12-12", ["250-2"])
    assert one["changes"] == ["確認を2人にした"]
    assert one["text"].startswith("【下書き】")
    assert (data["problems"], data["written"]) == ([], None)


CORRECTED = f"・注文番号 250-1: 「ヤマト運輸 {BAD}」 から 「ヤマト運輸 {OTHER}」 に変わり、有効になりました"


def test_what_was_put_right_since_the_last_refresh(shell, book):
    """A book that was refreshed remembers its packages: a number that is valid now is told with what it was."""
    assert shell("refresh", book, "--as-of", "2026-11-18").status == 0
    made = openpyxl.load_workbook(book)
    made["出荷"]["C2"] = OTHER
    made.save(book)
    ran = shell("plan", book, *AS_OF)
    assert ran.status == 0
    assert f"{CORRECTED} (2026/11/21(土) に確認)" in ran.out
    (one,) = json.loads(shell("plan", book, "--json", *AS_OF).out)["drafts"]
    assert one["fixed"] == [
        {
            "order": "250-1",
            "was": {"number": BAD, "carrier": "ヤマト運輸", "cause": "送り状番号が正しくない"},
            "now": {"number": OTHER, "carrier": "ヤマト運輸"},
            "seen": "2026-11-21",
        }
    ]


@pytest.mark.parametrize("ending", [".csv", ".tsv"])
def test_the_marked_book_of_an_export_remembers_too(shell, tmp_path, ending):
    """What was judged before lies in the .xlsx beside the export."""
    path, sign = tmp_path / f"出荷{ending}", {".csv": ",", ".tsv": "\t"}[ending]

    def write(*numbers):
        rows = [
            [f"250-{place}", "ヤマト運輸", number, "2000", "2026/11/01", "本"]
            for place, number in enumerate(numbers, 1)
        ]
        path.write_text("\n".join(sign.join(row) for row in [HEADER, *rows]), "utf-8")

    write(BAD, BAD)
    assert shell("refresh", path, "--as-of", "2026-11-18").status == 0
    write(OTHER, BAD)
    assert CORRECTED in shell("plan", path, *AS_OF).out


def test_no_category_below_the_limit(shell, tmp_path):
    """It is said, with the rate, no plan is made up and no file written; an empty window has no rate."""
    made = openpyxl.Workbook()
    made.active.append(HEADER)
    made.active.append(["250-1", "ヤマト運輸", GOOD, 2000, day("11-01"), "本"])
    made.active.append(["250-2", "ヤマト運輸", BAD, 2000, day("11-20"), "音楽"])
    made.save(tmp_path / "出荷.xlsx")
    ran = shell("plan", "出荷.xlsx", "-o", "計画.txt", *AS_OF)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "本: 100% (1/1)、95%以上です",
        "音楽: 対象なし (期間に対象の梱包がありません)",
        "95%未満のカテゴリーがないため、改善計画の下書きは作りません",
    ]
    assert not (tmp_path / "計画.txt").exists()
    data = json.loads(shell("plan", "出荷.xlsx", "--json", *AS_OF).out)
    assert data["drafts"] == []
    assert [one["scope"] for one in data["not_below"]] == [1, 0]


@pytest.mark.parametrize(("days", "status"), [(["11-01", "いつか"], 1), (["11-20"], 0)])
def test_no_plan_is_no_verdict_where_rows_are_missing(shell, tmp_path, days, status):
    """Rows that cannot be read may be what falls short, and without a package in the window there is no rate."""
    made = openpyxl.Workbook()
    made.active.append(HEADER)
    for order, at in enumerate(days):
        when = at if at == "いつか" else day(at)
        made.active.append([f"250-{order}", "ヤマト運輸", GOOD, 2000, when, "本"])
    made.save(tmp_path / "出荷.xlsx")
    ran = shell("plan", "出荷.xlsx", *AS_OF)
    assert ran.status == status
    assert "95%未満のカテゴリーがないため" not in ran.out
    assert ("未確定" if status else "期間に対象の梱包がないため、率はありません") in ran.out


NO_NAMES = [
    (["", ""], [BAD, GOOD], 1, "カテゴリーがありません。設定に SKU とカテゴリーの一覧を書く"),
    (["本", ""], [GOOD, BAD], 1, "カテゴリーの分からない無効の梱包が1個あり"),
    (["本", ""], [GOOD, GOOD], 0, ""),
    (["", ""], [GOOD, GOOD], 0, ""),
]


@pytest.mark.parametrize(("names", "numbers", "status", "how"), NO_NAMES)
def test_no_plan_is_no_verdict_where_categories_are_missing(shell, tmp_path, names, numbers, status, how):
    """A bad package of no category may make any of them fall short, whatever the rate of all is; a good one cannot."""
    made = openpyxl.Workbook()
    made.active.append(HEADER)
    more = [f"{number}{number % 7}" for number in range(44441375900, 44441375930)]
    for place, (name, number) in enumerate(zip([*names, *[names[0]] * 30], [*numbers, *more], strict=True)):
        made.active.append([f"250-{place}", "ヤマト運輸", number, 2000, day("11-01"), name])
    made.save(tmp_path / "出荷.xlsx")
    ran = shell("plan", "出荷.xlsx", *AS_OF)
    assert ran.status == status
    assert how in ran.err
    assert ("95%未満のカテゴリーがないため" in ran.out) is not bool(status)
    assert ("未確定" in ran.out + ran.err) is bool(status)


def test_one_category_of_several(shell, book):
    """--category picks one, whatever its spelling; with several below the limit each has its draft."""
    made = openpyxl.load_workbook(book)
    made["出荷"].append(["250-9", "ヤマト運輸", BAD, 2000, day("11-05"), "Music"])
    made.save(book)
    assert shell("plan", book, *AS_OF).out.count("【下書き】") == 2
    ran = shell("plan", book, "--category", "ＭＵＳＩＣ", *AS_OF)
    assert ran.out.count("【下書き】") == 1
    assert "カテゴリー: Music" in ran.out


def test_unread_rows(shell, book):
    """Rows that cannot be read are named and set the status: those of the marketplace asked for, no others."""
    made = openpyxl.load_workbook(book)
    made["出荷"]["E4"] = "いつか"
    made.save(book)
    ran = shell("plan", book, *AS_OF)
    assert ran.status == 1
    assert "読めない行が1行あり" in ran.out
    assert "シート「出荷」4行目 (注文番号 250-3)" in ran.err
    assert shell("points", book, *AS_OF).status == 0


def test_points_of_a_book(shell, book):
    """Paid on 11-09 and sent on 11-18: -2 on 11-16. Nothing of Amazon's stands in it."""
    ran = shell("points", book, *AS_OF)
    assert (ran.status, ran.err) == (0, "")
    assert "2026年11月に確定した配送遅延の減点: 1件、-2点。" in ran.out
    assert "注文番号: 812340001、商品: =美容液" in ran.out
    assert "812340002 (11/28(土))" not in ran.out
    assert "812340002 (11/27(金))" in ran.out
    assert "250-" not in ran.out
    data = json.loads(shell("points", book, "--month", "2026-11", "--json", *AS_OF).out)
    assert (data["month"], data["orders"], data["points"]) == ("2026-11", 1, -2)
    assert data["rows"][0]["減点になる日"] == "2026-11-16"


def test_points_as_lists(shell, book):
    """A name that looks like a formula is text in both kinds of list."""
    shell("points", book, "-o", "減点.csv", *AS_OF)
    row = next(csv.reader(book.with_name("減点.csv").read_text("utf-8-sig").splitlines()[1:]))
    assert row[:4] == ["配送遅延 (確定)", "2026/11/16", '="812340001"', "'=美容液"]
    assert row[8] == "-2"
    shell("points", book, "-o", "減点.xlsx", *AS_OF)
    sheet = openpyxl.load_workbook(book.with_name("減点.xlsx")).active
    assert (sheet["D2"].value, sheet["D2"].data_type) == ("=美容液", "s")
    assert sheet["I2"].value == -2
    assert sheet["H2"].value == dt.datetime(2026, 11, 18)  # noqa: DTZ001  a cell has no offset


def test_points_with_unknown_states(shell, book):
    """An order whose word nobody can read stands apart, is counted nowhere, and sets the status."""
    made = openpyxl.load_workbook(book)
    made["受注"].append(["812340003", day("11-09"), None, "ほにゃらら"])
    made.save(book)
    ran = shell("points", book, *AS_OF)
    assert ran.status == 1
    assert "1件、-2点" in ran.out
    assert "状態不明 1件: 未発送なら、減点はほかに最大 -2点" in ran.out
    assert "812340003" in ran.err


def test_exports(shell, sample):
    """Exports of both marketplaces serve like books."""
    qoo10 = sample("DeliveryManagement_detail_20261121.csv")
    assert shell("points", qoo10, *AS_OF).status in {0, 1}
    files = [sample(name) for name in ("amazon_orders.txt", "amazon_shipment.txt")]
    ran = shell("plan", *files, *AS_OF)
    assert ran.status in {0, 1}
    assert "下書き" in ran.out


def test_refusals(refused, book, tmp_path):
    """Each is one Japanese sentence that says what to do; nothing is written."""
    made = openpyxl.Workbook()
    fill(made, amazon=False).save(tmp_path / "q.xlsx")
    made = openpyxl.Workbook()
    fill(made, qoo10=False).save(tmp_path / "a.xlsx")
    assert "Amazon の梱包の表がありません" in refused("plan", "q.xlsx", *AS_OF)
    assert "Qoo10 の注文の表がありません" in refused("points", "a.xlsx", *AS_OF)
    assert "「食品」の梱包がありません" in refused("plan", book, "--category", "食品", *AS_OF)
    assert "本|雑誌" in refused("plan", book, "--category", "食品", *AS_OF)
    assert "--change に文がありません" in refused("plan", book, "--change", " ", *AS_OF)
    assert "「先月」は月として読めません" in refused("points", book, "--month", "先月", *AS_OF)
    assert ".txt か .md" in refused("plan", book, "-o", "計画.docx", *AS_OF)
    assert "なし" in refused("points", book, "-o", "なし/一覧.csv", *AS_OF)
    assert "すでにある" in refused("plan", book, "-o", book, *AS_OF)
    assert "なし.csv" in refused("plan", "なし.csv", *AS_OF)


def test_a_category_cannot_be_picked_where_none_is_known(shell, tmp_path):
    """The refusal says how to give categories, not that 全体 is one."""
    made = openpyxl.Workbook()
    made.active.append(HEADER)
    made.active.append(["250-1", "ヤマト運輸", BAD, 2000, day("11-01"), ""])
    made.save(tmp_path / "出荷.xlsx")
    ran = shell("plan", "出荷.xlsx", "--category", "ペット用品", *AS_OF)
    assert (ran.status, ran.out) == (2, "")
    assert "設定に SKU とカテゴリーの一覧を書く (設定ファイルは --settings で指定)" in ran.err


def test_the_commands_of_the_page_run_as_they_stand(shell, monkeypatch):
    """Whoever types what docs/plan.md says about the samples gets the draft of ペット用品 in a file."""
    page = (Path(__file__).parents[2] / "docs" / "plan.md").read_text("utf-8")
    block = next(part for part in page.split("```sh\n") if part.startswith("xlshipcheck demo")).partition(
        "```"
    )[0]
    for line in block.splitlines():
        command, *words = shlex.split(line)
        if command == "cd":
            monkeypatch.chdir(words[0])
        else:
            assert shell(*words).status == 0
    assert "カテゴリー: ペット用品" in Path("改善計画.txt").read_text("utf-8-sig")


def test_the_page_shows_what_the_demo_gives(shell):
    """The part of a draft in docs/plan.md is that of the sample files, and so are the points of the sample's month."""
    assert shell("demo", "見本", *AS_OF).status == 0
    files = sorted(Path("見本").glob("Amazon_*.txt"))
    settings = ("--settings", "見本/設定_見本.toml")
    page = (Path(__file__).parents[2] / "docs" / "plan.md").read_text("utf-8")
    shown = page.partition("```text\n")[2].partition("```")[0]
    assert shown.startswith("1. 現状\n")
    assert shown in shell("plan", *files, *settings, *AS_OF).out
    points = shell("points", "見本/DeliveryManagement_detail_見本.csv", *settings, *AS_OF).out
    assert "2026年11月に確定した配送遅延の減点: 10件、-20点。" in points


def test_a_list_shows_texts_as_they_stand():
    """What looks like a formula, or like the runs of a rich text, is in the sheet just what it is in the file."""
    said = ["<r>a&b</r>", "<r><t>x</t></r>", "=1+1", "@SUM(A1)"]
    made = openpyxl.load_workbook(
        io.BytesIO(as_list(Path("一覧.xlsx"), "一覧", ["商品"], [[text] for text in said]))
    )
    assert [cell.value for cell in made.active["A"][1:]] == said
    assert {cell.data_type for cell in made.active["A"]} == {"s"}
