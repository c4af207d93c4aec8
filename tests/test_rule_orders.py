"""A shop's own rule values that cannot hold together: which two collide, with both values and what to do."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from xlshipcheck import errors
from xlshipcheck.rulebook.contradictions import APART, AT_MOST, BELOW, orders_of
from xlshipcheck.rulebook.rules import GROUPS, group_table, standard_rulebook
from xlshipcheck.values.days import day_of

BOOK = standard_rulebook()
CASES = tomllib.loads((Path(__file__).parent / "data" / "rule_collisions.toml").read_text(encoding="utf-8"))
ORDERS = [order for group in GROUPS for order in orders_of(group, group_table(group))]


def spelled(case):
    """Return a case in one line."""
    return ", ".join(f"{key}={value}" for key, value in case["overrides"].items())


@pytest.mark.parametrize("case", CASES["refused"], ids=spelled)
def test_values_that_contradict_each_other_are_refused(case):
    """The sentence names both rules, both values and where each comes from, and nothing is overridden."""
    with pytest.raises(errors.RulesCollide) as refused:
        BOOK.with_overrides(case["overrides"], "設定シート")
    said = str(refused.value)
    for rule, value, origin in (case["first"], case["second"]):
        assert f"規則「{rule}」の値 {value} ({origin})" in said
    assert said.endswith("どちらかを直してください")
    assert [rule.key for rule in BOOK.rules() if rule.values[0].origin] == []


@pytest.mark.parametrize("case", CASES["accepted"], ids=spelled)
def test_values_that_agree_are_taken(case):
    """What contradicts nothing is the shop's to decide."""
    own = BOOK.with_overrides(case["overrides"], "設定シート")
    assert {key: own.value(key, 0) for key in case["overrides"]} == case["overrides"]


@pytest.mark.parametrize("case", CASES["beyond"], ids=spelled)
def test_values_beyond_their_bounds_are_refused(case):
    """A rate above 100% or a storage of no day is refused for itself."""
    with pytest.raises(errors.RuleValueRefused):
        BOOK.with_overrides(case["overrides"], "設定シート")


def test_layers_are_held_against_each_other():
    """A file and a sheet that agree with the rules each, but not with each other, are refused with both origins."""
    file = BOOK.with_overrides({"qoo10.general.restriction": 9, "qoo10.general.warning": 8}, "settings.toml")
    with pytest.raises(errors.RulesCollide, match=r"の値 8 \(settings.toml\) .*の値 7 \(設定シート\)"):
        file.with_overrides({"qoo10.general.restriction": 7}, "設定シート")


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: f"{order.first} {order.relation} {order.second}")
def test_the_rules_themselves_keep_their_orders(order):
    """On every day on which a value begins, the values in force agree, and the relation is one that is known."""
    rules = BOOK.rule(order.first), BOOK.rule(order.second)
    days = {value.from_day for rule in rules for value in rule.values} | {day_of(date(2026, 11, 20))}
    for day in days:
        first, second = (rule.at(day).value for rule in rules)
        if order.relation == APART:
            assert not set(first) & set(second)
        else:
            assert order.relation in (AT_MOST, BELOW)
            assert first < second if order.relation == BELOW else first <= second


def test_every_order_is_broken_by_some_case():
    """No order stands in the files that was never seen to refuse, but for those of the other kind or place."""
    seen = {(case["first"][0], case["second"][0]) for case in CASES["refused"]}
    unseen = {(order.first, order.second) for order in ORDERS} - seen
    assert (
        unseen
        == {
            ("qoo10.general.warning", "qoo10.general.restriction"),
            ("qoo10.preorder.on_time", "qoo10.preorder.safe"),
            ("qoo10.preorder.safe", "qoo10.preorder.warning"),
            ("hold.near_end", "hold.storage.branch.days"),
            ("hold.near_end", "hold.storage.sagawa.days"),
            ("hold.near_end", "hold.storage.post_office.days"),
            ("hold.near_end", "hold.storage.cool.days"),
        }
        - seen
    )
