"""What the tests of the rules share: a row-wise function asked with its arguments as their readers give them."""

from __future__ import annotations

from xlshipcheck.arguments.calls import concluding_for
from xlshipcheck.catalogue.registry import find_function


def row_answer(name, context, *arguments, calendar=None):
    """Return the answer of a function; trailing texts that are left out are blank.

    Raises:
        ShipcheckError: the function refuses the row.
    """
    function = find_function(name)
    readers = [argument.reader for argument in function.arguments if argument.reader != "closed"]
    blanks = ["" if reader == "text" else None for reader in readers[len(arguments) :]]
    return concluding_for(function, context, calendar)([*arguments, *blanks])
