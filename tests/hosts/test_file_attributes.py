"""What a file has beside its bytes, and names and places that systems limit."""

from __future__ import annotations

import datetime as dt
import errno
import os

import pytest

from xlshipcheck import errors
from xlshipcheck.cli import main
from xlshipcheck.xlsx.attributes import copy_attributes
from xlshipcheck.xlsx.backups import backups, name_length
from xlshipcheck.xlsx.locks import refuse_other_ending, refuse_unless_writable
from xlshipcheck.xlsx.replace import Disk, replace_file

NOW = dt.datetime.fromisoformat("2026-11-21T09:30:00")


@pytest.fixture
def book(tmp_path):
    """Return a file."""
    path = tmp_path / "注文.xlsx"
    path.write_bytes(b"old")
    return path


def replace(path, disk=None):
    """Replace a file by other bytes."""
    return replace_file(path, lambda out: out.write(b"new"), lambda _: None, NOW, disk)


def test_extended_attributes_go_with_the_book_and_its_backup(book):
    """A tag, a comment, an access list: the file under the name has them still."""
    try:
        os.setxattr(book, "user.xlshipcheck.tag", "急ぎ".encode())
    except (AttributeError, OSError):
        pytest.skip("no extended attributes here")
    backup = replace(book)
    for path in (book, backup):
        assert os.getxattr(path, "user.xlshipcheck.tag") == "急ぎ".encode()


@pytest.mark.skipif(not hasattr(os, "chown") or os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_stays(book):
    """Root may run this on a clerk's book; it stays the clerk's, as does the backup."""
    os.chown(book, 12_345, 23_456)
    backup = replace(book)
    for path in (book, backup):
        assert (path.stat().st_uid, path.stat().st_gid) == (12_345, 23_456)


@pytest.mark.parametrize(("function", "said"), [("chown", "所有者"), ("setxattr", "拡張属性「user.x」")])
def test_what_cannot_be_kept_is_a_reason_to_refuse(book, tmp_path, monkeypatch, function, said):
    """A colleague's book that we may write but not give back to him is left alone."""
    if not hasattr(os, "setxattr") or not hasattr(os, "chown"):
        pytest.skip("not on this system")
    other = tmp_path / "other"
    other.write_bytes(b"")

    def refuse(*_):
        raise PermissionError(errno.EPERM, "no")

    monkeypatch.setattr(os, function, refuse)
    monkeypatch.setattr(os, "listxattr", lambda path: ["user.x"] if path == book else [])
    monkeypatch.setattr(os, "getxattr", lambda *_: b"1")
    if function == "chown":
        real = type(book).stat
        owned = os.stat_result((*real(book)[:4], 4_242, 4_242, *real(book)[6:]))
        monkeypatch.setattr(type(book), "stat", lambda path: owned if path == book else real(path))
    with pytest.raises(errors.AttributesLost, match=said):
        copy_attributes(book, other)


def test_a_book_of_two_names_is_refused(book):
    """A hard link: the other name would keep the old orders."""
    try:
        book.with_name("別名.xlsx").hardlink_to(book)
    except OSError:
        pytest.skip("no hard links here")
    with pytest.raises(errors.WorkbookHasOtherNames, match="2 つの名前"):
        refuse_unless_writable(book)


def test_a_folder_or_a_pipe_is_no_place_for_a_result(tmp_path):
    """Neither is opened, and each is named."""
    (tmp_path / "判定.xlsx").mkdir()
    with pytest.raises(errors.FileUnwritable, match="フォルダです"):
        refuse_unless_writable(tmp_path / "判定.xlsx")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "管.xlsx")
        with pytest.raises(errors.FileIsSpecial):
            refuse_unless_writable(tmp_path / "管.xlsx")


@pytest.mark.parametrize("length", [1, 60, 83])
def test_long_names_leave_room_for_the_backup(tmp_path, length):
    """Japanese takes three bytes a letter, and a name has 255: the backup's is cut, and is found again."""
    path = tmp_path / ("注" * length + ".xlsx")
    path.write_bytes(b"old")
    refuse_unless_writable(path)
    first, second = replace(path), replace(path)
    assert path.read_bytes() == b"new"
    assert first.read_bytes() == b"old"
    assert backups(path) == [second, first]
    assert name_length(first.name) <= 255
    other = tmp_path / ("注" * (length - 1) + "文.xlsx")
    other.write_bytes(b"other")
    assert backups(other) == []


