"""The request for `vba_macros.py` and `long_table.py`: our macros as a script, their words, and an open book."""

from __future__ import annotations

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from com_cells import packed
from vba_to_vbscript import vbscript

from xlshipcheck.generators import vba_source

# VBScript has no named arguments, which Application.MacroOptions is called with.
NOT_RUN = "XlshipDescribeFunctions"


def macro_request(work, sheets, *, is_mac=False, **more):
    """Return a request.

    Args:
        work: what is to be done; a procedure of the program.
        sheets: name -> rows of cells, of the book that is open.
        is_mac: compile the macros as the Excel of a Mac does.
        more: what the work takes.
    """
    sources = [
        vba_source.functions_source(),
        *map(vba_source.static_source, ("XlshipCalls", "XlshipButtons")),
    ]
    if is_mac:
        sources = [re.sub(r"#If Mac Then\n(.*?)#End If\n", r"\1", text, flags=re.DOTALL) for text in sources]
    return {
        "work": work,
        "script": vbscript(sources, without={NOT_RUN}) + f"Sub {NOT_RUN}()\nEnd Sub\n",
        "words": list(vba_source.texts().items()),
        "book": {name: packed(rows) for name, rows in sheets.items()},
        **more,
    }


def long_table_request(book, place, value, *, is_whole):
    """Return the request for `long_table.py`: a value is typed into a book, which its formulas answer.

    Args:
        book: a `Spreadsheet`, opened.
        place: the cell that is typed into.
        value: what is typed there.
        is_whole: also calculate every formula of the book, as 更新 does.
    """
    names = dict.fromkeys(["受注", "設定", *(sheet for sheet, _, _ in book.formulas)])
    sheets = {name: grid(book, name) for name in names}
    before = dict(book.values)
    book.asked.clear()
    calculated = book.type_in(place, value)
    changes = [[*one, before.get(one), book.values.get(one)] for one in sorted({place, *calculated})]
    calls = [as_request(*call) for call in book.asked]
    book.asked.clear()
    if is_whole:
        book.calculate(book.formulas)
    whole = [as_request(*call) for call in book.asked]
    return macro_request("edit", sheets, typed=place, changes=changes, calls=calls, whole=whole)


def grid(book, name):
    """Return the cells of a sheet as rows."""
    places = {one[1:] for one in book.values if one[0] == name}
    columns = max(column for _, column in places)
    rows = range(1, max(row for row, _ in places) + 1)
    return [[book.values.get((name, row, column)) for column in range(1, columns + 1)] for row in rows]


def as_request(place, name, referred):
    """Return a call of a function: its cell, its name, its arguments; a reference as its sheet and corners."""
    arguments = [
        {"area": [one[0][0], *one[0][1:], *one[-1][1:]]} if isinstance(one, list) else one for one in referred
    ]
    return [*place, name, arguments]
