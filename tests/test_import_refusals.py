"""Imports that are refused: nothing is written, and the sentence says what to do."""

from __future__ import annotations

import copy
import datetime as dt
from pathlib import Path

import pytest
from importing_books import HEADER, book, imported, planned, qsm, qsm_cells
from make_export_samples import AMAZON_ALL_ORDERS

from xlshipcheck import errors
from xlshipcheck.context import Context, Settings
from xlshipcheck.exports.amazon import join_exports
from xlshipcheck.exports.table import read_export
from xlshipcheck.sheets.port import Area
from xlshipcheck.values.days import day_of

FOLDER = Path(__file__).parent / "data" / "exports"
NOON = dt.datetime(2026, 11, 20, 12)  # noqa: DTZ001  a cell has no offset
AMAZON_HEADER = ["注文番号", "明細番号", "配送会社", "送り状番号", "注文金額", "お届け予定日"]
WIDTH = len(HEADER)


def order(number: object = "1", ordered: object = NOON, paid: object = None) -> list[object]:
    """Return an order of the book that waits to be shipped."""
    return [None, number, ordered, paid, None, None, "配送要請", None, 1]


def one(**cells: str):
    """Return an export of one new order."""
    return qsm(qsm_cells("9", **cells))


NEWER = one(注文日="2026/11/21 08:00:00")


def refusal(kind: type[errors.FileRefused], sheet, export, context=None, *, force: bool = False) -> str:
    """Return the sentence of a refusal; the sheet must be as it was."""
    before = copy.deepcopy(sheet.rows)
    with pytest.raises(kind) as refused:
        imported(sheet, export, context or Context(), force=force)
    assert sheet.rows == before
    assert refused.value.sentence("en")
    return str(refused.value)


def test_a_file_of_the_sellers_own():
    """Which of its columns may be updated is not known."""
    sentence = refusal(errors.ImportNotExport, book(), read_export(FOLDER / "own_orders.csv", "自作.csv"))
    assert sentence == (
        "自作.csv はモールの書き出しではないため取り込めません。QSM か Amazon から書き出したファイルを指定してください"
    )


def test_an_export_of_another_marketplace():
    """Amazon's orders do not go into a sheet of Qoo10's, nor the other way round."""
    amazon = join_exports([read_export(FOLDER / "amazon_orders.txt", "注文.txt")])
    assert refusal(errors.ImportMarketDiffers, book(), amazon) == (
        "注文.txt はAmazonの書き出しで、シート「受注」はQoo10の表です。Amazonの表のシートを指定してください"
    )
    sheet = book(header=AMAZON_HEADER, name="出荷")
    assert "シート「出荷」はAmazonの表です。Qoo10の表" in refusal(errors.ImportMarketDiffers, sheet, NEWER)


def test_no_column_of_order_numbers():
    """Without it every order would be new at every import; on either side."""
    sheet = book(header=["入金日", "発送日", "発送予定日"])
    assert refusal(errors.OrderColumnMissing, sheet, NEWER) == (
        "シート「受注」に注文番号の列がないため取り込めません。見出し「注文番号」の列を加えてください"
    )
    mapping = {"注文番号": "なし"}
    export = read_export(FOLDER / "DeliveryManagement_detail_20261121.csv", "QSM.csv", mapping)
    assert refusal(errors.OrderColumnMissing, book(), export).startswith("QSM.csvに注文番号の列がない")


def test_order_numbers_that_are_formulas():
    """A formula whose result is not stored reads as a blank, and its order would be added again."""
    sheet = book(order(), order("2"), formulas=[(3, 2)])
    assert refusal(errors.OrderColumnOfFormulas, sheet, NEWER) == (
        "シート「受注」の3行目の注文番号が数式のため取り込めません。注文番号の列をコピーして「値の貼り付け」で値にしてください"
    )


def test_a_protected_sheet():
    """Its password is the seller's."""
    assert "保護" in refusal(errors.SheetProtected, book(is_protected=True), NEWER)


def test_a_mapping_to_no_role_that_exists():
    """A typing mistake in --map is said, not passed over."""
    context = Context(settings=Settings(columns={"メモ": "注文番後"}))
    with pytest.raises(errors.UnknownRole, match="注文番後"):
        planned(book(), NEWER, context)


