"""The parts that hold a workbook together, with one entry added or changed and nothing else."""

from __future__ import annotations

import html
import posixpath
from typing import TYPE_CHECKING, Final

from xlshipcheck.errors import LayoutRefused
from xlshipcheck.values.ranges import Rectangle, column_letters
from xlshipcheck.xlsx.order import out_of_order
from xlshipcheck.xlsx.outline import Node, Splice, appended, outline, spliced, with_attribute
from xlshipcheck.xlsx.safe_xml import quoted, whole_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

CONTENT_TYPES: Final = "[Content_Types].xml"
WORKSHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_BEFORE_NAMES: Final = frozenset({"sheets", "functionGroups", "externalReferences"})
_BEFORE_CALCULATION: Final = _BEFORE_NAMES | {"definedNames"}
_FILTER_NAME: Final = "_xlnm._FilterDatabase"
_TITLES_NAME: Final = "_xlnm.Print_Titles"
_CHILD: Final = 2


def with_content_type(data: bytes, part: str, content_type: str) -> bytes:
    """Return the content types with one for a new part."""
    root = outline(data, CONTENT_TYPES, depth=1)[0]
    entry = f'<{root.prefix}Override PartName="/{part}" ContentType="{content_type}"/>'
    return spliced(data, [appended(data, root, entry.encode())])


def without_content_type(data: bytes, part: str) -> bytes:
    """Return the content types without the one of a part that is gone."""
    nodes = outline(data, CONTENT_TYPES)
    name = f"/{part}".lower()
    gone = [n for n in nodes if n.attributes.get("PartName", "").lower() == name]
    return spliced(data, [Splice(n.start, n.end, b"") for n in gone])


def with_relationship(data: bytes, part: str, owner: str, kind: str, target: str) -> tuple[bytes, str]:
    """Return relationships with a new one, and its identifier.

    Args:
        data: the relationships.
        part: their part.
        owner: the part that refers.
        kind: the last word of the relation type, such as `worksheet`.
        target: name of the part referred to.
    """
    nodes = outline(data, part)
    used = {n.attributes.get("Id") for n in nodes}
    number = 1
    while f"rId{number}" in used:
        number += 1
    path = posixpath.relpath("/" + target, posixpath.dirname("/" + owner))
    identifier = f"rId{number}"
    kind = f"{RELATIONSHIPS}/{kind}"
    entry = f'<{nodes[0].prefix}Relationship Id="{identifier}" Type="{kind}" Target="{quoted(path)}"/>'
    return spliced(data, [appended(data, nodes[0], entry.encode())]), identifier


def without_relationship(data: bytes, part: str, identifiers: Iterable[str]) -> bytes:
    """Return relationships without some of them."""
    gone = set(identifiers)
    nodes = [n for n in outline(data, part) if n.attributes.get("Id") in gone]
    return spliced(data, [Splice(n.start, n.end, b"") for n in nodes])


def relations_xml(entries: Sequence[tuple[str, str]]) -> bytes:
    """Return a relationships part.

    Args:
        entries: the last word of each relation's type, and the part it leads to, by its absolute name.
    """
    lines = [
        f'<Relationship Id="rId{number}" Type="{RELATIONSHIPS}/{kind}" Target="/{target}"/>'
        for number, (kind, target) in enumerate(entries, 1)
    ]
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{head}<Relationships xmlns="{_RELATIONS}">{"".join(lines)}</Relationships>'.encode()


