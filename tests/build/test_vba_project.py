"""The writer of VBA projects, read back by olefile and oletools, which share no code with it."""

from __future__ import annotations

import io
import random
import struct

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st
from vba_reading import decompressed, sources_of

from xlshipcheck.build.compound_file import MINI_LIMIT, SECTOR, compound_file
from xlshipcheck.build.ovba_compression import CHUNK, compressed
from xlshipcheck.build.vba_project import (
    CLASS,
    DOCUMENT,
    PLAIN,
    SHEET_BASE,
    WORKBOOK_BASE,
    Module,
    vba_project,
)

CHANCE = random.Random(20261121)  # noqa: S311  bytes to compress, nothing secret
SOURCE = "Option Explicit\nPublic Function One() As Long\n    One = 1\nEnd Function\n"
MODULES = [
    Module("ThisWorkbook", DOCUMENT, base=WORKBOOK_BASE),
    Module("Sheet1", DOCUMENT, base=SHEET_BASE),
    Module("Functions", PLAIN, SOURCE),
    Module("Watcher", CLASS, "Public Value As Long\n"),
]


# ---- compression --------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(["Dim x\r\n", "End Function\r\n", "a", "bc", " " * 30, "Select Case\r\n"])))
def test_text_comes_back(words):
    """Whatever text is compressed, another decoder gives it back."""
    text = "".join(words).encode()
    assert decompressed(compressed(text)) == text


@pytest.mark.parametrize("length", [1, 2, 3, 4, 15, 16, 17, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7])
@pytest.mark.parametrize("alphabet", [1, 2, 16])
def test_every_length_and_variety_comes_back(length, alphabet):
    """Runs of one byte, repeating and varied text come back at the edges of chunks."""
    text = bytes(CHANCE.randrange(32, 32 + alphabet) for _ in range(length))
    assert decompressed(compressed(text)) == text


def test_bytes_that_cannot_shrink_are_stored_raw():
    """A full chunk of noise is stored as it is, and read back as it was."""
    noise = CHANCE.randbytes(CHUNK)
    container = compressed(noise)
    assert struct.unpack_from("<H", container, 1)[0] >> 15 == 0
    assert decompressed(container) == noise


def test_a_short_last_chunk_of_noise_is_refused():
    """A raw chunk is 4096 bytes long, so a shorter one that does not shrink is refused, never padded."""
    with pytest.raises(ValueError, match="cannot be compressed"):
        compressed(CHANCE.randbytes(CHUNK - 1))


def test_source_shrinks():
    """Source text takes less than a third of its length, as runs are found across a chunk."""
    text = ("    Case 1\r\n        answer = AnswerOf(name, given)\r\n" * 100).encode()
    assert len(compressed(text)) < len(text) / 3


# ---- compound file ------------------------------------------------------------------------------


def opened(content):
    """Return a compound file opened by olefile."""
    return olefile.OleFileIO(io.BytesIO(compound_file(content)))


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7, 8, 100, 229])
def test_every_stream_is_found(count):
    """Any number of streams can be listed and read, so the tree of names is in the format's order."""
    streams = {f"{'x' * (number % 7)}s{number}": bytes([number % 256]) * number for number in range(count)}
    with opened({"VBA": {**streams}}) as file:
        assert sorted(file.listdir()) == sorted(["VBA", name] for name in streams)
        assert {name: file.openstream(["VBA", name]).read() for name in streams} == streams


@pytest.mark.parametrize("length", [0, 1, 64, 65, SECTOR, MINI_LIMIT - 1, MINI_LIMIT, MINI_LIMIT + 1, 90_000])
def test_streams_of_every_length_come_back(length):
    """A stream comes back whether it is stored in the mini stream or in sectors of its own."""
    data = CHANCE.randbytes(length)
    with opened({"small": b"abc", "data": data}) as file:
        assert file.openstream("data").read() == data
        assert file.openstream("small").read() == b"abc"


