"""A whole order sheet: headers to roles, every row assessed, result columns written back through the port.

The same code refreshes a file, a sheet open in Excel or Calc, and lists in memory. Only result columns are
written; a result column that holds formulas is the user's way of calculating it and is left alone.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors
from xlshipcheck.headers.header_row import near_header
from xlshipcheck.headers.other_rows import is_of_examples
from xlshipcheck.sheets.book_rates import OrderSheet, book_rates
from xlshipcheck.sheets.book_summary import summary_of
from xlshipcheck.sheets.layout import TOP_ROWS, ReadSheet, first_reason, other_columns, read_sheet
from xlshipcheck.sheets.markets.preorder_hint import preorder_hint
from xlshipcheck.sheets.own_columns import marked_columns, renew_marks
from xlshipcheck.sheets.plan import Refreshed, plan_sheet
from xlshipcheck.sheets.port import NewRows
from xlshipcheck.today.planning import plan_of
from xlshipcheck.values.cells import is_blank
from xlshipcheck.values.results import SHEET_NAME, TODAY_NAMES, Summary
from xlshipcheck.values.roles import ORDER_NUMBER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlshipcheck.context import Context
    from xlshipcheck.sheets.book_rates import BookRates
    from xlshipcheck.sheets.layout import Layout
    from xlshipcheck.sheets.port import BookPort, SheetPort
    from xlshipcheck.today.plan import Plan


class RefreshedBook(NamedTuple):
    """What a refresh of a book did.

    Attributes:
        sheets: the order sheets, in order.
        summary: 集計.
        notes: what was passed over or left alone, and why; nothing of it is a failure.
        plan: what to do today.
        examples: name -> where it has what, of the sheets that were passed over as examples alone.
    """

    sheets: list[Refreshed]
    summary: Summary
    notes: list[str]
    plan: Plan
    examples: Mapping[str, Layout] = MappingProxyType({})


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
    found, (read, shared) = read, judged_together(book, read, context, sheet_name)
    examples = {name: one.layout for name, one in found.items() if name not in read}
    planned = [
        plan_sheet(book.sheet(name), context, read_before=one, book=shared, writable=sheet_name in {"", name})
        for name, one in read.items()
    ]
    if shared:
        notes += shared.notes
        planned = [done._replace(facts=shared.rate_once(done.facts)) for done in planned]
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
    return RefreshedBook(planned, summary, notes, plan, examples)


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
            refusal = problem if name == sheet_name else first_reason(refusal, problem)
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


def judged_together(
    book: BookPort, read: Mapping[str, ReadSheet], context: Context, sheet_name: str = ""
) -> tuple[dict[str, ReadSheet], BookRates | None]:
    """Return the sheets of a book that are judged, and what their orders share.

    Args:
        book: the host's book.
        read: name -> an order sheet.
        context: the as-of day, settings and rules.
        sheet_name: a sheet that was asked for, and stays even where it holds examples alone.
    """
    judged = _without_examples(read, sheet_name)
    return judged, book_rates([_order_sheet(book.sheet(name), one) for name, one in judged.items()], context)


def _without_examples(read: Mapping[str, ReadSheet], sheet_name: str) -> dict[str, ReadSheet]:
    """Return the sheets without those of examples alone, where another sheet of the book has orders.

    Args:
        read: name -> an order sheet.
        sheet_name: a sheet that was asked for, and stays.
    """
    orders = {name: one.columns.get(ORDER_NUMBER, ()) for name, one in read.items()}
    others = {name for name, one in read.items() if is_of_examples(one.columns)}
    has_orders = any(
        not is_blank(number) for name, numbers in orders.items() if name not in others for number in numbers
    )
    return {
        name: one for name, one in read.items() if not (has_orders and name in others) or name == sheet_name
    }


def _order_sheet(sheet: SheetPort, read: ReadSheet) -> OrderSheet:
    layout = read.layout
    return OrderSheet(
        sheet.name, layout.kind, read.columns, layout.row_count, lambda: other_columns(sheet, layout)
    )


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
