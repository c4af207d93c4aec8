"""What the commands say besides their results: messages in two languages, and progress on long work."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from xlshipcheck.shell.refresh import JUDGING, WRITING

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_LISTED = 20
QUIET_SECONDS = 1.0
# By a name of its own, so that a test can hold it still without touching the clock of everything else.
clock = time.monotonic
# What we say -> in Japanese, in English.
WORDS = {
    JUDGING: ("判定しています…", "judging..."),
    WRITING: ("書き込んでいます…", "writing..."),
    "share": (" {done:,}/{total:,} 行", " {done:,}/{total:,} rows"),
    "written": ("{rows:,}行を判定しました: {path}", "{rows:,} rows judged: {path}"),
    "dry": (
        "{rows:,}行を判定しました (書き込みはしていません)",
        "{rows:,} rows judged (nothing was written)",
    ),
    "imported": ("取り込みました: {path} ({then})", "imported into {path}; {then}"),
    "then_refresh": (
        "結果の列は xlshipcheck refresh で更新してください",
        "refresh it to renew the result columns",
    ),
    "then_open": (
        "結果の列は数式です。ブックを開くと、Excel (アドイン) か LibreOffice (拡張機能) が計算します",
        "its results are formulas: Excel (add-in) or LibreOffice (extension) computes them on opening",
    ),
    "then_save": (
        "判定に使う列に数式を入れたので、Excel か LibreOffice で開いて保存してから xlshipcheck refresh で更新してください",
        "open and save it in Excel or LibreOffice before a refresh: columns that are judged got formulas",
    ),
    "more_new": ("ほか {count:,} 件の新しい注文", "{count:,} more new orders"),
    "not_written": ("書き込みはしていません", "nothing was written"),
    "backup": ("前のファイルの控え: {path}", "backup of the file that stood there: {path}"),
    "more": (
        "ほか {count:,} 件 (確認の列を見てください)",
        "{count:,} more (see the column 確認)",
    ),
    "made": ("作ったファイル:", "files made:"),
    "sample": ("  見本   {path}", "  sample   {path}"),
    "marked": ("  判定後 {path}", "  marked   {path}"),
    "again": ("もう一度判定するには:", "to refresh one again:"),
}


def said(key: str, language: str, **fields: object) -> str:
    """Return a message in the language asked for."""
    japanese, english = WORDS[key]
    return (english if language == "en" else japanese).format(**fields)


class Progress:
    """Tells on standard error how far a long work is, once it has taken a second.

    Args:
        language: `ja` or `en`.
    """

    def __init__(self, language: str) -> None:
        self._language = language
        self._started = self._told = clock()

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show a step, at most once a second."""
        now = clock()
        if now - self._started < QUIET_SECONDS or now - self._told < QUIET_SECONDS:
            return
        self._told = now
        share = said("share", self._language, done=done, total=total) if total else ""
        print(said(step, self._language) + share, file=sys.stderr)


def tell(sentences: Sequence[str], language: str) -> None:
    """List sentences on standard error, the first twenty of them."""
    for sentence in sentences[:MOST_LISTED]:
        print(sentence, file=sys.stderr)
    if len(sentences) > MOST_LISTED:
        print(said("more", language, count=len(sentences) - MOST_LISTED), file=sys.stderr)
