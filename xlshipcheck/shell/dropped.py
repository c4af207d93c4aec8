"""Files dropped on our icon, or sent by 送る: exports are judged, a book among them is imported into.

On Windows there is no console: what is to be said is said in a window, and the result opens by itself. Elsewhere both
are lines on the terminal.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlshipcheck.hosts.book_files import is_book
from xlshipcheck.values.files import RESULT_SUFFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TITLE: Final = "出荷チェック"
HOW: Final = (
    "モールから書き出したファイル (.csv・.txt) を、このアイコンの上に落としてください。\n"
    "ブック (.xlsx・.xlsm) といっしょに落とすと、そのブックに取り込みます。\n"
    "ブックだけを落とすと、そのブックを更新します。"
)
COPIED: Final = "問い合わせに添える文をコピーしました。メールなどに貼り付けてください (お名前やパソコンの名前は入っていません)。"
NOT_COPIED: Final = "コピーできませんでした。下の文を書き写すか、この画面の写真を送ってください。"
NOT_OPENED: Final = (
    "結果を保存しました: {path}\n"
    "このパソコンには、この種類のファイルを開くプログラムが決まっていません。Excel のあるパソコンで開いてください。"
)
RULES_SUFFIX: Final = ".zip"
"""A file of new rules; exports are never zipped."""
MOST_LINES: Final = 12


def commands_for(paths: Sequence[Path]) -> list[list[str]]:
    """Return the commands that files ask for: import and refresh of a book, else refresh of exports.

    Args:
        paths: the files dropped.

    Returns:
        Words of `xlshipcheck`, in order. Empty where the files do not say what is meant: several books.
    """
    books = list(filter(is_book, paths))
    exports = [path for path in paths if path not in books]
    if len(books) > 1 or not paths:
        return [] if exports or not books else [["refresh", str(book)] for book in books]
    if not books:
        return [["refresh", *map(str, exports)]]
    book = str(books[0])
    return [*([["import", *map(str, exports), "--into", book]] if exports else []), ["refresh", book]]


def result_of(paths: Sequence[Path]) -> Path:
    """Return the file that opens when all is done: the book, or the marked file beside the first export."""
    book = next(filter(is_book, paths), None)
    return book or paths[0].with_name(f"{paths[0].stem}{RESULT_SUFFIX}.xlsx")


def run(
    words: Sequence[str],
    command: Callable[[Sequence[str]], int],
    say: Callable[[str], None],
    open_file: Callable[[Path], None],
    copy: Callable[[str], bool],
) -> int:
    """Do what dropped files ask for.

    Args:
        words: the paths, or `doctor` or `support` alone.
        command: runs `xlshipcheck` with words, prints, and returns its exit status.
        say: shows a text to the clerk.
        open_file: opens a file in the program that belongs to it.
        copy: puts a text on the clipboard, and tells whether it is there.

    Returns:
        The exit status of the last command.
    """
    if list(words) == ["doctor"]:
        status, text = captured(command, ["doctor"])
        say(text)
        return status
    if list(words) == ["support"]:
        status, text = captured(command, ["doctor", "--support"])
        copied = copy(text)
        say(f"{COPIED if copied else NOT_COPIED}\n\n{text}")
        return status
    paths = [Path(word) for word in words]
    if [path.suffix.lower() for path in paths] == [RULES_SUFFIX]:
        status, text = captured(command, ["rules", "--install", words[0]])
        say(text)
        return status
    asked = commands_for(paths)
    if not asked:
        say(HOW)
        return 2
    status = 0
    for one in asked:
        status, text = captured(command, one)
        if status > 1:
            say(text)
            return status
    if status:
        say(shortened(text))
    open_file(result_of(paths))
    return status


def captured(command: Callable[[Sequence[str]], int], words: Sequence[str]) -> tuple[int, str]:
    """Run a command and return its status with what it said; the result of a refresh is in its file."""
    out, said = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(said):
        status = command(words)
    return status, (said.getvalue() if said.getvalue().strip() else out.getvalue()).strip()


def shortened(text: str) -> str:
    """Return a text as a window takes it: the first dozen lines, and how many more there are."""
    lines = text.splitlines()
    more = [f"ほか {len(lines) - MOST_LINES} 件 (確認の列を見てください)"] if len(lines) > MOST_LINES else []
    return "\n".join([*lines[:MOST_LINES], *more])


def message_box(text: str) -> None:
    """Show a text in a window of Windows; elsewhere there is a terminal."""
    if sys.platform != "win32":
        print(text)
        return
    import ctypes  # noqa: PLC0415  Windows only

    ctypes.windll.user32.MessageBoxW(None, text, TITLE, 0)


def open_by_windows(path: Path) -> None:
    """Open a file in the program that Windows has for it; where it has none, and elsewhere, say where the file is."""
    if not hasattr(os, "startfile"):
        message_box(f"結果: {path}")
        return
    try:
        os.startfile(path)  # noqa: S606  the result, in the seller's own program
    except OSError:
        message_box(NOT_OPENED.format(path=path))
