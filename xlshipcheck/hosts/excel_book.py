"""A book open in Excel as a host: its sheets, its 集計, its status bar."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from xlshipcheck import errors
from xlshipcheck.answers import plain_value
from xlshipcheck.hosts import look
from xlshipcheck.hosts.excel_sheet import LEFT_OUT, Com, ExcelSheet, Undo, address, bgr
from xlshipcheck.hosts.excel_values import serial_of
from xlshipcheck.summary import DISCLAIMER, EMPTY, OWN_SHEET_NAME, SHEET_NAME

if TYPE_CHECKING:
    from collections.abc import Callable

    from xlshipcheck.summary import Section, Summary

FIRST_SECTION: Final = 4
WIDTH: Final = 16
HIDDEN: Final = False


class ExcelBook:
    """A book that is open in Excel.

    Args:
        api: Excel's `Workbook`.
        stopped: tells whether the seller wants to stop; asked until the first cell is written.
    """

    def __init__(self, api: Com, stopped: Callable[[], bool] = bool) -> None:
        self.api = api
        self.undo: Undo = []
        self._stopped = stopped
        self._date1904 = bool(api.Date1904)
        self._sheets: dict[str, ExcelSheet] = {}

    def sheet_names(self) -> list[str]:
        """Return the names of its worksheets, in order, without a 集計 of ours."""
        own = self._own_sheet()
        sheets = self.api.Worksheets
        names = [str(sheets.Item(place).Name) for place in range(1, int(sheets.Count) + 1)]
        return [name for name in names if name != own]

    def sheet(self, name: str) -> ExcelSheet:
        """Return a sheet by name."""
        self._may_go_on()
        if name not in self._sheets:
            self.progress(0, 0, f"シート「{name}」を読んでいます")
            self._sheets[name] = ExcelSheet(
                self.api.Worksheets.Item(name),
                self.undo,
                date1904=self._date1904,
                before_writing=self._may_go_on,
            )
        return self._sheets[name]

    def date1904(self) -> bool:
        """Tell whether the book counts dates from 1904; its cells come converted."""
        return self._date1904

    def progress(self, done: int, total: int, text: str) -> None:
        """Show in the status bar how far a long work is."""
        share = f" {done}/{total}" if total else ""
        self.api.Application.StatusBar = f"出荷チェック: {text}{share}"

    def _may_go_on(self) -> None:
        """Stop where the seller pressed Esc, as long as nothing is written."""
        if not self.undo and self._stopped():
            raise errors.RefreshStopped

    def _own_sheet(self) -> str | None:
        """Return the name of our own sheet, found by the name that we gave a cell of it."""
        names = self.api.Names
        for place in range(1, int(names.Count) + 1):
            name = names.Item(place)
            if str(name.Name) == OWN_SHEET_NAME:
                sheet, sign, _ = str(name.RefersTo).removeprefix("=").rpartition("!")
                # The sheet has been deleted where the reference is broken.
                return sheet.strip("'").replace("''", "'") if sign and "#REF" not in sheet else None
        return None

    def write_summary(self, summary: Summary) -> bool:
        """Make or replace our own 集計 sheet; False where a sheet of the user's has that name."""
        own = self._own_sheet()
        sheets = self.api.Worksheets
        if own:
            sheet = sheets.Item(own)
            sheet.Cells.Clear()
        elif SHEET_NAME in self.sheet_names():
            return False
        else:
            sheet = sheets.Add(LEFT_OUT, sheets.Item(sheets.Count))
            sheet.Name = SHEET_NAME
            self.api.Names.Add(OWN_SHEET_NAME, f"='{SHEET_NAME}'!$A$1", HIDDEN)
        self._lay_out(sheet, summary)
        return True

    def _lay_out(self, sheet: Com, summary: Summary) -> None:
        rows: list[list[object]] = [[summary.title], [DISCLAIMER], []]
        dates: list[tuple[int, int]] = []
        rates: list[tuple[int, int]] = []
        headers: list[tuple[int, int]] = []
        titles = [1]
        for section in summary.sections:
            titles.append(len(rows) + 1)
            for cells in _rows_of(section):
                rows.append([self._shown(cell) for cell in cells])
                places = [(len(rows), column) for column in range(1, len(cells) + 1)]
                rates += [
                    place for place, cell in zip(places, cells, strict=True) if isinstance(cell, Fraction)
                ]
                dates += [
                    place for place, cell in zip(places, cells, strict=True) if hasattr(cell, "toordinal")
                ]
                if cells is section.header:
                    headers += [(len(rows), len(cells))]
            rows.append([])
        width = max(map(len, rows))
        block = [[*row, *[None] * (width - len(row))] for row in rows]
        whole = sheet.Range(address(1, 1, len(block), width))
        whole.Value2 = block
        whole.ColumnWidth = WIDTH
        sheet.Range("A:A").ColumnWidth = look.WIDTHS["title"]
        for places, number_format in ((dates, look.DATE_FORMAT), (rates, look.RATE_FORMAT)):
            for row, column in places:
                sheet.Range(address(row, column, row, column)).NumberFormat = number_format
        for row in titles:
            sheet.Range(address(row, 1, row, 1)).Font.Bold = True
        for row, last in headers:
            header = sheet.Range(address(row, 1, row, last))
            header.Interior.Color = bgr(look.HEADER_FILL)
            header.Font.Color = bgr("#FFFFFF")

    def _shown(self, value: object) -> object:
        if isinstance(value, Fraction):
            # Cut to what the format shows: rounded, 94.996% would stand on the other side of the limit.
            return value.numerator * 10_000 // value.denominator / 10_000
        if isinstance(value, dt.date):
            return serial_of(value, date1904=self._date1904)
        if isinstance(value, str):
            return f"'{value}" if value else None
        return plain_value(value)  # type: ignore[arg-type]  # a value of an answer


def _rows_of(section: Section) -> list[list[object]]:
    header = [section.header] if section.header else []
    note = [[section.note]] if section.note else []
    return [[section.title], *header, *(section.rows or [[EMPTY]]), *note]  # type: ignore[list-item]
