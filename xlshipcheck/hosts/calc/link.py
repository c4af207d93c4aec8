"""Mending a book that was opened: our functions are looked up again, and said as Calc needs them.

Releases up to 7.4 look up no add-in name while they read a .xlsx, and show `#NAME?` or the value that some
other program stored. Two things cure it. A defined name that is added and removed makes Calc compile every
formula with an unknown name again, in one sweep (0.2 s for 100,000 cells, and no format is touched). Only what
must be said differently is entered anew: prefixes of Excel add-ins, calls that leave their row to the host,
arguments whose blank is not 0.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xlshipcheck import errors
from xlshipcheck.headers.header_row import find_header
from xlshipcheck.hosts.calc import cells as calc_cells
from xlshipcheck.hosts.calc.sheet import DATE_CODE, CalcSheet, format_key
from xlshipcheck.hosts.function_calls import SheetFacts, for_calc, has_call, outer_function, rewritten
from xlshipcheck.hosts.function_names import SERVICE
from xlshipcheck.sheets.refresh import TOP_ROWS
from xlshipcheck.values.ranges import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlshipcheck.hosts.calc.cells import Cells, Document


CONDITION: Final = 0
"""An entry with formulas: com.sun.star.sheet.ConditionEntryType; the others are colour scales, icons and bars."""
FORMULAS: Final = ("Formula1", "Formula2")


def link_conditions(sheet: Cells) -> int:
    """Let the conditional formats of a sheet find our functions.

    Args:
        sheet: of a document whose own macros have none of our names: a condition would call those.

    Returns:
        The number of conditions that call us.
    """
    calls = 0
    for conditions in sheet.ConditionalFormats.ConditionalFormats:
        for place in range(conditions.Count):
            entry = conditions.getByIndex(place)
            if entry.Type != CONDITION:
                continue
            for name in FORMULAS:
                formula = getattr(entry, name)
                if has_call(formula):
                    calls += 1
                    setattr(entry, name, with_plain_names(formula))
    return calls


def with_plain_names(formula: str) -> str:
    """Return a formula whose calls of ours have neither prefix nor a long name."""
    # Where another sign separates the arguments, they are one to this walk, and come back as they are.
    return rewritten(formula, ";", lambda call: f"{call.name}({';'.join(call.arguments)})")


PASSING_NAME: Final = "_xlshipcheck_link"
LONG: Final = SERVICE.upper() + "."
MACROS: Final = "VBAProject"
"""Where Calc keeps the macros of an .xlsm: our own VBA is among them, under the names of the functions."""
GENERAL: Final = 0
"""Key of the number format that shows a number as it is, in every language of LibreOffice's default."""
RESULT_FORMATS: Final = {"日付": DATE_CODE, "TRUE/FALSE": "BOOLEAN"}


class Linked(NamedTuple):
    """What linking a document did.

    Attributes:
        calls: cells, names and conditional formats that call our functions.
        entered: cells that got a new text.
        protected: names of protected sheets whose cells could not get one.
    """

    calls: int
    entered: int
    protected: tuple[str, ...] = ()


class _Column(NamedTuple):
    first_row: int
    formulas: list[str]
    texts: list[str | None]
    calls: int


def link(document: Document, columns: Mapping[str, str], as_of: str) -> Linked:
    """Let every formula of a document find our functions.

    Args:
        document: an open spreadsheet; it is not marked as changed by this.
        columns: the user's own headers -> roles.
        as_of: a reference to 基準日 in the book's settings, "" for none.

    Returns:
        What was found and done.
    """
    calls = entered = 0
    known = False
    has_macros = document.BasicLibraries.hasByName(MACROS)
    protected = []
    with _untold(document):
        for sheet in document.Sheets:
            facts: SheetFacts | None = None
            for place, column in _columns_with_calls(sheet):
                facts = facts or sheet_facts(CalcSheet(document, sheet), columns, as_of)._replace(
                    has_macros=has_macros
                )
                changed = _linked_column(column, column_letters(place + 1), facts)
                calls += changed.calls
                if not sheet.isProtected():
                    _show_results(document, sheet, place, changed)
                known = known or any(LONG in formula.upper() for formula in column.formulas)
                if not any(changed.texts):
                    continue
                if sheet.isProtected():
                    protected.append(str(sheet.Name))
                    continue
                entered += _enter(sheet, place, changed)
            if not has_macros:
                calls += link_conditions(sheet)
        calls += _link_names(document, has_macros=has_macros)
        if calls:
            _look_up_names(document)
            if known:
                # A formula that Calc knew while reading kept the value stored with it.
                document.calculateAll()
    return Linked(calls, entered, tuple(dict.fromkeys(protected)))


def sheet_facts(sheet: CalcSheet, columns: Mapping[str, str], as_of: str) -> SheetFacts:
    """Return what a sheet tells a call that leaves its row out."""
    rows, _ = sheet.used_size()
    try:
        position, header = find_header(sheet.read_block(1, min(TOP_ROWS, rows)), columns)
    except errors.FileRefused:
        return SheetFacts(as_of=as_of)
    places = sorted({place for found in header.columns.values() for place in found})
    return SheetFacts(
        [(header.headers[place], column_letters(place + 1)) for place in places],
        {role: [places.index(place) for place in found] for role, found in header.columns.items()},
        position + 1,
        as_of,
    )


