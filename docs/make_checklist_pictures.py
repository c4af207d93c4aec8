"""Makes the pictures of `excel-checklist.md` from real files. Run: python docs/make_checklist_pictures.py [NAME...].

Needs LibreOffice (soffice), pdftoppm and ImageMagick (convert), which takes the colours down to a palette. Nothing is
drawn: a template or a seller's book is changed as the checklist says, by our own commands where it is one of ours that
does it, its formulas get their stored answers as in any file that we write, and LibreOffice prints those. LibreOffice
has not our functions, and on which day a picture is made is none of its business: the bar of the template is printed
as on the day of the picture, in an Excel that has them.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import openpyxl
from make_picture import page_of, picture, printed
from openpyxl.worksheet.properties import PageSetupProperties

from xlshipcheck.context import Context
from xlshipcheck.generators.template import book as template
from xlshipcheck.generators.template.layout import HEADER_ROW
from xlshipcheck.hosts.files.workbook import FileSheet, open_file
from xlshipcheck.settings.book import UsersSettings, book_context
from xlshipcheck.settings.sheet import SHEET_NAME as SETTINGS_NAME
from xlshipcheck.sheets.port import DATE, NUMBER, TEXT, CellUpdate
from xlshipcheck.values.days import day_of

if TYPE_CHECKING:
    from collections.abc import Callable

sys.path[:0] = [
    str(Path(__file__).parents[1] / "tests"),
    str(Path(__file__).parents[1] / "tests" / "generators"),
]
from long_template import export_of, long_template  # noqa: E402  it stands among the tests

FOLDER: Final = Path(__file__).with_name("excel_checklist")
NOW: Final = dt.datetime(2026, 11, 21, 9, 0)  # noqa: DTZ001  a name for a backup
ORDERS: Final = "受注"
# What stands on the page of a print, and the part of it that is shown: left, top, width, height.
ORDERS_PAGE: Final = ("QSM の「配送管理」", (60, 75, 1700, 520))
SETTINGS_PAGE: Final = ("QSM に表示された入金日基準発送率", (60, 75, 1700, 560))
OWN_PAGE: Final = ("注文番号", (90, 100, 1700, 240))


class Typed(NamedTuple):
    """What is typed before a picture is made: a setting beside its label or below its header, or an order's cell."""

    sheet: str
    title: str
    value: Any


class Picture(NamedTuple):
    """A picture.

    Attributes:
        make: writes the book into a folder and returns its path.
        page: what stands on the page, and the part of it.
    """

    make: Callable[[Path], Path]
    page: tuple[str, tuple[int, int, int, int]] = ORDERS_PAGE


def changed(*typed: Typed, has_macros: bool = True) -> Callable[[Path], Path]:
    """Return what makes a template into which something is typed."""

    def make(folder: Path) -> Path:
        file = folder / ("book.xlsm" if has_macros else "book.xlsx")
        file.write_bytes(template.template_book(has_macros=has_macros))
        with open_file(file, lambda *_: None) as book:
            for sheet, cell, value in typed:
                row, column = place_of(book.sheet(sheet), cell)
                kind = DATE if isinstance(value, dt.date) else TEXT if isinstance(value, str) else NUMBER
                book.sheet(sheet).write_cells([CellUpdate(row, column, kind, value)])
            book.context = Context(day_of(NOW.date()), book_context([], UsersSettings(), 0).settings)
            book.save(NOW)
        return file

    return make


def place_of(sheet: FileSheet, title: str) -> tuple[int, int]:
    """Return row and column of the cell that is typed into."""
    rows = sheet.read_block(1, sheet.used_size()[0])
    if sheet.name == ORDERS:
        headers = rows[HEADER_ROW]
        examples = sum(str(row[0] or "").startswith("(例)") for row in rows)
        return HEADER_ROW + 2 + examples, headers.index(title) + 1
    row, column = next(
        (r, c) for r, cells in enumerate(rows, 1) for c, cell in enumerate(cells, 1) if cell == title
    )
    # A label has its value beside it, the header of a list its entries below.
    is_list = column > 1 or rows[row - 1].count(None) < len(rows[row - 1]) - 3
    return (row + 1, column) if is_list else (row, column + 1)


def run(folder: Path, *words: str) -> None:
    """Run a command of ours as on the day of the pictures, away from the settings of whoever makes them."""
    names = ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA", "HOME")
    home = {**os.environ, **dict.fromkeys(names, str(folder / "home"))}
    command = [sys.executable, "-m", "xlshipcheck.cli", *words]
    done = subprocess.run(command, cwd=folder, env=home, capture_output=True, check=False)
    assert done.returncode in {0, 1}, done.stderr.decode()


AS_OF: Final = ("--as-of", str(NOW.date()))
OWN_HEADER: Final = ("注文番号", "商品名", "入金日", "発送予定日", "発送日", "メモ")
OWN_ORDERS: Final = (
    ("812339990", "綿毛布", dt.date(2026, 11, 20), dt.date(2026, 11, 26), None, "急ぎ"),
    ("812339991", "フェイスパック", dt.date(2026, 11, 13), dt.date(2026, 11, 18), None, None),
    ("812339992", "保湿クリーム", dt.date(2026, 11, 16), dt.date(2026, 11, 20), dt.date(2026, 11, 18), None),
    ("812339993", "綿毛布", dt.date(2026, 11, 9), dt.date(2026, 11, 12), None, "在庫待ち"),
    ("812339994", "保湿クリーム", dt.date(2026, 11, 12), dt.date(2026, 11, 17), dt.date(2026, 11, 13), None),
)


