"""A sheet of ours in an .ods: its content as an element of content.xml, without charts."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from xlshipcheck.errors import LayoutRefused
from xlshipcheck.hosts.own_sheets.content import (
    ADDED_CHARTS,
    ADDED_FORMULAS,
    ADDED_NOTES,
    ADDED_TABLES,
    ADDED_VALUES,
    OUR_CHART,
    is_own_formula,
    link_formula,
)
from xlshipcheck.ods.addresses import without_prefix
from xlshipcheck.ods.cells import Write, cell_xml
from xlshipcheck.ods.styles import CellFormat
from xlshipcheck.values.ranges import column_letters
from xlshipcheck.xlsx.outline import START_TAG
from xlshipcheck.xlsx.writing import theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlshipcheck.hosts.own_sheets.content import CellStyle, PlacedCell, SheetContent
    from xlshipcheck.ods.content import Table
    from xlshipcheck.ods.edit import DocumentEdit

_NOTE: Final = re.compile(rb"<[^\s<>/:]+:annotation[\s/>]")
_SHAPE: Final = re.compile(
    rb"<draw:(?:frame|custom-shape|control|rect|line|ellipse|circle|polygon|polyline|path|g|connector|measure|caption)\b"
    rb"[^<>]*>"
)
_OUR_SHAPE: Final = f'draw:name="{OUR_CHART}'.encode()


def additions_to(edit: DocumentEdit, table: Table, width: int) -> list[str]:
    """Return what the seller has put on a sheet of ours, in words.

    Args:
        edit: the document.
        table: the sheet.
        width: the columns of its content.
    """
    data = edit.content.data[table.span.start : table.span.end]
    cells = [cell for row in table.rows if row.width for cell in row.cells]
    formulas = [without_prefix(cell.formula) for cell in cells if cell.formula]
    found = {
        ADDED_NOTES: _NOTE.search(data) is not None,
        ADDED_CHARTS: any(_OUR_SHAPE not in shape for shape in _SHAPE.findall(data)),
        ADDED_FORMULAS: not all(is_own_formula(formula) for formula in formulas),
        ADDED_VALUES: any(
            cell.column + cell.repeat - 1 > width for cell in cells if cell.value is not None or cell.formula
        ),
        ADDED_TABLES: bool(edit.database_ranges(table.name)),
    }
    return [what for what, is_there in found.items() if is_there]


def sheet_xml(edit: DocumentEdit, name: str, content: SheetContent, table: Table | None) -> bytes:
    """Return a content as a sheet.

    Args:
        edit: the document, for styles and prefixes.
        name: of the sheet.
        content: what it shall hold.
        table: the sheet that stands there; None where none does.
    """
    prefixes = edit.content.prefixes
    inside = b"".join([*_columns(edit, content), *_rows(edit, name, content)])
    whole = prefixes.element("table:table", {"table:name": name}, inside)
    if table is None:
        return whole
    # What the seller has chosen for the sheet as a whole, such as the colour of its tab, stays.
    opened, new = START_TAG.match(edit.content.data, table.span.start), START_TAG.match(whole)
    if opened is None or new is None:
        raise LayoutRefused(part=name)
    return opened[0] + whole[new.end() :]


def _columns(edit: DocumentEdit, content: SheetContent) -> Iterator[bytes]:
    for width in content.widths:
        attributes = {"table:style-name": edit.styles.width(width)}
        yield edit.content.prefixes.element("table:table-column", attributes)


def _rows(edit: DocumentEdit, name: str, content: SheetContent) -> Iterator[bytes]:
    by_row: dict[int, list[PlacedCell]] = {}
    for cell in content.cells:
        by_row.setdefault(cell.row, []).append(cell)
    prefixes = edit.content.prefixes
    blank = prefixes.element("table:table-cell", {})
    for row in range(1, max([content.last_row, *content.heights]) + 1):
        height = content.heights.get(row)
        attributes = {"table:style-name": None if height is None else edit.styles.height(height)}
        cells, column = [], 1
        for cell in by_row.get(row, []):
            cells.append(blank * (cell.column - column))
            cells.append(_cell(edit, name, cell))
            covered = cell.right - cell.column
            style = {"table:style-name": _style(edit, cell)}
            cells.append(prefixes.element("table:covered-table-cell", style) * covered)
            column = cell.right + 1
        yield prefixes.element("table:table-row", attributes, b"".join(cells) or blank)


def _cell(edit: DocumentEdit, name: str, cell: PlacedCell) -> bytes:
    value, formula = cell.value, ""
    if cell.link is not None and isinstance(value, (str, int, float)) and value != "":
        text = link_formula(value, cell.link, name, in_calc=True)
        if cell.link.column:
            # The column in which the text is looked up, as OpenFormula writes it.
            letters = column_letters(cell.link.column)
            sheet = "'" + (cell.link.sheet or name).replace("'", "''") + "'"
            text = text.replace(f"${sheet}.{letters}:{letters}", f"[${sheet}.{letters}:.{letters}]")
        formula = edit.content.prefixes.formula(text)
    write = Write(value, _style(edit, cell), formula)
    return cell_xml(edit.content.prefixes, write, None, spanned=(cell.right - cell.column + 1, 1))


def _style(edit: DocumentEdit, cell: PlacedCell) -> str:
    style: CellStyle = cell.style
    is_day = isinstance(cell.value, date) and not style.number_format
    align = "left" if style.at_left else "center" if style.centred else ""
    return edit.styles.cell(
        CellFormat(
            theme.DATE_FORMAT if is_day else style.number_format,
            style.fill,
            style.colour,
            style.size,
            theme.FONT,
            style.bold,
            style.boxed,
            style.wraps,
            "top" if style.at_top else "middle",
            align,
            style.underlined,
        )
    )
