"""Export files of the marketplaces: their kinds, columns and roles."""

from __future__ import annotations

import csv
import io

import pytest
from export_reading import FOLDER
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
from xlshipcheck.exports.kinds import OWN, all_kinds, kind_of
from xlshipcheck.exports.table import read_export


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
        "注文番号 カート番号 入金日 発送日 発送予定日 お届け希望日 注文日 配送状態 配送会社 送り状番号 商品番号 数量"
        " サービス".split()
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


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.name)
def test_the_columns_that_tell_a_kind_are_enough(kind):
    """A header of nothing but the columns that tell a kind is of that kind, with one of them missing it is not."""
    assert kind_of(kind.required) == kind
    assert all(kind_of(kind.required - {column}) != kind for column in kind.required)


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


@pytest.mark.parametrize("header", ["お金の日", "入金した日"])
def test_a_detail_export_without_its_payment_date_is_no_brief_one(header):
    """It is said which column is missing and which headers are there; to export it again would be no help."""
    columns = next(kind for kind in all_kinds() if kind.name == "qsm_detail").columns
    line = ",".join(header if column == "入金日" else column for column in columns)
    with pytest.raises(errors.SheetKindUnknown, match="足りない列は、Qoo10の表なら入金日か予約日") as caught:
        read_export(f"{line}\n{',' * (len(columns) - 1)}\n".encode(), "detail.csv")
    said = str(caught.value)
    assert "簡略版" not in said
    assert f"、{header}、" in said
    assert "Amazon" not in said
    assert ("近い見出し: 入金した日 → 入金日" in said) == (header == "入金した日")


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
