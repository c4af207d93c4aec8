"""A Qoo10 order sheet from its cells: role columns in, result columns and summary out."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from xlshipcheck import errors
from xlshipcheck.context import PREORDER
from xlshipcheck.headers.other_rows import examples_among_orders
from xlshipcheck.qoo10.kernel import penalty_rules
from xlshipcheck.qoo10.notes import NO_SHIP_DATE, RATE_UNSURE
from xlshipcheck.qoo10.rate_words import read_judged_rate
from xlshipcheck.qoo10.record import NO_CLOCK_CANCELLED, NO_RATE, RATE_UNKNOWN, ReadRow, read_row
from xlshipcheck.qoo10.rows import RESULT_COLUMNS, JudgedRow, JudgedSheet, as_of_day, judge_sheet
from xlshipcheck.qoo10.states import state_reader
from xlshipcheck.qoo10.words import KIND_WORDS
from xlshipcheck.sheets.markets.cautions import (
    DATES_TITLE,
    dates_ahead,
    doubtful_as_of,
    newest_of,
    old_payments,
    rows_ahead,
)
from xlshipcheck.sheets.markets.facts import qoo10_facts, stage_counts
from xlshipcheck.sheets.markets.qoo10_cancels import paid_orders
from xlshipcheck.sheets.markets.qoo10_points import UNKNOWN_STATE, points_section
from xlshipcheck.sheets.markets.urgent import urgent_sections
from xlshipcheck.today.rate_sections import RATE_NAMES, allowance_words, bar_title, rate_bar
from xlshipcheck.tracking.numbers import read_number
from xlshipcheck.values import cells
from xlshipcheck.values.cells import read_column
from xlshipcheck.values.days import date_of
from xlshipcheck.values.results import DATE, DAYS_LEFT, NUMBER, TEXT, Assessed, Column, RowProblem, Section
from xlshipcheck.values.roles import (
    CART_NUMBER,
    ITEM_NUMBER,
    JUDGED_RATE,
    KIND,
    ORDER_DATE,
    ORDER_NUMBER,
    ORDER_STATUS,
    PAYMENT_DATE,
    PLANNED_SHIP_DATE,
    PREORDER_DATE,
    QUANTITY,
    SHIP_DATE,
    TRACKING_NUMBER,
    WISHED_DATE,
)
from xlshipcheck.values.text import name_key, short_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.qoo10.history import KindRates
    from xlshipcheck.values.answers import ReadCell, Value


UNREAD_STATE_TEXT = (
    "配送状態「{word}」を読めません (状態不明)。未発送なら最終発送日は {day} です。確認の列を見てください"
)


FIRST_ROW = 2
"""Number of the first row of orders below a header in the first row."""
STAGES_TITLE = "Qoo10 段階ごとの件数"


class BookShare(NamedTuple):
    """What a sheet shares with the other Qoo10 sheets of its book.

    Attributes:
        rates: kind -> the rates over all of them; None where the sheet has its own.
        excluded: positions of the rows whose order counts on another sheet.
        newest_payment: the newest 入金日 of all of them.
    """

    rates: Mapping[str, KindRates] | None
    excluded: frozenset[int] = frozenset()
    newest_payment: int = 0


class OrderNames(NamedTuple):
    """What identifies the rows in the summary; empty texts where the sheet has no such column.

    Attributes:
        orders: 注文番号 per row.
        items: 商品番号 per row.
    """

    orders: Sequence[str]
    items: Sequence[str]


def sections(
    sheet: JudgedSheet, names: OrderNames, context: Context, *, rate_of_its_own: bool = True
) -> list[Section]:
    """Return the Qoo10 sections of the summary.

    Args:
        sheet: the judged sheet.
        names: order and item numbers per row.
        context: the as-of day, settings and rules.
        rate_of_its_own: whether the sheet has one; the one of a book stands once, not with every sheet.
    """
    unread = sum(times for judged, times in sheet.counted if judged.problem or judged.unknown)
    return [
        *([rate_section(sheet, context, unread)] if rate_of_its_own else []),
        *_stopped_items(sheet, names),
        points_section(sheet, context),
        _stages(sheet, names),
        *urgent_sections(sheet, names.orders, context),
    ]


def _stages(sheet: JudgedSheet, names: OrderNames) -> Section:
    counts = dict(stage_counts(sheet))
    rows: list[Sequence[Value]] = list(counts.items())
    unknown = sum(times for row, times in sheet.counted if row.unknown)
    if unknown:
        rows.append((f"{UNKNOWN_STATE} (配送状態を読めない行)", unknown))
    unreadable = sum(times for judged, times in sheet.counted if judged.problem)
    if unreadable:
        rows.append(("読めない行 (確認の列を見てください)", unreadable))
    repeated = sum(number - 1 for number in Counter(filter(None, names.orders)).values())
    note = (
        f"同じ注文番号の行が{repeated}行あります。減点と発送率は1行を1注文として数えています。"
        if repeated
        else ""
    )
    undated = _remarked(sheet, NO_SHIP_DATE)
    if undated:
        note += (
            f"配送状態は発送済みで発送日のない行が{undated}行あり、未発送として数えています。"
            "発送日を入力してください (確認の列を見てください)。"
        )
    if unknown:
        note += (
            f"配送状態を読めない行が{unknown}行あり、段階の件数・減点・発送率・販売制限に入れていません"
            " (確認の列を見てください)。"
        )
    for kind, count in sheet.unknown.items():
        hanging = _remarked(sheet, RATE_UNSURE, kind)
        if hanging:
            note += f"{UNKNOWN_STATE} {count}件で判定が変わる注文が{hanging}行あります。"
    if "注意" in counts:
        note += "注意になった日に、Qoo10 から注意喚起のメールが届きます。"
    return Section(STAGES_TITLE, ("段階", "件数"), rows, note)


def _remarked(sheet: JudgedSheet, remark: int, kind: str = "") -> int:
    """Return how many rows, of a kind or of all, have a remark and can be read."""
    return sum(
        times
        for row, times in sheet.counted
        if row.judged is not None
        and row.judged.outcome.notes & remark
        and not row.unknown
        and not row.problem
        and kind in {"", row.kind}
    )


def rate_section(sheet: JudgedSheet, context: Context, unread: int, *, of_book: bool = False) -> Section:
    """Return the section of the on-time rates.

    Args:
        sheet: the judged sheet, or one without rows for the rates of a book.
        context: the as-of day, settings and rules.
        unread: number of rows that could not be read.
        of_book: whether they are the rates of a book.
    """
    scope, rows_of = ("ブック", "ブックのすべての Qoo10 シート") if of_book else ("この表", "この表")
    limit = penalty_rules(context.rulebook).rate_limit.over(context.as_of or 0)
    rows: list[Sequence[Value]] = []
    for kind, count in sheet.own_rates.items():
        used = sheet.rates[kind]
        rows.append(
            (
                RATE_NAMES[kind],
                "対象なし" if count.rate is None else count.rate,
                count.in_time,
                count.counted,
                f"{limit}%超",
                "" if count.rate is None else allowance_words(count, limit),
                "" if count.rate is None else rate_bar(count.rate, limit),
                "対象なし" if used is None else used,
                sheet.rates_from[kind],
            )
        )
    header = (
        "発送率",
        f"{scope}の率",
        "期限内",
        "対象",
        "目標",
        "余裕",
        bar_title(limit),
        "判定に使った率",
        "その出どころ",
    )
    note = (
        f"{limit}%以下 (ちょうど{limit}%を含む) で制限の対象です。母数は公表されていないため、"
        f"{rows_of}の行 (未発送でまだ遅れていない行とキャンセルを除く) で数えています。QSM の率は設定に入力できます。"
    )
    if unread:
        note = f"読めない行が{unread}行あり、率に入っていません。直してから率を見てください。" + note
    return Section("Qoo10 発送率", header, rows, note)


def _stopped_items(sheet: JudgedSheet, names: OrderNames) -> list[Section]:
    until: dict[str, int] = {}
    certain: dict[str, bool] = {}
    for position in sheet.positions(lambda row: bool(row.stopped_until) and not row.problem):
        judged = sheet.rows[position]
        item = names.items[position] or "(商品番号なし)"
        until[item] = max(until.get(item, 0), judged.stopped_until)
        certain[item] = certain.get(item, False) or _is_decided(judged)
    if not until:
        return []
    rows = [
        (item, date_of(day), "制限" if certain[item] else "制限候補 (発送率が不明)")
        for item, day in sorted(until.items(), key=lambda entry: entry[1])
    ]
    note = (
        "制限には、商品の販売制限とプロモーション制限の両方があります。"
        "発送した後も、解除日までは商品の販売が止まったままです。"
    )
    return [Section("Qoo10 販売制限の商品", (ITEM_NUMBER, "解除日", "状態"), rows, note)]


def _is_decided(row: JudgedRow) -> bool:
    return row.judged is not None and row.judged.order.rate != RATE_UNKNOWN


COLUMN_KINDS = (TEXT, DATE, DATE, DATE, NUMBER, NUMBER, TEXT, DATE, TEXT, TEXT)
ROLES = (
    PAYMENT_DATE,
    PREORDER_DATE,
    SHIP_DATE,
    PLANNED_SHIP_DATE,
    KIND,
    ORDER_STATUS,
    ORDER_NUMBER,
    CART_NUMBER,
    ITEM_NUMBER,
    JUDGED_RATE,
    WISHED_DATE,
    TRACKING_NUMBER,
)


NOT_HERE = JudgedRow(("",) * len(RESULT_COLUMNS), "")
"""A row that counts on another sheet, as 集計 and 今日 see it."""


def assess(
    columns: Mapping[str, Sequence[object]],
    count: int,
    context: Context,
    book: BookShare | None = None,
    numbers: Sequence[int] | None = None,
) -> Assessed:
    """Return the result columns of a Qoo10 sheet.

    Args:
        columns: role -> one cell per row, for the roles that the sheet has.
        count: number of rows.
        context: the as-of day, settings and rules.
        book: what the sheet shares with others of its book; None where it is alone.
        numbers: the number of each row on its sheet; None where a header row stands above them.
    """
    payments = days(columns, PAYMENT_DATE, count)
    rows = order_rows(columns, count, context, payments)
    carts = texts(columns, CART_NUMBER, count) if CART_NUMBER in columns else None
    names = OrderNames(texts(columns, ORDER_NUMBER, count), texts(columns, ITEM_NUMBER, count))
    share = book or BookShare(None)
    examples = frozenset(examples_among_orders(names.orders))
    sheet = judge_sheet(rows, context, carts=carts, book=share.rates, excluded=examples)
    counted = sheet
    if share.excluded:
        here = [NOT_HERE if row in share.excluded else judged for row, judged in enumerate(sheet.rows)]
        counted = sheet._replace(rows=here)
    shown = {
        "order": names.orders,
        "cart": carts or [""] * count,
        "item": names.items,
        "quantity": texts(columns, QUANTITY, count),
        "state": texts(columns, ORDER_STATUS, count),
    }
    as_of = as_of_day(context)
    # 注文日 is read only where no 入金日 tells: moments of a hundred thousand orders take their time.
    newest = newest_of(payments, as_of) or newest_of(days(columns, ORDER_DATE, count), as_of)
    cancelled = {
        row: paid if isinstance(paid := payments[row], int) else None
        for row, (read, judged) in enumerate(zip(rows, counted.rows))
        if read.order.clock == NO_CLOCK_CANCELLED and judged is not NOT_HERE
    }
    facts = qoo10_facts(counted, shown, newest, context, cancelled)
    facts = facts._replace(paid=paid_orders(columns, names.orders, payments, share.excluded))
    parts = sections(counted, names, context, rate_of_its_own=share.rates is None)
    places = numbers or range(FIRST_ROW, FIRST_ROW + count)

    def name_of(row: int) -> str:
        return f"{places[row]}行目" + (f" (注文番号 {names.orders[row]})" if names.orders[row] else "")

    doubts = doubtful_as_of(payments, context, share.newest_payment, name_of)
    doubtful = doubts + old_payments(payments, context)
    if doubtful:
        parts.insert(0, Section(DATES_TITLE, (), [(sentence,) for sentence in doubtful]))
    return Assessed(
        result_columns(sheet),
        problems_of(sheet, rows),
        parts,
        notes=doubtful,
        facts=facts._replace(doubts=doubts),
        doubtful=dates_ahead(payments, (row for row in rows_ahead(payments, as_of) if row not in cancelled)),
    )


def order_rows(
    columns: Mapping[str, Sequence[object]],
    count: int,
    context: Context,
    payments: Sequence[ReadCell] | None = None,
) -> list[ReadRow]:
    """Return the rows of a sheet as read; each distinct combination of cells is looked at once.

    Args:
        columns: role -> one cell per row.
        count: number of rows.
        context: the settings.
        payments: 入金日 per row as read, where that was done already.
    """
    settings = context.settings
    items = texts(columns, ITEM_NUMBER, count)
    listed = settings.preorder_items
    cells_of_rows = zip(
        days(columns, PAYMENT_DATE, count) if payments is None else payments,
        days(columns, PREORDER_DATE, count),
        days(columns, SHIP_DATE, count),
        days(columns, PLANNED_SHIP_DATE, count),
        read_column(columns.get(KIND, [None] * count), read_row_kind),
        read_column(columns.get(ORDER_STATUS, [None] * count), state_reader(columns)),
        [item if item in listed else "" for item in items] if listed else [""] * count,
        map(bool, texts(columns, ORDER_NUMBER, count)),
        read_column(columns[JUDGED_RATE], partial(read_judged_rate, argument=JUDGED_RATE))
        if JUDGED_RATE in columns
        else [NO_RATE] * count,
        read_column(columns[WISHED_DATE], is_wished) if WISHED_DATE in columns else [False] * count,
        labels(columns[TRACKING_NUMBER]) if TRACKING_NUMBER in columns else [False] * count,
    )
    paid = PAYMENT_DATE in columns
    known: dict[tuple[Any, ...], ReadRow] = {}
    rows = []
    for cells_of_row in cells_of_rows:
        # One look: to hash a row's cells takes longer than the rest.
        row = known.get(cells_of_row)
        if row is None:
            row = known[cells_of_row] = read_row(*cells_of_row, settings=settings, has_payment_column=paid)
        rows.append(row)
    return rows


def labels(numbers: Sequence[object]) -> list[bool]:
    """Tell of each cell of 送り状番号 whether it holds a number that can be a label's, see `is_label`."""
    if set(map(type, numbers)) != {str}:
        return list(map(is_label, numbers))
    # Digits alone, or nothing, are told without a question for each.
    digits = map(str.isdecimal, cast("Sequence[str]", numbers))
    return [plain or (number != "" and is_label(number)) for plain, number in zip(digits, numbers)]


