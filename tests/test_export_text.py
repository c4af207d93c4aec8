"""The text of export files: encodings, separators, quotes, line ends, in whatever mixture."""

from __future__ import annotations

import csv
import io

import pytest
from export_reading import FOLDER, HEADER, OWN_CSV, ROW, read, refusal_of, rows_of
from hypothesis import given
from hypothesis import strategies as st

from xlshipcheck import errors
from xlshipcheck.exports.table import read_export


def test_embedded_line_breaks_commas_and_quotes_are_content():
    """One QSM order with a message of two lines is one row."""
    export = read_export(FOLDER / "DeliveryManagement_detail_20261121.csv")
    column = export.headers.index("配送要請事項")
    assert export.read_columns([column])[0][0] == '玄関前に,置いてください\n("静かに"お願いします)'


def test_characters_beyond_shift_jis_survive():
    """CP932 has 髙 and ①, which plain Shift_JIS lacks."""
    export = read_export(FOLDER / "DeliveryManagement_detail_20261121.csv")
    assert export.read_columns([export.headers.index("住所")])[0][0] == "東京都架空区見本町1-2-3 髙橋荘①"


def test_amazons_unquoted_quotation_marks_are_content():
    """Amazon quotes nothing: a product name may hold and even begin with a mark."""
    export = read_export(FOLDER / "amazon_orders.txt")
    names = export.read_columns([export.headers.index("product-name")])[0]
    assert names == ["緑茶 ティーバッグ 100個", '27" モニター台', '"静音" マウス', "見本帳"]


def test_quotation_marks_a_spreadsheet_put_around_tab_separated_cells_are_taken_off():
    """A file that went through a spreadsheet has proper quoting, and is read as such."""
    text = '注文番号\t入金日\t発送日\tメモ\r\nA\t2026/11/20\t\t"1行目\n2行目 ""大"""\r\nB\t2026/11/21\t\t"甲,乙"\r\n'
    assert [row[3] for row in rows_of(text)] == ['1行目\n2行目 "大"', "甲,乙"]


def test_apostrophe_and_formula_guards_stay_in_the_output_and_leave_the_role():
    """What keeps a spreadsheet from dropping zeros is no part of the number."""
    text = '注文番号,入金日,発送日,送り状番号,郵便番号\n\'001,2026/11/20,,"=""0123""",\'050-0001\n=2,2026/11/20,,"4""",5\n'
    export = read(text)
    assert next(export.iterate_rows())[4] == "'050-0001"
    assert export.read_roles(["注文番号", "送り状番号"]) == {
        "注文番号": ["001", "=2"],
        "送り状番号": ["0123", '4"'],
    }


def test_columns_and_roles_come_in_the_order_asked_for():
    """read_columns repeats the order of its indexes, one or none included."""
    export = read(OWN_CSV)
    assert export.read_columns([3, 0]) == [["急ぎ"], ["A-1"]]
    assert export.read_columns([0]) == [["A-1"]]
    assert export.read_columns([]) == []
    assert export.read_roles(["到着日"]) == {}


def test_a_header_without_orders_is_an_empty_table():
    """A shop without orders has an export of one line."""
    export = read(HEADER)
    assert list(export.iterate_rows()) == []
    assert export.read_columns([0, 1]) == [[], []]
    assert export.read_roles(["入金日"]) == {"入金日": []}


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_read(ending):
    """LF, CRLF and CR end a row, with or without one after the last."""
    for last in ("", ending):
        assert rows_of(ending.join([HEADER, ROW, ROW]) + last) == [ROW.split(","), ROW.split(",")]


def test_short_rows_are_filled_and_empty_ones_left_out():
    """Missing cells of no role at the end are blank; rows of nothing but separators are no orders."""
    text = f"{HEADER}\nA-1,2026/11/20,\n\n,,,\n,,,,,,\nA-2,2026/11/21,,x\n"
    assert rows_of(text) == [["A-1", "2026/11/20", "", ""], ["A-2", "2026/11/21", "", "x"]]


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["bare", "with a mark"])
def test_a_header_pasted_among_the_rows_is_passed_over_and_said(mark):
    """Two exports pasted together are the orders of both, and the second header is no order."""
    export = read_export(
        f"{HEADER}\nA-1,2026/11/20,,\n{mark}{HEADER}\nA-2,2026/11/21,,x\n".encode(), "表.csv"
    )
    assert [row[0] for row in export.iterate_rows()] == ["A-1", "A-2"]
    assert export.passing_notes() == [
        "表.csv の3行目は見出しの繰り返しなので飛ばしました (書き出しをつないだファイルのようです)"
    ]
    assert export.skipped_rows() == []


def test_a_header_of_other_columns_among_the_rows_is_refused():
    """Below it every cell would be read under a wrong name."""
    export = read_export(
        f"{HEADER}\nA-1,2026/11/20,,\n注文番号,メモ,入金日,発送日\nA-2,x,2026/11/21,\n".encode()
    )
    with pytest.raises(errors.SecondHeader, match="3行目から、列の並びの違う別の見出し"):
        list(export.iterate_rows())


