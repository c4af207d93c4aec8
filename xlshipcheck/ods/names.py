"""The names of OpenDocument's elements and attributes, whatever prefixes a file gives to its namespaces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xlshipcheck.errors import LayoutRefused
from xlshipcheck.xlsx.safe_xml import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

SEPARATOR: Final = " "
"""Between namespace and name, as expat gives them."""
_OASIS: Final = "urn:oasis:names:tc:opendocument:xmlns:"
NAMESPACES: Final = {
    "office": f"{_OASIS}office:1.0",
    "table": f"{_OASIS}table:1.0",
    "text": f"{_OASIS}text:1.0",
    "style": f"{_OASIS}style:1.0",
    "fo": f"{_OASIS}xsl-fo-compatible:1.0",
    "number": f"{_OASIS}datastyle:1.0",
    "of": f"{_OASIS}of:1.2",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}
"""The usual prefix of each namespace that is read or written here."""
WRITTEN: Final = ("office", "table", "text", "style", "fo", "number")
CONTENT: Final = "content.xml"
_INVALID: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Characters that no XML can hold."""


def full_name(name: str) -> str:
    """Return a name such as `table:table-cell` as expat gives it."""
    prefix, _, local = name.partition(":")
    return NAMESPACES[prefix] + SEPARATOR + local


class Prefixes:
    """The prefixes of one file.

    Attributes:
        by_namespace: namespace -> prefix, as the root element declares them.
    """

    def __init__(self) -> None:
        self.by_namespace: dict[str, str] = {}
        self._known: dict[str, str] = {}

    def declare(self, prefix: str | None, namespace: str, *, at_root: bool) -> None:
        """Take note of a declaration.

        Raises:
            LayoutRefused: a namespace or a prefix that is written here is declared anew inside the file.
        """
        if at_root:
            if prefix:
                self.by_namespace.setdefault(namespace, prefix)
            return
        ours = {NAMESPACES[name] for name in NAMESPACES}
        taken = {self.by_namespace.get(found) for found in ours}
        if self.by_namespace.get(namespace) != prefix and (namespace in ours or prefix in taken):
            raise LayoutRefused(part=CONTENT)

    def name(self, usual: str) -> str:
        """Return a name such as `table:table-cell` as this file writes it.

        Raises:
            LayoutRefused: the file does not declare its namespace.
        """
        found = self._known.get(usual)
        if found is None:
            prefix, _, local = usual.partition(":")
            own = self.by_namespace.get(NAMESPACES[prefix])
            if own is None:
                raise LayoutRefused(part=CONTENT)
            found = self._known[usual] = f"{own}:{local}"
        return found

    def attribute(self, usual: str) -> bytes:
        """Return the name of an attribute as bytes."""
        return self.name(usual).encode()

    def formula(self, text: str) -> str:
        """Return a formula of OpenFormula as an attribute holds it.

        Raises:
            LayoutRefused: the file does not declare the namespace of formulas.
        """
        return self.name("of:=") + text

    def element(self, usual: str, attributes: Mapping[str, str | None], inside: bytes = b"") -> bytes:
        """Return an element.

        Args:
            usual: its name with the usual prefix.
            attributes: by name with the usual prefix; None leaves one out.
            inside: its content, ready.
        """
        name = self.name(usual)
        written = "".join(
            f' {self.name(key)}="{quoted(printable(value))}"'
            for key, value in attributes.items()
            if value is not None
        )
        if not inside:
            return f"<{name}{written}/>".encode()
        return f"<{name}{written}>".encode() + inside + f"</{name}>".encode()


def printable(text: str) -> str:
    """Return a text without what no XML can hold."""
    return _INVALID.sub("\ufffd", text)
