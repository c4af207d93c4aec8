"""Three hundred Qoo10 orders as of a day: every stage occurs, and they reach back over the last holiday run."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.shell.samples.text import TOWNS, buyer_name, moment_on, tracking_number
from xlshipcheck.values.days import date_of, day_of

if TYPE_CHECKING:
    import random

    from xlshipcheck.calendars.business_days import Calendar

ORDERS = 300
ITEMS = (
    ("880012345", "保湿クリーム 50g", 2480),
    ("880012346", "リップティント 3.5g", 1280),
    ("880012347", "シートマスク 10枚入", 1980),
    ("880012349", "美容液 30ml", 3980),
)
PREORDER_AHEAD = ("880012348", "予約 コフレセット", 6800)
PREORDER_DUE = ("880012350", "予約 限定パレット", 4800)
DAYS_AHEAD, DAYS_DUE = 5, -1
# How many business days ago an unsent order was paid -> how many there are: 正常, 注意, 警告, 制限.
UNSENT = {0: 14, 1: 12, 2: 10, 3: 5, 4: 4, 5: 3, 7: 3}
UNPAID, CANCELLED = 6, 4
AHEAD_UNSENT, DUE_SENT, DUE_UNSENT = 8, 6, 3
# Business days that the late ones took -> how many there are; all others were sent within three.
SENT_LATE = {4: 8, 5: 3, 7: 1}
SENT_IN_TIME = (1, 1, 1, 1, 2, 2, 2, 3)
LEAST_SPAN, MOST_SPAN, LONG_RUN = 24, 120, 3


class _Order(NamedTuple):
    """An order before it becomes a row of the export."""

    item: tuple[str, str, int]
    ordered: datetime
    paid: datetime | None
    planned: date
    shipped: date | None
    state: str


def preorder_days(today: date) -> dict[str, date]:
    """Return 予約日 of the preorder items: one ahead, one just past."""
    return {
        PREORDER_AHEAD[0]: today + timedelta(days=DAYS_AHEAD),
        PREORDER_DUE[0]: today + timedelta(days=DAYS_DUE),
    }


def sample_orders(today: date, calendar: Calendar, chance: random.Random) -> list[dict[str, object]]:
    """Return the rows of a QSM detail export.

    Args:
        today: the day the orders lie around.
        calendar: the platform's calendar, by which the stages are counted.
        chance: the source of everything that may vary.
    """
    maker = _OrderMaker(today, calendar, chance)
    orders = [
        *(maker.unsent(maker.paid_before(days)) for days, count in UNSENT.items() for _ in range(count)),
        *(maker.unpaid() for _ in range(UNPAID)),
        *(maker.unsent(maker.any_day(), "キャンセル") for _ in range(CANCELLED)),
        *(maker.preorder(PREORDER_AHEAD, DAYS_AHEAD) for _ in range(AHEAD_UNSENT)),
        *(maker.preorder(PREORDER_DUE, DAYS_DUE) for _ in range(DUE_UNSENT)),
        *(maker.preorder(PREORDER_DUE, DAYS_DUE, sent=True) for _ in range(DUE_SENT)),
        *(maker.sent(days) for days, count in SENT_LATE.items() for _ in range(count)),
    ]
    orders += [maker.sent(chance.choice(SENT_IN_TIME)) for _ in range(ORDERS - len(orders))]
    orders.sort(key=lambda order: order.ordered)
    return [_row(number, order, today, chance) for number, order in enumerate(orders)]


class _OrderMaker:
    def __init__(self, today: date, calendar: Calendar, chance: random.Random) -> None:
        self._today = today
        self._number = day_of(today)
        self._calendar = calendar
        self._chance = chance
        self._span = _span(self._number, calendar)

    def any_day(self) -> date:
        """Return a day of the past; the square root crowds them towards today, as a growing shop's are."""
        return self._today - timedelta(days=1 + int(self._span * (1 - self._chance.random() ** 0.5)))

    def paid_before(self, days: int) -> date:
        """Return a day with as many business days from it to today, today included."""
        base = self._number
        while self._calendar.count_after(self._calendar.payment_base(base), self._number) < days:
            base -= 1
        return date_of(base)

    def unsent(self, base: date, state: str = "") -> _Order:
        """Return an unsent order paid on a day."""
        paid = moment_on(base, self._chance)
        state = state or ("配送要請" if base == self._today else "配送準備")
        return _Order(self._item(), self._ordered(paid), paid, self._planned(base), None, state)

    def unpaid(self) -> _Order:
        """Return an order of the last days that is not paid."""
        day = self._today - timedelta(days=self._chance.randrange(3))
        ordered = moment_on(day, self._chance)
        return _Order(self._item(), ordered, None, self._planned(day), None, "入金待ち")

    def sent(self, days: int) -> _Order:
        """Return an order that was sent some business days after the payment, today at the latest."""
        base = self.any_day()
        while self._after(base, days) > self._today:
            base -= timedelta(days=1)
        paid = moment_on(base, self._chance)
        return self._on_its_way(self._item(), paid, self._planned(base), self._after(base, days))

    def preorder(self, item: tuple[str, str, int], days: int, *, sent: bool = False) -> _Order:
        """Return an order of a preorder item whose 予約日 lies some days ahead."""
        reserved = self._today + timedelta(days=days)
        base = reserved - timedelta(days=self._chance.randrange(6, 13))
        paid = moment_on(min(base, self._today), self._chance)
        if sent:
            return self._on_its_way(item, paid, reserved, reserved - timedelta(days=1))
        return _Order(item, self._ordered(paid), paid, reserved, None, "配送準備")

    def _on_its_way(self, item: tuple[str, str, int], paid: datetime, planned: date, shipped: date) -> _Order:
        arrived = shipped + timedelta(days=2) <= self._today
        state = "配送完了" if arrived else "配送中"
        return _Order(item, self._ordered(paid), paid, planned, shipped, state)

    def _item(self) -> tuple[str, str, int]:
        return self._chance.choice(ITEMS)

    def _ordered(self, paid: datetime) -> datetime:
        return paid - timedelta(minutes=self._chance.randrange(1, 600))

    def _planned(self, base: date) -> date:
        return self._after(base, 3)

    def _after(self, base: date, days: int) -> date:
        return date_of(self._calendar.workday(day_of(base), days))


