"""Where new orders go in the seller's own sheet, what its formulas do there, and how its table grows."""

from __future__ import annotations

import copy
import datetime as dt

import pytest
from importing_books import (
    HEADER,
    PAID,
    PLANNED,
    SHIPPED,
    book,
    column,
    imported,
    known,
    planned,
    qsm,
    qsm_cells,
    told,
)
from make_export_samples import QSM_DETAIL

from xlshipcheck.importing.plan import Counts
from xlshipcheck.sheets.port import Area


def test_a_formula_is_left_alone_and_named():
    """A cell that computes its value keeps doing so."""
    old, new = dt.date(2026, 11, 20), dt.datetime(2026, 11, 21, 18)  # noqa: DTZ001  a cell has no offset
    sheet = book(*(known(number, 発送日=old) for number in "123"), formulas=[(2, 5)])
    plan = imported(sheet, qsm(*(qsm_cells(number, **SHIPPED) for number in "123")))
    assert column(sheet, "発送日") == [old, new, new]
    assert told(plan, "数式のセル") == (
        "「発送日」は数式のセルのため書き換えていません (今の値 → 書き出し): "
        "2行目 (注文 1) 2026-11-20 → 2026-11-21 18:00:00"
    )
    assert plan.counts() == Counts(0, 3, 8, 0)


def test_a_formula_that_says_the_same_is_not_named():
    """There is nothing to say about a cell that is right."""
    sheet = book(known("1"), formulas=[(2, 6)])
    assert len(planned(sheet, qsm(qsm_cells("1"))).report()) == 3


FILLED = "新しい行に上の行と同じ数式を入れた列 (値は表計算ソフトが計算します): "
BLANK = "数式の列は空けてあります (配列数式・スピルは下に続けられません)。数式をコピーするか範囲を広げてください: "


def test_new_rows_get_the_formulas_of_their_columns():
    """The seller computes 発送予定日 and 数量×2 that way: so do the new rows, and the report names both columns."""
    sheet = book([*known("1"), 2], header=[*HEADER, "倍"], formulas=[(2, 6), (2, 10)])
    plan = imported(sheet, qsm(qsm_cells("1"), qsm_cells("2"), qsm_cells("3")))
    assert (sheet.rows[2][1], sheet.value(3, 6), sheet.value(3, 10)) == ("2", None, None)
    assert [sheet.formula_rows(place, 1, 9) for place in (6, 10)] == [[2, 3, 4], [2, 3, 4]]
    assert plan.new_rows.formulas == {6: 2, 10: 2}
    assert told(plan, "同じ数式") == FILLED + "発送予定日、倍"
    assert told(plan, "の列は数式") == "「発送予定日」の列は数式なので、書き出しの値を入れていません"


def test_formulas_that_nothing_has_computed_yet_are_no_blanks():
    """A second import before the book was opened has nothing to say about them."""
    sheet = book(known("1"), formulas=[(2, 6)])
    imported(sheet, qsm(qsm_cells("1"), qsm_cells("2")))
    again = imported(sheet, qsm(qsm_cells("1"), qsm_cells("2")))
    assert again.is_empty
    assert not any("数式" in sentence for sentence in again.report())


def test_a_blank_among_computed_cells_of_known_orders_is_told():
    """An order that lacks the formula of its column has no value there, and the import gives it none."""
    rows = [known("1"), known("2"), known("3", 発送予定日=None)]
    sheet = book(*rows, formulas=[(2, 6), (3, 6)])
    assert told(imported(sheet, qsm(qsm_cells("3"))), "数式") == BLANK + "発送予定日"
    assert sheet.formula_rows(6, 1, 9) == [2, 3]


def test_an_array_formula_is_not_continued_but_named():
    """All rows of an array formula are one formula; that the new orders lack it must be said."""
    header = [*HEADER, "段階", "倍"]
    rows = [[*known(number), "正常", 2] for number in "12"]
    # The first is spilled from its first row, the second stands in every row.
    sheet = book(
        *rows, header=header, formulas=[(2, 10), (2, 11), (3, 11)], arrays=[(2, 10), (2, 11), (3, 11)]
    )
    plan = imported(sheet, qsm(qsm_cells("3")))
    assert told(plan, "数式") == BLANK + "段階、倍"
    assert plan.new_rows.formulas == {}
    assert len(sheet.formula_rows(10, 4, 4) + sheet.formula_rows(11, 4, 4)) == 0


