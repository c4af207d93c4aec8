"""The extension and whole books in a real LibreOffice: saved, refreshed, protected, converted, the template.

Whatever is opened here carries wrong stored values, so that nothing passes on what a file remembers.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from office import Office, close
from order_book import AS_OF_SERIAL, ROWS, ZERO, D, column_g, orders
from package_parts import parts
from worked_book import WRONG

from xlshipcheck import __version__
from xlshipcheck.generators import oxt
from xlshipcheck.hosts.calc import install
from xlshipcheck.hosts.files.repair import repair_book

pytestmark = pytest.mark.end_to_end

NOW = dt.datetime(2026, 11, 22, 9, 0)  # noqa: DTZ001  the seller's own time
TEMPLATES = Path(__file__).parents[2] / "workbook_templates"


def formulas_of(path):
    """Return cell -> formula of the first sheet of a file."""
    with zipfile.ZipFile(path) as package:
        text = package.read("xl/worksheets/sheet1.xml").decode()
    found = re.findall(r'<c r="([A-Z]+\d+)"[^>]*><f[^>]*>([^<]*)</f>', text)
    return {cell: formula.replace("&quot;", '"').replace("&amp;", "&") for cell, formula in found}


def test_saved_books_get_excels_names_back(office, tmp_path):
    """What LibreOffice saves as .xlsx holds its own long names; after `repair` the formulas are Excel's again."""
    extra = {
        "I1": '=IF(QOO10_STAGE(B2,C2,D2,46357)="警告","a&b",1)',
        "I2": "=AMAZON_AMOUNT(B2,H2)",
        "I3": '=QOO10_DEADLINE(,,"警告")',
        "I4": "=SUM(B2:B3)",
    }
    source = orders(tmp_path / "source.xlsx", "=QOO10_STAGE()", ROWS, extra=extra)
    saved = tmp_path / "saved.xlsx"
    document = office.open(source)
    office.save_xlsx(document, saved)
    close(document)
    assert any("JP.XLSHIPCHECK." in formula for formula in formulas_of(saved).values())
    before = parts(saved)
    done = repair_book(saved, NOW)
    assert done.formulas == len(ROWS) + 3
    assert formulas_of(saved) == {
        **{f"G{row}": "QOO10_STAGE()" for row in range(2, len(ROWS) + 2)},
        "I1": 'IF(QOO10_STAGE(B2,C2,D2,46357)="警告","a&b",1)',
        "I2": "AMAZON_AMOUNT(B2,H2)",
        "I3": 'QOO10_DEADLINE(,,"警告")',
        "I4": "SUM(B2:B3)",
    }
    after = parts(saved)
    assert [name for name in before if before[name] != after[name]] == ["xl/worksheets/sheet1.xml"]
    document = office.open(saved)
    try:
        assert "エラー" not in "".join(map(str, column_g(document)[:4]))
        assert WRONG not in column_g(document)
    finally:
        close(document)


def test_refresh_is_one_step_to_undo(office, tmp_path):
    """The menu entry judges the sheet in front; one undo takes all of it back, results, 集計 and table alike."""
    # 更新 judges by today, so the orders are so old that every later day sees them alike.
    rows = [(D(2025, 3, 3), None, "", "", None), (D(2025, 3, 3), D(2025, 3, 5), "", "", None)]
    document = office.open(orders(tmp_path / "refresh.xlsx", "=A{r}", rows), hidden=False)
    try:
        sheet = document.Sheets.getByName("受注")
        used = sheet.getCellRangeByName("A1:F3").DataArray
        assert document.UndoManager.isUndoPossible() is False
        office.service("jp.xlshipcheck.Refresh").trigger("refresh")
        titles = (
            "段階 最終発送日 減点日 制限日 残り日数 減点 購入者キャンセル可 発送率期限 判定の率 確認".split()
        )
        assert list(sheet.getCellRangeByName("H1:Q1").DataArray[0]) == titles
        assert sheet.getCellRangeByName("H3").String == "発送済"
        assert sheet.getCellRangeByName("I2:I3").DataArray[0] == ((D(2025, 3, 7) - ZERO).days,)
        assert sheet.getCellRangeByName("I2").String == "2025/03/07"
        assert document.Sheets.hasByName("集計")
        assert sheet.getCellRangeByName("A1:F3").DataArray == used
        document.UndoManager.undo()
        assert not document.Sheets.hasByName("集計")
        assert sheet.getCellRangeByName("H1:Q3").queryContentCells(1 | 2 | 4 | 16).Count == 0
        assert sheet.getCellRangeByName("A1:F3").DataArray == used
        assert not document.UndoManager.isUndoPossible()
        document.UndoManager.redo()
        assert sheet.getCellRangeByName("H3").String == "発送済"
    finally:
        close(document)


