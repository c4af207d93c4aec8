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


@pytest.fixture
def office_folder(tmp_path, monkeypatch, tool):
    """Return a folder as LibreOffice's own; the unopkg on the PATH is a script that lies elsewhere."""
    tool("exit 0")
    # No environment in which the tests themselves run.
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(install.Path, "home", classmethod(lambda _: tmp_path / "home"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    program = tmp_path / "office" / "program"
    program.mkdir(parents=True)
    (program / install.BOOTSTRAP).write_text("[Bootstrap]", encoding="utf-8")
    (program / "unopkg").write_text("", encoding="utf-8")
    monkeypatch.setattr(install, "_ELSEWHERE", (str(program / "unopkg"),))
    return program.parent


def test_extensions_of_all_users_are_found(office_folder):
    """What was installed for all users is found where LibreOffice keeps it, not beside a script on the PATH."""
    assert "拡張機能なし" in install.facts()["LibreOffice"]
    folder = (
        office_folder / "share" / "uno_packages" / "cache" / "uno_packages" / "lu1.tmp_" / "xlshipcheck.oxt"
    )
    folder.mkdir(parents=True)
    (folder / "description.xml").write_text('<version value="1.2.3"/>', encoding="utf-8")
    assert "拡張機能 1.2.3" in install.facts()["LibreOffice"]


def test_another_macro_in_the_place_of_ours_is_said(office_folder, tmp_path, monkeypatch):
    """LibreOffice calls one macro when a document was loaded: where that is the user's own, doctor says what to do."""
    folder = (
        office_folder / "share" / "uno_packages" / "cache" / "uno_packages" / "lu1.tmp_" / "xlshipcheck.oxt"
    )
    folder.mkdir(parents=True)
    (folder / "description.xml").write_text('<version value="1.2.3"/>', encoding="utf-8")
    monkeypatch.setattr(install, "_profile", lambda: tmp_path)
    assert "LibreOffice のマクロ" not in install.facts()
    chosen = (
        '<item oor:path="/org.openoffice.Office.Events/ApplicationEvents/Bindings">'
        '<node oor:name="OnLoadFinished" oor:op="replace"><prop oor:name="BindingURL" oor:op="fuse">'
        "<value>vnd.sun.star.script:{}?language=Basic&amp;location=application</value></prop></node></item>"
    )
    path = tmp_path / "registrymodifications.xcu"
    path.write_text(chosen.format("Xlshipcheck.Opened.LoadFinished"), encoding="utf-8")
    assert "LibreOffice のマクロ" not in install.facts()
    path.write_text(chosen.format("Standard.Module1.Main"), encoding="utf-8")
    said = install.facts()["LibreOffice のマクロ"]
    assert "Standard.Module1.Main" in said
    assert "更新" in said


def test_an_activated_environment_is_said(office_folder, tmp_path, monkeypatch):
    """A virtual environment in front on the PATH, which crashes a LibreOffice without a Python of its own, is named."""
    assert "LibreOffice の起動" not in install.facts()
    environment = tmp_path / "venv"
    (environment / "bin").mkdir(parents=True)
    (environment / "pyvenv.cfg").write_text("home = /elsewhere", encoding="utf-8")
    python = environment / "bin" / "python3"
    python.write_text("#!/bin/sh\n", encoding="utf-8")
    python.chmod(0o755)
    monkeypatch.setenv("PATH", f"{python.parent}{os.pathsep}{os.environ['PATH']}")
    said = install.facts()["LibreOffice の起動"]
    assert str(environment) in said
    assert "deactivate" in said
    (office_folder / "program" / "python-core-3.11.7").mkdir()
    assert "LibreOffice の起動" not in install.facts()
