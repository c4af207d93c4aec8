"""Exports of QSM into the seller's own book: what is written, what is not, and what is said."""

from __future__ import annotations

import copy
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from importing_books import (
    HEADER,
    ORDERED,
    PAID,
    SHIPPED,
    book,
    changes,
    column,
    imported,
    known,
    planned,
    qsm,
    qsm_cells,
    told,
)
from make_export_samples import NEXT_DAY, ORDERS

from xlshipcheck.exports.joining import join_qsm
from xlshipcheck.exports.table import read_export
from xlshipcheck.hosts.memory import MemorySheet
from xlshipcheck.importing.plan import NEW_ORDER, Counts
from xlshipcheck.sheets.port import DATE, NUMBER, TEXT

FOLDER = Path(__file__).parent / "data" / "exports"
FIRST = FOLDER / "DeliveryManagement_detail_20261121.csv"
SECOND = FOLDER / "DeliveryManagement_detail_20261122.csv"


# ---- new orders ----------------------------------------------------------------------------------


def test_an_empty_book_takes_every_order_in_the_order_of_the_export():
    """A sheet of a header alone is filled, typed; the seller's own column stays empty."""
    sheet = book()
    plan = imported(sheet, read_export(FIRST))
    assert column(sheet, "注文番号") == [order[1] for order in ORDERS]
    assert column(sheet, "メモ") == [None] * 7
    assert sheet.rows[1][2:] == [
        dt.datetime(2026, 11, 9, 0, 1, 2),  # noqa: DTZ001  as above
        dt.datetime(2026, 11, 9, 0, 2, 10),  # noqa: DTZ001  as above
        dt.datetime(2026, 11, 12, 10, 20),  # noqa: DTZ001  as above
        dt.date(2026, 11, 12),
        "配送中",
        "444413758703",
        1,
    ]
    assert plan.counts() == Counts(7, 0, 0, 0)
    assert plan.report()[0] == "シート「受注」: 新しい注文 7行 (2〜8行目)、更新 0行 (0セル)、変更なし 0行"
    assert changes(plan)[0] == (2, "812340001", NEW_ORDER, "", "")


def test_new_orders_go_below_the_last_one():
    """The rows that are there stay where they are, whatever their order."""
    sheet = book(known("812340009"), known("812340007"))
    plan = imported(sheet, qsm(qsm_cells("812340008"), qsm_cells("812340007"), qsm_cells("812340006")))
    assert column(sheet, "注文番号") == ["812340009", "812340007", "812340008", "812340006"]
    assert (plan.new_rows.first_row, plan.new_rows.like_row, plan.new_rows.table) == (4, 3, "")
    assert plan.report()[0] == "シート「受注」: 新しい注文 2行 (4〜5行目)、更新 0行 (0セル)、変更なし 1行"


def test_one_new_order_is_named_by_its_row():
    """A single row is no range."""
    assert "新しい注文 1行 (2行目)、" in planned(book(), qsm(qsm_cells("1"))).report()[0]


def test_new_cells_have_the_look_of_their_type():
    """Dates, numbers and codes are told apart for hosts that format cells."""
    plan = planned(book(), qsm(qsm_cells("0012")))
    looks = {cells.title: cells.kind for cells in plan.new_rows.columns}
    assert looks == {
        "注文番号": TEXT,
        **dict.fromkeys(["注文日", "入金日", "発送日", "発送予定日"], DATE),
        "配送状態": TEXT,
        "送り状番号": TEXT,
        "数量": NUMBER,
    }
    assert next(cells.values for cells in plan.new_rows.columns) == ["0012"]


def test_what_keeps_zeros_is_not_copied():
    """The apostrophe before a postal code is the export's, not the buyer's."""
    sheet = book(header=[*HEADER, "郵便番号", "JANコード"])
    imported(sheet, qsm(qsm_cells("812340001", 郵便番号="'050-0001", JANコード='="0490000000000"')))
    assert sheet.rows[1][-2:] == ["050-0001", "0490000000000"]