@pytest.mark.parametrize(
    ("rows", "source"),
    [
        ([2], 0),
        ([8], 0),
        ([2, 3, 4, 5, 6], 6),
        ([2, 3, 4, 5], 5),
        ([2, 3, 4], 0),
        ([4, 6, 8], 8),
        ([4, 5, 6], 6),
        ([3, 4, 5], 0),
        ([2, 3, 4, 5, 6, 7, 8], 8),
    ],
)
def test_which_formulas_are_those_of_a_column(rows, source):
    """Most of the orders have one, or three of the last five; what was typed into an order or two is no rule."""
    orders = [[*known(number), None] for number in "1234567"]
    orders.append(["メモだけの行"])
    sheet = book(*orders, header=[*HEADER, "調整"], formulas=[(row, 10) for row in rows])
    plan = planned(sheet, qsm(qsm_cells("8")))
    assert plan.new_rows.formulas == ({10: source} if source else {})
    reported = [sentence for sentence in plan.report() if "数式" in sentence]
    ends = {2, 8}.intersection(rows)
    assert reported == ([FILLED + "調整"] if source else [BLANK + "調整"] if ends else [])


def test_an_empty_sheet_continues_what_was_filled_down_beforehand():
    """Ten rows of formulas wait in a sheet without orders; the eleventh order gets them as well."""
    header = [*HEADER, "段階"]
    sheet = book(*([[]] * 10), header=header, formulas=[(row, 10) for row in range(2, 12)])
    plan = imported(sheet, qsm(*(qsm_cells(str(number)) for number in range(12))))
    assert sheet.formula_rows(10, 1, 20) == list(range(2, 14))
    assert told(plan, "数式") == FILLED + "段階"


def test_columns_that_get_values_get_no_formulas():
    """モール is written in a mixed sheet, and an amount that is a formula in one of three orders is the export's."""
    header = [*HEADER, "モール"]
    rows = [[*known(number), "Qoo10"] for number in "123"]
    sheet = book(*rows, header=header, formulas=[(2, 10), (3, 10), (4, 10), (4, 9)])
    plan = imported(sheet, qsm(qsm_cells("4")))
    assert plan.new_rows.formulas == {}
    assert (sheet.value(5, 9), sheet.value(5, 10)) == (1, "Qoo10")
    assert not any("数式" in sentence for sentence in plan.report())


def test_a_column_without_a_header_is_named_by_its_letter():
    """A formula between two headed columns belongs to the orders too."""
    sheet = book([*known("1"), None, 2], header=[*HEADER, None, "x"], formulas=[(2, 10)])
    assert told(imported(sheet, qsm(qsm_cells("2"))), "数式") == FILLED + "J列"


def test_formulas_filled_down_beforehand_are_used():
    """Rows that hold nothing but formulas are free, and what they compute is not overwritten."""
    rows = [known("1"), ["", None, None, None, None, ""], ["", None, None, None, None, ""], [0]]
    formulas = [(row, place) for row in (2, 3, 4, 5) for place in (1, 6)]
    sheet = book(*rows, formulas=formulas)
    plan = imported(sheet, qsm(qsm_cells("1"), qsm_cells("2"), qsm_cells("3")))
    assert column(sheet, "注文番号") == ["1", "2", "3", None]
    assert column(sheet, "発送予定日") == [PLANNED, None, None, None]
    assert plan.findings.columns_of_formulas == []
    assert plan.findings.rows_below == 0


def test_a_formula_that_shows_something_below_the_orders_stays():
    """A sum without a word beside it is not taken for a free row."""
    sheet = book(known("1"), [], [*[None] * 8, 1], formulas=[(4, 9)])
    plan = imported(sheet, qsm(qsm_cells("2")))
    assert (plan.new_rows.first_row, plan.findings.rows_below) == (5, 4)
    assert sheet.value(4, 9) == 1


