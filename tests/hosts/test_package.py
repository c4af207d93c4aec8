"""The zip package: copied parts keep their packed bytes, and any reader agrees with what we write."""

from __future__ import annotations

import io
import zipfile

import pytest
from workbook_makers import SHEET, book, package

from xlshipcheck.errors import WorkbookDamaged, WorkbookTooLarge
from xlshipcheck.xlsx import package_writer
from xlshipcheck.xlsx.package import Package, relationships_part
from xlshipcheck.xlsx.package_writer import PackageWriter

TEXT = "注文番号,入金日\r\n".encode() * 5000


def unusual():
    """Return a package written in every way that zip allows: zip64 fields, sizes behind the data, stored, comments."""
    out = io.BytesIO()
    with zipfile.ZipFile(Unseekable(out), "w", zipfile.ZIP_DEFLATED) as packed:
        packed.comment = "メモ".encode()
        for name, method in (("a.xml", zipfile.ZIP_DEFLATED), ("日本.xml", zipfile.ZIP_STORED)):
            info = zipfile.ZipInfo(name, (2026, 11, 21, 9, 30, 2))
            info.compress_type = method
            info.external_attr = 0o644 << 16
            info.comment = b"part"
            with packed.open(info, "w", force_zip64=True) as part:
                part.write(TEXT)
        packed.writestr(zipfile.ZipInfo("empty.bin"), b"")
    return out.getvalue()


class Unseekable(io.RawIOBase):
    """A stream on which zipfile has to write the sizes behind the data."""

    def __init__(self, out):
        self.out = out

    def writable(self):
        """Tell that bytes may be written."""
        return True

    def write(self, data):
        """Pass the bytes on."""
        return self.out.write(bytes(data))


def copied(data, replace=None):
    """Return a package whose parts were all copied, but for those that are replaced."""
    out = io.BytesIO(b"front matter")
    out.seek(0, io.SEEK_END)
    source = Package(io.BytesIO(data))
    writer = PackageWriter(out)
    for member in source.zip.infolist():
        if replace and member.filename in replace:
            assert writer.replace(source, member, iter([replace[member.filename]]))
        else:
            writer.copy(source, member)
    writer.finish(source.zip.comment)
    return out.getvalue()[len(b"front matter") :]


