"""更新 and 取込 in a real LibreOffice, taken back and done again: every cell of every sheet is as it was."""

from __future__ import annotations

import shutil

import pytest
from office import close
from test_calc_menu import export
from test_own_sheets import book_of_orders

from xlshipcheck.generators.template import book as template
from xlshipcheck.values.results import SHEET_NAME, TODAY_NAMES

pytestmark = pytest.mark.end_to_end
OURS = {SHEET_NAME, *TODAY_NAMES}


def everything(document):
    """Return what every cell of every sheet holds and looks like, and how far each table reaches.

    Calc makes a cell of ours that gets a text of digits a text cell, and redo does not: it looks the same.
    """
    found = {}
    for sheet in document.Sheets:
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)  # noqa: FBT003  UNO takes it by position only
        end = cursor.RangeAddress
        area = sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)
        for row, line in enumerate(area.getFormulaArray()):
            found |= {(sheet.Name, row, column): text for column, text in enumerate(line) if text}
        runs = area.CellFormatRanges.createEnumeration()
        while runs.hasMoreElements():
            run = runs.nextElement()
            number_format = 0 if sheet.Name in OURS else run.NumberFormat
            look = run.CellStyle, number_format, run.CellBackColor, run.CharWeight
            if look != ("Default", 0, -1, 100.0):
                place = run.RangeAddress
                # Runs are split differently after undo, so each cell counts.
                found |= {
                    (sheet.Name, row, column, "look"): look
                    for row in range(place.StartRow, place.EndRow + 1)
                    for column in range(place.StartColumn, place.EndColumn + 1)
                }
    tables = document.DatabaseRanges
    for name in tables.ElementNames:
        area = tables.getByName(name).DataArea
        found[name] = area.EndRow, area.EndColumn
    return found


def different(one, other):
    """Return what differs, to be read."""
    return {
        place: (one.get(place), other.get(place))
        for place in one.keys() | other.keys()
        if one.get(place) != other.get(place)
    }


def test_results_that_become_blank(office, tmp_path):
    """Orders that were sent in between get blank results; undo brings the old ones back, redo blanks them again."""
    document = office.open(book_of_orders(tmp_path / "orders.xlsx", 12), hidden=False)
    try:
        refresh = office.service("jp.xlshipcheck.Refresh")
        refresh.trigger("refresh")
        sheet = document.Sheets.getByName("受注")
        for row in (2, 4, 6, 8):
            sheet.getCellByPosition(2, row).Value = sheet.getCellByPosition(1, row).Value + 1
        changed = everything(document)
        refresh.trigger("refresh")
        refreshed = everything(document)
        blanked = [place for place, (_, now) in different(changed, refreshed).items() if now is None]
        assert [place for place in blanked if place[0] == "受注"]
        document.UndoManager.undo()
        assert different(changed, everything(document)) == {}
        document.UndoManager.redo()
        assert different(refreshed, everything(document)) == {}
    finally:
        close(document)


def test_an_import_into_the_template(office, tmp_path):
    """Import and refresh of the template, its tables, formulas, settings: taken back, done again, refreshed again."""
    path = tmp_path / "book.xlsx"
    shutil.copy(template.FOLDER / template.PLAIN_BOOK, path)
    document = office.open(path, hidden=False)
    try:
        command = office.service("jp.xlshipcheck.Refresh")
        steps = document.UndoManager
        before = everything(document)
        command.trigger(f"import {export(tmp_path).as_uri()}")
        after = everything(document)
        assert len(different(before, after)) > 100
        steps.undo()
        steps.undo()
        assert different(before, everything(document)) == {}
        steps.redo()
        steps.redo()
        assert different(after, everything(document)) == {}
        command.trigger("refresh")
        again = everything(document)
        steps.undo()
        assert different(after, everything(document)) == {}
        steps.redo()
        assert different(again, everything(document)) == {}
    finally:
        close(document)
