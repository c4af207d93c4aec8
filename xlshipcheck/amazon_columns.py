"""An Amazon shipment sheet from its cells: role columns in, result columns and summary out.

The rule judges packages: rows with the same order and number are one parcel, and their amounts are summed
before any of them is judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlshipcheck import amazon, amazon_judgement, cells, errors
from xlshipcheck.amazon_decision import DAMAGED_NUMBER
from xlshipcheck.amazon_packages import package_amounts, package_numbers, shared_packages
from xlshipcheck.amazon_summary import sections
from xlshipcheck.answers import error_text
from xlshipcheck.argument_readers import read_column
from xlshipcheck.assessed import REMARKS, TEXT, Assessed, Column, RowProblem, joined_remarks
from xlshipcheck.order_words import BY_AMAZON, fulfilled_by
from xlshipcheck.qoo10_columns import days, texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Callable

    from xlshipcheck.answers import Value
    from xlshipcheck.context import Context

ROLES = (
    *(
        "配送会社",
        "送り状番号",
        "注文金額",
        "お届け予定日",
        "スキャン回数",
        "配達完了",
        "出品者",
        "カテゴリー",
    ),
    *("注文番号", "フルフィルメント"),
)
FULFILLED_BY_AMAZON = "FBA (Amazon が出荷) の梱包は出品者の追跡可能率に入りません"
OUT_OF_SCOPE = "対象外"


def assess(columns: Mapping[str, Sequence[object]], count: int, context: Context) -> Assessed:
    """Return the result columns of an Amazon sheet.

    Args:
        columns: role -> one cell per row, for the roles that the sheet has.
        count: number of rows.
        context: the as-of day, settings and rules.
    """
    numbers = list(columns.get("送り状番号", [None] * count))
    keys = package_numbers(texts(columns, "注文番号", count), numbers)
    judged_by = _package_columns(columns, count, context, keys, numbers)
    unreadable = _unreadable(judged_by)
    results = [
        _judged(row, unreadable.get(position, ""), context) for position, row in enumerate(zip(*judged_by))
    ]
    verdicts, reasons, remarks, problems = (list(part) for part in zip(*results)) if results else ([],) * 4
    result_columns = [
        Column("追跡判定", TEXT, verdicts),
        Column("判定理由", TEXT, reasons),
        Column(REMARKS, TEXT, remarks),
    ]
    reported = [RowProblem(row, problem) for row, problem in enumerate(problems) if problem]
    part = sections(verdicts, columns, count, keys, context)
    return Assessed(result_columns, reported, part)


def _package_columns(
    columns: Mapping[str, Sequence[object]],
    count: int,
    context: Context,
    keys: Sequence[int | None],
    numbers: Sequence[object],
) -> list[Sequence[Any]]:
    """Return the columns that a package is judged by, in the order of `amazon_judgement.Package`, and who ships."""

    def read(role: str, reader: Callable[[object, str], Any]) -> list[Any]:
        return read_column(columns.get(role, [None] * count), lambda value: reader(value, role))

    amounts = read("注文金額", cells.read_amount)
    totals = _totals(keys, amounts)
    sellers = [seller or context.settings.seller for seller in read("出品者", amazon.read_seller)]
    fulfilled = [fulfilled_by(word) for word in texts(columns, "フルフィルメント", count)]
    return [
        read("配送会社", cells.read_text),
        read_column(numbers, _read_number),
        totals,
        days(columns, "お届け予定日", count),
        read("スキャン回数", cells.read_count),
        read("配達完了", amazon.read_delivered),
        sellers,
        fulfilled,
    ]


def _read_number(value: object) -> object:
    cells.refuse_error_value(value, "送り状番号")
    return None if cells.is_blank(value) else value


def _totals(keys: Sequence[int | None], amounts: Sequence[Any]) -> list[Any]:
    """Return the package's amount per row; the error of one row's amount stands for the whole package."""
    broken = {row for row, amount in enumerate(amounts) if isinstance(amount, errors.ArgumentError)}
    if not broken:
        return list(package_amounts(keys, amounts))
    readable = [None if row in broken else amount for row, amount in enumerate(amounts)]
    totals: list[Any] = list(package_amounts(keys, readable))
    for rows in [*([row] for row in broken), *shared_packages(keys)]:
        bad = next((row for row in rows if row in broken), None)
        if bad is not None:
            for row in rows:
                totals[row] = amounts[bad]
    return totals


def _unreadable(judged_by: Sequence[Sequence[Any]]) -> dict[int, str]:
    """Return row -> sentence of the first of its cells that cannot be read."""
    return {
        row: str(cell)
        for column in reversed(judged_by)
        for row, cell in enumerate(column)
        if isinstance(cell, errors.ArgumentError)
    }


def _judged(row: tuple[Any, ...], problem: str, context: Context) -> tuple[Value, Value, str, str]:
    """Return 追跡判定, 判定理由, 確認 and the problem of a row, given the problem of its cells."""
    *package, fulfilled = row
    if fulfilled == BY_AMAZON:
        return OUT_OF_SCOPE, FULFILLED_BY_AMAZON, "", ""
    if package[0] == "" and package[1] is None:
        # Neither carrier nor number: the shipment is not confirmed yet, so there is nothing to judge.
        return "", "", "", ""
    if problem:
        return error_text(problem), None, problem, problem
    try:
        judgement = amazon_judgement.judge(context, amazon_judgement.Package(*package))
    except errors.ArgumentError as refusal:
        return error_text(str(refusal)), None, str(refusal), str(refusal)
    notes = amazon_judgement.notes(context, judgement)
    remarks = joined_remarks([str(note) for note in notes])
    damaged = notes[0].text if judgement.code == DAMAGED_NUMBER else ""
    return judgement.verdict, amazon_judgement.reason(context, judgement), remarks, damaged