def own_book(folder: Path, *, formulas: bool = False, has_filter: bool = False) -> Path:
    """Write a seller's own book of orders, maybe with formulas of another PC's add-in, or with two orders filtered away."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = ORDERS
    sheet.append([*OWN_HEADER, *(["自分の段階", "式"] if formulas else [])])
    for row, order in enumerate(OWN_ORDERS, 2):
        sheet.append(order)
        if formulas:
            sheet.cell(
                row, 7
            ).value = rf"='C:\Users\mihon\AppData\Roaming\Microsoft\AddIns\x.xlam'!QOO10_STAGE(C{row})"
        sheet.row_dimensions[row].hidden = has_filter and order[4] is not None
    for column, width in zip("ABCDEFG", (13, 18, 13, 13, 13, 12, 14), strict=False):
        sheet.column_dimensions[column].width = width
    for (cell,) in sheet["C2:C6"]:
        for place in (cell, sheet.cell(cell.row, 4), sheet.cell(cell.row, 5)):
            place.number_format = "yyyy/mm/dd"
    if has_filter:
        sheet.auto_filter.ref = "A1:F6"
        sheet.auto_filter.add_filter_column(4, [], blank=True)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr = 0, PageSetupProperties(fitToPage=True)
    # What does not fit a picture, such as 確認, is not printed.
    sheet.print_area = "A1:L12" if not formulas else "A1:I12"
    file = folder / "book.xlsx"
    book.save(file)
    return file


def moved(folder: Path) -> Path:
    """Make the book of another PC mended; beside each answer stands the text of its formula."""
    file = own_book(folder, formulas=True)
    run(folder, "repair", file.name)
    run(folder, "refresh", file.name, *AS_OF)
    book = openpyxl.load_workbook(file)
    sheet = book[ORDERS]
    for row in range(2, len(OWN_ORDERS) + 2):
        sheet.cell(row, 8).value = str(sheet.cell(row, 7).value)
        sheet.cell(row, 8).data_type = "s"
    sheet.column_dimensions["H"].width = 22
    texts = folder / "texts.xlsx"
    book.save(texts)
    # openpyxl drops stored answers: they are filled in again.
    run(folder, "refresh", texts.name, *AS_OF)
    return texts


def filtered(folder: Path) -> Path:
    """Make a filtered book refreshed."""
    file = own_book(folder, has_filter=True)
    run(folder, "refresh", file.name, *AS_OF)
    return file


def imported(folder: Path) -> Path:
    """Make a filtered book into which three orders are imported, and refreshed."""
    file = own_book(folder, has_filter=True)
    (folder / "QSM.csv").write_bytes(export_of(3))
    run(folder, "import", "QSM.csv", "--into", file.name, *AS_OF)
    run(folder, "refresh", file.name, *AS_OF)
    return file


def long(count: int) -> Callable[[Path], Path]:
    """Return what makes a template of so many orders, and prints its first page only."""

    def make(folder: Path) -> Path:
        long_template(folder, count)
        return folder / "book.xlsm"

    return make


CLOSED: Final = Typed(SETTINGS_NAME, "モールの休業日", dt.date(2026, 11, 24))
BEFORE: Final = Typed(SETTINGS_NAME, "基準日", dt.date(2026, 11, 20))
NEW_ORDER: Final = {"注文番号": "A-1", "入金日": dt.date(2026, 11, 16), "配送状態": "配送要請"}
PICTURES: Final = {
    "orders": Picture(changed()),
    "settings": Picture(changed(), SETTINGS_PAGE),
    "orders_closed": Picture(changed(CLOSED)),
    "orders_day": Picture(changed(Typed(SETTINGS_NAME, "基準日", dt.date(2026, 11, 30)))),
    "orders_kind": Picture(changed(Typed(SETTINGS_NAME, "区分のない注文", "予約"))),
    "orders_added": Picture(changed(*(Typed(ORDERS, title, value) for title, value in NEW_ORDER.items()))),
    "protected": Picture(changed(BEFORE)),
    "protected_settings": Picture(changed(BEFORE), SETTINGS_PAGE),
    "plain_book": Picture(changed(CLOSED, has_macros=False)),
    "moved_book": Picture(moved, OWN_PAGE),
    "own_book": Picture(own_book, OWN_PAGE),
    "filtered": Picture(filtered, OWN_PAGE),
    "filtered_import": Picture(imported, OWN_PAGE),
    "rows_1000": Picture(long(1000)),
    "rows_5000": Picture(long(5000)),
}


def as_in_excel(file: Path) -> None:
    """Let the bar of a template say what it says in Excel on the day of the picture."""
    moment = (NOW - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1)  # noqa: DTZ001  a cell's moment has no zone
    out = io.BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(out, "w") as target:
        for member in source.infolist():
            data = source.read(member)
            if member.filename.startswith("xl/worksheets/sheet"):
                data = data.replace(b"IF(NOW()&gt;0,SHIPCHECK_VERSION())", b'"here"')
                data = data.replace(b"NOW()", f"{moment}".encode())
            target.writestr(member, data, zipfile.ZIP_DEFLATED)
    file.write_bytes(out.getvalue())


def main() -> None:
    """Write the pictures, or those that are named."""
    FOLDER.mkdir(exist_ok=True)
    for title in sys.argv[1:] or PICTURES:
        one = PICTURES[title]
        with tempfile.TemporaryDirectory() as name:
            file = one.make(Path(name))
            as_in_excel(file)
            printed(file)
            words, (left, top, width, height) = one.page
            pages = file.with_suffix(".pdf")
            area = ["-x", str(left), "-y", str(top), "-W", str(width), "-H", str(height)]
            target = FOLDER / f"{title}.png"
            picture(pages, page_of(pages, words), target, area)
            subprocess.run(["convert", str(target), "-colors", "64", f"PNG8:{target}"], check=True)


if __name__ == "__main__":
    main()
