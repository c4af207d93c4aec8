"""An order sheet of the template laid out with XlsxWriter: button, banner, figures, table, lists, colours."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Final

from xlshipcheck.context import PREORDER
from xlshipcheck.generators.template.examples import EMPTY_ROWS, example_rows
from xlshipcheck.generators.template.form import DATE, EFFECTIVE_DAY, LONG, STAGE
from xlshipcheck.generators.template.style import set_page, write_banner
from xlshipcheck.headers.other_rows import MARK
from xlshipcheck.hosts.memory import MemorySheet
from xlshipcheck.qoo10.kernel import SENT, STAGES
from xlshipcheck.sheets.refresh import refresh_sheet
from xlshipcheck.values.answers import ERROR_PREFIX
from xlshipcheck.values.days import FIRST_DATE, LAST_DATE, date_of
from xlshipcheck.values.ranges import column_letters
from xlshipcheck.values.results import DAYS_LEFT
from xlshipcheck.xlsx.writing import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet

    from xlshipcheck.context import Context
    from xlshipcheck.generators.template.form import CellValue, Column, Row, TemplateSheet
    from xlshipcheck.generators.template.style import Styles

BANNER_ROW, NOTE_ROW, FIGURE_ROW, HEADER_ROW = 1, 2, 4, 7
# Number of figures, 基準日 included -> first and last column of each.
FIGURE_SPANS: Final = {
    4: ((0, 0), (1, 2), (3, 5), (6, 7)),
    5: ((0, 0), (1, 1), (2, 2), (3, 5), (6, 7)),
}
BANNER_END: Final = 7
BUTTON_WIDTH: Final = 110
FROZEN_COLUMNS: Final = 1
_OWN_CELL: Final = re.compile(r"(?<![\w\]])\[([^\[\]]+)\]")


def formula_of(column: Column, table: str) -> str:
    """Return a column's formula as it stands in the file, `[名前]` written out."""
    return _OWN_CELL.sub(lambda match: f"{table}[[#This Row],[{match[1]}]]", column.formula)


def answered_rows(sheet: TemplateSheet, context: Context) -> list[dict[str, CellValue]]:
    """Return the rows of a sheet, examples and then empty ones, with the answers of their formulas."""
    blank = {column.title: None for column in sheet.columns if not column.is_result}
    # What 更新 writes stands before a formula looks at it.
    rows = _with_filled(sheet, [*example_rows(sheet), *(dict(blank) for _ in range(EMPTY_ROWS))], context)
    for column in sheet.columns:
        for row, value in zip(rows, _answers(column, rows, context), strict=True):
            row[column.title] = value
    return rows


def _answers(column: Column, rows: Sequence[Row], context: Context) -> Sequence[CellValue]:
    """Return the cells of a column: what its formula gives, or what the example rows have there."""
    if column.answers is not None:
        return column.answers(rows)
    if column.answer is not None:
        return [column.answer(row, context) for row in rows]
    return [row.get(column.title) for row in rows]


def _with_filled(
    sheet: TemplateSheet, rows: list[dict[str, CellValue]], context: Context
) -> list[dict[str, CellValue]]:
    """Return the rows with the columns that 更新 fills, as it would."""
    inputs = [column.title for column in sheet.columns if not column.is_result]
    memory = MemorySheet(sheet.name, [inputs, *([row[title] for title in inputs] for row in rows)])
    results = {column.title: column.values for column in refresh_sheet(memory, context).assessed.columns}
    for title in (column.title for column in sheet.columns if column.is_filled):
        # A sheet ends at its last filled row; the empty ones below have no remark.
        for row in rows:
            row[title] = None
        for row, remark in zip(rows, results[title], strict=False):
            row[title] = remark or None
    return rows


def columns_of(rows: list[dict[str, CellValue]]) -> dict[str, list[CellValue]]:
    """Return title -> the cells of a column."""
    return {title: [row[title] for row in rows] for title in rows[0]}


