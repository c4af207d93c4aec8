"""What in a workbook would trip Excel or us: looked for by `doctor`, changed by nobody.

Each finding says what it is and what to do. What stands in the way is 問題; what a seller should know, 注意;
what only explains something, 情報.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote

from xlshipcheck.catalogue.registry import functions
from xlshipcheck.errors import HeaderMissing, ShipcheckError, WorkbookInUse, WorkbookRefused
from xlshipcheck.hosts.book_files import open_book_file, refresh_book_file
from xlshipcheck.hosts.excel.server import CONTRACT
from xlshipcheck.hosts.files.origin import from_elsewhere
from xlshipcheck.hosts.files.repair import survey
from xlshipcheck.hosts.files.workbook import FileBook
from xlshipcheck.hosts.function_calls import unresolved_sentence
from xlshipcheck.settings.book import UsersSettings, book_context, settings_rows
from xlshipcheck.settings.sheet import SHEET_NAME as SETTINGS_NAME
from xlshipcheck.settings.sheet import read_rows
from xlshipcheck.values.results import OWN_SHEET_NAME, SHEET_NAME
from xlshipcheck.xlsx.locks import refuse_if_in_use
from xlshipcheck.xlsx.package import Package
from xlshipcheck.xlsx.parts import WorkbookPart
from xlshipcheck.xlsx.reading.macros import module_sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlshipcheck.hosts.book_files import Book
    from xlshipcheck.hosts.files.repair import Survey

PROBLEM, WARNING, REMARK = "問題", "注意", "情報"
OWN_MODULES: Final = "Xlship"
"""How the names of our modules begin."""
MOST_LISTED: Final = 5
NO_ORDERS: Final = "更新 (refresh) できる注文の表はありません。関数だけを使うブックならこのままで使えます"
ADD_IN: Final = ".xlam"
ADD_INS_MACROS: Final = "xl/vbaProject.bin"
_CONTRACT: Final = re.compile(r"^Public Const Contract As Long = (\d+)", re.MULTILINE)
_DEFINED: Final = re.compile(
    r"^\s*(?:Public\s+)?(?:Static\s+)?Function\s+(\w+)", re.MULTILINE | re.IGNORECASE
)


_NEWER: Final = "新しい Excel の関数の印で、本ツールの関数には付きません"
MARKS: Final = {
    "_xlfn.": _NEWER,
    "_xlws.": _NEWER,
    "_xll.": "XLL という種類のアドインの関数の印で、本ツールの関数には付きません",
    "_xludf.": "どのアドインの関数か分からないときの印で、本ツールの関数には付きません",
    "@": "Excel が画面だけで見せる印で、ファイルの数式には書けません",
    "_xl": "ほかの種類の関数の印で、本ツールの関数には付きません",
}
"""What programs put before the name of a function that they take for another -> what Excel means by it."""


class Finding(NamedTuple):
    """Something in a book.

    Attributes:
        level: 問題, 注意 or 情報.
        text: what it is and what to do, in Japanese.
    """

    level: str
    text: str


def check_book(path: Path, users: UsersSettings, today: int, *, has_excel: bool = True) -> list[Finding]:
    """Return what in a book would trip Excel or us, the gravest first.

    Args:
        path: of an .xlsx, .xlsm or .ods file, or of our add-in, of which only the macros and the file itself are looked at.
        users: the user's settings, which its 設定 sheet lies above.
        today: today's day number.
        has_excel: False on a computer that has LibreOffice and no Excel.

    Raises:
        FileMissing, FileUnreadable, FileEmpty: there is nothing to look into.
    """
    found = [*_in_use(path), *_from_elsewhere(path), *_in_cloud(path)]
    try:
        if path.suffix.lower() == ADD_IN and path.is_file():
            with path.open("rb") as file:
                found += _macros(Package(file), ADD_INS_MACROS)
        else:
            with open_book_file(path, _unseen) as book:
                if isinstance(book, FileBook):
                    found += _contents(book, path, has_excel=has_excel)
                found += _judged(book, path, users, today)
    except WorkbookRefused as refusal:
        refusal.locate(path)
        found.append(Finding(PROBLEM, str(refusal)))
    order = (PROBLEM, WARNING, REMARK)
    return sorted(found, key=lambda finding: order.index(finding.level))


def _contents(book: FileBook, path: Path, *, has_excel: bool) -> Iterator[Finding]:
    yield from _formulas(book, path)
    yield from _sheet_names(book)
    yield from _names(book)
    part = book.edit.workbook.part_of_kind("/vbaProject")
    yield from _macros(book.edit.book.package, part, has_excel=has_excel)
    yield from _calendar(book)


def _unseen(_text: str, _done: int, _total: int) -> None:
    """Show no progress."""


def _in_use(path: Path) -> Iterator[Finding]:
    try:
        refuse_if_in_use(path)
    except WorkbookInUse as refusal:
        yield Finding(WARNING, str(refusal))


def _from_elsewhere(path: Path) -> Iterator[Finding]:
    if from_elsewhere(path):
        yield Finding(
            PROBLEM,
            "インターネットから届いたファイルの印があり、Excel はマクロを止めます。Excel を閉じ、ファイルを右クリック →"
            "「プロパティ」→「許可する」に印を付けてから開いてください",
        )


def _in_cloud(path: Path) -> Iterator[Finding]:
    """Look whether a book lies where OneDrive carries it to other computers."""
    folders = [value for name, value in os.environ.items() if name.upper().startswith("ONEDRIVE") and value]
    if any(path.resolve().is_relative_to(Path(folder).resolve()) for folder in folders):
        yield Finding(
            REMARK,
            "OneDrive のフォルダーにあります。ほかの人が開いていないとき、同期が終わってから更新してください"
            " (途中でほかの人が保存したブックは上書きしません)",
        )


def _formulas(book: FileBook, path: Path) -> Iterator[Finding]:
    found = survey(book.edit.book)
    parts = set(found.parts)
    workbook = book.edit.workbook
    names = [name for name in workbook.sheet_names if workbook.sheet(name).part in parts]
    where = f"シート{_listed(names)}" if names else "名前の定義"
    repair = f'xlshipcheck repair "{path.name}"'
    if found.placed or found.links:
        yield _with_a_place(found, repair)
    if found.marked:
        meaning = next(words for mark, words in MARKS.items() if found.marked.lower().startswith(mark))
        yield Finding(
            PROBLEM,
            f"関数の名前の前に印の付いた数式があり (例: {found.marked})、Excel では計算されません。"
            f"{meaning}。{repair} で直せます",
        )
    if found.is_from_calc:
        yield Finding(
            PROBLEM,
            f"{where}に LibreOffice が書いた数式があり、Excel では #NAME? になります。{repair} で直せます",
        )
    if found.unresolved:
        yield Finding(PROBLEM, unresolved_sentence(found.unresolved))


def _with_a_place(found: Survey, repair: str) -> Finding:
    """Return what is to be said of calls that name the file of an add-in: where it lies, there they are calculated."""
    said = f" (例: {found.placed})" if found.placed else ""
    written = f"アドインの場所まで書かれた数式かリンクがあり{said}、"
    if found.add_ins and all(map(_is_here, found.add_ins)):
        return Finding(
            REMARK,
            f"{written}ほかのパソコンでは計算されません (このパソコンのその場所にはアドインがあります)。"
            f"ブックを渡すときは {repair} で直せます",
        )
    return Finding(
        PROBLEM,
        f"{written}その場所にアドインのないパソコンでは計算されません。{repair} か、Excel の「更新」で直せます",
    )


def _is_here(place: str) -> bool:
    """Tell whether a file that a link names is on this computer."""
    # Excel writes file:///C:\Users\…, others percent-encode it; a share of the network is not asked.
    written = unquote(place.removeprefix("file://"))
    try:
        return Path(re.sub(r"\A/(?=[A-Za-z]:)", "", written)).is_file()
    except (OSError, ValueError):
        return False


def _sheet_names(book: FileBook) -> Iterator[Finding]:
    names = book.edit.workbook.sheet_names
    scripts = [name for name in names if name.endswith(".py")]
    if scripts:
        yield Finding(
            WARNING,
            f"シート{_listed(scripts)}の名前が .py で終わっています。xlwings のアドインはこれを有料版 (PRO) の機能とみなし、"
            "関数がエラーになります。シートの名前を変えてください (このブックの更新・取込は動きます)",
        )
    if book.edit.own_sheet() is None and SHEET_NAME in names:
        yield Finding(
            REMARK,
            f"シート「{SHEET_NAME}」は xlshipcheck が作ったものではないので、更新しても書き換えません。"
            "集計を作るにはそのシートの名前を変えてください",
        )


def _names(book: FileBook) -> Iterator[Finding]:
    opened = book.edit.book
    names = WorkbookPart(opened.package.read(opened.main), opened.main).names()
    known = {name.casefold() for name in functions()}
    taken = [name for name, _ in names if name.casefold() in known]
    if taken:
        yield Finding(
            PROBLEM,
            f"名前{_listed(taken)}が関数と同じ名前です。数式 → 名前の管理 で変えないと、関数を使えません",
        )
    if any(name == OWN_SHEET_NAME and "#REF!" in text for name, text in names):
        yield Finding(REMARK, "xlshipcheck の集計シートは削除されています。次の更新で新しく作ります")


def _macros(package: Package, part: str | None, *, has_excel: bool = True) -> Iterator[Finding]:
    if part is None:
        return
    sources = module_sources(package.read(part))
    if sources is None:
        yield Finding(REMARK, "マクロの中身を読めないので、どの版のために作られたか分かりません")
        return
    ours = {name: text for name, text in sources.items() if name.startswith(OWN_MODULES)}
    contract = next((int(found[1]) for text in ours.values() if (found := _CONTRACT.search(text))), None)
    if contract is not None and contract > CONTRACT:
        yield Finding(
            PROBLEM,
            f"このブックのマクロは新しい xlshipcheck (呼び出しの形 {contract}) のもので、入っているプログラムは形 {CONTRACT} まで"
            "です。xlshipcheck を更新してください",
        )
    elif contract is not None and contract < CONTRACT:
        yield Finding(
            WARNING,
            f"このブックのマクロは古い xlshipcheck (呼び出しの形 {contract}、今は {CONTRACT}) のものです。動きますが、"
            "xlshipcheck new で作ったひな形へ移すと新しい機能を使えます",
        )
    if ours and not has_excel:
        yield Finding(
            WARNING,
            "ボタンは Excel のマクロなので、LibreOffice では働きません。xlshipcheck new 名前.xlsx で作ったブックを使うか、"
            "メニュー「出荷チェック」の「更新」を使ってください",
        )
    known = {name.casefold(): name for name in functions()}
    defined = {
        known[word.casefold()]
        for name, text in sources.items()
        if name not in ours
        for word in _DEFINED.findall(text)
        if word.casefold() in known
    }
    if defined:
        yield Finding(
            PROBLEM,
            f"このブックのマクロに、関数{_listed(sorted(defined))}と同じ名前のものがあり、Excel はそちらを使います。"
            "マクロの名前を変えてください",
        )


def _calendar(book: FileBook) -> Iterator[Finding]:
    if book.date1904():
        yield Finding(
            REMARK,
            "1904年から数える日付のブックです。更新と関数はそのまま使えますが、ほかのブックへ日付をコピーすると4年ずれます",
        )


def _judged(book: Book, path: Path, users: UsersSettings, today: int) -> Iterator[Finding]:
    """Look for what a refresh would refuse the book for."""
    try:
        rows = settings_rows(book)
        context = book_context(rows, users, today)
    except WorkbookRefused:
        raise
    except ShipcheckError as problem:
        yield Finding(PROBLEM, str(problem))
        return
    if rows and not read_rows(rows).is_ours:
        yield Finding(
            REMARK,
            f"シート「{SETTINGS_NAME}」には xlshipcheck の見出し (「設定の項目」と「値」など) がないので、設定としては読みません",
        )
    try:
        refresh_book_file(book, context, "", path)
    except HeaderMissing as problem:
        # A book may use the functions alone.
        yield Finding(REMARK, f"{NO_ORDERS} ({problem})")
    except WorkbookRefused:
        raise
    except ShipcheckError as problem:
        yield Finding(PROBLEM, str(problem))


def _listed(names: list[str]) -> str:
    more = f"ほか{len(names) - MOST_LISTED}" if len(names) > MOST_LISTED else ""
    return "".join(f"「{name}」" for name in names[:MOST_LISTED]) + more
