"""A book open in Excel as a host: its sheets, its 集計, its status bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlshipcheck import errors
from xlshipcheck.hosts.excel.sheets import repair as excel_repair
from xlshipcheck.hosts.excel.sheets import summary as excel_summary
from xlshipcheck.hosts.excel.sheets.additions import sellers_additions
from xlshipcheck.hosts.excel.sheets.ranges import address, items
from xlshipcheck.hosts.excel.sheets.sheet import ExcelSheet
from xlshipcheck.hosts.excel.sheets.undo import change, plain_rows, undo_by
from xlshipcheck.hosts.excel.sheets.values import serial_of
from xlshipcheck.hosts.function_calls import unresolved_sentence
from xlshipcheck.hosts.own_sheets.content import (
    EXAMINED_COLUMNS,
    EXAMINED_ROWS,
    additions_note,
    has_our_content,
)
from xlshipcheck.hosts.own_sheets.summary import summary_layout
from xlshipcheck.hosts.own_sheets.today import today_content
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
    from collections.abc import Callable, Sequence

    from xlshipcheck.context import Context
    from xlshipcheck.hosts.excel.sheets.ranges import Com
    from xlshipcheck.hosts.excel.sheets.undo import Undo
    from xlshipcheck.hosts.own_sheets.content import SheetContent
    from xlshipcheck.today.plan import Plan
    from xlshipcheck.values.results import Summary

HIDDEN: Final = False


class ExcelBook:
    """A book that is open in Excel.

    Args:
        api: Excel's `Workbook`.
        stopped: tells whether the seller wants to stop; asked before each sheet is read or written.

    Raises:
        WorkbookShared: Excel lets nobody colour cells or add sheets in a book that is shared the old way.

    Attributes:
        undo: how to take back what has been written; see `excel_undo.put_back`.
        notes: what was done besides, or not done, in words.
    """

    def __init__(self, api: Com, stopped: Callable[[], bool] = bool) -> None:
        if api.MultiUserEditing:
            raise errors.WorkbookShared(book=str(api.Name))
        self.api = api
        self.undo: Undo = []
        self.notes: list[str] = []
        self._stopped = stopped
        self._date1904 = bool(api.Date1904)
        self._sheets: dict[str, ExcelSheet] = {}
        self._to_copy: list[tuple[Com, Com]] = []
        self._to_finish: list[tuple[Com, SheetContent]] = []
        self._examined: dict[str, bool] = {}
        self._named: dict[str, Com] | None = None

    def sheet_names(self) -> list[str]:
        """Return the names of its worksheets, in order, without those of ours; hidden ones are among them."""
        own = self._own_sheets()
        names = [str(sheet.Name) for sheet in items(self.api.Worksheets)]
        return [name for name in names if name not in own]

    def sheet(self, name: str) -> ExcelSheet:
        """Return a sheet by name."""
        self._may_go_on()
        if name not in self._sheets:
            self.progress(0, 0, f"シート「{name}」を読んでいます")
            self._sheets[name] = ExcelSheet(
                self.api.Worksheets.Item(name),
                self.undo,
                date1904=self._date1904,
                before_writing=self._may_go_on,
            )
        return self._sheets[name]

    def date1904(self) -> bool:
        """Tell whether the book counts dates from 1904; its cells come converted."""
        return self._date1904

    def progress(self, done: int, total: int, text: str) -> None:
        """Show in the status bar how far a long work is."""
        share = f" {done}/{total}" if total else ""
        self.api.Application.StatusBar = f"出荷チェック: {text}{share}"

    def repair(self) -> None:
        """Give formulas that LibreOffice saved the names back that Excel knows, before any cell is read."""
        self.progress(0, 0, "数式を調べています")
        own = self._own_sheets()
        repaired = 0
        for sheet in items(self.api.Worksheets):
            if (name := str(sheet.Name)) in own:
                continue
            self._may_go_on()
            done, unset, unknown = excel_repair.repair_sheet(self.undo, sheet)
            repaired += done
            if unset:
                self.notes.append(
                    f"シート「{name}」の LibreOffice 形式の数式 {unset} 個は直していません (保護されたシート、または"
                    "長い配列数式)。シートの保護を解くか、ブックを閉じて xlshipcheck repair で直してください"
                )
            if unknown:
                self.notes.append(unresolved_sentence(unknown))
        if repaired:
            self.notes.append(
                f"ほかのパソコンや LibreOffice で保存された数式 {repaired} 個を、Excel で計算できる形に直しました"
            )

    def _may_go_on(self) -> None:
        """Stop where the seller pressed Esc; what is written by then is taken back."""
        if self._stopped():
            raise errors.RefreshStopped

    def _own_name(self, mark: str) -> Com | None:
        """Return the name that we gave a cell of a sheet of our own, if there is one."""
        if self._named is None:
            # Asked once: each name is a call, and nobody but us adds one meanwhile.
            self._named = {str(name.Name): name for name in reversed(items(self.api.Names))}
        return self._named.get(mark)

    def _own_sheet(self, mark: str) -> str | None:
        """Return the name of a sheet of our own: a cell of it has the name that we gave, and it looks like ours."""
        name = self._own_name(mark)
        if name is None:
            return None
        place = one_cell(str(name.RefersTo))
        if place is None:
            # The sheet has been deleted.
            return None
        own = place[0]
        if own not in self._examined:
            self._examined[own] = _has_our_content(self.api.Worksheets.Item(own))
        return own if self._examined[own] else None

    def _own_sheets(self) -> set[str | None]:
        return {self._own_sheet(mark) for mark in (OWN_SHEET_NAME, OWN_TODAY_NAME)}

    def write_summary(self, summary: Summary) -> bool:
        """Make our own 集計 sheet or make it show this; False where a sheet of the user's has that name."""
        return self._write(summary_layout(summary), (SHEET_NAME,), OWN_SHEET_NAME)

    def kept_record(self) -> list[str]:
        """Return the texts of our own 集計 sheet."""
        own = self._own_sheet(OWN_SHEET_NAME)
        if not own:
            return []
        rows = plain_rows(self.api.Worksheets.Item(own).UsedRange.Value2)
        return [cell for row in rows for cell in row if isinstance(cell, str)]

    def write_today(self, plan: Plan, context: Context) -> bool:
        """Make our own 今日 sheet or make it show this; False where sheets of the user's have both of its names."""
        content = today_content(plan, str(self.api.Name), context)
        return self._write(content, TODAY_NAMES, OWN_TODAY_NAME)

    def note_refreshed_day(self, day: int) -> None:
        """Write the day into the cell of our template that keeps it; a cell of the seller's is none of ours."""
        name = self._own_name(REFRESHED_DAY_NAME)
        place = one_cell("" if name is None else str(name.RefersTo))
        if place is None or place[0] != WORDS_SHEET_NAME:
            return
        cell = self.api.Worksheets.Item(WORDS_SHEET_NAME).Range(address(*place[1:], *place[1:]))
        serial = serial_of(date_of(day), date1904=self._date1904)
        if not cell.HasFormula and cell.Value2 != serial:
            self._may_go_on()
            change(self.undo, cell, "Value2", serial, cell.Value2)

    def _write(self, layout: SheetContent, names: Sequence[str], mark: str) -> bool:
        """Put a content into our sheet, or into a new one under the first name that is free."""
        self._may_go_on()
        own = self._own_sheet(mark)
        if own:
            self._renew(self.api.Worksheets.Item(own), layout)
            return True
        # A chart sheet may have the name, too.
        taken = {str(sheet.Name).casefold() for sheet in items(self.api.Sheets)}
        wanted = next((name for name in names if name.casefold() not in taken), "")
        if not wanted:
            return False
        if self.api.ProtectStructure:
            note = _STRUCTURE_PROTECTED.format(name=names[0])
            self.notes.append(note)
            return True
        sheet = excel_summary.add_sheet(self.undo, self.api, layout, wanted, date1904=self._date1904)
        change(self.undo, sheet, "Name", wanted, str(sheet.Name))
        self._name_sheet(wanted, mark)
        self._to_finish.append((sheet, layout))
        return True

    def _renew(self, sheet: Com, layout: SheetContent) -> None:
        if excel_summary.shows(sheet, excel_summary.block_of(layout, date1904=self._date1904)):
            if not sheet.ProtectContents:
                self._to_finish.append((sheet, layout))
            return
        added = sellers_additions(sheet, layout.last_column)
        if added:
            self.notes.append(additions_note(str(sheet.Name), added))
        elif sheet.ProtectContents:
            self.notes.append(
                f"シート「{sheet.Name}」は保護されているため、書き換えていません (前のままです)。"
                "[校閲] > [シート保護の解除] の後でもう一度実行してください"
            )
        elif self.api.ProtectStructure:
            self.notes.append(_STRUCTURE_PROTECTED.format(name=sheet.Name))
        else:
            made = excel_summary.add_sheet(
                self.undo, self.api, layout, str(sheet.Name), date1904=self._date1904, stays=False
            )
            self._to_copy.append((made, sheet))
            self._to_finish.append((sheet, layout))

    def finish(self) -> None:
        """Copy what was laid out over our standing sheets: the step that cannot be taken back comes last.

        Charts follow what is written by then; one that Excel refuses is no reason to take the figures back.
        """
        if self._to_copy:
            self._may_go_on()
            self.notes += excel_summary.copy_over(self.undo, self.api, self._to_copy)
            self._to_copy = []
        for sheet, layout in self._to_finish:
            self.notes += excel_summary.finish_sheet(sheet, layout)
        self._to_finish = []

    def _name_sheet(self, sheet: str, mark: str) -> None:
        """Give a cell of our sheet the name by which we find it again."""
        refers_to = f"='{sheet}'!$A$1"
        broken = self._own_name(mark)
        if broken:
            change(self.undo, broken, "RefersTo", refers_to, str(broken.RefersTo))
        else:
            name = self.api.Names.Add(mark, refers_to, HIDDEN)
            undo_by(self.undo, name, "Delete")
            self._named = None


_STRUCTURE_PROTECTED: Final = (
    "ブックの構成が保護されているため、{name}は書いていません (前からあるものは前のままです)。"
    "[校閲] > [ブックの保護] を外してからもう一度実行してください"
)


def _has_our_content(sheet: Com) -> bool:
    top = plain_rows(sheet.Range(address(1, 1, EXAMINED_ROWS, EXAMINED_COLUMNS)).Value2)
    return has_our_content(top) and not (sheet.ListObjects.Count or sheet.PivotTables().Count)
