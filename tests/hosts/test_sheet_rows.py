"""The row writer: values come back as they went in, whatever they look like."""

from __future__ import annotations

import datetime as dt
import io
import re

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from xlshipcheck.errors import CellRefused, WorkbookDamaged
from xlshipcheck.values.ranges import LAST_ROW, column_letters
from xlshipcheck.xlsx.safe_xml import elements
from xlshipcheck.xlsx.writing import rows as sheet_rows
from xlshipcheck.xlsx.writing.rows import Block, Blocks, CellWriter, stream_rows
from xlshipcheck.xlsx.writing.workbook import SHELL_CREATED, SHELL_OPTIONS, SheetRows, write_new_workbook

at = dt.datetime.fromisoformat


def new_book(rows, columns, date_columns=(), *, epoch_1904=False):
    """Return the bytes of a workbook whose data rows came through our writer."""
    shell = io.BytesIO()
    book = xlsxwriter.Workbook(shell, SHELL_OPTIONS | {"date_1904": epoch_1904})
    book.set_properties({"created": SHELL_CREATED})
    sheet = book.add_worksheet("注文")
    sheet.freeze_panes(1, 0)
    day = book.add_format({"num_format": "yyyy/mm/dd"})
    sheet.write_row(0, 0, [f"見出し{column}" for column in range(columns)])
    for column in date_columns:
        sheet.write_blank(1, column, None, day)
    book.close()
    out = io.BytesIO()
    write_new_workbook(out, shell, {"注文": SheetRows(rows, 2)})
    return out.getvalue()


def read_back(book):
    """Return the data rows as openpyxl reads them."""
    sheet = openpyxl.load_workbook(io.BytesIO(book))["注文"]
    return [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]


def streamed(rows, styles=(0, 0, 0), **options):
    """Return the XML text that `stream_rows` makes."""
    out = io.BytesIO()
    stream_rows(out, rows, styles, 2, **options)
    return out.getvalue().decode()


def test_values_of_every_kind_come_back_from_two_readers():
    """Text, numbers, booleans, dates and blanks are read by openpyxl and by calamine as they were given."""
    when = at("2026-04-15T19:12:16")
    row = ["注文", 12, 3.25, True, dt.date(2026, 11, 20), when, None, "末尾"]
    book = new_book([row, row], 8, (4, 5))
    back = read_back(book)
    assert back[1][:4] == ["注文", 12, 3.25, True]
    assert [back[1][4].date(), back[1][5]] == [dt.date(2026, 11, 20), when]
    assert back[1][6:] == [None, "末尾"]
    calamine = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name("注文")
    assert calamine.to_python()[2] == ["注文", 12, 3.25, True, dt.date(2026, 11, 20), when, "", "末尾"]


@pytest.mark.parametrize("text", ["=1+1", "+81-3", "-5", "@SUM(A1)", "=cmd|' /C calc'!A0", "007", "2026/1/1"])
def test_text_that_looks_like_a_formula_stays_text(text):
    """What begins with = + - @ or looks like a number is stored as text and never as a formula."""
    xml = streamed([[text]])
    assert "<f" not in xml
    assert 't="inlineStr"' in xml
    cell = openpyxl.load_workbook(io.BytesIO(new_book([[text]], 1)))["注文"]["A2"]
    assert (cell.value, cell.data_type) == (text, "s")


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("a & b <c>", "a &amp; b &lt;c&gt;"),
        ("一行目\n二行目", "一行目\n二行目"),
        ("一行目\r\n二行目", "一行目_x000D_\n二行目"),
        ("ベル\x07", "ベル_x0007_"),
        ("区切り\x1fあり", "区切り_x001F_あり"),
        ("_x000D_", "_x005F_x000D_"),
        ("番\ufffe外", "番�外"),
        ("半分\ud83d", "半分�"),
        (" 前後 ", " 前後 "),
    ],
)
def test_characters_that_xml_or_excel_reads_otherwise_are_escaped(text, stored):
    """A character that XML forbids, or that Excel would decode, is stored in the form Excel reads back."""
    for neighbours in (["x"], ["x", text, "y"]):
        xml = streamed([[text], *([n] for n in neighbours)], (0,))
        assert f'<is><t xml:space="preserve">{stored}</t></is>' in xml
        assert elements(f"<sheetData>{xml}</sheetData>".encode(), "sheet")


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("長" * 32_768, "32,767 文字"),
        ("😀" * 16_384, "32,767 文字"),
        (float("nan"), "数ではありません"),
        (float("inf"), "数ではありません"),
        (dt.date(1900, 2, 28), "日付より前"),
        (dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "時差"),
        (object(), "種類の値"),
    ],
)
def test_what_a_cell_cannot_hold_is_refused_with_its_address(value, problem):
    """A text too long for Excel, a NaN, a date before its calendar: refused, named by cell and reason."""
    with pytest.raises(CellRefused, match=problem) as caught:
        streamed([["a", "b", value]])
    assert "C2" in str(caught.value)


