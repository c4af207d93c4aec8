"""A file of issued labels as records: one label a row, whatever the software calls its columns.

What cannot be read is named with its row and left out; nobody's name, address or telephone number is read at all.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck import errors
from xlshipcheck.exports.table import LARGEST_EXPORT, unguarded
from xlshipcheck.exports.text import COMMA, TAB, open_export
from xlshipcheck.headers.roles import header_key
from xlshipcheck.labels.kinds import is_set, label_kind_of
from xlshipcheck.tracking.carriers import carrier_of
from xlshipcheck.tracking.numbers import DAMAGED, INVALID, judge_number
from xlshipcheck.values.cells import date_cell
from xlshipcheck.values.files import TEXT_SUFFIXES, read_bounded, read_top
from xlshipcheck.values.text import normal_form, number_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from xlshipcheck.context import Settings
    from xlshipcheck.exports.text import ExportText
    from xlshipcheck.labels.kinds import LabelKind

TOP_ROWS: Final = 5
"""A header further down is not looked for."""
TOP_BYTES: Final = 1 << 16
"""Enough for the header; the rest of a file of a hundred thousand orders need not be read to see that it is none."""
_PLAIN_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})\Z")
_EXPONENT = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]{1,3}\Z")
_FORMULA_SIGNS: Final = "=+-@"


class Label(NamedTuple):
    """One issued label.

    Attributes:
        order: what stands in the column of the order number.
        number: the number on the label, as it is written.
        carrier: the carrier.
        service: the service's name; "" where the file does not say.
        dispatched: the day on which the parcel went, only from a column that means that; None where nothing says so.
        held: whether the parcel is held at a branch.
        place: where, in words; "" for a parcel that is not held.
        arrived: the day on which it came there; None where it is not known.
        status: the word of the tracking page, if the file has one.
        together: a key that the parcels of one shipment share; "" for none.
        row: its row in the file, from 1.
    """

    order: str
    number: str
    carrier: str
    service: str
    dispatched: date | None
    held: bool
    place: str
    arrived: date | None
    status: str
    together: str
    row: int


class LabelFile(NamedTuple):
    """A file of labels.

    Attributes:
        path: its name, for sentences.
        kind: what it is.
        labels: what it says, in its order.
        problems: rows that could not be read, as sentences.
        notes: what is to be known besides.
    """

    path: str
    kind: LabelKind
    labels: list[Label]
    problems: list[str]
    notes: list[str]


class _Found(NamedTuple):
    text: ExportText
    separator: str
    header_index: int
    headers: Sequence[str]
    kind: LabelKind


def is_label_file(path: Path) -> bool:
    """Tell whether a file holds issued labels; False for one that cannot be read, which its reader refuses."""
    try:
        return label_kind_in(read_top(path, TOP_BYTES), path.name) is not None
    except errors.FileRefused:
        return False


def label_kind_in(data: bytes, name: str) -> LabelKind | None:
    """Return the kind of labels in a file, None where it holds none or cannot be read.

    Args:
        data: its bytes, or the first of them.
        name: its name.
    """
    try:
        found = _found(data, name)
    except errors.ShipcheckError:
        return None
    return found.kind if found else None


class Parted(NamedTuple):
    """Files given together.

    Attributes:
        labels: those that hold issued labels.
        others: the others, in their order.
    """

    labels: list[Path]
    others: list[Path]


def parted(paths: Sequence[Path]) -> Parted:
    """Part files into those of issued labels and the others; a file that cannot be read is one of the others."""
    labels = [
        path
        for path in paths
        if path.suffix.lower() in TEXT_SUFFIXES and path.is_file() and is_label_file(path)
    ]
    return Parted(labels, [path for path in paths if path not in labels])


def read_labels(source: Path | bytes, settings: Settings, name: str = "") -> LabelFile:
    """Read a file of issued labels.

    Args:
        source: its path, or its bytes.
        settings: which column has the order number, and whether ゆうプリR's 発送日 means that a parcel went.
        name: how sentences call it; the file's name where it is not given.

    Raises:
        FileRefused: it cannot be read, or is no such file.
        LabelFieldMissing: the column that the settings name is not there.
    """
    data = source if isinstance(source, bytes) else read_bounded(source, LARGEST_EXPORT)
    path = name or ("ファイル" if isinstance(source, bytes) else source.name)
    found = _found(data, path)
    if found is None:
        raise errors.ImportNotExport(path=errors.Whole(path))
    return _Reader(found, path, settings).read()


def _found(data: bytes, path: str) -> _Found | None:
    text = open_export(data, path)
    for separator in (COMMA, TAB):
        records = text.records(separator, text.is_quoted(separator))
        for index, row in enumerate(islice(records, TOP_ROWS)):
            kind = label_kind_of(row)
            if kind is not None:
                return _Found(text, separator, index, row, kind)
    return None


class _Reader:
    """One reading of a file; see `read_labels`."""

    def __init__(self, found: _Found, path: str, settings: Settings) -> None:
        self._found, self._path, self._settings = found, path, settings
        keys = [header_key(header) for header in found.headers]
        columns = dict(found.kind.columns)
        if settings.label_order:
            wanted = header_key(settings.label_order)
            if wanted not in keys:
                raise errors.LabelFieldMissing(
                    path=errors.Whole(path),
                    kind=errors.Whole(found.kind.label),
                    field=settings.label_order,
                )
            columns["order"] = (wanted,)
        if settings.label_ship_date:
            columns["dispatched"] = (*columns["dispatched"], *columns["dispatched_if_set"])
        self._places = {
            field: next((keys.index(name) for name in names if name in keys), -1)
            for field, names in columns.items()
        }
        self._problems: list[str] = []
        self._notes: list[str] = []
        self._blank = {"number": 0, "order": 0}

    def read(self) -> LabelFile:
        """Read all rows."""
        found = self._found
        first = found.header_index + 1
        records = found.text.records(found.separator, found.text.is_quoted(found.separator))
        width = len(found.headers)
        labels = []
        for number, row in enumerate(islice(records, first, None), first + 1):
            if not any(cell.strip() for cell in row):
                continue
            if len(row) < width or any(cell.strip() for cell in row[width:]):
                self._say(number, f"列の数が見出しと違います (この行は{len(row)}列、見出しは{width}列)")
                continue
            label = self._label(row, number)
            if label is not None:
                labels.append(label)
        for field, text in (
            ("number", "送り状番号のない行 (まだ発行していない送り状)"),
            ("order", "注文番号のない行"),
        ):
            if self._blank[field]:
                self._notes.append(f"{self._path}: {text}が{self._blank[field]}行あり、取り込んでいません")
        ignored = [
            name for name in found.kind.columns["dispatched_if_set"] if not self._settings.label_ship_date
        ]
        if any(name in map(header_key, found.headers) for name in ignored):
            self._notes.append(
                f"{self._path}: 発送日の列は使っていません (印刷した日かもしれないため)。"
                "発送した日なら、設定の「ゆうプリの発送日」を「使う」にしてください"
            )
        return LabelFile(self._path, found.kind, labels, self._problems, self._notes)

    def _say(self, row: int, problem: str) -> None:
        self._problems.append(f"{self._path} の{row}行目を読めません: {problem}")

    def _cell(self, row: Sequence[str], field: str) -> str:
        place = self._places[field]
        return unguarded(row[place].strip()) if place >= 0 else ""

    def _label(self, row: Sequence[str], number: int) -> Label | None:
        kind = self._found.kind
        cells = {field: self._cell(row, field) for field in self._places}
        for field in ("number", "order"):
            if not cells[field]:
                self._blank[field] += 1
                return None
        if _EXPONENT.match(number_key(cells["order"])):
            self._say(number, f"注文番号が表計算ソフトで壊れています「{errors.shown(cells['order'])}」")
            return None
        try:
            verdict = judge_number(carrier_of(kind.carrier), cells["number"])
        except errors.SpreadsheetErrorValue as problem:
            self._say(number, str(problem))
            return None
        if verdict.code in (INVALID, DAMAGED):
            self._say(number, f"送り状番号「{errors.shown(cells['number'])}」は{verdict}")
            return None
        days: dict[str, date | None] = {}
        for field in ("dispatched", "arrived"):
            try:
                days[field] = read_date(cells[field])
            except ValueError:
                self._say(number, f"日付「{errors.shown(cells[field])}」を読めません")
                return None
        held = is_set(cells["held"]) or bool(cells["place"])
        return Label(
            cells["order"],
            number_key(cells["number"]),
            kind.carrier,
            kind.services.get(cells["service"], ""),
            days["dispatched"],
            held,
            self._place(cells) if held else "",
            days["arrived"],
            _as_text(cells["status"]),
            cells["together"],
            number,
        )

    def _place(self, cells: Mapping[str, str]) -> str:
        place = _as_text(cells["place"]) or self._found.kind.usual_place
        code = cells["branch"]
        # The code in front: a place is known by how its name ends.
        return f"{code} {place}" if code and code.isalnum() and not cells["place"] else place


def read_date(text: str) -> date | None:
    """Return the day of a text as the labels' software writes it, yyyymmdd too; None for a blank.

    Raises:
        ValueError: it is no day.
    """
    plain = normal_form(text)
    if not plain or not plain.strip("0"):
        return None
    match = _PLAIN_DAY.match(plain)
    found = date_cell(f"{match[1]}-{match[2]}-{match[3]}" if match else plain)
    if isinstance(found, datetime):
        return found.date()
    if isinstance(found, date):
        return found
    raise ValueError(text)


def _as_text(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return text.lstrip(_FORMULA_SIGNS) if text[:1] in _FORMULA_SIGNS else text
