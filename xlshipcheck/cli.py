"""The command `xlshipcheck`: the shell as a host. It reads the clock, the user's settings file and arguments.

Results go to standard output and nothing else does: messages and progress go to standard error.
Exit status: 0 done, 1 done but some rows could not be read, 2 refused and nothing written.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from argparse import SUPPRESS
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from xlshipcheck import __version__, errors
from xlshipcheck.shell.output import PlainStream
from xlshipcheck.shell.usage import Parser, language_of
from xlshipcheck.values.cells import JST, read_day

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from xlshipcheck.context import Context

DONE, SOME_ROWS_UNREADABLE, REFUSED = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: the words after `xlshipcheck`; None for those of the process.

    Returns:
        The exit status.
    """
    _speak_utf8()
    with redirect_stdout(PlainStream(sys.stdout)), redirect_stderr(PlainStream(sys.stderr)):
        return _run(arguments)


def _run(arguments: Sequence[str] | None) -> int:
    """Run a command; see `main`."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    if not words and sys.stdin is not None and sys.stdin.isatty():
        from xlshipcheck.shell.kit import asked_words  # noqa: PLC0415  only for somebody at a console

        words = asked_words()
    language = language_of(words)
    try:
        options = _parser().parse_args(words)
        status = int(options.run(options))
        sys.stdout.flush()
    except errors.ShipcheckError as problem:
        print(problem.sentence(language), file=sys.stderr)
        return REFUSED
    except MemoryError:
        print(errors.OutOfMemory().sentence(language), file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        # The reader (head, less) has had enough; that is no failure of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        print("stopped" if language == "en" else "中断しました", file=sys.stderr)
        return REFUSED
    except ModuleNotFoundError as problem:
        from xlshipcheck.shell.libraries import missing  # noqa: PLC0415  only when something is missing

        print(missing(problem).sentence(language), file=sys.stderr)
        return REFUSED
    except Exception as problem:  # noqa: BLE001  whatever it is, the seller gets one sentence and the log the rest
        from xlshipcheck.hosts.log import log_traceback  # noqa: PLC0415  only when something broke

        path = log_traceback(" ".join(["xlshipcheck", *words]), problem)
        print(
            f"unexpected problem; no file of yours was changed; see {path}"
            if language == "en"
            else f"予期しない問題が起きました。元のファイルは変更していません。記録: {path}",
            file=sys.stderr,
        )
        return REFUSED
    return status


def _speak_utf8() -> None:
    """Print Japanese whatever the system's code page is; a character that the console lacks becomes `?`.

    A pipe gets UTF-8, which is what JSON is and what other programs expect, unless `PYTHONIOENCODING` says
    what it shall be.
    """
    asked_for = "PYTHONIOENCODING" in os.environ
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            utf8 = {} if asked_for or stream.isatty() else {"encoding": "utf-8"}
            stream.reconfigure(errors="replace", **utf8)


def _parser() -> Parser:
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
    refresh = commands.add_parser(
        "refresh", parents=[dated], help="注文のファイルを判定し、結果の列と集計を書く"
    )
    refresh.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="モールから書き出したファイル、または見出しのある .csv。同じモールの複数のファイルは一つの表にまとめる",
    )
    _add_output(refresh)
    refresh.add_argument("--sheet", default="", metavar="NAME", help="このシートだけを更新する")
    _add_map(refresh)
    refresh.add_argument("--keep-personal", action="store_true", help="氏名・住所・電話の列も書き出す")
    _add_verbose(refresh)
    refresh.set_defaults(run=_refresh)

    _add_today(commands.add_parser, dated)
    _add_impact(commands.add_parser, dated)
    _add_messages(commands.add_parser, dated)

    imports = commands.add_parser(
        "import", parents=[dated], help="書き出した注文を、手元のブックに取り込む (並びと独自の列はそのまま)"
    )
    imports.add_argument(
        "files", nargs="+", type=Path, metavar="EXPORT", help="モールから書き出したファイル (古い順)"
    )
    imports.add_argument("--into", type=Path, required=True, metavar="BOOK", help="取り込む先の .xlsx・.xlsm")
    imports.add_argument("--sheet", default="", metavar="NAME", help="取り込む先のシート")
    _add_map(imports)
    imports.add_argument("--force", action="store_true", help="ブックより古い書き出しも取り込む")
    imports.add_argument("--dry-run", action="store_true", help="書き込まずに違いだけを見る")
    imports.set_defaults(run=_import)

    new = commands.add_parser(
        "new", parents=[common], help="ひな形を作る (.xlsm, .xlsx, アドインは .xlam, xlwings Lite は main.py)"
    )
    new.add_argument("book", type=Path, metavar="BOOK", help="作るファイルの名前。あるファイルは上書きしない")
    new.set_defaults(run=_new)

    call = commands.add_parser("call", parents=[dated], help="関数を一つ計算する")
    call.set_defaults(run=_call)
    explain = commands.add_parser("explain", parents=[dated], help="関数の答えの理由を見る")
    explain.set_defaults(run=_explain)
    for command in (call, explain):
        command.add_argument("name", metavar="関数名", help="xlshipcheck functions で一覧を見られる")
        command.add_argument(
            "values", nargs="*", default=[], metavar="引数", help='空の引数 "" は省略、[...] は範囲 (JSON)'
        )

    _add_rules(commands.add_parser, dated)
    _add_morning(commands.add_parser, common)
    functions = commands.add_parser("functions", parents=[common], help="関数の一覧")
    functions.set_defaults(run=_functions)
    _add_excel_sides(commands.add_parser, common)
    _add_repair(commands.add_parser, common)
    _add_backups(commands.add_parser, common)
    _add_kit(commands.add_parser, common)
    doctor = commands.add_parser("doctor", parents=[common], help="動作環境と、ブックで困る点の確認")
    doctor.add_argument(
        "book", nargs="?", type=Path, metavar="BOOK", help="調べる .xlsx・.xlsm・.xlam (変更しません)"
    )
    doctor.add_argument(
        "--support", action="store_true", help="問い合わせに添える文 (名前を消したもの) を表示する"
    )
    doctor.set_defaults(run=_doctor)
    return parser


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
    letters.set_defaults(run=_messages)


def _add_excel_sides(add: Callable[..., Parser], common: Parser) -> None:
    for word, what in (("install", "Excel から呼び出せるように登録"), ("uninstall", "Excel の登録を消す")):
        side = add(word, parents=[common], help=what)
        side.add_argument("--machine", action="store_true", help="全ユーザー向け (管理者の権限が必要)")
        side.add_argument("--calc", action="store_true", help="Excel ではなく LibreOffice Calc の拡張機能")
        if word == "uninstall":
            side.add_argument("--all", action="store_true", dest="everything", help="記録 (ログ) も消す")
        side.set_defaults(run=_excel_side, word=word)


def _add_demo(add_parser: Callable[..., Parser], dated: Parser) -> None:
    demo = add_parser("demo", parents=[dated], help="見本のファイルを作り、判定して見せる")
    demo.add_argument(
        "folder", nargs="?", type=Path, metavar="DIR", help="作る場所 (省略時は xlshipcheck-demo)"
    )
    _add_verbose(demo)
    demo.set_defaults(run=_demo)


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
    impact.set_defaults(run=_impact)


def _add_today(add_parser: Callable[..., Parser], dated: Parser) -> None:
    today = add_parser("today", parents=[dated], help="今日することを、急ぐ順に見る (書き込みはしない)")
    today.add_argument("files", nargs="+", type=Path, metavar="FILE", help="refresh に渡すファイル")
    today.add_argument("--sheet", default="", metavar="NAME", help="このシートだけを見る")
    _add_map(today)
    today.set_defaults(run=_today)


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
    kit.set_defaults(run=_kit)
    drop = add_parser(
        "drop", parents=[common], help="アイコンに落としたファイルを判定する (Windows のキット)"
    )
    drop.add_argument("files", nargs="*", metavar="FILE", help="書き出したファイルとブック、または doctor")
    drop.set_defaults(run=_drop)


def _add_rules(add_parser: Callable[..., Parser], dated: Parser) -> None:
    rules = add_parser("rules", parents=[dated], help="規則の一覧 (日付と出典)")
    change = rules.add_mutually_exclusive_group()
    change.add_argument(
        "--install", type=Path, metavar="FILE.zip", help="新しい規則と祝日のファイルを入れる (確かめてから)"
    )
    change.add_argument(
        "--pack", type=Path, metavar="OUT.zip", help="このプログラムの規則を一つのファイルにする"
    )
    rules.set_defaults(run=_rules)


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
    morning.set_defaults(run=_morning)


def _add_repair(add_parser: Callable[..., Parser], common: Parser) -> None:
    repair = add_parser(
        "repair", parents=[common], help="LibreOffice で保存したブックの数式を Excel の名前に直す"
    )
    repair.add_argument("book", type=Path, metavar="BOOK", help="直す .xlsx か .xlsm")
    repair.add_argument("-o", "--output", type=Path, metavar="OUT", help="別の名前で書き出す")
    repair.set_defaults(run=_repair)


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
    backups.set_defaults(run=_backups)


def _count(text: str) -> int:
    """Return a number that is not negative."""
    if not (text.isascii() and text.isdigit()):
        raise ValueError
    return int(text)


def _context(options: argparse.Namespace) -> Context:
    """Return the context of this run: the user's settings, and the day asked for or today in Japan."""
    from xlshipcheck.settings.user_file import load_context  # noqa: PLC0415  only commands that judge need it

    day = read_day(options.as_of, "--as-of") if options.as_of else None
    today = read_day(dt.datetime.now(JST).date(), "今日")
    return load_context(options.settings, day if day is not None else today)


