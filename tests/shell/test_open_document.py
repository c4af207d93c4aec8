"""An .ods book on the command line: read, refreshed and imported into as an .xlsx is; elsewhere told what to do."""

from __future__ import annotations

import datetime as dt
import sys
import zipfile
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "hosts"))

import open_documents as ods
from make_export_samples import QSM_DETAIL, comma, qsm_row

from xlshipcheck.hosts.open_document.workbook import open_document_file
from xlshipcheck.shell import refresh_book as refresh_command

DAY = dt.date(2026, 11, 9)
HEADER = ["配送状態", "注文番号", "カート番号", "入金日", "発送日", "商品番号", "商品名", "メモ"]
ROWS = [
    HEADER,
    ["配送要請", "812340001", "K1", DAY, None, "700000001", "商品", "急ぎ"],
    ["配送中", "812340002", "K2", DAY, dt.date(2026, 11, 12), "700000001", "商品", None],
]
AS_OF = ("--as-of", "2026-11-21")
LABEL = "458365368915"


@pytest.fixture
def book(tmp_path):
    """Return an .ods book of two orders."""
    path = tmp_path / "受注.ods"
    path.write_bytes(
        ods.document(ods.content(ods.table("受注", [ods.row(map(ods.cell, row)) for row in ROWS])))
    )
    return path


def rows_of(path, name="受注"):
    """Return the cells of a sheet."""
    with open_document_file(path, lambda *_: None) as opened:
        sheet = opened.sheet(name)
        return sheet.read_block(1, sheet.used_size()[0])


def test_refresh_writes_results_and_our_sheets(shell, book):
    """The book gets its result columns, 集計 and 今日; the old file is kept, and a second run changes nothing."""
    before = book.read_bytes()
    ran = shell("refresh", book, *AS_OF)
    assert (ran.status, ran.err) == (0, "")
    assert [row[8] for row in rows_of(book)] == ["段階", "制限", "発送済"]
    assert [row[:8] for row in rows_of(book)] == ROWS
    with zipfile.ZipFile(book) as package:
        text = package.read("content.xml").decode()
    assert all(f'<table:table table:name="{name}"' in text for name in ("集計", "今日"))
    backup = next(path for path in book.parent.iterdir() if "バックアップ" in path.name)
    assert backup.read_bytes() == before
    again = shell("refresh", book, *AS_OF)
    assert "前回の更新から変わったところはありません" in again.out + again.err


def test_a_dry_run_and_today_write_nothing(shell, book):
    """What reads only leaves the file, its time and its folder as they are."""
    before, listed = (book.read_bytes(), book.stat().st_mtime_ns), sorted(book.parent.iterdir())
    for words in (["refresh", book, "--dry-run"], ["today", book], ["messages", book, "--cause", "在庫遅延"]):
        ran = shell(*words, *AS_OF)
        assert ran.status in {0, 1}, ran.err
    assert "812340001" in shell("today", book, *AS_OF).out
    shell("doctor", book)
    assert ((book.read_bytes(), book.stat().st_mtime_ns), sorted(book.parent.iterdir())) == (before, listed)


def test_refresh_with_labels(shell, tmp_path):
    """Beside a file of issued labels the numbers come in first, then the book is judged; -o leaves it as it is."""
    book, labels = tmp_path / "受注.ods", tmp_path / "発行済.csv"
    rows = [[*HEADER, "配送会社", "送り状番号"], *([*row, None, None] for row in ROWS[1:])]
    book.write_bytes(
        ods.document(ods.content(ods.table("受注", [ods.row(map(ods.cell, row)) for row in rows])))
    )
    header = "お客様管理番号,送り状種類,伝票番号,出荷予定日,お届け先名,止置き,営業所コード"
    labels.write_bytes(f"{header}\r\n812340001,0,{LABEL},2026/11/20,見本 花子,0,\r\n".encode("cp932"))
    before = book.read_bytes()
    assert shell("refresh", book, labels, "--dry-run", *AS_OF).status == 0
    assert shell("refresh", book, labels, "-o", tmp_path / "別.ods", *AS_OF).status == 0
    assert book.read_bytes() == before
    ran = shell("refresh", book, labels, *AS_OF)
    assert "送り状 1行に入力" in ran.err
    number = rows_of(book)[0].index("送り状番号")
    assert [row[number] for row in rows_of(book)[1:]] == [LABEL, None]
    assert rows_of(book) == rows_of(tmp_path / "別.ods")


