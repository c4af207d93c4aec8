"""Rows of totals and remarks on a plain sheet: judged as empty rows, and no order is taken for one."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlshipcheck import frames
from xlshipcheck.catalogue.registry import functions as catalogue
from xlshipcheck.context import Context
from xlshipcheck.headers.other_rows import (
    HEADER_AGAIN,
    NO_ORDER,
    NUMBERED_BY,
    TOTAL,
    is_remark,
    is_total_word,
    misplaced_date,
    misplaced_rows,
    number_role,
)
from xlshipcheck.hosts.memory import MemoryBook, MemorySheet
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.sheets import own_row
from xlshipcheck.sheets.refresh import refresh_book
from xlshipcheck.values.days import day_of

PAID, LATER = dt.date(2026, 11, 12), dt.date(2026, 11, 21)
CONTEXT = Context(day_of(LATER))
WORDS = group_table("headers")["totals"]["words"]
HEADERS = {
    "Qoo10": ["No", "注文番号", "入金日", "発送日", "配送状態", "数量", "送り状番号", "商品名"],
    "Amazon": ["No", "注文番号", "配送会社", "送り状番号", "注文金額", "お届け予定日", "商品名"],
    "営業所止め": ["No", "注文番号", "送り状番号", "配送状態", "発送日", "到着日", "受取場所", "商品名"],
}
ORDERS = {
    "Qoo10": [1, "A-1", PAID, "", "配送要請", 2, "", "本"],
    "Amazon": [1, "A-1", "ヤマト運輸", "444413758703", 1500, dt.date(2026, 11, 1), "本"],
    "営業所止め": [1, "A-1", "444413758703", "発送", PAID, "", "営業所", "本"],
}
# What a seller writes at the foot: the word where the number belongs, in the first column, beside counts.
TOTALS = {
    "Qoo10": [
        ["", "合計", "", "", "", 4, "", ""],
        ["合計", "", "", "", "", 4, "", ""],
        ["11月計", "", "3", 1, "", "4", 2, ""],
        ["", "", "合計", "", "", 12, "", ""],
        ["", "3件", "", "", "", 12, "", "合計 3件"],
        ["", "小計", "#REF!", "", "", 3, "", "税込"],
        ["", "計", PAID, "", "", 3, "", ""],
    ],
    "Amazon": [
        ["", "合計", "", "", 3000, "", ""],
        ["小計", "", "", 2, "3,000円", "", ""],
        ["", "", "計", "", 1, "", ""],
    ],
    "営業所止め": [["計", "", "", "", "", "", 2, ""], ["", "", "合計", "2件", "", "", "", ""]],
}
NO_TOTALS = {
    "Qoo10": [
        ["合計", "A-9", "", "", "", 4, "", ""],
        ["", 12, "", "", "", 4, "", "合計"],
        ["計", "", PAID, "", "", 1, "", ""],
        ["", "", "", "", "配送要請", 1, "", "計"],
        ["", "", "abc", "", "", 1, "", "合計"],
        ["", "合計A", "", "", "", 1, "", ""],
        ["", "", "", PAID, "", 1, "444413758703", "計"],
        ["", "", "3", "", "", 1, "444413758703", "計"],
    ],
    "Amazon": [
        ["計", "", "ヤマト運輸", "444413758703", 900, PAID, ""],
        ["計", "", "", "444413758703", 900, "", ""],
    ],
    "営業所止め": [["計", "", "444413758703", "", "", "", "", ""], ["計", "", "", "発送", "", "", "", ""]],
}


def refreshed(kind, rows):
    """Return a refreshed book of one sheet, its 集計 without its notes on it, and its last row by header."""
    sheet = MemorySheet("s", [HEADERS[kind], *rows])
    book = MemoryBook([sheet])
    done = refresh_book(book, CONTEXT)
    return done, book.summary, dict(zip(sheet.rows[0], sheet.rows[len(rows)], strict=False))


@pytest.mark.parametrize(("kind", "row"), [(kind, row) for kind, rows in TOTALS.items() for row in rows])
def test_a_row_of_totals_is_passed_over(kind, row):
    """It stays blank with a note in 確認, is no unreadable row, and 集計 is that of the sheet without it."""
    alone, summary, _ = refreshed(kind, [ORDERS[kind]])
    done, with_totals, last = refreshed(kind, [ORDERS[kind], row])
    assert last.pop("確認") == TOTAL
    results = [column.title for column in alone.sheets[0].block.columns if column.title != "確認"]
    assert {last[title] for title in results} == {""}
    assert done.sheets[0].problem_sentences() == []
    assert with_totals == summary


@pytest.mark.parametrize(("kind", "row"), [(kind, row) for kind, rows in TOTALS.items() for row in rows])
def test_a_cell_in_a_row_of_totals_stays_blank(kind, row):
    """A formula filled down to the foot shows nothing there."""
    groups = {"Qoo10": "QOO10", "Amazon": "AMAZON", "営業所止め": "HOLD"}
    for name, function in catalogue().items():
        if function.row_aware and name.startswith(groups[kind]):
            assert own_row.call(name, HEADERS[kind], row, [], CONTEXT) == "", name


@pytest.mark.parametrize(("kind", "row"), [(kind, row) for kind, rows in NO_TOTALS.items() for row in rows])
def test_an_order_is_no_row_of_totals(kind, row):
    """An order number, a date, a status, a carrier or a parcel's number makes a row an order, whatever it says."""
    _, _, last = refreshed(kind, [ORDERS[kind], row])
    assert TOTAL not in str(last["確認"])


