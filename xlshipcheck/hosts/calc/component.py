"""The LibreOffice component: the functions, the job that mends opened books, and 更新.

The classes are made when LibreOffice loads the extension: the interface that the functions implement is
known only from the extension's own type library, and its methods come from the catalogue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xlshipcheck.hosts.calc.answers import Answers
from xlshipcheck.hosts.calc.document import Books, as_of_reference, book_of, is_spreadsheet
from xlshipcheck.hosts.calc.entered import EnteredFormulas, holds_call, pieces_of
from xlshipcheck.hosts.calc.link import link, link_cells
from xlshipcheck.hosts.calc.menu import run_command
from xlshipcheck.hosts.function_names import INTERFACE, MODULE, SERVICE, calc_functions, method_name
from xlshipcheck.hosts.log import log_traceback

if TYPE_CHECKING:
    from collections.abc import Callable

    from xlshipcheck.hosts.calc.rows import Book

OPENED: Final = "jp.xlshipcheck.Opened"
REFRESH: Final = "jp.xlshipcheck.Refresh"
# Other documents, other settings, another book in front: what was remembered no longer counts.
FORGETTING: Final = frozenset(["OnNew", "OnLoad", "OnLoadFinished", "OnFocus", "OnUnload"])

Uno = Any  # whatever comes from UNO; LibreOffice ships no types


class Component:
    """Everything that the parts of the component share in one LibreOffice."""

    def __init__(self) -> None:
        self.answers = Answers(self._current_book, self._rows)
        self.context: Uno = None
        self.desktop: Uno = None
        self.books: Books | None = None
        self.entered: EnteredFormulas | None = None
        self._rows_class: type | None = None

    def start(self, context: Uno) -> Component:
        """Take the component context that LibreOffice hands to each of its objects; the first one counts."""
        if self.books is None:
            self.context = context
            self.desktop = context.ServiceManager.createInstanceWithContext(
                "com.sun.star.frame.Desktop", context
            )
            self.books = Books(self.desktop, self.answers.forget)
            self.entered = EnteredFormulas(self.link, _idle(context), _changes_listener)
            _listen(context, self.heard)
            for document in self.books.documents():
                # The one in which the first call was typed: that brought us here.
                self.entered.watch(document)
                self.entered.expect(document)
        return self

    def heard(self, event: str, document: Uno) -> None:
        """Hear what happens to a document."""
        if self.books is None or self.entered is None or event not in FORGETTING:
            return
        if event == "OnUnload":
            self.books.closed(document)
            self.entered.closed(document)
        else:
            self.books.opened(document)
            self.entered.watch(document)
        self.answers.forget()

    def opened(self, document: Uno) -> None:
        """Link a document that was opened."""
        if self.books is None or self.entered is None or not is_spreadsheet(document):
            return
        self.books.opened(document)
        self.entered.watch(document)
        self.link(document, None)

    def link(self, document: Uno, cells: Uno) -> None:
        """Link a document, or some cells of it, in which formulas were entered."""
        if self.books is None or (cells is not None and not holds_call(document, cells)):
            return
        self.books.at_work(document)
        try:
            columns, as_of = book_of(document).context.settings.columns, as_of_reference(document)
            if cells is None:
                link(document, columns, as_of)
            else:
                for sheet, piece in pieces_of(document, cells):
                    link_cells(document, sheet, piece, columns, as_of)
        finally:
            self.books.at_work(None)

    def chosen(self, command: str) -> None:
        """Do what the seller chose in the menu for the document in front.

        Args:
            command: `refresh`, `import` or `messages`, see `menu.run_command`.
        """
        if self.books is not None:
            run_command(self.context, self.desktop, self.books, command)

    def _current_book(self) -> Book:
        if self.books is None:
            message = "the component was asked before it was started"
            raise RuntimeError(message)
        return self.books.current()

    def _rows(self, rows: Uno) -> Uno:
        self._rows_class = self._rows_class or _rows_class()
        return self._rows_class(rows)


SHARED: Final = Component()


def implementations() -> list[tuple[type, str, tuple[str]]]:
    """Return (class, implementation name, services) of everything that the extension offers."""
    made = [(_functions_class(), SERVICE), (_job_class(), OPENED), (_refresh_class(), REFRESH)]
    for kind, service in made:
        for name, member in _service_info(service).items():
            setattr(kind, name, member)
    return [(kind, implementation_name(service), (service,)) for kind, service in made]


def implementation_name(service: str) -> str:
    """Return the name of what implements a service."""
    return f"{service}Implementation"


def _service_info(service: str) -> dict[str, Callable[..., Any]]:
    return {
        "getImplementationName": lambda _: implementation_name(service),
        "supportsService": lambda _, name: name == service,
        "getSupportedServiceNames": lambda _: (service,),
    }


def _base(*interfaces: str) -> tuple[type, ...]:
    """Return the base classes of an object that implements interfaces."""
    import uno  # noqa: PLC0415  only LibreOffice's own Python has it
    import unohelper  # noqa: PLC0415  as above

    return (unohelper.Base, *map(uno.getClass, ("com.sun.star.lang.XServiceInfo", *interfaces)))


def _functions_class() -> type:
    def start(_: Uno, context: Uno, *__: Uno) -> None:
        SHARED.start(context)

    members: dict[str, Any] = {"__init__": start}
    members.update((method_name(name), SHARED.answers.method(name)) for name in calc_functions())
    return type("Functions", _base(".".join([*MODULE, INTERFACE])), members)


def _job_class() -> type:
    def start(self: Uno, context: Uno, *_: Uno) -> None:
        self.component = SHARED.start(context)

    def execute(self: Uno, arguments: Uno) -> Uno:
        given = {argument.Name: argument.Value for argument in arguments}
        try:
            self.component.opened(given.get("Model"))
        except Exception as problem:  # noqa: BLE001  opening a book must never fail because of us
            log_traceback("開いたブックの数式", problem)
        return ()

    return type("Opened", _base("com.sun.star.task.XJob"), {"__init__": start, "execute": execute})


def _refresh_class() -> type:
    def start(self: Uno, context: Uno, *_: Uno) -> None:
        self.component = SHARED.start(context)

    def trigger(self: Uno, command: str) -> None:
        self.component.chosen(command)

    return type("Refresh", _base("com.sun.star.task.XJobExecutor"), {"__init__": start, "trigger": trigger})


def _rows_class() -> type:
    """Return the class of a result of several cells: UNO's `any` cannot carry rows out of a Python method.

    Calc also takes an object that tells it a result, and what is told is typed.
    """
    import uno  # noqa: PLC0415  only LibreOffice's own Python has it

    def start(self: Uno, rows: Uno) -> None:
        self.rows = rows

    def add_listener(self: Uno, listener: Uno) -> None:
        event = uno.createUnoStruct("com.sun.star.sheet.ResultEvent")
        event.Value = uno.Any("[][]any", self.rows)
        listener.modified(event)

    def remove_listener(self: Uno, listener: Uno) -> None:
        """Do nothing: the result never changes after it was told."""

    members = {"__init__": start, "addResultListener": add_listener, "removeResultListener": remove_listener}
    return type("Rows", _base("com.sun.star.sheet.XVolatileResult")[::2], members)


def _idle(context: Uno) -> Callable[[Callable[[], None]], None]:
    """Return what calls something when LibreOffice is idle."""

    def notify(self: Uno, _: Uno) -> None:
        self.work()

    kind = type("Idle", _base("com.sun.star.awt.XCallback")[::2], {"notify": notify})

    def later(work: Callable[[], None]) -> None:
        callback = kind()
        callback.work = work
        service = "com.sun.star.awt.AsyncCallback"
        context.ServiceManager.createInstanceWithContext(service, context).addCallback(callback, None)

    return later


def _changes_listener(changed: Callable[[Uno], None]) -> Uno:
    """Return an object that hears of the changed cells of a document."""

    def occurred(_: Uno, event: Uno) -> None:
        changed(event)

    def disposing(self: Uno, event: Uno) -> None:
        """Do nothing: the document is closing."""

    members = {"changesOccurred": occurred, "disposing": disposing}
    return type("Changes", _base("com.sun.star.util.XChangesListener")[::2], members)()


def _listen(context: Uno, heard: Callable[[str, Uno], None]) -> None:
    """Hear of every document that opens, closes or comes in front."""

    def occured(_: Uno, event: Uno) -> None:
        heard(event.EventName, event.Source)

    def disposing(self: Uno, event: Uno) -> None:
        """Do nothing: LibreOffice is closing."""

    # UNO's own names, the spelling included.
    members = {"documentEventOccured": occured, "disposing": disposing}
    listener = type("Listener", _base("com.sun.star.document.XDocumentEventListener")[::2], members)
    broadcaster = context.getValueByName("/singletons/com.sun.star.frame.theGlobalEventBroadcaster")
    broadcaster.addDocumentEventListener(listener())
