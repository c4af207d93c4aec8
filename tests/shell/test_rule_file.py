"""New rules as one file: packed alike every time, tried before they are put in, and put in whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile

import pytest

from xlshipcheck.settings.user_file import settings_folder
from xlshipcheck.shell.set_up import rule_file

NEWER = "2099.01.01+30000"


@pytest.fixture
def program(tmp_path, monkeypatch):
    """A program of the test's own, whose rules may be replaced."""
    folder = tmp_path / "program" / "xlshipcheck"
    ignored = shutil.ignore_patterns("__pycache__", "workbook_templates")
    shutil.copytree(rule_file.PACKAGE, folder, ignore=ignored)
    monkeypatch.setattr(rule_file, "PACKAGE", folder)
    monkeypatch.setattr(rule_file, "RULES", folder / "rules")
    return folder


def repacked(path, *, version=NEWER, kind=rule_file.KIND, hashes=None, **changed):
    """Write a package of rules that differs in some files; None leaves one out."""
    with zipfile.ZipFile(path) as package:
        files = {name: package.read(name) for name in package.namelist()}
    del files[rule_file.MANIFEST]
    for name, change in changed.items():
        key = f"{name}.toml" if f"{name}.toml" in files else f"{name}.csv"
        if change is None:
            del files[key]
        else:
            files[key] = change(files[key])
    known = hashes or {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    manifest = {"kind": kind, "version": version, "files": known}
    with zipfile.ZipFile(path, "w") as package:
        for name, data in {**files, rule_file.MANIFEST: json.dumps(manifest).encode()}.items():
            package.writestr(name, data)


def tree(folder):
    """Return every file below a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.usefixtures("program")
def test_the_same_rules_are_the_same_bytes(shell, tmp_path):
    """Two packings are one file, and the command tells the hash that the receiver compares."""
    first = shell("rules", "--pack", "甲.zip")
    second = json.loads(shell("rules", "--pack", "乙.zip", "--json").out)
    assert (tmp_path / "甲.zip").read_bytes() == (tmp_path / "乙.zip").read_bytes()
    assert second["sha256"] == hashlib.sha256((tmp_path / "甲.zip").read_bytes()).hexdigest()
    assert second["sha256"] in first.out
    assert shell("rules", "--pack", "甲.zip").status == 2


def test_new_rules_are_put_in(shell, program, tmp_path):
    """A file with a value that is checked later takes the place of the old ones, and is kept for the next kit."""
    shell("rules", "--pack", "規則.zip")
    repacked(
        tmp_path / "規則.zip",
        qoo10=lambda data: data.replace(b"read_on = 2026-11-30", b"read_on = 2098-01-01"),
    )
    ran = shell("rules", "--install", "規則.zip")
    assert (ran.status, ran.err) == (0, "")
    assert f"→ {NEWER}" in ran.out
    assert b"2098-01-01" in (program / "rules" / "qoo10.toml").read_bytes()
    assert (settings_folder() / rule_file.KEPT_NAME).read_bytes() == (tmp_path / "規則.zip").read_bytes()
    assert [name for name in tree(program / "rules") if name.endswith(".new")] == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "x"}, "規則のファイルではありません"),
        ({"version": "2020.01.01+1"}, "より古い"),
        ({"hashes": {"qoo10.toml": "0"}}, "規則のファイルではありません"),
        ({"qoo10": None}, "このプログラムの版のものではありません"),
        ({"qoo10": lambda data: data[: len(data) // 2]}, "このプログラムでは読めません"),
        ({"qoo10": lambda data: data.replace(b"[general.notice]", b"[general.another]")}, "使えません"),
        ({"holidays": lambda data: data[:4000]}, "使えません"),
        ({"amazon": lambda data: b"\x00" + data}, "このプログラムでは読めません"),
        (
            {"carriers": lambda data: data.replace(b"[status_spellings]", b"[another]")},
            "このプログラムでは読めません",
        ),
    ],
)
def test_what_cannot_be_used_is_refused(shell, program, tmp_path, changes, said):
    """A stranger's zip, older rules, a half file, a rule or holidays too few: one sentence, and nothing is changed."""
    shell("rules", "--pack", "規則.zip")
    before = tree(program / "rules")
    repacked(tmp_path / "規則.zip", **changes)
    ran = shell("rules", "--install", "規則.zip")
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert tree(program / "rules") == before
    assert not (settings_folder() / rule_file.KEPT_NAME).exists()


@pytest.mark.usefixtures("program")
@pytest.mark.parametrize("data", [b"", b"PK", b"a,b\n"])
def test_other_files_are_refused(shell, tmp_path, data):
    """What is no zip is refused as such."""
    (tmp_path / "規則.zip").write_bytes(data)
    assert shell("rules", "--install", "規則.zip").status == 2


@pytest.mark.usefixtures("program")
def test_a_damaged_file_is_refused(shell, tmp_path):
    """A byte that is another one is seen by its hash, and named."""
    shell("rules", "--pack", "規則.zip")
    with zipfile.ZipFile(tmp_path / "規則.zip") as package:
        known = json.loads(package.read(rule_file.MANIFEST))["files"]
    repacked(tmp_path / "規則.zip", hashes=known, hold=lambda data: data + b"# x")
    assert "hold.toml が壊れています" in shell("rules", "--install", "規則.zip").err


def test_a_place_that_may_not_be_written(shell, program, tmp_path, monkeypatch):
    """Where the second file cannot be written the first one is as before."""
    shell("rules", "--pack", "規則.zip")
    repacked(
        tmp_path / "規則.zip", amazon=lambda data: data + b"# new\n", qoo10=lambda data: data + b"# new\n"
    )
    before = tree(program / "rules")
    replace = type(program).replace

    def refused(path, target):
        if "qoo10" in path.name:
            raise PermissionError(13, os.strerror(13))
        return replace(path, target)

    monkeypatch.setattr(type(program), "replace", refused)
    ran = shell("rules", "--install", "規則.zip")
    assert ran.status == 2
    assert "書き込めない" in ran.err
    assert tree(program / "rules") == before


def test_rules_tell_their_version(shell):
    """The list of rules begins with how new they and the holidays are."""
    first = shell("rules").out.splitlines()[0]
    assert first.startswith("規則の版 2026.")
    assert "祝日の表 2026-" in first
