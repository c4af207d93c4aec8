"""Prints the test files that need nothing above floor 3, one a line: those that run on LibreOffice's Python."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from floors import PACKAGE, imports_of, modules  # noqa: E402  found only now

from xlshipcheck.generators.floors import GROUND, travels  # noqa: E402  as above

BESIDES = {"pytest", "hypothesis", "holidays", "jpholiday", "numpy", "tomllib"}
"""Packages that the tests may use: all of them run on Python 3.9."""


def needs(path: Path, seen: set[Path]) -> set[str]:
    """Return what a test file imports, and what the helpers beside it import; ours by their module names."""
    seen.add(path)
    found = set()
    known = modules()
    for name in imports_of(ast.parse(path.read_text(encoding="utf-8"))):
        top, _, below = name.partition(".")
        helper = path.parent / f"{top}.py"
        if top == PACKAGE:
            found |= {below} if below in known else set()
        elif helper.exists():
            found |= needs(helper, seen) if helper not in seen else set()
        elif top not in sys.stdlib_module_names:
            found.add(f"{top}?")
    return found


def is_core(path: Path) -> bool:
    """Tell whether a test file needs floors 0-3 alone."""
    wanted = needs(path, set()) - {GROUND}
    return bool(wanted) and all(
        name[:-1] in BESIDES if name.endswith("?") else travels(name) for name in wanted
    )


def main() -> None:
    """Print the files."""
    print("\n".join(str(path) for path in sorted((ROOT / "tests").glob("test_*.py")) if is_core(path)))  # noqa: T201  its purpose


if __name__ == "__main__":
    main()
