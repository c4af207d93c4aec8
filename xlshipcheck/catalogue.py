"""The function catalogue: every function by its name, and what stands behind one.

Every host, every page of documentation and every wrapper is generated from this table or loops over it.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any, Callable

from xlshipcheck import errors
from xlshipcheck.function_form import AGGREGATE, CONSTANT, EXPLANATION, ROW, Argument, Function
from xlshipcheck.function_table import FUNCTIONS
from xlshipcheck.text import nearest_names, normal_form

__all__ = [
    "AGGREGATE",
    "CONSTANT",
    "EXPLANATION",
    "ROW",
    "Argument",
    "Function",
    "find_function",
    "functions",
    "resolved",
]


@cache
def functions() -> dict[str, Function]:
    """Return every function of the catalogue by name, in the order of the contract."""
    return {function.name: function for function in FUNCTIONS}


def find_function(name: str) -> Function:
    """Return a function by the name typed, in any case and width.

    Raises:
        UnknownFunction: with the nearest names.
    """
    known = functions()
    plain = normal_form(name).upper()
    if plain not in known:
        nearest = ", ".join(nearest_names(name, list(known))) or "なし"
        raise errors.UnknownFunction(name=name, nearest=errors.Whole(nearest))
    return known[plain]


@cache
def resolved(target: str) -> Callable[..., Any]:
    """Return the function that `module:function` names; its module is loaded only when it is needed."""
    module, _, name = target.partition(":")
    found: Callable[..., Any] = getattr(import_module(f"xlshipcheck.{module}"), name)
    return found
