"""Makes the pictures of `excel-checklist.md` from the template itself. Run: python docs/make_checklist_pictures.py.

Needs LibreOffice (soffice) and pdftoppm. Nothing is drawn: a copy of the template is changed as the checklist says,
its formulas get their stored answers as in any file that we write, and LibreOffice prints those, as Excel shows them
in Protected View.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Final, NamedTuple

from xlshipcheck.context import Context
from xlshipcheck.generators import template
from xlshipcheck.generators.template_layout import HEADER_ROW
from xlshipcheck.hosts.files.workbook import FileSheet, open_file
from xlshipcheck.settings.book import UsersSettings, book_context
from xlshipcheck.settings.sheet import SHEET_NAME as SETTINGS_NAME
from xlshipcheck.sheets.port import DATE, NUMBER, TEXT, CellUpdate
from xlshipcheck.values.days import day_of

FOLDER: Final = Path(__file__).with_name("excel_checklist")
NOW: Final = dt.datetime(2026, 11, 21, 9, 0)  # noqa: DTZ001  a name for a backup
ORDERS: Final = "受注"
# Page of the print, and the part of it that is shown: left, top, width, height.
ORDERS_PAGE: Final = (2, (50, 60, 1440, 465))
SETTINGS_PAGE: Final = (7, (50, 60, 1440, 450))


class Typed(NamedTuple):
    """What is typed before a picture is made: a setting beside its label or below its header, or an order's cell."""

    sheet: str
    title: str
    value: Any


NEW_ORDER: Final = {"注文番号": "A-1", "入金日": dt.date(2026, 11, 16), "配送状態": "配送要請"}
PICTURES: Final[dict[str, tuple[list[Typed], tuple[int, tuple[int, int, int, int]]]]] = {
    "orders": ([], ORDERS_PAGE),
    "settings": ([], SETTINGS_PAGE),
    "orders_closed": ([Typed(SETTINGS_NAME, "モールの休業日", dt.date(2026, 11, 24))], ORDERS_PAGE),
    "orders_day": ([Typed(SETTINGS_NAME, "基準日", dt.date(2026, 11, 30))], ORDERS_PAGE),
    "orders_kind": ([Typed(SETTINGS_NAME, "区分のない注文", "予約")], ORDERS_PAGE),
    "orders_added": ([Typed(ORDERS, title, value) for title, value in NEW_ORDER.items()], ORDERS_PAGE),
}


def main() -> None:
    """Write the pictures."""
    FOLDER.mkdir(exist_ok=True)
    for title, (typed, page) in PICTURES.items():
        shoot(title, typed, page)


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


def shoot(title: str, typed: list[Typed], page: tuple[int, tuple[int, int, int, int]]) -> None:
    """Change a copy of the template, print it and cut the picture out of its page."""
    number, (left, top, width, height) = page
    with tempfile.TemporaryDirectory() as name:
        file = Path(name, "book.xlsm")
        file.write_bytes(template.template_book(has_macros=True))
        with open_file(file, lambda *_: None) as book:
            for sheet, cell, value in typed:
                row, column = place_of(book.sheet(sheet), cell)
                kind = DATE if isinstance(value, dt.date) else TEXT if isinstance(value, str) else NUMBER
                book.sheet(sheet).write_cells([CellUpdate(row, column, kind, value)])
            book.context = Context(day_of(NOW.date()), book_context([], UsersSettings(), 0).settings)
            book.save(NOW)
        profile = f"-env:UserInstallation={Path(name, 'profile').as_uri()}"
        soffice = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", name, str(file)]
        subprocess.run(soffice, check=True, capture_output=True)
        area = ["-x", str(left), "-y", str(top), "-W", str(width), "-H", str(height)]
        shot = ["pdftoppm", "-r", "130", "-png", "-singlefile", "-f", str(number), "-l", str(number), *area]
        subprocess.run([*shot, str(file.with_suffix(".pdf")), str(FOLDER / title)], check=True)


if __name__ == "__main__":
    main()
