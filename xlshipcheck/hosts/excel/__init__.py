"""The functions as Excel sees them: every function of the catalogue as an xlwings UDF.

The stock xlwings add-in works with it as it is (UDF Modules = `xlshipcheck.hosts.excel`, Import Functions): a function
asks the cell that it stands in for the settings of its book, and for its row where the first argument is left out.
Our own VBA hands both over, to `call_function` and `call_in_row`. No exception leaves this module: a cell gets a
sentence.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.util import find_spec
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck import errors
from xlshipcheck.catalogue import calling
from xlshipcheck.catalogue.registry import functions
from xlshipcheck.headers.header_row import find_header
from xlshipcheck.hosts.excel import calling_cell
from xlshipcheck.hosts.excel.sheets.values import argument_value, context_of, flat_row, result_value, rows_of
from xlshipcheck.hosts.log import log_traceback
from xlshipcheck.sheets import own_row
from xlshipcheck.values.answers import error_text
from xlshipcheck.values.cells import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from xlshipcheck.arguments.form import Function
    from xlshipcheck.context import Context
    from xlshipcheck.hosts.excel.sheets.ranges import Com

CATEGORY: Final = "出荷チェック"
# Words of VBA that cannot name an argument; the add-in writes our names into its wrappers.
VBA_WORDS: Final = frozenset("date end event input new next optional string type".split())
# Excel cuts the help of a function or an argument here.
HELP_LENGTH: Final = 255
CALLER: Final = "caller"
"""The argument that xlwings reserves for the cell that asks."""

_settings: ContextVar[object] = ContextVar("_settings", default=None)


@contextmanager
def settings_in_use(table: object) -> Iterator[None]:
    """Let the calls inside be answered with the settings that a workbook handed over.

    Args:
        table: a block of cells, see `excel_settings`; None for none.
    """
    token = _settings.set(table)
    try:
        yield
    finally:
        _settings.reset(token)


def call_function(name: str, arguments: Sequence[object]) -> object:
    """Return what the cell shows for a call with explicit arguments.

    Args:
        name: a function of the catalogue.
        arguments: in the order of the contract, as COM hands them over.
    """
    return _answered(
        name, lambda context: calling.call(name, [argument_value(value) for value in arguments], context)
    )


def call_in_row(name: str, headers: object, row: object, arguments: Sequence[object]) -> object:
    """Return what the cell shows for a call that takes what it was not given from its own row.

    Args:
        name: a function of the catalogue.
        headers: the header row of the caller's sheet or table, or the first rows of its sheet, one of which it is.
        row: the caller's own row, as wide as the headers.
        arguments: in the order of the contract, as COM hands them over.
    """

    def answer(context: Context) -> object:
        given = [argument_value(value) for value in arguments]
        return own_row.call(name, _header_row(headers, context), flat_row(row), given, context)

    return _answered(name, answer)


def call_from_cell(name: str, arguments: Sequence[object], cell: Com) -> object:
    """Return what the cell shows for a call of the stock xlwings add-in.

    Args:
        name: a function of the catalogue.
        arguments: in the order of the contract, `MISSING` for one that is left out.
        cell: Excel's `Range` of the cell that asks.
    """
    try:
        with settings_in_use(calling_cell.settings_of(cell)):
            is_omitted = not arguments or argument_value(arguments[0]) is MISSING
            if functions()[name].row_aware and is_omitted:
                return call_in_row(name, *calling_cell.row_of(cell), arguments)
            return call_function(name, arguments)
    except Exception as problem:  # noqa: BLE001  as in `_answered`
        return unexpected(name, problem)


def refresh(sheet: str = "") -> str:
    """Refresh the book that called, with its own 設定, and show what was done.

    For `RunPython "import xlshipcheck.hosts.excel as x; x.refresh()"` of the stock xlwings add-in.

    Args:
        sheet: refresh this sheet only.

    Returns:
        What was shown, in Japanese.
    """
    import xlwings  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415  Windows only

    from xlshipcheck.hosts.excel import buttons  # noqa: PLC0415  only a refresh needs it

    book = xlwings.Book.caller()
    said = buttons.refresh_calling_book(book.api, sheet)
    book.app.alert(said, title=CATEGORY)
    return said


def message_in_row(headers: object, row: object, cause: str | None = None) -> object:
    """Return the message that a row of a sheet asks for now.

    Args:
        headers: see `call_in_row`.
        row: see `call_in_row`.
        cause: see `row_messages.message_in_row`.
    """
    from xlshipcheck.hosts import row_messages  # noqa: PLC0415  only the button needs it

    def answer(context: Context) -> str:
        return row_messages.message_in_row(_header_row(headers, context), flat_row(row), context, cause)

    return _answered("文面", answer)


def order_in_row(headers: object, row: object) -> object:
    """Return what a row of a sheet is about, such as `注文番号 A-1`; "" where nothing in it tells.

    Args:
        headers: see `call_in_row`.
        row: see `call_in_row`.
    """
    from xlshipcheck.hosts import row_messages  # noqa: PLC0415  only the button needs it

    return _answered(
        "文面",
        lambda context: row_messages.order_in_row(_header_row(headers, context), flat_row(row), context),
    )


def message_line(headers: object, row: object, text: object) -> object:
    """Return a line of the list of messages: order, recipient, stage, text, and why it cannot be written.

    Args:
        headers: see `call_in_row`.
        row: see `call_in_row`.
        text: what `message_in_row` returned for the row.
    """
    from xlshipcheck.hosts import row_messages  # noqa: PLC0415  only the button needs it

    context = context_of(_settings.get())
    header = _header_row(headers, context)
    # No tuple: pywin32 would take all but its first text for arguments to be written back.
    return list(row_messages.message_row(header, flat_row(row), context, str(text)))


def header_row(rows: object) -> int:
    """Return which of the first rows of a sheet is its header row, counted from 1; 0 where none is.

    Args:
        rows: the first rows of a sheet, as COM hands them over.
    """
    return _header_place(rows_of(rows), context_of(_settings.get()))


def _header_place(rows: Sequence[Sequence[object]], context: Context) -> int:
    try:
        return find_header(rows, context.settings.columns)[0] + 1
    except errors.HeaderMissing:
        return 0


def _header_row(headers: object, context: Context) -> Sequence[object]:
    rows = rows_of(headers)
    if len(rows) == 1 or len(rows[0]) == 1:
        return flat_row(headers)
    place = _header_place(rows, context)
    # Without a header the row tells nothing, and the answer is which arguments to give.
    return rows[place - 1] if place else []


def _answered(name: str, answer: Callable[[Context], object]) -> object:
    try:
        return result_value(answer(context_of(_settings.get())))
    except errors.ShipcheckError as problem:
        return error_text(str(problem))
    except Exception as problem:  # noqa: BLE001  an exception in a cell would be a traceback before the seller's eyes
        return unexpected(name, problem)


def unexpected(name: str, problem: BaseException) -> str:
    """Return the sentence for a problem of ours, and log its traceback."""
    return error_text(
        f"{name} を計算できませんでした。記録を開発元へ送ってください: {log_traceback(name, problem)}"
    )


def argument_name(name: str) -> str:
    """Return an argument's name as VBA can take it."""
    return f"{name}_" if name.lower() in VBA_WORDS else name


