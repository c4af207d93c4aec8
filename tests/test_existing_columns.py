"""Columns of a shop that are called as our results: what it has typed is never written over."""

from __future__ import annotations

import datetime as dt

import pytest

from xlshipcheck import errors
from xlshipcheck.context import Context
from xlshipcheck.hosts.memory import MemoryBook, MemorySheet
from xlshipcheck.sheets import refusals
from xlshipcheck.sheets.own_words import STAGES_EVER, STARTS_EVER
from xlshipcheck.sheets.refresh import refresh_book, refresh_sheet
from xlshipcheck.values.days import day_of

TODAY = Context(day_of(dt.date(2026, 11, 21)))
LATER = Context(day_of(dt.date(2026, 12, 21)))
HEADER = ["注文番号", "入金日", "発送日"]
PAID = dt.date(2026, 11, 13)
QOO10 = [HEADER, ["A-1", PAID, None], ["A-2", PAID, dt.date(2026, 11, 16)], ["A-3", "11/13", None]]
AMAZON = [
    ["注文番号", "配送会社", "送り状番号", "注文金額", "お届け予定日"],
    ["Z-1", "ヤマト運輸", "444413758703", 2000, dt.date(2026, 11, 1)],
    ["Z-2", "ヤマト運輸", "4.4E+11", 2000, dt.date(2026, 11, 1)],
]
HOLDS = [
    ["送り状番号", "発送日", "到着日", "受取場所"],
    ["512547514334", dt.date(2026, 11, 10), dt.date(2026, 11, 11), "営業所"],
    ["5.1E+11", None, None, None],
]
MARKETS = [["モール", *HEADER], ["Q10店", "A-1", PAID, None], ["楽店", "A-2", PAID, None]]


def with_columns(rows, *columns):
    """Return rows with further columns, each given as its header and cells."""
    return [[*row, *(column[at] for column in columns)] for at, row in enumerate(rows)]


def refuses(rows, **settings):
    """Return what is said of a sheet that is refused and left as it was."""
    sheet = MemorySheet("受注", rows, **settings)
    before = [list(row) for row in sheet.rows]
    with pytest.raises(errors.ResultColumnTaken) as refusal:
        refresh_book(MemoryBook([sheet]), TODAY)
    assert sheet.rows == before
    return str(refusal.value)


def test_typed_columns_refuse_the_sheet():
    """Every column is named, and the first value that would be lost with its row."""
    told = refuses(with_columns(QOO10, ["確認", None, "済 山田", None], ["減点", "覚書", None, "覚書"]))
    assert "シート「受注」の列「減点・確認」" in told
    assert "2行目の「減点」は「覚書」" in told
    assert "「社内減点」" in told


@pytest.mark.parametrize("stages", [[None, None, None], ["正常", "保留", None]], ids=["blank", "own word"])
def test_a_stage_column_that_is_not_ours_protects_nothing(stages):
    """Blank stages, or one word that we never write, do not make the 確認 beside them ours."""
    told = refuses(with_columns(QOO10, ["段階", *stages], ["確認", None, None, "済 山田"]))
    assert ("4行目の「確認」は「済 山田」" in told) or ("3行目の「段階」は「保留」" in told)


def test_the_word_that_is_not_ours_is_shown():
    """Among stages the seller is led to the cell that he has typed, not to the first one that is filled."""
    assert "3行目の「段階」は「保留」" in refuses(with_columns(QOO10, ["段階", "正常", "保留", None]))


def test_blank_columns_are_filled():
    """A heading that stands ready for a result is no reason to refuse."""
    sheet = MemorySheet("受注", with_columns(QOO10, ["確認", None, " ", ""]))
    refresh_sheet(sheet, TODAY)
    assert sheet.rows[0].count("確認") == 1
    assert "入金日「11/13」" in str(sheet.rows[3][3])


def test_a_stage_of_formulas_does_not_make_other_columns_ours():
    """Where the user calculates 段階, what stands under 確認 may be his; nothing is written over."""
    rows = with_columns(QOO10, ["段階", "正常", "発送済", "正常"], ["確認", "済", None, None])
    assert "2行目の「確認」は「済」" in refuses(rows, formulas=[(2, 4), (3, 4), (4, 4)])


