"""The text of a formula as a file and Excel have it: English spelling, `,` between arguments, `A1` references."""

from __future__ import annotations

import re
from typing import Final

from xlshipcheck.values.ranges import parse_range

_ONE_CELL: Final = re.compile(r"=?(?:'((?:[^']|'')+)'|([^'!\[\]]+))!(\$?[A-Z]{1,3}\$?[0-9]{1,7})")


def one_cell(text: str) -> tuple[str, int, int] | None:
    """Return sheet, row and column where a text is a reference to one cell of a named sheet, else None.

    >>> one_cell("='a''b'!$C$2")
    ("a'b", 2, 3)
    """
    found = _ONE_CELL.fullmatch(text)
    area = parse_range(found[3]) if found else None
    if found is None or area is None:
        return None
    return found[1].replace("''", "'") if found[1] else found[2], area.first_row, area.first_column