def test_doctor_says_what_a_refresh_would_refuse(shell, tmp_path):
    """A damaged .ods is told with LibreOffice's way out, a whole one has nothing to put right."""
    path = tmp_path / "壊れた.ods"
    path.write_bytes(ods.document("<office:document-content"))
    ran = shell("doctor", path)
    assert ran.status == 1
    assert "LibreOffice で開いて" in ran.out


def test_refresh_into_another_file(shell, book):
    """-o gives a new .ods; the book stays. Another ending is refused."""
    before = book.read_bytes()
    assert shell("refresh", book, "-o", "結果.ods", *AS_OF).status == 0
    assert [row[8] for row in rows_of(book.with_name("結果.ods"))] == ["段階", "制限", "発送済"]
    ran = shell("refresh", book, "-o", "結果.xlsx", *AS_OF)
    assert ran.status == 2
    assert ".ods で終わる" in ran.err
    assert book.read_bytes() == before


def test_import_adds_orders_and_updates_what_is_known(shell, book):
    """A new order stands below the last one, a sent one gets its state; the other cells stay."""
    export = book.with_name("QSM.csv")
    times = ["2026/11/09 09:00:00", "2026/11/20 09:00:05", "2026/11/26", "700000001"]
    lines = [
        qsm_row(["配送中", "812340001", "444413758703", "2026/11/20 18:00:00", *times], QSM_DETAIL),
        qsm_row(["配送要請", "812340003", "", "", *times], QSM_DETAIL),
    ]
    export.write_bytes(comma([QSM_DETAIL, *lines], "utf-8-sig"))
    ran = shell("import", export, "--into", book)
    assert ran.status == 0, ran.err
    found = rows_of(book)
    assert [str(row[1]) for row in found] == ["注文番号", "812340001", "812340002", "812340003"]
    assert [row[0] for row in found] == ["配送状態", "配送中", "配送中", "配送要請"]
    assert str(found[1][4])[:10] == "2026-11-20"
    assert [row[7] for row in found] == ["メモ", "急ぎ", None, None]
    assert shell("refresh", book, *AS_OF).status == 0
    assert [row[8] for row in rows_of(book)] == ["段階", "発送済", "発送済", "正常"]


@pytest.mark.parametrize(
    "command",
    [
        ["refresh", "{book}", "{export}"],
        ["import", "{book}", "--into", "{book}"],
        ["repair", "{book}"],
    ],
    ids=["among exports", "as an export", "repair"],
)
def test_one_answer_where_an_ods_is_not_taken(shell, book, command):
    """The sentence says what the file is and what does take it; nothing is written."""
    export = book.with_name("書き出し.csv")
    export.write_text("注文番号,入金日\n1,2026/11/20\n", encoding="utf-8")
    before, listed = book.read_bytes(), sorted(book.parent.iterdir())
    ran = shell(*(word.format(book=book, export=export) for word in command))
    assert ran.status == 2
    for part in ("LibreOffice の形式 (.ods)", "xlshipcheck refresh", "--into"):
        assert part in ran.err
    assert (book.read_bytes(), sorted(book.parent.iterdir())) == (before, listed)


@pytest.mark.parametrize("ending", [".ots", ".fods"])
def test_other_kinds_of_libreoffice(shell, tmp_path, ending):
    """A template or a flat file is told to be saved as .ods."""
    path = tmp_path / f"受注{ending}"
    path.write_text("<x/>", encoding="utf-8")
    for words in (["refresh", path], ["import", path, "--into", path], ["doctor", path]):
        ran = shell(*words)
        assert ran.status in {1, 2}
        assert "ODF 表計算ドキュメント (.ods)" in ran.out + ran.err


def test_a_lock_of_libreoffice_is_heeded(shell, book):
    """While LibreOffice has the book open it is not written."""
    book.with_name(f".~lock.{book.name}#").write_text(",山田,pc,2026,;", encoding="utf-8")
    ran = shell("refresh", book, *AS_OF)
    assert ran.status == 2
    assert "開いています" in ran.err


def test_a_book_saved_meanwhile_is_read_anew(shell, book, monkeypatch):
    """Somebody saves the book while it is judged: the refresh is of what he saved, and loses nothing of it."""
    judged, saved = refresh_command.refresh_book_file, []

    def save_meanwhile(*given):
        found = judged(*given)
        if not saved:
            saved.append(True)
            more = [*ROWS, ["配送要請", "812340009", "K9", DAY, None, "7", "商品", "あと"]]
            book.write_bytes(
                ods.document(ods.content(ods.table("受注", [ods.row(map(ods.cell, r)) for r in more])))
            )
        return found

    monkeypatch.setattr(refresh_command, "refresh_book_file", save_meanwhile)
    assert shell("refresh", book, *AS_OF).status == 0
    assert [row[7] for row in rows_of(book)] == ["メモ", "急ぎ", None, "あと"]
    assert rows_of(book)[3][8] == "制限"


