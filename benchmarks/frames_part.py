"""Frames: orders, packages and parcels, and the valid tracking rate over many windows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from assess_orders import AS_OF, COUNTS, numpy_calendar, orders
from assess_packages import holds, holds_by_pandas, packages, packages_by_pandas
from figures import Figure, beside, cpu, median

from xlshipcheck import functions
from xlshipcheck.frames import assess_amazon, assess_holds, assess_qoo10

if TYPE_CHECKING:
    from collections.abc import Iterator


def qoo10(rows: int) -> Iterator[Figure]:
    """Yield the figures of Qoo10 orders beside the four dates alone by numpy."""
    plain = orders(rows, AS_OF - dt.timedelta(180), AS_OF)
    days = plain["入金日"].to_numpy().astype("datetime64[D]")
    calendar = numpy_calendar(days)
    kinds = ["一般", "予約"]
    halves = plain.assign(予約日=plain["発送予定日"])
    codes = np.arange(rows) % 2
    frames = {
        "入金日だけ": (plain, False),
        "区分が Categorical": (halves.assign(区分=pd.Categorical.from_codes(codes, kinds)), False),
        "区分が文字の列・own_rate": (halves.assign(区分=pd.Series(np.array(kinds, object)[codes])), True),
    }

    def peer() -> list[np.ndarray]:
        return [
            np.busday_offset(days, count, roll="backward", busdaycal=calendar) for count in COUNTS.values()
        ]

    for name, (frame, own_rate) in frames.items():
        yield beside(
            f"assess_qoo10 {rows:,}件 ({name})",
            lambda frame=frame, own_rate=own_rate: assess_qoo10(frame, as_of=AS_OF, own_rate=own_rate),
            "numpy.busday_offset 4回",
            peer,
            target="0.7 以下",
        )


def parcels(rows: int) -> Iterator[Figure]:
    """Yield the figures of packages and of parcels at a branch beside a part of the work by pandas."""
    sent, held = packages(rows), holds(rows)
    yield beside(
        f"assess_amazon {rows:,}行",
        lambda: assess_amazon(sent, as_of=AS_OF),
        "pandas の groupby と str.fullmatch だけ",
        lambda: packages_by_pandas(sent),
        target="4 以下",
        rounds=3,
    )
    yield beside(
        f"assess_holds {rows:,}行",
        lambda: assess_holds(held, as_of=AS_OF),
        "pandas の to_timedelta と strftime だけ",
        lambda: holds_by_pandas(held),
        rounds=3,
    )


def windows(rows: int) -> Iterator[Figure]:
    """Yield the figures of the valid tracking rate over many packages in one window, 30 and 365 of them."""
    chance = np.random.default_rng(3)
    days = (np.datetime64("2025-10-01") + chance.integers(0, 420, rows)).astype("datetime64[D]")
    valid = np.array(["有効", "無効", "対象外"], object)[chance.choice(3, rows, p=[0.9, 0.05, 0.05])]
    verdicts, promised = valid.tolist(), days.tolist()
    categories = np.array([f"分類{number}" for number in range(10)], object)[np.arange(rows) % 10].tolist()

    def trend(length: int) -> list[list[object]]:
        return functions.AMAZON_VTR_TREND(verdicts, promised, categories, "", AS_OF, length)

    frame = pd.DataFrame({"good": valid == "有効", "counts": valid != "対象外", "day": days})

    def peer() -> pd.DataFrame:
        daily = frame.groupby("day")[["good", "counts"]].sum().asfreq("D", fill_value=0)
        return daily.rolling(30).sum()

    table = trend(365)
    assert len(table) == 366
    rates = peer()
    for row in table[1:]:
        last = pd.Timestamp(row[0]) - pd.Timedelta(days=10)
        if last in rates.index and not np.isnan(rates.loc[last, "counts"]):
            assert [row[2], row[1]] == rates.loc[last].astype(int).tolist()
    one = median(lambda: trend(1), 3)
    yield Figure(f"AMAZON_VTR_TREND {rows:,}梱包 × 1期間 (セルの値から)", one)
    for length in (30, 365):
        seconds = median(lambda length=length: trend(length), 3)
        target = "1.1 以下" if length == 365 else ""
        yield Figure(
            f"AMAZON_VTR_TREND {rows:,}梱包 × {length}期間 (セルの値から)",
            seconds,
            "1期間",
            seconds / one,
            target,
        )
    yield Figure("pandas groupby と rolling (日付と有効の列が配列になっている)", cpu(peer))
