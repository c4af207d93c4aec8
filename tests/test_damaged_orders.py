"""An order number that a spreadsheet has turned into a power of ten is named, and never taken for the order's number."""

from __future__ import annotations

import csv
import datetime as dt

import openpyxl
import pandas as pd
import pytest
from importing_books import book, imported, known, qsm_cells, told
from importing_books import qsm as export_of
from make_export_samples import ORDERS, QSM_DETAIL, comma, qsm_row

from xlshipcheck import frames
from xlshipcheck.cli import main
from xlshipcheck.context import Context
from xlshipcheck.exports.joining import join_qsm
from xlshipcheck.exports.table import read_export
from xlshipcheck.labels.matching import order_key
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.sheets.today import sheet_facts
from xlshipcheck.today import words
from xlshipcheck.today.planning import plan_of
from xlshipcheck.today.sections import today_sections
from xlshipcheck.values.days import day_of
from xlshipcheck.values.exponents import is_exponent

MONDAY = dt.date(2026, 11, 23)
CONTEXT = Context(day_of(MONDAY))
DAMAGED = ["8.12346E+08", "8.12346E+8", "2E+13", "8,12346e+08", "'1.5E12", "８．１Ｅ＋０８"]
WHOLE = ["812345678", "5E123", "EX-1E5", "250-1234567-1234567", "", None, 812345678, 8.1e8, "8.5", "E+08"]
PAID = dt.date(2026, 11, 16)


@pytest.mark.parametrize("number", DAMAGED)
def test_a_power_of_ten_is_no_number(number):
    """Excel's and LibreOffice's ways of writing one, in any width, with the comma of other countries."""
    assert is_exponent(number)


@pytest.mark.parametrize("number", WHOLE)
def test_a_number_is_left_alone(number):
    """Numbers with an E of a shop's own, numbers in cells and blanks are none."""
    assert not is_exponent(number)


def orders(numbers):
    """Return the columns of unsent orders with these numbers."""
    return {"注文番号": list(numbers), "入金日": [PAID] * len(numbers), "発送日": [None] * len(numbers)}


@pytest.mark.parametrize("kind", ["Qoo10", "営業所止め", "混在"])
def test_a_row_with_a_damaged_number_is_named_and_judged(kind):
    """確認 and the list of problems say which value it is and what to do; the row is judged as one with a whole number."""
    numbers = ["8.12346E+08", "812345678"]
    columns = orders(numbers)
    if kind == "営業所止め":
        columns = {
            "注文番号": numbers,
            "送り状番号": ["444413758703"] * 2,
            "到着日": [PAID] * 2,
            "配送状態": ["保管中"] * 2,
        }
    if kind == "混在":
        columns = {"モール": ["Qoo10"] * 2, **columns}
    found = assess(kind, columns, 2, CONTEXT)
    ((problem),) = found.problems
    assert (problem.row, problem.order, problem.is_judged) == (0, "8.12346E+08", True)
    assert "「8.12346E+08」は表計算ソフトが指数の形に変えていて" in problem.text
    assert "書き出し直してください" in problem.text
    *results, remarks = (list(cells) for _, _, cells, *_ in found.columns)
    assert problem.text in remarks[0]
    assert problem.text not in remarks[1]
    assert all(first == second for first, second in results)


def test_amazon_is_as_before():
    """Amazon's numbers have hyphens, and no spreadsheet takes them for numbers."""
    columns = {
        "注文番号": ["8.1E+08"],
        "配送会社": ["ヤマト運輸"],
        "送り状番号": ["444413758703"],
        "注文金額": [2000],
    }
    assert all("指数" not in problem.text for problem in assess("Amazon", columns, 1, CONTEXT).problems)


def test_a_frame_says_the_same():
    """確認 of a DataFrame is that of a sheet, also where both numbers of a row are damaged."""
    columns = {**orders(["8.12346E+08", "812345678", "2E+13"]), "送り状番号": ["", "4.4E+11", "4.4E+11"]}
    _, _, sheet, *_ = assess("Qoo10", columns, 3, CONTEXT).columns[-1]
    frame = frames.assess_qoo10(pd.DataFrame(columns), as_of=MONDAY.isoformat())
    assert list(frame["確認"]) == list(sheet)
    assert sheet[2].count("指数の形") == 2


