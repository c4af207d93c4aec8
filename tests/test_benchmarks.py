"""The benchmark's command: every part names what measures it, its peers are pinned, and it can say what it takes."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys

import pytest
from fresh_python import ROOT, printed

FOLDER = ROOT / "benchmarks"


def loaded(name):
    """Return a module of the benchmark; those asked for here import the standard library alone."""
    found = importlib.util.spec_from_file_location(f"benchmarks_{name}", FOLDER / f"{name}.py")
    module = importlib.util.module_from_spec(found)
    sys.modules[found.name] = module  # a named tuple looks for its module
    found.loader.exec_module(module)
    return module


PARTS = loaded("part").PARTS


@pytest.mark.parametrize("name", PARTS)
def test_every_part_has_its_function(name):
    """A part's module defines its function, which takes as many sizes as the part gives."""
    part = PARTS[name]
    tree = ast.parse((FOLDER / f"{part.module}.py").read_text("utf-8"))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    given = functions[part.function].args
    for sizes in (part.sizes, part.quick):
        assert given.vararg or len(given.args) == len(sizes)


def test_peers_are_pinned_and_no_address_is_named():
    """Each requirement is a name and one exact version: figures of two days compare, on whatever machine."""
    lines = (FOLDER / "requirements.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert pins
    assert [line for line in pins if not re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9a-z.]+", line)] == []


def test_the_command_says_what_it_takes():
    """`python -m benchmarks --help` names every part, and needs none of the peers for that."""
    text = printed("-m", "benchmarks", "--help")
    assert all(name in text for name in [*PARTS, "--quick", "--against", "--only", "--size"])


def test_the_median_of_ratios_is_of_pairs(monkeypatch):
    """Sides that take turns are compared pair by pair: what slows both down for a while changes no ratio."""
    figures = loaded("figures")
    taken = iter([1.0, 2.0, 10.0, 20.0, 3.0, 6.0])
    monkeypatch.setattr(figures, "cpu", lambda _work: next(taken))
    found = figures.beside("a", lambda: None, "b", lambda: None, rounds=3)
    assert (found.seconds, found.ratio) == (3.0, 0.5)
