"""The writer of VBA projects, read back by olefile and oletools, which share no code with it."""

from __future__ import annotations

import io
import random
import struct

import olefile
import pytest
from vba_reading import sources_of

from xlshipcheck.generators.vba_project import (
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
