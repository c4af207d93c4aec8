"""Explanations name the days that are not counted, the defaults, the rate as it is compared, and the edge."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import numpy as np
import pytest
from explained import AS_OF, CONTEXT, explain, steps
from hypothesis import given
from hypothesis import strategies as st
from other_calendars import is_open, numpy_calendar

from xlshipcheck.catalogue.calling import call
from xlshipcheck.context import Context, Settings
from xlshipcheck.explain.steps import MOST_LISTED
from xlshipcheck.values.cells import MISSING
from xlshipcheck.values.days import day_of

dates = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))
days_off = st.lists(st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)), max_size=8)


@given(dates, st.integers(0, 30), days_off)
def test_skipped_days_are_the_closed_ones(base, length, closed):
    """The days named as not counted are those numpy leaves out with another package's holidays."""
    as_of = base + dt.timedelta(days=length)
    table = explain(CONTEXT, "QOO10_STAGE", base, "", "一般", as_of, "", closed or MISSING)
    rows = steps(table, "数えない日")
    days = [base + dt.timedelta(days=k + 1) for k in range(length)]
    expected = [day for day in days if not is_open(day_of(day), frozenset(map(day_of, closed)))]
    assert [row[2] for row in rows] == expected
    assert all(row[1] and row[3] for row in rows)
    counted = next(row[2] for row in table if row[0] == "数える")
    assert counted == length - len(expected)
    if not closed:
        assert counted == np.busday_count(base, as_of, busdaycal=numpy_calendar()) + (
            bool(np.is_busday(as_of, busdaycal=numpy_calendar()))
            - bool(np.is_busday(base, busdaycal=numpy_calendar()))
        )


@given(dates, st.integers(-25, 25).filter(bool))
def test_workday_names_the_days_it_passes_over(start, days):
    """JP_WORKDAY names each closed day between its start and its answer, in either direction."""
    table = explain(CONTEXT, "JP_WORKDAY", start, days)
    first, last = sorted((start, table[-1][2]))
    between = [first + dt.timedelta(days=k) for k in range(1, (last - first).days)]
    expected = [day for day in between if not np.is_busday(day, busdaycal=numpy_calendar())]
    assert [row[2] for row in steps(table, "数えない日")] == expected


@pytest.mark.parametrize(
    ("date", "reason"),
    [
        (dt.date(2026, 11, 21), "土曜日"),
        (dt.date(2026, 11, 22), "日曜日"),
        (dt.date(2026, 11, 23), "勤労感謝の日"),
        (dt.date(2026, 11, 24), "休業日(設定)"),
    ],
)
def test_reason_of_a_closed_day(date, reason):
    """A closed day carries its weekday, its holiday's name, or that the shop's list closes it."""
    table = explain(CONTEXT, "JP_IS_WORKDAY", date, dt.date(2026, 11, 24))
    assert [row[1:3] for row in steps(table, "数えない日")] == [[reason, date]]


