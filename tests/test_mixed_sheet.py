"""Sheets with orders of several marketplaces: each row is judged by its own."""

from __future__ import annotations

import datetime as dt

import pytest
from refreshed_sheets import CONTEXT, column, refreshed

from xlshipcheck.sheets import own_row
from xlshipcheck.sheets.markets.branch_hold import NO_STATUS
from xlshipcheck.sheets.refresh import refresh_sheet

MIXED = [
    [
        "モール",
        "注文番号",
        "入金日",
        "発送日",
        "配送会社",
        "送り状番号",
        "注文金額",
        "お届け予定日",
        "到着日",
        "受取場所",
    ],
    ["Qoo10", "Q-1", dt.date(2026, 11, 13)],
    ["アマゾン", "Z-1", None, None, "ヤマト運輸", "444413758703", 2000, dt.date(2026, 11, 1)],
    [
        "局留め",
        "Y-1",
        None,
        dt.date(2026, 11, 10),
        None,
        "512547514334",
        None,
        None,
        dt.date(2026, 11, 11),
        "営業所",
    ],
    ["楽天", "R-1", dt.date(2026, 11, 13)],
    [None, "X-1", dt.date(2026, 11, 13)],
    [None, None, None],
    ["Qoo10", "Q-2", "abc"],
]


def test_mixed_sheet_judges_each_row_by_its_marketplace():
    """Each row gets the results of its kind, and 確認 is one column for all."""
    sheet, done = refreshed(MIXED)
    header = sheet.rows[0]
    assert header.count("確認") == 1
    assert column(sheet, "段階")[:4] == ["警告", None, None, None]
    assert column(sheet, "追跡判定")[:4] == [None, "有効", None, None]
    assert column(sheet, "対応段階")[:4] == [None, None, "期限切れ・返送見込み", None]
    assert [problem.row for problem in done.assessed.problems] == [4, 6]
    sentences = done.problem_sentences()
    assert sentences[0].startswith("シート「受注」6行目 (注文番号 X-1): モール「(空白)」では")
    assert "入金日「abc」" in sentences[1]
    assert done.notes == [
        f"シート「受注」: {NO_STATUS}",
        "シート「受注」: ほかのモールの行は判定していません: 楽天 1行",
    ]
    assert done.filled_rows == 5
    assert column(sheet, "確認")[5] is None
    titles = [section.title for section in done.assessed.sections]
    assert titles[0].startswith("Qoo10")
    assert {title.split()[0] for title in titles} == {"Qoo10", "Amazon", "営業所止め"}


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("楽天", "楽天"),
        ("Ｒａｋｕｔｅｎ", "楽天"),
        ("Yahoo!ショッピング", "Yahoo!"),
        ("ヤフオク!", "ヤフオク"),
        ("メルカリShops", "メルカリ"),
        ("au PAY マーケット", "au PAY"),
        ("Shopify", "Shopify"),
        ("BASE", "BASE"),
        ("自社サイト", "自社"),
        ("路面店", "路面店"),
    ],
)
def test_rows_of_other_marketplaces_are_none_of_our_business(word, other):
    """They are blank and counted in one line; nobody is asked about them."""
    sheet, done = refreshed([MIXED[0], MIXED[1], [word, "R-1", dt.date(2026, 11, 13)], [word, "R-2"]])
    assert done.problem_sentences() == []
    assert done.notes == [f"シート「受注」: ほかのモールの行は判定していません: {other} 2行"]
    assert column(sheet, "段階") == ["警告", None, None]
    assert column(sheet, "確認")[1:] == [None, None]
    for name in ("QOO10_STAGE", "AMAZON_SCAN_VALID", "HOLD_STAGE"):
        assert own_row.call(name, MIXED[0], sheet.rows[2][:10], [own_row.MISSING], CONTEXT) == ""


@pytest.mark.parametrize("word", ["Qoo1０店", "キューテソ", "Amazom", "アマゾソ", "営業所止メ", "Amazon.com"])
def test_a_word_near_one_of_ours_is_asked_about(word):
    """It may be ours, mistyped: an order must not go unjudged for a letter."""
    _, done = refreshed([MIXED[0], [word, "Q-1", dt.date(2026, 11, 13)]])
    (sentence,) = done.problem_sentences()
    assert sentence.startswith(f"シート「受注」2行目 (注文番号 Q-1): モール「{word}」では")


@pytest.mark.parametrize("word", ["ヤフオク", "Qoo10", "アマゾン", None])
@pytest.mark.parametrize("place", [8, 9])
def test_a_row_with_hold_columns_is_a_branch_hold_whatever_its_marketplace(word, place):
    """Auction sellers are the rule's own case; a Qoo10 order held at a branch is judged by both."""
    row = [word, "Y-1", dt.date(2026, 11, 13), dt.date(2026, 11, 16), "ヤマト運輸", "512547514334", 2000]
    row += [dt.date(2026, 11, 1), None, None]
    row[place] = dt.date(2026, 11, 17) if place == 8 else "営業所"
    sheet, done = refreshed([MIXED[0], row])
    assert done.problem_sentences() == []
    assert column(sheet, "対応段階")[0]
    assert ("段階" in sheet.rows[0]) is (word == "Qoo10")
    assert ("追跡判定" in sheet.rows[0]) is (word == "アマゾン")
    assert (
        own_row.call("HOLD_STAGE", MIXED[0], row, [own_row.MISSING], CONTEXT) == column(sheet, "対応段階")[0]
    )


def test_mixed_sheet_is_idempotent():
    """A second refresh of a mixed sheet changes nothing."""
    sheet, _ = refreshed(MIXED)
    once = [list(row) for row in sheet.rows]
    refresh_sheet(sheet, CONTEXT)
    assert sheet.rows == once
