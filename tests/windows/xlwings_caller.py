"""Runs on Windows: formulas and RunPython as the stock xlwings add-in makes them, on the book open in the stand-in.

The add-in's VBA hands `Application.Caller` to `CallUDF` of xlwings' own COM server, and starts RunPython's Python with
the book and the window among its arguments. Both are done here by unmodified xlwings; only the transport between two
processes is left out for `CallUDF`, and a message box is noted in place of waiting for a click.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import win32api
import xlwings
from com_cells import packed, unpacked
from com_client import for_com
from xlwings.com_server import XLPython

from xlshipcheck.hosts.excel.values import OMITTED, rows_of

MODULE = "xlshipcheck.hosts.excel"
OK = 1


def asked(book, request):
    """Return what each formula answers in its cell."""
    server, sheet = XLPython(), book.sheets[request["sheet"]]
    answers = []
    for name, given, place in request["formulas"]:
        cell = sheet.range(place).api._inner._oleobj_
        arguments = [OMITTED if value is None else for_com(unpacked(value)) for value in given]
        # One argument more than the formula has: the add-in's wrapper leaves the place of `caller` empty.
        answers.append(server.CallUDF(MODULE, name, [*arguments, None], None, cell))
    return answers


def run_python(book, statement):
    """Run a statement as RunPython does, and return what it showed and the cells it left."""
    shown = []
    win32api.MessageBox = lambda _window, text, *_rest: shown.append(text) or OK
    sys.argv += [f"--wb={book.name}", "--from_xl=1", f"--hwnd={book.app.hwnd}"]
    exec(statement)  # noqa: S102  as RunPython does
    sheets = {}
    for place in range(len(book.sheets)):
        sheet = book.sheets[place]
        sheets[sheet.name] = packed(rows_of(sheet.used_range.raw_value))
    return {"shown": shown, "sheets": sheets}


def main():
    """Do what the request says."""
    request = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    book = xlwings.apps.active.books[0]
    answer = {"answers": [packed(value) for value in asked(book, request)]}
    for sheet, place, value in request.get("changes", ()):
        book.sheets[sheet].api.Range(place).Value2 = value
    answer["changed"] = [packed(value) for value in asked(book, request)]
    answer |= run_python(book, request["statement"])
    print(json.dumps(answer))  # noqa: T201  the answer is what it prints


if __name__ == "__main__":
    main()
