"""Reading a seller's workbook: values as they are, and what lies around them."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager

import pytest
from workbook_makers import SHEET, book, changed, replaced, with_rows

from xlshipcheck.errors import WorkbookDamaged
from xlshipcheck.values.ranges import Rectangle, parse_range
from xlshipcheck.xlsx.reading.guard import open_book
from xlshipcheck.xlsx.reading.workbook import Workbook

at = dt.datetime.fromisoformat


@pytest.fixture
def opened(tmp_path):
    """Return a function that opens the bytes of a workbook for reading."""

    @contextmanager
    def opening(data):
        path = tmp_path / "注文.xlsx"
        path.write_bytes(data)
        with open_book(path) as found:
            yield Workbook(found)

    return opening


def read(opened, data, first_row=1, last_row=None):
    """Return the rows of the sheet 注文."""
    with opened(data) as workbook:
        sheet = workbook.sheet("注文")
        return list(sheet.rows(first_row, last_row or sheet.used_size[0]))


def test_values_come_as_what_they_are(opened):
    """Text as text, whole numbers as int, others as float, booleans, dates and blanks."""

    def fill(workbook, sheet):
        day = workbook.add_format({"num_format": "yyyy/mm/dd"})
        sheet.write_row(1, 1, ["007", 12, 2.5, True])
        sheet.write_datetime(1, 5, at("2026-11-20"), day)
        sheet.write_datetime(1, 6, at("2026-11-20T19:12:16"), day)
        sheet.write(1, 8, "末")

    rows = read(opened, book(fill))
    assert rows[0] == [None] * 9
    assert rows[1][:5] == [None, "007", 12, 2.5, True]
    assert [type(value) for value in rows[1][1:5]] == [str, int, float, bool]
    assert rows[1][5] in (dt.date(2026, 11, 20), at("2026-11-20"))
    assert rows[1][6:] == [at("2026-11-20T19:12:16"), None, "末"]


def test_an_error_value_comes_as_its_text(opened):
    """A cell that shows #N/A reads as `#N/A` and never as a blank, with and without a formula."""
    rows = (
        '<row r="2"><c r="B2" t="e"><v>#N/A</v></c><c r="C2" s="0" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
        '<row r="3"><c r="A3"><v>1</v></c></row><row r="7"><c r="E7" t="e"><v>#REF!</v></c></row>'
    )
    found = read(opened, with_rows(rows))
    assert len(found) == 7
    assert found[1] == [None, "#N/A", "#DIV/0!", None, None]
    assert found[2] == [1, None, None, None, None]
    assert found[6] == [None, None, None, None, "#REF!"]
    odd = "<!-- --><row><c/></row>" + rows
    assert read(opened, with_rows(odd)) == found


def test_a_block_begins_and_ends_where_it_is_asked(opened):
    """Rows beyond the used range are blank ones, and columns may be asked in any order."""
    data = book(lambda _, sheet: [sheet.write_row(row, 1, [row, row * 10]) for row in range(2, 6)])
    with opened(data) as workbook:
        sheet = workbook.sheet("注文")
        assert sheet.used_size == (6, 3)
        assert list(sheet.rows(5, 8)) == [[None, 4, 40], [None, 5, 50], [None] * 3, [None] * 3]
        assert sheet.read_columns([3, 1, 9, 2], 2, 4) == [
            [None, 20, 30],
            [None] * 3,
            [None] * 3,
            [None, 2, 3],
        ]
        assert sheet.read_columns([3], 7, 8) == [[None, None]]


def test_an_empty_sheet_has_no_size(opened):
    """A sheet without any value is 0 x 0, and reading it gives blanks."""
    with opened(book(lambda _, sheet: sheet.set_column(0, 5, 20))) as workbook:
        sheet = workbook.sheet("注文")
        assert sheet.used_size == (0, 0)
        assert list(sheet.rows(1, 2)) == [[], []]
        assert sheet.read_columns([1], 1, 2) == [[None, None]]


