"""Styles for our own cells: appended to the book's style sheet, so that no cell of the seller's looks different.

A cell points into `cellXfs` by position, a conditional format into `dxfs`. Appending leaves every position in
use as it is; what stands there already is used again, so a second refresh appends nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck.errors import LayoutRefused
from xlshipcheck.xlsx.order import STYLE_ORDER, out_of_order
from xlshipcheck.xlsx.outline import Node, Splice, appended, outline, spliced, with_attribute
from xlshipcheck.xlsx.safe_xml import quoted, whole_number
from xlshipcheck.xlsx.writing.theme import shows_date

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

DATE_FORMAT: Final = "yyyy/mm/dd"
MOMENT_FORMAT: Final = "yyyy/mm/dd hh:mm"
GENERAL: Final = 0
_FIRST_OWN_FORMAT: Final = 164
"""Number formats below it are built in (ECMA-376 part 1, 18.8.30)."""
_BUILT_IN_DATES: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_BUILT_IN: Final = {"General": 0, "0": 1, "0.00": 2, "#,##0": 3, "#,##0.00": 4, "0%": 9, "0.00%": 10, "@": 49}
_ELEMENT_START: Final = re.compile(rb"<(/?)([A-Za-z])")
_SECTIONS: Final = ("numFmts", "fonts", "fills", "borders", "cellXfs", "dxfs")
_DEFAULTS: Final = {
    "fonts": (b"fontId", [b'<font><sz val="11"/><name val="Calibri"/><family val="2"/></font>']),
    "fills": (
        b"fillId",
        [
            b'<fill><patternFill patternType="none"/></fill>',
            b'<fill><patternFill patternType="gray125"/></fill>',
            b'<fill><patternFill patternType="none"/></fill>',
        ],
    ),
    "borders": (b"borderId", [b"<border><left/><right/><top/><bottom/><diagonal/></border>"]),
}
"""The attribute that points into a section, and what stands first there whatever a book says (18.8.20, 18.8.22);
the last one stands for all that are missing.

