"""Rows of an order sheet that are no orders and must not be judged: totals (合計, 小計, 計), remarks (※ ...), examples.

A table of the spreadsheet knows its own totals row; on a plain sheet only the words tell. A row with an order
number is an order, whatever else stands in it.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from xlshipcheck import errors
from xlshipcheck.headers.roles import all_roles, is_known_header
from xlshipcheck.rulebook.rules import group_table
from xlshipcheck.values import cells
from xlshipcheck.values.roles import CARRIER, KIND, ORDER_NUMBER, SERVICE, TRACKING_NUMBER
from xlshipcheck.values.text import name_key, normal_form, number_key

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Mapping, Sequence


TOTAL = "案内: 合計の行として飛ばしました"
NO_ORDER = "案内: 注文の行ではないため飛ばしました"
HEADER_AGAIN = "案内: 見出しの繰り返しとして飛ばしました"
EXAMPLE = "案内: 見本の行として飛ばしました"
# The first of these that a sheet has tells whether a row is an order.
NUMBERED_BY = (ORDER_NUMBER, TRACKING_NUMBER)
NUMBER_OF_PARCEL = TRACKING_NUMBER
WITHOUT_DATES = (CARRIER, SERVICE, KIND)
"""Roles in which a date can only be the cell of another column."""

# 11月合計, 2026年11月度 計; 合計 12件, 計: 3,400円.
_MONTH = re.compile(r"^\d[\d/年月日度分]*の?")
_COUNT = re.compile(r"^(.*?):?([¥]?\d[\d,.]*[^\d]?)?$")
# In place of an order number: how many orders there are.
_HOW_MANY = re.compile(r"\d[\d,]*\s*[件個点行]")
_DATE = re.compile(r"\d{4}(?:[/.-]\d{1,2}[/.-]\d{1,2}|年\d{1,2}月\d{1,2}日)(?:[ T]|\Z)")
_DIGITS = re.compile(r"\d+")
# Nearly every order number: no remark begins with such a sign, and no word for totals ends in a digit.
_PLAIN_START = re.compile(r"[0-9A-Za-z]")
_PLAIN_NUMBER = re.compile(r"(?=[0-9A-Za-z]).*[0-9]", re.DOTALL)
_SUM = re.compile(r"[¥]?[+-]?[¥]?\d[\d,]*(\.\d+)?\s*[^\d\s]?")


def is_total_word(text: str) -> bool:
    """Tell whether a text names a row of totals, such as 合計, 11月計 or `合計: 12件`."""
    # Order numbers end in a digit, and no such word does: of a hundred thousand numbers none is looked up.
    return not text[-1:].isdigit() and _is_total_word(text)


@lru_cache(maxsize=1024)
def _is_total_word(text: str) -> bool:
    key = name_key(text)
    counted = _COUNT.match(key)
    word = counted.group(1) if counted else key
    return any(part in _words() for part in (word, _MONTH.sub("", word)))


@cache
def _words() -> frozenset[str]:
    return frozenset(map(name_key, group_table("headers")["totals"]["words"]))


def is_remark(text: str) -> bool:
    """Tell whether a text in place of an order number is a remark, such as `※色は仮です`."""
    return not _PLAIN_START.match(text) and _is_remark(text)


@lru_cache(maxsize=1024)
def _is_remark(text: str) -> bool:
    form = normal_form(text)
    rules = group_table("headers")["remarks"]
    sign = next((sign for sign in rules["signs"] if form.startswith(normal_form(sign))), "")
    # `*A-1*` is a number, with the frame that a bar code has.
    said = form[len(normal_form(sign)) :]
    if not sign or (said and said.isascii()):
        return False
    return all(len(digits) <= rules["longest_number"] for digits in _DIGITS.findall(form))


class Row(NamedTuple):
    """A row that may be one of totals, or a remark.

    Attributes:
        roles: role -> its cell, for the roles that the sheet has.
        others: its cells in columns that are no roles.
    """

    roles: Mapping[str, object]
    others: Sequence[object]


def why_no_order(row: Row) -> str:
    """Return what 確認 says of a row that is no order, "" for an order or an empty row.

    A remark stands where the order number belongs, and in no other column that we read is anything.
    """
    if _is_total(row):
        return TOTAL
    if _is_header_again(row):
        return HEADER_AGAIN
    numbered_by = number_role(row.roles)
    number = row.roles.get(numbered_by)
    if not isinstance(number, str) or not is_remark(number):
        return ""
    alone = all(cells.is_blank(cell) for role, cell in row.roles.items() if role != numbered_by)
    return NO_ORDER if alone else ""


def _is_total(row: Row) -> bool:
    """Tell whether a row adds others up.

    The word stands where the order number belongs. Or the row has no order number, the word stands in another
    of its cells, and in the columns we read there are nothing but sums: no date, no status, no carrier.
    """
    number = row.roles.get(number_role(row.roles))
    if _is_word(number):
        return True
    if not _is_no_number(number) or not any(map(_is_word, [*row.roles.values(), *row.others])):
        return False
    return all(_may_be_a_sum(role, cell) for role, cell in row.roles.items())


def _is_header_again(row: Row) -> bool:
    """Tell whether a row repeats the header, as where a second export was pasted below the first."""
    filled = [cell for cell in row.roles.values() if not cells.is_blank(cell)]
    return len(filled) > 1 and all(map(is_known_header, filled))


def misplaced_date(row: Mapping[str, object]) -> errors.ShiftedCell | None:
    """Return what is wrong with a row in which a date stands where none belongs: its cells have shifted.

    Args:
        row: role -> its cell.
    """
    for role in WITHOUT_DATES:
        cell = row.get(role)
        if _is_any_date(cell):
            return errors.ShiftedCell(argument=role, value=cell)
    return None


def _is_any_date(cell: object) -> bool:
    return isinstance(cell, date) or (isinstance(cell, str) and _is_written_date(cell))


@lru_cache(maxsize=1024)
def _is_written_date(text: str) -> bool:
    return _DATE.match(normal_form(text)) is not None


def misplaced_rows(columns: Mapping[str, Sequence[object]]) -> dict[int, str]:
    """Return row -> what is wrong with it, for the rows that have shifted; see `misplaced_date`."""
    found: dict[int, str] = {}
    for role in WITHOUT_DATES:
        column = columns.get(role, ())
        # The carriers of a hundred thousand rows are a handful of words.
        dates = set(filter(_is_any_date, set(column)))
        if dates:
            for row, cell in enumerate(column):
                if cell in dates:
                    found.setdefault(row, str(errors.ShiftedCell(argument=role, value=cell)))
    return found


def rows_without_order(
    columns: Mapping[str, Sequence[object]],
    count: int,
    others: Callable[[], Sequence[Sequence[object]]] | None = None,
) -> dict[int, str]:
    """Return row -> what 確認 says of it, for the rows that add others up and for remarks.

    Args:
        columns: role -> one cell per row.
        count: number of rows.
        others: gives the columns that are no roles; asked only where a row comes into question.
    """
    numbers = columns.get(number_role(columns), [None] * count)
    asked = [
        row
        for row, may_be_none in enumerate(may_be_no_numbers(numbers))
        if may_be_none and any(not cells.is_blank(column[row]) for column in columns.values())
    ]
    if not asked:
        return {}
    beside = others() if others else []
    reasons = {
        row: why_no_order(
            Row({role: column[row] for role, column in columns.items()}, [column[row] for column in beside])
        )
        for row in asked
    }
    return {row: why for row, why in reasons.items() if why}


def without_rows(
    columns: Mapping[str, Sequence[object]], rows: Collection[int]
) -> Mapping[str, Sequence[object]]:
    """Return columns in which some rows are empty."""
    if not rows:
        return columns
    emptied: dict[str, Sequence[object]] = {}
    for role, column in columns.items():
        values = list(column)
        for row in rows:
            values[row] = None
        emptied[role] = values
    return emptied


def number_role(roles: Container[str]) -> str:
    """Return the role that tells whether a row is an order; 注文番号 where a sheet has none of them."""
    return next((role for role in NUMBERED_BY if role in roles), NUMBERED_BY[0])


def may_be_no_numbers(column: Sequence[object]) -> list[bool]:
    """Tell whether each cell in place of an order number is none, as far as can be told from the cell alone."""
    # Qoo10's numbers are digits: a million of them are seen for numbers without a question for each.
    if set(map(type, column)) == {str}:
        texts = cast("Sequence[str]", column)
        if all(map(str.isdecimal, texts)) and all(map(str.isascii, texts)):
            return [False] * len(texts)
    return [
        not (type(cell) is str and _PLAIN_NUMBER.fullmatch(cell))
        and (_is_no_number(cell) or (isinstance(cell, str) and is_remark(cell)))
        for cell in column
    ]


def _is_no_number(cell: object) -> bool:
    if not isinstance(cell, str):
        return cell is None
    # As in `is_total_word`: nearly every cell is settled by its last character.
    if cell[-1:].isdigit():
        return False
    if is_known_header(cell):
        return True
    return not cell.strip() or _is_total_word(cell) or _HOW_MANY.fullmatch(normal_form(cell)) is not None


def _is_word(cell: object) -> bool:
    return isinstance(cell, str) and is_total_word(cell)


def _may_be_a_sum(role: str, cell: object) -> bool:
    """Tell whether a cell fits a row of totals: it is empty, the word, a number or the error of a sum."""
    if cells.is_blank(cell) or _is_word(cell) or cells.is_error_value(cell):
        return True
    if all_roles()[role].type == "date" and _is_date(cell, role):
        return False
    if role == NUMBER_OF_PARCEL and len(number_key(cell)) >= _shortest_number():
        return False
    return not isinstance(cell, str) or _SUM.fullmatch(normal_form(cell)) is not None


def _is_date(cell: object, role: str) -> bool:
    try:
        return cells.read_day(cell, role) is not None
    except errors.ArgumentError:
        return False


@cache
def _shortest_number() -> int:
    shortest: int = group_table("carriers")["plausible_number"]["shortest"]
    return shortest


MARK: Final = "(例)"
_SIGN: Final = MARK.strip("()")


def any_example(numbers: Sequence[object]) -> bool:
    """Tell whether any of many order numbers is that of an example; together they are looked through at once."""
    together = "".join([number for number in numbers if isinstance(number, str)])
    return _SIGN in together and any(map(is_example, numbers))


def is_example(number: object) -> bool:
    """Tell whether an order number is that of an example, in whatever width its brackets are."""
    # Normal forms take time: of a hundred thousand order numbers none is brought to one.
    return isinstance(number, str) and _SIGN in number and normal_form(number).startswith(MARK)


def examples_among_orders(numbers: Sequence[object]) -> list[int]:
    """Return the rows of examples among real orders, none where there are only the ones or the others.

    A sheet of examples alone is judged, to show what it will look like; among real orders they would move the rate.

    Args:
        numbers: the order numbers; None and "" for none.
    """
    if not any_example(numbers):
        return []
    rows = [row for row, number in enumerate(numbers) if is_example(number)]
    if len(rows) == sum(number is not None and str(number).strip() != "" for number in numbers):
        return []
    return rows


def is_of_examples(columns: Mapping[str, Sequence[object]]) -> bool:
    """Tell whether the rows of a sheet are those of examples alone.

    Every row with anything in it has the number of an example: one without any number may well be an order whose
    number is still to come.

    Args:
        columns: role -> one cell per row.
    """
    numbers = columns.get(ORDER_NUMBER, ())
    if not any_example(numbers):
        return False
    unnumbered = [row for row, number in enumerate(numbers) if not is_example(number)]
    return all(cells.is_blank(column[row]) for column in columns.values() for row in unnumbered)


def example_note(sheet: str, numbers: Sequence[object]) -> list[str]:
    """Return the sentence about examples among real orders, see `examples_among_orders`.

    Args:
        sheet: name of the sheet.
        numbers: its order numbers; None and "" for none.
    """
    examples = len(examples_among_orders(numbers))
    if not examples:
        return []
    note = (
        f"シート「{sheet}」に見本の行 (注文番号が {MARK} で始まる{examples}行) が残っています。"
        "判定・集計・今日と、ひな形の表の上の率には入れていませんが、自分で入れた数式には入ります。行を選んで削除してください"
    )
    return [note]
