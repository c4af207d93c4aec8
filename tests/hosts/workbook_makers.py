"""Small workbooks for tests, and packages changed by hand."""

from __future__ import annotations

import io
import zipfile

import xlsxwriter
from package_parts import parts

SHEET = "xl/worksheets/sheet1.xml"
STAMP = (1980, 1, 1, 0, 0, 0)


def book(fill=None, **options):
    """Return the bytes of a workbook with one sheet 注文 that `fill(workbook, sheet)` fills."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, options) as workbook:
        sheet = workbook.add_worksheet("注文")
        if fill is None:
            sheet.write_row(0, 0, ["注文番号", "入金日"])
            sheet.write_row(1, 0, ["A-1", "2026/11/20"])
        else:
            fill(workbook, sheet)
    return out.getvalue()


def package(members, method=zipfile.ZIP_DEFLATED):
    """Return a package of the parts given."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, STAMP)
            info.compress_type = method
            packed.writestr(info, data)
    return out.getvalue()


def changed(data, changes):
    """Return a package with parts replaced (bytes, or a function of the old bytes), added or removed (None)."""
    members = parts(data)
    for name, change in changes.items():
        new = change(members[name]) if callable(change) else change
        if new is None:
            del members[name]
        else:
            members[name] = new
    return package(members)


def replaced(old, new):
    """Return a change that replaces text in a part, which must be there."""

    def change(data):
        assert old.encode() in data, data[:3000]
        return data.replace(old.encode(), new.encode())

    return change


def with_rows(rows, data=None):
    """Return a workbook whose sheet has these `row` elements."""

    def change(xml):
        start, end = xml.index(b"<sheetData"), xml.index(b"</sheetData>")
        return xml[:start] + b"<sheetData>" + rows.encode() + xml[end:]

    return changed(data or book(), {SHEET: change})