def test_drafts_of_a_book(shell, tmp_path):
    """`plan` and `points` read an .ods like any other book, and leave it as it is."""
    packages = [
        ["注文番号", "配送会社", "送り状番号", "注文金額", "お届け予定日", "カテゴリー"],
        ["250-1", "ヤマト運輸", "123456789012", 2000, dt.date(2026, 11, 1), "本"],
    ]
    path = tmp_path / "台帳.ods"
    tables = [
        ods.table(name, [ods.row(map(ods.cell, row)) for row in rows])
        for name, rows in (("受注", ROWS), ("出荷", packages))
    ]
    path.write_bytes(ods.document(ods.content("".join(tables))))
    before = path.read_bytes()
    plan = shell("plan", path, *AS_OF)
    assert (plan.status, plan.err) == (0, "")
    assert "追跡可能率は 0% です" in plan.out
    points = shell("points", path, *AS_OF)
    assert "1件、-2点。" in points.out
    assert "注文番号: 812340001、商品: 商品" in points.out
    assert path.read_bytes() == before


def test_formulas_over_numbers_of_labels_are_told(shell, tmp_path):
    """Labels fill 送り状番号 of an .ods: a formula that reads the column shows the old result, and that is said once."""
    label = tmp_path / "発行済.csv"
    label.write_bytes(
        "お客様管理番号,送り状種類,伝票番号,出荷予定日\r\n812340001,0,444413758703,2026/11/20\r\n".encode(
            "cp932"
        )
    )
    value = 'office:value-type="float" office:value="0"'
    counting = f'<table:table-cell table:formula="of:=COUNTA([$受注.C2:.C9])" {value}/>'
    header = ["配送状態", "注文番号", "送り状番号", "配送会社", "入金日", "発送日"]
    rows = [header, ["配送要請", "812340001", None, None, DAY, None]]
    path = tmp_path / "受注.ods"
    sheets = ods.table("受注", [ods.row(map(ods.cell, row)) for row in rows]) + ods.table(
        "数", [ods.row([counting])]
    )
    path.write_bytes(ods.document(ods.content(sheets)))
    ran = shell("import", label, "--into", path, *AS_OF)
    assert rows_of(path)[1][2] == "444413758703"
    assert (ran.out + ran.err).count("Ctrl+Shift+F9") == 1


def test_the_loop_reads_a_book(shell, tmp_path):
    """`write-confirmation` makes files of an .ods, `check --orders` and `reconcile` compare with it; it stays as it is."""
    order, number = "250-0000020-0000020", "512547514334"
    qoo10 = [
        ["注文番号", "入金日", "発送日", "発送予定日", "配送会社", "送り状番号"],
        ["812340001", DAY, DAY, None, "ヤマト運輸", "444413758703"],
    ]
    packages = [
        ["注文番号", "明細番号", "数量", "発送日", "配送会社", "送り状番号", "注文金額", "お届け予定日"],
        [order, "2", 1, DAY, "佐川急便", number, 2000, DAY],
    ]
    path = tmp_path / "台帳.ods"
    tables = [
        ods.table(name, [ods.row(map(ods.cell, row)) for row in rows])
        for name, rows in (("受注", qoo10), ("出荷", packages))
    ]
    path.write_bytes(ods.document(ods.content("".join(tables))))
    before = path.read_bytes()
    wrote = shell("write-confirmation", path, "-o", "送る.csv", *AS_OF)
    assert wrote.status == 0
    sent = tmp_path / "送る_出荷通知.txt"
    assert order in sent.read_text("cp932")
    assert "812340001" in (tmp_path / "送る_QSM発送.csv").read_text("cp932")
    assert shell("check", sent, "--orders", path, *AS_OF).status == 0
    other = tmp_path / "ほか.txt"
    other.write_bytes(sent.read_bytes().replace(order.encode(), b"250-0000021-0000021"))
    unknown = shell("check", other, "--orders", path, *AS_OF)
    assert unknown.status == 1
    assert "250-0000021-0000021" in unknown.err
    report = tmp_path / "追跡.csv"
    report.write_text(f"注文番号,追跡番号,有効か\n{order},{number},有効\n", "utf-8")
    compared = shell("reconcile", report, path, *AS_OF)
    assert (compared.status, compared.err) == (0, "")
    assert "一致 1個" in compared.out
    assert path.read_bytes() == before
