"""Numbers, flags and texts in cells: what each form is read as, exactly, and what is refused."""

from __future__ import annotations

import pickle
from copy import deepcopy
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlshipcheck import errors
from xlshipcheck.values import cells
from xlshipcheck.values.cells import MISSING


@pytest.mark.parametrize("value", [0, 0.0, False, "0", Decimal(0)])
def test_zero_is_not_blank(value):
    """Outside of dates 0 is a value."""
    assert not cells.is_blank(value)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (0, 0),
        (0.1, Fraction(1, 10)),
        (0.1 + 0.2, Fraction("0.30000000000000004")),
        (np.float64(2.5), Fraction(5, 2)),
        (np.int64(7), 7),
        (Decimal("1980.5"), Fraction(3961, 2)),
        (Fraction(1, 3), Fraction(1, 3)),
        ("1980", 1980),
        ("1,980", 1980),
        ("¥1,980", 1980),
        ("￥1,980", 1980),
        ("\\1,980", 1980),
        ("1980円", 1980),
        ("1,980.50 円", Fraction(3961, 2)),
        ("１，９８０", 1980),
        ("-5", -5),
        ("+5", 5),
        (999_999_999_999_999, 999_999_999_999_999),
        ("", None),
        (None, None),
    ],
    ids=repr,
)
def test_numbers_are_exact(value, number):
    """A number is read as the user sees it, without any rounding."""
    assert cells.read_number(value, "金額") == number


@given(st.decimals(Decimal(-(10**14)), Decimal(10**14), places=3))
def test_numbers_as_text_and_as_decimal(value):
    """A decimal and its text, with commas or without, are the same number."""
    plain = format(value, "f")
    assert cells.read_number(value, "金額") == cells.read_number(plain, "金額") == Fraction(plain)
    assert cells.read_number(format(value, ",f"), "金額") == Fraction(plain)


@given(st.floats(-1e15, 1e15, exclude_min=True, exclude_max=True))
def test_floats_are_what_they_print(value):
    """A float is the shortest decimal that prints like it: 0.1 is a tenth."""
    assert cells.read_number(value, "金額") == Fraction(repr(value))


@pytest.mark.parametrize(
    "value",
    [
        True,
        False,
        "abc",
        "1,98",
        "19,80",
        ",5",
        "1.2.3",
        "1e3",
        "円",
        "--1",
        "0x10",
        float("nan"),
        float("inf"),
        10**15,
        -(10**15),
        1000000000000000.0,
        "1" * 16,
        "1" * 5000,
        Decimal("NaN"),
        date(2026, 11, 20),
        1j,
        b"1",
        [1],
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_no_number(value):
    """What is no number, or has more digits than a cell keeps, is refused."""
    with pytest.raises(errors.UnreadableNumber, match=r"金額「.*数値として読めません"):
        cells.read_number(value, "金額")


@pytest.mark.parametrize(
    ("reader", "value", "result"),
    [
        (cells.read_amount, 0, 0),
        (cells.read_amount, "999.99", Fraction(99999, 100)),
        (cells.read_amount, "", None),
        (cells.read_count, 3.0, 3),
        (cells.read_count, "3", 3),
        (cells.read_count, 0, 0),
        (cells.read_count, "　", None),
        (cells.read_truncated, 2.9, 2),
        (cells.read_truncated, -2.9, -2),
        (cells.read_truncated, "-3", -3),
        (cells.read_truncated, None, None),
        (cells.read_rate, 0.95, Fraction(95, 100)),
        (cells.read_rate, "95%", Fraction(95, 100)),
        (cells.read_rate, "95.5 %", Fraction(955, 1000)),
        (cells.read_rate, "０．９５", Fraction(95, 100)),
        (cells.read_rate, 1, 1),
        (cells.read_rate, 0, 0),
        (cells.read_rate, "対象なし", None),
        (cells.read_rate, " 対象なし　", None),
        (cells.read_rate, None, None),
    ],
)
def test_numbers_of_each_kind(reader, value, result):
    """Amounts, counts, days and rates are read exactly, blanks as not given."""
    assert reader(value, "欄") == result


@pytest.mark.parametrize(
    ("reader", "value", "says"),
    [
        (cells.read_amount, -1, "0 以上の金額として"),
        (cells.read_amount, "高い", "金額として"),
        (cells.read_count, -1, "0 以上の整数として"),
        (cells.read_count, 2.5, "0 以上の整数として"),
        (cells.read_count, "多い", "0 以上の整数として"),
        (cells.read_truncated, "少し", "数値として"),
        (cells.read_rate, 95, "率として"),
        (cells.read_rate, 1.0001, "率として"),
        (cells.read_rate, -0.01, "率として"),
        (cells.read_rate, "101%", "率として"),
        (cells.read_rate, "高い", "率として"),
        (cells.read_rate, True, "率として"),
    ],
)
def test_numbers_out_of_bounds(reader, value, says):
    """A number outside of what its argument takes is refused, with what it should be."""
    with pytest.raises(errors.ArgumentError, match=f"欄「.*」は{says}読めません"):
        reader(value, "欄")


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        *(
            (value, True)
            for value in [
                True,
                1,
                1.0,
                "TRUE",
                "true",
                "はい",
                "有",
                "あり",
                "済",
                "○",
                "〇",
                "Yes",
                "ｙ",
                "１",
                np.True_,
            ]
        ),
        *(
            (value, False)
            for value in [
                False,
                0,
                0.0,
                "FALSE",
                "いいえ",
                "無",
                "なし",
                "未",
                "×",
                "no",
                "N",
                "-",
                np.False_,
            ]
        ),
        *((value, None) for value in [None, "", "　", MISSING]),
    ],
    ids=repr,
)
def test_flags(value, flag):
    """TRUE and FALSE, 1 and 0, and the words that people write for them."""
    assert cells.read_flag(value, "欄") is flag