def _span(today: int, calendar: Calendar) -> int:
    """Return how many days the orders reach back: over the nearest run of closed days longer than a weekend."""
    run = 0
    for day in range(today + DAYS_AHEAD, today - MOST_SPAN, -1):
        if not calendar.is_business_day(day):
            run += 1
        elif run >= LONG_RUN:
            return max(LEAST_SPAN, today - day + DAYS_AHEAD)
        else:
            run = 0
    return MOST_SPAN


def _row(number: int, order: _Order, today: date, chance: random.Random) -> dict[str, object]:
    code, name, price = order.item
    quantity = chance.choices((1, 2, 3), (8, 2, 1))[0]
    buyer = buyer_name(chance)
    amount = f"{price * quantity:,}"
    arrived = order.shipped + timedelta(days=2) if order.shipped else None
    return {
        "配送状態": order.state,
        "注文番号": str(810_000_000 + number),
        "カート番号": str(410_000_000 + number // 2),
        "配送会社": "ヤマト運輸" if order.shipped else "",
        "送り状番号": tracking_number(chance) if order.shipped else "",
        "発送日": _day(order.shipped),
        "注文日": _moment(order.ordered),
        "入金日": _moment(order.paid) if order.paid else "",
        "発送予定日": _day(order.planned),
        "配送完了日": _day(arrived if arrived and arrived <= today else None),
        "配送方法": "宅配便",
        "商品番号": code,
        "商品名": name,
        "数量": quantity,
        "受取人名": buyer,
        "受取人携帯電話番号": f"-090-0000-{number:04}",
        "住所": f"{chance.choice(TOWNS)}{number % 9 + 1}-{number % 20 + 1}",
        "郵便番号": f"'{number % 1000:03}-{number:04}",
        "国家": "JP",
        "通貨": "JPY",
        "購入者決済金額": amount,
        "販売価格": f"{price:,}",
        "注文金額の合計": amount,
        "購入者名": buyer,
        "販売者商品コード": f"00{code[-4:]}",
    }


def _day(day: date | None) -> str:
    return f"{day:%Y/%m/%d}" if day else ""


def _moment(moment: datetime) -> str:
    return f"{moment:%Y/%m/%d %H:%M:%S}"
