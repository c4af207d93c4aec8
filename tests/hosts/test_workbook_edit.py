"""The edit of a seller's workbook: where cells may go and how they look, tables, filters, colours."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from difficult_workbooks import (
    FIRST_ROW,
    HEADER_ROW,
    LAST_ROW,
    in_table,
    orders,
    with_pivot,
)
from edited_books import NOW, ROWS, cells, sheet_xml, write
from workbook_makers import book, changed, parts, replaced, with_rows

from xlshipcheck import errors
from xlshipcheck.xlsx.editing.cells import KEEP
from xlshipcheck.xlsx.editing.styles import TextColour
from xlshipcheck.xlsx.editing.workbook import DATE, NUMBER, edit_book
from xlshipcheck.xlsx.reading.guard import open_book
from xlshipcheck.xlsx.reading.workbook import Workbook

NOVEMBER_20 = dt.datetime.fromisoformat("2026-11-20")


@pytest.fixture
def path(tmp_path):
    """Return where the book of a test lies."""
    return tmp_path / "注文.xlsx"


def test_a_formula_is_left_alone_and_told(path):
    """A cell of a result column that holds a formula stays, and the others of the column are written."""

    def fill(workbook, sheet):
        orders(workbook, sheet)
        sheet.write_formula(FIRST_ROW, 6, "=D6*2", None, 7)

    saved = write(path, book(fill), 7, ["x"] * ROWS)
    assert saved.formulas_kept == {"注文": [(FIRST_ROW + 1, 7)]}
    assert [cells(path).cell(row, 7).value for row in (FIRST_ROW, FIRST_ROW + 1)] == ["x", "=D6*2"]


def test_a_cell_that_is_replaced_keeps_its_look(path):
    """Border and colour of a cell stay; a date gets a date format beside them, a number loses one."""

    def fill(workbook, sheet):
        orders(workbook, sheet)
        boxed = workbook.add_format({"border": 2, "bg_color": "#FFC000"})
        dated = workbook.add_format({"num_format": "yyyy/mm/dd", "bold": True})
        for row in range(FIRST_ROW - 1, LAST_ROW):
            sheet.write_blank(row, 6, None, boxed)
            sheet.write_datetime(row, 7, NOW, dated)

    path.write_bytes(book(fill))
    with edit_book(path) as edit:
        columns = {7: [dt.date(2026, 11, 20)] * ROWS, 8: [3] * ROWS}
        edit.write_columns("注文", FIRST_ROW, columns, kinds={7: DATE, 8: NUMBER})
        edit.save(NOW)
    sheet = cells(path)
    date, number = sheet.cell(FIRST_ROW, 7), sheet.cell(FIRST_ROW, 8)
    assert (date.value, date.number_format) == (NOVEMBER_20, "yyyy/mm/dd")
    assert (date.border.left.style, date.fill.fgColor.rgb) == ("medium", "FFFFC000")
    assert (number.value, number.number_format, number.font.b) == (3, "General", True)


def test_new_cells_look_like_their_row_or_column(path):
    """Where no cell stands the row's look counts, then the column's; a header looks like its neighbour."""

    def fill(workbook, sheet):
        orders(workbook, sheet)
        sheet.set_column("G:G", 9, workbook.add_format({"bg_color": "#00B0F0"}))
        sheet.set_row(FIRST_ROW - 1, None, workbook.add_format({"bg_color": "#92D050"}))

    write(path, book(fill), 7, ["x"] * ROWS, headers={7: "確認"})
    sheet = cells(path)
    assert sheet.cell(FIRST_ROW, 7).fill.fgColor.rgb == "FF92D050"
    assert sheet.cell(FIRST_ROW + 1, 7).fill.fgColor.rgb == "FF00B0F0"
    assert (
        sheet.cell(HEADER_ROW, 7).fill.fgColor.rgb == sheet.cell(HEADER_ROW, 5).fill.fgColor.rgb == "FFDDEBF7"
    )


def test_keep_leaves_cells_and_makes_none(path):
    """A value that is KEEP changes nothing, in a cell that stands and in one that does not."""
    before = book(orders)
    saved = write(path, before, 5, [KEEP, "配送完了", *[KEEP] * 20])
    assert saved.changed
    sheet = cells(path)
    assert [sheet.cell(FIRST_ROW + n, 5).value for n in range(3)] == [
        "配送中 & <済>",
        "配送完了",
        "配送中 & <済>",
    ]
    assert sheet.max_row == LAST_ROW
    saved = write(path, before, 5, [KEEP] * 50)
    assert (saved.changed, saved.backup, path.read_bytes()) == (False, None, before)


def test_of_two_values_for_a_cell_the_later_one_is_written(path):
    """Columns written twice in one edit do not make two cells; what the second keeps stays of the first."""
    path.write_bytes(book(orders))
    with edit_book(path) as edit:
        edit.write_columns("注文", FIRST_ROW, {8: ["a", "b", "c"]})
        edit.write_columns("注文", FIRST_ROW + 1, {8: ["B", KEEP, "D"]})
        edit.save(NOW)
    assert [cells(path).cell(FIRST_ROW + n, 8).value for n in range(4)] == ["a", "B", "c", "D"]
    assert sheet_xml(path).count(f'r="H{FIRST_ROW + 1}"') == 1


def test_an_extension_of_a_row_stays_behind_its_cells(path):
    """Cells come before a row's extension list, where the format wants them."""
    extension = '<extLst><ext uri="{x}"/></extLst>'
    rows = f'<row r="2"><c r="B2"><v>1</v></c>{extension}</row><row r="3">{extension}</row>'
    write(path, with_rows(rows), 4, ["x", "y"], first_row=2)
    for row in (2, 3):
        assert re.search(
            rf'<c r="D{row}"[^>]*><is><t>.</t></is></c>{re.escape(extension)}</row>', sheet_xml(path)
        )


