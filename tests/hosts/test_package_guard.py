"""The guard: whatever the file is, it ends as a checked package or as one sentence."""

from __future__ import annotations

import contextlib
import os
import struct

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from package_parts import parts
from workbook_makers import SHEET, book, changed, package, replaced, with_rows

from xlshipcheck import errors
from xlshipcheck.xlsx.locks import refuse_unless_writable
from xlshipcheck.xlsx.reading.guard import open_book
from xlshipcheck.xlsx.reading.workbook import Workbook

TYPES = "[Content_Types].xml"
MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def refusal(folder, data, name="注文.xlsx"):
    """Return the refusal that a file of these bytes meets."""
    path = folder / name
    path.write_bytes(data)
    with pytest.raises(errors.FileRefused) as caught, open_book(path) as opened:
        Workbook(opened).sheet("注文").used_size  # noqa: B018 # reading is what is tried
    assert str(path) in str(caught.value)
    assert str(path) in caught.value.sentence("en")
    return type(caught.value)


def test_an_ordinary_workbook_is_opened(tmp_path):
    """A book of XlsxWriter passes and tells that it has no macros."""
    path = tmp_path / "注文.xlsx"
    path.write_bytes(book())
    with open_book(path) as opened:
        assert opened.main == "xl/workbook.xml"
        assert not opened.has_macros
        assert opened.sheets[SHEET].last_row == 2


