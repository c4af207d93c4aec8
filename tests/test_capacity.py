"""The orders that a shop can send a day: which will be late, when the rest is worked off, what to stop; by hand."""

from __future__ import annotations

import datetime as dt

import pytest
from test_today import plan_for

from xlshipcheck.context import Context, Settings
from xlshipcheck.errors import SettingRefused
from xlshipcheck.qoo10.advice import capacity_on, shop_days
from xlshipcheck.settings.shop import settings_from
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.sheets.today import sheet_facts
from xlshipcheck.today import words
from xlshipcheck.today.capacity_words import CAPACITY_LIST, capacity_sentences
from xlshipcheck.today.sections import DAYS_OFF_TITLE, DEADLINES_TITLE, today_sections
from xlshipcheck.values.days import date_of, day_of

MONDAY = dt.date(2026, 11, 30)
TUESDAY = dt.date(2026, 12, 1)


def settings(capacity, *days_off):
    """Return the settings of a shop with a capacity and days off."""
    return settings_from({"capacity": capacity, "shop_closed": list(days_off)})


@pytest.mark.parametrize(
    ("written", "per_day"),
    [
        (40, [40] * 5 + [0, 0]),
        ("40.0", [40] * 5 + [0, 0]),
        ("４０", [40] * 5 + [0, 0]),
        ("月～金40 土10", [40] * 5 + [10, 0]),
        ("月-木 30件、金20", [30] * 4 + [20, 0, 0]),
        ("日5", [0] * 6 + [5]),
    ],
)
def test_a_capacity_is_read(written, per_day):
    """A number is for Monday to Friday; weekdays that are not named are days off."""
    assert list(settings(written).capacity.values()) == per_day


@pytest.mark.parametrize("written", [0, "月0", "たくさん", True, "月40 月10", "月～金", "-3", "40 50"])
def test_what_is_no_capacity_is_refused(written):
    """Nothing is guessed of another text, and a shop that never sends has made a mistake."""
    with pytest.raises(SettingRefused):
        settings(written)


def test_weekdays_without_capacity_are_days_off():
    """Friday without any is a day off, Saturday with some is none; holidays and days off stay closed."""
    context = Context(day_of(MONDAY), settings("月～木40 土10", dt.date(2026, 12, 2)))
    open_days = shop_days(context, context.calendar)
    counts = {
        day: capacity_on(context, open_days, day_of(dt.date(2026, 11, 20) + dt.timedelta(day)))
        for day in range(13)
    }
    # 11-20 is a Friday, 11-23 a holiday; 12-02 is the shop's day off.
    assert list(counts.values()) == [0, 10, 0, 0, 40, 40, 40, 0, 10, 0, 40, 40, 0]


def orders(count, paid=dt.date(2026, 11, 24), prefix="N"):
    """Return orders paid on a day; on the Tuesday after the holiday their last safe day is Monday the 30th."""
    return [(f"{prefix}{number:02}", paid) for number in range(count)]


def test_orders_beyond_the_capacity_are_marked():
    """Six are due today and four can be sent: the last two of the list go tomorrow, which costs them points."""
    plan = plan_for(orders(6), settings=settings(4))
    assert [line.goes for line in plan.lines] == [0] * 4 + [day_of(TUESDAY)] * 2
    assert words.line_cells(plan.lines[-1], 6, day_of(MONDAY))[6] == "明日 -2点 ▲12/1(火) の発送になる見込み"
    assert plan.load is not None
    assert (plan.load.waiting, plan.load.points, plan.load.stopped) == (6, -4, 0)
    assert plan.load.per_day == {day_of(MONDAY): 4, day_of(TUESDAY): 2}
    assert {box.title: box.total for box in words.boxes_of(plan)}["発送数では間に合わない"] == 2


