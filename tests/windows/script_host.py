"""Runs on Windows: a host for our VBA as VBScript, with the stand-in's objects as Excel's and a counted COM server.

The host keeps the clock. VBScript has no arrays that count from 1: blocks of cells have an empty row and column
in front on their way into the script, and lose them on their way to the server.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import pythoncom
import pywintypes
import stand_in_excel
import stand_in_model as model
import win32com.client
import winerror
from script_calculation import MANUAL, Calculation
from win32com.axscript.server import axsite
from win32com.server import policy, util
from win32com.server.exception import COMException

EMPTY = pythoncom.Empty
PUT = pythoncom.DISPATCH_PROPERTYPUT | pythoncom.DISPATCH_PROPERTYPUTREF
WITH_RESULT = True
NOTHING = win32com.client.VARIANT(pythoncom.VT_DISPATCH, None)
PRELUDE = """
Const xlCalculationManual = -4135
Const xlDisabled = 0
Function IsOmitted(ByVal value)
  IsOmitted = (VarType(value) = vbError)
End Function
Function IsErrorValue(ByVal value)
  IsErrorValue = (VarType(value) = vbError)
End Function
Function MadeObject(ByVal name)
  If name = ProgId Then
    Set MadeObject = MadeServer()
  ElseIf IsMeasured() Then
    Set MadeObject = MadeDictionary()
  Else
    Set MadeObject = CreateObject(name)
  End If
End Function
Function Joined(ByVal parts, ByVal between)
  Dim place
  For place = 0 To UBound(parts)
    If place > 0 Then Joined = Joined & between
    Joined = Joined & parts(place)
  Next
End Function
"""
"""What is Excel's, and what the engine of wine 8 lacks."""


class Things(list):
    """A collection."""


class ForScript:
    """A thing as the script sees it."""

    def __init__(self, thing):
        self.thing = thing

    def _dynamic_(self, name, _locale, flags, arguments):
        arguments = [bare(argument) for argument in arguments]
        try:
            return shown(member(self.thing, name, arguments, put=bool(flags & PUT)))
        except (model.Refused, TypeError) as problem:
            raise COMException(scode=winerror.DISP_E_MEMBERNOTFOUND, desc=str(problem)) from None
        except pywintypes.com_error as problem:
            HOSTS[-1].problem = problem.hresult
            raise COMException(scode=problem.hresult, desc=str(problem)) from None


class Policy(policy.DynamicPolicy):
    """Knows the names of a host, which the script asks for each of its own names, too."""

    def _getdispid_(self, name, flags):
        if isinstance(self._obj_.thing, Host) and name.lower() not in NAMES:
            raise COMException(scode=winerror.DISP_E_UNKNOWNNAME)
        return super()._getdispid_(name, flags)


def shown(value):
    """Return a value as the script takes it."""
    if value is NOTHING or isinstance(value, pythoncom.TypeIIDs[pythoncom.IID_IUnknown]):
        return value
    if isinstance(value, (model.Thing, Things, Server, Host)):
        return util.wrap(ForScript(value), usePolicy=Policy)
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return [[EMPTY] * (len(value[0]) + 1), *([EMPTY, *map(shown, row)] for row in value)]
    if isinstance(value, tuple):
        # A tuple would be several results of one call.
        return list(map(shown, value))
    # None would be Null.
    return EMPTY if value is None else value


def bare(value):
    """Return what the script handed over: a thing, a moment as its number, or a value."""
    if isinstance(value, pythoncom.TypeIIDs[pythoncom.IID_IDispatch]):
        return util.unwrap(value).thing
    if isinstance(value, dt.datetime):
        return stand_in_excel.serial_of(value)
    return value


def from_first(value):
    """Return an argument for the server, its blocks without the row and the column in front."""
    if isinstance(value, (tuple, list)):
        if value and all(isinstance(row, (tuple, list)) for row in value):
            return tuple(tuple(row[1:]) for row in value[1:])
        return tuple(map(from_first, value))
    return stand_in_excel.over_com(value) if isinstance(value, model.Thing) else value


def member(thing, name, arguments, *, put):
    """Use a member of a thing: what a formula asks for first, then what the stand-in knows."""
    if isinstance(thing, Things):
        return of_collection(thing, name, arguments)
    if isinstance(thing, Host):
        return getattr(thing, NAMES[name.lower()])(*arguments)
    if isinstance(thing, Server):
        return getattr(thing, name)(*arguments)
    if not put:
        special = globals().get(f"{type(thing).__name__.lower()}_{name.lower()}")
        if special:
            return special(thing, *arguments)
        if name == "_NewEnum":
            return of_collection(Things(thing.items), name, arguments)
    done = thing.call(name, arguments, put=put)
    if put and isinstance(thing, model.Range) and name in {"Value", "Value2"} and HOSTS:
        HOSTS[-1].calculation.changed(thing)
    return done