def _demo(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.commands import demo  # noqa: PLC0415  each command imports what it needs and no more

    return demo(options, _context(options))


def _refresh(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.commands import refresh  # noqa: PLC0415  as above

    return refresh(options, _context(options))


def _impact(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.commands import impact  # noqa: PLC0415  as above

    return impact(options, _context(options))


def _today(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.commands import today  # noqa: PLC0415  as above

    return today(options, _context(options))


def _messages(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.messages import messages  # noqa: PLC0415  as above

    return messages(options, _context(options))


def _import(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.importing import import_exports  # noqa: PLC0415  as above

    return import_exports(options, _context(options))


def _new(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.install import new_book  # noqa: PLC0415  as above

    path = new_book(options.book, read_day(dt.datetime.now(JST).date(), "今日") or 0)
    if options.json:
        from xlshipcheck.shell.output import as_json  # noqa: PLC0415  as above

        print(as_json({"written": str(path)}))
    else:
        print(f"made: {path}" if options.lang == "en" else f"作りました: {path}")
    return DONE


def _call(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.calls import call  # noqa: PLC0415  as above

    return call(options.name, options.values, _context(options), as_json=options.json)


def _explain(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.calls import explain  # noqa: PLC0415  as above

    return explain(options.name, options.values, _context(options), as_json=options.json)


def _rules(options: argparse.Namespace) -> int:
    from xlshipcheck.shell import rule_file  # noqa: PLC0415  as above
    from xlshipcheck.shell.calls import rules  # noqa: PLC0415  as above

    if options.install is not None:
        return rule_file.put_in(options.install, as_json=options.json)
    if options.pack is not None:
        return rule_file.pack(options.pack, as_json=options.json)
    return rules(_context(options), as_json=options.json)


def _functions(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.calls import function_list  # noqa: PLC0415  as above

    return function_list(as_json=options.json)


def _repair(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.calc_side import repair  # noqa: PLC0415  as above

    return repair(options.book, options.output, as_json=options.json)


def _backups(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.backups import run  # noqa: PLC0415  as above

    return run(options)


def _excel_side(options: argparse.Namespace) -> int:
    from xlshipcheck.shell import calc_side, install  # noqa: PLC0415  as above

    if options.calc:
        side = calc_side.install if options.word == "install" else calc_side.uninstall
        return side(as_json=options.json)
    if options.word == "install":
        return install.install(machine=options.machine, as_json=options.json)
    return install.uninstall(machine=options.machine, everything=options.everything, as_json=options.json)


def _drop(options: argparse.Namespace) -> int:
    from xlshipcheck.hosts.row_messages import copy  # noqa: PLC0415  as above
    from xlshipcheck.shell.dropped import message_box, open_result, run  # noqa: PLC0415  as above

    return run(options.files, main, message_box, open_result, copy)


def _kit(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.kit import kit  # noqa: PLC0415  as above

    return kit(options.out, options.python, options.wheels, as_json=options.json)


def _morning(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.morning import morning  # noqa: PLC0415  as above

    return morning(options, main, dt.datetime.now(JST).date())


def _doctor(options: argparse.Namespace) -> int:
    from xlshipcheck.shell.doctor import doctor  # noqa: PLC0415  as above

    return doctor(options.book, as_json=options.json, support=options.support)


if __name__ == "__main__":
    sys.exit(main())
