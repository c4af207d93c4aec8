"""今日's message beside a parcel at a branch is the one that `messages` writes, or none where that writes none."""

from __future__ import annotations

import datetime as dt

import pytest

from xlshipcheck.context import Context
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.sheets.bulk_messages import Wanted, messages_due
from xlshipcheck.values.days import day_of

CONTEXT = Context(day_of(dt.date(2026, 11, 21)))
SENT, CAME = dt.date(2026, 11, 11), dt.date(2026, 11, 12)
HEADERS = ["送り状番号", "配送状態", "発送日", "到着日", "受取場所", "配送サービス", "連絡日"]
ROWS = [
    ["512547514334", "保管中", SENT, CAME, "佐川営業所", "", None],
    ["444413758703", "保管中", dt.date(2026, 11, 18), dt.date(2026, 11, 19), "コンビニ", "宅急便", None],
    ["405548424886", "保管", SENT, dt.date(2026, 11, 13), "郵便局留", "ゆうパック", None],
    ["443695344422", "保管中", dt.date(2026, 11, 19), dt.date(2026, 11, 20), "営業所", "クール宅急便", None],
    ["443695344433", "伝票番号誤り", SENT, CAME, "営業所", "", None],
    ["4.44414E+11", "保管中", SENT, CAME, "営業所", "", None],
    ["443695344444", "返送", SENT, CAME, "郵便局留", "", None],
    ["443695344455", "", None, None, "コンビニ", "宅急便", None],
    ["443695344466", "完了", SENT, CAME, "コンビニ", "宅急便", None],
]


@pytest.fixture
def columns():
    """The sheet by its roles."""
    return {role: [row[place] for row in ROWS] for place, role in enumerate(HEADERS)}


@pytest.fixture
def today(columns):
    """送り状番号 -> the message on 今日, of the parcels that somebody has to follow up."""
    found = assess("営業所止め", columns, len(ROWS), CONTEXT).facts.parcels
    return {parcel.number: parcel.message for parcel in found}


def test_the_message_is_the_one_of_the_bulk_command(columns, today):
    """Of every parcel on the list, word for word; a message that cannot be written is left blank, never another one."""
    due = messages_due("営業所止め", columns, [], len(ROWS), CONTEXT, Wanted())
    written = {message.order: message.text for message in due}
    assert len(today) >= 7
    assert {number: text for number, text in today.items() if text} == {
        number: text for number, text in written.items() if text and number in today
    }


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("512547514334", "営業所"),
        ("444413758703", "店頭"),
        ("405548424886", "郵便局"),
        ("443695344444", "郵便局"),
        ("443695344455", "店頭"),
    ],
)
def test_the_words_are_those_of_the_place(today, number, words):
    """A parcel at a shop or a post office is not said to wait at a branch."""
    assert words in today[number]
    assert words == "営業所" or "営業所" not in today[number]


@pytest.mark.parametrize("number", ["443695344433", "4.44414E+11"])
def test_a_number_in_doubt_has_no_message(today, number):
    """To a number that the page does not know, or that a spreadsheet has spoilt, nobody is to be sent."""
    assert today[number] == ""
