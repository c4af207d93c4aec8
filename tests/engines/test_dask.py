"""The frame functions on a Dask cluster: partition by partition what one machine answers."""

from __future__ import annotations

import pytest
from shop_tables import ASKED, orders, packages, plain

from xlshipcheck.engines import shops

pytestmark = pytest.mark.end_to_end


@pytest.fixture(scope="module")
def dd(engine):
    """Dask's frames, computed by a cluster of two processes on this machine."""
    distributed = engine("distributed")
    frames = engine("dask.dataframe")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster),
    ):
        yield frames


@pytest.mark.parametrize(
    ("what", "function", "table", "options"),
    [
        ("qoo10", "assess_qoo10", orders, {"own_rate": True}),
        ("amazon", "assess_amazon", packages, {}),
        ("rates", "valid_tracking_rate", packages, {}),
    ],
    ids=["orders", "packages", "rates"],
)
def test_a_cluster_answers_as_one_machine(dd, what, function, table, options):
    """Shops that lie in many partitions are judged whole, and the answers are those of one frame."""
    from xlshipcheck.engines import dask  # noqa: PLC0415  Dask is there now

    whole = table(12, 20)
    spread = dd.from_pandas(whole, npartitions=7)
    judged = getattr(dask, function)(spread, shop="店舗", **ASKED, **options)
    assert plain(judged.compute()) == plain(shops.judged(whole, what, "店舗", None, {**ASKED, **options}))
    assert len(judged.compute()) == (36 if what == "rates" else len(whole))


def test_rows_judged_alone_are_not_moved(dd):
    """Without a shop nothing is shuffled: partitions stay as they are, in their order."""
    from xlshipcheck.engines import dask  # noqa: PLC0415  as above

    whole = orders(3, 10)
    judged = dask.assess_qoo10(dd.from_pandas(whole, npartitions=4), **ASKED)
    assert judged.npartitions == 4
    assert judged.compute()["注文番号"].tolist() == whole["注文番号"].tolist()


def test_nothing_is_computed_before_it_is_asked_for(dd):
    """A table whose reading fails is not read while the question is put."""
    from xlshipcheck.engines import dask  # noqa: PLC0415  as above

    def fail(_part):
        raise AssertionError

    whole = orders(2, 2)
    judged = dask.assess_qoo10(dd.from_pandas(whole, npartitions=2).map_partitions(fail, meta=whole), **ASKED)
    with pytest.raises(AssertionError):
        judged.compute()
