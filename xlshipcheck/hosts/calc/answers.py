"""Values between Calc and the catalogue: what a cell hands over, and what a cell can show.

Calc hands numbers as floats (dates are serials), texts, None for an argument that was left out, and rows of
cells for a range, where an empty cell is "". A single empty cell comes as 0.0. It takes back a float, a text
or rows of them; TRUE is 1.
"""

from __future__ import annotations

import time
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck.arguments.form import AGGREGATE, Argument, Function
from xlshipcheck.catalogue.calling import call
from xlshipcheck.context import Context
from xlshipcheck.hosts.calc.rows import DAY_READERS, Book, RowCalls, dated
from xlshipcheck.hosts.function_calls import ZERO_IS_A_VALUE
from xlshipcheck.hosts.function_names import ROW_CALL, calc_functions, returns_rows
from xlshipcheck.hosts.log import log_traceback
from xlshipcheck.values.answers import ERROR_PREFIX, error_text
from xlshipcheck.values.cells import MISSING, SERIAL_OF_FIRST_DAY
from xlshipcheck.values.days import day_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROWS_OF_A_SHEET: Final = 1 << 20
DAY_SECONDS: Final = 24 * 60 * 60
JST_SECONDS: Final = 9 * 60 * 60
PRESS_REFRESH: Final = "表の行から読むには、メニューの「出荷チェック」>「更新」を押してください"
LARGEST_KEPT: Final = 64
"""Cells of a range in a call whose answer is remembered; sheets repeat single cells, not whole columns."""
MOST_REMEMBERED: Final = 500_000


