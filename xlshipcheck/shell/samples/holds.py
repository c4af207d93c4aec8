"""Forty parcels held at a branch, in every stage of the follow-up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from xlshipcheck.shell.samples.text import buyer_name, tracking_number

if TYPE_CHECKING:
    import random

COLUMNS = (
    "取引番号",
    "落札者名",
    "サービス",
    "送り状番号",
    "発送日",
    "到着日",
    "連絡日",
    "返信",
    "受取場所",
    "配送状態",
)
SERVICES = ("宅急便", "宅急便コンパクト", "ネコポス")


class _Plan(NamedTuple):
    """Some parcels alike; the days count back from today, None leaves a cell empty."""

    parcels: int
    status: str
    shipped: int | None = None
    arrived: int | None = None
    contacted: int | None = None
    place: str = "営業所"


# A branch keeps a parcel seven days, a shop three, the day of arrival counted.
PLANS = (
    _Plan(6, "投函完了", 8, 7),
    _Plan(3, "配達完了", 12),
    _Plan(2, "返品", 13, 12),
    _Plan(2, "調査中", 11),
    _Plan(4, ""),
    _Plan(3, "ご来店予定(保管中)", 9, 8),
    _Plan(2, "発送", 10, 9, 6),
    _Plan(1, "ご来店予定(保管中)", 4, 3, None, "コンビニ"),
    _Plan(2, "ご来店予定(保管中)", 7, 6, 4),
    _Plan(1, "発送", 6),
    _Plan(1, "ご来店予定(保管中)", 2, 1, None, "コンビニ"),
    _Plan(3, "発送", 5, 4, 2),
    _Plan(3, "ご来店予定(保管中)", 5, 4, 1),
    _Plan(3, "発送", 5, 4),
    _Plan(4, "発送", 1),
)


def sample_holds(today: date, chance: random.Random) -> list[dict[str, object]]:
    """Return the rows of a seller's own list of branch holds.

    Args:
        today: the day that the stages are counted for.
        chance: the source of everything that may vary.
    """

    def day(before: int | None) -> str:
        return "" if before is None else f"{today - timedelta(days=before):%Y/%m/%d}"

    parcels = [plan for plan in PLANS for _ in range(plan.parcels)]
    chance.shuffle(parcels)
    return [
        {
            "取引番号": f"Y{number:03}",
            "落札者名": buyer_name(chance),
            "サービス": chance.choice(SERVICES),
            "送り状番号": "" if plan.shipped is None else tracking_number(chance),
            "発送日": day(plan.shipped),
            "到着日": day(plan.arrived),
            "連絡日": day(plan.contacted),
            "返信": "",
            "受取場所": plan.place,
            "配送状態": plan.status,
        }
        for number, plan in enumerate(parcels, 1)
    ]
