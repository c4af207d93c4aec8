"""Columns of formulas in a Calc sheet: read, entered and formatted in as few calls as their cells allow.

Every range that LibreOffice hands out costs 1 to 2 ms in a document of some thousand rows, so a column in which
every second cell is a formula is read and written as a whole, its blank cells with it. What a seller put
between the formulas, a value or a comment, is never written again: it parts the column.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xlshipcheck.hosts.calc.sheets import cells as calc_cells
from xlshipcheck.hosts.calc.sheets.sheet import DATE_CODE, format_key
from xlshipcheck.hosts.function_calls import for_calc, has_call, outer_function
from xlshipcheck.values.formula_text import with_other_row
from xlshipcheck.xlsx.writing.theme import RATE_FORMAT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlshipcheck.hosts.calc.sheets.cells import Cells, Document
    from xlshipcheck.hosts.function_calls import FormulaSheet

GAP_READ: Final = 64
"""Cells between two runs of formulas that cost less to read, or to write empty, than another range."""
FEW: Final = 3
"""Up to so many cells are entered one by one."""
NOT_BLANK: Final = calc_cells.CONTENT | calc_cells.ANNOTATION
GENERAL: Final = 0
"""Key of the number format that shows a number as it is, in every language of LibreOffice's default."""
RESULT_FORMATS: Final = {"日付": DATE_CODE, "TRUE/FALSE": "BOOLEAN"}
RATE_CODE: Final = RATE_FORMAT.removesuffix("_ ")
RATES: Final = frozenset(["QOO10_SHIP_RATE", "AMAZON_VTR"])
"""The functions whose number is a rate."""
ANY_ROW: Final = "9999999"
"""Stands for a formula's own row while formulas are compared; no sheet has so many rows."""


class FormulaColumn(NamedTuple):
    """The formulas of one column.

    Attributes:
        place: the column, from 0.
        rows: the rows of the formulas, from 1, ascending.
        formulas: one for each row.
    """

    place: int
    rows: Sequence[int]
    formulas: Sequence[str]


class _Shape(NamedTuple):
    """What formulas have in common that differ in nothing but their own row."""

    text: str | None
    code: str
    is_call: bool


class LinkedColumn(NamedTuple):
    """A column with what its formulas need.

    Attributes:
        column: the column.
        texts: for each formula the text to enter, None where it needs no new one.
        codes: for each formula the number format of its result, "" where it has none of its own.
        calls: the number of formulas that call us.
    """

    column: FormulaColumn
    texts: Sequence[str | None]
    codes: Sequence[str]
    calls: int


def columns_with_calls(sheet: Cells, cells: Cells | None = None) -> Iterator[FormulaColumn]:
    """Yield the columns of a sheet that hold a call of ours, with all their formulas.

    Args:
        sheet: the sheet.
        cells: cells of it; only their formulas count. The whole sheet when not given.
    """
    runs: dict[int, list[tuple[int, int]]] = {}
    found = (sheet if cells is None else cells).queryFormulaCells(calc_cells.ANY_RESULT)
    for address in calc_cells.addresses(found):
        for place in range(address.StartColumn, address.EndColumn + 1):
            runs.setdefault(place, []).append((address.StartRow, address.EndRow))
    for place, pieces in sorted(runs.items()):
        rows: list[int] = []
        formulas: list[str] = []
        for block in _joined(sorted(pieces)):
            first = block[0][0]
            texts = sheet.getCellRangeByPosition(place, first, place, block[-1][1]).FormulaArray
            for start, end in block:
                rows += range(start + 1, end + 2)
                formulas += [row[0] for row in texts[start - first : end - first + 1]]
        if any(map(has_call, formulas)):
            yield FormulaColumn(place, rows, formulas)


