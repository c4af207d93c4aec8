"""Types that hold: what may be anything says why."""

from __future__ import annotations

import ast
import re

import pytest
from floors import modules

MODULES = modules()
_REASON = re.compile(r"# noqa: ANN401(?:, \w+)*(.*)")


_BARE_ALIAS = re.compile(r'^\w+ = Any$(?!\n""")', re.MULTILINE)


def unexplained(text):
    """Return the lines that let something be anything and do not say why."""
    marks = [found[0] for found in _REASON.finditer(text) if len(found[1].strip()) < len("UNO")]
    return marks + _BARE_ALIAS.findall(text)


@pytest.mark.parametrize("name", MODULES)
def test_any_on_a_signature_says_why(name):
    """An argument or a result that may be anything has its reason on the line; ruff sees to it that it is marked."""
    assert unexplained(MODULES[name].read_text("utf-8")) == []


def test_kernels_calculate_with_numbers():
    """No function of the kernels takes or gives Any: ints come back for ints, arrays for arrays."""
    for name in ("qoo10.kernel", "branch_hold.kernel", "amazon.kernel", "tracking.numbers"):
        functions = [
            n for n in ast.parse(MODULES[name].read_text("utf-8")).body if isinstance(n, ast.FunctionDef)
        ]
        assert functions
        for function in functions:
            hints = [argument.annotation for argument in function.args.args] + [function.returns]
            used = {
                node.id for hint in hints if hint for node in ast.walk(hint) if isinstance(node, ast.Name)
            }
            assert "Any" not in used, (name, function.name)


def test_what_is_not_explained_is_found():
    """A mark without words and a bare alias are found; a comment and a docstring explain."""
    bare = "def f(a: Any): ...  # noqa: ANN401"
    assert unexplained(
        f'A = Any\nB = Any  # a cell\nC = Any\n"""A cell."""\n{bare}\n{bare}  a cell value\n'
    ) == [
        "# noqa: ANN401",
        "A = Any",
    ]
