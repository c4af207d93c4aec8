"""Makes the pictures of `excel-checklist.md` from the template itself. Run: python docs/make_checklist_pictures.py.

Needs LibreOffice (soffice) and pdftoppm. Nothing is drawn: the template is built, once with a day closed in 設定, and
LibreOffice prints the stored answers, as Excel shows them in Protected View.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import tempfile
from pathlib import Path
from typing import Final
from unittest import mock

from xlshipcheck.generators import template
from xlshipcheck.values.days import day_of

FOLDER: Final = Path(__file__).with_name("excel_checklist")
CLOSED: Final = dt.date(2026, 11, 24)
# Picture -> page of the print, and the part of it that is shown: left, top, width, height.
PICTURES: Final = {
    "orders": (2, (50, 60, 1440, 465)),
    "settings": (7, (50, 60, 1440, 450)),
}


def main() -> None:
    """Write the pictures."""
    FOLDER.mkdir(exist_ok=True)
    shoot(template.template_book(has_macros=True), PICTURES)
    context = template.context()
    closed = context.replaced(settings=context.settings._replace(closed=frozenset({day_of(CLOSED)})))
    with mock.patch.object(template, "context", return_value=closed):
        shoot(template.template_book(has_macros=True), {"orders_closed": PICTURES["orders"]})


def shoot(book: bytes, pictures: dict[str, tuple[int, tuple[int, int, int, int]]]) -> None:
    """Print a book and cut pictures out of its pages."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name, "book.xlsm")
        file.write_bytes(book)
        profile = f"-env:UserInstallation={Path(name, 'profile').as_uri()}"
        soffice = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", name, str(file)]
        subprocess.run(soffice, check=True, capture_output=True)
        for title, (page, (left, top, width, height)) in pictures.items():
            area = ["-x", str(left), "-y", str(top), "-W", str(width), "-H", str(height)]
            shot = ["pdftoppm", "-r", "130", "-png", "-singlefile", "-f", str(page), "-l", str(page), *area]
            subprocess.run([*shot, str(file.with_suffix(".pdf")), str(FOLDER / title)], check=True)


if __name__ == "__main__":
    main()
