"""Amazon's files into the seller's own book: a row per item and package, each file telling its part."""

from __future__ import annotations

import copy
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from importing_books import book, changes, column, imported, planned, told
from make_export_samples import AMAZON_ALL_ORDERS, AMAZON_ORDERS, AMAZON_SHIPMENT

from xlshipcheck import errors
from xlshipcheck.context import PLAIN
from xlshipcheck.exports.amazon import join_exports
from xlshipcheck.exports.table import read_export
from xlshipcheck.importing.columns import shared_columns
from xlshipcheck.importing.plan import NEW_ORDER, Counts
from xlshipcheck.sheets.layout import read_layout

FOLDER = Path(__file__).parent / "data" / "exports"
HEADER = "メモ 注文番号 明細番号 商品番号 数量 注文日 配送状態 配送会社 送り状番号 注文金額 お届け予定日 カテゴリー".split()
A, B = "444413758703", "512547514334"


def samples(*names: str):
    """Return some of the sample files as one table."""
    return join_exports([read_export(FOLDER / f"amazon_{name}.txt") for name in names])


def table(*files: tuple[list[str], list[dict[str, str]]]):
    """Return the table of tab-separated files, each a header and rows by column name."""
    exports = []
    for number, (header, rows) in enumerate(files):
        lines = ["\t".join([row.get(name, "") for name in header]) for row in rows]
        exports.append(read_export("\r\n".join(["\t".join(header), *lines]).encode(), f"{number}.txt"))
    return join_exports(exports)


def item(order: str, number: str = "", **cells: str) -> dict[str, str]:
    """Return a row of an order report; an item of 3 pieces at 3,300 yen."""
    row = {
        "purchase-date": "2026-11-01T00:00:00+09:00",
        "quantity-purchased": "3",
        "item-price": "3300",
        "item-tax": "300",
    }
    return {"order-id": order, "order-item-id": number, **row, **cells}


def parcel(order: str, number: str = "", tracking: str = A, quantity: str = "") -> dict[str, str]:
    """Return a row of a shipment confirmation."""
    row = {"ship-date": "2026-11-03", "carrier-code": "Yamato Transport"}
    return {
        "order-id": order,
        "order-item-id": number,
        "tracking-number": tracking,
        "quantity": quantity,
        **row,
    }


def orders(*rows: dict[str, str]):
    """Return an order report as a file."""
    return AMAZON_ORDERS, list(rows)


def shipment(*rows: dict[str, str]):
    """Return a shipment confirmation as a file."""
    return AMAZON_SHIPMENT, list(rows)


def packages(sheet) -> list[tuple[object, ...]]:
    """Return item, quantity, number and amount of each row of a sheet."""
    names = ("明細番号", "数量", "送り状番号", "注文金額")
    return list(zip(*(column(sheet, name) for name in names), strict=True))


def test_all_files_at_once_and_once_more():
    """The joined files fill an empty sheet as they are joined; a second import has nothing to do."""
    everything = samples("orders", "unshipped", "all_orders", "shipment")
    sheet = book(header=HEADER, name="出荷")
    plan = imported(sheet, everything)
    assert column(sheet, "注文番号") == everything.read_roles(["注文番号"])["注文番号"]
    assert column(sheet, "送り状番号")[:4] == [A, A, "0123456789", "405548424886"]
    assert sheet.rows[1][5] == dt.datetime(2026, 10, 11, 0, 30)  # noqa: DTZ001  a cell has no offset
    assert plan.counts().new_rows == len(list(everything.iterate_rows()))
    assert planned(sheet, everything).is_empty


def test_files_imported_one_after_the_other_end_as_all_at_once():
    """Each file fills what the others lack; a parcel that is split later takes its share of the item."""
    one, other = book(header=HEADER), book(header=HEADER)
    imported(one, samples("orders", "unshipped", "all_orders", "shipment"))
    for step in (["orders"], ["unshipped"], ["orders", "shipment"], ["all_orders"]):
        imported(other, samples(*step))
    assert sorted(map(str, other.rows)) == sorted(map(str, one.rows))


