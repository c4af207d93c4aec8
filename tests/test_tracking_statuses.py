"""Words of the carriers' tracking pages, held against the source's lists."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from xlshipcheck.context import PLAIN
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.tracking import statuses
from xlshipcheck.values.text import name_key

DATA = Path(__file__).parent / "data"
STATUSES = tomllib.loads((DATA / "tracking_statuses.toml").read_text(encoding="utf-8"))


# status words


@pytest.mark.parametrize(
    ("status", "word"), [(status, word) for status, words in STATUSES["words"].items() for word in words]
)
def test_status_words(status, word):
    """The words of the tracking pages mean what a seller needs to know, matched whole."""
    assert statuses.tracking_status(PLAIN, word).value == status


def test_every_status_is_its_own_word():
    """The answers of TRACKING_STATUS are words themselves, so a result column can be read again."""
    for status in statuses.STATUSES:
        assert statuses.status_of(status) == status


def test_no_status_word_means_two_things():
    """Every word in the data has one meaning, and an attempted delivery is one of them too."""
    meanings = {}
    attempts = []
    for entry in group_table("carriers")["statuses"]:
        for page in entry["words"]:
            assert page["source"] in group_table("carriers")["sources"]
            for word in page["words"]:
                if entry["result"] == "不在持ち戻り":
                    attempts.append(word)
                else:
                    assert meanings.setdefault(statuses.status_of(word), entry["result"]) == entry["result"]
                    assert statuses.status_of(word) == entry["result"], word
    assert set(meanings) == set(statuses.STATUSES) - {"不明"}
    assert attempts
    assert all(statuses.status_of(word) != "不明" and statuses.is_attempted(word) for word in attempts)


WORDS = {
    word for entry in group_table("carriers")["statuses"] for page in entry["words"] for word in page["words"]
}
KEYS = {name_key(word) for word in WORDS}


@pytest.mark.parametrize(
    "written", ["{}", "　{} ", "⇒{}", "{}。", "{}: お荷物の詳細", "{}。お荷物の詳細", "{}\n11/21"]
)
def test_a_word_may_be_written_in_many_ways(written):
    """Width, spaces, arrows, the full stop and what a page adds behind it change nothing about any word."""
    for word in WORDS:
        status = statuses.status_of(word)
        assert statuses.status_of(written.format(word)) == status != "不明", word
        assert statuses.is_attempted(written.format(word)) == statuses.is_attempted(word)
    wide = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)} | {" ": "　"})
    assert all(statuses.status_of(word.translate(wide)) == statuses.status_of(word) for word in WORDS)


@pytest.mark.parametrize(
    "longer", ["未{}", "{}予定", "{}できず", "{}していません", "{}前", "{}?", "再{}", "{}以外"]
)
def test_a_longer_word_is_another_word(longer):
    """A word that only contains one of the list is not it: 配達完了予定 is no 配達完了."""
    for word in WORDS:
        text = longer.format(word)
        if name_key(text) not in KEYS:
            assert statuses.status_of(text) == "不明", text
            assert not statuses.is_attempted(text)


@pytest.mark.parametrize("word", STATUSES["attempted"])
def test_attempted_delivery_words(word):
    """A delivery attempt with nobody at home is recognised."""
    assert statuses.is_attempted(word)


@pytest.mark.parametrize("word", ["配達中", "持戻（休業）", "保管中", "不明な語", ""])
def test_other_words_are_no_attempt(word):
    """Any other word is no delivery attempt."""
    assert not statuses.is_attempted(word)


@pytest.mark.parametrize(
    ("cell", "status"), [(None, ""), ("", ""), (" ", ""), ("投函完了", "完了"), (5, "不明")]
)
def test_reading_a_status_cell(cell, status):
    """A blank status cell stays blank; a word that is not known is 不明, and keeps its word."""
    read = statuses.read_status(cell, "配送状態")
    assert str(read).partition(" ")[0] == status
    assert status != "不明" or read.word == str(cell)


@pytest.mark.parametrize(
    ("pasted", "status"),
    [
        ("配達完了 11/20 14:05", "完了"),
        ("配達完了 11/20 14:05 架空中央営業所", "完了"),
        ("2026/11/20 14:05 引受 架空郵便局 東京都", "輸送中"),
        ("⇒ 保管中 11/20 架空営業所", "保管中"),
        ("11月20日 14:05 ご来店予定(保管中) 架空センター", "保管中"),
        ("配達完了（宅配ＢＯＸ）", "完了"),
        ("持戻（受取ご辞退）", "返送"),
        ("調査中（受取ご辞退）", "調査中"),
        ("↓輸送中 11/20 09:12", "輸送中"),
        ("配達完了 11:30頃", "完了"),
        ("配達完了(予定)", "不明"),
        ("配達完了 予定 11/20", "不明"),
        ("配達完了 11/20 できず", "不明"),
        ("荷物受付 11/19\n配達完了 11/20", "不明"),
        ("配達中 11/19\n輸送中 11/18", "輸送中"),
        ("保管中\n架空センター", "保管中"),
        ("11/20 14:05", "不明"),
        ("架空中央営業所", "不明"),
    ],
)
def test_a_line_pasted_from_a_page(pasted, status):
    """Date, time, branch, arrow and bracket beside a word are cut off; a text that may say otherwise is not read."""
    assert statuses.status_of(pasted) == status


@pytest.mark.parametrize("word", [word for words in STATUSES["wrong_numbers"].values() for word in words])
def test_a_page_that_does_not_know_the_number(word):
    """Such a page says nothing of a parcel: the class is 不明, and it is known that the number is in doubt."""
    assert statuses.status_of(word) == "不明"
    assert statuses.read_status(word, "配送状態").wrong_number
    assert not statuses.read_status("なぞの言葉", "配送状態").wrong_number


@pytest.mark.parametrize(
    "word", ["お問い合わせください", "引渡", "コンビニ受取", "差出", "Exception", "留置"]
)
def test_words_of_the_carriers_pages(word):
    """Words that the three carriers' pages print are known; what they mean is in the data."""
    assert statuses.status_of(word) in {"輸送中", "保管中", "調査中"}


def test_a_word_that_a_narrow_cell_has_broken():
    """A status with a line break inside is still that status, though one of its lines alone says nothing."""
    assert statuses.status_of("配達\n完了") == "完了"
