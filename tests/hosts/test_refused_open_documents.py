"""Difficult .ods files that are left alone, or of which something is said."""

from __future__ import annotations

import datetime as dt
import re
import time

import open_documents as ods
import pytest
from refreshed_documents import (
    CONTEXT,
    NOW,
    orders,
    part,
    quiet,
    refreshed,
    rows_of,
)

from xlshipcheck import errors
from xlshipcheck.hosts.book_files import refresh_book_file
from xlshipcheck.hosts.open_document.workbook import open_document_file
from xlshipcheck.ods import scan
from xlshipcheck.ods.cells import Write
from xlshipcheck.ods.check import check_content
from xlshipcheck.ods.edit import edit_document
from xlshipcheck.ods.scan import scan_content
from xlshipcheck.sheets.port import TEXT, NewRows, ResultColumn

MANIFEST_LOCKED = ods.MANIFEST.replace(
    'media-type="text/xml"/>', 'media-type="text/xml"><manifest:encryption-data/></manifest:file-entry>', 1
)


@pytest.mark.parametrize(
    ("options", "refusal", "words"),
    [
        ({"manifest": MANIFEST_LOCKED}, errors.OpenDocumentEncrypted, "パスワード"),
        ({"more": [("META-INF/documentsignatures.xml", "<x/>")]}, errors.OpenDocumentSigned, "電子署名"),
        ({"mimetype": ods.MIMETYPE + "-template"}, errors.OtherOpenDocument, "テンプレート (.ots)"),
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, errors.OtherOpenDocument, "表計算でない"),
        ({"mimetype": "text/plain"}, errors.OpenDocumentDamaged, "LibreOffice で開いて"),
        ({"text": "<office:document-content"}, errors.OpenDocumentDamaged, "XML として読めません"),
        ({"text": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}, errors.OpenDocumentDamaged, "DTD"),
        ({"text": "<x/>"}, errors.OpenDocumentDamaged, "表がありません"),
        ({"text": ods.content("<table:tracked-changes/>" + ods.table("a", []))}, errors.ChangesTracked, "変更の記録"),
        ({"text": "<" + "a>" + "<b>" * 999}, errors.OpenDocumentDamaged, "content.xml"),
    ],
    ids=["password", "signature", "template", "text document", "no ods", "cut", "entities", "no tables", "changes", "deep"],
)  # fmt: skip
def test_what_is_left_alone(made, options, refusal, words):
    """Each kind has one sentence of LibreOffice, with the file's name and what to do; nothing is written."""
    path = made(ods.table("受注", orders()), **options)
    before = path.read_bytes()
    with pytest.raises(refusal, match=re.escape(words)) as raised:
        refreshed(path)
    assert str(path) in str(raised.value)
    assert "Excel" not in str(raised.value)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "rows",
    [
        [ods.row([ods.cell("x")], ' table:number-rows-repeated="1048576"')] * 3,
        [ods.row([ods.cell("x", ' table:number-columns-repeated="16384"')], ' table:number-rows-repeated="1048000"')],
        [ods.row([ods.cell("x", ' table:number-columns-repeated="99999999"')])],
    ],
    ids=["rows", "area", "columns"],
)  # fmt: skip
def test_repeats_that_fill_no_memory(made, rows):
    """Cells that are said to be repeated beyond a sheet, or all over it, are refused before they are made."""
    path = made(f'<table:table table:name="s">{"".join(rows)}</table:table>')
    start = time.process_time()
    with pytest.raises(errors.WorkbookTooLarge):
        rows_of(path, "s")
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("limit", "inside"),
    [
        ("MOST_CELLS", "<table:table-cell/>" * 101),
        ("MOST_ELEMENTS", f"<table:table-cell>{'<a/>' * 101}</table:table-cell>"),
        ("MOST_BLANKS", '<table:table-cell><text:p><text:s text:c="101"/></text:p></table:table-cell>'),
    ],
)
def test_bombs_of_elements(made, monkeypatch, limit, inside):
    """A file of a few kilobytes that unpacks to millions of cells, elements or blanks is refused when it gets there."""
    path = made(ods.table("s", [f"<table:table-row>{inside}</table:table-row>"]))
    assert rows_of(path, "s") is not None
    monkeypatch.setattr(scan, limit, 100)
    with pytest.raises(errors.WorkbookTooLarge, match="100 個以上"):
        rows_of(path, "s")


def test_an_order_far_below_is_named(made):
    """A slip in row 1,048,000 is told with its row, and not judged over a million blanks."""
    path = made(
        ods.table("受注", [*orders(), ods.row([], ' table:number-rows-repeated="1047000"'), orders()[1]])
    )
    with pytest.raises(errors.RowFarAway, match="1,047,003"):
        refreshed(path)


