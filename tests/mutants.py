"""Mutants: small faults put into the rules, each of which a test must notice; `python -m tests.mutants` (`just mutants`).

One fault at a time is put into a module as it is imported; no file is written, so that work can go on beside it. Only
the tests that pass over the changed line are run, file by file, in two processes of low priority. A mutant that
lives after all of them is a hole in the tests, or a change that changes nothing. Those of which that is shown are listed
with the reason in `data/equivalent_mutants.toml`: no sample has them, and `--equivalent` sees that no test kills one.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import importlib.abc
import importlib.util
import json
import os
import random
import re
import resource
import signal
import sys
import tempfile
import tomllib
from collections import Counter, defaultdict
from copy import deepcopy
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

ROOT = Path(__file__).parents[1]
EQUIVALENT = Path(__file__).parent / "data" / "equivalent_mutants.toml"
PACKAGE = "xlshipcheck"
# Modules that judge, read and replace -> the tests that may notice a fault in them.
TARGETS = {
    ("qoo10.kernel", "qoo10.history", "qoo10.record"): (
        "test_qoo10*.py test_frame_qoo10.py test_order_sheet.py test_mixed_sheet.py test_base_day_notes.py test_preorder_list.py "
        "test_frames.py test_order_words.py test_cautions.py test_labels.py test_rate_outlook.py test_unknown_state.py "
        "test_several_days.py test_worked_examples.py"
    ),
    ("amazon.kernel", "amazon.record"): "test_amazon*.py test_frame_amazon.py test_worked_examples.py",
    ("branch_hold.kernel",): "test_hold_*.py test_branch_hold.py test_messages.py test_worked_examples.py",
    ("tracking.carriers", "tracking.check_digits", "tracking.numbers", "tracking.statuses"): (
        "test_tracking*.py test_number_limits.py test_hold_*.py test_amazon.py test_amazon_no_number.py test_amazon_record.py "
        "test_words_with_tails.py test_worked_examples.py"
    ),
    ("headers.header_row", "headers.markets", "headers.mojibake", "headers.other_rows", "headers.roles"): (
        "test_header*.py test_order_words.py test_example_rows.py test_total_rows.py test_roles.py test_qoo10_states.py "
        "test_export*.py test_amazon_exports.py test_merged_rows.py test_settings_sheet.py test_book_rates.py "
        "test_row_markets.py test_mixed_sheet.py test_words_with_tails.py test_joined_exports.py"
    ),
    ("xlsx.replace", "xlsx.backups", "xlsx.leftovers", "xlsx.identity"): (
        "hosts/test_safe_replace.py hosts/test_file_attributes.py hosts/test_edit_refusals.py shell/test_backups.py "
        "shell/test_lost_update.py hosts/test_file_identity.py hosts/test_system_calls.py"
    ),
}
LIBRARIES = "pytest hypothesis numpy pandas openpyxl xlsxwriter python_calamine jpholiday coverage".split()
TIMES_AS_LONG, LEAST_SECONDS = 5, 60
"""CPU time that a mutant has: what takes so much longer than its tests take without a fault does not end."""
LONGEST_WAIT = 3600
"""Seconds after which a mutant that waits for something is ended."""
REPORTED_EVERY = 20
KILLED, LIVED, UNTESTED = "killed", "lived", "untested"

_COMPARISONS = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_OPERATORS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
_CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}


class Mutant(NamedTuple):
    """One fault.

    Attributes:
        module: its name below the package.
        line: where, from 1.
        node: which node of the syntax tree, in the order of `nodes_of`.
        change: which of the node's changes.
        was: the code there.
        becomes: the code with the fault.
    """

    module: str
    line: int
    node: int
    change: int
    was: str
    becomes: str


def nodes_of(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that decide something: no annotation, no decorator, nothing that only a type checker reads."""
    if isinstance(tree, ast.If) and ast.unparse(tree.test) == "TYPE_CHECKING":
        return
    yield tree
    for name, value in ast.iter_fields(tree):
        if name in {"annotation", "returns", "decorator_list"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from nodes_of(child)


def changes_of(node: ast.AST) -> list[Callable[[], None]]:
    """Return the faults that can be put into a node, each as something to do to it."""
    if isinstance(node, ast.Compare):
        return [
            lambda place=place, other=other: node.ops.__setitem__(place, other())
            for place, operator in enumerate(node.ops)
            if (other := _COMPARISONS.get(type(operator)))
        ]
    if isinstance(node, (ast.BinOp, ast.AugAssign)) and type(node.op) in _OPERATORS:
        other = _OPERATORS[type(node.op)]
        return [lambda: setattr(node, "op", other())]
    if isinstance(node, ast.BoolOp):
        swapped = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return [lambda: setattr(node, "op", swapped)]
    if isinstance(node, ast.Constant) and type(node.value) in {int, bool}:
        changed = not node.value if isinstance(node.value, bool) else node.value + 1
        return [lambda: setattr(node, "value", changed)]
    if isinstance(node, (ast.If, ast.While, ast.IfExp)) and not isinstance(node.test, ast.Compare):
        return [lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), node.test))]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLS:
        called = node.func
        return [lambda: setattr(called, "id", _CALLS[called.id])]
    return []