def lay_out(
    sheet: Worksheet,
    order_sheet: TemplateSheet,
    context: Context,
    styles: Styles,
    buttons: Sequence[tuple[str, str]] = (),
) -> None:
    """Lay out an order sheet.

    Args:
        sheet: an empty worksheet.
        order_sheet: what it is.
        context: 基準日 and settings of the stored answers.
        styles: of the workbook.
        buttons: caption and macro of each; none in a book without macros.
    """
    rows = answered_rows(order_sheet, context)
    sheet.set_row(0, 2 * theme.LINE_HEIGHT)
    sheet.write_string(0, 0, order_sheet.name, styles.title)
    write_banner(sheet, BANNER_ROW, BANNER_END, styles, has_button=bool(buttons))
    sheet.merge_range(NOTE_ROW, 0, NOTE_ROW, BANNER_END, order_sheet.note, styles.note)
    sheet.set_row(NOTE_ROW, 2 * theme.LINE_HEIGHT)
    sheet.set_row(NOTE_ROW + 1, 6)
    _write_figures(sheet, order_sheet, rows, context, styles)
    sheet.set_row(HEADER_ROW - 1, 6)
    _write_table(sheet, order_sheet, rows, styles)
    for number, (caption, macro) in enumerate(buttons):
        size = {
            "width": BUTTON_WIDTH,
            "height": 30,
            "x_offset": 4 + number * (BUTTON_WIDTH + 10),
            "y_offset": 2,
        }
        sheet.insert_button(0, 3, {"macro": macro, "caption": caption, **size})
    sheet.freeze_panes(HEADER_ROW + 1, FROZEN_COLUMNS)
    set_page(sheet)
    sheet.repeat_rows(HEADER_ROW)


def _write_figures(
    sheet: Worksheet,
    order_sheet: TemplateSheet,
    rows: list[dict[str, CellValue]],
    context: Context,
    styles: Styles,
) -> None:
    columns = columns_of(rows)
    spans = FIGURE_SPANS[len(order_sheet.figures) + 1]
    titles = ["基準日", *(figure.title for figure in order_sheet.figures)]
    for (first, last), title in zip(spans, titles, strict=True):
        _merged(sheet, FIGURE_ROW, first, last, styles.figure_title)
        sheet.write_string(FIGURE_ROW, first, title, styles.figure_title)
    sheet.write_formula(
        FIGURE_ROW + 1, 0, f"={EFFECTIVE_DAY}", styles.figures[DATE], _stored(date_of(context.as_of or 0))
    )
    for (first, last), figure in zip(spans[1:], order_sheet.figures, strict=True):
        style = styles.figures[figure.kind]
        _merged(sheet, FIGURE_ROW + 1, first, last, style)
        formula = figure.formula.format(table=order_sheet.table)
        sheet.write_formula(FIGURE_ROW + 1, first, formula, style, _stored(figure.answer(columns, context)))
    sheet.set_row(FIGURE_ROW + 1, 1.6 * theme.LINE_HEIGHT)


def _merged(sheet: Worksheet, row: int, first: int, last: int, style: Any) -> None:  # noqa: ANN401  XlsxWriter's format
    if last > first:
        sheet.merge_range(row, first, row, last, "", style)


def _write_table(
    sheet: Worksheet, order_sheet: TemplateSheet, rows: list[dict[str, CellValue]], styles: Styles
) -> None:
    table, first, last = order_sheet.table, HEADER_ROW + 1, HEADER_ROW + len(rows)
    columns = []
    for column in order_sheet.columns:
        entry = {
            "header": column.title,
            "header_format": styles.result if column.is_result else styles.header,
            "format": styles.cells[column.kind],
        }
        if column.formula:
            entry["formula"] = formula_of(column, table)
        columns.append(entry)
    options = {"name": table, "style": "Table Style Light 1", "columns": columns}
    sheet.add_table(HEADER_ROW, 0, last, len(columns) - 1, options)
    sheet.set_row(HEADER_ROW, theme.HEADER_HEIGHT)
    for position, column in enumerate(order_sheet.columns):
        sheet.set_column(position, position, column.width, styles.plain, {"hidden": column.is_hidden})
        _write_column(sheet, position, column, table, rows, styles)
        _offer_choices(sheet, position, column, first, last)
        if column.kind == STAGE:
            _colour(sheet, position, column, first, last, styles)
    _shade(sheet, order_sheet, first, last, styles)
    for number, row in enumerate(rows):
        sheet.set_row(first + number, theme.LINE_HEIGHT * _lines(order_sheet, row))
    marked = {
        "type": "formula",
        "criteria": f'=LEFT($A{first + 1},{len(MARK)})="{MARK}"',
        "format": styles.example,
    }
    inputs = sum(not column.is_result for column in order_sheet.columns)
    sheet.conditional_format(first, 0, last, inputs - 1, marked)
    sheet.ignore_errors({"number_stored_as_text": f"A{first + 1}:Z{last + 1}"})