def test_a_confirmation_fills_carrier_and_number():
    """The shipment confirmation alone finds its item by order-item-id."""
    sheet = book(header=HEADER)
    imported(sheet, table(orders(item("250-1", "11"), item("250-1", "12"))))
    plan = imported(sheet, table(shipment(parcel("250-1", "12"))))
    assert changes(plan) == [
        (3, "250-1", "配送会社", "", "Yamato Transport"),
        (3, "250-1", "送り状番号", "", A),
    ]
    assert plan.counts() == Counts(0, 1, 2, 0)


def test_a_confirmation_of_the_whole_order_fills_every_item():
    """Without an item id it is the whole order's; nothing is said about quantity and amount."""
    sheet = book(header=HEADER)
    imported(sheet, table(orders(item("250-1", "11"), item("250-1", "12"))))
    whole = table(shipment(parcel("250-1", quantity="9")))
    plan = imported(sheet, whole)
    assert packages(sheet) == [("11", 3, A, 3000), ("12", 3, A, 3000)]
    assert plan.findings.conflicts == []
    assert planned(sheet, whole).is_empty


def test_an_item_sent_in_two_packages_is_split():
    """The row without a number becomes the first package, the second goes below, and the amount is shared."""
    sheet = book(header=HEADER)
    items = item("250-1", "11")
    imported(sheet, table(orders(items)))
    split = table(orders(items), shipment(parcel("250-1", "11", A, "1"), parcel("250-1", "11", B, "2")))
    plan = imported(sheet, split)
    assert packages(sheet) == [("11", 1, A, 1000), ("11", 2, B, 2000)]
    assert told(plan, "新しい梱包") == (
        "別の送り状番号の行があるため、新しい梱包の行として追加します: 注文 250-1 (2行目)"
    )
    assert planned(sheet, split).is_empty


def test_a_second_package_of_a_later_day_is_added():
    """A number that is there is never replaced by that of another package."""
    sheet = book(header=HEADER)
    imported(sheet, table(orders(item("250-1", "11")), shipment(parcel("250-1", "11", A, "1"))))
    later = table(shipment(parcel("250-1", "11", B, "2")))
    imported(sheet, later)
    assert [row[2] for row in packages(sheet)] == [A, B]
    assert planned(sheet, later).is_empty


def test_the_rest_of_an_item_takes_its_share_when_it_is_sent():
    """One piece is on its way; the row of the rest becomes the second package."""
    sheet = book(header=HEADER)
    items = item("250-1", "11")
    imported(sheet, table(orders(items), shipment(parcel("250-1", "11", A, "1"))))
    imported(sheet, table(shipment(parcel("250-1", "11", B, "2"))))
    sheet._set(3, 5, 3)
    sheet._set(3, 9, None)
    sheet._set(3, 10, 3000)
    imported(sheet, table(orders(items), shipment(parcel("250-1", "11", B, "2"))))
    assert packages(sheet) == [("11", 1, A, 1000), ("11", 2, B, 2000)]


def test_what_holds_for_an_item_holds_for_its_packages():
    """A report without numbers brings the state to every package, and leaves their shares alone."""
    sheet = book(header=HEADER)
    items = item("250-1", "11", sku="S")
    parcels = shipment(parcel("250-1", "11", A, "1"), parcel("250-1", "11", B, "2"))
    imported(sheet, table(orders(items), parcels))
    state = {
        "amazon-order-id": "250-1",
        "sku": "S",
        "order-status": "Shipped",
        "quantity": "3",
        "item-price": "3300",
    }
    state |= {"purchase-date": items["purchase-date"], "item-tax": "300"}
    plan = imported(sheet, table((AMAZON_ALL_ORDERS, [state])))
    assert column(sheet, "配送状態") == ["Shipped", "Shipped"]
    assert [row[1:] for row in packages(sheet)] == [(1, A, 1000), (2, B, 2000)]
    assert plan.findings.conflicts == []


