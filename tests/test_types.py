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


def signatures(tree):
    """Yield every function that others may call: of a module or of its classes, no name of it private."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from signatures(node)
        elif isinstance(node, ast.FunctionDef) and (node.name == "__init__" or node.name[0] != "_"):
            yield node


def hidden(text):
    """Return the annotations of public functions that hold Any inside of something, or without a reason beside."""
    lines = text.splitlines()
    found = []
    for function in signatures(ast.parse(text)):
        given = function.args
        arguments = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
        hints = [argument.annotation for argument in arguments if argument] + [function.returns]
        found += [
            f"{function.name}: {ast.unparse(hint)}"
            for hint in hints
            if hint
            and re.search(r"\bAny\b", ast.unparse(hint))
            and not _REASON.search(lines[hint.lineno - 1])
        ]
    return found


@pytest.mark.parametrize("name", MODULES)
def test_no_type_hides_any_in_it(name):
    """A mapping, a list or a function of anything says what it holds: by a type, or by an alias that says why not."""
    assert hidden(MODULES[name].read_text("utf-8")) == []


def test_what_is_hidden_is_found():
    """Any is found in arguments, in results and in methods, in texts too; what is private or explained is not."""
    text = """
def f(a: dict[str, Any], *b: "list[Any]") -> Callable[[Any], int]: ...
def g(
    a: Any,  # noqa: ANN401  a cell value
): ...
def _h(a: list[Any]): ...
class C:
    def m(self) -> list[Any]: ...
class _D:
    def m(self) -> list[Any]: ...
"""
    assert hidden(text) == [
        "f: dict[str, Any]", "f: 'list[Any]'", "f: Callable[[Any], int]", "m: list[Any]",
    ]  # fmt: skip
