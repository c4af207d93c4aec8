"""What every refusal has in common: its sentence in two languages, filled in by name."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN_LENGTH = 40
WEEKDAYS = "月火水木金土日"


def shown(value: object) -> str:
    """Return a value as a seller may see it in a message.

    Args:
        value: anything that stood in a cell or on a command line.

    Returns:
        One line of at most 40 characters; control characters are left out, a cut is marked with `…`.
    """
    text = _cell_text(value)[: SHOWN_LENGTH * 4]
    if not text.isprintable():
        text = "".join(
            " " if c in "\r\n\t" else c for c in text if c in "\r\n\t" or unicodedata.category(c) != "Cc"
        )
    return text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"


def _cell_text(value: object) -> str:
    """Return a value as a spreadsheet shows it: TRUE, 46346 for the float 46346.0, 2026/11/30(月) for a date."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return format(value, ".15g")
    if isinstance(value, date) and value == value:  # noqa: PLR0124  pandas' NaT does not equal itself
        # As people write a day, with the year: a wrong one is the commonest mistake.
        time = f" {value:%H:%M}" if isinstance(value, datetime) and (value.hour or value.minute) else ""
        return f"{value.year}/{value.month}/{value.day}({WEEKDAYS[value.weekday()]}){time}"
    try:
        return str(value)
    except ValueError:
        # Python refuses to write out a whole number of more than 4300 digits.
        return "(桁数の多すぎる数)"


def listed(names: Sequence[object], most: int = 12) -> str:
    """Return names in one line: the first of them, each as `shown`, and how many more columns there are."""
    first = "、".join(map(shown, names[:most]))
    rest = len(names) - most
    return f"{first} ほか{rest}列" if rest > 0 else first


class ShipcheckError(Exception):
    """The root: everything this project refuses, and why.

    Args:
        **fields: the values the sentence names.
    """

    japanese: ClassVar[str] = "{problem}"
    english: ClassVar[str] = "{problem}"

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        super().__init__(self.sentence())

    def sentence(self, language: str = "ja") -> str:
        """Return the sentence in Japanese (`ja`, the default) or English (`en`)."""
        template = self.english if language == "en" else self.japanese
        return template.format_map({name: shown_field(value) for name, value in self.fields.items()})


def shown_field(value: object) -> str:
    """Return a field of a sentence: our own lists and paths as they are, a user's value shortened."""
    return str(value) if isinstance(value, Whole) else shown(value)


class Whole(str):
    """A field that is shown whole, such as a path or a list of names that we made."""

    __slots__ = ()
