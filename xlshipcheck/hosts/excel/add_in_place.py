r"""The add-in's one place: the user's AddIns folder, and Excel's list of what to open with it.

A formula of an add-in is stored with the add-in's full path, so that every other place would be a link to a file that
other computers have elsewhere. Excel opens what stands under `OPEN`, `OPEN1`, ... in
`HKCU\Software\Microsoft\Office\<version>\Excel\Options`, and stops at the first number that is missing; it writes
the list anew when it ends.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any, Final

from xlshipcheck import errors

FILE_NAME: Final = "出荷チェック.xlam"
OLD_NAMES: Final = frozenset({FILE_NAME.casefold(), "xlshipcheck.xlam"})
"""File names that only our add-in has had."""
OFFICE: Final = r"Software\Microsoft\Office"
_VERSION: Final = re.compile(r"\d+\.\d\Z")
_OPENED: Final = re.compile(r"OPEN(\d*)\Z", re.IGNORECASE)


def add_in_path() -> Path:
    """Return where the add-in of this user stands."""
    base = os.environ.get("APPDATA")
    return (Path(base) if base else Path.home()) / "Microsoft" / "AddIns" / FILE_NAME


def place(data: bytes, registry: Any) -> Path:  # noqa: ANN401  winreg, which only Windows has
    """Copy the add-in to its place and let every Excel of this user open it.

    Args:
        data: the bytes of the add-in.
        registry: the module `winreg`.

    Returns:
        Where it stands now.

    Raises:
        AddInInUse: Excel holds the old one open; it stays as it was.
    """
    path = add_in_path()
    try:
        if not (path.is_file() and path.read_bytes() == data):
            path.parent.mkdir(parents=True, exist_ok=True)
            new = path.with_name(f"{path.name}.new")
            new.write_bytes(data)
            new.replace(path)
    except PermissionError:
        raise errors.AddInInUse(path=errors.Whole(path)) from None
    for key in _option_keys(registry):
        _write(registry, key, [*_others(_opened(registry, key)), f'"{path}"'])
    return path


def take_away(registry: Any) -> bool:  # noqa: ANN401  as above
    """Remove the add-in and its entries; tell whether there was any.

    Raises:
        AddInInUse: Excel holds it open.
    """
    found = False
    for key in _option_keys(registry):
        entries = _opened(registry, key)
        if _others(entries) != entries:
            found = True
            _write(registry, key, _others(entries))
    path = add_in_path()
    try:
        path.unlink()
    except FileNotFoundError:
        return found
    except PermissionError:
        raise errors.AddInInUse(path=errors.Whole(path)) from None
    return True


def fact(data: bytes, registry: Any) -> str:  # noqa: ANN401  as above
    """Return what doctor says of the add-in.

    Args:
        data: the bytes of the add-in that this program brings.
        registry: as in `place`.
    """
    path = add_in_path()
    entries = [entry for key in _option_keys(registry) for entry in _opened(registry, key)]
    ours = [entry for entry in entries if entry not in _others(entries)]
    elsewhere = [entry for entry in ours if entry.strip('"').casefold() != str(path).casefold()]
    if not path.is_file():
        return "なし (xlshipcheck install で入れられます)"
    if elsewhere:
        return f"別の場所のものが登録されています: {elsewhere[0]} (xlshipcheck install で一つにできます)"
    if path.read_bytes() != data:
        return f"古い版です: {path} (Excel を閉じて xlshipcheck install を実行してください)"
    if not ours:
        return f"{path} (Excel に未登録。Excel を一度起動してから xlshipcheck install を実行してください)"
    return f"登録済み: {path}"


def windows_registry() -> Any:  # noqa: ANN401  as above
    """Return the module `winreg`.

    Raises:
        WindowsOnly: on another system.
    """
    if sys.platform != "win32":
        raise errors.WindowsOnly
    import winreg  # noqa: PLC0415  Windows only

    return winreg


def _others(entries: list[str]) -> list[str]:
    return [
        entry for entry in entries if re.split(r"[\\/]", entry.strip('"'))[-1].casefold() not in OLD_NAMES
    ]


def _option_keys(registry: Any) -> list[str]:  # noqa: ANN401  as above
    """Return the keys of the options of every Excel that this user has started."""
    user = registry.HKEY_CURRENT_USER
    found = []
    try:
        with registry.OpenKey(user, OFFICE) as office:
            names = [registry.EnumKey(office, place) for place in range(registry.QueryInfoKey(office)[0])]
    except OSError:
        return []
    for name in filter(_VERSION.match, names):
        try:
            registry.OpenKey(user, rf"{OFFICE}\{name}\Excel").Close()
        except OSError:
            continue
        found.append(rf"{OFFICE}\{name}\Excel\Options")
    return found


def _opened(registry: Any, key: str) -> list[str]:  # noqa: ANN401  as above
    """Return what Excel opens, in its order."""
    numbered = []
    try:
        with registry.OpenKey(registry.HKEY_CURRENT_USER, key) as handle:
            for place in range(registry.QueryInfoKey(handle)[1]):
                name, value, _ = registry.EnumValue(handle, place)
                if match := _OPENED.match(name):
                    numbered.append((int(match[1] or 0), str(value)))
    except OSError:
        return []
    return [value for _, value in sorted(numbered)]


def _write(registry: Any, key: str, entries: list[str]) -> None:  # noqa: ANN401  as above
    """Write the list; what is behind its end goes."""
    before = len(_opened(registry, key))
    with registry.CreateKey(registry.HKEY_CURRENT_USER, key) as handle:
        for number, entry in enumerate(entries):
            registry.SetValueEx(handle, f"OPEN{number or ''}", 0, registry.REG_SZ, entry)
        for number in range(len(entries), before):
            try:
                registry.DeleteValue(handle, f"OPEN{number or ''}")
            except FileNotFoundError:
                continue
