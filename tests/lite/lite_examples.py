"""The worked examples asked as xlwings Lite asks: through the generated `main.py`, every argument as rows of cells.

It runs in the tests' Python and in the browser's, so it needs nothing but the standard library, pytest and the package.
"""

from __future__ import annotations

import sys
import types
from datetime import date, datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests")]
from test_worked_examples import EXAMPLES, arguments_of, check, context_of, serial, spelled

from xlshipcheck.context import PLAIN
from xlshipcheck.values.cells import MISSING

# A function in Lite reads a clock and no settings: what is about the lack of a day, or about settings, is not asked.
ASKED = [
    example
    for example in EXAMPLES
    if context_of(example[0]) is PLAIN and "基準日" not in str(example[1].get("refused"))
]


class Registered:
    """What `from xlwings import arg, func, script` comes to in a workbook: names, and how arguments are to come."""

    def __init__(self):
        self.functions = {}
        self.scripts = {}
        self.volatile = set()
        self.dimensions = {}
        self.documented = {}

    def func(self, function=None, *, volatile=False):
        if function is None:
            return lambda decorated: self.func(decorated, volatile=volatile)
        if function.__annotations__:
            # A hint of float or str is #VALUE! for a blank cell, before Python sees the call.
            raise TypeError(function.__annotations__)
        self.functions[function.__name__.upper()] = function
        if volatile:
            self.volatile.add(function.__name__)
        return function

    def arg(self, name, *, ndim, doc):
        def decorated(function):
            self.dimensions[function.__name__, name.lstrip("*")] = ndim
            self.documented[function.__name__, name.lstrip("*")] = doc
            return function

        return decorated

    def script(self, function):
        (hint,) = [hint for name, hint in function.__annotations__.items() if name != "return"]
        if getattr(hint, "__name__", hint) not in {"BookAsync", "xw.BookAsync"}:
            raise TypeError(hint)
        self.scripts[function.__name__] = function
        return function


def registered():
    """Run the generated `main.py` as a workbook does, and return what it registers."""
    found = Registered()
    xlwings = types.ModuleType("xlwings")
    xlwings.func, xlwings.arg, xlwings.script = found.func, found.arg, found.script
    xlwings.BookAsync = type("BookAsync", (), {})
    before = sys.modules.get("xlwings")
    sys.modules["xlwings"] = xlwings
    try:
        source = (ROOT / "workbook_templates" / "lite" / "main.py").read_text(encoding="utf-8")
        exec(compile(source, "main.py", "exec"), {"__name__": "main"})  # noqa: S102  as Lite does with a workbook's code
    finally:
        sys.modules.pop("xlwings")
        if before is not None:
            sys.modules["xlwings"] = before
    return found


def cells(value):
    """Return an argument as Lite hands it over with `ndim=2`: rows; days as numbers, blanks as None."""
    rows = value if isinstance(value, list) else [value]
    return [[cell(one) for one in (row if isinstance(row, list) else [row])] for row in rows]


def cell(value):
    """Return a cell as Lite hands it over."""
    if isinstance(value, date):
        return serial(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return None if value == "" else value


def plain(answer):
    """Return an answer with its days as days."""
    if isinstance(answer, list):
        return [[plain(one) for one in row] for row in answer]
    return answer.date() if isinstance(answer, datetime) else answer


def wrong_answers(found):
    """Ask every example, and return those that are answered otherwise: call, answer, what was expected."""
    wrong = []
    for group, row in ASKED:
        given = [value if value is MISSING else cells(value) for value in arguments_of(row)]
        answer = plain(found.functions[group["function"]](*given))
        try:
            check(row, answer)
        except AssertionError:
            wrong.append(
                (spelled((group, row)), repr(answer), repr({k: v for k, v in row.items() if k != "given"}))
            )
    return wrong
