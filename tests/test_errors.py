"""The tree of refusals: each class once, each to be had from the package, each with its two sentences."""

from __future__ import annotations

import ast
import re
from collections import Counter
from string import Formatter

import pytest
from floors import ROOT, modules, parsed

from xlshipcheck import errors

FAMILIES = {name: path for name, path in modules().items() if name.startswith("errors.")}
WRITTEN = [
    (family, node.name)
    for family, path in FAMILIES.items()
    for node in parsed(path).body
    if isinstance(node, ast.ClassDef)
]
REFUSALS = [name for _, name in WRITTEN if issubclass(getattr(errors, name), errors.ShipcheckError)]
FOUNDATIONS = {
    "ShipcheckError",
    "RulesError",
    "ExcelSideRefused",
    "CalcSideRefused",
    "FileRefused",
    "WorkbookRefused",
}
"""Classes to catch by, which have no words of their own."""
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
LATIN = re.compile(r"[a-z]{2}")


@pytest.mark.parametrize(("family", "name"), WRITTEN)
def test_each_class_is_had_from_the_package(family, name):
    """A class is found under the package's name, whichever family holds it and whenever that is loaded."""
    assert getattr(errors, name).__module__ == f"xlshipcheck.{family}"


def test_no_name_is_taken_twice():
    """Two families with a class of one name would hide each other."""
    names = [name for _, name in WRITTEN]
    assert sorted(names) == sorted(set(names))


def test_a_name_that_is_not_there():
    """A misspelt class is an error at once, not something that catches nothing."""
    with pytest.raises(AttributeError, match="WorkbookDamagde"):
        _ = errors.WorkbookDamagde


@pytest.mark.parametrize("name", REFUSALS)
def test_both_sentences(name):
    """The Japanese sentence is Japanese, the English one English, and both fill in fields by name."""
    refusal = getattr(errors, name)
    if name not in FOUNDATIONS:
        assert JAPANESE.search(own_words(refusal.japanese))
        assert LATIN.search(own_words(refusal.english))
    for sentence in (refusal.japanese, refusal.english):
        assert all(field is None or field.isidentifier() for _, field, _, _ in Formatter().parse(sentence))


def own_words(sentence):
    """Return what a sentence says by itself, without its fields."""
    return "".join(text for text, *_ in Formatter().parse(sentence))


def test_each_refusal_is_used():
    """A refusal that nothing raises, catches or builds on is a leftover."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "xlshipcheck").rglob("*.py"))
    used = Counter(re.findall(r"\w+", text))
    assert [name for name in REFUSALS if used[name] < 2] == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "TRUE"),
        (46346.0, "46346"),
        (46346.5, "46346.5"),
        ("二\r\n行\tで", "二  行 で"),
        ("a\0b\x7fc", "abc"),
        ("あ" * 40, "あ" * 40),
        ("あ" * 41, "あ" * 39 + "…"),
        pytest.param(10**5000, "(桁数の多すぎる数)", id="5001 digits"),
    ],
)
def test_a_value_is_shown_as_a_cell_shows_it(value, text):
    """A sentence shows a value on one line, without control characters, cut after forty characters."""
    assert errors.shown(value) == text
    assert text in str(errors.UnreadableDate(argument="入金日", value=value))


def test_what_we_made_is_shown_whole():
    """A path or a list of names is no user's value: it is never cut."""
    path = errors.Whole("長" * 200)
    assert str(errors.FileMissing(path=path)).startswith(path)
