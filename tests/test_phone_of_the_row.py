"""A 送り状番号 that is the telephone number of its row is no tracking number, wherever the row is judged."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlshipcheck import frames
from xlshipcheck.context import Context
from xlshipcheck.hosts.memory import MemorySheet
from xlshipcheck.sheets import own_row
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.sheets.layout import read_layout, role_columns
from xlshipcheck.tracking.numbers import SAME_AS_PHONE
from xlshipcheck.values.cells import MISSING
from xlshipcheck.values.days import day_of
from xlshipcheck.values.phones import phone_key, same_phone_rows

AS_OF = dt.date(2026, 11, 21)
CONTEXT = Context(day_of(AS_OF))
HEADERS = ["注文番号", "配送会社", "送り状番号", "注文金額", "お届け予定日"]
ROWS = {
    "the same text": ("日本郵便", "31312345678", "31312345678", True),
    "written with hyphens": ("日本郵便", "31312345678", "313-1234-5678", True),
    "as a number that lost its 0": ("DHL", 9012345678, "090-1234-5678", True),
    "of the country": ("DHL", "9012345678", "+81 90-1234-5678", True),
    "another number": ("ヤマト運輸", "444413758703", "090-1234-5678", False),
    "no telephone number": ("ヤマト運輸", "444413758703", None, False),
    "too short for one": ("日本郵便", "12345678", "12345678", False),
}
PHONES = ["電話番号", "お届け先電話番号", "buyer-phone-number", "ship-phone-number", "TEL", "携帯", "Phone"]


def answers(header, cells):
    """Return 判定理由 in a sheet, in a frame and in a call typed in the row."""
    carrier, number, phone = cells
    headers = [*HEADERS, header]
    row = ["249-1", carrier, number, 1500, dt.date(2026, 11, 20), phone]
    sheet = MemorySheet("出荷", [headers, row])
    columns = role_columns(sheet, read_layout(sheet, CONTEXT))
    judged = {title: cells[0] for title, _, cells, *_ in assess("Amazon", columns, 1, CONTEXT).columns}
    frame = frames.assess_amazon(pd.DataFrame([row], columns=headers, dtype=object), as_of=AS_OF)
    nothing = [MISSING] * 7
    return (
        [
            judged["追跡判定"],
            frame["追跡判定"].iloc[0],
            own_row.call("AMAZON_SCAN_VALID", headers, row, nothing, CONTEXT),
        ],
        [
            judged["判定理由"],
            frame["判定理由"].iloc[0],
            own_row.call("AMAZON_SCAN_REASON", headers, row, nothing, CONTEXT),
        ],
    )


@pytest.mark.parametrize("form", ROWS)
def test_the_telephone_number_of_the_row_is_no_tracking_number(form):
    """However the two are written, the row is 無効 and says why; sheet, frame and cell alike. Others stay as they are."""
    *cells, same = ROWS[form]
    verdicts, reasons = answers("電話番号", cells)
    assert len(set(verdicts)) == len(set(reasons)) == 1
    assert (SAME_AS_PHONE in reasons[0]) == same
    assert verdicts[0] == "無効" or not same


@pytest.mark.parametrize("header", PHONES)
def test_every_usual_header_of_telephone_numbers_is_known(header):
    """Under whatever header the telephone number stands, it is seen."""
    _, reasons = answers(header, ("日本郵便", "31312345678", "31312345678"))
    assert all(SAME_AS_PHONE in reason for reason in reasons)


@pytest.mark.parametrize("header", ["メモ", "HOTEL", "JANコード"])
def test_a_column_of_something_else_says_nothing_of_the_number(header):
    """The same digits in a remark or a product code take nothing from the number."""
    _, reasons = answers(header, ("日本郵便", "31312345678", "31312345678"))
    assert not any(SAME_AS_PHONE in reason for reason in reasons)


NUMBERS = st.one_of(
    st.sampled_from(
        [
            "",
            None,
            0,
            9012345678,
            9012345678.0,
            True,
            "090-1234-5678",
            "９０１２３４５６７８",
            "9012345678+81",
        ]
    ),
    st.text("0123456789+-81 ()０１²a", max_size=14),
)


@given(NUMBERS, NUMBERS)
def test_a_glance_at_the_last_digit_decides_nothing_else(number, phone):
    """Two cells are one telephone number where their digits are, though most pairs are told apart by their last one."""
    assert same_phone_rows([number], [phone]) == [0] * (phone_key(number) == phone_key(phone) != "")
