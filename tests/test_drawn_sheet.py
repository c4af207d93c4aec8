"""Our sheets written from templates are, byte for byte, what XlsxWriter writes for the same cells one by one."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from xlshipcheck.hosts.files import drawn_sheet
from xlshipcheck.hosts.files.drawn_sheet import DrawnSheet
from xlshipcheck.hosts.files.summary import lay_out
from xlshipcheck.hosts.own_sheets.content import CellStyle, Link, PlacedCell, PlacedChart, SheetContent
from xlshipcheck.xlsx.writing.workbook import SHELL_CREATED, SHELL_OPTIONS

STYLES = [CellStyle(), CellStyle(bold=True), CellStyle(size=8, wraps=True), CellStyle(fill="#DDEBF7")]
VALUES = st.one_of(
    st.none(),
    st.sampled_from(
        ["", "正常", "1 < 2 & 3", '引用"符"', "00012", "<r>a&b</r>", " 前の空白", "改\n行", "700000131"]
    ),
    st.integers(-(10**12), 10**17),
    st.floats(-1e9, 1e9, allow_nan=False),
    st.dates(dt.date(1986, 1, 1), dt.date(2099, 12, 31)),
)
LINKS = st.sampled_from(
    [None, None, Link("受注", 3), Link("店の'表", 7, 2), Link("", 5), Link("受注", 4, 27, is_number=True)]
)


@st.composite
def contents(draw):
    """Return a content whose cells lie beside each other, some merged, with gaps between rows and heights of some."""
    cells, row = [], draw(st.integers(1, 20))
    for _ in range(draw(st.integers(0, 12))):
        column = draw(st.integers(1, 3))
        for _ in range(draw(st.integers(1, 4))):
            right = column + draw(st.sampled_from([0, 0, 1, 3]))
            style = draw(st.sampled_from(STYLES))
            cells.append(PlacedCell(row, column, right, draw(VALUES), style, draw(LINKS)))
            column = right + draw(st.sampled_from([1, 1, 2]))
        row += draw(st.sampled_from([1, 1, 1, 2, 17, 40]))
    heights = draw(
        st.dictionaries(st.integers(1, row + 5), st.sampled_from([9.0, 15.0, 18.75, 40.0]), max_size=5)
    )
    return SheetContent(cells, heights, (4.0, 12.5, 30.0))


def package_of(*contents_of_sheets, worksheet_class=None):
    """Return the bytes of every part of a book with a sheet for each content."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, SHELL_OPTIONS)
    book.set_properties({"created": SHELL_CREATED})
    for content in contents_of_sheets:
        lay_out(book, book.add_worksheet(None, worksheet_class), content)
    book.close()
    with zipfile.ZipFile(out) as package:
        return {name: package.read(name) for name in package.namelist()}


@settings(max_examples=80, deadline=None)
@given(contents(), contents())
def test_drawn_rows_are_the_bytes_of_xlsxwriter(first, second):
    """Texts, numbers, days, blanks, links, merged cells, heights and gaps of two sheets give the same parts."""
    assert package_of(first, second, worksheet_class=DrawnSheet) == package_of(first, second)


def drawn(content):
    """Tell whether a sheet takes a content at once."""
    return DrawnSheet.can_draw(new_sheet(), content)


def new_sheet():
    """Return an empty sheet of a book."""
    return xlsxwriter.Workbook(io.BytesIO(), SHELL_OPTIONS).add_worksheet(None, DrawnSheet)


def one_cell(value, link=None):
    """Return a content of one cell."""
    return SheetContent([PlacedCell(1, 1, 1, value, CellStyle(), link)], {}, (10.0,))


@pytest.mark.parametrize(
    ("value", "link"),
    [
        ("全店舗", Link("", 0, file="店舗.xlsx")),
        ("#N/A", Link("受注", 3)),
        ("あ" * 17_000, None),
        (3, Link("", 0, file="a.xlsx")),
    ],
    ids=["a link to a file", "a word of an error", "a long text", "a number that leads to a file"],
)
def test_what_is_not_foreseen_is_written_cell_by_cell(value, link):
    """Cells that the templates do not foresee are left to XlsxWriter, with the same parts as ever."""
    content = one_cell(value, link)
    assert drawn(one_cell("正常", Link("受注", 3)))
    assert not drawn(content)
    assert package_of(content, worksheet_class=DrawnSheet) == package_of(content)


def test_a_sheet_with_a_chart_is_written_cell_by_cell():
    """A chart keeps a copy of its cells' values, which it looks for where XlsxWriter keeps them."""
    chart = PlacedChart("図", "図", 1, 3, 300, 200, 2, 2, 1, (), "件")
    assert not drawn(one_cell("正常")._replace(charts=(chart,)))


def test_another_xlsxwriter_is_used_cell_by_cell(monkeypatch):
    """Where XlsxWriter has lost an inner name that the templates stand on, its own way is taken."""
    monkeypatch.setattr(drawn_sheet, "INNER_NAMES", (*drawn_sheet.INNER_NAMES, "_a_name_of_tomorrow"))
    assert not drawn(one_cell("正常"))


def test_words_that_look_like_new_functions_stay_as_they_are():
    """An order number that reads like a function of Excel 365 is text in a link: it gets no prefix and no array."""
    parts = package_of(one_cell("SORT(1)", Link("受注", 3, 2)), worksheet_class=DrawnSheet)
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    assert "SORT(1)" in sheet
    assert "_xlfn" not in sheet
    assert 't="array"' not in sheet
