"""Amazon's files as one table."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make_export_samples import (
    AMAZON,
    AMAZON_ALL_ORDERS,
    AMAZON_ORDERS,
    AMAZON_SHIPMENT,
    AMAZON_UNSHIPPED,
    amazon_row,
    tabbed,
)

from xlshipcheck.context import Context, Settings
from xlshipcheck.exports.amazon import join_amazon, join_exports
from xlshipcheck.exports.amazon_items import amount_text
from xlshipcheck.exports.table import read_export
from xlshipcheck.headers.header_row import roles_of
from xlshipcheck.rulebook.rules import standard_rulebook

FOLDER = Path(__file__).parent / "data" / "exports"
ITEM = AMAZON[1]  # three pieces, 3,300 yen with 300 tax, shipping 330 with 30
NO_CATEGORY = "カテゴリーがありません。"


def sample(*names: str):
    """Return sample files, opened."""
    return [read_export(FOLDER / f"amazon_{name}.txt") for name in names]


def file(header: list[str], *rows: list[str], name: str = "1.txt"):
    """Return an Amazon file of these rows."""
    return read_export(tabbed([header, *rows]), name)


def shipped(order: str, item: str, quantity: str, number: str, carrier: str = "ヤマト運輸") -> list[str]:
    """Return a line of a shipment confirmation."""
    return [order, item, quantity, "2026-10-12", "Other", carrier, number, "", ""]


def columns(table, *roles: str) -> list[tuple[object, ...]]:
    """Return some role columns of a table, row by row."""
    read = table.read_roles(roles)
    return list(zip(*(read[role] for role in roles), strict=True))


def amounts(*exports, context: Context = Context()) -> list[object]:  # noqa: B008  immutable
    """Return the amounts of files joined."""
    return join_amazon(exports, context).read_roles(["注文金額"])["注文金額"]


def test_three_files_give_what_each_of_them_knows():
    """Carrier and number from the confirmation, amounts from the order report, dates from either report."""
    joined = join_exports(sample("orders", "unshipped", "shipment"))
    assert columns(joined, "注文番号", "明細番号", "配送会社", "送り状番号", "注文金額") == [
        ("250-0000001-0000001", "10000000000011", "Yamato Transport", "444413758703", "1000"),
        ("250-0000001-0000001", "10000000000012", "Yamato Transport", "444413758703", "1100"),
        ("250-0000001-0000001", "10000000000012", "名鉄運輸", "0123456789", "2200"),
        ("250-0000002-0000002", "10000000000021", "日本郵便", "405548424886", "1000"),
        ("503-0000003-0000003", "10000000000031", "", "", "909"),
    ]
    assert joined.market == "Amazon"
    assert joined.conflicts == []


def test_the_order_of_files_does_not_matter_for_different_kinds():
    """The shipment confirmation may be given first; rows come in the order of the reports on orders."""
    forth, back = (join_exports(sample(*names)) for names in (("orders", "shipment"), ("shipment", "orders")))
    assert forth.read_roles() == back.read_roles()
    unshipped_first = columns(join_exports(sample("unshipped", "orders", "shipment")), "注文番号", "注文金額")
    assert unshipped_first[0] == ("503-0000003-0000003", "909")
    assert sorted(unshipped_first) == sorted(columns(forth, "注文番号", "注文金額"))


def test_delivery_date_is_the_latest_any_file_promises():
    """The unshipped report promises a later day than the order report; promise-date (11-30) never counts."""
    joined = join_exports(sample("orders", "unshipped"))
    assert columns(joined, "お届け予定日")[3] == ("2026-11-07T23:59:59+09:00",)
    assert columns(join_exports(sample("orders")), "お届け予定日")[3] == ("2026-11-05T14:59:59+00:00",)
    assert columns(join_exports(sample("unshipped")), "お届け予定日") == [("2026-11-07T23:59:59+09:00",)]


def test_all_orders_report_gives_amounts_state_and_who_ships():
    """FBA rows and cancelled ones are marked, and stay in the table."""
    joined = join_exports(sample("all_orders"))
    assert columns(joined, "フルフィルメント", "配送状態", "注文金額") == [
        ("出品者", "Shipped", "1000"),
        ("出品者", "Shipped", "3300"),
        ("出品者", "Shipped", "1000"),
        ("出品者", "Unshipped", "909"),
        ("Amazon", "Shipped", "2000"),
        ("出品者", "Cancelled", ""),
    ]


def test_all_orders_report_finds_its_items_by_sku():
    """With the order report there, its rows complete the items instead of doubling them."""
    joined = join_exports(sample("orders", "all_orders", "shipment"))
    assert columns(joined, "明細番号", "商品番号", "フルフィルメント", "送り状番号")[:4] == [
        ("10000000000011", "FOOD-01", "出品者", "444413758703"),
        ("10000000000012", "HOME-02", "出品者", "444413758703"),
        ("10000000000012", "HOME-02", "出品者", "0123456789"),
        ("10000000000021", "HOME-04", "出品者", "405548424886"),
    ]
    assert len(list(joined.iterate_rows())) == 7
    assert joined.conflicts == []
    assert columns(join_exports(sample("all_orders", "orders")), "明細番号")[0] == ("10000000000011",)


@pytest.mark.parametrize(
    ("prices", "net"),
    [
        (("1100", "100", "0", "0"), "1000"),
        (("1,100", "100", "550", "50"), "1500"),
        (("1080", "80", "", ""), "1000"),
        (("999", "90", "0", "0"), "909"),
        (("1000", "0", "0", "0"), "1000"),  # exempt, or sent abroad: no tax in the price
        (("1100", "", "", ""), "1000"),  # no tax told: the standard rate is taken out
        (("1099", "", "", ""), "999.09"),  # cut, so that it stays below 1,000
        (("", "", "", ""), ""),
        (("無料", "", "", ""), "無料"),
    ],
)
def test_amount_is_without_tax_and_with_shipping(prices, net):
    """services.amazon.co.jp/support/c-tax: order reports show the price with tax, and the tax."""
    assert amounts(file(AMAZON_ORDERS, amazon_row([*ITEM[:5], *prices, ""], AMAZON_ORDERS))) == [net]


def test_a_file_without_tax_columns_has_the_standard_rate_taken_out():
    """A seller who deleted the tax columns still gets an amount without tax."""
    keep = [index for index, name in enumerate(AMAZON_ORDERS) if "tax" not in name]
    row = amazon_row(ITEM, AMAZON_ORDERS)
    export = file([AMAZON_ORDERS[index] for index in keep], [row[index] for index in keep])
    assert amounts(export) == ["3300"]


def test_the_readings_of_price_can_be_switched():
    """A shop whose reports differ overrides the rule."""
    export = file(AMAZON_ORDERS, amazon_row(ITEM, AMAZON_ORDERS))
    book = standard_rulebook()
    without_tax = book.with_overrides({"headers.amazon_price_includes_tax": False}, "設定")
    per_piece = book.with_overrides({"headers.amazon_price_is_line_total": False}, "設定")
    rate = book.with_overrides({"amazon.tax_rate": 8}, "設定")
    assert amounts(export, context=Context(overridden=without_tax)) == ["3630"]
    assert amounts(export, context=Context(overridden=per_piece)) == [str(9900 - 300 + 300)]
    untaxed = file(AMAZON_ORDERS, amazon_row([*ITEM[:5], "1080", "", "", "", ""], AMAZON_ORDERS))
    assert amounts(untaxed, context=Context(overridden=rate)) == ["1000"]


def test_an_unreadable_order_date_takes_the_rules_of_today():
    """The amount does not hang on the date as long as the reading has not changed."""
    row = amazon_row([*ITEM[:2], "いつか", *ITEM[3:]], AMAZON_ORDERS)
    assert amounts(file(AMAZON_ORDERS, row)) == ["3300"]
    assert amounts(file(AMAZON_ORDERS, amazon_row([*ITEM[:2], "", *ITEM[3:]], AMAZON_ORDERS))) == ["3300"]


def test_the_users_own_amount_comes_first():
    """A column 注文金額 is taken as it stands."""
    export = file([*AMAZON_ORDERS, "注文金額"], [*amazon_row(ITEM, AMAZON_ORDERS), "2,500"])
    assert amounts(export) == ["2500"]


def test_an_item_in_two_packages_shares_its_amount_by_pieces():
    """Two of three pieces are two thirds; a piece not yet sent stays out."""
    order = file(AMAZON_ORDERS, amazon_row(ITEM, AMAZON_ORDERS))
    both = file(AMAZON_SHIPMENT, shipped(ITEM[0], ITEM[1], "1", "111"), shipped(ITEM[0], ITEM[1], "2", "222"))
    part = file(AMAZON_SHIPMENT, shipped(ITEM[0], ITEM[1], "2", "222"))
    untold = file(AMAZON_SHIPMENT, shipped(ITEM[0], ITEM[1], "", "111"), shipped(ITEM[0], ITEM[1], "", "222"))
    half = file(AMAZON_SHIPMENT, shipped(ITEM[0], ITEM[1], "1", "111"), shipped(ITEM[0], ITEM[1], "", "222"))
    whole = file(AMAZON_SHIPMENT, shipped(ITEM[0], ITEM[1], "", "111"))
    assert columns(join_amazon([order, both]), "送り状番号", "数量", "注文金額") == [
        ("111", "1", "1100"),
        ("222", "2", "2200"),
    ]
    assert columns(join_amazon([order, part]), "数量", "注文金額") == [("2", "2200")]
    assert amounts(order, untold) == amounts(order, half) == ["", ""]
    assert columns(join_amazon([order, whole]), "数量", "注文金額") == [("3", "3300")]
    free = file(AMAZON_ORDERS, amazon_row([*ITEM[:5], "無料", "", "", "", ""], AMAZON_ORDERS))
    assert amounts(free, both) == ["無料", "無料"]


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_the_amounts_of_packages_add_up_to_the_item(pieces):
    """However an item is split, nothing of its amount is lost or counted twice."""
    item = [*ITEM[:4], str(sum(pieces)), str(1000 * sum(pieces)), "0", "0", "0", ""]
    lines = [shipped(ITEM[0], ITEM[1], str(count), str(place)) for place, count in enumerate(pieces)]
    found = amounts(file(AMAZON_ORDERS, amazon_row(item, AMAZON_ORDERS)), file(AMAZON_SHIPMENT, *lines))
    assert found == [str(1000 * count) for count in pieces]


def test_lines_with_one_number_are_one_package_of_the_item():
    """Two lines with the same number, typed differently, do not count the item twice."""
    order = file(AMAZON_ORDERS, amazon_row(ITEM, AMAZON_ORDERS))
    lines = file(
        AMAZON_SHIPMENT, shipped("", ITEM[1], "1", "1"), shipped(ITEM[0], ITEM[1], "3", "4444-1375-8703")
    )
    again = file(AMAZON_SHIPMENT, shipped(ITEM[0], ITEM[1], "3", "444413758703"), name="2.txt")
    joined = join_amazon([order, lines, again])
    assert columns(joined, "注文番号", "送り状番号", "注文金額") == [
        (ITEM[0], "444413758703", "3300"),
        ("", "1", ""),
    ]


def test_a_line_for_the_order_and_one_for_its_item_with_one_number_add_up():
    """One piece without item id and one with it, in one package, are two of the three pieces."""
    order = file(AMAZON_ORDERS, amazon_row(ITEM, AMAZON_ORDERS))
    lines = file(AMAZON_SHIPMENT, shipped(ITEM[0], "", "1", "111"), shipped(ITEM[0], ITEM[1], "1", "111"))
    assert columns(join_amazon([order, lines]), "数量", "注文金額") == [("2", "2200")]


def test_spaces_around_ids_do_not_make_another_item():
    """Ids are compared without the spaces that a spreadsheet left."""
    order = file(AMAZON_ORDERS, amazon_row(ITEM, AMAZON_ORDERS))
    line = file(AMAZON_SHIPMENT, shipped(f" {ITEM[0]} ", f"{ITEM[1]} ", "3", "111"))
    assert columns(join_amazon([order, line]), "送り状番号", "注文金額") == [("111", "3300")]


def test_a_carrier_without_numbers_is_no_missing_file():
    """Packages sent without a number are known, and are judged as such."""
    order = file(AMAZON_ORDERS, amazon_row(ITEM, AMAZON_ORDERS))
    line = file(AMAZON_SHIPMENT, shipped(ITEM[0], ITEM[1], "3", ""))
    assert [sentence[:12] for sentence in join_amazon([order, line]).missing] == [NO_CATEGORY]


def test_a_shipment_without_item_id_is_the_whole_order():
    """Amazon takes a line without order-item-id for every item of the order."""
    orders = file(AMAZON_ORDERS, *(amazon_row(item, AMAZON_ORDERS) for item in AMAZON[:2]))
    joined = join_amazon([orders, file(AMAZON_SHIPMENT, shipped(ITEM[0], "", "", "444413758703"))])
    assert columns(joined, "明細番号", "送り状番号", "注文金額") == [
        ("10000000000011", "444413758703", "1000"),
        ("10000000000012", "444413758703", "3300"),
    ]
    assert [sentence[:12] for sentence in joined.missing] == [NO_CATEGORY]


def test_a_shipment_whose_items_cannot_be_told_is_kept_and_said():
    """Two packages without item ids for an order of two items: no amount is guessed."""
    orders = file(AMAZON_ORDERS, *(amazon_row(item, AMAZON_ORDERS) for item in AMAZON[:2]))
    lines = file(AMAZON_SHIPMENT, shipped(ITEM[0], "", "", "111"), shipped(ITEM[0], "", "", "222"))
    joined = join_amazon([orders, lines])
    assert columns(joined, "送り状番号", "注文金額") == [("", "1000"), ("", "3300"), ("111", ""), ("222", "")]
    assert any("出荷通知の2行は、どの明細の出荷か分からない" in sentence for sentence in joined.missing)
    unknown = join_amazon([orders, file(AMAZON_SHIPMENT, shipped(ITEM[0], "99999", "1", "111"))])
    assert columns(unknown, "明細番号", "注文金額")[-1] == ("99999", "")


def test_a_shipment_in_one_package_finds_items_that_have_no_ids():
    """With the all-orders report alone, an order of one package is told all the same."""
    rows = [amazon_row(item, AMAZON_ALL_ORDERS, fulfillment_channel="Merchant") for item in AMAZON[:2]]
    lines = file(
        AMAZON_SHIPMENT, shipped(ITEM[0], AMAZON[0][1], "1", "111"), shipped(ITEM[0], ITEM[1], "3", "111")
    )
    joined = join_amazon([file(AMAZON_ALL_ORDERS, *rows), lines])
    assert columns(joined, "商品番号", "送り状番号", "注文金額") == [
        ("FOOD-01", "111", "1000"),
        ("HOME-02", "111", "3300"),
    ]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (
            ["orders"],
            ["配送会社と送り状番号がありません。出荷通知のファイル (TemplateType=OrderFulfillment) も"],
        ),
        (
            ["unshipped"],
            [
                "配送会社と送り状番号がありません。",
                "注文金額がありません。注文レポートか全注文レポートも指定してください",
            ],
        ),
        (
            ["all_orders"],
            [
                "配送会社と送り状番号がありません。",
                "お届け予定日がありません。未出荷レポートか注文レポートも指定してください",
            ],
        ),
        (["shipment"], ["注文金額がありません。", "お届け予定日がありません。"]),
        (["orders", "shipment"], []),
    ],
)
def test_what_is_missing_is_said_with_the_file_that_has_it(names, said):
    """One sentence for each thing that is lacking, and always the category."""
    missing = join_exports(sample(*names)).missing
    assert len(missing) == len(said) + 1
    for sentence, beginning in zip(missing, [*said, NO_CATEGORY], strict=True):
        assert sentence.startswith(beginning)


def test_rows_that_lack_something_are_counted():
    """Where some orders have it and others not, the number of rows is said; FBA and cancelled ones never."""
    first = file(AMAZON_ORDERS, amazon_row(AMAZON[0], AMAZON_ORDERS))
    second = file(AMAZON_UNSHIPPED, amazon_row(AMAZON[3], AMAZON_UNSHIPPED, scheduled_delivery_end_date=""))
    missing = join_amazon([first, second]).missing
    assert (
        "注文金額の分からない行が1行あります。その注文を含む注文レポートか全注文レポートも指定してください"
        in missing
    )
    assert (
        "お届け予定日の分からない行が1行あります。その注文を含む未出荷レポートか注文レポートも指定してください"
        in missing
    )
    assert (
        join_amazon(
            [file(AMAZON_ALL_ORDERS, amazon_row(AMAZON[0], AMAZON_ALL_ORDERS, fulfillment_channel="AFN"))]
        ).missing
        == []
    )
    gone = amazon_row(AMAZON[0], AMAZON_ALL_ORDERS, order_status="Cancelled")
    assert join_amazon([file(AMAZON_ALL_ORDERS, gone)]).missing == []


def test_category_comes_from_the_users_column_or_the_settings():
    """A column in the file comes first, then the SKU list; the rest is counted."""
    header = [*AMAZON_ORDERS, "カテゴリー"]
    rows = [
        [*amazon_row(item, AMAZON_ORDERS), category]
        for item, category in zip(AMAZON, ["食品", "", "", ""], strict=True)
    ]
    settings = Settings(categories={"FOOD-01": "飲料", "HOME-02": "ホーム", "HOME-04": "ホーム"})
    joined = join_amazon([file(header, *rows)], Context(settings=settings))
    assert [row[0] for row in columns(joined, "カテゴリー")] == ["食品", "ホーム", "ホーム", ""]
    assert joined.missing[-1] == "カテゴリーの分からない行が1行あります。設定の SKU の一覧に加えてください"


def test_other_columns_follow_and_the_users_roles_are_kept():
    """Nothing that a file says is lost: scans of a user's column, the product name, the price with tax."""
    export = file([*AMAZON_ORDERS, "スキャン回数", "メモ"], [*amazon_row(ITEM, AMAZON_ORDERS), "2", "急ぎ"])
    joined = join_amazon([export])
    row = dict(zip(joined.headers, next(joined.iterate_rows()), strict=True))
    assert (row["スキャン回数"], row["メモ"], row["product-name"], row["item-price"]) == (
        "2",
        "急ぎ",
        '27" モニター台',
        "3300",
    )
    assert joined.headers[:3] == ("注文番号", "明細番号", "商品番号")
    assert joined.headers[-1] == "メモ"
    # The joined table reads like any sheet: every role is found again by its header.
    assert roles_of(joined.headers, {}).columns == joined.header_row.columns


