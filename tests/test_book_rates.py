"""The on-time rate of a book with several Qoo10 sheets: one rate, each order once, totals over all sheets."""

from __future__ import annotations

import datetime as dt

import pytest

from xlshipcheck.context import EACH_SHEET, Context, Settings
from xlshipcheck.generators.template import settings as template_settings
from xlshipcheck.headers.other_rows import MARK
from xlshipcheck.hosts.memory import MemoryBook, MemorySheet
from xlshipcheck.sheets.refresh import refresh_book
from xlshipcheck.values.days import day_of

TODAY = day_of(dt.date(2026, 11, 21))
HEADER = ["注文番号", "入金日", "発送日", "配送状態"]
PAID = dt.date(2026, 11, 9)
IN_TIME, LATE = dt.date(2026, 11, 12), dt.date(2026, 11, 13)
# Paid on 11-09 and unsent: 制限 on 11-17 (worked example of the rules) where the rate is at 95 % or below.
UNSENT = None
RATES = "Qoo10 発送率 (ブック全体)"
STAGES = "Qoo10 段階ごとの件数 (ブック全体)"


def order(number, shipped, state=None):
    """Return a row of an order paid on 2026-11-09."""
    return [number, PAID, shipped, state]


def in_time(prefix, count):
    """Return rows of orders that were sent in time."""
    return [order(f"{prefix}-{number}", IN_TIME) for number in range(count)]


def refreshed(sheets, sheet_name="", **settings):
    """Return the sheets after a refresh, the refresh, and title -> section of 集計."""
    memory = {name: MemorySheet(name, [HEADER, *rows]) for name, rows in sheets.items()}
    done = refresh_book(MemoryBook(list(memory.values())), Context(TODAY, Settings(**settings)), sheet_name)
    return memory, done, {section.title: section for section in done.summary.sections}


def stage(sheet, row=2):
    """Return 段階 of a row."""
    titles = sheet.rows[0]
    return sheet.value(row, titles.index("段階") + 1)


def counts(section):
    """Return (in time, counted) of 一般."""
    return tuple(section.rows[0][2:4])


def test_one_rate_over_all_sheets_decides():
    """An order alone on its sheet is judged by the orders of every month; per sheet it would be restricted."""
    sheets = {"10月": in_time("A", 39), "11月": [order("L", UNSENT)]}
    memory, _, sections = refreshed(sheets)
    assert counts(sections[RATES]) == (39, 40)
    assert stage(memory["11月"]) == "警告"
    assert not any(title.startswith("Qoo10 発送率 (シート") for title in sections)
    memory, _, sections = refreshed(sheets, rate_scope=EACH_SHEET)
    assert stage(memory["11月"]) == "制限"
    assert RATES not in sections
    assert counts(sections["Qoo10 発送率 (シート「11月」)"]) == (0, 1)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (order("X", UNSENT), order("X", IN_TIME), (3, 3)),
        (order("X", IN_TIME), order("X", UNSENT), (3, 3)),
        (order("X", LATE), order("X", UNSENT), (2, 3)),
        (order("X", LATE), order("X", UNSENT, "キャンセル"), (2, 2)),
        (order("X", UNSENT), ["X", "未定", None, None], (2, 3)),
        (order("X", LATE), order("X", IN_TIME), (3, 3)),
    ],
)
def test_an_order_on_several_sheets_counts_once_in_its_furthest_state(first, second, expected):
    """Cancelled beats sent beats unsent beats unreadable, whichever sheet comes first; the sheets are named."""
    _, done, sections = refreshed({"10月": [first, *in_time("A", 1)], "11月": [second, *in_time("B", 1)]})
    assert counts(sections[RATES]) == expected
    assert any("X (シート「10月」「11月」。" in note for note in done.notes)
    assert "X (シート「10月」「11月」。" in sections[STAGES].note
    assert sum(row[1] for row in sections[STAGES].rows) <= len((first, second)) + 1


def test_totals_over_all_sheets():
    """Stages and points of the sheets are added up, an order on two sheets once."""
    sheets = {
        "10月": [order("X", UNSENT), order("Y", UNSENT)],
        "11月": [order("X", UNSENT), *in_time("A", 2)],
    }
    _, _, sections = refreshed(sheets)
    assert dict(sections[STAGES].rows) == {"制限": 2, "発送済": 2}
    assert sections["Qoo10 今月の減点 (ブック全体)"].rows == [("2026年11月", 2, -4)]


def test_examples_never_count_beside_orders():
    """A row marked as an example is in no rate, on one sheet or on several."""
    example = order(f"{MARK}1", UNSENT)
    _, _, sections = refreshed({"11月": [example, *in_time("A", 2)]})
    assert counts(sections["Qoo10 発送率"]) == (2, 2)
    _, _, sections = refreshed({"10月": [example], "11月": in_time("A", 2)})
    assert counts(sections["Qoo10 発送率"]) == (2, 2)
    _, _, sections = refreshed(
        {"9月": [example], "10月": in_time("B", 1), "11月": [example, *in_time("A", 2)]}
    )
    assert counts(sections[RATES]) == (3, 3)


