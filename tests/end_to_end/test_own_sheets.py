"""今日 and 集計 in a real LibreOffice: filled in place, and one step to undo that leaves no false cell."""

from __future__ import annotations

import datetime as dt
import zipfile

import openpyxl
import pytest
import xlsxwriter
from office import Office, close, need_office, uno_module

from xlshipcheck.context import Context
from xlshipcheck.hosts.book_files import refresh_book_file
from xlshipcheck.hosts.files.workbook import open_file
from xlshipcheck.values.days import day_of

pytestmark = pytest.mark.end_to_end


def book_of_orders(path, count):
    """Write a book of orders that are all late, whatever the day, and whose every second one is sent."""
    path.parent.mkdir(exist_ok=True)
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("受注")
    day = book.add_format({"num_format": "yyyy/mm/dd"})
    sheet.write_row(0, 0, ["注文番号", "入金日", "発送日", "商品番号", "商品名", "数量"])
    for row in range(1, count + 1):
        sheet.write_string(row, 0, f"{880000000 + row}")
        sheet.write_datetime(row, 1, dt.datetime(2025, 3, 3 + row % 5), day)  # noqa: DTZ001  a cell has no zone
        if row % 2:
            sheet.write_datetime(row, 2, dt.datetime(2025, 3, 4 + row % 5), day)  # noqa: DTZ001  as above
        sheet.write_row(row, 3, [f"90000{row % 3}", "保湿クリーム", 1 + row % 2])
    book.add_worksheet("メモ").write_formula(0, 0, "='受注'!A2")
    book.close()
    return path


def everything(document):
    """Return what every cell of every sheet holds, and its style."""
    found = {}
    for name in document.Sheets.ElementNames:
        sheet = document.Sheets.getByName(name)
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)  # noqa: FBT003  UNO takes it by position only
        end = cursor.RangeAddress
        area = sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)
        cells = {
            (row, column): (text, sheet.getCellByPosition(column, row).CellStyle)
            for row, line in enumerate(area.getFormulaArray())
            for column, text in enumerate(line)
        }
        found[name] = {place: cell for place, cell in cells.items() if cell[0] or cell[1] != "Default"}
        found[f"{name} charts"] = charts_of(sheet)
    return found


