"""`xlshipcheck new`: a copy of the template, as of today.

The examples of the template are written around the day that it was made. In a new book they lie around today, by as
many business days where business days count, and every formula has its answer of today stored: on whatever device
the book is opened first, it shows what it will show.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlshipcheck import errors
from xlshipcheck.headers.header_row import find_header
from xlshipcheck.headers.other_rows import MARK
from xlshipcheck.hosts.book_files import refresh_book_file
from xlshipcheck.hosts.files.workbook import open_file
from xlshipcheck.settings.book import UsersSettings, book_context
from xlshipcheck.settings.sheet import SHEET_NAME as SETTINGS_NAME
from xlshipcheck.sheets.port import DATE, CellUpdate
from xlshipcheck.values.days import date_of, day_of
from xlshipcheck.values.results import OWN_TODAY_NAME, REFRESHED_DAY_NAME
from xlshipcheck.values.roles import PREORDER_DATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlshipcheck.calendars.business_days import Calendar
    from xlshipcheck.hosts.files.workbook import FileBook, FileSheet

BY_BUSINESS_DAYS: Final = "入金日"
"""A sheet with this column counts business days, but for the day that the seller set for a preorder."""


def as_of_today(template: bytes, suffix: str, today: int, stem: str = "book") -> bytes:
    """Return a template with its examples around a day, judged on that day.

    Args:
        template: a workbook with our functions in its formulas.
        suffix: its ending.
        today: the day number.
        stem: name of the new book without its ending; 今日 shows it.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{stem}{suffix}"
        path.write_bytes(template)
        now = dt.datetime.now().astimezone()
        with open_file(path, _progress) as book:
            book.context = book_context(_settings(book), UsersSettings(), today)
            _move_examples(book, book.context.calendar, today)
            book.save(now)
        with open_file(path, _progress) as book:
            context = book_context(_settings(book), UsersSettings(), today)
            # The sheets of a new book are those of its template.
            has_list = book.edit.own_sheet(OWN_TODAY_NAME) is not None
            context = context.replaced(settings=context.settings._replace(today_sheet=has_list))
            refresh_book_file(book, context, "", path)
            book.save(now)
        return path.read_bytes()


def _settings(book: FileBook) -> list[list[object]]:
    sheet = book.sheet(SETTINGS_NAME)
    return sheet.read_block(1, sheet.used_size()[0])


def _progress(_text: str, _done: int, _total: int) -> None:
    """Show nothing of a work that is short."""


def _move_examples(book: FileBook, calendar: Calendar, today: int) -> None:
    """Move the days of the example rows, and of the examples among the settings."""
    place = book.edit.named_cell(REFRESHED_DAY_NAME)
    if place is None:
        return
    sheet, row, column = place
    made = book.sheet(sheet).read_columns([column], row, row)[0][0]
    if not isinstance(made, dt.date):
        return
    before = day_of(made)
    for name in book.sheet_names():
        sheet_of_name = book.sheet(name)
        updates = [
            CellUpdate(row, column, DATE, date_of(_moved(day, before, today, calendar if counts else None)))
            for row, column, day, counts in _days_of_examples(sheet_of_name)
        ]
        sheet_of_name.write_cells(updates)


def _moved(day: int, before: int, today: int, calendar: Calendar | None) -> int:
    """Return a day as far from today as it was from the day before: in business days where a calendar is given."""
    if calendar is None:
        return day - before + today
    ordinals = calendar.ordinals
    return calendar.days[ordinals[today] - ordinals[before] + ordinals[day]]


def _days_of_examples(sheet: FileSheet) -> Iterator[tuple[int, int, int, bool]]:
    """Yield row, column and day of the dates in rows that begin with the mark, and whether business days count there."""
    rows, _ = sheet.used_size()
    block = sheet.read_block(1, rows) if rows else []
    try:
        at, header = find_header(block[:20], {}, sheet.name)
        titles = [str(title or "") for title in header.headers]
    except errors.FileRefused:
        if sheet.name != SETTINGS_NAME:
            return
        at, titles = 0, []
    formulas = sheet.formula_columns(range(1, len(block[0]) + 1), at + 2, rows) if block else set()
    counts = BY_BUSINESS_DAYS in titles
    for number, row in enumerate(block[at + 1 :], at + 2):
        marked = next((place for place, cell in enumerate(row) if str(cell or "").startswith(MARK)), None)
        for place, cell in enumerate(row, 1):
            if marked is None or place <= marked or place in formulas or not isinstance(cell, dt.date):
                continue
            title = titles[place - 1] if place <= len(titles) else ""
            yield number, place, day_of(cell), counts and title != PREORDER_DATE
