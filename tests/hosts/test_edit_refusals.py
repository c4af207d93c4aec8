"""Edits that are refused or thrown away: the seller's book stays as it was."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from difficult_workbooks import (
    FIRST_ROW,
    LAST_ROW,
    in_table,
    orders,
)
from edited_books import NOW, ROWS, cells, shell, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from workbook_makers import book, package, parts, with_rows

from xlshipcheck import errors
from xlshipcheck.xlsx.editing.cells import KEEP
from xlshipcheck.xlsx.editing.styles import TextColour
from xlshipcheck.xlsx.editing.workbook import DATE, edit_book
from xlshipcheck.xlsx.reading.guard import open_book
from xlshipcheck.xlsx.reading.workbook import Workbook
from xlshipcheck.xlsx.replace import backups


@pytest.fixture
def path(tmp_path):
    """Return where the book of a test lies."""
    return tmp_path / "注文.xlsx"


def test_a_number_too_long_and_a_text_too_long_leave_the_book_alone(path):
    """A value that a cell cannot hold ends the edit before anything is written."""
    before = book(orders)
    with pytest.raises(errors.CellRefused, match="H6"):
        write(path, before, 8, ["x", "長" * 40_000])
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="5"><c r="A5"><v>1</v></c></row><row r="3"><c r="A3"><v>1</v></c></row>',
        '<row r="5"><c r="C5"><v>1</v></c><c r="A5"><v>1</v></c><c r="Z5"><v>1</v></c></row>',
        '<row r="5"><c r="A5"><v>1</v></c></row><!-- x --><row r="6"/>',
        '<row r="5"><c r="A5" t="inlineStr"><is><t><![CDATA[<row r="9">]]></t></is></c></row>',
        '<row r="5"><c r="A5"><v>1</v></c></row><row r="5"><c r="B5"><v>1</v></c></row>',
    ],
)
def test_a_sheet_laid_out_against_the_rules_is_left_alone(path, rows):
    """Rows or cells out of order, comments, CDATA: nothing is guessed, Excel has to save it first."""
    before = with_rows(rows)
    with pytest.raises(errors.LayoutRefused, match="上書き保存"):
        write(path, before, 2, ["x"] * 9, first_row=1)
    assert path.read_bytes() == before


def test_a_locked_book_is_refused_before_anything_is_written(path):
    """The colleague who has the book open would overwrite our work, or we theirs."""
    path.write_bytes(book(orders))
    lock = path.with_name("~$注文.xlsx")
    lock.write_bytes(b"\x02ab")
    with pytest.raises(errors.WorkbookInUse):
        write(path, None, 8, ["x"])
    lock.unlink()
    assert write(path, None, 8, ["x"]).changed


def test_another_target_leaves_the_book_itself_alone(path):
    """With an output of its own the book keeps its bytes, and an older output is backed up."""
    before = book(orders)
    path.write_bytes(before)
    target = path.with_name("結果.xlsx")
    for backup in (False, True):
        with edit_book(path) as edit:
            edit.write_columns("注文", FIRST_ROW, {8: ["x"]})
            assert (edit.save(NOW, target).backup is not None) == backup
    assert path.read_bytes() == before
    assert cells(target).cell(FIRST_ROW, 8).value == "x"
    assert backups(path) == []


def test_a_result_that_does_not_read_back_is_thrown_away(path, monkeypatch):
    """If the finished file holds anything else than what was to be written, the old one stays."""
    before = book(orders)
    monkeypatch.setattr(
        "xlshipcheck.xlsx.writing.rows.CellWriter._text", lambda *_: ' t="inlineStr"><is><t>別</t></is></c>'
    )
    with pytest.raises(errors.ResultMismatch, match="注文!H5"):
        write(path, before, 8, ["a < b"])
    assert path.read_bytes() == before


def test_a_foreign_part_that_came_out_differently_is_found(path, monkeypatch):
    """The comparison of parts sees a single changed byte of a part that was to be copied."""
    before = book(orders)
    original = zipfile.ZipFile(io.BytesIO(before)).read("docProps/app.xml")

    def copy(writer, package, member):
        data = package.read(member.filename)
        writer.write(member.filename, data.replace(b"Microsoft", b"Mikrosoft"), member)

    assert b"Microsoft" in original
    monkeypatch.setattr("xlshipcheck.xlsx.package_writer.PackageWriter.copy", copy)
    with pytest.raises(errors.ResultMismatch):
        write(path, before, 8, ["x"])
    assert path.read_bytes() == before


def test_progress_is_told_over_all_sheets(path):
    """A long save reports the bytes gone through, up to all of them."""
    path.write_bytes(
        book(
            lambda workbook, sheet: (orders(workbook, sheet), orders(workbook, workbook.add_worksheet("二")))
        )
    )
    told = []
    with edit_book(path) as edit:
        for name in ("注文", "二"):
            edit.write_columns(name, FIRST_ROW, {8: ["x"]})
        edit.save(NOW, progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] == max(total for _, total in told)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def everything(workbook, sheet):
    """Make a book with a table, a filter name, formulas, colours and our own sheet."""
    in_table(workbook, sheet, totals=False)
    sheet.conditional_format("H5:H12", {"type": "cell", "criteria": "==", "value": '"警告"'})
    sheet.write_formula("J5", "=SUM(H5:H12)", None, 0)
    sheet.write_formula("K6", "=D6*$D$5", None, 0)
    sheet.data_validation("D5:D12", {"validate": "integer", "criteria": ">", "value": 0})
    other = workbook.add_worksheet("別")
    other.write_row(0, 0, ["a", "b"])
    other.autofilter("A1:B3")


FUZZ = parts(book(everything))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_editing_a_book_with_damaged_parts_ends_in_a_sound_book_or_a_refusal(path, data):
    """Any bytes of a part changed: the edit is refused with the book untouched, or its result can be read."""
    name = data.draw(st.sampled_from(sorted(FUZZ)))
    old = FUZZ[name]
    start = data.draw(st.integers(0, len(old) - 1))
    length = data.draw(st.integers(0, 25))
    pieces = [
        b'"',
        b"<",
        b">",
        b"/>",
        b"&",
        b"<!--",
        b"\0",
        b"<c>",
        b' r="A1"',
        b' id="x"',
        b"-1",
        b"99999999999",
        b"'",
    ]
    piece = data.draw(st.one_of(st.binary(max_size=10), st.sampled_from(pieces)))
    before = package({**FUZZ, name: old[:start] + piece + old[start + length :]})
    path.write_bytes(before)
    try:
        with edit_book(path) as edit:
            columns = {6: ["警告"] * ROWS, 7: [dt.date(2026, 11, 20)] * ROWS}
            headers = {6: "段階", 7: "最終発送日"}
            edit.write_columns("注文", FIRST_ROW, columns, kinds={7: DATE}, headers=headers, table="注文表")
            edit.write_columns("別", 2, {3: ["x"]}, headers={3: "確認"}, widths={3: 12})
            edit.colour_texts("注文", 8, FIRST_ROW, LAST_ROW, [TextColour("警告", "#F8CBAD", "#843C0C")])
            new = [[KEEP, "B-1", dt.date(2026, 12, 1), 5, "配送要請", "警告"]]
            more = {"table": "注文表", "formulas": {10: FIRST_ROW, 11: FIRST_ROW + 1}, "top_row": FIRST_ROW}
            edit.append_rows("注文", LAST_ROW + 1, new, like_row=LAST_ROW, **more)
            edit.put_sheet("集計", SHELL)
            edit.save(NOW)
    except errors.FileRefused:
        assert path.read_bytes() == before
    else:
        with open_book(path) as opened:
            assert next(iter(Workbook(opened).sheet("注文").rows(FIRST_ROW, FIRST_ROW)))[5] == "警告"


SHELL = shell()
