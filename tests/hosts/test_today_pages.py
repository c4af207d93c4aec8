"""今日 in print: the first page says what to pack first, and no page shows rows without saying what they are."""

from __future__ import annotations

import datetime as dt
import itertools

import openpyxl
import pytest

from xlshipcheck.context import Context, Settings
from xlshipcheck.hosts.own_sheets.today import WIDTHS, today_content
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.sheets.today import sheet_facts
from xlshipcheck.shell.refresh import Options, refresh_exports
from xlshipcheck.shell.samples.demo import make_samples
from xlshipcheck.today import words
from xlshipcheck.today.planning import plan_of
from xlshipcheck.values.days import day_of
from xlshipcheck.xlsx.writing import theme
from xlshipcheck.xlsx.writing.pages import page_height

AS_OF = dt.date(2026, 11, 30)
CONTEXT = Context(day_of(AS_OF))
NOW = dt.datetime(2026, 11, 30, 9, 0)  # noqa: DTZ001  a name for a backup
PAID = dt.date(2026, 11, 24)
"""Points fall on the next day."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """Return 今日 of the demo's three books, read by openpyxl."""
    found = []
    for paths, context in make_samples(tmp_path_factory.mktemp("demo"), CONTEXT):
        outcome = refresh_exports(paths, context, Options(), NOW, lambda *_: None)
        found.append(openpyxl.load_workbook(outcome.written)["今日"])
    return found


def pages_of(sheet):
    """Return the rows of each printed page, as its breaks part them."""
    edges = [1, *(one.id + 1 for one in sheet.row_breaks.brk), sheet.max_row + 1]
    return [range(first, end) for first, end in itertools.pairwise(edges)]


def headings(sheet):
    """Return the rows in which a list begins."""
    return [row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).font.sz == 12]


def today_of(orders, problems=(), context=CONTEXT):
    """Return 今日 of so many orders that cost points tomorrow, and of rows that need a look."""
    numbers = [f"A-{number}" for number in range(orders)]
    roles = {"注文番号": numbers, "入金日": [PAID] * orders}
    table = [*roles.values(), ["品"] * orders]
    assessed = assess("Qoo10", roles, orders, context)
    facts = sheet_facts(
        "受注", 2, assessed, [*roles, "商品名"], lambda wanted: [table[one] for one in wanted]
    )
    plan = plan_of([facts], context)._replace(problems=list(problems))
    return today_content(plan, "受注.csv", context)


def test_the_first_page_names_what_to_pack_first(demo):
    """The boxes, in one line, and the first orders of the list stand on the first page together."""
    sheet, *_ = demo
    first = pages_of(sheet)[0]
    shown = [sheet.cell(row, 1).value for row in first]
    boxes = [str(cell.value) for cell in sheet[4] if cell.value]
    titles = ("今日までに発送", "発送率は今日まで", "今日中で販売制限を防げる")
    assert all(title in box for title, box in zip(titles, boxes, strict=False))
    assert len(boxes) == 6
    assert shown[shown.index("順") + 1 :][:5] == [1, 2, 3, 4, 5]


def test_seven_boxes_stand_in_one_line():
    """So do seven, where the shop cannot send all that is due today."""
    context = Context(day_of(AS_OF), Settings(capacity=dict.fromkeys(range(7), 1)))
    content = today_of(2, context=context)
    boxes = [cell.value for cell in content.cells if cell.row == 4]
    assert len(boxes) == 7
    assert boxes[-1] == "発送数では間に合わない"


def test_the_first_screen_names_five_orders(demo):
    """The fifth order stands within what a small screen shows: 330 points, 22 plain rows."""
    sheet, *_ = demo
    fifth = next(row for row in range(1, sheet.max_row) if sheet.cell(row, 1).value == 5)
    assert sum(sheet.row_dimensions[row].height or 15 for row in range(1, fifth + 1)) <= 330


def test_no_heading_is_parted_from_its_list(demo):
    """Each heading stands on one page with the two rows below it."""
    for sheet in demo:
        assert headings(sheet)
        for row in headings(sheet):
            assert any(row in page and row + 2 in page for page in pages_of(sheet)), sheet.cell(row, 1).value


def test_further_pages_repeat_the_header(demo):
    """A list that goes on has its header on top of each page, where the sheet has lists of one kind."""
    for sheet in demo:
        row = int(sheet.print_title_rows.split("$")[-1])
        assert sheet.cell(row, 1).value in {words.LINE_HEADER[0], words.PARCEL_HEADER[0]}
        assert row in pages_of(sheet)[0]
    assert [len(pages_of(sheet)) > 1 for sheet in demo[:2]] == [True, True]


@pytest.mark.parametrize("orders", [1, 20, 21, 22, 23, 24, 25, 26, 60, 61, 62, 63, 99])
def test_no_page_is_too_long(orders):
    """However many orders there are, no page takes more than paper does, and the list begins on the first."""
    content = today_of(orders)
    (list_start,) = (cell.row for cell in content.cells if str(cell.value).startswith(words.SHIP_LIST))
    edges = [1, *content.breaks, content.last_row + 1]
    assert list_start + 2 < edges[1]
    room = page_height(WIDTHS) - theme.LINE_HEIGHT
    for first, end in itertools.pairwise(edges):
        assert sum(content.heights.get(row, theme.LINE_HEIGHT) for row in range(first, end)) <= room + 30
    assert content.repeated == list_start + 1


def test_what_follows_a_very_long_list_begins_a_page():
    """A list of many pages is left to the printer, and what stands below it begins a page whatever that has cut."""
    content = today_of(400)
    (outcomes,) = (cell.row for cell in content.cells if cell.value == words.OUTCOMES)
    assert content.breaks == [outcomes]


def test_lists_of_two_kinds_repeat_no_header():
    """Where orders and rows to see to stand on one sheet, neither header is repeated above the other's rows."""
    assert today_of(3).repeated > 0
    problem = ("受注", 9, "A-9", "入金日「昨日」を読めません")
    assert today_of(3, [problem]).repeated == 0


def test_a_list_beside_others_has_its_header_again():
    """Where lists of several kinds stand on one sheet, each further page of a list begins with that list's header."""
    problems = [("受注", row, f"A-{row}", "入金日「昨日」を読めません") for row in range(9, 49)]
    content = today_of(60, problems)
    first_cells = {cell.row: cell.value for cell in content.cells if cell.column == 1}
    begun = [first_cells.get(row) for row in content.breaks]
    assert begun.count(words.LINE_HEADER[0]) == 2
    assert begun.count(words.PROBLEM_HEADER[0]) == 1
    numbers = [cell.value for cell in content.cells if cell.column == 1 and isinstance(cell.value, int)]
    assert [one for one in numbers if one != 60][:59] == list(range(1, 60))
    assert content.cells == sorted(content.cells, key=lambda cell: (cell.row, cell.column))
    (heading,) = (row for row, value in first_cells.items() if str(value).startswith(words.PROBLEMS))
    (box,) = (
        cell.link.row for cell in content.cells if cell.link and not cell.link.sheet and cell.value == 40
    )
    assert box == heading
    edges = [1, *content.breaks, content.last_row + 1]
    for first, end in itertools.pairwise(edges):
        rows = range(first, end)
        assert sum(content.heights.get(row, theme.LINE_HEIGHT) for row in rows) <= page_height(WIDTHS) + 30
