"""設定 sheets in a running LibreOffice: the same table that every other host reads."""

from __future__ import annotations

import pytest
from office import close
from setting_sheets import REFUSED, SHEETS, TODAY, save

from xlshipcheck import errors
from xlshipcheck.hosts.calc import document as books
from xlshipcheck.settings.book import ORIGIN
from xlshipcheck.settings.shop import context_from
from xlshipcheck.values.days import day_of

pytestmark = pytest.mark.end_to_end


@pytest.fixture(autouse=True)
def today(tmp_path, monkeypatch):
    """Stop the clock, and keep the tester's settings file out."""
    monkeypatch.setattr(books, "today", lambda: day_of(TODAY))
    monkeypatch.setattr("xlshipcheck.settings.user_file.settings_folder", lambda: tmp_path / "home")


@pytest.fixture
def read(office, tmp_path):
    """Return a function that opens a sheet in LibreOffice and gives the context of its book."""

    def context(rows):
        document = office.open(save(rows, tmp_path / "book.xlsx"))
        try:
            return books.book_of(document).context
        finally:
            close(document)

    return context


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet["name"])
def test_calc_reads_the_same(read, sheet):
    """A sheet means in LibreOffice what the same settings in a file mean."""
    expected = context_from(sheet["means"], ORIGIN, day_of(sheet.get("as_of", TODAY)))
    found = read(sheet["rows"])
    assert (found.as_of, found.settings) == (expected.as_of, expected.settings)
    for key in sheet["means"].get("rules", {}):
        assert found.rulebook.rule(key) == expected.rulebook.rule(key)


@pytest.mark.parametrize("sheet", REFUSED, ids=lambda sheet: sheet["says"])
def test_calc_refuses_the_same(read, sheet):
    """A refused value is named with its row and column in LibreOffice too."""
    with pytest.raises(errors.ShipcheckError) as refused:
        read(sheet["rows"])
    assert sheet["says"] in str(refused.value)