def test_a_long_list_of_skipped_days_is_summed_up():
    """Only the first closed days are listed; how many more there are is said, and the last one."""
    table = explain(CONTEXT, "JP_NETWORKDAYS", dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    *listed, last = steps(table, "数えない日")
    days = np.arange("2026-01-01", "2027-01-01", dtype="datetime64[D]")
    closed = days[~np.is_busday(days, busdaycal=numpy_calendar())].tolist()
    assert [row[2] for row in listed] == closed[:MOST_LISTED]
    assert last[1:3] == [f"ほか {len(closed) - MOST_LISTED} 日", closed[-1]]


def test_a_saturday_that_the_platform_opens_is_named():
    """A day that the settings open is counted, and named as counted."""
    saturday = dt.date(2026, 11, 21)
    context = Context(CONTEXT.as_of, Settings(opened=frozenset({day_of(saturday)})))
    table = explain(context, "QOO10_STAGE", dt.date(2026, 11, 20))
    assert [row[2] for row in steps(table, "数える日")] == [saturday]
    assert saturday not in [row[2] for row in steps(table, "数えない日")]
    assert not steps(explain(context, "QOO10_STAGE", saturday), "数える日")


def test_estimated_holidays_are_labelled():
    """A holiday of a year not gazetted yet is named as an estimate, and the answer is noted as one."""
    table = explain(CONTEXT, "QOO10_DEADLINE", dt.date(2029, 1, 5))
    holidays = [row for row in steps(table, "数えない日") if row[1] == "成人の日"]
    assert [row[3] for row in holidays] == ["国民の祝日 (公布前のため推定)"]
    assert [row[2] for row in steps(table, "注記")] == ["推定"]


def test_defaults_are_named_as_defaults():
    """An argument that was left out shows what stands in for it, the as-of day included."""
    table = explain(CONTEXT, "QOO10_STAGE", dt.date(2026, 11, 20))
    rows = {row[1]: row[2:] for row in steps(table, "引数")}
    assert rows["入金日"] == [dt.date(2026, 11, 20), "指定した値"]
    assert rows["発送日"] == ["", "省略"]
    assert rows["区分"][0] == "一般"
    assert rows["基準日"][0] == AS_OF
    assert all("省略時の値" in rows[name][1] for name in ("区分", "基準日", "休業日"))
    given_table = explain(CONTEXT, "QOO10_STAGE", dt.date(2026, 11, 20), 0, "予約", "2026/11/21")
    given_rows = {row[1]: row[2:] for row in steps(given_table, "引数")}
    assert given_rows["発送日"] == ["", "空白"]
    assert given_rows["区分"] == ["予約", "指定した値"]
    assert given_rows["基準日"] == [dt.date(2026, 11, 21), "指定した値"]


def test_settings_stand_in_and_are_named():
    """A rate and closed days of the settings are named as such where the arguments are left out."""
    closed = frozenset({day_of(dt.date(2026, 11, 24))})
    settings = Settings(closed=closed, rates={"一般": Fraction(96, 100)}, shop_closed=closed)
    table = explain(Context(CONTEXT.as_of, settings), "QOO10_STAGE", dt.date(2026, 11, 10))
    assert [row[2:] for row in steps(table, "発送率")] == [[0.96, "20×24 > 19×25 (設定の発送率)"]]
    assert ["休業日", "1 日", "省略時の値 (設定の一覧)"] in [row[1:] for row in table]
    assert table[-1][2] == "警告"


@pytest.mark.parametrize(
    ("rate", "comparison", "stage"),
    [
        ("95%", "20×19 ≤ 19×20", "制限"),
        (0.9501, "20×9501 > 19×10000", "警告"),
        (0, "20×0 ≤ 19×1", "制限"),
        (1, "20×1 > 19×1", "警告"),
    ],
)
def test_rate_is_compared_in_whole_numbers(rate, comparison, stage):
    """The rate stands against the limit as integers, and exactly 95 % is restricted."""
    table = explain(CONTEXT, "QOO10_STAGE", dt.date(2026, 11, 9), "", "", "", rate)
    assert steps(table, "発送率")[0][3].startswith(comparison)
    assert table[-1][2] == stage


def test_the_edge_of_a_deadline_is_said():
    """Shipping on the closed days behind 最終発送日 still counts as in time, and is said so."""
    table = explain(CONTEXT, "QOO10_DEADLINE", dt.date(2026, 11, 20))
    assert [row[2] for row in steps(table, "境界")] == [dt.date(2026, 11, 29)]
    days_left = explain(CONTEXT, "QOO10_DAYS_LEFT", dt.date(2026, 11, 16), "", "", dt.date(2026, 11, 22))
    assert "境界" in [row[2] for row in steps(days_left, "注記")]
    midweek = explain(CONTEXT, "QOO10_DEADLINE", dt.date(2026, 11, 11))
    assert midweek[-1][2] == dt.date(2026, 11, 17)
    assert not steps(midweek, "境界")


def test_a_range_is_explained_for_its_first_row():
    """Of a range the first row that is neither blank nor a header is explained, and which one is said."""
    column = ["入金日", "", dt.date(2026, 11, 18), dt.date(2026, 11, 9)]
    table = explain(CONTEXT, "QOO10_STAGE", column)
    assert [row[2:] for row in steps(table, "行")] == [[3, "全 4 行"]]
    assert "範囲の 3 行目" in table[-1][1]
    assert table[-1][2] == call("QOO10_STAGE", [column], CONTEXT)[2][0]


def test_a_zero_date_is_a_default():
    """0 is a blank for dates, so an as-of day of 0 shows the default and says so."""
    table = explain(CONTEXT, "QOO10_STAGE", dt.date(2026, 11, 20), 0, "", 0)
    row = next(row for row in steps(table, "引数") if row[1] == "基準日")
    assert row[2] == AS_OF
    assert "省略時の値" in row[3]


def test_hints_stand_beside_the_stage_alone():
    """At 注意 the hint at the apology stands beside the stage, and not beside points or days left."""
    for name, hinted in [("QOO10_STAGE", True), ("QOO10_DAYS_LEFT", False), ("QOO10_POINTS", False)]:
        table = explain(CONTEXT, name, dt.date(2026, 11, 18))
        assert any("お詫びメッセージ" in row[1] for row in steps(table, "注記")) is hinted


def test_a_restriction_is_counted_up_to_the_ship_date():
    """What decides over 制限 is the count when the order was sent, not that of today."""
    table = explain(CONTEXT, "QOO10_RESTRICTED_UNTIL", dt.date(2026, 11, 9), dt.date(2026, 11, 12))
    counted = next(row for row in table if row[0] == "数える")
    assert "2026-11-12" in counted[1]
    assert counted[2] == 3
    assert table[-1][2] == ""


def test_backlog_names_the_days_on_which_the_shop_is_closed():
    """The as-of day itself is a day of work, or is named where the shop is closed on it."""
    closed = frozenset({day_of(AS_OF)})
    context = Context(CONTEXT.as_of, Settings(shop_closed=closed))
    table = explain(context, "QOO10_BACKLOG", 30, 10, dt.date(2026, 11, 20))
    assert [row[2] for row in steps(table, "発送できない日")] == [AS_OF]
    assert next(row[2] for row in table if "店が開いている日" in row[1]) == 3
