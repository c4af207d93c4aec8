"""Conditional formats of a book that was opened: the ones that call our functions are looked up again.

Calc keeps no list of the names that it did not know while reading, as it does for cells; but a condition that
is given its own formula once more is compiled once more. It is said in the language of the user's Calc, so only
names may change in it, whatever separates the arguments there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlshipcheck.hosts.function_calls import has_call, rewritten

if TYPE_CHECKING:
    from xlshipcheck.hosts.calc.cells import Cells

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
