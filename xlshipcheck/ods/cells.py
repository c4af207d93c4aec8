"""Cells as they are written: a typed value and its text, in the place of one that stands there or of nothing."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.sax.saxutils import escape

from xlshipcheck.ods.names import CONTENT, printable
from xlshipcheck.xlsx.outline import outline

if TYPE_CHECKING:
    from xlshipcheck.ods.content import Cell
    from xlshipcheck.ods.names import Prefixes

_PARAGRAPH_CHILD: Final = 2
_BLANKS: Final = re.compile(r"^ +| {2,}")


class Write(NamedTuple):
    """What a cell shall hold.

    Attributes:
        value: None or "" for a blank.
        style: name of its look; None for the one that it has.
        formula: with its prefix; without a value the program calculates it when it opens the file; "" for none.
        check: name of its input check; None for the one that it has.
        replaces_formula: whether a formula that stands there goes.
    """

    value: object
    style: str | None = None
    formula: str = ""
    check: str | None = None
    replaces_formula: bool = False


def is_blank(write: Write) -> bool:
    """Tell whether a cell shall hold nothing."""
    return write.value in (None, "") and not write.formula


def cell_xml(
    prefixes: Prefixes, write: Write, cell: Cell | None, kept: bytes = b"", spanned: tuple[int, int] = (1, 1)
) -> bytes:
    """Return a cell.

    Args:
        prefixes: of the file.
        write: what it shall hold.
        cell: the one that stands there; None where none does.
        kept: elements that stay in it: a note, a chart.
        spanned: columns and rows over which it is merged.
    """
    style = (cell.style if cell else "") if write.style is None else write.style
    check = (cell.check if cell else "") if write.check is None else write.check
    attributes: dict[str, str | None] = {
        "table:style-name": style or None,
        "table:content-validation-name": check or None,
        "table:number-columns-spanned": str(spanned[0]) if spanned != (1, 1) else None,
        "table:number-rows-spanned": str(spanned[1]) if spanned != (1, 1) else None,
    }
    inside = b""
    if write.formula:
        attributes["table:formula"] = write.formula
    if write.value not in (None, ""):
        typed, text = _typed(write.value)
        attributes.update(typed)
        inside = paragraphs(prefixes, text)
    return prefixes.element("table:table-cell", attributes, kept + inside)


def _typed(value: object) -> tuple[dict[str, str], str]:
    """Return the attributes of a value, and what a program shows that only reads the text."""
    kind = "office:value-type"
    if isinstance(value, bool):
        return {kind: "boolean", "office:boolean-value": str(value).lower()}, str(value).upper()
    if isinstance(value, dt.datetime):
        plain = value.replace(tzinfo=None)
        return {kind: "date", "office:date-value": plain.isoformat()}, f"{plain:%Y/%m/%d %H:%M}"
    if isinstance(value, dt.date):
        return {kind: "date", "office:date-value": value.isoformat()}, f"{value:%Y/%m/%d}"
    if isinstance(value, (int, float)):
        # As few digits as give the number back.
        text = str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))  # noqa: PLR2004  a float holds fifteen
        return {kind: "float", "office:value": text}, text
    return {kind: "string"}, str(value)


def paragraphs(prefixes: Prefixes, text: str) -> bytes:
    """Return a text, a paragraph for each of its lines; blanks beside each other are an element.

    Args:
        prefixes: of the file.
        text: what the cell shows.
    """
    spaces, tab = prefixes.name("text:s"), f"<{prefixes.name('text:tab')}/>"

    def blanks(found: re.Match[str]) -> str:
        count = len(found[0])
        return f'<{spaces} {prefixes.name("text:c")}="{count}"/>' if count > 1 else f"<{spaces}/>"

    lines = printable(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    written = [_BLANKS.sub(blanks, escape(line)).replace("\t", tab) for line in lines]
    return b"".join(prefixes.element("text:p", {}, line.encode()) for line in written)


def kept_inside(data: bytes, cell: Cell) -> bytes:
    """Return the elements of a cell that are not its text: notes, pictures and charts that stand in it."""
    raw = data[cell.start : cell.end]
    if raw.count(b"<") <= 1:
        return b""
    return b"".join(
        raw[node.start : node.end]
        for node in outline(raw, CONTENT, _PARAGRAPH_CHILD)
        if node.depth == _PARAGRAPH_CHILD and node.name != "p"
    )
