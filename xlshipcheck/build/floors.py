"""Which module stands on which floor: the one table that the tests hold and that decides what travels.

An import goes down, or sideways without a circle.
"""

from __future__ import annotations

from fnmatch import fnmatch
from typing import Final

FLOORS: Final = {
    0: "errors errors.* text days cells cell_references",
    1: "rulebook rule_orders holiday_table day_tables business_days context answers rule_notes wording",
    2: """
        qoo10 qoo10_rate qoo10_advice qoo10_clock qoo10_assessment
        carriers check_digits tracking_numbers tracking
        amazon amazon_decision amazon_judgement amazon_packages amazon_counts amazon_rate
        branch_hold hold_kernel hold_notes hold_told messages working_days
        """,
    3: """
        catalogue function_form function_table function_table.* argument_readers ranges aggregates calling functions
        explain explain_*
        assessed summary order_sheet order_words roles headers sheet_port row_aware shop_settings settings_sheet
        book_settings
        qoo10_sheet qoo10_columns qoo10_summary amazon_columns amazon_items amazon_summary hold_columns
        exports export_columns export_tables export_text amazon_exports joined_exports sheet_assessment total_rows
        standing_columns merged_rows
        example_rows
        importing import_*
        """,
    4: "hosts hosts.* shell shell.* cli frames frame_*",
    5: "build build.*",
}
"""Floor -> names of its modules below the package; `*` stands for any ending."""
# The package itself holds only its version, which every floor may read.
GROUND: Final = ""
CORE: Final = 3
"""Floors up to this one travel: into LibreOffice, the staff kit, the browser."""


def floors_of(module: str) -> list[int]:
    """Return every floor that lists a module; one for a module in its place.

    Args:
        module: its name below the package, such as `hosts.calc`.
    """
    if module == GROUND:
        return [0]
    return [
        floor
        for floor, listed in FLOORS.items()
        if any(fnmatch(module, pattern) for pattern in listed.split())
    ]


def travels(module: str) -> bool:
    """Tell whether a module is on the floors that travel."""
    return any(floor <= CORE for floor in floors_of(module))
