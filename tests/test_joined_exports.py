"""Several QSM files as one table."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from make_export_samples import NEXT_DAY, ORDERS, QSM_DETAIL, comma, qsm_row

from xlshipcheck import errors
from xlshipcheck.exports.amazon import join_exports
from xlshipcheck.exports.joining import join_qsm
from xlshipcheck.exports.newest import state_rank
from xlshipcheck.exports.table import read_export
from xlshipcheck.headers.roles import order_states
from xlshipcheck.values.days import day_of

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
    assert joined.notes == ["2件の注文を、新しいほうのファイルの内容に更新しました"]


def as_sent(number: int, **cells: str) -> list[str]:
    """Return a sample order as it is once sent."""
    sent = {"配送状態": "配送中", "発送日": "2026/11/16 18:00:00", "送り状番号": "444413758703"}
    return changed(ROW, **{"注文番号": str(number), **sent, **cells})


def states_of(*exports, as_of=None):
    """Return order -> state of joined exports."""
    roles = join_qsm(exports, as_of).read_roles(["注文番号", "配送状態"])
    return dict(zip(roles["注文番号"], roles["配送状態"], strict=True))


@pytest.mark.parametrize("turned", [False, True], ids=["old new", "new old"])
def test_files_in_any_order_give_the_newest_of_every_order(tmp_path, turned):
    """42 sent orders do not go back to unsent because a folder lists the newer file first."""
    numbers = range(812350000, 812350042)
    old, new = tmp_path / "z.csv", tmp_path / "a.csv"
    old.write_bytes(comma([QSM_DETAIL, *(changed(ROW, 注文番号=str(number)) for number in numbers)], "cp932"))
    new.write_bytes(comma([QSM_DETAIL, *map(as_sent, numbers)], "cp932"))
    files = [new, old] if turned else [old, new]
    assert states_of(*map(read_export, files)) == {str(number): "配送中" for number in numbers}


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("入金待ち", "配送要請"),
        ("配送要請", "配送準備"),
        ("配送準備", "配送中"),
        ("配送中", "配送完了"),
        ("配送完了", "キャンセル"),
        ("配送完了", "返品"),
        ("キャンセル要請", "配送中"),
        ("배송요청", "配送中"),
    ],
)
@pytest.mark.parametrize("turned", [False, True], ids=["given in order", "turned round"])
def test_the_later_state_wins_whatever_the_file(earlier, later, turned):
    """An order stays sent although a file with a newer date still calls it unsent."""
    first = qsm("1.csv", changed(ROW, 配送状態=later))
    newer = qsm(
        "2.csv", changed(ROW, 配送状態=earlier), changed(ROW, 注文番号="9", 注文日="2026/11/20 10:00")
    )
    files = [newer, first] if turned else [first, newer]
    assert states_of(*files)["812340003"] == later
    assert join_qsm(files).notes == [
        "1件の注文は、ファイルの新しさではなく、配送状態が先に進んでいるほうのファイルの内容にしました"
    ]


def test_every_state_has_a_place_among_the_others():
    """A state that had none would be decided by the file alone, without anybody having chosen that."""
    assert [state for state in order_states() if state_rank(state) is None] == []
    assert state_rank("確認中") is None
    assert state_rank("") is None


def test_equal_states_take_the_file_with_the_newest_date():
    """The file whose orders go on longer is the newer one, whichever is given first."""
    older = qsm("1.csv", changed(ROW, 送り状番号="1"))
    newer = qsm("2.csv", changed(ROW, 送り状番号="2"), changed(ROW, 注文番号="9", 発送日="2026/11/20"))
    for files in ([older, newer], [newer, older]):
        assert join_qsm(files).read_roles(["送り状番号"])["送り状番号"][0] == "2"


def test_a_date_that_lies_ahead_makes_no_file_new():
    """A 発送日 of next week was typed, it is not the day on which the file was made."""
    ahead = qsm("1.csv", changed(ROW, 送り状番号="1"), changed(ROW, 注文番号="9", 発送日="2026/12/01"))
    newer = qsm("2.csv", changed(ROW, 送り状番号="2"), changed(ROW, 注文番号="8", 発送日="2026/11/20"))
    as_of = day_of(dt.date(2026, 11, 21))
    for files in ([ahead, newer], [newer, ahead]):
        assert (
            dict(zip(*join_qsm(files, as_of).read_roles(["注文番号", "送り状番号"]).values(), strict=True))[
                "812340003"
            ]
            == "2"
        )


def written(folder: Path, name: str, time: int, row: list[str]) -> Path:
    """Write a file of one order with a time of its own."""
    path = folder / name
    path.write_bytes(comma([QSM_DETAIL, row], "utf-8-sig"))
    os.utime(path, (time, time))
    return path


def test_equal_dates_take_the_newer_file(tmp_path):
    """The file's own time decides last."""
    newer = written(tmp_path, "a.csv", 1_763_700_060, changed(ROW, 送り状番号="2"))
    older = written(tmp_path, "b.csv", 1_763_700_000, changed(ROW, 送り状番号="1"))
    assert join_qsm([read_export(newer), read_export(older)]).read_roles(["送り状番号"]) == {
        "送り状番号": ["2"]
    }


def test_files_equally_new_that_differ_are_refused(tmp_path):
    """Which of two numbers is the right one is not guessed."""
    paths = [
        written(tmp_path, name, 1_763_700_000, changed(ROW, 送り状番号=name)) for name in ("a.csv", "b.csv")
    ]
    exports = [read_export(path, path.name) for path in paths]
    with pytest.raises(errors.ExportsContradict) as refused:
        join_qsm(exports)
    assert "a.csv と b.csv のどちらが新しいか分かりません。注文 812340003 の「送り状番号」が違う" in str(
        refused.value
    )
    # The same order in two states needs no date: the later state is the newest.
    written(tmp_path, "b.csv", 1_763_700_000, as_sent(812340003))
    assert states_of(*map(read_export, paths)) == {"812340003": "配送中"}


def test_a_column_that_one_file_lacks_contradicts_nothing(tmp_path):
    """A file with ギフト注文 and one without it are no two answers."""
    without = written(tmp_path, "a.csv", 1_763_700_000, ROW)
    with_it = tmp_path / "b.csv"
    with_it.write_bytes(comma([[*QSM_DETAIL, "ギフト注文"], [*ROW, "Y"]], "utf-8-sig"))
    os.utime(with_it, (1_763_700_000, 1_763_700_000))
    for files in ([without, with_it], [with_it, without]):
        assert list(join_qsm(list(map(read_export, files))).iterate_rows()) == [[*ROW, "Y"]]


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
    """A 発送日 that the newer file no longer has does not linger."""
    shipped = changed(ROW, 発送日="2026/11/19 10:00:00")
    newer = qsm("2.csv", ROW, changed(ROW, 注文番号="9", 注文日="2026/11/20 10:00:00"))
    joined = join_qsm([qsm("1.csv", shipped), newer])
    assert joined.read_roles(["発送日"]) == {"発送日": ["", ""]}
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
