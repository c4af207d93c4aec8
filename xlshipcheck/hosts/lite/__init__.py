"""xlwings Lite (Excel on Mac and the web) as a host: the same catalogue, answered in the browser's Python.

Lite does not tell a function which cell asks, nor what else stands in the book: a row is read only by its arguments,
and the settings of a book count in its refresh alone. Nothing of xlwings is imported here; the generated `main.py`,
which lies in the workbook, registers the functions with it.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from xlshipcheck import errors
from xlshipcheck.catalogue import calling
from xlshipcheck.context import Context
from xlshipcheck.hosts.excel.sheets.values import argument_value, result_value
from xlshipcheck.values.answers import error_text
from xlshipcheck.values.cells import JST, MISSING, day_today

LEAST_XLWINGS: Final = "0.37.5"
"""The first version whose books tell formulas, merged cells and the used range of Lite's sheets."""

__all__ = ["LEAST_XLWINGS", "MISSING", "answer"]


def answer(name: str, *given: object) -> object:
    """Return what the cell shows for a call; no exception leaves this function.

    Args:
        name: a function of the catalogue.
        given: in the order of the contract; as rows of cells, whatever their shape, `MISSING` for one left out.
    """
    context = Context(day_today(dt.datetime.now(JST)))
    try:
        return result_value(calling.call(name, [_argument(value) for value in given], context))
    except errors.ShipcheckError as problem:
        return error_text(str(problem))
    except Exception as problem:  # noqa: BLE001  an exception in a cell would be #VALUE! without a word
        return error_text(f"{name} を計算できませんでした。開発元へ知らせてください: {problem!r}")


def _argument(value: object) -> object:
    """Return an argument as the catalogue takes it: Lite hands a single cell over as a range of one cell."""
    taken = argument_value(value)
    if isinstance(taken, list) and len(taken) == 1 and len(taken[0]) == 1:
        return taken[0][0]
    return taken
