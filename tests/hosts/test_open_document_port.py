"""The .ods host held to the contract of the sheet port: every book is a real .ods, saved and opened again."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from contextlib import ExitStack

import open_documents as ods
import pytest
from port_contract import DAY, Area, PortContract, SheetSpec

from xlshipcheck.hosts.open_document.workbook import DocumentBook, open_document_file
from xlshipcheck.ods.addresses import range_address
from xlshipcheck.values.ranges import Rectangle, column_letters

NOW = dt.datetime(2026, 11, 21, 9, 30)  # noqa: DTZ001  a name for a backup


def quiet(_text, _done, _total):
    """Show no progress."""


def of_formula(formula):
    """Return a formula as LibreOffice writes it."""
    pieces = re.split(r'("[^"]*")', formula)
    for n in range(0, len(pieces), 2):
        pieces[n] = re.sub(
            r"(\$?[A-Z]{1,2}\$?\d+)(?::(\$?[A-Z]{1,2}\$?\d+))?(?!\()",
            lambda m: f"[.{m[1]}:.{m[2]}]" if m[2] else f"[.{m[1]}]",
            pieces[n],
        )
    return "".join(pieces)


def sheet_of(spec):
    """Return a sheet as a test wants it."""
    covered = {
        (row, column): (area.first_row, area.first_column)
        for area in spec.merged
        for row in range(area.first_row, area.last_row + 1)
        for column in range(area.first_column, area.last_column + 1)
    }
    spans = {
        (area.first_row, area.first_column): (
            area.last_column - area.first_column + 1,
            area.last_row - area.first_row + 1,
        )
        for area in spec.merged
    }
    height = max(
        [len(spec.rows), *(row for row, _ in covered), *(row for row, _ in spec.error_values)], default=0
    )
    rows = []
    for number in range(1, height + 1):
        values = list(spec.rows[number - 1]) if number <= len(spec.rows) else []
        width = max([len(values), *(c for r, c in (*covered, *spec.error_values) if r == number)], default=0)
        values += [None] * (width - len(values))
        rows.append(
            ods.row([one_cell(spec, covered, spans, (number, n), v) for n, v in enumerate(values, 1)])
        )
    protected = ' table:protected="true"' if spec.protected else ""
    return ods.table(spec.name, rows, protected)


def one_cell(spec, covered, spans, place, value):
    """Return one cell of a sheet."""
    if place in spec.error_values:
        return ods.error_cell(spec.error_values[place])
    if place in covered and place not in spans:
        return "<table:covered-table-cell/>"
    attributes = ""
    if place in spans:
        columns, rows = spans[place]
        attributes = f' table:number-columns-spanned="{columns}" table:number-rows-spanned="{rows}"'
    text = spec.formulas.get(place) or spec.arrays.get(place)
    if text:
        if place in spec.arrays:
            attributes += ' table:number-matrix-columns-spanned="1" table:number-matrix-rows-spanned="1"'
        attributes += f' table:formula="of:={ods.escape(of_formula(text), {chr(34): "&quot;"})}"'
    return ods.cell(value, attributes)


def book_of(specs):
    """Return the bytes of an .ods of the sheets that a test wants."""
    names = "".join(
        f'<table:named-range table:name="{mark}" table:base-cell-address="${spec.name}.$A$1" '
        f'table:cell-range-address="${spec.name}.$A$1"/>'
        for spec in specs
        for mark in spec.marks
    )
    ranges = "".join(
        f'<table:database-range table:name="{area.name}" table:display-filter-buttons="true" '
        f'table:target-range-address="{range_address(spec.name, Rectangle(*area[1:5]))}"/>'
        for spec in specs
        for area in spec.tables
    )
    body = "".join(map(sheet_of, specs))
    body += f"<table:named-expressions>{names}</table:named-expressions>" if names else ""
    body += f"<table:database-ranges>{ranges}</table:database-ranges>" if ranges else ""
    return ods.document(ods.content(body))


class TestOpenDocumentPort(PortContract):
    """The contract on .ods files."""

    @pytest.fixture(autouse=True)
    def folder(self, tmp_path):
        """Keep every book of a test in a folder of its own, and close them at the end."""
        self.path = tmp_path
        self.numbers = itertools.count()
        with ExitStack() as self.stack:
            yield

    def opened(self, path) -> DocumentBook:
        """Return a file as a book."""
        return self.stack.enter_context(open_document_file(path, quiet))

    def make(self, *sheets: SheetSpec) -> DocumentBook:
        """Return a file of these sheets."""
        path = self.path / f"book{next(self.numbers)}.ods"
        path.write_bytes(book_of(sheets))
        return self.opened(path)

    def reopened(self, book: DocumentBook) -> DocumentBook:
        """Save the book in place and open it again."""
        book.save(NOW)
        return self.opened(book.edit.document.path)

    def formula(self, book, name, row, column):
        """Return the formula, as an .xlsx would have it."""
        texts = book.sheet(name).formula_texts({column: row})
        return f"={texts[column]}"

    def test_tables_are_areas(self):
        """A named range of a database is a table; OpenDocument knows no totals row, which is known by its words."""
        table = Area("注文表", 2, 2, 4, 3)
        rows = [["x"], [None, "注文番号", "入金日"], [None, "A", DAY], [None, "B", DAY], [None, "計", None]]
        assert self.make(SheetSpec("s", rows, tables=[table])).sheet("s").areas() == [table]

    def test_pivots_are_areas_that_are_no_tables(self):
        """The output of a pivot table is an area that is only avoided."""
        pivot = (
            '<table:data-pilot-tables><table:data-pilot-table table:name="p" '
            f'table:target-range-address="s.{column_letters(14)}4:s.O7"/></table:data-pilot-tables>'
        )
        path = self.path / "pivot.ods"
        body = ods.table("s", [ods.row([ods.cell("a")])]) + pivot
        path.write_bytes(ods.document(ods.content(body)))
        areas = self.opened(path).sheet("s").areas()
        assert [(tuple(area)[1:5], area.is_table) for area in areas] == [((4, 14, 7, 15), False)]
