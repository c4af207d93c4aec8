"""The COM server behind the formulas: `python -m xlshipcheck.hosts.server`, started by COM itself.

One process answers for all workbooks and ends when the last of them lets go; the next call starts it again. The
class offers calls to our functions and the refresh, and nothing that runs code handed to it.
"""

from __future__ import annotations

import atexit
import datetime as dt
import sys
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck import __version__
from xlshipcheck.catalogue.registry import find_function
from xlshipcheck.errors import ShipcheckError, UnknownFunction, WorkbookNewer
from xlshipcheck.hosts.clock import hours_to_japan
from xlshipcheck.hosts.log import log_line, log_traceback
from xlshipcheck.values.answers import error_text
from xlshipcheck.values.cells import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PROGID: Final = "Xlshipcheck.Server"
CLSID: Final = "{6F0C5B0E-52C6-4E0B-9D0B-3C0C6A1E7A41}"
DESCRIPTION: Final = "xlshipcheck"
MODULE: Final = "xlshipcheck.hosts.excel.server_functions"
CONTRACT: Final = 4
"""Number of the form of these calls; raised when an older program could not answer a newer workbook rightly.

2: `MessageInRow` takes a cause, and there are `HeaderRow` and `CopyText`.
3: there are `OrderInRow` and `Relink`.
4: there are `MessageLine` and `ListMessages`.
"""


