"""Runs on Windows: refreshes the book that is open in the stand-in, through unmodified xlwings, and prints its cells."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import xlwings
from com_cells import packed, unpacked
from com_client import for_com

from xlshipcheck.hosts.excel_refresh import refresh, report
from xlshipcheck.hosts.excel_values import rows_of
from xlshipcheck.hosts.server import Server


def main():
    """Refresh as the request says."""
    request = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    book = xlwings.apps.active.books[0]
    settings = for_com(unpacked(request["settings"]))
    start = time.perf_counter()
    if request["through"] == "server":
        # In this process: under wine 8 an object of one process, handed by a second to a third, never answers.
        said = Server().Refresh(book.api._inner._oleobj_, settings)
    else:
        said = report(refresh(book, settings))
    seconds = time.perf_counter() - start
    # By place: the stand-in has no enumerators.
    sheets = {}
    for place in range(len(book.sheets)):
        sheet = book.sheets[place]
        sheets[sheet.name] = rows_of(sheet.used_range.raw_value)
    answer = {
        "said": said,
        "seconds": seconds,
        "sheets": {name: packed(rows) for name, rows in sheets.items()},
    }
    print(json.dumps(answer))  # noqa: T201  the answer is what it prints


if __name__ == "__main__":
    main()
