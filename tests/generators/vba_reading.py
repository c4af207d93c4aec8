"""olevba as the tests use it: an independent reader of VBA projects."""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    # oletools calls pyparsing by names that it has given up since.
    warnings.simplefilter("ignore")
    from oletools.olevba import VBA_Parser, decompress_stream


def decompressed(container: bytes) -> bytes:
    """Return what oletools reads from a compressed container."""
    return bytes(decompress_stream(bytearray(container)))


def sources_of(data: bytes) -> dict[str, str]:
    """Return module name -> source as olevba reads a project or a workbook."""
    parser = VBA_Parser("book", data=data)
    try:
        return {name.rpartition(".")[0]: code for _, _, name, code in parser.extract_all_macros()}
    finally:
        parser.close()


def findings_of(data: bytes) -> list[tuple[str, str]]:
    """Return what olevba's scan reports: (kind, keyword)."""
    parser = VBA_Parser("book", data=data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return [(kind, keyword) for kind, keyword, _ in parser.analyze_macros()]
    finally:
        parser.close()
