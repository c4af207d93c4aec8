"""Putting a finished file in the place of a seller's book, so that no moment can lose it.

The new file is written beside the old one, flushed to the disk, opened again and compared by the caller;
the old one is copied to a dated backup; only then does one atomic rename put the new file in place. A
power cut, a full disk or a killed process at any point leaves the old file or the new one, whole.

`os.replace` is atomic on POSIX and on NTFS. The folder is synced where the system can do that (not on
Windows, where the rename itself is journalled).
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
from typing import TYPE_CHECKING, BinaryIO, Final

from xlshipcheck.errors import FileUnreadable, Whole, WorkbookChanged

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

BACKUPS_KEPT: Final = 5
_BACKUP_WORD: Final = "バックアップ"
_TEMPORARY_SUFFIX: Final = ".xlshipcheck.tmp"
_STALE_SECONDS: Final = 24 * 60 * 60


class Disk:
    """The file operations that a replacement consists of, so that a test can let each of them fail."""

    def create(self, path: Path, mode: int) -> BinaryIO:
        """Open a new, empty file; `mode` is cut by the user's umask."""
        flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0)
        return os.fdopen(os.open(path, flags, mode), "w+b")

    def copy(self, source: Path, out: BinaryIO) -> None:
        """Copy the bytes of a file."""
        with source.open("rb") as opened:
            shutil.copyfileobj(opened, out, 1 << 20)

    def copy_mode(self, source: Path, target: Path) -> None:
        """Give a file the permissions of another."""
        shutil.copymode(source, target)

    def sync(self, out: BinaryIO) -> None:
        """Bring the bytes of an open file to the disk itself."""
        out.flush()
        os.fsync(out.fileno())

    def sync_folder(self, folder: Path) -> None:
        """Bring a rename to the disk itself, where the system lets a folder be opened."""
        if os.name != "nt":
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def replace(self, source: Path, target: Path) -> None:
        """Rename a file over another, atomically."""
        source.replace(target)

    def remove(self, path: Path) -> None:
        """Delete a file."""
        path.unlink()


def replace_file(
    path: Path,
    write: Callable[[BinaryIO], None],
    verify: Callable[[Path], None],
    now: dt.datetime,
    disk: Disk | None = None,
) -> Path | None:
    """Replace a file, or create it, by what `write` writes.

    Args:
        path: the file; a backup is made when it exists.
        write: writes the whole new content to an empty file.
        verify: opens the finished file before it is put in place, and raises when it is not right.
        now: the seller's local time, for the backup's name.
        disk: the file operations; given by tests.

    Returns:
        The path of the backup, or None when there was no file before.

    Raises:
        FileUnreadable: the system did not let us write; the old file stands untouched.
        WorkbookChanged: somebody else wrote the file in the meantime.
    """
    disk = disk or Disk()
    before = _identity(path)
    # A book may be private; until it has the mode of the old one, the new one is readable by its owner alone.
    mode = 0o666 if before is None else 0o600
    made: list[Path] = []
    backup: Path | None = None
    finished: Path | None = None
    try:
        _remove_stale(path, now, disk)
        finished = _written(path, write, mode, disk, made)
        if before is not None:
            disk.copy_mode(path, finished)
        verify(finished)
        if before is not None:
            # Backed up under a temporary name first: a file that is named a backup is a whole one.
            copy = _written(path, lambda out: disk.copy(path, out), mode, disk, made)
            disk.copy_mode(path, copy)
            backup = _free_backup_path(path, now)
            made.append(backup)
            disk.replace(copy, backup)
            disk.sync_folder(path.parent)
        _refuse_if_changed(path, before)
        disk.replace(finished, path)
    except BaseException as error:
        # An interrupt may come when the rename is already done: then the backup is what remains of the old.
        replaced = finished is not None and not finished.exists()
        for leftover in made:
            if not (replaced and leftover == backup):
                with contextlib.suppress(OSError):
                    disk.remove(leftover)
        if isinstance(error, OSError):
            raise FileUnreadable(path=Whole(path), problem=error.strerror or str(error)) from error
        raise
    # From here on the new file stands; what fails now is housekeeping, and must not look like a refusal.
    with contextlib.suppress(OSError):
        disk.sync_folder(path.parent)
        for old in backups(path)[BACKUPS_KEPT:]:
            disk.remove(old)
    return backup


def backups(path: Path) -> list[Path]:
    """Return the backups of a file, newest first; a seller's own copies are never among them."""
    name = re.compile(
        rf"{re.escape(path.stem)}_{_BACKUP_WORD}_(\d{{8}}-\d{{6}})(?:_(\d+))?{re.escape(path.suffix)}"
    )
    found = [(match, entry) for entry in path.parent.iterdir() if (match := name.fullmatch(entry.name))]
    return [entry for _, entry in sorted(found, key=lambda item: _backup_age(item[0]), reverse=True)]


def _backup_age(match: re.Match[str]) -> tuple[str, int]:
    return match[1], int(match[2] or 1)


def _free_backup_path(path: Path, now: dt.datetime) -> Path:
    """Return the dated name, with a number behind it when two backups fall into one second."""
    stem = f"{path.stem}_{_BACKUP_WORD}_{now:%Y%m%d-%H%M%S}"
    backup = path.with_name(stem + path.suffix)
    number = 1
    while backup.exists():
        number += 1
        backup = path.with_name(f"{stem}_{number}{path.suffix}")
    return backup


def _written(path: Path, write: Callable[[BinaryIO], None], mode: int, disk: Disk, made: list[Path]) -> Path:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}{_TEMPORARY_SUFFIX}")
    made.append(temporary)
    with disk.create(temporary, mode) as out:
        write(out)
        disk.sync(out)
    return temporary


def _identity(path: Path) -> tuple[int, int, int] | None:
    """Return what changes when somebody else writes the file, None when there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _refuse_if_changed(path: Path, before: tuple[int, int, int] | None) -> None:
    if _identity(path) != before:
        raise WorkbookChanged(path=Whole(path))


def _remove_stale(path: Path, now: dt.datetime, disk: Disk) -> None:
    """Remove what a killed process left beside this file; a day's margin spares one that still runs."""
    for entry in path.parent.iterdir():
        if entry.name.startswith(f".{path.name}.") and entry.name.endswith(_TEMPORARY_SUFFIX):
            with contextlib.suppress(OSError):
                if now.timestamp() - entry.stat().st_mtime > _STALE_SECONDS:
                    disk.remove(entry)
