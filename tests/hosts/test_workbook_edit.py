"""The edit of a seller's workbook: where cells may go, tables, filters, our own sheet, formulas, refusals."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

import openpyxl
import pytest
import xlsxwriter
from difficult_workbooks import (
    FIRST_ROW,
    HEADER_ROW,
    LAST_ROW,
    in_table,
    orders,
    with_calculation_chain,
    with_pivot,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from workbook_makers import SHEET, book, changed, package, parts, replaced, with_rows

from xlshipcheck import errors
from xlshipcheck.hosts.new_workbook import SHELL_OPTIONS
from xlshipcheck.hosts.package_guard import open_book
from xlshipcheck.hosts.safe_replace import backups
from xlshipcheck.hosts.sheet_edit import KEEP
from xlshipcheck.hosts.style_edit import TextColour
from xlshipcheck.hosts.workbook_edit import DATE, NUMBER, edit_book
from xlshipcheck.hosts.workbook_reader import Workbook

NOW = dt.datetime.fromisoformat("2026-11-21T09:30:00")
NOVEMBER_20 = dt.datetime.fromisoformat("2026-11-20")
ROWS = LAST_ROW - FIRST_ROW + 1


@pytest.fixture
def path(tmp_path):
    """Return where the book of a test lies."""
    return tmp_path / "注文.xlsx"


def write(path, data, column, values, first_row=FIRST_ROW, **options):
    """Write one column into a book and return what the save says."""
    if data is not None:
        path.write_bytes(data)
    with edit_book(path) as edit:
        edit.write_columns("注文", first_row, {column: values}, **options)
        return edit.save(NOW)


def cells(path, sheet="注文"):
    """Return the sheet as openpyxl reads it."""
    return openpyxl.load_workbook(io.BytesIO(path.read_bytes()))[sheet]


def sheet_xml(path):
    """Return the XML of the first sheet as text."""
    return parts(path.read_bytes())[SHEET].decode()


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


def test_orders_are_appended_below_and_look_like_those_above(path):
    """New rows take the look of the last order column by column, and the filter reaches them."""

    def fill(workbook, sheet):
        orders(workbook, sheet)
        sheet.autofilter(HEADER_ROW - 1, 1, LAST_ROW - 1, 4)

    path.write_bytes(book(fill))
    new = [[KEEP, f"B-{n}", dt.date(2026, 12, n + 1), 5, "配送要請"] for n in range(3)]
    with edit_book(path) as edit:
        edit.append_rows("注文", LAST_ROW + 1, new, like_row=LAST_ROW)
        edit.save(NOW)
    sheet = cells(path)
    values = [cell.value for cell in sheet[LAST_ROW + 3]]
    assert values == [None, "B-2", dt.datetime.fromisoformat("2026-12-03"), 5, "配送要請"]
    above, below = sheet.cell(LAST_ROW, 3), sheet.cell(LAST_ROW + 1, 3)
    assert (below.number_format, below.border.left.style) == (above.number_format, above.border.left.style)
    assert below.border.left.style == "thin"
    assert sheet.auto_filter.ref == f"B4:E{LAST_ROW + 3}"
    assert f"$B$4:$E${LAST_ROW + 3}" in parts(path.read_bytes())["xl/workbook.xml"].decode()


def test_orders_are_appended_to_a_table_that_ends_above(path):
    """A table grows down with its filter; below a totals row nothing can be added, so that is refused."""
    new = [["", f"B-{n}", dt.date(2026, 12, 1), 5, "配送要請"] for n in range(3)]
    path.write_bytes(book(lambda workbook, sheet: in_table(workbook, sheet, totals=False)))
    with edit_book(path) as edit:
        edit.append_rows("注文", LAST_ROW + 1, new, like_row=LAST_ROW, table="注文表")
        edit.save(NOW)
    (table,) = cells(path).tables.values()
    assert (table.ref, table.autoFilter.ref) == (f"B4:E{LAST_ROW + 3}",) * 2
    path.write_bytes(book(lambda workbook, sheet: in_table(workbook, sheet, totals=True)))
    with pytest.raises(errors.PlaceTaken, match="集計行"), edit_book(path) as edit:
        edit.append_rows("注文", LAST_ROW + 2, new, table="注文表")


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


def shell(title="出荷の集計", formula=""):
    """Return a shell with the sheet 集計."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, SHELL_OPTIONS) as workbook:
        sheet = workbook.add_worksheet("集計")
        sheet.write_string(0, 0, title, workbook.add_format({"bold": True}))
        if formula:
            sheet.write_formula(1, 0, formula)
    return out


