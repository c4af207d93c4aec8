"""今日 as a sheet: the verdict, the boxes and every list, laid out so that the first screen says what to pack first."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from functools import cache
from typing import TYPE_CHECKING, Final

from xlshipcheck.hosts.own_sheets.content import CellStyle, Link, PlacedCell, SheetContent, linked_cell
from xlshipcheck.hosts.own_sheets.own_cells import with_record
from xlshipcheck.today import words
from xlshipcheck.today.capacity_words import CAPACITY_LIST, capacity_sentences
from xlshipcheck.today.plan import NOWHERE
from xlshipcheck.values.results import DISCLAIMER
from xlshipcheck.values.text import short_day
from xlshipcheck.xlsx.writing import theme
from xlshipcheck.xlsx.writing.pages import Pages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.today.plan import Line, Plan
    from xlshipcheck.today.words import Box

WIDTHS: Final = (5, 18, 15, 30, 6, 10, 30, 9, 14, 18)
LAST_COLUMN: Final = len(WIDTHS)
ORDER_COLUMN: Final = 3
"""注文番号 of the list."""
BOX_AREAS: Final = ((1, 2), (3, 3), (4, 4), (5, 6), (7, 7), (8, 9), (10, 10))
"""First and last column of the boxes of a row."""
FEWER_BOX_AREAS: Final = (*BOX_AREAS[:5], (8, 10))
"""As above, where there are no more than stand in one row."""
MOST_LINES, MOST_TABLE_LINES = 3, 12
"""Lines of a row of the list, and of the tables below it, whose messages are longer."""
MOST_PROBLEMS: Final = 500
"""Rows that cannot be read stand in 確認 of their own sheet too."""
MOST_AHEAD: Final = 20
"""Rows with a date beyond the as-of day; as above."""
LINK_BLUE: Final = "#0563C1"
MOODS: Final = {
    words.CALM: ("#F2F2F2", "#595959"),
    words.HURRY: ("#FFE699", "#5F4700"),
    words.LOSS: ("#F4B183", "#6B2000"),
    words.WAIT: ("#DDEBF7", "#1F4E78"),
}
LEVELS: Final = {
    words.FRESH: CellStyle(colour="#595959"),
    words.STALE: CellStyle(bold=True, colour="#5F4700", fill="#FFE699"),
    words.OLD: CellStyle(bold=True, colour="#FFFFFF", fill="#C00000"),
}
TITLE: Final = CellStyle(16, bold=True)
HEADING: Final = CellStyle(12, bold=True)
GREY: Final = CellStyle(colour="#595959")
CELL: Final = CellStyle(boxed=True)
WRAPPED: Final = CELL._replace(wraps=True)
CENTRED: Final = CELL._replace(centred=True)
LEFT: Final = CELL._replace(at_left=True)
DEAR: Final = CELL._replace(bold=True)
LINKED: Final = LEFT._replace(colour=LINK_BLUE, underlined=True)
HEADER: Final = CELL._replace(bold=True, wraps=True, fill=theme.HEADER_FILL, colour="#FFFFFF")
STAGES: Final = {
    # With the mark of each, by which grey print tells them apart.
    stage: CENTRED._replace(fill=colour.fill, colour=colour.text, number_format=colour.number_format)
    for stage, colour in theme.STAGE_COLOURS.items()
}
# One object each: what writes the cells asks each object for its format once.
WRAPPED_STAGES: Final = {stage: style._replace(wraps=True) for stage, style in STAGES.items()}
WRAPPED_TEXT: Final = LEFT._replace(wraps=True)
COLUMN_STYLES: Final = (CENTRED, DEAR, LINKED, CELL, CENTRED, CENTRED, DEAR, CENTRED, CENTRED, CENTRED)
STYLES_OF_COLUMNS: Final = tuple(
    (style, style._replace(wraps=True), theme.fitting_length(width))
    for style, width in zip(COLUMN_STYLES, WIDTHS, strict=True)
)
"""Of each column: the style of a cell, that of one with more than one line, how long a text surely fits."""
# A table with fewer columns than the list spreads over the same widths: (first, last) column of each of its own.
PACKAGE_AREAS: Final = ((1, 2), (3, 3), (4, 4), (5, 6), (7, 7), (8, 9), (10, 10))
PARCEL_AREAS: Final = ((1, 2), (3, 3), (4, 4), (5, 6), (7, 9), (10, 10))
PROBLEM_AREAS: Final = ((1, 2), (3, 3), (4, 4), (5, 10))


@cache
def _from_top(style: CellStyle) -> CellStyle:
    """Return the style of a text that is longer than its row: in the middle its beginning would be out of sight."""
    return style._replace(at_top=True)


def today_content(plan: Plan, name: str, context: Context) -> SheetContent:
    """Return 今日 as a sheet.

    Args:
        plan: what to do.
        name: of the file.
        context: the rules and the calendar.
    """
    return _Layout(plan, name, context).content()


class _Layout:
    """Lays the sheet out from the top."""

    def __init__(self, plan: Plan, name: str, context: Context) -> None:
        self._plan = plan
        self._name = name
        self._context = context
        self._cells: list[PlacedCell] = []
        self._heights: dict[int, float] = {}
        self._row = 1
        self._headings: dict[str, int] = {}
        self._headers: dict[Sequence[str], int] = {}
        self._tables: list[tuple[int, int]] = []
        """The row of each list's header, and that below the list."""

    def content(self) -> SheetContent:
        """Return the sheet."""
        plan = self._plan
        title = f"{short_day(plan.as_of)}  {self._name}  {words.verdict_of(plan)}"
        self._whole_row(title, TITLE, 1.7)
        fresh, level = words.freshness_of(plan, self._context)
        lines = theme.line_count(fresh, sum(WIDTHS))
        self._whole_row(fresh, LEVELS[level]._replace(wraps=lines > 1), lines)
        # By this sentence at its top a sheet of ours is known, too.
        self._whole_row(DISCLAIMER, GREY)
        boxes_row = self._row
        boxes = words.boxes_of(plan)
        areas = FEWER_BOX_AREAS if len(boxes) <= len(FEWER_BOX_AREAS) else BOX_AREAS
        for _ in range(-(-len(boxes) // len(areas))):
            self._heights.update(dict.fromkeys(range(self._row, self._row + 3), 2.0 * theme.LINE_HEIGHT))
            self._row += 4
        above, self._cells = self._cells, []
        self._lists()
        breaks = self._breaks()
        repeated = next(iter(self._headers.values())) if len(self._headers) == 1 else 0
        if len(self._headers) > 1:
            breaks = self._head_again(breaks)
        lists, self._cells = self._cells, []
        for number, box in enumerate(boxes):
            down, across = divmod(number, len(areas))
            self._box(box, boxes_row + 4 * down, *areas[across])
        # Row by row: what stands in the lists is so already, and may be a hundred thousand cells.
        self._cells = [*above, *sorted(self._cells, key=lambda cell: (cell.row, cell.column)), *lists]
        return with_record(SheetContent(self._cells, self._heights, WIDTHS, repeated=repeated, breaks=breaks))

    def _breaks(self) -> list[int]:
        """Return the rows that begin a printed page, so that no list is parted from its heading."""
        # Room for a header on every page, whether the sheet repeats it or it stands there again.
        pages = Pages(WIDTHS, self._heights, theme.LINE_HEIGHT if self._tables else 0)
        edges = [*sorted(self._headings.values()), self._row]
        for start, end in itertools.pairwise(edges):
            pages.add(start, end)
        return pages.breaks

    def _head_again(self, breaks: Sequence[int]) -> list[int]:
        """Let the header of a list stand again where a page begins within it; return the rows that begin a page then.

        A sheet repeats the same rows on every page: where several tables differ, the header of one would stand above
        the rows of another.
        """
        header_of = {row: header for row in breaks for header, end in self._tables if header + 1 < row < end}
        rows = sorted(header_of)
        of_headers: dict[int, list[PlacedCell]] = {header: [] for header in header_of.values()}
        for cell in self._cells:
            if cell.row in of_headers:
                of_headers[cell.row].append(cell)
        again = [
            cell._replace(row=row + place)
            for place, row in enumerate(rows)
            for cell in of_headers[header_of[row]]
        ]
        moved = [cell._replace(row=cell.row + bisect_right(rows, cell.row)) for cell in self._cells]
        self._cells = sorted([*moved, *again], key=lambda cell: (cell.row, cell.column))
        self._heights = {row + bisect_right(rows, row): height for row, height in self._heights.items()}
        self._headings = {title: row + bisect_right(rows, row) for title, row in self._headings.items()}
        self._row += len(rows)
        return [row + bisect_left(rows, row) for row in breaks]

    def _lists(self) -> None:
        plan = self._plan
        due, lost = words.parts_of(plan)
        if plan.has_penalties or due or lost:
            self._heading(words.SHIP_LIST, f"{len(due)}件")
            self._ship_list(due, 1)
        if lost:
            self._heading(words.LOST_LIST, f"{len(lost)}件")
            self._ship_list(lost, len(due) + 1)
        capacity = capacity_sentences(plan, self._context)
        if capacity:
            self._heading(CAPACITY_LIST, "")
            for sentence in capacity:
                self._whole_row(
                    "・" + sentence, CellStyle(wraps=True), theme.line_count(sentence, sum(WIDTHS))
                )
            self._row += 1
        if plan.outcomes:
            self._heading(words.OUTCOMES, "")
            for outcome in plan.outcomes:
                self._whole_row("・" + words.outcome_words(outcome), CellStyle())
            self._row += 1
        self._table(
            words.PACKAGES,
            words.PACKAGE_HEADER,
            PACKAGE_AREAS,
            [(found.sheet, found.row, words.package_cells(found.fact)) for found in plan.packages],
            0,
        )
        self._table(
            words.PARCELS,
            words.PARCEL_HEADER,
            PARCEL_AREAS,
            [(found.sheet, found.row, words.parcel_cells(found.fact)) for found in plan.parcels],
            0,
        )
        # All orders of a book lie ahead of an as-of day that was mistyped, which the first line says.
        problems = [*plan.problems, *plan.to_correct][:MOST_PROBLEMS] + list(plan.ahead[:MOST_AHEAD])
        more = len(plan.to_check) - len(problems)
        self._table(
            words.PROBLEMS,
            words.PROBLEM_HEADER,
            PROBLEM_AREAS,
            [(sheet, row, [sheet, str(row or ""), order, text]) for sheet, row, order, text in problems],
            1,
            more,
        )
        if more:
            self._whole_row(f"ほか{more:,}行は、それぞれのシートの確認の列を見てください", GREY)

    def _whole_row(self, text: str, style: CellStyle, lines: float = 1) -> None:
        self._cells.append(PlacedCell(self._row, 1, LAST_COLUMN, text, style))
        self._heights[self._row] = theme.LINE_HEIGHT * lines
        self._row += 1

    def _heading(self, title: str, count: str) -> None:
        self._headings[title] = self._row
        self._whole_row(f"{title} ({count})" if count else title, HEADING, 1.4)

    def _box(self, box: Box, row: int, first: int, last: int) -> None:
        fill, colour = MOODS[box.mood]
        base = CellStyle(fill=fill, colour=colour, centred=True, boxed=True)
        target = self._headings.get(box.target)
        link = Link("", target) if box.total and target else None
        parts: tuple[tuple[str | int | None, CellStyle], ...] = (
            (box.title, base._replace(bold=True, wraps=True)),
            (box.total, base._replace(size=22, bold=True, underlined=link is not None)),
            (box.note or None, base._replace(size=9, wraps=True)),
        )
        for down, (value, style) in enumerate(parts):
            self._cells.append(PlacedCell(row + down, first, last, value, style, link if value else None))

    def _ship_list(self, lines: Sequence[Line], first: int) -> None:
        if not lines:
            self._whole_row("今日と次の営業日に期限になる注文はありません", CellStyle())
            self._row += 1
            return
        header = self._row
        self._headers.setdefault(words.LINE_HEADER, header)
        for column, text in enumerate(words.LINE_HEADER, 1):
            self._cells.append(PlacedCell(self._row, column, column, text, HEADER))
        self._row += 1
        for number, line in enumerate(lines, first):
            self._line(line, number)
        self._tables.append((header, self._row))
        self._row += 1

    def _line(self, line: Line, number: int) -> None:
        values = words.line_cells(line, number, self._plan.as_of)
        row, height = self._row, 1
        for column, (value, (style, wrapped, fits)) in enumerate(
            zip(values, STYLES_OF_COLUMNS, strict=True), 1
        ):
            link, shown = None, style
            if column == ORDER_COLUMN:
                link = self._order_link(line.sheet, line.row, line.fact.order)
                value = value or f"{line.row}行目"  # noqa: PLW2901  an order without a number is known by its row
            elif column == 6:  # noqa: PLR2004  段階
                shown = STAGES.get(str(value), style)
            # Nearly every text fits, which is told without a question to another module.
            if isinstance(value, str) and (len(value) > fits or "\n" in value):
                lines = theme.line_count(value, WIDTHS[column - 1])
                if lines > 1:
                    height = max(height, lines)
                    shown = wrapped if shown is style else shown._replace(wraps=True)
                if lines > MOST_LINES:
                    shown = _from_top(shown)
            cell = PlacedCell(row, column, column, None if value == "" else value, shown, link)
            self._cells.append(cell if link is None else linked_cell(cell))
        self._heights[row] = theme.LINE_HEIGHT * min(height, MOST_LINES)
        self._row += 1

    def _order_link(self, sheet: str, row: int, order: str) -> Link:
        place = self._plan.order_columns.get(sheet, NOWHERE)
        stored = place.stored.get(row)
        if not order or stored == "" or row in place.shared_rows:
            return Link(sheet, row)
        return Link(sheet, row, place.column, row in place.number_rows, text=stored or "")

    def _table(
        self,
        title: str,
        header: Sequence[str],
        areas: Sequence[tuple[int, int]],
        rows: Sequence[tuple[str, int, Sequence[str]]],
        linked: int,
        more: int = 0,
    ) -> None:
        """Add a table whose cells are merged over the columns of the list; its heading counts rows without room too."""
        if not rows:
            return
        self._heading(title, f"{len(rows) + more}件")
        first_row = self._row
        by_order = header[linked] == words.LINE_HEADER[ORDER_COLUMN - 1]
        self._headers.setdefault(header, first_row)
        for text, (first, last) in zip(header, areas, strict=True):
            self._cells.append(PlacedCell(self._row, first, last, text, HEADER))
        self._row += 1
        places = [(first, last, sum(WIDTHS[first - 1 : last])) for first, last in areas]
        for sheet, row, values in rows:
            height = 1
            for position, (value, (first, last, width)) in enumerate(zip(values, places, strict=True)):
                link = None
                if position == linked and value and row:
                    link = self._order_link(sheet, row, value) if by_order else Link(sheet, row)
                style = LINKED if link else WRAPPED_STAGES.get(value, WRAPPED_TEXT)
                lines = theme.line_count(value, width)
                if lines > MOST_TABLE_LINES:
                    style = _from_top(style)
                self._cells.append(
                    linked_cell(PlacedCell(self._row, first, last, value or None, style, link))
                )
                height = max(height, lines)
            self._heights[self._row] = theme.LINE_HEIGHT * min(height, MOST_TABLE_LINES)
            self._row += 1
        self._tables.append((first_row, self._row))
        self._row += 1
