"""The words of the command line: every command with its arguments and their help; what they do is `cli`'s."""

from __future__ import annotations

from argparse import SUPPRESS
from pathlib import Path
from typing import TYPE_CHECKING

from xlshipcheck import __version__
from xlshipcheck.shell.terminal.loop_words import add_loop_commands
from xlshipcheck.shell.terminal.usage import Parser

if TYPE_CHECKING:
    from collections.abc import Callable


def command_parser() -> Parser:
    """Return the parser of a whole command line; `command` of what it reads names the command."""
    parser = Parser(
        prog="xlshipcheck", description="出荷の期限・減点・追跡可能率を表計算ソフトの表で確かめる"
    )
    parser.add_argument(
        "--version", action="version", version=f"xlshipcheck {__version__}", help="版を表示して終わる"
    )
    # Understood before and after the command; without a default here the later one would undo the earlier.
    parser.set_defaults(lang="ja", json=False)
    for one in (parser, common := Parser(is_part=True, argument_default=SUPPRESS)):
        one.add_argument("--lang", choices=("ja", "en"), default=SUPPRESS, help="メッセージの言語 (ja か en)")
        one.add_argument("--json", action="store_true", default=SUPPRESS, help="プログラム向けに JSON で出力")
    dated = Parser(is_part=True, parents=[common])
    dated.add_argument("--as-of", metavar="日付", help="基準日 (省略時は日本時間の今日)")
    dated.add_argument("--settings", type=Path, metavar="FILE", help="店舗の設定ファイル (TOML)")
    commands = parser.add_subparsers(required=True, metavar="命令", title="命令", parser_class=Parser)

    _add_demo(commands.add_parser, dated)
    _add_refresh(commands.add_parser, dated)
    _add_today(commands.add_parser, dated)
    _add_impact(commands.add_parser, dated)
    _add_messages(commands.add_parser, dated)

    _add_import(commands.add_parser, dated)
    new = commands.add_parser(
        "new", parents=[common], help="ひな形を作る (.xlsm, .xlsx, アドインは .xlam, xlwings Lite は main.py)"
    )
    new.add_argument("book", type=Path, metavar="BOOK", help="作るファイルの名前。あるファイルは上書きしない")
    new.set_defaults(command="new")

    call = commands.add_parser("call", parents=[dated], help="関数を一つ計算する")
    call.set_defaults(command="call")
    explain = commands.add_parser("explain", parents=[dated], help="関数の答えの理由を見る")
    explain.set_defaults(command="explain")
    for command in (call, explain):
        command.add_argument("name", metavar="関数名", help="xlshipcheck functions で一覧を見られる")
        command.add_argument(
            "values", nargs="*", default=[], metavar="引数", help='空の引数 "" は省略、[...] は範囲 (JSON)'
        )

    add_loop_commands(commands.add_parser, dated)
    _add_rules(commands.add_parser, dated)
    _add_morning(commands.add_parser, common)
    functions = commands.add_parser("functions", parents=[common], help="関数の一覧")
    functions.set_defaults(command="functions")
    _add_excel_sides(commands.add_parser, common)
    _add_repair(commands.add_parser, common)
    _add_backups(commands.add_parser, common)
    _add_kit(commands.add_parser, common)
    doctor = commands.add_parser("doctor", parents=[common], help="動作環境と、ブックで困る点の確認")
    doctor.add_argument(
        "book", nargs="?", type=Path, metavar="BOOK", help="調べる .xlsx・.xlsm・.ods・.xlam (変更しません)"
    )
    doctor.add_argument(
        "--support", action="store_true", help="問い合わせに添える文 (名前を消したもの) を表示する"
    )
    doctor.set_defaults(command="doctor")
    return parser


def _add_refresh(add_parser: Callable[..., Parser], dated: Parser) -> None:
    refresh = add_parser("refresh", parents=[dated], help="注文のファイルを判定し、結果の列と集計を書く")
    refresh.add_argument(
        "files",
        nargs="*",
        default=[],
        type=Path,
        metavar="FILE",
        help="モールから書き出したファイル、または見出しのある .csv。同じモールの複数のファイルは一つの表にまとめる",
    )
    _add_output(refresh)
    refresh.add_argument("--sheet", default="", metavar="NAME", help="このシートだけを更新する")
    _add_map(refresh)
    refresh.add_argument("--keep-personal", action="store_true", help="氏名・住所・電話の列も書き出す")
    _add_verbose(refresh)
    _add_shops(refresh)
    refresh.set_defaults(command="refresh")


