"""What a file has beside its bytes: permissions, owner, extended attributes. A replacement keeps them all.

On Windows these are access lists, alternate streams and flags: see `windows_attributes`.
"""

from __future__ import annotations

import errno
import os
import shutil
from typing import TYPE_CHECKING, Final

from xlshipcheck.errors import AttributesLost, Whole

if TYPE_CHECKING:
    from pathlib import Path

_NOT_HERE: Final = frozenset({errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENODATA, errno.ENOSYS})
_SYSTEM_OWN: Final = ("security.", "trusted.")
"""Set by the system itself for every new file; a user may mostly not set them."""


def copy_attributes(source: Path, target: Path) -> None:
    """Give a file the permissions, the owner and the extended attributes (access lists too) of another.

    Raises:
        AttributesLost: one of them cannot be given to the new file.
        OSError: the files cannot be reached.
    """
    _copy_owner(source, target)
    shutil.copymode(source, target)
    _copy_extended(source, target)
    if os.name == "nt":  # pragma: no cover - the other system's half; held under wine
        from xlshipcheck.xlsx.windows_attributes import copy_windows_attributes  # noqa: PLC0415  only Windows needs it

        copy_windows_attributes(source, target)


def _copy_owner(source: Path, target: Path) -> None:
    if not hasattr(os, "chown"):
        return
    old, new = source.stat(), target.stat()
    if (old.st_uid, old.st_gid) == (new.st_uid, new.st_gid):
        return
    try:
        os.chown(target, old.st_uid, old.st_gid)
    except OSError as error:
        raise AttributesLost(path=Whole(source), what="所有者かグループ") from error


def _copy_extended(source: Path, target: Path) -> None:
    if not hasattr(os, "listxattr"):
        return
    try:
        names = os.listxattr(source)
    except OSError as error:
        if error.errno in _NOT_HERE:
            return
        raise
    for name in names:
        try:
            value = os.getxattr(source, name)
            if name not in os.listxattr(target) or os.getxattr(target, name) != value:
                os.setxattr(target, name, value)
        except OSError as error:
            if not name.startswith(_SYSTEM_OWN):
                raise AttributesLost(path=Whole(source), what=f"拡張属性「{name}」") from error