class WorkbookPart:
    """The workbook part while it is changed.

    Args:
        data: its bytes.
        part: its name.
    """

    def __init__(self, data: bytes, part: str) -> None:
        self.data, self._part = data, part
        self._nodes = outline(data, part)
        self.is_out_of_order = bool(out_of_order(self._nodes))

    def _change(self, splice: Splice) -> None:
        self.data = spliced(self.data, [splice])
        self._nodes = outline(self.data, self._part)

    def _section(self, name: str) -> Node | None:
        return next((n for n in self._nodes if n.name == name and n.depth == _CHILD), None)

    def _after(self, names: frozenset[str]) -> int:
        ends = [n.end for n in self._nodes if n.depth == _CHILD and n.name in names]
        if not ends:
            raise LayoutRefused(part=self._part)
        return max(ends)

    @property
    def sheets(self) -> list[Node]:
        """The entries of all sheets, chart sheets included, in the order of the tabs."""
        return [n for n in self._nodes if n.name == "sheet"]

    @property
    def sheet_names(self) -> list[str]:
        """The names of all sheets, in the same order."""
        return [node.attributes.get("name", "") for node in self.sheets]

    def add_sheet(self, name: str, identifier: str) -> None:
        """Add a sheet behind the last one.

        Args:
            name: of the sheet; must be free.
            identifier: of its relationship.
        """
        section, root = self._section("sheets"), self._nodes[0]
        if section is None:
            raise LayoutRefused(part=self._part)
        number = max((whole_number(n.attributes.get("sheetId")) for n in self.sheets), default=0) + 1
        prefixes = [
            k[6:] for k, v in root.attributes.items() if k.startswith("xmlns:") and v == RELATIONSHIPS
        ]
        reference = (
            f'{prefixes[0]}:id="{identifier}"'
            if prefixes
            else f'xmlns:r="{RELATIONSHIPS}" r:id="{identifier}"'
        )
        entry = f'<{root.prefix}sheet name="{quoted(name)}" sheetId="{number}" {reference}/>'
        self._change(appended(self.data, section, entry.encode()))

    def names(self) -> list[tuple[str, str]]:
        """Return the defined names of the book and of its sheets with what they stand for."""
        nodes = [node for node in self._nodes if node.name == "definedName"]
        return [(node.attributes.get("name", ""), self._text(node)) for node in nodes]

    def names_with(self, prefix: str, sheet: int) -> dict[str, str]:
        """Return the defined names of a sheet that begin so, with what they stand for.

        Args:
            prefix: the beginning.
            sheet: position of the sheet.
        """
        return {name: self._text(node) for name, node in self._with(prefix, sheet)}

    def put_names_with(self, prefix: str, sheet: int, names: Mapping[str, str]) -> None:
        """Let these be the hidden names of a sheet that begin so, and no others.

        Args:
            prefix: the beginning.
            sheet: position of the sheet.
            names: name -> a reference.
        """
        gone = [node for name, node in self._with(prefix, sheet) if name not in names]
        section = self._section("definedNames")
        if section and not names and len(gone) == sum(node.name == "definedName" for node in self._nodes):
            gone = [section]  # an empty one is not allowed
        self.data = spliced(self.data, [Splice(node.start, node.end, b"") for node in gone])
        self._nodes = outline(self.data, self._part)
        for name, text in names.items():
            if self.name_text(name, sheet) != text:
                self.set_name(name, text, sheet)

    def _with(self, prefix: str, sheet: int) -> list[tuple[str, Node]]:
        nodes = [node for node in self._nodes if node.name == "definedName"]
        return [
            (node.attributes["name"], node)
            for node in nodes
            if node.attributes.get("localSheetId") == str(sheet)
            and node.attributes.get("name", "").startswith(prefix)
        ]

    def _text(self, node: Node) -> str:
        return html.unescape(self.data[node.open_end : node.close_start].decode())

    def name_text(self, name: str, sheet: int | None = None) -> str | None:
        """Return what a defined name stands for; None when there is none."""
        node = self._name(name, sheet)
        return None if node is None else self._text(node)

    def _name(self, name: str, sheet: int | None) -> Node | None:
        wanted = "" if sheet is None else str(sheet)
        for node in self._nodes:
            known = node.name == "definedName" and node.attributes.get("localSheetId", "") == wanted
            if known and node.attributes.get("name", "").lower() == name.lower():
                return node
        return None

    def put_title_row(self, sheet: str, row: int) -> None:
        """Let a row of a sheet stand on top of each of its printed pages.

        Args:
            sheet: its name.
            row: the row; 0 for none.
        """
        position = self.sheet_names.index(sheet)
        rows = f"${row}:${row}" if row else ""
        if (self.name_text(_TITLES_NAME, position) or "").rpartition("!")[2] != rows:
            self.put_names_with(_TITLES_NAME, position, {})
            if row:
                text = "'" + sheet.replace("'", "''") + f"'!{rows}"
                self.set_name(_TITLES_NAME, text, position, hidden=False)

    def set_name(self, name: str, text: str, sheet: int | None = None, *, hidden: bool = True) -> None:
        """Let a name stand for something; it is added when there is none.

        Args:
            name: the defined name.
            text: a reference.
            sheet: position of the sheet it belongs to, None for the whole book.
            hidden: whether a name that is added is hidden.
        """
        node = self._name(name, sheet)
        value = quoted(text)
        if node is not None and not node.empty:
            self._change(Splice(node.open_end, node.close_start, value.encode()))
            return
        prefix, section = self._nodes[0].prefix, self._section("definedNames")
        where = "" if sheet is None else f' localSheetId="{sheet}"'
        where += ' hidden="1"' if hidden else ""
        entry = f'<{prefix}definedName name="{name}"{where}>{value}</{prefix}definedName>'.encode()
        if section is not None:
            self._change(appended(self.data, section, entry))
        else:
            at = self._after(_BEFORE_NAMES)
            section_name = f"{prefix}definedNames".encode()
            self._change(Splice(at, at, b"<%b>%b</%b>" % (section_name, entry, section_name)))

    def move_filter(self, sheet: str, old: Rectangle, new: Rectangle) -> None:
        """Let the hidden name of a sheet's filter follow the filter, if the two said the same before."""
        position = self.sheet_names.index(sheet)
        text = self.name_text(_FILTER_NAME, position) or ""
        before, after = (reference("", area).partition("!")[2] for area in (old, new))
        if text.endswith("!" + before):
            self.set_name(_FILTER_NAME, text.removesuffix(before) + after, position)

    def recalculate_on_load(self) -> None:
        """Let the spreadsheet program compute every formula when it opens the book."""
        node = self._section("calcPr")
        if node is not None:
            tag = with_attribute(self.data[node.start : node.open_end], b"fullCalcOnLoad", b"1")
            self._change(Splice(node.start, node.open_end, tag))
        else:
            at = self._after(_BEFORE_CALCULATION)
            tag = f'<{self._nodes[0].prefix}calcPr fullCalcOnLoad="1"/>'.encode()
            self._change(Splice(at, at, tag))


def reference(sheet: str, area: Rectangle) -> str:
    """Return an absolute reference to a range of a sheet.

    >>> reference("集計", Rectangle(1, 1, 2, 3))
    "'集計'!$A$1:$C$2"
    """
    first, last = ((column_letters(c), r) for r, c in ((area[0], area[1]), (area[2], area[3])))
    text = "'" + sheet.replace("'", "''") + f"'!${first[0]}${first[1]}"
    return text if area[:2] == area[2:] else f"{text}:${last[0]}${last[1]}"
