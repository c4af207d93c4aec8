"""The command `reconcile`: Amazon's own report on valid tracking beside our judgement of the same packages."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck import errors
from xlshipcheck.amazon.grouping import package_numbers, package_rows, worst_validity
from xlshipcheck.amazon.reconciling import (
    KINDS,
    RAISE,
    UNKNOWN,
    OurPackage,
    lists_all,
    one_each,
    ours_once,
    reconcile,
    side_by_side,
)
from xlshipcheck.exports.reading import joined_tables
from xlshipcheck.exports.table import LARGEST_EXPORT
from xlshipcheck.exports.tracking_report import read_report
from xlshipcheck.headers.markets import AMAZON
from xlshipcheck.headers.roles import MIXED
from xlshipcheck.hosts.book_files import is_book
from xlshipcheck.settings.shop import with_columns
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.sheets.markets.amazon import REASON, VERDICT, read_carrier
from xlshipcheck.sheets.markets.qoo10 import days, texts
from xlshipcheck.shell.commands import DONE, SOME_ROWS_UNREADABLE, refuse_unless_text
from xlshipcheck.shell.lists import LISTS, as_list, refuse_output, write_new
from xlshipcheck.shell.round_trip.order_files import order_columns
from xlshipcheck.shell.terminal.output import as_json as to_json
from xlshipcheck.shell.terminal.output import columns as in_columns
from xlshipcheck.shell.terminal.output import json_value, print_sentences
from xlshipcheck.values.answers import ERROR_PREFIX
from xlshipcheck.values.cells import read_column
from xlshipcheck.values.files import read_bounded
from xlshipcheck.values.roles import (
    CARRIER,
    CATEGORY,
    DELIVERY_DATE,
    ORDER_NUMBER,
    TRACKING_NUMBER,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from xlshipcheck.amazon.reconciling import Compared, SideBySide
    from xlshipcheck.context import Context


HEADER: Final = (
    "結果",
    "注文番号",
    "送り状番号",
    "配送会社",
    "カテゴリー",
    "Amazon",
    "本ツール",
    "考えられる理由",
    "すること",
    "場所",
)
RATES: Final = (
    "カテゴリー",
    "Amazon 対象",
    "Amazon 有効",
    "Amazon 率",
    "Amazon 不明",
    "本ツール 対象",
    "本ツール 有効",
    "本ツール 率",
    "本ツール 不明",
)
INVALID_ALONE: Final = (
    "レポートに有効な梱包が一つもありません。不備だけの一覧かもしれないため、Amazon の率は出しません"
)


def reconcile_report(options: argparse.Namespace, context: Context) -> int:
    """Compare a report with the packages of files and say where they differ; the files stay as they are.

    Raises:
        NothingToReconcile: the files hold no package of Amazon's.
        UploadExists, ListKindUnknown: of the file to be written.
        FileRefused: a file cannot be read.
    """
    path: Path = options.report
    output: Path | None = options.output
    if output is not None:
        if output.suffix.lower() not in LISTS:
            raise errors.ListKindUnknown(path=errors.Whole(output))
        refuse_output(output)
    refuse_unless_text(path)
    data = read_bounded(path, LARGEST_EXPORT)
    ours, unread, columns = _our_packages(options, context)
    report = read_report(data, path.name, options.report_map, columns)
    listed, contradictions = one_each(report.packages)
    as_of = context.as_of or 0
    settle = context.rulebook.rule("reports.settle_days").over(as_of)
    compared = reconcile(listed, ours, as_of, settle)
    rates = side_by_side(compared)
    problems = [*report.problems, *(f"{path.name} {said}" for said in contradictions), *unread]
    whole = lists_all(compared)
    notes = [] if whole or not listed else [INVALID_ALONE]
    if output is not None:
        rows = [_cells(one, path.name) for one in compared]
        write_new(output, as_list(output, "比べた一覧", HEADER, rows))
    if options.json:
        print(to_json(_data(options, compared, rates, problems, notes, listed_whole=whole)))
    else:
        print_sentences([*notes, *problems], options.lang)
        print(_text(compared, rates, path.name, listed_whole=whole))
        if output is not None:
            print(f"一覧を書きました: {output}")
    return SOME_ROWS_UNREADABLE if problems else DONE


class _Ours(NamedTuple):
    """The packages of the files, judged, the rows that could not be read, and how the settings name a report's columns."""

    packages: list[OurPackage]
    problems: list[str]
    report_columns: Mapping[str, str]


def _our_packages(options: argparse.Namespace, context: Context) -> _Ours:
    """Return the packages of the files; settings of a book are above those of the user's file."""
    report_columns = dict(context.settings.report_columns)
    packages: list[OurPackage] = []
    problems: list[str] = []
    exports = [path for path in options.files if not is_book(path)]
    for path in exports:
        refuse_unless_text(path)
    settled = with_columns(context, options.map)
    for table in joined_tables(exports, settled):
        # Its rows are read before it is known which of them have shifted.
        found, said = _judged(table.market, table.read_roles(), settled, table.path)
        packages += found
        problems += [*table.skipped_rows(), *said]
    for path in options.files:
        if path not in exports:
            for sheet in order_columns(path, options, context):
                found, said = _judged(sheet.market, sheet.columns, sheet.context, f"シート「{sheet.name}」")
                packages += found
                problems += said
                report_columns.update(sheet.context.settings.report_columns)
    if not packages:
        names = "・".join(path.name for path in options.files)
        raise errors.NothingToReconcile(path=errors.Whole(names))
    return _Ours(ours_once(packages), problems, report_columns)


