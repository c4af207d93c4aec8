"""The rulebook: each dated value around its date, sources, overrides, and no rule in code."""

from __future__ import annotations

import ast
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from floors import floors_of, modules, parsed

import xlshipcheck
from xlshipcheck import errors
from xlshipcheck.errors.base import shown
from xlshipcheck.rulebook.notes import override_notes, rule_date
from xlshipcheck.rulebook.rules import GROUPS, Rulebook, RuleValue, group_table, source_of, standard_rulebook
from xlshipcheck.values.days import FIRST_DATE, LAST_DAY, date_of, day_of

FOLDER = Path(xlshipcheck.__file__).parent / "rules"
BOOK = standard_rulebook()


def entries(table, prefix):
    """Yield key and entry of each rule in a file as it stands."""
    for name, entry in table.items():
        if isinstance(entry, dict):
            if "dated_by" in entry:
                yield f"{prefix}{name}", entry
            elif name != "sources":
                yield from entries(entry, f"{prefix}{name}.")


FILES = {group: tomllib.loads((FOLDER / f"{group}.toml").read_text(encoding="utf-8")) for group in GROUPS}
WRITTEN = {key: entry for group, table in FILES.items() for key, entry in entries(table, f"{group}.")}


def in_force(entry, when):
    """Return the value of a file's entry on a date: the last whose date has come."""
    return [value["value"] for value in entry["values"] if value["from"] <= when][-1]


def test_every_file_is_a_group():
    """Each file of rules belongs to the rulebook, and each rule in it is known by its key."""
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(GROUPS)
    assert [rule.key for rule in BOOK.rules()] == list(WRITTEN)
    assert len(WRITTEN) > 40


@pytest.mark.parametrize("key", WRITTEN)
def test_each_value_around_its_date(key):
    """The day before a value's date the value before it holds, on the date and after it that value."""
    rule, entry = BOOK.rule(key), WRITTEN[key]
    for value in entry["values"]:
        for day in {
            max(0, day_of(value["from"]) - 1),
            day_of(value["from"]),
            day_of(value["from"]) + 1,
            LAST_DAY,
        }:
            expected = in_force(entry, date_of(day))
            assert rule.at(day).value == BOOK.value(key, day) == expected
            assert rule.at(day).from_date <= date_of(day)


def test_a_rule_that_begins_later_is_not_guessed():
    """A day before the first recorded value is refused with the day from which there is one."""
    rule = BOOK.rule("amazon.japan.least_amount")
    later = rule._replace(values=rule.values[1:])
    assert later.at(day_of(date(2022, 8, 23))).value == 1000
    with pytest.raises(
        errors.RuleNotInForce, match=r"amazon.japan.least_amount」は 2022/8/23\(火\) から.*2022/8/22"
    ):
        later.at(day_of(date(2022, 8, 22)))


@pytest.mark.parametrize("key", [key for key, entry in WRITTEN.items() if entry["kind"] == "integer"])
def test_numbers_over_days_and_arrays(key):
    """A number asked for along days, one by one or as an array, is the one in force on each."""
    rule, entry = BOOK.rule(key), WRITTEN[key]
    dates = [day_of(value["from"]) for value in entry["values"]]
    days = sorted({max(0, day + step) for day in dates for step in (-1, 0, 1)} | {LAST_DAY})
    expected = [in_force(entry, date_of(day)) for day in days]
    assert [rule.over(day) for day in days] == expected
    assert (rule.over(np.array(days)) + np.zeros(len(days), int)).tolist() == expected


