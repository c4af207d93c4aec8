"""Several export files of one marketplace as one table.

What two files say about one order is one row: the state that comes later wins whatever the file, then the newest
file, and a difference in something that should never change is reported. No row is dropped without a word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck import errors
from xlshipcheck.exports.columns import personal_columns
from xlshipcheck.exports.kinds import QSM_DETAIL, Kind
from xlshipcheck.exports.newest import ages, state_rank
from xlshipcheck.exports.table import Export, Table, unguarded
from xlshipcheck.headers.header_row import roles_of
from xlshipcheck.values.exponents import is_exponent
from xlshipcheck.values.roles import ORDER_NUMBER, ORDER_STATUS
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlshipcheck.exports.newest import Age
    from xlshipcheck.headers.header_row import HeaderRow


class Conflict(NamedTuple):
    """Two sources that say different things about one order.

    Attributes:
        order: its order number.
        column: the header of the column in question.
        earlier: what the earlier source says; "" where the column is about a person.
        later: what the later source says, the one that was taken; likewise.
        files: where they say it.
    """

    order: str
    column: str
    earlier: str
    later: str
    files: tuple[str, str]

    def __str__(self) -> str:
        where = self.files[0] if self.files[0] == self.files[1] else " と ".join(self.files)
        values = f": {errors.shown(self.earlier)} と {errors.shown(self.later)}" if self.earlier else ""
        return f"注文 {self.order} の「{self.column}」が食い違います{values} ({where})"


class JoinedExport(Table):
    """Rows joined from several files; read like one export.

    Attributes:
        conflicts: what the files disagree about; the later one was taken, or both rows were kept.
    """

    def __init__(
        self, exports: Sequence[Table], kind: Kind, header_row: HeaderRow, rows: list[list[str]]
    ) -> None:
        others = f" ほか{len(exports) - 1}件" if len(exports) > 1 else ""
        super().__init__(exports[0].path + others, kind, exports[0].market, header_row, exports[0].mapping)
        self.conflicts: list[Conflict] = []
        self._rows = rows
        self._files = exports

    def iterate_rows(self) -> Iterator[list[str]]:
        """Yield the joined rows."""
        return iter(self._rows)

    def skipped_rows(self) -> list[str]:
        """Return a sentence for every row of the files that was not read."""
        return [sentence for export in self._files for sentence in export.skipped_rows()]

    def passing_notes(self) -> list[str]:
        """Return what else the rows of the files said."""
        return [sentence for export in self._files for sentence in export.passing_notes()]


def refuse_mixed(exports: Sequence[Table]) -> None:
    """Raise `ExportsMixed` unless all files are of one marketplace's known kinds, in one language."""
    first = exports[0]
    for other in exports:
        known = bool(other.kind.name) and bool(first.kind.name) and other.market == first.market
        same_names = other.kind == first.kind or first.kind.name != QSM_DETAIL
        if not known or not same_names:
            raise errors.ExportsMixed(
                path=errors.Whole(other.path),
                kind=other.kind.label,
                other=errors.Whole(first.path),
                other_kind=first.kind.label,
            )


class Differences:
    """Finds what two rows about one order disagree on, without showing what is about a person."""

    def __init__(self, headers: Sequence[str], changing: frozenset[str]) -> None:
        self._headers = headers
        self._personal = frozenset(personal_columns(headers))
        self._fixed = [index for index, header in enumerate(headers) if name_key(header) not in changing]

    def between(
        self, order: str, earlier: Sequence[str], later: Sequence[str], files: tuple[str, str]
    ) -> Iterator[Conflict]:
        """Yield the columns that should never change and are filled differently in both rows."""
        for index in self._fixed:
            before, after = earlier[index], later[index]
            if before != after and before and after:
                if index in self._personal:
                    before = after = ""
                yield Conflict(order, self._headers[index], before, after, files)


def join_qsm(exports: Sequence[Export], as_of: int | None = None) -> JoinedExport:
    """Join QSM detail exports by 注文番号.

    Args:
        exports: the files, in any order; a single one is checked for repeated rows.
        as_of: the as-of day; dates after it make no file new.

    Returns:
        One row per order, in the order of first appearance, oldest file first. The marketplace's columns are those of
        the file in which the order has come further, else of the newer file; a column of the user's own keeps what
        the newer file leaves empty. A row repeated with the same content is collapsed; rows of one file that differ
        are all kept and reported.

    Raises:
        ExportsMixed: files of other kinds or languages among them.
        ExportsContradict: two files equally new differ about an order.
        SecondHeader, BrokenQuotes, CellTooLong: a file cannot be read to its end.
    """
    refuse_mixed(exports)
    by_age = sorted(zip(ages(exports, as_of), range(len(exports))))
    union = _OrderUnion([exports[place] for _, place in by_age], [age for age, _ in by_age])
    for number in range(len(exports)):
        union.add(number)
    joined = JoinedExport(exports, exports[0].kind, union.header_row, union.rows)
    joined.conflicts = union.conflicts
    if union.repeated:
        joined.notes.append(f"同じ内容の行が{union.repeated}行あり、1件にまとめました")
    if union.updated:
        joined.notes.append(f"{union.updated}件の注文を、新しいほうのファイルの内容に更新しました")
    if union.kept:
        joined.notes.append(
            f"{union.kept}件の注文は、ファイルの新しさではなく、配送状態が先に進んでいるほうのファイルの内容にしました"
        )
    return joined


