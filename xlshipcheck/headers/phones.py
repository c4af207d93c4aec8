"""Which columns hold telephone numbers, and which tracking numbers are one of them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.values.phones import phone_of_the_row, same_phone_rows
from xlshipcheck.values.roles import TRACKING_NUMBER
from xlshipcheck.values.text import name_key, normal_form

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlshipcheck.headers.header_row import HeaderRow

_WORD = re.compile(r"[a-z]+")


def phone_columns(header: HeaderRow) -> list[int]:
    """Return the columns of telephone numbers, counted from 0, where there is a 送り状番号 to compare with them.

    Args:
        header: the header with its roles; a column that has one is none of them.
    """
    if TRACKING_NUMBER not in header.columns:
        return []
    return [column for column in header.unnamed if _is_phone(header.headers[column])]


@lru_cache
def _is_phone(header: str) -> bool:
    words = group_table("headers")["personal"]["phones"]
    key = name_key(header)
    alone = _WORD.findall(normal_form(header).casefold())
    return any(word in alone if word.isascii() else name_key(word) in key for word in words)


def with_phones_marked(
    roles: Mapping[str, list[object]], phones: Sequence[Sequence[object]]
) -> dict[str, list[object]]:
    """Return role columns in which a 送り状番号 that a phone column of its row holds too is marked as such.

    Args:
        roles: role -> one cell per row.
        phones: the columns of telephone numbers, each with one cell per row.
    """
    if not phones:
        return dict(roles)
    numbers = list(roles[TRACKING_NUMBER])
    for column in phones:
        for row in same_phone_rows(roles[TRACKING_NUMBER], column):
            numbers[row] = phone_of_the_row(roles[TRACKING_NUMBER][row])
    return {**roles, TRACKING_NUMBER: numbers}
