"""The header of Amazon's own report on valid tracking, by which it is told from a file of orders."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck import errors
from xlshipcheck.exports.text import COMMA, SEMICOLON, TAB
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlshipcheck.exports.text import ExportText

ORDER, NUMBER, CARRIER, CATEGORY = "注文番号", "送り状番号", "配送会社", "カテゴリー"
NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
CONFIRMED, SCANNED, MARK, VALID = "出荷通知日", "最初のスキャン", "無効の印", "有効か"
TOP_ROWS: Final = 5
"""A header further down is not looked for."""


class ReportHeader(NamedTuple):
    """Where the header of a report stands, and which column is which field.

    Attributes:
        separator: what separates its columns.
        header_index: the row, counted from 0.
        headers: its texts.
        places: field -> column.
    """

    separator: str
    header_index: int
    headers: list[str]
    places: dict[str, int]


def report_fields() -> dict[str, list[str]]:
    """Return every field of a report with the headers that it may have."""
    found: dict[str, list[str]] = group_table("reports")["fields"]
    return found


def report_header(
    text: ExportText, mapped: Mapping[str, str] = NOTHING, nearest: set[str] | None = None
) -> ReportHeader | None:
    """Return the header: the first row with an order number and a judgement of Amazon's; None for another file.

    Args:
        text: the file.
        mapped: key of a header -> field, as the user names them.
        nearest: takes the fields of the row that has most of them, where none has enough.

    Raises:
        ReportColumnTwice: two columns mean the same.
    """
    best: set[str] = set()
    for separator in (TAB, COMMA, SEMICOLON):
        records = text.records(separator, text.is_quoted(separator))
        for index, row in enumerate(islice(records, TOP_ROWS)):
            places = _places(row, mapped, text.path)
            if ORDER in places and (MARK in places or VALID in places):
                return ReportHeader(separator, index, row, places)
            if len(places) > len(best):
                best = set(places)
    if nearest is not None:
        nearest |= best
    return None


def _places(row: Sequence[str], mapped: Mapping[str, str], path: str) -> dict[str, int]:
    """Return field -> column of a row taken as a header; what the user names is stronger than our list."""
    keys = [name_key(cell) for cell in row]
    named = {mapped[key]: place for place, key in enumerate(keys) if key in mapped}
    places = dict(named)
    known = {name_key(header): field for field, headers in report_fields().items() for header in headers}
    fields = [
        (known[key], place)
        for place, key in enumerate(keys)
        if key in known and key not in mapped and known[key] not in named
    ]
    twice = [field for field, count in Counter(field for field, _ in fields).items() if count > 1]
    if twice:
        raise errors.ReportColumnTwice(
            path=errors.Whole(path),
            field=errors.Whole(twice[0]),
            headers=errors.Whole("・".join(row[place] for field, place in fields if field == twice[0])),
        )
    return {**dict(fields), **places}
