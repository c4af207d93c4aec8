"""Amazon's judgement of a package, held against worked cases and against the rule written as plain ifs."""

from __future__ import annotations

import itertools
import tomllib
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from row_answers import row_answer

from xlshipcheck import errors
from xlshipcheck.amazon import kernel, notes, package, record
from xlshipcheck.amazon.grouping import (
    carrier_sources,
    package_amounts,
    package_key,
    package_numbers,
    package_rows,
    worst_validity,
)
from xlshipcheck.amazon.notes import yen_text
from xlshipcheck.amazon.record import Record, amazon_rules, delivered_code, seller_code
from xlshipcheck.catalogue.calling import evaluate
from xlshipcheck.context import PLAIN, Context, Settings
from xlshipcheck.rulebook.rules import standard_rulebook
from xlshipcheck.tracking.numbers import DAMAGED, DOUBTFUL, INVALID, MISSING, OK, UNKNOWN_FORM
from xlshipcheck.values.days import day_of

DATA = Path(__file__).parent / "data"
CASES = tomllib.loads((DATA / "amazon_packages.toml").read_text(encoding="utf-8"))
CARRIERS = tomllib.loads((DATA / "amazon_carriers.toml").read_text(encoding="utf-8"))
ROWS = [row for group in CASES["groups"] for row in group["rows"]]
CHANGE = day_of(date(2022, 8, 23))
CHINA_CHANGE = day_of(date(2021, 8, 9))
GOOD = ("ヤマト運輸", "444413758703", Fraction(1500), day_of(date(2026, 11, 1)), None, None, "")


def arguments(row):
    """Return a case as the catalogue hands it to a row function."""
    amount = row["amount"]
    return (
        row["carrier"],
        row["number"],
        None if amount == "" else Fraction(amount),
        day_of(row["day"]) if "day" in row else None,
        row.get("scans"),
        row.get("delivered"),
        row.get("seller", ""),
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['carrier']} {row['number']} {row['amount']}")
def test_worked_packages(row):
    """Each worked package gets its verdict, and a reason that names what decided and the rule's date."""
    valid = row_answer("AMAZON_SCAN_VALID", PLAIN, *arguments(row))
    reason = row_answer("AMAZON_SCAN_REASON", PLAIN, *arguments(row))
    assert valid.value == row["verdict"]
    assert [part for part in row["says"] if part not in reason.value] == []
    assert [note.kind for note in valid.notes] == ([row["note"]] if "note" in row else [])


@pytest.mark.parametrize("row", CASES["unanswered"], ids=lambda row: f"{row['carrier']} {row['missing']}")
def test_a_needed_blank_is_an_error(row):
    """A blank amount or promised day that the rule needs is asked for by name."""
    for function in ("AMAZON_SCAN_VALID", "AMAZON_SCAN_REASON"):
        with pytest.raises(errors.MissingArgument, match=row["missing"]):
            row_answer(function, PLAIN, *arguments(row))


@pytest.mark.parametrize("name", CARRIERS["excluded"])
def test_every_excluded_carrier_is_out_of_scope(name):
    """Each of the sixteen leaves the rate under its own name, for sellers anywhere and with any blanks."""
    for seller in ("日本", "中国", "香港"):
        assert (
            row_answer("AMAZON_SCAN_VALID", PLAIN, name, None, None, None, None, None, seller).value
            == "対象外"
        )


@pytest.mark.parametrize(("japanese", "english"), CARRIERS["trackable"])
def test_every_listed_carrier_is_trackable(japanese, english):
    """Each of the fifteen is on the list under both of its names."""
    rules = amazon_rules(standard_rulebook())
    for name in (japanese, english):
        assert rules.carrier_class(name, rules.period(CHANGE)) == record.CARRIER_TRACKABLE


# the rule once more, as a person would write it


def plain_verdict(carrier, number, amount, day, scans, delivered, seller):
    """Return 有効, 無効, 対象外 or the missing argument, written as plain ifs from the rule's text."""
    if carrier in {record.CARRIER_EXCLUDED, record.CARRIER_RENAMED}:
        return "対象外"
    if day is None:
        return "お届け予定日"
    if seller == "日本" and amount is None:
        return "注文金額"
    if seller == "日本" and amount < (1000 if day >= CHANGE else 2000):
        return "対象外"
    if carrier != record.CARRIER_TRACKABLE or number in {MISSING, DAMAGED, INVALID}:
        return "無効"
    if seller == "日本":
        return "無効" if scans == 0 else "有効"
    return "有効" if day < CHINA_CHANGE else plain_scans(amount, scans, delivered)


