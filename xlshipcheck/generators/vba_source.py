"""The VBA of the workbooks: wrappers generated from the catalogue beside the modules in `build/vba`.

Everything is ASCII: under another code page a Japanese literal turns into question marks. Words for sellers stand
on hidden sheets, in `texts` and `function_help`; how a call travels to Python is in `vba/XlshipCalls.bas`.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlshipcheck.catalogue.registry import functions
from xlshipcheck.context import Context
from xlshipcheck.errors import SeveralAreas
from xlshipcheck.generators.vba_project import DOCUMENT, PLAIN, SHEET_BASE, WORKBOOK_BASE, Module
from xlshipcheck.hosts import row_messages as messages
from xlshipcheck.hosts.clock import CLOCK_NAME
from xlshipcheck.hosts.excel import CATEGORY, HELP_LENGTH, argument_name
from xlshipcheck.hosts.excel.server import CONTRACT, PROGID
from xlshipcheck.qoo10.rows import RESULT_COLUMNS
from xlshipcheck.settings.sheet import AS_OF, SHEET_NAME
from xlshipcheck.sheets.markets.amazon import assess as assess_amazon
from xlshipcheck.sheets.markets.branch_hold import assess as assess_hold
from xlshipcheck.values.answers import ERROR_PREFIX, error_text
from xlshipcheck.values.days import day_of
from xlshipcheck.values.results import OWN_SHEET_NAME, REFRESHED_DAY_NAME, WORDS_SHEET_NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.arguments.form import Function

FOLDER: Final = Path(__file__).with_name("vba")
FUNCTIONS_MODULE: Final = "XlshipFunctions"
SERVER_MODULE, MACROS_MODULE, RIBBON_MODULE = "XlshipCalls", "XlshipButtons", "XlshipTab"
TEXT_SHEET, HELP_SHEET = "TextSheet", "HelpSheet"
"""Code names of the hidden sheets."""
REFRESH_MACRO, IMPORT_MACRO, MESSAGE_MACRO = "XlshipRefreshSheet", "XlshipImport", "XlshipMessages"
HELP_SHEET_NAME: Final = "使い方"
_HEAD: Final = """Option Explicit

' One function per formula; generated from the table of functions, as are their argument names.

Public Const ProgId As String = "{progid}"
Public Const Contract As Long = {contract}
"""


def functions_source() -> str:
    """Return the module with a wrapper for each function of the catalogue."""
    wrappers = [_wrapper(function) for function in functions().values()]
    return "\n".join([_HEAD.format(progid=PROGID, contract=CONTRACT), *wrappers])


def modules(sheets: Sequence[str], *, is_add_in: bool = False) -> list[Module]:
    """Return the modules of a book.

    Args:
        sheets: code names of its sheets, in order, the hidden ones included.
        is_add_in: with the buttons of the ribbon.
    """
    book = static_source("ThisWorkbook")
    plain = [SERVER_MODULE, MACROS_MODULE, *([RIBBON_MODULE] if is_add_in else [])]
    return [
        Module("ThisWorkbook", DOCUMENT, book, WORKBOOK_BASE),
        *(Module(name, DOCUMENT, "", SHEET_BASE) for name in sheets),
        Module(FUNCTIONS_MODULE, PLAIN, functions_source()),
        *(Module(name, PLAIN, static_source(name)) for name in plain),
    ]


def static_source(name: str) -> str:
    """Return the source of a module that is not generated."""
    return (FOLDER / f"{name}.bas").read_text(encoding="ascii")


def texts() -> dict[str, str]:
    """Return the words that VBA shows or looks for, by key."""
    words = {
        "title": CATEGORY,
        "fx_category": CATEGORY,
        "settings_sheet": SHEET_NAME,
        "as_of_name": AS_OF,
        "refreshed_name": REFRESHED_DAY_NAME,
        "words_sheet": WORDS_SHEET_NAME,
        "clock_name": CLOCK_NAME,
        "help_sheet": HELP_SHEET_NAME,
        "vba_failed": "エラー: 計算できませんでした。更新を押してください: ",
        "file_kinds": "モールから書き出したファイル",
        "choose_exports": "取り込むファイルを選んでください (複数選べます)",
        "error_prefix": ERROR_PREFIX,
        "no_message": messages.NOTHING,
        "which_cause": messages.WHICH_CAUSE,
        "choose_cause": f"{messages.WHICH_CAUSE} (番号、または文で入力)\n\n{messages.choices()}",
        "copied": "次の文面をクリップボードに入れました。Ctrl+V で貼り付けられます",
        "not_copied": "ほかのプログラムがクリップボードを使っているため、新しいブックに書き出します",
        "no_book": "ブックを開いてから押してください",
        "no_rows": "文面を作る行 (注文か営業所止めの行) を選んでから押してください。隠れた行は数えません",
        "too_many_rows": "一度に作れる文面は200行分です。残りの行は、もう一度選んで押してください",
        "several_areas": error_text(str(SeveralAreas())),
        "settings_protected": (
            f"{ERROR_PREFIX}「{SHEET_NAME}」シートが保護されているため、基準日を今日にできません。"
            "[校閲] > [シート保護の解除] の後でもう一度押してください。何も変えていません"
        ),
        "calculate_by_hand": "出荷チェック: 設定が変わりました。計算方法が手動なので Ctrl+Alt+F9 で計算し直してください",
        "on_mac": (
            "Mac の Excel では出荷チェックの数式とボタンは動きません。保存されている結果は見られます。"
            "新しくするには、Windows の Excel か LibreOffice で開くか、xlshipcheck refresh でブックを更新してください"
        ),
        "own_name": OWN_SHEET_NAME,
        "failure": "うまくいきませんでした。ブックを保存して Excel を開き直しても続くときは、この文を導入した人に見せます: ",
        "no_settings": (
            f"このブックに「{SHEET_NAME}」シートがありません。xlshipcheck new で作ったひな形からシートをコピーすると、"
            "基準日や休業日を決められます。なければ今日を基準日として判定します"
        ),
        "help_words": (
            "注文の表があるシートで「更新」を押すと、判定の列と集計を書き込みます。"
            "セルには =QOO10_STAGE() のように入力します。関数の説明は、数式バーの fx から"
            f"分類「{CATEGORY}」を選ぶと表示されます"
        ),
    }
    failures = {f"failure:{number}": text for numbers, text in FAILURES.items() for number in numbers}
    return {**words, **failures, **{f"result:{title}": "1" for title in result_titles()}}


NOT_INSTALLED: Final = (
    "このパソコンに出荷チェックの本体が登録されていません。導入した人に「xlshipcheck install をもう一度実行して」と"
    "伝えてください。登録した後は、次の計算から答えが出ます"
)
FAILURES: Final = {
    # 429 is what CreateObject makes of any of these; REGDB_E_CLASSNOTREG, REGDB_E_KEYMISSING, CO_E_CLASSSTRING.
    (429, -2147221164, -2147221163, -2147221005): NOT_INSTALLED,
    # CO_E_SERVER_EXEC_FAILURE, ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND.
    (-2146959355, -2147024894, -2147024893): (
        "出荷チェックの本体を起動できませんでした。Python を入れ直したり、ウイルス対策ソフトが止めたりしていないか、"
        "導入した人に確かめてください (xlshipcheck doctor で分かります)"
    ),
    # RPC_S_SERVER_UNAVAILABLE, RPC_S_CALL_FAILED, RPC_E_DISCONNECTED, RPC_E_SERVERFAULT, CO_E_OBJNOTCONNECTED, 462.
    (-2147023174, -2147023170, -2147417848, -2147417851, -2147220995, 462): (
        "出荷チェックの本体が途中で止まりました。もう一度押してください。続くときは Excel をすべて閉じて開き直してください"
    ),
    # RPC_E_CALL_REJECTED, RPC_E_SERVERCALL_RETRYLATER, VBA_E_IGNORE.
    (-2147418111, -2147417846, -2146777998): (
        "Excel がほかの操作の途中です。セルの入力を Enter で終え、開いている小さな窓を閉じてから、もう一度押してください"
    ),
    # E_ACCESSDENIED and VBA's own number for it.
    (-2147024891, 70): (
        "Excel と出荷チェックの本体の権限が違います。「管理者として実行」した Excel を閉じ、普通に開き直してください"
    ),
    # E_OUTOFMEMORY and VBA's own numbers for it.
    (-2147024882, 7, 14): "メモリが足りません。ほかのブックを閉じてからもう一度押してください",
    (1004,): (
        "Excel がこの操作を受け付けませんでした。シートやブックの保護、共有、セルの入力中を確かめて、もう一度押してください"
    ),
}
"""Error numbers of VBA and COM -> what a clerk can do about them; names as in Windows' winerror.h."""


