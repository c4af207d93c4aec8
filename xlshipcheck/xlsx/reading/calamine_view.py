"""A book as calamine can read it, where calamine refuses what Excel opens.

calamine (python-calamine 0.9) gives a whole book up for one entry of its list of sheets that it does not know: a
macro sheet of Excel 4.0, a module sheet of Excel 95 without a relation, a state other than the three of the
standard; and a whole sheet for an error value that is newer than Excel 2016. None of that concerns the orders. So
it is handed a copy in memory in which these entries are missing; the seller's book itself keeps every byte.

Whatever calamine raises ends here as a sentence of ours: what a library says in English helps no seller.
"""

from __future__ import annotations

import io
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, Final

from xlshipcheck.errors import WorkbookDamaged
from xlshipcheck.xlsx.outline import Splice, outline, spliced, with_attribute
from xlshipcheck.xlsx.package_writer import PackageWriter
from xlshipcheck.xlsx.reading.scan import cut_before

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import python_calamine

    from xlshipcheck.xlsx.outline import Node
    from xlshipcheck.xlsx.package import Package, Relationship

_KNOWN_KINDS: Final = ("/worksheet", "/chartsheet", "/dialogsheet")
_KNOWN_STATES: Final = frozenset({"visible", "hidden", "veryHidden"})
NEWER_ERRORS: Final = frozenset(
    """#SPILL! #CALC! #FIELD! #BLOCKED! #CONNECT! #UNKNOWN! #BUSY! #EXTERNAL! #PYTHON! #GETTING_DATA""".split()
)
"""Error values of Excel that calamine does not know."""
_ERROR_VALUE: Final = re.compile(rb"(<(?:[^\s<>/:]{1,100}:)?v>)(#[^<]*)(?=</)")
_NOT_READ: Final = ("/media/", "/embeddings/", "/printersettings/")


def opened_by_calamine(
    package: Package, main: str, odd_sheets: Collection[str] = ()
) -> python_calamine.CalamineWorkbook:
    """Return calamine's view of a package.

    Args:
        package: passed by the guard.
        main: name of the workbook part.
        odd_sheets: parts of sheets that show an error value which calamine does not know.

    Raises:
        WorkbookDamaged: it cannot be read.
    """
    import python_calamine  # noqa: PLC0415  exports are judged without it

    with calamine_errors(main):
        return python_calamine.CalamineWorkbook.from_filelike(_readable(package, main, odd_sheets))


@contextmanager
def calamine_errors(place: str) -> Iterator[None]:
    """Turn whatever calamine raises into our refusal; a panic of its Rust code is no Exception even."""
    import python_calamine  # noqa: PLC0415  as above

    try:
        yield
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise WorkbookDamaged(problem=f"{place} を読み取れません") from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise WorkbookDamaged(problem=f"{place} を読み取れません") from error
        raise


def has_newer_errors(errors: Collection[str]) -> bool:
    """Tell whether one of some error values is none that calamine knows."""
    return not NEWER_ERRORS.isdisjoint(errors)


def _readable(package: Package, main: str, odd_sheets: Collection[str]) -> BinaryIO:
    list_of_sheets = _known_sheets(package, main)
    if list_of_sheets is None and not odd_sheets:
        package.file.seek(0)
        return package.file
    out = io.BytesIO()
    writer = PackageWriter(out)
    for member in package.zip.infolist():
        name = member.filename
        if name == main and list_of_sheets is not None:
            writer.write(name, list_of_sheets, member)
        elif name in odd_sheets:
            with writer.part(name, member) as stream:
                for block in cut_before(package.blocks(name), b"<"):
                    stream.write(_ERROR_VALUE.sub(_known_error, block))
        elif not any(folder in name.lower() for folder in _NOT_READ):
            writer.copy(package, member)
    writer.finish()
    out.seek(0)
    return out


def _known_error(found: re.Match[bytes]) -> bytes:
    text = found[2]
    return found[1] + (b"#VALUE!" if text.decode("utf-8", "replace") in NEWER_ERRORS else text)


def _known_sheets(package: Package, main: str) -> bytes | None:
    """Return the workbook part with only those sheets that calamine knows; None where it knows them all."""
    data = package.read(main)
    relations = {relation.identifier: relation for relation in package.relationships(main)}
    splices = []
    for node in outline(data, main):
        if node.name == "sheet":
            if not _is_known(relations.get(_identifier(node))):
                splices.append(Splice(node.start, node.end, b""))
            elif node.attributes.get("state", "visible") not in _KNOWN_STATES:
                tag = with_attribute(data[node.start : node.open_end], b"state", None)
                splices.append(Splice(node.start, node.open_end, tag))
    return spliced(data, splices) if splices else None


def _identifier(node: Node) -> str:
    return next((value for name, value in node.attributes.items() if name.endswith(":id")), "")


def _is_known(relation: Relationship | None) -> bool:
    return relation is not None and relation.kind.endswith(_KNOWN_KINDS)
