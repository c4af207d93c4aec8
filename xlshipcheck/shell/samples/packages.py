"""Five hundred Amazon packages in six categories, one just below the limit and one exactly on it, and thirty newer ones."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import cycle
from typing import NamedTuple

from xlshipcheck.shell.samples.text import buyer_name, moment_on, tracking_number

# Category -> packages in scope, of which invalid. 85 of 90 are 94.4 %; 76 of 80 are exactly 95 %.
PLAN = {
    "ビューティー": (80, 2),
    "ホーム&キッチン": (80, 4),
    "文房具・オフィス用品": (80, 2),
    "ペット用品": (90, 5),
    "おもちゃ": (79, 1),
    "スポーツ&アウトドア": (79, 2),
}
EXCLUDED = 12
UNSHIPPED = 6
# SampleRows that are not in the window yet, and which of them are invalid already.
RECENT, RECENT_INVALID = 30, (3, 9, 10)
# Every so many packages hold a second item.
SECOND_ITEM = 60
EXCLUDED_CARRIERS = ("西濃運輸", "名鉄運輸")
UNKNOWN_CARRIER = "自社配送"
PRICES = (1650, 2200, 2970, 3980, 5500)
# The window ends ten days before today and is thirty days long.
NEWEST, OLDEST = 10, 39


class SampleRows(NamedTuple):
    """The rows of the two files, and what they do not hold.

    Attributes:
        shipments: of the shipment confirmation.
        reports: of the order report.
        categories: SKU -> category, as a shop lists them in its settings.
    """

    shipments: list[dict[str, object]]
    reports: list[dict[str, object]]
    categories: dict[str, str]


def sample_packages(today: date, chance: random.Random) -> SampleRows:
    """Return the packages as of a day.

    Args:
        today: the day the window is counted from.
        chance: the source of everything that may vary.
    """
    skus = {
        category: [f"SKU-{number:02}-{variant}" for variant in "ABC"] for number, category in enumerate(PLAN)
    }
    plan = [
        (category, number < invalid) for category, (scope, invalid) in PLAN.items() for number in range(scope)
    ]
    chance.shuffle(plan)
    maker = _PackageMaker(today, chance, skus)
    faults = cycle(("check digit", "carrier", "no number"))
    for category, invalid in plan:
        maker.add(category, next(faults) if invalid else "")
    for number in range(EXCLUDED):
        maker.add(list(PLAN)[number % len(PLAN)], "excluded")
    for _ in range(UNSHIPPED):
        maker.add_unshipped(chance.choice(list(PLAN)))
    # Of a source of their own: what follows stays as it is without them.
    maker.chance = random.Random(RECENT)  # noqa: S311  sample data, nothing secret
    for number in range(RECENT):
        maker.add_recent(list(PLAN)[number % len(PLAN)], next(faults) if number in RECENT_INVALID else "")
    categories = {sku: category for category, names in skus.items() for sku in names}
    return SampleRows(maker.shipments, maker.reports, categories)


class _PackageMaker:
    def __init__(self, today: date, chance: random.Random, skus: dict[str, list[str]]) -> None:
        self._today = today
        self.chance = chance
        self._skus = skus
        self.shipments: list[dict[str, object]] = []
        self.reports: list[dict[str, object]] = []

    def add(self, category: str, fault: str) -> None:
        """Add a package, sent and promised within the window."""
        promised = self._today - timedelta(days=self.chance.randrange(NEWEST, OLDEST + 1))
        order, item = self._report(category, promised)
        shipment = self._shipment(order, item, promised, fault)
        self.shipments.append(shipment)
        if len(self.shipments) % SECOND_ITEM == 0:
            second = f"{item}9"
            self.shipments.append({**shipment, "order-item-id": second})
            self.reports.append({**self.reports[-1], "order-item-id": second})

    def add_recent(self, category: str, fault: str) -> None:
        """Add a package that is promised for a day after the window."""
        promised = self._today - timedelta(days=self.chance.randrange(NEWEST))
        order, item = self._report(category, promised)
        self.shipments.append(self._shipment(order, item, promised, fault))

    def add_unshipped(self, category: str) -> None:
        """Add an order that is not sent yet."""
        self._report(category, self._today + timedelta(days=3))

    def _report(self, category: str, promised: date) -> tuple[str, str]:
        number = len(self.reports)
        order = f"250-{7_000_000 + number}-{1_000_000 + number * 7}"
        item = f"{40_000_000_000 + number}"
        price = self.chance.choice(PRICES)
        ordered = f"{moment_on(promised - timedelta(days=4), self.chance):%Y-%m-%dT%H:%M:%S}+09:00"
        buyer = buyer_name(self.chance)
        self.reports.append(
            {
                "order-id": order,
                "order-item-id": item,
                "purchase-date": ordered,
                "payments-date": ordered,
                "buyer-name": buyer,
                "sku": self.chance.choice(self._skus[category]),
                "product-name": f"見本の商品 ({category})",
                "quantity-purchased": 1,
                "currency": "JPY",
                "item-price": price,
                "item-tax": price - price * 10 // 11,
                "shipping-price": 0,
                "shipping-tax": 0,
                "ship-service-level": "Standard",
                "recipient-name": buyer,
                "delivery-end-date": f"{promised:%Y-%m-%dT23:59:59}+09:00",
            }
        )
        return order, item

    def _shipment(self, order: str, item: str, promised: date, fault: str) -> dict[str, object]:
        number = tracking_number(self.chance)
        carrier = ""
        if fault == "check digit":
            number = number[:-1] + str((int(number[-1]) + 1) % 7)
        elif fault == "no number":
            number = ""
        elif fault:
            carrier = UNKNOWN_CARRIER if fault == "carrier" else self.chance.choice(EXCLUDED_CARRIERS)
        return {
            "order-id": order,
            "order-item-id": item,
            "quantity": 1,
            "ship-date": f"{promised - timedelta(days=2):%Y-%m-%d}",
            "carrier-code": "Other" if carrier else "YAMATO",
            "carrier-name": carrier,
            "tracking-number": number,
            "ship-method": "宅配便" if carrier else "宅急便",
        }
