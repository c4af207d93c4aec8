"""What a run for many shops remembers: of what each result was made, so that the next run can pass it over.

A record lies beside the results, one for each shop, and is put in place in one step after its result: a run that is
killed at any moment has either both or no record, and without a record a shop is judged again. A result is passed over
only where all that it depends on is the same and the file is the one that was written, byte by byte.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import xlshipcheck
from xlshipcheck.calendars.holidays import installed_version
from xlshipcheck.xlsx.leftovers import temporary_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xlshipcheck.values.files import TomlTable

FOLDER: Final = ".xlshipcheck"
"""The folder of the records, below that of the results."""
FORM: Final = 1
"""Of a record; another one is not read."""
_AT_ONCE: Final = 1 << 20


class Record(NamedTuple):
    """What is known of a result.

    Attributes:
        basis: digest of all that it depends on.
        name: of the file.
        digest: of the file.
        content: what the run has to know of it.
    """

    basis: str
    name: str
    digest: str
    content: dict[str, Any]


def record_path(out: Path, stem: str) -> Path:
    """Return where the record of a shop lies."""
    return out / FOLDER / f"{stem}.json"


def read_record(path: Path) -> Record | None:
    """Return a record; None where there is none that can be read whole."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        record = Record(data["basis"], data["name"], data["digest"], data["content"])
        fits = data["form"] == FORM and isinstance(record.content, dict)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return record if fits else None


def write_record(path: Path, record: Record) -> None:
    """Put a record in place in one step.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(exist_ok=True)
    beside = temporary_path(path)
    try:
        text = json.dumps({"form": FORM, **record._asdict()}, ensure_ascii=False)
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def is_intact(out: Path, record: Record) -> bool:
    """Tell whether the file of a record is the one that was written."""
    try:
        return file_digest(out / record.name) == record.digest
    except OSError:
        return False


def file_digest(path: Path) -> str:
    """Return the digest of a file's bytes.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(_AT_ONCE):
            digest.update(data)
    return digest.hexdigest()


def basis_of(files: Iterable[Path], *others: object) -> str:
    """Return the digest of all that a result depends on.

    The time of a file counts too: of two exports that differ in nothing else, it tells the newer one.

    Args:
        files: the shop's files.
        *others: everything else, each with a `repr` that tells it.

    Raises:
        OSError: a file cannot be read.
    """
    digest = hashlib.sha256(repr(others).encode())
    for path in files:
        found = path.stat()
        digest.update(repr((str(path), found.st_size, found.st_mtime_ns, file_digest(path))).encode())
    return digest.hexdigest()


def program_digest() -> str:
    """Return the digest of what judges: the version of the program, its rules and the holidays."""
    package = Path(xlshipcheck.__file__).parent
    digest = hashlib.sha256(repr((xlshipcheck.__version__, installed_version())).encode())
    for path in sorted((package / "rules").iterdir()):
        if path.suffix in {".toml", ".csv"}:
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def settings_digest(table: TomlTable) -> str:
    """Return the digest of settings; their order does not count."""
    text = json.dumps(table, ensure_ascii=False, sort_keys=True, default=repr)
    return hashlib.sha256(text.encode()).hexdigest()


def remove_unfinished(out: Path) -> None:
    """Remove what killed runs left among the records; only for the run that has the lock."""
    with contextlib.suppress(OSError):
        for entry in os.scandir(out / FOLDER):
            if entry.name.endswith(".tmp"):
                with contextlib.suppress(OSError):
                    Path(entry.path).unlink()
