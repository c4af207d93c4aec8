"""Words as people write them: what stands behind is cut off, and what may take the word back leaves it unread."""

from __future__ import annotations

import pytest

from xlshipcheck import functions
from xlshipcheck.headers.roles import order_state


@pytest.mark.parametrize(
    "word",
    [
        *(
            "発送済(予定)",
            "発送済 予定",
            "発送済(11/25予定)",
            "発送済【準備中】",
            "配送中 中止",
            "配送中かも",
            "キャンセル 予定",
        ),
        *(
            "キャンセル(取りやめ)",
            "Shipped - hold",
            "Delivered, not confirmed",
            "配送中→キャンセル",
            "配送準備→配送中",
        ),
        *("キャンセル要請→承認待ち", "配送完了(発送漏れ)", "発送済(間違い)"),
    ],
)
def test_a_tail_that_takes_the_word_back_leaves_it_unread(word):
    """Planned, stopped, mistaken or contradicted: such an order is 状態不明 and never sent or cancelled for certain."""
    assert order_state(word) == ""


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("配送中(11/25着予定)", "配送中"),
        ("配送中(お届け予定日:11/25)", "配送中"),
        ("配送中(予約商品)", "配送中"),
        ("配送準備(発送予定 11/25)", "配送準備"),
        ("配送準備〈確認中〉", "配送準備"),
        ("キャンセル済み※返金済", "キャンセル"),
        ("キャンセル(お届け予定 11/25)", "キャンセル"),
        ("Delivery delayed", "配送遅延"),
        ("Delayed", "配送遅延"),
    ],
)
def test_a_harmless_tail_is_cut_off(word, state):
    """A planned delivery, a note, another bracket or the dispatch that is planned takes nothing of the word back."""
    assert order_state(word) == state


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("->投函完了", "完了"),
        ("=>保管中", "保管中"),
        ("» 発送", "輸送中"),
        ("-> 配達完了(予定)", "不明"),
        ("->なぞ", "不明"),
    ],
)
def test_arrows_of_any_kind_stand_before_a_status(word, status):
    """What a pasted line begins with is no part of its word."""
    assert functions.TRACKING_STATUS(word) == status


@pytest.mark.parametrize(
    ("name", "carrier"),
    [
        ("日本郵便+クリックポスト", "日本郵便"),
        ("ヤマト運輸＆宅急便", "ヤマト運輸"),
        ("ヤマト運輸→ネコポス", "ヤマト運輸"),
        ("日本郵便＝ゆうパック", "日本郵便"),
        ("ヤマト運輸＋佐川急便", "不明"),
        ("ヤマト→佐川", "不明"),
        ("ゆうパック+飛脚宅配便", "不明"),
    ],
)
def test_a_service_beside_its_firm(name, carrier):
    """Any separator may stand between a firm and its own service; two firms are never one of them."""
    assert functions.CARRIER_NAME(name) == carrier
