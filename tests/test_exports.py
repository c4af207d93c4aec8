"""Export files: encodings, separators, quotes, kinds, and every file that is refused."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make_export_samples import (
    AMAZON_ALL_ORDERS,
    AMAZON_ORDERS,
    AMAZON_SHIPMENT,
    AMAZON_UNSHIPPED,
    QSM_BRIEF,
    QSM_DETAIL,
    QSM_DETAIL_KOREAN,
    samples,
)

from xlshipcheck import errors
from xlshipcheck.exports import OWN, all_kinds, kind_of, read_export

FOLDER = Path(__file__).parent / "data" / "exports"
HEADER = "注文番号,入金日,発送日,メモ"
ROW = "A-1,2026/11/20,,急ぎ"
OWN_CSV = f"{HEADER}\r\n{ROW}\r\n"


def refusal_of(data: bytes) -> str:
    """Return the sentence with which a file is refused, "" where it is read to its end."""
    try:
        export = read_export(data, "表.csv")
        widths = {len(row) for row in export.iterate_rows()}
    except errors.FileRefused as refused:
        return str(refused)
    assert widths <= {len(export.headers)}
    return ""


def read(text: str, encoding: str = "cp932"):
    """Return the export of a text."""
    return read_export(text.encode(encoding), "表.csv")


def rows_of(text: str, encoding: str = "cp932") -> list[list[str]]:
    """Return the rows below the header of a text."""
    return list(read(text, encoding).iterate_rows())


# ---- the marketplaces' files ---------------------------------------------------------------------


def test_sample_files_are_what_their_script_makes():
    """The committed bytes are reproducible."""
    written = {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.suffix in {".csv", ".txt"}}
    assert written == samples()


@pytest.mark.parametrize(
    ("name", "kind", "market", "encoding", "separator", "columns", "rows"),
    [
        ("DeliveryManagement_detail_20261121.csv", "qsm_detail", "Qoo10", "cp932", ",", 44, 7),
        ("DeliveryManagement_detail_20261122.csv", "qsm_detail", "Qoo10", "utf-8-sig", ",", 45, 3),
        ("DeliveryManagement_detail_ko.csv", "qsm_detail", "Qoo10", "utf-8-sig", ",", 46, 2),
        ("amazon_orders.txt", "amazon_orders", "Amazon", "cp932", "\t", 29, 4),
        ("amazon_unshipped.txt", "amazon_unshipped", "Amazon", "cp932", "\t", 34, 1),
        ("amazon_all_orders.txt", "amazon_all_orders", "Amazon", "cp932", "\t", 31, 6),
        ("amazon_shipment.txt", "amazon_shipment", "Amazon", "cp932", "\t", 9, 4),
        ("own_orders.csv", "", "Qoo10", "cp932", ",", 6, 2),
        ("own_hold.csv", "", "営業所止め", "utf-8", ",", 7, 1),
    ],
)
def test_every_kind_of_file_is_recognised(name, kind, market, encoding, separator, columns, rows):
    """Kind, marketplace, encoding and separator come from the content alone."""
    export = read_export(FOLDER / name)
    assert (export.kind.name, export.market) == (kind, market)
    assert (export.encoding, export.separator) == (encoding, separator)
    assert len(export.headers) == columns
    read_rows = list(export.iterate_rows())
    assert len(read_rows) == rows
    assert {len(row) for row in read_rows} == {columns}


def test_names_of_files_do_not_matter(tmp_path):
    """A tab separated file called .csv is read by its header."""
    path = tmp_path / "何か.csv"
    path.write_bytes((FOLDER / "amazon_orders.txt").read_bytes())
    assert read_export(path).kind.name == "amazon_orders"
    assert read_export(str(path)).path == str(path)


@pytest.mark.parametrize(
    "name", ["DeliveryManagement_detail_20261121.csv", "DeliveryManagement_detail_ko.csv"]
)
def test_qsm_roles_in_japanese_and_korean(name):
    """Both languages give the same roles; 注文金額の合計 is no 注文金額."""
    roles = read_export(FOLDER / name).header_row.roles
    assert sorted(roles) == sorted(
        "注文番号 カート番号 入金日 発送日 発送予定日 注文日 配送状態 配送会社 送り状番号 商品番号 数量 サービス".split()
    )
    assert roles["入金日"] == 7
    assert roles["商品番号"] == 12


def test_columns_are_found_in_any_order():
    """A file whose columns somebody moved is the same file."""
    export = read_export(FOLDER / "DeliveryManagement_detail_20261121.csv")
    order = list(reversed(range(44)))
    text = io.StringIO(newline="")
    csv.writer(text).writerows([row[i] for i in order] for row in [export.headers, *export.iterate_rows()])
    moved = read_export(text.getvalue().encode())
    assert moved.kind == export.kind
    assert moved.read_roles() == export.read_roles()


@pytest.mark.parametrize(
    ("columns", "kind", "language"),
    [
        (QSM_DETAIL, "qsm_detail", "Qoo10 QSM 詳細"),
        ([*QSM_DETAIL, "ギフト注文"], "qsm_detail", "Qoo10 QSM 詳細"),
        (QSM_DETAIL_KOREAN, "qsm_detail", "Qoo10 QSM 詳細 (韓国語)"),
        (QSM_BRIEF, "qsm_brief", "Qoo10 QSM 簡略"),
        (AMAZON_ORDERS, "amazon_orders", "Amazon 注文レポート"),
        (AMAZON_UNSHIPPED, "amazon_unshipped", "Amazon 未出荷レポート"),
        (AMAZON_ALL_ORDERS, "amazon_all_orders", "Amazon 全注文レポート"),
        (AMAZON_SHIPMENT, "amazon_shipment", "Amazon 出荷通知"),
    ],
)
def test_kinds_follow_from_headers_as_published(columns, kind, language):
    """The headers that published programs read, with a user's column among them, tell the kind."""
    found = kind_of(["わたしのメモ", *columns, None])
    assert (found.name, found.label) == (kind, language)


