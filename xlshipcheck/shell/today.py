"""`xlshipcheck today`: the list of today in the terminal, and as JSON for programs; nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlshipcheck.shell.terminal.output import as_json, columns
from xlshipcheck.today import words
from xlshipcheck.today.capacity_words import CAPACITY_LIST, capacity_sentences
from xlshipcheck.today.plan import NOW
from xlshipcheck.values.days import date_of
from xlshipcheck.values.text import short_day
from xlshipcheck.xlsx.writing.theme import text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.today.plan import Line, Plan

SHOWN: Final = 8
"""Columns of the list in the terminal; the rest has room on a sheet."""
WIDEST: Final = {2: 40, 3: 40, 4: 10}
"""How wide 注文番号, 商品名 and 数量 may be there, so that one of them does not push all the others out of view."""


def top_lines(plan: Plan, name: str, context: Context) -> list[str]:
    """Return the first lines: the day, the file and the verdict, how fresh the data are, the boxes.

    Args:
        plan: what to do.
        name: of the file.
        context: the rules and the calendar.
    """
    boxes = [
        f"  {box.title} {box.total}" + (f" ({box.note})" if box.note else "") for box in words.boxes_of(plan)
    ]
    fresh, _ = words.freshness_of(plan, context)
    return [f"{short_day(plan.as_of)} {name} ― {words.verdict_of(plan)}", fresh, *boxes]


def plan_text(plan: Plan, name: str, context: Context) -> str:
    """Return all of today for the terminal."""
    due, lost = words.parts_of(plan)
    parts = ["\n".join(top_lines(plan, name, context))]
    for title, lines, first in (
        (words.SHIP_LIST, due, 1),
        (words.LOST_LIST, lost, len(due) + 1),
    ):
        if lines:
            parts.append(f"■ {title} ({len(lines)}件)\n" + _listed(lines, first, plan.as_of))
    capacity = capacity_sentences(plan, context)
    if capacity:
        parts.append(f"■ {CAPACITY_LIST}\n" + "\n".join(f"  {sentence}" for sentence in capacity))
    if plan.outcomes:
        outcomes = "\n".join(f"  {words.outcome_words(outcome)}" for outcome in plan.outcomes)
        parts.append(f"■ {words.OUTCOMES}\n{outcomes}")
    if plan.packages:
        rows = [words.package_cells(found.fact) for found in plan.packages]
        parts.append(f"■ {words.PACKAGES} ({len(rows)}個)\n" + columns([words.PACKAGE_HEADER, *rows]))
    if plan.parcels:
        rows = [list(words.PARCEL_HEADER), *(words.parcel_cells(found.fact) for found in plan.parcels)]
        # A terminal has no room for messages of several lines; `messages` and the sheet show them.
        shown = [
            [text for title, text in zip(words.PARCEL_HEADER, row, strict=True) if title != words.MESSAGE]
            for row in rows
        ]
        parts.append(f"■ {words.PARCELS} ({len(plan.parcels)}個)\n" + columns(shown))
    return "\n\n".join(parts)


def _listed(lines: Sequence[Line], first: int, as_of: int) -> str:
    rows = []
    for number, line in enumerate(lines, first):
        cells = words.line_cells(line, number, as_of)[:SHOWN]
        # An order without a number is known by its row.
        cells[2] = cells[2] or f"{line.row}行目"
        rows.append([_cut(str(cell), WIDEST.get(place)) for place, cell in enumerate(cells)])
    return columns([words.LINE_HEADER[:SHOWN], *rows])


def _cut(text: str, widest: int | None) -> str:
    """Return a text with "…" for what a column has no room for."""
    if widest is None or text_width(text[: widest + 1]) <= widest:
        return text
    kept = text[:widest]
    while text_width(kept) >= widest:
        kept = kept[:-1]
    return f"{kept}…"


def plan_data(plan: Plan, context: Context) -> dict[str, object]:
    """Return all of today as data for JSON."""
    fresh, level = words.freshness_of(plan, context)
    return {
        "as_of": date_of(plan.as_of).isoformat(),
        "next_open_day": date_of(plan.next_open).isoformat(),
        "verdict": words.verdict_of(plan),
        "freshness": {"text": fresh, "level": level},
        "boxes": [{"title": box.title, "total": box.total, "note": box.note} for box in words.boxes_of(plan)],
        "orders": [
            {
                "rank": number,
                "when": ("today", "next", "lost")[line.when - NOW],
                "due": date_of(line.due).isoformat(),
                "order": line.fact.order,
                "item": line.fact.item,
                "name": line.fact.name,
                "quantity": line.fact.quantity,
                "stage": line.fact.stage,
                "cost": words.cost_words(line, plan.as_of),
                "kind": line.cost.kind if line.cost else "",
                "goes": date_of(line.goes).isoformat() if line.goes else "",
                "market": line.fact.market,
                "cart": line.fact.cart,
                "wished": line.fact.wished,
                "sheet": line.sheet,
                "row": line.row,
            }
            for number, line in enumerate(plan.lines, 1)
        ],
        "capacity": capacity_sentences(plan, context),
        "outcomes": [
            {
                "kind": outcome.kind,
                "day": date_of(outcome.day).isoformat(),
                "orders": outcome.orders,
                "items": outcome.items,
                "amount": outcome.amount,
                "text": words.outcome_words(outcome),
            }
            for outcome in plan.outcomes
        ],
        "packages": [
            dict(zip(words.PACKAGE_HEADER, words.package_cells(found.fact), strict=True))
            for found in plan.packages
        ],
        "parcels": [
            dict(zip(words.PARCEL_HEADER, words.parcel_cells(found.fact), strict=True))
            for found in plan.parcels
        ],
        "problems": [
            {"sheet": sheet, "row": row, "order": order, "text": text, "judged": judged}
            for judged, found in ((False, plan.problems), (True, [*plan.to_correct, *plan.ahead]))
            for sheet, row, order, text in found
        ],
    }


def show(plan: Plan, name: str, context: Context, *, json: bool) -> None:
    """Print today."""
    print(as_json(plan_data(plan, context)) if json else plan_text(plan, name, context))
