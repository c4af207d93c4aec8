"""Shares of bad orders that have to stay below a limit: counted exactly, with what cannot be judged kept apart."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NOT_APPLICABLE = "対象なし"
BELOW_LIMIT, AT_LIMIT, UNDECIDED = "基準内", "基準以上", "未確定"
"""How a share stands to its limit; `UNDECIDED` where orders that cannot be read, or are not certain, decide."""
GOOD, UNKNOWN, DOUBTFUL, BAD = range(4)
"""What a row says of its order. The greatest of its rows counts: a late one makes the order late, whatever cannot be
read of the others."""
PER_MILLE = 1000


class Outcome(NamedTuple):
    """What a row says of its order.

    Attributes:
        order: order number.
        day: the day that puts it into a window; None where it has none.
        verdict: `GOOD`, `UNKNOWN`, `DOUBTFUL` or `BAD`.
        sent: its ship date; an order that left before a window can no longer be late in it. None for none.
    """

    order: str
    day: int | None
    verdict: int
    sent: int | None = None


class OutcomeGroup(NamedTuple):
    """Orders of which the rows say the same; a hundred thousand are a few hundred groups.

    Attributes:
        orders: order numbers.
        day: as in `Outcome`.
        verdict: as in `Outcome`.
        sent: as in `Outcome`.
    """

    orders: Sequence[str]
    day: int | None
    verdict: int
    sent: int | None = None

    def may_be_in(self, first: int, last: int) -> bool:
        """Tell whether the orders belong into a window; without a day all do that had not left before it."""
        if self.day is None:
            return self.sent is None or self.sent >= first
        return first <= self.day <= last


class Share(NamedTuple):
    """Orders of a window.

    Attributes:
        first: first day of the window.
        last: last day of the window.
        counted: orders that count.
        bad: those of them that are late, or cancelled.
        limit: the limit in thousandths.
        unknown: further orders that may belong into the window and cannot be judged.
        doubtful: how many of the bad ones may be no orders of the share at all.
        may_equal: whether a share of exactly the limit is still fine.
    """

    first: int
    last: int
    counted: int
    bad: int
    limit: int
    unknown: int = 0
    doubtful: int = 0
    may_equal: bool = False

    def rate(self) -> Fraction | str:
        """Return the exact share, or 対象なし."""
        return Fraction(self.bad, self.counted) if self.counted else NOT_APPLICABLE

    def is_over(self) -> bool:
        """Tell whether there is a share and it breaks the limit."""
        return self._breaks(self.bad, self.counted)

    def _breaks(self, bad: int, counted: int) -> bool:
        excess = PER_MILLE * bad - self.limit * counted
        return counted > 0 and (excess > 0 or (excess == 0 and not self.may_equal))

    def allowance(self) -> int:
        """Return how many more of the counted orders may be bad before the share breaks the limit.

        The number of orders is held fixed; negative means that it breaks the limit already.
        """
        most = self.limit * self.counted
        return (most if self.may_equal else most - 1) // PER_MILLE - self.bad

    def verdict(self) -> str:
        """Return how the share stands to its limit, whatever the unknown orders and the doubtful ones may be."""
        total = self.counted + self.unknown
        if not total:
            return NOT_APPLICABLE
        least = self._breaks(self.bad - self.doubtful, total - self.doubtful)
        most = self._breaks(self.bad + self.unknown, total)
        return UNDECIDED if least != most else AT_LIMIT if most else BELOW_LIMIT


def share_of(
    outcomes: Iterable[Outcome], first: int, last: int, limit: int, *, may_equal: bool = False
) -> Share:
    """Return the share of a window.

    Args:
        outcomes: what the rows say; rows of one order number are one order.
        first: first day of the window.
        last: last day of the window.
        limit: the limit in thousandths.
        may_equal: whether a share of exactly the limit is still fine.
    """
    return share_of_groups(grouped(outcomes), first, last, limit, may_equal=may_equal)


def grouped(outcomes: Iterable[Outcome]) -> list[OutcomeGroup]:
    """Return orders with those together of which the rows say the same."""
    groups: dict[tuple[int | None, int, int | None], list[str]] = {}
    for order, day, verdict, sent in outcomes:
        groups.setdefault((day, verdict, sent), []).append(order)
    return [OutcomeGroup(orders, *key) for key, orders in groups.items()]


def share_of_groups(
    groups: Iterable[OutcomeGroup], first: int, last: int, limit: int, *, may_equal: bool = False
) -> Share:
    """Return the share of a window from orders that stand together already, see `share_of`."""
    found: list[set[str]] = [set() for _ in range(BAD + 1)]
    for group in groups:
        if group.may_be_in(first, last):
            found[group.verdict].update(group.orders)
    counts = {}
    worse: set[str] = set()
    for verdict in range(BAD, GOOD - 1, -1):
        counts[verdict] = len(found[verdict] - worse)
        worse |= found[verdict]
    bad = counts[BAD] + counts[DOUBTFUL]
    return Share(first, last, counts[GOOD] + bad, bad, limit, counts[UNKNOWN], counts[DOUBTFUL], may_equal)


def percent_text(per_mille: int) -> str:
    """Return a limit in thousandths as it is written: 25 is 2.5%."""
    return f"{per_mille / 10:g}%"


def state_sentence(share: Share, over: str, doubt: str) -> str:
    """Return how a share stands to its limit, and what that may lead to or depends on.

    Args:
        share: the orders of a window.
        over: what is said of one beyond its limit.
        doubt: what is not known of the doubtful orders, said after their number.
    """
    verdict = share.verdict()
    if verdict == AT_LIMIT:
        return over
    if verdict != UNDECIDED:
        return NOT_APPLICABLE if verdict == NOT_APPLICABLE else "目標の中"
    causes = [f"数えられない{share.unknown}件"] if share.unknown else []
    causes += [f"キャンセル{share.doubtful}件が{doubt}"] if share.doubtful and share.is_over() else []
    return f"未確定: {'と、'.join(causes)}で変わります"


def allowance_words(share: Share) -> str:
    """Return how far a share is from its limit: how many orders are too many, or how many more it bears."""
    if not share.counted:
        return ""
    left = share.allowance()
    if left < 0:
        return f"超過 {-left}件"
    return f"あと{left}件まで" if left else "あと1件で基準に達する"
