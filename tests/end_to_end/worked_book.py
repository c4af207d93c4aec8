"""The worked examples as a workbook: every argument in cells, every function in a cell, every stored value wrong."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from xlshipcheck.catalogue.registry import functions
from xlshipcheck.settings import sheet as settings_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).parents[1] / "data" / "worked_examples.toml"
WRONG = "WRONG"
ANSWER_ROW, FIRST_ROW = 0, 2
TABLE_ROWS, TABLE_COLUMNS = 60, 9
# A cell always has a day: without one it is the book's 基準日, else today's.
NO_DAY = "基準日を指定"


class Example(NamedTuple):
    """One example in a book.

    Attributes:
        name: the function.
        row: the example as it stands in the data.
        cell: row and column of its answer, from 0.
        sheet: the sheet it stands on.
    """

    name: str
    row: dict[str, Any]
    cell: tuple[int, int]
    sheet: str


def books(folder: Path) -> Iterator[tuple[Path, list[Example]]]:
    """Write a book for every 基準日 and settings of the examples, and yield it with its examples."""
    groups = tomllib.loads(DATA.read_text(encoding="utf-8"))["groups"]
    contexts = {repr((group.get("as_of"), group.get("settings"))): group for group in groups}
    for number, (key, first) in enumerate(contexts.items()):
        own = [g for g in groups if repr((g.get("as_of"), g.get("settings"))) == key]
        path = folder / f"book{number}.xlsx"
        yield path, _write(path, own, first)


def _write(path: Path, groups: list[dict[str, Any]], settings: dict[str, Any]) -> list[Example]:
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "yyyy/mm/dd"})
    sheet = book.add_worksheet("例")
    examples = []
    column = 0
    for group in groups:
        for row in group["rows"]:
            if NO_DAY in row.get("refused", ""):
                continue
            width, said = _arguments(sheet, column, row["given"], day)
            formula = f"={group['function']}({','.join(said)})"
            if functions()[group["function"]].result == "表":
                name = f"表{column}"
                table = book.add_worksheet(name)
                formula = f"={group['function']}({','.join(f'例!{text}' for text in said)})"
                table.write_array_formula(
                    0, 0, TABLE_ROWS - 1, TABLE_COLUMNS - 1, f"{{{formula}}}", None, WRONG
                )
                examples.append(Example(group["function"], row, (0, 0), name))
            else:
                sheet.write_formula(ANSWER_ROW, column, formula, None, WRONG)
                examples.append(Example(group["function"], row, (ANSWER_ROW, column), "例"))
            column += width + 1
    if "as_of" in settings or "settings" in settings:
        _write_settings(book.add_worksheet(settings_sheet.SHEET_NAME), settings, day)
    book.close()
    return examples


def _arguments(sheet: Any, column: int, given: list[Any], day: Any) -> tuple[int, list[str]]:
    """Write arguments side by side and return how wide they are and their references."""
    said = []
    at = column
    for value in given:
        if isinstance(value, dict):
            value = [cell for cell, times in value["runs"] for _ in range(times)]  # noqa: PLW2901  the same, written out
        if not isinstance(value, list):
            _cell(sheet, FIRST_ROW, at, value, day)
            said.append(xl_rowcol_to_cell(FIRST_ROW, at))
            at += 1
            continue
        rows = [row if isinstance(row, list) else [row] for row in value]
        for down, row in enumerate(rows):
            for across, cell in enumerate(row):
                _cell(sheet, FIRST_ROW + down, at + across, cell, day)
        last = (FIRST_ROW + len(rows) - 1, at + len(rows[0]) - 1)
        # A range of one cell, spelled as one.
        corner = xl_rowcol_to_cell(FIRST_ROW, at)
        said.append(f"{corner}:{corner}" if last == (FIRST_ROW, at) else xl_range(FIRST_ROW, at, *last))
        at += len(rows[0])
    return max(1, at - column), said


def _cell(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if isinstance(value, dt.date):
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value)
    elif value:
        sheet.write_string(row, column, value)


def _write_settings(sheet: Any, group: dict[str, Any], day: Any) -> None:
    """Write a 設定 sheet as the template has it: a block of single values, and lists beside it."""
    settings = group.get("settings", {})
    items = {settings_sheet.AS_OF: group.get("as_of", "")}
    items |= {label: settings[key] for label, key in settings_sheet.ITEMS.items() if key in settings}
    for kind, label in settings_sheet.RATES.items():
        if kind in settings.get("rates", {}):
            items[label] = settings["rates"][kind]
    items |= dict(zip(settings_sheet.WINDOW, settings.get("rate_window", []), strict=False))
    for row, pair in enumerate([settings_sheet.ITEM_HEADERS, *items.items()]):
        for column, value in enumerate(pair):
            _cell(sheet, row, column, value, day)
    column = 3
    for header, key in settings_sheet.DAY_LISTS.items():
        for row, value in enumerate([header, *settings.get(key, [])]):
            _cell(sheet, row, column, value, day)
        column += 2
    for headers, key in settings_sheet.PAIR_LISTS.items():
        for row, pair in enumerate([headers, *settings.get(key, {}).items()]):
            for across, value in enumerate(pair):
                _cell(sheet, row, column + across, value, day)
        column += 3
