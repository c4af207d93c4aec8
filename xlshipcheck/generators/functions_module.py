"""Generates `xlshipcheck/functions.py` from the catalogue: `python -m xlshipcheck.generators.functions_module`.

A generated file rather than a module `__getattr__`, so that editors complete names and show the arguments.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xlshipcheck.catalogue.registry import functions

if TYPE_CHECKING:
    from xlshipcheck.arguments.form import Function

TARGET = Path(__file__).parents[1] / "functions.py"
HEAD = '''"""The functions under the very names typed in a cell; generated from the catalogue, do not edit.

Each takes scalars or ranges (lists) in the order of the contract and returns what the cell shows. No clock
is read here: without 基準日 a function that needs it answers with an error text.
"""

from __future__ import annotations

from typing import Any

from xlshipcheck.catalogue.calling import call
from xlshipcheck.context import PLAIN
from xlshipcheck.values.cells import MISSING

Cells = Any  # a cell value, a flat list (a column), or a list of rows
'''


def source() -> str:
    """Return the source text of the module."""
    return "\n\n".join([HEAD, *(_function(function) for function in functions().values())])


def _function(function: Function) -> str:
    if function.variadic:
        first, rest = function.arguments
        signature = f"{first.name}: Cells, *{rest.name}: Cells"
        given = f"[{first.name}, *{rest.name}]"
    else:
        signature = ", ".join(
            f"{argument.name}: Cells" + (" = MISSING" if position >= function.optional_from else "")
            for position, argument in enumerate(function.arguments)
        )
        given = "[" + ", ".join(argument.name for argument in function.arguments) + "]"
    lines = [
        f"def {function.name}({signature}) -> Cells:",
        f'    """{function.help}。' if function.arguments else f'    """{function.help}。"""',
    ]
    if function.arguments:
        arguments = [
            f"        {argument.name}: {argument.japanese}。{argument.help}。"
            for argument in function.arguments
        ]
        lines += ["", "    Args:", *arguments, "", "    Returns:", f"        {function.result}。", '    """']
    lines.append(f'    return call("{function.name}", {given}, PLAIN)')
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the module."""
    TARGET.write_text(source(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