def test_what_a_file_does_not_tell_is_no_change():
    """Amazon's files each lack columns of the others: an empty cell of theirs says nothing."""
    sheet = book(header=HEADER)
    imported(sheet, samples("orders", "shipment"))
    plan = planned(sheet, samples("all_orders"))
    assert plan.findings.emptied == []
    assert [change[2] for change in changes(plan)] == ["配送状態"] * 5 + [NEW_ORDER] * 2


def test_the_sellers_category_is_never_touched():
    """カテゴリー is nobody's but the seller's; new orders get the one of the settings."""
    context = PLAIN.replaced(
        settings=PLAIN.settings._replace(categories={"FOOD-01": "食品", "HOME-02": "ホーム"})
    )
    export = join_exports([read_export(FOLDER / "amazon_orders.txt")], context)
    sheet = book(header=HEADER)
    sheet.rows.append([None, "250-0000001-0000001", "10000000000011", *[None] * 8, "お茶"])
    imported(sheet, export, context)
    assert column(sheet, "カテゴリー") == ["お茶", "ホーム", None, None]


def test_of_two_promised_days_the_later_counts():
    """The unshipped report promises another day than the order report; an earlier one changes nothing."""
    sheet = book(header=HEADER)
    both = samples("orders", "unshipped")
    imported(sheet, samples("orders"))
    imported(sheet, samples("unshipped"))
    later = dt.datetime(2026, 11, 7, 23, 59, 59)  # noqa: DTZ001  as above
    assert column(sheet, "お届け予定日")[3] == later
    for export in (samples("orders"), both):
        plan = planned(sheet, export)
        assert plan.is_empty
        assert plan.findings.conflicts == []


def test_an_unreadable_promise_is_replaced():
    """What is no date in the book is no promise."""
    sheet = book(header=HEADER)
    imported(sheet, samples("unshipped"))
    sheet.rows[1][10] = "確認中"
    imported(sheet, samples("unshipped"))
    assert sheet.rows[1][10] == dt.datetime(2026, 11, 7, 23, 59, 59)  # noqa: DTZ001  as above


def test_an_amount_that_differs_is_reported():
    """The seller's own amount stands."""
    sheet = book(header=HEADER)
    imported(sheet, table(orders(item("250-1", "11"))))
    sheet.rows[1][9] = 2500
    plan = imported(sheet, table(orders(item("250-1", "11"))))
    assert sheet.rows[1][9] == 2500
    assert told(plan, "「注文金額」").endswith(": 2行目 (注文 250-1) 2500 → 3000")


def test_items_are_told_by_sku_where_there_is_no_item_number():
    """A sheet without 明細番号 knows its items by 商品番号."""
    header = [name for name in HEADER if name != "明細番号"]
    sheet = book(header=header)
    imported(sheet, samples("orders"))
    plan = imported(sheet, samples("all_orders"))
    assert plan.counts() == Counts(2, 4, 4, 0)
    assert column(sheet, "商品番号") == ["FOOD-01", "HOME-02", "HOME-04", "BOOK-03", "FOOD-01", "BOOK-03"]


def test_order_number_alone_serves_orders_of_one_item():
    """Without both columns an order is its one item, also in several packages."""
    header = [name for name in HEADER if name not in ("明細番号", "商品番号")]
    sheet = book(header=header)
    both = table(
        orders(item("250-1", "11")), shipment(parcel("250-1", "11", A, "1"), parcel("250-1", "11", B, "2"))
    )
    imported(sheet, table(orders(item("250-1", "11"))))
    imported(sheet, both)
    assert column(sheet, "送り状番号") == [A, B]
    assert planned(sheet, both).is_empty


def test_a_parcel_of_the_whole_order_is_no_second_item():
    """A confirmation that names one item in one line and none in the other needs no column of items."""
    header = [name for name in HEADER if name not in ("明細番号", "商品番号")]
    sheet = book(header=header)
    both = table(shipment(parcel("250-1", "11", A), parcel("250-1", "", B)))
    imported(sheet, both)
    assert column(sheet, "送り状番号") == [A, B]
    assert planned(sheet, both).is_empty


