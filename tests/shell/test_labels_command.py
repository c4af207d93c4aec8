"""Issued labels on the command line: into a book, and beside an export or a book that is judged."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from books import DETAIL, column, day, rows_of
from command_runs import AS_OF

A, B = "444413758703", "512547514334"
B2 = "お客様管理番号,送り状種類,伝票番号,出荷予定日,お届け先名,止置き,営業所コード"
YUPURI = "お客様側管理番号,お問い合わせ番号,発送日,到着日,受取場所"


def written(path: Path, *lines: str) -> Path:
    """Write a file as the carriers' software does."""
    path.write_bytes("\r\n".join([*lines, ""]).encode("cp932"))
    return path


@pytest.fixture
def labels(tmp_path):
    """Return a B2 file: an order of the book, one held at a branch, one of nobody."""
    return written(
        tmp_path / "発行済.csv",
        B2,
        f"1,0,{A},2026/11/20,見本 花子,0,",
        f"2,8,{B},2026/11/20,見本 太郎,1,011100",
        f"9,0,{A},2026/11/20,見本 次郎,0,",
    )


@pytest.fixture
def ledger(tmp_path):
    """Return a seller's book with two unsent orders and a sheet of branch holds."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "受注"
    sheet.append(["メモ", "注文番号", "入金日", "発送日", "配送会社", "送り状番号"])
    for number in (1, 2):
        sheet.append(["急ぎ", number, day("11-18"), None, None, None])
    holds = book.create_sheet("営業所止め")
    holds.append(["送り状番号", "注文番号", "発送日", "配送状態", "到着日", "受取場所"])
    path = tmp_path / "台帳.xlsx"
    book.save(path)
    return path


def test_import_into_a_book(shell, labels, ledger):
    """Numbers and carriers stand in the book, with a backup beside it; the order of nobody is named."""
    ran = shell("import", labels, "--into", ledger, *AS_OF)
    assert ran.status == 0
    assert column(ledger, "受注", "送り状番号") == [A, B]
    assert column(ledger, "受注", "配送会社") == ["ヤマト運輸"] * 2
    assert column(ledger, "受注", "発送日") == [None, None]
    assert rows_of(ledger, "営業所止め")[1:] == [[B, "2", None, None, None, "011100 ヤマト営業所"]]
    assert f"9 ({A})" in ran.out
    assert "送り状発行済・未発送 2行" in ran.out
    assert "花子" not in ran.out + ran.err
    assert len(list(ledger.parent.glob("台帳_バックアップ_*"))) == 1


def test_a_dry_run_writes_nothing(shell, labels, ledger):
    """The list of cells is printed, and as JSON too."""
    before = ledger.read_bytes()
    ran = shell("import", labels, "--into", ledger, "--dry-run", *AS_OF)
    assert A in ran.out
    data = json.loads(shell("import", labels, "--into", ledger, "--dry-run", "--json", *AS_OF).out)
    assert [2, "1", "送り状番号", "", A] in data["labels"]["changes"]
    assert ledger.read_bytes() == before


def test_a_row_that_cannot_be_read_sets_the_status(shell, ledger, tmp_path):
    """A damaged number is named with its row; the others come in."""
    bad = written(tmp_path / "b.csv", B2, "1,0,123456789012,2026/11/20,,0,", f"2,0,{B},2026/11/20,,0,")
    ran = shell("import", bad, "--into", ledger, *AS_OF)
    assert ran.status == 1
    assert "b.csv の2行目" in ran.err
    assert column(ledger, "受注", "送り状番号") == [None, B]


def test_orders_and_labels_at_once(shell, sample, tmp_path):
    """An export and its labels are imported in one go: the label finds the order that has just come."""
    book = openpyxl.Workbook()
    book.active.append(["注文番号", "入金日", "発送日", "発送予定日", "配送会社", "送り状番号", "配送状態"])
    path = tmp_path / "台帳.xlsx"
    book.save(path)
    detail = sample(DETAIL)
    shell("import", detail, "--into", path, *AS_OF)
    rows = rows_of(path, "Sheet")[1:]
    order = next(row[0] for row in rows if not row[5] and not row[2] and row[6] != "キャンセル")
    book.save(path)
    file = written(tmp_path / "l.csv", B2, f"{order},0,{A},2026/11/20,,0,")
    assert shell("import", file, detail, "--into", path, *AS_OF).status == 0
    found = {row[0]: row[5] for row in rows_of(path, "Sheet")[1:]}
    assert found[order] == A


def test_refresh_of_a_book_with_labels(shell, labels, ledger):
    """The numbers come in first, then the book is judged: the orders stay on the list of today."""
    ran = shell("refresh", ledger, labels, *AS_OF)
    assert ran.status == 0
    assert column(ledger, "受注", "送り状番号") == [A, B]
    assert all("送り状発行済・未発送" in remark for remark in column(ledger, "受注", "確認"))
    assert column(ledger, "営業所止め", "対応段階") == ["発送前案内"]
    again = json.loads(shell("refresh", ledger, labels, "--json", *AS_OF).out)
    assert {line["order"] for line in again["today"]["orders"]} == {"1", "2"}


def test_refresh_elsewhere_leaves_the_book(shell, labels, ledger):
    """With -o, and with --dry-run, the seller's book stays as it is, byte for byte."""
    before = ledger.read_bytes()
    assert shell("refresh", ledger, labels, "-o", "out.xlsx", *AS_OF).status == 0
    assert column(Path("out.xlsx"), "受注", "送り状番号") == [A, B]
    ran = shell("refresh", ledger, labels, "--dry-run", *AS_OF)
    assert "送り状 2行に入力" in ran.err
    assert shell("today", ledger, labels, *AS_OF).status == 0
    assert ledger.read_bytes() == before