def test_rows_that_the_file_lacks_are_made_in_order(path):
    """A sheet with gaps gets its missing rows between the others, and none for blank values."""
    data = with_rows(
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="6"/><row r="9"><c r="A9"><v>2</v></c></row>'
    )
    write(path, data, 2, ["a", None, "c", None, None, "f", None, "h", "i", "j"], first_row=1)
    assert re.findall(r'<row r="(\d+)"', sheet_xml(path)) == ["1", "2", "3", "6", "8", "9", "10"]
    found = {row: cells(path).cell(row, 2).value for row in range(1, 11)}
    assert found == {1: "a", 2: None, 3: "c", 4: None, 5: None, 6: "f", 7: None, 8: "h", 9: "i", 10: "j"}


def test_an_empty_sheet_gets_its_first_rows(path):
    """A sheet without any row (`<sheetData/>`) can be written."""
    write(
        path,
        book(lambda _, sheet: sheet.set_column(0, 0, 10)),
        3,
        ["x", "y"],
        first_row=2,
        headers={3: "段階"},
    )
    assert [cells(path).cell(row, 3).value for row in (1, 2, 3)] == ["段階", "x", "y"]


def test_spans_and_dimension_include_the_new_cells(path):
    """The hints that readers use to reserve room are widened, never narrowed."""
    rows = '<row r="2" spans="2:3"><c r="B2"><v>1</v></c></row>'
    write(path, with_rows(rows), 7, ["x"], first_row=2)
    assert 'spans="2:7"' in sheet_xml(path)
    assert '<dimension ref="A1:G2"/>' in sheet_xml(path)
    write(path, None, 1, ["y"], first_row=2)
    assert 'spans="1:7"' in sheet_xml(path)


def test_widths_are_set_for_our_columns_alone(path):
    """A column without a width gets one, in its place among the others; one that has a width keeps it."""

    def fill(workbook, sheet):
        orders(workbook, sheet)
        sheet.set_column("A:B", 5)
        sheet.set_column("I:XFD", 7)

    path.write_bytes(book(fill))
    for _ in range(2):
        with edit_book(path) as edit:
            edit.write_columns(
                "注文", FIRST_ROW, {7: ["x"], 8: ["y"], 9: ["z"]}, widths={7: 12, 8: 46.5, 9: 30}
            )
            edit.save(NOW)
    columns = re.findall(r'<col min="(\d+)" max="(\d+)" width="([\d.]+)"', sheet_xml(path))
    assert [c[:2] for c in columns] == [("1", "2"), ("7", "7"), ("8", "8"), ("9", "16384")]
    assert [c[2] for c in columns][1:3] == ["12", "46.5"]


