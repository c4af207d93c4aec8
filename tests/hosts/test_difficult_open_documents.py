"""Difficult .ods files: read as they are meant, changed where we write, and left alone where that cannot be."""

from __future__ import annotations

import datetime as dt
import re
import time
import zipfile

import open_documents as ods
import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from xlshipcheck import errors
from xlshipcheck.context import Context
from xlshipcheck.hosts.book_files import refresh_book_file
from xlshipcheck.hosts.open_document.workbook import open_document_file
from xlshipcheck.ods import scan
from xlshipcheck.ods.addresses import cell_address, moved_formula, place_of, plain_formula, range_address
from xlshipcheck.ods.cells import Write
from xlshipcheck.ods.check import check_content
from xlshipcheck.ods.edit import edit_document
from xlshipcheck.ods.scan import scan_content
from xlshipcheck.sheets.port import TEXT, NewRows, ResultColumn
from xlshipcheck.values.days import day_of
from xlshipcheck.values.ranges import Rectangle

NOW = dt.datetime(2026, 11, 21, 9, 30)  # noqa: DTZ001  a name for a backup
MOMENT = dt.datetime(2026, 11, 9, 0, 2, 10)  # noqa: DTZ001  a cell has no offset
CONTEXT = Context(day_of(dt.date(2026, 11, 21)))
HEADER = ["配送状態", "注文番号", "入金日", "発送日"]
ORDER = ["配送要請", "A-1", dt.date(2026, 11, 9), None]


def quiet(_text, _done, _total):
    """Show no progress."""


def orders(*more, header=HEADER):
    """Return the rows of a sheet of orders."""
    return [ods.row([ods.cell(value) for value in cells]) for cells in (header, ORDER, *more)]


@pytest.fixture
def made(tmp_path):
    """Return a function that makes a file of a body, and gives its path."""

    def make(body, **options):
        path = tmp_path / "受注.ods"
        text = options.pop("text", None) or ods.content(body, **options.pop("content", {}))
        path.write_bytes(ods.document(text, **options))
        return path

    return make


def refreshed(path):
    """Refresh a file in place; return its content.xml before and after."""
    before = part(path)
    with open_document_file(path, quiet) as book:
        refresh_book_file(book, CONTEXT, "", path)
        book.save(NOW)
    return before, part(path)


def part(path, name="content.xml"):
    """Return the bytes of a part."""
    with zipfile.ZipFile(path) as package:
        return package.read(name)


def raw_members(path):
    """Return name -> packed bytes, checksum and time of every part but content.xml."""
    data, found = path.read_bytes(), {}
    with zipfile.ZipFile(path) as package:
        for info in package.infolist():
            start = (
                info.header_offset
                + 30
                + sum(
                    int.from_bytes(data[info.header_offset + n : info.header_offset + n + 2], "little")
                    for n in (26, 28)
                )
            )
            found[info.filename] = (data[start : start + info.compress_size], info.CRC, info.date_time)
    del found["content.xml"]
    return found


def rows_of(path, name="受注"):
    """Return the cells of a sheet."""
    with open_document_file(path, quiet) as book:
        sheet = book.sheet(name)
        return sheet.read_block(1, sheet.used_size()[0])


def test_every_other_part_is_copied_packed(made):
    """Pictures, charts, settings and the list of parts keep every byte, in their order; the mimetype comes first."""
    more = [
        ("Pictures/a.png", b"\x89PNG" * 99),
        ("Object 1/content.xml", "<chart/>"),
        ("settings.xml", "<s/>"),
    ]
    path = made(ods.table("受注", orders()), more=more)
    before = raw_members(path)
    refreshed(path)
    assert raw_members(path) == before
    assert path.read_bytes()[38:84] == ods.MIMETYPE.encode()


def test_another_reader_finds_the_same_cells(made):
    """Calamine reads every foreign cell as before, and our dates, numbers and words as they are meant."""
    more = ["配送中", "A-2", dt.date(2026, 11, 10), dt.date(2026, 11, 12)]
    path = made(ods.table("受注", orders(more)))
    before = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name("受注").to_python()
    refreshed(path)
    after = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name("受注").to_python()
    assert [row[:4] for row in after] == before
    assert after[0][4:7] == ["段階", "最終発送日", "減点日"]
    assert after[1][4:10] == [
        "制限",
        dt.date(2026, 11, 13),
        dt.date(2026, 11, 16),
        dt.date(2026, 11, 17),
        -5,
        -2,
    ]


