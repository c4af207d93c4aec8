"""Compound files, read back by olefile, which shares no code with us."""

from __future__ import annotations

import io
import random

import olefile
import pytest

from xlshipcheck.generators.compound_file import MINI_LIMIT, SECTOR, compound_file

CHANCE = random.Random(20261121)  # noqa: S311  bytes to compress, nothing secret


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


def subtree(entries, place):
    """Return how many black entries every path down from here passes; -1 where paths differ or red follows red."""
    if place == olefile.NOSTREAM:
        return 0
    entry = entries[place]
    below = [subtree(entries, side) for side in (entry.sid_left, entry.sid_right)]
    red_below = any(
        side != olefile.NOSTREAM and entries[side].color == 0 for side in (entry.sid_left, entry.sid_right)
    )
    if -1 in below or below[0] != below[1] or (entry.color == 0 and red_below):
        return -1
    return below[0] + entry.color


@pytest.mark.parametrize("count", range(1, 20))
def test_the_tree_of_names_is_red_and_black(count):
    """Siblings hang in a tree as the format demands: equally many black ones on every path, never two red ones."""
    with opened({"VBA": {f"s{number}": b"x" for number in range(count)}}) as file:
        (folder,) = [entry for entry in file.direntries if entry and entry.name == "VBA"]
        assert subtree(file.direntries, folder.sid_child) > 0
        assert folder.isectStart == 0
