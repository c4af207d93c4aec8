"""Runs on Windows: our VBA, as VBScript, against the real COM server; prints what it asked and what it said."""

from __future__ import annotations

import json
import sys
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import pythoncom
import script_host
import stand_in_excel
import stand_in_model as model
import win32api
import win32clipboard
import win32com.client
import win32con
import win32gui
import win32service
from com_cells import packed
from com_crash import servers
from script_calculation import MANUAL

from xlshipcheck.hosts.excel.sheets.values import rows_of
from xlshipcheck.values.results import OWN_SHEET_NAME

OMITTED = win32com.client.VARIANT(pythoncom.VT_ERROR, -2147352572)
DAY = 46349.0
"""2026-11-23, a holiday."""
PAID, STAGE = 2, 5
"""Columns of the order sheet."""


class Session:
    """A book open in the stand-in, with our macros in it."""

    def __init__(self, request):
        application = stand_in_excel.opened(request["book"])
        self.host = script_host.Host(application, request["words"])
        self.macros = script_host.started(self.host, request["script"])
        self.book = application.books[0]
        self.orders = self.book.sheets[0]

    def cell(self, row, column, last_row=None):
        """Return a cell of the order sheet, or several below each other."""
        return model.Range(self.orders, row, column, last_row or row, column)

    def counted(self, work):
        """Do something after a pause, and return how often the server was called or started, the answers, the time."""
        self.host.clock += 1
        before = self.host.calls.copy()
        start = time.perf_counter()
        answers = work()
        seconds = time.perf_counter() - start
        asked = self.host.calls - before
        for name in ("Volatile", "Calculate", "CalculateFull"):
            del asked[name]
        return {"asked": dict(asked), "answers": packed(answers), "seconds": seconds}

    def recalculated(self):
        """Calculate a row-aware formula and one with a reference in every row of the order sheet."""
        answers = []
        for row in range(2, self.orders.get_UsedRange().last_row + 1):
            self.host.caller = self.cell(row, STAGE)
            answers.append(self.macros.QOO10_STAGE(*[OMITTED] * 6))
            answers.append(self.macros.QOO10_DEADLINE(self.cell(row, PAID), OMITTED, OMITTED, OMITTED))
        self.host.caller = None
        return answers


def recalculations(session):
    """Recalculate a sheet again and again, each time after another change."""
    host, setting = session.host, session.book.sheets[1].cell(2, 2)
    steps = {
        "first": lambda: None,
        "unchanged": lambda: None,
        "own results written": lambda: session.cell(2, STAGE).put_Value2("警告"),
        "one cell changed": lambda: session.cell(2, PAID).put_Value2(46200.0),
        "a setting changed": lambda: setattr(setting, "value", setting.value + 1),
        "the next day": lambda: setattr(host, "day", host.day + script_host.dt.timedelta(1)),
        "unchanged again": lambda: None,
    }
    done = {}
    for name, change in steps.items():
        change()
        done[name] = session.counted(session.recalculated)
    return done


def kinds(session):
    """Ask with arguments that differ in kind only, then with a range of cells, and all of it once more."""
    asked = [
        lambda: session.macros.QOO10_STAGE(46335.0, OMITTED, OMITTED, 46347.0, OMITTED, OMITTED),
        lambda: session.macros.QOO10_STAGE(46335.0, "", OMITTED, 46347.0, OMITTED, OMITTED),
        lambda: session.macros.QOO10_STAGE("46335", OMITTED, OMITTED, 46347.0, OMITTED, OMITTED),
        lambda: session.macros.QOO10_STAGE(46335.0 + 2**-30, OMITTED, OMITTED, 46347.0, OMITTED, OMITTED),
        lambda: session.macros.QOO10_DEADLINE(session.cell(2, PAID, 4), OMITTED, OMITTED, OMITTED),
        lambda: session.macros.SHIPCHECK_EXPLAIN("QOO10_STAGE", [46335.0, OMITTED, OMITTED, 46347.0]),
    ]
    return [[session.counted(work)["asked"] for work in asked] for _ in range(2)]


