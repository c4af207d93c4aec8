"""What the tests of explanations share: the context they ask in, and how a table is read and held."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from pathlib import Path

import xlshipcheck
from xlshipcheck.catalogue.calling import evaluate
from xlshipcheck.context import Context
from xlshipcheck.rulebook.rules import GROUPS, standard_rulebook
from xlshipcheck.values.cells import MISSING
from xlshipcheck.values.days import day_of

EXAMPLES = tomllib.loads((Path(__file__).parent / "data" / "explain_examples.toml").read_text("utf-8"))
RULES = Path(xlshipcheck.__file__).parent / "rules"
AS_OF = dt.date(2026, 11, 24)
CONTEXT = Context(day_of(AS_OF))
HEADER = ["手順", "内容", "値", "根拠"]


def explain(context, *arguments):
    """Return the table of an explanation, asked for as a cell asks; what refuses the whole call is raised."""
    return evaluate("SHIPCHECK_EXPLAIN", arguments, context).table


def given_arguments(values):
    """Return the arguments of an example, with those that are left out."""
    return [MISSING if value == "(省略)" else value for value in values]


@cache
def rule_entries():
    """Return key -> (rule, its sources) as they stand in the rule files."""
    entries = {}

    def collect(table, prefix, sources):
        for key, entry in table.items():
            if isinstance(entry, dict) and "dated_by" in entry:
                entries[prefix + key] = (entry, sources)
            elif isinstance(entry, dict):
                collect(entry, f"{prefix}{key}.", sources)

    for group in GROUPS:
        table = tomllib.loads((RULES / f"{group}.toml").read_text("utf-8"))
        collect(table, f"{group}.", table.get("sources", {}))
    return entries


@cache
def rulebook_with(key, value):
    """Return the rulebook with one value of the shop's own."""
    own = list(value) if isinstance(value, tuple) else value
    return standard_rulebook().with_overrides({key: own}, "設定シート")


def steps(table, title):
    """Return the rows of a title."""
    return [row for row in table if row[0] == title]


def assert_rectangle(table):
    """Hold the form of every explanation: a header, four columns, cells that can be spilled."""
    assert table[0] == HEADER
    assert {len(row) for row in table} == {4}
    assert all(isinstance(cell, (str, int, float, dt.date)) for row in table for cell in row)
    assert all(len(cell) <= 255 for row in table for cell in row if isinstance(cell, str))
