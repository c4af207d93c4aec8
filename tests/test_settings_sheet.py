"""The 設定 sheet: blocks found by their headers, read into the table of `shop_settings`."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from xlshipcheck import errors
from xlshipcheck.headers.header_row import find_header
from xlshipcheck.hosts.memory import MemoryBook, MemorySheet
from xlshipcheck.settings.book import UsersSettings, book_context, settings_rows
from xlshipcheck.settings.sheet import CHOICES, DAY_LISTS, ITEM_HEADERS, PAIR_LISTS, read_rows
from xlshipcheck.values.days import day_of

HEAD = list(ITEM_HEADERS)
TODAY = day_of(dt.date(2026, 11, 21))
ROWS = [
    ["xlshipcheck 設定"],
    [],
    ["", *HEAD, "説明"],
    ["", "基準日", dt.date(2026, 11, 21), "更新で今日になります"],
    ["", "区分のない注文", "一般"],
    ["", "一般の発送率", 0.962],
    ["", "予約の発送率", "98%"],
    ["", "率を数える単位", "カート番号"],
    ["", "率の期間の開始", dt.date(2026, 10, 1)],
    ["", "率の期間の終了", dt.date(2026, 11, 30)],
    ["", "出品者の所在地", "香港"],
    ["", "店名", "見本商店"],
    [],
    ["メモ: ここは読みません"],
    [
        "",
        "モールの休業日",
        "メモ",
        "モールの営業日",
        "店休日",
        "予約商品の番号",
        "その予約日",
        "SKU",
        "SKUのカテゴリー",
    ],
    [
        "",
        dt.date(2026, 12, 29),
        "年末",
        46347.0,
        dt.date(2026, 12, 31),
        880012348.0,
        46376.0,
        "A-1",
        "ビューティー",
    ],
    ["", None, None, None, None, "880012349", None, "A-2", "食品"],
    ["", "2026/12/30"],
    [None, "列の見出し", "その役割", "規則の名前", "店の値"],
    [None, "決済完了日時", "入金日", "hold.transit_days", 2.0],
    [None, "メモ日付", "なし"],
]


def context(rows):
    """Return the context of a sheet given by its cells."""
    return book_context(rows, UsersSettings(), TODAY)


def test_every_block_is_read():
    """Single values, lists of days, pairs, columns and rules arrive in the settings as typed."""
    made = context(ROWS)
    settings = made.settings
    assert made.as_of == day_of(dt.date(2026, 11, 21))
    assert settings.default_kind == "一般"
    assert settings.rates == {"一般": Fraction(962, 1000), "予約": Fraction(98, 100)}
    assert settings.rate_unit == "カート番号"
    assert settings.rate_window == (day_of(dt.date(2026, 10, 1)), day_of(dt.date(2026, 11, 30)))
    assert (settings.seller, settings.shop_name) == ("香港", "見本商店")
    assert settings.closed == {day_of(dt.date(2026, 12, 29)), day_of(dt.date(2026, 12, 30))}
    assert settings.opened == {day_of(dt.date(2026, 11, 21))}
    assert settings.shop_closed == {day_of(dt.date(2026, 12, 31))}
    assert settings.preorder_items == {"880012348": day_of(dt.date(2026, 12, 20)), "880012349": None}
    assert settings.categories == {"A-1": "ビューティー", "A-2": "食品"}
    assert settings.columns == {"決済完了日時": "入金日", "メモ日付": "なし"}
    assert made.rulebook.value("hold.transit_days", made.as_of) == 2


def test_blank_settings_change_nothing():
    """A template as delivered, with blank values everywhere, gives the defaults."""
    headers = [*DAY_LISTS, *(name for pair in PAIR_LISTS for name in pair)]
    rows = [
        HEAD,
        ["基準日", None],
        ["店名", ""],
        ["一般の発送率", " "],
        [],
        headers,
        [None] * len(headers),
        [],
    ]
    sheet = read_rows(rows)
    assert sheet[:3] == ({}, None, True)
    assert context(rows).settings == context([]).settings


def test_a_sheet_of_the_users_own_is_no_settings():
    """A sheet called 設定 without one of our blocks is the user's own, and says nothing."""
    rows = [["項目", "値"], ["色", "赤"], ["役割", "店長"]]
    assert read_rows(rows) == ({}, None, False, {})
    assert read_rows([]) == ({}, None, False, {})


def test_a_port_is_read_like_rows():
    """A host's sheet gives what its cells give."""

    def read(*sheets):
        return read_rows(settings_rows(MemoryBook(list(sheets))))

    assert read(MemorySheet("受注", []), MemorySheet("設定", ROWS)) == read_rows(ROWS)
    assert read(MemorySheet("設定", [])) == read(MemorySheet("設定 ", ROWS)) == read_rows([])


def test_a_list_of_a_rule_is_one_text():
    """A rule that is a list of words is written in one cell, with commas of either kind."""
    made = context([["規則の名前", "店の値"], ["amazon.excluded_carriers", "西濃運輸、福山通運, 名鉄運輸"]])
    assert made.rulebook.value("amazon.excluded_carriers", 15000) == ["西濃運輸", "福山通運", "名鉄運輸"]


def test_no_block_looks_like_an_order_sheet():
    """The headers of the blocks, side by side, are no header row of orders: a refresh passes the sheet over."""
    with pytest.raises(errors.HeaderMissing):
        find_header([[*HEAD, *DAY_LISTS, *(name for pair in PAIR_LISTS for name in pair)]], {})


@pytest.mark.parametrize(("label", "word"), [(label, word) for label in CHOICES for word in CHOICES[label]])
def test_every_choice_is_understood(label, word):
    """What the list of a cell offers is what the reader takes."""
    assert context([HEAD, [label, word]])
