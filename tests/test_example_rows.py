"""The template's example rows: told where they stand among real orders, and nowhere else."""

from __future__ import annotations

import datetime as dt

import pytest
from importing_books import book, known, planned, qsm, qsm_cells, told

from xlshipcheck.context import Context
from xlshipcheck.generators.template.examples import example_rows as template_rows
from xlshipcheck.generators.template.orders import ORDERS
from xlshipcheck.headers.other_rows import EXAMPLE, MARK, example_note, is_example
from xlshipcheck.hosts.memory import MemoryBook, MemorySheet
from xlshipcheck.sheets.refresh import refresh_book
from xlshipcheck.values.days import day_of

CONTEXT = Context(day_of(dt.date(2026, 11, 21)))
PAID = dt.date(2026, 11, 20)


@pytest.mark.parametrize("number", ["(例)1001", "（例）1001", " (例) 1", "(例)"])
def test_what_is_an_example(number):
    """The mark counts in either width, as a seller may have typed more examples."""
    assert is_example(number)


@pytest.mark.parametrize("number", ["1001", "例1001", "1001(例)", "", None, 1001])
def test_what_is_no_example(number):
    """Only a number that begins with the whole mark is one."""
    assert not is_example(number)


def test_the_examples_of_the_template_are_marked():
    """What the template is delivered with is what the note looks for."""
    assert all(is_example(row["注文番号"]) for row in template_rows(ORDERS))


def test_examples_among_orders_are_told_once_per_sheet():
    """A refresh leaves them out, and says how many there are, which formulas count them, and what to do."""
    header = ["注文番号", "入金日", "発送日"]
    examples = [[f"{MARK}{number}", PAID, None] for number in (1, 2)]
    real = [["A-1", PAID, None], [None, None, None]]
    sheets = [
        MemorySheet("受注", [header, *examples, *real]),
        MemorySheet("11月", [header, ["A-2", PAID, None]]),
        MemorySheet("見本", [header, *examples, [None, None, None]]),
    ]
    note = (
        "シート「受注」に見本の行 (注文番号が (例) で始まる2行) が残っています。判定・集計・今日と、"
        "ひな形の表の上の率には入れていませんが、自分で入れた数式には入ります。行を選んで削除してください"
    )
    assert refresh_book(MemoryBook(sheets), CONTEXT).notes == [note]


LATE = dt.date(2026, 11, 2)
HEADER = ["注文番号", "入金日", "発送日"]
REAL = [["A-1", LATE, dt.date(2026, 11, 4)], ["A-2", PAID, None]]
LATE_EXAMPLES = [[f"{MARK}{number}", LATE, None] for number in range(9)]


def test_examples_move_no_rate_no_total_and_no_list():
    """A sheet with examples comes to the results, the 集計 and the list of today that its real orders alone come to."""
    mixed = MemorySheet("受注", [HEADER, *REAL, *LATE_EXAMPLES])
    alone = MemorySheet("受注", [HEADER, *REAL])
    done, wanted = (refresh_book(MemoryBook([sheet]), CONTEXT) for sheet in (mixed, alone))
    assert done.summary == wanted.summary
    assert done.plan == wanted.plan
    assert [sheet.filled_rows for sheet in done.sheets] == [2]
    rows, real = mixed.read_block(1, 12), alone.read_block(1, 3)
    assert rows[:3] == real
    assert all([cell for cell in row[3:] if cell not in {None, ""}] == [EXAMPLE] for row in rows[3:])


def test_examples_alone_are_judged():
    """A new template shows what it will look like: without a real order there is nothing that they could move."""
    sheet = MemorySheet("受注", [HEADER, *LATE_EXAMPLES])
    (done,) = refresh_book(MemoryBook([sheet]), CONTEXT).sheets
    assert (done.filled_rows, done.assessed.passed_over) == (9, [])


