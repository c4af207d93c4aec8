"""Tests of several folders run together: nothing is imported from a conftest, of which there are several."""

from __future__ import annotations

import ast
from pathlib import Path

TESTS = Path(__file__).parent


def test_nothing_is_imported_from_a_conftest():
    """Each folder has a module `conftest`; which of them an import finds hangs on the order of the folders."""
    found = [
        f"{path.relative_to(TESTS)}:{node.lineno}"
        for path in TESTS.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.ImportFrom) and node.module == "conftest")
        or (isinstance(node, ast.Import) and any(name.name == "conftest" for name in node.names))
    ]
    assert found == []
