"""A marked workbook from export files: typed cells, result columns, stage colours and 集計.

The rows are streamed: an export is read once for the columns that are judged and once while all of them are
written, so that a hundred thousand orders never stand in memory as cells.
"""

from __future__ import annotations

import io
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

import xlsxwriter

from xlshipcheck.exports.columns import AMOUNT, COUNT, TEXT_NUMBER, column_types, converter, personal_columns
from xlshipcheck.exports.columns import DATE as DATE_TYPE
from xlshipcheck.exports.table import unguarded
from xlshipcheck.headers.phones import phone_columns, with_phones_marked
from xlshipcheck.headers.roles import MIXED
from xlshipcheck.hosts.files import marked_sheet
from xlshipcheck.hosts.files import summary as own_sheet
from xlshipcheck.hosts.files.drawn_sheet import DrawnSheet
from xlshipcheck.hosts.files.marked_sheet import HEADER_ROW, ROWS_AT_ONCE, MarkedTable, hidden_name
from xlshipcheck.hosts.own_sheets.summary import summary_layout
from xlshipcheck.qoo10.rows import as_of_day
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.sheets.book_rates import QOO10, OrderSheet, book_rates
from xlshipcheck.sheets.refusals import ExistingColumn, find_loss, result_titles
from xlshipcheck.sheets.today import sheet_facts, shown_columns
from xlshipcheck.values.results import (
    OWN_SHEET_NAME,
    OWN_TODAY_NAME,
    SHEET_NAME,
    TODAY_NAMES,
    Assessed,
)
from xlshipcheck.values.roles import ORDER_NUMBER
from xlshipcheck.values.text import may_begin_with, name_key
from xlshipcheck.xlsx.writing.rows import Block, Blocks
from xlshipcheck.xlsx.writing.workbook import SHELL_CREATED, SHELL_OPTIONS, SheetRows, write_new_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.exports.table import Table
    from xlshipcheck.hosts.own_sheets.content import SheetContent
    from xlshipcheck.sheets.book_rates import BookRates
    from xlshipcheck.sheets.markets.qoo10 import BookShare
    from xlshipcheck.values.results import Summary

SHEET_NAMES = {"Qoo10": "受注", "Amazon": "出荷", "営業所止め": "営業所止め", "混在": "受注・出荷"}
GUARDS = ("'", "=")


def sheet_names(tables: Sequence[Table]) -> list[str]:
    """Return the name of the sheet of each table."""
    names: list[str] = []
    for table in tables:
        name, count = SHEET_NAMES[table.market], 1
        while name in names:
            count += 1
            name = f"{SHEET_NAMES[table.market]} ({count})"
        names.append(name)
    return names


def shared_rates(tables: Sequence[Table], context: Context) -> BookRates | None:
    """Return what the Qoo10 sheets of the book to come share; None where fewer than two have orders.

    Args:
        tables: the exports.
        context: the as-of day, settings and rules.
    """
    orders = [
        (name, table)
        for name, table in zip(sheet_names(tables), tables, strict=True)
        if table.market in {QOO10, MIXED}
    ]
    if len(orders) < 2:  # noqa: PLR2004  a file by itself is not read a second time
        return None
    sheets = []
    for name, table in orders:
        roles = table.read_roles()
        count = len(next(iter(roles.values()), []))
        sheets.append(OrderSheet(name, table.market, roles, count, table.read_other_columns))
    return book_rates(sheets, context)


def mark(
    table: Table, context: Context, *, keep_personal: bool, name: str = "", book: BookShare | None = None
) -> MarkedTable:
    """Assess an export.

    Args:
        table: the export, or several joined.
        context: the as-of day, settings and rules.
        keep_personal: copy names, addresses and phone numbers too.
        name: of its sheet; "" for that of its marketplace.
        book: what its orders share with those of the other sheets.

    Raises:
        ResultColumnTaken: a column of a result's name holds what the user has typed.
    """
    # What the list of today shows of an order is read in the same pass over the file.
    shown: dict[int, list[str]] = {column: [] for column in shown_columns(table.headers).values()}
    phones = phone_columns(table.header_row)
    beside = {**shown, **{column: [] for column in phones}}
    roles = with_phones_marked(table.read_roles(beside=beside), [beside[column] for column in phones])
    shown = {column: beside[column] for column in shown}
    count = len(next(iter(roles.values()), []))
    assessed = assess(table.market, roles, count, context, table.read_other_columns, book, HEADER_ROW + 1)
    results = {name_key(column.title) for column in assessed.columns}
    _refuse_loss(table, assessed)
    excluded = set() if keep_personal else set(personal_columns(table.headers))
    kept = [
        index
        for index, header in enumerate(table.headers)
        if index not in excluded and name_key(header) not in results
    ]
    name = name or SHEET_NAMES[table.market]
    number = table.header_row.roles.get(ORDER_NUMBER, -1)
    column = kept.index(number) + 1 if number in kept else 0
    stored: Sequence[Any] = roles.get(ORDER_NUMBER, [])
    if column:
        # As they are going to stand in the sheet.
        stored = _column_converter(column_types(table.headers, table.mapping)[number])(stored)
    facts = sheet_facts(
        name,
        HEADER_ROW + 1,
        assessed,
        table.headers,
        lambda wanted: [shown[index] for index in wanted],
        column,
        stored,
    )
    assessed = assessed._replace(columns=marked_sheet.arranged(assessed.columns))
    return MarkedTable(table, name, kept, assessed, count, facts, as_of_day(context))


