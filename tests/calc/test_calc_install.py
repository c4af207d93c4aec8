"""Installing the extension: LibreOffice's own tool is called rightly, and its refusals become sentences."""

from __future__ import annotations

import os
import stat

import pytest

from xlshipcheck import errors
from xlshipcheck.cli import main
from xlshipcheck.hosts.calc import install

TOOL = """#!/bin/sh
echo "$@" >> "{folder}/calls"
for word in "$@"; do case "$word" in *.oxt) cp "$word" "{folder}/given.oxt";; esac; done
{body}
"""


@pytest.fixture
def tool(tmp_path, monkeypatch):
    """Return a function that puts an `unopkg` of a given behaviour on the path."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def put(body="exit 0"):
        path = folder / "unopkg"
        path.write_text(TOOL.format(folder=tmp_path, body=body), encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return tmp_path / "calls"

    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return put


def test_install_hands_over_the_extension(tool, tmp_path):
    """The bytes that were made are handed to unopkg, in the place of an older extension."""
    calls = tool()
    install.install(lambda path: path.write_bytes(b"extension"))
    assert (tmp_path / "given.oxt").read_bytes() == b"extension"
    words = calls.read_text(encoding="utf-8").split()
    assert words[:2] == ["add", "--force"]
    assert ("--shared" in words) == (os.geteuid() == 0)


def test_the_commands(tool, tmp_path, capsys):
    """`install --calc` makes and installs the real extension, `uninstall --calc` removes it."""
    calls = tool()
    assert main(["install", "--calc"]) == 0
    assert "起動し直す" in capsys.readouterr().out
    assert (tmp_path / "given.oxt").read_bytes()[:2] == b"PK"
    assert main(["uninstall", "--calc"]) == 0
    assert "消しました" in capsys.readouterr().out
    assert calls.read_text(encoding="utf-8").splitlines()[-1].startswith("remove")


def test_nothing_to_uninstall(tool):
    """Where the extension is not installed, nothing is removed."""
    calls = tool('case "$1" in list) exit 255;; esac')
    assert install.uninstall() is False
    assert "remove" not in calls.read_text(encoding="utf-8")


def test_a_refusal_is_a_sentence(tool):
    """What unopkg says is part of the sentence, and what to do follows."""
    tool("echo; echo 'ERROR: another instance is running' >&2; exit 1")
    with pytest.raises(errors.OfficeRefused, match=r"another instance is running.*閉じて"):
        install.install(lambda path: path.write_bytes(b""))


def test_no_office(monkeypatch):
    """Without LibreOffice the sentence says so, and doctor too."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(install, "_ELSEWHERE", ())
    with pytest.raises(errors.OfficeMissing):
        install.unopkg()
    assert install.facts() == {"LibreOffice": "見つかりません"}


def test_installed_versions(tmp_path):
    """The version is read from where LibreOffice unpacks extensions; other extensions are passed over."""
    for name, text in [("lu1.tmp_/xlshipcheck.oxt", '<version value="1.2.3"/>'), ("lu2.tmp_/other.oxt", "x")]:
        folder = tmp_path / name
        folder.mkdir(parents=True)
        (folder / "description.xml").write_text(text, encoding="utf-8")
    assert install.installed_versions(tmp_path) == ["1.2.3"]
    assert install.installed_versions(tmp_path / "none") == []