def test_a_sheet_whose_stage_is_calculated_is_refreshed_again():
    """After a refresh all the results stand beside the formulas, and the next refresh renews them."""
    rows = with_columns(QOO10, ["段階", "未", "済", "未"])
    sheet = MemorySheet("受注", rows, formulas=[(2, 4), (3, 4), (4, 4)])
    refresh_sheet(sheet, TODAY)
    before = [list(row) for row in sheet.rows]
    refresh_sheet(sheet, LATER)
    assert sheet.rows != before
    assert [row[3] for row in sheet.rows] == ["段階", "未", "済", "未"]


@pytest.mark.parametrize("rows", [QOO10, AMAZON, HOLDS, MARKETS], ids=["Qoo10", "Amazon", "holds", "mixed"])
def test_every_kind_is_refreshed_again_on_another_day(rows):
    """Our own results are known as ours, error texts and rows without a stage included."""
    sheet = MemorySheet("受注", rows)
    refresh_sheet(sheet, TODAY)
    refresh_sheet(sheet, LATER)
    again = MemorySheet("受注", rows)
    refresh_sheet(again, LATER)
    assert sheet.rows == again.rows


def test_only_unreadable_rows_are_refreshed_again_once_mended():
    """A sheet on which no row had a stage is not taken for the user's own when he has mended it."""
    sheet = MemorySheet("受注", [HEADER, ["A-1", "11/13", None]])
    refresh_sheet(sheet, TODAY)
    sheet.rows[1][1] = PAID
    refresh_sheet(sheet, TODAY)
    assert sheet.rows[1][3] == "警告"


def test_unknown_marketplaces_are_refreshed_again_once_mended():
    """The remarks of a mixed sheet are ours although no row of it had a stage."""
    sheet = MemorySheet("受注", MARKETS)
    refresh_sheet(sheet, TODAY)
    for row in sheet.rows[1:]:
        row[0] = "Qoo10"
    done = refresh_sheet(sheet, TODAY)
    assert done.assessed.problems == []


def test_an_own_column_called_as_another_kinds_result_is_left_alone():
    """A Qoo10 sheet has no 追跡判定 of ours, so one that stands there is neither written nor asked about."""
    sheet = MemorySheet("受注", with_columns(QOO10, ["追跡判定", "あとで", None, None]))
    refresh_sheet(sheet, TODAY)
    refresh_sheet(sheet, LATER)
    assert sheet.rows[1][3] == "あとで"


def test_a_better_sentence_refuses_no_older_book(monkeypatch):
    """A book of last month, with stages and texts that are worded differently today, is refreshed as ever."""
    rows = with_columns(
        [*QOO10, ["合計", None, None]],
        ["段階", "制限候補", "発送済", "エラー: 古い文", "案内: 合計の行として飛ばしました"],
        ["確認", "先月の文", "先月の文", "先月の文", "先月の文"],
    )
    monkeypatch.setattr(refusals, "STAGE_WORDS", {"段階": STAGES_EVER["段階"] | {"新しい語"}})
    for name in ("ERROR_PREFIX", "TOTAL", "NO_ORDER", "HEADER_AGAIN"):
        monkeypatch.setattr(refusals, name, "新しい文")
    refusals._starts.cache_clear()
    sheet = MemorySheet("受注", rows)
    refresh_book(MemoryBook([sheet]), TODAY)
    assert sheet.rows[1][4] != "先月の文"
    monkeypatch.undo()
    refusals._starts.cache_clear()


def refreshed_with_other_words():
    """Return a sheet of ours in which no word is one that we ever wrote, but the marks of its columns."""
    sheet = MemorySheet("受注", QOO10)
    refresh_sheet(sheet, TODAY)
    for row in sheet.rows[1:]:
        row[3:] = ["昔の文"] * len(row[3:])
    return sheet


def test_columns_are_known_by_their_marks_whatever_stands_in_them():
    """A wording that no list has makes no column foreign: all of them are filled anew, where they are."""
    sheet = refreshed_with_other_words()
    refresh_sheet(sheet, TODAY)
    fresh = MemorySheet("受注", QOO10)
    refresh_sheet(fresh, TODAY)
    assert sheet.rows == fresh.rows
    assert sheet.marks == fresh.marks


