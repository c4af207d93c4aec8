"""The function catalogue: every function by its name, and what stands behind one.

Every host, every page of documentation and every wrapper is generated from this table or loops over it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from xlshipcheck import errors
from xlshipcheck.catalogue.table import FUNCTIONS
from xlshipcheck.values.text import nearest_names, normal_form

if TYPE_CHECKING:
    from xlshipcheck.arguments.form import Function


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
