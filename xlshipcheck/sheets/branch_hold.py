"""A sheet of branch holds from its cells: role columns in, result columns and summary out."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from xlshipcheck.branch_hold.kernel import (
    ASK_BRANCH,
    ASK_BUYER,
    EXPIRED,
    NEAR_END,
    SEARCH,
    SENT_BACK,
    STAGES,
    UNSENT,
)
from xlshipcheck.catalogue.calling import evaluate
from xlshipcheck.catalogue.registry import find_function
from xlshipcheck.sheets.facts import hold_facts
from xlshipcheck.sheets.qoo10 import texts
from xlshipcheck.values.answers import Answer, cell_value
from xlshipcheck.values.cells import MISSING
from xlshipcheck.values.results import (
    DATE,
    REMARKS,
    TEXT,
    Assessed,
    Column,
    RowProblem,
    Section,
    joined_remarks,
)
from xlshipcheck.values.roles import (
    ARRIVAL_DATE,
    CONTACT_DATE,
    ORDER_NUMBER,
    ORDER_STATUS,
    PICKUP_PLACE,
    REPLY,
    SERVICE,
    SHIP_DATE,
    TRACKING_NUMBER,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.values.answers import Value

ROLES = (
    ORDER_STATUS,
    SHIP_DATE,
    ARRIVAL_DATE,
    CONTACT_DATE,
    PICKUP_PLACE,
    SERVICE,
    REPLY,
    ORDER_NUMBER,
    TRACKING_NUMBER,
)
RESULTS = (
    ("保管期限", "HOLD_LAST_DAY", DATE),
    ("対応段階", "HOLD_STAGE", TEXT),
    ("次の対応", "HOLD_ACTION", TEXT),
)
# What is lost first stands first; the stages not named ask for nothing.
URGENCY = (NEAR_END, EXPIRED, ASK_BUYER, ASK_BRANCH, SENT_BACK, SEARCH, UNSENT)
UNREADABLE = "読めない行 (確認の列を見てください)"


def assess(columns: Mapping[str, Sequence[object]], count: int, context: Context) -> Assessed:
    """Return the result columns of a sheet of branch holds.

    Args:
        columns: role -> one cell per row, for the roles that the sheet has.
        count: number of rows.
        context: the as-of day, settings and rules.
    """
    answers = {title: down_rows(name, columns, count, context) for title, name, _ in RESULTS}
    answers["保管期限"] = list(map(last_day_needed, answers["保管期限"], answers["対応段階"]))
    per_row = list(zip(*answers.values()))
    remarks: list[Value] = list(map(remarks_of, per_row))
    result = [Column(title, kind, list(map(cell_value, answers[title]))) for title, _, kind in RESULTS]
    result.append(Column(REMARKS, TEXT, remarks))
    problems = [
        RowProblem(number, next(answer.problem for answer in row if answer.problem))
        for number, row in enumerate(per_row)
        if any(answer.problem for answer in row)
    ]
    shown = {"order": texts(columns, ORDER_NUMBER, count), "number": texts(columns, TRACKING_NUMBER, count)}
    facts = hold_facts(answers["対応段階"], answers["保管期限"], answers["次の対応"], shown, URGENCY, context)
    return Assessed(result, problems, _sections(columns, count, answers), facts=facts)


def last_day_needed(last_day: Answer, stage: Answer) -> Answer:
    """Return 保管期限 of a row; a parcel that is not shipped yet has no storage period, and needs none."""
    return Answer("") if last_day.problem and stage.value == STAGES[UNSENT] else last_day


def remarks_of(answers: Sequence[Answer]) -> str:
    """Return 確認 of a row: what is wrong, and what is to be said beside its answers."""
    return joined_remarks(
        [answer.problem for answer in answers] + [str(note) for answer in answers for note in answer.notes]
    )


def down_rows(
    name: str, columns: Mapping[str, Sequence[object]], count: int, context: Context
) -> list[Answer]:
    """Return a row-aware function's answers down a sheet, with the arguments its roles supply."""
    if not count:
        return []
    function = find_function(name)
    arguments = [
        [[cell] for cell in columns[argument.role]] if argument.role in columns else MISSING
        for argument in function.arguments
    ]
    if all(argument is MISSING for argument in arguments):
        return [Answer("")] * count
    if arguments[0] is MISSING:
        # The sheet lacks the first column: a blank is what the rows say then, not a call left incomplete.
        arguments[0] = [[None]] * count
    return evaluate(name, arguments, context).answers


def _sections(
    columns: Mapping[str, Sequence[object]], count: int, answers: Mapping[str, Sequence[Answer]]
) -> list[Section]:
    stages = answers["対応段階"]
    counts = Counter(answer.value for answer in stages if not answer.problem)
    table: list[Sequence[Value]] = [(stage, counts[stage]) for stage in STAGES if counts[stage]]
    unreadable = sum(bool(answer.problem) for answer in stages)
    if unreadable:
        table.append((UNREADABLE, unreadable))
    last_days = [answer.value for answer in answers["保管期限"]]
    rank = {STAGES[code]: place for place, code in enumerate(URGENCY)}
    urgent = sorted(
        (rank[str(answer.value)], last_day if isinstance(last_day, date) else date.max, row)
        for row, (answer, last_day) in enumerate(zip(stages, last_days))
        if not answer.problem and answer.value in rank
    )
    numbers = texts(columns, TRACKING_NUMBER, count)
    orders = texts(columns, ORDER_NUMBER, count)
    rows: list[Sequence[Value]] = [
        (
            numbers[row] or orders[row] or f"{row + 1}件目",
            stages[row].value,
            last_days[row],
            answers["次の対応"][row].value,
        )
        for _, _, row in urgent
    ]
    header = ("送り状番号 (なければ注文番号)", "対応段階", "保管期限", "次の対応")
    return [
        Section("営業所止め 対応段階ごとの件数", ("対応段階", "件数"), table),
        Section("営業所止め 対応が要るもの (急ぐ順)", header, rows),
    ]
