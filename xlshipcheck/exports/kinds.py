"""The kinds of files that the marketplaces write, told by their headers alone."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable

QSM_DETAIL = "qsm_detail"
QSM_BRIEF = "qsm_brief"
AMAZON_ORDERS = "amazon_orders"
AMAZON_UNSHIPPED = "amazon_unshipped"
AMAZON_ALL_ORDERS = "amazon_all_orders"
AMAZON_SHIPMENT = "amazon_shipment"


class Kind(NamedTuple):
    """A kind of file that a marketplace writes.

    Attributes:
        name: such as `qsm_detail`; "" for the seller's own file.
        label: its Japanese name, with the language where there are several.
        market: Qoo10 or Amazon.
        required: keys of the headers that tell it.
        columns: the full header as it is written today.
        changing: keys of the columns that change in the life of an order.
    """

    name: str
    label: str
    market: str
    required: frozenset[str]
    columns: tuple[str, ...]
    changing: frozenset[str]


OWN = Kind("", "独自の表", "", frozenset(), (), frozenset())


@cache
def all_kinds() -> tuple[Kind, ...]:
    """Return every kind of file, the most telling first; a kind stands once per language."""
    return tuple(
        Kind(
            entry["name"],
            entry["label"],
            entry["market"],
            frozenset(map(name_key, entry["required"])),
            tuple(entry["columns"]),
            frozenset(map(name_key, entry["changing"])),
        )
        for entry in group_table("headers")["kinds"]
    )


def kind_of(headers: Iterable[object]) -> Kind:
    """Return the kind of file a header row belongs to, `OWN` where it is none of the marketplaces'."""
    keys = {name_key(header) for header in headers if isinstance(header, str)}
    return next((kind for kind in all_kinds() if kind.required <= keys), OWN)


def has_columns_of_detail(headers: Iterable[object]) -> bool:
    """Tell whether a header row has columns that QSM's detail export has and its brief one has not."""
    keys = {name_key(header) for header in headers if isinstance(header, str)}
    of_kind = {
        name: {name_key(column) for kind in all_kinds() if kind.name == name for column in kind.columns}
        for name in (QSM_DETAIL, QSM_BRIEF)
    }
    return bool(keys & (of_kind[QSM_DETAIL] - of_kind[QSM_BRIEF]))
