"""Compression of VBA source as [MS-OVBA] 2.4.1 describes it: chunks of 4096 bytes, runs copied from before.

The packages that write it either corrupt modules above one chunk or come under a licence that the staff kit
cannot carry, and the format is small.
"""

from __future__ import annotations

import struct
from typing import Final

SIGNATURE: Final = b"\x01"
CHUNK: Final = 4096
_COMPRESSED: Final = 0xB000
_RAW: Final = 0x3000
_LEAST_RUN: Final = 3
_CANDIDATES: Final = 64
"""How many earlier places are tried for a run; more would hardly shorten source text."""


def compressed(data: bytes) -> bytes:
    """Return a compressed container.

    Args:
        data: the bytes of a module's source, or of the `dir` stream.

    Raises:
        ValueError: a last chunk that cannot be made shorter; text always can.
    """
    out = bytearray(SIGNATURE)
    for start in range(0, len(data), CHUNK):
        chunk = data[start : start + CHUNK]
        tokens = _tokens(chunk)
        if len(tokens) <= CHUNK:
            out += struct.pack("<H", _COMPRESSED | (len(tokens) - 1)) + tokens
        elif len(chunk) == CHUNK:
            out += struct.pack("<H", _RAW | (CHUNK - 1)) + chunk
        else:
            # A raw chunk is 4096 bytes long by definition; padding it would put bytes into the source.
            raise ValueError(f"the last {len(chunk)} bytes cannot be compressed")
    return bytes(out)


def _length_bits(position: int) -> int:
    """Return how many bits of a copy token hold the length, at a position in the decompressed chunk."""
    return 16 - max(4, (position - 1).bit_length())


def _tokens(chunk: bytes) -> bytes:
    """Return the token sequences of a chunk: a byte of eight flags, then a literal or a copy for each."""
    out = bytearray()
    seen: dict[bytes, list[int]] = {}
    position = 0
    while position < len(chunk):
        flags_at, flags = len(out), 0
        out.append(0)
        for bit in range(8):
            if position >= len(chunk):
                break
            offset, length = _longest_run(chunk, position, seen)
            if length:
                bits = _length_bits(position)
                out += struct.pack("<H", (offset - 1) << bits | (length - _LEAST_RUN))
                flags |= 1 << bit
            else:
                out.append(chunk[position])
            step = length or 1
            for place in range(position, position + step):
                seen.setdefault(chunk[place : place + _LEAST_RUN], []).append(place)
            position += step
        out[flags_at] = flags
    return bytes(out)


def _longest_run(chunk: bytes, position: int, seen: dict[bytes, list[int]]) -> tuple[int, int]:
    """Return offset and length of the longest earlier run that goes on at a position, or (0, 0)."""
    most = min((1 << _length_bits(position)) - 1 + _LEAST_RUN, len(chunk) - position)
    if most < _LEAST_RUN:
        return 0, 0
    best = offset = 0
    for candidate in reversed(seen.get(chunk[position : position + _LEAST_RUN], [])[-_CANDIDATES:]):
        length = _LEAST_RUN
        while length < most and chunk[candidate + length] == chunk[position + length]:
            length += 1
        if length > best:
            best, offset = length, position - candidate
    return offset, best
