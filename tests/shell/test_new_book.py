"""`xlshipcheck new`: a copy of the template, made where nothing stands."""

from __future__ import annotations

import json

import pytest

from xlshipcheck.generators import template


@pytest.mark.parametrize("suffix", [".xlsm", ".xlsx", ".xlam", ".XLSM"])
def test_a_copy_by_the_ending_of_the_name(shell, tmp_path, suffix):
    """The copy is the template of that kind, byte for byte, and the answer names it."""
    ran = shell("new", f"受注{suffix}")
    assert ran == (0, f"作りました: 受注{suffix}\n", "")
    kept = template.FOLDER / f"xlshipcheck{suffix.lower()}"
    assert (tmp_path / f"受注{suffix}").read_bytes() == kept.read_bytes()


def test_a_file_that_is_there_stays(shell, tmp_path):
    """An existing file is never overwritten: status 2, and what to do."""
    (tmp_path / "book.xlsm").write_bytes(b"mine")
    ran = shell("new", "book.xlsm")
    assert (ran.status, ran.out) == (2, "")
    assert "もうあります" in ran.err
    assert (tmp_path / "book.xlsm").read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("name", "said"), [("book.xls", ".xlsm"), ("book", ".xlsm"), ("no/book.xlsm", "見つかりません")]
)
def test_what_cannot_be_made_is_refused(shell, tmp_path, name, said):
    """Another ending, or a folder that is missing: status 2, a sentence, and no file."""
    ran = shell("new", name)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert not (tmp_path / name).exists()


def test_json_for_programs(shell):
    """With --json the path comes as data; with --lang en the sentence is English."""
    assert json.loads(shell("new", "a.xlsx", "--json").out) == {"written": "a.xlsx"}
    assert shell("new", "b.xlsx", "--lang", "en").out == "made: b.xlsx\n"


def test_files_for_xlwings_lite(shell, tmp_path):
    """`new main.py` writes the three files that lie in a workbook of xlwings Lite, and none where one stands."""
    assert shell("new", "main.py") == (0, "作りました: main.py\n", "")
    for name in ("main.py", "requirements.txt", "pyproject.toml"):
        assert (tmp_path / name).read_bytes() == (template.FOLDER / "lite" / name).read_bytes()
    (tmp_path / "main.py").unlink()
    (tmp_path / "pyproject.toml").write_text("mine", encoding="utf-8")
    ran = shell("new", "main.py")
    assert (ran.status, ran.out) == (2, "")
    assert "requirements.txt" in ran.err
    assert not (tmp_path / "main.py").exists()