def test_what_is_no_file_is_refused_without_waiting(tmp_path):
    """A missing file, a folder, an empty file, and a pipe that would never end each have their sentence."""
    with pytest.raises(errors.FileMissing), open_book(tmp_path / "なし.xlsx"):
        pass
    with pytest.raises(errors.FileMissing), open_book(tmp_path / "なし" / "なし.xlsx"):
        pass
    with pytest.raises(errors.FileUnreadable), open_book(tmp_path):
        pass
    os.mkfifo(tmp_path / "管.xlsx")
    with pytest.raises(errors.FileUnreadable), open_book(tmp_path / "管.xlsx"):
        pass
    assert refusal(tmp_path, b"") is errors.FileEmpty


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (OLE + b"\0" * 600 + "Workbook".encode("utf-16-le"), errors.LegacyWorkbook),
        (b"\x09\x08\x08\x00\x00\x05\x10\x00", errors.LegacyWorkbook),
        (b"\x09\x00\x06\x00\x00\x00\x10\x00", errors.LegacyWorkbook),
        (OLE + b"\0" * (1 << 20) + "EncryptedPackage".encode("utf-16-le"), errors.EncryptedWorkbook),
        ("注文番号,入金日\r\n".encode("cp932"), errors.WorkbookDamaged),
        (b"<html><table>", errors.WorkbookDamaged),
        (b"PK\3\4", errors.WorkbookDamaged),
        (book()[:-30], errors.WorkbookDamaged),
        (book()[: len(book()) // 2], errors.WorkbookDamaged),
        (package({"a.txt": b"x"}), errors.WorkbookDamaged),
        (
            package({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
            errors.OpenDocumentWorkbook,
        ),
    ],
)
def test_another_format_is_refused_with_what_to_do(tmp_path, data, kind):
    """An .xls, a password, a CSV renamed, an .ods, a file cut short: each is told by what it is."""
    assert refusal(tmp_path, data) is kind


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [
        ("application/vnd.ms-excel.sheet.binary.macroEnabled.main", errors.BinaryWorkbook),
        (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
            errors.ForeignWorkbook,
        ),
        ("application/vnd.ms-excel.addin.macroEnabled.main+xml", errors.ForeignWorkbook),
        (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            errors.ForeignWorkbook,
        ),
        ("text/plain", errors.WorkbookDamaged),
    ],
)
def test_the_content_type_tells_the_kind_of_book_whatever_its_name(tmp_path, content_type, kind):
    """An .xlsb, a template, an add-in or a text document called .xlsx is recognised."""
    assert refusal(tmp_path, changed(book(), {TYPES: replaced(MAIN, content_type)})) is kind


def test_a_strict_workbook_is_refused(tmp_path):
    """Both marks of Strict Open XML are seen: its relation types and its conformance attribute."""
    transitional = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    strict = "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
    by_relation = changed(book(), {"_rels/.rels": replaced(transitional, strict)})
    assert refusal(tmp_path, by_relation) is errors.StrictWorkbook
    by_attribute = changed(
        book(), {"xl/workbook.xml": replaced("<workbook ", '<workbook conformance="strict" ')}
    )
    assert refusal(tmp_path, by_attribute) is errors.StrictWorkbook


def test_a_digitally_signed_workbook_is_refused(tmp_path):
    """A signature over the contents would break with any change, so nothing is changed."""
    assert refusal(tmp_path, changed(book(), {"_xmlsignatures/sig1.xml": b"<a/>"})) is errors.SignedWorkbook


def test_signed_macros_are_told_and_are_no_reason_to_refuse(tmp_path):
    """The signature of a VBA project covers that part alone, and it is copied untouched."""
    relation = '<Relationship Id="rIdV" Type="http://schemas.microsoft.com/office/2006/relationships/{}" Target="{}"/>'
    project = relation.format("vbaProject", "vbaProject.bin")
    signature = relation.format("vbaProjectSignature", "vbaProjectSignature.bin")
    data = changed(
        book(),
        {
            "xl/_rels/workbook.xml.rels": replaced("</Relationships>", project + "</Relationships>"),
            "xl/vbaProject.bin": b"vba",
            "xl/_rels/vbaProject.bin.rels": f"<Relationships>{signature}</Relationships>".encode(),
            "xl/vbaProjectSignature.bin": b"signature",
        },
    )
    for name, members, signed in (
        ("署名", data, True),
        ("なし", changed(data, {"xl/_rels/vbaProject.bin.rels": None}), False),
    ):
        path = tmp_path / f"{name}.xlsm"
        path.write_bytes(members)
        with open_book(path) as opened:
            assert (opened.has_macros, opened.has_signed_macros) == (True, signed)


def declared(data, name, **fields):
    """Return a package whose directory lies about a part: size, checksum, flags or method."""
    at = data.index(b"PK\1\2")
    while True:
        length = struct.unpack_from("<H", data, at + 28)[0]
        if data[at + 46 : at + 46 + length].decode() == name:
            break
        at = data.index(b"PK\1\2", at + 4)
    out = bytearray(data)
    for field, value in fields.items():
        form, offset = {"flags": ("<H", 8), "method": ("<H", 10), "crc": ("<I", 16), "packed": ("<I", 20),
                        "size": ("<I", 24), "offset": ("<I", 42)}[field]  # fmt: skip
        struct.pack_into(form, out, at + offset, value)
    return bytes(out)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (changed(book(), {"xl/media/a.bin": b"\0" * (2 << 20)}), None),
        (changed(book(), {"xl/media/a.bin": b"\0" * (900 << 10)}), None),
        (
            declared(changed(book(), {"xl/a.bin": b"\0" * (2 << 20)}), "xl/a.bin", size=999),
            errors.WorkbookDamaged,
        ),
        (declared(book(), SHEET, size=10), errors.WorkbookDamaged),
        (declared(book(), SHEET, crc=1), errors.WorkbookDamaged),
        (declared(book(), SHEET, flags=1), errors.EncryptedWorkbook),
        (declared(book(), SHEET, method=14), errors.WorkbookDamaged),
        (declared(book(), SHEET, offset=0), errors.WorkbookDamaged),
        (declared(book(), SHEET, packed=20), errors.WorkbookDamaged),
        (declared(book(), "docProps/app.xml", size=2**31), errors.WorkbookTooLarge),
    ],
)
def test_a_package_that_unpacks_to_too_much_or_lies_is_refused(tmp_path, data, kind):
    """A bomb, a part longer than declared, a wrong checksum, a password, a part served twice."""
    if kind is None:
        (tmp_path / "可.xlsx").write_bytes(data)
        with open_book(tmp_path / "可.xlsx"):
            return
    assert refusal(tmp_path, data) is kind


