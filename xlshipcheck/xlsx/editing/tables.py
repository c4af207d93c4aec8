"""A table of the seller's made larger, so that result columns and new orders belong to it."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from xlshipcheck.errors import LayoutRefused, PlaceTaken, WorkbookDamaged
from xlshipcheck.values.formula_text import shifted
from xlshipcheck.values.ranges import Rectangle, column_letters, parse_range
from xlshipcheck.xlsx.editing.formulas import LONGEST_FORMULA, Pattern
from xlshipcheck.xlsx.outline import Splice, appended, outline, spliced, with_attribute
from xlshipcheck.xlsx.safe_xml import quoted, whole_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlshipcheck.xlsx.outline import Node
    from xlshipcheck.xlsx.package import Package
    from xlshipcheck.xlsx.reading.workbook import Sheet, Table

_BOUND_KINDS = frozenset({"queryTable", "xml"})


class TableEdits:
    """The tables of a book while columns and rows are added to them.

    Args:
        package: the package they lie in.
    """

    def __init__(self, package: Package) -> None:
        self._package = package
        self._tables: dict[str, Table] = {}
        self.parts: dict[str, bytes] = {}

    def table(self, sheet: Sheet, name: str) -> Table:
        """Return a table of a sheet as it is by now.

        Raises:
            WorkbookDamaged: the sheet has no such table.
        """
        found = next((table for table in sheet.tables if table.name == name), None)
        if found is None:
            raise WorkbookDamaged(problem=f"テーブル「{name}」がありません")
        return self._tables.get(name, found)

    def grow_right(self, sheet: Sheet, name: str, columns: Iterable[int], headers: Mapping[int, str]) -> None:
        """Add to a table those columns that stand right of it.

        Args:
            sheet: the sheet.
            name: the table's name.
            columns: that are written.
            headers: header texts by column.

        Raises:
            PlaceTaken: the columns do not follow the table, have no header or one that it has, or it is bound to
                a query.
        """
        table = self.table(sheet, name)
        new = sorted(column for column in columns if column > table.area.last_column)
        if not new:
            return
        titles = [headers.get(column, "") for column in new]
        names = [title.casefold() for title in [*table.columns, *titles]]
        follows = new == list(range(table.area.last_column + 1, table.area.last_column + 1 + len(new)))
        data = self._data(table)
        if not (follows and all(titles) and len(set(names)) == len(names) and can_grow(data, table.part)):
            cell = f"{column_letters(new[0])}{table.area.first_row}"
            raise PlaceTaken(sheet=sheet.name, cell=cell, owner=f"列を足せないテーブル「{name}」の右")
        area = table.area._replace(last_column=new[-1])
        self._replace(table, area, titles)

    def grow_down(self, sheet: Sheet, name: str, last_row: int) -> None:
        """Let a table reach down to a row.

        Raises:
            PlaceTaken: it has a totals row, below which nothing can be added.
        """
        table = self.table(sheet, name)
        if last_row <= table.area.last_row:
            return
        if table.totals_rows:
            cell = f"{column_letters(table.area.first_column)}{table.area.last_row}"
            raise PlaceTaken(sheet=sheet.name, cell=cell, owner=f"テーブル「{name}」の集計行")
        self._replace(table, table.area._replace(last_row=last_row), [])

    def formulas(self, sheet: Sheet, name: str) -> dict[int, Pattern]:
        """Return the formulas that a table gives to every new row, by column."""
        table = self.table(sheet, name)
        first = table.area.first_column
        texts = calculated_columns(self._data(table), table.part)
        return {
            first + place: Pattern(text, table.area.last_row, first + place) for place, text in texts.items()
        }

    def _data(self, table: Table) -> bytes:
        return self.parts.get(table.part) or self._package.read(table.part)

    def _replace(self, table: Table, area: Rectangle, headers: Sequence[str]) -> None:
        self.parts[table.part] = grown(self._data(table), table.part, area, headers)
        self._tables[table.name] = table._replace(area=area, columns=(*table.columns, *headers))


def can_grow(data: bytes, part: str) -> bool:
    """Tell whether a table may get another column.

    A table bound to a query or to XML describes its columns twice, and one without a header row has no place
    for a name: to those, columns are not added.

    Args:
        data: the table's part.
        part: its name, for messages.
    """
    root = outline(data, part, depth=1)[0]
    headers = root.attributes.get("headerRowCount", "1")
    return root.attributes.get("tableType", "worksheet") not in _BOUND_KINDS and headers != "0"


def calculated_columns(data: bytes, part: str) -> dict[int, str]:
    """Return the formulas of a table's calculated columns by the position of the column, from 0.

    Only those that read the same in every row, as structured references do: where a formula names cells, the
    file does not say of which row it is.

    Args:
        data: the table's part.
        part: its name, for messages.
    """
    position, found = -1, {}
    for node in outline(data, part, depth=4):
        position += node.name == "tableColumn"
        if node.name == "calculatedColumnFormula" and node.attributes.get("array") not in {"1", "true"}:
            text = html.unescape(data[node.open_end : node.close_start].decode())
            if text and len(text) <= LONGEST_FORMULA and shifted(text, 1) == text:
                found[position] = text
    return found


def grown(data: bytes, part: str, area: Rectangle, headers: Sequence[str]) -> bytes:
    """Return a table's part with a larger range.

    Args:
        data: the table's part.
        part: its name, for messages.
        area: the new range, totals row included; it begins where the old one does.
        headers: titles of the columns that are added on the right, exactly as in their header cells.

    Raises:
        LayoutRefused: a table that contradicts itself.
    """
    nodes = outline(data, part)
    root = nodes[0]
    columns = [node for node in nodes if node.name == "tableColumn"]
    section = next((node for node in nodes if node.name == "tableColumns"), None)
    old = parse_range(root.attributes.get("ref", ""))
    if section is None or old is None or old[:2] != area[:2]:
        raise LayoutRefused(part=part)
    tag = with_attribute(data[root.start : root.open_end], b"ref", str(area).encode())
    splices = [Splice(root.start, root.open_end, tag)]
    filters = next((node for node in nodes if node.name == "autoFilter"), None)
    if filters is not None:
        splices.append(_wider_filter(data, part, filters, old, area))
    if headers:
        first = max((whole_number(node.attributes.get("id")) for node in columns), default=0) + 1
        prefix = root.prefix
        new = "".join(
            f'<{prefix}tableColumn id="{number}" name="{_column_name(header)}"/>'
            for number, header in enumerate(headers, first)
        )
        splices.append(appended(data, section, new.encode(), len(columns) + len(headers)))
    return spliced(data, splices)


def _wider_filter(data: bytes, part: str, node: Node, old: Rectangle, new: Rectangle) -> Splice:
    """The filter covers the table without its totals row."""
    filtered = parse_range(node.attributes.get("ref", ""))
    if filtered is None:
        raise LayoutRefused(part=part)
    area = filtered._replace(
        last_row=filtered.last_row + new.last_row - old.last_row,
        last_column=filtered.last_column + new.last_column - old.last_column,
    )
    tag = with_attribute(data[node.start : node.open_end], b"ref", str(area).encode())
    return Splice(node.start, node.open_end, tag)


def _column_name(header: str) -> str:
    """Return a header as the name of a table column: line breaks are escaped as Excel does it."""
    return quoted(header.replace("\r", "_x000d_").replace("\n", "_x000a_").replace("\t", "_x0009_"))
