"""A result that cannot be written, and problems nobody expected: one sentence, and everything as it was."""

from __future__ import annotations

import errno
import os
import zipfile

import pytest
from command_runs import AS_OF

from xlshipcheck.hosts.log import log_path
from xlshipcheck.shell import refresh
from xlshipcheck.xlsx.reading import guard

HEADER = "注文番号,入金日,発送日\r\n"


@pytest.fixture
def export(tmp_path):
    """Put a good export into the folder."""
    (tmp_path / "表.csv").write_text(f"{HEADER}A,2026/11/20,\r\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("lock", "data", "owner"),
    [
        ("~$表_判定.xlsx", b"", "ほかの人かソフト"),
        ("~$表_判定.xlsx", b"\x04Anne" + b" " * 50 + b"\x04\0" + "杏奈花子".encode("utf-16-le"), "杏奈花子"),
        (".~lock.表_判定.xlsx#", b",hanako,pc,21.11.2026 10:00,file:///home/hanako;", "hanako"),
    ],
)
def test_result_open_elsewhere_is_refused(refused, export, lock, data, owner):
    """A lock file of Excel or LibreOffice beside the result: somebody has it open."""
    (export / lock).write_bytes(data)
    sentence = refused("refresh", "表.csv", *AS_OF)
    assert f"表_判定.xlsx は {owner} が開いています。閉じてから実行してください" in sentence
    assert lock in sentence


def test_read_only_result_is_refused(refused, export):
    """A result marked read-only is somebody's decision."""
    target = export / "表_判定.xlsx"
    target.write_bytes(b"x")
    target.chmod(0o444)
    assert "表_判定.xlsx は読み取り専用です" in refused("refresh", "表.csv", *AS_OF)


@pytest.mark.usefixtures("export")
def test_read_only_folder_is_refused(refused, monkeypatch):
    """A folder that may not be written is named, with the way out."""
    monkeypatch.setattr(guard.os, "access", lambda *_: False)
    assert "は読み取り専用です。" in refused("refresh", "表.csv", *AS_OF)
    assert "-o で別の出力先を指定" in refused("refresh", "表.csv", *AS_OF)


def test_link_is_refused(refused, export):
    """A link in the place of the result is left alone: replacing it would leave the real file as it was."""
    try:
        (export / "表_判定.xlsx").symlink_to("本物.xlsx")
    except OSError:
        pytest.skip("this system lets no link be made")
    assert "表_判定.xlsx は 本物.xlsx へのリンクです" in refused("refresh", "表.csv", *AS_OF)


def test_result_is_refused_before_the_work_is_done(refused, export, monkeypatch):
    """What stands in the way of writing is said at once, not after a long judgement."""
    monkeypatch.setattr(refresh, "mark", lambda *_, **__: pytest.fail("judged before the check"))
    (export / "~$表_判定.xlsx").write_bytes(b"")
    refused("refresh", "表.csv", *AS_OF)


@pytest.mark.usefixtures("export")
@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "空き容量がありません"),
        (errno.EACCES, "権限がありません"),
        (errno.EDOM, "システムのエラー EDOM"),
    ],
)
def test_system_that_refuses_is_quoted(refused, monkeypatch, number, said):
    """A full disk in the middle of writing: the reason in Japanese, its name where it is no usual one, and no trace left."""

    def write(out, *_) -> None:
        out.write(b"half")
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(refresh, "write_book", write)
    assert f"({said})" in refused("refresh", "表.csv", *AS_OF)


@pytest.mark.usefixtures("export")
def test_damaged_result_is_thrown_away(refused, monkeypatch):
    """The finished file is read once before it is put in place; a broken one never is."""

    def write(out, *_) -> None:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
            package.writestr(zipfile.ZipInfo("a.xml"), b"<a/>")
        out.seek(35)
        out.write(b"!")

    monkeypatch.setattr(refresh, "write_book", write)
    sentence = refused("refresh", "表.csv", *AS_OF)
    assert sentence.startswith("表_判定.xlsx の書き込み後の検査で a.xml が合いませんでした")


@pytest.mark.usefixtures("export")
def test_unexpected_problem_is_one_sentence_and_a_log_entry(refused, monkeypatch):
    """A defect of ours shows no traceback: it goes to the log, and the seller is told where that is."""

    def write(*_) -> None:
        message = "a defect"
        raise RuntimeError(message)

    monkeypatch.setattr(refresh, "write_book", write)
    sentence = refused("refresh", "表.csv", *AS_OF)
    assert sentence == f"予期しない問題が起きました。元のファイルは変更していません。記録: {log_path()}"
    log = log_path().read_text("utf-8")
    assert "RuntimeError: a defect" in log
    assert "Traceback" in log
    assert "xlshipcheck refresh 表.csv" in log
    assert "no file of yours was changed" in refused("refresh", "表.csv", "--lang", "en", *AS_OF)


@pytest.mark.usefixtures("export")
def test_unwritable_log_is_said(refused, monkeypatch, home):
    """Where not even the log can be written, the sentence says so instead of failing again."""
    monkeypatch.setattr(refresh, "write_book", lambda *_: 1 / 0)
    (home / "xlshipcheck").write_bytes(b"in the way")
    assert "記録: (記録を書けません: " in refused("refresh", "表.csv", *AS_OF)


@pytest.mark.usefixtures("export")
def test_interrupt_leaves_nothing_behind(refused, monkeypatch):
    """Ctrl-C in the middle of writing is no traceback and no half file."""

    def write(*_) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(refresh, "write_book", write)
    assert refused("refresh", "表.csv", *AS_OF) == "中断しました"
    assert refused("refresh", "表.csv", *AS_OF, "--lang=en") == "stopped"
