"""Replacing a book on Windows, where an open file cannot be renamed or removed and signal 0 is Ctrl-C."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.end_to_end


def test_a_book_is_replaced_under_the_lock_of_its_folder(windows):
    """The new book and its backup stand there, a dead run's file is gone, and one at a time was in the exchange."""
    folder = windows.work / "作業 場"
    folder.mkdir()
    (folder / "注文.xlsx").write_bytes(b"old")
    answer = windows.script("replace_client", {"folder": windows.path(folder), "dead": 999_996})
    assert answer == {"running": [True, False], "met": [1] * 30, "hidden": [2, 2, 0]}
    assert {entry.name: entry.read_bytes() for entry in folder.iterdir()} == {
        "注文.xlsx": b"new",
        "注文_バックアップ_20261121-093000.xlsx": b"old",
    }