def end_servers(*, forgotten):
    """End the server as a crash does.

    Args:
        forgotten: also restart the service that knows of running servers. Windows forgets one that has died by
            itself; wine 8 hands its dead address to every client until that service has been started anew.
    """
    running = servers()
    for number in running:
        win32api.TerminateProcess(win32api.OpenProcess(win32con.PROCESS_TERMINATE, 0, number), 1)
    while set(servers()) & set(running):
        time.sleep(0.05)
    if forgotten:
        manager = win32service.OpenSCManager(None, None, win32service.SC_MANAGER_ALL_ACCESS)
        service = win32service.OpenService(manager, "RpcSs", win32service.SERVICE_ALL_ACCESS)
        win32service.ControlService(service, win32service.SERVICE_CONTROL_STOP)
        while win32service.QueryServiceStatus(service)[1] != win32service.SERVICE_STOPPED:
            time.sleep(0.05)


def deaths(session):
    """End the server between questions: once so that it can be started again, once so that it cannot."""

    def ask(day):
        return session.counted(lambda: session.macros.JP_HOLIDAY_NAME(day))

    done = {"first": ask(DAY)}
    end_servers(forgotten=True)
    done |= {"remembered": ask(DAY), "replaced": ask(DAY + 1), "after": ask(DAY)}
    end_servers(forgotten=False)
    done |= {"gone": ask(DAY + 2), "at once": ask(DAY + 3)}
    session.host.clock += 5
    done["later"] = ask(DAY + 3)
    return done


def settings_reach(session):
    """Type each setting, and compare what every formula shows with what it answers when it is asked again.

    The formulas stand on two sheets, of which one is in front; the setting is typed on a third.
    """
    calculation, settings = session.host.calculation, session.book.sheets[1]
    for sheet in (session.orders, session.book.sheets[2]):
        paid = model.Range(sheet, 2, PAID, 2, PAID)
        formulas = [
            ("QOO10_DEADLINE", (paid, *[OMITTED] * 3)),
            ("QOO10_STAGE", [OMITTED] * 6),
            ("QOO10_STAGE", (paid, "", OMITTED, 46347.0, OMITTED, OMITTED)),
            ("JP_WORKDAY", (paid, 4, OMITTED)),
        ]
        for place, (name, given) in enumerate(formulas, 20):
            calculation.type_formula(model.Range(sheet, 2, place, 2, place), name, *given)
    done = {}
    for row, column, value in SETTINGS_TYPED:
        session.host.clock += 1
        before = dict(calculation.shown)
        model.Range(settings, row, column, row, column).put_Value2(value)
        calculation.changed(model.Range(settings, row, column, row, column))
        shown = dict(calculation.shown)
        session.macros.ForgetAnswers()
        calculation.calculate(everything=True)
        done[f"{row}/{column}"] = {
            "stale": [place[1:] for place in shown if shown[place] != calculation.shown[place]],
            "moved": sum(before[place] != shown[place] for place in shown),
        }
    return done


def settings_calculated(session):
    """Let Excel say that 設定 was calculated: as it was, with another value in it, once more, and by hand."""
    application, settings, done = session.host.application, session.book.sheets[1], []
    for value, calculation in ((46347.0, None), (46348.0, None), (46348.0, None), (46349.0, MANUAL)):
        session.host.clock += 1
        settings.cell(2, 2).value = value
        if calculation:
            application.kept["Calculation"] = calculation
        before = session.host.calls["CalculateFull"]
        session.macros.XlshipSheetCalculated(settings)
        done.append(session.host.calls["CalculateFull"] - before)
    session.macros.XlshipSheetChanged(settings)
    return {"calculated": done, "bar": application.kept["StatusBar"]}


SETTINGS_TYPED = [
    (2, 2, 46362.0),
    (8, 1, 46350.0),
    (8, 1, None),
    (8, 4, 46347.0),
    (4, 2, 0.99),
    (4, 2, 0.5),
    (5, 2, "予約"),
    (5, 2, None),
]
"""基準日, a closed day and its end, an open Saturday, the rate twice, the kind of orders without one and its end."""


