"""Explanations of aggregates account for every row, and their sums are the answer."""

from __future__ import annotations

import datetime as dt

from explained import CONTEXT, explain, steps
from hypothesis import given
from hypothesis import strategies as st

from xlshipcheck.context import Context, Settings
from xlshipcheck.explain.steps import MOST_LISTED
from xlshipcheck.values.days import day_of


def test_rows_left_out_of_a_rate_are_accounted_for():
    """Each row of the range is in one group: header, blank, other kind, still open, late, in time."""
    bases = ["入金日", "2026-11-09", "2026-11-09", "2026-11-20", "", "2026-11-20", "2026-11-09"]
    shipped = ["発送日", "2026-11-12", "2026-11-16", "", "", "", ""]
    kinds = ["区分", "一般", "一般", "一般", "", "予約", "一般"]
    table = explain(CONTEXT, "QOO10_SHIP_RATE", bases, shipped, kinds)
    found = {row[1]: row[2:] for row in table if row[0] in {"除く行", "数える", "数える行"}}
    assert found == {
        "範囲の行のうち、読んだ行": [5, "全 7 行"],
        "見出しの行": [1, "1行目"],
        "入金日が空白の行": [1, ""],
        "区分が一般でない行": [1, "6行目"],
        "未発送で、まだ期限が来ていない行": [1, "4行目"],
        "期限後に発送した行、期限が過ぎて未発送の行": [2, "3、7行目"],
        "期限内に発送した行 (分子)": [1, "2行目"],
        "期限内と期限後の合計 (分母)": [3, ""],
    }
    assert [row[3] for row in steps(table, "計算")] == ["20×1 ≤ 19×3"]


def test_rate_of_two_hundred_orders():
    """190 of 200 is compared as 20×190 ≤ 19×200, and so is what one more late order would make."""
    base = [dt.date(2026, 11, 9)] * 200
    shipped = [dt.date(2026, 11, 12)] * 191 + [dt.date(2026, 11, 13)] * 9
    table = explain(CONTEXT, "QOO10_LATE_ALLOWANCE", base, shipped, "一般")
    assert table[-1][2] == 0
    assert [row[3] for row in steps(table, "計算")] == [
        "20×191 > 19×200",
        "20×191 > 19×200",
        "20×190 ≤ 19×200",
    ]
    assert "ほか 171 行" in next(row[3] for row in table if row[1] == "期限内に発送した行 (分子)")


def test_rows_outside_the_window_of_the_settings():
    """Rows whose base day lies outside the window of the settings are named."""
    window = (day_of(dt.date(2026, 11, 1)), day_of(dt.date(2026, 11, 30)))
    context = Context(CONTEXT.as_of, Settings(rate_window=window))
    bases = [dt.date(2026, 10, 30), dt.date(2026, 11, 2)]
    table = explain(context, "QOO10_SHIP_RATE", bases, bases, "一般")
    outside = next(row for row in steps(table, "除く行") if "期間" in row[1])
    assert outside[2:] == [1, "1行目"]
    assert table[-1][2] == 1


def test_many_bookings_are_summed_up():
    """Of many bookings the first are listed by row, and how many more there are is said."""
    table = explain(CONTEXT, "QOO10_POINTS_MONTH", [dt.date(2026, 11, 2)] * 25, [""] * 25, "一般", "2026-11")
    *listed, last = steps(table, "減点")
    assert [row[1:] for row in listed] == [
        [f"{number} 行目の減点日", dt.date(2026, 11, 10), "-2 点"] for number in range(1, MOST_LISTED + 1)
    ]
    assert last[1] == "ほか 5 行"
    assert table[-1][2] == -50


orders = st.lists(
    st.tuples(
        st.dates(dt.date(2026, 10, 20), dt.date(2026, 11, 30)),
        st.one_of(st.just(""), st.dates(dt.date(2026, 10, 20), dt.date(2026, 12, 5))),
        st.sampled_from(["一般", "予約"]),
    ),
    min_size=1,
    max_size=40,
)


