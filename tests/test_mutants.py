"""The command that puts faults into the rules: which it makes, and that each is another program."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest
from mutants import (
    EQUIVALENT,
    TARGETS,
    all_mutants,
    logic_and_equivalent,
    mutants_of,
    named_again,
    sampled,
    source_of,
)

TESTS = Path(__file__).parent
SOURCE = '''
"""A page of prose: 3 < 4."""
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    LIMIT: int = 7

@cache(maxsize=4)
def late(day: "1 + 1", limits=(1, True)) -> "2":
    if not day or day in limits:
        return min(day, 5)
    return -day if day < limits[0] else day * 2
'''


def test_what_decides_is_changed_and_nothing_else():
    """Comparisons, operators, numbers and conditions are changed; prose, types and decorators are not."""
    changed = [(mutant.was, mutant.becomes) for mutant in mutants_of("x", SOURCE)]
    assert changed == [
        ("1", "2"),
        ("True", "False"),
        ("if not day or day in limits:", "if not (not day or day in limits):"),
        ("not day or day in limits", "not day and day in limits"),
        ("day in limits", "day not in limits"),
        ("min(day, 5)", "max(day, 5)"),
        ("5", "6"),
        ("day < limits[0]", "day <= limits[0]"),
        ("0", "1"),
        ("day * 2", "day + 2"),
        ("2", "3"),
    ]


def test_the_modules_are_there():
    """Every module that is to be changed, and every pattern of its tests, names files that are there."""
    for modules, patterns in TARGETS.items():
        assert all(source_of(module).is_file() for module in modules)
        assert all(list(TESTS.glob(pattern)) for pattern in patterns.split())


@pytest.mark.parametrize("module", ["tracking.check_digits", "xlsx.leftovers"])
def test_every_mutant_is_another_program(module):
    """A fault differs from the source it stands in, lies on a line of it, and the modules named are there."""
    source = source_of(module).read_text(encoding="utf-8")
    mutants = mutants_of(module, source)
    assert mutants
    assert len({(mutant.node, mutant.change) for mutant in mutants}) == len(mutants)
    assert all(mutant.was != mutant.becomes for mutant in mutants)
    assert {mutant.line for mutant in mutants} <= set(range(1, source.count("\n") + 1))
    assert ast.parse(source)


def test_what_lived_is_run_again_wherever_it_stands_now():
    """The lines that a run printed name their mutants again, though the lines have moved; what is gone is left out."""
    mutants = mutants_of("x", SOURCE)
    printed = "20 of 300\nlived: x:1  day * 2  ->  day + 2\nx:99  2  ->  3\nlived: x:5  gone  ->  not gone\nx: 1 of 2\n"
    assert named_again(mutants, printed) == mutants[-2:]
    assert named_again(mutants, "") == []


def test_a_seed_gives_another_sample():
    """A sample is the same in every run, another one with another seed, and of no other modules."""
    module = "tracking.check_digits"
    assert sampled([module], 300) == sampled([module], 300)
    assert sampled([module], 300) != sampled([module], 300, "second")
    assert {mutant.module for mutant in sampled([module], 300, "second")} == {module}
    assert len(sampled([module], 300)) == len(sampled([module], 300, "second"))


def test_a_listed_fault_that_names_none_is_refused():
    """Whoever changes a line that is listed as equivalent looks at it again; what is listed is in no sample."""
    module = "xlsx.identity"
    mutants = mutants_of(module, source_of(module).read_text(encoding="utf-8"))
    listed = {"module": module, "was": "0", "becomes": "1", "times": 4}
    line = 'ABSENT: Final = FileIdentity(0, 0, 0, 0, b"")'
    logic, equivalent = logic_and_equivalent(mutants, [{**listed, "line": line}])
    assert (len(equivalent), len(logic)) == (4, len(mutants) - 4)
    for stale in ({**listed, "line": "gone"}, {**listed, "line": line, "times": 3}):
        with pytest.raises(SystemExit, match="mutants are"):
            logic_and_equivalent(mutants, [stale])


def test_the_list_of_equivalent_faults_is_true_of_the_code():
    """Each entry names faults that are there, has its reason, and none of its faults is in a sample."""
    logic, equivalent = all_mutants()
    assert equivalent
    assert not set(logic) & set(equivalent)
    assert all(
        entry["reason"].endswith(".") for entry in tomllib.loads(EQUIVALENT.read_text("utf-8"))["equivalent"]
    )
