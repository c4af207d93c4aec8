"""A sheet of branch holds from its cells: role columns in, result columns and summary out."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from xlshipcheck import errors
from xlshipcheck.arguments.readers import reader_for
from xlshipcheck.branch_hold.kernel import (
    ASK_BRANCH,
    ASK_BUYER,
    EXPIRED,
    NEAR_END,
    SEARCH,
    SENT_BACK,
    STAGES,
    UNSENT,
    judge,
)
from xlshipcheck.branch_hold.parcel import HoldAnswers, answers_of
from xlshipcheck.branch_hold.record import Coding, Parcel
from xlshipcheck.catalogue.calling import answer_of
from xlshipcheck.catalogue.registry import find_function
from xlshipcheck.sheets.markets.facts import hold_facts
from xlshipcheck.sheets.markets.newest import newest_day
from xlshipcheck.sheets.markets.qoo10 import texts
from xlshipcheck.values.answers import Answer, ReadCell, cell_value
from xlshipcheck.values.cells import read_column
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
    DELIVERED,
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
    DELIVERED,
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
UNREAD_STATUS = "配送状態が読み取れない行 (日付だけで判断、上の件数に含む)"
NO_STATUS = (
    "配送状態の列がないため、日付だけで判断しています。受け取りや返送は分かりません"
    " (追跡画面の語の列を「配送状態」の見出しで加えると判定します)"
)


def assess(columns: Mapping[str, Sequence[object]], count: int, context: Context) -> Assessed:
    """Return the result columns of a sheet of branch holds.

    Args:
        columns: role -> one cell per row, for the roles that the sheet has.
        count: number of rows.
        context: the as-of day, settings and rules.
    """
    columns = with_status(columns)
    rows = judged_rows(columns, count, context)
    shown = {
        id(answers): (
            [*map(cell_value, answers.all_three()), remarks_of(answers.all_three())],
            _problem_of(answers),
            # A word of the page that nobody knows leaves the dates to judge by.
            not any(answer.problem for answer in answers.all_three()),
        )
        for answers in {id(answers): answers for answers in rows}.values()
    }
    cells = [shown[id(answers)][0] for answers in rows]
    kinds = [*((title, kind) for title, _, kind in RESULTS), (REMARKS, TEXT)]
    result = [Column(title, kind, [row[place] for row in cells]) for place, (title, kind) in enumerate(kinds)]
    problems = [
        RowProblem(number, problem, is_judged=is_judged)
        for number, (_, problem, is_judged) in enumerate(shown[id(answers)] for answers in rows)
        if problem
    ]
    texts_shown = {
        "order": texts(columns, ORDER_NUMBER, count),
        "number": texts(columns, TRACKING_NUMBER, count),
    }
    three = [answers.all_three() for answers in rows]
    facts = hold_facts(
        [stage for _, stage, _ in three],
        [last_day for last_day, _, _ in three],
        [action for _, _, action in three],
        texts_shown,
        columns,
        URGENCY,
        context,
    )
    facts = facts._replace(newest=newest_day(columns, (SHIP_DATE, ARRIVAL_DATE), context.as_of or 0))
    unseen = [NO_STATUS] if count and ORDER_STATUS not in columns else []
    return Assessed(result, problems, _sections(columns, count, rows), notes=unseen, facts=facts)


def _problem_of(answers: HoldAnswers) -> str:
    """Return what keeps a row from being read, or from being read wholly; "" for nothing."""
    problems = (answer.problem for answer in answers.all_three() if answer.problem)
    return next(problems, answers.unread)


Held = TypeVar("Held")


def with_status(columns: Mapping[str, Held]) -> Mapping[str, Held]:
    """Return the columns, or the cells of a row, in which 配達状況 tells the status where nothing else does.

    A column of that name is a role of Amazon's packages; on a sheet of branch holds it holds the words of the page.
    """
    if ORDER_STATUS in columns or DELIVERED not in columns:
        return columns
    return {**columns, ORDER_STATUS: columns[DELIVERED]}


# The number of a cell that cannot be read: its row is answered as the functions answer it in a cell.
UNREAD = -1


def judged_rows(columns: Mapping[str, Sequence[object]], count: int, context: Context) -> list[HoldAnswers]:
    """Return the answers of each row; rows that say the same share theirs.

    Args:
        columns: role -> one cell per row, for the roles that the sheet has.
        count: number of rows.
        context: the as-of day, settings and rules.
    """
    function = find_function("HOLD_STAGE")
    coding = Coding(context)
    read, numbers = [], []
    for argument in function.arguments:
        cells = columns.get(argument.role, [None]) if argument.role else [None]
        values = read_column(cells, reader_for(argument, function, context))
        table = {
            value: UNREAD if isinstance(value, errors.ArgumentError) else coding.number(argument.name, value)
            for value in dict.fromkeys(values)
        }
        each = len(values) == count and argument.role in columns
        read.append(values if each else values * count)
        numbers.append(list(map(table.__getitem__, values)) if each else [table[values[0]]] * count)
    usual = coding.usual_place()
    rows = list(zip(*numbers))
    known = {
        row: answers_of(coding, judge(coding.rules, Parcel._make([*row, usual])))
        for row in dict.fromkeys(rows)
        if UNREAD not in row
    }
    return [
        answers or unread_answers([values[place] for values in read], context)
        for place, answers in enumerate(map(known.get, rows))
    ]


def unread_answers(values: Sequence[ReadCell], context: Context) -> HoldAnswers:
    """Return the answers of a row with a cell that cannot be read, each as in a cell.

    Args:
        values: the arguments of HOLD_STAGE as their readers gave them.
        context: the as-of day, settings and rules.
    """
    stage = find_function("HOLD_STAGE")
    given = dict(zip((argument.name for argument in stage.arguments), values))
    answers = []
    for _, name, _ in RESULTS:
        function = find_function(name)
        answers.append(
            answer_of(function, [given[argument.name] for argument in function.arguments], context)
        )
    last_day, stage_answer, action = answers
    return HoldAnswers(last_day_needed(last_day, stage_answer), stage_answer, action)


def last_day_needed(last_day: Answer, stage: Answer) -> Answer:
    """Return 保管期限 of a row; a parcel that is not shipped yet has no storage period, and needs none."""
    return Answer("") if last_day.problem and stage.value == STAGES[UNSENT] else last_day


def remarks_of(answers: Sequence[Answer]) -> str:
    """Return 確認 of a row: what is wrong, and what is to be said beside its answers."""
    return joined_remarks(
        [answer.problem for answer in answers] + [str(note) for answer in answers for note in answer.notes]
    )


def _sections(
    columns: Mapping[str, Sequence[object]], count: int, answers: Sequence[HoldAnswers]
) -> list[Section]:
    stages = [row.stage for row in answers]
    counts = Counter(answer.value for answer in stages if not answer.problem)
    table: list[Sequence[Value]] = [(stage, counts[stage]) for stage in STAGES if counts[stage]]
    unreadable = sum(bool(answer.problem) for answer in stages)
    if unreadable:
        table.append((UNREADABLE, unreadable))
    unread = sum(bool(row.unread) for row in answers)
    if unread:
        table.append((UNREAD_STATUS, unread))
    # Rows that say the same share their answers, and so their place in the list.
    urgency = {id(row): _urgency(row) for row in {id(row): row for row in answers}.values()}
    places = [urgency[id(row)] for row in answers]
    urgent = sorted((row for row, place in enumerate(places) if place), key=places.__getitem__)
    numbers = texts(columns, TRACKING_NUMBER, count)
    orders = texts(columns, ORDER_NUMBER, count)
    rows: list[Sequence[Value]] = [
        (
            numbers[row] or orders[row] or f"{row + 1}件目",
            stages[row].value,
            answers[row].last_day.value,
            answers[row].action.value,
        )
        for row in urgent
    ]
    note = "" if ORDER_STATUS in columns else NO_STATUS
    header = ("送り状番号 (なければ注文番号)", "対応段階", "保管期限", "次の対応")
    return [
        Section("営業所止め 対応段階ごとの件数", ("対応段階", "件数"), table, note),
        Section("営業所止め 対応が要るもの (急ぐ順)", header, rows),
    ]


_RANK: dict[object, int] = {STAGES[code]: place for place, code in enumerate(URGENCY)}


def _urgency(answers: HoldAnswers) -> tuple[int, date] | tuple[()]:
    """Return where a row stands in the list of what asks for something; empty where it asks for nothing."""
    stage, last_day = answers.stage, answers.last_day.value
    if stage.problem or stage.value not in _RANK:
        return ()
    return _RANK[stage.value], last_day if isinstance(last_day, date) else date.max
