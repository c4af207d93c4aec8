"""Which column of an export goes into which of the book, and orders that are there twice or no more."""

from __future__ import annotations

import copy
import datetime as dt
from pathlib import Path

from importing_books import (
    HEADER,
    PAID,
    SHIPPED,
    book,
    changes,
    column,
    imported,
    known,
    planned,
    qsm,
    qsm_cells,
    told,
)
from make_export_samples import ORDERS, QSM_DETAIL, QSM_DETAIL_KOREAN, qsm_row

from xlshipcheck.context import Context, Settings
from xlshipcheck.exports.table import read_export
from xlshipcheck.hosts.memory import MemorySheet
from xlshipcheck.importing.plan import NEW_ORDER, Counts
from xlshipcheck.importing.report import HIDDEN

FOLDER = Path(__file__).parent / "data" / "exports"
KOREAN = FOLDER / "DeliveryManagement_detail_ko.csv"


def test_personal_columns_only_where_the_seller_keeps_them():
    """A column of addresses is filled if it is there, and never shown."""
    header = [*HEADER, "住所", "受取人名"]
    sheet = book([*known("812340007"), "東京都旧区1", None], header=header)
    plan = imported(sheet, qsm(qsm_cells("812340007"), qsm_cells("812340008")))
    assert sheet.rows[1][-2:] == ["東京都旧区1", "架空　花子"]
    assert sheet.rows[2][-2:] == ["東京都架空区見本町1-2-3 髙橋荘①", "架空　花子"]
    assert changes(plan)[0] == (2, "812340007", "受取人名", HIDDEN, HIDDEN)
    assert told(plan, "「住所」").endswith(": 2行目 (注文 812340007)")
    shown = " ".join([*plan.report(), *map(str, changes(plan))])
    assert not any(secret in shown for secret in ("旧区", "架空区", "花子"))
    without = book()
    imported(without, qsm(qsm_cells("812340008")))
    assert without.used_size()[1] == len(HEADER)


def test_columns_that_only_one_side_has_are_named_once():
    """Nothing is added to the sheet; the seller may add a column and import again."""
    sheet = book(header=[*HEADER, "確認", "", "段階"])
    plan = planned(sheet, qsm(qsm_cells("812340008"), qsm_cells("812340009")))
    assert told(plan, "ブックだけ") == "ブックだけにある列 (変更しません): メモ、確認、段階"
    sentence = told(plan, "書き出しだけ")
    assert sentence.startswith("書き出しだけにある列 (取り込みません): カート番号、配送会社、お届け希望日、")
    assert sentence.endswith(f" ほか{len(QSM_DETAIL) - 8 - 12}列")


def test_columns_without_a_header_are_nobodys():
    """A blank header in either is no column in common, and is not named."""
    row = [*qsm_cells("1"), "x"]
    sheet = book(header=[*QSM_DETAIL, "", "メモ"])
    plan = imported(sheet, qsm(row, header=[*QSM_DETAIL, ""]))
    assert sheet.rows[1][len(QSM_DETAIL) :] == []
    assert len(plan.report()) == 2


def test_the_same_headers_leave_nothing_to_say():
    """A sheet with exactly the columns of the export gets one sentence."""
    assert len(planned(book(header=QSM_DETAIL), qsm(qsm_cells("812340008"))).report()) == 1


def test_columns_of_other_names_are_found_by_their_role():
    """受注番号 is 注文番号 and 追跡番号 is 送り状番号."""
    sheet = MemorySheet("a", [["受注番号", "決済日", "出荷日", "追跡番号"], ["812340007", PAID, None, None]])
    imported(sheet, qsm(qsm_cells("812340007", **SHIPPED), qsm_cells("812340008")))
    assert column(sheet, "追跡番号") == ["444413758703", None]
    assert column(sheet, "受注番号") == ["812340007", "812340008"]


def test_korean_export_into_korean_and_japanese_headers():
    """By name where the names are the same, by role where they are not."""
    korean, japanese = book(header=[*QSM_DETAIL_KOREAN, "メモ"]), book()
    imported(korean, read_export(KOREAN))
    imported(japanese, read_export(KOREAN))
    assert korean.rows[1][1] == japanese.rows[1][1] == ORDERS[0][1]
    assert len([cell for cell in korean.rows[1] if cell is not None]) > 15
    assert column(japanese, "入金日") == column(korean, "입금일")
    # The Japanese export knows these orders: same states, same numbers.
    again = planned(korean, qsm(*(qsm_row(order, QSM_DETAIL) for order in ORDERS)))
    assert again.counts().new_rows == 5
    assert [change[2] for change in changes(again) if change[2] != NEW_ORDER] == []