@pytest.mark.parametrize(
    ("rows", "formulas", "filled"),
    [
        # Half of the orders that have it compute it; rows without a number and blank cells do not count.
        ([known("1"), known("2"), known("3", 発送予定日=None)], [2], False),
        ([known("1"), known("2"), known("3"), known("4", 発送予定日=None)], [2], True),
        ([known("1"), known(None), known(None), known("4", 発送予定日=None)], [2], False),
        ([known("1"), known("4", 発送予定日=None), known(None)], [4], True),
        ([known("1", 発送予定日=None), known("4", 発送予定日=None)], [2], False),
    ],
)
def test_when_a_column_is_computed(rows, formulas, filled):
    """Blank cells of a column that the seller mostly computes wait for the formula, others are filled."""
    sheet = book(*rows, formulas=[(row, 6) for row in formulas])
    number = rows[-1][1] or "4"
    imported(sheet, qsm(qsm_cells(number)))
    row = column(sheet, "注文番号").index(number) + 2
    assert (sheet.value(row, 6) is not None) is filled


def test_rows_without_an_order_number_keep_their_place():
    """A telephone order below the last one stays there; the new ones go below it."""
    sheet = book(
        known("1"), [], ["電話注文 田中", None, None, PAID], [], [None, None, None, None, None, None, "メモ"]
    )
    plan = imported(sheet, qsm(qsm_cells("2")))
    assert [row[1] if len(row) > 1 else None for row in sheet.rows[1:]] == ["1", None, None, None, None, "2"]
    assert (
        told(plan, "注文番号のない行")
        == "4行目から注文番号のない行があるため、新しい注文はその下に追加します"
    )


def test_what_stands_right_of_the_orders_does_not_push_them_down():
    """A legend beside the orders may be longer than they are."""
    sheet = book(known("1"), *([*[None] * 11, text] for text in ("凡例", "赤", "青")))
    plan = imported(sheet, qsm(qsm_cells("2")))
    assert plan.new_rows.first_row == 3
    assert column(sheet, "注文番号")[:2] == ["1", "2"]
    assert [row[11] for row in sheet.rows[2:]] == ["凡例", "赤", "青"]


def test_a_table_grows_and_what_stands_below_is_seen():
    """New rows belong to the table; a note far below it is in nobody's way."""
    rows = [known("1"), known("2"), [], [], ["覚え書き"]]
    sheet = book(*rows, areas=[Area("注文", 1, 1, 3, len(HEADER))])
    plan = imported(sheet, qsm(qsm_cells("3"), qsm_cells("4")))
    assert plan.new_rows.table == "注文"
    assert sheet.areas() == [Area("注文", 1, 1, 5, len(HEADER))]
    assert column(sheet, "注文番号")[:4] == ["1", "2", "3", "4"]
    assert sheet.rows[5] == ["覚え書き"]


def test_a_table_at_the_end_of_the_sheet_grows():
    """With nothing below it there is nothing to look for."""
    sheet = book(known("1"), areas=[Area("注文", 1, 1, 2, len(HEADER))])
    imported(sheet, qsm(qsm_cells("2")))
    assert sheet.areas() == [Area("注文", 1, 1, 3, len(HEADER))]


def test_blank_rows_of_a_table_are_filled_first():
    """A new table has one empty row; the first order goes there, even above a totals row."""
    area = Area("注文", 1, 1, 3, len(HEADER), totals_rows=1)
    sheet = book([], ["合計", None, None, None, None, None, None, None, 0], areas=[area])
    imported(sheet, qsm(qsm_cells("3")))
    assert column(sheet, "注文番号") == ["3", None]
    assert sheet.areas() == [area]


def test_a_mixed_sheet_gets_its_marketplace():
    """Rows of another marketplace are passed over; new rows say モール as the others do."""
    header = [*HEADER, "モール"]
    sheet = book([*known("1"), "q10"], [*known("2"), "アマゾン"], [*known("3"), None], header=header)
    before = copy.deepcopy(sheet.rows)
    plan = imported(sheet, qsm(*(qsm_cells(number, **SHIPPED) for number in "1234")))
    assert sheet.rows[2] == before[2]
    assert column(sheet, "送り状番号") == [
        "444413758703",
        None,
        "444413758703",
        "444413758703",
        "444413758703",
    ]
    assert column(sheet, "注文番号") == ["1", "2", "3", "2", "4"]
    assert column(sheet, "モール") == ["q10", "アマゾン", None, "q10", "q10"]
    assert plan.findings.vanished == []
    empty = book(header=header)
    imported(empty, qsm(qsm_cells("1")))
    assert column(empty, "モール") == ["Qoo10"]
    named = book(header=header)
    imported(named, qsm([*qsm_cells("1"), "Q10"], header=[*QSM_DETAIL, "モール"]))
    assert column(named, "モール") == ["Q10"]
