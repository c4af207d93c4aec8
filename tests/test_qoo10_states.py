"""配送状態 against the dates of a Qoo10 row: what cannot be true of both is named in 確認, and nothing passes unseen."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from xlshipcheck import frames
from xlshipcheck.context import Context
from xlshipcheck.headers.roles import order_state
from xlshipcheck.sheets import own_row
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.values.days import day_of

AS_OF = dt.date(2026, 11, 21)
PAID, PLANNED = dt.date(2026, 11, 12), dt.date(2026, 11, 18)
CONTEXT = Context(day_of(AS_OF))
UNREAD = "注意: 配送状態「{}」を読めません (状態不明)。段階は未発送としてのもので、減点と発送率に入れていません。直してください"
SHIPPED_UNPAID = "注意: 発送日があるのに入金日がありません。入金日を入力してください (発送率に入っていません)"


def told(**cells):
    """Return the results of one order by their titles, the same from a sheet and from a frame."""
    row = {"注文番号": "A-1", "入金日": PAID, "配送状態": None, "発送日": None, **cells}
    columns = {role: [cell] for role, cell in row.items()}
    assessed = assess("Qoo10", columns, 1, CONTEXT)
    sheet = {title: cells[0] for title, _, cells, *_ in assessed.columns}
    frame = frames.assess_qoo10(pd.DataFrame(columns), as_of=None, context=CONTEXT, own_rate=True)
    assert frame["確認"].tolist() == [sheet["確認"]]
    if not sheet["段階"].startswith("エラー"):
        assert frame["段階"].tolist() == [sheet["段階"]]
    assert own_row.call("QOO10_STAGE", list(row), list(row.values()), [], CONTEXT) == (
        # A cell does not know the sheet's own rate.
        "制限候補" if sheet["段階"] == "制限" else sheet["段階"]
    )
    notes = "".join(section.note for section in assessed.sections)
    return {**sheet, "集計": notes}


@pytest.mark.parametrize("word", ["完了", "済", "お届け", "なぞの言葉", "#N/A", 0, "a{b}"])
def test_an_unknown_word_is_named(word):
    """An order that may long be gone is never called restricted for sure: 確認 and 集計 say why."""
    row = told(配送状態=word)
    assert (row["段階"], row["減点"], row["購入者キャンセル可"]) == ("制限候補", "", "")
    assert UNREAD.format(word) in row["確認"].split(" / ")
    assert "配送状態を読めない行が1行" in row["集計"]


def test_a_long_word_is_shortened():
    """A text pasted into 配送状態 does not fill 確認."""
    assert "読" * 39 + "…」を読めません" in told(配送状態="読" * 500)["確認"]


@pytest.mark.parametrize("word", [None, "", "  ", "配送要請", "未出荷", "キャンセル要請"])
def test_a_known_word_or_none_says_nothing(word):
    """An order that is known to be unsent needs no remark."""
    row = told(配送状態=word)
    assert "読めません" not in row["確認"] + row["集計"]


@pytest.mark.parametrize("word", ["完了", "なぞの言葉"])
def test_with_a_ship_date_the_word_does_not_matter(word):
    """What settles a sent order is its date."""
    row = told(配送状態=word, 発送日=PAID)
    assert (row["段階"], row["確認"]) == ("発送済", "")


def test_an_unreadable_ship_date_is_said_instead():
    """Nothing is judged as unsent whose 発送日 holds something."""
    row = told(配送状態="完了", 発送日="きのう")
    assert row["段階"].startswith("エラー: 発送日")
    assert "読めないため" not in row["確認"]


def test_two_unknown_words_in_one_frame():
    """Each row names its own word, also beside rows that say something else."""
    words = ["完了", "済", "配送要請", "完了", "発送完了"]
    columns = {
        "注文番号": list("ABCDE"),
        "入金日": [PAID, PAID, PAID, AS_OF, PAID],
        "配送状態": words,
        "発送日": [None] * 5,
        "発送予定日": [None, None, None, None, PLANNED],
    }
    sheet = {title: cells for title, _, cells, *_ in assess("Qoo10", columns, 5, CONTEXT).columns}
    frame = frames.assess_qoo10(pd.DataFrame(columns), as_of=None, context=CONTEXT, own_rate=True)
    assert frame["確認"].tolist() == sheet["確認"]
    for row, word in ((0, "完了"), (1, "済"), (3, "完了")):
        assert UNREAD.format(word) in sheet["確認"][row]
    assert "読めません" not in sheet["確認"][2]
    assert "発送日がありません" in sheet["確認"][4]


@pytest.mark.parametrize(
    ("word", "state"),
    [
        *((word, "配送中") for word in ("発送完了", "出荷完了", "発送済", "出荷済み", "発送 済み", "配達中")),
        *((word, "配送完了") for word in ("お届け済", "お届け済み", "配達済み", "配達済", "受取済み")),
        *((word, "配送完了") for word in ("返品", "返品完了", "返品済み", "返品要請", "반품")),
        *((word, "キャンセル") for word in ("取消", "取消し", "キャンセル済", "注文取消")),
        *((word, "配送完了") for word in ("取引完了", "購入確定", "交換要請", "Delivered(5)", "거래완료")),
        *(
            (word, "配送中")
            for word in ("発送済 11/17", "配送中（発送日:11/17）", "On delivery(4)", "未受取申告")
        ),
        *(
            (word, "キャンセル")
            for word in ("キャンセル(購入者都合)", "キャンセル 11/20", "取消（返金済）", "返金")
        ),
        *(
            (word, "キャンセル")
            for word in (
                "購入者都合キャンセル",
                "お客様都合によるキャンセル",
                "欠品のため取消",
                "在庫切れキャンセル 11/20",
                "在庫なしキャンセル",
                "在庫無しのためキャンセル",
                "キャンセル(在庫なし)",
                "キャンセル 在庫なし 11/20",
                "キャンセル(販売者都合・在庫なし)",
            )
        ),
        *(
            (word, "")
            for word in (
                "購入者都合キャンセル待ち",
                "在庫確認キャンセル",
                "キャンセルなし",
                "キャンセル(在庫なし?)",
                "キャンセル(在庫なしではない)",
                "キャンセル(在庫確認待ち)",
                "キャンセル(在庫あり、拒否)",
                "配送中(在庫なし)",
                "購入者都合",
                "店舗都合キャンセル不可",
            )
        ),
        ("キャンセル要請(在庫なし)", "キャンセル要請"),
        *((word, "発送予定") for word in ("発送予定", "発送予定日確認")),
        *((word, "配送遅延") for word in ("配送遅延", "배송지연")),
        *((word, "入金待ち") for word in ("決済待ち", "決済待ち（コンビニ）")),
        *((word, "") for word in ("完了", "済", "キャンセル?", "発送", "×キャンセル", "キャンセル待ち")),
        *(
            (word, "")
            for word in ("キャンセル(拒否)", "配送中 → キャンセル", "発送済 ではない", "(配送中)なし")
        ),
    ],
)
def test_words_that_sellers_write(word, state):
    """Words that can mean one thing only are known; those that can mean two are not."""
    assert order_state(word) == state


@pytest.mark.parametrize("word", ["返品", "返品完了", "お届け済"])
def test_returned_goods_had_gone_out(word):
    """A return is no cancel: the order stays in the rate, and without 発送日 its row asks for it."""
    row = told(配送状態=word, 発送予定日=PLANNED)
    assert (row["段階"], row["購入者キャンセル可"]) == ("制限", "")
    assert "発送日がありません" in row["確認"]
    assert told(配送状態=word, 発送日=PAID)["段階"] == "発送済"


def test_sent_without_a_payment():
    """It stays 入金待ち, and says that it is in no rate."""
    row = told(入金日=None, 発送日=PAID, 配送状態="配送完了")
    assert (row["段階"], row["確認"]) == ("入金待ち", SHIPPED_UNPAID)
    row = told(入金日=None, 配送状態="配送完了")
    assert row["段階"] == "入金待ち"
    assert row["確認"].startswith(
        "注意: 配送状態は発送済みですが入金日がありません。入金日を入力してください"
    )


@pytest.mark.parametrize("word", [None, "入金待ち", "配送要請", "完了"])
def test_waiting_for_a_payment_is_no_remark(word):
    """An unpaid order that nobody sent is in order; a cancelled one is in nobody's way."""
    assert told(入金日=None, 配送状態=word)["確認"] == ""
    assert told(入金日=None, 配送状態="キャンセル", 発送日=PAID)["確認"] == ""