def test_users_mapping_holds_for_the_sheet():
    """A column that the seller maps has that role, one mapped to no role is the seller's own."""
    context = Context(settings=Settings(columns={"管理No": "注文番号", "配送状態": "なし"}))
    header = ["管理No", "入金日", "発送日", "配送状態"]
    sheet = book(["812340007", PAID, None, "わたしの印"], header=header)
    export = qsm(qsm_cells("812340007", **SHIPPED))
    imported(sheet, export, context)
    assert sheet.rows[1][0] == "812340007"
    assert sheet.rows[1][2] is not None
    assert sheet.rows[1][3] == "わたしの印"


def test_a_column_of_the_users_own_in_an_export_is_only_copied_into_new_orders():
    """予約日 that the seller added to the file is not the marketplace's, so a known order keeps its own."""
    header = [*HEADER, "予約日"]
    sheet = book([*known("812340007"), dt.date(2026, 12, 1)], [*known("812340008"), None], header=header)
    rows = [[*qsm_cells(number), "2026/12/24"] for number in ("812340007", "812340008", "812340009")]
    imported(sheet, qsm(*rows, header=[*QSM_DETAIL, "予約日"]))
    assert column(sheet, "予約日") == [dt.date(2026, 12, 1), None, dt.date(2026, 12, 24)]


# ---- what cannot be told -------------------------------------------------------------------------


def test_an_order_twice_in_the_book_is_not_updated():
    """Which of two rows is meant cannot be told, so the seller is asked."""
    sheet = book(known("812340007"), known("812340008"), known(812340007))
    before = copy.deepcopy(sheet.rows)
    plan = imported(sheet, qsm(qsm_cells("812340007", **SHIPPED), qsm_cells("812340008")))
    assert sheet.rows == before
    assert told(plan, "二つ以上") == (
        "ブックに同じ注文の行が二つ以上あり、どれか決められないため更新していません: 注文 812340007 (2・4行目)"
    )


def test_an_order_twice_in_the_export_with_one_content_is_one():
    """A file pasted together twice adds no order twice and says nothing."""
    sheet = book(known("812340007"))
    row, new = qsm_cells("812340007", **SHIPPED), qsm_cells("812340008")
    plan = imported(sheet, qsm(row, new, row, new, new))
    assert plan.counts() == Counts(1, 1, 3, 0)
    assert plan.findings.twice_in_export == []


def test_rows_of_an_export_that_contradict_each_other():
    """A known order is left alone; a new one is added with every row, as none may be lost."""
    sheet = book(known("812340007"))
    twins = [qsm_cells("812340007", 数量=n) for n in "12"] + [qsm_cells("812340008", 数量=n) for n in "34"]
    plan = imported(sheet, qsm(*twins))
    assert sheet.rows[1] == known("812340007")
    assert column(sheet, "数量") == [1, 3, 4]
    assert told(plan, "内容の違う") == (
        "書き出しに内容の違う同じ注文の行があります。新しい注文はどの行も追加し、ブックにある注文は更新していません: "
        "注文 812340007 (2行目)、注文 812340008"
    )
    again = planned(sheet, qsm(*twins))
    assert again.is_empty
    assert told(again, "二つ以上").endswith("注文 812340008 (3・4行目)")


def test_open_orders_that_are_gone_from_the_export_are_reported():
    """Of the export's period and not shipped: shipped or cancelled meanwhile, or filtered out. None is removed."""
    day = {"注文日": dt.date(2026, 11, 20)}
    sheet = book(
        known("1", **day),
        known("2", **day, 配送状態="配送中"),
        known("3", **day, 配送状態="キャンセル"),
        known("4", **day, 発送日=dt.date(2026, 11, 20)),
        known("5", 注文日=dt.date(2026, 11, 19)),
        known("6", 注文日=dt.date(2026, 11, 22)),
        known("7", **day, 配送状態="キャンセル要請"),
        known("8", 注文日="あとで"),
        known(None, **day),
        known("9", **day),
    )
    before = copy.deepcopy(sheet.rows)
    export = qsm(qsm_cells("9"), qsm_cells("10", 注文日="2026/11/21 10:00:00"))
    plan = imported(sheet, export, force=True)
    assert sheet.rows[: len(before)] == before
    assert told(plan, "書き出しにありません") == (
        "書き出しの期間内で未発送なのに書き出しにありません。発送・キャンセル済みでないか、書き出しの条件を確認してください"
        " (行は残しています): 注文 1 (2行目)、注文 7 (8行目)"
    )


def test_without_a_common_date_nothing_is_missed():
    """A period that is not known has no gaps; nor has a sheet that does not tell which orders are open."""
    undated = book(["1", dt.date(2026, 11, 20), None], header=["注文番号", "予約日", "発送日"])
    assert planned(undated, qsm(qsm_cells("2"))).findings.vanished == []
    by_payment = book(["1", PAID, None], header=["注文番号", "入金日", "発送日"])
    assert [rows.order for rows in planned(by_payment, qsm(qsm_cells("2"))).findings.vanished] == ["1"]
