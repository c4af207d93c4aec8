"""The finished content.xml, read again: every cell is as it was, or as it was to be written."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from xlshipcheck.errors import ResultMismatch
from xlshipcheck.ods.cells import Write, is_blank
from xlshipcheck.ods.names import printable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from xlshipcheck.ods.content import Content, Row, Table

    Shown = tuple[object, str, str]


def check_content(
    old: Content,
    new: Content,
    writes: Mapping[str, Mapping[int, Mapping[int, Write]]],
    own_sheets: Collection[str],
) -> None:
    """Compare what was written with what was to be written.

    Args:
        old: the file as it was.
        new: the file as it is now.
        writes: sheet -> row -> column -> what the cell shall hold.
        own_sheets: sheets of ours that are others now, or new.

    Raises:
        ResultMismatch: they differ; the sheet and the row are named.
    """
    before = [table.name for table in old.tables]
    names = before + [name for name in own_sheets if name not in before]
    if [table.name for table in new.tables] != names:
        raise ResultMismatch(problem="シートの並び")
    for table in old.tables:
        if table.name not in own_sheets:
            _check_table(table, new.table(table.name), writes.get(table.name, {}))
    if len(old.database_ranges) != len(new.database_ranges) or len(old.styles) > len(new.styles):
        raise ResultMismatch(problem="フィルターか書式の数")


def _check_table(old: Table, new: Table, writes: Mapping[int, Mapping[int, Write]]) -> None:
    if old.merged != new.merged or old.is_protected != new.is_protected:
        raise ResultMismatch(problem=f"シート「{old.name}」の結合")
    filled = _filled_rows(new)
    wanted = {row for row, _ in _filled_rows(old)} | set(writes)
    seen = set()
    for number, row in filled:
        seen.add(number)
        if _expected(old.row_at(number), writes.get(number, {})) != _shown(row):
            raise ResultMismatch(problem=f"シート「{old.name}」{number} 行目")
    for number in wanted - seen:
        if _expected(old.row_at(number), writes.get(number, {})):
            raise ResultMismatch(problem=f"シート「{old.name}」{number} 行目")


def _filled_rows(table: Table) -> Iterator[tuple[int, Row]]:
    for row in table.rows:
        if row.width:
            for number in range(row.first, row.first + row.repeat):
                yield number, row


def _shown(row: Row) -> dict[int, Shown]:
    """Return column -> value, formula and input check of the cells that hold something."""
    return {
        cell.column + n: (cell.value, cell.formula, cell.check)
        for cell in row.cells
        if cell.value is not None or cell.formula
        for n in range(cell.repeat)
    }


def _expected(row: Row | None, writes: Mapping[int, Write]) -> dict[int, Shown]:
    found = _shown(row) if row else {}
    for column, write in writes.items():
        old = row.cell(column) if row else None
        if old and old.formula and not write.replaces_formula:
            continue
        check = (old.check if old else "") if write.check is None else write.check
        if is_blank(write):
            found.pop(column, None)
        else:
            found[column] = (_read(write.value), write.formula, check)
    return found


def _read(value: object) -> object:
    """Return a value as it is read after it was written."""
    if value == "":
        return None
    if isinstance(value, str):
        return printable(value).replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    return value
