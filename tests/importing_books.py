"""Sheets and exports for the tests of importing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from make_export_samples import QSM_DETAIL, comma, qsm_row

from xlshipcheck.context import PLAIN
from xlshipcheck.exports.table import read_export
from xlshipcheck.hosts.memory import MemorySheet
from xlshipcheck.importing.plan import ImportPlan, apply_plan, plan_import
from xlshipcheck.sheets.layout import read_layout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.exports.table import Export, Table

HEADER = ["メモ", "注文番号", "注文日", "入金日", "発送日", "発送予定日", "配送状態", "送り状番号", "数量"]
ORDERED = dt.datetime(2026, 11, 20, 9)  # noqa: DTZ001  a cell has no offset
PAID = dt.datetime(2026, 11, 20, 9, 0, 5)  # noqa: DTZ001  as above
PLANNED = dt.date(2026, 11, 26)
SHIPPED = {
    "配送状態": "配送中",
    "発送日": "2026/11/21 18:00:00",
    "送り状番号": "444413758703",
    "配送会社": "ヤマト運輸",
}


def book(
    *rows: Sequence[object], header: Sequence[str] = HEADER, name: str = "受注", **more: Any
) -> MemorySheet:
    """Return a sheet with these rows under a header in row 1."""
    return MemorySheet(name, [list(header), *rows], **more)


def known(number: object, **cells: object) -> list[object]:
    """Return a row of the book for the order that `qsm_cells` makes, with some cells changed."""
    row = ["急ぎ", number, ORDERED, PAID, None, PLANNED, "配送要請", None, 1]
    return list({**dict(zip(HEADER, row, strict=True)), **cells}.values())


def qsm_cells(number: str, **cells: str) -> list[str]:
    """Return a QSM row of an order of 2026-11-20 with some cells changed."""
    days = ["2026/11/20 09:00:00", "2026/11/20 09:00:05", "2026/11/26"]
    row = dict(
        zip(
            QSM_DETAIL,
            qsm_row(["配送要請", "812340001", "", "", *days, "700000001"], QSM_DETAIL),
            strict=True,
        )
    )
    return list({**row, "注文番号": number, **cells}.values())


def qsm(*rows: Sequence[str], header: Sequence[str] = QSM_DETAIL, name: str = "QSM.csv") -> Export:
    """Return a QSM detail export of these rows."""
    return read_export(comma([list(header), *map(list, rows)], "utf-8-sig"), name)


def planned(sheet: MemorySheet, table: Table, context: Context = PLAIN, *, force: bool = False) -> ImportPlan:
    """Return the plan of an import into a sheet in memory."""
    return plan_import(sheet, read_layout(sheet, context), table, context, force=force)


def imported(
    sheet: MemorySheet, table: Table, context: Context = PLAIN, *, force: bool = False
) -> ImportPlan:
    """Import into a sheet in memory and return what was planned."""
    plan = planned(sheet, table, context, force=force)
    apply_plan(sheet, plan)
    return plan


def column(sheet: MemorySheet, header: str, header_row: int = 1) -> list[object]:
    """Return the cells below a header."""
    place = sheet.rows[header_row - 1].index(header) + 1
    return sheet.read_columns([place], header_row + 1, sheet.used_size()[0])[0]


def changes(plan: ImportPlan) -> list[tuple[object, ...]]:
    """Return the rows of `--dry-run` as plain tuples."""
    return [tuple(change) for change in plan.changes()]


def told(plan: ImportPlan, part: str) -> str:
    """Return the one sentence of a report that has this part in it."""
    found = [sentence for sentence in plan.report() if part in sentence]
    assert len(found) == 1, plan.report()
    return found[0]