def test_a_header_further_down_with_a_title_above():
    """Rows above the header are none of our business."""
    sheet = MemorySheet("受注", [["2026年の受注"], [], [None, *HEADER], [None, *known("812340007")]])
    imported(sheet, qsm(qsm_cells("812340007", **SHIPPED), qsm_cells("812340008")))
    assert sheet.rows[0] == ["2026年の受注"]
    assert [row[2] for row in sheet.rows[3:]] == ["812340007", "812340008"]
    assert sheet.rows[3][8] == "444413758703"


def test_orders_without_a_number_are_counted_and_left_out():
    """A row that cannot be known again is not added at every import."""
    plan = planned(book(), qsm(qsm_cells(""), qsm_cells("812340001"), qsm_cells("")))
    assert plan.counts().new_rows == 1
    assert told(plan, "注文番号のない行") == "書き出しに注文番号のない行が2行あり、取り込んでいません"


# ---- known orders --------------------------------------------------------------------------------


def test_what_the_marketplace_changes_is_brought_up_to_date():
    """A shipped order gets its date, state and number, and nothing else changes."""
    sheet = book(known("812340007"), known("812340008"))
    plan = imported(sheet, qsm(qsm_cells("812340007", **SHIPPED), qsm_cells("812340008")))
    shipped = dt.datetime(2026, 11, 21, 18)  # noqa: DTZ001  as above
    assert sheet.rows[1] == known("812340007", 発送日=shipped, 配送状態="配送中", 送り状番号="444413758703")
    assert sheet.rows[2] == known("812340008")
    assert plan.counts() == Counts(0, 1, 3, 1)
    assert changes(plan) == [
        (2, "812340007", "発送日", "", "2026-11-21 18:00:00"),
        (2, "812340007", "配送状態", "配送要請", "配送中"),
        (2, "812340007", "送り状番号", "", "444413758703"),
    ]


@pytest.mark.parametrize("state", ["配送中", "発送済み", "配送完了", "キャンセル", "返品"])
@pytest.mark.parametrize("force", [False, True], ids=["plain", "forced"])
def test_an_order_that_has_come_further_in_the_book_stays_so(state, force):
    """An export of before the shipment turns no order back; what is blank in the book is filled all the same."""
    sent = known("812340007", 配送状態=state, 発送日=dt.date(2026, 11, 21))
    sheet = book(sent, known("812340008"))
    export = qsm(
        qsm_cells("812340007", 発送日="2026/11/20", 送り状番号="444413758703"), qsm_cells("812340008")
    )
    plan = imported(sheet, export, force=force)
    assert sheet.rows[1] == [*sent[:7], "444413758703", *sent[8:]]
    assert told(plan, "先に進んでいる") == (
        "「配送状態」はブックのほうが先に進んでいるため、その注文の状態・発送日などは書き換えていません"
        f" (ブック → 書き出し): 2行目 (注文 812340007) {state} → 配送要請"
    )


def test_a_state_that_cannot_be_read_keeps_nothing_back():
    """A word of the seller's own is no state that is further on; the marketplace's replaces it, as before."""
    sheet = book(known("812340007", 配送状態="確認中"))
    assert planned(sheet, qsm(qsm_cells("812340007"))).findings.ahead == []
    imported(sheet, qsm(qsm_cells("812340007")))
    assert sheet.rows[1][6] == "配送要請"


def test_two_days_of_samples():
    """The next day's export updates one order, knows one and adds one, 45 columns or 44."""
    sheet = book()
    imported(sheet, read_export(FIRST))
    plan = imported(sheet, read_export(SECOND))
    assert plan.counts() == Counts(1, 1, 3, 1)
    assert column(sheet, "注文番号") == [*(order[1] for order in ORDERS), NEXT_DAY[2][1]]
    assert column(sheet, "送り状番号")[2] == "405548424886"


def test_files_joined_are_imported_at_once():
    """Two files given together leave the book as two imports would."""
    one, two = book(), book()
    imported(one, join_qsm([read_export(FIRST), read_export(SECOND)]))
    imported(two, read_export(FIRST))
    imported(two, read_export(SECOND))
    assert one.rows == two.rows


