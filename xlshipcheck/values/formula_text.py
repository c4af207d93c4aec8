"""The text of a formula, taken to pieces: the one place that knows where a text, a sheet's name or a reference ends.

The formulas are those of a file and of Excel's `Formula` (English spelling, `,` between arguments, `A1` references);
those of Calc, with `;`, `.` behind a sheet and the same signs otherwise, come to the same pieces as far as texts,
brackets and separators go. What cannot be read is a sign of its own, so that every text comes back whole.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from xlshipcheck.values.ranges import LAST_COLUMN, LAST_ROW, column_letters, column_number, parse_range

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT, SHEET, BRACKETS, ERROR, REFERENCE, CALL, WORD, SIGN = (
    "text", "sheet", "brackets", "error", "reference", "call", "word", "sign",
)  # fmt: skip
"""The kinds of pieces. A word is a name, a number or TRUE; a call the name of a function, or a table's before `[`."""
OFF_THE_SHEET: Final = "#REF!"

_TEXT: Final = r'"[^"]*(?:""[^"]*)*"(?!")'
_QUOTED: Final = r"'[^']*(?:''[^']*)*'(?!')"
# Names may hold letters of every script, and signs such as the middle dot that Python does not count as letters.
_WORD: Final = r"(?:[$\w.?\\]|[^\x00-\x7f])+"
_PLAIN: Final = r"(?:[^\[\]']|'.)"
_CELL: Final = r"\$?[A-Z]{1,3}\$?[0-9]{1,7}"
_END: Final = rf"(?:{_CELL}|\$?[A-Z]{{1,3}}|\$?[0-9]{{1,7}})"
_PIECE: Final = re.compile(
    rf"""
      (?P<text>{_TEXT})
    | (?P<sheet>{_QUOTED}!?|{_WORD}(?::{_WORD})?!)       # of one sheet or several, and in the next line too
    | (?P<brackets>\[(?:{_PLAIN}|\[{_PLAIN}*\])*\])      # what a table's name is followed by, or another book
    | (?P<error>\#(?:N/A|[A-Z0/]+[!?]))
    | (?P<first>{_END}):(?P<last>{_END})(?!{_WORD}|[(!\[])
    | (?P<word>{_WORD})(?P<called>(?=[(\[]))?
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL | re.ASCII,
)
_REFERENCE: Final = re.compile(r"(\$?)([A-Z]{1,3})?(\$?)([0-9]{1,7})?", re.IGNORECASE | re.ASCII)
# What must be looked at as a whole where only arguments are parted: a text, a sheet, and the signs that part.
_PARTING: Final = re.compile(rf"{_TEXT}|{_QUOTED}|[(){{}}\[\];,]")
_OPENING: Final = {"(": ")", "{": "}", "[": "]"}
_QUOTES: Final = re.compile(f"{_TEXT}|{_QUOTED}")
_ONLY_TEXT: Final = re.compile(_TEXT)
_SHEET_NAME: Final = re.compile(r"(?:'((?:[^']|'')+)'|([^'!#\[\]]+))!")
_TITLE: Final = r"((?:[^\[\]']|'.)+)"
_OWN_ROW: Final = re.compile(
    rf"\[\[\#This\ Row\][,;]\s*\[{_TITLE}\](?::\[{_TITLE}\])?\]|\[@\[{_TITLE}\](?::\[{_TITLE}\])?\]|\[@{_TITLE}\]"
)
# A reference as Calc writes it, too: a sheet ends with a dot there, and may begin with a sign.
_ANY_CELL: Final = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}"
_ANY_SHEET: Final = r"(?:\$?(?:'(?:[^']|'')+'|[^\s'\"!;,()&=<>+*/^:{}\[\].]+)[.!])?"
_SINGLE_CELL: Final = re.compile(rf"\s*({_ANY_SHEET})({_ANY_CELL})\s*\Z")
_TABLE_CELL: Final = re.compile(r"\s*[^\s'\"!;,()&=<>+*/^:{}\[\]]*\[(?:\[#This Row\][;,])?[^:#]*\]\s*\Z")
_CELL_TWICE: Final = re.compile(rf"\s*{_ANY_SHEET}({_ANY_CELL}):({_ANY_CELL})\s*\Z")
_FIXED_TWICE: Final = re.compile(rf"{_ANY_SHEET}(\$[A-Za-z]{{1,3}}\$[0-9]{{1,7}}):(?:{_ANY_SHEET})\1\Z")
_WIDE: Final = re.compile(rf"{_ANY_CELL}:{_ANY_CELL}|\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}")
_FIXED_ROW: Final = re.compile(r"\$[0-9]")
_ROW_NUMBER: Final = re.compile(r"(?<!\w)(\$?[A-Za-z]{0,3}\$?)(\d+)(?![\w(])")


class Piece(NamedTuple):
    """A piece of a formula.

    Attributes:
        kind: one of those above.
        text: as it stands there.
    """

    kind: str
    text: str


class Reference(NamedTuple):
    """A reference to cells.

    Attributes:
        sheet: as it is named there, without quotes; `a:b` for several, "" for the formula's own.
        first_column: from 1; 0 in a reference to whole rows.
        last_column: the same as the first for one cell.
        first_row: from 1; 0 in a reference to whole columns.
        last_row: as for the columns.
        goes_down: whether all its rows go with the formula when that is filled down: none is fixed by a `$`.
    """

    sheet: str
    first_column: int
    last_column: int
    first_row: int
    last_row: int
    goes_down: bool = True


def pieces(formula: str) -> Iterator[Piece]:
    """Yield a formula piece by piece; together they are the formula.

    >>> [piece.kind for piece in pieces("SUM(A1,'8月'!B2)")]
    ['call', 'sign', 'reference', 'sign', 'sheet', 'reference', 'sign']
    """
    end = 0
    for match in _PIECE.finditer(formula):
        yield from (Piece(SIGN, sign) for sign in formula[end : match.start()])
        end = match.end()
        yield Piece(_kind(match), match[0])
    yield from (Piece(SIGN, sign) for sign in formula[end:])


def _kind(match: re.Match[str]) -> str:
    for kind in (TEXT, SHEET, BRACKETS, ERROR):
        if match[kind] is not None:
            return kind
    if match["first"] is not None:
        return REFERENCE if _cells(match[0]) else WORD
    if match["called"] is not None:
        return CALL
    return REFERENCE if _cells(match[0]) else WORD


def _cells(text: str) -> tuple[int, int, int, int] | None:
    """Return first and last column, first and last row of `B2`, `A1:C3`, `A:C` or `1:3`; None for anything else."""
    ends = [_REFERENCE.fullmatch(end) for end in text.split(":")]
    places = [(column_number((end[2] or "").upper()), int(end[4] or 0)) for end in ends if end]
    if len(places) != len(ends) or any(column > LAST_COLUMN or row > LAST_ROW for column, row in places):
        return None
    (column, row), (last_column, last_row) = places[0], places[-1]
    if len(places) == 1 and not (column and row):
        return None
    if bool(column) != bool(last_column) or bool(row) != bool(last_row):
        return None
    return (
        min(column, last_column), max(column, last_column), min(row, last_row), max(row, last_row),
    )  # fmt: skip


def references(formula: str) -> Iterator[Reference]:
    """Yield the references to cells in a formula; those to a table by its name are none.

    >>> [cells[:5] for cells in references("H2*'8月'!$A:$C")]
    [('', 8, 8, 2, 2), ('8月', 1, 3, 0, 0)]
    """
    sheet = ""
    for kind, text in pieces(formula):
        cells = _cells(text) if kind == REFERENCE else None
        if cells:
            yield Reference(sheet, *cells, _FIXED_ROW.search(text) is None)
        sheet = _unquoted(text) if kind == SHEET else ""


def _unquoted(sheet: str) -> str:
    name = sheet.rstrip("!") if not sheet.endswith("'") else sheet
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def shifted(formula: str, rows: int, columns: int = 0) -> str:
    """Return a formula as it is copied to another cell of its sheet.

    Args:
        formula: as it stands in a file: without `=`, in the English spelling.
        rows: how many rows further down.
        columns: how many columns further right.

    Returns:
        The formula; a reference that would leave the sheet is `#REF!`, as in Excel.

    >>> shifted("H2*$J$1+SUM('8月'!A$1:A2)", 3)
    "H5*$J$1+SUM('8月'!A$1:A5)"
    >>> shifted('受注[[#This Row],[入金日]]&"A2"', 3)
    '受注[[#This Row],[入金日]]&"A2"'
    """
    return _PIECE.sub(
        lambda piece: _shifted(piece[0], rows, columns) if _kind(piece) == REFERENCE else piece[0], formula
    )


def _shifted(reference: str, rows: int, columns: int) -> str:
    ends = [_moved(end, rows, columns) for end in reference.split(":")]
    return OFF_THE_SHEET if OFF_THE_SHEET in ends else ":".join(ends)


def _moved(end: str, rows: int, columns: int) -> str:
    """Return a cell moved, or an end of a range, which may be a column or a row."""
    found = _REFERENCE.fullmatch(end)
    if found is None:
        return end
    fixed, letters, row_fixed, digits = found.groups()
    if letters is None:  # the sign before the digits belongs to them: `$3` in `$3:$5`
        fixed, row_fixed = "", fixed or row_fixed
    column, row = column_number((letters or "").upper()), int(digits or 0)
    new_column = column if fixed or not column else column + columns
    new_row = row if row_fixed or not row else row + rows
    if not ((not column or 0 < new_column <= LAST_COLUMN) and (not row or 0 < new_row <= LAST_ROW)):
        return OFF_THE_SHEET
    if new_column != column:
        letters = column_letters(new_column)
    return f"{fixed}{letters or ''}{row_fixed}{new_row if digits and new_row != row else digits or ''}"


def own_row_titles(formula: str) -> list[str]:
    """Return the titles of a table's columns of which a formula reads the cell of its own row.

    >>> own_row_titles("受注[[#This Row],[入金日]]+[@数量]")
    ['入金日', '数量']
    """
    found = [
        title
        for kind, text in pieces(formula)
        if kind == BRACKETS
        for match in _OWN_ROW.finditer(text)
        for title in match.groups()
    ]
    return [re.sub("'(.)", r"\1", title).strip() for title in found if title]


def table_column(brackets: str) -> tuple[str, bool] | None:
    """Return the one column that is picked behind the name of a table, and whether its cell of the own row alone is.

    Args:
        brackets: a piece of that kind.

    Returns:
        None for several columns, a row of headers or totals, and another book.

    >>> table_column("[入金日]"), table_column("[[#This Row],[入金日]]"), table_column("[[#Headers],[入金日]]")
    (('入金日', False), ('入金日', True), None)
    """
    own = own_row_titles(brackets)
    if own:
        return (own[0], True) if len(own) == 1 else None
    title = brackets[1:-1]
    if not title or title[0] in "#[@" or ":" in title:
        return None
    return re.sub("'(.)", r"\1", title), False


def text_of(piece: str) -> str:
    """Return the text that a piece of that kind stands for.

    >>> text_of('"a""b"')
    'a"b'
    """
    return piece[1:-1].replace('""', '"')


def one_cell(text: str) -> tuple[str, int, int] | None:
    """Return sheet, row and column where a text is a reference to one cell of a named sheet, else None.

    >>> one_cell("='a''b'!$C$2")
    ("a'b", 2, 3)
    """
    text = text.removeprefix("=")
    sheet = sheet_of(text)
    area = parse_range(text[text.rfind("!") + 1 :]) if sheet else None
    if sheet is None or area is None or area[:2] != area[2:]:
        return None
    return sheet, area.first_row, area.first_column


def sheet_of(text: str) -> str | None:
    """Return the sheet that a reference such as `'集計'!$A$1` names, None when it names none.

    >>> sheet_of("'a''b'!$A$1")
    "a'b"
    """
    found = _SHEET_NAME.match(text)
    if found is None or not _cells(text[found.end() :]):
        return None
    return found[1].replace("''", "'") if found[1] else found[2]


def arguments(formula: str, start: int, separator: str) -> tuple[list[str], int]:
    """Return the argument texts of a call and its end.

    Args:
        formula: it may be Calc's.
        start: the place behind the opening bracket.
        separator: `,` or `;`.

    Returns:
        The texts, none for an empty pair of brackets; and the place behind the closing one, -1 if there is none.

    >>> arguments('F(A1,"a,b")', 2, ",")
    (['A1', '"a,b"'], 11)
    """
    found: list[str] = []
    closing = [")"]
    begin = start
    for piece in _PARTING.finditer(formula, start):
        sign = piece[0]
        if sign == closing[-1]:
            closing.pop()
            if not closing:
                found.append(formula[begin : piece.start()])
                return ([] if found in ([""], [" "]) else found), piece.end()
        elif sign in _OPENING:
            closing.append(_OPENING[sign])
        elif sign == separator and len(closing) == 1:
            found.append(formula[begin : piece.start()])
            begin = piece.end()
    return [], -1


def end_of_quotes(formula: str, start: int, position: int) -> int:
    """Return the end of the text or the quoted sheet that a position lies in, 0 where it lies in none.

    Args:
        formula: it may be Calc's.
        start: a place outside of quotes.
        position: the place asked about.
    """
    for piece in _QUOTES.finditer(formula, start):
        if piece.start() >= position:
            break
        if piece.end() > position:
            return piece.end()
    return 0


def as_range(argument: str) -> str:
    """Return a reference to one cell, which may be Calc's, as a range of that cell, which tells a blank from 0.

    >>> as_range("$受注.H2"), as_range("受注[[#This Row];[入金日]]"), as_range("H2+1")
    ('$受注.H2:H2', '受注[[#This Row];[入金日]]:受注[[#This Row];[入金日]]', 'H2+1')
    """
    cell = _SINGLE_CELL.match(argument)
    if cell and cell[2].upper() not in {"TRUE", "FALSE"}:
        return f"{cell[1]}{cell[2]}:{cell[2]}"
    if "[" in argument and _TABLE_CELL.match(argument):
        return f"{argument}:{argument}"
    return argument


def as_cell(argument: str) -> str:
    """Return a range of one cell as a reference to that cell; see `as_range`."""
    twice = _CELL_TWICE.match(argument)
    if twice:
        return argument[: argument.rindex(":")] if twice[1] == twice[2] else argument
    half = len(argument) // 2
    if "[" in argument and argument[:half] == argument[half + 1 :] and argument[half : half + 1] == ":":
        return argument[:half]
    return argument


def is_fixed_cell_twice(argument: str) -> bool:
    """Tell whether a text is a range of one cell with both its ends fixed, as nobody types it: `設定.$B$5:$B$5`."""
    return _FIXED_TWICE.match(argument) is not None


def is_wide(argument: str) -> bool:
    """Tell whether an argument holds a range of more than one cell."""
    plain = without_texts(argument).strip()
    return _WIDE.search(plain) is not None and as_cell(plain) == plain


def without_texts(formula: str, *, sheets: bool = False, filling: str = "") -> str:
    """Return a formula without its texts.

    Args:
        formula: it may be Calc's.
        sheets: whether quoted names of sheets go too.
        filling: what stands for each sign of them.
    """
    pattern = _QUOTES if sheets else _ONLY_TEXT
    return pattern.sub(lambda found: filling * len(found[0]), formula)


def with_other_row(formula: str, row: str, other: str) -> str:
    """Return a formula with another number wherever its own row's stands, to compare formulas filled down.

    Numbers of that size in texts and in factors are taken too, so that putting the row back gives the same formula.

    Args:
        formula: it may be Calc's.
        row: the digits of the row.
        other: the digits to write.
    """
    return _ROW_NUMBER.sub(lambda found: found[1] + other if found[2] == row else found[0], formula)
