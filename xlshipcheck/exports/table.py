"""The files the marketplaces write, and the seller's own .csv, as tables of texts.

Columns are found by header, never by position, and the separator by the header, never by the file's
name. A file is read in passes over its bytes: once for the columns that are judged, once for all of them
while the result is written. It is never written back.
"""

from __future__ import annotations

from functools import cached_property
from itertools import islice
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Union

from xlshipcheck import errors
from xlshipcheck.exports.columns import AMOUNT, COUNT, column_types, fits_type
from xlshipcheck.exports.kinds import QSM_BRIEF, Kind, has_columns_of_detail, kind_of
from xlshipcheck.exports.report_header import report_header
from xlshipcheck.exports.text import (
    COMMA,
    SEMICOLON,
    TAB,
    ExportText,
    open_export,
    other_encodings,
    unmarked_texts,
)
from xlshipcheck.headers.header_row import HeaderRow, find_header, kind_of_header
from xlshipcheck.headers.other_rows import Row, why_no_order
from xlshipcheck.headers.roles import all_roles, combined_values, is_known_header
from xlshipcheck.values.files import read_bounded
from xlshipcheck.values.roles import (
    ARRIVAL_DATE,
    DELIVERY_DATE,
    ORDER_NUMBER,
    PAYMENT_DATE,
    PREORDER_DATE,
    SHIP_DATE,
)
from xlshipcheck.values.text import may_begin_with, name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Source = Union[str, Path, bytes]


LARGEST_EXPORT = 384 << 20  # bytes; as many orders of QSM as a sheet of Excel takes, and a third more
_TOP_LINES = 20  # enough to see what separates
_TURNED_AT_ONCE = 100  # rows whose cells are still in the processor's cache
_SIGNS_IN_NUMBERS = frozenset(".,")
_GUARDS = ("'", "=")
# Every table has one of them.
_PROBED = (PAYMENT_DATE, ORDER_NUMBER, SHIP_DATE, PREORDER_DATE, DELIVERY_DATE, ARRIVAL_DATE)
_LEAST_ROLES = 3  # a row with fewer names of columns is data
_NO_MAPPING: Mapping[str, str] = MappingProxyType({})


class Table:
    """Rows of texts under a header, wherever they come from.

    Attributes:
        path: where the rows come from, for sentences.
        kind: the kind of file.
        market: Qoo10, Amazon, 営業所止め or 混在.
        header_row: the header and its roles.
        mapping: the user's mapping of headers that was used.
        missing: sentences about columns that other files would give.
        notes: sentences about what was joined or collapsed.
    """

    modified: float | None = None
    """When it was written, in seconds; None where that is not known."""

    def __init__(
        self, path: str, kind: Kind, market: str, header_row: HeaderRow, mapping: Mapping[str, str]
    ) -> None:
        self.path = path
        self.kind = kind
        self.market = market
        self.header_row = header_row
        self.mapping = mapping
        self.missing: list[str] = []
        self.notes: list[str] = []

    @property
    def headers(self) -> tuple[str, ...]:
        """Return the header texts."""
        return self.header_row.headers

    def iterate_rows(self) -> Iterator[list[str]]:
        """Yield the rows below the header, each as wide as the header; rows without any text are left out."""
        raise NotImplementedError

    def skipped_rows(self) -> list[str]:
        """Return a sentence for every row that has shifted against its header and was not read.

        They are known once the rows have been read.
        """
        return []

    def passing_notes(self) -> list[str]:
        """Return what the rows that have been read said besides: headers passed over."""
        return []

    def read_other_columns(self) -> list[list[str]]:
        """Return the columns that are no roles, where 合計 may stand."""
        named = {column for columns in self.header_row.columns.values() for column in columns}
        return self.read_columns([column for column in range(len(self.headers)) if column not in named])

    def read_columns(self, indexes: Sequence[int]) -> list[list[str]]:
        """Return some columns in one pass.

        Args:
            indexes: column numbers counted from 0.

        Returns:
            One list of texts per index, as they stand in the file.
        """
        if not indexes:
            return []
        if len(indexes) == 1:
            return [list(map(itemgetter(indexes[0]), self.iterate_rows()))]
        columns: list[list[str]] = [[] for _ in indexes]
        rows, pick = self.iterate_rows(), itemgetter(*indexes)
        # A few rows at a time: turned over all at once, each cell is fetched from far away in memory.
        while chunk := list(islice(rows, _TURNED_AT_ONCE)):
            for column, cells in zip(columns, zip(*map(pick, chunk))):
                column.extend(cells)
        return columns

    def read_roles(
        self, roles: Iterable[str] | None = None, beside: dict[int, list[str]] | None = None
    ) -> dict[str, list[object]]:
        """Return the columns of roles in one pass, cleaned for judging.

        Args:
            roles: the roles asked for; None for all that the table has.
            beside: filled with more columns, read in the same pass; its keys are their numbers from 0.

        Returns:
            Role -> one text per row, without the apostrophe or `="..."` that keeps zeros in a spreadsheet;
            several columns of a role are combined. A role that the table lacks is left out.
        """
        wanted = self.header_row.columns
        if roles is not None:
            asked = set(roles)
            wanted = {role: columns for role, columns in wanted.items() if role in asked}
        indexes = sorted({index for columns in wanted.values() for index in columns})
        more = sorted(beside or ())
        found = self.read_columns([*indexes, *more])
        read = dict(zip(indexes, map(_cleaned, found)))
        if beside is not None:
            beside.update(zip(more, found[len(indexes) :]))
        return {
            role: combined_values(role, [read[index] for index in columns])
            for role, columns in wanted.items()
        }


