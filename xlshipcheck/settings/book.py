"""The settings in force in a book: its 設定 sheet above the user's file above the rulebook.

Every host comes through here with the cells of its sheet, so that a book is judged alike in Excel, in Calc and
from the shell. Only the clock and the file are the host's.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xlshipcheck import errors
from xlshipcheck.context import Context
from xlshipcheck.rulebook.rules import standard_rulebook
from xlshipcheck.settings.sheet import SHEET_NAME, read_rows
from xlshipcheck.settings.shop import context_from, refuse_days_twice, settings_from

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlshipcheck.settings.sheet import SheetSettings
    from xlshipcheck.sheets.port import BookPort

ORIGIN: Final = f"シート「{SHEET_NAME}」"
"""How answers name a rule that the sheet overrides."""


class UsersSettings(NamedTuple):
    """The user's settings file.

    Attributes:
        origin: its path, for sentences.
        table: what stands in it; {} where there is none.
    """

    origin: str = ""
    table: Mapping[str, Any] = MappingProxyType({})


def settings_rows(book: BookPort) -> Sequence[Sequence[object]]:
    """Return the cells of a book's 設定 sheet; none where it has no such sheet."""
    if SHEET_NAME not in book.sheet_names():
        return []
    sheet = book.sheet(SHEET_NAME)
    last_row, _ = sheet.used_size()
    return sheet.read_block(1, last_row) if last_row else []


def book_context(
    rows: Sequence[Sequence[object]], users: UsersSettings, today: int, asked: int | None = None
) -> Context:
    """Return the context in which a book is judged.

    Args:
        rows: the cells of its 設定 sheet from the first row and column on; none where it has no such sheet. A sheet
            of that name without any of our blocks is the seller's own and says nothing.
        users: the user's settings file.
        today: today's day number, for a book that does not say its 基準日.
        asked: the day asked for with a command, stronger than the sheet's.

    Raises:
        SettingRefused, UnknownRule, RuleValueRefused, RulesCollide: naming what is wrong and where.
    """
    sheet = read_rows(rows)
    day = next(day for day in (asked, sheet.as_of, today) if day is not None)
    return context_of(sheet, users, day)


def context_of(sheet: SheetSettings, users: UsersSettings, as_of: int | None) -> Context:
    """Return the context that a 設定 sheet and the user's file describe; see `book_context`."""
    below = context_from(users.table, users.origin, as_of)
    table = dict(sheet.table)
    overrides = table.pop("rules", {})
    try:
        own = settings_from(table)
    except errors.SettingRefused as problem:
        raise sheet.placed(problem) from None
    except errors.UnknownRole as problem:
        raise sheet.placed(_role_refused(problem)) from None
    settings = below.settings._replace(
        **{key: _above(getattr(below.settings, key), getattr(own, key)) for key in table}
    )
    try:
        refuse_days_twice(settings, {**users.table, **table})
    except errors.DayClosedAndOpened as problem:
        raise sheet.placed(problem, users.origin) from None
    if not overrides:
        return Context(as_of, settings, below.overridden)
    rulebook = below.overridden or standard_rulebook()
    try:
        return Context(as_of, settings, rulebook.with_overrides(overrides, ORIGIN))
    except errors.RulesError as problem:
        raise _placed_rules(sheet, problem) from None


def _above(weaker: Any, stronger: Any) -> Any:  # noqa: ANN401  a setting of any type
    """Return the stronger setting; of named values each name counts for itself."""
    if isinstance(weaker, Mapping) and isinstance(stronger, Mapping):
        return MappingProxyType({**weaker, **stronger})
    return stronger


def _role_refused(problem: errors.UnknownRole) -> errors.SettingRefused:
    header, role = problem.fields["header"], problem.fields["role"]
    return errors.SettingRefused(
        key="columns",
        value=role,
        item=header,
        wanted=errors.Whole(f"見出し「{header}」の役割を次から入力してください: {problem.fields['roles']}"),
    )


def _placed_rules(sheet: SheetSettings, problem: errors.RulesError) -> errors.RulesError:
    """Return a refused override of a rule with its cell in the place of the sheet's name."""
    places = {
        key: errors.Whole(place) for (setting, key), place in sheet.places.items() if setting == "rules"
    }
    fields = dict(problem.fields)
    for rule, origin in (("key", "origin"), ("first", "first_origin"), ("second", "second_origin")):
        if fields.get(origin) == ORIGIN and fields.get(rule) in places:
            fields[origin] = places[fields[rule]]
    return type(problem)(**fields)
