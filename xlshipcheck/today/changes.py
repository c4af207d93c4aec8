"""前回から: what changed since the last refresh of an earlier 基準日, which the book keeps in its 集計.

Two days are kept, the one that is compared with and the newest one: so a second run of the same day compares with the
same earlier day, and writes the same.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
import zlib
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck.headers.other_rows import is_example
from xlshipcheck.values.days import date_of, day_of
from xlshipcheck.values.facts import RATE, TrackedPackage
from xlshipcheck.values.results import RECORD_TITLE, Section
from xlshipcheck.values.text import full_day, number_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from xlshipcheck.context import Context
    from xlshipcheck.today.plan import SheetFacts
    from xlshipcheck.values.answers import Value

TITLE: Final = "前回から"
MARK: Final = "xlshipcheck:"
"""What a line of the record begins with."""
LINE_LENGTH: Final = 800
"""Characters of a line; every host takes so many in a cell."""
LARGEST: Final = 64 << 20
"""Bytes that a record may grow to: no book makes us unpack more."""
IN_TIME, LATE, BOOKED = range(3)
REMEMBERED: Final = 90
"""Days for which a package that was put right is remembered: an improvement plan speaks of the last weeks."""
MOST_NAMED: Final = 20


class Fixed(NamedTuple):
    """A package whose tracking has become valid.

    Attributes:
        day: the 基準日 on which that was seen first.
        was: the package as it was, with its fault.
        number: its 送り状番号 now; of several packages of the order all that are valid.
        carrier: its 配送会社 now.
    """

    day: int
    was: TrackedPackage
    number: str
    carrier: str


class Snapshot(NamedTuple):
    """How the orders of a book were on a day.

    Attributes:
        day: 基準日.
        waiting: number of an unsent order -> `IN_TIME`, `LATE` (in the on-time rate) or `BOOKED` (points too).
        unread: numbers of the orders that could not be read.
        invalid: Amazon packages whose tracking was not valid; None where the book had none of Amazon's, or the
            record is from before they were kept.
        fixed: the packages whose tracking had become valid in the weeks before.
    """

    day: int
    waiting: Mapping[str, int]
    unread: frozenset[str]
    invalid: tuple[TrackedPackage, ...] | None = None
    fixed: tuple[Fixed, ...] = ()


def snapshot_of(sheets: Sequence[SheetFacts], as_of: int) -> Snapshot:
    """Return how the orders are now; orders without a number cannot be found again and are left out."""
    waiting = {}
    for sheet in sheets:
        for fact in sheet.facts.orders:
            if fact.order:
                late = any(cost.kind == RATE and cost.day <= as_of for cost in fact.costs)
                waiting[fact.order] = BOOKED if fact.booked else LATE if late else IN_TIME
    unread = frozenset(order for sheet in sheets for _, order, _ in sheet.problems if order)
    invalid = None
    if any(sheet.facts.categories for sheet in sheets):
        packages = (fact for sheet in sheets for fact in sheet.facts.packages if fact.order)
        invalid = tuple(
            TrackedPackage(fact.order, fact.number, fact.carrier, fact.cause, fact.promised, fact.categories)
            for fact in packages
        )
    return Snapshot(as_of, waiting, unread, invalid)


def _with_fixed(now: Snapshot, before: Snapshot | None, sheets: Sequence[SheetFacts]) -> Snapshot:
    """Return a snapshot with the packages that have become valid since the one before, and those it remembers."""
    if before is None or before.invalid is None or now.invalid is None:
        return now
    valid: dict[str, list[TrackedPackage]] = {}
    for package in (package for sheet in sheets for package in sheet.facts.valid):
        valid.setdefault(package.order, []).append(package)
    open_now, known = (set(map(_key, packages)) for packages in (now.invalid, before.invalid))
    # An order that has got another number, which is not valid either, is not put right.
    doubtful = {order for order, _ in open_now - known} | now.unread
    first = min(fact.window[0] for sheet in sheets for fact in sheet.facts.categories)
    fixed = [one for one in before.fixed if one.day > now.day - REMEMBERED and not open_now & _keys(one)]
    for was in before.invalid:
        # One that has left the window is gone from the rate, whatever its number is now.
        if _key(was) in open_now or was.order in doubtful or was.promised < first:
            continue
        found = valid.get(was.order, [])
        sent = [package for package in found if _key(package) == _key(was)] or found
        if sent:
            numbers, carriers = (
                "・".join(dict.fromkeys(texts)) for texts in zip(*(one[1:3] for one in sent))
            )
            fixed.append(Fixed(now.day, was, numbers, carriers))
    return now._replace(fixed=tuple(fixed))


def _key(package: TrackedPackage) -> tuple[str, str]:
    return package.order, number_key(package.number)


def _keys(fixed: Fixed) -> set[tuple[str, str]]:
    numbers = [fixed.was.number, *fixed.number.split("・")]
    return {(fixed.was.order, number_key(number)) for number in numbers}


def change_sections(
    sheets: Sequence[SheetFacts], context: Context, kept: Sequence[str] | None
) -> list[Section]:
    """Return what changed, and the record for the next time; nothing where no place keeps one.

    Args:
        sheets: the facts of every order sheet.
        context: the as-of day.
        kept: the lines of the record as the book keeps them; None where there is no place for one.
    """
    if kept is None:
        return []
    as_of = context.as_of or 0
    now = snapshot_of(sheets, as_of)
    known = read_record(kept)
    earlier = [snapshot for snapshot in known if snapshot.day < as_of and not _is_of_examples(snapshot)]
    before = max(earlier, key=lambda snapshot: snapshot.day, default=None)
    now = _with_fixed(now, before, sheets)
    lines = record_lines([*([before] if before else []), now])
    sent = frozenset(order for sheet in sheets for order in sheet.facts.sent)
    record = Section(RECORD_TITLE, (), [(line,) for line in lines])
    return [_changes(before, now, sent, lost=bool(kept) and not known), record]


def _is_of_examples(snapshot: Snapshot) -> bool:
    """Tell whether a snapshot is that of a template's examples, which no order of the shop is to be compared with."""
    orders = {*snapshot.waiting, *snapshot.unread, *(package.order for package in snapshot.invalid or ())}
    return bool(orders) and all(map(is_example, orders))


