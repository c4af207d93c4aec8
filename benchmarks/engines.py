"""Many shops on a Dask cluster of two processes, beside one machine's pandas, answer by answer.

Run: python benchmarks/engines.py [shops] [orders of each]     (2,000,000 orders of 500 shops if left out)

Both judge the same orders with each shop's own on-time rate. The answers are compared before any time is told.
"""

from __future__ import annotations

import datetime as dt
import sys
import time

import numpy as np
import pandas as pd
from dask import dataframe as dd
from distributed import Client, LocalCluster

from xlshipcheck.engines import dask, shops

AS_OF = dt.date(2026, 11, 21)


def orders(count: int, each: int) -> pd.DataFrame:
    """Return orders of many shops, mixed row by row."""
    chance = np.random.default_rng(1)
    rows = count * each
    paid = np.datetime64(AS_OF, "s") - chance.integers(0, 60, rows) * np.timedelta64(1, "D")
    sent = paid + chance.integers(1, 8, rows) * np.timedelta64(1, "D")
    sent[chance.random(rows) < 1 / 5] = np.datetime64("NaT")
    shop = np.array([f"店{number:03d}" for number in range(count)])[np.arange(rows) % count]
    numbers = np.arange(rows).astype(str)
    return pd.DataFrame({"店舗": shop, "注文番号": numbers, "入金日": paid, "発送日": sent})


def main() -> None:
    """Judge on both and print the times."""
    count, each = (int(word) for word in (sys.argv[1:] + ["500", "4000"][len(sys.argv) - 1 :])[:2])
    whole = orders(count, each)
    options = {"as_of": AS_OF, "own_rate": True}
    started = time.perf_counter()
    alone = shops.judged(whole, "qoo10", "店舗", None, options)
    seconds = time.perf_counter() - started
    print(f"pandas, one process: {len(whole):,} orders of {count} shops in {seconds:.1f} s")
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster):
        spread = dd.from_pandas(whole, npartitions=16)
        started = time.perf_counter()
        judged = dask.assess_qoo10(spread, shop="店舗", **options).compute()
        together = time.perf_counter() - started
    order = judged["注文番号"].astype(int).argsort()
    for title in alone.columns:
        left, right = judged[title].iloc[order].astype(str).tolist(), alone[title].astype(str).tolist()
        assert left == right, title
    print(f"Dask, two processes: {together:.1f} s, {together / seconds:.2f} of it; every answer is the same")


if __name__ == "__main__":
    main()
