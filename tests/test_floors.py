"""The direction of imports: down the floors, sideways without a circle; what travels needs no other package."""

from __future__ import annotations

import ast
import sys

import pytest
from floors import (
    CORE,
    HOUSE,
    ROOT,
    circle_in,
    core_files,
    floors_of,
    foreign_imports,
    import_graph,
    imports_of,
    levels,
    modules,
    named_targets,
    own_imports,
    parsed,
    room_graph,
)
from fresh_python import printed

MODULES = modules()
# jpholiday counts where it is another release than the snapshot's; arrays are for callers that bring numpy, and
# for the checker of types.
BESIDES_PYTHON = {
    "calendars.holidays": {"jpholiday"},
    "calendars.tables": {"numpy"},
    "calendars.business_days": {"numpy"},
    "values.numbers": {"numpy"},
}
CORE_MODULES = [name for name in MODULES if floors_of(name) and floors_of(name)[0] <= CORE]


@pytest.mark.parametrize("name", MODULES)
def test_every_module_has_one_floor(name):
    """Each module is listed on exactly one floor."""
    listed = floors_of(name)
    assert len(listed) == 1, (
        f"give {name} a room in HOUSE of xlshipcheck/generators/floors.py, on one floor (now on: {listed})"
    )


def test_no_room_is_empty():
    """A room that has no module is a leftover of one that was renamed."""
    assert [room.name for room in HOUSE if room.name not in MODULES] == []


@pytest.mark.parametrize("name", MODULES)
def test_imports_go_down_or_sideways(name):
    """No module imports from a floor above its own, nor names a function there in a table."""
    path = MODULES[name]
    used = own_imports(path, MODULES) | named_targets(path, MODULES)
    above = {other: floors_of(other) for other in used if floors_of(other) > floors_of(name)}
    assert above == {}, f"{name} is on floor {floors_of(name)}"


def test_no_circle():
    """No module leans on itself by way of others: imports in functions, for types and in tables of texts count."""
    assert circle_in(import_graph()) == []


def test_no_circle_of_rooms():
    """No package leans on itself by way of others: a room can be understood with those below it alone."""
    assert circle_in(room_graph()) == []


def test_no_more_than_twelve_rooms_stand_on_one_another():
    """Who reads from the ground up passes twelve packages at most."""
    assert max(levels(room_graph()).values()) <= 12
    assert levels({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == {"a": 3, "b": 2, "c": 1}


@pytest.mark.parametrize("name", CORE_MODULES)
def test_what_travels_needs_nothing_but_python(name):
    """Floors 0-3 import the standard library; two modules ask others, and never while they are loaded."""
    foreign = foreign_imports(MODULES[name]) - set(sys.stdlib_module_names)
    at_start = {
        used.partition(".")[0] for node in parsed(MODULES[name]).body for used in imports_of_statement(node)
    }
    assert foreign == BESIDES_PYTHON.get(name, set())
    assert not foreign & at_start


def imports_of_statement(node):
    """Return what one statement of a module's body imports when the module is loaded."""
    return imports_of(node) if isinstance(node, (ast.Import, ast.ImportFrom)) else set()


@pytest.mark.parametrize("name", CORE_MODULES)
def test_what_travels_is_python_3_9(name):
    """Floors 0-3 are written in the syntax of Python 3.9, which LibreOffice still carries."""
    assert parsed(MODULES[name], (3, 9)).body


@pytest.mark.parametrize("name", MODULES)
def test_imports_are_absolute(name):
    """An import names the package, so that a line can be moved to another module as it stands."""
    assert [used for used in imports_of(parsed(MODULES[name])) if used.startswith(".")] == []


@pytest.mark.parametrize(
    ("graph", "circle"),
    [
        ({"a": {"b"}, "b": {"c"}, "c": set()}, []),
        ({"a": {"b"}, "b": {"c"}, "c": {"b"}}, ["b", "c", "b"]),
        ({"a": {"a"}}, ["a", "a"]),
    ],
)
def test_circles_are_found(graph, circle):
    """The search for circles finds one, and only where there is one."""
    assert circle_in(graph) == circle


def test_imports_in_every_place_are_seen():
    """Imports inside functions, for types only and of names are all read."""
    source = "import a.b\nif x:\n    from c import d\ndef f():\n    from . import e\n    import g as h\n"
    assert imports_of(ast.parse(source)) == {"a.b", "c", "c.d", ".", "..e", "g"}


def test_staff_need_no_library_that_reads_books():
    """Install, uninstall, the server's cells and 更新 in Excel work where neither calamine nor XlsxWriter is there."""
    staff = "shell.set_up.calc_side shell.set_up.install shell.set_up.doctor"
    modules = f"{staff} hosts.excel hosts.server hosts.excel.buttons".split()
    lines = [
        "import sys",
        "for name in ('python_calamine', 'xlsxwriter', 'numpy', 'pandas'): sys.modules[name] = None",
        *(f"import xlshipcheck.{module}" for module in modules),
        "print('all')",
    ]
    assert printed("-c", "\n".join(lines)).strip() == "all"


def test_the_list_for_the_coverage_threshold():
    """`python -m tests.floors --core-files` prints the files of floors 0-3 in one line, comma-separated."""
    listed = printed("-m", "tests.floors", "--core-files").strip().split(",")
    assert listed == [path.relative_to(ROOT).as_posix() for path in core_files()]
    assert "xlshipcheck/qoo10/penalty.py" in listed
    assert "xlshipcheck/cli.py" not in listed
