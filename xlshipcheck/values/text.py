"""Text as people type it, brought to one form for comparison."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from xlshipcheck.errors.base import WEEKDAYS
from xlshipcheck.values.days import date_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Brackets, and what nobody sees: zero-width characters, direction marks, soft hyphens, the mark of a UTF-8 file.
_BRACKETS = str.maketrans(
    "", "", "()[]{}<>「」『』【】〔〕〈〉《》\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
)
_DASHES = dict.fromkeys(map(ord, "-‐‑‒–—―−－ｰ'’‘`´"), None)


def normal_form(value: object) -> str:
    """Return text in NFKC without surrounding white space; full-width digits become plain ones."""
    return unicodedata.normalize("NFKC", str(value)).strip()


def name_key(value: object) -> str:
    """Return the form in which names of headers, carriers and words are compared.

    NFKC, no white space, no invisible and no bracket characters (their content stays), case folded: `受取人名(フリガナ)`
    and `受取人名 フリガナ` are one name, `受取人名` is another.
    """
    text = unicodedata.normalize("NFKC", str(value))
    return "".join(text.split()).translate(_BRACKETS).casefold()


def number_key(value: object) -> str:
    """Return a tracking number without hyphens, spaces, apostrophes and invisible signs, in upper case."""
    text = without_invisible(unicodedata.normalize("NFKC", str(value)))
    return "".join(text.split()).translate(_DASHES).upper()


def without_invisible(text: str) -> str:
    """Return text without format characters (zero width, direction marks, soft hyphen, BOM), which nobody sees."""
    if text.isascii():
        return text
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf")


def may_begin_with(texts: Sequence[str], signs: Iterable[str]) -> bool:
    """Tell whether one of many texts may begin with a sign, by one look at all of them together.

    Args:
        texts: of a whole column, say.
        signs: one character each, none of them `_APART`.

    Returns:
        False where none does. True also where a text holds a sign behind a control character that stands in no table.
    """
    joined = _APART + _APART.join(texts)
    return any(_APART + sign in joined for sign in signs)


_APART = "\x1e"

# What a terminal would obey (escape sequences that recolour, retitle or erase), and marks that turn the writing round.
_OBEYED = dict.fromkeys(
    [code for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t\r"]
    + [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x2028, 0x2029]
)


def without_control(text: str) -> str:
    """Return text without control bytes and direction marks; line breaks and tabs stay."""
    return text if text.isprintable() else text.translate(_OBEYED)


def one_line(text: str) -> str:
    """Return text as one line that nothing obeys: no control bytes, no line breaks."""
    return text if text.isprintable() else " ".join(without_control(text).split())


def nearest_names(name: str, known: list[str], most: int = 3) -> list[str]:
    """Return up to `most` known names that resemble `name`, best first."""
    import difflib  # noqa: PLC0415  costs 10 ms at start and is needed only to word a refusal

    keys = {name_key(candidate): candidate for candidate in known}
    return [keys[key] for key in difflib.get_close_matches(name_key(name), list(keys), most, cutoff=0.3)]


def date_words(day: int, as_of: int | None = None) -> str:
    """Return a day as people write it, such as `11月27日(金)`.

    Args:
        day: day number.
        as_of: the day on which it is read; the year is written where it is another one (`2027年1月5日(火)`).

    Raises:
        DateOutOfRange: the number stands for no day.
    """
    date = date_of(day)
    year = f"{date.year}年" if as_of is not None and date_of(as_of).year != date.year else ""
    return f"{year}{date.month}月{date.day}日({WEEKDAYS[date.weekday()]})"


@lru_cache(maxsize=1 << 10)
def short_day(day: int, as_of: int | None = None) -> str:
    """Return a day as a list or a remark shows it, such as `11/30(月)`.

    Args:
        day: day number.
        as_of: the day on which it is read; the year is written where it is another one (`2027/1/5(火)`).

    Raises:
        DateOutOfRange: the number stands for no day.
    """
    date = date_of(day)
    year = f"{date.year}/" if as_of is not None and date_of(as_of).year != date.year else ""
    return f"{year}{date.month}/{date.day}({WEEKDAYS[date.weekday()]})"


def full_day(day: int) -> str:
    """Return a day with its year, as a title shows it: `2026/11/21(土)`.

    Args:
        day: day number.

    Raises:
        DateOutOfRange: the number stands for no day.
    """
    return f"{date_of(day).year}/{short_day(day)}"
