"""Labels beside an export: its rows with the numbers filled in, and the held parcels as a table of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlshipcheck.exports.kinds import Kind
from xlshipcheck.exports.table import Table
from xlshipcheck.headers.header_row import HeaderRow
from xlshipcheck.headers.markets import BRANCH_HOLD
from xlshipcheck.labels.matching import match_labels
from xlshipcheck.labels.words import findings
from xlshipcheck.values.roles import (
    ARRIVAL_DATE,
    CARRIER,
    ORDER_NUMBER,
    ORDER_STATUS,
    PICKUP_PLACE,
    SERVICE,
    SHIP_DATE,
    TRACKING_NUMBER,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xlshipcheck.labels.matching import Matched
    from xlshipcheck.labels.reading import Label

FILLED_ROLES: Final = (ORDER_NUMBER, TRACKING_NUMBER, CARRIER, SHIP_DATE, ORDER_STATUS)
HOLD_ROLES: Final = (
    ORDER_NUMBER,
    TRACKING_NUMBER,
    CARRIER,
    SERVICE,
    SHIP_DATE,
    ARRIVAL_DATE,
    PICKUP_PLACE,
    ORDER_STATUS,
)
HELD: Final = Kind("labels_held", "送り状ソフトの営業所止め", BRANCH_HOLD, frozenset(), (), frozenset())


class LabelledTable(Table):
    """An export's table in which labels have filled blank cells; read like the export.

    Args:
        table: the export.
        labels: the labels.
        as_of: the as-of day.

    Attributes:
        found: what the labels mean for its rows.
    """

    def __init__(self, table: Table, labels: Sequence[Label], as_of: int | None) -> None:
        super().__init__(table.path, table.kind, table.market, table.header_row, table.mapping)
        self.modified = table.modified
        self.missing, self.notes = table.missing, list(table.notes)
        self.conflicts = getattr(table, "conflicts", [])
        self._table = table
        self.found: Matched = match_labels(labels, table.read_roles(FILLED_ROLES), as_of)
        self._cells: dict[int, dict[int, str]] = {}
        for fill in self.found.fills:
            place = table.header_row.roles[fill.role]
            self._cells.setdefault(fill.row, {})[place] = str(fill.value)
        self.notes += findings(self.found, 1)

    def iterate_rows(self) -> Iterator[list[str]]:
        """Yield the rows of the export, with the cells that labels have filled."""
        for number, row in enumerate(self._table.iterate_rows()):
            filled = self._cells.get(number)
            if filled is None:
                yield row
            else:
                yield [filled.get(place, cell) for place, cell in enumerate(row)]

    def skipped_rows(self) -> list[str]:
        """Return the rows of the export that were not read."""
        return self._table.skipped_rows()

    def passing_notes(self) -> list[str]:
        """Return what else the export's rows say."""
        return self._table.passing_notes()


class HeldTable(Table):
    """The labels of parcels held at a branch, as a table of orders held there.

    Args:
        labels: the labels; those that are not held are left out.
    """

    def __init__(self, labels: Iterable[Label]) -> None:
        header = HeaderRow(HOLD_ROLES, {role: (place,) for place, role in enumerate(HOLD_ROLES)}, ())
        super().__init__("送り状の営業所止め", HELD, BRANCH_HOLD, header, {})
        self.rows = [held_row(label) for label in labels if label.held]

    def iterate_rows(self) -> Iterator[list[str]]:
        """Yield a row for each held parcel."""
        return iter(self.rows)


def held_row(label: Label) -> list[str]:
    """Return the cells of a held parcel, in the order of `HOLD_ROLES`."""
    return [
        label.order,
        label.number,
        label.carrier,
        label.service,
        label.dispatched.isoformat() if label.dispatched else "",
        label.arrived.isoformat() if label.arrived else "",
        label.place,
        label.status,
    ]
