"""What is doubtful is counted: each 注意 of 確認 by its kind, as-of days far from the orders, payments long ago."""

from __future__ import annotations

import datetime as dt

import pytest

from xlshipcheck.context import Context
from xlshipcheck.rulebook.rules import standard_rulebook
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.sheets.markets.cautions import cautions_of, doubtful_as_of, newest_of, old_payments
from xlshipcheck.values.days import day_of
from xlshipcheck.values.results import Column

NEWEST = dt.date(2026, 11, 20)


def after(days):
    """Return the context of a day so many days after the newest payment."""
    return Context(day_of(NEWEST) + days)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-3650, "より前です"),
        (-1, "より前です"),
        (0, ""),
        (60, ""),
        (61, "の 61日後です"),
        (3650, "の 3,650日後です"),
    ],
)
def test_an_as_of_day_far_from_the_orders_is_said(days, said):
    """Before the newest 入金日, or more than 60 days after it, the as-of day is more likely a slip."""
    sentences = doubtful_as_of([day_of(NEWEST), day_of(NEWEST) - 5, None], after(days))
    assert [sentence for sentence in sentences if "基準日 20" in sentence] == [
        sentence for sentence in sentences if said and said in sentence
    ]
    assert bool(said) == any("基準日 20" in sentence for sentence in sentences)


@pytest.mark.parametrize(("back", "counted"), [(180, 0), (181, 2)])
def test_payments_long_ago_are_counted(back, counted):
    """Payments more than 180 days before the as-of day are counted together; the limits are data."""
    days = [day_of(NEWEST), day_of(NEWEST) - back, day_of(NEWEST) - back, None]
    sentences = old_payments(days, after(0))
    assert sum(f"{counted}件" in sentence for sentence in sentences) == bool(counted)
    looser = standard_rulebook().with_overrides({"qoo10.plausible.payment_age": 200}, "店")
    assert old_payments(days, Context(day_of(NEWEST), None, looser)) == []


def test_every_caution_of_a_sheet_is_counted():
    """集計 and the terminal count the rows of each 注意, on every kind of sheet, whatever their sentences quote."""
    columns = {
        "注文番号": ["1", "2", "3", "4", "5"],
        "入金日": ["2026-11-18", "2026-11-18", "2026-11-18", "2016-11-18", "2026-11-18"],
        "発送日": ["2026-11-17", "2026-11-16", None, None, None],
        "配送状態": ["", "", "なぞ", "", "ふしぎ / 注意: 「うそ」"],
    }
    assessed = assess("Qoo10", columns, 5, after(1))
    (section,) = [section for section in assessed.sections if section.title.startswith("確認の「注意」")]
    assert dict(section.rows) == {
        "発送日が入金日より前です": 2,
        "配送状態「…」を読めません (状態不明)": 2,
        "入金日がずっと前の未発送の注文です": 1,
    }
    (line,) = [note for note in assessed.notes if note.startswith("確認の「注意」")]
    assert "発送日が入金日より前です 2行" in line
    assert [note for note in assessed.notes if "180日より前の注文が1件" in note]
    hold = {"注文番号": ["1"], "発送日": ["2026-11-18"], "到着日": ["2026-11-17"], "配送状態": ["なぞ"]}
    assessed = assess("営業所止め", hold, 1, after(1))
    assert dict(assessed.sections[-1].rows) == {
        "到着日が発送日より前です": 1,
        "配送状態「…」を読み取れないため、日付だけで判断しています": 1,
    }


def test_a_sheet_without_cautions_says_nothing():
    """Where 確認 has no 注意 there is no section and no line."""
    columns = {"注文番号": ["1"], "入金日": ["2026-11-19"], "発送日": ["2026-11-20"]}
    assessed = assess("Qoo10", columns, 1, after(1))
    assert not cautions_of(assessed.columns)
    assert assessed.notes == []
    assert not cautions_of([Column("確認", "text", ["案内: 「注意: 」", ""])])


def test_preorders_alone_are_as_fresh_as_their_payments():
    """The freshness of a file comes from 入金日, else 注文日, of any kind of order; days ahead do not make it fresh."""
    columns = {"注文番号": ["1"], "予約日": ["2026-12-20"], "区分": ["予約"], "発送日": [None]}
    for role in ("入金日", "注文日"):
        there = {**columns, role: ["2026-11-20"]}
        assert assess("Qoo10", there, 1, after(1)).facts.newest == day_of(NEWEST)
    assert assess("Qoo10", columns, 1, after(1)).facts.newest == 0
    assert newest_of([day_of(NEWEST) + 9, 4, None], day_of(NEWEST)) == 4