class Answers:
    """Answers calls, and remembers them: in one book they depend on their arguments alone.

    Args:
        current_book: tells the book that is being calculated.
        rows_result: makes rows of cells into what Calc takes where one value is the rule.
    """

    def __init__(
        self, current_book: Callable[[], Book], rows_result: Callable[[Sequence[Sequence[object]]], object]
    ) -> None:
        self._current_book = current_book
        self._rows_result = rows_result
        self._book: Book | None = None
        self._rows: RowCalls
        self._known: dict[str, dict[tuple[Any, ...], Any]] = {name: {} for name in calc_functions()}
        self._midnight = 0.0

    def forget(self) -> None:
        """Ask for the book again at the next call: another one is in front, or its settings changed."""
        self._midnight = 0.0

    def method(self, name: str) -> Callable[..., object]:
        """Return the function of a name as a method that Calc can call with its raw arguments."""
        known = self._known[name]
        now = time.time

        def answer(_: object, *arguments: Any) -> Any:  # noqa: ANN401  a cell value or rows of them
            if now() < self._midnight:
                try:
                    return known[arguments]
                except (KeyError, TypeError):
                    pass
            return self._answered(name, arguments)

        return answer

    def _answered(self, name: str, arguments: tuple[Any, ...]) -> Any:  # noqa: ANN401  as above
        try:
            function = calc_functions()[name]
            if not function.arguments:
                # Asks nothing of the book, and must not: to read its settings would calculate the bar beside them,
                # which asks for this very answer.
                return call(name, [], Context())
            book = self._renewed_book()
            result = answered(function, arguments, book, self._rows)
            if returns_rows(function):
                result = result if isinstance(result, tuple) else ((result,),)
            elif isinstance(result, tuple):
                result = self._rows_result(result)
        except Exception as problem:  # noqa: BLE001  a cell shows a sentence, whatever happened
            path = log_traceback(name, problem)
            return error_text(f"予期しない問題が起きました。記録: {path}")
        if all(len(value) <= LARGEST_KEPT for value in arguments if isinstance(value, tuple)):
            known = self._known[name]
            if len(known) >= MOST_REMEMBERED:
                known.clear()
            known[arguments] = result
        return result

    def _renewed_book(self) -> Book:
        now = time.time()
        if self._book is None or now >= self._midnight:
            for known in self._known.values():
                known.clear()
            self._book = self._current_book()
            self._rows = RowCalls(self._book)
            # "Today" is a day in Japan, and what was remembered for it ends with it.
            self._midnight = (int(now + JST_SECONDS) // DAY_SECONDS + 1) * DAY_SECONDS - JST_SECONDS
        return self._book


def answered(function: Function, arguments: Sequence[Any], book: Book, rows: RowCalls) -> Any:  # noqa: ANN401  as Calc takes it
    """Return what a cell shows for a call with Calc's raw arguments.

    Args:
        function: of the catalogue, or the call by row.
        arguments: as Calc hands them; the last one of a variadic function is a tuple of the rest.
        book: what to answer with.
        rows: answers calls by row in that book.

    Returns:
        A float, a text, or a tuple of rows.
    """
    if function.variadic:
        arguments = [*arguments[:-1], *arguments[-1]]
    if function is ROW_CALL:
        return _shown(rows.answered(arguments), book.day_offset)
    arguments = _trimmed(arguments)
    given = [
        _handed(value, argument, function, book.day_offset)
        for value, argument in zip(arguments, _repeated(function, len(arguments)))
    ]
    while given and given[-1] is MISSING:
        given.pop()
    result = call(function.name, given, book.context)
    if (
        function.row_aware
        and isinstance(result, str)
        and result.startswith(ERROR_PREFIX)
        and not any(given[:1])
    ):
        # A call by row that no sheet was read for: typed where no header is above it, or on a protected sheet.
        result = f"{result}。{PRESS_REFRESH}"
    return _shown(result, book.day_offset)


def _repeated(function: Function, count: int) -> list[Argument]:
    listed = list(function.arguments)
    return listed + [listed[-1]] * (count - len(listed)) if function.variadic else listed


def _trimmed(arguments: Sequence[Any]) -> Sequence[Any]:
    """Return whole columns without the empty rows below the last value of any of them."""
    if not any(isinstance(value, tuple) and len(value) >= ROWS_OF_A_SHEET for value in arguments):
        return arguments
    used = 1
    for value in arguments:
        if not (isinstance(value, tuple) and len(value) >= ROWS_OF_A_SHEET):
            continue
        blank = ("",) * len(value[0])
        last = next((row for row in range(len(value), 0, -1) if value[row - 1] != blank), 1)
        used = max(used, last)
    return [
        value[:used] if isinstance(value, tuple) and len(value) >= ROWS_OF_A_SHEET else value
        for value in arguments
    ]


def _handed(value: Any, argument: Argument, function: Function, offset: int) -> Any:  # noqa: ANN401  a cell value
    """Return an argument as the catalogue takes it."""
    if value is None:
        return MISSING
    if isinstance(value, tuple):
        if len(value) == 1 and len(value[0]) == 1 and not (function.shape == AGGREGATE and argument.rowwise):
            cell = value[0][0]
            if argument.reader == "closed" and cell == "":
                # An empty cell is an empty list of closed days; an omitted argument is the settings' list.
                return [""]
            return _dated(cell, argument, offset)
        return (
            [[_dated(cell, argument, offset) for cell in row] for row in value]
            if offset
            else list(map(list, value))
        )
    if value == 0 and argument.reader not in ZERO_IS_A_VALUE:
        return ""
    return _dated(value, argument, offset)


def _dated(cell: Any, argument: Argument, offset: int) -> Any:  # noqa: ANN401  as above
    return dated(cell, offset) if argument.reader in DAY_READERS else cell


def _shown(value: Any, offset: int) -> Any:  # noqa: ANN401  as above
    if isinstance(value, list):
        return tuple(tuple(_cell(cell, offset) for cell in row) for row in value)
    return _cell(value, offset)


def _cell(value: Any, offset: int) -> float | str:  # noqa: ANN401  as above
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        whole = day_of(value.date() if isinstance(value, datetime) else value)
        return float(whole + SERIAL_OF_FIRST_DAY - offset)
    return float(value)
