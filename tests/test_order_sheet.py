"""Whole order sheets through the memory host: where the header stands, what is written, what is left alone."""

from __future__ import annotations

import datetime as dt

import pytest
from refreshed_sheets import CONTEXT, column, refreshed

from xlshipcheck import errors
from xlshipcheck.context import Context
from xlshipcheck.hosts.memory import MemoryBook, MemorySheet
from xlshipcheck.sheets.layout import read_layout
from xlshipcheck.sheets.port import Area
from xlshipcheck.sheets.refresh import refresh_book, refresh_sheet
from xlshipcheck.values.days import day_of

QOO10_TITLES = (
    "段階 最終発送日 減点日 制限日 残り日数 減点 購入者キャンセル可 発送率期限 判定の率 確認".split()
)
HOLD_TITLES = "保管期限 対応段階 次の対応 確認".split()
HEADER = ["注文番号", "入金日", "発送日"]
# 一般 paid on 2026-11-13 and unsent: +5 is 11-20, so on 11-21 the points are booked (worked examples of the rules).
WARNED = ["A-1", dt.date(2026, 11, 13), None]
FORMULA_TITLES = (
    "は数式が入っているため、書き換えていません"
    " (ブックを開くと、Excel (アドイン) か LibreOffice (拡張機能) が計算します)"
)
SENT = ["A-2", dt.date(2026, 11, 9), dt.date(2026, 11, 12)]


def test_results_stand_right_of_the_headers():
    """The result columns follow the headers in the order of the contract."""
    sheet, done = refreshed([HEADER, WARNED, SENT])
    assert sheet.rows[0] == HEADER + QOO10_TITLES
    assert column(sheet, "段階") == ["警告", "発送済"]
    assert column(sheet, "最終発送日") == [dt.date(2026, 11, 19), dt.date(2026, 11, 13)]
    assert column(sheet, "減点日") == [dt.date(2026, 11, 20), dt.date(2026, 11, 16)]
    assert column(sheet, "制限日") == [dt.date(2026, 11, 24), dt.date(2026, 11, 17)]
    assert column(sheet, "残り日数") == [-1, None]
    assert column(sheet, "減点") == [-2, 0]
    assert done.problem_sentences() == []


def test_header_need_not_be_in_the_first_row():
    """Titles and notes above the header, merged or not, stay where they are."""
    rows = [["2026年11月の注文", None, None], [], [None, None, "担当: 見本"], HEADER, WARNED]
    title = Area("", 1, 1, 1, 12, is_table=False)
    sheet, done = refreshed(rows, merged=[title])
    assert done.layout.header_row == 4
    assert sheet.rows[:3] == [["2026年11月の注文", None, None], [], [None, None, "担当: 見本"]]
    assert column(sheet, "段階", 4) == ["警告"]


def test_totals_row_of_a_table_is_no_order():
    """The totals row stays blank, and the table grows over the results."""
    table = Area("注文表", 1, 1, 4, 3, totals_rows=1)
    sheet, done = refreshed([HEADER, WARNED, SENT, ["計", None, 1]], table)
    assert done.layout.row_count == 2
    assert sheet.value(4, 4) is None
    assert done.block.table == "注文表"
    assert sheet.areas() == [table._replace(last_column=13)]


def test_standing_result_columns_are_filled():
    """A column that has a result's name is used, wherever it stands and however it is spelt."""
    header = ["段階", "注文番号", "入金日", " 減 点 ", "発送日"]
    sheet, _ = refreshed([header, ["正常", "A-1", dt.date(2026, 11, 13), None, None]])
    assert sheet.rows[1][0] == "警告"
    assert sheet.rows[1][3] == -2
    assert sheet.rows[0][:5] == ["段階", "注文番号", "入金日", "減点", "発送日"]
    assert sheet.rows[0][5:] == [title for title in QOO10_TITLES if title not in ("段階", "減点")]


def test_of_two_columns_of_one_name_the_first_is_filled():
    """A second column that happens to be called 段階 is the user's."""
    sheet, _ = refreshed([[*HEADER, "段階", "段階"], [*WARNED, None, "わたしの段階"]])
    assert sheet.rows[1][3:5] == ["警告", "わたしの段階"]