def test_siblings_form_a_red_black_tree():
    """Names are ordered by length and then by letters, no red entry has a red child, black heights are equal."""
    content = dict.fromkeys("b aa Zz ccc d abc longest_name_of_all z y x w".split(), b"1")
    with opened(content) as file:
        entries = {entry.sid: entry for entry in file.direntries if entry is not None}
    order = []

    def black_height(sid, above_is_red):
        if sid == olefile.NOSTREAM:
            return 1
        entry = entries[sid]
        red = entry.color == 0
        assert not (red and above_is_red)
        left = black_height(entry.sid_left, red)
        order.append(entry.name)
        assert left == black_height(entry.sid_right, red)
        return left + (not red)

    black_height(entries[0].sid_child, above_is_red=False)
    assert order == sorted(content, key=lambda name: (len(name), name.upper()))


def test_a_file_is_whole_sectors():
    """The file, the mini stream and its table are filled up to whole sectors: Excel refuses less."""
    data = compound_file({"a": b"x", "b": b"y" * 5000})
    assert len(data) % SECTOR == 0


@pytest.mark.parametrize("content", [{"n" * 32: b""}, {"big": bytes(8 * 1024 * 1024)}])
def test_what_the_format_cannot_hold_is_refused(content):
    """A name of 32 characters and a file above 7 MB are refused."""
    with pytest.raises(ValueError, match=r"at most 31|more than 7 MB"):
        compound_file(content)


# ---- project ------------------------------------------------------------------------------------


def test_modules_are_read_back():
    """Olevba finds every module with its source, in CRLF, under its hidden attributes."""
    sources = sources_of(vba_project(MODULES))
    assert list(sources) == ["ThisWorkbook", "Sheet1", "Functions", "Watcher"]
    assert sources["Functions"] == 'Attribute VB_Name = "Functions"\r\n' + SOURCE.replace("\n", "\r\n")
    assert "Attribute VB_PredeclaredId = True\r\n" in sources["Sheet1"]
    assert "Attribute VB_PredeclaredId = False\r\n" in sources["Watcher"]


def test_a_long_module_is_read_back():
    """A module of many chunks comes back whole."""
    code = "".join(f"Public Const Value{number} As Long = {number * 7919}\n" for number in range(2000))
    assert sources_of(vba_project([*MODULES, Module("Long", PLAIN, code)]))["Long"].count("\r\n") == 2001


def test_equal_sources_give_equal_bytes():
    """Nothing but the sources decides the bytes."""
    assert vba_project(MODULES) == vba_project(list(MODULES))
    assert vba_project(MODULES) != vba_project(MODULES[:3])


def test_the_project_is_open():
    """No password and no protection: the three hidden fields decode to nothing but 'visible'."""
    with olefile.OleFileIO(io.BytesIO(vba_project(MODULES))) as file:
        lines = dict(
            line.split("=", 1)
            for line in file.openstream("PROJECT").read().decode().split("\r\n")
            if "=" in line
        )
    key = sum(lines["ID"].strip('"').encode()) & 0xFF
    assert [decrypted(lines[name].strip('"'), key) for name in ("CMG", "DPB", "GC")] == [
        bytes(4),
        bytes(1),
        b"\xff",
    ]


def decrypted(text, key):
    """Return the data of a field hidden as [MS-OVBA] 2.4.3.3 describes."""
    seed, version, project_key, *rest = bytes.fromhex(text)
    assert (seed ^ version, seed ^ project_key) == (2, key)
    plain, last, before = key, project_key, version
    out = []
    for code in rest:
        byte = code ^ ((before + plain) & 0xFF)
        out.append(byte)
        plain, before, last = byte, last, code
    ignored = (seed & 6) // 2
    (length,) = struct.unpack("<I", bytes(out[ignored : ignored + 4]))
    data = bytes(out[ignored + 4 :])
    assert len(data) == length
    return data


@pytest.mark.parametrize(
    "module",
    [Module("Functions", PLAIN, 'x = "更新"'), Module("1st", PLAIN), Module("更新", PLAIN)],
    ids=["Japanese source", "digit first", "Japanese name"],
)
def test_what_another_code_page_would_spoil_is_refused(module):
    """Source and names are ASCII, and a name begins with a letter."""
    with pytest.raises(ValueError, match="ASCII"):
        vba_project([module])
