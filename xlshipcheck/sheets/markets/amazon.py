"""An Amazon shipment sheet from its cells: role columns in, result columns and summary out.

The rule judges packages: rows with the same order and number are one parcel, and their amounts are summed
before any of them is judged.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors
from xlshipcheck.amazon import package as amazon
from xlshipcheck.amazon import rate
from xlshipcheck.amazon.grouping import (
    INVALID,
    carrier_sources,
    package_amounts,
    package_numbers,
    rows_of_several_days,
    shared_packages,
)
from xlshipcheck.amazon.kernel import DAMAGED_NUMBER, EXCLUDED_AS_RENAMED
from xlshipcheck.amazon.kernel import UNCONFIRMED as NOT_CONFIRMED
from xlshipcheck.amazon.notes import judge, notes, reason, refusal
from xlshipcheck.amazon.rate import counts_of, packages_of
from xlshipcheck.amazon.record import PackageRow, number_verdict
from xlshipcheck.arguments.readers import VALIDITIES
from xlshipcheck.headers.roles import BY_AMAZON, CANCELLED, fulfilled_by, order_state
from xlshipcheck.sheets.markets.amazon_health import with_health
from xlshipcheck.sheets.markets.amazon_outlook import allowance_words, outlook_section
from xlshipcheck.sheets.markets.facts import amazon_facts
from xlshipcheck.sheets.markets.newest import newest_day
from xlshipcheck.sheets.markets.qoo10 import days, texts
from xlshipcheck.tracking.statuses import damage_note
from xlshipcheck.values import cells
from xlshipcheck.values.answers import ERROR_PREFIX, ReadCell, error_text
from xlshipcheck.values.cells import read_column
from xlshipcheck.values.days import day_of
from xlshipcheck.values.facts import CategoryFact
from xlshipcheck.values.results import (
    REMARKS,
    TEXT,
    Assessed,
    Chart,
    ChartSeries,
    Column,
    RowProblem,
    Section,
    joined_remarks,
)
from xlshipcheck.values.roles import (
    AMOUNT,
    CARRIER,
    CATEGORY,
    DELIVERED,
    DELIVERY_DATE,
    FULFILLMENT,
    ITEM_NUMBER,
    ORDER_DATE,
    ORDER_NUMBER,
    ORDER_STATUS,
    PAYMENT_DATE,
    QUANTITY,
    SCAN_COUNT,
    SELLER,
    SERVICE,
    SHIP_DATE,
    TRACKING_NUMBER,
)
from xlshipcheck.values.text import short_day

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Mapping, Sequence
    from typing import Callable

    from xlshipcheck.amazon.notes import Judged
    from xlshipcheck.amazon.rate import Packages
    from xlshipcheck.context import Context
    from xlshipcheck.values.answers import Value
    from xlshipcheck.values.facts import PackageFact


UNCONFIRMED = "出荷前 (送り状番号がまだない)"
UNREADABLE = "読めない行 (確認の列を見てください)"
NOTE = (
    "95%未満のカテゴリーは、出品者出荷での出品資格が停止される場合があります。"
    "回復には改善計画の提出と Amazon の承認が必要です。回復見込み日は、この一覧の梱包だけで数えた目安です。"
)
NO_CATEGORY_NOTE = "カテゴリーが分からないため、全体の率だけを出しています。"


class Rated(NamedTuple):
    """The packages of a sheet as the rate counts them.

    Attributes:
        columns: verdict, promised day, category and package key per row.
        packages: the packages in scope.
        table: a row per category and the total, as `rate.table_of` gives them, without its header.
        named: whether any row has a category.
        recoveries: category of the table -> its recovery day, or words; "" for one that needs none.
    """

    columns: tuple[list[str], list[int | None], list[str], list[Hashable]]
    packages: Packages
    table: list[list[Value]]
    named: bool
    recoveries: dict[str, Value]


def rated(
    verdicts: Sequence[Value],
    columns: Mapping[str, Sequence[object]],
    count: int,
    keys: Sequence[Hashable],
    context: Context,
) -> Rated:
    """Return the packages of a sheet as the rate counts them.

    Args:
        verdicts: 追跡判定 per row.
        columns: role -> one cell per row.
        count: number of rows.
        keys: what makes rows one package, per row.
        context: the as-of day, settings and rules.
    """
    promised = days(columns, DELIVERY_DATE, count)
    judged = [
        str(verdict)
        if verdict in VALIDITIES and not isinstance(day, errors.ArgumentError) and day is not None
        else ""
        for verdict, day in zip(verdicts, promised)
    ]
    known = texts(columns, CATEGORY, count)
    # Under the name that the table gives it, the recovery of the rows without one can be asked for too.
    categories = [category or rate.NO_CATEGORY for category in known]
    rate_columns = (judged, promised, categories, list(keys))
    packages = packages_of(rate_columns)
    as_of = context.as_of or 0
    table = (rate.table_of(context, rate_columns, packages, as_of).table or [])[1:]
    shown = table if any(known) else table[-1:]
    recoveries = {
        str(row[0]): _recovery(context, packages, row, as_of, is_total=row is table[-1]) for row in shown
    }
    return Rated(rate_columns, packages, table, any(known), recoveries)


def sections(
    found: Rated,
    verdicts: Sequence[Value],
    columns: Mapping[str, Sequence[object]],
    bad: Sequence[PackageFact],
    context: Context,
    renamed: Collection[int] = (),
) -> list[Section]:
    """Return the Amazon sections of the summary.

    Args:
        found: the packages as the rate counts them.
        verdicts: 追跡判定 per row.
        columns: role -> one cell per row.
        bad: the packages to correct.
        context: the as-of day, settings and rules.
        renamed: the rows left out as those of an excluded firm under its new name.
    """
    as_of = context.as_of or 0
    window = rate.window_on(context.rulebook, as_of)
    total = found.table[-1]
    # Without any category the one line of blanks would only repeat the total.
    shown = [*sorted(found.table[:-1], key=_worst_first), total] if found.named else [total]
    table = [[*row[:-1], allowance_words(row[-1]), found.recoveries[str(row[0])]] for row in shown]
    below = any(rate.BELOW_LIMIT in row for row in shown)
    unreadable = _unreadable(verdicts)
    note = ("" if found.named else NO_CATEGORY_NOTE) + (NOTE if below else "")
    if renamed:
        counted = [INVALID if row in renamed and word else word for row, word in enumerate(found.columns[0])]
        rate_columns = (counted, *found.columns[1:])
        other = rate.table_of(context, rate_columns, packages_of(rate_columns), as_of).table
        note += _other_reading(len(renamed), (other or [[]])[-1])
    if unreadable:
        note = f"読めない行が{unreadable}行あり、率に入っていません。直してから率を見てください。" + note
    header = [*rate.TABLE_HEADER[:-1], f"余裕 ({window.limit}%以上)", "回復見込み日"]
    return [
        Section("Amazon 追跡可能率", header, table, note),
        outlook_section(context, found.packages, shown, found.recoveries, bad),
        Section("Amazon 行の判定", ("判定", "行数"), _tally(verdicts, columns)),
        *_trend(context, found.packages, [str(row[0]) for row in shown], as_of),
    ]


def _worst_first(row: Sequence[Value]) -> Fraction:
    share = row[rate.TABLE_HEADER.index("追跡可能率")]
    # A category without packages in scope has no rate, and is no reason to worry.
    return share if isinstance(share, Fraction) else Fraction(2)


def _trend(context: Context, packages: Packages, names: Sequence[str], as_of: int) -> list[Section]:
    """Return the rate of each category day by day, with the limit; none where no package counts on any day."""
    length = context.rulebook.rule("amazon.trend_days").over(as_of)
    # The total stands last; its counts are those of all packages.
    counts = [counts_of(packages, "" if name == rate.TOTAL else name) for name in names]
    rows: list[Sequence[Value]] = []
    for day in range(max(0, as_of - length + 1), as_of + 1):
        window = rate.window_on(context.rulebook, day)
        found = [count.within(*window.days(day)) for count in counts]
        rates = [count.rate() if count.scope else "" for count in found]
        rows.append([short_day(day), *rates, Fraction(window.limit, rate.PERCENT)])
    if not any(isinstance(cell, Fraction) for row in rows for cell in row[1:-1]):
        return []
    lowest = min(cell for row in rows for cell in row[1:] if isinstance(cell, Fraction))
    lines = [ChartSeries(column, is_line=True) for column in range(1, len(names) + 1)]
    chart = Chart(
        "追跡可能率 (カテゴリーごと)",
        "率",
        [*lines, ChartSeries(len(names) + 1, is_line=True, is_target=True)],
        "0%",
        # Down in steps that end at 100 %.
        max(0.0, 1 - (int((1 - lowest) * 25) + 1) / 25),
    )
    header = ("基準日", *names, f"目標 {rate.window_on(context.rulebook, as_of).limit}%")
    return [Section(f"Amazon 追跡可能率の推移 ({length}日)", header, rows, "", chart)]


def _other_reading(count: int, total: Sequence[Value]) -> str:
    """Return what the rate is where firms under new names are not left out."""
    scope, valid = (total[rate.TABLE_HEADER.index(title)] for title in ("対象", "有効"))
    return (
        f"社名が変わった配送会社の {count} 行は除いています (Amazon の一覧は旧社名)。"
        f"除かない読みなら {valid}/{scope} です。"
    )


def _tally(verdicts: Sequence[Value], columns: Mapping[str, Sequence[object]]) -> list[Sequence[Value]]:
    """Return how many rows have each verdict, and how many have none; an empty row is no package."""
    counts = Counter(verdicts)
    unconfirmed = sum(
        verdict == "" and any(not cells.is_blank(column[row]) for column in columns.values())
        for row, verdict in enumerate(verdicts)
    )
    rows: list[Sequence[Value]] = [(word, counts[word]) for word in VALIDITIES]
    others = ((UNCONFIRMED, unconfirmed), (UNREADABLE, _unreadable(verdicts)))
    return rows + [(text, number) for text, number in others if number]


def _unreadable(verdicts: Sequence[Value]) -> int:
    return sum(str(verdict).startswith(ERROR_PREFIX) for verdict in verdicts)


def _recovery(
    context: Context, packages: Packages, row: Sequence[Value], as_of: int, *, is_total: bool
) -> Value:
    """Return when a category below the limit is back, from the listed packages alone; "" for the others."""
    if rate.BELOW_LIMIT not in row:
        return ""
    which = "" if is_total else str(row[0])
    return rate.recovery_of(context, counts_of(packages, which), as_of).value


ROLES = (
    *(
        CARRIER,
        TRACKING_NUMBER,
        AMOUNT,
        DELIVERY_DATE,
        SCAN_COUNT,
        DELIVERED,
        SELLER,
        CATEGORY,
    ),
    *(ORDER_NUMBER, FULFILLMENT, SHIP_DATE, SERVICE),
)
SEVERAL_DAYS = (
    "読み方: 送り状番号のない同じ注文の行を、発送日が違っても配送会社ごとに1つの梱包として数えました"
)
VERDICT, REASON = "追跡判定", "判定理由"
NOTHING_TO_SHIP = frozenset(["入金待ち", "配送中", "配送完了", CANCELLED])
"""States in which there is nothing to pack, or nothing yet."""


def assess(columns: Mapping[str, Sequence[object]], count: int, context: Context) -> Assessed:
    """Return the result columns of an Amazon sheet.

    Args:
        columns: role -> one cell per row, for the roles that the sheet has.
        count: number of rows.
        context: the as-of day, settings and rules.
    """
    numbers = list(columns.get(TRACKING_NUMBER, [None] * count))
    carriers = read_column(columns.get(CARRIER, [None] * count), read_carrier)
    keys = package_numbers(texts(columns, ORDER_NUMBER, count), numbers, carriers)
    for row, source in carrier_sources(keys, carriers).items():
        carriers[row] = carriers[source]
    rows = _package_rows(columns, count, context, keys, numbers, carriers)
    judged = [judge(context, row) for row in rows]
    problems = [refusal(row) for row in judged]
    verdicts: list[Value] = [
        error_text(str(problem)) if problem else row.verdict for row, problem in zip(judged, problems)
    ]
    reasons = [None if problem else reason(context, row) for row, problem in zip(judged, problems)]
    remarks: list[Value] = [
        str(problem) if problem else remarks_beside(context, row) for row, problem in zip(judged, problems)
    ]
    without_number = [key if row.number is None else None for key, row in zip(keys, rows)]
    for place in rows_of_several_days(without_number, days(columns, SHIP_DATE, count)):
        remarks[place] = joined_remarks([str(remarks[place]), SEVERAL_DAYS])
    reported = [
        RowProblem(position, said, is_judged=not problem)
        for position, (said, problem) in enumerate(zip(map(problem_text, judged, problems), problems))
        if said
    ]
    result_columns = [
        Column(VERDICT, TEXT, verdicts),
        Column(REASON, TEXT, list(reasons)),
        Column(REMARKS, TEXT, remarks),
    ]
    renamed = {place for place, row in enumerate(judged) if row.decided.outcome == EXCLUDED_AS_RENAMED}
    found = rated(verdicts, columns, count, keys, context)
    shown = {
        "order": texts(columns, ORDER_NUMBER, count),
        "number": texts(columns, TRACKING_NUMBER, count),
        "carrier": texts(columns, CARRIER, count),
        "category": texts(columns, CATEGORY, count),
        "item": texts(columns, ITEM_NUMBER, count),
        "quantity": texts(columns, QUANTITY, count),
    }
    rates = {
        rate.category_key(str(row[0])): share
        for row in found.table
        if isinstance(share := row[rate.TABLE_HEADER.index("追跡可能率")], Fraction)
    }
    facts = amazon_facts(
        verdicts,
        result_columns[1].values,
        [row.decided.outcome for row in judged],
        shown,
        found.columns,
        rates,
        _waiting(judged, shown["order"], texts(columns, ORDER_STATUS, count)),
        context,
    )
    as_of = context.as_of or 0
    newest = newest_day(columns, (ORDER_DATE, PAYMENT_DATE, SHIP_DATE), as_of)
    facts = facts._replace(newest=newest, categories=_categories(found, context))
    part = sections(found, verdicts, columns, facts.packages, context, renamed)
    return with_health(Assessed(result_columns, reported, part, facts=facts), columns, count, context)


def _categories(found: Rated, context: Context) -> list[CategoryFact]:
    """Return the rate of each category as plain numbers; of all packages where no row names a category."""
    as_of = context.as_of or 0
    window = rate.window_on(context.rulebook, as_of)
    valid, scope, allowance = (rate.TABLE_HEADER.index(title) for title in ("有効", "対象", "あと何件"))
    facts = []
    for row in found.table[:-1] if found.named else found.table[-1:]:
        name = str(row[0])
        left = _whole(row[allowance])
        days_in = window.days(as_of)
        fact = CategoryFact(name, _whole(row[valid]), _whole(row[scope]), window.limit, left, days_in)
        back = found.recoveries[name]
        if isinstance(back, date):
            day = day_of(back)
            counts = counts_of(found.packages, "" if row is found.table[-1] else name)
            then = counts.within(*rate.window_on(context.rulebook, day).days(day))
            fact = fact._replace(recovery=day, then=(then.valid, then.scope))
        facts.append(fact)
    return facts


def _whole(cell: Value) -> int:
    return cell if isinstance(cell, int) else 0


def _waiting(judged: Sequence[Judged], orders: Sequence[str], states: Sequence[str]) -> list[int]:
    """Return the rows of orders that the seller still has to ship; a state that nobody can read is no shipment."""
    done = {word: order_state(word) in NOTHING_TO_SHIP for word in dict.fromkeys(states)}
    return [
        row
        for row, (one, order, state) in enumerate(zip(judged, orders, states))
        if one.decided.outcome == NOT_CONFIRMED and order and not done[state]
    ]


def remarks_beside(context: Context, judged: Judged) -> str:
    """Return 確認 of a row that can be answered."""
    return joined_remarks([str(note) for note in notes(context, judged)]) if judged.decided.notes else ""


def problem_text(judged: Judged, problem: errors.ArgumentError | None) -> str:
    """Return why a row cannot be read, or not wholly: a damaged number is to be mended too; else ""."""
    if problem:
        return str(problem)
    if judged.decided.outcome != DAMAGED_NUMBER:
        return ""
    return damage_note(number_verdict(judged.row)).text


def _package_rows(
    columns: Mapping[str, Sequence[object]],
    count: int,
    context: Context,
    keys: Sequence[int | None],
    numbers: Sequence[object],
    carriers: Sequence[ReadCell],
) -> list[PackageRow]:
    """Return the rows as they are judged, each with the amount of its whole package."""

    def read(role: str, reader: Callable[[object, str], ReadCell]) -> list[ReadCell]:
        return read_column(columns.get(role, [None] * count), lambda value: reader(value, role))

    return list(
        map(
            PackageRow,
            carriers,
            read_column(numbers, read_number_cell),
            package_totals(keys, read(AMOUNT, cells.read_amount)),
            days(columns, DELIVERY_DATE, count),
            read(SCAN_COUNT, cells.read_count),
            read(DELIVERED, amazon.read_delivered),
            [seller or context.settings.seller for seller in read(SELLER, amazon.read_seller)],
            read(SERVICE, cells.read_text),
            read(SHIP_DATE, amazon.read_ship_day),
            [fulfilled_by(word) == BY_AMAZON for word in texts(columns, FULFILLMENT, count)],
        )
    )


def read_carrier(value: object) -> str:
    """Return 配送会社 as text, "" for a blank."""
    return cells.read_text(value, CARRIER)


def read_number_cell(value: object) -> object:
    """Return 送り状番号 as the cell holds it, None for a blank; an error value is refused."""
    if isinstance(value, str) and value.isalnum():
        return value  # an error value has a sign in it
    cells.refuse_error_value(value, TRACKING_NUMBER)
    return None if cells.is_blank(value) else value


def package_totals(keys: Sequence[int | None], amounts: Sequence[ReadCell]) -> list[ReadCell]:
    """Return the package's amount per row; the error of one row's amount stands for the whole package."""
    broken = {row for row, amount in enumerate(amounts) if isinstance(amount, errors.ArgumentError)}
    if not broken:
        return list(package_amounts(keys, amounts))
    readable = [None if row in broken else amount for row, amount in enumerate(amounts)]
    totals: list[ReadCell] = list(package_amounts(keys, readable))
    for rows in [*([row] for row in broken), *shared_packages(keys)]:
        bad = next((row for row in rows if row in broken), None)
        if bad is not None:
            for row in rows:
                totals[row] = amounts[bad]
    return totals