@pytest.mark.parametrize("without", [("明細番号", "商品番号"), ("明細番号",)])
def test_several_items_need_a_column_that_tells_them(without):
    """Two items of one order (and of one SKU) would be one row at the next import."""
    sheet = book(header=[name for name in HEADER if name not in without], name="出荷")
    twins = table(orders(item("250-1", "11", sku="S"), item("250-1", "12", sku="S")))
    with pytest.raises(errors.ItemColumnMissing) as refused:
        planned(sheet, twins)
    assert str(refused.value) == (
        "注文 250-1 には明細が二つ以上ありますが、シート「出荷」に明細番号の列がないため見分けられません。"
        "見出し「明細番号」の列を加えてください"
    )
    assert planned(book(header=HEADER), twins).counts().new_rows == 2


def test_an_item_number_is_filled_in_where_only_one_can_be_meant():
    """An order of one item that stands there without its number gets it."""
    sheet = book([None, "250-1", *[None] * 10], header=HEADER)
    plan = imported(sheet, table(orders(item("250-1", "11", sku="S"))))
    assert sheet.rows[1][2:4] == ["11", "S"]
    assert plan.counts().new_rows == 0


def test_rows_without_item_of_an_order_of_several_are_left_alone():
    """Which of the two rows is which item is not guessed."""
    rows = [[memo, "250-1", *[None] * 10] for memo in ("一つ目", "二つ目")]
    sheet = book(*rows, header=HEADER)
    before = copy.deepcopy(sheet.rows)
    plan = imported(sheet, table(orders(item("250-1", "11"), item("250-1", "12"))))
    assert sheet.rows == before
    assert told(plan, "どの明細") == (
        "どの明細の行か決められないため取り込んでいません。明細番号を入力してください: 注文 250-1 (2・3行目)"
    )


def test_parcels_of_unknown_items_are_known_again_by_their_number():
    """Confirmations without an item for an order in two packages are added once, beside its items."""
    both = table(
        orders(item("250-1", "11"), item("250-1", "12")),
        shipment(parcel("250-1", "", A), parcel("250-1", "", B)),
    )
    sheet = book(header=HEADER)
    imported(sheet, both)
    assert [(row[0], row[2]) for row in packages(sheet)] == [("11", None), ("12", None), (None, A), (None, B)]
    assert planned(sheet, both).is_empty


def test_a_parcel_of_an_unknown_item_is_not_taken_for_one_of_two():
    """The row of a parcel may be either item's, or both's: it is left alone, and so are the items."""
    sheet = book(header=HEADER)
    imported(sheet, table(shipment(parcel("250-1", "", A))))
    items = orders(item("250-1", "11"), item("250-1", "12"))
    plan = imported(sheet, table(items, shipment(parcel("250-1", "", A))))
    assert packages(sheet) == [(None, None, A, None)]
    assert [rows.order for rows in plan.findings.unclear] == ["250-1"]
    # In packages of their own they can be told.
    apart = table(items, shipment(parcel("250-1", "11", A), parcel("250-1", "12", B)))
    assert planned(sheet, apart).counts() == Counts(0, 1, 0, 0)._replace(
        new_rows=0, updated_rows=1, updated_cells=4
    )


def test_one_item_twice_in_the_book_is_not_updated():
    """Two rows of one item without numbers cannot be told apart, nor can two with the same number."""
    rows = [[None, "250-1", "11", *[None] * 9] for _ in range(2)]
    for number in (None, A):
        sheet = book(*copy.deepcopy(rows), header=HEADER)
        for row in sheet.rows[1:]:
            row[8] = number
        before = copy.deepcopy(sheet.rows)
        for export in (table(orders(item("250-1", "11"))), table(shipment(parcel("250-1", "11")))):
            plan = imported(sheet, export)
            if number and export.conflicts == [] and not plan.findings.twice_in_book:
                continue
            assert sheet.rows == before
            assert [rows.rows for rows in plan.findings.twice_in_book] == [(2, 3)]