def test_all_parts_together_are_bounded(tmp_path, monkeypatch):
    """Many parts of an allowed size may still be too much together, and so may their number."""
    monkeypatch.setattr("xlshipcheck.xlsx.reading.guard.LARGEST_TOTAL", 10_000)
    assert refusal(tmp_path, book()) is errors.WorkbookTooLarge
    monkeypatch.undo()
    monkeypatch.setattr("xlshipcheck.xlsx.reading.guard.MOST_PARTS", 3)
    assert refusal(tmp_path, book()) is errors.WorkbookTooLarge


def test_two_parts_of_one_name_are_refused(tmp_path):
    """Readers would disagree on which part is the sheet (names are compared without case)."""
    data = changed(book(), {"XL/Worksheets/Sheet1.XML": b"<worksheet/>"})
    assert refusal(tmp_path, data) is errors.WorkbookDamaged


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]><workbook/>',
        '<!DOCTYPE workbook SYSTEM "file:///etc/passwd"><workbook/>',
        "<workbook>",
        "<workbook/>" + "x",
        "<a>" * 300 + "</a>" * 300,
        "<other/>",
        '<?xml version="1.0" encoding="nonsense"?><workbook/>',
        "",
    ],
)
def test_hostile_xml_in_the_workbook_part_is_refused(tmp_path, xml):
    """A DTD, an entity, XML cut short or nested without end never gets further than the guard."""
    assert refusal(tmp_path, changed(book(), {"xl/workbook.xml": xml.encode()})) is errors.WorkbookDamaged


FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">{}</row>'


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        (FAR.format('<c r="XFD1048576"><v>1</v></c>'), errors.WorkbookTooLarge),
        (FAR.format("<c r='XFD1048576'><v>1</v></c>"), errors.WorkbookTooLarge),
        (FAR.format('<c s="0" r="XFD1048576"><v>1</v></c>'), errors.WorkbookTooLarge),
        (FAR.format('<c\tr="XFD1048576"><v>1</v></c>'), errors.WorkbookTooLarge),
        ('<row r="1"><c r="XFD1"><v>1</v></c><c r="A1048576"><v>1</v></c></row>', errors.WorkbookTooLarge),
        (
            '<row r="1048570"><c><v>1</v></c></row><row><c r="XFD1048571"><v>1</v></c></row>',
            errors.WorkbookTooLarge,
        ),
        (FAR.format('<c r="XFD1048576" s="1"/>'), None),
        (FAR.format('<c r="XFD1048576" s="1"></c>'), errors.WorkbookTooLarge),
        (FAR.format('<c r="A1048577"><v>1</v></c>'), errors.WorkbookDamaged),
        (FAR.format('<c r="XFE1"><v>1</v></c>'), errors.WorkbookDamaged),
        (FAR.format('<c r="AAAAA1"><v>1</v></c>'), errors.WorkbookDamaged),
        (FAR.format('<c r="&#88;FD1"><v>1</v></c>'), None),
        (FAR.format('<c r="$A$1"><v>1</v></c>'), errors.WorkbookDamaged),
        ('<row r="99999999"><c><v>1</v></c></row>', errors.WorkbookDamaged),
        ('<row r="x"><c><v>1</v></c></row>', errors.WorkbookDamaged),
        ('<row r="1"><c r="A1"><v>1</c></row>', errors.WorkbookDamaged),
        ('<row r="1"><c r="A1" t="e"><v>#NONSENSE!</v></c></row>', errors.WorkbookDamaged),
        ('<row r="1"><c r="A1" t="s"><v>99</v></c></row>', errors.WorkbookDamaged),
    ],
)
def test_a_cell_that_would_exhaust_the_reader_is_found_however_it_is_written(tmp_path, rows, kind):
    """A value far away is refused in every spelling of its address; a mere look far away is not."""
    data = with_rows(rows)
    if kind is None:
        (tmp_path / "可.xlsx").write_bytes(data)
        with open_book(tmp_path / "可.xlsx") as opened:
            assert opened.sheets[SHEET].last_row * opened.sheets[SHEET].last_column < 2_000_000
    else:
        assert refusal(tmp_path, data) is kind