def is_label(value: object) -> bool:
    """Tell whether a cell of 送り状番号 holds a number that can be a label's; LibreOffice gives an empty one as 0.

    One that a spreadsheet has damaged is spoken of by itself, and is no sign that a label was issued.
    """
    if isinstance(value, str) and value.isdecimal():
        return True
    if cells.is_blank(value) or value == 0:
        return False
    try:
        return not read_number(value).damage
    except errors.ArgumentError:
        return False


def is_wished(value: object) -> bool:
    """Tell whether a cell of お届け希望日 holds a wish: a date, and not a word such as 指定なし."""
    try:
        return cells.read_day(value, WISHED_DATE) is not None
    except errors.ArgumentError:
        return False


def days(columns: Mapping[str, Sequence[object]], role: str, count: int) -> list[ReadCell]:
    """Return a date column read: day numbers, None for blanks, or the error of a cell."""
    if role not in columns:
        return [None] * count
    return read_column(columns[role], partial(cells.read_day, argument=role))


def texts(columns: Mapping[str, Sequence[object]], role: str, count: int) -> list[str]:
    """Return a column as the texts the user sees; a cell that cannot be read is ""."""
    if role not in columns:
        return [""] * count
    plain = cells.plain_texts(columns[role])
    if plain is not None:
        return plain
    read = read_column(columns[role], partial(cells.read_text, argument=role))
    return [value if isinstance(value, str) else "" for value in read]


