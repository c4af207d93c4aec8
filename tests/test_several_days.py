"""Several days in one cell of a list: 設定, the shop's file and the 休業日 argument of a formula read them alike."""

from __future__ import annotations

import datetime as dt

import pytest

from xlshipcheck import errors, functions
from xlshipcheck.settings.book import UsersSettings, book_context
from xlshipcheck.settings.shop import settings_from
from xlshipcheck.values import cells
from xlshipcheck.values.days import day_of

TODAY = day_of(dt.date(2026, 11, 21))
DAYS = {day_of(dt.date(2026, 11, 24)), day_of(dt.date(2026, 11, 25))}
PAID = dt.date(2026, 11, 20)
LISTS = (
    "2026/11/24、2026/11/25",
    "2026-11-24, 2026-11-25",
    "2026/11/24，2026/11/25、",
    "2026年11月24日;2026年11月25日",
    "2026/11/24\n2026/11/25",
)


@pytest.mark.parametrize("text", LISTS)
def test_a_cell_with_several_days_is_a_list(text):
    """Whatever stands between the days, every reader of a list of closed days finds both."""
    assert set(cells.read_days(text, "休業日")) == DAYS
    assert settings_from({"closed": [text]}).closed == DAYS
    for header, setting in (
        ("モールの休業日", "closed"),
        ("モールの営業日", "opened"),
        ("店休日", "shop_closed"),
    ):
        made = book_context([["", "設定", "値"], [], ["", header], ["", text]], UsersSettings(), TODAY)
        assert getattr(made.settings, setting) == DAYS
    # Paid on Friday the 20th, the 23rd is a holiday: +4 is the 27th, two closed days later December 1st.
    for closed in (text, [[text]], [[text], [None]], [[dt.date(2026, 11, 24)], ["2026/11/25"]]):
        assert functions.QOO10_DEADLINE(PAID, "一般", "最終発送日", closed) == dt.date(2026, 12, 1)
    assert functions.QOO10_DEADLINE(PAID) == dt.date(2026, 11, 27)


def test_a_part_that_is_no_date_refuses_the_list():
    """One part that cannot be read is named; no list is read in part."""
    text = "2026/11/24、みそか"
    assert "「みそか」" in functions.QOO10_DEADLINE(PAID, "一般", "最終発送日", text)
    with pytest.raises(errors.SettingRefused, match="みそか"):
        settings_from({"closed": [text]})


def test_blank_lists_stay_what_they_were():
    """A blank that is no range is the settings' list, a blank range and a cell of separators hold no day."""
    assert cells.read_days(" 、", "休業日") == []
    for closed in ("", None, [[""]], [["、"]]):
        assert functions.QOO10_DEADLINE(PAID, "一般", "最終発送日", closed) == dt.date(2026, 11, 27)