def plain_scans(amount, scans, delivered):
    """Return what the scans of a seller in China or Hong Kong make of a package since 2021-08-09."""
    if amount is None:
        return "注文金額"
    if amount < 1000:
        return "有効" if scans else "無効"
    return "有効" if scans is not None and scans >= 2 and delivered else "無効"


GRID = list(
    itertools.product(
        range(5),
        [MISSING, OK, UNKNOWN_FORM, INVALID, DAMAGED, DOUBTFUL],
        [None, Fraction(0), Fraction(99999, 100), Fraction(1000), Fraction(1999), Fraction(2000)],
        [None, CHINA_CHANGE - 1, CHINA_CHANGE, CHANGE - 1, CHANGE],
        [None, 0, 1, 2, 3],
        [None, False, True],
        ["日本", "中国", "香港"],
    )
)


RULES = amazon_rules(standard_rulebook())


def record_in_the_grid(carrier, number, amount, day, scans, delivered, seller):
    """Return a row of the grid as the kernel counts it."""
    period = RULES.period(day)
    return Record(
        0,
        0,
        0,
        carrier,
        number,
        record.AMOUNT_NOT_GIVEN if amount is None else record.amount_class(amount, RULES.limits(period)),
        period,
        record.SCANS_NOT_GIVEN if scans is None else scans,
        delivered_code(delivered),
        seller_code(seller),
        0,
    )


def test_the_kernel_is_the_rule_on_a_full_grid():
    """On every combination of inputs at and beside the limits the kernel decides like plain ifs."""
    reached = set()
    for row in GRID:
        fields = record_in_the_grid(*row)
        outcome = kernel.decide(fields, RULES.limits(fields.period)).outcome
        meaning = notes.OUTCOMES[outcome]
        assert (meaning.verdict or meaning.missing) == plain_verdict(*row), row
        reached.add(outcome)
    beside = {kernel.DELIVERED_NEEDED, kernel.FULFILLED_BY_AMAZON, kernel.UNCONFIRMED, kernel.UNREADABLE}
    beside.add(kernel.SHIP_DAY_NEEDED)
    assert reached == set(range(len(notes.OUTCOMES))) - beside


def test_the_kernel_takes_whole_columns():
    """Arrays give the same outcomes and notes as one row at a time, with limits that change along the column."""
    rows = [record_in_the_grid(*row) for row in GRID[::7]]
    rows += [row._replace(**{field: 1}) for row in rows[:3] for field in Record._fields[:3]]
    columns = Record(*(np.array(column) for column in zip(*rows, strict=True)))
    found = kernel.decide(columns, RULES.limits(columns.period))
    expected = [kernel.decide(row, RULES.limits(row.period)) for row in rows]
    assert list(zip(*(numbers.tolist() for numbers in found), strict=True)) == list(map(tuple, expected))


def test_every_outcome_can_be_said():
    """Each outcome has a verdict, a sentence and a rule that exists, or names the argument that is missing."""
    assert len(notes.OUTCOMES) == kernel.SHIP_DAY_NEEDED + 1
    for outcome, meaning in enumerate(notes.OUTCOMES):
        if outcome in {kernel.UNCONFIRMED, kernel.UNREADABLE, kernel.SHIP_DAY_NEEDED} or meaning.missing:
            assert (meaning.verdict, meaning.sentence, meaning.rule) == ("", "", "")
        else:
            assert meaning.verdict in {"有効", "無効", "対象外"}
            assert meaning.sentence
            assert outcome == kernel.FULFILLED_BY_AMAZON or standard_rulebook().rule(meaning.rule)


# settings