def put(path, title="出荷の集計"):
    """Put our sheet into a book and return whether it was ours to put."""
    with edit_book(path) as edit:
        done = edit.put_sheet("集計", shell(title))
        edit.save(NOW)
    return done


def test_a_sellers_sheet_of_the_same_name_is_never_touched(path):
    """A 集計 that we did not make stays as it is, whatever the case of its letters."""
    data = book(
        lambda workbook, sheet: (
            orders(workbook, sheet),
            workbook.add_worksheet("集計").write(0, 0, "自分の"),
        )
    )
    path.write_bytes(data)
    assert put(path) is False
    assert path.read_bytes() == data


def test_our_sheet_is_replaced_under_whatever_name_it_has(path):
    """A sheet of ours is known by its hidden name, which follows it when the seller renames it."""
    path.write_bytes(book(orders))
    assert put(path)
    assert put(path, "二回目")
    assert cells(path, "集計")["A1"].value == "二回目"
    new_name, new_reference = "うちの '集計'", "'うちの ''集計'''!"
    old_name, old_reference = 'name="集計"', "'集計'!"

    def rename(xml):
        text = xml.decode()
        assert old_name in text
        assert old_reference in text
        return text.replace(old_name, f'name="{new_name}"').replace(old_reference, new_reference).encode()

    path.write_bytes(changed(path.read_bytes(), {"xl/workbook.xml": rename}))
    assert put(path, "三回目")
    book_now = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    assert book_now.sheetnames == ["注文", new_name]
    assert book_now.worksheets[1]["A1"].value == "三回目"


def test_our_sheet_is_not_selected_beside_the_sellers(path):
    """Two selected sheets are a group: what the seller then types into one goes into both."""
    path.write_bytes(book(orders))
    put(path)
    sheets = [
        data for name, data in parts(path.read_bytes()).items() if name.startswith("xl/worksheets/sheet")
    ]
    assert sum(b'tabSelected="1"' in data for data in sheets) == 1
    assert b"tabSelected" in sheets[0]


def test_a_sellers_sheet_made_after_ours_was_deleted_is_not_ours(path):
    """The hidden name of a deleted sheet points nowhere, so a new 集計 is the seller's."""
    path.write_bytes(book(orders))
    put(path)
    data = changed(
        path.read_bytes(), {"xl/workbook.xml": lambda xml: xml.replace("'集計'!$A$1".encode(), b"#REF!")}
    )
    path.write_bytes(data)
    assert put(path) is False


def test_formulas_added_to_our_sheet_go_with_their_calculation_chain(path):
    """A chain that lists formulas which are gone makes Excel repair the book; so it goes, and Excel makes it anew."""
    path.write_bytes(with_calculation_chain())
    put(path)
    name = "xl/worksheets/sheet2.xml"
    row = '<row r="9"><c r="A9"><f>1+1</f><v>2</v></c></row></sheetData>'
    path.write_bytes(changed(path.read_bytes(), {name: replaced("</sheetData>", row)}))
    put(path, "二回目")
    members = parts(path.read_bytes())
    assert "xl/calcChain.xml" not in members
    assert b"calcChain" not in members["[Content_Types].xml"] + members["xl/_rels/workbook.xml.rels"]
    assert cells(path)["F6"].value == "=D6*2"


def test_without_formulas_on_our_sheet_the_calculation_chain_stays(path):
    """Writing results and our sheet touches no formula, so the chain is byte for byte the same."""
    before = with_calculation_chain()
    path.write_bytes(before)
    put(path)
    write(path, None, 9, ["x"])
    assert parts(path.read_bytes())["xl/calcChain.xml"] == parts(before)["xl/calcChain.xml"]


@pytest.mark.parametrize(
    ("formula", "sheet", "used"),
    [
        ("=COUNTIF(H5:H12,1)", "注文", True),
        ("=COUNTIF($F:$J,1)", "注文", True),
        ("=SUM(D5:D12)", "注文", False),
        ("=SUM(注文!D5:H12)", "別", True),
        ("=SUM('注文'!A1:B2,注文!H5)", "別", True),
        ("=SUM(H5:H12)", "別", False),
        ('=LEN("H5")+LOG10(5)', "注文", False),
        ("=結果", "別", True),
        ("=合計", "別", False),
        ("=5:5", "注文", True),
    ],
)
def test_a_full_calculation_is_asked_for_only_where_a_formula_depends_on_us(path, formula, sheet, used):
    """Stored results of formulas over our columns are stale then; other books keep their workbook part."""

    def fill(workbook, first):
        orders(workbook, first)
        workbook.define_name("結果", "=注文!$H$5:$H$12")
        workbook.define_name("合計", "=注文!$D$5:$D$12")
        sheets = {"注文": first, "別": workbook.add_worksheet("別")}
        sheets[sheet].write_formula(20, 20, formula, None, 0)

    data = changed(
        book(fill),
        {"xl/workbook.xml": lambda xml: re.sub(rb"<calcPr[^>]*>", b'<calcPr calcId="191029"/>', xml)},
    )
    saved = write(path, data, 8, ["x"] * ROWS)
    assert saved.recalculates == used
    assert (b"fullCalcOnLoad" in parts(path.read_bytes())["xl/workbook.xml"]) == used
    assert not write(path, None, 8, ["x"] * ROWS).changed


