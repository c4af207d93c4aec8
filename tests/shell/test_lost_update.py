"""Two programs write one book: what either saved is never lost, and who came too late says so or starts again."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import signal
import subprocess
import sys
import threading

import openpyxl
import pytest
import xlsxwriter
from books import DETAIL, column, rows_of
from command_runs import AS_OF, SAMPLES

from xlshipcheck.errors import FolderBusy, WorkbookChanged, WorkbookInUse
from xlshipcheck.shell import refresh_book as refresh_command
from xlshipcheck.xlsx import locks
from xlshipcheck.xlsx.editing.workbook import edit_book
from xlshipcheck.xlsx.identity import identity_of
from xlshipcheck.xlsx.locks import exchange_lock
from xlshipcheck.xlsx.replace import Disk

NOW = dt.datetime.fromisoformat("2026-11-21T09:30:00")
RACES = 50
NUMBERS = [row[1] for row in csv.reader((SAMPLES / DETAIL).read_text("cp932").splitlines())][1:]
# Two of these run side by side; each begins when a line comes, and answers with the command's exit status.
RACER = """
import contextlib, io, sys
from xlshipcheck.cli import main
import xlshipcheck.shell.importing, xlshipcheck.shell.refresh_book
print("ready", flush=True)
for line in sys.stdin:
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        status = main(sys.argv[1:])
    print(status, said.getvalue().replace("\\n", " | "), flush=True)
"""


def ledger_bytes(*orders):
    """Return a ledger of orders, in the columns that an import fills."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("受注")
        sheet.write_row(0, 0, ["注文番号", "配送状態", "入金日", "発送日"])
        for row, order in enumerate(orders, 1):
            sheet.write_row(row, 0, [order, "配送要請", "2026/11/13"])
    return out.getvalue()


@pytest.fixture
def ledger(tmp_path):
    """Put a ledger of one order into the folder."""
    path = tmp_path / "台帳.xlsx"
    path.write_bytes(ledger_bytes("1"))
    return path