def _refuse_loss(table: Table, assessed: Assessed) -> None:
    """Refuse an export whose own columns would give way to results that are called the same."""
    results = {column.title: column.values for column in assessed.columns}
    titles = {name_key(title): title for title in result_titles(results, table.market)}
    existing = [
        ExistingColumn(titles[key], column, results.get(titles[key]))
        for column, key in enumerate(map(name_key, table.headers))
        if key in titles
    ]
    loss = find_loss(existing, table.read_columns) if existing else None
    if loss:
        raise loss.refusal(f"{table.path} ", loss.row + 1, "件目")


def write_book(
    out: BinaryIO,
    tables: Sequence[MarkedTable],
    summary: Summary,
    today: SheetContent | None = None,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Write marked exports and their summary as a new workbook.

    Args:
        out: an open, empty file that can be positioned.
        tables: the sheets in order.
        summary: what 集計 shows.
        today: 今日, which stands first and in front; None to leave it out.
        progress: told the number of rows written so far.
    """
    shell = io.BytesIO()
    book = xlsxwriter.Workbook(shell, SHELL_OPTIONS)
    book.set_properties({"created": SHELL_CREATED, "title": summary.title, "author": "xlshipcheck"})
    book.set_calc_mode("auto", 191029)
    rows = {}
    if today is not None:
        name = TODAY_NAMES[0]
        own_sheet.lay_out(book, book.add_worksheet(name, DrawnSheet), today)
        hidden_name(book, OWN_TODAY_NAME, name, "$A$1")
    for table in tables:
        view = marked_sheet.shown(table)
        marked_sheet.lay_out(book, book.add_worksheet(table.name), table, view)
        rows[table.name] = SheetRows(
            Blocks(_typed_rows(table)),
            HEADER_ROW + 1,
            table.row_count,
            marked_sheet.row_attributes(table, view),
            marked_sheet.other_styles(table),
        )
    own_sheet.lay_out(book, book.add_worksheet(SHEET_NAME, DrawnSheet), summary_layout(summary))
    # By this name a later refresh of the book knows the sheet for ours and may replace it.
    hidden_name(book, OWN_SHEET_NAME, SHEET_NAME, "$A$1")
    book.close()
    write_new_workbook(out, shell, rows, progress)


class _Memo(dict[str, Any]):
    """Text -> cell, each distinct text converted once."""

    def __init__(self, convert: Callable[[str], Any]) -> None:
        super().__init__()
        self._convert = convert

    def __missing__(self, text: str) -> Any:  # noqa: ANN401  a cell of any type
        cell = self[text] = self._convert(text)
        return cell


def _typed_rows(table: MarkedTable) -> Iterator[Block]:
    """Yield the sheet's rows: the export's cells with their types, then the result columns."""
    types = column_types(table.table.headers, table.table.mapping)
    converters = [(index, _column_converter(types[index])) for index in table.kept]
    # With "" among its dates or numbers a column would be written cell by cell.
    results = [
        [None if value == "" else value for value in column.values] for column in table.assessed.columns
    ]
    source = table.table.iterate_rows()
    start = 0
    while chunk := list(islice(source, ROWS_AT_ONCE)):
        texts = list(zip(*chunk, strict=True))
        cells: list[Sequence[Any]] = [convert(texts[index]) for index, convert in converters]
        end = start + len(chunk)
        cells += [values[start:end] for values in results]
        yield Block(len(chunk), cells)
        start = end


def _column_converter(kind: str) -> Callable[[Sequence[str]], Sequence[Any]]:
    """Return what makes cells of some texts of a column."""
    if kind in (DATE_TYPE, AMOUNT, COUNT):
        known = _Memo(converter(kind))
        return lambda texts: list(map(known.__getitem__, texts))
    return _codes if kind == TEXT_NUMBER else _unchanged


def _codes(texts: Sequence[str]) -> Sequence[str]:
    """Return numbers that are texts without what kept their zeros in a .csv: in a text cell it would show."""
    if may_begin_with(texts, GUARDS):
        return [unguarded(text) for text in texts]
    return texts


def _unchanged(texts: Sequence[str]) -> Sequence[str]:
    return texts
