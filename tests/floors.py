"""Which module stands on which floor, and what it imports; `python -m tests.floors` draws it, with its circles.

Floors 0-3 are the part that travels, into LibreOffice, the staff kit and the browser. An import goes down, or
sideways without a circle.
"""

from __future__ import annotations

import argparse
import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

from xlshipcheck.generators.floors import CORE, GROUND, HOUSE, floors_of

__all__ = ["CORE", "GROUND", "HOUSE", "floors_of"]
PACKAGE = "xlshipcheck"
ROOT = Path(__file__).parents[1]

# `module:function` in a table is an import too, made when the function is first called.
_TARGET = re.compile(r"([a-z0-9_.]+):[a-z0-9_]+\Z")


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
    """Return the modules of this package that a file imports.

    `from a.b import c` is an import of `a.b.c` where that is a module, and of `a.b` where `c` is a name in it.
    """
    found = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[2] for alias in node.names if alias.name.startswith(PACKAGE)}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == PACKAGE:
            origin = (node.module or "").partition(".")[2]
            inside = [f"{origin}.{alias.name}".lstrip(".") for alias in node.names]
            found |= {name if name in known else origin for name in inside}
    return found & set(known)


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


def import_graph() -> dict[str, set[str]]:
    """Return module -> modules it leans on, by imports anywhere and by `module:function` texts.

    The version in the package itself may be read by all, and counts for nothing.
    """
    known = modules()
    return {
        name: (own_imports(path, known) | named_targets(path, known)) - {GROUND, name}
        for name, path in known.items()
    }


def room_of(module: str) -> str:
    """Return the room that a module stands in."""
    return next(
        (room.name for room in HOUSE if module == room.name or module.startswith(f"{room.name}.")), module
    )


def room_graph() -> dict[str, set[str]]:
    """Return room -> other rooms it leans on."""
    graph: dict[str, set[str]] = {room.name: set() for room in HOUSE}
    for name, used in import_graph().items():
        if name != GROUND:
            graph[room_of(name)] |= {room_of(other) for other in used} - {room_of(name)}
    return graph


def package_of(module: str, known: dict[str, Path]) -> str:
    """Return the package that a module is a file of; a package inside another is one of its own."""
    return module if known[module].name == "__init__.py" else module.rpartition(".")[0]


def package_graph() -> dict[str, set[str]]:
    """Return package -> other packages that its own files lean on."""
    known = modules()
    graph: dict[str, set[str]] = {}
    for name, used in import_graph().items():
        package = package_of(name, known)
        others = {package_of(other, known) for other in used} - {package, GROUND}
        graph.setdefault(package, set()).update(others)
    return graph


def package_lines() -> dict[str, int]:
    """Return how many lines that hold something the own files of each package have."""
    known = modules()
    lines: Counter[str] = Counter()
    for name, path in known.items():
        held = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        lines[package_of(name, known)] += len(held)
    return dict(lines)


def levels(graph: dict[str, set[str]]) -> dict[str, int]:
    """Return how high each module or room stands: one above the highest that it leans on, 1 on the ground."""
    found: dict[str, int] = {}

    def level(name: str) -> int:
        if name not in found:
            found[name] = 1 + max((level(other) for other in graph[name]), default=0)
        return found[name]

    for name in graph:
        level(name)
    return found


def core_files() -> list[Path]:
    """Return the files of floors 0-3."""
    return [path for name, path in modules().items() if floors_of(name) and max(floors_of(name)) <= CORE]


def drawing() -> str:
    """Return the house as text: a line a room, then the circles and how many levels stand on one another."""
    graph, rooms = import_graph(), room_graph()
    lines = Counter(room_of(name) for name, path in modules().items() for _ in path.open(encoding="utf-8"))
    drawn = ["floor  lines  room          leans on"]
    for floor, room, _ in HOUSE:
        drawn.append(f"{floor:>5}  {lines[room]:>5}  {room:<12}  {' '.join(sorted(rooms[room]))}")
    for what, arrows in (("modules", graph), ("rooms", rooms)):
        circle = circle_in(arrows)
        told = " -> ".join(circle) if circle else f"none; {max(levels(arrows).values())} levels"
        drawn.append(f"{what}: {len(arrows)}, circles: {told}")
    packages = package_lines()
    longest = max(packages, key=lambda package: packages[package])
    drawn.append(
        f"packages: {len(packages)}, the longest: {longest}, {packages[longest]} lines that hold something"
    )
    return "\n".join(drawn)


def main() -> None:
    """Print what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--core-files", action="store_true", help="the files of floors 0-3, in one line")
    if parser.parse_args().core_files:
        print(",".join(path.relative_to(ROOT).as_posix() for path in core_files()))  # noqa: T201  its purpose
        return
    print(drawing())  # noqa: T201  as above


if __name__ == "__main__":
    main()
