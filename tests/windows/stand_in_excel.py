"""Runs on Windows: serves the stand-in's objects over COM as `Excel.Application`, so that unmodified xlwings finds it.

xlwings tells a range from other objects by the interface its type information names, and finds Excel by its
windows (XLMAIN > XLDESK > EXCEL7), the innermost of which answers WM_GETOBJECT. Both are imitated here.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import json
import os
import re
import sys
import tempfile
import winreg
from ctypes import wintypes
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import pythoncom
import pywintypes
import stand_in_model as model
import win32api
import win32con
import win32gui
import winerror
from com_cells import unpacked
from win32com.server import policy, util
from win32com.server.exception import COMException

from xlshipcheck.hosts.excel.sheets.values import OMITTED, serial_of

CLSID = pywintypes.IID("{00024500-0000-0000-C000-000000000046}")
INTERFACES = {
    model.Range: ("Range", "{00020846-0000-0000-C000-000000000046}"),
    model.Worksheet: ("_Worksheet", "{000208D8-0000-0000-C000-000000000046}"),
    model.Workbook: ("_Workbook", "{000208DA-0000-0000-C000-000000000046}"),
    model.Application: ("_Application", "{000208D5-0000-0000-C000-000000000046}"),
    model.Workbooks: ("Workbooks", "{000208DB-0000-0000-C000-000000000046}"),
    model.Worksheets: ("Sheets", "{000208D7-0000-0000-C000-000000000046}"),
    model.Names: ("Names", "{000208B8-0000-0000-C000-000000000046}"),
    model.Thing: ("Thing", "{9D1B5C3E-0002-4B1E-9C11-6A7B00000002}"),
}
PUT = pythoncom.DISPATCH_PROPERTYPUT | pythoncom.DISPATCH_PROPERTYPUTREF
OBJID_NATIVEOM = 0xFFFFFFF0
WM_GETOBJECT = 0x3D
kept = []


def type_infos():
    """Return the type information of every interface, from a type library made for this process."""
    file = str(Path(tempfile.gettempdir()) / f"stand_in_{os.getpid()}.tlb")
    library = pythoncom.CreateTypeLib2(3, file)
    library.SetGuid(pywintypes.IID("{9D1B5C3E-0001-4B1E-9C11-6A7B00000001}"))
    library.SetName("StandIn")
    library.SetVersion(1, 9)
    for name, identifier in INTERFACES.values():
        made = library.CreateTypeInfo(name, pythoncom.TKIND_DISPATCH)
        made.SetGuid(pywintypes.IID(identifier))
        made.LayOut()
    library.SaveAllChanges()
    loaded = pythoncom.LoadTypeLib(file)
    names = [loaded.GetDocumentation(place)[0] for place in range(loaded.GetTypeInfoCount())]
    return {name: loaded.GetTypeInfo(place) for place, name in enumerate(names)}


INFOS = type_infos()


class ServedOverCom:
    """A thing as an object of COM."""

    def __init__(self, thing):
        self.thing = thing

    def _dynamic_(self, name, _locale, flags, arguments):
        """Use a member; what the stand-in refuses is an error of COM."""
        if name == "_NewEnum" and isinstance(self.thing, model.Collection):
            return util.NewEnum([over_com(item) for item in self.thing.items])
        arguments = [bare(argument) for argument in arguments]
        if not flags & PUT and self.thing.is_method(name) and not flags & pythoncom.DISPATCH_METHOD:
            raise COMException(scode=winerror.DISP_E_MEMBERNOTFOUND)
        try:
            # The default member is the Item of a collection.
            member = "Item" if name == "_value_" else name
            return over_com(self.thing.call(member, arguments, put=bool(flags & PUT)))
        except model.Missing as problem:
            raise COMException(scode=winerror.DISP_E_MEMBERNOTFOUND, desc=str(problem)) from None
        except model.Refused as problem:
            # What Excel says when it does not do something: error 1004 of VBA.
            raise COMException(scode=winerror.DISP_E_EXCEPTION, desc=str(problem)) from None
        except TypeError as problem:
            raise COMException(scode=winerror.DISP_E_BADPARAMCOUNT, desc=str(problem)) from None


class Policy(policy.DynamicPolicy):
    """Tells the interface of a thing."""

    def _GetTypeInfoCount_(self):
        return 1

    def _GetTypeInfo_(self, _index, _locale):
        kind = next(kind for kind in type(self._obj_.thing).__mro__ if kind in INTERFACES)
        return 0, INFOS[INTERFACES[kind][0]]


def over_com(value):
    """Return a value as COM takes it: a tuple would be several results."""
    if isinstance(value, model.Thing):
        if not hasattr(value, "wrapped"):
            value.wrapped = util.wrap(ServedOverCom(value), usePolicy=Policy)
        return value.wrapped
    return list(value) if isinstance(value, tuple) else value


def bare(value):
    """Return what was handed over: one of our things, or a value."""
    if isinstance(value, pythoncom.TypeIIDs[pythoncom.IID_IDispatch]):
        return util.unwrap(value).thing
    return None if type(value) is int and value == OMITTED else value


def make_windows(application):
    """Make the windows by which xlwings finds Excel."""
    answer = ctypes.windll.oleacc.LresultFromObject
    answer.restype = ctypes.c_ssize_t
    answer.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p]
    dispatch = (ctypes.c_byte * 16)()
    ctypes.oledll.ole32.CLSIDFromString("{00020400-0000-0000-C000-000000000046}", ctypes.byref(dispatch))

    def procedure(window, message, word, long):
        if message == WM_GETOBJECT and (long & 0xFFFFFFFF) == OBJID_NATIVEOM:
            # pywin32 does not give out the pointer of an object, but it prints it.
            pointer = int(re.search(r"obj at 0x([0-9a-fA-F]+)", repr(over_com(application)))[1], 16)
            return answer(ctypes.byref(dispatch), word, pointer)
        return win32gui.DefWindowProc(window, message, word, long)

    parent = 0
    for name in ("XLMAIN", "XLDESK", "EXCEL7"):
        kind = win32gui.WNDCLASS()
        kind.lpszClassName = name
        kind.lpfnWndProc = procedure if name == "EXCEL7" else {}
        kind.hInstance = win32api.GetModuleHandle(None)
        win32gui.RegisterClass(kind)
        style = win32con.WS_CHILD if parent else win32con.WS_OVERLAPPED
        parent = win32gui.CreateWindow(name, name, style, 0, 0, 9, 9, parent, 0, kind.hInstance, None)
        kept.append((procedure, parent))
        if name == "XLMAIN":
            application.kept["Hwnd"] = parent


def opened(request):
    """Return Excel with the book that a request describes: sheet name -> rows of cells, `=` before a formula."""
    application = model.Application()
    book = model.Workbook(application)
    for name, rows in request.items():
        cells = {}
        for row, line in enumerate(rows, 1):
            for column, value in enumerate(map(unpacked, line), 1):
                if isinstance(value, dt.date):
                    cells[row, column] = model.Cell(serial_of(value), shown="yyyy/mm/dd")
                elif str(value).startswith("=JP."):
                    cells[row, column] = model.Cell("#NAME?", value)
                    book.results[value] = "#NAME?"
                elif value is not None:
                    cells[row, column] = model.Cell(float(value) if isinstance(value, int) else value)
        book.sheets.append(model.Worksheet(book, name, cells))
    return application


def register():
    """Register the stand-in as Excel, for all users, since wine does not merge a user's classes."""
    command = f'"{sys.executable}" "{Path(__file__).resolve()}"'
    entries = {"Excel.Application\\CLSID": str(CLSID), f"CLSID\\{CLSID}\\LocalServer32": command}
    for key, value in entries.items():
        winreg.SetValue(winreg.HKEY_LOCAL_MACHINE, f"Software\\Classes\\{key}", winreg.REG_SZ, value)


def serve(request):
    """Be Excel until the process is ended."""
    application = opened(request)
    standard = policy.DefaultPolicy

    class OurPolicy(standard):
        """Makes Excel and leaves every other class to pywin32."""

        def _CreateInstance_(self, wanted, interface):
            if wanted == CLSID:
                return over_com(application)
            return standard._CreateInstance_(self, wanted, interface)

    policy.DefaultPolicy = OurPolicy
    pythoncom.CoRegisterClassObject(
        CLSID, pythoncom.MakePyFactory(CLSID), pythoncom.CLSCTX_LOCAL_SERVER, pythoncom.REGCLS_MULTIPLEUSE
    )
    make_windows(application)
    register()
    print("ready", flush=True)  # noqa: T201  whoever started us waits for it
    message = wintypes.MSG()
    user = ctypes.windll.user32
    while user.GetMessageW(ctypes.byref(message), 0, 0, 0) > 0:
        user.TranslateMessage(ctypes.byref(message))
        user.DispatchMessageW(ctypes.byref(message))


if __name__ == "__main__":
    serve(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
