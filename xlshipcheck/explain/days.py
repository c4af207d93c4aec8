"""Explanations of the business-day functions, of the version, and of status words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlshipcheck import __version__
from xlshipcheck.calendars.business_days import holiday_source
from xlshipcheck.explain.steps import Question, Step, skipped_steps
from xlshipcheck.values.days import date_of

if TYPE_CHECKING:
    from collections.abc import Iterator


def workday(question: Question) -> Iterator[Step]:
    """Explain JP_WORKDAY: the days passed over between the start and the day found."""
    start, days = question.arguments("start", "days")
    if not days:
        yield Step("数える", "0 営業日なので、開始日がそのまま答えです", date_of(start))
        return
    found = question.platform.workday(start, days)
    # The last day reached is open; on the way back it lies before the days passed over.
    yield from skipped_steps(question.platform, start if days > 0 else start - 1, found)
    yield Step(
        "数える", "開始日の翌日から数えて" if days > 0 else "開始日の前日からさかのぼって", days, "営業日"
    )


def networkdays(question: Question) -> Iterator[Step]:
    """Explain JP_NETWORKDAYS: both ends are in."""
    first, last = sorted(question.arguments("start", "end"))
    yield from skipped_steps(question.platform, first - 1, last)
    yield Step("数える", "両端を含む暦日数", last - first + 1)
    yield Step("数える", "そのうち営業日", question.platform.networkdays(first, last))
    if first != question.values["start"]:
        yield Step("数える", "終了日が開始日より前なので、負の数で答えます")


def is_workday(question: Question) -> Iterator[Step]:
    """Explain JP_IS_WORKDAY: why the day is closed."""
    day = question.values["date"]
    yield from skipped_steps(question.platform, day - 1, day)
    if question.platform.is_business_day(day):
        yield Step("判定", "土日・祝日・休業日のどれでもない日か、営業日として設定した日です", date_of(day))


def holiday_name(question: Question) -> Iterator[Step]:
    """Explain JP_HOLIDAY_NAME: where the holidays come from."""
    day = question.values["date"]
    yield Step("祝日", "祝日の一覧にあるか", bool(question.platform.holiday_name(day)), holiday_source())


def version(question: Question) -> Iterator[Step]:
    """Explain SHIPCHECK_VERSION: the parts it is made of, and the shop's own rule values."""
    rulebook = question.context.rulebook
    yield Step("版", "プログラム", __version__)
    yield Step(
        "版", "規則 (いちばん新しい確認の日)", rulebook.version(), f"規則 {len(list(rulebook.rules()))} 件"
    )
    yield Step("版", "規則の最終確認 (いちばん古い確認の日)", rulebook.checked_on())
    yield Step("版", "祝日", "", holiday_source())
    for key, (value, origin) in rulebook.overrides.items():
        yield Step("上書き", rulebook.rule(key).name, str(value), f"店舗の設定 ({origin})")


EXPLAINERS = {
    "JP_WORKDAY": workday,
    "JP_NETWORKDAYS": networkdays,
    "JP_IS_WORKDAY": is_workday,
    "JP_HOLIDAY_NAME": holiday_name,
    "SHIPCHECK_VERSION": version,
}
