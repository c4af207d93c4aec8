"""The worked examples of every function through COM and through xlwings' own machinery, on Windows."""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))
from com_cells import packed, unpacked
from settings_cells import settings_cells
from test_worked_examples import EXAMPLES, GROUPS, arguments_of, check, column, serial, spelled

from xlshipcheck.arguments.form import ROW
from xlshipcheck.catalogue.registry import functions as catalogue
from xlshipcheck.values.ranges import SPILLED_TEXT_LENGTH

pytestmark = pytest.mark.end_to_end
# Plain Python has no clock; on Windows today stands in for a 基準日 that is not given.
WITH_A_CLOCK = [example for example in EXAMPLES if "基準日" not in str(example[1].get("refused"))]
FORMS = ["as it is", "serials", "currency", "a range of three rows"]


def settings_rows(group):
    """Return a group's settings as the 設定 sheet that a workbook hands over."""
    return settings_cells(group.get("settings"), group.get("as_of"))


def in_form(function, values, form):
    """Return an example's arguments in a form in which cells come."""
    arguments = catalogue()[function].arguments
    if form == "serials":
        return [serials(value) for value in values]
    if form == "currency":
        amounts = {place for place, argument in enumerate(arguments) if argument.reader == "amount"}
        return [
            Decimal(value) if place in amounts and isinstance(value, int) else value
            for place, value in enumerate(values)
        ]
    if form == "a range of three rows" and catalogue()[function].shape == ROW:
        return [
            [[value]] * 3 if argument.rowwise else value
            for argument, value in zip(arguments, values, strict=False)
        ]
    return values


def serials(value):
    """Return dates as `Value2` hands them over."""
    if isinstance(value, list):
        return [serials(item) for item in value]
    return serial(value) if isinstance(value, date) else value


@pytest.fixture(scope="module")
def answers(installed):
    """Every example's answer in every form, by its place and form."""
    asked = [(place, form) for place in range(len(WITH_A_CLOCK)) for form in FORMS]
    requests = []
    for place, form in asked:
        group, row = WITH_A_CLOCK[place]
        given = in_form(group["function"], arguments_of(row), form)
        requests.append(
            {
                "function": group["function"],
                "given": packed([column(value) for value in given]),
                "settings": packed(settings_rows(group)),
            }
        )
    return dict(zip(asked, installed.script("com_client", requests), strict=True))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", catalogue())
def test_answers(answers, name, form):
    """Every worked example is answered alike over COM and through xlwings, in every form its cells may come in."""
    wrong = []
    for place, (group, row) in enumerate(WITH_A_CLOCK):
        if group["function"] == name:
            answer = answers[place, form]
            assert answer["com"] == answer["xlwings"]
            try:
                hold(row, name, form, unpacked(answer["com"]))
            except AssertionError as problem:
                wrong.append((spelled((group, row)), answer["com"], str(problem)))
    assert wrong == []


def hold(row, name, form, value):
    """Hold an answer as it came over COM against its example."""
    if form == "a range of three rows" and catalogue()[name].shape == ROW:
        assert [len(line) for line in value] == [1, 1, 1]
        assert value[0] == value[1] == value[2]
        value = value[0][0]
        if "says" in row and len(value) == SPILLED_TEXT_LENGTH:
            return
    elif isinstance(value, list) and len(value) == 1 and not isinstance(row.get("gives"), list):
        value = value[0][0]
    check(row, "" if value is None else value)


def test_every_function_is_asked():
    """No function of the catalogue is left out."""
    assert {group["function"] for group in GROUPS} == set(catalogue())