def test_refresh_mends_typed_formulas_without_orders(office, tmp_path):
    """Where no sheet holds orders, 更新 still shows the dates of typed formulas as dates."""
    path = tmp_path / "typed.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("メモ").write_string("A1", "2026/11/20")
    book.close()
    document = office.open(path, hidden=False)
    try:
        answer = document.Sheets.getByName("メモ").getCellRangeByName("B1")
        answer.setFormula("=QOO10_DEADLINE(A1)")
        assert answer.String == str((D(2026, 11, 27) - ZERO).days)
        office.service("jp.xlshipcheck.Refresh").trigger("refresh")
        assert answer.String == "2026/11/27"
        assert not document.Sheets.hasByName("集計")
    finally:
        close(document)


def test_settings_of_the_book(office, tmp_path):
    """基準日 of the book's 設定 answers a call without one, and a change of it is followed at once."""
    path = tmp_path / "settings.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("受注")
    day = book.add_format({"num_format": "yyyy/mm/dd"})
    sheet.write_datetime("A1", D(2026, 11, 20), day)
    sheet.write_formula("B1", "=QOO10_STAGE(A1)", None, WRONG)
    settings = book.add_worksheet("設定")
    settings.write_row(0, 0, ["設定の項目", "値"])
    settings.write_string(1, 0, "基準日")
    settings.write_datetime(1, 1, D(2026, 11, 26), day)
    book.close()
    document = office.open(path)
    try:
        answer = document.Sheets.getByName("受注").getCellRangeByName("B1")
        assert answer.String == "注意"
        document.Sheets.getByName("設定").getCellRangeByName("B2").Value = AS_OF_SERIAL
        assert answer.String == "制限候補"
    finally:
        close(document)


def test_books_of_1904(office, tmp_path):
    """In a book that counts days from 1904 the dates are the same days."""
    path = tmp_path / "1904.xlsx"
    book = xlsxwriter.Workbook(str(path), {"date_1904": True})
    sheet = book.add_worksheet("s")
    day = book.add_format({"num_format": "yyyy/mm/dd"})
    sheet.write_datetime("A1", D(2026, 11, 20), day)
    sheet.write_formula("B1", '=QOO10_DEADLINE(A1,,"警告")', day, 1)
    book.close()
    document = office.open(path)
    try:
        assert document.Sheets.getByIndex(0).getCellRangeByName("B1").String == "2026/11/30"
    finally:
        close(document)


@pytest.mark.parametrize("name", ["xlshipcheck.xlsx", "xlshipcheck.xlsm"])
def test_the_template_calculates(office, name):
    """The template shows answers on opening, its own macros notwithstanding; the only errors are example rows."""
    document = office.open(TEMPLATES / name)
    try:
        shown = [
            cell
            for sheet in document.Sheets
            for address in sheet.queryFormulaCells(1 | 2 | 4).RangeAddresses
            for row in sheet.getCellRangeByPosition(
                address.StartColumn, address.StartRow, address.EndColumn, address.EndRow
            ).DataArray
            for cell in row
        ]
        assert len(shown) > 200
        assert None not in shown
        rows = document.Sheets.getByName("受注").getCellRangeByName("A1:Z40").DataArray
        header = next(row for row in rows if "段階" in row)
        stages = {row[header.index("段階")] for row in rows}
        assert {"警告", "発送済"} <= stages
    finally:
        close(document)


def test_protected_sheets_are_linked(office, tmp_path):
    """On a protected sheet nothing can be entered, yet plain calls answer."""
    path = tmp_path / "protected.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("s")
    sheet.write_formula("A1", "=JP_HOLIDAY_NAME(46349)", None, WRONG)
    sheet.protect("secret")
    book.close()
    document = office.open(path)
    try:
        assert document.Sheets.getByIndex(0).getCellRangeByName("A1").String == "勤労感謝の日"
    finally:
        close(document)


@pytest.mark.usefixtures("installed_office")
def test_converted_by_the_shell(extension, tmp_path):
    """`soffice --convert-to` calculates too: what it writes holds the answers, not what the file remembered."""
    source = orders(tmp_path / "shell.xlsx", "=QOO10_STAGE(B{r},C{r},D{r},46357)", ROWS)
    folder = tmp_path / "profile"
    folder.mkdir()
    out = tmp_path / "out"
    written = Office(folder, extension).convert(source, out)
    cells = openpyxl.load_workbook(written, data_only=True)["受注"]
    assert [cells.cell(row, 7).value for row in (2, 3)] == ["制限候補", "発送済"]


@pytest.mark.usefixtures("installed_office")
def test_install_and_uninstall(tmp_path):
    """The real unopkg takes the extension, lets it go, and says when there is none."""
    folder = tmp_path / "profile"
    folder.mkdir()
    options = Office(folder).options
    assert not install.uninstall(options)
    install.install(lambda path: oxt.main([str(path)]), options)
    places = [path.parent for path in folder.rglob("*.tmp_")]
    assert [version for place in places for version in install.installed_versions(place)] == [__version__]
    assert install.uninstall(options)
    assert not install.uninstall(options)


