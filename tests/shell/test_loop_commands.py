"""`check` and `write-confirmation` as a clerk uses them."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from books import day
from command_runs import AS_OF

A, B = "444413758703", "512547514334"
HEAD = (
    "TemplateType=OrderFulfillment\tVersion=2011.1102\r\n注文番号\t注文商品番号\r\n"
    "order-id\torder-item-id\tquantity\tship-date\tcarrier-code\tcarrier-name\ttracking-number\tship-method\r\n"
)
ORDER = "250-0000020-0000020"


@pytest.fixture
def confirmation(tmp_path):
    """Return a confirmation with a date in the wrong form."""
    path = tmp_path / "出荷通知.txt"
    path.write_bytes((HEAD + f"{ORDER}\t2\t1\t2026/11/20\tYamato Transport\t\t{A}\t\r\n").encode("cp932"))
    return path


@pytest.fixture
def book(tmp_path):
    """Return a book with a Qoo10 and an Amazon sheet, of each a sent and an unsent order."""
    made = openpyxl.Workbook()
    qoo10 = made.active
    qoo10.title = "受注"
    qoo10.append(["注文番号", "入金日", "発送日", "発送予定日", "配送会社", "送り状番号"])
    qoo10.append(["812340001", day("11-18"), day("11-20"), None, "ヤマト", A])
    qoo10.append(["812340002", day("11-18"), None, None, "ヤマト", B])
    amazon = made.create_sheet("出荷")
    amazon.append(
        ["注文番号", "明細番号", "数量", "発送日", "配送会社", "送り状番号", "注文金額", "お届け予定日"]
    )
    amazon.append([ORDER, "2", 1, day("11-20"), "佐川急便", B, 2000, day("11-25")])
    amazon.append(["250-0000021-0000021", "3", 1, None, None, None, 2000, day("11-25")])
    path = tmp_path / "台帳.xlsx"
    made.save(path)
    return path


def test_check_writes_a_corrected_copy_beside(shell, confirmation):
    """The file stays as it is; the copy passes; a second check does not write over the first copy."""
    before = confirmation.read_bytes()
    ran = shell("check", confirmation, *AS_OF)
    assert ran.status == 1
    assert "誤り: 4行目「ship-date」" in ran.err
    assert confirmation.read_bytes() == before
    copy = confirmation.with_name("出荷通知_訂正.txt")
    assert "ship-date" not in shell("check", copy, *AS_OF).err
    assert shell("check", confirmation, *AS_OF).status == 1
    assert confirmation.with_name("出荷通知_訂正2.txt").is_file()
    assert shell("check", confirmation, "--no-copy", *AS_OF).status == 1
    assert not confirmation.with_name("出荷通知_訂正3.txt").exists()


def test_a_long_list_of_errors_says_where_the_rest_is(shell, confirmation):
    """An upload file has no column 確認: --json has all of them."""
    lines = [f"{ORDER}\t{number}\t1\t2026/11/20\tYamato Transport\t\t{A}\t\r\n" for number in range(2, 32)]
    confirmation.write_bytes((HEAD + "".join(lines)).encode("cp932"))
    said = shell("check", confirmation, "--no-copy", *AS_OF).err
    count = len(json.loads(shell("check", confirmation, "--no-copy", "--json", *AS_OF).out)["found"])
    assert f"ほか {count - 20} 件 (--json を付けると全部を見られます)" in said
    assert "確認の列" not in said


def test_check_against_orders(shell, confirmation, book):
    """With the book beside it an order that is not there, and one without a quantity left, are named."""
    ran = shell("check", confirmation, "--orders", book, "--json", *AS_OF)
    data = json.loads(ran.out)
    assert data["unchecked"] == []
    assert [one["column"] for one in data["found"]] == ["ship-date"]
    other = confirmation.with_name("x.txt")
    other.write_bytes((HEAD + f"250-9999999-9999999\t2\t9\t2026-11-20\tYAMATO\t\t{A}\t\r\n").encode("cp932"))
    assert "台帳.xlsx にありません" in shell("check", other, "--orders", book, *AS_OF).err


def test_check_refuses_other_files(shell, tmp_path):
    """What is no upload file, not there or no text is refused and nothing is written."""
    other = tmp_path / "q.csv"
    other.write_text("注文番号,入金日\n1,2\n", encoding="utf-8")
    assert "アップロードするファイル" in shell("check", other).err
    assert shell("check", other).status == 2
    assert shell("check", tmp_path / "なし.txt").status == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["q.csv"]


def test_write_confirmation(shell, book):
    """Each marketplace gets its file, both pass `check`, and a second run finds nothing that is new."""
    before = book.read_bytes()
    ran = shell("write-confirmation", book, *AS_OF)
    assert ran.status == 0
    assert "未発送 2行" in ran.out
    amazon = next(book.parent.glob("台帳_出荷通知_*.txt"))
    qsm = next(book.parent.glob("台帳_QSM発送_*.csv"))
    assert qsm.read_bytes().decode("cp932").splitlines()[1] == f"812340001,ヤマト運輸,{A},2026/11/20"
    row = amazon.read_bytes().decode("cp932").splitlines()[3].split("\t")
    assert row[:7] == [ORDER, "2", "1", "2026-11-20", "Sagawa Express", "", B]
    for path in (amazon, qsm):
        assert shell("check", path, "--orders", book, *AS_OF).status == 0
    again = shell("write-confirmation", book, *AS_OF)
    assert again.status == 2
    assert "通知済み 2行" in again.err
    assert book.read_bytes() == before


def test_write_confirmation_to_named_files(shell, book):
    """With -o two marketplaces get two names; a file that is there is never written over."""
    assert shell("write-confirmation", book, "-o", "out.txt", *AS_OF).status == 0
    assert Path("out_出荷通知.txt").is_file()
    assert Path("out_QSM発送.csv").is_file()
    assert shell("write-confirmation", book, "-o", "out.txt", *AS_OF).status == 2
    one = shell("write-confirmation", book, "--sheet", "受注", "-o", "q.csv", "--json", *AS_OF)
    assert json.loads(one.out)["files"][0]["rows"] == 1
    earlier = shell("write-confirmation", book, "--earlier", "q.csv", "--sheet", "受注", *AS_OF)
    assert earlier.status == 2
    assert shell("write-confirmation", book, "--sheet", "なし", *AS_OF).status == 2


def test_a_bad_number_is_written_and_said(shell, book):
    """What the check finds in our own file sets the status: the book is to be put right."""
    made = openpyxl.load_workbook(book)
    made["受注"]["F2"] = "444413758700"
    made.save(book)
    ran = shell("write-confirmation", book, *AS_OF)
    assert ran.status == 1
    assert "チェックデジット" in ran.err
    assert "直すところが1件" in ran.out


def test_an_error_in_a_cell_is_named_and_the_others_are_written(shell, book):
    """A number that is an error is named with its sheet and row; the other rows are confirmed, with status 1."""
    made = openpyxl.load_workbook(book)
    sheet = made["受注"]
    sheet.append(["812340003", day("11-18"), day("11-20"), None, "ヤマト", "#DIV/0!"])
    made.save(book)
    ran = shell("write-confirmation", book, *AS_OF)
    assert ran.status == 1
    assert "シート「受注」4行目 (注文番号 812340003): 送り状番号のセルがエラー「#DIV/0!」です" in ran.err
    assert "送り状番号を読めない 1行" in ran.out
    qsm = next(book.parent.glob("台帳_QSM発送_*.csv"))
    assert len(qsm.read_bytes().splitlines()) == 2
