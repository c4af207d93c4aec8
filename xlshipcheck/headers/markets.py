"""Which rules judge a row of a mixed sheet: モール decides between Qoo10 and Amazon, a branch hold shows itself.

Rows of other marketplaces are none of our business. Only a word near one of ours is asked about: it may be ours,
mistyped.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors
from xlshipcheck.headers.roles import MARKET_ROLE, market_of
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.values.cells import is_blank
from xlshipcheck.values.roles import ARRIVAL_DATE, PICKUP_PLACE
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Mapping

QOO10, AMAZON, BRANCH_HOLD = "Qoo10", "Amazon", "営業所止め"
HOLD_ROLES = (PICKUP_PLACE, ARRIVAL_DATE)
"""A row in which one of them is filled is a parcel held at a branch, whatever sold it."""
_LEAST_LIKENESS = 0.6


class RowMarket(NamedTuple):
    """Whose a row is.

    Attributes:
        kinds: the kinds of sheet whose rules judge it; none for another marketplace's.
        other: the other marketplace, or what stands in モール for one we do not know; "" for ours.
    """

    kinds: tuple[str, ...]
    other: str


def market_of_row(row: Mapping[str, object]) -> RowMarket:
    """Return whose a row of a mixed sheet is.

    Args:
        row: role -> its cell.

    Raises:
        UnknownMarket: モール is blank in a row with something in it, or nearly one of our words.
    """
    cell = row.get(MARKET_ROLE)
    word = "" if is_blank(cell) else str(cell)
    held = any(not is_blank(row.get(role)) for role in HOLD_ROLES)
    market, other = _read_word(word)
    kinds = tuple(dict.fromkeys([*([market] if market else []), *([BRANCH_HOLD] if held else [])]))
    if kinds or other:
        return RowMarket(kinds, "" if kinds else other)
    if not word and all(map(is_blank, row.values())):
        return RowMarket((), "")
    choices = errors.Whole(f"{QOO10}・{AMAZON}・{BRANCH_HOLD}")
    raise errors.UnknownMarket(value=word or "(空白)", choices=choices)


@lru_cache(maxsize=4096)
def _read_word(word: str) -> tuple[str, str]:
    """Return the kind of sheet that a word means, and the other marketplace that it means; both "" where asked."""
    market = market_of(word)
    if market or not word:
        return market, ""
    table = group_table("headers")
    key = name_key(word)
    for entry in table["other_markets"]:
        if key in map(name_key, entry["words"]):
            return "", entry["name"]
    own = [name_key(known) for entry in table["markets"] for known in entry["words"]]
    return "", "" if any(_is_near(key, known) for known in own) else errors.shown(word)


def _is_near(key: str, known: str) -> bool:
    from difflib import SequenceMatcher  # noqa: PLC0415  needed only for a word that no list has

    return known in key or SequenceMatcher(None, key, known).ratio() >= _LEAST_LIKENESS


def others_note(counts: Mapping[str, int]) -> list[str]:
    """Return the sentence about rows of other marketplaces, none where there are none.

    Args:
        counts: marketplace -> how many rows.
    """
    if not counts:
        return []
    listed = "、".join(f"{errors.shown(name)} {count:,}行" for name, count in counts.items())
    return [f"ほかのモールの行は判定していません: {listed}"]