def plain_function(function: Function, *, asks_its_cell: bool = False) -> Callable[..., object]:
    """Return a function of the catalogue with the signature and the help that Excel is to see.

    Args:
        function: of the catalogue.
        asks_its_cell: take the cell as a last argument, which xlwings fills and no formula sees.
    """
    # xlwings takes no other argument behind one that may be repeated.
    asks_its_cell = asks_its_cell and not function.variadic

    def answer(*given: object) -> object:
        if any(value is calling_cell.SEVERAL_AREAS for value in given):
            return error_text(str(errors.SeveralAreas()))
        if asks_its_cell:
            caller: Any = given[-1]
            return call_from_cell(function.name, given[:-1], caller.api)
        return call_function(function.name, given)

    parameters = [
        Parameter(
            argument_name(argument.name),
            Parameter.POSITIONAL_OR_KEYWORD,
            default=MISSING if position >= function.optional_from else Parameter.empty,
        )
        for position, argument in enumerate(function.arguments)
    ]
    if function.variadic:
        # xlwings takes no function that has both an optional argument and one that may be repeated.
        parameters = [parameter.replace(default=Parameter.empty) for parameter in parameters]
        parameters[-1] = parameters[-1].replace(kind=Parameter.VAR_POSITIONAL)
    if asks_its_cell:
        parameters.append(Parameter(CALLER, Parameter.POSITIONAL_OR_KEYWORD, default=None))
    answer.__name__ = answer.__qualname__ = function.name
    answer.__doc__ = f"{function.help}。{function.order}"[:HELP_LENGTH]
    # The hints of `answer` are ours, not Excel's: xlwings would pick its converters by them.
    answer.__annotations__ = {}
    answer.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    return answer


def excel_functions(*, asks_its_cell: bool = True) -> dict[str, Callable[..., object]]:
    """Return every function by name; real UDFs on Windows with xlwings and pywin32, plain ones elsewhere.

    Args:
        asks_its_cell: see `plain_function`; plain ones have no cell.
    """
    has_excel = sys.platform == "win32" and find_spec("xlwings") and find_spec("pythoncom")
    plain = {
        name: plain_function(function, asks_its_cell=asks_its_cell and bool(has_excel))
        for name, function in functions().items()
    }
    if sys.platform != "win32" or not (find_spec("xlwings") and find_spec("pythoncom")):
        return plain
    return {name: _as_udf(functions()[name], answer) for name, answer in plain.items()}


def is_volatile(function: Function) -> bool:
    """Tell whether an answer may hang on what Excel does not see: the day, the row, the days closed in 設定."""
    readers = {argument.reader for argument in function.arguments}
    return function.row_aware or function.variadic or not readers.isdisjoint({"as_of", "closed"})


def _as_udf(function: Function, answer: Callable[..., object]) -> Callable[..., object]:
    import xlwings  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415  Windows only

    decorated: Any = answer
    for argument in function.arguments:
        documented = f"{argument.japanese}。{argument.help}"[:HELP_LENGTH]
        # xlwings' own reading would turn errors into blanks and take the first of several areas for all.
        decorated = xlwings.arg(argument_name(argument.name), calling_cell.References, doc=documented)(
            decorated
        )
    return xlwings.func(category=CATEGORY, volatile=is_volatile(function))(decorated)  # type: ignore[no-any-return,unused-ignore]


globals().update(excel_functions())
