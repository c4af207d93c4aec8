"""Several QSM files as one table."""

from __future__ import annotations

from pathlib import Path

import pytest
from make_export_samples import NEXT_DAY, ORDERS, QSM_DETAIL, comma, qsm_row

from xlshipcheck import errors
from xlshipcheck.exports.amazon import join_exports
from xlshipcheck.exports.joining import join_qsm
from xlshipcheck.exports.table import read_export

FOLDER = Path(__file__).parent / "data" / "exports"
FIRST = FOLDER / "DeliveryManagement_detail_20261121.csv"
SECOND = FOLDER / "DeliveryManagement_detail_20261122.csv"
PLACE = {name: index for index, name in enumerate(QSM_DETAIL)}


def qsm(name: str, *rows: list[str], header: list[str] = QSM_DETAIL):
    """Return a QSM export of these rows."""
    return read_export(comma([header, *rows], "utf-8-sig"), name)


def changed(row: list[str], **cells: str) -> list[str]:
    """Return a QSM row with other cells."""
    return [cells.get(name, cell) for name, cell in zip(QSM_DETAIL, row, strict=False)] + row[
        len(QSM_DETAIL) :
    ]


ROW = qsm_row(ORDERS[2], QSM_DETAIL)


def test_files_are_united_by_order_number_in_order_of_first_appearance():
    """Seven orders and three of the next day, two of which were there before, are eight."""
    joined = join_qsm([read_export(FIRST), read_export(SECOND)])
    roles = joined.read_roles()
    assert roles["注文番号"] == [order[1] for order in ORDERS] + [NEXT_DAY[2][1]]
    assert joined.path == f"{FIRST} ほか1件"
    assert (joined.kind.name, joined.market) == ("qsm_detail", "Qoo10")


def test_the_later_file_wins_for_what_changes():
    """An order shipped in the later file is shipped, and is reported as updated, not as a conflict."""
    joined = join_qsm([read_export(FIRST), read_export(SECOND)])
    roles = joined.read_roles(["配送状態", "発送日", "送り状番号"])
    assert (roles["配送状態"][2], roles["送り状番号"][2], roles["発送日"][2]) == (
        "配送中",
        "405548424886",
        "2026/11/20 09:00:00",
    )
    assert joined.conflicts == []
    # The unchanged order counts as updated too: the later file has a column more.
    assert joined.notes == ["2件の注文を、後に指定したファイルの内容に更新しました"]


def test_the_order_of_files_decides_which_is_later():
    """Given the other way round, the older state stands."""
    joined = join_qsm([read_export(SECOND), read_export(FIRST)])
    states = dict(zip(joined.read_roles()["注文番号"], joined.read_roles()["配送状態"], strict=True))
    assert states["812340003"] == "配送要請"


def test_a_new_column_of_the_later_file_stands_at_the_right():
    """44 and 45 columns give 45; orders of the older file are blank there."""
    joined = join_qsm([read_export(FIRST), read_export(SECOND)])
    assert list(joined.headers) == [*QSM_DETAIL, "ギフト注文"]
    assert [row[-1] for row in joined.iterate_rows()] == ["N", "", "N", "", "", "", "", "N"]
    assert list(join_qsm([read_export(SECOND), read_export(FIRST)]).headers) == [*QSM_DETAIL, "ギフト注文"]


def test_the_users_own_column_survives_a_later_file():
    """A column that the marketplace does not write keeps what a later file leaves out or empty."""
    header = [*QSM_DETAIL, "予約日"]
    first = qsm("1.csv", [*ROW, "2026/12/01"], header=header)
    without = join_qsm([first, qsm("2.csv", ROW)])
    assert without.read_roles(["予約日"]) == {"予約日": ["2026/12/01"]}
    empty = join_qsm([first, qsm("2.csv", [*ROW, ""], header=header)])
    assert empty.read_roles(["予約日"]) == {"予約日": ["2026/12/01"]}
    other = join_qsm([first, qsm("2.csv", [*ROW, "2026/12/24"], header=header)])
    assert other.read_roles(["予約日"]) == {"予約日": ["2026/12/24"]}


def test_what_the_marketplace_took_back_is_taken_back():
    """A 発送日 that the later file no longer has does not linger."""
    shipped = changed(ROW, 発送日="2026/11/19 10:00:00")
    joined = join_qsm([qsm("1.csv", shipped), qsm("2.csv", ROW)])
    assert joined.read_roles(["発送日"]) == {"発送日": [""]}
    assert joined.conflicts == []


def test_rows_repeated_with_the_same_content_are_one():
    """A file pasted together twice counts no order twice."""
    joined = join_qsm([qsm("1.csv", ROW, qsm_row(ORDERS[3], QSM_DETAIL), ROW, ROW), qsm("2.csv", ROW)])
    assert joined.read_roles(["注文番号"])["注文番号"] == ["812340003", "812340004"]
    assert joined.notes == ["同じ内容の行が2行あり、1件にまとめました"]
    assert joined.conflicts == []


