"""Amazon packages and branch holds in pandas, beside pandas' own ways to the same columns, in one run.

Run: python benchmarks/assess_packages.py [rows]

Ours gives every result column. The first peer is DataFrame.apply with the functions of a cell, on a hundredth of the
rows and its time taken times a hundred; it does not even add up the items of a package. The second is pandas doing
a part of the work as it does it best: for packages the sum per order and number by groupby and transform, and by
str.fullmatch whether a number has twelve digits, without its check digit; for holds a last day by to_timedelta and
one sentence by dt.strftime. All take turns; the ratio is the median over the rounds.
"""

from __future__ import annotations

import datetime as dt
import statistics
import sys
import time
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from xlshipcheck import functions
from xlshipcheck.frames import assess_amazon, assess_holds

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 5
SHARE = 100
AS_OF = dt.date(2026, 11, 21)
DAY = np.timedelta64(1, "D")


def packages(rows: int) -> pd.DataFrame:
    """Return shipped items, every number another one, one number in twenty mistyped."""
    chance = np.random.default_rng(1)
    heads = chance.integers(10**10, 10**11, rows)
    checks = (heads % 7 + (chance.random(rows) < 1 / 20)) % 10
    return pd.DataFrame(
        {
            "注文番号": [f"503-{row:07}-{row:07}" for row in range(rows)],
            "配送会社": chance.choice(["ヤマト運輸", "佐川急便", "日本郵便", "西濃運輸", "まごころ便"], rows),
            "送り状番号": [
                f"{head}{check}" for head, check in zip(heads.tolist(), checks.tolist(), strict=True)
            ],
            "注文金額": chance.integers(300, 9000, rows),
            "お届け予定日": np.datetime64("2026-10-01") + chance.integers(0, 60, rows) * DAY,
        }
    )


def holds(rows: int) -> pd.DataFrame:
    """Return parcels sent within a month, half of them with a day of arrival, two in five asked about."""
    chance = np.random.default_rng(2)
    shipped = np.datetime64("2026-10-25", "s") + chance.integers(0, 30, rows) * DAY
    arrived, contacted = (shipped + chance.integers(*span, rows) * DAY for span in ((1, 4), (5, 9)))
    arrived[chance.random(rows) < 1 / 2] = np.datetime64("NaT")
    contacted[chance.random(rows) < 3 / 5] = np.datetime64("NaT")
    return pd.DataFrame(
        {
            "配送状態": chance.choice(["発送済み", "ご来店予定(保管中)", "投函完了", "返送", "調査中"], rows),
            "発送日": shipped,
            "到着日": arrived,
            "連絡日": contacted,
            "受取場所": chance.choice(["営業所", "コンビニ", "郵便局"], rows),
            "サービス": chance.choice(["宅急便", "ネコポス"], rows),
        }
    )


def packages_by_pandas(frame: pd.DataFrame) -> pd.DataFrame:
    """Return what pandas has for a part of the work: the sum per package and the form of the number."""
    totals = frame.groupby(["注文番号", "送り状番号"], sort=False)["注文金額"].transform("sum")
    return pd.DataFrame({"金額": totals, "形": frame["送り状番号"].str.fullmatch(r"\d{12}")})


def holds_by_pandas(frame: pd.DataFrame) -> pd.DataFrame:
    """Return what pandas has for a part of the work: the last day of storage, and a sentence that names it."""
    days = frame["受取場所"].map({"営業所": 7, "コンビニ": 3, "郵便局": 10})
    arrival = frame["到着日"].fillna(frame["発送日"] + pd.Timedelta(days=1))
    last_day = arrival + pd.to_timedelta(days - 1, unit="D")
    return pd.DataFrame({"保管期限": last_day, "次の対応": last_day.dt.strftime("保管期限は%m月%d日です。")})


def package_in_a_cell(row: pd.Series) -> list[str]:
    """Return 追跡判定 and 判定理由 of a row by the functions of a cell."""
    cells = [row["配送会社"], row["送り状番号"], row["注文金額"], row["お届け予定日"].to_pydatetime()]
    return [functions.AMAZON_SCAN_VALID(*cells), functions.AMAZON_SCAN_REASON(*cells)]


def hold_in_a_cell(row: pd.Series) -> list[object]:
    """Return 保管期限, 対応段階 and 次の対応 of a row by the functions of a cell."""
    shipped, arrived, contacted = (
        None if pd.isna(row[role]) else row[role].to_pydatetime() for role in ("発送日", "到着日", "連絡日")
    )
    cells = [row["配送状態"], shipped, arrived, contacted, AS_OF, row["受取場所"], row["サービス"]]
    return [
        functions.HOLD_LAST_DAY(shipped, arrived, row["受取場所"]),
        functions.HOLD_STAGE(*cells),
        functions.HOLD_ACTION(*cells),
    ]


def seconds(work: Callable[[], object]) -> float:
    """Return the time of a piece of work."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def compare(
    title: str,
    frame: pd.DataFrame,
    ours: Callable[[], pd.DataFrame],
    in_a_cell: Callable[[pd.Series], list[object]],
    by_pandas: Callable[[pd.DataFrame], pd.DataFrame],
) -> None:
    """Print the times of all three and the ratios."""
    few = frame.iloc[: max(1, len(frame) // SHARE)]
    result = ours().iloc[: len(few), : len(in_a_cell(few.iloc[0]))]
    cells = few.apply(in_a_cell, axis=1, result_type="expand")
    for said, expected in zip(
        result.astype(object).itertuples(index=False), cells.itertuples(index=False), strict=True
    ):
        for value, cell in zip(said, expected, strict=True):
            assert (value.date() if isinstance(value, pd.Timestamp) else value) == cell
    times = [
        (
            seconds(ours),
            seconds(lambda: few.apply(in_a_cell, axis=1)) * len(frame) / len(few),
            seconds(lambda: by_pandas(frame)),
        )
        for _ in range(ROUNDS)
    ]
    mine, rows, part = (statistics.median(side) for side in zip(*times, strict=True))
    by_rows, by_part = (statistics.median(time[0] / time[side] for time in times) for side in (1, 2))
    print(
        f"{title:14} ours {mine * 1000:6.0f} ms   DataFrame.apply {rows * 1000:7.0f} ms, ratio {by_rows:.3f}   "
        f"part by pandas {part * 1000:5.0f} ms, ratio {by_part:.1f}"
    )


def main() -> None:
    """Compare packages and holds."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    print(f"{rows:,} rows, all result columns")
    sent, held = packages(rows), holds(rows)
    compare(
        "assess_amazon", sent, lambda: assess_amazon(sent, as_of=AS_OF), package_in_a_cell, packages_by_pandas
    )
    compare("assess_holds", held, lambda: assess_holds(held, as_of=AS_OF), hold_in_a_cell, holds_by_pandas)


if __name__ == "__main__":
    main()