def listing(data):
    """Return name, content, packed size, checksum, stamp and attributes of each part."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert packed.testzip() is None
        return packed.comment, [
            (i.filename, packed.read(i), i.compress_size, i.CRC, i.date_time, i.external_attr, i.comment)
            for i in packed.infolist()
        ]


def test_a_copy_has_the_same_parts_in_whatever_way_they_were_written():
    """Zip64 fields and sizes behind the data are read; the copy has the same parts, stamps and comments."""
    data = unusual()
    assert listing(copied(data)) == listing(data)


def test_a_copy_of_a_copy_is_the_same_bytes():
    """What we write we copy without any difference, so a second refresh can be compared byte for byte."""
    first = copied(unusual())
    assert copied(first) == first
    assert b"PK\x06\x06" not in first
    plain = copied(book())
    assert copied(plain) == plain


def test_a_replaced_part_keeps_its_name_stamp_and_place():
    """Only the content of a replaced part differs, and the parts behind it are found."""
    data = unusual()
    comment, before = listing(data)
    new_comment, after = listing(copied(data, {"a.xml": b"<new/>"}))
    assert new_comment == comment
    assert [part[0] for part in after] == [part[0] for part in before]
    assert after[0][1] == b"<new/>"
    assert after[0][4:6] == before[0][4:6]
    assert after[1:] == before[1:]


def test_a_part_replaced_by_itself_is_copied_packed():
    """When the new bytes are the old ones, the packed bytes stay those of the program that wrote them."""
    data = package({"a.xml": TEXT, "b.xml": b"b"})
    source = Package(io.BytesIO(data))
    out = io.BytesIO()
    writer = PackageWriter(out)
    members = source.zip.infolist()
    assert not writer.replace(source, members[0], iter([TEXT[:100], TEXT[100:]]))
    writer.copy(source, members[1])
    writer.finish()
    assert out.getvalue() == copied(data)


def test_a_new_part_is_deflated_and_read_by_zipfile():
    """A part written from a stream has right sizes and checksum although they are known only at its end."""
    out = io.BytesIO()
    writer = PackageWriter(out)
    with writer.part("新.xml") as stream:
        for start in range(0, len(TEXT), 999):
            stream.write(TEXT[start : start + 999])
    writer.write("b.bin", b"")
    writer.finish()
    _, found = listing(out.getvalue())
    assert [(name, content) for name, content, *_ in found] == [("新.xml", TEXT), ("b.bin", b"")]
    assert found[0][4] == (1980, 1, 1, 0, 0, 0)
    assert found[0][2] < len(TEXT) // 10


def test_a_part_is_never_read_beyond_its_limit():
    """However much a part unpacks to, reading stops at the limit."""
    source = Package(io.BytesIO(package({"a.xml": b"\0" * (8 << 20)})))
    with pytest.raises(WorkbookTooLarge):
        source.read("a.xml", 1 << 20)
    assert source.read("A.XML", 8 << 20) == b"\0" * (8 << 20)


def test_relations_are_resolved_against_their_part():
    """Targets relative to the part, from the root, and outside the package; names without regard to case."""
    entries = "".join(
        f'<Relationship Id="r{n}" Type="t" Target="{target}"{mode}/>'
        for n, (target, mode) in enumerate(
            [("../tables/t.xml", ""), ("/xl/x.xml", ""), ("https://example.com/", ' TargetMode="External"')]
        )
    )
    data = package({SHEET: b"<a/>", relationships_part(SHEET).upper(): f"<R>{entries}</R>".encode()})
    relations = Package(io.BytesIO(data)).relationships(SHEET)
    assert [r.target for r in relations] == ["xl/tables/t.xml", "xl/x.xml", "https://example.com/"]
    assert [r.external for r in relations] == [False, False, True]
    assert Package(io.BytesIO(data)).relationships("none.xml") == []


def test_a_missing_part_is_told():
    """A relation to a part that is not there is damage, not a programming error."""
    with pytest.raises(WorkbookDamaged, match=r"none\.xml"):
        Package(io.BytesIO(book())).read("none.xml")


def test_parts_are_read_packed_or_not():
    """A part that was stored as it is reads like one that was packed."""
    source = Package(io.BytesIO(unusual()))
    assert source.member("日本.xml").compress_type == zipfile.ZIP_STORED
    assert source.read("日本.xml") == source.read("a.xml") == TEXT
    assert source.read("empty.bin") == b""


@pytest.mark.parametrize("other", ["xl/A.xml", "/xl/a.xml", "xl\\a.xml"])
def test_two_parts_of_one_name_are_refused(other):
    """Readers would take one or the other; names differ neither by case nor by their slashes."""
    data = package({"xl/a.xml": b"1", other: b"2"})
    with pytest.raises(WorkbookDamaged, match="同じ名前の部品が二つあります"):
        Package(io.BytesIO(data))


def test_a_copy_keeps_what_its_directory_says():
    """Who made a part, and its attributes, are copied with it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        info = zipfile.ZipInfo("a.xml", (2026, 11, 21, 9, 30, 2))
        info.create_system, info.create_version = 3, 45
        info.internal_attr, info.external_attr = 1, 0o644 << 16
        packed.writestr(info, TEXT)
    with zipfile.ZipFile(io.BytesIO(copied(out.getvalue()))) as made:
        (member,) = made.infolist()
    assert (member.create_system, member.create_version) == (3, 45)
    assert (member.internal_attr, member.external_attr) == (1, 0o644 << 16)


def test_extra_fields_are_kept_but_for_the_sizes_of_zip64():
    """Our headers carry the sizes themselves; every other field of an entry is copied, also an empty last one."""
    stamp, sizes, empty = b"UT\5\0\1abcd", b"\1\0\x08\0" + bytes(8), b"xx\0\0"
    assert package_writer._without_zip64(stamp + sizes + empty) == stamp + empty
    assert package_writer._without_zip64(sizes) == b""
