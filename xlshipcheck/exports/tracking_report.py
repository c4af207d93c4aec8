"""Amazon's own report on valid tracking, told by its header in any of its languages; words from `rules/reports.toml`.

What Amazon says of a package is taken from a mark (X: no valid tracking) or a word. A word that is not known says
nothing: its package counts in no rate.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck import errors
from xlshipcheck.amazon.reconciling import AmazonPackage
from xlshipcheck.exports.table import unguarded
from xlshipcheck.exports.text import COMMA, SEMICOLON, TAB, open_export
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.values.cells import date_cell, read_day
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlshipcheck.exports.text import ExportText

ORDER, NUMBER, CARRIER, CATEGORY = "注文番号", "送り状番号", "配送会社", "カテゴリー"
NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
CONFIRMED, SCANNED, MARK, VALID = "出荷通知日", "最初のスキャン", "無効の印", "有効か"
TOP_ROWS: Final = 5
"""A header further down is not looked for."""


class TrackingReport(NamedTuple):
    """A report.

    Attributes:
        path: its name, for sentences.
        packages: its rows, in order.
        problems: rows that could not be read, as sentences.
    """

    path: str
    packages: list[AmazonPackage]
    problems: list[str]


class _Found(NamedTuple):
    separator: str
    header_index: int
    headers: list[str]
    places: dict[str, int]


def report_fields() -> dict[str, list[str]]:
    """Return every field of a report with the headers that it may have."""
    found: dict[str, list[str]] = group_table("reports")["fields"]
    return found


def read_report(
    data: bytes, path: str, pairs: Sequence[str] = (), columns: Mapping[str, str] = NOTHING
) -> TrackingReport:
    """Read a report.

    Args:
        data: its bytes.
        path: its name, for sentences.
        pairs: columns that the user names, each as `見出し=項目`.
        columns: header -> field from the settings, below the pairs; those that the report has not are not missed.

    Raises:
        NotATrackingReport: it has no columns of an order number and of what Amazon says.
        ReportColumnTwice: two columns mean the same.
        ReportMapRefused: a pair names a header or a field that is not there.
        FileRefused: it is no text.
    """
    text = open_export(data, path)
    asked = _mapped(pairs)
    settled = {name_key(header): field for header, field in columns.items() if field not in asked.values()}
    mapped = {**settled, **asked}
    found = _found(text, mapped, path)
    unused = [pair for pair, key in zip(pairs, asked) if key not in map(name_key, found.headers)]
    if unused:
        raise errors.ReportMapRefused(pair=unused[0], fields=errors.Whole("・".join(report_fields())))
    packages: list[AmazonPackage] = []
    problems: list[str] = []
    records = text.records(found.separator, text.is_quoted(found.separator))
    for number, row in enumerate(islice(records, found.header_index + 1, None), found.header_index + 2):
        if not any(cell.strip() for cell in row):
            continue
        if any(cell.strip() for cell in row[len(found.headers) :]):
            problems.append(f"{path} {number}行目: 列がずれているため読めません")
            continue
        package, said = _package(row, number, found)
        problems += [f"{path} {number}行目: {sentence}" for sentence in said]
        if package is not None:
            packages.append(package)
    return TrackingReport(path, packages, problems)


def _mapped(pairs: Sequence[str]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        header, sign, field = pair.rpartition("=")
        if not sign or not header.strip() or field.strip() not in report_fields():
            raise errors.ReportMapRefused(pair=pair, fields=errors.Whole("・".join(report_fields())))
        found[name_key(header)] = field.strip()
    return found


def _found(text: ExportText, mapped: Mapping[str, str], path: str) -> _Found:
    """Return the header: the first row with an order number and a judgement of Amazon's."""
    nearest: set[str] = set()
    for separator in (TAB, COMMA, SEMICOLON):
        records = text.records(separator, text.is_quoted(separator))
        for index, row in enumerate(islice(records, TOP_ROWS)):
            places = _places(row, mapped, path)
            if ORDER in places and (MARK in places or VALID in places):
                return _Found(separator, index, row, places)
            if len(places) > len(nearest):
                nearest = set(places)
    missing = [] if ORDER in nearest else [ORDER]
    if not nearest & {MARK, VALID}:
        missing.append(f"{MARK} (No Valid Tracking) か {VALID}")
    raise errors.NotATrackingReport(
        path=errors.Whole(path),
        missing=errors.Whole("」「".join(missing)),
        fields=errors.Whole("・".join(report_fields())),
    )


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


def _package(row: Sequence[str], number: int, found: _Found) -> tuple[AmazonPackage | None, list[str]]:
    cells = {
        field: unguarded(row[place].strip()).strip() if place < len(row) else ""
        for field, place in found.places.items()
    }
    order = cells[ORDER]
    if not order:
        return None, ["注文番号がありません"]
    problems = []
    valid = _valid(cells)
    if valid is None:
        shown = "」「".join(cells[field] for field in (MARK, VALID) if field in cells)
        problems.append(f"注文番号 {order} の判定「{shown}」が読めません。率に入れません")
    days: dict[str, int | None] = {}
    for field in (CONFIRMED, SCANNED):
        try:
            days[field] = read_day(date_cell(cells.get(field, "")), field)
        except errors.ArgumentError as problem:
            days[field] = None
            problems.append(str(problem))
    tracking = cells.get(NUMBER, "")
    unprocessed = name_key(tracking).endswith(group_table("reports")["words"]["unprocessed"])
    return (
        AmazonPackage(
            order,
            "" if unprocessed else tracking,
            cells.get(CARRIER, ""),
            cells.get(CATEGORY, ""),
            valid,
            number,
            days[CONFIRMED],
            # A date that nobody can read is a scan all the same.
            None if SCANNED not in cells else bool(cells[SCANNED]),
            unprocessed,
        ),
        problems,
    )


def _valid(cells: Mapping[str, str]) -> bool | None:
    """Return what Amazon says; None for a word that is not known, and where mark and word contradict each other."""
    words = group_table("reports")["words"]
    said = set()
    for field, yes, no in ((MARK, "no_mark", "mark"), (VALID, "valid", "invalid")):
        if field in cells:
            key = name_key(cells[field])
            lists = [{name_key(word) for word in words[name]} for name in (yes, no)]
            said.add(True if key in lists[0] else False if key in lists[1] else None)
    return said.pop() if len(said) == 1 else None
