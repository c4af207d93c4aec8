"""Calls of our functions inside formula texts: finding them, and saying them again for Calc or for Excel.

The same walk serves both directions; only the separator and the look of a reference differ. A formula
without a call of ours is never touched.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck.arguments.form import AMAZON, QOO10, ROW
from xlshipcheck.hosts.function_names import (
    ADDED,
    GIVEN,
    ROW_CALL,
    SERVICE,
    calc_functions,
    long_name,
    short_names,
    written_names,
)
from xlshipcheck.sheets.markets.qoo10 import ROLES
from xlshipcheck.values.formula_text import arguments as call_arguments
from xlshipcheck.values.formula_text import (
    as_cell,
    as_range,
    end_of_quotes,
    is_fixed_cell_twice,
    is_wide,
    without_texts,
)
from xlshipcheck.values.roles import FULFILLMENT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xlshipcheck.arguments.form import Function


# The readers that tell a blank from 0. Dates take 0 for a blank by contract, and for a word, a flag or a number
# on a parcel 0 says no more than a blank does, so the host reads it as a blank there too.
ZERO_IS_A_VALUE: Final = frozenset(["amount", "count", "rate", "ship_rate", "workdays", "any"])
_LONG_NAME: Final = re.compile(rf"(?<![\w.]){re.escape(SERVICE)}\.\w*", re.IGNORECASE)

# Around a call while its surroundings are still to be looked at; neither can stand in a formula.
_BEGIN: Final = "\x01"
_END: Final = "\x02"
_MARKED: Final = f"{_BEGIN}([^{_BEGIN}{_END}]*){_END}"
ROLES_BESIDES: Final = {QOO10: frozenset(ROLES), AMAZON: frozenset([FULFILLMENT])}
"""Roles that decide a row-aware call besides its own arguments, by group of functions."""


class Call(NamedTuple):
    """A call of one of our functions in a formula.

    Attributes:
        name: the function's plain name.
        arguments: the texts of its arguments, calls inside them already said again.
        written: its name as it stood there, with whatever prefix.
    """

    name: str
    arguments: Sequence[str]
    written: str


class FormulaSheet(NamedTuple):
    """What the sheet of a formula tells, for calls that leave something out.

    Attributes:
        headers: (header text, letters of its column) of the columns that have a role, left to right.
        roles: role -> positions in `headers`.
        header_row: the row of the headers; calls at or above it are no rows of the table. 0 for none.
        as_of: a reference to 基準日 in the book's settings; "" where there is none.
        has_macros: the book brings macros of the same names, which Calc would call before an add-in's functions.
    """

    headers: Sequence[tuple[str, str]] = ()
    roles: Mapping[str, Sequence[int]] = {}
    header_row: int = 0
    as_of: str = ""
    has_macros: bool = False


_FOREIGN_PREFIX: Final = (
    # What Excel itself writes before a function that it does not know, or that an .xll or a later release brings.
    r"(?:_xl[a-z]{1,4}\.)+"
    # An add-in by its number in the file, by its path, by its name.
    r"|\[\d+\]!|'(?:[^']|'')*'!|[^\s'\"!;,()&=<>+*/^{}]+\.xla[m]?!"
)
"""What programs put before the name of a function that was another file's (Microsoft KB 817578)."""


@cache
def _foreign_call() -> re.Pattern[str]:
    names = sorted(calc_functions(), key=len, reverse=True)
    return re.compile(rf"(?:(?:{_FOREIGN_PREFIX})@?|@)(?:{'|'.join(names)})\s*\(", re.IGNORECASE)


def foreign_call(formula: str) -> str:
    """Return the first call of ours in a formula that has another file's name before it; "" for none."""
    if not has_call(formula):
        return ""
    found = _foreign_call().search(without_texts(formula, filling="~"))
    return formula[found.start() : found.end() - 1].strip() if found else ""


@cache
def _call_pattern() -> re.Pattern[str]:
    names = sorted([*calc_functions(), *written_names()], key=len, reverse=True)
    prefix = rf"@?(?:{_FOREIGN_PREFIX})?"
    return re.compile(rf"(?<![\w.!\]])({prefix}({'|'.join(map(re.escape, names))}))\s*\(", re.IGNORECASE)


