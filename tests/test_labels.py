"""Issued labels of the carriers' software: told by their header, read without guessing, brought to blank cells only."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlshipcheck import errors
from xlshipcheck.context import Context, Settings
from xlshipcheck.hosts.memory import MemoryBook, MemorySheet
from xlshipcheck.importing.labels import apply_labels, plan_labels
from xlshipcheck.labels.kinds import label_kind_of
from xlshipcheck.labels.matching import match_labels
from xlshipcheck.labels.reading import is_label_file, parted, read_date, read_labels
from xlshipcheck.labels.table import HeldTable
from xlshipcheck.qoo10.notes import LABEL_ISSUED, sentences
from xlshipcheck.sheets.refresh import refresh_book
from xlshipcheck.values.days import day_of

A, B, C = "444413758703", "512547514334", "405548424886"
B2 = (
    "お客様管理番号,送り状種類,クール区分,伝票番号,出荷予定日,お届け先電話番号,お届け先名,"
    "止置き,営業所コード,複数口くくりキー,検索キー1"
)
EHIDEN = "お問い合せ送り状No.,お客様管理番号,出荷日,到着日,荷物状況,営業所受取,受取場所"
YUPURI = "お客様側管理番号,お問い合わせ番号,発送日,到着日,受取場所"
AS_OF = Context(day_of(dt.date(2026, 11, 21)))
HEADER = ["メモ", "注文番号", "入金日", "発送日", "発送予定日", "配送状態", "配送会社", "送り状番号"]
HOLD_HEADER = ["送り状番号", "注文番号", "発送日", "配送状態", "到着日", "受取場所"]


def b2(
    order: str, number: str = A, *, held: str = "0", code: str = "", group: str = "", kind: str = "0"
) -> str:
    """Return a row of a B2 file."""
    return f"{order},{kind},0,{number},2026/11/20,000-0000-0000,見本 花子,{held},{code},{group},K-{order}"


def ehiden(order: str, number: str = B, day: str = "2026/11/20") -> str:
    """Return a row of an e飛伝 history."""
    return f"{number},{order},{day},,,0,"


def read(header: str, *rows: str, encoding: str = "cp932", **settings: object):
    """Return a file of labels as read."""
    data = "\r\n".join([header, *rows, ""]).encode(encoding)
    return read_labels(data, Settings(**settings), "送り状.csv")  # type: ignore[arg-type]


def order(number: object, **cells: object) -> list[object]:
    """Return a row of an unsent order."""
    row = ["急ぎ", number, dt.date(2026, 11, 18), None, dt.date(2026, 11, 25), "配送準備", None, None]
    return list({**dict(zip(HEADER, row, strict=True)), **cells}.values())


def brought(files, *rows, held=None, header=HEADER):
    """Bring labels into a book in memory; return the plan, its order rows and its hold rows."""
    sheets = [MemorySheet("受注", [list(header), *rows])]
    if held is not None:
        sheets.append(MemorySheet("止置き", [list(HOLD_HEADER), *held]))
    book = MemoryBook(sheets)
    plan = plan_labels(book, files, AS_OF, "b.xlsx")
    apply_labels(book, plan)
    return plan, sheets[0].rows[1:], sheets[-1].rows[1:]


def said(plan, part):
    """Return the one sentence of a report that has this part in it."""
    found = [line for line in plan.report() if part in line]
    assert len(found) == 1, plan.report()
    return found[0]


@pytest.mark.parametrize(
    ("header", "name"), [(B2, "yamato_b2"), (EHIDEN, "sagawa_ehiden"), (YUPURI, "japan_post_yupuri")]
)
def test_a_file_is_known_by_its_header(header, name):
    """Each software's file is told by its columns, in whatever order they stand."""
    columns = header.split(",")
    assert label_kind_of(columns).name == name
    assert label_kind_of(columns[::-1]).name == name
    assert label_kind_of(columns[1:2]) is None


def test_a_row_of_b2():
    """A printed label has its number, carrier and service, and never a day of dispatch: 出荷予定日 is a plan."""
    (label,) = read(B2, b2("812340001", kind="7")).labels
    assert (label.order, label.number, label.carrier) == ("812340001", A, "ヤマト運輸")
    assert (label.service, label.dispatched, label.held) == ("ネコポス", None, False)


