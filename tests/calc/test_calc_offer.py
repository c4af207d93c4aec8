"""取込 in Calc: the newest downloads are offered before the seller chooses files, and nothing of that is in the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlshipcheck import errors
from xlshipcheck.hosts.calc import exports
from xlshipcheck.hosts.offer import Offer

OFFERED, CHOSEN = [Path("new.csv"), Path("labels.csv")], [Path("other.csv")]


@pytest.mark.parametrize(
    ("answer", "files"), [(True, OFFERED), (False, CHOSEN), (None, [])], ids=["yes", "no", "given up"]
)
def test_the_answer(monkeypatch, answer, files):
    """はい takes what is offered, いいえ lets the seller choose, キャンセル ends it."""
    asked = []
    monkeypatch.setattr(exports, "offered", lambda _: Offer("取り込みますか", OFFERED))
    monkeypatch.setattr(exports, "confirm", lambda *words: asked.append(words) or answer)
    monkeypatch.setattr(exports, "chosen_files", lambda _: CHOSEN)
    assert exports.wanted_files("context", "document") == files
    assert asked == [("document", "出荷チェック 取込", "取り込みますか")]


def test_nothing_to_offer(monkeypatch):
    """Without an offer nobody is asked: the seller chooses."""
    monkeypatch.setattr(exports, "offered", lambda _: None)
    monkeypatch.setattr(exports, "chosen_files", lambda _: CHOSEN)
    assert exports.wanted_files("context", "document") == CHOSEN


@pytest.mark.parametrize("problem", [errors.WorkbookShared(book="b"), OSError("disk"), ValueError("x")])
def test_what_goes_wrong_offers_nothing(monkeypatch, tmp_path, problem):
    """A folder, a book or a setting that cannot be read offers nothing; the import itself says what is wrong."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    def fail(_):
        raise problem

    monkeypatch.setattr(exports, "book_of", fail)
    assert exports.offered("document") is None