def _joined(runs: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Yield the runs in blocks between which lies more than a few cells."""
    block: list[tuple[int, int]] = []
    for run in runs:
        if block and run[0] - block[-1][1] > GAP_READ:
            yield block
            block = []
        block.append(run)
    if block:
        yield block


def linked_column(column: FormulaColumn, letters: str, facts: FormulaSheet) -> LinkedColumn:
    """Return what the formulas of a column need so that Calc answers them.

    Args:
        column: the column.
        letters: its letters.
        facts: what its sheet tells.
    """
    shapes: dict[tuple[bool, str], _Shape] = {}
    texts: list[str | None] = []
    codes: list[str] = []
    calls = 0
    for row, formula in zip(column.rows, column.formulas):
        own = str(row)
        is_below = row > facts.header_row
        # A formula that says the number itself is a shape of its own.
        is_shared = is_below and ANY_ROW not in formula
        shape = with_other_row(formula, own, ANY_ROW) if is_shared else formula
        known = shapes.get((is_below, shape))
        if known is None:
            known = _shape(shape, int(ANY_ROW) if is_shared else row, facts, letters)
            shapes[is_below, shape] = known
        calls += known.is_call
        codes.append(known.code)
        texts.append(known.text.replace(ANY_ROW, own) if known.text and is_shared else known.text)
    return LinkedColumn(column, texts, codes, calls)


def _shape(formula: str, row: int, facts: FormulaSheet, letters: str) -> _Shape:
    if not has_call(formula):
        return _Shape(None, "", is_call=False)
    is_array = formula.startswith("{")
    text = for_calc(formula[1:-1] if is_array else formula, row, facts, letters)
    outer = outer_function(formula.strip("{}"))
    code = ""
    if outer is not None:
        code = RATE_CODE if outer.name in RATES else RESULT_FORMATS.get(outer.result, "")
    return _Shape(f"{{{text}}}" if is_array and text else text, code, is_call=True)


def enter(sheet: Cells, linked: LinkedColumn) -> int:
    """Enter the new texts of a column and return how many cells got one."""
    column = linked.column
    wanted = [
        (row, text) for row, text in zip(column.rows, linked.texts) if text is not None and text[0] != "{"
    ]
    entered = len(wanted)
    for row, text in zip(column.rows, linked.texts):
        if text is not None and text[0] == "{":
            entered += _enter_array(sheet, column.place, row, text[1:-1])
    if wanted:
        first, last = wanted[0][0], wanted[-1][0]
        new = {row for row, _ in wanted}
        cells = sheet.getCellRangeByPosition(column.place, first - 1, column.place, last - 1)
        others = set(_rows_of(cells.queryContentCells(NOT_BLANK))) - new
        commented = set(_rows_of(cells.queryContentCells(calc_cells.ANNOTATION)))
        for span in _spans(wanted, sorted(others | commented), commented):
            _enter_span(sheet, column.place, span)
    return entered


def _rows_of(ranges: Any) -> Iterator[int]:  # noqa: ANN401  a com.sun.star.sheet.XSheetCellRanges
    for address in calc_cells.addresses(ranges):
        yield from range(address.StartRow + 1, address.EndRow + 2)


def _spans(
    wanted: Sequence[tuple[int, str]], parting: Sequence[int], commented: set[int]
) -> Iterator[list[tuple[int, str]]]:
    """Yield the cells to enter, those together between which nothing but a few blank cells lies.

    Args:
        wanted: rows and texts.
        parting: rows that must not be written as part of a block, ascending.
        commented: those of them that are to be entered and carry a comment: each comes alone.
    """
    span: list[tuple[int, str]] = []
    for row, text in wanted:
        if span:
            last = span[-1][0]
            place = bisect_left(parting, last)
            parted = row - last > GAP_READ or (place < len(parting) and parting[place] <= row)
            if parted:
                yield span
                span = []
        if row in commented:
            yield [(row, text)]
        else:
            span.append((row, text))
    if span:
        yield span


def _enter_span(sheet: Cells, place: int, span: Sequence[tuple[int, str]]) -> None:
    """Enter formulas into a piece of a column that holds nothing else.

    Calc joins equal neighbours into groups, and to join each of 10,000 cells one by one takes 10 s, growing
    with the square. A blank before every second formula makes neighbours unequal: 40 us a cell, however many.
    """
    if len(span) <= FEW:
        for row, text in span:
            sheet.getCellByPosition(place, row - 1).setFormula(text)
        return
    first, last = span[0][0], span[-1][0]
    texts = [""] * (last - first + 1)
    for row, text in span:
        texts[row - first] = f"= {text[1:].lstrip()}" if row % 2 else text
    cells = sheet.getCellRangeByPosition(place, first - 1, place, last - 1)
    cells.clearContents(calc_cells.FORMULA)
    cells.setFormulaArray(tuple((text,) for text in texts))


def _enter_array(sheet: Cells, place: int, row: int, text: str) -> int:
    """Enter an array formula that begins at a cell and return how many of the column's cells it fills."""
    cursor = sheet.createCursorByRange(sheet.getCellByPosition(place, row - 1))
    cursor.collapseToCurrentArray()
    address = cursor.RangeAddress
    if (address.StartRow, address.StartColumn) != (row - 1, place):
        return 0
    cursor.setArrayFormula(text)
    return int(address.EndRow) + 1 - (row - 1)


def show_results(document: Document, sheet: Cells, linked: LinkedColumn) -> None:
    """Give cells that show a plain number the format of what our function answers: a date, or TRUE and FALSE."""
    column = linked.column
    for code in sorted(set(linked.codes) - {""}):
        cells = _ranges(
            document, sheet, column.place, [row for row, own in zip(column.rows, linked.codes) if own == code]
        )
        key = calc_cells.one_format(cells)
        if key == GENERAL:
            cells.NumberFormat = format_key(document, code)
        elif key is None:
            runs = cells.CellFormatRanges.createEnumeration()
            while runs.hasMoreElements():
                run = runs.nextElement()
                if run.NumberFormat == GENERAL:
                    run.NumberFormat = format_key(document, code)


def _ranges(document: Document, sheet: Cells, place: int, rows: Sequence[int]) -> Any:  # noqa: ANN401  UNO
    """Return some cells of a column as one object."""
    import uno  # noqa: PLC0415  only LibreOffice's own Python has it

    found: list[Any] = []
    for row in rows:
        if found and found[-1].EndRow == row - 2:
            found[-1].EndRow = row - 1
            continue
        address = uno.createUnoStruct("com.sun.star.table.CellRangeAddress")
        address.Sheet = sheet.RangeAddress.Sheet if not found else found[0].Sheet
        address.StartColumn = address.EndColumn = place
        address.StartRow = address.EndRow = row - 1
        found.append(address)
    ranges = document.createInstance("com.sun.star.sheet.SheetCellRanges")
    ranges.addRangeAddresses(tuple(found), False)  # noqa: FBT003  UNO takes it by position only
    return ranges
