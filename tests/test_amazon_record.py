"""One answer path: whichever fact of a package changes, cell, sheet and DataFrame go on saying the same."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from frame_forms import told, values

from xlshipcheck import frames
from xlshipcheck.amazon import kernel
from xlshipcheck.amazon.record import (
    AMOUNT_NOT_GIVEN,
    CARRIER_EXCLUDED,
    CARRIER_RENAMED,
    CARRIER_TRACKABLE,
    DELIVERED,
    DELIVERED_UNREAD,
    NOT_DELIVERED,
    REACHES_CHINA,
    REACHES_LEAST,
    SCANS_NOT_GIVEN,
    SELLER_CHINA,
    SELLER_JAPAN,
    PackageRow,
    Record,
    amazon_rules,
    record_of,
)
from xlshipcheck.context import Context
from xlshipcheck.rulebook.rules import standard_rulebook
from xlshipcheck.sheets import own_row
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.tracking import numbers
from xlshipcheck.values.days import day_of
from xlshipcheck.values.results import joined_remarks

AS_OF = dt.date(2026, 11, 21)
CONTEXT = Context(day_of(AS_OF))
PACKAGE = {
    "注文番号": "249-1",
    "配送会社": "Yanwen",
    "送り状番号": "UF123456785YP",
    "注文金額": 1500,
    "お届け予定日": dt.date(2026, 11, 1),
    "スキャン回数": 2,
    "配達完了": True,
    "出品者": "中国",
    "フルフィルメント": "Merchant",
}
# Field of the record -> cells that change it alone, each with what the sheet then says.
CHANGES = {
    "by_amazon": [({"フルフィルメント": "Amazon"}, "対象外", "FBA")],
    "unconfirmed": [({"配送会社": "", "送り状番号": ""}, None, "")],
    "unreadable": [({"スキャン回数": "x"}, None, "")],
    "carrier": [({"配送会社": "西濃運輸"}, "対象外", "西濃運輸"), ({"配送会社": "赤帽"}, "無効", "赤帽")],
    "number": [
        ({"送り状番号": "4.4E+11"}, "無効", "壊れています"),
        ({"送り状番号": None}, "無効", "送り状番号がありません"),
    ],
    "amount": [({"注文金額": 999}, "有効", "1,000円未満"), ({"注文金額": ""}, None, "")],
    "period": [({"お届け予定日": dt.date(2021, 8, 8)}, "有効", "部分的"), ({"お届け予定日": None}, None, "")],
    "scans": [({"スキャン回数": 1}, "無効", "1 回"), ({"スキャン回数": None}, "無効", "0 回")],
    "delivered": [
        ({"配達完了": False}, "無効", "配達完了か不在持ち戻り"),
        ({"配達完了": "なぞの語"}, None, ""),
    ],
    "seller": [({"出品者": "日本", "スキャン回数": ""}, "有効", "1,000円以上が対象")],
    "sent_unread": [
        ({"発送日": "11/20頃"}, "有効", ""),
        ({"発送日": "?", "配送会社": "名鉄NX運輸"}, None, ""),
    ],
}


def everywhere(cells):
    """Return 追跡判定, 判定理由 and 確認 of a row from its cells, its sheet and its frame, which must agree."""
    headers, row = list(cells), list(cells.values())
    valid, reason = (
        own_row.evaluate_in_row(name, headers, row, [], CONTEXT).answers[0]
        for name in ("AMAZON_SCAN_VALID", "AMAZON_SCAN_REASON")
    )
    remarks = joined_remarks([valid.problem, *(str(note) for note in valid.notes)])
    columns = {header: [cell] for header, cell in cells.items()}
    sheet = told(assess("Amazon", columns, 1, CONTEXT).columns, {"判定理由", "確認"})
    frame = values(frames.assess_amazon(pd.DataFrame(columns, dtype=object), as_of=AS_OF))
    assert frame == sheet
    in_cells = [None if valid.problem else valid.value or None, None if reason.problem else reason.value]
    assert [sheet["追跡判定"][0], sheet["判定理由"][0]] == in_cells
    assert sheet["確認"][0] == remarks
    return sheet["追跡判定"][0], sheet["判定理由"][0] or "", remarks


@pytest.mark.parametrize("field", Record._fields)
def test_each_field_of_the_record_is_seen_everywhere(field):
    """Changed in turn, every field changes what cell, sheet and frame say, and all three say the same."""
    before = everywhere(PACKAGE)
    assert before[:2] == ("有効", before[1])
    for cells, verdict, words in CHANGES[field]:
        after = everywhere({**PACKAGE, **cells})
        assert after != before
        assert after[0] == verdict
        assert words in after[1]


def test_equal_rows_are_grouped_by_all_that_they_say():
    """Rows that differ in one field alone stand in one table as each stands by itself: no field is left out of a key."""
    changed = [cells for field in Record._fields for cells, _, _ in CHANGES[field]]
    rows = [{**PACKAGE, **cells, "注文番号": f"249-{n}"} for n, cells in enumerate([{}, *changed])]

    def told_of(rows):
        columns = {header: [row[header] for row in rows] for header in PACKAGE}
        sheet = told(assess("Amazon", columns, len(rows), CONTEXT).columns, {"判定理由", "確認"})
        assert values(frames.assess_amazon(pd.DataFrame(columns, dtype=object), as_of=AS_OF)) == sheet
        return list(zip(*sheet.values(), strict=True))

    assert told_of(rows) == [told_of([row])[0] for row in rows]


def test_equal_records_have_equal_verdicts():
    """Rows that differ in names, numbers and yen have one record and one answer; a change of the rule's day does not."""
    rules = amazon_rules(standard_rulebook())
    row = PackageRow("ヤマト運輸", "444413758703", 1500, day_of(AS_OF), None, None, "日本")
    other = row._replace(carrier="佐川急便", number="512547514334", amount=99999, day=day_of(AS_OF) - 1)
    assert record_of(rules, row) == record_of(rules, other)
    assert record_of(rules, row) != record_of(rules, row._replace(day=day_of(dt.date(2022, 8, 22))))


