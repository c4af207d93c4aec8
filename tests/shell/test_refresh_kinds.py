"""`xlshipcheck refresh` on Amazon's files, on the seller's own lists, and on several kinds at once."""

from __future__ import annotations

import re
import zipfile

import pytest
from books import DETAIL, cells_under, column, day, opened, records, rows_of, section
from command_runs import AS_OF

REPORT, CONFIRMATION = "amazon_orders.txt", "amazon_shipment.txt"


def test_amazon_report_and_confirmation(shell, sample, tmp_path):
    """Items and packages are joined: amounts without tax from the one, numbers from the other."""
    sample(REPORT), sample(CONFIRMATION)
    ran = shell("refresh", REPORT, CONFIRMATION, *AS_OF)
    assert ran.status == 0
    assert "カテゴリーがありません" in ran.err
    book = tmp_path / "amazon_orders_判定.xlsx"
    found = records(book, "出荷", "明細番号", "送り状番号", "注文金額", "お届け予定日", "追跡判定")
    assert [(row[0][-2:], *row[1:3], row[3] and f"{row[3]:%m-%d}", row[4]) for row in found] == [
        ("11", "444413758703", 1000, "10-15", "有効"),
        ("12", "444413758703", 1100, "10-15", "有効"),
        ("12", "0123456789", 2200, "10-15", "対象外"),
        ("21", "405548424886", 1000, "10-16", "有効"),
        ("31", None, 909, "11-05", None),
    ]
    assert {cell.data_type for cell in cells_under(book, "出荷", "送り状番号") if cell.value} == {"s"}
    assert "buyer-name" not in rows_of(book, "出荷")[0]
    assert section(book, "Amazon 行の判定")[1:] == [
        ["有効", 3],
        ["無効", 0],
        ["対象外", 1],
        ["出荷前 (送り状番号がまだない)", 1],
    ]
    rates = section(book, "Amazon 追跡可能率")
    assert [row[:8] for row in rates[1:2]] == [
        ["全体", day("10-13"), day("11-11"), 2, 2, 1, "注意", "無効が1個増えると基準割れ"]
    ]


def test_amazon_rates_by_category(shell, sample, tmp_path):
    """With the SKU list of the settings there is a rate per category; a package counts in each of its own."""
    sample(REPORT), sample(CONFIRMATION)
    (tmp_path / "設定.toml").write_text(
        '[categories]\n"FOOD-01" = "食品"\n"HOME-02" = "ホーム"\n"HOME-04" = "ホーム"\n"BOOK-03" = "本"\n',
        "utf-8",
    )
    ran = shell("refresh", REPORT, CONFIRMATION, "--settings", "設定.toml", *AS_OF)
    assert ran.status == 0
    # Nothing but the columns about buyers is spoken of.
    (note,) = ran.err.splitlines()
    assert note.startswith("個人情報の列は結果に写していません (写すには --keep-personal): buyer-email、")
    rates = section(tmp_path / "amazon_orders_判定.xlsx", "Amazon 追跡可能率")
    assert [(row[0], row[3], row[4]) for row in rates[1:4]] == [
        ("食品", 1, 1),
        ("ホーム", 2, 2),
        ("全体", 2, 2),
    ]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([REPORT], ["配送会社と送り状番号がありません。出荷通知のファイル"]),
        ([CONFIRMATION], ["注文金額がありません", "お届け予定日がありません。未出荷レポートか注文レポート"]),
        (["amazon_all_orders.txt"], ["配送会社と送り状番号がありません", "お届け予定日がありません"]),
        (["amazon_unshipped.txt"], ["配送会社と送り状番号がありません", "注文金額がありません"]),
    ],
)
def test_what_an_amazon_file_lacks_is_said(shell, sample, files, said):
    """One file alone does not serve; the seller learns which other file has the rest."""
    for name in files:
        sample(name)
    ran = shell("refresh", *files, *AS_OF)
    for sentence in said:
        assert sentence in ran.err


