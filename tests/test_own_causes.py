"""The list of own causes of Qoo10 points: what a month counts, what stands apart, what is in no number."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from xlshipcheck import errors
from xlshipcheck.context import Context
from xlshipcheck.drafts.document import as_text
from xlshipcheck.drafts.own_causes import (
    LIST_HEADER,
    MOST_NAMED,
    Month,
    cause_list,
    causes_draft,
    own_causes,
    read_month,
)
from xlshipcheck.hosts.memory import MemoryBook, MemorySheet
from xlshipcheck.sheets.refresh import refresh_book
from xlshipcheck.values.days import day_of

DATA = tomllib.loads((Path(__file__).parent / "data" / "own_causes.toml").read_text("utf-8"))
AS_OF = day_of(DATA["as_of"])
HEADER = ["注文番号", "入金日", "発送日", "区分", "予約日", "配送状態", "商品名"]


def causes(orders, month="2026-11"):
    """Return the own causes of a month, of orders given by header."""
    rows = [[order.get(name) for name in HEADER] for order in orders]
    done = refresh_book(MemoryBook([MemorySheet("受注", [HEADER, *rows])]), Context(AS_OF))
    sheets = [sheet.facts for sheet in done.sheets]
    return own_causes(sheets, read_month(month, AS_OF), done.plan.problems, AS_OF)


def text(found):
    """Return the draft."""
    return as_text(causes_draft(found, "受注.csv", AS_OF, "点の注記"))


@pytest.mark.parametrize("example", DATA["order"], ids=lambda example: example["why"])
def test_an_order_by_hand(example):
    """Only what is booked in the month is counted; everything else stands in its own place or nowhere."""
    found = causes([example["cells"]], example["month"])
    assert found.points == example["points"]
    assert [booking.order for _, booking in found.delays] == ["" + example["cells"]["注文番号"]] * bool(
        example["points"]
    )
    assert sum(one[3] for one in found.to_come) == example.get("to_come", 0)
    assert sum(one.points for one in found.unknown) == example.get("unknown", 0)
    cancel = example.get("cancel")
    assert (len(found.shop), found.buyers, len(found.nobody)) == (
        cancel == "shop",
        cancel == "buyer",
        cancel == "nobody",
    )


@pytest.mark.parametrize(
    "word", ["キャンセル(在庫なし)", "キャンセル 欠品", "在庫なしキャンセル", "キャンセル(店舗都合)"]
)
def test_the_words_of_the_page_are_the_shops_causes(word):
    """A cancel with a word that the page names as the shop's stands in its list, and is no unknown state."""
    found = causes([{"注文番号": "S", "入金日": DATA["as_of"], "配送状態": word}])
    assert (len(found.shop), found.buyers, len(found.nobody), len(found.unknown)) == (1, 0, 0, 0)


def all_orders():
    """Return every order of the examples once."""
    return list({example["cells"]["注文番号"]: example["cells"] for example in DATA["order"]}.values())


def test_the_whole_month_as_text():
    """A, B and G cost 2 each; E is to come, H unknown, one cancel is the shop's, one the buyer's, two nobody's."""
    said = text(causes(all_orders()))
    assert said.startswith("【下書き】Qoo10 の減点の自店の原因 (2026年11月)\n")
    assert "2026年11月に確定した配送遅延の減点: 3件、-6点。" in said
    assert (
        "・減点になる日: 2026/11/16(月)、注文番号: A、入金日・予約日: 2026/11/9(月)、最終発送日: 2026/11/13(金)、"
        "発送日: 未発送、減点: -2、当店での原因: [ここに原因を書く]" in said
    )
    assert "発送日: 2026/11/16(月)、減点: -2" in said
    assert "自店の都合と書かれたキャンセル: 2件" in said
    assert "発送しないと2026年11月中に減点になる未発送の注文 1件 (-2点): E (11/24(火))" in said
    assert "だれの都合か書き出しで分からないキャンセル 2件: K、L" in said
    assert "購入者の都合と書かれたキャンセル 1件は除きました" in said
    assert "状態不明 1件: 未発送なら、減点はほかに最大 -2点" in said
    assert "読めない行 1件" in said
    assert "※ 点の注記" in said


