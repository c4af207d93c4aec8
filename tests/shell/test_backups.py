"""The command `backups`: our copies are listed, put back and cleaned, and nothing else is ever removed."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from command_runs import contents

from xlshipcheck.shell.backups import find, removable

BOOK = b"PK\3\4 a book"
STAMPS = ["20261118-090000", "20261119-090000", "20261120-090000", "20261121-090000", "20261121-090000_2"]


@pytest.fixture
def shop(tmp_path):
    """Return a folder with a book and its five backups, and with all that looks like one and is none."""
    folder = tmp_path / "店"
    folder.mkdir()
    (folder / "台帳.xlsx").write_bytes(BOOK + b" now")
    for stamp in STAMPS:
        (folder / f"台帳_バックアップ_{stamp}.xlsx").write_bytes(BOOK + stamp.encode())
    for name in (
        "台帳_バックアップ.xlsx",
        "台帳_バックアップ_20261118-090000 - コピー.xlsx",
        "台帳_バックアップ_20261318-090000.xlsx",
        "台帳_バックアップ_20261118-090000.csv",
        "台帳_20261118-090000.xlsx",
    ):
        (folder / name).write_bytes(BOOK + b" mine")
    (folder / "注文_バックアップ_20200101-000000.xlsm").write_bytes(BOOK + b" last copy")
    (folder / "台帳_バックアップ_20200101-000000.xlsx").mkdir()
    return folder


def test_backups_of_a_folder_are_listed_by_book(shell, shop):
    """Newest first, with number, day, size and name; a book that is gone is named as such."""
    ran = shell("backups", shop)
    assert ran.status == 0
    lines = ran.out.splitlines()
    assert lines[0] == f"{shop / '台帳.xlsx'}"
    assert [line.split()[0] for line in lines[2:7]] == ["1", "2", "3", "4", "5"]
    assert "2026-11-21 09:00:00" in lines[2]
    assert lines[2].endswith("台帳_バックアップ_20261121-090000_2.xlsx")
    assert f"{shop / '注文.xlsm'} (元のブックはありません)" in ran.out
    assert "控えは 6 個" in ran.out
    assert "氏名や住所" in ran.out


def test_backups_as_json_and_of_one_book(shell, shop, monkeypatch):
    """A program gets paths, times and sizes; a book's name picks its own; without a place it is this folder."""
    data = json.loads(shell("backups", shop / "台帳.xlsx", "--json").out)
    assert [book["exists"] for book in data] == [True]
    assert [one["number"] for one in data[0]["backups"]] == [1, 2, 3, 4, 5]
    assert data[0]["backups"][4]["made"] == "2026-11-18T09:00:00"
    monkeypatch.chdir(shop)
    assert len(json.loads(shell("backups", "--json").out)) == 2
    assert "控えはありません" in shell("backups", shop / "ほか.xlsx").out
    assert json.loads(shell("backups", shop / "ほか.xlsx", "--json").out) == []


@pytest.mark.parametrize(
    ("words", "stamp"),
    [
        (["台帳.xlsx", "--restore"], STAMPS[4]),
        (["台帳.xlsx", "--restore", "3"], STAMPS[2]),
        (["台帳.xlsx", "--restore", f"台帳_バックアップ_{STAMPS[1]}.xlsx"], STAMPS[1]),
        ([f"台帳_バックアップ_{STAMPS[0]}.xlsx", "--restore"], STAMPS[0]),
    ],
    ids=["newest", "number", "name", "backup itself"],
)
def test_a_backup_is_put_back_and_the_book_gets_one(shell, shop, monkeypatch, words, stamp):
    """The book is what it was then, and what it was just now lies beside it; a second time there is nothing to do."""
    monkeypatch.chdir(shop)
    ran = shell("backups", *words)
    assert ran.status == 0
    assert (shop / "台帳.xlsx").read_bytes() == BOOK + stamp.encode()
    newest = find(shop / "台帳.xlsx")[0].backups[0]
    assert newest.path.read_bytes() == BOOK + b" now"
    assert newest.path.name in ran.out
    if words[-1] != "--restore" and not words[-1].isdigit():
        assert "同じ内容です" in shell("backups", *words).out


def test_a_book_that_is_gone_comes_back(shell, shop):
    """Restoring needs no book to be there."""
    data = json.loads(shell("backups", shop / "注文.xlsm", "--restore", "--json").out)
    assert data == {
        "restored": str(shop / "注文_バックアップ_20200101-000000.xlsm"),
        "written": str(shop / "注文.xlsm"),
        "backup": None,
    }
    assert (shop / "注文.xlsm").read_bytes() == BOOK + b" last copy"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["台帳.xlsx", "--restore", "9"], "控えのうち「9」はありません (控えは 5 個)"),
        (["ほか.xlsx", "--restore"], "控えは 0 個"),
        ([".", "--restore"], "フォルダです"),
        (["なし/台帳.xlsx"], "見つかりません"),
        ([".", "--clean", "--keep", "-1"], "使えません"),
        ([".", "--clean", "--restore"], "一緒に使えません"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(shell, shop, monkeypatch, words, said):
    """A wrong number, another book, a folder: nothing changes."""
    monkeypatch.chdir(shop)
    before = contents(shop)
    ran = shell("backups", *words)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert contents(shop) == before


def test_a_book_that_is_open_is_not_restored(shell, shop):
    """Excel would write its own over it."""
    (shop / "~$台帳.xlsx").write_bytes(b"")
    ran = shell("backups", shop / "台帳.xlsx", "--restore")
    assert ran.status == 2
    assert "開いています" in ran.err


def test_cleaning_keeps_the_newest_and_all_that_is_not_ours(shell, shop):
    """Two stay of each book; copies of the seller's, folders and other files are not touched; a dry run says it first."""
    before = contents(shop)
    dry = shell("backups", shop, "--clean", "--keep", "2", "--dry-run")
    assert "控えを 3 個" in dry.out
    assert contents(shop) == before
    ran = shell("backups", shop, "--clean", "--keep", "2", "--json")
    gone = {f"台帳_バックアップ_{stamp}.xlsx" for stamp in STAMPS[:3]}
    assert {path.rpartition("/")[2].rpartition("\\")[2] for path in json.loads(ran.out)["removed"]} == gone
    assert contents(shop) == {name: data for name, data in before.items() if name not in gone}
    assert "消す控えはありません" in shell("backups", shop, "--clean").out


def test_a_file_of_our_name_that_is_no_book_stays(shell, shop):
    """A note that somebody gave such a name is not ours."""
    note = shop / f"台帳_バックアップ_{STAMPS[0]}.xlsx"
    note.write_bytes(b"a note")
    shell("backups", shop, "--clean", "--keep", "0")
    assert note.read_bytes() == b"a note"
    assert len(find(shop / "台帳.xlsx")[0].backups) == 1


@pytest.mark.parametrize(
    ("keep", "days", "left"),
    [(None, None, 5), (0, None, 0), (3, None, 3), (None, 2, 3), (None, 0, 0), (4, 2, 4), (1, 2, 3)],
)
def test_number_and_age_together(shop, keep, days, left):
    """An age alone spares no old one; with a number, only what is both beyond it and older goes."""
    kept = find(shop / "台帳.xlsx")[0]
    gone = removable(kept, keep, days, dt.datetime.fromisoformat("2026-11-21T12:00:00"))
    assert len(kept.backups) - len(gone) == left
    orphan = find(shop / "注文.xlsm")[0]
    assert removable(orphan, keep, days, dt.datetime.fromisoformat("2026-11-21T12:00:00")) == []
