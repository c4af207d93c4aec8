"""Lists that commands write beside what they say: a .csv or a sheet of a new .xlsx, never over a file that is there."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING, Final

from xlshipcheck import errors
from xlshipcheck.values.text import without_control
from xlshipcheck.xlsx.locks import refuse_unless_writable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")
LISTS: Final = (".csv", ".xlsx")
"""The kinds of files that hold a list."""
WIDEST: Final = 30
"""Characters of a column; longer texts are wrapped, and their rows are as high as that takes."""
ROOM: Final = 2
"""Characters of a column beside its text."""


def refuse_output(path: Path) -> None:
    """Refuse a file that is there already, or cannot be written.

    Raises:
        UploadExists: it is there.
        FileRefused: its folder is not there or takes no file.
    """
    if path.exists() or path.is_symlink():
        raise errors.UploadExists(path=errors.Whole(path))
    refuse_unless_writable(path)


def write_new(path: Path, content: bytes) -> None:
    """Write a new file.

    Raises:
        UploadExists: somebody has made it in the meantime.
    """
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise errors.UploadExists(path=errors.Whole(path)) from None


def as_list(path: Path, name: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """Return a list as the kind of file that a name ends in, one of `LISTS`."""
    return as_csv(header, rows) if path.suffix.lower() == ".csv" else as_workbook(name, header, rows)


def as_csv(header: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """Return a list as a .csv that a spreadsheet opens in Japanese; a text that looks like a formula is text."""
    text = io.StringIO(newline="")
    out = csv.writer(text, lineterminator="\r\n")
    out.writerow(header)
    out.writerows([_csv_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _csv_cell(cell: object) -> str:
    if isinstance(cell, dt.date):
        return f"{cell:%Y/%m/%d}"
    if not isinstance(cell, str):
        return "" if cell is None else str(cell)
    text = without_control(cell)
    if text.isdecimal():
        # A number of twelve digits would lose its zeros.
        return f'="{text}"'
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def _shown(cell: object) -> str:
    return f"{cell:%Y/%m/%d}" if isinstance(cell, dt.date) else "" if cell is None else str(cell)


def as_workbook(name: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """Return a list as a workbook of one sheet: texts are texts whatever they begin with, days are days.

    Args:
        name: of the sheet.
        header: the columns.
        rows: the cells: texts, whole numbers, dates.
    """
    import xlsxwriter  # noqa: PLC0415  only where a workbook is asked for

    from xlshipcheck.hosts.files.drawn_sheet import plain_text  # noqa: PLC0415  as above
    from xlshipcheck.xlsx.writing.theme import LINE_HEIGHT, text_width  # noqa: PLC0415  as above
    from xlshipcheck.xlsx.writing.workbook import SHELL_CREATED, SHELL_OPTIONS  # noqa: PLC0415  as above

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, SHELL_OPTIONS) as book:
        book.set_properties({"created": SHELL_CREATED})
        sheet = book.add_worksheet(name)
        head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "text_wrap": True, "valign": "top"})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        whole = book.add_format({"align": "center", "valign": "top"})
        day = book.add_format({"num_format": "yyyy/mm/dd", "align": "left", "valign": "top"})
        widths = [[text_width(title)] for title in header]
        for column, title in enumerate(header):
            widths[column] += [text_width(_shown(row[column])) for row in rows]
            sheet.set_column(column, column, min(WIDEST, max(widths[column])) + ROOM)
            sheet.write_string(0, column, title, head)
        for place, row in enumerate(rows, 1):
            sheet.set_row(place, LINE_HEIGHT * max(1, *(-(-width[place] // WIDEST) for width in widths)))
            for column, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(place, column, dt.datetime.combine(cell, dt.time()), day)
                elif isinstance(cell, int):
                    sheet.write_number(place, column, cell, whole)
                elif cell:
                    sheet.write_string(place, column, plain_text(without_control(str(cell))), plain)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(header) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
    return out.getvalue()
