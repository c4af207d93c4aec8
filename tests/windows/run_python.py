"""Runs on Windows: a statement as RunPython of the stock xlwings add-in runs it, on the book open in the stand-in.

The add-in starts Python with the book and Excel's window among its arguments; a message box is noted here in place of
waiting for a click. Printed are what was shown and the cells that were left.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import win32api
import win32gui
import xlwings
from com_cells import packed

from xlshipcheck.hosts.excel.sheets.values import rows_of

OK = 1


def main():
    """Run the statement of the request."""
    request = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    window = win32gui.FindWindow("XLMAIN", None)
    sys.argv += [f"--wb={request['book']}", "--from_xl=1", f"--hwnd={window}"]
    shown = []
    win32api.MessageBox = lambda _window, text, title, _style: shown.append([title, text]) or OK
    exec(request["statement"])  # noqa: S102  as RunPython does
    book = xlwings.apps.active.books[0]
    # By place: the stand-in has no enumerators.
    sheets = [book.sheets[place] for place in range(len(book.sheets))]
    cells = {sheet.name: packed(rows_of(sheet.used_range.raw_value)) for sheet in sheets}
    print(json.dumps({"shown": shown, "sheets": cells}))  # noqa: T201  the answer is what it prints


if __name__ == "__main__":
    main()