def test_a_prefixed_far_cell_is_found(tmp_path):
    """A namespace prefix does not hide a cell, whether the sheet begins with it or only the cell has it."""
    data = with_rows(FAR.format('<x:c xmlns:x="urn:x" r="XFD1048576"><x:v>1</x:v></x:c>'))
    assert refusal(tmp_path, data) is errors.WorkbookTooLarge


def test_a_sheet_in_utf_16_is_refused(tmp_path):
    """Calamine reads such a sheet as empty without a word, so it is refused."""
    data = changed(book(), {SHEET: lambda xml: xml.decode().replace("UTF-8", "UTF-16").encode("utf-16")})
    assert refusal(tmp_path, data) is errors.WorkbookDamaged


def test_one_long_string_shown_by_many_cells_is_refused(tmp_path, monkeypatch):
    """A reader copies a shared string for each cell, so the text shown is bounded, not only the parts."""
    monkeypatch.setattr("xlshipcheck.xlsx.reading.guard.LARGEST_TEXT", 1_000_000)

    def shown(index):
        def fill(_, sheet):
            sheet.write(0, 0, "長" * 10_000)
            sheet.write(0, 1, "短")

        rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{index}</v></c></row>' for n in range(1, 201))
        return with_rows(rows, book(fill))

    assert refusal(tmp_path, shown(0)) is errors.WorkbookTooLarge
    numbers = changed(shown(0), {SHEET: lambda xml: xml.replace(b' t="s"', b"")})
    for harmless in (shown(1), numbers):
        (tmp_path / "可.xlsx").write_bytes(harmless)
        with open_book(tmp_path / "可.xlsx"):
            pass


def test_a_book_that_someone_has_open_is_refused_with_the_name(tmp_path):
    """The owner stands in Excel's and in LibreOffice's lock file; an unreadable one is still a lock."""
    path = tmp_path / "注文.xlsx"
    path.write_bytes(book())
    refuse_unless_writable(path)
    name = "山田 花子"
    excel = (
        bytes([9]) + name.encode("cp932").ljust(54) + struct.pack("<H", len(name)) + name.encode("utf-16-le")
    )
    locks = {
        "~$注文.xlsx": (excel.ljust(165, b"\0"), name),
        ".~lock.注文.xlsx#": (b",yamada,pc,21.11.2026 09:30,file:///x;", "yamada"),
    }
    for lock, (content, owner) in locks.items():
        for data, shown in ((content, owner), (bytes([9]) + name.encode("cp932"), None), (b"", "ほかの人")):
            (tmp_path / lock).write_bytes(data)
            with pytest.raises(errors.WorkbookInUse, match=shown) as caught:
                refuse_unless_writable(path)
            assert lock in str(caught.value)
        (tmp_path / lock).unlink()
    refuse_unless_writable(path)


def test_a_link_and_a_read_only_file_are_not_replaced(tmp_path):
    """A link would be replaced by a file and the real book stay old; a read-only book is meant to stay."""
    path = tmp_path / "注文.xlsx"
    path.write_bytes(book())
    link = tmp_path / "リンク.xlsx"
    link.symlink_to(path)
    with pytest.raises(errors.WorkbookIsLink, match="注文"):
        refuse_unless_writable(link)
    path.chmod(0o444)
    with pytest.raises(errors.WorkbookReadOnly):
        refuse_unless_writable(path)
    refuse_unless_writable(tmp_path / "新しい.xlsx")
    with pytest.raises(errors.FileMissing):
        refuse_unless_writable(tmp_path / "なし" / "新しい.xlsx")


