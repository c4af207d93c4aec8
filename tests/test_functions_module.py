"""The module of functions: made from the catalogue, complete, and quick to import."""

from __future__ import annotations

import inspect
from datetime import date

import pytest
from floors import modules
from fresh_python import printed

from xlshipcheck import functions
from xlshipcheck.catalogue.registry import functions as catalogue
from xlshipcheck.generators import functions_module
from xlshipcheck.values.cells import MISSING

# What `import xlshipcheck.functions` may load of the standard library, besides what Python itself has loaded.
# A cell waits for this import: pathlib, json, tomllib or dataclasses would cost as much as all of it.
AT_START = """
    __future__ _bisect _collections _collections_abc _datetime _decimal _functools _operator _sre _typing
    bisect collections collections.abc contextlib copyreg datetime decimal enum errno fractions functools
    importlib importlib._bootstrap importlib._bootstrap_external itertools keyword math numbers operator
    re re._casefix re._compiler re._constants re._parser reprlib types typing typing.io typing.re unicodedata
    warnings
    """.split()
OWN_AT_START = """
    arguments arguments.calls arguments.form arguments.readers calendars calendars.business_days
    calendars.holidays calendars.tables catalogue catalogue.calling catalogue.registry
    catalogue.table catalogue.table.amazon catalogue.table.branch_hold catalogue.table.days
    catalogue.table.qoo10 context errors errors.arguments errors.base errors.calls errors.files
    errors.rules functions qoo10 qoo10.words rulebook rulebook.rules values values.answers
    values.cells values.days values.ranges values.text
    """.split()


def loaded():
    """Return the modules that the import loads in a fresh Python that has nothing but `os`."""
    program = (
        "import os, sys; old = {*sys.modules}; import xlshipcheck.functions; print(*{*sys.modules} - old)"
    )
    return printed("-S", "-c", program).split()


def test_the_module_is_what_its_generator_makes():
    """`functions.py` is generated: run `python -m xlshipcheck.generators.functions_module` after a change."""
    assert functions_module.TARGET.read_text(encoding="utf-8") == functions_module.source()


def test_the_import_loads_little():
    """Importing the functions loads what a first cell needs, and no rule of another marketplace."""
    found = loaded()
    own = {name.removeprefix("xlshipcheck.") for name in found if name.startswith("xlshipcheck")}
    assert own == {"xlshipcheck", *OWN_AT_START}
    assert {name for name in found if not name.startswith("xlshipcheck")} <= set(AT_START)
    assert set(OWN_AT_START) <= set(modules())


@pytest.mark.parametrize("name", catalogue())
def test_each_function_has_its_own_signature(name):
    """A function's parameters are the catalogue's, in its order, each described, and optional where it says so."""
    made = getattr(functions, name)
    listed = catalogue()[name]
    parameters = list(inspect.signature(made).parameters.values())
    assert [parameter.name for parameter in parameters] == [argument.name for argument in listed.arguments]
    needed = [p.name for p in parameters if p.default is p.empty and p.kind is not p.VAR_POSITIONAL]
    assert needed == [argument.name for argument in listed.arguments[: listed.optional_from]]
    assert {p.default for p in parameters if p.default is not p.empty} <= {MISSING}
    assert made.__doc__.startswith(listed.help)
    assert [argument.help for argument in listed.arguments if argument.help not in made.__doc__] == []


def test_arguments_by_name():
    """Python callers may name the arguments."""
    assert functions.QOO10_STAGE(base=date(2026, 11, 20), as_of=date(2026, 11, 30)) == "警告"


def test_the_module_holds_the_functions_and_nothing_of_its_own():
    """Every public name in capitals is a function of the catalogue."""
    assert [name for name in vars(functions) if name.isupper() and name not in {"MISSING", "PLAIN"}] == list(
        catalogue()
    )
