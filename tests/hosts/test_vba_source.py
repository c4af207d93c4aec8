"""Reading the source of macros: against our own writer, against olevba, and on bytes that are no project."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).parents[1] / "generators"))
from vba_reading import sources_of

from xlshipcheck.generators.vba_project import PLAIN, Module, vba_project
from xlshipcheck.generators.vba_source import modules
from xlshipcheck.xlsx.reading.macros import module_sources

OURS = vba_project(modules(["Sheet1", "TextSheet", "HelpSheet"]))


def test_the_source_is_what_olevba_reads():
    """An independent reader sees the same modules with the same text."""
    read = module_sources(OURS)
    assert {name: text.split() for name, text in read.items()} == {
        name: text.split() for name, text in sources_of(OURS).items()
    }
    assert "XlshipFunctions" in read


@given(st.text("aZ _\n", max_size=12_000), st.integers(1, 8))
def test_any_source_comes_back(text, count):
    """Sources of any length and repetition, in small and in large streams, are read as they were written."""
    made = [Module(f"M{number}", PLAIN, text[: len(text) // number]) for number in range(1, count + 1)]
    read = module_sources(vba_project(made))
    assert {name: source.split("\r\n", 1)[1] for name, source in read.items()} == {
        module.name: "".join(f"{line}\r\n" for line in module.code.strip("\r\n").splitlines()).rstrip("\r\n")
        + "\r\n"
        if module.code.strip("\r\n")
        else ""
        for module in made
    }


@given(st.binary(max_size=2000))
def test_no_bytes_break_the_reader(data):
    """Bytes that are no project give None, whatever they are."""
    assert module_sources(data) is None


@given(st.integers(0, len(OURS) - 1), st.integers(0, 255))
def test_no_damaged_project_breaks_the_reader(place, byte):
    """A project with a byte changed is read or given up; reading it always ends."""
    read = module_sources(OURS[:place] + bytes([byte]) + OURS[place + 1 :])
    assert read is None or all(isinstance(text, str) for text in read.values())


@pytest.mark.parametrize("length", [0, 8, 512, 2000, len(OURS) // 2])
def test_a_torn_project_is_given_up(length):
    """A project that ends too early gives None."""
    assert module_sources(OURS[:length]) is None
