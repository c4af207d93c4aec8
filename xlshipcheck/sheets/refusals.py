"""Columns that stand under the name of a result already: a refresh's own, or a shop's that is called the same.

A result is filled where a column of its name stands. What a shop has typed there itself would be lost by it, so
the column must show that it is ours, or hold nothing.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors
from xlshipcheck.amazon.grouping import INVALID, OUT_OF_SCOPE, VALID
from xlshipcheck.branch_hold import kernel
from xlshipcheck.headers.other_rows import HEADER_AGAIN, NO_ORDER, TOTAL
from xlshipcheck.headers.roles import MIXED
from xlshipcheck.qoo10.kernel import STAGES
from xlshipcheck.sheets.own_words import STAGES_EVER, STARTS_EVER
from xlshipcheck.values.answers import ERROR_PREFIX
from xlshipcheck.values.cells import is_blank
from xlshipcheck.values.ranges import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Callable

    from xlshipcheck.headers.header_row import HeaderRow
    from xlshipcheck.sheets.port import Area, SheetPort
    from xlshipcheck.values.answers import Value


STAGE_WORDS = {
    "段階": STAGES_EVER["段階"].union(STAGES),
    "追跡判定": STAGES_EVER["追跡判定"].union([VALID, INVALID, OUT_OF_SCOPE]),
    "対応段階": STAGES_EVER["対応段階"].union(kernel.STAGES),
}
"""The column of each kind of sheet that tells whose its results are -> all that we write, or wrote, into it."""


class ExistingColumn(NamedTuple):
    """A column that has the name of a result.

    Attributes:
        title: the result.
        column: where it stands, as its host counts columns.
        values: what is to be written into it; None where it is only looked at.
    """

    title: str
    column: int
    values: Sequence[Value] | None


class Loss(NamedTuple):
    """What a refresh would overwrite.

    Attributes:
        titles: the results whose columns hold something of the user's.
        title: the one of them that is shown.
        row: its first row that would be lost, counted from 0.
        value: what stands there.
    """

    titles: tuple[str, ...]
    title: str
    row: int
    value: object

    def refusal(self, place: str, row: int, unit: str) -> errors.ResultColumnTaken:
        """Return what is said of it.

        Args:
            place: the sheet or the file.
            row: the row's number there.
            unit: what follows the number, 行目 or 件目.
        """
        return errors.ResultColumnTaken(
            place=errors.Whole(place),
            columns=errors.Whole("・".join(self.titles)),
            title=errors.Whole(self.title),
            row=row,
            unit=unit,
            value=self.value,
        )


def result_titles(titles: Iterable[str], kind: str) -> list[str]:
    """Return the results to look for on a sheet: those to be written, and stages of another refresh.

    Args:
        titles: the results that are to be written.
        kind: the kind of the sheet; the rows of a mixed one may be of other kinds than last time.
    """
    return list(dict.fromkeys([*titles, *(STAGE_WORDS if kind == MIXED else ())]))


def find_loss(
    existing: Sequence[ExistingColumn],
    read: Callable[[Sequence[int]], Sequence[Sequence[object]]],
    *,
    is_ours: bool = False,
) -> Loss | None:
    """Return what would be lost by writing the results, None for nothing.

    The columns are a refresh's own where a stage column stands with something in it and every cell of every stage
    column holds a word of ours or an error text; else nothing typed in any of them may be written over.

    Args:
        existing: the columns that hold no formulas.
        read: gives columns, each with one cell per data row.
        is_ours: whether the sheet shows otherwise that a refresh has been here.
    """
    stages = [column for column in existing if column.title in STAGE_WORDS]
    words = list(zip(stages, read([column.column for column in stages])))
    foreign = {column.column: _foreign_row(column.title, cells) for column, cells in words}
    has_foreign = any(row is not None for row in foreign.values())
    if not has_foreign and (is_ours or any(not is_blank(cell) for _, cells in words for cell in cells)):
        return None
    written = [(column, column.values) for column in existing if column.values is not None]
    losses = []
    for (column, values), cells in zip(written, read([column.column for column, _ in written])):
        row = next((row for row, cell in enumerate(cells) if _is_lost(cell, values[row])), None)
        if row is not None:
            # Among stages, the word that is not ours says more than the first cell that is filled.
            shown = foreign.get(column.column)
            row = row if shown is None else shown
            losses.append(Loss((), column.title, row, cells[row]))
    losses.sort(key=lambda loss: loss.title not in STAGE_WORDS)
    return losses[0]._replace(titles=tuple(loss.title for loss in losses)) if losses else None


def _foreign_row(title: str, cells: Sequence[object]) -> int | None:
    """Return the first row of a stage column that holds something else than our words; None for none."""
    words = STAGE_WORDS[title]
    return next(
        (
            row
            for row, cell in enumerate(cells)
            if cell not in words and not is_blank(cell) and not _is_own_sentence(cell)
        ),
        None,
    )


def _is_lost(cell: object, value: Value) -> bool:
    return not is_blank(cell) and cell != value and not _is_own_sentence(cell)


def _is_own_sentence(cell: object) -> bool:
    """Tell whether a text is one that a refresh writes into rows that have no stage."""
    return isinstance(cell, str) and cell.startswith(_starts())


@cache
def _starts() -> tuple[str, ...]:
    now = (ERROR_PREFIX, TOTAL, NO_ORDER, HEADER_AGAIN, errors.UnknownMarket.japanese.partition("{value}")[0])
    return (*STARTS_EVER, *now)


def refuse_merged_rows(sheet: SheetPort, header_row: int, last_row: int, header: HeaderRow) -> None:
    """Refuse a sheet on which orders share a merged cell of a column that is judged.

    An order without its 入金日 would be called 入金待ち. Merged titles and headers, cells merged sideways, blank
    ones and merged notes below the orders take nothing from an order.

    Args:
        sheet: the sheet.
        header_row: the row of the headers.
        last_row: the last data row.
        header: the named columns.

    Raises:
        MergedRows: with the range.
    """
    roles = {column + 1 for columns in header.columns.values() for column in columns}
    areas = [
        area
        for area in sheet.merged_areas()
        if header_row < area.first_row < min(area.last_row, last_row) and roles.intersection(_columns(area))
    ]
    if not areas:
        return
    wanted = sorted(roles)
    cells = dict(zip(wanted, sheet.read_columns(wanted, header_row + 1, last_row)))
    for area in sorted(areas, key=lambda area: (area.first_row, area.first_column)):
        column = next((column for column in _columns(area) if column in roles), 0)
        first = area.first_row - header_row - 1
        if not is_blank(cells[column][first]) and _holds_orders(area, cells, first):
            raise errors.MergedRows(
                sheet=sheet.name,
                range=errors.Whole(
                    f"{column_letters(area.first_column)}{area.first_row}:"
                    f"{column_letters(area.last_column)}{area.last_row}"
                ),
                header=header.headers[column - 1],
                row=area.first_row,
            )


def _columns(area: Area) -> range:
    return range(area.first_column, area.last_column + 1)


def _holds_orders(area: Area, cells: Mapping[int, Sequence[object]], first: int) -> bool:
    """Tell whether a row below the first of a merged range holds something beside it."""
    below = slice(first + 1, first + 1 + area.last_row - area.first_row)
    return any(
        not is_blank(cell)
        for column, values in cells.items()
        if column not in _columns(area)
        for cell in values[below]
    )
