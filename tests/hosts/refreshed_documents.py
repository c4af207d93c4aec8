"""A made .ods file, refreshed in place, and what of its bytes and cells is compared."""

from __future__ import annotations

import datetime as dt
import zipfile

import open_documents as ods

from xlshipcheck.context import Context
from xlshipcheck.hosts.book_files import refresh_book_file
from xlshipcheck.hosts.open_document.workbook import open_document_file
from xlshipcheck.values.days import day_of

NOW = dt.datetime(2026, 11, 21, 9, 30)  # noqa: DTZ001  a name for a backup
MOMENT = dt.datetime(2026, 11, 9, 0, 2, 10)  # noqa: DTZ001  a cell has no offset
CONTEXT = Context(day_of(dt.date(2026, 11, 21)))
HEADER = ["配送状態", "注文番号", "入金日", "発送日"]
ORDER = ["配送要請", "A-1", dt.date(2026, 11, 9), None]


def quiet(_text, _done, _total):
    """Show no progress."""


def orders(*more, header=HEADER):
    """Return the rows of a sheet of orders."""
    return [ods.row([ods.cell(value) for value in cells]) for cells in (header, ORDER, *more)]


def refreshed(path):
    """Refresh a file in place; return its content.xml before and after."""
    before = part(path)
    with open_document_file(path, quiet) as book:
        refresh_book_file(book, CONTEXT, "", path)
        book.save(NOW)
    return before, part(path)


def part(path, name="content.xml"):
    """Return the bytes of a part."""
    with zipfile.ZipFile(path) as package:
        return package.read(name)


def raw_members(path):
    """Return name -> packed bytes, checksum and time of every part but content.xml."""
    data, found = path.read_bytes(), {}
    with zipfile.ZipFile(path) as package:
        for info in package.infolist():
            start = (
                info.header_offset
                + 30
                + sum(
                    int.from_bytes(data[info.header_offset + n : info.header_offset + n + 2], "little")
                    for n in (26, 28)
                )
            )
            found[info.filename] = (data[start : start + info.compress_size], info.CRC, info.date_time)
    del found["content.xml"]
    return found


def rows_of(path, name="受注"):
    """Return the cells of a sheet."""
    with open_document_file(path, quiet) as book:
        sheet = book.sheet(name)
        return sheet.read_block(1, sheet.used_size()[0])
