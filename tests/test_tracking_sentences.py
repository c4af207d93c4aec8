"""Whole sentences of the tracking pages: with one word changed they are another sentence, and nobody's answer."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.tracking import statuses

WORDS = sorted(
    {
        word
        for entry in group_table("carriers")["statuses"]
        for page in entry["words"]
        for word in page["words"]
    }
)
SENTENCES = [word for word in WORDS if word.endswith(("した", "です", "ます", "ください"))]
# Words of one piece: beside another word a bracket may be cut off, and what is spelt like a branch (中継センター) is one.
ALONE = [word for word in WORDS if not set(" (") & set(word) and not word.endswith("センター")]
DELIVERED = [word for word in WORDS if statuses.status_of(word) == "完了"]
# What beside a word of delivery says that the parcel is elsewhere, and whole sentences that say so.
CONTRADICTIONS = (
    *(
        "返送",
        "返品",
        "再配達",
        "持戻",
        "持ち戻り",
        "受取拒否",
        "誤配",
        "予定",
        "未配達",
        "失敗",
        "中止",
        "明日",
        "ではない",
    ),
    *(
        "できません",
        "failed",
        "return",
        "保管中",
        "調査中",
        "輸送中",
        "取消",
        "キャンセル",
        "不在",
        "持ち帰り",
        "転居",
        "?",
    ),
)
REMARKS = (
    "お届けできませんでした",
    "お受け取りはできず",
    "持ち出していませんでした",
    "誤りでした",
    "返送のため架空営業所",
)
# The polite endings of Japanese, and what turns each of them round.
TURNED = {
    "しました": ("しませんでした", "できませんでした", "しますか", "する予定です", "したか未確認"),
    "りました": ("りませんでした", "れませんでした", "る予定です"),
    "れました": ("れませんでした", "れる予定です"),
    "でした": ("ではありませんでした", "でしたか"),
    "です": ("ではありません", "ですか", "の予定です", "のはずです"),
    "ます": ("ません", "ますか", "ませんでした"),
    "ください": ("くださいませんか", "ください以外"),
}


def unread(text):
    """Tell whether a text says nothing: no class, no attempted delivery."""
    return statuses.status_of(text) == "不明" and not statuses.is_attempted(text)


def turned(sentence):
    """Return a sentence with its end turned round, in every way its ending has."""
    ending = next(ending for ending in TURNED if sentence.endswith(ending))
    return [sentence.removesuffix(ending) + other for other in TURNED[ending]]


@pytest.mark.parametrize("sentence", SENTENCES, ids=range(len(SENTENCES)))
def test_a_sentence_turned_round_is_not_read(sentence):
    """Negated, doubted or announced, a sentence is not the one that says it has happened; nor beside its own word."""
    word = statuses.status_of(sentence)
    for other in turned(sentence):
        assert unread(other), other
        assert unread(f"{other}。"), other
        assert unread(f"{word} {other}"), other
        assert unread(f"{other} {word}"), other
    for before, behind in (("まだ", ""), ("", "とは限りません"), ("", "かもしれません"), ("", "のですか")):
        assert unread(f"{before}{sentence}{behind}"), sentence


@pytest.mark.parametrize(
    "beside",
    ["{}: {}", "{}：{}。", "{}。{}", "{} 11/20 14:05: {}", "{}({})", "{}【{}】", "{}\n{}", "{}\n11/20 {}"],
)
def test_beside_a_word_of_delivery_nothing_may_say_otherwise(beside):
    """A remark, a bracket or another line that is not known as harmless leaves the parcel where it may be: 不明."""
    for word, remark in product(DELIVERED, [*CONTRADICTIONS, *REMARKS]):
        assert unread(beside.format(word, remark)), (word, remark)


@pytest.mark.parametrize("remark", [*CONTRADICTIONS, *REMARKS])
def test_a_remark_explains_any_other_word(remark):
    """Behind a colon or a full stop the reason of a return, an attempt or a search changes nothing about the word."""
    for word in (word for word in WORDS if word not in DELIVERED):
        for text in (f"{word}: {remark}", f"{word}。{remark}。"):
            assert statuses.status_of(text) == statuses.status_of(word), text
            assert statuses.is_attempted(text) == statuses.is_attempted(word), text
    for page in group_table("carriers")["wrong_numbers"]["words"]:
        for word in page["words"]:
            read = statuses.read_status(f"{word}: {remark}", "配送状態")
            assert isinstance(read, statuses.UnreadStatus), word
            assert read.wrong_number, word


@given(
    st.sampled_from(DELIVERED), st.text(st.characters(min_codepoint=0x3041, max_codepoint=0x9FFF), min_size=2)
)
def test_a_remark_that_nobody_knows_is_no_delivery(word, remark):
    """Only what the data has beside a word of delivery may stand there; any other text leaves it unread."""
    assume(not statuses._harmless([remark]))
    assert unread(f"{word}: {remark}")
    assert unread(f"{word}({remark})")
    assert unread(f"{word}\n{remark}")


@pytest.mark.parametrize(
    "harmless",
    [
        *(
            "11/20 14:05",
            "架空営業所",
            "東京都",
            "置き配",
            "玄関前",
            "宅配ボックス",
            "受領印",
            "ご本人",
            "ヤマト運輸",
        ),
        *("お荷物の詳細", "お届けしました", "※置き配", "4444-1375-8703"),
    ],
)
def test_what_says_the_same_may_stand_beside_a_delivery(harmless):
    """When, where and to whom a parcel was delivered takes nothing back, as a remark, in a bracket or on a line."""
    for word in DELIVERED:
        for text in (
            f"{word}: {harmless}",
            f"{word}。{harmless}。",
            f"{word}({harmless})",
            f"{word}\n{harmless}",
        ):
            assert statuses.status_of(text) == "完了", text


@given(
    st.sampled_from(SENTENCES),
    st.data(),
    st.text(st.characters(min_codepoint=0x3041, max_codepoint=0x3093), max_size=3),
)
def test_one_word_changed_is_another_sentence(sentence, data, other):
    """Any stretch of a sentence replaced, left out or put in makes a text that is read only if the data has it, too."""
    start = data.draw(st.integers(0, len(sentence)))
    end = data.draw(st.integers(start, min(len(sentence), start + 4)))
    changed = sentence[:start] + other + sentence[end:]
    for text in (changed, f"{statuses.status_of(sentence)} {changed}"):
        # White space does not count: 保管中 です is 保管中です.
        assume(
            statuses._status_key(text) not in {*statuses.status_words().results, statuses.status_of(sentence)}
        )
        assert unread(text), text


@given(st.lists(st.sampled_from(ALONE), min_size=2, max_size=3))
def test_two_words_are_read_where_they_say_the_same(words):
    """A word beside its own sentence is that word; words that differ, whatever their order, are none."""
    # Brackets do not count: 持戻 住所不明 is 持戻(住所不明).
    assume(statuses._status_key(" ".join(words)) not in statuses.status_words().results)
    meanings = {statuses.status_of(word) for word in words}
    assert statuses.status_of(" ".join(words)) == (meanings.pop() if len(meanings) == 1 else "不明")
