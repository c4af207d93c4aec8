"""The folder into which a browser downloads, and the newest file of each kind in it.

The files that the marketplaces and the label software write are told by their headers: a browser calls them as it
likes. What is half downloaded, or cannot be read, is passed over.
"""

from __future__ import annotations

import codecs
import os
import re
import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck import errors
from xlshipcheck.exports.table import read_export
from xlshipcheck.labels.matching import order_key
from xlshipcheck.labels.reading import label_kind_in, read_labels
from xlshipcheck.values.files import RESULT_SUFFIX, TEXT_SUFFIXES, read_top
from xlshipcheck.values.roles import ORDER_NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlshipcheck.context import Settings

FOLDER: Final = "Downloads"
HEADER_LINES: Final = 6
"""A header stands in the first line, or below a few lines of a title."""
TOP_BYTES: Final = 1 << 20
"""Enough to see what a file is; most exports are shorter than that."""
HALF_SUFFIXES: Final = (".crdownload", ".part", ".partial", ".download", ".opdownload", ".tmp")
"""What browsers hang behind the name of a file that is still coming; Firefox makes the file itself meanwhile."""
_KNOWN_FOLDER: Final = uuid.UUID("374de290-123f-4565-9164-39c4925e467b")
"""FOLDERID_Downloads; source: KNOWNFOLDERID in the reference of the Windows shell."""
_XDG_LINE: Final = re.compile(r'\s*XDG_DOWNLOAD_DIR="(?:\$HOME/)?(.*)"\s*\Z')


class Download(NamedTuple):
    """A file that a marketplace or the label software wrote.

    Attributes:
        path: where it is.
        label: what it is, in Japanese, such as `Qoo10 QSM 詳細`; of an own list, what such a one is called.
        market: Qoo10, Amazon or another kind of order sheet; "" for issued labels.
        modified: when it was written, in seconds.
        orders: how many orders, or labels, it has.
        is_own: whether it is a list of the seller's own, whose header no marketplace writes.
    """

    path: Path
    label: str
    market: str
    modified: float
    orders: int
    is_own: bool = False


class Unreadable(NamedTuple):
    """A file of a known kind that cannot be read to its end.

    Attributes:
        path: where it is.
        label: as of a `Download`.
        market: as of a `Download`.
        modified: when it was written, in seconds.
    """

    path: Path
    label: str
    market: str
    modified: float


class Found(NamedTuple):
    """What a folder holds.

    Attributes:
        files: the newest of each kind that can be read, by name.
        notes: what is to be said of those that could not be read.
        unreadable: of each kind, the newest that cannot be read and is newer than the one that can.
    """

    files: list[Download]
    notes: list[str]
    unreadable: list[Unreadable]


def download_folder() -> Path:
    """Return the folder into which this user's browser downloads, wherever it was moved; it need not exist."""
    return _asked_folder() or Path.home() / FOLDER


def _asked_folder() -> Path | None:
    """Return what the system knows of it; None where it knows nothing."""
    if sys.platform == "win32":
        return _known_folder()
    settings = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "user-dirs.dirs"
    try:
        lines = settings.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    found = [match[1] for match in map(_XDG_LINE.match, lines) if match]
    # A path from the root stays one: the home folder in front of it is dropped.
    return Path.home() / found[-1] if found else None


def _known_folder() -> Path | None:
    """Ask Windows, which knows where the folder was moved and what its users call it."""
    if sys.platform != "win32":
        return None
    import ctypes  # noqa: PLC0415  Windows only

    place = ctypes.c_wchar_p()
    folder = ctypes.create_string_buffer(_KNOWN_FOLDER.bytes_le, len(_KNOWN_FOLDER.bytes_le))
    refused = ctypes.windll.shell32.SHGetKnownFolderPath(folder, 0, None, ctypes.byref(place))
    try:
        return Path(place.value) if not refused and place.value else None
    finally:
        ctypes.windll.ole32.CoTaskMemFree(place)


