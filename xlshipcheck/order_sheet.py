"""A whole order sheet: headers to roles, every row assessed, result columns written back through the port.

The same code refreshes a file, a sheet open in Excel or Calc, and lists in memory. Only result columns are
written; a result column that holds formulas is the user's way of calculating it and is left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import amazon_columns, errors, hold_columns, qoo10_columns
from xlshipcheck.assessed import REMARKS, Assessed, Column, RowProblem, row_sentence
from xlshipcheck.days import date_of
from xlshipcheck.headers import MARKET_ROLE, MIXED, HeaderRow, combined_values, find_header, sheet_kind
from xlshipcheck.order_words import market_of
from xlshipcheck.sheet_port import Area, ResultBlock, ResultColumn
from xlshipcheck.summary import Summary
from xlshipcheck.text import name_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xlshipcheck.answers import Value
    from xlshipcheck.context import Context
    from xlshipcheck.sheet_port import BookPort, SheetPort

TOP_ROWS = 20
KINDS = {"Qoo10": qoo10_columns, "Amazon": amazon_columns, "営業所止め": hold_columns}
STAGE_TITLES = ("段階", "追跡判定", "対応段階")


class Layout(NamedTuple):
    """Where an order sheet has what; rows and columns from 1.

    Attributes:
        header_row: the row of the headers.
        last_row: the last data row.
        header: the named columns.
        kind: Qoo10, Amazon, 営業所止め or 混在.
        table: the table that the orders are in, if they are in one.
    """

    header_row: int
    last_row: int
    header: HeaderRow
    kind: str
    table: Area | None = None

    @property
    def row_count(self) -> int:
        """Return the number of data rows."""
        return max(0, self.last_row - self.header_row)


class Refreshed(NamedTuple):
    """What a refresh of one sheet did.

    Attributes:
        sheet: its name.
        layout: where it has what.
        assessed: the result columns, problems and summary sections.
        block: what was written.
        left_alone: result columns that hold formulas.
    """

    sheet: str
    layout: Layout
    assessed: Assessed
    block: ResultBlock
    left_alone: tuple[str, ...] = ()

    def problem_sentences(self) -> list[str]:
        """Return the unreadable rows with their places."""
        first = self.layout.header_row + 1
        return [
            row_sentence(self.sheet, first + problem.row, problem.text) for problem in self.assessed.problems
        ]


def read_layout(sheet: SheetPort, context: Context, path: object = "") -> Layout:
    """Find the header row, the roles and the extent of an order sheet.

    Args:
        sheet: the sheet.
        context: settings with the user's own column names.
        path: the file, for the sentence.

    Raises:
        HeaderMissing, HeaderTwice, SheetKindUnknown: where the sheet is no order sheet we know.
    """
    rows, _ = sheet.used_size()
    where = path or f"シート「{sheet.name}」"
    top = sheet.read_block(1, min(TOP_ROWS, rows)) if rows else []
    position, header = find_header(top, context.settings.columns, where)
    kind = sheet_kind(header.columns, where)
    header_row = position + 1
    table = next(
        (
            area
            for area in sheet.areas()
            if area.is_table and area.first_row == header_row and _covers(area, header)
        ),
        None,
    )
    last_row = table.last_row - table.totals_rows if table else rows
    return Layout(header_row, last_row, header, kind, table)


def _covers(area: Area, header: HeaderRow) -> bool:
    return any(
        area.first_column <= column + 1 <= area.last_column
        for columns in header.columns.values()
        for column in columns
    )


def role_columns(sheet: SheetPort, layout: Layout) -> dict[str, list[object]]:
    """Return role -> one cell per data row."""
    header = layout.header
    wanted = sorted({column + 1 for columns in header.columns.values() for column in columns})
    values = dict(zip(wanted, sheet.read_columns(wanted, layout.header_row + 1, layout.last_row)))
    return {
        role: combined_values(role, [values[column + 1] for column in columns])
        for role, columns in header.columns.items()
    }


def assess(kind: str, columns: Mapping[str, Sequence[object]], count: int, context: Context) -> Assessed:
    """Return the result columns of rows given as role columns.

    Args:
        kind: Qoo10, Amazon, 営業所止め or 混在.
        columns: role -> one cell per row.
        count: number of rows.
        context: the as-of day, settings and rules.
    """
    if context.as_of is None:
        raise errors.MissingArgument(argument="基準日")
    if kind != MIXED:
        judge: Callable[..., Assessed] = KINDS[kind].assess
        return judge(columns, count, context)
    markets = [market_of("" if word is None else str(word)) for word in columns[MARKET_ROLE]]
    parts = []
    for name, module in KINDS.items():
        rows = [row for row, market in enumerate(markets) if market == name]
        if rows:
            subset = {role: [cells[row] for row in rows] for role, cells in columns.items()}
            parts.append((rows, module.assess(subset, len(rows), context)))
    return _merged(parts, markets, columns[MARKET_ROLE])


def _merged(
    parts: Sequence[tuple[Sequence[int], Assessed]], markets: Sequence[str], words: Sequence[object]
) -> Assessed:
    """Return the parts of a mixed sheet as one; a row whose モール is not known says so."""
    columns: dict[str, Column] = {}
    problems = [
        RowProblem(
            row,
            f"モール「{errors.shown(word)}」が分かりません。Qoo10・Amazon・営業所止め のどれかを入力してください",
        )
        for row, (market, word) in enumerate(zip(markets, words))
        if not market and word not in (None, "")
    ]
    remarks: list[Value] = [""] * len(markets)
    for problem in problems:
        remarks[problem.row] = problem.text
    for rows, part in parts:
        problems += [RowProblem(rows[problem.row], problem.text) for problem in part.problems]
        for column in part.columns:
            if column.title == REMARKS:
                target = remarks
            else:
                empty: list[Value] = [""] * len(markets)
                target = columns.setdefault(column.title, Column(column.title, column.kind, empty)).values
            for row, value in zip(rows, column.values):
                target[row] = value
    result = [*columns.values(), Column(REMARKS, "text", remarks)]
    return Assessed(result, sorted(problems), [section for _, part in parts for section in part.sections])


def plan_block(sheet: SheetPort, layout: Layout, assessed: Assessed) -> tuple[ResultBlock, tuple[str, ...]]:
    """Return what to write where, and the result columns that are left alone.

    A column of the sheet that already has a result's name is filled; the others go to the right of the
    headers, or past everything on the sheet where something stands in the way.
    """
    standing = {name_key(text): column for column, text in enumerate(layout.header.headers, 1) if text}
    found = {column.title: standing.get(name_key(column.title), 0) for column in assessed.columns}
    first, last = layout.header_row + 1, layout.last_row
    formulas = sheet.formula_columns([column for column in found.values() if column], first, last)
    left_alone = tuple(title for title, column in found.items() if column in formulas)
    new = [column.title for column in assessed.columns if not found[column.title]]
    start = _free_column(sheet, layout, len(new))
    for offset, title in enumerate(new):
        found[title] = start + offset
    columns = [
        ResultColumn(column.title, found[column.title], column.kind, column.values)
        for column in assessed.columns
        if column.title not in left_alone
    ]
    stage = next((found[title] for title in STAGE_TITLES if title in found), 0)
    table = layout.table.name if layout.table and start == layout.table.last_column + 1 else ""
    return ResultBlock(layout.header_row, columns, table, stage), left_alone


def _free_column(sheet: SheetPort, layout: Layout, width: int) -> int:
    """Return the first of `width` free columns right of the headers."""
    headed = max(column for column, text in enumerate(layout.header.headers, 1) if text)
    table = layout.table
    start = max(headed, table.last_column) + 1 if table else headed + 1
    rows, columns = sheet.used_size()
    others = [area for area in sheet.areas() if area is not table]
    wanted = range(start, start + width)
    blocked = any(area.first_column < start + width and area.last_column >= start for area in others)
    if start <= columns and not blocked:
        taken = sheet.read_columns(list(wanted), 1, rows)
        blocked = any(cell not in (None, "") for cells in taken for cell in cells)
    if not blocked:
        return start
    return max([columns, *(area.last_column for area in others)]) + 1


def refresh_sheet(sheet: SheetPort, context: Context, path: object = "") -> Refreshed:
    """Assess a sheet and write its result columns.

    Raises:
        SheetProtected: a protected sheet is left alone.
        FileRefused: where it is no order sheet.
    """
    layout = read_layout(sheet, context, path)
    if sheet.protected():
        raise errors.SheetProtected(sheet=sheet.name)
    assessed = assess(layout.kind, role_columns(sheet, layout), layout.row_count, context)
    block, left_alone = plan_block(sheet, layout, assessed)
    sheet.write_columns(block)
    return Refreshed(sheet.name, layout, assessed, block, left_alone)


def refresh_book(
    book: BookPort, context: Context, sheet_name: str = "", path: object = ""
) -> list[Refreshed]:
    """Refresh every order sheet of a book, or the one named, and its 集計.

    Args:
        book: the host's book.
        context: the as-of day, settings and rules.
        sheet_name: refresh this sheet only.
        path: the file, for the sentence.

    Raises:
        SheetMissing: no sheet of that name.
        HeaderMissing: no sheet of the book is an order sheet.
    """
    names = book.sheet_names()
    if sheet_name and sheet_name not in names:
        raise errors.SheetMissing(sheet=sheet_name, sheets=errors.Whole("・".join(names)))
    done: list[Refreshed] = []
    refusal: errors.FileRefused | None = None
    for name in [sheet_name] if sheet_name else names:
        try:
            done.append(refresh_sheet(book.sheet(name), context))
        except (errors.HeaderMissing, errors.SheetKindUnknown) as problem:
            # A book has other sheets too; only when none is an order sheet is that worth saying.
            refusal = refusal or problem
    if not done:
        raise refusal or errors.HeaderMissing(path=path, rows=TOP_ROWS, nearest="なし")
    book.write_summary(summary_of(done, context))
    return done


def summary_of(sheets: Sequence[Refreshed], context: Context) -> Summary:
    """Return the 集計 of refreshed sheets."""
    title = f"出荷チェック 集計 (基準日 {date_of(context.as_of or 0)})"
    return Summary(title, [section for sheet in sheets for section in sheet.assessed.sections])
