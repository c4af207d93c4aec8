"""What a cell of an .ods holds: its typed value from the attributes, its text from the paragraphs."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final

from xlshipcheck.ods.names import full_name
from xlshipcheck.xlsx.safe_xml import whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping

VALUE_TYPE: Final = full_name("office:value-type")
_CALC_TYPE: Final = full_name("calcext:value-type")
_VALUE: Final = full_name("office:value")
_DATE: Final = full_name("office:date-value")
_TIME: Final = full_name("office:time-value")
_BOOLEAN: Final = full_name("office:boolean-value")
_STRING: Final = full_name("office:string-value")
_COUNT: Final = full_name("text:c")
_DURATION: Final = re.compile(r"P(?:(\d{1,6})D)?T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6}(?:\.\d+)?)S)?\Z")
# Calc before 5 writes an error as the number 0 that shows as one; `エラー` is how it reads in Japanese.
_ERROR: Final = re.compile(r"#[A-Z0/]+[!?]?\Z|(?:Err|エラー):\d{3}\Z")
_MIDNIGHT: Final = dt.datetime(2000, 1, 1)  # noqa: DTZ001  a cell has no offset
_LONGEST_SPACES: Final = 32_767
_EXACT: Final = 2**53


def cell_value(attributes: Mapping[str, str], text: str | None, *, is_formula: bool) -> object:
    """Return the value of a cell as the sheet port gives it.

    Args:
        attributes: of the cell, by full name.
        text: its paragraphs; None where it has none.
        is_formula: whether it is calculated.
    """
    kind = attributes.get(VALUE_TYPE)
    if attributes.get(_CALC_TYPE) == "error" or (is_formula and text and _ERROR.match(text)):
        return text or "#N/A"
    if kind is None:
        # Nothing but text in a cell of no type: other programs show it, so it is no blank.
        return text or None
    if kind == "string":
        said = attributes.get(_STRING)
        return (text if said is None else said) or None
    if kind == "date":
        return _moment(attributes.get(_DATE, "")) or text or None
    if kind == "boolean":
        return attributes.get(_BOOLEAN, "") == "true"
    if kind == "time":
        return _duration(attributes.get(_TIME, "")) or text or None
    return _number(attributes.get(_VALUE, "")) if kind in {"float", "percentage", "currency"} else text


def _number(text: str) -> object:
    try:
        value = float(text)
    except ValueError:
        return text or None
    return int(value) if value.is_integer() and abs(value) < _EXACT else value


def _moment(text: str) -> object:
    try:
        if "T" not in text:
            return dt.date.fromisoformat(text)
        whole, _, part = text.removesuffix("Z").partition(".")
        moment = dt.datetime.fromisoformat(whole).replace(tzinfo=None)
        # Calc writes nanoseconds, of which the last ones are the rounding of its number.
        return moment + dt.timedelta(seconds=round(float(f"0.{part or 0}"), 3))
    except ValueError:
        return None


def _duration(text: str) -> object:
    found = _DURATION.match(text)
    if found is None:
        return None
    days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
    whole = dt.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return whole if whole.days else (_MIDNIGHT + whole).time()


class Paragraphs:
    """Collects the text of a cell: runs of white space are one blank, as in HTML; the others are elements."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._parts: list[str] = []
        self._ends_blank = True

    def begin(self) -> None:
        """Begin a paragraph."""
        self._parts = []
        self._ends_blank = True

    def add(self, text: str) -> None:
        """Add characters."""
        if " " in text or "\n" in text or "\t" in text or "\r" in text:
            words = re.split(r"[ \t\r\n]+", text)
            if not words[0] and self._ends_blank:
                words = words[1:]
            text = " ".join(words)
        if text:
            self._parts.append(text)
            self._ends_blank = text.endswith(" ")

    def blanks(self, attributes: Mapping[str, str]) -> None:
        """Add as many blanks as an element says."""
        self._parts.append(" " * min(whole_number(attributes.get(_COUNT), 1), _LONGEST_SPACES))
        self._ends_blank = False

    def sign(self, sign: str) -> None:
        """Add a tab or a line break."""
        self._parts.append(sign)
        self._ends_blank = False

    def end(self) -> None:
        """End a paragraph."""
        self._lines.append("".join(self._parts))

    def text(self) -> str | None:
        """Return the text, None where there was no paragraph."""
        return "\n".join(self._lines) if self._lines else None
