"""Runs on Windows: refreshes the book that is open in the stand-in, through unmodified xlwings, and prints its cells."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import pywintypes
import xlwings
from com_cells import packed, unpacked
from com_client import for_com
from win32com.client import Dispatch

from xlshipcheck.hosts.excel.buttons import refresh, refresh_open_book, report
from xlshipcheck.hosts.excel.server import Server
from xlshipcheck.hosts.excel.sheets.values import rows_of


def failures(book, settings, calls):
    """Return, for each call that is made to fail, whether the refresh failed and the book is as it was.

    Not through xlwings, which asks again and again until a call does not fail.
    """
    workbook = Dispatch(book.api._inner._oleobj_)
    excel = workbook.Application
    told = []
    for call in calls:
        before = excel.State
        excel.FailAt = call
        try:
            refresh_open_book(workbook, settings)
            failed = False
        except (pywintypes.com_error, AttributeError):
            # pywin32 says that a property cannot be set, where it knows no more of it than its name.
            failed = True
        excel.FailAt = 0
        told.append({"failed": failed, "same": excel.State == before})
    return told


def main():
    """Refresh as the request says."""
    request = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    book = xlwings.apps.active.books[0]
    settings = for_com(unpacked(request["settings"]))
    for sheet, place, value in request.get("changes", ()):
        book.sheets[sheet].api.Range(place).Value2 = value
    failed = failures(book, settings, request.get("failing", ()))
    start = time.perf_counter()
    if request["through"] == "server":
        # In this process: under wine 8 an object of one process, handed by a second to a third, never answers.
        said = Server().Refresh(book.api._inner._oleobj_, settings)
    else:
        said = report(refresh(book, settings))
    seconds = time.perf_counter() - start
    # By place: the stand-in has no enumerators.
    sheets, formulas = {}, {}
    for place in range(len(book.sheets)):
        sheet = book.sheets[place]
        sheets[sheet.name] = rows_of(sheet.used_range.raw_value)
        formulas[sheet.name] = rows_of(sheet.used_range.api.Formula2)
    answer = {
        "said": said,
        "seconds": seconds,
        "failed": failed,
        "sheets": {name: packed(rows) for name, rows in sheets.items()},
        "formulas": formulas,
    }
    print(json.dumps(answer))  # noqa: T201  the answer is what it prints


if __name__ == "__main__":
    main()