def test_a_shops_own_limit_is_said():
    """A shop's own rule decides, is named as such in the reason, and stands in a note."""
    book = standard_rulebook().with_overrides({"amazon.japan.least_amount": 1600}, "設定シート")
    answer = row_answer("AMAZON_SCAN_REASON", Context(overridden=book), *GOOD)
    assert "1,600円に満たない" in answer.value
    assert "設定シート" in answer.value
    assert [note.kind for note in answer.notes] == ["上書き"]
    assert "1600円" in answer.notes[0].text


def test_scans_of_a_japanese_seller_are_a_setting():
    """With the setting 0 a scan count of 0 does not make a Japanese seller's package invalid."""
    book = standard_rulebook().with_overrides({"amazon.japan.scans_when_given": 0}, "設定シート")
    row = (*GOOD[:4], 0, None, "")
    assert row_answer("AMAZON_SCAN_VALID", PLAIN, *row).value == "無効"
    assert row_answer("AMAZON_SCAN_VALID", Context(overridden=book), *row).value == "有効"


def test_a_shop_may_list_a_carrier_we_do_not_know():
    """A carrier which a shop adds to the list counts, though no number form of it is known."""
    listed = [*standard_rulebook().value("amazon.trackable_carriers", 0), "赤帽"]
    book = standard_rulebook().with_overrides({"amazon.trackable_carriers": listed}, "設定シート")
    row = ("赤 帽", "12345678", *GOOD[2:])
    assert row_answer("AMAZON_SCAN_VALID", PLAIN, *row).value == "無効"
    assert row_answer("AMAZON_SCAN_VALID", Context(overridden=book), *row).value == "有効"


@pytest.mark.parametrize(
    ("carrier", "listed", "change"),
    [
        ("JPロジスティクス", "トールエクスプレス", date(2023, 4, 1)),
        ("名鉄NX運輸", "名鉄運輸", date(2025, 1, 1)),
        ("こぐまアロー便", "名鉄運輸", date(2025, 1, 1)),
        ("名鉄NX運輸(こぐまアロー便)", "名鉄運輸", date(2025, 1, 1)),
        ("名鉄NX運輸 こぐまアロー便", "名鉄運輸", date(2025, 1, 1)),
        ("名鉄NX運輸・営業所止め", "名鉄運輸", date(2025, 1, 1)),
    ],
)
def test_a_renamed_firm_keeps_its_place(carrier, listed, change):
    """From the day of the new name an excluded firm is 対象外 under it, with a remark, unless the setting says no."""
    off = standard_rulebook().with_overrides({"amazon.renamed_excluded": False}, "設定シート")
    row = (carrier, "123456789012", Fraction(5000))
    before = row_answer("AMAZON_SCAN_VALID", PLAIN, *row, day_of(change) - 1, None, None, "")
    valid = row_answer("AMAZON_SCAN_VALID", PLAIN, *row, day_of(change), None, None, "")
    reason = row_answer("AMAZON_SCAN_REASON", PLAIN, *row, day_of(change), None, None, "")
    assert (before.value, valid.value) == ("無効", "対象外")
    assert f"「{carrier}」は「{listed}」の新しい社名" in reason.value
    assert f"旧社名「{listed}」" in valid.notes[0].text
    assert (
        row_answer("AMAZON_SCAN_VALID", Context(overridden=off), *row, day_of(change), None, None, "").value
        == "無効"
    )
    assert (
        row_answer("AMAZON_SCAN_VALID", PLAIN, listed, *row[1:], day_of(change) - 1, None, None, "").value
        == "対象外"
    )


def test_the_sellers_place_may_come_from_the_settings():
    """Without a seller the settings say where the shop is."""
    answer = row_answer("AMAZON_SCAN_VALID", Context(settings=Settings(seller="香港")), *GOOD)
    assert (answer.value, row_answer("AMAZON_SCAN_VALID", PLAIN, *GOOD).value) == ("無効", "有効")


# the amount


@pytest.mark.parametrize(
    ("price", "shipping", "rate", "amount"),
    [
        ("1100", None, None, "1000"),
        ("1099", None, None, "10990/11"),
        ("980", "120", None, "1000"),
        ("1080", None, "0.08", "1000"),
        ("1079", "0", "0.08", "26975/27"),
        ("1000", None, "0", "1000"),
        ("0", None, None, "0"),
    ],
)
def test_amounts_are_exact(price, shipping, rate, amount):
    """The amount is tax excluded, shipping included, and never rounded up to the limit."""
    given = [None if text is None else Fraction(text) for text in (price, shipping, rate)]
    assert package.amount(PLAIN, *given).value == Fraction(amount)