def test_formula_columns_are_said_together():
    """However many columns of a sheet hold formulas, one sentence names them."""
    titles = ["段階", "減点日", "制限日"]
    sheets = [
        MemorySheet(
            name,
            [[*HEADER, *titles], [f"{name}-1", *WARNED[1:], "計", "算", "式"]],
            formulas=[(2, 4), (2, 5), (2, 6)],
        )
        for name in ("受注", "11月")
    ]
    assert refresh_book(MemoryBook(sheets), CONTEXT).notes == [
        f"シート「{name}」の列「段階」「減点日」「制限日」{FORMULA_TITLES}" for name in ("受注", "11月")
    ]


def test_formula_columns_are_left_alone_and_said():
    """A result column with a formula is the user's way of calculating it."""
    sheet = MemorySheet("受注", [[*HEADER, "段階"], [*WARNED, "計算"]], formulas=[(2, 4)])
    done = refresh_book(MemoryBook([sheet]), CONTEXT)
    assert sheet.rows[1][3] == "計算"
    assert done.sheets[0].formula_titles == ("段階",)
    assert done.notes == [f"シート「受注」の列「段階」{FORMULA_TITLES}"]
    assert column(sheet, "減点") == [-2]


@pytest.mark.parametrize(
    "standing",
    [
        pytest.param({"rows": [[*HEADER, None, None, "別の表"], WARNED, SENT]}, id="a header further right"),
        pytest.param({"rows": [HEADER, WARNED, [*SENT, None, "メモ"]]}, id="a note beside a row"),
        pytest.param({"rows": [[None] * 5 + ["凡例"], HEADER, WARNED, SENT]}, id="a legend above"),
        pytest.param({"rows": [HEADER, WARNED, SENT, [], [None] * 8 + ["合計"]]}, id="a total below"),
    ],
)
def test_what_stands_right_of_the_headers_is_never_overwritten(standing):
    """Results go past everything where something is in the way."""
    before = [list(row) for row in standing["rows"]]
    sheet, done = refreshed(**standing)
    widest = max(len(row) for row in before)
    assert min(result.column for result in done.block.columns) == widest + 1
    for old, new in zip(before, sheet.rows, strict=True):
        assert new[: len(old)] == old


def test_pivot_area_is_avoided():
    """No result is written into the output of a pivot table, blank as it may look."""
    pivot = Area("ピボット", 3, 6, 9, 8, is_table=False)
    _, done = refreshed([HEADER, WARNED], pivot)
    assert min(result.column for result in done.block.columns) == 9


def test_merged_cells_beside_the_rows_are_avoided():
    """A merged range takes no value; results go past it."""
    merged = Area("", 2, 4, 3, 5, is_table=False)
    _, done = refreshed([HEADER, WARNED, SENT], merged=[merged])
    assert min(result.column for result in done.block.columns) == 6


def test_results_blocked_beside_a_table_do_not_belong_to_it():
    """Where the table cannot grow, the results stand by themselves."""
    table = Area("注文表", 1, 1, 2, 3)
    sheet, done = refreshed([[*HEADER, None, "メモ"], WARNED], table)
    assert done.block.table == ""
    assert sheet.areas() == [table]


def test_other_table_on_the_sheet_is_none_of_ours():
    """A table beside the orders is avoided, and its rows are no orders."""
    other = Area("価格表", 1, 5, 9, 6)
    sheet, done = refreshed([[*HEADER, None, "品名", "値段"], [*WARNED, None, "a", 1]], other)
    assert min(result.column for result in done.block.columns) == 7
    assert sheet.areas() == [other]


def test_sheet_used_to_its_last_column():
    """With a value in the last column but nothing in the way, results still stand beside the headers."""
    sheet, done = refreshed([HEADER, WARNED, [None] * 16_383 + ["端"]])
    assert [result.column for result in done.block.columns] == list(range(4, 14))
    assert sheet.value(3, 16_384) == "端"


def test_no_room_left_is_said_and_nothing_written():
    """A sheet that is used up to its last column and blocked beside the headers is refused."""
    rows = [HEADER, [*WARNED, None, "メモ"], [None] * 16_383 + ["端"]]
    sheet = MemorySheet("受注", rows)
    with pytest.raises(
        errors.NoRoomForResults, match="シート「受注」の右に、結果を書く10列の空きがありません"
    ):
        refresh_sheet(sheet, CONTEXT)
    assert sheet.rows == rows


