"""The one writer of sheet rows: Python values in, the XML of worksheet cells out.

Every cell that this project puts into a workbook passes through here, whether the workbook is new (an
export becomes an .xlsx) or the seller's own (result columns, appended orders). So what is safe is decided
once: text that begins with = + - @ stays text, an illegal character is escaped, a value that Excel would
cut or round is refused or kept as text.

Speed comes from working by column: one look at a column of a few hundred values tells whether all are plain
text, and then a single list comprehension writes them. A call per cell is left for the rare mixed column.

Rows and columns are numbered from 1, as the seller sees them.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
import re
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, TypeAlias, cast

from xlshipcheck.errors import CellRefused
from xlshipcheck.values.ranges import LAST_ROW, column_letters

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence


class Formula(NamedTuple):
    """A formula as the content of a cell; without a stored result the spreadsheet program computes it.

    Attributes:
        text: as it stands in a file: without `=`, in the English spelling.
        is_volatile: whether to compute it at every calculation.
        result: what is stored behind it; None for nothing.
    """

    text: str
    is_volatile: bool = False
    result: float | str | bool | None = None


CellValue: TypeAlias = str | int | float | bool | dt.date | dt.datetime | Formula | None


class Block(NamedTuple):
    """Some hundred rows at once, by columns: what has its rows so need not turn them over twice.

    Attributes:
        size: number of rows.
        columns: one value per row each.
    """

    size: int
    columns: Sequence[Sequence[CellValue]]


class Blocks(NamedTuple):
    """Rows in blocks, one after the other."""

    each: Iterable[Block]


LONGEST_TEXT: Final = 32_767
"""UTF-16 code units in one cell (Excel's published limit; a longer text makes Excel repair the book)."""
LARGEST_INTEGER: Final = 10**15
"""Excel keeps 15 digits; an integer beyond them (a tracking number, say) is written as text instead."""
ROWS_AT_ONCE: Final = 500
"""Rows per chunk: small enough to stay in the processor's cache, large enough to spread the fixed cost."""
KNOWN_SERIALS: Final = 10_000
"""Days and times kept with their numbers; where every order has a second of its own, most are never met again."""

_EPOCH_1900: Final = dt.date(1899, 12, 30).toordinal()
_EPOCH_1904: Final = dt.date(1904, 1, 1).toordinal()
_FIRST_SOUND_SERIAL: Final = 61
"""1900-03-01: before it Excel counts a 29 February 1900 that never was."""

_SEPARATOR: Final = "\x1f"
_RISKY_BYTES: Final = b"&<>" + bytes(range(0x1F)) + b"\x7f"
_NEEDS_CARE: Final = re.compile(r"[\x00-\x1f&<>\x7f\ud800-\udfff\ufffe\uffff]|^ | $|  |_x[0-9A-Fa-f]{4}_")
_ESCAPE_LIKE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b-\x1f]")
_NO_CHARACTER: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")


class Output(Protocol):
    """Anything that takes the bytes of a worksheet."""

    def write(self, data: bytes, /) -> object:
        """Take the next bytes."""


def date_serial(value: dt.date, *, date1904: bool, cell: str) -> str:
    """Return a date or datetime as the number that a spreadsheet stores.

    Args:
        value: a date, or a datetime without an offset (the caller converts to JST first).
        date1904: whether the book counts from 1904.
        cell: the cell's address, for the message.

    Returns:
        Days since the book's epoch, as XML text.

    Raises:
        CellRefused: a date before the one from which Excel's count is sound, or a datetime with an offset.
    """
    day = value.toordinal() - (_EPOCH_1904 if date1904 else _EPOCH_1900)
    if day < (0 if date1904 else _FIRST_SOUND_SERIAL):
        raise CellRefused(cell=cell, value=value, problem="表計算ソフトが扱える日付より前です")
    if not isinstance(value, dt.datetime):
        return str(day)
    if value.tzinfo is not None:
        raise CellRefused(cell=cell, value=value, problem="時差の付いた日時はそのまま書けません")
    seconds = value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1_000_000
    return repr(day + seconds / 86_400) if seconds else str(day)


def legal_text(text: str) -> str:
    """Return text in which what is no character (half a surrogate pair, U+FFFE) is U+FFFD."""
    return _NO_CHARACTER.sub("�", text)


