"""Who else may be writing a book: lock files of Excel and LibreOffice, and a lock of our own for the exchange."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from xlshipcheck.errors import (
    FileIsSpecial,
    FileMissing,
    FileUnwritable,
    FolderBusy,
    OutputEnding,
    Whole,
    WorkbookHasOtherNames,
    WorkbookInUse,
    WorkbookIsLink,
    WorkbookReadOnly,
)

if os.name == "nt":  # pragma: no cover - the other system's half; held under wine
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LOCK_NAME: Final = ".xlshipcheck-lock.tmp"
_LONGEST_WAIT: Final = 20.0
"""Seconds. An exchange takes some hundredths of one, on a slow network drive a few."""
_BETWEEN: Final = 0.01
pause = time.sleep
clock = time.monotonic


def refuse_unless_writable(path: Path) -> None:
    """Refuse a book that we must not replace. A file that does not exist yet is fine.

    Args:
        path: where the result shall stand.

    Raises:
        WorkbookIsLink: the path leads elsewhere.
        FileUnwritable, FileIsSpecial: a folder, a pipe or a device stands there.
        WorkbookInUse: Excel's or LibreOffice's lock file lies beside it.
        WorkbookHasOtherNames: it is the same file as one of another name, which would keep the old content.
        WorkbookReadOnly: the file or its folder may not be written.
        FileMissing: there is no such folder.
    """
    if path.is_symlink():
        raise WorkbookIsLink(path=Whole(path), target=Whole(path.readlink()))
    if not path.parent.is_dir():
        raise FileMissing(path=Whole(path.parent))
    _refuse_special(path)
    refuse_if_in_use(path)
    if not os.access(path.parent, os.W_OK):
        raise WorkbookReadOnly(path=Whole(path.parent))
    if path.exists() and path.stat().st_nlink > 1:
        raise WorkbookHasOtherNames(path=Whole(path), count=path.stat().st_nlink)
    if path.exists() and not (path.stat().st_mode & stat.S_IWUSR and os.access(path, os.W_OK)):
        raise WorkbookReadOnly(path=Whole(path))


def _refuse_special(path: Path) -> None:
    if path.is_dir():
        raise FileUnwritable(path=Whole(path), problem=os.strerror(errno.EISDIR))
    if os.path.exists(path) and not path.is_file():  # noqa: PTH110 # says no, and does not raise, where the name is too long
        raise FileIsSpecial(path=Whole(path))


def refuse_other_ending(target: Path, source: Path) -> None:
    """Refuse to write a book under another ending: Excel does not open a book with macros that is called .xlsx.

    Raises:
        OutputEnding: naming the right one.
    """
    ending = source.suffix.lower()
    if target.suffix.lower() != ending:
        raise OutputEnding(path=Whole(target), source=Whole(source), ending=ending)


def refuse_if_in_use(path: Path) -> None:
    """Refuse a book beside which a lock file lies.

    Raises:
        WorkbookInUse: with the name of who opened it, when the lock file tells.
    """
    for name, owner_of in ((f"~${path.name}", _excel_owner), (f".~lock.{path.name}#", _libreoffice_owner)):
        lock = path.with_name(name)
        if os.path.exists(lock):  # noqa: PTH110 # says no, and does not raise, where the name is too long
            try:
                with lock.open("rb") as file:
                    owner = owner_of(file.read(4096))
            except OSError:  # Excel may hold it so that nobody else can read it
                owner = ""
            raise WorkbookInUse(path=Whole(path), owner=owner or "ほかの人かソフト", lock=Whole(name))


def _excel_owner(data: bytes) -> str:
    """Return the user's name from Excel's owner file: a length byte, ANSI, then a length and UTF-16."""
    at = 55
    if len(data) >= at + 2:
        length = min(int.from_bytes(data[at : at + 2], "little"), 52)
        name = data[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "ignore").strip("\0 ")
        if name:
            return name
    return data[1 : 1 + data[0]].decode("cp932", "ignore").strip("\0 ") if data else ""


def _libreoffice_owner(data: bytes) -> str:
    """Return the user's name from LibreOffice's lock file: comma-separated, name first, then login."""
    fields = data.decode("utf-8", "ignore").split(",")
    return next((field.strip() for field in fields[:2] if field.strip()), "")


@contextmanager
def exchange_lock(folder: Path) -> Iterator[None]:
    """Let one process at a time compare and exchange files of a folder.

    The system itself gives the lock back when its holder dies, so a lock file of a dead process holds nobody up;
    whoever comes next uses it and removes it. Where the system of files knows no locks, the comparison that
    follows is what guards.

    Args:
        folder: where the files lie.

    Raises:
        FolderBusy: another process has kept the lock far longer than an exchange takes.
        OSError: no file can be made there.
    """
    path = folder / _LOCK_NAME
    begun = clock()
    while True:
        handle = _opened(path)
        if handle is not None:
            if _locked(handle) and _is_still(path, handle):
                break
            os.close(handle)
        if clock() - begun > _LONGEST_WAIT:
            raise FolderBusy(path=Whole(folder))
        pause(_BETWEEN)
    try:
        yield
    finally:
        # Removed while it is held: who waits for it sees that it is gone, and makes a new one. Windows removes
        # no open file, so there it is closed first and may be taken over in between.
        with contextlib.suppress(OSError):
            if os.name != "nt":
                path.unlink()
        os.close(handle)
        with contextlib.suppress(OSError):
            if os.name == "nt":
                path.unlink()


@contextmanager
def run_lock(path: Path) -> Iterator[bool]:
    """Hold a lock for a whole run, and say whether it was to be had; nobody waits for it.

    The system gives it back when its holder dies. Where the system of files knows no locks, there is none.

    Args:
        path: the lock file, which stays.

    Raises:
        OSError: no file can be made there.
    """
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o666)
    try:
        yield _locked(handle)
    finally:
        os.close(handle)


def _opened(path: Path) -> int | None:
    """Open the lock file, made where there is none; None while Windows is still removing the last one."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o666)
    except PermissionError:
        if os.name == "nt":  # pragma: no cover - Windows
            return None
        raise
    with contextlib.suppress(OSError, AttributeError):
        os.fchmod(handle, 0o666)  # of a user who was killed, it shall not be in the way of his colleagues
    return handle


def _locked(handle: int) -> bool:
    """Take the lock of an open file if nobody has it."""
    try:
        if os.name == "nt":  # pragma: no cover - Windows
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # a drive without locks
        return True
    return True


def _is_still(path: Path, handle: int) -> bool:
    """Tell whether the file under a name is the open one, and not one that another process made anew."""
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False
