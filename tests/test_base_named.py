"""The date that an order's clock runs from is named as its column is: 予約日 of a preorder, else 入金日."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from xlshipcheck import frames, functions
from xlshipcheck.context import Context
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.values.days import LAST_DATE, day_of

AS_OF = dt.date(2026, 11, 21)
LATE = LAST_DATE - dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "named", "other"), [("予約", "予約日", "入金日"), ("一般", "入金日", "予約日")]
)
def test_the_base_is_named_by_its_column(kind, named, other):
    """A deadline beyond the calendar names the one date it is counted from, in a cell, a sheet and a frame."""
    columns = {
        "注文番号": ["1"],
        "区分": [kind],
        "入金日": [AS_OF if kind == "予約" else LATE],
        "発送日": [None],
    }
    columns["予約日"] = [LATE if kind == "予約" else None]
    judged = assess("Qoo10", columns, 1, Context(day_of(AS_OF)))
    frame = frames.assess_qoo10(pd.DataFrame(columns, dtype=object), as_of=AS_OF)
    said = [
        functions.QOO10_DEADLINE(LATE, kind, "最終発送日"),
        judged.problems[0].text,
        frame["確認"].iloc[0],
    ]
    assert all(named in sentence and other not in sentence for sentence in said), said


@pytest.mark.parametrize(
    ("kind", "named", "other"),
    [("予約", "予約日", "入金日"), ("一般", "入金日", "予約日"), ("", "入金日", "予約日")],
)
def test_a_base_that_cannot_be_read_is_named_by_its_column(kind, named, other):
    """The first argument is 予約日 where 区分 says so: a cell, a range, a rate and an explanation call it that."""
    said = [
        functions.QOO10_STAGE("11/20", None, kind, AS_OF),
        functions.QOO10_DEADLINE("みらい", kind),
        functions.QOO10_DAYS_LEFT([[AS_OF], ["みらい"]], None, [["一般"], [kind]], AS_OF)[1][0],
        functions.QOO10_SHIP_RATE([[AS_OF], ["みらい"]], [[AS_OF], [AS_OF]], [["一般"], [kind]], AS_OF),
        functions.QOO10_POINTS_MONTH([["#N/A"]], [[None]], [[kind]], AS_OF, AS_OF),
    ]
    for sentence in said:
        assert named in sentence, sentence
        assert other not in sentence, sentence