@pytest.mark.parametrize("key", WRITTEN)
def test_each_value_has_its_source_and_the_day_of_its_check(key):
    """A value names title, publisher and day of reading of its source, and when somebody last compared it."""
    entry = WRITTEN[key]
    sources = FILES[key.partition(".")[0]]["sources"]
    dates = [value["from"] for value in entry["values"]]
    assert dates == sorted(set(dates))
    assert entry["name"]
    assert entry["dated_by"]
    for written, value in zip(entry["values"], BOOK.rule(key).values, strict=True):
        source = sources[written["source"]]
        assert isinstance(value, RuleValue)
        assert (value.source.title, value.source.publisher) == (source["title"], source["publisher"])
        assert value.source.title
        assert value.source.publisher
        assert value.source.read_on <= value.checked_on == written["checked_on"]
        assert value.origin == ""
        assert str(value.source.read_on) in str(value.source)


@pytest.mark.parametrize("key", [key for key, entry in WRITTEN.items() if entry["kind"] == "integer"])
def test_each_number_lies_within_its_bounds(key):
    """A number has bounds, which its own values keep."""
    least, most = WRITTEN[key]["bounds"]
    assert [value["value"] for value in WRITTEN[key]["values"] if not least <= value["value"] <= most] == []


@pytest.mark.parametrize("group", ["qoo10", "amazon", "hold"])
def test_no_source_is_left_over(group):
    """Each source that a file of dated values lists is named by one of them."""
    text = (FOLDER / f"{group}.toml").read_text(encoding="utf-8")
    assert [name for name in FILES[group].get("sources", {}) if text.count(f'"{name}"') == 0] == []


def test_the_version_is_the_newest_check():
    """The version names the newest check of any value, the freshness the oldest."""
    checks = [value["checked_on"] for entry in WRITTEN.values() for value in entry["values"]]
    assert BOOK.version() == f"{max(checks):%Y.%m.%d}"
    assert BOOK.checked_on() == min(checks)


@pytest.mark.parametrize(
    ("key", "nearest"),
    [
        ("qoo10.general.save", "qoo10.general.safe"),
        ("qoo10.point", "qoo10.points"),
        ("QOO10.points", "qoo10.points"),
        ("payment_day", "qoo10.payment_day"),
        ("", "なし"),
    ],
)
def test_an_unknown_rule_names_the_nearest(key, nearest):
    """A key that is no rule is refused with the keys it may have meant, asked for or overridden alike."""
    with pytest.raises(errors.UnknownRule, match=f"規則「{key}」はありません .*{nearest}"):
        BOOK.rule(key)
    with pytest.raises(errors.UnknownRule, match=r"\(設定シート\)"):
        BOOK.with_overrides({key: 1}, "設定シート")


# A shop's own values.


NUMBERS = [key for key, entry in WRITTEN.items() if entry["kind"] == "integer"]
ORDERED = {
    f"{group}.{entry[place]}"
    for group, table in FILES.items()
    for entry in table.get("orders", [])
    for place in ("first", "second")
}


@pytest.mark.parametrize("key", [key for key in NUMBERS if key not in ORDERED])
def test_a_number_may_be_set_to_its_bounds(key):
    """Both bounds are taken for every number that no other rule holds."""
    for value in WRITTEN[key]["bounds"]:
        rule = BOOK.with_overrides({key: value}, "設定シート").rule(key)
        assert [entry.value for entry in rule.values] == [value]
        assert (rule.at(0).origin, rule.at(LAST_DAY).value) == ("設定シート", value)


@pytest.mark.parametrize("key", NUMBERS)
def test_a_number_may_not_be_set_beyond_its_bounds(key):
    """What lies beside the bounds is refused, for every number."""
    least, most = WRITTEN[key]["bounds"]
    for value in (least - 1, most + 1):
        with pytest.raises(errors.RuleValueRefused, match=f"整数 \\({least}～{most}\\)"):
            BOOK.with_overrides({key: value}, "設定シート")


@pytest.mark.parametrize(("value", "read"), [(7, 7), (7.0, 7), ("7", 7), (" ７ ", 7), ("+7", 7)])
def test_forms_of_a_number(value, read):
    """A cell of a settings sheet may hold a number in any of its forms."""
    assert BOOK.with_overrides({"qoo10.plan_margin": value}, "設定").value("qoo10.plan_margin", 0) == read