@pytest.mark.skipif(os.name == "nt", reason="the pipes of the racers are read in turn")
def test_none_of_fifty_races_of_import_and_refresh_loses_anything(tmp_path, ledger, sample):
    """Both commands start at one moment on one book, in two processes: the orders and the results are there after."""
    export = sample(DETAIL)
    fresh = ledger.read_bytes()
    commands = [["import", export, "--into", ledger, *AS_OF], ["refresh", ledger, *AS_OF]]
    racers = [
        subprocess.Popen(  # noqa: S603 # our own script
            [sys.executable, "-c", RACER, *map(str, words)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=tmp_path,
        )
        for words in commands
    ]  # fmt: skip
    outcomes = []
    try:
        for racer in racers:
            assert racer.stdout.readline() == "ready\n"
        for _ in range(RACES):
            ledger.write_bytes(fresh)
            for racer in racers:
                racer.stdin.write("go\n")
                racer.stdin.flush()
            answers = [racer.stdout.readline() for racer in racers]
            statuses = [answer.split()[0] for answer in answers]
            assert statuses == ["0", "0"], answers
            header, *rows = rows_of(ledger, "受注")
            orders = [row[0] for row in rows]
            assert orders == ["1", *NUMBERS], answers
            assert "段階" in header, answers
            outcomes.append(rows[0][header.index("段階")])
            assert not [entry.name for entry in tmp_path.iterdir() if entry.name.endswith(".tmp")]
            for entry in tmp_path.glob("*バックアップ*"):
                openpyxl.load_workbook(entry)
                entry.unlink()
    finally:
        for racer in racers:
            racer.stdin.close()
            racer.wait()
            racer.stdout.close()
    assert set(outcomes) == {"警告"}


def save_in_place(path, data):
    """Save as programs do that open the file and write it anew."""
    path.write_bytes(data)


def save_by_renaming(path, data):
    """Save as Excel and OneDrive do: another file takes the name."""
    other = path.with_name("~temporary.bin")
    other.write_bytes(data)
    other.replace(path)


def save_within_the_tick(path, data):
    """Save so that the file's time is the old one, as on a system whose clock is coarse."""
    before = path.stat()
    path.write_bytes(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def edit_around(path, meanwhile, disk=None):
    """Edit a book while something happens to it."""
    with edit_book(path) as edit:
        edit.write_columns("受注", 2, {6: ["x"]}, headers={6: "メモ"})
        meanwhile()
        edit.save(NOW, disk=disk)


SAVES = [save_in_place, save_by_renaming, save_within_the_tick]


@pytest.mark.parametrize("save", SAVES)
def test_a_save_while_we_judge_is_seen_however_it_is_made(ledger, save):
    """The book is compared with what was opened, not with what stands there when the writing begins."""
    ours = ledger.read_bytes()
    theirs = next(data for order in "23456789" if len(data := ledger_bytes(order)) == len(ours))
    with pytest.raises(WorkbookChanged):
        edit_around(ledger, lambda: save(ledger, theirs))
    assert ledger.read_bytes() == theirs
    assert [entry.name for entry in ledger.parent.iterdir()] == [ledger.name]


def test_a_book_that_is_gone_meanwhile_is_not_made_again(ledger):
    """Whoever deleted or moved the book did it on purpose."""
    with pytest.raises(WorkbookChanged):
        edit_around(ledger, lambda: ledger.rename(ledger.with_name("移した.xlsx")))
    assert [entry.name for entry in ledger.parent.iterdir()] == ["移した.xlsx"]


def test_a_book_that_excel_opened_meanwhile_is_left_alone(ledger):
    """Excel's lock file is looked for again right before the exchange."""

    class Opening(Disk):
        def copy_attributes(self, source, target):
            super().copy_attributes(source, target)
            ledger.with_name("~$台帳.xlsx").write_bytes(b"")

    before = ledger.read_bytes()
    with pytest.raises(WorkbookInUse):
        edit_around(ledger, lambda: None, Opening())
    assert ledger.read_bytes() == before


def saving_while_judged(monkeypatch, path, contents):
    """Let somebody save the book each time it has been judged, as long as there are contents."""
    judge = refresh_command.refresh_book_file

    def judged(*words):
        result = judge(*words)
        if contents:
            save_by_renaming(path, contents.pop(0))
        return result

    monkeypatch.setattr(refresh_command, "refresh_book_file", judged)


def test_a_refresh_that_comes_too_late_starts_again_from_the_new_file(shell, ledger, monkeypatch):
    """One save in the meantime costs the seller nothing: the results are those of the new orders."""
    saving_while_judged(monkeypatch, ledger, [ledger_bytes("7", "8")])
    assert shell("refresh", ledger, *AS_OF).status == 0
    assert column(ledger, "受注", "注文番号") == ["7", "8"]
    assert column(ledger, "受注", "段階") == ["警告", "警告"]


def test_a_refresh_that_comes_too_late_twice_says_so(shell, ledger, monkeypatch):
    """Somebody who saves again and again is working: one sentence, exit 2, nothing written."""
    last = ledger_bytes("9")
    saving_while_judged(monkeypatch, ledger, [ledger_bytes("7"), last])
    ran = shell("refresh", ledger, *AS_OF)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == (
        f"{ledger} は処理中に別の人か別のソフトが保存しました。何も書いていません。もう一度実行してください\n"
    )
    assert ledger.read_bytes() == last


def test_another_output_that_somebody_saved_is_not_written_over(shell, ledger, monkeypatch, tmp_path):
    """A second try is right for the book itself; a result that somebody changed is his."""
    output = tmp_path / "別.xlsx"
    output.write_bytes(ledger_bytes("old"))
    check = locks.refuse_if_in_use

    def saved(path):
        check(path)
        save_by_renaming(output, ledger_bytes("new"))

    monkeypatch.setattr("xlshipcheck.xlsx.replace.refuse_if_in_use", saved)
    ran = shell("refresh", ledger, "-o", output, *AS_OF)
    assert ran.status == 2
    assert "別.xlsx は処理中に" in ran.err
    assert column(output, "受注", "注文番号") == ["new"]


def test_a_book_saved_while_it_is_read_is_not_called_damaged(shell, ledger, monkeypatch):
    """Half of the old bytes and half of the new ones are no damage of the seller's."""
    other = ledger_bytes(*map(str, range(200)))
    read = refresh_command.FileBook.sheet_names
    saves = [other]

    def names(book):
        if saves:
            save_in_place(ledger, saves.pop())
        return read(book)

    monkeypatch.setattr(refresh_command.FileBook, "sheet_names", names)
    ran = shell("refresh", ledger, *AS_OF)
    assert ran.status == 0, ran.err
    assert len(column(ledger, "受注", "段階")) == 200


HOLDER = """
import pathlib, sys
from xlshipcheck.xlsx.locks import exchange_lock
with exchange_lock(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    """Return a process that holds the lock of the folder."""
    process = subprocess.Popen(  # noqa: S603 # our own script
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout.readline().strip() == b"held"
    yield process
    process.kill()
    process.communicate()


def test_a_lock_that_is_held_is_waited_for_and_then_said(tmp_path, holder, monkeypatch):
    """Somebody else's exchange takes a moment; one that does not end is one sentence."""
    passed = iter(range(100))
    monkeypatch.setattr(locks, "clock", lambda: next(passed))
    monkeypatch.setattr(locks, "pause", lambda _: None)
    assert holder.poll() is None
    with pytest.raises(FolderBusy, match="終えていません"), exchange_lock(tmp_path):
        pass


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_the_lock_of_a_dead_process_holds_nobody_up(tmp_path, holder):
    """The lock file of a killed run is taken over at once and removed."""
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert [entry.name for entry in tmp_path.iterdir()] == [".xlshipcheck-lock.tmp"]
    with exchange_lock(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_only_one_at_a_time_is_in_the_exchange(tmp_path):
    """Eight threads that each come fifty times never meet, though the lock file is removed and made all the time."""
    inside, met = [], []

    def come():
        for _ in range(50):
            with exchange_lock(tmp_path):
                inside.append(1)
                met.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=come) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert met == [1] * 400


def test_the_identity_of_a_file_is_that_of_its_path(ledger):
    """Read from the open file and by its name, a book is the same; a changed byte in its directory makes another."""
    before = identity_of(ledger)
    assert identity_of(ledger) == before
    data = bytearray(ledger.read_bytes())
    data[-30] ^= 1
    save_within_the_tick(ledger, bytes(data))
    assert identity_of(ledger)[:4] == before[:4]
    assert identity_of(ledger) != before
