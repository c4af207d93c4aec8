"""The kit on a staff machine: `python -m xlshipcheck.shell.set_up.staff install | uninstall [/all]`, run by its two commands.

Everything is for the user who runs it: a folder below %LOCALAPPDATA%, keys below HKEY_CURRENT_USER, shortcuts. An
update replaces the program and keeps settings and log; an older kit does not replace a newer one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final, NamedTuple

from xlshipcheck import __version__, errors
from xlshipcheck.hosts.log import log_path
from xlshipcheck.settings.user_file import settings_folder
from xlshipcheck.shell.set_up.rule_file import KEPT_NAME

DONE, REFUSED = 0, 2
MANIFEST: Final = "manifest.json"
TEMPLATE: Final = "出荷台帳.xlsm"
DROP: Final = "出荷チェック (ファイルをここへ)"
GROUP: Final = "出荷チェック"
UNINSTALL_KEY: Final = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\xlshipcheck"
# Runs from outside the folder that it removes, and removes itself last.
FAREWELL: Final = (
    "@echo off\r\n"
    '"%~dp0app\\python.exe" -X utf8 -m xlshipcheck.shell.set_up.staff uninstall %*\r\n'
    "if errorlevel 1 (pause & exit /b 2)\r\n"
    'cd /d "%TEMP%"\r\n'
    'rmdir /s /q "%~dp0app"\r\n'
    "pause\r\n"
    '(goto) 2>nul & del "%~f0"\r\n'
)


class Places(NamedTuple):
    """Where things go for this user.

    Attributes:
        base: our folder below %LOCALAPPDATA%.
        desktop: the desktop, wherever OneDrive has put it.
        programs: the start menu's programs.
        send_to: the folder of 送る.
    """

    base: Path
    desktop: Path
    programs: Path
    send_to: Path

    @property
    def app(self) -> Path:
        """The folder of the program."""
        return self.base / "app"

    @property
    def shortcuts(self) -> dict[Path, tuple[str, str]]:
        """Shortcut -> (program below `app`, its arguments); the two that take files get them appended."""
        dropped = ("pythonw.exe", "-X utf8 -m xlshipcheck.cli drop")
        group = self.programs / GROUP
        return {
            self.desktop / f"{DROP}.lnk": dropped,
            self.send_to / f"{GROUP}.lnk": dropped,
            group / "診断 (うまく動かないとき).lnk": (
                "pythonw.exe",
                "-X utf8 -m xlshipcheck.cli drop doctor",
            ),
            group / "毎朝の判定を設定.lnk": ("python.exe", "-X utf8 -m xlshipcheck.cli morning --ask"),
            group / "問い合わせの文をコピー.lnk": (
                "pythonw.exe",
                "-X utf8 -m xlshipcheck.cli drop support",
            ),
            group / "アンインストール.lnk": ("..\\uninstall.cmd", ""),
        }


def user_places() -> Places:
    """Return this user's places.

    Raises:
        WindowsOnly: on another system.
    """
    if sys.platform != "win32":
        raise errors.WindowsOnly
    from win32com.shell import shell, shellcon  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415  Windows only

    def folder(number: int) -> Path:
        return Path(shell.SHGetFolderPath(0, number, None, 0))

    return Places(
        folder(shellcon.CSIDL_LOCAL_APPDATA) / "xlshipcheck",
        folder(shellcon.CSIDL_DESKTOPDIRECTORY),
        folder(shellcon.CSIDL_PROGRAMS),
        folder(shellcon.CSIDL_SENDTO),
    )


def install(places: Places, source: Path) -> list[str]:
    """Put the program in, or a newer one in its place.

    Args:
        places: of this user.
        source: the kit's `app` folder.

    Returns:
        What was done, a sentence each.

    Raises:
        KitDamaged, KitOlder, KitInUse: nothing was changed.
    """
    manifest = _manifest(source)
    if manifest is None:
        raise errors.KitDamaged(name=MANIFEST)
    for name, known in manifest["files"].items():
        path = source / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != known:
            raise errors.KitDamaged(name=errors.Whole(name))
    before = _manifest(places.app)
    if before is not None and _parts(before["version"]) > _parts(manifest["version"]):
        raise errors.KitOlder(given=manifest["version"], installed=before["version"])
    _replace(places, source, [*manifest["files"], MANIFEST])
    said = [f"プログラムを入れました ({manifest['version']}): {places.app}"]
    if before is not None:
        said = [
            f"プログラムを入れ替えました ({before['version']} → {manifest['version']})。設定と記録はそのままです"
        ]
    rules = settings_folder() / KEPT_NAME
    if (
        rules.is_file()
        and not _run(places.app, "-m", "xlshipcheck.cli", "rules", "--install", str(rules)).returncode
    ):
        said.append("前に入れた新しい規則を引き継ぎました")
    (places.base / "uninstall.cmd").write_bytes(FAREWELL.encode("ascii"))
    said.append(_registered(places))
    for path, (program, arguments) in places.shortcuts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        make_shortcut(path, (places.app / program).resolve(), arguments, places.app / "pythonw.exe")
    said.append(f"デスクトップに「{DROP}」を置きました。書き出したファイルをここへ落とすと判定します")
    template = places.desktop / TEMPLATE
    if not template.exists():
        _run(places.app, "-m", "xlshipcheck.cli", "new", str(template))
        said.append(f"デスクトップにひな形「{TEMPLATE}」を置きました")
    return said


def _manifest(folder: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found.get("files"), dict) and "version" in found else None


def _parts(version: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in version.split(".")]


def _replace(places: Places, source: Path, names: list[str]) -> None:
    """Copy the kit beside the program that is there, and change places; a failure leaves what was there."""
    new, old = places.base / "app.new", places.base / "app.old"
    for folder in (new, old):
        shutil.rmtree(folder, ignore_errors=True)
    for name in names:
        target = new / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, target)
    end_server(places.app)
    try:
        if places.app.exists():
            places.app.rename(old)
        new.rename(places.app)
    except OSError:
        if not places.app.exists() and old.exists():
            old.rename(places.app)
        shutil.rmtree(new, ignore_errors=True)
        raise errors.KitInUse from None
    shutil.rmtree(old, ignore_errors=True)


def _registered(places: Places) -> str:
    """Let the new program enter itself with Excel, and with the list of installed programs."""
    done = _run(places.app, "-m", "xlshipcheck.cli", "install")
    if done.returncode:
        return "Excel への登録はできませんでした: " + done.stderr.decode("utf-8", "replace").strip()
    import winreg  # noqa: PLC0415  Windows only

    entries = {
        "DisplayName": "出荷チェック (xlshipcheck)",
        "DisplayVersion": __version__,
        "UninstallString": f'"{places.base / "uninstall.cmd"}"',
        "InstallLocation": str(places.app),
    }
    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, UNINSTALL_KEY) as key:  # type: ignore[attr-defined,unused-ignore]
        for name, value in entries.items():
            winreg.SetValueEx(key, name, 0, winreg.REG_SZ, value)  # type: ignore[attr-defined,unused-ignore]
    return "Excel から使えるように登録しました"


def uninstall(places: Places, *, everything: bool = False) -> list[str]:
    """Take the program out; what stays is named.

    Args:
        places: of this user.
        everything: settings and log, too.

    Returns:
        What was done and what stays, a sentence each.

    Raises:
        KitInUse: the program is running and could not be ended.
    """
    if (places.app / "python.exe").is_file():
        _run(places.app, "-m", "xlshipcheck.cli", "morning", "--off")
        _run(places.app, "-m", "xlshipcheck.cli", "uninstall")
    _forget()
    end_server(places.app)
    _remove_shortcuts(places)
    running_inside = places.app in Path(sys.executable).resolve().parents
    if places.app.exists() and not running_inside:
        try:
            shutil.rmtree(places.app)
        except OSError:
            raise errors.KitInUse from None
        (places.base / "uninstall.cmd").unlink(missing_ok=True)
    said = ["プログラムと登録を消しました"]
    if everything:
        _remove_own_files(places)
    else:
        said += [f"残したもの: {path}" for path in (settings_folder(), log_path()) if path.exists()]
    if (places.desktop / TEMPLATE).exists():
        said.append(f"残したもの: {places.desktop / TEMPLATE} (注文が入っているため消しません)")
    if places.base.is_dir() and not any(places.base.iterdir()):
        places.base.rmdir()
    return said


def _remove_shortcuts(places: Places) -> None:
    for path in places.shortcuts:
        path.unlink(missing_ok=True)
    group = places.programs / GROUP
    if group.is_dir() and not any(group.iterdir()):
        group.rmdir()


def _remove_own_files(places: Places) -> None:
    """Remove settings and log, of which nothing else is ours."""
    if settings_folder() != places.base:
        shutil.rmtree(settings_folder(), ignore_errors=True)
    for path in log_path().parent.glob("xlshipcheck.log*"):
        path.unlink(missing_ok=True)


def _forget() -> None:
    import winreg  # noqa: PLC0415  Windows only

    try:
        winreg.DeleteKey(winreg.HKEY_CURRENT_USER, UNINSTALL_KEY)  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        return


def _run(app: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([app / "python.exe", "-X", "utf8", *words], check=False, capture_output=True)  # noqa: S603  our own program


def end_server(app: Path) -> None:
    """End every process that runs out of a folder, but for this one: the server that Excel has started."""
    import win32api  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415  Windows only
    import win32con  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415  as above
    import win32process  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415  as above

    inside = str(app.resolve()).lower() + os.sep
    rights = win32con.PROCESS_QUERY_INFORMATION | win32con.PROCESS_VM_READ | win32con.PROCESS_TERMINATE
    for number in win32process.EnumProcesses():
        if number == os.getpid():
            continue
        try:
            handle = win32api.OpenProcess(rights, False, number)  # noqa: FBT003  pywin32's order
            if win32process.GetModuleFileNameEx(handle, 0).lower().startswith(inside):
                win32api.TerminateProcess(handle, 0)
                win32process.GetExitCodeProcess(handle)
        except win32api.error:
            continue


def make_shortcut(path: Path, program: Path, arguments: str, icon: Path) -> None:
    """Write a shortcut."""
    import pythoncom  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415  Windows only
    from win32com.shell import shell  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415  as above

    link = pythoncom.CoCreateInstance(
        shell.CLSID_ShellLink, None, pythoncom.CLSCTX_INPROC_SERVER, shell.IID_IShellLink
    )
    link.SetPath(str(program))
    link.SetArguments(arguments)
    link.SetWorkingDirectory(str(program.parent))
    link.SetIconLocation(str(icon), 0)
    link.QueryInterface(pythoncom.IID_IPersistFile).Save(str(path), 0)


def main(words: list[str] | None = None) -> int:
    """Do what the kit's command asks for, and say it in Japanese."""
    asked = sys.argv[1:] if words is None else words
    try:
        if asked[:1] == ["install"]:
            said = install(user_places(), Path(sys.executable).resolve().parent)
        else:
            said = uninstall(user_places(), everything="/all" in asked)
    except errors.ShipcheckError as problem:
        print(problem, file=sys.stderr)
        return REFUSED
    print("\n".join(said))
    return DONE


if __name__ == "__main__":
    sys.exit(main())
