"""The shell as a seller runs it, in this process and away from the settings and logs of whoever tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from command_runs import SAMPLES, Ran, contents

from xlshipcheck.cli import main
from xlshipcheck.shell.terminal import output


@pytest.fixture(autouse=True)
def home(tmp_path_factory, monkeypatch):
    """Keep the tester's own settings and log out of every test; give the folder that stands for his home."""
    folder = tmp_path_factory.mktemp("home")
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.delenv("PYTHONIOENCODING", raising=False)
    return folder


@pytest.fixture(autouse=True)
def _no_second_passes(monkeypatch):
    """What a run prints does not hang on the speed of the machine under test: progress speaks after a second."""
    monkeypatch.setattr(output, "clock", lambda: 0.0)


@pytest.fixture
def shell(tmp_path, monkeypatch, capsys):
    """Return a function that runs a command in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def run(*words: object) -> Ran:
        status = main([str(word) for word in words])
        printed = capsys.readouterr()
        return Ran(status, printed.out, printed.err)

    return run


@pytest.fixture
def sample(tmp_path):
    """Return a function that puts a sample export into the test's folder."""

    def copy(name: str) -> Path:
        return Path(shutil.copy(SAMPLES / name, tmp_path / name))

    return copy


@pytest.fixture
def refused(shell, tmp_path):
    """Return a function that holds that a command is refused, and gives its sentence."""

    def run(*words: object) -> str:
        before = contents(tmp_path)
        ran = shell(*words)
        assert ran.status == 2
        assert ran.out == ""
        assert ran.err.count("\n") == 1
        assert ran.err.endswith("\n")
        assert "Traceback" not in ran.err
        assert contents(tmp_path) == before
        return ran.err.strip()

    return run
