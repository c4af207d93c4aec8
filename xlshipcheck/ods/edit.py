"""Changing a seller's .ods and nothing else in it: only content.xml is another one, and only where we write.

An edit collects what shall be written; `save` splices it into the bytes, packs them beside the old file, opens that
again, compares, and puts it in place in one step. What it may change: our cells, the widths of our new columns, the
ranges of filters and tables that our columns or new rows belong to, our own sheets, names of ours, appended styles.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from xlshipcheck.errors import LayoutRefused, ResultMismatch, WorkbookRefused
from xlshipcheck.ods.addresses import cell_address, place_of, range_address
from xlshipcheck.ods.check import check_content
from xlshipcheck.ods.names import CONTENT
from xlshipcheck.ods.package import LARGEST_CONTENT, in_our_words, open_document
from xlshipcheck.ods.rows import RowWriter
from xlshipcheck.ods.scan import scan_content
from xlshipcheck.ods.styles import Styles
from xlshipcheck.xlsx.locks import refuse_unless_writable
from xlshipcheck.xlsx.outline import START_TAG, Splice, spliced, with_attribute
from xlshipcheck.xlsx.package import Package
from xlshipcheck.xlsx.package_edit import PackageEdit
from xlshipcheck.xlsx.replace import Disk, Saved, save_book
from xlshipcheck.xlsx.safe_xml import quoted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from xlshipcheck.ods.cells import Write
    from xlshipcheck.ods.content import Cell, ColumnRun, Named, Span, Table
    from xlshipcheck.ods.package import OpenDocument
    from xlshipcheck.values.ranges import Rectangle


@contextmanager
def edit_document(path: Path) -> Iterator[DocumentEdit]:
    """Open an .ods to be changed.

    Args:
        path: of the file.

    Yields:
        The edit; nothing is written before its `save`.

    Raises:
        FileRefused: every reason of `open_document`.
    """
    with ExitStack() as stack:
        yield DocumentEdit(stack.enter_context(open_document(path)), stack)


class DocumentEdit:
    """Collects what shall be written into an .ods.

    Args:
        document: the open document.
        stack: closes it; done by `save`, because Windows does not replace an open file.

    Attributes:
        document: the open document.
        content: what content.xml holds.
        styles: its automatic styles, to which ours are added.
    """

    def __init__(self, document: OpenDocument, stack: ExitStack) -> None:
        self.document = document
        self.content = document.content
        self.styles = Styles(document.content)
        self._stack = stack
        self._writes: dict[str, dict[int, dict[int, Write]]] = {}
        self._widths: dict[str, dict[int, float]] = {}
        self._ranges: dict[str, str] = {}
        self._sheet_names: dict[str, tuple[str, Mapping[str, str]]] = {}
        self._names: dict[str, str] = {}
        self._sheets: dict[str, bytes] = {}

    def writes_of(self, sheet: str) -> Mapping[int, Mapping[int, Write]]:
        """Return row -> column -> what is to be written into a sheet."""
        return self._writes.get(sheet, {})

    def cell(self, sheet: str, row: int, column: int) -> Cell | None:
        """Return a cell as it stands in the file, None where the file writes none."""
        return self.content.table(sheet).cell(row, column)

    def write(self, sheet: str, row: int, column: int, write: Write) -> None:
        """Let a cell hold something else."""
        self._writes.setdefault(sheet, {}).setdefault(row, {})[column] = write

    def set_width(self, sheet: str, column: int, characters: float) -> None:
        """Let a column have a width, in characters."""
        self._widths.setdefault(sheet, {})[column] = characters

    def database_ranges(self, sheet: str) -> list[tuple[str, Rectangle]]:
        """Return name and range of the filters and tables on a sheet that have a header, as they shall be."""
        found = []
        for named in self.content.database_ranges:
            place = place_of(self._ranges.get(named.name, named.address))
            if place and place[0] == sheet and named.has_header:
                found.append((named.name, place[1]))
        return found

    def set_database_range(self, sheet: str, name: str, area: Rectangle) -> None:
        """Let a filter or table have another range."""
        self._ranges[name] = range_address(sheet, area)

    def put_sheet_names(self, prefix: str, sheet: str, places: Mapping[str, tuple[int, int]]) -> None:
        """Let these be the names of a sheet that begin so, and no others.

        Args:
            prefix: what they begin with.
            sheet: the sheet that they belong to.
            places: name -> row and column of the cell that it stands for.
        """
        addresses = {name: cell_address(sheet, *place) for name, place in places.items()}
        self._sheet_names[sheet] = prefix, addresses

    def sheet_names_with(self, prefix: str, sheet: str) -> dict[str, str]:
        """Return the names of a sheet that begin so, with what they stand for."""
        if sheet in self._sheet_names and self._sheet_names[sheet][0] == prefix:
            return dict(self._sheet_names[sheet][1])
        names = self.content.table(sheet).names
        return {named.name: named.address for named in names if named.name.startswith(prefix)}

    def name_address(self, name: str) -> str | None:
        """Return what a name of the whole book stands for, None where there is none."""
        return next((named.address for named in self.content.names if named.name == name), None)

    def put_sheet(self, name: str, data: bytes, mark: str) -> None:
        """Let a sheet be this one; it is added where there is none of the name.

        Args:
            name: its name.
            data: its element.
            mark: the name of the whole book by which it is known.
        """
        self._sheets[name] = data
        if name not in (table.name for table in self.content.tables):
            self._names[mark] = cell_address(name, 1, 1)

    def data(self) -> bytes:
        """Return content.xml as it shall be."""
        splices = [splice for table in self.content.tables for splice in self._sheet_splices(table)]
        known = {table.name for table in self.content.tables}
        new = b"".join(data for name, data in self._sheets.items() if name not in known)
        end = self.content.tables_end
        added = {name: text for name, text in self._names.items() if self.name_address(name) != text}
        gone = [named for named in self.content.names if named.name in added]
        if new:
            splices.append(Splice(end, end, new))
        splices += self._name_splices(self.content.names_span, end, gone, added)
        for named in self.content.database_ranges:
            if named.name in self._ranges and self._ranges[named.name] != named.address:
                splices.append(
                    self._retagged(
                        named, "table:target-range-address", quoted(self._ranges[named.name]).encode()
                    )
                )
        return spliced(self.content.data, [*splices, *self.styles.splices()])

    def _sheet_splices(self, table: Table) -> list[Splice]:
        if table.name in self._sheets:
            return [Splice(table.span.start, table.span.end, self._sheets[table.name])]
        splices = RowWriter(self.content, table).splices(self.writes_of(table.name))
        widths = self._widths.get(table.name, {})
        for run in table.columns:
            wanted = [c for c in sorted(widths) if run.column <= c < run.column + run.repeat]
            if wanted:
                splices.append(self._parted_columns(run, wanted, widths))
        if table.name in self._sheet_names:
            prefix, names = self._sheet_names[table.name]
            existing = {named.name: named for named in table.names if named.name.startswith(prefix)}
            gone = [named for name, named in existing.items() if names.get(name) != named.address]
            added = {
                name: text for name, text in names.items() if name not in existing or existing[name] in gone
            }
            splices += self._name_splices(table.names_span, table.rows_end, gone, added)
        return splices

    def _parted_columns(self, run: ColumnRun, wanted: Sequence[int], widths: Mapping[int, float]) -> Splice:
        """Part columns of one width, so that some of them have another."""
        opened = self._start_tag(run.start)
        rest = self.content.data[run.start + len(opened) : run.end]
        repeated, styled = (
            self.content.prefixes.attribute(name)
            for name in ("table:number-columns-repeated", "table:style-name")
        )

        def part(count: int, style: str = "") -> bytes:
            if not count:
                return b""
            tag = with_attribute(opened, repeated, b"%d" % count if count > 1 else None)
            return (with_attribute(tag, styled, style.encode()) if style else tag) + rest

        out, column = [], run.column
        for place in wanted:
            out += [part(place - column), part(1, self.styles.width(widths[place]))]
            column = place + 1
        out.append(part(run.column + run.repeat - column))
        return Splice(run.start, run.end, b"".join(out))

    def _name_splices(
        self, span: Span | None, otherwise: int, gone: Sequence[Named], added: Mapping[str, str]
    ) -> list[Splice]:
        """Return what takes names away and adds others.

        Args:
            span: the element that holds them.
            otherwise: where such an element is added.
            gone: names to be taken away.
            added: name -> address.
        """
        splices = [Splice(named.start, named.end, b"") for named in gone]
        element = self.content.prefixes.element
        new = b"".join(
            element(
                "table:named-range",
                {
                    "table:name": name,
                    "table:base-cell-address": address,
                    "table:cell-range-address": address,
                },
            )
            for name, address in sorted(added.items())
        )
        if not new:
            return splices
        if span is None:
            return [*splices, Splice(otherwise, otherwise, element("table:named-expressions", {}, new))]
        if span.is_empty_tag:
            tag = self._start_tag(span.start)[:-2].rstrip() + b">"
            close = b"</" + self.content.prefixes.attribute("table:named-expressions") + b">"
            return [*splices, Splice(span.start, span.end, tag + new + close)]
        return [*splices, Splice(span.close_start, span.close_start, new)]

    def _retagged(self, named: Named, attribute: str, value: bytes) -> Splice:
        tag = self._start_tag(named.start)
        new = with_attribute(tag, self.content.prefixes.attribute(attribute), value)
        return Splice(named.start, named.start + len(tag), new)

    def _start_tag(self, start: int) -> bytes:
        found = START_TAG.match(self.content.data, start)
        if found is None:
            raise LayoutRefused(part=CONTENT)
        return found[0]

    def save(self, now: dt.datetime, target: Path | None = None, disk: Disk | None = None) -> Saved:
        """Write the file; the edit is over then.

        Args:
            now: the seller's local time, for the name of the backup.
            target: where to; the file itself when not given.
            disk: the file operations; given by tests.

        Raises:
            FileRefused: the target cannot be written, or the edit does not fit; the old file stands.
        """
        path = self.document.path
        target = target or path
        try:
            refuse_unless_writable(target)
            data = self.data()
            changed = data != self.content.data
            package = PackageEdit(self.document.package)
            package.put(CONTENT, data)

            def check(finished: Path) -> None:
                self._check(finished, data)
                self._stack.close()

            return save_book(
                path,
                target,
                package.write,
                check,
                now,
                disk,
                is_changed=lambda: changed,
                before=self.document.identity,
            )
        except WorkbookRefused as refusal:
            raise in_our_words(refusal, target) from refusal
        finally:
            self._stack.close()

    def _check(self, finished: Path, data: bytes) -> None:
        """Open the finished file and compare: every part but one the same, every cell as it was or as we wrote it."""
        old = self.document.package
        with finished.open("rb") as file:
            package = Package(file)
            members = [
                (m.filename, m.CRC, m.file_size) for m in package.zip.infolist() if m.filename != CONTENT
            ]
            before = [(m.filename, m.CRC, m.file_size) for m in old.zip.infolist() if m.filename != CONTENT]
            if members != before:
                raise ResultMismatch(problem="ほかの部品")
            written = package.read(CONTENT, 2 * LARGEST_CONTENT)
            for member in package.members.values():
                if member.filename != CONTENT:
                    for _ in package.blocks(member.filename):
                        pass
        if written != data:
            raise ResultMismatch(problem=CONTENT)
        check_content(self.content, scan_content(written), self._writes, self._sheets)
