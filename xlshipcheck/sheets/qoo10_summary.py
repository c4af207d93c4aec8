"""The Qoo10 part of 集計: stages, the most urgent orders and what each delay costs, points, rates, stops."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.context import GENERAL, PREORDER
from xlshipcheck.qoo10.advice import last_shop_day
from xlshipcheck.qoo10.assessment import NO_SHIP_DATE, UNREAD_STATE
from xlshipcheck.qoo10.penalty import RATE_HIGH, STAGES, penalty_rules
from xlshipcheck.qoo10.rows import is_open
from xlshipcheck.values.days import NEVER, date_of
from xlshipcheck.values.summary import Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.qoo10.rows import JudgedRow, JudgedSheet
    from xlshipcheck.values.answers import Value

MOST_URGENT = 10
POINTS_NOTE = (
    "配送遅延ポイント（サービスポイントの一部）。減点は確定した月に数え、翌月にリセットされますが、"
    "今月の状態は翌月の販売者レベル（プロモーションやメガ割の参加）に影響します。"
    "減点はお金では戻せません。ほかの減点要因は QSM の 基本情報 > Myレベル&点数 で確認してください。"
)


class OrderNames(NamedTuple):
    """What identifies the rows in the summary; empty texts where the sheet has no such column.

    Attributes:
        orders: 注文番号 per row.
        items: 商品番号 per row.
    """

    orders: Sequence[str]
    items: Sequence[str]


def sections(sheet: JudgedSheet, names: OrderNames, context: Context) -> list[Section]:
    """Return the Qoo10 sections of the summary.

    Args:
        sheet: the judged sheet.
        names: order and item numbers per row.
        context: the as-of day, settings and rules.
    """
    return [
        _stages(sheet, names),
        *_urgent(sheet, names, context),
        _points(sheet, context),
        _rates(sheet, context),
        *_stopped_items(sheet, names),
    ]


def _stages(sheet: JudgedSheet, names: OrderNames) -> Section:
    counts = Counter(str(judged.cells[0]) for judged in sheet.rows if judged.cells[0] and not judged.problem)
    rows: list[Sequence[Value]] = [(stage, counts[stage]) for stage in STAGES if counts[stage]]
    unreadable = sum(bool(judged.problem) for judged in sheet.rows)
    if unreadable:
        rows.append(("読めない行 (確認の列を見てください)", unreadable))
    repeated = sum(number - 1 for number in Counter(filter(None, names.orders)).values())
    note = (
        f"同じ注文番号の行が{repeated}行あります。減点と発送率は1行を1注文として数えています。"
        if repeated
        else ""
    )
    undated, unread = _remarked(sheet, NO_SHIP_DATE), _remarked(sheet, UNREAD_STATE)
    if undated:
        note += (
            f"配送状態は発送済みで発送日のない行が{undated}行あり、未発送として数えています。"
            "発送日を入力してください (確認の列を見てください)。"
        )
    if unread:
        note += f"配送状態を読めない行が{unread}行あり、未発送として数えています (確認の列を見てください)。"
    return Section("Qoo10 段階ごとの件数", ("段階", "件数"), rows, note)


def _remarked(sheet: JudgedSheet, remark: int) -> int:
    return sum(
        judged.assessment is not None and bool(judged.assessment.remarks & remark) for judged in sheet.rows
    )


def _urgent(sheet: JudgedSheet, names: OrderNames, context: Context) -> list[Section]:
    """Return the orders whose next cost can still be avoided, and those for which it is too late."""
    as_of = context.as_of or 0
    ranked = sorted(
        (
            (_next_cost(judged, sheet, as_of), position)
            for position, judged in enumerate(sheet.rows)
            if is_open(judged)
        ),
    )
    rows: list[tuple[int, Sequence[Value]]] = []
    for (day, _), position in ranked:
        judged = sheet.rows[position]
        row = (
            names.orders[position] or f"{position + 1}件目",
            judged.cells[0],
            judged.cells[1],
            _shop_day(judged, context),
            judged.cells[4],
            _cost(judged, sheet, day, context),
        )
        rows.append((day, row))
    header = ("注文番号", "段階", "最終発送日", "自店最終発送日", "残り日数", "遅れると")
    in_time = [row for day, row in rows if day != NEVER]
    too_late = [row for day, row in rows if day == NEVER]
    found = [
        Section("Qoo10 急ぐ注文 (次の減点・制限が近い順、10件まで)", header, in_time[:MOST_URGENT]),
    ]
    if too_late:
        title = f"Qoo10 減点・制限がすでに確定した未発送の注文 ({len(too_late)}件、古い順に10件まで)"
        found.append(Section(title, header, too_late[:MOST_URGENT]))
    return found


def _next_cost(judged: JudgedRow, sheet: JudgedSheet, as_of: int) -> tuple[int, int]:
    """Return (day of the next cost, base day): what can still be saved comes first."""
    result = judged.assessment
    if result is None:
        return NEVER, NEVER
    base = judged.clock.base or 0
    if as_of < result.points_day:
        return result.points_day, base
    if as_of < result.restriction_day and sheet.rate_states[judged.clock.kind] != RATE_HIGH:
        return result.restriction_day, base
    return NEVER, base


def _shop_day(judged: JudgedRow, context: Context) -> Value:
    if judged.assessment is None:
        return ""
    return date_of(last_shop_day(context, context.calendar, judged.assessment.last_safe_day))


def _cost(judged: JudgedRow, sheet: JudgedSheet, next_day: int, context: Context) -> str:
    result = judged.assessment
    if result is None:
        return ""
    points = penalty_rules(context.rulebook).points(result.points_day)
    state = sheet.rate_states[judged.clock.kind]
    if next_day == result.points_day:
        return f"{date_of(result.points_day)} に {points} 点"
    if next_day == result.restriction_day:
        certain = (
            "発送率が不明のため可能性" if sheet.rates[judged.clock.kind] is None else "発送率95%以下のため"
        )
        return f"{points} 点は確定。{date_of(result.restriction_day)} に商品の販売制限 ({certain})"
    if state == RATE_HIGH:
        return f"{points} 点は確定。発送率が高いため制限にはなりません"
    if judged.stopped_until:
        return f"{points} 点は確定。商品は販売制限中 ({date_of(judged.stopped_until)} に解除)"
    return f"{points} 点は確定。販売制限の期間は過ぎています"


def _points(sheet: JudgedSheet, context: Context) -> Section:
    as_of = date_of(context.as_of or 0)
    total = booked = 0
    for judged in sheet.rows:
        result = judged.assessment
        if result is None or judged.problem or not result.points:
            continue
        day = date_of(result.points_day)
        if (day.year, day.month) == (as_of.year, as_of.month):
            total += result.points
            booked += 1
    rows = [(f"{as_of.year}年{as_of.month}月", booked, total)]
    return Section("Qoo10 今月の減点", ("月", "件数", "減点"), rows, POINTS_NOTE)


def _rates(sheet: JudgedSheet, context: Context) -> Section:
    limit = penalty_rules(context.rulebook).rate_limit.over(context.as_of or 0)
    names = {GENERAL: "入金日基準発送率 (一般)", PREORDER: "予約日基準発送率 (予約)"}
    rows: list[Sequence[Value]] = []
    for kind, count in sheet.own_rates.items():
        used = sheet.rates[kind]
        rows.append(
            (
                names[kind],
                "対象なし" if count.rate is None else count.rate,
                count.in_time,
                count.counted,
                count.allowance(limit) if count.counted else "",
                "対象なし" if used is None else used,
                sheet.rates_from[kind],
            )
        )
    header = (
        "発送率",
        "この表の率",
        "期限内",
        "対象",
        "あと何件遅れられるか",
        "判定に使った率",
        "その出どころ",
    )
    note = (
        f"{limit}%以下 (ちょうど{limit}%を含む) で制限の対象です。母数は公表されていないため、"
        "この表の行 (未発送でまだ遅れていない行とキャンセルを除く) で数えています。QSM の率は設定に入力できます。"
    )
    unreadable = sum(bool(judged.problem) for judged in sheet.rows)
    if unreadable:
        note = f"読めない行が{unreadable}行あり、率に入っていません。直してから率を見てください。" + note
    return Section("Qoo10 発送率", header, rows, note)


def _stopped_items(sheet: JudgedSheet, names: OrderNames) -> list[Section]:
    until: dict[str, int] = {}
    certain: dict[str, bool] = {}
    for position, judged in enumerate(sheet.rows):
        if judged.stopped_until and not judged.problem:
            item = names.items[position] or "(商品番号なし)"
            until[item] = max(until.get(item, 0), judged.stopped_until)
            certain[item] = certain.get(item, False) or sheet.rates[judged.clock.kind] is not None
    if not until:
        return []
    rows = [
        (item, date_of(day), "制限" if certain[item] else "制限候補 (発送率が不明)")
        for item, day in sorted(until.items(), key=lambda entry: entry[1])
    ]
    note = "発送した後も、解除日までは商品の販売が止まったままです。"
    return [Section("Qoo10 販売制限の商品", ("商品番号", "解除日", "状態"), rows, note)]
