r"""What `doctor` asks a Windows about itself and its Excel, each answer with what to do where something is in the way.

Nothing is changed. What Windows does not tell is 分かりません, never fine. Sources of the registry's places: Microsoft's
articles on trusted locations, macro settings (`VBAWarnings`), Click-to-Run (`Configuration`) and disabled items
(`Resiliency`).
"""

from __future__ import annotations

import os
import sys
import time
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from xlshipcheck.hosts.excel.add_in_place import FILE_NAME, OFFICE, add_in_path, windows_registry
from xlshipcheck.hosts.excel.server import PROGID

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

USER, ALL_USERS = "HKEY_CURRENT_USER", "HKEY_LOCAL_MACHINE"
UNKNOWN: Final = "分かりません"
WINDOWS: Final = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"
CLICK_TO_RUN: Final = r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
APP_PATH: Final = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
EXCEL: Final = rf"{OFFICE}\16.0\Excel"
POLICY: Final = r"Software\Policies\Microsoft\Office\16.0\Excel\Security"
WINDOWS_11: Final = 22000
OLDEST_BUILD: Final = 9600
"""Windows 8.1, below which this Python does not run."""
JAPANESE: Final = (932, 65001)
"""Code pages with Japanese: Shift_JIS and UTF-8."""
MACROS: Final = {
    1: ("すべて有効", ""),
    2: ("知らせてから無効 (普通の設定)", ""),
    3: (
        "署名のあるものだけ有効",
        "アドインに自社の証明書で署名するか、アドインのフォルダーを「信頼できる場所」にしてください (docs/owner.md)",
    ),
    4: (
        "すべて無効",
        "[ファイル] > [オプション] > [トラスト センター] > [マクロ] で「警告して無効にする」を選んでください (灰色は会社の設定)",
    ),
}
"""VBAWarnings -> what it means, what to do."""
SLOW: Final = 10_000
"""Milliseconds to the first answer, from which a scanner is likely to look at every file."""


class Fact(NamedTuple):
    """Something about this computer.

    Attributes:
        name: what it is about.
        said: how it is.
        advice: what to do; "" for nothing.
    """

    name: str
    said: str
    advice: str = ""


class Machine(Protocol):
    """What a Windows is asked."""

    environment: Mapping[str, str]

    def value(self, root: str, key: str, name: str = "") -> object:
        """Return a value of the registry; None where there is none."""

    def count(self, root: str, key: str) -> int:
        """Return how many values a key has; 0 where there is none."""

    def below(self, root: str, key: str) -> list[str]:
        """Return the names of the keys below a key."""

    def code_pages(self) -> tuple[int, int]:
        """Return the code pages of programs and of consoles."""

    def scanners(self) -> list[str]:
        """Return the virus scanners that Windows knows; nothing where it does not tell."""

    def answer_times(self) -> tuple[float, float]:
        """Return the milliseconds to the first answer of our server, and of the next."""

    def open_add_in(self) -> bool | None:
        """Tell whether the running Excel has our add-in open; None where none is running."""

    def marked(self, path: Path) -> bool:
        """Tell whether a file has the mark of one from the internet."""


def facts(machine: Machine) -> list[Fact]:
    """Return all there is to say."""
    return [
        _windows(machine),
        _code_pages(machine),
        *_excel(machine),
        _answers(machine),
        *_add_in(machine),
        _macros(machine),
        _trusted(machine),
        _scanner(machine),
        _one_drive(machine),
    ]


def _windows(machine: Machine) -> Fact:
    build = str(machine.value(ALL_USERS, WINDOWS, "CurrentBuild") or "")
    if not build.isdecimal():
        return Fact("Windows", UNKNOWN)
    # Windows 11 still calls itself 10 in this place.
    product = str(machine.value(ALL_USERS, WINDOWS, "ProductName") or "Windows")
    if int(build) >= WINDOWS_11:
        product = product.replace("Windows 10", "Windows 11")
    release = machine.value(ALL_USERS, WINDOWS, "DisplayVersion")
    said = " ".join(filter(None, (product, str(release or ""), f"(ビルド {build})")))
    old = "この Windows は古く、Python 3.11 が動きません。Windows 10 以降にしてください"
    return Fact("Windows", said, old if int(build) < OLDEST_BUILD else "")


def _code_pages(machine: Machine) -> Fact:
    programs, consoles = machine.code_pages()
    said = f"{programs} (コンソール {consoles})"
    if programs in JAPANESE:
        return Fact("文字コード", said)
    return Fact(
        "文字コード",
        said,
        "日本語のファイル名を読めないソフトがあるかもしれません。[設定] > [時刻と言語] > [管理用の言語の設定] の"
        "システム ロケールを日本語にしてください",
    )