@given(st.sampled_from(WORDS), st.sampled_from(["", "11月", "2026年11月", "11月分の"]), st.booleans())
def test_a_word_may_have_a_month_and_a_count(word, month, counted):
    """Every word of the data is known, also behind a month and before a count."""
    assert is_total_word(f"{month}{word}{': 12件' if counted else ''}")
    assert is_total_word(f"【{word}】")


@pytest.mark.parametrize(
    "text", ["", "12", "12件", "会計", "計画", "合計金額の確認", "計算", "小計A", "A-計", "11月"]
)
def test_other_words_are_no_totals(text):
    """A word that only contains one of the list is another word."""
    assert not is_total_word(text)


def test_a_second_refresh_passes_over_the_same_rows():
    """The note in 確認 does not make the row an order the next time."""
    sheet = MemorySheet("s", [HEADERS["Qoo10"], ORDERS["Qoo10"], *TOTALS["Qoo10"]])
    refresh_book(MemoryBook([sheet]), CONTEXT)
    once = [list(row) for row in sheet.rows]
    refresh_book(MemoryBook([sheet]), CONTEXT)
    assert sheet.rows == once
    assert [row[-1] for row in once[2:]] == [TOTAL] * len(TOTALS["Qoo10"])


def test_a_mixed_sheet_passes_over_its_totals():
    """A row of totals needs no モール."""
    rows = [["モール", *HEADERS["Qoo10"]], ["Qoo10", *ORDERS["Qoo10"]], ["", *TOTALS["Qoo10"][0]]]
    sheet = MemorySheet("s", rows)
    done = refresh_book(MemoryBook([sheet]), CONTEXT)
    assert sheet.rows[2][-1] == TOTAL
    assert done.sheets[0].problem_sentences() == []


NOTES = [
    "※色は仮です",
    "＊ 11/20 までに発送",
    "注: 在庫は2026年11月20日のもの",
    "備考",
    " 備考 予約商品は別の表",
    "注意:未確定",
]


def with_note(kind, text, **others):
    """Return a row with a text in place of the order number, and other cells by their headers."""
    return [{"注文番号": text, **others}.get(header, "") for header in HEADERS[kind]]


@pytest.mark.parametrize("kind", HEADERS)
@pytest.mark.parametrize("text", NOTES)
def test_a_remark_is_passed_over(kind, text):
    """A note below the orders is no order that waits for its payment: sheet, cells and frame pass it over."""
    row = with_note(kind, text, 商品名="")
    _, summary, _ = refreshed(kind, [ORDERS[kind]])
    done, with_row, last = refreshed(kind, [ORDERS[kind], row])
    assert last["確認"] == NO_ORDER
    assert {last[column.title] for column in done.sheets[0].block.columns} == {"", NO_ORDER}
    assert with_row == summary
    prefix = {"Qoo10": "QOO10", "Amazon": "AMAZON", "営業所止め": "HOLD"}[kind]
    for name, function in catalogue().items():
        if function.row_aware and name.startswith(prefix):
            assert own_row.call(name, HEADERS[kind], row, [], CONTEXT) == "", name
    assess = {
        "Qoo10": frames.assess_qoo10,
        "Amazon": frames.assess_amazon,
        "営業所止め": frames.assess_holds,
    }[kind]
    frame = pd.DataFrame([ORDERS[kind], row], columns=HEADERS[kind])
    told = assess(frame, as_of=None, context=CONTEXT)
    assert told["確認"].iloc[1] == NO_ORDER
    assert told.drop(columns="確認").iloc[1].replace("", None).isna().all()


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("※色は仮です", {"入金日": PAID}),
        ("※色は仮です", {"配送状態": "配送要請"}),
        ("※色は仮です", {"数量": 0}),
        ("※色は仮です", {"送り状番号": "444413758703"}),
        ("※12345678", {}),
        ("※要確認 880012345", {}),
        ("*A-1*", {}),
        ("*880012345*", {}),
        ("注文A-1", {}),
        ("A-1 ※色は仮です", {}),
        ("備品-1", {}),
        (12, {}),
    ],
)
def test_an_order_is_no_remark(text, others):
    """A number behind the mark, or anything in another column that is read, makes the row an order."""
    _, _, last = refreshed("Qoo10", [ORDERS["Qoo10"], with_note("Qoo10", text, **others)])
    assert last["段階"]
    assert "飛ばしました" not in last["確認"]