def test_one_sheet_written_all_judged():
    """With a sheet named, the rate and 集計 are still those of the book, and no other sheet changes."""
    sheets = {"10月": in_time("A", 39), "11月": [order("L", UNSENT)]}
    memory, _, sections = refreshed(sheets, "11月")
    assert memory["10月"].rows == [HEADER, *sheets["10月"]]
    assert stage(memory["11月"]) == "警告"
    assert counts(sections[RATES]) == (39, 40)
    assert "Qoo10 段階ごとの件数 (シート「10月」)" in sections


def test_a_book_with_one_sheet_of_orders_has_no_totals():
    """A month without orders adds nothing to say."""
    _, _, sections = refreshed({"11月": in_time("A", 2), "12月": []})
    assert STAGES not in sections


def test_today_counts_the_shared_rate_once():
    """今日 adds up what sheets say, so one sheet alone says the rate of the book."""
    _, done, _ = refreshed({"10月": in_time("A", 1), "11月": in_time("B", 1)})
    rates = [rate for sheet in done.sheets for rate in sheet.facts.facts.rates if rate.group == "一般"]
    assert [(rate.in_time, rate.counted) for rate in rates] == [(2, 2)]


def test_rows_of_a_mixed_sheet_count_too():
    """The Qoo10 rows of a sheet with several marketplaces are in the one rate."""
    header = ["モール", "注文番号", "入金日", "発送日", "配送会社", "送り状番号", "注文金額", "お届け予定日"]
    mixed = [
        ["楽天", "R", PAID, None, None, None, None, None],
        ["Qoo10", "X", PAID, LATE, None, None, None, None],
        ["Qoo10", "Y", PAID, LATE, None, None, None, None],
    ]
    book = MemoryBook(
        [MemorySheet("混在", [header, *mixed]), MemorySheet("11月", [HEADER, order("X", IN_TIME)])]
    )
    done = refresh_book(book, Context(TODAY))
    sections = {section.title: section for section in done.summary.sections}
    assert counts(sections[RATES]) == (1, 2)


def test_a_sheet_without_orders_yet_has_no_rate_of_its_own():
    """The empty sheet of next month shares the book's rate; 集計 has one rate, and 今日 counts it once."""
    sheets = {"10月": in_time("A", 39), "11月": [order("L", UNSENT)], "12月": []}
    _, done, sections = refreshed(sheets)
    assert [title for title in sections if title.startswith("Qoo10 発送率 (")] == [RATES]
    assert [len(sheet.facts.facts.rates) > 0 for sheet in done.sheets] == [True, False, False]


def test_the_label_says_whose_rate_it_is():
    """One sheet's rate is that of the table, the one rate of several that of the book; each sheet its own if set so."""
    two = {"10月": in_time("A", 2), "11月": in_time("B", 2)}
    _, _, alone = refreshed({"11月": in_time("B", 2)})
    assert [section.header[1] for title, section in alone.items() if title == "Qoo10 発送率"] == [
        "この表の率"
    ]
    _, _, shared = refreshed(two)
    of_rates = [section.header[1] for title, section in shared.items() if title == RATES]
    assert "Qoo10 発送率" not in shared
    assert of_rates == ["ブックの率"]


def test_the_template_says_that_the_rate_is_counted_over_the_book():
    """The settings sheet's line on the unit of the rate speaks of the book, whose rate it is."""
    said = template_settings._ITEMS["率を数える単位"][2]
    assert "ブック" in said
    assert "この表" not in said


def test_old_months_of_a_ledger_do_not_make_the_day_doubtful():
    """The as-of day is compared with the newest 入金日 of the whole book, and said once, by the sheet that holds it."""
    old = [[f"A-{number}", dt.date(2026, 8, 3), dt.date(2026, 8, 4), None] for number in range(3)]
    _, done, _ = refreshed({"8月": old, "11月": in_time("B", 3)})
    assert not [note for note in done.notes if "基準日 2026" in note]
    _, done, _ = refreshed({"7月": old, "8月": [[f"C-{number}", *row[1:]] for number, row in enumerate(old)]})
    assert len([note for note in done.notes if "110日後です" in note]) == 2
    _, done, _ = refreshed({"8月": old, "12月": [["D", dt.date(2026, 12, 1), None, None]]})
    (said,) = [note for note in done.notes if "基準日 2026" in note]
    assert said.startswith(
        "シート「12月」: 基準日 2026/11/21(土) は、いちばん新しい入金日 2026/12/1(火) より前です。"
    )
