"""Carrier names and tracking numbers, held against the source's lists and own check sums."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlshipcheck import errors
from xlshipcheck.context import PLAIN
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.tracking import statuses
from xlshipcheck.tracking.carriers import canonical_name, carrier_key, carrier_of, carriers
from xlshipcheck.tracking.check_digits import CHECKS
from xlshipcheck.tracking.numbers import (
    INVALID,
    MISSING,
    OK,
    UNKNOWN_FORM,
    judge_number,
    read_number,
)

DATA = Path(__file__).parent / "data"
NAMES = tomllib.loads((DATA / "amazon_carriers.toml").read_text(encoding="utf-8"))
DAMAGE = tomllib.loads((DATA / "tracking_damage.toml").read_text(encoding="utf-8"))["cells"]
ENTRIES = group_table("carriers")["carriers"]


def spellings(entry):
    """Return every spelling of a carrier in the data."""
    return [entry["name"], entry["english"], *entry["aliases"], *entry["services"]]


# names


@pytest.mark.parametrize(("japanese", "english"), NAMES["trackable"])
def test_the_sources_names_of_a_carrier_are_one(japanese, english):
    """The Japanese and the English name of the source answer with the Japanese one."""
    assert statuses.carrier_name(PLAIN, japanese).value == japanese
    assert statuses.carrier_name(PLAIN, english).value == japanese


@pytest.mark.parametrize("name", NAMES["excluded"])
def test_an_excluded_carrier_has_a_name(name):
    """Each of the sixteen carriers left out of the rate is known by its own name."""
    assert statuses.carrier_name(PLAIN, name).value == name


@pytest.mark.parametrize(
    ("name", "spelling"), [(name, text) for name, texts in NAMES["spellings"].items() for text in texts]
)
def test_usual_spellings(name, spelling):
    """What sellers write for a carrier answers with its name, and what only contains one with 不明."""
    assert statuses.carrier_name(PLAIN, spelling).value == name


def test_the_carriers_are_the_sources():
    """The data knows the fifteen and the sixteen of the source, and no other."""
    assert [*carriers()] == [name for name, _ in NAMES["trackable"]] + NAMES["excluded"]


def test_no_spelling_means_two_carriers():
    """Every spelling in the data stands for one carrier only, and answers with it."""
    owners = {}
    for entry in ENTRIES:
        for spelling in spellings(entry):
            assert owners.setdefault(carrier_key(spelling), entry["name"]) == entry["name"], spelling
            assert canonical_name(spelling) == entry["name"]


@pytest.mark.parametrize(
    ("name", "carrier"),
    [
        ("ヤマト運輸 / 宅急便", "ヤマト運輸"),
        ("ヤマト運輸｜ネコポス", "ヤマト運輸"),
        ("日本郵便【ゆうパック】", "日本郵便"),
        ("Japan Post (日本郵便)", "日本郵便"),
        ("ヤマト運輸(営業所止め)", "ヤマト運輸"),
        ("ヤマト営業所止め", "ヤマト運輸"),
        ("宅急便センター止め", "ヤマト運輸"),
        ("佐川急便・飛脚宅配便(代引)", "佐川急便"),
        ("FEDEX_JP", "FedEx"),
        ("FedEx SmartPost", "FedEx"),
        ("UPSMI", "UPS"),
        ("UPS Mail Innovations", "UPS"),
        ("DHL Global Mail", "DHL"),
        ("YamatoTransport", "ヤマト運輸"),
        ("SagawaExpress", "佐川急便"),
        ("JP_EXPRESS", "日本郵便"),
        ("NipponExpress", "日本通運"),
        ("NITTSU", "日本通運"),
        ("Okawa Delivery", "大川配送"),
        ("JPロジスティクス株式会社", "トールエクスプレス"),
        ("名鉄NX運輸", "名鉄運輸"),
        ("こぐまアロー便", "名鉄運輸"),
        ("名鉄NX運輸 こぐまアロー便", "名鉄運輸"),
        ("名鉄運輸 こぐまアロー便", "名鉄運輸"),
        ("ヤマト運輸〜ネコポス", "ヤマト運輸"),
        ("ヤマト運輸～ネコポス", "ヤマト運輸"),
        ("ヤマト運輸*宅急便", "ヤマト運輸"),
        ("ヤマト運輸。宅急便", "ヤマト運輸"),
        ("ヤマト運輸〜佐川急便", "不明"),
        ("ヤマト運輸/佐川急便", "不明"),
        ("ヤマト運輸 / ゆうパック", "不明"),
        ("ヤマト運輸(以外)", "不明"),
        ("営業所止め", "不明"),
        ("Other", "不明"),
        ("ヤマトグローバルエキスプレス", "不明"),
    ],
)
def test_names_with_a_service_or_a_code(name, carrier):
    """A service or a neutral word beside the firm, Amazon's own codes and new names of a firm resolve to the firm."""
    assert statuses.carrier_name(PLAIN, name).value == carrier


