"""The temporary files of a replacement: how they are named, and how those of a killed run are found.

Their short names fit beside a book with a long one. They end in `.tmp`, which OneDrive does not carry into the
cloud, and tell which process of which machine writes them: when that process is gone, so may its files.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import secrets
import zlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_TEMPORARY: Final = re.compile(
    r"\.xlshipcheck-(?P<machine>[0-9a-f]{8})-(?P<process>[0-9]{1,10})-[0-9a-f]{8}\.tmp"
)
_FORMER: Final = re.compile(r"\..+\.[0-9a-f]{2,8}\.xlshipcheck\.tmp")
"""The names of former versions, which do not tell the process."""
_STALE_SECONDS: Final = 24 * 60 * 60
_QUERY: Final = 0x1000
_STILL_ACTIVE: Final = 259
_ACCESS_DENIED: Final = 5


def temporary_path(path: Path) -> Path:
    """Return a name beside a file that no other one has."""
    return path.with_name(f".xlshipcheck-{machine_mark()}-{os.getpid()}-{secrets.token_hex(4)}.tmp")


def machine_mark() -> str:
    """Return what tells this machine from the others that use a shared folder."""
    # Asking a socket for the name would load what the product has no use for.
    name = os.environ.get("COMPUTERNAME", "") if os.name == "nt" else os.uname().nodename
    return f"{zlib.crc32(name.encode('utf-8', 'replace')):08x}"


def remove_leftovers(folder: Path, seconds: float, remove: Callable[[Path], None]) -> None:
    """Remove what killed runs left in a folder, for whichever book they ran.

    What another machine writes there, or a process whose number is in use again, goes after a day.

    Args:
        folder: the folder.
        seconds: now, since the epoch.
        remove: deletes a file.
    """
    for entry in folder.iterdir():
        found = _TEMPORARY.fullmatch(entry.name)
        if found is None and not _FORMER.fullmatch(entry.name):
            continue
        with contextlib.suppress(OSError):
            ours = found is not None and found["machine"] == machine_mark()
            gone = ours and found is not None and not is_running(int(found["process"]))
            if gone or seconds - entry.lstat().st_mtime > _STALE_SECONDS:
                remove(entry)


def is_running(process: int) -> bool:
    """Tell whether a process of this machine is alive; one that we may not ask about is."""
    if os.name == "nt":
        return _is_running_on_windows(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _is_running_on_windows(process: int) -> bool:  # pragma: no cover - Windows; held under wine
    # Not os.kill: there, signal 0 is Ctrl-C.
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    kernel.OpenProcess.restype = ctypes.c_void_p
    handle = kernel.OpenProcess(_QUERY, 0, process)
    if not handle:
        return bool(ctypes.get_last_error() == _ACCESS_DENIED)  # type: ignore[attr-defined,unused-ignore]
    code = ctypes.c_ulong()
    known = kernel.GetExitCodeProcess(ctypes.c_void_p(handle), ctypes.byref(code))
    kernel.CloseHandle(ctypes.c_void_p(handle))
    return not known or code.value == _STILL_ACTIVE