def test_a_file_is_read_again_from_the_start_for_every_pass():
    """Two passes see the same rows, also when the first was left early."""
    export = read_export(FOLDER / "DeliveryManagement_detail_20261121.csv")
    first = export.iterate_rows()
    next(first)
    assert len(list(export.iterate_rows())) == 7


def test_reading_never_changes_the_file(tmp_path):
    """An export is the seller's; its bytes stay."""
    path = tmp_path / "x.csv"
    path.write_bytes(OWN_CSV.encode("cp932"))
    list(read_export(path).iterate_rows())
    assert path.read_bytes() == OWN_CSV.encode("cp932")
    assert list(tmp_path.iterdir()) == [path]


def test_marks_that_are_not_doubled_are_read_where_the_columns_are_clear():
    """A program that quotes every cell and doubles no mark still says where each cell ends."""
    text = f'{HEADER}\r\n"A-1","2026/11/20","","27" 台"\r\n"A-2","2026/11/20","","甲\n乙"\r\n"A-3","","","""丙"""\r\n'
    assert [row[3] for row in rows_of(text)] == ['27" 台', "甲\n乙", '"丙"']
    assert [row[0] for row in rows_of(text)] == ["A-1", "A-2", "A-3"]


# Left out: what CP932 does not give back as it took it, and codes that are no Shift_JIS.
NO_ROUND_TRIP = "\0¢£¬‖−〜\x80\uf8f0\uf8f1\uf8f2\uf8f3"
CELLS = st.text(st.characters(codec="cp932", exclude_characters=NO_ROUND_TRIP), max_size=8)
ORDERS = st.lists(
    st.lists(CELLS, min_size=4, max_size=4).filter(any),
    max_size=5,
)


SEMICOLONS = OWN_CSV.replace(",", ";")


@pytest.mark.parametrize("head", ["", "sep=;\r\n", "受注一覧\r\n\r\n"])
@pytest.mark.parametrize("encoding", ["cp932", "utf-8-sig", "utf-16"])
def test_semicolons_separate_where_the_header_says_so(head, encoding):
    """A spreadsheet of a European system separates by semicolons; a comma in a cell is then a comma."""
    text = head + SEMICOLONS.replace("急ぎ", '"急ぎ, ""要;連絡"""')
    export = read(text, encoding)
    assert export.separator == ";"
    assert list(export.iterate_rows()) == [["A-1", "2026/11/20", "", '急ぎ, "要;連絡"']]


def test_semicolons_in_cells_separate_nothing():
    """However many semicolons the cells hold, the header decides."""
    text = OWN_CSV.replace("急ぎ", "a;b;c;d;e;f;g;h;i;j")
    assert read(text).separator == ","
    assert rows_of(text) == [["A-1", "2026/11/20", "", "a;b;c;d;e;f;g;h;i;j"]]


@pytest.mark.parametrize("value", ["1.980", "1,98", "1.980,50", "1980.00"])
def test_numbers_of_another_region_are_not_guessed(value):
    """Between semicolons 1.980 may be 1,980 yen or less than two: the file is refused with the place and the value."""
    header = "注文番号;入金日;発送日;注文金額"
    text = f"{header}\r\nA-1;2026/11/20;;1980\r\n\r\nA-0;2026/11/20;\r\nA-2;2026/11/20;;{value}\r\n"
    said = refusal_of(text.encode("cp932"))
    assert f"5行目の「注文金額」の「{value}」が桁区切りか小数点か決められません" in said
    assert refusal_of(text.replace(value, "1980").encode("cp932")) == ""
    note = text.replace("注文金額", "メモ")
    assert refusal_of(note.encode("cp932")) == ""


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_utf16_without_its_mark_is_read_by_its_header(encoding, separator):
    """A "Unicode text" that lost its mark is read where a header stands in it, and else refused as before."""
    text = OWN_CSV.replace(",", separator)
    assert rows_of(text, encoding) == [["A-1", "2026/11/20", "", "急ぎ"]]
    assert "文字のファイルではないもの" in refusal_of("a,b\r\nc,d\r\n".encode(encoding))
    assert "文字のファイルではないもの" in refusal_of(text.encode(encoding) + b"\0")


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig", "utf-16"])
@given(
    rows=ORDERS,
    separator=st.sampled_from([",", "\t"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_was_written_is_read(encoding, rows, separator, quoting):
    """Any cells, in every encoding, separator and quoting, come back as they were."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, quoting=quoting, lineterminator="\r\n")
    writer.writerow(HEADER.split(","))
    writer.writerows(rows)
    assert list(read_export(text.getvalue().encode(encoding)).iterate_rows()) == rows


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_with_a_sentence(data):
    """No file makes the reader fail in another way."""
    assert "表.csv" in refusal_of(data)


@given(st.binary(min_size=1, max_size=60), st.integers(0, len(OWN_CSV.encode("cp932"))))
def test_damage_anywhere_is_read_or_refused_with_a_sentence(damage, place):
    """A file with foreign bytes in the middle gives rows of the header's width or one clear refusal."""
    data = OWN_CSV.encode("cp932")
    sentence = refusal_of(data[:place] + damage + data[place:])
    assert not sentence or "表.csv" in sentence