def test_a_row_of_the_ehiden_history():
    """The history's 出荷日 is the day on which the parcel went; 営業所受取 makes it a held one."""
    (label,) = read(EHIDEN, f"{B},812340002,2026/11/16,2026/11/17,⇒ 保管中,1,佐川営業所").labels
    assert label.dispatched == dt.date(2026, 11, 16)
    assert (label.held, label.place, label.arrived) == (True, "佐川営業所", dt.date(2026, 11, 17))


@pytest.mark.parametrize(("used", "day"), [(False, None), (True, dt.date(2026, 11, 16))])
def test_the_ship_date_of_yupuri_counts_by_the_setting(used, day):
    """発送日 of ゆうプリR may be the day of printing: it is used only where the setting says so, and else that is said."""
    file = read(YUPURI, f"812340001,{C},20261116,20261117,郵便局留", label_ship_date=used)
    assert file.labels[0].dispatched == day
    assert bool(file.notes) is not used


def test_the_setting_names_the_field_of_the_order_number():
    """The order number may stand in 検索キー1; a column that is not there is refused by its name."""
    assert read(B2, b2("X"), label_order="検索キー1").labels[0].order == "K-X"
    with pytest.raises(errors.LabelFieldMissing, match="記事"):
        read(B2, b2("X"), label_order="記事")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (b2("812340001", "123456789012"), "チェックデジット"),
        (b2("812340001", "4.44414E+11"), "破損"),
        (b2("812340001", "#N/A"), "エラー「#N/A」"),
        (b2("8.1234E+08"), "注文番号が表計算ソフトで壊れています"),
        (b2("812340001") + ",x", "列の数が見出しと違います"),
        ("812340001,0", "列の数が見出しと違います"),
    ],
)
def test_what_cannot_be_read_is_named(row, problem):
    """A damaged or shifted row is named with its number and left out; the others are read."""
    file = read(B2, row, b2("812340002", C))
    assert [label.order for label in file.labels] == ["812340002"]
    assert len(file.problems) == 1
    assert "2行目" in file.problems[0]
    assert problem in file.problems[0]


def test_a_date_that_is_none_is_named():
    """A word where the day of dispatch belongs makes the row unreadable, never undated."""
    file = read(EHIDEN, ehiden("1", day="未定"))
    assert (file.labels, len(file.problems)) == ([], 1)


def test_labels_not_issued_yet_are_counted():
    """A row without a number, or without an order number, is counted and said once."""
    file = read(B2, b2("812340001", ""), b2("", A), b2("812340003"))
    assert len(file.labels) == 1
    assert [note.split("行あり")[0][-1] for note in file.notes] == ["1", "1"]


@given(st.dates(dt.date(1987, 1, 1), dt.date(2099, 12, 31)))
def test_every_form_of_a_day(day):
    """yyyymmdd, yyyy/mm/dd and yyyy-mm-dd are one day."""
    assert {read_date(f"{day:{form}}") for form in ("%Y%m%d", "%Y/%m/%d", "%Y-%m-%d")} == {day}


def test_blank_cells_are_filled_and_nothing_else():
    """送り状番号 and 配送会社 go into blank cells; 発送日 only from a history; every other cell stays."""
    files = [read(B2, b2("812340001")), read(EHIDEN, ehiden("812340002"))]
    plan, rows, _ = brought(files, order(812340001), order("812340002"), order("812340003"))
    assert rows[0] == order(812340001, 送り状番号=A, 配送会社="ヤマト運輸")
    assert rows[1] == order("812340002", 送り状番号=B, 配送会社="佐川急便", 発送日=dt.date(2026, 11, 20))
    assert rows[2] == order("812340003")
    assert "2行に入力 (5セル)" in said(plan, "受注」: 送り状 ")
    assert "未発送 1行" in said(plan, "送り状発行済・未発送")


def test_a_second_import_changes_nothing():
    """What is there already agrees and is counted, so that an import can be repeated."""
    file = read(B2, b2("812340001"))
    _, rows, _ = brought([file], order("812340001"))
    again, after, _ = brought([file], *rows)
    assert again.is_empty
    assert after == rows


