"""A marked workbook from export files: typed cells, result columns, stage colours and 集計.

The rows are streamed: an export is read once for the columns that are judged and once while all of them are
written, so that a hundred thousand orders never stand in memory as cells.
"""

from __future__ import annotations

import io
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import xlsxwriter

from xlshipcheck.assessed import DATE, NUMBER, REMARKS, Assessed
from xlshipcheck.export_columns import AMOUNT, COUNT, TEXT_NUMBER, column_types, converter, personal_columns
from xlshipcheck.export_columns import DATE as DATE_TYPE
from xlshipcheck.hosts import look, summary_sheet
from xlshipcheck.hosts.new_workbook import SHELL_CREATED, SHELL_OPTIONS, SheetRows, write_new_workbook
from xlshipcheck.order_sheet import STAGE_TITLES, assess
from xlshipcheck.summary import SHEET_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from xlshipcheck.context import Context
    from xlshipcheck.exports import Table
    from xlshipcheck.summary import Summary

ROWS_AT_ONCE = 500
HEADER_ROW = 1
SHEET_NAMES = {"Qoo10": "受注", "Amazon": "出荷", "営業所止め": "営業所止め", "混在": "受注・出荷"}
WITH_TIME = ("注文日", "入金日")


class MarkedTable(NamedTuple):
    """An export with its result columns.

    Attributes:
        table: the export, or several joined.
        name: the sheet it becomes.
        kept: indexes of the columns that are copied.
        assessed: result columns, problems and summary sections.
        row_count: number of data rows.
    """

    table: Table
    name: str
    kept: list[int]
    assessed: Assessed
    row_count: int

    @property
    def headers(self) -> list[str]:
        """Return the headers of the sheet: the export's own, then ours."""
        own = [self.table.headers[index] for index in self.kept]
        return own + [column.title for column in self.assessed.columns]


def mark(table: Table, context: Context, *, keep_personal: bool) -> MarkedTable:
    """Assess an export.

    Args:
        table: the export, or several joined.
        context: the as-of day, settings and rules.
        keep_personal: copy names, addresses and phone numbers too.
    """
    roles = table.read_roles()
    count = len(next(iter(roles.values()), []))
    assessed = assess(table.market, roles, count, context)
    results = {column.title for column in assessed.columns}
    left_out = set() if keep_personal else set(personal_columns(table.headers))
    kept = [
        index
        for index, header in enumerate(table.headers)
        if index not in left_out and header.strip() not in results
    ]
    return MarkedTable(table, SHEET_NAMES[table.market], kept, assessed, count)


