"""The command `backups`: the copies that we leave beside a book, listed, restored, and cleaned.

They hold what the book held, names and addresses too, so they must be easy to get rid of. Only files that bear
exactly a name that we give, and that are workbooks, are ever removed; a seller's own copies are none of them.
"""

from __future__ import annotations

import datetime as dt
import filecmp
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors
from xlshipcheck.shell.terminal.output import as_json, columns
from xlshipcheck.xlsx.backups import BACKUPS_KEPT, all_backups, as_backup, backup_stem
from xlshipcheck.xlsx.identity import identity_of
from xlshipcheck.xlsx.locks import refuse_unless_writable
from xlshipcheck.xlsx.replace import replace_file

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from typing import BinaryIO

    from xlshipcheck.xlsx.backups import Backup

DONE = 0
HEADER = ("番号", "日時", "大きさ", "ファイル")
_ZIP = b"PK\3\4"


class Kept(NamedTuple):
    """The backups of one book.

    Attributes:
        book: where the book lies, or lay.
        backups: newest first.
    """

    book: Path
    backups: list[Backup]

    @property
    def is_orphaned(self) -> bool:
        """Whether the book itself is gone, so that the newest backup may be the last copy of it."""
        return not self.book.exists()


def run(options: argparse.Namespace) -> int:
    """List, restore or clean, as the options say.

    Raises:
        FileRefused: no such folder or backup, or the book cannot be written.
    """
    place: Path = options.place or Path()
    if options.restore is not None:
        return _restore(place, options.restore, json=options.json)
    found = find(place)
    if options.clean:
        return _clean(found, options)
    if options.json:
        print(as_json([_data(kept) for kept in found]))
        return DONE
    for kept in found:
        gone = " (元のブックはありません)" if kept.is_orphaned else ""
        print(f"{kept.book}{gone}")
        print(
            columns([HEADER, *(_row(number, one) for number, one in enumerate(kept.backups, 1))]), end="\n\n"
        )
    count = sum(len(kept.backups) for kept in found)
    size = sum(one.path.stat().st_size for kept in found for one in kept.backups)
    print(f"控えは {count:,} 個、{_size(size)}です" if count else f"{place} に控えはありません")
    if count:
        print("控えには氏名や住所も入っています。要らないものは --clean で消せます")
    return DONE


def find(place: Path) -> list[Kept]:
    """Return the backups of a folder, or of a book, by book.

    Args:
        place: a folder, a book (which may be gone), or a backup.

    Raises:
        FileMissing: no such folder.
    """
    folder = place if place.is_dir() else place.parent
    if not folder.is_dir():
        raise errors.FileMissing(path=errors.Whole(folder))
    groups: dict[Path, list[Backup]] = {}
    books = {
        (backup_stem(entry), entry.suffix.lower()): entry
        for entry in folder.iterdir()
        if entry.suffix.lower() in {".xlsx", ".xlsm", ".ods"} and as_backup(entry) is None
    }
    for backup in all_backups(folder):
        suffix = backup.path.suffix
        book = books.get((backup.stem, suffix.lower()), folder / (backup.stem + suffix))
        groups.setdefault(book, []).append(backup)
    found = [Kept(book, backups) for book, backups in sorted(groups.items())]
    if place.is_dir():
        return found
    named = as_backup(place)
    return [kept for kept in found if kept.book.name == place.name or (named and named in kept.backups)]