def test_a_payment_that_comes_in_fills_the_blank():
    """入金日 never changes, but it is blank until the buyer pays."""
    sheet = book(known("812340007", 入金日=None, 配送状態="入金待ち"))
    imported(sheet, qsm(qsm_cells("812340007")))
    assert sheet.rows[1] == known("812340007")


@pytest.mark.parametrize(
    "number", [812340007, 812340007.0, "'812340007", " 812340007 ", "８１２３４０００７"]
)
def test_an_order_is_known_however_its_number_is_kept(number):
    """A number typed as a number, as text or with an apostrophe is no new order, and stays as it is."""
    sheet = book(known(number))
    assert imported(sheet, qsm(qsm_cells("812340007"))).is_empty
    assert sheet.rows[1] == known(number)


def test_values_that_mean_the_same_are_no_change():
    """A book of mixed types is left as the seller keeps it."""
    own = known(
        "812340007",
        注文日=dt.date(2026, 11, 20),
        入金日="2026-11-20 09:00",
        発送日=46347,
        発送予定日=dt.datetime(2026, 11, 26),  # noqa: DTZ001  as above
        配送状態="発送済み",
        送り状番号="4444-1375-8703",
        数量="1",
    )
    sheet = book(own)
    plan = imported(sheet, qsm(qsm_cells("812340007", **SHIPPED)))
    assert changes(plan) == []
    assert plan.findings.conflicts == [], [str(conflict) for conflict in plan.findings.conflicts]
    assert sheet.rows[1] == own


def test_a_number_that_the_spreadsheet_damaged_is_mended():
    """送り状番号 is the marketplace's: what has lost its digits gets them back as text."""
    sheet = book(known("1", 送り状番号="4.44414E+11"), known("2", 送り状番号=123456789))
    imported(sheet, qsm(qsm_cells("1", **SHIPPED), qsm_cells("2", **{**SHIPPED, "送り状番号": "0123456789"})))
    assert column(sheet, "送り状番号") == ["444413758703", "0123456789"]


def test_what_should_never_change_is_reported_and_not_written():
    """The seller decides which of two payment dates is right."""
    sheet = book(known("812340007"), known("812340008", 数量=2))
    before = copy.deepcopy(sheet.rows)
    paid = "2026/11/21 10:00:00"
    plan = imported(sheet, qsm(qsm_cells("812340007", 入金日=paid), qsm_cells("812340008", 入金日=paid)))
    assert sheet.rows == before
    assert told(plan, "「入金日」") == (
        "「入金日」がブックと書き出しで違います (ブック → 書き出し)。変わらないはずの列のため書き換えていません: "
        "2行目 (注文 812340007) 2026-11-20 09:00:05 → 2026-11-21 10:00:00、"
        "3行目 (注文 812340008) 2026-11-20 09:00:05 → 2026-11-21 10:00:00"
    )
    assert told(plan, "「数量」").endswith(": 3行目 (注文 812340008) 2 → 1")


def test_a_long_list_is_cut():
    """Five places and how many more, not a line for each order."""
    numbers = [str(812340000 + n) for n in range(8)]
    sheet = book(*(known(number, 数量=3) for number in numbers))
    sentence = told(planned(sheet, qsm(*map(qsm_cells, numbers))), "「数量」")
    assert sentence.endswith("6行目 (注文 812340004) 3 → 1 ほか3件")
    assert "7行目" not in sentence


def test_a_cell_is_never_emptied():
    """A tracking number that the marketplace does not have (yet) is the seller's entry: it is said."""
    sheet = book(known("812340007", 発送日=dt.date(2026, 11, 21), 送り状番号="444413758703"))
    before = copy.deepcopy(sheet.rows)
    plan = imported(sheet, qsm(qsm_cells("812340007", 数量="")))
    assert sheet.rows == before
    assert told(plan, "「送り状番号」") == (
        "「送り状番号」が書き出しで空です。ブックの値は消していません: 2行目 (注文 812340007) 444413758703"
    )
    assert told(plan, "「発送日」").endswith("2行目 (注文 812340007) 2026-11-21")
    # 数量 is not among what changes; that an export lacks it says nothing.
    assert not any("「数量」" in sentence for sentence in plan.report())