def _add_shops(command: Parser) -> None:
    command.add_argument(
        "--shops",
        type=Path,
        metavar="DIR",
        help="店舗ごとのフォルダーの入ったフォルダー。すべての店舗を判定する",
    )
    command.add_argument(
        "--out", type=Path, metavar="DIR", help="--shops の結果と 全店舗.xlsx を書くフォルダー"
    )
    command.add_argument(
        "--jobs",
        type=_count,
        default=0,
        metavar="N",
        help="--shops で同時に判定する店舗の数 (省略時は CPU の数)",
    )


def _add_import(add_parser: Callable[..., Parser], dated: Parser) -> None:
    imports = add_parser(
        "import", parents=[dated], help="書き出した注文を、手元のブックに取り込む (並びと独自の列はそのまま)"
    )
    imports.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="EXPORT",
        help="モールの書き出しと、送り状ソフトの発行済データ (書き出しは古い順)",
    )
    imports.add_argument(
        "--into", type=Path, required=True, metavar="BOOK", help="取り込む先の .xlsx・.xlsm・.ods"
    )
    imports.add_argument("--sheet", default="", metavar="NAME", help="取り込む先のシート")
    _add_map(imports)
    imports.add_argument("--force", action="store_true", help="ブックより古い書き出しも取り込む")
    imports.add_argument("--dry-run", action="store_true", help="書き込まずに違いだけを見る")
    imports.set_defaults(command="import")


def _add_messages(add_parser: Callable[..., Parser], dated: Parser) -> None:
    letters = add_parser(
        "messages", parents=[dated], help="段階に応じた購入者・営業所への文面を、1行ずつ作る"
    )
    letters.add_argument("file", type=Path, metavar="FILE", help="注文の書き出し・自分の表・ブック")
    letters.add_argument("--stage", default="", metavar="段階", help="この段階の行だけ (期限間近、警告 など)")
    letters.add_argument("--cause", default="", metavar="原因", help="遅れの原因 (在庫遅延、注文殺到 など)")
    letters.add_argument("--ship-by", metavar="日付", help="発送できる日 (省略時は各行の発送予定日)")
    letters.add_argument("--keep-personal", action="store_true", help="購入者名の列を宛先に使う")
    letters.add_argument("-o", "--output", type=Path, metavar="OUT", help="文面の表を書き出す新しい .xlsx")
    _add_map(letters)
    letters.set_defaults(command="messages")


def _add_excel_sides(add: Callable[..., Parser], common: Parser) -> None:
    for word, what in (("install", "Excel から呼び出せるように登録"), ("uninstall", "Excel の登録を消す")):
        side = add(word, parents=[common], help=what)
        side.add_argument("--machine", action="store_true", help="全ユーザー向け (管理者の権限が必要)")
        side.add_argument("--calc", action="store_true", help="Excel ではなく LibreOffice Calc の拡張機能")
        if word == "uninstall":
            side.add_argument("--all", action="store_true", dest="everything", help="記録 (ログ) も消す")
        side.set_defaults(command="excel_side", word=word)


def _add_demo(add_parser: Callable[..., Parser], dated: Parser) -> None:
    demo = add_parser("demo", parents=[dated], help="見本のファイルを作り、判定して見せる")
    demo.add_argument(
        "folder", nargs="?", type=Path, metavar="DIR", help="作る場所 (省略時は xlshipcheck-demo)"
    )
    _add_verbose(demo)
    demo.set_defaults(command="demo")


def _add_map(command: Parser) -> None:
    command.add_argument(
        "--map", action="append", default=[], metavar="見出し=役割", help="列の見出しの読み方を指定する"
    )


def _add_output(command: Parser) -> None:
    command.add_argument("--dry-run", action="store_true", help="書き込まずに結果だけを見る")
    command.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="OUT",
        help="書き出す .xlsx (省略時は元のファイルの隣の 名前_判定.xlsx)",
    )


def _add_verbose(command: Parser) -> None:
    command.add_argument("--verbose", action="store_true", help="集計のすべてを表示する")


def _add_impact(add_parser: Callable[..., Parser], dated: Parser) -> None:
    impact = add_parser(
        "impact", parents=[dated], help="ほかの規則、ほかの基準日で何が変わるかを見る (書き込みはしない)"
    )
    impact.add_argument("files", nargs="+", type=Path, metavar="FILE", help="refresh に渡すファイル")
    impact.add_argument("--rules", type=Path, metavar="TOML", help="比べる規則の値 (規則の名前 = 値)")
    impact.add_argument("--sheet", default="", metavar="NAME", help="このシートだけを見る")
    _add_map(impact)
    impact.set_defaults(command="impact")


