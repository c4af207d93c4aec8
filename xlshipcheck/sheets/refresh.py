"""A whole order sheet: headers to roles, every row assessed, result columns written back through the port.

The same code refreshes a file, a sheet open in Excel or Calc, and lists in memory. Only result columns are
written; a result column that holds formulas is the user's way of calculating it and is left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors
from xlshipcheck.catalogue.registry import functions
from xlshipcheck.headers.header_row import HeaderRow, displaced_notes, find_header, near_header
from xlshipcheck.headers.other_rows import example_note
from xlshipcheck.headers.phones import phone_columns, with_phones_marked
from xlshipcheck.headers.roles import MIXED, combined_values, sheet_kind
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.sheets.book_rates import BookRates, OrderSheet, book_rates, book_sections
from xlshipcheck.sheets.own_columns import marked_columns, renew_marks
from xlshipcheck.sheets.port import Area, NewRows, ResultBlock, ResultColumn
from xlshipcheck.sheets.preorder_hint import preorder_hint
from xlshipcheck.sheets.refusals import (
    STAGE_WORDS,
    ExistingColumn,
    find_loss,
    refuse_merged_rows,
    result_titles,
)
from xlshipcheck.sheets.today import sheet_facts
from xlshipcheck.today.changes import MARK, change_sections
from xlshipcheck.today.plan import Plan, SheetFacts
from xlshipcheck.today.planning import plan_of
from xlshipcheck.today.sections import today_sections, totals_section
from xlshipcheck.values.cells import is_blank
from xlshipcheck.values.facts import Facts
from xlshipcheck.values.ranges import LAST_COLUMN, column_letters
from xlshipcheck.values.results import SHEET_NAME, TODAY_NAMES, Assessed, Section, Summary, row_sentence
from xlshipcheck.values.roles import ORDER_NUMBER
from xlshipcheck.values.text import full_day, name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.sheets.port import BookPort, SheetPort

TOP_ROWS = 20
NO_FACTS = SheetFacts("", 1, Facts())
LEAST_CELLS_OF_AN_ORDER = 2
MOST_FORMULA_ROWS = 3000
"""Rows of our template up to which its results are formulas; an answer in Excel costs about a millisecond."""
TEMPLATE_TABLES = frozenset({"受注", "出荷", "営業所止め"})
"""The tables of our template."""


class Layout(NamedTuple):
    """Where an order sheet has what; rows and columns from 1.

    Attributes:
        header_row: the row of the headers.
        last_row: the last data row.
        header: the named columns.
        kind: Qoo10, Amazon, 営業所止め or 混在.
        table: the table that the orders are in, if they are in one; those directly below it count as well.
    """

    header_row: int
    last_row: int
    header: HeaderRow
    kind: str
    table: Area | None = None

    @property
    def rows_below(self) -> int:
        """Return the number of orders that were entered below the table: LibreOffice does not grow it by itself."""
        return max(0, self.last_row - self.table.last_row) if self.table else 0

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


class RefreshedBook(NamedTuple):
    """What a refresh of a book did.

    Attributes:
        sheets: the order sheets, in order.
        summary: 集計.
        notes: what was passed over or left alone, and why; nothing of it is a failure.
        plan: what to do today.
    """

    sheets: list[Refreshed]
    summary: Summary
    notes: list[str]
    plan: Plan


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
    if table and not table.totals_rows:
        last_row += _orders_below(sheet, table, header, rows)
    return Layout(header_row, last_row, header, kind, table)


def _orders_below(sheet: SheetPort, table: Area, header: HeaderRow, used_rows: int) -> int:
    """Return the number of rows directly below a table that say as much as an order: a cell alone is a remark."""
    first = table.last_row + 1
    others = [area.first_row for area in sheet.areas() if area != table and area.last_row >= first]
    last = min([used_rows, *(row - 1 for row in others)])
    if last < first:
        return 0
    places = sorted({column + 1 for columns in header.columns.values() for column in columns})
    count = 0
    for row in zip(*sheet.read_columns(places, first, last)):
        if sum(not is_blank(cell) for cell in row) < LEAST_CELLS_OF_AN_ORDER:
            break
        count += 1
    return count


def _covers(area: Area, header: HeaderRow) -> bool:
    return any(
        area.first_column <= column + 1 <= area.last_column
        for columns in header.columns.values()
        for column in columns
    )


def role_columns(sheet: SheetPort, layout: Layout) -> dict[str, list[object]]:
    """Return role -> one cell per data row."""
    header = layout.header
    phones = phone_columns(header)
    wanted = sorted({column + 1 for columns in (*header.columns.values(), phones) for column in columns})
    values = dict(zip(wanted, sheet.read_columns(wanted, layout.header_row + 1, layout.last_row)))
    found = {
        role: combined_values(role, [values[column + 1] for column in columns])
        for role, columns in header.columns.items()
    }
    return with_phones_marked(found, [values[column + 1] for column in phones])


def other_columns(sheet: SheetPort, layout: Layout) -> list[list[object]]:
    """Return the columns under a header that are no roles, each with one cell per data row."""
    roles = {column for columns in layout.header.columns.values() for column in columns}
    headed = [column for column, text in enumerate(layout.header.headers) if text and column not in roles]
    return sheet.read_columns([column + 1 for column in headed], layout.header_row + 1, layout.last_row)


def plan_block(sheet: SheetPort, layout: Layout, assessed: Assessed) -> tuple[ResultBlock, tuple[str, ...]]:
    """Return what to write where, and the result columns that are left alone.

    A column of the sheet that already has a result's name is filled; the others go to the right of the
    headers, or past everything on the sheet where something stands in the way.

    Raises:
        ResultColumnTaken: a column of a result's name holds what the user has typed.
        NoRoomForResults: the sheet ends before.
    """
    marked = marked_columns(sheet, layout.header_row, layout.header.headers)
    existing = {name_key(title): column for title, column in marked.items()}
    for column, text in enumerate(layout.header.headers, 1):
        if text:
            existing.setdefault(name_key(text), column)
    found = {column.title: existing.get(name_key(column.title), 0) for column in assessed.columns}
    first, last = layout.header_row + 1, layout.last_row
    formulas = sheet.formula_columns([column for column in found.values() if column], first, last)
    too_many = _too_many_formulas(sheet, layout, formulas)
    formulas -= too_many
    formula_titles = tuple(title for title, column in found.items() if column in formulas)
    unmarked = {key: column for key, column in existing.items() if column not in marked.values()}
    _refuse_loss(sheet, layout, assessed, unmarked, formulas | too_many)
    new = [column.title for column in assessed.columns if not found[column.title]]
    start = _free_column(sheet, layout, len(new))
    for offset, title in enumerate(new):
        found[title] = start + offset
    columns = [
        ResultColumn(
            column.title,
            found[column.title],
            column.kind,
            column.values,
            found[column.title] in too_many,
            column.calendar_rows,
        )
        for column in assessed.columns
        if column.title not in formula_titles
    ]
    stage = next((found[title] for title in STAGE_WORDS if title in found), 0)
    table = layout.table.name if layout.table and start == layout.table.last_column + 1 else ""
    return ResultBlock(layout.header_row, columns, table, stage), formula_titles


def _too_many_formulas(sheet: SheetPort, layout: Layout, formulas: set[int]) -> set[int]:
    """Return those columns of formulas that become values: those of our template, in a table that has grown too long.

    A formula of the seller's own stays one, however many there are.
    """
    table = layout.table
    if layout.row_count <= MOST_FORMULA_ROWS or table is None or table.name not in TEMPLATE_TABLES:
        return set()
    first, last = layout.header_row + 1, layout.last_row
    rows = {column: max(sheet.formula_rows(column, first, last)) for column in formulas}
    texts = sheet.formula_texts(rows)
    return {
        column
        for column, text in texts.items()
        if any(f"{name}(" in text.upper() for name in functions()) and "[" in text
    }


def _refuse_loss(
    sheet: SheetPort, layout: Layout, assessed: Assessed, existing: Mapping[str, int], formulas: set[int]
) -> None:
    """Refuse a sheet whose own columns the results would overwrite.

    Args:
        sheet: the sheet.
        layout: where it has what.
        assessed: the results.
        existing: key of a header -> its column, of the columns that carry no mark of ours.
        formulas: those of the columns that hold formulas.

    Raises:
        ResultColumnTaken: with the first value that would be lost.
    """
    results = {column.title: column.values for column in assessed.columns}
    titles = result_titles(results, layout.kind)
    places = {title: existing[name_key(title)] for title in titles if name_key(title) in existing}
    columns = [
        ExistingColumn(title, column, results.get(title))
        for title, column in places.items()
        if column not in formulas
    ]
    if not columns:
        return
    first, last = layout.header_row + 1, layout.last_row
    # A stage that the user calculates tells nothing, but after a refresh all the other results stand as well.
    calculated = any(column in formulas for title, column in places.items() if title in STAGE_WORDS)
    loss = find_loss(
        columns,
        lambda wanted: sheet.read_columns(wanted, first, last),
        is_ours=calculated and results.keys() <= places.keys(),
    )
    if loss:
        raise loss.refusal(f"シート「{sheet.name}」", first + loss.row, "行目")


def _free_column(sheet: SheetPort, layout: Layout, width: int) -> int:
    """Return the first of `width` free columns right of the headers.

    Raises:
        NoRoomForResults: the sheet ends before.
    """
    table = layout.table
    headed = max(column for column, text in enumerate(layout.header.headers, 1) if text)
    start = max(headed, table.last_column) + 1 if table else headed + 1
    rows, columns = sheet.used_size()
    # A merged title above the headers is in nobody's way; below it a merged range takes no value.
    merged = [area for area in sheet.merged_areas() if area.last_row >= layout.header_row]
    others = [area for area in sheet.areas() if area != table] + merged
    wanted = range(start, start + width)
    blocked = any(area.first_column < start + width and area.last_column >= start for area in others)
    if start <= columns and not blocked:
        taken = sheet.read_columns(list(wanted), 1, rows)
        blocked = any(cell not in (None, "") for cells in taken for cell in cells)
    if blocked:
        start = max([columns, *(area.last_column for area in others)]) + 1
    if width and start + width - 1 > LAST_COLUMN:
        raise errors.NoRoomForResults(sheet=sheet.name, width=width, last=column_letters(start - 1))
    return start


def refresh_sheet(sheet: SheetPort, context: Context, path: object = "") -> Refreshed:
    """Assess a sheet and write its result columns.

    Raises:
        SheetProtected: a protected sheet is left alone.
        ResultColumnTaken: a column of a result's name holds what the user has typed.
        MergedRows: orders share a merged cell.
        NoRoomForResults: no free columns are left.
        FileRefused: where it is no order sheet.
    """
    planned = plan_sheet(sheet, context, path)
    _write(sheet, planned)
    return planned


def _write(sheet: SheetPort, planned: Refreshed) -> None:
    """Write the results of a sheet; a table grows over the orders that were entered below it, its formulas too."""
    layout = planned.layout
    if layout.table and layout.rows_below:
        first, last = layout.header_row + 1, layout.table.last_row
        places = range(layout.table.first_column, layout.table.last_column + 1)
        rows = {column: max(sheet.formula_rows(column, first, last), default=0) for column in places}
        values = {column.column for column in planned.block.columns}
        rows = {column: row for column, row in rows.items() if row and column not in values}
        formulas = {column: rows[column] for column in sheet.continued_formulas(rows, layout.table.name)}
        below = NewRows(
            last + 1, layout.rows_below, [], last, layout.table.name, formulas, top_row=layout.header_row + 1
        )
        sheet.append_rows(below)
    marked = marked_columns(sheet, layout.header_row, layout.header.headers)
    sheet.write_columns(planned.block)
    renew_marks(sheet, marked, planned.block, planned.formula_titles)


def _below_note(layout: Layout, name: str) -> list[str]:
    """Return what is to be said of orders below the table."""
    if not layout.rows_below:
        return []
    first = layout.last_row - layout.rows_below + 1
    rows = f"{first}行目" if first == layout.last_row else f"{first}～{layout.last_row}行目"
    return [f"シート「{name}」の表のすぐ下に入力された注文 ({rows}) も判定し、表をそこまで広げました"]


def _values_note(block: ResultBlock, name: str) -> list[str]:
    """Return what is to be said of formulas that became values."""
    titles = [column.title for column in block.columns if column.replaces_formulas]
    if not titles:
        return []
    note = (
        f"シート「{name}」は{MOST_FORMULA_ROWS:,}行を超えたので、列「{'」「'.join(titles)}」を数式ではなく値で書きました。"
        "行を直した後は「更新」を押してください"
    )
    return [note]


class ReadSheet(NamedTuple):
    """An order sheet as read.

    Attributes:
        layout: where it has what.
        columns: role -> one cell per data row.
    """

    layout: Layout
    columns: dict[str, list[object]]


def read_sheet(sheet: SheetPort, context: Context, path: object = "", *, writable: bool = True) -> ReadSheet:
    """Read an order sheet.

    Args:
        sheet: the sheet.
        context: settings with the user's own column names.
        path: the file, for the sentence.
        writable: whether it must be possible to write on it.

    Raises:
        SheetProtected, MergedRows, FileRefused: as `refresh_sheet`.
    """
    layout = read_layout(sheet, context, path)
    if writable and sheet.protected():
        raise errors.SheetProtected(sheet=sheet.name)
    refuse_merged_rows(sheet, layout.header_row, layout.last_row, layout.header)
    return ReadSheet(layout, role_columns(sheet, layout))


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
    assessed = assess(
        layout.kind, columns, layout.row_count, context, lambda: other_columns(sheet, layout), share
    )
    block = ResultBlock(layout.header_row, [], "", 0)
    formula_titles: tuple[str, ...] = ()
    if writable:
        block, formula_titles = plan_block(sheet, layout, assessed)
    filled = _filled_rows(columns.values(), layout.row_count) - len(assessed.passed_over)
    notes = [
        *_below_note(layout, sheet.name),
        *_values_note(block, sheet.name),
        *example_note(sheet.name, columns.get(ORDER_NUMBER, [])),
        *(f"シート「{sheet.name}」: {note}" for note in [*displaced_notes(layout.header), *assessed.notes]),
    ]
    first = layout.header_row + 1

    def read(columns: Sequence[int]) -> Sequence[Sequence[object]]:
        return sheet.read_columns([column + 1 for column in columns], first, layout.last_row)

    order_column = layout.header.roles.get(ORDER_NUMBER, -1) + 1
    stored = columns.get(ORDER_NUMBER, [])
    facts = sheet_facts(sheet.name, first, assessed, layout.header.headers, read, order_column, stored)
    return Refreshed(sheet.name, layout, assessed, block, filled, formula_titles, notes, facts)


def _filled_rows(columns: Iterable[Sequence[object]], count: int) -> int:
    """Return the number of rows in which any of the columns holds something."""
    blank: list[int] = list(range(count))
    for column in columns:
        blank = [row for row in blank if is_blank(column[row])]
    return count - len(blank)


def refresh_book(book: BookPort, context: Context, sheet_name: str = "", path: object = "") -> RefreshedBook:
    """Refresh every order sheet of a book, or the one named, and its 集計.

    Every sheet is judged before the first one is written, so that a book is refreshed or refused as a whole. The
    rate and 集計 are those of the whole book, also where only one sheet is to be written.

    Args:
        book: the host's book.
        context: the as-of day, settings and rules.
        sheet_name: write on this sheet only.
        path: the file, for the sentence.

    Raises:
        SheetMissing: no sheet of that name.
        SheetProtected, ResultColumnTaken, MergedRows, NoRoomForResults, HeaderTwice: of any order sheet.
        HeaderMissing, SheetKindUnknown: no sheet of the book is an order sheet.
    """
    names = book.sheet_names()
    if sheet_name and sheet_name not in names:
        raise errors.SheetMissing(sheet=sheet_name, sheets=errors.Whole("・".join(names)))
    read, notes = _read_book(book, context, sheet_name, path)
    shared = book_rates([_order_sheet(book.sheet(name), one) for name, one in read.items()], context)
    planned = [
        plan_sheet(book.sheet(name), context, read_before=one, book=shared, writable=sheet_name in {"", name})
        for name, one in read.items()
    ]
    if shared:
        notes += shared.notes
        planned = _rates_once(planned, shared)
    for done in planned:
        if sheet_name in {"", done.sheet}:
            _write(book.sheet(done.sheet), done)
        if done.formula_titles:
            titles = "」「".join(done.formula_titles)
            notes.append(
                f"シート「{done.sheet}」の列「{titles}」は数式が入っているため、書き換えていません"
                " (ブックを開くと、Excel (アドイン) か LibreOffice (拡張機能) が計算します)"
            )
        notes += done.notes
    if context.as_of is not None:
        book.note_refreshed_day(context.as_of)
    summary = summary_of(planned, context, shared, book.kept_record())
    notes += preorder_hint([done.facts for done in planned], context)[1]
    if not book.write_summary(summary):
        notes.append(
            f"「{SHEET_NAME}」という名前のシートがほかにあるため、{SHEET_NAME}は書き込んでいません。"
            "そのシートの名前を変えてから、もう一度実行してください"
        )
    plan = plan_of([sheet.facts for sheet in planned], context)
    if context.settings.today_sheet and not book.write_today(plan, context):
        notes.append(
            f"「{TODAY_NAMES[0]}」「{TODAY_NAMES[1]}」という名前のシートがほかにあるため、今日のシートは書き込んでいません。"
            "どちらかの名前を変えてから、もう一度実行してください"
        )
    return RefreshedBook(planned, summary, notes, plan)


def _read_book(
    book: BookPort, context: Context, sheet_name: str, path: object
) -> tuple[dict[str, ReadSheet], list[str]]:
    """Return the order sheets of a book as read, and what is to be said of the others.

    Raises:
        HeaderMissing, SheetKindUnknown: the sheet named, or every sheet, is no order sheet.
        SheetProtected, MergedRows, HeaderTwice: of a sheet that is to be written.
    """
    read: dict[str, ReadSheet] = {}
    notes: list[str] = []
    refusal: errors.FileRefused | None = None
    for name in [name for name in book.sheet_names() if name != SHEET_NAME or name == sheet_name]:
        wanted = sheet_name in {"", name}
        try:
            read[name] = read_sheet(book.sheet(name), context, writable=wanted)
        except errors.HeaderMissing as problem:
            # A book has other sheets too; only when none is an order sheet is that worth saying.
            refusal = problem if name == sheet_name else refusal or problem
            notes += _near_note(book.sheet(name), context)
        except errors.SheetKindUnknown as problem:
            # This one may well be meant as an order sheet, so it is never passed over in silence.
            notes.append(str(problem))
            refusal = problem if wanted else refusal
        except errors.FileRefused as problem:
            if wanted:
                raise
            notes.append(f"シート「{name}」は発送率と{SHEET_NAME}に入っていません: {problem}")
    if not read or (sheet_name and sheet_name not in read):
        raise refusal or errors.HeaderMissing(path=path, rows=TOP_ROWS, nearest="なし")
    return read, notes


def _order_sheet(sheet: SheetPort, read: ReadSheet) -> OrderSheet:
    layout = read.layout
    return OrderSheet(
        sheet.name, layout.kind, read.columns, layout.row_count, lambda: other_columns(sheet, layout)
    )


def _rates_once(planned: Sequence[Refreshed], book: BookRates) -> list[Refreshed]:
    """Return the sheets, of which one alone says the rate that they share: 今日 adds up what sheets say."""
    if book.rates is None:
        return list(planned)
    first = next(iter(book.excluded))
    return [
        done
        if done.sheet == first
        else done._replace(facts=done.facts._replace(facts=done.facts.facts._replace(rates=())))
        for done in planned
    ]


def _near_note(sheet: SheetPort, context: Context) -> list[str]:
    """Return a sentence about a sheet that was passed over, where its headers are nearly those of orders."""
    top = sheet.read_block(1, min(TOP_ROWS, sheet.used_size()[0]))
    near = near_header(top, context.settings.columns)
    if not near:
        return []
    named = "、".join(f"{errors.shown(text)} → {role}" for text, role in near)
    note = (
        f"シート「{sheet.name}」は注文の表として読めないため、判定していません。近い見出し: {named}。"
        "見出しを直すか、設定シートか --map 見出し=役割 で指定してください"
    )
    return [note]


def summary_of(
    sheets: Sequence[Refreshed],
    context: Context,
    book: BookRates | None = None,
    kept: Sequence[str] | None = None,
) -> Summary:
    """Return the 集計 of refreshed sheets, with what they share in front.

    Args:
        sheets: the sheets.
        context: the as-of day.
        book: what the Qoo10 sheets share.
        kept: texts of the 集計 that is there now, with the record of the last refreshes; None for no comparing.
    """
    parts = [(sheet.sheet, sheet.layout.kind, sheet.assessed) for sheet in sheets]
    summary = joined_summary(parts, context, [sheet.facts for sheet in sheets], kept)
    shared = book_sections(book, {name: assessed for name, _, assessed in parts}, context)
    return summary._replace(sections=[*shared, *summary.sections])


NOTICES = "お知らせ (まだ規則ではない告知。判定には使っていません)"


def joined_summary(
    parts: Sequence[tuple[str, str, Assessed]],
    context: Context,
    facts: Sequence[SheetFacts] = (),
    kept: Sequence[str] | None = None,
) -> Summary:
    """Return the 集計 of several sheets.

    Args:
        parts: name, kind and result of each sheet. Where several are of one kind, headings name the sheet.
        context: the as-of day.
        facts: what the sheets say together.
        kept: texts of the 集計 that is there now; None for no comparing with an earlier day.
    """
    kinds = [kind for _, kind, _ in parts]
    sections = [
        section._replace(title=f"{section.title} (シート「{name}」)") if kinds.count(kind) > 1 else section
        for name, kind, assessed in parts
        for section in assessed.sections
    ]
    # First, where they keep their place: a program that fills the cells anew and leaves charts alone leaves them right.
    changes = change_sections(facts, context, kept and [text for text in kept if text.startswith(MARK)])
    totals = totals_section(facts, kinds, context)
    sections = [
        *today_sections(facts, context),
        *changes[:1],
        *totals,
        *sections,
        *preorder_hint(facts, context)[0],
    ]
    notices = [f"{notice.text} ({notice.key})" for notice in context.rulebook.notices()]
    if notices and any(kind in {"Amazon", MIXED} for kind in kinds):
        sections.append(Section(NOTICES, (), [(text,) for text in notices]))
    sections += changes[1:]
    return Summary(f"出荷チェック 集計 (基準日 {full_day(context.as_of or 0)})", sections)
