"""Many shops on a Dask cluster of two processes and on Spark, beside one machine's pandas, answer by answer.

Run: python benchmarks/engines.py [shops] [orders of each] [dask|spark]...
(2,000,000 orders of 500 shops on both engines if left out), in an environment of '.[dask,spark]' with
tests/engines/constraints.txt.

All judge the same orders with each shop's own on-time rate, and Amazon's rates of a tenth as many packages. Every answer is
compared before any time is given.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from xlshipcheck.engines import shops

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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


def packages(count: int, each: int) -> pd.DataFrame:
    """Return packages of many shops in two categories, one in twenty with a wrong number."""
    chance = np.random.default_rng(2)
    rows = count * each
    good = chance.random(rows) < 19 / 20
    day = np.datetime64(AS_OF, "s") - chance.integers(5, 60, rows) * np.timedelta64(1, "D")
    numbers = np.where(good, "444413758703", "444413758704")
    shop = np.array([f"店{number:03d}" for number in range(count)])[np.arange(rows) % count]
    return pd.DataFrame(
        {
            "店舗": shop,
            "注文番号": np.arange(rows).astype(str),
            "配送会社": "ヤマト運輸",
            "送り状番号": numbers,
            "注文金額": chance.integers(500, 5000, rows),
            "お届け予定日": day,
            "カテゴリー": np.array(["本", "服"])[np.arange(rows) % 2],
        }
    )


@contextmanager
def on_dask() -> Iterator[Callable[..., pd.DataFrame]]:
    """Give what asks a cluster of two processes."""
    from dask import dataframe as dd
    from distributed import Client, LocalCluster

    from xlshipcheck.engines import dask

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster):
        yield lambda name, frame, options: getattr(dask, name)(
            dd.from_pandas(frame, npartitions=16), shop="店舗", **options
        ).compute()


@contextmanager
def on_spark() -> Iterator[Callable[..., pd.DataFrame]]:
    """Give what asks Spark with two threads on this machine."""
    # Its processes are to be of this very Python, and talk to themselves alone.
    os.environ |= {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    from pyspark.sql import SparkSession

    from xlshipcheck.engines import spark

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.sql.execution.arrow.pyspark.enabled", "true")
        .config("spark.driver.memory", "4g")
        .config("spark.driver.maxResultSize", "4g")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "Asia/Tokyo")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield lambda name, frame, options: getattr(spark, name)(
            session.createDataFrame(frame), shop="店舗", **options
        ).toPandas()
    finally:
        session.stop()


ENGINES = {"dask": on_dask, "spark": on_spark}


def texts(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return a frame as texts in the order of its keys, every missing value as ""."""
    ordered = frame.sort_values(keys, kind="stable").reset_index(drop=True)
    plain = {}
    for title in ordered:
        column = ordered[title]
        if column.dtype.kind == "M" or title in DAYS:
            column = pd.to_datetime(column).dt.strftime("%Y-%m-%d")
        elif column.dtype.kind == "f":
            column = column.map("{:.12g}".format)
        plain[title] = column.astype("object").where(column.notna(), "").astype(str).replace("nan", "")
    return pd.DataFrame(plain)


DAYS = {"最終発送日", "減点日", "制限日", "発送率期限", "期間開始", "期間終了"}


def main() -> None:
    """Judge on all of them, compare, and print the times."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdecimal()]
    count, each = (numbers + [500, 4000][len(numbers) :])[:2]
    parts = (
        ("qoo10", "assess_qoo10", orders(count, each), {"as_of": AS_OF, "own_rate": True}, ["注文番号"]),
        (
            "rates",
            "valid_tracking_rate",
            packages(count, max(1, each // 10)),
            {"as_of": AS_OF},
            ["店舗", "カテゴリー"],
        ),
    )
    expected = {}
    alone = {}
    for what, _, whole, options, keys in parts:
        started = time.perf_counter()
        answers = shops.judged(whole, what, "店舗", None, options)
        alone[what] = time.perf_counter() - started
        expected[what] = texts(answers, keys)
        print(
            f"pandas, one process: {what}, {len(whole):,} rows of {count} shops in {alone[what]:.1f} s",
            flush=True,
        )
    for name in [word for word in sys.argv[1:] if word in ENGINES] or ENGINES:
        with ENGINES[name]() as asked:
            for what, function, whole, options, keys in parts:
                started = time.perf_counter()
                judged = asked(function, whole, options)
                seconds = time.perf_counter() - started
                found = texts(judged[list(expected[what].columns)], keys)
                for title in found:
                    assert found[title].equals(expected[what][title]), (name, what, title)
                cells = found.size
                print(
                    f"{name}: {what} in {seconds:.1f} s, {seconds / alone[what]:.2f} of it; all {cells:,} answers are the same",
                    flush=True,
                )


if __name__ == "__main__":
    main()
