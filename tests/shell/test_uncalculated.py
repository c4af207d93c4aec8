"""Formulas that nobody has calculated: every command that reads orders refuses them, and says where they are."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest

AS_OF = ("--as-of", "2026-11-21")
PAID = dt.date(2026, 11, 20)


@pytest.fixture
def saved(tmp_path):
    """Return what saves sheets as a book, name -> rows; openpyxl stores no result of a formula."""

    def save(sheets):
        made = openpyxl.Workbook()
        made.remove(made.active)
        for name, rows in sheets.items():
            sheet = made.create_sheet(name)
            for row in rows:
                sheet.append(row)
        path = tmp_path / "台帳.xlsx"
        made.save(path)
        return path

    return save


def test_a_sheet_of_examples_and_such_numbers_is_not_passed_over(shell, saved):
    """Beside examples, a row whose number is not calculated may be an order: the book is refused as a whole."""
    header = ["注文番号", "入金日", "発送日"]
    orders = [header, ["A-1", PAID, None]]
    unknown = [header, ["(例)1", PAID, None], ['="A-"&ROW()', None, None]]
    path = saved({"本店": orders, "二号店": unknown})
    before = path.read_bytes()
    ran = shell("refresh", path, *AS_OF)
    assert (ran.status, path.read_bytes()) == (2, before)
    assert "「二号店」" in ran.err
    assert "最初は A3" in ran.err
