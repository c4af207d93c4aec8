"""Qoo10 orders of a frame: every row says what the functions in its cells and a refreshed sheet say."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from frame_forms import AS_OF, QOO10_FRAMES, contexts, told, values
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from xlshipcheck import frames
from xlshipcheck.calendars.business_days import Calendar
from xlshipcheck.calendars.holidays import HolidaySource, shipped_snapshot
from xlshipcheck.calendars.tables import DayTables
from xlshipcheck.context import Context, Settings
from xlshipcheck.frames import qoo10
from xlshipcheck.frames.arrays import BLOCK
from xlshipcheck.frames.columns import RoleColumns
from xlshipcheck.frames.qoo10_cells import OrderCells, read_cells
from xlshipcheck.frames.qoo10_orders import array_tables, orders_of
from xlshipcheck.frames.qoo10_rates import own_rates
from xlshipcheck.qoo10.rows import judge_sheet
from xlshipcheck.rulebook.rules import Rulebook
from xlshipcheck.sheets import own_row
from xlshipcheck.sheets.markets import qoo10 as qoo10_columns
from xlshipcheck.values.cells import MISSING
from xlshipcheck.values.days import LAST_DAY, date_of, day_of

# Each example is a whole frame.
few_examples = settings(max_examples=40, deadline=None)


def judged_sheet(orders, context, *, own_rate=False):
    """Return a frame's cells as the code of a sheet judges them."""
    carts = "カート番号"
    return judge_sheet(
        qoo10_columns.order_rows(orders.cells, orders.count, context),
        context,
        carts=qoo10_columns.texts(orders.cells, carts, orders.count) if carts in orders.cells else None,
        own_rate=own_rate,
    )


def by_the_sheet(orders, context, *, own_rate=False):
    """Return what the result columns of a sheet say of a frame's cells."""
    sheet = judged_sheet(orders, context, own_rate=own_rate)
    return told(qoo10_columns.result_columns(sheet), {"購入者キャンセル可", "判定の率", "確認"})


@few_examples
@given(QOO10_FRAMES, contexts(), st.booleans())
def test_frame_equals_the_sheet(orders, context, own_rate):
    """Whatever the dtypes, blanks, kinds, states and settings, a frame says what the sheet's code says."""
    result = frames.assess_qoo10(orders.frame, as_of=None, context=context, own_rate=own_rate)
    assert values(result) == by_the_sheet(orders, context, own_rate=own_rate)
    assert result.index.equals(orders.frame.index)


@few_examples
@given(QOO10_FRAMES, contexts())
def test_frame_equals_the_cells(orders, context):
    """Every row says what the row-aware functions answer in that row, where its deadlines are in the calendar.

    A cell takes 判定の率 of its row until the next refresh; a frame, as a refresh, takes the rate of the settings first.
    """
    assume("判定の率" not in orders.cells or not context.settings.rates)
    result = values(frames.assess_qoo10(orders.frame, as_of=None, context=context))
    calls = {
        "段階": ("QOO10_STAGE", []),
        "最終発送日": ("QOO10_DEADLINE", []),
        "減点日": ("QOO10_DEADLINE", [MISSING, MISSING, "警告"]),
        "制限日": ("QOO10_DEADLINE", [MISSING, MISSING, "制限"]),
        "残り日数": ("QOO10_DAYS_LEFT", []),
        "減点": ("QOO10_POINTS", []),
    }
    headers = list(orders.cells)
    for row in range(orders.count):
        if "から数えた日付が" in result["確認"][row]:
            continue
        cells = [orders.cells[role][row] for role in headers]
        for title, (name, arguments) in calls.items():
            answer = own_row.evaluate_in_row(name, headers, cells, arguments, context).answers[0]
            assert result[title][row] == (None if answer.problem or answer.value == "" else answer.value), (
                title
            )


@pytest.mark.parametrize(
    ("kept", "stage", "rate", "said"),
    [
        (None, "警告", "60/61 11/17 再計算", "今ある行から再計算"),
        ("40/61 11/17", "制限", "40/61 11/17", "今ある行で数え直すと 60/61 です"),
        ("60/61 11/17", "警告", "60/61 11/17", ""),
        ("40/61 11/16", "警告", "60/61 11/17 再計算", "今ある行から再計算"),
        ("おおよそ", "警告", "60/61 11/17 再計算", "今ある行から再計算"),
    ],
)
def test_a_rate_that_was_kept_decides(kept, stage, rate, said):
    """What stands in 判定の率 for the restriction day decides, as in a sheet; a recount that differs is said."""
    late = {"入金日": "2026-11-09", "発送日": None, "判定の率": kept}
    in_time = {"入金日": "2026-11-09", "発送日": "2026-11-11", "判定の率": None}
    frame = pd.DataFrame([late, *[in_time] * 60])
    judged = frames.assess_qoo10(frame, as_of=AS_OF, own_rate=True)
    assert (judged["段階"][0], judged["判定の率"][0]) == (stage, rate)
    assert said in judged["確認"][0]
    assert set(judged["段階"][1:]) == {"発送済"}
    again = frames.assess_qoo10(frame.assign(判定の率=judged["判定の率"]), as_of=AS_OF, own_rate=True)
    assert (again["段階"][0], again["判定の率"][0]) == (stage, rate)


