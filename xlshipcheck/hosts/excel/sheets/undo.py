"""Taking back what was done to an open book: a list of steps, each of which puts one thing as it was.

Excel's own undo list is emptied by whatever a program does, so what has to be taken back is kept here. A step is
noted before its change is made, wherever that is possible, so that a change that fails half way is taken back too;
and it looks first whether there is anything to take back: what Excel refused to change it may refuse to change back.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck import errors
from xlshipcheck.hosts.excel.sheets.ranges import if_there
from xlshipcheck.hosts.excel.sheets.values import ERROR_TEXTS
from xlshipcheck.hosts.log import log_traceback

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from xlshipcheck.hosts.excel.sheets.ranges import Com

    Undo = list[Callable[[], object]]

    Typed = list[list[object]]
VALUE: Final = "Value2"


def put_back(undo: Undo) -> None:
    """Take every step, the last one first; one that fails keeps none of the others back.

    Args:
        undo: the steps; empty afterwards.

    Raises:
        NotPutBack: Excel refused some of them.
    """
    failed = 0
    log: Path | str = ""
    while undo:
        step = undo.pop()
        try:
            step()
        except Exception as problem:  # noqa: BLE001  whatever Excel says: the other steps have to be taken
            failed += 1
            log = log_traceback("putting a book back", problem)
    if failed:
        raise errors.NotPutBack(count=failed, log=log)


def change(undo: Undo, thing: Com, member: str, value: object, before: object) -> None:
    """Set a property of an object of Excel's and note what it was."""
    remember(undo, thing, member, before)
    setattr(thing, member, value)


def remember(undo: Undo, thing: Com, member: str, before: object) -> None:
    """Note what a property of an object of Excel's is."""
    undo.append(partial(_set_again, thing, member, before))


def _set_again(thing: Com, member: str, before: object) -> None:
    # A block is told as tuples and put as lists.
    if plain_rows(getattr(thing, member)) != plain_rows(before):
        setattr(thing, member, before)


def undo_by(undo: Undo, thing: Com, method: str, *arguments: object) -> None:
    """Note that a call takes back what is done next.

    The method is looked up when it is called: where pywin32 has not been taught the type of an object, looking a
    method up may call it.
    """
    undo.append(lambda: getattr(thing, method)(*arguments))


def remember_cells(undo: Undo, target: Com) -> Typed:
    """Note what stands in the cells of a range, and return it as it would be typed; see `typed_cells`."""
    member, before = typed_cells(target)
    undo.append(partial(_type_again, target, member, before))
    return before


def _type_again(target: Com, member: str, before: Typed) -> None:
    if not same_cells(typed_cells(target)[1], before):
        setattr(target, member, before)


def typed_cells(target: Com) -> tuple[str, Typed]:
    """Return what stands in the cells of a range as it would be typed, and by which property it is put back.

    Numbers come from `Value2`: the text of a constant, which `Formula` tells, is rounded to 15 digits.

    Returns:
        `Formula2` where a cell has a formula and Excel knows dynamic arrays, or `Formula`, or `Value2`; one list
        for each row, texts behind an apostrophe.
    """
    member = VALUE
    formulas, values = plain_rows(target.Formula), plain_rows(target.Value2)
    pairs = [list(zip(*rows, strict=True)) for rows in zip(formulas, values, strict=True)]
    if any(is_formula(formula, value) for row in pairs for formula, value in row):
        member, formulas = formula_texts(target, formulas)
        pairs = [list(zip(*rows, strict=True)) for rows in zip(formulas, values, strict=True)]
    return member, [[_typed(formula, value) for formula, value in row] for row in pairs]


def formula_texts(target: Com, formulas: Typed | None = None) -> tuple[str, Typed]:
    """Return the formulas of a range and the property that told them.

    Args:
        target: the range.
        formulas: what `Formula` tells, where it has been asked already.
    """
    spilling = if_there(target, "Formula2")
    if spilling is not None:
        return "Formula2", plain_rows(spilling)
    return "Formula", plain_rows(target.Formula) if formulas is None else formulas


def is_formula(formula: object, value: object) -> bool:
    """Tell whether a cell holds a formula, by what `Formula` and its value tell."""
    # A text that begins with = is its own formula text; a formula's value never is.
    return isinstance(formula, str) and formula.startswith("=") and formula != value


def plain_rows(block: object) -> Typed:
    """Return a block as rows of what Excel handed over, whatever shape it came in."""
    if not isinstance(block, (tuple, list)):
        return [[block]]
    if not any(isinstance(row, (tuple, list)) for row in block):
        return [list(block)]
    return [list(row) for row in block]


def same_cells(before: Sequence[Sequence[object]], after: Sequence[Sequence[object]]) -> bool:
    """Tell whether typed cells are the same; TRUE is not 1."""
    return all(
        type(old) is type(new) and old == new
        for rows in zip(before, after, strict=True)
        for old, new in zip(*rows, strict=True)
    )


def _typed(formula: object, value: Any) -> object:  # noqa: ANN401  a cell's value
    if is_formula(formula, value):
        return formula
    if type(value) is int and value in ERROR_TEXTS:
        # The number would be typed as a number; its text becomes the error again.
        return ERROR_TEXTS[value]
    return f"'{value}" if isinstance(value, str) else value
