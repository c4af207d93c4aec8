"""One word replaced by nonsense: what does not hang on the rate stays in every other row; the rest goes three ways."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from xlshipcheck.context import Context
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.values.days import day_of

AS_OF = dt.date(2026, 11, 21)
NONSENSE = "ぽにょ"
WORDS = ("配送要請", "配送準備", "配送中", "配送完了", "キャンセル", "キャンセル要請", "")
# Columns that hang on the on-time rate; 確認 says where the rate comes from.
RATED = {"段階", "判定の率", "確認"}
DECIDED = {"警告", "制限", "制限候補"}
ORDERS = st.lists(
    st.tuples(
        st.integers(0, 25).map(lambda back: AS_OF - dt.timedelta(days=back)),
        st.one_of(st.none(), st.integers(0, 12)),
        st.sampled_from(WORDS),
        st.sampled_from(["一般", "予約"]),
    ),
    min_size=2,
    max_size=12,
)


def judged(orders):
    """Return title -> cells of a sheet of orders, and its problems."""
    columns = {
        "注文番号": [str(number) for number in range(len(orders))],
        "入金日": [paid for paid, *_ in orders],
        "予約日": [paid for paid, *_ in orders],
        "発送日": [None if after is None else paid + dt.timedelta(days=after) for paid, after, *_ in orders],
        "配送状態": [word for _, _, word, _ in orders],
        "区分": [kind for *_, kind in orders],
    }
    found = assess("Qoo10", columns, len(orders), Context(day_of(AS_OF)))
    return {column.title: list(column.values) for column in found.columns}, found.problems


def variants(orders, place):
    """Return the sheet without an order, with it sent in time, and with it late and unsent."""
    paid, _, _, kind = orders[place]
    left_out = (paid, None, "キャンセル", kind)
    return [
        judged([*orders[:place], changed, *orders[place + 1 :]])[0]
        for changed in (left_out, (paid, 0, "配送中", kind), (paid, None, "配送準備", kind))
    ]


@settings(max_examples=150, deadline=None)
@given(ORDERS, st.data())
def test_one_word_of_nonsense_moves_nothing_that_is_certain(orders, data):
    """Other rows keep every column but those of the rate; 段階 there is what all three readings of the word agree on."""
    place = data.draw(st.integers(0, len(orders) - 1))
    paid, after, _, kind = orders[place]
    before, _ = judged(orders)
    after_change, problems = judged([*orders[:place], (paid, after, NONSENSE, kind), *orders[place + 1 :]])
    others = [row for row in range(len(orders)) if row != place]
    for title in after_change.keys() - RATED:
        assert [after_change[title][row] for row in others] == [before[title][row] for row in others], title
    sent = after is not None and paid + dt.timedelta(days=after) <= AS_OF
    assert [problem.row for problem in problems] == ([] if sent else [place])
    if sent:
        return
    assert after_change["減点"][place] == ""
    readings = variants(orders, place)
    for row in others:
        stages = {reading["段階"][row] for reading in readings}
        stage = after_change["段階"][row]
        if len(stages) == 1:
            assert stage in stages
        else:
            assert stages <= DECIDED
            assert stage == "制限候補"
