"""New rows below the orders: their look, the formulas they continue, and the formats that grow with them."""

from __future__ import annotations

import datetime as dt
import re

import openpyxl
import pytest
from difficult_workbooks import (
    FIRST_ROW,
    HEADER_ROW,
    LAST_ROW,
    in_table,
    orders,
    prefixed,
    single_quoted,
    spread_out,
    with_calculation_chain,
)
from edited_books import NOW, cells, sheet_xml
from workbook_makers import SHEET, book, changed, parts, replaced, with_rows

from xlshipcheck import errors
from xlshipcheck.xlsx.editing.cells import KEEP
from xlshipcheck.xlsx.editing.workbook import edit_book
from xlshipcheck.xlsx.reading.guard import open_book
from xlshipcheck.xlsx.reading.workbook import Workbook


@pytest.fixture
def path(tmp_path):
    """Return where the book of a test lies."""
    return tmp_path / "注文.xlsx"


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


NEXT = LAST_ROW + 1
NEW_ROWS = [
    [KEEP, f"B-{number}", dt.date(2026, 12, number + 1), 100 + number, "配送要請"] for number in range(3)
]
PLAIN = {6: "D{row}*$D$5", 7: 'B{row}&"D5"', 8: "SUM(D$5:D{row})", 9: "SUM('別 表'!$A{row}:B{row},$5:$6)"}


def with_formulas(workbook, sheet):
    """Write orders with formulas beside them, a result stored for each."""
    orders(workbook, sheet)
    workbook.add_worksheet("別 表")
    green = workbook.add_format({"bg_color": "#92D050", "num_format": "0.0"})
    for row in range(FIRST_ROW, NEXT):
        for column, text in PLAIN.items():
            formula = "=" + text.format(row=row)
            sheet.write_formula(row - 1, column - 1, formula, green if column == 6 else None, 7)


def add(path, data, formulas, *, rows=NEW_ROWS, first_row=NEXT, like_row=LAST_ROW, **options):
    """Add rows below the orders and return what the save says, of a book that asks for no calculation yet."""
    path.write_bytes(changed(data, {"xl/workbook.xml": lambda xml: xml.replace(b' fullCalcOnLoad="1"', b"")}))
    with edit_book(path) as edit:
        edit.append_rows("注文", first_row, rows, like_row=like_row, formulas=formulas, **options)
        return edit.save(NOW)


def formulas_at(path, column, first_row=NEXT, count=3):
    """Return the formulas of a column as openpyxl reads them."""
    sheet = cells(path)
    return [sheet.cell(row, column).value for row in range(first_row, first_row + count)]


@pytest.mark.parametrize("layout", [None, prefixed, single_quoted, spread_out])
def test_new_rows_continue_the_formulas_above_in_whatever_way_the_sheet_is_written(path, layout):
    """The file says what filling down would have said, in the look of the row above, with no result stored."""
    data = book(with_formulas)
    saved = add(path, changed(data, {SHEET: layout}) if layout else data, dict.fromkeys(PLAIN, LAST_ROW))
    for column, text in PLAIN.items():
        # The quotes in formulas become others in a sheet of single quotes.
        if layout is single_quoted and '"' in text:
            continue
        rows = range(NEXT, NEXT + 3)
        assert formulas_at(path, column) == ["=" + text.format(row=row) for row in rows]
    below, above = cells(path).cell(NEXT, 6), cells(path).cell(LAST_ROW, 6)
    assert (below.number_format, below.fill.fgColor.rgb) == (above.number_format, "FF92D050")
    computed = openpyxl.load_workbook(path, data_only=True)["注文"]
    assert [computed.cell(row, 6).value for row in (LAST_ROW, NEXT, NEXT + 2)] == [7, None, None]
    assert saved.recalculates
    assert saved.formulas_kept == {}


