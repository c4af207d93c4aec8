"""前回から: what changed since the last refresh of an earlier 基準日, which the book keeps in its own 集計."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from xlshipcheck.context import Context
from xlshipcheck.hosts.memory import MemoryBook, MemorySheet
from xlshipcheck.sheets.refresh import refresh_book
from xlshipcheck.today.changes import MARK, TITLE, Snapshot, read_record, record_lines
from xlshipcheck.values.days import day_of
from xlshipcheck.values.results import RECORD_TITLE

HEADER = ["注文番号", "入金日", "発送日", "配送状態"]
FRIDAY, MONDAY, TUESDAY = dt.date(2026, 11, 27), dt.date(2026, 11, 30), dt.date(2026, 12, 1)
# On Friday: A is past +3, B and D are not, C is paid that day.
ROWS = [
    ["A", dt.date(2026, 11, 20), None, ""],
    ["B", dt.date(2026, 11, 24), None, ""],
    ["C", FRIDAY, None, ""],
    ["D", dt.date(2026, 11, 25), None, ""],
]


def refresh(rows, day, before=None):
    """Return a book refreshed as of a day, with the 集計 that it had before."""
    book = MemoryBook([MemorySheet("受注", [HEADER, *rows])])
    book.summary = before.summary if before else None
    refresh_book(book, Context(day_of(day)))
    return book


def section(book, title=TITLE):
    """Return the section of 集計 with a title."""
    return next(part for part in book.summary.sections if part.title.startswith(title))


def found(book):
    """Return what changed -> the orders."""
    return {row[0]: row[2] for row in section(book).rows if row[1]}


def test_what_changed_since_an_earlier_day():
    """Newly sent, newly late in the rate, points newly booked, unreadable and gone: each with its numbers."""
    first = refresh(ROWS, FRIDAY)
    assert section(first).rows == [("比べる前回の記録はまだありません (次の基準日の更新から示します)",)]
    later = [
        ["A", dt.date(2026, 11, 20), None, ""],
        ["B", dt.date(2026, 11, 24), dt.date(2026, 11, 30), ""],
        ["C", "いつか", None, ""],
    ]
    second = refresh(later, MONDAY, first)
    assert section(second).title == "前回から (前回の基準日 2026/11/27(金))"
    assert found(second) == {
        "新しく発送した": "B",
        "新しく減点が確定した未発送": "A",
        "新しく読めなくなった・読めない": "C",
        "取消・対象外になった、または表からなくなった": "D",
    }


def test_newly_late_in_the_rate():
    """Paid on the 24th: +3 is Friday, so on Monday the order is late, and one that was late is not newly so."""
    second = refresh(ROWS, MONDAY, refresh(ROWS, FRIDAY))
    assert found(second) == {"新しく発送率で遅れた未発送": "B", "新しく減点が確定した未発送": "A"}


def test_a_second_run_of_the_day_compares_with_the_same_day():
    """It says the same and keeps the same, however often; the day after compares with this one."""
    first = refresh(ROWS, FRIDAY)
    second = refresh(ROWS, MONDAY, first)
    again = refresh(ROWS, MONDAY, second)
    assert again.summary == second.summary
    third = refresh(ROWS, TUESDAY, again)
    assert section(third).title == "前回から (前回の基準日 2026/11/30(月))"


def test_examples_are_no_day_to_compare_with():
    """The examples that a template brought are not missed among the orders that came in their place."""
    examples = [[f"(例)100{n}", dt.date(2026, 11, 25), None] for n in range(3)]
    book = refresh(examples, dt.date(2026, 11, 30))
    orders = [["A", dt.date(2026, 11, 25), None], ["B", dt.date(2026, 11, 25), None]]
    book = refresh(orders, dt.date(2026, 12, 1), book)
    assert "比べる前回の記録はまだありません" in str(section(book).rows)
    book = refresh(orders[:1], dt.date(2026, 12, 2), book)
    assert found(book)["取消・対象外になった、または表からなくなった"] == "B"


def test_an_earlier_day_is_not_compared_with_a_later_one():
    """A look back at an older day knows nothing of what came after it."""
    back = refresh(ROWS, FRIDAY, refresh(ROWS, MONDAY))
    assert "比べる前回の記録はまだありません" in section(back).rows[0][0]


def test_a_damaged_record_is_said():
    """A line that somebody changed gives no figures: it is said that there is nothing to compare with."""
    first = refresh(ROWS, FRIDAY)
    record = section(first, RECORD_TITLE)
    broken = record._replace(rows=[(f"{MARK}AAAA",)])
    parts = [broken if part.title == RECORD_TITLE else part for part in first.summary.sections]
    first.summary = first.summary._replace(sections=parts)
    second = refresh(ROWS, MONDAY, first)
    assert section(second).rows == [
        ("前回の記録が読めないため、比べていません (次の基準日の更新から示します)",)
    ]


numbers = st.text(min_size=1, max_size=12)


@given(
    st.builds(
        Snapshot,
        st.integers(0, 20_000),
        st.dictionaries(numbers, st.integers(0, 2), max_size=200),
        st.frozensets(numbers, max_size=20),
    )
)
def test_a_record_is_read_as_it_was_written(snapshot):
    """Whatever stands in order numbers comes back, in lines that every cell can hold."""
    lines = record_lines([snapshot])
    assert read_record(["出荷チェック", *lines, "ほか"]) == [snapshot]
    assert all(len(line) <= 1000 and line.isascii() for line in lines)


@given(st.lists(st.text(alphabet="ABCabc0189+/= \n", max_size=60)))
def test_no_text_breaks_the_reading(texts):
    """What is no record is none: nothing is raised and nothing is made up."""
    assert read_record([MARK + text for text in texts]) == []