def _add_today(add_parser: Callable[..., Parser], dated: Parser) -> None:
    today = add_parser(
        "today", aliases=["report"], parents=[dated], help="今日することを、急ぐ順に見る (書き込みはしない)"
    )
    today.add_argument("files", nargs="+", type=Path, metavar="FILE", help="refresh に渡すファイル")
    today.add_argument("--sheet", default="", metavar="NAME", help="このシートだけを見る")
    _add_map(today)
    today.set_defaults(command="today")


def _add_kit(add_parser: Callable[..., Parser], common: Parser) -> None:
    kit = add_parser(
        "kit", parents=[common], help="Python のないスタッフに渡すキット (Windows 用の zip) を作る"
    )
    kit.add_argument("out", type=Path, metavar="OUT.zip", help="作るファイルの名前")
    kit.add_argument(
        "--python",
        type=Path,
        metavar="ZIP",
        help="埋め込み用の Python (python.org の embeddable package)。省略時は取得",
    )
    kit.add_argument("--wheels", type=Path, metavar="DIR", help="wheel のあるフォルダー。省略時は取得")
    kit.set_defaults(command="kit")
    drop = add_parser(
        "drop", parents=[common], help="アイコンに落としたファイルを判定する (Windows のキット)"
    )
    drop.add_argument("files", nargs="*", metavar="FILE", help="書き出したファイルとブック、または doctor")
    drop.set_defaults(command="drop")


def _add_rules(add_parser: Callable[..., Parser], dated: Parser) -> None:
    rules = add_parser("rules", parents=[dated], help="規則の一覧 (日付と出典)")
    change = rules.add_mutually_exclusive_group()
    change.add_argument(
        "--install", type=Path, metavar="FILE.zip", help="新しい規則と祝日のファイルを入れる (確かめてから)"
    )
    change.add_argument(
        "--pack", type=Path, metavar="OUT.zip", help="このプログラムの規則を一つのファイルにする"
    )
    rules.set_defaults(command="rules")


def _add_morning(add_parser: Callable[..., Parser], common: Parser) -> None:
    morning = add_parser(
        "morning", parents=[common], help="フォルダーの一番新しい書き出しを判定して開く (毎朝の自動実行も)"
    )
    morning.add_argument(
        "folder",
        nargs="?",
        type=Path,
        metavar="FOLDER",
        help="書き出しを置くフォルダー (省略時は設定したもの)",
    )
    morning.add_argument("--into", type=Path, metavar="BOOK", help="取り込むブック")
    when = morning.add_mutually_exclusive_group()
    when.add_argument("--at", default="", metavar="時刻", help="毎日この時刻に動かす (Windows)")
    when.add_argument("--ask", action="store_true", help="フォルダーと時刻を順に尋ねる")
    when.add_argument("--off", action="store_true", help="毎日の実行をやめる")
    morning.set_defaults(command="morning")


def _add_repair(add_parser: Callable[..., Parser], common: Parser) -> None:
    repair = add_parser(
        "repair", parents=[common], help="LibreOffice で保存したブックの数式を Excel の名前に直す"
    )
    repair.add_argument("book", type=Path, metavar="BOOK", help="直す .xlsx か .xlsm")
    repair.add_argument("-o", "--output", type=Path, metavar="OUT", help="別の名前で書き出す")
    repair.set_defaults(command="repair")


def _add_backups(add_parser: Callable[..., Parser], common: Parser) -> None:
    backups = add_parser("backups", parents=[common], help="更新の前に残した控えの一覧、復元、整理")
    backups.add_argument(
        "place", nargs="?", type=Path, metavar="FOLDER|BOOK", help="フォルダかブック (省略時は今のフォルダ)"
    )
    what = backups.add_mutually_exclusive_group()
    what.add_argument(
        "--restore", nargs="?", const="1", metavar="番号か名前", help="控えに戻す (省略時は一番新しい控え)"
    )
    what.add_argument("--clean", action="store_true", help="古い控えを消す (控え以外のファイルは消さない)")
    backups.add_argument("--keep", type=_count, metavar="N", help="--clean で残す新しい控えの数 (省略時は5)")
    backups.add_argument(
        "--older-than", type=_count, metavar="日数", help="--clean で、この日数より古い控えだけを消す"
    )
    backups.add_argument("--dry-run", action="store_true", help="消さずに、消えるものだけを見る")
    backups.set_defaults(command="backups")


def _count(text: str) -> int:
    """Return a number that is not negative."""
    if not (text.isascii() and text.isdigit()):
        raise ValueError
    return int(text)