def test_each_period_begins_on_the_day_of_a_change():
    """A promised day belongs to the last change by then, one before all to the first, and no day to a period of its own."""
    rules = amazon_rules(standard_rulebook())
    for place, day in enumerate(rules.starts):
        assert (rules.period(day - 1), rules.period(day)) == (max(0, place - 1), place)
        assert rules.day_in(place) == day
        assert rules.limits(place).dated == 1
    assert rules.period(None) == len(rules.starts)
    assert rules.limits(len(rules.starts)).dated == 0


READABLE = Record(
    by_amazon=0,
    unconfirmed=0,
    unreadable=0,
    carrier=CARRIER_TRACKABLE,
    number=numbers.OK,
    amount=REACHES_LEAST,
    period=0,
    scans=SCANS_NOT_GIVEN,
    delivered=NOT_DELIVERED,
    seller=SELLER_JAPAN,
    sent_unread=0,
)


@pytest.mark.parametrize("word", [NOT_DELIVERED, DELIVERED_UNREAD])
@pytest.mark.parametrize("sent_unread", [0, 1])
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, 0),
        ({"number": numbers.DAMAGED}, kernel.NUMBER_IS_DAMAGED),
        ({"number": numbers.DOUBTFUL}, kernel.NUMBER_IS_DOUBTFUL),
        ({"number": numbers.UNKNOWN_FORM}, 0),
        ({"carrier": CARRIER_RENAMED}, kernel.FIRM_IS_RENAMED),
        ({"carrier": CARRIER_EXCLUDED, "number": numbers.DAMAGED}, 0),
    ],
)
def test_what_is_said_beside_a_verdict(changed, said, sent_unread, word):
    """Each remark is said for its own cause and for no other; whether rules are changed is looked at beside every verdict."""
    limits = amazon_rules(standard_rulebook()).limits(len(amazon_rules(standard_rulebook()).starts) - 1)
    record = READABLE._replace(**changed, sent_unread=sent_unread, delivered=word)
    said |= kernel.RULES_ARE_CHANGED
    said |= kernel.WORD_IS_UNREAD if word == DELIVERED_UNREAD else 0
    said |= kernel.SHIP_DAY_IS_UNREAD if sent_unread else 0
    assert kernel.decide(record, limits).notes == said
    for unanswered in ("by_amazon", "unconfirmed", "unreadable"):
        assert kernel.decide(record._replace(**{unanswered: 1}), limits).notes == 0


@pytest.mark.parametrize(
    ("amount", "scans", "delivered", "outcome"),
    [
        (0, SCANS_NOT_GIVEN, NOT_DELIVERED, kernel.CHINA_SCANS_SHORT_BELOW),
        (0, 0, DELIVERED, kernel.CHINA_SCANS_SHORT_BELOW),
        (0, 1, NOT_DELIVERED, kernel.SCANNED_BELOW),
        (REACHES_CHINA, SCANS_NOT_GIVEN, DELIVERED, kernel.CHINA_SCANS_SHORT_FROM),
        (REACHES_CHINA, 0, DELIVERED, kernel.CHINA_SCANS_SHORT_FROM),
        (REACHES_CHINA, 1, DELIVERED, kernel.CHINA_SCANS_SHORT_FROM),
        (REACHES_CHINA, 2, NOT_DELIVERED, kernel.CHINA_NOT_DELIVERED),
        (REACHES_CHINA, 2, DELIVERED_UNREAD, kernel.DELIVERED_NEEDED),
        (REACHES_CHINA, 2, DELIVERED, kernel.SCANNED_FROM),
        (AMOUNT_NOT_GIVEN, 2, DELIVERED, kernel.AMOUNT_MISSING),
    ],
)
def test_the_scans_of_a_package_from_china(amount, scans, delivered, outcome):
    """Below the amount one scan is needed, from it on two and a delivery; what is short is said of the limit that it lacks."""
    limits = amazon_rules(standard_rulebook()).limits(len(amazon_rules(standard_rulebook()).starts) - 1)
    assert (limits.china_scans_below, limits.china_scans_from, limits.china_delivery) == (1, 2, 1)
    record = READABLE._replace(seller=SELLER_CHINA, amount=amount, scans=scans, delivered=delivered)
    assert kernel.decide(record, limits).outcome == outcome


def test_each_remark_has_a_bit_of_its_own():
    """A mask of all remarks names each of them once: none is said where another holds."""
    bits = [
        kernel.NUMBER_IS_DAMAGED,
        kernel.WORD_IS_UNREAD,
        kernel.RULES_ARE_CHANGED,
        kernel.NUMBER_IS_DOUBTFUL,
        kernel.FIRM_IS_RENAMED,
        kernel.SHIP_DAY_IS_UNREAD,
    ]
    assert all(bit and not bit & (bit - 1) for bit in bits)
    assert len(set(bits)) == len(bits)
