"""What the program says of itself: the reasons of an answer, and its version."""

from __future__ import annotations

from xlshipcheck.arguments.form import CONSTANT, EXPLANATION, OTHER, Argument, Function

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