@pytest.mark.parametrize(("column", "ours"), [(13, False), (14, True), (15, True), (16, False)])
def test_cells_of_a_pivot_table_are_refused(path, column, ours):
    """A refresh of the pivot table would overwrite our results, and ours its own."""
    before = with_pivot()
    if not ours:
        write(path, before, column, ["x"] * ROWS)
        return
    with pytest.raises(errors.PlaceTaken, match="ピボットテーブル「ピボット1」"):
        write(path, before, column, ["x"] * ROWS)
    assert path.read_bytes() == before


def test_the_inside_of_a_merged_range_is_refused(path):
    """What is written under a merged cell is never seen; its first cell may be written."""

    def fill(workbook, sheet):
        orders(workbook, sheet)
        sheet.merge_range(FIRST_ROW - 1, 6, FIRST_ROW, 7, "")

    write(path, book(fill), 7, ["x", None, "z"])
    assert cells(path).cell(FIRST_ROW, 7).value == "x"
    for column, values, cell in ((7, ["x", "y"], "G6"), (8, ["x"], "H5"), (8, [None, "y"], "H6")):
        with pytest.raises(errors.PlaceTaken, match=f"{cell} は結合セル G5:H6"):
            write(path, book(fill), column, values)


@pytest.mark.parametrize("totals", [False, True])
def test_a_table_grows_to_the_right_with_its_filter_and_columns(path, totals):
    """Columns beside a table become part of it: range, filter, names; a totals row stays where it is."""
    titles = {6: "段階", 7: "最終発送日 & <期限>"}
    path.write_bytes(book(lambda workbook, sheet: in_table(workbook, sheet, totals=totals)))
    for run in range(2):
        with edit_book(path) as edit:
            columns = {6: ["警告"] * ROWS, 7: [dt.date(2026, 11, 20)] * ROWS}
            edit.write_columns("注文", FIRST_ROW, columns, kinds={7: DATE}, headers=titles, table="注文表")
            assert edit.save(NOW).changed == (run == 0)
    (table,) = cells(path).tables.values()
    last = LAST_ROW + totals
    assert (table.ref, table.autoFilter.ref) == (f"B4:G{last}", f"B4:G{LAST_ROW}")
    names = [column.name for column in table.tableColumns]
    assert names == ["注文番号", "入金日", "金額", "状態", *titles.values()]
    assert len({column.id for column in table.tableColumns}) == 6
    assert [cells(path).cell(HEADER_ROW, column).value for column in (6, 7)] == list(titles.values())
    with open_book(path) as opened:
        (read,) = Workbook(opened).sheet("注文").tables
        assert read.columns == tuple(names)
        assert read.totals_rows == totals


@pytest.mark.parametrize(
    ("columns", "headers"),
    [
        ({7: ["x"]}, {7: "段階"}),
        ({6: ["x"]}, {}),
        ({6: ["x"]}, {6: "金額"}),
        ({6: ["x"], 7: ["y"]}, {6: "段階", 7: "段階"}),
    ],
)
def test_a_table_does_not_grow_where_it_would_be_damaged(path, columns, headers):
    """A gap, a column without a name, or a name twice would make Excel repair the book: refused."""
    before = book(lambda workbook, sheet: in_table(workbook, sheet, totals=False))
    path.write_bytes(before)
    with pytest.raises(errors.PlaceTaken, match="注文表"), edit_book(path) as edit:
        edit.write_columns("注文", FIRST_ROW, columns, headers=headers, header_row=HEADER_ROW, table="注文表")
    assert path.read_bytes() == before


def test_a_table_bound_to_a_query_gets_no_columns(path):
    """A query table lists its columns in a second part; adding one to the first alone breaks the book."""
    data = book(lambda workbook, sheet: in_table(workbook, sheet, totals=False))
    data = changed(data, {"xl/tables/table1.xml": replaced(' ref="', ' tableType="queryTable" ref="')})
    path.write_bytes(data)
    with pytest.raises(errors.PlaceTaken), edit_book(path) as edit:
        edit.write_columns("注文", FIRST_ROW, {6: ["x"]}, headers={6: "段階"}, table="注文表")


