"""A sheet of our own in the seller's book: made by XlsxWriter in a book of its own, then moved over.

XlsxWriter lays the sheet out; here its styles are appended to those of the seller's book, its shared strings
become inline ones, and what remains is one worksheet part, and a drawing with its charts where it has some.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck.errors import WorkbookDamaged
from xlshipcheck.xlsx.editing.styles import StyleBook
from xlshipcheck.xlsx.outline import outline, with_attribute
from xlshipcheck.xlsx.package import Package

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import BinaryIO

_STYLED: Final = re.compile(rb'<(?:c|row|col)\b[^<>]*?\s(?:s|style)="[0-9]+"[^<>]*>')
_STYLE: Final = re.compile(rb'(\s(?:s|style)=")([0-9]+)"')
_SHARED: Final = re.compile(rb'<c ([^<>]*?) ?t="s"([^<>]*)><v>([0-9]+)</v></c>')
_DXF_REFERENCE: Final = re.compile(rb'(\sdxfId=")([0-9]+)"')
_VIEW: Final = re.compile(rb"<sheetView\b[^<>]*>")


class MovedSheet(NamedTuple):
    """A sheet ready to be parts of another book.

    Attributes:
        xml: the worksheet.
        drawing: its drawing; b"" for none. Its charts have the identifiers `rId1`, `rId2` and so on.
        charts: the charts of the drawing, in that order.
    """

    xml: bytes
    drawing: bytes = b""
    charts: Sequence[bytes] = ()


def moved_sheet(shell: BinaryIO, name: str, styles: StyleBook) -> MovedSheet:
    """Return a sheet of a shell, ready to be parts of another book.

    Args:
        shell: a workbook that XlsxWriter made, closed.
        name: the sheet's name in it.
        styles: of the book it moves to; what the sheet needs is appended.

    Raises:
        WorkbookDamaged: the shell has no such sheet, or one that refers to more than a drawing of charts.
    """
    shell.seek(0)
    package = Package(shell)
    main = "xl/workbook.xml"
    targets = {relation.identifier: relation.target for relation in package.relationships(main)}
    entries = [n.attributes for n in outline(package.read(main), main) if n.name == "sheet"]
    part = next((targets[entry["r:id"]] for entry in entries if entry["name"] == name), None)
    if part is None:
        raise WorkbookDamaged(problem=f"ひな形にシート「{name}」がありません")
    xml = package.read(part)
    xml = _with_styles(_with_texts(xml, package), StyleBook(package.read("xl/styles.xml"), "styles"), styles)
    relations = package.relationships(part)
    if not relations:
        return MovedSheet(xml)
    drawing = relations[0].target
    charts = sorted(package.relationships(drawing), key=lambda relation: int(relation.identifier[3:]))
    kinds = [relation.kind.rpartition("/")[2] for relation in (*relations, *charts)]
    if kinds != ["drawing", *["chart"] * len(charts)]:
        raise WorkbookDamaged(problem=f"ひな形のシート「{name}」に移せない部品があります: {kinds}")
    return MovedSheet(xml, package.read(drawing), [package.read(chart.target) for chart in charts])


def _with_texts(xml: bytes, package: Package) -> bytes:
    texts: list[bytes] = []
    if "xl/sharedStrings.xml" in package:
        data = package.read("xl/sharedStrings.xml")
        items = (n for n in outline(data, "sharedStrings") if n.name == "si")
        texts = [data[n.open_end : n.close_start] for n in items]

    def inline(match: re.Match[bytes]) -> bytes:
        text = texts[int(match[3])]
        return b'<c %b t="inlineStr"%b><is>%b</is></c>' % (match[1], match[2], text)

    return _SHARED.sub(inline, xml)


def _with_styles(xml: bytes, own: StyleBook, styles: StyleBook) -> bytes:
    def cell(match: re.Match[bytes]) -> bytes:
        # Style 0 is the book's plain one, whatever that is there.
        style = int(match[2])
        return b'%b%d"' % (match[1], styles.adopt(own, style) if style else 0)

    change = _remembered(cell)
    xml = _STYLED.sub(lambda tag: _STYLE.sub(change, tag[0]), xml)
    xml = _DXF_REFERENCE.sub(lambda match: b'%b%d"' % (match[1], styles.adopt_dxf(own, int(match[2]))), xml)
    # Two selected tabs are a group, in which what is typed into one sheet goes into both.
    return _VIEW.sub(lambda tag: with_attribute(tag[0], b"tabSelected", None), xml)


def _remembered(change: Callable[[re.Match[bytes]], bytes]) -> Callable[[re.Match[bytes]], bytes]:
    known: dict[bytes, bytes] = {}

    def remembering(match: re.Match[bytes]) -> bytes:
        if match[0] not in known:
            known[match[0]] = change(match)
        return known[match[0]]

    return remembering
