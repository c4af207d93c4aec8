"""One table of 設定 sheets through every reader: memory, a file and the shell, Excel. Calc stands in its own file."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

import pytest
from setting_sheets import REFUSED, SHEETS, TODAY, cells_of, dated, save, value2

from xlshipcheck import errors
from xlshipcheck.context import Context
from xlshipcheck.hosts.excel.sheets import values
from xlshipcheck.hosts.files.workbook import open_file
from xlshipcheck.rulebook.rules import standard_rulebook
from xlshipcheck.settings.book import ORIGIN, UsersSettings, book_context
from xlshipcheck.settings.sheet import SHEET_NAME
from xlshipcheck.settings.shop import context_from
from xlshipcheck.shell.commands import book_settled
from xlshipcheck.values import cells
from xlshipcheck.values.days import day_of

NO_FILE = UsersSettings("settings.toml")


@pytest.fixture(autouse=True)
def today(tmp_path, monkeypatch):
    """Stop the clock, and keep the settings file of whoever runs the tests out of them."""
    monkeypatch.setattr(cells, "day_today", lambda _moment: day_of(TODAY))
    monkeypatch.setattr("xlshipcheck.settings.user_file.settings_folder", lambda: tmp_path / "home")
    values._context.cache_clear()
    return tmp_path


def in_memory(rows, _folder):
    """Read cells as plain Python gives them."""
    return book_context(rows, NO_FILE, day_of(TODAY))


def in_excel(rows, _folder):
    """Read cells as `Value2` gives them."""
    return values.context_of(tuple(map(tuple, cells_of(rows, value2))) or None)


def in_excel_1904(rows, _folder):
    """Read cells as `Value` gives them, which the macros use in a book that counts from 1904."""
    return values.context_of(tuple(map(tuple, cells_of(rows, dated))) or None)


def in_the_shell(rows, folder):
    """Read a workbook as `refresh` and `import` do."""
    options = argparse.Namespace(settings=None, as_of=None, map=[])
    with open_file(save(rows, folder / "book.xlsx"), lambda *_: None) as book:
        return book_settled(options, Context(day_of(TODAY)))(book)


READERS = [in_memory, in_excel, in_excel_1904, in_the_shell]


def told(context):
    """Return all that a context says."""
    overridden = context.overridden or standard_rulebook()
    overrides = {key: (overridden.value(key, 0), origin) for key, (_, origin) in overridden.overrides.items()}
    return context.as_of, context.settings, overrides


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet["name"])
def test_every_host_reads_the_same(sheet, reader, tmp_path):
    """A sheet means what the same settings in a file mean, whoever reads it."""
    expected = context_from(sheet["means"], ORIGIN, day_of(sheet.get("as_of", TODAY)))
    assert told(reader(sheet["rows"], tmp_path)) == told(expected)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("sheet", REFUSED, ids=lambda sheet: sheet["says"])
def test_every_host_refuses_the_same(sheet, reader, tmp_path):
    """A refused value is named with its row and column, and every host says the same of it."""
    with pytest.raises(errors.ShipcheckError) as refused:
        reader(sheet["rows"], tmp_path)
    assert sheet["says"] in str(refused.value)
    assert SHEET_NAME in refused.value.sentence("en")


@pytest.mark.parametrize(
    ("header", "ours", "other"),
    [
        ("モールの営業日", "モールの営業日", "モールの休業日"),
        ("モールの休業日", "モールの休業日", "モールの営業日"),
    ],
)
def test_a_day_closed_in_the_file_and_opened_on_the_sheet(header, ours, other):
    """Neither wins: both places are named."""
    users = UsersSettings("settings.toml", {"closed": ["2026-12-26"], "opened": ["2026-11-21"]})
    day = "2026-12-26" if header == "モールの営業日" else "2026-11-21"
    with pytest.raises(errors.DayClosedAndOpened) as refused:
        book_context([[header], [None], [day]], users, day_of(TODAY))
    assert f"「{ours}」 (シート「設定」の3行目A列)" in str(refused.value)
    assert f"「{other}」 (settings.toml)" in str(refused.value)
    free = book_context([[header], ["2026-12-30"]], users, day_of(TODAY))
    assert free.settings.closed
    assert free.settings.opened


def test_the_file_is_weaker_than_the_sheet():
    """The sheet's value wins; of named values each name for itself, whatever word the file has for it."""
    users = UsersSettings(
        "settings.toml",
        {
            "seller": "中国",
            "rates": {"一般商品": 0.9, "予約": 0.8},
            "shop_name": "店",
            "columns": {"日付": "入金日"},
            "rules": {"qoo10.points": -3, "hold.transit_days": 3},
        },
    )
    rows = [
        ["設定の項目", "値", None, "規則の名前", "店の値"],
        ["出品者の所在地", "日本", None, "hold.transit_days", 2],
        ["一般の発送率", 0.99, None, None, None],
    ]
    context = book_context(rows, users, day_of(TODAY))
    expected = context_from(
        {
            "seller": "日本",
            "rates": {"一般": 0.99, "予約": 0.8},
            "shop_name": "店",
            "columns": {"日付": "入金日"},
        },
        "",
    )
    assert context.settings == expected.settings
    assert {key: origin for key, (_, origin) in context.rulebook.overrides.items()} == {
        "qoo10.points": "settings.toml",
        "hold.transit_days": ORIGIN,
    }
    assert context.rulebook.value("hold.transit_days", 0) == 2


def test_a_refused_value_of_the_file_names_the_file():
    """What is wrong in the user's file is never said of the sheet."""
    users = UsersSettings("店/settings.toml", {"seller": "台湾"})
    with pytest.raises(errors.SettingRefused, match=r"「台湾」は使えません \(店/settings.toml\)"):
        book_context([["設定の項目", "値"], ["出品者の所在地", "日本"]], users, day_of(TODAY))


def test_the_day_asked_for_is_the_strongest():
    """A day given with a command wins over the sheet's, the sheet's over today."""
    rows = [["設定の項目", "値"], ["基準日", date(2026, 11, 21)]]
    assert book_context(rows, NO_FILE, 46000, asked=46010).as_of == 46010
    assert book_context(rows, NO_FILE, 46000).as_of == day_of(date(2026, 11, 21))
    assert book_context([], NO_FILE, 14000).as_of == 14000


def test_a_sheet_that_the_macros_cut_off_is_refused():
    """More rows than the macros hand over are refused in Excel: what stands below would be ignored unseen."""
    source = Path(values.__file__).parents[3] / "generators" / "vba" / "XlshipCalls.bas"
    assert f"MostSettings As Long = {values.MOST_ROWS}\n" in source.read_text(encoding="utf-8")
    rows = [
        ("SKU", "SKUのカテゴリー"),
        *((f"A-{row}", "食品") for row in range(values.MOST_ROWS - 2)),
    ]
    assert len(values.context_of((*rows, (None, None))).settings.categories) == len(rows) - 1
    with pytest.raises(errors.SettingsSheetTooLong, match="1999行目まで"):
        values.context_of((*rows, ("B", "食品")))
