"""What the columns of an export hold: which are about a person, which are dates, numbers or texts.

Only columns named in the list become dates or numbers. A column we do not know stays text, because its
digits may be a code whose leading zeros count.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Callable, Union

from xlshipcheck.headers.header_row import roles_of
from xlshipcheck.headers.roles import all_roles, header_key, role_names
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.values.cells import date_cell
from xlshipcheck.values.text import name_key, normal_form

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlshipcheck.headers.header_row import HeaderRow

Cell = Union[None, date, int, float, str]

DATE = "date"
AMOUNT = "amount"
COUNT = "count"
TEXT_NUMBER = "text_number"
TEXT = "text"

# A spreadsheet holds 15 digits of a number; more would be changed silently.
_MOST_DIGITS = 15
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?\Z", re.ASCII)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[a-z]+\d*|[^\W\d_a-z]+", re.IGNORECASE)


@cache
def _types() -> dict[str, str]:
    types = {
        name_key(name): kind for kind, names in group_table("headers")["types"].items() for name in names
    }
    role_types = {name: TEXT if role.type == "flag" else role.type for name, role in all_roles().items()}
    types.update((key, role_types[role]) for key, (role, _) in role_names().items())
    return types


def personal_columns(headers: Sequence[object]) -> list[int]:
    """Return the columns about a person: names, addresses, postal codes, phones, e-mail, buyers' messages.

    Args:
        headers: the header row.

    Returns:
        Column numbers counted from 0; results leave these columns out unless asked.
    """
    return [index for index, header in enumerate(headers) if header and _is_personal(str(header))]


@lru_cache(maxsize=4096)
def _is_personal(header: str) -> bool:
    rules = group_table("headers")["personal"]
    key = name_key(header)
    if key in _personal_names():
        return True
    if header_key(header) in role_names() or _types().get(key, TEXT) in (DATE, AMOUNT, COUNT):
        return False
    if any(word in key for word in _keys("not_if")):
        return False
    if any(part in key for part in _keys("contains")):
        return True
    words = _WORD.findall(_CAMEL.sub("-", normal_form(header)).casefold())
    if any(word in rules["words"] for word in words):
        return True
    first = next((place for place, word in enumerate(words) if word in rules["of_whom"]), len(words))
    return any(word.rstrip("0123456789") in rules["what"] for word in words[first + 1 :])


@cache
def _personal_names() -> frozenset[str]:
    return frozenset(map(name_key, group_table("headers")["personal"]["names"]))


@cache
def _keys(entry: str) -> tuple[str, ...]:
    return tuple(map(name_key, group_table("headers")["personal"][entry]))


def unknown_columns(header_row: HeaderRow) -> list[int]:
    """Return the columns that no list of ours has: what they hold is not known.

    Args:
        header_row: the header with its roles; a column that the user has given a role is known.
    """
    named = {column for columns in header_row.columns.values() for column in columns}
    return [
        index
        for index, header in enumerate(header_row.headers)
        if header
        and index not in named
        and name_key(header) not in _known_columns()
        and header_key(header) not in role_names()
        and not _is_personal(header)
    ]


@cache
def _known_columns() -> frozenset[str]:
    written = (column for kind in group_table("headers")["kinds"] for column in kind["columns"])
    return frozenset([*map(name_key, written), *_types()])


def column_types(headers: Sequence[object], mapping: Mapping[str, str]) -> list[str]:
    """Return the type of every column: date, amount, count, text_number or text.

    Args:
        headers: the header row.
        mapping: header text -> role, as the user gave it; a mapped column has its role's type.

    Returns:
        One type per column; text where nothing is known of it.
    """
    known = _types()
    names = ["" if header is None else str(header) for header in headers]
    types = [known.get(name_key(name), known.get(header_key(name), TEXT)) for name in names]
    if mapping:
        roles = all_roles()
        for role, columns in roles_of(headers, mapping).columns.items():
            for column in columns:
                types[column] = TEXT if roles[role].type == "flag" else roles[role].type
    return types


def converter(kind: str) -> Callable[[str], Cell]:
    """Return the function that makes a cell of a column's text.

    Args:
        kind: a type of `column_types`.

    Returns:
        For date columns `date_cell`, for amounts and counts `number_cell`, for the others `text_cell`.
    """
    return {DATE: date_cell, AMOUNT: number_cell, COUNT: number_cell}.get(kind, text_cell)


def fits_type(text: str, kind: str) -> bool:
    """Tell whether a text may stand in a column of a type: a date among dates, no date anywhere else.

    Args:
        text: the cell; a blank one fits everywhere.
        kind: a type of `column_types`, or `flag`.
    """
    if not text:
        return True
    if kind in (AMOUNT, COUNT):
        return not isinstance(number_cell(text), str)
    return isinstance(date_cell(text), date) == (kind == DATE)


def text_cell(text: str) -> Cell:
    """Return the text as it stands, None for an empty one."""
    return text or None


def number_cell(text: str) -> Cell:
    """Return the number of a text such as `1,980`; None for an empty one, the text where it is no number."""
    if not text:
        return None
    if text.isdecimal() and text.isascii() and len(text) <= _MOST_DIGITS:
        return int(text)
    plain = normal_form(text)
    if not plain:
        return None
    if not _NUMBER.match(plain) or sum(map(str.isdecimal, plain)) > _MOST_DIGITS:
        return text
    plain = plain.replace(",", "")
    return float(plain) if "." in plain else int(plain)
