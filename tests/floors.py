"""Which module stands on which floor, and what it imports; `python -m tests.floors --core-files` lists floors 0-3.

Floors 0-3 are the part that travels, into LibreOffice, the staff kit and the browser. An import goes down, or
sideways without a circle.
"""

from __future__ import annotations

import argparse
import ast
import re
from functools import cache
from pathlib import Path

from xlshipcheck.build.floors import CORE, FLOORS, GROUND, floors_of

__all__ = ["CORE", "FLOORS", "GROUND", "floors_of"]
PACKAGE = "xlshipcheck"
ROOT = Path(__file__).parents[1]

# `module:function` in a table is an import too, made when the function is first called.
_TARGET = re.compile(r"([a-z0-9_]+):[a-z0-9_]+\Z")


def modules() -> dict[str, Path]:
    """Return every module of the package by its name below the package, with its file."""
    found = {}
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        parts = path.relative_to(ROOT / PACKAGE).with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__")] = path
    return found


def imports_of(tree: ast.AST) -> set[str]:
    """Return the full names a file imports, also inside functions and for type checking only."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = "." * node.level + (node.module or "")
            names.add(origin)
            names.update(f"{origin}.{alias.name}" for alias in node.names)
    return names


def own_imports(path: Path, known: dict[str, Path]) -> set[str]:
    """Return the modules of this package that a file imports."""
    below = {
        name.partition(".")[2]
        for name in imports_of(parsed(path))
        if name == PACKAGE or name.startswith(PACKAGE + ".")
    }
    return {name for name in below if name in known}


def named_targets(path: Path, known: dict[str, Path]) -> set[str]:
    """Return the modules that a file names in a `module:function` text."""
    texts = (
        node.value
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return {match.group(1) for match in map(_TARGET.match, texts) if match and match.group(1) in known}


def foreign_imports(path: Path) -> set[str]:
    """Return the top-level packages that a file imports besides this one."""
    return {name.partition(".")[0] for name in imports_of(parsed(path))} - {PACKAGE}


@cache
def parsed(path: Path, version: tuple[int, int] | None = None) -> ast.Module:
    """Return a file's syntax tree, as the Python of a version reads it."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path), feature_version=version)


def circle_in(graph: dict[str, set[str]]) -> list[str]:
    """Return modules that import one another in a circle, in order, or an empty list."""
    done: set[str] = set()

    def search(module: str, above: list[str]) -> list[str]:
        if module in above:
            return [*above[above.index(module) :], module]
        if module in done:
            return []
        for imported in sorted(graph[module]):
            circle = search(imported, [*above, module])
            if circle:
                return circle
        done.add(module)
        return []

    return next((circle for module in sorted(graph) if (circle := search(module, []))), [])


def core_files() -> list[Path]:
    """Return the files of floors 0-3."""
    return [path for name, path in modules().items() if floors_of(name) and max(floors_of(name)) <= CORE]


def main() -> None:
    """Print what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--core-files", action="store_true", required=True, help="the files of floors 0-3")
    parser.parse_args()
    print(",".join(path.relative_to(ROOT).as_posix() for path in core_files()))  # noqa: T201  its purpose


if __name__ == "__main__":
    main()
