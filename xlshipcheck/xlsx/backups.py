"""The dated copies that are left beside a book before it is replaced: how they are named and found again.

A seller's own copies are never taken for ours: the name must be exactly one that we give, with a day and a time
that exist.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

BACKUPS_KEPT: Final = 5
_WORD: Final = "バックアップ"
_STAMP: Final = "%Y%m%d-%H%M%S"
_NAME: Final = re.compile(rf"(?P<stem>.+)_{_WORD}_(?P<stamp>[0-9]{{8}}-[0-9]{{6}})(?:_(?P<number>[0-9]+))?")
LONGEST_NAME: Final = 255
"""Bytes of one name on the usual file systems of Linux and macOS; on Windows units of UTF-16."""
_DATED: Final = f"_{_WORD}_20261121-093000_99"


class Backup(NamedTuple):
    """A copy that we made.

    Attributes:
        path: where it lies.
        stem: the beginning that it shares with its book.
        made: the seller's local time when it was made.
        number: 1, or a higher one where several were made in one second.
    """

    path: Path
    stem: str
    made: dt.datetime
    number: int


def as_backup(path: Path) -> Backup | None:
    """Return what the name of a file says of it as a backup, None where the name is not one that we give."""
    found = _NAME.fullmatch(path.stem)
    if found is None or path.suffix.lower() not in {".xlsx", ".xlsm", ".ods"}:
        return None
    try:
        made = dt.datetime.strptime(found["stamp"], _STAMP)  # noqa: DTZ007 # local time, as it was when it was made
    except ValueError:
        return None
    return Backup(path, found["stem"], made, int(found["number"] or 1))


def all_backups(folder: Path) -> list[Backup]:
    """Return every backup in a folder, newest first; links and folders are none."""
    entries = (entry for entry in folder.iterdir() if entry.is_file() and not entry.is_symlink())
    found = [backup for entry in entries if (backup := as_backup(entry)) is not None]
    return sorted(found, key=lambda backup: (backup.made, backup.number), reverse=True)


def backups_of(path: Path) -> list[Backup]:
    """Return the backups of a book, newest first."""
    stem, suffix = backup_stem(path), path.suffix.lower()
    return [b for b in all_backups(path.parent) if b.stem == stem and b.path.suffix.lower() == suffix]


def backups(path: Path) -> list[Path]:
    """Return the paths of the backups of a book, newest first."""
    return [backup.path for backup in backups_of(path)]


def free_backup_path(path: Path, now: dt.datetime) -> Path:
    """Return the dated name, with a number behind it when two backups fall into one second.

    Args:
        path: of the book.
        now: the seller's local time.
    """
    # Not the first free number: that of an old backup which is gone would make the new one the oldest.
    moment = now.strftime(_STAMP)
    number = max((b.number for b in backups_of(path) if b.made.strftime(_STAMP) == moment), default=0) + 1
    while True:
        end = "" if number == 1 else f"_{number}"
        backup = path.with_name(f"{backup_stem(path)}_{_WORD}_{moment}{end}{path.suffix}")
        if not os.path.lexists(backup):
            return backup
        number += 1


def backup_stem(path: Path) -> str:
    """Return the beginning of the names of a book's backups: its own name, cut where it would get too long."""
    if name_length(path.stem + _DATED + path.suffix) <= LONGEST_NAME:
        return path.stem
    mark = "~" + hashlib.sha256(path.name.encode("utf-8", "surrogateescape")).hexdigest()[:8]
    stem = path.stem
    while name_length(stem + mark + _DATED + path.suffix) > LONGEST_NAME:
        stem = stem[:-1]
    return stem + mark


def name_length(name: str) -> int:
    """Return the length of a file's name as the system counts it."""
    return len(name.encode("utf-16-le")) // 2 if os.name == "nt" else len(os.fsencode(name))