@pytest.mark.parametrize("text", ["長" * 32_767, "😀" * 16_383])
def test_the_longest_text_that_excel_takes_is_written(text):
    """32,767 UTF-16 units are the limit, and exactly that many still fit."""
    assert read_back(new_book([[text]], 1)) == [[text]]


def test_an_integer_beyond_fifteen_digits_is_written_as_text():
    """Excel would replace the 16th digit by a zero, so a long number is kept as text."""
    back = read_back(new_book([[999_999_999_999_999, 10**15, -(10**18)]], 3))
    assert back == [[999_999_999_999_999, str(10**15), str(-(10**18))]]


def test_a_book_of_1904_gets_its_own_day_numbers():
    """The same date is 1,462 days less in a book that counts from 1904."""
    assert "<v>46346</v>" in streamed([[dt.date(2026, 11, 20)]])
    assert "<v>44884</v>" in streamed([[dt.date(2026, 11, 20)]], date1904=True)
    back = read_back(new_book([[at("2026-11-20T12:00")]], 1, (0,), epoch_1904=True))
    assert back == [[at("2026-11-20T12:00")]]


def test_rows_are_numbered_across_chunks_and_may_be_short():
    """More rows than one chunk keep their numbers, and a short row is blank at its end."""
    count = 2 * sheet_rows.ROWS_AT_ONCE + 3
    xml = streamed([["a", n] if n % 2 else ["a"] for n in range(count)])
    assert re.findall(r'<row r="(\d+)"', xml) == [str(n + 2) for n in range(count)]
    assert f'<c r="B{count}"><v>{count - 2}</v></c>' in xml
    assert f'r="B{count + 1}"' not in xml


def test_a_day_is_the_same_number_however_many_were_met_before(monkeypatch):
    """Days and times are kept with their numbers, but not for ever: met again, each has the number it had."""
    monkeypatch.setattr(sheet_rows, "KNOWN_SERIALS", 3)
    writer, fresh = CellWriter(), CellWriter()
    days = [at("2026-04-15T19:12:16") + dt.timedelta(hours=7 * step) for step in range(4)]
    for chunk in (days, [None, *days[:3]], [days[0].date(), None, days[0], dt.date(2026, 5, 1)], days[::-1]):
        written = writer.column("C", "1234", chunk)
        assert written == fresh.one_by_one("C", "1234", chunk)
    assert len(writer._known_serials) <= 3 + len(days)


def test_a_day_that_no_cell_holds_is_refused_at_its_own_row():
    """Behind days that are known already, the first one before Excel's count is named with its cell."""
    writer = CellWriter()
    writer.column("C", "12", [dt.date(2026, 4, 15), None])
    with pytest.raises(CellRefused) as refused:
        writer.column("C", "345", [dt.date(2026, 4, 15), dt.date(1899, 12, 31), dt.date(1899, 12, 31)])
    assert refused.value.fields["cell"] == "C4"


def test_a_row_outside_the_sheet_is_refused():
    """A row wider than its columns, or below the last row of a sheet, is refused."""
    with pytest.raises(CellRefused, match="3 列より多い"):
        streamed([[1, 2, 3, 4]])
    with pytest.raises(CellRefused, match="1,048,576 行まで"):
        stream_rows(io.BytesIO(), [[1]] * 3, [0], LAST_ROW - 1)


def test_a_namespace_prefix_is_used_for_every_element():
    """A sheet whose elements are written `x:row` gets `x:c` cells in `x:row` rows."""
    xml = streamed([["a", 1, True]], prefix="x:")
    assert set(re.findall(r"</?([\w:]+)", xml)) == {"x:row", "x:c", "x:is", "x:t", "x:v"}


CELL = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.text(alphabet=" \n\r\t&<>_x000D\x1f\x00=", max_size=8),
    st.integers(-(10**14), 10**14),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.datetimes(at("1900-03-01"), at("2099-12-31")),
    st.dates(dt.date(1900, 3, 1), dt.date(2099, 12, 31)),
)


@given(st.lists(st.lists(CELL, max_size=5), max_size=12))
def test_a_column_at_a_time_equals_a_cell_at_a_time(rows):
    """The fast path by column writes exactly the cells that the plain path by cell writes."""
    writer = CellWriter()
    for index, values in enumerate(zip(*[row + [None] * (5 - len(row)) for row in rows], strict=True), 1):
        numbers = [str(n) for n in range(1, len(values) + 1)]
        expected = [
            "" if value is None or value == "" else writer.cell(column_letters(index), number, value, 7)
            for number, value in zip(numbers, values, strict=True)
        ]
        assert writer.column(column_letters(index), numbers, values, 7) == expected


KINDS = (
    st.text(max_size=12),
    st.integers(-(10**16), 10**16),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(dt.date(1900, 3, 1), dt.date(2099, 12, 31)),
    CELL,
)


