"""An order whose 配送状態 nobody can read is in no list, sum or message; it is named, with the day that would count."""

from __future__ import annotations

import datetime as dt

import pytest

from xlshipcheck.context import Context
from xlshipcheck.hosts.row_messages import message_in_row
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.sheets.bulk_messages import Wanted, messages_due
from xlshipcheck.sheets.today import sheet_facts
from xlshipcheck.today import words
from xlshipcheck.today.planning import plan_of
from xlshipcheck.values.days import day_of

# Saturday; the 23rd is a holiday. Paid on the 16th: +4 was Friday the 20th, +5 is Tuesday the 24th.
CONTEXT = Context(day_of(dt.date(2026, 11, 21)))
KNOWN = ["1", dt.date(2026, 11, 16), None, dt.date(2026, 11, 25), "A", "配送要請"]
UNKNOWN = [
    ["2", dt.date(2026, 11, 9), None, dt.date(2026, 11, 12), "B", "ぽにょ"],
    ["3", dt.date(2026, 11, 13), None, dt.date(2026, 11, 25), "C", "ぽにょ"],
    ["4", dt.date(2026, 11, 16), None, dt.date(2026, 11, 25), "D", "ぽにょ"],
]
TITLES = ["注文番号", "入金日", "発送日", "発送予定日", "商品番号", "配送状態"]


def columns_of(rows):
    """Return role -> cells of rows."""
    return dict(zip(TITLES, map(list, zip(*rows, strict=True)), strict=True))


def today(rows):
    """Return the plan of rows and the sections of their sheet."""
    columns = columns_of(rows)
    assessed = assess("Qoo10", columns, len(rows), CONTEXT)
    table = list(columns.values())
    facts = sheet_facts("受注", 2, assessed, TITLES, lambda wanted: [table[column] for column in wanted])
    return plan_of([facts], CONTEXT), assessed


def test_the_list_of_today_holds_only_what_is_certain():
    """Boxes, outcomes and sums are those of the orders that can be read; the others stand under 確認が必要."""
    certain, _ = today([KNOWN])
    plan, _ = today([KNOWN, *UNKNOWN])
    boxes = {box.title: (box.total, box.note) for box in words.boxes_of(plan)}
    alone = {box.title: (box.total, box.note) for box in words.boxes_of(certain)}
    assert boxes.pop("確認が必要") == (3, "判定できていない行")
    alone.pop("確認が必要")
    assert boxes == alone
    assert [line.fact.order for line in plan.lines] == ["1"]
    assert list(map(words.outcome_words, plan.outcomes)) == list(map(words.outcome_words, certain.outcomes))
    assert plan.booked == (0, 0)
    assert [(order, text) for _, _, order, text in plan.problems] == [
        (
            "2",
            "配送状態「ぽにょ」を読めません (状態不明)。未発送なら最終発送日は 11/13(金) です。確認の列を見てください",
        ),
        (
            "3",
            "配送状態「ぽにょ」を読めません (状態不明)。未発送なら最終発送日は 11/19(木) です。確認の列を見てください",
        ),
        (
            "4",
            "配送状態「ぽにょ」を読めません (状態不明)。未発送なら最終発送日は 11/20(金) です。確認の列を見てください",
        ),
    ]


def test_the_summary_holds_only_what_is_certain():
    """No section of 集計 but those that count 状態不明 names or counts such an order, and 確認 gives no advice."""
    _, assessed = today([KNOWN, *UNKNOWN])
    urgent = [
        section for section in assessed.sections if "急ぐ" in section.title or "確定した" in section.title
    ]
    assert [row[0] for section in urgent for row in section.rows] == ["1"]
    columns = {column.title: list(column.values) for column in assessed.columns}
    assert [("対応: " in text) for text in columns["確認"]] == [True, False, False, False]
    assert columns["減点"] == [0, "", "", ""]
    assert columns["購入者キャンセル可"] == [""] * 4


def test_what_is_on_its_way_is_not_urgent():
    """An order that 配送状態 calls sent, without a date, is not to be packed; what only may be stopped is said so."""
    sent = ["5", dt.date(2026, 11, 9), None, None, "E", "配送中"]
    late = ["6", dt.date(2026, 11, 9), None, None, "F", "配送準備"]
    _, assessed = today([sent])
    assert not [row for section in assessed.sections if "急ぐ" in section.title for row in section.rows]
    # One late and one that nobody can read: left out or late the rate is 0 %, in time it is 50 %.
    _, assessed = today([late, *UNKNOWN])
    (row,) = [
        row for section in assessed.sections if "確定した未発送" in section.title for row in section.rows
    ]
    assert "商品は販売制限中 (" in row[-1]
    in_time = [[f"7{n}", dt.date(2026, 11, 9), dt.date(2026, 11, 10), None, "G", "配送中"] for n in range(18)]
    _, assessed = today([late, *in_time, UNKNOWN[0], UNKNOWN[0]])
    (row,) = [
        row for section in assessed.sections if "確定した未発送" in section.title for row in section.rows
    ]
    assert row[1] == "制限候補"
    assert "商品は販売制限中の可能性" in row[-1]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("ぽにょ", "配送状態「ぽにょ」を読めません。未発送かどうか分からない"),
        ("#N/A", "未発送かどうか分からない"),
        ("配送中", "配送状態は「配送中」で発送済みです。文面は要りません"),
        ("Delivered(5)", "文面は要りません"),
        ("配送準備", ""),
        ("キャンセル要請", "キャンセル要請が来ています。先に返事をしてください"),
    ],
)
def test_no_apology_for_what_may_be_sent(state, said):
    """Nobody is told that a parcel is late which is on its way, or may be; neither in bulk nor for a row."""
    row = [*KNOWN[:5], state]
    (message,) = messages_due("Qoo10", columns_of([row]), [], 1, CONTEXT, Wanted(cause="在庫遅延"))
    in_row = message_in_row(TITLES, row, CONTEXT, "在庫遅延")
    if said:
        assert said in message.refused
        assert said in in_row
        assert message.text == ""
    else:
        assert "11月25日(水)" in message.text
        assert in_row == message.text