@pytest.mark.parametrize(
    "value", [True, None, "", "七", 7.5, "7.5", "--7", [7], {}, float("nan"), 10**400, date(2026, 1, 1)]
)
def test_what_is_no_number_is_refused(value):
    """Anything else is refused, with the key, the value and where it was set."""
    with pytest.raises(
        errors.RuleValueRefused, match=r"規則「qoo10.general.safe」の値.*\(設定シート\).*整数"
    ):
        BOOK.with_overrides({"qoo10.general.safe": value}, "設定シート")


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        ("hold.storage.branch.inclusive", [True, False], [1, "TRUE", None]),
        ("hold.place", ["コンビニ"], [1, None, True, ["コンビニ"]]),
        ("amazon.excluded_carriers", [[], ["西濃運輸"]], ["西濃運輸", [1], [None], None]),
    ],
)
def test_values_of_the_other_kinds(key, good, bad):
    """A flag takes a flag, a text a text, a list a list of texts."""
    for value in good:
        assert BOOK.with_overrides({key: value}, "設定").value(key, 0) == value
    for value in bad:
        with pytest.raises(errors.RuleValueRefused):
            BOOK.with_overrides({key: value}, "設定")


def test_overrides_lie_above_and_leave_the_rest():
    """An override changes its own rule for all dates, keeps its unit and name, and touches no other book."""
    own = BOOK.with_overrides({"qoo10.points": -3}, "設定シート").with_overrides(
        {"qoo10.plan_margin": 1}, "--rule"
    )
    assert (own.value("qoo10.points", 0), own.value("qoo10.plan_margin", 0)) == (-3, 1)
    assert [rule.key for rule in own.rules() if rule.values[0].origin] == [
        "qoo10.points",
        "qoo10.plan_margin",
    ]
    assert own.rule("qoo10.points")._replace(values=()) == BOOK.rule("qoo10.points")._replace(values=())
    assert BOOK.value("qoo10.points", 0) == -2
    assert own.version() == BOOK.version()
    assert Rulebook().overrides == {}


def test_an_override_is_said():
    """A changed rule says so with its name, value and place; an unchanged one says nothing."""
    own = BOOK.with_overrides({"qoo10.points": -3, "amazon.excluded_carriers": ["甲", "乙"]}, "設定シート")
    notes = override_notes(
        [own.rule("qoo10.points"), own.rule("amazon.excluded_carriers"), own.rule("qoo10.payment_day")]
    )
    assert [note.kind for note in notes] == ["上書き", "上書き"]
    assert "-3点 (設定シート)" in notes[0].text
    assert "甲・乙" in notes[1].text
    assert rule_date(own.rule("qoo10.points"), 0) == "店舗の設定 (設定シート)"


def test_the_date_of_a_rule_in_words():
    """A rule's date is the day it came into force, the day before which it held, or the day of its check."""
    dated = BOOK.rule("amazon.japan.least_amount")
    change = day_of(date(2022, 8, 23))
    assert rule_date(dated, change) == f"{shown(date_of(change))} 以降の規則"
    assert rule_date(dated, change - 1) == f"{shown(date_of(change))} より前の規則"
    undated = next(rule for rule in BOOK.rules() if len(rule.values) == 1)
    assert rule_date(undated, 0) == f"{shown(undated.values[0].checked_on)} に読んだ規則"


def test_tables_of_a_group_are_shared():
    """A file is read once; a value without a known first day stands from the first day of the calendar."""
    assert group_table("qoo10") is group_table("qoo10")
    assert BOOK.rule("qoo10.points").values[0].from_date == FIRST_DATE


# No rule in code. Numbers in the modules that judge, other than 0 and 1, are none of a marketplace:

