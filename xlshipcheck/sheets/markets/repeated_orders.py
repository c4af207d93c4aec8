"""Orders that stand on a sheet more than once, such as one that was pasted twice: each row counts, and it is said.

A row is an order (注文番号), so two rows cost and count twice. Whether both are the same order nobody but the shop knows.
"""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck import errors
from xlshipcheck.values.exponents import is_exponent
from xlshipcheck.values.results import with_remarks

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from xlshipcheck.qoo10.rows import JudgedRow
    from xlshipcheck.values.results import Column

MOST_NAMED: Final = 5
"""Orders in a sentence, and rows of an order."""
TWO: Final = "同じ注文なら片方を消してください (どちらも数えています)"
MORE: Final = "同じ注文なら1行だけ残してください (どの行も数えています)"


class RepeatedOrders(NamedTuple):
    """What is to be said of orders that stand in several rows.

    Attributes:
        note: one sentence for 集計 and the terminal; "" for nothing.
        remarks: position of a row -> what 確認 says of it.
    """

    note: str = ""
    remarks: Mapping[int, str] = MappingProxyType({})


NONE_REPEATED: Final = RepeatedOrders()


def repeated_orders(
    orders: Sequence[str], judged: Sequence[JudgedRow], numbers: Sequence[int], examples: Container[int]
) -> RepeatedOrders:
    """Return what is to be said of the orders that count more than once.

    Args:
        orders: 注文番号 per row, "" for none.
        judged: the rows; one that counts nowhere, such as a cancelled order, repeats none.
        numbers: the number of each row on its sheet; empty where rows have none, and nothing is said.
        examples: positions of the rows that are no orders.
    """
    if not numbers:
        return NONE_REPEATED
    # Nearly every sheet has none, and is looked through once, by a function of Python's own.
    if len(set(orders)) == len(orders):
        return NONE_REPEATED
    several = {order for order, count in Counter(orders).items() if count > 1}
    rows: dict[str, list[int]] = {}
    for row, order in enumerate(orders):
        if order and order in several and row not in examples and _counts(judged[row]):
            rows.setdefault(order, []).append(row)
    rows = {order: found for order, found in rows.items() if len(found) > 1 and not is_exponent(order)}
    if not rows:
        return NONE_REPEATED
    places = {order: _places([numbers[row] for row in found]) for order, found in rows.items()}
    remarks = {
        row: f"注意: 注文番号が同じ行があります。{places[order]}です。{_advice(len(found))}"
        for order, found in rows.items()
        for row in found
    }
    named = "、".join(f"「{errors.shown(order)}」が{places[order]}" for order in list(rows)[:MOST_NAMED])
    more = f" (ほか{len(rows) - MOST_NAMED:,}件)" if len(rows) > MOST_NAMED else ""
    advice = _advice(max(map(len, rows.values())))
    return RepeatedOrders(f"注文番号{named}にあります{more}。{advice}", remarks)


def with_repeated(columns: Sequence[Column], repeated: RepeatedOrders) -> list[Column]:
    """Return the result columns with what 確認 says of the rows."""
    return with_remarks(columns, repeated.remarks)


def _counts(row: JudgedRow) -> bool:
    return row.judged is not None and not row.problem and not row.unknown


def _places(numbers: Sequence[int]) -> str:
    """Return `3行目と8行目`, `3・8・9行目`, or the first of many with how many more there are."""
    if len(numbers) == 2:  # noqa: PLR2004  a pair is said as one
        return f"{numbers[0]}行目と{numbers[1]}行目"
    shown = "・".join(map(str, numbers[:MOST_NAMED])) + "行目"
    return f"{shown} ほか{len(numbers) - MOST_NAMED:,}行" if len(numbers) > MOST_NAMED else shown


def _advice(rows: int) -> str:
    return TWO if rows == 2 else MORE  # noqa: PLR2004  as above
