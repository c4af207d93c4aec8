"""A vbaProject.bin that holds source only ([MS-OVBA]): Excel compiles it when the book is opened.

No package on PyPI writes one that we could ship: `ms-ovba` corrupts modules above 4 KB, `pyopenvba` moves too
fast. Excel ignores everything but the source when the stored version is 0xFFFF, so compiled code need not and
must not be written. Equal sources give equal bytes: identifiers come from a digest, not from a clock.
"""

from __future__ import annotations

import hashlib
import struct
import uuid
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck.generators.compound_file import compound_file
from xlshipcheck.generators.ovba_compression import compressed

if TYPE_CHECKING:
    from collections.abc import Sequence

DOCUMENT, PLAIN, CLASS = "document", "module", "class"
WORKBOOK_BASE: Final = "0{00020819-0000-0000-C000-000000000046}"
SHEET_BASE: Final = "0{00020820-0000-0000-C000-000000000046}"
_CLASS_BASE: Final = "0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}"
_CODE_PAGE: Final = 1252
_ENGLISH: Final = 0x409
_NO_CACHE: Final = bytes.fromhex("cc61ffff000100")
"""2.3.4.1: the version 0xFFFF says that nothing compiled follows."""
_ENTRY_OF: Final = {DOCUMENT: "Document={}/&H00000000", PLAIN: "Module={}", CLASS: "Class={}"}
_REFERENCES: Final = (
    (
        "stdole",
        r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation",
    ),
    (
        "Office",
        (
            r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#C:\Program Files\Common Files"
            r"\Microsoft Shared\OFFICE16\MSO.DLL#Microsoft Office 16.0 Object Library"
        ),
    ),
)
"""The two that Excel gives every new project. One of our own would be an absolute path on this machine."""


class Module(NamedTuple):
    """A module of a project.

    Attributes:
        name: its name; begins with a letter.
        kind: `DOCUMENT` (the book or a sheet), `PLAIN` or `CLASS`.
        code: its source without the attributes that Excel hides; any line ends.
        base: what a document is: `WORKBOOK_BASE` or `SHEET_BASE`.
    """

    name: str
    kind: str
    code: str = ""
    base: str = ""


def vba_project(modules: Sequence[Module], name: str = "VBAProject") -> bytes:
    """Return the bytes of a vbaProject.bin.

    Args:
        modules: in the order in which the editor lists them; one document per sheet and one for the book.
        name: the project's name.

    Raises:
        ValueError: source that is not ASCII, or a name that Excel refuses.
    """
    sources = {module.name: module_source(module) for module in modules}
    digest = hashlib.sha256("\0".join([name, *sources.values()]).encode("ascii")).digest()
    streams: dict[str, bytes] = {
        module.name: compressed(sources[module.name].encode("ascii")) for module in modules
    }
    streams["dir"] = compressed(_directory(name, modules))
    streams["_VBA_PROJECT"] = _NO_CACHE
    names = b"".join(
        module.name.encode("ascii") + b"\0" + module.name.encode("utf-16-le") + b"\0\0" for module in modules
    )
    return compound_file(
        {"VBA": {**streams}, "PROJECT": _project(name, modules, digest), "PROJECTwm": names + b"\0\0"}
    )


def module_source(module: Module) -> str:
    """Return the source of a module as it is stored: hidden attributes, CRLF, ASCII.

    Raises:
        ValueError: a character that is not ASCII, with its line; a name that begins with a digit.
    """
    if not (module.name.isascii() and module.name.isidentifier()):
        raise ValueError(f"{module.name}: a module is named by ASCII letters and digits, a letter first")
    head = [f'Attribute VB_Name = "{module.name}"']
    if module.kind != PLAIN:
        is_document = module.kind == DOCUMENT
        head += [
            f'Attribute VB_Base = "{module.base or _CLASS_BASE}"',
            "Attribute VB_GlobalNameSpace = False",
            "Attribute VB_Creatable = False",
            f"Attribute VB_PredeclaredId = {is_document}",
            f"Attribute VB_Exposed = {is_document}",
            "Attribute VB_TemplateDerived = False",
            f"Attribute VB_Customizable = {is_document}",
        ]
    lines = head + module.code.strip("\r\n").splitlines()
    for number, line in enumerate(lines, 1):
        if not line.isascii():
            # Under another code page such a character would come out as something else.
            raise ValueError(f"{module.name}, line {number} is not ASCII: {line}")
    return "\r\n".join(lines).rstrip("\r\n") + "\r\n"