def of_collection(things, name, arguments):
    """Use a member of a collection."""
    if name == "_NewEnum":
        return util.NewEnum([shown(item) for item in things])
    if name == "Count":
        return len(things)
    if name == "Add":
        things.append(*arguments)
        return None
    return things[int(arguments[0]) - 1]


def range_cells(area, row=None, column=None):
    """Return its cells, or one of them."""
    places = [place for line in area.places() for place in line]
    if row is None:
        return Things(model.Range(area.sheet, *place, *place) for place in places)
    return model.Range(area.sheet, *((area.row + int(row) - 1, area.column + int(column) - 1) * 2))


def range_rows(area):
    """Return its rows."""
    return Things(
        model.Range(area.sheet, row, area.column, row, area.last_column)
        for row in range(area.row, area.last_row + 1)
    )


def range_columns(area):
    """Return its columns."""
    return Things(
        model.Range(area.sheet, area.row, column, area.last_row, column)
        for column in range(area.column, area.last_column + 1)
    )


def range_areas(area):
    """Return the areas that it is made of."""
    return Things(model.Range(area.sheet, *part) for part in area.areas)


def range_entirerow(area):
    """Return the row that it is in: whether it is hidden is all that is asked of it."""
    return Row(Hidden=area.row in area.sheet.hidden)


def range_locked(_area):
    """Return what every cell is until somebody unlocks it."""
    return True


def range_listobject(_area):
    """Return Nothing: the stand-in's formulas stand in no table."""
    return NOTHING


def range_dirty(area):
    """Do what Excel does, which is nothing on a sheet that is not in front."""
    HOSTS[-1].calculation.mark_dirty(area)


def range_count(area):
    """Return how many cells it has."""
    return sum(map(len, area.places()))


def worksheet_cells(sheet, row=None, column=None):
    """Return all its cells, or one of them."""
    if row is None:
        return sheet.get_Cells()
    return model.Range(sheet, int(row), int(column), int(row), int(column))


def worksheet_columns(sheet, column):
    """Return a column, as long as is needed here."""
    return model.Range(sheet, 1, int(column), 9, int(column))


def workbook_worksheets(book, place=None):
    """Return its sheets, or one of them."""
    return book.get_Worksheets() if place is None else book.sheets[int(place) - 1]


def worksheet_rows(_sheet):
    """Return as many rows as a sheet of Excel has."""
    return model.Collection(range(1_048_576), None)


HOSTS = []
E_FAIL = -2147467259


class Row(model.Thing):
    """A whole row of a sheet."""


class Dictionary(model.Thing):
    """A Scripting.Dictionary whose size can be seen: that of wine 8 does not tell its keys."""

    def __init__(self):
        super().__init__()
        self.entries = {}

    def characters(self):
        """Return how many characters its keys and texts have; a number counts as twelve."""
        return sum(
            len(key) + (len(value) if isinstance(value, str) else 12) for key, value in self.entries.items()
        )

    def do_Exists(self, key):
        return key in self.entries

    def do_RemoveAll(self):
        self.entries.clear()

    def get_Count(self):
        return len(self.entries)

    def get__value_(self, key):
        return self.entries.get(key)

    def put__value_(self, key, value):
        self.entries[key] = value


class OwnBook(model.Thing):
    """The book that holds the macros; what watches over other books is a class, which VBScript has not."""

    def do_Watch(self):
        return None


class Server:
    """The COM server, each of its calls counted."""

    def __init__(self, host):
        self.host = host
        self.real = win32com.client.Dispatch("Xlshipcheck.Server")

    def __getattr__(self, name):
        def call(*arguments):
            self.host.calls[name] += 1
            self.host.meet_escape()
            if self.host.failing:
                raise pywintypes.com_error(self.host.failing, "made to fail", None, None)
            if self.host.is_dying and name == "Refresh":
                self.host.leave_excel_quiet()
                raise pywintypes.com_error(winerror.HRESULT_FROM_WIN32(1726), "ended", None, None)
            return getattr(self.real, name)(*map(from_first, arguments))

        return call