def newest_of_folder(folder: Path, settings: Settings) -> Found:
    """Return the newest file of each kind in a folder, and those that could not be read.

    Args:
        folder: looked into, not below it. Results of ours are passed over.
        settings: the user's own column names, and the column of the order number in files of labels.

    Returns:
        The files by name; an older one where the newest cannot be read to its end.
    """
    newest: dict[tuple[str, str], Download] = {}
    notes: list[str] = []
    unreadable: dict[tuple[str, str], Unreadable] = {}
    for path, modified in sorted(_texts(folder), key=lambda found: (found[1], found[0].name), reverse=True):
        try:
            kind = _kind_of(path, settings)
            if kind not in newest:
                newest[kind] = _read(path, modified, settings)
        except errors.ShipcheckError as problem:
            notes.append(str(problem))
            known = _known_by_header(path, settings)
            if known is not None and known[0] not in newest:
                unreadable.setdefault(known[0], Unreadable(path, known[1], known[0][1], modified))
    return Found(sorted(newest.values(), key=lambda found: found.path.name), notes, [*unreadable.values()])


def _texts(folder: Path) -> Iterator[tuple[Path, float]]:
    """Yield the finished files of texts in a folder, and when each was written."""
    try:
        there = {path.name: path for path in folder.iterdir()}
    except OSError:
        return
    for name, path in there.items():
        if path.suffix.lower() not in TEXT_SUFFIXES or path.stem.endswith(RESULT_SUFFIX):
            continue
        if any(name + suffix in there for suffix in HALF_SUFFIXES):
            continue
        try:
            found = path.stat()
        except OSError:
            continue
        if path.is_file() and found.st_size:
            yield path, found.st_mtime


def _kind_of(path: Path, settings: Settings) -> tuple[str, str]:
    """Return what tells the kind of a file: its name, and the marketplace.

    Raises:
        FileRefused: it is none that we know.
    """
    top = read_top(path, TOP_BYTES)
    labels = label_kind_in(top, path.name)
    if labels is not None:
        return labels.name, ""
    try:
        export = read_export(top, str(path), settings.columns)
    except (errors.BrokenQuotes, errors.CellTooLong, errors.BinaryRefused):
        # A cell of several lines, or a character of two bytes, may have been cut in two.
        export = read_export(path, "", settings.columns)
    return export.kind.name, export.market


def _known_by_header(path: Path, settings: Settings) -> tuple[tuple[str, str], str] | None:
    """Return the kind of a file that cannot be read, told by its first lines alone, and its label; None for none."""
    try:
        top = read_top(path, TOP_BYTES)
    except errors.ShipcheckError:
        return None
    is_wide = top.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encoding = "utf-16" if is_wide else "latin-1"  # Of bytes that may be damaged further down, each is kept.
    lines = top.decode(encoding, "ignore").split("\n")[:HEADER_LINES]
    for count in range(1, len(lines) + 1):
        head = "\n".join([*lines[:count], ""]).encode(encoding)
        labels = label_kind_in(head, path.name)
        if labels is not None:
            return (labels.name, ""), labels.label
        try:
            export = read_export(head, str(path), settings.columns)
        except errors.ShipcheckError:
            continue
        return ((export.kind.name, export.market), export.kind.label) if export.kind.name else None
    return None


def _read(path: Path, modified: float, settings: Settings) -> Download:
    """Read a file to its end, so that what is offered can be imported.

    Raises:
        FileRefused: it cannot be read.
    """
    if label_kind_in(read_top(path, TOP_BYTES), path.name) is not None:
        labels = read_labels(path, settings)
        return Download(path, labels.kind.label, "", modified, len(labels.labels))
    export = read_export(path, "", settings.columns)
    numbers = export.read_roles([ORDER_NUMBER]).get(ORDER_NUMBER, ())
    orders = {order_key(number) for number in numbers} - {""}
    return Download(path, export.kind.label, export.market, modified, len(orders), not export.kind.name)
