"""A package in which some parts are to be others: what they become, and the one pass that writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck.xlsx.package import Package, relationships_part
from xlshipcheck.xlsx.package_writer import PackageWriter
from xlshipcheck.xlsx.parts import (
    CONTENT_TYPES,
    relations_xml,
    with_content_type,
    with_relationship,
    without_content_type,
    without_relationship,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import BinaryIO


class PackageEdit:
    """The parts of a package that shall be others.

    Args:
        package: the package as it is.

    Attributes:
        streams: parts too large to be held, by name; each gives its new bytes when it is written.
        late: parts whose bytes are known when all streams are written (styles are appended on the way); None
            stands for the old ones.
        added: parts that are new.
        removed: parts that go.
        changed: parts that turned out to be others, known after `write`.
    """

    def __init__(self, package: Package) -> None:
        self.package = package
        self.streams: dict[str, Callable[[], Iterator[bytes]]] = {}
        self.late: dict[str, Callable[[], bytes | None]] = {}
        self.added: list[str] = []
        self.removed: set[str] = set()
        self.changed: set[str] = set()
        self._parts: dict[str, bytes] = {}

    def current(self, part: str) -> bytes:
        """Return the bytes of a small part as they are by now."""
        name = self.package.member(part).filename
        return self._parts[name] if name in self._parts else self.package.read(name)

    def put(self, part: str, data: bytes) -> None:
        """Let a part have other bytes."""
        self._parts[self.package.member(part).filename] = data

    def add(self, part: str, data: bytes, content_type: str, owner: str, kind: str) -> str:
        """Add a part to which another one refers.

        Args:
            part: its name.
            data: its bytes.
            content_type: what it is.
            owner: the part that refers to it, and has relationships already.
            kind: the last word of the relation type, such as `worksheet`.

        Returns:
            The identifier of the relationship.
        """
        self.added.append(part)
        self._parts[part] = data
        self.put(CONTENT_TYPES, with_content_type(self.current(CONTENT_TYPES), part, content_type))
        relations = relationships_part(owner)
        new, identifier = with_relationship(self.current(relations), relations, owner, kind, part)
        self.put(relations, new)
        return identifier

    def remove(self, part: str, owner: str) -> None:
        """Remove a part to which one other refers, with its relationship and content type."""
        name = self.package.member(part).filename
        self.removed.add(name)
        self.put(CONTENT_TYPES, without_content_type(self.current(CONTENT_TYPES), name))
        relations = relationships_part(owner)
        gone = [r.identifier for r in self.package.relationships(owner) if r.target.lower() == name.lower()]
        self.put(relations, without_relationship(self.current(relations), relations, gone))

    def set_part(self, part: str, data: bytes, content_type: str) -> None:
        """Let a part have these bytes; it is added where it does not stand."""
        if part in self.package:
            self.put(part, data)
        else:
            self._add_new(part, data)
            self.put(CONTENT_TYPES, with_content_type(self.current(CONTENT_TYPES), part, content_type))

    def set_relations(self, owner: str, entries: Sequence[tuple[str, str]]) -> None:
        """Let a part refer to just these others.

        Args:
            owner: the part that refers.
            entries: the last word of each relation's type, and the part referred to.
        """
        name = relationships_part(owner)
        existing = [
            (relation.kind.rpartition("/")[2], relation.target)
            for relation in self.package.relationships(owner)
        ]
        identifiers = [relation.identifier for relation in self.package.relationships(owner)]
        if existing == list(entries) and identifiers == [f"rId{n}" for n in range(1, len(existing) + 1)]:
            return
        data = relations_xml(entries)
        if name in self.package:
            self.put(name, data)
        else:
            self._add_new(name, data)

    def drop(self, part: str) -> None:
        """Remove a part that nothing will refer to any more, with its content type."""
        name = self.package.member(part).filename
        if name not in self.removed:
            self.removed.add(name)
            self.put(CONTENT_TYPES, without_content_type(self.current(CONTENT_TYPES), name))

    def drop_relations(self, owner: str) -> None:
        """Remove what a part refers to, if it refers to anything."""
        name = relationships_part(owner)
        if name in self.package:
            self.removed.add(self.package.member(name).filename)

    def free_name(self, pattern: str) -> str:
        """Return the first name of a pattern such as `xl/charts/chart{}.xml` that no part has."""
        number = 1
        while pattern.format(number) in self.package or pattern.format(number) in self.added:
            number += 1
        return pattern.format(number)

    def _add_new(self, part: str, data: bytes) -> None:
        self.added.append(part)
        self._parts[part] = data

    def write(self, out: BinaryIO) -> None:
        """Write the package. Parts keep their order, but for the late ones, which follow the last stream."""
        writer = PackageWriter(out)
        self.changed = set()
        waiting = []
        members = [m for m in self.package.zip.infolist() if m.filename not in self.removed]
        last_stream = max((n for n, m in enumerate(members) if m.filename in self.streams), default=-1)
        for number, member in enumerate(members):
            name = member.filename
            if name in self.late and number < last_stream:
                waiting.append(member)
                continue
            blocks: Iterator[bytes] | None = None
            if name in self.streams:
                blocks = self.streams[name]()
            elif name in self.late:
                blocks = _one(self.late[name]())
            elif name in self._parts:
                blocks = _one(self._parts[name])
            self._emit(writer, name, blocks)
            if number == last_stream:
                for late in waiting:
                    self._emit(writer, late.filename, _one(self.late[late.filename]()))
        for name in self.added:
            writer.write(name, self._parts[name])
        writer.finish(self.package.zip.comment)

    def _emit(self, writer: PackageWriter, name: str, blocks: Iterator[bytes] | None) -> None:
        member = self.package.member(name)
        if blocks is None:
            writer.copy(self.package, member)
        elif writer.replace(self.package, member, blocks):
            self.changed.add(name)


def _one(data: bytes | None) -> Iterator[bytes] | None:
    return None if data is None else iter((data,))
