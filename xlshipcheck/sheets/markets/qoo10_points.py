"""今月の減点 of a Qoo10 sheet: what is booked for certain, and apart from it what orders of unknown state may cost."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from xlshipcheck.values.days import date_of
from xlshipcheck.values.results import Section

if TYPE_CHECKING:
    from xlshipcheck.context import Context
    from xlshipcheck.qoo10.rows import JudgedSheet

UNKNOWN_STATE = "状態不明"
POINTS_TITLE = "Qoo10 今月の減点"
POINTS_NOTE = (
    "配送遅延ポイント（サービスポイントの一部）。減点は確定した月に数え、翌月にリセットされますが、"
    "今月の状態は翌月の販売者レベル（プロモーションやメガ割の参加）に影響します。"
    "減点が度重なると、アカウント停止につながることがあります。"
    "減点はお金では戻せません。ほかの減点要因は QSM の 基本情報 > Myレベル&点数 で確認してください。"
)


def points_section(sheet: JudgedSheet, context: Context) -> Section:
    """Return the points of the month of the as-of day, with what its orders of unknown state may cost.

    Args:
        sheet: the judged sheet.
        context: the as-of day.
    """
    as_of = date_of(context.as_of or 0)

    def is_this_month(day: int) -> bool:
        date = date_of(day)
        return (date.year, date.month) == (as_of.year, as_of.month)

    total = booked = 0
    unknown: Counter[int] = Counter()
    for row, times in sheet.counted:
        if row.judged is not None and row.unknown and is_this_month(row.judged.terms.points_day):
            unknown[row.judged.judge.rules.points(row.judged.terms.points_day)] += times
        booking = row.judged.booking if row.judged and not row.problem else None
        if booking is not None and is_this_month(booking[0]):
            total += times * booking[1]
            booked += times
    rows = [(f"{as_of.year}年{as_of.month}月", booked, total)]
    most = "と".join(f"{cost}×{orders}" for cost, orders in unknown.items())
    apart = f"{UNKNOWN_STATE} {sum(unknown.values())}件、減点はほかに最大 {most}。" if unknown else ""
    return Section(POINTS_TITLE, ("月", "件数", "減点"), rows, apart + POINTS_NOTE)
