"""Calls that can be answered, for tests that loop over the catalogue."""

from __future__ import annotations

from datetime import date

from xlshipcheck.arguments.form import AGGREGATE, ROW
from xlshipcheck.catalogue.registry import functions as catalogue
from xlshipcheck.values.cells import MISSING

# One value per reader that a row can be answered with.
USUAL = {
    "day": date(2026, 11, 20),
    "as_of": date(2026, 11, 24),
    "kind": "一般",
    "which_kind": "一般",
    "event": "警告",
    "workdays": 3,
    "count": 3,
    "amount": 1500,
    "rate": 0.9,
    "flag": False,
    "text": "ヤマト運輸",
    "raw": "444413758703",
    "delivered": True,
    "ship_day": date(2026, 11, 20),
    "answered": False,
    "place": "営業所",
    "message_kind": "催促",
    "status": "保管中",
    "seller": "日本",
    "ship_rate": 0.9,
    "ship_state": "配送準備",
    "validity": "有効",
    "cancellation": "未出荷",
    "month": "2026-11",
    "package": "A-1",
    "closed": MISSING,
}


def usual_arguments(name):
    """Return a call of a function that can be answered."""
    return [USUAL[argument.reader] for argument in catalogue()[name].arguments]


ANSWERING = [name for name, function in catalogue().items() if function.shape in {ROW, AGGREGATE}]
ROWWISE = [name for name in ANSWERING if catalogue()[name].shape == ROW]
COUNTING = [name for name in ANSWERING if catalogue()[name].shape == AGGREGATE]
