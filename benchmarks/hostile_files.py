"""What hostile files cost: `python benchmarks/hostile_files.py` (Linux).

Each is given to `xlshipcheck refresh` in a process of its own, which may take so much memory and no more. Printed
are the exit status, seconds of work, the most memory that the process held, and what the seller reads. None may take
ten seconds or 500 MB.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path += [str(Path(__file__).parents[1] / "tests"), str(Path(__file__).parents[1] / "tests" / "hosts")]

from difficult_workbooks import hostile_books, with_many_parts

LONGEST, LARGEST_MB = 10, 500
CHILD = """
import json, pathlib, re, resource, sys
from xlshipcheck.cli import main
status = main(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_SELF)
# What getrusage tells counts the process that started this one, too.
most = re.search(r"VmHWM:\\s*(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]
print(json.dumps([status, used.ru_utime + used.ru_stime, int(most) / 1024]), flush=True)
"""
HEAD = b"\xef\xbb\xbf" + "注文番号,入金日,発送日".encode()


def cases(folder: Path) -> dict[str, Path]:
    """Write every hostile file into a folder."""
    found = {}

    def written(name: str, ending: str, data: bytes = b"") -> Path:
        found[name] = path = folder / f"{len(found):02d}{ending}"
        path.write_bytes(data)
        return path

    written("(nothing hostile: no such order)", ".csv", HEAD + b"\r\n")
    written("header of 10,000,000 columns", ".csv", HEAD + b",x" * 10_000_000 + b"\r\n")
    with written("one line of 1 GB", ".csv", HEAD + b"\r\n").open("r+b") as file:
        file.truncate(1 << 30)
    with written("one line of 250 MB", ".csv", HEAD + b"\r\n").open("ab") as file:
        file.write(b"A" * (250 << 20))
    written("/dev/zero", ".csv").unlink()
    found["/dev/zero"].symlink_to("/dev/zero")
    written("a pipe", ".csv").unlink()
    os.mkfifo(found["a pipe"])
    for name, (data, _) in hostile_books().items():
        written(name, ".xlsx", data)
    written("1,000,000 parts", ".xlsx", with_many_parts(1_000_000))
    return found


def main() -> None:
    """Print the table, and end with an error where a case took too much."""
    too_much = []
    with tempfile.TemporaryDirectory() as name:
        print("| file | exit status | seconds | MB | what is said |\n|---|---|---|---|---|")
        for case, path in cases(Path(name)).items():
            command = [sys.executable, "-c", CHILD, "refresh", str(path), "--as-of", "2026-11-21"]
            done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
            status, seconds, memory = json.loads(done.stdout.splitlines()[-1])
            said = done.stderr.strip().splitlines()[-1].replace(str(path), path.name) if done.stderr else ""
            print(f"| {case} | {status} | {seconds:.1f} | {memory:,.0f} | {said} |", flush=True)
            path.unlink()
            if seconds > LONGEST or memory > LARGEST_MB:
                too_much.append(case)
    assert not too_much, too_much


if __name__ == "__main__":
    main()
