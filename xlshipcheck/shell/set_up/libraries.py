"""The libraries that commands need besides the core: which of them are there, and how a missing one is named."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

from xlshipcheck import errors

PACKAGES: Final = {
    "python_calamine": "python-calamine",
    "xlsxwriter": "XlsxWriter",
    "jpholiday": "jpholiday",
    "xlwings": "xlwings",
    "pythoncom": "pywin32",
    "numpy": "numpy",
    "pandas": "pandas",
}
"""Module -> the package that brings it."""
NEEDED: Final = {"python_calamine": "ブックの読み取り", "xlsxwriter": "新しいブックの作成"}
"""Module -> what cannot be done without it; the others are named where their command is."""


def missing(problem: ModuleNotFoundError) -> errors.LibraryMissing:
    """Return the refusal for a library that is not there; the package is named as pip knows it."""
    module = (problem.name or str(problem)).partition(".")[0]
    return errors.LibraryMissing(
        module=errors.Whole(module), package=errors.Whole(PACKAGES.get(module, module))
    )


def facts() -> dict[str, str]:
    """Return what doctor says of libraries that are missing; nothing where all are there."""
    return {
        f"部品 {PACKAGES[module]}": f"なし: {use}ができません (pip install {PACKAGES[module]})"
        for module, use in NEEDED.items()
        if not find_spec(module)
    }
