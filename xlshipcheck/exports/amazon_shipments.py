"""Which confirmations of an order count, and what part of each item lies in which package.

A confirmation sent again replaces the first: the newest is told by its ship date, then by the later file, then
by the later row. Per order item the newest count first, as long as their pieces stay within those ordered; one
that no longer fits and has as many pieces as a newer one was replaced by it. What fits neither way is said,
and the order is then one package under its newest number. Without pieces ordered or sent nothing is replaced.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.values.roles import CARRIER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.exports.amazon_items import Amount, Item, Shipment


class Packed(NamedTuple):
    """An item in a package.

    Attributes:
        item: the item.
        shipment: what the confirmation says of the package; None for an item not yet sent.
        amount: the part of the item's amount that lies in the package; None where it cannot be told.
    """

    item: Item
    shipment: Shipment | None
    amount: Amount


class Confirmed(NamedTuple):
    """The confirmations of one order laid upon its items.

    Attributes:
        packed: every item with its packages.
        unmatched: confirmations whose item cannot be told.
        replaced: how many confirmations newer ones replaced.
        sent: pieces confirmed of an item of which more were confirmed than ordered; 0 for none.
        ordered: pieces ordered of that item.
    """

    packed: list[Packed]
    unmatched: list[Shipment]
    replaced: int = 0
    sent: int = 0
    ordered: int = 0


def confirmed(items: Sequence[Item], shipments: Sequence[Shipment], *, alike: bool = False) -> Confirmed:
    """Return what the confirmations of one order say of its items.

    Args:
        items: the order's items.
        shipments: its confirmations, in the order of files and rows.
        alike: whether a spreadsheet made the ids of its items alike.
    """
    filled = [shipment for shipment in shipments if shipment.number or shipment.texts.get(CARRIER)]
    if items or filled:
        shipments = filled
    of_items: list[list[Shipment]] = [[] for _ in items]
    unmatched = []
    one_package = len({shipment.number for shipment in shipments}) == 1
    for shipment in shipments:
        # What names one item of several that look alike names none.
        unclear = alike and bool(shipment.item or shipment.ruined)
        targets = [] if unclear else _targets(items, shipment, one_package=one_package)
        for index in targets:
            of_items[index].append(shipment._replace(quantity=None) if len(targets) > 1 else shipment)
        if not targets:
            unmatched.append(shipment)
    packed: list[Packed] = []
    replaced = 0
    for item, own in zip(items, of_items):
        kept, sent = _newest_first(item, own)
        if sent:
            newest = max((shipment for shipments in of_items for shipment in shipments), key=_age)
            whole = newest._replace(quantity=None)
            packed = [Packed(other, whole, other.amount) for other in items]
            return Confirmed(packed, unmatched, 0, sent, item.quantity or 0)
        replaced += len(own) - len(kept)
        packages = _by_number(kept)
        packed += [Packed(item, shipment, _share(item, shipment, packages)) for shipment in packages]
        if not packages:
            packed.append(Packed(item, None, item.amount))
    return Confirmed(packed, unmatched, replaced)


def _targets(items: Sequence[Item], shipment: Shipment, *, one_package: bool) -> list[int]:
    """Return which items of the order a shipment holds; none where that cannot be told."""
    named = [index for index, item in enumerate(items) if shipment.item and item.item == shipment.item]
    if named:
        return named
    if shipment.item and any(item.item for item in items):
        return []
    # No item id on one of the two sides: Amazon reads that as the whole order.
    return list(range(len(items))) if one_package or len(items) == 1 else []


def _age(shipment: Shipment) -> tuple[int, int]:
    return shipment.day, shipment.place


def _newest_first(item: Item, shipments: list[Shipment]) -> tuple[list[Shipment], int]:
    """Return the confirmations of an item that count, and the pieces sent where these are too many, else 0."""
    known = [shipment.quantity for shipment in shipments if shipment.quantity is not None]
    if item.quantity is None or len(known) < len(shipments):
        return shipments, 0
    kept: list[Shipment] = []
    total = beyond = 0
    for shipment in sorted(shipments, key=_age, reverse=True):
        pieces = shipment.quantity or 0
        if total + pieces <= item.quantity:
            kept.append(shipment)
            total += pieces
        elif all(pieces != newer.quantity for newer in kept):
            beyond += pieces
    return sorted(kept, key=lambda shipment: shipment.place), total + beyond if beyond else 0


def _by_number(shipments: list[Shipment]) -> list[Shipment]:
    """Return the packages of an item: lines with the number of a package already there are part of it."""
    packages: list[Shipment] = []
    for shipment in shipments:
        for index, other in enumerate(packages):
            if other.number == shipment.number and (other.number or other.carrier == shipment.carrier):
                none = other.quantity is None or shipment.quantity is None
                both = None if none else (other.quantity or 0) + (shipment.quantity or 0)
                packages[index] = other._replace(quantity=both)
                break
        else:
            packages.append(shipment)
    return packages


def _share(item: Item, shipment: Shipment, packages: list[Shipment]) -> Amount:
    if not isinstance(item.amount, Fraction):
        return item.amount
    sent = [package.quantity for package in packages if package.quantity is not None]
    if len(packages) == 1 and (not sent or item.quantity is None):
        return item.amount
    if len(sent) < len(packages) or shipment.quantity is None:
        return None
    total = max(sum(sent), item.quantity or 0)
    return item.amount * shipment.quantity / total if total else None
