"""Replacing a file: at no moment is there anything but the old one or the new one, whole."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from xlshipcheck.errors import FileUnreadable, WorkbookChanged, WorkbookDamaged
from xlshipcheck.xlsx.backups import BACKUPS_KEPT, backup_stem, backups
from xlshipcheck.xlsx.identity import identity_of
from xlshipcheck.xlsx.leftovers import is_running, machine_mark
from xlshipcheck.xlsx.replace import Disk, replace_file, save_book

NOW = dt.datetime.fromisoformat("2026-11-21T09:30:00")
OLD, NEW = b"old" * 1000, b"new" * 2000


def write_new(out):
    """Write the new content in two pieces, as a real writer does."""
    out.write(NEW[:100])
    out.write(NEW[100:])


def verify_new(path):
    """Refuse what is not exactly the new content."""
    if path.read_bytes() != NEW:
        raise WorkbookDamaged(problem="verify")


@pytest.fixture
def book(tmp_path):
    """Return a book with the old content and a mode of its own."""
    path = tmp_path / "注文.xlsx"
    path.write_bytes(OLD)
    path.chmod(0o640)
    return path


class PowerCut(BaseException):
    """The machine is off: nothing after this happens, not even clean-up."""


class UnreliableDisk(Disk):
    """Fails at the n-th operation, before or after doing it, for good (power) or once (an error).

    At a power cut, what was written and never synced is lost, the worst that a disk may do.
    """

    def __init__(self, at, *, after, power):
        self.at, self.after, self.power = at, after, power
        self.count, self.off = 0, False
        self.unsynced, self.opened = set(), {}

    def step(self, operation):
        """Do one operation, unless this is the one that fails."""
        if self.off:
            raise PowerCut
        self.count += 1
        if self.count == self.at and not self.after:
            self.fail()
        result = operation()
        if self.count == self.at:
            if hasattr(result, "close"):
                result.close()
            self.fail()
        return result

    def fail(self):
        """Raise an error, or switch the machine off."""
        if not self.power:
            raise OSError(28, "No space left on device")
        self.off = True
        for path in self.unsynced:
            if path.exists():
                path.write_bytes(path.read_bytes()[:7])
        raise PowerCut

    def create(self, path, mode):
        """Remember that nothing of the new file is on the disk yet."""
        self.unsynced.add(path)
        out = self.step(lambda: Disk.create(self, path, mode))
        self.opened[out.fileno()] = path
        return out

    def copy(self, source, out):
        """Copy, or fail."""
        self.step(lambda: Disk.copy(self, source, out))

    def copy_attributes(self, source, target):
        """Copy the mode, or fail."""
        self.step(lambda: Disk.copy_attributes(self, source, target))

    def sync(self, out):
        """Note that the file is on the disk now."""

        def sync():
            Disk.sync(self, out)
            self.unsynced.discard(self.opened[out.fileno()])

        self.step(sync)

    def sync_folder(self, folder):
        """Sync the folder, or fail."""
        self.step(lambda: Disk.sync_folder(self, folder))

    def replace(self, source, target):
        """Rename; what was not on the disk before is not there under the new name either."""

        def rename():
            Disk.replace(self, source, target)
            if source in self.unsynced:
                self.unsynced.add(target)

        self.step(rename)

    def remove(self, path):
        """Remove, or fail."""
        self.step(lambda: Disk.remove(self, path))


def names(path):
    """Return what lies in the folder of a path."""
    return sorted(entry.name for entry in path.parent.iterdir())


def test_the_new_file_stands_and_the_old_one_is_its_dated_backup(book):
    """After a replacement the book is new, keeps its mode, and the old content lies beside it by date."""
    backup = replace_file(book, write_new, verify_new, NOW)
    assert book.read_bytes() == NEW
    assert book.stat().st_mode & 0o777 == 0o640
    assert backup == book.with_name("注文_バックアップ_20261121-093000.xlsx")
    assert backup.read_bytes() == OLD
    assert backup.stat().st_mode & 0o777 == 0o640
    assert names(book) == sorted([book.name, backup.name])


def test_a_file_that_was_not_there_is_made_without_a_backup(tmp_path):
    """A new file gets the mode that any new file of this user gets."""
    path, other = tmp_path / "判定.xlsx", tmp_path / "other"
    other.write_bytes(b"")
    assert replace_file(path, write_new, verify_new, NOW) is None
    assert path.read_bytes() == NEW
    assert path.stat().st_mode == other.stat().st_mode


def test_only_the_newest_five_backups_stay_and_a_sellers_own_copy_is_not_touched(book):
    """Old backups of this book go; another book's backups and hand-made copies stay."""
    others = ["注文_バックアップ_20200101-000000.xlsm", "注文2_バックアップ_20200101-000000.xlsx",
              "注文_バックアップ.xlsx", "注文_バックアップ_20200101-000000 - コピー.xlsx"]  # fmt: skip
    for name in others:
        book.with_name(name).write_bytes(b"mine")
    for day in range(1, 9):
        book.write_bytes(OLD + bytes([day]))
        replace_file(book, write_new, verify_new, NOW.replace(day=day))
    kept = [f"注文_バックアップ_202611{day:02d}-093000.xlsx" for day in (8, 7, 6, 5, 4)]
    assert [path.name for path in backups(book)] == kept
    assert len(kept) == BACKUPS_KEPT
    assert set(names(book)) == {book.name, *kept, *others}