def test_cells_without_a_value_look_like_those_above_too(path):
    """What the seller types there later has the format of its column; a cell beside the orders is not copied."""

    def fill(workbook, sheet):
        with_formulas(workbook, sheet)
        boxed = workbook.add_format({"border": 1, "num_format": "@"})
        sheet.write_blank(LAST_ROW - 1, 9, None, boxed)
        sheet.write_string(LAST_ROW - 1, 19, "凡例", boxed)

    add(path, book(fill), {9: LAST_ROW}, rows=[[*row, *[KEEP] * 5] for row in NEW_ROWS])
    sheet = cells(path)
    assert (sheet.cell(NEXT, 10).number_format, sheet.cell(NEXT, 10).value) == ("@", None)
    assert sheet.cell(NEXT, 20).has_style is False


def test_a_formula_shared_by_a_range_is_continued_from_any_of_its_cells(path):
    """Excel writes the text once, for the first cell; the others only name it, those of other columns too."""
    rows = (
        '<row r="5"><c r="B5"><v>1</v></c>'
        '<c r="F5"><f t="shared" ref="F5:G12" si="0">D5*$D$4&amp;"D5"</f><v>1</v></c>'
        '<c r="G5"><f t="shared" si="0"/><v>1</v></c></row>'
        '<row r="12"><c r="B12"><v>1</v></c><c r="F12"><f t="shared" si="0"/><v>1</v></c>'
        '<c r="G12" s="0"><f t="shared" si="0"></f><v>1</v></c>'
        '<c r="H12"><f t="shared" si="9"/><v>1</v></c></row>'
    )
    add(path, with_rows(rows), {6: 5, 7: 12, 8: 12})
    assert formulas_at(path, 6, count=1) == ['=D13*$D$4&"D5"']
    assert formulas_at(path, 7, count=1) == ['=E13*$D$4&"D5"']
    # A group whose first cell is not there says nothing.
    assert formulas_at(path, 8, count=1) == [None]


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="F12"><f t="array" ref="F12">D12*2</f><v>1</v></c>',
        '<c r="F12" cm="1"><f>D12*2</f><v>1</v></c>',
        '<c r="F12"><f t="dataTable" ref="F12:G13" dt2D="1" r1="A1" r2="A2"/><v>1</v></c>',
        "<c><f>D12*2</f><v>1</v></c>",
        f'<c r="F12"><f>"{"長" * 9_000}"</f><v>1</v></c>',
        '<c r="F12"><v>1</v></c>',
        '<c r="F12"><f></f><v>1</v></c>',
    ],
)
def test_what_cannot_be_filled_down_is_not(path, cell):
    """An array's formula, a data table's, one that would grow too long, or one of no known place is left out."""
    data = with_rows(f'<row r="12"><c r="B12"><v>1</v></c><c r="E12"><v>1</v></c>{cell}</row>')
    path.write_bytes(data)
    with edit_book(path) as edit:
        assert edit.continued_formulas("注文", {6: 12}) == {}
    add(path, data, {6: 12})
    assert formulas_at(path, 6) == [None] * 3


def test_a_volatile_formula_stays_one_and_blanks_around_it_stay(path):
    """`ca` asks for a calculation at every change; without xml:space Excel would drop the blanks."""
    add(path, with_rows('<row r="12"><c r="F12"><f ca="1"> D12 &lt; 5 </f><v>1</v></c></row>'), {6: 12})
    assert '<c r="F13"><f ca="1" xml:space="preserve"> D13 &lt; 5 </f></c>' in sheet_xml(path)


def in_computed_table(workbook, sheet, formula="=注文表[[#This Row],[金額]]*1.1"):
    """Write orders as a table with a calculated column; the last order has another formula in it."""
    orders(workbook, sheet, header=False)
    titles = ["注文番号", "入金日", "金額", "状態"]
    columns = [{"header": title} for title in titles] + [{"header": "税込", "formula": formula}]
    sheet.add_table(HEADER_ROW - 1, 1, LAST_ROW - 1, 5, {"name": "注文表", "columns": columns})
    sheet.write_formula(LAST_ROW - 1, 5, "=D12*1.08", None, 3)


