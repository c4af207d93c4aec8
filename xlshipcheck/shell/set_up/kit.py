"""The command `kit`, and what `xlshipcheck` alone says to somebody at a console."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Final

from xlshipcheck import __version__, errors
from xlshipcheck.shell.dropped import commands_for
from xlshipcheck.shell.terminal.output import as_json as to_json

DONE = 0
USUAL: Final = """出荷チェック (xlshipcheck)
  書き出したファイルを判定する   xlshipcheck refresh ファイル名
  ふだんのブックに取り込む       xlshipcheck import ファイル名 --into ブック名
  見本で試す                     xlshipcheck demo
判定するファイルをここへ落として Enter (何も入れずに Enter で終わり):"""


def kit(out: Path, python: Path | None, wheels: Path | None, *, as_json: bool) -> int:
    """Make the kit and print its version and hash: a program of its own, as the floors below it know nothing of it.

    Raises:
        FileUnreadable: the name is not one of a zip.
    """
    if out.suffix.lower() != ".zip":
        raise errors.KitName(path=errors.Whole(out))
    command = [sys.executable, "-m", "xlshipcheck.generators.kit.build", str(out)]
    for word, value in (("--python", python), ("--wheels", wheels)):
        command += [word, str(value)] if value is not None else []
    done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL)  # noqa: S603  our own module
    if done.returncode == DONE:
        with out.open("rb") as made:
            digest = hashlib.file_digest(made, "sha256").hexdigest()
        if as_json:
            print(to_json({"written": str(out), "version": __version__, "sha256": digest}))
        else:
            size = f"{out.stat().st_size / 1024 / 1024:.1f} MB"
            print(f"キットを作りました: {out} ({size}、版 {__version__})\nSHA-256: {digest}")
    return done.returncode


def asked_words() -> list[str]:
    """Ask somebody at a console for a file, and return the command it asks for; `--help` without one.

    A path dropped on a console comes with quotes round it where it has blanks.
    """
    print(USUAL)
    line = sys.stdin.readline().strip()
    path = Path(line.strip("\"'"))
    commands = commands_for([path]) if line else []
    return commands[-1] if commands else ["--help"]
