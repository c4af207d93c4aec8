"""Columns of Amazon packages, of which only the number, the category and the promised day differ."""

from __future__ import annotations


def packages(*rows: tuple[object, ...]) -> dict[str, list[object]]:
    """Return the columns of packages given as 送り状番号, カテゴリー, お届け予定日."""
    numbers, categories, promised = (list(column) for column in zip(*rows, strict=True))
    return {
        "注文番号": [f"Z-{number}" for number in range(len(rows))],
        "配送会社": ["ヤマト運輸" if number else None for number in numbers],
        "送り状番号": numbers,
        "注文金額": [2000] * len(rows),
        "お届け予定日": promised,
        "カテゴリー": categories,
    }
