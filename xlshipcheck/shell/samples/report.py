"""Amazon's own report on the sample packages, with every kind of difference from our judgement; see docs/reconcile.md."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from xlshipcheck.shell.samples.packages import EXCLUDED_CARRIERS, UNKNOWN_CARRIER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ORDER, NUMBER, CARRIER, CONFIRMED, SCAN, MARK = COLUMNS = (
    "注文番号 追跡番号 配送業者 出荷通知日 最初のスキャン 有効な追跡番号なし"
).split()
OTHER_ORDER: Final = "250-9999999-9999999"
VALID, INVALID, EXCLUDED = "valid", "invalid", "excluded"


def sample_report(shipments: Sequence[Mapping[str, object]], today: date) -> list[dict[str, object]]:
    """Return the rows of a report in which Amazon agrees with us but for a dozen packages.

    Args:
        shipments: of the sample shipment confirmation.
        today: the as-of day.
    """
    packages: dict[str, dict[str, list[dict[str, object]]]] = {VALID: {}, INVALID: {}, EXCLUDED: {}}
    for shipment in shipments:
        verdict = _verdict(shipment)
        packages[verdict].setdefault(str(shipment["order-id"]), []).append(_row(shipment, verdict))
    valid, invalid, excluded = ([rows[0] for rows in packages[one].values()] for one in packages)
    # What Amazon calls invalid, with what its report says of the reason.
    changes: list[dict[str, object]] = [
        {CARRIER: "佐川急便"},
        {NUMBER: f"{valid[1][ORDER]}-InvalidId"},
        {SCAN: ""},
        {CONFIRMED: f"{today - timedelta(days=4):%Y/%m/%d}"},
        {NUMBER: valid[-1][NUMBER]},
        {CONFIRMED: f"{today - timedelta(days=1):%Y/%m/%d}"},
        {},
    ]
    for row, change in zip(valid, changes, strict=False):
        row.update({MARK: "X", **change})
    unreadable, missing = valid[len(changes)], valid[len(changes) + 1]
    unreadable[MARK] = "?"
    valid.remove(missing)
    invalid[0][MARK] = ""
    excluded[0][MARK] = "X"
    other = {**valid[-2], ORDER: OTHER_ORDER}
    return [*valid, *invalid, *excluded[:2], other]


def _verdict(shipment: Mapping[str, object]) -> str:
    number, carrier = str(shipment["tracking-number"]), shipment["carrier-name"]
    if carrier in EXCLUDED_CARRIERS:
        return EXCLUDED
    if not number or carrier == UNKNOWN_CARRIER or int(number[:-1]) % 7 != int(number[-1]):
        return INVALID
    return VALID


def _row(shipment: Mapping[str, object], verdict: str) -> dict[str, object]:
    shipped = str(shipment["ship-date"]).replace("-", "/")
    return {
        ORDER: shipment["order-id"],
        NUMBER: shipment["tracking-number"],
        CARRIER: shipment["carrier-name"] or "ヤマト運輸",
        CONFIRMED: shipped,
        SCAN: shipped,
        MARK: "X" if verdict == INVALID else "",
    }
