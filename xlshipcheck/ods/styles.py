"""The looks of our cells, as automatic styles beside those of the file, which stay as they are."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck.errors import LayoutRefused
from xlshipcheck.ods.names import CONTENT
from xlshipcheck.xlsx.outline import START_TAG, Splice, with_attribute
from xlshipcheck.xlsx.writing import theme

if TYPE_CHECKING:
    from xlshipcheck.ods.content import Content
    from xlshipcheck.ods.names import Prefixes

PREFIX: Final = "xlshipcheck_"
"""What the names of our styles begin with."""
_WORDS: Final = re.compile(r'0"([^"]*)";0"([^"]*)";"([^"]*)"\Z')
_MARK: Final = re.compile(r'"([^"]*)"@\Z')
CHARACTER_WIDTH: Final = 2.1
"""Millimetres that a character of the default font takes, about."""


class CellFormat(NamedTuple):
    """How a cell looks.

    Attributes:
        number_format: as Excel writes it; one of our own.
        fill: behind the text.
        colour: of the text.
        size: of the font in points; 0 for that of the book.
        font: its name; "" for that of the book.
        bold: whether the text is.
        boxed: whether thin lines stand around the cell.
        wraps: whether a long text goes on in a second line.
        vertical: `top`, `middle` or "".
        align: `left`, `center` or "".
        underlined: whether a line stands under the text.
    """

    number_format: str = ""
    fill: str = ""
    colour: str = ""
    size: float = 0
    font: str = ""
    bold: bool = False
    boxed: bool = False
    wraps: bool = False
    vertical: str = ""
    align: str = ""
    underlined: bool = False


class Styles:
    """The automatic styles of a file, to which ours are added.

    Args:
        content: the file.
    """

    def __init__(self, content: Content) -> None:
        self._content = content
        self._new: dict[str, bytes] = {}

    def _add(self, name: str, data: bytes) -> str:
        if name not in self._content.styles:
            self._new.setdefault(name, data)
        return name

    @property
    def _prefixes(self) -> Prefixes:
        return self._content.prefixes

    def cell(self, form: CellFormat) -> str:
        """Return the name of the style of a format."""
        name = f"{PREFIX}{zlib.crc32(repr(tuple(form)).encode()):08x}"
        if name in self._content.styles or name in self._new:
            return name
        element = self._prefixes.element
        box = {
            "fo:background-color": form.fill or None,
            "fo:border": f"0.5pt solid {theme.RULE_LINE}" if form.boxed else None,
            "fo:wrap-option": "wrap" if form.wraps else None,
            "style:vertical-align": form.vertical or None,
            "style:text-align-source": "fix" if form.align else None,
        }
        side = {"left": "start", "center": "center"}.get(form.align)
        size = f"{form.size:g}pt" if form.size else None
        weight = "bold" if form.bold else None
        text = {
            "fo:color": form.colour or None,
            "fo:font-family": form.font or None,
            "style:font-family-asian": form.font or None,
            "fo:font-size": size,
            "style:font-size-asian": size,
            "fo:font-weight": weight,
            "style:font-weight-asian": weight,
            "style:text-underline-style": "solid" if form.underlined else None,
        }
        inside = b""
        if any(box.values()):
            inside += element("style:table-cell-properties", box)
        if side:
            inside += element("style:paragraph-properties", {"fo:text-align": side})
        if any(text.values()):
            inside += element("style:text-properties", text)
        data_style = self.number(form.number_format) if form.number_format else None
        attributes = {
            "style:name": name,
            "style:family": "table-cell",
            "style:parent-style-name": "Default",
            "style:data-style-name": data_style,
        }
        return self._add(name, element("style:style", attributes, inside))

    def dated(self, style: str) -> str:
        """Return the name of a style that looks like another and shows dates.

        Args:
            style: an automatic style of cells; "" for none.
        """
        if self._content.shows_date(style):
            return style
        span = self._content.styles.get(style)
        if span is None:
            return self.cell(CellFormat(theme.DATE_FORMAT))
        name = f"{PREFIX}date_{style}"
        tag = self._content.data[span.start : span.open_end]
        values = {"style:name": name, "style:data-style-name": self.number(theme.DATE_FORMAT)}
        for key, value in values.items():
            tag = with_attribute(tag, self._prefixes.attribute(key), value.encode())
        return self._add(name, tag + self._content.data[span.open_end : span.end])

    def width(self, characters: float) -> str:
        """Return the name of the style of columns of a width."""
        name = f"{PREFIX}width_{round(characters * 10)}"
        width = {"style:column-width": f"{characters * CHARACTER_WIDTH:.1f}mm"}
        inside = self._prefixes.element("style:table-column-properties", width)
        attributes = {"style:name": name, "style:family": "table-column"}
        return self._add(name, self._prefixes.element("style:style", attributes, inside))

    def height(self, points: float) -> str:
        """Return the name of the style of rows of a height."""
        name = f"{PREFIX}height_{round(points * 10)}"
        height = {"style:row-height": f"{points:g}pt", "style:use-optimal-row-height": "false"}
        inside = self._prefixes.element("style:table-row-properties", height)
        attributes = {"style:name": name, "style:family": "table-row"}
        return self._add(name, self._prefixes.element("style:style", attributes, inside))

    def number(self, code: str) -> str:
        """Return the name of the number format that a code of Excel's says.

        Args:
            code: one of those that our cells have.

        Raises:
            ValueError: any other.
        """
        name = f"{PREFIX}number_{zlib.crc32(code.encode()):08x}"
        if name in self._content.styles or name in self._new:
            return name
        words = _WORDS.match(code)
        if words:
            return self._words(name, *words.groups())
        mark = _MARK.match(code)
        if mark:
            content = self._prefixes.element("number:text-content", {})
            return self._number_style("text", name, self._text(mark[1]) + content)
        if code == theme.AMOUNT_FORMAT:
            return self._number_style("number", name, self._digits(0, grouped=True) + self._text(" "))
        if code == theme.RATE_FORMAT:
            return self._number_style("percentage", name, self._digits(3) + self._text("% "))
        if code in {theme.DATE_FORMAT, theme.MOMENT_FORMAT}:
            parts = ["year", "/", "month", "/", "day"]
            if code == theme.MOMENT_FORMAT:
                parts += [" ", "hours", ":", "minutes"]
            long = {"number:style": "long"}
            inside = [
                self._prefixes.element(f"number:{part}", long) if part.isalpha() else self._text(part)
                for part in parts
            ]
            return self._number_style("date", name, b"".join(inside))
        raise ValueError(code)

    def _words(self, name: str, *words: str) -> str:
        """Return a format with a word for positive numbers, one for negative ones, and one for 0."""
        over, under, zero = words
        parts = [
            self._number_style("number", f"{name}{n}", self._digits(0) + self._text(word))
            for n, word in enumerate((over, under))
        ]
        maps = b"".join(
            self._prefixes.element("style:map", {"style:condition": said, "style:apply-style-name": part})
            for said, part in zip(("value()>0", "value()<0"), parts)
        )
        return self._number_style("number", name, self._text(zero) + maps)

    def _number_style(self, kind: str, name: str, inside: bytes) -> str:
        return self._add(name, self._prefixes.element(f"number:{kind}-style", {"style:name": name}, inside))

    def _digits(self, decimals: int, *, grouped: bool = False) -> bytes:
        attributes = {
            "number:decimal-places": str(decimals),
            "number:min-integer-digits": "1",
            "number:grouping": "true" if grouped else None,
        }
        return self._prefixes.element("number:number", attributes)

    def _text(self, text: str) -> bytes:
        return self._prefixes.element("number:text", {}, text.encode())

    def splices(self) -> list[Splice]:
        """Return what adds the new styles.

        Raises:
            LayoutRefused: the file has no automatic styles.
        """
        if not self._new:
            return []
        span = self._content.styles_span
        if span is None:
            raise LayoutRefused(part=CONTENT)
        new = b"".join(self._new.values())
        if not span.is_empty_tag:
            return [Splice(span.close_start, span.close_start, new)]
        opened = START_TAG.match(self._content.data, span.start)
        tag = opened[0][:-2].rstrip() if opened else b""
        close = b"</" + self._prefixes.attribute("office:automatic-styles") + b">"
        return [Splice(span.start, span.end, tag + b">" + new + close)]