def test_two_replacements_in_one_second_keep_both_backups(book):
    """A second backup of the same second gets a number and counts as the newer one."""
    first = replace_file(book, write_new, verify_new, NOW)
    second = replace_file(book, write_new, verify_new, NOW)
    assert backups(book) == [second, first]
    assert [first.read_bytes(), second.read_bytes()] == [OLD, NEW]


def test_backups_of_one_second_are_numbered_and_counted_in_their_order(book):
    """Twelve in one second: the tenth is newer than the ninth, and the oldest go first."""
    made = []
    for number in range(12):
        book.write_bytes(OLD + bytes([number]))
        made.append(replace_file(book, write_new, verify_new, NOW))
    stem = "注文_バックアップ_20261121-093000"
    assert [path.name for path in made[:2]] == [f"{stem}.xlsx", f"{stem}_2.xlsx"]
    assert backups(book) == made[:6:-1]
    assert [path.name for path in backups(book)] == [f"{stem}_{n}.xlsx" for n in (12, 11, 10, 9, 8)]
    assert [path.read_bytes() for path in backups(book)] == [OLD + bytes([n]) for n in (11, 10, 9, 8, 7)]


def test_a_result_that_is_not_right_is_thrown_away(book):
    """When the finished file does not pass its check the old one stands, and nothing lies about."""

    def refuse(path):
        assert path.read_bytes() == NEW
        raise WorkbookDamaged(problem="verify")

    with pytest.raises(WorkbookDamaged):
        replace_file(book, write_new, refuse, NOW)
    assert book.read_bytes() == OLD
    assert names(book) == [book.name]


def test_a_book_that_somebody_saved_meanwhile_is_left_alone(book):
    """What another program wrote during our work is newer than what we read, so it stays."""

    def save_meanwhile(path):
        verify_new(path)
        book.write_bytes(b"theirs")

    with pytest.raises(WorkbookChanged):
        replace_file(book, write_new, save_meanwhile, NOW)
    assert book.read_bytes() == b"theirs"
    assert names(book) == [book.name]


def operation_count(path):
    """Return how many file operations one replacement makes."""
    disk = UnreliableDisk(0, after=False, power=False)
    replace_file(path, write_new, verify_new, NOW, disk)
    return disk.count


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("existing", [True, False])
def test_an_error_at_any_operation_leaves_old_or_new_and_no_rubbish(tmp_path, existing, after):
    """A full disk at any point: the old file without any leftover, or the new one with its backup."""
    total = operation_count(_prepared(tmp_path / "0", existing))
    assert total >= 4
    for at in range(1, total + 1):
        path = _prepared(tmp_path / str(at), existing)
        try:
            backup = replace_file(
                path, write_new, verify_new, NOW, UnreliableDisk(at, after=after, power=False)
            )
        except FileUnreadable:
            standing = path.read_bytes() if path.exists() else None
            if standing == NEW:  # the rename was done, and the error came after it
                assert after
                assert not existing or [b.read_bytes() for b in backups(path)] == [OLD]
            else:
                assert standing == (OLD if existing else None)
                assert names(path) == ([path.name] if existing else [])
        else:
            assert path.read_bytes() == NEW
            assert backup is None or backup.read_bytes() == OLD


