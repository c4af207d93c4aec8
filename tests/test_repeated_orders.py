"""An order that stands in several rows of a sheet counts as before, and every row says where the others are."""

from __future__ import annotations

import csv
import datetime as dt

import openpyxl
import pytest

from xlshipcheck.cli import main
from xlshipcheck.context import Context
from xlshipcheck.sheets.assessment import assess
from xlshipcheck.sheets.markets import repeated_orders
from xlshipcheck.values.days import day_of

DAY = dt.date(2026, 11, 23)
CONTEXT = Context(day_of(DAY))
PAID = dt.date(2026, 11, 16)
TWO = "同じ注文なら片方を消してください (どちらも数えています)"


def judged(numbers, first_row=3, kind="Qoo10", **columns):
    """Return the result of orders paid on one day."""
    count = len(numbers)
    roles = {"注文番号": numbers, "入金日": [PAID] * count, "発送日": [None] * count, **columns}
    return assess(kind, roles, count, CONTEXT, first_row=first_row)


def remarks(assessed):
    """Return 確認 of each row."""
    return list(next(cells for title, _, cells, *_ in assessed.columns if title == "確認"))


def results(assessed):
    """Return every other result column."""
    return [list(cells) for title, _, cells, *_ in assessed.columns if title != "確認"]


def test_both_rows_name_each_other_and_count():
    """Rows 3 and 5 say so, row 4 does not; results and points are those of rows with numbers of their own."""
    found = judged(["A-1", "B-1", "A-1"])
    said = "注意: 注文番号が同じ行があります。3行目と5行目です。" + TWO
    assert [said in text for text in remarks(found)] == [True, False, True]
    apart = judged(["A-1", "B-1", "A-2"])
    assert results(found) == results(apart)
    assert [fact.costs for fact in found.facts.orders] == [fact.costs for fact in apart.facts.orders]
    assert found.problems == []
    note = "注文番号「A-1」が3行目と5行目にあります。" + TWO
    assert note in found.notes
    assert any(section.note.startswith(note) for section in found.sections)
    assert not any("同じ注文" in text for text in [*apart.notes, *remarks(apart)])


@pytest.mark.parametrize(
    "columns",
    [
        {"配送状態": ["キャンセル", "配送準備"]},
        {"入金日": [None, PAID]},
        {"配送状態": ["なぞ", "配送準備"]},
        {"入金日": ["きのう", PAID]},
    ],
)
def test_what_does_not_count_repeats_nothing(columns):
    """A cancelled, unpaid, unknown or unreadable row is not counted beside another of its number."""
    found = judged(["A-1", "A-1"], **columns)
    assert not any("同じ" in text for text in [*remarks(found), *found.notes])


@pytest.mark.parametrize("number", ["", None, "8.12346E+08", "(例) A-1"])
def test_no_number_is_repeated(number):
    """Blanks, damaged numbers and examples tell no order."""
    found = judged([number, number, "B-1"])
    assert not any("注文番号が同じ行" in text for text in remarks(found))


def test_many_are_capped():
    """A sentence names five orders and five rows of an order, and counts the others."""
    found = judged([f"A-{place % 8}" for place in range(64)])
    (note,) = (note for note in found.notes if "同じ注文" in note)
    assert note.count("「A-") == repeated_orders.MOST_NAMED
    assert "「A-0」が3・11・19・27・35行目 ほか3行" in note
    assert note.endswith("にあります (ほか3件)。同じ注文なら1行だけ残してください (どの行も数えています)")


def test_rows_of_a_mixed_sheet_keep_their_numbers():
    """Only Qoo10 rows repeat an order: an Amazon order has a row per item."""
    found = judged(["A-1", "Z-1", "A-1", "Z-1"], kind="混在", モール=["Qoo10", "Amazon", "Qoo10", "Amazon"])
    said = "3行目と5行目です。"
    assert [said in text for text in remarks(found)] == [True, False, True, False]


def test_rows_without_numbers_say_nothing():
    """A message or a comparison judges rows that stand nowhere."""
    assert not any("同じ注文" in text for text in remarks(judged(["A-1", "A-1"], first_row=0)))


HEADER = ["注文番号", "入金日", "発送日", "配送状態", "商品名"]
ROWS = [["A-1", "2026/11/16", "", "配送準備", name] for name in "XY"]


def test_an_export_says_it_on_the_terminal_and_in_its_book(tmp_path, capsys):
    """The rows are those of the sheet that is written; nothing of it is a failure."""
    path = tmp_path / "受注.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEADER, *ROWS])
    assert main(["refresh", str(path), "--as-of", DAY.isoformat()]) == 0
    note = "注文番号「A-1」が2行目と3行目にあります。" + TWO
    assert note in capsys.readouterr().err
    book = openpyxl.load_workbook(tmp_path / "受注_判定.xlsx")
    assert any(note in str(cell.value) for row in book["集計"].iter_rows() for cell in row)
    header, *rows = book["受注"].iter_rows(values_only=True)
    assert all("2行目と3行目です。" in row[header.index("確認")] for row in rows)


def test_a_book_says_it_with_its_sheet(tmp_path, capsys):
    """Below a title the rows have the numbers that the shop sees, and an order elsewhere in the book is another matter."""
    path = tmp_path / "台帳.xlsx"
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "11月"
    for row in (["受注台帳"], [], HEADER, *ROWS):
        sheet.append(row)
    made.save(path)
    assert main(["refresh", str(path), "--as-of", DAY.isoformat()]) == 0
    assert "シート「11月」: 注文番号「A-1」が4行目と5行目にあります。" in capsys.readouterr().err
