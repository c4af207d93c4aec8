"""Business days and holidays."""

from __future__ import annotations

from xlshipcheck.arguments.form import CLOSED, CONSTANT, DAYS, EXPLANATION, OTHER, ROW, Argument, Function

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


SHIPCHECK_FUNCTIONS = (
    Function(
        "SHIPCHECK_EXPLAIN",
        OTHER,
        (
            Argument("function_name", "関数名", "text", "説明する関数の名前", required=True, rowwise=False),
            Argument("arguments", "引数", "any", "その関数に渡す引数 (同じ順番)", rowwise=False),
        ),
        1,
        "表",
        "答えの理由: 手順、内容、値、根拠",
        EXPLANATION,
        "explain.explain:explain",
        variadic=True,
    ),
    Function(
        "SHIPCHECK_VERSION",
        OTHER,
        (),
        0,
        "文字",
        "プログラムと規則の版、規則を最後に確認した日",
        CONSTANT,
        "catalogue.day_functions:version",
    ),
)