def read_row_kind(value: object) -> str | None:
    """Return 一般 or 予約 of a 区分 cell, None for a blank.

    Raises:
        UnknownChoice: for any other word: taking it for 一般 would move its deadline.
    """
    if cells.is_blank(value):
        return None
    cells.refuse_error_value(value, KIND)
    kind = KIND_WORDS.get(name_key(value))
    if kind is None:
        raise errors.UnknownChoice(argument=KIND, value=value, choices=errors.Whole("一般・予約"))
    return kind


def result_columns(sheet: JudgedSheet) -> list[Column]:
    """Return the result columns of a judged sheet."""
    values = zip(*(judged.cells for judged in sheet.rows)) if sheet.rows else ([] for _ in RESULT_COLUMNS)
    calendar = frozenset(sheet.positions(lambda row: row.kind == PREORDER))
    nowhere: frozenset[int] = frozenset()
    return [
        Column(title, kind, list(cells_of_column), calendar if title == DAYS_LEFT else nowhere)
        for title, kind, cells_of_column in zip(RESULT_COLUMNS, COLUMN_KINDS, values)
    ]


def problems_of(sheet: JudgedSheet, rows: Sequence[ReadRow]) -> list[RowProblem]:
    """Return the rows that could not be read; `rows` are the sheet's rows as read."""
    return [
        RowProblem(position, row.problem or _unread_state(row, rows[position].state_word))
        for position in sheet.positions(lambda row: bool(row.problem) or row.unknown)
        for row in [sheet.rows[position]]
    ]


def _unread_state(row: JudgedRow, word: str) -> str:
    last_safe_day = 0 if row.judged is None else row.judged.terms.last_safe_day
    return UNREAD_STATE_TEXT.format(word=word, day=short_day(last_safe_day))
