"""Amazon in 今日 and 集計: orders by their own day, what to correct, risk, what comes, what brings a category back."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from package_columns import packages

from xlshipcheck.amazon.fixes import FIXES
from xlshipcheck.amazon.grouping import INVALID
from xlshipcheck.amazon.notes import OUTCOMES
from xlshipcheck.context import Context
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.sheets.markets.amazon_outlook import HIGH, LOW, MIDDLE, TITLE
from xlshipcheck.sheets.today import sheet_facts, shown_columns
from xlshipcheck.today import words
from xlshipcheck.today.planning import plan_of
from xlshipcheck.values.days import day_of

AS_OF = dt.date(2026, 11, 21)
GOOD, BAD = "444413758703", "123456789012"
# As of 11-21 the window is 10-13 to 11-11.


def outlook(*rows):
    """Return category -> its row of the section about what is to come."""
    columns = packages(*rows)
    assessed = assess("Amazon", columns, len(rows), Context(day_of(AS_OF)))
    section = next(part for part in assessed.sections if part.title == TITLE)
    return {row[0]: row[1:] for row in section.rows}


def of(category, good, bad, day):
    """Return packages of a category on a day."""
    return [(GOOD, category, day)] * good + [(BAD, category, day)] * bad


def test_risk_in_bands_and_worst_first():
    """Below 95 % is high, below 97 % is worth watching; the thresholds are rules, the worst stands first."""
    day = dt.date(2026, 11, 1)
    rows = [*of("低い", 100, 0, day), *of("高い", 94, 6, day), *of("中ほど", 96, 4, day)]
    # A number counts once per order: each row is a package of its own.
    found = outlook(*rows)
    assert list(found) == ["高い", "中ほど", "低い", "全体"]
    assert [found[name][0] for name in found] == [HIGH, MIDDLE, LOW, MIDDLE]
    assert found["高い"][1] == "■■■□｜□□"


def test_what_comes_into_the_window():
    """Packages promised for the last ten days are counted apart, the invalid ones of them, and the rate they make."""
    rows = [
        *of("本", 2, 0, dt.date(2026, 11, 1)),
        *of("本", 1, 1, dt.date(2026, 11, 12)),
        *of("本", 0, 1, dt.date(2026, 11, 21)),
        *of("本", 5, 5, dt.date(2026, 11, 22)),  # promised for after today: nothing is counted of it
    ]
    risk, _, coming, invalid, later, back = outlook(*rows)["本"]
    assert (risk, coming, invalid, back) == (LOW, 3, 2, "")
    # As of 12-01 the window is 10-23 to 11-21.
    assert later == Fraction(3, 5)


def test_the_package_that_brings_a_category_back():
    """The invalid package of 10-20 leaves after 11-28; the rate is back on the 29th, and its order is named."""
    rows = [*of("本", 1, 0, dt.date(2026, 11, 1)), *of("本", 0, 1, dt.date(2026, 10, 20))]
    assert outlook(*rows)["本"][5] == "11/29(日) に Z-1 が外れて回復"


def test_no_way_back_is_said_as_such():
    """Where every package is invalid there is none to come back with."""
    assert outlook(*of("本", 0, 2, dt.date(2026, 11, 1)))["本"][5] == "見込みなし"


def test_recovery_by_packages_that_enter():
    """Where valid packages come in before the invalid one leaves, they are the reason."""
    rows = [*of("本", 0, 1, dt.date(2026, 11, 10)), *of("本", 40, 0, dt.date(2026, 11, 14))]
    assert outlook(*rows)["本"][5] == "11/24(火) に新しく入る有効な梱包で回復"


def test_every_invalid_outcome_has_something_to_do():
    """No package to correct is listed without what to do about it."""
    assert {code for code, outcome in enumerate(OUTCOMES) if outcome.verdict == INVALID} == set(FIXES)


UNSHIPPED = [
    "order-id",
    "order-item-id",
    "purchase-date",
    "promise-date",
    "product-name",
    "recipient-name",
    "ship-address-1",
]


def plan_for(rows, more=()):
    """Return the plan of unshipped orders: 注文番号, promise-date, 受取人名, 住所; and their 配送状態."""
    context = Context(day_of(AS_OF))
    columns = {
        "注文番号": [row[0] for row in rows],
        "送り状番号": [None] * len(rows),
        "配送会社": [None] * len(rows),
        "お届け予定日": [dt.date(2026, 11, 28)] * len(rows),
        "注文金額": [2000] * len(rows),
        "出荷期限": [row[1] for row in rows],
        **({"配送状態": list(more)} if more else {}),
    }
    headers = ["recipient-name", "ship-address-1", "product-name"]
    table = [[row[2] for row in rows], [row[3] for row in rows], ["品"] * len(rows)]
    assessed = assess("Amazon", columns, len(rows), context)
    facts = sheet_facts("出荷", 2, assessed, headers, lambda wanted: [table[k] for k in wanted])
    return plan_of([facts], context)


def test_orders_stand_by_their_own_ship_by_day():
    """Due by Monday the 23rd, a holiday, or by Tuesday: in the list; due on Wednesday: not yet; missed: first."""
    plan = plan_for(
        [
            ("A", "2026-11-25T14:59:59+00:00", "", ""),
            ("B", "2026-11-24T14:59:59+00:00", "", ""),
            ("C", "2026-11-20T14:59:59+00:00", "", ""),
            ("D", "2026-11-23T14:59:59+00:00", "", ""),
        ]
    )
    assert [line.fact.order for line in plan.lines] == ["C", "D", "B"]
    assert [words.deadline_words(line, plan.as_of)[:2] for line in plan.lines] == ["今日", "今日", "11"]
    assert words.cost_words(plan.lines[0], plan.as_of) == "出荷期限を過ぎています"
    assert {box.title: box.total for box in words.boxes_of(plan)}["Amazon の出荷期限"] == 2


@pytest.mark.parametrize(
    ("state", "listed"),
    [
        ("Unshipped", True),
        ("", True),
        ("なぞの語", True),
        ("Shipped", False),
        ("Cancelled", False),
        ("Pending", False),
    ],
)
def test_what_is_not_to_be_shipped_is_not_in_the_list(state, listed):
    """Sent, cancelled and unpaid orders ask for no parcel; a word that nobody can read is no shipment."""
    plan = plan_for([("A", "2026-11-23", "", "")], more=[state])
    assert bool(plan.lines) is listed


def test_a_ship_by_day_that_cannot_be_read_is_named():
    """It is no blank: the row needs a look."""
    plan = plan_for([("A", "そのうち", "", "")])
    assert plan.lines == []
    assert [(row, order) for _, row, order, _ in plan.problems] == [(2, "A")]
    assert "出荷期限" in plan.problems[0][3]


def test_orders_to_one_recipient_stand_together():
    """One name at one address is one parcel; a name alone or an address alone is not. Neither is shown anywhere."""
    plan = plan_for(
        [
            ("A", "2026-11-20", "架空 花子", "見本町1-2-3"),
            ("B", "2026-11-20", "架空 太郎", "見本町1-2-3"),
            ("C", "2026-11-24", "架空　花子", "見本町１－２－３"),
        ]
    )
    assert [line.fact.order for line in plan.lines] == ["A", "C", "B"]
    assert [words.together_words(line) for line in plan.lines] == ["同じ注文・届け先"] * 2 + [""]
    shown = [words.line_cells(line, 1, plan.as_of) for line in plan.lines]
    assert "花子" not in str(shown)
    assert "見本町" not in str(shown)


def test_name_and_address_are_read_only_together():
    """A name without an address says too little to pack anything together, so it is not read."""
    assert shown_columns(["商品名", "受取人名"]) == {"name": 0}
    assert shown_columns(["商品名", "受取人名", "住所"]) == {"name": 0, "recipient": 1, "address": 2}
