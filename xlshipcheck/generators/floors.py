"""The house: which package stands on which floor. The tests hold it, and it decides what travels.

An import goes down, or sideways without a circle; a `module:function` text in a table counts as an import.
`python -m tests.floors` prints what the code really does.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Room(NamedTuple):
    """A package, or a module that stands alone.

    Attributes:
        floor: 0 is the ground; it may import from its own floor and those below.
        name: its name below the package.
        what: what one finds in it.
    """

    floor: int
    name: str
    what: str


HOUSE: Final = (
    Room(0, "errors", "what can be wrong, each with its sentence"),
    Room(0, "values", "what a cell holds, reads and is called"),
    Room(1, "calendars", "business days and holidays"),
    Room(1, "rulebook", "dated rule values with their sources"),
    Room(1, "context", "what every answer is given: the day, the calendar, the settings"),
    Room(2, "headers", "which column is what, and which rows are no orders"),
    Room(2, "tracking", "carriers, tracking numbers, words of tracking pages"),
    Room(2, "qoo10", "delay penalty, on-time rate, advice"),
    Room(2, "amazon", "valid tracking of packages, and their rate"),
    Room(2, "branch_hold", "parcels held at a branch"),
    Room(3, "arguments", "what functions and arguments are, and how given cells are read"),
    Room(3, "explain", "why an answer is what it is"),
    Room(3, "catalogue", "every function as data, and how it is called"),
    Room(3, "functions", "the functions for Python, generated"),
    Room(3, "exports", "the marketplaces' files"),
    Room(3, "labels", "labels that the carriers' software has issued"),
    Room(3, "uploads", "files that a seller sends to a marketplace, checked and written"),
    Room(3, "today", "what to do today, and what waiting costs"),
    Room(3, "sheets", "whole order sheets through one port"),
    Room(3, "drafts", "texts and lists that a seller finishes and sends"),
    Room(3, "settings", "a shop's settings"),
    Room(3, "importing", "new exports into an order sheet"),
    Room(4, "xlsx", "workbook packages as bytes"),
    Room(4, "ods", "spreadsheets of OpenDocument as bytes"),
    Room(4, "frames", "DataFrames"),
    Room(4, "hosts", "Excel, xlwings Lite, LibreOffice Calc, files"),
    Room(4, "shell", "the commands"),
    Room(4, "cli", "the entry of the command line"),
    Room(5, "engines", "the frame functions on Dask, Spark, Polars and Arrow"),
    Room(5, "generators", "everything that is made from the catalogue"),
)
"""One line a room."""
# The package itself holds only its version, which every floor may read.
GROUND: Final = ""
CORE: Final = 3
"""Floors up to this one travel: into LibreOffice, the staff kit, the browser."""


def floors_of(module: str) -> list[int]:
    """Return every floor on which a module stands; one for a module in its place.

    Args:
        module: its name below the package, such as `hosts.calc.sheets.cells`.
    """
    if module == GROUND:
        return [0]
    return [room.floor for room in HOUSE if module == room.name or module.startswith(f"{room.name}.")]


def travels(module: str) -> bool:
    """Tell whether a module is on the floors that travel."""
    return any(floor <= CORE for floor in floors_of(module))