def _write_column(
    sheet: Worksheet,
    position: int,
    column: Column,
    table: str,
    rows: list[dict[str, CellValue]],
    styles: Styles,
) -> None:
    style = styles.cells[column.kind]
    formula = formula_of(column, table)
    for number, row in enumerate(rows):
        place, value = HEADER_ROW + 1 + number, row[column.title]
        if formula:
            sheet.write_formula(place, position, formula, style, _stored(value))
        elif value is None:
            sheet.write_blank(place, position, None, style)
        elif isinstance(value, dt.date):
            sheet.write_datetime(place, position, value, style)
        elif isinstance(value, (int, float)):
            sheet.write_number(place, position, value, style)
        else:
            sheet.write_string(place, position, value, style)


def _offer_choices(sheet: Worksheet, position: int, column: Column, first: int, last: int) -> None:
    if column.is_result:
        return
    if column.choices:
        strict = "stop" if column.only_choices else "information"
        rule = {
            "validate": "list",
            "source": list(column.choices),
            "error_type": strict,
            "error_title": column.title,
            "error_message": f"{'・'.join(column.choices[:6])} などから選びます",
        }
        sheet.data_validation(first, position, last, position, rule)
    elif column.kind == DATE and column.title != "返信":
        sheet.data_validation(first, position, last, position, date_rule(column.title))


def date_rule(title: str) -> dict[str, CellValue]:
    """Return the check of a cell that takes a date."""
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": FIRST_DATE,
        "maximum": LAST_DATE,
        "error_title": title,
        "error_message": "2026/11/20 のように日付で入力してください",
    }


def _colour(sheet: Worksheet, position: int, column: Column, first: int, last: int, styles: Styles) -> None:
    for stage in theme.COLOURS_OF[column.title]:
        rule = {"type": "cell", "criteria": "==", "value": f'"{stage}"', "format": styles.stages[stage]}
        sheet.conditional_format(first, position, last, position, rule)
    error = {
        "type": "text",
        "criteria": "begins with",
        "value": ERROR_PREFIX.strip(": "),
        "format": styles.error,
    }
    sheet.conditional_format(first, position, last, position, error)


def _shade(sheet: Worksheet, order_sheet: TemplateSheet, first: int, last: int, styles: Styles) -> None:
    """Make pale what asks for nothing, and name the days that 残り日数 counts."""
    places = {column.title: place for place, column in enumerate(order_sheet.columns)}
    if DAYS_LEFT not in places:
        return

    def cell(title: str) -> str:
        return f"${column_letters(places[title] + 1)}{first + 1}"

    preorder = {
        "type": "formula",
        "criteria": f'={cell("適用区分")}="{PREORDER}"',
        "format": styles.calendar_days,
    }
    sheet.conditional_format(first, places[DAYS_LEFT], last, places[DAYS_LEFT], preorder)
    sent = {"type": "formula", "criteria": f'={cell("段階")}="{STAGES[SENT]}"', "format": styles.pale}
    for column in order_sheet.columns:
        place = places[column.title]
        if column.kind == DATE and column.is_result:
            sheet.conditional_format(first, place, last, place, sent)
        elif column.title == "減点":
            nothing = {"type": "cell", "criteria": "==", "value": 0, "format": styles.pale}
            sheet.conditional_format(first, place, last, place, nothing)


def _lines(order_sheet: TemplateSheet, row: dict[str, CellValue]) -> int:
    long = [column for column in order_sheet.columns if column.kind == LONG]
    return max(theme.line_count(str(row[column.title] or ""), column.width) for column in long)


def _stored(value: Any) -> Any:  # noqa: ANN401  a cell value
    """Return a value as it is stored behind a formula: a date is its number there."""
    return (value - dt.date(1899, 12, 30)).days if isinstance(value, dt.date) else value