def test_without_marks_the_same_sheet_is_refused():
    """The marks alone make the difference: an older book is known by its words."""
    sheet = refreshed_with_other_words()
    sheet.marks = {}
    with pytest.raises(errors.ResultColumnTaken):
        refresh_sheet(sheet, TODAY)


def test_a_marked_column_is_filled_where_it_was_moved_to():
    """Of two columns that are called alike the marked one is ours; the seller's own is left alone."""
    rows = with_columns(
        QOO10, ["確認", "済 山田", None, None], ["段階", None, None, None], ["確認", "古", "古", "古"]
    )
    sheet = MemorySheet("受注", rows)
    sheet.marks = {"段階": (1, 5), "確認": (1, 6)}
    refresh_sheet(sheet, TODAY)
    assert [row[3] for row in sheet.rows] == ["確認", "済 山田", None, None]
    assert sheet.rows[3][5] != "古"
    assert sheet.marks["確認"] == (1, 6)


@pytest.mark.parametrize(
    "place", [None, (1, 99), (2, 4), (1, 3)], ids=["gone", "beyond", "below", "other header"]
)
def test_a_mark_that_means_no_column_of_its_name_protects_nothing(place):
    """The column was deleted or renamed: what the seller calls 確認 now is his, and the mark is not kept."""
    rows = with_columns(QOO10, ["確認", "済 山田", None, None])
    sheet = MemorySheet("受注", rows)
    sheet.marks = {"確認": place}
    with pytest.raises(errors.ResultColumnTaken):
        refresh_sheet(sheet, TODAY)
    sheet.rows[0][3] = "社内確認"
    refresh_sheet(sheet, TODAY)
    assert [row[3] for row in sheet.rows] == ["社内確認", "済 山田", None, None]
    assert sheet.marks["確認"] != place


def test_a_column_of_the_sellers_beside_marked_ones_is_still_his():
    """A new result is not written over what the seller has typed under its name, though the sheet is ours."""
    sheet = MemorySheet("受注", with_columns(QOO10, ["減点", "社内", None, None]))
    sheet.rows = with_columns(sheet.rows, ["段階", "正常", "発送済", None])
    sheet.marks = {"段階": (1, 5)}
    with pytest.raises(errors.ResultColumnTaken):
        refresh_sheet(sheet, TODAY)


def test_a_column_that_the_seller_calculates_loses_its_mark():
    """Once he has put formulas there it is his; what he types there later is not written over."""
    sheet = MemorySheet("受注", QOO10)
    refresh_sheet(sheet, TODAY)
    column = sheet.rows[0].index("減点") + 1
    sheet._formulas = {(row, column) for row in (2, 3, 4)}
    refresh_sheet(sheet, LATER)
    assert "減点" not in sheet.marks
    assert "段階" in sheet.marks


def test_marks_of_another_marketplace_stay():
    """On a mixed sheet whose rows are of one marketplace today the other's columns are ours all the same."""
    rows = [
        ["モール", *HEADER, "配送会社", "送り状番号", "注文金額", "お届け予定日"],
        ["Qoo10", "A-1", PAID, None, None, None, None, None],
        ["Amazon", "Z-1", None, None, "ヤマト運輸", "444413758703", 2000, dt.date(2026, 11, 1)],
    ]
    sheet = MemorySheet("受注", rows)
    refresh_sheet(sheet, TODAY)
    assert {"段階", "追跡判定"} <= sheet.marks.keys()
    before = dict(sheet.marks)
    del sheet.rows[2]
    refresh_sheet(sheet, TODAY)
    assert sheet.marks == before


def test_every_word_of_today_is_on_the_list_that_is_never_shortened():
    """Who changes a word adds it to the list and leaves the old one; the list itself is held by this test."""
    assert refusals.STAGE_WORDS == STAGES_EVER
    assert set(refusals._starts()) == set(STARTS_EVER)
    assert {title: len(words) for title, words in STAGES_EVER.items()} == {
        "段階": 8,
        "追跡判定": 3,
        "対応段階": 10,
    }
    assert len(STARTS_EVER) == 5
