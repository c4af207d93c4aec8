"""制限 is decided once, by the rate of its own day; 判定の率 is kept, and no unread word moves another row for certain."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from other_calendars import day
from penalty_by_hand import HandOrder

from xlshipcheck import frames
from xlshipcheck.context import Context, Settings
from xlshipcheck.hosts.memory import MemorySheet
from xlshipcheck.qoo10.history import OnTime
from xlshipcheck.qoo10.rate_words import counted_text, given_text, read_judged_rate
from xlshipcheck.qoo10.record import KeptRate, Order, ReadRow
from xlshipcheck.qoo10.rows import RateRows, rates_of
from xlshipcheck.sheets import own_row
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.sheets.markets.qoo10 import order_rows
from xlshipcheck.sheets.refresh import refresh_sheet
from xlshipcheck.values.days import day_of

AS_OF = dt.date(2026, 11, 21)
CONTEXT = Context(day_of(AS_OF))
HEADER = ["注文番号", "配送状態", "入金日", "発送日", "区分", "予約日"]
LATE = ["1", "配送準備", dt.date(2026, 11, 9), None, "一般", None]


def sent(number, paid=dt.date(2026, 11, 2), shipped=dt.date(2026, 11, 4)):
    """Return an order that was sent."""
    return [number, "配送中", paid, shipped, "一般", None]


def refreshed(rows, context=CONTEXT):
    """Return the refreshed sheet, and title -> its cells."""
    sheet = MemorySheet("受注", [HEADER, *map(list, rows)])
    refresh_sheet(sheet, context)
    titles = sheet.rows[0]
    return sheet, {
        title: [row[place] if place < len(row) else None for row in sheet.rows[1:]]
        for place, title in enumerate(titles)
    }


def test_preorders_sent_early_count():
    """A preorder sent before its 予約日 is in time on that very day: 40 of 41 leave a late one at 警告."""
    early = [f"{n}" for n in range(40)]
    rows = [
        [n, "配送中", dt.date(2026, 11, 1), dt.date(2026, 11, 18), "予約", dt.date(2026, 12, 1)]
        for n in early
    ]
    late = ["200", "配送準備", dt.date(2026, 11, 1), None, "予約", dt.date(2026, 11, 16)]
    _, shown = refreshed([*rows, late])
    assert (shown["段階"][40], shown["判定の率"][40]) == ("警告", "40/41 11/20 再計算")


def test_a_restriction_is_decided_on_its_day():
    """The rate of the restriction day (60 of 61) holds, although six later orders have brought today's below 95 %."""
    later = [[f"{n}", "配送準備", dt.date(2026, 11, 16), None, "一般", None] for n in range(500, 506)]
    _, shown = refreshed([LATE, *(sent(f"{n}") for n in range(100, 160)), *later])
    assert (shown["段階"][0], shown["判定の率"][0]) == ("警告", "60/61 11/17 再計算")
    assert "発送率が今は制限の基準まで下がっています" in shown["確認"][0]


def test_a_restriction_stays_when_the_rate_rises():
    """Once decided it holds: orders sent in time afterwards do not lift it."""
    many = [sent(f"{n}", dt.date(2026, 11, 18), dt.date(2026, 11, 19)) for n in range(100)]
    _, shown = refreshed([LATE, *many])
    assert (shown["段階"][0], shown["判定の率"][0]) == ("制限", "0/1 11/17 再計算")


def test_what_was_written_on_the_day_is_kept():
    """A rate that was written in time is kept, and a recount that differs is said; a second refresh changes nothing."""
    rows = [LATE, *(sent(f"{n}") for n in range(60))]
    sheet, shown = refreshed(rows, Context(day("2026-11-17")))
    assert (shown["段階"][0], shown["判定の率"][0]) == ("警告", "60/61 11/17")
    del sheet.rows[2:40]
    refresh_sheet(sheet, CONTEXT)
    titles = sheet.rows[0]
    row = dict(zip(titles, sheet.rows[1], strict=True))
    assert (row["段階"], row["判定の率"]) == ("警告", "60/61 11/17")
    assert "今ある行で数え直すと 22/23 です" in row["確認"]
    once = [list(line) for line in sheet.rows]
    refresh_sheet(sheet, CONTEXT)
    assert sheet.rows == once


def test_the_evening_before():
    """The other reading is a setting: the rate of the evening before decides, and the text names its day."""
    _, shown = refreshed([LATE, sent("2")], Context(day_of(AS_OF), Settings(rate_day="前日の終わり")))
    assert shown["判定の率"][0] == "1/2 11/16 再計算"


def test_a_rate_of_the_settings_beats_every_day():
    """It is named in 判定の率, the counted one behind it, so that taking it out loses nothing."""
    context = Context(day_of(AS_OF), Settings(rates={"一般": Fraction(99, 100)}))
    _, shown = refreshed([LATE, sent("2")], context)
    assert (shown["段階"][0], shown["判定の率"][0]) == ("警告", "99% 設定 (1/2 11/17 再計算)")


@pytest.mark.parametrize("later", range(0, 30, 3))
def test_a_bare_cell_answers_as_the_refreshed_sheet(later):
    """A row-aware call takes 判定の率 of its row, and so says what the refresh said."""
    context = Context(day_of(AS_OF) + later)
    sheet, shown = refreshed(
        [LATE, *(sent(f"{n}") for n in range(12)), [*LATE[:1], "なぞ", *LATE[2:]]], context
    )
    for row, stage in zip(sheet.rows[1:], shown["段階"], strict=True):
        assert own_row.call("QOO10_STAGE", sheet.rows[0], row, [], context) == stage


DAYS = st.dates(dt.date(2026, 10, 28), dt.date(2026, 12, 1))
ROWS = st.lists(st.tuples(DAYS, st.none() | DAYS), min_size=1, max_size=12)