def test_an_older_export_is_refused_unless_forced():
    """An export from before the newest order of the book would turn states back."""
    sheet = book(order("1"), order("9", ordered=dt.datetime(2026, 11, 20, 9)))  # noqa: DTZ001  as above
    sentence = refusal(errors.StaleExport, sheet, one(配送状態="配送準備"))
    assert sentence == (
        "QSM.csv は古い書き出しです (最新 2026-11-20 09:00:05)。シート「受注」には 2026-11-20 12:00:00 の注文まであります"
        " (2行目)。書き出し直すか、このまま取り込むなら --force を付けてください"
    )
    plan = imported(sheet, one(配送状態="配送準備"), force=True)
    assert sheet.rows[2][6] == "配送準備"
    assert plan.report()[1] == f"{sentence} (--force のため取り込みます)"


def test_an_example_of_the_template_makes_no_export_old():
    """A new book holds examples of its own day; the first export that is put into it may be of the day before."""
    sheet = book(order("(例) 812340005", paid=dt.date(2026, 11, 24)))
    plan = imported(sheet, one())
    assert "古い書き出し" not in "\n".join(plan.report())


@pytest.mark.parametrize(
    ("ordered", "paid"),
    [
        (dt.date(2026, 11, 21), None),
        (None, dt.date(2026, 11, 21)),
        ("2026/11/20 09:00:06", None),
        (46347, None),
    ],
)
def test_what_makes_an_export_old(ordered, paid):
    """注文日 or 入金日 of any order that the book knows, in whatever form; 2026-11-20 09:00:05 is the export's."""
    assert "古い書き出し" in refusal(errors.StaleExport, book(order("1", ordered, paid)), one())


@pytest.mark.parametrize(
    ("number", "ordered"),
    [
        ("1", "2026/11/20 09:00:05"),
        ("1", dt.date(2026, 11, 20)),
        ("1", dt.datetime(2026, 11, 19, 23, 59, 59)),  # noqa: DTZ001  as above
        ("1", "そのうち"),
        (None, dt.date(2026, 12, 31)),
    ],
)
def test_what_does_not_make_an_export_old(number, ordered):
    """The same moment, a day without time, an earlier day, no date, and rows that are no orders."""
    assert planned(book(order(number, ordered)), one()).counts().new_rows == 1


def test_the_newest_order_of_the_export_counts_whether_paid_or_not():
    """A sheet that keeps 入金日 alone is not newer than an order of today that nobody has paid yet."""
    header = ["注文番号", "入金日", "発送日"]
    sheet = book(["1", dt.date(2026, 11, 21), None], header=header)
    assert planned(sheet, one(注文日="2026/11/22 10:00:00")).counts().new_rows == 1
    assert "古い書き出し" in refusal(errors.StaleExport, sheet, one())


def test_the_first_of_the_newest_orders_is_named():
    """One row is enough to look at."""
    sheet = book(order("1", None), *(order(number) for number in "234"))
    assert "(3行目)" in refusal(errors.StaleExport, sheet, one())


def test_a_date_that_only_the_sheet_has_tells_nothing():
    """The export is not older for lacking 予約日, which is no date of its own."""
    sheet = book(["1", dt.date(2026, 12, 31), None], header=["注文番号", "予約日", "発送日"])
    assert planned(sheet, one()).counts().new_rows == 1


def test_dates_of_another_marketplace_do_not_count():
    """In a mixed sheet Amazon's newest order does not make an export of QSM old."""
    header = [*HEADER, "モール"]
    newest = [*order("1", dt.date(2026, 12, 1)), "Amazon"]
    assert planned(book(newest, header=header), one()).counts().new_rows == 1
    newest[-1] = "Qoo10"
    assert "古い書き出し" in refusal(errors.StaleExport, book(newest, header=header), one())


def test_a_report_tells_its_own_age():
    """last-updated-date counts for the export, and for the book where the seller keeps it."""
    cells = {
        "amazon-order-id": "250-1",
        "purchase-date": "2026-11-01T00:00:00+00:00",
        "order-status": "Shipped",
        "sku": "A",
        "last-updated-date": "2026-11-20T00:00:00+00:00",
    }
    lines = [AMAZON_ALL_ORDERS, [cells.get(name, "") for name in AMAZON_ALL_ORDERS]]
    export = join_exports([read_export("\r\n".join("\t".join(line) for line in lines).encode(), "全.txt")])
    row = ["250-9", None, None, None, None, None, dt.date(2026, 11, 10)]
    sheet = book(row, header=[*AMAZON_HEADER, "注文日"])
    assert planned(sheet, export).counts().new_rows == 1
    later = [*row, "2026-11-20T09:00:01+09:00"]
    kept = book(later, header=[*AMAZON_HEADER, "注文日", "last-updated-date"])
    assert "2026-11-20 09:00:01 の注文" in refusal(errors.StaleExport, kept, export)


