"""Text as people type it, brought to one form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlshipcheck.values import text


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("　２０２６／１１ ", "2026/11"),
        ("ﾔﾏﾄ運輸", "ヤマト運輸"),
        ("①", "1"),
        ("㈱", "(株)"),
        (46346, "46346"),
        ("", ""),
    ],
)
def test_normal_form(typed, form):
    """Full-width letters and half-width kana become the usual ones, and white space around goes."""
    assert text.normal_form(typed) == form


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("受取人名(フリガナ)", "受取人名 フリガナ"),
        ("受取人名（フリガナ）", "受取人名フリガナ"),
        ("【入金日】", "入金日"),
        ("Payment Date", "PAYMENTDATE"),
        ("ＹＡＭＡＴＯ　ＴＲＡＮＳＰＯＲＴ", "yamato transport"),
        ("ﾈｺﾎﾟｽ", "ネコポス"),
        ("入 金\n日", "入金日"),
        ("Straße", "STRASSE"),
    ],
)
def test_names_that_are_the_same(left, right):
    """Width, case, spaces and brackets make no other name."""
    assert text.name_key(left) == text.name_key(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [("受取人名(フリガナ)", "受取人名"), ("入金日", "入金予定日"), ("カート", "カード"), ("ハハ", "パパ")],
)
def test_names_that_are_not_the_same(left, right):
    """What stands in brackets belongs to the name, and one other letter is another name."""
    assert text.name_key(left) != text.name_key(right)


@pytest.mark.parametrize(
    "typed",
    [
        "4444-1375-8703",
        "4444 1375 8703",
        "'444413758703",
        "４４４４－１３７５－８７０３",
        "4444‐1375–8703",
        "444413758703",
        "`4444’1375‘8703",
    ],
)
def test_numbers_without_their_dress(typed):
    """Hyphens of every kind, spaces, apostrophes and width make no other tracking number."""
    assert text.number_key(typed) == "444413758703"
    assert text.number_key("rb123456785gb") == "RB123456785GB"


@given(st.text())
def test_forms_are_settled(typed):
    """A form brought to its form once more stays as it is, and no form has white space at its ends."""
    assert text.normal_form(text.normal_form(typed)) == text.normal_form(typed)
    for form in (text.name_key(typed), text.number_key(typed)):
        assert "".join(form.split()) == form


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("QOO10_STEGE", "QOO10_STAGE"),
        ("ＱＯＯ１０＿ＳＴＡＧＥ", "QOO10_STAGE"),
        ("stage", "QOO10_STAGE"),
        ("入全日", "入金日"),
    ],
)
def test_the_nearest_name_is_first(name, nearest):
    """A slip of the pen finds the name that was meant."""
    known = ["JP_WORKDAY", "QOO10_STAGE", "QOO10_DEADLINE", "入金日", "発送日"]
    assert text.nearest_names(name, known)[0] == nearest


def test_nearest_names_are_few_and_real():
    """At most three are named, spelled as they are known; of nothing alike none."""
    known = ["Rule A", "Rule B", "Rule C", "Rule D"]
    assert len(text.nearest_names("rule", known)) == 3
    assert set(text.nearest_names("rule", known)) <= set(known)
    assert (
        text.nearest_names("rule", known, 1) == ["Rule D"] or len(text.nearest_names("rule", known, 1)) == 1
    )
    assert text.nearest_names("鯨", known) == []


@given(st.lists(st.text("#='あE1", max_size=3), max_size=6), st.text("#='E", min_size=1, max_size=2))
def test_one_look_at_many_texts_tells_how_they_begin(texts, signs):
    """A column has a text that begins with a sign just where one of its texts does."""
    assert text.may_begin_with(texts, signs) == any(one.startswith(tuple(signs)) for one in texts)


def test_a_control_character_within_a_text_hides_no_beginning():
    """A text may hold what the look puts between texts: that makes it look twice, never once too little."""
    assert text.may_begin_with(["a\x1eb", "'1"], "'")