def has_call(formula: str) -> bool:
    """Tell whether a formula may call one of our functions; a text that looks like a call counts too."""
    return _call_pattern().search(formula) is not None


def long_names(formula: str) -> list[str]:
    """Return the long names of LibreOffice's that a formula speaks of, as they stand there; none inside a text."""
    return _LONG_NAME.findall(without_texts(formula, sheets=True))


def outer_function(formula: str) -> Function | None:
    """Return the function of a formula that is one call of ours and nothing else; None for any other formula."""
    formula = formula.replace(" ", "", 1) if formula.startswith("= ") else formula
    found = _call_pattern().match(formula, 1)
    if found is None or call_arguments(formula, found.end(), ";")[1] != len(formula.rstrip()):
        return None
    name = found.group(2).upper()
    function = calc_functions()[written_names().get(name, name)]
    if function.name != ROW_CALL.name:
        return function
    asked = re.match(r'\s*"(\w+)"', formula[found.end() :])
    return calc_functions().get(asked.group(1)) if asked else None


def rewritten(formula: str, separator: str, say: Callable[[Call], str]) -> str:
    """Return a formula with every call of ours said again, innermost first.

    Args:
        formula: with or without its `=`.
        separator: between arguments: `;` in Calc, `,` in a file.
        say: returns the new text of a call.
    """
    parts = []
    done = at = 0
    pattern = _call_pattern()
    while True:
        found = pattern.search(formula, at)
        if found is None:
            break
        text = end_of_quotes(formula, at, found.start(1))
        if text:
            at = text
            continue
        inside, end = call_arguments(formula, found.end(), separator)
        if end < 0:
            break
        arguments = [rewritten(argument, separator, say) for argument in inside]
        name = found.group(2).upper()
        parts += [
            formula[done : found.start(1)],
            say(Call(written_names().get(name, name), arguments, found.group(1))),
        ]
        done = at = end
    return "".join([*parts, formula[done:]])


def for_calc(formula: str, row: int, facts: FormulaSheet, column: str = "") -> str | None:
    """Return a formula as Calc has to be given it, None where it needs no new text.

    A short name alone needs none: Calc looks it up again when it is told to.

    Args:
        formula: as Calc shows it, `=` included.
        row: the row of its cell, from 1.
        facts: what its sheet tells.
        column: the letters of its column, which it must not ask for: it would ask for itself.
    """
    if not has_call(formula):
        return None
    said = _wrapped(rewritten(formula, ";", lambda call: _said_for_calc(call, row, facts, column)))
    return None if said == formula else said


def _said_for_calc(call: Call, row: int, facts: FormulaSheet, column: str) -> str:
    function = calc_functions()[call.name]
    arguments = list(call.arguments)
    known = call.written.upper() in short_names() or call.written.upper() == call.name
    if function.row_aware and row > facts.header_row > 0 and not "".join(arguments[:1]).strip():
        return _row_call(function, arguments, row, facts, column)
    listed = function.arguments
    place = next((k for k, argument in enumerate(listed) if argument.reader == "as_of"), -1)
    if facts.as_of and place >= 0 and not "".join(arguments[place : place + 1]).strip():
        arguments += [""] * (place + 1 - len(arguments))
        # As a range of one cell, which nobody types: so a saved book gets the call back without it.
        arguments[place] = as_range(facts.as_of)
    rest = max(0, len(arguments) - len(listed)) if function.variadic else 0
    for position, argument in enumerate([*listed[: len(arguments)], *listed[-1:] * rest]):
        if argument.reader in ZERO_IS_A_VALUE:
            arguments[position] = as_range(arguments[position])
    name = call.written if known else call.name
    text = f"{long_name(call.name) if facts.has_macros else name}({';'.join(arguments)})"
    spills = function.shape == ROW and any(map(is_wide, arguments))
    return f"{_BEGIN}{text}{_END}" if spills and function.result == "文字" else text


def _wrapped(formula: str) -> str:
    """Make texts comparable: in an array from an add-in they equal nothing in 7.4, what `&` makes of them does."""
    before = ""
    while formula != before:
        before = formula
        formula = re.sub(
            rf'\({_MARKED}\s*&\s*""\)|{_MARKED}',
            lambda found: f'({found[1] or found[2]}&"")',
            before,
            count=1,
        )
    return formula


