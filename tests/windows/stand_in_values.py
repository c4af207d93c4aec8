"""Cells of the stand-in for Excel: what they hold, what becomes of what is typed, and how places are named."""

from __future__ import annotations

import datetime as dt
import re

from stand_in_things import Refused

ERRORS = {"#N/A": -2146826246, "#VALUE!": -2146826273}
ZERO = dt.datetime(1899, 12, 30)  # noqa: DTZ001  a cell's moment has no zone
LEAP_1904 = 1462
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?\Z")
REFERENCE = re.compile(r"(?<![\w\"])\$?[A-Z]{1,3}\$?\d+(?![\w(])")
SINGLE_CELL = re.compile(r"(?<!\w)(\$?)([A-Z]{1,3})(\$?)(\d+)(?![\w(])")
IN_R1C1 = re.compile(r"R(?:\[(-?\d+)\]|(\d+))C(?:\[(-?\d+)\]|(\d+))")
R1C1 = -4150
LONGEST_ADDRESS = 255


class Cell:
    """A cell: its value as `Value2` tells it, its formula, its number format and what else it looks like.

    Attributes:
        array: the corners of the array formula that it belongs to.
        spill: the corners of what a formula spills into, the formula's own cell included.
    """

    def __init__(self, value=None, formula="", shown="General"):
        self.value = value
        self.formula = formula
        self.shown = shown
        self.look = {}
        self.array = None
        self.spill = None

    def state(self):
        """Return all that there is to a cell."""
        return (
            self.value,
            self.formula,
            self.shown,
            tuple(sorted(self.look.items())),
            self.array,
            self.spill,
        )


EMPTY = Cell().state()


def alike(told):
    """Return what all cells tell, or None (Null to Excel) where they differ."""
    seen = set(told)
    return seen.pop() if len(seen) == 1 else None


def meets(one, other):
    """Tell whether two rectangles have a cell in common."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def formula_text(cell):
    """Return what `Formula2` tells: of a constant its text, rounded as it would be shown in full."""
    if cell.formula:
        return cell.formula
    if cell.value is None:
        return ""
    if type(cell.value) is int:
        return next(text for text, code in ERRORS.items() if code == cell.value)
    if isinstance(cell.value, bool):
        return str(cell.value).upper()
    return f"{cell.value:.15g}" if isinstance(cell.value, float) else cell.value


LINK = re.compile(r'=HYPERLINK\(.*,(?:"((?:[^"]|"")*)"|([-0-9.]+))\)$')


def link_text(formula):
    """Return the value of HYPERLINK, which is its second argument (its reference page); 0 for other formulas."""
    link = LINK.match(formula)
    if link is None:
        return 0.0
    return link[1].replace('""', '"') if link[1] is not None else float(link[2])


def typed_in(value, cell, results):
    """Return what Excel makes of a value that is put into a cell."""
    if not isinstance(value, str):
        if value is None or isinstance(value, bool):
            return value
        if cell.shown == "@":
            return f"{value:.15g}"
        return float(value)
    if value.startswith("'"):
        return value[1:]
    if value.startswith("="):
        cell.formula = value
        return results[value] if value in results else link_text(value)
    if cell.shown == "@":
        return value or None
    if value in ERRORS:
        return ERRORS[value]
    if value.upper() in {"TRUE", "FALSE"}:
        return value.upper() == "TRUE"
    return float(value) if NUMBER.match(value) else value or None


def in_r1c1(formula, row, column):
    """Return the formula of one cell with its references as R1C1."""

    def said(match):
        fixed, letters, row_fixed, digits = match.groups()
        down = f"R{digits}" if row_fixed else f"R[{int(digits) - row}]"
        across = f"C{number(letters)}" if fixed else f"C[{number(letters) - column}]"
        return down + across

    return outside_texts(lambda part: SINGLE_CELL.sub(said, part), formula)


def in_a1(formula, row, column):
    """Return a formula of R1C1 references as it stands in a cell."""

    def said(match):
        down, row_fixed, across, fixed = match.groups()
        return (
            f"{'$' if fixed else ''}{letters_of(int(fixed or column + int(across)))}"
            f"{'$' if row_fixed else ''}{row_fixed or row + int(down)}"
        )

    return outside_texts(lambda part: IN_R1C1.sub(said, part), formula)


def outside_texts(change, formula):
    """Return a formula changed, but for the texts in it."""
    parts = re.split(r'("[^"]*")', formula)
    return "".join(part if part.startswith('"') else change(part) for part in parts)


def rectangles(text):
    """Return the rectangles that an address names; whole columns are as long as they need to be for one cell."""
    if len(text) > LONGEST_ADDRESS:
        raise Refused("Range: an address longer than 255 characters")
    found = []
    for area in text.split(","):
        match = re.fullmatch(r"\$?([A-Z]+)\$?(\d*)(?::\$?([A-Z]+)\$?(\d*))?", area)
        left, top, right, bottom = match.groups()
        found.append((int(top or 1), number(left), int(bottom or top or 1), number(right or left)))
    return found


def number(letters):
    """Return the number of a column."""
    total = 0
    for letter in letters:
        total = total * 26 + ord(letter) - 64
    return total


def letters_of(column):
    """Return the letters of a column; the stand-in needs no more than 26."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column - 1]