@pytest.mark.parametrize("after", [False, True])
def test_a_power_cut_at_any_operation_leaves_the_old_or_the_new_file(tmp_path, after):
    """Even when everything that was not synced is lost, the book and every backup are whole."""
    seen = set()
    for at in itertools.count(1):
        path = _prepared(tmp_path / str(at), existing=True)
        try:
            replace_file(path, write_new, verify_new, NOW, UnreliableDisk(at, after=after, power=True))
        except PowerCut:
            content = path.read_bytes()
            assert content in {OLD, NEW}
            seen.add(content)
            assert all(backup.read_bytes() == OLD for backup in backups(path))
            if content == NEW:
                assert backups(path)
        else:
            break
    assert seen == {OLD, NEW}


def _prepared(folder, existing):
    folder.mkdir()
    path = folder / "注文.xlsx"
    if existing:
        path.write_bytes(OLD)
    return path


def test_leftovers_of_a_killed_run_are_removed_after_a_day(book):
    """A temporary file of a process that died goes with the next run, one that may still be in use stays."""
    old, young = (book.with_name(f".{book.name}.{name}.xlshipcheck.tmp") for name in ("aa", "bb"))
    for path, hours in ((old, 25), (young, 1)):
        path.write_bytes(b"half")
        os.utime(path, (NOW.timestamp() - hours * 3600,) * 2)
    replace_file(book, write_new, verify_new, NOW)
    assert not old.exists()
    assert young.exists()


def test_leftovers_of_a_killed_run_go_with_the_next_run_on_any_book(tmp_path):
    """Written by a process that is gone, a temporary file goes at once; a living one's and another machine's stay."""
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    living = os.getppid() if os.name != "nt" else os.getpid()
    here, elsewhere = machine_mark(), "0" * 8
    names_of = {
        "gone": f".xlshipcheck-{here}-{gone.pid}-0123abcd.tmp",
        "living": f".xlshipcheck-{here}-{living}-0123abcd.tmp",
        "elsewhere": f".xlshipcheck-{elsewhere}-{gone.pid}-0123abcd.tmp",
        "not ours": f".xlshipcheck-{here}-{gone.pid}-notes.tmp",
        "a seller's": "注文.tmp",
    }
    for name in names_of.values():
        (tmp_path / name).write_bytes(b"half")
        os.utime(tmp_path / name, (NOW.timestamp() - 60,) * 2)
    other = tmp_path / "ほかのブック.xlsx"
    replace_file(other, write_new, verify_new, NOW)
    assert set(names(other)) == {other.name, *names_of.values()} - {names_of["gone"]}
    replace_file(other, write_new, verify_new, NOW + dt.timedelta(days=2))
    assert names_of["elsewhere"] not in names(other)
    assert names_of["living"] not in names(other)  # a number that somebody else has by now
    assert {names_of["not ours"], names_of["a seller's"]} <= set(names(other))


def test_a_killed_process_leaves_nothing_for_long(book):
    """What a kill in the middle leaves is gone after the next replacement, of whichever book."""
    book.write_bytes(b"\xfb" * 300_000)
    with subprocess.Popen([sys.executable, "-c", CHILD, str(book)], stdout=subprocess.PIPE) as child:  # noqa: S603 # ours
        assert child.stdout.read(10)
        child.kill()
        child.wait()
    assert [name for name in names(book) if name.endswith(".tmp")]
    replace_file(book.with_name("別.xlsx"), write_new, verify_new, NOW)
    assert not [name for name in names(book) if name.endswith(".tmp")]


CHILD = """
import datetime as dt, itertools, pathlib, sys
from xlshipcheck.xlsx.replace import replace_file
path = pathlib.Path(sys.argv[1])
for number in itertools.count():
    content = bytes([number % 251]) * 300_000
    def write(out):
        for start in range(0, 300_000, 10_000):
            out.write(content[start:start + 10_000])
            print(end=".", flush=True)
    replace_file(path, write, lambda _: None, dt.datetime.now())
"""


