"""The frame functions on Dask: lazy, a partition at a time, each shop in one partition.

    from xlshipcheck.engines import dask
    judged = dask.assess_qoo10(orders, as_of="2026-11-21", shop="店舗", own_rate=True)   # nothing computed yet
    judged.to_parquet("judged/")

The arguments are those of `xlshipcheck.frames`, and `shop`, the column that tells the shop; `contexts` gives settings
and rules for all shops or by shop. The rows come back with the result columns beside them; words are text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlshipcheck.engines.shops import judged, refuse_without_shop

if TYPE_CHECKING:
    from collections.abc import Mapping

    import dask.dataframe as dd

    from xlshipcheck.context import Context


def assess_qoo10(
    frame: dd.DataFrame,
    *,
    shop: Any = None,  # noqa: ANN401  a column's name can be anything
    contexts: Context | Mapping[Any, Context] | None = None,
    **options: Any,  # noqa: ANN401  those of the frame function
) -> dd.DataFrame:
    """Return Qoo10 orders with their result columns; `own_rate` needs `shop`. See `frames.assess_qoo10`."""
    return _spread(frame, "qoo10", shop, contexts, options)


def assess_amazon(
    frame: dd.DataFrame,
    *,
    shop: Any,  # noqa: ANN401  as above
    contexts: Context | Mapping[Any, Context] | None = None,
    **options: Any,  # noqa: ANN401  as above
) -> dd.DataFrame:
    """Return Amazon.co.jp packages with their result columns. See `frames.assess_amazon`."""
    return _spread(frame, "amazon", shop, contexts, options)


def assess_holds(
    frame: dd.DataFrame,
    *,
    shop: Any = None,  # noqa: ANN401  as above
    contexts: Context | Mapping[Any, Context] | None = None,
    **options: Any,  # noqa: ANN401  as above
) -> dd.DataFrame:
    """Return parcels held at a branch with their result columns. See `frames.assess_holds`."""
    return _spread(frame, "holds", shop, contexts, options)


def valid_tracking_rate(
    frame: dd.DataFrame,
    *,
    shop: Any,  # noqa: ANN401  as above
    contexts: Context | Mapping[Any, Context] | None = None,
    **options: Any,  # noqa: ANN401  as above
) -> dd.DataFrame:
    """Return each shop's table of 追跡可能率, a row per category and 全体. See `frames.valid_tracking_rate`."""
    return _spread(frame, "rates", shop, contexts, options)


def _spread(
    frame: dd.DataFrame,
    what: str,
    shop: Any,  # noqa: ANN401  as above
    contexts: Context | Mapping[Any, Context] | None,
    options: Mapping[str, Any],
) -> dd.DataFrame:
    """Return the question put to every partition, after each shop's rows have come together in one."""
    refuse_without_shop(what, shop, options)
    together = frame if shop is None else frame.shuffle(on=shop)
    # pylint would call `_meta` private; it is how Dask documents the empty frame that tells the columns.
    meta = judged(frame._meta, what, shop, contexts, options)  # noqa: SLF001  Dask's own name for it
    answer: dd.DataFrame = together.map_partitions(judged, what, shop, contexts, dict(options), meta=meta)
    return answer
