"""Makes the pictures of this folder from the real files that the demo writes. Run: python docs/make_picture.py.

Needs LibreOffice (soffice) and pdftoppm. The workbook is not drawn anew: a copy is narrowed to the columns and
rows that fit a picture, and LibreOffice prints it.
"""

from __future__ import annotations

import csv
import datetime as dt
import subprocess
import tempfile
from pathlib import Path

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import ColumnDimension

from xlshipcheck.cli import main as main_command
from xlshipcheck.context import Context
from xlshipcheck.generators.template.layout import HEADER_ROW
from xlshipcheck.shell.refresh import Options, refresh_exports
from xlshipcheck.shell.samples.demo import make_samples
from xlshipcheck.values.days import day_of
from xlshipcheck.xlsx.writing import theme

AS_OF = dt.date(2026, 11, 21)
SHOWN = "注文番号 入金日 発送日 発送予定日 商品名 段階 最終発送日 減点日 制限日 残り日数 減点 購入者キャンセル可 確認".split()
ROWS_PER_STAGE = 4
TARGET = Path(__file__).with_name("marked_sheet.png")


def main() -> None:
    """Write the pictures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        books = []
        for paths, context in make_samples(folder, Context(day_of(AS_OF))):
            now = dt.datetime(2026, 11, 21, 9, 0)  # noqa: DTZ001  a name for a backup
            outcome = refresh_exports(paths, context, Options(), now, lambda *_: None)
            assert outcome.written is not None
            books.append(outcome.written)
        narrowed = folder / "picture.xlsx"
        narrow(books[0], narrowed)
        printed(narrowed)
        # The page is A4; what stands below the rows and around them is cut off.
        area = ["-x", "40", "-y", "30", "-W", "1800", "-H", "420"]
        picture(narrowed.with_suffix(".pdf"), 1, TARGET, area)
        grey = TARGET.with_stem(f"{TARGET.stem}_grey")
        picture(narrowed.with_suffix(".pdf"), 1, grey, [*area, "-gray"])
        for number, (book, pages) in enumerate(zip(books, PAGES, strict=False)):
            # Under a plain name: what a program makes of others differs from system to system.
            copy = folder / f"book{number}.xlsx"
            copy.write_bytes(book.read_bytes())
            printed(copy)
            for heading, title in pages.items():
                target = Path(__file__).with_name(f"{title}.png")
                place = page_of(copy.with_suffix(".pdf"), heading)
                picture(copy.with_suffix(".pdf"), place, target, WHOLE)
                picture(copy.with_suffix(".pdf"), place, target.with_stem(f"{title}_grey"), [*WHOLE, "-gray"])
        label_pictures(folder)


LABEL_COLUMNS = "注文番号 商品名 入金日 配送状態 発送日 配送会社 送り状番号 段階 最終発送日 確認".split()
LABEL_WIDTHS = {"商品名": 22, "送り状番号": 18, "確認": 74}


def label_pictures(folder: Path) -> None:
    """Write the orders of the round trip of labels.md before and after its labels came in."""
    book, day = folder / "受注台帳.xlsm", ["--as-of", "2026-11-24"]
    demo = folder / "見本"
    run(["demo", str(demo), *day])
    run(["new", str(book)])
    run(["import", str(demo / "DeliveryManagement_detail_見本.csv"), "--into", str(book), *day])
    orders: set[str] = set()
    for name in ("送り状_e飛伝_見本.csv", "送り状_B2_見本.csv"):
        with (demo / name).open(encoding="cp932", newline="") as file:
            orders |= {row["お客様管理番号"] for row in csv.DictReader(file)}
    for title in ("labels_before", "labels_after"):
        run(["refresh", str(book), *day])
        narrowed = folder / f"{title}.xlsx"
        narrow_labels(book, narrowed, orders)
        printed(narrowed)
        area = ["-x", "40", "-y", "30", "-W", "1800", "-H", "680"]
        picture(narrowed.with_suffix(".pdf"), 1, Path(__file__).with_name(f"{title}.png"), area)
        run(["import", *map(str, sorted(demo.glob("送り状_*.csv"))), "--into", str(book), *day])


def run(words: list[str]) -> None:
    """Run a command of ours, which must do what it is asked for."""
    status = main_command(words)
    assert status <= 1, words


def narrow_labels(source: Path, target: Path, orders: set[str]) -> None:
    """Keep the orders that have labels, and the columns that show what became of them."""
    book = openpyxl.load_workbook(source, data_only=True)
    sheet = book["受注"]
    for name in book.sheetnames:
        if name != "受注":
            del book[name]
    top = HEADER_ROW + 1
    titles = {cell.value: cell.column for cell in sheet[top]}
    shown = {titles[title] for title in LABEL_COLUMNS}
    for title, column in titles.items():
        letter = get_column_letter(column)
        width, hidden = LABEL_WIDTHS.get(title, 13), column not in shown
        sheet.column_dimensions[letter] = ColumnDimension(
            sheet, index=letter, min=column, max=column, width=width, hidden=hidden, customWidth=True
        )
    for row in range(1, sheet.max_row + 1):
        hidden = row != top and sheet.cell(row, 1).value not in orders
        # As high as its remark needs.
        lines = theme.line_count(str(sheet.cell(row, titles["確認"]).value or ""), LABEL_WIDTHS["確認"])
        sheet.row_dimensions[row].height, sheet.row_dimensions[row].hidden = theme.LINE_HEIGHT * lines, hidden
    sheet.print_title_rows = sheet.print_title_cols = None
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1
    book.save(target)


PAGES = (
    {
        "今日の発送順": "today",
        "Qoo10 未発送の注文": "chart_deadlines",
        "Qoo10 減点 (月ごと)": "chart_points",
        "Qoo10 減点 (日ごと)": "summary_points",
        "Qoo10 段階ごとの件数": "summary_orders",
    },
    {"Amazon 追跡可能率のこれから": "summary_tracking", "Amazon 追跡可能率の推移": "chart_tracking"},
)
"""Of the demo's books: what stands on a printed page -> the picture of it."""
WHOLE = ["-x", "40", "-y", "30", "-W", "1800", "-H", "1100"]


def printed(book: Path) -> None:
    """Let LibreOffice print a book as .pdf beside it."""
    profile = f"-env:UserInstallation={(book.parent / 'profile').as_uri()}"
    soffice = [
        "soffice",
        "--headless",
        profile,
        "--convert-to",
        "pdf",
        "--outdir",
        str(book.parent),
        str(book),
    ]
    subprocess.run(soffice, check=True, capture_output=True)


def page_of(pages: Path, heading: str) -> int:
    """Return the first page of a .pdf on which a heading stands."""
    text = subprocess.run(["pdftotext", str(pages), "-"], check=True, capture_output=True, text=True).stdout
    return next(n for n, page in enumerate(text.split("\f"), 1) if heading in page)


def picture(pages: Path, page: int, target: Path, area: list[str]) -> None:
    """Write a picture of a part of a page."""
    words = ["pdftoppm", "-r", "160", "-png", "-singlefile", "-f", str(page), "-l", str(page), *area]
    subprocess.run([*words, str(pages), str(target.with_suffix(""))], check=True)


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