def test_another_tables_cells_are_refused(path):
    """A column inside a table that it does not belong to is refused, beside it is not."""
    data = book(lambda workbook, sheet: in_table(workbook, sheet, totals=True))
    for column in (2, 5):
        with pytest.raises(errors.PlaceTaken, match="テーブル「注文表」"):
            write(path, data, column, ["x"], headers={column: "段階"})
    write(path, data, 7, ["x"], headers={7: "段階"})


def test_the_sellers_own_cells_of_a_table_may_get_new_values(path):
    """Values without a header are updates of columns that stand; a table around them is no obstacle."""
    write(path, book(lambda workbook, sheet: in_table(workbook, sheet, totals=True)), 5, [KEEP, "配送完了"])
    assert cells(path).cell(FIRST_ROW + 1, 5).value == "配送完了"


def test_a_filter_beside_our_columns_reaches_over_them(path):
    """Sorting by the filter must move the results with their orders, so the filter includes them."""

    def fill(workbook, sheet):
        orders(workbook, sheet)
        sheet.autofilter(HEADER_ROW - 1, 1, LAST_ROW - 1, 4)

    for column, ref in ((6, f"B4:F{LAST_ROW}"), (7, f"B4:E{LAST_ROW}")):
        write(path, book(fill), column, ["x"] * ROWS, headers={column: "段階"})
        assert cells(path).auto_filter.ref == ref
        name = parts(path.read_bytes())["xl/workbook.xml"].decode()
        first, last = ref.split(":")
        assert f"注文!${first[0]}${first[1:]}:${last[0]}${last[1:]}</definedName>" in name
    assert not write(path, None, 7, ["x"] * ROWS, headers={7: "段階"}).changed


def test_a_filter_leaves_the_totals_row_out(path):
    """A filter that ends above the last row is widened, never lengthened: 合計 would be sorted among the orders."""

    def fill(workbook, sheet):
        orders(workbook, sheet)
        sheet.autofilter(HEADER_ROW - 1, 1, LAST_ROW - 2, 4)

    write(path, book(fill), 6, ["x"] * ROWS, headers={6: "段階"})
    assert cells(path).auto_filter.ref == f"B4:F{LAST_ROW - 1}"
    name = parts(path.read_bytes())["xl/workbook.xml"].decode()
    assert f"注文!$B$4:$F${LAST_ROW - 1}</definedName>" in name


def test_colours_are_added_once_and_stretched_with_the_rows(path):
    """A second refresh with more orders stretches our rules; the seller's rules and changed colours stay."""
    red = TextColour("警告", "#F8CBAD", "#843C0C")
    error = TextColour("エラー & <x>", "#FFFF00", "#C00000", begins=True)

    def fill(workbook, sheet):
        orders(workbook, sheet)
        mine = workbook.add_format({"bold": True})
        sheet.conditional_format(
            "H5:H12", {"type": "cell", "criteria": "==", "value": '"自分"', "format": mine}
        )

    path.write_bytes(book(fill))

    def colour(last_row, colours):
        with edit_book(path) as edit:
            edit.colour_texts("注文", 8, FIRST_ROW, last_row, colours)
            return edit.save(NOW).changed

    assert colour(LAST_ROW, [red, error])
    assert not colour(LAST_ROW, [red, error])
    assert colour(LAST_ROW + 30, [red, error])
    rules = re.findall(
        r'<conditionalFormatting sqref="([^"]*)">(.*?)</conditionalFormatting>', sheet_xml(path)
    )
    assert [ref for ref, _ in rules] == ["H5:H12", f"H5:H{LAST_ROW + 30}"]
    assert rules[1][1].count("<cfRule") == 2
    priorities = re.findall(r'priority="(\d+)"', sheet_xml(path))
    assert sorted(priorities) == ["1", "2", "3"]
    assert colour(LAST_ROW, [red, error, TextColour("注意", "#FFF2CC", "#7F6000")])
    assert sheet_xml(path).count("<cfRule") == 4
    formats = cells(path).conditional_formatting
    fills = {
        rule.formula[0]: rule.dxf.fill.bgColor.rgb for area in formats for rule in area.rules if rule.dxf.fill
    }
    assert fills['"警告"'] == "FFF8CBAD"