def test_columns_of_the_shipment_confirmation_follow_too():
    """A note the seller wrote beside a package stands in that package's row."""
    order = file(AMAZON_ORDERS, amazon_row(ITEM, AMAZON_ORDERS))
    lines = file(
        [*AMAZON_SHIPMENT, "梱包メモ"],
        [*shipped(ITEM[0], ITEM[1], "1", "1"), "箱A"],
        [*shipped(ITEM[0], ITEM[1], "2", "2"), "箱B"],
    )
    joined = join_amazon([order, lines])
    assert joined.read_columns([joined.headers.index("梱包メモ")]) == [["箱A", "箱B"]]


def test_a_row_repeated_with_the_same_content_is_one():
    """A report downloaded twice counts nothing twice."""
    joined = join_exports(sample("orders", "orders", "shipment", "shipment"))
    assert len(list(joined.iterate_rows())) == 5
    assert joined.notes == ["同じ内容の行が8行あり、1件にまとめました"]
    assert joined.conflicts == []


def test_two_reports_that_contradict_each_other_are_reported():
    """The later price is taken, both are named; a state that moved on is no conflict."""
    first = file(
        AMAZON_ALL_ORDERS, amazon_row(ITEM, AMAZON_ALL_ORDERS, order_status="Unshipped"), name="1.txt"
    )
    later = [*ITEM[:5], "4400", "400", *ITEM[7:]]
    second = file(
        AMAZON_ALL_ORDERS, amazon_row(later, AMAZON_ALL_ORDERS, order_status="Shipped"), name="2.txt"
    )
    joined = join_amazon([first, second])
    assert columns(joined, "配送状態", "注文金額") == [("Shipped", "4300")]
    assert [str(conflict) for conflict in joined.conflicts] == [
        "注文 250-0000001-0000001 の「item-price」が食い違います: 3300 と 4400 (1.txt と 2.txt)",
        "注文 250-0000001-0000001 の「item-tax」が食い違います: 300 と 400 (1.txt と 2.txt)",
    ]


