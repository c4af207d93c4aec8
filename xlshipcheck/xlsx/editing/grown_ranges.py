"""Conditional formats and input checks of whole columns, made to reach rows that are added below.

Excel lets those of a table grow with it. Only a range that covers every order grows, from the first one to the row
above the new ones: what the seller marked in a few rows stays there. Where two input checks would overlap, which
Excel cannot show, none grows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck.values.ranges import Rectangle, parse_range
from xlshipcheck.xlsx.outline import Splice, with_attribute

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlshipcheck.xlsx.outline import Node

OUTLINE_DEPTH: Final = 6
"""worksheet > extLst > ext > conditionalFormattings > conditionalFormatting > sqref."""
_CHECK: Final = "dataValidation"
_GROWING: Final = frozenset({"conditionalFormatting", "ignoredError", _CHECK})


class Growth(NamedTuple):
    """Rows that are added below the orders.

    Attributes:
        top_row: the first order.
        first_row: the first new row.
        last_row: the last new row.
    """

    top_row: int
    first_row: int
    last_row: int


class _Range(NamedTuple):
    """Where the ranges of a format or a check are written: an attribute, or the text of an element."""

    owner: str
    node: Node
    is_text: bool
    texts: Sequence[str]


def grown_ranges(data: bytes, nodes: Sequence[Node], growth: Growth) -> list[Splice]:
    """Return what makes the formats and checks of whole columns reach new rows.

    Args:
        data: what follows the rows of a worksheet.
        nodes: its elements, `OUTLINE_DEPTH` levels of them.
        growth: the new rows.
    """
    ranges = list(_ranges(data, nodes))
    checked = [area for found in ranges if found.owner == _CHECK for area in map(parse_range, found.texts)]
    splices = []
    for found in ranges:
        texts = [_grown(text, growth, checked if found.owner == _CHECK else ()) for text in found.texts]
        if texts != found.texts:
            splices.append(_splice(data, found, " ".join(texts).encode()))
    return splices


def _ranges(data: bytes, nodes: Sequence[Node]) -> Iterator[_Range]:
    owner = ""
    for node in nodes:
        if node.name in _GROWING:
            owner = "" if node.attributes.get("pivot") in {"1", "true"} else node.name
            if owner and "sqref" in node.attributes:
                yield _Range(owner, node, is_text=False, texts=node.attributes["sqref"].split())
        elif node.name == "sqref" and node.depth == OUTLINE_DEPTH and owner:
            # What Excel 2010 added keeps its ranges in an element of the extensions, the last of its parent.
            yield _Range(
                owner, node, is_text=True, texts=data[node.open_end : node.close_start].decode().split()
            )
            owner = ""
        elif node.name in {"sparklineGroup", "ext"}:
            owner = ""


def _grown(text: str, growth: Growth, checked: Sequence[Rectangle | None]) -> str:
    area = parse_range(text)
    if area is None or not (
        area.first_row <= growth.top_row and growth.first_row - 1 <= area.last_row < growth.last_row
    ):
        return text
    added = area._replace(first_row=area.last_row + 1, last_row=growth.last_row)
    if any(other.meets(added) for other in checked if other is not None):
        return text
    return str(area._replace(last_row=growth.last_row))


def _splice(data: bytes, found: _Range, texts: bytes) -> Splice:
    node = found.node
    if found.is_text:
        return Splice(node.open_end, node.close_start, texts)
    tag = with_attribute(data[node.start : node.open_end], b"sqref", texts)
    return Splice(node.start, node.open_end, tag)
