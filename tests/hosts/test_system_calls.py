"""What a replacement asks of the system where systems differ: Windows that refuses a rename for a moment, folders to sync."""

from __future__ import annotations

import os
import stat
from functools import partial
from types import SimpleNamespace

import pytest

from xlshipcheck.xlsx import backups, leftovers, replace
from xlshipcheck.xlsx.leftovers import is_running, machine_mark

SECONDS_OF_A_SCANNER = 2


class RefusedRename:
    """A file whose rename is refused some times, as by a virus scanner."""

    def __init__(self, times):
        self.times, self.tried = times, 0

    def replace(self, _target):
        """Refuse, or be renamed."""
        self.tried += 1
        if self.tried <= self.times:
            raise PermissionError(13, "used by another process")


@pytest.fixture
def pauses(monkeypatch):
    """Return the pauses that were made, in seconds; none is waited for."""
    made = []
    monkeypatch.setattr(replace, "pause", made.append)
    return made


@pytest.fixture
def on(monkeypatch):
    """Return what makes a module believe that it runs on a system, by its name."""

    def believe(module, name, **functions):
        said = {name: getattr(os, name) for name in dir(os)} | {"name": name, **functions}
        monkeypatch.setattr(module, "os", SimpleNamespace(**said))

    return believe


@pytest.mark.parametrize("times", [0, 1, 40])
def test_on_windows_a_refused_rename_is_tried_again_for_two_seconds(on, pauses, times):
    """A virus scanner or OneDrive lets go within tenths of a second: forty tries are made before a last one."""
    on(replace, "nt")
    source = RefusedRename(times)
    replace.Disk().replace(source, None)
    assert source.tried == times + 1
    assert sum(pauses) == pytest.approx(SECONDS_OF_A_SCANNER * times / 40)


def test_on_windows_a_rename_that_stays_refused_is_refused(on, pauses):
    """What is still held after two seconds is held by a program: the seller is told."""
    on(replace, "nt")
    source = RefusedRename(1000)
    with pytest.raises(PermissionError):
        replace.Disk().replace(source, None)
    assert source.tried == 41
    assert sum(pauses) == pytest.approx(SECONDS_OF_A_SCANNER)


def test_elsewhere_a_refused_rename_is_refused_at_once(on, pauses):
    """On Linux and macOS a refusal is a matter of rights, which no waiting changes."""
    on(replace, "posix")
    source = RefusedRename(1)
    with pytest.raises(PermissionError):
        replace.Disk().replace(source, None)
    assert (source.tried, pauses) == (1, [])


@pytest.mark.skipif(os.name == "nt", reason="Windows opens no folder")
def test_a_folder_is_synced_where_the_system_lets_it_be_opened(on, tmp_path):
    """A rename is on the disk once its folder is; Windows keeps a journal of its own, and opens no folder."""
    synced = []

    def fsync(handle):
        synced.append(stat.S_ISDIR(os.fstat(handle).st_mode))

    on(replace, "posix", fsync=fsync)
    replace.Disk().sync_folder(tmp_path)
    assert synced == [True]
    on(replace, "nt", fsync=fsync)
    replace.Disk().sync_folder(tmp_path)
    assert synced == [True]


class Windows:
    """The three calls of kernel32, with the numbers of Microsoft's reference of `OpenProcess` and `GetExitCodeProcess`.

    A handle that may tell how a process ended is asked for by PROCESS_QUERY_LIMITED_INFORMATION (0x1000), not to be
    inherited; ERROR_ACCESS_DENIED (5) means that there is a process, ERROR_INVALID_PARAMETER (87) that there is none;
    a process that has not ended has the exit code STILL_ACTIVE (259).
    """

    def __init__(self, *, error=0, code=0, known=True):
        self.error, self.code, self.known, self.closed = error, code, known, 0

    def WinDLL(self, name, use_last_error):  # noqa: N802  the name in ctypes
        """Return the library."""
        assert (name, use_last_error) == ("kernel32", True)
        return SimpleNamespace(
            OpenProcess=partial(self.open_process),  # as a function of ctypes, it takes attributes
            GetExitCodeProcess=self.get_exit_code,
            CloseHandle=self.close,
        )

    def open_process(self, access, inherited, _process):
        """Return a handle, none where there is an error."""
        assert (access, inherited) == (0x1000, 0)
        return None if self.error else 7

    def get_exit_code(self, handle, out):
        """Write the exit code where it is wanted."""
        assert handle.value == 7
        out._obj.value = self.code
        return int(self.known)

    def close(self, handle):
        """Count what is closed."""
        self.closed += handle.value == 7


@pytest.mark.parametrize(
    ("process", "running"),
    [
        ({"code": 259}, True),
        ({"code": 0}, False),
        ({"code": 260}, False),
        ({"known": False}, True),
        ({"error": 5}, True),
        ({"error": 87}, False),
    ],
    ids=["runs", "ended well", "ended otherwise", "may not be asked how it ended", "another user's", "none"],
)
def test_whether_a_process_of_windows_runs(monkeypatch, on, process, running):
    """A process runs whose exit code is that of no end, or that we may not ask; its handle is closed again."""
    system = Windows(**process)
    monkeypatch.setattr(leftovers.ctypes, "WinDLL", system.WinDLL, raising=False)
    monkeypatch.setattr(leftovers.ctypes, "get_last_error", lambda: system.error, raising=False)
    on(leftovers, "nt")
    assert is_running(4711) is running
    assert system.closed == (0 if system.error else 1)


def test_another_users_process_runs(on):
    """A process that we may not ask about is alive; one that is not there is none."""

    def refused_by(error):
        def kill(_process, signal_number):
            assert signal_number == 0
            raise error

        return kill

    on(leftovers, "posix", kill=refused_by(PermissionError(1, "not permitted")))
    assert is_running(1)
    on(leftovers, "posix", kill=refused_by(ProcessLookupError(3, "no such process")))
    assert not is_running(1)


def test_a_machine_is_known_by_its_name(on):
    """Two machines of one folder are told apart by their names, of which every system keeps one in its own place."""
    marks = []
    for name in ("店のPC", "倉庫のPC", "店のPC"):
        on(leftovers, "nt", environ={"COMPUTERNAME": name}, uname=None)
        marks.append(machine_mark())
        on(leftovers, "posix", environ={}, uname=lambda name=name: SimpleNamespace(nodename=name))
        assert machine_mark() == marks[-1]
    assert marks[0] == marks[2] != marks[1]
    assert all(len(mark) == 8 for mark in marks)


def test_names_are_counted_as_the_system_counts_them(on):
    """Windows counts units of UTF-16, of which a letter has one and a picture two; Linux and macOS count bytes of UTF-8."""
    on(backups, "nt")
    assert [backups.name_length(name) for name in ("a", "受注", "📦")] == [1, 2, 2]
    on(backups, "posix")
    assert [backups.name_length(name) for name in ("a", "受注", "📦")] == [1, 6, 4]
