"""Headers: which row is the header, and which column is which role."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlshipcheck import errors
from xlshipcheck.headers import header_row
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.values.text import name_key

# The contract of the order sheet.
CONTRACT_ROLES = (
    "入金日 予約日 発送日 発送予定日 区分 配送状態 注文番号 カート番号 商品番号 "
    "配送会社 送り状番号 注文金額 お届け予定日 スキャン回数 配達完了 出品者 カテゴリー "
    "到着日 連絡日 受取場所"
).split()
ROLE_NAMES = [name for entry in group_table("headers")["roles"] for name in entry["names"]]


def test_every_role_of_the_contract_exists_under_its_own_name():
    """A column headed with a role's name has that role."""
    named = header_row.roles_of(CONTRACT_ROLES, {})
    assert named.roles == {role: index for index, role in enumerate(CONTRACT_ROLES)}
    assert named.unnamed == ()


def test_no_name_stands_for_two_roles():
    """A header that meant two roles would be a guess."""
    owners: dict[str, str] = {}
    for entry in group_table("headers")["roles"]:
        for name in [*entry["names"], *entry.get("combined", ())]:
            assert owners.setdefault(name_key(name), entry["name"]) == entry["name"], name


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("決済日", "入金日"),
        ("支払日", "入金日"),
        ("Payment Date", "入金日"),
        ("payments-date", "入金日"),
        ("입금일", "入金日"),
        ("발송예정일", "発送予定日"),
        ("송장번호", "送り状番号"),
        ("장바구니번호", "カート番号"),
        ("상품코드", "商品番号"),
        ("発送可能日", "予約日"),
        ("order-item-id", "明細番号"),
        ("fulfillment-channel", "フルフィルメント"),
        (" 【入金日】 ", "入金日"),
        ("入金\n日", "入金日"),
        ("注文Ｎｏ．", "注文番号"),
        ("注文№", "注文番号"),
        ("ＳＫＵ", "商品番号"),
        ("tracking NUMBER", "送り状番号"),
    ],
)
def test_synonyms_are_recognised_in_every_spelling(header, role):
    """Width, spaces, line breaks, brackets and case do not matter."""
    assert header_row.roles_of([header], {}).roles == {role: 0}


@pytest.mark.parametrize(
    "header",
    [
        "受取人名(フリガナ)",
        "注文金額の合計",
        "reporting-date",
        "配送完了日",
        "自店最終発送日",
        "最終発送日",
        "入金日(予定)",
        "item-price",
        "販売者商品コード",
        "判定",
    ],
)
def test_similar_headers_have_no_role(header):
    """A name is matched whole: what stands in brackets stays, and parts of a name mean nothing."""
    named = header_row.roles_of([header], {})
    assert (named.roles, named.unnamed) == ({}, (0,))


def test_two_columns_for_one_role_are_refused_with_both_named():
    """Choosing between 入金日 and 決済日 would be a guess."""
    with pytest.raises(errors.HeaderTwice) as caught:
        header_row.roles_of(["注文番号", "入金日", *[""] * 24, "決済日"], {}, "11月.csv")
    assert str(caught.value) == (
        "11月.csv に「入金日」の列が二つあります (B列「入金日」、AA列「決済日」)。"
        "どちらかの見出しを変えるか、設定シートか --map で指定してください"
    )


def test_a_mapping_wins_over_the_list_and_settles_a_double():
    """With `--map 決済日=入金日` the other column is no payment date, and is still known to be there."""
    named = header_row.roles_of(["入金日", "決済日", "備考"], {"決済日": "入金日"})
    assert named.roles == {"入金日": 1}
    assert named.unnamed == (0, 2)


def test_a_mapping_names_any_header_in_any_spelling():
    """The header of a mapping is compared like every other name."""
    assert header_row.roles_of(["お金が来た日"], {"お金が 来た日": "入金日"}).roles == {"入金日": 0}


def test_a_mapping_can_take_a_column_out():
    """`--map 決済日=なし` leaves the other column alone with the role."""
    assert header_row.roles_of(["入金日", "決済日"], {"決済日": "なし"}).roles == {"入金日": 0}


def test_a_mapping_to_two_columns_is_refused():
    """A user who maps two headers to one role is asked which."""
    with pytest.raises(errors.HeaderTwice, match="A列「甲」、B列「乙」"):
        header_row.roles_of(["甲", "乙"], {"甲": "発送日", "乙": "発送日"})


def test_an_unknown_role_in_a_mapping_is_refused_with_the_list():
    """A mapping that was ignored would leave the sheet judged without the column."""
    with pytest.raises(errors.UnknownRole) as caught:
        header_row.roles_of(["甲"], {"甲": "入金"})
    assert "見出し「甲」に指定した役割「入金」はありません。使える役割: 入金日、予約日、発送日" in str(
        caught.value
    )


