"""The commands for LibreOffice: its extension in and out, and the repair of a book that it saved."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from typing import TYPE_CHECKING

from xlshipcheck.hosts.calc import install as calc_install
from xlshipcheck.hosts.function_calls import unresolved_sentence
from xlshipcheck.settings.user_file import compile_settings
from xlshipcheck.shell.terminal.output import as_json as to_json

if TYPE_CHECKING:
    from pathlib import Path

DONE = 0


def install(*, as_json: bool) -> int:
    """Install the extension, compile the user's settings for it, and print what is to be done next."""
    # First: a settings file that cannot be used is told before anything is installed.
    compiled = compile_settings()
    tool = calc_install.install(_make)
    if as_json:
        print(to_json({"installed": tool, "settings": None if compiled is None else str(compiled)}))
        return DONE
    print("LibreOffice に拡張機能を入れました。LibreOffice を起動し直すと使えます")
    if compiled is not None:
        print(f"設定ファイルを LibreOffice でも読めるようにしました: {compiled}")
    return DONE


def _make(path: Path) -> None:
    """Let the build make the extension: a program of its own, as the floors below it know nothing of it."""
    subprocess.run([sys.executable, "-m", "xlshipcheck.generators.oxt", str(path)], check=True)  # noqa: S603  our own module


def uninstall(*, as_json: bool) -> int:
    """Remove the extension and print whether there was one."""
    removed = calc_install.uninstall()
    print(
        to_json({"removed": removed})
        if as_json
        else "LibreOffice から拡張機能を消しました"
        if removed
        else "LibreOffice に拡張機能はありませんでした"
    )
    return DONE


def repair(path: Path, target: Path | None, *, as_json: bool) -> int:
    """Repair a book that LibreOffice saved and print what was done."""
    # Reads books, for which the machine of a shop's staff, who install and uninstall here, has no library.
    from xlshipcheck.hosts.files.repair import repair_book  # noqa: PLC0415

    done = repair_book(path, dt.datetime.now().astimezone(), target)
    is_changed = bool(done.formulas or done.links)
    is_copied = target is not None and not is_changed and not target.samefile(path)
    if as_json:
        print(
            to_json(
                {
                    "formulas": done.formulas,
                    "links": done.links,
                    "backup": None if done.backup is None else str(done.backup),
                    "left": [{"place": formula.place, "name": formula.name} for formula in done.unresolved],
                    "written": str(target or path) if is_changed or is_copied else None,
                }
            )
        )
        return DONE
    if is_changed:
        print(f"{done.formulas:,}個の数式を Excel の名前に直しました: {target or path}")
        if done.links:
            print(f"アドインのファイルへのリンクを {done.links} 個取り除きました")
    elif not done.unresolved:
        print("直す数式はありませんでした")
    if is_copied:
        print(f"元のブックと同じ内容を書きました: {target}")
    if done.backup is not None:
        print(f"前のファイルの控え: {done.backup}")
    if done.unresolved:
        print(unresolved_sentence(done.unresolved), file=sys.stderr)
    return DONE