def without_ours(data):
    """Return content.xml without what a refresh may write: result cells of columns E on, names, styles, our sheets."""
    text = data.decode()
    text = re.sub(
        r"<style:style style:name=\"xlshipcheck_.*?(?:</style:style>|/>)(?=<style|<number|</office)", "", text
    )
    text = re.sub(r"<number:(\w+)-style style:name=\"xlshipcheck_.*?</number:\1-style>", "", text)
    text = re.sub(r'<table:table table:name="(?:集計|今日)".*?</table:table>', "", text)
    text = re.sub(r"<table:named-range table:name=\"_xlshipcheck[^>]*/>", "", text)
    return text.replace("<table:named-expressions></table:named-expressions>", "")


def test_the_sellers_bytes_stand_in_the_same_order(made):
    """Cut at the places where we write, everything else of content.xml is found again, piece by piece."""
    note = (
        '<table:table-cell office:value-type="string"><office:annotation><dc:date>2026-11-01T00:00:00</dc:date>'
        "<text:p>電話&#x6E08;</text:p></office:annotation><text:p>A-2<text:span>枝</text:span></text:p></table:table-cell>"
    )
    second = ods.row([ods.cell("配送要請"), note, ods.cell(dt.date(2026, 11, 10)), "<table:table-cell  \n/>"])
    path = made("<!-- x > y -->" + ods.table("受注", [*orders(), second], after="<!-- ' -->"))
    before, after = refreshed(path)
    pieces = re.findall(r"<!--.*?-->|<table:table-row.*?</table:table-row>", before.decode(), re.DOTALL)
    text = without_ours(after)
    for piece in pieces[:4]:
        inside = piece.removesuffix("</table:table-row>")
        assert inside in text
    assert rows_of(path)[2][1] == "A-2枝"


