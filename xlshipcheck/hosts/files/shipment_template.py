"""Amazon's shipment template saved as a workbook, as the text file that it would have been."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlshipcheck.values.cells import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

BOOK_SUFFIXES: Final = (".xlsx", ".xlsm")
# The first cell of the template, by which Amazon itself knows the file.
MARK: Final = "TemplateType=OrderFulfillment"


def shipment_text(path: Path) -> bytes | None:
    """Return the sheet of a shipment template as tab-separated text, None for any other workbook.

    Args:
        path: of an .xlsx or .xlsm file.

    Raises:
        FileRefused: it is no workbook that can be read.
    """
    # Most runs have no workbook among their exports.
    from xlshipcheck.xlsx.reading.guard import open_book  # noqa: PLC0415
    from xlshipcheck.xlsx.reading.workbook import Workbook  # noqa: PLC0415

    with open_book(path) as opened:
        book = Workbook(opened)
        for name in book.sheet_names:
            sheet = book.sheet(name)
            rows = sheet.rows(1, sheet.used_size[0])
            first = next(rows, [])
            if first and str(first[0] or "").startswith(MARK):
                return "\r\n".join(_lines([first], rows)).encode("utf-8-sig")
    return None


@contextmanager
def templates_as_text(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """Give the exports with each shipment template among them as a text file of its name and age.

    Args:
        paths: exports, in any order; any other workbook among them stays what it is, for the reader to refuse.

    Yields:
        The paths to read; the written ones are gone afterwards.
    """
    with as_text(paths, template_texts(paths)) as files:
        yield files


def template_texts(paths: Sequence[Path]) -> dict[Path, bytes]:
    """Return the text of each shipment template among files.

    Raises:
        FileRefused: one is called a workbook and is none.
    """
    books = [path for path in paths if path.suffix.lower() in BOOK_SUFFIXES and path.is_file()]
    return {path: text for path in books if (text := shipment_text(path)) is not None}


@contextmanager
def as_text(paths: Sequence[Path], texts: Mapping[Path, bytes]) -> Iterator[list[Path]]:
    """Give files with some of them written out as text; `texts` is what `template_texts` found."""
    if not texts:
        yield list(paths)
        return
    with tempfile.TemporaryDirectory() as folder:
        yield [_written_out(path, texts, Path(folder, str(k))) for k, path in enumerate(paths)]


def _written_out(path: Path, texts: Mapping[Path, bytes], folder: Path) -> Path:
    if path not in texts:
        return path
    folder.mkdir()
    copy = folder / path.name
    copy.write_bytes(texts[path])
    saved = path.stat()
    os.utime(copy, ns=(saved.st_atime_ns, saved.st_mtime_ns))
    return copy


def _lines(*blocks: Iterable[Sequence[object]]) -> Iterator[str]:
    for rows in blocks:
        for row in rows:
            yield "\t".join(" ".join(read_text(cell, "").split()) for cell in row)
