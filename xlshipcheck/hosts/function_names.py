"""How the functions are called inside LibreOffice: UNO names, and what a saved .xlsx shows of them.

Calc resolves an add-in function in a .xlsx by its long programmatic name alone (releases up to 7.4 do), and
writes that name when it saves. The long names are made here, so that the extension, the job that mends a
book on opening and the repair of a saved book all speak of the same ones.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from xlshipcheck.arguments.form import EXPLANATION, Argument, Function
from xlshipcheck.catalogue.registry import functions

MODULE: Final = ("jp", "xlshipcheck")
SERVICE: Final = "jp.xlshipcheck.Functions"
INTERFACE: Final = "XFunctions"
ROW_CALL: Final = Function(
    "SHIPCHECK_ROW",
    "説明",
    (
        Argument(
            "function_name", "関数名", "text", "行の値から計算する関数の名前", required=True, rowwise=False
        ),
        Argument(
            "values",
            "見出しと値",
            "any",
            "見出しとその行のセルを交互に。「=引数名」は引数の値",
            rowwise=False,
        ),
    ),
    1,
    "文字",
    "入力する関数ではありません。引数を省いた式 (=QOO10_STAGE() など) が、その行の値を読むために自動でこの形になります",
    EXPLANATION,
    "",
    variadic=True,
)
"""What a call without its first argument becomes: Calc does not tell an add-in which cell asks, so the cells
of the row are named beside their headers. Saved books get `=QOO10_STAGE()` back."""
CHECK_NAME: Final = "関数の確認"
"""Name of a hidden cell of our template that calls one of our functions: an error where they are missing."""
GIVEN: Final = "="
"""Marks the Japanese name of an argument among the headers; no header begins with it."""
ADDED: Final = "=+"
"""Marks one that the seller did not give: 基準日 of the settings. A saved book gets the call back without it."""


def method_name(function_name: str) -> str:
    """Return the UNO method of a function: `QOO10_STAGE` is `qoo10Stage`."""
    return _camel(function_name.lower())


def parameter_name(argument: Argument) -> str:
    """Return the UNO parameter of an argument; the same in the type library and in the function wizard."""
    name = _camel(argument.name)
    return f"{name}Value" if name in _IDL_WORDS else name


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def long_name(function_name: str) -> str:
    """Return the name under which Calc knows a function in a file: `JP.XLSHIPCHECK.FUNCTIONS.QOO10STAGE`."""
    return f"{SERVICE}.{method_name(function_name)}".upper()


def returns_rows(function: Function) -> bool:
    """Tell whether a function always returns rows of cells; the others return one value as a rule."""
    return function.result == "表"


_IDL_WORDS: Final = frozenset(
    "any attribute boolean bound byte case char const constants constrained default double enum exception float get "
    "hyper in inout interface long maybeambiguous maybedefault maybevoid module needs observes optional out property "
    "published raises readonly removable sequence service set short singleton string struct switch transient type "
    "typedef union unsigned void".split()
)
"""Words of UNO's interface language, which no parameter can be called."""


@cache
def calc_functions() -> dict[str, Function]:
    """Return every function of the extension by name: the catalogue, and the call by row."""
    named = {name: _without_repeats(function) for name, function in functions().items()}
    return {**named, ROW_CALL.name: ROW_CALL}


def _without_repeats(function: Function) -> Function:
    """Return a function with each repetition of its last argument listed.

    In an array formula Calc takes ranges among repeated arguments apart and asks for each cell of them.
    """
    if not function.variadic:
        return function
    *listed, last = function.arguments
    most = max(len(other.arguments) for other in functions().values())
    repeated = [
        last._replace(name=f"{last.name}_{number}", japanese=f"{last.japanese}{number}")
        for number in range(1, most + 1)
    ]
    return function._replace(arguments=(*listed, *repeated), variadic=False)


@cache
def short_names() -> dict[str, str]:
    """Return long name -> name, for every function of the extension."""
    return {long_name(name): name for name in calc_functions()}


@cache
def written_names() -> dict[str, str]:
    """Return long name -> name, for the long names as Calc writes them and as a person does, with underscores."""
    typed = {f"{SERVICE}.{name}".upper(): name for name in calc_functions()}
    return {**typed, **short_names()}
