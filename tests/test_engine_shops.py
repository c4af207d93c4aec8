"""One partition of an engine: each shop by itself, columns that every partition types alike."""

from __future__ import annotations

import pandas as pd
import pytest

from xlshipcheck import frames
from xlshipcheck.context import Context, Settings
from xlshipcheck.engines import shops

ASKED = {"as_of": "2026-11-21"}
ORDERS = pd.DataFrame(
    {
        "店舗": ["甲", "乙", "甲", None],
        "注文番号": ["1", "2", "3", "4"],
        "入金日": ["2026-11-09", "2026-11-09", "2026-11-20", "2026-11-09"],
        "発送日": ["2026-11-12", None, None, None],
    },
    index=[5, 5, 7, 5],
)


def test_each_shop_has_its_own_rate():
    """A shop's late order is judged by its shop's rate alone; rows stay in their order, whatever their index."""
    judged = shops.judged(ORDERS, "qoo10", "店舗", None, {**ASKED, "own_rate": True})
    assert judged["注文番号"].tolist() == ["1", "2", "3", "4"]
    assert judged.index.tolist() == [5, 5, 7, 5]
    assert judged["段階"].tolist() == ["発送済", "制限", "正常", "制限"]


def test_a_shop_has_its_own_settings():
    """Settings may be given by shop; a shop that is not named has none of its own."""
    contexts = {"乙": Context(settings=Settings(default_kind="予約"))}
    judged = shops.judged(ORDERS.iloc[:2], "qoo10", "店舗", contexts, ASKED)
    assert judged["確認"].tolist()[0] == ""
    assert "予約日" in judged["確認"].tolist()[1]


@pytest.mark.parametrize("what", ["qoo10", "holds"])
def test_an_empty_partition_has_the_columns_of_a_full_one(what):
    """Engines ask an empty table for its columns, and every partition must have the same."""
    full = shops.judged(ORDERS, what, "店舗", None, ASKED)
    empty = shops.judged(ORDERS.iloc[:0], what, "店舗", None, ASKED)
    assert full.dtypes.to_dict() == empty.dtypes.to_dict()
    assert len(empty) == 0


def test_an_empty_partition_of_rates_has_no_rate():
    """A partition without rows adds no 対象なし of a shop that is not there."""
    packages = pd.DataFrame(
        {"店舗": ["甲"], "追跡判定": ["有効"], "お届け予定日": ["2026-11-05"], "注文番号": ["1"]}
    )
    full = shops.judged(packages, "rates", "店舗", None, ASKED)
    assert full[["店舗", "対象"]].to_numpy().tolist() == [["甲", 1]]
    empty = shops.judged(packages.iloc[:0], "rates", "店舗", None, ASKED)
    assert (len(empty), full.dtypes.to_dict()) == (0, empty.dtypes.to_dict())


def test_results_replace_older_ones():
    """A table that was judged before is judged again, not beside its old results."""
    once = shops.judged(ORDERS, "qoo10", None, None, ASKED)
    assert shops.judged(once, "qoo10", None, None, ASKED).equals(once)
    assert len(once.columns) == len(ORDERS.columns) + len(frames.assess_qoo10(ORDERS, **ASKED).columns)


@pytest.mark.parametrize(("what", "options"), [("amazon", {}), ("rates", {}), ("qoo10", {"own_rate": True})])
def test_what_is_counted_over_rows_needs_the_shop(what, options):
    """A package or a rate over rows that may lie apart is refused without the column of the shop."""
    with pytest.raises(ValueError, match="shop="):
        shops.refuse_without_shop(what, None, options)
    shops.refuse_without_shop(what, "店舗", options)
