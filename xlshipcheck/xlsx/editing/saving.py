"""Saving an edit of a workbook: the package is written beside, opened again, compared, and put in place in one step."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from xlshipcheck.errors import LayoutRefused, WorkbookRefused
from xlshipcheck.values.results import OWN_NAMES
from xlshipcheck.xlsx.editing.check import WrittenCells, check_edit
from xlshipcheck.xlsx.editing.formulas import is_used
from xlshipcheck.xlsx.locks import refuse_unless_writable
from xlshipcheck.xlsx.replace import Disk, Saved, save_book

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

    from xlshipcheck.xlsx.editing.collected import CollectedEdit


def save(
    edit: CollectedEdit,
    now: dt.datetime,
    target: Path | None,
    *,
    recalculate: bool | None,
    progress: Callable[[int, int], None] | None,
    disk: Disk | None,
) -> Saved:
    """Write the book; see `WorkbookEdit.save`, which has the arguments and refusals."""
    target = target or edit.book.path
    try:
        refuse_unless_writable(target)
        if edit.main.is_out_of_order:
            raise LayoutRefused(part=edit.book.main)
        edit.workbook.release()
        _prepare(edit, progress)
        has_new_formulas = any(changes.has_new_formulas for changes in edit.sheets.values())
        if has_new_formulas or any(changes.has_fewer_formulas for changes in edit.sheets.values()):
            edit.drop_calculation_chain()
        if recalculate or (recalculate is None and (has_new_formulas or _is_used_by_formulas(edit))):
            edit.main.recalculate_on_load()

        def check(finished: Path) -> None:
            _check(edit, finished)
            edit.close()

        saved = save_book(
            edit.book.path,
            target,
            edit.package.write,
            check,
            now,
            disk,
            is_changed=lambda: edit.is_changed,
            before=edit.book.identity,
        )
        kept = {name: found.formulas_kept for name, found in edit.sheets.items() if found.formulas_kept}
        recalculates = edit.book.main in edit.package.changed and _asks_to_calculate(edit.main.data)
        return saved._replace(formulas_kept=kept, recalculates=recalculates)
    except WorkbookRefused as refusal:
        refusal.locate(target)
        raise
    finally:
        edit.close()


def _prepare(edit: CollectedEdit, progress: Callable[[int, int], None] | None) -> None:
    """Tell the package what its parts shall be."""
    package = edit.package
    total = sum(found.sheet.facts.last_row for found in edit.sheets.values())
    before = 0
    for changes in edit.sheets.values():
        report = None if progress is None else partial(_report, progress, before, total)
        package.streams[changes.sheet.part] = partial(changes.stream, report)
        before += changes.sheet.facts.last_row
    for part, data in edit.tables_edited.parts.items():
        package.put(part, data)
    styles = edit.workbook.part_of_kind("/styles")
    if styles is not None:
        package.late[styles] = partial(_late_styles, edit)
    package.late[edit.book.main] = partial(_late_main, edit)


def _late_styles(edit: CollectedEdit) -> bytes | None:
    return edit.style_book.result() if edit.style_book is not None and edit.style_book.changed else None


def _late_main(edit: CollectedEdit) -> bytes:
    """The workbook, in which the hidden name of a sheet's filter says the same as the filter."""
    for changes in edit.sheets.values():
        if changes.filter_moved is not None:
            edit.main.move_filter(changes.sheet.name, *changes.filter_moved)
    return edit.main.data


def _is_used_by_formulas(edit: CollectedEdit) -> bool:
    targets = [edit.target(changes) for changes in edit.sheets.values() if changes.edits]
    # Our own names stand for our own columns; no formula reads them.
    names = [pair for pair in edit.main.names() if not pair[0].startswith(OWN_NAMES)]
    return is_used(edit.workbook, names, targets)


def _check(edit: CollectedEdit, path: Path) -> None:
    cells = {
        name: WrittenCells(changes.sheet.part, changes.edits, changes.formulas_kept, changes.has_new_formulas)
        for name, changes in edit.sheets.items()
        if changes.edits
    }
    package = edit.package
    check_edit(
        path, edit.book.package, package.changed, package.removed, package.added, cells, edit.book,
        date1904=edit.workbook.date1904,
    )  # fmt: skip


def _asks_to_calculate(data: bytes) -> bool:
    return re.search(rb"""\sfullCalcOnLoad\s*=\s*["'](?:1|true)["']""", data) is not None


def _report(progress: Callable[[int, int], None], before: int, total: int, done: int) -> None:
    progress(before + done, total)
