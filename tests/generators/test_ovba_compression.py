"""Compressed VBA source, unpacked by oletools, which shares no code with us."""

from __future__ import annotations

import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vba_reading import decompressed

from xlshipcheck.generators.ovba_compression import CHUNK, compressed

CHANCE = random.Random(20261121)  # noqa: S311  bytes to compress, nothing secret


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
