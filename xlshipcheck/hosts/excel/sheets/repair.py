"""Formulas that LibreOffice or another PC saved, in an open book: they get the names back that Excel knows.

LibreOffice up to 7.4 writes our functions under long names of its own, for which Excel shows `#NAME?`; so it does
for the call by row, which exists in LibreOffice only. See `repair` for books in files.

A formula is put back by the property that told it. `Formula2` tells and takes it as Excel shows it, with `@` where
it asks for one value; put through `Formula`, one that spills would shrink to a single cell. What is an array formula
stays one, of the same size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xlshipcheck.hosts.excel.sheets.ranges import address, alike, corners, if_there
from xlshipcheck.hosts.excel.sheets.undo import change, formula_texts, plain_rows
from xlshipcheck.hosts.function_calls import UnresolvedFormula, for_excel, foreign_call, has_call, long_names
from xlshipcheck.hosts.function_names import ROW_CALL, SERVICE
from xlshipcheck.values.ranges import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xlshipcheck.hosts.excel.sheets.ranges import Com, Corners
    from xlshipcheck.hosts.excel.sheets.undo import Undo

    Changes = dict[int, tuple[object, str]]
    """Row -> what the formula was, what it is to be."""
FOREIGN_NAMES: Final = (f"{SERVICE}.".upper(), f"{ROW_CALL.name}(")
LONGEST_ARRAY_FORMULA: Final = 255
ONE_VALUE: Final = "@"
_KEPT: Final = "\x03"
UNKNOWN_NAME: Final = -2146826259
"""What `Value2` tells of a cell that shows `#NAME?`."""


class SheetRepair(NamedTuple):
    """What the repair of a sheet did.

    Attributes:
        done: how many formulas were repaired.
        unset: how many would have to be but cannot be set: a protected sheet, a long array formula.
        unknown: the formulas that hold a name we do not know.
    """

    done: int
    unset: int
    unknown: Sequence[UnresolvedFormula] = ()


def repair_sheet(undo: Undo, sheet: Com) -> SheetRepair:
    """Repair the formulas of a sheet. They are read in one block, and where none is to be repaired that is all.

    Args:
        undo: where it is noted how to take it back.
        sheet: Excel's `Worksheet`.

    Returns:
        What was done.
    """
    used = sheet.UsedRange
    if used.HasFormula is False:
        return SheetRepair(0, 0)
    member, rows = formula_texts(used)
    columns: dict[int, Changes] = {}
    unknown: list[UnresolvedFormula] = []
    for row, column, text in _foreign(rows, int(used.Row), int(used.Column)):
        said = _said_for_excel(text)
        if names := long_names(said):
            where = f"シート「{sheet.Name}」の{column_letters(column)}{row}セル"
            unknown.append(UnresolvedFormula(where, names[0]))
        if said != text:
            columns.setdefault(column, {})[row] = text, said
    for row, column, text in _unbound(used, rows):
        columns.setdefault(column, {}).setdefault(row, (text, text))
    if not columns:
        return SheetRepair(0, 0, unknown)
    if sheet.ProtectContents:
        return SheetRepair(0, sum(map(len, columns.values())), unknown)
    repair = _Repair(undo, sheet, member)
    for place, changes in columns.items():
        for first, last in _runs(changes):
            repair.run(place, first, last, changes)
    return SheetRepair(repair.done, repair.unset, unknown)


def _foreign(rows: Iterable[Sequence[object]], row: int, column: int) -> Iterator[tuple[int, int, str]]:
    """Yield row, column and text of the formulas that hold such a name, in cells from a row and column on."""
    for down, texts in enumerate(rows):
        for across, text in enumerate(texts):
            if _is_foreign(text):
                yield row + down, column + across, str(text)


def _unbound(used: Com, rows: Sequence[Sequence[object]]) -> Iterator[tuple[int, int, str]]:
    """Yield the formulas that show `#NAME?` though our functions are here now: typed again, Excel finds them."""
    called = [
        (down, across, text)
        for down, texts in enumerate(rows)
        for across, text in enumerate(texts)
        if isinstance(text, str) and text.startswith("=") and has_call(text)
    ]
    if not called:
        return
    values = plain_rows(used.Value2)
    for down, across, text in called:
        if values[down][across] == UNKNOWN_NAME:
            yield int(used.Row) + down, int(used.Column) + across, text


def _is_foreign(text: object) -> bool:
    if not isinstance(text, str) or not text.startswith("="):
        return False
    said = text.upper()
    return any(name in said for name in FOREIGN_NAMES) or bool(foreign_call(text.replace(ONE_VALUE, "")))


def _said_for_excel(formula: str) -> str:
    # In a file no @ can stand before a call; Excel itself shows it, and takes it, where it asks for one value.
    return f"={for_excel(formula[1:].replace(ONE_VALUE, _KEPT)).replace(_KEPT, ONE_VALUE)}"


def _runs(rows: Changes) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of rows that follow each other."""
    first = last = 0
    for row in sorted(rows):
        if first and row != last + 1:
            yield first, last
            first = 0
        first, last = first or row, row
    if first:
        yield first, last


class _Repair:
    """The repair of one sheet.

    Args:
        undo: see `repair_sheet`.
        sheet: see `repair_sheet`.
        member: the property that told the formulas, and takes them.
    """

    def __init__(self, undo: Undo, sheet: Com, member: str) -> None:
        self._undo = undo
        self._sheet = sheet
        self._member = member
        self._arrays: set[Corners] = set()
        self.done = 0
        self.unset = 0

    def run(self, column: int, first_row: int, last_row: int, changes: Changes) -> None:
        """Repair formulas that stand below each other."""
        # A text that begins with = is told like a formula.
        for part, has_formula in alike(self._sheet, (first_row, column, last_row, column), "HasFormula"):
            if not has_formula:
                continue
            for piece, is_array in alike(self._sheet, part, "HasArray"):
                if is_array:
                    self._arrays_in(piece, changes)
                else:
                    self._plain(piece, changes)

    def _plain(self, piece: Corners, changes: Changes) -> None:
        target = self._sheet.Range(address(*piece))
        rows = range(piece[0], piece[2] + 1)
        if if_there(target, "HasSpill", otherwise=False) is not False:
            # The cells that a formula spills into tell its text, too.
            rows_of_own = [row for row in rows if self._spills_itself(row, piece[1])]
            for row in rows_of_own:
                self._set((row, piece[1], row, piece[1]), [changes[row]])
        else:
            self._set(piece, [changes[row] for row in rows])

    def _spills_itself(self, row: int, column: int) -> bool:
        cell = self._sheet.Range(address(row, column, row, column))
        return not cell.HasSpill or corners(cell.SpillParent)[:2] == (row, column)

    def _set(self, piece: Corners, changes: list[tuple[object, str]]) -> None:
        before, after = ([[pair[side]] for pair in changes] for side in (0, 1))
        change(self._undo, self._sheet.Range(address(*piece)), self._member, after, before)
        self.done += len(changes)

    def _arrays_in(self, piece: Corners, changes: Changes) -> None:
        row, column, last_row, _ = piece
        while row <= last_row:
            area: Any = self._sheet.Range(address(row, column, row, column)).CurrentArray
            place = corners(area)
            if place not in self._arrays:
                self._arrays.add(place)
                before, after = changes[row]
                if len(after) > LONGEST_ARRAY_FORMULA:
                    self.unset += 1
                else:
                    change(self._undo, area, "FormulaArray", after, before)
                    self.done += 1
            row = place[2] + 1
