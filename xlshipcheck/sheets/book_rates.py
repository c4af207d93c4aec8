"""One on-time rate over all Qoo10 sheets of a book, as for ledgers with a sheet a month.

An order number that stands on several sheets counts once, in its furthest state; examples count beside no real order.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors
from xlshipcheck.context import WHOLE_BOOK
from xlshipcheck.headers.markets import market_of_row
from xlshipcheck.headers.other_rows import is_example, misplaced_rows, rows_without_order, without_rows
from xlshipcheck.headers.roles import MIXED
from xlshipcheck.qoo10.kernel import STAGES
from xlshipcheck.qoo10.record import (
    FROM_PAYMENT,
    FROM_RESERVATION,
    NO_CLOCK_CANCELLED,
    NOT_PAID,
    SHIPPED,
    UNREAD,
    ReadRow,
)
from xlshipcheck.qoo10.rows import RateRows, as_of_day, judge_sheet, rates_of
from xlshipcheck.sheets.markets.cautions import newest_of
from xlshipcheck.sheets.markets.qoo10 import (
    STAGES_TITLE,
    BookShare,
    days,
    order_rows,
    rate_section,
    texts,
)
from xlshipcheck.sheets.markets.qoo10_points import POINTS_NOTE, POINTS_TITLE
from xlshipcheck.values.days import LAST_DAY
from xlshipcheck.values.results import Assessed, Section
from xlshipcheck.values.roles import CART_NUMBER, ORDER_NUMBER, PAYMENT_DATE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.qoo10.history import KindRates
    from xlshipcheck.today.plan import SheetFacts
    from xlshipcheck.values.answers import Value

QOO10 = "Qoo10"
ALL_SHEETS = " (ブック全体)"
MOST_NAMED = 5


class OrderSheet(NamedTuple):
    """An order sheet as read.

    Attributes:
        name: the sheet.
        kind: Qoo10, Amazon, 営業所止め or 混在.
        columns: role -> one cell per row.
        row_count: number of rows.
        others: gives the columns that are no roles.
    """

    name: str
    kind: str
    columns: Mapping[str, Sequence[object]]
    row_count: int
    others: Callable[[], Sequence[Sequence[object]]]


class BookRates(NamedTuple):
    """What the Qoo10 sheets of a book share.

    Attributes:
        rates: kind -> its rates over all sheets; None where each sheet has its own.
        excluded: sheet -> positions of the rows that count on another sheet.
        notes: the order numbers that stand on several sheets.
        newest_payment: the newest 入金日 of all sheets.
    """

    rates: Mapping[str, KindRates] | None
    excluded: Mapping[str, frozenset[int]]
    notes: list[str]
    newest_payment: int

    def share(self, sheet: str) -> BookShare:
        """Return what a sheet is judged with; one without orders yet has no rate of its own either."""
        return BookShare(self.rates, self.excluded.get(sheet, frozenset()), self.newest_payment)

    def rate_once(self, facts: SheetFacts) -> SheetFacts:
        """Return the facts of a sheet, of which one alone says the rate that they share: 今日 adds up what sheets say."""
        if self.rates is None or facts.name == next(iter(self.excluded)):
            return facts
        return facts._replace(facts=facts.facts._replace(rates=()))


class _Read(NamedTuple):
    name: str
    places: Sequence[int]
    rows: Sequence[ReadRow]
    numbers: Sequence[str]
    carts: Sequence[str] | None
    newest_payment: int


def book_rates(sheets: Sequence[OrderSheet], context: Context) -> BookRates | None:
    """Return what the Qoo10 sheets of a book share; None where fewer than two have rows of orders.

    Args:
        sheets: the order sheets, in the book's order.
        context: the as-of day, settings and rules.
    """
    candidates = [sheet for sheet in sheets if sheet.kind in {QOO10, MIXED} and sheet.row_count]
    if len(candidates) < 2:  # noqa: PLR2004  one sheet is its own book
        return None
    read = [one for one in (_read(sheet, context) for sheet in candidates) if one.places]
    if len(read) < 2:  # noqa: PLR2004
        return None
    sheets_of: dict[str, dict[str, int]] = {}
    as_of = as_of_day(context)
    for one in read:
        for row, number in zip(one.rows, one.numbers):
            if number and not is_example(number):
                progress = sheets_of.setdefault(number, {})
                progress[one.name] = max(progress.get(one.name, 0), _progress(row, as_of))
    several = {number: progress for number, progress in sheets_of.items() if len(progress) > 1}
    # Where two are equally far, the sheet that comes later in the book is the later one.
    counts_on = {
        number: max(reversed(list(progress)), key=progress.__getitem__)
        for number, progress in several.items()
    }
    only_examples = not any(number and not is_example(number) for one in read for number in one.numbers)
    excluded: dict[str, frozenset[int]] = {}
    parts = []
    for one in read:
        elsewhere = {
            position
            for position, number in enumerate(one.numbers)
            if counts_on.get(number, one.name) != one.name
        }
        examples = {
            position
            for position, number in enumerate(one.numbers)
            if not only_examples and is_example(number)
        }
        excluded[one.name] = frozenset(one.places[position] for position in elsewhere)
        parts.append(RateRows(one.rows, one.carts, elsewhere | examples))
    rates = rates_of(parts, context) if context.settings.rate_scope == WHOLE_BOOK else None
    newest = max(one.newest_payment for one in read)
    return BookRates(rates, excluded, _repeated_note(several, counts_on), newest)


def _read(sheet: OrderSheet, context: Context) -> _Read:
    columns, count = sheet.columns, sheet.row_count
    passed_over = rows_without_order(columns, count, sheet.others).keys() | misplaced_rows(columns).keys()
    columns = without_rows(columns, passed_over)
    places: Sequence[int] = range(count)
    if sheet.kind == MIXED:
        places = [row for row, cells in enumerate(zip(*columns.values())) if _is_qoo10(columns, cells)]
        columns = {role: [values[row] for row in places] for role, values in columns.items()}
    carts = texts(columns, CART_NUMBER, len(places)) if CART_NUMBER in columns else None
    payments = days(columns, PAYMENT_DATE, len(places))
    rows = order_rows(columns, len(places), context, payments)
    newest = newest_of(payments, LAST_DAY)
    return _Read(sheet.name, places, rows, texts(columns, ORDER_NUMBER, len(places)), carts, newest)


def _is_qoo10(roles: Mapping[str, object], cells: Sequence[object]) -> bool:
    try:
        return QOO10 in market_of_row(dict(zip(roles, cells))).kinds
    except errors.UnknownMarket:
        return False


def _progress(row: ReadRow, as_of: int) -> int:
    """Return how far an order has come; what cannot be read at all is nothing beside what can."""
    order = row.order
    steps = (
        (order.clock == NO_CLOCK_CANCELLED, 6),
        (order.clock not in {FROM_PAYMENT, FROM_RESERVATION, NOT_PAID}, 0),
        (order.shipped <= as_of, 5),
        (order.state == SHIPPED, 4),
        (order.state == UNREAD, 3),
        (order.clock != NOT_PAID, 2),
    )
    return next((step for applies, step in steps if applies), 1)


def _repeated_note(several: Mapping[str, Mapping[str, int]], counts_on: Mapping[str, str]) -> list[str]:
    if not several:
        return []
    named = [
        f"{errors.shown(number)} (シート「{'」「'.join(progress)}」。シート「{counts_on[number]}」で計数)"
        for number, progress in list(several.items())[:MOST_NAMED]
    ]
    more = f" ほか{len(several) - MOST_NAMED}件" if len(several) > MOST_NAMED else ""
    note = (
        f"同じ注文番号が複数のシートにあります ({len(several)}件)。いちばん進んだ状態の行だけを、件数・減点・発送率に"
        f"1件として数えました: {'、'.join(named)}{more}"
    )
    return [note]


def book_sections(
    book: BookRates | None, assessed: Mapping[str, Assessed], context: Context
) -> list[Section]:
    """Return the sections of 集計 over all Qoo10 sheets of a book: totals, and the one rate.

    Args:
        book: what the sheets share; None where there is nothing to add up.
        assessed: sheet -> its result.
        context: the as-of day, settings and rules.
    """
    if book is None:
        return []
    parts = [section for name in book.excluded for section in assessed[name].sections]
    stages: Counter[str] = Counter()
    points: dict[str, tuple[int, int]] = {}
    for section in parts:
        for cells in section.rows:
            label = str(cells[0])
            if section.title == STAGES_TITLE:
                stages[label] += _number(cells[1])
            elif section.title == POINTS_TITLE:
                orders, total = points.get(label, (0, 0))
                points[label] = orders + _number(cells[1]), total + _number(cells[2])
    names = "」「".join(book.excluded)
    order = {stage: place for place, stage in enumerate(STAGES)}
    ranked = sorted(stages.items(), key=lambda item: order.get(item[0], len(order)))
    totals = [
        Section(
            STAGES_TITLE + ALL_SHEETS,
            ("段階", "件数"),
            ranked,
            f"シート「{names}」の合計です。" + "".join(f"{note}。" for note in book.notes),
        ),
        Section(
            POINTS_TITLE + ALL_SHEETS,
            ("月", "件数", "減点"),
            [(month, *sums) for month, sums in points.items()],
            POINTS_NOTE,
        ),
    ]
    if book.rates is not None:
        unread = sum(
            _number(cells[1])
            for section in parts
            if section.title == STAGES_TITLE
            for cells in section.rows
            if cells[0] not in STAGES
        )
        nothing = judge_sheet([], context, book=book.rates)
        rate = rate_section(nothing, context, unread, of_book=True)
        totals.append(rate._replace(title=rate.title + ALL_SHEETS))
    return totals


def _number(cell: Value) -> int:
    return cell if isinstance(cell, int) else 0
