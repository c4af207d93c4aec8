"""The steps of the business-day functions and of the version in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

from xlshipcheck import __version__
from xlshipcheck.calendars.business_days import holiday_source
from xlshipcheck.explain.steps import Question, Step, skipped_steps
from xlshipcheck.values.days import date_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def _business_days_away(_question: Question, start: int, days: int) -> Iterator[Step]:
    if days:
        content = "開始日の翌日から数えて" if days > 0 else "開始日の前日からさかのぼって"
        yield Step("数える", content, days, "営業日")
    else:
        yield Step("数える", "0 営業日なので、開始日がそのまま答えです", date_of(start))


def _business_days_between(_question: Question, start: int, end: int, count: int) -> Iterator[Step]:
    yield Step("数える", "両端を含む暦日数", abs(end - start) + 1)
    yield Step("数える", "そのうち営業日", abs(count))
    if end < start:
        yield Step("数える", "終了日が開始日より前なので、負の数で答えます")


def _open_day(_question: Question, day: int) -> Iterator[Step]:
    yield Step("判定", "土日・祝日・休業日のどれでもない日か、営業日として設定した日です", date_of(day))


def _holiday(_question: Question, name: str) -> Iterator[Step]:
    yield Step("祝日", "祝日の一覧にあるか", bool(name), holiday_source())


def _version(question: Question) -> Iterator[Step]:
    """Yield the parts it is made of, and the shop's own rule values."""
    rulebook = question.context.rulebook
    yield Step("版", "プログラム", __version__)
    yield Step(
        "版", "規則 (いちばん新しい確認の日)", rulebook.version(), f"規則 {len(list(rulebook.rules()))} 件"
    )
    yield Step("版", "規則の最終確認 (いちばん古い確認の日)", rulebook.checked_on())
    yield Step("版", "祝日", "", holiday_source())
    for key, (value, origin) in rulebook.overrides.items():
        yield Step("上書き", rulebook.rule(key).name, str(value), f"店舗の設定 ({origin})")


WORDS: dict[str, Callable[..., Iterable[Step]]] = {
    "days passed over": lambda _, *passed_over: skipped_steps(*passed_over),
    "business days away": _business_days_away,
    "business days between": _business_days_between,
    "an open day": _open_day,
    "a holiday": _holiday,
    "version": _version,
}