class Server:
    """What VBA sees. Arguments come and answers go as COM values; no call raises."""

    _public_methods_ = (
        "CallFunction",
        "CallInRow",
        "Refresh",
        "Import",
        "Offer",
        "HeaderRow",
        "MessageInRow",
        "OrderInRow",
        "MessageLine",
        "ListMessages",
        "CopyText",
        "Relink",
        "HoursToJapan",
        "Version",
    )
    _reg_progid_ = PROGID
    _reg_clsid_ = CLSID

    def CallFunction(  # noqa: N802  named for VBA
        self, name: str, arguments: Sequence[object] = (), settings: object = None, contract: int = CONTRACT
    ) -> object:
        """Return what the cell shows for a call with explicit arguments.

        Args:
            name: a function of the catalogue.
            arguments: `Array(...)` in the order of the contract: values, or `Value2` of ranges.
            settings: the workbook's settings as a block of cells, see `excel_settings`.
            contract: the form of calls that the workbook's VBA was made for.
        """
        return _answered(str(name), contract, lambda: _through_xlwings(name, arguments, settings))

    def CallInRow(  # noqa: N802  named for VBA
        self,
        name: str,
        headers: object,
        row: object,
        arguments: Sequence[object] = (),
        settings: object = None,
        contract: int = CONTRACT,
    ) -> object:
        """Return what the cell shows for a call that takes missing values from its own row.

        Args:
            name: a function of the catalogue.
            headers: `Value2` of the header row, or of the first rows of the sheet, one of which it is.
            row: `Value2` of the caller's own row.
            arguments: as for `CallFunction`; an omitted one stays omitted.
            settings: as for `CallFunction`.
            contract: as for `CallFunction`.
        """

        def answer() -> object:
            from xlshipcheck.hosts import excel  # noqa: PLC0415  on Windows it imports xlwings

            with excel.settings_in_use(settings):
                return com_value(excel.call_in_row(str(name), headers, row, tuple(arguments or ())))

        return _answered(str(name), contract, answer)

    def HeaderRow(  # noqa: N802  named for VBA
        self, rows: object, settings: object = None, contract: int = CONTRACT
    ) -> object:
        """Return which of the first rows of a sheet is its header row, counted from 1; 0 where none is.

        Args:
            rows: `Value2` of the first rows of the sheet.
            settings: as for `CallFunction`.
            contract: as for `CallFunction`.
        """

        def answer() -> object:
            from xlshipcheck.hosts import excel  # noqa: PLC0415  as above

            with excel.settings_in_use(settings):
                return excel.header_row(rows)

        return _answered("見出し", contract, answer)

    def Refresh(  # noqa: N802  named for VBA
        self, workbook: object, settings: object = None, sheet: str = "", contract: int = CONTRACT
    ) -> object:
        """Refresh a workbook's order sheets and return what was done, in Japanese.

        Args:
            workbook: the `Workbook`.
            settings: as for `CallFunction`.
            sheet: refresh this sheet only.
            contract: as for `CallFunction`.
        """

        def answer() -> object:
            from xlshipcheck.hosts.excel import buttons  # noqa: PLC0415  only a refresh needs it

            return buttons.refresh_workbook(workbook, settings, sheet)

        return _answered("更新", contract, answer)

    def Import(  # noqa: N802  named for VBA
        self, workbook: object, paths: object, settings: object = None, contract: int = CONTRACT
    ) -> object:
        """Import export files into a workbook and return what was done, in Japanese.

        Args:
            workbook: the `Workbook`.
            paths: an array of paths.
            settings: as for `CallFunction`.
            contract: as for `CallFunction`.
        """

        def answer() -> object:

            from xlshipcheck.hosts.excel import buttons  # noqa: PLC0415  only an import needs it

            return buttons.import_into_workbook(workbook, paths, settings)

        return _answered("取込", contract, answer)

    def Offer(  # noqa: N802  named for VBA
        self, workbook: object, settings: object = None, contract: int = CONTRACT
    ) -> object:
        """Return the newest exports of the download folder for an import: a question, then the paths; "" for none.

        Args:
            workbook: the `Workbook`.
            settings: as for `CallFunction`.
            contract: as for `CallFunction`.
        """

        def answer() -> object:

            from xlshipcheck.hosts.excel import buttons  # noqa: PLC0415  as above

            return buttons.offer_to_workbook(workbook, settings)

        return _answered("取込", contract, answer)

    def MessageInRow(  # noqa: N802  named for VBA
        self,
        headers: object,
        row: object,
        settings: object = None,
        contract: int = CONTRACT,
        cause: str | None = None,
    ) -> object:
        """Return the message that a row asks for now.

        Args:
            headers: as for `CallInRow`.
            row: as for `CallInRow`.
            settings: as for `CallFunction`.
            contract: as for `CallFunction`.
            cause: why a Qoo10 order is late, see `messages`; workbooks of contract 1 give none.
        """

        def answer() -> object:
            from xlshipcheck.hosts import excel  # noqa: PLC0415  as above

            with excel.settings_in_use(settings):
                return excel.message_in_row(headers, row, cause if contract > 1 else None)

        return _answered("文面", contract, answer)

    def OrderInRow(  # noqa: N802  named for VBA
        self, headers: object, row: object, settings: object = None, contract: int = CONTRACT
    ) -> object:
        """Return what a row is about, such as `注文番号 A-1`; "" where its sheet has no such column.

        Args:
            headers: as for `CallInRow`.
            row: as for `CallInRow`.
            settings: as for `CallFunction`.
            contract: as for `CallFunction`.
        """

        def answer() -> object:
            from xlshipcheck.hosts import excel  # noqa: PLC0415  as above

            with excel.settings_in_use(settings):
                return excel.order_in_row(headers, row)

        return _answered("文面", contract, answer)

    def MessageLine(  # noqa: N802  named for VBA
        self, headers: object, row: object, text: str, settings: object = None, contract: int = CONTRACT
    ) -> object:
        """Return the line of a row in the list of messages, five texts; a sentence where it cannot be said.

        Args:
            headers: as for `CallInRow`.
            row: as for `CallInRow`.
            text: what `MessageInRow` returned for the row.
            settings: as for `CallFunction`.
            contract: as for `CallFunction`.
        """

        def answer() -> object:
            from xlshipcheck.hosts import excel  # noqa: PLC0415  as above

            with excel.settings_in_use(settings):
                return excel.message_line(headers, row, text)

        return _answered("文面", contract, answer)

    def ListMessages(  # noqa: N802  named for VBA
        self, workbook: object, lines: object, contract: int = CONTRACT
    ) -> object:
        """Write messages into a new book with a sheet of them; the `Workbook` that they are about stays as it is.

        Args:
            workbook: the `Workbook`.
            lines: a block of what `MessageLine` returned, a row each; blank rows are passed over.
            contract: as for `CallFunction`.

        Returns:
            "", or in Japanese what could not be done.
        """

        def answer() -> object:
            from xlshipcheck.hosts.excel import buttons  # noqa: PLC0415  only the button needs it

            return buttons.list_messages(workbook, lines)

        return _answered("文面", contract, answer)

    def Relink(self, workbook: object, contract: int = CONTRACT) -> object:  # noqa: N802  named for VBA
        """Give the formulas of a workbook the names of our functions that are known here.

        Args:
            workbook: the `Workbook`.
            contract: as for `CallFunction`.

        Returns:
            What was done, in Japanese; "" for nothing.
        """

        def answer() -> object:
            from xlshipcheck.hosts.excel import buttons  # noqa: PLC0415  only an opened book needs it

            return buttons.relink_workbook(workbook)

        return _answered("数式", contract, answer)

    def CopyText(self, text: str, contract: int = CONTRACT) -> object:  # noqa: N802  named for VBA
        """Put a text on the clipboard; True when it is there, False while another program holds it.

        Args:
            text: what the seller will paste.
            contract: as for `CallFunction`.
        """

        def answer() -> object:
            from xlshipcheck.hosts import row_messages  # noqa: PLC0415  only the button needs it

            return row_messages.copy(str(text))

        return _answered("文面", contract, answer)

    def HoursToJapan(self, contract: int = CONTRACT) -> object:  # noqa: N802  named for VBA
        """Return by how many hours Japan is ahead of this computer's clock: VBA knows no other clock.

        Args:
            contract: as for `CallFunction`.
        """
        return _answered("時差", contract, hours_to_japan)

    def Version(self) -> str:  # noqa: N802  named for VBA
        """Return the version of the program; a new server process answers with a new object."""
        return __version__


