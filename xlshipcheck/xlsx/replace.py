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
import shutil
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from xlshipcheck.errors import FileUnwritable, Whole, WorkbookChanged
from xlshipcheck.xlsx.attributes import copy_attributes
from xlshipcheck.xlsx.backups import BACKUPS_KEPT, backups, free_backup_path
from xlshipcheck.xlsx.identity import ABSENT, identity_of
from xlshipcheck.xlsx.leftovers import remove_leftovers, temporary_path
from xlshipcheck.xlsx.locks import exchange_lock, pause, refuse_if_in_use

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from xlshipcheck.xlsx.identity import FileIdentity

_TRIES_ON_WINDOWS: Final = 40
_BETWEEN_TRIES: Final = 0.05


class Disk:
    """The file operations that a replacement consists of, so that a test can let each of them fail."""

    def create(self, path: Path, mode: int) -> BinaryIO:
        """Open a new, empty file; `mode` is cut by the user's umask."""
        flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0)
        return os.fdopen(os.open(path, flags, mode), "w+b")

    def copy(self, source: Path, out: BinaryIO) -> None:
        """Copy the bytes of a file."""
        with source.open("rb") as opened:
            shutil.copyfileobj(opened, out)

    def copy_attributes(self, source: Path, target: Path) -> None:
        """Give a file the permissions, the owner and the attributes of another."""
        copy_attributes(source, target)

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
        """Rename a file over another, atomically.

        Windows refuses while a virus scanner or OneDrive looks at it, mostly for some tenths of a second.
        """
        for _ in range(_TRIES_ON_WINDOWS if os.name == "nt" else 0):
            with contextlib.suppress(PermissionError):
                source.replace(target)
                return
            pause(_BETWEEN_TRIES)
        source.replace(target)

    def remove(self, path: Path) -> None:
        """Delete a file."""
        path.unlink()


class Saved(NamedTuple):
    """What the save of a book did.

    Attributes:
        changed: whether the file is another one now; False: it had everything already and was left alone.
        backup: the copy of the old file, if there was one.
        formulas_kept: (row, column) of formulas that were left alone, by sheet.
        recalculates: whether the spreadsheet program will compute all formulas when it opens the book.
    """

    changed: bool
    backup: Path | None
    formulas_kept: Mapping[str, Sequence[tuple[int, int]]] = MappingProxyType({})
    recalculates: bool = False


class _NothingChangedError(Exception):
    """Ends a save whose result is the old file."""


def save_book(
    path: Path,
    target: Path,
    write: Callable[[BinaryIO], None],
    check: Callable[[Path], None],
    now: dt.datetime,
    disk: Disk | None,
    *,
    is_changed: Callable[[], bool],
    before: FileIdentity,
) -> Saved:
    """Write an edited book into its own place or another one; in its own it stands as it is where nothing changed.

    Args:
        path: the book that was opened.
        target: where to.
        write: writes the whole new content to an empty file.
        check: opens the finished file before it is put in place, and raises when it is not right.
        now: the seller's local time, for the backup's name.
        disk: the file operations; given by tests.
        is_changed: tells, once everything is written, whether anything is another than before.
        before: the state of the book when it was opened.

    Raises:
        FileRefused: every reason of `replace_file`.
    """
    in_place = target == path or (target.exists() and target.samefile(path))

    def verify(finished: Path) -> None:
        if in_place and not is_changed():
            raise _NothingChangedError
        check(finished)

    backup = None
    with contextlib.suppress(_NothingChangedError):
        backup = replace_file(target, write, verify, now, disk, before=before if in_place else None)
    return Saved(is_changed() or not in_place, backup)


def replace_file(
    path: Path,
    write: Callable[[BinaryIO], None],
    verify: Callable[[Path], None],
    now: dt.datetime,
    disk: Disk | None = None,
    *,
    before: FileIdentity | None = None,
) -> Path | None:
    """Replace a file, or create it, by what `write` writes.

    Args:
        path: the file; a backup is made when it exists.
        write: writes the whole new content to an empty file.
        verify: opens the finished file before it is put in place, and raises when it is not right.
        now: the seller's local time, for the backup's name.
        disk: the file operations; given by tests.
        before: the state of the file from which the new content was made, taken when it was opened; its state
            now when not given.

    Returns:
        The path of the backup, or None when there was no file before.

    Raises:
        FileUnwritable: the system did not let us write; the old file stands untouched.
        WorkbookChanged: somebody else wrote the file in the meantime.
        WorkbookInUse: somebody opened it in the meantime.
        AttributesLost: the new file cannot have the owner or the attributes of the old one.
    """
    disk = disk or Disk()
    made: list[Path] = []
    backup: Path | None = None
    finished: Path | None = None
    try:
        if before is None:
            before = identity_of(path)
        existed = before != ABSENT
        # A book may be private; until it has the mode of the old one, the new one is readable by its owner alone.
        mode = 0o600 if existed else 0o666
        remove_leftovers(path.parent, now.timestamp(), disk.remove)
        finished = _written(path, write, mode, disk, made)
        if existed:
            _refuse_if_changed(path, before)  # whoever removed it left nothing to take the attributes from
            disk.copy_attributes(path, finished)
        verify(finished)
        copy: Path | None = None
        if existed:
            # Backed up under a temporary name first: a file that is named a backup is a whole one.
            copy = _written(path, lambda out: disk.copy(path, out), mode, disk, made)
            disk.copy_attributes(path, copy)
        with exchange_lock(path.parent):
            refuse_if_in_use(path)
            _refuse_if_changed(path, before)
            if copy is not None:
                backup = free_backup_path(path, now)
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
            raise FileUnwritable(path=Whole(path), problem=error) from error
        raise
    # From here on the new file stands; what fails now is housekeeping, and must not look like a refusal.
    with contextlib.suppress(OSError):
        disk.sync_folder(path.parent)
        for old in backups(path)[BACKUPS_KEPT:]:
            disk.remove(old)
    return backup


def _written(path: Path, write: Callable[[BinaryIO], None], mode: int, disk: Disk, made: list[Path]) -> Path:
    temporary = temporary_path(path)
    made.append(temporary)
    with disk.create(temporary, mode) as out:
        write(out)
        disk.sync(out)
    return temporary


def _refuse_if_changed(path: Path, before: FileIdentity) -> None:
    if identity_of(path) != before:
        raise WorkbookChanged(path=Whole(path))