@pytest.mark.parametrize(
    ("number", "said", "advice"),
    [
        (errno.ENOSPC, "空き容量がありません", "空きを作る"),
        (errno.EDQUOT, "割り当てられた容量を使い切りました", "管理者"),
        (errno.EFBIG, "ここに置けるファイルの大きさを超えます", "NTFS"),
        (errno.EROFS, "書き込めない場所です", "-o で書き込める場所"),
        (errno.ENAMETOOLONG, "名前が長すぎます", "短い名前"),
        (errno.EIO, "ディスクが読み書きできません", "接続を確認"),
        (errno.EACCES, "権限がありません", "ほかのソフトで開いていないか"),
    ],
)
def test_a_system_that_refuses_to_write_is_named_with_what_helps(book, number, said, advice):
    """A full disk is no question of rights: each cause has its own way out, and nothing was written."""

    class Failing(Disk):
        def sync(self, _):
            raise OSError(number, os.strerror(number))

    with pytest.raises(errors.FileUnwritable) as caught:
        replace(book, Failing())
    sentence = caught.value.sentence()
    assert f"に書き込めません ({said})。何も書いていません。" in sentence
    assert advice in sentence
    assert book.read_bytes() == b"old"
    assert [entry.name for entry in book.parent.iterdir()] == [book.name]


@pytest.mark.parametrize(
    ("number", "words", "said", "advice"),
    [
        (1224, "The requested operation cannot be performed", "ほかのソフトが使っています", "閉じてから"),
        (32, "別のプロセスが使用中です。", "ほかのソフトが使っています", "閉じてから"),
        (1295, "The file system quota is exceeded", "割り当てられた容量を使い切りました", "管理者"),
        (112, "There is not enough space on the disk", "空き容量がありません", "空きを作る"),
        (223, "The file size exceeds the limit allowed", "ここに置けるファイルの大きさを超えます", "NTFS"),
        (1392, "The file or directory is corrupted", "ディスクが読み書きできません", "接続を確認"),
        (1231, "The network location cannot be reached", "ネットワークの接続が切れました", "接続を確認"),
        (362, "The cloud file provider is not running.", "OneDrive などの同期", "接続を確認"),
        (206, "The filename or extension is too long", "名前が長すぎます", "短い名前"),
        (4350, "This file is currently not available", "システムのエラー 4350", "権限があるか"),
        (4350, "このファイルは使えません。", "このファイルは使えません。", "権限があるか"),
    ],
)
def test_the_numbers_of_windows_are_said_in_japanese(number, words, said, advice):
    """Python gives most of them the number 22; the system's own number tells the cause, in whatever language it speaks."""
    problem = OSError(errno.EINVAL, words)
    problem.winerror = number
    sentence = errors.FileUnwritable(path=errors.Whole("注文.xlsx"), problem=problem).sentence()
    assert f"({said}" in sentence
    assert advice in sentence


@pytest.mark.skipif(os.name == "nt", reason="limits of a process are a matter of POSIX")
def test_a_limit_of_size_is_said_in_japanese(tmp_path, capsys):
    """A real limit of the system, not a stand-in: the file may not grow beyond some bytes."""
    import resource  # noqa: PLC0415 # POSIX alone has it

    export = tmp_path / "表.csv"
    export.write_text("注文番号,入金日,発送日\r\nA,2026/11/13,\r\n", "utf-8")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
    try:
        status = main(["refresh", str(export), "--as-of", "2026-11-21"])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert status == 2
    assert "大きさを超えます" in capsys.readouterr().err
    assert [entry.name for entry in tmp_path.iterdir()] == [export.name]


def test_too_little_memory_is_said_and_is_no_defect(tmp_path, monkeypatch, capsys):
    """What the machine lacks is not told as ours."""

    def run(*_):
        raise MemoryError

    monkeypatch.setattr("xlshipcheck.shell.commands.refresh_exports", run)
    export = tmp_path / "表.csv"
    export.write_text("注文番号,入金日,発送日\r\nA,2026/11/13,\r\n", "utf-8")
    assert main(["refresh", str(export), "--as-of", "2026-11-21"]) == 2
    assert "メモリが足りない" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("target", "ending"), [("判定.csv", ".xlsx"), ("判定.xlsm", ".xlsx"), ("判定", ".xlsx")]
)
def test_another_ending_is_refused_for_every_source(book, target, ending):
    """Excel opens no .xlsm that is called .xlsx, nor the other way round."""
    with pytest.raises(errors.OutputEnding, match=f"{ending} で終わる"):
        refuse_other_ending(book.with_name(target), book)
    refuse_other_ending(book.with_name("判定.XLSX"), book)
