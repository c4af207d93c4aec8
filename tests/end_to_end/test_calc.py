"""The extension in a real LibreOffice: cells, saved books, the menu entry, many rows.

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
from office import Office, Typist, close
from package_parts import parts
from worked_book import ANSWER_ROW, TABLE_COLUMNS, WRONG, books

from xlshipcheck import __version__
from xlshipcheck.catalogue.registry import functions
from xlshipcheck.context import Context
from xlshipcheck.generators import oxt
from xlshipcheck.hosts.calc import install
from xlshipcheck.hosts.files.repair import repair_book
from xlshipcheck.hosts.function_names import calc_functions
from xlshipcheck.sheets.own_row import call as call_in_row
from xlshipcheck.values.answers import ERROR_PREFIX
from xlshipcheck.values.cells import MISSING
from xlshipcheck.values.days import day_of
from xlshipcheck.values.ranges import SPILLED_TEXT_LENGTH

pytestmark = pytest.mark.end_to_end
ZERO = dt.date(1899, 12, 30)
NOW = dt.datetime(2026, 11, 22, 9, 0)  # noqa: DTZ001  the seller's own time
AS_OF = dt.date(2026, 12, 1)
TEMPLATES = Path(__file__).parents[2] / "workbook_templates"
AS_OF_SERIAL = (AS_OF - ZERO).days


def plain(value):
    """Return an expected value as Calc shows it: dates are serials, TRUE is 1."""
    if isinstance(value, dt.date):
        return float((value - ZERO).days)
    return float(value) if isinstance(value, (bool, int)) else value


def near(one, other):
    """Tell whether two cells are the same; rates differ in their last digit."""
    one, other = plain(one), plain(other)
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) < 1e-12
    return one == other or {one, other} == {None, ""}


def fits(row, answer):
    """Tell whether a cell shows what an example says."""
    if "refused" in row:
        return str(answer).startswith(ERROR_PREFIX) and row["refused"] in answer
    if "says" in row:
        return not str(answer).startswith(ERROR_PREFIX) and all(part in answer for part in row["says"])
    return near(row["gives"], answer)


def fits_table(row, rows):
    """Tell whether the cells of an array show the table of an example; below it they show #N/A."""
    shown = [[cell for cell in line if cell is not None] for line in rows]
    shown = [line for line in shown if line]
    if "refused" in row:
        return row["refused"] in shown[0][0]
    if "last" in row:
        return all(any(near(cell, found) for found in shown[-1]) for cell in row["last"])
    wanted = row["gives"]
    return len(shown) == len(wanted) and all(
        near(cut(cell), found)
        for line, cells in zip(wanted, shown, strict=True)
        for cell, found in zip(line, cells, strict=False)
    )


def cut(value):
    """Return a text as a range shows it."""
    too_long = isinstance(value, str) and len(value) > SPILLED_TEXT_LENGTH
    return value[: SPILLED_TEXT_LENGTH - 1] + "…" if too_long else value


def test_every_function_in_cells(office, tmp_path):
    """Every worked example, its arguments in cells, shows the answer that was counted by hand."""
    wrong = []
    seen = set()
    count = 0
    for path, examples in books(tmp_path):
        document = office.open(path)
        try:
            width = max(example.cell[1] for example in examples)
            sheet = document.Sheets.getByName("例")
            answers = sheet.getCellRangeByPosition(0, ANSWER_ROW, width, ANSWER_ROW).DataArray[0]
            for example in examples:
                seen.add(example.name)
                count += 1
                if example.sheet == "例":
                    answer = answers[example.cell[1]]
                    right = fits(example.row, answer)
                else:
                    table = document.Sheets.getByName(example.sheet)
                    answer = table.getCellRangeByPosition(0, 0, TABLE_COLUMNS - 1, 59).DataArray
                    right = fits_table(example.row, answer)
                if not right:
                    wrong.append((example.name, example.row, answer if example.sheet == "例" else answer[:3]))
        finally:
            close(document)
    assert not wrong, "\n".join(map(str, wrong))
    assert seen == set(functions())
    assert count > 300


