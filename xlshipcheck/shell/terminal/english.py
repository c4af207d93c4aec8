"""Problems of rows in English, for `--lang en`: the sentence in the book stays Japanese, the one printed does not.

A problem is a sentence by the time it stands in 確認; here its class is found again by the Japanese template.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from xlshipcheck import errors
from xlshipcheck.values.answers import ERROR_PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIELD = re.compile(r"\{(\w+)(?:![rs])?\}")
_PLACE = re.compile(
    r"シート「(?P<sheet>.*?)」(?P<row>\d+)行目(?: \(注文番号 (?P<order>.*?)\))?: (?P<text>.*)", re.DOTALL
)
_BETWEEN = " / "


def in_english(sentence: str) -> str:
    """Return a problem's sentence in English; what is no problem of ours stays as it is.

    Args:
        sentence: as `row_sentence` gives it, or the sentence of an error alone.
    """
    place = _PLACE.fullmatch(sentence)
    if place is None:
        return _translated(sentence)
    order = f" (order {place['order']})" if place["order"] else ""
    texts = _BETWEEN.join(map(_translated, place["text"].split(_BETWEEN)))
    return f"sheet {place['sheet']!r}, row {place['row']}{order}: {texts}"


def _translated(text: str) -> str:
    said = text.removeprefix(ERROR_PREFIX)
    for pattern, english in _templates():
        match = pattern.fullmatch(said)
        if match:
            return english.format_map(match.groupdict())
    return text


@cache
def _templates() -> list[tuple[re.Pattern[str], str]]:
    """Return the sentences of all classes, those with most words of their own first."""
    for module in iter_modules(errors.__path__):
        import_module(f"{errors.__name__}.{module.name}")
    pairs = [
        (one.japanese, one.english)
        for one in _classes(errors.ShipcheckError)
        if _FIELD.sub("", one.japanese)
        and set(_FIELD.findall(one.english)) <= set(_FIELD.findall(one.japanese))
    ]
    pairs.sort(key=lambda pair: -len(_FIELD.sub("", pair[0])))
    return [(_pattern(japanese), english) for japanese, english in dict.fromkeys(pairs)]


def _classes(root: type[errors.ShipcheckError]) -> Iterator[type[errors.ShipcheckError]]:
    yield root
    for one in root.__subclasses__():
        yield from _classes(one)


def _pattern(template: str) -> re.Pattern[str]:
    seen: set[str] = set()
    parts = []
    for index, part in enumerate(_FIELD.split(template)):
        if index % 2 == 0:
            parts.append(re.escape(part))
        else:
            parts.append(f"(?P={part})" if part in seen else f"(?P<{part}>.*?)")
            seen.add(part)
    return re.compile("".join(parts), re.DOTALL)