def _record(identifier: int, payload: bytes) -> bytes:
    return struct.pack("<HI", identifier, len(payload)) + payload


def _text(identifier: int, unicode_identifier: int, text: str) -> bytes:
    """Return a text as the format has it: once in the code page and once in UTF-16."""
    return _record(identifier, text.encode("ascii")) + _record(unicode_identifier, text.encode("utf-16-le"))


def _directory(name: str, modules: Sequence[Module]) -> bytes:
    """Return the `dir` stream: project information, references, modules (2.3.4.2)."""
    parts = [
        _record(0x01, struct.pack("<I", 3)),  # 64-bit Windows
        _record(0x02, struct.pack("<I", _ENGLISH)),
        _record(0x14, struct.pack("<I", _ENGLISH)),
        _record(0x03, struct.pack("<H", _CODE_PAGE)),
        _record(0x04, name.encode("ascii")),
        _text(0x05, 0x40, ""),  # description
        _record(0x06, b"") + _record(0x3D, b""),  # help files
        _record(0x07, bytes(4)) + _record(0x08, bytes(4)),
        struct.pack("<HIIH", 0x09, 4, 1, 1),  # version; its size field does not count the last two bytes
        _text(0x0C, 0x3C, ""),  # compilation constants
    ]
    for reference, library in _REFERENCES:
        encoded = library.encode("ascii")
        parts += [
            _text(0x16, 0x3E, reference),
            _record(0x0D, struct.pack("<I", len(encoded)) + encoded + bytes(6)),
        ]
    parts += [_record(0x0F, struct.pack("<H", len(modules))), _record(0x13, b"\xff\xff")]
    for module in modules:
        parts += [
            _text(0x19, 0x47, module.name),
            _text(0x1A, 0x32, module.name),
            _text(0x1C, 0x48, ""),
            _record(0x31, bytes(4)),  # the source begins at byte 0 of its stream
            _record(0x1E, bytes(4)),
            _record(0x2C, b"\xff\xff"),
            _record(0x21 if module.kind == PLAIN else 0x22, b""),
            _record(0x2B, b""),
        ]
    return b"".join([*parts, _record(0x10, b"")])


def _project(name: str, modules: Sequence[Module], digest: bytes) -> bytes:
    """Return the PROJECT stream (2.3.1): an INI text with the modules and three encrypted fields."""
    identifier = "{" + str(uuid.UUID(bytes=digest[:16], version=4)).upper() + "}"
    protection, password, visible = (
        _encrypted(identifier, data, seed)
        for data, seed in zip((bytes(4), bytes(1), b"\xff"), digest[16:19], strict=True)
    )
    lines = [
        f'ID="{identifier}"',
        *(_ENTRY_OF[module.kind].format(module.name) for module in modules),
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{protection}"',
        f'DPB="{password}"',
        f'GC="{visible}"',
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules),
        "",
    ]
    return "\r\n".join(lines).encode("ascii")


def _encrypted(identifier: str, data: bytes, seed: int) -> str:
    """Return a field as 2.4.3.2 hides it: not protected, no password, visible."""
    key = sum(identifier.encode("ascii")) & 0xFF
    out = bytearray([seed, seed ^ 2, seed ^ key])
    plain, last, before = key, out[2], out[1]
    for byte in bytes((seed & 6) // 2) + struct.pack("<I", len(data)) + data:
        code = byte ^ (before + plain & 0xFF)
        out.append(code)
        plain, before, last = byte, last, code
    return out.hex().upper()