def test_export_without_rows_changes_nothing():
    """An export of no orders is no reason to report all orders as gone."""
    plan = planned(book(known("1")), qsm())
    assert plan.is_empty
    assert plan.counts() == Counts(0, 0, 0, 0)
    assert plan.findings.vanished == []


# ---- whatever the book, whatever the exports -----------------------------------------------------

NUMBERS = [str(812340000 + n) for n in range(6)]
CELLS = {
    "配送状態": st.sampled_from(["", "入金待ち", "配送要請", "配送中", "배송중", "確認中"]),
    "送り状番号": st.sampled_from(["", "444413758703", "0123456789", "'405548424886"]),
    "発送日": st.sampled_from(["", "2026/11/21 18:00:00", "2026-11-22", "未定"]),
    "入金日": st.sampled_from(["", "2026/11/20 09:00:05", "2026/11/20"]),
    "注文日": st.sampled_from(["2026/11/19 12:00:00", "2026/11/20"]),
    "数量": st.sampled_from(["", "1", "1,000"]),
    "住所": st.sampled_from(["", "架空区1", "架空区　1"]),
}
KEPT = {
    "配送状態": st.sampled_from([None, "配送要請", "発送済み", "独自"]),
    "送り状番号": st.sampled_from([None, 444413758703, "4444-1375-8703", 123456789.0]),
    "発送日": st.sampled_from([None, 0, 46347, dt.date(2026, 11, 22), "2026/11/21 18:00", "#N/A"]),
    "入金日": st.sampled_from([None, PAID, dt.date(2026, 11, 20), "2026年11月20日"]),
    "注文日": st.sampled_from([None, ORDERED, "きのう"]),
    "数量": st.sampled_from([None, 1, "１", 1000.0, True]),
    "住所": st.sampled_from([None, "架空区1", "別の住所"]),
}
OWN = st.sampled_from([None, "急ぎ", 3, 0.5, dt.date(2026, 1, 1)])


@st.composite
def exports_of_qsm(draw):
    """Return an export of some orders, some of them more than once."""
    numbers = draw(st.lists(st.sampled_from([*NUMBERS, ""]), max_size=6))
    rows = [qsm_cells(number, **{name: draw(cells) for name, cells in CELLS.items()}) for number in numbers]
    return qsm(*rows)


@st.composite
def books(draw):
    """Return a seller's book: some of the columns in any order, own columns, mixed types, formulas."""
    roles = ["注文番号", "入金日", "発送日", *draw(st.lists(st.sampled_from(sorted(KEPT)), unique=True))]
    header = draw(st.permutations([*dict.fromkeys(roles), "メモ", "担当"]))
    forms = st.sampled_from([str, int, float, "'{}".format])
    rows = []
    for number in draw(st.lists(st.sampled_from([*NUMBERS, "999", None]), max_size=6)):
        key = None if number is None else draw(forms)(number)
        rows.append([key if name == "注文番号" else draw(KEPT.get(name, OWN)) for name in header])
    places = st.tuples(
        st.integers(2, 9), st.sampled_from([n for n, name in enumerate(header, 1) if name != "注文番号"])
    )
    return book(*rows, header=header, formulas=draw(st.lists(places, max_size=4)))


@given(books(), st.lists(exports_of_qsm(), min_size=1, max_size=3))
def test_whatever_is_imported(sheet, exports):
    """Own columns, rows and formulas stay; no cell is emptied; every order is there; a second time is nothing."""
    header = sheet.rows[0]
    order, *own = (header.index(name) + 1 for name in ("注文番号", "メモ", "担当"))
    for export in exports:
        before = {
            (row, place): sheet.value(row, place)
            for row in range(1, 30)
            for place in range(1, len(header) + 1)
        }
        imported(sheet, export, force=True)
        for (row, place), was in before.items():
            cell = sheet.value(row, place)
            if place in own or (row, place) in sheet._formulas or (place == order and was is not None):
                assert cell == was
            assert was is None or cell is not None
        there = {str(number).lstrip("'").removesuffix(".0") for number in column(sheet, "注文番号") if number}
        assert there >= set(export.read_roles(["注文番号"])["注文番号"]) - {""}
        again = planned(sheet, export, force=True)
        assert again.is_empty, again.changes()
