"""The contract with those who type our functions: names, arguments in their order, and words."""

from __future__ import annotations

import ast
import tomllib
from datetime import date
from pathlib import Path

import pytest
from floors import modules
from usual_calls import ANSWERING, COUNTING

from xlshipcheck import functions
from xlshipcheck.amazon import record
from xlshipcheck.arguments import readers
from xlshipcheck.arguments.form import AGGREGATE, CONSTANT, EXPLANATION, ROW
from xlshipcheck.branch_hold import kernel as hold_kernel
from xlshipcheck.branch_hold import messages
from xlshipcheck.catalogue.calling import call
from xlshipcheck.catalogue.registry import find_function
from xlshipcheck.catalogue.registry import functions as catalogue
from xlshipcheck.context import PLAIN
from xlshipcheck.qoo10 import kernel, words
from xlshipcheck.tracking import statuses
from xlshipcheck.values import text

DATA = Path(__file__).parent / "data"
CONTRACT = tomllib.loads((DATA / "contract.toml").read_text(encoding="utf-8"))
BASE = date(2026, 11, 20)


# What may change: tests/data/contract.toml says it.


def recorded(signature):
    """Return the needed and the other arguments of a recorded signature."""
    needed, other = (part.split() for part in signature.split("|"))
    return needed, other


@pytest.mark.parametrize("name", CONTRACT["functions"])
def test_no_function_loses_or_moves_an_argument(name):
    """A call typed years ago still finds its function, with each argument in its place and none newly needed."""
    needed, other = recorded(CONTRACT["functions"][name])
    function = catalogue()[name]
    assert [argument.name for argument in function.arguments][: len(needed + other)] == needed + other
    assert function.optional_from <= len(needed)


def test_what_is_new_is_recorded():
    """A new function or argument is written down in contract.toml: from then on it is a promise."""
    for name, function in catalogue().items():
        needed, other = recorded(CONTRACT["functions"].get(name, "|"))
        assert [argument.name for argument in function.arguments] == needed + other, f"record {name}"
        assert function.optional_from == len(needed), f"record {name}"
    assert list(catalogue()) == list(CONTRACT["functions"])


def test_row_aware_functions():
    """The functions that may be called without their first argument are those of the contract."""
    assert [name for name in catalogue() if catalogue()[name].row_aware] == CONTRACT["row_aware"]["functions"]


def test_arguments_that_are_one_value():
    """All arguments may be ranges but those that hold for the whole call."""
    single = {
        argument.name
        if argument.name in {"closed", "shop", "which", "month"}
        else f"{argument.name} of {name if argument.name == 'days' else 'aggregates'}"
        for name in ANSWERING
        for argument in catalogue()[name].arguments
        if not argument.rowwise or (argument.reader == "as_of" and name in COUNTING)
    }
    assert single == set(CONTRACT["one_value"]["names"])


@pytest.mark.parametrize(
    ("words", "known"),
    [
        ("kinds", words.KIND_WORDS),
        ("events", words.EVENTS),
        ("stages", kernel.STAGES),
        ("validities", readers.VALIDITIES),
        ("sellers", record.SELLERS),
        ("statuses", statuses.STATUSES),
        ("hold_stages", hold_kernel.STAGES),
    ],
)
def test_words_stay(words, known):
    """A word that formulas type or compare with does not go away."""
    assert [word for word in CONTRACT["words"][words] if word not in known] == []


@pytest.mark.parametrize("kind", CONTRACT["words"]["messages"])
def test_kinds_of_messages_stay(kind):
    """Each kind of message is understood."""
    assert messages.read_message_kind(kind, "文面の種類") == kind


def test_kinds_and_events_are_disjoint():
    """No word is a kind and an event at once, so that an event may stand where a kind was left out."""
    assert not set(words.KIND_WORDS) & set(map(text.name_key, words.EVENTS))


@pytest.mark.parametrize("name", catalogue())
def test_a_function_is_found_in_any_case_and_width(name):
    """The name may be typed small, in full width, and with spaces around."""
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in name.lower())
    assert find_function(f" {wide} ") is catalogue()[name]
    assert getattr(functions, name).__name__ == name


def test_an_unknown_function_names_the_nearest():
    """A slip of the pen gets the names it may have meant."""
    assert call("QOO10_STEGE", [], PLAIN).startswith(
        "エラー: 関数「QOO10_STEGE」はありません。近い名前: QOO10_STAGE"
    )


def test_too_many_arguments_show_the_order():
    """One argument too many is refused with the order of arguments."""
    said = call("JP_HOLIDAY_NAME", [BASE, BASE], PLAIN)
    assert (
        said
        == "エラー: JP_HOLIDAY_NAME の引数は 1 個までです (2 個あります)。順番は JP_HOLIDAY_NAME(日付) です"
    )


# Calls without what they need.


@pytest.mark.parametrize("name", CONTRACT["row_aware"]["functions"])
def test_a_row_aware_call_outside_a_sheet_says_what_to_give(name):
    """Without its own row a call that leaves out the first argument says which to give, in which order."""
    function = catalogue()[name]
    said = call(name, [], PLAIN)
    assert (
        said
        == f"エラー: {function.arguments[0].japanese}を指定してください。引数の順番は {function.order} です"
    )
    assert getattr(functions, name)() == said


@pytest.mark.parametrize("name", [n for n in ANSWERING if catalogue()[n].optional_from > 0])
def test_needed_arguments_are_named(name):
    """A call without its needed arguments names each of them."""
    function = catalogue()[name]
    said = call(name, [], PLAIN)
    needed = "・".join(argument.japanese for argument in function.arguments[: function.optional_from])
    assert said.startswith(f"エラー: {needed}を指定してください")


def test_the_functions_that_take_nothing_and_anything():
    """The version needs nothing; an explanation needs the name of a function."""
    assert call("SHIPCHECK_VERSION", [], PLAIN).startswith("xlshipcheck ")
    assert call("SHIPCHECK_EXPLAIN", [""], PLAIN) == "エラー: 関数名を指定してください"
    assert {f.shape for f in catalogue().values()} == {ROW, AGGREGATE, CONSTANT, EXPLANATION}


def test_the_code_for_all_functions_names_no_argument():
    """What is special about an argument is a field of it: the code that serves every function compares no name."""
    names = {argument.name for function in catalogue().values() for argument in function.arguments}
    found = []
    for module in ("arguments.calls", "arguments.columns", "catalogue.calling"):
        tree = ast.parse(modules()[module].read_text("utf-8"))
        readers = {
            id(inside)
            for node in ast.walk(tree)
            if isinstance(node, ast.Compare) and getattr(node.left, "attr", "") == "reader"
            for inside in ast.walk(node)
        }
        found += [
            (module, node.lineno, node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and node.value in names and id(node) not in readers
        ]
    assert found == []


@pytest.mark.parametrize("function", catalogue().values(), ids=catalogue())
def test_arguments_name_one_another(function):
    """An argument that gives way to another, chooses from it or is given once for it names one of its own function."""
    names = [argument.name for argument in function.arguments]
    for argument in function.arguments:
        for other in (argument.gives_way_to, argument.chooses_from, argument.one_for):
            assert not other or other in names
