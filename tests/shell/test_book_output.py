"""Where the result of a seller's book goes, what is told on the way, and which sheet of it is ours."""

from __future__ import annotations

import datetime as dt
import re
import zipfile

import openpyxl
import pytest
import xlsxwriter
from books import column, rows_of
from command_runs import AS_OF
from package_parts import parts

from xlshipcheck.shell.terminal import output
from xlshipcheck.values.results import OWN_SHEET_NAME

DAY = dt.date.fromisoformat("2026-11-13")


@pytest.fixture
def ledger(tmp_path):
    """Write a ledger of two orders."""
    return written(tmp_path / "台帳.xlsx", 2)


def written(path, count):
    """Write a ledger of some orders."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("受注")
        day = book.add_format({"num_format": "yyyy/mm/dd"})
        sheet.write_row(0, 0, ["注文番号", "入金日", "発送日"])
        for row in range(1, count + 1):
            sheet.write_string(row, 0, f"A-{row}")
            sheet.write_datetime(row, 1, DAY, day)
    return path


def test_a_result_that_changes_nothing_still_goes_where_it_was_asked_for(shell, ledger, tmp_path):
    """A book with all its results, refreshed into another file that is there: that one is replaced and backed up."""
    shell("refresh", ledger, *AS_OF)
    other = tmp_path / "提出用.xlsx"
    other.write_bytes(b"PK\3\4 something else")
    ran = shell("refresh", ledger, "-o", other, *AS_OF)
    assert ran.status == 0
    assert other.read_bytes() == ledger.read_bytes()
    (backup,) = tmp_path.glob("提出用_バックアップ_*.xlsx")
    assert backup.read_bytes() == b"PK\3\4 something else"
    assert backup.name in ran.out
    assert "変わったところはありません" not in ran.err
    again = shell("refresh", ledger, *AS_OF)
    assert "変わったところはありません" in again.err


@pytest.mark.parametrize("target", ["結果.csv", "結果.xlsm", "結果", "結果.xls"])
@pytest.mark.parametrize("command", ["refresh", "repair"])
def test_another_ending_is_refused_for_a_book(shell, ledger, tmp_path, command, target):
    """Before any work, for every command that writes a book elsewhere."""
    words = AS_OF if command == "refresh" else ()
    ran = shell(command, ledger, "-o", tmp_path / target, *words)
    assert (ran.status, ran.out) == (2, "")
    assert f"{target} には書き込めません" in ran.err
    assert ".xlsx で終わる" in ran.err
    assert [entry.name for entry in tmp_path.iterdir()] == [ledger.name]


def test_progress_counts_rows(shell, tmp_path, monkeypatch):
    """What is shown as rows are rows: never more than the sheet has, and at the end all of them."""
    told = []
    monkeypatch.setattr(output.Progress, "__call__", lambda _, *step: told.append(step))
    path = written(tmp_path / "台帳.xlsx", 30_000)
    assert shell("refresh", path, *AS_OF).status == 0
    writing = [(done, total) for step, done, total in told if step == output.WRITING]
    assert len(writing) > 1
    assert {total for _, total in writing} == {30_001}
    assert [done for done, _ in writing] == sorted(done for done, _ in writing)
    assert 29_000 < writing[-1][0] <= 30_001


def named(path, reference):
    """Let the hidden name of our sheet stand for another cell, as a cut and pasted cell does."""
    pattern = rb'(<definedName name="' + OWN_SHEET_NAME.encode() + rb'"[^>]*>)[^<]*'

    members = parts(path)
    main = members["xl/workbook.xml"]
    assert re.search(pattern, main)
    members["xl/workbook.xml"] = re.sub(pattern, rb"\g<1>" + reference.encode(), main)
    with zipfile.ZipFile(path, "w") as package:
        for name, data in members.items():
            package.writestr(zipfile.ZipInfo(name), data)


def test_a_sheet_of_the_sellers_is_not_ours_by_its_hidden_name_alone(shell, ledger):
    """Our title was cut and pasted into the orders, the name went with it: the orders are no 集計 of ours."""
    shell("refresh", ledger, *AS_OF)
    named(ledger, "'受注'!$K$1")
    ran = shell("refresh", ledger, "--as-of", "2026-11-24")
    assert ran.status == 0
    assert column(ledger, "受注", "注文番号") == ["A-1", "A-2"]
    assert "集計" in ran.err  # of that name there is a sheet, and it is not written
    assert "2026/11/21(土)" in str(rows_of(ledger, "集計")[0][0])


def test_our_sheet_is_known_after_a_spreadsheet_program_saved_it(shell, ledger):
    """It is laid out anew then, and a row may stand above; it is replaced all the same."""
    shell("refresh", ledger, *AS_OF)
    book = openpyxl.load_workbook(ledger)
    book["集計"].insert_rows(1)
    for sheet in (book["集計"], book["今日"]):
        sheet._charts.clear()  # openpyxl forgets the names of charts, by which Excel and LibreOffice know ours
    book.save(ledger)
    ran = shell("refresh", ledger, "--as-of", "2026-11-24")
    assert ran.status == 0
    assert "2026/11/24(火)" in str(rows_of(ledger, "集計")[0][0])