def _row_call(
    function: Function, arguments: Sequence[str], row: int, facts: FormulaSheet, column: str
) -> str:
    wanted = {argument.role for argument in function.arguments} | ROLES_BESIDES.get(
        function.group, frozenset()
    )
    places = {place for role, places in facts.roles.items() if role in wanted for place in places}
    pairs = [f'"{function.name}"']
    for header, letters in (facts.headers[place] for place in sorted(places)):
        if letters != column:
            quoted = header.replace('"', '""')
            pairs.append(f'"{quoted}";{letters}{row}:{letters}{row}')
    named = zip(function.arguments, arguments)
    given = {argument.japanese: text for argument, text in named if text.strip()}
    pairs += [f'"{GIVEN}{argument}";{as_range(text)}' for argument, text in given.items()]
    as_of = [argument.japanese for argument in function.arguments if argument.reader == "as_of"]
    if facts.as_of and as_of and as_of[0] not in given:
        pairs.append(f'"{ADDED}{as_of[0]}";{as_range(facts.as_of)}')
    name = long_name(ROW_CALL.name) if facts.has_macros else ROW_CALL.name
    return f"{name}({';'.join(pairs)})"


def for_excel(formula: str) -> str:
    """Return the text of a saved formula with the names that Excel knows.

    Args:
        formula: as it stands in a file: no `=`, arguments between commas.
    """
    if not has_call(formula):
        return formula
    return _unwrapped(rewritten(formula, ",", _said_for_excel)).lstrip(" ")


def _said_for_excel(call: Call) -> str:
    if call.name != ROW_CALL.name:
        arguments = [argument.strip() for argument in call.arguments]
        _drop_added_day(calc_functions()[call.name], arguments)
        arguments = [as_cell(argument) for argument in arguments]
        return f"{_BEGIN}{call.name}({','.join(arguments)}){_END}"
    name, *pairs = call.arguments or [""]
    function = calc_functions().get(_text(name).upper())
    if function is None:
        return f"{call.written}({','.join(call.arguments)})"
    given = {_text(key): as_cell(value.strip()) for key, value in zip(pairs[::2], pairs[1::2])}
    said = [given.get(GIVEN + argument.japanese, "") for argument in function.arguments]
    while said and not said[-1]:
        said.pop()
    return f"{_BEGIN}{function.name}({','.join(said)}){_END}"


def _drop_added_day(function: Function, arguments: list[str]) -> None:
    """Take away the 基準日 of the settings that a call got on opening, and the blanks that led up to it."""
    place = next((k for k, argument in enumerate(function.arguments) if argument.reader == "as_of"), -1)
    if 0 <= place < len(arguments) and is_fixed_cell_twice(arguments[place]):
        arguments[place] = ""
        while arguments and not arguments[-1]:
            arguments.pop()


def _unwrapped(formula: str) -> str:
    """Take away what only Calc needs around a call: the `(...&"")` that makes texts comparable."""
    before = ""
    while formula != before:
        before = formula
        formula = re.sub(
            rf'\({_MARKED}\s*&\s*""\)|{_MARKED}', lambda found: found[1] or found[2], before, count=1
        )
    return formula


def _text(argument: str) -> str:
    return argument.strip().strip('"').replace('""', '"')


MOST_LISTED: Final = 3


class UnresolvedFormula(NamedTuple):
    """A formula that cannot be given back: we know no function of that name.

    Attributes:
        place: where it stands, for a sentence.
        name: the name, as it stands there.
    """

    place: str
    name: str


def unresolved_sentence(formulas: Sequence[UnresolvedFormula]) -> str:
    """Return what is to be said of formulas that cannot be given back."""
    places = "、".join(formula.place for formula in formulas[:MOST_LISTED])
    more = " など" if len(formulas) > MOST_LISTED else ""
    return (
        f"直せない数式が{len(formulas):,}個あります ({places}{more})。「{formulas[0].name}」という関数はこの xlshipcheck に"
        "ないので、そのまま残しました。Excel では #NAME? になります。xlshipcheck を新しくするか、数式を書き直してください"
    )
