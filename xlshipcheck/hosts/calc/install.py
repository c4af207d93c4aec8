"""Putting the extension into the user's LibreOffice, and taking it out again.

LibreOffice's own tool `unopkg` does both. What is installed is read from the folders where LibreOffice keeps
extensions, so that asking starts no program and makes no profile.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlshipcheck.errors import OfficeMissing, OfficeRefused, Whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

IDENTIFIER: Final = "jp.xlshipcheck.calc"
FILE_NAME: Final = "xlshipcheck.oxt"
LONGEST: Final = 180
BOOTSTRAP: Final = "lounorc" if sys.platform != "win32" else "louno.ini"
"""A file that lies in LibreOffice's own folder of programs and nowhere else."""
LOADED_EVENT: Final = "OnLoadFinished"
"""The event of a document that was loaded, for which LibreOffice calls one macro: ours, or one of the user's."""
_LOADED_MACRO: Final = re.compile(
    rf'<node oor:name="{LOADED_EVENT}"[^>]*>\s*<prop oor:name="BindingURL"[^>]*>\s*<value>([^<]+)</value>'
)
_OWN_MACRO: Final = "vnd.sun.star.script:Xlshipcheck."
_VERSION: Final = re.compile(r'<version value="([^"]*)"')
_USUAL: Final = {
    "win32": (
        "C:/Program Files/LibreOffice/program/unopkg.com",
        "C:/Program Files (x86)/LibreOffice/program/unopkg.com",
    ),
    "darwin": ("/Applications/LibreOffice.app/Contents/MacOS/unopkg",),
}
_ELSEWHERE: Final = ("/usr/lib/libreoffice/program/unopkg", "/opt/libreoffice/program/unopkg")


def install(make: Callable[[Path], None], options: Sequence[str] = ()) -> str:
    """Install the extension, in the place of an older one.

    Args:
        make: writes the extension to a path.
        options: for unopkg, such as another profile (`-env:UserInstallation=...`).

    Returns:
        The tool that did it.

    Raises:
        OfficeMissing: there is no LibreOffice.
        OfficeRefused: it does not take the extension.
    """
    tool = unopkg()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE_NAME
        make(path)
        _run(tool, "add", ["--force", *_for_root(), *options, str(path)])
    return tool


def uninstall(options: Sequence[str] = ()) -> bool:
    """Remove the extension.

    Args:
        options: as for `install`.

    Returns:
        Whether there was one.

    Raises:
        OfficeMissing: there is no LibreOffice.
        OfficeRefused: it does not let the extension go.
    """
    tool = unopkg()
    try:
        _run(tool, "list", [*_for_root(), *options, IDENTIFIER])
    except OfficeRefused:
        return False
    _run(tool, "remove", [*_for_root(), *options, IDENTIFIER])
    return True


def unopkg() -> str:
    """Return the path of LibreOffice's tool for extensions.

    Raises:
        OfficeMissing: it is neither on the PATH nor in a usual place.
    """
    found = shutil.which("unopkg") or next(
        (place for place in _USUAL.get(sys.platform, _ELSEWHERE) if Path(place).is_file()), None
    )
    if found is None:
        raise OfficeMissing
    return found


def _for_root() -> list[str]:
    """Return what root has to add: unopkg refuses to put files of root's into a user's profile."""
    return ["--shared"] if sys.platform != "win32" and os.geteuid() == 0 else []