def test_layout_names_the_table_it_is_in():
    """A table elsewhere on the sheet is not taken for the one with the orders."""
    elsewhere, table = Area("別", 1, 1, 2, 2), Area("注文表", 3, 1, 5, 3)
    sheet = MemorySheet("s", [["a", "b"], [1, 2], HEADER, WARNED, SENT], [elsewhere, table])
    layout = read_layout(sheet, CONTEXT)
    assert layout.table == table
    assert (layout.header_row, layout.last_row, layout.kind) == (3, 5, "Qoo10")


def test_empty_sheet_is_no_order_sheet():
    """A book with nothing in it is refused."""
    with pytest.raises(errors.HeaderMissing, match="何も入力されていません"):
        refresh_book(MemoryBook([MemorySheet("s", [])]), CONTEXT)
    with pytest.raises(errors.HeaderMissing):
        refresh_book(MemoryBook([]), CONTEXT)


def test_header_alone_gets_the_result_headers():
    """A sheet without orders is prepared for them."""
    sheet, done = refreshed([HEADER])
    assert sheet.rows == [HEADER + QOO10_TITLES]
    assert done.layout.row_count == 0
    assert done.assessed.problems == []


def test_blank_rows_stay_blank():
    """Rows without an order, between orders or below them, get no result."""
    sheet, _ = refreshed([HEADER, [None, None, None], WARNED, ["", "", ""], [None, None, None, None, " "]])
    del sheet.rows[5:]
    assert column(sheet, "段階")[:3] == [None, "警告", None]


def test_without_a_day_nothing_is_judged():
    """A context without a 基準日 is refused: the core reads no clock."""
    with pytest.raises(errors.MissingArgument, match="基準日を指定してください"):
        refresh_sheet(MemorySheet("s", [HEADER, WARNED]), Context())


def test_every_order_sheet_of_a_book_is_refreshed():
    """Sheets of different kinds get their own results; a sheet that is none is left alone."""
    orders = MemorySheet("受注", [HEADER, WARNED])
    holds = MemorySheet(
        "営業所止め",
        [
            ["送り状番号", "発送日", "到着日", "受取場所"],
            ["1", dt.date(2026, 11, 10), dt.date(2026, 11, 11), "営業所"],
        ],
    )
    memo = MemorySheet("メモ", [["あ", "い"], [1, 2]])
    book = MemoryBook([memo, orders, holds])
    done = refresh_book(book, CONTEXT)
    assert [sheet.sheet for sheet in done.sheets] == ["受注", "営業所止め"]
    assert orders.rows[0][3:] == QOO10_TITLES
    assert holds.rows[0][4:] == HOLD_TITLES
    # Arrival 11-11, seven days with the day of arrival: 11-17.
    assert holds.rows[1][4:6] == [dt.date(2026, 11, 17), "期限切れ・返送見込み"]
    assert memo.rows == [["あ", "い"], [1, 2]]
    assert book.summary == done.summary
    titles = [section.title for section in done.summary.sections]
    assert titles[:3] == [
        "Qoo10 未発送の注文 (最終発送日ごと)",
        "Qoo10 減点 (月ごと)",
        "Qoo10 月末の発送率 (11/30(月) の見込み)",
    ]
    assert "Qoo10 段階ごとの件数" in titles
    assert "営業所止め 対応段階ごとの件数" in titles


def test_several_sheets_of_one_kind_are_told_apart_in_the_summary():
    """The sections name their sheet where two sheets are of one kind."""
    book = MemoryBook([MemorySheet("10月", [HEADER, SENT]), MemorySheet("11月", [HEADER, WARNED])])
    titles = [section.title for section in refresh_book(book, CONTEXT).summary.sections]
    assert "Qoo10 段階ごとの件数 (シート「10月」)" in titles
    assert "Qoo10 段階ごとの件数 (シート「11月」)" in titles


def test_only_the_sheet_named_is_refreshed():
    """`--sheet` leaves the others as they are, and a name that does not exist is refused with those that do."""
    one, other = MemorySheet("10月", [HEADER, SENT]), MemorySheet("11月", [HEADER, WARNED])
    book = MemoryBook([one, other])
    refresh_book(book, CONTEXT, "11月")
    assert one.rows == [HEADER, SENT]
    assert other.rows[0] == HEADER + QOO10_TITLES
    with pytest.raises(errors.SheetMissing, match="シート「12月」がありません。あるシート: 10月・11月"):
        refresh_book(book, CONTEXT, "12月")


