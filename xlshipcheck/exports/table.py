"""The files the marketplaces write, and the seller's own .csv, as tables of texts.

Columns are found by header, never by position, and the separator by the header, never by the file's
name. A file is read in passes over its bytes: once for the columns that are judged, once for all of them
while the result is written. It is never written back.
"""

from __future__ import annotations

from functools import cache
from itertools import islice
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Union

from xlshipcheck import errors
from xlshipcheck.exports.columns import AMOUNT, COUNT, column_types
from xlshipcheck.exports.text import (
    COMMA,
    SEMICOLON,
    TAB,
    ExportText,
    open_export,
    other_encodings,
    unmarked_texts,
)
from xlshipcheck.headers.header_row import HeaderRow, find_header
from xlshipcheck.headers.roles import combined_values, sheet_kind
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.values.roles import PAYMENT_DATE, PREORDER_DATE
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Source = Union[str, Path, bytes]

QSM_DETAIL = "qsm_detail"
QSM_BRIEF = "qsm_brief"
AMAZON_ORDERS = "amazon_orders"
AMAZON_UNSHIPPED = "amazon_unshipped"
AMAZON_ALL_ORDERS = "amazon_all_orders"
AMAZON_SHIPMENT = "amazon_shipment"

_TOP_LINES = 20  # enough to see what separates
_SIGNS_IN_NUMBERS = frozenset(".,")
_GUARDS = ("'", "=")
_NO_MAPPING: Mapping[str, str] = MappingProxyType({})


class Kind(NamedTuple):
    """A kind of file that a marketplace writes.

    Attributes:
        name: such as `qsm_detail`; "" for the seller's own file.
        label: its Japanese name, with the language where there are several.
        market: Qoo10 or Amazon.
        required: keys of the headers that tell it.
        columns: the full header as it is written today.
        changing: keys of the columns that change in the life of an order.
    """

    name: str
    label: str
    market: str
    required: frozenset[str]
    columns: tuple[str, ...]
    changing: frozenset[str]


OWN = Kind("", "独自の表", "", frozenset(), (), frozenset())


@cache
def all_kinds() -> tuple[Kind, ...]:
    """Return every kind of file, the most telling first; a kind stands once per language."""
    return tuple(
        Kind(
            entry["name"],
            entry["label"],
            entry["market"],
            frozenset(map(name_key, entry["required"])),
            tuple(entry["columns"]),
            frozenset(map(name_key, entry["changing"])),
        )
        for entry in group_table("headers")["kinds"]
    )


def kind_of(headers: Iterable[object]) -> Kind:
    """Return the kind of file a header row belongs to, `OWN` where it is none of the marketplaces'."""
    keys = {name_key(header) for header in headers if isinstance(header, str)}
    return next((kind for kind in all_kinds() if kind.required <= keys), OWN)


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
        columns: list[list[str]] = [
            list(column) for column in zip(*map(itemgetter(*indexes), self.iterate_rows()))
        ]
        return columns or [[] for _ in indexes]

    def read_roles(self, roles: Iterable[str] | None = None) -> dict[str, list[object]]:
        """Return the columns of roles in one pass, cleaned for judging.

        Args:
            roles: the roles asked for; None for all that the table has.

        Returns:
            Role -> one text per row, without the apostrophe or `="..."` that keeps zeros in a spreadsheet;
            several columns of a role are combined. A role that the table lacks is left out.
        """
        wanted = self.header_row.columns
        if roles is not None:
            asked = set(roles)
            wanted = {role: columns for role, columns in wanted.items() if role in asked}
        indexes = sorted({index for columns in wanted.values() for index in columns})
        read = dict(zip(indexes, map(_cleaned, self.read_columns(indexes))))
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
    """A file as it was exported, read in as many passes as are asked for.

    Attributes:
        modified: when it was written, in seconds; None where it came as bytes.
    """

    def __init__(
        self, text: ExportText, layout: _Layout, mapping: Mapping[str, str], modified: float | None = None
    ) -> None:
        header_row = layout.header_row
        kind = kind_of(header_row.headers)
        if kind.name == QSM_BRIEF and not {PAYMENT_DATE, PREORDER_DATE} & header_row.columns.keys():
            raise errors.BriefExport(path=errors.Whole(text.path))
        market = kind.market or sheet_kind(header_row.columns, text.path)
        super().__init__(text.path, kind, market, header_row, mapping)
        self.encoding = text.encoding
        self.modified = modified
        self.separator = layout.separator
        self._text = text
        self._layout = layout
        if layout.separator == SEMICOLON:
            self._refuse_regional_numbers()

    def iterate_rows(self) -> Iterator[list[str]]:
        """Yield the rows below the header.

        Raises:
            RowTooLong: a row has more columns than the header.
            BrokenQuotes, CellTooLong: the file's quotation marks do not match.
        """
        width = len(self.headers)
        for number, row in self._numbered_rows():
            if not any(row):
                continue
            yield row if len(row) == width else self._fitted(row, number)

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

    def _fitted(self, row: list[str], number: int) -> list[str]:
        width = len(self.headers)
        if any(cell.strip() for cell in row[width:]):
            raise errors.RowTooLong(path=errors.Whole(self.path), row=number, count=len(row), width=width)
        return row[:width] + [""] * (width - len(row))


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
        BrokenQuotes, CellTooLong: its first rows cannot be told apart.
        RegionalNumber: it is separated by semicolons, and its numbers may mean two things.
        UnknownRole: the mapping names a role that does not exist.
    """
    data, modified = (source, None) if isinstance(source, bytes) else _bytes_of(source)
    path = name or ("ファイル" if isinstance(source, bytes) else str(source))
    try:
        text, layout = _opened(data, path, mapping)
    except (errors.EncodingRefused, errors.HeaderMissing):
        _refuse_other_encoding(data, path, mapping)
        raise
    return Export(text, layout, mapping, modified)


def _bytes_of(path: str | Path) -> tuple[bytes, float]:
    try:
        return Path(path).read_bytes(), Path(path).stat().st_mtime
    except FileNotFoundError:
        raise errors.FileMissing(path=errors.Whole(path)) from None
    except OSError as problem:
        raise errors.FileUnreadable(path=errors.Whole(path), problem=problem.strerror or problem) from None


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
    if not any(text[:1] in _GUARDS for text in column):
        return column
    return [unguarded(text) for text in column]


def unguarded(text: str) -> str:
    """Return a text without the apostrophe or the `="..."` around it."""
    if text[:1] == "'":
        return text[1:]
    if text[:2] == '="' and text[-1:] == '"':
        return text[2:-1]
    return text
