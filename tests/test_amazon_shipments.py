"""Confirmations sent again, split quantities, ruined ids: what counts of them, and the amount of each package."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from fractions import Fraction

import pandas as pd
import pytest
from frame_forms import told, values
from hypothesis import given, settings
from hypothesis import strategies as st
from make_export_samples import AMAZON, AMAZON_ORDERS, AMAZON_SHIPMENT, amazon_row, tabbed

from xlshipcheck import frames
from xlshipcheck.context import Context
from xlshipcheck.exports.amazon import join_amazon
from xlshipcheck.exports.amazon_items import Item, Shipment
from xlshipcheck.exports.amazon_shipments import confirmed
from xlshipcheck.exports.table import read_export
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.values.days import day_of

ORDER, ID = "250-0000040-0000040", "40000000000000"


def ordered(pieces, amount="2000", item=ID, order=ORDER):
    """Return an order report of one item: price without tax."""
    row = [
        order,
        item,
        "2026-10-20T15:30:00+00:00",
        "FOOD-01" if item != "2" else "HOME-02",
        str(pieces),
        amount,
        "0",
        "0",
        "0",
        "",
    ]
    return amazon_row(row, AMAZON_ORDERS)


def sent(pieces, day, number, carrier="ヤマト運輸", item=ID, order=ORDER):
    """Return a line of a confirmation."""
    return [order, item, str(pieces), day, "Other" if carrier else "", carrier, number, "", ""]


def joined(orders, *files):
    """Return number, quantity and amount of every row, and what is said, for reports and confirmations."""
    exports = [read_export(tabbed([AMAZON_ORDERS, *orders]), "orders.txt")]
    exports += [read_export(tabbed([AMAZON_SHIPMENT, *rows]), f"{k}.txt") for k, rows in enumerate(files)]
    table = join_amazon(exports)
    read = table.read_roles(["送り状番号", "数量", "注文金額"])
    columns = (read[role] for role in ("送り状番号", "数量", "注文金額"))
    return list(zip(*columns, strict=True)), [*table.notes, *table.missing]


def test_the_order_sample_has_the_columns_that_are_used_here():
    """The rows here are laid out like those of the samples."""
    assert len(AMAZON[0]) == len([ORDER, ID, "", "", "", "", "", "", "", ""])


def test_a_corrected_number_replaces_the_first():
    """Sent again with another number: the newer ship date counts, in whichever order the files or rows come."""
    wrong, right = sent(1, "2026-10-22", "444413758700"), sent(1, "2026-10-23", "444413758703")
    for files in ([[wrong], [right]], [[right], [wrong]], [[wrong, right]], [[right, wrong]]):
        rows, said = joined([ordered(1)], *files)
        assert rows == [("444413758703", "1", "2000")]
        assert "出し直された出荷通知が1行あり" in said[0]


def test_of_one_day_the_later_file_and_row_is_newer():
    """Without a newer date the later file counts, and in one file the later row."""
    first, second = sent(1, "2026-10-22", "111111111111"), sent(1, "2026-10-22", "222222222222")
    assert joined([ordered(1)], [first], [second])[0][0][0] == "222222222222"
    assert joined([ordered(1)], [second], [first])[0][0][0] == "111111111111"
    assert joined([ordered(1)], [first, second])[0][0][0] == "222222222222"


def test_a_split_shipment_is_no_correction():
    """Two pieces in two packages stay two packages of half the amount each."""
    rows, said = joined([ordered(2)], [sent(1, "2026-10-22", "111"), sent(1, "2026-10-23", "222")])
    assert rows == [("111", "1", "1000"), ("222", "1", "1000")]
    assert not any("出し直" in text or "多くなって" in text for text in said)
    three = [sent(1, "2026-10-22", "111"), sent(2, "2026-10-22", "222"), sent(2, "2026-10-24", "333")]
    assert joined([ordered(3, "3000")], three)[0] == [("111", "1", "1000"), ("333", "2", "2000")]


def test_an_empty_line_takes_no_share():
    """A line without carrier and number is no confirmation; alone it leaves the item not sent."""
    empty = sent(1, "2026-10-24", "", carrier="")
    assert joined([ordered(1)], [empty, sent(1, "2026-10-22", "444413758703")])[0] == [
        ("444413758703", "1", "2000")
    ]
    assert joined([ordered(1)], [empty])[0] == [("", "1", "2000")]


def test_more_sent_than_ordered_is_said():
    """What fits neither way is named with its numbers, and the order is one package under its newest number."""
    rows, said = joined([ordered(3)], [sent(3, "2026-10-22", "111"), sent(1, "2026-10-23", "222")])
    assert rows == [("222", "3", "2000")]
    assert any(f"注文 {ORDER}" in text and "(出荷 4 / 注文 3)" in text for text in said)


def test_without_ordered_pieces_nothing_is_replaced():
    """A report that does not tell the pieces leaves both lines."""
    order = ordered("", "2000")
    rows, said = joined([order], [sent(1, "2026-10-22", "111"), sent(1, "2026-10-23", "222")])
    assert rows == [("111", "1", "1000"), ("222", "1", "1000")]
    assert not any("出し直" in text for text in said)


def test_a_ruined_item_id_is_named():
    """An order-item-id that a spreadsheet made 2E+13 is said to be ruined, and tells no item."""
    orders = [ordered(1, item="2E+13"), ordered(1, item="2E+13", order="250-0000041-0000041")]
    rows, said = joined(orders, [sent(1, "2026-10-22", "444413758703", item="20000000000000")])
    assert rows == [("444413758703", "1", "2000"), ("", "1", "2000")]
    assert any(
        "order-item-id が表計算ソフトで壊れている行が2行あります (「2E+13」など)" in text for text in said
    )
    assert any(text.startswith("order-item-id") for text in joined([ordered(1, item="20000000000000.0")])[1])


@pytest.mark.parametrize("orders", [("800", "700"), ("800", "800")])
def test_a_parcel_of_an_order_whose_items_look_alike_has_no_amount(orders):
    """Of two items with ruined ids one was sent: which is unknown, also where both rows are the same to the letter."""
    report = [ordered(1, amount, item="2E+13") for amount in orders]
    rows, said = joined(report, [sent(1, "2026-10-22", "444413758703", item="20000000000000")])
    assert [amount for number, _, amount in rows if number] == [""]
    assert any("どの明細の出荷か分からない" in text for text in said)
    # A confirmation that names no item is of the whole order; one whose own id is ruined names one of them.
    whole, _ = joined(
        [ordered(1, "700", item="1"), ordered(1, "800", item="2")], [sent(1, "2026-10-22", "1", item="")]
    )
    assert [amount for *_, amount in whole] == ["700", "800"]
    part, _ = joined(
        [ordered(1, "700", item="1"), ordered(1, "800", item="2")], [sent(1, "2026-10-22", "1", item="2E+13")]
    )
    assert [amount for number, _, amount in part if number] == [""]


def test_amounts_of_one_package_add_up_to_a_whole():
    """A third and two thirds of a yen in one package are one yen: 999.99 would fall below the limit."""
    orders = [ordered(3, "1000", item="1"), ordered(3, "2000", item="2")]
    lines = [sent(1, "2026-10-22", "111", item="1"), sent(1, "2026-10-22", "111", item="2")]
    rows, _ = joined(orders, lines)
    assert sum(Fraction(amount) for _, _, amount in rows) == 1000


lines = st.lists(
    st.tuples(st.integers(1, 4), st.integers(0, 3), st.sampled_from(["", "A", "B", "C"]), st.booleans()),
    max_size=6,
)


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 9999), lines), min_size=1, max_size=3))
def test_a_packages_amount_is_the_sum_of_its_shares(drawn):
    """Every item's amount goes to its packages by pieces, exactly, and no confirmation counts twice."""
    items, shipments = [], []
    for place, (pieces, amount, own) in enumerate(drawn):
        item = Item(ORDER, str(place), "")
        item.quantity, item.amount = pieces, Fraction(amount)
        items.append(item)
        for quantity, day, number, named in own:
            texts = {"配送会社": "ヤマト運輸" if named else ""}
            carrier = "ヤマト運輸" if named else ""
            shipments.append(Shipment(str(place), number, quantity, texts, {}, day, len(shipments), carrier))
    found = confirmed(items, shipments)
    filled = [one for one in shipments if one.number or one.carrier]
    assert found.unmatched == []
    if found.sent:
        newest = max(filled, key=lambda one: (one.day, one.place))
        assert found.sent > found.ordered
        assert [(part.item, part.shipment.number, part.amount) for part in found.packed] == [
            (item, newest.number, item.amount) for item in items
        ]
        return
    for item in items:
        parts = [part for part in found.packed if part.item is item]
        sent_pieces = sum(part.shipment.quantity for part in parts if part.shipment)
        assert sent_pieces <= item.quantity
        for part in parts:
            share = part.shipment.quantity if part.shipment else item.quantity
            assert part.amount == item.amount * share / item.quantity
        packages = Counter((part.shipment.number, part.shipment.carrier) for part in parts if part.shipment)
        assert all(count == 1 for count in packages.values()) or "" in {number for number, _ in packages}
        given_lines = [one for one in filled if one.item == item.item]
        replaced = sum(one.quantity for one in given_lines) - sent_pieces
        # What is not counted was replaced by a newer line of as many pieces.
        assert replaced >= 0
        if given_lines:
            newest = max(given_lines, key=lambda one: (one.day, one.place))
            assert newest.number in {part.shipment.number for part in parts if part.shipment}


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 3),
            st.sampled_from(["2026-10-22", "2026-10-23", ""]),
            st.sampled_from(["", "444413758703", "444413758700", "4444-1375-8703", "405548424886"]),
            st.sampled_from(["", "ヤマト運輸", "日本郵便", "名鉄NX運輸"]),
            st.sampled_from(["1", "2", ""]),
        ),
        max_size=7,
    )
)
def test_joined_files_are_judged_alike_in_sheet_and_frame(lines):
    """Blank numbers, confirmations sent twice and split items: the joined table's sheet is its frame."""
    orders = [ordered(3, "1500", item="1"), ordered(2, "900", item="2")]
    table = join_amazon(
        [
            read_export(tabbed([AMAZON_ORDERS, *orders]), "orders.txt"),
            read_export(tabbed([AMAZON_SHIPMENT, *(sent(*line) for line in lines)]), "1.txt"),
        ]
    )
    cells = table.read_roles()
    count = len(cells["注文番号"])
    context = Context(day_of(dt.date(2026, 11, 21)))
    sheet = assess("Amazon", cells, count, context)
    frame = pd.DataFrame(cells, dtype=object)
    assert values(frames.assess_amazon(frame, as_of=None, context=context)) == told(
        sheet.columns, {"判定理由", "確認"}
    )