@pytest.mark.parametrize(
    ("formula", "used"),
    [
        ("注文表[段階]", True),
        ("注文表[[#This Row],[段階]]", True),
        ("COUNTA(注文表[#All])", True),
        ("COUNTA(注文表[[注文番号]:[段階]])", True),
        ("ROWS(注文表)", True),
        ("SUM(注文表[金額])", False),
        ("SUM(注文表2[段階])", False),
    ],
)
def test_a_formula_over_a_table_depends_on_us_only_through_our_columns(path, formula, used):
    """Names of a table's columns count as much as addresses; a formula over the amounts alone is not ours."""

    def fill(workbook, sheet):
        in_table(workbook, sheet, totals=False)
        other = workbook.add_worksheet("別")
        other.add_table("B2:C4", {"name": "注文表2", "columns": [{"header": "段階"}, {"header": "x"}]})
        other.write_formula("H2", "=1+1", None, 0)

    data = changed(
        book(fill),
        {
            "xl/worksheets/sheet2.xml": replaced("<f>1+1</f>", f"<f>{formula}</f>"),
            "xl/workbook.xml": lambda xml: re.sub(rb"<calcPr[^>]*>", b"", xml),
        },
    )
    path.write_bytes(data)
    with edit_book(path) as edit:
        edit.write_columns("注文", FIRST_ROW, {6: ["x"] * ROWS}, headers={6: "段階"}, table="注文表")
        assert edit.save(NOW).recalculates == used


def test_a_caller_may_decide_about_the_calculation(path):
    """A book with our own functions must not be computed where the add-in is missing."""
    data = book(lambda workbook, sheet: (orders(workbook, sheet), sheet.write_formula("K5", "=H5", None, 0)))
    data = changed(data, {"xl/workbook.xml": lambda xml: re.sub(rb"<calcPr[^>]*>", b"", xml)})
    for wanted in (False, True):
        path.write_bytes(data)
        with edit_book(path) as edit:
            edit.write_columns("注文", FIRST_ROW, {8: ["x"]})
            assert edit.save(NOW, recalculate=wanted).recalculates == wanted
        assert (b'<calcPr fullCalcOnLoad="1"/>' in parts(path.read_bytes())["xl/workbook.xml"]) == wanted


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


def test_a_number_too_long_and_a_text_too_long_leave_the_book_alone(path):
    """A value that a cell cannot hold ends the edit before anything is written."""
    before = book(orders)
    with pytest.raises(errors.CellRefused, match="H6"):
        write(path, before, 8, ["x", "長" * 40_000])
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="5"><c r="A5"><v>1</v></c></row><row r="3"><c r="A3"><v>1</v></c></row>',
        '<row r="5"><c r="C5"><v>1</v></c><c r="A5"><v>1</v></c><c r="Z5"><v>1</v></c></row>',
        '<row r="5"><c r="A5"><v>1</v></c></row><!-- x --><row r="6"/>',
        '<row r="5"><c r="A5" t="inlineStr"><is><t><![CDATA[<row r="9">]]></t></is></c></row>',
        '<row r="5"><c r="A5"><v>1</v></c></row><row r="5"><c r="B5"><v>1</v></c></row>',
    ],
)
def test_a_sheet_laid_out_against_the_rules_is_left_alone(path, rows):
    """Rows or cells out of order, comments, CDATA: nothing is guessed, Excel has to save it first."""
    before = with_rows(rows)
    with pytest.raises(errors.LayoutRefused, match="上書き保存"):
        write(path, before, 2, ["x"] * 9, first_row=1)
    assert path.read_bytes() == before


def test_a_locked_book_is_refused_before_anything_is_written(path):
    """The colleague who has the book open would overwrite our work, or we theirs."""
    path.write_bytes(book(orders))
    lock = path.with_name("~$注文.xlsx")
    lock.write_bytes(b"\x02ab")
    with pytest.raises(errors.WorkbookInUse):
        write(path, None, 8, ["x"])
    lock.unlink()
    assert write(path, None, 8, ["x"]).changed