def test_a_rate_that_was_kept_decides_without_rows_of_its_own():
    """Without `own_rate` a decided order stays decided, as a cell that reads its own row answers."""
    frame = pd.DataFrame(
        {"入金日": ["2026-11-09"] * 3, "発送日": [None] * 3, "判定の率": ["40/61 11/17", "60/61 11/17", None]}
    )
    judged = frames.assess_qoo10(frame, as_of=AS_OF)
    assert judged["段階"].tolist() == ["制限", "警告", "制限候補"]
    assert judged["判定の率"].tolist() == ["40/61 11/17", "60/61 11/17", ""]


@few_examples
@given(QOO10_FRAMES, st.dates(dt.date(2026, 10, 20), dt.date(2026, 11, 20)))
def test_rules_that_change_on_a_date(orders, changed_on):
    """Where a rule has two dated values, each row of a frame is judged by the one in force on its base day."""
    context = Context(day_of(AS_OF), Settings(), _TwoValues(day_of(changed_on)))
    result = frames.assess_qoo10(orders.frame, as_of=AS_OF, context=context)
    assert values(result) == by_the_sheet(orders, context)


class _TwoValues(Rulebook):
    """A rulebook in which every day count of 一般, and 注意 of 予約, changes on a day."""

    def __init__(self, day):
        super().__init__()
        self._day = day

    def rule(self, key):
        rule = super().rule(key)
        if not key.startswith(("qoo10.general.", "qoo10.preorder.notice")):
            return rule
        first = rule.at(0)
        return rule._replace(values=(first, first._replace(from_day=self._day, value=first.value + 2)))


WORKED = [
    # 入金日 or 予約日, 区分, 最終発送日, 減点日, 制限日: the tables of the marketplace's own explanation
    ("2026-11-09", "一般", "2026-11-13", "2026-11-16", "2026-11-17"),
    ("2026-11-13", "一般", "2026-11-19", "2026-11-20", "2026-11-24"),
    ("2026-11-20", "一般", "2026-11-27", "2026-11-30", "2026-12-01"),
    ("2026-11-23", "一般", "2026-11-27", "2026-11-30", "2026-12-01"),
    ("2026-04-24", "一般", "2026-05-01", "2026-05-07", "2026-05-08"),
    ("2026-12-25", "一般", "2026-12-31", "2027-01-04", "2027-01-05"),
    ("2026-11-20", "予約", "2026-11-22", "2026-11-23", "2026-11-24"),
]


def test_worked_deadlines():
    """The deadlines of a frame are those worked by hand, for 一般 from 入金日 and for 予約 from 予約日."""
    bases = pd.to_datetime([base for base, *_ in WORKED])
    frame = pd.DataFrame(
        {"入金日": bases, "予約日": bases, "発送日": pd.NaT, "区分": [kind for _, kind, *_ in WORKED]}
    )
    result = frames.assess_qoo10(frame, as_of="2026-11-21")
    for title, place in (("最終発送日", 2), ("減点日", 3), ("制限日", 4)):
        assert [str(date.date()) for date in result[title]] == [row[place] for row in WORKED]