def test_rows_of_one_file_that_differ_are_both_kept_and_reported():
    """Which of the two is right cannot be told, so none is dropped."""
    twin = changed(ROW, 入金日="2026/11/14 00:00:00", 数量="2")
    joined = join_qsm([qsm("1.csv", ROW, twin)])
    assert len(list(joined.iterate_rows())) == 2
    assert [str(conflict) for conflict in joined.conflicts] == [
        "注文 812340003 の「入金日」が食い違います: 2026/11/13 09:00:05 と 2026/11/14 00:00:00 (1.csv)",
        "注文 812340003 の「数量」が食い違います: 1 と 2 (1.csv)",
    ]
    # The pair is found again in the next file, row by row.
    again = join_qsm([qsm("1.csv", ROW, twin), qsm("2.csv", ROW, twin)])
    assert list(again.iterate_rows()) == [ROW, twin]


def test_files_that_contradict_each_other_are_reported_and_the_later_is_taken():
    """A payment date does not change; when it does, the seller should know."""
    joined = join_qsm([qsm("1.csv", ROW), qsm("2.csv", changed(ROW, 入金日="2026/11/14 00:00:00"))])
    assert joined.read_roles(["入金日"]) == {"入金日": ["2026/11/14 00:00:00"]}
    assert [str(conflict) for conflict in joined.conflicts] == [
        "注文 812340003 の「入金日」が食い違います: 2026/11/13 09:00:05 と 2026/11/14 00:00:00 (1.csv と 2.csv)"
    ]


def test_a_conflict_about_a_person_shows_no_personal_data():
    """That the address differs is said, the addresses are not."""
    joined = join_qsm([qsm("1.csv", ROW), qsm("2.csv", changed(ROW, 住所="見本県架空市9-9"))])
    assert [str(conflict) for conflict in joined.conflicts] == [
        "注文 812340003 の「住所」が食い違います (1.csv と 2.csv)"
    ]


def test_rows_without_an_order_number_are_all_kept():
    """Rows that cannot be told apart by number are not taken for one order."""
    blank = changed(ROW, 注文番号="")
    joined = join_qsm([qsm("1.csv", blank, blank), qsm("2.csv", blank)])
    assert len(list(joined.iterate_rows())) == 3


@pytest.mark.parametrize("number", ["'812340003", " 812340003 ", '="812340003"'])
def test_apostrophes_and_spaces_do_not_make_another_order(number):
    """The number is compared as it is judged."""
    joined = join_qsm([qsm("1.csv", ROW), qsm("2.csv", changed(ROW, 注文番号=number))])
    assert len(list(joined.iterate_rows())) == 1


def test_users_mapping_holds_for_the_union():
    """A column named by the user keeps its role when files are joined."""
    header = [*QSM_DETAIL, "出せる日"]
    exports = [
        read_export(comma([header, [*ROW, "2026/12/01"]], "utf-8"), name, {"出せる日": "予約日"})
        for name in ("1.csv", "2.csv")
    ]
    assert join_qsm(exports).read_roles(["予約日"]) == {"予約日": ["2026/12/01"]}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("DeliveryManagement_detail_20261121.csv", "amazon_orders.txt"),
        ("amazon_orders.txt", "DeliveryManagement_detail_20261121.csv"),
        ("DeliveryManagement_detail_20261121.csv", "DeliveryManagement_detail_ko.csv"),
        ("DeliveryManagement_detail_20261121.csv", "own_orders.csv"),
        ("own_orders.csv", "own_orders.csv"),
        ("amazon_orders.txt", "own_hold.csv"),
    ],
)
def test_files_that_do_not_belong_together_are_refused(first, second):
    """Two marketplaces, two languages, or a file we do not know have no common rows."""
    with pytest.raises(errors.ExportsMixed, match="一つにまとめられません。分けて実行してください"):
        join_exports([read_export(FOLDER / first), read_export(FOLDER / second)])


def test_a_single_file_is_itself():
    """Nothing is joined where there is nothing to join."""
    own_amazon = read_export(
        "配送会社,送り状番号,注文金額,お届け予定日\nヤマト運輸,1,1000,2026/11/20\n".encode()
    )
    names = ("DeliveryManagement_detail_20261121.csv", "own_orders.csv", "own_hold.csv")
    for export in (own_amazon, *(read_export(FOLDER / name) for name in names)):
        assert join_exports([export]) is export


def test_cells_are_found_by_header_after_joining():
    """Rows of a file with moved columns land under their headers."""
    order = list(reversed(range(len(QSM_DETAIL))))
    moved = qsm(
        "2.csv", [qsm_row(NEXT_DAY[2], QSM_DETAIL)[i] for i in order], header=[QSM_DETAIL[i] for i in order]
    )
    joined = join_qsm([qsm("1.csv", ROW), moved])
    assert list(joined.headers) == QSM_DETAIL
    assert [row[PLACE["注文番号"]] for row in joined.iterate_rows()] == ["812340003", "812340008"]
