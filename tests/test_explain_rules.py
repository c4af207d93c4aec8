"""Explanations name every rule that decides, with value, date and source, and every override."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest
from explained import CONTEXT, EXAMPLES, explain, given_arguments, rule_entries, rulebook_with, steps

from xlshipcheck import errors
from xlshipcheck.catalogue.calling import call
from xlshipcheck.catalogue.registry import functions
from xlshipcheck.context import Context
from xlshipcheck.explain.steps import rule_steps_between
from xlshipcheck.values.days import day_of

RULED = [
    pytest.param(name, entry, id=f"{name}-{number}")
    for name, table in EXAMPLES.items()
    for number, entry in enumerate(table["calls"])
    if "consults" in entry
]


@pytest.mark.parametrize(("name", "entry"), RULED)
def test_rules_stand_with_their_source(name, entry):
    """Each rule that the contract names for a call stands with value, date and source as in the rule file."""
    rows = steps(explain(CONTEXT, name, *given_arguments(entry["arguments"])), "規則")
    assert all(row[1] and row[2] != "" and row[3] for row in rows)
    for key in entry["consults"]:
        rule, sources = rule_entries()[key]
        found = [row for row in rows if row[1].startswith(rule["name"])]
        assert found, key
        for row in found:
            value = next(v for v in rule["values"] if sources[v["source"]]["title"] in row[3])
            source = sources[value["source"]]
            assert source["publisher"] in row[3]
            assert source["read_on"].isoformat() in row[3]
            if isinstance(value["value"], int) and not isinstance(value["value"], bool):
                possible = {f"{v['value']} {rule['unit']}".strip() for v in rule["values"]}
                assert row[2] in possible


def test_a_dated_rule_names_the_day_it_is_in_force_from():
    """Of a rule with two dated values the one of the promised day stands, with its day."""
    package = ["ヤマト運輸", "444413758703", 1500]
    name = "日本の出品者: この金額以上の梱包が対象"
    for day, value, words in [
        (dt.date(2022, 8, 23), "1000 円", "2022/8/23(火) 以降"),
        (dt.date(2022, 8, 22), "2000 円", "2022/8/23(火) より前"),
    ]:
        table = explain(CONTEXT, "AMAZON_SCAN_VALID", *package, day)
        row = next(row for row in table if row[1] == name)
        assert row[2] == value
        assert words in row[3]


@pytest.mark.parametrize("name", list(functions()))
def test_every_rule_that_decides_is_named(name):
    """Where a changed rule changes an answer, the explanation names it as the shop's setting."""
    changed_answers = 0
    for entry in EXAMPLES[name]["calls"]:
        arguments = given_arguments(entry["arguments"])
        before = call(name, arguments, CONTEXT)
        for key, value in other_values():
            context = Context(CONTEXT.as_of, None, rulebook_with(key, value))
            if name == "SHIPCHECK_EXPLAIN" or call(name, arguments, context) == before:
                continue
            changed_answers += 1
            rows = explain(context, name, *arguments)
            words = rule_entries()[key][0]["name"]
            named = [row for row in rows if row[1].startswith(words)]
            assert named, (key, arguments)
            assert any("店舗の設定 (設定シート)" in row[3] for row in named)
    ruled = any(entry.get("consults") for entry in EXAMPLES[name]["calls"])
    assert changed_answers > 0 or not ruled or name in {"SHIPCHECK_EXPLAIN", "CARRIER_NAME"}


@cache
def other_values():
    """Return (key, other value) for every rule but those of words: neighbours within its bounds, or a part."""
    others = []
    for key, (rule, _) in rule_entries().items():
        value = rule["values"][-1]["value"]
        if rule["kind"] == "integer":
            least, most = rule["bounds"]
            others += [(key, other) for other in (value - 1, value + 1) if least <= other <= most]
        elif rule["kind"] == "flag":
            others.append((key, not value))
        elif rule["kind"] == "list":
            others.append((key, tuple(value[2:])))
    return [(key, other) for key, other in others if _may_stand(key, other)]


def _may_stand(key, value):
    """Tell whether a value alone does not contradict the rest of the rules."""
    try:
        rulebook_with(key, value)
    except errors.RulesCollide:
        return False
    return True


def test_an_override_names_the_value_it_replaces():
    """A rule that the shop changed shows the shop's value, where it was set, and the rulebook's value."""
    context = Context(CONTEXT.as_of, None, rulebook_with("qoo10.general.notice", 2))
    rows = steps(explain(context, "QOO10_STAGE", dt.date(2026, 11, 20)), "規則")
    assert ["一般: 注意になる日", "2 営業日後", "店舗の設定 (設定シート)。規則集の値は 3 営業日後"] in [
        row[1:] for row in rows
    ]


def test_the_version_names_every_override():
    """SHIPCHECK_VERSION is explained with each rule value that the shop changed."""
    context = Context(CONTEXT.as_of, None, rulebook_with("qoo10.points", -1))
    rows = steps(explain(context, "SHIPCHECK_VERSION"), "上書き")
    assert [row[2:] for row in rows] == [["-1", "店舗の設定 (設定シート)"]]


def test_every_value_in_force_over_some_days_is_named():
    """Orders on both sides of a change of a rule show both values, each with its own day."""
    first, change, last = (day_of(dt.date(2022, *month_day)) for month_day in [(8, 1), (8, 23), (9, 1)])
    key = "amazon.japan.least_amount"
    both = [step.value for step in rule_steps_between(CONTEXT, key, first, last)]
    assert both == ["2000 円", "1000 円"]
    assert [step.value for step in rule_steps_between(CONTEXT, key, change, last)] == ["1000 円"]
    assert [step.value for step in rule_steps_between(CONTEXT, key, first, change - 1)] == ["2000 円"]
