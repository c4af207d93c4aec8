"""Which columns a seller's sheet and an export have in common, and which of them are the marketplace's.

A column of the sheet belongs to one of the export by its name, else by its role. Everything else on the sheet
is the seller's own: an import never looks at it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.exports.amazon import JOINED
from xlshipcheck.exports.columns import column_types, personal_columns
from xlshipcheck.exports.kinds import all_kinds
from xlshipcheck.exports.table import unguarded
from xlshipcheck.headers.header_row import HeaderRow, roles_of
from xlshipcheck.headers.roles import all_roles, combined_values, read_mapping
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.values.roles import AMOUNT
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlshipcheck.exports.table import Table

LATEST = "latest"
# Joined files name it by role; it is made of item-price and shipping-price.
_MADE_OF_PRICES = AMOUNT
_GUARDS = ("'", "=")


class SharedColumn(NamedTuple):
    """A column that the sheet and the export have in common.

    Attributes:
        header: its header in the sheet.
        places: where it stands in the sheet, from 1; several where the role combines them, the first of which
            is written.
        sources: its columns in the export, from 0; several where the role combines them.
        role: what it is; "" for no role.
        kind: its type, as `column_types` gives it.
        is_market: the marketplace writes it, so that an import may.
        changes: it changes in the life of an order.
        takes_latest: of two dates the later one counts.
        is_personal: it is about a person, so that its content is not shown in messages.
    """

    header: str
    places: tuple[int, ...]
    sources: tuple[int, ...]
    role: str
    kind: str
    is_market: bool
    changes: bool
    takes_latest: bool
    is_personal: bool

    @property
    def column(self) -> int:
        """Return the column that is written."""
        return self.places[0]

    def text(self, row: Sequence[str]) -> str:
        """Return what a row of the export says in it, without what keeps its zeros in a spreadsheet."""
        if len(self.sources) == 1:
            text = row[self.sources[0]].strip()
            return unguarded(text) if text[:1] in _GUARDS else text
        values = [[unguarded(row[source].strip())] for source in self.sources]
        return str(combined_values(self.role, values)[0])


class SharedColumns(NamedTuple):
    """The columns of a sheet and an export, compared.

    Attributes:
        columns: those they share, in the order of the sheet.
        only_in_sheet: headers of the sheet's other columns.
        only_in_export: headers of the export's other columns.
    """

    columns: list[SharedColumn]
    only_in_sheet: list[str]
    only_in_export: list[str]


class _Market(NamedTuple):
    """What a marketplace writes: header keys and roles of all its files, and those of them that change."""

    keys: frozenset[str]
    roles: frozenset[str]
    changing_keys: frozenset[str]
    changing_roles: frozenset[str]


@cache
def _market(name: str) -> _Market:
    kinds = [kind for kind in all_kinds() if kind.market == name]
    keys: set[str] = set()
    roles: set[str] = set()
    changing: set[str] = set()
    changing_roles: set[str] = set()
    for kind in kinds:
        keys.update(map(name_key, kind.columns))
        changing |= kind.changing
        for role, indexes in roles_of(kind.columns, {}).columns.items():
            roles.add(role)
            if any(name_key(kind.columns[index]) in kind.changing for index in indexes):
                changing_roles.add(role)
    if name == JOINED.market:
        roles.add(_MADE_OF_PRICES)
        changing_roles.update(group_table("headers")["joined"]["of_shipment"])
    return _Market(frozenset(keys), frozenset(roles), frozenset(changing), frozenset(changing_roles))


def shared_columns(header: HeaderRow, table: Table, mapping: Mapping[str, str]) -> SharedColumns:
    """Compare the columns of a sheet and an export.

    Args:
        header: the sheet's header row.
        table: the export.
        mapping: the user's own column names; a column that is mapped to no role is the user's own.

    Returns:
        What they share, and what only one of them has.
    """
    taken_out = {key for key, role in read_mapping(mapping).items() if not role}
    pairs: list[tuple[tuple[int, ...], tuple[int, ...]]] = [
        ((column,), (source,)) for column, source in _same_names(header, table, taken_out)
    ]
    named = {column for columns, _ in pairs for column in columns}
    pairs += [
        (columns, table.header_row.columns[role])
        for role, columns in header.columns.items()
        if role in table.header_row.columns and not named.intersection(columns)
    ]
    places = {column for columns, _ in pairs for column in columns}
    used = {source for _, sources in pairs for source in sources}
    kinds = column_types(table.headers, table.mapping)
    return SharedColumns(
        [_shared(header, columns, sources, table, kinds[sources[0]]) for columns, sources in sorted(pairs)],
        [text for column, text in enumerate(header.headers) if text and column not in places],
        [text for source, text in enumerate(table.headers) if text and source not in used],
    )


def _same_names(header: HeaderRow, table: Table, taken_out: set[str]) -> list[tuple[int, int]]:
    """Return the columns of the sheet and the export that have the same name, each once."""
    sources: dict[str, int] = {}
    for source, text in enumerate(table.headers):
        if text:
            sources.setdefault(name_key(text), source)
    for key in taken_out:
        sources.pop(key, None)
    keys = enumerate(map(name_key, header.headers))
    return [(column, sources.pop(key)) for column, key in keys if key in sources]


def _shared(
    header: HeaderRow, columns: tuple[int, ...], sources: tuple[int, ...], table: Table, kind: str
) -> SharedColumn:
    role = _role_at(header, columns[0]) or _role_at(table.header_row, sources[0])
    market = _market(table.market)
    keys = {name_key(table.headers[source]) for source in sources}
    headers = [header.headers[columns[0]], *(table.headers[source] for source in sources)]
    return SharedColumn(
        header=header.headers[columns[0]],
        places=tuple(column + 1 for column in columns),
        sources=sources,
        role=role,
        kind=kind,
        is_market=bool(keys & market.keys) or role in market.roles,
        changes=bool(keys & market.changing_keys) or role in market.changing_roles,
        takes_latest=bool(role) and all_roles()[role].combine == LATEST,
        is_personal=bool(personal_columns(headers)),
    )


def _role_at(header: HeaderRow, column: int) -> str:
    return next((role for role, columns in header.columns.items() if column in columns), "")
