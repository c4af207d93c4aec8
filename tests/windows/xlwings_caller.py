"""Runs on Windows: formulas as the stock xlwings add-in asks them, from a process that is Excel's stand-in.

The add-in's VBA calls `CallUDF` of xlwings' own COM server with the arguments as they come (a reference as a `Range`, an
omitted one as such, Nothing in the place of `caller`), the book, and `Application.Caller`. The server here is that of
unmodified xlwings, a process of its own, which asks this one for what it needs to know of the cell.
"""

from __future__ import annotations

import json
import sys
import winreg
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import pythoncom
import stand_in_excel
import stand_in_model as model
import win32com.client
from com_cells import packed, unpacked
from com_client import for_com
from vba_macros import end_servers

from xlshipcheck.hosts.excel.sheets.values import OMITTED

CLSID = "{6F0C5B0E-52C6-4E0B-9D0B-3C0C6A1E7A43}"
MODULE = "xlshipcheck.hosts.excel"
LEFT_OUT = win32com.client.VARIANT(pythoncom.VT_ERROR, OMITTED)
NOTHING = win32com.client.VARIANT(pythoncom.VT_DISPATCH, None)
SERVED = f"import atexit, xlwings; atexit.unregister(xlwings._xlwindows.cleanup); xlwings.serve('{CLSID}')"


def register():
    """Register xlwings' own server for all users; it ends with its last client."""
    command = f'"{sys.executable.replace("python.exe", "pythonw.exe")}" -c "{SERVED}"'
    key = f"Software\\Classes\\CLSID\\{CLSID}\\LocalServer32"
    winreg.SetValue(winreg.HKEY_LOCAL_MACHINE, key, winreg.REG_SZ, command)


def unregister():
    """Take the registration back."""
    for key in (f"CLSID\\{CLSID}\\LocalServer32", f"CLSID\\{CLSID}"):
        winreg.DeleteKey(winreg.HKEY_LOCAL_MACHINE, f"Software\\Classes\\{key}")


def handed_over(sheet, given):
    """Return an argument as VBA hands it over: `{"areas": [...]}` is a reference, None is left out."""
    if given is None:
        return LEFT_OUT
    if isinstance(given, dict) and "areas" in given:
        first, *others = map(tuple, given["areas"])
        return stand_in_excel.over_com(model.Range(sheet, *first, others=others))
    return for_com(unpacked(given))


def asked(server, cells, formulas):
    """Return what each formula answers in its cell of the first sheet of a book with these cells."""
    book = stand_in_excel.opened(cells).books[0]
    sheet = book.sheets[0]
    # Two books of one name would be one to what is kept of their settings.
    book.kept["FullName"] = f"C:\\{id(book)}.xlsx"
    answers = []
    for name, given, (row, column) in formulas:
        arguments = [handed_over(sheet, value) for value in given]
        cell = stand_in_excel.over_com(model.Range(sheet, row, column, row, column))
        workbook = stand_in_excel.over_com(book)
        answers.append(packed(server.CallUDF(MODULE, name, [*arguments, NOTHING], workbook, cell)))
    return book, answers


def main():
    """Do what the request says."""
    request = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    register()
    try:
        server = win32com.client.Dispatch(CLSID)
        # The books are kept: the next one could be where this one was.
        done = [asked(server, cells, request["formulas"]) for cells in request["books"]]
    finally:
        unregister()
        # It holds the pipe that whoever started us reads to its end.
        end_servers(forgotten=False)
    print(json.dumps([answers for _, answers in done]))  # noqa: T201  the answer is what it prints


if __name__ == "__main__":
    main()
