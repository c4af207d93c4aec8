"""Amazon's own report on valid tracking, told by its header in any of its languages; words from `rules/reports.toml`.

What Amazon says of a package is taken from a mark (X: no valid tracking) or a word. A word that is not known says
nothing: its package counts in no rate.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors
from xlshipcheck.amazon.reconciling import AmazonPackage
from xlshipcheck.exports.report_header import (
    CARRIER,
    CATEGORY,
    CONFIRMED,
    MARK,
    NOTHING,
    NUMBER,
    ORDER,
    SCANNED,
    VALID,
    ReportHeader,
    report_fields,
    report_header,
)
from xlshipcheck.exports.table import unguarded
from xlshipcheck.exports.text import open_export
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.values.cells import date_cell, read_day
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlshipcheck.exports.text import ExportText


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


def _found(text: ExportText, mapped: Mapping[str, str], path: str) -> ReportHeader:
    nearest: set[str] = set()
    found = report_header(text, mapped, nearest)
    if found is not None:
        return found
    missing = [] if ORDER in nearest else [ORDER]
    if not nearest & {MARK, VALID}:
        missing.append(f"{MARK} (No Valid Tracking) か {VALID}")
    raise errors.NotATrackingReport(
        path=errors.Whole(path),
        missing=errors.Whole("」「".join(missing)),
        fields=errors.Whole("・".join(report_fields())),
    )


def _package(row: Sequence[str], number: int, found: ReportHeader) -> tuple[AmazonPackage | None, list[str]]:
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