def test_shipping_has_a_rate_of_its_own():
    """Shipping is taxed at the standard rate beside goods at the reduced one, unless its rate is given."""
    goods, shipping, reduced = Fraction(1080), Fraction(110), Fraction(8, 100)
    assert package.amount(PLAIN, goods, shipping, reduced).value == 1100
    assert package.amount(PLAIN, goods, Fraction(108), reduced, reduced).value == 1100
    assert package.amount(PLAIN, goods, shipping, reduced, None).value == 1100


def test_an_amount_needs_a_price():
    """Without a price there is no amount."""
    with pytest.raises(errors.MissingArgument, match="商品代金"):
        package.amount(PLAIN, None, Fraction(500), None)


def test_a_shops_tax_rate_is_said():
    """A shop's own standard rate of tax is used and stands in a note, unless a rate is given."""
    context = Context(overridden=standard_rulebook().with_overrides({"amazon.tax_rate": 8}, "設定シート"))
    answer = package.amount(context, Fraction(1080), None, None)
    assert (answer.value, [note.kind for note in answer.notes]) == (1000, ["上書き"])
    given = package.amount(context, Fraction(1100), None, Fraction(1, 10))
    assert (given.value, given.notes) == (1000, ())


@pytest.mark.parametrize(
    ("amount", "text"),
    [("1000", "1,000"), ("999.995", "999.99"), ("0", "0"), ("0.5", "0.50"), ("10990/11", "999.09")],
)
def test_an_amount_below_a_limit_never_looks_like_it(amount, text):
    """Amounts in a sentence are cut, not rounded: 999.995 yen must not read as 1,000."""
    assert yen_text(Fraction(amount)) == text


# readers


@pytest.mark.parametrize(
    ("word", "seller"),
    [
        ("日本", "日本"),
        ("jp", "日本"),
        ("中国", "中国"),
        ("China", "中国"),
        ("香港", "香港"),
        ("Hong Kong", "香港"),
        ("ＨＫ", "香港"),
        ("", ""),
        (None, ""),
    ],
)
def test_seller_words(word, seller):
    """The usual words for the seller's place are understood; a blank stays blank."""
    assert package.read_seller(word, "出品者") == seller


def test_an_unknown_seller_is_refused():
    """Any other place is refused with the three that there are rules for."""
    with pytest.raises(errors.UnknownChoice, match="日本・中国・香港"):
        package.read_seller("台湾", "出品者")


@pytest.mark.parametrize(
    ("cell", "delivered"),
    [
        (True, True),
        (False, False),
        ("TRUE", True),
        (1, True),
        (0.0, False),
        ("済", True),
        ("配達完了", True),
        ("投函完了", True),
        ("お届け先にお届け済み", True),
        ("持戻（ご不在）", True),
        ("ご不在のため持ち戻り", True),
        ("持戻（休業）", False),
        ("配達中", False),
        ("返送", False),
        ("", None),
        (None, None),
    ],
)
def test_delivered_cells(cell, delivered):
    """TRUE, or a status word meaning 配達完了 or 不在持ち戻り, is a delivery; other known words are none."""
    assert package.read_delivered(cell, "配達完了") is delivered


def test_an_error_value_is_no_delivery_flag():
    """A spreadsheet's error value is refused, never taken for FALSE."""
    with pytest.raises(errors.SpreadsheetErrorValue, match="配達完了"):
        package.read_delivered("#N/A", "配達完了")


