"""Whose a row of a mixed sheet is: ours, another marketplace's, or a word near ours that is asked about."""

from __future__ import annotations

import pytest

from xlshipcheck import errors
from xlshipcheck.headers.markets import AMAZON, BRANCH_HOLD, QOO10, RowMarket, market_of_row, others_note
from xlshipcheck.headers.roles import MARKET_ROLE
from xlshipcheck.values.roles import ORDER_NUMBER, PICKUP_PLACE


@pytest.mark.parametrize(
    ("word", "market"),
    [
        ("Qoo10", RowMarket((QOO10,), "")),
        ("amazon.co.jp", RowMarket((AMAZON,), "")),
        ("楽天市場", RowMarket((), "楽天")),
        ("RMS", RowMarket((), "楽天")),
        ("店頭販売", RowMarket((), "店頭販売")),
    ],
)
def test_whose_a_row_is(word, market):
    """A word of our lists is ours, one of theirs is named as the marketplace, one of neither as it stands there."""
    assert market_of_row({MARKET_ROLE: word, ORDER_NUMBER: "1"}) == market


@pytest.mark.parametrize(
    "word", ["Qo10", "Qoo10店舗A", "Amazn", ""], ids=["letter", "longer", "slip", "blank"]
)
def test_a_word_near_ours_is_asked_about(word):
    """A slip in our name, our name within another word, and a blank beside an order are no marketplace of others."""
    with pytest.raises(errors.UnknownMarket):
        market_of_row({MARKET_ROLE: word, ORDER_NUMBER: "1"})


def test_a_parcel_at_a_branch_shows_itself():
    """Where 受取場所 is filled the rules of branch holds judge, beside those of the marketplace, if it is ours."""
    held = {PICKUP_PLACE: "架空営業所", ORDER_NUMBER: "1"}
    assert market_of_row({MARKET_ROLE: "Qoo10", **held}).kinds == (QOO10, BRANCH_HOLD)
    assert market_of_row({MARKET_ROLE: "", **held}).kinds == (BRANCH_HOLD,)


def test_rows_of_others_are_one_sentence():
    """Each marketplace with its rows; nothing is said where there is none."""
    assert others_note({}) == []
    assert others_note({"楽天": 1200, "BASE": 1}) == [
        "ほかのモールの行は判定していません: 楽天 1,200行、BASE 1行"
    ]