def test_nobody_says_that_such_a_row_is_not_counted():
    """It stands in the list and in the rate: neither the box nor the note of the rate says otherwise."""
    columns = orders(["8.12346E+08", "812345678"])
    assessed = assess("Qoo10", columns, 2, CONTEXT)
    facts = sheet_facts("受注", 2, assessed, list(columns), lambda wanted: [[""] * 2 for _ in wanted])
    plan = plan_of([facts], CONTEXT)
    assert len(plan.lines) == 2
    (box,) = (box for box in words.boxes_of(plan) if box.title == "確認が必要")
    assert box.total == 1
    assert "判定できていない" not in box.note
    assert not [part for part in today_sections([facts], CONTEXT) if "入っていません。" in (part.note or "")]


HEADER = ["注文番号", "入金日", "発送日", "配送状態", "商品名"]


def write(path, rows):
    """Write a csv as the marketplace does."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])


def test_the_command_names_the_rows_and_sets_the_status(tmp_path, capsys):
    """Three orders that came out alike are three rows to look at."""
    path = tmp_path / "受注.csv"
    write(path, [["8.12346E+08", "2026/11/16", "", "配送準備", name] for name in "ABC"])
    assert main(["refresh", str(path), "--as-of", MONDAY.isoformat()]) == 1
    said = capsys.readouterr().err
    assert all(f"{row}行目 (注文番号 8.12346E+08)" in said for row in (2, 3, 4))


def test_a_label_of_a_damaged_number_belongs_to_no_order():
    """Neither side of a match may be a number that several orders came out as."""
    assert order_key("8.12346E+08") == ""
    assert order_key("812345678") == "812345678"


def damaged_row(name):
    """Return a row of a QSM export whose 注文番号 is damaged, with a 商品名 of its own."""
    cells = dict(zip(QSM_DETAIL, qsm_row(ORDERS[2], QSM_DETAIL), strict=True))
    return [*{**cells, "注文番号": "8.12346E+08", "商品名": name}.values()]


def test_files_are_not_united_by_a_damaged_number():
    """Orders that came out alike are kept, each as its own; nothing contradicts, and nothing is one order."""
    first, second = (
        read_export(comma([QSM_DETAIL, *map(damaged_row, names)], "utf-8-sig"), path)
        for names, path in (("AB", "一.csv"), ("CC", "二.csv"))
    )
    joined = join_qsm([first, second])
    assert joined.read_roles(["注文番号"])["注文番号"] == ["8.12346E+08"] * 4
    assert (joined.conflicts, joined.notes) == ([], [])


def test_an_import_leaves_damaged_numbers_out():
    """Neither a new row nor a match: the orders are named with their number of rows, the others come in."""
    rows = [qsm_cells("8.12346E+08"), qsm_cells("8.12346E+08"), qsm_cells("2E+13"), qsm_cells("812340008")]
    sheet = book(known("8.12346E+08"), known("812340007"))
    before = [list(row) for row in sheet.rows[:3]]
    plan = imported(sheet, export_of(*rows))
    assert list(plan.new_orders) == ["812340008"]
    assert sheet.rows[:3] == before
    sentence = told(plan, "指数の形")
    assert "3行あり" in sentence
    assert "「8.12346E+08」2行、「2E+13」1行" in sentence
    assert plan.findings.unnumbered == 0
    assert not plan.findings.twice_in_export


def test_an_import_of_damaged_numbers_sets_the_status(tmp_path, capsys):
    """Whoever imports a file that was saved by a spreadsheet is told, and the status says that rows are missing."""
    path, target = tmp_path / "DeliveryManagement_detail.csv", tmp_path / "台帳.xlsx"
    path.write_bytes(comma([QSM_DETAIL, damaged_row("A"), damaged_row("B")], "utf-8-sig"))
    made = openpyxl.Workbook()
    made.active.append(["注文番号", "入金日", "発送日", "配送状態"])
    made.save(target)
    assert main(["import", str(path), "--into", str(target), "--as-of", MONDAY.isoformat()]) == 1
    assert "指数の形に壊れた行が2行" in capsys.readouterr().out
    assert openpyxl.load_workbook(target).active.max_row == 1


def test_one_damaged_number_on_two_sheets_is_not_one_order(tmp_path):
    """Rows of two sheets whose numbers came out alike all count."""
    target = tmp_path / "台帳.xlsx"
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title in ("10月", "11月"):
        sheet = made.create_sheet(title)
        sheet.append(["注文番号", "入金日", "発送日", "配送状態"])
        sheet.append(["8.12346E+08", PAID, None, "配送準備"])
    made.save(target)
    assert main(["refresh", str(target), "--as-of", MONDAY.isoformat()]) == 1
    texts = [str(cell.value) for row in openpyxl.load_workbook(target)["集計"].iter_rows() for cell in row]
    assert not any("同じ注文番号が複数のシート" in text for text in texts)