@pytest.mark.parametrize("sign", group_table("headers")["remarks"]["signs"])
def test_every_sign_of_a_remark_is_known(sign):
    """Each of the data begins a remark, and is no word of totals."""
    assert is_remark(f"{sign} 色は仮です")
    assert not is_total_word(f"{sign} 色は仮です")


@pytest.mark.parametrize("kind", HEADERS)
def test_a_second_refresh_passes_over_the_same_remarks(kind):
    """What the first refresh wrote beside a remark is known as its own, and changes nothing."""
    sheet = MemorySheet("s", [HEADERS[kind], ORDERS[kind], *(with_note(kind, text) for text in NOTES)])
    refresh_book(MemoryBook([sheet]), CONTEXT)
    once = [list(row) for row in sheet.rows]
    refresh_book(MemoryBook([sheet]), CONTEXT)
    assert sheet.rows == once
    assert NO_ORDER in once[2]


@pytest.mark.parametrize("kind", HEADERS)
def test_a_header_pasted_among_the_orders_is_passed_over(kind):
    """The header of a second export is no order without a payment date."""
    sheet = MemorySheet("受注", [HEADERS[kind], ORDERS[kind], list(HEADERS[kind]), ORDERS[kind]])
    done = refresh_book(MemoryBook([sheet]), CONTEXT)
    assert done.sheets[0].assessed.passed_over == [1]
    assert done.sheets[0].assessed.problems == []
    assert sheet.rows[2][-1] == HEADER_AGAIN
    cells = [*HEADERS[kind]]
    for name in ("QOO10_STAGE", "AMAZON_SCAN_VALID", "HOLD_STAGE"):
        assert own_row.call(name, HEADERS[kind], cells, [own_row.MISSING], CONTEXT) == ""


@pytest.mark.parametrize(
    "value", [PAID, "2026/11/12", " 2026/11/12", "2026-11-12 10:20", "２０２６年１１月１２日"]
)
def test_a_date_where_a_carrier_stands_is_named_and_the_row_not_judged(value):
    """Its cells have shifted, so that no other date of the row can be trusted; the other rows are as they were."""
    header = ["注文番号", "入金日", "発送日", "配送会社"]
    shifted, whole = ["A-1", PAID, "", value], ["A-2", PAID, "", "ヤマト運輸"]
    sheet = MemorySheet("受注", [header, shifted, whole])
    done = refresh_book(MemoryBook([sheet]), CONTEXT)
    (problem,) = done.sheets[0].assessed.problems
    assert (problem.row, problem.order) == (0, "A-1")
    assert problem.text.startswith("配送会社「")
    assert "は日付です。行の項目が左右にずれているようなので、この行は判定していません" in problem.text
    titles = sheet.rows[0]
    assert [row[titles.index("段階")] for row in sheet.rows[1:]] == ["", "制限"]
    assert (
        own_row.call("QOO10_STAGE", header, shifted, [own_row.MISSING], CONTEXT) == f"エラー: {problem.text}"
    )


@pytest.mark.parametrize("value", ["2026", "20261112", "2026-11-1234", "ヤマト運輸 2026/11/12", None, "", 3])
def test_what_is_no_date_among_carriers(value):
    """Numbers, and a carrier with a date behind it, say nothing of a shift."""
    assert misplaced_date({"配送会社": value}) is None
    assert misplaced_rows({"配送会社": [value]}) == {}


def test_an_order_is_told_by_the_first_number_that_the_sheet_has():
    """Where a sheet has the column it is looked at; 注文番号 is named where it has none of them."""
    assert [number_role(roles) for roles in ([], NUMBERED_BY, NUMBERED_BY[-1:])] == [
        NUMBERED_BY[0],
        NUMBERED_BY[0],
        NUMBERED_BY[-1],
    ]
