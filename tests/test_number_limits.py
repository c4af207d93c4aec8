"""Tracking numbers on the edge of a form: none published, cut by a spreadsheet, a letter where the check digit stands."""

from __future__ import annotations

import re

import pytest

from xlshipcheck.tracking import check_digits, numbers
from xlshipcheck.tracking.carriers import Carrier, NumberForm, canonical_name, carrier_of, renamed_from
from xlshipcheck.tracking.numbers import DAMAGED, INVALID, OK, UNKNOWN_FORM, finding, judge_number

UNCHECKED = Carrier(
    "試験便", (NumberForm("10桁", re.compile(r"\d{10}"), 10, ""),), digits_only=True, closed=True
)
OPEN = Carrier("開放便", ())
ONE_FORM = Carrier(
    "一形便", (NumberForm("12桁", re.compile(r"\d{12}"), 12, "remainder_7"),), digits_only=True, closed=True
)
TWO_FORMS = ONE_FORM._replace(forms=(*ONE_FORM.forms, NumberForm("15桁", re.compile(r"\d{15}"), 15, "")))
YAMATO = carrier_of("ヤマト運輸")


def test_a_form_without_check_digit():
    """Any number of its length fits a form for which no check digit is published; one of only zeros does not."""
    assert judge_number(UNCHECKED, "1234567890").code == OK
    assert judge_number(UNCHECKED, "0000000000").code == INVALID


@pytest.mark.parametrize("raw", [123456789, "123456789"], ids=["number", "text"])
def test_a_lost_zero_cannot_be_told_without_check_digit(raw):
    """Where nothing checks a number, one digit less is a wrong length: that a zero was lost would be a guess."""
    assert judge_number(UNCHECKED, raw).code == INVALID


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("44441375870312300", DAMAGED),
        ("44441375870312301", INVALID),
        ("4444137587031230", DAMAGED),
        ("444413758703120", INVALID),
    ],
    ids=["two zeros behind", "a digit behind", "one zero behind", "fifteen digits"],
)
def test_a_text_that_a_spreadsheet_has_cut(text, code):
    """A text whose digits behind the fifteenth are all zeros was a number once; with fifteen digits nothing is cut."""
    verdict = judge_number(YAMATO, text)
    assert verdict.code == code
    assert (verdict.reason == numbers.CUT) is (code == DAMAGED)


def test_what_was_cut_is_found_in_columns_too():
    """The finding of a number and of its column is one."""
    assert finding(YAMATO, 44441375870312300, 17, 0) == numbers.CUT_OFF


@pytest.mark.parametrize(
    ("text", "code"),
    [("1Z5R89390357567127", OK), ("1Z5R8939035756712A", INVALID), ("1ZABCDEFGHIJKLMNOA", INVALID)],
)
def test_a_letter_where_the_check_digit_of_ups_stands(text, code):
    """A number of UPS ends with a digit that checks the rest; a letter there checks nothing, and is no crash."""
    assert judge_number(carrier_of("UPS"), text).code == code


def test_two_of_the_shortest_numbers_in_one_cell():
    """Eight digits are a number already: two of them in a cell are two numbers, seven beside eight are one with a remark."""
    shortest = carrier_of("4PX")
    assert judge_number(shortest, "12345678 87654321") == (DAMAGED, numbers.TWO_NUMBERS)
    assert judge_number(shortest, "12345678 7654321").reason != numbers.TWO_NUMBERS


@pytest.mark.parametrize(
    ("cell", "damage"), [(2.0**53, numbers.CUT), (2.0**53 - 1, "")], ids=["from", "below"]
)
def test_a_number_cell_holds_whole_digits_up_to_its_last_exact_one(cell, damage):
    """From 2 to the 53rd on a number cell may have been another number, since its neighbour has no cell value of its own."""
    assert (cell + 1 == cell) is bool(damage)
    assert numbers.read_number(cell).damage == damage


@pytest.mark.parametrize(
    ("text", "phone"), [("09012345678", True), ("01012345678", True), ("00012345678", False)]
)
def test_eleven_digits_like_a_mobile_phone(text, phone):
    """A mobile phone is 0, a digit that is no 0, 0 and eight digits; three zeros in front are no phone of anybody."""
    assert ("電話番号の形" in judge_number(YAMATO, text).reason) is phone


@pytest.mark.parametrize(
    ("carrier", "digits", "found"),
    [
        (UNCHECKED, "1234567890", numbers.FITS),
        (YAMATO, "444413758703", numbers.FITS),
        (OPEN, "12345678", numbers.UNCHECKED),
        (OPEN, "1234567", numbers.WRONG_LENGTH),
        (OPEN, "1" * 30, numbers.UNCHECKED),
        (OPEN, "1" * 31, numbers.WRONG_LENGTH),
        (OPEN, "1000000000", numbers.UNCHECKED),
        (OPEN, "10012345678", numbers.UNCHECKED),
        (YAMATO, "444413758704", numbers.WRONG_CHECK_DIGIT),
        (ONE_FORM, f"1234567890{1234567890 % 7}", numbers.LACKS_ZERO),
        (TWO_FORMS, f"1234567890{1234567890 % 7}", numbers.WRONG_LENGTH),
    ],
)
def test_what_a_column_finds_of_digits(carrier, digits, found):
    """The finding that serves whole columns settles every number by itself, those too that a single cell settles before it."""
    assert finding(carrier, int(digits), len(digits), 0) == found


def test_a_column_of_ints_holds_numbers_of_eighteen_digits():
    """Any number of so many digits fits into 64 bits with a sign, and not any number of one more."""
    assert 10**numbers.MOST_DIGITS <= 2**63 < 10 ** (numbers.MOST_DIGITS + 1)


