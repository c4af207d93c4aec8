"""The steps an explanation is made of: what was read, which days were passed over, which rule was consulted.

A step never states a number of its own: a rule's value comes from the rulebook, a count from the calendar,
a judgement from the kernel that answers the cell.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from xlshipcheck.calendars.business_days import CLOSED_BY_SETTING, WEEKEND_NAMES, holiday_source
from xlshipcheck.rulebook.notes import rule_date
from xlshipcheck.rulebook.rules import group_table, source_of, standard_rulebook
from xlshipcheck.values.days import LAST_DAY, date_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xlshipcheck.arguments.form import Function
    from xlshipcheck.calendars.business_days import Calendar
    from xlshipcheck.context import Context
    from xlshipcheck.rulebook.rules import Rule
    from xlshipcheck.values.answers import Note, ReadCell, Value

HEADER = ("手順", "内容", "値", "根拠")
# Longer lists end in 「ほか n」: a reader checks the first ones and believes the rest.
MOST_LISTED = 20
GIVEN = "引数"
OWN_DEFAULT = "省略時の値"
OWN_WORDS = "文面は xlshipcheck のものです"


class Step(NamedTuple):
    """One line of an explanation.

    Attributes:
        title: what kind of step it is, such as 引数, 規則 or 数えない日.
        content: what was looked at.
        value: what was found.
        source: why, and where it is written.
    """

    title: str
    content: str
    value: Value = ""
    source: str = ""


class Question(NamedTuple):
    """A call whose arguments have been read, as the explanation of a function gets it.

    Attributes:
        context: the day, settings and rules.
        function: what was asked.
        values: the arguments by Python name, as the rule function takes them: one row, or whole columns.
        calendar: the platform's calendar where `closed` was given, else None.
        numbers: for an aggregate, the row number of each counted row in its range, from 1.
        given: the arguments in their order, as a function without a record takes them, but for `closed`.
    """

    context: Context
    function: Function
    values: Mapping[str, ReadCell]
    calendar: Calendar | None
    numbers: Sequence[int] = ()
    given: Sequence[Any] = ()

    @property
    def platform(self) -> Calendar:
        """Return the calendar that counts: of the days given, or of the settings."""
        return self.calendar or self.context.calendar

    def arguments(self, *names: str) -> list[ReadCell]:
        """Return the values of some arguments, in the order asked for."""
        return [self.values[name] for name in names]


def rule_step(context: Context, key: str, day: int | None) -> Step:
    """Return what a rule says on a day, from when, and where that is written.

    Args:
        context: its rulebook is asked.
        key: such as `qoo10.general.notice`.
        day: the day that picks the value; None or a day beyond the calendar for the newest one.
    """
    rule = context.rulebook.rule(key)
    on = LAST_DAY if day is None else min(max(day, 0), LAST_DAY)
    value = rule.at(on)
    reading = f"。読み方: {value.reading}" if value.reading else ""
    if value.origin:
        shipped = standard_rulebook().rule(key)
        source = f"{rule_date(rule, on)}。規則集の値は {_rule_words(shipped, on)}"
    else:
        undated = not value.from_day and value is rule.values[-1]
        in_force = "開始日は資料に記載なし" if undated else rule_date(rule, on)
        source = f"{in_force}。{value.source}"
    return Step("規則", rule.name + reading, _rule_words(rule, on), source)


def rule_steps_between(context: Context, key: str, first: int, last: int) -> Iterator[Step]:
    """Yield a step for each value of a rule that is in force on one of some days.

    Args:
        context: its rulebook is asked.
        key: such as `qoo10.general.on_time`.
        first: the first day.
        last: the last day.
    """
    rule = context.rulebook.rule(key)
    in_force = [rule.at(first), *(value for value in rule.values if first < value.from_day <= last)]
    for value in in_force:
        yield rule_step(context, key, max(first, value.from_day))


def rule_steps(context: Context, keys: Iterable[str], day: int | None) -> Iterator[Step]:
    """Yield a step for each of some rules, all picked by one day."""
    for key in keys:
        yield rule_step(context, key, day)


def _rule_words(rule: Rule, day: int) -> str:
    value = rule.at(day).value
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, list):
        return f"{len(value)} {rule.unit}".strip() + ": " + "・".join(map(str, value))
    return f"{value} {rule.unit}".strip()


def source_words(group: str, key: str) -> str:
    """Return where the plain data of a rule file (number forms, status words) were read."""
    return str(source_of(group_table(group)["sources"][key]))


def skipped_steps(calendar: Calendar, base: int, day: int, title: str = "数えない日") -> Iterator[Step]:
    """Yield the days that a count from a base to a day passes over, the first ones each in a step.

    Args:
        calendar: the days that count.
        base: day 0 of the count, not looked at; -1 for the eve of the first day.
        day: the last day looked at; one before the base is counted back to.
        title: what the days are called.
    """
    first, last = (base, day) if base <= day else (day, base)
    skipped = calendar.skipped(first, last)
    for closed_day, reason in skipped[:MOST_LISTED]:
        yield Step(title, reason, date_of(closed_day), _closed_source(calendar, closed_day, reason))
    if len(skipped) > MOST_LISTED:
        yield Step(title, f"ほか {len(skipped) - MOST_LISTED} 日", date_of(skipped[-1][0]), "最後の日")
    if any(calendar.holiday_name(closed_day) for closed_day, _ in skipped):
        yield Step("祝日", "祝日の一覧", "", holiday_source())
    for opened_day in sorted(calendar.opened - calendar.closed)[:MOST_LISTED]:
        if first < opened_day <= last:
            yield Step("数える日", "営業日 (設定)", date_of(opened_day), "設定の営業日")


def _closed_source(calendar: Calendar, day: int, reason: str) -> str:
    if reason in WEEKEND_NAMES.values():
        return "曜日"
    if reason == CLOSED_BY_SETTING:
        return "休業日・店休日の一覧"
    return "国民の祝日 (公布前のため推定)" if calendar.is_estimated(day) else "国民の祝日"


def note_steps(notes: Iterable[Note]) -> Iterator[Step]:
    """Yield what is said beside the answer."""
    for note in notes:
        yield Step("注記", note.text, note.kind)


def same_share(part: int, whole: int, limit_percent: int, sign: str) -> str:
    """Return a comparison of a share with a limit as it is made, in whole numbers.

    Args:
        part: those that count for the share.
        whole: all of them.
        limit_percent: the limit.
        sign: what the kernel found, such as `≤`.

    Returns:
        Such as `20×190 ≤ 19×200` for 95 %.
    """
    limit = Fraction(limit_percent, 100)
    return f"{limit.denominator}×{part} {sign} {limit.numerator}×{whole}"


def listed(numbers: Sequence[int]) -> str:
    """Return row numbers as a text, the first ones only."""
    rest = f" ほか {len(numbers) - MOST_LISTED} 行" if len(numbers) > MOST_LISTED else ""
    return "、".join(map(str, numbers[:MOST_LISTED])) + f"行目{rest}" if numbers else ""
