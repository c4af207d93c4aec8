"""`uninstall`: what it takes away, what it leaves, and that it says both."""

from __future__ import annotations

import json

import pytest

from xlshipcheck import cli
from xlshipcheck.hosts import log
from xlshipcheck.hosts.excel import add_in_place
from xlshipcheck.hosts.excel import install as excel_install


@pytest.fixture(autouse=True)
def machine(tmp_path, monkeypatch):
    """A machine on which the Excel side is installed, and a log with an older part."""
    folder = tmp_path / "xlshipcheck"
    folder.mkdir()
    for name in ("xlshipcheck.log", "xlshipcheck.log.1"):
        (folder / name).write_text("x", encoding="utf-8")
    for module in (log, __import__("xlshipcheck.shell.set_up.install", fromlist=["install"])):
        monkeypatch.setattr(module, "log_path", lambda: folder / "xlshipcheck.log")
    monkeypatch.setattr(excel_install, "uninstall", lambda *, machine: not machine)
    monkeypatch.setattr(add_in_place, "windows_registry", lambda: None)
    monkeypatch.setattr(add_in_place, "take_away", lambda _registry: True)
    return folder


def test_the_log_stays_and_is_named(machine, capsys):
    """Without --all the log is left, and the seller reads where it is and how it goes."""
    assert cli.main(["uninstall"]) == 0
    said = capsys.readouterr().out
    assert "登録を消しました" in said
    assert "アドインを消しました" in said
    assert f"記録は残しています: {machine} (--all" in said
    assert len(list(machine.iterdir())) == 2


def test_all_takes_the_log_too(machine, capsys):
    """With --all the log goes with its older parts, and its folder; a second time there is none."""
    assert cli.main(["uninstall", "--all"]) == 0
    assert f"記録を消しました: {machine}" in capsys.readouterr().out
    assert not machine.exists()
    assert cli.main(["uninstall", "--all", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"removed": True, "add_in": True, "log": None}


def test_what_is_not_ours_stays(machine, capsys):
    """Another file in the folder keeps it there."""
    (machine / "設定.toml").write_text("x", encoding="utf-8")
    assert cli.main(["uninstall", "--all"]) == 0
    assert [file.name for file in machine.iterdir()] == ["設定.toml"]
    assert "記録を消しました" in capsys.readouterr().out
