"""The rows of an order sheet judged by their kind: role columns in, result columns, problems and 集計 out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, Final

from xlshipcheck import errors
from xlshipcheck.headers.markets import market_of_row, others_note
from xlshipcheck.headers.other_rows import (
    EXAMPLE,
    examples_among_orders,
    misplaced_rows,
    rows_without_order,
    without_rows,
)
from xlshipcheck.headers.roles import MIXED
from xlshipcheck.sheets.markets import amazon, branch_hold, qoo10
from xlshipcheck.sheets.markets.cautions import caution_note, caution_section, cautions_of
from xlshipcheck.sheets.markets.facts import merged_facts
from xlshipcheck.tracking.numbers import KEPT_DIGITS, read_number
from xlshipcheck.values import cells
from xlshipcheck.values.exponents import is_exponent
from xlshipcheck.values.results import (
    REMARKS,
    TEXT,
    Assessed,
    Column,
    RowProblem,
    joined_remarks,
    with_remarks,
)
from xlshipcheck.values.roles import ORDER_NUMBER, TRACKING_NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.sheets.markets.qoo10 import BookShare
    from xlshipcheck.values.answers import Value

KINDS = {"Qoo10": qoo10, "Amazon": amazon, "営業所止め": branch_hold}


def assess(
    kind: str,
    columns: Mapping[str, Sequence[object]],
    count: int,
    context: Context,
    others: Callable[[], Sequence[Sequence[object]]] | None = None,
    book: BookShare | None = None,
    first_row: int = 0,
) -> Assessed:
    """Return the result columns of rows given as role columns.

    A row that adds the others up, is a remark, or an example among orders, is judged as an empty one and says so.

    Args:
        kind: Qoo10, Amazon, 営業所止め or 混在.
        columns: role -> one cell per row.
        count: number of rows.
        context: the as-of day, settings and rules.
        others: gives the columns that are no roles, where 合計 may stand.
        book: what its Qoo10 rows share with other sheets of the book; None for nothing.
        first_row: number of its first row on the sheet, from 1; 0 for rows that stand on none: what names rows of
            theirs takes a header row to be above them, and none is said to repeat the order of another.
    """
    if context.as_of is None:
        raise errors.MissingArgument(argument="基準日")
    orders = columns.get(ORDER_NUMBER, [None] * count)
    examples = dict.fromkeys(examples_among_orders(orders), EXAMPLE)
    passed_over = {**rows_without_order(columns, count, others), **examples}
    misplaced = {row: text for row, text in misplaced_rows(columns).items() if row not in examples}
    columns = without_rows(columns, passed_over.keys() | misplaced.keys())
    mixed = kind == MIXED
    numbers: Sequence[int] = range(first_row, first_row + count) if first_row else ()
    assessed = (
        _assess_mixed(columns, count, context, book, numbers)
        if mixed
        else _assess_kind(kind, columns, count, context, book, numbers)
    )
    found = [*assessed.problems, *(RowProblem(row, text) for row, text in misplaced.items())]

    def named(problems: Iterable[RowProblem]) -> list[RowProblem]:
        return [
            problem._replace(
                order="" if cells.is_blank(orders[problem.row]) else errors.shown(orders[problem.row])
            )
            for problem in sorted(problems)
        ]

    cautions = cautions_of(assessed.columns)
    assessed = assessed._replace(
        problems=named(found),
        doubtful=named(assessed.doubtful),
        facts=assessed.facts._replace(unrated=assessed.facts.unrated + len(misplaced)),
        passed_over=sorted({*passed_over, *assessed.passed_over}),
        sections=[*assessed.sections, *caution_section(cautions)],
        notes=[*assessed.notes, *caution_note(cautions)],
    )
    columns_said = with_remarks(assessed.columns, {**passed_over, **misplaced})
    return assessed._replace(columns=columns_said)


def _assess_kind(
    kind: str,
    columns: Mapping[str, Sequence[object]],
    count: int,
    context: Context,
    book: BookShare | None,
    numbers: Sequence[int],
) -> Assessed:
    if kind == "Qoo10":
        assessed = qoo10.assess(columns, count, context, book, numbers)
    else:
        judge: Callable[..., Assessed] = KINDS[kind].assess
        assessed = judge(columns, count, context)
    # Amazon's rule judges the number itself; elsewhere a damaged one would pass unseen, and no parcel with it.
    return assessed if kind == "Amazon" else _with_damaged_numbers(assessed, columns)


def _with_damaged_numbers(assessed: Assessed, columns: Mapping[str, Sequence[object]]) -> Assessed:
    """Return a result in which the rows whose 注文番号 or 送り状番号 a spreadsheet has changed say so."""
    damaged: dict[int, str] = {}
    for role, tell in DAMAGES.items():
        for row, sentence in enumerate(map(tell, columns.get(role, ()))):
            if sentence:
                damaged[row] = joined_remarks([damaged.get(row, ""), sentence])
    if not damaged:
        return assessed
    found = [RowProblem(row, sentence, is_judged=True) for row, sentence in damaged.items()]
    problems = _row_by_row([*assessed.problems, *found])
    return assessed._replace(columns=with_remarks(assessed.columns, damaged), problems=problems)


def _row_by_row(problems: Iterable[RowProblem]) -> list[RowProblem]:
    """Return problems with one for each row, which is judged where each of its own leaves it so."""
    rows: dict[int, RowProblem] = {}
    for problem in problems:
        known = rows.setdefault(problem.row, problem)
        rows[problem.row] = problem._replace(
            text=joined_remarks([known.text, problem.text]), is_judged=known.is_judged and problem.is_judged
        )
    return sorted(rows.values())


def damage_of(number: object) -> str:
    """Return what is wrong with the cell of a tracking number as a cell; "" for nothing."""
    if number is None or (isinstance(number, str) and len(number) <= KEPT_DIGITS and number.isdigit()):
        return ""
    try:
        damage = read_number(number).damage
    except errors.ArgumentError as problem:
        return str(problem)
    return str(errors.DamagedNumber(argument=TRACKING_NUMBER, value=number, reason=damage)) if damage else ""


def order_damage_of(number: object) -> str:
    """Return what is wrong with the cell of an order number as a cell; "" for nothing."""
    return str(errors.DamagedOrderNumber(argument=ORDER_NUMBER, value=number)) if is_exponent(number) else ""


DAMAGES: Final[dict[str, Callable[[object], str]]] = {
    ORDER_NUMBER: order_damage_of,
    TRACKING_NUMBER: damage_of,
}
"""Role -> what tells the damage of a cell, for the numbers that no rule of Qoo10 or of branch holds looks at."""


def _assess_mixed(
    columns: Mapping[str, Sequence[object]],
    count: int,
    context: Context,
    book: BookShare | None,
    numbers: Sequence[int],
) -> Assessed:
    """Return the result columns of a sheet on which モール and the hold columns tell the rules of each row."""
    rows: dict[str, list[int]] = {name: [] for name in KINDS}
    others: dict[str, int] = {}
    passed_over = []
    unknown = []
    roles = list(columns)
    for row, values in enumerate(zip(*columns.values())):
        try:
            market = market_of_row(dict(zip(roles, values)))
        except errors.UnknownMarket as problem:
            unknown.append(RowProblem(row, str(problem)))
            continue
        for kind in market.kinds:
            rows[kind].append(row)
        if market.other:
            others[market.other] = others.get(market.other, 0) + 1
            passed_over.append(row)
    parts = []
    for name, its_rows in rows.items():
        if its_rows:
            subset = {role: [values[row] for row in its_rows] for role, values in columns.items()}
            share = book and book._replace(
                excluded=frozenset(position for position, row in enumerate(its_rows) if row in book.excluded)
            )
            its_numbers = [numbers[row] for row in its_rows] if numbers else ()
            parts.append((its_rows, _assess_kind(name, subset, len(its_rows), context, share, its_numbers)))
    merged = _merged(parts, count, unknown)
    return merged._replace(passed_over=passed_over, notes=[*merged.notes, *others_note(others)])


def _merged(
    parts: Sequence[tuple[Sequence[int], Assessed]], count: int, unknown: Sequence[RowProblem]
) -> Assessed:
    """Return the parts of a mixed sheet as one, with the rows whose モール is not known."""
    columns: dict[str, Column] = {}
    problems = list(unknown)
    remarks: list[Value] = [""] * count
    for problem in problems:
        remarks[problem.row] = problem.text
    for rows, part in parts:
        problems += [problem._replace(row=rows[problem.row]) for problem in part.problems]
        for column in part.columns:
            if column.title == REMARKS:
                for row, value in zip(rows, column.values):
                    # A row may be judged by two rules.
                    remarks[row] = joined_remarks([str(remarks[row] or ""), str(value or "")])
                continue
            empty: list[Value] = [""] * count
            target = columns.get(column.title) or Column(column.title, column.kind, empty)
            for row, value in zip(rows, column.values):
                target.values[row] = value
            calendar = target.calendar_rows.union(rows[row] for row in column.calendar_rows)
            columns[column.title] = target._replace(calendar_rows=calendar)
    result = [*columns.values(), Column(REMARKS, TEXT, remarks)]
    return Assessed(
        result,
        _row_by_row(problems),
        [section for _, part in parts for section in part.sections],
        notes=[note for _, part in parts for note in part.notes],
        facts=merged_facts((rows, part.facts) for rows, part in parts),
        doubtful=[one._replace(row=rows[one.row]) for rows, part in parts for one in part.doubtful],
    )
