"""Generates what lies in a workbook of xlwings Lite: `python -m xlshipcheck.generators.lite [--to DIR]`.

`main.py` registers every function of the catalogue and the script 更新; `requirements.txt` names this package; and
`pyproject.toml` names the plugin for those who let Lite build one of it. Functions are written out one by one, since
Lite's editor reads the file as well as Python.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlshipcheck import __version__
from xlshipcheck.catalogue.registry import functions
from xlshipcheck.hosts.lite import LEAST_XLWINGS

if TYPE_CHECKING:
    from xlshipcheck.arguments.form import Argument, Function

FOLDER: Final = Path(__file__).parents[2] / "workbook_templates" / "lite"
ELSEWHERE: Final = {
    "省略時は設定の一覧": "省略時はなし (関数は設定シートを読めません)",
    "省略時は設定の基準日、なければ今日": "省略時は今日",
}
"""What the catalogue says of hosts whose functions read the settings of their book -> what holds here."""
HEAD: Final = '''"""出荷チェック for xlwings Lite; generated from the catalogue, do not edit."""

import xlwings as xw
from xlwings import arg, func, script

from xlshipcheck.hosts import lite
from xlshipcheck.hosts.lite import MISSING
from xlshipcheck.hosts.lite.scripts import refresh


@script
async def shipcheck_refresh(book: xw.BookAsync):
    """更新: このブックの注文をすべて判定し、結果の列・集計・今日を書きます。"""
    print(await refresh(book))
'''


def files() -> dict[str, str]:
    """Return every file by its name."""
    return {
        "main.py": "\n\n".join([HEAD, *(_function(function) for function in functions().values())]),
        "requirements.txt": f"xlwings>={LEAST_XLWINGS}\nxlshipcheck=={__version__}\n",
        "pyproject.toml": f'[project]\nname = "xlshipcheck-lite"\nversion = "{__version__}"\n',
    }


def is_volatile(function: Function) -> bool:
    """Tell whether an answer may hang on the day, which Excel does not see."""
    return function.variadic or any(argument.reader == "as_of" for argument in function.arguments)


def _function(function: Function) -> str:
    listed = function.arguments
    names = [f"*{one.name}" if function.variadic and one is listed[-1] else one.name for one in listed]
    lines = ["@func(volatile=True)" if is_volatile(function) else "@func"]
    lines += [f"@arg({name!r}, ndim=2, doc={_help(one)!r})" for name, one in zip(names, listed, strict=True)]
    signature = ", ".join(
        f"{name}=MISSING" if place >= function.optional_from and not name.startswith("*") else name
        for place, name in enumerate(names)
    )
    given = ", ".join([repr(function.name), *names])
    lines += [
        f"def {function.name}({signature}):",
        f'    """{function.help}。"""',
        f"    return lite.answer({given})",
    ]
    return "\n".join(lines).replace("'", '"') + "\n"


def _help(argument: Argument) -> str:
    text = f"{argument.japanese}。{argument.help}"
    for elsewhere, here in ELSEWHERE.items():
        text = text.replace(elsewhere, here)
    return text


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(prog="python -m xlshipcheck.generators.lite", description=__doc__)
    parser.add_argument("--to", type=Path, default=FOLDER)
    folder = parser.parse_args().to
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