def _columns_with_calls(sheet: Cells) -> Iterator[tuple[int, _Column]]:
    """Yield (column from 0, its formulas) for every run of formula cells that calls us."""
    for address in calc_cells.addresses(sheet.queryFormulaCells(calc_cells.ANY_RESULT)):
        block = sheet.getCellRangeByPosition(
            address.StartColumn, address.StartRow, address.EndColumn, address.EndRow
        ).FormulaArray
        for offset, formulas in enumerate(zip(*block)):
            if any(map(has_call, formulas)):
                yield address.StartColumn + offset, _Column(address.StartRow + 1, list(formulas), [], 0)


def _linked_column(column: _Column, letters: str, facts: SheetFacts) -> _Column:
    """Return the column with the texts that its formulas need, None for those that need no new one."""
    texts: list[str | None] = []
    calls = 0
    # Formulas filled down differ in nothing but their own row; whether they need a new text they share.
    needless: set[str] = set()
    for row, formula in enumerate(column.formulas, column.first_row):
        shape = formula.replace(str(row), "\0")
        text = None
        if row <= facts.header_row or shape not in needless:
            is_array = formula.startswith("{")
            text = for_calc(formula[1:-1] if is_array else formula, row, facts, letters)
            if text is None:
                needless.add(shape)
            elif is_array:
                text = f"{{{text}}}"
        texts.append(text)
        calls += has_call(formula)
    return column._replace(texts=texts, calls=calls)


def _enter(sheet: Cells, place: int, column: _Column) -> int:
    """Enter the new texts of a column, run by run, and return how many cells got one."""
    entered = 0
    start = 0
    while start < len(column.texts):
        text = column.texts[start]
        end = start + 1
        if text is None:
            start = end
            continue
        if text.startswith("{"):
            end = _enter_array(sheet, place, column.first_row + start, text[1:-1], start)
        else:
            while end < len(column.texts) and (column.texts[end] or "{")[0] != "{":
                end += 1
            _enter_run(sheet, place, column.first_row + start, column.texts[start:end])
        entered += end - start
        start = end
    return entered


def _enter_run(sheet: Cells, place: int, first_row: int, texts: Sequence[str | None]) -> None:
    """Enter formulas below each other.

    Calc joins equal neighbours into groups, and to join each of 10,000 cells one by one takes 10 s, growing
    with the square. A blank before every second formula makes neighbours unequal: 40 us a cell, however many.
    """
    cells = sheet.getCellRangeByPosition(place, first_row - 1, place, first_row + len(texts) - 2)
    cells.clearContents(calc_cells.FORMULA)
    said = [str(text) for text in texts]
    cells.setFormulaArray(
        tuple((f"= {text[1:].lstrip()}" if row % 2 else text,) for row, text in enumerate(said))
    )


def _enter_array(sheet: Cells, place: int, row: int, text: str, start: int) -> int:
    """Enter an array formula and return the position below it in its column."""
    cursor = sheet.createCursorByRange(sheet.getCellByPosition(place, row - 1))
    cursor.collapseToCurrentArray()
    address = cursor.RangeAddress
    if (address.StartRow, address.StartColumn) == (row - 1, place):
        cursor.setArrayFormula(text)
    return start + max(1, int(address.EndRow) + 1 - (row - 1))


def _link_names(document: Document, *, has_macros: bool) -> int:
    """Enter the formulas behind defined names anew, and return how many call us."""
    calls = 0
    names = document.NamedRanges
    for name in names.ElementNames:
        content = names.getByName(name).Content
        if has_call(content):
            calls += 1
            names.getByName(name).Content = for_calc(content, 0, SheetFacts(has_macros=has_macros)) or content
    return calls


def _show_results(document: Document, sheet: Cells, place: int, column: _Column) -> None:
    """Give cells that show a plain number the format of what our function answers: a date, or TRUE and FALSE."""
    start = 0
    while start < len(column.formulas):
        code = _format_of(column.formulas[start])
        end = start + 1
        while end < len(column.formulas) and _format_of(column.formulas[end]) == code:
            end += 1
        first = column.first_row - 1
        if code:
            cells = sheet.getCellRangeByPosition(place, first + start, place, first + end - 1)
            if calc_cells.one_format(cells) == GENERAL:
                cells.NumberFormat = format_key(document, code)
        start = end


def _format_of(formula: str) -> str:
    """Return the number format of a formula that is one call of ours, "" for any other."""
    outer = outer_function(formula.strip("{}"))
    return "" if outer is None else RESULT_FORMATS.get(outer.result, "")


def _look_up_names(document: Document) -> None:
    names = document.NamedRanges
    corner = document.Sheets.getByIndex(0).getCellByPosition(0, 0).CellAddress
    names.addNewByName(PASSING_NAME, "0", corner, 0)
    names.removeByName(PASSING_NAME)


@contextmanager
def _untold(document: Any) -> Iterator[None]:  # noqa: ANN401  UNO
    """Leave no trace: no step to undo, no question about saving on closing."""
    was_modified = document.isModified()
    undo = document.UndoManager
    undo.lock()
    document.lockControllers()
    try:
        yield
    finally:
        document.unlockControllers()
        undo.unlock()
        if not was_modified:
            document.setModified(False)
