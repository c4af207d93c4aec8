"""An open Calc document held to the contract of the sheet port."""

from __future__ import annotations

import datetime as dt

import pytest
from office import close, uno_module
from port_contract import PortContract, SheetSpec

from xlshipcheck.hosts.calc.document import CalcBook
from xlshipcheck.hosts.calc.sheets.cells import null_date, serial_of
from xlshipcheck.hosts.calc.sheets.sheet import format_key

pytestmark = pytest.mark.end_to_end


def range_of(document, sheet, area):
    """Return the cells of an area."""
    return document.Sheets.getByName(sheet).getCellRangeByPosition(
        area.first_column - 1, area.first_row - 1, area.last_column - 1, area.last_row - 1
    )


def enter(document, cell, value):
    """Enter a value as a seller would see it."""
    if isinstance(value, str):
        cell.String = value
    elif isinstance(value, bool):
        cell.Value = float(value)
        cell.NumberFormat = format_key(document, "BOOLEAN")
    elif isinstance(value, dt.date):
        cell.Value = serial_of(value, null_date(document))
        code = "YYYY/MM/DD HH:MM:SS" if isinstance(value, dt.datetime) else "YYYY/MM/DD"
        cell.NumberFormat = format_key(document, code)
    else:
        cell.Value = value


def fill(document, sheet, spec):
    """Make a sheet as a test wants it."""
    for row, values in enumerate(spec.rows):
        for column, value in enumerate(values):
            if value is not None:
                enter(document, sheet.getCellByPosition(column, row), value)
    for (row, column), formula in spec.formulas.items():
        sheet.getCellByPosition(column - 1, row - 1).Formula = f"={formula}"
    for (row, column), formula in spec.arrays.items():
        sheet.getCellRangeByPosition(column - 1, row - 1, column - 1, row - 1).ArrayFormula = f"={formula}"
    for row, column in spec.error_values:
        sheet.getCellByPosition(column - 1, row - 1).Formula = "=NA()"
    for area in spec.merged:
        range_of(document, spec.name, area).merge(True)  # noqa: FBT003  UNO takes it by position only
    for area in spec.tables:
        document.DatabaseRanges.addNewByName(area.name, range_of(document, spec.name, area).RangeAddress)
        document.DatabaseRanges.getByName(area.name).TotalsRow = bool(area.totals_rows)
    if spec.protected:
        sheet.protect("")


class TestCalcPort(PortContract):
    """The contract, on documents of a running LibreOffice."""

    @pytest.fixture(autouse=True)
    def document(self, office):
        """Keep the documents that a test makes until it ends."""
        self.office = office
        self.documents = []
        yield
        for document in self.documents:
            close(document)

    def make(self, *sheets):
        """Return a new document with these sheets."""
        document = self.office.new()
        self.documents.append(document)
        names = document.Sheets
        for place, spec in enumerate(sheets):
            names.insertNewByName(spec.name, place)
        for name in names.ElementNames[len(sheets) :]:
            names.removeByName(name)
        for spec in sheets:
            fill(document, names.getByName(spec.name), spec)
            corner = names.getByName(spec.name).getCellByPosition(0, 0).CellAddress
            for mark in spec.marks:
                document.NamedRanges.addNewByName(mark, f"$'{spec.name}'.$A$1", corner, 0)
        return CalcBook(document)

    def formula(self, book, name, row, column):
        """Return the formula as Calc gives it to programs, which is Excel's spelling but for the `;`."""
        sheet = book.document.Sheets.getByName(name)
        return sheet.getCellByPosition(column - 1, row - 1).Formula.replace(";", ",")

    def test_pivots_are_areas_that_are_no_tables(self):
        """The output of a real pivot table is an area that is only avoided."""
        book = self.make(SheetSpec("s", [["a", "b"], ["x", 1], ["y", 2]]))
        sheet = book.document.Sheets.getByName("s")
        wanted = sheet.DataPilotTables.createDataPilotDescriptor()
        wanted.setSourceRange(sheet.getCellRangeByName("A1:B3").RangeAddress)
        wanted.DataPilotFields.getByIndex(0).Orientation = uno_module().Enum(
            "com.sun.star.sheet.DataPilotFieldOrientation", "ROW"
        )
        sheet.DataPilotTables.insertNewByName("表", sheet.getCellByPosition(3, 1).CellAddress, wanted)
        output = sheet.DataPilotTables.getByName("表").OutputRange
        (area,) = book.sheet("s").areas()
        assert not area.is_table
        assert (area.first_column, area.first_row) == (output.StartColumn + 1, output.StartRow + 1)
        assert area.last_row >= 5


def test_errors_are_told_as_they_are_shown(office):
    """Each kind of error cell is read as the text that the seller sees, never as a blank or a number."""
    document = office.new()
    try:
        sheet = document.Sheets.getByIndex(0)
        for row, formula in enumerate(["=NA()", "=1/0", "=nosuch(1)", "=2"]):
            sheet.getCellByPosition(0, row).Formula = formula
        read = CalcBook(document).sheet(sheet.Name).read_columns([1], 1, 5)[0]
        assert read == ["#N/A", "#DIV/0!", "#NAME?", 2, None]
    finally:
        close(document)
