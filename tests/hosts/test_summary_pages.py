"""集計 in print: what fits on a page is not cut, and what is longer keeps its heading."""

from __future__ import annotations

import itertools

import pytest

from xlshipcheck.hosts.own_sheets.summary import (
    CHART_ROWS,
    COLUMN_WIDTHS,
    FIRST_SECTION,
    LAST_COLUMN,
    summary_layout,
)
from xlshipcheck.shell.terminal.output import summary_text
from xlshipcheck.values.results import Chart, ChartSeries, Section, Summary
from xlshipcheck.xlsx.writing import theme
from xlshipcheck.xlsx.writing.pages import page_height

CHART = Chart("件数", "件数", [ChartSeries(1)])


def section(rows, chart=None):
    """Return a section of so many rows."""
    return Section("見出し", ("日", "件数"), [(f"{row}日", row) for row in range(rows)], chart=chart)


def laid_out(*sections):
    """Return the sheet of some sections, and the row of each heading."""
    content = summary_layout(Summary("集計", sections))
    return content, [cell.row for cell in content.cells if cell.value == "見出し"]


def pages(content, last):
    """Return the rows of every page as the breaks part them."""
    edges = [1, *content.breaks, last + 1]
    return [range(first, end) for first, end in itertools.pairwise(edges)]


def height(content, rows):
    """Return how high some rows are, in points."""
    return sum(content.heights.get(row, theme.LINE_HEIGHT) for row in rows)


def test_short_sections_share_a_page():
    """Where everything fits on one page, nothing begins another."""
    content, _ = laid_out(section(3), section(3), section(3))
    assert content.breaks == []


@pytest.mark.parametrize("before", range(0, 26, 5))
@pytest.mark.parametrize("chart", [None, CHART])
def test_a_section_that_fits_is_not_cut(before, chart):
    """However far down the page the first section ends, the second stands on one page with its chart."""
    content, (_, second) = laid_out(section(before), section(9, chart))
    end = second + 11 + (CHART_ROWS if chart else 0)
    on = [page for page in pages(content, end) if second in page]
    assert end - 1 in on[0]
    assert all(height(content, page) <= page_height(COLUMN_WIDTHS) for page in pages(content, end - 1))


def test_a_chart_begins_a_page_once():
    """A section with a chart begins a page, and a long table of it does not begin it a second time."""
    content, (_, second, _) = laid_out(section(3), section(90, CHART), section(2))
    assert content.breaks.count(second) == 1
    assert content.charts[0].row == second + 1


def test_a_long_section_keeps_its_heading():
    """A section longer than a page starts where it stands, unless only its heading would."""
    content, (_, second) = laid_out(section(3), section(60))
    assert content.breaks[0] > second + 4
    content, (_, second) = laid_out(section(28), section(60))
    assert content.breaks[0] == second


def test_a_long_section_is_cut_where_the_page_ends():
    """Each page of a long section is said, so that what follows stands where it was reckoned to stand."""
    content, (_, third) = laid_out(section(90), section(3))
    assert third not in content.breaks
    *full, last = pages(content, third + 5)
    assert len(full) == 2
    assert all(page_height(COLUMN_WIDTHS) - 17 < height(content, page) for page in full)
    assert third in last


@pytest.mark.parametrize("rows", [20, 29, 30, 31, 60, 61, 62, 90, 150])
@pytest.mark.parametrize("note", ["", "注記です。"])
def test_every_page_of_a_long_section_says_what_its_columns_are(rows, note):
    """Where a page begins within a table, its header stands again; every row is there once, and no page is too full."""
    content, (first, second) = laid_out(section(rows)._replace(note=note), section(3))
    shown = [(cell.row, cell.value) for cell in content.cells if cell.column == 1]
    assert [value for _, value in shown if str(value).endswith("日") and value != "日"] == [
        f"{row}日" for row in [*range(rows), *range(3)]
    ]
    assert len({row for row, _ in shown}) == len(shown)
    values = dict(shown)
    for page in pages(content, content.last_row)[1:]:
        if first < page[0] < second and any(
            str(values.get(row))[0].isdecimal() for row in page if row < second
        ):
            assert values[page[0]] == "日"
    filled = [[row for row in page if row in values or row == 1] for page in pages(content, second + 4)]
    assert all(height(content, page) <= page_height(COLUMN_WIDTHS) for page in filled)
    counts = {cell.row: cell.value for cell in content.cells if cell.column == 2}
    assert all(f"{counts[row]}日" == value for row, value in shown if str(value)[0].isdecimal())


def test_a_table_too_long_for_its_chart_begins_a_page():
    """A table that fits on a page, but not below its chart, stands whole on the next page with its header."""
    content, (_, second) = laid_out(section(3), section(30, CHART))
    header = second + 1 + CHART_ROWS
    assert content.breaks == [header]
    assert content.charts[0].row == second + 1
    assert height(content, range(second, header + 31)) > page_height(COLUMN_WIDTHS)


def test_a_page_is_as_high_as_its_columns_let_it_be():
    """Wide columns are printed smaller, and more rows stand on a page; narrow ones are not printed larger."""
    assert page_height([10]) == page_height([90]) == 516
    assert page_height([18] * 12) > page_height([18] * 9) > 516


def test_the_first_section_never_leaves_the_title_alone():
    """A first section longer than a page begins below the title."""
    content, (first,) = laid_out(section(90))
    assert first == FIRST_SECTION
    assert content.breaks[0] > first + 20


def test_a_long_line_reaches_to_the_edge():
    """A section of plain lines shows a long sentence over all columns, not in a narrow first one."""
    content = summary_layout(Summary("集計", [Section("お知らせ", (), [("お知らせの文です。" * 20,)])]))
    (cell,) = [cell for cell in content.cells if str(cell.value).startswith("お知らせの文")]
    assert cell.right == LAST_COLUMN


def test_days_left_are_said_in_words():
    """残り日数 stays a number and is shown in words, of business days or of the calendar; a list without orders has none."""
    header = ("注文番号", "残り日数", "遅れると")
    rows = [("A-1", -1, "減点"), ("A-2", 0, "減点"), ("A-3", 2, "減点")]
    listed = Section("急ぐ注文", header, rows, calendar_rows=frozenset([2]))
    content = summary_layout(Summary("集計", [listed, Section("ほか", header, [])]))
    formats = {cell.value: cell.style.number_format for cell in content.cells if isinstance(cell.value, int)}
    assert formats[-1] == formats[0] == theme.BUSINESS_DAYS_FORMAT
    assert formats[2] == theme.CALENDAR_DAYS_FORMAT
    shown = summary_text(Summary("集計", [listed, Section("ほか", header, [])]))
    assert all(words in shown for words in ("1営業日超過", "今日", "2日(暦日)"))
