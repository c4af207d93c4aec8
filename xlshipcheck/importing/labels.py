"""Issued labels into the seller's own book: numbers into blank cells of known orders, held parcels as rows of their own.

A plan is made for every sheet first and can be looked at; nothing is written before it is applied. Only blank cells of
送り状番号, 配送会社 and 発送日 are filled, and rows are added on the sheet of branch holds alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck import errors
from xlshipcheck.headers.markets import BRANCH_HOLD
from xlshipcheck.headers.roles import combined_values
from xlshipcheck.importing.comparison import text_of
from xlshipcheck.importing.plan import ImportPlan, apply_plan, plan_import
from xlshipcheck.importing.report import Difference
from xlshipcheck.labels.matching import match_labels, order_key, orders_of
from xlshipcheck.labels.table import FILLED_ROLES, HeldTable
from xlshipcheck.labels.words import findings, some, unmatched
from xlshipcheck.sheets.layout import order_sheets
from xlshipcheck.sheets.port import DATE, TEXT, CellUpdate
from xlshipcheck.values import cells
from xlshipcheck.values.ranges import column_letters
from xlshipcheck.values.roles import ORDER_NUMBER, PICKUP_PLACE, SHIP_DATE, TRACKING_NUMBER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.labels.matching import Matched
    from xlshipcheck.labels.reading import Label, LabelFile
    from xlshipcheck.sheets.layout import Layout
    from xlshipcheck.sheets.port import BookPort, SheetPort


NO_COLUMN: Final = (
    "シート「{}」には送り状番号の列がないため、送り状{}件を入れていません: {}。"
    "見出し「配送会社」「送り状番号」の列を加えてから、もう一度取り込んでください"
)


class SheetLabels(NamedTuple):
    """What labels will write into one sheet.

    Attributes:
        sheet: its name.
        updates: the cells, with the order they belong to.
        agreeing: rows that have the number already.
        sentences: what was found and not acted on.
    """

    sheet: str
    updates: Sequence[tuple[str, str, CellUpdate]]
    agreeing: int
    sentences: Sequence[str]


class LabelPlan(NamedTuple):
    """What labels will write into a book, and what was found.

    Attributes:
        sheets: what each sheet of orders gets.
        holds: the rows that the sheet of branch holds gets; None where there are none.
        sentences: what is to be said of the labels as a whole.
        problems: rows of the files that could not be read.
    """

    sheets: Sequence[SheetLabels]
    holds: ImportPlan | None
    sentences: Sequence[str]
    problems: Sequence[str]

    @property
    def is_empty(self) -> bool:
        """Tell whether the book has everything already."""
        return not any(sheet.updates for sheet in self.sheets) and (self.holds is None or self.holds.is_empty)

    def report(self) -> list[str]:
        """Return what is done and what was found, as sentences."""
        lines = []
        for sheet in self.sheets:
            rows = len({update.row for _, _, update in sheet.updates})
            lines.append(
                f"シート「{sheet.sheet}」: 送り状 {rows}行に入力 ({len(sheet.updates)}セル)、入力済み {sheet.agreeing}行"
            )
        if self.holds is not None:
            lines.append(self.holds.report()[0])
        return [*lines, *(line for sheet in self.sheets for line in sheet.sentences), *self.sentences]

    def changes(self) -> list[Difference]:
        """Return what is written, a row for each cell: row in the sheet, order number, column, before, after."""
        changed = [
            Difference(update.row, order, header, "", str(update.value))
            for sheet in self.sheets
            for order, header, update in sheet.updates
        ]
        return [*changed, *(self.holds.changes() if self.holds else [])]


def plan_labels(book: BookPort, files: Sequence[LabelFile], context: Context, where: object) -> LabelPlan:
    """Compare the sheets of a book with files of labels and say what is to be written.

    Args:
        book: the book; it is only read.
        files: the files of labels.
        context: the as-of day, and settings with the user's own column names.
        where: the book's path or name, for sentences.

    Raises:
        LabelColumnsMissing: no sheet has order numbers and tracking numbers.
        SheetProtected: a sheet that would get numbers is protected.
    """
    labels = [label for file in files for label in file.labels]
    every = _layouts(book, context)
    layouts = {name: layout for name, layout in every.items() if TRACKING_NUMBER in layout.header.columns}
    orders = {name: layout for name, layout in layouts.items() if layout.kind != BRANCH_HOLD}
    if not orders:
        raise errors.LabelColumnsMissing(path=errors.Whole(where))
    sheets = []
    matched: list[Label] = []
    for name, layout in orders.items():
        sheet = book.sheet(name)
        found = match_labels(labels, _roles(sheet, layout), context.as_of)
        matched += found.matched
        if found.matched:
            sheets.append(_sheet_plan(sheet, layout, found, labels))
    holds, said = _holds(book, layouts, labels, context)
    for name in [name for name in every if name not in layouts]:
        waiting = _without_column(book.sheet(name), every[name], labels)
        matched += waiting
        said += [NO_COLUMN.format(name, len(waiting), some(map(_named, waiting)))] * bool(waiting)
    notes = [note for file in files for note in file.notes]
    loose = unmatched(files, [*matched, *(label for label in labels if label.held and holds)], "ブック")
    problems = [problem for file in files for problem in file.problems]
    return LabelPlan(sheets, holds, [*loose, *said, *notes], problems)


def apply_labels(book: BookPort, plan: LabelPlan) -> None:
    """Write what a plan says into the book it was made for."""
    for sheet in plan.sheets:
        if sheet.updates:
            book.sheet(sheet.sheet).write_cells([update for _, _, update in sheet.updates])
    if plan.holds is not None and not plan.holds.is_empty:
        apply_plan(book.sheet(plan.holds.sheet), plan.holds)


def _layouts(book: BookPort, context: Context) -> dict[str, Layout]:
    layouts, _ = order_sheets(book, context)
    return {name: layout for name, layout in layouts.items() if ORDER_NUMBER in layout.header.columns}


def _without_column(sheet: SheetPort, layout: Layout, labels: Sequence[Label]) -> list[Label]:
    """Return the labels of orders that stand on a sheet without a column for their numbers."""
    column = layout.header.columns[ORDER_NUMBER][0] + 1
    (numbers,) = sheet.read_columns([column], layout.header_row + 1, layout.last_row)
    known = {key: [row] for row, key in enumerate(map(order_key, numbers)) if key}
    return [label for label in labels if orders_of(label, known)]


def _named(label: Label) -> str:
    return f"{errors.shown(label.order)} ({label.number})"


def _roles(sheet: SheetPort, layout: Layout) -> dict[str, list[object]]:
    """Return the columns that labels are compared with, one cell per data row."""
    first, last = layout.header_row + 1, layout.last_row
    found = {}
    for role in FILLED_ROLES:
        places = layout.header.columns.get(role)
        if places is not None:
            read = sheet.read_columns([place + 1 for place in places], first, last)
            found[role] = combined_values(role, read)
    return found


def _sheet_plan(sheet: SheetPort, layout: Layout, found: Matched, labels: Sequence[Label]) -> SheetLabels:
    first = layout.header_row + 1
    fills = [(fill.row, fill.order, fill.role, fill.value) for fill in found.fills]
    fills += _places(sheet, layout, labels)
    if fills and sheet.protected():
        raise errors.SheetProtected(sheet=sheet.name)
    updates = []
    kept = 0
    formulas: dict[int, set[int]] = {}
    for row, order, role, value in fills:
        column = layout.header.columns[role][0] + 1
        if column not in formulas:
            formulas[column] = set(sheet.formula_rows(column, first, layout.last_row))
        if first + row in formulas[column]:
            # A formula that shows nothing yet is the seller's way of filling the cell.
            kept += 1
            continue
        header = layout.header.headers[column - 1] or f"{column_letters(column)}列"
        kind = DATE if role == SHIP_DATE else TEXT
        updates.append((order, header, CellUpdate(first + row, column, kind, value)))
    sentences = list(findings(found, first))
    if kept:
        sentences.append(f"数式のセル{kept}個は書き換えていません")
    return SheetLabels(
        sheet.name, updates, found.agreeing, [f"シート「{sheet.name}」: {one}" for one in sentences]
    )


def _places(sheet: SheetPort, layout: Layout, labels: Sequence[Label]) -> list[tuple[int, str, str, str]]:
    """Return the blank cells of 受取場所 of held parcels, on a sheet of orders that has the column."""
    if PICKUP_PLACE not in layout.header.columns:
        return []
    first = layout.header_row + 1
    wanted = [layout.header.columns[role][0] + 1 for role in (ORDER_NUMBER, PICKUP_PLACE)]
    numbers, places = sheet.read_columns(wanted, first, layout.last_row)
    known: dict[str, list[int]] = {}
    for row, number in enumerate(numbers):
        known.setdefault(order_key(number), []).append(row)
    known.pop("", None)
    return [
        (row, text_of(numbers[row]), PICKUP_PLACE, label.place)
        for label in labels
        if label.held
        for key in orders_of(label, known)
        for row in known[key]
        if cells.is_blank(places[row])
    ]


def _holds(
    book: BookPort, layouts: dict[str, Layout], labels: Sequence[Label], context: Context
) -> tuple[ImportPlan | None, list[str]]:
    """Return the rows that the sheet of branch holds gets, and what is said where there is no such sheet."""
    held = [label for label in labels if label.held]
    sheets = [name for name, layout in layouts.items() if layout.kind == BRANCH_HOLD]
    filled = any(
        PICKUP_PLACE in layout.header.columns for layout in layouts.values() if layout.kind != BRANCH_HOLD
    )
    if not held or (filled and not sheets):
        return None, []
    if len(sheets) != 1:
        listed = some(f"{label.order} ({label.number})" for label in held)
        why = "が二枚以上ある" if sheets else "がない"
        return None, [
            (
                f"営業所止めの荷物が{len(held)}件ありますが、営業所止めのシート{why}ため、行を足していません"
                f" (注文番号・送り状番号・発送日・到着日・受取場所の列のあるシートを1枚にしてください): {listed}"
            )
        ]
    plan = plan_import(book.sheet(sheets[0]), layouts[sheets[0]], HeldTable(held), context)
    return plan, []
