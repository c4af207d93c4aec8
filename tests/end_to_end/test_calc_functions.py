"""The functions in cells of a real LibreOffice: every worked example, calls without their row, typed formulas, many rows.

Whatever is opened here carries wrong stored values, so that nothing passes on what a file remembers.
"""

from __future__ import annotations

import datetime as dt

import pytest
import xlsxwriter
from office import Typist, close
from order_book import AS_OF, AS_OF_SERIAL, ROWS, ZERO, D, column_g, orders
from worked_book import ANSWER_ROW, TABLE_COLUMNS, WRONG, books

from xlshipcheck.catalogue.registry import functions
from xlshipcheck.context import Context
from xlshipcheck.hosts.function_names import calc_functions
from xlshipcheck.sheets.own_row import call as call_in_row
from xlshipcheck.values.answers import ERROR_PREFIX
from xlshipcheck.values.cells import MISSING
from xlshipcheck.values.days import day_of
from xlshipcheck.values.ranges import SPILLED_TEXT_LENGTH

pytestmark = pytest.mark.end_to_end


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