def test_rows_beyond_one_block():
    """A frame of many blocks says in every row what a frame of that row alone says."""
    few = pd.DataFrame(
        {
            "入金日": ["2026-11-09", None, "2026-11-13", "ごみ", "2099-12-30", "2026-11-20"],
            "発送日": [None, None, "2026-11-19", None, None, "まだ"],
            "注文番号": ["1", "2", "3", "4", "5", "6"],
        }
    )
    many = pd.concat([few] * (2 * BLOCK // len(few) + 1))
    expected = values(frames.assess_qoo10(few, as_of=AS_OF))
    result = values(frames.assess_qoo10(many, as_of=AS_OF))
    assert len(many) > 2 * BLOCK
    assert result == {title: cells * (len(many) // len(few)) for title, cells in expected.items()}


@few_examples
@given(QOO10_FRAMES, contexts(), st.booleans())
def test_rows_that_are_alike_are_judged_once(orders, context, own_rate):
    """A frame whose rows repeat says in every row, and as its rate, what it says when each row is judged by itself."""
    many = pd.concat([orders.frame] * 3, ignore_index=True)
    columns = RoleColumns(many, None, {})
    excluded = [0] if len(many) else []
    read = read_cells(columns, context, excluded)
    # The first row is excluded, and so unlike its own repetitions.
    assert len(read.grouped().rows) <= len(orders.frame) + 1
    results = []
    for alike in (OrderCells.grouped, lambda _self: None):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(OrderCells, "alike", alike)
            results.append(
                values(pd.DataFrame(qoo10.assess(columns, context, own_rate=own_rate, excluded=excluded)))
            )
    assert results[0] == results[1]


def test_sentences_of_rows_in_another_order():
    """The words of 確認 stand in the same order whichever row comes first."""
    moments = pd.date_range("2026-09-01", "2026-11-21")
    orders = pd.DataFrame({"入金日": moments, "発送日": None, "発送予定日": moments + pd.Timedelta(30, "D")})
    said, turned = (
        frames.assess_qoo10(some, as_of=AS_OF)["確認"].cat.categories.tolist()
        for some in (orders, orders.iloc[::-1])
    )
    assert len(said) > 1
    assert said == turned


def test_rows_are_put_together_where_they_repeat():
    """Many orders of few days are judged by the few; where nearly every row is another one, each is judged."""
    paid = np.datetime64("2026-11-02") + np.arange(2 * BLOCK) % 15
    shipped = np.datetime64("1990-01-01") + np.arange(2 * BLOCK) // 5
    for sent, found in ((pd.NaT, 15), (shipped, None)):
        columns = RoleColumns(pd.DataFrame({"入金日": paid, "発送日": sent}), None, {})
        alike = read_cells(columns, Context(day_of(AS_OF)), ()).alike()
        assert (alike and len(alike.rows)) == found


@few_examples
@given(QOO10_FRAMES, contexts())
def test_own_rates_are_the_sheets(orders, context):
    """Each kind's on-time count over a frame is the sheet's: by order or by cart, in the window of the settings."""
    columns = RoleColumns(orders.frame, None, {})
    read = orders_of(read_cells(columns, context, ()), context)
    rates = own_rates(read, array_tables(context.calendar, LAST_DAY), columns, context)
    counts = {kind: each.known.on(context.as_of) for kind, each in rates.items()}
    assert counts == judged_sheet(orders, context).own_rates


@pytest.mark.parametrize(("unit", "in_time", "counted"), [("注文番号", 3, 4), ("カート番号", 2, 3)])
def test_own_rate_by_order_and_by_cart(unit, in_time, counted):
    """A cart is late with one of its orders, an order without one counts by itself, an unreadable one not at all."""
    frame = pd.DataFrame(
        {
            "入金日": "2026-11-02",
            "発送日": ["2026-11-06", "2026-11-20", "2026-11-06", "2026-11-06", "ごみ"],
            "カート番号": ["c1", "c1", "c2", None, "c3"],
        }
    )
    context = Context(day_of(AS_OF), Settings(rate_unit=unit))
    columns = RoleColumns(frame, None, {})
    read = orders_of(read_cells(columns, context, ()), context)
    rates = own_rates(read, array_tables(context.calendar, LAST_DAY), columns, context)
    assert rates["一般"].known.on(day_of(AS_OF)) == (in_time, counted)


def test_own_rate_of_the_frame():
    """19 of 20 in time is 95 %, which is restricted, and 20 of 21 is not; an order still in time does not count."""
    late = {"入金日": "2026-11-02", "発送日": None}
    open_yet = {"入金日": "2026-11-17", "発送日": None}
    sent = {"入金日": "2026-11-02", "発送日": "2026-11-06"}
    for in_time, stage in ((19, "制限"), (20, "警告")):
        frame = pd.DataFrame([late, open_yet, *[sent] * in_time])
        assert frames.assess_qoo10(frame, as_of=AS_OF, own_rate=True)["段階"].iloc[0] == stage
        assert frames.assess_qoo10(frame, as_of=AS_OF)["段階"].iloc[0] == "制限候補"


def test_another_jpholiday_is_asked_about_the_days_in_hand():
    """A holiday that only a later jpholiday knows moves the deadlines, and it is not asked about a century."""
    new_holiday, asked = dt.date(2028, 2, 3), []

    def ask(first, last):
        asked.append(last)
        known = {date_of(day): name for day, name in shipped_snapshot().names.items()}
        return sorted(
            (date, name) for date, name in {**known, new_holiday: "新"}.items() if first <= date <= last
        )

    context = Context(day_of(AS_OF))
    calendar = Calendar(frozenset(), frozenset(), 0)
    vars(calendar)["tables"] = DayTables(
        HolidaySource(shipped_snapshot(), "9.9", ask), frozenset(), frozenset()
    )
    vars(context)["calendar"] = calendar
    frame = pd.DataFrame(
        {"入金日": ["2028-02-01", None], "発送日": ["2028-03-01", None], "予約日": ["2028-02-01"] * 2}
    )
    result = qoo10.assess(RoleColumns(frame, None, {}), context, own_rate=False)
    assert np.datetime_as_string(result["最終発送日"], "D").tolist() == ["2028-02-08", "NaT"]
    assert max(asked) < dt.date(2029, 1, 1)


def test_a_row_of_totals_makes_no_rate():
    """A 合計 row with a date in it is no order: the frame's own rate is that of the sheet."""
    rows = {
        "注文番号": ["1", "2", "合計"],
        "入金日": ["2026-11-02", "2026-11-02", "2026-11-02"],
        "発送日": ["2026-11-04", None, None],
    }
    result = frames.assess_qoo10(pd.DataFrame(rows), as_of="2026-11-21", own_rate=True)
    assert result["判定の率"].tolist() == ["", "1/2 11/11 再計算", ""]
