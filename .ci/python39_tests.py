"""A pytest plugin: lets tests written for Python 3.11 run on 3.9, and hides its help from the code under test.

The tests may use `tomllib` and `zip(strict=...)`; the package may not, so it is told that there are none.
"""

from __future__ import annotations

import builtins
import sys
from typing import Any

import tomli

PACKAGE = "xlshipcheck"
_import = builtins.__import__
_zip = builtins.zip


def _told(name: str, importer: Any = None, *rest: Any, **words: Any) -> Any:  # noqa: ANN401  as Python's own
    if name == "tomllib":
        if importer is not None and importer.get("__name__", "").startswith(PACKAGE):
            raise ModuleNotFoundError(name)
        return tomli
    return _import(name, importer, *rest, **words)


def _zipped(*columns: Any, **words: Any) -> Any:  # noqa: ANN401  as above
    if words and sys._getframe(1).f_globals.get("__name__", "").startswith(PACKAGE):  # noqa: SLF001  who asks?
        message = "zip() takes no keyword arguments"
        raise TypeError(message)
    return _zip(*columns)


builtins.__import__ = _told
builtins.zip = _zipped  # type: ignore[assignment,misc]  # a class is replaced by a function