def test_a_third_column_for_a_combined_role_is_refused():
    """The user's own お届け予定日 beside Amazon's could mean another day."""
    with pytest.raises(errors.HeaderTwice):
        header_row.roles_of(["お届け予定日", "delivery-end-date"], {})
    with pytest.raises(errors.HeaderTwice):
        header_row.roles_of(["delivery-end-date", "delivery-end-date"], {})


def test_header_row_is_the_first_with_three_roles_one_of_them_a_date():
    """Titles, notes and rows with too few roles come before the header."""
    rows = [
        ["11月の発送", None, None],
        [None, None, None],
        ["注文番号", "商品番号", "数量"],
        ["入金日", "発送日"],
        ["注文番号", "入金日", "発送日", "メモ"],
        ["注文番号", "入金日", "発送日", "発送予定日"],
    ]
    index, named = header_row.find_header(rows, {})
    assert index == 4
    assert named.roles == {"注文番号": 0, "入金日": 1, "発送日": 2}
    assert named.headers == ("注文番号", "入金日", "発送日", "メモ")


def test_header_is_looked_for_in_twenty_rows_and_no_more():
    """Row 20 is found, row 21 is not, and rows below are not even asked for."""
    header = ["注文番号", "入金日", "発送日"]
    assert header_row.find_header([["見出し前"]] * 19 + [header], {})[0] == 19

    def rows():
        yield from [["見出し前"]] * 20
        pytest.fail("row 21 was read")
        yield header

    with pytest.raises(errors.HeaderMissing):
        header_row.find_header(rows(), {})


def test_missing_header_names_the_nearest_known_names():
    """The sentence shows what was probably meant, best first."""
    with pytest.raises(errors.HeaderMissing) as caught:
        header_row.find_header(
            [["注文番合", "入金日付け", "色", "発送した日"], ["1", "2", "3", "4"]], {}, "表.csv"
        )
    assert str(caught.value) == (
        "表.csv の先頭2行に注文番号・入金日などの見出し行が見つかりません。"
        "近い見出し: 入金日付け → 入金日、注文番合 → 注文番号、発送した日 → 発送日。"
        "見出しの読み方は、設定シートか --map 見出し=役割 で指定できます"
    )


def test_an_empty_sheet_is_said_to_be_empty():
    """A sheet without a cell has no first rows in which a header could be missing."""
    with pytest.raises(errors.HeaderMissing) as caught:
        header_row.find_header([], {}, "シート「受注」")
    said = "シート「受注」 には何も入力されていません。注文の表を入力するか、モールの書き出しを取り込んでください"
    assert str(caught.value) == said


def test_a_double_in_a_row_that_is_no_header_is_no_problem():
    """Only the header row may not have two columns for one role."""
    rows = [["入金日", "入金日"], ["注文番号", "入金日", "発送日"]]
    assert header_row.find_header(rows, {})[0] == 1


def test_amazons_template_header_is_the_row_below_the_japanese_names():
    """In the shipment confirmation the row of Japanese names is not the header."""
    names = [
        "注文番号",
        "注文商品番号",
        "出荷数",
        "出荷日",
        "配送業者コード",
        "配送業者名",
        "お問い合わせ伝票番号",
    ]
    machine = [
        "order-id",
        "order-item-id",
        "quantity",
        "ship-date",
        "carrier-code",
        "carrier-name",
        "tracking-number",
    ]
    data = ["250-1", "1", "1", "2026-11-20", "Other", "名鉄運輸", "1"]
    assert header_row.find_header([["TemplateType=OrderFulfillment"], names, machine, data], {})[0] == 2
    assert header_row.find_header([["TemplateType=OrderFulfillment"], names, machine], {})[0] == 2
    # A template without the translated row, and a seller's sheet with two header rows.
    assert header_row.find_header([["TemplateType=OrderFulfillment", "x"], machine, data], {})[0] == 1
    assert header_row.find_header([names, machine, data], {})[0] == 0


def test_numbers_and_dates_are_no_headers():
    """A cell that is not text has no name, and none that a mapping could give a role."""
    named = header_row.roles_of([None, 3, 4.5, dt.date(2026, 1, 1), " ", "入金日", "メモ"], {})
    assert (named.roles, named.unnamed) == ({"入金日": 5}, (6,))


@given(st.lists(st.sampled_from(ROLE_NAMES), max_size=12, unique_by=name_key), st.randoms())
def test_order_and_decoration_of_headers_never_matter(names, random):
    """Shuffled, padded and bracketed headers name the same columns."""
    try:
        plain = header_row.roles_of(names, {}).roles
    except errors.HeaderTwice:
        plain = None
    shuffled = random.sample(names, len(names))
    decorated = [f" 【{name}】\n" for name in shuffled]
    if plain is None:
        with pytest.raises(errors.HeaderTwice):
            header_row.roles_of(decorated, {})
    else:
        found = header_row.roles_of(decorated, {}).roles
        assert {role: shuffled[index] for role, index in found.items()} == {
            role: names[index] for role, index in plain.items()
        }
