"""SHIPCHECK_EXPLAIN ends in the function's own answer, whatever is asked, and refuses what is no question."""

from __future__ import annotations

import datetime as dt

import pytest
from explained import CONTEXT, EXAMPLES, assert_rectangle, explain, given_arguments
from hypothesis import given
from hypothesis import strategies as st

from xlshipcheck import errors
from xlshipcheck.arguments.calls import resolved
from xlshipcheck.catalogue.calling import call
from xlshipcheck.catalogue.registry import functions
from xlshipcheck.context import Context
from xlshipcheck.explain import explain as explaining
from xlshipcheck.explain.explain import WORDS
from xlshipcheck.qoo10.words import EVENTS
from xlshipcheck.values.cells import MISSING

CALLS = [
    pytest.param(name, given_arguments(entry["arguments"]), entry, id=f"{name}-{number}")
    for name, table in EXAMPLES.items()
    for number, entry in enumerate(table["calls"])
]


def expected_result(name, arguments, context=CONTEXT):
    """Return the 値 that an explanation must end in: the answer, of a range its first row that is asked for."""
    if name == "SHIPCHECK_EXPLAIN":
        return call(name, arguments, context)[-1][2]
    answer = call(name, arguments, context)
    if not isinstance(answer, list):
        return answer if not isinstance(answer, str) or len(answer) <= 255 else answer[:254] + "…"
    if functions()[name].result == "表":
        return " | ".join(str(cell) for cell in answer[-1])
    flat = [cell for row in answer for cell in row]
    bases = [cell for row in arguments[0] for cell in (row if isinstance(row, list) else [row])]
    rows = [k for k, base in enumerate(bases) if base not in {"", "入金日", "配送会社"}]
    return flat[rows[0] if rows else 0]


def test_examples_cover_the_catalogue():
    """Every function of the catalogue has example calls, and every one that is not the explanation has steps."""
    assert list(EXAMPLES) == list(functions())
    yielding = {
        name
        for name, function in functions().items()
        if function.record or hasattr(resolved(function.target), "__wrapped__")
    }
    assert yielding == set(functions()) - {"SHIPCHECK_EXPLAIN"}


def test_every_step_has_its_words_and_no_words_are_left_over(monkeypatch):
    """Over the examples each step that a function yields is put into words, and each of the words is used."""
    used = set()

    def noted(what, words):
        def saying(*given):
            used.add(what)
            return words(*given)

        return saying

    monkeypatch.setattr(explaining, "WORDS", {what: noted(what, words) for what, words in WORDS.items()})
    for name, table in EXAMPLES.items():
        for entry in table["calls"]:
            explain(CONTEXT, name, *given_arguments(entry["arguments"]))
    assert used == set(WORDS)


@pytest.mark.parametrize(("name", "arguments", "entry"), CALLS)
def test_last_row_is_the_answer(name, arguments, entry):
    """The last row is what the function itself answers, its error text included."""
    table = explain(CONTEXT, name, *arguments)
    assert_rectangle(table)
    title, _, value, _ = table[-1]
    assert title == "結果"
    assert value == expected_result(name, arguments)
    assert (isinstance(value, str) and value.startswith("エラー: ")) == entry.get("error", False)


odd_values = st.one_of(
    st.sampled_from(
        ["", None, MISSING, 0, "2026-11-20", "20日", True, -5, 1e300, "#N/A", 46346, "予約", 0.95]
    ),
    st.dates(dt.date(1985, 12, 1), dt.date(2100, 1, 31)),
)
kinds = st.sampled_from(["", "一般", "予約", "特別", MISSING])


@given(odd_values, odd_values, kinds, odd_values, odd_values, odd_values)
def test_stage_ends_in_its_answer_whatever_is_given(base, shipped, kind, as_of, rate, closed):
    """For any arguments of QOO10_STAGE the explanation is a rectangle that ends in the function's answer."""
    arguments = (base, shipped, kind, as_of, rate, closed)
    table = explain(CONTEXT, "QOO10_STAGE", *arguments)
    assert_rectangle(table)
    assert table[-1][2] == call("QOO10_STAGE", arguments, CONTEXT)


@given(
    odd_values, st.one_of(kinds, st.sampled_from(EVENTS)), st.sampled_from(["", MISSING, *EVENTS]), odd_values
)
def test_deadline_ends_in_its_answer_whatever_is_given(base, kind, event, closed):
    """For any arguments of QOO10_DEADLINE the explanation is a rectangle that ends in its answer."""
    arguments = (base, kind, event, closed)
    table = explain(CONTEXT, "QOO10_DEADLINE", *arguments)
    assert_rectangle(table)
    assert table[-1][2] == call("QOO10_DEADLINE", arguments, CONTEXT)


@given(st.sampled_from(list(functions())), st.lists(odd_values, max_size=4))
def test_any_function_ends_in_its_answer(name, arguments):
    """Odd values for any function make an explanation with its error text, never a failure of our own."""
    if name == "SHIPCHECK_EXPLAIN" or len(arguments) > len(functions()[name].arguments):
        return
    table = explain(CONTEXT, name, *arguments)
    assert_rectangle(table)
    assert table[-1][2] == expected_result(name, arguments)


@pytest.mark.parametrize("name", ["qoo10_stage", " QOO10_STAGE ", "ＱＯＯ１０＿ＳＴＡＧＥ", ["QOO10_STAGE"]])
def test_the_name_is_read_in_any_form(name):
    """A function's name is understood in any case and width, and from a cell."""
    assert explain(CONTEXT, name, dt.date(2026, 11, 20))[1][2] == "QOO10_STAGE"


def test_what_cannot_be_explained_is_refused():
    """An unknown function, no function and too many arguments are refused, as the function itself would."""
    with pytest.raises(errors.UnknownFunction):
        explain(CONTEXT, "QOO10_STAGES")
    with pytest.raises(errors.MissingArgument):
        explain(CONTEXT)
    with pytest.raises(errors.MissingArgument):
        explain(CONTEXT, "SHIPCHECK_EXPLAIN")
    with pytest.raises(errors.ArgumentCount):
        explain(CONTEXT, "JP_HOLIDAY_NAME", dt.date(2026, 11, 20), 1)
    assert call("SHIPCHECK_EXPLAIN", ["なし"], CONTEXT).startswith("エラー: 関数「なし」はありません")


def test_an_explanation_explains_itself():
    """To explain SHIPCHECK_EXPLAIN is to give the explanation it gives."""
    asked = ("JP_IS_WORKDAY", dt.date(2026, 11, 23))
    assert explain(CONTEXT, "SHIPCHECK_EXPLAIN", *asked) == explain(CONTEXT, *asked)


def test_a_call_without_an_as_of_day_says_so():
    """Without a day to answer on, the explanation ends in the sentence that asks for one."""
    table = explain(Context(), "QOO10_STAGE", dt.date(2026, 11, 20))
    assert table[-1][2] == "エラー: 基準日を指定してください"