def test_a_second_refresh_of_the_day_writes_the_same_bytes(made):
    """Nothing moves, no style and no name is added twice; the file is not even written."""
    path = made(ods.table("受注", orders()))
    refreshed(path)
    once, stamp = path.read_bytes(), path.stat().st_mtime_ns
    refreshed(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (once, stamp)


@pytest.mark.parametrize(
    "kind", ["equal rows", "blank end", "repeated cells", "no end", "groups", "one empty tag"]
)
def test_only_what_is_written_is_parted(made, kind):
    """Rows and cells that are repeated, grouped or not written at all give the results of rows written one by one."""
    repeated = ods.row([ods.cell(value) for value in ORDER], ' table:number-rows-repeated="3"')
    rows = {
        "equal rows": [*orders(), repeated],
        "blank end": [*orders(ORDER, ORDER, ORDER)],
        "repeated cells": [
            *orders(ORDER, ORDER),
            ods.row([*map(ods.cell, ORDER), '<table:table-cell table:number-columns-repeated="16380"/>']),
        ],
        "groups": [
            f"<table:table-header-rows>{orders()[0]}</table:table-header-rows>",
            f"<table:table-row-group>{''.join(orders(ORDER, ORDER, ORDER)[1:])}</table:table-row-group>",
        ],
        "no end": [*orders(ORDER, ORDER, ORDER)],
        "one empty tag": [*orders(ORDER, ORDER, ORDER), "<table:table-row/>"],
    }[kind]
    body = ods.table("受注", rows)
    if kind == "no end":
        body = re.sub(r"<table:table-row table:number-rows-repeated.*?</table:table-row>", "", body)
    path = made(body)
    refreshed(path)
    found = rows_of(path)
    assert [row[:2] for row in found] == [["配送状態", "注文番号"], *[["配送要請", "A-1"]] * 4][: len(found)]
    assert [row[4] for row in found] == ["段階", *["制限"] * (len(found) - 1)]
    assert len(found) == 5


def test_a_million_blank_rows_are_not_made(made):
    """The row that Calc repeats to the end of the sheet stays one."""
    path = made(ods.table("受注", orders()))
    start = time.process_time()
    with edit_document(path) as edit:
        edit.write("受注", 500_000, 9, Write("x"))
        edit.save(NOW)
    assert time.process_time() - start < 5
    assert part(path).count(b"<table:table-row") == 5


def test_rows_are_added_where_the_file_ends(made):
    """A file that writes no blank rows gets them, as one that is repeated; the rows of a group stay in it."""
    body = ods.table("受注", [f"<table:table-row-group>{''.join(orders())}</table:table-row-group>"])
    path = made(re.sub(r"<table:table-row table:number-rows-repeated.*?</table:table-row>", "", body))
    with edit_document(path) as edit:
        edit.write("受注", 5, 3, Write("下"))
        edit.save(NOW)
    assert rows_of(path)[2:] == [[None] * 4, [None] * 4, [None, None, "下", None]]
    assert '</table:table-row-group><table:table-row table:number-rows-repeated="2">' in part(path).decode()


@pytest.mark.parametrize("styles", ["<office:automatic-styles/>", ""])
def test_a_file_without_styles(made, styles):
    """Styles are added to an element that is empty; a file that has none at all is left alone."""
    text = ods.content(ods.table("受注", orders()))
    text = re.sub(r"<office:automatic-styles>.*</office:automatic-styles>", styles, text)
    path = made("", text=text)
    if styles:
        refreshed(path)
        assert rows_of(path)[1][4] == "制限"
        return
    with pytest.raises(errors.OpenDocumentLayout, match="LibreOffice で開いて一度上書き保存"):
        refreshed(path)


def test_what_lies_below_a_merged_cell_is_not_read(made):
    """Calc keeps what stood in cells that were merged; nobody sees it, so no order is judged by it."""
    hidden = '<table:covered-table-cell office:value-type="string"><text:p>隠れ</text:p></table:covered-table-cell>'
    wide = ' table:number-columns-spanned="2" table:number-rows-spanned="1"'
    path = made(ods.table("受注", [ods.row([ods.cell("題", wide), hidden, ods.cell("右")])]))
    assert rows_of(path) == [["題", None, "右"]]
    with open_document_file(path, quiet) as book:
        assert book.sheet("受注").read_columns([2], 1, 1) == [[None]]


def test_texts_are_read_as_they_show(made):
    """Blanks, tabs, line breaks, spans and links count; notes, furigana and the author's name do not."""
    inside = (
        '<text:p>  a  b<text:s text:c="2"/>c<text:tab/>d<text:line-break/>e<text:span>f<text:a>g</text:a></text:span>'
        "<text:ruby><text:ruby-base>佐</text:ruby-base><text:ruby-text>さ</text:ruby-text></text:ruby></text:p><text:p/>"
        "<text:p>次</text:p>"
    )
    note = "<office:annotation><dc:creator>山田</dc:creator><text:p>メモ</text:p></office:annotation>"
    shape = "<draw:frame><draw:text-box><text:p>図</text:p></draw:text-box></draw:frame>"
    cell = f'<table:table-cell office:value-type="string">{note}{inside}{shape}</table:table-cell>'
    path = made(ods.table("受注", [ods.row([cell])]))
    assert rows_of(path) == [["a b  c\td\nefg佐\n\n次"]]


@pytest.mark.parametrize(
    ("attributes", "text", "value"),
    [
        ('office:value-type="percentage" office:value="0.955"', "95.5%", 0.955),
        ('office:value-type="currency" office:currency="JPY" office:value="1980"', "¥1,980", 1980),
        ('office:value-type="float" office:value="444413758703"', "4.4E+11", 444413758703),
        ('office:value-type="boolean" office:boolean-value="true"', "TRUE", True),
        ('office:value-type="date" office:date-value="2026-11-09"', "11/9", dt.date(2026, 11, 9)),
        ('office:value-type="date" office:date-value="2026-11-09T00:02:10.000000001"', "x", MOMENT),
        ('office:value-type="time" office:time-value="PT12H30M05S"', "12:30", dt.time(12, 30, 5)),
        ('office:value-type="time" office:time-value="PT30H00M00S"', "30:00", dt.timedelta(hours=30)),
        ('office:value-type="string" office:string-value="=1+1"', "x", "=1+1"),
        ('office:value-type="string" office:string-value="" calcext:value-type="error" table:formula="of:=NA()"', "#N/A", "#N/A"),
        ('office:value-type="float" office:value="0" table:formula="of:=1/0"', "#DIV/0!", "#DIV/0!"),
        ('office:value-type="float" office:value="0" table:formula="of:=[.A9]"', "エラー:502", "エラー:502"),
        ('office:value-type="date" office:date-value="いつか"', "いつか", "いつか"),
        ("", "型なし", "型なし"),
        ('office:value-type="string" table:formula="of:=&quot;&quot;"', "", None),
    ],
)  # fmt: skip
def test_values_are_typed(made, attributes, text, value):
    """The value comes from the attribute of its type, an error as its text, never as 0 or a blank."""
    cell = f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"
    path = made(ods.table("受注", [ods.row([cell, ods.cell("x")])]))
    assert rows_of(path) == [[value, "x"]]


def test_other_prefixes_and_quotes(made):
    """A file that calls its namespaces otherwise, and quotes its attributes otherwise, is edited in its own words."""
    text = ods.content(ods.table("受注", orders()))
    for name in ("table", "office", "text", "style", "fo", "number"):
        text = re.sub(rf"(?<=[</\s]){name}:", f"{name}X:", text).replace(f"xmlns:{name}=", f"xmlns:{name}X=")
    text = text.replace('tableX:name="受注"', "tableX:name='受注'").replace("><", ">\n  <")
    path = made("", text=text)
    _, after = refreshed(path)
    scan_content(after)
    assert rows_of(path)[1][4] == "制限"
    assert b"<table:" not in after


def test_notes_charts_and_checks_stay_in_a_result_cell(made):
    """What a seller has put beside our value in a cell of ours is not lost when the value is written anew."""
    path = made(ods.table("受注", orders()))
    refreshed(path)
    data = part(path).decode()
    note = "<office:annotation><text:p>相談中</text:p></office:annotation>"
    changed = data.replace("<text:p>制限</text:p>", f"{note}<text:p>古い</text:p>")
    assert changed != data
    path.write_bytes(ods.document(changed))
    refreshed(path)
    after = part(path).decode()
    assert note + "<text:p>制限</text:p>" in after


def test_filter_and_named_range_grow_over_the_results(made):
    """A filter beside which the results stand takes them in, so that sorting moves whole rows; other ranges stay."""
    ranges = (
        '<table:database-ranges><table:database-range table:name="__Anonymous_Sheet_DB__0" '
        'table:target-range-address="受注.A1:受注.D2" table:display-filter-buttons="true"/>'
        '<table:database-range table:name="別" table:target-range-address="受注.Z9:受注.Z10"/></table:database-ranges>'
    )
    path = made(ods.table("受注", orders()) + ranges)
    refreshed(path)
    content = scan_content(part(path))
    assert [named.address for named in content.database_ranges] == ["受注.A1:受注.N2", "受注.Z9:受注.Z10"]


def test_a_merged_result_cell_is_refused(made):
    """Below a merged cell there is no place for a result: the cell is named, nothing is written."""
    merged = (
        '<table:table-cell office:value-type="string" table:number-rows-spanned="2" table:number-columns-spanned="1">'
        "<text:p>制限</text:p></table:table-cell>"
    )
    rows = [
        ods.row([*map(ods.cell, [*HEADER, "段階"])]),
        ods.row([*map(ods.cell, ORDER), merged]),
        ods.row([*map(ods.cell, ["配送要請", "A-2", *ORDER[2:]]), "<table:covered-table-cell/>"]),
    ]
    path = made(ods.table("受注", rows))
    before = path.read_bytes()
    with pytest.raises(errors.FileRefused):
        refreshed(path)
    assert path.read_bytes() == before


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


CELL_TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\r", exclude_categories=["Cs", "Cc"]), max_size=30
)