def test_fulfilled_by_amazon_is_not_the_sellers(shell, sample, tmp_path):
    """An FBA row of the all-orders report is out of scope and says why."""
    sample("amazon_all_orders.txt")
    shell("refresh", "amazon_all_orders.txt", *AS_OF)
    book = tmp_path / "amazon_all_orders_判定.xlsx"
    rows = records(book, "出荷", "フルフィルメント", "追跡判定", "判定理由")
    by_amazon = [row for row in rows if row[0] == "Amazon"]
    assert [row[1] for row in by_amazon] == ["対象外"]
    assert "FBA" in by_amazon[0][2]


def test_own_list_of_branch_holds(shell, sample, tmp_path):
    """A list of the seller's own is judged by its headers; rows of two lines show the next step whole."""
    sample("own_hold.csv")
    assert shell("refresh", "own_hold.csv", *AS_OF).status == 0
    book = tmp_path / "own_hold_判定.xlsx"
    # Arrival 11-11: seven days with the day of arrival end on 11-17.
    assert records(book, "営業所止め", "送り状No.", "保管期限", "対応段階") == [
        ("4444-1375-8703", day("11-17"), "期限切れ・返送見込み")
    ]
    assert "落札者名" not in rows_of(book, "営業所止め")[0]
    assert opened(book, "営業所止め").row_dimensions[2].height > 30
    assert section(book, "営業所止め 対応が要るもの (急ぐ順)")[1][:2] == [
        "4444-1375-8703",
        "期限切れ・返送見込み",
    ]


def test_header_below_titles(shell, sample, tmp_path):
    """Titles above the header are no rows; an unreadable row is listed and the rest is done."""
    sample("own_orders.csv")
    ran = shell("refresh", "own_orders.csv", *AS_OF)
    assert ran.status == 1
    assert ran.err.startswith("シート「受注」3行目 (注文番号 A-002): 予約の注文に予約日")
    book = tmp_path / "own_orders_判定.xlsx"
    assert [row[0] for row in rows_of(book, "受注")] == ["受注番号", "A-001", "A-002"]
    assert column(book, "受注", "メモ")[0] == "＝急ぎ"
    assert column(book, "受注", "段階")[0] == "発送済"


def test_files_of_all_kinds_in_one_book(shell, sample, tmp_path):
    """Each marketplace gets its sheet, in the order of the files, and 集計 has all of them."""
    for name in (REPORT, CONFIRMATION, DETAIL, "own_hold.csv"):
        sample(name)
    ran = shell("refresh", REPORT, DETAIL, CONFIRMATION, "own_hold.csv", "-o", "全部.xlsx", *AS_OF)
    assert ran.status == 0
    book = tmp_path / "全部.xlsx"
    with zipfile.ZipFile(book) as package:
        names = re.findall(r'<sheet name="([^"]+)"', package.read("xl/workbook.xml").decode())
    assert names == ["今日", "出荷", "受注", "営業所止め", "集計"]
    assert len(rows_of(book, "出荷")) == 1 + 5
    assert section(book, "Qoo10 今月の減点")
    assert section(book, "Amazon 追跡可能率")
    assert section(book, "営業所止め 対応段階ごとの件数")
    assert "13行を判定しました: 全部.xlsx" in ran.out


def test_two_lists_of_one_kind_are_two_sheets(shell, sample, tmp_path):
    """Own lists are never merged; the headings of 集計 tell their sheets apart."""
    first, second = sample("own_orders.csv"), tmp_path / "12月.csv"
    second.write_bytes(first.read_bytes())
    shell("refresh", "own_orders.csv", "12月.csv", *AS_OF)
    book = tmp_path / "own_orders_判定.xlsx"
    assert len(rows_of(book, "受注 (2)")) == 3
    assert section(book, "Qoo10 段階ごとの件数 (シート「受注 (2)」)")
