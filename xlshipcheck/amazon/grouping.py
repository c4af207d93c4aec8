"""Packages: rows of one order and one number are one parcel, whose amounts are summed before judging.

Without a number the rows of an order are one package per carrier; a row without carrier has that of its package.

Amazon's files have a row per order item; the rule speaks of the package (梱包), one tracking number each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck import errors
from xlshipcheck.tracking.carriers import canonical_name, carrier_key
from xlshipcheck.tracking.numbers import read_number
from xlshipcheck.values.cells import is_blank
from xlshipcheck.values.roles import AMOUNT
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence
    from fractions import Fraction

VALID, INVALID, OUT_OF_SCOPE = "有効", "無効", "対象外"
# A package with one invalid row is invalid, and one row in scope brings it into scope.
WORST_FIRST = (INVALID, VALID, OUT_OF_SCOPE)


def package_key(order: str, number: object, carrier: str | None = None) -> tuple[str, ...] | None:
    """Return what makes rows one package, or None for a row that is one of its own.

    Rows of one order without a number are one package per carrier: the seller sent them and gave no number.

    Args:
        order: 注文番号 as text, "" where blank.
        number: 送り状番号 as the cell holds it; hyphens, spaces and cell type make no difference.
        carrier: any spelling; "" where blank: such a row without number is not sent yet. None where it is not
            known, and the rows of an order without number are one package.
    """
    text = read_number(number).text
    if text:
        return (order.strip(), text)
    if not order.strip() or carrier == "":
        return None
    return (order.strip(), "", resolved_carrier(carrier or ""))


def resolved_carrier(name: str) -> str:
    """Return one text for all spellings of a carrier, of one that is not known too."""
    return canonical_name(name) or carrier_key(name)


def package_numbers(
    orders: Sequence[str], numbers: Sequence[object], carriers: Sequence[object]
) -> list[int | None]:
    """Return a number for each row's package, the same for rows of one package.

    Args:
        orders: 注文番号 as text, "" where blank.
        numbers: 送り状番号 as the cells hold them.
        carriers: 配送会社 as read; what is no text counts as blank.

    Returns:
        One per row; None for a row that is one of its own.
    """
    packages: dict[tuple[str, ...], int] = {}
    found: list[int | None] = []
    for order, number, carrier in zip(orders, numbers, carriers):
        try:
            key = package_key(order, number, carrier if isinstance(carrier, str) else "")
        except errors.ArgumentError:
            key = None
        found.append(None if key is None else packages.setdefault(key, len(packages)))
    return found


def carrier_sources(keys: Sequence[Hashable | None], carriers: Sequence[object]) -> dict[int, int]:
    """Return row -> row whose carrier it takes: a row of a package without carrier has that of the others.

    Only where all others name one carrier: which of two it is nobody knows.

    Args:
        keys: what makes rows one package, one per row.
        carriers: 配送会社 as read.
    """
    if "" not in carriers:
        return {}
    found: dict[int, int] = {}
    for rows in shared_packages(keys):
        named = {resolved_carrier(str(carriers[row])): row for row in reversed(rows) if carriers[row] != ""}
        if len(named) == 1 and all(isinstance(carriers[row], str) for row in rows):
            (source,) = named.values()
            found.update((row, source) for row in rows if carriers[row] == "")
    return found


def rows_of_several_days(keys: Sequence[Hashable | None], days: Sequence[object]) -> list[int]:
    """Return the rows of packages whose rows have more than one ship date; unreadable ones do not count."""
    return [
        row
        for rows in shared_packages(keys)
        if len({days[row] for row in rows if isinstance(days[row], int)}) > 1
        for row in rows
    ]


# The column in which a sheet may hold the sum over the rows of a package: a cell sees its own row alone.
PACKAGE_AMOUNT = "梱包の金額"


def whole_package(headers: Sequence[object], row: Sequence[object]) -> dict[str, object]:
    """Return the amount of a row's whole package by role, where the sheet has a column for it and it is filled.

    Args:
        headers: the cells of the header row.
        row: the cells of the row.
    """
    wanted = name_key(PACKAGE_AMOUNT)
    totals = [cell for header, cell in zip(headers, row) if header is not None and name_key(header) == wanted]
    return {AMOUNT: totals[0]} if totals and not is_blank(totals[0]) else {}


def parcel_number(number: object) -> str:
    """Return 送り状番号 as packages are told apart by it; "" for a blank or an error value."""
    try:
        return read_number(number).text
    except errors.ArgumentError:
        return ""


def package_rows(keys: Iterable[Hashable | None]) -> list[list[int]]:
    """Return the row positions of each package, in the order of first appearance.

    Args:
        keys: what makes rows one package, one per row; a row whose key is None or "" is one of its own.
    """
    groups: dict[Hashable, list[int]] = {}
    packages: list[list[int]] = []
    for position, key in enumerate(keys):
        if key is None or key == "":
            packages.append([position])
            continue
        rows = groups.get(key)
        if rows is None:
            rows = groups[key] = []
            packages.append(rows)
        rows.append(position)
    return packages


def package_amounts(
    keys: Sequence[Hashable | None], amounts: Sequence[Fraction | None]
) -> list[Fraction | None]:
    """Return for each row the amount of its whole package.

    Args:
        keys: what makes rows one package, one per row.
        amounts: yen of each row, None where blank.

    Returns:
        The exact sum; None where one of the package's rows has no amount, because a sum without it would
        look complete and put the package out of scope.
    """
    totals = list(amounts)
    for rows in shared_packages(keys):
        total: Fraction | None = None
        for position in rows:
            part = amounts[position]
            if part is None:
                total = None
                break
            total = part if total is None else total + part
        for position in rows:
            totals[position] = total
    return totals


def shared_packages(keys: Iterable[Hashable | None]) -> list[list[int]]:
    """Return the row positions of the packages that have several rows; `keys` as for `package_rows`."""
    first: dict[Hashable, int] = {}
    shared: dict[Hashable, list[int]] = {}
    for position, key in enumerate(keys):
        if key is None or key == "":
            continue
        start = first.setdefault(key, position)
        if start != position:
            shared.setdefault(key, [start]).append(position)
    return list(shared.values())


def worst_validity(validities: Iterable[str]) -> str:
    """Return the validity of a package from those of its rows: 無効 before 有効 before 対象外; "" for none."""
    found = set(validities)
    return next((validity for validity in WORST_FIRST if validity in found), "")
