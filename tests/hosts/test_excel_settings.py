"""Settings as a workbook hands them to the COM server: its 設定 sheet, a plain table, or nothing of ours."""

from __future__ import annotations

import datetime as dt
import io
import sys
import types

import pytest
from python_calamine import CalamineWorkbook
from settings_cells import settings_cells

from xlshipcheck import errors
from xlshipcheck.generators.template import book as template
from xlshipcheck.hosts import excel
from xlshipcheck.hosts.excel import server
from xlshipcheck.hosts.excel.sheets import values
from xlshipcheck.hosts.excel.sheets.values import OMITTED
from xlshipcheck.values.cells import JST, day_today

HEADERS = ("注文番号", "入金日", "発送日", "段階")
PAID = 46346.0  # 2026-11-20


@pytest.fixture(autouse=True)
def no_user_file(tmp_path, monkeypatch):
    """Keep the settings file of whoever runs the tests out of them."""
    monkeypatch.setattr("xlshipcheck.settings.user_file.settings_folder", lambda: tmp_path)
    values._context.cache_clear()
    return tmp_path


def settings_sheet_cells():
    """Return the 設定 sheet of the template as Value2 gives it: dates as numbers."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(template.template_book(has_macros=False)))
    rows = book.get_sheet_by_name("設定").to_python(skip_empty_area=False)
    origin = dt.date(1899, 12, 30)
    return tuple(
        tuple(float((cell - origin).days) if isinstance(cell, dt.date) else cell or None for cell in row)
        for row in rows
    )


def test_the_sheet_of_the_template_is_understood():
    """Its blank 基準日 is today, and its lists count."""
    days = [day_today(dt.datetime.now(JST))]
    made = values.context_of(settings_sheet_cells())
    days.append(day_today(dt.datetime.now(JST)))
    assert made.as_of in days
    assert made.settings == template.context().settings


def test_the_file_of_the_user_is_weaker_than_the_sheet(no_user_file):
    """What the sheet leaves blank comes from the user's file."""
    (no_user_file / "settings.toml").write_text('seller = "中国"\nshop_name = "本店"\n', encoding="utf-8")
    made = values.context_of(settings_sheet_cells())
    assert (made.settings.shop_name, made.settings.seller) == ("本店", "日本")


def test_a_sheet_of_the_users_own_is_passed_over():
    """A 設定 sheet that is none of ours neither counts nor hinders: the day is today."""
    made = values.context_of((("色", "赤"), ("役割", "店長")))
    assert made.as_of == values.context_of(None).as_of
    assert made.settings == values.context_of(None).settings


def test_a_changed_file_is_read_anew(no_user_file):
    """The file counts from the next calculation on, and so does a new value in a cell equal to the old one."""
    cells = settings_sheet_cells()
    assert values.context_of(cells).settings.shop_name == ""
    assert values.context_of(cells) is values.context_of(cells)
    (no_user_file / "settings.toml").write_text('shop_name = "本店"\n', encoding="utf-8")
    assert values.context_of(cells).settings.shop_name == "本店"
    one, true = ((("規則の名前", "店の値"), ("hold.near_end", value)) for value in (1.0, True))
    assert values.context_of(one).rulebook.value("hold.near_end", 0) == 1
    with pytest.raises(errors.RuleValueRefused, match="TRUE"):
        values.context_of(true)


@pytest.mark.parametrize(
    "headers",
    [(HEADERS,), (("受注の表", None, None, None), (None,) * 4, HEADERS, ("A-0", PAID, None, "正常"))],
    ids=["the header row of a table", "the first rows of a sheet"],
)
def test_the_header_row_is_found(headers):
    """A row-aware call gives the same answer from a table and from a plain sheet with a title above its headers."""
    with excel.settings_in_use(settings_cells(as_of=PAID)):
        answer = excel.call_in_row("QOO10_STAGE", headers, (("A-1", PAID - 4, None, None),), (OMITTED,))
    assert answer == "注意"


def test_without_a_header_the_answer_says_what_to_give():
    """Cells without any header give an error text that names the argument."""
    with excel.settings_in_use(settings_cells(as_of=PAID + 4)):
        answer = excel.call_in_row("QOO10_STAGE", ((1, 2), (3, 4)), ((5, 6),), (OMITTED,))
    assert answer.startswith("エラー: ")
    assert "入金日" in answer


def test_xlwings_never_sees_the_book(monkeypatch):
    """A call goes through xlwings without its workbook: only then it would look for sheets that end in .py, and raise."""
    seen = []
    udfs = types.ModuleType("xlwings.udfs")
    udfs.call_udf = lambda *given: seen.append(given) or [["答え"]]
    monkeypatch.setitem(sys.modules, "xlwings", types.ModuleType("xlwings"))
    monkeypatch.setitem(sys.modules, "xlwings.udfs", udfs)
    assert server.Server().CallFunction("JP_IS_WORKDAY", (PAID,)) == "答え"
    assert seen == [(server.MODULE, "JP_IS_WORKDAY", (PAID,))]


def test_a_workbook_from_the_future_is_refused():
    """Macros made for a newer form of calls are answered with what to do, in all three calls."""
    newer = server.CONTRACT + 1
    made = server.Server()
    answers = [
        made.CallFunction("QOO10_STAGE", (PAID,), None, newer),
        made.CallInRow("QOO10_STAGE", HEADERS, ("A-1", PAID, None, None), (), None, newer),
        made.Refresh(None, None, "", newer),
    ]
    assert all(
        answer.startswith("エラー: ") and "xlshipcheck を更新してください" in answer for answer in answers
    )
