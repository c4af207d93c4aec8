"""Makes `marked_sheet.png` from the real file that the demo writes. Run: python docs/make_picture.py.

Needs LibreOffice (soffice) and pdftoppm. The workbook is not drawn anew: a copy is narrowed to the columns and
rows that fit a picture, and LibreOffice prints it.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import tempfile
from pathlib import Path

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import ColumnDimension

from xlshipcheck.context import Context
from xlshipcheck.shell.refresh import Options, refresh_exports
from xlshipcheck.shell.samples.demo import make_samples
from xlshipcheck.values.days import day_of

AS_OF = dt.date(2026, 11, 21)
SHOWN = "注文番号 入金日 発送日 発送予定日 商品名 段階 最終発送日 減点日 制限日 残り日数 減点 購入者キャンセル可 確認".split()
ROWS_PER_STAGE = 4
TARGET = Path(__file__).with_name("marked_sheet.png")


def main() -> None:
    """Write the picture."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths, context = next(make_samples(folder, Context(day_of(AS_OF))))
        now = dt.datetime(2026, 11, 21, 9, 0)  # noqa: DTZ001  a name for a backup
        outcome = refresh_exports(paths, context, Options(), now, lambda *_: None)
        assert outcome.written is not None
        narrowed = folder / "picture.xlsx"
        narrow(outcome.written, narrowed)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        soffice = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", name, str(narrowed)]
        subprocess.run(soffice, check=True, capture_output=True)
        # The page is A4; what stands below the rows and around them is cut off.
        area = ["-x", "105", "-y", "112", "-W", "1620", "-H", "360"]
        picture = ["pdftoppm", "-r", "160", "-png", "-singlefile", "-f", "1", "-l", "1", *area]
        subprocess.run([*picture, str(folder / "picture.pdf"), str(TARGET.with_suffix(""))], check=True)


def narrow(source: Path, target: Path) -> None:
    """Hide what does not fit: other columns, and all but a few rows of each stage."""
    book = openpyxl.load_workbook(source)
    sheet = book["受注"]
    titles = {cell.value: cell.column for cell in sheet[1]}
    # Neighbours of one width stand in the file as one entry.
    widths = {
        column: entry.width
        for entry in list(sheet.column_dimensions.values())
        for column in range(entry.min, entry.max + 1)
    }
    for title, column in titles.items():
        letter = get_column_letter(column)
        width = widths[column] if title in SHOWN else 0
        sheet.column_dimensions[letter] = ColumnDimension(
            sheet,
            index=letter,
            min=column,
            max=column,
            width=min(width, 60),
            hidden=not width,
            customWidth=True,
        )
    left: dict[object, int] = {}
    for row in range(2, sheet.max_row + 1):
        stage = sheet.cell(row, titles["段階"]).value
        left[stage] = left.get(stage, 0) + 1
        sheet.row_dimensions[row].hidden = left[stage] > ROWS_PER_STAGE
    for name in book.sheetnames:
        if name != "受注":
            del book[name]
    sheet.print_area = f"A1:{get_column_letter(sheet.max_column)}{sheet.max_row}"
    sheet.print_title_cols = None
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1
    book.save(target)


if __name__ == "__main__":
    main()
