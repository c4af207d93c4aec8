"""The shops of an agency: a folder a shop, with its exports or its book, and its settings in it."""

from __future__ import annotations

import unicodedata
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xlshipcheck import errors
from xlshipcheck.hosts.book_files import is_book
from xlshipcheck.settings.book import UsersSettings
from xlshipcheck.settings.user_file import load_users
from xlshipcheck.values.files import RESULT_SUFFIX, TEXT_SUFFIXES
from xlshipcheck.xlsx.backups import as_backup

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SETTINGS_SUFFIX: Final = ".toml"
OVERVIEW_NAME: Final = "全店舗.xlsx"


class Shop(NamedTuple):
    """A shop's folder.

    Attributes:
        name: the folder's name.
        folder: where it is.
        stem: of the names of its results, which differ also where case and forms of letters are not told apart.
        problem: why it cannot be judged; None where nothing is known yet.
    """

    name: str
    folder: Path
    stem: str
    problem: errors.ShipcheckError | None = None


class ShopFiles(NamedTuple):
    """What lies in a shop's folder.

    Attributes:
        orders: its exports, or its book, by name.
        settings: its settings file; None for none.
    """

    orders: list[Path]
    settings: Path | None


def shops_in(root: Path, out: Path) -> list[Shop]:
    """Return the shops of a folder, by name. Files, hidden folders and the folder of the results are none.

    Args:
        root: the folder that holds a folder for each shop.
        out: where the results go.

    Raises:
        FileMissing, ShopsFolderRefused: there is no such folder.
        FileUnreadable: it may not be read.
        ResultsAmongShops: the results would go into a shop's own folder.
        NoShops: it holds none.
    """
    results = {out.resolve(), *out.resolve().parents}
    found: list[Shop] = []
    first_of: dict[Path, str] = {}
    taken: set[str] = set()
    for entry in _folders(root):
        place = entry.resolve()
        if place in results:
            if _is_shop(entry):
                raise errors.ResultsAmongShops(path=errors.Whole(out))
            continue
        refusal: errors.ShipcheckError | None = None
        if not entry.exists():
            refusal = errors.ShopFolderUnreadable(path=errors.Whole(entry))
        elif place in first_of:
            refusal = errors.ShopTwice(path=errors.Whole(entry), other=errors.Whole(first_of[place]))
        first_of.setdefault(place, entry.name)
        found.append(Shop(entry.name, entry, _free_stem(entry.name, taken), refusal))
    if not found:
        raise errors.NoShops(path=errors.Whole(root))
    return found


def _folders(root: Path) -> list[Path]:
    """Return the folders in a folder, by name, hidden ones aside.

    A link that leads nowhere is among them: it may be a shop whose drive is not there today.
    """
    if not root.exists():
        raise errors.FileMissing(path=errors.Whole(root))
    if not root.is_dir():
        raise errors.ShopsFolderRefused(path=errors.Whole(root))
    try:
        entries = sorted(root.iterdir(), key=lambda entry: entry.name)
    except OSError as problem:
        raise errors.FileUnreadable(path=errors.Whole(root), problem=problem) from None
    return [
        entry
        for entry in entries
        if not entry.name.startswith(".") and (entry.is_dir() or (entry.is_symlink() and not entry.exists()))
    ]


def _is_shop(folder: Path) -> bool:
    try:
        return bool(files_of(folder).orders)
    except errors.ShipcheckError:
        return False


def _free_stem(name: str, taken: set[str]) -> str:
    """Return a name for results that no other shop has, on systems that take か\u3099 for が or A for a, too."""
    stem, number = name, 1
    while (key := unicodedata.normalize("NFC", stem).casefold()) in taken:
        number += 1
        stem = f"{name} ({number})"
    taken.add(key)
    return stem


def files_of(folder: Path) -> ShopFiles:
    """Return a shop's files. Results and backups of ours, lock files and everything else are passed over.

    Args:
        folder: looked into, not below it.

    Raises:
        ShopFolderUnreadable: it may not be read.
        ShopEmpty: neither an export nor a book lies in it.
        ShopSettingsTwice: several settings files lie in it.
    """
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
        files = [entry for entry in entries if not entry.name.startswith((".", "~$")) and not entry.is_dir()]
    except OSError:
        raise errors.ShopFolderUnreadable(path=errors.Whole(folder)) from None
    read = [path for path in files if not _is_result(path)]
    orders = [path for path in read if path.suffix.lower() in TEXT_SUFFIXES]
    orders += [path for path in read if is_book(path)]
    if not orders:
        raise errors.ShopEmpty(path=errors.Whole(folder))
    settings = [path for path in files if path.suffix.lower() == SETTINGS_SUFFIX]
    if len(settings) > 1:
        names = errors.Whole("・".join(path.name for path in settings))
        raise errors.ShopSettingsTwice(path=errors.Whole(folder), count=len(settings), names=names)
    return ShopFiles(orders, settings[0] if settings else None)


def _is_result(path: Path) -> bool:
    return path.stem.endswith(RESULT_SUFFIX) or path.name == OVERVIEW_NAME or as_backup(path) is not None


def settings_of(agencys: UsersSettings, own: Path | None) -> UsersSettings:
    """Return a shop's settings above the agency's; of named values each name counts for itself.

    Args:
        agencys: the settings file of the run.
        own: the shop's file; None for none.

    Raises:
        FileUnreadable, SettingsFileBroken: of the shop's file.
    """
    if own is None:
        return agencys
    users = load_users(own)
    return UsersSettings(users.origin, MappingProxyType(_above(agencys.table, users.table)))


def _above(weaker: Mapping[str, Any], stronger: Mapping[str, Any]) -> dict[str, Any]:
    table = {**weaker, **stronger}
    for key in weaker.keys() & stronger.keys():
        if isinstance(weaker[key], dict) and isinstance(stronger[key], dict):
            table[key] = {**weaker[key], **stronger[key]}
    return table