def test_full_headers_of_kinds_are_the_published_ones():
    """The list in the data file and the headers read elsewhere are the same."""
    listed = {kind.label: [column.strip() for column in kind.columns] for kind in all_kinds()}
    assert listed["Qoo10 QSM 詳細"] == [*QSM_DETAIL, "ギフト注文"]
    assert listed["Qoo10 QSM 詳細 (韓国語)"] == [column.strip() for column in QSM_DETAIL_KOREAN]
    assert listed["Qoo10 QSM 簡略"] == QSM_BRIEF
    assert listed["Amazon 注文レポート"] == AMAZON_ORDERS
    assert listed["Amazon 未出荷レポート"] == AMAZON_UNSHIPPED
    assert listed["Amazon 全注文レポート"] == AMAZON_ALL_ORDERS
    assert listed["Amazon 出荷通知"] == AMAZON_SHIPMENT


def test_every_kind_has_the_columns_that_tell_it_and_is_told_by_its_own_header():
    """A required column that is not in the header would make the kind unreachable."""
    for kind in all_kinds():
        assert kind_of(kind.columns) == kind
    assert kind_of(["注文番号", "入金日"]) is OWN


def test_shipment_confirmation_begins_below_its_three_header_rows():
    """The template line and the Japanese names are no data."""
    export = read_export(FOLDER / "amazon_shipment.txt")
    roles = export.read_roles(["注文番号", "配送会社", "送り状番号", "発送日"])
    assert roles["注文番号"][0] == "250-0000001-0000001"
    assert roles["配送会社"] == ["Yamato Transport", "Yamato Transport", "名鉄運輸", "日本郵便"]
    assert roles["送り状番号"][2] == "0123456789"


def test_the_brief_export_is_refused_with_the_export_to_take():
    """Without 入金日 no Qoo10 clock can run."""
    with pytest.raises(errors.BriefExport) as caught:
        read_export(FOLDER / "DeliveryManagement_brief_20261121.csv", "brief.csv")
    assert str(caught.value) == (
        "brief.csv は簡略版の書き出しで、入金日がありません。"
        "QSM の「配送/キャンセル/未受取」で「詳細」を選んで書き出したファイルを指定してください"
    )


def test_a_brief_export_to_which_the_payment_date_was_added_is_read():
    """A mapped or added 入金日 makes the brief export usable."""
    header = ",".join([*QSM_BRIEF, "お金の日"])
    row = ",".join(["配送要請", "1", "2", *[""] * 12, "2026/11/20"])
    export = read_export(f"{header}\n{row}\n".encode(), "brief.csv", {"お金の日": "入金日"})
    assert export.read_roles(["入金日"]) == {"入金日": ["2026/11/20"]}


