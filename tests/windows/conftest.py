"""A Windows to test on: the folder that `.ci/wine_setup` made, named by XLSHIPCHECK_WINE."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

# A machine with few processors may run other tests meanwhile.
LONGEST = 240


class Windows:
    """Runs programs of that Windows.

    Args:
        folder: what `.ci/wine_setup` made.
        work: a folder for files that both sides read.
    """

    def __init__(self, folder: Path, work: Path) -> None:
        self.folder = folder
        self.work = work
        self.python = next(folder.glob("*/python.exe"))

    @staticmethod
    def path(file: Path) -> str:
        """Return a file's path as Windows sees it."""
        return "Z:" + str(file.resolve()).replace("/", "\\")

    def read_package_of(self, repository: Path) -> None:
        """Let that Windows import the package of a working tree: of this one, whichever made the Windows."""
        file = self.python.parent / "python311._pth"
        lines = file.read_text(encoding="utf-8").splitlines()
        *others, _, last = lines
        file.write_text("\n".join((*others, self.path(repository), last)) + "\n", encoding="utf-8")

    def run(self, *words: object) -> subprocess.CompletedProcess[bytes]:
        """Run a program and return its output, which must not be an error."""
        done = self.ran(*words)
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
        return done

    def ran(self, *words: object, longest: int = LONGEST) -> subprocess.CompletedProcess[bytes]:
        """Run a program and return what became of it."""
        command = [str(self.folder / "wine"), *map(str, words)]
        # The cells of a Japanese Windows are full of Japanese; what is printed is UTF-8 all the same.
        environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
        return subprocess.run(command, capture_output=True, timeout=longest, check=False, env=environment)  # noqa: S603  our own programs

    def start(self, *words: object) -> subprocess.Popen[bytes]:
        """Start a Python program that goes on running."""
        command = [str(self.folder / "wine"), self.path(self.python), *map(str, words)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # noqa: S603  as above

    def module(self, *words: object) -> str:
        """Run a command of ours and return what it printed."""
        return self.run(self.path(self.python), "-m", "xlshipcheck.cli", *words).stdout.decode("utf-8")

    def script(self, name: str, request: object) -> object:
        """Run a Python program of this folder on a request, and return its answer; both are JSON."""
        file = self.work / f"{name}.json"
        file.write_text(json.dumps(request), encoding="utf-8")
        program = Path(__file__).parent / f"{name}.py"
        answer = self.run(self.path(self.python), self.path(program), self.path(file)).stdout
        return json.loads(answer.decode("utf-8"))

    def visual_basic(self, source: str) -> list[str]:
        """Run VBScript, the script client that every Windows has, and return the lines it printed."""
        file = self.work / "client.vbs"
        file.write_bytes(source.replace("\n", "\r\n").encode("cp932"))
        return self.run("cscript", "//nologo", self.path(file)).stdout.decode("cp932").splitlines()

    def end(self) -> None:
        """End every program of that Windows."""
        subprocess.run([str(self.folder / "wine"), "--end"], check=False, timeout=LONGEST)  # noqa: S603  as above


@pytest.fixture(scope="session")
def windows(tmp_path_factory):
    """The Windows, with nothing of ours running on it before and after."""
    folder = os.environ.get("XLSHIPCHECK_WINE")
    if not folder:
        if os.environ.get("XLSHIPCHECK_END_TO_END") == "required":
            pytest.fail("XLSHIPCHECK_WINE names no folder; .ci/wine_setup makes one")
        pytest.skip("XLSHIPCHECK_WINE names no folder")
    machine = Windows(Path(folder), tmp_path_factory.mktemp("windows"))
    machine.end()
    machine.read_package_of(Path(__file__).resolve().parents[2])
    yield machine
    machine.end()


@pytest.fixture(scope="module")
def installed(windows):
    """The Windows with our server registered for all users; wine does not merge a user's classes.

    For each file of tests anew, and on a Windows just started: the test of the uninstallation leaves none behind, and
    wine 8 goes on handing out the address of a server that has died once another file's had been there before it.
    """
    windows.end()
    windows.module("install", "--machine")
    yield windows
    windows.module("uninstall", "--machine")
