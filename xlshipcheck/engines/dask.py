"""The frame functions on Dask: lazy, a partition at a time, each shop in one partition.

    from xlshipcheck.engines import dask
    judged = dask.assess_qoo10(orders, as_of="2026-11-21", shop="店舗", own_rate=True)   # nothing computed yet
    judged.to_parquet("judged/")

The arguments are those of `xlshipcheck.frames`, and `shop`, the column that tells the shop; `contexts` gives settings
and rules for all shops or by shop. The rows come back with the result columns beside them; words are text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlshipcheck.engines.shops import Engine, judged

if TYPE_CHECKING:
    from collections.abc import Mapping

    import dask.dataframe as dd

    from xlshipcheck.engines.shops import Contexts


def _spread(
    frame: dd.DataFrame,
    what: str,
    shop: Any,  # noqa: ANN401  a column's name can be anything
    contexts: Contexts,
    options: Mapping[str, Any],
) -> dd.DataFrame:
    """Return the question put to every partition, after each shop's rows have come together in one."""
    together = frame if shop is None else frame.shuffle(on=shop)
    # pylint would call `_meta` private; it is how Dask documents the empty frame that tells the columns.
    meta = judged(frame._meta, what, shop, contexts, options)  # noqa: SLF001  Dask's own name for it
    answer: dd.DataFrame = together.map_partitions(judged, what, shop, contexts, dict(options), meta=meta)
    return answer


_DASK = Engine(_spread)
assess_qoo10, assess_amazon, assess_holds = _DASK.assess_qoo10, _DASK.assess_amazon, _DASK.assess_holds
valid_tracking_rate = _DASK.valid_tracking_rate
