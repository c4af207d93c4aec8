"""Difficult .ods files: read as they are meant, and changed where we write alone."""

from __future__ import annotations

import datetime as dt
import re
import time

import open_documents as ods
import pytest
import python_calamine
from refreshed_documents import (
    HEADER,
    MOMENT,
    NOW,
    ORDER,
    orders,
    part,
    quiet,
    raw_members,
    refreshed,
    rows_of,
)

from xlshipcheck import errors
from xlshipcheck.hosts.open_document.workbook import open_document_file
from xlshipcheck.ods.cells import Write
from xlshipcheck.ods.edit import edit_document
from xlshipcheck.ods.scan import scan_content


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