def charts_of(sheet):
    """Return what the charts of a sheet show, and where they stand."""
    page = sheet.DrawPage
    shapes = [page.getByIndex(place) for place in range(page.Count)]
    return sorted(
        (
            str(shape.Name),
            sheet.Charts.getByName(shape.PersistName).EmbeddedObject.Title.String,
            [
                (area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
                for area in sheet.Charts.getByName(shape.PersistName).Ranges
            ],
            [
                (
                    kind.ChartType.rpartition(".")[2],
                    len(kind.DataSeries),
                    [one.Color for one in kind.DataSeries],
                )
                for kind in sheet.Charts.getByName(shape.PersistName)
                .EmbeddedObject.FirstDiagram.CoordinateSystems[0]
                .ChartTypes
            ],
            (shape.Position.X, shape.Position.Y),
        )
        for shape in shapes
        if shape.ShapeType == "com.sun.star.drawing.OLE2Shape" and shape.Visible
    )


def test_undo_and_redo_leave_every_cell_as_it_was(office, tmp_path):
    """The first refresh makes both sheets, the second fills them anew; undo and redo of each give back every cell."""
    document = office.open(book_of_orders(tmp_path / "orders.xlsx", 12), hidden=False)
    try:
        refresh = office.service("jp.xlshipcheck.Refresh")
        before = everything(document)
        refresh.trigger("refresh")
        first = everything(document)
        assert {"今日", "集計"} <= first.keys()
        assert first["今日"][0, 0][0].endswith("早めに発送")
        assert [chart[:2] for chart in first["集計 charts"]] == [
            ("出荷チェック 1", "未発送の注文と最終発送日"),
            ("出荷チェック 2", "減点 (月ごと)"),
        ]
        document.UndoManager.undo()
        assert everything(document) == before
        document.UndoManager.redo()
        assert everything(document) == first
        # The orders change, so that the lists get shorter.
        sheet = document.Sheets.getByName("受注")
        for row in (2, 4, 6, 8):
            sheet.getCellByPosition(2, row).Value = sheet.getCellByPosition(1, row).Value + 1
        changed = everything(document)
        refresh.trigger("refresh")
        second = everything(document)
        assert second["今日"] != changed["今日"]
        document.UndoManager.undo()
        assert everything(document) == changed
        document.UndoManager.redo()
        assert everything(document) == second
        # Back through both steps to where nothing of ours stood, and forth again.
        document.UndoManager.undo()
        assert everything(document) == changed
        for _ in range(5):
            document.UndoManager.undo()
        assert everything(document) == before
        for _ in range(6):
            document.UndoManager.redo()
        assert everything(document) == second
    finally:
        close(document)


def add_note(sheet):
    """Put a note on a cell."""
    sheet.Annotations.insertNew(sheet.getCellByPosition(0, 3).CellAddress, "田中さんに連絡済")


def add_chart(sheet):
    """Put a chart of one's own on the sheet."""
    place = uno_module().createUnoStruct("com.sun.star.awt.Rectangle")
    place.X, place.Y, place.Width, place.Height = 100, 100, 8000, 5000
    sheet.Charts.addNewByName("売上", place, (sheet.getCellRangeByName("A5:B8").RangeAddress,), True, True)  # noqa: FBT003  by position


def add_formula(sheet):
    """Put a formula into a cell that is blank."""
    sheet.getCellRangeByName("C3").setFormula("=1+1")


def add_value(sheet):
    """Write something right of what is ours."""
    sheet.getCellRangeByName("M6").String = "済"


def type_over(sheet):
    """Type over a cell of ours."""
    sheet.getCellRangeByName("A5").String = "済"


@pytest.mark.parametrize("name", ["今日", "集計"])
@pytest.mark.parametrize(
    "add",
    [
        pytest.param(add_note, id="a note"),
        pytest.param(add_chart, id="a chart"),
        pytest.param(add_formula, id="a formula"),
        pytest.param(add_value, id="a value at the right"),
        pytest.param(type_over, id="typed over a cell of ours"),
    ],
)
def test_what_the_seller_added_is_not_lost(office, tmp_path, name, add):
    """Our sheet is left as it was where the seller put something on it; the other one is renewed."""
    document = office.open(book_of_orders(tmp_path / "orders.xlsx", 6), hidden=False)
    try:
        refresh = office.service("jp.xlshipcheck.Refresh")
        refresh.trigger("refresh")
        add(document.Sheets.getByName(name))
        orders = document.Sheets.getByName("受注")
        orders.getCellByPosition(2, 2).Value = orders.getCellByPosition(1, 2).Value + 1
        before = everything(document)
        refresh.trigger("refresh")
        after = everything(document)
        assert after[name] == before[name]
        assert after[f"{name} charts"] == before[f"{name} charts"]
        (other,) = {"今日", "集計"} - {name}
        assert after[other] != before[other]
    finally:
        close(document)


def test_an_order_is_found_after_sorting(office, tmp_path):
    """The link of an order is a formula that looks its number up, so it leads to the row where it stands now."""
    document = office.open(book_of_orders(tmp_path / "orders.xlsx", 6), hidden=False)
    try:
        office.service("jp.xlshipcheck.Refresh").trigger("refresh")
        today = document.Sheets.getByName("今日")
        formulas = [text for line in today.getCellRangeByName("C1:C60").getFormulaArray() for text in line]
        link = next(text for text in formulas if '"880000002"' in text)
        found = document.Sheets.getByName("メモ").getCellRangeByName("B1")
        found.setFormula("=" + link[link.index("MATCH(") : link.index(";0)") + 3])
        assert found.Value == 3
        sheet = document.Sheets.getByName("受注")
        sheet.getCellRangeByName("A3").String, sheet.getCellRangeByName("A7").String = (
            "880000006",
            "880000002",
        )
        assert found.Value == 7
    finally:
        close(document)


@pytest.fixture
def bare_office(tmp_path):
    """Return a LibreOffice without our extension, not running."""
    need_office()
    return Office(tmp_path)


def refreshed(path, day):
    """Refresh a book and return what was said of our sheets."""
    with open_file(path, lambda *_: None) as book:
        refresh_book_file(book, Context(day_of(day)), "", path)
        book.save(dt.datetime(2026, 12, 1, 9, 0))  # noqa: DTZ001  a name for a backup
        return book.notes


def own_sheets(path):
    """Return what our two sheets show, and how many charts the book has."""
    book = openpyxl.load_workbook(path)
    shown = {name: list(book[name].values) for name in ("今日", "集計")}
    return shown, len(
        [name for name in zipfile.ZipFile(path).namelist() if name.startswith("xl/charts/chart")]
    )


def test_our_charts_are_known_after_libreoffice_saved_them(bare_office, tmp_path):
    """LibreOffice saves our sheets with parts of its own; the next refresh renews both, charts and all."""
    path = book_of_orders(tmp_path / "orders.xlsx", 12)
    assert refreshed(path, dt.date(2025, 3, 10)) == []
    saved = bare_office.convert(path, tmp_path / "saved")
    assert own_sheets(saved)[1] > 0
    assert refreshed(saved, dt.date(2025, 3, 12)) == []
    fresh = book_of_orders(tmp_path / "fresh" / "orders.xlsx", 12)
    # What changed since the day before is known from the sheet that LibreOffice saved, as from ours.
    assert refreshed(fresh, dt.date(2025, 3, 10)) == []
    assert refreshed(fresh, dt.date(2025, 3, 12)) == []
    assert own_sheets(saved) == own_sheets(fresh)