def _changes(before: Snapshot | None, now: Snapshot, sent: frozenset[str], *, lost: bool) -> Section:
    header = ("変化", "件数", "注文番号")
    if before is None:
        why = "前回の記録が読めないため、比べていません" if lost else "比べる前回の記録はまだありません"
        return Section(TITLE, (), [(f"{why} (次の基準日の更新から示します)",)])
    gone = before.waiting.keys() - now.waiting.keys() - now.unread
    late = {order for order, state in now.waiting.items() if state >= LATE}
    booked = {order for order, state in now.waiting.items() if state == BOOKED}

    def was(order: str, state: int) -> bool:
        return before.waiting.get(order, IN_TIME) >= state

    found = [
        ("新しく発送した", {order for order in gone if order in sent}),
        ("新しく発送率で遅れた未発送", {order for order in late if not was(order, LATE)}),
        ("新しく減点が確定した未発送", {order for order in booked if not was(order, BOOKED)}),
        ("新しく読めなくなった・読めない", now.unread - before.unread),
        ("取消・対象外になった、または表からなくなった", {order for order in gone if order not in sent}),
    ]
    if before.invalid is not None and now.invalid is not None:
        was_invalid = {package.order for package in before.invalid}
        found += [
            ("追跡番号が有効になった", {fixed.was.order for fixed in now.fixed if fixed.day == now.day}),
            ("新しく追跡番号が無効の梱包", {package.order for package in now.invalid} - was_invalid),
        ]
    rows: list[Sequence[Value]] = [(text, len(orders), _named(orders)) for text, orders in found]
    note = "前回は、今回より前の基準日でこのブックを最後に更新した日です。同じ日に何度更新しても、その日と比べます。"
    return Section(f"{TITLE} (前回の基準日 {full_day(before.day)})", header, rows, note)


def _named(orders: AbstractSet[str]) -> str:
    more = f" ほか{len(orders) - MOST_NAMED}件" if len(orders) > MOST_NAMED else ""
    return "、".join(sorted(orders)[:MOST_NAMED]) + more


def record_lines(snapshots: Sequence[Snapshot]) -> list[str]:
    """Return snapshots as lines that cells can hold."""
    table = [
        {
            "day": date_of(snapshot.day).isoformat(),
            "waiting": dict(sorted(snapshot.waiting.items())),
            "unread": sorted(snapshot.unread),
            **({} if snapshot.invalid is None else _tracking_entry(snapshot)),
        }
        for snapshot in snapshots
    ]
    text = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
    packed = base64.b64encode(zlib.compress(text.encode(), 9)).decode()
    return [MARK + packed[start : start + LINE_LENGTH] for start in range(0, len(packed), LINE_LENGTH)]


def _tracking_entry(snapshot: Snapshot) -> dict[str, object]:
    fixed = [
        [date_of(fixed.day).isoformat(), fixed.was, fixed.number, fixed.carrier] for fixed in snapshot.fixed
    ]
    return {"invalid": snapshot.invalid, "fixed": fixed}


def read_record(lines: Sequence[str]) -> list[Snapshot]:
    """Return the snapshots of a record; none where it is not whole."""
    packed = "".join(line[len(MARK) :] for line in lines if line.startswith(MARK))
    try:
        data = zlib.decompressobj().decompress(base64.b64decode(packed, validate=True), LARGEST)
        return [
            Snapshot(
                day_of(dt.date.fromisoformat(entry["day"])),
                {str(order): int(state) for order, state in entry["waiting"].items()},
                frozenset(map(str, entry["unread"])),
                tuple(map(_package, entry["invalid"])) if "invalid" in entry else None,
                tuple(
                    Fixed(day_of(dt.date.fromisoformat(day)), _package(was), str(number), str(carrier))
                    for day, was, number, carrier in entry.get("fixed", ())
                ),
            )
            for entry in json.loads(data)
        ]
    except (ValueError, binascii.Error, zlib.error, KeyError, TypeError, AttributeError):
        # Somebody has changed a line: there is nothing to compare with, which is said.
        return []


def _package(entry: Sequence[object]) -> TrackedPackage:
    order, number, carrier, cause, promised, categories = entry
    if not isinstance(promised, int) or not isinstance(categories, list):
        raise TypeError(entry)
    return TrackedPackage(
        str(order), str(number), str(carrier), str(cause), promised, tuple(map(str, categories))
    )