OTHER_NUMBERS = {
    "qoo10.judging": [100],  # percent
    "qoo10.kernel": [32],  # rulebooks kept
    "qoo10.record": [3, 3, 6, 9],  # how many codes there are
    "qoo10.rows": [2, 2],  # the stage and the remark of a row stand beside its other columns
    # Likeness of names, roles of a row that is meant as a header, names shown, names compared.
    "headers.header_row": [0.5, 0.7, 2, 3, 60],
    "headers.markets": [0.6, 4096],  # likeness of words, words kept
    "headers.mojibake": [2],  # names that are no accident
    "headers.roles": [2, 4096],  # the place of a name that yields to others, names kept
    "headers.other_rows": [1024, 1024, 1024],  # words kept
    "qoo10.rate": [2, 2, 3],  # codes, the third column
    "qoo10.history": [100, 100],  # percent
    "qoo10.rate_words": [2, 5, 100],  # the primes of ten, percent
    "amazon.package": [100],  # percent
    "amazon.rate": [2, 100, 4096],  # the third column, percent, categories kept
    "qoo10.cancels": [3, 12],  # months of a quarter and of a year
    "amazon.health": [2, 6],  # the third column, how many codes
    "amazon.kernel": [2, 4, 8, 16, 24, 32],  # bits of the notes, how many outcomes there are
    "amazon.record": [2, 2, 3, 4, 6, 32, 4096],  # codes and bits, rulebooks and names kept
    "amazon.notes": [100, 4096, 4096],  # hundredths of a yen, answers kept
    "branch_hold.limits": [32],  # rulebooks kept
    "branch_hold.record": [2, 2, 2, 14],  # codes, how many notes there are
    "branch_hold.messages": [255],  # characters of a spilled cell
    "tracking.carriers": [4096, 4096, 4096],  # names kept
    "tracking.statuses": [2, 4096],  # colons of a line that may begin its remark, words kept
    # floats of 53 bits, codes, digits of a cell, digits of 64 bits, tens, zeros that may be lost
    "tracking.numbers": [2, 2, 6, 10, 10, 15, 18, 53],
}


@pytest.mark.parametrize(
    "module", [name for name in modules() if floors_of(name) == [2] and name != "tracking.check_digits"]
)
def test_no_rule_number_stands_in_code(module):
    """A number in a judging module is listed above with what it is, or it belongs into `rules/*.toml`.

    Check digits are arithmetic that the carriers publish as such; their module has its own answer file.
    """
    numbers = Counter(
        node.value
        for node in ast.walk(parsed(modules()[module]))
        if isinstance(node, ast.Constant) and type(node.value) in {int, float} and node.value not in {0, 1}
    )
    assert sorted(numbers.elements()) == OTHER_NUMBERS.get(module, [])


def test_an_announced_change_is_shown_until_it_was_read():
    """A notice is no rule; it is listed until the shop names it as read."""
    (notice,) = BOOK.notices()
    assert "公開されておらず" in notice.text
    assert notice.source.url.startswith("https://")
    read = BOOK.with_overrides({"notices.read": [notice.key]}, "設定シート")
    assert read.notices() == []


def test_a_source_says_when_it_was_read_and_how_sure_it_is():
    """Address, the page's own date, the day it was read, and a single second-hand page are all said."""
    words = str(BOOK.rule("hold.storage.cool.days").values[0].source)
    assert "https://" in words
    assert "二次資料1件" in words
    assert "2026-11-29 に読んだ" in words
    assert "ページの日付 2015-01-22" in str(BOOK.rule("hold.service.mail").values[0].source)


@pytest.mark.parametrize("group", GROUPS)
def test_each_source_has_an_address_or_says_why_not(group):
    """Where a value was read can be looked up: an address, or a sentence why there is none; our own values are ours."""
    for key, entry in group_table(group).get("sources", {}).items():
        source = source_of(entry)
        if source.publisher == "xlshipcheck":
            assert not source.url, key
        else:
            assert source.url.startswith(("https://", "http://")) != bool(source.no_url), key
            assert ("URLなし" in source.name) == bool(source.no_url), key
