"""The command `kit` says what to hand over beside the zip: where it is, its version and its hash."""

from __future__ import annotations

import hashlib
import json
import subprocess

import pytest

from xlshipcheck import __version__
from xlshipcheck.shell.set_up import kit

MADE = b"PK the kit"


@pytest.fixture
def made(monkeypatch):
    """The program that makes the kit writes a small file in its place; without a network there is no kit."""

    def run(command, **_ways):
        with open(command[3], "wb") as out:  # noqa: PTH123  the name as the command got it
            out.write(MADE)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(kit.subprocess, "run", run)


def test_the_kit_is_named_with_its_version_and_its_hash(made, shell, tmp_path):  # noqa: ARG001  it stands in
    """Whoever gets the kit compares its SHA-256, so the command prints it, for people and for programs."""
    digest = hashlib.sha256(MADE).hexdigest()
    said = shell("kit", tmp_path / "出荷.zip").out
    assert f"(0.0 MB、版 {__version__})" in said
    assert said.endswith(f"\nSHA-256: {digest}\n")
    read = json.loads(shell("kit", tmp_path / "乙.zip", "--json").out)
    assert read == {"written": str(tmp_path / "乙.zip"), "version": __version__, "sha256": digest}


def test_a_kit_that_was_not_made_has_no_hash(monkeypatch, shell, tmp_path):
    """Where the program that makes it refuses, its status is that of the command and nothing is said to be made."""
    refused = subprocess.CompletedProcess([], 2)
    monkeypatch.setattr(kit.subprocess, "run", lambda *_, **__: refused)
    ran = shell("kit", tmp_path / "出荷.zip")
    assert (ran.status, ran.out) == (2, "")