def test_conflicts_are_shown_and_never_overwritten():
    """Another number, carrier or day in the book stays, and both are shown with the row."""
    there = order("812340001", 送り状番号=C, 配送会社="日本郵便")
    plan, rows, _ = brought([read(B2, b2("812340001"))], there)
    assert rows == [there]
    assert f"2行目 (注文 812340001) {C} → {A}" in said(plan, "「送り状番号」が送り状と違います")
    there = order("812340002", 送り状番号=B, 配送会社="ヤマト", 発送日=dt.date(2026, 11, 19))
    plan, rows, _ = brought([read(EHIDEN, ehiden("812340002"))], there)
    assert rows == [there]
    assert "ヤマト → 佐川急便" in said(plan, "「配送会社」が送り状と違います")
    assert "2026-11-19 → 2026-11-20" in said(plan, "「発送日」が送り状と違います")


def test_several_orders_under_one_number():
    """Orders packed together share a number: as rows of their own, or listed in one cell of the label."""
    plan, rows, _ = brought(
        [read(B2, b2("812340001、812340002"), b2("812340003", C), b2("812340004", C))],
        *(order(f"81234000{n}") for n in (1, 2, 3, 4)),
    )
    assert [row[-1] for row in rows] == [A, A, C, C]
    assert "4行に入力" in plan.report()[0]


def test_a_cell_with_an_unknown_order_is_not_taken_apart():
    """Where one of the numbers in a cell is no order of the book, nothing is guessed."""
    plan, rows, _ = brought([read(B2, b2("812340001/999"))], order("812340001"))
    assert rows == [order("812340001")]
    assert "812340001/999" in said(plan, "注文のない送り状が1件")


def test_one_order_with_several_numbers():
    """Two numbers may be a label made again: none is taken, unless the file says that they are one shipment."""
    rows = (order("812340001"), order("812340002"))
    file = read(
        B2,
        b2("812340001", A),
        b2("812340001", C),
        b2("812340002", A, group="9"),
        b2("812340002", C, group="9"),
    )
    plan, after, _ = brought([file], *rows)
    assert [row[-1] for row in after] == [None, A]
    assert f"812340001 ({A}・{C})" in said(plan, "どれか決められない")
    assert f"812340002 ({A}・{C})" in said(plan, "複数口の注文です")


def test_a_number_already_chosen_by_the_seller_settles_it():
    """Of several labels the one in the book is the order's, and gives its day of dispatch."""
    there = order("812340002", 送り状番号=B)
    file = read(EHIDEN, ehiden("812340002", B), ehiden("812340002", A, "2026/11/10"))
    _, rows, _ = brought([file], there)
    assert rows[0][3] == dt.date(2026, 11, 20)


def test_cancelled_orders_and_days_to_come():
    """A label of a cancelled order is a parcel to stop; a day of dispatch after today is none."""
    file = read(EHIDEN, ehiden("812340001"), ehiden("812340002", B, "2026/11/24"))
    plan, rows, _ = brought([file], order("812340001", 配送状態="キャンセル"), order("812340002"))
    assert rows[0] == order("812340001", 配送状態="キャンセル")
    assert (rows[1][3], rows[1][-1]) == (None, B)
    assert "812340001" in said(plan, "キャンセルの注文の送り状")
    assert "812340002" in said(plan, "基準日より後")


def test_a_formula_is_not_overwritten():
    """A cell that the seller fills by a formula keeps it, also where it shows nothing yet."""
    sheet = MemorySheet("受注", [HEADER, order("812340001")], formulas=[(2, 8)])
    book = MemoryBook([sheet])
    plan = plan_labels(book, [read(B2, b2("812340001"))], AS_OF, "b.xlsx")
    assert [header for _, header, _ in plan.sheets[0].updates] == ["配送会社"]
    assert "数式のセル1個" in said(plan, "数式")


def test_a_label_held_at_a_branch_becomes_a_row_of_the_hold_sheet():
    """止置き = 1 adds a row with number and branch; the plan and a second run agree."""
    file = read(B2, b2("812340001", held="1", code="011100"), b2("812340002", C))
    plan, _, holds = brought([file], order("812340001"), order("812340002"), held=[])
    assert holds == [[A, "812340001", None, None, None, "011100 ヤマト営業所"]]
    assert "新しい注文 1行" in said(plan, "止置き」")
    again, _, after = brought([file], order("812340001"), order("812340002"), held=holds)
    assert after == holds
    assert again.holds.is_empty


