"""The command `doctor`: what this installation runs on, and what in a book would trip it."""

from __future__ import annotations

import datetime as dt
import platform
from typing import TYPE_CHECKING

from xlshipcheck import __version__, errors
from xlshipcheck.calendars.business_days import holiday_source
from xlshipcheck.hosts.calc import install
from xlshipcheck.hosts.excel import add_in_place
from xlshipcheck.hosts.excel import install as excel_install
from xlshipcheck.settings.book import UsersSettings
from xlshipcheck.settings.user_file import FILE_NAME, load_context, load_users, settings_folder
from xlshipcheck.shell import libraries
from xlshipcheck.shell.install import template_bytes
from xlshipcheck.shell.output import as_json as to_json
from xlshipcheck.shell.output import columns
from xlshipcheck.values.cells import JST, day_today

if TYPE_CHECKING:
    from pathlib import Path

    from xlshipcheck.shell.book_check import Finding

DONE, SOMETHING_FOUND = 0, 1


def doctor(book: Path | None = None, *, as_json: bool) -> int:
    """Print what this installation runs on, and what in a book would trip Excel or us.

    Args:
        book: a workbook to look into; nothing is changed in it.
        as_json: print data for programs.

    Returns:
        1 where something in the book has to be put right, else 0.

    Raises:
        FileMissing, FileUnreadable, FileEmpty: there is no such book.
    """
    users, said = _users()
    facts = {
        "xlshipcheck": __version__,
        "Python": platform.python_version(),
        "OS": platform.platform(),
        "祝日": holiday_source(),
        "設定ファイル": said,
        **libraries.facts(),
        **excel_install.facts(),
        **_add_in(),
        **install.facts(),
    }
    if book is None:
        print(to_json(facts) if as_json else _listed(facts))
        return DONE
    from xlshipcheck.shell.book_check import PROBLEM, check_book  # noqa: PLC0415  a broken reader of books would keep the facts from being told

    found = check_book(book, users, day_today(dt.datetime.now(JST)))
    if as_json:
        listed = [finding._asdict() for finding in found]
        print(to_json({**facts, "book": {"path": str(book), "findings": listed}}))
    else:
        print(f"{_listed(facts)}\n\n■ {book}\n{_finding_lines(found)}")
    return SOMETHING_FOUND if any(finding.level == PROBLEM for finding in found) else DONE


def _add_in() -> dict[str, str]:
    """Return what is to be said of the add-in; nothing on a system that has no Excel of this kind."""
    try:
        registry = add_in_place.windows_registry()
    except errors.WindowsOnly:
        return {}
    return {"アドイン": add_in_place.fact(template_bytes(".xlam"), registry)}


def _listed(facts: dict[str, str]) -> str:
    return columns([[name, fact] for name, fact in facts.items()])


def _finding_lines(found: list[Finding]) -> str:
    if not found:
        return "困る点は見つかりませんでした"
    return "\n".join(f"{finding.level}: {finding.text}" for finding in found)


def _users() -> tuple[UsersSettings, str]:
    """Return the user's settings, and what is to be said of their file; one that is refused does not count here."""
    path = settings_folder() / FILE_NAME
    try:
        load_context(None, None)
        users = load_users()
    except errors.ShipcheckError as problem:
        return UsersSettings(), errors.Whole(str(problem))
    return users, str(path) if users.table else f"なし ({path})"