class _OrderUnion:
    """The union of files by 注文番号, one file added after the other, oldest first."""

    def __init__(self, exports: Sequence[Export], known_ages: Sequence[Age]) -> None:
        headers: list[str] = []
        places: dict[str, int] = {}
        kind = exports[0].kind
        self._exports = exports
        self._ages = known_ages
        self._layouts = [_places(export.headers, headers, places) for export in exports]
        self._own = frozenset(range(len(headers))) - {places.get(name_key(name), -1) for name in kind.columns}
        self._differences = Differences(headers, kind.changing)
        self._all_differences = Differences(headers, frozenset())
        # The same order a second time in one file is another row: (order, how many before it) -> row.
        self._position: dict[tuple[str, int], int] = {}
        # By row: the number of the file whose columns of the marketplace it has.
        self._origins: list[int] = []
        self.header_row = roles_of(headers, exports[0].mapping, exports[0].path)
        self._state = self.header_row.roles[ORDER_STATUS]
        self.rows: list[list[str]] = []
        self.conflicts: list[Conflict] = []
        self.repeated = self.updated = self.kept = 0

    def add(self, number: int) -> None:
        """Add the rows of one file."""
        export, layout = self._exports[number], self._layouts[number]
        order_column = export.header_row.roles[ORDER_NUMBER]
        seen: dict[str, list[int]] = {}
        for row in export.iterate_rows():
            order = unguarded(row[order_column]).strip()
            if not order or is_exponent(order):
                # Orders whose numbers came out alike are not one order.
                self._append(row, number)
                continue
            before = seen.setdefault(order, [])
            if any(_merged(self.rows[index], row, layout, self._own) == self.rows[index] for index in before):
                self.repeated += 1
                continue
            for index in before:
                there = self.rows[index]
                here = _spread(row, layout, len(there))
                self.conflicts += self._all_differences.between(
                    order, there, here, (export.path, export.path)
                )
            before.append(self._place((order, len(before)), row, number))

    def _place(self, key: tuple[str, int], row: list[str], number: int) -> int:
        """Put a row where the same order stands already, or below all others; return its place."""
        index = self._position.get(key)
        if index is None:
            self._position[key] = self._append(row, number)
            return self._position[key]
        there, origin = self.rows[index], self._origins[index]
        merged = _merged(there, row, self._layouts[number], self._own)
        if merged == there:
            return index
        before, after = state_rank(there[self._state]), state_rank(merged[self._state])
        files = (self._exports[origin].path, self._exports[number].path)
        differences = self._differences.between(key[0], there, merged, files)
        if before is not None and after is not None and before > after:
            self.conflicts += differences
            self.rows[index] = _kept(there, merged, self._layouts[origin], self._own)
            self.kept += 1
            return index
        if before == after and self._ages[origin] == self._ages[number]:
            self._refuse_difference(key[0], there, merged, (origin, number))
        self.conflicts += differences
        self.rows[index] = merged
        self._origins[index] = number
        self.updated += 1
        return index

    def _refuse_difference(
        self, order: str, there: Sequence[str], here: Sequence[str], numbers: tuple[int, int]
    ) -> None:
        one, other = numbers
        in_both = set(self._layouts[one]).intersection(self._layouts[other]) - self._own
        column = next((column for column in sorted(in_both) if there[column] != here[column]), None)
        if column is not None:
            raise errors.ExportsContradict(
                path=errors.Whole(self._exports[one].path),
                other=errors.Whole(self._exports[other].path),
                order=order,
                column=self.header_row.headers[column],
            )

    def _append(self, row: list[str], number: int) -> int:
        self.rows.append(_spread(row, self._layouts[number], len(self.header_row.headers)))
        self._origins.append(number)
        return len(self.rows) - 1


def _places(own: Sequence[str], headers: list[str], places: dict[str, int]) -> list[int]:
    """Return where each column of a file stands in the common header, adding the new ones to it."""
    layout = []
    taken: set[int] = set()
    for header in own:
        place = places.get(name_key(header), -1) if header else -1
        if place < 0 or place in taken:
            place = len(headers)
            headers.append(header)
            places.setdefault(name_key(header), place)
        taken.add(place)
        layout.append(place)
    return layout


def _spread(row: Sequence[str], layout: Sequence[int], width: int) -> list[str]:
    spread = [""] * width
    for place, text in zip(layout, row):
        spread[place] = text
    return spread


def _merged(earlier: list[str], row: Sequence[str], layout: Sequence[int], own: frozenset[int]) -> list[str]:
    merged = earlier.copy()
    for place, text in zip(layout, row):
        if text or place not in own:
            merged[place] = text
    return merged


def _kept(there: list[str], merged: list[str], layout: Sequence[int], own: frozenset[int]) -> list[str]:
    """Return the row that stays, with the user's own cells and the columns that its file lacks from the other."""
    known = frozenset(layout) - own
    return [before if column in known else after for column, (before, after) in enumerate(zip(there, merged))]
