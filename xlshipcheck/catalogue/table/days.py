"""Business days and holidays."""

from __future__ import annotations

from xlshipcheck.arguments.form import DAYS, ROW, Argument, Function
from xlshipcheck.catalogue.table.arguments import CLOSED

BUSINESS_DAYS_FUNCTIONS = (
    Function(
        "JP_WORKDAY",
        DAYS,
        (
            Argument("start", "開始日", "day", "数え始める日 (0日目)"),
            Argument(
                "days", "日数", "workdays", "営業日数。負の数でさかのぼる。小数は切り捨て", required=True
            ),
            CLOSED,
        ),
        2,
        "日付",
        "開始日から数えた営業日 (日本の祝日・土日を除く)。WORKDAY と同じ数え方",
        ROW,
        "catalogue.day_functions:workday",
        ("start",),
    ),
    Function(
        "JP_NETWORKDAYS",
        DAYS,
        (
            Argument("start", "開始日", "day", "最初の日 (含む)"),
            Argument("end", "終了日", "day", "最後の日 (含む)", required=True),
            CLOSED,
        ),
        2,
        "数値",
        "二つの日付の間の営業日数 (両端を含む)。NETWORKDAYS と同じ数え方",
        ROW,
        "catalogue.day_functions:networkdays",
        ("start",),
    ),
    Function(
        "JP_IS_WORKDAY",
        DAYS,
        (Argument("date", "日付", "day", "調べる日"), CLOSED),
        1,
        "TRUE/FALSE",
        "営業日なら TRUE",
        ROW,
        "catalogue.day_functions:is_workday",
        ("date",),
    ),
    Function(
        "JP_HOLIDAY_NAME",
        DAYS,
        (Argument("date", "日付", "day", "調べる日"),),
        1,
        "文字",
        "祝日の名前。祝日でなければ空白",
        ROW,
        "catalogue.day_functions:holiday_name",
        ("date",),
    ),
)
