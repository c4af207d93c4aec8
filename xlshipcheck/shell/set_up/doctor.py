"""The command `doctor`: what this installation runs on, and what in a book would trip it."""

from __future__ import annotations

import datetime as dt
import os
import platform
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlshipcheck import __version__, errors
from xlshipcheck.calendars.business_days import holiday_source
from xlshipcheck.hosts.calc import install
from xlshipcheck.hosts.excel import add_in_place, machine
from xlshipcheck.hosts.excel import install as excel_install
from xlshipcheck.hosts.excel.machine import Fact
from xlshipcheck.rulebook.rules import standard_rulebook
from xlshipcheck.settings.book import UsersSettings
from xlshipcheck.settings.user_file import FILE_NAME, load_context, load_users, settings_folder
from xlshipcheck.shell.set_up import libraries
from xlshipcheck.shell.set_up.install import template_bytes
from xlshipcheck.shell.terminal.output import as_json as to_json
from xlshipcheck.shell.terminal.output import columns
from xlshipcheck.values.cells import JST, day_today
from xlshipcheck.values.days import day_of

if TYPE_CHECKING:
    from xlshipcheck.shell.book_check import Finding

DONE, SOMETHING_FOUND = 0, 1
OLD_RULES: Final = 180
"""Days after which somebody should look whether the marketplaces changed a rule."""
SHORTEST_NAME: Final = 3
"""A shorter name would be found in the middle of other words."""


def doctor(book: Path | None = None, *, as_json: bool, support: bool = False) -> int:
    """Print what this installation runs on, and what in a book would trip Excel or us.

    Args:
        book: a workbook to look into; nothing is changed in it.
        as_json: print data for programs.
        support: print what may be sent to somebody who helps: without names of people and of this computer.

    Returns:
        1 where something in the book has to be put right, else 0.

    Raises:
        FileMissing, FileUnreadable, FileEmpty: there is no such book.
    """
    users, said = _users()
    today = day_today(dt.datetime.now(JST))
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
    more = [_rules(today), *machine.this_machine()]
    facts |= {fact.name: fact.said for fact in more}
    advice = {fact.name: fact.advice for fact in more if fact.advice}
    if support:
        print(_without_names(_listed(facts, advice)))
        return DONE
    if book is None:
        print(
            to_json({**facts, **({"advice": advice} if advice else {})})
            if as_json
            else _listed(facts, advice)
        )
        return DONE
    from xlshipcheck.shell.book_check import PROBLEM, check_book  # noqa: PLC0415  a broken reader of books would keep the facts from being told

    found = check_book(book, users, today, has_excel=not _has_office_alone())
    if as_json:
        listed = [finding._asdict() for finding in found]
        print(to_json({**facts, "advice": advice, "book": {"path": str(book), "findings": listed}}))
    else:
        print(f"{_listed(facts, advice)}\n\n■ {book}\n{_finding_lines(found)}")
    return SOMETHING_FOUND if any(finding.level == PROBLEM for finding in found) else DONE


def _add_in() -> dict[str, str]:
    """Return what is to be said of the add-in; nothing on a system that has no Excel of this kind."""
    try:
        registry = add_in_place.windows_registry()
    except errors.WindowsOnly:
        return {}
    return {"アドイン": add_in_place.fact(template_bytes(".xlam"), registry)}


def _has_office_alone() -> bool:
    """Tell whether this computer has LibreOffice and no Excel that runs our macros: that of Windows."""
    try:
        install.unopkg()
    except errors.OfficeMissing:
        return False
    return excel_install.facts().get("Excel") != "あり"


def _rules(today: int) -> Fact:
    """Return how old our knowledge of the marketplaces' rules is."""
    checked = standard_rulebook().checked_on()
    age = today - day_of(checked)
    advice = f"規則を最後に確かめてから {age} 日たちました。新しいキットか規則のファイルがないか、渡した人に確かめてください"
    said = f"{checked.isoformat()} に確認 ({age} 日前)"
    return Fact("規則の新しさ", said, advice if age > OLD_RULES else "")


def _listed(facts: dict[str, str], advice: dict[str, str]) -> str:
    lines = columns([[name, fact] for name, fact in facts.items()])
    if not advice:
        return lines
    return "\n".join([lines, "", "■ すること", *(f"{name}: {text}" for name, text in advice.items())])


def _without_names(text: str) -> str:
    """Return a text without the names of the user and of the computer, which stand in paths."""
    home = str(Path.home())
    hidden = {home: "~", home.replace("\\", "/"): "~"}
    for name in ("USERNAME", "USER", "COMPUTERNAME", "USERDOMAIN"):
        if len(os.environ.get(name, "")) >= SHORTEST_NAME:
            hidden[os.environ[name]] = f"<{name.lower()}>"
    hidden[platform.node()] = "<computername>"
    for name, instead in hidden.items():
        if name:
            text = re.sub(re.escape(name), instead, text, flags=re.IGNORECASE)
    return text


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