def test_two_kinds_of_report_with_different_amounts_are_reported():
    """The report given first is taken; the difference is shown without tax."""
    orders = file(AMAZON_ORDERS, amazon_row(ITEM, AMAZON_ORDERS), name="orders.txt")
    other = [*ITEM[:5], "4400", "400", *ITEM[7:]]
    everything = file(AMAZON_ALL_ORDERS, amazon_row(other, AMAZON_ALL_ORDERS), name="all.txt")
    joined = join_amazon([orders, everything])
    assert columns(joined, "注文金額") == [("3300",)]
    assert [str(conflict) for conflict in joined.conflicts] == [
        "注文 250-0000001-0000001 の「注文金額」が食い違います: 3300 と 4300 (orders.txt と all.txt)"
    ]


def test_a_later_file_without_the_users_column_keeps_it():
    """A category written into last week's report stays when this week's has no such column."""
    first = file([*AMAZON_ORDERS, "カテゴリー"], [*amazon_row(ITEM, AMAZON_ORDERS), "ホーム"])
    joined = join_amazon([first, file(AMAZON_ORDERS, amazon_row(ITEM, AMAZON_ORDERS), name="2.txt")])
    assert columns(joined, "カテゴリー") == [("ホーム",)]


def test_a_mapping_that_frees_a_column_survives_the_join():
    """A column mapped to なし stays a column, and claims no role."""
    data = tabbed([[*AMAZON_ORDERS, "決済日"], [*amazon_row(ITEM, AMAZON_ORDERS), "2026/10/01"]])
    joined = join_amazon([read_export(data, "1.txt", {"決済日": "なし"})])
    assert columns(joined, "入金日") == [(ITEM[2],)]
    assert next(joined.iterate_rows())[joined.headers.index("決済日")] == "2026/10/01"


@given(st.fractions(min_value=0, max_value=10**7, max_denominator=2000))
def test_amounts_are_cut_to_hundredths(amount):
    """The text is never above the amount and never a hundredth below it."""
    text = amount_text(amount)
    assert Fraction(text) <= amount < Fraction(text) + Fraction(1, 100)
