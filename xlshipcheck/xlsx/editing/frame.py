"""What stands around the rows of a worksheet: its dimension, column widths, filter and conditional formats."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck.errors import LayoutRefused, WorkbookTooLarge
from xlshipcheck.values.ranges import Rectangle, column_letters, parse_range
from xlshipcheck.xlsx.editing.grown_ranges import OUTLINE_DEPTH, grown_ranges
from xlshipcheck.xlsx.outline import Node, Splice, outline, spliced, with_attribute
from xlshipcheck.xlsx.reading.scan import LARGEST_FRAME
from xlshipcheck.xlsx.safe_xml import quoted, whole_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from xlshipcheck.xlsx.editing.grown_ranges import Growth
    from xlshipcheck.xlsx.editing.styles import TextColour

_SHEET_DATA: Final = re.compile(rb"<((?:[^\s<>/:]{1,100}:)?)sheetData(?:\s[^<>]*)?/?>")
_ROOT: Final = re.compile(rb"<(?![?!])[^<>]*>")
_PRIORITY: Final = re.compile(rb"""\bpriority\s*=\s*["']([0-9]{1,9})["']""")
_BEFORE_FORMATS: Final = frozenset(
    """sheetCalcPr sheetProtection protectedRanges scenarios autoFilter sortState dataConsolidate
    customSheetViews mergeCells phoneticPr conditionalFormatting""".split()
)
"""Elements behind the rows that stand before or among the conditional formats (ECMA-376, 18.3.1.99)."""
_BEFORE_COLUMNS: Final = frozenset({"sheetPr", "dimension", "sheetViews", "sheetFormatPr"})
_CHILD, _GRANDCHILD = 2, 3


class Halves(NamedTuple):
    """A worksheet while it streams.

    Attributes:
        prefix: of the sheet's elements, with its colon.
        head: everything before `sheetData`.
        open_tag: the start tag of `sheetData`; never an empty one.
        rest: from behind that tag on.
    """

    prefix: str
    head: bytes
    open_tag: bytes
    rest: Iterator[bytes]


def halved(blocks: Iterator[bytes], part: str) -> Halves:
    """Read a worksheet up to its rows.

    Args:
        blocks: the bytes of the part.
        part: its name, for messages.

    Raises:
        LayoutRefused: there are no rows where they should be.
    """
    head = b""
    for block in blocks:
        head += block
        found = _SHEET_DATA.search(head)
        if found:
            tag, rest = found[0], head[found.end() :]
            if tag.endswith(b"/>"):
                tag = tag[:-2].rstrip() + b">"
                rest = b"</" + found[1] + b"sheetData>" + rest
            return Halves(found[1].decode(), head[: found.start()], tag, _chained(rest, blocks))
        if len(head) > LARGEST_FRAME:
            raise WorkbookTooLarge(problem=part)
    raise LayoutRefused(part=part)


def split_rows(halves: Halves, tail: list[bytes]) -> Iterator[bytes]:
    """Yield the bytes of the rows; what follows them is put into `tail` when it is reached."""
    mark = f"</{halves.prefix}sheetData".encode()
    kept = b""
    for block in halves.rest:
        if tail:
            tail.append(block)
            continue
        data = kept + block
        at = data.find(mark)
        if at >= 0:
            yield data[:at]
            tail.append(data[at:])
        else:
            # The mark may be torn by the end of the block.
            yield data[: -len(mark)]
            kept = data[-len(mark) :]


def _chained(first: bytes, blocks: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from blocks


class Head:
    """The part of a worksheet before its rows.

    Args:
        data: its bytes.
        prefix: of the sheet's elements.
        part: the sheet's part, for messages.
    """

    def __init__(self, data: bytes, prefix: str, part: str) -> None:
        self._data, self._prefix = data, prefix
        root = _root_tag(data, part)
        self._nodes = outline(data + b"</" + root.split()[0][1:].rstrip(b">") + b">", part)
        self._columns = [
            (n.attributes, whole_number(n.attributes.get("min")), whole_number(n.attributes.get("max")))
            for n in self._nodes
            if n.name == "col" and n.depth == _GRANDCHILD
        ]

    def column_style(self, column: int) -> int:
        """Return the look that cells of a column have where none is written."""
        found = (a.get("style") for a, first, last in self._columns if first <= column <= last)
        return whole_number(next(found, None))

    def edited(self, reach: Rectangle | None, widths: Mapping[int, float]) -> bytes:
        """Return the bytes with a dimension that includes our cells, and widths for our columns.

        Args:
            reach: the range of our cells, None where there are none.
            widths: in characters, by column; a column whose width is set already keeps it.
        """
        splices = []
        dimension = next((n for n in self._nodes if n.name == "dimension"), None)
        old = parse_range(dimension.attributes.get("ref", "")) if dimension else None
        if dimension and old and reach:
            new = Rectangle(*map(min, old[:2], reach[:2]), *map(max, old[2:], reach[2:]))
            if new != old:
                tag = self._data[dimension.start : dimension.open_end]
                tag = with_attribute(tag, b"ref", str(new).encode())
                splices.append(Splice(dimension.start, dimension.open_end, tag))
        wanted = {
            column: width
            for column, width in sorted(widths.items())
            if not any(first <= column <= last for _, first, last in self._columns)
        }
        if wanted:
            splices += self._column_splices(wanted)
        return spliced(self._data, splices)

    def _column_splices(self, widths: Mapping[int, float]) -> list[Splice]:
        def tag(column: int) -> bytes:
            width = f"{widths[column]:g}"
            return (
                f'<{self._prefix}col min="{column}" max="{column}" width="{width}" customWidth="1"/>'.encode()
            )

        section = next((n for n in self._nodes if n.name == "cols" and n.depth == _CHILD), None)
        if section is None:
            before = [n for n in self._nodes if n.depth == _CHILD and n.name in _BEFORE_COLUMNS]
            at = max((n.end for n in before), default=self._nodes[0].open_end)
            name = f"{self._prefix}cols".encode()
            return [Splice(at, at, b"<%b>%b</%b>" % (name, b"".join(map(tag, widths)), name))]
        columns = [n for n in self._nodes if n.name == "col" and n.depth == _GRANDCHILD]
        splices = []
        for column in widths:
            # Columns stand in ascending order.
            later = [n.start for n in columns if whole_number(n.attributes.get("min")) > column]
            at = min(later, default=section.close_start)
            splices.append(Splice(at, at, tag(column)))
        return splices


class Tail:
    """The part of a worksheet behind its rows.

    Args:
        data: its bytes, from the end tag of `sheetData` on.
        head: the sheet's head, for the namespaces of its root.
        prefix: of the sheet's elements.
        part: the sheet's part, for messages.
    """

    def __init__(self, data: bytes, head: bytes, prefix: str, part: str) -> None:
        self._prefix, self._part = prefix, part
        end = data.index(b">") + 1
        self._closing, self._data = data[:end], data[end:]
        self._root = _root_tag(head, part)
        self._nodes = self._outline(self._data)

    def _outline(self, data: bytes, depth: int = _GRANDCHILD) -> list[Node]:
        """Return the nodes with positions in `data`, which lacks the start tag of the root."""
        shift = len(self._root)
        nodes = outline(self._root + data, self._part, depth)
        moved = [n._replace(start=n.start - shift, open_end=n.open_end - shift) for n in nodes]
        return [
            n._replace(close_start=n.close_start - shift, end=n.end - shift)
            for n in moved
            if n.depth >= _CHILD
        ]

    @property
    def data(self) -> bytes:
        """The tail as it is now, from the end tag of `sheetData` on."""
        return self._closing + self._data

    def widen_filter(self, reach: Rectangle) -> tuple[Rectangle, Rectangle] | None:
        """Let the sheet's filter reach our columns, when it ends right beside them.

        Otherwise sorting by the filter's buttons would move the orders and leave the results behind. Its last row
        stays: a row of totals that the seller left out of it would be sorted among the orders.

        Args:
            reach: our columns from their header on.

        Returns:
            The filter's range before and now; None when it stays as it is.
        """
        old = self._filter()
        if old is None or old.first_row != reach.first_row:
            return None
        if not old.first_column <= reach.first_column <= old.last_column + 1:
            return None
        return self._move_filter(old._replace(last_column=max(old.last_column, reach.last_column)))

    def lengthen_filter(self, last_row: int) -> tuple[Rectangle, Rectangle] | None:
        """Let the sheet's filter reach rows that are added right below it.

        Args:
            last_row: the last of them.

        Returns:
            As `widen_filter`.
        """
        old = self._filter()
        return None if old is None else self._move_filter(old._replace(last_row=max(old.last_row, last_row)))

    def _filter_node(self) -> Node | None:
        return next((n for n in self._nodes if n.name == "autoFilter" and n.depth == _CHILD), None)

    def _filter(self) -> Rectangle | None:
        node = self._filter_node()
        return parse_range(node.attributes.get("ref", "")) if node else None

    def _move_filter(self, new: Rectangle) -> tuple[Rectangle, Rectangle] | None:
        node, old = self._filter_node(), self._filter()
        if node is None or old is None or new == old:
            return None
        tag = with_attribute(self._data[node.start : node.open_end], b"ref", str(new).encode())
        self._change([Splice(node.start, node.open_end, tag)])
        return old, new

    def grow_down(self, growth: Growth) -> None:
        """Let the conditional formats and input checks of whole columns reach new rows."""
        self._change(grown_ranges(self._data, self._outline(self._data, OUTLINE_DEPTH), growth))

    def colour(
        self, area: Rectangle, colours: Sequence[TextColour], style_of: Callable[[TextColour], int]
    ) -> None:
        """Give the cells of a column colours by their text.

        A rule of ours that is there already is only stretched to the rows; what its colours are now is the
        seller's choice.

        Args:
            area: one column.
            colours: by text.
            style_of: gives the position of a colour among the book's conditional looks.
        """
        splices = []
        known: set[TextColour] = set()
        for node in self._nodes:
            if node.name != "conditionalFormatting" or node.depth != _CHILD:
                continue
            areas = [parse_range(text) for text in node.attributes.get("sqref", "").split()]
            mine = [a for a in areas if a and a.first_column == a.last_column == area.first_column]
            raw = self._data[node.start : node.end]
            rules = {colour for colour in colours if any(mark in raw for mark in _marks(colour))}
            if not (mine and rules):
                continue
            known |= rules
            if None not in areas:
                stretched = mine[0]._replace(last_row=max(area.last_row, *(a.last_row for a in mine)))
                kept = [stretched if a == mine[0] else a for a in areas if a not in mine[1:]]
                tag = self._data[node.start : node.open_end]
                tag = with_attribute(tag, b"sqref", " ".join(map(str, kept)).encode())
                splices.append(Splice(node.start, node.open_end, tag))
        missing = [colour for colour in colours if colour not in known]
        if missing:
            before = [n for n in self._nodes if n.depth == _CHILD and n.name in _BEFORE_FORMATS]
            at = max((n.end for n in before), default=0)
            splices.append(Splice(at, at, self._new_rules(area, missing, style_of)))
        self._change(splices)

    def _change(self, splices: list[Splice]) -> None:
        if splices:
            self._data = spliced(self._data, splices)
            self._nodes = self._outline(self._data)

    def _new_rules(
        self, area: Rectangle, colours: Sequence[TextColour], style_of: Callable[[TextColour], int]
    ) -> bytes:
        p = self._prefix
        last = max(map(int, _PRIORITY.findall(self._data)), default=0)
        cell = f"{column_letters(area.first_column)}{area.first_row}"
        rules = []
        for priority, colour in enumerate(colours, last + 1):
            text = _formula_text(colour.text)
            kind = f'type="cellIs" dxfId="{style_of(colour)}" priority="{priority}" operator="equal"'
            formula = text
            if colour.begins:
                shown = quoted(colour.text)
                kind = f'type="beginsWith" dxfId="{style_of(colour)}" priority="{priority}" operator="beginsWith" text="{shown}"'
                formula = f"LEFT({cell},LEN({text}))={text}"
            rules.append(f"<{p}cfRule {kind}><{p}formula>{formula}</{p}formula></{p}cfRule>")
        name = f"{p}conditionalFormatting"
        return f'<{name} sqref="{area}">{"".join(rules)}</{name}>'.encode()


def _formula_text(text: str) -> str:
    """Return a text as it stands in a formula inside XML."""
    doubled = text.replace('"', '""')
    return '"' + doubled.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + '"'


def _marks(colour: TextColour) -> tuple[bytes, ...]:
    """Return the bytes by which a rule of ours is known, as we and as other writers put them."""
    if colour.begins:
        return (f'text="{quoted(colour.text)}"'.encode(),)
    plain = _formula_text(colour.text)
    return f">{plain}</".encode(), f">{plain.replace(chr(34), '&quot;')}</".encode()


def _root_tag(head: bytes, part: str) -> bytes:
    found = _ROOT.search(head)
    if found is None or found[0].endswith(b"/>"):
        raise LayoutRefused(part=part)
    return found[0]