def result_titles() -> list[str]:
    """Return the headers of every result column."""
    any_day = Context(as_of=day_of(dt.date(2026, 11, 21)))
    others = [assess({}, 0, any_day).columns for assess in (assess_amazon, assess_hold)]
    return list(dict.fromkeys([*RESULT_COLUMNS, *(column.title for part in others for column in part)]))


def function_help() -> list[list[str]]:
    """Return a row per function for its help in Excel: name, sentence, then a sentence per argument."""
    return [
        [
            function.name,
            f"{function.help}。{function.order}"[:HELP_LENGTH],
            *(f"{argument.japanese}。{argument.help}"[:HELP_LENGTH] for argument in function.arguments),
        ]
        for function in functions().values()
    ]


def _wrapper(function: Function) -> str:
    names = [argument_name(argument.name) for argument in function.arguments]
    parameters = [
        f"{'Optional ' if place >= function.optional_from else ''}ByVal {name} As Variant"
        for place, name in enumerate(names)
    ]
    given = f"Array({', '.join(names)})"
    volatile = _volatile_when(function, names)
    if function.variadic:
        parameters[-1] = f"ParamArray {names[-1]}() As Variant"
        given = f"WithRest({names[0]}, rest)"
    lines = [_declaration(function.name, parameters)]
    if function.variadic:
        lines += ["    Dim rest As Variant", f"    rest = {names[-1]}"]
    if volatile:
        lines.append(f"    {volatile}")
    is_aware = "True" if function.row_aware else "False"
    lines += [
        f'    {function.name} = XlshipAnswer("{function.name}", {is_aware}, {given})',
        "End Function",
        "",
    ]
    return "\n".join(lines)


def _declaration(name: str, parameters: Sequence[str]) -> str:
    """Return the first line of a wrapper, broken as VBA breaks lines."""
    if len(parameters) < 3:  # noqa: PLR2004  what fits a line
        return f"Public Function {name}({', '.join(parameters)}) As Variant"
    return f"Public Function {name}( _\n        " + ", _\n        ".join(parameters) + ") As Variant"


def _volatile_when(function: Function, names: Sequence[str]) -> str:
    """Return the statement for a call whose answer hangs on what Excel does not see: the day, or the row."""
    if function.variadic:
        # What it explains may have left out anything.
        return "Application.Volatile"
    unseen = [
        name
        for place, (name, argument) in enumerate(zip(names, function.arguments, strict=True))
        if argument.reader == "as_of" or (function.row_aware and place == 0)
    ]
    if not unseen:
        return ""
    return f"If {' Or '.join(f'IsMissing({name})' for name in unseen)} Then Application.Volatile"
