"""Tables of many shops, with everything that a partition could get wrong."""

from __future__ import annotations

import datetime as dt
import random

import pandas as pd

AS_OF = dt.date(2026, 11, 21)
ASKED = {"as_of": AS_OF.isoformat()}


def orders(shops: int, each: int) -> pd.DataFrame:
    """Return Qoo10 orders: late shops and punctual ones, rows that cannot be read, shops mixed row by row."""
    chance = random.Random(1)  # noqa: S311  rows, no secrets
    rows = []
    for number in range(each):
        for shop in range(shops):
            paid = AS_OF - dt.timedelta(chance.randrange(30))
            late = 1 + shop % 7
            sent = paid + dt.timedelta(chance.randrange(1, 3 + late)) if chance.random() < 0.8 else None
            rows.append(
                {
                    "店舗": f"店{shop:03d}",
                    "注文番号": f"{shop}-{number}",
                    "入金日": "きのう" if chance.random() < 0.01 else paid.isoformat(),
                    "発送日": sent.isoformat() if sent and sent <= AS_OF else None,
                    "区分": chance.choice(["一般", "一般", ""]),
                }
            )
    return pd.DataFrame(rows).astype("object")


def packages(shops: int, each: int) -> pd.DataFrame:
    """Return Amazon packages: orders of two items under one number, good and bad numbers, two categories."""
    chance = random.Random(2)  # noqa: S311  as above
    rows = []
    for number in range(each):
        for shop in range(shops):
            good = chance.random() < 0.9
            row = {
                "店舗": f"店{shop:03d}",
                "注文番号": f"503-{number}",
                "配送会社": "ヤマト運輸",
                "送り状番号": "444413758703" if good else "123456789012",
                "注文金額": 600,
                "お届け予定日": (AS_OF - dt.timedelta(10 + chance.randrange(40))).isoformat(),
                "カテゴリー": f"分類{number % 2}",
            }
            rows += [row, dict(row)]
    return pd.DataFrame(rows).astype("object")


def plain(frame: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return the rows as sorted texts, dates in ISO form and every missing value alike."""

    def text(value: object) -> str:
        if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124  NaN alone
            return ""
        if isinstance(value, (dt.datetime, dt.date)):
            return value.isoformat()[:10]
        return f"{value:g}" if isinstance(value, float) else str(value)

    return sorted(tuple(map(text, row)) for row in frame.itertuples(index=False))
