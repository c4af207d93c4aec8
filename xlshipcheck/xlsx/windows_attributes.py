"""What Windows keeps beside a file's bytes: who may do what with it, alternate streams, hidden or not.

A file that takes another's name by a rename keeps its own of all this, so it is copied before. (`ReplaceFile`
merges them itself, but can fail half way and leave no file under the name.) The owner is not among it: giving a
file to somebody else is a right of administrators alone, and Excel's own save makes the saver the owner, too.
"""

from __future__ import annotations

import ctypes
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck.errors import AttributesLost, Whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FILE, _ACCESS_LIST = 1, 4
_PROTECTED, _INHERITING = 0x8000_0000, 0x2000_0000
_IS_PROTECTED: Final = 0x1000
_NORMAL: Final = 0x80
_SHOWN: Final = 0x02 | 0x04 | 0x20 | 0x2000
"""Hidden, system, archive, not indexed: what a user or a backup has set."""
_ENCRYPTED: Final = 0x4000
_NOT_HERE: Final = frozenset([1, 38, 50, 87, 120])
"""No such function, end of the list, not supported, wrong parameter: a drive without the thing (FAT, some servers)."""
_PLAIN_STREAM: Final = "::$DATA"
_LARGEST_STREAM: Final = 64 << 20


class _Stream(ctypes.Structure):
    _fields_ = (("size", ctypes.c_int64), ("name", ctypes.c_wchar * 296))


@cache
def _system() -> tuple[Any, Any]:
    """Return kernel32 and advapi32, which only Windows has."""
    load = getattr(ctypes, "WinDLL")  # noqa: B009  no other system's ctypes has it
    kernel, security = load("kernel32", use_last_error=True), load("advapi32", use_last_error=True)
    handle = ctypes.c_void_p
    kernel.FindFirstStreamW.restype = handle
    kernel.FindFirstStreamW.argtypes = [ctypes.c_wchar_p, ctypes.c_int, handle, ctypes.c_uint32]
    kernel.FindNextStreamW.argtypes = [handle, handle]
    kernel.FindClose.argtypes = [handle]
    kernel.LocalFree.argtypes = [handle]
    kernel.GetFileAttributesW.restype = ctypes.c_uint32
    kernel.SetFileAttributesW.argtypes = [ctypes.c_wchar_p, ctypes.c_uint32]
    security.GetNamedSecurityInfoW.argtypes = [ctypes.c_wchar_p, ctypes.c_int, ctypes.c_uint32, *[handle] * 5]
    security.SetNamedSecurityInfoW.argtypes = [ctypes.c_wchar_p, ctypes.c_int, ctypes.c_uint32, *[handle] * 4]
    security.GetSecurityDescriptorControl.argtypes = [handle] * 3
    return kernel, security


def _last_error() -> int:
    return int(getattr(ctypes, "get_last_error")())  # noqa: B009  as above


def copy_windows_attributes(source: Path, target: Path) -> None:
    """Give a file the access list, the streams and the flags of another.

    Raises:
        AttributesLost: one of them cannot be given to the new file.
        OSError: the files cannot be reached.
    """
    for name, size in _streams(source):
        _copy_stream(source, target, name, size)
    _copy_flags(source, target)
    # Last: it may take from us what the rest needs.
    _copy_access(source, target)


def _copy_access(source: Path, target: Path) -> None:
    kernel, security = _system()
    entries, descriptor = ctypes.c_void_p(), ctypes.c_void_p()
    found = security.GetNamedSecurityInfoW(
        str(source), _FILE, _ACCESS_LIST, None, None, ctypes.byref(entries), None, ctypes.byref(descriptor)
    )
    if found in _NOT_HERE:
        return
    if found:
        raise AttributesLost(path=Whole(source), what="アクセス権")
    try:
        control, revision = ctypes.c_uint16(), ctypes.c_uint32()
        security.GetSecurityDescriptorControl(descriptor, ctypes.byref(control), ctypes.byref(revision))
        # What comes from the folder comes to the new file, too.
        inherits = _PROTECTED if control.value & _IS_PROTECTED else _INHERITING
        if security.SetNamedSecurityInfoW(
            str(target), _FILE, _ACCESS_LIST | inherits, None, None, entries, None
        ):
            raise AttributesLost(path=Whole(source), what="アクセス権")
    finally:
        kernel.LocalFree(descriptor)


def _streams(source: Path) -> Iterator[tuple[str, int]]:
    """Yield name and size of a file's alternate streams: `:Zone.Identifier:$DATA` for one from the internet."""
    kernel, _ = _system()
    entry = _Stream()
    handle = kernel.FindFirstStreamW(str(source), 0, ctypes.byref(entry), 0)
    if handle in (None, ctypes.c_void_p(-1).value):
        if _last_error() not in _NOT_HERE:
            raise AttributesLost(path=Whole(source), what="代替ストリーム")
        return
    try:
        more = True
        while more:
            if entry.name != _PLAIN_STREAM:
                yield entry.name, entry.size
            more = bool(kernel.FindNextStreamW(handle, ctypes.byref(entry)))
    finally:
        kernel.FindClose(handle)


def _copy_stream(source: Path, target: Path, name: str, size: int) -> None:
    what = Whole(f"代替ストリーム「{name.split(':')[1]}」")
    if size > _LARGEST_STREAM:
        raise AttributesLost(path=Whole(source), what=what)
    try:
        with open(f"{source}{name}", "rb") as old, open(f"{target}{name}", "wb") as new:  # noqa: PTH123  no path, a stream of one
            new.write(old.read(_LARGEST_STREAM))
    except OSError as error:
        raise AttributesLost(path=Whole(source), what=what) from error


def _copy_flags(source: Path, target: Path) -> None:
    kernel, security = _system()
    old, new = (kernel.GetFileAttributesW(str(path)) for path in (source, target))
    if old & _ENCRYPTED and not new & _ENCRYPTED and not security.EncryptFileW(str(target)):
        raise AttributesLost(path=Whole(source), what="暗号化")
    if (old ^ new) & _SHOWN and not kernel.SetFileAttributesW(str(target), old & _SHOWN or _NORMAL):
        raise AttributesLost(path=Whole(source), what="属性 (隠しファイルなど)")
