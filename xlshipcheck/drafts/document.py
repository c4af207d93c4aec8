"""A draft as plain data, and how it reads as text and as Markdown."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck.values.days import LAST_DAY, date_of, day_of
from xlshipcheck.values.text import full_day, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from xlshipcheck.values.answers import Value

DRAFT: Final = "【下書き】"
FOR_THE_SHOP: Final = "店舗の方へ (提出する前に消してください)"
MOST_ROWS: Final = 50
"""Rows of a table that a text names; a list names all."""
PERCENT: Final = 100
HUNDREDTHS: Final = 100


class Part(NamedTuple):
    """A part of a draft.

    Attributes:
        heading: above it.
        lines: its sentences.
        items: points of a list below them.
        header: the columns of its table; empty for none.
        rows: the rows of its table.
        after: sentences below the table.
    """

    heading: str
    lines: Sequence[str] = ()
    items: Sequence[str] = ()
    header: Sequence[str] = ()
    rows: Sequence[Sequence[Value]] = ()
    after: Sequence[str] = ()


class Draft(NamedTuple):
    """A draft.

    Attributes:
        title: what it is.
        notes: what the shop has to know before it sends it; no part of what is sent.
        parts: the text.
    """

    title: str
    notes: Sequence[str]
    parts: Sequence[Part]


def blank(what: str) -> str:
    """Return a blank that the seller fills in; nothing is made up in its place."""
    return f"[ここに{what}を書く]"


def percent_text(share: Fraction) -> str:
    """Return a share in percent, cut to two decimals: 94.996 % must not look like 95 %."""
    hundredths = share.numerator * PERCENT * HUNDREDTHS // share.denominator
    whole, part = divmod(hundredths, HUNDREDTHS)
    return f"{whole}.{part:02}".rstrip("0").rstrip(".") + "%"


def day_cell(day: int | None) -> Value:
    """Return a day as a cell holds it; "" for none."""
    return "" if day is None or day > LAST_DAY else date_of(day)


def as_text(draft: Draft) -> str:
    """Return a draft as text that can be pasted into a form: a row of a table is a line with its headings."""
    blocks = [f"{DRAFT}{one_line(draft.title)}"]
    if draft.notes:
        notes = (f"※ {one_line(note)}" for note in draft.notes)
        blocks.append("\n".join([f"--- {FOR_THE_SHOP}", *notes, "---"]))
    for part in draft.parts:
        shown, more = _shown(part)
        rows = [
            "・"
            + "、".join(
                f"{title}: {text}" for title, cell in zip(part.header, row) if (text := cell_text(cell))
            )
            for row in shown
        ]
        items = [f"・{one_line(item)}" for item in part.items]
        lines = [*map(one_line, part.lines), *items, *rows, *more, *map(one_line, part.after)]
        blocks.append("\n".join([*([part.heading] if part.heading else []), *lines]))
    return "\n\n".join(blocks) + "\n"


def as_markdown(draft: Draft) -> str:
    """Return a draft as Markdown; what a cell holds is never taken for a sign of it."""
    blocks = [f"# {DRAFT}{_escaped(draft.title)}"]
    if draft.notes:
        blocks.append("\n".join(f"> {text}  " for text in (FOR_THE_SHOP, *map(_escaped, draft.notes))))
    for part in draft.parts:
        if part.heading:
            blocks.append(f"## {part.heading}")
        blocks += map(_escaped, part.lines)
        if part.items:
            blocks.append("\n".join(f"- {_escaped(item)}" for item in part.items))
        shown, more = _shown(part)
        if shown:
            table = [part.header, ["---"] * len(part.header), *shown]
            blocks.append("\n".join("| " + " | ".join(map(_cell, row)) + " |" for row in table))
        blocks += map(_escaped, [*more, *part.after])
    return "\n\n".join(blocks) + "\n"


def _shown(part: Part) -> tuple[Sequence[Sequence[Value]], list[str]]:
    """Return the rows that a text names, and a line about the others."""
    more = len(part.rows) - MOST_ROWS
    return part.rows[:MOST_ROWS], [f"・ほか{more:,}件 (添付の一覧のとおり)"] if more > 0 else []


def cell_text(cell: Value) -> str:
    """Return a cell as a text shows it."""
    return full_day(day_of(cell)) if isinstance(cell, date) else one_line("" if cell is None else str(cell))


def _cell(cell: Value) -> str:
    return _escaped(cell_text(cell))


def _escaped(text: str) -> str:
    plain = one_line(text)
    for sign in "\\`*_|[]~":
        plain = plain.replace(sign, f"\\{sign}")
    return plain.replace("&", "&amp;").replace("<", "&lt;")
