"""Words in the columns of an order sheet, brought to the one word that the rest counts with.

A word that is not in the list stays unknown: reading `キャンセル要請` as cancelled would stop a clock that runs.
"""

from __future__ import annotations

from functools import cache

from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.values.text import name_key

CANCELLED = "キャンセル"
CANCEL_REQUESTED = "キャンセル要請"
BY_AMAZON = "Amazon"
BY_SELLER = "出品者"


@cache
def _words(table: str) -> dict[str, str]:
    return {
        name_key(word): entry["name"] for entry in group_table("headers")[table] for word in entry["words"]
    }


def order_states() -> list[str]:
    """Return the states of an order, in the order in which it passes through them."""
    return [entry["name"] for entry in group_table("headers")["states"]]


def order_state(word: str) -> str:
    """Return the state that a word in 配送状態 means.

    Args:
        word: the cell's text, Japanese, English or Korean.

    Returns:
        入金待ち, 配送要請, 配送準備, 配送中, 配送完了, キャンセル, キャンセル要請, or "" for a blank or unknown word.
    """
    return _words("states").get(name_key(word), "")


def market_of(word: str) -> str:
    """Return the kind of sheet (Qoo10, Amazon, 営業所止め) that a word in モール means, "" for an unknown one."""
    return _words("markets").get(name_key(word), "")


def fulfilled_by(word: str) -> str:
    """Return who ships: `Amazon` (FBA; not the seller's package) or `出品者`; "" for a blank or unknown word."""
    return _words("fulfillment").get(name_key(word), "")
