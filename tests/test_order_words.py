"""Words in the columns of an order sheet."""

from __future__ import annotations

import pytest

from xlshipcheck.headers import roles
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.values.text import name_key


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("入金待ち", "入金待ち"),
        ("配送要請", "配送要請"),
        ("配送準備", "配送準備"),
        (" 配送中 ", "配送中"),
        ("配送完了", "配送完了"),
        ("キャンセル完了", "キャンセル"),
        ("배송요청", "配送要請"),
        ("배송중", "配送中"),
        ("배송완료", "配送完了"),
        ("취소완료", "キャンセル"),
        ("Unshipped", "配送要請"),
        ("Cancelled", "キャンセル"),
        ("Shipped - Delivered to Buyer", "配送完了"),
    ],
)
def test_states_are_known_in_three_languages(word, state):
    """The words of QSM and Amazon mean one of the states."""
    assert roles.order_state(word) == state


def test_a_cancel_request_is_not_a_cancel():
    """The clock of an order runs until it is cancelled."""
    assert roles.order_state("キャンセル要請") == roles.CANCEL_REQUESTED
    assert roles.order_state("취소요청") == roles.CANCEL_REQUESTED


@pytest.mark.parametrize("word", ["", " ", "保管中", "キャンセル?", "配送"])
def test_unknown_words_stay_unknown(word):
    """A word outside the list is no state."""
    assert roles.order_state(word) == ""


def test_states_stand_in_the_order_an_order_passes_through_them():
    """An order passes 入金待ち -> 配送要請 -> 発送予定 -> 配送準備 -> (配送遅延) -> 配送中 -> 配送完了."""
    passed = ["入金待ち", "配送要請", "発送予定", "配送準備", "配送遅延", "配送中", "配送完了"]
    assert roles.order_states()[:7] == passed


@pytest.mark.parametrize(
    ("word", "who"),
    [
        ("Amazon", "Amazon"),
        ("AFN", "Amazon"),
        ("ＦＢＡ", "Amazon"),
        ("Merchant", "出品者"),
        ("MFN", "出品者"),
        ("?", ""),
    ],
)
def test_who_ships(word, who):
    """FBA rows are not the seller's packages."""
    assert roles.fulfilled_by(word) == who


@pytest.mark.parametrize(
    ("word", "market"), [("qoo10", "Qoo10"), ("アマゾン", "Amazon"), ("営業所止", "営業所止め"), ("楽天", "")]
)
def test_markets_of_a_mixed_sheet(word, market):
    """A marketplace outside the list is not judged as another."""
    assert roles.market_of(word) == market


@pytest.mark.parametrize("table", ["states", "markets", "fulfillment"])
def test_no_word_means_two_things(table):
    """Every word stands in one list only."""
    owners: dict[str, str] = {}
    for entry in group_table("headers")[table]:
        for word in entry["words"]:
            assert owners.setdefault(name_key(word), entry["name"]) == entry["name"], word
