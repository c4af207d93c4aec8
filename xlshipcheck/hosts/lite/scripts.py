"""What the scripts of the generated `main.py` do: 更新 in xlwings Lite."""

from __future__ import annotations

import datetime as dt
from typing import Any

from xlshipcheck import errors
from xlshipcheck.hosts.lite.book import read_book
from xlshipcheck.hosts.lite.reading import refuse_1904
from xlshipcheck.hosts.report import report
from xlshipcheck.settings.book import UsersSettings, book_context, settings_rows
from xlshipcheck.sheets.refresh import refresh_book
from xlshipcheck.values.answers import ERROR_PREFIX
from xlshipcheck.values.cells import JST, day_today


async def refresh(book: Any, today: int | None = None) -> str:  # noqa: ANN401  xlwings' Book
    """Refresh every order sheet of the book with its own 設定, and its 集計 and 今日.

    Args:
        book: xlwings' `BookAsync`.
        today: today's day number; None to read the clock.

    Returns:
        What was done, or why not, in Japanese. Where it was refused nothing is changed.
    """
    try:
        await refuse_1904(book)
        lite = await read_book(book)
        day = day_today(dt.datetime.now(JST)) if today is None else today
        context = book_context(settings_rows(lite), UsersSettings(), day)
        done = refresh_book(lite, context, path=str(book.name))
        await lite.finish()
    except errors.ShipcheckError as problem:
        return f"{ERROR_PREFIX}{problem}"
    return report(done._replace(notes=[*lite.notes, *done.notes]))