def test_calm_orders_are_late_too_where_the_backlog_is_long():
    """Orders that are not due yet go behind those that are; two a day, so of the last day's six two are late."""
    # Paid on Friday the 27th: +4 is Thursday 12-03; five days from the 30th to the 4th take ten.
    plan = plan_for(
        [*orders(4), *orders(6, dt.date(2026, 11, 27), "C")],
        settings=settings(2),
    )
    assert plan.load is not None
    late = {row: date_of(day) for (_, row), day in plan.load.late.items()}
    # Rows 2-5 are due on the 30th, 6-11 on 12-03: the 30th takes 2, 12-01 the others, 02 and 03 four, 04 the rest.
    assert late == {4: TUESDAY, 5: TUESDAY, 10: dt.date(2026, 12, 4), 11: dt.date(2026, 12, 4)}


def test_an_order_that_goes_today_is_not_beyond_the_capacity():
    """The buyer can cancel since 発送予定日 has passed, whatever the shop can send: one that goes today has no mark.

    One for which today has no room is late: it should have gone today.
    """
    paid, planned = dt.date(2026, 11, 27), [dt.date(2026, 11, 28)] * 2
    plan = plan_for(orders(2, paid), settings=settings(2), 発送予定日=planned)
    assert plan.load is not None
    assert plan.load.late == {}
    assert [line.goes for line in plan.lines] == [0, 0]
    assert "発送数では間に合わない" not in {box.title for box in words.boxes_of(plan)}
    plan = plan_for(orders(2, paid), settings=settings(1), 発送予定日=planned)
    assert [line.goes for line in plan.lines] == [0, day_of(TUESDAY)]
    # Nor has it one where the shop is closed today: it goes as soon as the shop sends anything.
    plan = plan_for(orders(2, paid), settings=settings(2, MONDAY), 発送予定日=planned)
    assert [line.goes for line in plan.lines] == [0, 0]


def test_what_is_lost_goes_last():
    """An order that nothing can save takes no place from one that can be saved."""
    lost = [(f"L{n}", dt.date(2026, 11, 10)) for n in range(3)]
    plan = plan_for([*lost, *orders(2)], settings=settings(2))
    assert plan.load is not None
    assert plan.load.late == {}
    assert plan.load.done_on == day_of(dt.date(2026, 12, 2))


def sentences(count, capacity, *days_off):
    """Return what is said of a number of orders paid on Friday the 27th."""
    shop = settings(capacity, *days_off)
    plan = plan_for(orders(count, dt.date(2026, 11, 27)), settings=shop)
    return capacity_sentences(plan, Context(day_of(MONDAY), shop))


def test_advice_where_the_capacity_is_enough():
    """No advice to close the shop where every order goes in time, new ones too."""
    said = sentences(6, 4)
    assert said == [
        "未発送6件は、12/1(火) に発送し終わる見込みです (店の営業日で2日分。11/30(月) 4件、12/1(火) 2件)",
        "期限のある未発送の注文は、どれも期限までに発送できる見込みです",
    ]


def test_advice_where_it_is_not():
    """24 orders at two a day take until 12-15: paid today (+3 is 12-03) is too late, paid on 12-10 (+3 is 12-15) is not."""
    said = sentences(24, 2)
    assert said[0].startswith("未発送24件は、12/15(火) に発送し終わる見込みです (店の営業日で12日分。")
    # Eight go by their last safe day, Thursday 12-03.
    assert said[1].startswith("間に合わない見込み 16件 (減点 -32")
    assert said[2] == (
        "一時休店: 今日入金の注文は 12/15(火) より後の発送になり、発送率の期限 12/3(木) に間に合いません。"
        "12/9(水) まで受注を止めれば追い付きます"
    )
    assert said[3].startswith("予約: 出品を続けるなら、発送まで11営業日の商品として。予約: ")
    assert said[4].startswith("売り切れ: ")
    assert "未発送1件、間に合わない1件" in said[4]


def test_without_a_capacity_nothing_is_said():
    """A shop that has not set one sees no advice and no line in the chart."""
    plan = plan_for(orders(6))
    assert plan.load is None
    assert capacity_sentences(plan, Context(day_of(MONDAY))) == []
    assert CAPACITY_LIST not in {box.target for box in words.boxes_of(plan)}


def sections_for(rows, shop, **columns):
    """Return title -> section about the orders of a sheet."""
    context = Context(day_of(MONDAY), shop)
    roles = {"注文番号": [number for number, _ in rows], "入金日": [paid for _, paid in rows], **columns}
    assessed = assess("Qoo10", roles, len(rows), context)
    facts = sheet_facts(
        "受注", 2, assessed, list(roles), lambda wanted: [list(roles.values())[k] for k in wanted]
    )
    return {section.title: section for section in today_sections([facts], context)}


