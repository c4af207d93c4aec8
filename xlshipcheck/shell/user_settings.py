"""The user's settings file: TOML, in the usual folder of the system or where `--settings` says."""

from __future__ import annotations

import os
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

from xlshipcheck import errors
from xlshipcheck.context import Context
from xlshipcheck.shop_settings import context_from

FILE_NAME = "settings.toml"


def settings_folder() -> Path:
    """Return the folder of our files for this user."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", Path.home())) / "xlshipcheck"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "xlshipcheck"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "xlshipcheck"


def load_context(path: Path | None, as_of: int | None) -> Context:
    """Return the context of the settings file.

    Args:
        path: the file named by the user; None for the one in the usual folder, which need not exist.
        as_of: the as-of day.

    Raises:
        FileMissing: the named file does not exist.
        SettingsFileBroken: it is no TOML.
        SettingRefused, UnknownRule, RuleValueRefused: what stands in it cannot be used.
    """
    chosen, table = load_table(path)
    return context_from(table, str(chosen), as_of) if table else Context(as_of)


def load_table(path: Path | None = None) -> tuple[Path, dict[str, Any]]:
    """Return the settings file and the table in it; an empty one where the usual file does not exist.

    Args:
        path: as for `load_context`.

    Raises:
        FileMissing, FileUnreadable, SettingsFileBroken: as for `load_context`.
    """
    usual = settings_folder() / FILE_NAME
    chosen = path or usual
    if path is None and not usual.is_file():
        return chosen, {}
    try:
        with chosen.open("rb") as file:
            return chosen, tomllib.load(file)
    except FileNotFoundError:
        raise errors.FileMissing(path=errors.Whole(chosen)) from None
    except OSError as problem:
        raise errors.FileUnreadable(path=errors.Whole(chosen), problem=problem.strerror or problem) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        line = re.search(r"at line (\d+)", str(problem))
        place = f"{line[1]}行目" if line else "終わり" if "end of document" in str(problem) else "中"
        raise errors.SettingsFileBroken(
            path=errors.Whole(chosen), place=errors.Whole(place), problem=problem
        ) from None
