"""Runs in the browser's Python: the catalogue and 更新 as xlwings Lite uses them, with the time that they take."""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import distributions

ROWS = 10_000


def since(began):
    """Return the milliseconds since a moment."""
    return round((time.perf_counter() - began) * 1000, 1)


async def run(milliseconds):
    """Return what was found, as JSON."""
    before = set(sys.modules)
    began = time.perf_counter()
    from xlshipcheck import functions

    milliseconds["import"] = since(began)
    began = time.perf_counter()
    first = functions.QOO10_STAGE("2026-11-13", None, "一般", "2026-11-20")
    milliseconds["first call"] = since(began)
    loaded = sorted(
        {name.partition(".")[0] for name in set(sys.modules) - before} - set(sys.stdlib_module_names)
    )
    began = time.perf_counter()
    days = [[46000.0 + row % 300] for row in range(ROWS)]
    stages = functions.QOO10_STAGE(days, None, "一般", 46346.0)
    milliseconds["10,000 rows"] = since(began)

    import lite_examples

    found = lite_examples.registered()
    began = time.perf_counter()
    wrong = lite_examples.wrong_answers(found)
    milliseconds["examples"] = since(began)
    said, refresh_time = await refreshed()
    milliseconds["refresh of 10,000 rows"] = refresh_time
    return json.dumps(
        {
            "python": sys.version.split()[0],
            "platform": sys.platform,
            "milliseconds": dict(milliseconds),
            "first": first,
            "rows": len(stages),
            "loaded": loaded,
            "installed": sorted({one.name for one in distributions()}),
            "place": functions.__file__,
            "asked": len(lite_examples.ASKED),
            "wrong": wrong,
            "refreshed": said,
        },
        ensure_ascii=False,
    )


async def refreshed():
    """Refresh a book of many rows through the sheet port, and return what the script says, and how long it took."""
    sys.path.insert(0, "/repository/tests/hosts")
    from excel_books import open_book
    from port_contract import ORDERS, SheetSpec
    from stand_in_lite import Book

    from xlshipcheck.hosts.lite.scripts import refresh

    rows = [[f"A-{row}", 46000.0 + row % 300, None, None] for row in range(ROWS)]
    book = open_book(SheetSpec("受注", [ORDERS[0], *rows]))
    book.results["=N(DATE(1904,1,1))"] = 1462.0
    began = time.perf_counter()
    said = await refresh(Book(book))
    return said.splitlines()[0], since(began)
