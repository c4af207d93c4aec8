"""A marked workbook from export files: typed cells, result columns, stage colours and 集計.

The rows are streamed: an export is read once for the columns that are judged and once while all of them are
written, so that a hundred thousand orders never stand in memory as cells.
"""

from __future__ import annotations

import io
from itertools import islice, repeat
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import xlsxwriter

from xlshipcheck.exports.columns import AMOUNT, COUNT, TEXT_NUMBER, column_types, converter, personal_columns
from xlshipcheck.exports.columns import DATE as DATE_TYPE
from xlshipcheck.exports.table import unguarded
from xlshipcheck.hosts.files import summary as own_sheet
from xlshipcheck.hosts.summary import summary_layout
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.sheets.own_columns import mark_name
from xlshipcheck.sheets.refusals import ExistingColumn, find_loss, result_titles
from xlshipcheck.sheets.today import sheet_facts, shown_columns
from xlshipcheck.values.ranges import column_letters
from xlshipcheck.values.results import (
    DATE,
    NUMBER,
    OWN_SHEET_NAME,
    OWN_TODAY_NAME,
    REMARKS,
    SHEET_NAME,
    TODAY_NAMES,
    Assessed,
)
from xlshipcheck.values.roles import ORDER_DATE, ORDER_NUMBER, PAYMENT_DATE, TRACKING_NUMBER
from xlshipcheck.values.text import name_key
from xlshipcheck.xlsx.writing import theme
from xlshipcheck.xlsx.writing.workbook import SHELL_CREATED, SHELL_OPTIONS, SheetRows, write_new_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from xlshipcheck.context import Context
    from xlshipcheck.exports.table import Table
    from xlshipcheck.hosts.content import SheetContent
    from xlshipcheck.today.plan import SheetFacts
    from xlshipcheck.values.results import Column, Summary

ROWS_AT_ONCE = 500
HEADER_ROW = 1
SHEET_NAMES = {"Qoo10": "受注", "Amazon": "出荷", "営業所止め": "営業所止め", "混在": "受注・出荷"}
OWN_STYLES = {DATE_TYPE: "date", AMOUNT: "number", COUNT: "number", TEXT_NUMBER: "code"}
WITH_TIME = (ORDER_DATE, PAYMENT_DATE)
TITLES = ("商品名", "product-name", "상품명")
LONG_TEXTS = (REMARKS, "判定理由", "次の対応")
NAMES_OF_ROWS = (ORDER_NUMBER, TRACKING_NUMBER)
MOST_FROZEN = 3
SCREEN_WIDTH = 120
PAGE_WIDTH = 190
GUARDS = ("'", "=")
# A sentence on every row, with another beside it: these sheets get rows of two lines.
WRAPPED = "次の対応"


