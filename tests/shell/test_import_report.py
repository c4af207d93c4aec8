"""What an import says last: what has to happen next, with its warnings below its lists."""

from __future__ import annotations

import json
import shutil

import pytest
import xlsxwriter
from books import DETAIL, day
from command_runs import AS_OF
from importing_books import qsm_cells
from make_export_samples import QSM_DETAIL, comma

from xlshipcheck.generators.template import book as template

HEADER = ["注文番号", "入金日", "発送日", "発送予定日"]
OPENED = "結果の列は数式です。ブックを開くと、Excel (アドイン) か LibreOffice (拡張機能) が計算します"
SAVED = "判定に使う列に数式を入れたので、Excel か LibreOffice で開いて保存してから"
REFRESHED = "(結果の列は xlshipcheck refresh で更新してください)"


def own_book(path, formula=""):
    """Write a seller's book with one order, whose 発送予定日 may be a formula."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("受注")
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["1"])
        date = book.add_format({"num_format": "yyyy/mm/dd"})
        sheet.write_datetime(1, 1, day("11-02"), date)
        if formula:
            sheet.write_formula(1, 3, formula, date, 46_330)
    return path


@pytest.mark.parametrize(("formula", "then"), [("", REFRESHED), ("=B2+3", SAVED)], ids=["values", "formula"])
def test_what_comes_next_in_a_book_of_ones_own(shell, sample, tmp_path, formula, then):
    """Formulas that a refresh reads have no value before the book was opened and saved."""
    ran = shell("import", sample(DETAIL), "--into", own_book(tmp_path / "台帳.xlsx", formula), *AS_OF)
    assert then in ran.out
    assert OPENED not in ran.out
    assert (REFRESHED in ran.out) is (not formula)


def test_what_comes_next_in_the_template(shell, sample, tmp_path):
    """Its results are formulas: a refresh would leave them alone. Its examples are told, and no order is gone."""
    path = tmp_path / "台帳.xlsx"
    shutil.copy(template.FOLDER / template.PLAIN_BOOK, path)
    dry = shell("import", sample(DETAIL), "--into", path, "--dry-run", *AS_OF)
    ran = shell("import", DETAIL, "--into", path, *AS_OF)
    assert OPENED in ran.out
    assert "refresh" not in ran.out
    for out in (dry.out, ran.out):
        assert out.count("見本の行 (注文番号が (例) で始まる11行)") == 1
        assert "書き出しにありません" not in out


def test_a_dry_run_shows_ten_new_orders_and_then_what_it_found(shell, tmp_path):
    """The whole list stays in --json; on the screen the findings come last."""
    export = tmp_path / "QSM.csv"
    export.write_bytes(
        comma([QSM_DETAIL, *(qsm_cells(str(number)) for number in range(10, 22))], "utf-8-sig")
    )
    words = ("import", export, "--into", own_book(tmp_path / "台帳.xlsx"), "--dry-run", *AS_OF)
    lines = shell(*words).out.splitlines()
    (sheet,) = json.loads(shell(*words, "--json").out)["sheets"]
    new = [place for place, line in enumerate(lines) if "(新しい注文)" in line]
    assert len(sheet["changes"]) == sheet["new_rows"] == 12
    assert len(new) == 10
    assert lines[new[-1] + 1] == "ほか 2 件の新しい注文"
    found = next(place for place, line in enumerate(lines) if line.startswith("書き出しだけにある列"))
    assert found > new[-1]
