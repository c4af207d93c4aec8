"""The code's own names are the field's words, or plain ones that a newcomer knows from other projects."""

from __future__ import annotations

import ast
import re

import pytest
from floors import modules

MODULES = modules()
# Words of everyday speech that once were names here, each with a plain word for the same thing.
AVOIDED = {
    "told": "reported",
    "untold": "unreported",
    "telling": "reporting",
    "stands": "is, holds",
    "standing": "existing",
    "hangs": "depends",
    "hang": "depend",
    "look": "style, check",
    "looks": "styles",
    "looked": "checked",
    "mend": "repair, relink",
    "mends": "repairs",
    "mended": "repaired",
    "mending": "relinking",
}
# `left` is a side (and a function of Excel), and what is left of a number of days; it is no word for "remaining" or "left out".
SIDES = {
    "left",
    "at_left",
    "LEFT",
    "LeftBorder",
    "LeftText",
    "Left",
    "TopLeftCell",
    "bisect_left",
    "_of_left",
}
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


def identifiers(tree):
    """Return every name that a module gives or uses: of things, arguments, attributes and imports."""
    found = set()
    for node in ast.walk(tree):
        for field in ("id", "name", "attr", "arg", "asname"):
            value = getattr(node, field, None)
            found |= set(value.split(".")) if isinstance(value, str) else set()
    return found


def words_of(name):
    """Return the words that a name is made of."""
    return [word.lower() for word in _WORD.findall(name)]


@pytest.mark.parametrize("name", MODULES)
def test_names_are_plain_words(name):
    """No name in the package is made of a word that means something here alone."""
    used = identifiers(ast.parse(MODULES[name].read_text("utf-8"))) | set(name.split("."))
    avoided = {n: AVOIDED[word] for n in used for word in words_of(n) if word in AVOIDED}
    assert avoided == {}
    assert {n for n in used if "left" in words_of(n) and "days_left" not in n.lower()} <= SIDES


def test_every_kind_of_name_is_seen():
    """Names of modules, classes, arguments and attributes are all read."""
    source = "import a.look\nclass Standing: pass\ndef f(*, told=1): x.mended = lambda left_out: 0\n"
    assert {"look", "Standing", "told", "mended", "left_out"} <= identifiers(ast.parse(source))
