"""Mojibake named: headers that were read in a wrong encoding and saved so, and how that came about.

The text itself is not repaired: such a file has lost bytes as a rule, and an order number that looks whole may not be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck.headers.roles import is_known_header

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LOST = "\ufffd"
_LEAST_NAMES = 2
# Read as, as Python calls it and as people do; the bytes were of one of the encodings below it.
_READ_AS = (
    ("cp932", "Shift_JIS"),
    ("latin-1", "西ヨーロッパ言語 (Latin-1)"),
    ("cp1252", "西ヨーロッパ言語 (Windows-1252)"),
    ("cp949", "韓国語 (CP949)"),
    ("gb18030", "中国語 (GB18030)"),
    ("mac_roman", "Mac の西ヨーロッパ言語"),
)
_MEANT = (("utf-8", "UTF-8"), ("cp932", "Shift_JIS"), ("euc_jp", "EUC-JP"))


def mojibake_of(rows: Sequence[Sequence[object]]) -> str:
    """Return how the headers of a table were spoiled, "" where they do not look like mojibake.

    Args:
        rows: the rows from the top, in none of which a header was found.
    """
    for row in rows:
        texts = [cell for cell in row if isinstance(cell, str) and not cell.isascii()]
        for read_as, meant in _ways(texts):
            return f"{meant} のファイルを {read_as} として開いて保存し直したもののようです"
    spoiled = sum(LOST in cell for row in rows for cell in row if isinstance(cell, str))
    return (
        "読めない文字が「\ufffd」に置き換えられ、元の文字は失われています" if spoiled >= _LEAST_NAMES else ""
    )


def _ways(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of encodings by which texts become names of columns that we know."""
    if len(texts) < _LEAST_NAMES:
        return
    for read_as, its_name in _READ_AS:
        for meant, meant_name in _MEANT:
            if read_as != meant and sum(_is_name(text, read_as, meant) for text in texts) >= _LEAST_NAMES:
                yield its_name, meant_name


def _is_name(text: str, read_as: str, meant: str) -> bool:
    try:
        # What could not be read is lost for good; the names that are whole tell enough.
        return is_known_header(text.encode(read_as).decode(meant))
    except UnicodeError:
        return False
