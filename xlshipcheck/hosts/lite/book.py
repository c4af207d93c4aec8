"""A book in xlwings Lite as a host: its sheets as they were read, and our own two sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xlshipcheck import errors
from xlshipcheck.hosts.lite.drawing import block_of, draw
from xlshipcheck.hosts.lite.reading import read_sheet
from xlshipcheck.hosts.lite.sheet import typed
from xlshipcheck.hosts.own_sheets.content import EXAMINED_ROWS, has_our_content
from xlshipcheck.hosts.own_sheets.own_cells import typed_over
from xlshipcheck.hosts.own_sheets.summary import summary_layout
from xlshipcheck.hosts.own_sheets.today import today_content
from xlshipcheck.sheets.port import DATE, CellUpdate
from xlshipcheck.values.days import date_of
from xlshipcheck.values.formula_text import one_cell
from xlshipcheck.values.results import (
    OWN_SHEET_NAME,
    OWN_TODAY_NAME,
    REFRESHED_DAY_NAME,
    SHEET_NAME,
    TODAY_NAMES,
    WORDS_SHEET_NAME,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.hosts.lite.sheet import LiteSheet
    from xlshipcheck.hosts.own_sheets.content import SheetContent
    from xlshipcheck.today.plan import Plan
    from xlshipcheck.values.results import Summary

Lite = Any  # an object of xlwings: which kinds there are is known at run time only
MARKS: Final = (OWN_SHEET_NAME, OWN_TODAY_NAME)


async def read_book(api: Lite) -> LiteBook:
    """Return a book as it is now.

    Args:
        api: xlwings' `BookAsync`.
    """
    await api.load()
    in_front = await api.sheets.get_active()
    sheets = {str(sheet.name): await read_sheet(sheet) for sheet in api.sheets}
    return LiteBook(api, sheets, in_front)


class LiteBook:
    """A book that was read; what is written goes to Excel with `finish`.

    Args:
        api: xlwings' `BookAsync`.
        sheets: all its sheets by name, in order.
        in_front: the sheet that the seller styles at.

    Attributes:
        notes: what was not done, and why.
    """

    def __init__(self, api: Lite, sheets: Mapping[str, LiteSheet], in_front: Lite) -> None:
        self.api = api
        self.notes: list[str] = []
        self._pending: list[Callable[[], Awaitable[None]]] = []
        self._all = dict(sheets)
        self._in_front = in_front
        refers = {str(name.name): str(name.refers_to or "") for name in api.names}
        own = {name: _sheet_of(text) for name, text in refers.items()}
        self._refreshed_day = refers.get(REFRESHED_DAY_NAME, "")
        self._marks = {mark for mark in MARKS if mark in own}
        named = {mark: self._all.get(own[mark] or "") for mark in self._marks}
        self._own = {
            mark: sheet.name for mark, sheet in named.items() if sheet is not None and _is_ours(sheet)
        }

    def sheet_names(self) -> list[str]:
        """Return the names of its worksheets, in order, without those of ours."""
        return [name for name in self._all if name not in self._own.values()]

    def sheet(self, name: str) -> LiteSheet:
        """Return a sheet by name."""
        return self._all[name]

    def date1904(self) -> bool:
        """Tell whether the book counts dates from 1904: such a book is refused before it is read."""
        return False

    def progress(self, done: int, total: int, text: str) -> None:
        """Show nothing: while Python works, Excel draws nothing."""

    def note_refreshed_day(self, day: int) -> None:
        """Write the day into the cell of our template that keeps it; a cell of the seller's is none of ours."""
        place = one_cell(self._refreshed_day)
        sheet = self._all.get(WORDS_SHEET_NAME)
        if sheet is not None and place is not None and place[0] == WORDS_SHEET_NAME:
            sheet.write_cells([CellUpdate(*place[1:], DATE, date_of(day))])

    def write_summary(self, summary: Summary) -> bool:
        """Make our own 集計 sheet or make it show this; False where a sheet of the user's has that name."""
        # Lite's charts take no columns that stand apart; without one a section needs no room for it.
        plain = summary._replace(sections=[section._replace(chart=None) for section in summary.sections])
        return self._write(summary_layout(plain), (SHEET_NAME,), OWN_SHEET_NAME)

    def kept_record(self) -> list[str]:
        """Return the texts of our own 集計 sheet."""
        own = self._own.get(OWN_SHEET_NAME)
        if own is None:
            return []
        sheet = self._all[own]
        rows = sheet.read_block(1, sheet.used_size()[0])
        return [cell for row in rows for cell in row if isinstance(cell, str)]

    def write_today(self, plan: Plan, context: Context) -> bool:
        """Make our own 今日 sheet or make it show this; False where sheets of the user's have both of its names."""
        content = today_content(plan, str(self.api.name), context)
        return self._write(content, TODAY_NAMES, OWN_TODAY_NAME)

    def _write(self, content: SheetContent, names: Sequence[str], mark: str) -> bool:
        own = self._own.get(mark)
        if own is not None:
            self._renew(self._all[own], content)
            return True
        taken = {name.casefold() for name in self._all}
        wanted = next((name for name in names if name.casefold() not in taken), "")
        if not wanted:
            return False
        self._pending.append(lambda: self._add(wanted, content, mark))
        return True

    async def _add(self, name: str, content: SheetContent, mark: str) -> None:
        """Add a sheet of ours at the end; the sheet in front stays in front."""
        sheet = self.api.sheets.add(name, after=list(self.api.sheets)[-1])
        await draw(sheet, content, name, self.api.flush)
        refers_to = f"='{name}'!$A$1"
        if mark in self._marks:
            self.api.names[mark].refers_to = refers_to
        else:
            self.api.names.add(mark, refers_to)
        self._in_front.activate()

    def _renew(self, sheet: LiteSheet, content: SheetContent) -> None:
        """Make a sheet of ours show something else, unless the seller has added to it."""
        rows, columns = sheet.used_size()
        shown = sheet.read_block(1, rows)
        added = [text for text in sheet.formulas() if not text.startswith("HYPERLINK(")]
        if columns > content.last_column or added or typed_over(shown):
            self.notes.append(
                f"シート「{sheet.name}」には書き足された値か数式があるため、書き換えていません (前のままです)。"
                "ほかのシートへ移してから、もう一度実行してください"
            )
            return
        wanted = block_of(content)
        while wanted and not any(cell is not None for cell in wanted[-1]):
            wanted.pop()
        if [_row(line) for line in wanted] != [_row(line) for line in shown]:
            self._pending.append(lambda: self._redraw(sheet, content))

    async def _redraw(self, sheet: LiteSheet, content: SheetContent) -> None:
        sheet.api.clear()
        await draw(sheet.api, content, sheet.name, self.api.flush)

    async def finish(self) -> None:
        """Hand everything to Excel.

        Raises:
            LiteRefused: Excel did not take it.
        """
        try:
            for sheet in self._all.values():
                await sheet.finish(self.api.flush)
            await self.api.flush()
            for act in self._pending:
                await act()
            await self.api.flush()
        except Exception as problem:
            raise errors.LiteRefused(what=errors.Whole("ブック")) from problem


def _is_ours(sheet: LiteSheet) -> bool:
    """Tell whether a sheet with our mark looks like ours: the mark goes with a cell that is cut and pasted."""
    return not sheet.areas() and has_our_content(sheet.read_block(1, EXAMINED_ROWS))


def _sheet_of(refers_to: str) -> str | None:
    """Return the sheet that a name stands for; None where that is gone."""
    sheet, sign, _ = refers_to.removeprefix("=").rpartition("!")
    return sheet.strip("'").replace("''", "'") if sign and "#REF" not in refers_to else None


def _row(cells: Sequence[object]) -> list[object]:
    """Return a row as it is typed, without blanks at its end: a day comes back as a date, and was typed as a number."""
    row = [typed(cell) for cell in cells]
    while row and row[-1] is None:
        row.pop()
    return row
