"""Orders of a cart or to one recipient stand together in the list of today, however many they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xlshipcheck.today.plan import NOW, Line
from xlshipcheck.today.planning import _with_carts
from xlshipcheck.values.facts import OrderFact


def line(row, cart, buyer):
    """Return a line of the list."""
    fact = OrderFact(row, str(row), cart, "", "", "", "Qoo10", "一般", "正常", 1, (), buyer=buyer)
    return Line(NOW, "受注", row, fact, None, 0)


orders = st.lists(st.tuples(st.sampled_from(["", *"abcdef"]), st.sampled_from(["", *"ABCDEF"])), max_size=14)


@given(orders)
def test_what_is_packed_together_stands_together(pairs):
    """Lines that a chain of carts and recipients joins are one group, at the place of the first of them."""
    found = _with_carts([line(row, *pair) for row, pair in enumerate(pairs)])
    group = list(range(len(pairs)))
    for _ in pairs:
        for first, (cart, buyer) in enumerate(pairs):
            for second, (other_cart, other_buyer) in enumerate(pairs):
                if (cart and cart == other_cart) or (buyer and buyer == other_buyer):
                    group[first] = group[second] = min(group[first], group[second])
    assert sorted(one.row for one in found) == list(range(len(pairs)))
    assert [group[one.row] for one in found] == sorted(group)
    for one in found:
        carts = {pairs[row][0] for row, number in enumerate(group) if number == group[one.row]}
        assert one.together == (group.count(group[one.row]) > 1)
        assert one.same_buyer == (len(carts) > 1)


def test_very_many_orders_of_one_recipient():
    """Each order is looked at once and not once for each of the others: what is asked of the carts grows with the rows."""
    asked = []

    class Cart(str):
        __slots__ = ()

        def __hash__(self):
            asked.append(self)
            return super().__hash__()

    for count in (100, 1000):
        asked.clear()
        found = _with_carts([line(row, Cart(f"c{row // 2}"), "同じ人") for row in range(count)])
        assert all(one.together and one.same_buyer for one in found)
        assert len(asked) < 20 * count