def test_capacity_line_of_the_chart():
    """A day's capacity stands beside its orders; a Saturday's is there by the next business day."""
    section = sections_for(orders(3), settings("月～金4 土1"))[DEADLINES_TITLE]
    assert section.header == ("最終発送日", "未発送", "発送能力")
    table = {row[0]: row[1:] for row in section.rows}
    assert table["11/30(月)"] == (3, 4)
    assert table["12/4(金)"] == (0, 4)
    assert table["12/7(月)"] == (0, 5)
    assert table["超過"] == (0, "")
    assert section.chart is not None
    assert [series.is_line for series in section.chart.series] == [False, True]
    without = sections_for(orders(3), Settings())[DEADLINES_TITLE]
    assert without.header == ("最終発送日", "未発送")


def shown_on(as_of, rows, **columns):
    """Return the rows of the chart of unsent orders that hold any."""
    context = Context(day_of(as_of))
    roles = {"注文番号": [number for number, _ in rows], "入金日": [paid for _, paid in rows], **columns}
    assessed = assess("Qoo10", roles, len(rows), context)
    facts = sheet_facts(
        "受注", 2, assessed, list(roles), lambda wanted: [list(roles.values())[k] for k in wanted]
    )
    section = next(one for one in today_sections([facts], context) if one.title == DEADLINES_TITLE)
    return section.rows[1][0], {row[0]: row[1] for row in section.rows if row[1]}


def test_the_chart_shows_no_order_on_a_day_that_is_too_late():
    """What a weekend parts from its points stands before it: on Monday the points are booked.

    Paid on Monday 11-16, +4 is Friday 11-20 and the points come on Tuesday 11-24, after a holiday: on Saturday 11-21
    it can still be sent, on Tuesday no more. A preorder of 12-04 has until Sunday 12-06, and points on Monday.
    """
    saturday = dt.date(2026, 11, 21)
    late, calm = ("A", dt.date(2026, 11, 16)), ("B", dt.date(2026, 11, 17))
    assert shown_on(saturday, [late, calm]) == ("11/21(土)", {"11/21(土)": 1, "11/24(火)": 1})
    preorder = {"区分": ["予約"], "予約日": [dt.date(2026, 12, 4)]}
    assert shown_on(MONDAY, [("P", dt.date(2026, 11, 26))], **preorder) == ("11/30(月)", {"12/4(金)": 1})
    # On that Sunday itself the order stands under it.
    sunday = dt.date(2026, 12, 6)
    assert shown_on(sunday, [("P", dt.date(2026, 11, 26))], **preorder) == ("12/6(日)", {"12/6(日)": 1})
    # What is due long after the last day shown stands behind it.
    far = {"区分": ["予約"], "予約日": [dt.date(2026, 12, 24)]}
    assert shown_on(MONDAY, [("P", dt.date(2026, 11, 26))], **far)[1] == {"それ以降": 1}
    # The tenth business day from Monday the 30th on is Friday 12-11; on the Sunday behind it it is not too late.
    last = {"区分": ["予約"], "予約日": [dt.date(2026, 12, 11)]}
    assert shown_on(MONDAY, [("P", dt.date(2026, 11, 26))], **last)[1] == {"12/11(金)": 1}


def test_deadlines_on_the_shops_days_off():
    """A deadline on a day off names why, and the last day before it on which the shop sends."""
    shop = settings_from({"shop_closed": [dt.date(2026, 12, 3), dt.date(2026, 12, 2)]})
    section = sections_for(orders(2, dt.date(2026, 11, 27)), shop)[DAYS_OFF_TITLE]
    assert section.rows == [
        ("12/2(水)", "店休日", "発送率期限", 2, "12/1(火)"),
        ("12/3(木)", "店休日", "最終発送日", 2, "12/1(火)"),
    ]
    assert sections_for(orders(2, dt.date(2026, 11, 27)), Settings())[DAYS_OFF_TITLE].rows == []
