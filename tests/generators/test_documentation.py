"""The pages that are generated: what stands in the repository is what the catalogue and the rules say today."""

from __future__ import annotations

import pytest

from xlshipcheck.arguments.form import Argument, Function
from xlshipcheck.catalogue.registry import functions
from xlshipcheck.generators import documentation

PAGES = documentation.pages()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_page_is_what_its_generator_makes(path):
    """After a change of functions or rules: `python -m xlshipcheck.generators.documentation`."""
    assert path.read_text(encoding="utf-8") == PAGES[path]


@pytest.mark.parametrize("name", functions())
def test_every_function_is_on_its_page_with_its_arguments(name):
    """The page of functions names each function, and each of its arguments in Japanese and in Python."""
    function = functions()[name]
    section = documentation.function_page().partition(f"`{function.order}`")[2].partition("\n#")[0]
    for argument in function.arguments:
        assert argument.japanese in section
        assert argument.help in section


def test_optional_arguments_are_in_brackets():
    """The order of arguments as sellers read it marks which may be left out, and which may be repeated."""
    given = Argument("a", "一", "day", ""), Argument("b", "二", "day", ""), Argument("c", "三", "day", "")
    function = Function("F", "", given, 1, "数値", "", "row", "m:f")
    assert function.order == "F(一, [二], [三])"
    assert function._replace(optional_from=0, variadic=True).order == "F([一], [二], [三], ...)"
    assert function._replace(arguments=()).order == "F()"
