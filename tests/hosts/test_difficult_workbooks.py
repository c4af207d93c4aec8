"""Every difficult workbook, part by part: nothing but what must change does."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import subprocess
import warnings
import zipfile
from xml.etree import ElementTree as ET

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from difficult_workbooks import FIRST_ROW, HEADER_ROW, LAST_ROW, MAIN, ORDERS, column_of, difficult_books
from package_parts import parts
from workbook_makers import SHEET, package

from xlshipcheck.values.ranges import column_letters
from xlshipcheck.xlsx.editing.styles import TextColour
from xlshipcheck.xlsx.editing.workbook import DATE, NUMBER, edit_book
from xlshipcheck.xlsx.writing.workbook import SHELL_CREATED, SHELL_OPTIONS

NOW = dt.datetime.fromisoformat("2026-11-21T09:30:00")
BOOKS = difficult_books()
COLUMN = 17
HEADERS = {17: "段階", 18: "最終発送日", 19: "残り日数", 20: "確認"}
VALUES = {
    17: ["警告", "注意", "正常", "制限", "警告", None, "発送済", "エラー: 入金日「x」"],
    18: [dt.date(2026, 11, 13 + n) if n != 5 else None for n in range(ORDERS)],
    19: [4, 3, -1, 0, None, None, 12, 2.5],
    20: ["=1+1", "+81", None, " 前後 ", "a & b <c>", None, "一\n二", "@x"],
}
COLOURS = [TextColour("警告", "#F8CBAD", "#843C0C"), TextColour("エラー", "#FFFF00", "#C00000", begins=True)]
MAY_CHANGE = {SHEET, "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"}


def summary():
    """Return a shell with the sheet 集計."""
    shell = io.BytesIO()
    with xlsxwriter.Workbook(shell, SHELL_OPTIONS) as workbook:
        workbook.set_properties({"created": SHELL_CREATED})
        sheet = workbook.add_worksheet("集計")
        title = workbook.add_format({"bold": True, "font_size": 16, "font_name": "Meiryo UI"})
        rate = workbook.add_format({"num_format": "0.00%", "border": 1, "bg_color": "#E2EFDA"})
        sheet.set_column(0, 0, 34)
        sheet.merge_range("A1:C1", "出荷の集計 & 確認", title)
        sheet.write_number(2, 1, 0.955, rate)
        sheet.write_string(2, 0, "発送率")
        sheet.conditional_format("B3", {"type": "cell", "criteria": "<", "value": 0.95, "format": title})
    return shell


def refresh(path, target=None, values=VALUES):
    """Do what a refresh does to a book."""
    with edit_book(path) as edit:
        edit.write_columns(
            "注文", FIRST_ROW, values, kinds={18: DATE, 19: NUMBER}, headers=HEADERS, widths={18: 12}
        )
        edit.colour_texts("注文", COLUMN, FIRST_ROW, LAST_ROW, COLOURS)
        assert edit.put_sheet("集計", summary())
        return edit.save(NOW, target)


def members(path):
    """Return name, packed bytes and directory fields of each part."""
    data = path.read_bytes()
    found = {}
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        for info in package.infolist():
            name_length, extra_length = (
                int.from_bytes(data[info.header_offset + n : info.header_offset + n + 2], "little")
                for n in (26, 28)
            )
            start = info.header_offset + 30 + name_length + extra_length
            found[info.filename] = (
                data[start : start + info.compress_size],
                info.CRC,
                info.date_time,
                info.flag_bits & ~8,  # whether the sizes stand before or behind the bytes
            )
    return found


def part(path, name):
    """Return the bytes of a part."""
    with zipfile.ZipFile(path) as package:
        return package.read(name)


OURS = range(COLUMN, COLUMN + len(HEADERS))


def is_ours(name, attributes, element):
    """Tell whether an element outside the rows was added by the refresh."""
    if name == "conditionalFormatting":
        return attributes["sqref"].startswith(column_letters(COLUMN))
    if name == "col":
        return (attributes["min"], attributes["max"], attributes.get("width")) == ("18", "18", "12")
    return name == "cols" and [(col.get("min"), col.get("width")) for col in element] == [("18", "12")]


def cells_of(row):
    """Return the cells of a row that are not ours."""
    found, column = [], 0
    for cell in row:
        column = column_of(cell.get("r")) if cell.get("r") else column + 1
        if column not in OURS:
            found.append(cell)
    return found


def foreign(xml):
    """Return a sheet as a list of its elements, without those that a refresh adds and what it may widen."""
    widened = {"dimension": "ref", "autoFilter": "ref", "row": "spans"}
    found = []

    def walk(element, depth):
        name, attributes = element.tag.replace(f"{{{MAIN}}}", ""), dict(element.attrib)
        if not is_ours(name, attributes, element):
            attributes.pop(widened.get(name), None)
            found.append((depth, name, attributes, (element.text or "").strip("\r\n ")))
            for child in cells_of(element) if name == "row" else element:
                walk(child, depth + 1)

    walk(ET.fromstring(xml), 0)  # noqa: S314 # our own
    return found


@pytest.fixture(params=sorted(BOOKS))
def book(request, tmp_path):
    """Return the path of one difficult book, and what it was."""
    path = tmp_path / "注文.xlsx"
    path.write_bytes(BOOKS[request.param])
    return path


def test_every_part_that_must_not_change_is_byte_for_byte_the_same(book, tmp_path):
    """Packed bytes, checksum, time stamp and flags of all foreign parts; only known parts change or are new."""
    old = tmp_path / "old.xlsx"
    shutil.copy(book, old)
    saved = refresh(book)
    assert saved.changed
    assert saved.backup.read_bytes() == old.read_bytes()
    before, after = members(old), members(book)
    assert next(iter(before)) == next(iter(after))
    assert set(before) <= set(after)
    added = set(after) - set(before)
    assert len(added) == 1
    assert added.pop().startswith("xl/worksheets/sheet")
    for name, packed in before.items():
        if name not in MAY_CHANGE:
            assert after[name] == packed, name


def test_the_sheet_keeps_every_element_that_is_not_ours(book):
    """Without our cells the sheet has the same elements, attributes and texts in the same order."""
    old = part(book, SHEET)
    refresh(book)
    assert foreign(part(book, SHEET)) == foreign(old)


def test_styles_and_workbook_only_grow(book):
    """Each style of the seller keeps its position, and each sheet and name its entry."""
    names = ("xl/styles.xml", "xl/workbook.xml")
    before = {name: ET.fromstring(part(book, name)) for name in names}  # noqa: S314 # our own
    refresh(book)
    for name, old_root in before.items():
        new_root = ET.fromstring(part(book, name))  # noqa: S314 # our own
        for section in old_root:
            new = new_root.find(section.tag)
            old_children, new_children = ([ET.tostring(child) for child in root] for root in (section, new))
            if "_FilterDatabase" not in ET.tostring(section).decode():
                assert new_children[: len(old_children)] == old_children
            assert int(new.get("count", len(new_children))) == len(new_children)


def readable(path):
    """Return a book without what the two readers, unlike Excel, do not take: odd sheets, newer error values."""
    members = parts(path.read_bytes())
    sheets = re.sub(rb' state="show"', b"", members["xl/workbook.xml"])
    members["xl/workbook.xml"] = re.sub(rb'<sheet name="(Module1|macrosheets)"[^<>]*/>', b"", sheets)
    members[SHEET] = re.sub(rb"#(SPILL|CALC)!", b"#VALUE!", members[SHEET])
    members["xl/styles.xml"] = with_default_styles(members["xl/styles.xml"])
    return io.BytesIO(package(members))


def with_default_styles(xml):
    """Return a style sheet with the fonts, fills and borders that Excel takes where there are none."""
    if re.search(rb"<(x:)?fonts", xml):
        return xml
    p = "x:" if b"<x:styleSheet" in xml else ""
    sections = f"<{p}fonts>{f'<{p}font/>' * 3}</{p}fonts><{p}fills>{f'<{p}fill><{p}patternFill/></{p}fill>' * 3}</{p}fills>"
    sections += f"<{p}borders>{f'<{p}border/>' * 3}</{p}borders>"
    end = f"</{p}numFmts>".encode()
    assert end in xml
    return xml.replace(end, end + sections.encode())


def calamine_of(path):
    """Return a book as calamine reads it."""
    return python_calamine.CalamineWorkbook.from_filelike(readable(path))


def openpyxl_of(path):
    """Return a book as openpyxl reads it; that it would drop this or that on saving is no news."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(readable(path))


