"""The template in LibreOffice: it loads, its stored values show, the button is bound, plain VBA runs."""

from __future__ import annotations

import shutil

import pytest
from office import Office, named, need_office

from xlshipcheck.generators.template import book as template
from xlshipcheck.generators.template.book import ORDER_SHEETS
from xlshipcheck.generators.template.layout import HEADER_ROW, answered_rows

pytestmark = pytest.mark.end_to_end
RUN_MACROS = 4
# No marketplace exports branch holds, and no package of Amazon's asks for a message.
CAPTIONS = {"受注": ["更新", "取込", "文面"], "出荷": ["更新", "取込"], "営業所止め": ["更新", "文面"]}


@pytest.fixture(scope="module")
def bare_office(tmp_path_factory):
    """Return a running LibreOffice without our extension: it knows none of our functions."""
    need_office()
    office = Office(tmp_path_factory.mktemp("bare")).start()
    yield office
    office.stop()


@pytest.fixture(scope="module")
def opened(bare_office, tmp_path_factory):
    """Return the template with macros, opened in a copy."""
    path = tmp_path_factory.mktemp("template") / template.MACRO_BOOK
    shutil.copy(template.FOLDER / template.MACRO_BOOK, path)
    properties = (named("Hidden", value=True), named("MacroExecutionMode", value=RUN_MACROS))
    document = bare_office.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, properties)
    yield document
    document.close(True)  # noqa: FBT003  UNO takes no names


def cells_of(sheet):
    """Return the values of a sheet as LibreOffice shows them."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)  # noqa: FBT003  as above
    address = cursor.RangeAddress
    return sheet.getCellRangeByPosition(0, 0, address.EndColumn, address.EndRow).getDataArray()


def test_stored_values_show_without_our_functions(opened):
    """A colleague without the functions sees every stage and text, and no error in any cell of any sheet."""
    for name in opened.Sheets.ElementNames:
        texts = [
            cell for row in cells_of(opened.Sheets.getByName(name)) for cell in row if isinstance(cell, str)
        ]
        assert [text for text in texts if text.startswith("#") or "Err:" in text] == [], name
    for sheet in ORDER_SHEETS:
        rows = cells_of(opened.Sheets.getByName(sheet.name))[HEADER_ROW + 1 :]
        for position, column in enumerate(sheet.columns):
            if column.kind in ("stage", "long"):
                expected = [row[column.title] or "" for row in answered_rows(sheet, template.context())]
                assert [row[position] for row in rows][: len(expected)] == expected


def test_the_buttons_start_their_macros(opened):
    """更新, 取込 and 文面 are bound to the macros in the book."""
    macros = {"更新": "XlshipRefreshSheet", "取込": "XlshipImport", "文面": "XlshipMessages"}
    for sheet in ORDER_SHEETS:
        form = opened.Sheets.getByName(sheet.name).DrawPage.Forms.getByIndex(0)
        captions = [form.getByIndex(number).Label for number in range(form.Count)]
        assert captions == CAPTIONS[sheet.name]
        for number, caption in enumerate(captions):
            (event,) = form.getScriptEvents(number)
            assert f":VBAProject.XlshipButtons.{macros[caption]}?" in event.ScriptCode


def test_the_modules_are_loaded_and_run(opened):
    """LibreOffice reads every module of the project and runs a function of it."""
    modules = opened.BasicLibraries.getByName("VBAProject")
    assert {"XlshipFunctions", "XlshipCalls", "XlshipButtons", "ThisWorkbook", "TextSheet"} <= set(
        modules.ElementNames
    )
    assert "Public Function QOO10_STAGE(" in modules.getByName("XlshipFunctions")

    def run(name, *arguments):
        address = f"vnd.sun.star.script:VBAProject.XlshipCalls.{name}?language=Basic&location=document"
        return opened.getScriptProvider().getScript(address).invoke(arguments, (), ())[0]

    assert run("IsLeftOut", 1) is False


def bars(document):
    """Return what the bar of each sheet says."""
    names = [*(sheet.name for sheet in ORDER_SHEETS), "使い方", "設定"]
    return {name: document.Sheets.getByName(name).getCellByPosition(0, 1).String for name in names}


@pytest.mark.parametrize("name", [template.PLAIN_BOOK, template.MACRO_BOOK])
def test_the_bar_says_that_the_functions_are_missing(bare_office, tmp_path, name):
    """Without the functions every bar says so on opening, while the stored results still show."""
    path = tmp_path / name
    shutil.copy(template.FOLDER / name, path)
    document = bare_office.open(path)
    try:
        assert {text[:2] for text in bars(document).values()} == {"関数"}
        assert all("xlshipcheck" in text for text in bars(document).values())
        rows = cells_of(document.Sheets.getByName("受注"))
        assert "警告" in {cell for row in rows for cell in row if isinstance(cell, str)}
    finally:
        document.close(True)  # noqa: FBT003  UNO takes no names


def test_the_bar_with_the_extension(office, tmp_path):
    """With the extension the bar speaks of 基準日, and after 更新 it is today's, whatever the clock's time zone."""
    path = tmp_path / "book.xlsx"
    shutil.copy(template.FOLDER / template.PLAIN_BOOK, path)
    document = office.open(path, hidden=False)
    try:
        assert all(text.startswith("基準日が今日では") for text in bars(document).values())
        office.service("jp.xlshipcheck.Refresh").trigger("refresh")
        assert all(text.startswith("基準日は今日です") for text in bars(document).values())
        offset = document.NamedRanges.getByName("時差").ReferredCells.getCellByPosition(0, 0)
        assert -5 <= offset.Value <= 21
        kept, settings, shown = (
            document.NamedRanges.getByName(name).ReferredCells.getCellByPosition(0, 0)
            for name in ("更新した日", "基準日", "判定日")
        )
        assert (kept.Value, settings.String) == (shown.Value, "")
        today = kept.Value
        settings.Value = today - 3
        assert shown.Value == today - 3
        assert all(text.startswith("基準日が今日ではありません") for text in bars(document).values())
        office.service("jp.xlshipcheck.Refresh").trigger("refresh")
        assert (settings.String, shown.Value) == ("", today)
    finally:
        document.close(True)  # noqa: FBT003  as above