def test_a_table_gives_new_rows_its_own_formula(path):
    """What the table computes counts, whatever the last order says; a reference by name is the same in each row."""
    saved = add(path, book(in_computed_table), {6: LAST_ROW}, table="注文表")
    assert formulas_at(path, 6) == ["=注文表[[#This Row],[金額]]*1.1"] * 3
    assert next(iter(cells(path).tables.values())).ref == f"B{HEADER_ROW}:F{NEXT + 2}"
    assert saved.recalculates
    path.write_bytes(book(in_computed_table))
    with edit_book(path) as edit:
        assert set(edit.continued_formulas("注文", {4: 0, 6: 0}, "注文表")) == {6}
        assert edit.continued_formulas("注文", {6: 0}) == {}


@pytest.mark.parametrize("written", [">D5*1.1<", ' array="1">注文表[金額]*1.1<', "><"])
def test_a_tables_formula_that_names_cells_is_not_trusted(path, written):
    """The file does not say for which row it is written; the formula of the last order is continued then."""

    def rewritten(xml):
        return re.sub(rb"(<calculatedColumnFormula)>[^<]*<", rb"\1" + written.encode(), xml)

    data = changed(book(in_computed_table), {"xl/tables/table1.xml": rewritten})
    add(path, data, {6: LAST_ROW}, table="注文表")
    assert formulas_at(path, 6) == [f"=D{row}*1.08" for row in range(NEXT, NEXT + 3)]


def test_formulas_filled_down_beforehand_stay_without_their_results(path):
    """They stand; but what was stored was computed from an empty row, and no program may show it."""

    def fill(workbook, sheet):
        with_formulas(workbook, sheet)
        for row in (NEXT, NEXT + 1):
            sheet.write_formula(row - 1, 4, f'=IF(B{row}="","","受付")', None, "")
            sheet.write_formula(row - 1, 5, f"=D{row}*2", None, 0)

    rows = [[*row[:4], KEEP] for row in NEW_ROWS[:2]] + [[*NEW_ROWS[2][:4], "配送要請"]]
    saved = add(path, book(fill), {6: LAST_ROW}, rows=rows)
    assert formulas_at(path, 6) == ["=D13*2", "=D14*2", "=D15*$D$5"]
    assert formulas_at(path, 5, count=2) == [f'=IF(B{row}="","","受付")' for row in (NEXT, NEXT + 1)]
    new = sheet_xml(path).split(f'<row r="{NEXT}"')[1]
    assert '<c r="F13"><f>D13*2</f></c>' in new
    assert "</f><v>" not in new
    assert 't="str"' not in new
    assert saved.recalculates
    with open_book(path) as opened:
        facts = Workbook(opened).sheet("注文").facts
        assert (len(facts.uncached[5]), list(facts.uncached[6])) == (2, [NEXT, NEXT + 1, NEXT + 2])


def test_new_formulas_go_without_the_calculation_chain(path):
    """It lists every formula; Excel makes it anew, and a list that lacks some is not left behind."""
    saved = add(path, with_calculation_chain(), {6: 6}, first_row=NEXT)
    assert saved.recalculates
    names = parts(path.read_bytes())
    assert "xl/calcChain.xml" not in names
    assert b"calcChain" not in names["xl/_rels/workbook.xml.rels"] + names["[Content_Types].xml"]


def test_a_formula_that_was_not_written_is_found(path, monkeypatch):
    """The finished file is searched for the formulas; a blank reads like a formula without a result."""
    monkeypatch.setattr("xlshipcheck.xlsx.writing.rows.CellWriter._formula", lambda *_: "/>")
    data = changed(book(with_formulas), {"xl/workbook.xml": replaced(' fullCalcOnLoad="1"', "")})
    with pytest.raises(errors.ResultMismatch, match="注文!F13"):
        add(path, data, {6: LAST_ROW})
    assert path.read_bytes() == data