class _Layout(NamedTuple):
    separator: str
    quoted: bool
    header_index: int
    header_row: HeaderRow


class Export(Table):
    """A file as it was exported, read in as many passes as are asked for."""

    def __init__(
        self, text: ExportText, layout: _Layout, mapping: Mapping[str, str], modified: float | None = None
    ) -> None:
        header_row = layout.header_row
        kind = kind_of(header_row.headers)
        if kind.name == QSM_BRIEF and not {PAYMENT_DATE, PREORDER_DATE} & header_row.columns.keys():
            if has_columns_of_detail(header_row.headers):
                kind_of_header(header_row, text.path, kind.market)  # says which column it lacks
            raise errors.BriefExport(path=errors.Whole(text.path))
        market = kind.market or kind_of_header(header_row, text.path)
        super().__init__(text.path, kind, market, header_row, mapping)
        self.encoding = text.encoding
        self.modified = modified
        self.separator = layout.separator
        self._text = text
        self._layout = layout
        self._skipped: dict[int, str] = {}
        self._headers_again: set[int] = set()
        # A header again is seen by the name of a column where a date or a number belongs.
        self._probes = [header_row.roles[role] for role in _PROBED if role in header_row.roles][:2]
        if layout.separator == SEMICOLON:
            self._refuse_regional_numbers()

    def iterate_rows(self) -> Iterator[list[str]]:
        """Yield the rows below the header; those that have shifted against it are left out, see `skipped_rows`.

        Raises:
            SecondHeader: a header of other columns stands among the rows.
            BrokenQuotes, CellTooLong: the file's quotation marks do not match.
        """
        width, probes = len(self.headers), self._probes
        first, second = (probes[0], probes[-1]) if probes else (0, 0)
        for number, row in self._numbered_rows():
            # Nearly every row is as wide as the header and has a digit where a header has a name.
            if len(row) == width and row[first][:1].isdecimal() and row[second][:1].isdecimal():
                yield row
                continue
            if not any(row):
                continue
            words = [row[probe] for probe in probes if probe < len(row) and not row[probe][:1].isdecimal()]
            if words and self._is_header(row, words, number):
                continue
            if len(row) == width:
                yield row
            elif self._is_readable(row):
                yield row[:width] + [""] * (width - len(row))
            else:
                self._leave_out(row, number)

    def skipped_rows(self) -> list[str]:
        """Return a sentence for every row that has shifted; see `Table`."""
        return [self._skipped[number] for number in sorted(self._skipped)]

    def passing_notes(self) -> list[str]:
        """Return a sentence about headers that were passed over."""
        if not self._headers_again:
            return []
        rows = "・".join(map(str, sorted(self._headers_again)))
        return [
            f"{self.path} の{rows}行目は見出しの繰り返しなので飛ばしました (書き出しをつないだファイルのようです)"
        ]

    def _is_header(self, row: Sequence[str], words: Iterable[str], number: int) -> bool:
        """Tell whether a row is the header again, as where two exports were pasted together."""
        if not any(map(is_known_header, words)) or sum(map(is_known_header, row)) < _LEAST_ROLES:
            return False
        keys = [name_key(cell) for cell in row]
        own = list(map(name_key, self.headers))
        while keys and not keys[-1]:
            keys.pop()
        while own and not own[-1]:
            own.pop()
        if keys != own:
            raise errors.SecondHeader(path=errors.Whole(self.path), row=number)
        self._headers_again.add(number)
        return True

    def _is_readable(self, row: Sequence[str]) -> bool:
        """Tell whether a row of another width has its cells where the header says.

        A longer one has where all rows end in the same blank columns. A shorter one has where the columns it lacks are
        of no role and its own hold what their roles hold.
        """
        width = len(self.headers)
        if len(row) > width:
            return len(row) - width == self._blank_surplus
        there = self.header_row.columns
        own = {
            role: unguarded(row[column].strip()) if column < len(row) else None
            for role, columns in there.items()
            for column in columns
        }
        if why_no_order(Row(own, row)):
            return True  # totals and remarks end where they like, and are not judged
        roles = all_roles()
        return all(cell is not None and fits_type(cell, roles[role].type) for role, cell in own.items())

    @cached_property
    def _blank_surplus(self) -> int:
        """How many blank columns all rows have beyond the header, 0 where they do not have the same."""
        width = len(self.headers)
        surplus = set()
        for _, row in self._numbered_rows():
            if any(row):
                surplus.add(len(row) - width if not any(cell.strip() for cell in row[width:]) else -1)
        return surplus.pop() if len(surplus) == 1 else 0

    def _leave_out(self, row: Sequence[str], number: int) -> None:
        column = self.header_row.roles.get(ORDER_NUMBER, len(row))
        first = row[column].strip() if column < len(row) else ""
        problem = errors.RowSkipped(
            path=errors.Whole(self.path),
            row=number,
            # In a row that has shifted, a name may stand there.
            order=errors.Whole(f" (注文番号 {errors.shown(first)})" if first and first.isascii() else ""),
            count=len(row),
            width=len(self.headers),
        )
        self._skipped[number] = str(problem)

    def _numbered_rows(self) -> Iterator[tuple[int, list[str]]]:
        skipped = self._layout.header_index + 1
        records = islice(self._text.records(self.separator, self._layout.quoted), skipped, None)
        return enumerate(records, start=skipped + 1)

    def _refuse_regional_numbers(self) -> None:
        """Refuse signs inside numbers: where semicolons separate, 1.980 may be 1980 and 1,98 may be 1.98."""
        types = column_types(self.headers, self.mapping)
        columns = [index for index, kind in enumerate(types) if kind in (AMOUNT, COUNT)]
        for number, row in self._numbered_rows():
            for column in columns:
                if column < len(row) and not _SIGNS_IN_NUMBERS.isdisjoint(row[column]):
                    raise errors.RegionalNumber(
                        path=errors.Whole(self.path),
                        row=number,
                        header=self.headers[column],
                        value=row[column],
                    )


