"""集計 in an open book looks like the one in a file; the file is read by openpyxl, the book is the stand-in's."""

from __future__ import annotations

import datetime as dt
import io
from fractions import Fraction

import openpyxl
import pytest
import xlsxwriter
from excel_books import open_book, orders, refreshed
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import range_boundaries
from port_contract import SheetSpec
from stand_in_model import CALLS, FAULT, Served, state

from xlshipcheck.hosts.excel.book import ExcelBook
from xlshipcheck.hosts.excel.buttons import quiet
from xlshipcheck.hosts.excel.sheets.ranges import addresses
from xlshipcheck.hosts.files import summary as summary_sheet
from xlshipcheck.hosts.own_sheets.summary import LAST_COLUMN, summary_layout
from xlshipcheck.values.results import Section, Summary

DAY = dt.date(2026, 11, 20)
SUMMARY = Summary(
    "出荷チェック 集計 (基準日 2026/11/21(土))",
    [
        Section("段階", ("段階", "件数", "最初の日"), [("警告", 12, DAY), ("正常", 3, None)], "注記。" * 60),
        Section(
            "率", ("カテゴリー", "率", "判定", "直し方"), [("本", Fraction(18, 19), "95%未満", "直す。" * 40)]
        ),
        Section("空", ("注文番号", "日"), []),
        Section("行だけ", (), [("=1+1", True, -0.5), ("007", "", "1-2")]),
    ],
)
CENTRE, TOP, LEFT = -4108, -4160, -4131


def in_file(summary):
    """Return the sheet as it stands in a file."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    summary_sheet.lay_out(book, book.add_worksheet("集計"), summary_layout(summary))
    book.close()
    return openpyxl.load_workbook(file)["集計"]


def in_excel(summary):
    """Return the book and the sheet as they stand in Excel."""
    book = open_book(SheetSpec("受注", orders()))
    assert ExcelBook(Served(book)).write_summary(summary)
    return book, book.sheets[-1]


def rgb(colour):
    """Return a colour of Excel's objects as a file has it."""
    return None if colour is None else f"FF{colour & 255:02X}{colour >> 8 & 255:02X}{colour >> 16:02X}"


def in_words(cell):
    """Return what a cell in the file is and looks like."""
    value = cell.value
    fill = cell.fill.fgColor.rgb if cell.fill.fill_type == "solid" else None
    colour = cell.font.color.rgb if cell.font.color and cell.font.color.type == "rgb" else None
    line = cell.border.bottom
    return {
        "value": float((value - dt.datetime(1899, 12, 30)).days) if isinstance(value, dt.datetime) else value,  # noqa: DTZ001  a cell has no zone
        "shown": cell.number_format,
        "font": (cell.font.name, cell.font.sz, bool(cell.font.b), colour),
        "fill": fill,
        "line": line.color.rgb if line.style == "thin" else None,
        "wraps": bool(cell.alignment.wrap_text),
        "place": (cell.alignment.vertical, cell.alignment.horizontal),
    }


def in_words_of_excel(cell):
    """Return what a cell in the stand-in is and looks like."""
    look = cell.look
    line = look.get("Borders.Color") if look.get("Borders.LineStyle") == 1 else None
    return {
        "value": cell.value,
        "shown": cell.shown,
        "font": (
            look["Font.Name"],
            look["Font.Size"],
            look.get("Font.Bold", False),
            rgb(look.get("Font.Color")),
        ),
        "fill": rgb(look.get("Interior.Color")),
        "line": rgb(line),
        "wraps": look.get("WrapText", False),
        "place": (
            {CENTRE: "center", TOP: "top"}[look["VerticalAlignment"]],
            {LEFT: "left", None: None}[look.get("HorizontalAlignment")],
        ),
    }


def test_both_look_the_same():
    """Every cell has the same value, format, font, fill, lines and place; so have widths, heights and merged cells."""
    file = in_file(SUMMARY)
    _, sheet = in_excel(SUMMARY)
    # Merged cells look like their first one.
    cells = [cell for row in file.iter_rows() for cell in row if not isinstance(cell, MergedCell)]
    written = [cell for cell in cells if cell.has_style]
    assert len(written) > 30
    for cell in written:
        assert in_words_of_excel(sheet.cells[cell.row, cell.column]) == in_words(cell), cell.coordinate
    plain = {place for place, cell in sheet.cells.items() if cell.value is not None}
    assert plain == {
        (cell.row, cell.column) for row in file.iter_rows() for cell in row if cell.value is not None
    }
    merged = [range_boundaries(str(area)) for area in file.merged_cells.ranges]
    assert sorted(sheet.merged) == sorted((top, left, bottom, right) for left, top, right, bottom in merged)
    heights = {row: file.row_dimensions[row].height for row in sheet.heights}
    # XlsxWriter rounds to whole pixels.
    assert sheet.heights == pytest.approx(heights, abs=0.5)
    assert len(sheet.heights) == sum(1 for row in file.row_dimensions.values() if row.height)
    widths = [file.column_dimensions[letter].width for letter in "ABC"]
    assert [sheet.widths[column] for column in (1, 2, 3)] == pytest.approx(widths, abs=0.75)
    assert set(sheet.widths) == set(range(1, LAST_COLUMN + 1))