def with_formats(workbook, sheet):
    """Write orders whose columns have colours and checks, of all orders or of some."""
    orders(workbook, sheet)
    bold = workbook.add_format({"bold": True})
    above = {"type": "cell", "criteria": ">", "value": 3, "format": bold}
    sheet.conditional_format(f"D{FIRST_ROW}:D{LAST_ROW}", above)
    sheet.conditional_format(f"D{FIRST_ROW + 1}:D{LAST_ROW}", {**above, "value": 4})
    sheet.conditional_format(
        f"C{FIRST_ROW}:C{LAST_ROW}", {**above, "multi_range": f"C{FIRST_ROW}:C{LAST_ROW} A1:A2"}
    )
    sheet.conditional_format(f"E1:E{LAST_ROW}", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format(f"E{FIRST_ROW}:E{LAST_ROW - 1}", {**above, "value": 5})
    check = {"validate": "integer", "criteria": ">", "value": 0}
    sheet.data_validation(f"D{HEADER_ROW}:D{LAST_ROW}", check)
    sheet.data_validation(f"E{FIRST_ROW}:E{LAST_ROW}", check)
    sheet.data_validation(f"E{NEXT + 2}:E{NEXT + 3}", {**check, "value": 9})
    sheet.ignore_errors({"number_stored_as_text": f"B{FIRST_ROW}:B{LAST_ROW}"})


def test_formats_and_checks_of_whole_columns_grow(path):
    """Those of all orders reach the new ones; those of some orders, and a check in another's way, stay."""
    add(path, book(with_formats), {}, top_row=FIRST_ROW)
    xml, last = sheet_xml(path), NEXT + 2
    conditions = re.findall(r'<conditionalFormatting sqref="([^"]*)"', xml)
    expected = f"D5:D{last} D6:D12 C5:C{last}+A1:A2 E1:E{last} E5:E11"
    assert conditions == [ref.replace("+", " ") for ref in expected.split()]
    assert re.findall(r"<xm:sqref>([^<]*)</xm:sqref>", xml) == [f"E1:E{last}"]
    checks = re.findall(r'<dataValidation [^>]*sqref="([^"]*)"', xml)
    assert checks == [f"D4:D{last}", "E5:E12", "E15:E16"]
    assert f'<ignoredError sqref="B5:B{last}"' in xml


def test_formats_do_not_grow_over_rows_that_are_not_orders(path):
    """Where something stands between the orders and the new rows, or nobody says where orders begin."""
    for options in ({"first_row": NEXT + 2, "top_row": FIRST_ROW}, {"top_row": 0}):
        add(path, book(with_formats), {}, **options)
        assert f'<conditionalFormatting sqref="D5:D{LAST_ROW}"' in sheet_xml(path)


def test_what_excel_2010_added_grows_and_sparklines_stay(path):
    """Extensions keep their ranges in elements; of those a sparkline's is no range that grows."""

    def fill(workbook, sheet):
        orders(workbook, sheet)
        sheet.add_sparkline(FIRST_ROW - 1, 9, {"range": f"注文!D{FIRST_ROW}:D{LAST_ROW}"})

    x14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    xm = "http://schemas.microsoft.com/office/excel/2006/main"
    extension = (
        f'<extLst><ext xmlns:x14="{x14}" uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}">'
        f'<x14:dataValidations xmlns:xm="{xm}" count="1"><x14:dataValidation type="list">'
        "<x14:formula1><xm:f>別!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>E5:E12 G1</xm:sqref>"
        "</x14:dataValidation></x14:dataValidations></ext>"
    )
    data = changed(book(fill), {SHEET: replaced("<extLst>", extension)})
    add(path, data, {}, top_row=FIRST_ROW)
    assert re.findall(r"<xm:sqref>([^<]*)</xm:sqref>", sheet_xml(path)) == ["E5:E15 G1", "J5"]