def read_export(source: Source, name: str = "", mapping: Mapping[str, str] = _NO_MAPPING) -> Export:
    """Open an export file, or a seller's own .csv.

    Args:
        source: the file's path, or its bytes.
        name: how sentences call it; the path where it is not given.
        mapping: header text -> role, stronger than the synonym list.

    Returns:
        The export with its header found; its rows are read when they are asked for.

    Raises:
        FileMissing, FileUnreadable, FileEmpty, BinaryRefused, EncodingRefused: it is no text file.
        HeaderMissing, HeaderTwice, SheetKindUnknown, BriefExport: its columns do not serve.
        ReportForReconcile: it is Amazon's report on valid tracking.
        BrokenQuotes, CellTooLong: its first rows cannot be told apart.
        RegionalNumber: it is separated by semicolons, and its numbers may mean two things.
        UnknownRole: the mapping names a role that does not exist.
    """
    data, modified = (source, None) if isinstance(source, bytes) else _bytes_of(source)
    path = name or ("ファイル" if isinstance(source, bytes) else str(source))
    try:
        text, layout = _opened(data, path, mapping)
        return Export(text, layout, mapping, modified)
    except (errors.EncodingRefused, errors.HeaderMissing):
        _refuse_other_encoding(data, path, mapping)
        _refuse_report(data, path)
        raise
    except errors.SheetKindUnknown:
        _refuse_report(data, path)
        raise