def escaped_text(text: str) -> str:
    """Return text as it must stand inside an XML text element of a workbook.

    A character that XML forbids becomes `_xHHHH_`, which Excel shows as that character; text that already
    looks like such a mark is protected (ECMA-376 part 1, 22.9.2.19 ST_Xstring). What is no character at
    all becomes U+FFFD.
    """
    text = _ESCAPE_LIKE.sub("_x005F_", text)
    text = _ILLEGAL.sub(lambda match: f"_x{ord(match.group()):04X}_", text)
    text = legal_text(text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class CellPieces(NamedTuple):
    """The cells of one column over some rows, each put together from four pieces.

    Attributes:
        before: what stands before the number of the row.
        middle: what stands between it and the content.
        contents: what each cell holds; "" for no cell at all.
        after: what stands behind it.
    """

    before: str
    middle: str
    contents: Sequence[str]
    after: str

    def cells(self, rows: Sequence[str]) -> list[str]:
        """Return the cells put together, "" for those without content."""
        before, middle, contents, after = self
        pairs = zip(rows, contents, strict=True)
        return [f"{before}{row}{middle}{content}{after}" if content else "" for row, content in pairs]


class CellWriter:
    """Writes the cells of one worksheet.

    Args:
        date1904: whether the book counts its days from 1904.
        prefix: the namespace prefix of the sheet's own elements with its colon (`x:`), mostly empty.
    """

    def __init__(self, *, date1904: bool = False, prefix: str = "") -> None:
        self.date1904 = date1904
        self.prefix = prefix
        self._text_start = f' t="inlineStr"><{prefix}is><{prefix}t>'
        self._text_start_spaced = f' t="inlineStr"><{prefix}is><{prefix}t xml:space="preserve">'
        self._text_end = f"</{prefix}t></{prefix}is></{prefix}c>"
        self._value_start = f"><{prefix}v>"
        self._value_end = f"</{prefix}v></{prefix}c>"
        self._known_serials: dict[CellValue, str] = {None: ""}

    def cell(self, letters: str, row: str, value: CellValue, style: int = 0) -> str:
        """Return one cell, whatever its value; a blank one keeps its style.

        Args:
            letters: of the column.
            row: the row number as text.
            value: what the cell shall hold; None or "" is blank.
            style: index into the book's cell formats.

        Raises:
            CellRefused: a value that a cell cannot hold.
        """
        start = f'<{self.prefix}c r="{letters}{row}"' + (f' s="{style}"' if style else "")
        return start + self._content(letters + row, value)

    def _content(self, cell: str, value: CellValue) -> str:
        if value is None or value == "":
            return "/>"
        if isinstance(value, str):
            return self._text(cell, value)
        if isinstance(value, Formula):
            return self._formula(value)
        if isinstance(value, bool):
            return f' t="b"{self._value_start}{value:d}{self._value_end}'
        if isinstance(value, int) and abs(value) >= LARGEST_INTEGER:
            return self._text(cell, str(value))
        if isinstance(value, (int, float)):
            if not math.isfinite(value):
                raise CellRefused(cell=cell, value=value, problem="数ではありません")
            number = repr(float(value)) if isinstance(value, float) else str(int(value))
        elif isinstance(value, dt.date):
            number = date_serial(value, date1904=self.date1904, cell=cell)
        else:
            raise CellRefused(cell=cell, value=value, problem="セルに書ける種類の値ではありません")
        return f"{self._value_start}{number}{self._value_end}"

    def _formula(self, formula: Formula) -> str:
        volatile = ' ca="1"' if formula.is_volatile else ""
        kept = "" if formula.text == " ".join(formula.text.split()) else ' xml:space="preserve"'
        text = formula.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        kind, stored = ("", "") if formula.result is None else self.result(formula.result)
        about = f' t="{kind}"' if kind else ""
        return f"{about}><{self.prefix}f{volatile}{kept}>{text}</{self.prefix}f>{stored}</{self.prefix}c>"

    def result(self, value: float | str | bool) -> tuple[str, str]:
        """Return the type of a cell whose formula comes to a value, "" for a number, and the element of that value."""
        name = f"{self.prefix}v"
        if isinstance(value, str):
            spaced = ' xml:space="preserve"' if value != value.strip() else ""
            return "str", f"<{name}{spaced}>{escaped_text(value)}</{name}>"
        if isinstance(value, bool):
            return "b", f"<{name}>{value:d}</{name}>"
        number = (
            str(int(value)) if float(value).is_integer() and abs(value) < LARGEST_INTEGER else repr(value)
        )
        return "", f"<{name}>{number}</{name}>"

    def _text(self, cell: str, text: str) -> str:
        if 2 * len(text) > LONGEST_TEXT and len(text.encode("utf-16-le", "surrogatepass")) > 2 * LONGEST_TEXT:
            raise CellRefused(cell=cell, value=text, problem=f"{LONGEST_TEXT:,} 文字を超えています")
        if _NEEDS_CARE.search(text) is None:
            return self._text_start + text + self._text_end
        return self._text_start_spaced + escaped_text(text) + self._text_end

    def column(
        self, letters: str, rows: Sequence[str], values: Sequence[CellValue], style: int = 0
    ) -> list[str]:
        """Return the cells of one column over a chunk of rows; a blank value gives no cell at all.

        Args:
            letters: of the column.
            rows: the row numbers as text, as many as values.
            values: of one column.
            style: index into the book's cell formats, for every cell of the column.

        Raises:
            CellRefused: a value that a cell cannot hold.
        """
        found = self.pieces(letters, rows, values, style)
        return self.one_by_one(letters, rows, values, style) if found is None else found.cells(rows)

    def one_by_one(
        self, letters: str, rows: Sequence[str], values: Sequence[CellValue], style: int = 0
    ) -> list[str]:
        """Return the cells of one column, see `column`, with a look at each."""
        return [
            "" if value is None or value == "" else self.cell(letters, row, value, style)
            for row, value in zip(rows, values, strict=True)
        ]

    def pieces(
        self, letters: str, rows: Sequence[str], values: Sequence[CellValue], style: int = 0
    ) -> CellPieces | None:
        """Return the cells of one column in pieces; None where its values are not all of one harmless kind, or blank.

        Args:
            letters: of the column.
            rows: the row numbers as text, as many as values.
            values: of one column.
            style: index into the book's cell formats, for every cell of the column.

        Raises:
            CellRefused: a day that a cell cannot hold.
        """
        kinds = set(map(type, values))
        with_blanks = type(None) in kinds
        kinds.discard(type(None))
        before = f'<{self.prefix}c r="{letters}'
        middle = f'" s="{style}"' if style else '"'
        # A third of the columns of an export hold nothing.
        if not kinds or (kinds == {str} and not any(values)):
            return CellPieces(before, middle, [""] * len(values), "")
        if kinds == {str}:
            texts = cast("Sequence[str]", [value or "" for value in values] if with_blanks else values)
            if not _plain(texts):
                return None
            return CellPieces(before, middle + self._text_start, texts, self._text_end)
        contents: list[str] = []
        if kinds == {int}:
            numbers: list[int] = [value for value in values if value is not None]  # type: ignore[misc]
            if min(numbers) > -LARGEST_INTEGER and max(numbers) < LARGEST_INTEGER:
                contents = ["" if value is None else str(value) for value in values]
        elif kinds == {float}:
            floats: list[float] = [value for value in values if value is not None]  # type: ignore[misc]
            if all(map(math.isfinite, floats)):
                contents = ["" if value is None else str(value) for value in values]
        elif kinds <= {dt.date, dt.datetime}:
            contents = self._serials(letters, rows, values)
        return CellPieces(before, middle + self._value_start, contents, self._value_end) if contents else None

    def _serials(self, letters: str, rows: Sequence[str], values: Sequence[CellValue]) -> list[str]:
        """Return the days of a column as numbers; each is converted once, since many orders share a day."""
        if len(self._known_serials) > KNOWN_SERIALS:
            self._known_serials = {None: ""}
        known = self._known_serials
        if not known.keys() >= set(values):
            for row, value in zip(rows, values, strict=True):
                if value not in known and isinstance(value, dt.date):
                    known[value] = date_serial(value, date1904=self.date1904, cell=letters + row)
        return list(map(known.__getitem__, values))


def _plain(texts: Sequence[str]) -> bool:
    """Tell whether no text of a column needs escaping, by one look at all of them together."""
    joined = _SEPARATOR + _SEPARATOR.join(texts) + _SEPARATOR
    try:
        raw = joined.encode()
    except UnicodeEncodeError:
        return False
    return (
        (len(raw) <= LONGEST_TEXT or 2 * max(map(len, texts)) <= LONGEST_TEXT)
        and len(raw.translate(None, _RISKY_BYTES)) == len(raw)
        and raw.count(b"\x1f") == len(texts) + 1
        and b"\x1f " not in raw
        and b" \x1f" not in raw
        and b"  " not in raw
        and b"_x" not in raw
        and b"\xef\xbf\xbe" not in raw
        and b"\xef\xbf\xbf" not in raw
    )


def stream_rows(
    out: Output,
    rows: Iterable[Sequence[CellValue]] | Blocks,
    column_styles: Sequence[int],
    first_row: int,
    *,
    date1904: bool = False,
    prefix: str = "",
    row_style: str = "",
    attributes: Iterable[str] | None = None,
    others: Mapping[int, tuple[int, Collection[int]]] = MappingProxyType({}),
) -> int:
    """Write whole rows as worksheet XML, beginning in column A, holding a few hundred rows at a time.

    Args:
        out: takes the bytes of the `row` elements, in order.
        rows: values by column; a short row is blank at its end, a blank value makes no cell.
        column_styles: index into the book's cell formats for each column; a row may be no longer than this.
        first_row: number of the first row, from 1.
        date1904: whether the book counts its days from 1904.
        prefix: namespace prefix of the sheet's elements with its colon, mostly empty.
        row_style: attributes for every `row` element with a leading blank, such as ` ht="20"`.
        attributes: the same for one row each; as many as rows.
        others: by column from 0, another cell format and the positions of the rows whose cells have it.

    Returns:
        The number of rows written.

    Raises:
        CellRefused: a value that a cell cannot hold, or a row or column beyond the sheet.
    """
    writer = CellWriter(date1904=date1904, prefix=prefix)
    letters = [column_letters(column) for column in range(1, len(column_styles) + 1)]
    row_start, row_end = f'<{prefix}row r="', f"</{prefix}row>"
    written = 0
    each = None if attributes is None else iter(attributes)
    for count, columns in rows.each if isinstance(rows, Blocks) else _blocks(rows):
        row = first_row + written
        if row + count - 1 > LAST_ROW:
            raise CellRefused(
                cell=f"A{LAST_ROW + 1}", value="", problem=f"1 シートは {LAST_ROW:,} 行までです"
            )
        if len(columns) > len(letters):
            raise CellRefused(cell=f"A{row}", value="", problem=f"列が {len(letters)} 列より多い行があります")
        numbers = [str(number) for number in range(row, row + count)]
        always = partial(itertools.repeat, times=count)
        pieces: list[Iterable[str]] = [always(row_start), numbers]
        # What stands between two contents and is the same in every row.
        between = f'"{row_style}>'
        if each is not None:
            pieces += [always(f'"{row_style}'), list(itertools.islice(each, count))]
            between = ">"
        for place, (letter, style, values) in enumerate(zip(letters, column_styles, columns, strict=False)):
            other, positions = others.get(place, (0, ()))
            differing = [index for index in range(count) if written + index in positions] if positions else []
            found = writer.pieces(letter, numbers, values, style)
            if found is not None and not differing and all(found.contents):
                # Put together with the row: a text of its own for each cell costs twice as much.
                pieces += [always(between + found.before), numbers, always(found.middle), found.contents]
                between = found.after
            elif found is None or any(found.contents):
                cells = (
                    writer.one_by_one(letter, numbers, values, style)
                    if found is None
                    else found.cells(numbers)
                )
                for index in differing:
                    if cells[index]:
                        cells[index] = writer.cell(letter, numbers[index], values[index], other)
                pieces += [always(between), cells]
                between = ""
        pieces.append(always(between + row_end))
        out.write("".join(itertools.chain.from_iterable(zip(*pieces, strict=True))).encode())
        written += count
    return written


def _blocks(rows: Iterable[Sequence[CellValue]]) -> Iterator[Block]:
    source = iter(rows)
    while chunk := list(itertools.islice(source, ROWS_AT_ONCE)):
        yield Block(len(chunk), list(itertools.zip_longest(*chunk)))
