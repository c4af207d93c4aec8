r"""The entry of our COM server in the registry: made by `xlshipcheck install`, gone after `xlshipcheck uninstall`.

Under `HKCU\Software\Classes` no administrator is needed. `--machine` writes to `HKLM` for all users, which
also reaches an Excel that runs as administrator: that one ignores what a user has registered.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from xlshipcheck import errors
from xlshipcheck.hosts.excel.add_in_place import windows_registry
from xlshipcheck.hosts.excel.server import CLSID, DESCRIPTION, PROGID

CLASSES: Final = r"Software\Classes"
KEYS: Final = (rf"{CLASSES}\{PROGID}", rf"{CLASSES}\CLSID\{CLSID}")
MODULE: Final = "xlshipcheck.hosts.server"


def install(*, machine: bool = False) -> str:
    """Register the server for this user, or for all users.

    Returns:
        The command that COM will start.

    Raises:
        WindowsOnly: on another system.
        PackageMissing: xlwings or pywin32 is not installed.
        AdministratorNeeded: `machine` without the rights.
    """
    registry = windows_registry()
    for package, module in (("xlwings", "xlwings"), ("pywin32", "pythoncom")):
        if not find_spec(module):
            raise errors.PackageMissing(package=package)
    command = server_command()
    entries = {
        KEYS[0]: DESCRIPTION,
        KEYS[0] + r"\CLSID": CLSID,
        KEYS[1]: DESCRIPTION,
        KEYS[1] + r"\ProgID": PROGID,
        KEYS[1] + r"\LocalServer32": command,
    }
    try:
        for key, value in entries.items():
            with registry.CreateKey(_root(registry, machine=machine), key) as handle:
                registry.SetValueEx(handle, "", 0, registry.REG_SZ, value)
    except PermissionError:
        raise errors.AdministratorNeeded from None
    return command


def uninstall(*, machine: bool = False) -> bool:
    """Remove every key that `install` made.

    Returns:
        Whether there was any.

    Raises:
        WindowsOnly, AdministratorNeeded: as `install`.
    """
    registry = windows_registry()
    try:
        removed = [_remove(registry, _root(registry, machine=machine), key) for key in KEYS]
    except PermissionError:
        raise errors.AdministratorNeeded from None
    return any(removed)


def server_command() -> str:
    """Return what COM starts: this Python without its console, and our module."""
    windowless = Path(sys.executable).with_name("pythonw.exe")
    program = windowless if windowless.is_file() else Path(sys.executable)
    return f'"{program}" -m {MODULE}'


def facts() -> dict[str, str]:
    """Return what doctor says about Excel: what is installed and registered, and what is in the way."""
    if sys.platform != "win32":
        return {"Excel 連携": "Windows でのみ使えます"}
    registry = windows_registry()
    found = {
        "Excel": "あり"
        if _value(registry, registry.HKEY_CLASSES_ROOT, r"Excel.Application\CLSID")
        else "なし",
        "xlwings": "あり" if find_spec("xlwings") else "なし (pip install xlwings)",
        "pywin32": "あり" if find_spec("pythoncom") else "なし (pip install xlwings)",
    }
    for label, machine in (("Excel 連携 (このユーザー)", False), ("Excel 連携 (全ユーザー)", True)):
        command = _value(registry, _root(registry, machine=machine), KEYS[1] + r"\LocalServer32")
        found[label] = _registration(command)
    if _is_administrator() and not _value(registry, registry.HKEY_LOCAL_MACHINE, KEYS[1] + r"\LocalServer32"):
        found["管理者"] = (
            "管理者として動いています。管理者として開いた Excel はユーザーごとの登録を使いません。"
            "普通に開くか、xlshipcheck install --machine を実行してください"
        )
    return found


def _registration(command: str) -> str:
    if not command:
        return "未登録 (xlshipcheck install で登録)"
    if command != server_command():
        return f"別の Python を登録済み: {command} (xlshipcheck install で登録し直せます)"
    return f"登録済み: {command}"


def _root(registry: Any, *, machine: bool) -> int:  # noqa: ANN401  as above
    return int(registry.HKEY_LOCAL_MACHINE if machine else registry.HKEY_CURRENT_USER)


def _value(registry: Any, root: int, key: str) -> str:  # noqa: ANN401  as above
    try:
        with registry.OpenKey(root, key) as handle:
            return str(registry.QueryValueEx(handle, "")[0])
    except OSError:
        return ""


def _remove(registry: Any, root: int, key: str) -> bool:  # noqa: ANN401  as above
    """Remove a key with all below it; tell whether it was there."""
    try:
        with registry.OpenKey(root, key, 0, registry.KEY_ALL_ACCESS) as handle:
            while registry.QueryInfoKey(handle)[0]:
                _remove(registry, root, key + "\\" + registry.EnumKey(handle, 0))
    except FileNotFoundError:
        return False
    registry.DeleteKey(root, key)
    return True


def _is_administrator() -> bool:
    import ctypes  # noqa: PLC0415  Windows only

    windows: Any = getattr(ctypes, "windll", None)
    return bool(windows and windows.shell32.IsUserAnAdmin())
