"""`xlshipcheck impact`: the same orders under other rules or on another day, and only what is different."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.shell.terminal.output import as_json, columns
from xlshipcheck.today.plan import LOST, NOW
from xlshipcheck.today.words import cost_words, deadline_words
from xlshipcheck.values.days import date_of
from xlshipcheck.values.facts import POINTS, STOP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.today.plan import Line, Plan

HEADER = ("注文番号", "変わる前", "変わった後")
NOT_LISTED = "急ぐ注文ではない"


class Difference(NamedTuple):
    """An order that stands otherwise.

    Attributes:
        order: its number, or its sheet and row.
        before: stage, deadline and cost before.
        after: the same after.
    """

    order: str
    before: str
    after: str


def differences(before: Plan, after: Plan) -> list[Difference]:
    """Return the orders whose line in the list of today is another one, in the order of the new list."""
    old = {_key(line): _words(line, before.as_of) for line in before.lines}
    new = {_key(line): _words(line, after.as_of) for line in after.lines}
    found = [
        Difference(name, old.get((sheet, row, name), NOT_LISTED), words)
        for (sheet, row, name), words in new.items()
        if old.get((sheet, row, name)) != words
    ]
    return found + [Difference(key[2], words, NOT_LISTED) for key, words in old.items() if key not in new]


def _key(line: Line) -> tuple[str, int, str]:
    return line.sheet, line.row, line.fact.order or f"{line.sheet} {line.row}行目"


def _words(line: Line, as_of: int) -> str:
    return f"{line.fact.stage} / {deadline_words(line, as_of)} / {cost_words(line, as_of)}"


def totals(plan: Plan) -> list[tuple[str, int]]:
    """Return the counts that are compared."""
    to_come = sum(outcome.amount for outcome in plan.outcomes if outcome.kind == POINTS)
    stops = sum(outcome.orders for outcome in plan.outcomes if outcome.kind == STOP)
    return [
        ("今日出す注文", sum(line.when == NOW for line in plan.lines)),
        ("一覧の注文", sum(line.when != LOST for line in plan.lines)),
        ("確定した減点", plan.booked[1]),
        ("出さないと加わる減点 (一覧の注文)", to_come),
        ("販売停止になる注文 (一覧の注文)", stops),
        ("確認が必要な行", len(plan.to_check)),
    ]


def impact_text(before: Plan, after: Plan, what: str) -> str:
    """Return the comparison for the terminal.

    Args:
        before: today as it is.
        after: today as it would be.
        what: what is different, in words.
    """
    rows = [(name, old, new) for (name, old), (_, new) in zip(totals(before), totals(after), strict=True)]
    found = differences(before, after)
    parts = [what, columns([("", "変わる前", "変わった後"), *rows])]
    if found:
        parts.append(f"■ 変わる注文 ({len(found)}件)\n" + columns([HEADER, *found]))
    else:
        parts.append("変わる注文はありません")
    return "\n\n".join(parts)


def impact_data(before: Plan, after: Plan, what: str) -> dict[str, object]:
    """Return the comparison as data for JSON."""
    return {
        "what": what,
        "as_of": {"before": date_of(before.as_of).isoformat(), "after": date_of(after.as_of).isoformat()},
        "totals": [
            {"name": name, "before": old, "after": new}
            for (name, old), (_, new) in zip(totals(before), totals(after), strict=True)
        ],
        "orders": [found._asdict() for found in differences(before, after)],
    }


def show(before: Plan, after: Plan, what: Sequence[str], *, json: bool) -> None:
    """Print the comparison."""
    words = " ・ ".join(what)
    print(as_json(impact_data(before, after, words)) if json else impact_text(before, after, words))