def test_protected_sheet_refuses_the_whole_book():
    """Nothing is written into any sheet where one order sheet is protected."""
    first = MemorySheet("10月", [HEADER, SENT])
    second = MemorySheet("11月", [HEADER, WARNED], is_protected=True)
    book = MemoryBook([first, second])
    with pytest.raises(errors.SheetProtected, match="シート「11月」は保護されています"):
        refresh_book(book, CONTEXT)
    assert first.rows == [HEADER, SENT]
    assert second.rows == [HEADER, WARNED]
    assert book.summary is None


def test_sheet_that_lacks_a_column_is_never_passed_over_in_silence():
    """An order sheet without 発送日 is named with what it lacks, and the others are done."""
    lacking = MemorySheet("旧", [["注文番号", "入金日", "商品番号"], ["A", dt.date(2026, 11, 9), "1"]])
    done = refresh_book(MemoryBook([lacking, MemorySheet("受注", [HEADER, WARNED])]), CONTEXT)
    assert [sheet.sheet for sheet in done.sheets] == ["受注"]
    assert len(done.notes) == 1
    assert "シート「旧」" in done.notes[0]
    assert "発送日" in done.notes[0]
    with pytest.raises(errors.SheetKindUnknown, match="発送日"):
        refresh_book(MemoryBook([lacking]), CONTEXT)


def test_sheet_that_is_nearly_one_of_orders_is_said():
    """Headers that miss our names by a letter are named with them; notes, goods and purchases are not."""
    others = {
        "A店": [["注文番号札", "入金日付", "出荷日"], ["A-3", dt.date(2026, 11, 13), None]],
        "商品": [["商品番号", "商品名", "入荷予定日", "数量"], ["1", "見本", dt.date(2026, 11, 13), 3]],
        "仕入": [["仕入番号", "発注日", "入荷日", "支払日", "仕入先", "金額"]],
        "メモ": [["発送日の約束", "電話"], ["返品", "注文控え", "山田さん"]],
        "空": [],
    }
    sheets = [MemorySheet("受注", [HEADER, WARNED]), *(MemorySheet(*named) for named in others.items())]
    done = refresh_book(MemoryBook(sheets), CONTEXT)
    assert [sheet.sheet for sheet in done.sheets] == ["受注"]
    assert len(done.notes) == 1
    assert "シート「A店」" in done.notes[0]
    assert "注文番号札 → 注文番号、入金日付 → 入金日。" in done.notes[0]
    assert "--map" in done.notes[0]


def test_users_summary_sheet_is_said():
    """Where a sheet of the user's is called 集計, the seller learns why there is none of ours."""
    book = MemoryBook([MemorySheet("受注", [HEADER, WARNED]), MemorySheet("集計", [["わたしの"]])])
    assert refresh_book(book, CONTEXT).notes == [
        "「集計」という名前のシートがほかにあるため、集計は書き込んでいません。そのシートの名前を変えてから、もう一度実行してください"
    ]
    assert book.summary is None


def test_sheet_called_summary_is_no_order_sheet_unless_named():
    """Our 集計 may look like orders; only a seller who names the sheet means it."""
    book = MemoryBook([MemorySheet("受注", [HEADER, WARNED]), MemorySheet("集計", [HEADER, SENT])])
    assert [sheet.sheet for sheet in refresh_book(book, CONTEXT).sheets] == ["受注"]
    assert [sheet.sheet for sheet in refresh_book(book, CONTEXT, "集計").sheets] == ["受注", "集計"]


def test_two_columns_of_one_role_are_refused_by_name():
    """The refusal names the sheet, the role and both columns."""
    sheet = MemorySheet("受注", [[*HEADER, "決済日"], [*WARNED, dt.date(2026, 11, 13)]])
    with pytest.raises(errors.HeaderTwice, match="シート「受注」 に「入金日」の列が二つあります"):
        refresh_book(MemoryBook([sheet]), CONTEXT)