def _answered(name: str, contract: int, answer: Callable[[], object]) -> object:
    """Return an answer, or the sentence that stands for it: a COM error would end a recalculation with #VALUE!."""
    try:
        _refuse_newer(contract)
        return answer()
    except ShipcheckError as refusal:
        return error_text(str(refusal))
    except Exception as problem:  # noqa: BLE001  as said above
        from xlshipcheck.hosts.excel import unexpected  # noqa: PLC0415  on Windows it imports xlwings

        return unexpected(name, problem)


def _refuse_newer(contract: int) -> None:
    if contract > CONTRACT:
        raise WorkbookNewer(contract=contract, known=CONTRACT)


def _through_xlwings(name: str, arguments: Sequence[object], settings: object) -> object:
    """Answer through xlwings' own call of a UDF, so that both ways into Excel are one."""
    from xlwings.udfs import call_udf  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415  Windows only

    from xlshipcheck.hosts import excel  # noqa: PLC0415  as above

    try:
        function = find_function(name)
    except UnknownFunction as problem:
        return error_text(str(problem))
    given = tuple(arguments or ())
    if len(given) > len(function.arguments) and not function.variadic:
        # More than xlwings knows what to do with; the catalogue says so in Japanese.
        return com_value(excel.call_function(function.name, given))
    with excel.settings_in_use(settings):
        rows: list[list[object]] = call_udf(MODULE, function.name, given)
    return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else rows


def com_value(answer: object) -> object:
    """Return an answer with its moments as COM dates; pywin32 takes those without a zone for local time."""
    if isinstance(answer, list):
        return [com_value(cell) for cell in answer]
    return answer.replace(tzinfo=dt.UTC) if isinstance(answer, dt.datetime) else answer


def main() -> None:
    """Serve until the last client has let go."""
    try:
        _serve()
    except BaseException as problem:
        log_traceback("server", problem)
        raise


def _serve() -> None:
    import pythoncom  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415  Windows only
    import pywintypes  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415  as above
    import win32api  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415  as above
    from win32com.server import (  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415  as above
        policy,
        util,
    )

    _import_xlwings()
    ours = pywintypes.IID(CLSID)
    standard = policy.DefaultPolicy

    class OurPolicy(standard):  # type: ignore[misc,valid-type,unused-ignore]
        """Makes our class and leaves every other one to pywin32."""

        def _CreateInstance_(self, wanted: Any, interface: Any) -> Any:  # noqa: ANN401, N802  pywin32's name and types
            if wanted == ours:
                return util.wrap(Server(), interface)
            return standard._CreateInstance_(self, wanted, interface)

    policy.DefaultPolicy = OurPolicy
    registered = pythoncom.CoRegisterClassObject(
        ours,
        pythoncom.MakePyFactory(ours),
        pythoncom.CLSCTX_LOCAL_SERVER,
        pythoncom.REGCLS_MULTIPLEUSE | pythoncom.REGCLS_SUSPENDED,
    )
    pythoncom.EnableQuitMessage(win32api.GetCurrentThreadId())
    pythoncom.CoResumeClassObjects()
    log_line(f"server started: xlshipcheck {__version__}, Python {sys.version.split()[0]}")
    pythoncom.PumpMessages()
    pythoncom.CoRevokeClassObject(registered)
    log_line("server ended: the last workbook has let go")


def _import_xlwings() -> None:
    """Import xlwings, the functions and the rules, so that the first cell does not wait for them."""
    from xlwings import _xlwindows  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415  Windows only

    # At its exit xlwings ends every Excel that has no workbook window, whoever started it.
    atexit.unregister(_xlwindows.cleanup)
    from xlshipcheck.hosts import excel  # noqa: PLC0415  after xlwings

    excel.call_function("QOO10_STAGE", [MISSING])
