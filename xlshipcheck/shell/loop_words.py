"""The words of the commands that close the loop: check, write-confirmation, reconcile and draft."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from xlshipcheck.shell.usage import Parser


def add_loop_commands(add: Callable[..., Parser], dated: Parser) -> None:
    """Add the commands.

    Args:
        add: makes the parser of a command.
        dated: what every command that judges understands.
    """
    check = add(
        "check", parents=[dated], help="アップロードする前のファイル (Amazon 出荷通知・QSM) を確かめる"
    )
    check.add_argument(
        "file", type=Path, metavar="FILE", help="出荷通知 (.txt) か QSM の発送の一括登録 (.csv)"
    )
    check.add_argument(
        "--orders",
        nargs="+",
        type=Path,
        default=[],
        metavar="FILE",
        help="照らし合わせる注文の書き出しかブック",
    )
    check.add_argument("--no-copy", action="store_true", help="訂正した写しを作らない")
    _add_map(check)
    check.set_defaults(command="check")
    write = add("write-confirmation", parents=[dated], help="ブックの発送済みの行から出荷通知を作る")
    write.add_argument("book", type=Path, metavar="BOOK", help="注文のブック (変更しません)")
    write.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="書き出すファイル (省略時はブックの隣)"
    )
    write.add_argument(
        "--earlier",
        nargs="+",
        type=Path,
        default=[],
        metavar="FILE",
        help="前に送った出荷通知・QSM のファイル",
    )
    write.add_argument("--sheet", default="", metavar="NAME", help="このシートだけ")
    _add_map(write)
    write.set_defaults(command="write-confirmation")
    reconcile = add(
        "reconcile", parents=[dated], help="Amazon の追跡可能率のレポートを本ツールの判定と比べる"
    )
    reconcile.add_argument("report", type=Path, metavar="REPORT", help="Amazon のレポート (.csv .txt .tsv)")
    reconcile.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="Amazon の書き出しか注文のブック"
    )
    reconcile.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="比べた一覧を書く .csv (新しい名前)"
    )
    reconcile.add_argument(
        "--report-map",
        action="append",
        default=[],
        metavar="見出し=項目",
        help="レポートの列の読み方を指定する",
    )
    _add_map(reconcile)
    reconcile.set_defaults(command="reconcile")


def _add_map(command: Parser) -> None:
    command.add_argument(
        "--map", action="append", default=[], metavar="見出し=役割", help="列の見出しの読み方を指定する"
    )