def read_everything(path):
    """Open a file and read all that the reader can tell."""
    with open_book(path) as opened:
        workbook = Workbook(opened)
        for name in workbook.sheet_names:
            sheet = workbook.sheet(name)
            height, width = sheet.used_size
            assert len(list(sheet.rows(1, min(height, 50)))) == min(height, 50)
            assert all(area.columns is not None for area in sheet.tables)
            assert (sheet.merged, sheet.protected, sheet.auto_filter, sheet.pivot_areas, width) is not None


def fuzz_book():
    """Return a small book with many kinds of parts."""

    def fill(workbook, sheet):
        sheet.write_row(0, 0, ["注文番号", "入金日", "金額"])
        for row in range(1, 6):
            sheet.write_row(row, 0, [f"A-{row}", "2026/11/20", 100 * row])
            sheet.write_formula(row, 3, f"=C{row + 1}*2", None, 200 * row)
        sheet.add_table(0, 0, 5, 2, {"name": "注文表"})
        sheet.merge_range("F1:G1", "結合")
        sheet.write_formula("H2", "=NA()", None, "#N/A")
        sheet.write_comment("A2", "メモ")
        workbook.add_worksheet("集計").protect()

    return book(fill)


FUZZ = fuzz_book()
FUZZ_PARTS = parts(FUZZ)


def fuzzed(path, data):
    """Read a file that may be damaged: it is read, or refused by one of our sentences."""
    path.write_bytes(data)
    with contextlib.suppress(errors.FileRefused):
        read_everything(path)


@settings(max_examples=300, deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, len(FUZZ) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_file_with_changed_bytes_is_read_or_refused(tmp_path, changes):
    """Any bytes of the file changed: one of our refusals or a reading, no other exception, no hang."""
    data = bytearray(FUZZ)
    for at, value in changes:
        data[at] = value
    fuzzed(tmp_path / "壊.xlsx", bytes(data))


@settings(max_examples=300, deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_part_with_changed_bytes_is_read_or_refused(tmp_path, data):
    """Any bytes of a part changed, with a sound zip around it: a refusal of ours or a reading."""
    name = data.draw(st.sampled_from(sorted(FUZZ_PARTS)))
    part = FUZZ_PARTS[name]
    start = data.draw(st.integers(0, len(part) - 1))
    length = data.draw(st.integers(0, 30))
    piece = data.draw(
        st.one_of(
            st.binary(max_size=12),
            st.sampled_from([b'"', b"<", b">", b"&", b"<!--", b"<![CDATA[", b'r="XFD1048576"', b"\0", b"<c>",
                             b"<f>", b't="e"', b"999999999999", b"-1", b"../../../x", b"<row/>", b"A1:A"]),
        )
    )  # fmt: skip
    fuzzed(tmp_path / "壊.xlsx", package({**FUZZ_PARTS, name: part[:start] + piece + part[start + length :]}))


@pytest.mark.parametrize(
    "piece",
    [b'<c r="A1" ', b"<c ", b"<row ", b'<c r="A1"><f', b'<c r="A1" t="e"', b"<c r='", b"\t", b"<f", b"<!--"],
)
def test_a_hostile_repetition_takes_time_by_its_length_only(tmp_path, piece):
    """Two megabytes of one unfinished piece are read or refused at once: no search begins again at each of them."""
    rows = piece * (2_000_000 // len(piece))
    xml = parts(book())[SHEET].replace(b"<sheetData>", b"<sheetData>" + rows)
    data = package({**parts(book()), SHEET: xml}, method=0)
    fuzzed(tmp_path / "長い.xlsx", data)