Some writers leave a section out and let every cell point to its first entry all the same. Were the first entry
ours, all their cells would look like our headings.
"""
_MOST_MISSING: Final = 1_000


class TextColour(NamedTuple):
    """How a cell of a column looks when it shows a text.

    Attributes:
        text: the whole text of the cell, or its beginning.
        fill: `RRGGBB`, with or without `#`.
        font: `RRGGBB`, with or without `#`.
        begins: whether the text is only the beginning.
        number_format: that shows the text with a mark before it; "" for none.
    """

    text: str
    fill: str
    font: str
    begins: bool = False
    number_format: str = ""


class Worded(NamedTuple):
    """How numbers of a column are shown in words.

    Attributes:
        code: the number format.
        other_code: that of some rows.
        other_rows: positions of those rows among the values.
    """

    code: str
    other_code: str
    other_rows: Collection[int] = ()


class StyleBook:
    """The style sheet of a book while cells are written.

    Args:
        data: the styles part.
        part: its name.
        used_dxfs: how many conditional looks the sheets of the book point to.

    Raises:
        LayoutRefused: a style sheet without cell formats, or one whose parts are not in the standard's order.
    """

    def __init__(self, data: bytes, part: str, used_dxfs: int = 0) -> None:
        self._data, self._part = data, part
        nodes = outline(data, part)
        self._root = nodes[0]
        self._sections: dict[str, Node] = {n.name: n for n in nodes if n.depth == 2 and n.name in _SECTIONS}  # noqa: PLR2004 # children of the root
        self._others: dict[str, Node] = {n.name: n for n in nodes if n.depth == 2}  # noqa: PLR2004 # as above
        self._children: dict[str, list[Node]] = {}
        for name, section in self._sections.items():
            inside = [n for n in nodes if n.depth == 3 and section.start < n.start < section.end]  # noqa: PLR2004 # theirs
            self._children[name] = inside
        if not self._children.get("cellXfs") or out_of_order(nodes):
            raise LayoutRefused(part=part)
        self._raw = {name: [data[n.start : n.end] for n in found] for name, found in self._children.items()}
        self._old = {name: len(found) for name, found in self._raw.items()}
        self._formats = {
            node.attributes.get("formatCode", ""): whole_number(node.attributes.get("numFmtId"))
            for node in self._children.get("numFmts", ())
        }
        self._codes = {number: code for code, number in self._formats.items()}
        self._found: dict[tuple[int, str], int] = {}
        self._used_dxfs = used_dxfs

    @property
    def changed(self) -> bool:
        """Whether anything was appended."""
        return any(len(raw) != self._old.get(name, 0) for name, raw in self._raw.items())

    def result(self) -> bytes:
        """Return the style sheet with what was appended."""
        splices = []
        for name in _SECTIONS:  # new ones that stand at one place keep the order of the standard
            raw = self._raw.get(name, [])
            new = raw[self._old.get(name, 0) :]
            if not new:
                continue
            section = self._sections.get(name)
            if section is not None:
                splices.append(appended(self._data, section, b"".join(new), len(raw)))
            else:
                splices.append(self._new_section(name, new))
        return spliced(self._data, splices)

    def _new_section(self, name: str, new: list[bytes]) -> Splice:
        before = STYLE_ORDER[: STYLE_ORDER.index(name)]
        at = max(
            (self._others[other].end for other in before if other in self._others),
            default=self._root.open_end,
        )
        tag = (self._root.prefix + name).encode()
        return Splice(at, at, b'<%b count="%d">%b</%b>' % (tag, len(new), b"".join(new), tag))

    def _filled(self, section: str) -> list[bytes]:
        """Return the entries of a section, as many as the book points to, so that what is appended is ours alone."""
        raw = self._raw.setdefault(section, [])
        if section in _DEFAULTS:
            pointer, defaults = _DEFAULTS[section]
            used = max(self._pointed_to(pointer), default=0) + 1
            fill = [self._prefixed(xml) for xml in defaults]
        else:
            used, fill = (self._used_dxfs if section == "dxfs" else 0), [self._prefixed(b"<dxf/>")]
        if used - len(raw) > _MOST_MISSING:
            raise LayoutRefused(part=self._part)
        while len(raw) < max(used, len(_DEFAULTS[section][1]) if section in _DEFAULTS and not raw else 0):
            raw.append(fill[min(len(raw), len(fill) - 1)])
        return raw

    def _pointed_to(self, pointer: bytes) -> Iterator[int]:
        pattern = re.compile(rb"\s" + pointer + rb"""\s*=\s*["']([0-9]{1,10})["']""")
        for name in ("cellStyleXfs", "cellXfs"):
            if name in self._others:
                section = self._others[name]
                yield from map(int, pattern.findall(self._data[section.start : section.end]))

    def _prefixed(self, xml: bytes) -> bytes:
        if not self._root.prefix:
            return xml
        return _ELEMENT_START.sub(rb"<\1" + self._root.prefix.encode() + rb"\2", xml)

    def _append(self, section: str, xml: bytes) -> int:
        """Return the position of a child, appending it when there is none like it.

        Args:
            section: name of the parent.
            xml: the child, without prefixes.
        """
        xml = self._prefixed(xml)
        known = self._raw.get(section, [])
        if xml in known:
            return known.index(xml)
        raw = self._filled(section)
        if xml not in raw:
            raw.append(xml)
        return raw.index(xml)

    def is_date(self, style: int) -> bool:
        """Tell whether a cell of this style shows a number as a date."""
        number = self._format_of(style)
        if number < _FIRST_OWN_FORMAT and number not in self._codes:
            return number in _BUILT_IN_DATES
        return shows_date(self._codes.get(number, ""))

    def _format_of(self, style: int) -> int:
        xfs = self._raw["cellXfs"]
        found = re.search(rb"""\snumFmtId\s*=\s*["']([0-9]+)["']""", xfs[style]) if style < len(xfs) else None
        return whole_number(found[1]) if found else GENERAL

    def number_format(self, code: str) -> int:
        """Return the number of a number format, appending it when the book does not have it."""
        if code in _BUILT_IN:
            return _BUILT_IN[code]
        if code not in self._formats:
            number = max([_FIRST_OWN_FORMAT - 1, *self._codes]) + 1
            xml = f'<numFmt numFmtId="{number}" formatCode="{quoted(code)}"/>'
            self._append("numFmts", xml.encode())
            self._formats[code] = number
            self._codes[number] = code
        return self._formats[code]

    def with_format(self, style: int, code: str) -> int:
        """Return a style that looks like another but for its number format.

        Args:
            style: position of the style to look like.
            code: the number format.
        """
        key = style, code
        if key not in self._found:
            xfs = self._raw["cellXfs"]
            xf = xfs[style] if style < len(xfs) else xfs[0]
            end = xf.index(b">") + 1
            tag = with_attribute(xf[:end], b"numFmtId", b"%d" % self.number_format(code))
            tag = with_attribute(tag, b"applyNumberFormat", b"1")
            clone = tag + xf[end:]
            if clone not in xfs:
                xfs.append(clone)
            self._found[key] = xfs.index(clone)
        return self._found[key]

    def for_date(self, style: int, code: str = DATE_FORMAT) -> int:
        """Return a style like another in which a number shows as a date."""
        return style if self.is_date(style) else self.with_format(style, code)

    def for_number(self, style: int) -> int:
        """Return a style like another in which a number does not show as a date."""
        return self.with_format(style, "General") if self.is_date(style) else style

    def in_words(self, style: int, code: str, others: Collection[str]) -> int:
        """Return a style like another whose number format puts numbers into words, unless the seller chose one.

        Args:
            style: position of the style to look like.
            code: the number format.
            others: formats of ours for other rows of the column.
        """
        number = self._format_of(style)
        own = self._codes.get(number, "")
        return self.with_format(style, code) if number == GENERAL or own in others else self.for_number(style)

    def colour(self, wanted: TextColour) -> int:
        """Return the position of the conditional look of a text colour."""
        font, fill = (f'rgb="FF{value.removeprefix("#").upper()}"' for value in (wanted.font, wanted.fill))
        pattern = f'<patternFill patternType="solid"><fgColor {fill}/><bgColor {fill}/></patternFill>'
        code = ""
        if wanted.number_format:
            number = self.number_format(wanted.number_format)
            code = f'<numFmt numFmtId="{number}" formatCode="{quoted(wanted.number_format)}"/>'
        xml = f"<dxf><font><color {font}/></font>{code}<fill>{pattern}</fill></dxf>"
        return self._append("dxfs", xml.encode())

    def adopt(self, other: StyleBook, style: int) -> int:
        """Return the position of a style of another book, with its font, fill and border, in this one.

        Args:
            other: the style sheet of a workbook that we made ourselves (no prefixes).
            style: position in it.
        """
        xf = other._raw["cellXfs"][style]
        attributes = other._children["cellXfs"][style].attributes
        code = other._codes.get(int(attributes["numFmtId"]))
        number = int(attributes["numFmtId"]) if code is None else self.number_format(code)
        end = xf.index(b">") + 1
        tag = with_attribute(xf[:end], b"numFmtId", b"%d" % number)
        for kind, section in ((b"fontId", "fonts"), (b"fillId", "fills"), (b"borderId", "borders")):
            raw = other._raw[section][int(attributes[kind.decode()])]
            tag = with_attribute(tag, kind, b"%d" % self._append(section, raw))
        return self._append("cellXfs", tag + xf[end:])

    def adopt_dxf(self, other: StyleBook, position: int) -> int:
        """Return the position of a conditional look of another book in this one."""
        return self._append("dxfs", other._raw["dxfs"][position])
