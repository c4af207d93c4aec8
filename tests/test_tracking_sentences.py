"""Whole sentences of the tracking pages: with one word changed they are another sentence, and nobody's answer."""

from __future__ import annotations

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
    "remark", ["お届けできませんでした", "お受け取りはできず", "持ち出していませんでした", "誤りでした"]
)
def test_a_remark_that_takes_the_word_back_leaves_it_unread(remark):
    """What stands behind a colon or a full stop is left out, unless it says that the word before it is not so."""
    for word in WORDS:
        assert unread(f"{word}: {remark}"), word
        assert unread(f"{word}。{remark}。"), word


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