SIDES = ("Left", "Center", "Right")


def _as_excel_says(text):
    """Return a piece of a footer as Excel's property has it; openpyxl has words for page and pages."""
    return text.replace("&[Page]", "&P").replace("&[Pages]", "&N")


def test_both_print_the_same():
    """Landscape, A4, one page wide, page numbers below, no gridlines on the screen."""
    file = in_file(SUMMARY)
    _, sheet = in_excel(SUMMARY)
    assert sheet.page.kept == {
        "Orientation": {"landscape": 2}[file.page_setup.orientation],
        "PaperSize": int(file.page_setup.paperSize),
        "Zoom": False,
        "FitToPagesWide": int(file.page_setup.fitToWidth or 1),
        "FitToPagesTall": bool(file.page_setup.fitToHeight),
        **{f"{side}Footer": _as_excel_says(getattr(file.oddFooter, side.lower()).text) for side in SIDES},
        **{
            f"{side}Margin": pytest.approx(getattr(file.page_margins, side.lower()) * 72)
            for side in ("Left", "Right", "Top", "Bottom")
        },
    }
    assert sheet.gridlines is file.sheet_view.showGridLines is False


def test_the_new_one_takes_the_place_of_the_old_one():
    """The sheet, its name, its place and its print set-up stay; what it showed, and how, is replaced as a whole."""
    book, sheet = in_excel(SUMMARY)
    sheet.kept["Name"] = "わたしの名前"
    book.get_Names().items[0].kept["RefersTo"] = "='わたしの名前'!$A$1"
    book.sheets.reverse()
    sheet.page.kept["Orientation"] = 1
    with quiet(Served(book.application)):
        host = ExcelBook(Served(book))
        assert host.write_summary(Summary("二回目", []))
        host.finish()
    assert book.sheets[0] is sheet
    assert len(book.sheets) == 2
    assert sheet.kept["Name"] == "わたしの名前"
    assert sheet.page.kept["Orientation"] == 1
    fresh = state(in_excel(Summary("二回目", []))[0])["sheets"][-1]
    after = state(book)["sheets"][0]
    assert {name: after[name] for name in ("cells", "merged", "widths", "heights")} == {
        name: fresh[name] for name in ("cells", "merged", "widths", "heights")
    }


def test_the_same_summary_is_not_written_again():
    """What a sheet shows already is left as it is, with whatever the seller did to its looks."""
    book, sheet = in_excel(SUMMARY)
    sheet.cells[2, 1].look["Font.Color"] = 255
    before = state(book)
    FAULT.begin(0)
    assert ExcelBook(Served(book)).write_summary(SUMMARY)
    assert FAULT.seen == []
    assert state(book) == before


def test_a_long_summary_costs_little_more_than_a_short_one():
    """Cells that look the same are named together: calls grow with the looks, hardly with the rows."""
    counts = []
    for rows in (3, 300):
        section = Section("t", ("a", "b", "c"), [("警告", row, DAY) for row in range(rows)])
        CALLS.clear()
        in_excel(Summary("題", [section]))
        counts.append(sum(CALLS.values()))
    assert counts[1] <= counts[0] + 10


def test_addresses_are_joined_and_not_too_long():
    """Neighbours are one area; an address that Excel would not take is cut in two."""
    assert addresses([(1, 1, 1, 1), (1, 2, 1, 2), (2, 1, 2, 2), (4, 3, 4, 3)]) == ["A1:B2,C4:C4"]
    apart = [(row, column, row, column) for row in range(1, 200, 2) for column in (1, 3)]
    texts = addresses(apart)
    assert max(map(len, texts)) <= 255
    assert sorted(",".join(texts).split(",")) == sorted(
        f"{letter}{row}:{letter}{row}" for row in range(1, 200, 2) for letter in "AC"
    )


def test_an_excel_without_a_printer(monkeypatch, tmp_path):
    """Print set-up that Excel refuses keeps nothing else back."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    book = open_book(SheetSpec("受注", orders()))
    FAULT.begin(0)
    refreshed(book)
    at = FAULT.seen.index("PageSetup.Orientation") + 1
    again = open_book(SheetSpec("受注", orders()))
    FAULT.begin(at)
    try:
        refreshed(again)
    finally:
        FAULT.begin(0)
    assert again.sheets[1].page.kept == {}
    assert state(again)["sheets"][1]["cells"] == state(book)["sheets"][1]["cells"]