def orders(path, formula, rows, *, wrong=WRONG, extra=None):
    """Write an order sheet with a formula in every row; `{r}` in it is the row."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("受注")
    day = book.add_format({"num_format": "yyyy/mm/dd"})
    red = book.add_format({"bg_color": "#FF0000"})
    sheet.write_row(0, 0, ["注文番号", "入金日", "発送日", "区分", "配送状態", "予約日", "結果"])
    for number, (paid, shipped, kind, state, reserved) in enumerate(rows, 1):
        sheet.write_string(number, 0, f"A-{number}")
        for column, value in ((1, paid), (2, shipped), (5, reserved)):
            if value:
                sheet.write_datetime(number, column, value, day)
        for column, text in ((3, kind), (4, state)):
            if text:
                sheet.write_string(number, column, text)
        sheet.write_formula(number, 6, formula.format(r=number + 1), red if number % 2 else None, wrong)
    for place, text in (extra or {}).items():
        sheet.write_formula(place, text, None, wrong)
    book.close()
    return path


D = dt.date
ROWS = [
    (D(2026, 11, 20), None, "", "配送準備", None),
    (D(2026, 11, 20), D(2026, 11, 24), "一般", "配送中", None),
    (None, None, "", "入金待ち", None),
    (D(2026, 11, 20), None, "", "キャンセル", None),
    (D(2026, 11, 1), None, "予約", "配送準備", D(2026, 11, 28)),
    (D(2026, 11, 20), None, "予約", "配送準備", None),
    (D(2026, 11, 27), None, "一般", "", None),
]


def column_g(document, count=7):
    """Return the results of an order sheet."""
    sheet = document.Sheets.getByName("受注")
    return [row[0] for row in sheet.getCellRangeByPosition(6, 1, 6, count).DataArray]


@pytest.mark.parametrize(
    ("name", "formula", "given"),
    [
        ("QOO10_STAGE", "=QOO10_STAGE(,,,46357)", {3: AS_OF}),
        ("QOO10_DEADLINE", '=QOO10_DEADLINE(,,"警告")', {2: "警告"}),
        ("QOO10_DAYS_LEFT", "=_xll.QOO10_DAYS_LEFT(,,,46357)", {3: AS_OF}),
        ("QOO10_POINTS", "='C:\\Users\\店\\xlshipcheck.xlam'!QOO10_POINTS(,,,46357)", {3: AS_OF}),
    ],
)
def test_calls_without_their_row(office, tmp_path, name, formula, given):
    """A call that leaves its row to the host answers as in Excel: unpaid, cancelled and preorder rows too."""
    assert AS_OF_SERIAL == 46357
    document = office.open(orders(tmp_path / "rows.xlsx", formula, ROWS))
    headers = ["注文番号", "入金日", "発送日", "区分", "配送状態", "予約日"]
    arguments = [given.get(place, MISSING) for place in range(max(given) + 1)]
    expected = [
        call_in_row(
            name,
            headers,
            [f"A-{number}", paid, shipped, kind, state, reserved],
            arguments,
            Context(day_of(AS_OF)),
        )
        for number, (paid, shipped, kind, state, reserved) in enumerate(ROWS, 1)
    ]
    try:
        found = column_g(document)
        assert [near(one, other) for one, other in zip(expected, found, strict=True)] == [True] * len(ROWS), (
            found
        )
        assert not document.isModified()
        assert not document.UndoManager.isUndoPossible()
    finally:
        close(document)


def test_recalculation_and_what_results_feed(office, tmp_path):
    """A changed input changes its answer and what counts it; texts compare equal in IF and COUNTIF, arrays too."""
    extra = {
        "I1": '=COUNTIF(G2:G8,"警告")',
        "I2": '=IF(G2="制限候補",1,2)',
        "I3": '=SUMPRODUCT((QOO10_STAGE(B2:B8,C2:C8,D2:D8,46357)="制限候補")*1)',
        "I4": "=SUM(QOO10_POINTS(B2,C2,D2,46357),1)",
    }
    path = orders(tmp_path / "feeds.xlsx", "=QOO10_STAGE(B{r},C{r},D{r},46357)", ROWS, extra=extra)
    document = office.open(path)
    try:
        sheet = document.Sheets.getByName("受注")

        def fed():
            return [row[0] for row in sheet.getCellRangeByName("I1:I4").DataArray]

        assert column_g(document)[:3] == ["制限候補", "発送済", ""]
        before = fed()
        assert before == [0.0, 1.0, float(column_g(document).count("制限候補")), -1.0]
        sheet.getCellRangeByName("B2").Value = (D(2026, 11, 24) - ZERO).days
        assert column_g(document)[0] == "警告"
        assert fed() == [1.0, 2.0, before[2] - 1, -1.0]
        sheet.getCellRangeByName("C2").Value = (D(2026, 11, 25) - ZERO).days
        assert column_g(document)[0] == "発送済"
        assert fed() == [0.0, 2.0, before[2] - 1, 1.0]
    finally:
        close(document)


def test_blank_and_zero_are_told_apart(office, tmp_path):
    """A blank rate is no rate and 0 is 0%; a blank amount is missing and 0 yen is an amount."""
    book = xlsxwriter.Workbook(str(tmp_path / "blank.xlsx"))
    sheet = book.add_worksheet("s")
    sheet.write_row(0, 0, ["ヤマト運輸", "444413758703"])
    sheet.write_number("D1", 0)
    sheet.write_formula("F1", "=QOO10_STAGE(46346,,,46357,C1)", None, WRONG)
    sheet.write_formula("F2", "=QOO10_STAGE(46346,,,46357,D1)", None, WRONG)
    sheet.write_formula("F3", "=AMAZON_SCAN_VALID(A1,B1,C1,46346)", None, WRONG)
    sheet.write_formula("F4", "=AMAZON_SCAN_VALID(A1,B1,D1,46346)", None, WRONG)
    book.close()
    document = office.open(tmp_path / "blank.xlsx")
    try:
        found = [row[0] for row in document.Sheets.getByIndex(0).getCellRangeByName("F1:F4").DataArray]
        assert found[:2] == ["制限候補", "制限"]
        assert found[2].startswith(f"{ERROR_PREFIX}注文金額")
        assert found[3] == "対象外"
    finally:
        close(document)


def test_ten_thousand_rows(office, tmp_path):
    """10,000 rows are linked and calculated, each as its dates say, and no cell loses its colour."""
    rows = [(D(2026, 11, 1 + number % 28), None, "", "", None) for number in range(10_000)]
    document = office.open(orders(tmp_path / "many.xlsx", "=QOO10_STAGE(B{r},C{r},D{r},46357,H{r})", rows))
    try:
        sheet = document.Sheets.getByName("受注")
        found = column_g(document, len(rows))
        assert set(found[27::28]) == {found[27]}
        # 2026-11-24 から数えて 5 営業日目が基準日の 12-01、それより前は 6 営業日以上、11-25 は 4 営業日目。
        assert found[22:26] == ["制限候補", "警告", "注意", "注意"]
        assert {stage: found.count(stage) for stage in set(found)}.keys() == {
            "制限候補",
            "警告",
            "注意",
            "正常",
        }
        colours = [sheet.getCellByPosition(6, row).CellBackColor for row in (1, 2, 9_999, 10_000)]
        assert colours == [0xFF0000, -1, 0xFF0000, -1]
    finally:
        close(document)


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
        stages = {row[0] for row in document.Sheets.getByName("受注").getCellRangeByName("L9:L40").DataArray}
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


def test_function_wizard_is_japanese(office):
    """The wizard shows every function with its Japanese help and the names of its arguments."""
    wizard = office.service("com.sun.star.sheet.FunctionDescriptions")
    shown = {}
    for place in range(wizard.Count):
        entry = {p.Name: p.Value for p in wizard.getByIndex(place)}
        shown[entry["Name"]] = entry
    assert set(functions()) <= set(shown)
    for name, function in calc_functions().items():
        assert shown[name]["Description"] == function.help
        assert [a.Name for a in shown[name]["Arguments"] or ()] == [a.japanese for a in function.arguments]


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


def test_typed_formulas_answer_at_once(office, tmp_path):
    """What a seller types needs no 更新: calls by row, arrays that are compared, dates and rates, one undo for each."""
    document = office.open(orders(tmp_path / "typed.xlsx", "=A{r}", ROWS), hidden=False)
    try:
        typist = Typist(office, document)
        typist.enter("H2", "=QOO10_STAGE(;;;46357)")
        assert typist.shown("H2", "制限候補") == "制限候補"
        typist.enter("H3", "=QOO10_DEADLINE()")
        assert typist.shown("H3", "2026/11/27") == "2026/11/27"
        counted = '=SUMPRODUCT((QOO10_STAGE(B2:B8;C2:C8;D2:D8;46357)="制限候補")*1)'
        typist.enter("H4", counted)
        assert typist.shown("H4", "4") == "4"
        typist.enter("H5", "=QOO10_SHIP_RATE(B2:B8;C2:C8;D2:D8;46357)")
        assert typist.shown("H5", "16.67%").endswith("%")
        assert list(document.UndoManager.getAllUndoActionTitles()) == ["Input"] * 4
        for cell in ("H5", "H4", "H3", "H2"):
            assert document.Sheets.getByName("受注").getCellRangeByName(cell).String
            document.UndoManager.undo()
            assert not document.Sheets.getByName("受注").getCellRangeByName(cell).String
        document.UndoManager.redo()
        assert typist.shown("H2", "制限候補") == "制限候補"
        typist.command("GoToCell", ToPoint="H2:H3")
        typist.command("FillDown")
        assert typist.shown("H3", "発送済") == "発送済"
    finally:
        close(document)


def test_a_typed_call_outside_an_order_sheet_says_what_to_press(office):
    """Where there is no header above a call without its row, the cell names the menu entry."""
    document = office.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, ())
    try:
        typist = Typist(office, document)
        typist.enter("A1", "=QOO10_STAGE()")
        name = document.Sheets.getByIndex(0).Name
        assert "「出荷チェック」>「更新」" in typist.shown("A1", "", name)
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