def _restore(place: Path, wanted: str, *, json: bool) -> int:
    """Put a backup in the place of its book; the book as it is gets a backup of its own first."""
    if place.is_dir():
        raise errors.BackupUnclear(path=errors.Whole(place))
    found = find(place)
    backups = found[0].backups if found else []
    named = as_backup(place)
    if named is not None and wanted == "1":
        wanted = place.name
    chosen = next(
        (one for number, one in enumerate(backups, 1) if wanted in {str(number), one.path.name}), None
    )
    if chosen is None:
        raise errors.BackupMissing(path=errors.Whole(place), wanted=wanted, count=len(backups))
    book = found[0].book
    refuse_unless_writable(book)
    before = identity_of(book)
    same = book.exists() and filecmp.cmp(book, chosen.path, shallow=False)
    backup = None if same else replace_file(
        book,
        lambda out: _copy(chosen.path, out),
        lambda written: _refuse_other(written, chosen.path),
        dt.datetime.now().astimezone(),
        before=before,
    )  # fmt: skip
    if json:
        restored = {"restored": str(chosen.path), "written": None if same else str(book)}
        print(as_json({**restored, "backup": None if backup is None else str(backup)}))
        return DONE
    if same:
        print(f"{book} は控え {chosen.path.name} と同じ内容です。何も変えていません")
        return DONE
    print(f"{book} を {chosen.made:%Y-%m-%d %H:%M:%S} の控えに戻しました")
    if backup is not None:
        print(f"戻す前のブックの控え: {backup}")
    return DONE


def _copy(source: Path, out: BinaryIO) -> None:
    with source.open("rb") as file:
        shutil.copyfileobj(file, out, 1 << 20)


def _refuse_other(written: Path, source: Path) -> None:
    if not filecmp.cmp(written, source, shallow=False):
        raise errors.ResultMismatch(path=errors.Whole(source), problem="控えの写し")


def _clean(found: Sequence[Kept], options: argparse.Namespace) -> int:
    now = dt.datetime.now().astimezone().replace(tzinfo=None)  # local, as the names are
    gone = [one for kept in found for one in removable(kept, options.keep, options.older_than, now)]
    freed = sum(one.path.stat().st_size for one in gone)
    if not options.dry_run:
        for one in gone:
            try:
                one.path.unlink()
            except OSError as problem:
                raise errors.FileUnwritable(path=errors.Whole(one.path), problem=problem) from None
    if options.json:
        names = [str(one.path) for one in gone]
        print(as_json({"removed": [] if options.dry_run else names, "would_remove": names, "bytes": freed}))
        return DONE
    for one in gone:
        print(one.path)
    end = "消せます (--dry-run のため、まだ消していません)" if options.dry_run else "消しました"
    print(f"控えを {len(gone):,} 個、{_size(freed)}{end}" if gone else "消す控えはありません")
    return DONE


def removable(kept: Kept, keep: int | None, days: int | None, now: dt.datetime) -> list[Backup]:
    """Return the backups of a book that a cleaning removes.

    Args:
        kept: the backups.
        keep: how many of the newest stay; None: the usual number, or none where an age is given.
        days: only what is older than so many days; None: whatever its age.
        now: local time.
    """
    if keep is None:
        keep = BACKUPS_KEPT if days is None else 0
    # The last copy of a book that is gone is no backup any more.
    keep = max(keep, 1) if kept.is_orphaned else keep
    old = [one for one in kept.backups[keep:] if days is None or now - one.made > dt.timedelta(days=days)]
    return [one for one in old if _is_book(one.path)]


def _is_book(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_ZIP)) == _ZIP


def _row(number: int, one: Backup) -> tuple[object, ...]:
    return number, f"{one.made:%Y-%m-%d %H:%M:%S}", _size(one.path.stat().st_size).strip(), one.path.name


def _size(size: int) -> str:
    return f"{size / 1e6:,.1f} MB " if size >= 1e5 else f"{size / 1e3:,.1f} KB "  # noqa: PLR2004 # where a size reads well


def _data(kept: Kept) -> dict[str, object]:
    return {
        "book": str(kept.book),
        "exists": not kept.is_orphaned,
        "backups": [
            {
                "number": number,
                "path": str(one.path),
                "made": one.made.isoformat(),
                "bytes": one.path.stat().st_size,
            }
            for number, one in enumerate(kept.backups, 1)
        ],
    }
