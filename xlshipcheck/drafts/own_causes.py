"""自店の原因: the Qoo10 orders of a month that cost points for a delay, and the cancels of which the shop is the cause.

Only points that are booked for certain are counted. Listed apart are what is still to come, cancels whose cause nobody
has written down, and rows that could not be read; cancels for the buyer's reasons are left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck import errors
from xlshipcheck.context import PREORDER
from xlshipcheck.drafts.document import Draft, Part, blank, day_cell
from xlshipcheck.values.days import date_of
from xlshipcheck.values.facts import BUYER, POINTS, SHOP
from xlshipcheck.values.text import full_day, normal_form, short_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xlshipcheck.today.plan import SheetFacts
    from xlshipcheck.values.answers import Value
    from xlshipcheck.values.facts import BookingFact, CancelFact, OrderFact, UnknownFact

DELAY, TO_COME, CANCELLED, NO_CAUSE, UNREAD = (
    "配送遅延 (確定)",
    "これから減点 (数えない)",
    "自店のキャンセル (点は不明)",
    "都合の不明なキャンセル (数えない)",
    "読めない行 (数えない)",
)
"""What a row of the list is."""
LIST_HEADER: Final = (
    "種類",
    "減点になる日",
    "注文番号",
    "商品",
    "区分",
    "入金日・予約日",
    "最終発送日",
    "発送日",
    "減点",
    "起きたこと",
    "シート",
    "行",
    "店舗での原因",
    "対策",
)
DELAY_HEADER: Final = (
    "減点になる日",
    "注文番号",
    "商品",
    "入金日・予約日",
    "最終発送日",
    "発送日",
    "減点",
    "当店での原因",
)
MOST_NAMED: Final = 10
_MONTH: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?")


class Month(NamedTuple):
    """A calendar month."""

    year: int
    month: int

    def holds(self, day: int) -> bool:
        """Tell whether a day lies in it."""
        date = date_of(day)
        return (date.year, date.month) == self

    def is_before(self, day: int) -> bool:
        """Tell whether it ends before a day."""
        date = date_of(day)
        return self < (date.year, date.month)

    def is_after(self, day: int) -> bool:
        """Tell whether it begins after a day."""
        date = date_of(day)
        return self > (date.year, date.month)

    def __str__(self) -> str:
        """Return it as people write it."""
        return f"{self.year}年{self.month}月"


def read_month(text: str, as_of: int) -> Month:
    """Return a month as it is typed, such as 2026-11 or 2026年11月; that of the as-of day for "".

    Raises:
        MonthUnreadable: it is none.
    """
    if not text:
        date = date_of(as_of)
        return Month(date.year, date.month)
    match = _MONTH.fullmatch(normal_form(text))
    month = Month(int(match[1]), int(match[2])) if match else None
    if month is None or not 1 <= month.month <= 12 or not 1986 <= month.year <= 2099:  # noqa: PLR2004  the calendar's
        raise errors.MonthUnreadable(value=text)
    return month


class OwnCauses(NamedTuple):
    """The own causes of a month's points, each with the sheet that it stands on.

    Attributes:
        month: the month.
        delays: orders whose points were booked in it.
        to_come: unsent orders that cost points in it if they are not sent, with the day and the points.
        shop: cancelled orders whose word names the shop.
        nobody: cancelled orders whose word names no cause.
        buyers: how many cancelled orders are the buyer's doing.
        unknown: orders whose state cannot be read and whose day lies in the month.
        unread: (sheet, row, order, sentence) of the rows that could not be read.
    """

    month: Month
    delays: list[tuple[SheetFacts, BookingFact]]
    to_come: list[tuple[SheetFacts, OrderFact, int, int]]
    shop: list[tuple[SheetFacts, CancelFact]]
    nobody: list[tuple[SheetFacts, CancelFact]]
    buyers: int
    unknown: list[UnknownFact]
    unread: Sequence[tuple[str, int, str, str]]

    @property
    def points(self) -> int:
        """Return the points that are booked."""
        return sum(booking.points for _, booking in self.delays)


def own_causes(
    sheets: Sequence[SheetFacts], month: Month, unread: Sequence[tuple[str, int, str, str]], as_of: int
) -> OwnCauses:
    """Return the own causes of a month's points.

    Args:
        sheets: the facts of every order sheet.
        month: the month in which points are booked.
        unread: the rows that could not be read.
        as_of: the as-of day.
    """
    delays = [
        (sheet, booking) for sheet in sheets for booking in sheet.facts.bookings if month.holds(booking.day)
    ]
    to_come = [
        (sheet, fact, cost.day, cost.amount)
        for sheet in sheets
        for fact in sheet.facts.orders
        for cost in fact.costs
        if cost.kind == POINTS and cost.day > as_of and month.holds(cost.day)
    ]
    cancels: dict[str, list[tuple[SheetFacts, CancelFact]]] = {SHOP: [], BUYER: [], "": []}
    for sheet in sheets:
        for fact in sheet.facts.cancels:
            # The export has no day of a cancel; one that was paid after the month cannot have been in it.
            if fact.paid is None or not month.is_before(fact.paid):
                cancels[fact.cause].append((sheet, fact))
    unknown = [one for sheet in sheets for one in sheet.facts.unknown if month.holds(one.day)]
    return OwnCauses(
        month,
        sorted(delays, key=lambda found: (found[1].day, found[1].order)),
        sorted(to_come, key=lambda found: (found[2], found[1].order)),
        cancels[SHOP],
        cancels[""],
        len(cancels[BUYER]),
        unknown,
        unread,
    )


def causes_draft(found: OwnCauses, files: str, as_of: int, points_note: str) -> Draft:
    """Return the draft of the list.

    Args:
        found: the causes.
        files: names of the files it is made from.
        as_of: the as-of day.
        points_note: what is said wherever points are shown.
    """
    notes = [
        f"{files} から、基準日 {full_day(as_of)} で作った下書きです。[ ] の中は店舗で書いてください。",
        "渡したファイルにある注文だけの一覧です。書き出しからなくなった注文は入っていません。",
        (
            "キャンセルの減点の点数は公開の資料になく、書き出しにはキャンセルの日もないため、点にも月にも数えていません。"
            "QSM の 基本情報 > Myレベル&点数 で確かめてください。"
        ),
        points_note,
    ]
    booked = f"{len(found.delays):,}件、{found.points:,}点" if found.delays else "ありません"
    if found.month.is_after(as_of):
        booked = f"まだ始まっていない月です (基準日 {full_day(as_of)})"
    rows = [
        (
            day_cell(one.day),
            one.order,
            one.name or one.item,
            day_cell(one.base),
            day_cell(one.last_safe),
            _sent(one),
            one.points,
            blank("原因"),
        )
        for _, one in found.delays
    ]
    parts = [
        Part(
            "1. 配送遅延の減点",
            [f"{found.month}に確定した配送遅延の減点: {booked}。", *_undated(found)],
            header=DELAY_HEADER,
            rows=rows,
        ),
        Part(
            "2. 自店の都合のキャンセル",
            [f"配送状態に自店の都合と書かれたキャンセル: {_count(found.shop)}。"],
            header=("注文番号", "商品", "入金日", "配送状態", "当店での原因"),
            rows=[
                (one.order, one.name or one.item, day_cell(one.paid), one.word, blank("原因"))
                for _, one in found.shop
            ],
        ),
        Part("3. 対策", items=[blank("行った対策と、これから行う対策")]),
    ]
    apart = _apart(found)
    if apart:
        parts.append(Part("数えていないもの", items=apart))
    return Draft(f"Qoo10 の減点の自店の原因 ({found.month})", notes, parts)


def _undated(found: OwnCauses) -> list[str]:
    """Return what of the points hangs on a ship date that nobody has entered."""
    orders = [one.order for _, one in found.delays if one.undated]
    if not orders:
        return []
    said = f"うち{len(orders):,}件は、発送済みなのに発送日の入力がなく、間に合ったか分かりません ({_named(orders)})。"
    return [said + "いまは未発送として数えています。発送日を入れて作り直してください。"]


def _apart(found: OwnCauses) -> list[str]:
    """Return what is listed apart and counted nowhere."""
    said = []
    if found.to_come:
        points = sum(one[3] for one in found.to_come)
        orders = _named([f"{one[1].order} ({short_day(one[2])})" for one in found.to_come])
        said.append(
            f"発送しないと{found.month}中に減点になる未発送の注文 {len(found.to_come):,}件 ({points:,}点): {orders}"
        )
    if found.nobody:
        orders = _named([one.order for _, one in found.nobody])
        said.append(f"だれの都合か書き出しで分からないキャンセル {len(found.nobody):,}件: {orders}")
    if found.buyers:
        said.append(f"購入者の都合と書かれたキャンセル {found.buyers:,}件は除きました")
    if found.unknown:
        most = sum(one.points for one in found.unknown)
        said.append(f"状態不明 {len(found.unknown):,}件: 未発送なら、減点はほかに最大 {most:,}点")
    if found.unread:
        said.append(f"読めない行 {len(found.unread):,}件 (直してから作り直してください)")
    return said


def _named(orders: Sequence[str]) -> str:
    more = f" ほか{len(orders) - MOST_NAMED:,}件" if len(orders) > MOST_NAMED else ""
    return "、".join(orders[:MOST_NAMED]) + more


def _count(found: Sequence[object]) -> str:
    return f"{len(found):,}件 (月と点数は書き出しからは分かりません)" if found else "ありません"


def _sent(booking: BookingFact) -> Value:
    if booking.shipped is not None:
        return day_cell(booking.shipped)
    return "発送日の入力なし" if booking.undated else "未発送"


def cause_list(found: OwnCauses) -> list[list[Value]]:
    """Return a row per order, in the order of `LIST_HEADER`; the last two cells are blanks for the shop."""
    rows: list[list[Value]] = []
    for sheet, one in found.delays:
        base = "予約日" if one.group == PREORDER else "入金日"
        what = f"{base} {short_day(one.base)}、最終発送日 {short_day(one.last_safe)} までに発送していない"
        if one.undated:
            what = f"発送日の入力がなく、最終発送日 {short_day(one.last_safe)} に間に合ったか分からない (未発送として数えた)"
        cells = [one.group, day_cell(one.base), day_cell(one.last_safe), _sent(one), one.points, what]
        rows.append(_row(DELAY, one.day, one.order, one.name or one.item, cells, sheet, one.row))
    for sheet, fact, day, amount in found.to_come:
        last = next(cost.deadline for cost in fact.costs if cost.kind == POINTS)
        cells = [fact.group, "", day_cell(last), "未発送", amount, "発送しないと減点になる"]
        rows.append(_row(TO_COME, day, fact.order, fact.name or fact.item, cells, sheet, fact.row))
    for kind, cancels in ((CANCELLED, found.shop), (NO_CAUSE, found.nobody)):
        for sheet, cancel in cancels:
            cells = ["", day_cell(cancel.paid), "", "", "", cancel.word]
            rows.append(_row(kind, None, cancel.order, cancel.name or cancel.item, cells, sheet, cancel.row))
    for name, row, order, sentence in found.unread:
        rows.append([UNREAD, "", order, *[""] * 6, sentence, name, row, "", ""])
    return rows


def _row(
    kind: str,
    day: int | None,
    order: str,
    item: str,
    cells: Iterable[Value],
    sheet: SheetFacts,
    row: int,
) -> list[Value]:
    return [kind, day_cell(day), order, item, *cells, sheet.name, sheet.first_row + row, "", ""]
