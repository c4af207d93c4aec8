"""The template in LibreOffice: it loads, its stored values show, the button is bound, plain VBA runs."""

from __future__ import annotations

import shutil

import pytest
from office import Office, named, need_office

from xlshipcheck.generators import template
from xlshipcheck.generators.template import ORDER_SHEETS
from xlshipcheck.generators.template_layout import HEADER_ROW, answered_rows

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
