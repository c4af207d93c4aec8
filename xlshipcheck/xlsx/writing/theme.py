"""How our sheets look: colours of stages, number formats, widths. One place for every workbook we make."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple
from unicodedata import east_asian_width

from xlshipcheck.values.results import DAYS_LEFT

DATE_FORMAT: Final = "yyyy/mm/dd"
MOMENT_FORMAT: Final = "yyyy/mm/dd hh:mm"
# The trailing blank keeps a number away from the text of the next column.
AMOUNT_FORMAT: Final = "#,##0_ "
# Three decimals: 94.996 % must not look like 95 %.
RATE_FORMAT: Final = "0.000%_ "
TEXT_FORMAT: Final = "@"
FONT: Final = "Meiryo UI"
FONT_SIZE: Final = 10
LINE_HEIGHT: Final = 17
"""Points of one line of text in our font."""
HEADER_HEIGHT: Final = 34
HEADER_FILL: Final = "#1F3864"
RESULT_FILL: Final = "#7F6000"
RULE_LINE: Final = "#BFBFBF"

CAN_CANCEL: Final = "購入者キャンセル可"
"""The result column of short texts."""
PALE_TEXT: Final = "#A6A6A6"
"""Of what asks for nothing: no points, the dates of an order that is sent."""
# After the day itself, what is over: the number stays a number, by which a sheet can be sorted.
BUSINESS_DAYS_FORMAT: Final = '0"営業日";0"営業日超過";"今日"'
CALENDAR_DAYS_FORMAT: Final = '0"日(暦日)";0"日(暦日)超過";"今日"'

_WIDE: Final = ("F", "W", "A")
_NOT_A_DATE: Final = re.compile(
    r'"[^"]*"|\\.|_.|\*.|E[+-]|\[(?!h+\]|m+\]|s+\])[^\]]*\]|General', re.IGNORECASE
)
_DATE_LETTERS: Final = re.compile(r"[ymdhsge年月日]", re.IGNORECASE)


class Colour(NamedTuple):
    """The look of a stage: fill and text, told apart in print and by colour-blind eyes.

    Attributes:
        fill: behind the text.
        text: of the letters.
        mark: a sign that a number format shows before the text, for grey print; the cell's value stays the word.
    """

    fill: str
    text: str
    mark: str = ""

    @property
    def number_format(self) -> str:
        """Return the number format that shows the mark; "" for none."""
        return f'"{self.mark} "@' if self.mark else ""


# From light to dark as it gets worse, so that grey print keeps the order.
_CALM: Final = Colour("#EDF5E7", "#375623")
_HEED: Final = Colour("#FFE699", "#5F4700")
_HURRY: Final = Colour("#F4B183", "#6B2000")
_LOSS: Final = Colour("#E97777", "#4A0000")
_STOP: Final = Colour("#C00000", "#FFFFFF")
_DONE: Final = Colour("#EDEDED", "#595959")
_WAIT: Final = Colour("#DDEBF7", "#1F4E78")

COLOURS_OF: Final = {
    "段階": {
        "正常": _CALM,
        "注意": _HEED._replace(mark="▲"),
        "警告": _HURRY._replace(mark="■"),
        "制限候補": _LOSS._replace(mark="○"),
        "制限": _STOP._replace(mark="●"),
        "発送済": _DONE,
        "入金待ち": _WAIT,
        "対象外": _DONE,
    },
    "追跡判定": {"有効": _CALM, "無効": _HURRY, "対象外": _DONE},
    "対応段階": {
        "受取完了": _DONE,
        "様子見": _CALM,
        "様子見(返事待ち)": _CALM,
        "発送前案内": _WAIT,
        "落札者へ連絡": _HEED,
        "営業所へ問い合わせ": _HEED,
        "期限間近": _HURRY,
        "期限切れ・返送見込み": _STOP,
        "返送済み対応": _LOSS,
        "調査(紛失・破損)": _LOSS,
    },
}
"""Result column -> stage -> colour."""
RATE_COLOURS: Final = {"安全": _CALM, "注意": _HEED, "95%未満": _STOP}
"""判定 of a rate -> colour."""
STAGE_COLOURS: Final = {stage: colour for colours in COLOURS_OF.values() for stage, colour in colours.items()}
ERROR_COLOUR: Final = Colour("#FFFF00", "#C00000")
# Widths in characters of the default font, by what a column holds.
WIDTHS: Final = {
    "date": 12,
    "moment": 17,
    "number": 11,
    "stage": 14,
    "text": 16,
    "remarks": 60,
    "action": 84,
    "title": 28,
    "empty": 7,
}


def result_width(title: str, kind: str) -> float:
    """Return the width of a result column.

    Args:
        title: its header.
        kind: `date`, `number` or `text`.
    """
    if title in COLOURS_OF:
        return WIDTHS["stage"]
    if kind == "text":
        return WIDTHS["text" if title == CAN_CANCEL else "remarks"]
    return WIDTHS[kind]


def result_format(title: str, *, calendar_days: bool = False) -> str:
    """Return the number format that puts the numbers of a result column into words; "" for none.

    Args:
        title: its header.
        calendar_days: whether the number counts calendar days; otherwise business days.
    """
    if title != DAYS_LEFT:
        return ""
    return CALENDAR_DAYS_FORMAT if calendar_days else BUSINESS_DAYS_FORMAT


def days_left_words(days: object, *, calendar_days: bool = False) -> object:
    """Return 残り日数 in the words that `result_format` shows; what is no number stays as it is.

    Args:
        days: the number; negative for what is over.
        calendar_days: whether it counts calendar days; otherwise business days.
    """
    if not isinstance(days, int):
        return days
    ahead, over, today = result_format(DAYS_LEFT, calendar_days=calendar_days).replace('"', "").split(";")
    return today if days == 0 else (ahead if days > 0 else over).replace("0", str(abs(days)), 1)


def shows_date(number_format: str) -> bool:
    """Tell whether a number format shows a number as a date or a time."""
    return _DATE_LETTERS.search(_NOT_A_DATE.sub("", number_format)) is not None


def text_width(text: str) -> int:
    """Return how many columns a text takes; a full-width character takes two."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(character) in _WIDE else 1 for character in text)


def fitting_length(width: float) -> int:
    """Return how long a text of one line may be that fits into a cell of a width whatever its characters are."""
    return _room(width) // 2


def _room(width: float) -> int:
    return max(1, int(width * 1.05) - 1)


def line_count(text: str, width: float) -> int:
    """Return how many lines a text takes in a cell of a width.

    A width counts digits of the default font, which is a little larger than ours.
    """
    room = _room(width)
    # Most texts of a list fit even if every character were a wide one: those need no look at each.
    if "\n" not in text and (2 * len(text) <= room or (len(text) <= room and text.isascii())):
        return 1
    return _lines_in(text, room)


@lru_cache(maxsize=1 << 13)  # the sentences of a list repeat, and each character of one is a question
def _lines_in(text: str, room: int) -> int:
    return sum(max(1, -(-text_width(line) // room)) for line in text.split("\n"))
