"""The text inside an export file: encoding, separator and quotation marks, down to records of cells.

The bytes are held once and decoded afresh for every pass, so that a big file is never in memory as text.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors

if TYPE_CHECKING:
    from _csv import Reader  # the csv module gives its reader's type no other name
    from collections.abc import Iterator

COMMA = ","
TAB = "\t"
SEMICOLON = ";"  # a spreadsheet's .csv where the comma is the decimal sign

_CHUNK = 1 << 20
LONGEST_LINE = 8 << 20  # bytes; a full cell of Excel in each of 80 columns
MOST_COLUMNS = 16_384  # of a sheet
# A line after the last one: it comes out as a record of its own only when every quotation mark is closed.
_END = "\ue000xlshipcheck-end\ue000"
_QUOTED_CELL = re.compile(rb'(?:\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?|[\t\r\n])\x00?"')

_NO_TEXT = "文字のファイルではないもの"
_EXPORT_AGAIN = "モールの画面から CSV (またはタブ区切りのテキスト) で書き出し直してください"
_SAVE_AS_XLSX = "Excel で開いて .xlsx で保存し、それを指定してください"
# First bytes of the files that sellers rename to .csv, and what to do about each.
_BINARY_KINDS = (
    (b"PK\x03\x04", "ZIP で圧縮されたファイル", "展開して、中の CSV を指定してください"),
    (b"\xd0\xcf\x11\xe0", "古い Excel のブック (.xls)", _SAVE_AS_XLSX),
    (b"%PDF", "PDF", _EXPORT_AGAIN),
    (b"\x1f\x8b", "gzip で圧縮されたファイル", "展開して、中の CSV を指定してください"),
)
_WORKBOOK = ("Excel のブック", "ファイル名の最後を .xlsx に直して指定してください")
_HTML = re.compile(rb"\s*<(?:!doctype|html|table|\?xml)", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Python's codec makes characters of them; they stand in no Shift_JIS text, but all over EUC.
_NEVER_CP932 = (b"\xfd", b"\xfe", b"\xff")
# Not read, but named in the refusal: the encodings of sellers' other programs.
_OTHER_ENCODINGS = (("euc_jp", "EUC-JP"), ("cp949", "韓国語の CP949"), ("iso2022_jp", "JIS (ISO-2022-JP)"))


class ExportText(NamedTuple):
    """The bytes of an export and how they are read.

    Attributes:
        path: the file's name for sentences.
        data: its bytes, all of them.
        encoding: as Python names it; checked over the whole file.
    """

    path: str
    data: bytes
    encoding: str

    def lines(self) -> Iterator[str]:
        """Yield the physical lines with their ends as they are."""
        with io.TextIOWrapper(io.BytesIO(self.data), self.encoding, newline="") as text:
            yield from text

    def records(self, separator: str, quoted: bool) -> Iterator[list[str]]:
        """Yield the records.

        Args:
            separator: `COMMA`, `TAB` or `SEMICOLON`.
            quoted: whether quotation marks around a cell are marks and no content; see `is_quoted`.

        Raises:
            BrokenQuotes: a mark is not closed, or marks inside a cell are not doubled and the columns
                do not tell where the cell ends.
            FileTooLarge: a record has more columns than a sheet.
            CellTooLong: a cell beyond what the csv module takes: hardly anything but a mark left open.
        """
        # A line is remembered only from the first mistake on: a step of ours for each line costs as much as reading it.
        lines: Iterator[str] = itertools.chain(self.lines(), (_END,))
        row = width = 0
        while True:
            reader = _strict_reader(lines, separator, quoted)
            record_begins = 0
            try:
                for record in reader:
                    if record == [_END]:
                        return
                    row += 1
                    width = max(width, len(record))
                    if width > MOST_COLUMNS:
                        problem = f"{row}行目に列が {width:,} あります"
                        raise errors.FileTooLarge(path=errors.Whole(self.path), problem=problem)
                    yield record
                    record_begins = reader.line_num
            except csv.Error as problem:
                row += 1
                path = errors.Whole(self.path)
                if "field limit" in str(problem):
                    raise errors.CellTooLong(path=path, row=row, limit=csv.field_size_limit()) from None
                of_one_line = reader.line_num == record_begins + 1
                if not isinstance(lines, _Lines):
                    lines = _Lines(lines, next(itertools.islice(self.lines(), reader.line_num - 1, None), ""))
                cells = _split_by_marks(lines.last, separator) if of_one_line else []
                if not cells or len(cells) != width:
                    raise errors.BrokenQuotes(path=path, row=row) from None
                yield cells
            else:
                return

    def is_quoted(self, separator: str) -> bool:
        """Tell whether quotation marks around cells are marks.

        Between commas and semicolons they always are. Amazon writes tab separated files without any quoting,
        so that a product name may begin with a mark; a spreadsheet that saves such a file adds them. The
        whole file decides: marks that match everywhere are marks.
        """
        if separator != TAB or not _QUOTED_CELL.search(self.data):
            return separator != TAB
        try:
            for _ in _strict_reader(self.lines(), separator, quoted=True):
                pass
        except csv.Error:
            return False
        return True


class _Lines:
    """Lines that remember the one handed out last."""

    def __init__(self, lines: Iterator[str], last: str) -> None:
        self._lines = lines
        self.last = last

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        self.last = next(self._lines)
        return self.last


def _strict_reader(lines: Iterator[str], separator: str, quoted: bool) -> Reader:
    return csv.reader(
        lines,
        delimiter=separator,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        strict=True,
    )


def _split_by_marks(line: str, separator: str) -> list[str]:
    """Return the cells of a line whose every cell is quoted but whose inner marks are not doubled."""
    line = line.rstrip("\r\n")
    if len(line) < len('""') or line[0] != '"' or line[-1] != '"':
        return []
    return [cell.replace('""', '"') for cell in line[1:-1].split(f'"{separator}"')]


def open_export(data: bytes, path: str) -> ExportText:
    """Find out the encoding of a file and check all of it.

    Args:
        data: the bytes.
        path: its name, for sentences.

    Returns:
        The text, ready to be read: UTF-8 with or without a mark, UTF-16 with one, or CP932.

    Raises:
        FileEmpty, BinaryRefused, EncodingRefused, FileTooLarge: saying what to do.
    """
    name = errors.Whole(path)
    _refuse_long_line(data, name)
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "")
    if not data.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise errors.FileEmpty(path=name)
    if not encoding:
        _refuse_binary(data, name)
        encoding = "utf-8" if _first_bad(data, "utf-8") is None else "cp932"
    bad = _first_bad(data, encoding)
    if bad is None:
        if encoding == "utf-16" and "\0" in data.decode(encoding):
            raise errors.BinaryRefused(path=name, kind=_NO_TEXT, action=errors.Whole(_EXPORT_AGAIN))
        return ExportText(path, data, encoding)
    if encoding == "cp932":
        # Whichever reading came further is the one that was meant.
        as_utf8 = _first_bad(data, "utf-8") or 0
        encoding, bad = max((encoding, bad), ("utf-8", as_utf8), key=lambda pair: pair[1])
    row = data[:bad].decode(encoding, "ignore").count("\n") + 1
    raise errors.EncodingRefused(path=name, place=f"{row}行目")


def _refuse_long_line(data: bytes, path: errors.Whole) -> None:
    """Refuse a file without line ends: a line is held as text while it is read."""
    begun = row = 0
    while len(data) - begun > LONGEST_LINE:
        # The last end within reach: a file of usual lines is gone through in a few steps.
        reach = begun + LONGEST_LINE
        end = max(data.rfind(b"\n", begun, reach), data.rfind(b"\r", begun, reach))
        if end < 0:
            row += data.count(b"\n", 0, begun) + 1
            raise errors.FileTooLarge(
                path=path, problem=f"{row}行目だけで {LONGEST_LINE >> 20} MB を超えます"
            )
        begun = end + 1


def unmarked_texts(data: bytes, path: str) -> Iterator[ExportText]:
    """Yield bytes that look binary as UTF-16 of either order without its mark, where that fits.

    Any even number of bytes is nearly UTF-16: the reader has to recognise what stands in it.
    """
    if b"\0" not in data or len(data) % 2:
        return
    for encoding in ("utf-16-le", "utf-16-be"):
        if _first_bad(data, encoding) is None and "\0" not in data.decode(encoding):
            yield ExportText(path, data, encoding)


def other_encodings(data: bytes, path: str) -> Iterator[tuple[ExportText, str]]:
    """Yield the bytes in every encoding that is not accepted but fits, with its name for the refusal."""
    for encoding, encoding_name in _OTHER_ENCODINGS:
        if _first_bad(data, encoding) is None:
            yield ExportText(path, data, encoding), encoding_name


def _refuse_binary(data: bytes, path: errors.Whole) -> None:
    kind = action = ""
    if _HTML.match(data):
        kind, action = "HTML か XML の文書", _SAVE_AS_XLSX
    elif data.startswith(b"PK\x03\x04") and b"[Content_Types].xml" in data:
        kind, action = _WORKBOOK
    else:
        for mark, mark_kind, mark_action in _BINARY_KINDS:
            if data.startswith(mark):
                kind, action = mark_kind, mark_action
    if not kind and b"\0" in data:
        kind, action = _NO_TEXT, _EXPORT_AGAIN
    if kind:
        raise errors.BinaryRefused(path=path, kind=kind, action=errors.Whole(action))


def _first_bad(data: bytes, encoding: str) -> int | None:
    """Return where the bytes stop being text in an encoding, or None; never holds the whole text."""
    if encoding == "cp932":
        foreign = [place for place in map(data.find, _NEVER_CP932) if place >= 0]
        if foreign:
            bad = _whole_bad(data[: min(foreign)], encoding)
            return min(foreign) if bad is None else bad
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(data), _CHUNK):
            decoder.decode(data[start : start + _CHUNK], final=start + _CHUNK >= len(data))
    except UnicodeDecodeError:
        # Counted from after the mark, where there is one; as plain UTF-8 the mark is a character.
        return _whole_bad(data, "utf-8" if encoding == "utf-8-sig" else encoding)
    return None


def _whole_bad(data: bytes, encoding: str) -> int | None:
    try:
        data.decode(encoding)
    except UnicodeDecodeError as problem:
        return problem.start
    return None