WHOLE = f"44441375870{44441375870 % 7}"
WRONG = f"44441375870{44441375870 % 7 + 1}"


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        (WHOLE * 2, True),
        (WHOLE + WRONG, False),
        (WRONG + WHOLE, False),
        (WHOLE + "0" * 12, False),
        (WHOLE, False),
    ],
    ids=["both right", "second wrong", "first wrong", "zeros", "one"],
)
def test_two_numbers_without_a_break(text, joined):
    """Digits of twice the length are two numbers where each of them passes its check; zeros alone are no number."""
    assert (judge_number(carrier_of("西濃運輸"), text).reason == numbers.TWO_NUMBERS) is joined


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (0, ("", True, False, False)),
        (1, ("1", True, False, False)),
        (-1, ("-1", True, False, True)),
        (1.5, ("1.5", True, False, True)),
        (float("inf"), ("inf", True, False, True)),
        (2**53 + 1, ("9007199254740993", True, False, False)),
        (1234567890123450, ("1234567890123450", True, True, False)),
        ("1234567890123450", ("1234567890123450", False, False, False)),
        ("12345678901234500", ("12345678901234500", False, True, False)),
    ],
)
def test_what_a_cell_holds(cell, read):
    """A number cell is known as one, whatever is wrong with it; one 0 behind the fifteenth digit of a text is chance."""
    number = numbers.read_number(cell)
    assert (number.text, number.numeric, bool(number.damage), bool(number.problem)) == read
    assert number.damage in {"", "表計算ソフトが16桁目から先を 0 に変えています"}


@pytest.mark.parametrize(
    ("digits", "code"), [(7, INVALID), (8, UNKNOWN_FORM), (30, UNKNOWN_FORM), (31, INVALID)]
)
def test_how_long_any_number_may_be(digits, code):
    """Of a carrier that publishes nothing, eight digits to thirty may be a number."""
    assert judge_number(OPEN, "1" * digits).code == code


@pytest.mark.parametrize(
    ("lost", "found"), [(1, numbers.LACKS_ZERO), (2, numbers.LACKS_ZERO), (3, numbers.WRONG_LENGTH)]
)
def test_how_many_zeros_may_be_lost(lost, found):
    """Two zeros in front are believed to be lost, where the digits that are left pass the check; three are not."""
    rest = int("1" * (11 - lost))
    text = f"{rest}{rest % 7}"
    assert finding(ONE_FORM, int(text), len(text), 1) == found
    assert (judge_number(ONE_FORM, int(text)).code == DAMAGED) is (found == numbers.LACKS_ZERO)
    assert ("0" * lost + text in judge_number(ONE_FORM, int(text)).reason) is (found == numbers.LACKS_ZERO)


@pytest.mark.parametrize("text", ["1234567890", "444413758703", "1", "1" * 30, "RR123456785XX"])
def test_a_number_without_the_ending_that_can_be_tracked(text):
    """Amazon follows numbers of China Post that end in CN alone: any other is said to lack it, of letters or of digits."""
    carrier = carrier_of("China Post")
    assert judge_number(carrier, text) == (INVALID, "China Postは末尾が CN の番号だけ追跡できます")
    if text.isdigit():
        assert finding(carrier, int(text), len(text), 0) == numbers.WRONG_ENDING


def test_zeros_alone_are_said_to_be_zeros():
    """Zeros alone pass every check that divides; they are said to be what they are, whatever the carrier's other forms."""
    for carrier in (UNCHECKED, ONE_FORM, OPEN):
        assert finding(carrier, 0, 10, 0) == numbers.ONLY_ZEROS
        assert judge_number(carrier, "0" * 10) == (INVALID, "すべて 0 です")


@pytest.mark.parametrize("last", range(10))
def test_a_remainder_of_ten_is_the_digit_zero_for_fedex(last):
    """3 x 1 + 7 x 1 leaves 10 after division by 11, of which the digit is 0."""
    assert bool(check_digits.fedex_12(int(f"10100000000{last}"))) is (last == 0)


@pytest.mark.parametrize(
    ("text", "phone"), [("0312345678", True), ("0112345678", True), ("1312345678", False)]
)
def test_ten_digits_like_a_phone(text, phone):
    """Ten digits with one 0 in front are a phone of somebody, written where the number of a parcel belongs."""
    assert ("電話番号の形" in judge_number(YAMATO, text).reason) is phone


@pytest.mark.parametrize(
    ("serial", "digit"), [("10100000", 0), ("10001000", 5), ("10000000", 3)], ids=["ten", "eleven", "three"]
)
def test_what_is_left_to_eleven_in_a_number_of_the_postal_union(serial, digit):
    """Eleven less the remainder is the digit, for ten 0 and for eleven 5: 8 + 4, 8 + 3 and 8 are summed by the weights."""
    fitting = [last for last in range(10) if check_digits.upu_s10(f"RR{serial}{last}JP")]
    assert fitting == [digit]


def test_a_company_mark_beside_a_service_or_a_new_name():
    """A mark such as 株式会社 changes nothing, neither in one of several parts of a name nor at one that a firm took later."""
    assert (
        canonical_name("ヤマト運輸株式会社 / 宅急便") == canonical_name("ヤマト運輸 / 宅急便") == "ヤマト運輸"
    )
    for name in ("名鉄NX運輸", "名鉄NX運輸株式会社", "(株)名鉄NX運輸"):
        assert renamed_from(name) == renamed_from("名鉄NX運輸") is not None
    assert renamed_from("ヤマト運輸株式会社") is None


def test_of_an_unknown_carrier_nothing_is_demanded():
    """Nobody knows the numbers of a carrier that no list has: letters, and digits of any plausible length, may be one."""
    for text in ("12345678", "ABC12345678"):
        assert judge_number(carrier_of("謎の運送"), text).code == UNKNOWN_FORM
