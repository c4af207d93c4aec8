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
from xlshipcheck.hosts.calc.sheets.formula_columns import (
    columns_with_calls,
    enter,
    linked_column,
    show_results,
)
from xlshipcheck.hosts.calc.sheets.sheet import CalcSheet
from xlshipcheck.hosts.function_calls import FormulaSheet, for_calc, has_call, rewritten
from xlshipcheck.hosts.function_names import SERVICE
from xlshipcheck.sheets.layout import TOP_ROWS
from xlshipcheck.values.ranges import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xlshipcheck.hosts.calc.sheets.cells import Cells, Document


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
    with _without_trace(document):
        for sheet in document.Sheets:
            facts: FormulaSheet | None = None
            for column in columns_with_calls(sheet):
                facts = facts or sheet_facts(CalcSheet(document, sheet), columns, as_of)._replace(
                    has_macros=has_macros
                )
                linked = linked_column(column, column_letters(column.place + 1), facts)
                calls += linked.calls
                if not sheet.isProtected():
                    show_results(document, sheet, linked)
                known = known or any(LONG in formula.upper() for formula in column.formulas)
                if not any(linked.texts):
                    continue
                if sheet.isProtected():
                    protected.append(str(sheet.Name))
                    continue
                entered += enter(sheet, linked)
            if not has_macros:
                calls += link_conditions(sheet)
        calls += _link_names(document, has_macros=has_macros)
        if calls:
            _lookup_names(document)
            if known:
                # A formula that Calc knew while reading kept the value stored with it.
                document.calculateAll()
    return Linked(calls, entered, tuple(dict.fromkeys(protected)))


def link_cells(
    document: Document, sheet: Cells, cells: Cells, columns: Mapping[str, str], as_of: str
) -> None:
    """Let the formulas of some cells that were entered find our functions; Calc has looked their names up.

    Args:
        document: an open spreadsheet.
        sheet: one of its sheets.
        cells: cells of it.
        columns: the user's own headers -> roles.
        as_of: a reference to 基準日 in the book's settings, "" for none.
    """
    if sheet.isProtected():
        return
    has_macros = document.BasicLibraries.hasByName(MACROS)
    facts: FormulaSheet | None = None
    with _without_trace(document):
        for column in columns_with_calls(sheet, cells):
            facts = facts or sheet_facts(CalcSheet(document, sheet), columns, as_of)._replace(
                has_macros=has_macros
            )
            linked = linked_column(column, column_letters(column.place + 1), facts)
            show_results(document, sheet, linked)
            enter(sheet, linked)


def sheet_facts(sheet: CalcSheet, columns: Mapping[str, str], as_of: str) -> FormulaSheet:
    """Return what a sheet tells a call that leaves its row out."""
    rows, _ = sheet.used_size()
    try:
        position, header = find_header(sheet.read_block(1, min(TOP_ROWS, rows)), columns)
    except errors.FileRefused:
        return FormulaSheet(as_of=as_of)
    places = sorted({place for found in header.columns.values() for place in found})
    return FormulaSheet(
        [(header.headers[place], column_letters(place + 1)) for place in places],
        {role: [places.index(place) for place in found] for role, found in header.columns.items()},
        position + 1,
        as_of,
    )


def _link_names(document: Document, *, has_macros: bool) -> int:
    """Enter the formulas behind defined names anew, and return how many call us."""
    calls = 0
    names = document.NamedRanges
    for name in names.ElementNames:
        content = names.getByName(name).Content
        if has_call(content):
            calls += 1
            names.getByName(name).Content = (
                for_calc(content, 0, FormulaSheet(has_macros=has_macros)) or content
            )
    return calls


def _lookup_names(document: Document) -> None:
    names = document.NamedRanges
    corner = document.Sheets.getByIndex(0).getCellByPosition(0, 0).CellAddress
    names.addNewByName(PASSING_NAME, "0", corner, 0)
    names.removeByName(PASSING_NAME)


@contextmanager
def _without_trace(document: Any) -> Iterator[None]:  # noqa: ANN401  UNO
    """Make no step to undo, and raise no question about saving on closing.

    What is done joins the step before, so that undo takes back both. Locking the undo manager would not do: 7.4
    unlocks it with the first cell that is entered.
    """
    was_modified = document.isModified()
    undo = document.UndoManager
    has_step, is_fresh = undo.isUndoPossible(), not undo.isRedoPossible()
    if has_step:
        undo.enterHiddenUndoContext()
    document.lockControllers()
    try:
        yield
    finally:
        document.unlockControllers()
        if has_step:
            undo.leaveUndoContext()
        elif is_fresh:
            # Nothing but what was done here.
            undo.clear()
        if not was_modified:
            document.setModified(False)
