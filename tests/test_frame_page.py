"""The page about pandas: every example on it runs and prints what stands below it."""

from __future__ import annotations

import contextlib
import io
import re
from itertools import pairwise

from floors import ROOT

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def run(code, names):
    """Return what a piece of code prints, keeping the names that it defines."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, names)  # noqa: S102  our own page
    return printed.getvalue()


def test_examples_of_the_page():
    """Each example prints the block that follows it, the later ones going on from the earlier ones."""
    blocks = BLOCK.findall((ROOT / "docs" / "pandas.md").read_text(encoding="utf-8"))
    names = {}
    shown = [(code, text) for (kind, code), (_, text) in pairwise(blocks) if kind == "python"]
    assert len(shown) * 2 == len(blocks)
    for code, text in shown:
        assert run(code, names) == text


def test_example_of_the_readme():
    """The example in README runs on the orders of the page, and answers as the comment beside it says."""
    page, readme = ((ROOT / name).read_text(encoding="utf-8") for name in ("docs/pandas.md", "README.md"))
    names = {}
    run(BLOCK.findall(page)[0][1], names)
    code = next(code for kind, code in BLOCK.findall(readme) if kind == "python")
    told = next(line.partition("  # ") for line in code.splitlines() if "QOO10_STAGE" in line)
    run(code, names)
    assert repr(eval(told[0], names)) == told[2]  # noqa: S307  our own README