def test_a_killed_process_leaves_a_whole_file(book):
    """SIGKILL at another moment each time, told by the child's own steps: the file is always one complete content."""
    book.write_bytes(b"\xfb" * 300_000)
    contents = set()
    for attempt in range(12):
        command = [sys.executable, "-c", CHILD, str(book)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as child:  # noqa: S603 # our own script
            assert child.stdout.read(5 + 17 * attempt)  # a replacement has 30 steps
            child.send_signal(signal.SIGKILL)
            child.wait()
        for path in [book, *backups(book)]:
            content = path.read_bytes()
            assert len(content) == 300_000
            assert len(set(content)) == 1
        contents.add(book.read_bytes()[:1])
    assert len(contents) > 1


@pytest.mark.parametrize("letter", ["a", "あ"])
def test_a_long_name_leaves_room_for_the_date_of_its_backup(letter):
    """As the system counts names, in bytes here; what is cut off is replaced by a mark of the whole name."""
    counted = len(letter.encode())
    books = [Path(letter * (250 // counted) + end + ".xlsx") for end in ("1", "2")]
    stems = [backup_stem(book) for book in books]
    assert all(
        "~" in stem and len(stem.encode()) <= 255 - len("_バックアップ_20261121-090000".encode())
        for stem in stems
    )
    assert len(set(stems)) == 2
    assert backup_stem(Path("受注.xlsx")) == "受注"


def test_the_number_of_a_backup_that_is_gone_is_not_given_again(book):
    """Of one second, the newest backup has the largest number, also where an older one was thrown away."""
    for _ in range(3):
        replace_file(book, write_new, verify_new, NOW)
    stem = "注文_バックアップ_20261121-093000"
    book.with_name(f"{stem}_2.xlsx").unlink()
    assert replace_file(book, write_new, verify_new, NOW) == book.with_name(f"{stem}_4.xlsx")


class WatchedDisk(Disk):
    """Notes the mode of the new file before it gets that of the old one."""

    mode = 0

    def copy_attributes(self, source, target):
        """Note the mode, then give the old one."""
        self.mode = target.stat().st_mode & 0o777
        super().copy_attributes(source, target)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_until_it_is_in_place_a_book_is_read_by_its_owner_alone(book):
    """A private book is private while it is written, whatever the user's other files are."""
    disk = WatchedDisk()
    before = os.umask(0)
    try:
        replace_file(book, write_new, verify_new, NOW, disk)
    finally:
        os.umask(before)
    assert disk.mode == 0o600


def test_a_leftover_stays_for_a_day_and_no_second_longer(book):
    """What another machine writes is given a whole day."""
    day, longer = (book.with_name(f".{book.name}.{name}.xlshipcheck.tmp") for name in ("aa", "bb"))
    for path, seconds in ((day, 86400), (longer, 86401)):
        path.write_bytes(b"half")
        os.utime(path, (NOW.timestamp() - seconds,) * 2)
    replace_file(book, write_new, verify_new, NOW)
    assert day.exists()
    assert not longer.exists()


@pytest.mark.parametrize(("length", "whole"), [(212, True), (213, False), (214, False)])
def test_a_name_is_cut_from_the_first_byte_too_many_on(length, whole):
    """With the date of its backup a name has 255 bytes at most: 38 are the date's, 5 the ending's."""
    stem = backup_stem(Path("a" * length + ".xlsx"))
    assert (stem == "a" * length) is whole
    assert len(stem) == 212


def test_a_process_number_that_cannot_be_asked_about_counts_as_running():
    """A number beyond those of this system may be alive elsewhere: its file waits for a day."""
    assert is_running(9_999_999_999)
    assert is_running(os.getpid())


@pytest.mark.parametrize("changed", [True, False])
@pytest.mark.parametrize("place", ["in place", "by another name", "elsewhere"])
def test_a_book_is_saved_where_it_is_to_stand(book, place, changed):
    """In its own place, by whichever name, it is replaced only where something changed; elsewhere it is always written."""
    target = book
    if place == "elsewhere":
        target = book.with_name("結果.xlsx")
    elif place == "by another name":
        target = book.parent / ".." / book.parent.name / book.name
    saved = save_book(
        book, target, write_new, verify_new, NOW, None, is_changed=lambda: changed, before=identity_of(book)
    )
    written = changed or place == "elsewhere"
    assert target.read_bytes() == (NEW if written else OLD)
    assert saved.changed is written
    assert (saved.backup is not None) is (written and place != "elsewhere")
    # What the editor knows of formulas it adds itself.
    assert (saved.formulas_kept, saved.recalculates) == ({}, False)


def test_a_folder_of_a_backups_name_is_passed_by(book):
    """What stands under the name of a backup and is none, a folder or a link, is left alone: the next number is taken."""
    stem = "注文_バックアップ_20261121-093000"
    book.with_name(f"{stem}.xlsx").mkdir()
    book.with_name(f"{stem}_3.xlsx").symlink_to(book.with_name("無い.xlsx"))
    made = [replace_file(book, write_new, verify_new, NOW).name for _ in range(2)]
    assert made == [f"{stem}_2.xlsx", f"{stem}_4.xlsx"]
    assert book.with_name(f"{stem}.xlsx").is_dir()