def guards(session, request):
    """Press buttons under every misfortune; return what was said and whether Excel is as it was."""
    host, book = session.host, session.book
    application, settings = host.application, book.sheets[1]
    as_of = settings.cell(2, 2)
    name = model.Name(book.names, book, Name="基準日", RefersTo="=設定!$B$2")
    book.names.append(name)
    done = {}

    def press(case, macro):
        host.clock += 60
        before, calls = dict(application.kept), host.calls.copy()
        getattr(session.macros, macro)()
        done[case] = {
            "said": told(session),
            "changed": [key for key, value in application.kept.items() if before[key] != value],
            "asked": dict(host.calls - calls),
            "as of": as_of.value,
            "ended": host.is_ended,
        }

    as_of.value = 46300.0
    settings.kept["ProtectContents"] = True
    press("protected settings", "XlshipRefreshBook")
    settings.kept["ProtectContents"] = False
    host.chosen = request["refused"]
    press("refused import", "XlshipImport")
    application.kept["EnableEvents"] = False
    press("events off before", "XlshipHelp")
    application.kept["EnableEvents"] = True
    for number in request["failures"]:
        session.macros.ForgetAnswers()
        host.failing = number
        press(str(number), "XlshipRefreshSheet")
    host.failing = 0
    session.macros.ForgetAnswers()
    host.is_dying = True
    press("server ended while it writes", "XlshipRefreshSheet")
    host.is_dying = False
    name.kept["RefersTo"] = "=TODAY()+1"
    press("name of no range", "XlshipRefreshSheet")
    name.kept["RefersTo"] = "=受注!$B$2"
    paid = session.orders.cell(2, PAID).value
    press("name of the seller's", "XlshipRefreshSheet")
    done["name of the seller's"]["same"] = session.orders.cell(2, PAID).value == paid
    name.kept["RefersTo"] = "=設定!$B$2"
    host.is_escape_pressed = True
    host.chosen = request["exports"]
    press("escape", "XlshipImport")
    as_of.value = None
    press("blank day", "XlshipRefreshBook")
    # The evening before in Greenwich is the morning in Japan; the book was last refreshed elsewhere.
    host.is_escape_pressed = False
    clock = book.sheets[2].cell(1, 2)
    clock.value = -3.0
    book.names.append(model.Name(book.names, book, Name="時差", RefersTo="=選択肢!$B$1"))
    host.hour = script_host.dt.timedelta(hours=20)
    press("another clock", "XlshipRefreshBook")
    done["another clock"]["hours"] = clock.value
    return done


def days(session):
    """Press 更新 in a book that keeps the day of the refresh, as our template does."""
    host, book = session.host, session.book
    as_of, kept = book.sheets[1].cell(2, 2), book.sheets[2].cell(1, 4)
    for name, place in (("基準日", "設定!$B$2"), ("更新した日", "選択肢!$D$1")):
        book.names.append(model.Name(book.names, book, Name=name, RefersTo=f"={place}"))
    done = {}

    def press(case, typed, macro="XlshipRefreshBook", *, protected=False):
        as_of.value, kept.value = typed, 46300.0
        book.sheets[1].kept["ProtectContents"] = protected
        host.clock += 60
        getattr(session.macros, macro)()
        done[case] = {"said": told(session), "as of": as_of.value, "kept": kept.value}

    press("blank", None)
    press("typed", 46310.0)
    press("blank and protected", None, protected=True)
    press("typed and protected", 46310.0, protected=True)
    book.sheets[0].kept["ProtectContents"] = True
    press("refused", 46310.0)
    return done


def recovery(session):
    """Ask while there is no server, then calculate again with one, without a button."""
    calculation, host = session.host.calculation, session.host
    cell = session.cell(2, 9)
    host.failing = -2147221164
    calculation.type_formula(cell, "JP_HOLIDAY_NAME", DAY)
    place = next(iter(calculation.shown))
    done = {"without": calculation.shown[place]}
    host.failing = 0
    host.clock += 6
    calculation.calculate()
    done["with"] = calculation.shown[place]
    before = host.calls.copy()
    calculation.calculate()
    return {**done, "volatile": len(calculation.volatile), "asked again": sum((host.calls - before).values())}


