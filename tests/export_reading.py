"""Export files in the tests: the folder of samples, a seller's own table, and how a text is read or refused."""

from __future__ import annotations

from pathlib import Path

from xlshipcheck import errors
from xlshipcheck.exports.table import read_export

FOLDER = Path(__file__).parent / "data" / "exports"
HEADER = "注文番号,入金日,発送日,メモ"
ROW = "A-1,2026/11/20,,急ぎ"
OWN_CSV = f"{HEADER}\r\n{ROW}\r\n"


def refusal_of(data: bytes) -> str:
    """Return the sentence with which a file is refused, "" where it is read to its end."""
    try:
        export = read_export(data, "表.csv")
        widths = {len(row) for row in export.iterate_rows()}
    except errors.FileRefused as refused:
        return str(refused)
    assert widths <= {len(export.headers)}
    return ""


def read(text: str, encoding: str = "cp932"):
    """Return the export of a text."""
    return read_export(text.encode(encoding), "表.csv")


def rows_of(text: str, encoding: str = "cp932") -> list[list[str]]:
    """Return the rows below the header of a text."""
    return list(read(text, encoding).iterate_rows())