def scattered(path, cell_between, formula="=QOO10_STAGE(,,,46357)", *, count=200):
    """Write an order sheet with a formula in every second row; `cell_between` writes what stands in the others."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("受注")
    day = book.add_format({"num_format": "yyyy/mm/dd"})
    sheet.write_row(0, 0, ["注文番号", "入金日", "発送日", "区分", "配送状態", "予約日", "結果"])
    for row in range(1, count + 1):
        sheet.write_string(row, 0, f"A-{row}")
        sheet.write_datetime(row, 1, D(2026, 11, 20), day)
        if row % 2:
            sheet.write_formula(row, 6, formula, None, WRONG)
        else:
            cell_between(sheet, row)
    book.close()
    return path


def test_what_lies_between_formulas_stays(office, tmp_path):
    """Formulas in every second row answer; values, rich texts, other formulas and comments between them stay."""
    path = tmp_path / "between.xlsx"

    def between(sheet, row):
        kind = row // 2 % 6
        if kind == 0:
            sheet.write_string(row, 6, "0012")
        elif kind == 1:
            sheet.write_number(row, 6, 1 / 3)
        elif kind == 2:
            sheet.write_formula(row, 6, f"=LEN(A{row + 1})", None, len(f"A-{row}"))
        elif kind == 3:
            sheet.write_comment(row, 6, f"メモ {row}")
        elif kind == 4:
            sheet.write_comment(row - 1, 6, f"式のメモ {row}")

    scattered(path, between)
    document = office.open(path)
    try:
        sheet = document.Sheets.getByName("受注")
        rows = sheet.getCellRangeByName("G2:G201").DataArray
        assert {rows[row - 1][0] for row in range(1, 201, 2)} == {"制限候補"}
        for row in range(2, 201, 2):
            expected = ["0012", 1 / 3, float(len(f"A-{row}")), "", "", ""][row // 2 % 6]
            assert rows[row - 1][0] == expected
        notes = sheet.Annotations
        found = {notes.getByIndex(place).String for place in range(notes.Count)}
        assert found == {f"メモ {row}" for row in range(2, 201, 2) if row // 2 % 6 == 3} | {
            f"式のメモ {row}" for row in range(2, 201, 2) if row // 2 % 6 == 4
        }
    finally:
        close(document)


def test_comments_on_results_outlive_a_refresh(office, tmp_path):
    """A comment that the seller wrote on a result, or beside one, is there after 更新, whatever the cell says."""
    rows = [(D(2025, 3, 3), None, "", "", None), (D(2025, 3, 3), D(2025, 3, 5), "", "", None)]
    document = office.open(orders(tmp_path / "comments.xlsx", "=A{r}", rows), hidden=False)
    try:
        sheet = document.Sheets.getByName("受注")
        office.service("jp.xlshipcheck.Refresh").trigger("refresh")
        assert sheet.getCellRangeByName("H2").String == "制限"
        before = sheet.getCellRangeByName("H1:O3").DataArray
        for cell in ("H2", "I3", "O1", "M3"):
            sheet.Annotations.insertNew(sheet.getCellRangeByName(cell).CellAddress, cell)
        sheet.getCellRangeByName("C2").Value = (D(2025, 3, 5) - ZERO).days
        office.service("jp.xlshipcheck.Refresh").trigger("refresh")
        after = sheet.getCellRangeByName("H1:O3").DataArray
        assert after[1][0] == "発送済"
        assert after[0] == before[0]
        assert after[2] == before[2]
        notes = sheet.Annotations
        assert {notes.getByIndex(place).String for place in range(notes.Count)} == {"H2", "I3", "O1", "M3"}
    finally:
        close(document)


def test_orders_below_the_table_of_the_template(office, tmp_path):
    """Orders typed below the template's table get its formulas with 更新, and the table reaches over them."""
    path = tmp_path / "below.xlsx"
    path.write_bytes((TEMPLATES / "xlshipcheck.xlsx").read_bytes())
    document = office.open(path, hidden=False)
    try:
        sheet = document.Sheets.getByName("受注")
        table = next(t for t in document.DatabaseRanges if t.DataArea.Sheet == sheet.RangeAddress.Sheet)
        area = table.DataArea
        headers = sheet.getCellRangeByPosition(0, area.StartRow, area.EndColumn, area.StartRow).DataArray[0]
        for row in (area.EndRow + 1, area.EndRow + 2):
            sheet.getCellByPosition(headers.index("注文番号"), row).String = f"B-{row}"
            sheet.getCellByPosition(headers.index("入金日"), row).Value = (D(2025, 3, 3) - ZERO).days
        office.service("jp.xlshipcheck.Refresh").trigger("refresh")
        for row in (area.EndRow + 1, area.EndRow + 2):
            assert sheet.getCellByPosition(headers.index("段階"), row).String == "制限"
            assert sheet.getCellByPosition(headers.index("最終発送日"), row).String == "2025/03/07"
        assert table.DataArea.EndRow == area.EndRow + 2
    finally:
        close(document)
