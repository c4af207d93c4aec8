"""A library that is not installed: the command names it and the package that brings it."""

from __future__ import annotations

import sys

import pytest

from xlshipcheck import cli
from xlshipcheck.shell.set_up import libraries


@pytest.mark.parametrize(
    ("module", "package"),
    [("python_calamine", "python-calamine"), ("xlsxwriter", "XlsxWriter"), ("foo.bar", "foo")],
)
def test_the_package_is_named(module, package):
    """The seller reads what to install, by the name that pip knows."""
    refusal = libraries.missing(ModuleNotFoundError(f"No module named {module!r}", name=module))
    assert f"pip install {package} " in str(refusal)


def test_a_command_without_its_library(monkeypatch, capsys):
    """On a slim Python a command says which part is missing and exits 2; there is no traceback."""
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    monkeypatch.setattr(cli, "_rules", missing_reader)
    assert cli.main(["rules"]) == 2
    said = capsys.readouterr()
    assert "部品 python_calamine が入っていない" in said.err
    assert said.out == ""


def missing_reader(_options):
    """Do what a command does whose reader of books is not there."""
    import python_calamine  # noqa: F401, PLC0415  it is made to fail

    return 0


def test_doctor_lists_what_is_missing(monkeypatch):
    """Doctor names each missing library with what cannot be done without it, and none that is there."""
    assert libraries.facts() == {}
    monkeypatch.setattr(libraries, "find_spec", lambda name: None if name == "xlsxwriter" else object())
    assert list(libraries.facts()) == ["部品 XlsxWriter"]