def test_another_target_leaves_the_book_itself_alone(path):
    """With an output of its own the book keeps its bytes, and an older output is backed up."""
    before = book(orders)
    path.write_bytes(before)
    target = path.with_name("結果.xlsx")
    for backup in (False, True):
        with edit_book(path) as edit:
            edit.write_columns("注文", FIRST_ROW, {8: ["x"]})
            assert (edit.save(NOW, target).backup is not None) == backup
    assert path.read_bytes() == before
    assert cells(target).cell(FIRST_ROW, 8).value == "x"
    assert backups(path) == []


def test_a_result_that_does_not_read_back_is_thrown_away(path, monkeypatch):
    """If the finished file holds anything else than what was to be written, the old one stays."""
    before = book(orders)
    monkeypatch.setattr(
        "xlshipcheck.hosts.sheet_rows.CellWriter._text", lambda *_: ' t="inlineStr"><is><t>別</t></is></c>'
    )
    with pytest.raises(errors.ResultMismatch, match="注文!H5"):
        write(path, before, 8, ["a < b"])
    assert path.read_bytes() == before


def test_a_foreign_part_that_came_out_differently_is_found(path, monkeypatch):
    """The comparison of parts sees a single changed byte of a part that was to be copied."""
    before = book(orders)
    original = zipfile.ZipFile(io.BytesIO(before)).read("docProps/app.xml")

    def copy(writer, package, member):
        data = package.read(member.filename)
        writer.write(member.filename, data.replace(b"Microsoft", b"Mikrosoft"), member)

    assert b"Microsoft" in original
    monkeypatch.setattr("xlshipcheck.hosts.package.PackageWriter.copy", copy)
    with pytest.raises(errors.ResultMismatch):
        write(path, before, 8, ["x"])
    assert path.read_bytes() == before


def test_progress_is_told_over_all_sheets(path):
    """A long save reports the bytes gone through, up to all of them."""
    path.write_bytes(
        book(
            lambda workbook, sheet: (orders(workbook, sheet), orders(workbook, workbook.add_worksheet("二")))
        )
    )
    told = []
    with edit_book(path) as edit:
        for name in ("注文", "二"):
            edit.write_columns(name, FIRST_ROW, {8: ["x"]})
        edit.save(NOW, progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] == max(total for _, total in told)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def everything(workbook, sheet):
    """Make a book with a table, a filter name, formulas, colours and our own sheet."""
    in_table(workbook, sheet, totals=False)
    sheet.conditional_format("H5:H12", {"type": "cell", "criteria": "==", "value": '"警告"'})
    sheet.write_formula("J5", "=SUM(H5:H12)", None, 0)
    other = workbook.add_worksheet("別")
    other.write_row(0, 0, ["a", "b"])
    other.autofilter("A1:B3")


FUZZ = parts(book(everything))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_editing_a_book_with_damaged_parts_ends_in_a_sound_book_or_a_refusal(path, data):
    """Any bytes of a part changed: the edit is refused with the book untouched, or its result can be read."""
    name = data.draw(st.sampled_from(sorted(FUZZ)))
    old = FUZZ[name]
    start = data.draw(st.integers(0, len(old) - 1))
    length = data.draw(st.integers(0, 25))
    pieces = [
        b'"',
        b"<",
        b">",
        b"/>",
        b"&",
        b"<!--",
        b"\0",
        b"<c>",
        b' r="A1"',
        b' id="x"',
        b"-1",
        b"99999999999",
        b"'",
    ]
    piece = data.draw(st.one_of(st.binary(max_size=10), st.sampled_from(pieces)))
    before = package({**FUZZ, name: old[:start] + piece + old[start + length :]})
    path.write_bytes(before)
    try:
        with edit_book(path) as edit:
            columns = {6: ["警告"] * ROWS, 7: [dt.date(2026, 11, 20)] * ROWS}
            headers = {6: "段階", 7: "最終発送日"}
            edit.write_columns("注文", FIRST_ROW, columns, kinds={7: DATE}, headers=headers, table="注文表")
            edit.write_columns("別", 2, {3: ["x"]}, headers={3: "確認"}, widths={3: 12})
            edit.colour_texts("注文", 8, FIRST_ROW, LAST_ROW, [TextColour("警告", "#F8CBAD", "#843C0C")])
            edit.put_sheet("集計", SHELL)
            edit.save(NOW)
    except errors.FileRefused:
        assert path.read_bytes() == before
    else:
        with open_book(path) as opened:
            assert next(iter(Workbook(opened).sheet("注文").rows(FIRST_ROW, FIRST_ROW)))[5] == "警告"


SHELL = shell()