def test_examples_on_another_sheet_count_no_more_than_on_the_same():
    """Orders on one sheet: another sheet of examples alone is in no 集計, rate or list of today, and is not written."""
    real = [HEADER, *REAL]
    holds = [
        ["注文番号", "送り状番号", "発送日", "配送状態", "保管場所"],
        ["(例)1", "444413758703", LATE, "保管中", "営業所"],
    ]
    examples = [
        MemorySheet(name, rows) for name, rows in (("11月", [HEADER, *LATE_EXAMPLES]), ("営業所止め", holds))
    ]
    done = refresh_book(MemoryBook([MemorySheet("受注", real), *examples]), CONTEXT)
    wanted = refresh_book(MemoryBook([MemorySheet("受注", real)]), CONTEXT)
    assert (done.summary, done.plan, done.notes) == (wanted.summary, wanted.plan, wanted.notes)
    assert [sheet.read_block(1, 2)[0] for sheet in examples] == [HEADER, holds[0]]
    # Asked for by its name it is judged, as when there are no orders yet.
    alone = refresh_book(MemoryBook([MemorySheet("受注", real), examples[0]]), CONTEXT, "11月")
    assert [sheet.filled_rows for sheet in alone.sheets if sheet.sheet == "11月"] == [9]


@pytest.mark.parametrize(
    "order",
    [
        {"カート番号": "88812345"},
        {"入金日": LATE},
        {"送り状番号": "444413758703", "入金日": LATE},
        {"注文番号": "A-3", "入金日": LATE},
        {"注文番号": " ", "配送状態": "発送待ち"},
    ],
    ids=["cart", "paid", "parcel", "numbered", "status"],
)
def test_an_order_without_number_among_examples_is_judged(order):
    """A row with anything but a number may be an order: its sheet is judged although another sheet has numbers."""
    header = ["注文番号", "カート番号", "入金日", "発送日", "配送状態", "送り状番号"]
    example = {"注文番号": "(例)1", "カート番号": "(例)1", "入金日": PAID}
    rows = [[row.get(title) for title in header] for row in (example, order, {})]
    second = MemorySheet("二号店", [header, *rows])
    done = refresh_book(MemoryBook([MemorySheet("本店", [HEADER, *REAL]), second]), CONTEXT)
    assert [sheet.sheet for sheet in done.sheets] == ["本店", "二号店"]
    # Rows that formulas keep ready are none.
    rows[1] = ["", "", None, "", " ", ""]
    ready = MemorySheet("二号店", [header, *rows])
    done = refresh_book(MemoryBook([MemorySheet("本店", [HEADER, *REAL]), ready]), CONTEXT)
    assert [sheet.sheet for sheet in done.sheets] == ["本店"]


def test_a_frame_leaves_them_out_too():
    """A DataFrame with examples has the results of its real orders, and says which rows are examples."""
    pandas = pytest.importorskip("pandas")
    from xlshipcheck import frames  # noqa: PLC0415  it needs pandas

    mixed = pandas.DataFrame([*REAL, *LATE_EXAMPLES], columns=HEADER)
    done = frames.assess_qoo10(mixed, as_of=dt.date(2026, 11, 21))
    alone = frames.assess_qoo10(mixed[:2], as_of=dt.date(2026, 11, 21))
    assert done[:2].astype(object).equals(alone.astype(object))
    assert set(done["確認"][2:]) == {EXAMPLE}


def test_a_sheet_without_order_numbers_has_no_note():
    """Nothing tells examples from orders there."""
    assert example_note("受注", []) == []


def test_an_import_does_not_miss_examples():
    """No export can have them, so only the real order that it lacks is told as gone; that they remain is told."""
    sheet = book(known("(例)1001"), known("5"))
    plan = planned(sheet, qsm(qsm_cells("6")))
    assert [rows.order for rows in plan.findings.vanished] == ["5"]
    assert "1行) が残っています" in told(plan, "見本の行")


def test_examples_with_new_orders_are_told_by_the_import():
    """A sheet of examples alone becomes a mixed one by the first import."""
    assert told(planned(book(known("(例)1001")), qsm(qsm_cells("6"))), "見本の行")
    assert not any("見本" in line for line in planned(book(known("5")), qsm(qsm_cells("6"))).report())