def _excel(machine: Machine) -> Iterator[Fact]:
    path = str(machine.value(ALL_USERS, APP_PATH) or machine.value(USER, APP_PATH) or "")
    version = machine.value(ALL_USERS, CLICK_TO_RUN, "VersionToReport")
    platform = {"x86": "32ビット", "x64": "64ビット"}.get(
        str(machine.value(ALL_USERS, CLICK_TO_RUN, "Platform"))
    )
    if not path and version is None:
        yield Fact("Excel の版", "なし", "Excel がなくても、ファイルの判定 (アイコンに落とす) は使えます")
        return
    if platform is None:
        bits = machine.value(ALL_USERS, r"SOFTWARE\Microsoft\Office\16.0\Outlook", "Bitness")
        platform = {"x86": "32ビット", "x64": "64ビット"}.get(str(bits), UNKNOWN)
    yield Fact("Excel の版", str(version or UNKNOWN))
    yield Fact("Excel のビット数", f"{platform} (どちらでも使えます)")
    is_store = "\\windowsapps\\" in path.lower()
    yield Fact(
        "Excel の入手元",
        "Microsoft Store" if is_store else "Microsoft 365・Office のインストーラー",
        "Store 版の Excel は、ほかのプログラムの登録を見ないことがあります。関数がエラーになるときは、Store 版を削除して "
        "office.com から入れ直してください"
        if is_store
        else "",
    )


def _answers(machine: Machine) -> Fact:
    name = "Excel への答え"
    try:
        first, next_one = machine.answer_times()
    except Exception as problem:  # noqa: BLE001  COM says in many ways that nothing answers
        return Fact(
            name,
            f"答えません ({type(problem).__name__})",
            "キットの「インストール.cmd」(または xlshipcheck install) をもう一度実行してください。直らないときは、"
            "ウイルス対策ソフトが pythonw.exe を止めていないか確かめてください",
        )
    slow = "起動に時間がかかっています。ウイルス対策ソフトの例外に、プログラムのフォルダーを加えてください"
    return Fact(name, f"起動から {first:,.0f} ms、次からは {next_one:,.1f} ms", slow if first > SLOW else "")


def _add_in(machine: Machine) -> Iterator[Fact]:
    name = "開いている Excel のアドイン"
    is_open = machine.open_add_in()
    if is_open is None:
        yield Fact(name, "Excel は開いていません")
    else:
        closed = "Excel をすべて閉じて開き直してください。出ないときは [開発] > [Excel アドイン] で「出荷チェック」に印を付けます"
        yield Fact(
            name, "読み込まれています" if is_open else "読み込まれていません", "" if is_open else closed
        )
    disabled = machine.count(USER, rf"{EXCEL}\Resiliency\DisabledItems")
    if disabled:
        yield Fact(
            "Excel が無効にしたもの",
            f"{disabled} 件",
            "[ファイル] > [オプション] > [アドイン] > 管理「使用できないアイテム」> [設定] に「出荷チェック」があれば"
            "「有効にする」を押してください",
        )
    if machine.marked(add_in_path()):
        yield Fact(
            "アドインの印",
            "インターネットから届いた印があります",
            f"{add_in_path()} を右クリック > [プロパティ] > 「許可する」に印を付けてください",
        )


def _macros(machine: Machine) -> Fact:
    name = "マクロの設定"
    for root, key, who in (
        (USER, POLICY, "会社の設定: "),
        (ALL_USERS, POLICY, "会社の設定: "),
        (USER, rf"{EXCEL}\Security", ""),
    ):
        level = machine.value(root, key, "VBAWarnings")
        if isinstance(level, int) and level in MACROS:
            said, advice = MACROS[level]
            return Fact(name, who + said, advice)
    blocked = [
        root
        for root in (USER, ALL_USERS)
        if machine.value(root, POLICY, "blockcontentexecutionfrominternet") == 1
    ]
    more = " (インターネットから届いたブックのマクロは会社の設定で止まります)" if blocked else ""
    return Fact(name, MACROS[2][0] + more)


def _trusted(machine: Machine) -> Fact:
    """Tell whether our add-in stands in a trusted location; without one Excel asks, or refuses."""
    folder = _comparable(str(add_in_path().parent))
    places = rf"{EXCEL}\Security\Trusted Locations"
    paths = [
        str(machine.value(root, rf"{key}\{one}", "Path") or "")
        for root, key in ((USER, places), (USER, rf"{POLICY}\Trusted Locations"))
        for one in machine.below(root, key)
    ]
    expanded = [_comparable(_expanded(path, machine.environment)) for path in paths]
    is_trusted = any(path and (folder == path or folder.startswith(path + "\\")) for path in expanded)
    return Fact(
        "信頼できる場所",
        f"アドインのフォルダーは{'入っています' if is_trusted else '入っていません'}",
        ""
        if is_trusted
        else f"マクロの警告が出続けるときは、{add_in_path().parent} を [トラスト センター] > [信頼できる場所] に加えてください",
    )