def test_formulas_without_a_result_are_refused(made):
    """A role that is a formula nobody has calculated reads as a blank; an order is not judged by it."""
    formula = '<table:table-cell table:formula="of:=TODAY()"/>'
    row = ods.row([*map(ods.cell, ["配送要請", "A-2"]), formula, ods.cell(None)])
    path = made(ods.table("受注", [*orders(), row]))
    with pytest.raises(errors.FormulasNotCalculated):
        refreshed(path)


def test_formulas_over_the_results_are_told(made):
    """Calc shows the stored result of a formula: where one reads a column that was written, the seller is told."""
    value = 'office:value-type="float" office:value="0"'
    formula = f'<table:table-cell table:formula="of:=COUNTIF([.E1:.E9];&quot;制限&quot;)" {value}/>'
    other = '<table:table-cell table:formula="of:=LEN([.B2])" office:value-type="float" office:value="3"/>'
    for text, expected in ((formula, True), (other, False)):
        path = made(
            ods.table("受注", orders()) + ods.table("数", [ods.row([text.replace("[.E", "[$受注.E")])])
        )
        with open_document_file(path, quiet) as book:
            refresh_book_file(book, CONTEXT, "", path)
            assert book.uses_written_columns() is expected


CALCULATED = (
    '<table:table-cell table:formula="of:=LEN([.A1])" office:value-type="float" office:value="9"><text:p>9</text:p>'
    "</table:table-cell>"
)


def test_a_formula_is_not_written_over(made):
    """A value takes the place of a formula only where that is said."""
    path = made(ods.table("受注", [ods.row([CALCULATED, CALCULATED])]))
    with edit_document(path) as edit:
        edit.write("受注", 1, 1, Write("x"))
        edit.write("受注", 1, 2, Write("y", replaces_formula=True))
        edit.save(NOW)
    assert rows_of(path) == [[9, "y"]]


def test_formulas_filled_down_beforehand_lose_their_result(made):
    """What a formula came to over blank cells is not shown beside a new order; the formula stays."""
    path = made(ods.table("受注", [*orders(), ods.row([*map(ods.cell, [None] * 4), CALCULATED])]))
    with open_document_file(path, quiet) as book:
        columns = [ResultColumn("注文番号", 2, TEXT, ["A-2"])]
        book.sheet("受注").append_rows(NewRows(3, 1, columns, 2))
        book.save(NOW)
    with open_document_file(path, quiet) as book:
        sheet = book.sheet("受注")
        assert sheet.formula_texts({5: 3}) == {5: "LEN(A1)"}
        assert list(sheet.uncalculated(5, 1, 9)) == [3]
        assert sheet.read_block(3, 3) == [[None, "A-2", None, None, None]]


@pytest.mark.parametrize(
    "change", [("A-1", "A-9"), ("2026-11-09", "2026-11-08"), ('name="受注"', 'name="発注"')]
)
def test_the_own_check_sees_another_cell(change):
    """A finished file in which a cell or a sheet of the seller's is another one is thrown away."""
    data = ods.content(ods.table("受注", orders()))
    old, new = (scan_content(text.encode()) for text in (data, data.replace(*change)))
    check_content(old, old, {}, ())
    with pytest.raises(errors.ResultMismatch):
        check_content(old, new, {}, ())


def test_the_template_day_is_noted(made):
    """The cell of our template that keeps the day of the refresh gets it, as a date."""
    names = (
        '<table:named-expressions><table:named-range table:name="更新した日" table:base-cell-address="$選択肢.$A$1" '
        'table:cell-range-address="$選択肢.$B$2"/></table:named-expressions>'
    )
    path = made(ods.table("受注", orders()) + ods.table("選択肢", [ods.row([ods.cell("x")])]) + names)
    refreshed(path)
    assert rows_of(path, "選択肢")[1][1] == dt.date(2026, 11, 21)


def test_what_a_seller_added_to_our_sheet_is_not_lost(made):
    """集計 with a note of the seller's is not written over, and the refresh says so."""
    path = made(ods.table("受注", orders()))
    refreshed(path)
    data = part(path).decode()
    at = data.index('<table:table table:name="集計"')
    cell = data.index("<text:p>", at)
    note = "<office:annotation><text:p>見ました</text:p></office:annotation>"
    path.write_bytes(ods.document(data[:cell] + note + data[cell:]))
    with open_document_file(path, quiet) as book:
        refresh_book_file(book, CONTEXT, "", path)
        assert "メモ" in book.notes[0]
        book.save(NOW)
    assert note in part(path).decode()
