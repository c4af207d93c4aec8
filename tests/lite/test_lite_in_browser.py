"""The wheel in the browser's Python (Pyodide, in Node), where xlwings Lite runs it: installed, answering, fast enough."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.end_to_end
ROOT = Path(__file__).parents[2]
PYODIDE = os.environ.get("XLSHIPCHECK_PYODIDE", "")
WHEELS = ("jpholiday", "micropip==0.11.1", "packaging")
# For the browser's Python, which may be newer than this one.
FOR_BROWSER = (
    "--python-version",
    "3.14",
    "--only-binary",
    ":all:",
    "--implementation",
    "py",
    "--platform",
    "any",
)
PURE = ("pytest", "pluggy", "iniconfig", "pygments", "packaging")
NOT_THERE = {"python-calamine", "xlsxwriter", "xlwings", "pandas", "numpy"}


def ran(*words, **options):
    """Run a program and return what it prints; what it says goes into the report of a failure."""
    done = subprocess.run(words, capture_output=True, text=True, check=False, **options)  # noqa: S603  programs named here
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Return what the browser's Python found."""
    node = shutil.which("node")
    if not (node and PYODIDE):
        if os.environ.get("XLSHIPCHECK_END_TO_END") == "required":
            pytest.fail("XLSHIPCHECK_PYODIDE names no folder of the npm package pyodide, or there is no node")
        pytest.skip("no browser's Python here; .ci/run installs it")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    wheels, packages = tmp_path_factory.mktemp("wheels"), tmp_path_factory.mktemp("packages")
    ran(*pip, "wheel", "-q", "--no-deps", "-w", str(wheels), str(ROOT))
    constraints = ["-c", str(ROOT / "tests" / "constraints.txt")]
    ran(
        *pip,
        "download",
        "-q",
        "--no-deps",
        *constraints,
        *FOR_BROWSER,
        "--abi",
        "none",
        "-d",
        str(wheels),
        *WHEELS,
    )
    ran(*pip, "install", "-q", "--no-deps", *constraints, "--target", str(packages), *PURE)
    script = Path(__file__).with_name("run_in_browser.mjs")
    printed = ran(node, str(script), PYODIDE, str(ROOT), str(wheels), str(packages), cwd=PYODIDE)
    return json.loads(printed.splitlines()[-1])


def test_the_wheel_installs_by_itself(told):
    """micropip takes the wheel and jpholiday, both pure, and asks for nothing else: no reader or writer of files."""
    assert told["platform"] == "emscripten"
    assert told["place"].startswith("/lib/python")
    assert {"xlshipcheck", "jpholiday"} <= set(told["installed"])
    assert {name.lower() for name in told["installed"]} & NOT_THERE == set()


def test_nothing_else_is_imported(told):
    """A call loads our package and the standard library alone; the holidays come from the snapshot."""
    assert told["loaded"] == ["xlshipcheck"]
    assert told["first"] == "警告"


def test_worked_examples_are_answered_alike(told):
    """Every worked example that needs no settings is answered in the browser as by hand."""
    assert told["asked"] > 300
    assert told["wrong"] == []


def test_a_book_is_refreshed_through_the_port(told):
    """更新 runs there from end to end over ten thousand orders."""
    assert told["refreshed"] == "シート「受注」: 10,000行を判定しました"
    assert told["rows"] == 10_000


def test_times_are_told(told, capsys):
    """Each step tells its milliseconds, for the page on Lite: the machine decides how many they are."""
    with capsys.disabled():
        print("\n" + ", ".join(f"{step} {took:,.0f} ms" for step, took in told["milliseconds"].items()))  # noqa: T201  for whoever reads the run
    assert set(told["milliseconds"]) >= {"load", "install", "import", "first call", "10,000 rows"}
    assert min(told["milliseconds"].values()) > 0
