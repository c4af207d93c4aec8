"""What an edit of a workbook has collected: changes sheet by sheet, names, our own sheets; nothing is written here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck.errors import LayoutRefused
from xlshipcheck.values.formula_text import one_cell, sheet_of
from xlshipcheck.values.results import OWN_SHEET_NAME
from xlshipcheck.xlsx.editing.formulas import Target
from xlshipcheck.xlsx.editing.own_parts import sellers_additions
from xlshipcheck.xlsx.editing.sheet import SheetChanges
from xlshipcheck.xlsx.editing.styles import StyleBook
from xlshipcheck.xlsx.editing.tables import TableEdits
from xlshipcheck.xlsx.order import out_of_order
from xlshipcheck.xlsx.package_edit import PackageEdit
from xlshipcheck.xlsx.parts import WorkbookPart
from xlshipcheck.xlsx.reading.workbook import Workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from contextlib import ExitStack

    from xlshipcheck.xlsx.editing.cells import ColumnEdit
    from xlshipcheck.xlsx.reading.guard import OpenBook
    from xlshipcheck.xlsx.reading.workbook import Sheet


class CollectedEdit:
    """What shall be written into a workbook.

    Args:
        book: the open book.
        stack: closes the book; done by `save`, because Windows does not replace an open file.

    Attributes:
        book: the open book.
        workbook: its sheets and parts, as they are read.
        sheets: the changes of each sheet that has any.
        package: the parts as they shall be.
        style_book: the style sheet, where it was asked for.
        main: the part that lists sheets and names.
        tables_edited: the tables as they shall be.
        is_ours: looks at the sheet that the hidden name stands for; set by who knows what ours looks like.
    """

    def __init__(self, book: OpenBook, stack: ExitStack) -> None:
        self.book = book
        self.workbook = Workbook(book)
        self._stack = stack
        self.sheets: dict[str, SheetChanges] = {}
        self.package = PackageEdit(book.package)
        self.style_book: StyleBook | None = None
        self.main = WorkbookPart(book.package.read(book.main), book.main)
        self.tables_edited = TableEdits(book.package)
        self._ours_by_name: dict[str, bool] = {}
        self.is_ours: Callable[[Sheet], bool] = lambda _: True

    def close(self) -> None:
        """Close the book."""
        self._stack.close()

    def styles(self) -> StyleBook:
        """Return the book's style sheet.

        Raises:
            LayoutRefused: the book has none.
        """
        if self.style_book is None:
            part = self.workbook.part_of_kind("/styles")
            if part is None:
                raise LayoutRefused(part="styles")
            used_dxfs = (
                element.count("dxfId") + 1
                for facts in self.book.sheets.values()
                for element in facts.frame
                if element.name == "cfRule" and "dxfId" in element.attributes
            )
            self.style_book = StyleBook(self.book.package.read(part), part, max(used_dxfs, default=0))
        return self.style_book

    def changes(self, sheet: str) -> SheetChanges:
        """Return what is to be changed on a sheet, to be added to.

        Raises:
            LayoutRefused: the parts of the sheet stand in an order that no program writes.
        """
        if sheet not in self.sheets:
            part = self.workbook.sheet(sheet).part
            if out_of_order(self.book.sheets[part].frame):
                raise LayoutRefused(part=part)
            self.sheets[sheet] = SheetChanges(self.workbook.sheet(sheet), self.book.package, self.styles)
        return self.sheets[sheet]

    def edits_of(self, sheet: str) -> Sequence[ColumnEdit]:
        """Return what is to be written into a sheet."""
        return self.sheets[sheet].edits if sheet in self.sheets else ()

    def name_text(self, name: str) -> str | None:
        """Return what a defined name of the whole book stands for; None when there is none."""
        return self.main.name_text(name)

    def targets(self, more: Mapping[str, Collection[int]]) -> list[Target]:
        """Return the columns that are written, and more of them by sheet, as formulas may name them."""
        sheets = {*self.sheets, *more}
        found = [
            self.target(self.changes(sheet), more.get(sheet, ()))
            for sheet in sorted(sheets)
            if self.edits_of(sheet) or more.get(sheet)
        ]
        for name, text in self.main.names():
            for target in found:
                if target.in_formula(text, ""):
                    target.add_name(name)
        return found

    def named_cell(self, name: str) -> tuple[str, int, int] | None:
        """Return sheet, row and column of the one cell that a defined name stands for; None for anything else."""
        place = one_cell(self.main.name_text(name) or "")
        return place if place and place[0] in self.workbook.sheet_names else None

    def sheet_names_with(self, prefix: str, sheet: str) -> dict[str, str]:
        """Return the defined names of a sheet that begin so, with what they stand for."""
        return self.main.names_with(prefix, self.main.sheet_names.index(sheet))

    def put_sheet_names(self, prefix: str, sheet: str, names: Mapping[str, str]) -> None:
        """Let these be the hidden names of a sheet that begin so, and no others; see `sheet_names_with`."""
        self.main.put_names_with(prefix, self.main.sheet_names.index(sheet), names)

    def has_sheet(self, name: str) -> bool:
        """Tell whether a sheet has a name, whatever the case of its letters; chart sheets included."""
        return name.casefold() in (other.casefold() for other in self.main.sheet_names)

    def own_sheet(self, mark: str = OWN_SHEET_NAME) -> str | None:
        """Return the name of a sheet that we made in this book; None when it has none.

        The hidden name alone does not tell: it goes with its cell where a seller cuts that and pastes it elsewhere,
        and then it stands for a sheet of his. Ours has no table and no pivot table, and `is_ours` looks at it.

        Args:
            mark: the defined name by which the sheet is known for ours.
        """
        text = self.main.name_text(mark)
        name = sheet_of(text) if text else None
        if name is None or name not in self.workbook.sheet_names:
            return None
        if name not in self._ours_by_name:
            # Once: calamine holds one sheet at a time, and that is to be the orders.
            sheet = self.workbook.sheet(name)
            self._ours_by_name[name] = not (sheet.tables or sheet.pivot_areas) and self.is_ours(sheet)
        return name if self._ours_by_name[name] else None

    def sellers_additions(self, mark: str, our_shapes: str, width: int) -> list[str]:
        """Return what the seller has put on a sheet of ours, in words; none where there is no such sheet."""
        ours = self.own_sheet(mark)
        if ours is None:
            return []
        return sellers_additions(self.book.package, self.workbook.sheet(ours).part, our_shapes, width)

    def drop_calculation_chain(self) -> None:
        """Take the order of calculation out; the spreadsheet program makes it anew."""
        part = self.workbook.part_of_kind("/calcChain")
        if part is not None and part not in self.package.removed:
            self.package.remove(part, self.book.main)

    @property
    def is_changed(self) -> bool:
        """Whether anything of the package is another now."""
        return bool(self.package.changed or self.package.added or self.package.removed)

    def target(self, changes: SheetChanges, more: Collection[int] = ()) -> Target:
        """Return the columns that are written on a sheet, and more of them, as formulas may name them."""
        columns = {*(edit.column for edit in changes.edits), *more}
        tables = {}
        for table in changes.sheet.tables:
            first = table.area.first_column
            titles = self.tables_edited.table(changes.sheet, table.name).columns
            tables[table.name] = [title for n, title in enumerate(titles, first) if n in columns]
        return Target(
            changes.sheet.name, columns, {name: titles for name, titles in tables.items() if titles}
        )
