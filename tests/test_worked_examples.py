"""Worked examples, each asked in every form a host can ask it in: a cell, a range of one cell, a range of rows."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time
from pathlib import Path

import pytest

from xlshipcheck import functions
from xlshipcheck.arguments.form import AGGREGATE, CONSTANT, ROW
from xlshipcheck.catalogue.calling import call
from xlshipcheck.catalogue.registry import functions as catalogue
from xlshipcheck.context import PLAIN
from xlshipcheck.settings.shop import context_from
from xlshipcheck.values.answers import ERROR_PREFIX
from xlshipcheck.values.days import day_of
from xlshipcheck.values.ranges import SPILLED_TEXT_LENGTH

DATA = Path(__file__).parent / "data" / "worked_examples.toml"
GROUPS = tomllib.loads(DATA.read_text(encoding="utf-8"))["groups"]
EXAMPLES = [(group, row) for group in GROUPS for row in group["rows"]]
FEWEST = 3


def spelled(example):
    """Return a name for an example in the list of tests."""
    group, row = example
    return f"{group['function']}({', '.join(str(value)[:24] for value in row['given'])})"


def context_of(group):
    """Return the context of a group: its 基準日 and settings, plain where it names none."""
    if "as_of" not in group and "settings" not in group:
        return PLAIN
    as_of = day_of(group["as_of"]) if "as_of" in group else None
    return context_from(group.get("settings", {}), "例", as_of)


def column(value):
    """Return a range with its runs written out."""
    if isinstance(value, dict):
        return [cell for cell, times in value["runs"] for _ in range(times)]
    return value


def arguments_of(row):
    """Return the arguments of an example."""
    return [column(value) for value in row["given"]]


def check(row, answer):
    """Hold an answer against what the example says of it."""
    if "refused" in row:
        assert isinstance(answer, str)
        assert answer.startswith(ERROR_PREFIX)
        assert row["refused"] in answer
    elif "says" in row:
        assert not answer.startswith(ERROR_PREFIX)
        assert [part for part in row["says"] if part not in answer] == []
    elif "last" in row:
        assert [cell for cell in row["last"] if cell not in answer[-1]] == []
    else:
        assert answer == row["gives"]
        assert type(answer) is type(row["gives"]) or isinstance(answer, (int, float))
        assert isinstance(answer, bool) == isinstance(row["gives"], bool)


def check_spilled(row, cells):
    """Hold the cells of a range, each of which answers the same, against the example."""
    alone = {str(cell[0]) for cell in cells}
    assert len(alone) == 1
    cell = cells[0][0]
    if "says" in row and isinstance(cell, str) and len(cell) == SPILLED_TEXT_LENGTH:
        assert cell.endswith("…")
    else:
        check(row, cell)


@pytest.mark.parametrize("example", EXAMPLES, ids=spelled)
def test_by_name(example):
    """The function called by its name answers as worked by hand."""
    group, row = example
    check(row, call(group["function"], arguments_of(row), context_of(group)))


@pytest.mark.parametrize("example", [e for e in EXAMPLES if context_of(e[0]) is PLAIN], ids=spelled)
def test_as_python_function(example):
    """The function of that name in `xlshipcheck.functions` answers alike where no context is needed."""
    group, row = example
    check(row, getattr(functions, group["function"])(*arguments_of(row)))


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    "example", [e for e in EXAMPLES if catalogue()[e[0]["function"]].shape == ROW], ids=spelled
)
def test_down_a_range(example, rows):
    """A row-wise function answers each cell of a range as it answers one cell, in the range's shape."""
    group, row = example
    listed = catalogue()[group["function"]].arguments
    given = [
        [[value]] * rows if argument.rowwise else value
        for argument, value in zip(listed, arguments_of(row), strict=False)
    ]
    cells = call(group["function"], given, context_of(group))
    assert [len(line) for line in cells] == [1] * rows
    check_spilled(row, cells)


@pytest.mark.parametrize(
    "example", [e for e in EXAMPLES if catalogue()[e[0]["function"]].shape == AGGREGATE], ids=spelled
)
@pytest.mark.parametrize("form", ["rows of cells", "blank rows around", "under a header"])
def test_aggregates_in_every_form(example, form):
    """An aggregate answers alike for a flat list, rows of cells, blank rows among them, and a header above."""
    group, row = example
    listed = catalogue()[group["function"]].arguments
    given = [
        in_form(value, argument, form) for argument, value in zip(listed, arguments_of(row), strict=False)
    ]
    check(row, call(group["function"], given, context_of(group)))


def in_form(value, argument, form):
    """Return a column of an example in another form."""
    if not isinstance(value, list):
        return value
    rows = [cell if isinstance(cell, list) else [cell] for cell in value]
    width = len(rows[0])
    if form == "blank rows around":
        return [[""] * width, *rows, [None] * width]
    return [[argument.japanese] * width, *rows] if form == "under a header" else rows


@pytest.mark.parametrize("example", EXAMPLES, ids=spelled)
def test_dates_in_other_forms(example):
    """A date given as a serial number, a moment of the day or a text is the same date."""
    group, row = example
    for form in (serial, midday, written):
        given = [in_cells(value, form) for value in arguments_of(row)]
        if not refuses_dates(row):
            check(row, call(group["function"], given, context_of(group)))


def refuses_dates(row):
    """Tell whether the example is about the very form of a date."""
    return "refused" in row and "引数の順番" in row["refused"]


def in_cells(value, form):
    """Return an argument with its dates in another form."""
    if isinstance(value, list):
        return [in_cells(cell, form) for cell in value]
    return form(value) if isinstance(value, date) else value


def serial(day):
    """Return the Excel serial of a date, as a float with a time of day."""
    return float((day - date(1899, 12, 30)).days) + 0.75


def midday(day):
    """Return a moment of a date."""
    return datetime.combine(day, time(12, 30))


def written(day):
    """Return a date as the exports write it."""
    return f"{day:%Y/%m/%d} 00:02:10"


@pytest.mark.parametrize("name", catalogue())
def test_every_function_has_examples(name):
    """Each function of the catalogue has at least three worked examples; one that takes nothing has one."""
    count = sum(group["function"] == name for group, _ in EXAMPLES)
    assert count >= (1 if catalogue()[name].shape == CONSTANT else FEWEST)


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: f"{group['function']} {group['source'][:30]}")
def test_every_example_names_its_source(group):
    """Each group says where its answers come from, and each row says one thing about its answer."""
    assert group["source"]
    assert [row for row in group["rows"] if len({"gives", "says", "refused", "last"} & set(row)) != 1] == []
    assert set(group) <= {"function", "source", "rows", "as_of", "settings"}
