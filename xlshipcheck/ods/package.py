"""Opening an .ods without trusting it: the same bounds as for an .xlsx, and what is particular to OpenDocument."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck.errors import (
    EncryptedWorkbook,
    LayoutRefused,
    OpenDocumentDamaged,
    OpenDocumentEncrypted,
    OpenDocumentLayout,
    OpenDocumentSigned,
    OtherOpenDocument,
    ResultMismatch,
    SignedWorkbook,
    Whole,
    WorkbookChanged,
    WorkbookDamaged,
    WorkbookRefused,
    WorkbookTooLarge,
)
from xlshipcheck.ods.names import CONTENT
from xlshipcheck.ods.scan import scan_content
from xlshipcheck.xlsx.identity import identity_of_open
from xlshipcheck.xlsx.package import Package
from xlshipcheck.xlsx.reading.guard import is_other, opened_file, refuse_bombs, refuse_broken_parts
from xlshipcheck.xlsx.safe_xml import elements

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xlshipcheck.ods.content import Content
    from xlshipcheck.xlsx.identity import FileIdentity

LARGEST_CONTENT: Final = 160 << 20
"""Bytes of content.xml, which is held in memory; a million cells have some 120 MB."""
SPREADSHEET: Final = b"application/vnd.oasis.opendocument.spreadsheet"


class OpenDocument(NamedTuple):
    """An .ods that passed every check, open for reading.

    Attributes:
        path: of the file.
        package: its parts.
        content: what content.xml holds.
        identity: the state of the file when it was opened.
    """

    path: Path
    package: Package
    content: Content
    identity: FileIdentity


@contextmanager
def open_document(path: Path) -> Iterator[OpenDocument]:
    """Open an .ods for reading after checking it.

    Args:
        path: of the file.

    Yields:
        The open document.

    Raises:
        FileMissing, FileEmpty, FileUnreadable: there is nothing to read.
        WorkbookRefused: each of its kinds names what the file is and how to get a usable one.
    """
    identity: FileIdentity | None = None
    try:
        with opened_file(path) as file:
            identity = identity_of_open(file)
            package = Package(file)
            yield OpenDocument(path, package, _checked(package), identity)
    except (WorkbookDamaged, WorkbookTooLarge, LayoutRefused, ResultMismatch) as refusal:
        if identity is not None and is_other(path, identity):
            raise WorkbookChanged(path=Whole(path)) from refusal
        raise in_our_words(refusal, path) from refusal
    except WorkbookRefused as refusal:
        raise in_our_words(refusal, path) from refusal


def in_our_words(refusal: WorkbookRefused, path: Path) -> WorkbookRefused:
    """Return a refusal that speaks of LibreOffice where that of an .xlsx speaks of Excel, with the file's name."""
    known = {
        WorkbookDamaged: OpenDocumentDamaged,
        LayoutRefused: OpenDocumentLayout,
        EncryptedWorkbook: OpenDocumentEncrypted,
        SignedWorkbook: OpenDocumentSigned,
    }
    kind = known.get(type(refusal))
    found = refusal if kind is None else kind(**refusal.fields)
    found.locate(path)
    return found


def _checked(package: Package) -> Content:
    refuse_bombs(package)
    kind = package.read("mimetype").strip() if "mimetype" in package else b""
    if kind.startswith(SPREADSHEET + b"-template"):
        raise OtherOpenDocument(kind="テンプレート (.ots)")
    if kind.startswith(b"application/vnd.oasis.opendocument") and kind != SPREADSHEET:
        raise OtherOpenDocument(kind="表計算でない LibreOffice の文書")
    if kind != SPREADSHEET or CONTENT not in package:
        raise WorkbookDamaged(problem="mimetype か content.xml がありません")
    manifest = "META-INF/manifest.xml"
    if manifest in package:
        listed = elements(package.read(manifest), manifest)
        if any(element.name == "encryption-data" for element in listed):
            raise EncryptedWorkbook
    if "META-INF/documentsignatures.xml" in package:
        raise SignedWorkbook
    refuse_broken_parts(package, {CONTENT})
    content = scan_content(package.read(CONTENT, LARGEST_CONTENT))
    if "styles.xml" in package:
        common = elements(package.read("styles.xml"), "styles.xml")
        content.date_styles.update(e.attribute("name") for e in common if e.name == "date-style")
    package.watch = None
    return content
