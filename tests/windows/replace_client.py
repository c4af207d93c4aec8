"""Run on Windows: a book is replaced in a folder with a Japanese name, and its exchange is locked."""

from __future__ import annotations

import datetime as dt
import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
from xlshipcheck.xlsx.leftovers import is_running, machine_mark
from xlshipcheck.xlsx.locks import exchange_lock, refuse_unless_writable
from xlshipcheck.xlsx.replace import replace_file
from xlshipcheck.xlsx.windows_attributes import copy_windows_attributes

request = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
folder = Path(request["folder"])
book = folder / "注文.xlsx"
(folder / f".xlshipcheck-{machine_mark()}-{request['dead']}-0123abcd.tmp").write_bytes(b"half")
refuse_unless_writable(book)
now = dt.datetime.fromisoformat("2026-11-21T09:30:00")
backup = replace_file(book, lambda out: out.write(b"new"), lambda _: None, now)
# A hidden book that only its owner may read, a target that anybody may.
hidden, plain = folder / "隠し.xlsx", folder / "普通.xlsx"
for path in (hidden, plain):
    path.write_bytes(b"")
subprocess.run(["attrib", "+h", str(hidden)], check=True)  # noqa: S603, S607  Windows' own program
copy_windows_attributes(hidden, plain)
flags = [path.stat().st_file_attributes & stat.FILE_ATTRIBUTE_HIDDEN for path in (hidden, plain, book)]
hidden.unlink()
plain.unlink()
inside: list[int] = []
met: list[int] = []


def come() -> None:
    """Enter the exchange ten times, and note how many are in it."""
    for _ in range(10):
        with exchange_lock(folder):
            inside.append(1)
            met.append(len(inside))
            inside.pop()


threads = [threading.Thread(target=come) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
answer = {"running": [is_running(os.getpid()), is_running(request["dead"])], "met": met, "hidden": flags}
sys.stdout.write(json.dumps(answer))
