"""Where the elements of a part stand in its bytes, so that one can be added and all others stay as they are.

A library that parses and writes XML again changes quotes, prefixes, order of attributes and white space, and
drops what it does not know. Here expat tells the positions, and an edit is a splice of bytes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.parsers import expat

from xlshipcheck.errors import LayoutRefused, WorkbookDamaged
from xlshipcheck.xlsx.safe_xml import refusing_parser, xml_problem

if TYPE_CHECKING:
    from collections.abc import Iterable

START_TAG: Final = re.compile(rb"""<[^\s/>]++(?:\s++[^\s=/>]++\s*+=\s*+(?:"[^"]*+"|'[^']*+'))*+\s*+(/?)>""")


class Node(NamedTuple):
    """An element and its place in the bytes of a part.

    Attributes:
        name: without the prefix.
        prefix: with its colon, mostly empty.
        attributes: decoded.
        depth: 1 for the root.
        start: where its start tag begins.
        open_end: behind its start tag.
        close_start: where its end tag begins; equal to `open_end` for an empty element tag.
        end: behind the element.
    """

    name: str
    prefix: str
    attributes: dict[str, str]
    depth: int
    start: int
    open_end: int
    close_start: int
    end: int

    @property
    def empty(self) -> bool:
        """Whether it is written as an empty element tag (`<a/>`)."""
        return self.close_start == self.end


class Splice(NamedTuple):
    """Bytes to stand in the place of others."""

    start: int
    end: int
    new: bytes


def outline(data: bytes, part: str, depth: int = 3) -> list[Node]:
    """Return the elements of a part down to a depth, in document order.

    Args:
        data: the part, in UTF-8.
        part: its name, for messages.
        depth: how many levels to list.

    Raises:
        WorkbookDamaged: not well-formed.
        LayoutRefused: in another encoding, whose positions expat would tell wrongly.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise LayoutRefused(part=part)
    outliner = _Outliner(data, part, depth)
    try:
        outliner.parser.Parse(data, True)  # noqa: FBT003 # expat takes it by position only
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise WorkbookDamaged(problem=xml_problem(part, error)) from error
    return outliner.nodes


class _Outliner:
    def __init__(self, data: bytes, part: str, depth: int) -> None:
        self.nodes: list[Node] = []
        self._data, self._part, self._depth = data, part, depth
        self._open: list[int] = []
        self._level = 0
        self.parser = refusing_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.XmlDeclHandler = self._declaration

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._level += 1
        if self._level <= self._depth:
            at = self.parser.CurrentByteIndex
            tag = START_TAG.match(self._data, at)
            if tag is None:
                raise LayoutRefused(part=self._part)
            prefix, colon, local = name.rpartition(":")
            self._open.append(len(self.nodes))
            # Where an element ends is not known yet, unless it is an empty element tag: then it is here.
            end = tag.end()
            self.nodes.append(Node(local, prefix + colon, attributes, self._level, at, end, end, end))

    def _end(self, _: str) -> None:
        if self._level <= self._depth:
            index = self._open.pop()
            node = self.nodes[index]
            if self._data[node.open_end - 2 : node.open_end] != b"/>":
                at = self.parser.CurrentByteIndex
                self.nodes[index] = node._replace(close_start=at, end=self._data.index(b">", at) + 1)
        self._level -= 1

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding or "utf-8").lower() not in {"utf-8", "us-ascii"}:
            raise LayoutRefused(part=self._part)


def spliced(data: bytes, splices: Iterable[Splice]) -> bytes:
    """Return bytes with some of them replaced.

    Args:
        data: the part.
        splices: in any order, not overlapping; several at one place keep their order.
    """
    out, at = [], 0
    for splice in sorted(splices, key=lambda s: (s.start, s.end)):
        out += [data[at : splice.start], splice.new]
        at = splice.end
    return b"".join([*out, data[at:]])


def appended(data: bytes, parent: Node, new: bytes, count: int | None = None) -> Splice:
    """Return the splice that adds children at the end of an element, opening it if it is an empty tag.

    Args:
        data: the part.
        parent: the element.
        new: the children.
        count: how many children it has then; written to its `count` attribute if it has one.
    """
    tag = data[parent.start : parent.open_end]
    if count is not None:
        tag = with_attribute(tag, b"count", b"%d" % count) if "count" in parent.attributes else tag
    if not parent.empty:
        return Splice(
            parent.start, parent.close_start, tag + data[parent.open_end : parent.close_start] + new
        )
    name = (parent.prefix + parent.name).encode()
    return Splice(parent.start, parent.end, tag[:-2].rstrip() + b">" + new + b"</" + name + b">")


def with_attribute(tag: bytes, name: bytes, value: bytes | None) -> bytes:
    """Return a start tag in which an attribute has another value, is added, or (None) is gone.

    >>> with_attribute(b'<a b="1"/>', b"b", b"2")
    b'<a b="2"/>'
    >>> with_attribute(b'<a b="1">', b"c", b"2")
    b'<a b="1" c="2">'
    """
    found = re.search(rb"(\s" + re.escape(name) + rb"\s*=\s*)(?:\"[^\"]*\"|'[^']*')", tag)
    if found:
        new = b"" if value is None else found[1] + b'"' + value + b'"'
        return tag[: found.start()] + new + tag[found.end() :]
    if value is None:
        return tag
    close = 2 if tag.endswith(b"/>") else 1
    body = tag[:-close].rstrip()
    return body + b" " + name + b'="' + value + b'"' + tag[-close:]