class Host:
    """What the script may name: Excel's globals, and what stands in for VBA's.

    Args:
        application: the stand-in's.
        words: rows of the hidden sheet of words.
    """

    def __init__(self, application, words):
        self.application = application
        self.calls = Counter()
        self.said = []
        self.clock = 1000.0
        self.day = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
        self.hour = dt.timedelta(hours=1)
        self.caller = self.selected = self.chosen = self.typed = self.answer = None
        self.calculation = Calculation(self)
        self.own_book = OwnBook(Name="xlshipcheck.xlam", IsAddin=True)
        self.is_escape_pressed = self.is_ended = False
        self.failing = self.problem = 0
        self.is_dying = False
        self.is_measured = False
        self.dictionaries = []
        HOSTS.append(self)
        host = self

        class Application(type(application)):
            """Excel as a macro sees it."""

            def get_Caller(self):
                return host.caller or -2146826265

            def do_Volatile(self):
                host.calls["Volatile"] += 1
                host.calculation.is_volatile()

            def do_Calculate(self):
                host.calls["Calculate"] += 1
                host.calculation.calculate()

            def do_CalculateFull(self):
                host.calls["CalculateFull"] += 1
                host.calculation.calculate(everything=True)

            def do_GetOpenFilename(self, *_options):
                host.calls["GetOpenFilename"] += 1
                return host.chosen or False

        application.__class__ = Application
        self.words = stand_in_excel.opened({"TextSheet": words}).books[0].sheets[0]

    def RealNumber(self, number):
        """Return the number of the error that VBA would tell; the engine of wine 8 tells E_FAIL for most."""
        return self.problem if number == E_FAIL and self.problem else number

    def IsMeasured(self):
        return self.is_measured

    def MadeDictionary(self):
        self.dictionaries.append(Dictionary())
        return self.dictionaries[-1]

    def MadeServer(self):
        self.calls["CreateObject"] += 1
        if self.failing:
            raise pywintypes.com_error(self.failing, "made to fail", None, None)
        return Server(self)

    def meet_escape(self):
        """Do what an Esc in the middle of a macro does: where Excel takes it, the seller presses End."""
        if self.is_escape_pressed and self.application.kept["EnableCancelKey"] == 1:
            self.is_ended = True

    def leave_excel_quiet(self):
        """Leave Excel as a server does that is ended while it writes: nobody gives back what it had set."""
        self.application.kept.update(ScreenUpdating=False, DisplayAlerts=False, Calculation=MANUAL)

    def ThisWorkbook(self):
        return self.own_book

    def Clock(self):
        return self.clock

    def Today(self):
        return self.day

    def Moment(self):
        return self.day + self.hour

    def KindOf(self, value):
        return type(value).__name__

    def NewCollection(self):
        return Things()

    def Shown(self, text, *_options):
        self.said.append(text)
        return self.answer

    def Asked(self, text, *_options):
        self.said.append(text)
        return self.typed

    def Intersect(self, one, other):
        first = max(one.row, other.row), max(one.column, other.column)
        last = min(one.last_row, other.last_row), min(one.last_column, other.last_column)
        return (
            model.Range(one.sheet, *first, *last) if first[0] <= last[0] and first[1] <= last[1] else NOTHING
        )

    def Application(self):
        return self.application

    def ActiveWorkbook(self):
        return self.application.books[0]

    def ActiveSheet(self):
        return self.selected.sheet if self.selected else self.application.books[0].sheets[0]

    def Selection(self):
        return self.selected

    def Workbooks(self):
        return self.application.get_Workbooks()

    def TextSheet(self):
        return self.words


NAMES = {name.lower(): name for name in vars(Host) if not name.startswith("_")}


class Site(axsite.AXSite):
    """Where the script runs; it tells what it cannot run."""

    _public_methods_ = axsite.IActiveScriptSite_methods

    def OnScriptError(self, error):
        sys.stderr.write(f"{error.GetExceptionInfo()[2]} {error.GetSourcePosition()}\n")


class Procedures:
    """The procedures of a started script, called with every argument: type information would drop omitted ones."""

    def __init__(self, engine):
        self.engine = engine
        self.dispatch = engine.GetScriptDispatch()

    def __getattr__(self, name):
        number = self.dispatch.GetIDsOfNames(0, name)
        return lambda *arguments: self.dispatch.Invoke(
            number, 0, pythoncom.DISPATCH_METHOD, WITH_RESULT, *map(shown, arguments)
        )


def started(host, script):
    """Start the script and return its procedures."""
    engine = Site({"host": shown(host)}).AddEngine("VBScript")
    engine.Start()
    engine.AddCode(script + PRELUDE)
    host.calculation.macros = Procedures(engine)
    return host.calculation.macros