@pytest.mark.parametrize("value", [2, -1, 0.5, "多分", date(2026, 11, 20), float("nan")], ids=repr)
def test_what_is_no_flag(value):
    """Anything else is asked back."""
    with pytest.raises(errors.UnreadableFlag, match="TRUE か FALSE"):
        cells.read_flag(value, "欄")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  ヤマト運輸　", "ヤマト運輸"),
        (444413758703.0, "444413758703"),
        (444413758703, "444413758703"),
        (1.5, "1.5"),
        (0, "0"),
        (True, "TRUE"),
        (False, "FALSE"),
        (None, ""),
        ("　", ""),
        (MISSING, ""),
    ],
    ids=repr,
)
def test_texts(value, text):
    """A text is what the user sees: a whole number its digits, a blank nothing."""
    assert cells.read_text(value, "欄") == text


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), 10**309, -(10**5000), Decimal("1E+309"), Decimal("sNaN")],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize("reader", [cells.read_text, cells.read_number, cells.read_flag, cells.read_rate])
def test_numbers_that_no_cell_holds(reader, value):
    """A number beyond the range of a cell is refused before anything is counted with it."""
    with pytest.raises(errors.ArgumentError, match="欄「"):
        reader(value, "欄")


@pytest.mark.parametrize(
    "value",
    [*sorted(cells.SPREADSHEET_ERRORS), "Err:502", " #N/A ", "エラー: 入金日", -2146828288, -2146826001],
)
def test_error_values(value):
    """Excel's and LibreOffice's errors, also as COM hands them over, and our own error texts are errors."""
    assert cells.is_error_value(value)
    with pytest.raises(errors.SpreadsheetErrorValue):
        cells.refuse_error_value(value, "欄")


@pytest.mark.parametrize(
    "value",
    ["N/A", "#", "#タグ", "Err:5", "Err:5020", "エラー", -2146828289, -2146826000, -2146826246.0, None, ""],
)
def test_what_is_no_error_value(value):
    """What only resembles an error value is an ordinary one."""
    assert not cells.is_error_value(value)
    cells.refuse_error_value(value, "欄")


def test_the_one_missing():
    """`MISSING` is one value, also after a copy or a pickle, and prints its name in signatures."""
    assert deepcopy(MISSING) is MISSING
    assert pickle.loads(pickle.dumps(MISSING)) is MISSING  # noqa: S301  our own bytes of a line above
    assert repr(MISSING) == "MISSING"
