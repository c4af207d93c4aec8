"""The wheel on a Windows with a Python of its own: `pip install` takes it, and its command does the main job."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from xlshipcheck.generators.kit import parts

pytestmark = pytest.mark.end_to_end
ROOT = Path(__file__).parents[2]
SEARCHED = ("python311.zip", ".", r"Lib\site-packages", "import site")
"""An embeddable Python looks for packages only where its path file says, and runs no site without the last line."""


@pytest.fixture
def interpreter(tmp_path):
    """A Windows Python with nothing put in yet, in a folder with a Japanese name and a blank."""
    folder = tmp_path / "私の Python"
    folder.mkdir()
    for name, data in parts.interpreter(None, tmp_path).items():
        (folder / name).write_bytes(data)
    (folder / "python311._pth").write_text("\r\n".join(SEARCHED), encoding="ascii")
    return folder / "python.exe"


def fetch(folder, *words):
    """Fetch or build wheels for Windows into a folder."""
    subprocess.run((sys.executable, "-m", "pip", *words, "-q", "--no-deps", folder), check=True, cwd=ROOT)  # noqa: S603  pip


def test_the_wheel_is_installed_by_pip_on_windows(windows, interpreter, tmp_path):
    """`pip install xlshipcheck[excel]` finds every wheel for Windows, and `xlshipcheck.exe demo` makes its workbooks."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    fetch(".", "wheel", "-w", wheels)
    fetch("pip", "download", "--only-binary", ":all:", "-d", wheels)
    for entry in parts.lock()["wheels"]:
        parts.fetched(entry, wheels)
    pip = next(wheels.glob("pip-*.whl")) / "pip"
    words = (
        "install",
        "--isolated",
        "--no-index",
        "--no-warn-script-location",
        "--find-links",
        windows.path(wheels),
    )
    windows.run(windows.path(interpreter), windows.path(pip), *words, "xlshipcheck[excel]")
    command = interpreter.parent / "Scripts" / "xlshipcheck.exe"
    demo = tmp_path / "見本"
    windows.run(windows.path(command), "demo", windows.path(demo))
    assert sorted(path.suffix for path in demo.glob("*.xls*"))
    assert "勤労感謝の日" in windows.run(
        windows.path(command), "call", "JP_HOLIDAY_NAME", "2026-11-23"
    ).stdout.decode("utf-8")