@pytest.mark.parametrize("around", ["{}以外", "旧{}便名", "{}?", "x{}", "{}/{}"])
def test_a_part_of_a_text_is_no_name(around):
    """A text that only contains a spelling is not that carrier."""
    for entry in ENTRIES:
        for spelling in spellings(entry):
            text = around.replace("{}", spelling)
            assert canonical_name(text) == "", text


# the data's own examples


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["name"])
def test_number_examples_of_the_data(entry):
    """Every example number in the data is judged as the data says."""
    carrier = carrier_of(entry["name"])
    forms = entry.get("forms", [])
    for number in (number for form in forms for number in form["valid"]):
        assert judge_number(carrier, number).code == OK, number
    for number in [*entry.get("invalid", []), *(number for form in forms for number in form["invalid"])]:
        assert judge_number(carrier, number).code == INVALID, number
    for number in entry.get("unknown", []):
        assert judge_number(carrier, number) == (UNKNOWN_FORM, ""), number


def test_number_forms_are_documented():
    """Every form names a source that is listed and a check digit method that exists, and has examples."""
    sources = group_table("carriers")["sources"]
    forms = [form for entry in ENTRIES for form in entry.get("forms", [])]
    assert len(forms) >= 8
    for form in forms:
        assert form["source"] in sources
        assert form["check"] == "" or form["check"] in CHECKS
        assert form["valid"]
        assert form["invalid"] or not form["check"]


def test_every_check_digit_method_is_used():
    """No check digit method is left that no form names."""
    assert {form["check"] for entry in ENTRIES for form in entry.get("forms", [])} - {""} == set(CHECKS)


# check digits, computed here in another way


def remainder_of_seven(digits):
    """Long division on paper: carry the remainder from digit to digit."""
    rest = 0
    for digit in digits:
        rest = (rest * 10 + int(digit)) % 7
    return rest