def test_a_users_mapping_names_columns_of_his_own_file():
    """`--map` works for a file of the seller's own words."""
    export = read_export(
        "番号,お金,出した\n1,2026/11/20,\n".encode(),
        "表.csv",
        {"番号": "注文番号", "お金": "入金日", "出した": "発送日"},
    )
    assert export.market == "Qoo10"
    assert export.read_roles(["入金日"]) == {"入金日": ["2026/11/20"]}


# ---- reading -------------------------------------------------------------------------------------


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
    """Missing cells at the end are blank; rows of nothing but separators are no orders."""
    text = f"{HEADER}\nA-1,2026/11/20\n\n,,,\n,,,,,,\nA-2,2026/11/21,,x,, \n"
    assert rows_of(text) == [["A-1", "2026/11/20", "", ""], ["A-2", "2026/11/21", "", "x"]]


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
    text = f"{header}\r\nA-1;2026/11/20;;1980\r\n\r\nA-2;2026/11/20;;{value}\r\n"
    said = refusal_of(text.encode("cp932"))
    assert f"4行目の「注文金額」の「{value}」が桁区切りか小数点か決められません" in said
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


# ---- refusals, one clear sentence each -------------------------------------------------------------


def zipped(*names: str) -> bytes:
    """Return the bytes of a zip with files of these names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize("data", [b"", b"\r\n \t\r\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xff\xfe\r\0\n\0"])
def test_an_empty_file(data):
    """Nothing but white space and marks is an empty file."""
    with pytest.raises(errors.FileEmpty) as caught:
        read_export(data, "表.csv")
    assert str(caught.value) == "表.csv は空です。モールから書き出し直してください"


def test_a_file_that_is_not_there(tmp_path):
    """The path is named."""
    with pytest.raises(errors.FileMissing, match=r"無い\.csv が見つかりません"):
        read_export(tmp_path / "無い.csv")


def test_a_folder_is_not_opened(tmp_path):
    """What the operating system refuses is said with its words."""
    with pytest.raises(errors.FileUnreadable, match="開けません"):
        read_export(tmp_path)


@pytest.mark.parametrize(
    ("data", "kind", "action"),
    [
        (
            zipped("[Content_Types].xml", "xl/workbook.xml"),
            "Excel のブック",
            "ファイル名の最後を .xlsx に直して指定してください",
        ),
        (zipped("注文.csv"), "ZIP で圧縮されたファイル", "展開して、中の CSV を指定してください"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "古い Excel のブック (.xls)",
            "Excel で開いて .xlsx で保存し、それを指定してください",
        ),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF", "モールの画面から CSV"),
        (b"\x1f\x8b\x08\0\0", "gzip で圧縮されたファイル", "展開して"),
        (b"\r\n<HTML><table><tr><td>1", "HTML か XML の文書", "Excel で開いて .xlsx で保存し"),
        (b"<?xml version='1.0'?><r/>", "HTML か XML の文書", "Excel で開いて .xlsx で保存し"),
        (OWN_CSV.encode() + b"a,\0\0\0,b\r\n", "文字のファイルではないもの", "書き出し直してください"),
        ((OWN_CSV + "\0").encode("utf-16"), "文字のファイルではないもの", "書き出し直してください"),
    ],
)
def test_a_binary_file_renamed_to_csv(data, kind, action):
    """The sentence says what the file is and what to do with it."""
    with pytest.raises(errors.BinaryRefused) as caught:
        read_export(data, "表.csv")
    assert str(caught.value).startswith(f"表.csv は{kind}で、このままでは読めません。")
    assert action in str(caught.value)


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ((HEADER + "\r\n").encode("cp932") + b"A,\x82", "2行目"),
        ((HEADER + "\r\n").encode("cp932") + b"A,\xff\xff\r\n", "2行目"),
        (OWN_CSV.encode("utf-8") + "い".encode() + b"\xe3\x81\r\n", "3行目"),
        (OWN_CSV.encode("utf-8-sig") + b"\r\n\x93\xfa\r\n", "4行目"),
        (OWN_CSV.encode("utf-16") + b"\x00\xd8\n\0", "3行目"),
    ],
)
def test_bytes_that_are_no_text_are_refused_with_their_line(data, place):
    """The line is that of the encoding which came furthest."""
    with pytest.raises(errors.EncodingRefused) as caught:
        read_export(data, "表.csv")
    assert str(caught.value) == (
        f"表.csv の文字コードが読めません ({place})。モールから書き出したままのファイルを指定してください"
    )


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        (OWN_CSV, "euc_jp", "EUC-JP"),
        (OWN_CSV, "iso2022_jp", "JIS (ISO-2022-JP)"),
        ("주문번호,입금일,발송일\r\n1,2026/11/20,\r\n", "cp949", "韓国語の CP949"),
    ],
)
def test_another_encoding_that_looks_like_shift_jis_is_named(text, encoding, name):
    """Garbled headers are not reported as missing ones."""
    with pytest.raises(errors.EncodingRefused, match="のようです") as caught:
        read(text, encoding)
    assert name in str(caught.value)


def test_an_error_far_below_the_header_is_found_before_anything_is_read():
    """The whole file is checked when it is opened, with blocks of a megabyte joined rightly."""
    data = (OWN_CSV + f"{ROW}\r\n" * 60000).encode("cp932")
    assert len(data) > 1 << 20
    assert len(list(read_export(data).iterate_rows())) == 60001
    with pytest.raises(errors.EncodingRefused, match="60003行目"):
        read_export(data + b"\x82\r\n")


def test_no_header():
    """The known names that come nearest are shown."""
    with pytest.raises(errors.HeaderMissing, match="近い見出し: 入金曰 → 入金日。"):
        read("番,入金曰\n1,2\n")


def test_a_header_twice():
    """Both columns are named."""
    with pytest.raises(errors.HeaderTwice, match=r"表\.csv に「入金日」の列が二つあります"):
        read("注文番号,入金日,決済日,発送日\n")


def test_a_row_longer_than_the_header():
    """The row is named as a spreadsheet numbers it."""
    with pytest.raises(errors.RowTooLong) as caught:
        rows_of(f"題\n{HEADER}\n{ROW}\n{ROW},余り\n")
    assert str(caught.value).startswith("表.csv の4行目は5列で、見出しの4列より多くなっています。")


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (f'{HEADER}\n{ROW}\n"A-2,2026/11/20,,\n{ROW}\n', 3),
        (f'{HEADER}\n{ROW}\nA-2,2026/11/20,,"閉じない\n{ROW}\n{ROW}\n', 3),
        (f'{HEADER}\nA-2,2026/11/20,"開いたまま,x\n{ROW}\nA-3,2026/11/20,"",x\n', 2),
        (f'{HEADER}\n"A-1","2026/11/20","x,"y"\n{ROW}\n', 2),
        (f'{HEADER}\n{ROW}\nA-1,"20"26",x,y\n{ROW}\n', 3),
        (f'{HEADER}\n{ROW}\n"A-1","2026/11/20","","a\nb" c"\n{ROW}\n', 3),
        (f'{HEADER}\n{ROW}\n"', 3),
        (f'{HEADER}\nA"1","2026","","b "c" d"\n', 2),
        (f'{HEADER}\n"A","2026","","b "c" d",""\n', 2),
    ],
)
def test_a_quotation_mark_left_open(text, row):
    """The rows after it would vanish into one cell, so the file is refused with the row."""
    with pytest.raises(errors.BrokenQuotes) as caught:
        rows_of(text)
    assert f"の{row}行目から引用符" in str(caught.value)


def test_a_cell_beyond_any_spreadsheet():
    """More than the csv module takes is nearly always an open mark."""
    with pytest.raises(errors.CellTooLong) as caught:
        rows_of(f"{HEADER}\n{ROW}\nA-2,2026/11/20,,{'長' * 200_000}\n")
    assert str(caught.value).startswith("表.csv の3行目に 131072 文字を超えるセルがあります。")


def test_a_sheet_that_is_none_of_ours():
    """Columns that serve no kind of sheet are refused with what is missing."""
    with pytest.raises(errors.SheetKindUnknown, match="Qoo10の表なら発送日"):
        read("注文番号,入金日,数量\n")


def test_an_unknown_role_in_the_mapping():
    """The roles are listed."""
    with pytest.raises(errors.UnknownRole, match="使える役割"):
        read_export(OWN_CSV.encode(), "表.csv", {"メモ": "備考"})