def mutants_of(module: str, source: str) -> list[Mutant]:
    """Return every mutant of a module, in the order of its source.

    Args:
        module: its name below the package.
        source: its text.
    """
    found = []
    for place, node in enumerate(nodes_of(ast.parse(source))):
        for change in range(len(changes_of(node))):
            changed = deepcopy(node)
            changes_of(changed)[change]()
            was, becomes = (ast.unparse(ast.fix_missing_locations(shown)) for shown in (node, changed))
            if isinstance(node, (ast.If, ast.While)):
                was, becomes = (text.partition("\n")[0] for text in (was, becomes))
            found.append(Mutant(module, getattr(node, "lineno", 0), place, change, was, becomes))
    return found


def logic_and_equivalent(
    mutants: Sequence[Mutant], listed: Sequence[dict[str, Any]]
) -> tuple[list[Mutant], list[Mutant]]:
    """Return the mutants that change something, and those listed as equivalent.

    Args:
        mutants: all that there are of the modules that the list names.
        listed: the entries of the list.

    Raises:
        SystemExit: an entry names no mutant any more, or another number of them: it is to be looked at again.
    """
    lines = {
        module: source_of(module).read_text(encoding="utf-8").splitlines()
        for module in {mutant.module for mutant in mutants}
    }

    def key_of(mutant: Mutant) -> tuple[str, ...]:
        return mutant.module, lines[mutant.module][mutant.line - 1].strip(), mutant.was, mutant.becomes

    by_key: dict[tuple[str, ...], list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        by_key[key_of(mutant)].append(mutant)
    equivalent: set[Mutant] = set()
    for entry in listed:
        key = tuple(entry[field] for field in ("module", "line", "was", "becomes"))
        found = by_key.get(key, [])
        if len(found) != entry.get("times", 1):
            sys.exit(f"{EQUIVALENT.name}: {len(found)} mutants are {'  '.join(key)}")
        equivalent.update(found)
    return [mutant for mutant in mutants if mutant not in equivalent], sorted(equivalent)


def _changed(source: str, place: int, change: int) -> ast.Module:
    """Return the syntax tree with a fault in it."""
    tree = ast.parse(source)
    node = next(node for position, node in enumerate(nodes_of(tree)) if position == place)
    changes_of(node)[change]()
    return ast.fix_missing_locations(tree)


def source_of(module: str) -> Path:
    """Return the file of a module."""
    return ROOT / PACKAGE / (module.replace(".", "/") + ".py")


class _FaultyModule(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module with the fault in it, all others as they are."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant, self._name = mutant, f"{PACKAGE}.{mutant.module}"

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        del path, target
        if name != self._name:
            return None
        return importlib.util.spec_from_file_location(name, source_of(self._mutant.module), loader=self)

    def exec_module(self, module: ModuleType) -> None:
        source = source_of(self._mutant.module)
        tree = _changed(source.read_text(encoding="utf-8"), self._mutant.node, self._mutant.change)
        exec(compile(tree, str(source), "exec"), module.__dict__)  # noqa: S102  the module with its fault


# The tables of rules and holidays take long to read, and none of the modules makes them.
_KEPT = (f"{PACKAGE}.rulebook", f"{PACKAGE}.calendars")


class _Watcher:
    """A pytest plugin that notes how long each test takes, and over which lines it passes.

    What the rules keep for the next call is forgotten before each test: only the first would pass over its lines.
    """

    def __init__(self, coverage: Any) -> None:
        self.seconds: dict[str, float] = {}
        self._coverage = coverage

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        for name, module in sys.modules.copy().items():
            if name.startswith(PACKAGE) and not name.startswith(_KEPT):
                for held in vars(module).values():
                    if hasattr(held, "cache_clear"):
                        held.cache_clear()
        self._coverage.switch_context(nodeid)

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0) + report.duration


class Covering(NamedTuple):
    """Which tests pass over which lines of some modules.

    Attributes:
        tests: module -> line -> the tests that pass over it; line 0 has all tests of its group.
        seconds: test -> how long it takes.
    """

    tests: dict[str, dict[int, list[str]]]
    seconds: dict[str, float]

    def of(self, mutant: Mutant, kills: Mapping[str, int]) -> list[list[str]]:
        """Return the tests for a mutant by file: of its line, or all where that is run by the import.

        Args:
            mutant: the mutant.
            kills: file -> how many mutants of the module it has killed; those with many come first, then the quick ones.
        """
        lines = self.tests.get(mutant.module, {})
        files: dict[str, list[str]] = defaultdict(list)
        for test in sorted(lines.get(mutant.line) or lines.get(0, []), key=self._seconds_of):
            files[file_of(test)].append(test)
        return sorted(
            files.values(),
            key=lambda tests: (-kills.get(file_of(tests[0]), 0), sum(map(self._seconds_of, tests))),
        )

    def _seconds_of(self, test: str) -> float:
        return self.seconds.get(test, 0)

    def seconds_of(self, files: Sequence[Sequence[str]]) -> float:
        """Return how long tests take together."""
        return sum(map(self._seconds_of, chain.from_iterable(files)))


def file_of(test: str) -> str:
    """Return the file of a test, from the root of the project."""
    return test.partition("::")[0]


def _measure(modules: Sequence[str], patterns: str, out: Path) -> int:
    """Run the tests of some modules and write down what passes where; the exit status of pytest."""
    import coverage  # noqa: PLC0415  the parent has it loaded
    import pytest  # noqa: PLC0415  as above

    files = sorted({str(path) for pattern in patterns.split() for path in (ROOT / "tests").glob(pattern)})
    measured = coverage.Coverage(
        data_file=None, config_file=False, include=[str(source_of(module)) for module in modules]
    )
    watcher = _Watcher(measured)
    measured.start()
    status = pytest.main([*_OPTIONS, "-m", "not end_to_end", *files], plugins=[watcher])
    measured.stop()
    tests: dict[str, dict[int, list[str]]] = {}
    for module in modules:
        by_line = measured.get_data().contexts_by_lineno(str(source_of(module)))
        lines = {line: [test for test in found if test] for line, found in by_line.items()}
        lines[0] = sorted(watcher.seconds)
        tests[module] = lines
    out.write_text(json.dumps([tests, watcher.seconds]), encoding="utf-8")
    return int(status)


# hypothesis is loaded before pytest can look into its assertions, which do not matter here.
_OPTIONS = "-q -p no:randomly -p no:cacheprovider -p no:xdist -p no:cov -W ignore::pytest.PytestAssertRewriteWarning".split()


def _judge(mutant: Mutant, files: Sequence[Sequence[str]], seconds: float) -> int:
    """Run the tests with the fault in place: 0 where it lived, else the place of the file that noticed it, from 1.

    What does not end is ended, and was noticed.
    """
    import pytest  # noqa: PLC0415  the parent has it loaded

    most = LEAST_SECONDS + round(TIMES_AS_LONG * seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (most, most))
    signal.alarm(LONGEST_WAIT)
    sys.meta_path.insert(0, _FaultyModule(mutant))
    for place, tests in enumerate(files, 1):
        chosen = _Chosen(tests)
        status = pytest.main([*_OPTIONS, "-x", str(ROOT / file_of(tests[0]))], plugins=[chosen])
        if status and (chosen.found or _is_broken(mutant)):
            return place
        if not chosen.found:
            os.kill(os.getpid(), signal.SIGUSR1)  # no verdict: the tests are not there
    return 0


class _Chosen:
    """A pytest plugin that runs some tests of the files collected, in an order of its own.

    Their names are no arguments for pytest: it looks for parameters with signs of paths in them in vain. Where one is
    missing the fault is in a number that names of tests are made of: then all tests of the file are run.
    """

    def __init__(self, tests: Sequence[str]) -> None:
        self._places = {test: place for place, test in enumerate(tests)}
        self.found: list[str] = []

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        if self._places.keys() <= {item.nodeid for item in items}:
            items[:] = sorted(
                (item for item in items if item.nodeid in self._places),
                key=lambda item: self._places[item.nodeid],
            )
        self.found = [item.nodeid for item in items]


def _is_broken(mutant: Mutant) -> bool:
    """Tell whether a module with its fault cannot even be imported, which every test notices."""
    try:
        importlib.import_module(f"{PACKAGE}.{mutant.module}")
    except Exception:  # noqa: BLE001  whatever it is
        return True
    return False


def _forked(work: Callable[[], int]) -> int:
    """Do something in a process of its own that starts with what is loaded here; return its number."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        status = work()
    finally:
        os._exit(status)


def measured(groups: Sequence[tuple[Sequence[str], str]]) -> Covering:
    """Return which tests pass over which lines; the tests must be green without a fault.

    Raises:
        SystemExit: they are not.
    """
    tests: dict[str, dict[int, list[str]]] = {}
    seconds: dict[str, float] = {}
    for modules, patterns in groups:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder, "covering.json")
            child = _forked(
                lambda modules=modules, patterns=patterns, out=out: _measure(modules, patterns, out)
            )
            _, status = os.waitpid(child, 0)
            if status:
                sys.exit(f"the tests of {' '.join(modules)} are red without any fault")
            found, took = json.loads(out.read_text(encoding="utf-8"))
        for module, lines in found.items():
            tests[module] = {int(line): names for line, names in lines.items()}
        seconds |= took
    return Covering(tests, seconds)


def all_mutants() -> tuple[list[Mutant], list[Mutant]]:
    """Return the mutants of all modules that change something, and those that are listed as equivalent."""
    mutants = [
        mutant
        for module in chain.from_iterable(TARGETS)
        for mutant in mutants_of(module, source_of(module).read_text(encoding="utf-8"))
    ]
    listed = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["equivalent"]
    return logic_and_equivalent(mutants, listed)


def sampled(modules: Sequence[str], count: int | None, seed: str = "") -> list[Mutant]:
    """Return the logic mutants of some modules: all, or their share of a sample of all modules.

    A module's sample is the same in every run with one seed, whichever others are asked for.
    """
    by_module: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in all_mutants()[0]:
        by_module[mutant.module].append(mutant)
    total = sum(map(len, by_module.values()))
    share = 1 if count is None else min(1, count / total)
    return [
        mutant
        for module in modules
        for mutant in sorted(
            random.Random(module + seed).sample(  # noqa: S311  the same mutants every time
                by_module[module], max(1, round(len(by_module[module]) * share))
            )
        )
    ]


def named_again(mutants: Sequence[Mutant], printed: str) -> list[Mutant]:
    """Return the mutants that an earlier run has named, wherever their lines are now; one that is gone is no more.

    Args:
        mutants: all that there are.
        printed: what the run printed.
    """
    named = set(_NAMED.findall(printed))
    return [mutant for mutant in mutants if (mutant.module, f"{mutant.was}  ->  {mutant.becomes}") in named]


_NAMED = re.compile(r"^(?:\w+: )?([\w.]+):[0-9]+  (.+  ->  .+)$", re.MULTILINE)


def fates(mutants: Sequence[Mutant], covering: Covering, processes: int) -> Iterator[tuple[Mutant, str]]:
    """Yield what became of each mutant, as it is known."""
    running: dict[int, tuple[Mutant, list[list[str]]]] = {}
    kills: dict[str, Counter[str]] = defaultdict(Counter)
    waiting = list(reversed(mutants))
    while waiting or running:
        while waiting and len(running) < processes:
            mutant = waiting.pop()
            files = covering.of(mutant, kills[mutant.module])
            if files:
                work = partial(_judge, mutant, files, covering.seconds_of(files))
                running[_forked(work)] = mutant, files
            else:
                yield mutant, UNTESTED
        if running:
            child, status = os.wait()
            mutant, files = running.pop(child)
            if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGUSR1:
                sys.exit(f"the tests of {mutant.module} are not found again: {_line(mutant)}")
            place = os.WEXITSTATUS(status) if os.WIFEXITED(status) else 0
            if place:
                kills[mutant.module][file_of(files[place - 1][0])] += 1
            yield mutant, KILLED if status else LIVED


def main() -> int:
    """Make mutants and print those that live; 1 where fewer than 95 % are killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", help="such as qoo10.kernel; none for all")
    parser.add_argument("--count", type=int, help="how many of all modules; all without it")
    parser.add_argument(
        "--seed", nargs="+", default=[""], help="any words: other samples of the count; '' is the first"
    )
    parser.add_argument(
        "--again", type=Path, help="only those that an earlier run, kept in this file, has named"
    )
    parser.add_argument(
        "--equivalent", action="store_true", help="those listed as equivalent: 1 where a test kills one"
    )
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--nice", type=int, default=15, help="how far they stand back for other work")
    parser.add_argument("--list", action="store_true", help="only print the mutants")
    options = parser.parse_args()
    groups = [
        ([module for module in modules if not options.modules or module in options.modules], patterns)
        for modules, patterns in TARGETS.items()
    ]
    groups = [group for group in groups if group[0]]
    asked = [module for modules, _ in groups for module in modules]
    samples = {seed: sampled(asked, options.count, seed) for seed in options.seed}
    if options.equivalent:
        samples = {"": [mutant for mutant in all_mutants()[1] if mutant.module in asked]}
    if options.again:
        printed = options.again.read_text(encoding="utf-8")
        samples = {seed: named_again(sample, printed) for seed, sample in samples.items()}
    mutants = list(dict.fromkeys(chain.from_iterable(samples.values())))
    if options.equivalent or options.again:
        changed = {mutant.module for mutant in mutants}
        groups = [group for group in groups if changed.intersection(group[0])]
    if options.list:
        print("\n".join(map(_line, mutants)))  # noqa: T201  its purpose
        return 0
    os.nice(options.nice)
    os.environ.setdefault("HYPOTHESIS_PROFILE", "quick")
    for library in LIBRARIES:
        importlib.import_module(library)
    covering = measured(groups)
    found: dict[Mutant, str] = {}
    for done, (mutant, fate) in enumerate(fates(mutants, covering, options.processes), 1):
        if sys.stderr.isatty() or done % REPORTED_EVERY == 0:
            end = "\r" if sys.stderr.isatty() else "\n"
            print(f"{done} of {len(mutants)}", end=end, file=sys.stderr, flush=True)  # noqa: T201  progress
        found[mutant] = fate
        if (fate == KILLED) is options.equivalent:
            print(f"{fate}: {_line(mutant)}", flush=True)  # noqa: T201  as above
    return _report(samples, found, none_killed=options.equivalent)


def _report(
    samples: Mapping[str, Sequence[Mutant]], found: Mapping[Mutant, str], *, none_killed: bool
) -> int:
    """Print how many were killed, by module and by sample; 1 where that is too few, or any that is none."""
    for module in dict.fromkeys(mutant.module for mutant in found):
        there = [fate for mutant, fate in found.items() if mutant.module == module]
        print(f"{module}: {there.count(KILLED)} of {len(there)}")  # noqa: T201  its purpose
    failed = False
    for seed, sample in samples.items():
        killed = [found[mutant] for mutant in sample].count(KILLED)
        named = f"seed {seed}: " if seed else ""
        print(f"{named}killed {killed} of {len(sample)}: {100 * killed / max(1, len(sample)):.1f} %")  # noqa: T201  as above
        failed |= killed > 0 if none_killed else killed * 100 < 95 * len(sample)
    return int(failed)


def _line(mutant: Mutant) -> str:
    return f"{mutant.module}:{mutant.line}  {mutant.was}  ->  {mutant.becomes}"


if __name__ == "__main__":
    sys.exit(main())