def areas(session):
    """Ask with a reference of two areas."""
    apart = model.Range(session.orders, 2, PAID, 2, PAID, others=[(4, PAID, 4, PAID)])
    return session.macros.QOO10_DEADLINE(apart, OMITTED, OMITTED, OMITTED)


def mac(session):
    """Type a formula, change settings, open a book and press buttons where there is neither a server nor a dictionary."""
    host, settings = session.host, session.book.sheets[1]
    host.is_measured = True
    host.calculation.type_formula(session.cell(2, 9), "JP_HOLIDAY_NAME", DAY)
    host.calculation.changed(model.Range(settings, 2, 2, 2, 2))
    session.macros.XlshipSheetCalculated(settings)
    session.macros.XlshipBookOpened(session.book)
    done = {"shown": list(host.calculation.shown.values()), "said before": told(session)}
    for macro in ("XlshipRefreshBook", "XlshipImport", "XlshipMessages"):
        getattr(session.macros, macro)()
    return {**done, "said": told(session), "dictionaries": len(host.dictionaries), "asked": dict(host.calls)}


def opened(session):
    """Open the book before and after it has our mark, and as an add-in; return how often it is relinked each time."""
    book, done = session.book, []
    steps = (
        lambda: None,
        lambda: book.names.append(model.Name(book.names, book, Name=OWN_SHEET_NAME, RefersTo="=受注!$A$1")),
        lambda: book.kept.update(IsAddin=True),
    )
    for step in steps:
        step()
        before = session.host.calls["Relink"]
        session.macros.XlshipBookOpened(book)
        done.append(session.host.calls["Relink"] - before)
    return done


def many_cells(session):
    """Ask twice about more cells than are compared, and keep an answer under a key of as many, and of a few."""
    area = session.cell(2, PAID, 20_002)
    asked = [session.counted(lambda: session.macros.JP_HOLIDAY_NAME(area))["asked"] for _ in range(2)]
    kept = []
    for last_row in (20_002, 3):
        key = session.macros.KeyOf(session.cell(2, PAID, last_row).get_Value2())
        session.macros.Keep(key, "")
        kept.append(bool(session.macros.IsKept(key)))
    return {"asked": asked, "kept": kept}


KEYS = 2
"""The dictionary of keys is the third that the macros make."""


def memory(session, request):
    """Keep what edits of a long sheet ask for: figures over its rows, each edit another question.

    The question of a figure is that of the sheet, taken once: to ask all of them would take this engine minutes.
    """
    rows = session.orders.get_UsedRange().last_row
    session.host.is_measured = True
    session.macros.ForgetAnswers()
    one = session.macros.KeyOf(session.cell(2, PAID, rows).get_Value2())
    most = 0
    for edit in range(request["edits"]):
        for figure in range(request["figures"]):
            session.macros.Keep(f"{edit}/{figure}{one}{one}{one}", 0.96)
        if edit % 100 == 99:
            # The macros hold two dictionaries of answers, whichever: no more than the two largest they ever made.
            answers = sorted(one.characters() for one in session.host.dictionaries)[-2:]
            most = max(most, sum(answers) + session.host.dictionaries[KEYS].characters())
    asked = request["edits"] * request["figures"] * len(one) * 3
    return {"rows": rows - 1, "most characters": most, "asked characters": asked}


def pasted():
    """Return the text on the clipboard."""
    win32clipboard.OpenClipboard()
    try:
        return win32clipboard.GetClipboardData(win32con.CF_UNICODETEXT)
    finally:
        win32clipboard.CloseClipboard()


