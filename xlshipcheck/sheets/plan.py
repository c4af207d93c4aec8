"""What is to be written on one order sheet: its rows assessed, its result columns placed. Nothing is written here."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.headers.header_row import displaced_notes
from xlshipcheck.headers.other_rows import example_note
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.sheets.layout import Layout, ReadSheet, other_columns, read_sheet
from xlshipcheck.sheets.placing import plan_block, values_note
from xlshipcheck.sheets.port import ResultBlock
from xlshipcheck.sheets.today import sheet_facts
from xlshipcheck.today.plan import SheetFacts
from xlshipcheck.values.cells import is_blank
from xlshipcheck.values.facts import Facts
from xlshipcheck.values.results import Assessed, row_sentence
from xlshipcheck.values.roles import ORDER_NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.sheets.book_rates import BookRates
    from xlshipcheck.sheets.port import SheetPort

NO_FACTS = SheetFacts("", 1, Facts())


class Refreshed(NamedTuple):
    """What a refresh of one sheet did.

    Attributes:
        sheet: its name.
        layout: where it has what.
        assessed: the result columns, problems and summary sections.
        block: what was written.
        filled_rows: number of data rows that hold anything of an order; tables have blank ones, for later, and
            rows that were passed over as totals or remarks are none.
        formula_titles: result columns that hold formulas.
        notes: what to tell about its rows; nothing of it is a failure.
        facts: what the list of today is made of.
    """

    sheet: str
    layout: Layout
    assessed: Assessed
    block: ResultBlock
    filled_rows: int
    formula_titles: tuple[str, ...] = ()
    notes: Sequence[str] = ()
    facts: SheetFacts = NO_FACTS

    def problem_sentences(self) -> list[str]:
        """Return the unreadable rows with their places."""
        first = self.layout.header_row + 1
        return [row_sentence(self.sheet, first, problem) for problem in self.assessed.problems]


def plan_sheet(
    sheet: SheetPort,
    context: Context,
    path: object = "",
    *,
    read_before: ReadSheet | None = None,
    book: BookRates | None = None,
    writable: bool = True,
) -> Refreshed:
    """Assess a sheet and say what is to be written where; nothing is written.

    Args:
        sheet: the sheet.
        context: the as-of day, settings and rules.
        path: the file, for the sentence.
        read_before: the sheet as read, where that was done already.
        book: what it shares with the other Qoo10 sheets of its book.
        writable: whether its result columns are to be written; else it is only judged.

    Raises:
        SheetProtected, ResultColumnTaken, MergedRows, NoRoomForResults, FileRefused: as `refresh_sheet`.
    """
    layout, columns = read_before or read_sheet(sheet, context, path, writable=writable)
    share = book.share(sheet.name) if book else None
    first = layout.header_row + 1
    assessed = assess(
        layout.kind, columns, layout.row_count, context, lambda: other_columns(sheet, layout), share, first
    )
    block = ResultBlock(layout.header_row, [], "", 0)
    formula_titles: tuple[str, ...] = ()
    if writable:
        block, formula_titles = plan_block(sheet, layout, assessed)
    filled = _filled_rows(columns.values(), layout.row_count) - len(assessed.passed_over)
    notes = [
        *_below_note(layout, sheet.name),
        *values_note(block, sheet.name),
        *example_note(sheet.name, columns.get(ORDER_NUMBER, [])),
        *(f"シート「{sheet.name}」: {note}" for note in [*displaced_notes(layout.header), *assessed.notes]),
    ]

    def read(columns: Sequence[int]) -> Sequence[Sequence[object]]:
        return sheet.read_columns([column + 1 for column in columns], first, layout.last_row)

    order_column = layout.header.roles.get(ORDER_NUMBER, -1) + 1
    stored = columns.get(ORDER_NUMBER, [])
    facts = sheet_facts(sheet.name, first, assessed, layout.header.headers, read, order_column, stored)
    return Refreshed(sheet.name, layout, assessed, block, filled, formula_titles, notes, facts)


def _below_note(layout: Layout, name: str) -> list[str]:
    """Return what is to be said of orders below the table."""
    if not layout.rows_below:
        return []
    first = layout.last_row - layout.rows_below + 1
    rows = f"{first}行目" if first == layout.last_row else f"{first}～{layout.last_row}行目"
    return [f"シート「{name}」の表のすぐ下に入力された注文 ({rows}) も判定し、表をそこまで広げました"]


def _filled_rows(columns: Iterable[Sequence[object]], count: int) -> int:
    """Return the number of rows in which any of the columns holds something."""
    blank: list[int] = list(range(count))
    for column in columns:
        blank = [row for row in blank if is_blank(column[row])]
    return count - len(blank)