@given(st.data(), st.integers(1, 6))
def test_whole_rows_equal_their_cells_one_by_one(data, count):
    """Rows of columns that are full, blank, partly blank or of another look hold the cells that the plain path writes."""
    columns, styles, others = [], [], {}
    for place in range(data.draw(st.integers(0, 5))):
        kind = data.draw(st.sampled_from(KINDS))
        value = data.draw(st.sampled_from([kind, st.one_of(kind, st.none()), st.none(), st.just("")]))
        columns.append(data.draw(st.lists(value, min_size=count, max_size=count)))
        styles.append(data.draw(st.sampled_from([0, 7])))
        if data.draw(st.booleans()):
            others[place] = (9, data.draw(st.sets(st.integers(0, count - 1))))
    heights = data.draw(st.sampled_from([None, [f' ht="{row}"' for row in range(count)]]))
    out = io.BytesIO()
    stream_rows(
        out, Blocks([Block(count, columns)]), styles, 3, row_style=' s="1"', attributes=heights, others=others
    )
    writer = CellWriter()
    expected = ""
    for row in range(count):
        cells = [
            writer.cell(
                column_letters(place + 1),
                str(row + 3),
                values[row],
                9 if row in others.get(place, (0, ()))[1] else style,
            )
            for place, (values, style) in enumerate(zip(columns, styles, strict=True))
            if values[row] not in {None, ""}
        ]
        expected += f'<row r="{row + 3}" s="1"{heights[row] if heights else ""}>{"".join(cells)}</row>'
    assert out.getvalue().decode() == expected


@settings(max_examples=60)
@given(st.lists(st.one_of(st.text(max_size=20), st.text(alphabet=" \n\t&<>_x0D", max_size=8)), max_size=8))
def test_any_text_is_read_back_by_calamine(texts):
    """Whatever characters a text holds, the reader gives back the very same text."""
    # Lone surrogates and non-characters cannot stand in XML at all; \r and controls are Excel's `_xHHHH_`,
    # which calamine leaves as they are, so they have their own test above.
    texts = [re.sub("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x)", "", text) for text in texts]
    book = new_book([[text] for text in texts], 1)
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name("注文")
    back = [row[0] for row in sheet.to_python(skip_empty_area=False)][1:]
    assert back + [""] * (len(texts) - len(back)) == texts


def test_a_new_workbook_is_the_same_bytes_every_time():
    """Equal rows make an equal file, so a refresh of an export can be compared."""
    rows = [["注文", n, dt.date(2026, 1, 1)] for n in range(700)]
    assert new_book(rows, 3, (2,)) == new_book(iter(rows), 3, (2,))


def test_the_shell_gives_columns_their_look_and_the_sheet_its_frame():
    """Formats of the pattern row reach every data cell; frozen header and header texts stay the shell's."""
    book = openpyxl.load_workbook(io.BytesIO(new_book([["a", dt.date(2026, 1, 1)]] * 3, 2, (1,))))
    sheet = book["注文"]
    assert sheet.freeze_panes == "A2"
    assert sheet["B1"].value == "見出し1"
    assert {sheet[f"B{row}"].number_format for row in (2, 3, 4)} == {"yyyy/mm/dd"}


def test_progress_is_told_while_rows_are_written():
    """A long export reports how far it is."""
    shell = io.BytesIO()
    book = xlsxwriter.Workbook(shell, SHELL_OPTIONS)
    book.add_worksheet("S").write(0, 0, "見出し")
    book.close()
    told = []
    counts = write_new_workbook(
        io.BytesIO(), shell, {"S": SheetRows(([n] for n in range(2500)), 2, 2500)}, told.append
    )
    assert told == [1000, 2000]
    assert counts == {"S": 2500}


def test_rows_for_a_sheet_that_the_shell_lacks_are_refused():
    """A mistaken sheet name is told, not lost."""
    shell = io.BytesIO()
    xlsxwriter.Workbook(shell, SHELL_OPTIONS).close()
    with pytest.raises(WorkbookDamaged, match="注文"):
        write_new_workbook(io.BytesIO(), shell, {"注文": SheetRows([], 2)})


def test_rows_by_columns_are_the_same_bytes():
    """Rows that come in blocks by columns give the book of the same rows, and tell how far they are."""
    rows = [[number, f"注文{number}", None if number % 3 else "発送済"] for number in range(1700)]
    parts = [rows[start : start + 500] for start in range(0, len(rows), 500)]
    blocks = Blocks(Block(len(part), list(zip(*part, strict=True))) for part in parts)
    assert new_book(blocks, 3) == new_book(rows, 3)
    shell = io.BytesIO()
    book = xlsxwriter.Workbook(shell, SHELL_OPTIONS)
    book.add_worksheet("S").write_row(0, 0, ["番号", "注文", "状態"])
    book.close()
    told = []
    blocks = Blocks(Block(len(part), list(zip(*part, strict=True))) for part in parts)
    write_new_workbook(io.BytesIO(), shell, {"S": SheetRows(blocks, 2, 1700)}, told.append)
    assert told == [1000]