@given(
    text=CELL_TEXT | st.sampled_from(["a\nb", "\t", "  x  y ", "]]>", "&amp;", "<b>"]),
    number=st.integers() | st.floats(allow_nan=False, allow_infinity=False),
)
def test_what_is_written_is_read(tmp_path_factory, text, number):
    """Every text and every number comes back as it was written."""
    path = tmp_path_factory.mktemp("ods") / "a.ods"
    path.write_bytes(ods.document(ods.content(ods.table("受注", [ods.row([ods.cell("x")])]))))
    with edit_document(path) as edit:
        edit.write("受注", 1, 2, Write(text))
        edit.write("受注", 1, 3, Write(number))
        edit.write("受注", 1, 4, Write("終"))
        edit.save(NOW)
    value = rows_of(path)[0]
    assert value[1] == (text or None)
    assert value[2] == pytest.approx(float(number), abs=0, rel=1e-15)


NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=12
)


@given(name=NAMES, row=st.integers(1, 1_048_576), column=st.integers(1, 16_384))
def test_addresses_come_back(name, row, column):
    """The address of a cell of any sheet is read as that cell."""
    assert place_of(cell_address(name, row, column)) == (name, Rectangle(row, column, row, column))
    area = Rectangle(1, 1, row, column)
    assert place_of(range_address(name, area)) == (name, area)


def test_formulas_are_moved_and_told():
    """References between brackets move with the row, fixed ones and texts stay; an .xlsx would say the same."""
    formula = "IF([.A2]=\"[.A2];\";SUM([$'8月; :x'.B$1:.C2]);[.$D$1])"
    assert moved_formula(formula, 3) == "IF([.A5]=\"[.A2];\";SUM([$'8月; :x'.B$1:.C5]);[.$D$1])"
    assert plain_formula(formula) == "IF(A2=\"[.A2];\",SUM('8月; :x'!B$1:C2),$D$1)"
    assert moved_formula("[.A1048576]", 1) == "[#REF!]"
    assert plain_formula("[#REF!]+1") == "#REF!+1"
