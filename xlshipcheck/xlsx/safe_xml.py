"""Small parts of a workbook's XML, read without ever expanding anything.

The standard library's expat with every declaration refused: a workbook never holds a DTD, and without a
DTD there are no entities to bomb or to fetch. Only parts of a few kilobytes come here (relationships,
content types, the workbook, a table); worksheets are streamed by `sheet_edit`.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from xml.parsers import expat

from xlshipcheck.errors import WorkbookDamaged, WorkbookTooLarge

_MOST_DIGITS: Final = 10
_DEEPEST: Final = 250
"""Levels of nesting; real parts stay below 30, and a deep tower only serves to exhaust a stack."""


MOST_ELEMENTS: Final = 250_000
"""Elements of one part outside the rows of a sheet. Each takes some 400 bytes of memory; a sheet with a link in
every one of 100,000 rows has as many."""


class Element(NamedTuple):
    """An element in document order, without its namespace prefix."""

    name: str
    attributes: dict[str, str]
    depth: int

    def attribute(self, name: str, default: str = "") -> str:
        """Return an attribute by its local name (`id` also finds `r:id`)."""
        found = self.attributes.get(name)
        if found is None:
            found = next((v for k, v in self.attributes.items() if k.endswith(":" + name)), default)
        return found

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return an xsd:boolean attribute."""
        value = self.attributes.get(name)
        return default if value is None else value in {"1", "true"}

    def count(self, name: str, default: int = 0) -> int:
        """Return an attribute that is a number of things.

        Raises:
            WorkbookDamaged: it is no number.
        """
        return whole_number(self.attributes.get(name), default)


def whole_number(text: str | bytes | None, default: int = 0) -> int:
    """Return a number as an attribute holds it: digits, and no more of them than a 32-bit number has.

    Args:
        text: the attribute, None or empty when it is not there.
        default: what it stands for then.

    Raises:
        WorkbookDamaged: it is no such number.
    """
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise WorkbookDamaged(problem=f"数「{text!r}」")
    return int(text)


def xml_problem(part: str, error: Exception) -> str:
    """Return what is wrong with a part that is no XML, by its place: the parser's own words are English."""
    line = getattr(error, "lineno", 0)
    return f"{part} の{line}行目が XML として読めません" if line else f"{part} が XML として読めません"


def refusing_parser(separator: str | None = None) -> expat.XMLParserType:
    """Return an expat parser that refuses any DTD or entity.

    Args:
        separator: stands between the namespace and the name of what is found; None for names as they are written.

    Raises:
        WorkbookDamaged: while parsing, at the first declaration.
    """
    parser = expat.ParserCreate(namespace_separator=separator)

    def refuse(*_: object) -> None:
        raise WorkbookDamaged(problem="DTD")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def elements(data: bytes, part: str) -> list[Element]:
    """Return every element of a small part, in document order.

    Args:
        data: the bytes of the part.
        part: its name, for the message.

    Raises:
        WorkbookDamaged: not well-formed, a DTD, or nested deeper than any real part.
    """
    found: list[Element] = []
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise WorkbookDamaged(problem=part)
        if len(found) >= MOST_ELEMENTS:
            raise WorkbookTooLarge(problem=f"{part} に要素が {MOST_ELEMENTS:,} 個以上あります")
        found.append(Element(name.rpartition(":")[2], attributes, depth))

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser = refusing_parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)  # noqa: FBT003 # expat takes it by position only
    except (expat.ExpatError, LookupError, ValueError) as error:  # an encoding that Python does not know
        raise WorkbookDamaged(problem=xml_problem(part, error)) from error
    return found


_ATTRIBUTE: Final = re.compile(rb"""([^\s=<>"'/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def raw_attributes(tag: bytes) -> dict[bytes, bytes]:
    r"""Return the attributes inside a start tag as they stand, escapes and all.

    Args:
        tag: what stands between the element's name and its `>`.

    >>> raw_attributes(b' r="A1" s=\'3\'')
    {b'r': b'A1', b's': b'3'}
    """
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(tag)}


def quoted(text: str) -> str:
    """Return text as it must stand inside a double-quoted attribute."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return text.replace("\r", "&#13;").replace("\n", "&#10;").replace("\t", "&#9;")