def buttons(session, request):
    """Press 更新, 取込 and 文面, and return what was said and what the book holds then."""
    host = session.host
    session.macros.XlshipRefreshBook()
    done = {"refreshed": told(session), "sheets": cells(session.book)}
    host.chosen = request["exports"]
    session.macros.XlshipImport()
    return {**done, "imported": told(session), "after": cells(session.book)}


def offers(session, request):
    """Press 取込 once for each answer that the seller gives; `exports` is what he chooses in the dialog."""
    host, done = session.host, []
    host.chosen = request["exports"]
    for answer in request["answers"]:
        host.answer, before = answer, host.calls.copy()
        host.clock += 60
        session.macros.XlshipImport()
        asked = {
            name: count
            for name, count in (host.calls - before).items()
            if name in {"Offer", "GetOpenFilename", "Import", "Refresh"}
        }
        done.append({"said": told(session), "asked": asked, "sheets": cells(session.book)})
    return done


def messages(session):
    """Select rows and press 文面; return what was said, the clipboard, and the new book, each time."""
    book = session.book
    holds = book.sheets[2]
    choices = {
        "hold": (model.Range(holds, 2, 1, 2, 1), ""),
        "nothing": (model.Range(holds, 3, 1, 3, 1), ""),
        "two holds": (model.Range(holds, 2, 1, 3, 1), ""),
        "late order": (session.cell(2, 1), "2"),
        "late orders": (session.cell(2, 1, 4), "台風"),
        "no cause": (session.cell(2, 1), ""),
        "promised day over": (session.cell(5, 1), "1"),
        "filtered": (model.Range(holds, 2, 1, 3, 1), ""),
        "twice": (model.Range(holds, 2, 1, 2, 1, others=[(2, 2, 2, 3)]), ""),
    }
    done = {}
    for name, (selected, typed) in choices.items():
        holds.hidden = {3} if name == "filtered" else set()
        done[name] = pressed(session, selected, typed)
    # Another program that keeps the clipboard open: a window of ours is one as good as any.
    window = win32gui.CreateWindow("STATIC", "", 0, 0, 0, 1, 1, 0, 0, 0, None)
    win32clipboard.OpenClipboard(window)
    try:
        session.host.selected, session.host.said = choices["hold"][0], []
        session.macros.XlshipMessages()
    finally:
        win32clipboard.CloseClipboard()
    return {**done, "clipboard in use": {**new_book(session), "said": told(session)}, "book": cells(book)}


def pressed(session, selected, typed):
    """Press 文面 with an empty clipboard."""
    win32clipboard.OpenClipboard()
    win32clipboard.EmptyClipboard()
    win32clipboard.SetClipboardText("", win32con.CF_UNICODETEXT)
    win32clipboard.CloseClipboard()
    session.host.selected, session.host.typed = selected, typed
    session.macros.XlshipMessages()
    return {"pasted": pasted(), **new_book(session), "said": told(session)}


def new_book(session):
    """Return the cells of a book that was made, and close it."""
    made = session.host.application.books[1:]
    del session.host.application.books[1:]
    return {"made": [cells(book) for book in made]}


def told(session):
    """Return what was said since the last time."""
    said, session.host.said = session.host.said, []
    return said


def cells(book):
    """Return the cells of every sheet of a book."""
    return {sheet.kept["Name"]: packed(rows_of(sheet.get_UsedRange().get_Value2())) for sheet in book.sheets}


WITH_REQUEST = {"buttons", "guards", "memory", "offers"}


def main():
    """Do what the request says."""
    request = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    code = 1
    try:
        session = Session(request)
        work = globals()[request["work"]]
        done = work(session, request) if request["work"] in WITH_REQUEST else work(session)
        print(json.dumps(done), flush=True)  # noqa: T201  the answer is what it prints
        code = 0
    except Exception:  # noqa: BLE001  whatever it was, nothing may go on running
        traceback.print_exc()
        sys.stderr.flush()
    # The engine of wine 8 does not let go of what it holds: the server would wait for this client for ever.
    end_servers(forgotten=False)
    win32api.TerminateProcess(win32api.GetCurrentProcess(), code)


if __name__ == "__main__":
    main()