def test_a_book_is_written_under_no_other_ending(shell, labels, ledger, tmp_path):
    """Beside labels as by itself: another kind of file is refused before anything is written, and what stood there stays."""
    there = tmp_path / "前からある.xlsm"
    there.write_bytes(b"kept")
    ran = shell("refresh", ledger, labels, "-o", there, *AS_OF)
    assert ran.status == 2
    assert there.read_bytes() == b"kept"
    assert "台帳.xlsx" in ran.err


def test_refresh_of_an_export_with_labels(shell, sample, tmp_path):
    """Beside an export labels fill its blank cells, and held parcels become a sheet of their own."""
    detail = sample(DETAIL)
    shell("refresh", detail, "-o", "before.xlsx", *AS_OF)
    numbers = column(Path("before.xlsx"), "受注", "注文番号")
    states = column(Path("before.xlsx"), "受注", "段階")
    order = next(n for n, state in zip(numbers, states, strict=True) if state in ("注意", "警告", "正常"))
    file = written(tmp_path / "l.csv", B2, f"{order},0,{A},2026/11/20,見本 花子,1,011100")
    ran = shell("refresh", file, detail, "-o", "after.xlsx", *AS_OF)
    after = dict(
        zip(
            column(Path("after.xlsx"), "受注", "注文番号"),
            column(Path("after.xlsx"), "受注", "送り状番号"),
            strict=True,
        )
    )
    assert after[order] == A
    assert column(Path("after.xlsx"), "営業所止め", "受取場所") == ["011100 ヤマト営業所"]
    assert "送り状発行済・未発送 1行" in ran.err


def test_labels_alone_are_refused_unless_held(shell, tmp_path):
    """Without orders there is nothing to judge but the parcels held at a branch."""
    plain = written(tmp_path / "a.csv", B2, f"1,0,{A},2026/11/20,,0,")
    ran = shell("refresh", plain, *AS_OF)
    assert ran.status == 2
    assert "発行済データ" in ran.err
    held = written(tmp_path / "b.csv", YUPURI, "1,405548424886,20261116,20261117,郵便局留")
    assert shell("refresh", held, *AS_OF).status == 0
    assert column(tmp_path / "b_判定.xlsx", "営業所止め", "受取場所") == ["郵便局留"]


def test_held_parcels_without_orders(shell, labels, tmp_path):
    """Of a file of labels alone the held parcels are judged, and how many others there were is said."""
    ran = shell("refresh", labels, "-o", tmp_path / "判定.xlsx", *AS_OF)
    assert ran.status == 0
    assert column(tmp_path / "判定.xlsx", "営業所止め", "送り状番号") == [B]
    assert "営業所止めでない送り状が2件あります" in ran.err