def _judged(
    market: str, columns: Mapping[str, Sequence[object]], context: Context, place: str
) -> tuple[list[OurPackage], list[str]]:
    """Return the packages of a sheet, each once, as the sheet itself is judged."""
    count = max(map(len, columns.values()), default=0)
    if market not in {AMAZON, MIXED} or not count:
        return [], []
    assessed = assess(market, columns, count, context)
    result = {column.title: column.values for column in assessed.columns}
    if VERDICT not in result:
        return [], []
    problems = [
        f"{place} 注文番号 {problem.order or '(空白)'}: {problem.text}" for problem in assessed.problems
    ]
    carriers = read_column(columns.get(CARRIER, [None] * count), read_carrier)
    orders = texts(columns, ORDER_NUMBER, count)
    keys = package_numbers(orders, list(columns.get(TRACKING_NUMBER, [None] * count)), carriers)
    numbers, categories = (texts(columns, role, count) for role in (TRACKING_NUMBER, CATEGORY))
    promised = days(columns, DELIVERY_DATE, count)
    found = []
    for rows in package_rows(keys):
        verdicts = [str(result[VERDICT][row] or "") for row in rows]
        if not any(verdicts):
            # Not sent yet, or no row of Amazon's.
            continue
        bad = next((word for word in verdicts if word.startswith(ERROR_PREFIX)), "")
        first = rows[0]
        verdict = UNKNOWN if bad else worst_validity(verdicts)
        decided = next((row for row, word in zip(rows, verdicts, strict=True) if word == verdict), first)
        why = bad.removeprefix(ERROR_PREFIX) if bad else str(result[REASON][decided] or "")
        known = [day for row in rows if isinstance(day := promised[row], int)]
        found.append(
            OurPackage(
                orders[first],
                numbers[first],
                next(
                    (str(carriers[row]) for row in rows if isinstance(carriers[row], str) and carriers[row]),
                    "",
                ),
                next((categories[row] for row in rows if categories[row]), ""),
                verdict,
                why,
                max(known, default=None),
                place,
            )
        )
    return found, problems


def _cells(one: Compared, report: str) -> list[str]:
    """Return a package as a row of the list; order, number and carrier as we have them, else as Amazon has."""
    amazon, ours = one.amazon, one.ours
    said = "" if amazon is None else {True: "有効", False: "無効", None: UNKNOWN}[amazon.valid]
    first = ours or amazon
    assert first is not None  # noqa: S101  a package stands on one side at least
    places = [*([f"{report} {amazon.row}行目"] if amazon else []), *([ours.place] if ours else [])]
    return [
        one.kind,
        first.order,
        first.number,
        first.carrier,
        (amazon.category if amazon else "") or (ours.category if ours else ""),
        said,
        ours.verdict if ours else "",
        one.reason,
        one.action,
        "、".join(places),
    ]


def _rate_cells(row: SideBySide, *, listed_whole: bool) -> list[object]:
    return [
        row.category,
        row.amazon.scope,
        row.amazon.valid,
        row.amazon_rate(listed_whole=listed_whole),
        row.amazon_unknown,
        row.ours.scope,
        row.ours.valid,
        row.ours.rate(),
        row.ours_unknown,
    ]


def _text(
    compared: Sequence[Compared], rates: Sequence[SideBySide], report: str, *, listed_whole: bool
) -> str:
    counts = Counter(one.kind for one in compared)
    tally = "、".join(f"{kind} {counts[kind]}個" for kind in KINDS if counts[kind]) or "梱包がありません"
    table = in_columns([RATES, *(_rate_cells(row, listed_whole=listed_whole) for row in rates)])
    parts = [
        f"■ 追跡可能率 (レポートにある梱包で、両方の判定を並べたもの)\n{table}",
    ]
    for kind in KINDS[:-2]:
        rows = [_cells(one, report)[1:] for one in compared if one.kind == kind]
        if rows:
            parts.append(f"■ {kind} ({len(rows)}個)\n{in_columns([HEADER[1:], *rows])}")
    asked = [one for one in compared if one.action == RAISE]
    if asked:
        lines = "\n".join(
            f"  {order}  {number}" for _, order, number, *_ in (_cells(one, report) for one in asked)
        )
        parts.append(f"■ テクニカルサポートに問い合わせる梱包 ({len(asked)}個)\n{lines}")
    return "\n\n".join([*parts, f"{report}: {tally}"])


def _data(
    options: argparse.Namespace,
    compared: Sequence[Compared],
    rates: Sequence[SideBySide],
    problems: Sequence[str],
    notes: Sequence[str],
    *,
    listed_whole: bool,
) -> dict[str, object]:
    report = options.report.name
    counts = Counter(one.kind for one in compared)
    return {
        "report": str(options.report),
        "files": [str(path) for path in options.files],
        "counts": {kind: counts[kind] for kind in KINDS},
        "rates": [
            dict(zip(RATES, map(json_value, _rate_cells(row, listed_whole=listed_whole)), strict=True))
            for row in rates
        ],
        "packages": [dict(zip(HEADER, _cells(one, report), strict=True)) for one in compared],
        "to_raise": [_cells(one, report)[1:3] for one in compared if one.action == RAISE],
        "problems": list(problems),
        "notes": list(notes),
        "written": None if options.output is None else str(options.output),
    }