@given(ROWS, DAYS)
def test_the_rate_of_a_day_by_hand(rows, on):
    """Taken back to a day's evening: sent by then counts, unsent and late by then is late, the others are left out."""
    as_of = day("2026-12-31")
    columns = {"入金日": [paid for paid, _ in rows], "発送日": [shipped for _, shipped in rows]}
    read = order_rows(columns, len(rows), Context(as_of))
    rates = rates_of([RateRows(read)], Context(as_of))["一般"].known.on(day_of(on))
    verdicts = [
        HandOrder(day_of(paid), None if shipped is None else day_of(shipped), "一般").in_time_for_rate(
            day_of(on)
        )
        for paid, shipped in rows
    ]
    judged = [verdict for verdict in verdicts if verdict is not None]
    assert rates == (sum(judged), len(judged))


def test_where_every_word_is_known_every_order_counts():
    """Of an order only its days need to be said: its ship date could be read, and without unread words none is unknown."""
    on = day("2026-11-20")
    rates = rates_of([RateRows([ReadRow(Order(base=on, shipped=on))])], Context(on))["一般"]
    assert (rates.known.on(on), rates.unknown, rates.bounds) == (OnTime(1, 1), 0, ())


FREE = ("最終発送日", "減点日", "制限日", "残り日数", "減点", "購入者キャンセル可", "発送率期限")


@settings(max_examples=60)
@given(ROWS, st.data())
def test_one_word_changed_moves_no_other_row_for_certain(rows, data):
    """Nonsense in one row: what does not hang on the rate stays in all others, and no other row leaves 警告 and beyond."""
    columns = {
        "注文番号": [f"{n}" for n in range(len(rows))],
        "入金日": [paid for paid, _ in rows],
        "発送日": [shipped for _, shipped in rows],
        "発送予定日": [None] * len(rows),
        "配送状態": ["配送準備"] * len(rows),
    }
    spoiled = data.draw(st.integers(0, len(rows) - 1))
    words = list(columns["配送状態"])
    words[spoiled] = "なぞの言葉"
    before, after = (
        {column.title: column[2] for column in assess("Qoo10", cells, len(rows), CONTEXT).columns}
        for cells in (columns, {**columns, "配送状態": words})
    )
    for row in set(range(len(rows))) - {spoiled}:
        assert [before[title][row] for title in FREE] == [after[title][row] for title in FREE]
        stages = before["段階"][row], after["段階"][row]
        # What the word leaves open is never certain: only a 制限候補 may take the place of a verdict, or one that
        # holds whatever the word means.
        if stages[0] != stages[1]:
            assert {"制限", "警告", "制限候補"} >= set(stages)
    frame = frames.assess_qoo10(
        pd.DataFrame({**columns, "配送状態": words}), as_of=None, context=CONTEXT, own_rate=True
    )
    assert [str(stage) for stage in frame["段階"]] == after["段階"]


def test_a_verdict_that_hangs_on_an_unread_word():
    """Without it 19 of 20 would be 制限, with it in time 20 of 21 would not: 制限候補, and both sheet and row say why."""
    unread = ["9", "なぞの言葉", dt.date(2026, 11, 2), None, "一般", None]
    _, shown = refreshed([LATE, *(sent(f"{n}") for n in range(100, 119)), unread])
    assert shown["段階"][0] == "制限候補"
    assert shown["判定の率"][0] == "19/20 11/17 再計算 状態不明1件で判定が変わる"
    assert "状態不明の行によって" in shown["確認"][0]


@pytest.mark.parametrize(("in_time", "said"), [(19, "状態不明 1件で判定が変わる注文が1行あります"), (39, "")])
def test_the_summary_says_that_a_verdict_hangs_on_an_unread_word(in_time, said):
    """集計 counts the words on which verdicts hang, and their orders; with 39 of 40 the word changes none."""
    rows = [
        LATE,
        *(sent(f"{n}") for n in range(100, 100 + in_time)),
        ["9", "なぞの言葉", dt.date(2026, 11, 9), None, "一般", None],
    ]
    columns = dict(zip(HEADER, map(list, zip(*rows, strict=True)), strict=True))
    stages = next(
        one for one in assess("Qoo10", columns, len(rows), CONTEXT).sections if "段階ごと" in one.title
    )
    assert said in stages.note
    assert ("判定が変わる" in stages.note) == bool(said)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("38/40 11/17", KeptRate(Fraction(38, 40), (38, 40), (11, 17))),
        ("38/40 11/17 再計算", KeptRate(Fraction(38, 40), (38, 40), (11, 17), recomputed=True)),
        ("対象なし 11/17", KeptRate(None, None, (11, 17))),
        ("38/40 11/17 状態不明2件で判定が変わる", KeptRate(None, None, (11, 17))),
        ("95% 設定", KeptRate(Fraction(95, 100))),
        ("2/3 設定 (38/40 11/17)", KeptRate(Fraction(2, 3), (38, 40), (11, 17))),
        ("96.2%", KeptRate(Fraction(962, 1000))),
        ("", KeptRate()),
    ],
)
def test_judged_rates_are_read_back(text, read):
    """What 判定の率 says can be read again exactly."""
    assert read_judged_rate(text, "判定の率") == read


def test_judged_rates_in_words():
    """Rates of the settings are written exactly, counted ones with their day."""
    assert counted_text(OnTime(0, 0), day("2026-11-17"), recomputed=False) == "対象なし 11/17"
    assert given_text(Fraction(962, 1000), "") == "96.2% 設定"
    assert given_text(Fraction(2, 3), "1/2 11/17") == "2/3 設定 (1/2 11/17)"