def _run(tool: str, word: str, rest: Sequence[str]) -> None:
    try:
        done = subprocess.run(  # noqa: S603  LibreOffice's own tool, our own arguments
            [tool, word, *rest], capture_output=True, timeout=LONGEST, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise OfficeRefused(problem=problem) from None
    if done.returncode:
        lines = (done.stderr or done.stdout).decode("utf-8", "replace").split("\n")
        message = next((line.strip() for line in lines if line.strip()), str(done.returncode))
        raise OfficeRefused(problem=message)


def facts() -> dict[str, str]:
    """Return what `doctor` says of LibreOffice."""
    try:
        tool = unopkg()
    except OfficeMissing:
        return {"LibreOffice": "見つかりません"}
    versions = [version for folder in _extension_folders(tool) for version in installed_versions(folder)]
    state = (
        f"拡張機能 {'、'.join(versions)}"
        if versions
        else "拡張機能なし (xlshipcheck install --calc で入ります)"
    )
    found: dict[str, str] = {"LibreOffice": Whole(f"{Path(tool).parent} / {state}")}
    environment = crashing_environment()
    if environment:
        found["LibreOffice の起動"] = Whole(
            f"注意: この端末では仮想環境 {environment} が有効です。"
            "ここから soffice を起動すると、表を開いたときに異常終了します。"
            "deactivate してから起動するか、デスクトップのメニューから起動してください"
        )
    macro = other_macro(_profile())
    if versions and macro:
        found["LibreOffice のマクロ"] = Whole(
            f"注意: 「文書の読み込み終了」にほかのマクロ ({macro}) が割り当てられているため、"
            "開いたブックの関数が自動ではつながりません。"
            "開いた後に 出荷チェック > 更新 を押すか、ツール > カスタマイズ > イベント で割り当てを外してください"
        )
    return found


def other_macro(profile: Path) -> str:
    """Return the macro that the user has chosen for documents that were loaded, in the place of ours; "" for none."""
    try:
        text = (profile / "registrymodifications.xcu").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
    chosen = _LOADED_MACRO.search(text)
    return "" if chosen is None or chosen[1].startswith(_OWN_MACRO) else chosen[1]


def installed_versions(folder: Path) -> list[str]:
    """Return the versions of our extension that lie in a folder of installed extensions."""
    found = []
    for path in sorted(folder.glob(f"*_/{FILE_NAME}/description.xml")):
        try:
            version = _VERSION.search(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            continue
        if version:
            found.append(version[1])
    return found


def _extension_folders(tool: str) -> Iterator[Path]:
    """Yield the folders in which LibreOffice unpacks extensions: the user's, and that of all users."""
    yield _profile() / "uno_packages" / "cache" / "uno_packages"
    for program in _program_folders(tool):
        yield program.parent / "share" / "uno_packages" / "cache" / "uno_packages"


def _profile() -> Path:
    """Return the folder of the user's own settings of LibreOffice."""
    home = Path.home()
    if sys.platform == "win32":
        place = Path(os.environ.get("APPDATA", home)) / "LibreOffice"
    elif sys.platform == "darwin":
        place = home / "Library" / "Application Support" / "LibreOffice"
    else:
        place = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "libreoffice"
    return place / "4" / "user"


def _program_folders(tool: str) -> Iterator[Path]:
    """Yield LibreOffice's own folders of programs: a unopkg on the PATH may be a script that only calls theirs."""
    usual = [Path(place) for place in _USUAL.get(sys.platform, _ELSEWHERE)]
    found = {path.resolve().parent: None for path in (Path(tool), *usual)}
    yield from (folder for folder in found if (folder / BOOTSTRAP).is_file())


def crashing_environment() -> str:
    """Return the virtual environment that crashes a LibreOffice started from here, "" where there is none.

    A LibreOffice that runs on the system's Python looks for its standard library beside the `python3` that the
    PATH names first. In an activated environment of another Python it finds that one's, and aborts as soon as a
    document needs the extension.
    """
    python = shutil.which("python3")
    if sys.platform in _USUAL or python is None:
        return ""
    environment = Path(python).parent.parent
    if not (environment / "pyvenv.cfg").is_file():
        return ""
    try:
        tool = unopkg()
    except OfficeMissing:
        return ""
    # A LibreOffice that brings a Python of its own never looks at the PATH.
    brings_its_own = any(list(folder.glob("python-core-*")) for folder in _program_folders(tool))
    return "" if brings_its_own else str(environment)
