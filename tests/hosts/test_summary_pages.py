"""集計 in print: what fits on a page is not cut, and what is longer keeps its heading."""

from __future__ import annotations

import itertools

import pytest

from xlshipcheck.hosts.content import PAGE_HEIGHT
from xlshipcheck.hosts.summary import CHART_ROWS, FIRST_SECTION, LAST_COLUMN, summary_layout
from xlshipcheck.values.results import Chart, ChartSeries, Section, Summary
from xlshipcheck.xlsx.writing import theme

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
    assert all(height(content, page) <= PAGE_HEIGHT for page in pages(content, end - 1))


def test_a_chart_begins_a_page_once():
    """A section with a chart begins a page, and a long table of it does not begin it a second time."""
    content, (_, second, _) = laid_out(section(3), section(90, CHART), section(2))
    assert content.breaks.count(second) == 1
    assert content.charts[0].row == second + 1


def test_a_long_section_keeps_its_heading():
    """A section longer than a page starts where it stands, unless only its heading would."""
    content, _ = laid_out(section(3), section(60))
    assert content.breaks == []
    content, (_, second) = laid_out(section(26), section(60))
    assert content.breaks == [second]


def test_the_first_section_never_leaves_the_title_alone():
    """A first section longer than a page begins below the title."""
    content, (first,) = laid_out(section(90))
    assert (first, content.breaks) == (FIRST_SECTION, [])


def test_a_long_line_reaches_to_the_edge():
    """A section of plain lines shows a long sentence over all columns, not in a narrow first one."""
    content = summary_layout(Summary("集計", [Section("お知らせ", (), [("お知らせの文です。" * 20,)])]))
    (cell,) = [cell for cell in content.cells if str(cell.value).startswith("お知らせの文")]
    assert cell.right == LAST_COLUMN
