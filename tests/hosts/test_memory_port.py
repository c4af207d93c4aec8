"""The memory host held to the contract of the sheet port."""

from __future__ import annotations

from port_contract import PortContract, SheetSpec

from xlshipcheck.hosts.memory import MemoryBook, MemorySheet
from xlshipcheck.values.results import Summary


def memory_sheet(spec: SheetSpec) -> MemorySheet:
    """Return a sheet in memory as a test wants it."""
    rows = [list(row) for row in spec.rows]
    for (row, column), text in spec.error_values.items():
        rows[row - 1][column - 1] = text
    areas = [*spec.tables, *spec.pivots]
    formulas = [*spec.formulas, *spec.arrays]
    more = {"arrays": list(spec.arrays), "texts": spec.formulas, "is_protected": spec.protected}
    return MemorySheet(spec.name, rows, areas, formulas, spec.merged, **more)


class TestMemoryPort(PortContract):
    """The contract on lists in memory."""

    def make(self, *sheets: SheetSpec) -> MemoryBook:
        """Return a book in memory."""
        return MemoryBook([memory_sheet(spec) for spec in sheets])

    def formula(self, _book, _name, _row, _column):
        """Return no formula: where one stands is all that is kept."""


def test_summary_can_be_looked_at():
    """A program that refreshes lists gets at the 集計 as data."""
    book = MemoryBook([])
    assert book.write_summary(Summary("題", []))
    assert book.summary == Summary("題", [])
    assert not book.date1904()
    book.progress(1, 2, "")


def test_rows_of_the_caller_are_never_changed():
    """The lists given to the host stay as they are."""
    rows = [["a"], ["b"]]
    sheet = MemorySheet("s", rows)
    sheet.rows[0][0] = "changed"
    assert rows == [["a"], ["b"]]
