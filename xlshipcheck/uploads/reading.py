"""An upload file as it stands: its rows as texts, and what is wrong with its head."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck import errors
from xlshipcheck.exports.text import COMMA, TAB, open_export
from xlshipcheck.uploads.forms import AMAZON, QSM, columns_of, form
from xlshipcheck.values.text import name_key

if TYPE_CHECKING:
    from collections.abc import Sequence

TOP_ROWS: Final = 5


class UploadRow(NamedTuple):
    """A row below the header.

    Attributes:
        row: its number in the file, from 1.
        cells: header -> text, for the headers of the form that are there.
        shifted: whether it has more filled cells than the header, or fewer columns than it needs.
        raw: the whole row as it stands.
    """

    row: int
    cells: dict[str, str]
    shifted: bool
    raw: list[str]


class Upload(NamedTuple):
    """An upload file.

    Attributes:
        path: its name, for sentences.
        kind: `AMAZON` or `QSM`.
        rows: what stands below the header.
        head: what is wrong with the rows above, as sentences.
        places: the headers of the form that are there -> their columns.
        header: the header row as it stands.
        above: the rows above it.
    """

    path: str
    kind: str
    rows: list[UploadRow]
    head: list[str]
    places: dict[str, int]
    header: list[str]
    above: list[list[str]]


def read_upload(data: bytes, path: str) -> Upload:
    """Read an upload file.

    Args:
        data: its bytes.
        path: its name, for sentences.

    Raises:
        NotAnUpload: it is none.
        FileRefused: it is no text.
    """
    text = open_export(data, path)
    for separator in (TAB, COMMA):
        rows = list(text.records(separator, text.is_quoted(separator)))
        for index, row in enumerate(rows[:TOP_ROWS]):
            keys = [name_key(cell) for cell in row]
            for kind in (AMAZON, QSM):
                if _needed(kind) <= set(keys):
                    return _laid_out(rows, index, kind, path, separator)
    raise errors.NotAnUpload(path=errors.Whole(path))


def _needed(kind: str) -> set[str]:
    """Return the headers by which a kind is told; the others may be missing, and are then named."""
    wanted = (
        ("order-id", "ship-date", "tracking-number")
        if kind == AMAZON
        else ("注文番号", "送り状番号", "配送会社")
    )
    return set(map(name_key, wanted))


def _laid_out(rows: list[list[str]], index: int, kind: str, path: str, separator: str) -> Upload:
    header = rows[index]
    keys = [name_key(cell) for cell in header]
    places = {name: keys.index(name_key(name)) for name in columns_of(kind) if name_key(name) in keys}
    head = _head(rows, index, kind, separator)
    missing = [name for name in columns_of(kind) if name not in places and name != "cod-collection-method"]
    if missing:
        head.append(f"{index + 1}行目の見出しに「{'」「'.join(missing)}」がありません")
    found = []
    width = len(header)
    for number, row in enumerate(rows[index + 1 :], index + 2):
        if not any(cell.strip() for cell in row):
            continue
        cells = {name: row[place].strip() if place < len(row) else "" for name, place in places.items()}
        shifted = any(cell.strip() for cell in row[width:]) or len(row) <= min(places.values())
        found.append(UploadRow(number, cells, shifted, row))
    return Upload(path, kind, found, head, places, header, rows[:index])


def _head(rows: Sequence[Sequence[str]], index: int, kind: str, separator: str) -> list[str]:
    """Return what is wrong with the rows above the header, and with the way cells are parted."""
    if kind == QSM:
        return [] if index == 0 else ["見出しは1行目に置いてください"]
    said = []
    if separator != TAB:
        said.append("タブ区切りではなくコンマ区切りです。タブ区切りのテキストで保存してください")
    first = form(AMAZON)["first_row"]
    if index == 0 or not "".join(rows[0][:1]).startswith(first[0]):
        said.append(f"1行目に {first[0]} の行がありません。Amazon のテンプレートの1行目を消さないでください")
    if index == 1:
        said.append("2行目に日本語の見出しの行がありません (見出しは3行です)")
    elif index not in (0, 2):
        said.append("見出しは3行目に置いてください")
    return said