def look_of(cell):
    """Return the number format and the fill of a cell."""
    return cell.number_format, cell.fill.bgColor.rgb


def expected(row, column):
    """Return what a cell of our columns must read as."""
    value = HEADERS[column] if row == HEADER_ROW else VALUES[column][row - FIRST_ROW]
    return dt.datetime.combine(value, dt.time()) if isinstance(value, dt.date) else value


def test_our_cells_and_all_others_are_read_back_by_two_readers(book, tmp_path):
    """Openpyxl and calamine read our values where we put them, and everywhere else what was there before."""
    old = tmp_path / "old.xlsx"
    shutil.copy(book, old)
    refresh(book)
    ours = {(r, c) for c in HEADERS for r in (HEADER_ROW, *range(FIRST_ROW, LAST_ROW + 1))}
    before, after = (openpyxl_of(path) for path in (old, book))
    assert after.sheetnames == [*before.sheetnames, "集計"]
    assert after["集計"]["A1"].value == "出荷の集計 & 確認"
    assert after["集計"]["B3"].number_format == "0.00%"
    assert after["集計"]["A1"].font.b
    assert after["集計"]["A1"].font.name == "Meiryo UI"
    for name in before.sheetnames:
        if name in before and hasattr(before[name], "iter_rows"):
            for row in before[name].iter_rows():
                for cell in row:
                    if name != "注文" or (cell.row, cell.column) not in ours:
                        new = after[name].cell(cell.row, cell.column)
                        assert str(new.value) == str(cell.value) or "ArrayFormula" in str(new.value)
                        assert look_of(new) == look_of(cell)
    sheet = after["注文"]
    for row, column in ours:
        assert sheet.cell(row, column).value == expected(row, column), (row, column)
    assert sheet.cell(FIRST_ROW, 18).number_format == "yyyy/mm/dd"
    assert sheet.cell(HEADER_ROW, 17).font.b == sheet.cell(HEADER_ROW, 5).font.b
    assert sheet.cell(FIRST_ROW, 2).font.name != "Meiryo UI"
    rows = calamine_of(book).get_sheet_by_name("注文").to_python(skip_empty_area=False)
    for row, column in ours:
        found = rows[row - 1][column - 1]
        found = dt.datetime.combine(found, dt.time()) if type(found) is dt.date else found
        assert (None if found == "" else found) == expected(row, column)


