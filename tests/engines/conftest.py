"""The engines are large and Spark asks for an older pandas: they are tested in an environment of their own."""

from __future__ import annotations

import os
from importlib import import_module

import pytest


@pytest.fixture(scope="module")
def engine():
    """Return a function that gives an engine's module; where it is not installed the test is skipped, but in CI."""
    if os.environ.get("XLSHIPCHECK_END_TO_END") == "required":
        return import_module
    return pytest.importorskip