def test_without_a_hold_sheet_the_held_parcels_are_named():
    """A book without a sheet for them is not given one, and the parcels are named."""
    plan, _, _ = brought([read(B2, b2("812340001", held="1"))], order("812340001"))
    assert f"812340001 ({A})" in said(plan, "営業所止めのシートがない")


def test_a_book_without_the_columns_is_refused():
    """Without 注文番号 and 送り状番号 there is nowhere to put a number."""
    header = [*HEADER[:-1], "別"]
    with pytest.raises(errors.LabelColumnsMissing):
        brought([read(B2, b2("812340001"))], order("812340001"), header=header)


def test_a_sheet_without_the_column_is_named_with_what_to_do():
    """An order of the book is not called unknown because its sheet has no column for the number; others still are."""
    bare = MemorySheet("別の受注", [[*HEADER[:-1], "別"], order("812340009")])
    book = MemoryBook([MemorySheet("受注", [HEADER, order("812340001")]), bare])
    plan = plan_labels(book, [read(B2, b2("812340009", A), b2("999", B))], AS_OF, "b.xlsx")
    assert said(plan, "見出し「配送会社」「送り状番号」の列を加えて").startswith(
        f"シート「別の受注」には送り状番号の列がないため、送り状1件を入れていません: 812340009 ({A})。"
    )
    assert f"1件あり、入れていません: 999 ({B})" in said(plan, "ブックに注文のない送り状")


def test_a_protected_sheet_is_left_alone():
    """A protected sheet that would get a number is refused before anything is written."""
    book = MemoryBook([MemorySheet("受注", [HEADER, order("812340001")], is_protected=True)])
    with pytest.raises(errors.SheetProtected):
        plan_labels(book, [read(B2, b2("812340001"))], AS_OF, "b.xlsx")


def test_a_printed_label_is_no_dispatch():
    """After the import the order is still to be sent today, and 確認 says that its label is printed."""
    sheet = MemorySheet("受注", [HEADER, order("812340001"), order("812340002")])
    book = MemoryBook([sheet])
    apply_labels(book, plan_labels(book, [read(B2, b2("812340001"))], AS_OF, "b.xlsx"))
    done = refresh_book(book, AS_OF)
    assert {line.fact.order for line in done.plan.lines} == {"812340001", "812340002"}
    remarks = next(column for column in done.sheets[0].assessed.columns if column.title == "確認").values
    (sentence,) = sentences(LABEL_ISSUED)
    assert "送り状発行済・未発送" in sentence
    assert [sentence in str(remark) for remark in remarks] == [True, False]


def test_files_are_parted(tmp_path):
    """Label files are told from exports without reading them to their end; what is no text is nobody's label."""
    label, other, broken = (tmp_path / name for name in ("b2.csv", "q.csv", "x.csv"))
    label.write_bytes(("\r\n".join([B2, *[b2("1")] * 3000])).encode("cp932"))
    other.write_text("注文番号,入金日,発送日\n1,2026/11/20,\n", encoding="utf-8")
    broken.write_bytes(b"\xff\xfe\x00")
    assert parted([other, label, broken]) == ([label], [other, broken])
    assert not is_label_file(tmp_path / "absent.csv")
    with pytest.raises(errors.ImportNotExport):
        read_labels(other, Settings())


def test_a_formula_in_a_label_is_text():
    """Words of a label that look like a formula are no formula in the book."""
    file = read(EHIDEN, f"{B},812340002,2026/11/16,,=HYPERLINK(1),1,@営業所")
    assert HeldTable(file.labels).rows[0][-2:] == ["営業所", "HYPERLINK(1)"]


@given(st.lists(st.tuples(st.sampled_from("123"), st.sampled_from([A, C])), max_size=6))
def test_only_blank_cells_are_ever_filled(pairs):
    """Whatever the labels say, a cell that holds something is in no fill, and no cell is filled twice."""
    columns = {"注文番号": ["1", "2"], "送り状番号": [None, C], "配送会社": ["日本郵便", None]}
    found = match_labels(read(B2, *(b2(*pair) for pair in pairs)).labels, columns, AS_OF.as_of)
    places = [(fill.row, fill.role) for fill in found.fills]
    assert len(set(places)) == len(places)
    assert set(places) <= {(0, "送り状番号"), (1, "配送会社")}