def _bytes_of(path: str | Path) -> tuple[bytes, float]:
    """Return the bytes of a file and when it was written."""
    data = read_bounded(Path(path), LARGEST_EXPORT)
    return data, Path(path).stat().st_mtime


def _opened(data: bytes, path: str, mapping: Mapping[str, str]) -> tuple[ExportText, _Layout]:
    try:
        text = open_export(data, path)
    except errors.BinaryRefused:
        # UTF-16 that has lost its mark is full of zero bytes; a header in it is no accident.
        for text in unmarked_texts(data, path):
            try:
                return text, _headed(text, mapping)
            except errors.FileRefused:
                continue
        raise
    return text, _headed(text, mapping)


def _headed(text: ExportText, mapping: Mapping[str, str]) -> _Layout:
    """Return the layout under which the file has a header; of several refusals, the likeliest separator's."""
    top = "".join(islice(text.lines(), _TOP_LINES))
    first, *others = sorted((COMMA, TAB, SEMICOLON), key=top.count, reverse=True)
    try:
        return _laid_out(text, first, mapping)
    except (errors.HeaderMissing, errors.BrokenQuotes, errors.CellTooLong) as refused:
        for separator in others:
            try:
                return _laid_out(text, separator, mapping)
            except errors.FileRefused:
                continue
        raise refused from None


def _laid_out(text: ExportText, separator: str, mapping: Mapping[str, str]) -> _Layout:
    quoted = text.is_quoted(separator)
    index, header_row = find_header(text.records(separator, quoted), mapping, text.path)
    return _Layout(separator, quoted, index, header_row)


def _refuse_report(data: bytes, path: str) -> None:
    """Raise `ReportForReconcile` where a file that is none of orders is Amazon's report on valid tracking."""
    try:
        found = report_header(open_export(data, path))
    except errors.FileRefused:
        return
    if found is not None:
        raise errors.ReportForReconcile(path=errors.Whole(path))


def _refuse_other_encoding(data: bytes, path: str, mapping: Mapping[str, str]) -> None:
    """Raise `EncodingRefused` with the encoding's name where the header can be read in one not accepted."""
    for text, encoding_name in other_encodings(data, path):
        try:
            _headed(text, mapping)
        except errors.FileRefused:
            continue
        raise errors.EncodingRefused(path=errors.Whole(path), place=f"{encoding_name} のようです")


def _cleaned(column: list[str]) -> list[str]:
    """Return texts without what keeps a spreadsheet from dropping their zeros."""
    if not may_begin_with(column, _GUARDS):
        return column
    return [unguarded(text) for text in column]


def unguarded(text: str) -> str:
    """Return a text without the apostrophe or the `="..."` around it."""
    if text[:1] == "'":
        return text[1:]
    if text[:2] == '="' and text[-1:] == '"':
        return text[2:-1]
    return text