def _comparable(path: str) -> str:
    return path.replace("/", "\\").rstrip("\\").casefold()


def _expanded(path: str, environment: Mapping[str, str]) -> str:
    for name, value in environment.items():
        path = path.replace(f"%{name}%", value)
    return path


def _scanner(machine: Machine) -> Fact:
    known = machine.scanners()
    return Fact("ウイルス対策ソフト", "・".join(known) or UNKNOWN)


def _one_drive(machine: Machine) -> Fact:
    places = [
        value for name, value in machine.environment.items() if name.upper().startswith("ONEDRIVE") and value
    ]
    desktop = str(
        machine.value(
            USER, r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders", "Desktop"
        )
        or ""
    )
    desktop = _expanded(desktop, machine.environment)
    if not places:
        return Fact("OneDrive", "使っていません")
    inside = any(desktop.casefold().startswith(place.casefold()) for place in places)
    advice = "OneDrive にあるブックは、閉じて同期が終わってから更新してください。ほかの人が開いている間は書き込みません"
    return Fact("OneDrive", "使っています" + (" (デスクトップも)" if inside else ""), advice)


class ThisWindows:
    """The Windows that this program runs on."""

    def __init__(self) -> None:
        self.environment: Mapping[str, str] = os.environ
        self._registry = windows_registry()

    def value(self, root: str, key: str, name: str = "") -> object:
        """Return a value of the registry; the 64-bit one, whatever bits this Python has."""
        found: object = None
        try:
            with self._opened(root, key) as handle:
                found = self._registry.QueryValueEx(handle, name)[0]
        except OSError:
            return None
        return found

    def _opened(self, root: str, key: str) -> Any:  # noqa: ANN401  a handle of winreg's
        access = self._registry.KEY_READ | self._registry.KEY_WOW64_64KEY
        return self._registry.OpenKey(getattr(self._registry, root), key, 0, access)

    def count(self, root: str, key: str) -> int:
        """Return how many values a key has."""
        try:
            with self._opened(root, key) as handle:
                return int(self._registry.QueryInfoKey(handle)[1])
        except OSError:
            return 0

    def below(self, root: str, key: str) -> list[str]:
        """Return the names of the keys below a key."""
        try:
            with self._opened(root, key) as handle:
                places = range(self._registry.QueryInfoKey(handle)[0])
                return [str(self._registry.EnumKey(handle, place)) for place in places]
        except OSError:
            return []

    def code_pages(self) -> tuple[int, int]:
        """Return the code pages of programs and of consoles."""
        import ctypes  # noqa: PLC0415  Windows only

        kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
        return int(kernel.GetACP()), int(kernel.GetOEMCP())

    def scanners(self) -> list[str]:
        """Return the virus scanners that Windows knows."""
        try:
            from win32com.client import GetObject  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415  Windows only

            asked = GetObject(r"winmgmts:\\.\root\SecurityCenter2")
            return [
                str(one.displayName) for one in asked.ExecQuery("SELECT displayName FROM AntiVirusProduct")
            ]
        except Exception:  # noqa: BLE001  servers have no such centre, and COM says so in many ways
            return []

    def answer_times(self) -> tuple[float, float]:
        """Start our server as Excel does, and return the milliseconds to its first answer and of the next."""
        from win32com.client import Dispatch  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415  Windows only

        began = time.perf_counter()
        server = Dispatch(PROGID)
        server.Version()
        started = time.perf_counter()
        server.CallFunction("JP_HOLIDAY_NAME", (46349.0,))
        return (started - began) * 1000, (time.perf_counter() - started) * 1000

    def open_add_in(self) -> bool | None:
        """Tell whether the running Excel has our add-in open."""
        if not find_spec("win32com"):
            return None
        try:
            from win32com.client import GetActiveObject  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415  Windows only

            excel = GetActiveObject("Excel.Application")
        except Exception:  # noqa: BLE001  none is running
            return None
        try:
            return bool(excel.Workbooks(FILE_NAME).Name)
        except Exception:  # noqa: BLE001  it has no such book open
            return False

    def marked(self, path: Path) -> bool:
        """Tell whether a file has the mark of one from the internet."""
        from xlshipcheck.hosts.files.origin import from_elsewhere  # noqa: PLC0415  only doctor asks

        return from_elsewhere(path)


def this_machine() -> list[Fact]:
    """Return what there is to say of the Windows that this program runs on; nothing on another system."""
    return facts(ThisWindows()) if sys.platform == "win32" else []