def test_formulas_are_told_from_values_and_missing_results_are_found(opened):
    """Which rows of a column hold formulas, and which of them have no stored result."""
    rows = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><v>1</v></c></row>'
        '<row r="2"><c r="A2"><f>B1</f></c><c r="C2" t="str"><f>""</f><v></v></c></row>'
        '<row r="3"><c r="A3"><f t="shared" ref="A3:A4" si="0">B1</f><v>1</v></c></row>'
        '<row r="4"><c r="A4"><f t="shared" si="0"/><v>1</v></c><c r="F4"><f>B1</f><v/></c></row>'
    )
    for layout in (rows, rows.replace('r="A1"', "r='A1'")):
        with opened(with_rows(layout)) as workbook:
            sheet = workbook.sheet("注文")
            assert list(sheet.formula_rows(1)) == [1, 2, 3, 4]
            assert list(sheet.formula_rows(3)) == [2]
            assert list(sheet.formula_rows(2)) == []
            assert [list(sheet.uncached(column)) for column in (1, 2, 3, 6)] == [[2], [], [], [4]]
            assert sheet.used_size == (4, 6)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="A2"><v>1</v></c><c r="C2" t="inlineStr"><is><t>x</t></is></c></row>',
        "<row r='2'><c r='A2'><v>1</v></c><c t='inlineStr' r='C2'><is><t>x</t></is></c></row>",
        '<row/><row><c><v>1</v></c><c/><c t="inlineStr"><is><t>x</t></is></c></row>',
        '<!-- c --><row r="2"><c r="A2"><v>1</v></c><c r="C2" t="inlineStr"><is><t><![CDATA[x]]></t></is></c></row>',
    ],
)
def test_rows_are_read_in_every_layout(opened, rows):
    """Single quotes, no addresses at all, comments: the same cells."""
    assert read(opened, with_rows(rows), 1, 2) == [[None] * 3, [1, None, "x"]]


