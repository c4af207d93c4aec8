"""What a question needs besides its arguments: the day it is asked on, the shop's settings, the rules.

Only a host reads a clock or a settings sheet; it hands them down in a `Context`. A context is immutable,
so an answer is a pure function of the arguments and the context.
"""

from __future__ import annotations

from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.calendars.business_days import Calendar, calendar_for
from xlshipcheck.rulebook.rules import Rulebook, standard_rulebook

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from fractions import Fraction

GENERAL = "一般"
PREORDER = "予約"
BY_ORDER = "注文番号"
BY_CART = "カート番号"
ON_THE_DAY, THE_EVENING_BEFORE = "制限日の終わり", "前日の終わり"
PREORDER_LIST = ("予約商品の番号", "その予約日")
"""The headers of the list of preorder items on 設定."""
WHOLE_BOOK, EACH_SHEET = "ブック全体", "シートごと"
NOTHING: Mapping[str, object] = MappingProxyType({})


class PreorderDays(NamedTuple):
    """What the list says of a preorder item whose 予約日 is not one day.

    Attributes:
        days: its days as day numbers, the earliest first.
        lead: days from 入金日 to 予約日, as the seller states them; None where days are listed.
    """

    days: tuple[int, ...] = ()
    lead: int | None = None


class Settings(NamedTuple):
    """What a shop sets once; every field has the default that changes nothing.

    Attributes:
        closed: day numbers that the platform treats as closed; they move deadlines.
        opened: day numbers that the platform treats as open, such as a working Saturday.
        shop_closed: the shop's own days off (店休日); they never move a deadline.
        default_kind: the kind of an order that no list and no column tells: 一般 or 予約.
        preorder_items: 商品番号 of preorder items -> their 予約日 as a day number, several of them or a number of
            days after 入金日 as `PreorderDays`, or None where it is given per order.
        rates: kind -> on-time rate taken from QSM, exactly.
        rate_unit: what counts once in the on-time rate: 注文番号 (a row) or カート番号.
        rate_day: which evening's rate decides 制限: that of the restriction day, or the one before.
        rate_scope: whose rows make the on-time rate: those of all Qoo10 sheets of a book, or of each sheet.
        rate_window: first and last base day that the computed on-time rate counts; None for all rows.
        categories: SKU or 商品番号 -> category, for exports that do not name it.
        seller: where the seller is: 日本, 中国 or 香港.
        columns: header text -> role, above the synonym list.
        shop_name: signature under messages.
        today_sheet: whether a refresh makes the sheet 今日.
        capacity: weekday, 0 for Monday to 6 for Sunday -> orders the shop can send on it, 0 where it sends none;
            holidays and the shop's days off have none. Empty where it is not known.
        label_order: the column of the order number in files of issued labels; "" for the usual one.
        label_ship_date: whether 発送日 in a file of ゆうプリR means that the parcel went.
        report_columns: header of Amazon's report on valid tracking -> what it tells, above the list of headers.
    """

    closed: frozenset[int] = frozenset()
    opened: frozenset[int] = frozenset()
    shop_closed: frozenset[int] = frozenset()
    default_kind: str = GENERAL
    preorder_items: Mapping[str, int | PreorderDays | None] = NOTHING  # type: ignore[assignment]
    rates: Mapping[str, Fraction] = NOTHING  # type: ignore[assignment]
    rate_unit: str = BY_ORDER
    rate_day: str = ON_THE_DAY
    rate_scope: str = WHOLE_BOOK
    rate_window: tuple[int, int] | None = None
    categories: Mapping[str, str] = NOTHING  # type: ignore[assignment]
    seller: str = "日本"
    columns: Mapping[str, str] = NOTHING  # type: ignore[assignment]
    shop_name: str = ""
    today_sheet: bool = True
    capacity: Mapping[int, int] = NOTHING  # type: ignore[assignment]
    label_order: str = ""
    label_ship_date: bool = False
    report_columns: Mapping[str, str] = NOTHING  # type: ignore[assignment]


class Context:
    """The day, the settings and the rules a question is answered with; never changed after it is made.

    Args:
        as_of: 基準日 as a day number; None in plain Python, where no clock is read.
        settings: the shop's settings.
        overridden: the rules with the shop's overrides; None stands for the rulebook as shipped.
    """

    def __init__(
        self, as_of: int | None = None, settings: Settings | None = None, overridden: Rulebook | None = None
    ) -> None:
        self.as_of = as_of
        self.settings = settings or Settings()
        self.overridden = overridden

    @cached_property
    def rulebook(self) -> Rulebook:
        """The rules in use."""
        return self.overridden or standard_rulebook()

    @cached_property
    def calendar(self) -> Calendar:
        """The platform's calendar with the days set in the settings."""
        return self.calendar_with(self.settings.closed)

    def calendar_with(self, closed: Iterable[int]) -> Calendar:
        """Return the platform's calendar with these closed days instead of those of the settings."""
        payment_day = self.rulebook.value("qoo10.payment_day", self.as_of or 0)
        return calendar_for(closed, self.settings.opened, payment_day)

    def replaced(self, *, as_of: int | None = None, settings: Settings | None = None) -> Context:
        """Return the context for another day or other settings, with the same rules."""
        return Context(self.as_of if as_of is None else as_of, settings or self.settings, self.overridden)


PLAIN = Context()
