"""A shared string may be long and be shown by millions of cells; a reader copies it for each of them.

So the text that the cells show is bounded, not only the parts of the package. Nearly always the longest
string times the number of cells is within the bound, and nothing else has to be looked at.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from xlshipcheck.errors import WorkbookTooLarge
from xlshipcheck.xlsx.reading.scan import cut_before

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from xlshipcheck.xlsx.package import Package
    from xlshipcheck.xlsx.reading.scan import SheetFacts

LARGEST_TEXT: Final = 1 << 30
"""Bytes of text that the cells of a book may show altogether."""

_SHOWN: Final = re.compile(rb"""<c [^<>]*?t="s"[^<>]*>\s*<v>\s*([0-9]{1,9})""")
_ANY_VALUE: Final = re.compile(rb"<(?:[^\s<>/:]{1,100}:)?v>\s*([0-9]{1,9})")
_ITEM: Final = re.compile(rb"<(?:[^\s<>/:]{1,100}:)?si[\s/>]")


def refuse_text_bomb(package: Package, strings: str, sheets: Mapping[str, SheetFacts]) -> None:
    """Refuse a book whose cells show more text than fits into memory.

    Args:
        package: the open package.
        strings: name of the shared-strings part.
        sheets: what was found in each worksheet, by part name.

    Raises:
        WorkbookTooLarge: the text of all cells exceeds the bound.
    """
    lengths = list(_lengths(package.blocks(strings)))
    longest = max(lengths, default=0)
    total = 0
    for part, facts in sheets.items():
        at_most = longest * facts.last_row * facts.last_column
        if total + at_most > LARGEST_TEXT:
            # In a sheet of odd layout a number counts as if it were the place of a string: slightly too strict.
            mark, shown = (b"<c ", _SHOWN) if facts.plain else (b"<", _ANY_VALUE)
            times: Counter[bytes] = Counter()
            for block in cut_before(package.blocks(part), mark):
                times.update(shown.findall(block))
            at_most = sum(lengths[int(n)] * count for n, count in times.items() if int(n) < len(lengths))
        total += at_most
        if total > LARGEST_TEXT:
            raise WorkbookTooLarge(problem=f"{part} の文字が {total >> 20:,} MB になります")


def _lengths(blocks: Iterable[bytes]) -> Iterator[int]:
    """Yield the length of each shared string, its markup included."""
    position, begun = 0, -1
    for block in cut_before(blocks, b"<"):
        for match in _ITEM.finditer(block):
            at = position + match.start()
            if begun >= 0:
                yield at - begun
            begun = at
        position += len(block)
    if begun >= 0:
        yield position - begun