@given(orders, st.sampled_from(["一般", "予約"]))
def test_groups_add_up_to_the_rate(rows, which):
    """Numerator over denominator is the answer, and the groups of rows add up to all rows read."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    table = explain(CONTEXT, "QOO10_SHIP_RATE", *columns, "", which)
    found = {row[1]: row[2] for row in table if row[0] in {"除く行", "数える"}}
    late = found.pop("期限後に発送した行、期限が過ぎて未発送の行")
    in_time = found.pop("期限内に発送した行 (分子)")
    counted = found.pop("期限内と期限後の合計 (分母)")
    assert counted == in_time + late == len(rows) - sum(found.values())
    assert table[-1][2] == (in_time / counted if counted else "対象なし")


@given(orders)
def test_bookings_of_a_month_are_listed(rows):
    """The rows named as booked in the month, times the points of one order, are the answer."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    table = explain(CONTEXT, "QOO10_POINTS_MONTH", *columns, "2026-11")
    booked = next(row[2] for row in table if row[1] == "その月に減点が確定した行")
    groups = [row[2] for row in steps(table, "除く行")]
    assert booked + sum(groups) == len(rows)
    assert table[-1][2] == -2 * booked
    assert all(row[2].month == 11 for row in steps(table, "減点") if isinstance(row[2], dt.date))


packages = st.lists(
    st.tuples(
        st.sampled_from(["有効", "有効", "無効", "対象外"]),
        st.dates(dt.date(2026, 10, 10), dt.date(2026, 11, 24)),
        st.sampled_from(["本", "玩具"]),
        st.one_of(st.just(""), st.sampled_from("abc")),
    ),
    min_size=1,
    max_size=30,
)


@given(packages, st.sampled_from(["", "本"]))
def test_packages_add_up_to_the_rate(rows, which):
    """Packages left out and packages counted are all packages, and valid over scope is the answer."""
    validity, days, categories, keys = (list(column) for column in zip(*rows, strict=True))
    table = explain(CONTEXT, "AMAZON_VTR", validity, days, categories, which, "", keys)
    found = {row[1]: row[2] for row in table if row[0] in {"数える", "除く梱包"}}
    left_out = sum(row[2] for row in steps(table, "除く梱包"))
    assert found["同じ梱包の行をまとめた梱包の数"] == left_out + found["対象の梱包 (分母)"]
    assert [row[2] for row in steps(table, "期間")] == [dt.date(2026, 10, 16), dt.date(2026, 11, 14)]
    scope, valid = found["対象の梱包 (分母)"], found["そのうち有効 (分子)"]
    assert scope == valid + found["そのうち無効"]
    assert table[-1][2] == (valid / scope if scope else "対象なし")
    if scope:
        sign = "≥" if valid * 20 >= scope * 19 else "<"
        assert steps(table, "計算")[0][3] == f"20×{valid} {sign} 19×{scope}"


def test_what_may_follow_below_the_limit_is_said():
    """Below 95 %, and beside a day of recovery, the improvement plan and Amazon's approval are named."""
    columns = (["有効", "無効"], [dt.date(2026, 11, 1), dt.date(2026, 10, 20)])
    for name in ("AMAZON_VTR", "AMAZON_VTR_RECOVERY"):
        assert any("改善計画" in row[1] for row in steps(explain(CONTEXT, name, *columns), "注記"))


def test_how_many_more_may_be_invalid():
    """The last number of invalid packages the window bears, and one more, stand as they are compared."""
    days = [dt.date(2026, 11, 1)] * 60
    table = explain(CONTEXT, "AMAZON_INVALID_ALLOWANCE", ["有効"] * 59 + ["無効"], days)
    assert table[-1][2] == 2
    comparisons = [row[3] for row in steps(table, "計算")]
    assert comparisons == ["20×59 ≥ 19×60", "20×57 ≥ 19×60", "20×56 < 19×60"]