def test_a_second_refresh_leaves_the_file_as_it_is(book, tmp_path):
    """The same results again: the same bytes, no backup, no rule and no style twice."""
    refresh(book)
    first = book.read_bytes()
    again = refresh(book)
    assert not again.changed
    assert again.backup is None
    assert book.read_bytes() == first
    other = tmp_path / "別.xlsx"
    assert refresh(book, other).changed
    assert other.read_bytes() == first


def test_a_refresh_with_other_results_and_back_gives_the_first_file(book):
    """Results that change and change back leave no trace but an empty cell where a value came and went."""
    refresh(book)
    first = members(book)
    other = {column: [values[-1], *values[:-1]] for column, values in VALUES.items()}
    assert refresh(book, values=other).changed
    assert refresh(book).changed
    last = members(book)
    assert {name for name in first if first[name] != last[name]} <= {SHEET}
    blank = re.findall(rb"<(?:x:)?c r=[^<>]*/>", part(book, SHEET))
    assert len(blank) <= sum(value is None for values in VALUES.values() for value in values) + 10


@pytest.fixture(scope="module")
def converted(tmp_path_factory):
    """Return a folder with every refreshed book, and one with what LibreOffice made of each."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("books")
    out = folder / "out"
    for name, data in BOOKS.items():
        path = folder / f"{name}.xlsx"
        path.write_bytes(data)
        refresh(path)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, "--headless", profile, "--convert-to", "xlsx", "--outdir", str(out)]
    command += [str(folder / f"{name}.xlsx") for name in BOOKS]
    subprocess.run(command, check=True, capture_output=True, timeout=300)  # noqa: S603 # a fixed command
    return folder, out


@pytest.mark.end_to_end
@pytest.mark.parametrize("name", sorted(BOOKS))
def test_libreoffice_opens_the_result_with_the_same_values(name, converted):
    """A real spreadsheet program loads the refreshed book and sees our values and the seller's."""
    books = [calamine_of(folder / f"{name}.xlsx") for folder in converted]
    rows, seen = (book.get_sheet_by_name("注文").to_python(skip_empty_area=False) for book in books)
    for row in range(HEADER_ROW, LAST_ROW + 1):
        for column in (2, 3, 4, 5, *HEADERS):
            assert seen[row - 1][column - 1] == rows[row - 1][column - 1], (row, column)
    summaries = [book.get_sheet_by_name("集計").to_python() for book in books]
    assert summaries[0] == summaries[1]


@pytest.mark.end_to_end
@pytest.mark.parametrize("name", ["plain", "kitchen sink", "kitchen sink 1904", "pivot table", "furigana"])
def test_a_book_that_libreoffice_saved_is_refreshed_as_safely(name, converted, tmp_path):
    """LibreOffice lays its parts out in its own way; they too stay as they are around our cells."""
    path, old = tmp_path / "注文.xlsx", converted[1] / f"{name}.xlsx"
    shutil.copy(old, path)
    other = {column: values[::-1] for column, values in VALUES.items()}
    with edit_book(path) as edit:
        edit.write_columns("注文", FIRST_ROW, other, kinds={18: DATE, 19: NUMBER}, headers=HEADERS)
        edit.colour_texts("注文", COLUMN, FIRST_ROW, LAST_ROW, COLOURS)
        edit.save(NOW)
    before, after = members(old), members(path)
    assert {part for part in before if before[part] != after[part]} <= MAY_CHANGE
    cells = [
        python_calamine.CalamineWorkbook.from_path(book).get_sheet_by_name("注文") for book in (old, path)
    ]
    rows, seen = (sheet.to_python(skip_empty_area=False) for sheet in cells)
    assert [row[: COLUMN - 1] for row in rows] == [row[: COLUMN - 1] for row in seen]
    assert [row[COLUMN - 1] for row in seen[FIRST_ROW - 1 : LAST_ROW]] == [
        "" if v is None else v for v in other[17]
    ]
    formats = part(path, SHEET).count(b'>"' + "警告".encode()) + part(path, SHEET).count(
        "&quot;警告".encode()
    )
    assert formats == 1
