"""The form of the upload files, from `rules/uploads.toml`."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.tracking.carriers import canonical_name, carrier_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.values.files import TomlTable

AMAZON: Final = "amazon"
QSM: Final = "qsm"


@cache
def form(name: str) -> TomlTable:
    """Return the form of a kind of file, `AMAZON` or `QSM`."""
    found: TomlTable = group_table("uploads")[name]
    return found


def columns_of(name: str) -> Sequence[str]:
    """Return the headers of a kind of file, in order."""
    found: Sequence[str] = form(name)["columns"]
    return found


@cache
def order_pattern() -> re.Pattern[str]:
    """Return what an order number of Amazon's looks like."""
    return re.compile(form(AMAZON)["order_form"] + r"\Z", re.ASCII)


@cache
def _codes() -> dict[str, str]:
    """Return code -> carrier, every code as it is written."""
    return {code: entry["carrier"] for entry in form(AMAZON)["codes"] for code in entry["codes"]}


def carrier_of_code(code: str) -> str:
    """Return the carrier of a code of Amazon's that is written exactly, "" for any other text."""
    return _codes().get(code, "")


def code_of(carrier: str) -> tuple[str, str]:
    """Return carrier-code and carrier-name for a carrier as people write it.

    Args:
        carrier: any spelling, or a code.

    Returns:
        A code and "", or `Other` and the name.
    """
    if carrier in _codes():
        return carrier, ""
    key = carrier_key(carrier)
    name = next(
        (name for code, name in _codes().items() if carrier_key(code) == key), canonical_name(carrier)
    )
    for code, known in _codes().items():
        if known == name:
            return code, ""
    return str(form(AMAZON)["other"]), name or carrier


def qsm_carrier(carrier: str) -> tuple[str, bool]:
    """Return how QSM spells a carrier, and whether that is known; else the carrier's own name."""
    name = canonical_name(carrier)
    known = form(QSM)["carriers"]
    return (name, True) if name in known else (name or carrier, False)