def test_the_list_has_a_row_an_order():
    """Sheet and row tell where it stands; the cells of the shop's are blank; what is not counted says so."""
    rows = cause_list(causes(all_orders()))
    assert all(len(row) == len(LIST_HEADER) for row in rows)
    kinds = [row[0] for row in rows]
    assert kinds == [
        *["配送遅延 (確定)"] * 3,
        "これから減点 (数えない)",
        *["自店のキャンセル (点は不明)"] * 2,
        *["都合の不明なキャンセル (数えない)"] * 2,
        "読めない行 (数えない)",
    ]
    assert rows[0][9:] == [
        "入金日 11/9(月)、最終発送日 11/13(金) までに発送していない",
        "受注",
        2,
        "",
        "",
    ]
    assert rows[2][9].startswith("予約日 11/14(土)、最終発送日 11/16(月) まで")


def test_a_month_without_points():
    """Nothing booked is said, and no table stands below it."""
    said = text(causes([{"注文番号": "C", "入金日": DATA["as_of"]}], "2026-09"))
    assert "2026年9月に確定した配送遅延の減点: ありません。" in said
    assert "自店の都合と書かれたキャンセル: ありません。" in said
    assert "・減点になる日" not in said
    assert "数えていないもの" not in said


def test_many_open_orders_are_named_in_part():
    """Ten are named, the others counted: the list has them all."""
    orders = [
        {"注文番号": f"E{place:02}", "入金日": DATA["order"][5]["cells"]["入金日"]} for place in range(13)
    ]
    found = causes(orders)
    said = text(found)
    assert f"E09 (11/24(火)) ほか{13 - MOST_NAMED}件" in said
    assert len(cause_list(found)) == 13


def test_sent_without_a_day():
    """An order that is said to be sent, on a day that nobody wrote down, is told as such."""
    found = causes([{"注文番号": "A", "入金日": DATA["order"][0]["cells"]["入金日"], "配送状態": "配送中"}])
    assert "発送日: 発送日の入力なし、減点: -2" in text(found)


@pytest.mark.parametrize(
    "typed", ["2026-11", "2026/11", "2026年11月", "２０２６－１１", "2026-1 1", "2026.11"]
)
def test_months_as_people_write_them(typed):
    """Signs between year and month, and full-width digits, make no difference; what is no month is refused."""
    if " 1" in typed:
        with pytest.raises(errors.MonthUnreadable):
            read_month(typed, AS_OF)
    else:
        assert read_month(typed, AS_OF) == Month(2026, 11)


@pytest.mark.parametrize("typed", ["11", "2026-13", "2026-00", "1985-12", "2100-01", "先月", "2026-11-01"])
def test_what_is_no_month_is_refused(typed):
    """No month is guessed."""
    with pytest.raises(errors.MonthUnreadable) as problem:
        read_month(typed, AS_OF)
    assert typed in str(problem.value)


def test_the_month_of_the_day():
    """Without a month it is that of the as-of day."""
    assert read_month("", AS_OF) == Month(2026, 11)
    assert Month(2026, 11).is_before(day_of(DATA["as_of"].replace(month=12)))
    assert not Month(2026, 11).is_before(AS_OF)


def test_an_order_on_two_sheets_is_told_once():
    """Points and cancels of an order that stands on several sheets of a book count where it counts."""
    day = DATA["order"][0]["cells"]["入金日"]
    rows = [["A", day, None, None, None, "", ""], ["K", day, None, None, None, "キャンセル", ""]]
    sheets = [MemorySheet(name, [HEADER, *[list(row) for row in rows]]) for name in ("10月", "11月")]
    done = refresh_book(MemoryBook(sheets), Context(AS_OF))
    facts = [sheet.facts for sheet in done.sheets]
    found = own_causes(facts, Month(2026, 11), done.plan.problems, AS_OF)
    assert [(sheet.name, booking.order) for sheet, booking in found.delays] == [("11月", "A")]
    assert [(sheet.name, cancel.order) for sheet, cancel in found.nobody] == [("11月", "K")]


def test_an_order_without_a_ship_date_is_no_certain_delay():
    """What is sent on an unknown day counts as unsent, which the text and the list say, with the order."""
    day = DATA["order"][0]["cells"]["入金日"]
    found = causes([{"注文番号": "U", "入金日": day, "配送状態": "配送完了"}])
    said = text(found)
    assert "うち1件は、発送済みなのに発送日の入力がなく、間に合ったか分かりません (U)。" in said
    (row,) = cause_list(found)
    assert "間に合ったか分からない" in row[LIST_HEADER.index("起きたこと")]
    assert "間に合ったか分かりません" not in text(causes(DATA["order"][:1] and [DATA["order"][0]["cells"]]))


def test_a_month_to_come_has_no_zero():
    """Of a month that has not begun nothing is known; of one that is over it is."""
    assert "減点: まだ始まっていない月です (基準日 2026/" in text(causes([], "2026-12"))
    assert "減点: ありません。" in text(causes([], "2026-09"))