def test_a_day_that_lies_ahead_makes_no_book_newer():
    """An 注文日 typed with the wrong year does not keep every export of the next year out."""
    sheet = book(order("1", dt.date(2027, 11, 20)))
    today = Context(as_of=day_of(dt.date(2026, 11, 21)))
    assert planned(sheet, one(), today).counts().new_rows == 1
    assert "古い書き出し" in refusal(errors.StaleExport, sheet, one())


@pytest.mark.parametrize("word", ["合計", "【合計】", "Total", "総計", "計", "합계", "11月合計"])
@pytest.mark.parametrize("place", [0, HEADER.index("注文番号")])
def test_a_row_of_totals_below_the_orders(word, place):
    """New orders below it would be left out of the sum, and nothing may be moved; it is no order itself."""
    totals = [None, None, None, None, None, None, None, None, 1]
    totals[place] = word
    sheet = book(order(), [], totals)
    assert refusal(errors.TotalsRowBelow, sheet, NEWER) == (
        "シート「受注」の4行目に合計の行があるため、新しい注文を追加できません。"
        "合計の行を消すか、表の上に移してください (テーブルなら [テーブル デザイン] > [集計行] を外す)"
    )


def test_a_table_with_a_totals_row():
    """The totals row is in the way of new orders, and only of those."""
    area = Area("注文", 1, 1, 3, WIDTH, totals_rows=1)
    sheet = book(order(), ["集計"], areas=[area])
    assert "3行目に合計の行" in refusal(errors.TotalsRowBelow, sheet, NEWER)
    newer = qsm(
        qsm_cells("1", 注文日="2026/11/20 12:00:00", 入金日="2026/11/20 12:01:00", 配送状態="配送準備")
    )
    imported(sheet, newer)
    assert sheet.rows[1][6] == "配送準備"
    assert sheet.areas() == [area]


def test_something_below_a_table():
    """A table cannot grow over what stands below it."""
    sheet = book(order(), ["覚え書き"], areas=[Area("注文", 1, 1, 2, WIDTH)])
    assert refusal(errors.OrderRowsTaken, sheet, NEWER) == (
        "シート「受注」の3行目から新しい注文を追加しますが、3行目にテーブルの外の値があります。下に移してください"
    )


@pytest.mark.parametrize(
    ("area", "is_taken"),
    [
        (Area("売上", 3, 3, 8, 5, is_table=False), True),
        (Area("売上", 1, WIDTH, 3, WIDTH + 2, is_table=False), True),
        (Area("売上", 4, 1, 8, 5), False),
        (Area("売上", 1, 1, 2, 5, is_table=False), False),
        (Area("売上", 3, WIDTH + 1, 8, WIDTH + 3), False),
        (Area("売上", 3, 1, 8, 1), False),
    ],
)
def test_a_pivot_table_or_another_table_in_the_way(area, is_taken):
    """Cells of another table are nobody else's; beside or below them there is room."""
    sheet = book(order(), areas=[area])
    if is_taken:
        assert "「売上」があります" in refusal(errors.OrderRowsTaken, sheet, NEWER)
    else:
        assert planned(sheet, NEWER).new_rows.first_row == 3


@pytest.mark.parametrize(
    ("area", "cells"),
    [
        (Area("", 2, 2, 3, 2), "B2:B3"),
        (Area("", 3, 1, 3, 3), "A3:C3"),
        (Area("", 4, 9, 4, 12), "I4:L4"),
    ],
)
def test_merged_cells_among_the_orders(area, cells):
    """A row inside a merged range has no cell of its own; nor can a new one be written there."""
    sheet = book(order("1"), order("2"), merged=[area])
    assert refusal(errors.MergedOrderCells, sheet, NEWER) == (
        f"シート「受注」の注文の行に結合セルがあります ({cells})。セルの結合を解除してください"
    )


@pytest.mark.parametrize(
    "area",
    [Area("", 1, 1, 1, 9), Area("", 2, 1, 3, 1), Area("", 2, 10, 3, 12), Area("", 5, 1, 5, 9)],
)
def test_merged_cells_that_are_in_nobodys_way(area):
    """Titles, the seller's own columns, and rows below the new ones."""
    assert planned(book(order("1"), order("2"), merged=[area]), NEWER).counts().new_rows == 1


def test_merged_cells_below_matter_only_to_new_rows():
    """Known orders are brought up to date though there is no room below."""
    sheet = book(order("1"), merged=[Area("", 3, 1, 3, 9)])
    known = qsm(qsm_cells("1", 注文日="2026/11/20 12:00:00", 入金日="2026/11/20 12:00:01"))
    assert planned(sheet, known).counts().updated_rows == 1