@pytest.mark.parametrize("word", ["たぶん", 2, "配達完了予定"])
@pytest.mark.parametrize("seller", ["日本", "中国", "香港"])
def test_an_unread_word_counts_only_where_the_verdict_hangs_on_it(word, seller):
    """The verdict stands with a note where TRUE and FALSE give the same reason, else the word is refused."""
    refused = set()
    days = [date(2021, 8, 8), date(2026, 11, 1)]
    for case in itertools.product(["ヤマト運輸", "名鉄運輸"], [500, 999, 1000], days, ["", 0, 1, 2]):
        carrier, *rest = case
        answer, if_true, if_false = (
            evaluate("AMAZON_SCAN_REASON", [carrier, GOOD[1], *rest, told, seller], PLAIN).answers[0]
            for told in (word, True, False)
        )
        if if_true.value == if_false.value:
            assert answer.value == if_true.value
            assert f"配達完了「{word}」は読めない語" in answer.notes[0].text
        else:
            assert answer.problem == f"配達完了「{word}」は TRUE か FALSE で入力してください"
            refused.add(case)
    # Only there the rule looks for a delivery: from 1,000 yen on, since 2021-08-09, with scans enough.
    assert refused == (set() if seller == "日本" else {("ヤマト運輸", 1000, days[1], 2)})


# packages


@pytest.mark.parametrize(
    ("order", "number", "key"),
    [
        ("249-1", "4444-1375-8703", ("249-1", "444413758703")),
        (" 249-1 ", 444413758703.0, ("249-1", "444413758703")),
        ("", "444413758703", ("", "444413758703")),
        ("249-1", "", ("249-1", "", "")),
        ("249-1", 0, ("249-1", "", "")),
        ("", "", None),
    ],
)
def test_package_keys(order, number, key):
    """Order and number make the package however the number is written; without a number the order does."""
    assert package_key(order, number) == key


def test_packages_without_a_number():
    """Rows of one order without a number are one package per carrier, whatever its spelling; not sent ones are none."""
    assert (
        package_key("1", "", "ヤマト") == package_key("1", None, "YAMATO") != package_key("1", "", "佐川急便")
    )
    assert package_key("1", "", "定形外") == package_key("1", "", "日本郵便")
    assert package_key("1", "", "赤 帽") == package_key("1", "", "赤帽") != package_key("1", "", "まごころ便")
    assert package_key("1", "", "") is None
    assert package_numbers(["1", "1", "1", "2"], ["", "5", "", ""], ["ヤマト", "", "YAMATO", "ヤマト"]) == [
        0,
        1,
        0,
        2,
    ]


def test_a_row_without_carrier_has_that_of_its_package():
    """The carrier of the other rows is the package's, unless they name two."""
    keys = [0, 0, 1, 1, 1, None]
    assert carrier_sources(keys, ["", "ヤマト", "", "ヤマト", "佐川", ""]) == {0: 1}
    assert carrier_sources(keys, ["ヤマト", "", "", "ヤマト", "YAMATO", ""]) == {1: 0, 2: 3}


def test_a_packages_amounts_are_summed():
    """Every row of a package has the amount of the whole package; rows without a key stay alone."""
    keys = [("a", "1"), ("b", "1"), ("a", "1"), None, None, ""]
    amounts = [Fraction(600), Fraction(700), Fraction(401, 2), Fraction(5), None, Fraction(6)]
    expected = [Fraction(1601, 2), 700, Fraction(1601, 2), 5, None, 6]
    assert package_amounts(keys, amounts) == expected


def test_a_package_with_an_unknown_amount_has_none():
    """A sum that leaves an item out would put the package out of scope, so there is no sum."""
    assert package_amounts(["p", "p", "q"], [Fraction(900), None, Fraction(1)]) == [None, None, 1]


@given(st.lists(st.sampled_from([None, "", "a", "b", "c"]), max_size=12))
def test_package_rows_are_a_partition(keys):
    """Every row is in one package, together with exactly the rows of its key, in the order of appearance."""
    packages = package_rows(keys)
    assert sorted(k for rows in packages for k in rows) == list(range(len(keys)))
    assert [rows[0] for rows in packages] == sorted(rows[0] for rows in packages)
    for rows in packages:
        key = keys[rows[0]]
        assert rows == ([k for k, other in enumerate(keys) if other == key] if key else [rows[0]])


@pytest.mark.parametrize(
    ("rows", "worst"),
    [
        (["有効", "無効", "対象外"], "無効"),
        (["対象外", "有効"], "有効"),
        (["対象外", ""], "対象外"),
        ([""], ""),
    ],
)
def test_the_worst_row_in_scope_is_the_packages(rows, worst):
    """無効 comes before 有効 and 有効 before 対象外."""
    assert worst_validity(rows) == worst
