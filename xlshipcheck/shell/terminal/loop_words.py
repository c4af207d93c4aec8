"""The words of the commands that close the loop: check, write-confirmation, reconcile, plan and points."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from xlshipcheck.shell.terminal.usage import Parser


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
        "-o", "--output", type=Path, metavar="FILE", help="比べた一覧を書く .csv か .xlsx (新しい名前)"
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
    _add_drafts(add, dated)


def _add_drafts(add: Callable[..., Parser], dated: Parser) -> None:
    plan = add(
        "plan", parents=[dated], help="95%%未満のカテゴリーの改善計画の下書きを作る (Amazon 追跡可能率)"
    )
    plan.add_argument(
        "--category", action="append", default=[], metavar="NAME", help="このカテゴリーだけ (何度でも)"
    )
    plan.add_argument(
        "--change", action="append", default=[], metavar="TEXT", help="行った対策 (何度でも。文のまま入れる)"
    )
    points = add("points", parents=[dated], help="Qoo10 のその月の減点の、自店の原因の一覧を作る")
    points.add_argument(
        "--month", default="", metavar="2026-11", help="減点が確定した月 (省略時は基準日の月)"
    )
    for command, name in ((plan, "plan"), (points, "points")):
        command.add_argument(
            "files",
            nargs="+",
            type=Path,
            metavar="FILE",
            help="モールの書き出しか注文のブック (変更しません)",
        )
        command.add_argument(
            "-o", "--output", type=Path, metavar="FILE", help="書くファイル。文は .txt .md、一覧は .csv .xlsx"
        )
        command.add_argument("--sheet", default="", metavar="NAME", help="このシートだけ")
        _add_map(command)
        command.set_defaults(command=name)


def _add_map(command: Parser) -> None:
    command.add_argument(
        "--map", action="append", default=[], metavar="見出し=役割", help="列の見出しの読み方を指定する"
    )
