"""Types of columns, cells made of texts, and columns about a person."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from make_export_samples import (
    AMAZON_ALL_ORDERS,
    AMAZON_ORDERS,
    AMAZON_UNSHIPPED,
    QSM_BRIEF,
    QSM_DETAIL,
    QSM_DETAIL_KOREAN,
)

from xlshipcheck.exports.columns import (
    column_types,
    converter,
    date_cell,
    number_cell,
    personal_columns,
    text_cell,
    unknown_columns,
)
from xlshipcheck.headers.header_row import roles_of
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.values import cells
from xlshipcheck.values.days import FIRST_DATE, LAST_DATE, date_of


def at(*parts: int) -> dt.datetime:
    """Return a moment as a cell holds it: in Japan, without saying so."""
    return dt.datetime(*parts)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("2026/04/15 19:12:16", at(2026, 4, 15, 19, 12, 16)),
        ("2026-04-15 19:12:16", at(2026, 4, 15, 19, 12, 16)),
        ("2026/04/15", dt.date(2026, 4, 15)),
        ("2026/4/5", dt.date(2026, 4, 5)),
        ("2026/4/5 9:05", at(2026, 4, 5, 9, 5)),
        ("2026年4月5日", dt.date(2026, 4, 5)),
        ("２０２６/０４/０５", dt.date(2026, 4, 5)),
        (" 2026-04-15 ", dt.date(2026, 4, 15)),
        ("2026-04-15T10:12:16+00:00", at(2026, 4, 15, 19, 12, 16)),
        ("2026-04-15T15:00:00Z", at(2026, 4, 16, 0, 0, 0)),
        ("2026-04-15T23:59:59+09:00", at(2026, 4, 15, 23, 59, 59)),
        ("2026/4/5T15:00Z", at(2026, 4, 6, 0, 0, 0)),
        ("2026-04-15 23:59:59 +0900", at(2026, 4, 15, 23, 59, 59)),
        ("1986/01/01", FIRST_DATE),
        ("2099-12-31", LAST_DATE),
        ("", None),
        ("  ", None),
    ],
)
def test_dates_become_dates_in_japan(text, cell):
    """A date without a time is a date, one with a time is that moment in JST."""
    found = date_cell(text)
    assert found == cell
    assert type(found) is type(cell)


@pytest.mark.parametrize(
    "text",
    [
        "0000-00-00 00:00:00",
        "2026/02/30",
        "2026/13/01",
        "11/20",
        "1985/12/31",
        "2100-01-01",
        "2099-12-31T23:00:00+00:00",
        "未定",
        "20260415",
        "2026-W16-3",
        "2026/04-15",
        "9999-12-31T23:59:59-12:00",
        "2026-04-15T25:00:00",
    ],
)
def test_what_is_no_date_stays_its_text(text):
    """An unreadable date is shown as it stands, so that its row can be reported."""
    assert date_cell(text) == text


@given(st.integers(0, cells.read_day("2099-12-31", "日") or 0), st.times(), st.sampled_from(["/", "-"]))
def test_a_date_cell_is_the_day_that_rules_count_with(day, time, mark):
    """The .xlsx shows the very day that the deadline was counted from."""
    date = date_of(day)
    text = date.strftime(f"%Y{mark}%m{mark}%d") + time.strftime(" %H:%M:%S")
    cell = date_cell(text)
    assert isinstance(cell, dt.datetime)
    assert (cell.date(), cell.time()) == (date, time.replace(microsecond=0))
    assert cells.read_day(cell, "日") == cells.read_day(text, "日") == day


@example("2026/11/20-00:00")
@example("2026-11-20x10:00")
@example("2026-11-20T10")
@example("2026-11-20T1000")
@given(
    st.from_regex(
        r"20[0-9]{2}[-/][0-9]{1,2}[-/][0-9]{1,2}([ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)?([+-][0-9]{2}:[0-9]{2}|Z)?",
        fullmatch=True,
    )
)
def test_dates_are_read_as_the_rules_read_them(text):
    """A text is a date cell exactly where the reader of the rules finds a day in it, and it is that day."""
    cell = date_cell(text)
    try:
        day = cells.read_day(text, "日")
    except cells.errors.ArgumentError:
        assert cell == text
    else:
        assert cells.read_day(cell, "日") == day


@example("2026-11-20T10:00+09:75")
@example("2026-11-20T24:00")
@example("2026-11-20T10:12+09")
@given(
    st.from_regex(
        r"20[0-9]{2}[-/][0-9]{2}[-/][0-9]{2}([ T][0-2][0-9]:[0-9]{2}(:[0-9]{2})?([+-][0-2][0-9]:[0-9]{2})?)?",
        fullmatch=True,
    )
)
def test_the_usual_layouts_are_read_as_all_others_are(text):
    """What C code reads fast is the same date as where a blank in front leaves it to the reader of every layout."""
    cell = date_cell(text)
    slow = date_cell(f" {text}")
    assert (slow.strip() if isinstance(slow, str) else slow) == cell
    assert type(slow) is type(cell)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("1980", 1980),
        ("1,980", 1980),
        ("-1,980", -1980),
        ("1980.50", 1980.5),
        ("１，９８０", 1980),
        ("0", 0),
        ("", None),
        (" ", None),
        ("1,98", "1,98"),
        ("無料", "無料"),
        ("¥1,980", "¥1,980"),
        ("123456789012345", 123456789012345),
        ("1,234,567,890,123.45", 1234567890123.45),
        ("1234567890123456", "1234567890123456"),
        ("1e5", "1e5"),
        ("٣", "٣"),
    ],
)
def test_amounts_become_numbers(text, cell):
    """Commas are taken off; what is no plain number stays its text."""
    found = number_cell(text)
    assert found == cell
    assert type(found) is type(cell)


def test_texts_stay_as_they_are():
    """Leading zeros, apostrophes and formula signs are content; an empty cell is empty."""
    assert [text_cell(text) for text in ("0012", "'050-0001", "=1+1", "")] == [
        "0012",
        "'050-0001",
        "=1+1",
        None,
    ]


def test_every_type_has_its_converter():
    """Numbers that are codes are converted as text."""
    kinds = ["date", "amount", "count", "text_number", "text"]
    assert [converter(kind) for kind in kinds] == [date_cell, number_cell, number_cell, text_cell, text_cell]


def test_types_of_the_qsm_export():
    """Dates, amounts and counts are typed; every code keeps its leading zeros as text."""
    types = dict(zip(QSM_DETAIL, column_types(QSM_DETAIL, {}), strict=True))
    assert [name for name, kind in types.items() if kind == "date"] == (
        "発送日 注文日 入金日 お届け希望日 発送予定日 配送完了日".split()
    )
    assert [name for name, kind in types.items() if kind == "amount"] == (
        "購入者決済金額 販売価格 割引額 注文金額の合計 供給原価の合計".split()
    )
    assert [name for name, kind in types.items() if kind == "count"] == ["数量"]
    codes = "注文番号 カート番号 送り状番号 商品番号 郵便番号 JANコード オプションコード 受取人携帯電話番号".split()
    assert {types[name] for name in codes} == {"text_number"}
    assert types["商品名"] == "text"


def test_types_are_the_same_in_korean():
    """Column by column, the Korean export has the types of the Japanese one."""
    korean = dict(zip(QSM_DETAIL_KOREAN, column_types(QSM_DETAIL_KOREAN, {}), strict=True))
    pairs = zip(QSM_DETAIL[:42], QSM_DETAIL_KOREAN[:42], strict=True)
    japanese = dict(zip(QSM_DETAIL, column_types(QSM_DETAIL, {}), strict=True))
    assert {korean_name: korean[korean_name] for _, korean_name in pairs} == {
        korean_name: japanese[name]
        for name, korean_name in zip(QSM_DETAIL[:42], QSM_DETAIL_KOREAN[:42], strict=True)
    }


@pytest.mark.parametrize("header", [AMAZON_ORDERS, AMAZON_UNSHIPPED, AMAZON_ALL_ORDERS])
def test_types_of_amazons_reports(header):
    """Every -date is a date, every price and tax an amount, every id a text."""
    types = dict(zip(header, column_types(header, {}), strict=True))
    for name, kind in types.items():
        if name.endswith("-date"):
            assert kind == "date", name
        elif name.endswith(("-price", "-tax", "-discount")):
            assert kind == "amount", name
        elif name.startswith("quantity"):
            assert kind == "count", name
        elif name.endswith(("order-id", "item-id")) or name in {"sku", "asin"}:
            assert kind == "text_number", name


def test_unknown_columns_are_text_and_mapped_ones_have_their_roles_type():
    """Digits in a column we do not know may be a code."""
    header = ["会員番号", "お金の日", None, "済"]
    assert column_types(header, {}) == ["text"] * 4
    assert column_types(header, {"お金の日": "入金日", "済": "配達完了"}) == ["text", "date", "text", "text"]


def test_personal_columns_of_the_qsm_export():
    """Names, readings, phones, address, postal code, the buyer's message and the sender of a present."""
    expected = (
        "受取人名 受取人名(フリガナ) 受取人電話番号 受取人携帯電話番号 住所 郵便番号 購入者名 購入者名(フリガナ) 配送要請事項 "
        "購入者電話番号 購入者携帯電話番号 プレゼント贈り主"
    ).split()
    assert [QSM_DETAIL[index] for index in personal_columns(QSM_DETAIL)] == expected
    assert [QSM_BRIEF[index] for index in personal_columns(QSM_BRIEF)] == ["受取人名"]