def s10_digit(digits):
    """The digit that brings the weighted sum to a multiple of 11, with the two exceptions of the standard."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, [8, 6, 4, 2, 3, 5, 9, 7], strict=True))
    needed = next(step for step in range(11) if (total + step) % 11 == 0)
    return {10: 0, 0: 5}.get(needed, needed)


def fedex_digit(digits):
    """Three rounds of 3, 1, 7; what is left after taking elevens away, its last digit."""
    total = sum(
        int(digit) * weight for digit, weight in zip(digits, [3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1], strict=True)
    )
    return (total - total // 11 * 11) % 10


UPS_LETTERS = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "23456789012345678901234567", strict=True))


def ups_digit(signs):
    """Letters run 2, 3, ... 9, 0, 1, ...; the even places count twice; what is missing to a full ten."""
    values = [int(UPS_LETTERS.get(sign, sign)) for sign in signs]
    total = sum(values[0::2]) + sum(value + value for value in values[1::2])
    return -total % 10


DIGITS_8, DIGITS_9, DIGITS_11 = (st.from_regex(rf"[0-9]{{{n}}}", fullmatch=True) for n in (8, 9, 11))


@given(
    st.sampled_from(["ヤマト運輸", "佐川急便", "日本郵便"]), DIGITS_11.filter(lambda text: text.strip("0"))
)
def test_only_the_remainder_of_seven_ends_a_domestic_number(name, digits):
    """Of the ten numbers with the same eleven digits exactly the one with their remainder is right."""
    right = [d for d in range(10) if judge_number(carrier_of(name), f"{digits}{d}").code == OK]
    assert right == [remainder_of_seven(digits)]


@given(DIGITS_9.filter(lambda text: text.strip("0")))
def test_only_the_remainder_of_seven_ends_a_dhl_number(digits):
    """DHL Express ends its ten digits in the same way."""
    right = [d for d in range(10) if judge_number(carrier_of("DHL"), f"{digits}{d}").code == OK]
    assert right == [remainder_of_seven(digits)]


@given(st.from_regex(r"[A-Z]{2}", fullmatch=True), DIGITS_8, st.sampled_from(["JP", "GB", "CN"]))
def test_only_one_digit_ends_an_international_number(service, digits, country):
    """Of the ten S10 numbers with the same serial exactly one is right; China Post wants CN besides."""
    numbers = [f"{service}{digits}{d}{country}" for d in range(10)]
    right = [d for d in range(10) if judge_number(carrier_of("日本郵便"), numbers[d]).code == OK]
    assert right == [s10_digit(digits)]
    chinese = [d for d in range(10) if judge_number(carrier_of("China Post"), numbers[d]).code == OK]
    assert chinese == (right if country == "CN" else [])


@given(DIGITS_11.filter(lambda text: text.strip("0")))
def test_only_one_digit_ends_a_fedex_number(digits):
    """Of the ten FedEx numbers with the same eleven digits exactly one is right."""
    right = [d for d in range(10) if judge_number(carrier_of("FedEx"), f"{digits}{d}").code == OK]
    assert right == [fedex_digit(digits)]


@given(st.from_regex(r"[0-9A-Z]{15}", fullmatch=True))
def test_only_one_digit_ends_a_ups_number(signs):
    """Of the ten UPS numbers with the same fifteen signs exactly one is right."""
    right = [d for d in range(10) if judge_number(carrier_of("UPS"), f"1Z{signs}{d}").code == OK]
    assert right == [ups_digit(signs)]


# damage and plausibility


@pytest.mark.parametrize("case", DAMAGE, ids=lambda case: f"{case['carrier']} {case['cell']}")
def test_spreadsheet_damage(case):
    """What a spreadsheet did to a number is said, and what is no damage is not called so."""
    answer = statuses.check_number(PLAIN, case["carrier"], case["cell"])
    assert str(answer.value).startswith(case["says"])
    assert str(answer.value).startswith("形式不明:") is False
    remarked = str(answer.value).startswith("破損") or "remark" in case
    assert [note.kind for note in answer.notes] == ["注意"] * remarked
    assert case.get("remark", "") in "".join(note.text for note in answer.notes)


@given(st.integers(1, 10**15 - 1))
def test_a_numeric_cell_is_its_digits(number):
    """The same digits as int, float, Decimal and text are one number (but for zeros a cell cannot hold)."""
    texts = {read_number(cell).text for cell in (number, float(number), Decimal(number), str(number))}
    assert texts == {str(number)}
    verdicts = {judge_number(carrier_of("4PX"), cell) for cell in (number, float(number), Decimal(number))}
    assert verdicts == {judge_number(carrier_of("4PX"), str(number))}


@pytest.mark.parametrize("cell", [float("nan"), float("inf"), Decimal("1.5"), object(), b"444413758703"])
def test_what_is_no_number_is_invalid(cell):
    """A cell that holds neither text nor a whole number has no valid number."""
    assert judge_number(carrier_of("ヤマト運輸"), cell).code == INVALID


@pytest.mark.parametrize("cell", [None, "", "  ", "　", 0, 0.0])
def test_an_empty_cell_has_no_number(cell):
    """Blank cells, and the 0 that LibreOffice hands for one, are a missing number."""
    assert judge_number(carrier_of("ヤマト運輸"), cell).code == MISSING


def test_an_error_value_is_refused():
    """A spreadsheet's error in the cell is named, never judged as a number."""
    with pytest.raises(errors.SpreadsheetErrorValue, match=r"送り状番号.*#N/A"):
        judge_number(carrier_of("ヤマト運輸"), "#N/A")


@pytest.mark.parametrize(
    ("length", "code"), [(7, INVALID), (8, UNKNOWN_FORM), (30, UNKNOWN_FORM), (31, INVALID)]
)
def test_plausible_lengths(length, code):
    """A number of no published form is plausible with 8 to 30 signs."""
    assert judge_number(carrier_of("SFC"), "A" + "1" * (length - 1)).code == code


def test_letters_in_a_number_of_digits():
    """ヤマト運輸 has numbers of digits only, so letters among them are no other form."""
    assert (
        str(judge_number(carrier_of("ヤマト運輸"), "A44441375870")) == "無効: ヤマト運輸の番号は数字だけです"
    )


def test_a_carrier_must_be_named():
    """Without a carrier no number can be judged, and the answer says which argument is missing."""
    with pytest.raises(errors.MissingArgument, match="配送会社"):
        statuses.check_number(PLAIN, "", "444413758703")


def test_an_unknown_carrier_is_said():
    """Of a carrier outside the data only plausibility is judged, and a note says so."""
    answer = statuses.check_number(PLAIN, "赤帽", "444413758703")
    assert answer.value == "形式不明"
    assert "赤帽" in answer.notes[0].text
