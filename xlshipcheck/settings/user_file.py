"""The user's settings file: TOML, in the usual folder of the system or where `--settings` says.

The Python inside many a LibreOffice is too old to read TOML. For it a compiled copy lies beside the file in the
usual folder, made by `xlshipcheck install --calc` and renewed whenever we read the file. The copy names the
very bytes it was made from: an outdated one is refused, never used.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck import errors
from xlshipcheck.context import Context
from xlshipcheck.settings.book import UsersSettings
from xlshipcheck.settings.shop import context_from
from xlshipcheck.values.files import read_bounded

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE_NAME: Final = "settings.toml"
COMPILED_NAME: Final = "settings.compiled.json"
_DATE: Final = "$date"
_LARGEST: Final = 4 << 20  # bytes of settings; a shop with thousands of items has some 100,000


def settings_folder() -> Path:
    """Return the folder of our files for this user."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", Path.home())) / "xlshipcheck"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "xlshipcheck"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "xlshipcheck"


def changed_at() -> int:
    """Return a number that changes with the usual file; 0 where there is none."""
    file = settings_folder() / FILE_NAME
    return file.stat().st_mtime_ns if file.is_file() else 0


def load_context(path: Path | None, as_of: int | None) -> Context:
    """Return the context of the settings file.

    Args:
        path: the file named by the user; None for the one in the usual folder, which need not exist.
        as_of: the as-of day.

    Raises:
        FileMissing: the named file does not exist.
        SettingsFileBroken: it is no TOML.
        SettingRefused, UnknownRule, RuleValueRefused, RulesCollide: what stands in it cannot be used.
    """
    users = load_users(path)
    return context_from(users.table, users.origin, as_of) if users.table else Context(as_of)


def load_users(path: Path | None = None) -> UsersSettings:
    """Return what stands in the settings file; nothing where the usual file does not exist.

    Args:
        path: as for `load_context`.

    Raises:
        FileMissing, FileUnreadable, SettingsFileBroken: as for `load_context`.
        SettingsNotCompiled: this Python reads no TOML, and there is no compiled copy of the file as it is now.
    """
    usual = settings_folder() / FILE_NAME
    chosen = path or usual
    if path is None and not usual.is_file():
        return UsersSettings(str(usual))
    data = read_bounded(chosen, _LARGEST)
    table = _parsed(chosen, data)
    if table is None:
        return UsersSettings(str(chosen), _compiled(chosen, data))
    if path is None and _compiled_file().is_file() and _kept(data) is None:
        # Whoever reads the copy shall not have to wait for the next installation.
        with suppress(OSError):
            _compile(data, table)
    return UsersSettings(str(chosen), table)


def compile_settings() -> Path | None:
    """Write the compiled copy of the usual file and return its path; None where there is no such file.

    Raises:
        FileUnreadable: the folder takes no files.
        SettingsFileBroken: as for `load_context`.
    """
    users = load_users()
    usual = settings_folder() / FILE_NAME
    if not usual.is_file():
        return None
    try:
        return _compile(usual.read_bytes(), users.table)
    except OSError as problem:
        raise errors.FileUnreadable(path=errors.Whole(_compiled_file()), problem=problem) from None


def _parsed(path: Path, data: bytes) -> dict[str, Any] | None:
    """Return the table in a TOML file; None where this Python cannot read TOML."""
    try:
        import tomllib  # noqa: PLC0415  Python 3.11; inside LibreOffice the compiled copy is read
    except ModuleNotFoundError:
        return None
    try:
        # Editors on Windows like to put a mark before the text, which TOML does not know.
        return tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        line = re.search(r"at line (\d+)", str(problem))
        place = f"{line[1]}行目" if line else "終わり" if "end of document" in str(problem) else "中"
        raise errors.SettingsFileBroken(
            path=errors.Whole(path), place=errors.Whole(place), problem=problem
        ) from None


def _compiled_file() -> Path:
    return settings_folder() / COMPILED_NAME


def _compile(data: bytes, table: Mapping[str, Any]) -> Path:
    path = _compiled_file()
    text = json.dumps({"of": _digest(data), "settings": table}, ensure_ascii=False, default=_plain)
    beside = path.with_suffix(f".{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
    return path


def _compiled(path: Path, data: bytes) -> dict[str, Any]:
    table = _kept(data)
    if table is None:
        raise errors.SettingsNotCompiled(path=errors.Whole(path), version=platform.python_version())
    return table


def _kept(data: bytes) -> dict[str, Any] | None:
    """Return the table of the compiled copy where it was made from these very bytes."""
    try:
        kept = json.loads(_compiled_file().read_text(encoding="utf-8"), object_hook=_dated)
        table = kept["settings"] if kept["of"] == _digest(data) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return table if isinstance(table, dict) else None


def _digest(data: bytes) -> str:
    import hashlib  # noqa: PLC0415  only where a settings file is, and Python cannot read it itself

    return hashlib.sha256(data).hexdigest()


def _plain(value: object) -> object:
    """Return a TOML date as JSON can carry it; a time of day is no setting, and its text is refused as well."""
    return {_DATE: value.isoformat()} if isinstance(value, dt.date) else str(value)


def _dated(entry: dict[str, Any]) -> Any:  # noqa: ANN401  a table or a date
    if set(entry) != {_DATE}:
        return entry
    text = str(entry[_DATE])
    return dt.datetime.fromisoformat(text) if "T" in text else dt.date.fromisoformat(text)