def write_book(
    out: BinaryIO,
    tables: Sequence[MarkedTable],
    summary: Summary,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Write marked exports and their summary as a new workbook.

    Args:
        out: an open, empty file that can be positioned.
        tables: the sheets in order.
        summary: what 集計 shows.
        progress: told the number of rows written so far.
    """
    shell = io.BytesIO()
    book = xlsxwriter.Workbook(shell, SHELL_OPTIONS)
    book.set_properties({"created": SHELL_CREATED, "title": summary.title, "author": "xlshipcheck"})
    book.set_calc_mode("auto", 191029)
    rows = {}
    for table in tables:
        _shell_sheet(book, book.add_worksheet(table.name), table)
        rows[table.name] = SheetRows(_typed_rows(table), HEADER_ROW + 1, table.row_count)
    summary_sheet.lay_out(book, book.add_worksheet(SHEET_NAME), summary)
    book.close()
    write_new_workbook(out, shell, rows, progress)


def _shell_sheet(book: Workbook, sheet: Worksheet, table: MarkedTable) -> None:
    """Lay out a sheet with everything but its rows; its second row is the pattern of all of them."""
    formats = _formats(book)
    types = column_types(table.table.headers, table.table.mapping)
    own = len(table.kept)
    for column, header in enumerate(table.headers):
        sheet.write_string(0, column, header, formats["header" if column < own else "result"])
    for column, index in enumerate(table.kept):
        kind, width = _own_look(types[index], table.table.headers[index])
        sheet.set_column(column, column, width)
        sheet.write_blank(HEADER_ROW, column, None, formats[kind])
    for column, result in enumerate(table.assessed.columns, own):
        kind = {DATE: "date", NUMBER: "amount"}.get(result.kind, "text")
        width = "remarks" if result.title in (REMARKS, "判定理由", "次の対応") else "stage"
        sheet.set_column(column, column, look.WIDTHS[width if kind == "text" else "date"])
        sheet.write_blank(HEADER_ROW, column, None, formats[kind])
        if result.title in STAGE_TITLES:
            _colour_stages(sheet, column, table.row_count, formats)
    sheet.freeze_panes(HEADER_ROW, 0)
    sheet.autofilter(0, 0, max(table.row_count, 1), len(table.headers) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _formats(book: Workbook) -> dict[str, Any]:
    font = {"font_name": look.FONT, "font_size": 10}
    header = {**font, "bold": True, "font_color": "#FFFFFF", "valign": "vcenter"}
    formats = {
        "header": book.add_format({**header, "bg_color": look.HEADER_FILL}),
        "result": book.add_format({**header, "bg_color": look.RESULT_FILL}),
        "date": book.add_format({**font, "num_format": look.DATE_FORMAT}),
        "moment": book.add_format({**font, "num_format": look.MOMENT_FORMAT}),
        "amount": book.add_format({**font, "num_format": look.AMOUNT_FORMAT}),
        "code": book.add_format({**font, "num_format": look.TEXT_FORMAT}),
        "text": book.add_format(font),
    }
    for stage, colour in look.STAGE_COLOURS.items():
        formats[stage] = book.add_format({"bg_color": colour.fill, "font_color": colour.text})
    error = look.ERROR_COLOUR
    formats["error"] = book.add_format({"bg_color": error.fill, "font_color": error.text})
    return formats


def _own_look(kind: str, header: str) -> tuple[str, int]:
    """Return the format and the width of a column of the export."""
    if kind == DATE_TYPE:
        shown = "moment" if header.strip() in WITH_TIME else "date"
        return shown, look.WIDTHS[shown]
    if kind in (AMOUNT, COUNT):
        return "amount", look.WIDTHS["number"]
    if kind == TEXT_NUMBER:
        return "code", look.WIDTHS["text"]
    return "text", look.WIDTHS["title" if header in ("商品名", "product-name") else "text"]


def _colour_stages(sheet: Worksheet, column: int, count: int, formats: dict[str, Any]) -> None:
    last = max(count, 1)
    for stage in look.STAGE_COLOURS:
        rule = {"type": "cell", "criteria": "==", "value": f'"{stage}"', "format": formats[stage]}
        sheet.conditional_format(HEADER_ROW, column, last, column, rule)
    error = {"type": "text", "criteria": "begins with", "value": "エラー", "format": formats["error"]}
    sheet.conditional_format(HEADER_ROW, column, last, column, error)


class _Memo(dict[str, Any]):
    """Text -> cell, each distinct text converted once."""

    def __init__(self, convert: Callable[[str], Any]) -> None:
        super().__init__()
        self._convert = convert

    def __missing__(self, text: str) -> Any:  # noqa: ANN401  a cell of any type
        cell = self[text] = self._convert(text)
        return cell


def _typed_rows(table: MarkedTable) -> Iterator[Sequence[Any]]:
    """Yield the sheet's rows: the export's cells with their types, then the result columns."""
    types = column_types(table.table.headers, table.table.mapping)
    converters = [
        (index, _Memo(converter(types[index])) if types[index] in (DATE_TYPE, AMOUNT, COUNT) else None)
        for index in table.kept
    ]
    results = [column.values for column in table.assessed.columns]
    source = table.table.iterate_rows()
    start = 0
    while chunk := list(islice(source, ROWS_AT_ONCE)):
        texts = list(zip(*chunk, strict=True))
        cells: list[Sequence[Any]] = [
            texts[index] if memo is None else list(map(memo.__getitem__, texts[index]))
            for index, memo in converters
        ]
        end = start + len(chunk)
        cells += [values[start:end] for values in results]
        yield from zip(*cells, strict=True)
        start = end
