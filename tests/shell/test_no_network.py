"""The installed product opens no socket: its commands run under an audit hook, and its code names nothing of a network."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

from command_runs import SAMPLES

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "xlshipcheck"
NETWORK = {
    *("socket", "ssl", "http", "urllib", "ftplib", "smtplib", "poplib", "imaplib", "telnetlib", "xmlrpc"),
    *("socketserver", "asyncio", "requests", "httpx", "aiohttp", "urllib3", "websocket", "websockets"),
}
TEXT_ONLY = {"urllib.parse"}
"""It writes and reads addresses as text, such as that of a shop's file in a hyperlink, and reaches nothing."""
BY_PIP = {"generators/kit/parts.py"}
"""Where parts of the kit are fetched, by pip, by whoever makes one; staff machines never come there."""
# Runs in a Python of its own, since an audit hook cannot be taken away again.
AUDITED = """
import json, sys
seen = []
reaching = ("socket.", "urllib.", "http.", "ftplib.", "smtplib.")
sys.addaudithook(lambda event, _: seen.append(event) if event.startswith(reaching) else None)
from xlshipcheck.cli import main
statuses = []
for words in json.loads(sys.argv[1]):
    statuses.append(main(words))
print("AUDIT", json.dumps({"statuses": statuses, "seen": seen}))
"""


def test_no_command_opens_a_socket(tmp_path):
    """A day's commands, one after the other, raise no event of a network."""
    qoo10 = str(SAMPLES / "DeliveryManagement_detail_20261121.csv")
    book = str(tmp_path / "台帳.xlsx")
    commands = [
        ["demo", str(tmp_path / "見本")],
        ["refresh", qoo10, "-o", book, "--as-of", "2026-11-21"],
        ["import", str(SAMPLES / "DeliveryManagement_detail_20261122.csv"), "--into", book],
        ["today", book],
        ["messages", book],
        ["check", qoo10],
        ["call", "QOO10_DEADLINE", "2026-11-20"],
        ["explain", "QOO10_DEADLINE", "2026-11-20"],
        ["rules"],
        ["rules", "--pack", str(tmp_path / "規則.zip")],
        ["functions"],
        ["new", str(tmp_path / "ひな形.xlsm")],
        ["doctor", book],
        ["backups", str(tmp_path)],
        ["morning", str(tmp_path)],
    ]
    home = {
        name: str(tmp_path)
        for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA")
    }
    done = subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, "-X", "utf8", "-c", AUDITED, json.dumps(commands)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, **home, "PYTHONPATH": str(ROOT)},
    )
    last = done.stdout.splitlines()[-1]
    assert last.startswith("AUDIT "), done.stderr
    told = json.loads(last.removeprefix("AUDIT "))
    assert told["seen"] == []
    assert told["statuses"].count(2) <= 2
    assert len(told["statuses"]) == len(commands)


def test_no_module_names_a_network():
    """Nothing in the package imports a module that could reach one; pip alone fetches, where a kit is made."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
        names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        wrong = {name for name in names if name.partition(".")[0] in NETWORK} - TEXT_ONLY
        if wrong:
            found[path.relative_to(PACKAGE).as_posix()] = wrong
    assert found == {}
    fetching = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if '"pip"' in path.read_text(encoding="utf-8")
    }
    assert fetching == BY_PIP


def test_macros_start_nothing():
    """The VBA that we bring starts no program, touches no file and declares nothing of Windows."""
    sources = [*PACKAGE.rglob("*.bas"), *(ROOT / "workbook_templates" / "vba").glob("*")]
    assert sources
    for path in sources:
        text = path.read_text(encoding="utf-8").lower()
        for word in (
            "shell(",
            "wscript",
            "declare ",
            "kill ",
            "filesystemobject",
            "open ",
            "sendkeys",
            "xmlhttp",
        ):
            assert not [line for line in text.splitlines() if line.strip().startswith(word)], (
                path.name,
                word,
            )
            assert word == "open " or f" {word}" not in text.replace("'", " ' "), (path.name, word)