def test_a_prefixed_sheet_is_read(opened):
    """A sheet whose elements all carry a prefix (as some libraries write) has the same rows and frame."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = (
        f'<x:worksheet xmlns:x="{main}"><x:sheetData><x:row r="1"><x:c r="B1"><x:v>5</x:v></x:c></x:row>'
        '</x:sheetData><x:sheetProtection sheet="1"/><x:mergeCells><x:mergeCell ref="C1:D2"/></x:mergeCells>'
        "</x:worksheet>"
    )
    with opened(changed(book(), {SHEET: xml.encode()})) as workbook:
        sheet = workbook.sheet("注文")
        assert list(sheet.rows(1, 1)) == [[None, 5]]
        assert sheet.protected
        assert sheet.merged == [Rectangle(1, 3, 2, 4)]
        assert not sheet.facts.plain


def test_rich_text_and_furigana_read_as_the_text_that_is_shown(opened):
    """Runs of rich text are joined, and the reading aid over Japanese names is not part of the name."""
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><r><rPr><b/></rPr><t>山田</t></r>'
        '<r><t xml:space="preserve"> 花子</t></r><rPh sb="0" eb="2"><t>ヤマダ</t></rPh></si></sst>'
    )
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    data = changed(with_rows(rows), {"xl/sharedStrings.xml": strings.encode()})
    assert read(opened, data) == [["山田 花子"]]


def test_a_book_of_1904_is_read_in_true_dates(opened):
    """The day numbers of a Mac book stand for the same dates."""

    def fill(workbook, sheet):
        sheet.write_datetime(0, 0, at("2026-11-20"), workbook.add_format({"num_format": "yyyy/mm/dd"}))

    with opened(book(fill, date_1904=True)) as workbook:
        assert workbook.date1904
        assert next(workbook.sheet("注文").rows(1, 1))[0] in (dt.date(2026, 11, 20), at("2026-11-20"))


def test_sheets_come_in_the_order_of_their_tabs(opened):
    """Hidden sheets are listed and told; a chart sheet is no worksheet."""

    def fill(workbook, sheet):
        sheet.write(0, 0, "見出し")
        workbook.add_worksheet("隠し").hide()
        chart = workbook.add_chart({"type": "bar"})
        chart.add_series({"values": "=注文!$A$1:$A$2"})
        workbook.add_chartsheet("図").set_chart(chart)
        workbook.add_worksheet("設定 & <集計>").write(0, 0, "値")

    with opened(book(fill)) as workbook:
        assert workbook.sheet_names == ["注文", "隠し", "設定 & <集計>"]
        assert [workbook.sheet(name).visible for name in workbook.sheet_names] == [True, False, True]
        assert list(workbook.sheet("設定 & <集計>").rows(1, 1)) == [["値"]]
        with pytest.raises(WorkbookDamaged, match="図"):
            workbook.sheet("図")


def test_tables_filters_merges_and_protection_are_told(opened):
    """A table's range, columns and totals row; the sheet's filter; merged titles; protection."""

    def fill(_, sheet):
        sheet.merge_range("A1:D1", "2026年 注文")
        columns = [{"header": "注文番号"}, {"header": "金額 & 税", "total_function": "sum"}]
        sheet.add_table("B3:C6", {"name": "注文表", "columns": columns, "total_row": True})
        sheet.autofilter("F3:G9")
        sheet.protect()

    with opened(book(fill)) as workbook:
        sheet = workbook.sheet("注文")
        (table,) = sheet.tables
        assert table[:1] + table[2:] == ("注文表", Rectangle(3, 2, 6, 3), ("注文番号", "金額 & 税"), 1, 1)
        assert table.part in workbook.book.package
        assert sheet.auto_filter == Rectangle(3, 6, 9, 7)
        assert sheet.merged == [Rectangle(1, 1, 1, 4)]
        assert sheet.protected


@pytest.mark.parametrize(
    ("location", "area"),
    [
        ('ref="B5:D9" firstHeaderRow="1"', Rectangle(5, 2, 9, 4)),
        ('ref="B5:B9" rowPageCount="2" colPageCount="1"', Rectangle(2, 2, 9, 3)),
    ],
)
def test_a_pivot_table_keeps_its_cells_and_those_of_its_filters(opened, location, area):
    """The range that a pivot table may write over includes the filters above it."""
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/pivotTable" '
        'Target="../pivotTables/pivotTable1.xml"/></Relationships>'
    )
    pivot = (
        '<pivotTableDefinition xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" name="集計1">'
        f"<location {location}/></pivotTableDefinition>"
    )
    data = changed(
        book(),
        {
            "xl/worksheets/_rels/sheet1.xml.rels": relation.encode(),
            "xl/pivotTables/pivotTable1.xml": pivot.encode(),
        },
    )
    with opened(data) as workbook:
        assert workbook.sheet("注文").pivot_areas == [("集計1", area)]


def test_two_sheets_of_one_name_are_refused(opened):
    """A book in which a name means two sheets cannot be trusted."""
    data = book(lambda workbook, _: workbook.add_worksheet("集計"))
    data = changed(data, {"xl/workbook.xml": replaced('name="集計"', 'name="注文"')})
    with pytest.raises(WorkbookDamaged, match="注文"), opened(data):
        pass


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("A1", (1, 1, 1, 1)),
        ("$B$2:XFD9", (2, 2, 9, 16384)),
        ("C9:B2", (2, 2, 9, 3)),
        ("A:B", None),
        ("", None),
        ("#REF!", None),
        ("Sheet!A1", None),
    ],
)
def test_a_reference_becomes_a_rectangle(text, area):
    """Plain ranges are understood, everything else is None."""
    assert parse_range(text) == area
    if area:
        assert parse_range(str(parse_range(text))) == area