class MarkedTable(NamedTuple):
    """An export with its result columns.

    Attributes:
        table: the export, or several joined.
        name: the sheet it becomes.
        kept: indexes of the columns that are copied.
        assessed: result columns, problems and summary sections.
        row_count: number of data rows.
        facts: what the list of today is made of, under the sheet's name.
    """

    table: Table
    name: str
    kept: list[int]
    assessed: Assessed
    row_count: int
    facts: SheetFacts

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

    Raises:
        ResultColumnTaken: a column of a result's name holds what the user has typed.
    """
    # What the list of today shows of an order is read in the same pass over the file.
    shown: dict[int, list[str]] = {column: [] for column in shown_columns(table.headers).values()}
    roles = table.read_roles(beside=shown)
    count = len(next(iter(roles.values()), []))
    named = {column for columns in table.header_row.columns.values() for column in columns}
    others = [column for column in range(len(table.headers)) if column not in named]
    assessed = assess(table.market, roles, count, context, lambda: table.read_columns(others))
    results = {name_key(column.title) for column in assessed.columns}
    _refuse_loss(table, assessed)
    excluded = set() if keep_personal else set(personal_columns(table.headers))
    kept = [
        index
        for index, header in enumerate(table.headers)
        if index not in excluded and name_key(header) not in results
    ]
    name = SHEET_NAMES[table.market]
    number = table.header_row.roles.get(ORDER_NUMBER, -1)
    column = kept.index(number) + 1 if number in kept else 0
    facts = sheet_facts(
        name,
        HEADER_ROW + 1,
        assessed,
        table.headers,
        lambda wanted: [shown[index] for index in wanted],
        column,
    )
    return MarkedTable(table, name, kept, assessed, count, facts)


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
        own_sheet.lay_out(book, book.add_worksheet(name), today)
        _hidden_name(book, OWN_TODAY_NAME, name, "$A$1")
    for table in tables:
        _shell_sheet(book, book.add_worksheet(table.name), table)
        rows[table.name] = SheetRows(_typed_rows(table), HEADER_ROW + 1, table.row_count)
    own_sheet.lay_out(book, book.add_worksheet(SHEET_NAME), summary_layout(summary))
    # By this name a later refresh of the book knows the sheet for ours and may replace it.
    _hidden_name(book, OWN_SHEET_NAME, SHEET_NAME, "$A$1")
    book.close()
    write_new_workbook(out, shell, rows, progress)


def _hidden_name(book: Workbook, name: str, sheet: str, cell: str) -> None:
    """Give a cell a name that no list of names shows; `sheet!name` belongs to that sheet alone."""
    book.define_name(name, f"='{sheet}'!{cell}")
    # XlsxWriter has no word for it; the last place of an entry is what it writes as hidden.
    book.defined_names[-1][-1] = True


def _shell_sheet(book: Workbook, sheet: Worksheet, table: MarkedTable) -> None:
    """Lay out a sheet with everything but its rows; its second row is the pattern of all of them."""
    wrap = any(column.title == WRAPPED for column in table.assessed.columns)
    formats = _formats(book, wrap=wrap)
    styles = _own_styles(table) + [_result_style(column) for column in table.assessed.columns]
    own = len(table.kept)
    for column, (header, (kind, width)) in enumerate(zip(table.headers, styles, strict=True)):
        style = formats[kind]
        # The column's own format is for what is typed below the rows: a number that begins with 0, say.
        sheet.set_column(column, column, width, style)
        sheet.write_string(0, column, header, formats["header" if column < own else "result"])
        sheet.write_blank(HEADER_ROW, column, None, style)
        if column >= own and header in theme.COLOURS_OF:
            _colour_stages(sheet, column, header, table.row_count, formats)
        if column >= own:
            _hidden_name(
                book, f"'{table.name}'!{mark_name(header)}", table.name, f"${column_letters(column + 1)}$1"
            )
    last_row, last_column = max(table.row_count, 1), len(styles) - 1
    sheet.set_row(0, theme.HEADER_HEIGHT)
    if wrap:
        sheet.set_row(HEADER_ROW, 2 * theme.LINE_HEIGHT)
    widths = [width for _, width in styles]
    frozen = _frozen_columns(table)
    _freeze(sheet, frozen, widths[:own])
    sheet.autofilter(0, 0, last_row, last_column)
    # Numbers are kept as text on purpose; without this every tracking number carries a warning mark.
    sheet.ignore_errors({"number_stored_as_text": f"A1:{column_letters(last_column + 1)}{last_row + 1}"})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1 + int(sum(widths) // PAGE_WIDTH), 0)
    sheet.repeat_rows(0)
    if frozen:
        sheet.repeat_columns(0, frozen - 1)
    sheet.set_footer("&C&A  &P / &N")


def _frozen_columns(table: MarkedTable) -> int:
    """Return how many columns stay in view: up to the order number, where that is among the first."""
    roles = table.table.header_row.roles
    names = [roles[role] for role in NAMES_OF_ROWS if role in roles]
    column = next((table.kept.index(index) for index in names if index in table.kept), MOST_FROZEN)
    return column + 1 if column < MOST_FROZEN else 0


def _freeze(sheet: Worksheet, frozen: int, widths: Sequence[float]) -> None:
    """Keep the header and the first columns in view.

    The results stand right of an export's thirty columns. Where they would be out of sight, the sheet opens
    on them, beside the order number; the columns between are a scroll away.
    """
    out_of_sight = frozen and sum(widths) > SCREEN_WIDTH
    sheet.freeze_panes(HEADER_ROW, frozen, HEADER_ROW, len(widths) if out_of_sight else frozen)


def _formats(book: Workbook, *, wrap: bool) -> dict[str, Any]:
    font = {"font_name": theme.FONT, "font_size": theme.FONT_SIZE, "valign": "vcenter"}
    header = {**font, "bold": True, "font_color": "#FFFFFF", "text_wrap": True}
    formats = {
        "header": book.add_format({**header, "bg_color": theme.HEADER_FILL}),
        "result": book.add_format({**header, "bg_color": theme.RESULT_FILL}),
        "date": book.add_format({**font, "num_format": theme.DATE_FORMAT, "align": "center"}),
        "moment": book.add_format({**font, "num_format": theme.MOMENT_FORMAT, "align": "center"}),
        "number": book.add_format({**font, "num_format": theme.AMOUNT_FORMAT}),
        "code": book.add_format({**font, "num_format": theme.TEXT_FORMAT}),
        "text": book.add_format(font),
        "stage": book.add_format({**font, "align": "center"}),
        "remarks": book.add_format({**font, "text_wrap": wrap}),
    }
    for stage, colour in theme.STAGE_COLOURS.items():
        formats[stage] = book.add_format({"bg_color": colour.fill, "font_color": colour.text})
    error = theme.ERROR_COLOUR
    formats["error"] = book.add_format({"bg_color": error.fill, "font_color": error.text})
    return formats


def _own_styles(table: MarkedTable) -> list[tuple[str, float]]:
    """Return the format and the width of every column of the export."""
    source = table.table
    types = column_types(source.headers, source.mapping)
    # The first rows tell which columns stand empty; a width is all that hangs on it.
    filled = [any(cells) for cells in zip(*islice(source.iterate_rows(), ROWS_AT_ONCE), strict=True)]
    with_time = {source.header_row.roles.get(role) for role in WITH_TIME}
    styles = []
    for index in table.kept:
        header = source.headers[index].strip()
        kind = OWN_STYLES.get(types[index], "text")
        if kind == "date" and index in with_time:
            kind = "moment"
        width = theme.WIDTHS["title" if header in TITLES else "text" if kind == "code" else kind]
        if filled and not filled[index]:
            width = theme.WIDTHS["empty"]
        styles.append((kind, max(width, _header_width(header))))
    return styles


def _result_style(column: Column) -> tuple[str, float]:
    """Return the format and the width of a result column."""
    if column.title in theme.COLOURS_OF:
        longest = max(map(theme.text_width, theme.COLOURS_OF[column.title]))
        return "stage", max(theme.WIDTHS["stage"], longest + 2)
    kind = {DATE: "date", NUMBER: "number"}.get(column.kind, "text")
    if column.title in LONG_TEXTS:
        return "remarks", theme.WIDTHS["action" if column.title == WRAPPED else "remarks"]
    return kind, max(theme.WIDTHS["stage" if kind == "text" else kind], _header_width(column.title))


def _header_width(header: str) -> float:
    """Return the width in which a header stands in two lines beside its filter button."""
    return min((theme.text_width(header) + 1) // 2 + 4, theme.WIDTHS["text"])


def _colour_stages(sheet: Worksheet, column: int, title: str, count: int, formats: dict[str, Any]) -> None:
    last = max(count, 1)
    for stage in theme.COLOURS_OF[title]:
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
        yield from zip(*cells, strict=True)
        start = end


def _column_converter(kind: str) -> Callable[[Sequence[str]], Sequence[Any]]:
    """Return what makes cells of some texts of a column."""
    if kind in (DATE_TYPE, AMOUNT, COUNT):
        known = _Memo(converter(kind))
        return lambda texts: list(map(known.__getitem__, texts))
    return _codes if kind == TEXT_NUMBER else _unchanged


def _codes(texts: Sequence[str]) -> Sequence[str]:
    """Return numbers that are texts without what kept their zeros in a .csv: in a text cell it would show."""
    if any(map(str.startswith, texts, repeat(GUARDS))):
        return [unguarded(text) for text in texts]
    return texts


def _unchanged(texts: Sequence[str]) -> Sequence[str]:
    return texts