def test_personal_columns_are_the_same_in_korean():
    """The Korean export has its personal columns in the same places."""
    assert personal_columns(QSM_DETAIL_KOREAN) == personal_columns(QSM_DETAIL)


@pytest.mark.parametrize("header", [AMAZON_ORDERS, AMAZON_UNSHIPPED, AMAZON_ALL_ORDERS])
def test_personal_columns_of_amazons_reports(header):
    """Whatever is of the buyer, the recipient or the address, and nothing that is needed to judge."""
    found = {header[index] for index in personal_columns(header)}
    for name in header:
        about_a_person = name.startswith(("buyer-", "recipient-")) or (
            name.startswith("ship-") and name.split("-")[1] in {"address", "city", "state", "postal", "phone"}
        )
        if about_a_person or name in {"delivery-Instructions", "purchase-order-number"}:
            assert name in found
    assert not found & {
        "order-id",
        "amazon-order-id",
        "order-item-id",
        "sku",
        "product-name",
        "item-price",
        "ship-country",
    }


@pytest.mark.parametrize(
    ("header", "personal"),
    [
        ("お客様氏名", True),
        ("届け先住所2", True),
        ("TEL(携帯)", True),
        ("購入者メールアドレス", True),
        ("Buyer E-Mail", True),
        ("落札者名", True),
        ("お名前", True),
        ("発送元住所", False),
        ("店舗電話番号", False),
        ("商品名", False),
        ("メモ", False),
        ("名前付け", False),
        # Rakuten, NextEngine
        ("注文者郵便番号1", True),
        ("注文者住所郡市区", True),
        ("注文者姓カナ", True),
        ("送付先ID", True),
        ("送付先名カナ", True),
        ("ひとことメモ", True),
        ("購入者カナ", True),
        ("送り先名", True),
        # Yahoo, Shopify
        ("ShipFirstName", True),
        ("ShipLastNameKana", True),
        ("ShipZipCode", True),
        ("BillMailAddress", True),
        ("Shipping Address1", True),
        ("Billing Phone", True),
        ("receiver_name", True),
        ("ShipMethod", False),
        ("ShipDate", False),
        ("ShipCharge", False),
        ("Shipping Method", False),
        ("Shipping Status", False),
        ("Delivery Company", False),
        # B2, e飛伝, couriers
        ("お届け先名(ｶﾅ)", True),
        ("お届け先会社・部門１", True),
        ("敬称", True),
        ("お届け先住所１（必須）", True),
        ("届け先_電話番号", True),
        ("依頼主_名称(必須)", True),
        ("連絡先TEL", True),
        ("〒", True),
        ("建物名", True),
        # What only sounds like a person.
        ("メール便", False),
        ("HOTEL", False),
        ("カナダ向け", False),
        ("購入者決済金額", False),
        ("お届け予定日", False),
        ("お届け希望日", False),
        ("受取場所", False),
        ("配送会社", False),
        ("送料", False),
        ("ship-date", False),
        ("shipping-price", False),
        ("ship-method", False),
        ("段階", False),
        ("保管期限", False),
        (None, False),
        (5, False),
    ],
)
def test_personal_columns_of_a_sellers_own_sheet(header, personal):
    """Names that contain 住所, 電話 and the like count, the shop's own address does not."""
    assert personal_columns([header]) == ([0] if personal else [])