def test_unreadable_rows_say_so_and_the_rest_is_done():
    """A row's problem stands in 段階 and 確認 and in the list with its place and order number."""
    sheet, done = refreshed([["題"], HEADER, ["A-1", "11/13", None], WARNED, ["A-3", "2026/11/13", "きのう"]])
    problem = "入金日「11/13」に年がありません。2026/11/20 のように年から入力してください"
    assert column(sheet, "段階", 2)[:2] == [f"エラー: {problem}", "警告"]
    assert column(sheet, "確認", 2)[0] == problem
    assert column(sheet, "最終発送日", 2) == [None, dt.date(2026, 11, 19), dt.date(2026, 11, 19)]
    assert done.problem_sentences() == [
        f"シート「受注」3行目 (注文番号 A-1): {problem}",
        "シート「受注」5行目 (注文番号 A-3): 発送日「きのう」は日付として読めません。2026/11/20 のように年月日で入力してください",
    ]


@pytest.mark.parametrize("number", ["4.44414E+11", "444413758703.0", "#N/A"])
def test_damaged_tracking_numbers_are_said(number):
    """A number that a spreadsheet has changed is reported although the Qoo10 clock does not need it."""
    sheet, done = refreshed([[*HEADER, "送り状番号"], [*SENT, number], ["A-9", *WARNED[1:], "444413758703"]])
    assert column(sheet, "段階") == ["発送済", "警告"]
    assert len(done.assessed.problems) == 1
    assert number in done.problem_sentences()[0]
    assert number in str(column(sheet, "確認")[0])
    assert "送り状番号" not in str(column(sheet, "確認")[1])


def test_damage_is_added_to_what_else_is_wrong():
    """A row with two problems is one line with both."""
    _, done = refreshed([[*HEADER, "送り状番号"], ["A-1", "abc", None, "4.4E+11"]])
    assert len(done.problem_sentences()) == 1
    assert "入金日「abc」" in done.problem_sentences()[0]
    assert "送り状番号「4.4E+11」" in done.problem_sentences()[0]


def test_rows_without_an_order_are_not_counted():
    """A table has blank rows for later; what a refresh says it judged are the rows that hold something of an order."""
    rows = [["注文番号", "入金日", "発送日", "メモ"], ["1", "2026/11/20", None, None]]
    rows += [[None, None, " ", None], [None, "2026/11/19", None, None], [None, None, None, "あとで"]]
    done = refresh_sheet(MemorySheet("受注", rows), Context(day_of(dt.date(2026, 11, 20))))
    assert (done.layout.row_count, done.filled_rows) == (4, 2)


def test_totals_are_not_counted():
    """A row that was passed over as one of totals is no order that was judged."""
    _, done = refreshed([HEADER, WARNED, SENT, ["合計", None, None]])
    assert done.filled_rows == 2


@pytest.mark.parametrize(
    ("below", "last_row"),
    [
        ([], 3),
        ([SENT], 4),
        ([SENT, WARNED, [], SENT], 5),
        ([["見本のメモ", None, None], SENT], 3),
        ([[], SENT], 3),
    ],
)
def test_orders_directly_below_the_table_count(below, last_row):
    """Orders entered below a table's last row are judged as those in it, up to a blank row or a remark, and said."""
    table = Area("注文表", 1, 1, 3, 3)
    sheet = MemorySheet("受注", [HEADER, WARNED, SENT, *below], [table])
    done = refresh_book(MemoryBook([sheet]), CONTEXT)
    assert done.sheets[0].layout.last_row == last_row
    shown = column(sheet, "段階")
    assert shown[: last_row - 1] == [
        "警告" if row[0] == "A-1" else "発送済" for row in sheet.rows[1:last_row]
    ]
    assert not any(shown[last_row - 1 :])
    (grown,) = [area for area in sheet.areas() if area.is_table]
    assert grown.last_row == last_row
    assert any("表のすぐ下に入力された注文" in note for note in done.notes) == (last_row > 3)


def test_nothing_below_a_totals_row_or_over_another_area_counts():
    """Rows below a table with totals are no orders, nor are those of another table."""
    rows = [HEADER, WARNED, ["合計", 1, 2], SENT]
    sheet = MemorySheet("受注", rows, [Area("注文表", 1, 1, 3, 3, totals_rows=1)])
    assert read_layout(sheet, CONTEXT).last_row == 2
    two = [Area("注文表", 1, 1, 2, 3), Area("別の表", 3, 1, 4, 3)]
    assert read_layout(MemorySheet("受注", rows, two), CONTEXT).last_row == 2
