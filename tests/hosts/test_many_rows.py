"""A table of the template that has grown too long for formulas: its results become values, the seller's own do not."""

from __future__ import annotations

import datetime as dt
import shutil

import openpyxl
import pytest
from excel_books import open_book, refreshed
from port_contract import SheetSpec
from stand_in_model import state

from xlshipcheck.context import Context
from xlshipcheck.generators.template import book as template
from xlshipcheck.generators.template.layout import HEADER_ROW
from xlshipcheck.hosts.book_files import refresh_book_file
from xlshipcheck.hosts.files.workbook import open_file
from xlshipcheck.hosts.memory import MemorySheet
from xlshipcheck.sheets import placing
from xlshipcheck.sheets.port import Area
from xlshipcheck.sheets.refresh import refresh_sheet
from xlshipcheck.values.days import day_of

NOW = dt.datetime(2026, 12, 1, 9, 30)  # noqa: DTZ001  a name for a backup
AS_OF = dt.date(2026, 11, 21)
HEADERS = ["注文番号", "入金日", "段階", "発送日"]
ROWS = [[f"A-{row}", dt.date(2026, 11, 9), "古い", None] for row in range(4)]
OURS = "QOO10_STAGE(受注[[#This Row],[入金日]])"


@pytest.fixture(autouse=True)
def few_rows(monkeypatch):
    """Let three rows be the most that have formulas."""
    monkeypatch.setattr(placing, "MOST_FORMULA_ROWS", 3)


def sheet_of(formula, rows, name="受注"):
    """Return a sheet with a table in which 段階 is a formula."""
    places = {(row, 3): formula for row in range(2, rows + 2)}
    table = Area(name, 1, 1, rows + 1, 4)
    return SheetSpec("受注", [HEADERS, *map(list, ROWS[:rows])], tables=[table], formulas=places)


@pytest.mark.parametrize(
    ("formula", "rows", "name", "becomes"),
    [
        (OURS, 4, "受注", True),
        (OURS, 3, "受注", False),
        (OURS, 4, "私の表", False),
        ("受注[[#This Row],[入金日]]&1", 4, "受注", False),
        ("QOO10_STAGE(B2)", 4, "受注", False),
    ],
)
def test_only_formulas_of_the_template_become_values(formula, rows, name, becomes):
    """Beyond the most rows, in a table of ours, with a call of ours: in memory and in Excel alike; the note names them."""
    spec = sheet_of(formula, rows, name)
    memory = MemorySheet("受注", spec.rows, spec.tables, list(spec.formulas), texts=dict(spec.formulas))
    done = refresh_sheet(memory, Context(day_of(AS_OF)))
    assert ("段階" in done.formula_titles) is not becomes
    assert any("数式ではなく値" in note and "段階" in note for note in done.notes) is becomes
    book = open_book(spec)
    refreshed(book)
    cells = [book.sheets[0].cell(row, 3) for row in range(2, rows + 2)]
    assert [bool(cell.formula) for cell in cells] == [not becomes] * rows
    assert {cell.value for cell in cells} == (
        {"制限候補", "制限"} & {cells[0].value} if becomes else {"古い"}
    )
    before = state(book)
    refreshed(book)
    assert state(book) == before


def test_examples_are_none_of_the_orders():
    """Three orders beside an example are no more than three."""
    spec = sheet_of(OURS, 4)
    spec.rows[1][0] = "(例)1"
    memory = MemorySheet("受注", spec.rows, spec.tables, list(spec.formulas), texts=dict(spec.formulas))
    assert "段階" in refresh_sheet(memory, Context(day_of(AS_OF))).formula_titles


def test_a_file_of_many_rows(tmp_path):
    """Orders beyond the most: every result is a value, 起算日 stays a formula, no calculation chain tells of others."""
    path = tmp_path / "book.xlsx"
    shutil.copy(template.FOLDER / template.PLAIN_BOOK, path)
    before = openpyxl.load_workbook(path, data_only=True)["受注"]
    headers = [cell.value for cell in before[HEADER_ROW + 1]]
    with open_file(path, lambda *_: None) as book:
        done = refresh_book_file(book, template.context(), "", path)
        saved = book.save(NOW)
    assert any("受注" in note and "値で書きました" in note for note in done.notes)
    assert not saved.recalculates
    formulas = openpyxl.load_workbook(path)["受注"]
    after = openpyxl.load_workbook(path, data_only=True)["受注"]
    for row in range(HEADER_ROW + 2, HEADER_ROW + 13):
        for title in ("段階", "最終発送日", "減点日", "制限日", "減点"):
            column = headers.index(title) + 1
            assert formulas.cell(row, column).data_type != "f"
            if "エラー" not in str(before.cell(row, column).value):
                assert after.cell(row, column).value == before.cell(row, column).value
        assert formulas.cell(row, headers.index("起算日") + 1).data_type == "f"
    second = path.read_bytes()
    with open_file(path, lambda *_: None) as book:
        refresh_book_file(book, template.context(), "", path)
        assert not book.save(NOW).changed
    assert path.read_bytes() == second