def test_columns_that_share_a_role():
    """carrier-name and carrier-code of the seller's sheet say together what 配送会社 says."""
    header = [
        "order-id", "order-item-id", "carrier-name", "carrier-code", "tracking-number", "注文金額",
        "scheduled-delivery-end-date", "delivery-end-date",
    ]  # fmt: skip
    day = dt.date(2026, 10, 15)
    sheet = book(
        ["250-0000001-0000001", "10000000000011", None, "Yamato Transport", A, 1000, None, day],
        ["250-0000002-0000002", "10000000000021", "Other", "日本郵便", "405548424886", 1000, None, None],
        ["250-0000001-0000001", "10000000000012", "Other", None, None, None, None, None],
        header=header,
    )
    plan = imported(sheet, samples("orders", "shipment"))
    assert column(sheet, "carrier-name")[:3] == [None, "Other", "Yamato Transport"]
    assert column(sheet, "carrier-code")[:3] == ["Yamato Transport", "日本郵便", None]
    assert column(sheet, "scheduled-delivery-end-date")[0] is None
    assert sheet.rows[2][6] == dt.datetime(2026, 10, 16, 23, 59, 59)  # noqa: DTZ001  as above
    assert plan.findings.conflicts == []


def test_a_file_that_is_not_joined_is_read_by_its_roles():
    """carrier-code and carrier-name of the file serve 配送会社 of the sheet."""
    sheet = book(header=HEADER)
    imported(sheet, read_export(FOLDER / "amazon_shipment.txt"))
    assert column(sheet, "配送会社") == ["Yamato Transport", "Yamato Transport", "名鉄運輸", "日本郵便"]


def test_which_columns_are_amazons():
    """The columns of the joined files by what an import may do with them."""
    sheet = book(header=[*HEADER, "発送日", "サービス", "フルフィルメント", "product-name"])
    everything = samples("orders", "unshipped", "all_orders", "shipment")
    found = shared_columns(read_layout(sheet, PLAIN).header, everything, {}).columns
    assert {name.header for name in found if not name.is_market} == {"カテゴリー"}
    assert {name.header for name in found if name.changes} == {
        "配送状態",
        "配送会社",
        "送り状番号",
        "発送日",
        "サービス",
    }


ORDER = st.sampled_from(["250-1", "250-2"])
NUMBER = st.sampled_from(["", "11", "12"])
SKU = st.sampled_from(["", "S", "T"])
TRACKING = st.sampled_from([A, B, "0123456789"])
# An order report has both, the all-orders report the SKU only; none has neither.
NAMED = st.tuples(NUMBER, SKU).filter(any)
ITEMS = st.lists(
    st.builds(lambda order, named: item(order, named[0], sku=named[1]), ORDER, NAMED), max_size=4
)
PARCELS = st.lists(st.builds(parcel, ORDER, NUMBER, TRACKING, st.sampled_from(["", "1", "2"])), max_size=4)
FILES = st.tuples(ITEMS, PARCELS).filter(any)


@settings(deadline=None, max_examples=100)
@given(st.lists(FILES, min_size=1, max_size=3))
def test_whatever_is_imported(days):
    """No order is missed, no number lost, no own column touched, and a second import never has anything to do."""
    sheet = book(header=HEADER)
    for items, parcels in days:
        before = copy.deepcopy(sheet.rows)
        numbers = set(column(sheet, "送り状番号"))
        export = table(*[file for file in (orders(*items), shipment(*parcels)) if file[1]])
        plan = imported(sheet, export, force=True)
        for row, memo in enumerate(column(sheet, "メモ"), 2):
            assert memo is None
            sheet._set(row, 1, f"メモ{row}")
        assert set(column(sheet, "送り状番号")) >= numbers - {None}
        assert set(column(sheet, "注文番号")) >= {row["order-id"] for row in [*items, *parcels]}
        assert column(sheet, "注文番号")[: len(before) - 1] == [row[1] for row in before[1:]]
        if plan.findings.unclear:
            # An item number that was filled in may tell what was not clear before.
            imported(sheet, export, force=True)
        again = planned(sheet, export, force=True)
        assert again.is_empty, again.changes()
        for row in range(2, len(sheet.rows) + 1):
            sheet._set(row, 1, None)