def test_no_role_amount_or_result_is_about_a_person():
    """However roles, the columns of numbers and dates, and our own results are called, they stay."""
    names = [name for entry in group_table("headers")["roles"] for name in entry["names"]]
    numbers = [name for kind in ("date", "amount", "count") for name in group_table("headers")["types"][kind]]
    results = [
        "段階",
        "最終発送日",
        "減点日",
        "制限日",
        "残り日数",
        "減点",
        "購入者キャンセル可",
        "確認",
        "追跡判定",
    ]
    results += ["判定理由", "保管期限", "対応段階", "次の対応", "発送率期限", "判定の率", "梱包の金額"]
    everything = [*names, *numbers, *results]
    assert [everything[index] for index in personal_columns(everything)] == []


def test_columns_that_nobody_knows():
    """A column of no list is named, one of QSM's or one with a role is not."""
    headers = ["注文番号", "入金日", "発送日", "商品名", "おまけ", "なぞの列", "受取人名", "お金が来た日"]
    assert unknown_columns(roles_of(headers, {})) == [5, 7]
    assert unknown_columns(roles_of(headers[:1] + headers[2:], {"お金が来た日": "入金日"})) == [4]


@pytest.mark.parametrize("text", ["1985/1/1", "2100/1/1", "1900/1/1", "2150/01/01 10:00", "2100年1月1日"])
def test_a_date_outside_the_calendar_stays_as_it_stands(text):
    """What cannot be a date of ours is never blanked: the cell keeps the seller's text."""
    assert date_cell(text) == text


def test_a_weekday_behind_a_date_is_no_obstacle():
    """`2026年11月13日(金)` is the same date as without its weekday."""
    assert date_cell("2026年11月13日(金)") == dt.date(2026, 11, 13)
    assert date_cell("2026/11/13(金)") == dt.date(2026, 11, 13)
