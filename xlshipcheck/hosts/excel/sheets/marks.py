"""The marks of our columns on a sheet that is open in Excel: hidden names that belong to the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlshipcheck.hosts.excel.sheets.ranges import items
from xlshipcheck.hosts.excel.sheets.undo import change, undo_by
from xlshipcheck.hosts.log import log_traceback
from xlshipcheck.sheets.own_columns import mark_name, marked_cell, marked_title
from xlshipcheck.values.ranges import column_letters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlshipcheck.hosts.excel.sheets.ranges import Com
    from xlshipcheck.hosts.excel.sheets.undo import Undo

HIDDEN: Final = False
"""A name that no list of names shows."""


class ColumnMarks:
    """The marks of one sheet.

    Args:
        api: Excel's `Worksheet`.
        sheet: its name.
        undo: where it is noted how to take back what is written.
    """

    def __init__(self, api: Com, sheet: str, undo: Undo) -> None:
        self._api, self._sheet, self._undo = api, sheet, undo
        self._known: dict[str, tuple[Com, str]] | None = None

    def read(self) -> dict[str, tuple[int, int] | None]:
        """Return result -> row and column of the cell that its mark stands for."""
        return {title: marked_cell(text, self._sheet) for title, (_, text) in self._names().items()}

    def _names(self) -> dict[str, tuple[Com, str]]:
        """Return result -> its name and what that refers to, read once and again after writing."""
        if self._known is None:
            # A name of a sheet is called `'sheet'!name`.
            names = [
                (marked_title(str(name.Name).rpartition("!")[2]), name) for name in items(self._api.Names)
            ]
            self._known = {title: (name, str(name.RefersTo)) for title, name in names if title}
        return self._known

    def write(self, places: Mapping[str, tuple[int, int]]) -> None:
        """Let these be the marks of the sheet and no others; where Excel refuses, the words of the cells do."""
        try:
            self._write(places)
        except Exception as problem:  # noqa: BLE001  whatever Excel says: a mark is no reason to refuse a refresh
            log_traceback("marking columns", problem)

    def _write(self, places: Mapping[str, tuple[int, int]]) -> None:
        known, self._known = self._names(), None
        for title, (name, refers_to) in known.items():
            if title not in places:
                undo_by(self._undo, self._api.Names, "Add", mark_name(title), refers_to, HIDDEN)
                name.Delete()
        sheet = self._sheet.replace("'", "''")
        for title, (row, column) in places.items():
            wanted = f"='{sheet}'!${column_letters(column)}${row}"
            if title not in known:
                undo_by(self._undo, self._api.Names.Add(mark_name(title), wanted, HIDDEN), "Delete")
            elif known[title][1] != wanted:
                change(self._undo, known[title][0], "RefersTo", wanted, known[title][1])
