"""Long numbers that a spreadsheet has turned into a power of ten and saved so: the digits behind are lost."""

from __future__ import annotations

import re
from typing import Final

from xlshipcheck.values.text import number_key

_EXPONENT: Final = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]{1,3}\Z|[0-9][.,][0-9]+E[0-9]{1,3}\Z")
"""Some digits with an E among them are a number that a shop or a carrier gave, such as 5E123."""


def is_exponent(value: object) -> bool:
    """Tell whether a cell holds the text of a power of ten, such as `8.12346E+08`: nobody knows which number it was.

    A number in a cell has its digits, however it is shown.

    Args:
        value: the cell.
    """
    if not isinstance(value, str) or value.isdecimal():
        return False
    return bool(_EXPONENT.match(number_key(value)))
