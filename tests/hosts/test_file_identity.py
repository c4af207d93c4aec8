"""Which state of a file was read: what the end of a zip declares, and which bytes count as its last ones."""

from __future__ import annotations

import hashlib
import io
import os
import struct
import zipfile

import pytest

from xlshipcheck.xlsx.identity import ABSENT, Directory, declared_directory, identity_of, identity_of_open

NAMES = ("甲.xml", "乙.xml")


def packed(comment=b""):
    """Return a zip of two members, with a comment at its end."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        for name in NAMES:
            package.writestr(name, "x")
        package.comment = comment
    return held.getvalue()


def directory_size(data):
    """Return the size of the directory as Python's own reader finds it: from its start to the end record."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return len(data) - len(package.comment) - 22 - package.start_dir


def with_zip64(data, size, entries, *, short=0xFFFF_FFFF):
    """Return a zip whose end is that of a zip64: sizes in the long record, `short` in the place for them in the short one."""
    at = data.rfind(b"PK\5\6")
    end = bytearray(data[at:])
    end[12:16] = struct.pack("<I", short)
    long_end = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, entries, entries, size, at)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, at, 1)
    return data[:at] + long_end + locator + bytes(end)


@pytest.mark.parametrize("length", [0, 5, 65_535])
def test_the_end_of_a_zip_is_found_behind_any_comment(length):
    """A comment may be 65,535 bytes long, the most that the form has room for."""
    data = packed(b"c" * length)
    assert declared_directory(io.BytesIO(data)) == Directory(directory_size(data), len(NAMES))


def test_the_end_of_a_large_zip():
    """Where the short record has no room for the size, the long one says it; else the larger of the two counts."""
    data = packed()
    size = directory_size(data)
    assert declared_directory(io.BytesIO(with_zip64(data, 7 << 32, 9))) == Directory(7 << 32, 9)
    assert declared_directory(io.BytesIO(with_zip64(data, 3, 9, short=size))) == Directory(size, 9)
    assert declared_directory(io.BytesIO(with_zip64(data, size + 1, 9, short=size))) == Directory(size + 1, 9)


def test_a_small_book_with_the_end_of_a_large_one():
    """Some writers end every book as a zip64: the long record has the size, and all ones in the short one are no size."""
    data = packed()
    size = directory_size(data)
    assert declared_directory(io.BytesIO(with_zip64(data, size, len(NAMES)))) == Directory(size, len(NAMES))


@pytest.mark.parametrize("behind", [65_535, 65_536, 65_537])
def test_whatever_the_library_finds_is_found_before_it(behind):
    """Python's reader finds a directory with some bytes behind it that no comment accounts for; so it is bounded before."""
    data = packed() + b"x" * behind
    assert (declared_directory(io.BytesIO(data)) is not None) is (behind <= 65_536)
    if zipfile.is_zipfile(io.BytesIO(data)):
        assert declared_directory(io.BytesIO(data)) == Directory(directory_size(packed()), len(NAMES))


def test_a_zip_of_nothing():
    """A zip without members is its end record alone, with that of a large one before it where a writer always has one."""
    held = io.BytesIO()
    zipfile.ZipFile(held, "w").close()
    assert declared_directory(held) == Directory(0, 0)
    assert declared_directory(io.BytesIO(with_zip64(held.getvalue(), 7 << 32, 9))) == Directory(7 << 32, 9)


def test_the_signs_of_a_record_inside_of_one_hide_nothing():
    """The library reads a record at the very end, whatever signs its fields have; the place of the directory may be such."""
    data = packed()
    hidden = data[:-6] + b"PK\5\6" + data[-2:]
    assert zipfile.is_zipfile(io.BytesIO(hidden))
    assert declared_directory(io.BytesIO(hidden)) == Directory(directory_size(data), len(NAMES))


@pytest.mark.parametrize(
    "data",
    [b"", b"no zip", b"PK\5\6 cut off", b"a zip of which the end is PK\5\6 cut off"],
    ids=["empty", "text", "cut", "cut later"],
)
def test_what_is_no_zip_declares_nothing(data):
    """A csv has no directory, nor has a zip whose end is cut off."""
    assert declared_directory(io.BytesIO(data)) is None


def test_a_save_of_the_same_second_and_length_is_another_state(tmp_path):
    """One letter in the last bytes tells, though size and time are the same; an unread file is the same state twice."""
    book = tmp_path / "台帳.csv"
    book.write_bytes(b"a" * 70_000)
    os.utime(book, ns=(1, 1))
    before = identity_of(book)
    assert identity_of(book) == before
    book.write_bytes(b"a" * 69_999 + b"b")
    os.utime(book, ns=(1, 1))
    assert identity_of(book) != before
    assert identity_of(tmp_path / "無い.csv") == ABSENT


def test_the_first_byte_of_a_small_file_counts(tmp_path):
    """Of a file that is read whole every byte tells, the first one too."""
    book = tmp_path / "台帳.csv"
    states = []
    for text in (b"a,1\r\n", b"b,1\r\n"):
        book.write_bytes(text)
        os.utime(book, ns=(1, 1))
        states.append(identity_of(book))
    assert states[0] != states[1]


LAST_BYTES = 65_536
LONGEST = 8 << 20


@pytest.mark.parametrize("comment", [b"", b"c" * 70_000], ids=["small", "with much before its directory"])
def test_the_digest_is_of_the_last_bytes_and_the_directory_before_them(tmp_path, comment):
    """Of a csv the last 65,536 bytes count, of a zip as many and those of its directory; afterwards it is read from its start."""
    data = comment + packed()
    for name, content, length in (
        ("台帳.csv", comment + b"a,1\r\n", LAST_BYTES),
        ("台帳.xlsx", data, LAST_BYTES + directory_size(packed())),
    ):
        (tmp_path / name).write_bytes(content)
        with (tmp_path / name).open("rb") as file:
            assert identity_of_open(file).digest == hashlib.sha256(content[-length:]).digest()
            assert file.tell() == 0


@pytest.mark.parametrize("declared", [LONGEST, LONGEST + 1, 7 << 32])
def test_of_a_longer_directory_than_any_book_has_no_more_is_read(tmp_path, declared):
    """A file may lie about its directory: no more than the 8 MB of the longest one, and what may lie behind, are read."""
    book = tmp_path / "台帳.xlsx"
    data = bytes(range(256)) * (36 << 10) + with_zip64(packed(), declared, 9)
    book.write_bytes(data)
    assert identity_of(book).digest == hashlib.sha256(data[-(LONGEST + LAST_BYTES) :]).digest()
